/* needs: */
/* YAML: what is read stays within the ceilings, and every text in it, written by itself, reads back the same. */
#include "text/yaml.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

static void one_text(arena *a, str s, bool flow)
{
	buf b = buf_new(a, s.len * 16 + 1000);
	buf_put(&b, flow ? STR("k: { x: ") : STR("k:\n  x: "));
	yaml_put(&b, s, 4, flow);
	buf_put(&b, flow ? STR(", y: z }\n") : STR("\n  y: z\n"));
	const yaml_node *n = NULL;
	CHECK(!b.overflowed);
	CHECK(yaml_parse(a, STR("again"), buf_str(&b), &n) == NULL);
	const yaml_node *x = yaml_get(yaml_get(n, "k"), "x"), *y = yaml_get(yaml_get(n, "k"), "y");
	CHECK(x && y && str_eq(x->s, s) && str_eq(y->s, STR("z")));
}

static void walk(arena *a, const yaml_node *n, int depth, int *left)
{
	CHECK(depth <= YAML_DEPTH && n->line >= 1 && n->column >= 1);
	CHECK(n->items.n <= YAML_ENTRIES_MAX && (n->kind != YN_MAP || n->keys.n == n->items.n));
	if (n->kind == YN_TEXT && (*left)-- > 0) {
		one_text(a, n->s, false);
		one_text(a, n->s, true);
	}
	for (size_t i = 0; i < n->items.n; i++)
		walk(a, n->items.at[i], depth + 1, left);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	if (size > 1 << 14)
		return 0;
	arena *a = arena_new((size_t)512 << 20);
	const yaml_node *n = NULL;
	const err *e = yaml_parse(a, STR("f"), arena_copy(a, (str){ (const char *)data, size }), &n);
	int texts = 20;
	if (e)
		CHECK(e->code == ERR_definition && str_starts(e->where, STR("f:")) && e->detail.len > 0);
	else
		walk(a, n, 0, &texts);
	arena_free(a);
	return 0;
}
