/* Canonical text to what a reader sees, and what is wrong to what he or she can do about it. */
#include "base/buf.h"
#include "fields/fields_private.h"
#include "text/contact.h"
#include "text/figures.h"
#include "text/json.h"
#include "text/wareki.h"

static const char *const months_en[12] = { "January", "February", "March",     "April",   "May",      "June",
					   "July",    "August",   "September", "October", "November", "December" };

static str era_year(arena *a, wareki w, bool easy)
{
	static const char *const kana[ERA_COUNT] = { "めいじ", "たいしょう", "しょうわ", "へいせい", "れいわ" };
	if (easy)
		return w.year == 1 ? str_format(a, "%s がんねん", kana[w.era])
				   : str_format(a, "%s %dねん", kana[w.era], w.year);
	if (w.year == 1)
		return str_format(a, "%.*s元年", STR_ARG(era_name(w.era)));
	return str_format(a, "%.*s%d年", STR_ARG(era_name(w.era)), w.year);
}

static str show_day(arena *a, day d, lang l)
{
	civil c = civil_of(d);
	wareki w;
	bool dated = wareki_of(d, &w);
	if (l == LANG_EN)
		return str_format(a, "%s %d, %d", months_en[c.month - 1], c.mday, c.year);
	if (l == LANG_JA_EASY)
		return dated ? str_format(a, "%dねん %dがつ %dにち（%.*s）", c.year, c.month, c.mday,
					  STR_ARG(era_year(a, w, true)))
			     : str_format(a, "%dねん %dがつ %dにち", c.year, c.month, c.mday);
	if (!dated)
		return wareki_text(a, d);
	return str_format(a, "%.*s%d月%d日（%d年）", STR_ARG(era_year(a, w, false)), c.month, c.mday, c.year);
}

static str show_month(arena *a, str s, lang l)
{
	day d;
	if (!day_parse(str_format(a, "%.*s-28", STR_ARG(s)), &d))
		return s;
	civil c = civil_of(d);
	wareki w;
	if (l == LANG_EN)
		return str_format(a, "%s %d", months_en[c.month - 1], c.year);
	if (!wareki_of(d, &w))
		return str_format(a, l == LANG_JA ? "%d年%d月" : "%dねん %dがつ", c.year, c.month);
	if (l == LANG_JA_EASY)
		return str_format(a, "%dねん %dがつ（%.*s）", c.year, c.month, STR_ARG(era_year(a, w, true)));
	return str_format(a, "%.*s%d月（%d年）", STR_ARG(era_year(a, w, false)), c.month, c.year);
}

static str show_amount(arena *a, const field_def *f, str s, lang l)
{
	str number = figure_groups(a, s);
	if (f->kind == FIELD_MONEY)
		return str_format(a, l == LANG_EN ? "¥%.*s" : l == LANG_JA ? "%.*s円" : "%.*sえん", STR_ARG(number));
	str unit = text_in(&f->unit, l);
	if (unit.len == 0)
		return number;
	return str_format(a, l == LANG_EN ? "%.*s %.*s" : "%.*s%.*s", STR_ARG(number), STR_ARG(unit));
}

static str label_of(const field_def *f, str value, lang l)
{
	for (size_t i = 0; i < f->choices.n; i++)
		if (str_eq(f->choices.at[i].value, value)) {
			str label = text_in(&f->choices.at[i].label, l);
			return label.len ? label : value;
		}
	return value; /* of a definition that is gone */
}

static str show_choices(arena *a, const field_def *f, str s, lang l)
{
	buf b = buf_new(a, 2 * FIELD_BYTES_MAX);
	for (bool first = true; s.len; first = false) {
		str value = str_cut(&s, '\n');
		if (!first)
			buf_put(&b, l == LANG_EN ? STR(", ") : STR("、"));
		buf_put(&b, label_of(f, value, l));
	}
	return buf_str(&b);
}

/* One row a line: 氏名：小倉 花子、続柄：子 */
static str show_table(arena *a, const field_def *f, str s, lang l)
{
	const json_value *list;
	buf b = buf_new(a, 8 * FIELD_TABLE_BYTES_MAX);
	if (json_parse(a, s, &list) || list->kind != JV_ARRAY)
		return s;
	for (size_t i = 0; i < list->n; i++) {
		bool first = true;
		if (i)
			buf_char(&b, '\n');
		for (size_t c = 0; c < f->columns.n; c++) {
			const field_def *col = &f->columns.at[c];
			str cell;
			const json_value *v = json_get(&list->items[i], arena_copy(a, col->id).at);
			if (!v || !field_cell(a, v, &cell))
				continue;
			if (!first)
				buf_put(&b, l == LANG_EN ? STR("; ") : STR("、"));
			first = false;
			buf_put(&b, text_in(&col->label, l));
			buf_put(&b, l == LANG_EN ? STR(": ") : STR("："));
			buf_put(&b, field_show(a, col, cell, l));
		}
	}
	return buf_str(&b);
}

str field_show(arena *a, const field_def *f, str s, lang l)
{
	static const char *const yes[LANG_COUNT] = { "はい", "はい", "Yes" }, *const no[LANG_COUNT] = { "いいえ",
													"いいえ",
													"No" };
	static const char *const ending[LANG_COUNT] = { "番号あり（下4けた %.*s）",
							"ばんごうが あります（さいごの 4つ %.*s）",
							"A number ending in %.*s" };
	day d;
	if (s.len == 0)
		return s;
	switch (f->kind) {
	case FIELD_DATE:
		return day_parse(s, &d) ? show_day(a, d, l) : s;
	case FIELD_MONTH:
		return show_month(a, s, l);
	case FIELD_NUMBER:
	case FIELD_MONEY:
		return show_amount(a, f, s, l);
	case FIELD_YESNO:
		return str_of(str_eq(s, STR("yes")) ? yes[l] : no[l]);
	case FIELD_CHOICE:
		return label_of(f, s, l);
	case FIELD_CHOICES:
		return show_choices(a, f, s, l);
	case FIELD_TABLE:
		return show_table(a, f, s, l);
	case FIELD_POSTAL:
		return s.len == 7 ? str_format(a, "%s%.3s-%.4s", l == LANG_EN ? "" : "〒", s.at, s.at + 3) : s;
	case FIELD_PHONE:
		return contact_phone_shown(a, s);
	case FIELD_MY_NUMBER:
		return s.len == 12 ? str_format(a, ending[l], 4, s.at + 8) : STR("****");
	case FIELD_TEXT:
	case FIELD_NAME:
	case FIELD_KANA:
	case FIELD_ADDRESS:
	case FIELD_MAIL:
	case FIELD_FILE:
	case FIELD_CORPORATE_NUMBER:
	case FIELD_KIND_COUNT:
		break;
	}
	return s;
}

str field_typed(arena *a, const field_def *f, str s)
{
	if (f->kind == FIELD_POSTAL && s.len == 7)
		return str_format(a, "%.3s-%.4s", s.at, s.at + 3);
	return f->kind == FIELD_PHONE ? contact_phone_shown(a, s) : s;
}

/* --- what is wrong -------------------------------------------------------------------------------------------------- */

static str told_bounds(arena *a, const field_def *f, err_code code, lang l)
{
	i64 least = field_least(f), most = field_most(f);
	str from = figure_groups(a, str_format(a, "%lld", (long long)least)),
	    to = figure_groups(a, str_format(a, "%lld", (long long)most));
	str unit = f->kind == FIELD_MONEY ? (l == LANG_EN   ? STR(" yen")
					     : l == LANG_JA ? STR("円")
							    : STR("えん"))
					  : text_in(&f->unit, l);
	switch ((int)code) {
	case ERR_too_long:
		return str_format(a,
				  l == LANG_JA ? "長すぎます。%.*s文字までで入力してください。"
				  : l == LANG_JA_EASY ? "ながすぎます。%.*sもじまでで かいてください。"
						      : "This is too long. Enter at most %.*s characters.",
				  STR_ARG(to));
	case ERR_field_short:
		return str_format(a,
				  l == LANG_JA ? "短すぎます。%.*s文字以上で入力してください。"
				  : l == LANG_JA_EASY ? "みじかすぎます。%.*sもじより ながく かいてください。"
						      : "This is too short. Enter at least %.*s characters.",
				  STR_ARG(from));
	case ERR_field_range:
		if (!f->bounded_most)
			return str_format(a,
					  l == LANG_JA ? "%.*s%.*s以上の数を入力してください。"
					  : l == LANG_JA_EASY ? "%.*s%.*sか、それより おおきい かずを かいてください。"
							      : "Enter %.*s%.*s or more.",
					  STR_ARG(from),
					  STR_ARG(l == LANG_EN && f->kind != FIELD_MONEY ? STR_NONE : unit));
		return str_format(a,
				  l == LANG_JA        ? "%.*sから%.*s%.*sまでの数を入力してください。"
				  : l == LANG_JA_EASY ? "%.*sから %.*s%.*sまでの かずを かいてください。"
						      : "Enter a number from %.*s to %.*s%.*s.",
				  STR_ARG(from), STR_ARG(to),
				  STR_ARG(l == LANG_EN && f->kind != FIELD_MONEY ? STR_NONE : unit));
	case ERR_field_rows:
		return str_format(a,
				  l == LANG_JA ? "%.*s人（行）から%.*s人（行）までで入力してください。"
				  : l == LANG_JA_EASY ? "%.*sつから %.*sつまで かいてください。"
						      : "Enter from %.*s to %.*s rows.",
				  STR_ARG(from), STR_ARG(to));
	default:
		return STR_NONE;
	}
}

static str told_dates(arena *a, const field_def *f, lang l)
{
	bool first = f->first != DAY_NONE_FIELD, last = f->last != DAY_NONE_FIELD;
	if (!first && !last)
		return err_message(ERR_field_date_range, l);
	str from = first ? show_day(a, f->first, l) : STR_NONE, to = last ? show_day(a, f->last, l) : STR_NONE;
	if (first && last)
		return str_format(a,
				  l == LANG_JA        ? "%.*sから%.*sまでの日付を入力してください。"
				  : l == LANG_JA_EASY ? "%.*sから %.*sまでの ひを かいてください。"
						      : "Enter a date from %.*s to %.*s.",
				  STR_ARG(from), STR_ARG(to));
	return str_format(a,
			  first ? (l == LANG_JA        ? "%.*sからあとの日付を入力してください。"
				   : l == LANG_JA_EASY ? "%.*sから あとの ひを かいてください。"
						       : "Enter %.*s or a later date.")
				: (l == LANG_JA        ? "%.*sまでの日付を入力してください。"
				   : l == LANG_JA_EASY ? "%.*sまでの ひを かいてください。"
						       : "Enter %.*s or an earlier date."),
			  STR_ARG(first ? from : to));
}

/* id[3].column: the row and the column, where the error is a cell's. */
static const field_def *cell_of(const field_def *f, str where, i64 *ret_row)
{
	if (f->kind != FIELD_TABLE || where.len <= f->id.len || where.at[f->id.len] != '[')
		return NULL;
	str rest = str_sub(where, f->id.len + 1, where.len);
	str row = str_cut(&rest, ']'), column = str_sub(rest, 1, rest.len);
	for (size_t c = 0; c < f->columns.n; c++)
		if (str_eq(f->columns.at[c].id, column) && str_i64(row, ret_row))
			return &f->columns.at[c];
	return NULL;
}

str field_told(arena *a, const field_def *f, const err *e, lang l)
{
	i64 row;
	const field_def *cell = cell_of(f, e->where, &row);
	if (cell) {
		err inner = { .code = e->code, .where = cell->id };
		str what = field_told(a, cell, &inner, l), label = text_in(&cell->label, l);
		return str_format(a,
				  l == LANG_JA        ? "%lld行目の「%.*s」：%.*s"
				  : l == LANG_JA_EASY ? "%lldばんめの「%.*s」：%.*s"
						      : "Row %lld, %.*s: %.*s",
				  (long long)row, STR_ARG(label), STR_ARG(what));
	}
	str told = e->code == ERR_field_date_range ? told_dates(a, f, l) : told_bounds(a, f, e->code, l);
	return told.len ? told : err_message(e->code, l);
}
