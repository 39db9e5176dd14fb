/*
 * papers/ID.yaml: a paper (様式): what stands on each of its sheets, and which facts go where. samples.yaml: people to try papers with.
 *
 *     name: { ja: 住民異動届, ja-easy: …, en: Notice of change of residence }
 *     reading: じゅうみんいどうとどけ
 *     words: [転入届, 引越し]                  # found by these as well
 *     about: { … }                            # what it is for, a sentence
 *     where: juumin                           # the service whose counter takes it: packets are in the order of the counters
 *     schemes: [tennyuu-todoke]               # of the guide: whose papers these are
 *     events: [hikkoshi]                      # life events that offer it
 *     needed: 引越し in ("転入", "転居")        # FEEL: in a packet unless this is false; missing: always
 *     along: yes                              # also where nobody chose it: beside papers that ask what `needed` depends on (委任状)
 *     bring: { … }                            # a thing a line
 *     copies: 1
 *     each: kazoku                            # a set of sheets for each row of this table; the row is `item`, its number `number` in FEEL
 *     each_if: item.同居 = true
 *     asks: [henkou-bi]                       # asked though no place shows them
 *     optional: [mail]                        # asked, but the paper is complete without
 *     source: { law: 住民基本台帳法第22条, url: https://… }
 *     section: { ja: 市民課, … }
 *     confirmed: no                           # no: 見本 stands on every sheet
 *     sheets:
 *       - size: A4                            # A3 A4 A5 B4 B5, "A4 landscape", or [210, 148]: mm
 *         background: { file: papers/juumin.pdf, page: 1 }     # may be missing; its size is the sheet's then
 *         marks:
 *           - { label: 住民異動届, at: [20, 14, 170, 10], size: 18, align: centre }
 *           - { line: [20, 30, 190, 30], weight: 0.25, dash: yes }
 *           - { box: [20, 40, 170, 60], weight: 0.5, fill: 6, round: 2 }
 *           - { fact: shimei, at: [48, 42, 80, 9], size: 12, least: 7, wrap: yes }
 *           - { fact: seinengappi, format: "{era} {year}年 {month}月 {day}日", at: […] }
 *           - { fact: yuubin, cells: 7, at: […] }                             # comb: one letter a cell
 *           - { value: 'count(家族[同居 = true])', if: 家族 != null, at: […] }   # FEEL
 *           - { options: seibetsu, choices: [男, 女], apart: ・, mark: circle, at: […] }   # written side by side, the chosen one marked
 *           - { options: seinengappi, part: era-letter, choices: [明, 大, 昭, 平, 令], mark: circle, at: […] }
 *           - { options: todoke-hito, choices: [本人, 世帯員: 同じ世帯の家族, 代理人: [法定代理人, 代理人]], at: […] }   # printed word: the answers it stands for
 *           - { options: doukyo, choices: [有, 無], mark: tick, at: […] }         # of a yes-or-no: the first word is yes; with tick, cross and dot a box stands before each word
 *           - { choice: seibetsu, is: 男, mark: tick, at: […] }               # a mark alone, where the words are printed already
 *           - { mark: tick, if: 年齢 < 18, at: […] }                          # the same, by FEEL alone
 *           - { value: …, choices: [一般, 高齢], at: […] }                      # options by the text that FEEL gives
 *           - { seal: 印, at: […] }                                           # a dotted circle
 *           - { qr: code, at: […] }                                           # what brings the packet up at the desk; or a FEEL text by `value:`
 *           - { postal: yuubin, address: juusho, at: [20, 250] }              # カスタマバーコード
 *           - grid: [20, 40, 170]                                             # ruled cells: x, y, width
 *             columns: [28, 62, 20, 60]                                       # widths; they make up the width
 *             frame: 0.5                                                      # weight of the outer line; inner lines 0.2
 *             rows:
 *               - height: 7
 *                 cells:                                                      # a cell is a mark without `at`, or holds several in `in:`
 *                   - { label: フリガナ, fill: 6 }
 *                   - { fact: kana, size: 9 }
 *                   - { label: 生年月日, down: 2, fill: 6 }                     # over two rows; `span: 2`: over two columns
 *                   - { down: 2, in: [ { fact: seinengappi, at: [2, 2, 56, 8] }, … ] }      # `at` from the cell's corner
 *               - { height: 9, each: kazoku, most: 5, if: item.同居 = true, cells: [ { column: shimei }, { value: item.続柄 }, … ] }
 *                 # of the row's table: { column: seibetsu, choices: [男, 女] } options, { column: seibetsu, is: 男, mark: tick } a mark; in a paper with
 *                 # `each` columns may stand anywhere
 *
 * Keys of marks with text: size (points), least, align (left centre right spread), valign (middle top bottom), wrap, vertical, bold, face (mincho gothic),
 * cells, cells_right, padding, underline. Any mark may have `if:` (FEEL; left out unless it is true) and `id:` (for the editor; made where missing).
 *
 * A row with `each` is there `most` times, filled from the table's rows; where there are more, the whole sheet comes once more with the next ones, and
 * all sheets then say 1 / 2, 2 / 2.
 *
 * `format` has parts in braces: of dates {era} 令和 {era-letter} 令 {year} 8, 元 for the first, {western} 2026 {month} {day}, and with two digits, for combs, {year2}
 * 08, 01 for the first, {month2} {day2}; of phones and postal codes
 * {1} {2} {3}; of names {family} {given}, parted at the first space; of addresses {ward} {rest}; of all {value}. `part: X` is short for "{X}". Without one: a date
 * as 令和8年11月21日, sums and numbers with commas, choices by their label in Japanese, postal codes with 〒-.
 *
 * A My Number is on no paper that is printed here: its box stays empty to be filled by hand; naming such a fact is a mistake.
 *
 * samples.yaml:
 *
 *     samples:
 *       nagai:
 *         name: { ja: 名前や住所がとても長い人, … }
 *         facts: { shimei: 勅使河原 龍之介左衛門, kazoku: [ { shimei: …, zokugara: 子 }, … ] }      # ids; canonical texts (fields.h)
 */
#ifndef DEFS_PAPERS_PAPERS_H
#define DEFS_PAPERS_PAPERS_H

#include "defs/facts/facts.h"
#include "print/drawing.h"

#define PAPERS_MAX 3000
#define PAPER_SHEETS_MAX 12
#define PAPER_MARKS_MAX 1500 /* of a sheet, cells included */

typedef enum mark_kind {
	MARK_LABEL,
	MARK_LINE,
	MARK_BOX,
	MARK_FACT,
	MARK_VALUE, /* FEEL */
	MARK_COLUMN, /* of the row's table */
	MARK_OPTIONS,
	MARK_CHOICE,
	MARK_SEAL,
	MARK_QR,
	MARK_POSTAL,
	MARK_GRID,
	MARK_EMPTY, /* a cell with nothing in it, or with `in` */
} mark_kind;
typedef enum mark_sign { SIGN_CIRCLE, SIGN_TICK, SIGN_CROSS, SIGN_DOT } mark_sign;

typedef struct paper_expr {
	str text; /* FEEL; empty: none */
	const feel_expr *expr;
} paper_expr;

typedef struct paper_mark paper_mark;
typedef struct paper_marks {
	paper_mark *at;
	size_t n;
} paper_marks;
typedef struct paper_row {
	double height;
	str each; /* id of a table fact; empty: one row */
	int most;
	paper_expr only; /* `if` */
	paper_marks cells;
	int line;
} paper_row;

struct paper_mark {
	mark_kind kind;
	str id;
	draw_box at; /* of a line: x, y to x + w, y + h */
	str text; /* label, seal; id of the fact or column; "code" of a QR, empty for one by `value` */
	str is; /* of MARK_CHOICE: the answer that is marked */
	str address; /* of MARK_POSTAL: the other fact */
	bool of_row; /* MARK_OPTIONS, MARK_CHOICE: `text` is a column of the row's table */
	paper_expr value, only; /* `value`, `if` */
	str format; /* with braces; empty: the usual one */
	strs choices; /* as printed */
	strs answers; /* beside each: the answers it stands for, one a line; empty: the word itself */
	str apart;
	mark_sign sign;
	draw_style style;
	draw_stroke stroke; /* of lines, boxes, of a cell that has its own */
	int fill; /* -1 none */
	double round;
	/* of a cell */
	int span, down; /* at least 1 */
	bool bare; /* without lines around */
	paper_marks in; /* places from the cell's corner */
	/* of a grid */
	struct {
		double *at;
		size_t n;
	} columns;
	struct {
		paper_row *at;
		size_t n;
	} rows;
	double frame, inner; /* weights */
	int line, column; /* in the file */
};

typedef struct paper_sheet {
	double width, height;
	str size; /* as written: A4 landscape, [210, 148]; empty: the background's */
	str background; /* file; empty: none */
	int background_page;
	paper_marks marks;
	int line;
} paper_sheet;

typedef struct paper_def {
	str id, file;
	text3 name, about, bring, section;
	str reading;
	strs words, schemes, events;
	str where; /* service; may be empty */
	paper_expr needed, each_if;
	str each; /* id of a table fact */
	strs asks, optional;
	int copies;
	str law, law_url;
	bool confirmed;
	bool along;
	struct {
		paper_sheet *at;
		size_t n;
	} sheets;
	/* worked out when read */
	struct {
		const fact_def **at;
		size_t n;
	} facts; /* what it shows or depends on, computed ones replaced by what they are computed from: what may be asked for it; each once, in the order of the places */
	struct {
		const fact_def **at;
		size_t n;
	} computed; /* the computed ones that were replaced */
	int line;
} paper_def;
typedef struct paper_defs {
	paper_def *at; /* in the order of their files' paths */
	size_t n;
} paper_defs;

typedef struct sample_def {
	str id;
	text3 name;
	fact_answers given;
	int line;
} sample_def;
typedef struct sample_defs {
	sample_def *at;
	size_t n;
} sample_defs;

typedef struct paper_background {
	str path; /* papers/ID.pdf */
	str bytes; /* of the PDF; a def_file has them in base64, for its text is text */
} paper_background;

typedef struct papers_def {
	paper_defs papers;
	sample_defs samples;
	struct {
		paper_background *at;
		size_t n;
	} backgrounds;
} papers_def;

struct city_def;
const paper_def *paper_find(const papers_def *p, str id); /* NULL when there is none */
const sample_def *sample_find(const papers_def *p, str id);

/* What a mark has where its file does not say. */
typedef enum mark_place {
	PLACE_SHEET,
	PLACE_CELL,
	PLACE_IN
} mark_place; /* on a sheet, a cell of a grid, within a cell */
paper_mark mark_usual(mark_kind kind, mark_place place);

/* --- where things stand (paper_lay.c) --------------------------------------------------------------------------------- */

/* A mark with its place on the sheet: cells of grids as well, the row copied for each time it is there. */
typedef struct laid_mark {
	const paper_mark *mark;
	draw_box at;
	str path; /* marks/4/rows/2/cells/1/in/0: which it is in the file */
	const paper_row *row; /* of a row with `each`; NULL */
	int row_no; /* from 0 */
} laid_mark;
typedef struct laid_marks {
	laid_mark *at;
	size_t n;
} laid_marks;
laid_marks paper_lay(arena *a, const paper_sheet *s);

/* --- filled (paper_fill.c) ---------------------------------------------------------------------------------------------- */

typedef struct fill_asked {
	const struct city_def *city;
	const fact_answers *given;
	str code; /* what the QR says: an address; empty: no QR, its place stays white */
	str number; /* printed small at the foot: which packet this is; may be empty */
	instant now;
} fill_asked;

/* A place of which the text did not go as wished. */
typedef struct fill_trouble {
	const paper_mark *mark;
	str path; /* of the mark; which sheet stands in `sheet`, from 0 */
	size_t sheet;
	draw_fit fit; /* FIT_NOT, FIT_NO_GLYPH */
	str text;
	str label; /* in Japanese, of the fact */
	str why; /* of an expression that came to nothing though all it needs is known: what FEEL says (English); else empty */
} fill_trouble;
typedef struct filled_sheets {
	struct filled_sheet {
		drawing *drawing;
		const paper_sheet *sheet;
		str background; /* bytes; empty */
	} * at;
	size_t n;
	struct {
		fill_trouble *at;
		size_t n;
	} troubles; /* what did not fit is printed in full on a last sheet (別紙), to which the place refers: nothing is lost */
} filled_sheets;
/* The sheets of one paper. What is unknown or does not apply leaves its place empty. */
MUST_USE const err *paper_fill(arena *a, const paper_def *p, const fill_asked *asked, filled_sheets *ret);
/* The text of a fact as a format has it. */
str paper_text(arena *a, const field_def *f, str canonical, str format, instant now);

/* Each paper filled with each sample (and with nothing): a label or text that does not fit, a letter that no font has, a mark that is not on its sheet, an
 * expression that gives an error, is a linked ERR_definition at papers/ID.yaml:LINE:COLUMN that names paper, place and sample. Run before a publication and by `papers
 * check`. `only` (may be empty): that paper. */
MUST_USE const err *papers_try(arena *a, const struct city_def *c, str only, instant now, size_t *ret_n);

#endif
