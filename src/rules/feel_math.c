#include "rules/feel_eval.h"

#include "rules/decimal.h"
#include "rules/moment.h"

static const char *const op_signs[] = { [N_ADD] = "+", [N_SUB] = "-", [N_MUL] = "*", [N_DIV] = "/", [N_POW] = "**" };

static feel joined(env *v, const node *n, str a, str b)
{
	size_t len = a.len + b.len;
	if (len > FEEL_TEXT_MAX)
		return eval_null(v, n, "a text of more than %zu bytes", FEEL_TEXT_MAX);
	if (!feel_room(v->run, len))
		return FEEL_NOTHING;
	v->run->steps -= (i64)(len / 64);
	char *at = arena_alloc(v->run->arena, len + 1);
	memcpy(at, a.at, a.len);
	memcpy(at + a.len, b.at, b.len);
	return feel_text((str){ at, len });
}

static feel numbers(env *v, const node *n, decimal a, decimal b)
{
	feel r = { .kind = FEEL_NUMBER };
	bool ok = false;
	switch ((int)n->op) {
	case N_ADD:
		ok = decimal_add(a, b, &r.number);
		break;
	case N_SUB:
		ok = decimal_sub(a, b, &r.number);
		break;
	case N_MUL:
		ok = decimal_mul(a, b, &r.number);
		break;
	case N_DIV:
		ok = decimal_div(a, b, &r.number);
		break;
	default:
		ok = decimal_pow(a, b, &r.number);
		break;
	}
	return ok ? r : eval_null(v, n, "%s has no result that is a number", op_signs[n->op]);
}

static bool has_time(feel_kind k)
{
	return k >= FEEL_DATE && k <= FEEL_MONTHS;
}

feel eval_math(env *v, const node *n, feel a, feel b)
{
	if (a.kind == FEEL_NUMBER && b.kind == FEEL_NUMBER)
		return numbers(v, n, a.number, b.number);
	if (a.kind == FEEL_UNKNOWN || b.kind == FEEL_UNKNOWN)
		return (feel){ .kind = FEEL_UNKNOWN };
	if (n->op == N_ADD && a.kind == FEEL_STRING && b.kind == FEEL_STRING)
		return joined(v, n, a.string, b.string);
	feel r = FEEL_NOTHING;
	if (has_time(a.kind) || has_time(b.kind)) {
		switch ((int)n->op) {
		case N_ADD:
			r = moment_add(v->run->arena, a, b);
			break;
		case N_SUB:
			r = moment_sub(v->run->arena, a, b);
			break;
		case N_MUL:
			r = moment_mul(a, b);
			break;
		case N_DIV:
			r = moment_div(a, b);
			break;
		default:
			break;
		}
	}
	if (r.kind == FEEL_NULL)
		return eval_null(v, n, "%s cannot be used with %s and %s", op_signs[n->op], feel_kind_name(a.kind),
				 feel_kind_name(b.kind));
	return r;
}

feel eval_negative(env *v, const node *n, feel a)
{
	feel r = FEEL_NOTHING;
	if (a.kind == FEEL_UNKNOWN)
		return a;
	if (a.kind == FEEL_NUMBER)
		return feel_number(decimal_neg(a.number));
	if (a.kind == FEEL_SPAN || a.kind == FEEL_MONTHS)
		r = moment_neg(a);
	return r.kind == FEEL_NULL ? eval_null(v, n, "- cannot be used with %s", feel_kind_name(a.kind)) : r;
}
