/* facts.yaml and facts/ID.yaml written back, as a clerk would have written them. */
#include "defs/defs_write.h"

static void put_number(buf *b, int at, const char *name, i64 n)
{
	put_key(b, at, name);
	buf_format(b, " %lld\n", (long long)n);
}

static void put_date(buf *b, int at, const char *name, day d)
{
	if (d == DAY_NONE_FIELD)
		return;
	put_key(b, at, name);
	buf_format(b, " %.*s\n", STR_ARG(day_text(b->arena, d)));
}

static void put_if(buf *b, int at, const char *name, bool yes)
{
	if (yes)
		put_bool(b, at, name, true);
}

static void put_spaces(buf *b, int n)
{
	while (n-- > 0)
		buf_char(b, ' ');
}

/* `- 1級: { en: Grade 1 }`: the value is the Japanese label where no other is given. */
static void put_choice(buf *b, int at, const field_choice *c)
{
	text3 label = c->label;
	bool same = str_eq(label.in[LANG_JA], c->value);
	if (same)
		label.in[LANG_JA] = STR_NONE;
	put_spaces(b, at);
	buf_lit(b, "- ");
	yaml_put(b, c->value, 0, true);
	if (!same || label.in[LANG_JA_EASY].len || label.in[LANG_EN].len) {
		buf_lit(b, ": ");
		put_text3_flow(b, &label);
	}
	buf_char(b, '\n');
}

static void put_field(buf *b, int at, const field_def *f);

static void put_columns(buf *b, int at, const field_def *f)
{
	put_key(b, at, "columns");
	buf_char(b, '\n');
	for (size_t i = 0; i < f->columns.n; i++) {
		put_key(b, at + 2, f->columns.at[i].id.at);
		buf_char(b, '\n');
		put_field(b, at + 4, &f->columns.at[i]);
	}
}

static void put_field(buf *b, int at, const field_def *f)
{
	put_str(b, at, "type", str_of(field_kind_name(f->kind)));
	put_text3(b, at, "label", &f->label);
	put_text3(b, at, "help", &f->help);
	put_if(b, at, "required", f->required);
	if (f->bounded_least)
		put_number(b, at, "least", f->least);
	if (f->bounded_most)
		put_number(b, at, "most", f->most);
	if (f->decimals)
		put_number(b, at, "decimals", f->decimals);
	if (f->lines)
		put_number(b, at, "lines", f->lines);
	put_date(b, at, "first", f->first);
	put_date(b, at, "last", f->last);
	put_if(b, at, "no_future", f->no_future);
	put_if(b, at, "no_past", f->no_past);
	put_text3(b, at, "unit", &f->unit);
	put_str(b, at, "autocomplete", f->autocomplete);
	if (f->choices.n) {
		put_key(b, at, "choices");
		buf_char(b, '\n');
	}
	for (size_t i = 0; i < f->choices.n; i++)
		put_choice(b, at + 2, &f->choices.at[i]);
	if (f->accept.n) {
		put_key(b, at, "accept");
		buf_char(b, ' ');
		put_ids(b, &f->accept);
		buf_char(b, '\n');
	}
	if (f->columns.n)
		put_columns(b, at, f);
}

/* Weights without an exponent and without zeros that say nothing. */
static void put_share(buf *b, int at, const fact_def *f)
{
	if (f->share.n == 0)
		return;
	put_key(b, at, "share");
	buf_char(b, '\n');
	for (size_t i = 0; i < f->share.n; i++) {
		str weight = str_format(b->arena, "%.6f", f->share.at[i].weight);
		while (weight.at[weight.len - 1] == '0')
			weight.len--;
		weight.len -= weight.at[weight.len - 1] == '.';
		put_spaces(b, at + 2);
		yaml_put(b, f->share.at[i].value, 0, true);
		buf_format(b, ": %.*s\n", STR_ARG(weight));
	}
}

str defs_write_facts(arena *a, const city_def *c, str path)
{
	buf b = buf_new(a, FILE_CEILING);
	buf_lit(&b, "facts:\n");
	for (size_t i = 0; i < c->facts.n; i++) {
		const fact_def *f = &c->facts.at[i];
		if (!str_eq(f->file, path))
			continue;
		put_key(&b, 2, f->field.id.at);
		buf_char(&b, '\n');
		put_str(&b, 4, "name", f->name);
		put_field(&b, 4, &f->field);
		put_text3(&b, 4, "question", &f->question);
		if (f->sensitive)
			put_number(&b, 4, "sensitive", f->sensitive);
		if (f->hard)
			put_number(&b, 4, "hard", f->hard);
		put_str(&b, 4, "ask_if", f->ask_if_text);
		put_str(&b, 4, "value", f->value_text);
		put_str(&b, 4, "check", f->check_text);
		put_text3(&b, 4, "check_message", &f->check_message);
		put_share(&b, 4, f);
	}
	return written(&b);
}
