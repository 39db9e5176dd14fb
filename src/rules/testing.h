/* For tests of FEEL: an expression, its names, and what it says, as a literal. */
#ifndef RULES_TESTING_H
#define RULES_TESTING_H

#include "rules/eval.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define TEST_NOW ((instant)1775000000000) /* 2026-04-01 08:33:20 in Japan */

static inline int testing_make(void **state)
{
	*state = arena_new((size_t)512 << 20);
	return 0;
}

static inline int testing_drop(void **state)
{
	arena_free(*state);
	return 0;
}

/* What an expression says in a scope, as a literal; `!line:column what` for one that is no expression. */
static inline str testing_in(arena *a, str text, feel_names names, const feel_scope *scope)
{
	feel_run run = feel_begin(a, TEST_NOW);
	const feel_expr *e;
	const err *wrong = feel_parse(a, text, names, &e);
	if (wrong)
		return str_format(a, "!%.*s %.*s", STR_ARG(wrong->where), STR_ARG(wrong->detail));
	feel v = feel_eval(&run, e, scope);
	return v.kind == FEEL_UNKNOWN ? STR("unknown") : feel_literal(a, v);
}

static inline void testing_says(arena *a, const char *text, const char *want, const char *file, int line)
{
	str got = testing_in(a, str_of(text), (feel_names){ 0 }, NULL);
	if (!str_eq(got, str_of(want))) {
		print_error("%s\n   says   %.*s\n   not    %s\n", text, STR_ARG(got), want);
		_fail(file, line);
	}
}
#define says(text, want) testing_says(a, text, want, __FILE__, __LINE__)

/* It is no expression, and that is told at this place. */
static inline void testing_refused(arena *a, const char *text, const char *where, const char *file, int line)
{
	const feel_expr *e;
	const err *wrong = feel_parse(a, str_of(text), (feel_names){ 0 }, &e);
	if (!wrong || !err_is(wrong, ERR_feel) || !str_eq(wrong->where, str_of(where)) || !wrong->detail.len) {
		print_error("%s\n   refused at %.*s, not at %s\n", text,
			    STR_ARG(wrong ? wrong->where : STR("no place")), where);
		_fail(file, line);
	}
}
#define refused(text, where) testing_refused(a, text, where, __FILE__, __LINE__)

/* It says null, and the first note has this place and these words. */
static inline void testing_notes(arena *a, const char *text, const char *where, const char *words, const char *file,
				 int line)
{
	feel_run run = feel_begin(a, TEST_NOW);
	feel v;
	const err *wrong = feel_once(&run, str_of(text), &v);
	str at = run.notes ? str_format(a, "%d:%d", run.notes->line, run.notes->column) : STR("no place");
	if (wrong || v.kind != FEEL_NULL || !str_eq(at, str_of(where)) || !str_has(run.notes->what, str_of(words))) {
		print_error("%s\n   notes at %.*s: %.*s\n", text, STR_ARG(at),
			    STR_ARG(run.notes ? run.notes->what : STR("nothing")));
		_fail(file, line);
	}
}
#define notes(text, where, words) testing_notes(a, text, where, words, __FILE__, __LINE__)

#endif
