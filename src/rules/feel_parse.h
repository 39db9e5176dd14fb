/* The reader of FEEL: what its files share. Private to FEEL. */
#ifndef RULES_FEEL_PARSE_H
#define RULES_FEEL_PARSE_H

#include "rules/feel_lex.h"
#include "rules/feel_node.h"

typedef struct binding {
	str name;
	int slot;
	size_t filters; /* how many were around when it was bound */
} binding;

typedef struct parser {
	arena *a;
	str s;
	size_t i; /* the next byte; parse_gap() has been called, but where a comment says so */
	feel_names names;
	feel_expr *expr;
	struct {
		binding *at;
		size_t n;
	} bound;
	strs keys; /* of contexts in the text so far: known behind a dot and in filters */
	struct {
		int *at;
		size_t n;
	} filters; /* slots of the members, outermost first */
	int slot, slots; /* next, and the most that were needed */
	int nest;
	size_t floor; /* what reading leaves in the arena */
	bool range_end; /* within the end of a range, where `[` may close it */
	unsigned asked; /* how often a `?` was seen */
	unsigned partials;
} parser;

/* --- feel_parse.c --- */
const err *parse_expression(parser *p, node **ret);
/* An operand with all that binds more tightly than a comparison. */
const err *parse_sum(parser *p, node **ret);
const err *parse_test(parser *p, node **ret);
node *parse_node(parser *p, feel_op op, size_t at);
/* The node's depth is one more than that of the deepest part; an error when that is too deep. */
const err *parse_deep(parser *p, node *n, const node *part);

/* --- feel_parse_part.c: the pieces --- */
const err *parse_error(parser *p, size_t at, const char *what);
const err *parse_gap(parser *p); /* skips white space and comments */
/* A word or sign, and the gap behind it. */
bool parse_is_word(const parser *p, const char *word);
const err *parse_take(parser *p, const char *sign_or_word, bool *ret);
const err *parse_must(parser *p, const char *sign_or_word, const char *what);
bool parse_bind(parser *p, str name, int *ret_slot); /* false: too many */
void parse_unbind(parser *p, size_t n);

/* The longest known name here: its end, or 0. */
size_t parse_known(const parser *p, str *ret);
size_t parse_known_part(const parser *p, str *ret); /* behind a dot */
const err *parse_name_node(parser *p, str name, size_t at, node **ret);
const err *parse_type(parser *p, const feel_type **ret);

/* --- feel_parse_more.c: what begins with a word or a bracket --- */
const err *parse_if(parser *p, node **ret);
const err *parse_turns(parser *p, feel_op op, node **ret); /* for, some, every; the word is taken */
const err *parse_function(parser *p, size_t at, node **ret);
const err *parse_context(parser *p, node **ret);
const err *parse_bracket(parser *p, node **ret); /* [ and ]: a list or a range */
const err *parse_paren(parser *p, bool tests, node **ret); /* (: a group, a range, or (`tests`) tests */
const err *parse_call(parser *p, node *of, node **ret);
const err *parse_literal_at(parser *p, node **ret); /* @"…" */
/* Does the `[` here close a range? */
bool parse_closes_range(const parser *p);
/* An expression in brackets: whatever is around it does not matter within. */
const err *parse_within(parser *p, node **ret);
/* What can be said now is: a list, range or date of constants. */
node *parse_fold(parser *p, node *n);

#endif
