/* A pass over the rows that hold by a filter: which rows, and who goes through them. */
#include "survey/survey_columns.h"
#include "text/search.h"

#include <pthread.h>
#include <unistd.h>

#define WORKERS_MAX 8
#define ROWS_FOR_WORKERS 1000000 /* below that a thread costs more than it brings */
#define SLABS_AT_ONCE 4

struct pass {
	const survey *s;
	const u8 *allowed[C_SAY + 1]; /* by code; NULL: no condition on this column */
	const u8 *work, *step; /* the word stands in one of them; NULL: no word */
	unsigned months; /* 0: the year */
	bool none; /* nothing can hold */
	size_t workers, next_slab; /* taken by the workers */
};

/* A table by code of the column, from a table by code of the dimension; both conditions hold. */
static void also(const survey *s, arena *a, pass *p, survey_dim d, const u8 *of_dim)
{
	column c = column_of(d);
	const u32 *map = column_map(s, d);
	size_t n = column_codes(s, c);
	u8 *t = arena_many(a, u8, n + 1);
	for (size_t i = 0; i < n; i++)
		t[i] = of_dim[map ? map[i] : i] && (!p->allowed[c] || p->allowed[c][i]);
	p->allowed[c] = t;
}

static const u8 *having(const survey *s, arena *a, survey_dim d, str word)
{
	size_t n = survey_names(s, d);
	u8 *t = arena_many(a, u8, n + 1);
	arena *scratch = arena_new(1 << 20);
	for (size_t i = 0; i < n; i++) {
		t[i] = str_has(search_fold(scratch, survey_name(s, d, (u32)i)), word);
		arena_reset(scratch);
	}
	arena_free(scratch);
	return t;
}

const err *pass_make(const survey *s, arena *a, const survey_filter *f, pass **ret)
{
	static const survey_filter all = { 0 };
	pass *p = arena_one(a, pass);
	p->s = s;
	f = f ? f : &all;
	for (survey_dim d = 0; d < DIMS; d++) {
		if (f->dim[d].n == 0)
			continue;
		size_t n = survey_names(s, d);
		if (arena_left(a) < 2 * n + column_codes(s, column_of(d)) + (4 << 20))
			return err_why(a, ERR_too_large, "no room for the tables of a filter");
		u8 *t = arena_many(a, u8, n + 1);
		for (size_t i = 0; i < f->dim[d].n; i++)
			if (f->dim[d].at[i] < n)
				t[f->dim[d].at[i]] = 1; /* a code that is not there: no row has it */
		also(s, a, p, d, t);
	}
	str word = f->word.len > 0 ? search_fold(a, f->word) : STR_NONE;
	if (word.len > 0) {
		p->work = having(s, a, DIM_WORK, word);
		p->step = having(s, a, DIM_STEP, word);
	}
	for (column c = 0; c <= C_SAY; c++) {
		size_t n = column_codes(s, c), yes = 0;
		for (size_t i = 0; i < n && p->allowed[c]; i++)
			yes += p->allowed[c][i];
		if (p->allowed[c] && yes == n)
			p->allowed[c] = NULL;
		else if (p->allowed[c] && yes == 0)
			p->none = true;
	}
	p->months = f->months & SURVEY_MONTHS;
	p->none = p->none || (f->months && !p->months);
	long cores = s->rows >= ROWS_FOR_WORKERS ? sysconf(_SC_NPROCESSORS_ONLN) : 1;
	p->workers = cores < 1 ? 1 : cores > WORKERS_MAX ? WORKERS_MAX : (size_t)cores;
	*ret = p;
	return NULL;
}

size_t pass_workers(const pass *p)
{
	return p->workers;
}

#define BY_WIDTH(s, c, from, DO)                                                                                       \
	switch ((s)->width[c]) {                                                                                       \
	case 1: {                                                                                                      \
		const u8 *x = (const u8 *)(s)->at[c] + (from);                                                         \
		DO;                                                                                                    \
		break;                                                                                                 \
	}                                                                                                              \
	case 2: {                                                                                                      \
		const uint16_t *x = (const uint16_t *)(s)->at[c] + (from);                                             \
		DO;                                                                                                    \
		break;                                                                                                 \
	}                                                                                                              \
	default: {                                                                                                     \
		const u32 *x = (const u32 *)(s)->at[c] + (from);                                                       \
		DO;                                                                                                    \
		break;                                                                                                 \
	}                                                                                                              \
	}

#define EACH_ROW(n, DO)                                                                                                \
	for (size_t i = 0; i < (n); i++)                                                                               \
	DO

void block_codes(const block *b, column c, const u32 *map, u32 *ret)
{
	const uint16_t *at = b->at;
	if (at && map)
		BY_WIDTH(b->in, c, b->from, EACH_ROW(b->held, ret[i] = map[x[at[i]]]))
	else if (at)
		BY_WIDTH(b->in, c, b->from, EACH_ROW(b->held, ret[i] = x[at[i]]))
	else if (map)
		BY_WIDTH(b->in, c, b->from, EACH_ROW(b->n, ret[i] = map[x[i]]))
	else
		BY_WIDTH(b->in, c, b->from, EACH_ROW(b->n, ret[i] = x[i]))
}

void block_times(const block *b, u32 *ret)
{
	if (!b->times)
		block_codes(b, C_COUNT, NULL, ret);
	else
		for (size_t i = 0; i < b->held; i++)
			ret[i] = b->times[b->at ? b->at[i] : i];
}

/* Those of some months are below those of the year, and these below 2^32. */
void block_minutes(const block *b, u32 *ret)
{
	if (!b->times) {
		block_codes(b, C_MINUTES, NULL, ret);
		return;
	}
	u32 times[BLOCK_ROWS];
	block_times(b, times);
	block_codes(b, C_EACH, NULL, ret);
	for (size_t i = 0; i < b->held; i++)
		ret[i] *= times[i];
}

#define ADD_MONTH(type)                                                                                                \
	for (size_t i = 0; i < b->n; i++)                                                                              \
	ret[i] += ((const type *)b->in->month[k])[i * 12 + m]

/* How often each row of a block happens in some months. */
static void add_times(const block *b, unsigned months, u32 *ret)
{
	size_t k = b->from / BLOCK_ROWS;
	memset(ret, 0, BLOCK_ROWS * sizeof *ret);
	for (size_t m = 0; m < 12; m++) {
		if (!(months >> m & 1))
			continue;
		if (b->in->month_width[k] == 1)
			ADD_MONTH(u8);
		else if (b->in->month_width[k] == 2)
			ADD_MONTH(uint16_t);
		else if (b->in->month_width[k] == 4)
			ADD_MONTH(u32);
	}
}

/* Which rows of a block hold; how many. */
static size_t held(const pass *p, const block *b, uint16_t *ret)
{
	u8 mask[BLOCK_ROWS];
	bool begun = false;
	for (column c = 0; c <= C_SAY; c++) {
		const u8 *yes = p->allowed[c];
		if (!yes)
			continue;
		if (begun)
			BY_WIDTH(b->in, c, b->from, EACH_ROW(b->n, mask[i] &= yes[x[i]]))
		else
			BY_WIDTH(b->in, c, b->from, EACH_ROW(b->n, mask[i] = yes[x[i]]))
		begun = true;
	}
	if (b->times && begun)
		EACH_ROW(b->n, mask[i] &= b->times[i] > 0);
	else if (b->times)
		EACH_ROW(b->n, mask[i] = b->times[i] > 0);
	else if (!begun)
		memset(mask, 1, sizeof mask);
	if (p->work) {
		u8 word[BLOCK_ROWS];
		BY_WIDTH(b->in, C_WORK, b->from, EACH_ROW(b->n, word[i] = p->work[x[i]]))
		BY_WIDTH(b->in, C_STEP, b->from, EACH_ROW(b->n, mask[i] &= word[i] | p->step[x[i]]))
	}
	size_t n = 0;
	for (size_t i = 0; i < b->n; i++) { /* without a branch that could be guessed wrongly */
		ret[n] = (uint16_t)i;
		n += mask[i];
	}
	return n;
}

static void go_through(const pass *p, size_t k, pass_block *each, void *worker)
{
	const slab *in = &p->s->slabs[k];
	bool any = p->work != NULL || p->months;
	u32 times[BLOCK_ROWS];
	for (column c = 0; c <= C_SAY; c++)
		any = any || p->allowed[c];
	for (size_t from = 0; from < in->n; from += BLOCK_ROWS) {
		uint16_t at[BLOCK_ROWS];
		block b = { .in = in, .from = from, .first = k * SLAB_ROWS };
		b.n = in->n - from < BLOCK_ROWS ? in->n - from : BLOCK_ROWS;
		if (p->months) {
			add_times(&b, p->months, times);
			b.times = times;
		}
		b.held = any ? held(p, &b, at) : b.n;
		b.at = b.held < b.n ? at : NULL;
		if (b.held > 0)
			each(worker, &b);
	}
}

typedef struct worker {
	pass *p;
	pass_block *each;
	void *of;
	pthread_t thread;
	bool started;
} worker;

static void *work(void *of)
{
	worker *w = of;
	for (;;) {
		size_t k = __atomic_fetch_add(&w->p->next_slab, SLABS_AT_ONCE, __ATOMIC_RELAXED);
		if (k >= w->p->s->slabs_n)
			return NULL;
		for (size_t i = k; i < k + SLABS_AT_ONCE && i < w->p->s->slabs_n; i++)
			go_through(w->p, i, w->each, w->of);
	}
}

void pass_run(pass *p, pass_block *each, void *const *of)
{
	worker w[WORKERS_MAX] = { 0 };
	if (p->none)
		return;
	p->next_slab = 0;
	for (size_t i = 0; i < p->workers; i++) {
		w[i] = (worker){ .p = p, .each = each, .of = of[i] };
		if (i > 0) /* one that cannot be started leaves its share to the others */
			w[i].started = pthread_create(&w[i].thread, NULL, work, &w[i]) == 0;
	}
	work(&w[0]);
	for (size_t i = 1; i < p->workers; i++)
		if (w[i].started)
			pthread_join(w[i].thread, NULL);
}
