/* Boxes in the space of a table's columns: what lies in two, and what is left when some are taken out. */
#include "base/buf.h"
#include "rules/check_private.h"

static bool spend(check *c)
{
	if (c->steps <= 0) {
		c->found.incomplete = true;
		return false;
	}
	c->steps--;
	return true;
}

static bool column_empty(const check *c, const box_word *box, size_t k)
{
	const check_column *col = &c->columns[k];
	for (size_t w = col->from; w < col->from + col->words; w++)
		if (box[w])
			return false;
	return true;
}

/* What lies in both; false when that is nothing. */
static bool both(const check *c, const box_word *x, const box_word *y, box_word *ret)
{
	for (size_t w = 0; w < c->words; w++)
		ret[w] = x[w] & y[w];
	for (size_t k = 0; k < c->t->inputs.n; k++)
		if (column_empty(c, ret, k))
			return false;
	return true;
}

static bool same_days(const dmn_rule *x, const dmn_rule *y)
{
	return (x->to == DAY_UNSET || y->from == DAY_UNSET || y->from <= x->to) &&
	       (y->to == DAY_UNSET || x->from == DAY_UNSET || x->from <= y->to);
}

/* x holds on every day on which y does. */
static bool days_within(const dmn_rule *y, const dmn_rule *x)
{
	return (x->from == DAY_UNSET || (y->from != DAY_UNSET && x->from <= y->from)) &&
	       (x->to == DAY_UNSET || (y->to != DAY_UNSET && y->to <= x->to));
}

/* --- saying what is in a box -------------------------------------------------------------------------------------------- */

static bool has(const check *c, const box_word *box, size_t k, u32 part)
{
	return box[c->columns[k].from + part / 64] >> part % 64 & 1;
}

/* A run of parts of a line, from part i to j: `< 18`, `[18..64]`, `> 64`. */
static void say_run(buf *b, arena *a, const parts *p, u32 from, size_t points, u32 i, u32 j)
{
	bool begins = i == 0, ends = j == 2 * points;
	if (begins && ends) {
		buf_lit(b, "any");
		return;
	}
	/* an even part lies between points and leaves them out */
	str low = begins ? STR("") : feel_literal(a, parts_value(a, p, from + (i % 2 ? i : i - 1)));
	str high = ends ? STR("") : feel_literal(a, parts_value(a, p, from + (j % 2 ? j : j + 1)));
	if (begins)
		buf_format(b, "%s %.*s", j % 2 ? "<=" : "<", STR_ARG(high));
	else if (ends)
		buf_format(b, "%s %.*s", i % 2 ? ">=" : ">", STR_ARG(low));
	else if (i == j && i % 2)
		buf_put(b, low);
	else
		buf_format(b, "%s%.*s..%.*s%s", i % 2 ? "[" : "(", STR_ARG(low), STR_ARG(high), j % 2 ? "]" : ")");
}

static void comma(buf *b, size_t from)
{
	if (b->len > from)
		buf_lit(b, ", ");
}

static void say_line(const check *c, buf *b, size_t begun, const box_word *box, size_t k, u32 from, size_t points)
{
	const parts *p = &c->columns[k].parts;
	for (u32 i = 0; points && i <= 2 * points; i++) {
		if (!has(c, box, k, from + i))
			continue;
		u32 last = i;
		for (u32 j = i; j <= 2 * points; j++) {
			if (has(c, box, k, from + j))
				last = j;
			else if (parts_inhabited(p, from + j))
				break;
		}
		comma(b, begun);
		say_run(b, c->a, p, from, points, i, last);
		i = last;
	}
}

static void say_column(const check *c, buf *b, const box_word *box, size_t k)
{
	const parts *p = &c->columns[k].parts;
	size_t begun = b->len;
	for (u32 i = PART_FALSE; i < p->numbers_from; i++) {
		if (!has(c, box, k, i))
			continue;
		comma(b, begun);
		if (i == PART_TEXT)
			buf_lit(b, "any other text");
		else
			buf_put(b, feel_literal(c->a, parts_value(c->a, p, i)));
	}
	say_line(c, b, begun, box, k, p->numbers_from, p->numbers.n);
	say_line(c, b, begun, box, k, p->dates_from, p->dates.n);
}

/* The columns in which a box is less than everything. */
static str say(const check *c, const box_word *box)
{
	buf b = buf_new(c->a, 4000);
	for (size_t k = 0; k < c->t->inputs.n; k++) {
		const check_column *col = &c->columns[k];
		if (memcmp(box + col->from, c->all + col->from, col->words * sizeof *box) == 0)
			continue;
		if (b.len)
			buf_lit(&b, "; ");
		const dmn_input *in = &c->t->inputs.at[k];
		buf_put(&b, in->label.len ? in->label : in->expression.text);
		buf_lit(&b, ": ");
		say_column(c, &b, box, k);
	}
	return b.len ? buf_str(&b) : STR("everything");
}

/* --- overlaps ---------------------------------------------------------------------------------------------------------- */

static bool same_outputs(const check *c, const dmn_rule *x, const dmn_rule *y)
{
	for (size_t i = 0; i < c->t->outputs.n; i++)
		if (!str_eq(str_trim(x->outputs[i].text), str_trim(y->outputs[i].text)))
			return false;
	return true;
}

void check_overlaps(check *c)
{
	bool any = c->t->hit == HIT_ANY;
	if (c->t->hit != HIT_UNIQUE && !any)
		return;
	box_word *common = arena_many(c->a, box_word, c->words);
	for (size_t j = 1; j < c->rows.n; j++)
		for (size_t i = 0; i < j; i++) {
			const check_row *x = &c->rows.at[i], *y = &c->rows.at[j];
			if (!spend(c))
				return;
			if (!x->sure || !y->sure || !same_days(x->rule, y->rule) ||
			    (any && same_outputs(c, x->rule, y->rule)) || !both(c, x->box, y->box, common))
				continue;
			str where = say(c, common);
			check_found(c, FINDING_OVERLAP, true, y->rule->line, 1,
				    "this row and that of line %d both hold for: %.*s", x->rule->line, STR_ARG(where));
		}
}

/* --- what is left of a box when rows are taken out ------------------------------------------------------------------------ */

#define ROWS_MAX 3000 /* as deep as boxes within boxes go */
#define BOXES_MAX ((size_t)8 << 20) /* words of all of them */

typedef struct taking {
	check *c;
	const check_row **rows;
	size_t n;
	bool (*left)(check *c, const box_word *box, void *arg); /* true: go on */
	void *arg;
	box_word *boxes; /* two for each level */
} taking;

/* Calls left() for boxes that together are what no row from `i` on takes away. False: stopped. */
static bool take_out(taking *t, const box_word *box, size_t i, size_t depth)
{
	check *c = t->c;
	box_word *common = t->boxes + 2 * depth * c->words, *rest = common + c->words;
	for (;; i++) {
		if (!spend(c))
			return false;
		if (i == t->n)
			return t->left(c, box, t->arg);
		if (both(c, box, t->rows[i]->box, common))
			break;
	}
	/* what lies outside of the row, column by column; what lies within is taken */
	memcpy(rest, box, c->words * sizeof *rest);
	for (size_t k = 0; k < c->t->inputs.n; k++) {
		const check_column *col = &c->columns[k];
		for (size_t w = col->from; w < col->from + col->words; w++)
			rest[w] = box[w] & ~common[w];
		if (!column_empty(c, rest, k) && !take_out(t, rest, i + 1, depth + 1))
			return false;
		memcpy(rest + col->from, common + col->from, col->words * sizeof *rest);
	}
	return true;
}

static bool taking_begin(taking *t, check *c)
{
	if (c->rows.n > ROWS_MAX || (c->rows.n + 2) * 2 * c->words > BOXES_MAX) {
		c->found.incomplete = true;
		return false;
	}
	*t = (taking){ .c = c,
		       .rows = arena_many(c->a, const check_row *, c->rows.n),
		       .boxes = arena_many(c->a, box_word, (c->rows.n + 2) * 2 * c->words) };
	return true;
}

/* --- rows that nothing is left for --------------------------------------------------------------------------------------- */

static bool something_left(check *c, const box_word *box, void *arg)
{
	(void)c;
	(void)box;
	*(bool *)arg = true;
	return false;
}

/* Under F what earlier rows leave; under C what rows of the same output leave, the earlier of two equal ones staying. */
void check_unreachable(check *c)
{
	taking t;
	bool first = c->t->hit == HIT_FIRST, collect = c->t->hit == HIT_COLLECT && c->t->gather == GATHER_LIST;
	if ((!first && !collect) || !taking_begin(&t, c))
		return;
	for (size_t j = 0; j < c->rows.n; j++) {
		const check_row *y = &c->rows.at[j];
		t.n = 0;
		for (size_t i = 0; i < c->rows.n; i++) {
			const check_row *x = &c->rows.at[i];
			if (x->sure && days_within(y->rule, x->rule) &&
			    (first ? i < j : i < j && same_outputs(c, x->rule, y->rule)))
				t.rows[t.n++] = x;
		}
		bool left = false;
		t.left = something_left;
		t.arg = &left;
		if (!take_out(&t, y->box, 0, 0) && !left)
			return; /* the ceiling */
		if (!left)
			check_found(c, FINDING_UNREACHABLE, false, y->rule->line, 1,
				    first ? "earlier rows leave nothing for this one"
					  : "this row adds nothing: rows of the same output hold whenever it does");
	}
}

/* --- gaps ------------------------------------------------------------------------------------------------------------- */

static bool gap_left(check *c, const box_word *box, void *arg)
{
	int *n = arg;
	str where = say(c, box);
	check_found(c, FINDING_GAP, false, 0, 0, "no row holds for: %.*s", STR_ARG(where));
	if (++*n < CHECK_GAPS_MAX)
		return true;
	c->found.incomplete = true;
	return false;
}

void check_gaps(check *c)
{
	taking t;
	bool single =
		c->t->hit == HIT_UNIQUE || c->t->hit == HIT_FIRST || c->t->hit == HIT_PRIORITY || c->t->hit == HIT_ANY;
	for (size_t i = 0; i < c->t->outputs.n; i++)
		single = single && c->t->outputs.at[i].otherwise.text.len == 0;
	if (!single || !taking_begin(&t, c))
		return;
	int n = 0;
	for (size_t i = 0; i < c->rows.n; i++)
		t.rows[t.n++] = &c->rows.at[i];
	t.left = gap_left;
	t.arg = &n;
	take_out(&t, c->all, 0, 0);
}
