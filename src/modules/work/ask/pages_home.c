/* /work/ask: my sheets, what waits for approval, and how far the city is; /work/ask/approve. */
#include "modules/work/ask/ask_view.h"

#include "modules/work/ask/ask.sql.h"
#include "modules/work/ask/templates/home.html.h"

#define MINE_MOST 40
#define APPROVE_MOST 100

typedef struct reading {
	ask_here h;
	work_units units;
	work_ask_reasons_rows reasons;
	work_ask_reminders_rows reminders;
} reading;

static const err *read_units(db *d, arena *a, void *arg)
{
	reading *g = arg;
	i64 city = g->h.r->app->city;
	TRY(work_units_of(d, a, city, g->h.round.id, &g->units));
	TRY(work_ask_reminders(d, a, city, g->h.round.id, &g->reminders));
	return work_ask_reasons(d, a, city, g->h.round.id, &g->reasons);
}

static bool is_done(const work_unit *u)
{
	return u->state == SHEET_SUBMITTED || u->state == SHEET_APPROVED;
}

/* --- progress ---------------------------------------------------------------------------------------------------------------- */

static void count(ask_progress_row *p, const work_unit *u)
{
	p->units++;
	p->count[u->state]++;
	p->rows += u->rows;
}

static void draw(req *r, ask_progress_row *p)
{
	static const struct {
		sheet_state state;
		const char *css;
	} order[] = { { SHEET_APPROVED, "approved" },
		      { SHEET_SUBMITTED, "submitted" },
		      { SHEET_SENT_BACK, "sent_back" },
		      { SHEET_FILLING, "filling" },
		      { SHEET_EMPTY, "empty" } };
	i64 so_far = 0;
	for (size_t i = 0; i < COUNT(order) && p->units; i++) {
		i64 n = p->count[order[i].state];
		int x = (int)(so_far * 1000 / p->units), to = (int)((so_far + n) * 1000 / p->units);
		so_far += n;
		if (n == 0)
			continue;
		ask_bar_part piece = { .x = x, .width = to - x, .css = order[i].css };
		piece.about = str_format(r->arena, "%.*s %lld", STR_ARG(say(r, ask_state_word(order[i].state))),
					 (long long)n);
		LIST_ADD(r->arena, &p->bar, piece);
	}
	p->done = p->units ? (p->count[SHEET_SUBMITTED] + p->count[SHEET_APPROVED]) * 100 / p->units : 0;
}

static url down(const reading *g, str bureau, str section)
{
	arena *a = g->h.r->arena;
	buf b = buf_new(a, 4000);
	buf_format(&b, "/work/ask?round=%.*s", STR_ARG(g->h.round.id));
	if (bureau.len)
		buf_format(&b, "&bureau=%.*s", STR_ARG(percent_encode(a, bureau)));
	if (section.len)
		buf_format(&b, "&section=%.*s", STR_ARG(percent_encode(a, section)));
	return url_of(a, buf_str(&b));
}

/* ?state=left: not submitted yet, of the part of the city that is shown. */
static bool is_of_state(const work_unit *u, str state)
{
	return str_eq(state, STR("left")) ? !is_done(u) : str_eq(state, sheet_state_name(u->state));
}

static str state_asked(const req *r)
{
	str asked = req_query(r, "state");
	for (sheet_state s = SHEET_EMPTY; s <= SHEET_APPROVED; s++)
		if (str_eq(asked, sheet_state_name(s)))
			return asked;
	return str_eq(asked, STR("left")) ? asked : STR_NONE;
}

static void add_state(const reading *g, ask_home_view *v, str state, word name, const char *css, i64 n, str place)
{
	req *r = g->h.r;
	str here = state_asked(r);
	bool open = str_eq(here, state);
	url link = url_of(r->arena, str_format(r->arena, "%.*s%s%.*s", STR_ARG(place),
					       open ? "" : "&state=", STR_ARG(open ? STR_NONE : state)));
	LIST_ADD(r->arena, &v->states,
		 ((ask_state_link){ .name = say(r, name), .css = css, .n = n, .link = link, .here = open }));
}

/* How many units are in each state; each count opens the list of them, and closes it again. */
static void put_states(const reading *g, ask_home_view *v, str place)
{
	const i64 *n = v->all.count;
	add_state(g, v, STR("approved"), T_wa_state_approved, "approved", n[SHEET_APPROVED], place);
	add_state(g, v, STR("submitted"), T_wa_state_submitted, "submitted", n[SHEET_SUBMITTED], place);
	add_state(g, v, STR("sent_back"), T_wa_state_sent_back, "sent_back", n[SHEET_SENT_BACK], place);
	add_state(g, v, STR("filling"), T_wa_state_filling, "filling", n[SHEET_FILLING], place);
	add_state(g, v, STR("empty"), T_wa_state_empty, "empty", n[SHEET_EMPTY], place);
	add_state(g, v, STR("left"), T_wa_state_left, "left", v->all.units - n[SHEET_APPROVED] - n[SHEET_SUBMITTED],
		  place);
}

static ask_progress_row unit_row(const reading *g, const work_unit *u)
{
	req *r = g->h.r;
	ask_progress_row p = { .name = u->name,
			       .link = url_path(r->arena, "/work/ask/unit/%lld?round=%.*s", (long long)u->id,
						STR_ARG(g->h.round.id)),
			       .rows = u->rows,
			       .state = ask_state_word(u->state),
			       .tone = ask_state_tone(u->state),
			       .meter = ask_meter_of(r, &g->h.round.def, u->has, u->said) };
	if (u->version > 0)
		p.changed = str_format(r->arena, "%.*s %.*s", STR_ARG(ask_when(r, u->changed)), STR_ARG(u->changed_by));
	return p;
}

static ask_progress_row *group(reading *g, ask_home_view *v, str name, str bureau, str section)
{
	for (size_t i = 0; i < v->rows.n; i++)
		if (str_eq(v->rows.at[i].name, name))
			return &v->rows.at[i];
	LIST_ADD(g->h.r->arena, &v->rows, ((ask_progress_row){ .name = name, .link = down(g, bureau, section) }));
	return &v->rows.at[v->rows.n - 1];
}

static void put_progress(reading *g, ask_home_view *v)
{
	req *r = g->h.r;
	str bureau = req_query(r, "bureau"), section = bureau.len ? req_query(r, "section") : STR_NONE;
	str state = state_asked(r);
	v->level_units = section.len > 0 || state.len > 0;
	v->with_place = state.len > 0 && section.len == 0;
	v->first = v->level_units ? T_wa_unit : bureau.len ? T_wa_section : T_wa_bureau;
	LIST_ADD(r->arena, &v->crumbs,
		 ((ask_link){ say(r, T_wa_whole_city), down(g, STR_NONE, STR_NONE), bureau.len == 0 }));
	if (bureau.len)
		LIST_ADD(r->arena, &v->crumbs, ((ask_link){ bureau, down(g, bureau, STR_NONE), section.len == 0 }));
	if (section.len)
		LIST_ADD(r->arena, &v->crumbs, ((ask_link){ section, down(g, bureau, section), true }));
	for (size_t i = 0; i < g->units.n; i++) {
		const work_unit *u = &g->units.at[i];
		if (!ask_may(&g->h, PART_FILL | PART_APPROVE | PART_SEE | PART_REFORM, u) ||
		    (bureau.len && !str_eq(u->bureau, bureau)) || (section.len && !str_eq(u->section, section)))
			continue;
		count(&v->all, u);
		if (state.len && !is_of_state(u, state))
			continue;
		if (v->level_units) {
			ask_progress_row row = unit_row(g, u);
			if (v->with_place)
				row.place = str_format(r->arena, "%.*s %.*s", STR_ARG(u->bureau), STR_ARG(u->section));
			LIST_ADD(r->arena, &v->rows, row);
		} else if (bureau.len)
			count(group(g, v, u->section, bureau, u->section), u);
		else
			count(group(g, v, u->bureau, u->bureau, STR_NONE), u);
	}
	draw(r, &v->all);
	put_states(g, v, down(g, bureau, section).s);
	for (size_t i = 0; i < v->rows.n && !v->level_units; i++)
		draw(r, &v->rows.at[i]);
}

/* --- mine ------------------------------------------------------------------------------------------------------------------------ */

/* Whether somebody is named for this unit or its section, and not only for all of the city. */
static bool is_mine(const ask_here *h, const work_unit *u)
{
	for (size_t i = 0; i < h->scope.of.n; i++) {
		const work_member *m = &h->scope.of.at[i];
		if ((m->parts & PART_FILL) && m->section.len && str_eq(m->bureau, u->bureau) &&
		    str_eq(m->section, u->section) && (m->unit.len == 0 || str_eq(m->unit, u->name)))
			return true;
	}
	return false;
}

static void put_mine(const reading *g, ask_home_view *v)
{
	req *r = g->h.r;
	arena *a = r->arena;
	for (size_t i = 0; i < g->units.n; i++) {
		const work_unit *u = &g->units.at[i];
		if (u->state == SHEET_SUBMITTED && ask_may(&g->h, PART_APPROVE, u))
			v->to_approve++;
		if (!is_mine(&g->h, u))
			continue;
		v->mine_left += !is_done(u);
		if (v->mine.n == MINE_MOST)
			continue;
		ask_progress_row p = unit_row(g, u);
		ask_card c = { .name = u->name,
			       .where = str_format(a, "%.*s %.*s", STR_ARG(u->bureau), STR_ARG(u->section)),
			       .changed = p.changed,
			       .percent = u->rows ? str_format(a, "%.*s / %.*s (%.*s)", STR_ARG(p.meter.said),
							       STR_ARG(p.meter.has), STR_ARG(p.meter.percent))
						  : STR_NONE,
			       .note = u->note,
			       .state = p.state,
			       .tone = p.tone,
			       .rows = u->rows,
			       .link = p.link };
		LIST_ADD(a, &v->mine, c);
	}
}

static void put_banner(const reading *g, ask_home_view *v)
{
	req *r = g->h.r;
	day closes = g->h.round.closes;
	if (v->mine_left == 0 || g->h.round.state != ROUND_OPEN)
		return;
	if (closes == DAY_NONE)
		v->banner = words_wa_banner(r->arena, r->lang, v->mine_left);
	else if (closes < g->h.today)
		v->banner = words_wa_banner_late(r->arena, r->lang, v->mine_left, ask_date(r->arena, r->lang, closes));
	else
		v->banner = words_wa_banner_until(r->arena, r->lang, v->mine_left, (i64)(closes - g->h.today),
						  ask_date(r->arena, r->lang, closes));
}

static void put_rounds(const reading *g, ask_home_view *v)
{
	arena *a = g->h.r->arena;
	for (size_t i = 0; i < g->h.rounds.n && v->rounds.n < 8; i++) {
		const work_round *x = &g->h.rounds.at[i];
		if (x->state != ROUND_DRAFT || g->h.scope.all)
			LIST_ADD(a, &v->rounds,
				 ((ask_link){ x->name, url_path(a, "/work/ask?round=%.*s", STR_ARG(x->id)),
					      str_eq(x->id, g->h.round.id) }));
	}
}

static const err *home_get(req *r, resp *out)
{
	reading g = { 0 };
	arena *a = r->arena;
	i64 n = 0, without = 0;
	TRY(ask_here_of(r, &g.h));
	ask_home_view v = { .found = g.h.found,
			    .setup = g.h.scope.all,
			    .setup_rounds = url_path(a, "/work/ask/rounds"),
			    .members = url_path(a, "/work/ask/members") };
	if (g.h.found) {
		const work_round *round = &g.h.round;
		TRY(store_read(r->app->store, a, read_units, &g));
		v.round_name = round->name;
		v.round = round->id;
		v.closes = ask_date(a, r->lang, round->closes);
		v.late = round->closes != DAY_NONE && round->closes < g.h.today;
		v.open = round->state == ROUND_OPEN;
		v.no_units = g.units.n == 0;
		v.approve = url_path(a, "/work/ask/approve?round=%.*s", STR_ARG(round->id));
		v.remind =
			url_path(a, "/work/ask/round/%.*s/remind?round=%.*s", STR_ARG(round->id), STR_ARG(round->id));
		put_rounds(&g, &v);
		put_mine(&g, &v);
		put_banner(&g, &v);
		put_progress(&g, &v);
		const message_means *means = message_means_of(r->app, a, catalog_city(r));
		v.may_remind = g.h.scope.all && v.open && means && means->mail &&
			       v.all.units > v.all.count[2] + v.all.count[4];
		if (g.reminders.n)
			v.reminded = words_wa_reminded(a, r->lang, ask_date(a, r->lang, (day)g.reminders.at[0].day),
						       g.reminders.at[0].people);
	}
	if (str_i64(req_query(r, "reminded"), &n) && str_i64(req_query(r, "without"), &without))
		v.told = words_wa_told_reminded(a, r->lang, n, without);
	v.nav = work_nav_of(r, WORK_ASK, g.h.found ? g.h.round.id : STR_NONE);
	page_out o = page_begin(r);
	ask_home_page(&o, &v);
	page p = ask_page_of(g.h.found ? g.h.round.name : say(r, T_wa_title), "");
	return page_end(&o, &p, out);
}

/* --- to approve -------------------------------------------------------------------------------------------------------------------- */

#define ODD_MEMORY ((size_t)64 << 20)

typedef struct looking { /* sheets of those that wait, for what is odd about them */
	reading *g;
	ask_sheet *sheets;
	const work_unit **units;
	size_t n;
} looking;

static const err *read_sheets(db *d, arena *a, void *arg)
{
	looking *l = arg;
	for (size_t i = 0; i < l->n; i++)
		TRY(ask_sheet_read(d, a, l->g->h.r->app->city, l->g->h.round.id, l->units[i]->id, &l->sheets[i]));
	return NULL;
}

static void put_waiting(looking *l, const survey *s, ask_approve_view *v)
{
	req *r = l->g->h.r;
	arena *a = r->arena,
	      *one = arena_new(
		      ODD_MEMORY); /* a common work has thousands of rows to compare with: given back after each sheet */
	for (size_t i = 0; i < l->n; i++) {
		const work_unit *u = l->units[i];
		ask_odds odds = { 0 };
		arena_reset(one);
		const err *e = ask_odd_rows(one, s, &l->sheets[i], &odds);
		work_balance b = work_balance_of(&l->g->h.round.def, u->has, u->said);
		ask_approve_row row = { .id = u->id,
					.version = u->version,
					.rows = u->rows,
					.name = u->name,
					.where = str_format(a, "%.*s %.*s", STR_ARG(u->bureau), STR_ARG(u->section)),
					.reason = l->sheets[i].reason,
					.hidden = str_format(a, "%lld:%lld", (long long)u->id, (long long)u->version),
					.meter = ask_meter_of(r, &l->g->h.round.def, u->has, u->said),
					.link = url_path(a, "/work/ask/unit/%lld?round=%.*s", (long long)u->id,
							 STR_ARG(l->g->h.round.id)),
					.by = u->changed_by };
		if (!e && odds.n)
			row.odd = words_wa_odd_n(a, r->lang, (i64)odds.n);
		row.holds = b == BALANCE_HOLDS && !e && odds.n == 0;
		v->holding += row.holds;
		LIST_ADD(a, &v->rows, row);
	}
	arena_free(one);
}

static const err *show_approve(req *r, str error, resp *out)
{
	reading g = { 0 };
	const survey *s;
	i64 told = 0;
	TRY(ask_here_of(r, &g.h));
	if (!g.h.found)
		return err_of(ERR_not_found);
	TRY(store_read(r->app->store, r->arena, read_units, &g));
	looking l = { .g = &g, .units = arena_many(r->arena, const work_unit *, g.units.n + 1) };
	for (size_t i = 0; i < g.units.n && l.n < APPROVE_MOST; i++)
		if (g.units.at[i].state == SHEET_SUBMITTED && ask_may(&g.h, PART_APPROVE, &g.units.at[i]))
			l.units[l.n++] = &g.units.at[i];
	l.sheets = arena_many(r->arena, ask_sheet, l.n + 1);
	TRY(store_read(r->app->store, r->arena, read_sheets, &l));
	TRY(work_survey(r, &g.h.round, &s));
	ask_approve_view v = { .nav = work_nav_of(r, WORK_ASK, g.h.round.id),
			       .round_name = g.h.round.name,
			       .round = g.h.round.id,
			       .error = error,
			       .post = url_path(r->arena, "/work/ask/approve?round=%.*s", STR_ARG(g.h.round.id)),
			       .up = url_path(r->arena, "/work/ask?round=%.*s", STR_ARG(g.h.round.id)) };
	if (str_i64(req_query(r, "told"), &told) && error.len == 0)
		v.told = words_wa_told_approved(r->arena, r->lang, told);
	put_waiting(&l, s, &v);
	page_out o = page_begin(r);
	ask_approve_page(&o, &v);
	page p = ask_page_of(say(r, T_wa_approve_title), "");
	return page_end(&o, &p, out);
}

static const err *approve_get(req *r, resp *out)
{
	return show_approve(r, STR_NONE, out);
}

/* Each unit as it was seen; what has changed meanwhile, or is not theirs, stays and is told. */
static const err *approve_post(req *r, resp *out)
{
	reading g = { 0 };
	strs chosen = req_form_all(r, "unit");
	i64 done = 0, left = 0;
	TRY(ask_here_of(r, &g.h));
	if (!g.h.found)
		return err_of(ERR_not_found);
	TRY(store_read(r->app->store, r->arena, read_units, &g));
	for (size_t i = 0; i < chosen.n && i < APPROVE_MOST; i++) {
		str rest = chosen.at[i], id = str_cut(&rest, ':');
		ask_move m = { .to = SHEET_APPROVED };
		m.act = (ask_act){ .city = r->app->city, .by = r->who, .round = g.h.round.id };
		if (!str_i64(id, &m.act.unit) || !str_i64(rest, &m.version))
			return err_of(ERR_bad_request);
		const work_unit *u = NULL;
		for (size_t k = 0; k < g.units.n; k++)
			if (g.units.at[k].id == m.act.unit)
				u = &g.units.at[k];
		if (!u || !ask_may(&g.h, PART_APPROVE, u))
			return err_of(ERR_forbidden);
		const err *e = store_write(r->app->store, r->arena, work_shard(r->arena, r->app->city, g.h.round.id),
					   ask_move_run, &m);
		if (e && err_status(e->code) >= 500)
			return e;
		done += e == NULL;
		left += e != NULL;
	}
	if (left || chosen.n == 0) {
		str text = chosen.n == 0 ? say(r, T_wa_approve_chose_none)
					 : words_wa_approve_left(r->arena, r->lang, done, left);
		out->status = chosen.n == 0 ? 422 : 409;
		return show_approve(r, text, out);
	}
	resp_redirect(
		r, out,
		str_format(r->arena, "/work/ask/approve?round=%.*s&told=%lld", STR_ARG(g.h.round.id), (long long)done));
	return NULL;
}

const route work_ask_home_routes[] = {
	{ "GET", "/work/ask", ACCESS_CLERK, home_get },
	{ "GET", "/work/ask/approve", ACCESS_CLERK, approve_get },
	{ "POST", "/work/ask/approve", ACCESS_CLERK, approve_post },
	{ 0 },
};
