/*
 * Expected waits, by simulating forward from the board.
 *
 * One run plays the office from now on: each desk becomes free at some moment, calls whom the office's order says, and
 * serves for a random time. All who wait now and all who are booked take part; a newcomer is last in his or her class
 * and changes nothing for the others, so one run answers for every service at once: a newcomer for a service is called
 * when a desk that serves it first finds nobody to prefer. Many runs give the quantiles.
 *
 * Times are log-normal with the mean and spread that the office has learned (visits_read.c). Somebody who is being served
 * since t minutes has a time that is known to be longer than t.
 */
#include "modules/visits/visits.h"

#include <math.h>

#define RUNS_MAX 120
#define RUNS_MIN 24
/* A crowd needs fewer runs: its sum varies little, and the work stays about a millisecond. */
#define RUNS_WORK 12000
#define HORIZON (12 * 3600.0) /* seconds; who is not called by then is not called today */
#define BREAK_UNKNOWN (15 * 60.0)
/* A desk that is assumed to open does so within these. */
#define OPENS_FROM 300.0
#define OPENS_TO 1200.0
#define SHOW_UP 0.85 /* of those who are booked; Berlin measured 11–17 % no-shows */
#define CLASSES_MAX 8
#define NEVER 1e18

/* --- random numbers ---------------------------------------------------------------------------------------- */

static u64 next_random(u64 *s)
{
	u64 z = (*s += 0x9E3779B97F4A7C15u);
	z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
	z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
	return z ^ (z >> 31);
}

static double uniform(u64 *s)
{
	return ((double)(next_random(s) >> 11) + 0.5) / 9007199254740992.0;
}

static double normal(u64 *s)
{
	return sqrt(-2.0 * log(uniform(s))) * cos(6.283185307179586 * uniform(s));
}

/* --- the office as the simulation sees it --------------------------------------------------------------------- */

typedef struct person {
	int service;
	double ready; /* seconds from now: is in the house */
	double due; /* seconds from now: the booked time; NEVER for walk-ins */
	double arrived;
	bool priority, returned, expected; /* expected: booked, not here yet */
	int step; /* index into board.steps, or -1 */
	u32 order; /* rank of arrival */
} person;

/* The people of one class and one service in their order; `head` moves on as they are called. */
typedef struct queue {
	int *at;
	int n, head;
} queue;

typedef struct sim_desk {
	int *services, *also;
	int services_n, also_n;
	bool here; /* will be serving today */
	bool assumed; /* closed, but somebody must serve what no open desk serves */
	int serving; /* service, or -1 */
	double begun; /* seconds from now (negative): since when */
	double free; /* when there is nobody at the desk */
} sim_desk;

typedef struct sim {
	const office_def *office;
	int services_n, desks_n, people_n, classes_n;
	double *mu, *sigma; /* of the log-normal, per service */
	person *people;
	sim_desk *desks;
	queue *queues; /* [class][service] */
	bool *gone; /* per person, in this run */
	double *newcomer; /* per service, in this run */
	double *called; /* per person, in this run */
	double *free; /* per desk, in this run */
} sim;

static int service_index(const office_def *o, str service)
{
	for (size_t i = 0; i < o->offers.n; i++)
		if (str_eq(o->offers.at[i].service, service))
			return (int)i;
	return -1;
}

static int *service_list(arena *a, const office_def *o, const strs *list, int *ret_n)
{
	int *at = arena_many(a, int, list->n);
	int n = 0;
	for (size_t i = 0; i < list->n; i++) {
		int k = service_index(o, list->at[i]);
		if (k >= 0)
			at[n++] = k;
	}
	*ret_n = n;
	return at;
}

static bool belongs(const call_rule *rule, const person *p)
{
	switch (rule->who) {
	case CALL_BOOKED:
		return p->due < NEVER;
	case CALL_PRIORITY:
		return p->priority;
	case CALL_RETURNED:
		return p->returned;
	case CALL_ARRIVAL:
		break;
	}
	return true;
}

static void sort_queue(const sim *s, queue *q, bool by_due)
{
	/* insertion: people come nearly in order of arrival already */
	for (int i = 1; i < q->n; i++) {
		int p = q->at[i], k = i;
		for (; k > 0; k--) {
			const person *a = &s->people[q->at[k - 1]], *b = &s->people[p];
			double ta = by_due ? a->due : a->arrived, tb = by_due ? b->due : b->arrived;
			if (ta < tb || (ta == tb && a->order < b->order))
				break;
			q->at[k] = q->at[k - 1];
		}
		q->at[k] = p;
	}
}

static void build_people(arena *a, const board *b, sim *s)
{
	s->people = arena_many(a, person, b->steps.n + b->due.n);
	for (size_t i = 0; i < b->steps.n; i++) {
		const live_step *l = &b->steps.at[i];
		int service = l->state == STEP_WAITING ? service_index(b->office, l->service) : -1;
		if (service < 0)
			continue;
		s->people[s->people_n] = (person){ .service = service,
						   .due = l->due ? (double)(l->due - b->now) / 1000.0 : NEVER,
						   .arrived = (double)(l->arrived - b->now) / 1000.0,
						   .priority = l->priority,
						   .returned = l->returned,
						   .step = (int)i,
						   .order = (u32)s->people_n };
		s->people_n++;
	}
	for (size_t i = 0; i < b->due.n; i++) {
		const due_booking *l = &b->due.at[i];
		int service = service_index(b->office, l->service);
		double due = (double)(l->start - b->now) / 1000.0;
		if (service < 0 || due < -600.0)
			continue;
		double ready = due - 300.0 > 0 ? due - 300.0 : 0;
		s->people[s->people_n] = (person){ .service = service,
						   .ready = ready,
						   .due = due,
						   .arrived = ready,
						   .expected = true,
						   .step = -1,
						   .order = (u32)s->people_n };
		s->people_n++;
	}
}

static void build_queues(arena *a, sim *s)
{
	s->classes_n = (int)s->office->order.n;
	if (s->classes_n > CLASSES_MAX)
		s->classes_n = CLASSES_MAX;
	s->queues = arena_many(a, queue, (size_t)(s->classes_n * s->services_n));
	for (int c = 0; c < s->classes_n; c++) {
		const call_rule *rule = &s->office->order.at[c];
		for (int v = 0; v < s->services_n; v++) {
			queue *q = &s->queues[c * s->services_n + v];
			q->at = arena_many(a, int, (size_t)s->people_n);
			for (int p = 0; p < s->people_n; p++)
				if (s->people[p].service == v && belongs(rule, &s->people[p]))
					q->at[q->n++] = p;
			sort_queue(s, q, rule->who == CALL_BOOKED);
		}
	}
}

static void build_desks(arena *a, const board *b, sim *s)
{
	s->desks_n = (int)b->desks.n;
	s->desks = arena_many(a, sim_desk, b->desks.n);
	for (int i = 0; i < s->desks_n; i++) {
		const live_desk *l = &b->desks.at[i];
		sim_desk *d = &s->desks[i];
		d->services = service_list(a, b->office, &l->def->services, &d->services_n);
		d->also = service_list(a, b->office, &l->def->also, &d->also_n);
		d->serving = -1;
		switch (l->state) {
		case DESK_OPEN:
			d->here = true;
			break;
		case DESK_SERVING:
			d->here = true;
			d->serving = service_index(b->office, l->service);
			d->begun = (double)((l->called_at ? l->called_at : l->since) - b->now) / 1000.0;
			break;
		case DESK_BREAK:
			d->here = true;
			d->free = l->until > b->now ? (double)(l->until - b->now) / 1000.0 : BREAK_UNKNOWN;
			break;
		case DESK_CLOSED:
		case DESK_BACK_OFFICE:
		case DESK_STATES:
			break;
		}
	}
}

static bool is_in(const int *list, int n, int service)
{
	for (int i = 0; i < n; i++)
		if (list[i] == service)
			return true;
	return false;
}

static bool desk_has(const sim_desk *d, int service)
{
	return is_in(d->services, d->services_n, service) || is_in(d->also, d->also_n, service);
}

/* For each service that no desk serves now, a desk that could is taken to open soon; assumed[service] says so. */
static void assume_desks(sim *s, bool *assumed)
{
	for (int v = 0; v < s->services_n; v++) {
		int could = -1;
		bool served = false;
		for (int i = 0; i < s->desks_n && !served; i++) {
			bool has = desk_has(&s->desks[i], v);
			served = has && s->desks[i].here && !s->desks[i].assumed;
			if (has && (could < 0 || (s->desks[i].assumed && !s->desks[could].assumed)))
				could = i;
		}
		assumed[v] = !served && could >= 0;
		if (assumed[v])
			s->desks[could].here = s->desks[could].assumed = true;
	}
}

static double service_time(const sim *s, int service, u64 *seed)
{
	return exp(s->mu[service] + s->sigma[service] * normal(seed));
}

/* How much longer, given that it has lasted `elapsed` already. */
static double rest_of(const sim *s, int service, double elapsed, u64 *seed)
{
	for (int i = 0; i < 30; i++) {
		double t = service_time(s, service, seed);
		if (t > elapsed)
			return t - elapsed;
	}
	/* far out in the tail: what lasts long goes on for long */
	return -log(uniform(seed)) * elapsed * 0.5;
}

/* The first person, in the order of the classes, whom one of these services may have at time t; -1. */
static int pick(sim *s, const int *services, int n, double t)
{
	for (int c = 0; c < s->classes_n; c++) {
		const call_rule *rule = &s->office->order.at[c];
		bool booked = rule->who == CALL_BOOKED;
		int best = -1;
		double best_key = NEVER;
		for (int i = 0; i < n; i++) {
			queue *q = &s->queues[c * s->services_n + services[i]];
			while (q->head < q->n && s->gone[q->at[q->head]])
				q->head++;
			for (int k = q->head; k < q->n; k++) {
				int p = q->at[k];
				const person *one = &s->people[p];
				if (s->gone[p] || one->ready > t)
					continue;
				if (booked && one->due - rule->early_minutes * 60.0 > t)
					break; /* by time: the others are later still */
				double key = booked ? one->due : one->arrived;
				if (best < 0 || key < best_key ||
				    (key == best_key && one->order < s->people[best].order)) {
					best = p;
					best_key = key;
				}
				break;
			}
		}
		if (best >= 0)
			return best;
	}
	return -1;
}

/* When somebody may next become callable after t: the arrival of a booked person. */
static double next_arrival(const sim *s, double t)
{
	double next = NEVER;
	for (int p = 0; p < s->people_n; p++)
		if (!s->gone[p] && s->people[p].ready > t && s->people[p].ready < next)
			next = s->people[p].ready;
	return next;
}

static void newcomers(sim *s, const int *services, int n, double t)
{
	for (int i = 0; i < n; i++)
		if (s->newcomer[services[i]] > t)
			s->newcomer[services[i]] = t;
}

static void run(sim *s, u64 *seed)
{
	for (int p = 0; p < s->people_n; p++) {
		s->gone[p] = s->people[p].expected && uniform(seed) > SHOW_UP;
		s->called[p] = NEVER;
	}
	for (int v = 0; v < s->services_n; v++)
		s->newcomer[v] = NEVER;
	for (int i = 0; i < s->classes_n * s->services_n; i++)
		s->queues[i].head = 0;
	for (int i = 0; i < s->desks_n; i++) {
		const sim_desk *d = &s->desks[i];
		if (!d->here)
			s->free[i] = NEVER;
		else if (d->assumed)
			s->free[i] = OPENS_FROM + (OPENS_TO - OPENS_FROM) * uniform(seed);
		else
			s->free[i] = d->serving >= 0 ? rest_of(s, d->serving, -d->begun, seed) : d->free;
	}
	for (;;) {
		int i = -1;
		for (int k = 0; k < s->desks_n; k++)
			if (s->free[k] < HORIZON && (i < 0 || s->free[k] < s->free[i]))
				i = k;
		if (i < 0)
			return;
		const sim_desk *d = &s->desks[i];
		double t = s->free[i];
		int p = pick(s, d->services, d->services_n, t);
		if (p < 0) {
			newcomers(s, d->services, d->services_n, t);
			p = pick(s, d->also, d->also_n, t);
		}
		if (p < 0) {
			newcomers(s, d->also, d->also_n, t);
			double next = next_arrival(s, t);
			s->free[i] = next < HORIZON ? next : NEVER;
			continue;
		}
		s->gone[p] = true;
		s->called[p] = t;
		s->free[i] = t + service_time(s, s->people[p].service, seed);
	}
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return x < y ? -1 : x > y;
}

static wait_range quantiles(double *at, int runs, int ahead)
{
	qsort(at, (size_t)runs, sizeof *at, by_value);
	wait_range w = { ahead, -1, -1, -1, false };
	if (at[runs / 2] < HORIZON) {
		w.p10 = (int)at[runs / 10];
		w.p50 = (int)at[runs / 2];
		w.p90 = at[runs * 9 / 10] < HORIZON ? (int)at[runs * 9 / 10] : (int)HORIZON;
	}
	return w;
}

/* --- who is ahead -------------------------------------------------------------------------------------------- */

/* Two services stand in one line when some desk that is here has both among its first skills. */
static bool compete(const sim *s, int a, int b)
{
	for (int i = 0; i < s->desks_n; i++) {
		const sim_desk *d = &s->desks[i];
		if (d->here && is_in(d->services, d->services_n, a) && is_in(d->services, d->services_n, b))
			return true;
	}
	return a == b;
}

typedef struct call_order {
	const sim *sim;
	const board *board;
} call_order;

static int by_call(const void *x, const void *y, void *ctx)
{
	const call_order *o = ctx;
	const live_step *a = &o->board->steps.at[o->sim->people[*(const int *)x].step];
	const live_step *b = &o->board->steps.at[o->sim->people[*(const int *)y].step];
	return visits_before(o->board->office, a, b, o->board->now)
		       ? -1
		       : visits_before(o->board->office, b, a, o->board->now);
}

/* For each person, how many of the same line are called before; for each service, how many stand in its line. In one pass
 * over those who wait in the order of calling, because a crowd is long. */
static void count_ahead(arena *a, const sim *s, const board *b, int *ret_person, int *ret_service)
{
	int n = 0, services = s->services_n;
	int *order = arena_many(a, int, (size_t)s->people_n);
	for (int p = 0; p < s->people_n; p++)
		if (s->people[p].step >= 0)
			order[n++] = p;
	call_order by = { s, b };
	if (n)
		qsort_r(order, (size_t)n, sizeof *order, by_call, &by);
	bool *one_line = arena_many(a, bool, (size_t)(services * services));
	for (int v = 0; v < services; v++)
		for (int w = 0; w < services; w++)
			one_line[v * services + w] = compete(s, v, w);
	int *before = arena_many(a, int, (size_t)services);
	for (int i = 0; i < n; i++) {
		int service = s->people[order[i]].service;
		for (int w = 0; w < services; w++)
			ret_person[order[i]] += one_line[service * services + w] ? before[w] : 0;
		before[service]++;
	}
	for (int v = 0; v < services; v++)
		for (int w = 0; w < services; w++)
			ret_service[v] += one_line[v * services + w] ? before[w] : 0;
}

void visits_estimate(arena *a, board *b)
{
	sim s = { .office = b->office, .services_n = (int)b->office->offers.n };
	s.mu = arena_many(a, double, (size_t)s.services_n);
	s.sigma = arena_many(a, double, (size_t)s.services_n);
	for (int v = 0; v < s.services_n; v++) {
		double spread = b->services[v].spread, variance = log(1.0 + spread * spread);
		s.sigma[v] = sqrt(variance);
		s.mu[v] = log(b->services[v].mean) - variance / 2;
	}
	build_people(a, b, &s);
	build_queues(a, &s);
	build_desks(a, b, &s);
	bool *assumed = arena_many(a, bool, (size_t)s.services_n);
	if (b->open)
		assume_desks(&s, assumed);
	s.gone = arena_many(a, bool, (size_t)s.people_n);
	s.called = arena_many(a, double, (size_t)s.people_n);
	s.newcomer = arena_many(a, double, (size_t)s.services_n);
	s.free = arena_many(a, double, (size_t)s.desks_n);
	int runs = RUNS_WORK / (s.people_n + 1);
	runs = runs > RUNS_MAX ? RUNS_MAX : runs < RUNS_MIN ? RUNS_MIN : runs;
	double *called = arena_many(a, double, (size_t)(s.people_n * runs));
	double *newcomer = arena_many(a, double, (size_t)(s.services_n * runs));
	u64 seed = (u64)b->event * 1000003u + (u64)b->today;
	for (int r = 0; r < runs; r++) {
		run(&s, &seed);
		for (int p = 0; p < s.people_n; p++)
			called[p * runs + r] = s.called[p];
		for (int v = 0; v < s.services_n; v++)
			newcomer[v * runs + r] = s.newcomer[v];
	}
	int *ahead = arena_many(a, int, (size_t)s.people_n), *in_line = arena_many(a, int, (size_t)s.services_n);
	count_ahead(a, &s, b, ahead, in_line);
	b->waits = arena_many(a, wait_range, b->steps.n);
	for (size_t i = 0; i < b->steps.n; i++)
		b->waits[i] = (wait_range){ 0, -1, -1, -1, false };
	for (int p = 0; p < s.people_n; p++) {
		int step = s.people[p].step;
		if (step < 0)
			continue;
		b->waits[step] = quantiles(&called[p * runs], runs, ahead[p]);
		b->waits[step].assumed = assumed[s.people[p].service];
	}
	for (int v = 0; v < s.services_n; v++) {
		b->services[v].wait = quantiles(&newcomer[v * runs], runs, in_line[v]);
		b->services[v].wait.assumed = assumed[v];
	}
}

static int round_to(int minutes, bool up)
{
	int unit = minutes >= 10 ? 5 : 1;
	return (minutes + (up ? unit - 1 : 0)) / unit * unit;
}

void visits_wait_minutes(wait_range w, int *ret_from, int *ret_to)
{
	*ret_from = round_to(w.p10 / 60, false);
	*ret_to = round_to((w.p90 + 59) / 60, true);
	if (*ret_to <= *ret_from)
		*ret_to = *ret_from + (*ret_from >= 10 ? 5 : 1);
}
