#include "survey/survey.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static int make(void **state)
{
	*state = arena_new((size_t)2 << 30);
	return 0;
}

static int drop(void **state)
{
	arena_free(*state);
	return 0;
}

static const char *c_str(arena *a, str s)
{
	return arena_copy(a, s).at;
}
#define assert_str(s, literal) assert_string_equal(c_str(a, s), literal)

/* --- a random survey, and everything worked out again by the plainest loop --- */

typedef struct dice {
	u64 x;
} dice;
static u32 roll(dice *d, u32 sides)
{
	d->x = d->x * 6364136223846793005u + 1442695040888963407u;
	return (u32)((d->x >> 33) % sides);
}

static str one_of(arena *a, dice *d, const char *what, u32 n)
{
	u32 k = roll(d, n);
	return k == 0 && n > 3 ? STR_NONE : str_format(a, "%s%u", what, k);
}

static survey_item random_item(arena *a, dice *d, i64 number, u32 works)
{
	survey_item i = { .number = number };
	i.bureau = str_format(a, "局%u", roll(d, 5));
	i.section = str_format(a, "課%u", roll(d, 4)); /* the same names in all bureaus */
	i.unit = str_format(a, "係%u", roll(d, 3));
	i.category = str_format(a, "区分%u", roll(d, 3));
	i.work = str_format(a, "業務%u", roll(d, works));
	i.step = one_of(a, d, "作業", 8);
	i.job = one_of(a, d, "職", 4);
	i.basis = one_of(a, d, "法", 4);
	i.medium = one_of(a, d, "紙", 4);
	i.system = one_of(a, d, "系", 4);
	for (int x = 0; x < AXES; x++)
		i.axis[x] = (survey_say)roll(d, 3);
	i.away = (survey_say)roll(d, 3);
	switch (roll(d, 20)) {
	case 0:
		i.count = 0, i.each = roll(d, 2);
		break;
	case 1:
		i.count = 40000, i.each = SURVEY_EACH_MAX;
		break;
	case 2:
		i.count = SURVEY_COUNT_MAX - (i64)roll(d, 9), i.each = 4;
		break;
	default:
		i.count = roll(d, 300), i.each = 1 + roll(d, 400);
	}
	if (roll(d, 4) > 0) {
		i64 left = i.count;
		for (int m = 0; m < 11; m++) {
			i.month[m] = left > 0 ? roll(d, (u32)left + 1) / 4 : 0;
			left -= i.month[m];
		}
		i.month[11] = left;
	}
	return i;
}

static survey *survey_of(const survey_items *items)
{
	survey_builder *b = survey_begin(items->n);
	for (size_t i = 0; i < items->n; i++)
		assert_null(survey_add(b, &items->at[i]));
	return survey_end(b);
}

static u32 code_of(const survey *s, survey_dim d, const survey_item *i)
{
	u32 code = 0, parent = 0;
	static const u8 other[3] = { 0, 0, 1 };
	switch (d) {
	case DIM_CATEGORY:
		assert_true(survey_code(s, d, 0, i->category, &code));
		break;
	case DIM_BUREAU:
		assert_true(survey_code(s, d, 0, i->bureau, &code));
		break;
	case DIM_SECTION:
	case DIM_UNIT:
		assert_true(survey_code(s, DIM_BUREAU, 0, i->bureau, &parent));
		assert_true(survey_code(s, DIM_SECTION, parent, i->section, &code));
		assert_int_equal(survey_parent(s, DIM_SECTION, code), parent);
		if (d == DIM_UNIT) {
			parent = code;
			assert_true(survey_code(s, DIM_UNIT, parent, i->unit, &code));
			assert_int_equal(survey_parent(s, DIM_UNIT, code), parent);
		}
		break;
	case DIM_WORK:
		assert_true(survey_code(s, d, 0, i->work, &code));
		break;
	case DIM_STEP:
		assert_true(survey_code(s, d, 0, i->step, &code));
		break;
	case DIM_JOB:
		assert_true(survey_code(s, d, 0, i->job, &code));
		break;
	case DIM_BASIS:
		assert_true(survey_code(s, d, 0, i->basis, &code));
		break;
	case DIM_MEDIUM:
		assert_true(survey_code(s, d, 0, i->medium, &code));
		break;
	case DIM_SYSTEM:
		assert_true(survey_code(s, d, 0, i->system, &code));
		break;
	case DIM_CELL:
		if (!i->axis[0] || !i->axis[1] || !i->axis[2])
			return CELL_NONE;
		return other[i->axis[0]] * 4u + other[i->axis[1]] * 2u + other[i->axis[2]];
	case DIM_CORE:
		return (u32)i->axis[AXIS_CORE];
	case DIM_EXPERTISE:
		return (u32)i->axis[AXIS_EXPERTISE];
	case DIM_ROUTINE:
		return (u32)i->axis[AXIS_ROUTINE];
	case DIM_AWAY:
		return (u32)i->away;
	case DIMS:
		return 0;
	}
	return code;
}

/* Of every item its code in every dimension: worked out once. */
typedef struct coded {
	u32 at[DIMS + 1];
} coded;

static bool in(const survey_filter *f, survey_dim d, u32 code)
{
	if (f->dim[d].n == 0)
		return true;
	for (size_t k = 0; k < f->dim[d].n; k++)
		if (f->dim[d].at[k] == code)
			return true;
	return false;
}

static bool holds(const survey_filter *f, const survey_item *i, const coded *c)
{
	for (survey_dim d = 0; d < DIMS; d++)
		if (!in(f, d, c->at[d]))
			return false;
	return f->word.len == 0 || str_has(i->work, f->word) || str_has(i->step, f->word);
}

static survey_filter random_filter(arena *a, dice *d, const survey *s)
{
	survey_filter f = { 0 };
	u32 conditions = roll(d, 4);
	while (conditions-- > 0) {
		survey_dim dim = (survey_dim)roll(d, DIMS);
		u32 names = (u32)survey_names(s, dim), n = 1 + roll(d, names);
		f.dim[dim].at = arena_many(a, u32, n);
		f.dim[dim].n = n;
		for (u32 k = 0; k < n; k++)
			f.dim[dim].at[k] = roll(d, names + 1); /* now and then one that is not there */
	}
	if (roll(d, 4) == 0)
		f.word = str_format(a, "%s%u", roll(d, 2) ? "作業" : "業務", roll(d, 9));
	return f;
}

static void check_sums(arena *a, const survey *s, const survey_items *items, const coded *codes, const survey_filter *f,
		       survey_dim x, survey_dim y)
{
	survey_group g[3] = { { .by = { x, y } }, { .by = { x, DIMS } }, { .by = { DIMS, DIMS } } };
	assert_null(survey_sum(s, a, f, g, COUNT(g)));
	size_t nx = x < DIMS ? survey_names(s, x) : 1, ny = y < DIMS ? survey_names(s, y) : 1;
	survey_sum_cell *naive = arena_many(a, survey_sum_cell, nx * ny), all = { 0 };
	for (size_t i = 0; i < items->n; i++) {
		const survey_item *item = &items->at[i];
		if (!holds(f, item, &codes[i]))
			continue;
		survey_sum_cell *c = &naive[(x < DIMS ? codes[i].at[x] : 0) * ny + (y < DIMS ? codes[i].at[y] : 0)];
		i64 minutes = item->count * item->each;
		i64 target = codes[i].at[DIM_CELL] == CELL_TARGET ? minutes : 0,
		    away = item->away == SAY_YES ? minutes : 0;
		c->items++, c->minutes += minutes, c->target += target, c->away += away;
		all.items++, all.minutes += minutes, all.target += target, all.away += away;
	}
	size_t k = 0;
	i64 sum = 0;
	for (size_t c = 0; c < nx * ny; c++) {
		if (naive[c].items == 0)
			continue;
		assert_true(k < g[0].ret.n);
		const survey_sum_cell *got = &g[0].ret.at[k++];
		assert_int_equal(got->a, c / ny);
		assert_int_equal(got->b, c % ny);
		assert_int_equal(got->items, naive[c].items);
		assert_int_equal(got->minutes, naive[c].minutes);
		assert_int_equal(got->target, naive[c].target);
		assert_int_equal(got->away, naive[c].away);
		sum += got->minutes;
	}
	assert_int_equal(k, g[0].ret.n);
	assert_int_equal(sum, all.minutes);
	for (size_t i = 0; i < COUNT(g); i++) {
		assert_int_equal(g[i].ret.all.items, all.items);
		assert_int_equal(g[i].ret.all.minutes, all.minutes);
		assert_int_equal(g[i].ret.all.target, all.target);
		assert_int_equal(g[i].ret.all.away, all.away);
	}
}

static void check_weighed(arena *a, dice *d, const survey *s, const survey_items *items, const coded *codes,
			  const survey_filter *f, survey_dim x, survey_dim y)
{
	survey_scale scales[2] = { { .by = (survey_dim)roll(d, DIMS) }, { .by = DIM_MEDIUM } };
	for (size_t k = 0; k < COUNT(scales); k++) {
		size_t n = survey_names(s, scales[k].by);
		u8 *percent = arena_many(a, u8, n + 1);
		for (size_t i = 0; i < n; i++)
			percent[i] = (u8)roll(d, 101);
		scales[k].percent = percent;
	}
	survey_weighed got;
	assert_null(survey_weigh(s, a, f, x, y, scales, COUNT(scales), &got));
	size_t nx = x < DIMS ? survey_names(s, x) : 1, ny = y < DIMS ? survey_names(s, y) : 1, k = 0;
	survey_weighed_cell *naive = arena_many(a, survey_weighed_cell, nx * ny);
	for (size_t i = 0; i < items->n; i++) {
		const survey_item *item = &items->at[i];
		if (!holds(f, item, &codes[i]))
			continue;
		survey_weighed_cell *c = &naive[(x < DIMS ? codes[i].at[x] : 0) * ny + (y < DIMS ? codes[i].at[y] : 0)];
		i64 minutes = item->count * item->each, away = item->away == SAY_YES ? minutes : 0;
		c->items++, c->minutes += minutes, c->away += away;
		c->target += codes[i].at[DIM_CELL] == CELL_TARGET ? minutes : 0;
		for (size_t w = 0; w < COUNT(scales); w++)
			c->scaled[w] += (u64)away * scales[w].percent[codes[i].at[scales[w].by]];
	}
	for (size_t c = 0; c < nx * ny; c++) {
		if (naive[c].items == 0)
			continue;
		naive[c].a = (u32)(c / ny), naive[c].b = (u32)(c % ny);
		assert_true(k < got.n);
		assert_memory_equal(&got.at[k++], &naive[c], sizeof naive[c]);
	}
	assert_int_equal(k, got.n);
}

static void check_months(arena *a, const survey *s, const survey_items *items, const coded *codes,
			 const survey_filter *f, survey_dim x)
{
	survey_months got;
	size_t nx = x < DIMS ? survey_names(s, x) : 1;
	i64(*naive)[12] = arena_array(a, sizeof *naive, nx), unsaid = 0;
	assert_null(survey_by_month(s, a, f, x, &got));
	for (size_t i = 0; i < items->n; i++) {
		const survey_item *item = &items->at[i];
		i64 said = 0;
		if (!holds(f, item, &codes[i]))
			continue;
		for (int m = 0; m < 12; m++) {
			naive[x < DIMS ? codes[i].at[x] : 0][m] += item->month[m] * item->each;
			said += item->month[m];
		}
		unsaid += said ? 0 : item->count * item->each;
	}
	assert_int_equal(got.unsaid, unsaid);
	size_t k = 0;
	for (size_t c = 0; c < nx; c++) {
		i64 any = 0;
		for (int m = 0; m < 12; m++)
			any += naive[c][m];
		if (any == 0 && x < DIMS)
			continue;
		assert_int_equal(got.at[k].code, c);
		assert_memory_equal(got.at[k].minutes, naive[c], sizeof naive[c]);
		k++;
	}
	assert_int_equal(k, got.n);
}

static const err *next_number(void *ctx, const survey_item *i)
{
	i64 *last = ctx;
	assert_true(i->number > last[0]);
	last[0] = i->number;
	last[1]++;
	last[2] += i->count * i->each;
	return NULL;
}

static void check_rows(arena *a, dice *d, const survey *s, const survey_items *items, const coded *codes,
		       const survey_filter *f)
{
	survey_order order = (survey_order)roll(d, 4);
	size_t from = roll(d, 50), most = roll(d, 60), all, n = 0;
	survey_items got;
	assert_null(survey_rows(s, a, f, order, from, most, &got, &all));
	i64 minutes = 0, each[3] = { 0 };
	for (size_t i = 0; i < items->n; i++)
		if (holds(f, &items->at[i], &codes[i])) {
			n++;
			minutes += items->at[i].count * items->at[i].each;
		}
	assert_int_equal(all, n);
	assert_int_equal(got.n, n < from ? 0 : n - from < most ? n - from : most);
	for (size_t k = 0; k < got.n; k++) {
		const survey_item *r = &got.at[k], *is = &items->at[r->number - 1];
		/* it is the row that it says it is, and as many stand before it as its place says */
		assert_true(str_eq(r->work, is->work) && str_eq(r->unit, is->unit) && str_eq(r->system, is->system) &&
			    str_eq(r->section, is->section) && str_eq(r->bureau, is->bureau) &&
			    str_eq(r->step, is->step) && str_eq(r->category, is->category) && str_eq(r->job, is->job) &&
			    str_eq(r->basis, is->basis) && str_eq(r->medium, is->medium));
		assert_memory_equal(r->month, is->month, sizeof r->month);
		assert_memory_equal(r->axis, is->axis, sizeof r->axis);
		assert_true(r->count == is->count && r->each == is->each && r->away == is->away);
		if (k != 0 && k + 1 != got.n)
			continue;
		size_t before = 0;
		for (size_t i = 0; i < items->n; i++) {
			const survey_item *o = &items->at[i];
			i64 x = order == ORDER_MINUTES ? o->count * o->each
				: order == ORDER_COUNT ? o->count
				: order == ORDER_EACH  ? o->each
						       : 0;
			i64 y = order == ORDER_MINUTES ? r->count * r->each
				: order == ORDER_COUNT ? r->count
				: order == ORDER_EACH  ? r->each
						       : 0;
			if (holds(f, o, &codes[i]) && (x > y || (x == y && o->number < r->number)))
				before++;
		}
		assert_int_equal(before, from + k);
	}
	assert_null(survey_each(s, a, f, next_number, each));
	assert_int_equal(each[1], n);
	assert_int_equal(each[2], minutes);
}

static void sums_are_those_of_the_plainest_loop(void **state)
{
	arena *a = *state;
	for (u64 seed = 1; seed <= 6; seed++) {
		dice d = { seed * 977 };
		/* few rows, several blocks, more than a slab; few works, and more cells than rows */
		static const u32 sizes[] = { 0, 1, 37, 1024, 5000, 40000 };
		static const u32 works[] = { 3, 3, 9, 300, 4000, 20000 };
		survey_items items = { 0 };
		for (u32 i = 0; i < sizes[seed - 1]; i++)
			LIST_ADD(a, &items, random_item(a, &d, (i64)i + 1, works[seed - 1]));
		survey_items given = { arena_many(a, survey_item, items.n + 1), items.n };
		for (size_t i = 0; i < items.n; i++)
			given.at[i] = items.at[seed % 2 ? i : items.n - 1 - i]; /* in order, or the wrong way round */
		survey *s = survey_of(&given);
		coded *codes = arena_many(a, coded, items.n + 1);
		for (size_t i = 0; i < items.n; i++)
			for (survey_dim k = 0; k < DIMS; k++)
				codes[i].at[k] = code_of(s, k, &items.at[i]);
		for (int turn = 0; turn < 40; turn++) {
			survey_filter f = items.n ? random_filter(a, &d, s) : (survey_filter){ 0 };
			survey_dim x = (survey_dim)roll(&d, DIMS + 1), y = (survey_dim)roll(&d, DIMS + 1);
			if (turn < 2)
				x = DIM_UNIT, y = DIM_WORK;
			check_sums(a, s, &items, codes, &f, x, x < DIMS ? y : DIMS);
			check_weighed(a, &d, s, &items, codes, &f, x, x < DIMS ? y : DIMS);
			check_months(a, s, &items, codes, &f, x);
			check_rows(a, &d, s, &items, codes, &f);
		}
		survey_free(s);
	}
}

/* Over a million rows processors share the work: each row is one of 1,024, so that sums are known without another loop. */
static void a_large_survey_is_shared_among_processors_and_comes_to_the_same(void **state)
{
	arena *a = *state;
	dice d = { 5 };
	survey_items kinds = { 0 };
	for (i64 i = 0; i < 1024; i++)
		LIST_ADD(a, &kinds, random_item(a, &d, i + 1, 50));
	survey *one = survey_of(&kinds);
	survey_builder *b = survey_begin(1 << 20);
	i64 times = 1100;
	for (i64 i = 0; i < times * 1024; i++) {
		survey_item item = kinds.at[i % 1024];
		item.number = i + 1;
		assert_null(survey_add(b, &item));
	}
	survey *many = survey_end(b);
	survey_filter f = { 0 };
	u32 some[] = { 0, 2, 5 };
	for (int turn = 0; turn < 2; turn++) {
		survey_group g[] = { { .by = { DIM_UNIT, DIM_WORK } },
				     { .by = { DIM_CATEGORY, DIM_CELL } },
				     { .by = { DIM_SECTION, DIMS } } };
		survey_group h[] = { { .by = { DIM_UNIT, DIM_WORK } },
				     { .by = { DIM_CATEGORY, DIM_CELL } },
				     { .by = { DIM_SECTION, DIMS } } };
		assert_null(survey_sum(one, a, &f, g, 3));
		assert_null(survey_sum(many, a, &f, h, 3));
		for (int k = 0; k < 3; k++) {
			assert_int_equal(g[k].ret.n, h[k].ret.n);
			for (size_t i = 0; i < g[k].ret.n; i++) {
				assert_int_equal(g[k].ret.at[i].items * times, h[k].ret.at[i].items);
				assert_int_equal(g[k].ret.at[i].minutes * times, h[k].ret.at[i].minutes);
				assert_int_equal(g[k].ret.at[i].target * times, h[k].ret.at[i].target);
				assert_int_equal(g[k].ret.at[i].away * times, h[k].ret.at[i].away);
			}
		}
		survey_months x, y;
		assert_null(survey_by_month(one, a, &f, DIM_SECTION, &x));
		assert_null(survey_by_month(many, a, &f, DIM_SECTION, &y));
		assert_int_equal(x.n, y.n);
		assert_int_equal(x.unsaid * times, y.unsaid);
		for (size_t i = 0; i < x.n; i++)
			for (int m = 0; m < 12; m++)
				assert_int_equal(x.at[i].minutes[m] * times, y.at[i].minutes[m]);
		survey_items rows;
		size_t all;
		assert_null(survey_rows(many, a, &f, ORDER_MINUTES, 10, 50, &rows, &all));
		assert_int_equal(all, g[0].ret.all.items * times);
		i64 last = INT64_MAX;
		for (size_t i = 0; i < rows.n; i++) {
			assert_true(rows.at[i].count * rows.at[i].each <= last);
			last = rows.at[i].count * rows.at[i].each;
		}
		f.dim[DIM_STEP] = (struct survey_any){ some, 3 };
		f.word = STR("1");
	}
	survey_free(one);
	survey_free(many);
}

static void sections_of_one_name_in_two_bureaus_are_two(void **state)
{
	arena *a = *state;
	survey_builder *b = survey_begin(0);
	survey_item x = { .bureau = STR("A局"),
			  .section = STR("総務課"),
			  .unit = STR("係"),
			  .category = STR("共通"),
			  .work = STR("決算"),
			  .count = 1,
			  .each = 2 };
	assert_null(survey_add(b, &x));
	x.bureau = STR("B局");
	assert_null(survey_add(b, &x));
	survey_unit u = {
		.bureau = STR("B局"), .section = STR("総務課"), .unit = STR("係"), .people = 2, .minutes = 3
	};
	survey_add_unit(b, &u);
	u.unit = STR("何もない係");
	survey_add_unit(b, &u);
	survey *s = survey_end(b);
	assert_int_equal(survey_names(s, DIM_SECTION), 2);
	assert_int_equal(survey_names(s, DIM_UNIT), 3);
	survey_balances r = survey_reconcile(s, a);
	assert_int_equal(r.n, 3);
	assert_int_equal(r.at[0].has, 0);
	assert_int_equal(r.at[0].said, 2);
	assert_int_equal(r.at[1].has, 3);
	assert_int_equal(r.at[1].people, 2);
	assert_int_equal(r.at[1].items, 1);
	assert_int_equal(r.at[2].items, 0);
	assert_str(survey_name(s, DIM_BUREAU, r.at[2].bureau), "B局");
	u32 code;
	assert_false(survey_code(s, DIM_WORK, 0, STR("予算"), &code));
	assert_true(survey_code(s, DIM_CELL, 0, STR("ノンコア・不要・定型"), &code));
	assert_int_equal(code, CELL_TARGET);
	assert_true(survey_code(s, DIM_AWAY, 0, STR("可"), &code));
	assert_int_equal(code, SAY_YES);
	survey_free(s);
}

static void an_empty_survey_answers(void **state)
{
	arena *a = *state;
	survey *s = survey_end(survey_begin(0));
	survey_group g[] = { { .by = { DIM_SECTION, DIM_WORK } }, { .by = { DIM_CELL, DIMS } } };
	assert_null(survey_sum(s, a, NULL, g, 2));
	assert_int_equal(g[0].ret.n, 0);
	assert_int_equal(g[1].ret.all.items, 0);
	buf b = buf_new(a, 4096);
	assert_null(survey_report(s, a, &b));
	assert_str(buf_str(&b), "{\"items\":0,\"minutes\":0,\"sections\":0,\"units\":0,\"categories\":{},\"cells\":[],"
				"\"target\":{\"minutes\":0,\"share\":0}}");
	survey_free(s);
}

/* --- the published sums, from the generator that lies beside the repository --- */

static str file(arena *a, const char *path)
{
	FILE *f = fopen(path, "rb");
	assert_non_null(f);
	fseek(f, 0, SEEK_END);
	long n = ftell(f);
	rewind(f);
	char *at = arena_alloc(a, (size_t)n + 1);
	assert_int_equal(fread(at, 1, (size_t)n, f), n);
	fclose(f);
	return (str){ at, (size_t)n };
}

static double seconds_since(const struct timespec *t)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)(now.tv_sec - t->tv_sec) + (double)(now.tv_nsec - t->tv_nsec) / 1e9;
}

static void the_published_sums_come_out_of_the_generated_survey(void **state)
{
	arena *a = *state;
	const char *gen = getenv("WORK_GEN") ? getenv("WORK_GEN") : "../shared/work/gen.py";
	char dir[] = "/tmp/survey-XXXXXX";
	FILE *there = fopen(gen, "r");
	if (!there || system("python3 -c '' 2>/dev/null") != 0) {
		if (there)
			fclose(there);
		print_message("the generator of a survey (%s, or WORK_GEN) or python3 is not here\n", gen);
		skip();
	}
	fclose(there);
	assert_non_null(mkdtemp(dir));
	assert_int_equal(system(str_format(a, "python3 '%s' 1 %s", gen, dir).at), 0);
	str survey_csv = file(a, str_format(a, "%s/survey.csv", dir).at),
	    staff_csv = file(a, str_format(a, "%s/staff.csv", dir).at);
	assert_int_equal(system(str_format(a, "rm -r %s", dir).at), 0);
	survey_read_result r;
	staff_read_result staff;
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	assert_null(survey_read(a, survey_csv, &r));
	double read_s = seconds_since(&t);
	assert_int_equal(r.bad_n, 0);
	assert_int_equal(r.items.n, 59000);
	assert_null(survey_read_staff(a, staff_csv, &staff));
	assert_int_equal(staff.bad_n, 0);
	clock_gettime(CLOCK_MONOTONIC, &t);
	survey_builder *b = survey_begin(r.items.n);
	for (size_t i = 0; i < r.items.n; i++)
		assert_null(survey_add(b, &r.items.at[i]));
	for (size_t i = 0; i < staff.units.n; i++)
		survey_add_unit(b, &staff.units.at[i]);
	survey *s = survey_end(b);
	double build_s = seconds_since(&t);
	clock_gettime(CLOCK_MONOTONIC, &t);
	survey_group g[] = { { .by = { DIM_CATEGORY, DIMS } },
			     { .by = { DIM_CELL, DIMS } },
			     { .by = { DIM_SECTION, DIM_WORK } } };
	assert_null(survey_sum(s, a, NULL, g, COUNT(g)));
	print_message("59,000 rows: read in %.0f ms, made columns in %.0f ms, three groupings in %.2f ms; %zu KB\n",
		      read_s * 1e3, build_s * 1e3, seconds_since(&t) * 1e3, survey_memory(s) / 1024);
	assert_int_equal(survey_names(s, DIM_SECTION), 354);
	assert_int_equal(survey_names(s, DIM_UNIT), 1474);
	static const struct {
		const char *name;
		i64 items, hours_10k; /* as published, in 10,000 hours */
	} published[] = { { "窓口", 6900, 216 }, { "共通", 9800, 142 }, { "固有", 42300, 963 } };
	for (size_t i = 0; i < COUNT(published); i++) {
		u32 code;
		assert_true(survey_code(s, DIM_CATEGORY, 0, str_of(published[i].name), &code));
		const survey_sum_cell *c = &g[0].ret.at[code];
		assert_int_equal(c->a, code);
		assert_int_equal(c->items, published[i].items);
		assert_int_equal((c->minutes / 60 + 5000) / 10000, published[i].hours_10k);
	}
	i64 share = (1000 * g[1].ret.all.target + g[1].ret.all.minutes / 2) / g[1].ret.all.minutes;
	assert_int_equal(share, 319);
	assert_int_equal((g[1].ret.all.minutes / 60 + 5000) / 10000, 1321);
	survey_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(sums_are_those_of_the_plainest_loop, make, drop),
		cmocka_unit_test_setup_teardown(a_large_survey_is_shared_among_processors_and_comes_to_the_same, make,
						drop),
		cmocka_unit_test_setup_teardown(sections_of_one_name_in_two_bureaus_are_two, make, drop),
		cmocka_unit_test_setup_teardown(an_empty_survey_answers, make, drop),
		cmocka_unit_test_setup_teardown(the_published_sums_come_out_of_the_generated_survey, make, drop),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
