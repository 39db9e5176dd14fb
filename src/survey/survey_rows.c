/* The rows themselves, and units beside what they wrote. */
#include "survey/survey_columns.h"

/* A row by what it is sorted by: the largest first, then the smaller number. */
typedef struct ranked {
	u32 by, number;
	u32 row;
} ranked;
typedef struct ranking {
	survey_order order;
	size_t most; /* so many of the first are wanted */
	ranked *at; /* a heap whose root is the last of them, once it is full */
	size_t n, room, all;
} ranking;

static bool before(const ranked *x, const ranked *y)
{
	if (x->by != y->by)
		return x->by > y->by;
	if (x->number != y->number)
		return x->number < y->number;
	return x->row < y->row;
}

static int in_order(const void *a, const void *b)
{
	return before(a, b) ? -1 : before(b, a);
}

/* The root has changed: down to where it belongs. */
static void sink(ranked *at, size_t n, size_t i)
{
	ranked x = at[i];
	for (size_t k; (k = 2 * i + 1) < n; i = k) {
		if (k + 1 < n && before(&at[k], &at[k + 1]))
			k++;
		if (!before(&x, &at[k]))
			break;
		at[i] = at[k];
	}
	at[i] = x;
}

static void rank(ranking *r, ranked x)
{
	if (r->n == r->most) {
		if (!before(&x, &r->at[0]))
			return;
		r->at[0] = x;
		sink(r->at, r->n, 0);
		return;
	}
	if (r->n == r->room) {
		r->room = r->room ? r->room * 2 : 256;
		r->at = realloc(r->at, r->room * sizeof *r->at);
		CHECK(r->at != NULL);
	}
	r->at[r->n++] = x;
	if (r->n == r->most)
		for (size_t i = r->n / 2; i-- > 0;)
			sink(r->at, r->n, i);
}

static void rank_block(void *of, const block *b)
{
	ranking *r = of;
	u32 by[BLOCK_ROWS] = { 0 };
	r->all += b->held;
	if (r->most == 0)
		return;
	if (r->order == ORDER_MINUTES)
		block_minutes(b, by);
	else if (r->order == ORDER_COUNT)
		block_times(b, by);
	else if (r->order == ORDER_EACH)
		block_codes(b, C_EACH, NULL, by);
	for (size_t i = 0; i < b->held; i++) {
		if (r->n == r->most && by[i] < r->at[0].by)
			continue; /* most rows end here */
		size_t row = b->from + (b->at ? b->at[i] : i);
		rank(r, (ranked){ by[i], column_at(b->in, C_NUMBER, row), (u32)(b->first + row) });
	}
}

/* The first `most` of what holds, in order; free() them. */
static const err *ranked_rows(const survey *s, arena *a, const survey_filter *f, survey_order order, size_t most,
			      ranking *ret)
{
	pass *p;
	*ret = (ranking){ .order = order, .most = most };
	TRY(pass_make(s, a, f, &p));
	size_t workers = pass_workers(p);
	ranking *of = arena_many(a, ranking, workers);
	void **each = arena_many(a, void *, workers);
	for (size_t w = 0; w < workers; w++) {
		of[w] = *ret;
		each[w] = &of[w];
	}
	pass_run(p, rank_block, each);
	for (size_t w = 0; w < workers; w++) {
		ret->all += of[w].all;
		for (size_t i = 0; i < of[w].n; i++)
			rank(ret, of[w].at[i]);
		free(of[w].at);
	}
	if (ret->n > 0)
		qsort(ret->at, ret->n, sizeof *ret->at, in_order);
	return NULL;
}

i64 survey_times(const survey_item *i, unsigned months)
{
	i64 n = 0;
	if (months == 0)
		return i->count;
	for (int m = 0; m < 12; m++)
		n += months >> m & 1 ? i->month[m] : 0;
	return n;
}

const err *survey_rows(const survey *s, arena *a, const survey_filter *f, survey_order by, size_t from, size_t most,
		       survey_items *ret, size_t *ret_all)
{
	ranking r;
	*ret = (survey_items){ 0 };
	from = from < SURVEY_ROWS_MAX ? from : SURVEY_ROWS_MAX;
	most = most < SURVEY_ROWS_MAX ? most : SURVEY_ROWS_MAX;
	TRY(ranked_rows(s, a, f, by, from + most, &r));
	*ret_all = r.all;
	size_t n = r.n > from ? r.n - from : 0;
	const err *e = NULL;
	if (arena_left(a) / sizeof(survey_item) < n + 4096)
		e = err_why(a, ERR_too_large, "%zu rows", n);
	if (!e && n > 0) {
		ret->at = arena_many(a, survey_item, n);
		for (size_t i = 0; i < n; i++)
			row_item(s, r.at[from + i].row, &ret->at[ret->n++]);
	}
	free(r.at);
	return e;
}

typedef struct marks {
	u8 *held; /* a bit a row */
} marks;

static void mark_block(void *of, const block *b)
{
	marks *m = of;
	for (size_t i = 0; i < b->held; i++) {
		size_t row = b->first + b->from + (b->at ? b->at[i] : i);
		m->held[row / 8] |= (u8)(1 << row % 8); /* no two workers share a byte: slabs are whole bytes */
	}
}

const err *survey_each(const survey *s, arena *a, const survey_filter *f,
		       const err *(*row)(void *ctx, const survey_item *i), void *ctx)
{
	const err *e = NULL;
	survey_item item;
	if (!s->ordered) {
		ranking r;
		TRY(ranked_rows(s, a, f, ORDER_NUMBER, SURVEY_ROWS_MAX, &r));
		for (size_t i = 0; i < r.n && !e; i++) {
			row_item(s, r.at[i].row, &item);
			e = row(ctx, &item);
		}
		free(r.at);
		return e;
	}
	pass *p;
	TRY(pass_make(s, a, f, &p));
	marks m = { .held = calloc(s->rows / 8 + 1, 1) };
	CHECK(m.held != NULL);
	void **each = arena_many(a, void *, pass_workers(p));
	for (size_t w = 0; w < pass_workers(p); w++)
		each[w] = &m;
	pass_run(p, mark_block, each);
	for (size_t i = 0; i < s->rows && !e; i++)
		if (m.held[i / 8] >> i % 8 & 1) {
			row_item(s, i, &item);
			e = row(ctx, &item);
		}
	free(m.held);
	return e;
}

survey_balances survey_reconcile(const survey *s, arena *a)
{
	size_t n = survey_names(s, DIM_UNIT);
	survey_balances out = { arena_many(a, survey_balance, n + 1), n };
	for (size_t u = 0; u < n; u++)
		out.at[u] = (survey_balance){ .unit = (u32)u,
					      .section = s->unit_section[u],
					      .bureau = s->unit_bureau[u],
					      .people = s->has[u].people,
					      .has = s->has[u].minutes };
	for (size_t k = 0; k < s->slabs_n; k++)
		for (size_t i = 0; i < s->slabs[k].n; i++) {
			survey_balance *b = &out.at[column_at(&s->slabs[k], C_UNIT, i)];
			b->items++;
			b->said += column_at(&s->slabs[k], C_MINUTES, i);
		}
	return out;
}
