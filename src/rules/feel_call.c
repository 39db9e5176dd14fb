#include "rules/feel_node.h"

#include <stdarg.h>

#define FEW 4 /* arguments that live on the stack */
/* Of the machine's stack, for one run: a worker of the server has a MiB in all. */
#define STACK_MAX ((ptrdiff_t)448 * 1024)

/* --- signatures of the built-ins --- */

static u32 kinds_of(str types)
{
	static const struct {
		str name;
		u32 kinds;
	} all[] = {
		{ STR_INIT("any"), KINDS_ANY },
		{ STR_INIT("number"), KIND_BIT(FEEL_NUMBER) },
		{ STR_INIT("string"), KIND_BIT(FEEL_STRING) },
		{ STR_INIT("boolean"), KIND_BIT(FEEL_BOOLEAN) },
		{ STR_INIT("date"), KIND_BIT(FEEL_DATE) },
		{ STR_INIT("time"), KIND_BIT(FEEL_TIME) },
		{ STR_INIT("date and time"), KIND_BIT(FEEL_DATE_TIME) },
		{ STR_INIT("days and time duration"), KIND_BIT(FEEL_SPAN) },
		{ STR_INIT("years and months duration"), KIND_BIT(FEEL_MONTHS) },
		{ STR_INIT("list"), KIND_BIT(FEEL_LIST) },
		{ STR_INIT("context"), KIND_BIT(FEEL_CONTEXT) },
		{ STR_INIT("range"), KIND_BIT(FEEL_RANGE) },
		{ STR_INIT("function"), KIND_BIT(FEEL_FUNCTION) },
	};
	u32 kinds = 0;
	while (types.len) {
		size_t end = 0;
		while (end < types.len && !str_starts(str_sub(types, end, types.len), STR(" or ")))
			end++;
		str one = str_trim(str_sub(types, 0, end));
		bool found = false;
		for (size_t i = 0; i < COUNT(all) && !found; i++)
			if (str_eq(one, all[i].name)) {
				kinds |= all[i].kinds;
				found = true;
			}
		CHECK(found);
		types = str_sub(types, end + 4, types.len);
	}
	return kinds;
}

static sign sign_read(arena *a, str text)
{
	sign s = { NULL, 0 };
	while (str_trim(text).len) {
		str one = str_cut(&text, ','), name = str_trim(str_cut(&one, ':'));
		sign_param p = { .kinds = kinds_of(str_trim(one)) };
		if (str_ends(name, STR("..."))) {
			p.variadic = true;
			name.len -= 3;
		} else if (str_ends(name, STR("?"))) {
			p.optional = true;
			name.len--;
		}
		p.name = name;
		LIST_ADD(a, &s, p);
	}
	return s;
}

static bool sign_takes(const sign *s, const str *names, size_t n, const char **ret_why)
{
	bool variadic = s->n && s->at[s->n - 1].variadic;
	if (names && variadic) {
		*ret_why = "this function takes no arguments by name";
		return false;
	}
	if (n > s->n && !variadic) {
		*ret_why = "too many arguments";
		return false;
	}
	*ret_why = "an argument is missing";
	if (!names) {
		for (size_t i = n; i < s->n; i++)
			if (!s->at[i].optional)
				return false;
		return true;
	}
	size_t found = 0;
	for (size_t i = 0; i < s->n; i++) {
		bool here = false;
		for (size_t k = 0; k < n && !here; k++)
			here = str_eq(names[k], s->at[i].name);
		if (!here && !s->at[i].optional)
			return false;
		found += here;
	}
	*ret_why = "an argument's name is none of the function's parameters";
	return found == n;
}

signs feel_signs(arena *a, const builtin *b, const str *names, size_t n, const char **ret_why)
{
	signs all = { NULL, 0 };
	str rest = str_of(b->params);
	*ret_why = NULL;
	if (n > BUILTIN_ARGS_MAX && !str_has(rest, STR("..."))) {
		*ret_why = "too many arguments";
		return all;
	}
	do {
		const char *why;
		sign s = sign_read(a, str_cut(&rest, '|'));
		if (sign_takes(&s, names, n, &why))
			LIST_ADD(a, &all, s);
		else if (!*ret_why)
			*ret_why = why;
	} while (rest.len);
	return all;
}

/* --- calling a built-in --- */

static const sign_param *param_of(const sign *s, size_t i)
{
	return &s->at[i < s->n ? i : s->n - 1];
}

/* A value as the parameter wants it; false when it cannot be. */
static bool fits(feel_run *run, const sign_param *p, feel v, bool coerce, feel *ret)
{
	*ret = v;
	if (p->kinds == KINDS_ANY || p->kinds & KIND_BIT(v.kind) || v.kind == FEEL_UNKNOWN)
		return true;
	if (v.kind == FEEL_NULL)
		return p->optional;
	if (!coerce)
		return false;
	if (p->kinds & KIND_BIT(FEEL_LIST)) {
		*ret = feel_list_of(run->arena, &v, 1);
		return true;
	}
	if (v.kind == FEEL_LIST && v.list->n == 1 && p->kinds & KIND_BIT(v.list->at[0].kind)) {
		*ret = v.list->at[0];
		return true;
	}
	return false;
}

/* Puts the arguments in the order of a signature, into `ret`, which has room for them; false when a kind does not fit. */
static bool bind(feel_run *run, const sign *s, const str *names, const feel *args, size_t n, bool coerce, feel *ret,
		 u32 *ret_missing)
{
	size_t all = n > s->n ? n : s->n;
	*ret_missing = 0;
	for (size_t i = 0; i < all; i++) {
		size_t from = i;
		if (names)
			for (from = 0; from < n && !str_eq(names[from], s->at[i].name);)
				from++;
		if (from >= n) {
			ret[i] = FEEL_NOTHING;
			*ret_missing |= i < 32 ? (u32)1 << i : 0;
		} else if (!fits(run, param_of(s, i), args[from], coerce, &ret[i])) {
			return false;
		}
	}
	return true;
}

feel feel_call_builtin(feel_run *run, const builtin *b, const signs *fit, const str *names, const feel *args, size_t n,
		       int line, int column)
{
	feel few[FEW], *at = few;
	size_t most = n;
	for (size_t i = 0; i < fit->n; i++)
		most = fit->at[i].n > most ? fit->at[i].n : most;
	if (most > FEW) {
		if (!feel_room(run, most * sizeof *at))
			return FEEL_NOTHING;
		at = arena_many(run->arena, feel, most);
	}
	if (!b->takes_unknown)
		for (size_t i = 0; i < n; i++)
			if (args[i].kind == FEEL_UNKNOWN)
				return args[i];
	for (int coerce = 0; coerce < 2; coerce++)
		for (size_t i = 0; i < fit->n; i++) {
			const sign *s = &fit->at[i];
			builtin_call c = { .run = run, .at = at, .line = line, .column = column };
			if (!bind(run, s, names, args, n, coerce, at, &c.missing))
				continue;
			c.n = n > s->n || (s->n && s->at[s->n - 1].variadic) ? n : s->n;
			run->steps -= 4;
			return b->call(&c);
		}
	feel_noted(run, line, column, "%s: an argument is of the wrong kind, or null", b->name);
	return FEEL_NOTHING;
}

/* --- calling any function --- */

feel feel_native(arena *a, str name, const feel_param *params, size_t n, const feel_type *result, feel_native_call call,
		 void *self)
{
	feel_function *f = arena_one(a, feel_function);
	*f = (feel_function){ .is = FUNCTION_NATIVE,
			      .name = name,
			      .params = params,
			      .n = n,
			      .result = result,
			      .call = call,
			      .self = self };
	return (feel){ .kind = FEEL_FUNCTION, .function = f };
}

size_t feel_arity(const feel_function *f)
{
	if (f->is != FUNCTION_BUILTIN)
		return f->n;
	str rest = str_of(f->builtin->params), first = str_cut(&rest, '|');
	size_t n = str_trim(first).len ? 1 : 0;
	for (size_t i = 0; i < first.len; i++)
		n += first.at[i] == ',';
	return n;
}

const feel_param *feel_params(const feel_function *f)
{
	return f->is == FUNCTION_BUILTIN ? NULL : f->params;
}

str feel_function_name(const feel_function *f)
{
	return f->name;
}

/* Which argument is for parameter i; n when there is none. */
static size_t argument_for(const feel_function *f, size_t i, const str *names, size_t n)
{
	if (!names)
		return i;
	size_t k = 0;
	while (k < n && !str_eq(names[k], f->params[i].name))
		k++;
	return k;
}

static feel call_own(feel_run *run, const feel_function *f, const str *names, const feel *args, size_t n)
{
	feel few[FEW], *at = few;
	if (n != f->n) {
		feel_noted(run, 0, 0, "%.*s takes %zu arguments, not %zu",
			   STR_ARG(f->name.len ? f->name : STR("the function")), f->n, n);
		return FEEL_NOTHING;
	}
	if (n > FEW) {
		if (!feel_room(run, n * sizeof *at))
			return FEEL_NOTHING;
		at = arena_many(run->arena, feel, n);
	}
	for (size_t i = 0; i < n; i++) {
		bool ok;
		size_t k = argument_for(f, i, names, n);
		if (k == n) {
			feel_noted(run, 0, 0, "there is no argument called %.*s", STR_ARG(f->params[i].name));
			return FEEL_NOTHING;
		}
		at[i] = feel_coerce(run, args[k], f->params[i].type, &ok);
		if (!ok) {
			feel_noted(run, 0, 0, "the argument %.*s is not of its type", STR_ARG(f->params[i].name));
			return FEEL_NOTHING;
		}
	}
	if (run->depth >= FEEL_DEPTH_MAX) {
		feel_noted(run, 0, 0, "functions call each other more than %d deep", FEEL_DEPTH_MAX);
		return FEEL_NOTHING;
	}
	run->depth++;
	feel v = f->is == FUNCTION_LAMBDA ? feel_enter(run, f->closure, at) : f->call(run, f->self, at, n);
	run->depth--;
	return f->result ? feel_coerce(run, v, f->result, NULL) : v;
}

feel feel_call(feel_run *run, feel fn, const str *names, const feel *args, size_t n)
{
	if (fn.kind == FEEL_UNKNOWN)
		return fn;
	if (fn.kind != FEEL_FUNCTION) {
		feel_noted(run, 0, 0, "%s is no function and cannot be called", feel_kind_name(fn.kind));
		return FEEL_NOTHING;
	}
	if (!feel_tick(run))
		return FEEL_NOTHING;
	const feel_function *f = fn.function;
	if (f->is != FUNCTION_BUILTIN)
		return call_own(run, f, names, args, n);
	const char *why;
	signs fit = feel_signs(run->arena, f->builtin, names, n, &why);
	if (!fit.n) {
		feel_noted(run, 0, 0, "%s: %s", f->builtin->name, why);
		return FEEL_NOTHING;
	}
	return feel_call_builtin(run, f->builtin, &fit, names, args, n, 0, 0);
}

feel feel_apply(feel_run *run, const feel_function *f, const feel *args, size_t n)
{
	return feel_call(run, (feel){ .kind = FEEL_FUNCTION, .function = f }, NULL, args, n);
}

/* --- the run --- */

feel_run feel_begin(arena *a, instant now)
{
	feel_run run = { .arena = a, .now = now, .as_of = DAY_UNSET, .steps = FEEL_STEPS_MAX };
	size_t left = arena_left(a), may = left / 4 * 3;
	run.floor = left - (may < FEEL_MEMORY_MAX ? may : FEEL_MEMORY_MAX);
	return run;
}

void feel_noted(feel_run *run, int line, int column, const char *what, ...)
{
	char text[300];
	va_list args;
	if (run->notes_n >= FEEL_NOTES_MAX || run->ended)
		return;
	va_start(args, what);
	int n = vsnprintf(text, sizeof text, what, args);
	va_end(args);
	size_t len = n < 0 ? 0 : (size_t)n;
	if (len >= sizeof text) { /* no half of a character at the cut */
		len = sizeof text - 1;
		while (len && ((u8)text[len - 1] & 0xC0) == 0x80)
			len--;
		len -= len && (u8)text[len - 1] >= 0xC0;
	}
	feel_note *note = arena_one(run->arena, feel_note);
	*note = (feel_note){ .line = line, .column = column, .what = arena_copy(run->arena, (str){ text, len }) };
	if (run->notes)
		*run->notes_end = note;
	else
		run->notes = note;
	run->notes_end = &note->next;
	run->notes_n++;
}

/* From here on all is null. */
static bool ended(feel_run *run, const char *why)
{
	if (!run->ended)
		feel_noted(run, 0, 0, "%s", why);
	run->ended = true;
	run->steps = 0;
	return false;
}

bool feel_room(feel_run *run, size_t bytes)
{
	size_t left = arena_left(run->arena);
	if (run->steps > 0 && left > run->floor && left - run->floor >= bytes)
		return true;
	return ended(run, run->steps > 0 ? "the expression needs more memory than it may have"
					 : "the expression takes too many steps");
}

bool feel_tick(feel_run *run)
{
	const char *here = __builtin_frame_address(0);
	if (--run->steps <= 0)
		return ended(run, "the expression takes too many steps");
	if (run->stack && run->stack - here > STACK_MAX)
		return ended(run, "the expression is nested too deeply");
	return true;
}
