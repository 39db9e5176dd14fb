/* Typed rates and logs as demand; see demand.h. */
#include "sim/demand.h"

#include <math.h>

#include "base/clock.h"
#include "text/csv.h"

#define BOOKINGS_MAX 4096 /* kinds of them, by time and service */
#define PER_HOUR_MAX 10000.0
#define MINUTES_MAX 600.0
#define SPREAD_MAX 5.0
#define SPREAD 0.8 /* where nobody says */

static const sim_class usual_order[] = {
	{ SIM_BOOKED, 300 }, { SIM_PRIORITY, 0 }, { SIM_RETURNED, 0 }, { SIM_ARRIVAL, 0 }
};

/* --- reading ---------------------------------------------------------------------------------------------------------- */

typedef struct reader {
	arena *a;
	csv_table table;
	const csv_row *row;
	event_faults *faults;
} reader;

static int column_of(const reader *r, const char *name)
{
	const csv_row *head = &r->table.at[0];
	for (size_t i = 0; i < head->n; i++)
		if (str_eq_nocase(str_trim(head->at[i]), str_of(name)))
			return (int)i;
	return -1;
}

static str cell(const reader *r, int column)
{
	return column >= 0 && (size_t)column < r->row->n ? str_trim(r->row->at[column]) : STR_NONE;
}

/* The row is left out; `column` is counted in cells, as a spreadsheet does. */
static bool fault(reader *r, int column, const char *what)
{
	r->faults->rows++;
	if (r->faults->n < EVENTLOG_FAULTS_MAX)
		LIST_ADD(r->a, r->faults, (event_fault){ r->row->line, column + 1, str_of(what) });
	return false;
}

static const err *open_table(reader *r, str csv, const char *const *needed, int *columns, size_t n)
{
	TRY(csv_parse(r->a, csv, &r->table));
	if (r->table.n == 0)
		return err_why(r->a, ERR_file, "the file is empty");
	if (r->table.n > DEMAND_ROWS_MAX)
		return err_why(r->a, ERR_file, "more than %d rows", DEMAND_ROWS_MAX);
	for (size_t i = 0; i < n; i++) {
		bool optional = needed[i][0] == '?';
		columns[i] = column_of(r, needed[i] + optional);
		if (columns[i] < 0 && !optional)
			return err_at(r->a, ERR_file, STR("1:1"), "there is no column \"%s\"", needed[i]);
	}
	return NULL;
}

static bool number(str s, double least, double most, double *ret)
{
	char text[32], *end;
	if (s.len == 0 || s.len >= sizeof text)
		return false;
	memcpy(text, s.at, s.len);
	text[s.len] = 0;
	double x = strtod(text, &end);
	if (*end || !(x >= least && x <= most)) /* NaN is neither */
		return false;
	*ret = x;
	return true;
}

static bool time_of(str s, double *ret)
{
	int minute;
	if (!minute_parse(s, &minute))
		return false;
	*ret = minute * 60.0;
	return true;
}

/* From–to of a row. */
static bool times_of(reader *r, int from, int to, double *ret_from, double *ret_to)
{
	if (!time_of(cell(r, from), ret_from))
		return fault(r, from, "not a time as 09:30");
	if (!time_of(cell(r, to), ret_to))
		return fault(r, to, "not a time as 09:30");
	return *ret_from < *ret_to || fault(r, to, "is not after the beginning");
}

/* --- typed rates ------------------------------------------------------------------------------------------------------- */

typedef struct rates {
	double *by_quarter[SIM_SERVICES_MAX]; /* people a second */
	double minutes[SIM_SERVICES_MAX], spread[SIM_SERVICES_MAX]; /* below 0: not said yet */
} rates;

static bool read_rate(reader *r, const int *c, demand *d, rates *all)
{
	str name = cell(r, c[0]);
	double from, to, per_hour, minutes = -1, spread = -1;
	if (!name.len)
		return fault(r, c[0], "is missing");
	if (!times_of(r, c[1], c[2], &from, &to))
		return false;
	if (!number(cell(r, c[3]), 0, PER_HOUR_MAX, &per_hour))
		return fault(r, c[3], "not a number of people");
	if (cell(r, c[4]).len && !number(cell(r, c[4]), 0.01, MINUTES_MAX, &minutes))
		return fault(r, c[4], "not a number of minutes");
	if (cell(r, c[5]).len && !number(cell(r, c[5]), 0, SPREAD_MAX, &spread))
		return fault(r, c[5], "not a spread from 0 to 5");
	int v = names_find(d->services, name);
	if ((v < 0 || all->minutes[v] < 0) && minutes < 0)
		return fault(r, c[4], "is missing: nothing was said before of this service");
	if (v >= 0 && all->minutes[v] >= 0 && minutes >= 0 && minutes != all->minutes[v])
		return fault(r, c[4], "other minutes than before: a service has one mean");
	if (v >= 0 && all->spread[v] >= 0 && spread >= 0 && spread != all->spread[v])
		return fault(r, c[5], "another spread than before: a service has one");
	if (v < 0) {
		v = (int)d->services.n;
		if (v == SIM_SERVICES_MAX)
			return fault(r, c[0], "is one more than can be kept apart");
		LIST_ADD(r->a, &d->services, name);
		all->by_quarter[v] = arena_many(r->a, double, DEMAND_QUARTERS);
		all->minutes[v] = all->spread[v] = -1;
	}
	if (minutes >= 0)
		all->minutes[v] = minutes;
	if (spread >= 0)
		all->spread[v] = spread;
	for (int q = 0; q < DEMAND_QUARTERS; q++) {
		double both = fmin(to, (q + 1) * DEMAND_QUARTER) - fmax(from, q * DEMAND_QUARTER);
		if (both > 0)
			all->by_quarter[v][q] += per_hour / 3600 * both / DEMAND_QUARTER;
	}
	return true;
}

/* What follows from the flows and bookings. */
static void sum_up(demand *d)
{
	const sim_day *all = &d->day;
	d->from = DEMAND_QUARTERS * DEMAND_QUARTER;
	d->to = 0;
	for (int f = 0; f < all->flows_n; f++)
		for (int q = 0; q < all->intervals_n; q++)
			if (all->flows[f].rate[q] > 0) {
				d->people += all->flows[f].rate[q] * DEMAND_QUARTER;
				d->from = fmin(d->from, q * DEMAND_QUARTER);
				d->to = fmax(d->to, (q + 1) * DEMAND_QUARTER);
			}
	for (int i = 0; i < all->bookings_n; i++) {
		double quarter = floor(all->bookings[i].due / DEMAND_QUARTER) * DEMAND_QUARTER;
		d->people += all->bookings[i].comes;
		d->from = fmin(d->from, fmax(quarter, 0));
		d->to = fmax(d->to, fmin(quarter + DEMAND_QUARTER, DEMAND_QUARTERS * DEMAND_QUARTER));
	}
}

static sim_day empty_day(void)
{
	return (sim_day){ .order = usual_order,
			  .order_n = COUNT(usual_order),
			  .interval = DEMAND_QUARTER,
			  .intervals_n = DEMAND_QUARTERS,
			  .until = SIM_NEVER,
			  .room = 20000 };
}

const err *demand_rates(arena *a, str csv, demand *ret, event_faults *faults)
{
	static const char *const names[] = { "service", "from", "to", "per_hour", "?minutes", "?spread" };
	int columns[COUNT(names)];
	reader r = { .a = a, .faults = faults };
	*ret = (demand){ .day = empty_day() };
	TRY(open_table(&r, csv, names, columns, COUNT(names)));
	rates *all = arena_one(a, rates);
	for (size_t i = 1; i < r.table.n; i++) {
		r.row = &r.table.at[i];
		read_rate(&r, columns, ret, all);
	}
	size_t n = ret->services.n;
	sim_service *services = arena_many(a, sim_service, n);
	sim_flow *flows = arena_many(a, sim_flow, n);
	for (size_t v = 0; v < n; v++) {
		services[v].time = sim_lognormal(all->minutes[v] * 60, all->spread[v] >= 0 ? all->spread[v] : SPREAD);
		flows[v] = (sim_flow){ .visit = { .service = (int)v }, .rate = all->by_quarter[v] };
	}
	ret->day.services = services;
	ret->day.flows = flows;
	ret->day.services_n = ret->day.flows_n = (int)n;
	sum_up(ret);
	return ret->people > 0 ? NULL : err_why(a, ERR_file, "nobody comes by these rates");
}

/* --- a log ---------------------------------------------------------------------------------------------------------------- */

static sim_dist measured_dist(arena *a, const measured *m)
{
	float *table = arena_many(a, float, MEASURED_POINTS);
	measured_table(m, table);
	return sim_table(table, MEASURED_POINTS);
}

/* Who takes tickets, on the mean day; and by how much days differ beyond chance. */
static void mean_arrivals(arena *a, const event_days *days, double zero, demand *d)
{
	size_t n = d->services.n;
	sim_flow *flows = arena_many(a, sim_flow, n);
	double **rates_of = arena_many(a, double *, n);
	for (size_t v = 0; v < n; v++)
		rates_of[v] = arena_many(a, double, DEMAND_QUARTERS);
	double sum = 0, squares = 0, all = (double)days->n;
	for (size_t k = 0; k < days->n; k++) {
		double people = 0;
		for (size_t i = 0; i < days->at[k].n; i++) {
			const event *e = &days->at[k].at[i];
			double q = floor((e->t + zero) / DEMAND_QUARTER);
			if (e->kind != EVENT_TAKE || q < 0 || q >= DEMAND_QUARTERS)
				continue;
			rates_of[e->service][(int)q] += 1 / (all * DEMAND_QUARTER);
			people++;
		}
		sum += people;
		squares += people * people;
	}
	double mean = sum / all, variance = squares / all - mean * mean;
	d->day.swing = mean > 0 && variance > mean ? sqrt(variance - mean) / mean : 0;
	for (size_t v = 0; v < n; v++)
		flows[v] = (sim_flow){ .visit = { .service = (int)v }, .rate = rates_of[v] };
	d->day.flows = flows;
	d->day.flows_n = (int)n;
}

/* A booking for each time and service that was ever booked, as likely as it was. */
static void mean_bookings(arena *a, const event_days *days, double zero, double shows, demand *d)
{
	struct {
		sim_booking *at;
		size_t n;
	} all = { 0 };
	for (size_t k = 0; k < days->n; k++)
		for (size_t i = 0; i < days->at[k].n; i++) {
			const event *e = &days->at[k].at[i];
			if (e->kind != EVENT_BOOK)
				continue;
			size_t b = 0;
			while (b < all.n && (all.at[b].due != e->from + zero || all.at[b].visit.service != e->service))
				b++;
			if (b == all.n) {
				if (all.n == BOOKINGS_MAX)
					continue;
				LIST_ADD(a, &all,
					 (sim_booking){ .visit = { .service = e->service }, .due = e->from + zero });
			}
			all.at[b].comes += shows / (double)days->n;
		}
	for (size_t b = 0; b < all.n; b++) /* two at one time: both at once are taken for one */
		all.at[b].comes = fmin(all.at[b].comes, 1);
	d->day.bookings = all.at;
	d->day.bookings_n = (int)all.n;
}

void demand_habits(arena *a, const office_model *m, sim_day *all)
{
	for (int booked = 0; booked < 2; booked++) {
		double *missing = arena_many(a, double, MODEL_WAIT_BINS);
		for (int k = 0; k < MODEL_WAIT_BINS; k++)
			missing[k] = model_absent(m, booked, k * MODEL_WAIT_BIN);
		all->missing_after[booked] = missing;
	}
	all->missing_n = MODEL_WAIT_BINS;
	all->missing_step = MODEL_WAIT_BIN;
	all->early = measured_dist(a, &m->offset);
	all->gap = measured_dist(a, &m->gap);
	all->opens = measured_dist(a, &m->opens);
	all->closes = measured_dist(a, &m->closes);
}

/* How long things take, and what people and desks do. */
static void learned_habits(arena *a, const office_model *m, const office_names *names, double zero, demand *d,
			   day_plan *plan)
{
	sim_day *all = &d->day;
	sim_service *services = arena_many(a, sim_service, names->services.n);
	sim_dist absence = measured_dist(a, &m->absence);
	for (int v = 0; v < (int)names->services.n; v++) {
		double mean, variance;
		model_level(m, v, -1, &mean, &variance);
		services[v] = (sim_service){ .time = { SIM_LOGNORMAL, 0, mean, model_chance(m, v), NULL, 0 },
					     .missing = model_absent(m, false, 0),
					     .missed = absence };
	}
	all->services = services;
	all->services_n = (int)names->services.n;
	demand_habits(a, m, all);
	double *pace = arena_many(a, double, DEMAND_QUARTERS); /* of the model's hours, which begin at the log's zero */
	for (int q = 0; q < DEMAND_QUARTERS; q++) {
		double hour = floor((q * DEMAND_QUARTER - zero) / 3600);
		pace[q] = exp(m->level[MODEL_HOUR((int)fmin(fmax(hour, 0), MODEL_HOURS - 1))]);
	}
	all->pace = pace;
	all->tempo = sqrt(expm1(m->day_squares / m->day_n));
	double open = 0, breaks = 0;
	for (int h = 0; h < MODEL_HOURS; h++) {
		open += m->away_open[0][h];
		breaks += m->away_n[0][h];
	}
	all->breaks = (sim_breaks){ breaks > 0 ? open / breaks : 0, measured_dist(a, &m->away) };
	plan->stays = m->stays.n * 2 >= m->stays.of;
	for (size_t k = 0; k < plan->n; k++) {
		double *paces = arena_many(a, double, names->services.n);
		int desk = names_find(names->desks, plan->at[k].name);
		for (int v = 0; v < (int)names->services.n; v++) {
			double mean, variance;
			model_level(m, v, desk, &mean, &variance);
			paces[v] = exp(mean - services[v].time.a);
		}
		plan->at[k].paces = paces;
	}
}

static void open_minutes(plan_desk *d, double from, double to, bool open)
{
	for (int m = (int)fmax(from / 60, 0); m < DEMAND_MINUTES && m * 60.0 < to; m++)
		d->open[m] = open;
}

static plan_desk *desk_named(day_plan *p, str name)
{
	for (size_t i = 0; i < p->n; i++)
		if (str_eq(p->at[i].name, name))
			return &p->at[i];
	return NULL;
}

static plan_desk *desk_added(arena *a, day_plan *p, str name)
{
	if (p->n == SIM_DESKS_MAX)
		return NULL;
	LIST_ADD(a, p, (plan_desk){ .name = name });
	return &p->at[p->n - 1];
}

const err *demand_history(arena *a, const office_names *names, const event_days *days, double zero, demand *ret,
			  day_plan *ret_plan)
{
	*ret = (demand){ .services = names->services, .day = empty_day() };
	*ret_plan = (day_plan){ 0 };
	if (days->n == 0 || names->services.n == 0)
		return err_why(a, ERR_file, "there are no days in this log");
	office_model *m = arena_one(a, office_model);
	model_init(m);
	for (size_t i = 0; i < names->services.n; i++)
		if (model_service(m, names->services.at[i], 0) != (int)i)
			return err_why(a, ERR_file, "a service's name is too long, or there are two of it");
	for (size_t i = 0; i < names->desks.n; i++)
		if (model_desk(m, names->desks.at[i]) != (int)i)
			return err_why(a, ERR_file, "a desk's name is too long, or there are two of it");
	for (size_t i = 0; i < days->n; i++)
		model_learn(m, names, &days->at[i]);
	model_day_begins(m);
	m->level[MODEL_TODAY] = 0; /* any day, not the one after the last */
	const event_day *last = &days->at[days->n - 1];
	for (size_t i = 0; i < last->n; i++) {
		const event *e = &last->at[i];
		if (e->kind != EVENT_PLAN)
			continue;
		str name = names->desks.at[e->desk];
		plan_desk *d = desk_named(ret_plan, name);
		if (!d && !(d = desk_added(a, ret_plan, name)))
			continue;
		d->services |= e->services;
		open_minutes(d, e->from + zero, e->to + zero, true);
	}
	mean_arrivals(a, days, zero, ret);
	mean_bookings(a, days, zero, m->shows.n / m->shows.of, ret);
	learned_habits(a, m, names, zero, ret, ret_plan);
	sum_up(ret);
	return ret->people > 0 ? NULL : err_why(a, ERR_file, "nobody takes a ticket in this log");
}

/* --- desks ----------------------------------------------------------------------------------------------------------------- */

/* "a|b": services of the demand. */
static bool mask_of(const demand *d, str list, sim_mask *ret, str *ret_unknown)
{
	*ret = 0;
	while (list.len) {
		str name = str_trim(str_cut(&list, '|'));
		int v = names_find(d->services, name);
		if (v < 0) {
			*ret_unknown = name;
			return false;
		}
		*ret |= SIM_BIT(v);
	}
	return true;
}

static bool read_desk(reader *r, const int *c, const demand *d, const day_plan *learned, day_plan *p)
{
	str name = cell(r, c[0]), unknown;
	sim_mask services, also;
	double from, to;
	if (!name.len)
		return fault(r, c[0], "is missing");
	if (!cell(r, c[1]).len)
		return fault(r, c[1], "is missing");
	if (!mask_of(d, cell(r, c[1]), &services, &unknown))
		return fault(r, c[1], "a service for which nobody comes");
	if (!mask_of(d, cell(r, c[4]), &also, &unknown))
		return fault(r, c[4], "a service for which nobody comes");
	if (!times_of(r, c[2], c[3], &from, &to))
		return false;
	plan_desk *desk = desk_named(p, name);
	if (desk && (desk->services != services || desk->also != (also & ~services)))
		return fault(r, c[1], "other services than before: a desk has the same all day");
	if (!desk && !(desk = desk_added(r->a, p, name)))
		return fault(r, c[0], "is one more than can be kept apart");
	desk->services = services;
	desk->also = also & ~services;
	const plan_desk *known = learned ? desk_named(&(day_plan){ learned->at, learned->n, false }, name) : NULL;
	desk->paces = known ? known->paces : NULL;
	open_minutes(desk, from, to, true);
	return true;
}

const err *plan_parse(arena *a, str csv, const demand *d, const day_plan *learned, day_plan *ret, event_faults *faults)
{
	static const char *const names[] = { "desk", "services", "from", "to", "?also" };
	int columns[COUNT(names)];
	reader r = { .a = a, .faults = faults };
	*ret = (day_plan){ .stays = learned ? learned->stays : true };
	TRY(open_table(&r, csv, names, columns, COUNT(names)));
	for (size_t i = 1; i < r.table.n; i++) {
		r.row = &r.table.at[i];
		read_desk(&r, columns, d, learned, ret);
	}
	return ret->n ? NULL : err_why(a, ERR_file, "no desk can be read");
}

/* The next word. */
static str word(str *rest)
{
	*rest = str_trim(*rest);
	return str_cut(rest, ' ');
}

const err *plan_change(arena *a, day_plan *plan, const demand *d, str change)
{
	str rest = change, first = word(&rest), name = word(&rest), what = word(&rest), hours = word(&rest);
	str begin = str_cut(&hours, '-');
	bool open = str_eq(what, STR("open"));
	double from, to;
	if (!str_eq(first, STR("desk")) || !name.len || (!open && !str_eq(what, STR("closed"))))
		return err_why(a, ERR_usage,
			       "\"%.*s\": write \"desk 5 open 11:00-14:30\" or \"desk 5 closed 12:00-13:00\"",
			       STR_ARG(change));
	if (!time_of(begin, &from) || !time_of(hours, &to) || from >= to)
		return err_why(a, ERR_usage, "\"%.*s\": the time is written 11:00-14:30", STR_ARG(change));
	plan_desk *desk = desk_named(plan, name);
	str for_word = word(&rest), list = str_trim(rest), unknown = STR_NONE;
	sim_mask services = 0;
	if (for_word.len && (!str_eq(for_word, STR("for")) || !mask_of(d, list, &services, &unknown) || !services))
		return err_why(a, ERR_usage, "\"%.*s\": behind the time stands \"for\" and services as juumin|zeimu",
			       STR_ARG(change));
	if (!desk && !services)
		return err_why(a, ERR_usage,
			       "there is no desk %.*s; a new one is \"desk %.*s open 11:00-14:30 for juumin|zeimu\"",
			       STR_ARG(name), STR_ARG(name));
	if (desk && services && services != desk->services)
		return err_why(a, ERR_usage, "desk %.*s is there with other services; name a new one", STR_ARG(name));
	if (!desk && !(desk = desk_added(a, plan, name)))
		return err_why(a, ERR_usage, "more than %d desks", SIM_DESKS_MAX);
	if (services)
		desk->services = services;
	open_minutes(desk, from, to, open);
	return NULL;
}

day_plan plan_copy(arena *a, const day_plan *p)
{
	day_plan copy = { .stays = p->stays };
	for (size_t i = 0; i < p->n; i++)
		LIST_ADD(a, &copy, p->at[i]);
	return copy;
}

/* Spans of a desk's open minutes. */
static int spans_of(arena *a, const plan_desk *p, const sim_span **ret)
{
	struct {
		sim_span *at;
		size_t n;
	} spans = { 0 };
	for (int m = 0; m < DEMAND_MINUTES; m++) {
		if (!p->open[m])
			continue;
		if (m == 0 || !p->open[m - 1])
			LIST_ADD(a, &spans, (sim_span){ m * 60.0, m * 60.0, false });
		spans.at[spans.n - 1].to = (m + 1) * 60.0;
	}
	*ret = spans.at;
	return (int)spans.n;
}

sim_day plan_day(arena *a, const demand *d, const day_plan *p)
{
	sim_day ret = d->day;
	sim_desk *desks = arena_many(a, sim_desk, p->n);
	double last = 0;
	for (size_t i = 0; i < p->n; i++) {
		const sim_span *spans;
		int n = spans_of(a, &p->at[i], &spans);
		desks[i] = (sim_desk){ .services = p->at[i].services,
				       .also = p->at[i].also,
				       .pace = p->at[i].pace,
				       .paces = p->at[i].paces,
				       .spans = spans,
				       .spans_n = n };
		if (n && spans[n - 1].to > last)
			last = spans[n - 1].to;
	}
	/* whoever is open until the end of the day serves those who wait; who goes home earlier does not */
	for (size_t i = 0; i < p->n; i++) {
		int n = desks[i].spans_n;
		if (p->stays && n && desks[i].spans[n - 1].to >= last - 1) {
			sim_span *spans = arena_many(a, sim_span, (size_t)n);
			memcpy(spans, desks[i].spans, (size_t)n * sizeof *spans);
			spans[n - 1].stays = true;
			desks[i].spans = spans;
		}
	}
	ret.desks = desks;
	ret.desks_n = (int)p->n;
	return ret;
}
