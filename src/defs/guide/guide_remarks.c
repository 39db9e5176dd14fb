/* What is allowed, for definitions grow file by file, but is told before people rely on them. */
#include "defs/defs.h"

typedef struct told {
	const err *first;
	err *last;
} told;

static void tell(arena *a, told *t, str file, int line, str detail)
{
	err *e = arena_one(a, err);
	*e = (err){ .code = ERR_definition,
		    .where = str_format(a, "%.*s:%d:1", STR_ARG(file), line),
		    .detail = detail };
	if (t->last)
		t->last->next = e;
	else
		t->first = e;
	t->last = e;
}

const err *guide_unreached(arena *a, const city_def *c)
{
	told t = { 0 };
	strs reached = c->guide.match ? match_schemes(c->guide.match) : (strs){ NULL, 0 };
	for (size_t i = 0; i < c->guide.schemes.n; i++) {
		const scheme_def *s = &c->guide.schemes.at[i];
		bool found = false;
		for (size_t k = 0; k < reached.n && !found; k++)
			found = str_eq(reached.at[k], s->id);
		if (!found)
			tell(a, &t, s->file, s->line,
			     str_format(
				     a,
				     "no row of a table leads to ‘%.*s’: nobody can ever be entitled to it; add a row to tables/",
				     STR_ARG(s->id)));
	}
	return t.first;
}

static void use(const fact_defs *f, str name, const fact_def *by, bool *used)
{
	const fact_def *def = facts_named(f, name);
	if (def && def != by)
		used[def - f->at] = true;
}

const err *guide_unused(arena *a, const city_def *c)
{
	told t = { 0 };
	const fact_defs *f = &c->facts;
	bool *used = arena_many(a, bool, f->n + 1);
	strs columns = c->guide.match ? match_facts(c->guide.match) : (strs){ NULL, 0 };
	for (size_t i = 0; i < columns.n; i++)
		use(f, columns.at[i], NULL, used);
	for (size_t i = 0; i < c->guide.schemes.n; i++)
		use(f, c->guide.schemes.at[i].due_from, NULL, used);
	for (size_t i = 0; i < c->papers.papers.n; i++) {
		const paper_def *p = &c->papers.papers.at[i];
		for (size_t k = 0; k < p->facts.n; k++)
			used[p->facts.at[k] - f->at] = true;
		for (size_t k = 0; k < p->computed.n; k++)
			used[p->computed.at[k] - f->at] = true;
	}
	for (size_t i = 0; i < f->n; i++) {
		const feel_expr *exprs[] = { f->at[i].ask_if, f->at[i].value, f->at[i].check };
		for (size_t k = 0; k < COUNT(exprs); k++) {
			strs names = exprs[k] ? feel_free(a, exprs[k]) : (strs){ NULL, 0 };
			for (size_t m = 0; m < names.n; m++)
				use(f, names.at[m], &f->at[i], used);
		}
	}
	for (size_t i = 0; i < f->n; i++)
		if (!used[i])
			tell(a, &t, f->at[i].file, f->at[i].line,
			     str_format(a, "nothing depends on ‘%.*s’: neither the guide nor a paper asks it",
					STR_ARG(f->at[i].name)));
	return t.first;
}
