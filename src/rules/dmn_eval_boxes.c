/* Boxed expressions (DMN 1.5, 10.2); tables are in dmn_eval_table.c. */
#include "rules/dmn_eval.h"

/* The scope within a box: what it makes, before what is around it. The context is filled while it is in force. */
typedef struct inner {
	dmn_at at;
	feel_scope scope;
	feel_context context;
} inner;

static void open_scope(inner *in, const dmn_at *around, size_t room)
{
	in->context = (feel_context){ arena_many(around->memory->run->arena, feel_entry, room), 0 };
	in->scope = (feel_scope){ &in->context, around->scope };
	in->at = *around;
	in->at.scope = &in->scope;
}

static feel context_value(feel_run *run, const feel_entry *at, size_t n)
{
	feel_context *c = arena_one(run->arena, feel_context);
	feel_entry *entries = arena_many(run->arena, feel_entry, n);
	if (n)
		memcpy(entries, at, n * sizeof(*at));
	*c = (feel_context){ entries, n };
	return (feel){ .kind = FEEL_CONTEXT, .context = c };
}

/* One step of the run, and what it takes at most besides its values; false when there is none left. */
static bool step(const dmn_at *at, const dmn_expr *e)
{
	at->memory->run->steps--;
	return dmn_room(at, e, (e->entries.n + e->items.n + 8) * (sizeof(feel_entry) + sizeof(feel)));
}

/* --- contexts, lists, relations ------------------------------------------------------------------------------------ */

/* A scope of its own on the heap of the run: functions made within keep it. */
static inner *lasting(const dmn_at *at, size_t room)
{
	inner *in = arena_one(at->memory->run->arena, inner);
	open_scope(in, at, room);
	return in;
}

static feel context_box(const dmn_at *at, const dmn_expr *e)
{
	inner *in = lasting(at, e->entries.n);
	for (size_t i = 0; i < e->entries.n; i++) {
		const dmn_entry *x = &e->entries.at[i];
		feel v = dmn_box_value(&in->at, x->value);
		if (!x->name.len) /* the result; what stands behind it is not asked for */
			return v;
		v = dmn_fit(&in->at, v, x->is, x->line, x->column, NULL);
		bool known = false;
		for (size_t k = 0; k < in->context.n; k++)
			known |= str_eq(in->context.at[k].key, x->name);
		if (known) {
			dmn_note(at, x->line, x->column, "the entry %.*s stands twice", STR_ARG(x->name));
			return FEEL_NOTHING;
		}
		in->context.at[in->context.n++] = (feel_entry){ x->name, v };
	}
	return context_value(at->memory->run, in->context.at, in->context.n);
}

static feel list_box(const dmn_at *at, const dmn_expr *e)
{
	feel *values = arena_many(at->memory->run->arena, feel, e->items.n);
	for (size_t i = 0; i < e->items.n; i++)
		values[i] = dmn_box_value(at, e->items.at[i]);
	return feel_list_of(at->memory->run->arena, values, e->items.n);
}

static feel relation_box(const dmn_at *at, const dmn_expr *e)
{
	feel_run *run = at->memory->run;
	feel *rows = arena_many(run->arena, feel, e->items.n);
	feel_entry *row = arena_many(run->arena, feel_entry, e->entries.n);
	for (size_t i = 0; i < e->items.n; i++) {
		const dmn_expr *cells = e->items.at[i];
		for (size_t k = 0; k < e->entries.n; k++) {
			const dmn_entry *column = &e->entries.at[k];
			feel v = k < cells->items.n ? dmn_box_value(at, cells->items.at[k]) : FEEL_NOTHING;
			row[k] = (feel_entry){ column->name,
					       dmn_fit(at, v, column->is, cells->line, cells->column, NULL) };
		}
		rows[i] = context_value(run, row, e->entries.n);
	}
	return feel_list_of(run->arena, rows, e->items.n);
}

/* --- functions ------------------------------------------------------------------------------------------------------- */

typedef struct closure {
	dmn_at at;
	const dmn_expr *function;
} closure;

static feel call_closure(feel_run *run, void *self, const feel *args, size_t n)
{
	(void)run;
	const closure *c = self;
	inner *in = lasting(&c->at, n);
	for (size_t i = 0; i < n && i < c->function->entries.n; i++) {
		const dmn_entry *p = &c->function->entries.at[i];
		bool fits;
		feel v = dmn_fit(&c->at, args[i], p->is, p->line, p->column, &fits);
		if (!fits)
			return FEEL_NOTHING;
		in->context.at[in->context.n++] = (feel_entry){ p->name, v };
	}
	return dmn_box_value(&in->at, c->function->items.at[0]);
}

static feel function_box(const dmn_at *at, const dmn_expr *e)
{
	arena *a = at->memory->run->arena;
	if (!str_eq(e->name, STR("FEEL"))) {
		dmn_note(at, e->line, e->column, "functions of %.*s are not called", STR_ARG(e->name));
		return FEEL_NOTHING;
	}
	closure *c = arena_one(a, closure);
	*c = (closure){ *at, e };
	feel_param *params = arena_many(a, feel_param, e->entries.n);
	for (size_t i = 0; i < e->entries.n; i++)
		params[i] = (feel_param){ e->entries.at[i].name, e->entries.at[i].is };
	return feel_native(a, STR_NONE, params, e->entries.n, NULL, call_closure, c);
}

static feel invocation_box(const dmn_at *at, const dmn_expr *e)
{
	arena *a = at->memory->run->arena;
	feel f = dmn_box_value(at, e->items.n ? e->items.at[0] : NULL);
	str *names = arena_many(a, str, e->entries.n);
	feel *args = arena_many(a, feel, e->entries.n);
	for (size_t i = 0; i < e->entries.n; i++) {
		const dmn_entry *x = &e->entries.at[i];
		names[i] = x->name;
		args[i] = x->value ? dmn_box_value(at, x->value) : FEEL_NOTHING;
		args[i] = dmn_fit(at, args[i], x->is, x->line, x->column, NULL);
	}
	if (f.kind != FEEL_FUNCTION) {
		dmn_note(at, e->line, e->column, "what is invoked is no function");
		return FEEL_NOTHING;
	}
	return dmn_call(at, f, e->entries.n ? names : NULL, args, e->entries.n, e->line, e->column);
}

/* --- conditions and iterations ----------------------------------------------------------------------------------------- */

static feel if_box(const dmn_at *at, const dmn_expr *e)
{
	feel c = dmn_box_value(at, e->items.at[0]);
	if (c.kind == FEEL_UNKNOWN) {
		feel yes = dmn_box_value(at, e->items.at[1]), no = dmn_box_value(at, e->items.at[2]),
		     same = feel_equal(yes, no);
		return same.kind == FEEL_BOOLEAN && same.boolean ? yes : c;
	}
	bool yes = c.kind == FEEL_BOOLEAN && c.boolean;
	if (c.kind != FEEL_BOOLEAN)
		dmn_note(at, e->line, e->column, "the condition is %s; it counts as false", feel_kind_name(c.kind));
	return dmn_box_value(at, e->items.at[yes ? 1 : 2]);
}

/* What is gone through: a list; a value stands for the list of it; a range of whole numbers or days its members. */
static bool members(const dmn_at *at, const dmn_expr *e, feel v, feel_list *ret)
{
	feel_run *run = at->memory->run;
	if (v.kind == FEEL_LIST) {
		*ret = *v.list;
		return true;
	}
	if (v.kind == FEEL_NULL) {
		dmn_note(at, e->line, e->column, "there is nothing to go through");
		return false;
	}
	if (v.kind == FEEL_RANGE && e->kind != BOX_FILTER) {
		feel all;
		feel_context c = { &(feel_entry){ STR("range"), v }, 1 };
		feel_scope scope = { &c, NULL };
		const feel_expr *x;
		if (feel_parse(run->arena, STR("for i in range return i"),
			       (feel_names){ &(str)STR_INIT("range"), 1, { NULL, 0 }, NULL }, &x))
			return false;
		all = feel_eval(run, x, &scope);
		if (all.kind != FEEL_LIST)
			return false;
		*ret = *all.list;
		return true;
	}
	feel *one = arena_one(run->arena, feel);
	*one = v;
	*ret = (feel_list){ one, 1 };
	return true;
}

static feel filter_box(const dmn_at *at, const dmn_expr *e)
{
	feel_run *run = at->memory->run;
	feel in = dmn_box_value(at, e->items.at[0]);
	feel_list all;
	if (in.kind == FEEL_UNKNOWN)
		return in;
	if (!members(at, e, in, &all))
		return FEEL_NOTHING;
	struct {
		feel *at;
		size_t n;
	} kept = { NULL, 0 };
	for (size_t i = 0; i < all.n && step(at, e); i++) {
		feel x = all.at[i];
		size_t own = x.kind == FEEL_CONTEXT ? x.context->n : 0;
		if (!dmn_room(at, e, own * sizeof(feel_entry) + 64))
			return FEEL_NOTHING;
		inner *scope = lasting(at, own + 1);
		for (size_t k = 0; k < own; k++)
			scope->context.at[scope->context.n++] = x.context->at[k];
		bool has_item = false;
		feel_get(&scope->context, STR("item"), &has_item);
		if (!has_item)
			scope->context.at[scope->context.n++] = (feel_entry){ STR("item"), x };
		feel keep = dmn_box_value(&scope->at, e->items.at[1]);
		if (keep.kind == FEEL_UNKNOWN)
			return keep;
		if (keep.kind != FEEL_BOOLEAN && keep.kind != FEEL_NULL) {
			dmn_note(at, e->line, e->column, "the condition of a filter is %s, not true or false",
				 feel_kind_name(keep.kind));
			return FEEL_NOTHING;
		}
		if (keep.kind == FEEL_BOOLEAN && keep.boolean)
			LIST_ADD(run->arena, &kept, x);
	}
	return feel_list_of(run->arena, kept.at, kept.n);
}

static feel iteration_box(const dmn_at *at, const dmn_expr *e)
{
	feel_run *run = at->memory->run;
	feel in = dmn_box_value(at, e->items.at[0]);
	feel_list all;
	if (in.kind == FEEL_UNKNOWN)
		return in;
	if (!members(at, e, in, &all))
		return FEEL_NOTHING;
	if (!dmn_room(at, e, all.n * sizeof(feel)))
		return FEEL_NOTHING;
	feel *made = arena_many(run->arena, feel, all.n), so_far = feel_bool(e->kind == BOX_EVERY);
	for (size_t i = 0; i < all.n && step(at, e); i++) {
		inner *scope = lasting(at, 2);
		scope->context.at[scope->context.n++] = (feel_entry){ e->name, all.at[i] };
		feel_list *partial = arena_one(run->arena, feel_list);
		*partial = (feel_list){ made, i };
		if (e->kind == BOX_FOR && !str_eq(e->name, STR("partial")))
			scope->context.at[scope->context.n++] =
				(feel_entry){ STR("partial"), (feel){ .kind = FEEL_LIST, .list = partial } };
		feel v = dmn_box_value(&scope->at, e->items.at[1]);
		made[i] = v;
		if (e->kind != BOX_FOR && v.kind != FEEL_BOOLEAN && v.kind != FEEL_NULL && v.kind != FEEL_UNKNOWN) {
			dmn_note(at, e->line, e->column, "the condition is %s, not true or false",
				 feel_kind_name(v.kind));
			return FEEL_NOTHING;
		}
		if (e->kind == BOX_SOME)
			so_far = feel_or(so_far, v);
		else if (e->kind == BOX_EVERY)
			so_far = feel_and(so_far, v);
	}
	return e->kind == BOX_FOR ? feel_list_of(run->arena, made, all.n) : so_far;
}

/* --- all ----------------------------------------------------------------------------------------------------------------- */

feel dmn_box_value(const dmn_at *at, const dmn_expr *e)
{
	feel v = FEEL_NOTHING;
	if (!e || !step(at, e))
		return v;
	switch (e->kind) {
	case BOX_LITERAL:
		v = dmn_text_value(at, &e->text);
		break;
	case BOX_TABLE:
		v = dmn_table_value(at, e);
		break;
	case BOX_CONTEXT:
		v = context_box(at, e);
		break;
	case BOX_LIST:
		v = list_box(at, e);
		break;
	case BOX_RELATION:
		v = relation_box(at, e);
		break;
	case BOX_INVOCATION:
		v = invocation_box(at, e);
		break;
	case BOX_FUNCTION:
		v = function_box(at, e);
		break;
	case BOX_IF:
		v = if_box(at, e);
		break;
	case BOX_FILTER:
		v = filter_box(at, e);
		break;
	case BOX_FOR:
	case BOX_SOME:
	case BOX_EVERY:
		v = iteration_box(at, e);
		break;
	}
	return dmn_fit(at, v, e->is, e->line, e->column, NULL);
}
