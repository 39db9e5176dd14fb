/* Field and typed text to what a template shows. */
#include "kit/fields/form.h"

#include "text/json.h"
#include "text/kana.h"
#include "text/wareki.h"

str field_message(const field_errors *e, const char *field)
{
	for (size_t i = 0; i < e->n; i++)
		if (str_eq(e->at[i].field, str_of(field)))
			return e->at[i].message;
	return STR_NONE;
}

static bool has_line(str lines, str value)
{
	while (lines.len)
		if (str_eq(str_cut(&lines, '\n'), value))
			return true;
	return false;
}

static void add_option(arena *a, field_view *v, str value, str label, bool checked)
{
	str id = v->options.n ? str_format(a, "%.*s-%zu", STR_ARG(v->id), v->options.n + 1) : v->id;
	LIST_ADD(a, &v->options, ((field_option){ id, value, label, checked }));
}

static void options_of(arena *a, field_view *v, const field_def *f, str typed, const field_look_at *how, lang l)
{
	bool list = v->look == LOOK_LIST, known = false;
	if (list)
		add_option(a, v, STR_NONE, words_text(a, l, T_field_choose), typed.len == 0);
	if (f->kind == FIELD_YESNO) {
		add_option(a, v, STR("yes"), words_text(a, l, T_yes), str_eq(typed, STR("yes")));
		add_option(a, v, STR("no"), words_text(a, l, T_no), str_eq(typed, STR("no")));
	}
	for (size_t i = 0; f->kind != FIELD_YESNO && i < f->choices.n; i++) {
		const field_choice *c = &f->choices.at[i];
		str label = text_in(&c->label, l);
		add_option(a, v, c->value, label.len ? label : c->value, has_line(typed, c->value));
	}
	for (size_t i = 0; i < v->options.n; i++)
		known = known || v->options.at[i].checked;
	if (how->ask_unknown && f->kind != FIELD_CHOICES)
		add_option(a, v, STR(FIELD_UNKNOWN), v->unknown_label, how->unknown);
	(void)known;
}

/* --- dates ---------------------------------------------------------------------------------------------------------------- */

static const char *const era_kana[ERA_COUNT] = { "めいじ", "たいしょう", "しょうわ", "へいせい", "れいわ" };
static const char *const era_roman[ERA_COUNT] = { "Meiji", "Taisho", "Showa", "Heisei", "Reiwa" };

static str era_label(era e, lang l)
{
	return l == LANG_JA ? era_name(e) : str_of(l == LANG_JA_EASY ? era_kana[e] : era_roman[e]);
}

/* The parts of a date as a form posts them: 昭和|35|4|1, put together with | so that what is half filled in comes back as it was. */
typedef struct date_parts {
	str era, year, month, mday;
} date_parts;

/* Canonical dates to the reader's calendar, typed ones apart; what is neither stands in the year. */
static date_parts parts_of(arena *a, const field_def *f, str typed, lang l)
{
	date_parts p = { .era = STR_NONE, .year = typed };
	bool month = f->kind == FIELD_MONTH;
	day d;
	wareki w;
	if (str_find(typed, '|') < typed.len) {
		p.era = str_cut(&typed, '|');
		p.year = str_cut(&typed, '|');
		p.month = str_cut(&typed, '|');
		p.mday = typed;
	} else if (day_parse(month ? str_format(a, "%.*s-28", STR_ARG(typed)) : typed, &d)) {
		civil c = civil_of(d);
		p.year = str_format(a, "%d", c.year);
		p.month = str_format(a, "%d", c.month);
		p.mday = month ? STR_NONE : str_format(a, "%d", c.mday);
		if (l == LANG_JA && wareki_of(d, &w)) {
			p.era = era_name(w.era);
			p.year = str_format(a, "%d", w.year);
		}
	}
	return p;
}

static void date_of(arena *a, field_view *v, const field_def *f, str typed, lang l)
{
	date_parts p = parts_of(a, f, typed, l);
	add_option(a, v, STR_NONE, words_text(a, l, T_field_western), p.era.len == 0);
	for (int e = ERA_COUNT - 1; e >= 0; e--)
		add_option(a, v, era_name((era)e), era_label((era)e, l), str_eq(p.era, era_name((era)e)));
	const struct {
		const char *part, *autocomplete;
		str value;
		word label;
		int size;
	} all[] = { { "y", "bday-year", p.year, T_field_year, 4 },
		    { "m", "bday-month", p.month, T_field_month, 2 },
		    { "d", "bday-day", p.mday, T_field_day, 2 } };
	bool birthday = str_eq(f->autocomplete, STR("bday"));
	for (size_t i = 0; i < (f->kind == FIELD_MONTH ? 2 : COUNT(all)); i++)
		LIST_ADD(a, &v->parts,
			 ((field_part){ .id = str_format(a, "%.*s-%s", STR_ARG(v->id), all[i].part),
					.name = str_format(a, "%.*s.%s", STR_ARG(v->name), all[i].part),
					.value = all[i].value,
					.label = words_text(a, l, all[i].label),
					.autocomplete = birthday ? all[i].autocomplete : "",
					.size = all[i].size }));
}

/* --- tables ---------------------------------------------------------------------------------------------------------------- */

/* The message of one cell, out of those of the whole table: cells show their own. */
static void rows_of(arena *a, field_view *v, const field_def *f, str typed, lang l)
{
	const json_value *list = NULL;
	bool read = typed.len && !json_parse(a, typed, &list) && list->kind == JV_ARRAY;
	size_t n = read && list->n ? list->n : 1;
	for (size_t i = 0; i < n; i++) {
		struct field_row row = { .number = (int)i + 1,
					 .title = words_field_row(a, l, (i64)i + 1),
					 .remove = words_field_remove_row(a, l, (i64)i + 1) };
		for (size_t c = 0; c < f->columns.n; c++) {
			const field_def *col = &f->columns.at[c];
			const json_value *cell =
				read && i < list->n ? json_get(&list->items[i], arena_copy(a, col->id).at) : NULL;
			str text = STR_NONE;
			if (cell)
				field_cell(a, cell, &text);
			field_look_at how = { .name = str_format(a, "%.*s.%zu.%.*s", STR_ARG(v->name), i + 1,
								 STR_ARG(col->id)) };
			LIST_ADD(a, &row.cells, field_view_of(a, col, text, &how, l));
		}
		LIST_ADD(a, &v->rows, row);
	}
	i64 most = f->bounded_most ? f->most : 50;
	v->may_add = (i64)n < most;
}

/* --- inputs ------------------------------------------------------------------------------------------------------------------- */

static str accept_of(arena *a, const strs *kinds)
{
	buf b = buf_new(a, 1000);
	for (size_t i = 0; i < kinds->n; i++) {
		bool jpeg = str_eq(kinds->at[i], STR("jpeg"));
		buf_format(&b, "%s.%.*s%s", i ? "," : "", STR_ARG(kinds->at[i]), jpeg ? ",.jpg" : "");
	}
	return buf_str(&b);
}

static int digits(i64 n)
{
	int d = n < 0 ? 2 : 1;
	for (; n >= 10 || n <= -10; n /= 10)
		d++;
	return d;
}

/* What keyboard a phone shows, what a browser may fill in, how wide it is. */
static void input_of(field_view *v, const field_def *f)
{
	static const struct {
		const char *type, *inputmode;
		int size;
	} known[FIELD_KIND_COUNT] = {
		[FIELD_POSTAL] = { "text", "numeric", 9 },
		[FIELD_PHONE] = { "tel", "", 15 },
		[FIELD_MAIL] = { "email", "", 0 },
		[FIELD_MONEY] = { "text", "numeric", 12 },
		[FIELD_MY_NUMBER] = { "text", "numeric", 15 },
		[FIELD_CORPORATE_NUMBER] = { "text", "numeric", 16 },
	};
	v->type = known[f->kind].type ? known[f->kind].type : "text";
	v->inputmode = known[f->kind].inputmode ? known[f->kind].inputmode : "";
	v->size = known[f->kind].size;
	if (f->kind == FIELD_NUMBER) {
		v->inputmode = f->bounded_least && f->least < 0 ? "" : f->decimals ? "decimal" : "numeric";
		v->size = f->bounded_most ? digits(f->most) + (f->decimals ? f->decimals + 1 : 0) + 1 : 10;
	}
}

static field_look look_of(const field_def *f)
{
	switch (f->kind) {
	case FIELD_TEXT:
		return f->lines > 1 ? LOOK_LINES : LOOK_INPUT;
	case FIELD_DATE:
	case FIELD_MONTH:
		return LOOK_DATE;
	case FIELD_YESNO:
	case FIELD_CHOICES:
		return LOOK_CARDS;
	case FIELD_CHOICE:
		return f->choices.n > FIELD_CARDS_MAX ? LOOK_LIST : LOOK_CARDS;
	case FIELD_TABLE:
		return LOOK_TABLE;
	case FIELD_FILE:
		return LOOK_FILE;
	case FIELD_NAME:
	case FIELD_KANA:
	case FIELD_ADDRESS:
	case FIELD_POSTAL:
	case FIELD_PHONE:
	case FIELD_MAIL:
	case FIELD_NUMBER:
	case FIELD_MONEY:
	case FIELD_MY_NUMBER:
	case FIELD_CORPORATE_NUMBER:
	case FIELD_KIND_COUNT:
		break;
	}
	return LOOK_INPUT;
}

field_view field_view_of(arena *a, const field_def *f, str typed, const field_look_at *how, lang l)
{
	str name = how->name.len ? how->name : f->id;
	/* a dot is fine in an id, but a # in front of it means a class to those who style or test */
	char *id = (char *)arena_alloc(a, name.len + 1);
	for (size_t i = 0; i < name.len; i++)
		id[i] = name.at[i] == '.' ? '-' : name.at[i];
	field_view v = { .look = look_of(f),
			 .id = { id, name.len },
			 .name = name,
			 .label = how->label.len ? how->label : text_in(&f->label, l),
			 .help = text_in(&f->help, l),
			 .error = how->error,
			 .heading = how->heading,
			 .must = f->required && !how->ask_unknown && !how->unmarked,
			 .optional = !f->required && !how->ask_unknown && !how->unmarked,
			 .autocomplete = f->autocomplete,
			 .lines = f->lines,
			 .value = how->unknown ? STR_NONE : field_typed(a, f, typed) };
	v.unknown_label = words_text(a, l, T_field_unknown);
	v.unknown_id = str_format(a, "%.*s-unknown", STR_ARG(v.id));
	v.unknown_name = str_format(a, "%.*s.unknown", STR_ARG(name));
	v.unknown = how->unknown;
	v.unit = f->kind == FIELD_MONEY    ? words_text(a, l, T_field_yen)
		 : f->kind == FIELD_NUMBER ? text_in(&f->unit, l)
					   : STR_NONE;
	v.described = str_format(a, "%.*s%s%s%.*s%s%s%.*s%s", STR_ARG(v.error.len ? v.id : STR_NONE),
				 v.error.len ? "-error" : "", v.error.len && v.help.len ? " " : "",
				 STR_ARG(v.help.len ? v.id : STR_NONE), v.help.len ? "-help" : "",
				 v.unit.len && (v.error.len || v.help.len) ? " " : "",
				 STR_ARG(v.unit.len ? v.id : STR_NONE), v.unit.len ? "-unit" : "");
	bool in_options = (v.look == LOOK_CARDS && f->kind != FIELD_CHOICES) || v.look == LOOK_LIST;
	v.asks_unknown = how->ask_unknown && !in_options;
	v.several = f->kind == FIELD_CHOICES;
	v.side_by_side = f->kind == FIELD_YESNO;
	switch (v.look) {
	case LOOK_CARDS:
	case LOOK_LIST:
		options_of(a, &v, f, v.value, how, l);
		break;
	case LOOK_DATE:
		date_of(a, &v, f, v.value, l);
		break;
	case LOOK_TABLE:
		rows_of(a, &v, f, v.value, l);
		break;
	case LOOK_FILE:
		v.accept = accept_of(a, &f->accept);
		break;
	case LOOK_INPUT:
	case LOOK_LINES:
		input_of(&v, f);
		break;
	}
	return v;
}
