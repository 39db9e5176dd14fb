/* /accuracy, and the same as JSON and CSV. */
#include "kit/words.h"
#include "modules/visits/api_json.h"
#include "modules/visits/wait/accuracy_view.h"
#include "modules/visits/wait/wait.h"
#include "text/csv.h"

#include "modules/visits/wait/templates/accuracy.html.h"

#define WEEKS 26 /* half a year */
#define WEEKS_LEAST 8 /* on the chart: a city that has just begun is not shown half a year of nothing */
#define WIDTH 338
#define HEIGHT 150
#define WORDS 8 /* rows of what was said: those that were said most often */

typedef struct question {
	const city_def *city;
	str office; /* empty: all */
	const office_def *def;
	day from, to; /* Mondays, both included */
	accuracy ret;
} question;

static const err *read_all(db *d, arena *a, void *arg)
{
	question *q = arg;
	return accuracy_read(d, a, q->city->code, q->office, q->from, q->to, &q->ret);
}

/* The last half year, this week included. */
static const err *begin(req *r, question *q)
{
	*q = (question){ .city = catalog_city(r), .office = req_query(r, "office") };
	q->to = week_of(day_of(clock_now(r->app->clock)));
	q->from = q->to - 7 * (WEEKS - 1);
	q->def = q->office.len ? defs_office(q->city, q->office) : NULL;
	return q->office.len && !q->def ? err_of(ERR_not_found) : NULL;
}

/* --- figures -------------------------------------------------------------------------------------------------------- */

static i64 mean_of(i64 sum, i64 n)
{
	return n ? (sum >= 0 ? sum + n / 2 : sum - n / 2) / n : 0;
}

static int percent_of(i64 some, i64 whole)
{
	return whole ? (int)((some * 100 + whole / 2) / whole) : 0;
}

/* 4.2: minutes of a mean in seconds */
static str say_tenths(arena *a, i64 seconds)
{
	i64 tenths = (seconds * 10 + 30) / 60;
	return str_format(a, "%lld.%lld", (long long)(tenths / 10), (long long)(tenths % 10));
}

static str say_bias(arena *a, i64 seconds)
{
	i64 size = seconds < 0 ? -seconds : seconds;
	const char *sign = size < 3 ? "±" : seconds < 0 ? "−" : "+";
	return str_format(a, "%s%.*s", sign, STR_ARG(say_tenths(a, size)));
}

/* 12,345 */
static str say_count(arena *a, i64 n)
{
	return n < 1000 ? str_format(a, "%lld", (long long)n)
			: str_format(a, "%.*s,%03lld", STR_ARG(say_count(a, n / 1000)), (long long)(n % 1000));
}

static score_row make_row(arena *a, str name, const wait_sums *s)
{
	i64 n = s->called;
	return (score_row){ .name = name,
			    .people = say_count(a, n),
			    .few = n == 0,
			    .inside = percent_of(s->inside, n),
			    .tone = s->inside * 100 >= n * 75 ? "good" : "warn",
			    .error = say_tenths(a, mean_of(s->error, n)),
			    .bias = say_bias(a, mean_of(s->p50 - s->waited, n)),
			    .rule = say_tenths(a, mean_of(s->rule_error, n)),
			    .said = str_format(a, "%.*s–%.*s", STR_ARG(say_tenths(a, mean_of(s->p10, n))),
					       STR_ARG(say_tenths(a, mean_of(s->p90, n)))),
			    .waited = say_tenths(a, mean_of(s->waited, n)) };
}

/* One week of the page: walk-ins of all offices that are looked at. */
typedef struct week_total {
	wait_sums sums;
	bool some; /* somebody was told something, however few */
} week_total;

static size_t week_index(const question *q, day week)
{
	return (size_t)(week - q->from) / 7;
}

static void add_up(const question *q, week_total *weeks, wait_sums *all)
{
	for (size_t i = 0; i < q->ret.weeks.n; i++) {
		const week_score *w = &q->ret.weeks.at[i];
		if (w->booked)
			continue;
		week_total *t = &weeks[week_index(q, w->week)];
		t->some = true;
		wait_sums_join(&t->sums, &w->sums);
		wait_sums_join(all, &w->sums);
	}
}

static str week_name(req *r, day week)
{
	return words_accuracy_week_name(r->arena, r->lang, say_date_short(r->arena, r->lang, week),
					say_date_short(r->arena, r->lang, week + 6));
}

static void add_offices(req *r, const question *q, accuracy_view *v)
{
	for (size_t i = 0; i < q->city->offices.n && !q->def; i++) {
		const office_def *o = &q->city->offices.at[i];
		wait_sums s = { 0 };
		bool some = false;
		for (size_t k = 0; k < q->ret.weeks.n; k++) {
			const week_score *w = &q->ret.weeks.at[k];
			if (w->booked || !str_eq(w->office, o->id))
				continue;
			some = true;
			wait_sums_join(&s, &w->sums);
		}
		if (!some)
			continue;
		score_row row = make_row(r->arena, text_in(&o->name, r->lang), &s);
		row.link = url_path(r->arena, "/accuracy?office=%.*s", STR_ARG(o->id));
		row.linked = true;
		LIST_ADD(r->arena, &v->offices, row);
	}
}

static str say_band(arena *a, lang l, const said_band *b)
{
	return say_wait(a, l, (wait_range){ .p10 = b->from * 60, .p50 = b->from * 60, .p90 = b->to * 60 });
}

/* How many people the words must have been said to, to be among the WORDS that were said most often. */
static i64 often_enough(const said_bands *bands)
{
	i64 most[WORDS] = { 0 };
	for (size_t i = 0; i < bands->n; i++) {
		i64 n = bands->at[i].called;
		for (size_t k = 0; k < WORDS; k++)
			if (n > most[k]) {
				i64 moved = most[k];
				most[k] = n;
				n = moved;
			}
	}
	return most[WORDS - 1] > ACCURACY_LEAST ? most[WORDS - 1] : ACCURACY_LEAST;
}

static void add_words(req *r, const question *q, accuracy_view *v)
{
	i64 least = often_enough(&q->ret.bands);
	for (size_t i = 0; i < q->ret.bands.n && v->words.n < WORDS; i++) {
		const said_band *b = &q->ret.bands.at[i];
		if (b->called < least)
			continue;
		words_row row = { say_band(r->arena, r->lang, b), say_count(r->arena, b->called),
				  say_count(r->arena, b->kept), percent_of(b->kept, b->called), b->called };
		LIST_ADD(r->arena, &v->words, row);
		/* "soon" is true of most and says little: the example has a from and a to */
		if (b->from > 0 && row.called > v->example.called)
			v->example = row;
	}
	if (v->example.called)
		v->example_text =
			words_accuracy_example(r->arena, r->lang, v->example.words, v->example.people, v->example.kept);
}

/* --- the chart ----------------------------------------------------------------------------------------------------------- */

/* The least of 10, 20, 30, 60, 120 … minutes that is not below; in seconds. */
static i64 round_top(i64 seconds)
{
	static const i64 steps[] = { 10, 20, 30, 60, 90 };
	for (size_t i = 0; i < COUNT(steps); i++)
		if (steps[i] * 60 >= seconds)
			return steps[i] * 60;
	i64 top = 7200;
	while (top < seconds)
		top *= 2;
	return top;
}

static int height_of(i64 sum, i64 n, i64 top)
{
	i64 y = mean_of(sum, n) * HEIGHT / top;
	return (int)(y > HEIGHT ? HEIGHT : y);
}

/* 6月, Jun */
static str month_name(req *r, int month)
{
	str name = say_month(r->arena, r->lang, month);
	return r->lang == LANG_EN ? str_sub(name, 0, 3) : name;
}

/* The week that the chart begins with: the first of which something is known, and some more where that is lately. */
static size_t first_week(const week_total *weeks)
{
	size_t first = 0;
	while (first < WEEKS - WEEKS_LEAST && !weeks[first].some)
		first++;
	return first;
}

static void make_chart(req *r, const question *q, const week_total *weeks, accuracy_view *v)
{
	size_t first = first_week(weeks);
	int pitch = WIDTH / (int)(WEEKS - first);
	i64 most = 1;
	for (size_t i = 0; i < WEEKS; i++) {
		const wait_sums *s = &weeks[i].sums;
		i64 highest[] = { mean_of(s->p90, s->called), mean_of(s->waited, s->called),
				  mean_of(s->rule, s->called) };
		for (size_t k = 0; k < COUNT(highest); k++)
			most = highest[k] > most ? highest[k] : most;
	}
	i64 top = round_top(most);
	week_chart *c = &v->chart;
	for (i64 half = 0; half <= 2; half++)
		LIST_ADD(r->arena, &c->minutes,
			 (axis_label){ HEIGHT - (int)(half * HEIGHT / 2),
				       str_format(r->arena, "%lld", (long long)(top * half / 120)) });
	int month = 0;
	for (size_t i = first; i < WEEKS; i++) {
		day monday = q->from + (day)i * 7;
		civil date = civil_of(monday);
		int x = (int)(i - first) * pitch + pitch / 2;
		if (date.month != month && i + 1 < WEEKS &&
		    (i == first ? civil_of(monday + 21).month == date.month : true))
			LIST_ADD(r->arena, &c->months, (axis_label){ x, month_name(r, date.month) });
		month = date.month;
		const wait_sums *s = &weeks[i].sums;
		if (!s->called)
			continue;
		score_row row = make_row(r->arena, week_name(r, monday), s);
		int low = height_of(s->p10, s->called, top), high = height_of(s->p90, s->called, top);
		LIST_ADD(r->arena, &c->columns,
			 (week_column){ x, HEIGHT - high, high > low ? high - low : 1,
					HEIGHT - height_of(s->waited, s->called, top),
					HEIGHT - height_of(s->rule, s->called, top),
					words_accuracy_point(r->arena, r->lang, row.name, row.said, row.waited) });
	}
	c->about = words_accuracy_chart_about(r->arena, r->lang, (i64)c->columns.n);
}

/* --- the page ------------------------------------------------------------------------------------------------------------ */

static void add_figures(req *r, const question *q, const week_total *weeks, const wait_sums *all, accuracy_view *v)
{
	i64 n = all->called;
	v->inside = percent_of(all->inside, n);
	v->error = say_tenths(r->arena, mean_of(all->error, n));
	v->rule = say_tenths(r->arena, mean_of(all->rule_error, n));
	v->headline = words_accuracy_headline(r->arena, r->lang, say_count(r->arena, n), v->inside);
	add_words(r, q, v);
	make_chart(r, q, weeks, v);
}

static void add_weeks(req *r, const question *q, const week_total *weeks, accuracy_view *v)
{
	for (size_t i = WEEKS; i-- > 0;) {
		if (!weeks[i].some)
			continue;
		score_row row = make_row(r->arena, week_name(r, q->from + (day)i * 7), &weeks[i].sums);
		LIST_ADD(r->arena, &v->weeks, row);
	}
}

static const err *accuracy_get(req *r, resp *out)
{
	question q;
	TRY(begin(r, &q));
	TRY(store_read(r->app->store, r->arena, read_all, &q));
	week_total weeks[WEEKS] = { 0 };
	wait_sums all = { 0 };
	add_up(&q, weeks, &all);
	accuracy_view v = { .any = all.called > 0,
			    .office = q.def ? text_in(&q.def->name, r->lang) : STR_NONE,
			    .title = say(r, T_accuracy_title),
			    .all = url_path(r->arena, "/accuracy"),
			    .json = url_path(r->arena, "/api/v1/accuracy"),
			    .csv = url_path(r->arena, "/api/v1/accuracy.csv") };
	if (q.def) {
		v.title = words_accuracy_title_of(r->arena, r->lang, v.office);
		v.json = url_path(r->arena, "/api/v1/accuracy?office=%.*s", STR_ARG(q.office));
		v.csv = url_path(r->arena, "/api/v1/accuracy.csv?office=%.*s", STR_ARG(q.office));
	}
	v.span = words_accuracy_span(r->arena, r->lang,
				     say_date_year(r->arena, r->lang, q.from + 7 * (day)first_week(weeks)),
				     say_date_year(r->arena, r->lang, day_of(clock_now(r->app->clock)) - 1));
	if (v.any)
		add_figures(r, &q, weeks, &all, &v);
	add_weeks(r, &q, weeks, &v);
	add_offices(r, &q, &v);
	page_out o = page_begin(r);
	accuracy_page(&o, &v);
	page p = { .kind = PAGE_RESIDENT, .title = v.title, .style = STR("accuracy.css"), .here = STR("accuracy") };
	return page_end(&o, &p, out);
}

/* --- for programs -------------------------------------------------------------------------------------------------------- */

static const err *may_day(req *r, const char *name, day *ret)
{
	str text = req_query(r, name);
	return text.len == 0 || day_parse(text, ret)
		       ? NULL
		       : err_at(r->arena, ERR_invalid, str_of(name), "a date is expected: 2026-04-01");
}

static const err *ask(req *r, question *q)
{
	TRY(begin(r, q));
	TRY(may_day(r, "to", &q->to));
	q->from = req_query(r, "to").len ? week_of(q->to) - 7 * (WEEKS - 1) : q->from;
	TRY(may_day(r, "from", &q->from));
	q->from = week_of(q->from);
	q->to = week_of(q->to);
	return store_read(r->app->store, r->arena, read_all, q);
}

/* The figures of a week, as both formats name them, in seconds. */
typedef struct figure {
	const char *name;
	i64 value;
} figure;
#define FIGURES 14

static void figures_of(const wait_sums *s, figure ret[FIGURES])
{
	i64 n = s->called;
	const figure list[FIGURES] = {
		{ "called", n },
		{ "not_called", s->uncalled },
		{ "assumed", s->assumed },
		{ "inside", s->inside },
		{ "inside_words", s->kept },
		{ "mean_p10", mean_of(s->p10, n) },
		{ "mean_p50", mean_of(s->p50, n) },
		{ "mean_p90", mean_of(s->p90, n) },
		{ "mean_wait", mean_of(s->waited, n) },
		{ "mean_error", mean_of(s->error, n) },
		{ "bias", mean_of(s->p50 - s->waited, n) },
		{ "rule_mean", mean_of(s->rule, n) },
		{ "rule_mean_error", mean_of(s->rule_error, n) },
		{ "rule_bias", mean_of(s->rule - s->waited, n) },
	};
	for (size_t i = 0; i < FIGURES; i++)
		ret[i] = list[i];
}

const err *accuracy_json(req *r, resp *out)
{
	question q;
	TRY(ask(r, &q));
	buf b = buf_new(r->arena, API_MAX);
	json_writer w = json_write(&b);
	jw_object(&w);
	jw_field_str(&w, "from", day_text(r->arena, q.from));
	jw_field_str(&w, "to", day_text(r->arena, q.to + 6));
	jw_field_array(&w, "weeks");
	for (size_t i = 0; i < q.ret.weeks.n; i++) {
		const week_score *s = &q.ret.weeks.at[i];
		jw_object(&w);
		jw_field_str(&w, "office", s->office);
		jw_field_str(&w, "week", day_text(r->arena, s->week));
		jw_field_str(&w, "kind", s->booked ? STR("booked") : STR("walk_in"));
		jw_field_bool(&w, "few", s->few);
		figure f[FIGURES];
		figures_of(&s->sums, f);
		for (size_t k = 0; k < FIGURES && !s->few; k++)
			jw_field_i64(&w, f[k].name, f[k].value);
		jw_end(&w);
	}
	jw_end(&w);
	jw_field_array(&w, "said");
	for (size_t i = 0; i < q.ret.bands.n; i++) {
		const said_band *s = &q.ret.bands.at[i];
		if (s->called < ACCURACY_LEAST)
			continue;
		jw_object(&w);
		jw_field_i64(&w, "from_minutes", s->from);
		jw_field_i64(&w, "to_minutes", s->to);
		jw_field_i64(&w, "called", s->called);
		jw_field_i64(&w, "within", s->kept);
		jw_end(&w);
	}
	jw_end(&w);
	jw_end(&w);
	jw_done(&w);
	return json_reply(out, 200, &b);
}

const err *accuracy_csv(req *r, resp *out)
{
	question q;
	TRY(ask(r, &q));
	buf b = buf_new(r->arena, API_MAX);
	csv_writer w = csv_write(&b);
	figure f[FIGURES];
	figures_of(&(wait_sums){ 0 }, f);
	csv_str(&w, STR("office"));
	csv_str(&w, STR("week"));
	csv_str(&w, STR("kind"));
	for (size_t k = 0; k < FIGURES; k++)
		csv_str(&w, str_of(f[k].name));
	csv_end_row(&w);
	for (size_t i = 0; i < q.ret.weeks.n; i++) {
		const week_score *s = &q.ret.weeks.at[i];
		csv_str(&w, s->office);
		csv_str(&w, day_text(r->arena, s->week));
		csv_str(&w, s->booked ? STR("booked") : STR("walk_in"));
		figures_of(&s->sums, f);
		for (size_t k = 0; k < FIGURES; k++)
			if (s->few)
				csv_str(&w, STR_NONE);
			else
				csv_i64(&w, f[k].value);
		csv_end_row(&w);
	}
	if (b.overflowed)
		return err_of(ERR_too_large);
	out->type = STR("text/csv; charset=utf-8");
	out->body = buf_str(&b);
	resp_header(r, out, STR("Content-Disposition"), STR("attachment; filename=\"accuracy.csv\""));
	return NULL;
}

const route wait_routes[] = {
	{ "GET", "/accuracy", ACCESS_PUBLIC, accuracy_get },
	{ 0 },
};
