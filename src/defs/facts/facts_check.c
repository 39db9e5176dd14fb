/* What must hold of all facts together: one id and one name each, shares of answers that there are. */
#include <stdlib.h>

#include "defs/facts/facts_read.h"

/* A text, and the fact that has it. */
typedef struct named {
	str s;
	size_t fact;
} named;

static int by_text(const void *x, const void *y)
{
	const named *a = x, *b = y;
	int c = str_cmp(a->s, b->s);
	return c ? c : a->fact < b->fact ? -1 : a->fact > b->fact;
}

static void check_once(arena *work, const fact_places *p, const fact_defs *f, bool names)
{
	named *all = arena_many(work, named, f->n);
	for (size_t i = 0; i < f->n; i++)
		all[i] = (named){ names ? f->at[i].name : f->at[i].field.id, i };
	qsort(all, f->n, sizeof *all, by_text);
	for (size_t i = 1; i < f->n; i++) {
		if (all[i].s.len == 0 || !str_eq(all[i].s, all[i - 1].s))
			continue;
		const fact_place *here = &p->at[all[i].fact];
		const fact_def *other = &f->at[all[i - 1].fact];
		const yaml_node *at = names ? yaml_get(here->map, "name") : here->key;
		note(here->r, at ? at : here->key, "the %s ‘%.*s’ is there already: %.*s, line %d",
		     names ? "name" : "id", STR_ARG(shown(all[i].s)), STR_ARG(other->file), other->line);
	}
}

static void check_fact(const fact_place *p, const fact_def *f)
{
	const yaml_node *value = yaml_get(p->map, "value"), *share = yaml_get(p->map, "share");
	static const char *const asked_only[] = { "question", "ask_if", "check", "hard" };
	for (size_t i = 0; value && i < COUNT(asked_only); i++) {
		const yaml_node *n = yaml_get(p->map, asked_only[i]);
		if (n)
			note(p->r, n, "a computed fact is never asked: take `%s` away, or `value`", asked_only[i]);
	}
	if (yaml_get(p->map, "check") && text_empty(&f->check_message))
		note(p->r, yaml_get(p->map, "check"),
		     "‘check_message:’ is missing; add what is told where the check is false");
	for (size_t i = 0; share && share->kind == YN_MAP && i < f->share.n; i++) {
		const field_def *d = &f->field;
		strs words = { NULL, 0 };
		if (d->kind == FIELD_YESNO) {
			LIST_ADD(p->r->work, &words, STR("yes"));
			LIST_ADD(p->r->work, &words, STR("no"));
		}
		bool chosen = d->kind == FIELD_CHOICE || d->kind == FIELD_CHOICES;
		for (size_t k = 0; chosen && k < d->choices.n; k++)
			LIST_ADD(p->r->work, &words, d->choices.at[k].value);
		if (words.n && !contains(&words, f->share.at[i].value))
			note(p->r, share->keys.at[i], "‘%.*s’ is no answer of this fact%s",
			     STR_ARG(shown(f->share.at[i].value)),
			     did_you_mean(p->r->work, f->share.at[i].value, &words));
	}
}

void check_facts(arena *a, arena *work, const fact_places *p, fact_defs *f)
{
	for (size_t i = 0; i < f->n; i++)
		check_fact(&p->at[i], &f->at[i]);
	check_once(work, p, f, false);
	check_once(work, p, f, true);
	check_expressions(a, work, p, f);
}
