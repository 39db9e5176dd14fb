/*
 * How fast and how true the simulator is, on queues whose answer is known:
 *
 *     sim [CUSTOMERS] [MODEL]       10,000,000 customers of each model, or of one of: mmc mg1 md1 priority breaks
 *
 * Prints one line of JSON for each: customers a second of this process's CPU time, the mean wait beside the theory's, and
 * how far Little's law is off (what is counted person by person, and by the length of the queue as time goes by).
 */
#include <math.h>

#include "sim/sim.h"

typedef struct model {
	const char *name;
	int servers;
	double rate; /* people a second */
	sim_dist time;
	double priority; /* share of them who go before */
	sim_breaks breaks;
	double theory; /* mean wait, seconds; NAN: not known */
	double theory_waits; /* probability of waiting; NAN: not looked at */
} model;

/* Erlang C: the probability of waiting with an offered load of `load` on c servers. */
static double erlang_c(int c, double load)
{
	double blocked = 1; /* Erlang B, by its recursion */
	for (int k = 1; k <= c; k++)
		blocked = load * blocked / (k + load * blocked);
	return blocked / (1 - load / c * (1 - blocked));
}

/* Pollaczek and Khinchine. */
static double mg1_wait(double rate, const sim_dist *time)
{
	double mean = sim_mean(time);
	return rate * (sim_variance(time) + mean * mean) / (2 * (1 - rate * mean));
}

static double cpu_seconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void run(const model *m, i64 customers)
{
	arena *a = arena_new(64 << 20);
	sim_service service = { .time = m->time };
	sim_class order[] = { { SIM_PRIORITY, 0 }, { SIM_ARRIVAL, 0 } };
	sim_desk *desks = arena_many(a, sim_desk, (size_t)m->servers);
	for (int i = 0; i < m->servers; i++)
		desks[i] = (sim_desk){ .services = SIM_BIT(0), .now = SIM_FREE };
	double ordinary = m->rate * (1 - m->priority), first = m->rate * m->priority;
	sim_flow flows[] = { { .rate = &ordinary }, { .visit = { .priority = true }, .rate = &first } };
	sim_day day = { .services = &service,
			.services_n = 1,
			.order = order,
			.order_n = COUNT(order),
			.desks = desks,
			.desks_n = m->servers,
			.breaks = m->breaks,
			.flows = flows,
			.flows_n = m->priority > 0 ? 2 : 1,
			.interval = 1e15,
			.intervals_n = 1,
			.until = SIM_NEVER,
			.most = customers,
			.room = 100000 };
	sim *s = sim_new(a, &day);
	double begun = cpu_seconds();
	sim_totals t = sim_run(s, 1, NULL);
	double took = cpu_seconds() - begun;
	double wait = t.waited / (double)t.called;
	double little = t.queue / t.end / (m->rate * wait) -
			1; /* the length of the queue; the rate, as given, times the wait */
	printf("{\"model\":\"%s\",\"customers\":%lld,\"per_second\":%.0f,\"wait\":%.5f,\"theory\":%.5f,\"error_percent\":%.3f,"
	       "\"waits_error_percent\":%.3f,\"little_error_percent\":%.7f,\"turned_away\":%lld}\n",
	       m->name, (long long)t.came, (double)t.came / took, wait, m->theory, 100 * (wait / m->theory - 1),
	       100 * ((1 - (double)t.at_once / (double)t.called) / m->theory_waits - 1), 100 * little,
	       (long long)t.turned_away);
	arena_free(a);
}

int main(int argc, char **argv)
{
	i64 customers = 10000000;
	if (argc > 1 && (!str_i64(str_of(argv[1]), &customers) || customers < 1)) {
		fprintf(stderr, "sim [CUSTOMERS] [MODEL]\n");
		return 2;
	}
	sim_dist exponential = sim_exponential(1), fixed = sim_fixed(1), spread = sim_lognormal(1, 1.2);
	sim_breaks none = { .every = 0 };
	double pw = erlang_c(10, 9);
	const model models[] = {
		{ "mmc", 10, 9, exponential, 0, none, pw / (10 - 9), pw },
		{ "mg1", 1, 0.7, spread, 0, none, mg1_wait(0.7, &spread), 0.7 },
		{ "md1", 1, 0.8, fixed, 0, none, mg1_wait(0.8, &fixed), 0.8 },
		/* Cobham: the mean over both classes is that of M/M/1 */
		{ "priority", 1, 0.8, exponential, 0.3, none, 4, 0.8 },
	};
	for (size_t i = 0; i < COUNT(models); i++)
		if (argc < 3 || str_eq(str_of(argv[2]), str_of(models[i].name)))
			run(&models[i], customers);
	return 0;
}
