/*
 * columns: how a survey lies in memory.
 *
 * Rows lie in slabs of 32,768, a slab in one piece of memory, a column in one, two or four bytes a row, whichever its largest value needs there. A row's bureau and
 * section follow from its unit, its cell and axes from one byte (`say`), so they take no column: small tables lead from one to the other. Times a month lie row by row, as twelve
 * together are added up; 1,024 rows have one width of their own, and none where nobody said months.
 *
 * A pass goes through blocks of 1,024 rows: first which of them hold by the filter (a table of yes and no by code for each column that it looks at), then each grouping adds
 * up those. A cell of a grouping is one 64-bit word for items and minutes together: minutes below, items above, at a bit chosen so that neither can run over (the survey knows its
 * sums); four words a cell, for rows that are in the target cell or not, and can be done away or not. Over a million rows, processors share the slabs.
 */
#ifndef SURVEY_COLUMNS_H
#define SURVEY_COLUMNS_H

#include "survey/survey.h"

#define SLAB_ROWS 32768
#define BLOCK_ROWS 1024
#define SLAB_BLOCKS (SLAB_ROWS / BLOCK_ROWS)

typedef enum column {
	C_CATEGORY, /* those with names come first */
	C_UNIT,
	C_WORK,
	C_STEP,
	C_JOB,
	C_BASIS,
	C_MEDIUM,
	C_SYSTEM,
	C_SAY, /* core + 3 × expertise + 9 × routine + 27 × away */
	C_NUMBER,
	C_COUNT,
	C_EACH,
	C_MINUTES,
	COLUMNS
} column;
#define SAYS 81

typedef struct slab {
	u32 n;
	u8 width[COLUMNS]; /* 1, 2, 4 */
	const void *at[COLUMNS];
	u8 month_width[SLAB_BLOCKS]; /* 0: none said */
	const void *month[SLAB_BLOCKS];
	i64 minutes;
	void *memory;
	size_t size;
} slab;

typedef struct names {
	struct names_one {
		str name;
		u32 parent;
	} * at;
	size_t n, room;
	u32 *table; /* places in `at`, from 1 */
	size_t table_room; /* a power of two */
} names;

struct survey {
	arena *a; /* names */
	slab *slabs;
	size_t slabs_n, slabs_room, rows;
	i64 minutes;
	names dict[DIMS]; /* of those that have names of their own */
	u32 *unit_section, *unit_bureau; /* by code of a unit */
	struct unit_has {
		i64 people, minutes;
	} * has; /* by code of a unit */
	bool ordered; /* rows lie in the order of their numbers */
};

static inline u32 column_at(const slab *s, column c, size_t row)
{
	switch (s->width[c]) {
	case 1:
		return ((const u8 *)s->at[c])[row];
	case 2:
		return ((const uint16_t *)s->at[c])[row];
	default:
		return ((const u32 *)s->at[c])[row];
	}
}

/* The column that a dimension is read from, and the table that leads from its code to the dimension's; NULL: it is the same. */
column column_of(survey_dim d);
const u32 *column_map(const survey *s, survey_dim d);
size_t column_codes(const survey *s, column c); /* how many codes a column with codes has */
bool dim_named(survey_dim d);
void row_item(const survey *s, size_t row, survey_item *ret);

/* --- a pass --- */

typedef struct block {
	const slab *in;
	size_t from, n; /* rows of the slab */
	size_t first; /* the survey's row at which the slab begins */
	const uint16_t *at; /* those that hold, from `from`; NULL: all of them */
	size_t held;
	const u32 *times; /* of the months that were asked for, by row from `from`; NULL: of the year */
} block;
/* The codes of the held rows, one behind the other. */
void block_codes(const block *b, column c, const u32 *map, u32 *ret);
/* Their times and minutes, of the months that were asked for. */
void block_times(const block *b, u32 *ret);
void block_minutes(const block *b, u32 *ret);

typedef struct pass pass;
/* Tables in the arena. */
MUST_USE const err *pass_make(const survey *s, arena *a, const survey_filter *f, pass **ret);
size_t pass_workers(const pass *p);
/* `each` for every block in which rows hold; `of` has a context a worker, and a worker takes its blocks in order. */
typedef void pass_block(void *worker, const block *b);
void pass_run(pass *p, pass_block *each, void *const *of);

#endif
