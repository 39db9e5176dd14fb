/* The values of logic, and membership: what needs no expression. */
#include "rules/eval.h"

feel feel_and(feel a, feel b)
{
	if ((a.kind == FEEL_BOOLEAN && !a.boolean) || (b.kind == FEEL_BOOLEAN && !b.boolean))
		return feel_bool(false);
	if (a.kind == FEEL_BOOLEAN)
		return b.kind == FEEL_BOOLEAN || b.kind == FEEL_UNKNOWN ? b : FEEL_NOTHING;
	if (a.kind == FEEL_UNKNOWN) /* with null it is false or null: open */
		return a;
	return b.kind == FEEL_UNKNOWN ? b : FEEL_NOTHING;
}

feel feel_or(feel a, feel b)
{
	if ((a.kind == FEEL_BOOLEAN && a.boolean) || (b.kind == FEEL_BOOLEAN && b.boolean))
		return feel_bool(true);
	if (a.kind == FEEL_BOOLEAN)
		return b.kind == FEEL_BOOLEAN || b.kind == FEEL_UNKNOWN ? b : FEEL_NOTHING;
	if (a.kind == FEEL_UNKNOWN)
		return a;
	return b.kind == FEEL_UNKNOWN ? b : FEEL_NOTHING;
}

feel feel_not(feel a)
{
	if (a.kind == FEEL_BOOLEAN)
		return feel_bool(!a.boolean);
	return a.kind == FEEL_UNKNOWN ? a : FEEL_NOTHING;
}

/* Is x on the right side of an end? */
static feel on_side(feel x, feel end, bool in, int side)
{
	int order;
	if (x.kind == FEEL_UNKNOWN || end.kind == FEEL_UNKNOWN)
		return (feel){ .kind = FEEL_UNKNOWN };
	if (!feel_order(x, end, &order))
		return FEEL_NOTHING;
	return feel_bool(order == 0 ? in : (order > 0) == (side > 0));
}

feel feel_in_range(feel x, const feel_range *r)
{
	bool from = r->from.kind != FEEL_NULL, to = r->to.kind != FEEL_NULL;
	feel a = from ? on_side(x, r->from, r->from_in, 1) : feel_bool(true);
	feel b = to ? on_side(x, r->to, r->to_in, -1) : feel_bool(true);
	return !from && !to ? FEEL_NOTHING : feel_and(a, b);
}

/* Equal, or false where the two cannot be compared: a list may hold anything. */
static feel same(feel x, feel y)
{
	feel e = feel_equal(x, y);
	return e.kind == FEEL_NULL ? feel_bool(false) : e;
}

static feel member(feel x, feel y)
{
	if (y.kind == FEEL_RANGE && x.kind != FEEL_RANGE)
		return feel_in_range(x, y.range);
	return same(x, y);
}

feel feel_in(feel x, feel test)
{
	if (test.kind != FEEL_LIST)
		return member(x, test);
	bool open = false;
	feel whole = x.kind == FEEL_LIST ? same(x, test) : feel_bool(false);
	if (whole.kind == FEEL_BOOLEAN && whole.boolean)
		return whole;
	for (size_t i = 0; i < test.list->n; i++) {
		feel e = member(x, test.list->at[i]);
		if (e.kind == FEEL_BOOLEAN && e.boolean)
			return e;
		open |= e.kind == FEEL_UNKNOWN;
	}
	return open ? (feel){ .kind = FEEL_UNKNOWN } : feel_bool(false);
}
