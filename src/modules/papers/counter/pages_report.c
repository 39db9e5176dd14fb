/* /counter/OFFICE/report: how long it takes from being brought up to the print, by month, by what it was for, and by how it came. */
#include "modules/papers/counter/counter_pages.h"
#include "text/csv.h"

#include "modules/papers/counter/templates/report.html.h"

#define CHART_WIDTH 600
#define CHART_HEIGHT 160
#define MONTHS_MAX 24
#define DAYS_MAX (MONTHS_MAX * 31)
#define CSV_MAX ((size_t)8 * 1024 * 1024)

typedef struct question {
	const city_def *city;
	const office_def *office;
	day from, to;
	bool wrong;
	counter_times_rows rows;
} question;

static const err *read_times(db *d, arena *a, void *arg)
{
	question *q = arg;
	return counter_times(d, a, q->city->code, q->office->id, q->from, q->to, &q->rows);
}

static const err *ask(req *r, question *q)
{
	*q = (question){ .city = catalog_city(r) };
	TRY(counter_office(r, &q->office));
	day today = day_of(r->now);
	civil c = civil_of(today);
	day usual = day_from(c.month > 5 ? c.year : c.year - 1, c.month > 5 ? c.month - 5 : c.month + 7, 1);
	q->from = usual;
	q->to = today;
	str from = req_query(r, "from"), to = req_query(r, "to");
	q->wrong = (from.len && !day_parse(from, &q->from)) || (to.len && !day_parse(to, &q->to));
	q->wrong = q->wrong || q->to < q->from || q->to - q->from > DAYS_MAX;
	if (q->wrong) {
		q->from = usual;
		q->to = today;
	}
	return store_read(r->app->store, r->arena, read_times, q);
}

static str came_name(req *r, str came)
{
	return say(r, str_eq(came, STR("home")) ? T_counter_came_home : T_counter_came_here);
}

static str month_name(req *r, const time_line *l)
{
	return words_counter_month(r->arena, r->lang, l->year, l->month);
}

static report_row row_of(req *r, const time_line *l, str name, bool sub)
{
	return (report_row){ .name = name,
			     .n = (i64)l->n,
			     .median = counter_say_seconds(r->arena, r->lang, l->median),
			     .p90 = counter_say_seconds(r->arena, r->lang, l->p90),
			     .sub = sub };
}

/* The next of 2, 5, 10, 20, 30, 60 … minutes above: lines at its half and at it. */
static i64 round_top(i64 seconds)
{
	static const i64 minutes[] = { 2, 4, 6, 10, 20, 30, 40, 60, 120, 240, 480 };
	for (size_t i = 0; i < COUNT(minutes); i++)
		if (minutes[i] * 60 >= seconds)
			return minutes[i] * 60;
	return seconds;
}

static void draw(req *r, const times *t, counter_report_view *v)
{
	arena *a = r->arena;
	size_t months = 0;
	i64 most = 60;
	for (size_t i = 0; i < t->months.n; i++) {
		months += t->months.at[i].came.len == 0;
		most = t->months.at[i].p90 > most ? t->months.at[i].p90 : most;
	}
	if (months == 0)
		return;
	i64 top = round_top(most);
	for (int half = 0; half <= 2; half++)
		LIST_ADD(a, &v->lines,
			 ((report_label){ 0, CHART_HEIGHT - CHART_HEIGHT * half / 2,
					  str_format(a, "%lld", (long long)(top / 60 * half / 2)) }));
	int width = (int)(CHART_WIDTH / months), at = -1;
	for (size_t i = 0; i < t->months.n; i++) {
		const time_line *l = &t->months.at[i];
		if (l->came.len == 0) {
			at++;
			LIST_ADD(a, &v->labels,
				 ((report_label){ at * width + width / 2, CHART_HEIGHT + 18,
						  str_format(a, "%d/%d", l->year, l->month) }));
			continue;
		}
		bool home = str_eq(l->came, STR("home"));
		int bar = width / 3 > 60 ? 60 : width / 3, middle = at * width + width / 2;
		int height = (int)(l->median * CHART_HEIGHT / top);
		LIST_ADD(a, &v->bars,
			 ((report_bar){ .x = home ? middle - bar - 1 : middle + 1,
					.y = CHART_HEIGHT - height,
					.width = bar,
					.height = height,
					.dot = CHART_HEIGHT - (int)(l->p90 * CHART_HEIGHT / top),
					.css = home ? "home" : "here",
					.about = words_counter_bar(a, r->lang, month_name(r, l), came_name(r, l->came),
								   counter_say_seconds(a, r->lang, l->median),
								   counter_say_seconds(a, r->lang, l->p90),
								   (i64)l->n) }));
	}
}

static const err *report_get(req *r, resp *out)
{
	question q;
	TRY(ask(r, &q));
	arena *a = r->arena;
	times t = counter_times_make(a, &q.rows);
	str from = day_text(a, q.from), to = day_text(a, q.to);
	counter_report_view v = { .office = text_in(&q.office->name, r->lang),
				  .from = from,
				  .to = to,
				  .any = t.all.n > 0,
				  .n = (i64)t.all.n,
				  .median = counter_say_seconds(a, r->lang, t.all.median),
				  .p90 = counter_say_seconds(a, r->lang, t.all.p90),
				  .home_median = counter_say_seconds(a, r->lang, t.home.median),
				  .here_median = counter_say_seconds(a, r->lang, t.here.median),
				  .home_n = (i64)t.home.n,
				  .here_n = (i64)t.here.n,
				  .here = url_path(a, "/counter/%.*s/report", STR_ARG(q.office->id)),
				  .back = url_path(a, "/counter/%.*s", STR_ARG(q.office->id)),
				  .csv = url_of(a, str_format(a, "/counter/%.*s/report.csv?from=%.*s&to=%.*s",
							      STR_ARG(q.office->id), STR_ARG(from), STR_ARG(to))) };
	if (q.wrong) {
		v.message = words_text(a, r->lang, T_counter_report_wrong);
		out->status = 422;
	}
	v.about = words_counter_report_about(a, r->lang, v.home_median, v.here_median);
	for (size_t i = 0; i < t.months.n; i++) {
		const time_line *l = &t.months.at[i];
		LIST_ADD(a, &v.months,
			 row_of(r, l, l->came.len ? came_name(r, l->came) : month_name(r, l), l->came.len > 0));
	}
	for (size_t i = 0; i < t.abouts.n; i++)
		LIST_ADD(a, &v.abouts,
			 row_of(r, &t.abouts.at[i], counter_say_about(r, q.city, t.abouts.at[i].about), false));
	draw(r, &t, &v);
	page_out o = page_begin(r);
	counter_report(&o, &v);
	page p = counter_page(q.office, words_counter_report_title(a, r->lang, v.office));
	return page_end(&o, &p, out);
}

/* One line a filling: no names, no codes. */
static const err *report_csv(req *r, resp *out)
{
	question q;
	TRY(ask(r, &q));
	arena *a = r->arena;
	buf b = buf_new(a, CSV_MAX);
	csv_writer w = csv_write(&b);
	static const char *const heads[] = { "day", "office", "about", "came", "begun", "seconds" };
	for (size_t i = 0; i < COUNT(heads); i++)
		csv_str(&w, str_of(heads[i]));
	csv_end_row(&w);
	for (size_t i = 0; i < q.rows.n; i++) {
		const counter_times_row *t = &q.rows.at[i];
		csv_str(&w, day_text(a, (day)t->day));
		csv_str(&w, q.office->id);
		csv_str(&w, t->about);
		csv_str(&w, t->came);
		csv_str(&w, counter_say_time(a, t->begun_at));
		csv_i64(&w, (t->printed_at - t->begun_at) / SECOND);
		csv_end_row(&w);
	}
	if (b.overflowed)
		return err_of(ERR_too_large);
	out->type = STR("text/csv; charset=utf-8");
	out->body = buf_str(&b);
	resp_header(r, out, STR("Content-Disposition"),
		    str_format(a, "attachment; filename=\"counter-%.*s.csv\"", STR_ARG(q.office->id)));
	return NULL;
}

const route counter_report_routes[] = {
	{ "GET", "/counter/:office/report", ACCESS_FLOOR, report_get },
	{ "GET", "/counter/:office/report.csv", ACCESS_FLOOR, report_csv },
	{ 0 },
};
