/* What stays the same over the runs of a day: masks, cumulated rates, who comes when at the earliest, what is known of the desks. */
#include "sim/sim_private.h"

#include <math.h>

#define ROOM 4096

static double factor_of(const sim_desk *d, int service)
{
	return (d->pace > 0 ? d->pace : 1.0) * (d->paces ? d->paces[service] : 1.0);
}

int class_at(const sim *s, bool priority, bool returned, double due, double now, double *ret_changes)
{
	const sim_day *day = s->day;
	*ret_changes = SIM_NEVER;
	for (int i = 0; i < day->order_n; i++) {
		const sim_class *c = &day->order[i];
		if (c->who == SIM_BOOKED && due < SIM_NEVER) {
			if (due - c->early <= now)
				return i;
			if (due - c->early < *ret_changes)
				*ret_changes = due - c->early;
		}
		if ((c->who == SIM_PRIORITY && priority) || (c->who == SIM_RETURNED && returned) ||
		    c->who == SIM_ARRIVAL)
			return i;
	}
	return day->order_n;
}

/* --- visits -------------------------------------------------------------------------------------------------------- */

/* Seconds of the longest chain of steps that begins with k. */
static double chain(const sim *s, const sim_visit *v, int k, int depth)
{
	CHECK(depth <= v->steps_n); /* no circles */
	const sim_service *service = &s->day->services[v->steps[k].service];
	double longest = 0;
	for (int i = 0; i < v->steps_n; i++)
		if (v->steps[i].after & SIM_BIT(k)) {
			double behind = chain(s, v, i, depth + 1);
			longest = behind > longest ? behind : longest;
		}
	return longest + sim_mean(&service->time);
}

static plan plan_of(const sim *s, const sim_visit *v)
{
	plan p = { .visit = v,
		   .walk_class = s->walk_class[v->priority | v->returned << 1],
		   .several = v->steps != NULL };
	if (!p.several) {
		CHECK(v->service >= 0 && v->service < s->services_n);
		return p;
	}
	CHECK(v->steps_n >= 1 && v->steps_n <= SIM_STEPS_MAX);
	double length[SIM_STEPS_MAX];
	for (int k = 0; k < v->steps_n; k++) {
		CHECK(v->steps[k].service >= 0 && v->steps[k].service < s->services_n);
		CHECK(v->steps_n == SIM_STEPS_MAX || v->steps[k].after < SIM_BIT(v->steps_n));
	}
	for (int k = 0; k < v->steps_n; k++) {
		length[k] = chain(s, v, k, 1);
		int i = k;
		for (; i > 0 && length[p.by_rank[i - 1]] < length[k]; i--)
			p.by_rank[i] = p.by_rank[i - 1];
		p.by_rank[i] = (u8)k;
	}
	for (int i = 0; i < v->steps_n; i++)
		p.rank[p.by_rank[i]] = (u8)i;
	return p;
}

static int steps_of(const sim_visit *v)
{
	return v->steps ? v->steps_n : 1;
}

static void plan_visits(arena *a, sim *s, int *ret_widest)
{
	const sim_day *day = s->day;
	int widest = 0;
	s->person_plan = arena_many(a, plan, (size_t)day->people_n);
	for (int i = 0; i < day->people_n; i++) {
		const sim_person *p = &day->people[i];
		s->person_plan[i] = plan_of(s, &p->visit);
		CHECK(!p->probe || !p->visit.steps);
		CHECK(p->watch >= 0 && (!p->watch || p->watch - 1 + steps_of(&p->visit) <= day->watched));
		if (p->visit.steps && p->visit.steps_n > widest)
			widest = p->visit.steps_n;
	}
	s->booking_plan = arena_many(a, plan, (size_t)day->bookings_n);
	for (int i = 0; i < day->bookings_n; i++) {
		const sim_booking *b = &day->bookings[i];
		s->booking_plan[i] = plan_of(s, &b->visit);
		CHECK(b->watch >= 0 && (!b->watch || b->watch - 1 + steps_of(&b->visit) <= day->watched));
		if (b->visit.steps && b->visit.steps_n > widest)
			widest = b->visit.steps_n;
	}
	CHECK(day->flows_n <= SIM_FLOWS_MAX);
	s->flow_plan = arena_many(a, plan, (size_t)day->flows_n);
	for (int i = 0; i < day->flows_n; i++) {
		s->flow_plan[i] = plan_of(s, &day->flows[i].visit);
		if (day->flows[i].visit.steps && day->flows[i].visit.steps_n > widest)
			widest = day->flows[i].visit.steps_n;
	}
	*ret_widest = widest;
}

/* --- who comes -------------------------------------------------------------------------------------------------------- */

static void add_rates(arena *a, sim *s)
{
	size_t n = (size_t)(s->day->flows_n ? s->day->intervals_n : 0), flows = (size_t)s->day->flows_n;
	s->rate = arena_many(a, double, n);
	s->cumulative = arena_many(a, double, n *flows);
}

static void fill_rates(sim *s)
{
	const sim_day *day = s->day;
	size_t n = (size_t)(day->flows_n ? day->intervals_n : 0), flows = (size_t)day->flows_n;
	for (size_t i = 0; i < n; i++) {
		s->rate[i] = 0;
		for (size_t f = 0; f < flows; f++) {
			double rate = day->flows[f].rate[i];
			CHECK(rate >= 0 && rate < SIM_NEVER);
			s->rate[i] += rate;
			s->cumulative[i * flows + f] = s->rate[i];
		}
	}
}

static int by_least(const void *a, const void *b)
{
	const coming *x = a, *y = b;
	if (x->least != y->least)
		return x->least < y->least ? -1 : 1;
	return x->person != y->person ? (x->person > y->person) - (x->person < y->person)
				      : (x->booking > y->booking) - (x->booking < y->booking);
}

static void fill_coming(sim *s)
{
	const sim_day *day = s->day;
	s->coming_n = 0;
	for (int i = 0; i < day->people_n; i++)
		if (day->people[i].arrived > 0)
			s->coming[s->coming_n++] =
				(coming){ .least = day->people[i].arrived, .comes = 1, .person = i, .booking = NOBODY };
	double least = sim_least(&day->early);
	for (int i = 0; i < day->bookings_n; i++) {
		const sim_booking *b = &day->bookings[i];
		/* who has not come yet: the later it is, the less likely */
		double longer = sim_longer(&day->early, -b->due), not_at_all = 1.0 - b->comes;
		double comes = longer > 0 ? b->comes * longer / (b->comes * longer + not_at_all) : 0;
		double from = b->due + least;
		s->coming[s->coming_n++] = (coming){
			.least = from > 0 ? from : 0, .comes = comes, .longer = longer, .person = NOBODY, .booking = i
		};
	}
	if (s->coming_n)
		qsort(s->coming, (size_t)s->coming_n, sizeof *s->coming, by_least);
}

/* --- desks ---------------------------------------------------------------------------------------------------------------- */

/* The span that a desk is in at time 0, or that is nearest when it is open all the same; else the next one to come. */
static int span_at(const sim_desk *d)
{
	int i = 0;
	bool open = d->now != SIM_BY_PLAN && d->now != SIM_SHUT;
	double after = d->now == SIM_SHUT && d->until > 0 ? d->until : 0;
	while (i < d->spans_n && d->spans[i].to <= after)
		i++;
	if (open && i > 0 && (i == d->spans_n || (d->spans[i].from > 0 && -d->spans[i - 1].to < d->spans[i].from)))
		i--;
	return i;
}

static void add_desks(arena *a, sim *s)
{
	const sim_day *day = s->day;
	size_t services = (size_t)s->services_n;
	s->first_desks = arena_many(a, sim_mask, services);
	s->also_desks = arena_many(a, sim_mask, services);
	s->factor = arena_many(a, double, (size_t)s->desks_n *services);
	s->start = arena_many(a, desk_start, (size_t)s->desks_n);
	s->at_desk = arena_many(a, i32, (size_t)day->people_n);
	s->desks = arena_many(a, desk_run, (size_t)s->desks_n);
	for (int k = 0; k < s->desks_n; k++) {
		const sim_desk *d = &day->desks[k];
		sim_mask all = services == 64 ? ~(sim_mask)0 : SIM_BIT(services) - 1;
		CHECK(((d->services | d->also) & ~all) == 0);
		s->desks[k].services = d->services;
		s->desks[k].also = d->also;
		for (int v = 0; v < s->services_n; v++) {
			s->first_desks[v] |= d->services & SIM_BIT(v) ? SIM_BIT(k) : 0;
			s->also_desks[v] |= d->also & SIM_BIT(v) ? SIM_BIT(k) : 0;
		}
	}
}

/* What is known of somebody who was called or is served at time 0. */
static void fill_serving(sim *s, const sim_desk *d, desk_start *start)
{
	CHECK(d->service >= 0 && d->service < s->services_n && d->since <= 0);
	const sim_service *v = &s->day->services[d->service];
	start->time_longer = sim_longer(&v->time, -d->since / factor_of(d, d->service));
	start->missed_longer = sim_longer(&v->missed, -d->since);
	double gone = v->missing * start->missed_longer, here = (1 - v->missing) * start->time_longer;
	start->gone = d->now == SIM_SERVING ? 0 : gone + here > 0 ? gone / (gone + here) : v->missing;
	CHECK(d->person >= 0 && d->person <= s->day->people_n);
	if (d->person)
		s->at_desk[d->person - 1] = (i32)(d - s->day->desks);
}

static void fill_desks(sim *s)
{
	const sim_day *day = s->day;
	for (int i = 0; i < day->people_n; i++)
		s->at_desk[i] = NOBODY;
	for (int k = 0; k < s->desks_n; k++) {
		const sim_desk *d = &day->desks[k];
		desk_start *start = &s->start[k];
		for (int v = 0; v < s->services_n; v++)
			s->factor[k * s->services_n + v] = factor_of(d, v);
		for (int i = 1; i < d->spans_n; i++)
			CHECK(d->spans[i - 1].from <= d->spans[i - 1].to && d->spans[i - 1].to <= d->spans[i].from);
		start->span = span_at(d);
		if (start->span < d->spans_n) {
			start->open_longer = sim_longer(&day->opens, -d->spans[start->span].from);
			start->close_longer = sim_longer(&day->closes, -d->spans[start->span].to);
		}
		if (d->now == SIM_AWAY)
			start->away_longer = sim_longer(&day->breaks.length, -d->since);
		if (d->now == SIM_CALLED || d->now == SIM_SERVING)
			fill_serving(s, d, start);
	}
}

/* ------------------------------------------------------------------------------------------------------------------------------ */

sim *sim_new(arena *a, const sim_day *day)
{
	CHECK(day->services_n >= 1 && day->services_n <= SIM_SERVICES_MAX);
	CHECK(day->desks_n >= 0 && day->desks_n <= SIM_DESKS_MAX && day->order_n <= SIM_CLASSES_MAX);
	sim *s = arena_one(a, sim);
	s->day = day;
	s->services_n = day->services_n;
	s->desks_n = day->desks_n;
	s->classes_n = day->order_n + 1;
	s->slots_n = DESK0 + day->desks_n;
	size_t services = (size_t)s->services_n;
	double changes;
	for (int i = 0; i < 4; i++)
		s->walk_class[i] = (u8)class_at(s, i & 1, i & 2, SIM_NEVER, 0, &changes);
	int widest;
	plan_visits(a, s, &widest);
	add_rates(a, s);
	add_desks(a, s);
	s->coming = arena_many(a, coming, (size_t)(day->people_n + day->bookings_n));

	int known = day->people_n + day->bookings_n;
	int room = day->room ? day->room : day->flows_n ? known + ROOM : known;
	s->room = room;
	s->entries_max = room * (1 + widest);
	s->journeys_max = widest ? room : 0;
	s->timers_max = s->entries_max + known;
	s->at = arena_many(a, double, (size_t)s->slots_n);
	s->entries = arena_many(a, entry, (size_t)s->entries_max);
	s->journeys = arena_many(a, journey, (size_t)s->journeys_max);
	s->timers = arena_many(a, timer, (size_t)s->timers_max);
	s->queues = arena_many(a, queue, (size_t)s->classes_n * services);
	s->length = arena_many(a, int, services);
	s->length_since = arena_many(a, double, services);
	s->area = arena_many(a, double, services);
	s->seen = arena_many(a, sim_seen, (size_t)day->watched);
	s->settled = arena_many(a, bool, (size_t)day->watched);
	CHECK(!(day->missing_after[0] || day->missing_after[1]) || (day->missing_n >= 1 && day->missing_step > 0));
	sim_refresh(s);
	return s;
}

void sim_refresh(sim *s)
{
	fill_rates(s);
	fill_coming(s);
	fill_desks(s);
}

void sim_kind_of_day(sim *s, double swing, double tempo)
{
	CHECK(swing > 0 && swing < 1 && tempo > 0 && tempo < 1);
	s->swing_at = swing;
	s->tempo_at = tempo;
}

const sim_seen *sim_seen_of(const sim *s)
{
	return s->seen;
}
