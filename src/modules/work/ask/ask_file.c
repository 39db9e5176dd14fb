/* A sheet as a CSV for a spreadsheet, and back. */
#include "modules/work/ask/ask.h"

#include "text/csv.h"
#include "text/kana.h"
#include "text/search.h"

#define FILE_MAX ((size_t)4 * 1024 * 1024)

static str shown(const work_def *def, const ask_row *row, size_t c)
{
	if (c < COL_CORE || c > COL_AWAY)
		return row->cell[c];
	static const char *const words[][2] = {
		{ "コア", "ノンコア" }, { "要", "不要" }, { "定型", "非定型" }, { "可", "不可" }
	};
	const work_axis_def *x = &def->axes[c - COL_CORE];
	bool yes = str_eq(row->cell[c], STR("y")), no = str_eq(row->cell[c], STR("n"));
	if (!yes && !no)
		return row->cell[c];
	str own = yes ? x->yes.in[LANG_JA] : x->no.in[LANG_JA];
	return own.len ? own : str_of(words[c - COL_CORE][no]);
}

static bool is_count(const ask_row *row, size_t c)
{
	return (c == COL_COUNT || c == COL_EACH || c >= COL_MONTH) && row->cell[c].len > 0 && row->wrong[c].id == 0;
}

/* The values that a column offers; an axis offers its two. */
static str offered(const work_def *def, size_t c, size_t i)
{
	bool open;
	if (c >= COL_CORE && c <= COL_AWAY) {
		ask_row row = { 0 };
		row.cell[c] = i == 0 ? STR("y") : STR("n");
		return i < 2 ? shown(def, &row, c) : STR_NONE;
	}
	const work_choices *list = ask_choices(def, c, &open);
	return list && i < list->n ? list->at[i].value : STR_NONE;
}

static size_t most_offered(const work_def *def)
{
	size_t most = 0, i;
	for (size_t c = 0; c < ASK_COLS; c++) {
		for (i = 0; offered(def, c, i).len > 0; i++)
			;
		most = i > most ? i : most;
	}
	return most;
}

str ask_file_write(arena *a, lang l, const ask_sheet *s)
{
	buf b = buf_new(a, FILE_MAX);
	csv_writer w = csv_write(&b);
	const work_def *def = &s->round.def;
	static const char *const first[] = { "番号", "局", "課", "係" };
	for (size_t i = 0; i < COUNT(first); i++)
		csv_str(&w, str_of(first[i]));
	for (size_t c = 0; c < ASK_COLS; c++)
		csv_str(&w, ask_col_file(c));
	csv_str(&w, STR_NONE);
	for (size_t c = 0; c < COL_MONTH; c++)
		if (offered(def, c, 0).len)
			csv_str(&w, words_wa_file_choices(a, l, ask_col_file(c)));
	csv_end_row(&w);
	/* the choices reach as far down as the longest list, also below the rows */
	size_t lists = most_offered(def), lines = s->rows.n > lists ? s->rows.n : lists;
	for (size_t i = 0; i < lines; i++) {
		const ask_row *row = i < s->rows.n ? &s->rows.at[i] : NULL;
		if (row && row->number)
			csv_i64(&w, row->number);
		else
			csv_str(&w, STR_NONE);
		csv_str(&w, row ? s->unit.bureau : STR_NONE);
		csv_str(&w, row ? s->unit.section : STR_NONE);
		csv_str(&w, row ? s->unit.name : STR_NONE);
		for (size_t c = 0; c < ASK_COLS; c++) {
			i64 n;
			if (row && is_count(row, c) && str_i64(row->cell[c], &n))
				csv_i64(&w, n);
			else
				csv_str(&w, row ? shown(def, row, c) : STR_NONE);
		}
		if (i < lists) {
			csv_str(&w, STR_NONE);
			for (size_t c = 0; c < COL_MONTH; c++)
				if (offered(def, c, 0).len)
					csv_str(&w, offered(def, c, i));
		}
		csv_end_row(&w);
	}
	return buf_str(&b);
}

/* --- in ------------------------------------------------------------------------------------------------------------------ */

/* The apostrophe that csv_str() puts before what a spreadsheet would take for a formula. */
static str without_apostrophe(str s)
{
	static const char *const starts[] = { "=", "+", "-", "@", "＝", "＋", "－", "＠" };
	if (s.len < 2 || s.at[0] != '\'')
		return s;
	str rest = str_sub(s, 1, s.len);
	for (size_t i = 0; i < COUNT(starts); i++)
		if (str_starts(rest, str_of(starts[i])))
			return rest;
	return s;
}

typedef struct layout {
	size_t number, of[ASK_COLS]; /* columns of the file; SIZE_MAX: it has none */
} layout;

static const err *find_columns(arena *a, const csv_row *head, layout *ret)
{
	buf lacks = buf_new(a, 4000);
	ret->number = SIZE_MAX;
	for (size_t c = 0; c < ASK_COLS; c++)
		ret->of[c] = SIZE_MAX;
	for (size_t i = 0; i < head->n; i++) {
		str name = search_fold(a, trim_spaces(head->at[i]));
		if (ret->number == SIZE_MAX && str_eq(name, search_fold(a, STR("番号"))))
			ret->number = i;
		for (size_t c = 0; c < ASK_COLS; c++)
			if (ret->of[c] == SIZE_MAX && str_eq(name, search_fold(a, ask_col_file(c))))
				ret->of[c] = i;
	}
	static const ask_col needed[] = { COL_CATEGORY, COL_WORK, COL_COUNT, COL_EACH };
	for (size_t k = 0; k < COUNT(needed); k++)
		if (ret->of[needed[k]] == SIZE_MAX)
			buf_format(&lacks, "%s%.*s", lacks.len ? "、" : "", STR_ARG(ask_col_file(needed[k])));
	return lacks.len ? err_at(a, ERR_file, buf_str(&lacks), "columns are missing") : NULL;
}

static ask_row *numbered(const ask_rows *rows, i64 number)
{
	for (size_t i = 0; number > 0 && i < rows->n; i++)
		if (rows->at[i].number == number)
			return &rows->at[i];
	return NULL;
}

static void tell(arena *a, str text, const csv_row *line, const layout *at, const ask_row *row, ask_file *ret)
{
	csv_place *places = csv_places(a, text, line);
	for (size_t c = 0; c < ASK_COLS; c++) {
		if (row->wrong[c].id == 0)
			continue;
		bool there = at->of[c] < line->n;
		LIST_ADD(a, &ret->bad,
			 ((ask_file_line){ .line = there ? places[at->of[c]].line : line->line,
					   .column = there ? places[at->of[c]].column : 1,
					   .col = c,
					   .cell = row->cell[c],
					   .wrong = row->wrong[c] }));
		return;
	}
}

/* Standing in the sheet already, under whatever number; each row of the sheet answers for one of the file. */
static bool stands(const ask_sheet *s, const ask_row *row, bool *used)
{
	for (size_t i = 0; i < s->rows.n; i++)
		if (!used[i] && ask_same_cells(&s->rows.at[i], row)) {
			used[i] = true;
			return true;
		}
	return false;
}

const err *ask_file_read(arena *a, str bytes, const ask_sheet *s, ask_file *ret)
{
	str text;
	csv_table t;
	layout at;
	*ret = (ask_file){ 0 };
	TRY(text_decode(a, bytes, &text, &ret->encoding));
	TRY(csv_parse(a, text, &t));
	if (t.n == 0)
		return err_at(a, ERR_file, STR("1:1"), "an empty file");
	TRY(find_columns(a, &t.at[0], &at));
	bool *used = arena_many(a, bool, s->rows.n + 1);
	for (size_t i = 1; i < t.n; i++) {
		const csv_row *line = &t.at[i];
		ask_row row = { 0 };
		ask_edit e = { 0 };
		i64 number = 0;
		for (size_t c = 0; c < ASK_COLS; c++)
			if (at.of[c] < line->n)
				row.cell[c] = without_apostrophe(line->at[at.of[c]]);
		if (at.number < line->n)
			str_i64(width_half(a, trim_spaces(line->at[at.number])), &number);
		ask_row *was = numbered(&s->rows, number);
		/* a column that the file does not have is not emptied by it */
		for (size_t c = 0; was && c < ASK_COLS; c++)
			if (at.of[c] == SIZE_MAX)
				row.cell[c] = was->cell[c];
		ask_row_check(a, &s->round.def, &s->unit, &row);
		if (ask_row_blank(&row))
			continue; /* below the rows, beside the choices */
		if (++ret->rows > WORK_SHEET_ROWS_MAX)
			return err_why(a, ERR_too_large, "a sheet has at most %d rows", WORK_SHEET_ROWS_MAX);
		for (size_t c = 0; c < ASK_COLS; c++)
			if (row.cell[c].len > ASK_CELL_MAX)
				return err_at(a, ERR_too_long, str_format(a, "%d:1", line->line),
					      "a cell of more than %d bytes", ASK_CELL_MAX);
		if (!row.complete)
			tell(a, text, line, &at, &row, ret);
		if (was ? ask_same_cells(was, &row) : stands(s, &row, used)) {
			ret->same++;
			continue;
		}
		e.name = was ? was->name : str_format(a, "n%.*s", 20, random_token(a).at);
		e.mark = was ? ask_row_mark(a, was) : STR_NONE;
		for (size_t c = 0; c < ASK_COLS; c++)
			e.cell[c] = row.cell[c];
		LIST_ADD(a, &ret->edits, e);
	}
	return NULL;
}
