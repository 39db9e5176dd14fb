/* What a form posted, as one typed text for each field. */
#include "kit/fields/form.h"

#include "text/json.h"

#define ROWS_MAX 200
#define TYPED_MAX (300 * 1024)

static bool posted(const pairs *form, str name, str *ret)
{
	for (size_t i = 0; i < form->n; i++)
		if (str_eq(form->at[i].name, name)) {
			*ret = form->at[i].value;
			return true;
		}
	*ret = STR_NONE;
	return false;
}

static str under(arena *a, str name, const char *what)
{
	return str_format(a, "%.*s.%s", STR_ARG(name), what);
}

/* Without what parts the pieces of a date. */
static str piece(arena *a, str s)
{
	char *at = arena_alloc(a, s.len + 1);
	for (size_t i = 0; i < s.len; i++)
		at[i] = s.at[i] == '|' ? ' ' : s.at[i];
	return str_trim((str){ at, s.len });
}

/* 昭和|35|4|1. A whole date in the first number, and nothing beside it, is that date. */
static field_posted date_from(arena *a, const pairs *form, const field_def *f, str name)
{
	str era, year, month, mday;
	field_posted p = { 0 };
	bool has_era = posted(form, under(a, name, "era"), &era), has_year = posted(form, under(a, name, "y"), &year);
	posted(form, under(a, name, "m"), &month);
	posted(form, under(a, name, "d"), &mday);
	p.present = has_era || has_year;
	era = piece(a, era);
	year = piece(a, year);
	month = piece(a, month);
	mday = piece(a, mday);
	if (year.len == 0 && month.len == 0 && mday.len == 0)
		p.typed = STR_NONE;
	else if (month.len == 0 && mday.len == 0 && (str_length(year) > 4 || era.len == 0))
		p.typed = year;
	else
		p.typed = str_format(a, "%.*s|%.*s|%.*s%s%.*s", STR_ARG(era), STR_ARG(year), STR_ARG(month),
				     f->kind == FIELD_MONTH ? "" : "|",
				     STR_ARG(f->kind == FIELD_MONTH ? STR_NONE : mday));
	return p;
}

static str lines_of(arena *a, const pairs *form, str name, bool *ret_unknown)
{
	strs values = pairs_all(a, *form, name);
	buf b = buf_new(a, TYPED_MAX);
	for (size_t i = 0; i < values.n; i++) {
		*ret_unknown = *ret_unknown || str_eq(values.at[i], STR(FIELD_UNKNOWN));
		buf_put(&b, values.at[i]);
		if (i + 1 < values.n)
			buf_char(&b, '\n');
	}
	return buf_str(&b);
}

/* Rows are numbered from 1 as they were shown; a removed one is left out, an added one stands empty at the end. */
static field_posted table_from(arena *a, const pairs *form, const field_def *f, str name)
{
	field_posted p = { 0 };
	str text;
	i64 rows = 0, removed = 0;
	p.present = posted(form, under(a, name, "rows"), &text);
	if (!str_i64(text, &rows) || rows < 0)
		rows = 0;
	rows = rows > ROWS_MAX ? ROWS_MAX : rows;
	bool remove = posted(form, under(a, name, "remove"), &text) && str_i64(text, &removed);
	bool add = posted(form, under(a, name, "add"), &text);
	p.again = add || remove;
	buf b = buf_new(a, TYPED_MAX);
	json_writer w = json_write(&b);
	jw_array(&w);
	for (i64 i = 1; i <= rows; i++) {
		if (remove && i == removed)
			continue;
		jw_object(&w);
		for (size_t c = 0; c < f->columns.n; c++) {
			const field_def *col = &f->columns.at[c];
			str at = str_format(a, "%.*s.%lld.%.*s", STR_ARG(name), (long long)i, STR_ARG(col->id));
			jw_key(&w, col->id);
			jw_str(&w, field_from_form(a, form, col, at).typed);
		}
		jw_end(&w);
	}
	if (add && rows < ROWS_MAX) {
		jw_object(&w);
		jw_end(&w);
	}
	jw_end(&w);
	jw_done(&w);
	p.typed = buf_str(&b);
	return p;
}

field_posted field_from_form(arena *a, const pairs *form, const field_def *f, str name)
{
	field_posted p = { 0 };
	str ticked;
	name = name.len ? name : f->id;
	if (f->kind == FIELD_DATE || f->kind == FIELD_MONTH)
		p = date_from(a, form, f, name);
	else if (f->kind == FIELD_TABLE)
		p = table_from(a, form, f, name);
	if (!p.present && f->kind != FIELD_TABLE) { /* a date, too, may come as one text: by a link, by a program */
		p.typed = lines_of(a, form, name, &p.unknown);
		p.present = posted(form, name, &ticked);
	}
	p.unknown = p.unknown || posted(form, under(a, name, "unknown"), &ticked);
	if (p.unknown)
		p.typed = STR_NONE;
	p.present = p.present || p.unknown;
	return p;
}
