/* What a paper depends on: facts, the facts these are computed from, and expressions over all of them. */
#include "defs/papers/paper_checks.h"
#include "defs/facts/facts_read.h"
#include "defs/guide/guide_read.h"
#include "rules/feel_check.h"

const fact_def *fact_there(checking *g, const yaml_node *at, str name)
{
	const fact_defs *facts = &g->k->c->facts;
	const fact_def *f = name.len ? fact_called(facts, name) : NULL;
	if (!f && name.len)
		note(g->r, at, "there is no fact ‘%.*s’%s; facts are defined in facts.yaml and facts/",
		     STR_ARG(shown(name)), fact_meant(g->r, facts, name));
	if (f && f->field.kind == FIELD_MY_NUMBER) {
		note(g->r, at,
		     "‘%.*s’ is a My Number: it is on no paper that is printed; leave its box empty, to be filled by hand",
		     STR_ARG(f->name));
		return NULL;
	}
	return f;
}

void depend(checking *g, const yaml_node *at, const fact_def *f)
{
	const fact_defs *facts = &g->k->c->facts;
	size_t i = (size_t)(f - facts->at);
	if (f->field.kind == FIELD_MY_NUMBER) {
		fact_there(g, at, f->field.id);
		return;
	}
	if (!f->value) {
		if (g->asked[i] || f->value_text.len)
			return;
		g->asked[i] = true;
		LIST_ADD(g->r->work, &g->p->facts, f);
		return;
	}
	if (g->opened[i])
		return;
	g->opened[i] = true;
	LIST_ADD(g->r->a, &g->p->computed, f);
	strs names = feel_free(g->r->work, f->value);
	for (size_t k = 0; k < names.n; k++) {
		const fact_def *other = facts_named(facts, names.at[k]);
		if (other)
			depend(g, at, other);
	}
}

static bool type_fits(const feel_type *gives, feel_type_is want)
{
	gives = feel_type_real(gives);
	if (gives->is == TYPE_ANY || gives->is == TYPE_NULL)
		return true;
	if (want != TYPE_ANY)
		return gives->is == want;
	return gives->is == TYPE_STRING || gives->is == TYPE_NUMBER || gives->is == TYPE_BOOLEAN ||
	       gives->is == TYPE_DATE || gives->is == TYPE_LIST;
}

void check_expr(checking *g, const yaml_node *at, paper_expr *e, feel_type_is want)
{
	reader *r = g->r;
	const city_def *c = g->k->c;
	size_t n = c->facts.n + (g->row ? 2 : 0);
	if (e->text.len == 0 || !at)
		return;
	feel_names names = { .at = g->k->names.at,
			     .n = g->k->names.n - (g->row ? 0 : 2),
			     .parts = c->facts.names.parts };
	const feel_expr *parsed = NULL;
	const err *wrong = feel_parse(r->a, e->text, names, &parsed);
	if (wrong) {
		note_feel(r, at, wrong);
		return;
	}
	strs used = feel_free(r->work, parsed);
	bool known = true;
	for (size_t i = 0; i < used.n; i++) {
		const fact_def *f = facts_named(&c->facts, used.at[i]);
		bool of_row = str_eq(used.at[i], STR("item")) || str_eq(used.at[i], STR("number"));
		bool one_line = !at->block && str_find(e->text, '\n') == e->text.len;
		yaml_node place = place_within(at, 1, one_line ? column_within(e->text, used.at[i]) : 1);
		if (f) {
			depend(g, &place, f);
		} else if (of_row && !g->row) {
			note(r, &place, "‘%.*s’ is known only in rows and papers with ‘each’", STR_ARG(used.at[i]));
			known = false;
		} else if (!of_row) {
			strs all = { NULL, 0 };
			for (size_t k = 0; k < names.n && mistakes_wanted(r); k++)
				LIST_ADD(r->work, &all, names.at[k]);
			note(r, &place, "there is no fact called ‘%.*s’%s", STR_ARG(shown(used.at[i])),
			     did_you_mean(r->work, used.at[i], &all));
			known = false;
		}
	}
	if (!known)
		return;
	e->expr = parsed;
	if (g->row) { /* what item is depends on where */
		const feel_type *rows = fact_type(r->work, &g->row->field);
		g->k->types[c->facts.n].type = rows->of;
	}
	const feel_type *gives = NULL;
	wrong = feel_check(r->work, parsed, (feel_checking){ .names = g->k->types, .n = n }, &gives);
	for (const err *x = wrong; x; x = x->next)
		note_feel(r, at, x);
	if (!wrong && !type_fits(gives, want)) {
		str type = feel_type_text(r->work, feel_type_real(gives));
		if (want == TYPE_ANY)
			note(r, at,
			     "this gives a %.*s, which cannot be printed; it must give a text, a number or a date",
			     STR_ARG(type));
		else
			note(r, at, "this gives a %.*s; it must give a %.*s", STR_ARG(type),
			     STR_ARG(feel_type_text(r->work, feel_type_plain(want))));
	}
}
