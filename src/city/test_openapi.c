/* The description of the API and the table of its routes say the same. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <cmocka.h>

#include "city/city.h"
#include "kit/assets.h"
#include "kit/kit.h"
#include "text/json.h"

/* /a/:b/c → /a/{b}/c */
static str described(arena *a, const char *pattern)
{
	buf b = buf_new(a, 400);
	for (str rest = str_of(pattern + 1); rest.len;) {
		str piece = str_cut(&rest, '/');
		if (piece.at[0] == ':')
			buf_format(&b, "/{%.*s}", (int)piece.len - 1, piece.at + 1);
		else
			buf_format(&b, "/%.*s", STR_ARG(piece));
	}
	return buf_str(&b);
}

static const json_value *paths(arena *a)
{
	const asset *file = asset_find(STR("openapi.json"));
	assert_non_null(file);
	const json_value *doc;
	assert_null(json_parse(a, file->bytes, &doc));
	str version;
	assert_true(json_str(json_get(doc, "openapi"), &version) && str_eq(version, STR("3.1.0")));
	return json_get(doc, "paths");
}

typedef struct api_routes {
	const route **at;
	size_t n;
} api_routes;

/* Every module's routes below /api/. */
static api_routes all_routes(arena *a)
{
	api_routes ret = { 0 };
	module_list modules = city_modules();
	for (size_t m = 0; m < modules.n; m++)
		for (size_t t = 0; t < modules.at[m]->tables_n; t++)
			for (const route *r = modules.at[m]->tables[t]; r->method; r++)
				if (str_starts(str_of(r->pattern), STR("/api/")))
					LIST_ADD(a, &ret, r);
	assert_true(ret.n > 20);
	return ret;
}

static void every_route_is_described_with_its_parameters(void **state)
{
	(void)state;
	arena *a = arena_new(1 << 24);
	const json_value *all = paths(a);
	api_routes list = all_routes(a);
	for (size_t n = 0; n < list.n; n++) {
		const route *r = list.at[n];
		str path = described(a, r->pattern);
		if (str_eq(path, STR("/api/openapi.json")))
			continue;
		const json_value *operation = json_get(json_get(all, path.at), str_lower(a, str_of(r->method)).at);
		if (!operation)
			fail_msg("%s %s is not described", r->method, path.at);
		for (str rest = path; rest.len;) {
			str piece = str_cut(&rest, '/');
			if (piece.len == 0 || piece.at[0] != '{')
				continue;
			bool named = false;
			const json_value *params = json_get(operation, "parameters");
			for (size_t i = 0; i < params->n; i++) {
				str name;
				named = named || (json_str(json_get(&params->items[i], "name"), &name) &&
						  str_eq(name, str_sub(piece, 1, piece.len - 1)));
			}
			if (!named)
				fail_msg("%s: the parameter %.*s is not described", path.at, STR_ARG(piece));
		}
		/* what needs a token says so */
		assert_int_equal(json_get(operation, "security") != NULL, r->access > ACCESS_PUBLIC);
	}
	arena_free(a);
}

static void nothing_is_described_that_is_not_there(void **state)
{
	(void)state;
	arena *a = arena_new(1 << 24);
	const json_value *all = paths(a);
	api_routes list = all_routes(a);
	for (size_t i = 0; i < all->n; i++) {
		if (str_starts(all->keys[i], STR("/events/"))) /* kit's */
			continue;
		const json_value *methods = &all->items[i];
		for (size_t k = 0; k < methods->n; k++) {
			bool there = false;
			for (size_t n = 0; n < list.n; n++)
				there = there || (str_eq(described(a, list.at[n]->pattern), all->keys[i]) &&
						  str_eq_nocase(str_of(list.at[n]->method), methods->keys[k]));
			if (!there)
				fail_msg("%.*s %.*s is described and has no route", STR_ARG(methods->keys[k]),
					 STR_ARG(all->keys[i]));
		}
	}
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_route_is_described_with_its_parameters),
		cmocka_unit_test(nothing_is_described_that_is_not_there),
	};
	return cmocka_run_group_tests_name("openapi", tests, NULL, NULL);
}
