/*
 * CSV, in (RFC 4180) and out (as Excel in Japan opens it), and the Shift_JIS of older systems.
 *
 * In: UTF-8 with or without BOM; rows end in CRLF or LF; a cell in quotes may hold commas, line breaks and "" for a quote.
 * Empty lines are skipped. A mistake is ERR_file with where "line:column" (column in characters). Rows that have more or
 * fewer cells than the first are kept, and csv_ragged() names them all.
 *
 * Out: UTF-8 with BOM, CRLF. A text that a spreadsheet would take for a formula (it begins with = + - @ or a tab or line
 * break, in either width) gets an apostrophe before it: what a resident typed never runs on a clerk's machine. Numbers
 * written with csv_i64() and csv_f64() are numbers and stay as they are. The apostrophe is part of the file: who reads such a
 * file back by program must know. A text of digits with a leading zero loses it when Excel opens the file; nothing here helps that.
 */
#ifndef TEXT_CSV_H
#define TEXT_CSV_H

#include "base/buf.h"
#include "base/err.h"

#define CSV_SIZE_MAX (64 * 1024 * 1024)
#define CSV_ROWS_MAX 200000
#define CSV_COLUMNS_MAX 500
#define CSV_CELL_MAX (32 * 1024) /* bytes; Excel's own is 32,767 characters */

typedef struct csv_row {
	str *at;
	size_t n;
	int line; /* where it begins */
	size_t from; /* the byte of the text (behind a BOM) at which it begins */
} csv_row;
typedef struct csv_table {
	csv_row *at;
	size_t n;
} csv_table;

/*
 * Row by row, for files of a million rows: memory for one row, and one mistake does not cost the others. The text is UTF-8 already (text_decode()); its size is the
 * caller's matter. Empty lines are skipped. A mistake is told as csv_parse() tells it; the reader then stands behind the line in which that row began, so whoever
 * wants the rest goes on.
 */
typedef struct csv_reader {
	arena *a; /* takes the cells that held "", and mistakes */
	str s;
	size_t i; /* next byte */
	int line;
	size_t line_start;
	char between; /* ',' or a tab, as Excel's "Unicode text" has it; may be set after csv_read() */
	str *cells; /* room of one row */
} csv_reader;
csv_reader csv_read(arena *a, str text);
/* The next row; its cells stand until the next call. *ret_more: false at the end. */
MUST_USE const err *csv_next(csv_reader *c, csv_row *ret, bool *ret_more);

/* Cells are slices of the text where they can be, so the text must live as long as the table. */
MUST_USE const err *csv_parse(arena *a, str text, csv_table *ret);
/* Every row whose number of cells is not the first row's, as linked mistakes (at most 100); NULL when there is none. */
const err *csv_ragged(arena *a, const csv_table *t);

/* Where each cell of a row begins, for telling mistakes. `text` is what csv_parse() was given. */
typedef struct csv_place {
	int line, column; /* characters, from 1; of a cell in quotes, the quote's */
} csv_place;
csv_place *csv_places(arena *a, str text, const csv_row *r);
csv_place csv_place_of(const csv_reader *c, const csv_row *r, size_t cell); /* the same, of one cell */

typedef struct csv_writer {
	buf *b;
	bool begun; /* a cell stands in this row */
} csv_writer;
csv_writer csv_write(buf *b); /* the BOM */
void csv_str(csv_writer *w, str s);
void csv_i64(csv_writer *w, i64 n);
void csv_f64(csv_writer *w, double x, int decimals);
void csv_end_row(csv_writer *w);

/* Bytes of a file as UTF-8: by its BOM (UTF-8, UTF-16), else UTF-8 when it is well-formed, else Shift_JIS as Windows writes it
 * (CP932). ERR_file with where "line:column" when it is none of these. *ret_from: "UTF-8", "UTF-16", "CP932". */
MUST_USE const err *text_decode(arena *a, str bytes, str *ret, str *ret_from);

/* The same for files of many rows, in which one damaged byte must not cost all: NUL and what is no character become U+FFFD, which whoever reads a cell refuses. The
 * first line, a table's head, says which encoding is meant where there is no BOM. ERR_too_large past `most` bytes, or when the arena has no room for it in UTF-8. */
MUST_USE const err *text_decode_damaged(arena *a, str bytes, size_t most, str *ret, str *ret_from);

/* UTF-8 to CP932. A character that CP932 does not have becomes 〓 and is listed once in *ret_missing, in the order of the text,
 * the first hundred of them. */
void cp932_encode(arena *a, str text, str *ret, strs *ret_missing);
/* False for bytes that are not CP932; *ret_at is then their offset. */
bool cp932_decode(arena *a, str bytes, str *ret, size_t *ret_at);

#endif
