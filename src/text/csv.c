#include "text/csv.h"

#include <math.h>

#define RAGGED_MAX 100

static const err *mistake(csv_reader *c, int line, size_t line_start, size_t at, const char *what)
{
	size_t column = str_length(str_sub(c->s, line_start, at)) + 1;
	return err_at(c->a, ERR_file, str_format(c->a, "%d:%zu", line, column), "%s", what);
}

static bool at_end(const csv_reader *c)
{
	return c->i == c->s.len;
}

static char here(const csv_reader *c)
{
	return c->s.at[c->i];
}

/* CRLF or LF, or the end of the text. */
static bool at_row_end(const csv_reader *c)
{
	return at_end(c) || here(c) == '\n' || (here(c) == '\r' && c->i + 1 < c->s.len && c->s.at[c->i + 1] == '\n');
}

static void skip_row_end(csv_reader *c)
{
	if (at_end(c))
		return;
	c->i += here(c) == '\r' ? 2 : 1;
	c->line++;
	c->line_start = c->i;
}

static const err *quoted_cell(csv_reader *c, str *ret)
{
	int line = c->line;
	size_t line_start = c->line_start, open = c->i, from = ++c->i, doubled = 0;
	for (;; c->i++) {
		if (at_end(c))
			return mistake(c, line, line_start, open, "this quote is never closed");
		if (c->i - from > 2 * CSV_CELL_MAX)
			return mistake(c, line, line_start, open,
				       "the text of a cell is too long, or this quote is never closed");
		if (here(c) == '\n') {
			c->line++;
			c->line_start = c->i + 1;
		}
		if (here(c) != '"')
			continue;
		if (c->i + 1 == c->s.len || c->s.at[c->i + 1] != '"')
			break;
		doubled++;
		c->i++;
	}
	str raw = str_sub(c->s, from, c->i++);
	if (doubled) {
		if (arena_left(c->a) < raw.len + (64 << 10))
			return mistake(c, line, line_start, open, "no room for a cell with so many quotes");
		char *at = arena_alloc(c->a, raw.len - doubled + 1);
		size_t n = 0;
		for (size_t k = 0; k < raw.len; k++) {
			at[n++] = raw.at[k];
			k += raw.at[k] == '"'; /* its twin */
		}
		raw = (str){ at, n };
	}
	*ret = raw;
	if (!at_row_end(c) && here(c) != c->between)
		return mistake(c, c->line, c->line_start, c->i,
			       "a comma or the end of the row must follow a closing quote");
	return NULL;
}

static const err *plain_cell(csv_reader *c, str *ret)
{
	size_t from = c->i;
	for (; !at_end(c) && here(c) != c->between && here(c) != '\n'; c->i++) {
		if (here(c) == '"')
			return mistake(c, c->line, c->line_start, c->i,
				       "a quote within a cell: put the whole cell in quotes and write \"\"");
		if (here(c) != '\r')
			continue;
		if (at_row_end(c))
			break;
		return mistake(c, c->line, c->line_start, c->i, "a carriage return without a line feed");
	}
	*ret = str_sub(c->s, from, c->i);
	return NULL;
}

static const err *row(csv_reader *c, csv_row *r)
{
	for (;;) {
		str cell;
		size_t from = c->i;
		if (r->n == CSV_COLUMNS_MAX)
			return mistake(c, c->line, c->line_start, from, "too many cells in this row");
		if (!at_end(c) && here(c) == '"')
			TRY(quoted_cell(c, &cell));
		else
			TRY(plain_cell(c, &cell));
		if (cell.len > CSV_CELL_MAX)
			return mistake(c, c->line, c->line_start, c->line_start, "the text of a cell is too long");
		r->at[r->n++] = cell;
		if (at_end(c) || here(c) != c->between)
			return NULL;
		c->i++;
	}
}

csv_reader csv_read(arena *a, str text)
{
	if (str_starts(text, STR("\xEF\xBB\xBF")))
		text = str_sub(text, 3, text.len);
	return (csv_reader){
		.a = a, .s = text, .line = 1, .between = ',', .cells = arena_many(a, str, CSV_COLUMNS_MAX)
	};
}

const err *csv_next(csv_reader *c, csv_row *ret, bool *ret_more)
{
	while (!at_end(c) && at_row_end(c)) /* empty lines */
		skip_row_end(c);
	*ret_more = !at_end(c);
	*ret = (csv_row){ .at = c->cells, .line = c->line, .from = c->i };
	if (!*ret_more)
		return NULL;
	const err *e = row(c, ret);
	if (!e) {
		skip_row_end(c);
		return NULL;
	}
	str rest = str_sub(c->s, ret->from, c->s.len);
	size_t end = str_find(rest, '\n');
	c->i = ret->from + (end < rest.len ? end + 1 : end);
	c->line = ret->line + 1;
	c->line_start = c->i;
	return e;
}

const err *csv_parse(arena *a, str text, csv_table *ret)
{
	csv_table table = { NULL, 0 };
	if (text.len > CSV_SIZE_MAX)
		return err_why(a, ERR_too_large, "%zu bytes of CSV; at most %d", text.len, CSV_SIZE_MAX);
	csv_reader c = csv_read(a, text);
	if (!str_is_utf8(c.s))
		return mistake(&c, 1, 0, 0, "the file is not UTF-8");
	for (;;) {
		csv_row r;
		bool more;
		TRY(csv_next(&c, &r, &more));
		if (!more)
			break;
		if (table.n == CSV_ROWS_MAX)
			return err_at(a, ERR_file, str_format(a, "%d:1", r.line), "too many rows; split the file");
		r.at = memcpy(arena_many(a, str, r.n), r.at, r.n * sizeof(str));
		LIST_ADD(a, &table, r);
	}
	*ret = table;
	return NULL;
}

/* Where the cells of a row begin, up to `n` of them. */
static void places_of(str text, const csv_row *r, char between, csv_place *ret, size_t n)
{
	csv_place at = { r->line, 1 };
	bool quoted = false;
	size_t i = r->from;
	for (size_t cell = 0; cell < n; cell++) {
		ret[cell] = at;
		while (i < text.len) {
			u32 c = str_next(text, &i);
			at.column++;
			if (c == '"') {
				quoted = !quoted; /* a doubled one is left and entered again */
			} else if (c == '\n') {
				at = (csv_place){ at.line + 1, 1 };
			} else if (c == (u32)between && !quoted) {
				break;
			}
		}
	}
}

csv_place *csv_places(arena *a, str text, const csv_row *r)
{
	if (str_starts(text, STR("\xEF\xBB\xBF")))
		text = str_sub(text, 3, text.len);
	csv_place *places = arena_many(a, csv_place, r->n);
	places_of(text, r, ',', places, r->n);
	return places;
}

csv_place csv_place_of(const csv_reader *c, const csv_row *r, size_t cell)
{
	csv_place places[CSV_COLUMNS_MAX] = { 0 };
	CHECK(cell < CSV_COLUMNS_MAX);
	places_of(c->s, r, c->between, places, cell + 1);
	return places[cell];
}

const err *csv_ragged(arena *a, const csv_table *t)
{
	err *first = NULL, *last = NULL;
	int told = 0;
	for (size_t i = 1; i < t->n && told < RAGGED_MAX; i++) {
		const csv_row *r = &t->at[i];
		if (r->n == t->at[0].n)
			continue;
		err *e = arena_one(a, err);
		*e = (err){ .code = ERR_file,
			    .where = str_format(a, "%d:1", r->line),
			    .detail = str_format(a, "this row has %zu cells, the first has %zu", r->n, t->at[0].n) };
		if (last)
			last->next = e;
		else
			first = e;
		last = e;
		told++;
	}
	return first;
}

/* --- writing --- */

csv_writer csv_write(buf *b)
{
	buf_lit(b, "\xEF\xBB\xBF");
	return (csv_writer){ .b = b };
}

static void comma(csv_writer *w)
{
	if (w->begun)
		buf_char(w->b, ',');
	w->begun = true;
}

/* Excel in Japan takes the wide forms for the narrow ones. */
static bool is_formula(str s)
{
	static const str heads[] = { STR_INIT("="),  STR_INIT("+"),  STR_INIT("-"),  STR_INIT("@"),
				     STR_INIT("\t"), STR_INIT("\r"), STR_INIT("\n"), STR_INIT("＝"),
				     STR_INIT("＋"), STR_INIT("－"), STR_INIT("＠") };
	for (size_t i = 0; i < COUNT(heads); i++)
		if (str_starts(s, heads[i]))
			return true;
	return false;
}

void csv_str(csv_writer *w, str s)
{
	bool quotes = s.len == 0 && !w->begun; /* so that a row of one empty cell is not an empty line */
	comma(w);
	for (size_t i = 0; i < s.len; i++)
		quotes = quotes || strchr(",\"\r\n", s.at[i]) || s.at[i] == ' ';
	if (quotes)
		buf_char(w->b, '"');
	if (is_formula(s))
		buf_char(w->b, '\'');
	while (s.len) {
		size_t at = str_find(s, '"');
		buf_put(w->b, str_sub(s, 0, at));
		if (at < s.len)
			buf_lit(w->b, "\"\"");
		s = str_sub(s, at + 1, s.len);
	}
	if (quotes)
		buf_char(w->b, '"');
}

void csv_i64(csv_writer *w, i64 n)
{
	comma(w);
	buf_i64(w->b, n);
}

void csv_f64(csv_writer *w, double x, int decimals)
{
	comma(w);
	if (isfinite(x)) /* else the cell stays empty */
		buf_format(w->b, "%.*f", decimals, x);
}

void csv_end_row(csv_writer *w)
{
	buf_lit(w->b, "\r\n");
	w->begun = false;
}
