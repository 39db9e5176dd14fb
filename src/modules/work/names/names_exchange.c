#include "modules/work/names/exchange.h"

#include <stdlib.h>

#include "modules/work/names/compare.h"

static const char *const axes[WORK_AXES] = { "core", "expertise", "routine", "away" };

const char *axis_key(work_axis x)
{
	return axes[x];
}

/* --- out --------------------------------------------------------------------------------------------------------------------- */

static void maybe(json_writer *w, const char *key, i64 n)
{
	if (n < 0)
		jw_field_null(w, key);
	else
		jw_field_i64(w, key, n);
}

static void write_side(json_writer *w, const char *key, const taxonomy_side *s)
{
	if (s->cases < 0) {
		jw_field_null(w, key);
		return;
	}
	jw_field_object(w, key);
	jw_field_i64(w, "cases", s->cases);
	maybe(w, "p50", s->p50);
	jw_end(w);
}

static void write_work(json_writer *w, const taxonomy_work *x)
{
	jw_object(w);
	jw_field_str(w, "id", x->id);
	jw_field_str(w, "name", x->name);
	jw_field_str(w, "category", x->category);
	jw_field_array(w, "names");
	for (size_t i = 0; i < x->names.n; i++)
		jw_str(w, x->names.at[i]);
	jw_end(w);
	jw_field_i64(w, "names_left_out", x->names_left_out);
	maybe(w, "units", x->units);
	maybe(w, "cases", x->cases);
	if (x->p50 < 0) {
		jw_field_null(w, "minutes_each");
	} else {
		jw_field_object(w, "minutes_each");
		maybe(w, "p10", x->p10);
		maybe(w, "p50", x->p50);
		maybe(w, "p90", x->p90);
		jw_end(w);
	}
	jw_field_object(w, "by_axis");
	for (int k = 0; k < WORK_AXES; k++) {
		if (x->yes[k].cases < 0 && x->no[k].cases < 0)
			continue;
		jw_field_object(w, axes[k]);
		write_side(w, "yes", &x->yes[k]);
		write_side(w, "no", &x->no[k]);
		jw_end(w);
	}
	jw_end(w);
	jw_end(w);
}

void taxonomy_write(buf *b, const taxonomy *t)
{
	json_writer w = json_write(b);
	jw_object(&w);
	jw_field_str(&w, "format", STR(TAXONOMY_FORMAT));
	jw_field_i64(&w, "version", TAXONOMY_VERSION);
	jw_field_object(&w, "city");
	jw_field_str(&w, "code", t->code);
	jw_field_str(&w, "name", t->name);
	jw_end(&w);
	jw_field_i64(&w, "year", t->year);
	jw_field_str(&w, "made", t->made);
	jw_field_i64(&w, "least_units", t->least_units);
	jw_field_object(&w, "axes");
	for (int k = 0; k < WORK_AXES; k++)
		if (t->axes[k].len)
			jw_field_str(&w, axes[k], t->axes[k]);
	jw_end(&w);
	jw_field_array(&w, "works");
	for (size_t i = 0; i < t->works.n; i++)
		write_work(&w, &t->works.at[i]);
	jw_end(&w);
	jw_end(&w);
	jw_done(&w);
}

/* --- in ------------------------------------------------------------------------------------------------------------------------ */

typedef struct reader {
	arena *a;
	str path; /* works[3]. */
} reader;

static str path_to(const reader *r, const char *key)
{
	return str_format(r->a, "%.*s%s", STR_ARG(r->path), key);
}

static const err *text_of(const reader *r, const json_value *v, const char *key, bool must, str *ret)
{
	const json_value *x = json_get(v, key);
	*ret = STR_NONE;
	if (!x || x->kind == JV_NULL)
		return must ? err_at(r->a, ERR_required, path_to(r, key), "a text") : NULL;
	if (!json_str(x, ret))
		return err_at(r->a, ERR_invalid, path_to(r, key), "not a text");
	*ret = str_trim(*ret);
	if (must && ret->len == 0)
		return err_at(r->a, ERR_required, path_to(r, key), "an empty text");
	if (ret->len > SURVEY_TEXT_MAX)
		return err_at(r->a, ERR_too_long, path_to(r, key), "%zu bytes; %d at most", ret->len, SURVEY_TEXT_MAX);
	return NULL;
}

#define NUMBER_MAX 1000000000000 /* cases of a year in the largest city, and more */

static const err *number_of(const reader *r, const json_value *v, const char *key, bool must, i64 most, i64 *ret)
{
	const json_value *x = json_get(v, key);
	*ret = -1;
	if (!x || x->kind == JV_NULL)
		return must ? err_at(r->a, ERR_required, path_to(r, key), "a number") : NULL;
	double f;
	/* other programs write 7.0 or 7.4 for minutes; they are rounded */
	if (!json_f64(x, &f) || !(f >= 0 && f <= (double)most))
		return err_at(r->a, ERR_invalid, path_to(r, key), "not a number from 0 to %lld", (long long)most);
	*ret = (i64)(f + 0.5);
	return NULL;
}

static const err *object_of(const reader *r, const json_value *v, const char *key, bool must, const json_value **ret)
{
	*ret = json_get(v, key);
	if (*ret && (*ret)->kind == JV_NULL)
		*ret = NULL;
	if (!*ret)
		return must ? err_at(r->a, ERR_required, path_to(r, key), "an object") : NULL;
	if ((*ret)->kind != JV_OBJECT)
		return err_at(r->a, ERR_invalid, path_to(r, key), "not an object");
	return NULL;
}

static reader within(const reader *r, const char *key)
{
	return (reader){ r->a, str_format(r->a, "%.*s%s.", STR_ARG(r->path), key) };
}

static const err *side_of(const reader *r, const json_value *axis, const char *key, taxonomy_side *ret)
{
	*ret = (taxonomy_side){ -1, -1 };
	const json_value *v;
	TRY(object_of(r, axis, key, false, &v));
	if (!v)
		return NULL;
	reader in = within(r, key);
	TRY(number_of(&in, v, "cases", false, NUMBER_MAX, &ret->cases));
	return number_of(&in, v, "p50", false, SURVEY_EACH_MAX, &ret->p50);
}

static const err *work_of(const reader *r, const json_value *v, taxonomy_work *ret)
{
	*ret = (taxonomy_work){ .p10 = -1, .p50 = -1, .p90 = -1 };
	if (v->kind != JV_OBJECT)
		return err_at(r->a, ERR_invalid, str_sub(r->path, 0, r->path.len - 1), "not an object");
	TRY(text_of(r, v, "id", true, &ret->id));
	TRY(text_of(r, v, "name", true, &ret->name));
	TRY(text_of(r, v, "category", false, &ret->category));
	const json_value *names = json_get(v, "names");
	if (names && names->kind != JV_ARRAY && names->kind != JV_NULL)
		return err_at(r->a, ERR_invalid, path_to(r, "names"), "not a list");
	if (names && names->n > TAXONOMY_NAMES_MAX)
		return err_at(r->a, ERR_too_large, path_to(r, "names"), "%zu names; %d at most", names->n,
			      TAXONOMY_NAMES_MAX);
	for (size_t i = 0; names && i < names->n; i++) {
		str s;
		if (!json_str(&names->items[i], &s) || s.len > SURVEY_TEXT_MAX)
			return err_at(r->a, ERR_invalid, str_format(r->a, "%.*snames[%zu]", STR_ARG(r->path), i),
				      "not a text of at most %d bytes", SURVEY_TEXT_MAX);
		LIST_ADD(r->a, &ret->names, s);
	}
	i64 left;
	TRY(number_of(r, v, "names_left_out", false, NUMBER_MAX, &left));
	ret->names_left_out = left < 0 ? 0 : left;
	TRY(number_of(r, v, "units", false, NUMBER_MAX, &ret->units));
	TRY(number_of(r, v, "cases", false, NUMBER_MAX, &ret->cases));
	const json_value *each, *by_axis;
	TRY(object_of(r, v, "minutes_each", false, &each));
	if (each) {
		reader in = within(r, "minutes_each");
		TRY(number_of(&in, each, "p10", false, SURVEY_EACH_MAX, &ret->p10));
		TRY(number_of(&in, each, "p50", true, SURVEY_EACH_MAX, &ret->p50));
		TRY(number_of(&in, each, "p90", false, SURVEY_EACH_MAX, &ret->p90));
		if ((ret->p10 >= 0 && ret->p10 > ret->p50) || (ret->p90 >= 0 && ret->p90 < ret->p50))
			return err_at(r->a, ERR_invalid, path_to(r, "minutes_each"), "p10, p50, p90 do not rise");
	}
	TRY(object_of(r, v, "by_axis", false, &by_axis));
	reader in = within(r, "by_axis");
	for (int k = 0; k < WORK_AXES; k++) {
		const json_value *axis;
		ret->yes[k] = ret->no[k] = (taxonomy_side){ -1, -1 };
		TRY(object_of(&in, by_axis, axes[k], false, &axis));
		if (!axis)
			continue;
		reader of = within(&in, axes[k]);
		TRY(side_of(&of, axis, "yes", &ret->yes[k]));
		TRY(side_of(&of, axis, "no", &ret->no[k]));
	}
	return NULL;
}

static int by_text(const void *x, const void *y)
{
	return str_cmp(*(const str *)x, *(const str *)y);
}

static const err *ids_differ(const reader *r, const taxonomy *t)
{
	strs ids = { .at = arena_many(r->a, str, t->works.n) };
	for (size_t i = 0; i < t->works.n; i++)
		ids.at[ids.n++] = t->works.at[i].id;
	if (ids.n)
		qsort(ids.at, ids.n, sizeof *ids.at, by_text);
	for (size_t i = 1; i < ids.n; i++)
		if (str_eq(ids.at[i], ids.at[i - 1]))
			return err_at(r->a, ERR_invalid, STR("works"), "two works have the id %.*s",
				      STR_ARG(ids.at[i]));
	return NULL;
}

/* The first line that is not UTF-8. */
static const err *is_text(arena *a, str text)
{
	if (str_is_utf8(text))
		return NULL;
	i64 line = 1;
	for (str rest = text; rest.len && str_is_utf8(str_cut(&rest, '\n'));)
		line++;
	return err_at(a, ERR_bad_json, str_format(a, "%lld", (long long)line), "bytes that are not UTF-8");
}

const err *taxonomy_read(arena *a, str text, taxonomy *ret)
{
	*ret = (taxonomy){ 0 };
	reader r = { a, STR_NONE };
	if (text.len >= 3 && (u8)text.at[0] == 0xef && (u8)text.at[1] == 0xbb && (u8)text.at[2] == 0xbf)
		text = str_sub(text, 3, text.len);
	const json_value *v;
	TRY(is_text(a, text));
	TRY(json_parse(a, text, &v));
	if (v->kind != JV_OBJECT)
		return err_at(a, ERR_invalid, STR("format"), "not an object");
	str format;
	i64 version;
	TRY(text_of(&r, v, "format", true, &format));
	if (!str_eq(format, STR(TAXONOMY_FORMAT)))
		return err_at(a, ERR_invalid, STR("format"), "not %s", TAXONOMY_FORMAT);
	TRY(number_of(&r, v, "version", true, 1000, &version));
	if (version != TAXONOMY_VERSION)
		return err_at(a, ERR_invalid, STR("version"), "only %d is known", TAXONOMY_VERSION);
	const json_value *city, *of_axes, *works = json_get(v, "works");
	TRY(object_of(&r, v, "city", true, &city));
	reader in = within(&r, "city");
	TRY(text_of(&in, city, "code", false, &ret->code));
	TRY(text_of(&in, city, "name", true, &ret->name));
	TRY(number_of(&r, v, "year", true, 9999, &ret->year));
	TRY(text_of(&r, v, "made", false, &ret->made));
	TRY(number_of(&r, v, "least_units", false, NUMBER_MAX, &ret->least_units));
	TRY(object_of(&r, v, "axes", false, &of_axes));
	in = within(&r, "axes");
	for (int k = 0; k < WORK_AXES; k++)
		TRY(text_of(&in, of_axes, axes[k], false, &ret->axes[k]));
	if (!works)
		return err_at(a, ERR_required, STR("works"), "a list");
	if (works->kind != JV_ARRAY)
		return err_at(a, ERR_invalid, STR("works"), "not a list");
	if (works->n > TAXONOMY_WORKS_MAX)
		return err_at(a, ERR_too_large, STR("works"), "%zu works; %d at most", works->n, TAXONOMY_WORKS_MAX);
	for (size_t i = 0; i < works->n; i++) {
		reader at = { a, str_format(a, "works[%zu].", i) };
		taxonomy_work w;
		TRY(work_of(&at, &works->items[i], &w));
		LIST_ADD(a, &ret->works, w);
	}
	return ids_differ(&r, ret);
}

/* --- what may be told ------------------------------------------------------------------------------------------------------------ */

typedef struct told_name {
	str name;
	strs units; /* who writes so */
	i64 minutes;
} told_name;
struct taxonomy_rows {
	arena *a;
	survey_items rows;
};

taxonomy_rows *taxonomy_rows_new(arena *a)
{
	taxonomy_rows *t = arena_one(a, taxonomy_rows);
	t->a = a;
	return t;
}

void taxonomy_rows_add(taxonomy_rows *t, const survey_item *i)
{
	LIST_ADD(t->a, &t->rows, *i);
}

static void add_once(arena *a, strs *list, str s)
{
	for (size_t i = 0; i < list->n; i++)
		if (str_eq(list->at[i], s))
			return;
	LIST_ADD(a, list, s);
}

static str unit_of(arena *a, const survey_item *i)
{
	return str_format(a, "%.*s\n%.*s\n%.*s", STR_ARG(i->bureau), STR_ARG(i->section), STR_ARG(i->unit));
}

static int most_units(const void *x, const void *y)
{
	const told_name *p = x, *q = y;
	if (p->units.n != q->units.n)
		return p->units.n > q->units.n ? -1 : 1;
	return str_cmp(p->name, q->name);
}

static taxonomy_side side_told(taxonomy_rows *t, int axis, survey_say say, i64 least)
{
	arena *a = t->a;
	weighted *each = arena_many(a, weighted, t->rows.n);
	size_t n = 0;
	strs units = { 0 };
	i64 cases = 0;
	for (size_t i = 0; i < t->rows.n; i++) {
		const survey_item *x = &t->rows.at[i];
		if ((axis == WORK_AWAY ? x->away : x->axis[axis]) != say)
			continue;
		each[n++] = (weighted){ x->each, x->count };
		cases += x->count;
		add_once(a, &units, unit_of(a, x));
	}
	if ((i64)units.n < least)
		return (taxonomy_side){ -1, -1 };
	return (taxonomy_side){ cases, weighted_quantile(each, n, 0.5) };
}

taxonomy_work taxonomy_work_of(arena *a, taxonomy_rows *t, str id, str name, i64 least)
{
	taxonomy_work w = { .id = id, .name = name, .units = -1, .cases = -1, .p10 = -1, .p50 = -1, .p90 = -1 };
	struct {
		told_name *at;
		size_t n;
	} names = { 0 }, categories = { 0 };
	strs units = { 0 };
	weighted *each = arena_many(a, weighted, t->rows.n);
	i64 cases = 0;
	for (size_t i = 0; i < t->rows.n; i++) {
		const survey_item *x = &t->rows.at[i];
		str unit = unit_of(a, x);
		add_once(a, &units, unit);
		size_t k = 0, c = 0;
		while (k < names.n && !str_eq(names.at[k].name, x->work))
			k++;
		if (k == names.n)
			LIST_ADD(a, &names, ((told_name){ .name = x->work }));
		add_once(a, &names.at[k].units, unit);
		while (c < categories.n && !str_eq(categories.at[c].name, x->category))
			c++;
		if (c == categories.n)
			LIST_ADD(a, &categories, ((told_name){ .name = x->category }));
		add_once(a, &categories.at[c].units, unit);
		each[i] = (weighted){ x->each, x->count };
		cases += x->count;
	}
	if (names.n)
		qsort(names.at, names.n, sizeof *names.at, most_units);
	if (categories.n)
		qsort(categories.at, categories.n, sizeof *categories.at, most_units);
	w.category = categories.n && (i64)categories.at[0].units.n >= least ? categories.at[0].name : STR_NONE;
	for (size_t k = 0; k < names.n; k++) {
		if ((i64)names.at[k].units.n >= least && w.names.n < TAXONOMY_NAMES_MAX)
			LIST_ADD(a, &w.names, names.at[k].name);
		else
			w.names_left_out++;
	}
	bool told = (i64)units.n >= least;
	if (told) {
		w.units = (i64)units.n;
		w.cases = cases;
		w.p10 = weighted_quantile(each, t->rows.n, 0.1);
		w.p50 = weighted_quantile(each, t->rows.n, 0.5);
		w.p90 = weighted_quantile(each, t->rows.n, 0.9);
	}
	for (int k = 0; k < WORK_AXES; k++) {
		w.yes[k] = side_told(t, k, SAY_YES, least);
		w.no[k] = side_told(t, k, SAY_NO, least);
		/* what is left out could be had by subtraction where only one side is told and everybody said it: then neither is */
		if (w.yes[k].cases < 0 || w.no[k].cases < 0) {
			bool other = w.yes[k].cases >= 0 ? w.yes[k].cases != cases : w.no[k].cases != cases;
			if (other)
				w.yes[k] = w.no[k] = (taxonomy_side){ -1, -1 };
		}
	}
	return w;
}
