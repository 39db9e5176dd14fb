#include "rules/feel_parse.h"

void feel_place(str text, size_t at, int *ret_line, int *ret_column)
{
	int line = 1, column = 1;
	for (size_t i = 0; i < at && i < text.len;) {
		size_t n;
		u32 c = lex_at(text, i, &n);
		i += n;
		column++;
		if (c == '\n') {
			line++;
			column = 1;
		}
	}
	*ret_line = line;
	*ret_column = column;
}

const err *parse_error(parser *p, size_t at, const char *what)
{
	int line, column;
	feel_place(p->s, at, &line, &column);
	return err_at(p->a, ERR_feel, str_format(p->a, "%d:%d", line, column), "%s", what);
}

const err *parse_gap(parser *p)
{
	if (lex_skip(p->s, &p->i))
		return NULL;
	return parse_error(p, p->i, "this comment is never closed: */ is missing");
}

/* The end of a word or sign here; 0 when something else is here. */
static size_t here(const parser *p, const char *what)
{
	size_t n = strlen(what);
	if (p->s.len - p->i < n || memcmp(p->s.at + p->i, what, n) != 0)
		return 0;
	if (what[0] >= 'a' && what[0] <= 'z' && lex_word(p->s, p->i) != p->i + n)
		return 0;
	return p->i + n;
}

bool parse_is_word(const parser *p, const char *word)
{
	return here(p, word) != 0;
}

const err *parse_take(parser *p, const char *what, bool *ret)
{
	size_t end = here(p, what);
	*ret = end != 0;
	if (!end)
		return NULL;
	p->i = end;
	return parse_gap(p);
}

const err *parse_must(parser *p, const char *what, const char *why)
{
	bool taken;
	TRY(parse_take(p, what, &taken));
	return taken ? NULL : parse_error(p, p->i, why);
}

bool parse_bind(parser *p, str name, int *ret_slot)
{
	if (p->slot == SLOTS_MAX)
		return false;
	*ret_slot = p->slot++;
	if (p->slot > p->slots)
		p->slots = p->slot;
	binding b = { .name = name, .slot = *ret_slot, .filters = p->filters.n };
	LIST_ADD(p->a, &p->bound, b);
	return true;
}

void parse_unbind(parser *p, size_t n)
{
	if (n < p->bound.n) {
		p->slot = p->bound.at[n].slot;
		p->bound.n = n;
	}
}

/* --- known names --- */

typedef struct best {
	size_t end;
	str name;
} best;

static void longest(const parser *p, best *b, str name)
{
	size_t end = lex_name(p->s, p->i, name);
	if (end > b->end)
		*b = (best){ end, name };
}

static void longest_of(const parser *p, best *b, const str *at, size_t n)
{
	for (size_t i = 0; i < n; i++)
		longest(p, b, at[i]);
}

size_t parse_known(const parser *p, str *ret)
{
	best b = { 0 };
	for (size_t i = p->bound.n; i > 0; i--)
		longest(p, &b, p->bound.at[i - 1].name);
	longest_of(p, &b, p->names.at, p->names.n);
	if (p->filters.n) {
		longest_of(p, &b, p->names.parts.at, p->names.parts.n);
		longest_of(p, &b, p->keys.at, p->keys.n);
	}
	for (const builtin *const *t = builtins; *t; t++)
		for (const builtin *f = *t; f->name; f++)
			if (p->i < p->s.len && f->name[0] == p->s.at[p->i])
				longest(p, &b, str_of(f->name));
	*ret = b.name;
	return b.end;
}

size_t parse_known_part(const parser *p, str *ret)
{
	static const str own[] = { STR_INIT("time offset"), STR_INIT("start included"), STR_INIT("end included") };
	best b = { 0 };
	longest_of(p, &b, p->names.parts.at, p->names.parts.n);
	longest_of(p, &b, p->keys.at, p->keys.n);
	longest_of(p, &b, p->names.at, p->names.n);
	longest_of(p, &b, own, COUNT(own));
	*ret = b.name;
	return b.end;
}

static bool among(const str *at, size_t n, str name)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(at[i], name))
			return true;
	return false;
}

static int global(parser *p, str name, bool member)
{
	feel_expr *e = p->expr;
	for (size_t i = 0; i < e->globals.n; i++)
		if (str_eq(e->globals.at[i].name, name)) {
			e->globals.at[i].member = e->globals.at[i].member && member;
			return (int)i;
		}
	feel_global g = { arena_copy(p->a, name), member };
	LIST_ADD(p->a, &e->globals, g);
	return (int)e->globals.n - 1;
}

const err *parse_name_node(parser *p, str name, size_t at, node **ret)
{
	node *n = parse_node(p, N_NAME, at);
	const binding *b = NULL;
	for (size_t i = p->bound.n; i > 0 && !b; i--)
		if (str_eq(p->bound.at[i - 1].name, name))
			b = &p->bound.at[i - 1];
	n->name = (node_name){ .name = arena_copy(p->a, name), .slot = b ? b->slot : -1, .global = -1 };
	n->name.filters_n = p->filters.n - (b ? b->filters : 0);
	if (n->name.filters_n) {
		int *slots = arena_many(p->a, int, n->name.filters_n);
		for (size_t i = 0; i < n->name.filters_n; i++)
			slots[i] = p->filters.at[p->filters.n - 1 - i];
		n->name.filters = slots;
	}
	if (str_eq(name, STR("?")))
		p->asked++;
	if (b && str_eq(name, STR("partial")))
		p->partials++;
	if (!b) {
		bool known = among(p->names.at, p->names.n, name);
		n->name.builtin = known ? NULL : builtin_find(name);
		if (!n->name.builtin)
			n->name.global = global(p, name, !known && p->filters.n > 0);
	}
	*ret = n;
	return NULL;
}

/* --- types --- */

static const struct {
	str name;
	feel_type_is is;
} plain[] = {
	{ STR_INIT("Any"), TYPE_ANY },
	{ STR_INIT("Null"), TYPE_NULL },
	{ STR_INIT("boolean"), TYPE_BOOLEAN },
	{ STR_INIT("number"), TYPE_NUMBER },
	{ STR_INIT("string"), TYPE_STRING },
	{ STR_INIT("date"), TYPE_DATE },
	{ STR_INIT("time"), TYPE_TIME },
	{ STR_INIT("date and time"), TYPE_DATE_TIME },
	{ STR_INIT("dateTime"), TYPE_DATE_TIME },
	{ STR_INIT("days and time duration"), TYPE_SPAN },
	{ STR_INIT("dayTimeDuration"), TYPE_SPAN },
	{ STR_INIT("years and months duration"), TYPE_MONTHS },
	{ STR_INIT("yearMonthDuration"), TYPE_MONTHS },
	{ STR_INIT("list"), TYPE_LIST },
	{ STR_INIT("context"), TYPE_CONTEXT },
	{ STR_INIT("range"), TYPE_RANGE },
	{ STR_INIT("function"), TYPE_FUNCTION },
};

/* <name: type, …>, with or without the names. */
static const err *type_members(parser *p, bool named, feel_type *t)
{
	struct {
		feel_param *at;
		size_t n;
	} list = { NULL, 0 };
	bool more;
	TRY(parse_take(p, ">", &more));
	if (more)
		return NULL;
	do {
		feel_param m = { 0 };
		if (named) {
			size_t end = lex_new_name(p->s, p->i);
			if (end == p->i)
				return parse_error(p, p->i, "an entry's name is missing in this type");
			m.name = lex_tidy(p->a, str_sub(p->s, p->i, end));
			p->i = end;
			TRY(parse_gap(p));
			TRY(parse_must(p, ":", "a colon and a type must follow an entry's name"));
		}
		TRY(parse_type(p, &m.type));
		LIST_ADD(p->a, &list, m);
		TRY(parse_take(p, ",", &more));
	} while (more);
	t->at = list.at;
	t->n = list.n;
	return parse_must(p, ">", "this type is not closed: > is missing");
}

static const err *type_rest(parser *p, feel_type *t)
{
	bool open, arrow;
	TRY(parse_take(p, "<", &open));
	switch ((int)t->is) {
	case TYPE_LIST:
	case TYPE_RANGE:
		if (!open)
			return NULL;
		TRY(parse_type(p, &t->of));
		return parse_must(p, ">", "this type is not closed: > is missing");
	case TYPE_CONTEXT:
		return open ? type_members(p, true, t) : NULL;
	default:
		if (open)
			TRY(type_members(p, false, t));
		TRY(parse_take(p, "->", &arrow));
		return arrow ? parse_type(p, &t->of) : NULL;
	}
}

static const err *type_here(parser *p, const feel_type **ret)
{
	best b = { 0 };
	const feel_type *named = NULL;
	int found = -1;
	for (size_t i = 0; p->names.types && i < p->names.types->n; i++) {
		size_t before = b.end;
		longest(p, &b, p->names.types->names[i]);
		if (b.end > before)
			named = p->names.types->at[i];
	}
	for (size_t i = 0; i < COUNT(plain); i++) {
		size_t before = b.end;
		longest(p, &b, plain[i].name);
		if (b.end > before)
			found = (int)i;
	}
	size_t from = p->i;
	if (!b.end) {
		size_t end = lex_word(p->s, p->i);
		while (end > from && end + 1 < p->s.len && p->s.at[end] == '.' && lex_word(p->s, end + 1) > end + 1)
			end = lex_word(p->s, end + 1); /* an imported one */
		if (end == from)
			return parse_error(p, from, "a type is missing here");
		p->i = end;
		feel_type *t = arena_one(p->a, feel_type);
		*t = (feel_type){ .is = TYPE_MISSING, .name = arena_copy(p->a, str_sub(p->s, from, end)) };
		*ret = t;
		return parse_gap(p);
	}
	p->i = b.end;
	TRY(parse_gap(p));
	if (found < 0) {
		*ret = named;
		return NULL;
	}
	feel_type_is is = plain[found].is;
	*ret = feel_type_plain(is);
	if (is != TYPE_LIST && is != TYPE_CONTEXT && is != TYPE_RANGE && is != TYPE_FUNCTION)
		return NULL;
	feel_type *t = arena_one(p->a, feel_type);
	t->is = is;
	*ret = t;
	return type_rest(p, t);
}

const err *parse_type(parser *p, const feel_type **ret)
{
	if (p->nest >= FEEL_NEST_MAX)
		return parse_error(p, p->i, "this is nested too deeply");
	p->nest++;
	const err *e = type_here(p, ret);
	p->nest--;
	return e;
}

const err *feel_type_read(arena *a, str text, const feel_types *types, const feel_type **ret)
{
	parser p = { .a = a, .s = text, .names = { .types = types } };
	if (text.len > FEEL_TEXT_MAX || !str_is_utf8(text))
		return err_at(a, ERR_feel, STR("1:1"), "this is no text of a type");
	TRY(parse_gap(&p));
	TRY(parse_type(&p, ret));
	return p.i == text.len ? NULL : parse_error(&p, p.i, "this belongs to no type");
}
