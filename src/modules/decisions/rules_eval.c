/* `madoguchi rules eval`: one expression of FEEL. */
#include <stdio.h>

#include "modules/decisions/decisions.h"
#include "rules/decimal.h"
#include "rules/eval.h"
#include "text/json.h"

static feel of_json(arena *a, const json_value *v)
{
	switch (v->kind) {
	case JV_NULL:
		return FEEL_NOTHING;
	case JV_BOOL:
		return feel_bool(v->yes);
	case JV_I64:
		return feel_int(v->i);
	case JV_F64:
		return feel_number(decimal_of_double(v->f));
	case JV_STR:
		return feel_text(v->s);
	case JV_ARRAY:
	case JV_OBJECT:
		break;
	}
	feel *values = arena_many(a, feel, v->n);
	for (size_t i = 0; i < v->n; i++)
		values[i] = of_json(a, &v->items[i]);
	if (v->kind == JV_ARRAY)
		return feel_list_of(a, values, v->n);
	feel_context *c = arena_one(a, feel_context);
	*c = (feel_context){ arena_many(a, feel_entry, v->n), v->n };
	for (size_t i = 0; i < v->n; i++)
		c->at[i] = (feel_entry){ v->keys[i], values[i] };
	return (feel){ .kind = FEEL_CONTEXT, .context = c };
}

/* JSON, or a context of FEEL, which can say dates as well. */
static const err *read_context(feel_run *run, str text, const feel_context **ret)
{
	arena *a = run->arena;
	const json_value *json;
	feel v = FEEL_NOTHING;
	const err *e = json_parse(a, text, &json);
	if (!e)
		v = of_json(a, json);
	else if (feel_once(run, text, &v) || v.kind != FEEL_CONTEXT)
		return err_at(a, ERR_usage, STR("--context"),
			      "is neither JSON nor a context of FEEL (as JSON: %.*s: %.*s)", STR_ARG(e->where),
			      STR_ARG(e->detail));
	if (v.kind != FEEL_CONTEXT)
		return err_at(a, ERR_usage, STR("--context"), "an object: {\"name\": value, …}");
	*ret = v.context;
	return NULL;
}

/* Names of entries within entries are known behind a dot. */
static void add_components(arena *a, strs *components, feel v, int depth)
{
	for (size_t i = 0; v.kind == FEEL_LIST && depth < JSON_DEPTH && i < v.list->n; i++)
		add_components(a, components, v.list->at[i], depth + 1);
	for (size_t i = 0; v.kind == FEEL_CONTEXT && depth < JSON_DEPTH && i < v.context->n; i++) {
		LIST_ADD(a, components, v.context->at[i].key);
		add_components(a, components, v.context->at[i].value, depth + 1);
	}
}

static const err *evaluate(feel_run *run, str text, const feel_context *context, feel *ret)
{
	arena *a = run->arena;
	strs names = { NULL, 0 }, components = { NULL, 0 };
	const feel_expr *x;
	feel_scope scope = { context, NULL };
	for (size_t i = 0; i < context->n; i++) {
		LIST_ADD(a, &names, context->at[i].key);
		add_components(a, &components, context->at[i].value, 0);
	}
	TRY(feel_parse(a, text, (feel_names){ names.at, names.n, components, NULL }, &x));
	*ret = feel_eval(run, x, &scope);
	return NULL;
}

int rules_eval(arena *a, const settings *set, int argc, char **argv)
{
	flags f = { argc, argv };
	const char *context_text = flag_value(&f, "--context"), *today = flag_value(&f, "--today");
	clock_source clock = clock_system();
	instant now = clock_now(&clock);
	day as_of = DAY_UNSET;
	const err *e = NULL;
	if (set->now.len && !instant_parse(set->now, &now))
		e = err_at(a, ERR_usage, STR("--now"), "not a time");
	if (!e && today && !day_parse(str_of(today), &as_of))
		e = err_at(a, ERR_usage, STR("--today"), "no day: write 2026-04-01");
	if (!e && f.n != 1)
		e = err_why(a, ERR_usage, f.n ? "one expression, in quotes: what is %s?" : "which expression?",
			    f.n ? f.at[1] : "");
	if (e)
		return command_failed(e);
	feel_run run = feel_begin(a, as_of == DAY_UNSET ? now : instant_of(as_of, minute_of(now)));
	run.as_of = as_of;
	feel_context none = { NULL, 0 };
	const feel_context *context = &none;
	feel v = FEEL_NOTHING;
	if (context_text)
		e = read_context(&run, str_of(context_text), &context);
	if (!e)
		e = evaluate(&run, str_of(f.at[0]), context, &v);
	if (e)
		return command_failed(e);
	printf("%.*s\n", STR_ARG(feel_literal(a, v)));
	for (const feel_note *n = run.notes; n; n = n->next)
		fprintf(stderr, "%d:%d: %.*s\n", n->line, n->column, STR_ARG(n->what));
	return 0;
}
