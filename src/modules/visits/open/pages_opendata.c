/*
 * /opendata: what an office's days were like, for everybody: CSV and JSON with a catalogue, a dictionary of columns, and a page that
 * says how to use it. /busy/OFFICE: the same as a picture: when is it quiet?
 *
 * A day that is over does not change any more, so answers may be kept; each carries an ETag. One answer is at most a month of the
 * city or a year of one office (ROWS_MAX).
 */
#include "modules/visits/calls/calls.sql.h"
#include "modules/visits/open/busy.h"
#include "modules/visits/open/open.sql.h"
#include "modules/visits/open/open_view.h"
#include "modules/visits/pages/pages.h"
#include "text/csv.h"
#include "text/json.h"

#include "modules/visits/open/templates/opendata.html.h"

#define ROWS_MAX 120000
#define ENDS_MAX 50000
#define BODY_MAX ((size_t)32 * 1024 * 1024)
#define LAST_DAYS 31 /* without a choice */
#define LICENSE "CC BY 4.0"
#define LICENSE_URL "https://creativecommons.org/licenses/by/4.0/deed.ja"

/* --- what is asked ------------------------------------------------------------------------------------------------ */

typedef struct question {
	const city_def *city;
	str office; /* empty: all */
	day today, from, to;
	open_range_row range;
	open_rows_rows rows;
	calls_published_rows ends;
} question;

static const err *not_understood(req *r, const char *name, const char *what)
{
	return err_at(r->arena, ERR_invalid, str_of(name), "%s", what);
}

/* day=2026-04-01, month=2026-04, or year=2026 with an office; else the last 31 days. */
static const err *ask(req *r, question *q)
{
	*q = (question){ .city = catalog_city(r), .today = day_of(clock_now(r->app->clock)) };
	str office = req_query(r, "office"), on = req_query(r, "day"), month = req_query(r, "month"),
	    year = req_query(r, "year");
	if (office.len && !defs_office(q->city, office))
		return not_understood(r, "office", "no such office");
	q->office = office;
	q->from = q->today - LAST_DAYS;
	q->to = q->today - 1;
	i64 number;
	day first;
	if (on.len) {
		if (!day_parse(on, &q->from))
			return not_understood(r, "day", "a date is expected: 2026-04-01");
		q->to = q->from;
	} else if (month.len) {
		if (!day_parse(str_format(r->arena, "%.*s-01", STR_ARG(month)), &first))
			return not_understood(r, "month", "a month is expected: 2026-04");
		civil c = civil_of(first);
		q->from = first;
		q->to = first + days_in_month(c.year, c.month) - 1;
	} else if (year.len) {
		if (!str_i64(year, &number) || number < 2000 || number > 2099)
			return not_understood(r, "year", "a year is expected: 2026");
		if (!office.len)
			return not_understood(r, "office", "a year is given for one office at a time");
		q->from = day_from((int)number, 1, 1);
		q->to = day_from((int)number, 12, 31);
	}
	return NULL;
}

static const err *read_rows(db *d, arena *a, void *arg)
{
	question *q = arg;
	if (!q->office.len)
		return open_rows(d, a, q->city->code, q->from, q->to, ROWS_MAX, &q->rows);
	open_office_rows_rows own;
	TRY(open_office_rows(d, a, q->city->code, q->office, q->from, q->to, ROWS_MAX, &own));
	q->rows = (open_rows_rows){ arena_many(a, open_rows_row, own.n), own.n };
	for (size_t i = 0; i < own.n; i++) {
		const open_office_rows_row *r = &own.at[i];
		q->rows.at[i] = (open_rows_row){ .office = q->office,
						 .day = r->day,
						 .quarter = r->quarter,
						 .service = r->service,
						 .tickets = r->tickets,
						 .called = r->called,
						 .waiting_most = r->waiting_most,
						 .desks_tenths = r->desks_tenths,
						 .wait_median = r->wait_median,
						 .wait_p90 = r->wait_p90 };
	}
	return NULL;
}

/* --- answers that may be kept --------------------------------------------------------------------------------------- */

/* Anyone's page may read it; for so many seconds it need not be asked again, and then an unchanged one is not sent. */
static void for_everybody(req *r, resp *out, int seconds)
{
	resp_header(r, out, STR("Cache-Control"), str_format(r->arena, "public, max-age=%d", seconds));
	resp_header(r, out, STR("Access-Control-Allow-Origin"), STR("*"));
	resp_header(r, out, STR("Cross-Origin-Resource-Policy"), STR("cross-origin"));
}

static const err *reply(req *r, resp *out, buf *b, const char *type, int seconds)
{
	if (b->overflowed)
		return err_of(ERR_too_large);
	str body = buf_str(b);
	str tag = str_format(r->arena, "\"%016llx\"", (unsigned long long)str_hash(body));
	for_everybody(r, out, seconds);
	resp_header(r, out, STR("ETag"), tag);
	out->type = str_of(type);
	if (str_eq(req_header(r, "if-none-match"), tag))
		out->status = 304;
	else
		out->body = body;
	return NULL;
}

/* A range that is over and done stays as it is; yesterday is added up soon after midnight. */
static int kept_for(const question *q)
{
	return q->to < q->today - 2 ? 86400 : 600;
}

static void attach(req *r, resp *out, const question *q, const char *what, const char *ending)
{
	resp_header(r, out, STR("Content-Disposition"),
		    str_format(r->arena, "inline; filename=\"%s%s%.*s_%.*s_%.*s.%s\"", what, q->office.len ? "_" : "",
			       STR_ARG(q->office), STR_ARG(day_text(r->arena, q->from)),
			       STR_ARG(day_text(r->arena, q->to)), ending));
}

/* --- columns ------------------------------------------------------------------------------------------------------------ */

static const struct {
	const char *name;
	word about;
} columns[] = {
	{ "office", T_open_c_office },
	{ "office_name", T_open_c_office_name },
	{ "date", T_open_c_date },
	{ "start", T_open_c_start },
	{ "service", T_open_c_service },
	{ "service_name", T_open_c_service_name },
	{ "tickets", T_open_c_tickets },
	{ "called", T_open_c_called },
	{ "waiting_most", T_open_c_waiting },
	{ "desks_open", T_open_c_desks },
	{ "wait_median_minutes", T_open_c_median },
	{ "wait_p90_minutes", T_open_c_p90 },
};

/* An empty cell where nothing is told. */
static void csv_count(csv_writer *w, i64 n)
{
	if (n < 0)
		csv_str(w, STR_NONE);
	else
		csv_i64(w, n);
}

static void csv_tenths(csv_writer *w, i64 n, double unit)
{
	if (n < 0)
		csv_str(w, STR_NONE);
	else
		csv_f64(w, (double)n / unit, 1);
}

static str office_name(const question *q, str id)
{
	const office_def *o = defs_office(q->city, id);
	return o ? text_in(&o->name, LANG_JA) : id;
}

static str service_name(req *r, const question *q, str id)
{
	return id.len ? say_service(r->arena, LANG_JA, q->city, id) : STR("全体");
}

static const err *busyness_csv(req *r, resp *out)
{
	question q;
	TRY(ask(r, &q));
	TRY(store_read(r->app->store, r->arena, read_rows, &q));
	if (q.rows.n == ROWS_MAX)
		return err_why(r->arena, ERR_too_large, "ask for a month, or for one office");
	buf b = buf_new(r->arena, BODY_MAX);
	csv_writer w = csv_write(&b);
	for (size_t i = 0; i < COUNT(columns); i++)
		csv_str(&w, str_of(columns[i].name));
	csv_end_row(&w);
	arena *scratch = arena_new(BODY_MAX);
	for (size_t i = 0; i < q.rows.n; i++) {
		const open_rows_row *o = &q.rows.at[i];
		csv_str(&w, o->office);
		csv_str(&w, office_name(&q, o->office));
		csv_str(&w, day_text(scratch, (day)o->day));
		csv_str(&w, instant_text(scratch, instant_of((day)o->day, (int)o->quarter * 15)));
		csv_str(&w, o->service);
		csv_str(&w, service_name(r, &q, o->service));
		csv_count(&w, o->tickets);
		csv_count(&w, o->called);
		csv_count(&w, o->waiting_most);
		csv_tenths(&w, o->desks_tenths, 10);
		csv_tenths(&w, o->wait_median, 60);
		csv_tenths(&w, o->wait_p90, 60);
		csv_end_row(&w);
		if (i % 1000 == 999)
			arena_reset(scratch);
	}
	arena_free(scratch);
	attach(r, out, &q, "busyness", "csv");
	return reply(r, out, &b, "text/csv; charset=utf-8", kept_for(&q));
}

static void json_count(json_writer *w, const char *key, i64 n)
{
	if (n < 0)
		jw_field_null(w, key);
	else
		jw_field_i64(w, key, n);
}

static void json_tenths(json_writer *w, const char *key, i64 n, double unit)
{
	/* to a tenth, as the CSV has it */
	if (n < 0)
		jw_field_null(w, key);
	else
		jw_field_f64(w, key, (double)(i64)((double)n * 10 / unit + 0.5) / 10);
}

static const err *busyness_json(req *r, resp *out)
{
	question q;
	TRY(ask(r, &q));
	TRY(store_read(r->app->store, r->arena, read_rows, &q));
	if (q.rows.n == ROWS_MAX)
		return err_why(r->arena, ERR_too_large, "ask for a month, or for one office");
	buf b = buf_new(r->arena, BODY_MAX);
	json_writer w = json_write(&b);
	jw_object(&w);
	jw_field_str(&w, "license", STR(LICENSE));
	jw_field_str(&w, "from", day_text(r->arena, q.from));
	jw_field_str(&w, "to", day_text(r->arena, q.to));
	jw_field_array(&w, "rows");
	arena *scratch = arena_new(BODY_MAX);
	for (size_t i = 0; i < q.rows.n; i++) {
		const open_rows_row *o = &q.rows.at[i];
		jw_object(&w);
		jw_field_str(&w, "office", o->office);
		jw_field_str(&w, "start", instant_text(scratch, instant_of((day)o->day, (int)o->quarter * 15)));
		if (o->service.len)
			jw_field_str(&w, "service", o->service);
		else
			jw_field_null(&w, "service");
		json_count(&w, "tickets", o->tickets);
		json_count(&w, "called", o->called);
		json_count(&w, "waiting_most", o->waiting_most);
		json_tenths(&w, "desks_open", o->desks_tenths, 10);
		json_tenths(&w, "wait_median_minutes", o->wait_median, 60);
		json_tenths(&w, "wait_p90_minutes", o->wait_p90, 60);
		jw_end(&w);
		if (i % 1000 == 999)
			arena_reset(scratch);
	}
	arena_free(scratch);
	jw_end(&w);
	jw_end(&w);
	jw_done(&w);
	return reply(r, out, &b, "application/json", kept_for(&q));
}

/* --- the ends of the calls log ------------------------------------------------------------------------------------------ */

static const err *read_ends(db *d, arena *a, void *arg)
{
	question *q = arg;
	return calls_published(d, a, q->city->code, q->from, q->to, ENDS_MAX, &q->ends);
}

/* Saved by whoever likes to: `madoguchi visits calls verify --ends FILE` holds the log against it. */
static const err *calls_csv(req *r, resp *out)
{
	question q;
	TRY(ask(r, &q));
	if (!req_query(r, "day").len && !req_query(r, "month").len && !req_query(r, "year").len)
		q.from = day_from(2000, 1, 1); /* all of them */
	TRY(store_read(r->app->store, r->arena, read_ends, &q));
	if (q.ends.n == ENDS_MAX) /* a file that ends early would prove nothing about the days that it leaves out */
		return err_why(r->arena, ERR_too_large, "ask for a month, or for a year of one office");
	buf b = buf_new(r->arena, BODY_MAX);
	csv_writer w = csv_write(&b);
	static const char *const heads[] = { "office", "date", "last_entry", "hash" };
	for (size_t i = 0; i < COUNT(heads); i++)
		csv_str(&w, str_of(heads[i]));
	csv_end_row(&w);
	for (size_t i = 0; i < q.ends.n; i++) {
		const calls_published_row *e = &q.ends.at[i];
		if (q.office.len && !str_eq(q.office, e->office))
			continue;
		csv_str(&w, e->office);
		csv_str(&w, day_text(r->arena, (day)e->day));
		csv_i64(&w, e->last);
		csv_str(&w, e->hash);
		csv_end_row(&w);
	}
	attach(r, out, &q, "calls", "csv");
	return reply(r, out, &b, "text/csv; charset=utf-8", 600);
}

/* --- what there is -------------------------------------------------------------------------------------------------------- */

static const err *columns_csv(req *r, resp *out)
{
	buf b = buf_new(r->arena, 64 * 1024);
	csv_writer w = csv_write(&b);
	csv_str(&w, STR("column"));
	csv_str(&w, STR("description_ja"));
	csv_str(&w, STR("description_en"));
	csv_end_row(&w);
	for (size_t i = 0; i < COUNT(columns); i++) {
		csv_str(&w, str_of(columns[i].name));
		csv_str(&w, words_text(r->arena, LANG_JA, columns[i].about));
		csv_str(&w, words_text(r->arena, LANG_EN, columns[i].about));
		csv_end_row(&w);
	}
	return reply(r, out, &b, "text/csv; charset=utf-8", 86400);
}

static void distribution(req *r, json_writer *w, const char *path, const char *type)
{
	jw_object(w);
	jw_field_str(w, "@type", STR("dcat:Distribution"));
	jw_field_str(w, "dcat:downloadURL", str_format(r->arena, "%.*s%s", STR_ARG(site_url(r)), path));
	jw_field_str(w, "dcat:mediaType", str_of(type));
	jw_field_str(w, "dct:license", STR(LICENSE_URL));
	jw_end(w);
}

static void titles(req *r, json_writer *w, const char *key, word text)
{
	static const char *const codes[] = { [LANG_JA] = "ja", [LANG_EN] = "en" };
	static const lang langs[] = { LANG_JA, LANG_EN };
	jw_field_array(w, key);
	for (size_t i = 0; i < COUNT(langs); i++) {
		jw_object(w);
		jw_field_str(w, "@language", str_of(codes[langs[i]]));
		jw_field_str(w, "@value", words_text(r->arena, langs[i], text));
		jw_end(w);
	}
	jw_end(w);
}

/* A catalogue as DCAT (version 3, https://www.w3.org/TR/vocab-dcat-3/) has it, in JSON-LD. */
static const err *catalog_json(req *r, resp *out)
{
	static const struct {
		const char *id;
		word title, about;
		const char *periodicity, *json, *csv;
	} sets[] = {
		{ "busyness", T_open_set_busyness, T_open_set_busyness_about, "R/P1D", "/opendata/busyness.json",
		  "/opendata/busyness.csv" },
		{ "status", T_open_set_status, T_open_set_status_about, "R/PT1M", "/api/v1/status", NULL },
		{ "calls", T_open_set_calls, T_open_set_calls_about, "R/P1D", NULL, "/opendata/calls.csv" },
	};
	buf b = buf_new(r->arena, 256 * 1024);
	json_writer w = json_write(&b);
	jw_object(&w);
	jw_field_object(&w, "@context");
	jw_field_str(&w, "dcat", STR("http://www.w3.org/ns/dcat#"));
	jw_field_str(&w, "dct", STR("http://purl.org/dc/terms/"));
	jw_end(&w);
	jw_field_str(&w, "@type", STR("dcat:Catalog"));
	titles(r, &w, "dct:title", T_open_title);
	jw_field_str(&w, "dct:publisher", text_in(&catalog_city(r)->name, LANG_JA));
	jw_field_str(&w, "dct:license", STR(LICENSE_URL));
	jw_field_array(&w, "dcat:dataset");
	for (size_t i = 0; i < COUNT(sets); i++) {
		jw_object(&w);
		jw_field_str(&w, "@type", STR("dcat:Dataset"));
		jw_field_str(&w, "dct:identifier", str_of(sets[i].id));
		titles(r, &w, "dct:title", sets[i].title);
		titles(r, &w, "dct:description", sets[i].about);
		jw_field_str(&w, "dct:accrualPeriodicity", str_of(sets[i].periodicity));
		jw_field_array(&w, "dcat:distribution");
		if (sets[i].csv)
			distribution(r, &w, sets[i].csv, "text/csv");
		if (sets[i].json)
			distribution(r, &w, sets[i].json, "application/json");
		jw_end(&w);
		jw_end(&w);
	}
	jw_end(&w);
	jw_end(&w);
	jw_done(&w);
	return reply(r, out, &b, "application/json", 86400);
}

static const err *read_range(db *d, arena *a, void *arg)
{
	question *q = arg;
	bool found;
	return open_range(d, a, q->city->code, &q->range, &found);
}

static const err *opendata_get(req *r, resp *out)
{
	question q = { .city = catalog_city(r), .today = day_of(clock_now(r->app->clock)) };
	TRY(store_read(r->app->store, r->arena, read_range, &q));
	open_view v = { .license = STR(LICENSE), .license_link = url_of(r->arena, STR(LICENSE_URL)) };
	for (size_t i = 0; i < COUNT(columns); i++)
		LIST_ADD(r->arena, &v.columns, (open_column){ columns[i].name, say(r, columns[i].about), STR_NONE });
	for (size_t i = 0; i < q.city->offices.n; i++) {
		const office_def *o = &q.city->offices.at[i];
		LIST_ADD(r->arena, &v.offices, (open_choice){ o->id, text_in(&o->name, r->lang) });
	}
	if (q.range.first.some) {
		day first = (day)q.range.first.value, last = (day)q.range.last.value;
		v.first = say_date_year(r->arena, r->lang, first);
		v.last = say_date_year(r->arena, r->lang, last);
		civil c = civil_of(last), from = civil_of(first);
		/* the latest month first; as many as a list is pleasant with, older ones by their address */
		for (int i = 0; i < 24 && (c.year > from.year || (c.year == from.year && c.month >= from.month)); i++) {
			str value = str_format(r->arena, "%04d-%02d", c.year, c.month);
			LIST_ADD(r->arena, &v.months, (open_choice){ value, value });
			c = (civil){ c.month == 1 ? c.year - 1 : c.year, c.month == 1 ? 12 : c.month - 1, 1 };
		}
	}
	v.example = str_format(r->arena, "%.*s/opendata/busyness.csv?office=%.*s&month=%s", STR_ARG(site_url(r)),
			       STR_ARG(q.city->offices.n ? q.city->offices.at[0].id : STR("office")),
			       v.months.n ? v.months.at[0].value.at : "2026-04");
	page_out o = page_begin(r);
	opendata_page(&o, &v);
	page p = {
		.kind = PAGE_RESIDENT, .style = STR("open.css"), .title = say(r, T_open_title), .here = STR("opendata")
	};
	return page_end(&o, &p, out);
}

const route visits_opendata_routes[] = {
	{ "GET", "/opendata", ACCESS_PUBLIC, opendata_get },
	{ "GET", "/opendata/busyness.csv", ACCESS_PUBLIC, busyness_csv },
	{ "GET", "/opendata/busyness.json", ACCESS_PUBLIC, busyness_json },
	{ "GET", "/opendata/calls.csv", ACCESS_PUBLIC, calls_csv },
	{ "GET", "/opendata/columns.csv", ACCESS_PUBLIC, columns_csv },
	{ "GET", "/opendata/catalog.json", ACCESS_PUBLIC, catalog_json },
	{ 0 },
};
