/* Fields bound to structs: rows, names, errors. The fields' kinds are in manage_bind.c. */
#include "modules/visits/manage/manage_bind.h"

form form_new(const req *r, const city_def *city, bool posted)
{
	form f = { .a = r->arena, .l = r->lang, .r = r, .city = city, .posted = posted };
	if (posted)
		f.doing = req_form(r, "do");
	f.quiet = str_find(f.doing, ':') < f.doing.len;
	return f;
}

void form_section(form *f, const char *id, word title, word help)
{
	mf_section s = { .id = str_of(id), .title = words_text(f->a, f->l, title), .css = "" };
	if (help.id)
		s.help = words_text(f->a, f->l, help);
	LIST_ADD(f->a, &f->sections, s);
}

static mf_section *section_now(form *f)
{
	CHECK(f->sections.n > 0);
	return &f->sections.at[f->sections.n - 1];
}

mf_group *form_group(form *f, str id, str legend)
{
	mf_section *s = section_now(f);
	LIST_ADD(f->a, &s->groups, ((mf_group){ .id = id, .legend = legend }));
	return &s->groups.at[s->groups.n - 1];
}

/* --- names ---------------------------------------------------------------------------------------------------------- */

str bind_name(const form *f, const char *leaf)
{
	return f->row.len ? str_format(f->a, "%.*s.%s", STR_ARG(f->row), leaf) : str_of(leaf);
}

bool bind_given(const form *f)
{
	return f->posted && !f->row_fresh;
}

str bind_given_name(const form *f, const char *leaf)
{
	return f->row.len ? str_format(f->a, "%.*s.%s", STR_ARG(f->row_given), leaf) : str_of(leaf);
}

mf_field *bind_field(form *f, mf_kind kind, const char *leaf, str label)
{
	mf_section *s = section_now(f);
	if (s->groups.n == 0)
		form_group(f, STR_NONE, STR_NONE);
	mf_group *g = &s->groups.at[s->groups.n - 1];
	LIST_ADD(f->a, &g->fields,
		 ((mf_field){ .kind = kind, .name = bind_name(f, leaf), .label = label, .lang = "", .css = "" }));
	return &g->fields.at[g->fields.n - 1];
}

/* --- errors ---------------------------------------------------------------------------------------------------------- */

/* Where the error of that name is written; NULL when nothing has the name. */
static str *error_at(const form *f, str name, mf_group **ret_group, str *ret_label)
{
	*ret_group = NULL;
	*ret_label = STR_NONE;
	for (size_t i = 0; i < f->sections.n; i++) {
		mf_section *s = &f->sections.at[i];
		for (size_t k = 0; k < s->matrix.rows.n; k++)
			if (str_eq(s->matrix.rows.at[k].first, name) || str_eq(s->matrix.rows.at[k].also, name))
				return &s->matrix.rows.at[k].error;
		for (size_t k = 0; k < s->groups.n; k++) {
			mf_group *g = *ret_group = &s->groups.at[k];
			for (size_t j = 0; j < g->fields.n; j++)
				if (str_eq(g->fields.at[j].name, name)) {
					*ret_label = g->fields.at[j].label;
					return &g->fields.at[j].error;
				}
			if (g->id.len && str_eq(g->id, name))
				return &g->error;
		}
		*ret_group = NULL;
	}
	return NULL;
}

bool form_has(const form *f, str name)
{
	mf_group *g;
	str label;
	return error_at(f, name, &g, &label) != NULL;
}

void form_wrong(form *f, str name, str message)
{
	if (f->quiet)
		return;
	mf_group *g;
	str label, *at = error_at(f, name, &g, &label);
	if (g)
		g->open = true;
	if (at && at->len)
		return; /* the first that is wrong there is enough */
	if (at)
		*at = message;
	if (label.len)
		message = words_manage_of(f->a, f->l, label, message);
	LIST_ADD(f->a, &f->errors, ((field_error){ at ? name : STR_NONE, message }));
}

/* --- rows ----------------------------------------------------------------------------------------------------------- */

static str given_in_row(const form *f, const char *name, i64 given, const char *leaf)
{
	return req_form(f->r, str_format(f->a, "%s.%lld.%s", name, (long long)given, leaf).at);
}

static bool row_is_blank(const form *f, const char *name, i64 given, const char *const *leaves)
{
	for (; leaves && *leaves; leaves++)
		if (str_trim(given_in_row(f, name, given, *leaves)).len)
			return false;
	return leaves != NULL;
}

/* up:closures:2 → "up", 2; false when it is about other rows. */
static bool asked_of(const form *f, const char *name, str *ret_what, i64 *ret_row)
{
	str rest = f->doing;
	*ret_what = str_cut(&rest, ':');
	str rows = str_cut(&rest, ':');
	*ret_row = -1;
	return str_eq(rows, str_of(name)) && (rest.len == 0 || str_i64(rest, ret_row));
}

static void rearrange(mf_rows *rows, str what, i64 given)
{
	for (size_t i = 0; i < rows->n; i++) {
		if (rows->at[i].given != given)
			continue;
		bool up = str_eq(what, STR("up")), down = str_eq(what, STR("down"));
		size_t other = up && i > 0 ? i - 1 : down && i + 1 < rows->n ? i + 1 : i;
		mf_row moved = rows->at[i];
		rows->at[i] = rows->at[other];
		rows->at[other] = moved;
		if (str_eq(what, STR("remove"))) {
			memmove(&rows->at[i], &rows->at[i + 1], (rows->n - i - 1) * sizeof *rows->at);
			rows->n--;
		}
		return;
	}
}

mf_rows form_rows(form *f, const char *name, size_t have, size_t blanks, const char *const *leaves)
{
	mf_rows rows = { .name = name };
	i64 n = (i64)have;
	if (f->posted && (!str_i64(req_form(f->r, str_format(f->a, "n.%s", name).at), &n) || n < 0 || n > MF_ROWS_MAX))
		n = 0;
	for (i64 i = 0; i < n; i++) {
		if (!f->posted)
			LIST_ADD(f->a, &rows, ((mf_row){ i, -1 }));
		else if (!row_is_blank(f, name, i, leaves))
			LIST_ADD(f->a, &rows, ((mf_row){ -1, i }));
	}
	str what;
	i64 given;
	if (f->posted && asked_of(f, name, &what, &given)) {
		if (str_eq(what, STR("add")))
			blanks++;
		else
			rearrange(&rows, what, given);
	}
	for (size_t i = 0; i < blanks && rows.n < MF_ROWS_MAX; i++)
		LIST_ADD(f->a, &rows, ((mf_row){ -1, -1 }));
	return rows;
}

str form_row_value(const form *f, const mf_rows *rows, size_t i, const char *leaf)
{
	return rows->at[i].given < 0 ? STR_NONE : given_in_row(f, rows->name, rows->at[i].given, leaf);
}

static void row_button(form *f, mf_group *g, const mf_rows *rows, size_t i, const char *what, word text, bool off)
{
	str word_text = words_text(f->a, f->l, text);
	mf_button b = { .value = str_format(f->a, "%s:%s:%zu", what, rows->name, i),
			.text = word_text,
			.label = words_manage_of(f->a, f->l, g->legend, word_text),
			.off = off };
	LIST_ADD(f->a, &g->buttons, b);
}

void form_row(form *f, const mf_rows *rows, size_t i, str legend, bool moving)
{
	const mf_row *row = &rows->at[i];
	bool empty = row->old < 0 && row->given < 0;
	f->row = str_format(f->a, "%s.%zu", rows->name, i);
	f->row_given = str_format(f->a, "%s.%lld", rows->name, (long long)row->given);
	f->row_fresh = row->given < 0;
	mf_group *g = form_group(f, f->row, legend);
	if (empty)
		return;
	bool last = i + 1 == rows->n || (rows->at[i + 1].old < 0 && rows->at[i + 1].given < 0);
	if (moving) {
		row_button(f, g, rows, i, "up", T_manage_up, i == 0);
		row_button(f, g, rows, i, "down", T_manage_down, last);
	}
	row_button(f, g, rows, i, "remove", T_manage_remove, false);
}

void form_rows_end(form *f, const mf_rows *rows, word add)
{
	f->row = f->row_given = STR_NONE;
	f->row_fresh = false;
	LIST_ADD(f->a, &f->hidden,
		 ((hidden_field){ str_format(f->a, "n.%s", rows->name), str_format(f->a, "%zu", rows->n) }));
	if (add.id)
		section_now(f)->add = (mf_button){ .value = str_format(f->a, "add:%s:", rows->name),
						   .text = words_text(f->a, f->l, add) };
}

void form_note(form *f, str text)
{
	bind_field(f, MF_NOTE, "note", STR_NONE)->value = text;
}
