#include "modules/guide/guide_weigh.h"

#include <math.h>
#include <string.h>

#define PARTS_MAX 12
#define DEPTH_MAX 20
#define DECIDED                                                                                                        \
	0.5 /* of the worth of a scheme that is taken away only when it is decided; the rest goes with what is likely */

/* --- likely values ---------------------------------------------------------------------------------------------------------- */

static double share_of(pick *p, const fact_def *f, feel v, str canonical)
{
	double sum = 0;
	for (size_t i = 0; i < f->share.n; i++) {
		const fact_share *s = &f->share.at[i];
		if (canonical.len ? str_eq(s->value, canonical) : false)
			return s->weight;
		if (canonical.len || v.kind == FEEL_UNKNOWN)
			continue;
		const feel_expr *e;
		if (feel_parse_tests(p->a, s->value, p->g->facts->names, &e))
			continue;
		feel ok = feel_test(&p->run, e, v, &p->scope);
		sum += ok.kind == FEEL_BOOLEAN && ok.boolean ? s->weight : 0;
	}
	return sum;
}

static void add_likely(pick *p, likely *l, feel v, double weight)
{
	l->at[l->n] = v;
	l->weight[l->n++] = weight;
	(void)p;
}

/* For numbers: the weight of a share is split among the values in it. */
static void weigh_by_tests(pick *p, const fact_def *f, likely *l)
{
	if (f->share.n == 0)
		return;
	for (size_t i = 0; i < l->n; i++)
		l->weight[i] = 0;
	for (size_t k = 0; k < f->share.n; k++) {
		const feel_expr *e;
		bool *in = arena_many(p->a, bool, l->n + 1);
		size_t n = 0;
		if (feel_parse_tests(p->a, f->share.at[k].value, p->g->facts->names, &e))
			continue;
		for (size_t i = 0; i < l->n; i++) {
			feel ok = feel_test(&p->run, e, l->at[i], &p->scope);
			in[i] = ok.kind == FEEL_BOOLEAN && ok.boolean;
			n += in[i];
		}
		for (size_t i = 0; i < l->n; i++)
			l->weight[i] += in[i] ? f->share.at[k].weight / (double)n : 0;
	}
}

static void even_out(likely *l)
{
	double sum = 0;
	for (size_t i = 0; i < l->n; i++)
		sum += l->weight[i];
	for (size_t i = 0; i < l->n; i++)
		l->weight[i] = sum > 0 ? l->weight[i] / sum : 1.0 / (double)l->n;
}

static bool fits(const fact_def *f, feel_kind k)
{
	switch (f->field.kind) {
	case FIELD_NUMBER:
	case FIELD_MONEY:
		return k == FEEL_NUMBER;
	case FIELD_DATE:
		return k == FEEL_DATE;
	case FIELD_YESNO:
		return k == FEEL_BOOLEAN;
	case FIELD_TEXT:
	case FIELD_NAME:
	case FIELD_KANA:
	case FIELD_ADDRESS:
	case FIELD_POSTAL:
	case FIELD_PHONE:
	case FIELD_MAIL:
	case FIELD_MONTH:
	case FIELD_CHOICE:
	case FIELD_MY_NUMBER:
	case FIELD_CORPORATE_NUMBER:
	case FIELD_FILE:
		return k == FEEL_STRING;
	case FIELD_CHOICES:
	case FIELD_TABLE:
	case FIELD_KIND_COUNT:
		return true;
	}
	return true;
}

/* The likely values of a fact; `column` SIZE_MAX: in no table. None: nothing is known of what may be answered. */
static likely likely_of(pick *p, const fact_def *f, size_t column)
{
	size_t room = PARTS_MAX + f->field.choices.n + 4;
	likely l = { arena_many(p->a, feel, room), arena_many(p->a, double, room), 0 };
	if (f->field.kind == FIELD_YESNO) {
		double yes = share_of(p, f, feel_bool(true), STR("yes")),
		       no = share_of(p, f, feel_bool(false), STR("no"));
		add_likely(p, &l, feel_bool(true), yes);
		add_likely(p, &l, feel_bool(false), no);
	} else if (f->field.kind == FIELD_CHOICE) {
		for (size_t i = 0; i < f->field.choices.n; i++) {
			str v = f->field.choices.at[i].value;
			add_likely(p, &l, feel_text(v), share_of(p, f, feel_text(v), v));
		}
	} else if (f->field.kind == FIELD_CHOICES) {
		for (size_t i = 0; i < f->field.choices.n; i++) /* one at a time, and none */
			add_likely(p, &l, fact_value(p->a, &f->field, f->field.choices.at[i].value), 0);
		add_likely(p, &l, feel_list_of(p->a, NULL, 0), 0);
	} else if (column != SIZE_MAX) {
		feel_list told = match_parts(p->g->city->guide.match, p->a, column, PARTS_MAX);
		for (size_t i = 0; i < told.n && l.n < PARTS_MAX; i++)
			if (fits(f, told.at[i].kind))
				add_likely(p, &l, told.at[i], 0);
		weigh_by_tests(p, f, &l);
	}
	even_out(&l);
	return l;
}

static const likely *likely_in(pick *p, size_t column)
{
	if (!p->drawn[column]) {
		p->drawn[column] = true;
		size_t fact = p->g->column_fact[column];
		if (fact != SIZE_MAX)
			p->columns[column] = likely_of(p, &p->g->facts->at[fact], column);
	}
	return &p->columns[column];
}

/* --- chances ----------------------------------------------------------------------------------------------------------------- */

static double chance_of(feel ok)
{
	return ok.kind == FEEL_UNKNOWN ? 0.5 : ok.kind == FEEL_BOOLEAN && ok.boolean ? 1 : 0;
}

static double cell_chance(pick *p, open_cell *c, size_t nth)
{
	if (c->holds[nth] == -2) {
		double x = c->cell->test.expr ? chance_of(feel_test(&p->run, c->cell->test.expr,
								    p->columns[c->column].at[nth], &p->scope))
					      : 0.5;
		c->holds[nth] = x > 0.75 ? 1 : x < 0.25 ? 0 : -1;
	}
	return c->holds[nth] == 1 ? 1 : c->holds[nth] == 0 ? 0 : 0.5;
}

static double entropy(double x)
{
	return x <= 0 || x >= 1 ? 0 : -(x * log2(x) + (1 - x) * log2(1 - x));
}

static double uncertainty(const open_scheme *s, double none)
{
	/* exactly 0 or 1 only where it is decided */
	return none >= 1 || none <= 0 ? 0 : s->weight * (DECIDED + (1 - DECIDED) * entropy(none));
}

static void open_up(pick *p)
{
	const guide *g = p->g;
	size_t *of = arena_many(p->a, size_t, g->schemes.n + 1);
	for (size_t i = 0; i < g->schemes.n; i++)
		if (g->counts[i] && g->holds[i] == TRUTH_OPEN) {
			of[i] = p->schemes.n + 1;
			LIST_ADD(p->a, &p->schemes, ((open_scheme){ .scheme = i, .weight = g->defs[i]->worth }));
		}
	for (size_t i = 0; i < g->rows.n; i++) {
		const match_row *row = &g->rows.at[i];
		if (!of[row->scheme] || row->holds != TRUTH_OPEN)
			continue;
		size_t at = p->rows.n;
		open_row r = { .scheme = of[row->scheme] - 1,
			       .at = arena_many(p->a, open_cell, row->cells.n + 1),
			       .chance = 1 };
		for (size_t k = 0; k < row->cells.n; k++) {
			const match_cell *c = &row->cells.at[k];
			if (c->holds != TRUTH_OPEN)
				continue;
			const likely *l = likely_in(p, c->fact);
			open_cell *cell = &r.at[r.n++];
			*cell = (open_cell){ .column = c->fact,
					     .cell = c,
					     .chance = l->n ? 0 : 0.5,
					     .holds = arena_alloc(p->a, l->n + 1) };
			memset(cell->holds, -2, l->n);
			for (size_t v = 0; v < l->n; v++)
				cell->chance += l->weight[v] * cell_chance(p, cell, v);
			/* a cell may hold for a value that nobody thought of: never quite sure before it is asked */
			cell->chance = fmin(fmax(cell->chance, 0.01), 0.99);
			r.chance *= cell->chance;
			LIST_ADD(p->a, &p->touches[c->fact], at);
		}
		LIST_ADD(p->a, &p->rows, r);
		LIST_ADD(p->a, &p->schemes.at[r.scheme].rows, at);
	}
	for (size_t i = 0; i < p->schemes.n; i++) {
		open_scheme *s = &p->schemes.at[i];
		double none = 1;
		for (size_t k = 0; k < s->rows.n; k++)
			none *= 1 - p->rows.at[s->rows.at[k]].chance;
		s->uncertain = uncertainty(s, none);
	}
}

/* How much uncertainty these changes take away. */
static double taken(pick *p, const changes *c)
{
	p->stamp++;
	double sum = 0;
	for (size_t i = 0; i < c->n; i++)
		for (size_t k = 0; k < p->touches[c->at[i].column].n; k++) {
			open_row *r = &p->rows.at[p->touches[c->at[i].column].at[k]];
			if (r->stamp == p->stamp)
				continue;
			r->stamp = p->stamp;
			r->supposed = 1;
			for (size_t m = 0; m < r->n; m++) {
				double chance = r->at[m].chance;
				for (size_t q = 0; q < c->n; q++) {
					if (c->at[q].column != r->at[m].column)
						continue;
					if (c->at[q].part != SIZE_MAX)
						chance = cell_chance(p, &r->at[m], c->at[q].part);
					else if (r->at[m].cell->test.expr)
						chance = chance_of(feel_test(&p->run, r->at[m].cell->test.expr,
									     c->at[q].value, &p->scope));
				}
				r->supposed *= chance;
			}
		}
	for (size_t i = 0; i < c->n; i++)
		for (size_t k = 0; k < p->touches[c->at[i].column].n; k++) {
			open_scheme *s = &p->schemes.at[p->rows.at[p->touches[c->at[i].column].at[k]].scheme];
			if (s->stamp == p->stamp)
				continue;
			s->stamp = p->stamp;
			double none = 1;
			for (size_t m = 0; m < s->rows.n; m++) {
				const open_row *r = &p->rows.at[s->rows.at[m]];
				none *= 1 - (r->stamp == p->stamp ? r->supposed : r->chance);
			}
			sum += s->uncertain - uncertainty(s, none);
		}
	return sum;
}

/* --- suppositions ---------------------------------------------------------------------------------------------------------------- */

typedef struct undo {
	size_t fact;
	feel value;
	struct undo *next;
} undo;

static void suppose(pick *p, size_t fact, feel value, changes *c, undo **back, int depth)
{
	const guide *g = p->g;
	undo *u = arena_one(p->a, undo);
	*u = (undo){ fact, p->facts.at[fact].value, *back };
	*back = u;
	p->facts.at[fact].value = value;
	size_t column = g->fact_column[fact];
	if (column != SIZE_MAX) {
		change x = { column, SIZE_MAX, value };
		const likely *l = likely_in(p, column);
		for (size_t i = 0; i < l->n && x.part == SIZE_MAX; i++) {
			feel same = feel_equal(l->at[i], value);
			if (l->at[i].kind == value.kind && same.kind == FEEL_BOOLEAN && same.boolean)
				x.part = i;
		}
		size_t known = 0;
		while (known < c->n && c->at[known].column != column)
			known++;
		if (known < c->n)
			c->at[known] = x;
		else
			LIST_ADD(p->a, c, x);
	}
	for (size_t i = 0; depth < DEPTH_MAX && i < g->needed_by[fact].n; i++) {
		size_t d = g->needed_by[fact].at[i];
		const fact_def *f = &g->facts->at[d];
		feel now = p->facts.at[d].value;
		if (now.kind != FEEL_UNKNOWN)
			continue;
		if (f->ask_if) {
			feel may = feel_eval(&p->run, f->ask_if, &p->scope);
			if (may.kind == FEEL_BOOLEAN && !may.boolean)
				now = FEEL_NOTHING;
		}
		if (f->value && now.kind == FEEL_UNKNOWN)
			now = feel_eval(&p->run, f->value, &p->scope);
		if (now.kind != FEEL_UNKNOWN)
			suppose(p, d, now, c, back, depth + 1);
	}
}

static double taken_by(pick *p, size_t fact, feel value)
{
	changes c = { 0 };
	undo *back = NULL;
	suppose(p, fact, value, &c, &back, 0);
	double x = c.n ? taken(p, &c) : 0;
	for (; back; back = back->next)
		p->facts.at[back->fact].value = back->value;
	return x;
}

static double mean_of(pick *p, size_t fact, const likely *l)
{
	double sum = 0;
	for (size_t i = 0; i < l->n; i++)
		sum += l->weight[i] * taken_by(p, fact, l->at[i]);
	return sum;
}

/* A date of birth has no likely values, but the age that comes of it has. What needs several answers is shared among them. */
static double gain_by_computed(pick *p, size_t fact, size_t from, bool *seen, int depth)
{
	const guide *g = p->g;
	double sum = 0;
	for (size_t i = 0; depth < DEPTH_MAX && i < g->needed_by[from].n; i++) {
		size_t d = g->needed_by[from].at[i];
		if (seen[d] || !g->facts->at[d].value || g->values[d].kind != FEEL_UNKNOWN)
			continue;
		seen[d] = true;
		size_t column = g->fact_column[d];
		if (column != SIZE_MAX && p->touches[column].n) {
			bool *leaves = arena_many(p->a, bool, g->facts->n + 1);
			size_t n = 0;
			guide_leaves(g, d, false, leaves);
			for (size_t k = 0; k < g->facts->n; k++)
				n += leaves[k];
			sum += mean_of(p, d, likely_in(p, column)) / (double)(n ? n : 1);
		} else {
			likely l = likely_of(p, &g->facts->at[d], SIZE_MAX);
			if (l.n)
				sum += mean_of(p, d, &l);
			sum += gain_by_computed(p, fact, d, seen, depth + 1);
		}
	}
	return sum;
}

double pick_gain(pick *p, size_t fact)
{
	size_t column = p->g->fact_column[fact];
	likely l = column != SIZE_MAX ? *likely_in(p, column) : likely_of(p, &p->g->facts->at[fact], SIZE_MAX);
	if (l.n)
		return mean_of(p, fact, &l);
	bool *seen = arena_many(p->a, bool, p->g->facts->n + 1);
	return gain_by_computed(p, fact, fact, seen, 0);
}

/* --- drawing up -------------------------------------------------------------------------------------------------------------------- */

static void find_leaves(pick *p)
{
	const guide *g = p->g;
	for (size_t i = 0; i < g->columns.n; i++)
		if (p->touches[i].n) {
			p->leaves[i] = arena_many(p->a, bool, g->facts->n + 1);
			if (g->column_fact[i] != SIZE_MAX)
				guide_leaves(g, g->column_fact[i], false, p->leaves[i]);
		}
	for (size_t i = 0; i < p->rows.n; i++)
		for (size_t k = 0; k < p->rows.at[i].n; k++) {
			open_cell *c = &p->rows.at[i].at[k];
			c->leaves = p->leaves[c->column];
			indices named = guide_named(g, c->cell);
			for (size_t m = 0; m < named.n; m++) {
				if (g->values[named.at[m]].kind != FEEL_UNKNOWN)
					continue;
				if (!c->others) {
					c->others = true;
					c->leaves = arena_many(p->a, bool, g->facts->n + 1);
					memcpy(c->leaves, p->leaves[c->column], g->facts->n * sizeof *c->leaves);
				}
				guide_leaves(g, named.at[m], false, c->leaves);
			}
		}
}

void pick_begin(pick *p, const guide *g, arena *a)
{
	*p = (pick){ .g = g, .a = a, .run = guide_run(g, a) };
	p->facts = (feel_context){ arena_many(a, feel_entry, g->scope.n + 1), g->scope.n };
	if (g->scope.n)
		memcpy(p->facts.at, g->scope.at, g->scope.n * sizeof *g->scope.at);
	p->scope = (feel_scope){ &p->facts, NULL };
	p->columns = arena_many(a, likely, g->columns.n + 1);
	p->drawn = arena_many(a, bool, g->columns.n + 1);
	p->touches = arena_many(a, indices, g->columns.n + 1);
	p->leaves = arena_many(a, bool *, g->columns.n + 1);
	open_up(p);
	find_leaves(p);
}
