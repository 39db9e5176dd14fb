/* The engine held against queues whose answer is known. Seeds are fixed; tolerances are about three standard errors of as
 * many customers as a second allows. bench/sim.c does the same with ten million. */
#include "sim/sim.h"
#include "sim/testing.h"

typedef struct model {
	sim_desk desks[SIM_DESKS_MAX];
	sim_service services[2];
	double rates[2];
	sim_flow flows[2];
	sim_class order[2];
	sim_day day;
} model;

/* c desks that are always open, one service, one stream of walk-ins. */
static void model_init(model *m, int c, double rate, sim_dist time, i64 customers)
{
	*m = (model){ .order = { { SIM_PRIORITY, 0 }, { SIM_ARRIVAL, 0 } } };
	for (int i = 0; i < c; i++)
		m->desks[i] = (sim_desk){ .services = 1, .now = SIM_FREE };
	m->services[0].time = time;
	m->rates[0] = rate;
	for (int i = 0; i < 2; i++)
		m->flows[i] = (sim_flow){ .rate = &m->rates[i] };
	m->day = (sim_day){ .services = m->services,
			    .services_n = 1,
			    .order = m->order,
			    .order_n = 2,
			    .desks = m->desks,
			    .desks_n = c,
			    .flows = m->flows,
			    .flows_n = 1,
			    .interval = 1e15,
			    .intervals_n = 1,
			    .until = SIM_NEVER,
			    .most = customers,
			    .room = 20000 };
}

static sim_totals run(model *m, sim_stats *stats)
{
	arena *a = arena_new(64 << 20);
	sim_totals t = sim_run(sim_new(a, &m->day), 2026, stats);
	arena_free(a);
	return t;
}

/* All in one bucket. */
static sim_stats *stats_of(arena *a, const model *m)
{
	return sim_stats_new(a, &m->day, 0, 1e15, 1);
}

static double wait_of(const sim_totals *t)
{
	return t->waited / (double)t->called;
}

/* The probability of waiting with an offered load on c servers (Erlang, 1917). */
static double erlang_c(int c, double load)
{
	double blocked = 1;
	for (int k = 1; k <= c; k++)
		blocked = load * blocked / (k + load * blocked);
	return blocked / (1 - load / c * (1 - blocked));
}

static void several_desks_wait_as_erlang_says(void **state)
{
	(void)state;
	const struct {
		int c;
		double load;
	} cases[] = { { 1, 0.7 }, { 3, 2.4 }, { 10, 8.5 }, { 40, 36 }, { 64, 60 } };
	for (size_t i = 0; i < COUNT(cases); i++) {
		model m;
		int c = cases[i].c;
		double mean = 300, load = cases[i].load, waits = erlang_c(c, load);
		model_init(&m, c, load / mean, sim_exponential(mean), 1000000);
		sim_totals t = run(&m, NULL);
		assert_within(wait_of(&t), waits * mean / (c - load), 0.03);
		assert_within(1 - (double)t.at_once / (double)t.called, waits, 0.015);
		assert_within(t.busy / t.end, load, 0.005);
		/* Little: the length of the queue in the mean is the rate times the wait */
		assert_within(t.queue / t.end, (double)t.came / t.end * wait_of(&t), 0.0001);
	}
}

static void the_waits_of_several_desks_have_the_tail_that_erlang_says(void **state)
{
	(void)state;
	arena *a = arena_new(16 << 20);
	model m;
	double mean = 300, load = 2.4;
	model_init(&m, 3, load / mean, sim_exponential(mean), 1000000);
	sim_stats *stats = stats_of(a, &m);
	sim_totals t = run(&m, stats);
	/* P(W > t) = C · exp(−(c − load) t / mean) */
	for (double q = 0.5; q < 0.96; q += 0.15) {
		double wait = -log((1 - q) / erlang_c(3, load)) * mean / (3 - load);
		assert_within(sim_stats_wait(stats, 0, 0, q), wait, 0.04);
	}
	assert_near(sim_stats_people(stats, 0, SIM_ALL), (double)t.came);
	assert_within(sim_stats_mean_wait(stats, 0, 0), wait_of(&t), 1e-9);
	assert_near(sim_stats_unserved(stats, SIM_ALL, 0), 0);
	assert_near(sim_stats_queue(stats, 0, 0) * 1e15, t.queue);
	arena_free(a);
}

static void one_desk_waits_as_pollaczek_and_khinchine_say(void **state)
{
	(void)state;
	float even[] = { 100, 500 };
	const struct {
		sim_dist time;
		double load;
	} cases[] = { { sim_fixed(300), 0.8 }, /* M/D/1 */
		      { sim_lognormal(300, 0.5), 0.8 },
		      { sim_lognormal(300, 1.2), 0.6 },
		      { sim_table(even, 2), 0.75 },
		      { sim_normal(300, 60), 0.75 } };
	for (size_t i = 0; i < COUNT(cases); i++) {
		model m;
		const sim_dist *time = &cases[i].time;
		double mean = sim_mean(time), square = sim_variance(time) + mean * mean, load = cases[i].load;
		model_init(&m, 1, load / mean, *time, 1000000);
		sim_totals t = run(&m, NULL);
		assert_within(wait_of(&t), load / mean * square / (2 * (1 - load)), 0.03);
	}
}

static void priorities_wait_as_cobham_says(void **state)
{
	(void)state;
	arena *a = arena_new(16 << 20);
	model m;
	double mean = 300, first = 0.3, load = 0.8;
	model_init(&m, 1, first / mean, sim_exponential(mean), 1000000);
	m.services[1] = m.services[0];
	m.rates[1] = (load - first) / mean;
	m.flows[0].visit.priority = true;
	m.flows[1].visit.service = 1;
	m.day.services_n = m.day.flows_n = 2;
	m.desks[0].services = 3;
	sim_stats *stats = stats_of(a, &m);
	run(&m, stats);
	double rest = load * mean; /* half the rate times the mean square */
	assert_within(sim_stats_mean_wait(stats, 0, 0), rest / (1 - first), 0.03);
	assert_within(sim_stats_mean_wait(stats, 1, 0), rest / ((1 - first) * (1 - load)), 0.03);
	arena_free(a);
}

static void two_services_with_desks_of_their_own_do_not_know_each_other(void **state)
{
	(void)state;
	arena *a = arena_new(16 << 20);
	model m;
	model_init(&m, 5, 1.4 / 300, sim_exponential(300), 1000000);
	m.services[1].time = sim_exponential(100);
	m.rates[1] = 2.4 / 100;
	m.flows[1].visit.service = 1;
	m.day.services_n = m.day.flows_n = 2;
	for (int i = 2; i < 5; i++)
		m.desks[i].services = 2;
	sim_stats *stats = stats_of(a, &m);
	run(&m, stats);
	assert_within(sim_stats_mean_wait(stats, 0, 0), erlang_c(2, 1.4) * 300 / (2 - 1.4), 0.03);
	assert_within(sim_stats_mean_wait(stats, 1, 0), erlang_c(3, 2.4) * 100 / (3 - 2.4), 0.03);
	arena_free(a);
}

static void breaks_take_the_share_that_renewal_theory_says(void **state)
{
	(void)state;
	model m;
	/* always somebody waits: a cycle is an exponential time, the rest of the service in hand, and the break */
	double every = 3000, mean = 300, length = 600;
	model_init(&m, 1, 2 / mean, sim_exponential(mean), 200000);
	m.day.breaks = (sim_breaks){ every, sim_lognormal(length, 0.7) };
	m.day.room = 200000;
	sim_totals t = run(&m, NULL);
	assert_within(t.busy / t.end, (every + mean) / (every + mean + length), 0.005);
	assert_int_equal(t.turned_away, 0);

	/* and hardly any, or hardly long, is none */
	model_init(&m, 3, 2.4 / mean, sim_exponential(mean), 1000000);
	m.day.breaks = (sim_breaks){ 3000, sim_fixed(0.01) };
	t = run(&m, NULL);
	assert_within(wait_of(&t), erlang_c(3, 2.4) * mean / (3 - 2.4), 0.03);
}

static void steps_one_after_the_other_are_a_tandem_of_queues(void **state)
{
	(void)state;
	arena *a = arena_new(16 << 20);
	model m;
	/* Burke: what leaves M/M/1 is Poisson again, so each of the two waits as if it were alone */
	model_init(&m, 2, 0.7 / 300, sim_exponential(300), 1000000);
	m.services[1].time = sim_exponential(250);
	const sim_step steps[] = { { .service = 0 }, { .service = 1, .after = 1 } };
	m.flows[0].visit = (sim_visit){ .steps = steps, .steps_n = 2 };
	m.day.services_n = 2;
	m.desks[1].services = 2;
	sim_stats *stats = stats_of(a, &m);
	sim_totals t = run(&m, stats);
	double second = 0.7 * 250 / 300;
	assert_within(sim_stats_mean_wait(stats, 0, 0), 0.7 * 300 / 0.3, 0.03);
	assert_within(sim_stats_mean_wait(stats, 1, 0), second * 250 / (1 - second), 0.03);
	assert_int_equal(t.served, 2 * t.came);
	arena_free(a);
}

static void rates_that_change_through_the_day_bring_so_many_people(void **state)
{
	(void)state;
	arena *a = arena_new(16 << 20);
	model m;
	model_init(&m, 30, 0, sim_exponential(300), 0);
	const double rate[] = { 0.01, 0, 0.03, 0.002 };
	m.flows[0].rate = rate;
	m.day.intervals_n = 4;
	m.day.interval = 900;
	m.day.intervals_from = 100;
	m.day.until = 5000;
	m.day.swing = 0.3;
	sim *s = sim_new(a, &m.day);
	sim_stats *stats = sim_stats_new(a, &m.day, 100, 900, 5);
	for (u64 r = 0; r < 3000; r++)
		sim_run(s, r, stats);
	for (int b = 0; b < 4; b++)
		assert_close(sim_stats_people(stats, 0, b), rate[b] * 900, 0.4);
	assert_near(sim_stats_people(stats, 0, 1), 0);
	assert_near(sim_stats_people(stats, 0, 4), 0);
	arena_free(a);
}

static void a_seed_makes_the_same_run_to_the_last_bit_and_another_one_another(void **state)
{
	(void)state;
	model m;
	model_init(&m, 5, 4.4 / 300, sim_lognormal(300, 0.8), 20000);
	m.day.breaks = (sim_breaks){ 3600, sim_lognormal(600, 0.5) };
	arena *a = arena_new(64 << 20);
	sim *s = sim_new(a, &m.day), *other = sim_new(a, &m.day);
	sim_totals x = sim_run(s, 5, NULL), y = sim_run(s, 6, NULL), z = sim_run(other, 5, NULL);
	assert_memory_equal(&x, &z, sizeof x);
	assert_true(x.waited != y.waited);
	/* one seed, another roster: the same people come */
	m.desks[4].services = 0;
	sim_totals w = sim_run(sim_new(a, &m.day), 5, NULL);
	assert_int_equal(w.came, x.came);
	assert_true(w.waited > x.waited);
	arena_free(a);
}

static void distributions_agree_with_themselves(void **state)
{
	(void)state;
	float bent[] = { -30, 0, 10, 200 };
	sim_dist dists[] = { sim_exponential(300), sim_lognormal(300, 0.9), sim_normal(300, 50), sim_table(bent, 4),
			     sim_lognormal(10, 2) };
	dists[4].shift = 60;
	for (size_t i = 0; i < COUNT(dists); i++) {
		const sim_dist *d = &dists[i];
		for (int k = 1; k < 2000; k++)
			assert_close(sim_longer(d, sim_quantile(d, k / 2000.0)), 1 - k / 2000.0, 1e-9);
		sim_rng r = sim_seeded(1, i);
		double sum = 0, squares = 0, n = 1000000;
		for (int k = 0; k < n; k++) {
			double x = sim_draw(d, &r);
			sum += x;
			squares += (x - sim_mean(d)) * (x - sim_mean(d));
			assert_true(x >= sim_least(d));
		}
		assert_within(sum / n, sim_mean(d), 0.01);
		assert_within(squares / n, sim_variance(d), i == 4 ? 0.3 : 0.02); /* the fifth has a heavy tail */
	}
	/* deep in the tail, against erfc */
	sim_dist standard = sim_lognormal(1, 1);
	for (double p = 1e-3; p > 1e-11; p /= 10)
		assert_within(sim_longer(&standard, sim_quantile(&standard, 1 - p)), p, 1e-4);
}

static void a_measured_distribution_has_the_quantiles_of_what_was_measured(void **state)
{
	(void)state;
	arena *a = arena_new(1 << 20);
	double values[101];
	for (int i = 0; i < 101; i++)
		values[i] = (i * 37) % 101; /* 0 … 100, shuffled */
	sim_dist d = sim_measured(a, values, 101, 21);
	for (int i = 1; i < 10; i++)
		assert_close(sim_quantile(&d, i / 10.0), i * 10, 1e-3);
	double one = 42;
	d = sim_measured(a, &one, 1, 5);
	assert_close(sim_quantile(&d, 0.3), 42, 1e-6);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(several_desks_wait_as_erlang_says),
		cmocka_unit_test(the_waits_of_several_desks_have_the_tail_that_erlang_says),
		cmocka_unit_test(one_desk_waits_as_pollaczek_and_khinchine_say),
		cmocka_unit_test(priorities_wait_as_cobham_says),
		cmocka_unit_test(two_services_with_desks_of_their_own_do_not_know_each_other),
		cmocka_unit_test(breaks_take_the_share_that_renewal_theory_says),
		cmocka_unit_test(steps_one_after_the_other_are_a_tandem_of_queues),
		cmocka_unit_test(rates_that_change_through_the_day_bring_so_many_people),
		cmocka_unit_test(a_seed_makes_the_same_run_to_the_last_bit_and_another_one_another),
		cmocka_unit_test(distributions_agree_with_themselves),
		cmocka_unit_test(a_measured_distribution_has_the_quantiles_of_what_was_measured),
	};
	return cmocka_run_group_tests_name("theory", tests, NULL, NULL);
}
