/*
 * Routes, found by the number of their segments, then one by one: a table of a few hundred rows takes less than a
 * microsecond, and no two of them can match the same request, so the order does not matter.
 */
#include "http/http_private.h"

#define SEGMENTS_MAX 15

typedef struct line {
	const route *route;
	str method;
	strs segments; /* a leading ':' makes it a name */
} line;

typedef struct lines {
	line *at;
	size_t n;
} lines;

struct routes {
	lines by_segments[SEGMENTS_MAX + 1];
};

static bool split(arena *a, str path, strs *ret)
{
	if (!str_starts(path, STR("/")))
		return false;
	*ret = (strs){ 0 };
	path = str_sub(path, 1, path.len);
	if (path.len == 0)
		return true;
	bool more = true;
	while (more) {
		more = str_find(path, '/') < path.len;
		str segment = str_cut(&path, '/');
		if (segment.len == 0 || ret->n == SEGMENTS_MAX)
			return false;
		LIST_ADD(a, ret, segment);
	}
	return true;
}

static bool is_name(str segment)
{
	return segment.at[0] == ':';
}

/* Whether some path matches both patterns. */
static bool overlap(const line *a, const line *b)
{
	if (!str_eq(a->method, b->method) || a->segments.n != b->segments.n)
		return false;
	for (size_t i = 0; i < a->segments.n; i++) {
		str x = a->segments.at[i], y = b->segments.at[i];
		if (!is_name(x) && !is_name(y) && !str_eq(x, y))
			return false;
	}
	return true;
}

static bool known_method(str method)
{
	static const char *const known[] = { "GET", "POST", "PUT", "PATCH", "DELETE" };
	for (size_t i = 0; i < COUNT(known); i++)
		if (str_eq(method, str_of(known[i])))
			return true;
	return false;
}

static const err *add(arena *a, routes *t, const route *r)
{
	line new = { .route = r, .method = str_of(r->method) };
	str pattern = str_of(r->pattern);
	if (!known_method(new.method))
		return err_why(a, ERR_usage, "route %s %s: unknown method", r->method, pattern.at);
	if (!split(a, pattern, &new.segments))
		return err_why(a, ERR_usage, "route %s %s: malformed pattern", r->method, pattern.at);
	for (size_t i = 0; i < new.segments.n; i++)
		if (is_name(new.segments.at[i]) && new.segments.at[i].len == 1)
			return err_why(a, ERR_usage, "route %s %s: a ':' without a name", r->method, pattern.at);
	if (r->access == 0)
		return err_why(a, ERR_usage, "route %s %s: nobody said who may use it", r->method, pattern.at);
	if (!r->run)
		return err_why(a, ERR_usage, "route %s %s: no handler", r->method, pattern.at);
	lines *list = &t->by_segments[new.segments.n];
	for (size_t i = 0; i < list->n; i++)
		if (overlap(&list->at[i], &new))
			return err_why(a, ERR_usage, "routes %s %s and %s match the same requests", r->method,
				       list->at[i].route->pattern, pattern.at);
	LIST_ADD(a, list, new);
	return NULL;
}

const err *routes_new(arena *a, const route *const *tables, size_t n, routes **ret)
{
	routes *t = arena_one(a, routes);
	for (size_t i = 0; i < n; i++)
		for (const route *r = tables[i]; r->method; r++)
			TRY(add(a, t, r));
	*ret = t;
	return NULL;
}

static bool matches(const line *l, strs segments)
{
	for (size_t i = 0; i < segments.n; i++)
		if (!is_name(l->segments.at[i]) && !str_eq(l->segments.at[i], segments.at[i]))
			return false;
	return true;
}

const route *routes_find(const routes *t, arena *a, str method, str path, pairs *ret_params, str *ret_allow)
{
	*ret_params = (pairs){ 0 };
	*ret_allow = STR_NONE;
	strs segments;
	if (!split(a, path, &segments))
		return NULL;
	const lines *list = &t->by_segments[segments.n];
	for (size_t i = 0; i < list->n; i++) {
		const line *l = &list->at[i];
		if (!matches(l, segments))
			continue;
		if (str_eq(l->method, method)) {
			for (size_t k = 0; k < segments.n; k++) {
				str name = l->segments.at[k];
				if (is_name(name))
					LIST_ADD(a, ret_params, (pair){ str_sub(name, 1, name.len), segments.at[k] });
			}
			return l->route;
		}
		const char *head = str_eq(l->method, STR("GET")) ? ", HEAD" : "";
		*ret_allow = str_format(a, "%.*s%s%.*s%s", STR_ARG(*ret_allow), ret_allow->len ? ", " : "",
					STR_ARG(l->method), head);
	}
	return NULL;
}
