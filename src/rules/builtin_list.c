/* Functions of lists that take apart and put together (DMN 1.5, 10.3.4.4), and sort (10.3.4.9). */
#include "rules/builtin_tables.h"

#define NEST_MAX 200

static feel unknown(void)
{
	return (feel){ .kind = FEEL_UNKNOWN };
}

static bool is_true(feel v)
{
	return v.kind == FEEL_BOOLEAN && v.boolean;
}

static feel fn_list_contains(const builtin_call *c)
{
	const feel_list *l;
	bool open = false;
	if (!builtin_list_from(c, arg(c, 0), &l))
		return NO(c, "not a list");
	for (size_t i = 0; i < l->n; i++) {
		feel same = feel_equal(l->at[i], arg(c, 1));
		if (is_true(same))
			return same;
		open |= same.kind == FEEL_UNKNOWN;
	}
	return open ? unknown() : feel_bool(false);
}

static feel fn_count(const builtin_call *c)
{
	const feel_list *l;
	return builtin_list_from(c, arg(c, 0), &l) ? feel_int((i64)l->n) : NO(c, "not a list");
}

static feel fn_sublist(const builtin_call *c)
{
	const feel_list *l;
	size_t from;
	i64 length;
	if (!builtin_list_from(c, arg(c, 0), &l))
		return NO(c, "not a list");
	if (!builtin_place(arg(c, 1), l->n, &from))
		return NO(c, "the list has no such position");
	length = (i64)(l->n - from);
	if (arg(c, 2).kind != FEEL_NULL && (!builtin_whole(arg(c, 2), &length) || length < 1))
		return NO(c, "a length is 1 or more");
	if (length > (i64)(l->n - from))
		return NO(c, "the list has not so many members from there");
	return feel_list_of(c->run->arena, l->at + from, (size_t)length);
}

/* All members of several lists one after the other. */
static feel joined(const builtin_call *c, feel_list **ret)
{
	size_t n = 0;
	const feel_list *l;
	for (size_t i = 0; i < c->n; i++) {
		if (!builtin_list_from(c, c->at[i], &l))
			return NO(c, "not a list");
		n += l->n;
	}
	if (!builtin_new_list(c, n, ret))
		return FEEL_NOTHING;
	for (size_t i = 0; i < c->n; i++) {
		if (c->at[i].kind != FEEL_LIST) {
			(*ret)->at[(*ret)->n++] = c->at[i];
			continue;
		}
		l = c->at[i].list;
		if (l->n)
			memcpy((*ret)->at + (*ret)->n, l->at, l->n * sizeof *l->at);
		(*ret)->n += l->n;
	}
	return builtin_list_value(*ret);
}

static feel fn_concatenate(const builtin_call *c)
{
	feel_list *l;
	return joined(c, &l);
}

static feel fn_append(const builtin_call *c)
{
	const feel_list *l;
	feel_list *ret;
	if (is_kind(c, 0, FEEL_UNKNOWN))
		return unknown();
	if (c->n < 2 || !builtin_list_from(c, c->at[0], &l))
		return NO(c, "wants a list and what is to be added");
	if (!builtin_new_list(c, l->n + c->n - 1, &ret))
		return FEEL_NOTHING;
	for (size_t i = 0; i < l->n; i++)
		ret->at[ret->n++] = l->at[i];
	for (size_t i = 1; i < c->n; i++)
		ret->at[ret->n++] = c->at[i];
	return builtin_list_value(ret);
}

/* A copy of l with the `gone` members at a place taken out, and `came` (or NULL) put there. */
static feel changed(const builtin_call *c, const feel_list *l, size_t place, size_t gone, const feel *came)
{
	feel_list *ret;
	if (!builtin_new_list(c, l->n + 1, &ret))
		return FEEL_NOTHING;
	for (size_t i = 0; i < place; i++)
		ret->at[ret->n++] = l->at[i];
	if (came)
		ret->at[ret->n++] = *came;
	for (size_t i = place + gone; i < l->n; i++)
		ret->at[ret->n++] = l->at[i];
	return builtin_list_value(ret);
}

static feel fn_insert_before(const builtin_call *c)
{
	const feel_list *l;
	size_t place;
	feel item = arg(c, 2);
	if (!builtin_list_from(c, arg(c, 0), &l))
		return NO(c, "not a list");
	if (!builtin_place(arg(c, 1), l->n, &place))
		return NO(c, "the list has no such position");
	return changed(c, l, place, 0, &item);
}

static feel fn_remove(const builtin_call *c)
{
	const feel_list *l;
	size_t place;
	if (!builtin_list_from(c, arg(c, 0), &l))
		return NO(c, "not a list");
	if (!builtin_place(arg(c, 1), l->n, &place))
		return NO(c, "the list has no such position");
	return changed(c, l, place, 1, NULL);
}

/* Every member for which match(member, newItem) holds. */
static feel replaced_where(const builtin_call *c, const feel_list *l, const feel_function *match, feel item)
{
	feel_list *ret;
	if (feel_arity(match) != 2)
		return NO(c, "the function takes the member and the new one");
	if (!builtin_new_list(c, l->n, &ret))
		return FEEL_NOTHING;
	for (size_t i = 0; i < l->n; i++) {
		feel args[] = { l->at[i], item }, holds = feel_apply(c->run, match, args, 2);
		if (holds.kind == FEEL_UNKNOWN)
			return holds;
		if (holds.kind != FEEL_BOOLEAN)
			return NO(c, "the function gave neither true nor false");
		ret->at[ret->n++] = holds.boolean ? item : l->at[i];
	}
	return builtin_list_value(ret);
}

static feel fn_list_replace(const builtin_call *c)
{
	const feel_list *l;
	size_t place;
	feel item = arg(c, 2);
	if (c->n != 3 || !builtin_list_from(c, c->at[0], &l))
		return NO(c, "not a list");
	if (is_kind(c, 1, FEEL_FUNCTION))
		return replaced_where(c, l, c->at[1].function, item);
	if (!builtin_place(c->at[1], l->n, &place))
		return NO(c, "the list has no such position");
	return changed(c, l, place, 1, &item);
}

static feel fn_reverse(const builtin_call *c)
{
	const feel_list *l;
	feel_list *ret;
	if (!builtin_list_from(c, arg(c, 0), &l))
		return NO(c, "not a list");
	if (!builtin_new_list(c, l->n, &ret))
		return FEEL_NOTHING;
	for (size_t i = l->n; i > 0; i--)
		ret->at[ret->n++] = l->at[i - 1];
	return builtin_list_value(ret);
}

static feel fn_index_of(const builtin_call *c)
{
	const feel_list *l;
	feel_list *ret;
	if (!builtin_list_from(c, arg(c, 0), &l))
		return NO(c, "not a list");
	if (!builtin_new_list(c, l->n, &ret))
		return FEEL_NOTHING;
	for (size_t i = 0; i < l->n; i++) {
		feel same = feel_equal(l->at[i], arg(c, 1));
		if (same.kind == FEEL_UNKNOWN)
			return same;
		if (is_true(same))
			ret->at[ret->n++] = feel_int((i64)i + 1);
	}
	return builtin_list_value(ret);
}

/* Each value once, where it comes first. */
static feel distinct(const builtin_call *c, const feel_list *l)
{
	feel_list *ret;
	if (builtin_any_unknown(l))
		return unknown();
	if (!builtin_new_list(c, l->n, &ret))
		return FEEL_NOTHING;
	for (size_t i = 0; i < l->n; i++) {
		bool there = false;
		if (!builtin_work(c, ret->n))
			return NO(c, "this takes too many steps");
		for (size_t k = 0; k < ret->n && !there; k++)
			there = is_true(feel_equal(ret->at[k], l->at[i]));
		if (!there)
			ret->at[ret->n++] = l->at[i];
	}
	return builtin_list_value(ret);
}

static feel fn_union(const builtin_call *c)
{
	feel_list *all;
	feel v = joined(c, &all);
	return v.kind == FEEL_LIST ? distinct(c, v.list) : v;
}

static feel fn_distinct_values(const builtin_call *c)
{
	const feel_list *l;
	return builtin_list_from(c, arg(c, 0), &l) ? distinct(c, l) : NO(c, "not a list");
}

/* More than FEEL_LIST_MAX when there are too many: lists may hold one list many times, and that one again. */
static size_t leaves(const feel_list *l, int depth)
{
	size_t n = l->n == 0;
	for (size_t i = 0; i < l->n && n <= FEEL_LIST_MAX; i++)
		n += l->at[i].kind == FEEL_LIST && depth < NEST_MAX ? leaves(l->at[i].list, depth + 1) : 1;
	return n;
}

static void flatten_into(feel_list *ret, const feel_list *l, int depth)
{
	for (size_t i = 0; i < l->n; i++)
		if (l->at[i].kind == FEEL_LIST && depth < NEST_MAX)
			flatten_into(ret, l->at[i].list, depth + 1);
		else
			ret->at[ret->n++] = l->at[i];
}

static feel fn_flatten(const builtin_call *c)
{
	const feel_list *l;
	feel_list *ret;
	if (!builtin_list_from(c, arg(c, 0), &l))
		return NO(c, "not a list");
	if (!builtin_new_list(c, leaves(l, 0), &ret))
		return FEEL_NOTHING;
	flatten_into(ret, l, 0);
	return builtin_list_value(ret);
}

/* --- sort ---------------------------------------------------------------------------------------------------------- */

typedef struct sorting {
	const builtin_call *call;
	const feel_function *precedes; /* NULL: the order that values have */
	feel failed; /* what is to be returned instead, when `stop` */
	bool stop;
} sorting;

static bool precedes(sorting *s, feel x, feel y)
{
	int order;
	if (s->stop)
		return false;
	if (!s->precedes) {
		s->stop = !feel_order(x, y, &order);
		if (s->stop)
			s->failed = NO(s->call, "there is no order between these");
		return order < 0;
	}
	feel args[] = { x, y }, holds = feel_apply(s->call->run, s->precedes, args, 2);
	if (holds.kind == FEEL_BOOLEAN)
		return holds.boolean;
	s->stop = true;
	s->failed = holds.kind == FEEL_UNKNOWN ? holds : NO(s->call, "the function gave neither true nor false");
	return false;
}

/* Stable: what the function calls equal stays in its order. */
static void merge_sort(sorting *s, feel *at, feel *spare, size_t n)
{
	if (n < 2 || s->stop)
		return;
	size_t half = n / 2, i = 0, k = half, to = 0;
	merge_sort(s, at, spare, half);
	merge_sort(s, at + half, spare, n - half);
	memcpy(spare, at, n * sizeof *at);
	while (i < half && k < n)
		at[to++] = precedes(s, spare[k], spare[i]) ? spare[k++] : spare[i++];
	while (i < half)
		at[to++] = spare[i++];
	while (k < n)
		at[to++] = spare[k++];
}

static feel fn_sort(const builtin_call *c)
{
	const feel_list *l;
	feel_list *ret, *spare;
	sorting s = { .call = c };
	if (!builtin_list_from(c, arg(c, 0), &l))
		return NO(c, "not a list");
	if (is_kind(c, 1, FEEL_FUNCTION))
		s.precedes = c->at[1].function;
	else if (arg(c, 1).kind != FEEL_NULL)
		return NO(c, "not a function");
	if (!s.precedes && builtin_any_unknown(l))
		return unknown();
	if (s.precedes && feel_arity(s.precedes) != 2)
		return NO(c, "the function takes two members");
	if (!builtin_new_list(c, l->n, &ret) || !builtin_new_list(c, l->n, &spare))
		return FEEL_NOTHING;
	for (size_t i = 0; i < l->n; i++)
		ret->at[ret->n++] = l->at[i];
	for (size_t n = ret->n; n > 1; n /= 2) /* what the comparisons need */
		(void)builtin_work(c, ret->n);
	merge_sort(&s, ret->at, spare->at, ret->n);
	return s.stop ? s.failed : builtin_list_value(ret);
}

const builtin builtins_list[] = {
	{ "list contains", "list: list, element: any", "boolean", fn_list_contains, false },
	{ "count", "list: list", "number", fn_count, false },
	{ "sublist", "list: list, start position: number, length?: number", "list", fn_sublist, false },
	{ "append", "list: list, item: any | list: list, item...: any", "list", fn_append, true },
	{ "concatenate", "list: list | list...: any", "list", fn_concatenate, false },
	{ "insert before", "list: list, position: number, newItem: any", "list", fn_insert_before, false },
	{ "remove", "list: list, position: number", "list", fn_remove, false },
	{ "list replace", "list: list, position: number, newItem: any | list: list, match: function, newItem: any",
	  "list", fn_list_replace, false },
	{ "reverse", "list: list", "list", fn_reverse, false },
	{ "index of", "list: list, match: any", "list", fn_index_of, false },
	{ "union", "list: list | list...: any", "list", fn_union, false },
	{ "distinct values", "list: list", "list", fn_distinct_values, false },
	{ "flatten", "list: list", "list", fn_flatten, false },
	{ "sort", "list: list, precedes?: function", "list", fn_sort, false },
	{ 0 },
};
