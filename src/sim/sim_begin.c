/* The state at time 0, anew for each run: desks, whom they have, who waits. */
#include "sim/sim_run.h"

/* Streams of random numbers beside those of people. */
enum { STREAM_ARRIVALS = 1, STREAM_PEOPLE, STREAM_SWING, STREAM_DESKS = 16 };

static void begin_serving(sim *s, int k)
{
	const sim_desk *def = &s->day->desks[k];
	const desk_start *start = &s->start[k];
	const sim_service *v = &s->day->services[def->service];
	desk_run *d = &s->desks[k];
	d->state = BUSY;
	d->began = def->since;
	d->service = (u8)def->service;
	d->step = (u8)def->step;
	d->journey = d->seen = NOBODY;
	d->comes = start->gone <= 0 || sim_uniform(&d->rng) >= start->gone;
	double factor = s->factor[k * s->services_n + def->service];
	s->at[DESK0 + k] = d->comes ? factor * sim_rest(&v->time, -def->since / factor, start->time_longer, &d->rng)
				    : sim_rest(&v->missed, -def->since, start->missed_longer, &d->rng);
	if (!def->person)
		return;
	const sim_person *p = &s->day->people[def->person - 1];
	i32 watch = p->watch - 1;
	if (p->visit.steps) {
		d->journey = journey_new(s, &s->person_plan[def->person - 1], (u64)(def->person - 1), p->arrived,
					 p->due, watch);
		CHECK(d->journey >= 0);
		s->journeys[d->journey].done = p->done;
		s->journeys[d->journey].away = true;
		for (int i = 0; i < p->visit.steps_n; i++) {
			if (watch >= 0 && p->done & SIM_BIT(i))
				settle(s, watch + i);
			/* the others wait, as if they had just begun to */
			if (i != def->step && !(p->done & SIM_BIT(i)) && !(p->visit.steps[i].after & ~p->done)) {
				s->journeys[d->journey].waiting |= SIM_BIT(i);
				s->journeys[d->journey].ready[i] = p->arrived;
				s->journeys[d->journey].entry[i] = NOBODY;
			}
		}
	}
	if (watch >= 0) {
		d->seen = watch + def->step;
		s->seen[d->seen].called = def->since;
		if (s->day->stop == SIM_WHEN_CALLED)
			settle(s, d->seen);
	}
}

static void begin_desk(sim *s, int k, u64 seed)
{
	const sim_day *day = s->day;
	const sim_desk *def = &day->desks[k];
	const desk_start *start = &s->start[k];
	desk_run *d = &s->desks[k];
	d->rng = sim_seeded(seed, STREAM_DESKS + (u64)k);
	d->span = start->span;
	d->state = CLOSED;
	d->opened = d->closes = SIM_NEVER;
	d->stays = false;
	double *at = &s->at[DESK0 + k];
	*at = SIM_NEVER;
	const sim_span *span = start->span < def->spans_n ? &def->spans[start->span] : NULL;
	if (def->now == SIM_BY_PLAN || def->now == SIM_SHUT) {
		if (def->now == SIM_SHUT && def->until > 0)
			*at = span ? def->until : SIM_NEVER;
		else if (span && (def->now == SIM_SHUT || span->from > 0))
			*at = sim_rest(&day->opens, -span->from, start->open_longer, &d->rng);
		else if (span)
			*at = span->from < 0 ? 0 : later(s, sim_draw(&day->opens, &d->rng));
		return;
	}
	desk_opens(s, k);
	if (span) {
		d->closes = sim_rest(&day->closes, -span->to, start->close_longer, &d->rng);
		d->stays = span->stays;
	}
	if (def->now == SIM_FREE) {
		d->state = GAP;
		*at = 0;
	} else if (def->now == SIM_AWAY) {
		double rest = sim_rest(&day->breaks.length, -def->since, start->away_longer, &d->rng);
		desk_away(s, k, BREAK, def->until > 0 ? def->until : rest);
	} else {
		begin_serving(s, k);
	}
}

void run_begin(sim *s, u64 seed)
{
	const sim_day *day = s->day;
	sim_rng seeds = sim_seeded(seed, STREAM_PEOPLE), swing = sim_seeded(seed, STREAM_SWING);
	s->now = 0;
	s->seed = sim_bits(&seeds);
	s->arrivals = sim_seeded(seed, STREAM_ARRIVALS);
	sim_dist swings = sim_lognormal(1, day->swing), tempos = sim_lognormal(1, day->tempo);
	s->swing = s->swing_at > 0 ? sim_quantile(&swings, s->swing_at) : sim_draw(&swings, &swing);
	s->tempo = s->tempo_at > 0 ? sim_quantile(&tempos, s->tempo_at) : sim_draw(&tempos, &swing);
	s->number = (u64)(day->people_n + day->bookings_n);
	s->entries_n = s->journeys_n = s->timers_n = s->coming_at = s->singles = 0;
	s->free_entry = s->free_journey = NOBODY;
	for (int i = 0; i < s->classes_n * s->services_n; i++)
		s->queues[i] = (queue){ NOBODY, NOBODY };
	for (int c = 0; c < s->classes_n; c++)
		s->waiting[c] = 0;
	for (int v = 0; v < s->services_n; v++) {
		s->length[v] = 0;
		s->length_since[v] = s->area[v] = 0;
	}
	s->idle = 0;
	s->turn = s->desks_n - 1;
	s->unsettled = day->watched;
	for (int i = 0; i < day->watched; i++) {
		s->seen[i] = (sim_seen){ SIM_NEVER, SIM_NEVER };
		s->settled[i] = false;
	}
	s->totals = (sim_totals){ 0 };
	s->at[SLOT_TICK] = s->stats ? stats_begin(s->stats) : SIM_NEVER;
	for (int k = 0; k < s->desks_n; k++)
		begin_desk(s, k, seed);
	for (int i = 0; i < day->people_n; i++) {
		const sim_person *p = &day->people[i];
		if (p->arrived <= 0 && s->at_desk[i] < 0)
			comes_in(s, &s->person_plan[i], (u64)i, p->arrived, p->due, p->watch - 1, p->done, p->probe);
	}
	timer_slot(s);
	s->interval = 0;
	double first = day->intervals_from;
	if (day->flows_n && first < 0) {
		s->interval =
			-first / day->interval >= day->intervals_n ? day->intervals_n : (int)(-first / day->interval);
		first = 0;
	}
	next_walk_in(s, first);
}
