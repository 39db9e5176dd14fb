/*
 * What differs between two texts of a file, for people: rows of a table, entries of a list of facts or schemes.
 *
 * Rows are compared cell by cell under their columns' names, so that a column in another place or an empty new one changes no row. Of rows that are not
 * on both sides, those with the same id (or, without one, in the same place) are one row that changed.
 */
#include "kit/drafts/drafts.h"
#include "text/csv.h"

#include "text/yaml.h"

#define CELLS_MAX 4000000 /* of the table of common rows; beyond it every row is taken for another */
#define ROWS_MAX 5001
#define COLUMNS_MAX 120
#define LEAVES_MAX 20000

/* --- tables ------------------------------------------------------------------------------------------------------------ */

typedef struct rows {
	str **at; /* cells by the columns of both */
	size_t n;
} rows;

static size_t column_of(const strs *names, str name)
{
	for (size_t i = 0; i < names->n; i++)
		if (str_eq(names->at[i], name))
			return i;
	return names->n;
}

static void add_names(arena *a, strs *names, const csv_table *t)
{
	for (size_t k = 0; t->n && k < t->at[0].n; k++)
		if (column_of(names, t->at[0].at[k]) == names->n)
			LIST_ADD(a, names, t->at[0].at[k]);
}

static rows rows_of(arena *a, const strs *names, const csv_table *t)
{
	rows r = { 0 };
	for (size_t i = 1; i < t->n; i++) {
		str *cells = arena_alloc(a, names->n * sizeof *cells);
		for (size_t k = 0; k < names->n; k++)
			cells[k] = STR_NONE;
		for (size_t k = 0; k < t->at[i].n && k < t->at[0].n; k++)
			cells[column_of(names, t->at[0].at[k])] = t->at[i].at[k];
		LIST_ADD(a, &r, cells);
	}
	return r;
}

static bool same_row(const str *x, const str *y, size_t n)
{
	for (size_t k = 0; k < n; k++)
		if (!str_eq(x[k], y[k]))
			return false;
	return true;
}

static void add_cells(arena *a, difference *d, const strs *names, const str *was, const str *becomes)
{
	for (size_t k = 0; k < names->n; k++) {
		str x = was ? was[k] : STR_NONE, y = becomes ? becomes[k] : STR_NONE;
		if (!str_eq(x, y))
			LIST_ADD(a, &d->cells, ((differ_cell){ names->at[k], x, y }));
	}
}

/* Marks the rows that are on both sides: the longest common sequence. */
static void common(arena *a, const rows *x, const rows *y, size_t width, bool *x_kept, bool *y_kept)
{
	size_t from = 0, xn = x->n, yn = y->n;
	while (from < xn && from < yn && same_row(x->at[from], y->at[from], width)) {
		x_kept[from] = y_kept[from] = true;
		from++;
	}
	while (xn > from && yn > from && same_row(x->at[xn - 1], y->at[yn - 1], width)) {
		x_kept[--xn] = true;
		y_kept[--yn] = true;
	}
	size_t h = xn - from, w = yn - from;
	if (h == 0 || w == 0 || (h + 1) * (w + 1) > CELLS_MAX)
		return;
	u32 *longest = arena_alloc(a, (h + 1) * (w + 1) * sizeof *longest);
	memset(longest, 0, (h + 1) * (w + 1) * sizeof *longest);
	for (size_t i = h; i-- > 0;) {
		for (size_t k = w; k-- > 0;) {
			u32 *here = &longest[i * (w + 1) + k], right = here[1], down = here[w + 1];
			*here = same_row(x->at[from + i], y->at[from + k], width) ? here[w + 2] + 1
				: right > down                                    ? right
										  : down;
		}
	}
	for (size_t i = 0, k = 0; i < h && k < w;) {
		if (same_row(x->at[from + i], y->at[from + k], width)) {
			x_kept[from + i++] = true;
			y_kept[from + k++] = true;
		} else if (longest[(i + 1) * (w + 1) + k] >= longest[i * (w + 1) + k + 1]) {
			i++;
		} else {
			k++;
		}
	}
}

static str row_name(arena *a, lang l, size_t row, str id)
{
	str n = words_gm_row_n(a, l, (i64)row);
	return id.len ? str_format(a, "%.*s %.*s", STR_ARG(n), STR_ARG(id)) : n;
}

static bool readable(arena *a, str text, csv_table *t)
{
	return text.len == 0 || (!csv_parse(a, text, t) && t->n && t->n <= ROWS_MAX && t->at[0].n <= COLUMNS_MAX);
}

static differences differ_tables(arena *a, lang l, str was, str becomes)
{
	differences d = { 0 };
	csv_table x = { 0 }, y = { 0 };
	if (!readable(a, was, &x) || !readable(a, becomes, &y))
		return d;
	strs names = { 0 };
	add_names(a, &names, &y);
	add_names(a, &names, &x);
	strs had = { 0 }, has = { 0 };
	add_names(a, &had, &x);
	add_names(a, &has, &y);
	for (size_t k = 0; k < names.n && was.len && becomes.len; k++) {
		bool old = column_of(&had, names.at[k]) < had.n, new = column_of(&has, names.at[k]) < has.n;
		if (old != new)
			LIST_ADD(a, &d,
				 ((difference){ .kind = new ? DIFF_ADDED : DIFF_REMOVED,
						.where = words_gm_column_named(a, l, names.at[k]) }));
	}
	rows r = rows_of(a, &names, &x), s = rows_of(a, &names, &y);
	bool *r_kept = arena_alloc(a, r.n + 1), *s_kept = arena_alloc(a, s.n + 1);
	memset(r_kept, 0, r.n + 1);
	memset(s_kept, 0, s.n + 1);
	common(a, &r, &s, names.n, r_kept, s_kept);
	for (size_t i = 0, k = 0; i < r.n || k < s.n;) {
		while (i < r.n && k < s.n && r_kept[i] && s_kept[k])
			i++, k++;
		/* a stretch that is not on both sides */
		size_t r_to = i, s_to = k;
		while (r_to < r.n && !r_kept[r_to])
			r_to++;
		while (s_to < s.n && !s_kept[s_to])
			s_to++;
		for (; k < s_to; k++) {
			size_t old = i;
			while (old < r_to && (r_kept[old] || !str_eq(r.at[old][0], s.at[k][0])))
				old++;
			bool found = old < r_to;
			difference x1 = { .kind = found ? DIFF_CHANGED : DIFF_ADDED,
					  .where = row_name(a, l, k + 1, s.at[k][0]) };
			add_cells(a, &x1, &names, found ? r.at[old] : NULL, s.at[k]);
			if (found)
				r_kept[old] = true; /* taken */
			LIST_ADD(a, &d, x1);
		}
		for (; i < r_to; i++) {
			if (r_kept[i])
				continue;
			difference x1 = { .kind = DIFF_REMOVED, .where = row_name(a, l, i + 1, r.at[i][0]) };
			add_cells(a, &x1, &names, r.at[i], NULL);
			LIST_ADD(a, &d, x1);
		}
	}
	return d;
}

/* --- YAML ------------------------------------------------------------------------------------------------------------------ */

typedef struct leaf {
	str entry, key, value; /* schemes › juudo-iryou, name.ja, 重度障害者医療 */
} leaf;
typedef struct leaves {
	leaf *at;
	size_t n;
} leaves;

static bool all_texts(const yaml_node *n)
{
	for (size_t i = 0; i < n->items.n; i++)
		if (n->items.at[i]->kind != YN_TEXT)
			return false;
	return true;
}

static str joined(arena *a, str x, str y)
{
	return x.len ? str_format(a, "%.*s.%.*s", STR_ARG(x), STR_ARG(y)) : y;
}

static void gather(arena *a, leaves *list, const yaml_node *n, int depth, str entry, str key)
{
	if (list->n >= LEAVES_MAX)
		return;
	if (n->kind == YN_TEXT || (n->kind == YN_LIST && all_texts(n))) {
		str value = n->kind == YN_TEXT ? n->s : STR_NONE;
		for (size_t i = 0; n->kind == YN_LIST && i < n->items.n; i++)
			value = i ? str_format(a, "%.*s, %.*s", STR_ARG(value), STR_ARG(n->items.at[i]->s))
				  : n->items.at[i]->s;
		LIST_ADD(a, list, ((leaf){ entry, key, value }));
		return;
	}
	for (size_t i = 0; i < n->items.n; i++) {
		str name = n->kind == YN_MAP ? n->keys.at[i]->s : str_format(a, "%zu", i + 1);
		if (depth < 2)
			gather(a, list, n->items.at[i], depth + 1,
			       entry.len ? str_format(a, "%.*s › %.*s", STR_ARG(entry), STR_ARG(name)) : name,
			       STR_NONE);
		else
			gather(a, list, n->items.at[i], depth + 1, entry, joined(a, key, name));
	}
}

static leaves leaves_of(arena *a, str path, str text)
{
	leaves l = { 0 };
	const yaml_node *root = NULL;
	if (text.len && !yaml_parse(a, path, text, &root) && root)
		gather(a, &l, root, 0, STR_NONE, STR_NONE);
	return l;
}

static const leaf *leaf_like(const leaves *l, const leaf *x)
{
	for (size_t i = 0; i < l->n; i++)
		if (str_eq(l->at[i].key, x->key) && str_eq(l->at[i].entry, x->entry))
			return &l->at[i];
	return NULL;
}

static difference *entry_of(arena *a, differences *d, str entry)
{
	for (size_t i = 0; i < d->n; i++)
		if (str_eq(d->at[i].where, entry))
			return &d->at[i];
	LIST_ADD(a, d, ((difference){ .kind = DIFF_CHANGED, .where = entry }));
	return &d->at[d->n - 1];
}

static bool has_entry(const leaves *l, str entry)
{
	for (size_t i = 0; i < l->n; i++)
		if (str_eq(l->at[i].entry, entry))
			return true;
	return false;
}

static differences differ_yaml(arena *a, str path, str was, str becomes)
{
	leaves x = leaves_of(a, path, was), y = leaves_of(a, path, becomes);
	differences d = { 0 };
	for (size_t i = 0; i < y.n; i++) {
		const leaf *old = leaf_like(&x, &y.at[i]);
		if (old && str_eq(old->value, y.at[i].value))
			continue;
		difference *e = entry_of(a, &d, y.at[i].entry);
		if (!has_entry(&x, e->where))
			e->kind = DIFF_ADDED;
		LIST_ADD(a, &e->cells, ((differ_cell){ y.at[i].key, old ? old->value : STR_NONE, y.at[i].value }));
	}
	for (size_t i = 0; i < x.n; i++) {
		if (leaf_like(&y, &x.at[i]))
			continue;
		difference *e = entry_of(a, &d, x.at[i].entry);
		if (!has_entry(&y, e->where))
			e->kind = DIFF_REMOVED;
		LIST_ADD(a, &e->cells, ((differ_cell){ x.at[i].key, x.at[i].value, STR_NONE }));
	}
	return d;
}

differences differ(arena *a, lang l, str path, str was, str becomes)
{
	return str_ends(path, STR(".csv")) ? differ_tables(a, l, was, becomes) : differ_yaml(a, path, was, becomes);
}
