#include <stdarg.h>

#include "rules/check_private.h"
#include "rules/feel_shape.h"

const char *finding_name(finding_kind k)
{
	static const char *const names[] = { "gap", "overlap", "unreachable", "never", "name", "kind", "feel" };
	CHECK((size_t)k < COUNT(names));
	return names[k];
}

void check_found(check *c, finding_kind kind, bool error, int line, int column, const char *what, ...)
{
	if (c->found.n == CHECK_FINDINGS_MAX) {
		c->found.incomplete = true;
		return;
	}
	char text[2000];
	va_list args;
	va_start(args, what);
	int n = vsnprintf(text, sizeof text, what, args);
	va_end(args);
	str s = { text, n < 0 ? 0 : (size_t)n < sizeof text ? (size_t)n : sizeof text - 1 };
	while (s.len && !str_is_utf8(s)) /* cut within a character */
		s.len--;
	finding f = { kind, error, line, column, arena_copy(c->a, s) };
	LIST_ADD(c->a, &c->found, f);
}

/* --- kinds of values --------------------------------------------------------------------------------------------------- */

/* The kind that a type's values have; FEEL_NULL: of several kinds, or of one that columns are seldom of. */
static feel_kind kind_of_type(const feel_type *type)
{
	static const struct {
		feel_type_is is;
		feel_kind kind;
	} kinds[] = { { TYPE_NUMBER, FEEL_NUMBER },
		      { TYPE_STRING, FEEL_STRING },
		      { TYPE_BOOLEAN, FEEL_BOOLEAN },
		      { TYPE_DATE, FEEL_DATE } };
	feel_type_is is = feel_type_real(type)->is;
	for (size_t i = 0; i < COUNT(kinds); i++)
		if (is == kinds[i].is)
			return kinds[i].kind;
	return FEEL_NULL;
}

static const feel_type *type_named(arena *a, str name)
{
	const feel_type *t = NULL;
	if (name.len == 0 || feel_type_read(a, name, NULL, &t) != NULL)
		t = NULL;
	return feel_type_real(t);
}

/* The kind of the first literal in a shape; FEEL_NULL: there is none. */
static feel_kind kind_of_shape(const feel_shape *s, int depth)
{
	if (s->is == SHAPE_LITERAL)
		return s->value.kind;
	for (size_t i = 0; i < s->n && depth < 20; i++) {
		feel_kind k = kind_of_shape(&s->at[i], depth + 1);
		if (k != FEEL_NULL)
			return k;
	}
	return FEEL_NULL;
}

static bool is_any(const dmn_text *x)
{
	str s = str_trim(x->text);
	return s.len == 0 || str_eq(s, STR("-"));
}

/* Cells of a column without a type that compare with another kind than the first of them. */
static void check_kinds(check *c, size_t k)
{
	const dmn_input *in = &c->t->inputs.at[k];
	feel_kind first = FEEL_NULL;
	for (size_t i = 0; i < c->t->rules.n && feel_type_real(c->inputs[k])->is == TYPE_ANY; i++) {
		const dmn_text *x = &c->t->rules.at[i].inputs[k];
		if (is_any(x) || !x->expr)
			continue;
		feel_shape shape = feel_shape_of(c->scratch, x->expr);
		feel_kind kind = kind_of_shape(&shape, 0);
		arena_reset(c->scratch);
		if (kind == FEEL_NULL)
			continue;
		if (first == FEEL_NULL)
			first = kind;
		if (kind != first)
			check_found(c, FINDING_KIND, false, x->line, x->column,
				    "%.*s is compared with a %s here, and with a %s in a row before",
				    STR_ARG(in->expression.text), feel_kind_name(kind), feel_kind_name(first));
	}
}

static void check_output(check *c, size_t k, const dmn_text *x)
{
	const dmn_output *out = &c->t->outputs.at[k];
	if (!x->expr || x->text.len == 0)
		return;
	feel_shape shape = feel_shape_of(c->scratch, x->expr);
	feel_kind kind = kind_of_type(c->outputs[k]);
	if (shape.is != SHAPE_LITERAL) {
		const feel_type *gives;
		feel_kind made = feel_check(c->scratch, x->expr, c->with, &gives) ? FEEL_NULL : kind_of_type(gives);
		if (kind != FEEL_NULL && made != FEEL_NULL && made != kind)
			check_found(c, FINDING_KIND, true, x->line, x->column, "%.*s gives a %s; this output is a %s",
				    STR_ARG(x->text), feel_kind_name(made), feel_kind_name(kind));
		return;
	}
	if (kind != FEEL_NULL && shape.value.kind != FEEL_NULL && shape.value.kind != kind)
		check_found(c, FINDING_KIND, true, x->line, x->column, "%.*s is a %s; this output is a %s",
			    STR_ARG(x->text), feel_kind_name(shape.value.kind), feel_kind_name(kind));
	feel_run run = feel_begin(c->scratch, 0);
	feel_context nothing = { NULL, 0 };
	feel ok = feel_bool(feel_allowed(&run, shape.value, c->outputs[k]));
	if (out->values.expr)
		ok = feel_test(&run, out->values.expr, shape.value, &(feel_scope){ &nothing, NULL });
	if (ok.kind == FEEL_BOOLEAN && !ok.boolean)
		check_found(c, FINDING_KIND, true, x->line, x->column, "%.*s is not among the values allowed%s%.*s",
			    STR_ARG(x->text), out->values.expr ? ": " : "", STR_ARG(out->values.text));
}

/* --- names ------------------------------------------------------------------------------------------------------------- */

static bool is_known(const check *c, str name)
{
	for (size_t i = 0; i < c->with.n; i++)
		if (str_eq(c->with.names[i].name, name))
			return true;
	return false;
}

/* A cell as FEEL sees it, and its names. Where a table stands by itself, a name that is no column may be a fact of elsewhere. */
static void check_cell(check *c, const feel_type *input, const dmn_text *x)
{
	if (!x->expr || x->text.len == 0)
		return;
	feel_checking with = c->with;
	with.input = input;
	for (const err *e = feel_check(c->scratch, x->expr, with, NULL); e; e = e->next)
		check_found(c, FINDING_FEEL, true, x->line, x->column, "%.*s in `%.*s` (at %.*s)", STR_ARG(e->detail),
			    STR_ARG(x->text), STR_ARG(e->where));
	strs free = feel_free(c->scratch, x->expr);
	for (size_t i = 0; i < free.n && !c->around.strict; i++)
		if (!str_eq(free.at[i], STR("?")) && !is_known(c, free.at[i]))
			check_found(c, FINDING_NAME, false, x->line, x->column,
				    "there is no fact `%.*s` among the columns; a text is written in quotes: \"%.*s\"",
				    STR_ARG(free.at[i]), STR_ARG(free.at[i]));
	arena_reset(c->scratch);
}

/* --- boxes -------------------------------------------------------------------------------------------------------------- */

/* The cell as parsed; parsed here when it was not. NULL for an empty one. */
static const feel_expr *parsed(const dmn_text *x)
{
	return is_any(x) ? NULL : x->expr;
}

static void set_bit(box_word *box, const check_column *col, u32 part)
{
	box[col->from + part / 64] |= (box_word)1 << part % 64;
}

static bool holds(check *c, const feel_expr *e, feel v)
{
	feel_run run = feel_begin(c->scratch, 0);
	feel_context nothing = { NULL, 0 };
	feel r = feel_test(&run, e, v, &(feel_scope){ &nothing, NULL });
	return r.kind == FEEL_BOOLEAN && r.boolean;
}

/* The parts that values of this column can have. */
static void fill_all(check *c, size_t k)
{
	const check_column *col = &c->columns[k];
	const dmn_input *in = &c->t->inputs.at[k];
	const parts *p = &col->parts;
	feel_kind type = kind_of_type(c->inputs[k]);
	feel_run run = feel_begin(c->scratch, 0);
	bool free = type == FEEL_NULL;
	for (u32 i = PART_FALSE; i < p->n; i++) {
		feel v = parts_value(c->scratch, p, i);
		bool named = (v.kind == FEEL_BOOLEAN && p->booleans) || (v.kind == FEEL_STRING && p->texts.n) ||
			     (v.kind == FEEL_NUMBER && p->numbers.n) || (v.kind == FEEL_DATE && p->dates.n);
		if ((free ? named : v.kind == type) && parts_inhabited(p, i) && feel_allowed(&run, v, c->inputs[k]) &&
		    (!in->values.expr || holds(c, in->values.expr, v)))
			set_bit(c->all, col, i);
	}
	bool any = false;
	for (size_t w = col->from; w < col->from + col->words; w++)
		any = any || c->all[w];
	if (!any)
		set_bit(c->all, col, PART_NULL); /* nothing is known of this column: one part for all values */
}

static bool null_in(const feel_shape *s, int depth)
{
	if (s->is == SHAPE_LITERAL)
		return s->value.kind == FEEL_NULL;
	for (size_t i = 0; i < s->n && depth < 20; i++)
		if (null_in(&s->at[i], depth + 1))
			return true;
	return false;
}

static bool names_null(check *c, const feel_expr *e)
{
	feel_shape shape = feel_shape_of(c->scratch, e);
	return null_in(&shape, 0);
}

static void fill_row(check *c, check_row *row, const dmn_rule *r)
{
	row->rule = r;
	row->sure = true;
	row->box = arena_many(c->a, box_word, c->words);
	for (size_t k = 0; k < c->t->inputs.n; k++) {
		const check_column *col = &c->columns[k];
		const dmn_text *x = &r->inputs[k];
		const feel_expr *e = parsed(x);
		parts own = { .booleans = false };
		if (!e || !parts_add(c->scratch, &own, e)) {
			row->sure = row->sure && !e;
			memcpy(row->box + col->from, c->all + col->from, col->words * sizeof *row->box);
			continue;
		}
		parts_seal(c->scratch, &own);
		bool *says = arena_many(c->scratch, bool, own.n), any = false;
		for (u32 i = 0; i < own.n; i++)
			says[i] = holds(c, e, parts_value(c->scratch, &own, i));
		const u32 *at = parts_map(c->scratch, &col->parts, &own);
		for (u32 i = 0; i < col->parts.n; i++)
			if (says[at[i]] && (c->all[col->from + i / 64] >> i % 64 & 1)) {
				set_bit(row->box, col, i);
				any = true;
			}
		if (!any && !names_null(c, e)) /* `null` holds where the fact does not apply */
			check_found(c, FINDING_NEVER, false, x->line, x->column,
				    "no value of %.*s satisfies `%.*s`, so this row never holds",
				    STR_ARG(c->t->inputs.at[k].expression.text), STR_ARG(x->text));
		arena_reset(c->scratch);
	}
}

static void make_columns(check *c)
{
	const dmn_table *t = c->t;
	c->columns = arena_many(c->a, check_column, t->inputs.n);
	for (size_t k = 0; k < t->inputs.n; k++) {
		check_column *col = &c->columns[k];
		const feel_expr *allowed = parsed(&t->inputs.at[k].values);
		if (allowed)
			parts_add(c->a, &col->parts, allowed);
		for (size_t i = 0; i < t->rules.n; i++) {
			const feel_expr *e = parsed(&t->rules.at[i].inputs[k]);
			if (e)
				parts_add(c->a, &col->parts, e);
		}
		parts_seal(c->a, &col->parts);
		col->from = c->words;
		col->words = (col->parts.n + 63) / 64;
		c->words += col->words;
	}
	c->all = arena_many(c->a, box_word, c->words);
}

#define CHECK_WORDS_MAX ((size_t)2 << 20) /* of all boxes: 16 MiB */

/* What the columns are, and which names their cells see: what is known around, the columns, and what their expressions name. */
static void learn(check *c)
{
	const dmn_table *t = c->t;
	struct {
		feel_param *at;
		size_t n;
	} names = { NULL, 0 };
	for (size_t i = 0; i < c->around.names_n; i++)
		LIST_ADD(c->a, &names, c->around.names[i]);
	c->inputs = arena_many(c->a, const feel_type *, t->inputs.n);
	c->outputs = arena_many(c->a, const feel_type *, t->outputs.n);
	for (size_t i = 0; i < t->outputs.n; i++)
		c->outputs[i] = c->around.outputs ? c->around.outputs[i] : type_named(c->a, t->outputs.at[i].type);
	for (size_t i = 0; i < t->inputs.n; i++) {
		const dmn_text *x = &t->inputs.at[i].expression;
		c->inputs[i] = c->around.inputs ? c->around.inputs[i] : type_named(c->a, t->inputs.at[i].type);
		if (c->around.strict || !x->expr)
			continue;
		strs free = feel_free(c->a, x->expr);
		bool plain = feel_shape_of(c->a, x->expr).is == SHAPE_NAME;
		for (size_t k = 0; k < free.n; k++)
			LIST_ADD(c->a, &names, (feel_param){ free.at[k], plain ? c->inputs[i] : NULL });
	}
	c->with = (feel_checking){ .names = names.at, .n = names.n, .more_names = !c->around.strict };
}

static void check_cells(check *c)
{
	const dmn_table *t = c->t;
	for (size_t i = 0; i < t->inputs.n; i++) {
		check_cell(c, NULL, &t->inputs.at[i].expression);
		check_kinds(c, i);
	}
	for (size_t i = 0; i < t->rules.n; i++) {
		const dmn_rule *r = &t->rules.at[i];
		for (size_t k = 0; k < t->inputs.n; k++)
			check_cell(c, c->inputs[k], &r->inputs[k]);
		for (size_t k = 0; k < t->outputs.n; k++) {
			check_cell(c, NULL, &r->outputs[k]);
			check_output(c, k, &r->outputs[k]);
			arena_reset(c->scratch);
		}
	}
}

findings table_check(arena *a, const dmn_table *t, table_around around)
{
	check c = {
		.a = a, .scratch = arena_new((size_t)256 << 20), .t = t, .around = around, .steps = CHECK_STEPS_MAX
	};
	learn(&c);
	check_cells(&c);
	make_columns(&c);
	if (c.words * (t->rules.n + 1) > CHECK_WORDS_MAX) {
		c.found.incomplete = true;
		arena_free(c.scratch);
		return c.found;
	}
	for (size_t k = 0; k < t->inputs.n; k++) {
		fill_all(&c, k);
		arena_reset(c.scratch);
	}
	for (size_t i = 0; i < t->rules.n; i++) {
		check_row row;
		fill_row(&c, &row, &t->rules.at[i]);
		arena_reset(c.scratch);
		LIST_ADD(a, &c.rows, row);
	}
	check_overlaps(&c);
	check_unreachable(&c);
	check_gaps(&c);
	arena_free(c.scratch);
	return c.found;
}
