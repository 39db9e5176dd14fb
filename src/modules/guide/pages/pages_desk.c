/* /counter-guide: the guide in a clerk's hands: all questions at once, the result beside, a paper for the resident. */
#include "modules/guide/pages/desk_view.h"
#include "modules/guide/pages/pages.h"
#include "text/html.h"

#include "modules/guide/pages/templates/desk.html.h"

static page desk_page(str title)
{
	return (page){ .kind = PAGE_STAFF,
		       .title = title,
		       .style = STR("guide.css"),
		       .script = STR("guide.js"),
		       .here = STR("counter-guide") };
}

/* --- where to begin -------------------------------------------------------------------------------------------------- */

static i64 schemes_of(const guide_def *g, str event)
{
	i64 n = 0;
	for (size_t i = 0; i < g->schemes.n; i++)
		for (size_t k = 0; k < g->schemes.at[i].events.n; k++)
			n += str_eq(g->schemes.at[i].events.at[k], event);
	return n;
}

static void add_fields(req *r, const guide_def *g, guide_picks *ret)
{
	for (size_t i = 0; i < g->schemes.n; i++) {
		const text3 *section = &g->schemes.at[i].section;
		str name = text_in(section, r->lang);
		size_t at = 0;
		while (at < ret->n && !str_eq(ret->at[at].name, name))
			at++;
		if (at == ret->n) {
			buf b = buf_new(r->arena, 2048);
			buf_lit(&b, "/guide/begin?desk=1&field=");
			html_url_part(&b, section->in[LANG_JA]);
			LIST_ADD(r->arena, ret, (guide_pick){ .name = name, .link = url_of(r->arena, buf_str(&b)) });
		}
		ret->at[at].n++;
	}
}

static const err *desk_start(req *r, resp *out, str opened, bool bad)
{
	const guide_def *g = &catalog_city(r)->guide;
	guide_desk_view v = { .opened = opened, .bad_link = bad };
	for (size_t i = 0; i < g->events.n; i++)
		LIST_ADD(r->arena, &v.events,
			 (guide_pick){ .name = text_in(&g->events.at[i].name, r->lang),
				       .link = url_path(r->arena, "/guide/begin?desk=1&event=%.*s",
							STR_ARG(g->events.at[i].id)),
				       .n = schemes_of(g, g->events.at[i].id) });
	add_fields(r, g, &v.fields);
	if (bad)
		out->status = 422;
	page_out o = page_begin(r);
	guide_desk_page(&o, &v);
	page p = desk_page(say(r, T_guide_desk_title));
	return page_end(&o, &p, out);
}

/* What a scanner typed: an address of any of our pages that holds a token, or the token alone. */
static str token_of(str text)
{
	text = str_trim(text);
	static const str pages[] = { STR_INIT("/guide/r/"), STR_INIT("/guide/q/"), STR_INIT("/counter-guide/") };
	for (size_t i = 0; i < COUNT(pages); i++) {
		const char *at = text.len ? memmem(text.at, text.len, pages[i].at, pages[i].len) : NULL;
		if (at)
			text = str_sub(text, (size_t)(at - text.at) + pages[i].len, text.len);
	}
	size_t n = 0;
	while (n < text.len && (text.at[n] == '-' || text.at[n] == '_' || (text.at[n] >= '0' && text.at[n] <= '9') ||
				(text.at[n] >= 'A' && text.at[n] <= 'Z') || (text.at[n] >= 'a' && text.at[n] <= 'z')))
		n++;
	return str_sub(text, 0, n);
}

/* The start; with ?link= whatever was scanned. */
static const err *desk_get(req *r, resp *out)
{
	str typed = req_query(r, "link"), token = token_of(typed);
	if (typed.len == 0)
		return desk_start(r, out, typed, false);
	guide_link l;
	size_t lost;
	guide_private(r, out);
	if (!guide_link_open(r->app, r->arena, catalog_city(r), token, day_of(r->now), &l, &lost))
		return desk_start(r, out, typed, true);
	resp_redirect(r, out, str_format(r->arena, "/counter-guide/%.*s", STR_ARG(token)));
	return NULL;
}

/* --- all questions ------------------------------------------------------------------------------------------------- */

/* How many schemes each fact could help to decide while nothing is known: an order of questions that stays the same while answers come in. */
static i64 *weights(const sitting *s)
{
	const city_def *c = s->city;
	i64 *ret = arena_many(s->r->arena, i64, c->facts.n + 1);
	guide_asked nothing = { .events = s->link.events,
				.schemes = s->link.schemes,
				.now = s->r->now,
				.as_of = DAY_UNSET,
				.lang = s->r->lang };
	guide_result found = guide_judge(guide_sit(s->r->arena, c, &nothing));
	const guide_findings *lists[] = { &found.open_must, &found.open_may };
	for (size_t p = 0; p < COUNT(lists); p++)
		for (size_t i = 0; i < lists[p]->n; i++)
			for (size_t k = 0; k < lists[p]->at[i].missing.n; k++)
				ret[lists[p]->at[i].missing.at[k] - c->facts.at]++;
	for (size_t e = 0; e < s->link.events.n; e++) {
		const event_def *event = guide_event(&c->guide, s->link.events.at[e]);
		for (size_t i = 0; event && i < event->first.n; i++) {
			const fact_def *f = facts_find(&c->facts, event->first.at[i]);
			if (f)
				ret[f - c->facts.at] += 1000 * (i64)(event->first.n - i);
		}
	}
	return ret;
}

/* Parts by their weightiest fact, the heaviest first. */
static void sort_parts(guide_desk_view *v)
{
	for (size_t i = 1; i < v->parts.n; i++)
		for (size_t k = i; k > 0 && v->parts.at[k - 1].weight < v->parts.at[k].weight; k--) {
			guide_desk_part swap = v->parts.at[k];
			v->parts.at[k] = v->parts.at[k - 1];
			v->parts.at[k - 1] = swap;
		}
}

static void note_all(bool *wanted, const city_def *c, const guide_facts *facts)
{
	for (size_t i = 0; i < facts->n; i++)
		wanted[facts->at[i] - c->facts.at] = true;
}

/* What may matter here: what was answered, and what some open scheme still needs. */
static bool *facts_wanted(const sitting *s, const guide_result *found, const guide_question *next)
{
	bool *wanted = arena_many(s->r->arena, bool, s->city->facts.n + 1);
	const guide_findings *lists[] = { &found->must, &found->may, &found->open_must, &found->open_may };
	for (size_t p = 0; p < COUNT(lists); p++) {
		for (size_t i = 0; i < lists[p]->n; i++) {
			note_all(wanted, s->city, &lists[p]->at[i].missing);
			if (lists[p]->at[i].due_missing)
				wanted[lists[p]->at[i].due_missing - s->city->facts.at] = true;
		}
	}
	note_all(wanted, s->city, &next->facts);
	for (size_t i = 0; i < s->link.given.n; i++) {
		const fact_def *f = facts_find(&s->city->facts, s->link.given.at[i].id);
		if (f)
			wanted[f - s->city->facts.at] = true;
	}
	for (size_t i = 0; i < s->city->facts.n; i++)
		wanted[i] = wanted[i] && !s->city->facts.at[i].value;
	return wanted;
}

static void add_row(const sitting *s, const fact_def *f, const guide_question *next, const field_errors *errors,
		    i64 weight, guide_desk_part *ret)
{
	const fact_answer *answer = guide_link_get(&s->link, f->field.id);
	guide_desk_row row = { .input = guide_input_of(s, f, errors->n ? s->r : NULL), .answered = answer != NULL };
	for (size_t i = 0; i < next->facts.n; i++)
		row.asked = row.asked || next->facts.at[i] == f;
	for (size_t i = 0; i < errors->n; i++)
		if (str_eq(errors->at[i].field, row.input.name))
			row.input.error = errors->at[i].message;
	ret->weight = weight > ret->weight ? weight : ret->weight;
	LIST_ADD(s->r->arena, &ret->rows, row);
}

/* By the groups of the guide; a fact without one stands alone. */
static void add_parts(const sitting *s, bool *wanted, const guide_question *next, const field_errors *errors,
		      guide_desk_view *v)
{
	const city_def *c = s->city;
	const i64 *weight = weights(s);
	for (size_t g = 0; g < c->guide.groups.n; g++) {
		const group_def *group = &c->guide.groups.at[g];
		guide_desk_part made = { .title = text_in(&group->title, s->r->lang) };
		for (size_t i = 0; i < group->facts.n; i++) {
			const fact_def *f = facts_find(&c->facts, group->facts.at[i]);
			if (!f || !wanted[f - c->facts.at])
				continue;
			wanted[f - c->facts.at] = false;
			add_row(s, f, next, errors, weight[f - c->facts.at], &made);
		}
		if (made.rows.n)
			LIST_ADD(s->r->arena, &v->parts, made);
	}
	for (size_t i = 0; i < c->facts.n; i++) {
		guide_desk_part made = { 0 };
		if (!wanted[i])
			continue;
		add_row(s, &c->facts.at[i], next, errors, weight[i], &made);
		LIST_ADD(s->r->arena, &v->parts, made);
	}
	sort_parts(v);
}

static const err *sitting_page(sitting *s, resp *out, const field_errors *errors)
{
	req *r = s->r;
	arena *a = r->arena;
	guide_result found = guide_judge(s->g);
	guide_question next = { 0 };
	if (!guide_next(s->g, &next))
		next = (guide_question){ 0 };
	found_options o = { .why = true, .ask = true, .from = "d" };
	guide_desk_view v = { .begun = true,
			      .errors = *errors,
			      .must = guide_say_all(s, &found.must, SIZE_MAX, &o),
			      .may = guide_say_all(s, &found.may, SIZE_MAX, &o),
			      .open = guide_say_all(s, &found.open_must, SIZE_MAX, &o),
			      .no = guide_say_all(s, &found.no, 60, &o),
			      .lost = (i64)s->lost,
			      .doubts = guide_say_doubts(s, "d"),
			      .here = guide_at(s, "/counter-guide/", ""),
			      .result = guide_at(s, "/guide/r/", ""),
			      .paper = guide_at(s, "/guide/r/", "/paper"),
			      .pdf = guide_at(s, "/guide/r/", "/guide.pdf"),
			      .book = guide_at(s, "/guide/r/", "/book"),
			      .any_book = guide_services(s, &found).n > 0,
			      .link = guide_full_link(s) };
	guide_founds more = guide_say_all(s, &found.open_may, SIZE_MAX, &o);
	for (size_t i = 0; i < more.n; i++)
		LIST_ADD(a, &v.open, more.at[i]);
	v.must_n = (i64)v.must.n;
	v.may_n = (i64)v.may.n;
	v.open_n = (i64)v.open.n;
	v.no_n = (i64)found.no.n;
	v.has_qr = guide_qr(r, v.link, &v.qr);
	add_parts(s, facts_wanted(s, &found, &next), &next, errors, &v);
	if (errors->n)
		out->status = 422;
	page_out w = page_begin(r);
	guide_desk_page(&w, &v);
	page p = desk_page(words_text(a, r->lang, T_guide_desk_title));
	return page_end(&w, &p, out);
}

static const err *sitting_get(req *r, resp *out)
{
	sitting s;
	bool done;
	TRY(guide_open(r, out, &s, &done));
	return done ? NULL : sitting_page(&s, out, &(field_errors){ 0 });
}

static const err *sitting_post(req *r, resp *out)
{
	sitting s;
	bool done;
	TRY(guide_open(r, out, &s, &done));
	if (done)
		return NULL;
	field_errors errors = { 0 };
	guide_take(&s, EMPTY_NOT_ASKED, &errors);
	str token;
	if (errors.n == 0 && guide_link_token(r->app, r->arena, s.city, &s.link, &token))
		LIST_ADD(r->arena, &errors, ((field_error){ STR_NONE, say(r, T_guide_answer_long) }));
	if (errors.n)
		return sitting_page(&s, out, &errors);
	resp_redirect(r, out, str_format(r->arena, "/counter-guide/%.*s", STR_ARG(token)));
	return NULL;
}

const route guide_desk_routes[] = {
	{ "GET", "/counter-guide", ACCESS_CLERK, desk_get },
	{ "GET", "/counter-guide/:token", ACCESS_CLERK, sitting_get },
	{ "POST", "/counter-guide/:token", ACCESS_CLERK, sitting_post },
	{ 0 },
};
