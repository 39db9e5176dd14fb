#include "modules/guide/manage/form.h"

#include "modules/guide/manage/templates/form.html.h"
#include "text/yaml.h"

static str say(const req *r, word w)
{
	return words_text(r->arena, r->lang, w);
}

static gm_input *add(gm_form *f, gm_kind kind, const char *name, str label, const char *css)
{
	LIST_ADD(f->r->arena, &f->inputs,
		 ((gm_input){ .kind = kind, .name = str_of(name), .label = label, .css = css }));
	return &f->inputs.at[f->inputs.n - 1];
}

/* Lines without \r, without white space at the ends. */
static str typed(gm_form *f, str name)
{
	str s = str_trim(req_form(f->r, name.at));
	char *at = arena_alloc(f->r->arena, s.len + 1);
	size_t n = 0;
	for (size_t i = 0; i < s.len; i++)
		if (s.at[i] != '\r')
			at[n++] = s.at[i];
	at[n] = 0;
	return (str){ at, n };
}

gm_input *gm_line(gm_form *f, const char *name, word label, str *to, const char *css)
{
	gm_input *m = add(f, GM_LINE, name, say(f->r, label), css);
	if (f->posted)
		*to = typed(f, m->name);
	m->value = *to;
	return m;
}

gm_input *gm_lines(gm_form *f, const char *name, word label, str *to)
{
	gm_input *m = gm_line(f, name, label, to, "wide");
	m->kind = GM_LINES;
	return m;
}

void gm_text3(gm_form *f, const char *name, word label, text3 *to, bool lines)
{
	static const char *const ends[LANG_COUNT] = { [LANG_JA] = "ja", [LANG_JA_EASY] = "ja-easy", [LANG_EN] = "en" };
	static const word langs[LANG_COUNT] = {
		[LANG_JA] = T_manage_lang_ja, [LANG_JA_EASY] = T_manage_lang_easy, [LANG_EN] = T_manage_lang_en
	};
	arena *a = f->r->arena;
	for (lang l = LANG_JA; l < LANG_COUNT; l++) {
		str id = str_format(a, "%s.%s", name, ends[l]);
		gm_input *m = add(f, lines ? GM_LINES : GM_LINE, id.at,
				  words_manage_in_lang(a, f->r->lang, say(f->r, label), say(f->r, langs[l])),
				  l == LANG_JA ? "third first" : "third");
		if (f->posted)
			to->in[l] = typed(f, id);
		m->value = to->in[l];
	}
}

gm_input *gm_number_of(gm_form *f, const char *name, word label, int *to)
{
	str text = *to ? str_format(f->r->arena, "%d", *to) : STR_NONE;
	gm_input *m = gm_line(f, name, label, &text, "short");
	i64 n = 0;
	if (f->posted && text.len && (!str_i64(text, &n) || n < 0 || n > 1000000)) {
		m->error = say(f->r, T_gm_err_number);
		f->wrong = true;
	} else if (f->posted) {
		*to = (int)n;
	}
	return m;
}

gm_input *gm_check(gm_form *f, const char *name, word label, bool *to)
{
	gm_input *m = add(f, GM_CHECK, name, say(f->r, label), "");
	if (f->posted)
		*to = req_form(f->r, name).len > 0;
	m->chosen = *to;
	return m;
}

gm_input *gm_select(gm_form *f, const char *name, word label, str *to, const strs *values, const strs *texts)
{
	gm_input *m = gm_line(f, name, label, to, "third");
	m->kind = GM_SELECT;
	bool there = false;
	for (size_t i = 0; i < values->n; i++) {
		bool here = str_eq(values->at[i], *to);
		there = there || here;
		LIST_ADD(f->r->arena, &m->options, ((gm_option){ STR_NONE, values->at[i], texts->at[i], here }));
	}
	if (!there) /* what stands in the file is shown as it is */
		LIST_ADD(f->r->arena, &m->options, ((gm_option){ STR_NONE, *to, *to, true }));
	return m;
}

static bool has(const strs *list, str s)
{
	for (size_t i = 0; i < list->n; i++)
		if (str_eq(list->at[i], s))
			return true;
	return false;
}

void gm_checks(gm_form *f, const char *name, word label, strs *to, const strs *values, const strs *texts)
{
	gm_input *m = add(f, GM_CHECKS, name, say(f->r, label), "");
	if (f->posted)
		*to = req_form_all(f->r, name);
	for (size_t i = 0; i < values->n; i++)
		LIST_ADD(f->r->arena, &m->options,
			 ((gm_option){ str_format(f->r->arena, "%s.%zu", name, i), values->at[i], texts->at[i],
				       has(to, values->at[i]) }));
}

gm_input *gm_words(gm_form *f, const char *name, word label, strs *to, const char *css)
{
	arena *a = f->r->arena;
	str text = STR_NONE;
	for (size_t i = 0; i < to->n; i++)
		text = i ? str_format(a, "%.*s、%.*s", STR_ARG(text), STR_ARG(to->at[i])) : to->at[i];
	gm_input *m = gm_line(f, name, label, &text, css);
	if (!f->posted)
		return m;
	*to = (strs){ NULL, 0 };
	size_t from = 0;
	for (size_t i = 0; i <= text.len; i++) {
		bool wide = i + 3 <= text.len && memcmp(text.at + i, "、", 3) == 0;
		if (i < text.len && !wide && text.at[i] != ',' && text.at[i] != '\n')
			continue;
		str one = str_trim(str_sub(text, from, i));
		if (one.len)
			LIST_ADD(a, to, arena_copy(a, one));
		from = i + (wide ? 3 : 1);
	}
	return m;
}

void gm_heading(gm_form *f, word label)
{
	add(f, GM_HEADING, "", say(f->r, label), "");
}

/* The input of a key: itself, or the first of its languages. */
static gm_input *input_of(gm_form *f, str key)
{
	str under = str_format(f->r->arena, "%.*s.", STR_ARG(key));
	for (size_t i = 0; i < f->inputs.n; i++)
		if (str_eq(f->inputs.at[i].name, key) || str_starts(f->inputs.at[i].name, under))
			return &f->inputs.at[i];
	return NULL;
}

/* Lines of an entry in the text that was made: [from, to]; and the key that stands at a line of it. */
static bool entry_lines(const yaml_node *entry, const yaml_node *list, size_t nth, i64 *from, i64 *to)
{
	(void)entry;
	*from = list->keys.at[nth]->line;
	*to = nth + 1 < list->keys.n ? list->keys.at[nth + 1]->line - 1 : INT32_MAX;
	return true;
}

static str key_at(const yaml_node *entry, i64 line)
{
	str key = STR_NONE;
	for (size_t i = 0; entry->kind == YN_MAP && i < entry->keys.n; i++)
		if (entry->keys.at[i]->line <= line)
			key = entry->keys.at[i]->s;
	return key;
}

static void add_error(gm_form *f, gm_input *m, str text)
{
	if (m && m->error.len == 0)
		m->error = text;
	LIST_ADD(f->r->arena, &f->errors,
		 ((gm_item){ .text = text,
			     .badge = m ? m->label : STR_NONE,
			     .link = url_of(f->r->arena, m ? str_format(f->r->arena, "#%.*s", STR_ARG(m->name))
							   : STR("#errors")) }));
}

void gm_form_revs(const gm_form *f, str path, gm_form_view *v)
{
	v->stored = bench_rev(&f->b, path);
	v->rev = f->posted ? f->rev : v->stored;
	v->stale = f->stale;
}

const err *gm_form_save(gm_form *f, str path, const char *list, str id, str text, bool *ret_saved)
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
			add_error(f, &f->inputs.at[i], f->inputs.at[i].error);
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
			entry_lines(entry, entries, i, &from, &to);
		}
	for (const err *e = mistakes; e; e = e->next) {
		i64 line;
		str rest = e->where;
		if (!str_starts(e->where, path))
			continue;
		str_cut(&rest, ':');
		if (!str_i64(str_cut(&rest, ':'), &line) || line < from || line > to)
			continue;
		add_error(f, entry ? input_of(f, key_at(entry, line)) : NULL, gm_mistake(f->r, e));
	}
	if (f->errors.n || f->wrong)
		return NULL;
	const err *e = draft_save(f->r, path, text, f->rev, NULL);
	if (err_is(e, ERR_stale)) {
		f->stale = true;
		add_error(f, NULL, say(f->r, T_gm_stale_window));
		return NULL;
	}
	TRY(e);
	*ret_saved = true;
	return NULL;
}

const err *gm_form_reply(gm_form *f, str path, gm_form_view *v, str title, const char *tab, bool used, resp *out)
{
	req *r = f->r;
	const other_draft *other = bench_other(&f->b, path);
	gm_form_revs(f, path, v);
	if (other)
		v->other = words_gm_other_edits(r->arena, r->lang, other->name,
						gm_time(r->arena, r->lang, other->changed_at));
	gm_begin(&f->b, &v->head, title, tab);
	if (used)
		v->head.wrong = words_text(r->arena, r->lang, T_gm_used_so_stays);
	if (f->errors.n || used)
		out->status = f->stale ? 409 : 422;
	page_out o = page_begin(r);
	gm_form_page(&o, v);
	page p = gm_page(title);
	return page_end(&o, &p, out);
}
