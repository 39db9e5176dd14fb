/* Functions of contexts (DMN 1.5, 10.3.4.10). What they change is a copy. */
#include "rules/builtin_tables.h"

#define NEST_MAX 100

static feel context_value(const feel_context *x)
{
	return (feel){ .kind = FEEL_CONTEXT, .context = x };
}

/* A copy with room for `more` entries. */
static feel_context *copy_of(const builtin_call *c, const feel_context *x, size_t more)
{
	if (!feel_room(c->run, (x->n + more) * sizeof(feel_entry)))
		return NULL;
	feel_context *ret = arena_one(c->run->arena, feel_context);
	ret->at = arena_many(c->run->arena, feel_entry, x->n + more);
	ret->n = x->n;
	if (x->n)
		memcpy(ret->at, x->at, x->n * sizeof *x->at);
	return ret;
}

/* Sets an entry of a copy that has room for it; true if the key is new. */
static bool put(feel_context *x, str key, feel value)
{
	for (size_t i = 0; i < x->n; i++)
		if (str_eq(x->at[i].key, key)) {
			x->at[i].value = value;
			return false;
		}
	x->at[x->n++] = (feel_entry){ key, value };
	return true;
}

static feel fn_get_value(const builtin_call *c)
{
	feel m = arg(c, 0), key = arg(c, 1);
	bool found;
	if (m.kind != FEEL_CONTEXT || key.kind != FEEL_STRING)
		return NO(c, "wants a context and a key");
	feel ret = feel_get(m.context, key.string, &found);
	return found ? ret : NO(c, "the context has no such key");
}

static feel fn_get_entries(const builtin_call *c)
{
	feel_list *l;
	if (!is_kind(c, 0, FEEL_CONTEXT))
		return NO(c, "not a context");
	const feel_context *m = c->at[0].context;
	if (!builtin_new_list(c, m->n, &l))
		return FEEL_NOTHING;
	for (size_t i = 0; i < m->n; i++) {
		feel_context *x = arena_one(c->run->arena, feel_context);
		x->at = arena_many(c->run->arena, feel_entry, 2);
		x->at[0] = (feel_entry){ STR("key"), feel_text(m->at[i].key) };
		x->at[1] = (feel_entry){ STR("value"), m->at[i].value };
		x->n = 2;
		l->at[l->n++] = context_value(x);
	}
	return builtin_list_value(l);
}

static feel fn_context(const builtin_call *c)
{
	const feel_list *entries;
	if (!builtin_list_from(c, arg(c, 0), &entries))
		return NO(c, "not a list of contexts with key and value");
	feel_context none = { 0 }, *ret = copy_of(c, &none, entries->n);
	if (!ret)
		return FEEL_NOTHING;
	for (size_t i = 0; i < entries->n; i++) {
		feel e = entries->at[i];
		bool has_value = false;
		feel key = e.kind == FEEL_CONTEXT ? feel_get(e.context, STR("key"), NULL) : FEEL_NOTHING;
		feel value = e.kind == FEEL_CONTEXT ? feel_get(e.context, STR("value"), &has_value) : FEEL_NOTHING;
		if (e.kind == FEEL_UNKNOWN || key.kind == FEEL_UNKNOWN)
			return (feel){ .kind = FEEL_UNKNOWN };
		if (key.kind != FEEL_STRING || !has_value)
			return NO(c, "an entry without key and value");
		if (!put(ret, key.string, value))
			return NO(c, "a key that is there twice: %.*s", STR_ARG(key.string));
	}
	return context_value(ret);
}

/* The context with the value at the end of a path of keys; what is on the way must be contexts. */
static feel put_at(const builtin_call *c, feel context, const feel *keys, size_t n, feel value, int depth)
{
	if (context.kind == FEEL_UNKNOWN)
		return context;
	if (context.kind != FEEL_CONTEXT)
		return NO(c, "not a context");
	if (!n || keys[0].kind != FEEL_STRING || depth > NEST_MAX)
		return NO(c, "the keys are texts, at least one");
	if (n > 1) {
		value = put_at(c, feel_get(context.context, keys[0].string, NULL), keys + 1, n - 1, value, depth + 1);
		if (value.kind == FEEL_NULL || value.kind == FEEL_UNKNOWN)
			return value;
	}
	feel_context *copy = copy_of(c, context.context, 1);
	if (!copy)
		return FEEL_NOTHING;
	put(copy, keys[0].string, value);
	return context_value(copy);
}

static feel fn_context_put(const builtin_call *c)
{
	feel context = arg(c, 0), key = arg(c, 1);
	if (context.kind == FEEL_UNKNOWN || key.kind == FEEL_UNKNOWN)
		return (feel){ .kind = FEEL_UNKNOWN };
	if (c->n != 3)
		return NO(c, "wants a context, a key and a value");
	if (key.kind == FEEL_LIST)
		return put_at(c, context, key.list->at, key.list->n, arg(c, 2), 0);
	return put_at(c, context, &key, 1, arg(c, 2), 0);
}

static feel fn_context_merge(const builtin_call *c)
{
	const feel_list *contexts;
	size_t n = 0;
	if (!builtin_list_from(c, arg(c, 0), &contexts))
		return NO(c, "not a list of contexts");
	for (size_t i = 0; i < contexts->n; i++) {
		if (contexts->at[i].kind == FEEL_UNKNOWN)
			return contexts->at[i];
		if (contexts->at[i].kind != FEEL_CONTEXT)
			return NO(c, "not a list of contexts");
		n += contexts->at[i].context->n;
	}
	feel_context none = { 0 }, *ret = copy_of(c, &none, n);
	if (!ret)
		return FEEL_NOTHING;
	for (size_t i = 0; i < contexts->n; i++) /* the last one with a key has its say */
		for (size_t k = 0; k < contexts->at[i].context->n; k++)
			put(ret, contexts->at[i].context->at[k].key, contexts->at[i].context->at[k].value);
	return context_value(ret);
}

const builtin builtins_context[] = {
	{ "get value", "m: context, key: string", "any", fn_get_value, false },
	{ "get entries", "m: context", "list", fn_get_entries, false },
	{ "context", "entries: list", "context", fn_context, false },
	{ "context put", "context: context, key: string, value: any | context: context, keys: list, value: any",
	  "context", fn_context_put, true },
	{ "context merge", "contexts: list", "context", fn_context_merge, false },
	{ 0 },
};
