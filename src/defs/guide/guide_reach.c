/* Questions that can never be asked: an `ask_if` that is false whatever the others say. */
#include "defs/guide/guide_read.h"

#define COMBINATIONS_MAX 4096

/* What may be said to a fact: each choice, yes and no, and null where it may not apply; one unknown for what has no end. */
static size_t values_of(arena *a, const fact_def *f, feel **ret)
{
	struct {
		feel *at;
		size_t n;
	} list = { NULL, 0 };
	if (!f->value && f->field.kind == FIELD_YESNO) {
		LIST_ADD(a, &list, feel_bool(true));
		LIST_ADD(a, &list, feel_bool(false));
	} else if (!f->value && f->field.kind == FIELD_CHOICE) {
		for (size_t i = 0; i < f->field.choices.n; i++)
			LIST_ADD(a, &list, feel_text(f->field.choices.at[i].value));
	} else {
		LIST_ADD(a, &list, ((feel){ .kind = FEEL_UNKNOWN }));
	}
	if (f->ask_if && list.at[0].kind != FEEL_UNKNOWN)
		LIST_ADD(a, &list, FEEL_NOTHING);
	*ret = list.at;
	return list.n;
}

static bool may_hold(const city_def *c, const feel_expr *e)
{
	arena *a = arena_new(64 << 20);
	strs names = feel_free(a, e);
	feel_context all = { arena_many(a, feel_entry, names.n + 1), names.n };
	feel **values = arena_many(a, feel *, names.n + 1);
	size_t *n = arena_many(a, size_t, names.n + 1), combinations = 1;
	for (size_t i = 0; i < names.n; i++) {
		const fact_def *f = facts_named(&c->facts, names.at[i]);
		n[i] = f ? values_of(a, f, &values[i]) : 0;
		all.at[i].key = names.at[i];
		if (n[i] == 0 || (combinations *= n[i]) > COMBINATIONS_MAX) {
			arena_free(a);
			return true; /* not tried: given the benefit of the doubt */
		}
	}
	bool found = false;
	feel_run run = feel_begin(a, 0);
	feel_scope scope = { &all, NULL };
	for (size_t k = 0; k < combinations && !found; k++) {
		size_t rest = k;
		for (size_t i = 0; i < names.n; i++) {
			all.at[i].value = values[i][rest % n[i]];
			rest /= n[i];
		}
		feel v = feel_eval(&run, e, &scope);
		found = v.kind == FEEL_UNKNOWN || (v.kind == FEEL_BOOLEAN && v.boolean);
	}
	arena_free(a);
	return found;
}

void check_asked(sources *list, const city_def *c)
{
	for (size_t i = 0; i < c->facts.n; i++) {
		const fact_def *f = &c->facts.at[i];
		if (!f->ask_if || may_hold(c, f->ask_if))
			continue;
		for (size_t k = 0; k < list->n; k++)
			if (str_eq(list->at[k].r.path, f->file))
				note(&list->at[k].r, PLACE(f->line, 1),
				     "‘%.*s’ can never be asked: its ask_if is false whatever the other facts are",
				     STR_ARG(f->name));
	}
}
