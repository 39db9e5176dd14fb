#include "rules/decimal.h"
#include "rules/feel_eval.h"
#include "rules/moment.h"

static const feel open_value = { .kind = FEEL_UNKNOWN };

bool eval_add(env *v, const node *n, feel_list *l, feel x)
{
	if (l->n >= FEEL_LIST_MAX) {
		eval_null(v, n, "a list of more than %zu members", FEEL_LIST_MAX);
		return false;
	}
	bool grows = (l->n & (l->n - 1)) == 0;
	if (!feel_tick(v->run) || (grows && !feel_room(v->run, l->n * 2 * sizeof x)))
		return false;
	LIST_ADD(v->run->arena, l, x);
	return true;
}

/* --- for, some, every --- */

typedef enum go { GO_ON, DONE, FAILED } go;

typedef struct loop {
	env *v;
	const node *n;
	feel_list result; /* for */
	feel answer; /* some, every */
	bool open; /* a domain is unknown */
} loop;

static go turn(loop *l, size_t i);

static go last(loop *l)
{
	env *v = l->v;
	const node *n = l->n;
	if (n->op == N_FOR) {
		if (n->turns.partial >= 0) {
			feel_list *so_far = arena_one(v->run->arena, feel_list);
			*so_far = l->result;
			v->locals[n->turns.partial] = (feel){ .kind = FEEL_LIST, .list = so_far };
		}
		return eval_add(v, n, &l->result, eval_node(v, n->turns.body)) ? GO_ON : FAILED;
	}
	bool every = n->op == N_EVERY;
	feel x = eval_node(v, n->turns.body);
	l->answer = every ? feel_and(l->answer, x) : feel_or(l->answer, x);
	if (v->run->steps <= 0)
		return FAILED;
	return l->answer.kind == FEEL_BOOLEAN && l->answer.boolean != every ? DONE : GO_ON;
}

static go next(loop *l, size_t i, feel x)
{
	l->v->locals[l->n->turns.at[i].slot] = x;
	return i + 1 == l->n->turns.n ? last(l) : turn(l, i + 1);
}

/* From one number to another by one, up or down. */
static go count(loop *l, size_t i, decimal from, decimal to, bool from_in, bool to_in)
{
	decimal step = decimal_of(decimal_cmp(from, to) <= 0 ? 1 : -1);
	int way = decimal_cmp(from, to) <= 0 ? 1 : -1;
	if (!from_in && !decimal_add(from, step, &from))
		return FAILED;
	for (;;) {
		int order = decimal_cmp(from, to) * way;
		if (order > 0 || (order == 0 && !to_in))
			return GO_ON;
		go g = next(l, i, feel_number(from));
		if (g != GO_ON)
			return g;
		if (!decimal_add(from, step, &from))
			return FAILED;
	}
}

static go days(loop *l, size_t i, feel from, feel to, bool from_in, bool to_in)
{
	i64 end = moment_days(to.moment), at = moment_days(from.moment), way = at <= end ? 1 : -1;
	feel step = { .kind = FEEL_SPAN, .span = { .seconds = 86400 * way } }, x = from;
	for (bool first = true;; first = false) {
		if (!first || !from_in) {
			x = moment_add(l->v->run->arena, x, step);
			at += way;
			if (x.kind != FEEL_DATE)
				return FAILED;
		}
		if ((end - at) * way < 0 || (at == end && !to_in))
			return GO_ON;
		go g = next(l, i, x);
		if (g != GO_ON)
			return g;
	}
}

static go range(loop *l, size_t i, feel from, feel to, bool from_in, bool to_in)
{
	if (from.kind == FEEL_UNKNOWN || to.kind == FEEL_UNKNOWN) {
		l->open = true;
		return FAILED;
	}
	if (from.kind == FEEL_NUMBER && to.kind == FEEL_NUMBER)
		return count(l, i, from.number, to.number, from_in, to_in);
	if (from.kind == FEEL_DATE && to.kind == FEEL_DATE)
		return days(l, i, from, to, from_in, to_in);
	eval_null(l->v, l->n, "there are no steps from %s to %s", feel_kind_name(from.kind), feel_kind_name(to.kind));
	return FAILED;
}

static go turn(loop *l, size_t i)
{
	const node_turn *t = &l->n->turns.at[i];
	feel x = eval_node(l->v, t->from);
	if (t->to)
		return range(l, i, x, eval_node(l->v, t->to), true, true);
	switch (x.kind) {
	case FEEL_UNKNOWN:
		l->open = true;
		return FAILED;
	case FEEL_NULL:
		eval_null(l->v, l->n, "there is no list to go through");
		return FAILED;
	case FEEL_RANGE:
		return range(l, i, x.range->from, x.range->to, x.range->from_in, x.range->to_in);
	case FEEL_LIST:
		for (size_t k = 0; k < x.list->n; k++) {
			go g = next(l, i, x.list->at[k]);
			if (g != GO_ON)
				return g;
		}
		return GO_ON;
	case FEEL_BOOLEAN:
	case FEEL_NUMBER:
	case FEEL_STRING:
	case FEEL_DATE:
	case FEEL_TIME:
	case FEEL_DATE_TIME:
	case FEEL_SPAN:
	case FEEL_MONTHS:
	case FEEL_CONTEXT:
	case FEEL_FUNCTION:
		break;
	}
	return next(l, i, x);
}

__attribute__((noinline)) feel eval_turns(env *v, const node *n)
{
	loop l = { .v = v, .n = n, .answer = feel_bool(n->op == N_EVERY) };
	go g = turn(&l, 0);
	if (g == FAILED)
		return l.open ? open_value : FEEL_NOTHING;
	if (n->op != N_FOR)
		return l.answer;
	feel_list *list = arena_one(v->run->arena, feel_list);
	*list = l.result;
	return (feel){ .kind = FEEL_LIST, .list = list };
}

/* --- filters --- */

static feel at_place(env *v, const node *n, const feel_list *l, decimal place)
{
	i64 i;
	if (decimal_i64(place, &i) && i != 0 && i <= (i64)l->n && i >= -(i64)l->n)
		return l->at[i > 0 ? (size_t)(i - 1) : l->n - (size_t)-i];
	return eval_null(v, n, "a list of %zu has no member at this place", l->n);
}

/* A list of none: only a place, which needs no member, is asked for; what else the filter would note is of no interest. */
static feel filtered_none(env *v, const node *n, const feel_list *l)
{
	feel_run *run = v->run;
	int notes = run->notes_n;
	feel_note **end = run->notes_end;
	v->locals[n->slot] = FEEL_NOTHING;
	feel x = eval_node(v, n->b);
	if (run->steps <= 0)
		return FEEL_NOTHING;
	if (notes)
		*end = NULL;
	else
		run->notes = NULL;
	run->notes_n = notes;
	run->notes_end = end;
	if (x.kind == FEEL_NUMBER)
		return at_place(v, n, l, x.number);
	return x.kind == FEEL_UNKNOWN ? x : (feel){ .kind = FEEL_LIST, .list = l };
}

static feel filtered(env *v, const node *n, const feel_list *l)
{
	feel_list kept = { NULL, 0 };
	bool open = false;
	if (n->b->op == N_CONST && n->b->value.kind == FEEL_NUMBER)
		return at_place(v, n, l, n->b->value.number);
	if (!l->n)
		return filtered_none(v, n, l);
	for (size_t i = 0; i < l->n; i++) {
		v->locals[n->slot] = l->at[i];
		int notes = v->run->notes_n;
		feel x = eval_node(v, n->b);
		if (v->run->steps <= 0)
			return FEEL_NOTHING;
		if (i == 0 && x.kind == FEEL_NUMBER)
			return at_place(v, n, l, x.number);
		open |= x.kind == FEEL_UNKNOWN;
		if (x.kind == FEEL_BOOLEAN && x.boolean && !eval_add(v, n, &kept, l->at[i]))
			return FEEL_NOTHING;
		if (x.kind != FEEL_BOOLEAN && x.kind != FEEL_UNKNOWN && v->run->notes_n == notes)
			eval_null(v, n, "the filter gives %s, neither true nor false", feel_kind_name(x.kind));
	}
	if (open)
		return open_value;
	feel_list *r = arena_one(v->run->arena, feel_list);
	*r = kept;
	return (feel){ .kind = FEEL_LIST, .list = r };
}

__attribute__((noinline)) feel eval_filter(env *v, const node *n)
{
	feel x = eval_node(v, n->a);
	if (x.kind == FEEL_UNKNOWN)
		return x;
	if (x.kind == FEEL_NULL)
		return eval_null(v, n, "null cannot be filtered");
	feel_list one = { .at = &x, .n = 1 };
	return filtered(v, n, x.kind == FEEL_LIST ? x.list : &one);
}

/* --- paths --- */

static feel range_part(const feel_range *r, str part, bool *ret_found)
{
	*ret_found = true;
	if (str_eq(part, STR("start")))
		return r->from;
	if (str_eq(part, STR("end")))
		return r->to;
	if (str_eq(part, STR("start included")))
		return feel_bool(r->from_in);
	if (str_eq(part, STR("end included")))
		return feel_bool(r->to_in);
	*ret_found = false;
	return FEEL_NOTHING;
}

static feel part_of(env *v, const node *n, feel x, int depth)
{
	str part = n->path.part;
	feel r = FEEL_NOTHING;
	bool found = false;
	switch (x.kind) {
	case FEEL_UNKNOWN:
		return x;
	case FEEL_CONTEXT:
		r = feel_get(x.context, part, &found);
		break;
	case FEEL_RANGE:
		r = range_part(x.range, part, &found);
		break;
	case FEEL_DATE:
	case FEEL_TIME:
	case FEEL_DATE_TIME:
	case FEEL_SPAN:
	case FEEL_MONTHS:
		found = moment_property(v->run->arena, x, part, &r);
		break;
	case FEEL_LIST: {
		if (depth > FEEL_NEST_MAX || !feel_room(v->run, x.list->n * sizeof(feel)))
			return FEEL_NOTHING;
		feel_list *l = arena_one(v->run->arena, feel_list);
		l->at = arena_many(v->run->arena, feel, x.list->n);
		for (; l->n < x.list->n && feel_tick(v->run); l->n++)
			l->at[l->n] = part_of(v, n, x.list->at[l->n], depth + 1);
		return (feel){ .kind = FEEL_LIST, .list = l };
	}
	case FEEL_NULL:
	case FEEL_BOOLEAN:
	case FEEL_NUMBER:
	case FEEL_STRING:
	case FEEL_FUNCTION:
		break;
	}
	if (!found)
		return eval_null(v, n, "%s has no %.*s", feel_kind_name(x.kind), STR_ARG(part));
	return r;
}

__attribute__((noinline)) feel eval_path(env *v, const node *n)
{
	return part_of(v, n, eval_node(v, n->path.of), 0);
}
