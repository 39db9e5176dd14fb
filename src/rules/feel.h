/*
 * FEEL, the expression language of DMN 1.5 (Friendly Enough Expression Language; OMG DMN 1.5, chapter 10).
 *
 *     text ── feel_parse() ──▶ feel_expr ── feel_eval(run, expr, scope) ──▶ feel
 *
 * A value is small and copied; what it points at lives in the arena of the run that made it and never changes. An
 * evaluation does not fail: what cannot be said is null, and why is noted in the run, with the place in the text, as the
 * standard asks. A text that is no expression is refused by feel_parse() with line and column.
 *
 * Beyond the standard there is one more value, *unknown*: a fact that nobody asked about yet. It never comes from an expression,
 * only from the scope. What depends on it is unknown, what does not is decided: `false and unknown` is false, `if unknown then
 * 1 else 1` is 1, `unknown = null` and `count([unknown])` are … unknown and 1. So a rule can say yes, no or open.
 */
#ifndef RULES_FEEL_H
#define RULES_FEEL_H

#include "base/clock.h"
#include "base/err.h"

typedef enum feel_kind {
	FEEL_NULL,
	FEEL_UNKNOWN,
	FEEL_BOOLEAN,
	FEEL_NUMBER,
	FEEL_STRING,
	FEEL_DATE,
	FEEL_TIME,
	FEEL_DATE_TIME,
	FEEL_SPAN, /* days and time duration */
	FEEL_MONTHS, /* years and months duration */
	FEEL_LIST,
	FEEL_CONTEXT,
	FEEL_RANGE,
	FEEL_FUNCTION,
} feel_kind;

/* IEEE 754-2008 decimal128, binary integer encoding: 34 digits. decimal.h has what can be done with it. */
typedef struct decimal {
	u64 w[2];
} decimal;

typedef enum feel_zone { ZONE_NONE, ZONE_OFFSET, ZONE_NAMED } feel_zone;
/* A date, a time or both; what a kind does not have is 0. moment.h has what can be done with it. */
typedef struct feel_moment {
	i32 year; /* -999999999 to 999999999 */
	u8 month, day; /* 1–12, 1–31 */
	u8 hour, minute, second; /* 0–23, 0–59, 0–59 */
	feel_zone zone;
	u32 nano;
	i32 offset; /* seconds east of UTC, ZONE_OFFSET; of a named zone it follows from the moment */
	str zone_name; /* Asia/Tokyo, ZONE_NAMED */
} feel_moment;

/* A days and time duration: seconds and nanoseconds of the same sign. */
typedef struct feel_span {
	i64 seconds;
	i32 nanos;
} feel_span;

typedef struct feel_list feel_list;
typedef struct feel_context feel_context;
typedef struct feel_range feel_range;
typedef struct feel_function
	feel_function; /* a lambda, a built-in, a business knowledge model, a decision service: eval.h */

typedef struct feel {
	feel_kind kind;
	union {
		bool boolean;
		decimal number;
		str string;
		const feel_moment *moment; /* FEEL_DATE, FEEL_TIME, FEEL_DATE_TIME */
		feel_span span;
		i64 months;
		const feel_list *list;
		const feel_context *context;
		const feel_range *range;
		const feel_function *function;
	};
} feel;

struct feel_list {
	feel *at;
	size_t n;
};
typedef struct feel_entry {
	str key;
	feel value;
} feel_entry;
struct feel_context { /* in the order of writing; each key once */
	feel_entry *at;
	size_t n;
};
struct feel_range {
	feel from, to; /* null: unbounded */
	bool from_in, to_in; /* whether the end belongs to it */
};

/* --- making values ----------------------------------------------------------------------------------------------- */

#define FEEL_NOTHING ((feel){ .kind = FEEL_NULL })
feel feel_bool(bool b);
feel feel_int(i64 n);
feel feel_number(decimal d);
feel feel_text(str s);
feel feel_list_of(arena *a, const feel *at, size_t n); /* copies */
feel feel_day(arena *a, day d); /* a date */

/* --- what all values have (value.c) -------------------------------------------------------------------------------- */

/* The `=` of FEEL: true, false, or null for values of kinds that cannot be compared. Numbers by value, contexts entry by entry. */
feel feel_equal(feel a, feel b);
/* < 0, 0, > 0; false for what has no order (then *ret is 0). Numbers, strings by code point, dates, times, durations. */
bool feel_order(feel a, feel b, int *ret);
/* As string() writes it, and as a FEEL literal that reads back (strings in quotes, dates as @"…"). */
str feel_string(arena *a, feel v);
str feel_literal(arena *a, feel v);
const char *feel_kind_name(feel_kind k); /* "days and time duration" */
/* NULL (a value of kind null) when there is no such entry; *ret_found tells it from an entry that is null. May be NULL. */
feel feel_get(const feel_context *c, str key, bool *ret_found);

/* --- parsing ------------------------------------------------------------------------------------------------------- */

typedef struct feel_expr feel_expr;
typedef struct feel_types feel_types; /* type.h */

/*
 * Names may hold spaces, operators and any letter (`Applicant age`, `a+b`, 世帯の所得), so the reader must know the names there are:
 * those of the scope, and those of the components behind a dot. The longest one that fits is meant. Names that the text itself
 * makes (a context's keys, `for x`, a function's parameters) are known from where they are made. The names of the built-in
 * functions need not be given. A single word that nobody made known is taken as a name that the scope may have.
 */
typedef struct feel_names {
	const str *at;
	size_t n;
	strs parts; /* names of components, known behind a dot and in a filter only; those in `at` are known there too */
	const feel_types *types; /* named types, for `instance of` and typed parameters; may be NULL */
} feel_names;

/* An expression; a list of unary tests as in a cell of a decision table (`-`, `< 5, [10..20]`, `not("a")`), which is evaluated
 * with the value under test as `?`; ERR_feel with where "line:column", counted in characters from 1. */
MUST_USE const err *feel_parse(arena *a, str text, feel_names names, const feel_expr **ret);
MUST_USE const err *feel_parse_tests(arena *a, str text, feel_names names, const feel_expr **ret);
/* The free names of an expression: what must be in its scope. */
strs feel_free(arena *a, const feel_expr *e);

/* --- evaluating ---------------------------------------------------------------------------------------------------- */

typedef struct feel_note {
	int line, column; /* in the expression's text; 0 where it is not from one */
	str what; /* English */
	str file; /* set when line and column are of a file: of a model's expression (dmn_eval.c) */
	struct feel_note *next;
} feel_note;

/* Where names are looked up: in `context`, then in `outer`. */
typedef struct feel_scope {
	const feel_context *context;
	const struct feel_scope *outer;
} feel_scope;

typedef struct feel_run {
	arena *arena;
	instant now; /* what now() and today() say, in the city's zone */
	day as_of; /* today(); DAY_UNSET: by `now` */
	i64 steps; /* left; one is taken for every node evaluated and element made. At 0 all becomes null, with a note */
	int depth; /* of calls, at most FEEL_DEPTH_MAX */
	feel_note *notes, **notes_end; /* at most FEEL_NOTES_MAX */
	int notes_n;
	size_t floor; /* what evaluating leaves in the arena, see FEEL_MEMORY_MAX */
	bool ended; /* steps or memory are used up, which was noted; what follows from that is not */
	const char *stack; /* where the machine's stack stood at the outermost call; NULL outside */
} feel_run;
#define FEEL_DEPTH_MAX 150
#define FEEL_NOTES_MAX 100
#define FEEL_STEPS_MAX 20000000
#define FEEL_TEXT_MAX ((size_t)1 << 20) /* bytes of an expression, and of a text that an expression makes */
#define FEEL_LIST_MAX ((size_t)1000000) /* members of a list that an expression makes */
#define FEEL_NEST_MAX 250 /* of brackets and the like in a text; a value's nesting has no need of more */
/* A run takes so much of its arena, or three quarters of what the arena has left if that is less; then all is null, with a note. */
#define FEEL_MEMORY_MAX ((size_t)64 << 20)
#define DAY_UNSET INT32_MIN

feel_run feel_begin(arena *a, instant now);
feel feel_eval(feel_run *run, const feel_expr *e, const feel_scope *scope);
/* A cell of a decision table: is `input` accepted? True, false, null or unknown. */
feel feel_test(feel_run *run, const feel_expr *tests, feel input, const feel_scope *scope);
/* False, noted, when the run may not take so many bytes more: asked before a text or list is made whose size the input says. */
bool feel_room(feel_run *run, size_t bytes);
void feel_noted(feel_run *run, int line, int column, const char *what, ...) PRINTF(4, 5);

/* Parses and evaluates a single expression without a scope: `rules eval`, tests. */
MUST_USE const err *feel_once(feel_run *run, str text, feel *ret);

#endif
