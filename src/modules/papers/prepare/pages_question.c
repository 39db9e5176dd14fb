/* A page of questions: what is asked together, for whose sake, what is wrong with it; and saving. */
#include "modules/papers/prepare/prepare.h"

#include "modules/papers/prepare/templates/question.html.h"

/* What a page is made from besides the preparation. */
typedef struct showing {
	const req *typed; /* the form came back; NULL: as it is saved */
	field_errors errors;
	bool changing, saved, other_window;
	str proposed_for, proposed, proposed_told; /* assist.c */
	instant seen; /* the state that the next save is from */
} showing;

static str name_of(arena *a, const fact_def *f)
{
	return str_format(a, "f-%.*s", STR_ARG(f->field.id));
}

static str from_of(const req *r, bool form)
{
	str from = form ? req_form(r, "from") : req_query(r, "from");
	return str_eq(from, STR("c")) ? from : STR_NONE;
}

/* --- showing ------------------------------------------------------------------------------------------------------------- */

static field_view widget_of(const prep *s, const fact_def *f, const showing *w, bool heading)
{
	arena *a = s->r->arena;
	const kept_answer *k = kept_get(&s->p, f->field.id);
	str name = name_of(a, f), value = k && !k->lost ? k->answer.value : STR_NONE;
	bool optional = papers_optional(s->sit, f);
	field_def shown = f->field;
	shown.required = !optional;
	field_look_at how = { .name = name,
			      .label = prep_question_of(f, s->r->lang),
			      .heading = heading,
			      .ask_unknown = !optional,
			      .unknown = k && k->answer.dont_know && !optional };
	if (w->typed) {
		field_posted posted = field_from_form(a, &w->typed->form, &f->field, name);
		value = posted.typed;
		how.unknown = posted.unknown;
	}
	if (str_eq(w->proposed_for, f->field.id) && w->proposed.len) {
		value = w->proposed;
		how.unknown = false;
	}
	how.error = field_message(&w->errors, name.at);
	return field_view_of(a, &shown, value, &how, s->r->lang);
}

/* The page before: where the fact stands that is asked just before the first of this page. */
static url back_of(const prep *s, const papers_question *q, str from)
{
	papers_facts all = papers_asks(s->sit);
	const fact_def *earlier = NULL;
	if (from.len)
		return prep_at(s, "/check");
	for (size_t i = 0; i < all.n && q->facts.n && all.at[i] != q->facts.at[0]; i++)
		if (kept_get(&s->p, all.at[i]->field.id) || prep_among(s->p.later, all.at[i]->field.id))
			earlier = all.at[i];
	return earlier ? prep_ask(s, earlier->field.id, NULL) : prep_at(s, "");
}

static void union_of(arena *a, papers_list *all, const papers_list *more)
{
	for (size_t i = 0; i < more->n; i++) {
		bool there = false;
		for (size_t k = 0; k < all->n && !there; k++)
			there = all->at[k] == more->at[i];
		if (!there)
			LIST_ADD(a, all, more->at[i]);
	}
}

static const err *question_page(prep *s, resp *out, const papers_question *q, const showing *w)
{
	req *r = s->r;
	arena *a = r->arena;
	str from = from_of(r, w->typed != NULL);
	prep_question_view v = { .name = prep_name(s),
				 .title = text_in(&q->title, r->lang),
				 .errors = w->errors,
				 .from = from,
				 .seen = w->seen ? w->seen : s->p.changed,
				 .where = prep_where_of(s),
				 .news = prep_news_of(s),
				 .said = prep_said_all(s, from.len ? "c" : NULL),
				 .changing = w->changing,
				 .saved = w->saved,
				 .other_window = w->other_window,
				 .back = back_of(s, q, from),
				 .here = prep_at(s, "/q"),
				 .try_at = prep_at(s, "/try"),
				 .go_on = prep_at(s, from.len ? "/check" : "/q"),
				 .all = prep_at(s, ""),
				 .until = prep_date(a, r->lang, day_of(s->p.until)) };
	if (q->facts.n < 2)
		v.title = STR_NONE;
	papers_list for_all = { 0 };
	for (size_t i = 0; i < q->facts.n; i++) {
		const fact_def *f = q->facts.at[i];
		papers_list wanting = papers_wanting(s->sit, f);
		prep_asked one = { .label = text_in(&f->field.label, r->lang),
				   .widget = widget_of(s, f, w, v.title.len == 0 && q->facts.n == 1),
				   .for_papers = prep_names(s, &wanting, 100) };
		union_of(a, &for_all, &wanting);
		prep_assists(s, q, i, &one);
		if (str_eq(w->proposed_for, f->field.id))
			one.help_told = w->proposed_told;
		LIST_ADD(a, &v.asked, one);
		LIST_ADD(a, &v.ask, f->field.id);
	}
	if (for_all.n)
		v.wants = words_prepare_wants(a, r->lang, prep_names(s, &for_all, 1));
	page_out o = page_begin(r);
	prepare_question_page(&o, &v);
	page p = prep_page(r, v.title.len ? v.title : prep_question_of(q->facts.at[0], r->lang));
	if (w->errors.n && !w->saved)
		out->status = w->other_window ? 409 : 422;
	return page_end(&o, &p, out);
}

static const err *question_get(req *r, resp *out)
{
	prep s;
	bool done;
	TRY(prep_open(r, out, &s, &done));
	if (done)
		return NULL;
	papers_question q;
	showing w = { 0 };
	str ask = req_query(r, "ask");
	if (ask.len && papers_page_of(s.sit, ask, &q) && q.facts.n) {
		w.changing = true;
		return question_page(&s, out, &q, &w);
	}
	if (prep_next(&s, &q) && q.facts.n)
		return question_page(&s, out, &q, &w);
	resp_redirect(r, out, prep_at(&s, "/check").s);
	return NULL;
}

/* --- what came back -------------------------------------------------------------------------------------------------------- */

/* The facts that the form asked, as one page. */
static papers_question asked_by(const prep *s)
{
	req *r = s->r;
	strs ask = req_form_all(r, "ask");
	papers_question q = { 0 }, whole;
	for (size_t i = 0; i < ask.n && i < 40; i++) {
		const fact_def *f = facts_find(&s->city->facts, ask.at[i]);
		if (!f || f->value || f->field.kind == FIELD_FILE || f->field.kind == FIELD_MY_NUMBER)
			continue;
		LIST_ADD(r->arena, &q.facts, f);
		if (q.facts.n == 1 && papers_page_of(s->sit, f->field.id, &whole))
			q.title = whole.title;
	}
	return q;
}

/* One answer of the form. */
typedef struct taken {
	const fact_def *fact;
	fact_answer answer; /* neither value nor dont_know: nothing was said */
	bool again; /* a row of a table was added or removed */
	const err *wrong;
	bool empty;
} taken;

static taken take(const prep *s, const fact_def *f)
{
	arena *a = s->r->arena;
	field_posted posted = field_from_form(a, &s->r->form, &f->field, name_of(a, f));
	taken t = { .fact = f, .answer = { .id = f->field.id }, .again = posted.again };
	if (posted.again)
		return t;
	/* a form of radio buttons or ticks of which none is chosen does not name them: that is an empty answer like any other */
	bool unknown = posted.unknown || str_eq(posted.typed, STR(FIELD_UNKNOWN));
	str typed = str_trim(posted.typed);
	if (unknown || (typed.len == 0 && papers_optional(s->sit, f))) {
		t.answer.dont_know = true; /* of an optional one: left empty on purpose */
		return t;
	}
	t.empty = typed.len == 0;
	if (t.empty)
		return t;
	str value;
	t.wrong = field_read(a, &f->field, posted.typed, day_of(s->r->now), &value);
	if (t.wrong)
		return t;
	/* a table without rows: nobody else */
	t.answer.value = value.len == 0 && f->field.kind == FIELD_TABLE ? STR("[]") : value;
	t.empty = t.answer.value.len == 0;
	return t;
}

static void wrong_at(const prep *s, const fact_def *f, str told, field_errors *ret)
{
	LIST_ADD(s->r->arena, ret, ((field_error){ name_of(s->r->arena, f), told }));
}

static str told_of(const prep *s, const taken *t)
{
	return field_told(s->r->arena, &t->fact->field, t->wrong, s->r->lang);
}

/* Whether the form says something of it. */
static bool said_by(const taken *t)
{
	return !t->wrong && (t->answer.dont_know || t->answer.value.len > 0);
}

static bool is_chosen(const fact_def *f)
{
	field_kind k = f->field.kind;
	return k == FIELD_CHOICE || k == FIELD_CHOICES || k == FIELD_YESNO;
}

/* Whether somebody else changed this answer after the form was made, to something else. */
static bool crossed(const prep *s, const taken *t, instant seen)
{
	const kept_answer *k = kept_get(&s->p, t->fact->field.id);
	return said_by(t) && k && !k->lost && k->at > seen &&
	       (k->answer.dont_know != t->answer.dont_know || !str_eq(k->answer.value, t->answer.value));
}

static void tell_crossed(const prep *s, const taken *t, field_errors *ret)
{
	const kept_answer *k = kept_get(&s->p, t->fact->field.id);
	lang l = s->r->lang;
	arena *a = s->r->arena;
	str theirs = k->answer.dont_know ? words_text(a, l, T_field_unknown)
					 : field_show(a, &t->fact->field, k->answer.value, l);
	wrong_at(s, t->fact, words_prepare_crossed(a, l, theirs), ret);
}

typedef struct takens {
	taken *at;
	size_t n;
} takens;

static bool any_again(const takens *all)
{
	for (size_t i = 0; i < all->n; i++)
		if (all->at[i].again)
			return true;
	return false;
}

static void look(const prep *s, const takens *all, field_errors *ret)
{
	for (size_t i = 0; i < all->n; i++) {
		const taken *t = &all->at[i];
		if (t->wrong)
			wrong_at(s, t->fact, told_of(s, t), ret);
		else if (t->empty)
			wrong_at(s, t->fact,
				 words_text(s->r->arena, s->r->lang,
					    is_chosen(t->fact) ? T_prepare_unchosen : T_prepare_empty),
				 ret);
	}
}

/* What is said of these facts by the checks of the definitions, with all answers together. */
static void look_together(const prep *s, const papers_question *q, field_errors *ret)
{
	papers_problems_list problems = papers_problems(s->sit);
	for (size_t i = 0; i < problems.n; i++)
		for (size_t k = 0; k < q->facts.n; k++)
			if (problems.at[i].stops && problems.at[i].fact == q->facts.at[k])
				wrong_at(s, q->facts.at[k], problems.at[i].told, ret);
}

/* What was put off is no longer so once it is answered. `later`: what has no answer is put off. */
static void apply(prep *s, const takens *all, bool later)
{
	for (size_t i = 0; i < all->n; i++) {
		const taken *t = &all->at[i];
		str id = t->fact->field.id;
		if (said_by(t)) {
			kept_set(s->r->arena, &s->p, t->answer, ORIGIN_RESIDENT, s->r->now);
			prep_without(&s->p.later, id);
		} else if (later && !kept_get(&s->p, id) && !prep_among(s->p.later, id)) {
			LIST_ADD(s->r->arena, &s->p.later, id);
		}
	}
}

static const err *show_again(prep *s, resp *out, const papers_question *q, showing *w)
{
	i64 seen;
	w->typed = s->r;
	if (!w->seen)
		w->seen = str_i64(req_form(s->r, "seen"), &seen) ? seen : s->p.changed;
	return question_page(s, out, q, w);
}

/* Saves what the form said; *ret_crossed: others changed the same, and both are told. */
static const err *save(prep *s, const takens *all, bool later, instant seen, field_errors *ret_crossed)
{
	for (int again = 0;; again++) {
		for (size_t i = 0; i < all->n; i++)
			if (crossed(s, &all->at[i], seen))
				tell_crossed(s, &all->at[i], ret_crossed);
		if (ret_crossed->n)
			return NULL;
		strs before = prep_ids(s);
		apply(s, all, later);
		prep_sit(s);
		prep_tell_change(s, before);
		const err *e = keep_save(s->r, &s->p);
		if (!err_is(e, ERR_stale) || again == PREP_AGAIN)
			return e;
		TRY(prep_reload(s));
	}
}

static bool typed_before(const prep *s)
{
	for (size_t i = 0; i < s->p.answers.n; i++)
		if (s->p.answers.at[i].origin == ORIGIN_RESIDENT)
			return true;
	return false;
}

static const err *question_post(req *r, resp *out)
{
	prep s;
	bool done;
	TRY(prep_open(r, out, &s, &done));
	if (done)
		return NULL;
	papers_question q = asked_by(&s);
	showing w = { 0 };
	takens all = { 0 };
	bool later = req_form(r, "later").len > 0;
	i64 seen = 0;
	str assist = req_form(r, "assist");
	if (q.facts.n == 0)
		return err_of(ERR_bad_request);
	for (size_t i = 0; i < q.facts.n; i++)
		LIST_ADD(r->arena, &all, take(&s, q.facts.at[i]));
	if (assist.len) {
		w.proposed_for = assist;
		TRY(prep_assist(&s, &q, assist, &w.proposed, &w.proposed_told));
		return show_again(&s, out, &q, &w);
	}
	if (any_again(&all))
		return show_again(&s, out, &q, &w);
	if (!later) /* which is always possible: what is right is saved, the rest put off */
		look(&s, &all, &w.errors);
	if (w.errors.n)
		return show_again(&s, out, &q, &w);
	if (!str_i64(req_form(r, "seen"), &seen))
		seen = 0;
	bool first = prep_shown_code(r, s.p.token).len > 0 && !typed_before(&s);
	TRY(save(&s, &all, later, seen, &w.errors));
	if (w.errors.n) {
		w.other_window = true;
		w.seen = s.p.changed; /* the next save is meant */
		return show_again(&s, out, &q, &w);
	}
	if (!later)
		look_together(&s, &q, &w.errors);
	if (w.errors.n) {
		w.saved = true;
		w.seen = s.p.changed;
		return show_again(&s, out, &q, &w);
	}
	resp_redirect(r, out, prep_at(&s, first ? "/link?first=1" : from_of(r, true).len ? "/check" : "/q").s);
	return NULL;
}

/* --- while typing -------------------------------------------------------------------------------------------------------------- */

/* {"fields":[{"name":"f-kana","told":"…"}]}: what would be told of what is in the form now; of empty controls nothing. */
static const err *try_post(req *r, resp *out)
{
	prep s;
	bool done;
	TRY(prep_open(r, out, &s, &done));
	if (done)
		return err_of(ERR_not_found);
	papers_question q = asked_by(&s);
	takens all = { 0 };
	field_errors wrong = { 0 };
	for (size_t i = 0; i < q.facts.n; i++) {
		taken t = take(&s, q.facts.at[i]);
		if (t.wrong)
			wrong_at(&s, t.fact, told_of(&s, &t), &wrong);
		LIST_ADD(r->arena, &all, t);
	}
	apply(&s, &all, false);
	prep_sit(&s);
	look_together(&s, &q, &wrong);
	buf b = buf_new(r->arena, 256 * 1024);
	json_writer w = json_write(&b);
	jw_object(&w);
	jw_field_array(&w, "fields");
	for (size_t i = 0; i < wrong.n; i++) {
		jw_object(&w);
		jw_field_str(&w, "name", wrong.at[i].field);
		jw_field_str(&w, "told", wrong.at[i].message);
		jw_end(&w);
	}
	jw_end(&w);
	jw_end(&w);
	jw_done(&w);
	return json_reply(out, 200, &b);
}

const route prep_question_routes[] = {
	{ "GET", "/prepare/p/:token/q", ACCESS_PUBLIC, question_get },
	{ "POST", "/prepare/p/:token/q", ACCESS_PUBLIC, question_post },
	{ "POST", "/prepare/p/:token/try", ACCESS_PUBLIC, try_post },
	{ 0 },
};
