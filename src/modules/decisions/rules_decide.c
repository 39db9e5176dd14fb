/* `madoguchi rules decide`: decisions of a model. */
#include "modules/decisions/given.h"
#include "rules/dmn_model.h"

#define ASKED_MAX 500
#define MEMORY ((size_t)1 << 30)

typedef struct asked {
	const dmn_node *at[ASKED_MAX];
	size_t n;
} asked;

/* Those that are named, else every decision of the model. */
static const err *find_asked(arena *a, const dmn_model *m, const flags *f, asked *ret)
{
	for (int i = 1; i < f->n && ret->n < ASKED_MAX; i++) {
		const dmn_node *n = dmn_find(m, str_of(f->at[i]));
		if (!n)
			return err_at(a, ERR_usage, m->file, "nothing in it is called %s", f->at[i]);
		ret->at[ret->n++] = n;
	}
	for (size_t i = 0; f->n == 1 && i < m->nodes.n && ret->n < ASKED_MAX; i++)
		if (m->nodes.at[i]->kind == NODE_DECISION)
			ret->at[ret->n++] = m->nodes.at[i];
	return ret->n ? NULL : err_at(a, ERR_usage, m->file, "decides nothing");
}

static const err *decide(arena *a, const settings *set, flags *f, feel_run *run)
{
	dmn_model *m;
	asked nodes = { .n = 0 };
	feel_context none = { NULL, 0 };
	const feel_context *context = &none;
	const char *context_text = flag_value(f, "--context");
	TRY(given_run(a, set, f, run));
	if (f->n == 0)
		return err_why(a, ERR_usage, "which model?");
	TRY(dmn_open(a, str_of(f->at[0]), &m));
	day as_of = run->as_of;
	*run = feel_begin(a, run->now); /* what the model takes is not taken from its decisions */
	run->as_of = as_of;
	if (context_text)
		TRY(given_context(run, str_of(context_text), &context));
	TRY(find_asked(a, m, f, &nodes));
	dmn_givens given = { arena_many(a, dmn_given, context->n), context->n };
	for (size_t i = 0; i < given.n; i++)
		given.at[i] = (dmn_given){ STR_NONE, context->at[i].key, context->at[i].value };
	feel *values = arena_many(a, feel, nodes.n);
	dmn_values(run, nodes.at, nodes.n, given, values);
	for (size_t i = 0; i < nodes.n; i++)
		printf("%.*s: %.*s\n", STR_ARG(nodes.at[i]->name), STR_ARG(feel_literal(a, values[i])));
	return NULL;
}

int rules_decide(arena *a, const settings *set, int argc, char **argv)
{
	flags f = { argc, argv };
	(void)a;
	arena *memory = arena_new(MEMORY);
	feel_run run;
	const err *e = decide(memory, set, &f, &run);
	int code = e ? command_failed(e) : 0;
	if (!e)
		given_notes(&run);
	arena_free(memory);
	return code;
}
