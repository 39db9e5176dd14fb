/* survey.csv and staff.csv: row by row, so that memory is what is kept of them. */
#include "survey/survey_private.h"
#include "text/csv.h"
#include "text/kana.h"

#define COLUMNS_MAX COLS
#define NOT_THERE SIZE_MAX

/* One file being read, either kind. */
typedef struct sheet {
	arena *a;
	csv_reader csv;
	str encoding;
	size_t at[COLUMNS_MAX]; /* the cell in which a column stands, or NOT_THERE */
	str names[COLUMNS_MAX];
	size_t cells; /* of the head */
	strs aside;
	err *bad_first, *bad_last;
	size_t bad_told, bad_n, rows;
	bool row_bad; /* a mistake of this row was told already */
} sheet;

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

static void tell_cell(sheet *s, const csv_row *r, size_t column, err_code code, const char *why)
{
	size_t cell = s->at[column];
	if (s->bad_told == SURVEY_BAD_MAX || cell == NOT_THERE) { /* only counted, or nowhere in the file */
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

/* Without spaces, in half width; a few spellings that mean the same. */
static str folded_head(arena *a, str cell)
{
	str s = width_half(a, kana_full(a, cell));
	char *at = arena_alloc(a, s.len + 1);
	size_t n = 0;
	for (size_t i = 0; i < s.len; i++)
		if (!strchr(" \t\r\n", s.at[i]))
			at[n++] = s.at[i];
	str out = { at, n };
	if (str_eq(out, STR("分/件")))
		return survey_heads[COL_EACH];
	return out;
}

static bool needed_column(survey_column c)
{
	return (c >= COL_BUREAU && c <= COL_WORK) || c == COL_COUNT || c == COL_EACH;
}

static const err *head(sheet *s, const csv_row *r, const str *names, size_t n, bool all)
{
	for (size_t c = 0; c < n; c++) {
		s->at[c] = NOT_THERE;
		s->names[c] = names[c];
	}
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
		if (s->at[c] != NOT_THERE) {
			csv_place p = csv_place_of(&s->csv, r, k);
			return err_at(s->a, ERR_file, str_format(s->a, "%d:%d", p.line, p.column),
				      "the column %.*s stands twice in the head", STR_ARG(names[c]));
		}
		s->at[c] = k;
	}
	buf gone = buf_new(s->a, 4096);
	bool months = false;
	for (size_t c = COL_MONTH; c < n; c++)
		months = months || s->at[c] != NOT_THERE;
	for (size_t c = 0; c < n; c++)
		if (s->at[c] == NOT_THERE && (all || needed_column((survey_column)c) || (c >= COL_MONTH && months)))
			buf_format(&gone, "%s%.*s", gone.len ? ", " : "", STR_ARG(names[c]));
	if (gone.len > 0) {
		str list = buf_str(&gone);
		return err_at(s->a, ERR_file, str_format(s->a, "%d:1", r->line), "the head lacks: %.*s", STR_ARG(list));
	}
	return NULL;
}

/* Decodes, and reads the head. */
static const err *begin(sheet *s, arena *a, str bytes, const str *names, size_t n, bool all)
{
	str text;
	*s = (sheet){ .a = a };
	TRY(text_decode_damaged(a, bytes, SURVEY_FILE_MAX, &text, &s->encoding));
	s->csv = csv_read(a, text);
	str line = str_sub(s->csv.s, 0, str_find(s->csv.s, '\n'));
	if (str_find(line, ',') == line.len && str_find(line, '\t') < line.len)
		s->csv.between = '\t';
	csv_row r;
	bool more;
	TRY(csv_next(&s->csv, &r, &more));
	if (!more)
		return err_at(a, ERR_file, STR("1:1"), "the file is empty");
	return head(s, &r, names, n, all);
}

/* The next row that has as many cells as the head and is not empty. */
static const err *next_row(sheet *s, csv_row *r, bool *ret_more)
{
	for (;;) {
		s->row_bad = false;
		if (arena_left(s->a) < (4 << 20))
			return err_why(s->a, ERR_too_large, "so many rows are too large to be read here");
		const err *e = csv_next(&s->csv, r, ret_more);
		if (!*ret_more)
			return NULL;
		bool any = e != NULL;
		for (size_t k = 0; k < r->n && !any; k++)
			any = r->at[k].len > 0;
		if (!any)
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

static str text_cell(sheet *s, const csv_row *r, size_t column)
{
	if (s->at[column] == NOT_THERE)
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

typedef enum number { NUMBER, NUMBER_EMPTY, NUMBER_BAD, NUMBER_LARGE } number;

/* A whole number of either width, with or without separators of thousands; `decimals` more digits behind a point, which count as zeros where they are missing. */
static number number_of(str t, int decimals, i64 *ret)
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

static i64 number_cell(sheet *s, const csv_row *r, size_t column, bool needed)
{
	if (s->at[column] == NOT_THERE)
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
			tell_cell(s, r, column, ERR_required, "empty; a number is needed");
		return 0;
	case NUMBER_BAD:
		tell_cell(s, r, column, ERR_field_number, "not a whole number");
		return 0;
	case NUMBER_LARGE:
		break;
	}
	tell_cell(s, r, column, ERR_field_range, "too large");
	return 0;
}

static survey_say said_cell(sheet *s, const csv_row *r, size_t column, survey_axis axis)
{
	survey_say say = SAY_NOTHING;
	if (s->at[column] != NOT_THERE && !survey_said_of(axis, r->at[s->at[column]], &say)) {
		static const char *const why[] = { "neither コア nor ノンコア, nor empty",
						   "neither 要 nor 不要, nor empty",
						   "neither 定型 nor 非定型, nor empty",
						   "neither 可 nor 不可, nor empty" };
		tell_cell(s, r, column, ERR_field_choice, why[axis]);
	}
	return say;
}

/* --- numbers seen, with the line of each --- */

typedef struct seen {
	struct seen_one {
		u32 number;
		int line;
	} * at;
	size_t n, room; /* a power of two */
} seen;

/* The line in which the number stood before, or 0. */
static int seen_before(seen *t, u32 value, int line)
{
	if (t->n * 2 >= t->room) {
		size_t room = t->room ? t->room * 2 : 1024;
		struct seen_one *old = t->at;
		t->at = calloc(room, sizeof *t->at);
		CHECK(t->at != NULL);
		for (size_t i = 0; i < t->room; i++) {
			if (!old[i].number)
				continue;
			size_t k = old[i].number * 2654435769u & (room - 1);
			while (t->at[k].number)
				k = (k + 1) & (room - 1);
			t->at[k] = old[i];
		}
		free(old);
		t->room = room;
	}
	size_t k = value * 2654435769u & (t->room - 1);
	for (; t->at[k].number; k = (k + 1) & (t->room - 1))
		if (t->at[k].number == value)
			return t->at[k].line;
	t->at[k] = (struct seen_one){ value, line };
	t->n++;
	return 0;
}

/* --- items --- */

static void item_of(sheet *s, const csv_row *r, survey_item *i)
{
	*i = (survey_item){ .line = r->line };
	i->number = number_cell(s, r, COL_NUMBER, false);
	i->bureau = text_cell(s, r, COL_BUREAU);
	i->section = text_cell(s, r, COL_SECTION);
	i->unit = text_cell(s, r, COL_UNIT);
	i->category = text_cell(s, r, COL_CATEGORY);
	i->work = text_cell(s, r, COL_WORK);
	i->step = text_cell(s, r, COL_STEP);
	i->job = text_cell(s, r, COL_JOB);
	i->count = number_cell(s, r, COL_COUNT, true);
	i->each = number_cell(s, r, COL_EACH, true);
	for (survey_axis x = AXIS_CORE; x < AXES; x++)
		i->axis[x] = said_cell(s, r, COL_CORE + (size_t)x, x);
	i->away = said_cell(s, r, COL_AWAY, AXES);
	i->basis = text_cell(s, r, COL_BASIS);
	i->medium = text_cell(s, r, COL_MEDIUM);
	i->system = text_cell(s, r, COL_SYSTEM);
	for (size_t m = 0; m < 12; m++)
		i->month[m] = number_cell(s, r, COL_MONTH + m, false);
}

static const err *scan(sheet *s, seen *numbers, survey_take *take, void *ctx)
{
	for (;;) {
		csv_row r;
		bool more;
		survey_item i;
		TRY(next_row(s, &r, &more));
		if (!more)
			return NULL;
		item_of(s, &r, &i);
		survey_wrongs w = { .n = 0 };
		if (!s->row_bad)
			survey_rules(&i, &w);
		for (size_t k = 0; k < w.n; k++)
			tell_cell(s, &r, w.at[k].at, w.at[k].code, w.at[k].why);
		if (s->row_bad)
			continue;
		int before = i.number ? seen_before(numbers, (u32)i.number, r.line) : 0;
		if (before) {
			char why[64];
			snprintf(why, sizeof why, "this number stands in line %d already", before);
			tell_cell(s, &r, COL_NUMBER, ERR_survey_number, why);
			continue;
		}
		TRY(take(ctx, &i));
	}
}

const err *survey_scan(arena *a, str bytes, survey_take *take, void *ctx, survey_read_result *ret)
{
	sheet s;
	*ret = (survey_read_result){ 0 };
	TRY(begin(&s, a, bytes, survey_heads, COLS, false));
	seen numbers = { 0 };
	const err *e = scan(&s, &numbers, take, ctx);
	free(numbers.at);
	ret->bad = s.bad_first;
	ret->bad_n = s.bad_n;
	ret->rows = s.rows;
	ret->encoding = s.encoding;
	ret->aside = s.aside;
	return e;
}

typedef struct kept {
	arena *a;
	survey_items items;
} kept;

static const err *keep(void *ctx, const survey_item *i)
{
	kept *k = ctx;
	size_t n = k->items.n;
	if ((n & (n - 1)) == 0 && arena_left(k->a) / (2 * sizeof *i) < n + 16) /* about to double */
		return err_why(k->a, ERR_too_large, "%zu rows are too many to be read at once", n);
	LIST_ADD(k->a, &k->items, *i);
	return NULL;
}

const err *survey_read(arena *a, str bytes, survey_read_result *ret)
{
	kept k = { .a = a };
	const err *e = survey_scan(a, bytes, keep, &k, ret);
	ret->items = k.items;
	return e;
}

/* --- staff --- */

enum { STAFF_BUREAU, STAFF_SECTION, STAFF_UNIT, STAFF_PEOPLE, STAFF_HOURS, STAFF_COLUMNS };
#define PEOPLE_MAX 1000000
#define HOURS_MAX 1000000000

static void staff_text(sheet *s, const csv_row *r, size_t column, str *ret)
{
	err_code code;
	*ret = text_cell(s, r, column);
	const char *why = survey_text_wrong(*ret, true, &code);
	if (why)
		tell_cell(s, r, column, code, why);
}

static void unit_of(sheet *s, const csv_row *r, survey_unit *u)
{
	*u = (survey_unit){ .line = r->line };
	staff_text(s, r, STAFF_BUREAU, &u->bureau);
	staff_text(s, r, STAFF_SECTION, &u->section);
	staff_text(s, r, STAFF_UNIT, &u->unit);
	u->people = number_cell(s, r, STAFF_PEOPLE, true);
	if (u->people > PEOPLE_MAX)
		tell_cell(s, r, STAFF_PEOPLE, ERR_field_range, "at most 1,000,000 people");
	i64 hundredths;
	number n = number_of(r->at[s->at[STAFF_HOURS]], 2, &hundredths);
	if (n == NUMBER_EMPTY)
		tell_cell(s, r, STAFF_HOURS, ERR_required, "empty; hours of a year are needed");
	else if (n == NUMBER_BAD)
		tell_cell(s, r, STAFF_HOURS, ERR_field_number, "not a number of hours (at most two decimals)");
	else if (n == NUMBER_LARGE || hundredths / 100 > HOURS_MAX)
		tell_cell(s, r, STAFF_HOURS, ERR_field_range, "at most 1,000,000,000 hours");
	else
		u->minutes = (hundredths * 60 + 50) / 100;
}

/* Names of a unit in one text; 1F is in no name. */
static str unit_key(arena *a, const survey_unit *u)
{
	return str_format(a, "%.*s\x1F%.*s\x1F%.*s", STR_ARG(u->bureau), STR_ARG(u->section), STR_ARG(u->unit));
}

#define UNITS_MAX 1000000

static const err *scan_staff(sheet *s, survey_units *units)
{
	/* a table of those that were seen, by hash: places in `units`, from 1 */
	size_t room = 4096;
	u32 *table = arena_many(s->a, u32, room);
	strs keys = { 0 };
	for (;;) {
		csv_row r;
		bool more;
		survey_unit u;
		TRY(next_row(s, &r, &more));
		if (!more)
			return NULL;
		unit_of(s, &r, &u);
		if (s->row_bad)
			continue;
		if (units->n == UNITS_MAX || arena_left(s->a) / 512 < units->n + 4096) /* lists that double */
			return err_why(s->a, ERR_too_large, "%zu units are too many", units->n + 1);
		if (units->n * 2 >= room) {
			room *= 4;
			table = arena_many(s->a, u32, room);
			for (size_t i = 0; i < keys.n; i++) {
				size_t k = str_hash(keys.at[i]) & (room - 1);
				while (table[k])
					k = (k + 1) & (room - 1);
				table[k] = (u32)i + 1;
			}
		}
		str key = unit_key(s->a, &u);
		size_t k = str_hash(key) & (room - 1);
		while (table[k] && !str_eq(keys.at[table[k] - 1], key))
			k = (k + 1) & (room - 1);
		if (table[k]) {
			char why[64];
			snprintf(why, sizeof why, "this unit stands in line %d already", units->at[table[k] - 1].line);
			tell_cell(s, &r, STAFF_UNIT, ERR_survey_unit, why);
			continue;
		}
		table[k] = (u32)units->n + 1;
		LIST_ADD(s->a, &keys, key);
		LIST_ADD(s->a, units, u);
	}
}

const err *survey_read_staff(arena *a, str bytes, staff_read_result *ret)
{
	static const str heads[STAFF_COLUMNS] = { STR_INIT("局"), STR_INIT("課"), STR_INIT("係"), STR_INIT("職員数"),
						  STR_INIT("年間勤務時間") };
	sheet s;
	*ret = (staff_read_result){ 0 };
	TRY(begin(&s, a, bytes, heads, STAFF_COLUMNS, true));
	const err *e = scan_staff(&s, &ret->units);
	ret->bad = s.bad_first;
	ret->bad_n = s.bad_n;
	ret->rows = s.rows;
	ret->encoding = s.encoding;
	ret->aside = s.aside;
	return e;
}
