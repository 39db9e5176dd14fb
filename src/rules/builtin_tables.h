/*
 * What the files with the built-in functions share. Each has one table, ended by {0}; builtins.c looks names up in all of them.
 *
 * A function may trust neither kinds nor counts beyond what `n` says: the caller turns values only where the signature names a type.
 */
#ifndef RULES_BUILTIN_TABLES_H
#define RULES_BUILTIN_TABLES_H

#include "rules/builtin.h"

extern const builtin builtins_number[], builtins_string[], builtins_match[], builtins_list[], builtins_gather[],
	builtins_time[], builtins_range[], builtins_context[];

/* Null, and why: return NO(c, "the position is outside the list"); */
#define NO(c, ...) (feel_noted((c)->run, (c)->line, (c)->column, __VA_ARGS__), FEEL_NOTHING)

static inline feel arg(const builtin_call *c, size_t i)
{
	return i < c->n ? c->at[i] : FEEL_NOTHING;
}

static inline bool is_kind(const builtin_call *c, size_t i, feel_kind kind)
{
	return arg(c, i).kind == kind;
}

/* A number without what stands behind its point, as the conformance suite has it for scales and positions: 2.5 is 2. */
bool builtin_whole(feel v, i64 *ret);
/* Counts what a function does itself as steps of the run, a byte of text as a 32nd. False when there are none left (the next step says so). */
bool builtin_work(const builtin_call *c, size_t steps);
void builtin_read(const builtin_call *c, str s);
/* A list as it is, anything else but null as a list of one. */
bool builtin_list_from(const builtin_call *c, feel v, const feel_list **ret);
/* The members of `f(list)` and of `f(a, b, …)`. */
feel_list builtin_members(const builtin_call *c);
bool builtin_any_unknown(const feel_list *l);
/* A place in a list or text of n members, counted from 1, or from the end if negative; *ret counts from 0. */
bool builtin_place(feel position, size_t n, size_t *ret);
/* A list that is being made: room for n members at most, or false, noted. */
bool builtin_new_list(const builtin_call *c, size_t n, feel_list **ret);
feel builtin_list_value(const feel_list *l);

#endif
