/*
 * The engine against a plain program that plays the same day slowly: no queues, no heap, nothing kept sorted; at every event
 * it looks at all people and asks, word for word as visits_before() does, who is next. A thousand random small days with several
 * services, desks with `also`, closing times, booked people, priorities and journeys of several steps.
 */
#include "sim/sim.h"
#include "sim/testing.h"
#include <assert.h>

#define PEOPLE 14
#define DESKS 4
#define SERVICES 4
#define STEPS 3

typedef struct slow_person {
	const sim_person *p;
	bool here, away;
	sim_mask done, waiting;
	double called[STEPS], ended[STEPS];
} slow_person;

typedef struct slow_desk {
	const sim_desk *d;
	int span;
	enum { SHUT, FREE, HAS } state;
	double at; /* next event */
	int person, step;
} slow_desk;

typedef struct slow {
	const sim_day *day;
	slow_person people[PEOPLE];
	slow_desk desks[DESKS];
	double now;
	int turn;
} slow;

static int class_of(const slow *s, const sim_person *p, double due)
{
	for (int i = 0; i < s->day->order_n; i++) {
		const sim_class *c = &s->day->order[i];
		if ((c->who == SIM_BOOKED && due < SIM_NEVER && due - c->early <= s->now) ||
		    (c->who == SIM_PRIORITY && p->visit.priority) || (c->who == SIM_RETURNED && p->visit.returned) ||
		    c->who == SIM_ARRIVAL)
			return i;
	}
	return s->day->order_n;
}

static double due_of(const sim_person *p, int step)
{
	return p->due < SIM_NEVER ? p->due + p->visit.steps[step].due : SIM_NEVER;
}

static double chain(const slow *s, const sim_visit *v, int k)
{
	double longest = 0;
	for (int i = 0; i < v->steps_n; i++)
		if (v->steps[i].after & SIM_BIT(k) && chain(s, v, i) > longest)
			longest = chain(s, v, i);
	return longest + s->day->services[v->steps[k].service].time.shift;
}

/* Before whom: (person, step) of a, and of b. */
static bool before(const slow *s, int pa, int ka, int pb, int kb)
{
	const sim_person *a = s->people[pa].p, *b = s->people[pb].p;
	int ca = class_of(s, a, due_of(a, ka)), cb = class_of(s, b, due_of(b, kb));
	if (ca != cb)
		return ca < cb;
	bool booked = ca < s->day->order_n && s->day->order[ca].who == SIM_BOOKED;
	double ta = booked ? due_of(a, ka) : a->arrived, tb = booked ? due_of(b, kb) : b->arrived;
	if (ta != tb)
		return ta < tb;
	if (pa != pb)
		return pa < pb;
	double la = chain(s, &a->visit, ka), lb = chain(s, &b->visit, kb);
	return la != lb ? la > lb : ka < kb;
}

static bool choose(const slow *s, sim_mask services, int *ret_person, int *ret_step)
{
	*ret_person = -1;
	for (int p = 0; p < s->day->people_n; p++) {
		const slow_person *one = &s->people[p];
		for (int k = 0; one->here && !one->away && k < one->p->visit.steps_n; k++)
			if (one->waiting & SIM_BIT(k) && services & SIM_BIT(one->p->visit.steps[k].service) &&
			    (*ret_person < 0 || before(s, p, k, *ret_person, *ret_step))) {
				*ret_person = p;
				*ret_step = k;
			}
	}
	return *ret_person >= 0;
}

static void call(slow *s, int k, int person, int step)
{
	slow_person *p = &s->people[person];
	slow_desk *d = &s->desks[k];
	p->away = true;
	p->waiting &= ~SIM_BIT(step);
	p->called[step] = s->now;
	d->state = HAS;
	d->person = person;
	d->step = step;
	d->at = s->now + s->day->services[p->p->visit.steps[step].service].time.shift * d->d->pace;
}

/* Whoever can begin a step stands for it, the longest chain first; a free desk takes him or her at once. */
static void stands(slow *s, int person)
{
	slow_person *p = &s->people[person];
	const sim_visit *v = &p->p->visit;
	for (int k = 0; k < v->steps_n; k++)
		if (!(p->done & SIM_BIT(k)) && !(v->steps[k].after & ~p->done))
			p->waiting |= SIM_BIT(k);
	sim_mask offered = 0;
	while (!p->away) {
		int next = -1;
		for (int k = 0; k < v->steps_n; k++)
			if (p->waiting & ~offered & SIM_BIT(k) && (next < 0 || chain(s, v, k) > chain(s, v, next)))
				next = k;
		if (next < 0)
			return;
		offered |= SIM_BIT(next);
		for (int also = 0; also < 2 && !p->away; also++)
			for (int i = 1; i <= DESKS && !p->away; i++) {
				int k = (s->turn + i) % DESKS;
				const slow_desk *d = &s->desks[k];
				if (d->state == FREE &&
				    (also ? d->d->also : d->d->services) & SIM_BIT(v->steps[next].service)) {
					s->turn = k;
					call(s, k, person, next);
				}
			}
	}
}

static void is_free(slow *s, int k)
{
	slow_desk *d = &s->desks[k];
	const sim_span *span = &d->d->spans[d->span];
	bool over = s->now >= span->to;
	int person, step;
	d->state = FREE;
	if ((!over || span->stays) &&
	    (choose(s, d->d->services, &person, &step) || choose(s, d->d->also, &person, &step))) {
		call(s, k, person, step);
	} else if (over) {
		d->state = SHUT;
		d->span++;
		d->at = d->span < d->d->spans_n ? d->d->spans[d->span].from : SIM_NEVER;
		if (d->at < s->now)
			d->at = s->now;
	} else {
		d->at = span->to;
	}
}

static void play(slow *s, const sim_day *day)
{
	*s = (slow){ .day = day, .turn = DESKS - 1 };
	for (int p = 0; p < day->people_n; p++) {
		s->people[p].p = &day->people[p];
		s->people[p].here = day->people[p].arrived <= 0;
		for (int k = 0; k < STEPS; k++)
			s->people[p].called[k] = s->people[p].ended[k] = SIM_NEVER;
		if (s->people[p].here)
			for (int k = 0; k < day->people[p].visit.steps_n; k++)
				s->people[p].waiting |= day->people[p].visit.steps[k].after ? 0 : SIM_BIT(k);
	}
	for (int k = 0; k < DESKS; k++)
		s->desks[k] = (slow_desk){ .d = &day->desks[k], .at = day->desks[k].spans[0].from };
	for (;;) {
		int person = -1, desk = -1;
		double at = SIM_NEVER;
		for (int p = 0; p < day->people_n; p++)
			if (!s->people[p].here && day->people[p].arrived < at) {
				at = day->people[p].arrived;
				person = p;
			}
		for (int k = 0; k < DESKS; k++)
			if (s->desks[k].at < at) {
				at = s->desks[k].at;
				desk = k;
				person = -1;
			}
		if (at >= SIM_NEVER)
			return;
		s->now = at;
		if (person >= 0) {
			s->people[person].here = true;
			stands(s, person);
			continue;
		}
		slow_desk *d = &s->desks[desk];
		if (d->state == HAS) {
			slow_person *p = &s->people[d->person];
			p->ended[d->step] = s->now;
			p->done |= SIM_BIT(d->step);
			p->away = false;
			stands(s, d->person);
		}
		is_free(s, desk);
	}
}

static int below(sim_rng *r, int n)
{
	return (int)(sim_uniform(r) * n);
}

static void the_engine_plays_a_thousand_random_days_as_the_slow_program_does(void **state)
{
	(void)state;
	arena *a = arena_new(64 << 20);
	int compared = 0, never = 0;
	for (u64 seed = 0; seed < 1000; seed++) {
		arena_reset(a);
		sim_rng r = sim_seeded(seed, 99);
		sim_class orders[][4] = {
			{ { SIM_BOOKED, 300 }, { SIM_PRIORITY, 0 }, { SIM_RETURNED, 0 }, { SIM_ARRIVAL, 0 } },
			{ { SIM_PRIORITY, 0 }, { SIM_BOOKED, 100 }, { SIM_ARRIVAL, 0 }, { SIM_RETURNED, 0 } },
			{ { SIM_RETURNED, 0 }, { SIM_BOOKED, 900 }, { SIM_PRIORITY, 0 }, { SIM_BOOKED, 2000 } },
		};
		sim_service services[SERVICES];
		for (int i = 0; i < SERVICES; i++)
			services[i] = (sim_service){ .time = sim_fixed(20 + 200 * sim_uniform(&r)) };
		sim_span spans[DESKS][2];
		sim_desk desks[DESKS];
		for (int k = 0; k < DESKS; k++) {
			double from = 200 * sim_uniform(&r), to = from + 900 * sim_uniform(&r),
			       again = to + 300 * sim_uniform(&r);
			spans[k][0] = (sim_span){ from, to, below(&r, 4) == 0 };
			spans[k][1] = (sim_span){ again, again + 2000 * sim_uniform(&r), below(&r, 2) == 0 };
			desks[k] = (sim_desk){ .services = sim_bits(&r) & 15,
					       .pace = 0.5 + sim_uniform(&r),
					       .spans = spans[k],
					       .spans_n = 1 + below(&r, 2) };
			desks[k].also = sim_bits(&r) & 15 & ~desks[k].services;
		}
		sim_step steps[PEOPLE][STEPS];
		sim_person people[PEOPLE];
		for (int p = 0; p < PEOPLE; p++) {
			int n = 1 + below(&r, STEPS);
			for (int k = 0; k < n; k++)
				steps[p][k] = (sim_step){ .service = below(&r, SERVICES),
							  .after = sim_bits(&r) & (SIM_BIT(k) - 1),
							  .due = 100 * k };
			people[p] = (sim_person){ .visit = { .steps = steps[p],
							     .steps_n = n,
							     .priority = below(&r, 5) == 0,
							     .returned = below(&r, 5) == 0 },
						  .arrived = 1500 * sim_uniform(&r) - 500,
						  .due = below(&r, 2) ? 2000 * sim_uniform(&r) : SIM_NEVER,
						  .watch = 1 + p * STEPS };
		}
		sim_day day = { .services = services,
				.services_n = SERVICES,
				.order = orders[seed % 3],
				.order_n = 4,
				.desks = desks,
				.desks_n = DESKS,
				.people = people,
				.people_n = PEOPLE,
				.until = SIM_NEVER,
				.watched = PEOPLE * STEPS };
		static_assert(PEOPLE * STEPS < 64, "small days");
		slow s;
		play(&s, &day);
		sim *fast = sim_new(a, &day);
		sim_run(fast, seed, NULL);
		for (int p = 0; p < PEOPLE; p++)
			for (int k = 0; k < people[p].visit.steps_n; k++) {
				const sim_seen *seen = &sim_seen_of(fast)[p * STEPS + k];
				if (fabs(seen->called - s.people[p].called[k]) > 1e-6 ||
				    fabs(seen->ended - s.people[p].ended[k]) > 1e-6)
					fail_msg("day %llu, person %d, step %d: called %g, not %g",
						 (unsigned long long)seed, p, k, seen->called, s.people[p].called[k]);
				compared++;
				never += seen->called >= SIM_NEVER;
			}
	}
	arena_free(a);
	assert_true(compared > 20000 && never > 100 &&
		    never < compared / 2); /* the days are neither empty nor hopeless */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_engine_plays_a_thousand_random_days_as_the_slow_program_does),
	};
	return cmocka_run_group_tests_name("slowly", tests, NULL, NULL);
}
