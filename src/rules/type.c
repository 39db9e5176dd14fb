#include "rules/type.h"

#include "base/buf.h"
#include "rules/feel_node.h"

#define RING_MAX 64 /* names for names for names */
#define TYPE_TEXT_MAX 4000
#define LOOKED_AT_MAX 5000000 /* values within a value: one that is there many times is looked at each time */

const feel_type *feel_type_plain(feel_type_is is)
{
	static const feel_type all[] = {
		[TYPE_ANY] = { .is = TYPE_ANY },         [TYPE_NULL] = { .is = TYPE_NULL },
		[TYPE_BOOLEAN] = { .is = TYPE_BOOLEAN }, [TYPE_NUMBER] = { .is = TYPE_NUMBER },
		[TYPE_STRING] = { .is = TYPE_STRING },   [TYPE_DATE] = { .is = TYPE_DATE },
		[TYPE_TIME] = { .is = TYPE_TIME },       [TYPE_DATE_TIME] = { .is = TYPE_DATE_TIME },
		[TYPE_SPAN] = { .is = TYPE_SPAN },       [TYPE_MONTHS] = { .is = TYPE_MONTHS },
		[TYPE_LIST] = { .is = TYPE_LIST },       [TYPE_CONTEXT] = { .is = TYPE_CONTEXT },
		[TYPE_RANGE] = { .is = TYPE_RANGE },     [TYPE_FUNCTION] = { .is = TYPE_FUNCTION },
		[TYPE_MISSING] = { .is = TYPE_MISSING },
	};
	CHECK(is != TYPE_NAMED);
	return &all[is];
}

const feel_type *feel_type_list(arena *a, const feel_type *of)
{
	feel_type *t = arena_one(a, feel_type);
	*t = (feel_type){ .is = TYPE_LIST, .of = of };
	return t;
}

const feel_type *feel_type_real(const feel_type *t)
{
	for (int i = 0; t && t->is == TYPE_NAMED; i++)
		t = i < RING_MAX ? t->of : NULL;
	return t ? t : feel_type_plain(TYPE_ANY);
}

static const char *const names[] = {
	[TYPE_ANY] = "Any",
	[TYPE_NULL] = "Null",
	[TYPE_BOOLEAN] = "boolean",
	[TYPE_NUMBER] = "number",
	[TYPE_STRING] = "string",
	[TYPE_DATE] = "date",
	[TYPE_TIME] = "time",
	[TYPE_DATE_TIME] = "date and time",
	[TYPE_SPAN] = "days and time duration",
	[TYPE_MONTHS] = "years and months duration",
	[TYPE_LIST] = "list",
	[TYPE_CONTEXT] = "context",
	[TYPE_RANGE] = "range",
	[TYPE_FUNCTION] = "function",
};

static void write_type(buf *b, const feel_type *t, int depth);

static void write_members(buf *b, const feel_type *t, bool named, int depth)
{
	buf_lit(b, "<");
	for (size_t i = 0; i < t->n; i++) {
		if (i)
			buf_lit(b, ", ");
		if (named) {
			buf_put(b, t->at[i].name);
			buf_lit(b, ": ");
		}
		write_type(b, t->at[i].type, depth + 1);
	}
	buf_lit(b, ">");
}

static void write_type(buf *b, const feel_type *t, int depth)
{
	if (!t || depth > RING_MAX) {
		buf_lit(b, "Any");
		return;
	}
	if (t->is == TYPE_NAMED || t->is == TYPE_MISSING) {
		buf_put(b, t->name);
		return;
	}
	buf_put(b, str_of(names[t->is]));
	if ((t->is == TYPE_LIST || t->is == TYPE_RANGE) && t->of) {
		buf_lit(b, "<");
		write_type(b, t->of, depth + 1);
		buf_lit(b, ">");
	} else if (t->is == TYPE_CONTEXT && t->n) {
		write_members(b, t, true, depth);
	} else if (t->is == TYPE_FUNCTION && (t->n || t->of)) {
		write_members(b, t, false, depth);
		buf_lit(b, " -> ");
		write_type(b, t->of, depth + 1);
	}
}

str feel_type_text(arena *a, const feel_type *t)
{
	buf b = buf_new(a, TYPE_TEXT_MAX);
	write_type(&b, t, 0);
	return buf_str(&b);
}

/* --- is a value of a type? --- */

static bool same_type(const feel_type *a, const feel_type *b, int depth);

/* Is every value of type a one of type b? */
static bool members_fit(const feel_type *a, const feel_type *b, int depth)
{
	for (size_t i = 0; i < b->n; i++) {
		bool found = false;
		for (size_t k = 0; k < a->n && !found; k++)
			found = str_eq(a->at[k].name, b->at[i].name) &&
				same_type(a->at[k].type, b->at[i].type, depth + 1);
		if (!found)
			return false;
	}
	return true;
}

static bool same_type(const feel_type *a, const feel_type *b, int depth)
{
	a = feel_type_real(a);
	b = feel_type_real(b);
	if (b->is == TYPE_ANY || a == b || depth > RING_MAX)
		return true;
	if (a->is != b->is)
		return a->is == TYPE_NULL;
	switch ((int)a->is) {
	case TYPE_LIST:
	case TYPE_RANGE:
		return same_type(a->of, b->of, depth + 1);
	case TYPE_CONTEXT:
		return members_fit(a, b, depth);
	case TYPE_FUNCTION:
		if (a->n != b->n)
			return false;
		for (size_t i = 0; i < a->n; i++)
			if (!same_type(b->at[i].type, a->at[i].type, depth + 1))
				return false;
		return same_type(a->of, b->of, depth + 1);
	default:
		return true;
	}
}

static bool fits(feel v, const feel_type *t, int depth, int *left);

static bool function_fits(const feel_function *f, const feel_type *t)
{
	if (!t->n && !t->of)
		return true;
	if (feel_arity(f) != t->n)
		return false;
	const feel_param *params = feel_params(f);
	for (size_t i = 0; params && i < t->n; i++)
		if (params[i].type && !same_type(t->at[i].type, params[i].type, 0))
			return false;
	return true;
}

static bool structure_fits(feel v, const feel_type *t, int depth, int *left)
{
	switch (v.kind) {
	case FEEL_LIST:
		for (size_t i = 0; t->of && i < v.list->n; i++)
			if (!fits(v.list->at[i], t->of, depth + 1, left))
				return false;
		return true;
	case FEEL_CONTEXT:
		for (size_t i = 0; i < t->n; i++) {
			bool found;
			feel e = feel_get(v.context, t->at[i].name, &found);
			if (!found || !fits(e, t->at[i].type, depth + 1, left))
				return false;
		}
		return true;
	case FEEL_RANGE:
		return fits(v.range->from, t->of, depth + 1, left) && fits(v.range->to, t->of, depth + 1, left);
	case FEEL_FUNCTION:
		return function_fits(v.function, t);
	case FEEL_NULL:
	case FEEL_UNKNOWN:
	case FEEL_BOOLEAN:
	case FEEL_NUMBER:
	case FEEL_STRING:
	case FEEL_DATE:
	case FEEL_TIME:
	case FEEL_DATE_TIME:
	case FEEL_SPAN:
	case FEEL_MONTHS:
		break;
	}
	return true;
}

static const feel_type_is type_of[] = {
	[FEEL_NULL] = TYPE_NULL,     [FEEL_UNKNOWN] = TYPE_ANY,         [FEEL_BOOLEAN] = TYPE_BOOLEAN,
	[FEEL_NUMBER] = TYPE_NUMBER, [FEEL_STRING] = TYPE_STRING,       [FEEL_DATE] = TYPE_DATE,
	[FEEL_TIME] = TYPE_TIME,     [FEEL_DATE_TIME] = TYPE_DATE_TIME, [FEEL_SPAN] = TYPE_SPAN,
	[FEEL_MONTHS] = TYPE_MONTHS, [FEEL_LIST] = TYPE_LIST,           [FEEL_CONTEXT] = TYPE_CONTEXT,
	[FEEL_RANGE] = TYPE_RANGE,   [FEEL_FUNCTION] = TYPE_FUNCTION,
};

static bool fits(feel v, const feel_type *t, int depth, int *left)
{
	if (--*left <= 0)
		return false;
	t = feel_type_real(t);
	if (t->is == TYPE_MISSING)
		return false;
	if (t->is == TYPE_ANY || v.kind == FEEL_NULL || v.kind == FEEL_UNKNOWN || depth > RING_MAX)
		return true;
	return type_of[v.kind] == t->is && structure_fits(v, t, depth, left);
}

bool feel_conforms(feel v, const feel_type *t)
{
	int left = LOOKED_AT_MAX;
	return fits(v, t, 0, &left);
}

bool feel_instance(feel v, const feel_type *t)
{
	t = feel_type_real(t);
	if (v.kind == FEEL_NULL)
		return t->is == TYPE_NULL;
	return feel_conforms(v, t);
}

feel feel_coerce(feel_run *run, feel v, const feel_type *t, bool *ret_fits)
{
	bool ignored;
	if (!ret_fits)
		ret_fits = &ignored;
	*ret_fits = true;
	const feel_type *real = feel_type_real(t);
	if (feel_conforms(v, real))
		return v;
	if (v.kind == FEEL_LIST && v.list->n == 1 && real->is != TYPE_LIST && feel_conforms(v.list->at[0], real))
		return v.list->at[0];
	if (real->is == TYPE_LIST && v.kind != FEEL_LIST && feel_conforms(v, real->of))
		return feel_list_of(run->arena, &v, 1);
	if (v.kind == FEEL_DATE && real->is == TYPE_DATE_TIME) {
		feel_moment *m = arena_one(run->arena, feel_moment);
		*m = *v.moment;
		m->zone = ZONE_OFFSET; /* midnight of UTC, 10.3.2.9.4 */
		return (feel){ .kind = FEEL_DATE_TIME, .moment = m };
	}
	*ret_fits = false;
	feel_noted(run, 0, 0, "a value (%s) that is not of the type %.*s", feel_kind_name(v.kind),
		   STR_ARG(feel_type_text(run->arena, t)));
	return FEEL_NOTHING;
}

/* --- what named types allow --- */

static bool passes(feel_run *run, feel v, const feel_expr *tests)
{
	feel ok = feel_test(run, tests, v, NULL);
	return ok.kind == FEEL_UNKNOWN || (ok.kind == FEEL_BOOLEAN && ok.boolean);
}

static bool allowed(feel_run *run, feel v, const feel_type *t, int depth)
{
	if (!t || depth > RING_MAX || v.kind == FEEL_NULL || v.kind == FEEL_UNKNOWN)
		return true;
	if (!feel_tick(run))
		return false;
	if (t->is == TYPE_NAMED) {
		bool list = v.kind == FEEL_LIST && feel_type_real(t)->is == TYPE_LIST;
		for (size_t i = 0; t->allowed && i < (list ? v.list->n : 1); i++)
			if (!passes(run, list ? v.list->at[i] : v, t->allowed))
				return false;
		if (t->constraint && !passes(run, v, t->constraint))
			return false;
		return allowed(run, v, t->of, depth + 1);
	}
	if (t->is == TYPE_LIST && v.kind == FEEL_LIST) {
		for (size_t i = 0; i < v.list->n; i++)
			if (!allowed(run, v.list->at[i], t->of, depth + 1))
				return false;
	} else if (t->is == TYPE_CONTEXT && v.kind == FEEL_CONTEXT) {
		for (size_t i = 0; i < t->n; i++)
			if (!allowed(run, feel_get(v.context, t->at[i].name, NULL), t->at[i].type, depth + 1))
				return false;
	}
	return true;
}

bool feel_allowed(feel_run *run, feel v, const feel_type *t)
{
	return allowed(run, v, t, 0);
}
