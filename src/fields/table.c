/* Tables: rows of fields. Typed and kept as JSON, a list of objects; a row in which nothing stands is no row. */
#include "base/buf.h"
#include "fields/fields_private.h"
#include "text/json.h"

bool field_cell(arena *a, const json_value *v, str *ret)
{
	switch (v->kind) {
	case JV_NULL:
		*ret = STR_NONE;
		return true;
	case JV_STR:
		*ret = v->s;
		return true;
	case JV_I64:
		*ret = str_format(a, "%lld", (long long)v->i);
		return true;
	case JV_BOOL:
		*ret = v->yes ? STR("yes") : STR("no");
		return true;
	case JV_ARRAY: { /* choices */
		buf b = buf_new(a, FIELD_BYTES_MAX);
		for (size_t i = 0; i < v->n; i++) {
			if (v->items[i].kind != JV_STR)
				return false;
			buf_put(&b, v->items[i].s);
			buf_char(&b, '\n');
		}
		*ret = buf_str(&b);
		return !b.overflowed;
	}
	case JV_F64:
	case JV_OBJECT:
		break;
	}
	return false;
}

static const err *read_row(const reading *r, const json_value *row, int number, bool *ret_any, str *cells, err **last)
{
	const err *first = NULL;
	*ret_any = false;
	for (size_t c = 0; c < r->f->columns.n; c++) {
		const field_def *f = &r->f->columns.at[c];
		const json_value *v = json_get(row, arena_copy(r->a, f->id).at);
		str typed = STR_NONE;
		if (v && !field_cell(r->a, v, &typed))
			return refused(r, ERR_invalid, "a cell of the table is neither a text nor a number");
		*ret_any = *ret_any || str_trim(typed).len;
		cells[c] = typed;
	}
	for (size_t c = 0; *ret_any && c < r->f->columns.n; c++) {
		const field_def *f = &r->f->columns.at[c];
		reading at = { r->a, f, str_format(r->a, "%.*s[%d].%.*s", STR_ARG(r->where), number, STR_ARG(f->id)),
			       r->today };
		const err *e = read_at(&at, cells[c], &cells[c]);
		if (!e)
			continue;
		err *copy = arena_one(r->a, err);
		*copy = *e;
		if (*last)
			(*last)->next = copy;
		*last = copy;
		first = first ? first : copy;
	}
	return first;
}

/* Choices as a list, all else as its canonical text. */
static void write_cell(json_writer *w, const field_def *f, str s)
{
	if (f->kind != FIELD_CHOICES) {
		jw_str(w, s);
		return;
	}
	jw_array(w);
	while (s.len)
		jw_str(w, str_cut(&s, '\n'));
	jw_end(w);
}

const err *read_table(const reading *r, str s, str *ret)
{
	const json_value *list;
	const err *e = json_parse(r->a, s, &list), *first = NULL;
	if (e || list->kind != JV_ARRAY)
		return refused(r, ERR_invalid, "not a list of rows in JSON");
	if (list->n > 1000)
		return refused(r, ERR_field_rows, "too many rows");
	err *last = NULL;
	i64 rows = 0;
	buf b = buf_new(r->a, 2 * FIELD_TABLE_BYTES_MAX);
	json_writer w = json_write(&b);
	jw_array(&w);
	str *cells = arena_many(r->a, str, r->f->columns.n + 1);
	for (size_t i = 0; i < list->n; i++) {
		bool any;
		if (list->items[i].kind != JV_OBJECT)
			return refused(r, ERR_invalid, "a row is not an object");
		e = read_row(r, &list->items[i], (int)i + 1, &any, cells, &last);
		if (e && !last)
			return e;
		first = first ? first : e;
		if (!any)
			continue;
		rows++;
		jw_object(&w);
		for (size_t c = 0; c < r->f->columns.n; c++)
			if (cells[c].len) {
				jw_key(&w, r->f->columns.at[c].id);
				write_cell(&w, &r->f->columns.at[c], cells[c]);
			}
		jw_end(&w);
	}
	jw_end(&w);
	jw_done(&w);
	if (first)
		return first;
	if (rows > field_most(r->f) || (rows < field_least(r->f) && rows))
		return refused(r, ERR_field_rows, "too many or too few rows");
	*ret = rows ? buf_str(&b) : STR_NONE;
	return b.overflowed ? refused(r, ERR_too_long, "too large a table") : NULL;
}
