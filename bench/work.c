/*
 * bench/work ROWS TURNS
 * The views of a work survey over ROWS made-up items, by survey/survey.h: for each view the median of TURNS in milliseconds, and a number that bench/peer/work.mjs must
 * arrive at as well, over the same rows. Rows follow from their number by arithmetic that SQL has too, so nothing is handed over. JSON to standard output.
 */
#include "survey/survey.h"

#define PRIME 2147483647

/* The k-th random number of row i. */
static i64 h(i64 i, i64 k)
{
	i64 x = (i * (1000003 + 7919 * k * k) + 15485863 * k) % PRIME;
	return x * x % PRIME;
}

static str text_of(arena *a, i64 n)
{
	return str_format(a, "%lld", (long long)n);
}

static void row(const str *text, i64 i, survey_item *r)
{
	i64 unit = h(i, 1) % 1474, c = h(i, 2) % 590, say = h(i, 9);
	bool said = say % 97 != 0;
	*r = (survey_item){
		.number = i,
		.unit = text[unit],
		.section = text[unit % 354],
		.bureau = text[unit % 354 % 21],
		.category = text[c < 69    ? 0
				 : c < 167 ? 1
					   : 2],
		.work = text[h(i, 3) % 65],
		.step = text[h(i, 4) % 12],
		.job = text[h(i, 5) % 3],
		.basis = text[h(i, 6) % 4],
		.medium = text[h(i, 7) % 3],
		.system = text[h(i, 8) % 4],
		.axis = { said ? SAY_YES + say % 2 : SAY_NOTHING, said ? SAY_YES + say / 2 % 2 : SAY_NOTHING,
			  said ? SAY_YES + say / 4 % 2 : SAY_NOTHING },
		.away = SAY_YES + h(i, 10) % 2,
		.count = (1 + h(i, 11) % 1500) * (h(i, 13) % 50 == 0 ? 20 : 1),
		.each = 1 + h(i, 12) % 60,
	};
	for (i64 m = 0; m < 12; m++)
		r->month[m] = r->count / 12 + ((m + i) % 12 < r->count % 12);
}

static double now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static i64 id(const survey *s, survey_dim d, u32 code)
{
	i64 n = 0;
	if (d == DIM_CELL)
		return code;
	CHECK(str_i64(survey_name(s, d, code), &n));
	return n;
}

/* A number of a result, whatever the order of its lines: the peers work out the same, modulo 2^53. */
#define MOD ((u64)1 << 53)
static u64 line(u64 a, u64 b, u64 x, u64 y)
{
	return ((a * 1009 + b * 9176 + 1) * (x % 1000003 + 7) + y % 1000000007 * (a + 3 * b + 1)) % MOD;
}

typedef enum view { CATEGORIES, CELLS_VIEW, SECTIONS, HEAT, MONTHS, ROWS, VIEWS } view;
static const char *const names[VIEWS] = { "categories", "cells", "sections", "heat", "months", "rows" };

static u64 sums(const survey *s, arena *a, survey_dim x, survey_dim y, view v)
{
	survey_group g = { .by = { x, y } };
	CHECK(survey_sum(s, a, NULL, &g, 1) == NULL);
	u64 check = 0;
	for (size_t i = 0; i < g.ret.n; i++) {
		const survey_sum_cell *c = &g.ret.at[i];
		u64 p = (u64)id(s, x, c->a), q = y < DIMS ? (u64)id(s, y, c->b) : 0;
		check += line(p, q, (u64)c->items, (u64)c->minutes);
		if (v == SECTIONS)
			check += line(p, 1, 0, (u64)c->target);
	}
	return check % MOD;
}

static u64 months(const survey *s, arena *a)
{
	survey_months m;
	CHECK(survey_by_month(s, a, NULL, DIM_CATEGORY, &m) == NULL);
	u64 check = 0;
	for (size_t i = 0; i < m.n; i++)
		for (u64 k = 0; k < 12; k++)
			check += line((u64)id(s, DIM_CATEGORY, m.at[i].code), k, 0, (u64)m.at[i].minutes[k]);
	return check % MOD;
}

/* Counter work of one bureau in two steps that can be done elsewhere: the fifty largest. */
static u64 rows(const survey *s, arena *a)
{
	survey_filter f = { 0 };
	u32 category, bureau, step[2], away = SAY_YES;
	if (!survey_code(s, DIM_CATEGORY, 0, STR("0"), &category) ||
	    !survey_code(s, DIM_BUREAU, 0, STR("3"), &bureau) || !survey_code(s, DIM_STEP, 0, STR("0"), &step[0]) ||
	    !survey_code(s, DIM_STEP, 0, STR("2"), &step[1]))
		return 0;
	f.dim[DIM_CATEGORY] = (struct survey_any){ &category, 1 };
	f.dim[DIM_BUREAU] = (struct survey_any){ &bureau, 1 };
	f.dim[DIM_STEP] = (struct survey_any){ step, 2 };
	f.dim[DIM_AWAY] = (struct survey_any){ &away, 1 };
	survey_items found;
	size_t all;
	CHECK(survey_rows(s, a, &f, ORDER_MINUTES, 0, 50, &found, &all) == NULL);
	u64 check = line(all, 0, 0, 0);
	for (size_t i = 0; i < found.n; i++)
		check += line(i, 0, 0, (u64)found.at[i].number);
	return check % MOD;
}

static int smaller(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return x < y ? -1 : x > y;
}

int main(int argc, char **argv)
{
	i64 n = 0, turns = 0;
	if (argc != 3 || !str_i64(str_of(argv[1]), &n) || !str_i64(str_of(argv[2]), &turns) || turns < 1 ||
	    turns > 1000 || n < 1 || n > SURVEY_ROWS_MAX) {
		fprintf(stderr, "usage: work ROWS TURNS\n");
		return 2;
	}
	arena *a = arena_new((size_t)1 << 30);
	str text[1474];
	for (i64 i = 0; i < 1474; i++)
		text[i] = text_of(a, i);
	double began = now_ms();
	survey_builder *b = survey_begin((size_t)n);
	for (i64 i = 1; i <= n; i++) {
		survey_item item;
		row(text, i, &item);
		CHECK(survey_add(b, &item) == NULL);
	}
	survey *s = survey_end(b);
	printf("{\"rows\":%lld,\"made_ms\":%.0f,\"megabytes\":%.1f,\"bytes_a_row\":%.1f", (long long)n,
	       now_ms() - began, (double)survey_memory(s) / 1048576, (double)survey_memory(s) / (double)n);
	double *took = arena_many(a, double, (size_t)turns);
	for (view v = 0; v < VIEWS; v++) {
		u64 check = 0;
		arena *scratch = arena_new((size_t)1 << 30);
		for (i64 t = -1; t < turns; t++) { /* one more before, for the caches */
			double from = now_ms();
			switch (v) {
			case CATEGORIES:
				check = sums(s, scratch, DIM_CATEGORY, DIMS, v);
				break;
			case CELLS_VIEW:
				check = sums(s, scratch, DIM_CELL, DIMS, v);
				break;
			case SECTIONS:
				check = sums(s, scratch, DIM_SECTION, DIMS, v);
				break;
			case HEAT:
				check = sums(s, scratch, DIM_SECTION, DIM_WORK, v);
				break;
			case MONTHS:
				check = months(s, scratch);
				break;
			case ROWS:
				check = rows(s, scratch);
				break;
			case VIEWS:
				break;
			}
			if (t >= 0)
				took[t] = now_ms() - from;
			arena_reset(scratch);
		}
		arena_free(scratch);
		qsort(took, (size_t)turns, sizeof *took, smaller);
		printf(",\"%s_ms\":%.3f,\"%s_check\":%llu", names[v], took[turns / 2], names[v],
		       (unsigned long long)check);
	}
	printf("}\n");
	survey_free(s);
	arena_free(a);
	return 0;
}
