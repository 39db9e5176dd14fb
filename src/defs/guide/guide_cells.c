/* The tables against the facts and the schemes: what a column asks, what a cell may say, where a row leads. */
#include "defs/guide/cell.h"
#include "defs/guide/guide_read.h"
#include "rules/sheet.h"

static reader *reader_of(sources *list, str file)
{
	for (size_t i = 0; i < list->n; i++)
		if (str_eq(list->at[i].r.path, file))
			return &list->at[i].r;
	return NULL;
}

/* --- tables --------------------------------------------------------------------------------------------------------------- */

static void tell(sources *list, reader *otherwise, const err *e)
{
	for (; e; e = e->next) {
		str rest = e->where;
		reader *r = reader_of(list, str_cut(&rest, ':'));
		i64 line = 1, column = 1;
		bool placed = r && str_i64(str_cut(&rest, ':'), &line);
		if (placed && !str_i64(rest, &column))
			column = 1;
		if (placed)
			note(r, PLACE((int)line, (int)column), "%.*s", STR_ARG(e->detail));
		else
			note_err(otherwise, e);
	}
}

/* The tables as they stand; false when one has mistakes, whose rows are missing. */
static bool read_all(sources *list, city_def *c)
{
	bool whole = true;
	for (size_t i = 0; i < list->n; i++) {
		source *s = &list->at[i];
		if (s->kind != PATH_TABLE)
			continue;
		const dmn_table *t = NULL;
		const err *e = sheet_read(s->r.a, s->r.path, s->text, c->facts.names, &t);
		tell(list, &s->r, e);
		whole = whole && !e;
		if (t)
			LIST_ADD(s->r.a, &c->guide.tables, t);
	}
	return whole;
}

/* --- cells ------------------------------------------------------------------------------------------------------------------ */

static cell_kind kind_of(const fact_def *f, bool *ret_known)
{
	*ret_known = true;
	switch (f->field.kind) {
	case FIELD_YESNO:
		return CELL_BOOLEAN;
	case FIELD_NUMBER:
	case FIELD_MONEY:
		return CELL_NUMBER;
	case FIELD_DATE:
		return CELL_DATE;
	case FIELD_CHOICES:
	case FIELD_TABLE:
		*ret_known = false; /* a list: the cell is an expression over it */
		return CELL_NULL;
	case FIELD_TEXT:
	case FIELD_NAME:
	case FIELD_KANA:
	case FIELD_ADDRESS:
	case FIELD_POSTAL:
	case FIELD_PHONE:
	case FIELD_MAIL:
	case FIELD_MONTH:
	case FIELD_CHOICE:
	case FIELD_FILE:
	case FIELD_MY_NUMBER:
	case FIELD_CORPORATE_NUMBER:
	case FIELD_KIND_COUNT:
		return CELL_STRING;
	}
	return CELL_STRING;
}

static const char *should_be(cell_kind k)
{
	return k == CELL_BOOLEAN  ? "true or false"
	       : k == CELL_NUMBER ? "a number"
	       : k == CELL_DATE   ? "a date, date(\"2026-04-01\")"
				  : "a text in quotes";
}

static void check_value(reader *r, const dmn_text *t, const fact_def *f, cell_kind kind, const cell_value *v)
{
	if (v->kind == CELL_NULL)
		return;
	/* where the cell was typed otherwise than FEEL has it, its beginning is place enough */
	const yaml_node *at = PLACE(t->line, t->column);
	if (v->kind != kind) {
		note(r, at, "‘%.*s’ cannot be compared with ‘%.*s’, which is %s", STR_ARG(shown(v->text)),
		     STR_ARG(f->name), should_be(kind));
		return;
	}
	if (f->field.kind != FIELD_CHOICE)
		return;
	for (size_t i = 0; i < f->field.choices.n; i++)
		if (str_eq(f->field.choices.at[i].value, v->text))
			return;
	strs known = { NULL, 0 };
	for (size_t i = 0; i < f->field.choices.n && mistakes_wanted(r); i++)
		LIST_ADD(r->work, &known, f->field.choices.at[i].value);
	if (known.n)
		note(r, at, "‘%.*s’ is no choice of ‘%.*s’%s", STR_ARG(shown(v->text)), STR_ARG(f->name),
		     did_you_mean(r->work, v->text, &known));
}

static void check_names(reader *r, const dmn_text *t, const feel_expr *e, const city_def *c)
{
	strs names = feel_free(r->work, e);
	for (size_t i = 0; i < names.n; i++)
		if (!facts_named(&c->facts, names.at[i]) && !str_eq(names.at[i], STR("?")))
			note(r, PLACE(t->line, t->column), "there is no fact ‘%.*s’%s; facts are defined in facts.yaml",
			     STR_ARG(shown(names.at[i])), fact_meant(r, &c->facts, names.at[i]));
}

static void check_cell(reader *r, const dmn_text *t, const fact_def *f, const city_def *c)
{
	cell plain;
	bool known = false;
	if (cell_read(r->work, t->text, &plain)) {
		cell_kind kind = f ? kind_of(f, &known) : CELL_NULL;
		/* a computed fact without a type of its own says nothing here */
		for (size_t i = 0; known && i < plain.tests.n; i++) {
			check_value(r, t, f, kind, &plain.tests.at[i].a);
			if (plain.tests.at[i].op == CELL_RANGE)
				check_value(r, t, f, kind, &plain.tests.at[i].b);
		}
		return;
	}
	const feel_expr *e = t->expr;
	if (!e && feel_parse_tests(r->work, t->text, c->facts.names, &e))
		return; /* told when the table was read */
	check_names(r, t, e, c);
}

static void check_column(reader *r, const dmn_input *in, const city_def *c)
{
	const dmn_text *t = &in->expression;
	if (facts_named(&c->facts, t->text))
		return;
	const feel_expr *e = t->expr;
	const yaml_node *at = PLACE(t->line ? t->line : 1, t->column ? t->column : 1);
	if ((!e && feel_parse(r->work, t->text, c->facts.names, &e)) || !e)
		note(r, at, "there is no fact ‘%.*s’%s; facts are defined in facts.yaml", STR_ARG(shown(t->text)),
		     fact_meant(r, &c->facts, t->text));
	else
		check_names(r, t, e, c);
}

static void check_output(reader *r, const dmn_text *t, const city_def *c)
{
	str id;
	if (!sheet_unquote(r->work, str_trim(t->text), &id))
		id = str_trim(t->text);
	if (!guide_scheme(&c->guide, id))
		note(r, PLACE(t->line, t->column), "there is no scheme ‘%.*s’%s; schemes are defined in schemes/",
		     STR_ARG(shown(id)), scheme_meant(r, &c->guide, id));
}

static void check_all(sources *list, const city_def *c)
{
	const guide_def *g = &c->guide;
	for (size_t i = 0; i < g->tables.n; i++) {
		const dmn_table *t = g->tables.at[i];
		reader *r = reader_of(list, t->file);
		if (!r)
			continue;
		for (size_t k = 0; k < t->inputs.n; k++)
			check_column(r, &t->inputs.at[k], c);
		for (size_t row = 0; row < t->rules.n; row++) {
			const dmn_rule *rule = &t->rules.at[row];
			for (size_t k = 0; k < t->inputs.n; k++)
				check_cell(r, &rule->inputs[k], facts_named(&c->facts, t->inputs.at[k].expression.text),
					   c);
			if (t->outputs.n == 1)
				check_output(r, &rule->outputs[0], c);
		}
	}
}

void read_tables(sources *list, city_def *c)
{
	guide_def *g = &c->guide;
	bool whole = read_all(list, c);
	size_t before = list->n ? list->at[0].r.found->n : 0;
	check_all(list, c);
	if (!whole || g->tables.n == 0 || list->at[0].r.found->n != before)
		return;
	match *m = NULL;
	const err *e = match_compile_known(list->at[0].r.a, g->tables.at, g->tables.n, c->facts.names, &m);
	tell(list, &list->at[0].r, e);
	if (!e)
		g->match = m;
}
