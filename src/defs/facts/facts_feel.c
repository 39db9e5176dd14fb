/* The expressions of facts: parsed, their names looked up, and the facts put into an order in which each can be worked out. */
#include "defs/facts/facts_read.h"
#include "rules/builtin.h"
#include "rules/feel_check.h"

#define UNPLACED ((size_t)-1)

/* Which facts one fact needs before it can be said whether it applies and what it is. */
typedef struct needs {
	size_t *at;
	size_t n;
} needs;

yaml_node place_within(const yaml_node *n, int line, int column)
{
	yaml_node at = { .line = n->line, .column = n->column };
	if (!n->block && line == 1)
		at.column += column - 1 + !n->plain; /* behind the quote */
	return at;
}

/* "2:5" of an error within an expression. */
void note_feel(reader *r, const yaml_node *n, const err *e)
{
	str where = e->where;
	i64 line = 1, column = 1;
	str first = str_cut(&where, ':');
	if (!str_i64(first, &line) || !str_i64(where, &column))
		line = column = 1;
	yaml_node at = place_within(n, (int)line, (int)column);
	if (n->block || line > 1)
		note(r, &at, "%.*s (line %lld, character %lld of the expression)", STR_ARG(e->detail), (long long)line,
		     (long long)column);
	else
		note(r, &at, "%.*s", STR_ARG(e->detail));
}

/* Where a name first stands in a text: characters from 1. */
int column_within(str text, str name)
{
	for (size_t i = 0; i + name.len <= text.len; i++)
		if (str_starts(str_sub(text, i, text.len), name))
			return (int)str_length(str_sub(text, 0, i)) + 1;
	return 1;
}

static size_t index_of(const fact_defs *f, str name)
{
	for (size_t i = 0; i < f->n; i++)
		if (str_eq(f->at[i].name, name))
			return i;
	return UNPLACED;
}

/* What cannot be: 年齢 = "30", a grade that there is not, a function with the wrong arguments, a sum as a condition. */
static void check_kinds(const fact_place *p, const yaml_node *n, const feel_expr *e, feel_checking with,
			const feel_type *want)
{
	reader *r = p->r;
	const feel_type *gives = NULL;
	const err *wrong = feel_check(r->work, e, with, &gives);
	for (; wrong; wrong = wrong->next)
		note_feel(r, n, wrong);
	gives = feel_type_real(gives);
	want = feel_type_real(want);
	if (gives->is != TYPE_ANY && gives->is != TYPE_NULL && gives->is != want->is)
		note(r, n, "this gives a %.*s; it must give a %.*s", STR_ARG(feel_type_text(r->work, gives)),
		     STR_ARG(feel_type_text(r->work, want)));
}

static const feel_expr *parse_one(const fact_place *p, const char *key, str text, const fact_defs *f, needs *ret_needs)
{
	const yaml_node *n = yaml_get(p->map, key);
	const feel_expr *e = NULL;
	reader *r = p->r;
	if (text.len == 0 || !n)
		return NULL;
	const err *wrong = feel_parse(r->a, text, f->names, &e);
	if (wrong) {
		note_feel(r, n, wrong);
		return NULL;
	}
	strs used = feel_free(r->a, e);
	bool all = true;
	for (size_t i = 0; i < used.n; i++) {
		size_t fact = index_of(f, used.at[i]);
		if (fact != UNPLACED) {
			if (ret_needs)
				LIST_ADD(r->work, ret_needs, fact);
			continue;
		}
		bool one_line = !n->block && str_find(text, '\n') == text.len;
		strs known = { NULL, 0 };
		for (size_t k = 0; k < f->names.n && mistakes_wanted(r); k++)
			LIST_ADD(r->a, &known, f->names.at[k]);
		yaml_node at = place_within(n, 1, one_line ? column_within(text, used.at[i]) : 1);
		note(r, &at, "there is no fact called ‘%.*s’%s", STR_ARG(shown(used.at[i])),
		     did_you_mean(r->a, used.at[i], &known));
		all = false;
	}
	return all ? e : NULL;
}

/* A name that means something else to FEEL, or that the standard (DMN 1.5, 10.3.1.2) would not read elsewhere. */
static void check_name(const fact_place *p, const fact_def *f)
{
	static const char *const words[] = { "true",      "false",       "null",     "and",    "or",
					     "not",       "if",          "then",     "else",   "for",
					     "in",        "some",        "every",    "return", "between",
					     "satisfies", "instance of", "function", "of" };
	const yaml_node *n = yaml_get(p->map, "name");
	if (!n || f->name.len == 0)
		return;
	bool taken = builtin_find(f->name) != NULL, fits = !(f->name.at[0] >= '0' && f->name.at[0] <= '9');
	for (size_t i = 0; i < COUNT(words); i++)
		taken = taken || str_eq(f->name, str_of(words[i]));
	for (size_t i = 0; i < f->name.len; i++)
		fits = fits && !strchr("\"()[]{},:;<>=?@!|&#", f->name.at[i]);
	if (taken)
		note(p->r, n, "‘%.*s’ is a word of the expressions; choose another name", STR_ARG(shown(f->name)));
	else if (!fits)
		note(p->r, n,
		     "‘%.*s’ cannot be a name in expressions; begin with a letter, and use letters, digits and spaces",
		     STR_ARG(shown(f->name)));
}

static void check_shares(const fact_place *p, const fact_def *f, const feel_names *names)
{
	const yaml_node *share = yaml_get(p->map, "share");
	field_kind k = f->field.kind;
	if (!share || share->kind != YN_MAP)
		return;
	if (k == FIELD_YESNO || k == FIELD_CHOICE || k == FIELD_CHOICES)
		return; /* check_fact() */
	if (k != FIELD_NUMBER && k != FIELD_MONEY && k != FIELD_DATE) {
		note(p->r, share, "‘share’ goes with yes and no, choices, numbers and dates only; take it away");
		return;
	}
	for (size_t i = 0; i < f->share.n; i++) {
		const feel_expr *e;
		const err *wrong = feel_parse_tests(p->r->work, f->share.at[i].value, *names, &e);
		if (wrong)
			note_feel(p->r, share->keys.at[i], wrong);
	}
}

/* 年齢 → 学年 → 年齢, from one fact that is in no order, along what it waits for. */
static void note_ring(const fact_place *p, const fact_defs *f, const needs *all, const bool *placed, bool *told,
		      size_t from)
{
	size_t *path = arena_many(p->r->work, size_t, f->n + 1), n = 0, at = from;
	bool *seen = arena_many(p->r->work, bool, f->n);
	while (!seen[at]) {
		seen[at] = true;
		path[n++] = at;
		size_t next = at;
		for (size_t i = 0; i < all[at].n; i++)
			if (!placed[all[at].at[i]]) {
				next = all[at].at[i];
				break;
			}
		at = next;
	}
	size_t begin = 0;
	while (path[begin] != at)
		begin++;
	buf b = buf_new(p->r->work, 4000);
	bool known = false;
	for (size_t i = begin; i < n; i++) {
		known = known || told[path[i]];
		told[path[i]] = true;
		buf_format(&b, "%.*s → ", STR_ARG(f->at[path[i]].name));
	}
	if (known)
		return;
	const fact_place *here = &p[path[begin]];
	const yaml_node *node = yaml_get(here->map, f->at[path[begin]].value_text.len ? "value" : "ask_if");
	note(here->r, node ? node : here->key, "facts depend on themselves in a ring: %.*s%.*s", STR_ARG(buf_str(&b)),
	     STR_ARG(f->at[at].name));
}

/* Each fact after those it needs, else in the order of the files. */
static void put_in_order(arena *work, const fact_place *p, const fact_defs *f, const needs *all, size_t *order)
{
	bool *placed = arena_many(work, bool, f->n), *told = arena_many(work, bool, f->n);
	size_t n = 0;
	for (bool more = true; more;) {
		more = false;
		for (size_t i = 0; i < f->n; i++) {
			bool ready = !placed[i];
			for (size_t k = 0; ready && k < all[i].n; k++)
				ready = placed[all[i].at[k]];
			if (!ready)
				continue;
			placed[i] = more = true;
			order[n++] = i;
		}
	}
	for (size_t i = 0; i < f->n; i++)
		if (!placed[i])
			note_ring(p, f, all, placed, told, i);
	for (size_t i = 0; i < f->n; i++)
		if (!placed[i])
			order[n++] = i; /* of a set that is refused */
}

static void check_types(arena *work, const fact_places *places, const fact_defs *f)
{
	feel_param *names = arena_many(work, feel_param, f->n);
	for (size_t i = 0; i < f->n; i++)
		names[i] = (feel_param){ f->at[i].name, fact_type(work, &f->at[i].field) };
	feel_checking with = { .names = names, .n = f->n };
	const feel_type *condition = feel_type_plain(TYPE_BOOLEAN);
	for (size_t i = 0; i < f->n; i++) {
		const fact_def *d = &f->at[i];
		const fact_place *p = &places->at[i];
		const yaml_node *ask_if = yaml_get(p->map, "ask_if"), *value = yaml_get(p->map, "value"),
				*check = yaml_get(p->map, "check");
		if (d->ask_if)
			check_kinds(p, ask_if, d->ask_if, with, condition);
		if (d->value)
			check_kinds(p, value, d->value, with, names[i].type);
		if (d->check)
			check_kinds(p, check, d->check, with, condition);
	}
}

void check_expressions(arena *a, arena *work, const fact_places *places, fact_defs *f)
{
	strs names = { NULL, 0 }, parts = { NULL, 0 };
	for (size_t i = 0; i < f->n; i++) {
		if (f->at[i].name.len)
			LIST_ADD(a, &names, f->at[i].name);
		for (size_t c = 0; c < f->at[i].field.columns.n; c++)
			if (!text_empty(&f->at[i].field.columns.at[c].label))
				LIST_ADD(a, &parts, f->at[i].field.columns.at[c].label.in[LANG_JA]);
	}
	f->names = (feel_names){ .at = names.at, .n = names.n, .parts = parts };
	needs *all = arena_many(work, needs, f->n);
	for (size_t i = 0; i < f->n; i++) {
		fact_def *d = &f->at[i];
		const fact_place *p = &places->at[i];
		check_name(p, d);
		d->ask_if = parse_one(p, "ask_if", d->ask_if_text, f, &all[i]);
		d->value = parse_one(p, "value", d->value_text, f, &all[i]);
		d->check = parse_one(p, "check", d->check_text, f, NULL);
		check_shares(p, d, &f->names);
	}
	size_t *order = arena_many(a, size_t, f->n);
	put_in_order(work, places->at, f, all, order);
	check_types(work, places, f);
	f->order = order;
}
