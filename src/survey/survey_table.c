/* What the files of a survey have in common: the head, rows, cells, and mistakes with their place. */
#include "survey/survey_table.h"
#include "text/kana.h"

#define HEAD_LOOKED_AT 65536

/* --- mistakes --- */

static void tell(sheet *s, err_code code, str where, str detail)
{
	if (!s->row_bad)
		s->bad_n++;
	s->row_bad = true;
	if (s->bad_told == SURVEY_BAD_MAX)
		return;
	s->bad_told++;
	err *e = arena_one(s->a, err);
	*e = (err){ .code = code, .where = where, .detail = detail };
	if (s->bad_last)
		s->bad_last->next = e;
	else
		s->bad_first = e;
	s->bad_last = e;
}

/* A spreadsheet's letters: A … Z, AA … */
static str letters(arena *a, size_t cell)
{
	char at[8];
	size_t i = sizeof at;
	for (cell++; cell > 0 && i > 0; cell = (cell - 1) / 26)
		at[--i] = (char)('A' + (cell - 1) % 26);
	return arena_copy(a, (str){ at + i, sizeof at - i });
}

void sheet_tell(sheet *s, const csv_row *r, size_t column, err_code code, const char *why)
{
	size_t cell = s->at[column];
	if (s->bad_told == SURVEY_BAD_MAX || cell == SIZE_MAX) { /* only counted, or nowhere in the file */
		tell(s, code, str_format(s->a, "%d:1", r->line),
		     str_format(s->a, "%.*s: %s", STR_ARG(s->names[column]), why));
		return;
	}
	csv_place p = csv_place_of(&s->csv, r, cell);
	str letter = letters(s->a, cell);
	tell(s, code, str_format(s->a, "%d:%d", p.line, p.column),
	     str_format(s->a, "%.*s (%.*s): %s", STR_ARG(s->names[column]), STR_ARG(letter), why));
}

str survey_bad_column(const err *bad)
{
	size_t at = str_find(bad->detail, ':');
	str column = str_sub(bad->detail, 0, at);
	return at < bad->detail.len && column.len > 0 && column.at[column.len - 1] == ')' ? column : STR_NONE;
}

/* --- the head --- */

str folded_name(arena *a, str cell)
{
	str s = width_half(a, kana_full(a, cell));
	char *at = arena_alloc(a, s.len + 1);
	size_t n = 0;
	for (size_t i = 0; i < s.len; i++)
		if (!strchr(" \t\r\n", s.at[i]))
			at[n++] = s.at[i];
	return (str){ at, n };
}

/* A few spellings mean the same. */
static str folded_head(arena *a, str cell)
{
	str out = folded_name(a, cell);
	return str_eq(out, STR("分/件")) ? survey_heads[COL_EACH] : out;
}

static bool needed_column(survey_column c)
{
	return (c >= COL_BUREAU && c <= COL_WORK) || c == COL_COUNT || c == COL_EACH;
}

static const err *head(sheet *s, const csv_row *r, const str *names, size_t n, bool all)
{
	for (size_t c = 0; c < n; c++) {
		s->at[c] = SIZE_MAX;
		s->names[c] = names[c];
	}
	s->columns = n;
	s->cells = r->n;
	for (size_t k = 0; k < r->n; k++) {
		str name = folded_head(s->a, r->at[k]);
		size_t c = 0;
		while (c < n && !str_eq(name, names[c]))
			c++;
		if (c == n) {
			if (name.len > 0)
				LIST_ADD(s->a, &s->aside, arena_copy(s->a, r->at[k]));
			continue;
		}
		if (s->at[c] != SIZE_MAX) {
			csv_place p = csv_place_of(&s->csv, r, k);
			return err_at(s->a, ERR_file, str_format(s->a, "%d:%d", p.line, p.column),
				      "the column %.*s stands twice in the head", STR_ARG(names[c]));
		}
		s->at[c] = k;
	}
	buf gone = buf_new(s->a, 4096);
	bool months = false;
	for (size_t c = COL_MONTH; c < n; c++)
		months = months || s->at[c] != SIZE_MAX;
	for (size_t c = 0; c < n; c++)
		if (s->at[c] == SIZE_MAX && (all || needed_column((survey_column)c) || (c >= COL_MONTH && months)))
			buf_format(&gone, "%s%.*s", gone.len ? ", " : "", STR_ARG(names[c]));
	bool any = false;
	for (size_t c = 0; c < n; c++)
		any = any || s->at[c] != SIZE_MAX;
	if (gone.len > 0) {
		str list = buf_str(&gone);
		if (!any)
			return err_at(s->a, ERR_file, str_format(s->a, "%d:1", r->line),
				      "this line is no head; needed are: %.*s", STR_ARG(list));
		return err_at(s->a, ERR_file, str_format(s->a, "%d:1", r->line), "the head lacks: %.*s", STR_ARG(list));
	}
	return NULL;
}

/* --- the file --- */

/* What people take for a CSV. */
static const err *not_text(arena *a, str bytes)
{
	static const struct {
		str head;
		const char *what;
	} kinds[] = { { STR_INIT("PK\x03\x04"), "an Excel workbook (.xlsx)" },
		      { STR_INIT("\xD0\xCF\x11\xE0"), "an Excel workbook (.xls)" },
		      { STR_INIT("%PDF"), "a PDF" } };
	for (size_t i = 0; i < COUNT(kinds); i++)
		if (str_starts(bytes, kinds[i].head))
			return err_at(a, ERR_file, STR("1:1"), "this is %s; save it as “CSV UTF-8”", kinds[i].what);
	return NULL;
}

/* Damaged, or control characters: another encoding, or no text at all. */
static bool is_garbled(str line)
{
	for (size_t i = 0; i < line.len;) {
		u32 c = str_next(line, &i);
		if (c == 0xFFFD || (c < 0x20 && c != '\t' && c != '\r'))
			return true;
	}
	return false;
}

static bool is_blank(const csv_row *r)
{
	for (size_t k = 0; k < r->n; k++)
		if (trim_spaces(r->at[k]).len > 0)
			return false;
	return true;
}

/* Decodes, and reads up to the first row in which something stands. */
static const err *open_table(sheet *s, arena *a, str bytes, csv_row *r, bool *ret_garbled)
{
	str text;
	bool more;
	*s = (sheet){ .a = a };
	*ret_garbled = false;
	TRY(not_text(a, bytes));
	TRY(text_decode_damaged(a, bytes, SURVEY_FILE_MAX, &text, &s->encoding));
	if (memchr(text.at, '\n', text.len) == NULL && memchr(text.at, '\r', text.len) != NULL) {
		if (arena_left(a) < text.len + (8 << 20))
			return err_why(a, ERR_too_large, "%zu bytes whose rows end in CR; save it with CRLF", text.len);
		char *at = arena_alloc(a, text.len + 1); /* as Excel's “CSV (Macintosh)” has it */
		for (size_t i = 0; i < text.len; i++)
			at[i] = text.at[i] == '\r' ? '\n' : text.at[i];
		text.at = at;
	}
	s->csv = csv_read(a, text);
	str line = trim_spaces(text);
	line = str_sub(line, 0, str_find(line, '\n'));
	*ret_garbled = is_garbled(line);
	if (str_find(line, ',') == line.len)
		s->csv.between = str_find(line, '\t') < line.len ? '\t' : str_find(line, ';') < line.len ? ';' : ',';
	do {
		TRY(csv_next(&s->csv, r, &more));
		if (!more)
			return err_at(a, ERR_file, STR("1:1"), "the file is empty");
	} while (is_blank(r));
	return NULL;
}

const err *sheet_begin(sheet *s, arena *a, str bytes, const str *names, size_t n, bool all)
{
	csv_row r;
	bool garbled;
	const err *e = open_table(s, a, bytes, &r, &garbled);
	e = e ? e : head(s, &r, names, n, all);
	if (e && garbled)
		return err_at(a, ERR_file, STR("1:1"),
			      "no table in UTF-8, UTF-16 or Shift_JIS; save it as “CSV UTF-8”");
	return e;
}

size_t sheet_columns(arena *a, str bytes, const str *names, size_t n)
{
	sheet s;
	csv_row r;
	bool garbled;
	size_t has = 0;
	if (open_table(&s, a, str_sub(bytes, 0, HEAD_LOOKED_AT), &r, &garbled))
		return 0;
	for (size_t k = 0; k < r.n; k++) {
		str name = folded_head(a, r.at[k]);
		for (size_t c = 0; c < n; c++)
			has += str_eq(name, names[c]);
	}
	return has;
}

/* Something in a column that is known; lists and notes beside the table are none of its rows. */
static bool stands(const sheet *s, const csv_row *r)
{
	for (size_t c = 0; c < s->columns; c++)
		if (s->at[c] < r->n && r->at[s->at[c]].len > 0)
			return true;
	for (size_t k = s->cells; k < r->n; k++) /* outside of the table: told */
		if (r->at[k].len > 0)
			return true;
	return false;
}

const err *sheet_next(sheet *s, csv_row *r, bool *ret_more)
{
	for (;;) {
		s->row_bad = false;
		if (arena_left(s->a) < (4 << 20))
			return err_why(s->a, ERR_too_large, "so many rows are too large to be read here");
		const err *e = csv_next(&s->csv, r, ret_more);
		if (!*ret_more)
			return NULL;
		if (!e && !stands(s, r))
			continue;
		if (s->rows == SURVEY_ROWS_MAX)
			return err_at(s->a, ERR_too_large, str_format(s->a, "%d:1", r->line),
				      "more than %d rows; split the file", SURVEY_ROWS_MAX);
		s->rows++;
		if (e) {
			tell(s, ERR_file, e->where, e->detail);
			continue;
		}
		bool fits = r->n >= s->cells;
		for (size_t k = s->cells; k < r->n && fits; k++) /* a spreadsheet's empty cells behind the last */
			fits = r->at[k].len == 0;
		if (fits)
			return NULL;
		tell(s, ERR_survey_cells, str_format(s->a, "%d:1", r->line),
		     str_format(s->a, "this row has %zu cells, the head has %zu", r->n, s->cells));
	}
}

/* --- cells --- */

str sheet_text(sheet *s, const csv_row *r, size_t column)
{
	if (s->at[column] == SIZE_MAX)
		return STR_NONE;
	str t = r->at[s->at[column]];
	if (t.len == 0)
		return t;
	u8 first = (u8)t.at[0], last = (u8)t.at[t.len - 1];
	if (first <= ' ' || last <= ' ' || first == 0xE3 || last == 0x80)
		t = trim_spaces(t);
	bool breaks = false;
	for (size_t i = 0; i < t.len && !breaks; i++)
		breaks = t.at[i] == '\n' || t.at[i] == '\r' || t.at[i] == '\t';
	if (breaks && t.len <= SURVEY_TEXT_MAX) { /* a line break typed in a cell is a space in a name */
		char *at = arena_alloc(s->a, t.len + 1);
		size_t n = 0;
		for (size_t i = 0; i < t.len; i++)
			if (!strchr("\n\r\t", t.at[i]))
				at[n++] = t.at[i];
			else if (n > 0 && at[n - 1] != ' ')
				at[n++] = ' ';
		t = (str){ at, n };
	}
	if (t.len > 1 && t.at[0] == '\'' && survey_runs(t))
		t = str_sub(t, 1, t.len);
	return t;
}

number number_of(str t, int decimals, i64 *ret)
{
	*ret = 0;
	i64 n = 0;
	size_t digits = 0, group = 0;
	int behind = -1; /* digits behind the point */
	bool grouped = false;
	t = trim_spaces(t);
	if (t.len == 0)
		return NUMBER_EMPTY;
	for (size_t i = 0; i < t.len;) {
		u32 c = (u8)t.at[i] < 0x80 ? (u8)t.at[i++] : str_next(t, &i);
		if (c >= 0xFF01 && c <= 0xFF5E)
			c -= 0xFEE0;
		if (c == ',' && behind < 0) {
			if (digits == 0 || (grouped ? group != 3 : digits > 3))
				return NUMBER_BAD;
			grouped = true;
			group = 0;
		} else if (c == '.' && behind < 0 && digits > 0) {
			behind = 0;
		} else if (c >= '0' && c <= '9') {
			if (behind >= decimals && c != '0')
				return NUMBER_BAD; /* finer than it may be */
			if (behind < decimals)
				n = n > 100000000000000 ? n : n * 10 + (i64)(c - '0');
			digits++;
			group++;
			behind += behind >= 0;
		} else {
			return NUMBER_BAD;
		}
		if (grouped && behind == 0 && group != 3)
			return NUMBER_BAD;
	}
	if (digits == 0 || (grouped && behind < 0 && group != 3))
		return NUMBER_BAD;
	for (int k = behind < 0 ? 0 : behind; k < decimals; k++)
		n *= 10;
	*ret = n;
	return n > 100000000000000 ? NUMBER_LARGE : NUMBER;
}

i64 sheet_number(sheet *s, const csv_row *r, size_t column, bool needed)
{
	if (s->at[column] == SIZE_MAX)
		return 0;
	str t = r->at[s->at[column]];
	if (t.len > 0 && t.len < 15) { /* as nearly all are */
		i64 n = 0;
		size_t i = 0;
		while (i < t.len && t.at[i] >= '0' && t.at[i] <= '9')
			n = n * 10 + (t.at[i++] - '0');
		if (i == t.len)
			return n;
	}
	i64 n;
	switch (number_of(t, 0, &n)) {
	case NUMBER:
		return n;
	case NUMBER_EMPTY:
		if (needed)
			sheet_tell(s, r, column, ERR_required, "empty; a number is needed");
		return 0;
	case NUMBER_BAD:
		sheet_tell(s, r, column, ERR_field_number, "not a whole number");
		return 0;
	case NUMBER_LARGE:
		break;
	}
	sheet_tell(s, r, column, ERR_field_range, "too large");
	return 0;
}

survey_say sheet_said(sheet *s, const csv_row *r, size_t column, survey_axis axis)
{
	survey_say say = SAY_NOTHING;
	if (s->at[column] != SIZE_MAX && !survey_said_of(axis, r->at[s->at[column]], &say)) {
		static const char *const why[] = { "neither コア nor ノンコア, nor empty",
						   "neither 要 nor 不要, nor empty",
						   "neither 定型 nor 非定型, nor empty",
						   "neither 可 nor 不可, nor empty" };
		sheet_tell(s, r, column, ERR_field_choice, why[axis]);
	}
	return say;
}
