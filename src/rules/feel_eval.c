#include "rules/feel_eval.h"

#include "rules/decimal.h"

#include <stdarg.h>

#define FEW 16 /* locals and globals that live on the stack */
#define FEW_OF_A_CALL 6 /* of each call: calls may be many */
#define FEW_ARGS 4

static const feel open_value = { .kind = FEEL_UNKNOWN };

feel eval_null(env *v, const node *n, const char *what, ...)
{
	if (v->run->notes_n >= FEEL_NOTES_MAX || v->run->ended)
		return FEEL_NOTHING;
	char text[256];
	va_list args;
	va_start(args, what);
	vsnprintf(text, sizeof text, what, args);
	va_end(args);
	int line, column;
	feel_place(v->expr->text, n->at, &line, &column);
	feel_noted(v->run, line, column, "%s", text);
	return FEEL_NOTHING;
}

static bool is_true(feel v)
{
	return v.kind == FEEL_BOOLEAN && v.boolean;
}

static bool is_false(feel v)
{
	return v.kind == FEEL_BOOLEAN && !v.boolean;
}

/* --- names --- */

static bool scope_get(const feel_scope *s, str name, feel *ret)
{
	for (; s; s = s->outer)
		for (size_t i = 0; s->context && i < s->context->n; i++)
			if (str_eq(s->context->at[i].key, name)) {
				*ret = s->context->at[i].value;
				return true;
			}
	return false;
}

static feel builtin_value(env *v, const builtin *b)
{
	feel_function *f = arena_one(v->run->arena, feel_function);
	*f = (feel_function){ .is = FUNCTION_BUILTIN, .name = str_of(b->name), .builtin = b };
	return (feel){ .kind = FEEL_FUNCTION, .function = f };
}

static bool global_get(env *v, int i, feel *ret)
{
	if (v->known[i] == GLOBAL_UNSEEN)
		v->known[i] = scope_get(v->scope, v->expr->globals.at[i].name, &v->globals[i]) ? GLOBAL_FOUND
											       : GLOBAL_MISSING;
	*ret = v->globals[i];
	return v->known[i] == GLOBAL_FOUND;
}

static __attribute__((noinline)) feel eval_name(env *v, const node *n)
{
	const node_name *m = &n->name;
	feel value;
	bool found, open = false;
	for (size_t i = 0; i < m->filters_n; i++) {
		feel item = v->locals[m->filters[i]];
		open |= item.kind == FEEL_UNKNOWN;
		if (item.kind != FEEL_CONTEXT)
			continue;
		value = feel_get(item.context, m->name, &found);
		if (found)
			return value;
	}
	if (m->slot >= 0)
		return v->locals[m->slot];
	if (m->global >= 0 && global_get(v, m->global, &value))
		return value;
	if (m->builtin)
		return builtin_value(v, m->builtin);
	if (open)
		return open_value;
	return eval_null(v, n, "nothing is called %.*s here", STR_ARG(m->name));
}

/* --- comparing --- */

feel eval_compare(env *v, const node *n, feel_op op, feel a, feel b)
{
	static const char *const op_signs[] = {
		[N_EQ] = "=", [N_NE] = "!=", [N_LT] = "<", [N_LE] = "<=", [N_GT] = ">", [N_GE] = ">="
	};
	int order;
	if (a.kind == FEEL_UNKNOWN || b.kind == FEEL_UNKNOWN)
		return open_value;
	if (op == N_EQ || op == N_NE) {
		feel e = feel_equal(a, b);
		if (e.kind == FEEL_NULL)
			return eval_null(v, n, "%s and %s cannot be compared", feel_kind_name(a.kind),
					 feel_kind_name(b.kind));
		return op == N_EQ ? e : feel_not(e);
	}
	if (a.kind == FEEL_NUMBER && b.kind == FEEL_NUMBER)
		order = decimal_cmp(a.number, b.number);
	else if (!feel_order(a, b, &order))
		return eval_null(v, n, "%s %s %s has no answer", feel_kind_name(a.kind), op_signs[op],
				 feel_kind_name(b.kind));
	switch ((int)op) {
	case N_LT:
		return feel_bool(order < 0);
	case N_LE:
		return feel_bool(order <= 0);
	case N_GT:
		return feel_bool(order > 0);
	default:
		return feel_bool(order >= 0);
	}
}

static __attribute__((noinline)) feel eval_between(env *v, const node *n)
{
	feel x = eval_node(v, n->a), from = eval_node(v, n->b), to = eval_node(v, n->c);
	feel a = eval_compare(v, n, N_GE, x, from);
	return is_false(a) ? a : feel_and(a, eval_compare(v, n, N_LE, x, to));
}

static __attribute__((noinline)) feel eval_row(env *v, const node *n)
{
	bool and = n->op == N_AND;
	feel all = feel_bool(and);
	const node *odd = NULL; /* neither true nor false, and not null for a reason that was told */
	feel_kind kind = FEEL_NULL;
	for (size_t i = 0; i < n->many.n; i++) {
		feel x = eval_node(v, n->many.at[i]);
		if (!odd && x.kind != FEEL_BOOLEAN && x.kind != FEEL_UNKNOWN && x.kind != FEEL_NULL) {
			odd = n->many.at[i];
			kind = x.kind;
		}
		all = and? feel_and(all, x) : feel_or(all, x);
		if (and? is_false(all) : is_true(all))
			break;
	}
	if (odd && all.kind == FEEL_NULL)
		return eval_null(v, odd, "%s is neither true nor false", feel_kind_name(kind));
	return all;
}

/* --- tests --- */

static bool is_literal(const node *n)
{
	return n->op == N_CONST;
}

static feel one_test(env *v, const node *t, feel input)
{
	if (!feel_tick(v->run))
		return FEEL_NOTHING;
	if (t->op == N_COMPARE)
		return eval_compare(v, t, t->compare, input, eval_node(v, t->a));
	feel x = eval_node(v, t->a);
	if (t->flags & ASKS) /* it has said all with `?`, unless what it gives is no answer */
		return x.kind == FEEL_BOOLEAN || x.kind == FEEL_UNKNOWN || x.kind == FEEL_NULL ? x : feel_in(input, x);
	if (x.kind == FEEL_BOOLEAN && input.kind != FEEL_BOOLEAN && input.kind != FEEL_UNKNOWN && !is_literal(t->a))
		return x; /* a condition on other things */
	if (x.kind == FEEL_NULL && !is_literal(t->a) && input.kind != FEEL_NULL)
		return x;
	return feel_in(input, x);
}

static feel any_test(env *v, const node *n, feel input)
{
	feel all = feel_bool(false);
	bool none = true;
	for (size_t i = 0; i < n->many.n; i++) {
		feel x = one_test(v, n->many.at[i], input);
		if (is_true(x))
			return x;
		if (x.kind == FEEL_UNKNOWN || x.kind == FEEL_BOOLEAN) {
			all = feel_or(all, x);
			none = false;
		}
	}
	return none ? FEEL_NOTHING : all;
}

feel eval_tests(env *v, const node *n, feel input)
{
	switch ((int)n->op) {
	case N_ANY:
		return feel_bool(true);
	case N_TESTS: {
		feel x = any_test(v, n, input);
		return n->flags & NEGATED ? feel_not(x) : x;
	}
	default:
		return one_test(v, n, input);
	}
}

static __attribute__((noinline)) feel eval_in(env *v, const node *n)
{
	feel x = eval_node(v, n->a);
	v->locals[n->slot] = x;
	feel r = eval_tests(v, n->b, x);
	if (r.kind == FEEL_NULL)
		eval_null(v, n, "`in` has no answer for %s", feel_kind_name(x.kind));
	return r;
}

/* --- making --- */

static __attribute__((noinline)) feel eval_list(env *v, const node *n)
{
	if (!feel_room(v->run, n->many.n * sizeof(feel)))
		return FEEL_NOTHING;
	feel_list *l = arena_one(v->run->arena, feel_list);
	l->at = arena_many(v->run->arena, feel, n->many.n);
	for (; l->n < n->many.n; l->n++)
		l->at[l->n] = eval_node(v, n->many.at[l->n]);
	return (feel){ .kind = FEEL_LIST, .list = l };
}

static __attribute__((noinline)) feel eval_context(env *v, const node *n)
{
	if (n->flags & BAD)
		return eval_null(v, n, "two entries of a context have the same name");
	if (!feel_room(v->run, n->entries.n * sizeof(feel_entry)))
		return FEEL_NOTHING;
	feel_context *c = arena_one(v->run->arena, feel_context);
	c->at = arena_many(v->run->arena, feel_entry, n->entries.n);
	for (; c->n < n->entries.n; c->n++) {
		const node_entry *e = &n->entries.at[c->n];
		feel x = eval_node(v, e->value);
		c->at[c->n] = (feel_entry){ e->key, x };
		v->locals[e->slot] = x;
	}
	return (feel){ .kind = FEEL_CONTEXT, .context = c };
}

feel feel_make_range(feel_run *run, feel from, feel to, bool from_in, bool to_in, int line, int column)
{
	int order;
	if (!feel_order(from, to, &order)) {
		feel_noted(run, line, column, "%s and %s are no ends of a range", feel_kind_name(from.kind),
			   feel_kind_name(to.kind));
		return FEEL_NOTHING;
	}
	if (order > 0) {
		feel_noted(run, line, column, "the range ends before it begins");
		return FEEL_NOTHING;
	}
	feel_range *r = arena_one(run->arena, feel_range);
	*r = (feel_range){ from, to, from_in, to_in };
	return (feel){ .kind = FEEL_RANGE, .range = r };
}

static __attribute__((noinline)) feel eval_range(env *v, const node *n)
{
	feel from = n->a ? eval_node(v, n->a) : FEEL_NOTHING, to = n->b ? eval_node(v, n->b) : FEEL_NOTHING;
	int line = 0, column = 0, order;
	if (from.kind == FEEL_UNKNOWN || to.kind == FEEL_UNKNOWN)
		return open_value;
	feel end = n->a ? from : to;
	if (!n->a || !n->b) { /* (< 5): anything that has an order */
		if (!feel_order(end, end, &order))
			return eval_null(v, n, "%s is no end of a range", feel_kind_name(end.kind));
		feel_range *r = arena_one(v->run->arena, feel_range);
		*r = (feel_range){ from, to, n->flags & FROM_IN, n->flags & TO_IN };
		return (feel){ .kind = FEEL_RANGE, .range = r };
	}
	if (!feel_order(from, to, &order) || order > 0)
		feel_place(v->expr->text, n->at, &line, &column);
	return feel_make_range(v->run, from, to, n->flags & FROM_IN, n->flags & TO_IN, line, column);
}

/* --- functions --- */

static __attribute__((noinline)) feel eval_lambda(env *v, const node *n)
{
	const node_lambda *l = n->lambda;
	arena *a = v->run->arena;
	size_t globals = v->expr->globals.n;
	if (!feel_room(v->run, ((size_t)l->first + globals) * sizeof(feel)))
		return FEEL_NOTHING;
	feel_closure *c = arena_one(a, feel_closure);
	feel *locals = arena_many(a, feel, (size_t)l->first), *all = arena_many(a, feel, globals), ignored;
	u8 *known = arena_many(a, u8, globals);
	if (l->first)
		memcpy(locals, v->locals, (size_t)l->first * sizeof *locals);
	for (size_t i = 0; i < globals; i++) { /* the scope may be gone when the function is called */
		global_get(v, (int)i, &ignored);
		all[i] = v->globals[i];
		known[i] = v->known[i];
	}
	*c = (feel_closure){ .expr = v->expr, .lambda = l, .locals = locals, .globals = all, .known = known };
	feel_function *f = arena_one(a, feel_function);
	*f = (feel_function){ .is = FUNCTION_LAMBDA, .params = l->params, .n = l->n, .closure = c };
	return (feel){ .kind = FEEL_FUNCTION, .function = f };
}

feel feel_enter(feel_run *run, const feel_closure *c, const feel *args)
{
	feel few[FEW_OF_A_CALL], *locals = few;
	size_t n = (size_t)c->lambda->slots, first = (size_t)c->lambda->first, params = c->lambda->n;
	env v = { .run = run,
		  .expr = c->expr,
		  .globals = (feel *)(uintptr_t)c->globals,
		  .known = (u8 *)(uintptr_t)c->known };
	if (!c->lambda->body) {
		feel_noted(run, 0, 0, "functions of other languages are not called");
		return FEEL_NOTHING;
	}
	if (n > FEW_OF_A_CALL) {
		if (!feel_room(run, n * sizeof *locals))
			return FEEL_NOTHING;
		locals = arena_many(run->arena, feel, n);
	}
	if (first)
		memcpy(locals, c->locals, first * sizeof *locals);
	if (params)
		memcpy(locals + first, args, params * sizeof *locals);
	if (n > first + params)
		memset(locals + first + params, 0, (n - first - params) * sizeof *locals);
	v.locals = locals;
	return eval_node(&v, c->lambda->body);
}

/* A name that is called: a built-in when the scope has no function of that name. */
static __attribute__((noinline)) feel eval_call(env *v, const node *n)
{
	const node_call *c = n->call;
	feel few[FEW_ARGS], *args = few, of = FEEL_NOTHING;
	int line = 0, column = 0;
	if (c->builtin && !c->fit.n)
		return eval_null(v, n, "%s: %s", c->builtin->name, c->why);
	if (!c->builtin) {
		of = eval_node(v, c->of);
		if (of.kind == FEEL_UNKNOWN)
			return of;
	}
	if (c->args.n > FEW_ARGS) {
		if (!feel_room(v->run, c->args.n * sizeof *args))
			return FEEL_NOTHING;
		args = arena_many(v->run->arena, feel, c->args.n);
	}
	for (size_t i = 0; i < c->args.n; i++)
		args[i] = eval_node(v, c->args.at[i]);
	int notes = v->run->notes_n;
	feel_note **end = v->run->notes_end;
	feel r = c->builtin ? feel_call_builtin(v->run, c->builtin, &c->fit, c->names, args, c->args.n, 0, 0)
			    : feel_call(v->run, of, c->names, args, c->args.n);
	if (v->run->notes_n > notes) { /* what has no place yet was noted for this call */
		feel_place(v->expr->text, n->at, &line, &column);
		for (feel_note *note = notes ? *end : v->run->notes; note; note = note->next)
			if (!note->line) {
				note->line = line;
				note->column = column;
			}
	}
	return r;
}

/* --- everything --- */

static __attribute__((noinline)) feel eval_if(env *v, const node *n)
{
	feel c = eval_node(v, n->a);
	if (c.kind != FEEL_UNKNOWN && c.kind != FEEL_BOOLEAN && c.kind != FEEL_NULL)
		eval_null(v, n->a, "%s is neither true nor false: what follows `else` is taken",
			  feel_kind_name(c.kind));
	if (c.kind != FEEL_UNKNOWN)
		return eval_node(v, is_true(c) ? n->b : n->c);
	feel a = eval_node(v, n->b), b = eval_node(v, n->c);
	if (a.kind == FEEL_NULL && b.kind == FEEL_NULL)
		return a;
	return a.kind == b.kind && is_true(feel_equal(a, b)) ? a : open_value;
}

static __attribute__((noinline)) feel eval_binary(env *v, const node *n)
{
	feel a = eval_node(v, n->a), b = eval_node(v, n->b);
	return n->op <= N_POW ? eval_math(v, n, a, b) : eval_compare(v, n, n->op, a, b);
}

feel eval_node(env *v, const node *n)
{
	if (!feel_tick(v->run))
		return FEEL_NOTHING;
	switch ((feel_op)n->op) {
	case N_CONST:
		return n->flags & BAD ? eval_null(v, n, "this is no date, time or duration") : n->value;
	case N_NAME:
		return eval_name(v, n);
	case N_LIST:
		return eval_list(v, n);
	case N_CONTEXT:
		return eval_context(v, n);
	case N_RANGE:
		return eval_range(v, n);
	case N_ADD:
	case N_SUB:
	case N_MUL:
	case N_DIV:
	case N_POW:
	case N_EQ:
	case N_NE:
	case N_LT:
	case N_LE:
	case N_GT:
	case N_GE:
		return eval_binary(v, n);
	case N_NEG:
		return eval_negative(v, n, eval_node(v, n->a));
	case N_AND:
	case N_OR:
		return eval_row(v, n);
	case N_BETWEEN:
		return eval_between(v, n);
	case N_IN:
		return eval_in(v, n);
	case N_INSTANCE: {
		feel x = eval_node(v, n->instance.of);
		if (feel_type_real(n->instance.type)->is == TYPE_MISSING)
			return eval_null(v, n, "no type is called %.*s", STR_ARG(n->instance.type->name));
		return x.kind == FEEL_UNKNOWN ? x : feel_bool(feel_instance(x, n->instance.type));
	}
	case N_IF:
		return eval_if(v, n);
	case N_FOR:
	case N_SOME:
	case N_EVERY:
		return eval_turns(v, n);
	case N_PATH:
		return eval_path(v, n);
	case N_FILTER:
		return eval_filter(v, n);
	case N_CALL:
		return eval_call(v, n);
	case N_LAMBDA:
		return eval_lambda(v, n);
	case N_TESTS:
	case N_TEST:
	case N_COMPARE:
	case N_ANY:
		break;
	}
	return eval_null(v, n, "a test cannot stand here");
}

/* --- from outside --- */

static feel evaluate(feel_run *run, const feel_expr *e, const feel_scope *scope, const feel *input)
{
	feel few[FEW], *at = few;
	u8 few_known[FEW], *known = few_known;
	size_t slots = (size_t)e->slots, globals = e->globals.n;
	const char *stack = run->stack;
	if (slots + globals > FEW) {
		if (!feel_room(run, (slots + globals) * (sizeof *at + 1)))
			return FEEL_NOTHING;
		at = arena_many(run->arena, feel, slots + globals);
		known = arena_many(run->arena, u8, globals);
	} else {
		memset(at, 0, (slots + globals) * sizeof *at);
		memset(known, 0, globals);
	}
	if (!stack) {
		run->stack = __builtin_frame_address(0);
		run->ended = run->ended && run->steps <= 0;
	}
	env v = { .run = run, .expr = e, .scope = scope, .locals = at, .globals = at + slots, .known = known };
	feel r;
	if (e->tests) {
		v.locals[0] = input ? *input : FEEL_NOTHING;
		r = eval_tests(&v, e->root, v.locals[0]);
	} else {
		r = eval_node(&v, e->root);
	}
	run->stack = stack;
	return run->steps > 0 ? r : FEEL_NOTHING;
}

feel feel_eval(feel_run *run, const feel_expr *e, const feel_scope *scope)
{
	return evaluate(run, e, scope, NULL);
}

feel feel_test(feel_run *run, const feel_expr *tests, feel input, const feel_scope *scope)
{
	if (tests->tests)
		return evaluate(run, tests, scope, &input);
	return feel_in(input, evaluate(run, tests, scope, NULL));
}

const err *feel_once(feel_run *run, str text, feel *ret)
{
	const feel_expr *e;
	TRY(feel_parse(run->arena, text, (feel_names){ 0 }, &e));
	*ret = feel_eval(run, e, NULL);
	return NULL;
}
