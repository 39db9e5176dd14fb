#include "modules/visits/stats.h"

#include "modules/visits/stats.sql.h"

/* --- reading -------------------------------------------------------------------------------------------------------- */

const err *stats_read(db *d, arena *a, i64 city, str office, day from, day to, stat_steps *ret)
{
	stats_steps_rows rows;
	TRY(stats_steps(d, a, city, office, from, to, &rows));
	*ret = (stat_steps){ arena_many(a, stat_step, rows.n), rows.n };
	for (size_t i = 0; i < rows.n; i++) {
		const stats_steps_row *r = &rows.at[i];
		ret->at[i] = (stat_step){ .ticket = r->ticket,
					  .service = r->service,
					  .desk = r->desk,
					  .seq = r->seq,
					  .day = (day)r->day,
					  .state = step_state_of(r->state),
					  .arrived = r->arrived,
					  .called = r->called_at,
					  .served = r->served_at,
					  .ended = r->ended_at };
	}
	stats_make_ready(a, ret);
	return NULL;
}

/* --- when a step could have been called --------------------------------------------------------------------------------- */

typedef struct of_ticket {
	u64 hash;
	stat_step *step;
} of_ticket;

static int by_ticket(const void *x, const void *y)
{
	const of_ticket *a = x, *b = y;
	if (a->hash != b->hash)
		return a->hash < b->hash ? -1 : 1;
	int order = str_cmp(a->step->ticket, b->step->ticket);
	if (order)
		return order;
	return (a->step->ended > b->step->ended) - (a->step->ended < b->step->ended);
}

static of_ticket *sort_by_ticket(arena *a, const stat_steps *steps)
{
	of_ticket *list = arena_many(a, of_ticket, steps->n);
	for (size_t i = 0; i < steps->n; i++)
		list[i] = (of_ticket){ str_hash(steps->at[i].ticket), &steps->at[i] };
	qsort(list, steps->n, sizeof *list, by_ticket);
	return list;
}

void stats_make_ready(arena *a, stat_steps *steps)
{
	of_ticket *list = sort_by_ticket(a, steps);
	for (size_t i = 0; i < steps->n; i++) {
		stat_step *s = list[i].step;
		s->ready = s->arrived;
		if (i == 0 || list[i - 1].hash != list[i].hash || !str_eq(list[i - 1].step->ticket, s->ticket))
			continue;
		/* the visit's steps follow one another: the one that ended last before this one */
		instant before = list[i - 1].step->ended;
		if (before > s->ready && (s->called == 0 || before <= s->called))
			s->ready = before;
	}
}

i64 stat_wait(const stat_step *s)
{
	if (!s->called)
		return -1;
	return s->called > s->ready ? (s->called - s->ready) / SECOND : 0;
}

i64 stat_service(const stat_step *s)
{
	if (s->state != STEP_DONE && s->state != STEP_TRANSFERRED)
		return -1;
	return s->served && s->ended >= s->served ? (s->ended - s->served) / SECOND : -1;
}

/* --- ranks and groups ------------------------------------------------------------------------------------------------------ */

typedef struct ranked {
	i64 seconds;
	size_t step;
} ranked;
typedef struct ranking {
	ranked *at;
	size_t n;
} ranking;

static int by_seconds(const void *x, const void *y)
{
	const ranked *a = x, *b = y;
	return (a->seconds > b->seconds) - (a->seconds < b->seconds);
}

static ranking rank(arena *a, const stat_steps *steps, i64 (*measure)(const stat_step *))
{
	ranking list = { arena_many(a, ranked, steps->n), 0 };
	for (size_t i = 0; i < steps->n; i++) {
		i64 seconds = measure(&steps->at[i]);
		if (seconds >= 0)
			list.at[list.n++] = (ranked){ seconds, i };
	}
	qsort(list.at, list.n, sizeof *list.at, by_seconds);
	return list;
}

static spread spread_of(const i64 *sorted, i64 n)
{
	spread s = { .n = n, .mean = -1, .median = -1, .p90 = -1, .most = -1 };
	if (n == 0)
		return s;
	double sum = 0;
	for (i64 i = 0; i < n; i++)
		sum += (double)sorted[i];
	s.mean = sum / (double)n;
	s.median = n % 2 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
	s.p90 = sorted[(n * 9 + 9) / 10 - 1];
	s.most = sorted[n - 1];
	return s;
}

/* The values of each group, one group behind the other, each in order. group[i] < n for every step i. */
static void deal(arena *a, const ranking *list, const size_t *group, size_t n, spread *ret)
{
	size_t *end = arena_many(a, size_t, n + 1);
	for (size_t i = 0; i < list->n; i++)
		end[group[list->at[i].step] + 1]++;
	for (size_t g = 1; g <= n; g++)
		end[g] += end[g - 1];
	i64 *values = arena_many(a, i64, list->n);
	size_t *next = arena_many(a, size_t, n);
	for (size_t g = 0; g < n; g++)
		next[g] = end[g];
	for (size_t i = 0; i < list->n; i++)
		values[next[group[list->at[i].step]]++] = list->at[i].seconds;
	for (size_t g = 0; g < n; g++)
		ret[g] = spread_of(values + end[g], (i64)(end[g + 1] - end[g]));
}

typedef struct sums {
	const stat_steps *steps;
	ranking waits, services;
} sums;

static void add_up(arena *a, const sums *all, const size_t *group, stat_lines *lines)
{
	for (size_t i = 0; i < all->steps->n; i++) {
		stat_line *l = &lines->at[group[i]];
		step_state s = all->steps->at[i].state;
		l->steps++;
		l->done += s == STEP_DONE;
		l->transferred += s == STEP_TRANSFERRED;
		l->left += s == STEP_LEFT;
		l->abandoned += s == STEP_ABANDONED;
	}
	spread *found = arena_many(a, spread, lines->n);
	deal(a, &all->waits, group, lines->n, found);
	for (size_t g = 0; g < lines->n; g++)
		lines->at[g].wait = found[g];
	deal(a, &all->services, group, lines->n, found);
	for (size_t g = 0; g < lines->n; g++)
		lines->at[g].service = found[g];
}

static stat_lines empty_lines(arena *a, size_t n)
{
	return (stat_lines){ arena_many(a, stat_line, n), n };
}

/* The line with that id; a new one when there is none. An office has some dozens. */
static size_t line_of(arena *a, stat_lines *lines, str id)
{
	size_t i = 0;
	while (i < lines->n && !str_eq(lines->at[i].id, id))
		i++;
	if (i == lines->n)
		LIST_ADD(a, lines, (stat_line){ .id = id });
	return i;
}

/* Lines without a step are left out. */
static stat_lines compact(arena *a, const stat_lines *lines)
{
	stat_lines some = { 0 };
	for (size_t i = 0; i < lines->n; i++)
		if (lines->at[i].steps)
			LIST_ADD(a, &some, lines->at[i]);
	return some;
}

static i64 count_visits(arena *a, const stat_steps *steps)
{
	of_ticket *list = sort_by_ticket(a, steps);
	i64 n = 0;
	for (size_t i = 0; i < steps->n; i++)
		n += i == 0 || !str_eq(list[i - 1].step->ticket, list[i].step->ticket);
	return n;
}

void stats_make(arena *a, const stat_steps *steps, day from, day to, str service, stats *ret)
{
	CHECK(to >= from && to - from < STATS_DAYS_MAX);
	size_t days = (size_t)(to - from) + 1;
	stat_steps some = { arena_many(a, stat_step, steps->n), 0 };
	for (size_t i = 0; i < steps->n; i++) {
		const stat_step *s = &steps->at[i];
		if ((!service.len || str_eq(s->service, service)) && s->day >= from && s->day <= to)
			some.at[some.n++] = *s;
	}
	sums all = { &some, rank(a, &some, stat_wait), rank(a, &some, stat_service) };
	size_t *group = arena_many(a, size_t, some.n), *services = arena_many(a, size_t, some.n);
	*ret = (stats){ .visits = count_visits(a, &some) };

	stat_lines one = empty_lines(a, 1);
	add_up(a, &all, group, &one); /* group is all zeros */
	ret->all = one.at[0];

	for (size_t i = 0; i < some.n; i++)
		services[i] = line_of(a, &ret->services, some.at[i].service);
	add_up(a, &all, services, &ret->services);

	ret->hours = empty_lines(a, 24);
	for (size_t i = 0; i < some.n; i++)
		group[i] = (size_t)minute_of(some.at[i].arrived) / 60;
	add_up(a, &all, group, &ret->hours);
	for (size_t i = 0; i < 24; i++)
		ret->hours.at[i].hour = (int)i;

	ret->days = empty_lines(a, days);
	for (size_t i = 0; i < some.n; i++)
		group[i] = (size_t)(some.at[i].day - from);
	add_up(a, &all, group, &ret->days);
	for (size_t i = 0; i < days; i++)
		ret->days.at[i].day = from + (day)i;

	stat_lines both = empty_lines(a, days * ret->services.n);
	for (size_t i = 0; i < some.n; i++)
		group[i] = group[i] * ret->services.n + services[i];
	add_up(a, &all, group, &both);
	for (size_t i = 0; i < both.n; i++) {
		both.at[i].day = from + (day)(i / ret->services.n);
		both.at[i].id = ret->services.at[i % ret->services.n].id;
	}
	ret->day_services = compact(a, &both);

	/* desks last: who was never called was at none */
	for (size_t i = 0; i < some.n; i++)
		group[i] = line_of(a, &ret->desks, some.at[i].desk);
	add_up(a, &all, group, &ret->desks);
}
