/* Functions that make one value of many (DMN 1.5, 10.3.4.4): each takes a list, or the values themselves. */
#include "rules/builtin_tables.h"

#include "rules/decimal.h"

static feel unknown(void)
{
	return (feel){ .kind = FEEL_UNKNOWN };
}

/* The least (sign < 0) or the greatest; null for none, and where there is no order. */
static feel extreme(const builtin_call *c, int sign)
{
	feel_list l = builtin_members(c);
	if (builtin_any_unknown(&l))
		return unknown();
	if (!l.n)
		return FEEL_NOTHING;
	feel best = l.at[0];
	for (size_t i = 0; i < l.n; i++) {
		int order;
		if (!feel_order(l.at[i], best, &order))
			return NO(c, "there is no order between these");
		if ((order < 0) == (sign < 0) && order != 0)
			best = l.at[i];
	}
	return best;
}

static feel fn_min(const builtin_call *c)
{
	return extreme(c, -1);
}

static feel fn_max(const builtin_call *c)
{
	return extreme(c, 1);
}

/* All numbers, or why not: unknown, or null. */
static bool numbers(const builtin_call *c, feel_list *ret, feel *ret_why)
{
	*ret = builtin_members(c);
	*ret_why = FEEL_NOTHING;
	if (builtin_any_unknown(ret)) {
		*ret_why = unknown();
		return false;
	}
	for (size_t i = 0; i < ret->n; i++)
		if (ret->at[i].kind != FEEL_NUMBER) {
			*ret_why = NO(c, "not a list of numbers");
			return false;
		}
	return true;
}

static bool fold(const feel_list *l, decimal from, bool (*f)(decimal, decimal, decimal *), decimal *ret)
{
	*ret = from;
	for (size_t i = 0; i < l->n; i++)
		if (!f(*ret, l->at[i].number, ret))
			return false;
	return true;
}

static bool mean_of(const feel_list *l, decimal *ret)
{
	return fold(l, decimal_of(0), decimal_add, ret) && decimal_div(*ret, decimal_of((i64)l->n), ret);
}

static feel fn_sum(const builtin_call *c)
{
	feel_list l;
	feel why;
	decimal ret;
	if (!numbers(c, &l, &why) || !l.n)
		return why;
	return fold(&l, decimal_of(0), decimal_add, &ret) ? feel_number(ret) : NO(c, "the sum is too great");
}

static feel fn_product(const builtin_call *c)
{
	feel_list l;
	feel why;
	decimal ret;
	if (!numbers(c, &l, &why) || !l.n)
		return why;
	return fold(&l, decimal_of(1), decimal_mul, &ret) ? feel_number(ret) : NO(c, "the product is too great");
}

static feel fn_mean(const builtin_call *c)
{
	feel_list l;
	feel why;
	decimal ret;
	if (!numbers(c, &l, &why) || !l.n)
		return why;
	return mean_of(&l, &ret) ? feel_number(ret) : NO(c, "the sum is too great");
}

static int by_number(const void *x, const void *y)
{
	const feel *a = x, *b = y;
	return decimal_cmp(a->number, b->number);
}

static feel_list sorted(const builtin_call *c, const feel_list *l)
{
	for (size_t n = l->n; n > 1; n /= 2) /* what the comparisons need */
		(void)builtin_work(c, l->n);
	feel_list ret = *feel_list_of(c->run->arena, l->at, l->n).list;
	qsort(ret.at, ret.n, sizeof *ret.at, by_number);
	return ret;
}

static feel fn_median(const builtin_call *c)
{
	feel_list l;
	feel why;
	decimal sum, half;
	if (!numbers(c, &l, &why) || !l.n)
		return why;
	l = sorted(c, &l);
	feel middle = l.at[l.n / 2];
	if (l.n % 2)
		return middle;
	if (!decimal_add(l.at[l.n / 2 - 1].number, middle.number, &sum) || !decimal_div(sum, decimal_of(2), &half))
		return NO(c, "the numbers are too great");
	return feel_number(half);
}

/* Of a sample: divided by one less than there are. */
static feel fn_stddev(const builtin_call *c)
{
	feel_list l;
	feel why;
	decimal mean, sum = decimal_of(0), off, ret;
	if (!numbers(c, &l, &why))
		return why;
	if (l.n < 2)
		return NO(c, "wants two numbers at least");
	bool good = mean_of(&l, &mean);
	for (size_t i = 0; i < l.n && good; i++)
		good = decimal_sub(l.at[i].number, mean, &off) && decimal_mul(off, off, &off) &&
		       decimal_add(sum, off, &sum);
	if (!good || !decimal_div(sum, decimal_of((i64)l.n - 1), &ret) || !decimal_sqrt(ret, &ret))
		return NO(c, "the numbers are too great");
	return feel_number(ret);
}

/* Those that are there most often, ascending. */
static feel fn_mode(const builtin_call *c)
{
	feel_list l, *ret;
	feel why;
	size_t most = 0;
	if (!numbers(c, &l, &why))
		return why;
	l = sorted(c, &l);
	if (!builtin_new_list(c, l.n, &ret))
		return FEEL_NOTHING;
	for (size_t i = 0, n; i < l.n; i += n) {
		for (n = 1; i + n < l.n && by_number(&l.at[i], &l.at[i + n]) == 0;)
			n++;
		if (n < most)
			continue;
		if (n > most)
			ret->n = 0;
		most = n;
		ret->at[ret->n++] = l.at[i];
	}
	return builtin_list_value(ret);
}

/* all: true unless one is false; any: false unless one is true. The one that decides does so beside nulls and unknowns. */
static feel every(const builtin_call *c, bool decides)
{
	feel_list l = builtin_members(c);
	bool open = false, odd = false;
	for (size_t i = 0; i < l.n; i++) {
		feel v = l.at[i];
		if (v.kind == FEEL_BOOLEAN && v.boolean == decides)
			return v;
		open |= v.kind == FEEL_UNKNOWN;
		odd |= v.kind != FEEL_BOOLEAN && v.kind != FEEL_UNKNOWN;
	}
	if (open)
		return unknown();
	return odd ? NO(c, "not a list of booleans") : feel_bool(!decides);
}

static feel fn_all(const builtin_call *c)
{
	return every(c, false);
}

static feel fn_any(const builtin_call *c)
{
	return every(c, true);
}

#define LIST_OR(name) "list: list | " name "...: any"

const builtin builtins_gather[] = {
	{ "min", LIST_OR("c"), "any", fn_min, false },
	{ "max", LIST_OR("c"), "any", fn_max, false },
	{ "sum", LIST_OR("n"), "number", fn_sum, false },
	{ "mean", LIST_OR("n"), "number", fn_mean, false },
	{ "product", LIST_OR("n"), "number", fn_product, false },
	{ "median", LIST_OR("n"), "number", fn_median, false },
	{ "stddev", LIST_OR("n"), "number", fn_stddev, false },
	{ "mode", LIST_OR("n"), "list", fn_mode, false },
	{ "all", LIST_OR("b"), "boolean", fn_all, true },
	{ "any", LIST_OR("b"), "boolean", fn_any, true },
	{ 0 },
};
