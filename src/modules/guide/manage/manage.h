/*
 * manage: the guide edited without code.
 *
 * What is changed is kept as a draft, one for each administrator and file, in the database: a table, the texts of its scheme and a case may
 * change together, over days, and are published together or not at all. The text of a draft is the text of the file, so the one parser and
 * checker of definitions says what is wrong with it and where.
 *
 *     grid or form ──▶ text of a file ──▶ draft (rev) ──▶ bench: the set with all drafts, parsed, mistakes
 *                                            │                 └─▶ try-out, cases
 *                                            └──▶ preview: rows and texts that differ ──▶ publish ──▶ versions that never change
 *
 * Nothing that was typed is lost: a table may be saved with mistakes in it (they are told at their cells, and it cannot be published); a form
 * with a mistake is shown again as it was typed; a second window that saves over a newer draft is told and shown both; a file that somebody
 * else published meanwhile keeps the draft beside it.
 *
 *     grid.c         CSV as cells: reading, writing, moving rows    say.c        mistakes in the reader's language, names of files
 *     pages_*.c      pages                                          kit/drafts   the set with drafts, saving, publishing, what differs
 */
#ifndef GUIDE_MANAGE_H
#define GUIDE_MANAGE_H

#include "kit/catalog.h"
#include "kit/drafts/drafts.h"
#include "modules/guide/guide.h"
#include "text/csv.h"

/* --- cells (grid.c) -------------------------------------------------------------------------------------------------- */

#define GRID_ROWS_MAX 5000
#define GRID_COLUMNS_MAX 120

/* The first row is the header; every row has as many cells as it. */
MUST_USE const err *grid_read(arena *a, str text, csv_table *ret);
str grid_write(arena *a, const csv_table *t); /* UTF-8 without BOM, LF: as the files in a city's folder */
str grid_sheet(arena *a, const csv_table *t); /* as Excel in Japan opens it: BOM, CRLF, no formulas */

typedef enum grid_do { GRID_ADD, GRID_DELETE, GRID_COPY, GRID_UP, GRID_DOWN } grid_do;
/* `row` from 1, as the header is 0. GRID_ADD adds an empty one behind it. False when there is no such row. */
bool grid_row(arena *a, csv_table *t, grid_do what, size_t row);
/* Before the first column that is no fact (有効開始 … of a table; yes, open, no, note of cases). False when it is there already. */
bool grid_add_column(arena *a, csv_table *t, str name, bool of_cases);
bool grid_delete_column(csv_table *t, size_t column);

typedef enum grid_role {
	ROLE_ID,
	ROLE_FACT,
	ROLE_FROM,
	ROLE_TO,
	ROLE_SOURCE,
	ROLE_NOTE,
	ROLE_EXPECTED,
	ROLE_DAY
} grid_role;
grid_role grid_role_of(str header, size_t column, bool of_cases);

typedef enum row_state { ROW_NOW, ROW_LATER, ROW_PAST } row_state;
row_state grid_state(arena *a, const csv_table *t, size_t row, day today); /* by the columns of validity */

/* Where a mistake of that file stands: the row and column of the text's cells; false when it is another file's. `t` as csv_parse() gave it. */
typedef struct grid_place {
	size_t row, column;
} grid_place;
bool grid_place_of(arena *a, str path, str text, const csv_table *t, str where, grid_place *ret);

/* --- words (say.c) ------------------------------------------------------------------------------------------------------ */

bool gm_ours(str path); /* a file that is edited here */
drafts gm_mine(const bench *b); /* my drafts of such files */
str gm_path(req *r, str path); /* 表「shougai」 */
url gm_link(req *r, str path); /* where the file is edited */
str gm_mistake(req *r, const err *e); /* in the reader's language where it is known, else as the checker says it */
str gm_time(arena *a, lang l, instant t);

extern const module guide_manage_module;

#endif
