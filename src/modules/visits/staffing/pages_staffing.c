/*
 * /staffing/OFFICE: a day to come: how many are expected, how long they wait with the roster, what another would change.
 *
 * The page plays the day with the day's roster and, where something is tried out (a desk opened, the form changed), with that beside
 * it, both with the same people. Nothing is kept but a plan that somebody saves.
 */
#include <math.h>

#include "modules/visits/pages/pages.h"
#include "modules/visits/staffing/staffing_page.h"
#include "sim/sim.h"
#include "text/json.h"

#include "modules/visits/staffing/templates/staffing.html.h"

#define RUNS 200
#define DAYS_AHEAD 366
#define PLAYS 60 /* of a search that a page waits for: a third of a second */
#define PATIENCE 700 /* milliseconds, where the machine is busy */
#define LONGER_PLAYS 800
#define LONGER 10000

/* --- what is asked ------------------------------------------------------------------------------------------------ */

static const err *read_all(db *d, arena *a, void *arg)
{
	staffing_question *q = arg;
	i64 city = q->city->code;
	TRY(staffing_expect(d, a, city, q->office, q->on, q->now, &q->expected));
	TRY(staffing_roster(d, a, city, q->office, q->on, &q->base));
	if (q->on == q->today) {
		TRY(visits_board_in(d, a, q->city, q->office, q->now, false, &q->board));
		TRY(staffing_read_hints(d, a, &q->board, &q->hints));
	}
	return staffing_habits(d, a, q->city, q->office, q->on, q->now, &q->how);
}

const err *staffing_ask(req *r, str typed_day, str service, staffing_question *q)
{
	str id = req_param(r, "office");
	TRY(who_in_office(r, id));
	*q = (staffing_question){ .city = catalog_city(r), .now = clock_now(r->app->clock), .service = -1 };
	q->office = defs_office(q->city, id);
	if (!q->office)
		return err_of(ERR_not_found);
	q->today = q->on = day_of(q->now);
	if (typed_day.len && (!day_parse(typed_day, &q->on) || q->on < q->today || q->on > q->today + DAYS_AHEAD)) {
		q->on = q->today;
		q->wrong_day = true;
	}
	for (size_t i = 0; i < q->office->offers.n; i++)
		if (str_eq(q->office->offers.at[i].service, service))
			q->service = (int)i;
	return store_read(r->app->store, r->arena, read_all, q);
}

static roster_day copy_of(arena *a, const roster_day *r)
{
	roster_day ret = *r;
	ret.source = ROSTER_TYPED;
	ret.desks = arena_many(a, desk_hours, r->n);
	for (size_t i = 0; i < r->n; i++)
		ret.desks[i] = r->desks[i];
	return ret;
}

/* The desk is open from–to as well: what is planned already stays, and a break within is worked through. */
static void open_more(desk_hours *h, int from, int to)
{
	bool was_closed = h->to <= h->from;
	if (was_closed) {
		*h = (desk_hours){ .from = from, .to = to };
		return;
	}
	if (h->break_to && from < h->break_to && to > h->break_from)
		h->break_from = h->break_to = 0;
	if (from > h->to) { /* opens a second time */
		if (h->break_to == 0) {
			h->break_from = h->to;
			h->break_to = from;
		}
		h->to = to;
	} else if (to < h->from) {
		if (h->break_to == 0) {
			h->break_from = to;
			h->break_to = h->from;
		}
		h->from = from;
	} else {
		h->from = from < h->from ? from : h->from;
		h->to = to > h->to ? to : h->to;
	}
}

/* 8:30, 08:30, 830, ８：３０; false when it is no time of day. */
static bool parse_time(arena *a, str typed, int *ret)
{
	char plain[8];
	size_t n = 0;
	typed = str_trim(typed);
	for (size_t i = 0; i < typed.len;) {
		u32 c = str_next(typed, &i);
		if (c >= 0xff10 && c <= 0xff1a) /* full width 0 … 9 and the colon */
			c -= 0xfee0;
		if (n == sizeof plain || c > 127)
			return false;
		plain[n++] = (char)c;
	}
	str s = { plain, n };
	if (str_find(s, ':') == n && n >= 3)
		s = str_format(a, "%.*s:%.*s", (int)(n - 2), plain, 2, plain + n - 2);
	return minute_parse(s, ret);
}

/* ?desk=5&from=11:00&to=14:30; false with q->wrong_what_if when it cannot be. */
static void read_what_if(req *r, staffing_question *q)
{
	q->desk = req_query(r, "desk");
	q->from = req_query(r, "from");
	q->to = req_query(r, "to");
	if (q->desk.len == 0)
		return;
	int from, to;
	q->wrong_what_if = true;
	for (size_t i = 0; i < q->office->desks.n; i++) {
		if (!str_eq(q->office->desks.at[i].id, q->desk))
			continue;
		if (!parse_time(r->arena, q->from, &from) || !parse_time(r->arena, q->to, &to) || to <= from)
			return;
		q->tried = copy_of(r->arena, &q->base);
		open_more(&q->tried.desks[i], from, to);
		q->what_if = &q->office->desks.at[i];
		q->from = minute_text(r->arena, from);
		q->to = minute_text(r->arena, to);
		q->wrong_what_if = desk_hours_wrong(&q->tried.desks[i]) != NULL;
		q->compare = !q->wrong_what_if;
	}
}

static bool typed_time(req *r, const char *name, str desk, int *ret)
{
	str typed = str_trim(req_form(r, str_format(r->arena, "%s-%.*s", name, STR_ARG(desk)).at));
	*ret = 0;
	return typed.len == 0 || parse_time(r->arena, typed, ret);
}

/* The form's roster; q->wrong names the field of each desk that cannot be. */
static void read_form(req *r, staffing_question *q)
{
	q->tried = copy_of(r->arena, &q->base);
	q->wrong = arena_many(r->arena, const char *, q->tried.n);
	q->compare = true;
	for (size_t i = 0; i < q->tried.n; i++) {
		str id = q->office->desks.at[i].id;
		desk_hours h = { 0 };
		const char *wrong = !typed_time(r, "opens", id, &h.from)         ? "from"
				    : !typed_time(r, "closes", id, &h.to)        ? "to"
				    : !typed_time(r, "break", id, &h.break_from) ? "break_from"
				    : !typed_time(r, "back", id, &h.break_to)    ? "break_to"
										 : desk_hours_wrong(&h);
		q->wrong[i] = wrong;
		q->any_wrong = q->any_wrong || wrong;
		q->tried.desks[i] = h;
	}
	q->compare = !q->any_wrong;
}

/* ?target=20: minutes that nine of ten may wait. A page takes half a second for it; who wants it better waits for some. */
static void search(req *r, staffing_question *q)
{
	i64 target = 0;
	(void)str_i64(req_query(r, "target"), &target);
	q->longer = str_eq(req_query(r, "search"), STR("longer"));
	if (target < 1 || target > 240 || q->expected.hours.n == 0)
		return;
	q->target = (int)target;
	staffing_search(r->arena, &q->expected, &q->how, &q->base, q->target, q->longer ? LONGER_PLAYS : PLAYS,
			q->longer ? LONGER : PATIENCE, (u64)q->on, &q->need);
}

/* --- the page ------------------------------------------------------------------------------------------------------- */

static const err *show(req *r, resp *out, staffing_question *q)
{
	const roster_day *shown = q->compare ? &q->tried : &q->base;
	u64 seed = (u64)q->on * 1000003u + str_hash(q->office->id);
	staffing_play(r->arena, &q->expected, &q->how, &q->base, RUNS, seed, &q->before);
	q->after = q->before;
	if (q->compare)
		staffing_play(r->arena, &q->expected, &q->how, &q->tried, RUNS, seed, &q->after);
	q->shown = shown;
	search(r, q);
	staffing_view v;
	staffing_fill(r, q, &v);
	page_out po = page_begin(r);
	staffing_page(&po, &v);
	page p = { .kind = PAGE_STAFF, .title = v.title, .here = STR("staffing"), .office = q->office->id };
	return page_end(&po, &p, out);
}

static const err *staffing_get(req *r, resp *out)
{
	staffing_question q;
	TRY(staffing_ask(r, req_query(r, "day"), req_query(r, "service"), &q));
	str done = req_query(r, "done");
	if (str_eq(done, STR("saved")))
		q.done = T_staffing_saved;
	else if (str_eq(done, STR("dropped")))
		q.done = T_staffing_dropped;
	q.has_done = str_eq(done, STR("saved")) || str_eq(done, STR("dropped"));
	read_what_if(r, &q);
	if (q.wrong_day || q.wrong_what_if)
		out->status = 422;
	return show(r, out, &q);
}

static const err *staffing_post(req *r, resp *out)
{
	staffing_question q;
	TRY(staffing_ask(r, req_form(r, "day"), req_form(r, "service"), &q));
	str what = req_form(r, "action");
	bool save = str_eq(what, STR("save")), drop = str_eq(what, STR("drop"));
	if (!save && !drop && !str_eq(what, STR("try")))
		return err_of(ERR_bad_request);
	if (!drop)
		read_form(r, &q);
	if (q.any_wrong || q.wrong_day)
		out->status = 422;
	if (!(save || drop) || q.any_wrong || q.wrong_day)
		return show(r, out, &q);
	actor by = visits_actor(r, "staff");
	save_plan c = { .by = &by, .office = q.office, .on = q.on, .roster = q.tried, .drop = drop };
	if (!str_i64(req_form(r, "rev"), &c.rev) || c.rev < 0)
		return err_of(ERR_bad_request);
	const err *e =
		store_write(r->app->store, r->arena, office_shard(r->arena, by.city, q.office->id), save_plan_run, &c);
	if (err_is(e, ERR_stale)) {
		q.failed = e;
		out->status = err_status(e->code);
		return show(r, out, &q);
	}
	TRY(e);
	resp_redirect(r, out,
		      str_format(r->arena, "/staffing/%.*s?day=%.*s&done=%s", STR_ARG(q.office->id),
				 STR_ARG(day_text(r->arena, q.on)), drop ? "dropped" : "saved"));
	return NULL;
}

static const err *staffing_choose(req *r, resp *out)
{
	return choose_office(r, out, "staffing");
}

/* --- files ------------------------------------------------------------------------------------------------------------ */

struct week_question {
	staffing_question *q;
	buf *b;
};

/* Monday to Sunday of the day's week, without closed days. */
static const err *write_week(db *d, arena *a, void *arg)
{
	struct week_question *w = arg;
	const staffing_question *q = w->q;
	day monday = q->on - (weekday_of(q->on) + 6) % 7;
	bool head = true;
	for (day on = monday; on < monday + 7; on++) {
		roster_day hours;
		if (office_hours(q->office, on, NULL).n == 0)
			continue;
		TRY(staffing_roster(d, a, q->city->code, q->office, on, &hours));
		roster_file_write(w->b, q->office, on, &hours, head);
		head = false;
	}
	return NULL;
}

static const err *roster_csv(req *r, resp *out)
{
	staffing_question q;
	TRY(staffing_ask(r, req_query(r, "day"), STR_NONE, &q));
	buf b = buf_new(r->arena, (size_t)1 << 20);
	struct week_question w = { &q, &b };
	TRY(store_read(r->app->store, r->arena, write_week, &w));
	if (b.overflowed)
		return err_of(ERR_too_large);
	out->type = STR("text/csv; charset=utf-8");
	out->body = buf_str(&b);
	resp_header(r, out, STR("Content-Disposition"),
		    str_format(r->arena, "attachment; filename=\"%.*s-roster-%.*s.csv\"", STR_ARG(q.office->id),
			       STR_ARG(day_text(r->arena, q.on))));
	return NULL;
}

static const err *needed(req *r, resp *out, staffing_question *q, const char *type)
{
	TRY(staffing_ask(r, req_query(r, "day"), STR_NONE, q));
	search(r, q);
	if (q->target == 0)
		return err_at(r->arena, ERR_invalid, STR("target"), "minutes, 1 to 240, on an open day");
	resp_header(r, out, STR("Content-Disposition"),
		    str_format(r->arena, "attachment; filename=\"%.*s-needed-%.*s.%s\"", STR_ARG(q->office->id),
			       STR_ARG(day_text(r->arena, q->on)), type));
	return NULL;
}

static str desk_ids(req *r, const staffing_question *q, int bucket)
{
	buf b = buf_new(r->arena, 4096);
	for (int k = 0; k < q->need.desks_n; k++)
		if (q->need.open[k * q->need.n + bucket])
			buf_format(&b, "%s%.*s", b.len ? " " : "", STR_ARG(q->office->desks.at[k].id));
	return buf_str(&b);
}

static const err *needed_csv(req *r, resp *out)
{
	static const str heads[] = { STR_INIT("date"),    STR_INIT("time"),       STR_INIT("needed"),
				     STR_INIT("planned"), STR_INIT("difference"), STR_INIT("p90_minutes"),
				     STR_INIT("desks") };
	staffing_question q;
	TRY(needed(r, out, &q, "csv"));
	buf b = buf_new(r->arena, 65536);
	csv_writer w = csv_write(&b);
	for (size_t i = 0; i < COUNT(heads); i++)
		csv_str(&w, heads[i]);
	csv_end_row(&w);
	for (int i = 0; i < q.need.n; i++) {
		const staffing_need_quarter *n = &q.need.at[i];
		csv_str(&w, day_text(r->arena, q.on));
		csv_str(&w, minute_text(r->arena, q.need.from + i * 15));
		csv_i64(&w, n->needed);
		csv_i64(&w, n->planned);
		csv_i64(&w, n->planned - n->needed);
		if (isnan(n->p90) || n->p90 >= SIM_NEVER / 2)
			csv_str(&w, STR_NONE);
		else
			csv_f64(&w, n->p90 / 60, 1);
		csv_str(&w, desk_ids(r, &q, i));
		csv_end_row(&w);
	}
	out->type = STR("text/csv; charset=utf-8");
	out->body = buf_str(&b);
	return NULL;
}

static const err *needed_json(req *r, resp *out)
{
	staffing_question q;
	TRY(needed(r, out, &q, "json"));
	buf *b = arena_one(r->arena, buf);
	*b = buf_new(r->arena, 262144);
	json_writer w = json_write(b);
	jw_object(&w);
	jw_field_str(&w, "office", q.office->id);
	jw_field_str(&w, "date", day_text(r->arena, q.on));
	jw_field_i64(&w, "target_minutes", q.target);
	jw_field_bool(&w, "reached", q.need.reached);
	jw_field_bool(&w, "least", q.need.least);
	jw_field_f64(&w, "needed_desk_hours", q.need.needed);
	jw_field_f64(&w, "planned_desk_hours", q.need.planned);
	jw_field_array(&w, "quarters");
	for (int i = 0; i < q.need.n; i++) {
		const staffing_need_quarter *n = &q.need.at[i];
		jw_object(&w);
		jw_field_str(&w, "time", minute_text(r->arena, q.need.from + i * 15));
		jw_field_i64(&w, "needed", n->needed);
		jw_field_i64(&w, "planned", n->planned);
		jw_field_array(&w, "desks");
		for (int k = 0; k < q.need.desks_n; k++)
			if (q.need.open[k * q.need.n + i])
				jw_str(&w, q.office->desks.at[k].id);
		jw_end(&w);
		if (isnan(n->p90) || n->p90 >= SIM_NEVER / 2)
			jw_field_null(&w, "p90_minutes");
		else
			jw_field_f64(&w, "p90_minutes", round(n->p90 / 6) / 10);
		jw_end(&w);
	}
	jw_end(&w);
	jw_end(&w);
	jw_done(&w);
	return json_reply(out, 200, b);
}

/* Days that are over are not planned any more. */
static void leave_out_the_past(arena *a, day today, roster_file *f)
{
	size_t n = 0;
	for (size_t i = 0; i < f->n; i++) {
		if (f->at[i].on >= today && f->at[i].on <= today + DAYS_AHEAD) {
			f->at[n++] = f->at[i];
			continue;
		}
		f->rows = f->rows >= f->at[i].rows ? f->rows - f->at[i].rows : 0;
		LIST_ADD(a, &f->mistakes, (roster_mistake){ f->at[i].line, 1, "past", day_text(a, f->at[i].on) });
	}
	f->n = n;
}

struct import_work {
	const actor *by;
	const office_def *office;
	const roster_file *file;
};

/* All days of the file or none. */
static const err *import_run(db *d, arena *a, void *arg)
{
	struct import_work *w = arg;
	for (size_t i = 0; i < w->file->n; i++) {
		save_plan c = { .by = w->by,
				.office = w->office,
				.on = w->file->at[i].on,
				.roster = w->file->at[i].roster,
				.rev = -1 };
		TRY(save_plan_run(d, a, &c));
	}
	return NULL;
}

static const err *staffing_import(req *r, resp *out)
{
	staffing_question q;
	TRY(staffing_ask(r, req_form(r, "day"), STR_NONE, &q));
	str text = STR_NONE, from;
	for (size_t i = 0; i < r->files.n; i++)
		if (str_eq(r->files.at[i].name, STR("file")))
			text = r->files.at[i].data;
	const err *e = text_decode(r->arena, text, &text, &from);
	if (!e)
		e = roster_file_parse(r->arena, q.office, text, &q.file);
	if (e) {
		q.failed = e;
		out->status = err_status(e->code);
		return show(r, out, &q);
	}
	leave_out_the_past(r->arena, q.today, &q.file);
	actor by = visits_actor(r, "staff");
	struct import_work w = { &by, q.office, &q.file };
	if (q.file.n)
		TRY(store_write(r->app->store, r->arena, office_shard(r->arena, by.city, q.office->id), import_run,
				&w));
	q.imported = true;
	if (q.file.n) {
		q.on = q.file.at[0].on;
		TRY(store_read(r->app->store, r->arena, read_all, &q));
	}
	if (q.file.mistakes.n)
		out->status = 422;
	return show(r, out, &q);
}

const route visits_staffing_routes[] = {
	{ "GET", "/staffing", ACCESS_FLOOR, staffing_choose },
	{ "GET", "/staffing/:office", ACCESS_FLOOR, staffing_get },
	{ "POST", "/staffing/:office", ACCESS_FLOOR, staffing_post },
	{ "GET", "/staffing/:office/roster.csv", ACCESS_FLOOR, roster_csv },
	{ "GET", "/staffing/:office/needed.csv", ACCESS_FLOOR, needed_csv },
	{ "GET", "/staffing/:office/needed.json", ACCESS_FLOOR, needed_json },
	{ "POST", "/staffing/:office/import", ACCESS_FLOOR, staffing_import },
	{ 0 },
};
