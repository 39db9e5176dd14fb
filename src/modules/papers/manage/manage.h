/*
 * manage: the place editor (/manage/papers). Papers made and changed by who knows them, without code.
 *
 * A paper is changed as a draft of its file (kit/drafts): every change is one operation on the structs of the definition, written back as YAML, and saved
 * under the draft's number (rev). So the one parser and checker says what is wrong and where, a second window is told, and undoing is saving the text that
 * stood there before.
 *
 *     page ── form ──▶ operation on a copy of the paper ──▶ defs_write_paper() ──▶ draft (rev + 1) ──▶ page
 *                         edit_marks.c, edit_cells.c                                     └──▶ papers_try() before a publication
 *
 * The sheet is a picture that the server draws (SVG; below it the PDF's page as PNG), with one rectangle over each place: a link that chooses the place. Without JavaScript
 * everything goes by links and forms; papers-manage.js sends the same forms when something is dragged, and puts the answer's page in the place of the old one.
 *
 *     edit_marks.c   a paper copied; places found, moved, aligned, added, removed      edit_cells.c   rows and columns of a grid
 *     place_form.c   one place as a form; place_check.c its mistakes                  see.c          what a paper's sheet looks like, and what does not fit
 *     measures.c     millimetres, sizes of sheets                                    differ.c       what differs, place by place
 *     upload.c       a PDF as a background                                           pages_*.c      pages
 */
#ifndef PAPERS_MANAGE_H
#define PAPERS_MANAGE_H

#include "kit/drafts/edit.h"
#include "modules/papers/papers.h"

#define PM_PLACES_MAX 200 /* moved at once */

/* --- a paper that is changed (edit_marks.c) ---------------------------------------------------------------------------- */

/* Everything that an operation may change, copied: a snapshot is read by others at the same time. */
paper_def *pm_copy(arena *a, const paper_def *p);

/* Where a mark stands: marks/4, marks/4/rows/2/cells/1, marks/4/rows/2/cells/1/in/0 (paper_lay()). */
typedef struct pm_at {
	paper_sheet *sheet;
	paper_marks *list;
	size_t index;
	paper_mark *mark;
	paper_mark *grid; /* of a cell, and of what is in one; else NULL */
	size_t row;
	paper_mark *cell; /* holds it; NULL */
} pm_at;
bool pm_find(paper_def *p, size_t sheet, str path, pm_at *ret);

typedef struct pm_move {
	str path;
	draw_box to; /* on the sheet, mm */
} pm_move;
typedef struct pm_moves {
	pm_move *at;
	size_t n;
} pm_moves;
/* Each to its place, in tenths of a millimetre and on the sheet. Cells stay in their grid: they are passed over. How many moved. */
size_t pm_move_all(arena *a, paper_def *p, size_t sheet, const pm_moves *moves);

typedef enum pm_align {
	ALIGN_LEFT,
	ALIGN_CENTRE,
	ALIGN_RIGHT,
	ALIGN_TOP,
	ALIGN_MIDDLE,
	ALIGN_BOTTOM,
	ALIGN_WIDTH, /* as wide as the first */
	ALIGN_HEIGHT,
	ALIGN_ACROSS, /* the same room between them */
	ALIGN_DOWN,
	ALIGN_COUNT,
} pm_align;
/* Where several places go; the first decides. */
pm_moves pm_aligned(arena *a, const paper_def *p, size_t sheet, const strs *paths, pm_align how);

typedef enum pm_kind { /* what can be put on a sheet */
		       PUT_FACT,
		       PUT_LABEL,
		       PUT_LINE,
		       PUT_BOX,
		       PUT_VALUE,
		       PUT_OPTIONS,
		       PUT_TICK,
		       PUT_SEAL,
		       PUT_QR,
		       PUT_POSTAL,
		       PUT_GRID,
		       PUT_COUNT,
} pm_kind;
typedef struct pm_put {
	pm_kind kind;
	str fact; /* id, where the kind shows one */
	double x, y; /* its upper left corner; below 0: where there is room */
} pm_put;
/* A new mark, at the end of the sheet's; in the empty cell that lies there, a fact goes into the cell. *ret_path: which it is. False where the sheet is full or the
 * fact unknown. */
bool pm_add(arena *a, paper_def *p, const city_def *c, size_t sheet, const pm_put *put, str label, str *ret_path);
/* Those of cells leave an empty cell. */
size_t pm_remove(arena *a, paper_def *p, size_t sheet, const strs *paths);
/* Beside itself, 5 mm to the right and below; of a cell nothing. */
bool pm_double(arena *a, paper_def *p, size_t sheet, str path, str *ret_path);
/* One place earlier or later in the order in which it is drawn, read and copied. */
bool pm_order(arena *a, paper_def *p, size_t sheet, str path, int by, str *ret_path);
/* What a cell keeps when something else comes into it: what it covers, its lines and ground. */
void pm_as_cell(paper_mark *m, const paper_mark *cell);
double pm_tenths(double mm);
str pm_number(arena *a, double mm); /* 48, 42.5 */
bool pm_read(str s, double *ret); /* a number with a point, full-width digits as well */

/* --- rows and columns (edit_cells.c) ------------------------------------------------------------------------------------- */

typedef enum cell_do {
	CELL_ROW_ADD, /* below */
	CELL_ROW_REMOVE,
	CELL_COLUMN_ADD, /* to the right, half of this one's width */
	CELL_COLUMN_REMOVE, /* its width goes to the neighbour */
	CELL_JOIN_RIGHT, /* the neighbour goes, its room is this one's */
	CELL_JOIN_DOWN,
	CELL_PART_RIGHT, /* the last column that it covers is a cell of its own again */
	CELL_PART_DOWN,
	CELL_DO_COUNT,
} cell_do;
/* False where it cannot be done: the last row or column, a neighbour of another size. *ret_path: the cell that is chosen then. */
bool pm_cell(arena *a, paper_def *p, size_t sheet, str path, cell_do what, str *ret_path);
/* Widths of the columns and heights of the rows. The grid is as wide as its columns are together. */
bool pm_columns(paper_mark *grid, const double *widths, size_t n);
bool pm_heights(paper_mark *grid, const double *heights, size_t n);

/* --- what it looks like (see.c) --------------------------------------------------------------------------------------------- */

typedef struct pm_trouble {
	str path, sample, text;
	size_t sheet;
	draw_fit fit;
} pm_trouble;
typedef struct pm_troubles {
	pm_trouble *at;
	size_t n;
} pm_troubles;
/* A sample's answers; none for an id that is not there: an empty paper. */
fact_answers pm_answers(const city_def *c, str sample);
/* What does not fit with that sample; with all of them where it is "all". */
MUST_USE const err *pm_try(arena *a, const city_def *c, const paper_def *p, str sample, instant now, pm_troubles *ret);
/* One sheet as SVG. */
MUST_USE const err *pm_svg(arena *a, const city_def *c, const paper_def *p, size_t sheet, str sample, instant now,
			   str *ret);
MUST_USE const err *pm_small(arena *a, const city_def *c, const paper_def *p, size_t sheet, instant now,
			     str *ret); /* as PNG, for lists */
MUST_USE const err *pm_pdf(arena *a, const city_def *c, const paper_def *p, str sample, instant now, str *ret);

extern const module papers_manage_module;

#endif
