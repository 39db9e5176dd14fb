#include "modules/visits/stats/stats.h"

#include "modules/visits/stats/stats.sql.h"

#define CHUNK 31 /* days that are read at once */
#define CHUNK_ROWS 100000 /* the statement's LIMIT */
#define CHUNK_ARENA ((size_t)128 * 1024 * 1024)

/* --- reading -------------------------------------------------------------------------------------------------------- */

/* The number of a name; a new one when it is new. An office has some dozens, and mostly the same comes again. */
static u32 number_of(arena *a, strs *names, str name)
{
	for (size_t i = 0; i < names->n; i++)
		if (str_eq(names->at[i], name))
			return (u32)i;
	CHECK(names->n < UINT32_MAX);
	LIST_ADD(a, names, arena_copy(a, name));
	return (u32)(names->n - 1);
}

static const err *take_rows(arena *a, const stats_steps_rows *rows, stat_steps *ret)
{
	if (rows->n == CHUNK_ROWS || ret->n + rows->n > STATS_STEPS_MAX)
		return err_of(ERR_too_large);
	str ticket = STR_NONE;
	i32 visit = ret->n ? ret->at[ret->n - 1].visit : -1;
	for (size_t i = 0; i < rows->n; i++) {
		const stats_steps_row *r = &rows->at[i];
		visit += !str_eq(r->ticket, ticket);
		ticket = r->ticket;
		LIST_ADD(a, ret,
			 (stat_step){ .arrived = r->arrived,
				      .called = r->called_at,
				      .served = r->served_at,
				      .ended = r->ended_at,
				      .day = (day)r->day,
				      .visit = visit,
				      .service = number_of(a, &ret->services, r->service),
				      .desk = number_of(a, &ret->desks, r->desk),
				      .seq = (u32)r->seq,
				      .state = (u8)step_state_of(r->state) });
	}
	return NULL;
}

const err *stats_read(db *d, arena *a, i64 city, str office, day from, day to, stat_steps *ret)
{
	*ret = (stat_steps){ 0 };
	arena *rows_only = arena_new(CHUNK_ARENA); /* rows are three times the size of what is kept */
	const err *e = NULL;
	for (day first = from; first <= to && !e; first += CHUNK) {
		stats_steps_rows rows;
		day last = first + CHUNK - 1 < to ? first + CHUNK - 1 : to;
		e = stats_steps(d, rows_only, city, office, first, last, &rows);
		if (!e)
			e = take_rows(a, &rows, ret);
		else
			e = err_why(a, e->code, "%.*s", STR_ARG(e->detail)); /* which lives in the other arena */
		arena_reset(rows_only);
	}
	arena_free(rows_only);
	TRY(e);
	stats_make_ready(ret);
	return NULL;
}

/* --- when a step could have been called --------------------------------------------------------------------------------- */

void stats_make_ready(stat_steps *steps)
{
	size_t first = 0; /* of the visit */
	for (size_t i = 0; i < steps->n; i++) {
		stat_step *s = &steps->at[i];
		if (s->visit != steps->at[first].visit)
			first = i;
		size_t end = i;
		while (end < steps->n && steps->at[end].visit == s->visit)
			end++;
		/* the visit's steps follow one another: behind the one that ended last before this one was called. After a
		 * transfer they are not in the order of their numbers */
		s->ready = s->arrived;
		for (size_t k = first; k < end && s->called; k++)
			if (k != i && steps->at[k].ended <= s->called && steps->at[k].ended > s->ready)
				s->ready = steps->at[k].ended;
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
	u32 seconds, step;
} ranked;
typedef struct ranking {
	ranked *at;
	size_t n;
} ranking;

#define DIGIT 11 /* bits; two digits are 48 days of seconds */
#define DIGITS 2
#define SECONDS_MAX ((1 << (DIGIT * DIGITS)) - 1)

/* In order of seconds: counted digit by digit, which is ten times as fast as comparing. */
static ranking rank(arena *a, const stat_steps *steps, i64 (*measure)(const stat_step *))
{
	ranking list = { arena_many(a, ranked, steps->n), 0 };
	for (size_t i = 0; i < steps->n; i++) {
		i64 seconds = measure(&steps->at[i]);
		if (seconds >= 0)
			list.at[list.n++] = (ranked){ (u32)(seconds < SECONDS_MAX ? seconds : SECONDS_MAX), (u32)i };
	}
	ranked *other = arena_many(a, ranked, list.n);
	for (int digit = 0; digit < DIGITS; digit++) {
		size_t next[(1 << DIGIT) + 1] = { 0 };
		int shift = digit * DIGIT;
		u32 mask = (1 << DIGIT) - 1;
		for (size_t i = 0; i < list.n; i++)
			next[(list.at[i].seconds >> shift & mask) + 1]++;
		for (size_t k = 1; k <= mask; k++)
			next[k] += next[k - 1];
		for (size_t i = 0; i < list.n; i++)
			other[next[list.at[i].seconds >> shift & mask]++] = list.at[i];
		ranked *sorted = other;
		other = list.at;
		list.at = sorted;
	}
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
		step_state s = (step_state)all->steps->at[i].state;
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

/* Lines without a step are left out. */
static stat_lines compact(arena *a, const stat_lines *lines)
{
	stat_lines some = { 0 };
	for (size_t i = 0; i < lines->n; i++)
		if (lines->at[i].steps)
			LIST_ADD(a, &some, lines->at[i]);
	return some;
}

void stats_make(arena *a, const stat_steps *steps, day from, day to, str service, stats *ret)
{
	CHECK(to >= from && to - from < STATS_DAYS_MAX);
	size_t days = (size_t)(to - from) + 1;
	stat_steps some = { .at = arena_many(a, stat_step, steps->n),
			    .services = steps->services,
			    .desks = steps->desks };
	*ret = (stats){ 0 };
	for (size_t i = 0; i < steps->n; i++) {
		const stat_step *s = &steps->at[i];
		if ((service.len && !str_eq(steps->services.at[s->service], service)) || s->day < from || s->day > to)
			continue;
		ret->visits += some.n == 0 || some.at[some.n - 1].visit != s->visit;
		some.at[some.n++] = *s;
	}
	sums all = { &some, rank(a, &some, stat_wait), rank(a, &some, stat_service) };
	size_t *group = arena_many(a, size_t, some.n);

	stat_lines one = empty_lines(a, 1);
	add_up(a, &all, group, &one); /* every group is 0 */
	ret->all = one.at[0];

	stat_lines services = empty_lines(a, some.services.n);
	for (size_t i = 0; i < some.n; i++)
		group[i] = some.at[i].service;
	add_up(a, &all, group, &services);
	for (size_t i = 0; i < services.n; i++)
		services.at[i].id = some.services.at[i];
	ret->services = compact(a, &services);

	stat_lines desks = empty_lines(a, some.desks.n);
	for (size_t i = 0; i < some.n; i++)
		group[i] = some.at[i].desk;
	add_up(a, &all, group, &desks);
	for (size_t i = 0; i < desks.n; i++)
		desks.at[i].id = some.desks.at[i];
	ret->desks = compact(a, &desks);

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

	stat_lines both = empty_lines(a, days * some.services.n);
	for (size_t i = 0; i < some.n; i++)
		group[i] = group[i] * some.services.n + some.at[i].service;
	add_up(a, &all, group, &both);
	for (size_t i = 0; i < both.n; i++) {
		both.at[i].day = from + (day)(i / some.services.n);
		both.at[i].id = some.services.at[i % some.services.n];
	}
	ret->day_services = compact(a, &both);
}
