#include "rules/builtin_tables.h"

#include "rules/decimal.h"

const builtin *const builtins[] = { builtins_number, builtins_string, builtins_match,   builtins_list, builtins_gather,
				    builtins_time,   builtins_range,  builtins_context, NULL };

const builtin *builtin_find(str name)
{
	for (size_t t = 0; builtins[t]; t++)
		for (const builtin *b = builtins[t]; b->name; b++)
			if (str_eq(str_of(b->name), name))
				return b;
	return NULL;
}

bool builtin_whole(feel v, i64 *ret)
{
	decimal whole;
	return v.kind == FEEL_NUMBER && decimal_round(v.number, 0, ROUND_DOWN, &whole) && decimal_i64(whole, ret);
}

bool builtin_work(const builtin_call *c, size_t steps)
{
	feel_run *run = c->run;
	bool enough = run->steps > 1 && steps < (u64)run->steps;
	if (enough)
		run->steps -= (i64)steps;
	else if (run->steps > 1)
		run->steps = 1;
	return enough;
}

void builtin_read(const builtin_call *c, str s)
{
	(void)builtin_work(c, s.len / 32);
}

bool builtin_list_from(const builtin_call *c, feel v, const feel_list **ret)
{
	if (v.kind == FEEL_NULL)
		return false;
	if (v.kind != FEEL_LIST)
		v = feel_list_of(c->run->arena, &v, 1);
	*ret = v.list;
	(void)builtin_work(c, v.list->n);
	return true;
}

feel_list builtin_members(const builtin_call *c)
{
	if (c->n == 1 && c->at[0].kind == FEEL_LIST) {
		(void)builtin_work(c, c->at[0].list->n);
		return *c->at[0].list;
	}
	return *feel_list_of(c->run->arena, c->at, c->n).list;
}

bool builtin_any_unknown(const feel_list *l)
{
	for (size_t i = 0; i < l->n; i++)
		if (l->at[i].kind == FEEL_UNKNOWN)
			return true;
	return false;
}

bool builtin_place(feel position, size_t n, size_t *ret)
{
	i64 i;
	if (!builtin_whole(position, &i) || i == 0 || i > (i64)n || i < -(i64)n)
		return false;
	*ret = (size_t)(i > 0 ? i - 1 : (i64)n + i);
	return true;
}

bool builtin_new_list(const builtin_call *c, size_t n, feel_list **ret)
{
	if (n > FEEL_LIST_MAX) {
		feel_noted(c->run, c->line, c->column, "a list of more than %zu members", FEEL_LIST_MAX);
		return false;
	}
	if (!feel_room(c->run, n * sizeof(feel)))
		return false;
	*ret = arena_one(c->run->arena, feel_list);
	(*ret)->at = arena_many(c->run->arena, feel, n);
	return true;
}

feel builtin_list_value(const feel_list *l)
{
	return (feel){ .kind = FEEL_LIST, .list = l };
}
