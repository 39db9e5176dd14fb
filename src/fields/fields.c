#include "base/buf.h"
#include "fields/fields_private.h"
#include "text/kana.h"

/* --- kinds ---------------------------------------------------------------------------------------------------------- */

typedef const err *field_reader(const reading *r, str s, str *ret);
typedef struct kind_row {
	const char *name;
	field_reader *read;
	i64 least, most; /* without bounds of the field's own */
} kind_row;

static const kind_row kinds[FIELD_KIND_COUNT] = {
	[FIELD_TEXT] = { "text", read_words, 0, 200 },
	[FIELD_NAME] = { "name", read_name, 0, 50 },
	[FIELD_KANA] = { "kana", read_kana, 0, 100 },
	[FIELD_ADDRESS] = { "address", read_words, 0, 200 },
	[FIELD_POSTAL] = { "postal", read_postal, 0, 7 },
	[FIELD_PHONE] = { "phone", read_phone, 0, 11 },
	[FIELD_MAIL] = { "mail", read_mail, 0, 254 },
	[FIELD_DATE] = { "date", read_date, 0, 0 },
	[FIELD_MONTH] = { "month", read_month, 0, 0 },
	[FIELD_NUMBER] = { "number", read_number, 0, FIELD_NUMBER_MAX },
	[FIELD_MONEY] = { "money", read_number, 0, FIELD_NUMBER_MAX },
	[FIELD_YESNO] = { "yesno", read_yesno, 0, 0 },
	[FIELD_CHOICE] = { "choice", read_choice, 0, 0 },
	[FIELD_CHOICES] = { "choices", read_choices, 0, 0 },
	[FIELD_TABLE] = { "table", read_table, 0, FIELD_ROWS_MAX },
	[FIELD_FILE] = { "file", read_file_id, 0, 0 },
	[FIELD_MY_NUMBER] = { "my_number", read_my_number, 0, 12 },
	[FIELD_CORPORATE_NUMBER] = { "corporate_number", read_corporate_number, 0, 13 },
};

field_def field_plain(str id, field_kind kind)
{
	CHECK(kind < FIELD_KIND_COUNT);
	return (field_def){ .id = id, .kind = kind, .first = DAY_NONE_FIELD, .last = DAY_NONE_FIELD };
}

const char *field_kind_name(field_kind k)
{
	CHECK(k < FIELD_KIND_COUNT);
	return kinds[k].name;
}

bool field_kind_of(str name, field_kind *ret)
{
	for (int k = 0; k < FIELD_KIND_COUNT; k++)
		if (str_eq(name, str_of(kinds[k].name))) {
			*ret = (field_kind)k;
			return true;
		}
	return false;
}

i64 field_least(const field_def *f)
{
	return f->bounded_least ? f->least : kinds[f->kind].least;
}

i64 field_most(const field_def *f)
{
	if (f->bounded_most)
		return f->most;
	return f->kind == FIELD_TEXT && f->lines > 1 ? 2000 : kinds[f->kind].most;
}

/* --- reading -------------------------------------------------------------------------------------------------------- */

const err *refused(const reading *r, err_code code, const char *detail)
{
	return err_at(r->a, code, r->where, "%s", detail);
}

const err *read_at(const reading *r, str typed, str *ret)
{
	*ret = STR_NONE;
	if (typed.len > (r->f->kind == FIELD_TABLE ? FIELD_TABLE_BYTES_MAX : FIELD_BYTES_MAX))
		return refused(r, ERR_too_long, "more bytes than any field takes");
	if (!str_is_utf8(typed))
		return refused(r, ERR_field_text, "not UTF-8");
	str s = trim_spaces(typed);
	if (s.len)
		TRY(kinds[r->f->kind].read(r, s, ret));
	/* what was only trimmed or cut still lies in what was typed, which may go */
	*ret = trim_spaces(arena_copy(r->a, *ret));
	if (ret->len == 0 && r->f->required)
		return refused(r, ERR_required, "nothing was said");
	return NULL;
}

const err *field_read(arena *a, const field_def *f, str typed, day today, str *ret)
{
	reading r = { a, f, f->id, today };
	return read_at(&r, typed, ret);
}
