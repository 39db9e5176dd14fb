/* A day to come, played forward with a roster. */
#include <math.h>

#include "modules/visits/staffing/staffing_private.h"
#include "modules/visits/wait/learned.h"
#include "sim/demand.h"

const err *staffing_habits(db *d, arena *a, const city_def *city, const office_def *o, day on, instant now, habits *ret)
{
	board b;
	const office_learned *learned;
	TRY(visits_board_in(d, a, city, o, now, false, &b));
	TRY(learned_today(d, a, &b, &learned));
	office_model *m = arena_one(a, office_model);
	*m = learned->model;
	if (on != b.today)
		m->level[MODEL_TODAY] = 0; /* any day, not the one that goes on */
	ret->model = m;
	for (int k = 0; k < staffing_offers(o); k++)
		ret->service[k] = model_service(m, o->offers.at[k].service, o->offers.at[k].minutes * 60.0);
	for (int k = 0; k < (int)o->desks.n && k < SIM_DESKS_MAX; k++)
		ret->desk[k] = model_desk(m, o->desks.at[k].id);
	return NULL;
}

static sim_dist measured_dist(arena *a, const measured *m)
{
	if (measured_n(m) <= 0)
		return sim_fixed(0);
	float *table = arena_many(a, float, MEASURED_POINTS);
	measured_table(m, table);
	return sim_table(table, MEASURED_POINTS);
}

/* How long a service takes at a desk, beside how long it takes anywhere. */
static const double *paces_of(arena *a, const habits *how, int services, int desk)
{
	double *paces = arena_many(a, double, (size_t)services), here, anywhere, variance;
	for (int k = 0; k < services; k++) {
		paces[k] = 1;
		if (how->service[k] < 0 || how->desk[desk] < 0)
			continue;
		model_level(how->model, how->service[k], -1, &anywhere, &variance);
		model_level(how->model, how->service[k], how->desk[desk], &here, &variance);
		paces[k] = exp(here - anywhere);
	}
	return paces;
}

static void add_habits(arena *a, const office_def *o, const habits *how, sim_day *all)
{
	const office_model *m = how->model;
	int n = staffing_offers(o);
	sim_service *services = arena_many(a, sim_service, (size_t)n);
	for (int k = 0; k < n; k++) {
		double mean, variance;
		services[k] = (sim_service){ .time = sim_lognormal(o->offers.at[k].minutes * 60.0, 0.6),
					     .missing = model_absent(m, false, 0),
					     .missed = measured_dist(a, &m->absence) };
		if (how->service[k] < 0)
			continue;
		model_level(m, how->service[k], -1, &mean, &variance);
		services[k].time =
			(sim_dist){ .shape = SIM_LOGNORMAL, .a = mean, .b = model_chance(m, how->service[k]) };
	}
	all->services = services;
	all->services_n = n;
	demand_habits(a, m, all);
	double *pace = arena_many(a, double, FORECAST_QUARTERS), open = 0, breaks = 0;
	for (int q = 0; q < FORECAST_QUARTERS; q++)
		pace[q] = exp(m->level[MODEL_HOUR(q / 4 < MODEL_HOURS ? q / 4 : MODEL_HOURS - 1)]);
	all->pace = pace;
	all->tempo = m->day_n > 0 ? sqrt(expm1(m->day_squares / m->day_n)) : 0;
	for (int h = 0; h < MODEL_HOURS; h++) {
		open += m->away_open[0][h];
		breaks += m->away_n[0][h];
	}
	all->breaks = (sim_breaks){ breaks > 0 ? open / breaks : 0, measured_dist(a, &m->away) };
}

int staffing_offers(const office_def *o)
{
	return o->offers.n < FORECAST_SERVICES_MAX ? (int)o->offers.n : FORECAST_SERVICES_MAX;
}

sim_mask staffing_mask(const office_def *o, const strs *services)
{
	sim_mask mask = 0;
	for (int k = 0; k < staffing_offers(o); k++)
		for (size_t i = 0; i < services->n; i++)
			if (str_eq(o->offers.at[k].service, services->at[i]))
				mask |= SIM_BIT(k);
	return mask;
}

sim_class *staffing_order(arena *a, const office_def *o, int *ret_n)
{
	static const sim_who classes[] = { [CALL_BOOKED] = SIM_BOOKED,
					   [CALL_PRIORITY] = SIM_PRIORITY,
					   [CALL_RETURNED] = SIM_RETURNED,
					   [CALL_ARRIVAL] = SIM_ARRIVAL };
	int n = o->order.n < SIM_CLASSES_MAX ? (int)o->order.n : SIM_CLASSES_MAX;
	sim_class *order = arena_many(a, sim_class, (size_t)n);
	for (int i = 0; i < n; i++)
		order[i] = (sim_class){ classes[o->order.at[i].who], o->order.at[i].early_minutes * 60.0 };
	*ret_n = n;
	return order;
}

sim_visit staffing_visit(arena *a, int offer)
{
	sim_step *step = arena_one(a, sim_step);
	*step = (sim_step){ .service = offer };
	return (sim_visit){ .steps = step, .steps_n = 1 };
}

/* In seconds from `zero`, which is a minute of the day. */
const sim_span *staffing_spans(arena *a, const desk_hours *h, int zero, int *ret_n)
{
	sim_span *spans = arena_many(a, sim_span, 2);
	*ret_n = 0;
	if (h->to <= h->from)
		return spans;
	bool pause = h->break_to > 0;
	if (pause)
		spans[(*ret_n)++] = (sim_span){ (h->from - zero) * 60.0, (h->break_from - zero) * 60.0, false };
	/* at the end of the day nobody who waits is sent home */
	spans[(*ret_n)++] = (sim_span){ ((pause ? h->break_to : h->from) - zero) * 60.0, (h->to - zero) * 60.0, true };
	return spans;
}

const sim_flow *staffing_flows(arena *a, const expectation *e, int *ret_n, double *ret_swing)
{
	int n = staffing_offers(e->office);
	sim_flow *flows = arena_many(a, sim_flow, (size_t)n);
	double all = 0, own = 0;
	for (int k = 0; k < n; k++) {
		double *rate = arena_many(a, double, FORECAST_QUARTERS), people = 0;
		for (int q = 0; q < FORECAST_QUARTERS; q++) {
			int cell = k * FORECAST_QUARTERS + q;
			double mean = e->walk_ins.mean[cell] + e->further.mean[cell];
			rate[q] = mean / 900;
			people += mean;
		}
		flows[k] = (sim_flow){ staffing_visit(a, k), rate };
		all += people;
		own += e->walk_ins.service_spread[k] * people * people;
	}
	*ret_n = n;
	/* the services' own ups and downs, as a part of the day's */
	*ret_swing = sqrt(e->walk_ins.spread + (all > 0 ? own / (all * all) : 0));
	return flows;
}

static const sim_desk *desks_of(arena *a, const office_def *o, const habits *how, const roster_day *given, int *ret_n)
{
	int n = o->desks.n < SIM_DESKS_MAX ? (int)o->desks.n : SIM_DESKS_MAX;
	sim_desk *desks = arena_many(a, sim_desk, (size_t)n);
	for (int i = 0; i < n; i++) {
		desks[i] = (sim_desk){ .services = staffing_mask(o, &o->desks.at[i].services),
				       .also = staffing_mask(o, &o->desks.at[i].also),
				       .paces = paces_of(a, how, staffing_offers(o), i) };
		desks[i].spans = staffing_spans(a, &given->desks[i], 0, &desks[i].spans_n);
	}
	*ret_n = n;
	return desks;
}

static const sim_booking *bookings_of(arena *a, const expectation *e)
{
	sim_booking *ret = arena_many(a, sim_booking, e->bookings.n);
	for (size_t i = 0; i < e->bookings.n; i++)
		ret[i] = (sim_booking){ .visit = staffing_visit(a, e->bookings.at[i].offer),
					.due = e->bookings.at[i].minute * 60.0,
					.comes = e->comes };
	return ret;
}

sim_day staffing_sim_day(arena *a, const expectation *e, const habits *how, const roster_day *given)
{
	sim_day whole = { .bookings = bookings_of(a, e),
			  .bookings_n = (int)e->bookings.n,
			  .interval = 900,
			  .intervals_n = FORECAST_QUARTERS,
			  .until = 36 * 3600.0 };
	add_habits(a, e->office, how, &whole);
	whole.order = staffing_order(a, e->office, &whole.order_n);
	whole.desks = desks_of(a, e->office, how, given, &whole.desks_n);
	whole.flows = staffing_flows(a, e, &whole.flows_n, &whole.swing);
	return whole;
}

/* --- what came of it --------------------------------------------------------------------------------------------------- */

static int hours_minutes(const desk_hours *h)
{
	return h->to - h->from - (h->break_to - h->break_from);
}

double staffing_desk_hours(const roster_day *r)
{
	int minutes = 0;
	for (size_t i = 0; i < r->n; i++)
		minutes += hours_minutes(&r->desks[i]);
	return minutes / 60.0;
}

static void span_of_day(const expectation *e, const roster_day *given, day_outlook *ret)
{
	int from = 1440, to = 0;
	for (size_t w = 0; w < e->hours.n; w++) {
		from = e->hours.at[w].from < from ? e->hours.at[w].from : from;
		to = e->hours.at[w].to > to ? e->hours.at[w].to : to;
	}
	for (size_t i = 0; i < given->n; i++) {
		const desk_hours *h = &given->desks[i];
		if (h->to <= h->from)
			continue;
		from = h->from < from ? h->from : from;
		to = h->to > to ? h->to : to;
	}
	if (to <= from) {
		from = 9 * 60;
		to = 17 * 60;
	}
	ret->from = from / 60 * 60;
	ret->n = (to - ret->from + 14) / 15;
}

void staffing_play(arena *a, const expectation *e, const habits *how, const roster_day *given, int runs, u64 seed,
		   day_outlook *ret)
{
	*ret = (day_outlook){ .desk_hours = staffing_desk_hours(given) };
	span_of_day(e, given, ret);
	sim_day whole = staffing_sim_day(a, e, how, given);
	sim_outlook_want want = {
		.from = ret->from * 60.0, .bucket = 900, .buckets_n = ret->n, .runs = runs, .seed = seed
	};
	sim_outlook_play(a, &whole, want, &ret->sim);
	for (int b = 0; b < ret->n; b++)
		ret->longest_queue = fmax(ret->longest_queue, ret->sim.queue_p90[b]);
	ret->load = arena_many(a, double, (size_t)whole.desks_n);
	for (int k = 0; k < whole.desks_n; k++) {
		double open = 0, busy = 0;
		for (int b = 0; b < ret->n; b++) {
			busy += ret->sim.desk_busy[k * ret->n + b];
			open += ret->sim.desk_open[k * ret->n + b];
		}
		ret->load[k] = open > 0 ? busy / open : 0;
	}
}
