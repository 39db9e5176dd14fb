/* The staffing page: from figures to words and pictures. */
#include <math.h>
#include <string.h>

#include "modules/visits/staffing/staffing_page.h"
#include "sim/sim.h"

#define TABS 6

static str say_seconds(req *r, double seconds)
{
	if (isnan(seconds))
		return say(r, T_staffing_nobody);
	if (seconds >= SIM_NEVER / 2)
		return say(r, T_staffing_never);
	return say_minutes(r->arena, r->lang, (int)lround(seconds / 60));
}

void staffing_hint_lines(req *r, const board *b, const hints *h, hint_lines *ret)
{
	int now = (minute_of(b->now) + 4) / 5 * 5;
	*ret = (hint_lines){ 0 };
	for (size_t i = 0; i < h->n; i++) {
		const hint *one = &h->at[i];
		const desk_def *d = &b->office->desks.at[one->desk];
		str desk = words_desk_text(r->arena, r->lang, d->label), until = say_minute(r->arena, one->until);
		hint_line line = { .text = words_staffing_hint(
					   r->arena, r->lang, desk, until,
					   text_in(&b->office->offers.at[one->offer].def->name, r->lang),
					   say_seconds(r, one->before >= HINT_NEVER ? SIM_NEVER : one->before),
					   say_seconds(r, one->after)),
				   .button = words_staffing_hint_try(r->arena, r->lang, desk) };
		line.link = url_of(r->arena, str_format(r->arena, "/staffing/%.*s?day=%.*s&desk=%.*s&from=%.*s&to=%.*s",
							STR_ARG(b->office->id), STR_ARG(day_text(r->arena, b->today)),
							STR_ARG(d->id), STR_ARG(minute_text(r->arena, now)),
							STR_ARG(minute_text(r->arena, one->until))));
		LIST_ADD(r->arena, ret, line);
	}
}

static str say_number(req *r, double x)
{
	return isnan(x) ? STR_NONE : str_format(r->arena, "%.0f", x);
}

static str say_hours_sum(req *r, double hours)
{
	bool whole = fabs(hours - round(hours)) < 0.05;
	return str_format(r->arena, whole ? "%.0f" : "%.1f", hours);
}

static str say_bucket(req *r, const day_outlook *o, int bucket)
{
	return say_minute(r->arena, o->from + bucket * 15);
}

static url day_link(req *r, const staffing_question *q, day on)
{
	return url_of(r->arena, str_format(r->arena, "/staffing/%.*s?day=%.*s", STR_ARG(q->office->id),
					   STR_ARG(day_text(r->arena, on))));
}

static bool open_on(const office_def *o, day on)
{
	return office_hours(o, on, NULL).n > 0;
}

static void fill_days(req *r, const staffing_question *q, staffing_view *v)
{
	day on = q->today;
	for (int i = 0; v->tabs.n < TABS && i < 60; i++, on++)
		if (open_on(q->office, on) || on == q->today)
			LIST_ADD(r->arena, &v->tabs,
				 (staffing_tab){ say_day_near(r->arena, r->lang, on, q->today), day_link(r, q, on),
						 on == q->on });
	on = q->on + 1;
	for (int i = 0; !open_on(q->office, on) && i < 60; i++)
		on++;
	v->next_open = day_link(r, q, on);
}

static void fill_menus(req *r, const staffing_question *q, staffing_view *v)
{
	for (size_t i = 0; i < q->office->offers.n; i++) {
		const offer_def *f = &q->office->offers.at[i];
		LIST_ADD(r->arena, &v->services_menu,
			 (menu_item){ f->service, text_in(&f->def->name, r->lang),
				      (int)i == q->service ? STR("chosen") : STR_NONE });
	}
	/* closed ones first: they are who could open */
	for (int closed = 1; closed >= 0; closed--)
		for (size_t i = 0; i < q->office->desks.n; i++) {
			const desk_def *d = &q->office->desks.at[i];
			const desk_hours *h = &q->base.desks[i];
			if ((h->to <= h->from) != (closed == 1))
				continue;
			LIST_ADD(r->arena, &v->desks_menu,
				 (menu_item){ d->id, say_desk(r->arena, r->lang, d),
					      str_eq(d->id, q->desk) ? STR("chosen") : STR_NONE });
		}
}

/* --- figures ---------------------------------------------------------------------------------------------------------- */

static void add_tile(req *r, const staffing_question *q, staffing_view *v, word text, str before, str after, bool hot)
{
	bool same = !q->compare || str_eq(before, after);
	LIST_ADD(r->arena, &v->tiles, (staffing_tile){ say(r, text), after, same ? STR_NONE : before, hot });
}

static const sim_band *line_shown(const staffing_question *q, const day_outlook *o)
{
	return q->service < 0 ? &o->sim.day : &o->sim.services[q->service];
}

static const sim_band *band_of(const staffing_question *q, const day_outlook *o, int bucket)
{
	return q->service < 0 ? &o->sim.waits[bucket] : &o->sim.service_waits[q->service * o->n + bucket];
}

static void fill_tiles(req *r, const staffing_question *q, staffing_view *v)
{
	const expectation *e = &q->expected;
	const day_outlook *was = &q->before, *is = &q->after;
	str people = str_format(r->arena, "%.0f", e->people);
	LIST_ADD(
		r->arena, &v->tiles,
		(staffing_tile){ str_format(r->arena, "%.*s %.*s", STR_ARG(say(r, T_staffing_people_tile)),
					    STR_ARG(words_staffing_range(r->arena, r->lang, (i64)e->p10, (i64)e->p90))),
				 people, STR_NONE, false });
	const sim_band *before = line_shown(q, was), *after = line_shown(q, is);
	add_tile(r, q, v, T_staffing_half_tile, say_seconds(r, before->p50), say_seconds(r, after->p50), false);
	add_tile(r, q, v, T_staffing_nine_tile, say_seconds(r, before->p90), say_seconds(r, after->p90),
		 after->p90 > 45 * 60);
	add_tile(r, q, v, T_staffing_queue_tile, say_number(r, was->longest_queue), say_number(r, is->longest_queue),
		 false);
	add_tile(r, q, v, T_staffing_hours_tile,
		 words_staffing_hours_text(r->arena, r->lang, say_hours_sum(r, was->desk_hours)),
		 words_staffing_hours_text(r->arena, r->lang, say_hours_sum(r, is->desk_hours)), false);
	if (was->sim.day.unserved > 0.5 || is->sim.day.unserved > 0.5)
		add_tile(r, q, v, T_staffing_unserved_tile, say_number(r, was->sim.day.unserved),
			 say_number(r, is->sim.day.unserved), is->sim.day.unserved > 0.5);
	if (q->compare && q->what_if)
		v->compared =
			words_staffing_compared(r->arena, r->lang, say_desk(r->arena, r->lang, q->what_if), q->from,
						q->to, say_seconds(r, before->p90), say_seconds(r, after->p90));
	else if (q->compare)
		v->compared = words_staffing_compared_roster(r->arena, r->lang, say_seconds(r, before->p90),
							     say_seconds(r, after->p90));
	for (size_t i = 0; i < q->office->offers.n && i < FORECAST_SERVICES_MAX; i++) {
		const sim_band *s = &is->sim.services[i], *old = &was->sim.services[i];
		if (s->people < 0.05)
			continue;
		staffing_service row = { text_in(&q->office->offers.at[i].def->name, r->lang),
					 str_format(r->arena, s->people < 10 ? "%.1f" : "%.0f", s->people),
					 say_seconds(r, s->p50), say_seconds(r, s->p90), say_seconds(r, old->p90) };
		if (!q->compare || str_eq(row.before, row.p90))
			row.before = STR_NONE;
		LIST_ADD(r->arena, &v->services, row);
	}
}

/* --- charts ------------------------------------------------------------------------------------------------------------ */

static void add_key(req *r, plot *p, const char *css, word text)
{
	LIST_ADD(r->arena, &p->keys, (plot_key){ css, say(r, text) });
}

/* Walk-ins and booked people of a quarter hour, of the service that is shown. */
static void people_of(const staffing_question *q, int quarter, double *ret_walk_ins, double *ret_booked)
{
	const expectation *e = &q->expected;
	*ret_walk_ins = *ret_booked = 0;
	if (quarter >= FORECAST_QUARTERS)
		return;
	for (int s = 0; s < e->walk_ins.services; s++)
		if (q->service < 0 || q->service == s) {
			*ret_walk_ins += e->walk_ins.mean[s * FORECAST_QUARTERS + quarter];
			*ret_booked += e->further.mean[s * FORECAST_QUARTERS + quarter];
		}
	for (size_t i = 0; i < e->bookings.n; i++)
		if (e->bookings.at[i].minute / 15 == quarter &&
		    (q->service < 0 || q->service == e->bookings.at[i].offer))
			*ret_booked += e->comes;
}

static void fill_people(req *r, const staffing_question *q, staffing_view *v)
{
	const day_outlook *o = &q->after;
	plot *p = &v->people;
	double most = 1, walk_ins, booked;
	int busiest = 0;
	for (int b = 0; b < o->n; b++) {
		people_of(q, o->from / 15 + b, &walk_ins, &booked);
		if (walk_ins + booked > most) {
			most = walk_ins + booked;
			busiest = b;
		}
	}
	double top = plot_top(most);
	p->title = say(r, T_staffing_chart_people);
	p->about = words_staffing_about_people(r->arena, r->lang, str_format(r->arena, "%.0f", most),
					       say_bucket(r, o, busiest));
	plot_axis(r->arena, p, o->from, o->n, top);
	for (int b = 0; b < o->n; b++) {
		people_of(q, o->from / 15 + b, &walk_ins, &booked);
		str about = words_staffing_bar(r->arena, r->lang, say_bucket(r, o, b),
					       str_format(r->arena, "%.1f", walk_ins + booked));
		plot_bar(r->arena, p, plot_x(b, o->n), plot_x(b + 1, o->n), 0, booked, top, "col-booked", about);
		plot_bar(r->arena, p, plot_x(b, o->n), plot_x(b + 1, o->n), booked, booked + walk_ins, top, "col",
			 about);
	}
	add_key(r, p, "key-col", T_staffing_key_walk_ins);
	add_key(r, p, "key-booked", T_staffing_key_booked);
}

static double minutes_of(double seconds)
{
	return seconds >= SIM_NEVER / 2 ? 600 : seconds / 60;
}

static void fill_waits(req *r, const staffing_question *q, staffing_view *v)
{
	const day_outlook *o = &q->after, *was = &q->before;
	plot *p = &v->waits;
	plot_point *at = arena_many(r->arena, plot_point, (size_t)o->n);
	double most = 5, longest = 0;
	int worst = 0;
	for (int b = 0; b < o->n; b++) {
		const sim_band *k = band_of(q, o, b);
		if (k->people < 0.05 || isnan(k->p90))
			continue;
		at[b] = (plot_point){ true, minutes_of(k->p10), minutes_of(k->p50), minutes_of(k->p90), 0, false };
		if (q->compare && b < was->n && !isnan(band_of(q, was, b)->p90)) {
			at[b].before = minutes_of(band_of(q, was, b)->p90);
			at[b].had_before = true;
		}
		most = fmax(most, fmax(at[b].high, at[b].before));
		if (k->p90 > longest) {
			longest = k->p90;
			worst = b;
		}
	}
	double top = plot_top(most);
	p->title = say(r, T_staffing_chart_waits);
	p->about = words_staffing_about_waits(r->arena, r->lang, say_seconds(r, longest), say_bucket(r, o, worst));
	plot_axis(r->arena, p, o->from, o->n, top);
	plot_bands(r->arena, p, at, o->n, top);
	add_key(r, p, "key-line", T_staffing_key_median);
	add_key(r, p, "key-band", T_staffing_key_band);
	if (q->compare)
		add_key(r, p, "key-before", T_staffing_key_before);
}

static void fill_queue(req *r, const staffing_question *q, staffing_view *v)
{
	const day_outlook *o = &q->after, *was = &q->before;
	plot *p = &v->queue;
	plot_point *at = arena_many(r->arena, plot_point, (size_t)o->n);
	double most = 2, longest = 0;
	int worst = 0;
	for (int b = 0; b < o->n; b++) {
		double mean = o->sim.queue[b], high = fmax(o->sim.queue_p90[b], mean);
		at[b] = (plot_point){ true, fmin(o->sim.queue_p10[b], mean), mean, high, 0, q->compare && b < was->n };
		if (at[b].had_before)
			at[b].before = fmax(was->sim.queue_p90[b], was->sim.queue[b]);
		most = fmax(most, fmax(high, at[b].before));
		if (high > longest) {
			longest = high;
			worst = b;
		}
	}
	double top = plot_top(most);
	p->title = say(r, T_staffing_chart_queue);
	p->about = words_staffing_about_queue(r->arena, r->lang, say_number(r, longest), say_bucket(r, o, worst));
	plot_axis(r->arena, p, o->from, o->n, top);
	plot_bands(r->arena, p, at, o->n, top);
	add_key(r, p, "key-line", T_staffing_key_mean);
	add_key(r, p, "key-band", T_staffing_key_queue);
	if (q->compare)
		add_key(r, p, "key-before", T_staffing_key_before);
}

static void fill_quarters(req *r, const staffing_question *q, staffing_view *v)
{
	const day_outlook *o = &q->after;
	for (int b = 0; b < o->n; b++) {
		const sim_band *k = band_of(q, o, b);
		bool any = k->people >= 0.05;
		staffing_quarter row = { .time = say_bucket(r, o, b),
					 .people = str_format(r->arena, "%.1f", k->people),
					 .wait = say_seconds(r, any ? k->p50 : NAN),
					 .p90 = say_seconds(r, any ? k->p90 : NAN),
					 .before = say_seconds(
						 r, any && b < q->before.n ? band_of(q, &q->before, b)->p90 : NAN),
					 .queue = str_format(r->arena, "%.1f", o->sim.queue[b]),
					 .desks = str_format(r->arena, "%.1f", o->sim.open[b]) };
		LIST_ADD(r->arena, &v->quarters, row);
	}
}

/* --- the roster --------------------------------------------------------------------------------------------------------- */

static str wrong_text(req *r, const char *field)
{
	word w = strcmp(field, "from") == 0         ? T_staffing_wrong_from
		 : strcmp(field, "to") == 0         ? T_staffing_wrong_to
		 : strcmp(field, "break_from") == 0 ? T_staffing_wrong_break_from
						    : T_staffing_wrong_break_to;
	return say(r, w);
}

static const char *load_css(double busy)
{
	static const char *const css[] = { "load-1", "load-2", "load-3", "load-4", "load-5" };
	int k = (int)(busy * 5);
	return css[k < 0 ? 0 : k > 4 ? 4 : k];
}

static double load_at(const day_outlook *o, int desk, int bucket)
{
	double open = o->sim.desk_open[desk * o->n + bucket], busy = o->sim.desk_busy[desk * o->n + bucket];
	return open > 0.01 ? busy / open : 0;
}

static bool same_hours(const desk_hours *x, const desk_hours *y)
{
	return x->from == y->from && x->to == y->to && x->break_from == y->break_from && x->break_to == y->break_to;
}

/* What was typed, where it was typed: the reader's own text, also when it is no time. */
static str time_field(req *r, const staffing_question *q, const char *name, str desk, int minute, bool any)
{
	if (q->any_wrong)
		return req_form(r, str_format(r->arena, "%s-%.*s", name, STR_ARG(desk)).at);
	return any ? minute_text(r->arena, minute) : STR_NONE;
}

static str services_of(req *r, const staffing_question *q, const desk_def *d)
{
	buf b = buf_new(r->arena, 1024);
	for (size_t i = 0; i < d->services.n; i++) {
		if (i)
			buf_put(&b, r->lang == LANG_EN ? STR(", ") : STR("・"));
		buf_put(&b, say_service(r->arena, r->lang, q->city, d->services.at[i]));
	}
	return buf_str(&b);
}

static void fill_roster(req *r, const staffing_question *q, staffing_view *v)
{
	const day_outlook *o = &q->after;
	const roster_day *shown = q->wrong ? &q->tried : q->shown;
	for (size_t i = 0; i < shown->n; i++) {
		const desk_def *d = &q->office->desks.at[i];
		const desk_hours *h = &shown->desks[i];
		bool open = h->to > h->from, pause = open && h->break_to > 0;
		staffing_desk_row row = { .id = d->id,
					  .label = words_desk_text(r->arena, r->lang, d->label),
					  .services = services_of(r, q, d),
					  .from = time_field(r, q, "opens", d->id, h->from, open),
					  .to = time_field(r, q, "closes", d->id, h->to, open),
					  .break_from = time_field(r, q, "break", d->id, h->break_from, pause),
					  .break_to = time_field(r, q, "back", d->id, h->break_to, pause),
					  .changed = (q->compare || q->wrong) && !same_hours(h, &q->base.desks[i]) };
		if (q->wrong && q->wrong[i])
			row.wrong = wrong_text(r, q->wrong[i]);
		row.load = open ? str_format(r->arena, "%.0f%%", 100 * o->load[i]) : STR("–");
		for (int b = 0; b < o->n; b++) {
			int minute = o->from + b * 15 + 7;
			bool here = minute >= h->from && minute < h->to &&
				    !(pause && minute >= h->break_from && minute < h->break_to);
			int x = plot_x(b, o->n), to = plot_x(b + 1, o->n);
			if (here)
				LIST_ADD(r->arena, &row.parts,
					 (plot_rect){ x, 0, to - x, 16, load_css(load_at(o, (int)i, b)), STR_NONE });
		}
		LIST_ADD(r->arena, &v->desks, row);
	}
	static const word sources[] = { [ROSTER_PLAN] = T_staffing_source_plan,
					[ROSTER_USUAL] = T_staffing_source_usual,
					[ROSTER_HOURS] = T_staffing_source_hours,
					[ROSTER_TYPED] = T_staffing_source_typed };
	v->source = say(r, sources[q->wrong || q->compare ? ROSTER_TYPED : q->base.source]);
	v->has_plan = q->base.source == ROSTER_PLAN;
	v->rev = q->base.rev;
	v->hours = say_hours_sum(r, o->desk_hours);
}

/* --- the smallest roster --------------------------------------------------------------------------------------------------- */

static void fill_need_chart(req *r, const staffing_need_found *n, plot *p)
{
	double *needed = arena_many(r->arena, double, (size_t)n->n),
	       *planned = arena_many(r->arena, double, (size_t)n->n);
	double most = 2;
	int busiest = 0;
	for (int b = 0; b < n->n; b++) {
		needed[b] = n->at[b].needed;
		planned[b] = n->at[b].planned;
		if (needed[b] > needed[busiest])
			busiest = b;
		most = fmax(most, fmax(needed[b], planned[b]));
	}
	double top = plot_top(most);
	p->title = say(r, T_staffing_chart_needed);
	p->about = words_staffing_about_needed(r->arena, r->lang, say_number(r, needed[busiest]),
					       say_minute(r->arena, n->from + busiest * 15));
	plot_axis(r->arena, p, n->from, n->n, top);
	for (int b = 0; b < n->n; b++) {
		int x = plot_x(b, n->n), to = plot_x(b + 1, n->n);
		plot_bar(r->arena, p, x - 1, to + 1, planned[b], needed[b], top, "col-lack", STR_NONE);
		plot_bar(r->arena, p, x - 1, to + 1, needed[b], planned[b], top, "col-spare", STR_NONE);
	}
	p->line = plot_steps(r->arena, needed, n->n, top);
	p->before = plot_steps(r->arena, planned, n->n, top);
	add_key(r, p, "key-line", T_staffing_key_needed);
	add_key(r, p, "key-before", T_staffing_key_planned);
	add_key(r, p, "key-lack", T_staffing_key_lack);
	add_key(r, p, "key-spare", T_staffing_key_spare);
}

/* Which services have too few desks, and what every desk together could keep. */
static void fill_not_reached(req *r, const staffing_question *q, staffing_view *v)
{
	const staffing_need_found *n = &q->need;
	v->need_saving = words_staffing_not_reached(r->arena, r->lang, q->target);
	for (int k = 0; k < (int)q->office->offers.n && k < FORECAST_SERVICES_MAX; k++)
		if (n->services[k] > q->target * 60.0)
			LIST_ADD(r->arena, &v->bottlenecks,
				 words_staffing_bottleneck(r->arena, r->lang,
							   text_in(&q->office->offers.at[k].def->name, r->lang),
							   say_seconds(r, n->services[k])));
	if (n->attainable > q->target) {
		v->attainable = words_staffing_attainable(r->arena, r->lang, n->attainable);
		v->attainable_link =
			url_of(r->arena, str_format(r->arena, "/staffing/%.*s?day=%.*s&target=%d#needed",
						    STR_ARG(q->office->id), STR_ARG(v->day), n->attainable));
	}
}

static void fill_need(req *r, const staffing_question *q, staffing_view *v)
{
	static const int targets[] = { 5, 10, 15, 20, 30, 45, 60, 90, 120 };
	const staffing_need_found *n = &q->need;
	for (size_t i = 0; i < COUNT(targets); i++) {
		if (q->target && q->target < targets[i] && (i == 0 || q->target > targets[i - 1]))
			LIST_ADD(r->arena, &v->targets,
				 (menu_item){ str_format(r->arena, "%d", q->target),
					      words_staffing_target_minutes(r->arena, r->lang, q->target),
					      STR("chosen") });
		LIST_ADD(r->arena, &v->targets,
			 (menu_item){ str_format(r->arena, "%d", targets[i]),
				      words_staffing_target_minutes(r->arena, r->lang, targets[i]),
				      targets[i] == (q->target ? q->target : 20) ? STR("chosen") : STR_NONE });
	}
	v->has_need = q->target > 0;
	if (!v->has_need)
		return;
	str needed = say_hours_sum(r, n->needed), planned = say_hours_sum(r, n->planned);
	str left = say_hours_sum(r, fabs(n->planned - n->needed));
	if (!n->reached) {
		fill_not_reached(r, q, v);
		return;
	}
	if (n->planned >= n->needed)
		v->need_saving = words_staffing_saving(r->arena, r->lang, needed, planned, left);
	else
		v->need_saving = words_staffing_lack(r->arena, r->lang, needed, planned, left);
	str query = str_format(r->arena, "?day=%.*s&target=%d%s", STR_ARG(v->day), q->target,
			       q->longer ? "&search=longer" : "");
	str here = str_format(r->arena, "/staffing/%.*s", STR_ARG(q->office->id));
	v->needed_csv = url_of(r->arena, str_format(r->arena, "%.*s/needed.csv%.*s", STR_ARG(here), STR_ARG(query)));
	v->needed_json = url_of(r->arena, str_format(r->arena, "%.*s/needed.json%.*s", STR_ARG(here), STR_ARG(query)));
	v->may_search = n->reached && !n->least && !q->longer;
	v->search_longer =
		url_of(r->arena, str_format(r->arena, "%.*s%.*s&search=longer#needed", STR_ARG(here), STR_ARG(query)));
	fill_need_chart(r, n, &v->need);
	for (int b = 0; b < n->n; b++) {
		int spare = n->at[b].planned - n->at[b].needed;
		LIST_ADD(r->arena, &v->needs,
			 (staffing_need){ say_minute(r->arena, n->from + b * 15),
					  str_format(r->arena, "%d", n->at[b].needed),
					  str_format(r->arena, "%d", n->at[b].planned),
					  str_format(r->arena, spare > 0 ? "+%d" : "%d", spare),
					  say_seconds(r, n->at[b].p90), spare < 0 });
	}
}

/* --- what was done ------------------------------------------------------------------------------------------------------ */

static str mistake_text(req *r, const roster_mistake *m)
{
	arena *a = r->arena;
	if (strcmp(m->what, "date") == 0)
		return words_staffing_mistake_date(a, r->lang, m->found);
	if (strcmp(m->what, "past") == 0)
		return words_staffing_mistake_past(a, r->lang, m->found);
	if (strcmp(m->what, "desk") == 0)
		return words_staffing_mistake_desk(a, r->lang, m->found);
	if (strcmp(m->what, "twice") == 0)
		return words_staffing_mistake_twice(a, r->lang, m->found);
	return words_staffing_mistake_time(a, r->lang, m->found);
}

static void fill_message(req *r, const staffing_question *q, staffing_view *v)
{
	v->message_tone = "bad";
	if (q->failed) {
		v->message = err_message(q->failed->code, r->lang);
		if (q->failed->where.len)
			v->message =
				str_format(r->arena, "%.*s（%.*s）", STR_ARG(v->message), STR_ARG(q->failed->where));
	} else if (q->imported) {
		v->message = q->file.rows
				     ? words_staffing_imported(r->arena, r->lang, (i64)q->file.rows, (i64)q->file.n)
				     : say(r, T_staffing_import_none);
		v->message_tone = q->file.mistakes.n ? "warn" : "good";
		if (q->file.mistakes.n)
			v->message = str_format(
				r->arena, "%.*s %.*s", STR_ARG(v->message),
				STR_ARG(words_staffing_import_mistakes(r->arena, r->lang, (i64)q->file.mistakes.n)));
		for (size_t i = 0; i < q->file.mistakes.n; i++) {
			const roster_mistake *m = &q->file.mistakes.at[i];
			LIST_ADD(r->arena, &v->mistakes,
				 (staffing_mistake_row){
					 words_staffing_mistake_where(r->arena, r->lang, m->line, m->column),
					 mistake_text(r, m) });
		}
	} else if (q->wrong_day) {
		v->message = say(r, T_staffing_day_wrong);
	} else if (q->any_wrong) {
		v->message = say(r, T_staffing_wrong);
	} else if (q->wrong_what_if) {
		v->message = say(r, T_staffing_wrong_what_if);
	} else if (q->has_done) {
		v->message = say(r, q->done);
		v->message_tone = "good";
	}
}

void staffing_fill(req *r, const staffing_question *q, staffing_view *v)
{
	const office_def *o = q->office;
	const text3 *why = NULL;
	(void)office_hours(o, q->on, &why);
	str date = day_text(r->arena, q->on);
	const char *id = arena_copy(r->arena, o->id).at;
	*v = (staffing_view){ .office = text_in(&o->name, r->lang),
			      .day = date,
			      .date = say_date_year(r->arena, r->lang, q->on),
			      .today_date = day_text(r->arena, q->today),
			      .last_date = day_text(r->arena, q->today + 366),
			      .here = url_path(r->arena, "/staffing/%s", id),
			      .floor = url_path(r->arena, "/floor/%s", id),
			      .import = url_path(r->arena, "/staffing/%s/import", id),
			      .csv = url_of(r->arena,
					    str_format(r->arena, "/staffing/%s/roster.csv?day=%s", id, date.at)),
			      .back = day_link(r, q, q->on),
			      .closed = q->expected.hours.n == 0,
			      .closed_why = why ? text_in(why, r->lang) : STR_NONE,
			      .compare = q->compare,
			      .service = q->service < 0 ? STR_NONE : o->offers.at[q->service].service,
			      .desk = q->desk,
			      .from = q->from.len ? q->from : STR("11:00"),
			      .to = q->to.len ? q->to : STR("14:30") };
	v->title = words_staffing_title(r->arena, r->lang, v->office);
	v->basis = q->expected.days ? words_staffing_basis(r->arena, r->lang, (i64)q->expected.days)
				    : say(r, T_staffing_basis_none);
	fill_message(r, q, v);
	v->today = q->on == q->today;
	if (v->today)
		staffing_hint_lines(r, &q->board, &q->hints, &v->hints);
	fill_days(r, q, v);
	fill_menus(r, q, v);
	if (v->closed)
		return;
	fill_tiles(r, q, v);
	fill_people(r, q, v);
	fill_waits(r, q, v);
	fill_queue(r, q, v);
	fill_quarters(r, q, v);
	fill_roster(r, q, v);
	fill_need(r, q, v);
}
