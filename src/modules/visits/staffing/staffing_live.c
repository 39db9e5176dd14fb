/* What would help on the floor now: the live board played forward with one more desk. */
#include <math.h>

#include "modules/visits/staffing/staffing.sql.h"
#include "modules/visits/staffing/staffing_private.h"
#include "modules/visits/visits_private.h"

#define LOOK_BACK (12 * 3600.0) /* seconds: whoever waits came within them */
#define LOOK_AHEAD 3600.0 /* whose waits count: those who come within */
#define PLAY_AHEAD (4 * 3600.0)
#define WORTH_MOST (2 * 3600.0) /* of a person's wait; who is never called would outweigh everybody */
#define OPEN_FOR 120 /* minutes that are suggested, to the half hour */
#define BREAK_UNKNOWN (15 * 60.0)
#define WAIT_LEAST (10 * 60) /* nothing is suggested while nine of ten wait less */
#define RUNS 80
#define FRESH (3 * MINUTE)
#define AGAIN (45 * SECOND)
#define WORTH_LOOKING 3 /* people who wait */

typedef struct floor_plan {
	const board *board;
	const roster_day *roster;
	int minute; /* now */
	const sim_desk *paces; /* desks that know how fast they are */
	sim_desk *desks;
	int n;
} floor_plan;

static double seconds_from(const board *b, instant t)
{
	return (double)(t - b->now) / 1000.0;
}

static int offer_of(const office_def *o, str service)
{
	for (int k = 0; k < staffing_offers(o); k++)
		if (str_eq(o->offers.at[k].service, service))
			return k;
	return -1;
}

static int closing(const board *b)
{
	windows hours = office_hours(b->office, b->today, NULL);
	return hours.n ? hours.at[hours.n - 1].to : 1440;
}

/* The spans that are still to come; an open desk is in one that ends when its plan says, else when the office closes. */
static const sim_span *spans_now(arena *a, const floor_plan *f, int desk, bool open, int *ret_n)
{
	int planned_n, n = 0;
	const sim_span *planned = staffing_spans(a, &f->roster->desks[desk], f->minute, &planned_n);
	sim_span *spans = arena_many(a, sim_span, 4);
	double end = (closing(f->board) - f->minute) * 60.0;
	for (int i = 0; i < planned_n && open; i++)
		if (planned[i].from <= 0 && planned[i].to > 60)
			spans[n++] = (sim_span){ -1, planned[i].to, planned[i].stays };
	if (open && n == 0)
		spans[n++] = (sim_span){ -1, end > 1800 ? end : 1800, true };
	for (int i = 0; i < planned_n; i++)
		if (planned[i].from > 0 && (n == 0 || planned[i].from > spans[n - 1].to))
			spans[n++] = planned[i];
	*ret_n = n;
	return spans;
}

static void desk_now(arena *a, floor_plan *f, int k)
{
	const live_desk *l = &f->board->desks.at[k];
	sim_desk *d = &f->desks[k];
	*d = (sim_desk){ .services = staffing_mask(f->board->office, &l->def->services),
			 .also = staffing_mask(f->board->office, &l->def->also),
			 .paces = f->paces[k].paces };
	bool open = l->state == DESK_OPEN || l->state == DESK_SERVING || l->state == DESK_BREAK;
	d->spans = spans_now(a, f, k, open, &d->spans_n);
	int service = offer_of(f->board->office, l->service);
	if (l->state == DESK_OPEN || (l->state == DESK_SERVING && service < 0)) {
		d->now = SIM_FREE;
	} else if (l->state == DESK_SERVING) {
		d->now = SIM_SERVING; /* from the call on, as times are learned */
		d->service = service;
		d->since = fmin(seconds_from(f->board, l->called_at ? l->called_at : l->since), 0);
	} else if (l->state == DESK_BREAK) {
		d->now = SIM_AWAY;
		d->since = fmin(seconds_from(f->board, l->since), 0);
		d->until = fmax(l->until ? seconds_from(f->board, l->until) : BREAK_UNKNOWN, 1);
	}
}

/* Who waits and could be called, with all queues that he or she stands in. */
static const sim_person *people_now(arena *a, const board *b, int *ret_n)
{
	sim_person *people = arena_many(a, sim_person, b->steps.n);
	sim_step *steps = arena_many(a, sim_step, b->steps.n);
	*ret_n = 0;
	for (size_t i = 0, end; i < b->steps.n; i = end) {
		const live_step *first = &b->steps.at[i];
		double waited = fmin(seconds_from(b, first->arrived), 0);
		sim_person p = { .visit = { .steps = steps },
				 .arrived = fmax(waited, 60 - LOOK_BACK),
				 .due = first->due ? seconds_from(b, first->due) : SIM_NEVER };
		for (end = i; end < b->steps.n && str_eq(b->steps.at[end].ticket, first->ticket); end++) {
			const live_step *s = &b->steps.at[end];
			int offer = s->state == STEP_WAITING && !s->elsewhere ? offer_of(b->office, s->service) : -1;
			if (offer < 0 || p.visit.steps_n == SIM_STEPS_MAX)
				continue;
			p.visit.priority = p.visit.priority || s->priority;
			p.visit.returned = p.visit.returned || s->returned;
			steps[p.visit.steps_n++] =
				(sim_step){ .service = offer,
					    .due = first->due && s->due ? (double)(s->due - first->due) / 1000.0 : 0 };
		}
		steps += p.visit.steps_n;
		if (p.visit.steps_n)
			people[(*ret_n)++] = p;
	}
	return people;
}

static bool waits_for(const sim_visit *v, int service)
{
	for (int i = 0; i < v->steps_n; i++)
		if (v->steps[i].service == service)
			return true;
	return false;
}

static const sim_booking *bookings_now(arena *a, const board *b, double comes, int *ret_n)
{
	sim_booking *ret = arena_many(a, sim_booking, b->due.n);
	*ret_n = 0;
	for (size_t i = 0; i < b->due.n; i++) {
		int offer = offer_of(b->office, b->due.at[i].service);
		double due = seconds_from(b, b->due.at[i].start);
		if (offer >= 0 && due > -300 && due < PLAY_AHEAD)
			ret[(*ret_n)++] =
				(sim_booking){ .visit = staffing_visit(a, offer), .due = due, .comes = comes };
	}
	return ret;
}

/* Of a service: the wait that nine of ten do not exceed, -1 where hardly anybody waits; and how many wait now or come within the hour. */
typedef struct toll {
	double p90, people;
} toll;

static void play(arena *a, const sim_day *plan, int runs, u64 seed, toll *ret)
{
	sim *s = sim_new(a, plan);
	sim_stats *t = sim_stats_new(a, plan, -LOOK_BACK, LOOK_BACK + LOOK_AHEAD, 1);
	for (int r = 0; r < runs; r++)
		(void)sim_run(s, seed + (u64)r, t);
	for (int k = 0; k < plan->services_n; k++) {
		double people = sim_stats_people(t, k, 0), p90 = people >= 0.5 ? sim_stats_wait(t, k, 0, 0.9) : NAN;
		ret[k] = (toll){ isnan(p90) ? -1 : fmin(p90, HINT_NEVER), people };
	}
}

typedef struct ranked {
	hint hint;
	double worth; /* seconds that people are spared, all together */
} ranked;

static void keep_best(ranked *list, size_t *n, size_t most, ranked r)
{
	size_t at = *n;
	while (at > 0 && r.worth > list[at - 1].worth)
		at--;
	if (at == most)
		return;
	*n += *n < most;
	for (size_t i = *n - 1; i > at; i--)
		list[i] = list[i - 1];
	list[at] = r;
}

/* The service of this desk that it helps most: one for which somebody waits now. False when it does not help. */
static bool compare(const floor_plan *f, const sim_day *plan, int desk, const toll *before, const toll *after,
		    ranked *ret)
{
	const sim_desk *d = &f->desks[desk];
	*ret = (ranked){ .hint = { .desk = desk } };
	for (int k = 0; k < plan->services_n; k++) {
		bool serves = ((d->services | d->also) & SIM_BIT(k)) != 0, waits = false;
		for (int i = 0; i < plan->people_n && !waits; i++)
			waits = waits_for(&plan->people[i].visit, k);
		double saved = before[k].p90 - after[k].p90;
		if (!serves || !waits || before[k].p90 < WAIT_LEAST || after[k].p90 < 0 || saved < HINT_LEAST)
			continue;
		double worth = fmin(saved, WORTH_MOST) * before[k].people;
		if (worth <= ret->worth)
			continue;
		ret->worth = worth;
		ret->hint.offer = k;
		ret->hint.before = (int)before[k].p90;
		ret->hint.after = (int)after[k].p90;
	}
	return ret->worth > 0;
}

void staffing_suggest(arena *a, const board *b, const expectation *e, const habits *how, const roster_day *given,
		      int runs, u64 seed, hints *ret)
{
	*ret = (hints){ 0 };
	floor_plan f = { .board = b, .roster = given, .minute = minute_of(b->now) };
	f.n = b->desks.n < SIM_DESKS_MAX ? (int)b->desks.n : SIM_DESKS_MAX;
	f.desks = arena_many(a, sim_desk, (size_t)f.n);
	sim_day plan = staffing_sim_day(a, e, how, given);
	f.paces = plan.desks;
	for (int k = 0; k < f.n; k++)
		desk_now(a, &f, k);
	plan.desks = f.desks;
	plan.desks_n = f.n;
	plan.people = people_now(a, b, &plan.people_n);
	plan.bookings = bookings_now(a, b, e->comes, &plan.bookings_n);
	plan.intervals_from = -(double)(b->now - instant_of(b->today, 0)) / 1000.0;
	plan.until = PLAY_AHEAD;
	if (plan.people_n == 0)
		return;
	toll *before = arena_many(a, toll, (size_t)plan.services_n),
	     *after = arena_many(a, toll, (size_t)plan.services_n);
	ranked best[COUNT(ret->at)], one;
	play(a, &plan, runs, seed, before);
	int end = closing(b), until = (f.minute + OPEN_FOR + 29) / 30 * 30;
	if (until > end)
		until = end > f.minute + 30 ? end : f.minute + 30;
	for (int k = 0; k < f.n; k++) {
		desk_state s = b->desks.at[k].state;
		sim_desk was = f.desks[k];
		if (s != DESK_CLOSED && s != DESK_BREAK && s != DESK_BACK_OFFICE)
			continue;
		sim_span open = { -1, (until - f.minute) * 60.0, false };
		f.desks[k].now = SIM_FREE;
		f.desks[k].spans = &open;
		f.desks[k].spans_n = 1;
		play(a, &plan, runs, seed, after);
		if (compare(&f, &plan, k, before, after, &one))
			keep_best(best, &ret->n, COUNT(best), one);
		f.desks[k] = was;
	}
	for (size_t i = 0; i < ret->n; i++) {
		ret->at[i] = best[i].hint;
		ret->at[i].until = until;
	}
}

/* --- kept for the floor's page ----------------------------------------------------------------------------------------- */

const err *staffing_read_hints(db *d, arena *a, const board *b, hints *ret)
{
	staffing_hints_rows rows;
	*ret = (hints){ 0 };
	TRY(staffing_hints(d, a, b->city->code, b->office->id, b->now - FRESH, &rows));
	for (size_t i = 0; i < rows.n && ret->n < COUNT(ret->at); i++) {
		const staffing_hints_row *r = &rows.at[i];
		int offer = offer_of(b->office, r->service);
		for (size_t k = 0; k < b->desks.n && offer >= 0; k++) {
			desk_state s = b->desks.at[k].state;
			if (str_eq(b->desks.at[k].desk, r->desk) && s != DESK_OPEN && s != DESK_SERVING)
				ret->at[ret->n++] =
					(hint){ (int)k, offer, (int)r->until, (int)r->before, (int)r->after };
		}
	}
	return NULL;
}

/* What one office needs to be looked at. */
typedef struct look {
	const city_def *city;
	const office_def *office;
	instant now;
	bool due; /* it is time, and worth it */
	bool any; /* something is kept that should go */
	board board;
	expectation expected;
	habits how;
	roster_day roster;
	hints found;
} look;

static const err *read_floor(db *d, arena *a, void *arg)
{
	look *l = arg;
	staffing_hints_rows rows;
	staffing_looked_row last;
	bool looked;
	i64 city = l->city->code;
	TRY(staffing_looked(d, a, city, l->office->id, &last, &looked));
	TRY(staffing_hints(d, a, city, l->office->id, 0, &rows));
	l->any = rows.n > 0;
	if (looked && last.made_at > l->now - AGAIN)
		return NULL;
	TRY(visits_board_in(d, a, l->city, l->office, l->now, false, &l->board));
	bool idle = false; /* a desk that could open */
	for (size_t i = 0; i < l->board.desks.n; i++) {
		desk_state s = l->board.desks.at[i].state;
		idle = idle || s == DESK_CLOSED || s == DESK_BREAK || s == DESK_BACK_OFFICE;
	}
	l->due = l->board.people >= WORTH_LOOKING && idle;
	if (!l->due)
		return NULL;
	TRY(staffing_expect(d, a, city, l->office, l->board.today, l->now, &l->expected));
	TRY(staffing_roster(d, a, city, l->office, l->board.today, &l->roster));
	return staffing_habits(d, a, l->city, l->office, l->board.today, l->now, &l->how);
}

static const err *keep(db *d, arena *a, void *arg)
{
	look *l = arg;
	i64 city = l->city->code;
	TRY(staffing_drop_hints(d, a, city, l->office->id, NULL));
	/* the first row says when it was looked, also when nothing was found */
	for (size_t i = 0; i <= l->found.n && l->due; i++) {
		const hint *h = i ? &l->found.at[i - 1] : NULL;
		staffing_add_hint_in row = { .city = city, .office = l->office->id, .place = (i64)i, .now = tx_now(d) };
		if (h) {
			row.desk = l->office->desks.at[h->desk].id;
			row.service = l->office->offers.at[h->offer].service;
			row.until = h->until;
			row.before = h->before;
			row.after = h->after;
		}
		TRY(staffing_add_hint(d, a, &row, NULL));
	}
	return NULL;
}

const err *staffing_look(app *p, arena *a, const city_def *city, const office_def *o)
{
	look l = { .city = city, .office = o, .now = clock_now(p->clock) };
	TRY(store_read(p->store, a, read_floor, &l));
	if (l.due)
		staffing_suggest(a, &l.board, &l.expected, &l.how, &l.roster, RUNS, (u64)l.board.event, &l.found);
	if (!l.due && !l.any)
		return NULL;
	return store_write(p->store, a, office_shard(a, p->city, o->id), keep, &l);
}
