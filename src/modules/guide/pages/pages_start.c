/* /guide: what happened; and every scheme in lists. */
#include "defs/search.h"
#include "modules/guide/pages/pages.h"

#include "modules/guide/pages/templates/result.html.h"
#include "modules/guide/pages/templates/start.html.h"

page guide_page(req *r, str title)
{
	(void)r;
	return (page){ .kind = PAGE_RESIDENT, .title = title, .style = STR("guide.css"), .script = STR("guide.js") };
}

url guide_at(const sitting *s, const char *before, const char *behind)
{
	return url_of(s->r->arena, str_format(s->r->arena, "%s%.*s%s", before, STR_ARG(s->token), behind));
}

void guide_private(req *r, resp *out)
{
	resp_header(r, out, STR("Referrer-Policy"), STR("no-referrer"));
	resp_header(r, out, STR("Cache-Control"), STR("no-store"));
	resp_header(r, out, STR("X-Robots-Tag"), STR("noindex, nofollow"));
}

static const err *stale_page(req *r, resp *out)
{
	bool desk = str_starts(r->path, STR("/counter-guide"));
	guide_stale_view v = { .start = url_of(r->arena, desk ? STR("/counter-guide") : STR("/guide")) };
	out->status = 410;
	page_out o = page_begin(r);
	guide_stale_page(&o, &v);
	page p = guide_page(r, say(r, T_guide_stale_title));
	return page_end(&o, &p, out);
}

const err *guide_again(sitting *s)
{
	req *r = s->r;
	TRY(guide_link_token(r->app, r->arena, s->city, &s->link, &s->token));
	guide_asked asked = { .given = s->link.given,
			      .events = s->link.events,
			      .schemes = s->link.schemes,
			      .last = s->link.given.n ? s->link.given.at[s->link.given.n - 1].id : STR_NONE,
			      .now = r->now,
			      .as_of = DAY_UNSET,
			      .lang = r->lang };
	s->g = guide_sit(r->arena, s->city, &asked);
	return NULL;
}

const err *guide_open(req *r, resp *out, sitting *ret, bool *ret_done)
{
	*ret = (sitting){ .r = r, .city = catalog_city(r) };
	*ret_done = false;
	guide_private(r, out);
	if (guide_link_open(r->app, r->arena, ret->city, req_param(r, "token"), day_of(r->now), &ret->link, &ret->lost))
		return guide_again(ret);
	*ret_done = true;
	return stale_page(r, out);
}

/* --- the start ------------------------------------------------------------------------------------------------------ */

static url begin_at(req *r, const char *what, str id)
{
	return url_path(r->arena, "/guide/begin?%s=%.*s", what, STR_ARG(id));
}

static guide_card card_of(req *r, const event_def *e)
{
	return (guide_card){ e->id, text_in(&e->name, r->lang), text_in(&e->about, r->lang), guide_icon(e->icon),
			     begin_at(r, "event", e->id) };
}

static const err *start_get(req *r, resp *out)
{
	const guide_def *g = &catalog_city(r)->guide;
	guide_start_view v = { .schemes = (i64)g->schemes.n,
			       .free = url_of(r->arena, STR("/guide/begin")),
			       .clerk = r->who->role >= ROLE_CLERK };
	for (size_t i = 0; i < g->events.n; i++)
		LIST_ADD(r->arena, &v.events, card_of(r, &g->events.at[i]));
	page_out o = page_begin(r);
	guide_start_page(&o, &v);
	page p = guide_page(r, say(r, T_guide_title));
	p.here = STR("guide");
	return page_end(&o, &p, out);
}

/* An empty link, of these events or schemes, and on to its first question; for clerks to their own page. */
static const err *begin_get(req *r, resp *out)
{
	const city_def *c = catalog_city(r);
	guide_link l = { 0 };
	strs events = req_query_all(r, "event"), schemes = req_query_all(r, "scheme"),
	     fields = req_query_all(r, "field");
	for (size_t i = 0; i < events.n && i < 8; i++) {
		const event_def *e = guide_event(&c->guide, events.at[i]);
		if (!e)
			return err_of(ERR_not_found);
		LIST_ADD(r->arena, &l.events, e->id);
	}
	for (size_t i = 0; i < schemes.n && i < 50; i++) {
		const scheme_def *d = guide_scheme(&c->guide, schemes.at[i]);
		if (!d)
			return err_of(ERR_not_found);
		LIST_ADD(r->arena, &l.schemes, d->id);
	}
	for (size_t i = 0; i < c->guide.schemes.n && fields.n; i++) /* a section's, by its Japanese name */
		if (str_eq(c->guide.schemes.at[i].section.in[LANG_JA], fields.at[0]))
			LIST_ADD(r->arena, &l.schemes, c->guide.schemes.at[i].id);
	if (fields.n && l.schemes.n == 0)
		return err_of(ERR_not_found);
	str token;
	TRY(guide_link_token(r->app, r->arena, c, &l, &token));
	bool desk = req_query(r, "desk").len && r->who->role >= ROLE_CLERK;
	guide_private(r, out);
	resp_redirect(r, out, str_format(r->arena, "/%s/%.*s", desk ? "counter-guide" : "guide/q", STR_ARG(token)));
	return NULL;
}

/* --- lists ----------------------------------------------------------------------------------------------------------- */

static guide_item item_of(req *r, const scheme_def *d)
{
	return (guide_item){ .name = text_in(&d->name, r->lang),
			     .about = text_in(&d->about, r->lang),
			     .section = text_in(&d->section, r->lang),
			     .link = url_path(r->arena, "/guide/scheme/%.*s", STR_ARG(d->id)),
			     .duty = d->kind == SCHEME_DUTY,
			     .sample = !d->confirmed };
}

static bool of_event(const scheme_def *d, str event)
{
	for (size_t i = 0; i < d->events.n; i++)
		if (str_eq(d->events.at[i], event))
			return true;
	return false;
}

static void by_event(req *r, const guide_def *g, guide_parts *ret)
{
	for (size_t e = 0; e <= g->events.n; e++) {
		const event_def *event = e < g->events.n ? &g->events.at[e] : NULL;
		guide_part made = { .id = event ? event->id : STR("none"),
				    .title = event ? text_in(&event->name, r->lang) : say(r, T_guide_without_event) };
		for (size_t i = 0; i < g->schemes.n; i++) {
			const scheme_def *d = &g->schemes.at[i];
			if (event ? of_event(d, event->id) : d->events.n == 0)
				LIST_ADD(r->arena, &made.items, item_of(r, d));
		}
		if (made.items.n)
			LIST_ADD(r->arena, ret, made);
	}
}

static void by_field(req *r, const guide_def *g, guide_parts *ret)
{
	for (size_t i = 0; i < g->schemes.n; i++) {
		const scheme_def *d = &g->schemes.at[i];
		guide_item item = item_of(r, d);
		size_t at = 0;
		while (at < ret->n && !str_eq(ret->at[at].title, item.section))
			at++;
		if (at == ret->n)
			LIST_ADD(r->arena, ret,
				 (guide_part){ .id = str_format(r->arena, "%zu", at), .title = item.section });
		LIST_ADD(r->arena, &ret->at[at].items, item);
	}
}

/* By reading; whoever has none stands by the name. */
static int by_reading(const void *x, const void *y)
{
	const scheme_def *const *a = x, *const *b = y;
	str left = (*a)->reading.len ? (*a)->reading : (*a)->name.in[LANG_JA];
	str right = (*b)->reading.len ? (*b)->reading : (*b)->name.in[LANG_JA];
	int order = str_cmp(left, right);
	return order ? order : str_cmp((*a)->id, (*b)->id);
}

static void by_name(req *r, const guide_def *g, guide_parts *ret)
{
	struct {
		const scheme_def **at;
		size_t n;
	} all = { 0 };
	for (size_t i = 0; i < g->schemes.n; i++)
		LIST_ADD(r->arena, &all, &g->schemes.at[i]);
	if (all.n)
		qsort(all.at, all.n, sizeof *all.at, by_reading);
	guide_part made = { .id = STR("all"), .title = say(r, T_guide_by_name) };
	for (size_t i = 0; i < all.n; i++)
		LIST_ADD(r->arena, &made.items, item_of(r, all.at[i]));
	LIST_ADD(r->arena, ret, made);
}

static const err *list_get(req *r, resp *out)
{
	const guide_def *g = &catalog_city(r)->guide;
	static const struct {
		const char *id;
		word name;
		void (*fill)(req *, const guide_def *, guide_parts *);
	} ways[] = { { "event", T_guide_by_event, by_event },
		     { "field", T_guide_by_field, by_field },
		     { "name", T_guide_by_name, by_name } };
	str asked = req_query(r, "by");
	size_t way = 0;
	for (size_t i = 0; i < COUNT(ways); i++)
		if (str_eq(asked, str_of(ways[i].id)))
			way = i;
	guide_list_view v = { .title = say(r, T_guide_list_title), .n = (i64)g->schemes.n };
	for (size_t i = 0; i < COUNT(ways); i++)
		LIST_ADD(r->arena, &v.ways,
			 (guide_pick){ say(r, ways[i].name), url_path(r->arena, "/guide/schemes?by=%s", ways[i].id),
				       i == way, 0 });
	ways[way].fill(r, g, &v.parts);
	for (size_t i = 0; i < v.parts.n && v.parts.n > 1; i++)
		LIST_ADD(r->arena, &v.events,
			 (guide_pick){ v.parts.at[i].title,
				       url_path(r->arena, "/guide/schemes?by=%s#part-%.*s", ways[way].id,
						STR_ARG(v.parts.at[i].id)),
				       false, (i64)v.parts.at[i].items.n });
	page_out o = page_begin(r);
	guide_list_page(&o, &v);
	page p = guide_page(r, v.title);
	return page_end(&o, &p, out);
}

/* --- by words --------------------------------------------------------------------------------------------------------- */

#define HITS_MAX                                                                                                       \
	400 /* looked through: an event stands first on the page, however many of its schemes say the same word */
#define SHOWN_MAX 40 /* schemes */
#define QUERY_MAX 300 /* bytes; nobody asks longer by mistake */

/* An event whose own word stands in what was asked is meant, whatever else the words are found in. */
static bool names_event(const event_def *e, str query)
{
	for (size_t i = 0; i < e->words.n; i++)
		if (str_length(e->words.at[i]) >= 2 && str_has(query, e->words.at[i]))
			return true;
	return false;
}

static const err *search_get(req *r, resp *out)
{
	const city_def *c = catalog_city(r);
	str query = str_trim(req_query(r, "q"));
	guide_search_view v = { .query = query.len > QUERY_MAX ? STR_NONE : query, .asked = query.len > 0 };
	for (size_t i = 0; i < c->guide.events.n; i++)
		if (names_event(&c->guide.events.at[i], v.query))
			LIST_ADD(r->arena, &v.events, card_of(r, &c->guide.events.at[i]));
	found_defs found = defs_search(c, r->arena, v.query, HITS_MAX);
	for (size_t i = 0; i < found.n; i++) {
		const found_def *f = &found.at[i];
		switch (f->kind) {
		case FOUND_EVENT:
			if (!names_event(f->event, v.query))
				LIST_ADD(r->arena, &v.events, card_of(r, f->event));
			break;
		case FOUND_SCHEME:
			if (v.schemes.n < SHOWN_MAX)
				LIST_ADD(r->arena, &v.schemes, item_of(r, f->scheme));
			break;
		case FOUND_SERVICE:
			LIST_ADD(r->arena, &v.services,
				 ((guide_item){ .name = text_in(&f->service->name, r->lang),
						.about = text_in(&f->service->about, r->lang),
						.link = url_path(r->arena, "/guide/book?service=%.*s",
								 STR_ARG(f->service->id)) }));
			break;
		}
	}
	page_out o = page_begin(r);
	guide_search_page(&o, &v);
	page p = guide_page(r, say(r, T_guide_search_title));
	return page_end(&o, &p, out);
}

static const err *scheme_get(req *r, resp *out)
{
	sitting s = { .r = r, .city = catalog_city(r) };
	const scheme_def *d = guide_scheme(&s.city->guide, req_param(r, "id"));
	if (!d)
		return err_of(ERR_not_found);
	TRY(guide_again(&s));
	guide_finding f;
	if (!guide_judge_one(s.g, d->id, &f))
		return err_of(ERR_not_found);
	f.missing = (guide_facts){ 0 }; /* nothing was asked: that nothing is known is no news */
	f.due_missing = NULL;
	found_options o = { .why = true };
	guide_scheme_view v = { .found = guide_say(&s, &f, &o),
				.ask = begin_at(r, "scheme", d->id),
				.list = url_of(r->arena, STR("/guide/schemes")) };
	for (size_t i = 0; i < v.found.roads.n; i++)
		for (size_t k = 0; k < v.found.roads.at[i].terms.n; k++) {
			guide_term *t = &v.found.roads.at[i].terms.at[k];
			*t = (guide_term){ .css = "plain", .sign = STR("・"), .words = t->words };
		}
	for (size_t i = 0; i < d->events.n; i++) {
		const event_def *e = guide_event(&s.city->guide, d->events.at[i]);
		if (e)
			LIST_ADD(r->arena, &v.events, card_of(r, e));
	}
	page_out w = page_begin(r);
	guide_scheme_page(&w, &v);
	page p = guide_page(r, v.found.name);
	return page_end(&w, &p, out);
}

const route guide_start_routes[] = {
	{ "GET", "/guide", ACCESS_PUBLIC, start_get },
	{ "GET", "/guide/begin", ACCESS_PUBLIC, begin_get },
	{ "GET", "/guide/schemes", ACCESS_PUBLIC, list_get },
	{ "GET", "/guide/search", ACCESS_PUBLIC, search_get },
	{ "GET", "/guide/scheme/:id", ACCESS_PUBLIC, scheme_get },
	{ 0 },
};
