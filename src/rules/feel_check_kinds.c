#include "rules/feel_check_private.h"

static bool is_span(feel_type_is k)
{
	return k == TYPE_SPAN || k == TYPE_MONTHS;
}

static bool is_day(feel_type_is k)
{
	return k == TYPE_DATE || k == TYPE_DATE_TIME;
}

static feel_type_is sum(feel_type_is a, feel_type_is b)
{
	if (a == b && (a == TYPE_NUMBER || a == TYPE_STRING || is_span(a)))
		return a;
	if (is_span(a) && !is_span(b)) {
		feel_type_is t = a;
		a = b;
		b = t;
	}
	if (is_day(a) && is_span(b))
		return a;
	return a == TYPE_TIME && b == TYPE_SPAN ? a : TYPE_MISSING;
}

static feel_type_is difference(feel_type_is a, feel_type_is b)
{
	if (a == b && (a == TYPE_NUMBER || is_span(a)))
		return a;
	if ((is_day(a) && is_day(b)) || (a == TYPE_TIME && b == TYPE_TIME))
		return TYPE_SPAN;
	if (is_day(a) && is_span(b))
		return a;
	return a == TYPE_TIME && b == TYPE_SPAN ? a : TYPE_MISSING;
}

feel_type_is check_math(feel_op op, feel_type_is a, feel_type_is b)
{
	static const feel_type_is all[] = { TYPE_NUMBER,    TYPE_STRING, TYPE_DATE,  TYPE_TIME,
					    TYPE_DATE_TIME, TYPE_SPAN,   TYPE_MONTHS };
	if (a == TYPE_ANY && b == TYPE_ANY)
		return TYPE_ANY;
	if (a == TYPE_ANY || b == TYPE_ANY) { /* possible with anything? */
		for (size_t i = 0; i < COUNT(all); i++)
			if (check_math(op, a == TYPE_ANY ? all[i] : a, b == TYPE_ANY ? all[i] : b) != TYPE_MISSING)
				return op == N_POW ? TYPE_NUMBER : TYPE_ANY;
		return TYPE_MISSING;
	}
	switch ((int)op) {
	case N_ADD:
		return sum(a, b);
	case N_SUB:
		return difference(a, b);
	case N_MUL:
		if (a == TYPE_NUMBER && (b == TYPE_NUMBER || is_span(b)))
			return b;
		return is_span(a) && b == TYPE_NUMBER ? a : TYPE_MISSING;
	case N_DIV:
		if (a == b && (a == TYPE_NUMBER || is_span(a)))
			return TYPE_NUMBER;
		return is_span(a) && b == TYPE_NUMBER ? a : TYPE_MISSING;
	default:
		return a == TYPE_NUMBER && b == TYPE_NUMBER ? TYPE_NUMBER : TYPE_MISSING;
	}
}

bool check_comparable(bool equality, feel_type_is a, feel_type_is b)
{
	if (equality && (a == TYPE_NULL || b == TYPE_NULL))
		return true;
	bool order = equality || a == TYPE_ANY || (a >= TYPE_NUMBER && a <= TYPE_MONTHS);
	order = order && (equality || b == TYPE_ANY || (b >= TYPE_NUMBER && b <= TYPE_MONTHS));
	return order && (a == b || a == TYPE_ANY || b == TYPE_ANY);
}

feel_type_is check_property(feel_type_is k, str part)
{
	static const struct {
		str name;
		feel_type_is gives;
		u32 of;
	} all[] = {
#define OF(k) ((u32)1 << (k))
		{ STR_INIT("year"), TYPE_NUMBER, OF(TYPE_DATE) | OF(TYPE_DATE_TIME) },
		{ STR_INIT("month"), TYPE_NUMBER, OF(TYPE_DATE) | OF(TYPE_DATE_TIME) },
		{ STR_INIT("day"), TYPE_NUMBER, OF(TYPE_DATE) | OF(TYPE_DATE_TIME) },
		{ STR_INIT("weekday"), TYPE_NUMBER, OF(TYPE_DATE) | OF(TYPE_DATE_TIME) },
		{ STR_INIT("hour"), TYPE_NUMBER, OF(TYPE_TIME) | OF(TYPE_DATE_TIME) },
		{ STR_INIT("minute"), TYPE_NUMBER, OF(TYPE_TIME) | OF(TYPE_DATE_TIME) },
		{ STR_INIT("second"), TYPE_NUMBER, OF(TYPE_TIME) | OF(TYPE_DATE_TIME) },
		{ STR_INIT("time offset"), TYPE_SPAN, OF(TYPE_TIME) | OF(TYPE_DATE_TIME) },
		{ STR_INIT("timezone"), TYPE_STRING, OF(TYPE_TIME) | OF(TYPE_DATE_TIME) },
		{ STR_INIT("days"), TYPE_NUMBER, OF(TYPE_SPAN) },
		{ STR_INIT("hours"), TYPE_NUMBER, OF(TYPE_SPAN) },
		{ STR_INIT("minutes"), TYPE_NUMBER, OF(TYPE_SPAN) },
		{ STR_INIT("seconds"), TYPE_NUMBER, OF(TYPE_SPAN) },
		{ STR_INIT("years"), TYPE_NUMBER, OF(TYPE_MONTHS) },
		{ STR_INIT("months"), TYPE_NUMBER, OF(TYPE_MONTHS) },
		{ STR_INIT("start included"), TYPE_BOOLEAN, OF(TYPE_RANGE) },
		{ STR_INIT("end included"), TYPE_BOOLEAN, OF(TYPE_RANGE) },
#undef OF
	};
	for (size_t i = 0; i < COUNT(all); i++)
		if (all[i].of >> k & 1 && str_eq(all[i].name, part))
			return all[i].gives;
	return TYPE_MISSING;
}

/* --- built-ins --- */

static const feel_kind kind_of[] = {
	[TYPE_NULL] = FEEL_NULL,           [TYPE_BOOLEAN] = FEEL_BOOLEAN, [TYPE_NUMBER] = FEEL_NUMBER,
	[TYPE_STRING] = FEEL_STRING,       [TYPE_DATE] = FEEL_DATE,       [TYPE_TIME] = FEEL_TIME,
	[TYPE_DATE_TIME] = FEEL_DATE_TIME, [TYPE_SPAN] = FEEL_SPAN,       [TYPE_MONTHS] = FEEL_MONTHS,
	[TYPE_LIST] = FEEL_LIST,           [TYPE_CONTEXT] = FEEL_CONTEXT, [TYPE_RANGE] = FEEL_RANGE,
	[TYPE_FUNCTION] = FEEL_FUNCTION,
};

static bool may_take(const sign_param *p, feel_type_is k)
{
	if (k == TYPE_ANY || k >= TYPE_NAMED || p->kinds == KINDS_ANY)
		return true;
	if (k == TYPE_NULL)
		return p->optional;
	return k == TYPE_LIST || p->kinds & (KIND_BIT(kind_of[k]) | KIND_BIT(FEEL_LIST));
}

static size_t first_bad(const sign *s, const str *names, const feel_type_is *kinds, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		size_t at = i < s->n ? i : s->n - 1;
		for (size_t k = 0; names && k < s->n; k++)
			if (str_eq(s->at[k].name, names[i]))
				at = k;
		if (!may_take(&s->at[at], kinds[i]))
			return i;
	}
	return n;
}

size_t check_arguments(const signs *fit, const str *names, const feel_type_is *kinds, size_t n)
{
	size_t furthest = 0;
	for (size_t i = 0; i < fit->n; i++) {
		size_t bad = first_bad(&fit->at[i], names, kinds, n);
		if (bad == n)
			return n;
		furthest = bad > furthest ? bad : furthest;
	}
	return furthest;
}

const feel_type *check_result(const builtin *b)
{
	static const struct {
		const char *name;
		feel_type_is is;
	} all[] = {
		{ "number", TYPE_NUMBER },
		{ "string", TYPE_STRING },
		{ "boolean", TYPE_BOOLEAN },
		{ "date", TYPE_DATE },
		{ "time", TYPE_TIME },
		{ "date and time", TYPE_DATE_TIME },
		{ "list", TYPE_LIST },
		{ "context", TYPE_CONTEXT },
		{ "range", TYPE_RANGE },
		{ "days and time duration", TYPE_SPAN },
		{ "years and months duration", TYPE_MONTHS },
	};
	for (size_t i = 0; i < COUNT(all); i++)
		if (strcmp(b->result, all[i].name) == 0)
			return feel_type_plain(all[i].is);
	return feel_type_plain(TYPE_ANY);
}

/* --- the name that may be meant --- */

#define LETTERS_MAX 40

static size_t letters(str s, u32 *ret)
{
	size_t n = 0;
	for (size_t i = 0; i < s.len;) {
		if (n == LETTERS_MAX)
			return 0;
		ret[n++] = str_next(s, &i);
	}
	return n;
}

/* How many letters must be put in, taken out or changed. */
static size_t distance(str a, str b)
{
	u32 x[LETTERS_MAX], y[LETTERS_MAX];
	size_t n = letters(a, x), m = letters(b, y), row[LETTERS_MAX + 1];
	if (!n || !m)
		return SIZE_MAX;
	for (size_t k = 0; k <= m; k++)
		row[k] = k;
	for (size_t i = 1; i <= n; i++) {
		size_t slant = row[0];
		row[0] = i;
		for (size_t k = 1; k <= m; k++) {
			size_t change = slant + (x[i - 1] != y[k - 1]), least = row[k] + 1;
			slant = row[k];
			least = row[k - 1] + 1 < least ? row[k - 1] + 1 : least;
			row[k] = change < least ? change : least;
		}
	}
	return row[m];
}

void check_nearer(str name, str candidate, str *best)
{
	size_t d = distance(name, candidate), length = str_length(name);
	bool part = length >= 2 && (str_has(candidate, name) || str_has(name, candidate));
	if (d > (length < 4 ? 1 : length / 3) && !part)
		return;
	if (!best->len || d < distance(name, *best))
		*best = candidate;
}
