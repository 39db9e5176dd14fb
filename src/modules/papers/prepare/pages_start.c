/* /prepare: choosing papers: by what happened, by words, by counter, or as the guide found them. */
#include "defs/search.h"
#include "modules/guide/guide.h"
#include "modules/papers/prepare/prepare.h"

#include "modules/papers/prepare/templates/start.html.h"

/* --- the start ----------------------------------------------------------------------------------------------------------- */

static i64 papers_of_event(const city_def *c, str id)
{
	i64 n = 0;
	for (size_t i = 0; i < c->papers.papers.n; i++)
		n += prep_among(c->papers.papers.at[i].events, id);
	return n;
}

static i64 papers_of_counter(const city_def *c, str id)
{
	i64 n = 0;
	for (size_t i = 0; i < c->papers.papers.n; i++)
		n += str_eq(c->papers.papers.at[i].where, id);
	return n;
}

static const err *resume(req *r, prep_cards *ret)
{
	strs tokens;
	TRY(prep_remembered(r, &tokens));
	for (size_t i = 0; i < tokens.n; i++) {
		prep s = { .r = r, .city = catalog_city(r) };
		const err *e = keep_open(r, tokens.at[i], &s.p);
		if (err_is(e, ERR_not_found))
			continue;
		TRY(e);
		prep_sit(&s);
		prep_where w = prep_where_of(&s);
		prep_card c = { .name = prep_name(&s), .link = prep_at(&s, ""), .icon = prep_icon(STR("certificate")) };
		c.about = words_prepare_resume_about(
			r->arena, r->lang, words_prepare_sheets(r->arena, r->lang, w.papers),
			w.left ? words_prepare_about_left(r->arena, r->lang, w.left) : say(r, T_prepare_none_left),
			prep_date(r->arena, r->lang, day_of(s.p.until)));
		LIST_ADD(r->arena, ret, c);
	}
	return NULL;
}

static const err *start_get(req *r, resp *out)
{
	const city_def *c = catalog_city(r);
	arena *a = r->arena;
	prep_start_view v = { .papers = (i64)c->papers.papers.n,
			      .days = c->limits.keep_preparations,
			      .list = url_of(a, STR("/prepare/list")),
			      .forgot = req_query(r, "forgot").len > 0,
			      .deleted = req_query(r, "deleted").len > 0,
			      .elsewhere = req_query(r, "elsewhere").len > 0 };
	const err *e = resume(r, &v.resume);
	if (e && !err_is(e, ERR_key_file))
		return e;
	for (size_t i = 0; i < c->guide.events.n; i++) {
		const event_def *d = &c->guide.events.at[i];
		i64 n = papers_of_event(c, d->id);
		if (n)
			LIST_ADD(a, &v.events,
				 ((prep_card){ d->id, text_in(&d->name, r->lang),
					       words_prepare_sheets_there(a, r->lang, n), prep_icon(d->icon),
					       url_path(a, "/prepare/list?event=%.*s", STR_ARG(d->id)) }));
	}
	for (size_t i = 0; i < c->services.n; i++) {
		const service_def *d = &c->services.at[i];
		i64 n = papers_of_counter(c, d->id);
		if (n)
			LIST_ADD(a, &v.counters,
				 ((prep_card){ d->id, text_in(&d->name, r->lang),
					       words_prepare_sheets_there(a, r->lang, n), prep_icon(d->icon),
					       url_path(a, "/prepare/list?counter=%.*s", STR_ARG(d->id)) }));
	}
	prep_private(r, out);
	page_out o = page_begin(r);
	prepare_start_page(&o, &v);
	page p = prep_page(r, words_text(a, r->lang, T_prepare_title));
	p.here = STR("prepare");
	return page_end(&o, &p, out);
}

/* --- which papers ---------------------------------------------------------------------------------------------------------- */

typedef struct choice {
	req *r;
	const city_def *city;
	papers_list list;
	strs schemes, events; /* for whose sake */
	fact_answers given; /* of the guide */
	strs sure; /* schemes that hold, of the guide: the others may */
} choice;

static void add(choice *c, const paper_def *d)
{
	for (size_t i = 0; i < c->list.n; i++)
		if (c->list.at[i] == d)
			return;
	if (c->list.n < PAPERS_MAX)
		LIST_ADD(c->r->arena, &c->list, d);
}

static void add_all(choice *c, papers_list more)
{
	for (size_t i = 0; i < more.n; i++)
		add(c, more.at[i]);
}

static void add_findings(choice *c, const guide_findings *f)
{
	for (size_t i = 0; i < f->n; i++)
		LIST_ADD(c->r->arena, &c->schemes, f->at[i].scheme->id);
}

/* What the guide found or leaves open, and what was answered there. */
static bool take_guide(choice *c, str token)
{
	guide_asked asked;
	if (!guide_token_read(c->r, token, &asked))
		return false;
	guide *g = guide_sit(c->r->arena, c->city, &asked);
	guide_result found = guide_judge(g);
	add_findings(c, &found.must);
	add_findings(c, &found.may);
	for (size_t i = 0; i < c->schemes.n; i++)
		LIST_ADD(c->r->arena, &c->sure, c->schemes.at[i]);
	add_findings(c, &found.open_must);
	add_findings(c, &found.open_may);
	c->given = asked.given;
	add_all(c, papers_of(c->r->arena, c->city, &c->schemes, &(strs){ 0 }));
	/* of the schemes only those that have papers are worth keeping; the events say what is known of themselves */
	strs with = { 0 };
	for (size_t i = 0; i < c->schemes.n; i++) {
		bool any = false;
		for (size_t k = 0; k < c->list.n && !any; k++)
			any = prep_among(c->list.at[k]->schemes, c->schemes.at[i]);
		if (any)
			LIST_ADD(c->r->arena, &with, c->schemes.at[i]);
	}
	c->schemes = with;
	c->events = asked.events;
	return true;
}

static bool has_words(arena *a, const paper_def *d, str folded)
{
	for (lang l = LANG_JA; l < LANG_COUNT; l++)
		if (str_has(search_fold(a, text_in(&d->name, l)), folded))
			return true;
	if (str_has(search_fold(a, d->reading), folded))
		return true;
	for (size_t i = 0; i < d->words.n; i++)
		if (str_has(search_fold(a, d->words.at[i]), folded))
			return true;
	return false;
}

/* By its own name and words first; then by the schemes and events that the words find. */
static void take_search(choice *c, str query)
{
	arena *a = c->r->arena;
	str folded = search_fold(a, query);
	for (size_t i = 0; i < c->city->papers.papers.n && folded.len; i++)
		if (has_words(a, &c->city->papers.papers.at[i], folded))
			add(c, &c->city->papers.papers.at[i]);
	found_defs found = defs_search(c->city, a, query, 12);
	strs schemes = { 0 }, events = { 0 };
	for (size_t i = 0; i < found.n; i++) {
		if (found.at[i].kind == FOUND_SCHEME)
			LIST_ADD(a, &schemes, found.at[i].scheme->id);
		else if (found.at[i].kind == FOUND_EVENT && i == 0)
			LIST_ADD(a, &events, found.at[i].event->id);
	}
	add_all(c, papers_of(a, c->city, &schemes, &(strs){ 0 }));
	add_all(c, papers_of(a, c->city, &(strs){ 0 }, &events));
}

static void take_counter(choice *c, str id)
{
	for (size_t i = 0; i < c->city->papers.papers.n; i++)
		if (str_eq(c->city->papers.papers.at[i].where, id))
			add(c, &c->city->papers.papers.at[i]);
}

/* --- the list ------------------------------------------------------------------------------------------------------------------ */

static str section_of(const choice *c, const paper_def *d)
{
	const service_def *s = defs_service(c->city, d->where);
	return s ? text_in(&s->name, c->r->lang) : words_text(c->r->arena, c->r->lang, T_prepare_no_counter);
}

/* Whether it is ticked at first: all that an event has; of the guide what holds, not what only may. */
static bool likely(const choice *c, const prep_list_view *v, const paper_def *d)
{
	for (size_t i = 0; i < d->schemes.n && v->guide.len; i++)
		if (prep_among(c->sure, d->schemes.at[i]))
			return true;
	return v->event.len > 0;
}

static void list_of(const choice *c, const strs *checked, const prep_list_view *v, prep_picks *ret)
{
	bool first = !v->adding && !v->error.len;
	arena *a = c->r->arena;
	lang l = c->r->lang;
	for (size_t i = 0; i < c->list.n; i++) {
		const paper_def *d = c->list.at[i];
		str title = section_of(c, d);
		size_t g = 0;
		while (g < ret->n && !str_eq(ret->at[g].title, title))
			g++;
		if (g == ret->n)
			LIST_ADD(a, ret, ((struct prep_pick_group){ .id = str_format(a, "g%zu", g), .title = title }));
		prep_pick p = { .id = d->id,
				.name = text_in(&d->name, l),
				.about = text_in(&d->about, l),
				.checked = (first && likely(c, v, d)) || prep_among(*checked, d->id),
				.sample = !d->confirmed };
		if (v->guide.len && !likely(c, v, d))
			p.why = words_text(a, l, T_prepare_perhaps);
		LIST_ADD(a, &ret->at[g].picks, p);
	}
}

/* Of the address's or form's words. False: there is nothing of that. */
static bool choose(req *r, bool form, choice *ret, prep_list_view *v)
{
	str event = form ? req_form(r, "event") : req_query(r, "event"),
	    found = form ? req_form(r, "guide") : req_query(r, "guide"),
	    query = form ? STR_NONE : str_trim(req_query(r, "q")), counter = form ? STR_NONE : req_query(r, "counter");
	arena *a = r->arena;
	*ret = (choice){ .r = r, .city = catalog_city(r) };
	v->title = words_text(a, r->lang, T_prepare_list_title);
	v->lead = words_text(a, r->lang, T_prepare_list_lead);
	if (found.len) {
		v->guide = found;
		v->taken = true;
		v->title = words_text(a, r->lang, T_prepare_list_guide);
		v->lead = words_text(a, r->lang, T_prepare_list_guide_lead);
		return take_guide(ret, found);
	}
	if (event.len) {
		const event_def *e = guide_event(&ret->city->guide, event);
		if (!e)
			return false;
		LIST_ADD(a, &ret->events, e->id);
		v->event = e->id;
		v->title = words_prepare_list_event(a, r->lang, text_in(&e->name, r->lang));
		v->lead = words_text(a, r->lang, T_prepare_list_event_lead);
		add_all(ret, papers_of(a, ret->city, &(strs){ 0 }, &ret->events));
		return true;
	}
	if (query.len) {
		v->searched = true;
		v->query = str_sub(query, 0, 300);
		v->title = words_text(a, r->lang, T_prepare_list_search);
		take_search(ret, v->query);
		return true;
	}
	if (counter.len) {
		const service_def *d = defs_service(ret->city, counter);
		if (d)
			v->title = text_in(&d->name, r->lang);
		take_counter(ret, counter);
		return d != NULL;
	}
	for (size_t i = 0; i < ret->city->papers.papers.n; i++)
		add(ret, &ret->city->papers.papers.at[i]);
	return true;
}

static const err *list_page(req *r, resp *out, const choice *c, prep_list_view *v, const strs *checked)
{
	v->n = (i64)c->list.n;
	v->answers = (i64)c->given.n;
	list_of(c, checked, v, &v->groups);
	if (!v->adding) {
		v->search = url_of(r->arena, STR("/prepare/list"));
		v->post = url_of(r->arena, STR("/prepare/begin"));
		v->back = url_of(r->arena, STR("/prepare"));
	}
	if (v->error.len)
		out->status = 422;
	prep_private(r, out);
	page_out o = page_begin(r);
	prepare_list_page(&o, v);
	page p = prep_page(r, v->title);
	return page_end(&o, &p, out);
}

static const err *list_get(req *r, resp *out)
{
	choice c;
	prep_list_view v = { 0 };
	/* a link of the guide that is too old: to the start, which offers everything */
	if (!choose(r, false, &c, &v)) {
		resp_redirect(r, out, STR("/prepare"));
		return NULL;
	}
	return list_page(r, out, &c, &v, &(strs){ 0 });
}

/* --- beginning ----------------------------------------------------------------------------------------------------------------- */

/* Ids that the city has, each once. */
static strs picked(req *r)
{
	strs all = req_form_all(r, "paper"), good = { 0 };
	for (size_t i = 0; i < all.n && good.n < PREP_PICK_MAX; i++) {
		const paper_def *d = paper_find(&catalog_city(r)->papers, all.at[i]);
		if (d && !prep_among(good, d->id))
			LIST_ADD(r->arena, &good, d->id);
	}
	return good;
}

static bool can_ask(const fact_def *f)
{
	return f && !f->value && f->field.kind != FIELD_FILE && f->field.kind != FIELD_MY_NUMBER;
}

static const err *begin_post(req *r, resp *out)
{
	choice c;
	prep_list_view v = { 0 };
	preparation what = { .lang = r->lang }, p;
	str code;
	bool known = choose(r, true, &c, &v);
	what.papers = picked(r);
	if (!known && what.papers.n == 0)
		return err_of(ERR_bad_request);
	if (what.papers.n == 0) {
		v.error = say(r, T_prepare_none_picked);
		return list_page(r, out, &c, &v, &what.papers);
	}
	/* what belongs to event or findings and was taken out is left out; else it would come back by them */
	if (v.event.len || v.guide.len) {
		what.events = c.events;
		what.schemes = c.schemes;
		papers_list all = papers_of(r->arena, c.city, &c.schemes, &c.events);
		for (size_t i = 0; i < all.n; i++)
			if (!prep_among(what.papers, all.at[i]->id))
				LIST_ADD(r->arena, &what.left_out, all.at[i]->id);
	}
	for (size_t i = 0; i < c.given.n; i++)
		if (can_ask(facts_find(&c.city->facts, c.given.at[i].id)))
			kept_set(r->arena, &what, c.given.at[i], ORIGIN_GUIDE, r->now);
	TRY(keep_new(r, &what, &p, &code));
	TRY(prep_remember(r, out, p.token, c.city->limits.keep_preparations));
	prep_show_code(r, out, p.token, code);
	prep_private(r, out);
	resp_redirect(r, out, str_format(r->arena, "/prepare/p/%.*s", STR_ARG(p.token)));
	return NULL;
}

/* --- more papers, for a preparation that there is -------------------------------------------------------------------------------------- */

static const err *add_get(req *r, resp *out)
{
	prep s;
	bool done;
	choice c;
	TRY(prep_open(r, out, &s, &done));
	if (done)
		return NULL;
	prep_list_view v = {
		.adding = true, .search = prep_at(&s, "/add"), .post = prep_at(&s, "/add"), .back = prep_at(&s, "")
	};
	if (!choose(r, false, &c, &v))
		return err_of(ERR_not_found);
	strs there = prep_ids(&s);
	size_t n = 0;
	for (size_t i = 0; i < c.list.n; i++)
		if (!prep_among(there, c.list.at[i]->id))
			c.list.at[n++] = c.list.at[i];
	c.list.n = n;
	v.title = say(r, T_prepare_add_title);
	v.lead = say(r, T_prepare_add_lead);
	return list_page(r, out, &c, &v, &(strs){ 0 });
}

static const err *add_post(req *r, resp *out)
{
	prep s;
	bool done;
	TRY(prep_open(r, out, &s, &done));
	if (done)
		return NULL;
	strs more = picked(r);
	const err *e = NULL;
	for (int again = 0; more.n && again < PREP_AGAIN; again++) {
		strs before = prep_ids(&s);
		for (size_t i = 0; i < more.n && s.p.papers.n < PREP_PICK_MAX; i++) {
			prep_without(&s.p.left_out, more.at[i]);
			if (!prep_among(s.p.papers, more.at[i]))
				LIST_ADD(r->arena, &s.p.papers, more.at[i]);
		}
		prep_sit(&s);
		prep_tell_change(&s, before);
		e = keep_save(r, &s.p);
		if (!err_is(e, ERR_stale))
			break;
		TRY(prep_reload(&s));
	}
	TRY(e);
	resp_redirect(r, out, prep_at(&s, "").s);
	return NULL;
}

const route prep_start_routes[] = {
	{ "GET", "/prepare", ACCESS_PUBLIC, start_get },
	{ "GET", "/prepare/list", ACCESS_PUBLIC, list_get },
	{ "POST", "/prepare/begin", ACCESS_PUBLIC, begin_post },
	{ "GET", "/prepare/p/:token/add", ACCESS_PUBLIC, add_get },
	{ "POST", "/prepare/p/:token/add", ACCESS_PUBLIC, add_post },
	{ 0 },
};
