/*
 * /counter/OFFICE/DESK/screen: what faces the resident.
 *
 * Until a clerk has typed the screen's code at the desk, it shows that code and nothing else. Then it is blank but while a filling is shown on it: what stands on
 * the papers, line by line, in the resident's language and large, with one button to confirm and one a line to say that it is wrong. It goes blank when it was
 * confirmed, when the clerk takes it back, and by itself when nobody touched anything for a while; the server gives nothing personal out after that moment.
 */
#include "modules/papers/counter/counter_pages.h"

#include "modules/papers/counter/templates/screen.html.h"

#define COOKIE "counter-screen"
#define COOKIE_SECONDS (400 * 24 * 3600)

typedef struct sight {
	req *r;
	const city_def *city;
	const office_def *office;
	const desk_def *desk;
	str secret; /* of this screen */
	counter_screen_get_row row;
	bool joined, shown, confirmed;
	preparation prep;
	papers *p;
} sight;

struct hold_work {
	i64 city;
	str office, desk, code, holder;
	i64 changed;
};

static const err *hold_run(db *d, arena *a, void *arg)
{
	struct hold_work *w = arg;
	return counter_screen_hold(d, a, w->city, w->office, w->desk, w->code, w->holder, &w->changed);
}

/* The first screen with the code that the clerk typed is the desk's, and no other from then on. */
static const err *recognise(sight *s)
{
	req *r = s->r;
	bool found;
	TRY(counter_screen(r, s->office->id, s->desk->id, &s->row, &found));
	s->joined = false;
	if (!found || s->secret.len == 0)
		return NULL;
	struct hold_work w = { .city = r->app->city,
			       .office = s->office->id,
			       .desk = s->desk->id,
			       .code = counter_screen_code(r->app, r->arena, s->secret),
			       .holder = counter_screen_holder(r->app, r->arena, s->secret) };
	if (s->row.holder.len == 0 && str_eq(s->row.code, w.code)) {
		TRY(store_write(r->app->store, r->arena, office_shard(r->arena, w.city, w.office), hold_run, &w));
		s->joined = w.changed > 0;
	} else {
		s->joined = str_eq(s->row.holder, w.holder);
	}
	return NULL;
}

static const err *open_shown(sight *s)
{
	req *r = s->r;
	bool current = s->joined && r->now < s->row.until_at;
	s->confirmed = current && str_eq(s->row.state, STR("confirmed"));
	s->shown = current && str_eq(s->row.state, STR("shown"));
	if (!s->shown && !s->confirmed)
		return NULL;
	str token;
	bool found;
	TRY(keep_attached(r, str_format(r->arena, "filling.%.*s", STR_ARG(s->row.filling)), &token, &found));
	const err *e = found ? keep_open(r, token, &s->prep) : err_of(ERR_not_found);
	if (err_is(e, ERR_not_found)) {
		s->shown = s->confirmed = false;
		return NULL;
	}
	TRY(e);
	r->lang = s->prep.lang; /* the resident's, whatever the clerk reads */
	s->p = s->shown ? counter_papers_of(r, s->city, &s->prep) : NULL;
	return NULL;
}

static const err *look(req *r, sight *s)
{
	*s = (sight){ .r = r, .city = catalog_city(r), .secret = req_cookie(r, COOKIE) };
	s->office = defs_office(s->city, req_param(r, "office"));
	s->desk = s->office ? defs_desk(s->office, req_param(r, "desk")) : NULL;
	if (!s->desk)
		return err_of(ERR_not_found);
	if (r->who->role != ROLE_NONE)
		TRY(who_in_office(r, s->office->id));
	if (s->secret.len != 26)
		s->secret = STR_NONE;
	TRY(recognise(s));
	return open_shown(s);
}

/* --- what it shows ---------------------------------------------------------------------------------------------------------------------- */

static void add_line(const sight *s, const fact_def *f, screen_part *ret)
{
	arena *a = s->r->arena;
	const kept_answer *k = kept_get(&s->prep, f->field.id);
	if (!k || k->lost || (k->answer.value.len == 0 && !k->answer.dont_know))
		return;
	screen_line line = { .fact = f->field.id,
			     .label = text_in(&f->field.label, s->r->lang),
			     .unknown = k->answer.dont_know,
			     .pointed = str_eq(s->row.pointed, f->field.id),
			     .rows = counter_show_rows(a, &f->field, k->answer.value, s->r->lang) };
	line.value = counter_show(a, &f->field, &k->answer, s->r->lang);
	LIST_ADD(a, &ret->lines, line);
}

static void add_lines(const sight *s, counter_screen_view *v)
{
	arena *a = s->r->arena;
	papers_pages pages = papers_asks_pages(s->p);
	for (size_t i = 0; i < pages.n; i++) {
		str title = text_in(&pages.at[i].title, s->r->lang);
		if (v->parts.n == 0 || !str_eq(v->parts.at[v->parts.n - 1].title, title))
			LIST_ADD(a, &v->parts, ((screen_part){ .title = title }));
		for (size_t k = 0; k < pages.at[i].facts.n; k++)
			add_line(s, pages.at[i].facts.at[k], &v->parts.at[v->parts.n - 1]);
	}
	size_t n = 0; /* without parts in which nothing stands yet */
	for (size_t i = 0; i < v->parts.n; i++)
		if (v->parts.at[i].lines.n)
			v->parts.at[n++] = v->parts.at[i];
	v->parts.n = n;
	packet k = papers_packet(s->p);
	for (size_t c = 0; c < k.counters.n; c++)
		for (size_t i = 0; i < k.counters.at[c].papers.n; i++)
			LIST_ADD(a, &v->names, text_in(&k.counters.at[c].papers.at[i].paper->name, s->r->lang));
}

static const err *screen_get(req *r, resp *out)
{
	sight s;
	TRY(look(r, &s));
	arena *a = r->arena;
	if (s.secret.len == 0) {
		s.secret = random_token(a);
		resp_cookie(r, out, STR(COOKIE), s.secret, COOKIE_SECONDS);
	}
	str code = counter_screen_code(r->app, a, s.secret);
	counter_screen_view v = {
		.city = text_in(&s.city->name, r->lang),
		.office = text_in(&s.office->name, r->lang),
		.desk = counter_desk_name(a, r->lang, s.office, s.desk->id),
		.code = str_format(a, "%.*s %.*s", STR_ARG(str_sub(code, 0, 3)),
				   STR_ARG(str_sub(code, 3, SCREEN_CODE))),
		.joined = s.joined,
		.shown = s.shown,
		.confirmed = s.confirmed,
		.left = s.shown || s.confirmed ? (s.row.until_at - r->now) / SECOND + 1 : 0,
		.here = url_path(a, "/counter/%.*s/%.*s/screen", STR_ARG(s.office->id), STR_ARG(s.desk->id)),
	};
	if (s.shown) {
		v.rev = str_format(a, "%.*s.%lld", STR_ARG(s.row.filling), (long long)s.prep.rev);
		v.pointed = s.row.pointed;
		add_lines(&s, &v);
	}
	counter_private(r, out);
	page_out o = page_begin(r);
	counter_screen_page(&o, &v);
	page p = { .kind = PAGE_SCREEN,
		   .title = words_text(a, r->lang, T_counter_screen_title),
		   .live = counter_events(r, s.office->id, s.desk->id),
		   .style = STR("counter-screen.css"),
		   .script = STR("counter-screen.js"),
		   .refresh = s.shown ? 20 : 5 };
	return page_end(&o, &p, out);
}

/* --- what the resident says ---------------------------------------------------------------------------------------------------------------- */

/* Every answer that was shown is confirmed; of what was shown the form says the revision, and an older one confirms nothing. */
static const err *confirm(sight *s, bool *ret)
{
	papers_facts asks = papers_asks(s->p);
	for (size_t i = 0; i < s->prep.answers.n; i++)
		for (size_t k = 0; k < asks.n; k++)
			if (str_eq(asks.at[k]->field.id, s->prep.answers.at[i].answer.id))
				s->prep.answers.at[i].confirmed = true;
	const err *e = keep_save(s->r, &s->prep);
	*ret = !e;
	return err_is(e, ERR_stale) || err_is(e, ERR_not_found) ? NULL : e;
}

static const err *screen_post(req *r, resp *out)
{
	sight s;
	TRY(look(r, &s));
	str here = str_format(r->arena, "/counter/%.*s/%.*s/screen", STR_ARG(s.office->id), STR_ARG(s.desk->id));
	resp_redirect(r, out, here);
	str rev = str_format(r->arena, "%.*s.%lld", STR_ARG(s.row.filling), (long long)s.prep.rev);
	if (!s.shown)
		return NULL;
	act_screen c = {
		.app = r->app, .office = s.office->id, .desk = s.desk->id, .filling = s.row.filling, .act = SCREEN_STAY
	};
	bool good = true;
	if (req_form(r, "confirm").len) {
		if (!str_eq(req_form(r, "rev"), rev))
			return NULL; /* something was changed since: it is shown first */
		TRY(confirm(&s, &good));
		c.act = SCREEN_CONFIRM;
	} else if (facts_find(&s.city->facts, req_form(r, "wrong"))) {
		c.act = SCREEN_POINT;
		c.pointed = req_form(r, "wrong");
	}
	return good ? store_write(r->app->store, r->arena, office_shard(r->arena, r->app->city, c.office),
				  act_screen_run, &c)
		    : NULL;
}

/* Events of a desk: that something changed. Only for its own screen, and for staff of the office. */
static const err *events_get(req *r, resp *out)
{
	const city_def *c = catalog_city(r);
	const office_def *o = defs_office(c, req_param(r, "office"));
	if (!o || !defs_desk(o, req_param(r, "desk")))
		return err_of(ERR_not_found);
	if (r->who->role != ROLE_NONE)
		TRY(who_in_office(r, o->id));
	i64 after = -1;
	str last = req_header(r, "last-event-id");
	if (last.len == 0)
		last = req_query(r, "after");
	if (last.len && (!str_i64(last, &after) || after < 0))
		return err_at(r->arena, ERR_invalid, STR("after"), "not an event's number");
	out->stream = feed_topic(r->arena, r->app->city, counter_topic(r->arena, o->id, req_param(r, "desk")));
	out->stream_after = after;
	return NULL;
}

const route counter_screen_routes[] = {
	{ "GET", "/counter/:office/:desk/screen", ACCESS_DEVICE, screen_get },
	{ "POST", "/counter/:office/:desk/screen", ACCESS_DEVICE, screen_post },
	{ "GET", "/counter/:office/:desk/events", ACCESS_DEVICE, events_get },
	{ 0 },
};
