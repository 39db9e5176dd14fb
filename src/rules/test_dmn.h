/* What the tests of DMN share: small models in C, decided and told as literals. */
#ifndef RULES_TEST_DMN_H
#define RULES_TEST_DMN_H

#include "base/buf.h"
#include "rules/decimal.h"
#include "rules/dmn_model.h"
#include "rules/eval.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define NOW ((instant)1775000000000) /* 2026-04-01 in Japan */
#define MODEL(space, body)                                                                                             \
	"<definitions xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/' id='m' name='m' namespace='" space          \
	"'>\n" body "</definitions>"
#define INPUT(id, name, type)                                                                                          \
	"<inputData id='" id "' name='" name "'><variable name='" name "' typeRef='" type "'/></inputData>\n"
#define NEEDS_INPUT(id) "<informationRequirement><requiredInput href='#" id "'/></informationRequirement>"
#define NEEDS(id) "<informationRequirement><requiredDecision href='#" id "'/></informationRequirement>"
#define KNOWS(id) "<knowledgeRequirement><requiredKnowledge href='#" id "'/></knowledgeRequirement>"
#define LITERAL(text) "<literalExpression><text>" text "</text></literalExpression>"
#define DECISION(id, body) "<decision id='" id "' name='" id "'><variable name='" id "'/>" body "</decision>\n"
#define TYPED(id, type, body)                                                                                          \
	"<decision id='" id "' name='" id "'><variable name='" id "' typeRef='" type "'/>" body "</decision>\n"

#define KNOWLEDGE(id, type, params, needs, body)                                                                       \
	"<businessKnowledgeModel id='" id "' name='" id "'><variable name='" id "' typeRef='" type                     \
	"'/><encapsulatedLogic>" params body "</encapsulatedLogic>" needs "</businessKnowledgeModel>\n"
#define PARAM(name, type) "<formalParameter name='" name "' typeRef='" type "'/>"

#define assert_str(s, literal) assert_string_equal(str_format(a, "%.*s", STR_ARG(s)).at, literal)

static inline int dmn_make(void **state)
{
	*state = arena_new((size_t)1 << 30);
	return 0;
}

static inline int dmn_drop(void **state)
{
	arena_free(*state);
	return 0;
}

static inline dmn_model *dmn_test_read(arena *a, str xml)
{
	dmn_model *m = NULL;
	const err *e = dmn_read(a, STR("m.dmn"), xml, &m);
	if (e)
		print_error("%.*s: %.*s\n", STR_ARG(e->where), STR_ARG(e->detail));
	assert_null(e);
	return m;
}

static inline dmn_model *dmn_test_link(arena *a, str xml)
{
	dmn_model **one = arena_one(a, dmn_model *);
	one[0] = dmn_test_read(a, xml);
	assert_null(dmn_link(a, one, 1));
	return one[0];
}

/* A linked model without mistakes. */
static inline dmn_model *dmn_test_model(arena *a, str xml)
{
	dmn_model *m = dmn_test_link(a, xml);
	const err *e = dmn_mistakes(m);
	if (e)
		print_error("%.*s: %.*s\n", STR_ARG(e->where), STR_ARG(e->detail));
	assert_null(e);
	return m;
}

/* The value of a node with inputs as a context of FEEL, as a literal; behind it, where there are notes, the first: `null ! m.dmn:3:5: why`. */
static inline const char *dmn_test_value(arena *a, const dmn_model *m, const char *node, const char *inputs)
{
	feel_run run = feel_begin(a, NOW);
	feel in;
	assert_null(feel_once(&run, str_of(inputs), &in));
	assert_int_equal(in.kind, FEEL_CONTEXT);
	dmn_givens given = { arena_many(a, dmn_given, in.context->n), in.context->n };
	for (size_t i = 0; i < given.n; i++)
		given.at[i] = (dmn_given){ STR_NONE, in.context->at[i].key, in.context->at[i].value };
	const dmn_node *n = dmn_find(m, str_of(node));
	assert_non_null(n);
	feel v = dmn_value(&run, n, given);
	str text = feel_literal(a, v);
	if (run.notes)
		text = str_format(a, "%.*s ! %.*s:%d:%d: %.*s", STR_ARG(text), STR_ARG(run.notes->file),
				  run.notes->line, run.notes->column, STR_ARG(run.notes->what));
	return arena_copy(a, text).at;
}

#define assert_value(model, node, inputs, want) assert_string_equal(dmn_test_value(a, model, node, inputs), want)
/* null, or another value, with a note in which the words stand. */
#define assert_noted(model, node, inputs, begins, words)                                                               \
	do {                                                                                                           \
		str noted_ = str_of(dmn_test_value(a, model, node, inputs));                                           \
		if (!str_starts(noted_, STR(begins)) || !str_has(noted_, STR(words)))                                  \
			print_error("%.*s\n", STR_ARG(noted_));                                                        \
		assert_true(str_starts(noted_, STR(begins)));                                                          \
		assert_true(str_has(noted_, STR(words)));                                                              \
	} while (0)

#endif
