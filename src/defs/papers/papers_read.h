/*
 * How papers/ID.yaml, papers/ID.pdf and samples.yaml are read: inside defs only.
 *
 * A file is read first (paper_read.c, paper_marks.c), then what it names is looked up (paper_check.c): the n-th mark of a list is the n-th of the file, also where
 * it is wrong, so that a mistake of the second kind finds its place.
 */
#ifndef DEFS_PAPERS_PAPERS_READ_H
#define DEFS_PAPERS_PAPERS_READ_H

#include "defs/defs_read.h"
#include "print/background.h"

#define GRID_COLUMNS_MAX 80
#define GRID_LINES_MAX 300 /* rows as they are drawn: a row with `each` counts as often as it is there */
#define CHOICES_MAX 60
#define SAMPLES_MAX 200
#define ROW_MOST 100
#define PAPER_TEXT_MAX (64 * 1024) /* bytes of one filled text; what is more than a drawing takes stands on 別紙 */
#define MM_SLACK 0.05 /* tenths of a millimetre are what people measure */
#define COMB_MAX 60
#define PAPERS_MARKS_MAX 100000 /* of all papers: some 600 bytes each stay in memory */
#define PAPER_WORK_MAX ((size_t)256 << 20) /* of one file's YAML, which has a ceiling of its own */
#define BACKGROUNDS_BYTES_MAX (32 * 1024 * 1024) /* all of a city's: a set is read into memory as a whole */

/* All of it; facts and guide are complete, and `services` NULL when services.yaml could not be read. */
void read_papers(sources *list, const service_defs *services, city_def *c);
/* paper_samples.c */
void read_samples(source *s, city_def *c);

/* paper_marks.c: the list of a sheet, or of a cell (`cell`: `in`, without grids). */
void read_marks(reader *r, const yaml_node *n, paper_marks *ret, bool in_cell, size_t *count);
/* A number with at most three digits behind the point. */
bool read_mm(reader *r, const yaml_node *n, double least, double most, double *ret);
/* [20, 40, 170, 60]: from `least` to `most` numbers; how many there were, 0 when it is wrong. */
size_t read_mms(reader *r, const yaml_node *n, double *at, size_t least, size_t most);
void read_expr(reader *, const yaml_node *, void *to, const field *); /* paper_expr, its text */
extern const char *const mark_keys[]; /* by mark_kind: label, line …; NULL for those without one */

/* paper_rows.c: `rows:` of a grid */
void read_rows(reader *r, const yaml_node *n, paper_mark *grid, size_t *count);
void read_cell(reader *r, const yaml_node *n, paper_mark *ret, size_t *count); /* paper_marks.c */

/* paper_grid.c: where the cells of a grid stand, seen from its corner. */
typedef struct grid_cell {
	const paper_mark *mark;
	size_t row, cell; /* in the file */
	int row_no; /* of a row that is there several times */
	size_t column, line, columns, lines; /* from where, over how many */
	draw_box at;
} grid_cell;
typedef struct grid_fault {
	size_t row, cell; /* cell: SIZE_MAX for the row as a whole */
	const char *what;
} grid_fault;
typedef struct grid_cells {
	grid_cell *at;
	size_t n;
	double *x, *y; /* columns + 1, lines + 1 */
	size_t columns, lines;
	size_t *owner; /* [line * columns + column]: index into `at`, plus 1 */
	struct {
		grid_fault *at;
		size_t n;
	} faults; /* one a row at most */
} grid_cells;
grid_cells grid_lay(arena *a, const paper_mark *grid);

/* paper_text.c. A part of a format: "{era} {year}年" is a part era, a text, a part year, a text. */
typedef struct format_part {
	bool braces;
	str text; /* era, or what stands between */
} format_part;
/* The next part; false at the end. An opening brace without its end is text. */
bool format_next(str *rest, format_part *ret);
/* Whether the kind of field has that part; *ret_parts (may be NULL): those that it has, for "did you mean". */
bool format_has(field_kind k, str part, strs *ret_parts, arena *a);

/* As paper_text(); `home`: the city whose name stands on the paper already (may be empty), so that an address elsewhere is not cut. */
str text_of_format(arena *a, const field_def *f, str canonical, str format, str home);
/* The canonical text of a FEEL value, as that field has it; empty for null and unknown. */
str canonical_of(arena *a, const field_def *f, feel v);
/* What a FEEL expression of no field gives, printed. */
str text_of_feel(arena *a, feel v, str format, str home);
/* Whether a printed word (or `is`) stands for what was answered. `answers`: those that the word stands for, one a line; `place`: which word it is, for yes
 * and no; SIZE_MAX: by its text. */
bool option_stands(const field_def *f, str canonical, str word, str answers, size_t place);

#endif
