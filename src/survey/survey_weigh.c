/* What could move, and how easily. */
#include "survey/survey_columns.h"

typedef struct weigher {
	bool by[2];
	column column[2];
	const u32 *map[2];
	u64 codes; /* of the second dimension */
	struct scale {
		column column;
		const u32 *map;
		const u8 *percent;
	} scale[SURVEY_SCALES_MAX];
	size_t scales;
	const u32 *cell_of_say, *away_of_say;
	survey_weighed_cell *at; /* as they were met */
	size_t n, room;
	u32 *table; /* places in `at`, from 1 */
	size_t table_room;
} weigher;

static size_t place_of(const weigher *w, u32 a, u32 b)
{
	size_t k = (((u64)a * w->codes + b + 1) * 0x9E3779B97F4A7C15u >> 20) & (w->table_room - 1);
	while (w->table[k] && (w->at[w->table[k] - 1].a != a || w->at[w->table[k] - 1].b != b))
		k = (k + 1) & (w->table_room - 1);
	return k;
}

static survey_weighed_cell *cell_of(weigher *w, u32 a, u32 b)
{
	if (w->n * 2 >= w->table_room) {
		free(w->table);
		w->table_room = w->table_room ? w->table_room * 4 : 1024;
		w->table = calloc(w->table_room, sizeof *w->table);
		CHECK(w->table != NULL);
		for (size_t i = 0; i < w->n; i++)
			w->table[place_of(w, w->at[i].a, w->at[i].b)] = (u32)i + 1;
	}
	size_t k = place_of(w, a, b);
	if (!w->table[k]) {
		if (w->n == w->room) {
			w->room = w->room ? w->room * 2 : 256;
			w->at = realloc(w->at, w->room * sizeof *w->at);
			CHECK(w->at != NULL);
		}
		w->at[w->n] = (survey_weighed_cell){ .a = a, .b = b };
		w->table[k] = (u32)++w->n;
	}
	return &w->at[w->table[k] - 1];
}

static void weigh_block(void *of, const block *b)
{
	weigher *w = of;
	u32 code[2][BLOCK_ROWS] = { { 0 } }, minutes[BLOCK_ROWS], say[BLOCK_ROWS], by[BLOCK_ROWS];
	survey_weighed_cell *cell;
	u32 place[BLOCK_ROWS], away[BLOCK_ROWS];
	for (int k = 0; k < 2; k++)
		if (w->by[k])
			block_codes(b, w->column[k], w->map[k], code[k]);
	block_minutes(b, minutes);
	block_codes(b, C_SAY, NULL, say);
	for (size_t i = 0; i < b->held; i++) {
		cell = cell_of(w, code[0][i], code[1][i]);
		place[i] = (u32)(cell - w->at);
		away[i] = w->away_of_say[say[i]] == SAY_YES ? minutes[i] : 0;
		cell->items++;
		cell->minutes += minutes[i];
		cell->away += away[i];
		cell->target += w->cell_of_say[say[i]] == CELL_TARGET ? minutes[i] : 0;
	}
	for (size_t k = 0; k < w->scales; k++) {
		block_codes(b, w->scale[k].column, w->scale[k].map, by);
		for (size_t i = 0; i < b->held; i++) /* all of a survey times 100 is below 2^64 */
			w->at[place[i]].scaled[k] += (u64)away[i] * w->scale[k].percent[by[i]];
	}
}

static int in_order(const void *a, const void *b)
{
	const survey_weighed_cell *x = a, *y = b;
	if (x->a != y->a)
		return x->a < y->a ? -1 : 1;
	return x->b < y->b ? -1 : x->b > y->b;
}

const err *survey_weigh(const survey *s, arena *a, const survey_filter *f, survey_dim by, survey_dim and_by,
			const survey_scale *scales, size_t n, survey_weighed *ret)
{
	pass *p;
	const survey_dim dims[2] = { by, by < DIMS ? and_by : DIMS };
	weigher one = { .codes = 1, .scales = n };
	CHECK(n <= SURVEY_SCALES_MAX);
	*ret = (survey_weighed){ 0 };
	TRY(pass_make(s, a, f, &p));
	for (int k = 0; k < 2; k++) {
		one.by[k] = dims[k] < DIMS;
		if (!one.by[k])
			continue;
		one.column[k] = column_of(dims[k]);
		one.map[k] = column_map(s, dims[k]);
	}
	if (one.by[1])
		one.codes = survey_names(s, dims[1]);
	one.cell_of_say = column_map(s, DIM_CELL);
	one.away_of_say = column_map(s, DIM_AWAY);
	for (size_t k = 0; k < n; k++)
		one.scale[k] =
			(struct scale){ column_of(scales[k].by), column_map(s, scales[k].by), scales[k].percent };
	size_t workers = pass_workers(p);
	weigher *of = arena_many(a, weigher, workers);
	void **each = arena_many(a, void *, workers);
	for (size_t w = 0; w < workers; w++) {
		of[w] = one;
		each[w] = &of[w];
	}
	pass_run(p, weigh_block, each);
	for (size_t w = 1; w < workers; w++) {
		for (size_t i = 0; i < of[w].n; i++) {
			const survey_weighed_cell *x = &of[w].at[i];
			survey_weighed_cell *to = cell_of(&of[0], x->a, x->b);
			to->items += x->items;
			to->minutes += x->minutes;
			to->target += x->target;
			to->away += x->away;
			for (size_t k = 0; k < n; k++)
				to->scaled[k] += x->scaled[k];
		}
		free(of[w].at);
		free(of[w].table);
	}
	const err *e = NULL;
	if (arena_left(a) / sizeof *ret->at < of[0].n + 4096) {
		e = err_why(a, ERR_too_large, "%zu sums", of[0].n);
	} else if (of[0].n > 0) {
		qsort(of[0].at, of[0].n, sizeof *of[0].at, in_order);
		ret->n = of[0].n;
		ret->at = memcpy(arena_many(a, survey_weighed_cell, ret->n), of[0].at, ret->n * sizeof *ret->at);
	}
	free(of[0].at);
	free(of[0].table);
	return e;
}
