/* A line of JSON member by member: what json_parse() takes as an object comes out the same; what it refuses is refused, but for what is said below. */
#include "text/json_flat.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

static void same(arena *a, const json_value *v, const flat_value *f)
{
	const json_value *tree;
	switch (v->kind) {
	case JV_NULL:
		CHECK(f->kind == FLAT_NULL);
		break;
	case JV_BOOL:
		CHECK(f->kind == (v->yes ? FLAT_TRUE : FLAT_FALSE));
		break;
	case JV_I64:
		CHECK(f->kind == FLAT_NUMBER && (!f->whole || f->n == v->i));
		break;
	case JV_F64:
		CHECK(f->kind == FLAT_NUMBER && !f->whole);
		break;
	case JV_STR:
		CHECK(f->kind == FLAT_TEXT && str_eq(f->s, v->s));
		break;
	case JV_ARRAY:
	case JV_OBJECT:
		CHECK(f->kind == FLAT_NESTED && json_parse(a, f->s, &tree) == NULL && tree->kind == v->kind &&
		      tree->n == v->n);
		break;
	}
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	if (size > 1 << 14)
		return 0;
	arena *a = arena_new((size_t)256 << 20);
	str line = arena_copy(a, (str){ (const char *)data, size }), key;
	const json_value *tree = NULL;
	const err *e = json_parse(a, line, &tree);
	flat_value v;
	size_t n = 0;
	json_flat f = json_flat_begin(a, line);
	while (json_flat_next(&f, &key, &v)) {
		CHECK(f.i <= line.len);
		if (!e && tree->kind == JV_OBJECT) {
			CHECK(n < tree->n && str_eq(key, tree->keys[n]));
			same(a, &tree->items[n], &v);
		}
		n++;
	}
	CHECK(f.i <= line.len);
	if (!e)
		CHECK((f.wrong == NULL) == (tree->kind == JV_OBJECT));
	arena_free(a);
	return 0;
}
