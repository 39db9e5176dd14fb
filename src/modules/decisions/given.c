#include "modules/decisions/given.h"
#include "rules/decimal.h"

feel given_json(arena *a, const json_value *v)
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
		values[i] = given_json(a, &v->items[i]);
	if (v->kind == JV_ARRAY)
		return feel_list_of(a, values, v->n);
	feel_context *c = arena_one(a, feel_context);
	*c = (feel_context){ arena_many(a, feel_entry, v->n), v->n };
	for (size_t i = 0; i < v->n; i++)
		c->at[i] = (feel_entry){ v->keys[i], values[i] };
	return (feel){ .kind = FEEL_CONTEXT, .context = c };
}

/* JSON, or a context of FEEL, which can say dates as well. */
const err *given_context(feel_run *run, str text, const feel_context **ret)
{
	arena *a = run->arena;
	const json_value *json;
	feel v = FEEL_NOTHING;
	const err *e = json_parse(a, text, &json);
	if (!e)
		v = given_json(a, json);
	else if (feel_once(run, text, &v) || v.kind != FEEL_CONTEXT)
		return err_at(a, ERR_usage, STR("--context"),
			      "is neither JSON nor a context of FEEL (as JSON: %.*s: %.*s)", STR_ARG(e->where),
			      STR_ARG(e->detail));
	if (v.kind != FEEL_CONTEXT)
		return err_at(a, ERR_usage, STR("--context"), "an object: {\"name\": value, …}");
	*ret = v.context;
	return NULL;
}

const err *given_run(arena *a, const settings *set, flags *f, feel_run *ret)
{
	const char *today = flag_value(f, "--today");
	clock_source clock = clock_system();
	instant now = clock_now(&clock);
	day as_of = DAY_UNSET;
	if (set->now.len && !instant_parse(set->now, &now))
		return err_at(a, ERR_usage, STR("--now"), "not a time");
	if (today && !day_parse(str_of(today), &as_of))
		return err_at(a, ERR_usage, STR("--today"), "no day: write 2026-04-01");
	*ret = feel_begin(a, as_of == DAY_UNSET ? now : instant_of(as_of, minute_of(now)));
	ret->as_of = as_of;
	return NULL;
}

void given_notes(const feel_run *run)
{
	for (const feel_note *n = run->notes; n; n = n->next)
		fprintf(stderr, "%.*s%s%d:%d: %.*s\n", STR_ARG(n->file), n->file.len ? ":" : "", n->line, n->column,
			STR_ARG(n->what));
}
