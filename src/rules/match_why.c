#include "rules/match_private.h"

match_rows match_why(const match *m, feel_run *run, const feel *values, day as_of)
{
	match_rows ret = { NULL, 0 };
	day then = match_day(run, as_of), was = run->as_of;
	run->as_of = then;
	feel_context facts = match_scope(m, run->arena, values);
	feel_scope scope = { &facts, NULL };
	for (size_t i = 0; i < m->rows.n; i++) {
		const match_line *line = &m->rows.at[i];
		if (!match_valid(line->rule, then))
			continue;
		match_row row = {
			.table = line->table, .rule = line->rule, .scheme = line->scheme, .holds = TRUTH_YES
		};
		for (size_t k = 0; k < line->tests.n; k++) {
			const match_test *t = &line->tests.at[k];
			const match_column *c = &m->columns.at[t->column];
			feel v = match_value(run, c, values, &scope);
			match_cell cell = { c->fact, t->text, match_truth(feel_test(run, t->text.expr, v, &scope)) };
			row.holds = cell.holds < row.holds ? cell.holds : row.holds;
			LIST_ADD(run->arena, &row.cells, cell);
		}
		LIST_ADD(run->arena, &ret, row);
	}
	run->as_of = was;
	return ret;
}

/* Whether no cell of the column tells the two parts apart. */
static bool alike(const match *m, const match_column *c, u32 x, u32 y)
{
	for (size_t b = 0; b < m->blocks.n; b++) {
		if (c->coarse)
			return false;
		size_t n = 2 * m->blocks.at[b].words;
		if (memcmp(c->sets[b] + x * n, c->sets[b] + y * n, n * sizeof(u64)) != 0)
			return false;
	}
	return true;
}

static void add_line(arena *a, const match *m, const match_column *c, const parts_line *l, u32 from, feel_list *list)
{
	u32 last = PART_NONE;
	if (l->n == 0)
		return;
	for (u32 k = 0; k <= 2 * l->n; k++) {
		if (!parts_inhabited(&c->parts, from + k) || (last != PART_NONE && alike(m, c, from + last, from + k)))
			continue;
		last = k;
		LIST_ADD(a, list, parts_value(a, &c->parts, from + k));
	}
}

feel_list match_parts(const match *m, arena *a, size_t fact, size_t most)
{
	feel_list list = { NULL, 0 };
	for (size_t k = 0; k < m->columns.n; k++) {
		const match_column *c = &m->columns.at[k];
		const parts *p = &c->parts;
		if (c->expr || c->fact != fact)
			continue;
		if (p->booleans) {
			LIST_ADD(a, &list, feel_bool(false));
			LIST_ADD(a, &list, feel_bool(true));
		}
		for (u32 i = PART_TEXT; p->texts.n && i < p->numbers_from; i++)
			LIST_ADD(a, &list, parts_value(a, p, i));
		add_line(a, m, c, &p->number_line, p->numbers_from, &list);
		add_line(a, m, c, &p->date_line, p->dates_from, &list);
	}
	if (list.n <= most)
		return list;
	feel_list some = { arena_many(a, feel, most), most }; /* spread evenly */
	for (size_t i = 0; i < most; i++)
		some.at[i] = list.at[i * list.n / most];
	return some;
}
