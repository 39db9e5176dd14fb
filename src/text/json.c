#include "text/json.h"

#include <jansson.h>

/* jansson descends by recursion up to 2048 levels; we look before we leap. Strings are skipped, for a bracket in one is text. */
static bool too_deep(str s)
{
	int depth = 0;
	bool quoted = false;
	for (size_t i = 0; i < s.len; i++) {
		char c = s.at[i];
		if (quoted) {
			if (c == '\\')
				i++;
			else if (c == '"')
				quoted = false;
		} else if (c == '"') {
			quoted = true;
		} else if (c == '{' || c == '[') {
			if (++depth > JSON_DEPTH)
				return true;
		} else if (c == '}' || c == ']') {
			depth--;
		}
	}
	return false;
}

static str copied(arena *a, const char *at, size_t len)
{
	return arena_copy(a, (str){ at, len });
}

/* Copies jansson's tree into the arena; its depth is at most JSON_DEPTH. */
static void copy(arena *a, json_t *from, json_value *to)
{
	switch (json_typeof(from)) {
	case JSON_NULL:
		to->kind = JV_NULL;
		break;
	case JSON_TRUE:
	case JSON_FALSE:
		to->kind = JV_BOOL;
		to->yes = json_is_true(from);
		break;
	case JSON_INTEGER:
		to->kind = JV_I64;
		to->i = json_integer_value(from);
		break;
	case JSON_REAL:
		to->kind = JV_F64;
		to->f = json_real_value(from);
		break;
	case JSON_STRING:
		to->kind = JV_STR;
		to->s = copied(a, json_string_value(from), json_string_length(from));
		break;
	case JSON_ARRAY: {
		to->kind = JV_ARRAY;
		to->n = json_array_size(from);
		json_value *items = arena_many(a, json_value, to->n);
		for (size_t i = 0; i < to->n; i++)
			copy(a, json_array_get(from, i), &items[i]);
		to->items = items;
		break;
	}
	case JSON_OBJECT: {
		to->kind = JV_OBJECT;
		to->n = json_object_size(from);
		json_value *items = arena_many(a, json_value, to->n);
		str *keys = arena_many(a, str, to->n);
		size_t i = 0;
		for (void *at = json_object_iter(from); at; at = json_object_iter_next(from, at), i++) {
			const char *key = json_object_iter_key(at);
			keys[i] = copied(a, key, strlen(key));
			copy(a, json_object_iter_value(at), &items[i]);
		}
		to->items = items;
		to->keys = keys;
		break;
	}
	}
}

const err *json_parse(arena *a, str text, const json_value **ret)
{
	if (text.len > JSON_SIZE_MAX)
		return err_why(a, ERR_too_large, "%zu bytes of JSON; at most %d", text.len, JSON_SIZE_MAX);
	size_t nul = str_find(text, 0), line_at = 0;
	int line = 1;
	for (size_t i = 0; nul < text.len && i < nul; i++)
		if (text.at[i] == '\n') {
			line++;
			line_at = i + 1;
		}
	if (nul < text.len) /* jansson passes over one behind a number */
		return err_at(a, ERR_bad_json, str_format(a, "%d:%zu", line, nul - line_at + 1), "NUL");
	if (too_deep(text))
		return err_why(a, ERR_bad_json, "deeper than %d", JSON_DEPTH);
	json_error_t why;
	json_t *tree = json_loadb(text.len ? text.at : "", text.len, JSON_REJECT_DUPLICATES, &why);
	if (!tree) {
		str where = str_format(a, "%d:%d", why.line, why.column);
		return err_at(a, ERR_bad_json, where, "%s", why.text);
	}
	json_value *top = arena_one(a, json_value);
	copy(a, tree, top);
	json_decref(tree);
	*ret = top;
	return NULL;
}

const json_value *json_get(const json_value *v, const char *key)
{
	if (!v || v->kind != JV_OBJECT)
		return NULL;
	str name = str_of(key);
	for (size_t i = 0; i < v->n; i++)
		if (str_eq(v->keys[i], name))
			return &v->items[i];
	return NULL;
}

bool json_str(const json_value *v, str *ret)
{
	if (!v || v->kind != JV_STR)
		return false;
	*ret = v->s;
	return true;
}

bool json_i64(const json_value *v, i64 *ret)
{
	if (!v || v->kind != JV_I64)
		return false;
	*ret = v->i;
	return true;
}

bool json_f64(const json_value *v, double *ret)
{
	if (!v || (v->kind != JV_F64 && v->kind != JV_I64))
		return false;
	*ret = v->kind == JV_F64 ? v->f : (double)v->i;
	return true;
}

bool json_bool(const json_value *v, bool *ret)
{
	if (!v || v->kind != JV_BOOL)
		return false;
	*ret = v->yes;
	return true;
}

static bool absent(const json_value *v)
{
	return !v || v->kind == JV_NULL;
}

static const err *wrong(arena *a, const char *key, const char *kind)
{
	return err_at(a, ERR_invalid, str_of(key), "must be %s", kind);
}

const err *json_may_str(arena *a, const json_value *v, const char *key, str *ret)
{
	const json_value *m = json_get(v, key);
	return absent(m) || json_str(m, ret) ? NULL : wrong(a, key, "a string");
}

const err *json_may_i64(arena *a, const json_value *v, const char *key, i64 *ret)
{
	const json_value *m = json_get(v, key);
	return absent(m) || json_i64(m, ret) ? NULL : wrong(a, key, "a whole number");
}

const err *json_may_bool(arena *a, const json_value *v, const char *key, bool *ret)
{
	const json_value *m = json_get(v, key);
	return absent(m) || json_bool(m, ret) ? NULL : wrong(a, key, "true or false");
}

const err *json_need_str(arena *a, const json_value *v, const char *key, str *ret)
{
	if (absent(json_get(v, key)))
		return err_at(a, ERR_required, str_of(key), "is missing");
	return json_may_str(a, v, key, ret);
}

const err *json_need_i64(arena *a, const json_value *v, const char *key, i64 *ret)
{
	if (absent(json_get(v, key)))
		return err_at(a, ERR_required, str_of(key), "is missing");
	return json_may_i64(a, v, key, ret);
}

const err *json_may_strs(arena *a, const json_value *v, const char *key, strs *ret)
{
	const json_value *m = json_get(v, key);
	strs list = { NULL, 0 };
	if (absent(m)) {
		*ret = list;
		return NULL;
	}
	if (m->kind != JV_ARRAY)
		return wrong(a, key, "a list of strings");
	for (size_t i = 0; i < m->n; i++) {
		str s;
		if (!json_str(&m->items[i], &s))
			return wrong(a, key, "a list of strings");
		LIST_ADD(a, &list, s);
	}
	*ret = list;
	return NULL;
}
