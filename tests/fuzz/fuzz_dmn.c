/* needs: rules */
/* DMN: bytes as a model. What is read is linked, every node is evaluated within few steps, and what is written reads back to the same. */
#include "rules/dmn_model.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

static void evaluate(arena *a, const dmn_model *m)
{
	static const feel_kind kinds[] = { FEEL_NULL, FEEL_UNKNOWN, FEEL_NUMBER };
	for (size_t k = 0; k < COUNT(kinds); k++) {
		feel_run run = feel_begin(a, 1775000000000);
		run.steps = 3000;
		dmn_givens given = { NULL, 0 };
		for (size_t i = 0; i < m->nodes.n && i < 20; i++) {
			const dmn_node *n = m->nodes.at[i];
			feel v = kinds[k] == FEEL_NUMBER ? feel_int((i64)i) : (feel){ .kind = kinds[k] };
			if (n->kind == NODE_INPUT)
				LIST_ADD(a, &given, (dmn_given){ STR_NONE, n->name, v });
		}
		for (size_t i = 0; i < m->nodes.n && i < 20; i++) {
			feel v = dmn_value(&run, m->nodes.at[i], given);
			CHECK(v.kind <= FEEL_FUNCTION);
			CHECK(run.notes_n <= FEEL_NOTES_MAX);
		}
	}
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	if (size > 1 << 15)
		return 0;
	arena *a = arena_new((size_t)1 << 30);
	dmn_model **m = arena_many(a, dmn_model *, 1), *again;
	str first, second;
	const err *e = dmn_read(a, STR("m.dmn"), arena_copy(a, (str){ (const char *)data, size }), &m[0]);
	for (const err *x = e; x; x = x->next)
		CHECK(x->where.len && x->detail.len);
	if (!e) {
		e = dmn_link(a, m, 1);
		CHECK(e == NULL);
		int mistakes = 0;
		for (const err *x = dmn_mistakes(m[0]); x; x = x->next)
			CHECK(x->where.len && x->detail.len && ++mistakes <= DMN_MISTAKES_MAX);
		evaluate(a, m[0]);
		e = dmn_write(a, m[0], &first);
		CHECK(e == NULL);
		e = dmn_read(a, STR("m.dmn"), first, &again);
		CHECK(e == NULL);
		e = dmn_write(a, again, &second);
		CHECK(e == NULL && str_eq(first, second));
	}
	arena_free(a);
	return 0;
}
