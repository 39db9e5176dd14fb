/* needs: */
/* JSON: a tree that was read, written by our writer, reads back as the same tree. */
#include "text/json.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

static void put(json_writer *w, const json_value *v)
{
	switch (v->kind) {
	case JV_NULL:
		jw_null(w);
		break;
	case JV_BOOL:
		jw_bool(w, v->yes);
		break;
	case JV_I64:
		jw_i64(w, v->i);
		break;
	case JV_F64:
		jw_f64(w, v->f);
		break;
	case JV_STR:
		jw_str(w, v->s);
		break;
	case JV_ARRAY:
	case JV_OBJECT:
		if (v->kind == JV_ARRAY)
			jw_array(w);
		else
			jw_object(w);
		for (size_t i = 0; i < v->n; i++) {
			if (v->kind == JV_OBJECT)
				jw_key(w, v->keys[i]);
			put(w, &v->items[i]);
		}
		jw_end(w);
		break;
	}
}

static double number(const json_value *v)
{
	double x = 0;
	CHECK(json_f64(v, &x));
	return x;
}

static void same(const json_value *x, const json_value *y)
{
	if (x->kind == JV_F64) { /* 1.0 is written as 1 */
		CHECK(number(x) == number(y));
		return;
	}
	CHECK(x->kind == y->kind && x->yes == y->yes && x->i == y->i && x->n == y->n && str_eq(x->s, y->s));
	for (size_t i = 0; i < x->n; i++) {
		CHECK(x->kind != JV_OBJECT || str_eq(x->keys[i], y->keys[i]));
		same(&x->items[i], &y->items[i]);
	}
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	if (size > 1 << 16)
		return 0;
	arena *a = arena_new((size_t)256 << 20);
	const json_value *v, *again;
	const err *e = json_parse(a, arena_copy(a, (str){ (const char *)data, size }), &v);
	CHECK(!e || err_is(e, ERR_bad_json));
	if (!e) {
		buf b = buf_new(a, (size_t)16 << 20);
		json_writer w = json_write(&b);
		put(&w, v);
		jw_done(&w);
		str text = buf_str(&b);
		for (size_t i = 0; i < text.len; i++)
			CHECK(text.at[i] != '<' && (u8)text.at[i] >= 0x20);
		if (text.len <= JSON_SIZE_MAX && !b.overflowed) {
			e = json_parse(a, text, &again);
			/* a double at the end of a long whole number may be written as a whole number that does not fit */
			CHECK(!e || str_has(e->detail, STR("too big integer")));
			if (!e)
				same(v, again);
		}
	}
	arena_free(a);
	return 0;
}
