/* A cell of a table in words of the reader's language. */
#include "defs/guide/cell.h"
#include "kit/words.h"
#include "modules/guide/guide.h"

typedef struct speech {
	arena *a;
	const fact_def *f; /* NULL: no fact of the catalogue */
	str label;
	lang l;
} speech;

/* A literal as the fact shows it: 65歳, 3,000円, 令和8年4月1日, the choice's label. */
static str value_words(const speech *s, const cell_value *v)
{
	if (v->kind == CELL_BOOLEAN)
		return words_text(s->a, s->l, str_eq(v->text, STR("true")) ? T_reason_yes : T_reason_no);
	if (!s->f)
		return v->text;
	return field_show(s->a, &s->f->field, v->text, s->l);
}

static str range_words(const speech *s, const cell_test *t)
{
	str a = value_words(s, &t->a), b = value_words(s, &t->b);
	if (t->a.kind == CELL_DATE && t->a_in && t->b_in)
		return words_reason_between_days(s->a, s->l, s->label, a, b);
	if (t->a_in && t->b_in)
		return words_reason_between(s->a, s->l, s->label, a, b);
	if (t->a_in)
		return words_reason_between_below(s->a, s->l, s->label, a, b);
	if (t->b_in)
		return words_reason_between_above(s->a, s->l, s->label, a, b);
	return words_reason_between_open(s->a, s->l, s->label, a, b);
}

static str test_words(const speech *s, const cell_test *t)
{
	bool date = t->a.kind == CELL_DATE;
	if (t->op == CELL_RANGE)
		return range_words(s, t);
	if (t->op == CELL_IS && t->a.kind == CELL_NULL)
		return words_reason_no_such(s->a, s->l, s->label);
	str v = value_words(s, &t->a);
	switch (t->op) {
	case CELL_BELOW:
		return date ? words_reason_before_day(s->a, s->l, s->label, v)
			    : words_reason_below(s->a, s->l, s->label, v);
	case CELL_TO:
		return date ? words_reason_to_day(s->a, s->l, s->label, v) : words_reason_most(s->a, s->l, s->label, v);
	case CELL_ABOVE:
		return date ? words_reason_after_day(s->a, s->l, s->label, v)
			    : words_reason_above(s->a, s->l, s->label, v);
	case CELL_FROM:
		return date ? words_reason_from_day(s->a, s->l, s->label, v)
			    : words_reason_least(s->a, s->l, s->label, v);
	case CELL_IS:
	case CELL_RANGE:
		break;
	}
	return t->a.kind == CELL_BOOLEAN ? words_reason_answer(s->a, s->l, s->label, v)
					 : words_reason_is(s->a, s->l, s->label, v);
}

/* Every test names one value: "1級", "2級". */
static bool only_values(const cell *c)
{
	for (size_t i = 0; i < c->tests.n; i++)
		if (c->tests.at[i].op != CELL_IS || c->tests.at[i].a.kind == CELL_NULL ||
		    c->tests.at[i].a.kind == CELL_BOOLEAN)
			return false;
	return true;
}

static str list_words(const speech *s, const cell *c)
{
	str all = value_words(s, &c->tests.at[0].a);
	for (size_t i = 1; i < c->tests.n; i++)
		all = words_reason_comma(s->a, s->l, all, value_words(s, &c->tests.at[i].a));
	return all;
}

/* not(x): said straight where there is a word for it, for nobody reads "not less than" well. */
static bool turned(cell *c)
{
	if (!c->other || c->tests.n != 1)
		return false;
	cell_test *t = &c->tests.at[0];
	if (t->op == CELL_IS && t->a.kind == CELL_BOOLEAN) {
		t->a.text = str_eq(t->a.text, STR("true")) ? STR("false") : STR("true");
		return true;
	}
	static const cell_op other[] = {
		[CELL_BELOW] = CELL_FROM, [CELL_FROM] = CELL_BELOW, [CELL_TO] = CELL_ABOVE, [CELL_ABOVE] = CELL_TO
	};
	if (t->op == CELL_IS || t->op == CELL_RANGE)
		return false;
	t->op = other[t->op];
	return true;
}

str guide_words(arena *a, const fact_def *f, str label, str text, lang l)
{
	speech s = { a, f, f ? text_in(&f->field.label, l) : label, l };
	cell c;
	if (!cell_read(a, text, &c) || c.any || c.tests.n == 0)
		return words_reason_answer(a, l, s.label, text);
	if (only_values(&c)) {
		str values = list_words(&s, &c);
		if (c.tests.n == 1)
			return c.other ? words_reason_is_not(a, l, s.label, values)
				       : words_reason_is(a, l, s.label, values);
		return c.other ? words_reason_is_none_of(a, l, s.label, values)
			       : words_reason_is_one_of(a, l, s.label, values);
	}
	if (c.other && c.tests.n == 1 && c.tests.at[0].op == CELL_IS && c.tests.at[0].a.kind == CELL_NULL)
		return words_reason_some_such(a, l, s.label);
	bool straight = turned(&c) || !c.other;
	str all = test_words(&s, &c.tests.at[0]);
	for (size_t i = 1; i < c.tests.n; i++)
		all = words_reason_or(a, l, all, test_words(&s, &c.tests.at[i]));
	return straight ? all : words_reason_not(a, l, all);
}
