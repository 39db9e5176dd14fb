#include "rules/feel_parse.h"

#include "rules/moment.h"

const err *parse_if(parser *p, node **ret)
{
	node *n = parse_node(p, N_IF, p->i);
	TRY(parse_expression(p, &n->a));
	TRY(parse_must(p, "then", "`then` is missing: if … then … else …"));
	TRY(parse_expression(p, &n->b));
	TRY(parse_must(p, "else", "`else` is missing: if … then … else …"));
	TRY(parse_expression(p, &n->c));
	*ret = n;
	TRY(parse_deep(p, n, n->a));
	TRY(parse_deep(p, n, n->b));
	return parse_deep(p, n, n->c);
}

/* A new name up to the word `in`: for the item in … */
static const err *turn_name(parser *p, str *ret)
{
	size_t from = p->i, end = from, i = from, n;
	if (!lex_is_name_start(lex_at(p->s, i, &n)))
		return parse_error(p, i, "a name is missing here");
	for (;;) {
		size_t word = lex_word(p->s, i);
		if (word == i) {
			if (i >= p->s.len || !strchr("./-'+*", p->s.at[i]))
				return parse_error(p, i, "`in` is missing behind the name");
			word = i + 1;
		} else if (str_eq(str_sub(p->s, i, word), STR("in"))) {
			break;
		}
		end = word;
		i = word;
		while (i < p->s.len && lex_is_space(lex_at(p->s, i, &n)))
			i += n;
	}
	if (end == from)
		return parse_error(p, from, "a name is missing here");
	*ret = lex_tidy(p->a, str_sub(p->s, from, end));
	p->i = i;
	return parse_must(p, "in", "`in` is missing behind the name");
}

static const err *turn(parser *p, feel_op op, node *n)
{
	node_turn t = { 0 };
	bool range = false;
	TRY(turn_name(p, &t.name));
	TRY(parse_expression(p, &t.from));
	TRY(parse_deep(p, n, t.from));
	if (op == N_FOR || (p->i + 1 < p->s.len && p->s.at[p->i] == '.'))
		TRY(parse_take(p, "..", &range));
	if (range) {
		TRY(parse_expression(p, &t.to));
		TRY(parse_deep(p, n, t.to));
	}
	if (!parse_bind(p, t.name, &t.slot))
		return parse_error(p, p->i, "too many names in one expression");
	LIST_ADD(p->a, &n->turns, t);
	return NULL;
}

const err *parse_turns(parser *p, feel_op op, node **ret)
{
	node *n = parse_node(p, op, p->i);
	size_t bound = p->bound.n;
	bool more, closes = p->range_end;
	unsigned partials = p->partials;
	p->range_end = false;
	do {
		TRY(turn(p, op, n));
		TRY(parse_take(p, ",", &more));
	} while (more);
	n->turns.partial = -1;
	if (op == N_FOR) {
		TRY(parse_must(p, "return", "`return` is missing: for … in … return …"));
		bool own = false; /* a name of its own goes before the list so far */
		for (size_t i = 0; i < n->turns.n; i++)
			own |= str_eq(n->turns.at[i].name, STR("partial"));
		if (!own && !parse_bind(p, STR("partial"), &n->turns.partial))
			return parse_error(p, p->i, "too many names in one expression");
	} else {
		TRY(parse_must(p, "satisfies", "`satisfies` is missing: some … in … satisfies …"));
	}
	TRY(parse_expression(p, &n->turns.body));
	if (p->partials == partials)
		n->turns.partial = -1;
	parse_unbind(p, bound);
	p->range_end = closes;
	*ret = n;
	return parse_deep(p, n, n->turns.body);
}

/* --- functions --- */

static const err *parameters(parser *p, node_lambda *l)
{
	struct {
		feel_param *at;
		size_t n;
	} list = { NULL, 0 };
	bool more;
	int slot;
	TRY(parse_must(p, "(", "( must follow `function`"));
	TRY(parse_take(p, ")", &more));
	if (more)
		return NULL;
	do {
		feel_param m = { 0 };
		size_t n, end = lex_new_name(p->s, p->i);
		if (!lex_is_name_start(lex_at(p->s, p->i, &n)))
			return parse_error(p, p->i, "the name of a parameter is missing");
		m.name = lex_tidy(p->a, str_sub(p->s, p->i, end));
		for (size_t i = 0; i < list.n; i++)
			if (str_eq(list.at[i].name, m.name))
				return parse_error(p, p->i, "two parameters have the same name");
		p->i = end;
		TRY(parse_gap(p));
		TRY(parse_take(p, ":", &more));
		if (more)
			TRY(parse_type(p, &m.type));
		LIST_ADD(p->a, &list, m);
		if (list.n > BUILTIN_ARGS_MAX)
			return parse_error(p, p->i, "too many parameters");
		if (!parse_bind(p, m.name, &slot))
			return parse_error(p, p->i, "too many names in one expression");
		TRY(parse_take(p, ",", &more));
	} while (more);
	l->params = list.at;
	l->n = list.n;
	return parse_must(p, ")", "the parameters are not closed: ) is missing");
}

const err *parse_function(parser *p, size_t at, node **ret)
{
	node *n = parse_node(p, N_LAMBDA, at);
	node_lambda *l = n->lambda = arena_one(p->a, node_lambda);
	size_t bound = p->bound.n;
	int slots = p->slots;
	bool external, closes = p->range_end;
	p->range_end = false;
	l->first = p->slots = p->slot;
	TRY(parameters(p, l));
	TRY(parse_take(p, "external", &external));
	node *body;
	TRY(parse_expression(p, &body));
	l->body = external ? NULL : body;
	l->slots = p->slots;
	p->slots = slots > p->slots ? slots : p->slots;
	p->range_end = closes;
	parse_unbind(p, bound);
	*ret = n;
	return parse_deep(p, n, body);
}

/* `name:` at the beginning of an argument. */
static bool argument_name(parser *p, str *ret)
{
	size_t end = lex_new_name(p->s, p->i), i = end;
	if (end == p->i || !lex_skip(p->s, &i) || i >= p->s.len || p->s.at[i] != ':')
		return false;
	*ret = lex_tidy(p->a, str_sub(p->s, p->i, end));
	p->i = i;
	return true;
}

const err *parse_call(parser *p, node *of, node **ret)
{
	node *n = parse_node(p, N_CALL, of->at);
	node_call *c = n->call = arena_one(p->a, node_call);
	strs names = { NULL, 0 };
	bool more;
	c->of = of;
	*ret = n;
	TRY(parse_deep(p, n, of));
	TRY(parse_take(p, ")", &more));
	for (more = !more; more;) {
		str name;
		node *arg;
		size_t at = p->i;
		if (argument_name(p, &name)) {
			if (names.n != c->args.n)
				return parse_error(p, at, "arguments have names either all or not at all");
			LIST_ADD(p->a, &names, name);
			TRY(parse_must(p, ":", "a colon must follow the name"));
		} else if (names.n) {
			return parse_error(p, p->i, "arguments have names either all or not at all");
		}
		TRY(parse_within(p, &arg));
		LIST_ADD(p->a, &c->args, arg);
		TRY(parse_deep(p, n, arg));
		TRY(parse_take(p, ",", &more));
		if (!more)
			TRY(parse_must(p, ")", "the arguments are not closed: ) is missing"));
	}
	c->names = names.n ? names.at : NULL;
	if (of->op == N_NAME && of->name.builtin && of->name.slot < 0 && !(of->flags & PAREN)) {
		c->builtin = of->name.builtin;
		c->fit = feel_signs(p->a, c->builtin, c->names, c->args.n, &c->why);
	}
	return NULL;
}

/* --- contexts --- */

static const err *entry_key(parser *p, str *ret)
{
	size_t end;
	if (p->i < p->s.len && p->s.at[p->i] == '"') {
		const char *why = lex_string(p->a, p->s, p->i, ret, &end);
		if (why)
			return parse_error(p, end, why);
	} else {
		size_t n;
		end = lex_new_name(p->s, p->i);
		if (!lex_is_name_start(lex_at(p->s, p->i, &n)))
			return parse_error(p, p->i, "the name of an entry is missing, or must be put in quotes");
		*ret = lex_tidy(p->a, str_sub(p->s, p->i, end));
	}
	p->i = end;
	TRY(parse_gap(p));
	return parse_must(p, ":", "a colon must follow the name of an entry");
}

static void learn_key(parser *p, str key)
{
	for (size_t i = 0; i < p->keys.n; i++)
		if (str_eq(p->keys.at[i], key))
			return;
	if (key.len && p->keys.n < SLOTS_MAX)
		LIST_ADD(p->a, &p->keys, key);
}

const err *parse_context(parser *p, node **ret)
{
	node *n = parse_node(p, N_CONTEXT, p->i);
	size_t bound = p->bound.n;
	bool more;
	TRY(parse_take(p, "{", &more));
	TRY(parse_take(p, "}", &more));
	for (more = !more; more;) {
		node_entry e = { 0 };
		TRY(entry_key(p, &e.key));
		for (size_t i = 0; i < n->entries.n; i++)
			if (str_eq(n->entries.at[i].key, e.key))
				n->flags |= BAD;
		TRY(parse_within(p, &e.value));
		TRY(parse_deep(p, n, e.value));
		if (!parse_bind(p, e.key, &e.slot))
			return parse_error(p, p->i, "too many names in one expression");
		learn_key(p, e.key);
		LIST_ADD(p->a, &n->entries, e);
		TRY(parse_take(p, ",", &more));
		if (!more)
			TRY(parse_must(p, "}", "this context is not closed: } is missing"));
	}
	parse_unbind(p, bound);
	*ret = n;
	return NULL;
}

/* --- brackets --- */

const err *parse_within(parser *p, node **ret)
{
	bool closes = p->range_end;
	p->range_end = false;
	const err *e = parse_expression(p, ret);
	p->range_end = closes;
	return e;
}

bool parse_closes_range(const parser *p)
{
	static const char *const words[] = { "and",       "or", "then",     "else",   "return",
					     "satisfies", "in", "instance", "between" };
	parser next = *p;
	next.i++;
	if (!lex_skip(next.s, &next.i) || next.i == next.s.len)
		return true;
	char c = next.s.at[next.i];
	if (c == '.')
		return next.i + 1 == next.s.len || next.s.at[next.i + 1] < '0' || next.s.at[next.i + 1] > '9';
	if (strchr(")],}=!<>*/[", c))
		return true;
	for (size_t i = 0; i < COUNT(words); i++)
		if (parse_is_word(&next, words[i]))
			return true;
	return false;
}

/* Behind the dots of a range: its end, and the bracket. */
static const err *range_rest(parser *p, size_t at, node *from, bool from_in, node **ret)
{
	node *n = parse_node(p, N_RANGE, at);
	bool closes = p->range_end, taken;
	n->a = from;
	p->range_end = true;
	TRY(parse_expression(p, &n->b));
	p->range_end = closes;
	TRY(parse_deep(p, n, from));
	TRY(parse_deep(p, n, n->b));
	n->flags = from_in ? FROM_IN : 0;
	*ret = n;
	TRY(parse_take(p, "]", &taken));
	if (taken) {
		n->flags |= TO_IN;
	} else {
		TRY(parse_take(p, ")", &taken));
		if (!taken)
			TRY(parse_must(p, "[", "this range is not closed: ] or ) is missing"));
	}
	*ret = parse_fold(p, n);
	return NULL;
}

const err *parse_bracket(parser *p, node **ret)
{
	size_t at = p->i;
	bool closed = p->s.at[at] == '[', more;
	node *first;
	TRY(parse_take(p, closed ? "[" : "]", &more));
	if (closed) {
		TRY(parse_take(p, "]", &more));
		if (more) {
			*ret = parse_fold(p, parse_node(p, N_LIST, at));
			return NULL;
		}
	}
	TRY(parse_within(p, &first));
	TRY(parse_take(p, "..", &more));
	if (more)
		return range_rest(p, at, first, closed, ret);
	if (!closed)
		return parse_error(p, p->i, "a range that begins with ] needs two dots: ]1..5[");
	node *n = parse_node(p, N_LIST, at);
	for (;;) {
		LIST_ADD(p->a, &n->many, first);
		TRY(parse_deep(p, n, first));
		TRY(parse_take(p, ",", &more));
		if (!more)
			break;
		TRY(parse_within(p, &first));
	}
	*ret = parse_fold(p, n);
	return parse_must(p, "]", "this list is not closed: ] is missing");
}

/* (< 5): a range with one end. */
static const err *half_range(parser *p, size_t at, const node *t, node **ret)
{
	node *n = parse_node(p, N_RANGE, at);
	switch ((int)t->compare) {
	case N_LT:
	case N_LE:
		n->b = t->a;
		n->flags = t->compare == N_LE ? TO_IN : 0;
		break;
	case N_GT:
	case N_GE:
		n->a = t->a;
		n->flags = t->compare == N_GE ? FROM_IN : 0;
		break;
	case N_EQ:
		n->a = n->b = t->a;
		n->flags = FROM_IN | TO_IN;
		break;
	default:
		return parse_error(p, at, "this comparison is no range");
	}
	*ret = parse_fold(p, n);
	return parse_deep(p, n, t->a);
}

static const err *one_test(parser *p, node **ret)
{
	unsigned asked = p->asked;
	size_t at = p->i;
	node *t;
	if (at < p->s.len && strchr("<>=!", p->s.at[at]))
		return parse_test(p, ret);
	TRY(parse_within(p, &t));
	node *n = parse_node(p, N_TEST, at);
	n->a = t;
	n->flags = p->asked != asked ? ASKS : 0;
	*ret = n;
	return parse_deep(p, n, t);
}

static const err *paren(parser *p, bool tests, node **ret)
{
	size_t at = p->i;
	bool more;
	node *t;
	TRY(parse_take(p, "(", &more));
	TRY(one_test(p, &t));
	if (t->op == N_TEST) {
		TRY(parse_take(p, "..", &more));
		if (more)
			return range_rest(p, at, t->a, false, ret);
	}
	TRY(parse_take(p, ")", &more));
	if (more && t->op == N_TEST) { /* a group */
		t->a->flags |= PAREN;
		*ret = t->a;
		return NULL;
	}
	if (more && !tests)
		return half_range(p, at, t, ret);
	if (!more && !tests)
		return parse_error(p, p->i, "this bracket is not closed: ) is missing");
	node *n = parse_node(p, N_TESTS, at);
	LIST_ADD(p->a, &n->many, t);
	TRY(parse_deep(p, n, t));
	while (!more) {
		TRY(parse_must(p, ",", "these tests are not closed: ) is missing"));
		TRY(one_test(p, &t));
		LIST_ADD(p->a, &n->many, t);
		TRY(parse_deep(p, n, t));
		TRY(parse_take(p, ")", &more));
	}
	*ret = n;
	return NULL;
}

const err *parse_paren(parser *p, bool tests, node **ret)
{
	bool closes = p->range_end;
	if (p->nest >= FEEL_NEST_MAX)
		return parse_error(p, p->i, "this is nested too deeply");
	p->range_end = false;
	p->nest++;
	const err *e = paren(p, tests, ret);
	p->nest--;
	p->range_end = closes;
	return e;
}

const err *parse_literal_at(parser *p, node **ret)
{
	node *n = parse_node(p, N_CONST, p->i);
	bool taken;
	str text;
	size_t end;
	TRY(parse_take(p, "@", &taken));
	if (p->i == p->s.len || p->s.at[p->i] != '"')
		return parse_error(p, p->i, "a text in quotes must follow @");
	const char *why = lex_string(p->a, p->s, p->i, &text, &end);
	if (why)
		return parse_error(p, end, why);
	if (!moment_literal(p->a, text, &n->value)) {
		n->flags = BAD;
		n->value = FEEL_NOTHING;
	}
	p->i = end;
	*ret = n;
	return parse_gap(p);
}

/* --- what can be said now --- */

static bool constant(const node *n)
{
	return !n || (n->op == N_CONST && !(n->flags & BAD));
}

static bool makes_moment(const node_call *c)
{
	static const char *const makers[] = { "date", "time", "date and time", "duration" };
	for (size_t i = 0; c->builtin && c->args.n == 1 && i < COUNT(makers); i++)
		if (strcmp(c->builtin->name, makers[i]) == 0)
			return c->args.at[0]->op == N_CONST && c->args.at[0]->value.kind == FEEL_STRING;
	return false;
}

node *parse_fold(parser *p, node *n)
{
	if (n->op == N_LIST) {
		for (size_t i = 0; i < n->many.n; i++)
			if (!constant(n->many.at[i]))
				return n;
	} else if (n->op == N_RANGE) {
		if (!constant(n->a) || !constant(n->b))
			return n;
	} else if (n->op != N_CALL || !makes_moment(n->call)) {
		return n;
	}
	feel_expr e = { .text = p->s, .root = n };
	feel_run run = feel_begin(p->a, 0);
	feel v = feel_eval(&run, &e, NULL);
	if (v.kind == FEEL_NULL || run.notes)
		return n;
	node *c = parse_node(p, N_CONST, n->at);
	c->value = v;
	return c;
}
