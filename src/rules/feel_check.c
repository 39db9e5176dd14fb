#include "rules/feel_check.h"

#include "rules/feel_check_private.h"

#include <stdarg.h>

#define MOST 100 /* mistakes that are told */

typedef const feel_type *type;

void check_wrong(checker *c, const node *n, const char *what, ...)
{
	char text[400];
	va_list args;
	if (c->found.n >= MOST)
		return;
	va_start(args, what);
	vsnprintf(text, sizeof text, what, args);
	va_end(args);
	for (size_t i = 0; i < c->found.n; i++)
		if (c->found.at[i].at == n->at)
			return; /* what follows from it is no news */
	check_mistake m = { n->at, arena_copy(c->a, str_of(text)) };
	LIST_ADD(c->a, &c->found, m);
}

static const char *named(checker *c, type t)
{
	return str_format(c->a, "%.*s", STR_ARG(feel_type_text(c->a, t))).at;
}

static feel_type_is is(type t)
{
	return feel_type_real(t)->is;
}

static type plain(feel_type_is k)
{
	return feel_type_plain(k);
}

/* --- types of values and of several things together --- */

/* What both are, Any when that is not one thing. */
static type common(type a, type b)
{
	feel_type_is x = is(a), y = is(b);
	if (x == TYPE_NULL)
		return b;
	if (y == TYPE_NULL || a == b)
		return a;
	if (x != y || x == TYPE_CONTEXT || x == TYPE_FUNCTION)
		return plain(TYPE_ANY);
	if (x != TYPE_LIST && x != TYPE_RANGE)
		return a;
	type p = feel_type_real(a)->of, q = feel_type_real(b)->of, both = p && q ? common(p, q) : NULL;
	return both == p ? a : both == q ? b : plain(x);
}

static type with(checker *c, feel_type_is k, type of)
{
	feel_type *t = arena_one(c->a, feel_type);
	*t = (feel_type){ .is = k, .of = of };
	return t;
}

static type of_value(checker *c, feel v)
{
	static const feel_type_is kinds[] = {
		[FEEL_NULL] = TYPE_NULL,     [FEEL_UNKNOWN] = TYPE_ANY,         [FEEL_BOOLEAN] = TYPE_BOOLEAN,
		[FEEL_NUMBER] = TYPE_NUMBER, [FEEL_STRING] = TYPE_STRING,       [FEEL_DATE] = TYPE_DATE,
		[FEEL_TIME] = TYPE_TIME,     [FEEL_DATE_TIME] = TYPE_DATE_TIME, [FEEL_SPAN] = TYPE_SPAN,
		[FEEL_MONTHS] = TYPE_MONTHS, [FEEL_LIST] = TYPE_LIST,           [FEEL_CONTEXT] = TYPE_CONTEXT,
		[FEEL_RANGE] = TYPE_RANGE,   [FEEL_FUNCTION] = TYPE_FUNCTION,
	};
	if (v.kind == FEEL_RANGE)
		return with(c, TYPE_RANGE, of_value(c, v.range->from.kind ? v.range->from : v.range->to));
	if (v.kind == FEEL_LIST) {
		type t = v.list->n ? of_value(c, v.list->at[0]) : plain(TYPE_ANY);
		for (size_t i = 1; i < v.list->n; i++)
			t = common(t, of_value(c, v.list->at[i]));
		return with(c, TYPE_LIST, t);
	}
	return plain(kinds[v.kind]);
}

/* --- names --- */

static const feel_param *entry(type t, str name)
{
	t = feel_type_real(t);
	for (size_t i = 0; t->is == TYPE_CONTEXT && i < t->n; i++)
		if (str_eq(t->at[i].name, name))
			return &t->at[i];
	return NULL;
}

static void unknown_name(checker *c, const node *n)
{
	str name = n->name.name, meant = STR_NONE;
	for (size_t i = 0; i < c->with.n; i++)
		check_nearer(name, c->with.names[i].name, &meant);
	for (size_t i = 0; i < name.len;)
		if (str_next(name, &i) - 0xFF01 <= 0xFF5E - 0xFF01) {
			check_wrong(c, n,
				    "nothing is called %.*s; signs and digits of full width belong to a name here",
				    STR_ARG(name));
			return;
		}
	if (meant.len)
		check_wrong(c, n, "nothing is called %.*s; %.*s may be meant", STR_ARG(name), STR_ARG(meant));
	else
		check_wrong(c, n, "nothing is called %.*s", STR_ARG(name));
}

static type look_name(checker *c, const node *n)
{
	const node_name *m = &n->name;
	bool open = c->with.more_names;
	for (size_t i = 0; i < m->filters_n; i++) {
		type item = feel_type_real(c->slots[m->filters[i]]);
		const feel_param *e = entry(item, m->name);
		if (e)
			return e->type;
		open |= item->is == TYPE_ANY || (item->is == TYPE_CONTEXT && !item->n);
	}
	if (m->slot >= 0)
		return c->slots[m->slot];
	for (size_t i = 0; m->global >= 0 && i < c->with.n; i++)
		if (str_eq(c->with.names[i].name, m->name))
			return c->with.names[i].type;
	if (m->builtin)
		return plain(TYPE_FUNCTION);
	if (!open)
		unknown_name(c, n);
	return plain(TYPE_ANY);
}

/* --- operators --- */

static type look_math(checker *c, const node *n)
{
	static const char *const op_signs[] = {
		[N_ADD] = "+", [N_SUB] = "-", [N_MUL] = "*", [N_DIV] = "/", [N_POW] = "**"
	};
	type a = check_look(c, n->a), b = check_look(c, n->b);
	feel_type_is r = check_math(n->op, is(a), is(b));
	if (r == TYPE_MISSING)
		check_wrong(c, n, "%s cannot be used with %s and %s", op_signs[n->op], named(c, a), named(c, b));
	return plain(r == TYPE_MISSING ? TYPE_ANY : r);
}

/* A constant against the values that a type allows. */
static void check_value(checker *c, const node *n, type t, feel v)
{
	if (v.kind == FEEL_LIST) {
		for (size_t i = 0; i < v.list->n; i++)
			check_value(c, n, t, v.list->at[i]);
		return;
	}
	if (v.kind == FEEL_NULL || v.kind == FEEL_RANGE || !t || is(t) == TYPE_LIST)
		return;
	feel_run run = feel_begin(c->a, 0);
	if (!feel_allowed(&run, v, t))
		check_wrong(c, n, "%.*s is not among the values that %s allows", STR_ARG(feel_literal(c->a, v)),
			    named(c, t));
}

static void check_compare(checker *c, const node *n, feel_op op, type a, type b)
{
	if (check_comparable(op == N_EQ || op == N_NE, is(a), is(b)))
		return;
	if (is(a) == is(b))
		check_wrong(c, n, "values of %s have no order", named(c, a));
	else
		check_wrong(c, n, "%s and %s cannot be compared", named(c, a), named(c, b));
}

static type look_compare(checker *c, const node *n)
{
	type a = check_look(c, n->a), b = check_look(c, n->b);
	check_compare(c, n, n->op, a, b);
	if (n->op == N_EQ || n->op == N_NE) {
		if (n->b->op == N_CONST && is(a) == is(b))
			check_value(c, n->b, a, n->b->value);
		if (n->a->op == N_CONST && is(a) == is(b))
			check_value(c, n->a, b, n->a->value);
	}
	return plain(TYPE_BOOLEAN);
}

/* What must be true or false. */
static void check_condition(checker *c, const node *n, type t)
{
	feel_type_is k = is(t);
	if (k != TYPE_BOOLEAN && k != TYPE_ANY && k != TYPE_NULL)
		check_wrong(c, n, "this must be true or false, and is %s", named(c, t));
}

/* --- tests --- */

static bool value_may_pass(type input, type t)
{
	feel_type_is a = is(input), b = is(t);
	if (a == TYPE_ANY || b == TYPE_ANY || b == TYPE_NULL || a == TYPE_NULL || a == b || a == TYPE_LIST)
		return true;
	if (b == TYPE_LIST || b == TYPE_RANGE)
		return value_may_pass(input, feel_type_real(t)->of);
	return false;
}

static void check_test(checker *c, const node *n, type input)
{
	switch ((int)n->op) {
	case N_TESTS:
		for (size_t i = 0; i < n->many.n; i++)
			check_test(c, n->many.at[i], input);
		return;
	case N_COMPARE: {
		type t = check_look(c, n->a);
		check_compare(c, n, n->compare, input, t);
		if ((n->compare == N_EQ || n->compare == N_NE) && n->a->op == N_CONST)
			check_value(c, n->a, input, n->a->value);
		return;
	}
	case N_TEST: {
		type t = check_look(c, n->a);
		bool condition = n->flags & ASKS || n->a->op != N_CONST;
		if (condition && (is(t) == TYPE_BOOLEAN || is(t) == TYPE_ANY))
			return;
		if (!value_may_pass(input, t))
			check_wrong(c, n->a, "%s is tested, and never is %s", named(c, input), named(c, t));
		else if (n->a->op == N_CONST)
			check_value(c, n->a, input, n->a->value);
		return;
	}
	default:
		return;
	}
}

/* --- parts, filters, loops --- */

static type part_type(checker *c, const node *n, type t, int depth)
{
	type real = feel_type_real(t);
	str part = n->path.part;
	if (depth > FEEL_NEST_MAX || real->is == TYPE_ANY)
		return plain(TYPE_ANY);
	if (real->is == TYPE_LIST)
		return feel_type_list(c->a, part_type(c, n, real->of, depth + 1));
	if (real->is == TYPE_CONTEXT) {
		const feel_param *e = entry(real, part);
		str meant = STR_NONE;
		for (size_t i = 0; i < real->n; i++)
			check_nearer(part, real->at[i].name, &meant);
		if (!e && meant.len)
			check_wrong(c, n, "there is no %.*s here; %.*s may be meant", STR_ARG(part), STR_ARG(meant));
		else if (!e && real->n)
			check_wrong(c, n, "there is no %.*s here", STR_ARG(part));
		return e ? e->type : plain(TYPE_ANY);
	}
	if (real->is == TYPE_RANGE && (str_eq(part, STR("start")) || str_eq(part, STR("end"))))
		return real->of;
	feel_type_is k = check_property(real->is, part);
	if (k == TYPE_MISSING) {
		check_wrong(c, n, "%s has no %.*s", named(c, t), STR_ARG(part));
		k = TYPE_ANY;
	}
	return plain(k);
}

static type member_of(type t)
{
	type real = feel_type_real(t);
	return real->is == TYPE_LIST || real->is == TYPE_RANGE ? real->of : t;
}

static type look_filter(checker *c, const node *n)
{
	type list = check_look(c, n->a);
	type member = is(list) == TYPE_LIST ? feel_type_real(list)->of : list;
	c->slots[n->slot] = member;
	type t = check_look(c, n->b);
	if (is(t) == TYPE_NUMBER)
		return member;
	if (is(t) == TYPE_ANY)
		return plain(TYPE_ANY);
	check_condition(c, n->b, t);
	return is(list) == TYPE_LIST ? list : feel_type_list(c->a, member);
}

static type look_turns(checker *c, const node *n)
{
	for (size_t i = 0; i < n->turns.n; i++) {
		const node_turn *t = &n->turns.at[i];
		type from = check_look(c, t->from), to = t->to ? check_look(c, t->to) : NULL;
		bool range = t->to || is(from) == TYPE_RANGE;
		feel_type_is k = is(range && !t->to ? feel_type_real(from)->of : from);
		if (range && k != TYPE_ANY && k != TYPE_NUMBER && k != TYPE_DATE)
			check_wrong(c, t->from, "there are no steps through a range of %s", named(c, plain(k)));
		else if (to && !check_comparable(false, is(from), is(to)))
			check_wrong(c, t->to, "%s and %s are no ends of a range", named(c, from), named(c, to));
		c->slots[t->slot] = member_of(from);
	}
	if (n->turns.partial >= 0)
		c->slots[n->turns.partial] = plain(TYPE_LIST);
	type body = check_look(c, n->turns.body);
	if (n->op == N_FOR)
		return feel_type_list(c->a, body);
	check_condition(c, n->turns.body, body);
	return plain(TYPE_BOOLEAN);
}

static type look_range(checker *c, const node *n)
{
	type a = n->a ? check_look(c, n->a) : NULL, b = n->b ? check_look(c, n->b) : NULL;
	if (a && b && !check_comparable(false, is(a), is(b)))
		check_wrong(c, n, "%s and %s are no ends of a range", named(c, a), named(c, b));
	else if (n->a && n->b && n->a->op == N_CONST && n->b->op == N_CONST) /* else it were a value by now */
		check_wrong(c, n, "the range ends before it begins");
	return with(c, TYPE_RANGE, a ? a : b);
}

static type look_context(checker *c, const node *n)
{
	feel_type *t = arena_one(c->a, feel_type);
	feel_param *at = arena_many(c->a, feel_param, n->entries.n);
	if (n->flags & BAD)
		check_wrong(c, n, "two entries of this context have the same name");
	for (size_t i = 0; i < n->entries.n; i++) {
		at[i] = (feel_param){ n->entries.at[i].key, check_look(c, n->entries.at[i].value) };
		c->slots[n->entries.at[i].slot] = at[i].type;
	}
	*t = (feel_type){ .is = TYPE_CONTEXT, .at = at, .n = n->entries.n };
	return t;
}

/* --- functions --- */

static type look_lambda(checker *c, const node *n)
{
	const node_lambda *l = n->lambda;
	feel_type *t = arena_one(c->a, feel_type);
	for (size_t i = 0; i < l->n; i++)
		c->slots[(size_t)l->first + i] = l->params[i].type;
	type gives = l->body ? check_look(c, l->body) : plain(TYPE_ANY);
	*t = (feel_type){ .is = TYPE_FUNCTION, .at = l->params, .n = l->n, .of = gives };
	return t;
}

static type look_builtin(checker *c, const node *n, const type *args)
{
	const node_call *k = n->call;
	if (!k->fit.n) {
		check_wrong(c, n, "%s: %s; it takes %s", k->builtin->name, k->why,
			    k->builtin->params[0] ? k->builtin->params : "none");
		return plain(TYPE_ANY);
	}
	feel_type_is kinds[BUILTIN_ARGS_MAX];
	size_t known = k->args.n < BUILTIN_ARGS_MAX ? k->args.n : BUILTIN_ARGS_MAX;
	for (size_t i = 0; i < known; i++)
		kinds[i] = is(args[i]);
	size_t bad = check_arguments(&k->fit, k->names, kinds, known);
	if (bad < known)
		check_wrong(c, k->args.at[bad], "%s takes %s; this is %s", k->builtin->name, k->builtin->params,
			    named(c, args[bad]));
	return check_result(k->builtin);
}

static type look_call(checker *c, const node *n)
{
	const node_call *k = n->call;
	type *args = arena_many(c->a, type, k->args.n);
	type of = k->builtin ? NULL : check_look(c, k->of);
	for (size_t i = 0; i < k->args.n; i++)
		args[i] = check_look(c, k->args.at[i]);
	if (k->builtin)
		return look_builtin(c, n, args);
	type f = feel_type_real(of);
	if (f->is != TYPE_FUNCTION) {
		if (f->is != TYPE_ANY)
			check_wrong(c, n, "%s is no function and cannot be called", named(c, of));
		return plain(TYPE_ANY);
	}
	if (!f->n && !f->of)
		return plain(TYPE_ANY);
	if (f->n != k->args.n) {
		check_wrong(c, n, "this function takes %zu arguments, not %zu", f->n, k->args.n);
		return f->of;
	}
	for (size_t i = 0; i < f->n; i++) {
		size_t at = i;
		for (at = k->names ? 0 : i; k->names && at < k->args.n && !str_eq(k->names[at], f->at[i].name);)
			at++;
		if (at == k->args.n) {
			if (f->at[i].name.len)
				check_wrong(c, n, "there is no argument called %.*s", STR_ARG(f->at[i].name));
			break;
		}
		feel_type_is want = is(f->at[i].type), have = is(args[at]);
		if (want != TYPE_ANY && have != TYPE_ANY && have != TYPE_NULL && want != have && have != TYPE_LIST &&
		    want != TYPE_LIST && !(want == TYPE_DATE_TIME && have == TYPE_DATE))
			check_wrong(c, k->args.at[at], "this argument is %s, and must be %s", named(c, args[at]),
				    named(c, f->at[i].type));
	}
	return f->of;
}

/* --- everything --- */

static type look_many(checker *c, const node *n)
{
	type t = NULL;
	for (size_t i = 0; i < n->many.n; i++) {
		type one = check_look(c, n->many.at[i]);
		if (n->op != N_LIST)
			check_condition(c, n->many.at[i], one);
		t = t ? common(t, one) : one;
	}
	return n->op == N_LIST ? feel_type_list(c->a, t) : plain(TYPE_BOOLEAN);
}

static type look_if(checker *c, const node *n)
{
	check_condition(c, n->a, check_look(c, n->a));
	type a = check_look(c, n->b), b = check_look(c, n->c);
	return common(a, b);
}

static type look_between(checker *c, const node *n)
{
	type x = check_look(c, n->a), from = check_look(c, n->b), to = check_look(c, n->c);
	check_compare(c, n->b, N_GE, x, from);
	check_compare(c, n->c, N_LE, x, to);
	return plain(TYPE_BOOLEAN);
}

static type look_negative(checker *c, const node *n)
{
	type t = check_look(c, n->a);
	feel_type_is k = is(t);
	if (k != TYPE_ANY && k != TYPE_NUMBER && k != TYPE_SPAN && k != TYPE_MONTHS)
		check_wrong(c, n, "- cannot be used with %s", named(c, t));
	return t;
}

const feel_type *check_look(checker *c, const node *n)
{
	switch ((feel_op)n->op) {
	case N_CONST:
		if (n->flags & BAD)
			check_wrong(c, n, "this is no date, time or duration");
		return n->flags & BAD ? plain(TYPE_ANY) : of_value(c, n->value);
	case N_NAME:
		return look_name(c, n);
	case N_LIST:
	case N_AND:
	case N_OR:
		return look_many(c, n);
	case N_CONTEXT:
		return look_context(c, n);
	case N_RANGE:
		return look_range(c, n);
	case N_ADD:
	case N_SUB:
	case N_MUL:
	case N_DIV:
	case N_POW:
		return look_math(c, n);
	case N_NEG:
		return look_negative(c, n);
	case N_EQ:
	case N_NE:
	case N_LT:
	case N_LE:
	case N_GT:
	case N_GE:
		return look_compare(c, n);
	case N_BETWEEN:
		return look_between(c, n);
	case N_IN: {
		type x = check_look(c, n->a);
		c->slots[n->slot] = x;
		check_test(c, n->b, x);
		return plain(TYPE_BOOLEAN);
	}
	case N_INSTANCE:
		check_look(c, n->instance.of);
		if (is(n->instance.type) == TYPE_MISSING)
			check_wrong(c, n, "no type is called %.*s", STR_ARG(feel_type_real(n->instance.type)->name));
		return plain(TYPE_BOOLEAN);
	case N_IF:
		return look_if(c, n);
	case N_FOR:
	case N_SOME:
	case N_EVERY:
		return look_turns(c, n);
	case N_PATH:
		return part_type(c, n, check_look(c, n->path.of), 0);
	case N_FILTER:
		return look_filter(c, n);
	case N_CALL:
		return look_call(c, n);
	case N_LAMBDA:
		return look_lambda(c, n);
	case N_TESTS:
	case N_TEST:
	case N_COMPARE:
	case N_ANY:
		break;
	}
	return plain(TYPE_BOOLEAN);
}

static const err *told(checker *c, const feel_expr *e)
{
	err *first = NULL, *last = NULL;
	for (size_t k = 0; k < c->found.n; k++) {
		size_t least = 0;
		for (size_t i = 1; i < c->found.n; i++)
			if (c->found.at[i].at < c->found.at[least].at)
				least = i;
		int line, column;
		feel_place(e->text, c->found.at[least].at, &line, &column);
		err *one = arena_one(c->a, err);
		*one = (err){ .code = ERR_feel,
			      .where = str_format(c->a, "%d:%d", line, column),
			      .detail = c->found.at[least].what };
		c->found.at[least].at = UINT32_MAX;
		if (last)
			last->next = one;
		else
			first = one;
		last = one;
	}
	return first;
}

const err *feel_check(arena *a, const feel_expr *e, feel_checking with_, const feel_type **ret_type)
{
	checker c = { .a = a, .with = with_, .slots = arena_many(a, type, SLOTS_MAX) };
	type t = plain(TYPE_BOOLEAN);
	if (e->tests) {
		c.slots[0] = with_.input;
		check_test(&c, e->root, with_.input);
	} else {
		t = check_look(&c, e->root);
	}
	if (ret_type)
		*ret_type = t ? t : plain(TYPE_ANY);
	return told(&c, e);
}
