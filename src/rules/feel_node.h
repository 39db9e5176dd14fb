/*
 * An expression as a tree: what feel_parse*.c makes and feel_eval*.c, feel_shape.c and feel_check.c read. Private to FEEL.
 *
 * Names are resolved when the text is read. What the text itself binds (a loop's variable, a parameter, an entry of a context, the
 * member under a filter) has a *slot*, a place in the array of locals; all else is a *global*, looked up in the scope once in an evaluation. A
 * lambda has the slots of where it was made, copied, and its own behind them. Within a filter a name may also be an entry of the member
 * under test, which comes first; so a name knows the slots of the filters around it, up to where it was bound.
 */
#ifndef RULES_FEEL_NODE_H
#define RULES_FEEL_NODE_H

#include "rules/eval.h"

typedef enum feel_op {
	N_CONST,
	N_NAME,
	N_LIST,
	N_CONTEXT,
	N_RANGE,
	N_ADD,
	N_SUB,
	N_MUL,
	N_DIV,
	N_POW,
	N_NEG,
	N_EQ, /* the six in the order of feel_compare */
	N_NE,
	N_LT,
	N_LE,
	N_GT,
	N_GE,
	N_AND,
	N_OR,
	N_BETWEEN,
	N_IN,
	N_INSTANCE,
	N_IF,
	N_FOR,
	N_SOME,
	N_EVERY,
	N_PATH,
	N_FILTER,
	N_CALL,
	N_LAMBDA,
	N_TESTS, /* tests of which one is enough; N_NOT: none of them */
	N_TEST, /* a test that is an expression */
	N_COMPARE, /* a test that is a comparison */
	N_ANY, /* - */
} feel_op;

enum {
	FROM_IN = 1,
	TO_IN = 2, /* N_RANGE */
	PAREN = 4, /* stood in brackets of its own */
	ASKS = 8, /* N_TEST: has a `?` */
	NEGATED = 16, /* N_TESTS */
	BAD = 32, /* N_CONST: an @"…" that is nothing; N_CONTEXT: a key twice */
};

#define NODE_DEPTH_MAX 600 /* of the tree: a sum of so many terms is one, too */
#define SLOTS_MAX 1000

typedef struct node node;
typedef struct nodes {
	node **at;
	size_t n;
} nodes;

typedef struct node_name {
	str name;
	int slot; /* -1: none */
	int global; /* -1: none */
	const builtin *builtin;
	const int *filters; /* slots of members under test, innermost first */
	size_t filters_n;
} node_name;

typedef struct node_entry {
	str key;
	node *value;
	int slot;
} node_entry;
typedef struct node_turn { /* of `for`, `some`, `every` */
	str name;
	int slot;
	node *from, *to; /* to: NULL, or the end of a range without brackets */
} node_turn;

/* A signature of a built-in: `kinds` has a bit for each kind that a parameter takes. */
typedef struct sign_param {
	str name;
	u32 kinds;
	bool optional, variadic;
} sign_param;
typedef struct sign {
	sign_param *at;
	size_t n;
} sign;
typedef struct signs {
	sign *at;
	size_t n;
} signs;
#define KINDS_ANY UINT32_MAX
#define KIND_BIT(k) ((u32)1 << (k))

typedef struct node_call {
	node *of;
	nodes args;
	const str *names; /* NULL: by position */
	const builtin *builtin; /* when the text says which; then: */
	signs fit; /* its signatures that the arguments fit by number and name */
	const char *why; /* … why none does */
} node_call;

typedef struct node_lambda {
	const feel_param *params;
	size_t n;
	node *body; /* NULL: external */
	int first; /* the slot of the first parameter: so many are copied */
	int slots;
} node_lambda;

struct node {
	u8 op, flags;
	unsigned short depth;
	u32 at; /* bytes into the text */
	union {
		feel value;
		node_name name;
		nodes many; /* N_LIST, N_AND, N_OR, N_TESTS */
		struct {
			node *a, *b, *c;
			int slot; /* N_IN: of `?`; N_FILTER: of the member */
			u8 compare; /* N_COMPARE: N_EQ … N_GE */
		};
		struct {
			node *of;
			str part;
		} path;
		struct {
			node *of;
			const feel_type *type;
		} instance;
		struct {
			node_entry *at;
			size_t n;
		} entries;
		struct {
			node_turn *at;
			size_t n;
			node *body;
			int partial; /* slot, -1: not mentioned */
		} turns;
		node_call *call;
		node_lambda *lambda;
	};
};

typedef struct feel_global {
	str name;
	bool member; /* seen in filters only and not made known: more likely an entry of what is filtered */
} feel_global;

struct feel_expr {
	str text;
	node *root;
	int slots;
	bool tests; /* slot 0 is the value under test, `?` */
	struct {
		feel_global *at;
		size_t n;
	} globals;
};

/* Line and column, in characters from 1, of a byte. */
void feel_place(str text, size_t at, int *ret_line, int *ret_column);

/* Those signatures of a built-in that n arguments (with these names, unless NULL) fit; *ret_why says why none does. */
signs feel_signs(arena *a, const builtin *b, const str *names, size_t n, const char **ret_why);
/* Calls it: chooses among the signatures by kinds, puts the arguments in order, makes them fit. */
feel feel_call_builtin(feel_run *run, const builtin *b, const signs *fit, const str *names, const feel *args, size_t n,
		       int line, int column);

/* A range of two values, null (noted) where they are no ends of one. */
feel feel_make_range(feel_run *run, feel from, feel to, bool from_in, bool to_in, int line, int column);

/* A function that an expression makes. */
typedef struct feel_closure {
	const feel_expr *expr;
	const node_lambda *lambda;
	const feel *locals; /* lambda->first of them */
	const feel *globals;
	const u8 *known;
} feel_closure;
struct feel_function {
	enum { FUNCTION_LAMBDA, FUNCTION_BUILTIN, FUNCTION_NATIVE } is;
	str name;
	const feel_param *params;
	size_t n;
	const feel_type *result;
	const builtin *builtin;
	const feel_closure *closure;
	feel_native_call call;
	void *self;
};
/* Runs the body with arguments that are in order and fit. */
feel feel_enter(feel_run *run, const feel_closure *c, const feel *args);

/* False, noted once, when the machine's stack or the run's steps are used up. */
bool feel_tick(feel_run *run);

#endif
