/* /stats/OFFICE: statistics of a day or a range of days, on the screen and as CSV. stats.h says what is counted. */
#include "modules/visits/pages/pages.h"
#include "modules/visits/stats/stats.h"
#include "modules/visits/stats/stats.sql.h"
#include "modules/visits/stats/stats_view.h"
#include "text/csv.h"

#include "modules/visits/stats/templates/stats.html.h"

#define CHART_WIDTH 600
#define CHART_HEIGHT 140

/* --- what is asked ----------------------------------------------------------------------------------------------------- */

typedef struct question {
	const city_def *city;
	const office_def *office;
	day today, from, to;
	str service; /* empty: all */
	bool wrong; /* the dates are not a range; today is shown */
	stat_steps steps;
	stats_present_row present;
	stats_bookings_rows bookings;
} question;

static const err *ask(req *r, question *q)
{
	str id = req_param(r, "office");
	TRY(who_in_office(r, id));
	*q = (question){ .city = catalog_city(r), .today = day_of(clock_now(r->app->clock)) };
	q->office = defs_office(q->city, id);
	if (!q->office)
		return err_of(ERR_not_found);
	q->from = q->to = q->today;
	str from = req_query(r, "from"), to = req_query(r, "to");
	q->wrong = (from.len && !day_parse(from, &q->from)) || (to.len && !day_parse(to, &q->to));
	if (from.len && !to.len && !q->wrong && q->from > q->to)
		q->to = q->from;
	q->wrong = q->wrong || q->to < q->from || q->to - q->from >= STATS_DAYS_MAX;
	if (q->wrong)
		q->from = q->to = q->today;
	str service = req_query(r, "service");
	if (service.len && defs_offer(q->office, service))
		q->service = service;
	return NULL;
}

static const err *read_all(db *d, arena *a, void *arg)
{
	question *q = arg;
	i64 city = q->city->code;
	str office = q->office->id;
	bool counted;
	TRY(stats_read(d, a, city, office, q->from, q->to, &q->steps));
	if (q->from <= q->today && q->today <= q->to)
		TRY(stats_present(d, a, city, office, q->today, q->service, &q->present, &counted));
	return stats_bookings(d, a, city, office, q->service, instant_of(q->from, 0), instant_of(q->to + 1, 0),
			      &q->bookings);
}

/* --- figures --------------------------------------------------------------------------------------------------------------- */

/* 12.4 minutes */
static str say_seconds(arena *a, i64 seconds)
{
	if (seconds < 0)
		return STR("–");
	i64 tenths = (seconds * 10 + 30) / 60;
	return str_format(a, "%lld.%lld", (long long)(tenths / 10), (long long)(tenths % 10));
}

static str say_mean(arena *a, const spread *s)
{
	return say_seconds(a, s->n ? (i64)(s->mean + 0.5) : -1);
}

static figure_row make_row(arena *a, str name, const stat_line *l, i64 most)
{
	return (figure_row){ .name = name,
			     .steps = l->steps,
			     .done = l->done + l->transferred,
			     .gone = l->left + l->abandoned,
			     .bar = most ? (int)(l->steps * 100 / most) : 0,
			     .mean = say_mean(a, &l->wait),
			     .median = say_seconds(a, l->wait.median),
			     .p90 = say_seconds(a, l->wait.p90),
			     .most = say_seconds(a, l->wait.most),
			     .served = say_mean(a, &l->service),
			     .served_median = say_seconds(a, l->service.median) };
}

/* What a line is called on the page. */
typedef str (*line_name)(req *r, const question *q, const stat_line *l);

static str hour_name(req *r, const question *q, const stat_line *l)
{
	(void)q;
	return words_stats_hour_name(r->arena, r->lang, l->hour);
}

static str day_name(req *r, const question *q, const stat_line *l)
{
	(void)q;
	return say_date(r->arena, r->lang, l->day);
}

static str service_name(req *r, const question *q, const stat_line *l)
{
	return say_service(r->arena, r->lang, q->city, l->id);
}

static str desk_name(req *r, const question *q, const stat_line *l)
{
	if (l->id.len == 0)
		return say(r, T_stats_no_desk);
	const desk_def *d = defs_desk(q->office, l->id);
	return d ? say_desk(r->arena, r->lang, d) : l->id;
}

static figure_table make_table(req *r, const question *q, const char *id, word title, word first,
			       const stat_lines *lines, line_name name)
{
	figure_table t = { .id = str_of(id), .title = say(r, title), .first = say(r, first) };
	i64 most = 0;
	for (size_t i = 0; i < lines->n; i++)
		most = lines->at[i].steps > most ? lines->at[i].steps : most;
	for (size_t i = 0; i < lines->n; i++)
		if (lines->at[i].steps)
			LIST_ADD(r->arena, &t.rows, make_row(r->arena, name(r, q, &lines->at[i]), &lines->at[i], most));
	return t;
}

/* Lines in the order of the definitions, which is that of the house; what is no longer defined comes last. */
static stat_lines in_order(arena *a, const stat_lines *lines, const strs *ids)
{
	stat_lines ret = { 0 };
	for (size_t k = 0; k < ids->n; k++)
		for (size_t i = 0; i < lines->n; i++)
			if (str_eq(lines->at[i].id, ids->at[k]))
				LIST_ADD(a, &ret, lines->at[i]);
	for (size_t i = 0; i < lines->n; i++) {
		bool known = false;
		for (size_t k = 0; k < ids->n; k++)
			known |= str_eq(lines->at[i].id, ids->at[k]);
		if (!known)
			LIST_ADD(a, &ret, lines->at[i]);
	}
	return ret;
}

/* --- charts --------------------------------------------------------------------------------------------------------------- */

/* The least of 2, 4, 10, 20, 40, 100 … that is not below: its half is a whole number, too. */
static i64 round_top(i64 most)
{
	static const i64 steps[] = { 2, 4, 10 };
	for (i64 ten = 1;; ten *= 10)
		for (size_t i = 0; i < COUNT(steps); i++)
			if (steps[i] * ten >= most)
				return steps[i] * ten;
}

typedef struct chart_plan {
	word title;
	const stat_lines *lines;
	size_t from, to; /* lines shown */
	line_name name;
	bool wait; /* the median wait in minutes, else the count */
	bool days; /* labels are days of the month */
} chart_plan;

static i64 value_of(const chart_plan *p, size_t i)
{
	const stat_line *l = &p->lines->at[i];
	if (!p->wait)
		return l->steps;
	return l->wait.median < 0 ? 0 : l->wait.median;
}

static str value_text(req *r, const chart_plan *p, i64 value)
{
	return p->wait ? say_seconds(r->arena, value) : str_format(r->arena, "%lld", (long long)value);
}

static str label_text(req *r, const chart_plan *p, const stat_line *l)
{
	if (!p->days)
		return str_format(r->arena, "%d", l->hour);
	civil c = civil_of(l->day);
	return str_format(r->arena, "%d/%d", c.month, c.mday);
}

static bar_chart make_chart(req *r, const question *q, const chart_plan *p)
{
	bar_chart c = { .title = say(r, p->title) };
	size_t n = p->to - p->from, top_i = p->from, every = (n + 8) / 9;
	i64 most = 1;
	for (size_t i = p->from; i < p->to; i++)
		if (value_of(p, i) > most) {
			most = value_of(p, i);
			top_i = i;
		}
	i64 unit = p->wait ? 60 : 1, top = round_top((most + unit - 1) / unit) * unit;
	c.top = str_format(r->arena, "%lld", (long long)(top / unit));
	c.half = str_format(r->arena, "%lld", (long long)(top / unit / 2));
	for (size_t i = p->from; i < p->to; i++) {
		i64 value = value_of(p, i);
		size_t k = i - p->from;
		int x = (int)(k * CHART_WIDTH / n), end = (int)((k + 1) * CHART_WIDTH / n);
		int height = (int)(value * CHART_HEIGHT / top), gap = end - x > 6 ? (end - x) / 6 : 0;
		str name = p->name(r, q, &p->lines->at[i]);
		LIST_ADD(r->arena, &c.bars,
			 (chart_bar){ x + gap, CHART_HEIGHT - height, end - x - 2 * gap > 0 ? end - x - 2 * gap : 1,
				      height, words_stats_point(r->arena, r->lang, name, value_text(r, p, value)) });
		if (k % every == 0)
			LIST_ADD(r->arena, &c.labels,
				 (chart_label){ (x + end) / 2, label_text(r, p, &p->lines->at[i]) });
	}
	c.about = words_stats_chart_about(r->arena, r->lang, c.title, p->name(r, q, &p->lines->at[top_i]),
					  value_text(r, p, value_of(p, top_i)));
	return c;
}

/* From the first hour with an arrival to the last. */
static void busy_hours(const stats *s, size_t *ret_from, size_t *ret_to)
{
	*ret_from = 23;
	*ret_to = 0;
	for (size_t i = 0; i < 24; i++)
		if (s->hours.at[i].steps) {
			*ret_from = i < *ret_from ? i : *ret_from;
			*ret_to = i + 1;
		}
	if (*ret_to <= *ret_from)
		*ret_to = *ret_from + 1;
}

/* --- the page -------------------------------------------------------------------------------------------------------------- */

static str address(req *r, const question *q, const char *file, day from, day to)
{
	str path = str_format(r->arena, "/stats/%.*s%s?from=%.*s&to=%.*s", STR_ARG(q->office->id), file,
			      STR_ARG(day_text(r->arena, from)), STR_ARG(day_text(r->arena, to)));
	return q->service.len ? str_format(r->arena, "%.*s&service=%.*s", STR_ARG(path), STR_ARG(q->service)) : path;
}

static void add_presets(req *r, const question *q, stats_view *v)
{
	civil c = civil_of(q->today);
	day month = day_from(c.year, c.month, 1), before = month - 1;
	civil last = civil_of(before);
	const struct {
		word text;
		day from, to;
	} all[] = {
		{ T_stats_today, q->today, q->today },
		{ T_stats_yesterday, q->today - 1, q->today - 1 },
		{ T_stats_week, q->today - 6, q->today },
		{ T_stats_month, month, q->today },
		{ T_stats_last_month, day_from(last.year, last.month, 1), before },
		{ T_stats_year, q->today - 364, q->today },
	};
	for (size_t i = 0; i < COUNT(all); i++)
		LIST_ADD(r->arena, &v->presets,
			 (preset){ say(r, all[i].text), url_of(r->arena, address(r, q, "", all[i].from, all[i].to)),
				   q->from == all[i].from && q->to == all[i].to });
}

static void add_bookings(req *r, const question *q, stats_view *v)
{
	for (size_t i = 0; i < q->bookings.n; i++) {
		const stats_bookings_row *b = &q->bookings.at[i];
		booking_state s = booking_state_of(b->state);
		v->came += s == BOOKING_CHECKED_IN ? b->bookings : 0;
		v->no_shows += s == BOOKING_NO_SHOW ? b->bookings : 0;
		v->cancelled += s == BOOKING_CANCELLED ? b->bookings : 0;
		v->booked += b->bookings;
	}
	if (v->came + v->no_shows)
		v->no_show_rate = str_format(
			r->arena, " %lld%%",
			(long long)((v->no_shows * 100 + (v->came + v->no_shows) / 2) / (v->came + v->no_shows)));
}

static void add_figures(req *r, const question *q, const stats *s, stats_view *v)
{
	v->visits = s->visits;
	v->steps = s->all.steps;
	v->done = s->all.done;
	v->transferred = s->all.transferred;
	v->left = s->all.left;
	v->abandoned = s->all.abandoned;
	v->wait_mean = say_mean(r->arena, &s->all.wait);
	v->wait_median = say_seconds(r->arena, s->all.wait.median);
	v->wait_p90 = say_seconds(r->arena, s->all.wait.p90);
	v->wait_most = say_seconds(r->arena, s->all.wait.most);
	v->served_mean = say_mean(r->arena, &s->all.service);
	size_t from, to;
	busy_hours(s, &from, &to);
	v->by_hour = make_chart(r, q, &(chart_plan){ T_stats_by_hour, &s->hours, from, to, hour_name, false, false });
	v->wait_by_hour =
		make_chart(r, q, &(chart_plan){ T_stats_wait_by_hour, &s->hours, from, to, hour_name, true, false });
	v->by_day = make_chart(r, q, &(chart_plan){ T_stats_by_day, &s->days, 0, s->days.n, day_name, false, true });
	strs services = { 0 }, desks = { 0 };
	for (size_t i = 0; i < q->office->offers.n; i++)
		LIST_ADD(r->arena, &services, q->office->offers.at[i].service);
	for (size_t i = 0; i < q->office->desks.n; i++)
		LIST_ADD(r->arena, &desks, q->office->desks.at[i].id);
	stat_lines by_service = in_order(r->arena, &s->services, &services),
		   by_desk = in_order(r->arena, &s->desks, &desks);
	v->hours = make_table(r, q, "hours", T_stats_by_hour, T_stats_hour, &s->hours, hour_name);
	v->services_table =
		make_table(r, q, "services", T_stats_by_service, T_floor_service, &by_service, service_name);
	v->desks = make_table(r, q, "desks", T_stats_by_desk, T_history_desk, &by_desk, desk_name);
	v->days = make_table(r, q, "days", T_stats_by_day, T_phone_day, &s->days, day_name);
}

static const err *stats_get(req *r, resp *out)
{
	question q;
	TRY(ask(r, &q));
	TRY(store_read(r->app->store, r->arena, read_all, &q));
	stats s;
	stats_make(r->arena, &q.steps, q.from, q.to, q.service, &s);
	stats_view v = { .office = text_in(&q.office->name, r->lang),
			 .from = q.wrong ? req_query(r, "from") : day_text(r->arena, q.from),
			 .to = q.wrong ? req_query(r, "to") : day_text(r->arena, q.to),
			 .here = url_path(r->arena, "/stats/%.*s", STR_ARG(q.office->id)),
			 .csv_summary = url_of(r->arena, address(r, &q, "/summary.csv", q.from, q.to)),
			 .csv_steps = url_of(r->arena, address(r, &q, "/steps.csv", q.from, q.to)),
			 .range = say_date_year(r->arena, r->lang, q.from),
			 .any = s.all.steps > 0 };
	v.title = words_stats_title(r->arena, r->lang, v.office);
	if (q.to > q.from)
		v.range = words_stats_range(r->arena, r->lang, v.range, say_date_year(r->arena, r->lang, q.to));
	if (q.wrong) {
		v.message = say(r, T_stats_range_wrong);
		out->status = 422;
	}
	v.present = q.present.people;
	for (size_t i = 0; i < q.office->offers.n; i++) {
		const offer_def *f = &q.office->offers.at[i];
		LIST_ADD(r->arena, &v.services,
			 (menu_item){ f->service, text_in(&f->def->name, r->lang),
				      str_eq(f->service, q.service) ? STR("chosen") : STR_NONE });
	}
	add_presets(r, &q, &v);
	add_bookings(r, &q, &v);
	if (v.any)
		add_figures(r, &q, &s, &v);
	TRY(overbook_tell(r, q.city, q.office, &v.overbook));
	page_out po = page_begin(r);
	stats_page(&po, &v);
	page p = { .kind = PAGE_STAFF, .title = v.title, .here = STR("stats"), .office = q.office->id };
	return page_end(&po, &p, out);
}

/* --- CSV -------------------------------------------------------------------------------------------------------------------- */

#define CSV_MAX ((size_t)64 * 1024 * 1024)

static void csv_head(csv_writer *w, arena *a, const word *heads, size_t n)
{
	for (size_t i = 0; i < n; i++)
		csv_str(w, words_text(a, LANG_JA, heads[i]));
	csv_end_row(w);
}

/* An empty cell where there is no figure. */
static void csv_seconds(csv_writer *w, i64 seconds)
{
	if (seconds < 0)
		csv_str(w, STR_NONE);
	else
		csv_i64(w, seconds);
}

static const err *csv_reply(req *r, resp *out, const question *q, const char *what, buf *b)
{
	if (b->overflowed)
		return err_of(ERR_too_large);
	out->type = STR("text/csv; charset=utf-8");
	out->body = buf_str(b);
	resp_header(r, out, STR("Content-Disposition"),
		    str_format(r->arena, "attachment; filename=\"%.*s-%s-%.*s-%.*s.csv\"", STR_ARG(q->office->id), what,
			       STR_ARG(day_text(r->arena, q->from)), STR_ARG(day_text(r->arena, q->to))));
	return NULL;
}

static const err *read_csv(req *r, question *q)
{
	TRY(ask(r, q));
	if (q->wrong)
		return err_at(r->arena, ERR_invalid, STR("from"), "not a range of at most %d days", STATS_DAYS_MAX);
	return store_read(r->app->store, r->arena, read_all, q);
}

/* Day by day and service by service. */
static const err *summary_csv(req *r, resp *out)
{
	static const word heads[] = { T_csv_date,          T_csv_service,  T_csv_steps,     T_csv_done,
				      T_csv_transferred,   T_csv_left,     T_csv_abandoned, T_csv_wait_mean,
				      T_csv_wait_median,   T_csv_wait_p90, T_csv_wait_most, T_csv_service_mean,
				      T_csv_service_median };
	question q;
	TRY(read_csv(r, &q));
	stats s;
	stats_make(r->arena, &q.steps, q.from, q.to, q.service, &s);
	buf b = buf_new(r->arena, CSV_MAX);
	csv_writer w = csv_write(&b);
	csv_head(&w, r->arena, heads, COUNT(heads));
	for (size_t i = 0; i < s.day_services.n; i++) {
		const stat_line *l = &s.day_services.at[i];
		csv_str(&w, day_text(r->arena, l->day));
		csv_str(&w, say_service(r->arena, LANG_JA, q.city, l->id));
		csv_i64(&w, l->steps);
		csv_i64(&w, l->done);
		csv_i64(&w, l->transferred);
		csv_i64(&w, l->left);
		csv_i64(&w, l->abandoned);
		csv_seconds(&w, l->wait.n ? (i64)(l->wait.mean + 0.5) : -1);
		csv_seconds(&w, l->wait.median);
		csv_seconds(&w, l->wait.p90);
		csv_seconds(&w, l->wait.most);
		csv_seconds(&w, l->service.n ? (i64)(l->service.mean + 0.5) : -1);
		csv_seconds(&w, l->service.median);
		csv_end_row(&w);
	}
	return csv_reply(r, out, &q, "summary", &b);
}

/* 9:05:12, which a spreadsheet takes for a time. */
static void csv_time(csv_writer *w, instant t)
{
	if (!t) {
		csv_str(w, STR_NONE);
		return;
	}
	i64 seconds = (t - instant_of(day_of(t), 0)) / SECOND;
	char text[16];
	int n = snprintf(text, sizeof text, "%d:%02d:%02d", (int)(seconds / 3600), (int)(seconds / 60 % 60),
			 (int)(seconds % 60));
	csv_str(w, (str){ text, (size_t)n });
}

/* Every step, without anything that says whose it was: visits are numbered within the file, in an order (that of their
 * secret codes) which is nobody's. */
static const err *steps_csv(req *r, resp *out)
{
	static const word heads[] = { T_csv_date,           T_csv_visit,  T_csv_seq,     T_csv_service,
				      T_csv_desk,           T_csv_result, T_csv_arrived, T_csv_ready,
				      T_csv_called,         T_csv_served, T_csv_ended,   T_csv_wait,
				      T_csv_service_seconds };
	question q;
	TRY(read_csv(r, &q));
	strs services = { 0 };
	for (size_t i = 0; i < q.steps.services.n; i++)
		LIST_ADD(r->arena, &services, say_service(r->arena, LANG_JA, q.city, q.steps.services.at[i]));
	buf b = buf_new(r->arena, CSV_MAX);
	csv_writer w = csv_write(&b);
	csv_head(&w, r->arena, heads, COUNT(heads));
	str date = STR_NONE;
	day on = DAY_NONE;
	for (size_t i = 0; i < q.steps.n; i++) {
		const stat_step *s = &q.steps.at[i];
		str desk = q.steps.desks.at[s->desk];
		if (q.service.len && !str_eq(q.steps.services.at[s->service], q.service))
			continue;
		if (s->day != on)
			date = day_text(r->arena, on = s->day);
		const desk_def *d = defs_desk(q.office, desk);
		csv_str(&w, date);
		csv_i64(&w, s->visit + 1);
		csv_i64(&w, s->seq);
		csv_str(&w, services.at[s->service]);
		csv_str(&w, d ? d->label : desk);
		csv_str(&w, step_badge(r->arena, LANG_JA, (step_state)s->state).text);
		csv_time(&w, s->arrived);
		csv_time(&w, s->called ? s->ready : 0);
		csv_time(&w, s->called);
		csv_time(&w, s->served);
		csv_time(&w, s->ended);
		csv_seconds(&w, stat_wait(s));
		csv_seconds(&w, stat_service(s));
		csv_end_row(&w);
	}
	return csv_reply(r, out, &q, "steps", &b);
}

static const err *stats_choose(req *r, resp *out)
{
	return choose_office(r, out, "stats");
}

const route visits_stats_routes[] = {
	{ "GET", "/stats", ACCESS_FLOOR, stats_choose },
	{ "GET", "/stats/:office", ACCESS_FLOOR, stats_get },
	{ "GET", "/stats/:office/summary.csv", ACCESS_FLOOR, summary_csv },
	{ "GET", "/stats/:office/steps.csv", ACCESS_FLOOR, steps_csv },
	{ 0 },
};
