#include "rules/feel_shape.h"

#include "rules/feel_node.h"

#define SHAPE_DEPTH_MAX 50
#define SHAPE_PARTS_MAX 20000 /* of one list or row: a longer one is nothing to look at */

static feel_shape view(arena *a, const feel_expr *e, const node *n, int depth);

static bool room(const arena *a, size_t n)
{
	return n <= SHAPE_PARTS_MAX && arena_left(a) / 4 > n * sizeof(feel_shape);
}

static const feel_shape *views(arena *a, const feel_expr *e, node *const *at, size_t n, int depth)
{
	feel_shape *all = arena_many(a, feel_shape, n);
	for (size_t i = 0; i < n; i++)
		all[i] = view(a, e, at[i], depth + 1);
	return all;
}

/* (< 5) is a range with one end: a comparison. */
static void half(feel_shape *s, const feel_shape *end, bool upper, bool in)
{
	s->is = SHAPE_COMPARE;
	s->op = upper ? (in ? COMPARE_LE : COMPARE_LT) : in ? COMPARE_GE : COMPARE_GT;
	s->from_in = s->to_in = false;
	s->at = end;
	s->n = 1;
}

/* A value that was made when the text was read: its members stand nowhere of their own. */
static void constant(arena *a, feel_shape *s, feel v)
{
	feel_shape *at;
	s->is = SHAPE_LITERAL;
	s->value = v;
	if (v.kind == FEEL_LIST) {
		if (!room(a, v.list->n)) {
			s->is = SHAPE_OTHER;
			return;
		}
		s->is = SHAPE_LIST;
		s->n = v.list->n;
		s->at = at = arena_many(a, feel_shape, s->n);
		for (size_t i = 0; i < s->n; i++) {
			at[i] = (feel_shape){ .line = s->line, .column = s->column };
			constant(a, &at[i], v.list->at[i]);
		}
	} else if (v.kind == FEEL_RANGE) {
		s->is = SHAPE_RANGE;
		s->from_in = v.range->from_in;
		s->to_in = v.range->to_in;
		s->n = 2;
		s->at = at = arena_many(a, feel_shape, 2);
		at[0] = (feel_shape){
			.is = SHAPE_LITERAL, .line = s->line, .column = s->column, .value = v.range->from
		};
		at[1] = (feel_shape){ .is = SHAPE_LITERAL, .line = s->line, .column = s->column, .value = v.range->to };
		if (v.range->from.kind == FEEL_NULL || v.range->to.kind == FEEL_NULL) {
			bool upper = v.range->from.kind == FEEL_NULL;
			half(s, upper ? &at[1] : &at[0], upper, upper ? s->to_in : s->from_in);
		}
	}
}

static feel_shape view(arena *a, const feel_expr *e, const node *n, int depth)
{
	feel_shape s = { .is = SHAPE_OTHER };
	feel_place(e->text, n->at, &s.line, &s.column);
	if (depth > SHAPE_DEPTH_MAX || !room(a, 2))
		return s;
	switch ((feel_op)n->op) {
	case N_ANY:
		s.is = SHAPE_ANY;
		break;
	case N_CONST:
		if (!(n->flags & BAD))
			constant(a, &s, n->value);
		break;
	case N_NAME:
		if (!n->name.builtin) {
			s.is = SHAPE_NAME;
			s.name = n->name.name;
		}
		break;
	case N_TEST:
		return view(a, e, n->a, depth);
	case N_COMPARE:
		s.is = SHAPE_COMPARE;
		s.op = (feel_compare)(n->compare - N_EQ);
		s.at = views(a, e, &n->a, 1, depth);
		s.n = 1;
		break;
	case N_EQ:
	case N_NE:
	case N_LT:
	case N_LE:
	case N_GT:
	case N_GE: {
		node *two[2] = { n->a, n->b };
		s.is = SHAPE_COMPARE;
		s.op = (feel_compare)(n->op - N_EQ);
		s.at = views(a, e, two, 2, depth);
		s.n = 2;
		break;
	}
	case N_RANGE:
		if (n->a && n->b) {
			node *two[2] = { n->a, n->b };
			s.is = SHAPE_RANGE;
			s.from_in = n->flags & FROM_IN;
			s.to_in = n->flags & TO_IN;
			s.at = views(a, e, two, 2, depth);
			s.n = 2;
		} else {
			half(&s, views(a, e, n->a ? &n->a : &n->b, 1, depth), !n->a,
			     n->flags & (n->a ? FROM_IN : TO_IN));
		}
		break;
	case N_TESTS:
	case N_LIST:
	case N_AND:
	case N_OR:
		if (!room(a, n->many.n))
			break;
		s.is = n->op == N_AND       ? SHAPE_AND
		       : n->op == N_OR      ? SHAPE_OR
		       : n->flags & NEGATED ? SHAPE_NOT
					    : SHAPE_LIST;
		s.at = views(a, e, n->many.at, n->many.n, depth);
		s.n = n->many.n;
		break;
	case N_CONTEXT:
	case N_ADD:
	case N_SUB:
	case N_MUL:
	case N_DIV:
	case N_POW:
	case N_NEG:
	case N_BETWEEN:
	case N_IN:
	case N_INSTANCE:
	case N_IF:
	case N_FOR:
	case N_SOME:
	case N_EVERY:
	case N_PATH:
	case N_FILTER:
	case N_CALL:
	case N_LAMBDA:
		break;
	}
	return s;
}

feel_shape feel_shape_of(arena *a, const feel_expr *e)
{
	return view(a, e, e->root, 0);
}
