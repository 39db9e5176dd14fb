/*
 * Papers for programs: which there are, what is missing for them, the packet as PDF. Nothing is kept, and nothing of the answers is logged. Described by
 * assets/openapi.json.
 *
 *     POST /api/v1/papers/missing   { "events": ["hikkoshi"], "answers": { "shimei": "山田　花子", "kazoku": [ { "shimei": … } ], "mail": null } }
 *     POST /api/v1/papers/make      the same; a PDF comes back
 */
#include "kit/limits.h"
#include "modules/papers/papers_json.h"
#include "modules/papers/papers_private.h"

#define API_MAX (4 * 1024 * 1024)
#define BODY_MAX (256 * 1024)
#define LOOKS_PER_HOUR 1200 /* of one address */
#define MAKES_PER_HOUR 120
#define NUMBER_MAX 40
#define IDS_MAX 400 /* of papers, of schemes, of events; a packet has fewer */
#define LINK_MAX 500

static const err *list_get(req *r, resp *out)
{
	buf b = buf_new(r->arena, API_MAX);
	json_writer w = json_write(&b);
	jw_object(&w);
	papers_json_list(&w, catalog_city(r), r->lang);
	jw_end(&w);
	jw_done(&w);
	return json_reply(out, 200, &b);
}

/* Of residents; staff have none. */
static const err *limited(req *r, const char *kind, i64 most)
{
	return r->who->role >= ROLE_CLERK ? NULL : limit_hit(r, kind, address_key(r), most, 3600);
}

static const err *read_body(req *r, const json_value **ret)
{
	if (!str_eq(r->type, STR("application/json")))
		return err_of(ERR_unsupported_type);
	if (r->body.len > BODY_MAX)
		return err_of(ERR_too_large);
	TRY(json_parse(r->arena, r->body, ret));
	return (*ret)->kind == JV_OBJECT ? NULL : err_why(r->arena, ERR_bad_json, "an object is expected");
}

static const err *sit(req *r, const json_value *body, papers **ret)
{
	arena *a = r->arena;
	const city_def *c = catalog_city(r);
	papers_asked asked = { .now = r->now, .lang = r->lang };
	TRY(json_may_strs(a, body, "papers", &asked.papers));
	TRY(json_may_strs(a, body, "schemes", &asked.schemes));
	TRY(json_may_strs(a, body, "events", &asked.events));
	TRY(json_may_strs(a, body, "left_out", &asked.left_out));
	const struct {
		const char *key;
		size_t n;
	} lists[] = { { "papers", asked.papers.n },
		      { "schemes", asked.schemes.n },
		      { "events", asked.events.n },
		      { "left_out", asked.left_out.n } };
	for (size_t i = 0; i < COUNT(lists); i++)
		if (lists[i].n > IDS_MAX)
			return err_at(a, ERR_too_long, str_of(lists[i].key), "at most %d", IDS_MAX);
	if (asked.papers.n + asked.schemes.n + asked.events.n == 0)
		return err_at(a, ERR_required, STR("papers"), "papers, schemes or events: at least one");
	TRY(papers_known(a, c, &asked, ERR_invalid));
	const json_value *answers = json_get(body, "answers");
	if (answers)
		TRY(papers_read_answers(a, c, answers, day_of(r->now), r->lang, &asked.given));
	*ret = papers_sit(a, c, &asked);
	return NULL;
}

static const err *missing_post(req *r, resp *out)
{
	const json_value *body;
	papers *p;
	TRY(limited(r, "papers", LOOKS_PER_HOUR));
	TRY(read_body(r, &body));
	TRY(sit(r, body, &p));
	buf b = buf_new(r->arena, API_MAX);
	json_writer w = json_write(&b);
	jw_object(&w);
	papers_json_sitting(&w, p);
	jw_end(&w);
	jw_done(&w);
	return json_reply(out, 200, &b);
}

/* What is wrong stops the printing here as it does on the pages; all of it is told at once. */
static const err *stopped(const papers *p)
{
	papers_problems_list list = papers_problems(p);
	err *first = NULL, *last = NULL;
	for (size_t i = 0; i < list.n; i++) {
		if (!list.at[i].stops)
			continue;
		err *e = arena_one(p->arena, err);
		*e = (err){ .code = ERR_invalid,
			    .where = list.at[i].fact ? list.at[i].fact->field.id : STR("answers"),
			    .detail = list.at[i].told };
		if (last)
			last->next = e;
		else
			first = e;
		last = e;
	}
	return first;
}

static const err *make_post(req *r, resp *out)
{
	arena *a = r->arena;
	const json_value *body;
	papers *p;
	make_asked how = { .cover = true };
	papers_made made;
	TRY(limited(r, "papers-make", MAKES_PER_HOUR));
	TRY(read_body(r, &body));
	TRY(sit(r, body, &p));
	TRY(json_may_str(a, body, "only", &how.only));
	TRY(json_may_str(a, body, "office", &how.office));
	TRY(json_may_str(a, body, "link", &how.link));
	TRY(json_may_str(a, body, "number", &how.number));
	TRY(json_may_bool(a, body, "cover", &how.cover));
	if (how.office.len && !defs_office(catalog_city(r), how.office))
		return err_at(a, ERR_invalid, STR("office"), "no such office");
	if (how.number.len > NUMBER_MAX)
		return err_at(a, ERR_too_long, STR("number"), "at most %d bytes", NUMBER_MAX);
	if (how.link.len > LINK_MAX)
		return err_at(a, ERR_too_long, STR("link"), "at most %d bytes", LINK_MAX);
	TRY(heavy_begin(r)); /* looking for what is wrong fills everything in as well */
	const err *e = stopped(p);
	e = e ? e : papers_make(p, &how, &made);
	heavy_end(r);
	TRY(e);
	out->body = made.pdf;
	out->type = STR("application/pdf");
	resp_header(r, out, STR("Content-Disposition"), STR("inline; filename=\"papers.pdf\""));
	resp_header(r, out, STR("Cache-Control"), STR("no-store"));
	return NULL;
}

const route papers_api_routes[] = {
	{ "GET", "/api/v1/papers", ACCESS_PUBLIC, list_get },
	{ "POST", "/api/v1/papers/missing", ACCESS_PUBLIC, missing_post },
	{ "POST", "/api/v1/papers/make", ACCESS_PUBLIC, make_post },
	{ 0 },
};
