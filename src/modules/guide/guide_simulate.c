#include "modules/guide/guide_simulate.h"

#include <time.h>

#include "defs/guide/cell.h"
#include "modules/guide/guide_private.h"
#include "rules/decimal.h"
#include "rules/sheet.h"

/* --- people ------------------------------------------------------------------------------------------------------------------ */

/* splitmix64: the same people for the same seed everywhere. */
static u64 draw(u64 *state)
{
	u64 z = *state += 0x9E3779B97F4A7C15u;
	z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
	z = (z ^ z >> 27) * 0x94D049BB133111EBu;
	return z ^ z >> 31;
}

static double unit_of(u64 *state)
{
	return (double)(draw(state) >> 11) * 0x1p-53;
}

static i64 between(u64 *state, i64 from, i64 to)
{
	return to <= from ? from : from + (i64)(draw(state) % (u64)(to - from + 1));
}

static size_t weighed(u64 *state, const fact_def *f, size_t n, double (*weight)(const fact_def *, size_t))
{
	double sum = 0;
	for (size_t i = 0; i < n; i++)
		sum += weight(f, i);
	if (sum <= 0)
		return (size_t)between(state, 0, (i64)n - 1);
	double x = unit_of(state) * sum;
	for (size_t i = 0; i < n; i++)
		if ((x -= weight(f, i)) < 0)
			return i;
	return n - 1;
}

static double share_weight(const fact_def *f, size_t i)
{
	return f->share.at[i].weight;
}

static double share_named(const fact_def *f, str value)
{
	for (size_t i = 0; i < f->share.n; i++)
		if (str_eq(f->share.at[i].value, value))
			return f->share.at[i].weight;
	return 0;
}

static double choice_weight(const fact_def *f, size_t i)
{
	return share_named(f, f->field.choices.at[i].value);
}

static double yes_weight(const fact_def *f, size_t i)
{
	return share_named(f, i ? STR("yes") : STR("no"));
}

static bool end_of(const cell_value *v, bool date, i64 *ret)
{
	day d;
	if (date) {
		if (v->kind != CELL_DATE || !day_parse(v->text, &d))
			return false;
		*ret = d;
		return true;
	}
	decimal x, down;
	return v->kind == CELL_NUMBER && decimal_read(v->text, &x) && decimal_round(x, 0, ROUND_FLOOR, &down) &&
	       decimal_i64(down, ret);
}

/* A whole number, or a day, in one of the ranges of `share`; else within the bounds; else of the last two years, or 0 to 5. */
static i64 number_drawn(arena *a, u64 *state, const fact_def *f, bool date, day today)
{
	i64 from = date ? today - 730 : 0, to = date ? today : 5;
	if (!date && f->field.bounded_least)
		from = f->field.least;
	if (!date && f->field.bounded_most)
		to = f->field.most;
	if (f->share.n) {
		const fact_share *s = &f->share.at[weighed(state, f, f->share.n, share_weight)];
		cell c;
		i64 x, y;
		if (cell_read(a, s->value, &c) && c.tests.n == 1 && !c.other && end_of(&c.tests.at[0].a, date, &x)) {
			const cell_test *t = &c.tests.at[0];
			if (t->op == CELL_RANGE && end_of(&t->b, date, &y))
				return between(state, x, y);
			return t->op == CELL_IS ? x : t->op == CELL_FROM || t->op == CELL_ABOVE ? x + 1 : x - 1;
		}
	}
	return between(state, from, to);
}

static str answer_drawn(arena *a, u64 *state, const fact_def *f, day today)
{
	switch (f->field.kind) {
	case FIELD_YESNO:
		return weighed(state, f, 2, yes_weight) ? STR("yes") : STR("no");
	case FIELD_CHOICE:
	case FIELD_CHOICES:
		if (f->field.choices.n == 0)
			return STR_NONE;
		return f->field.choices.at[weighed(state, f, f->field.choices.n, choice_weight)].value;
	case FIELD_NUMBER:
	case FIELD_MONEY:
		return str_format(a, "%lld", (long long)number_drawn(a, state, f, false, today));
	case FIELD_DATE:
		return day_text(a, (day)number_drawn(a, state, f, true, today));
	case FIELD_TEXT:
	case FIELD_NAME:
	case FIELD_KANA:
	case FIELD_ADDRESS:
	case FIELD_POSTAL:
	case FIELD_PHONE:
	case FIELD_MAIL:
	case FIELD_MONTH:
	case FIELD_TABLE:
	case FIELD_FILE:
	case FIELD_MY_NUMBER:
	case FIELD_CORPORATE_NUMBER:
	case FIELD_KIND_COUNT:
		break;
	}
	return STR_NONE; /* they say that they do not know */
}

/* --- asking -------------------------------------------------------------------------------------------------------------------- */

/* SIZE_MAX: nothing left to ask. */
static size_t question(const guide *g, ask_order order, const bool *at_first)
{
	if (order == ORDER_GUIDE) {
		guide_question q;
		return guide_next(g, &q) ? (size_t)(q.facts.at[0] - g->facts->at) : SIZE_MAX;
	}
	double *schemes = arena_many(g->arena, double, g->facts->n + 1);
	guide_dependence(g, schemes);
	size_t best = SIZE_MAX;
	bool any = false;
	for (size_t i = 0; i < g->facts->n; i++) {
		any = any || schemes[i] > 0;
		bool may = order == ORDER_FILE ? at_first[i] && guide_askable(g, i) : schemes[i] > 0;
		if (may && (best == SIZE_MAX || (order == ORDER_NUMBER && schemes[i] > schemes[best])))
			best = i;
	}
	return any ? best : SIZE_MAX;
}

static size_t open_schemes(const guide *g)
{
	size_t n = 0;
	for (size_t i = 0; i < g->schemes.n; i++)
		n += g->counts[i] && g->holds[i] == TRUTH_OPEN;
	return n;
}

/* Of the core, not of the wall: others may be at work on this machine. */
static double core_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void interview(const simulate_in *in, const guide_asked *start, const str *person, ask_order order,
		      simulate_out *ret)
{
	const fact_defs *facts = &in->city->facts;
	arena *keep = arena_new(16 << 20);
	guide_asked asked = *start;
	asked.given = (fact_answers){ 0 };
	bool *at_first = arena_many(keep, bool, facts->n + 1);
	size_t point = 0;
	for (int n = 0; n <= SIMULATE_QUESTIONS_MAX; n++) {
		arena *a = arena_new(512 << 20);
		double began = core_ms();
		guide *g = guide_sit(a, in->city, &asked);
		if (n == 0) {
			for (size_t i = 0; i < g->columns.n; i++)
				for (size_t k = 0; g->column_fact[i] != SIZE_MAX && k < g->rows.n; k++)
					for (size_t m = 0; m < g->rows.at[k].cells.n; m++)
						if (g->rows.at[k].cells.at[m].fact == i &&
						    g->counts[g->rows.at[k].scheme])
							guide_behind(g, g->column_fact[i], at_first);
			for (size_t i = 0; i < g->schemes.n && order == ORDER_FILE; i++)
				ret->schemes += g->counts[i];
			ret->before += order == ORDER_FILE ? (double)open_schemes(g) : 0;
		}
		size_t fact = n < SIMULATE_QUESTIONS_MAX ? question(g, order, at_first) : SIZE_MAX;
		double ms = core_ms() - began;
		if (order == ORDER_GUIDE && fact != SIZE_MAX) {
			ret->next_ms += ms;
			ret->next_ms_most = ms > ret->next_ms_most ? ms : ret->next_ms_most;
		}
		/* when nothing is left to ask, it stays as it is at all later points */
		for (; point < in->points_n && (fact == SIZE_MAX || in->points[point] == n); point++)
			ret->open[order][point] += (double)open_schemes(g);
		if (fact == SIZE_MAX) {
			arena_free(a);
			break;
		}
		fact_answer x = { .id = facts->at[fact].field.id,
				  .value = person[fact],
				  .dont_know = person[fact].len == 0 };
		LIST_ADD(keep, &asked.given, x);
		asked.last = x.id;
		ret->questions[order]++;
		arena_free(a);
	}
	arena_free(keep);
}

void guide_simulate(const simulate_in *in, simulate_out *ret)
{
	*ret = (simulate_out){ 0 };
	u64 state = (u64)in->seed * 2 + 1;
	const event_defs *events = &in->city->guide.events;
	for (i64 i = 0; i < in->people; i++) {
		arena *a = arena_new(16 << 20);
		const fact_defs *facts = &in->city->facts;
		str *person = arena_many(a, str, facts->n + 1);
		for (size_t k = 0; k < facts->n; k++)
			if (!facts->at[k].value)
				person[k] = answer_drawn(a, &state, &facts->at[k], day_of(in->now));
		guide_asked start = { .now = in->now, .as_of = DAY_UNSET };
		str event = in->event.len ? in->event : events->n ? events->at[(size_t)i % events->n].id : STR_NONE;
		if (event.len)
			LIST_ADD(a, &start.events, event);
		for (int order = 0; order < ASK_ORDERS; order++)
			interview(in, &start, person, (ask_order)order, ret);
		arena_free(a);
	}
	double n = in->people > 0 ? (double)in->people : 1;
	ret->next_ms /= ret->questions[ORDER_GUIDE] > 0 ? ret->questions[ORDER_GUIDE] : 1;
	ret->schemes /= n;
	ret->before /= n;
	for (int order = 0; order < ASK_ORDERS; order++) {
		ret->questions[order] /= n;
		for (size_t k = 0; k < in->points_n; k++)
			ret->open[order][k] /= n;
	}
}

/* --- a city of one table --------------------------------------------------------------------------------------------------------- */

#define SLICES 10

/* Between the least and the most that cells name, widened by a fifth, in slices of the same weight. */
static void share_evenly(arena *a, fact_def *f, const feel_list *values, bool date)
{
	i64 least = INT64_MAX, most = INT64_MIN;
	for (size_t i = 0; i < values->n; i++) {
		i64 x;
		const feel *v = &values->at[i];
		if (date && v->kind == FEEL_DATE)
			x = day_from(v->moment->year, v->moment->month, v->moment->day);
		else if (date || v->kind != FEEL_NUMBER || !decimal_i64(v->number, &x))
			continue;
		least = x < least ? x : least;
		most = x > most ? x : most;
	}
	i64 wide = (most - least) / 5;
	least -= date ? wide : 0;
	most += date ? wide : 0;
	for (int i = 0; least <= most && i < SLICES; i++) {
		i64 from = least + (most - least + 1) * i / SLICES,
		    to = least + (most - least + 1) * (i + 1) / SLICES - 1;
		if (to < from)
			continue;
		str text = date ? str_format(a, "[date(\"%s\")..date(\"%s\")]", day_text(a, (day)from).at,
					     day_text(a, (day)to).at)
				: str_format(a, "[%lld..%lld]", (long long)from, (long long)to);
		LIST_ADD(a, &f->share, ((fact_share){ text, (double)(to - from + 1) }));
	}
}

static void guess(arena *a, const match *m, size_t column, fact_def *f)
{
	feel_list values = match_parts(m, a, column, 200);
	size_t kinds[FEEL_FUNCTION + 1] = { 0 };
	for (size_t i = 0; i < values.n; i++)
		kinds[values.at[i].kind]++;
	if (kinds[FEEL_NUMBER]) {
		f->field.kind = FIELD_NUMBER;
		share_evenly(a, f, &values, false);
	} else if (kinds[FEEL_DATE]) {
		f->field.kind = FIELD_DATE;
		share_evenly(a, f, &values, true);
	} else if (kinds[FEEL_STRING] > 1) {
		f->field.kind = FIELD_CHOICE;
		for (size_t i = 0; i < values.n; i++)
			if (values.at[i].kind == FEEL_STRING)
				LIST_ADD(a, &f->field.choices, ((field_choice){ .value = values.at[i].string }));
	} else {
		f->field.kind = FIELD_YESNO;
	}
}

const err *guide_city_of_table(arena *a, str file, str bytes, const city_def **ret)
{
	const dmn_table *t;
	match *m;
	city_def *c = arena_one(a, city_def);
	TRY(sheet_read(a, file, bytes, (feel_names){ 0 }, &t));
	LIST_ADD(a, &c->guide.tables, t);
	TRY(match_compile(a, c->guide.tables.at, 1, &m));
	c->guide.match = m;
	strs names = match_facts(m), schemes = match_schemes(m);
	c->facts = (fact_defs){ .at = arena_many(a, fact_def, names.n + 1), .n = names.n };
	c->facts.names = (feel_names){ .at = names.at, .n = names.n };
	size_t *order = arena_many(a, size_t, names.n + 1);
	for (size_t i = 0; i < names.n; i++) {
		order[i] = i;
		c->facts.at[i] =
			(fact_def){ .name = names.at[i], .field = field_plain(str_format(a, "f%zu", i), FIELD_YESNO) };
		c->facts.at[i].field.label.in[LANG_JA] = names.at[i];
		guess(a, m, i, &c->facts.at[i]);
	}
	c->facts.order = order;
	for (size_t i = 0; i < schemes.n; i++) {
		scheme_def s = { .id = schemes.at[i], .worth = 10 };
		s.name.in[LANG_JA] = s.id;
		LIST_ADD(a, &c->guide.schemes, s);
	}
	*ret = c;
	return NULL;
}
