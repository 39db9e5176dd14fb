/* Reading yes and no, and choices: by the value, and by the label in any language, as a clerk's table may have it. */
#include "base/buf.h"
#include "fields/fields_private.h"
#include "text/kana.h"

const err *read_yesno(const reading *r, str s, str *ret)
{
	static const char *const yes[] = { "yes",  "はい", "true", "1", "y",  "有",
					   "有り", "あり", "ある", "○", "〇", "有る" };
	static const char *const no[] = { "no",   "いいえ", "false", "0", "n", "無",
					  "無し", "なし",   "ない",  "×", "✕", "無い" };
	s = str_lower(r->a, width_half(r->a, s));
	for (size_t i = 0; i < COUNT(yes); i++)
		if (str_eq(s, str_of(yes[i]))) {
			*ret = STR("yes");
			return NULL;
		}
	for (size_t i = 0; i < COUNT(no); i++)
		if (str_eq(s, str_of(no[i]))) {
			*ret = STR("no");
			return NULL;
		}
	return refused(r, ERR_field_yesno, "neither yes nor no");
}

/* Index of the choice that is meant, or the number of choices. Values come before labels: a label may read as another's value. */
static size_t meant(const reading *r, str s)
{
	size_t n = r->f->choices.n;
	for (size_t i = 0; i < n; i++)
		if (str_eq(r->f->choices.at[i].value, s))
			return i;
	str half = width_half(r->a, s);
	for (size_t i = 0; i < n; i++)
		if (str_eq(width_half(r->a, r->f->choices.at[i].value), half))
			return i;
	for (int l = 0; l < LANG_COUNT; l++)
		for (size_t i = 0; i < n; i++) {
			str label = r->f->choices.at[i].label.in[l];
			if (label.len && str_eq_nocase(width_half(r->a, label), half))
				return i;
		}
	return n;
}

const err *read_choice(const reading *r, str s, str *ret)
{
	size_t i = meant(r, s);
	if (i == r->f->choices.n)
		return refused(r, ERR_field_choice, "not one of the choices");
	*ret = r->f->choices.at[i].value;
	return NULL;
}

/* Ticks one line's choice; where the line is none, those between its commas. */
static bool tick(const reading *r, str line, bool *chosen)
{
	size_t i = meant(r, line);
	if (i < r->f->choices.n) {
		chosen[i] = true;
		return true;
	}
	size_t from = 0;
	bool parted = false;
	for (size_t at = 0; at <= line.len;) {
		size_t end = at;
		u32 c = at < line.len ? str_next(line, &at) : 0;
		if (end == line.len || c == ',' || c == 0x3001 || c == 0xFF0C || c == 0x30FB) {
			str part = trim_spaces(str_sub(line, from, end));
			parted = parted || end < line.len;
			i = meant(r, part);
			if (!parted || (part.len && i == r->f->choices.n))
				return false;
			if (part.len)
				chosen[i] = true;
			from = at;
		}
		if (end == line.len)
			break;
	}
	return true;
}

const err *read_choices(const reading *r, str s, str *ret)
{
	bool *chosen = arena_many(r->a, bool, r->f->choices.n + 1);
	buf b = buf_new(r->a, FIELD_BYTES_MAX);
	while (s.len) {
		str line = trim_spaces(str_cut(&s, '\n'));
		if (line.len && !tick(r, line, chosen))
			return refused(r, ERR_field_choice, "not one of the choices");
	}
	i64 n = 0;
	for (size_t i = 0; i < r->f->choices.n; i++) {
		if (!chosen[i])
			continue;
		if (n++)
			buf_char(&b, '\n');
		buf_put(&b, r->f->choices.at[i].value);
	}
	*ret = buf_str(&b);
	return b.overflowed ? refused(r, ERR_too_long, "too many choices") : NULL;
}
