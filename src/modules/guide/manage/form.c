#include "modules/guide/manage/form.h"

#include "modules/guide/manage/templates/form.html.h"
#include "text/yaml.h"

/* Lines of an entry in the text that was made: [from, to]; and the key that stands at a line of it. */
static void entry_lines(const yaml_node *list, size_t nth, i64 *from, i64 *to)
{
	*from = list->keys.at[nth]->line;
	*to = nth + 1 < list->keys.n ? list->keys.at[nth + 1]->line - 1 : INT32_MAX;
}

static str key_at(const yaml_node *entry, i64 line)
{
	str key = STR_NONE;
	for (size_t i = 0; entry->kind == YN_MAP && i < entry->keys.n; i++)
		if (entry->keys.at[i]->line <= line)
			key = entry->keys.at[i]->s;
	return key;
}

void gm_form_revs(const edit_form *f, str path, gm_form_view *v)
{
	v->stored = bench_rev(&f->b, path);
	v->rev = f->posted ? f->rev : v->stored;
	v->stale = f->stale;
}

const err *gm_form_save(edit_form *f, str path, const char *list, str id, str text, bool *ret_saved)
{
	arena *a = f->r->arena;
	*ret_saved = false;
	bool overwrite = str_eq(req_form(f->r, "do"), STR("overwrite"));
	if (!str_i64(req_form(f->r, overwrite ? "stored" : "rev"), &f->rev))
		return err_of(ERR_bad_request);
	if (f->new)
		f->rev = bench_rev(&f->b, path);
	for (size_t i = 0; i < f->inputs.n; i++)
		if (f->inputs.at[i].error.len)
			edit_wrong(f, &f->inputs.at[i], f->inputs.at[i].error);
	def_files files = { NULL, 0 };
	for (size_t i = 0; i < f->b.files.n; i++)
		if (!str_eq(f->b.files.at[i].path, path))
			LIST_ADD(a, &files, f->b.files.at[i]);
	LIST_ADD(a, &files, ((def_file){ path, text }));
	city_def *c = NULL;
	const err *mistakes = defs_parse(a, files, &c);
	const yaml_node *root = NULL, *entries = NULL, *entry = NULL;
	i64 from = 0, to = INT32_MAX;
	const err *bad = yaml_parse(a, path, text, &root);
	if (!bad)
		entries = yaml_get(root, list);
	for (size_t i = 0; entries && entries->kind == YN_MAP && i < entries->keys.n; i++)
		if (str_eq(entries->keys.at[i]->s, id)) {
			entry = entries->items.at[i];
			entry_lines(entries, i, &from, &to);
		}
	for (const err *e = mistakes; e; e = e->next) {
		i64 line;
		str rest = e->where;
		if (!str_starts(e->where, path))
			continue;
		str_cut(&rest, ':');
		if (!str_i64(str_cut(&rest, ':'), &line) || line < from || line > to)
			continue;
		edit_wrong(f, entry ? edit_input_of(f, key_at(entry, line)) : NULL, gm_mistake(f->r, e));
	}
	if (f->errors.n || f->wrong)
		return NULL;
	const err *e = draft_save(f->r, path, text, f->rev, NULL);
	if (err_is(e, ERR_stale)) {
		f->stale = true;
		edit_wrong(f, NULL, say(f->r, T_gm_stale_window));
		return NULL;
	}
	TRY(e);
	*ret_saved = true;
	return NULL;
}

const err *gm_form_reply(edit_form *f, str path, gm_form_view *v, str title, const char *tab, bool used, resp *out)
{
	req *r = f->r;
	const other_draft *other = bench_other(&f->b, path);
	gm_form_revs(f, path, v);
	if (other)
		v->other = words_gm_other_edits(r->arena, r->lang, other->name,
						gm_time(r->arena, r->lang, other->changed_at));
	gm_begin(&f->b, &v->head, title, tab);
	if (used)
		v->head.wrong = say(r, T_gm_used_so_stays);
	if (f->errors.n || used)
		out->status = f->stale ? 409 : 422;
	page_out o = page_begin(r);
	gm_form_page(&o, v);
	page p = gm_page(title);
	return page_end(&o, &p, out);
}
