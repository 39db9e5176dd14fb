/* needs: rules */
/* FEEL: an expression or a cell of any bytes; it is refused with a place, or ends within its ceilings; what it says reads back the same. */
#include "rules/eval.h"
#include "rules/feel_check.h"
#include "rules/feel_shape.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

static bool has_place(const err *e)
{
	i64 line, column;
	str rest = e->where, first = str_cut(&rest, ':');
	return err_is(e, ERR_feel) && str_i64(first, &line) && str_i64(rest, &column) && line >= 1 && column >= 1;
}

/* Functions and what holds them have no literal. */
static bool has_literal(feel v, int depth)
{
	if (v.kind == FEEL_LIST)
		for (size_t i = 0; i < v.list->n; i++)
			if (depth > 20 || i > 1000 || !has_literal(v.list->at[i], depth + 1))
				return false;
	if (v.kind == FEEL_CONTEXT)
		for (size_t i = 0; i < v.context->n; i++)
			if (depth > 20 || i > 1000 || !has_literal(v.context->at[i].value, depth + 1))
				return false;
	return v.kind != FEEL_FUNCTION && v.kind != FEEL_UNKNOWN && v.kind != FEEL_NULL;
}

static void reads_back(arena *a, feel v)
{
	feel_run run = feel_begin(a, 0);
	feel again;
	str text = feel_literal(a, v);
	if (text.len > 10000)
		return;
	CHECK(feel_once(&run, text, &again) == NULL);
	feel same = feel_equal(v, again);
	CHECK(again.kind == v.kind && (same.kind != FEEL_BOOLEAN || same.boolean));
}

static void judged(arena *a, const feel_expr *e, const feel_scope *scope, bool test)
{
	feel_param known[] = { { STR("u"), NULL }, { STR("v"), feel_type_plain(TYPE_NUMBER) } };
	const feel_type *type = NULL;
	for (const err *w = feel_check(a, e, (feel_checking){ known, 2, NULL, false }, &type); w; w = w->next)
		CHECK(has_place(w));
	feel_shape_of(a, e);
	feel_free(a, e);
	feel_run run = feel_begin(a, 1775000000000);
	run.steps = 200000;
	feel v = test ? feel_test(&run, e, feel_int(5), scope) : feel_eval(&run, e, scope);
	for (const feel_note *n = run.notes; n; n = n->next)
		CHECK(n->what.len && str_is_utf8(n->what));
	CHECK(run.notes_n <= FEEL_NOTES_MAX && run.depth == 0 && !run.stack);
	if (!test && !run.notes && has_literal(v, 0))
		reads_back(a, v);
	/* what was called right gives a value of the type that was worked out, or null */
	if (!test && type && v.kind != FEEL_UNKNOWN && !run.notes)
		CHECK(feel_conforms(v, type));
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	static const str names[] = { STR_INIT("u"), STR_INIT("v"), STR_INIT("a-b"), STR_INIT("two words"),
				     STR_INIT("世帯の所得") };
	if (size > 4096)
		return 0;
	arena *a = arena_new((size_t)300 << 20);
	str text = arena_copy(a, (str){ (const char *)data, size });
	feel_entry at[] = { { STR("u"), { .kind = FEEL_UNKNOWN } },
			    { STR("v"), feel_int(5) },
			    { STR("a-b"), feel_text(STR("x")) },
			    { STR("two words"), feel_list_of(a, &(feel){ .kind = FEEL_UNKNOWN }, 1) } };
	feel_context context = { at, 4 };
	feel_scope scope = { &context, NULL };
	feel_names known = { names, COUNT(names), { NULL, 0 }, NULL };
	const feel_expr *e;
	const err *wrong = feel_parse(a, text, known, &e);
	if (wrong)
		CHECK(has_place(wrong));
	else
		judged(a, e, &scope, false);
	wrong = feel_parse_tests(a, text, known, &e);
	if (wrong)
		CHECK(has_place(wrong));
	else
		judged(a, e, &scope, true);
	arena_free(a);
	return 0;
}
