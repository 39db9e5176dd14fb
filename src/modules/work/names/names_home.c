/* Who writes a name: what the survey says of two names beside their words. */
#include <math.h>
#include <stdlib.h>

#include "modules/work/names/score.h"

#define SAME_TITLE 0.8
#define ALL_THERE 2.0
#define SAME_BUREAU (-0.4)
#define NOWHERE (-1.4)
#define PARTED 0.6
#define BOTH_THERE (-2.0)
#define ONE_UNIT (-4.0)
#define OTHER_CATEGORY (-1.5)
#define WARDS_LEAST 3 /* so many bureaus have a section of that name */

#define WORDING_WEIGHT 7.0
#define WORDING_EVEN 0.5
#define WORDING_LEAST 0.08
#define WORDING_ENOUGH 0.20

typedef struct home_part {
	u32 of;
	float share;
} home_part;
typedef struct u32s {
	u32 *at;
	size_t n;
} u32s;
typedef struct u64s {
	u64 *at;
	size_t n;
} u64s;
typedef struct home_parts {
	home_part *at;
	size_t n;
} home_parts;
typedef struct home { /* all rising */
	u32s units, bureaus;
	u64s wards; /* sections that other bureaus have as well: title, bureau */
	home_parts titles, categories;
} home;
struct names_home_index {
	home *at;
	strs titles;
};

static int by_u32(const void *x, const void *y)
{
	const u32 *p = x, *q = y;
	return *p < *q ? -1 : *p > *q;
}

static int by_u64(const void *x, const void *y)
{
	const u64 *p = x, *q = y;
	return *p < *q ? -1 : *p > *q;
}

static u32s each_once(arena *a, const u32 *all, size_t n)
{
	u32s out = { arena_many(a, u32, n), 0 };
	for (size_t i = 0; i < n; i++)
		if (i == 0 || all[i] != all[i - 1])
			out.at[out.n++] = all[i];
	return out;
}

static home_parts shares_of(arena *a, const u32 *all, size_t n)
{
	u32s once = each_once(a, all, n);
	home_parts out = { arena_many(a, home_part, once.n), once.n };
	for (size_t i = 0, k = 0; k < once.n; k++) {
		size_t from = i;
		while (i < n && all[i] == once.at[k])
			i++;
		out.at[k] = (home_part){ once.at[k], (float)(i - from) / (float)n };
	}
	return out;
}

static void sort(u32 *at, size_t n)
{
	if (n)
		qsort(at, n, sizeof *at, by_u32);
}

/* Of each title, in how many bureaus there is a section of that name. */
static u32 *bureaus_of_titles(arena *work, const names_homes *h, size_t names)
{
	size_t n = h->from[names], kept = 0;
	u64 *standing = arena_many(work, u64, n);
	u32 *count = arena_many(work, u32, h->titles.n + 1);
	for (size_t i = 0; i < n; i++) {
		const home_place *p = &h->places[h->place[i]];
		standing[i] = (u64)p->title << 32 | p->bureau;
	}
	if (n)
		qsort(standing, n, sizeof *standing, by_u64);
	for (size_t i = 0; i < n; i++)
		if (i == 0 || standing[i] != standing[kept]) {
			kept = i;
			count[standing[i] >> 32]++;
		}
	return count;
}

static void settle(arena *a, const names_homes *h, size_t from, size_t to, const u32 *bureaus, u32 *room, home *x)
{
	size_t n = to - from, wards = 0;
	u64 *standing = arena_many(a, u64, n);
	for (size_t i = 0; i < n; i++)
		room[i] = h->places[h->place[from + i]].unit;
	sort(room, n);
	x->units = each_once(a, room, n);
	for (size_t i = 0; i < n; i++)
		room[i] = h->places[h->place[from + i]].bureau;
	sort(room, n);
	x->bureaus = each_once(a, room, n);
	for (size_t i = 0; i < n; i++)
		room[i] = h->places[h->place[from + i]].title;
	sort(room, n);
	x->titles = shares_of(a, room, n);
	for (size_t i = 0; i < n; i++)
		room[i] = h->places[h->place[from + i]].category;
	sort(room, n);
	x->categories = shares_of(a, room, n);
	for (size_t i = 0; i < n; i++) {
		const home_place *p = &h->places[h->place[from + i]];
		if (bureaus[p->title] >= WARDS_LEAST)
			standing[wards++] = (u64)p->title << 32 | p->bureau;
	}
	if (wards)
		qsort(standing, wards, sizeof *standing, by_u64);
	x->wards.at = standing;
	for (size_t i = 0; i < wards; i++)
		if (i == 0 || standing[i] != standing[x->wards.n - 1])
			standing[x->wards.n++] = standing[i];
}

const names_home_index *home_make(arena *a, const names_homes *h, size_t names, const u32 *work, size_t texts)
{
	names_home_index *x = arena_one(a, names_home_index);
	arena *room = arena_new(h->from[names] * 16 + h->titles.n * 8 + ((size_t)1 << 20));
	const u32 *bureaus = bureaus_of_titles(room, h, names);
	u32 *sorting = arena_many(room, u32, h->from[names] + 1);
	x->at = arena_many(a, home, texts);
	x->titles.at = arena_many(a, str, h->titles.n);
	for (size_t i = 0; i < h->titles.n; i++)
		x->titles.at[x->titles.n++] = arena_copy(a, h->titles.at[i]);
	for (size_t i = 0; i < names;) {
		size_t end = i;
		while (end < names && work[end] == work[i])
			end++;
		settle(a, h, h->from[i], h->from[end], bureaus, sorting, &x->at[work[i]]);
		i = end;
	}
	arena_free(room);
	return x;
}

/* --- two of them ---------------------------------------------------------------------------------------------------------------- */

static size_t common_u32(const u32s *p, const u32s *q)
{
	size_t n = 0;
	for (size_t i = 0, j = 0; i < p->n && j < q->n;) {
		if (p->at[i] == q->at[j]) {
			n++;
			i++;
			j++;
		} else if (p->at[i] < q->at[j]) {
			i++;
		} else {
			j++;
		}
	}
	return n;
}

/* How much of the two is of the same; `most`: of what most. */
static double common_parts(const home_parts *p, const home_parts *q, u32 *most)
{
	double sum = 0, best = 0;
	for (size_t i = 0, j = 0; i < p->n && j < q->n;) {
		if (p->at[i].of == q->at[j].of) {
			double both = (double)(p->at[i].share < q->at[j].share ? p->at[i].share : q->at[j].share);
			sum += both;
			if (both > best && most)
				*most = p->at[i].of;
			best = both > best ? both : best;
			i++;
			j++;
		} else if (p->at[i].of < q->at[j].of) {
			i++;
		} else {
			j++;
		}
	}
	return sum;
}

/* Of sections whose title both have: in what part of them (of whom has fewer) both names stand; −1 where no title is common. */
static double both_in_wards(const u64s *p, const u64s *q)
{
	size_t mine = 0, theirs = 0, both = 0;
	for (size_t i = 0, j = 0; i < p->n && j < q->n;) {
		u64 t = p->at[i] >> 32, u = q->at[j] >> 32;
		if (t < u) {
			i++;
			continue;
		}
		if (t > u) {
			j++;
			continue;
		}
		while (i < p->n && p->at[i] >> 32 == t && j < q->n && q->at[j] >> 32 == t) {
			bool m = p->at[i] <= q->at[j], n = q->at[j] <= p->at[i];
			both += m && n;
			mine += m;
			theirs += n;
			i += m;
			j += n;
		}
		for (; i < p->n && p->at[i] >> 32 == t; i++)
			mine++;
		for (; j < q->n && q->at[j] >> 32 == t; j++)
			theirs++;
	}
	size_t fewer = mine < theirs ? mine : theirs;
	return fewer ? (double)both / (double)fewer : -1;
}

home_evidence home_why(const names_home_index *x, size_t i, size_t j)
{
	home_evidence e = { .odds = HOME_NOTHING };
	if (!x)
		return e;
	const home *p = &x->at[i], *q = &x->at[j];
	if (p->units.n == 0 || q->units.n == 0)
		return e;
	u32 title = 0;
	double there = common_parts(&p->titles, &q->titles, &title);
	size_t units = common_u32(&p->units, &q->units);
	double wards = both_in_wards(&p->wards, &q->wards);
	e.bureau = common_u32(&p->bureaus, &q->bureaus) > 0;
	e.units = (i64)units;
	e.title = there > 0 ? x->titles.at[title] : STR_NONE;
	e.parted = wards == 0;
	e.categories = common_parts(&p->categories, &q->categories, NULL) < 0.5;
	e.odds = there > 0 ? SAME_TITLE + ALL_THERE * there : e.bureau ? SAME_BUREAU : NOWHERE;
	double share = (double)units / (double)(p->units.n < q->units.n ? p->units.n : q->units.n);
	e.odds += units ? ONE_UNIT * sqrt(share * 3 < 1 ? share * 3 : 1) : HOME_NOTHING;
	e.odds += wards < 0 ? 0 : wards > 0 ? BOTH_THERE * wards : PARTED;
	e.odds += e.categories ? OTHER_CATEGORY : 0;
	return e;
}

double home_odds(const names_home_index *x, size_t i, size_t j)
{
	return home_why(x, i, j).odds;
}

double likeness_of_odds(double words, double odds)
{
	if (words < WORDING_LEAST)
		return 0;
	/* who writes a name says little for it where the words say little */
	if (odds > 0 && words < WORDING_ENOUGH)
		odds *= words / WORDING_ENOUGH;
	return 1 / (1 + exp(-(WORDING_WEIGHT * (words - WORDING_EVEN) + odds)));
}
