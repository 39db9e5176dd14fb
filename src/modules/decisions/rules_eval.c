/* `madoguchi rules eval`: one expression of FEEL. */
#include "modules/decisions/given.h"
#include "text/json.h"

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
	const char *context_text = flag_value(&f, "--context");
	feel_run run;
	const err *e = given_run(a, set, &f, &run);
	if (!e && f.n != 1)
		e = err_why(a, ERR_usage, f.n ? "one expression, in quotes: what is %s?" : "which expression?",
			    f.n ? f.at[1] : "");
	feel_context none = { NULL, 0 };
	const feel_context *context = &none;
	feel v = FEEL_NOTHING;
	if (!e && context_text)
		e = given_context(&run, str_of(context_text), &context);
	if (!e)
		e = evaluate(&run, str_of(f.at[0]), context, &v);
	if (e)
		return command_failed(e);
	printf("%.*s\n", STR_ARG(feel_literal(a, v)));
	given_notes(&run);
	return 0;
}
