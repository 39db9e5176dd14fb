#include "rules/tck_value.h"
#include "rules/decimal.h"
#include "rules/moment.h"

#include <errno.h>
#include <stdio.h>

#define XSI "http://www.w3.org/2001/XMLSchema-instance"

const err *tck_file(arena *a, str path, str *ret)
{
	FILE *f = fopen(arena_copy(a, path).at, "re");
	if (!f)
		return err_at(a, ERR_file, path, "%s", strerror(errno));
	char *at = NULL;
	size_t n = 0;
	if (fseek(f, 0, SEEK_END) == 0) {
		long size = ftell(f);
		if (size >= 0 && size <= XML_SIZE_MAX) {
			rewind(f);
			at = arena_alloc(a, (size_t)size + 1);
			n = fread(at, 1, (size_t)size, f);
		}
	}
	fclose(f);
	*ret = (str){ at, n };
	return at ? NULL : err_at(a, ERR_file, path, "cannot be read, or is larger than %d bytes", XML_SIZE_MAX);
}

/* --- reading ------------------------------------------------------------------------------------------------------ */

static bool is_nil(const xml_node *n)
{
	str nil = str_trim(xml_attr_of(n, XSI, "nil", NULL));
	return str_eq(nil, STR("true")) || str_eq(nil, STR("1"));
}

static bool is_bool(str s, feel *ret)
{
	bool yes = str_eq(s, STR("true")) || str_eq(s, STR("1"));
	*ret = feel_bool(yes);
	return yes || str_eq(s, STR("false")) || str_eq(s, STR("0"));
}

static bool is_number(str s, feel *ret)
{
	decimal d;
	if (!decimal_read(s, &d))
		return false;
	*ret = feel_number(d);
	return true;
}

/* What stands without a type is a number or true or false if it reads as one, else a text. */
static bool guess(str s, feel *ret)
{
	if (is_number(s, ret) || ((str_eq(s, STR("true")) || str_eq(s, STR("false"))) && is_bool(s, ret)))
		return true;
	*ret = feel_text(s);
	return true;
}

static const char *read_value(arena *a, const xml_node *n, feel *ret)
{
	if (is_nil(n))
		return "";
	bool typed;
	str type = str_trim(xml_attr_of(n, XSI, "type", &typed)), s = str_trim(n->text);
	size_t colon = str_find(type, ':');
	if (colon < type.len)
		type = str_sub(type, colon + 1, type.len);
	bool good;
	if (!typed)
		good = guess(n->text, ret);
	else if (str_eq(type, STR("string"))) {
		*ret = feel_text(n->text.len ? n->text : STR_NONE);
		good = true;
	} else if (str_eq(type, STR("boolean")))
		good = is_bool(s, ret);
	else if (str_eq(type, STR("date")))
		good = moment_date(a, s, ret);
	else if (str_eq(type, STR("time")))
		good = moment_time(a, s, ret);
	else if (str_eq(type, STR("dateTime")))
		good = moment_date_time(a, s, ret);
	else if (str_ends(type, STR("uration"))) /* duration, dayTimeDuration, yearMonthDuration */
		good = moment_duration(s, ret);
	else
		good = is_number(s, ret); /* decimal, double, integer, long … */
	return good ? "" : "a value does not read as its type";
}

static const char *read_list(arena *a, const xml_node *n, feel *ret)
{
	if (is_nil(n))
		return "";
	struct {
		feel *at;
		size_t n;
	} items = { NULL, 0 };
	for (size_t i = 0; i < n->children.n; i++) {
		feel v = FEEL_NOTHING;
		if (!xml_is(n->children.at[i], "item"))
			continue;
		const char *wrong = tck_read(a, n->children.at[i], &v);
		if (*wrong)
			return wrong;
		LIST_ADD(a, &items, v);
	}
	*ret = feel_list_of(a, items.at, items.n);
	return "";
}

static const char *read_components(arena *a, const xml_node *n, feel *ret)
{
	feel_context *c = arena_one(a, feel_context);
	for (size_t i = 0; i < n->children.n; i++) {
		const xml_node *x = n->children.at[i];
		feel v = FEEL_NOTHING;
		if (!xml_is(x, "component"))
			continue;
		const char *wrong = is_nil(x) ? "" : tck_read(a, x, &v);
		if (*wrong)
			return wrong;
		LIST_ADD(a, c, (feel_entry){ xml_attr(x, "name"), v });
	}
	*ret = (feel){ .kind = FEEL_CONTEXT, .context = c };
	return "";
}

const char *tck_read(arena *a, const xml_node *n, feel *ret)
{
	*ret = FEEL_NOTHING;
	for (size_t i = 0; i < n->children.n; i++) {
		const xml_node *x = n->children.at[i];
		if (xml_is(x, "value"))
			return read_value(a, x, ret);
		if (xml_is(x, "list"))
			return read_list(a, x, ret);
		if (xml_is(x, "component"))
			return read_components(a, n, ret);
	}
	return ""; /* nothing: null */
}

/* --- judging ------------------------------------------------------------------------------------------------------ */

static bool same_number(decimal want, decimal got)
{
	decimal difference, tolerance;
	if (!decimal_sub(want, got, &difference) || !decimal_read(STR("0.00000001"), &tolerance))
		return false;
	if (decimal_cmp(difference, decimal_of(0)) < 0)
		difference = decimal_neg(difference);
	return decimal_cmp(difference, tolerance) <= 0;
}

static bool same_list(const feel_list *want, const feel_list *got, int depth)
{
	if (want->n != got->n)
		return false;
	for (size_t i = 0; i < want->n; i++)
		if (!tck_same(want->at[i], got->at[i], depth + 1))
			return false;
	return true;
}

static bool same_context(const feel_context *want, const feel_context *got, int depth)
{
	if (want->n != got->n)
		return false;
	for (size_t i = 0; i < want->n; i++) {
		bool found;
		feel v = feel_get(got, want->at[i].key, &found);
		if (!found || !tck_same(want->at[i].value, v, depth + 1))
			return false;
	}
	return true;
}

bool tck_same(feel want, feel got, int depth)
{
	if (want.kind != got.kind || depth > XML_DEPTH_MAX)
		return false;
	switch (want.kind) {
	case FEEL_NULL:
		return true;
	case FEEL_NUMBER:
		return same_number(want.number, got.number);
	case FEEL_LIST:
		return same_list(want.list, got.list, depth);
	case FEEL_CONTEXT:
		return same_context(want.context, got.context, depth);
	case FEEL_UNKNOWN:
	case FEEL_FUNCTION:
		return false;
	case FEEL_BOOLEAN:
	case FEEL_STRING:
	case FEEL_DATE:
	case FEEL_TIME:
	case FEEL_DATE_TIME:
	case FEEL_SPAN:
	case FEEL_MONTHS:
	case FEEL_RANGE:
		break;
	}
	feel same = feel_equal(want, got);
	return same.kind == FEEL_BOOLEAN && same.boolean;
}
