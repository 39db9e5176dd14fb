/* /work/choose/scenarios: side by side; /work/choose/scenario/…: one of them, made, changed, dropped. */
#include "modules/work/choose/choose_view.h"
#include "modules/work/choose/templates/scenarios.html.h"
#include "text/csv.h"
#include "text/figures.h"
#include "text/kana.h"

#define PICKED_MAX 6 /* side by side */
#define CSV_MAX ((size_t)4 << 20)

/* --- side by side -------------------------------------------------------------------------------------------------------- */

typedef struct beside {
	work_asked q;
	choose_scenarios all;
	choose_scenario *at[PICKED_MAX]; /* those shown */
	choose_effect effect[PICKED_MAX];
	survey_filter f[PICKED_MAX];
	size_t n;
} beside;

static const err *read_list(db *d, arena *a, void *arg)
{
	struct listing {
		i64 city;
		str round;
		choose_scenarios *ret;
	} *l = arg;
	return choose_list(d, a, l->city, l->round, l->ret);
}

static const err *list_of(req *r, str round, choose_scenarios *ret)
{
	struct listing {
		i64 city;
		str round;
		choose_scenarios *ret;
	} l = { r->app->city, round, ret };
	return store_read(r->app->store, r->arena, read_list, &l);
}

/* Those picked; without a pick the first ones. */
static const err *beside_of(req *r, beside *b)
{
	*b = (beside){ 0 };
	TRY(work_ask_survey(r, &b->q));
	TRY(list_of(r, b->q.round.id, &b->all));
	strs picks = req_query_all(r, "pick");
	for (size_t i = 0; i < b->all.n && b->n < PICKED_MAX; i++) {
		choose_scenario *x = &b->all.at[i];
		bool picked = picks.n == 0;
		for (size_t k = 0; k < picks.n && !picked; k++)
			picked = str_eq(picks.at[k], str_format(r->arena, "%lld", (long long)x->id));
		if (!picked)
			continue;
		TRY(choose_effect_of(r, &b->q.round, b->q.s, x, &b->f[b->n], &b->effect[b->n]));
		b->at[b->n++] = x;
	}
	return NULL;
}

static str range(arena *a, str low, str high)
{
	return str_eq(low, high) ? STR_NONE : str_format(a, "%.*s – %.*s", STR_ARG(low), STR_ARG(high));
}

static str hours(arena *a, i64 minutes)
{
	return figure_whole(a, (minutes + 30) / 60);
}

static str share_text(arena *a, const choose_scenario *x)
{
	return x->low == x->high ? str_format(a, "%lld%%", (long long)x->likely)
				 : str_format(a, "%lld%% (%lld – %lld%%)", (long long)x->likely, (long long)x->low,
					      (long long)x->high);
}

/* Minutes of one bureau that likely move. */
static i64 of_bureau(const choose_scenario *x, const choose_effect *e, u32 bureau)
{
	for (size_t i = 0; i < e->bureaus.n; i++)
		if (e->bureaus.at[i].a == bureau) {
			i64 base = x->away ? e->bureaus.at[i].away : e->bureaus.at[i].minutes;
			return base / 100 * x->likely + (base % 100 * x->likely + 50) / 100;
		}
	return 0;
}

/* 2026-11-24 10:00 */
static str when(arena *a, instant t)
{
	str s = instant_text(a, t);
	return str_format(a, "%.*s %.*s", STR_ARG(str_sub(s, 0, 10)), STR_ARG(str_sub(s, 11, 16)));
}

static choose_column column_of(req *r, const beside *b, size_t i, const u32 *bureaus, size_t bureaus_n)
{
	arena *a = r->arena;
	const choose_scenario *x = b->at[i];
	const choose_effect *e = &b->effect[i];
	const work_def *def = &b->q.round.def;
	const i64 *m = e->moved;
	choose_column c = {
		.name = x->name,
		.conditions = choose_conditions(r, &b->q, &b->f[i]),
		.place = x->place,
		.base = say(r, x->away ? T_wc_base_away : T_wc_base_all),
		.note = x->note,
		.changed = words_wc_changed(a, r->lang, when(a, x->changed), x->changed_by),
		.items = figure_whole(a, e->items),
		.hours = hours(a, e->minutes),
		.base_hours = hours(a, e->base),
		.target = work_percent(a, e->target, e->minutes),
		.sections = figure_whole(a, (i64)e->sections),
		.share = share_text(a, x),
		.moved = hours(a, m[1]),
		.moved_range = range(a, hours(a, m[0]), hours(a, m[2])),
		.fte = choose_decimal(a, choose_fte(def, m[1])),
		.fte_range =
			range(a, choose_decimal(a, choose_fte(def, m[0])), choose_decimal(a, choose_fte(def, m[2]))),
		.yen = figure_whole(a, choose_yen(def, m[1])),
		.yen_range = range(a, figure_whole(a, choose_yen(def, m[0])), figure_whole(a, choose_yen(def, m[2]))),
		.rows = work_link(r, &b->q, "/work/rows", &b->f[i]),
		.unknown = e->unknown,
	};
	c.edit = url_of(a, str_format(a, "/work/choose/scenario/%lld?round=%.*s%.*s", (long long)x->id,
				      STR_ARG(b->q.round.id), STR_ARG(x->query)));
	for (size_t k = 0; k < bureaus_n; k++) {
		i64 minutes = of_bureau(x, e, bureaus[k]);
		LIST_ADD(a, &c.bureaus, minutes ? hours(a, minutes) : STR("–"));
	}
	return c;
}

/* Bureaus of which something moves in any of them, in the survey's order. */
static size_t bureaus_of(req *r, const beside *b, u32 **ret)
{
	size_t n = survey_names(b->q.s, DIM_BUREAU), out = 0;
	*ret = arena_many(r->arena, u32, n + 1);
	for (u32 k = 0; k < n; k++) {
		bool any = false;
		for (size_t i = 0; i < b->n && !any; i++)
			any = of_bureau(b->at[i], &b->effect[i], k) > 0;
		if (any)
			(*ret)[out++] = k;
	}
	return out;
}

struct ranges {
	chart_axis axis;
	chart_ranges parts;
};

static void draw_ranges(buf *b, const chart_about *c, void *ctx)
{
	struct ranges *x = ctx;
	chart_ranges_draw(b, c, &x->axis, &x->parts);
}

static choose_figure moved_figure(req *r, const beside *b)
{
	arena *a = r->arena;
	struct ranges x = { .axis = { .name = say(r, T_wc_axis) } };
	double most = 1, *at;
	size_t n;
	for (size_t i = 0; i < b->n; i++) {
		const i64 *m = b->effect[i].moved;
		chart_range one = { .name = b->at[i]->name,
				    .value = work_hours(r, m[1]),
				    .low = (double)m[0] / 60,
				    .middle = (double)m[1] / 60,
				    .high = (double)m[2] / 60,
				    .shade = 1,
				    .link = work_link(r, &b->q, "/work/rows", &b->f[i]).s };
		most = one.high > most ? one.high : most;
		LIST_ADD(a, &x.parts, one);
	}
	chart_ticks(a, most, 5, &at, &n);
	for (size_t i = 0; i < n; i++) {
		struct chart_tick t = { at[i], figure_whole(a, (i64)(at[i] + 0.5)) };
		LIST_ADD(a, &x.axis.ticks, t);
		most = at[i] > most ? at[i] : most;
	}
	x.axis.to = most;
	return choose_drawn(r, "moved", say(r, T_wc_moved_figure), say(r, T_wc_moved_about), draw_ranges, &x);
}

static const err *scenarios_get(req *r, resp *out)
{
	beside b;
	choose_scenarios_view v = { 0 };
	arena *a = r->arena;
	u32 *bureaus;
	TRY(beside_of(r, &b));
	TRY(choose_may(r, &v.may));
	v.head = choose_head_of(r, &b.q, 2, say(r, T_wc_scenarios_title));
	v.action = url_path(a, "/work/choose/scenarios");
	v.add = work_link(r, &b.q, "/work/choose/make", &b.q.f);
	buf csv = buf_new(a, 8192);
	buf_format(&csv, "/work/choose/scenarios.csv?round=%.*s", STR_ARG(b.q.round.id));
	size_t n = bureaus_of(r, &b, &bureaus);
	for (size_t i = 0; i < n; i++)
		LIST_ADD(a, &v.bureaus, choose_group_name(r, &b.q, DIM_BUREAU, bureaus[i]));
	for (size_t i = 0; i < b.n; i++) {
		LIST_ADD(a, &v.columns, column_of(r, &b, i, bureaus, n));
		buf_format(&csv, "&pick=%lld", (long long)b.at[i]->id);
	}
	for (size_t i = 0; i < b.all.n; i++) {
		const choose_scenario *x = &b.all.at[i];
		choose_pick p = { .id = str_format(a, "%lld", (long long)x->id),
				  .name = x->name,
				  .share = share_text(a, x),
				  .place = x->place };
		for (size_t k = 0; k < b.n; k++)
			p.picked = p.picked || b.at[k] == x;
		LIST_ADD(a, &v.picks, p);
	}
	v.csv = url_of(a, buf_str(&csv));
	v.yen_source = words_wc_yen_source(a, r->lang, figure_whole(a, b.q.round.def.yen_hour),
					   b.q.round.def.yen_source, figure_whole(a, b.q.round.def.hours_fte));
	v.part = b.q.all ? STR_NONE : say(r, T_wc_part);
	str told = req_query(r, "told");
	v.told = str_eq(told, STR("saved"))     ? say(r, T_wc_saved)
		 : str_eq(told, STR("dropped")) ? say(r, T_wc_dropped)
						: STR_NONE;
	if (b.n > 0)
		v.figure = moved_figure(r, &b);
	page_out o = page_begin(r);
	choose_scenarios_page(&o, &v);
	return choose_end(&o, &v.head, out);
}

static const err *scenarios_csv(req *r, resp *out)
{
	beside b;
	arena *a = r->arena;
	u32 *bureaus;
	TRY(beside_of(r, &b));
	size_t n = bureaus_of(r, &b, &bureaus);
	buf text = buf_new(a, CSV_MAX);
	csv_writer w = csv_write(&text);
	const word heads[] = { T_wc_name,         T_wc_conditions, T_wc_place, T_wc_items,
			       T_wc_sections,     T_wc_hours,      T_wc_base,  T_wc_base_hours,
			       T_wc_low,          T_wc_likely,     T_wc_high,  T_wc_moved_low,
			       T_wc_moved_likely, T_wc_moved_high, T_wc_fte,   T_wc_yen_likely };
	for (size_t i = 0; i < COUNT(heads); i++)
		csv_str(&w, say(r, heads[i]));
	for (size_t k = 0; k < n; k++)
		csv_str(&w, words_wc_moved_of(a, r->lang, choose_group_name(r, &b.q, DIM_BUREAU, bureaus[k])));
	csv_end_row(&w);
	for (size_t i = 0; i < b.n; i++) {
		const choose_scenario *x = b.at[i];
		const choose_effect *e = &b.effect[i];
		csv_str(&w, x->name);
		csv_str(&w, choose_conditions(r, &b.q, &b.f[i]));
		csv_str(&w, x->place);
		csv_i64(&w, e->items);
		csv_i64(&w, (i64)e->sections);
		csv_f64(&w, (double)e->minutes / 60, 2);
		csv_str(&w, say(r, x->away ? T_wc_base_away : T_wc_base_all));
		csv_f64(&w, (double)e->base / 60, 2);
		csv_i64(&w, x->low);
		csv_i64(&w, x->likely);
		csv_i64(&w, x->high);
		for (int k = 0; k < 3; k++)
			csv_f64(&w, (double)e->moved[k] / 60, 2);
		csv_f64(&w, choose_fte(&b.q.round.def, e->moved[1]), 2);
		csv_i64(&w, choose_yen(&b.q.round.def, e->moved[1]));
		for (size_t k = 0; k < n; k++)
			csv_f64(&w, (double)of_bureau(x, e, bureaus[k]) / 60, 2);
		csv_end_row(&w);
	}
	if (text.overflowed)
		return err_of(ERR_too_large);
	out->type = STR("text/csv; charset=utf-8");
	out->body = buf_str(&text);
	resp_header(r, out, STR("Content-Disposition"),
		    str_format(a, "attachment; filename=\"work-scenarios-%.*s.csv\"", STR_ARG(b.q.round.id)));
	return NULL;
}

/* --- one ------------------------------------------------------------------------------------------------------------------- */

static const err *allowed(req *r)
{
	bool may;
	TRY(choose_may(r, &may));
	return may ? NULL : err_of(ERR_forbidden);
}

static str digits(arena *a, i64 n)
{
	return str_format(a, "%lld", (long long)n);
}

/* The form's word for a field. */
static word field_word(str where)
{
	return str_eq(where, STR("name"))     ? T_wc_name
	       : str_eq(where, STR("place"))  ? T_wc_place
	       : str_eq(where, STR("low"))    ? T_wc_low
	       : str_eq(where, STR("likely")) ? T_wc_likely
	       : str_eq(where, STR("high"))   ? T_wc_high
	       : str_eq(where, STR("note"))   ? T_wc_note
					      : T_wc_conditions;
}

static void put_errors(req *r, const err *e, choose_edit_view *v)
{
	struct {
		const char *where;
		str *to;
	} fields[] = { { "name", &v->name_wrong },     { "place", &v->place_wrong }, { "low", &v->low_wrong },
		       { "likely", &v->likely_wrong }, { "high", &v->high_wrong },   { "note", &v->note_wrong } };
	for (; e; e = e->next) {
		str text = e->code == ERR_field_range ? say(r, T_wc_range_wrong)
			   : e->code == ERR_stale     ? say(r, T_wc_stale)
						      : err_message(e->code, r->lang);
		for (size_t i = 0; i < COUNT(fields); i++)
			if (str_eq(e->where, str_of(fields[i].where)))
				*fields[i].to = text;
		LIST_ADD(r->arena, &v->errors,
			 e->where.len ? str_format(r->arena, "%.*s: %.*s", STR_ARG(say(r, field_word(e->where))),
						   STR_ARG(text))
				      : text);
	}
}

/* `v`: what was typed, or stands in the database; the conditions are the address's. */
static const err *show_edit(req *r, const work_asked *q, choose_edit_view *v, const err *e, resp *out)
{
	arena *a = r->arena;
	survey_group g = { .by = { DIMS, DIMS } };
	TRY(survey_sum(q->s, a, &q->seen, &g, 1));
	v->fresh = str_eq(v->id, STR("0"));
	v->head = choose_head_of(r, q, 2, say(r, v->fresh ? T_wc_new : T_wc_edit));
	/* one form: a condition taken away, another level, are buttons of it, so that nothing typed below is lost */
	v->conditions = url_path(a, "/work/choose/conditions");
	v->bar = work_filter_show(r, q, "/work/choose/conditions", (pairs){ 0 });
	v->round = q->round.id;
	v->items = figure_whole(a, g.ret.all.items);
	v->hours = work_hours(r, g.ret.all.minutes);
	v->away_hours = work_hours(r, g.ret.all.away);
	v->action = url_path(a, "/work/choose/scenario");
	v->back = url_of(a, str_format(a, "/work/choose/scenarios?round=%.*s", STR_ARG(q->round.id)));
	if (!v->fresh)
		v->drop = url_of(a, str_format(a, "/work/choose/scenario/%.*s/drop", STR_ARG(v->id)));
	if (e) {
		put_errors(r, e, v);
		out->status = err_status(e->code);
	}
	page_out o = page_begin(r);
	choose_edit_page(&o, v);
	return choose_end(&o, &v->head, out);
}

static const err *new_get(req *r, resp *out)
{
	work_asked q;
	TRY(allowed(r));
	TRY(work_ask_survey(r, &q));
	choose_edit_view v = { .id = STR("0"),
			       .version = STR("0"),
			       .away = true,
			       .low = STR("50"),
			       .likely = STR("70"),
			       .high = STR("90") };
	return show_edit(r, &q, &v, NULL, out);
}

static const err *edit_get(req *r, resp *out)
{
	work_asked q;
	choose_scenarios all;
	i64 id;
	TRY(allowed(r));
	TRY(work_ask_survey(r, &q));
	TRY(list_of(r, q.round.id, &all));
	if (!str_i64(req_param(r, "id"), &id))
		return err_of(ERR_not_found);
	for (size_t i = 0; i < all.n; i++) {
		const choose_scenario *x = &all.at[i];
		arena *a = r->arena;
		if (x->id != id)
			continue;
		choose_edit_view v = { .id = digits(a, x->id),
				       .version = digits(a, x->version),
				       .name = x->name,
				       .place = x->place,
				       .note = x->note,
				       .away = x->away,
				       .low = digits(a, x->low),
				       .likely = digits(a, x->likely),
				       .high = digits(a, x->high) };
		return show_edit(r, &q, &v, NULL, out);
	}
	return err_of(ERR_not_found);
}

static i64 percent_of(req *r, const char *name)
{
	i64 n;
	str text = trim_spaces(width_half(r->arena, req_form(r, name)));
	if (str_ends(text, STR("%")))
		text = trim_spaces(str_sub(text, 0, text.len - 1));
	return str_i64(text, &n) ? n : -1;
}

static choose_edit_view typed(req *r)
{
	return (choose_edit_view){ .id = req_form(r, "id"),
				   .version = req_form(r, "version"),
				   .name = req_form(r, "name"),
				   .place = req_form(r, "place"),
				   .note = req_form(r, "note"),
				   .away = str_eq(req_form(r, "base"), STR("away")),
				   .low = req_form(r, "low"),
				   .likely = req_form(r, "likely"),
				   .high = req_form(r, "high") };
}

/* Other conditions, with all that was typed: those of the address, where a button took one away; else those of the form. Nothing is kept. */
static const err *conditions_post(req *r, resp *out)
{
	work_asked q;
	i64 id;
	TRY(allowed(r));
	req as = *r;
	if (req_query(r, "round").len == 0)
		as.query = r->form;
	TRY(work_ask_survey(&as, &q));
	choose_edit_view v = typed(r);
	if (!str_i64(v.id, &id) || id < 0 || !str_eq(v.id, digits(r->arena, id)))
		return err_of(ERR_bad_request);
	v.open = true;
	return show_edit(&as, &q, &v, NULL, out);
}

static const err *scenario_post(req *r, resp *out)
{
	arena *a = r->arena;
	work_round round;
	TRY(allowed(r));
	TRY(work_round_asked(r, &round));
	choose_put c = { .city = r->app->city, .by = r->who, .round = round.id };
	c.is = (choose_scenario){ .name = trim_spaces(req_form(r, "name")),
				  .away = str_eq(req_form(r, "base"), STR("away")),
				  .place = trim_spaces(req_form(r, "place")),
				  .note = trim_spaces(req_form(r, "note")),
				  .low = percent_of(r, "low"),
				  .likely = percent_of(r, "likely"),
				  .high = percent_of(r, "high") };
	if (!str_i64(req_form(r, "id"), &c.is.id) || !str_i64(req_form(r, "version"), &c.is.version))
		return err_of(ERR_bad_request);
	/* what the form carries of the conditions is read as an address, and written anew: nothing else is kept */
	req as = *r;
	work_asked q;
	as.query = r->form;
	TRY(work_ask_survey(&as, &q));
	c.is.query = work_filter_query(a, q.s, &q.f);
	const err *e = choose_check(a, &c.is);
	if (!e)
		e = work_write(r, work_shard(a, r->app->city, round.id), choose_put_run, &c);
	if (e && err_status(e->code) < 500) {
		choose_edit_view v = typed(r);
		if (!str_eq(v.id, digits(a, c.is.id)))
			return err_of(ERR_bad_request);
		return show_edit(&as, &q, &v, e, out);
	}
	TRY(e);
	resp_redirect(r, out, str_format(a, "/work/choose/scenarios?round=%.*s&told=saved", STR_ARG(round.id)));
	return NULL;
}

static const err *drop_post(req *r, resp *out)
{
	arena *a = r->arena;
	work_round round;
	TRY(allowed(r));
	TRY(work_round_asked(r, &round));
	choose_put c = { .city = r->app->city, .by = r->who, .round = round.id };
	c.is.name = req_form(r, "name");
	if (!str_i64(req_param(r, "id"), &c.is.id) || !str_i64(req_form(r, "version"), &c.is.version))
		return err_of(ERR_bad_request);
	TRY(store_write(r->app->store, a, work_shard(a, r->app->city, round.id), choose_drop_run, &c));
	resp_redirect(r, out, str_format(a, "/work/choose/scenarios?round=%.*s&told=dropped", STR_ARG(round.id)));
	return NULL;
}

const route choose_scenario_routes[] = {
	{ "GET", "/work/choose/scenarios", ACCESS_CLERK, scenarios_get },
	{ "GET", "/work/choose/scenarios.csv", ACCESS_CLERK, scenarios_csv },
	{ "GET", "/work/choose/make", ACCESS_CLERK, new_get },
	{ "GET", "/work/choose/scenario/:id", ACCESS_CLERK, edit_get },
	{ "POST", "/work/choose/conditions", ACCESS_CLERK, conditions_post },
	{ "POST", "/work/choose/scenario", ACCESS_CLERK, scenario_post },
	{ "POST", "/work/choose/scenario/:id/drop", ACCESS_CLERK, drop_post },
	{ 0 },
};
