/* What all pages of prove and ideas share. */
#include <stdarg.h>

#include "chart/chart.h"
#include "modules/work/prove/prove_view.h"
#include "text/figures.h"

#include <math.h>

str wp_round(const req *r)
{
	str id = req_query(r, "round");
	if (id.len > WORK_ROUND_MAX)
		return STR_NONE;
	for (size_t i = 0; i < id.len; i++) {
		char c = id.at[i];
		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'))
			return STR_NONE;
	}
	return id;
}

url wp_url(req *r, const char *more, const char *path, ...)
{
	va_list args;
	char text[512];
	va_start(args, path);
	int n = vsnprintf(text, sizeof text, path, args);
	va_end(args);
	CHECK(n > 0 && (size_t)n < sizeof text);
	str round = wp_round(r);
	const char *sign = round.len || *more ? "?" : "";
	const char *rest = round.len || *more != '&' ? more : more + 1; /* behind ? no & */
	return url_of(r->arena, str_format(r->arena, "%s%s%s%.*s%s", text, sign, round.len ? "round=" : "",
					   STR_ARG(round), rest));
}

wp_links wp_rooms(req *r, bool what_if_here)
{
	wp_links list = { 0 };
	LIST_ADD(r->arena, &list,
		 ((wp_link){
			 .text = say(r, T_wp_ledger), .link = wp_url(r, "", "/work/prove"), .here = !what_if_here }));
	LIST_ADD(r->arena, &list,
		 ((wp_link){ .text = say(r, T_wp_channels),
			     .link = wp_url(r, "", "/work/prove/channels"),
			     .here = what_if_here }));
	return list;
}

const err *wp_enter(req *r, work_scope *ret, bool *ret_write)
{
	TRY(work_scope_of(r, ret));
	if (!ret->all && ret->of.n == 0)
		return err_of(ERR_forbidden);
	*ret_write = ret->all;
	for (size_t i = 0; i < ret->of.n; i++)
		*ret_write = *ret_write || (ret->of.at[i].parts & PART_REFORM && ret->of.at[i].unit.len == 0);
	return NULL;
}

bool wp_may_see(const work_scope *s, const measure *m)
{
	return work_may(s, PART_SEE | PART_APPROVE | PART_REFORM, m->bureau, m->section, STR_NONE);
}

str wp_date(req *r, day d)
{
	if (d == PROVE_DAY_NONE)
		return STR("–");
	civil c = civil_of(d);
	return str_format(r->arena, "%d/%d/%d", c.year, c.month, c.mday);
}

str wp_when(req *r, instant t)
{
	return str_format(r->arena, "%.*s %.*s", STR_ARG(wp_date(r, day_of(t))),
			  STR_ARG(minute_text(r->arena, minute_of(t))));
}

str wp_range_text(req *r, i64 low, i64 high)
{
	if (low == high)
		return STR_NONE;
	return words_wp_from_to(r->arena, r->lang, work_hours(r, low), work_hours(r, high));
}

str wp_year_text(req *r, int year)
{
	return words_wp_year_of(r->arena, r->lang, year);
}

word wp_state_word(measure_state s)
{
	static const word words[MEASURE_STATES] = { T_wp_state_idea, T_wp_state_planned, T_wp_state_running,
						    T_wp_state_done, T_wp_state_stopped };
	return words[s];
}

const char *wp_state_tone(measure_state s)
{
	static const char *const tones[MEASURE_STATES] = { "calm", "info", "warn", "good", "bad" };
	return tones[s];
}

word wp_kind_word(figure_kind k)
{
	static const word words[FIGURE_KINDS] = { T_wp_expected, T_wp_planned, T_wp_realised };
	return words[k];
}

html wp_figures_chart(req *r, str id, str title, const prove_figure *const *list, const str *names, size_t n)
{
	arena *a = r->arena;
	chart_ranges ranges = { 0 };
	double most = 0, least = 0;
	for (size_t i = 0; i < n; i++) {
		const prove_figure *f = list[i];
		if (!f)
			continue;
		double low = (double)f->low / 60, high = (double)f->high / 60, middle = (double)f->likely / 60;
		most = high > most ? high : most;
		least = low < least ? low : least;
		LIST_ADD(a, &ranges,
			 ((chart_range){ .name = names[i],
					 .value = work_hours(r, f->likely),
					 .low = low,
					 .middle = middle,
					 .high = high,
					 .shade = (int)i + 1 }));
	}
	if (ranges.n == 0 || (most <= 0 && least >= 0))
		return (html){ STR_NONE };
	chart_axis x = { .name = say(r, T_wp_hours_year), .from = 0, .to = most };
	double *ticks;
	size_t ticks_n;
	chart_ticks(a, most > -least ? most : -least, 5, &ticks, &ticks_n);
	double step = ticks_n > 1 ? ticks[1] - ticks[0] : most - least;
	/* steps of one width on both sides of 0, as far as the figures go */
	for (int k = (int)floor(least / step); k <= (int)ceil(most / step); k++) {
		double at = k * step;
		LIST_ADD(a, &x.ticks, ((struct chart_tick){ at, figure_decimal(a, at, 1) }));
		x.from = at < x.from ? at : x.from;
		x.to = at > x.to ? at : x.to;
	}
	buf b = buf_new(a, 2 * CHART_ROOM);
	const double widths[] = { 960, 360 }; /* a desk's, a phone's */
	for (size_t i = 0; i < COUNT(widths); i++) {
		chart_about about = { .id = i ? str_format(a, "%.*s-s", STR_ARG(id)) : id,
				      .title = title,
				      .desc = say(r, T_wp_chart_desc),
				      .width = widths[i] };
		chart_ranges_draw(&b, &about, &x, &ranges);
	}
	return (html){ b.overflowed ? STR_NONE : buf_str(&b) };
}

str wp_shard(req *r)
{
	return str_format(r->arena, "%lld/work/prove", (long long)r->app->city);
}

/* --- mistakes -------------------------------------------------------------------------------------------------------------------- */

void wp_mistakes_of(req *r, const err *e, wp_mistakes *ret)
{
	static const struct {
		const char *field;
		word text;
	} said[] = {
		{ "title", T_wp_e_title },   { "bureau", T_wp_e_bureau }, { "starts", T_wp_e_starts },
		{ "stops", T_wp_e_stops },   { "within", T_wp_e_within }, { "link", T_wp_e_link },
		{ "reason", T_wp_e_reason }, { "year", T_wp_e_year },     { "likely", T_wp_e_order },
	};
	for (; e; e = e->next) {
		str text = err_message(e->code, r->lang);
		for (size_t i = 0; i < COUNT(said); i++)
			if (e->code == ERR_invalid && str_eq(e->where, str_of(said[i].field)))
				text = say(r, said[i].text);
		LIST_ADD(r->arena, ret, ((wp_mistake){ e->where, text }));
	}
}

str wp_mistake_at(const wp_mistakes *list, str field)
{
	for (size_t i = 0; i < list->n; i++)
		if (str_eq(list->at[i].field, field))
			return list->at[i].text;
	return STR_NONE;
}
