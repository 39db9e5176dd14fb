/* /guide/q/TOKEN: the next question, or one that the reader chose. */
#include "modules/guide/pages/pages.h"

#include "modules/guide/pages/templates/question.html.h"

#define NAMES_MAX 6 /* of each kind, beside the question */
#define TAP_MAX 9 /* answers that are buttons of their own: one touch each */

static void add_names(const sitting *s, const guide_findings *f, size_t most, guide_names *ret)
{
	for (size_t i = 0; i < f->n && ret->n < most; i++)
		LIST_ADD(s->r->arena, ret,
			 (guide_name){ text_in(&f->at[i].scheme->name, s->r->lang),
				       guide_at(s, "/guide/r/",
						str_format(s->r->arena, "#s-%.*s", STR_ARG(f->at[i].scheme->id)).at) });
}

static guide_sofar sofar_of(const sitting *s)
{
	req *r = s->r;
	guide_result found = guide_judge(s->g);
	guide_sofar v = { .must_n = (i64)found.must.n,
			  .may_n = (i64)found.may.n,
			  .open_n = (i64)(found.open_must.n + found.open_may.n),
			  .result = guide_at(s, "/guide/r/", "") };
	add_names(s, &found.must, NAMES_MAX, &v.must);
	add_names(s, &found.may, NAMES_MAX, &v.may);
	add_names(s, &found.open_must, NAMES_MAX, &v.open);
	add_names(s, &found.open_may, NAMES_MAX, &v.open);
	v.open_more = v.open_n - (i64)v.open.n;
	v.said = words_guide_sofar_said(r->arena, r->lang, v.must_n, v.may_n, v.open_n);
	return v;
}

/* The answered fact before this one; before the question that is due, the last. NULL: there is none. */
static const fact_def *before(const sitting *s, const fact_def *f)
{
	guide_facts said = guide_answered(s->g);
	const fact_def *last = NULL;
	for (size_t i = 0; i < said.n; i++) {
		if (said.at[i] == f)
			return last;
		if (guide_link_get(&s->link, said.at[i]->field.id))
			last = said.at[i];
	}
	return last;
}

/* One question whose answers are buttons of their own. */
static bool to_tap(const guide_question *q)
{
	const field_def *f = &q->facts.at[0]->field;
	return q->facts.n == 1 && (f->kind == FIELD_YESNO || (f->kind == FIELD_CHOICE && f->choices.n <= TAP_MAX));
}

static str from_of(const req *r)
{
	str from = str_eq(r->method, STR("POST")) ? req_form(r, "from") : req_query(r, "from");
	return str_eq(from, STR("r")) ? from : STR_NONE;
}

/* `q`: what is asked; `changing`: the reader chose it. `errors`: the form came back with something wrong. */
static const err *question_page(sitting *s, resp *out, const guide_question *q, bool changing,
				const field_errors *errors)
{
	req *r = s->r;
	arena *a = r->arena;
	guide_progress far = guide_how_far(s->g);
	const fact_def *earlier = before(s, q->facts.n ? q->facts.at[0] : NULL);
	str from = from_of(r);
	guide_question_view v = { .event = guide_event_name(s),
				  .changing = changing,
				  .from = from,
				  .has_back = earlier != NULL || from.len > 0,
				  .here = guide_at(s, "/guide/q/", ""),
				  .next = guide_at(s, from.len ? "/guide/r/" : "/guide/q/", ""),
				  .number = (i64)far.asked + 1,
				  .left = (i64)far.left,
				  .percent = far.percent,
				  .sofar = sofar_of(s),
				  .said = guide_say_said(s, NULL),
				  .doubts = guide_say_doubts(s, NULL),
				  .lost = (i64)s->lost,
				  .start = url_of(a, STR("/guide")) };
	v.back = earlier    ? guide_ask(s, earlier->field.id, from.len ? "r" : NULL)
		 : from.len ? guide_at(s, "/guide/r/", "")
			    : v.start;
	if (q->group && q->facts.n > 1)
		v.title = text_in(&q->group->title, r->lang);
	if (errors)
		v.errors = *errors;
	v.tap = to_tap(q);
	for (size_t i = 0; i < q->facts.n; i++) {
		LIST_ADD(a, &v.asked, guide_name_of(a, q->facts.at[i]));
		if (v.tap)
			v.button = guide_input_of(s, q->facts.at[i], NULL);
		else
			LIST_ADD(a, &v.widgets,
				 guide_widget_of(s, q->facts.at[i], errors ? r : NULL, &v.errors, v.title.len == 0));
	}
	if (q->waiting.n)
		v.why = words_guide_why_ask(a, r->lang, (i64)q->waiting.n);
	for (size_t i = 0; i < q->waiting.n; i++)
		LIST_ADD(a, &v.waiting, text_in(&q->waiting.at[i]->name, r->lang));
	page_out o = page_begin(r);
	guide_question_page(&o, &v);
	page p = guide_page(r, v.title.len ? v.title : guide_question_of(q->facts.at[0], r->lang));
	if (errors)
		out->status = 422;
	return page_end(&o, &p, out);
}

static const err *to_result(sitting *s, resp *out)
{
	resp_redirect(s->r, out, str_format(s->r->arena, "/guide/r/%.*s", STR_ARG(s->token)));
	return NULL;
}

static const err *question_get(req *r, resp *out)
{
	sitting s;
	bool done;
	TRY(guide_open(r, out, &s, &done));
	if (done)
		return NULL;
	const fact_def *wanted = facts_find(&s.city->facts, req_query(r, "ask"));
	guide_question q = { 0 };
	if (wanted && !wanted->value) {
		LIST_ADD(r->arena, &q.facts, wanted);
		return question_page(&s, out, &q, true, NULL);
	}
	return guide_next(s.g, &q) && q.facts.n ? question_page(&s, out, &q, false, NULL) : to_result(&s, out);
}

static const err *question_post(req *r, resp *out)
{
	sitting s;
	bool done;
	TRY(guide_open(r, out, &s, &done));
	if (done)
		return NULL;
	guide_link before_it = { s.link.events, s.link.schemes, { 0 } };
	for (size_t i = 0; i < s.link.given.n; i++)
		LIST_ADD(r->arena, &before_it.given, s.link.given.at[i]);
	field_errors errors = { 0 };
	guide_take(&s, EMPTY_UNKNOWN, &errors);
	str token;
	if (errors.n == 0 && guide_link_token(r->app, r->arena, s.city, &s.link, &token))
		LIST_ADD(r->arena, &errors, (field_error){ STR_NONE, say(r, T_guide_answer_long) });
	if (errors.n) { /* nothing is taken until all of it is right */
		s.link = before_it;
		guide_question q = { 0 };
		strs asked = req_form_all(r, "ask");
		for (size_t i = 0; i < asked.n; i++) {
			const fact_def *f = facts_find(&s.city->facts, str_sub(asked.at[i], 2, asked.at[i].len));
			if (f && !f->value)
				LIST_ADD(r->arena, &q.facts, f);
		}
		for (size_t g = 0; g < s.city->guide.groups.n && q.facts.n > 1; g++)
			for (size_t i = 0; i < s.city->guide.groups.at[g].facts.n; i++)
				if (str_eq(s.city->guide.groups.at[g].facts.at[i], q.facts.at[0]->field.id))
					q.group = &s.city->guide.groups.at[g];
		if (q.facts.n == 0)
			return err_of(ERR_bad_request);
		return question_page(&s, out, &q, false, &errors);
	}
	TRY(guide_again(&s));
	bool back = from_of(r).len > 0;
	resp_redirect(r, out, str_format(r->arena, "/guide/%s/%.*s", back ? "r" : "q", STR_ARG(s.token)));
	return NULL;
}

const route guide_question_routes[] = {
	{ "GET", "/guide/q/:token", ACCESS_PUBLIC, question_get },
	{ "POST", "/guide/q/:token", ACCESS_PUBLIC, question_post },
	{ 0 },
};
