/* How long it took from being brought up to the print: medians and 90th percentiles. */
#include "modules/papers/counter/counter.h"

typedef struct seconds {
	i64 *at;
	size_t n;
} seconds;

static int by_size(const void *x, const void *y)
{
	const i64 *a = x, *b = y;
	return (*a > *b) - (*a < *b);
}

/* The smallest that at least so many per cent do not exceed. */
static i64 rank_of(const seconds *s, size_t percent)
{
	size_t k = (s->n * percent + 99) / 100;
	return s->n ? s->at[k ? k - 1 : 0] : -1;
}

typedef struct wanted_time {
	int year, month; /* 0: any */
	str about;
	const char *came; /* NULL any, else "home" or "here": all that was not prepared at home */
} wanted_time;

static bool is_home(str came)
{
	return str_eq(came, STR("home"));
}

static time_line line_of(arena *a, const counter_times_rows *rows, const wanted_time *w)
{
	seconds s = { arena_many(a, i64, rows->n + 1), 0 };
	for (size_t i = 0; i < rows->n; i++) {
		const counter_times_row *r = &rows->at[i];
		civil c = civil_of((day)r->day);
		if ((w->year && (c.year != w->year || c.month != w->month)) ||
		    (w->about.len && !str_eq(r->about, w->about)) ||
		    (w->came && is_home(r->came) != (strcmp(w->came, "home") == 0)))
			continue;
		i64 took = (r->printed_at - r->begun_at) / SECOND;
		s.at[s.n++] = took > 0 ? took : 0;
	}
	if (s.n)
		qsort(s.at, s.n, sizeof *s.at, by_size);
	return (time_line){ .year = w->year,
			    .month = w->month,
			    .about = w->about,
			    .came = w->came ? str_of(w->came) : STR_NONE,
			    .n = s.n,
			    .median = rank_of(&s, 50),
			    .p90 = rank_of(&s, 90) };
}

static void add_month(arena *a, const counter_times_rows *rows, civil c, time_lines *ret)
{
	static const char *const ways[] = { NULL, "home", "here" };
	for (size_t i = 0; i < COUNT(ways); i++) {
		time_line l = line_of(a, rows, &(wanted_time){ .year = c.year, .month = c.month, .came = ways[i] });
		if (l.n)
			LIST_ADD(a, ret, l);
	}
}

static int most_first(const void *x, const void *y)
{
	const time_line *a = x, *b = y;
	return a->n != b->n ? (a->n < b->n) - (a->n > b->n) : str_cmp(a->about, b->about);
}

times counter_times_make(arena *a, const counter_times_rows *rows)
{
	times t = { .all = line_of(a, rows, &(wanted_time){ 0 }),
		    .home = line_of(a, rows, &(wanted_time){ .came = "home" }),
		    .here = line_of(a, rows, &(wanted_time){ .came = "here" }) };
	civil last = { 0 };
	for (size_t i = 0; i < rows->n; i++) {
		civil c = civil_of((day)rows->at[i].day);
		if (c.year != last.year || c.month != last.month)
			add_month(a, rows, c, &t.months);
		last = c;
		size_t k = 0;
		while (k < t.abouts.n && !str_eq(t.abouts.at[k].about, rows->at[i].about))
			k++;
		if (k == t.abouts.n && rows->at[i].about.len)
			LIST_ADD(a, &t.abouts, line_of(a, rows, &(wanted_time){ .about = rows->at[i].about }));
	}
	if (t.abouts.n)
		qsort(t.abouts.at, t.abouts.n, sizeof *t.abouts.at, most_first);
	return t;
}
