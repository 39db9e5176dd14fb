/* What is wrong with a place, at its inputs; and how a format reads. */
#include "modules/papers/manage/view.h"

#include "text/yaml.h"

/* The node of a place in the file: sheets, then each step of its path. *ret_next: what comes behind it in a list; NULL. */
static const yaml_node *node_of(const yaml_node *root, size_t sheet, str place, const yaml_node **ret_next)
{
	const yaml_node *n = root ? yaml_get(root, "sheets") : NULL;
	if (!n || n->kind != YN_LIST || sheet >= n->items.n)
		return NULL;
	*ret_next = sheet + 1 < n->items.n ? n->items.at[sheet + 1] : NULL;
	n = n->items.at[sheet];
	while (n && place.len) {
		str key = str_cut(&place, '/');
		const yaml_node *to = NULL;
		i64 i = -1;
		if (n->kind == YN_LIST && str_i64(key, &i) && i >= 0 && (size_t)i < n->items.n) {
			to = n->items.at[i];
			if ((size_t)i + 1 < n->items.n)
				*ret_next = n->items.at[i + 1];
		}
		for (size_t k = 0; n->kind == YN_MAP && k < n->keys.n && !to; k++)
			if (str_eq(n->keys.at[k]->s, key))
				to = n->items.at[k];
		n = to;
	}
	return n;
}

static bool before(const yaml_node *n, i64 line, i64 column)
{
	return n->line < line || (n->line == line && n->column <= column);
}

static str input_name(str key)
{
	static const struct {
		const char *key, *input;
	} names[] = { { "at", "x" },         { "label", "text" },  { "seal", "text" },   { "column", "fact" },
		      { "options", "fact" }, { "choice", "fact" }, { "postal", "fact" }, { "qr", "value" },
		      { "part", "format" },  { "line", "x" },      { "box", "x" },       { "grid", "x" },
		      { "rows", "heights" }, { "dot", "dash" } };
	for (size_t i = 0; i < COUNT(names); i++)
		if (str_eq(key, str_of(names[i].key)))
			return str_of(names[i].input);
	return key;
}

static edit_input *input_called(edit_form *f, str name)
{
	for (size_t i = 0; i < f->inputs.n; i++)
		if (str_eq(f->inputs.at[i].name, name))
			return &f->inputs.at[i];
	return NULL;
}

size_t pm_bind_mistakes(edit_form *f, str path, str written, size_t sheet, str place)
{
	arena *a = f->r->arena;
	size_t n = 0;
	for (size_t i = 0; i < f->inputs.n; i++)
		if (f->inputs.at[i].error.len) {
			edit_wrong(f, &f->inputs.at[i], f->inputs.at[i].error);
			n++;
		}
	def_files files = { NULL, 0 };
	for (size_t i = 0; i < f->b.files.n; i++)
		if (!str_eq(f->b.files.at[i].path, path))
			LIST_ADD(a, &files, f->b.files.at[i]);
	LIST_ADD(a, &files, ((def_file){ path, written }));
	city_def *c = NULL;
	const err *wrong = defs_parse(a, files, &c);
	const yaml_node *root = NULL, *node = NULL, *next = NULL;
	if (!yaml_parse(a, path, written, &root))
		node = node_of(root, sheet, place, &next);
	if (!node)
		return n;
	for (const err *e = wrong; e; e = e->next) {
		i64 line, column;
		str rest = e->where;
		if (!str_eq(str_cut(&rest, ':'), path) || !str_i64(str_cut(&rest, ':'), &line) ||
		    !str_i64(rest, &column))
			continue;
		if (!before(node, line, column) || (next && before(next, line, column)))
			continue;
		str key = STR_NONE;
		for (size_t i = 0; node->kind == YN_MAP && i < node->keys.n; i++)
			if (before(node->keys.at[i], line, column))
				key = node->keys.at[i]->s;
		if (str_has(e->detail, STR("stands outside")))
			key = STR("at");
		err one = { e->code, e->where, e->detail, NULL };
		edit_items told = pm_mistakes(&f->b, &one, STR_NONE);
		edit_wrong(f, input_called(f, input_name(key)), told.n ? told.at[0].text : e->detail);
		n++;
	}
	return n;
}

str pm_example(arena *a, const city_def *c, const fact_def *f, str format_, str sample, instant now)
{
	static const struct {
		field_kind kind;
		const char *text;
	} made_up[] = { { FIELD_DATE, "2026-04-01" },
			{ FIELD_MONTH, "2026-04" },
			{ FIELD_POSTAL, "8030814" },
			{ FIELD_PHONE, "0935822111" },
			{ FIELD_NUMBER, "3" },
			{ FIELD_MONEY, "12000" },
			{ FIELD_YESNO, "yes" },
			{ FIELD_NAME, "小倉 花子" },
			{ FIELD_KANA, "コクラ ハナコ" },
			{ FIELD_MAIL, "hana@example.jp" },
			{ FIELD_ADDRESS, "北九州市小倉北区城内1-1" } };
	fact_answers given = pm_answers(c, sample);
	str value = STR_NONE;
	for (size_t i = 0; i < given.n; i++)
		if (str_eq(given.at[i].id, f->field.id))
			value = given.at[i].value;
	for (size_t i = 0; i < COUNT(made_up) && value.len == 0; i++)
		if (made_up[i].kind == f->field.kind)
			value = str_of(made_up[i].text);
	if (value.len == 0 && f->field.choices.n)
		value = f->field.choices.at[0].value;
	return value.len ? paper_text(a, &f->field, value, format_, now) : STR_NONE;
}
