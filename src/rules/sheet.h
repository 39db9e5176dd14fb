/*
 * Decision tables as clerks write them in a spreadsheet.
 *
 *     bytes (CSV, UTF-8 or Shift_JIS) ── sheet_read() ──▶ dmn_table ── sheet_write() ──▶ bytes (CSV, UTF-8 with BOM)
 *
 * The simple form says who may use what: the first column is headed `id`, every other one by a fact.
 *
 *     id,        年齢,    世帯所得, 区,             有効開始,        根拠
 *     juutaku,   65以上,  ≦300,    「門司」、「戸畑」, 令和9年4月1日,  条例第3条
 *
 * It has the hit policy COLLECT and one output, the id. Columns headed `valid from`/有効開始, `valid to`/有効終了, `source`/根拠,
 * `note`/備考 are annotations. An empty cell holds always.
 *
 * The general form has the hit policy's letter in its first cell (U A P F R O C C+ C< C> C#), and marks its columns:
 *
 *     U,          年齢,       →手当,     →理由,   ※説明
 *     (type),     number,    string,    string          kinds of the columns
 *     (values),   [0..120],  "A","B"                    what is allowed; of an output in the order of priority
 *     (default),  ,          "B"                        what an output is when no rule holds
 *     1,          <18,       "A",       "子ども"
 *     2,          18以上,    "B",       "おとな"
 *
 * → an output, ※ an annotation, ？ an input (needed only for a fact whose name is that of an annotation). Below the header rows of
 * settings, whose first cell is in brackets: (型) (値) (既定), and what a model in XML has besides: (table) its id and name,
 * (id) of the columns, (name) of an input or output whose header is a label, (expression) of an input that is no name; a column
 * headed (説明) has the rules' descriptions. The first cell of a rule is its id; numbers there only count. docs/rules.md tells it to clerks.
 *
 * Cells are FEEL (unary tests; expressions in outputs), read generously (sheet_feel()); what was typed is kept (dmn_text.typed) and written
 * again. A mistake says line:column and the spreadsheet's cell, C7; its row is left out, the others are there.
 */
#ifndef RULES_SHEET_H
#define RULES_SHEET_H

#include "rules/dmn.h"

#define SHEET_BYTES_MAX (4 * 1024 * 1024)
#define SHEET_RULES_MAX 20000
#define SHEET_CELLS_MAX 1000000 /* rules by columns */

/*
 * Reads a table. `known`: facts that cells may name besides those of the header; may be empty. Mistakes are linked (ERR_file, ERR_feel;
 * where "file:line:column"); *ret is the table without the rows at fault, NULL when its header cannot be understood.
 */
MUST_USE const err *sheet_read(arena *a, str file, str bytes, feel_names known, const dmn_table **ret);

/* The table as CSV, in the simple form where it says everything. Reading it again gives the same table but for places. */
str sheet_write(arena *a, const dmn_table *t);
bool sheet_is_simple(arena *a, const dmn_table *t);

/*
 * What was typed in a cell, as FEEL: full-width digits and signs; ≦ ≧ ≠ 、 「」; はい いいえ ○ × TRUE FALSE alone in a cell; 65以上, 18以上65未満,
 * 18～64, 「門司」以外; 2026/4/1 and 令和8年4月1日 as dates. Names in `known` and texts in quotes stay as they are. What it does not
 * understand it leaves.
 */
str sheet_feel(arena *a, str typed, feel_names known);
/* The same for a cell that is an expression (an output): signs and dates only. */
str sheet_feel_plain(arena *a, str typed, feel_names known);
/* A date of a validity column: 2026-04-01, 2026/4/1, 2026年4月1日, 令和8年4月1日, R8.4.1, date("2026-04-01"). */
bool sheet_day(arena *a, str s, day *ret);

/* What an annotation column means, by its name in Japanese or English. */
typedef enum sheet_note { NOTE_OTHER, NOTE_FROM, NOTE_TO, NOTE_SOURCE, NOTE_REMARK } sheet_note;
sheet_note sheet_note_of(str name);
/* Sets the rules' `from` and `to` by their annotations, for tables that came from XML as well. Mistakes are linked. */
MUST_USE const err *sheet_validity(arena *a, dmn_table *t);

/* C7: column from 0, row from 1. */
str sheet_cell_name(arena *a, size_t column, int row);
/* A FEEL string literal of a text, and back; false for what is none. */
str sheet_quote(arena *a, str s);
bool sheet_unquote(arena *a, str literal, str *ret);

#endif
