/*
 * /calls/OFFICE?day=&number=: "was A012 called, when, at which desk, how often?", for a clerk with a resident in front of the desk.
 * With a number the answer stands there in a sentence; the day's chain is held against itself each time.
 */
#include "modules/visits/calls/calls.h"
#include "modules/visits/calls/calls.sql.h"
#include "modules/visits/calls/calls_view.h"
#include "modules/visits/pages/pages.h"
#include "text/csv.h"

#include "modules/visits/calls/templates/calls.html.h"

#define PAGE 200
#define CSV_ROWS 50000
#define CSV_MAX ((size_t)16 * 1024 * 1024)

typedef struct question {
	const city_def *city;
	const office_def *office;
	day today, on;
	str number; /* in its one form; empty: all */
	bool wrong;
	i64 after, most;
	calls_of_day_rows rows;
	calls_day_total_row total, whole; /* of the number, and of the day */
	calls_of_day_rows answer; /* with a number: all of it, from the first entry on */
	i64 skipped; /* entries before this page */
	bool holds, over;
	str hash;
} question;

static const err *ask(req *r, question *q)
{
	str id = req_param(r, "office"), on = req_query(r, "day"), number = req_query(r, "number");
	TRY(who_in_office(r, id));
	*q = (question){ .city = catalog_city(r), .today = day_of(clock_now(r->app->clock)), .most = PAGE };
	q->office = defs_office(q->city, id);
	if (!q->office)
		return err_of(ERR_not_found);
	q->on = q->today;
	q->wrong = on.len && !day_parse(on, &q->on);
	number = str_trim(number);
	q->wrong |= number.len && !visits_number_parse(r->arena, number, &q->number);
	i64 after;
	if (str_i64(req_query(r, "after"), &after) && after > 0)
		q->after = after;
	return NULL;
}

static const err *read_rows(db *d, arena *a, const question *q, i64 after, i64 most, calls_of_day_rows *ret)
{
	return calls_of_day(d, a,
			    &(calls_of_day_in){ .city = q->city->code,
						.office = q->office->id,
						.day = q->on,
						.number = q->number,
						.after = after,
						.most = most },
			    ret);
}

static const err *read_page(db *d, arena *a, void *arg)
{
	question *q = arg;
	bool found;
	i64 city = q->city->code;
	str office = q->office->id;
	TRY(read_rows(d, a, q, q->after, q->most + 1, &q->rows));
	TRY(calls_day_total(d, a, city, office, q->on, q->number, &q->total, &found));
	TRY(calls_day_total(d, a, city, office, q->on, STR_NONE, &q->whole, &found));
	if (q->number.len)
		TRY(read_rows(d, a, q, 0, 1000, &q->answer));
	if (q->whole.total == 0)
		return NULL;
	TRY(calls_hold(d, a, city, office, q->whole.first, q->whole.last, &q->holds, &q->hash));
	calls_day_end_row end;
	TRY(calls_day_end(d, a, city, office, q->on, &end, &q->over));
	q->holds = q->holds && (!q->over || str_eq(end.hash, q->hash));
	return NULL;
}

/* --- words --------------------------------------------------------------------------------------------------------- */

static str address(req *r, const question *q, day on, const char *file)
{
	return str_format(r->arena, "/calls/%.*s%s?day=%.*s%s%.*s", STR_ARG(q->office->id), file,
			  STR_ARG(day_text(r->arena, on)), q->number.len ? "&number=" : "", STR_ARG(q->number));
}

static const char *tone_of(str name)
{
	static const struct {
		const char *name, *tone;
	} all[] = { { "call", "info" }, { "recall", "warn" }, { "missed", "bad" }, { "done", "good" } };
	for (size_t i = 0; i < COUNT(all); i++)
		if (str_eq(name, str_of(all[i].name)))
			return all[i].tone;
	return "calm";
}

/* 9:05:12 */
static str say_second(arena *a, instant t)
{
	return str_format(a, "%.*s:%02d", STR_ARG(say_time(a, t)), (int)(t / SECOND % 60));
}

static str say_desk_id(req *r, const question *q, str desk)
{
	const desk_def *d = defs_desk(q->office, desk);
	return d ? say_desk(r->arena, r->lang, d) : desk;
}

static void add_rows(req *r, const question *q, calls_view *v)
{
	for (size_t i = 0; i < q->rows.n && i < PAGE; i++) {
		const calls_of_day_row *c = &q->rows.at[i];
		str what = say_command(r, c->command);
		if (str_eq(c->command, STR("recall")))
			what = words_calls_nth(r->arena, r->lang, what, c->calls);
		LIST_ADD(r->arena, &v->rows,
			 (call_row){ .seq = c->seq,
				     .time = say_second(r->arena, c->moment),
				     .number = c->number,
				     .service = say_service(r->arena, r->lang, q->city, c->service),
				     .desk = say_desk_id(r, q, c->desk),
				     .by = c->staff ? c->staff_name : say(r, T_calls_clock),
				     .what = { what, tone_of(c->command) },
				     .link = url_path(r->arena, "/calls/%.*s?day=%.*s&number=%.*s",
						      STR_ARG(q->office->id), STR_ARG(day_text(r->arena, q->on)),
						      STR_ARG(c->number)) });
	}
}

static bool is_call(const calls_of_day_row *c)
{
	return str_eq(c->command, STR("call")) || str_eq(c->command, STR("recall"));
}

/* The answer: how often, when first and last, where, and what came of it. */
static void answer(req *r, const question *q, calls_view *v)
{
	arena *a = r->arena;
	const calls_of_day_row *first = NULL, *last = NULL;
	i64 n = 0;
	for (size_t i = 0; i < q->answer.n; i++)
		if (is_call(&q->answer.at[i])) {
			first = first ? first : &q->answer.at[i];
			last = &q->answer.at[i];
			n++;
		}
	v->asked = true;
	v->number = q->number;
	if (!n) {
		v->answer = words_calls_not_called(a, r->lang, q->number, say_date(a, r->lang, q->on));
		return;
	}
	str desk = say_desk_id(r, q, first->desk);
	const calls_of_day_row *end = &q->answer.at[q->answer.n - 1];
	v->answer = n == 1 ? words_calls_once(a, r->lang, q->number, say_second(a, first->moment), desk)
			   : words_calls_often(a, r->lang, n, q->number, say_second(a, first->moment), desk,
					       say_second(a, last->moment), say_desk_id(r, q, last->desk));
	v->details = words_calls_at_last(a, r->lang, say_second(a, end->moment), say_command(r, end->command));
}

/* In groups of eight, which can be read out. */
static str in_groups(arena *a, str hash)
{
	buf b = buf_new(a, 200);
	for (size_t i = 0; i < hash.len; i += 8)
		buf_format(&b, "%s%.*s", i ? " " : "", STR_ARG(str_sub(hash, i, i + 8)));
	return buf_str(&b);
}

static void add_pages(req *r, const question *q, calls_view *v)
{
	str base = address(r, q, q->on, "");
	v->has_after = q->rows.n > PAGE;
	if (v->has_after)
		v->page_after = url_of(r->arena, str_format(r->arena, "%.*s&after=%lld", STR_ARG(base),
							    (long long)q->rows.at[PAGE - 1].seq));
	v->has_before = q->after > 0;
	v->page_before = url_of(r->arena, base);
	v->place = words_calls_count(r->arena, r->lang, q->total.total);
}

static const err *calls_get(req *r, resp *out)
{
	question q;
	TRY(ask(r, &q));
	if (!q.wrong)
		TRY(store_read(r->app->store, r->arena, read_page, &q));
	arena *a = r->arena;
	calls_view v = { .office = text_in(&q.office->name, r->lang),
			 .date = say_date_year(a, r->lang, q.on),
			 .day = q.wrong && req_query(r, "day").len ? req_query(r, "day") : day_text(a, q.on),
			 .number = req_query(r, "number"),
			 .here = url_path(a, "/calls/%.*s", STR_ARG(q.office->id)),
			 .before = url_of(a, address(r, &q, q.on - 1, "")),
			 .after = url_of(a, address(r, &q, q.on + 1, "")),
			 .today = url_of(a, address(r, &q, q.today, "")),
			 .csv = url_of(a, address(r, &q, q.on, "/calls.csv")),
			 .clear =
				 url_path(a, "/calls/%.*s?day=%.*s", STR_ARG(q.office->id), STR_ARG(day_text(a, q.on))),
			 .is_today = q.on == q.today,
			 .total = q.total.total,
			 .checked = q.whole.total > 0,
			 .holds = q.holds,
			 .over = q.over,
			 .end_seq = q.whole.last,
			 .end_hash = in_groups(a, q.hash) };
	if (q.wrong) {
		v.message = words_text(a, r->lang, T_calls_wrong);
		out->status = 422;
	} else {
		add_rows(r, &q, &v);
		add_pages(r, &q, &v);
		if (q.number.len)
			answer(r, &q, &v);
	}
	page_out o = page_begin(r);
	calls_day_page(&o, &v);
	page p = { .kind = PAGE_STAFF,
		   .style = STR("open.css"),
		   .title = words_calls_title(a, r->lang, v.office),
		   .here = STR("calls"),
		   .office = q.office->id };
	return page_end(&o, &p, out);
}

/* --- CSV --------------------------------------------------------------------------------------------------------------- */

static const err *read_all(db *d, arena *a, void *arg)
{
	question *q = arg;
	return read_rows(d, a, q, 0, CSV_ROWS, &q->rows);
}

/* As Excel in Japan opens it. Staff by number: who gets the file need not know names. */
static const err *calls_csv(req *r, resp *out)
{
	static const word heads[] = { T_calls_entry,    T_csv_date, T_history_when, T_calls_number, T_history_what,
				      T_calls_nth_head, T_csv_desk, T_csv_service,  T_calls_staff };
	question q;
	TRY(ask(r, &q));
	if (q.wrong)
		return err_of(ERR_invalid);
	TRY(store_read(r->app->store, r->arena, read_all, &q));
	if (q.rows.n == CSV_ROWS)
		return err_of(ERR_too_large);
	buf b = buf_new(r->arena, CSV_MAX);
	csv_writer w = csv_write(&b);
	for (size_t i = 0; i < COUNT(heads); i++)
		csv_str(&w, words_text(r->arena, LANG_JA, heads[i]));
	csv_end_row(&w);
	lang shown = r->lang;
	r->lang = LANG_JA; /* the file is the office's, whoever takes it out */
	for (size_t i = 0; i < q.rows.n; i++) {
		const calls_of_day_row *c = &q.rows.at[i];
		const desk_def *d = defs_desk(q.office, c->desk);
		csv_i64(&w, c->seq);
		csv_str(&w, day_text(r->arena, q.on));
		csv_str(&w, say_second(r->arena, c->moment));
		csv_str(&w, c->number);
		csv_str(&w, say_command(r, c->command));
		csv_i64(&w, c->calls);
		csv_str(&w, d ? d->label : c->desk);
		csv_str(&w, say_service(r->arena, LANG_JA, q.city, c->service));
		csv_i64(&w, c->staff);
		csv_end_row(&w);
	}
	r->lang = shown;
	if (b.overflowed)
		return err_of(ERR_too_large);
	out->type = STR("text/csv; charset=utf-8");
	out->body = buf_str(&b);
	resp_header(r, out, STR("Content-Disposition"),
		    str_format(r->arena, "attachment; filename=\"%.*s-calls-%.*s.csv\"", STR_ARG(q.office->id),
			       STR_ARG(day_text(r->arena, q.on))));
	return NULL;
}

static const err *calls_choose(req *r, resp *out)
{
	return choose_office(r, out, "calls");
}

const route visits_calls_routes[] = {
	{ "GET", "/calls", ACCESS_CLERK, calls_choose },
	{ "GET", "/calls/:office", ACCESS_CLERK, calls_get },
	{ "GET", "/calls/:office/calls.csv", ACCESS_CLERK, calls_csv },
	{ 0 },
};
