/* One run: what happens next, happens. See sim.h for the rules, sim_private.h for the structures. */
#include "sim/sim_run.h"

#include <math.h>

/* What somebody brings for one step. */
static sim_rng stream_of(const sim *s, u64 number, int step)
{
	return sim_seeded(s->seed, number << ORDER_BITS | (u64)step);
}

/* --- being watched ------------------------------------------------------------------------------------------------ */

void settle(sim *s, i32 seen)
{
	if (!s->settled[seen]) {
		s->settled[seen] = true;
		s->unsettled--;
	}
}

static void saw_call(sim *s, i32 seen)
{
	s->seen[seen].called = s->now;
	if (s->day->stop == SIM_WHEN_CALLED)
		settle(s, seen);
}

static void saw_end(sim *s, i32 seen)
{
	s->seen[seen].ended = s->now;
	settle(s, seen);
}

/* Nothing more is to come of these steps. */
static void saw_none(sim *s, i32 watch, int steps)
{
	for (int k = 0; k < steps && watch >= 0; k++)
		settle(s, watch + k);
}

/* --- calling ------------------------------------------------------------------------------------------------------------ */

static double pace_now(const sim *s)
{
	const sim_day *d = s->day;
	if (!d->pace || d->intervals_n == 0)
		return 1.0;
	double i = floor((s->now - d->intervals_from) / d->interval);
	return d->pace[i < 0 ? 0 : i >= d->intervals_n ? d->intervals_n - 1 : (int)i];
}

typedef struct caller { /* who is called */
	u64 number;
	double arrived, due;
	double waits; /* since then, for the statistics */
	i32 journey, seen;
	u8 service, step;
} caller;

static void journey_leaves_queues(sim *s, journey *j);

/* The probability that who is called does not come. */
static double missing_now(const sim *s, const caller *c)
{
	const sim_day *d = s->day;
	const double *by_wait = d->missing_after[c->due < SIM_NEVER];
	if (!by_wait)
		return d->services[c->service].missing;
	double step = (s->now - c->arrived) / d->missing_step;
	return by_wait[step < d->missing_n ? (int)step : d->missing_n - 1];
}

static void call(sim *s, int k, const caller *c)
{
	desk_run *d = &s->desks[k];
	const sim_service *v = &s->day->services[c->service];
	sim_rng rng = stream_of(s, c->number, c->step);
	double time = sim_draw(&v->time, &rng) * s->factor[k * s->services_n + c->service];
	double missing = missing_now(s, c);
	d->comes = missing <= 0 || sim_uniform(&rng) >= missing;
	time = d->comes ? time * s->tempo * pace_now(s) : sim_draw(&v->missed, &rng);
	d->state = BUSY;
	d->began = s->now;
	d->journey = c->journey;
	d->seen = c->seen;
	d->service = c->service;
	d->step = c->step;
	s->at[DESK0 + k] = s->now + time;
	s->totals.called++;
	if (s->stats)
		stats_wait(s->stats, c->service, c->waits, s->now - c->waits);
	if (c->seen >= 0)
		saw_call(s, c->seen);
	if (c->journey >= 0) {
		journey *j = &s->journeys[c->journey];
		j->waiting &= ~SIM_BIT(c->step);
		j->away = true;
		journey_leaves_queues(s, j);
	}
}

/* Takes the entry out of its queue and calls it. */
static void call_entry(sim *s, int k, i32 index)
{
	const entry *e = &s->entries[index];
	caller c = { .number = e->order >> ORDER_BITS,
		     .arrived = e->arrived,
		     .due = e->due,
		     .waits = e->since,
		     .journey = e->journey,
		     .seen = e->seen,
		     .service = e->service,
		     .step = e->step };
	if (e->journey >= 0) {
		c.waits = s->journeys[e->journey].ready[e->step];
		s->journeys[e->journey].entry[e->step] = NOBODY;
	}
	s->totals.waited += s->now - e->since;
	queue_remove(s, index);
	call(s, k, &c);
}

/* A free desk that may have the service, or NOBODY: those that have it first, in turns. */
static int free_desk(sim *s, int service)
{
	sim_mask free = s->idle & s->first_desks[service];
	if (!free)
		free = s->idle & s->also_desks[service];
	if (!free)
		return NOBODY;
	sim_mask after = s->turn < 63 ? free & ~(SIM_BIT(s->turn + 1) - 1) : 0;
	return __builtin_ctzll(after ? after : free);
}

static void take_turn(sim *s, int k)
{
	s->turn = k;
	s->idle &= ~SIM_BIT(k);
	s->totals.at_once++;
}

/* --- desks ------------------------------------------------------------------------------------------------------------ */

/* The next person for a desk; probes on the way are told, and let pass. */
static i32 next_person(sim *s, const desk_run *d)
{
	const sim_mask masks[] = { d->services, d->also };
	for (size_t i = 0; i < COUNT(masks); i++) {
		i32 e;
		while ((e = queue_first(s, masks[i])) >= 0 && s->entries[e].probe) {
			saw_call(s, s->entries[e].seen);
			settle(s, s->entries[e].seen);
			queue_remove(s, e);
		}
		if (e >= 0)
			return e;
	}
	return NOBODY;
}

void desk_away(sim *s, int k, desk_state state, double until)
{
	desk_run *d = &s->desks[k];
	if (s->stats)
		stats_desk(s->stats, s->stats->open, k, d->opened, s->now);
	d->opened = SIM_NEVER;
	d->state = state;
	s->at[DESK0 + k] = until;
}

double later(const sim *s, double t)
{
	return t > s->now ? t : s->now;
}

static void desk_closes(sim *s, int k)
{
	const sim_desk *def = &s->day->desks[k];
	desk_run *d = &s->desks[k];
	double opens = SIM_NEVER;
	if (++d->span < def->spans_n)
		opens = later(s, def->spans[d->span].from + sim_draw(&s->day->opens, &d->rng));
	desk_away(s, k, CLOSED, opens);
}

void desk_opens(sim *s, int k)
{
	const sim_breaks *breaks = &s->day->breaks;
	desk_run *d = &s->desks[k];
	d->opened = s->now;
	d->breaks = breaks->every > 0 ? s->now - breaks->every * log(sim_uniform(&d->rng)) : SIM_NEVER;
}

/* Nobody waits, is served or will come: breaks would go on for ever. */
static bool all_over(const sim *s)
{
	if (s->at[SLOT_WALK_IN] < SIM_NEVER || s->at[SLOT_TIMER] < SIM_NEVER)
		return false;
	for (int c = 0; c < s->classes_n; c++)
		if (s->waiting[c])
			return false;
	for (int k = 0; k < s->desks_n; k++)
		if (s->desks[k].state == BUSY)
			return false;
	return true;
}

/* A desk that has nobody: closes, takes a break, calls, or waits. */
static void desk_free(sim *s, int k)
{
	desk_run *d = &s->desks[k];
	bool over = s->now >= d->closes;
	if (over && !d->stays) {
		desk_closes(s, k);
		return;
	}
	if (s->now >= d->breaks && all_over(s))
		d->breaks = SIM_NEVER;
	if (s->now >= d->breaks && !over) {
		desk_away(s, k, BREAK, s->now + sim_draw(&s->day->breaks.length, &d->rng));
		return;
	}
	i32 e = next_person(s, d);
	if (e >= 0) {
		call_entry(s, k, e);
	} else if (over) {
		desk_closes(s, k);
	} else {
		d->state = IDLE;
		s->idle |= SIM_BIT(k);
		s->at[DESK0 + k] = d->closes < d->breaks ? d->closes : d->breaks;
	}
}

static void journey_goes_on(sim *s, i32 index);
static void journey_ends(sim *s, i32 index);

static void desk_ends(sim *s, int k)
{
	desk_run *d = &s->desks[k];
	double from = d->began > 0 ? d->began : 0;
	s->totals.busy += s->now - from;
	if (s->stats)
		stats_desk(s->stats, s->stats->busy, k, from, s->now);
	if (d->comes) {
		s->totals.served++;
		if (d->seen >= 0)
			saw_end(s, d->seen);
	} else {
		s->totals.missed++;
		if (d->seen >= 0)
			settle(s, d->seen);
	}
	if (d->journey >= 0) {
		journey *j = &s->journeys[d->journey];
		j->away = false;
		j->done |= SIM_BIT(d->step);
		if (d->comes)
			journey_goes_on(s, d->journey);
		else
			journey_ends(s, d->journey);
	}
	double gap = sim_draw(&s->day->gap, &d->rng);
	if (gap > 0) {
		d->state = GAP;
		s->at[DESK0 + k] = s->now + gap;
	} else {
		desk_free(s, k);
	}
}

static void desk_event(sim *s, int k)
{
	desk_run *d = &s->desks[k];
	switch (d->state) {
	case BUSY:
		desk_ends(s, k);
		return;
	case CLOSED: {
		const sim_span *span = &s->day->desks[k].spans[d->span];
		d->closes = span->to + sim_draw(&s->day->closes, &d->rng);
		d->stays = span->stays;
		desk_opens(s, k);
		break;
	}
	case BREAK:
		desk_opens(s, k);
		break;
	case IDLE:
		s->idle &= ~SIM_BIT(k);
		break;
	case GAP:
		break;
	}
	desk_free(s, k);
}

/* --- people ------------------------------------------------------------------------------------------------------------- */

/* Somebody comes, or comes back to a queue: a free desk calls at once. False when the house is full. */
static bool offer(sim *s, entry *e, i32 *ret_entry)
{
	*ret_entry = NOBODY;
	int k = free_desk(s, e->service);
	if (k >= 0 && e->probe) {
		saw_call(s, e->seen);
		settle(s, e->seen);
		return true;
	}
	if (k >= 0) {
		take_turn(s, k);
		call(s, k,
		     &(caller){ .number = e->order >> ORDER_BITS,
				.arrived = e->arrived,
				.due = e->due,
				.waits = e->journey >= 0 ? s->journeys[e->journey].ready[e->step] : s->now,
				.journey = e->journey,
				.seen = e->seen,
				.service = e->service,
				.step = e->step });
		return true;
	}
	*ret_entry = queue_add(s, e);
	return *ret_entry >= 0;
}

static void journey_leaves_queues(sim *s, journey *j)
{
	for (sim_mask left = j->waiting; left; left &= left - 1) {
		i32 *e = &j->entry[__builtin_ctzll(left)];
		if (*e >= 0) {
			s->totals.waited += s->now - s->entries[*e].since;
			queue_remove(s, *e);
		}
		*e = NOBODY;
	}
}

static void journey_ends(sim *s, i32 index)
{
	journey *j = &s->journeys[index];
	journey_leaves_queues(s, j);
	saw_none(s, j->watch, j->plan->visit->steps_n);
	j->next = s->free_journey;
	s->free_journey = index;
}

/* Is in the queues of every step that can begin, the longest chain first; or gone, when all is done. */
static void journey_goes_on(sim *s, i32 index)
{
	journey *j = &s->journeys[index];
	const plan *p = j->plan;
	const sim_visit *v = p->visit;
	bool more = false;
	for (int i = 0; i < v->steps_n; i++) {
		int k = p->by_rank[i];
		if (j->done & SIM_BIT(k))
			continue;
		more = true;
		if (v->steps[k].after & ~j->done)
			continue;
		if (!(j->waiting & SIM_BIT(k))) {
			j->waiting |= SIM_BIT(k);
			j->ready[k] = s->now;
			j->entry[k] = NOBODY;
		}
	}
	if (!more) {
		journey_ends(s, index);
		return;
	}
	for (int i = 0; i < v->steps_n && !j->away; i++) {
		int k = p->by_rank[i];
		if (!(j->waiting & SIM_BIT(k)) || j->entry[k] >= 0)
			continue;
		entry e = { .order = j->number << ORDER_BITS | p->rank[k],
			    .arrived = j->arrived,
			    .due = j->due < SIM_NEVER ? j->due + v->steps[k].due : SIM_NEVER,
			    .since = s->now,
			    .leaves = SIM_NEVER,
			    .journey = index,
			    .seen = j->watch >= 0 ? j->watch + k : NOBODY,
			    .service = (u8)v->steps[k].service,
			    .step = (u8)k,
			    .priority = v->priority,
			    .returned = v->returned };
		i32 at;
		CHECK(offer(s, &e, &at));
		if (!j->away)
			j->entry[k] = at;
	}
}

i32 journey_new(sim *s, const plan *p, u64 number, double arrived, double due, i32 watch)
{
	i32 index = s->free_journey;
	if (index >= 0)
		s->free_journey = s->journeys[index].next;
	else if (s->journeys_n < s->journeys_max)
		index = s->journeys_n++;
	else
		return NOBODY;
	journey *j = &s->journeys[index];
	j->plan = p;
	j->arrived = arrived;
	j->due = due;
	j->number = number;
	j->done = j->waiting = 0;
	j->watch = watch;
	j->away = false;
	return index;
}

/* Somebody is in the house from `arrived` on, which is now or was before. */
void comes_in(sim *s, const plan *p, u64 number, double arrived, double due, i32 watch, sim_mask done, bool probe)
{
	const sim_visit *v = p->visit;
	s->totals.came += !probe;
	if (p->several) {
		i32 index = journey_new(s, p, number, arrived, due, watch);
		if (index < 0) {
			s->totals.turned_away++;
			saw_none(s, watch, v->steps_n);
			return;
		}
		s->journeys[index].done = done;
		for (int k = 0; k < v->steps_n; k++)
			if (watch >= 0 && done & SIM_BIT(k))
				settle(s, watch + k);
		journey_goes_on(s, index);
		return;
	}
	entry e = { .order = number << ORDER_BITS,
		    .arrived = arrived,
		    .due = due,
		    .since = arrived,
		    .leaves = SIM_NEVER,
		    .journey = NOBODY,
		    .seen = watch,
		    .service = (u8)v->service,
		    .priority = v->priority,
		    .returned = v->returned,
		    .probe = probe };
	if (v->patience.shape != SIM_FIXED || v->patience.shift > 0) {
		sim_rng rng = stream_of(s, number, STREAM_PATIENCE);
		e.leaves = later(s, arrived + sim_draw(&v->patience, &rng));
	}
	i32 at;
	if (!offer(s, &e, &at)) {
		s->totals.turned_away++;
		saw_none(s, watch, 1);
	}
}

/* When the next of those who come by chance comes: the rates are used up until they make one exponential time. */
void next_walk_in(sim *s, double from)
{
	const sim_day *d = s->day;
	s->at[SLOT_WALK_IN] = SIM_NEVER;
	if (d->flows_n == 0 || (d->most && s->totals.came >= d->most))
		return;
	double need = -log(sim_uniform(&s->arrivals)), t = from;
	for (; s->interval < d->intervals_n; s->interval++) {
		double rate = s->rate[s->interval] * s->swing,
		       end = d->intervals_from + d->interval * (s->interval + 1);
		if (rate > 0 && need <= (end - t) * rate) {
			s->at[SLOT_WALK_IN] = t + need / rate;
			return;
		}
		need -= (end - t) * rate;
		t = end;
	}
}

static void walk_in(sim *s)
{
	const sim_day *d = s->day;
	int flow = 0;
	if (d->flows_n > 1) {
		const double *c = &s->cumulative[s->interval * d->flows_n];
		double x = sim_uniform(&s->arrivals) * c[d->flows_n - 1];
		while (flow < d->flows_n - 1 && x >= c[flow])
			flow++;
	}
	comes_in(s, &s->flow_plan[flow], s->number++, s->now, SIM_NEVER, NOBODY, 0, false);
	next_walk_in(s, s->now);
}

/* Somebody who was expected may come from now on: draws when, or that he or she does not come. */
static void release(sim *s)
{
	const sim_day *d = s->day;
	coming *c = &s->coming[s->coming_at++];
	if (c->person >= 0) {
		c->at = c->least;
	} else {
		const sim_booking *b = &d->bookings[c->booking];
		sim_rng rng = stream_of(s, (u64)(d->people_n + c->booking), STREAM_COMING);
		bool comes = sim_uniform(&rng) < c->comes;
		c->at = comes ? later(s, sim_rest(&d->early, -b->due, c->longer, &rng)) : SIM_NEVER;
		if (!comes) {
			if (b->watch)
				saw_none(s, b->watch - 1, b->visit.steps ? b->visit.steps_n : 1);
			timer_slot(s);
			return;
		}
	}
	timer_add(s, (timer){ .at = c->at, .entry = NOBODY, .coming = (i32)(c - s->coming) });
}

static void timer_event(sim *s)
{
	const sim_day *d = s->day;
	if (s->timers_n == 0 || (s->coming_at < s->coming_n && s->coming[s->coming_at].least < s->timers[0].at)) {
		release(s);
		return;
	}
	timer t = s->timers[0];
	timer_remove(s, 0);
	if (t.entry >= 0) {
		entry *e = &s->entries[t.entry];
		if (s->now < e->leaves) {
			queue_promote(s, t.entry);
			return;
		}
		s->totals.left++;
		s->totals.waited += s->now - e->since;
		if (s->stats)
			stats_unserved(s->stats, e->service, e->since);
		if (e->seen >= 0)
			settle(s, e->seen);
		queue_remove(s, t.entry);
		return;
	}
	const coming *c = &s->coming[t.coming];
	if (c->person >= 0) {
		const sim_person *p = &d->people[c->person];
		comes_in(s, &s->person_plan[c->person], (u64)c->person, s->now, p->due, p->watch - 1, p->done,
			 p->probe);
	} else {
		const sim_booking *b = &d->bookings[c->booking];
		comes_in(s, &s->booking_plan[c->booking], (u64)(d->people_n + c->booking), s->now, b->due, b->watch - 1,
			 0, false);
	}
}

/* --- a run ---------------------------------------------------------------------------------------------------------------- */

/* The slot with the least time; of equal ones the first. Times are not negative, so their bits are in the order of the numbers,
 * and comparing them as integers takes no branches: which slot is next cannot be foretold. */
static int next_slot(const sim *s)
{
	i64 least, at;
	int first = 0;
	memcpy(&least, &s->at[0], sizeof least);
	for (int i = 1; i < s->slots_n; i++) {
		memcpy(&at, &s->at[i], sizeof at);
		bool less = at < least;
		least = less ? at : least;
		first = less ? i : first;
	}
	return first;
}

sim_totals sim_run(sim *s, u64 seed, sim_stats *stats)
{
	s->stats = stats;
	run_begin(s, seed);
	bool watching = s->day->stop != SIM_TO_THE_END;
	while (!watching || s->unsettled > 0) {
		int i = next_slot(s);
		double at = s->at[i];
		if (at > s->day->until || at >= SIM_NEVER)
			break;
		s->now = at;
		if (i >= DESK0)
			desk_event(s, i - DESK0);
		else if (i == SLOT_WALK_IN)
			walk_in(s);
		else if (i == SLOT_TIMER)
			timer_event(s);
		else
			s->at[SLOT_TICK] = stats_tick(s);
	}
	if (s->day->until < SIM_NEVER && !watching)
		s->now = s->day->until;
	s->totals.end = s->now;
	for (int v = 0; v < s->services_n; v++) {
		length_flush(s, v);
		s->totals.queue += s->area[v];
		s->totals.waiting += s->length[v];
	}
	if (stats)
		stats_end(s);
	return s->totals;
}
