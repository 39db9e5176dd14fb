#include "rules/feel_shape.h"
#include "rules/match_private.h"
#include "rules/mistakes.h"
#include "rules/moment.h"
#include "rules/sheet.h"

/* Compiling: what is being made, and what was found wrong. */
typedef struct compiler {
	arena *a, *scratch;
	match *m;
	feel_names names; /* what cells may name, as far as is known */
	bool strict; /* and nothing else */
	mistakes wrong;
	size_t floor; /* what reading the rules leaves of the arena */
	size_t sets_max;
} compiler;

static void mistake(compiler *c, const dmn_table *t, dmn_text at, const err *why)
{
	str where = str_format(c->a, "%.*s:%d:%d", STR_ARG(t->file), at.line, at.column);
	if (err_is(why, ERR_feel))
		mistakes_add(c->a, &c->wrong,
			     err_at(c->a, ERR_feel, where, "%.*s in `%.*s` (at %.*s)", STR_ARG(why->detail),
				    STR_ARG(at.text), STR_ARG(why->where)));
	else
		mistakes_add(c->a, &c->wrong, err_at(c->a, why->code, where, "%.*s", STR_ARG(why->detail)));
}

static size_t index_of(arena *a, strs *list, str s)
{
	for (size_t i = 0; i < list->n; i++)
		if (str_eq(list->at[i], s))
			return i;
	LIST_ADD(a, list, arena_copy(a, s));
	return list->n - 1;
}

static bool is_known(const compiler *c, str name)
{
	for (size_t i = 0; i < c->names.n; i++)
		if (str_eq(c->names.at[i], name))
			return true;
	return false;
}

/* A name and nothing else: letters of any script, digits, spaces, underlines; so a column that FEEL need not know yet. */
static bool is_name(str s)
{
	for (size_t i = 0; i < s.len; i++) {
		char h = s.at[i], low = (char)(h | 32);
		bool digit = h >= '0' && h <= '9';
		if (!((u8)h >= 0x80 || h == '_' || h == ' ' || digit || (low >= 'a' && low <= 'z')) ||
		    (i == 0 && digit))
			return false;
	}
	return s.len > 0;
}

/* The facts that an expression needs, added to those there are; ret_first: the first of them. */
static void add_facts(compiler *c, const dmn_table *t, dmn_text at, const feel_expr *e, size_t *ret_first)
{
	strs free = feel_free(c->scratch, e);
	for (size_t i = free.n; i-- > 0;) {
		if (str_eq(free.at[i], STR("?")))
			continue;
		if (c->strict && !is_known(c, free.at[i])) {
			mistake(c, t, at,
				err_why(c->scratch, ERR_definition,
					"there is no fact `%.*s` (a text is written in quotes)", STR_ARG(free.at[i])));
			continue;
		}
		*ret_first = index_of(c->a, &c->m->facts, free.at[i]);
	}
}

static size_t add_column(compiler *c, const dmn_table *t, const dmn_input *in)
{
	dmn_text input = in->expression;
	str text = str_trim(input.text);
	match *m = c->m;
	for (size_t i = 0; i < m->columns.n; i++)
		if (str_eq(m->columns.at[i].text, text))
			return i;
	match_column col = { .text = arena_copy(c->a, text),
			     .expr = input.expr,
			     .date = str_eq(in->type, STR("date")) };
	const err *e = col.expr ? NULL : feel_parse(c->a, col.text, c->names, &col.expr);
	if (e) {
		mistake(c, t, input, e);
	} else {
		add_facts(c, t, input, col.expr, &col.fact);
		if (feel_shape_of(c->scratch, col.expr).is == SHAPE_NAME)
			col.expr = NULL; /* the fact itself */
	}
	LIST_ADD(c->a, &m->columns, col);
	return m->columns.n - 1;
}

static void add_rule(compiler *c, const dmn_table *t, const dmn_rule *r, const size_t *columns)
{
	match_line row = { .table = t, .rule = r };
	str id;
	if (!sheet_unquote(c->a, r->outputs[0].text, &id))
		id = str_trim(r->outputs[0].text);
	if (id.len == 0) {
		mistake(c, t, r->outputs[0], err_why(c->scratch, ERR_definition, "a scheme's id is missing"));
		return;
	}
	row.scheme = index_of(c->a, &c->m->schemes, id);
	for (size_t i = 0; i < t->inputs.n; i++) {
		dmn_text x = r->inputs[i];
		str text = str_trim(x.text);
		if (text.len == 0 || str_eq(text, STR("-")))
			continue;
		const err *e = x.expr ? NULL : feel_parse_tests(c->a, text, c->names, &x.expr);
		if (e) {
			mistake(c, t, x, e);
			continue;
		}
		size_t first;
		add_facts(c, t, x, x.expr, &first);
		match_test test = { .column = columns[i], .text = x };
		test.plain = parts_add(c->a, &c->m->columns.at[columns[i]].parts, x.expr);
		LIST_ADD(c->a, &row.tests, test);
	}
	if (r->from != DAY_UNSET)
		LIST_ADD(c->a, &c->m->days.dates, r->from);
	if (r->to != DAY_UNSET && r->to < INT32_MAX)
		LIST_ADD(c->a, &c->m->days.dates, r->to + 1);
	LIST_ADD(c->a, &c->m->rows, row);
}

static void add_table(compiler *c, const dmn_table *t)
{
	dmn_text place = { .line = 1, .column = 1 };
	if (t->hit != HIT_COLLECT || t->gather != GATHER_LIST || t->outputs.n != 1) {
		mistake(c, t, place,
			err_why(c->scratch, ERR_definition,
				"a table of eligibility has the hit policy COLLECT and one output, the id of the scheme"));
		return;
	}
	if (c->m->rows.n + t->rules.n > MATCH_ROWS_MAX || c->m->columns.n + t->inputs.n > MATCH_COLUMNS_MAX) {
		mistake(c, t, place,
			err_why(c->scratch, ERR_too_large, "more than %d rows or %d columns", MATCH_ROWS_MAX,
				MATCH_COLUMNS_MAX));
		return;
	}
	size_t *columns = arena_many(c->a, size_t, t->inputs.n);
	for (size_t i = 0; i < t->inputs.n; i++)
		columns[i] = add_column(c, t, &t->inputs.at[i]);
	for (size_t i = 0; i < t->rules.n; i++) {
		if (arena_left(c->a) < c->floor) {
			mistake(c, t, place, err_why(c->scratch, ERR_too_large, "the tables are too large"));
			return;
		}
		add_rule(c, t, &t->rules.at[i], columns);
		arena_reset(c->scratch);
	}
}

/* --- the sets -------------------------------------------------------------------------------------------------------- */

static u64 *set_of(const match_column *col, size_t block, u32 part, size_t words)
{
	return col->sets[block] + (size_t)part * 2 * words;
}

static void put(u64 *set, size_t words, size_t bit, truth holds)
{
	if (holds == TRUTH_NO)
		set[bit / 64] |= (u64)1 << bit % 64;
	else if (holds == TRUTH_OPEN)
		set[words + bit / 64] |= (u64)1 << bit % 64;
}

/* Asks FEEL what a plain cell says of each of its own parts, and puts that down for every part of the column. False, and nothing put down,
 * when the answer hangs on more than the value. */
static bool fill(compiler *c, match_column *col, const match_test *t, size_t block, size_t words, size_t bit)
{
	arena *s = c->scratch;
	parts own = { .booleans = false };
	CHECK(parts_add(s, &own, t->text.expr));
	parts_seal(s, &own);
	feel_run run = feel_begin(s, 0);
	feel_context nobody = { NULL, 0 };
	feel_scope scope = { &nobody, NULL };
	truth *says = arena_many(s, truth, own.n);
	for (u32 p = 0; p < own.n; p++) {
		feel v = feel_test(&run, t->text.expr, parts_value(s, &own, p), &scope);
		if (v.kind == FEEL_UNKNOWN)
			return false;
		says[p] = match_truth(v);
	}
	feel unknown = { .kind = FEEL_UNKNOWN };
	put(set_of(col, block, col->unknown, words), words, bit,
	    match_truth(feel_test(&run, t->text.expr, unknown, &scope)));
	const u32 *at = parts_map(s, &col->parts, &own);
	for (u32 p = 0; p < col->parts.n; p++)
		put(set_of(col, block, p, words), words, bit, says[at[p]]);
	return true;
}

static void make_block(compiler *c, size_t b)
{
	match *m = c->m;
	match_block *block = &m->blocks.at[b];
	block->words = (block->rows_n + 63) / 64;
	block->words = block->words <= 2 ? 2 : block->words <= 4 ? 4 : BLOCK_WORDS_MAX; /* the loops there are */
	size_t words = block->words;
	block->left = arena_many(c->a, u64, words);
	block->validity = arena_many(c->a, u64 *, m->days.n);
	for (u32 p = 0; p < m->days.n; p++) {
		block->validity[p] = arena_many(c->a, u64, words);
		if (p < m->days.dates_from)
			continue;
		feel v = parts_value(c->scratch, &m->days, p);
		for (size_t i = 0; i < block->rows_n; i++)
			if (match_valid(m->rows.at[block->rows_from + i].rule, (day)moment_days(v.moment)))
				block->validity[p][i / 64] |= (u64)1 << i % 64;
	}
	for (size_t k = 0; k < m->columns.n; k++)
		if (!m->columns.at[k].coarse)
			m->columns.at[k].sets[b] =
				arena_many(c->a, u64, (size_t)(m->columns.at[k].unknown + 1) * 2 * words);
	for (size_t i = 0; i < block->rows_n; i++) {
		match_line *row = &m->rows.at[block->rows_from + i];
		for (size_t k = 0; k < row->tests.n; k++) {
			match_test *t = &row->tests.at[k];
			t->plain = t->plain && !m->columns.at[t->column].coarse &&
				   fill(c, &m->columns.at[t->column], t, b, words, i);
			arena_reset(c->scratch);
			if (!t->plain) {
				block->left[i / 64] |= (u64)1 << i % 64;
				m->any_left = true;
			}
		}
	}
}

/* Of all sets. A column that would take them beyond is left to FEEL: slower, and as right. */
#define SETS_MAX ((size_t)32 << 20)

static void make_sets(compiler *c)
{
	size_t taken = 0;
	match *m = c->m;
	parts_seal(c->a, &m->days);
	if (m->days.dates.n > MATCH_DAYS_MAX) {
		mistakes_add(c->a, &c->wrong,
			     err_why(c->a, ERR_too_large, "rows begin or cease to count on more than %d days",
				     MATCH_DAYS_MAX));
		return;
	}
	m->blocks.n = (m->rows.n + BLOCK_ROWS - 1) / BLOCK_ROWS;
	m->blocks.at = arena_many(c->a, match_block, m->blocks.n);
	for (size_t k = 0; k < m->columns.n; k++) {
		match_column *col = &m->columns.at[k];
		parts_seal(c->a, &col->parts);
		col->unknown = col->parts.n;
		col->date |= col->parts.dates.n > 0;
		col->sets = arena_many(c->a, u64 *, m->blocks.n);
		size_t takes = m->blocks.n * (col->unknown + 1) * 2 * BLOCK_WORDS_MAX * sizeof(u64);
		col->coarse = taken + takes > c->sets_max;
		taken += col->coarse ? 0 : takes;
	}
	for (size_t b = 0; b < m->blocks.n; b++) {
		size_t from = b * BLOCK_ROWS, n = m->rows.n - from;
		m->blocks.at[b].rows_from = from;
		m->blocks.at[b].rows_n = n < BLOCK_ROWS ? n : BLOCK_ROWS;
		make_block(c, b);
	}
	m->one_each = m->schemes.n == m->rows.n;
}

/* --- compiling ------------------------------------------------------------------------------------------------------- */

/* What cells may name: what the caller knows, and every column that is a name. */
static feel_names all_names(arena *a, const dmn_table *const *tables, size_t n, feel_names known)
{
	strs list = { NULL, 0 };
	for (size_t i = 0; i < known.n; i++)
		LIST_ADD(a, &list, known.at[i]);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < tables[i]->inputs.n; k++) {
			str text = str_trim(tables[i]->inputs.at[k].expression.text);
			if (is_name(text))
				LIST_ADD(a, &list, text);
		}
	known.at = list.at;
	known.n = list.n;
	return known;
}

const err *match_compile_known(arena *a, const dmn_table *const *tables, size_t n, feel_names known, match **ret)
{
	compiler c = { .a = a, .scratch = arena_new((size_t)64 << 20), .m = arena_one(a, match) };
	c.strict = known.n > 0;
	c.floor = arena_left(a) / 2;
	c.sets_max = c.floor / 2 < SETS_MAX ? c.floor / 2 : SETS_MAX;
	c.names = c.strict ? known : all_names(a, tables, n, known);
	for (size_t i = 0; i < n; i++) {
		add_table(&c, tables[i]);
		arena_reset(c.scratch);
	}
	if (c.m->facts.n > MATCH_FACTS_MAX)
		mistakes_add(a, &c.wrong, err_why(a, ERR_too_large, "more than %d facts", MATCH_FACTS_MAX));
	if (!c.wrong.first)
		make_sets(&c);
	arena_free(c.scratch);
	if (c.wrong.first)
		return c.wrong.first;
	*ret = c.m;
	return NULL;
}

const err *match_compile(arena *a, const dmn_table *const *tables, size_t n, match **ret)
{
	return match_compile_known(a, tables, n, (feel_names){ .n = 0 }, ret);
}

strs match_facts(const match *m)
{
	return m->facts;
}

bool match_is_date(const match *m, size_t fact)
{
	for (size_t k = 0; k < m->columns.n; k++)
		if (!m->columns.at[k].expr && m->columns.at[k].fact == fact && m->columns.at[k].date)
			return true;
	return false;
}

strs match_schemes(const match *m)
{
	return m->schemes;
}
