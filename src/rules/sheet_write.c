#include "rules/feel_shape.h"
#include "rules/sheet_private.h"
#include "text/csv.h"
#include "text/kana.h"

#define SHEET_SIZE_MAX ((size_t)64 << 20)

/* An id that its cell says without quotes. */
static bool plain_id(arena *a, str literal)
{
	str id;
	return sheet_unquote(a, literal, &id) && str_eq(sheet_quote(a, id), literal) && id.len && id.at[0] != '"' &&
	       str_eq(sheet_trim(id), id) && !sheet_bracketed(a, id).len;
}

bool sheet_is_simple(arena *a, const dmn_table *t)
{
	if (t->hit != HIT_COLLECT || t->gather != GATHER_LIST || t->outputs.n != 1)
		return false;
	const dmn_output *out = &t->outputs.at[0];
	if (!str_eq(out->name, STR("id")) || !str_eq(out->type, STR("string")) || out->id.len || out->label.len ||
	    out->values.text.len || out->otherwise.text.len)
		return false;
	for (size_t i = 0; i < t->rules.n; i++)
		if (!plain_id(a, t->rules.at[i].outputs[0].text))
			return false;
	return true;
}

/* The id of a rule that can stand in the first cell: not a number, which only counts, and not in brackets. */
static bool plain_rule_id(arena *a, str id)
{
	return id.len == 0 || (!sheet_counts(a, id) && !sheet_bracketed(a, id).len);
}

typedef struct writer {
	csv_writer csv;
	const dmn_table *t;
	bool simple, about, rules; /* rules: their ids have a column */
	arena *a;
} writer;

/* White space at the ends says nothing and is left out. A text that begins with apostrophes and then as a formula does gets one more, for
 * reading takes one away. */
static void put(writer *w, str s)
{
	s = sheet_trim(s);
	if (s.len && s.at[0] == '\'' && sheet_kept(s))
		s = str_format(w->a, "'%.*s", STR_ARG(s));
	csv_str(&w->csv, s);
}

static void put_marked(writer *w, const char *mark, str s)
{
	put(w, str_format(w->a, "%s%.*s", mark, STR_ARG(s)));
}

static void put_feel(writer *w, const dmn_text *x)
{
	put(w, x->typed.len ? x->typed : x->text);
}

/* In XML a cell that says nothing is a hyphen; here it is empty, unless a hyphen was typed. */
static void put_tests(writer *w, const dmn_text *x)
{
	if (x->typed.len == 0 && str_eq(x->text, STR("-")))
		put(w, STR(""));
	else
		put_feel(w, x);
}

/* Whether a header would be read as something else than an input. */
static bool needs_mark(arena *a, str s)
{
	static const str marks[] = { STR_INIT("→"), STR_INIT("⇒"),  STR_INIT("->"), STR_INIT("=>"),
				     STR_INIT("※"), STR_INIT("？"), STR_INIT("?") };
	str half = width_half(a, s);
	for (size_t i = 0; i < COUNT(marks); i++)
		if (str_starts(s, marks[i]))
			return true;
	return s.len == 0 || sheet_note_of(s) != NOTE_OTHER || str_starts(half, STR("("));
}

/* An expression stands in a row of its own; a header is a name. */
static bool is_expression(arena *a, const dmn_input *in)
{
	return in->expression.expr && feel_shape_of(a, in->expression.expr).is != SHAPE_NAME;
}

static void put_header(writer *w)
{
	static const char *const letters[] = { "U", "F", "P", "A", "C", "R", "O" };
	static const char *const gathers[] = { "C", "C+", "C#", "C<", "C>" };
	const dmn_table *t = w->t;
	put(w, str_of(w->simple ? "id" : t->hit == HIT_COLLECT ? gathers[t->gather] : letters[t->hit]));
	if (w->rules)
		csv_str(&w->csv, STR("(rule)"));
	for (size_t i = 0; i < t->inputs.n; i++) {
		const dmn_input *in = &t->inputs.at[i];
		str s = in->label.len || is_expression(w->a, in) ? in->label : in->expression.text;
		put_marked(w, needs_mark(w->a, s) ? "？" : "", s);
	}
	for (size_t i = 0; i < t->outputs.n && !w->simple; i++) {
		const dmn_output *out = &t->outputs.at[i];
		put_marked(w, "→", out->label.len ? out->label : out->name);
	}
	for (size_t i = 0; i < t->notes.n; i++)
		put_marked(w, sheet_note_of(t->notes.at[i]) != NOTE_OTHER ? "" : "※", t->notes.at[i]);
	if (w->about)
		csv_str(&w->csv, STR("(about)"));
	csv_end_row(&w->csv);
}

/* One row of settings, when a column has it: `of_input` and `of_output` give the cell's text. */
static void put_setting(writer *w, const char *name, str (*of_input)(arena *, const dmn_input *),
			str (*of_output)(const dmn_output *))
{
	const dmn_table *t = w->t;
	size_t outputs = w->simple ? 0 : t->outputs.n;
	bool any = false;
	for (size_t i = 0; i < t->inputs.n; i++)
		any = any || of_input(w->a, &t->inputs.at[i]).len;
	for (size_t i = 0; i < outputs; i++)
		any = any || of_output(&t->outputs.at[i]).len;
	if (!any)
		return;
	put(w, str_of(name));
	if (w->rules)
		put(w, STR(""));
	for (size_t i = 0; i < t->inputs.n; i++)
		put(w, of_input(w->a, &t->inputs.at[i]));
	for (size_t i = 0; i < outputs; i++)
		put(w, of_output(&t->outputs.at[i]));
	for (size_t i = 0; i < t->notes.n + w->about; i++)
		put(w, STR(""));
	csv_end_row(&w->csv);
}

static str input_id(arena *a, const dmn_input *in)
{
	(void)a;
	return in->id;
}
static str output_id(const dmn_output *out)
{
	return out->id;
}
static str or_dash(str s)
{
	return s.len ? s : STR("-");
}
static str input_name(arena *a, const dmn_input *in)
{
	bool wanted = (in->label.len && !is_expression(a, in)) || !in->expression.text.len;
	return wanted ? or_dash(in->expression.text) : STR("");
}
static str input_expression(arena *a, const dmn_input *in)
{
	return is_expression(a, in) ? in->expression.text : STR("");
}
static str no_expression(const dmn_output *out)
{
	(void)out;
	return STR("");
}
static str output_name(const dmn_output *out)
{
	return out->label.len ? or_dash(out->name) : STR("");
}
static str input_type(arena *a, const dmn_input *in)
{
	(void)a;
	return in->type;
}
static str output_type(const dmn_output *out)
{
	return out->type;
}
static str input_values(arena *a, const dmn_input *in)
{
	(void)a;
	return in->values.typed.len ? in->values.typed : in->values.text;
}
static str output_values(const dmn_output *out)
{
	return out->values.typed.len ? out->values.typed : out->values.text;
}
static str nothing(arena *a, const dmn_input *in)
{
	(void)a;
	(void)in;
	return STR("");
}
static str output_default(const dmn_output *out)
{
	return out->otherwise.typed.len ? out->otherwise.typed : out->otherwise.text;
}

static void put_settings(writer *w)
{
	if (w->t->id.len || w->t->name.len) {
		put(w, STR("(table)"));
		put(w, w->t->id);
		put(w, w->t->name);
		csv_end_row(&w->csv);
	}
	put_setting(w, "(id)", input_id, output_id);
	put_setting(w, "(name)", input_name, output_name);
	put_setting(w, "(expression)", input_expression, no_expression);
	put_setting(w, "(type)", input_type, output_type);
	put_setting(w, "(values)", input_values, output_values);
	put_setting(w, "(default)", nothing, output_default);
}

static void put_rule(writer *w, size_t number, const dmn_rule *r)
{
	const dmn_table *t = w->t;
	str id;
	if (w->simple) {
		CHECK(sheet_unquote(w->a, r->outputs[0].text, &id));
		put(w, id);
	} else if (r->id.len && !w->rules) {
		put(w, r->id);
	} else {
		csv_i64(&w->csv, (i64)number);
	}
	if (w->rules)
		put(w, r->id);
	for (size_t i = 0; i < t->inputs.n; i++)
		put_tests(w, &r->inputs[i]);
	for (size_t i = 0; i < t->outputs.n && !w->simple; i++)
		put_feel(w, &r->outputs[i]);
	for (size_t i = 0; i < t->notes.n; i++)
		put(w, r->notes[i]);
	if (w->about)
		put(w, r->about);
	csv_end_row(&w->csv);
}

str sheet_write(arena *a, const dmn_table *t)
{
	buf b = buf_new(a, SHEET_SIZE_MAX);
	writer w = { .csv = csv_write(&b), .t = t, .simple = sheet_is_simple(a, t), .a = a };
	for (size_t i = 0; i < t->rules.n; i++) {
		w.about = w.about || t->rules.at[i].about.len;
		w.rules = w.rules || (w.simple ? t->rules.at[i].id.len > 0 : !plain_rule_id(a, t->rules.at[i].id));
	}
	put_header(&w);
	put_settings(&w);
	for (size_t i = 0; i < t->rules.n; i++)
		put_rule(&w, i + 1, &t->rules.at[i]);
	return buf_str(&b);
}
