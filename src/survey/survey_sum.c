/* Sums by one or two dimensions, and by month. */
#include "survey/survey_columns.h"

#define FLAGS 4 /* in the target cell or not, can be done away or not */
#define COPIES 4 /* of a small table, so that one row need not wait for the one before */
#define COPIED_CELLS 256
#define DIRECT_CELLS                                                                                                   \
	65536 /* a table of so many is always made; a larger one only when there are more rows than cells */
#define DIRECT_CELLS_MAX (16 << 20)

/* One grouping, as one worker adds it up. */
typedef struct wide { /* of a cell */
	i64 items, minutes, target, away;
} wide;
typedef struct found { /* in the table of a grouping with more cells than rows */
	u64 key; /* cell + 1; 0: free */
	wide sum;
} found;
typedef struct tally {
	const survey *s;
	column column[2];
	const u32 *map[2];
	size_t codes[2]; /* 1 where there is no dimension */
	bool dims[2];
	size_t cells, copies;
	/* direct: words of items and minutes */
	u64 *words;
	unsigned shift; /* items stand from this bit */
	u64 items_room, minutes_room, items_in, minutes_in; /* since the words were emptied */
	wide *wide;
	/* by hash */
	found *table;
	size_t room, n;
} tally;

/* A survey that has so many rows and minutes in all. */
static void choose_shift(tally *t)
{
	unsigned minutes_bits = t->s->minutes > 0 ? 64 - (unsigned)__builtin_clzll((u64)t->s->minutes) : 1;
	unsigned rows_bits = t->s->rows > 0 ? 64 - (unsigned)__builtin_clzll((u64)t->s->rows) : 1;
	/* A slab has fewer than 2^47 minutes: 2^15 rows of less than 2^32. */
	t->shift = minutes_bits + rows_bits <= 64 ? minutes_bits : 47;
	t->minutes_room = ((u64)1 << t->shift) - 1;
	t->items_room = ~(u64)0 >> t->shift;
}

static void empty_words(tally *t)
{
	for (size_t c = 0; c < t->cells; c++)
		for (size_t f = 0; f < FLAGS; f++) {
			wide *w = &t->wide[c];
			i64 items = 0, minutes = 0;
			for (size_t k = 0; k < t->copies; k++) {
				u64 *x = &t->words[(k * t->cells + c) * FLAGS + f];
				items += (i64)(*x >> t->shift);
				minutes += (i64)(*x & t->minutes_room);
				*x = 0;
			}
			w->items += items;
			w->minutes += minutes;
			w->target += f & 1 ? minutes : 0;
			w->away += f & 2 ? minutes : 0;
		}
	t->items_in = t->minutes_in = 0;
}

static found *found_of(tally *t, u64 cell)
{
	if (t->n * 2 >= t->room) {
		found *old = t->table;
		size_t before = t->room;
		t->room = before ? before * 4 : 4096;
		t->table = calloc(t->room, sizeof *t->table);
		CHECK(t->table != NULL);
		for (size_t i = 0; i < before; i++) {
			if (!old[i].key)
				continue;
			size_t k = (old[i].key * 0x9E3779B97F4A7C15u >> 20) & (t->room - 1);
			while (t->table[k].key)
				k = (k + 1) & (t->room - 1);
			t->table[k] = old[i];
		}
		free(old);
	}
	size_t k = ((cell + 1) * 0x9E3779B97F4A7C15u >> 20) & (t->room - 1);
	while (t->table[k].key && t->table[k].key != cell + 1)
		k = (k + 1) & (t->room - 1);
	t->n += !t->table[k].key;
	t->table[k].key = cell + 1;
	return &t->table[k];
}

/* What every grouping needs of a block is worked out once. */
typedef struct adder {
	tally *at;
	size_t n;
	const u32 *flags; /* by say */
} adder;

static void add_direct(tally *t, const u32 *key, const u32 *minutes, size_t n)
{
	u64 one = (u64)1 << t->shift;
	u64 *words = t->words;
	size_t i = 0;
	if (t->copies == COPIES) {
		u64 *second = words + t->cells * FLAGS, *third = second + t->cells * FLAGS,
		    *fourth = third + t->cells * FLAGS;
		for (; i + 4 <= n; i += 4) {
			words[key[i]] += one + minutes[i];
			second[key[i + 1]] += one + minutes[i + 1];
			third[key[i + 2]] += one + minutes[i + 2];
			fourth[key[i + 3]] += one + minutes[i + 3];
		}
	}
	for (; i < n; i++)
		words[key[i]] += one + minutes[i];
}

static void add_found(tally *t, const u32 *a, const u32 *b, const u32 *flags, const u32 *minutes, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		wide *w = &found_of(t, (u64)a[i] * t->codes[1] + (b ? b[i] : 0))->sum;
		w->items++;
		w->minutes += minutes[i];
		w->target += flags[i] & 1 ? minutes[i] : 0;
		w->away += flags[i] & 2 ? minutes[i] : 0;
	}
}

static void add_block(void *of, const block *b)
{
	adder *x = of;
	u32 flags[BLOCK_ROWS], minutes[BLOCK_ROWS], first[BLOCK_ROWS], second[BLOCK_ROWS];
	u64 most = 0;
	block_codes(b, C_SAY, x->flags, flags);
	block_minutes(b, minutes);
	for (size_t i = 0; i < b->held; i++)
		most += minutes[i];
	for (size_t g = 0; g < x->n; g++) {
		tally *t = &x->at[g];
		if (t->dims[0])
			block_codes(b, t->column[0], t->map[0], first);
		if (t->dims[1])
			block_codes(b, t->column[1], t->map[1], second);
		if (!t->words) {
			add_found(t, first, t->dims[1] ? second : NULL, flags, minutes, b->held);
			continue;
		}
		if (t->items_in + b->held > t->items_room || t->minutes_in + most > t->minutes_room)
			empty_words(t);
		t->items_in += b->held;
		t->minutes_in += most;
		u32 codes = (u32)t->codes[1];
		if (t->dims[1])
			for (size_t i = 0; i < b->held; i++)
				first[i] = (first[i] * codes + second[i]) * FLAGS + flags[i];
		else if (t->dims[0])
			for (size_t i = 0; i < b->held; i++)
				first[i] = first[i] * FLAGS + flags[i];
		add_direct(t, t->dims[0] ? first : flags, minutes, b->held);
	}
}

static void tally_make(tally *t, const survey *s, const survey_group *g)
{
	*t = (tally){ .s = s };
	for (int k = 0; k < 2; k++) {
		t->codes[k] = 1;
		t->dims[k] = g->by[k] < DIMS && (k == 0 || t->dims[0]);
		if (!t->dims[k])
			continue;
		t->codes[k] = survey_names(s, g->by[k]);
		t->column[k] = column_of(g->by[k]);
		t->map[k] = column_map(s, g->by[k]);
	}
	t->cells = t->codes[0] * t->codes[1]; /* at most 16 million × 16 million */
	t->copies = t->cells <= COPIED_CELLS ? COPIES : 1;
	choose_shift(t);
	if (t->cells > DIRECT_CELLS && (t->cells > s->rows / 2 || t->cells > DIRECT_CELLS_MAX))
		return; /* by hash */
	t->words = calloc(t->cells * t->copies * FLAGS + 1, sizeof *t->words);
	t->wide = calloc(t->cells + 1, sizeof *t->wide);
	CHECK(t->words != NULL && t->wide != NULL);
}

static void tally_drop(tally *t)
{
	free(t->words);
	free(t->wide);
	free(t->table);
}

static void wide_add(wide *to, const wide *x)
{
	to->items += x->items;
	to->minutes += x->minutes;
	to->target += x->target;
	to->away += x->away;
}

static int by_key(const void *a, const void *b)
{
	u64 x = ((const found *)a)->key, y = ((const found *)b)->key;
	return x < y ? -1 : x > y;
}

/* What the others added is added to the first's; then the first's cells in order. */
static const err *gather(arena *a, tally *const *of, size_t workers, survey_sums *ret)
{
	tally *t = of[0];
	size_t n = 0;
	for (size_t w = 0; w < workers; w++)
		if (of[w]->words)
			empty_words(of[w]);
	for (size_t w = 1; w < workers; w++) {
		for (size_t c = 0; of[w]->wide && c < t->cells; c++)
			wide_add(&t->wide[c], &of[w]->wide[c]);
		for (size_t k = 0; k < of[w]->room; k++)
			if (of[w]->table[k].key)
				wide_add(&found_of(t, of[w]->table[k].key - 1)->sum, &of[w]->table[k].sum);
	}
	if (t->wide) {
		for (size_t c = 0; c < t->cells; c++)
			n += t->wide[c].items > 0;
	} else {
		for (size_t k = 0; k < t->room; k++) /* those that are taken to the front, in order */
			if (t->table[k].key)
				t->table[n++] = t->table[k];
		if (n > 0)
			qsort(t->table, n, sizeof *t->table, by_key);
	}
	*ret = (survey_sums){ 0 };
	if (arena_left(a) < n * sizeof *ret->at + (2 << 20))
		return err_why(a, ERR_too_large, "%zu sums", n);
	ret->at = arena_many(a, survey_sum_cell, n + 1);
	size_t end = t->wide ? t->cells : n;
	for (size_t c = 0; c < end; c++) {
		const wide *w = t->wide ? &t->wide[c] : &t->table[c].sum;
		u64 cell = t->wide ? c : t->table[c].key - 1;
		if (w->items == 0)
			continue;
		ret->at[ret->n++] = (survey_sum_cell){ .a = (u32)(cell / t->codes[1]),
						       .b = (u32)(cell % t->codes[1]),
						       .items = w->items,
						       .minutes = w->minutes,
						       .target = w->target,
						       .away = w->away };
		ret->all.items += w->items;
		ret->all.minutes += w->minutes;
		ret->all.target += w->target;
		ret->all.away += w->away;
	}
	return NULL;
}

/* By say: 1 in the target cell, 2 can be done away. */
static const u32 *flags_of(const survey *s, arena *a)
{
	const u32 *cell = column_map(s, DIM_CELL), *away = column_map(s, DIM_AWAY);
	u32 *flags = arena_many(a, u32, SAYS);
	for (int i = 0; i < SAYS; i++)
		flags[i] = (cell[i] == CELL_TARGET ? 1u : 0u) + (away[i] == SAY_YES ? 2u : 0u);
	return flags;
}

const err *survey_sum(const survey *s, arena *a, const survey_filter *f, survey_group *groups, size_t n)
{
	pass *p;
	const err *e = NULL;
	CHECK(n <= SURVEY_GROUPS_MAX);
	TRY(pass_make(s, a, f, &p));
	size_t workers = pass_workers(p);
	adder *adders = arena_many(a, adder, workers);
	void **of = arena_many(a, void *, workers);
	for (size_t w = 0; w < workers; w++) {
		adders[w] = (adder){ .at = arena_many(a, tally, n + 1), .n = n, .flags = flags_of(s, a) };
		of[w] = &adders[w];
		for (size_t g = 0; g < n; g++)
			tally_make(&adders[w].at[g], s, &groups[g]);
	}
	pass_run(p, add_block, of);
	tally **one = arena_many(a, tally *, workers);
	for (size_t g = 0; g < n; g++) {
		for (size_t w = 0; w < workers; w++)
			one[w] = &adders[w].at[g];
		if (!e)
			e = gather(a, one, workers, &groups[g].ret);
		for (size_t w = 0; w < workers; w++)
			tally_drop(one[w]);
	}
	return e;
}
