#include "rules/match_private.h"

day match_day(const feel_run *run, day as_of)
{
	if (as_of != DAY_UNSET)
		return as_of;
	return run->as_of != DAY_UNSET ? run->as_of : day_of(run->now);
}

bool match_valid(const dmn_rule *r, day d)
{
	return (r->from == DAY_UNSET || r->from <= d) && (r->to == DAY_UNSET || d <= r->to);
}

truth match_truth(feel v)
{
	if (v.kind == FEEL_UNKNOWN)
		return TRUTH_OPEN;
	return v.kind == FEEL_BOOLEAN && v.boolean ? TRUTH_YES : TRUTH_NO;
}

feel_context match_scope(const match *m, arena *a, const feel *values)
{
	feel_context scope = { arena_many(a, feel_entry, m->facts.n), m->facts.n };
	for (size_t i = 0; i < m->facts.n; i++)
		scope.at[i] = (feel_entry){ m->facts.at[i], values[i] };
	return scope;
}

feel match_value(feel_run *run, const match_column *c, const feel *values, const feel_scope *scope)
{
	return c->expr ? feel_eval(run, c->expr, scope) : values[c->fact];
}

/* One person being judged. */
typedef struct judge {
	const match *m;
	feel_run *run;
	const feel *values;
	u32 part[MATCH_COLUMNS_MAX];
	bool odd; /* a value has no part, so its column is left to FEEL */
	feel_context facts;
	feel_scope scope; /* empty until FEEL is asked */
} judge;

static const feel_scope *scope_of(judge *j)
{
	if (!j->scope.context) {
		j->facts = match_scope(j->m, j->run->arena, j->values);
		j->scope.context = &j->facts;
	}
	return &j->scope;
}

static feel value_of(judge *j, const match_column *c)
{
	return c->expr ? feel_eval(j->run, c->expr, scope_of(j)) : j->values[c->fact];
}

/* The tests of one row that its sets do not answer. */
static truth test_row(judge *j, const match_line *row, truth so_far)
{
	for (size_t i = 0; i < row->tests.n && so_far != TRUTH_NO; i++) {
		const match_test *t = &row->tests.at[i];
		if (t->plain && j->part[t->column] != PART_NONE)
			continue;
		feel v = value_of(j, &j->m->columns.at[t->column]);
		truth holds = match_truth(feel_test(j->run, t->text.expr, v, scope_of(j)));
		so_far = holds < so_far ? holds : so_far;
	}
	return so_far;
}

/* ORs the sets of all columns. `words` is written into the code, so that the loops within are unrolled. */
static inline __attribute__((always_inline)) void gather(const judge *j, size_t block, const size_t words, u64 *failed,
							 u64 *open)
{
	const match_column *c = j->m->columns.at;
	for (size_t k = 0; k < j->m->columns.n; k++, c++) {
		if (j->part[k] == PART_NONE)
			continue;
		const u64 *set = c->sets[block] + (size_t)j->part[k] * 2 * words;
		for (size_t w = 0; w < words; w++) {
			failed[w] |= set[w];
			open[w] |= set[words + w];
		}
	}
}

static void tell(const match *m, u64 bits, size_t row, truth holds, truth *ret)
{
	for (; bits; bits &= bits - 1) {
		size_t i = row + (size_t)__builtin_ctzll(bits);
		size_t scheme = m->one_each ? i : m->rows.at[i].scheme;
		ret[scheme] = ret[scheme] > holds ? ret[scheme] : holds;
	}
}

static void judge_block(judge *j, size_t b, u32 day_part, truth *ret)
{
	const match *m = j->m;
	const match_block *block = &m->blocks.at[b];
	u64 failed[BLOCK_WORDS_MAX] = { 0 }, open[BLOCK_WORDS_MAX] = { 0 };
	if (block->words == 2)
		gather(j, b, 2, failed, open);
	else if (block->words == 4)
		gather(j, b, 4, failed, open);
	else
		gather(j, b, BLOCK_WORDS_MAX, failed, open);
	const u64 *valid = block->validity[day_part];
	for (size_t w = 0; w < block->words; w++) {
		u64 alive = valid[w] & ~failed[w];
		u64 maybe = alive & open[w], yes = alive & ~open[w];
		size_t row = block->rows_from + 64 * w;
		for (u64 left = alive & (j->odd ? ~(u64)0 : block->left[w]); left; left &= left - 1) {
			int i = __builtin_ctzll(left);
			u64 bit = (u64)1 << i;
			truth holds = test_row(j, &m->rows.at[row + (size_t)i], maybe & bit ? TRUTH_OPEN : TRUTH_YES);
			maybe = holds == TRUTH_OPEN ? maybe | bit : maybe & ~bit;
			yes = holds == TRUTH_YES ? yes | bit : yes & ~bit;
		}
		tell(m, maybe, row, TRUTH_OPEN, ret);
		tell(m, yes, row, TRUTH_YES, ret);
	}
}

void match_judge(const match *m, feel_run *run, const feel *values, day as_of, truth *ret)
{
	judge j;
	j.m = m;
	j.run = run;
	j.values = values;
	j.odd = false;
	j.scope = (feel_scope){ NULL, NULL };
	day then = match_day(run, as_of), was = run->as_of;
	run->as_of = then;
	for (size_t k = 0; k < m->columns.n; k++) {
		const match_column *c = &m->columns.at[k];
		feel computed;
		const feel *v = &values[c->fact];
		if (c->coarse) {
			j.part[k] = PART_NONE;
			continue;
		}
		if (c->expr) {
			computed = value_of(&j, c);
			v = &computed;
		}
		j.part[k] = v->kind == FEEL_UNKNOWN ? c->unknown : parts_of(&c->parts, v);
		j.odd |= j.part[k] == PART_NONE;
	}
	memset(ret, 0, m->schemes.n * sizeof *ret); /* TRUTH_NO */
	if (m->blocks.n) {
		feel_moment moment = { 0 };
		feel when = { .kind = FEEL_DATE, .moment = &moment };
		civil c = civil_of(then);
		moment = (feel_moment){ .year = c.year, .month = (u8)c.month, .day = (u8)c.mday };
		u32 part = m->days.dates.n ? parts_of(&m->days, &when) : m->days.dates_from;
		for (size_t b = 0; b < m->blocks.n; b++)
			judge_block(&j, b, part, ret);
	}
	run->as_of = was;
}
