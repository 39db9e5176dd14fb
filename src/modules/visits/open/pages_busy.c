/* /busy/OFFICE: when is it quiet? Weekday by hour, the mean wait of the last eight weeks, as a picture, a table and a sentence. */
#include "modules/visits/open/busy.h"
#include "modules/visits/open/open_view.h"
#include "modules/visits/pages/pages.h"

#include "modules/visits/open/templates/opendata.html.h"

#define CELL_WIDTH 60
#define CELL_HEIGHT 34
#define LEFT 46
#define TOP 26
#define TOLD 3 /* quiet hours that are named */

typedef struct question {
	i64 city;
	str office;
	day today;
	busy_week week;
} question;

static const err *read_week(db *d, arena *a, void *arg)
{
	question *q = arg;
	return busy_week_read(d, a, q->city, q->office, q->today, &q->week);
}

/* From the first upper bound that the wait is below. */
static const int bounds[] = { 5, 15, 30, 60 };
static const char *const tones[] = { "h0", "h1", "h2", "h3", "h4" };

static const char *tone_of(const busy_hour *h)
{
	if (h->minutes < 0)
		return h->days ? "few" : "shut";
	size_t i = 0;
	while (i < COUNT(bounds) && h->minutes >= bounds[i])
		i++;
	return tones[i];
}

static str weekday_name(req *r, int weekday)
{
	static const word names[] = {
		T_busy_sun, T_busy_mon, T_busy_tue, T_busy_wed, T_busy_thu, T_busy_fri, T_busy_sat
	};
	return say(r, names[weekday]);
}

static str weekday_short(req *r, int weekday)
{
	static const word names[] = { T_busy_su, T_busy_mo, T_busy_tu, T_busy_we, T_busy_th, T_busy_fr, T_busy_sa };
	return say(r, names[weekday]);
}

static str cell_text(req *r, const busy_hour *h)
{
	if (h->minutes >= 0)
		return str_format(r->arena, "%lld", (long long)h->minutes);
	return h->days ? STR("・") : STR_NONE;
}

static str cell_said(req *r, const busy_hour *h)
{
	if (h->minutes >= 0)
		return say_minutes(r->arena, r->lang, (int)h->minutes);
	return say(r, h->days ? T_busy_few : T_busy_shut);
}

/* Whether anything is told of that hour. */
static bool known(const busy_week *w, int hour)
{
	for (int d = 0; d < 7; d++)
		if (w->at[d][hour].minutes >= 0)
			return true;
	return false;
}

static str say_wait_of(req *r, const busy_hour *h)
{
	return h->minutes < 2 ? say(r, T_busy_hardly)
			      : words_busy_mean(r->arena, r->lang, say_minutes(r->arena, r->lang, (int)h->minutes));
}

static void draw(req *r, const busy_week *w, busy_view *v)
{
	arena *a = r->arena;
	int column = 0, from = w->hour_from, to = w->hour_to;
	while (to - from > 1 && !known(w, to - 1))
		to--;
	while (to - from > 1 && !known(w, from))
		from++;
	for (int k = 1; k <= 7; k++) { /* Monday first */
		int d = k % 7;
		if (!w->open[d])
			continue;
		int x = LEFT + column++ * CELL_WIDTH;
		LIST_ADD(a, &v->days, (heat_label){ x + CELL_WIDTH / 2 - 2, 16, weekday_short(r, d) });
		LIST_ADD(a, &v->day_names, weekday_name(r, d));
		for (int h = from; h < to; h++) {
			const busy_hour *at = &w->at[d][h];
			str when = words_busy_when(a, r->lang, weekday_name(r, d), h);
			LIST_ADD(a, &v->cells,
				 (heat_cell){ x, TOP + (h - from) * CELL_HEIGHT, tone_of(at), cell_text(r, at),
					      words_busy_cell(a, r->lang, when, cell_said(r, at)) });
		}
	}
	for (int h = from; h < to; h++) {
		str name = words_busy_oclock(a, r->lang, h);
		LIST_ADD(a, &v->hours, (heat_label){ LEFT - 8, TOP + (h - from) * CELL_HEIGHT + 20, name });
		heat_row row = { .hour = name };
		for (int k = 1; k <= 7; k++)
			if (w->open[k % 7])
				LIST_ADD(a, &row.cells, cell_said(r, &w->at[k % 7][h]));
		LIST_ADD(a, &v->rows, row);
	}
	v->width = LEFT + column * CELL_WIDTH;
	v->height = TOP + (to - from) * CELL_HEIGHT;
	static const word legend[] = { T_busy_l0, T_busy_l1, T_busy_l2, T_busy_l3, T_busy_l4 };
	for (size_t i = 0; i < COUNT(legend); i++)
		LIST_ADD(a, &v->legend, (heat_step){ tones[i], words_text(a, r->lang, legend[i]) });
}

static void tell(req *r, const busy_week *w, busy_view *v)
{
	arena *a = r->arena;
	busy_hours quiet, full;
	busy_week_best(a, w, TOLD, &quiet, &full);
	v->about = words_text(a, r->lang, T_busy_about_none);
	if (!quiet.n)
		return;
	str best = words_busy_when(a, r->lang, weekday_name(r, quiet.at[0]->weekday), quiet.at[0]->hour),
	    worst = words_busy_when(a, r->lang, weekday_name(r, full.at[0]->weekday), full.at[0]->hour);
	v->quiet = words_busy_quiet(a, r->lang, best, say_wait_of(r, quiet.at[0]));
	v->full = words_busy_full(a, r->lang, worst, say_wait_of(r, full.at[0]));
	buf also = buf_new(a, 1000);
	for (size_t i = 1; i < quiet.n; i++) {
		str when = words_busy_when(a, r->lang, weekday_name(r, quiet.at[i]->weekday), quiet.at[i]->hour);
		buf_format(&also, "%s%.*s", i == 1 ? "" : r->lang == LANG_EN ? ", " : "、", STR_ARG(when));
	}
	v->also = buf_str(&also);
	v->about = str_format(a, "%.*s %.*s", STR_ARG(v->quiet), STR_ARG(v->full));
}

static const err *busy_get(req *r, resp *out)
{
	const office_def *o = defs_office(catalog_city(r), req_param(r, "office"));
	if (!o)
		return err_of(ERR_not_found);
	question q = { .city = r->app->city, .office = o->id, .today = day_of(clock_now(r->app->clock)) };
	TRY(store_read(r->app->store, r->arena, read_week, &q));
	busy_view v = { .office = text_in(&o->name, r->lang),
			.any = q.week.days > 0,
			.days_known = q.week.days,
			.status = url_path(r->arena, "/status/%.*s", STR_ARG(o->id)),
			.book = url_path(r->arena, "/book/%.*s", STR_ARG(o->id)),
			.csv = url_path(r->arena, "/opendata/busyness.csv?office=%.*s", STR_ARG(o->id)) };
	tell(r, &q.week, &v);
	if (v.any)
		draw(r, &q.week, &v);
	page_out w = page_begin(r);
	busy_page(&w, &v);
	page p = { .kind = PAGE_RESIDENT,
		   .style = STR("open.css"),
		   .title = words_busy_title(r->arena, r->lang, v.office) };
	return page_end(&w, &p, out);
}

const route visits_busy_routes[] = {
	{ "GET", "/busy/:office", ACCESS_PUBLIC, busy_get },
	{ 0 },
};
