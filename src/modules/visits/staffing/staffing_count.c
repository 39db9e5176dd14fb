/* Counts of days that are over, written once and read in one piece. */
#include "modules/visits/staffing/staffing.h"
#include "modules/visits/staffing/staffing.sql.h"

#include <string.h>

#define LOOK_BACK 1100 /* days: three springs */
#define COMES_GUESS 0.85 /* of the booked, until it was counted: it weighs as much as so many bookings */
#define COMES_TRUST 40.0
#define GUESS_LOAD                                                                                                     \
	0.65 /* share of their time that desks have somebody, where nothing was counted: more makes queues of hours */
#define BREAK_LEAST 15 /* minutes; what is shorter is no break of the roster */

static int offer_index(const office_def *o, str service)
{
	for (size_t i = 0; i < o->offers.n; i++)
		if (str_eq(o->offers.at[i].service, service))
			return (int)i;
	return -1;
}

/* --- a day that is over ------------------------------------------------------------------------------------------- */

typedef struct tally {
	str service;
	int walk_ins[FORECAST_QUARTERS], booked[FORECAST_QUARTERS];
} tally;
typedef struct tallies {
	tally *at;
	size_t n;
} tallies;

static tally *tally_of(arena *a, tallies *list, str service)
{
	for (size_t i = 0; i < list->n; i++)
		if (str_eq(list->at[i].service, service))
			return &list->at[i];
	LIST_ADD(a, list, (tally){ .service = service });
	return &list->at[list->n - 1];
}

static str quarters_text(arena *a, const int *n)
{
	buf b = buf_new(a, 4096);
	for (int q = 0; q < FORECAST_QUARTERS; q++)
		if (n[q])
			buf_format(&b, "%s%d:%d", b.len ? " " : "", q, n[q]);
	return buf_str(&b);
}

static const err *count_arrivals(db *d, arena *a, i64 city, str office, day on)
{
	staffing_steps_rows rows;
	tallies list = { 0 };
	TRY(staffing_steps(d, a, city, office, on, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		tally *t = tally_of(a, &list, rows.at[i].service);
		int quarter = minute_of(rows.at[i].arrived) / 15;
		++*(rows.at[i].booked ? &t->booked[quarter] : &t->walk_ins[quarter]);
	}
	staffing_booked_row booked;
	bool found;
	TRY(staffing_booked(d, a, city, office, instant_of(on, 0), instant_of(on + 1, 0), &booked, &found));
	for (size_t i = 0; i <= list.n; i++) {
		bool day_itself = i == list.n;
		staffing_add_count_in row = { .city = city, .office = office, .day = on };
		row.service = day_itself ? STR_NONE : list.at[i].service;
		row.walk_ins = day_itself ? STR_NONE : quarters_text(a, list.at[i].walk_ins);
		row.booked = day_itself ? STR_NONE : quarters_text(a, list.at[i].booked);
		row.bookings = day_itself ? booked.bookings : 0;
		row.came = day_itself ? booked.came : 0;
		TRY(staffing_add_count(d, a, &row, NULL));
	}
	return NULL;
}

/* The first opening, the last closing, and the longest piece in between without service. */
static desk_hours hours_of(const staffing_desk_moves_rows *rows, str desk, int end)
{
	desk_hours h = { .from = -1 };
	int away = -1; /* since when */
	for (size_t i = 0; i < rows->n; i++) {
		const staffing_desk_moves_row *r = &rows->at[i];
		if (!str_eq(r->desk, desk))
			continue;
		int at = minute_of(r->moment);
		desk_state s = desk_state_of(r->becomes);
		if (s == DESK_OPEN || s == DESK_SERVING) {
			if (h.from < 0)
				h.from = at;
			else if (away >= 0 && at - away >= BREAK_LEAST && at - away > h.break_to - h.break_from) {
				h.break_from = away;
				h.break_to = at;
			}
			away = -1;
		} else if (h.from >= 0 && away < 0) {
			away = at;
		}
	}
	if (h.from < 0)
		return (desk_hours){ 0 };
	h.to = away >= 0 ? away : end > h.from ? end : 1440;
	return desk_hours_wrong(&h) ? (desk_hours){ 0 } : h;
}

static const err *count_desks(db *d, arena *a, i64 city, const office_def *o, day on)
{
	staffing_desk_moves_rows rows;
	TRY(staffing_desk_moves(d, a, city, o->id, instant_of(on, 0), instant_of(on + 1, 0), &rows));
	windows open = office_hours(o, on, NULL);
	int end = open.n ? open.at[open.n - 1].to : 0;
	for (size_t i = 0; i < o->desks.n; i++) {
		desk_hours h = hours_of(&rows, o->desks.at[i].id, end);
		if (h.to == h.from)
			continue;
		TRY(staffing_add_roster(d, a,
					&(staffing_add_roster_in){ .city = city,
								   .office = o->id,
								   .kind = STR("was"),
								   .day = on,
								   .desk = o->desks.at[i].id,
								   .opens = h.from,
								   .closes = h.to,
								   .break_from = h.break_from,
								   .break_to = h.break_to },
					NULL));
	}
	return NULL;
}

const err *count_days_due(db *d, arena *a, void *arg)
{
	count_days *c = arg;
	staffing_days_to_count_rows days;
	day today = day_of(tx_now(d));
	TRY(staffing_days_to_count(d, a, c->by->city, c->office->id, today - LOOK_BACK, today, &days));
	c->ret_n = days.n;
	return NULL;
}

const err *count_days_run(db *d, arena *a, void *arg)
{
	count_days *c = arg;
	i64 city = c->by->city;
	day today = day_of(tx_now(d));
	staffing_days_to_count_rows days;
	TRY(staffing_days_to_count(d, a, city, c->office->id, today - LOOK_BACK, today, &days));
	for (size_t i = 0; i < days.n; i++) {
		TRY(count_arrivals(d, a, city, c->office->id, (day)days.at[i].on_day));
		TRY(count_desks(d, a, city, c->office, (day)days.at[i].on_day));
	}
	c->ret_n = days.n;
	return NULL;
}

const err *load_counts_run(db *d, arena *a, void *arg)
{
	load_counts *c = arg;
	const arrivals *from = c->from;
	size_t services = from->services.n;
	c->ret_days = 0;
	c->ret_unknown = (strs){ 0 };
	for (size_t s = 0; s < services; s++)
		if (offer_index(c->office, from->services.at[s]) < 0)
			LIST_ADD(a, &c->ret_unknown, from->services.at[s]);
	for (size_t i = 0; i < from->days_n; i++) {
		staffing_add_count_in row = { .city = c->city, .office = c->office->id, .day = from->days[i].number };
		i64 changed;
		if (from->days[i].number >= day_of(tx_now(d)))
			break; /* not over: those will be counted here */
		TRY(staffing_add_count(d, a, &row, &changed));
		c->ret_days += (size_t)changed;
		for (size_t s = 0; s < services && changed; s++) {
			const uint16_t *cells = &from->counts[(i * services + s) * FORECAST_QUARTERS];
			int n[FORECAST_QUARTERS], people = 0;
			for (int q = 0; q < FORECAST_QUARTERS; q++)
				people += n[q] = cells[q];
			row.service = from->services.at[s];
			row.walk_ins = quarters_text(a, n);
			if (people && offer_index(c->office, row.service) >= 0)
				TRY(staffing_add_count(d, a, &row, NULL));
		}
	}
	return NULL;
}

/* --- reading them -------------------------------------------------------------------------------------------------- */

static void add_quarters(str text, uint16_t *to)
{
	while (text.len) {
		str cell = str_cut(&text, ' ');
		i64 quarter, n;
		if (str_i64(str_cut(&cell, ':'), &quarter) && str_i64(cell, &n) && quarter >= 0 &&
		    quarter < FORECAST_QUARTERS && n > 0 && n < UINT16_MAX)
			to[quarter] = (uint16_t)n;
	}
}

const err *staffing_counts_of(db *d, arena *a, i64 city, const office_def *o, day until, office_counts *ret)
{
	staffing_counts_rows rows;
	TRY(staffing_counts(d, a, city, o->id, until - LOOK_BACK, until, &rows));
	size_t services = o->offers.n < FORECAST_SERVICES_MAX ? o->offers.n : FORECAST_SERVICES_MAX, days = 0;
	for (size_t i = 0; i < rows.n; i++)
		days += i == 0 || rows.at[i].on_day != rows.at[i - 1].on_day;
	size_t cells = services * FORECAST_QUARTERS, n = 0;
	double came = COMES_GUESS * COMES_TRUST, bookings = COMES_TRUST;
	*ret = (office_counts){ 0 };
	ret->walk_ins.counts = arena_many(a, uint16_t, days * cells);
	ret->booked.counts = arena_many(a, uint16_t, days * cells);
	ret->walk_ins.days = arena_many(a, forecast_day, days);
	for (size_t i = 0; i < services; i++)
		LIST_ADD(a, &ret->walk_ins.services, arena_copy(a, o->offers.at[i].service));
	for (size_t i = 0; i < rows.n; i++) {
		const staffing_counts_row *r = &rows.at[i];
		if (i == 0 || r->on_day != rows.at[i - 1].on_day)
			ret->walk_ins.days[n++] = staffing_day_of(o, (day)r->on_day);
		bookings += (double)r->bookings;
		came += (double)r->came;
		ret->bookings += r->bookings;
		int offer = offer_index(o, r->service);
		if (offer < 0 || (size_t)offer >= services)
			continue;
		size_t cell = (n - 1) * cells + (size_t)offer * FORECAST_QUARTERS;
		add_quarters(r->walk_ins, &ret->walk_ins.counts[cell]);
		add_quarters(r->booked, &ret->booked.counts[cell]);
	}
	ret->walk_ins.days_n = ret->booked.days_n = n;
	ret->booked.days = ret->walk_ins.days;
	ret->booked.services = ret->walk_ins.services;
	ret->comes = came / bookings;
	return NULL;
}

/* --- what to expect --------------------------------------------------------------------------------------------------- */

/* Where nothing was counted: the desks have so much to do, shared evenly by their services, all day long. */
static double *guess_of(arena *a, const office_def *o, windows hours, bool booked)
{
	double *ret = arena_many(a, double, o->offers.n *FORECAST_QUARTERS);
	for (size_t k = 0; k < o->desks.n; k++) {
		const desk_def *desk = &o->desks.at[k];
		for (size_t i = 0; i < desk->services.n; i++) {
			int offer = offer_index(o, desk->services.at[i]);
			if (offer < 0)
				continue;
			const offer_def *f = &o->offers.at[offer];
			bool books = f->booking.n > 0, walks = f->walk_in;
			double load = booked ? (books ? walks ? GUESS_LOAD / 2 : GUESS_LOAD : 0)
					     : (walks ? books ? GUESS_LOAD / 2 : GUESS_LOAD : 0);
			for (size_t w = 0; w < hours.n; w++)
				for (int q = hours.at[w].from / 15; q < FORECAST_QUARTERS && q * 15 < hours.at[w].to;
				     q++)
					ret[offer * FORECAST_QUARTERS + q] +=
						load * 15 / f->minutes / (double)desk->services.n;
		}
	}
	return ret;
}

/* Nobody comes outside of a service's hours. */
static void within_hours(arena *a, const office_def *o, day on, forecast_result *r)
{
	r->total = 0;
	for (int s = 0; s < r->services; s++) {
		windows hours = offer_hours(a, o, &o->offers.at[s], on);
		for (int q = 0; q < FORECAST_QUARTERS; q++) {
			bool open = false;
			for (size_t w = 0; w < hours.n; w++)
				open = open || (q * 15 + 15 > hours.at[w].from && q * 15 < hours.at[w].to);
			double *mean = &r->mean[s * FORECAST_QUARTERS + q];
			*mean = open ? *mean : 0;
			r->total += *mean;
		}
	}
}

static double service_total(const forecast_result *r, int service)
{
	double sum = 0;
	for (int q = 0; q < FORECAST_QUARTERS; q++)
		sum += r->mean[service * FORECAST_QUARTERS + q];
	return sum;
}

/* What the day's forecast of booked people has beyond those who are booked by now. */
static void less_known(arena *a, const expectation *e, forecast_result *r)
{
	double *known = arena_many(a, double, (size_t)r->services);
	for (size_t i = 0; i < e->bookings.n; i++)
		known[e->bookings.at[i].offer] += e->comes;
	r->total = 0;
	for (int s = 0; s < r->services; s++) {
		double all = service_total(r, s), rest = all > known[s] ? (all - known[s]) / all : 0;
		for (int q = 0; q < FORECAST_QUARTERS; q++)
			r->mean[s * FORECAST_QUARTERS + q] *= rest;
		r->total += all * rest;
	}
}

static const err *read_bookings(db *d, arena *a, i64 city, expectation *e)
{
	staffing_bookings_rows rows;
	TRY(staffing_bookings(d, a, city, e->office->id, instant_of(e->on, 0), instant_of(e->on + 1, 0), &rows));
	for (size_t i = 0; i < rows.n; i++) {
		int offer = offer_index(e->office, rows.at[i].service);
		if (offer >= 0 && offer < FORECAST_SERVICES_MAX)
			LIST_ADD(a, &e->bookings, (expected_booking){ offer, minute_of(rows.at[i].start) });
	}
	return NULL;
}

const err *staffing_expect(db *d, arena *a, i64 city, const office_def *o, day on, instant now, expectation *ret)
{
	*ret = (expectation){ .office = o, .on = on, .hours = office_hours(o, on, NULL) };
	office_counts counts;
	day last = day_of(now) - 1;
	TRY(staffing_counts_of(d, a, city, o, last < on - 1 ? last : on - 1, &counts));
	TRY(read_bookings(d, a, city, ret));
	ret->days = counts.walk_ins.days_n;
	ret->comes = counts.comes;
	forecast_day what = staffing_day_of(o, on);
	forecast_history walk_ins = arrivals_history(&counts.walk_ins), booked = arrivals_history(&counts.booked);
	ret->walk_ins = forecast_of(a, forecast_fit(a, &walk_ins, guess_of(a, o, ret->hours, false)), &what);
	ret->further = forecast_of(a, forecast_fit(a, &booked, guess_of(a, o, ret->hours, true)), &what);
	within_hours(a, o, on, &ret->walk_ins);
	within_hours(a, o, on, &ret->further);
	less_known(a, ret, &ret->further);
	double known = (double)ret->bookings.n * ret->comes;
	ret->people = ret->walk_ins.total + ret->further.total + known;
	ret->p10 = forecast_quantile(&ret->walk_ins, 0.1) + ret->further.total + known;
	ret->p90 = forecast_quantile(&ret->walk_ins, 0.9) + ret->further.total + known;
	return NULL;
}
