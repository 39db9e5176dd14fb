#include "rules/feel_parse.h"

#include "rules/decimal.h"

node *parse_node(parser *p, feel_op op, size_t at)
{
	node *n = arena_one(p->a, node);
	n->op = (u8)op;
	n->at = (u32)at;
	n->depth = 1;
	return n;
}

const err *parse_deep(parser *p, node *n, const node *part)
{
	if (!part || part->depth < n->depth)
		return NULL;
	if (part->depth >= NODE_DEPTH_MAX)
		return parse_error(p, n->at, "this is too long or nested too deeply; split it into smaller parts");
	n->depth = (unsigned short)(part->depth + 1);
	return NULL;
}

static const err *two(parser *p, feel_op op, size_t at, node *a, node *b, node **ret)
{
	node *n = parse_node(p, op, at);
	n->a = a;
	n->b = b;
	*ret = n;
	TRY(parse_deep(p, n, a));
	return parse_deep(p, n, b);
}

/* --- operands --- */

static const err *name_or_word(parser *p, node **ret)
{
	str known = STR_NONE;
	size_t at = p->i, end = parse_known(p, &known), word = lex_word(p->s, at), n;
	if (end && !lex_is_reserved(str_sub(p->s, at, end))) {
		p->i = end;
		TRY(parse_name_node(p, known, at, ret));
		return parse_gap(p);
	}
	if (word == at || !lex_is_name_start(lex_at(p->s, at, &n)))
		return parse_error(p, at,
				   at == p->s.len ? "something is missing at the end"
						  : "an expression cannot begin with this");
	str name = str_sub(p->s, at, word);
	if (lex_is_reserved(name))
		return parse_error(p, at, "this word cannot stand here");
	p->i = word;
	TRY(parse_name_node(p, name, at, ret));
	return parse_gap(p);
}

static const err *constant(parser *p, size_t at, size_t end, feel v, node **ret)
{
	*ret = parse_node(p, N_CONST, at);
	(*ret)->value = v;
	p->i = end;
	return parse_gap(p);
}

static const err *number(parser *p, size_t end, node **ret)
{
	decimal d;
	if (!decimal_read(str_sub(p->s, p->i, end), &d))
		return parse_error(p, p->i, "this is no number that can be held");
	return constant(p, p->i, end, feel_number(d), ret);
}

/* What begins with a word of the language; *ret stays NULL when it is another word. */
static const err *keyword(parser *p, node **ret)
{
	static const struct {
		const char *word;
		feel_op op;
	} turns[] = { { "for", N_FOR }, { "some", N_SOME }, { "every", N_EVERY } };
	size_t at = p->i;
	str known;
	size_t word = lex_word(p->s, at);
	if (word == at || !lex_is_reserved(str_sub(p->s, at, word)) || parse_known(p, &known) > word)
		return NULL;
	if (parse_is_word(p, "null"))
		return constant(p, at, word, FEEL_NOTHING, ret);
	if (parse_is_word(p, "true") || parse_is_word(p, "false"))
		return constant(p, at, word, feel_bool(p->s.at[at] == 't'), ret);
	for (size_t i = 0; i < COUNT(turns); i++)
		if (parse_is_word(p, turns[i].word)) {
			p->i = word;
			TRY(parse_gap(p));
			TRY(parse_turns(p, turns[i].op, ret));
			(*ret)->at = (u32)at;
			return NULL;
		}
	if (parse_is_word(p, "if")) {
		p->i = word;
		TRY(parse_gap(p));
		TRY(parse_if(p, ret));
		(*ret)->at = (u32)at;
		return NULL;
	}
	if (parse_is_word(p, "function")) {
		p->i = word;
		TRY(parse_gap(p));
		return parse_function(p, at, ret);
	}
	return NULL;
}

static const err *primary(parser *p, node **ret)
{
	size_t at = p->i, end;
	if (at == p->s.len)
		return parse_error(p, at, "something is missing at the end");
	switch (p->s.at[at]) {
	case '(':
		return parse_paren(p, false, ret);
	case '[':
	case ']':
		return parse_bracket(p, ret);
	case '{':
		return parse_context(p, ret);
	case '@':
		return parse_literal_at(p, ret);
	case '"': {
		str text;
		const char *why = lex_string(p->a, p->s, at, &text, &end);
		if (why)
			return parse_error(p, end, why);
		return constant(p, at, end, feel_text(text.at == p->s.at + at + 1 ? arena_copy(p->a, text) : text),
				ret);
	}
	default:
		break;
	}
	*ret = NULL;
	TRY(keyword(p, ret));
	if (*ret)
		return NULL;
	end = lex_number(p->s, at);
	if (end > at) {
		str known = STR_NONE; /* `18歳未満` may be a name, where it is known */
		size_t name = parse_known(p, &known);
		if (name <= end)
			return number(p, end, ret);
	}
	return name_or_word(p, ret);
}

static const err *path(parser *p, node *of, size_t at, node **ret)
{
	str known = STR_NONE;
	size_t n, end = parse_known_part(p, &known);
	if (!end) {
		end = lex_word(p->s, p->i);
		if (end == p->i || !lex_is_name_start(lex_at(p->s, p->i, &n)))
			return parse_error(p, p->i, "a name must follow the dot");
		known = str_sub(p->s, p->i, end);
	}
	*ret = parse_node(p, N_PATH, at);
	(*ret)->path.of = of;
	(*ret)->path.part = arena_copy(p->a, known);
	p->i = end;
	TRY(parse_gap(p));
	return parse_deep(p, *ret, of);
}

static const err *filter(parser *p, node *of, size_t at, node **ret)
{
	size_t bound = p->bound.n;
	int slot;
	if (!parse_bind(p, STR("item"), &slot))
		return parse_error(p, at, "too many names in one expression");
	LIST_ADD(p->a, &p->filters, slot); /* behind the binding: an entry called item comes before the member */
	node *n = parse_node(p, N_FILTER, at);
	n->a = of;
	n->slot = slot;
	TRY(parse_within(p, &n->b));
	p->filters.n--;
	parse_unbind(p, bound);
	TRY(parse_must(p, "]", "this filter is not closed: ] is missing"));
	*ret = n;
	TRY(parse_deep(p, n, of));
	return parse_deep(p, n, n->b);
}

/* What follows an operand directly: .part [filter] (arguments). */
static const err *postfix(parser *p, node *n, node **ret)
{
	for (;;) {
		size_t at = p->i;
		char c = at < p->s.len ? p->s.at[at] : '\0';
		bool taken;
		if (c == '.' && !(at + 1 < p->s.len && p->s.at[at + 1] == '.')) {
			TRY(parse_take(p, ".", &taken));
			TRY(path(p, n, at, &n));
		} else if (c == '[' && !(p->range_end && parse_closes_range(p))) {
			TRY(parse_take(p, "[", &taken));
			TRY(filter(p, n, at, &n));
		} else if (c == '(') {
			TRY(parse_take(p, "(", &taken));
			TRY(parse_call(p, n, &n));
			n = parse_fold(p, n);
		} else {
			*ret = n;
			return NULL;
		}
	}
}

/* `instance of` behind an operand. */
static const err *instance(parser *p, node *n, node **ret)
{
	while (parse_is_word(p, "instance")) {
		bool taken;
		node *i = parse_node(p, N_INSTANCE, p->i);
		TRY(parse_take(p, "instance", &taken));
		TRY(parse_must(p, "of", "`of` must follow `instance`"));
		i->instance.of = n;
		TRY(parse_type(p, &i->instance.type));
		TRY(parse_deep(p, i, n));
		n = i;
	}
	*ret = n;
	return NULL;
}

static const err *operand(parser *p, node *first, node **ret)
{
	if (arena_left(p->a) < p->floor)
		return parse_error(p, p->i, "this expression is too long for the memory there is");
	size_t minus[2] = { 0, 0 }, n = 0; /* two of them cancel each other, but for saying what cannot be negated */
	while (!first && p->i < p->s.len && p->s.at[p->i] == '-') {
		minus[n < 2 ? n : 1] = p->i;
		n = n < 2 ? n + 1 : n == 2 ? 1 : 2;
		p->i++;
		TRY(parse_gap(p));
	}
	if (!first)
		TRY(primary(p, &first));
	TRY(postfix(p, first, &first));
	TRY(instance(p, first, &first));
	for (; n > 0; n--) {
		if (first->op == N_CONST && first->value.kind == FEEL_NUMBER) {
			first->value.number = decimal_neg(first->value.number);
			first->at = (u32)minus[n - 1];
			continue;
		}
		node *neg = parse_node(p, N_NEG, minus[n - 1]);
		neg->a = first;
		TRY(parse_deep(p, neg, first));
		first = neg;
	}
	*ret = first;
	return NULL;
}

/* --- operators --- */

enum { OR = 1, AND, COMPARISON, SUM, PRODUCT, POWER };

/* The operator here, and its rank; 0: none. */
static int operator_here(const parser *p, feel_op *ret, size_t *ret_len)
{
	static const struct {
		const char *sign;
		feel_op op;
		int rank;
	} all[] = {
		{ "**", N_POW, POWER },     { "*", N_MUL, PRODUCT },    { "/", N_DIV, PRODUCT },
		{ "+", N_ADD, SUM },        { "-", N_SUB, SUM },        { "<=", N_LE, COMPARISON },
		{ "<", N_LT, COMPARISON },  { ">=", N_GE, COMPARISON }, { ">", N_GT, COMPARISON },
		{ "!=", N_NE, COMPARISON }, { "=", N_EQ, COMPARISON },  { "and", N_AND, AND },
		{ "or", N_OR, OR },         { "in", N_IN, COMPARISON }, { "between", N_BETWEEN, COMPARISON },
	};
	if (p->i == p->s.len)
		return 0;
	for (size_t i = 0; i < COUNT(all); i++)
		if (p->s.at[p->i] == all[i].sign[0] && parse_is_word(p, all[i].sign)) {
			*ret = all[i].op;
			*ret_len = strlen(all[i].sign);
			return all[i].rank;
		}
	return 0;
}

static const err *ranked(parser *p, int least, node *first, node **ret);

/* What stands behind `in`: tests in brackets, a comparison, or a value. */
static const err *in_tests(parser *p, node *n)
{
	size_t bound = p->bound.n, at = p->i;
	if (!parse_bind(p, STR("?"), &n->slot))
		return parse_error(p, at, "too many names in one expression");
	unsigned asked = p->asked;
	node *t;
	if (at < p->s.len && p->s.at[at] == '(') {
		TRY(parse_paren(p, true, &t));
		if (t->op != N_TESTS)
			TRY(ranked(p, SUM, t, &t));
	} else {
		TRY(parse_test(p, &t));
	}
	parse_unbind(p, bound);
	if (t->op != N_TESTS && t->op != N_COMPARE && t->op != N_TEST) {
		node *test = parse_node(p, N_TEST, at);
		test->a = t;
		test->flags = p->asked != asked ? ASKS : 0;
		TRY(parse_deep(p, test, t));
		t = test;
	}
	n->b = t;
	return parse_deep(p, n, t);
}

/* One of and, or: all of a row in one node. */
static const err *row(parser *p, feel_op op, size_t at, node *a, node *b, node **ret)
{
	node *n = a;
	if (a->op != op || a->flags & PAREN) {
		n = parse_node(p, op, at);
		LIST_ADD(p->a, &n->many, a);
		TRY(parse_deep(p, n, a));
	}
	LIST_ADD(p->a, &n->many, b);
	*ret = n;
	return parse_deep(p, n, b);
}

static const err *ranked(parser *p, int least, node *first, node **ret)
{
	feel_op op;
	size_t len;
	node *a = first, *b;
	TRY(operand(p, first, &a));
	for (int rank; (rank = operator_here(p, &op, &len)) >= least && rank > 0;) {
		size_t at = p->i;
		p->i += len;
		TRY(parse_gap(p));
		if (op == N_IN) {
			node *n = parse_node(p, N_IN, at);
			n->a = a;
			TRY(parse_deep(p, n, a));
			TRY(in_tests(p, n));
			a = n;
			continue;
		}
		if (op == N_BETWEEN) {
			node *n = parse_node(p, N_BETWEEN, at);
			n->a = a;
			TRY(ranked(p, SUM, NULL, &n->b));
			TRY(parse_must(p, "and", "`and` is missing: x between a and b"));
			TRY(ranked(p, SUM, NULL, &n->c));
			TRY(parse_deep(p, n, a));
			TRY(parse_deep(p, n, n->b));
			TRY(parse_deep(p, n, n->c));
			a = n;
			continue;
		}
		TRY(ranked(p, rank + 1, NULL, &b));
		if (op == N_AND || op == N_OR)
			TRY(row(p, op, at, a, b, &a));
		else
			TRY(two(p, op, at, a, b, &a));
	}
	*ret = a;
	return NULL;
}

static const err *nested(parser *p, int least, node **ret)
{
	if (p->nest >= FEEL_NEST_MAX)
		return parse_error(p, p->i, "this is nested too deeply");
	p->nest++;
	const err *e = ranked(p, least, NULL, ret);
	p->nest--;
	return e;
}

const err *parse_expression(parser *p, node **ret)
{
	return nested(p, OR, ret);
}

const err *parse_sum(parser *p, node **ret)
{
	return nested(p, SUM, ret);
}

/* --- tests --- */

/* One positive test: `< 5`, `= x`, or an expression. */
const err *parse_test(parser *p, node **ret)
{
	feel_op op;
	size_t len, at = p->i;
	if (operator_here(p, &op, &len) == COMPARISON && op >= N_EQ && op <= N_GE) {
		node *n = parse_node(p, N_COMPARE, at);
		n->compare = (u8)op;
		p->i += len;
		TRY(parse_gap(p));
		TRY(parse_sum(p, &n->a));
		*ret = n;
		return parse_deep(p, n, n->a);
	}
	return parse_sum(p, ret);
}

/* In a cell a test may be any expression (`? > 3 and ? < x`). */
static const err *cell_test(parser *p, node **ret)
{
	unsigned asked = p->asked;
	size_t at = p->i;
	feel_op op;
	size_t len;
	int rank = operator_here(p, &op, &len);
	if (rank == COMPARISON && op != N_IN && op != N_BETWEEN)
		return parse_test(p, ret);
	node *t, *n = parse_node(p, N_TEST, at);
	TRY(parse_expression(p, &t));
	n->a = t;
	n->flags = p->asked != asked ? ASKS : 0;
	*ret = n;
	return parse_deep(p, n, t);
}

static const err *cell_tests(parser *p, node *all)
{
	node *t;
	bool taken;
	do {
		TRY(cell_test(p, &t));
		LIST_ADD(p->a, &all->many, t);
		TRY(parse_deep(p, all, t));
		TRY(parse_take(p, ",", &taken));
	} while (taken);
	return NULL;
}

static const err *cell(parser *p, node **ret)
{
	size_t start = p->i, i = start;
	str known = STR_NONE;
	*ret = parse_node(p, N_TESTS, start);
	if (i < p->s.len && p->s.at[i] == '-') {
		i++;
		if (lex_skip(p->s, &i) && i == p->s.len) {
			(*ret)->op = N_ANY;
			p->i = i;
			return NULL;
		}
	}
	i = start + 3;
	if (parse_is_word(p, "not") && parse_known(p, &known) == i && lex_skip(p->s, &i) && i < p->s.len &&
	    p->s.at[i] == '(') {
		p->i = i + 1;
		TRY(parse_gap(p));
		(*ret)->flags = NEGATED;
		TRY(cell_tests(p, *ret));
		TRY(parse_must(p, ")", "not( is not closed: ) is missing"));
		if (p->i == p->s.len)
			return NULL;
		p->i = start; /* `not(x) and y`: the function, in an expression */
		*ret = parse_node(p, N_TESTS, start);
	}
	return cell_tests(p, *ret);
}

/* --- the whole text --- */

static const err *begin(parser *p, arena *a, str text, feel_names names, bool tests)
{
	size_t left = arena_left(a), may = left / 4 * 3;
	*p = (parser){ .a = a, .s = text, .names = names };
	p->floor = left - (may < FEEL_MEMORY_MAX * 4 ? may : FEEL_MEMORY_MAX * 4);
	if (text.len > FEEL_TEXT_MAX || text.len > may / 4)
		return err_at(a, ERR_feel, STR("1:1"), "%zu bytes are too long for an expression", text.len);
	for (size_t i = 0, n; i < text.len; i += n) {
		u32 c = lex_at(text, i, &n);
		if (c == 0 || (c == 0xFFFD && n == 1))
			return parse_error(p, i, "this is not UTF-8");
	}
	p->s = arena_copy(a, text);
	p->expr = arena_one(a, feel_expr);
	p->expr->text = p->s;
	p->expr->tests = tests;
	int slot;
	if (tests)
		parse_bind(p, STR("?"), &slot);
	return parse_gap(p);
}

static const err *end(parser *p, const feel_expr **ret)
{
	if (p->i < p->s.len)
		return parse_error(p, p->i, "the expression should end here, or an operator is missing");
	p->expr->slots = p->slots;
	*ret = p->expr;
	return NULL;
}

const err *feel_parse(arena *a, str text, feel_names names, const feel_expr **ret)
{
	parser p;
	TRY(begin(&p, a, text, names, false));
	TRY(parse_expression(&p, &p.expr->root));
	return end(&p, ret);
}

const err *feel_parse_tests(arena *a, str text, feel_names names, const feel_expr **ret)
{
	parser p;
	TRY(begin(&p, a, text, names, true));
	TRY(cell(&p, &p.expr->root));
	return end(&p, ret);
}

strs feel_free(arena *a, const feel_expr *e)
{
	strs free = { NULL, 0 };
	for (size_t i = 0; i < e->globals.n; i++)
		if (!e->globals.at[i].member)
			LIST_ADD(a, &free, e->globals.at[i].name);
	return free;
}
