/* Answers to FEEL values. */
#include "defs/facts/facts.h"
#include "base/buf.h"
#include "rules/decimal.h"

#define UNKNOWN ((feel){ .kind = FEEL_UNKNOWN })

static feel lines_value(arena *a, const field_def *f, str lines)
{
	feel *at = arena_many(a, feel, f->choices.n + 1);
	size_t n = 0;
	while (lines.len && n < f->choices.n)
		at[n++] = feel_text(str_cut(&lines, '\n'));
	return feel_list_of(a, at, n);
}

static feel table_value(arena *a, const field_def *f, str json)
{
	const json_value *list = NULL;
	if (json.len && (json_parse(a, json, &list) || list->kind != JV_ARRAY))
		return UNKNOWN;
	size_t rows = list ? list->n : 0;
	feel *at = arena_many(a, feel, rows + 1);
	for (size_t i = 0; i < rows; i++) {
		feel_context *row = arena_one(a, feel_context);
		*row = (feel_context){ arena_many(a, feel_entry, f->columns.n + 1), f->columns.n };
		for (size_t c = 0; c < f->columns.n; c++) {
			const field_def *col = &f->columns.at[c];
			const json_value *v = json_get(&list->items[i], arena_copy(a, col->id).at);
			str cell;
			bool filled = v && field_cell(a, v, &cell) && cell.len;
			row->at[c] = (feel_entry){ col->label.in[LANG_JA],
						   filled ? fact_value(a, col, cell) : FEEL_NOTHING };
		}
		at[i] = (feel){ .kind = FEEL_CONTEXT, .context = row };
	}
	return feel_list_of(a, at, rows);
}

feel fact_value(arena *a, const field_def *f, str s)
{
	decimal number;
	day d;
	switch (f->kind) {
	case FIELD_CHOICES:
		return lines_value(a, f, s);
	case FIELD_TABLE:
		return table_value(a, f, s);
	case FIELD_YESNO:
		return str_eq(s, STR("yes")) ? feel_bool(true) : str_eq(s, STR("no")) ? feel_bool(false) : UNKNOWN;
	case FIELD_NUMBER:
	case FIELD_MONEY:
		return decimal_read(s, &number) ? feel_number(number) : UNKNOWN;
	case FIELD_DATE:
		return day_parse(s, &d) ? feel_day(a, d) : UNKNOWN;
	case FIELD_CHOICE:
		for (size_t i = 0; i < f->choices.n; i++)
			if (str_eq(f->choices.at[i].value, s))
				return feel_text(s);
		return UNKNOWN;
	case FIELD_TEXT:
	case FIELD_NAME:
	case FIELD_KANA:
	case FIELD_ADDRESS:
	case FIELD_POSTAL:
	case FIELD_PHONE:
	case FIELD_MAIL:
	case FIELD_MONTH:
	case FIELD_FILE:
	case FIELD_MY_NUMBER:
	case FIELD_CORPORATE_NUMBER:
	case FIELD_KIND_COUNT:
		break;
	}
	return s.len ? feel_text(s) : UNKNOWN;
}

/* A named type that allows these texts only. */
static const feel_type *choice_type(arena *a, const field_def *f)
{
	buf b = buf_new(a, FEEL_TEXT_MAX);
	feel_type *t = arena_one(a, feel_type);
	*t = (feel_type){ .is = TYPE_NAMED, .name = f->id, .of = feel_type_plain(TYPE_STRING) };
	for (size_t i = 0; i < f->choices.n; i++) {
		buf_put(&b, i ? STR(", ") : STR_NONE);
		buf_put(&b, feel_literal(a, feel_text(f->choices.at[i].value)));
	}
	if (f->choices.n && feel_parse_tests(a, buf_str(&b), (feel_names){ 0 }, &t->allowed))
		t->allowed = NULL;
	return t;
}

const feel_type *fact_type(arena *a, const field_def *f)
{
	switch (f->kind) {
	case FIELD_YESNO:
		return feel_type_plain(TYPE_BOOLEAN);
	case FIELD_NUMBER:
	case FIELD_MONEY:
		return feel_type_plain(TYPE_NUMBER);
	case FIELD_DATE:
		return feel_type_plain(TYPE_DATE);
	case FIELD_CHOICE:
		return choice_type(a, f);
	case FIELD_CHOICES:
		return feel_type_list(a, choice_type(a, f));
	case FIELD_TABLE: {
		feel_param *columns = arena_many(a, feel_param, f->columns.n + 1);
		for (size_t c = 0; c < f->columns.n; c++)
			columns[c] =
				(feel_param){ f->columns.at[c].label.in[LANG_JA], fact_type(a, &f->columns.at[c]) };
		feel_type *row = arena_one(a, feel_type);
		*row = (feel_type){ .is = TYPE_CONTEXT, .at = columns, .n = f->columns.n };
		return feel_type_list(a, row);
	}
	case FIELD_TEXT:
	case FIELD_NAME:
	case FIELD_KANA:
	case FIELD_ADDRESS:
	case FIELD_POSTAL:
	case FIELD_PHONE:
	case FIELD_MAIL:
	case FIELD_MONTH:
	case FIELD_FILE:
	case FIELD_MY_NUMBER:
	case FIELD_CORPORATE_NUMBER:
	case FIELD_KIND_COUNT:
		break;
	}
	return feel_type_plain(TYPE_STRING);
}

static feel answered(arena *a, const fact_def *f, const fact_answers *given)
{
	for (size_t i = 0; i < given->n; i++)
		if (str_eq(given->at[i].id, f->field.id))
			return given->at[i].dont_know ? UNKNOWN : fact_value(a, &f->field, given->at[i].value);
	return UNKNOWN;
}

/* All facts by name, with these values. */
static feel_context scope_of(arena *a, const fact_defs *f, const feel *values)
{
	feel_context all = { arena_many(a, feel_entry, f->n + 1), f->n };
	for (size_t i = 0; i < f->n; i++)
		all.at[i] = (feel_entry){ f->at[i].name, values[i] };
	return all;
}

void answers_values(feel_run *run, const fact_defs *f, const fact_answers *given, feel *values)
{
	for (size_t i = 0; i < f->n; i++)
		values[i] = UNKNOWN;
	feel_context all = scope_of(run->arena, f, values);
	feel_scope scope = { &all, NULL };
	for (size_t k = 0; k < f->n; k++) {
		size_t i = f->order[k];
		const fact_def *d = &f->at[i];
		if (d->value) {
			values[i] = feel_eval(run, d->value, &scope);
		} else {
			feel asked = d->ask_if ? feel_eval(run, d->ask_if, &scope) : feel_bool(true);
			bool not_asked = asked.kind == FEEL_BOOLEAN && !asked.boolean;
			values[i] = not_asked ? FEEL_NOTHING : answered(run->arena, d, given);
		}
		all.at[i].value = values[i];
	}
}

bool answers_hold(feel_run *run, const fact_defs *f, size_t i, const feel *values)
{
	const fact_def *d = &f->at[i];
	if (!d->check)
		return true;
	feel_context all = scope_of(run->arena, f, values);
	feel_scope scope = { &all, NULL };
	feel v = feel_eval(run, d->check, &scope);
	return !(v.kind == FEEL_BOOLEAN && !v.boolean);
}
