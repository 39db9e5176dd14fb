/* Facts: the list with its search, one fact's form, where it is used. */
#include "modules/guide/manage/form.h"

#include "modules/guide/manage/templates/form.html.h"

#define CHOICES_MORE 3 /* empty rows for new choices */
#define CHOICES_MOST 60

static bool good_id(str s)
{
	bool good = s.len > 0 && s.len <= 32;
	for (size_t i = 0; i < s.len && good; i++)
		good = (s.at[i] >= 'a' && s.at[i] <= 'z') || (s.at[i] >= '0' && s.at[i] <= '9') || s.at[i] == '-';
	return good;
}

/* --- where it is used ------------------------------------------------------------------------------------------------------ */

static bool names_it(arena *a, const feel_expr *e, str name)
{
	if (!e)
		return false;
	strs free = feel_free(a, e);
	for (size_t i = 0; i < free.n; i++)
		if (str_eq(free.at[i], name))
			return true;
	return false;
}

static bool in_list(const strs *list, const fact_def *f)
{
	for (size_t i = 0; i < list->n; i++)
		if (str_eq(list->at[i], f->field.id) || str_eq(list->at[i], f->name))
			return true;
	return false;
}

static edit_items uses_of(const bench *b, const fact_def *f)
{
	req *r = b->r;
	arena *a = r->arena;
	edit_items list = { 0 };
	const city_def *c = b->drawn;
	for (size_t i = 0; i < b->files.n; i++) {
		const def_file *x = &b->files.at[i];
		csv_table t = { 0 };
		if (!str_ends(x->path, STR(".csv")) || csv_parse(a, x->text, &t) || t.n == 0)
			continue;
		for (size_t k = 0; k < t.at[0].n; k++)
			if (str_eq(t.at[0].at[k], f->name))
				LIST_ADD(a, &list,
					 ((edit_item){ .badge = gm_path(r, x->path),
						       .text = words_gm_column_named(a, r->lang, f->name),
						       .link = gm_link(r, x->path) }));
	}
	for (size_t i = 0; i < c->guide.tables.n; i++) { /* cells that name it: `> 収入` */
		const dmn_table *t = c->guide.tables.at[i];
		for (size_t k = 0; k < t->rules.n; k++)
			for (size_t m = 0; m < t->inputs.n; m++)
				if (names_it(a, t->rules.at[k].inputs[m].expr, f->name))
					LIST_ADD(a, &list,
						 ((edit_item){ .badge = gm_path(r, t->file),
							       .text = words_gm_row_n(a, r->lang, (i64)k + 1),
							       .link = gm_link(r, t->file) }));
	}
	for (size_t i = 0; i < c->facts.n; i++) {
		const fact_def *x = &c->facts.at[i];
		if (x != f && (names_it(a, x->ask_if, f->name) || names_it(a, x->value, f->name) ||
			       names_it(a, x->check, f->name)))
			LIST_ADD(a, &list,
				 ((edit_item){ .badge = x->name,
					       .text = say(r, T_gm_uses_expression),
					       .link = url_path(a, "/manage/guide/fact/%.*s", STR_ARG(x->field.id)) }));
	}
	for (size_t i = 0; i < c->guide.schemes.n; i++)
		if (str_eq(c->guide.schemes.at[i].due_from, f->name))
			LIST_ADD(a, &list,
				 ((edit_item){ .badge = text_in(&c->guide.schemes.at[i].name, r->lang),
					       .text = say(r, T_gm_f_due_from),
					       .link = url_path(a, "/manage/guide/scheme/%.*s",
								STR_ARG(c->guide.schemes.at[i].id)) }));
	bool asked = false;
	for (size_t i = 0; i < c->guide.events.n; i++) {
		const event_def *e = &c->guide.events.at[i];
		asked = asked || in_list(&e->first, f);
		for (size_t k = 0; k < e->given.n; k++)
			asked = asked || str_eq(e->given.at[k].id, f->field.id);
	}
	for (size_t i = 0; i < c->guide.groups.n; i++)
		asked = asked || in_list(&c->guide.groups.at[i].facts, f);
	if (asked)
		LIST_ADD(a, &list,
			 ((edit_item){ .badge = say(r, T_gm_questions),
				       .text = say(r, T_gm_uses_order),
				       .link = url_path(a, "/manage/guide/questions") }));
	return list;
}

/* --- the list ---------------------------------------------------------------------------------------------------------------- */

static bool matches(str query, const fact_def *f)
{
	if (query.len == 0 || str_has(f->name, query) || str_has(f->field.id, query))
		return true;
	for (lang l = LANG_JA; l < LANG_COUNT; l++)
		if (str_has(f->field.label.in[l], query) || str_has(f->question.in[l], query))
			return true;
	return false;
}

static const err *list_get(req *r, resp *out)
{
	bench b;
	TRY(bench_open(r, &b));
	arena *a = r->arena;
	gm_list_view v = { .query = str_trim(req_query(r, "q")),
			   .searches = true,
			   .action = url_path(a, "/manage/guide/facts"),
			   .add = url_path(a, "/manage/guide/new-fact"),
			   .add_text = say(r, T_gm_fact_new) };
	str file = STR_NONE;
	for (size_t i = 0; i < b.drawn->facts.n; i++) {
		const fact_def *f = &b.drawn->facts.at[i];
		if (!matches(v.query, f))
			continue;
		if (!str_eq(file, f->file)) {
			file = f->file;
			LIST_ADD(a, &v, ((struct gm_list_part){ .title = gm_path(r, file) }));
		}
		v.found++;
		LIST_ADD(a, &v.at[v.n - 1].items,
			 ((edit_item){ .text = f->name,
				       .about = text_in(f->question.in[LANG_JA].len ? &f->question : &f->field.label,
							r->lang),
				       .badge = f->value_text.len ? say(r, T_gm_computed)
								  : str_of(field_kind_name(f->field.kind)),
				       .tone = "info",
				       .link = url_path(a, "/manage/guide/fact/%.*s", STR_ARG(f->field.id)) }));
	}
	gm_begin(&b, &v.head, say(r, T_gm_facts), "facts");
	page_out o = page_begin(r);
	gm_list_page(&o, &v);
	page p = gm_page(v.head.title);
	return page_end(&o, &p, out);
}

/* --- the form ------------------------------------------------------------------------------------------------------------------ */

/* Choices as rows of inputs; an empty value takes the choice away. */
static void bind_choices(edit_form *f, fact_def *x)
{
	arena *a = f->r->arena;
	size_t rows = x->field.choices.n + CHOICES_MORE;
	fact_def made = { 0 };
	edit_heading(f, T_gm_f_choices);
	for (size_t i = 0; i < rows && i < CHOICES_MOST; i++) {
		field_choice c = i < x->field.choices.n ? x->field.choices.at[i] : (field_choice){ 0 };
		edit_line(f, str_format(a, "choice.%zu", i).at, T_gm_f_value, &c.value, "short");
		edit_text3(f, str_format(a, "choice.%zu.label", i).at, T_gm_f_label, &c.label, false);
		if (c.value.len && c.label.in[LANG_JA].len == 0)
			c.label.in[LANG_JA] = c.value;
		if (c.value.len)
			LIST_ADD(a, &made.field.choices, c);
	}
	x->field.choices.at = made.field.choices.at;
	x->field.choices.n = made.field.choices.n;
}

/* 1級: 3, なし: 90 */
static void bind_share(edit_form *f, fact_def *x)
{
	arena *a = f->r->arena;
	strs list = { 0 };
	for (size_t i = 0; i < x->share.n; i++)
		LIST_ADD(a, &list, str_format(a, "%.*s: %g", STR_ARG(x->share.at[i].value), x->share.at[i].weight));
	edit_input *m = edit_words(f, "share", T_gm_f_share, &list, "wide");
	m->help = say(f->r, T_gm_f_share_help);
	if (!f->posted)
		return;
	x->share.n = 0;
	x->share.at = NULL;
	for (size_t i = 0; i < list.n; i++) {
		size_t colon = list.at[i].len;
		while (colon > 0 && list.at[i].at[colon - 1] != ':')
			colon--;
		char *rest;
		double weight = strtod(arena_copy(a, str_trim(str_sub(list.at[i], colon, list.at[i].len))).at, &rest);
		if (colon == 0 || *rest || !(weight > 0 && weight < 1e9)) {
			m->error = say(f->r, T_gm_f_share_help);
			f->wrong = true;
			continue;
		}
		LIST_ADD(a, &x->share, ((fact_share){ str_trim(str_sub(list.at[i], 0, colon - 1)), weight }));
	}
}

static void bind_bound(edit_form *f, const char *name, word label, i64 *to, bool *bounded)
{
	str text = *bounded ? str_format(f->r->arena, "%lld", (long long)*to) : STR_NONE;
	edit_input *m = edit_line(f, name, label, &text, "short");
	if (!f->posted)
		return;
	*bounded = text.len > 0;
	if (text.len && !str_i64(text, to)) {
		m->error = say(f->r, T_gm_err_number);
		f->wrong = true;
	}
}

static void bind(edit_form *f, fact_def *x)
{
	arena *a = f->r->arena;
	edit_line(f, "name", T_gm_f_fact_name, &x->name, "third")->help = say(f->r, T_gm_f_fact_name_help);
	strs kinds = { 0 };
	for (field_kind k = 0; k < FIELD_KIND_COUNT; k++)
		LIST_ADD(a, &kinds, str_of(field_kind_name(k)));
	str kind = str_of(field_kind_name(x->field.kind));
	edit_input *m = edit_select(f, "type", T_gm_f_type, &kind, &kinds, &kinds);
	if (!field_kind_of(kind, &x->field.kind))
		m->error = say(f->r, T_gm_err_number), f->wrong = true;
	edit_text3(f, "label", T_gm_f_label, &x->field.label, false);
	edit_text3(f, "question", T_gm_f_question, &x->question, false);
	edit_text3(f, "help", T_gm_f_help, &x->field.help, true);
	bind_bound(f, "least", T_gm_f_least, &x->field.least, &x->field.bounded_least);
	bind_bound(f, "most", T_gm_f_most, &x->field.most, &x->field.bounded_most);
	edit_text3(f, "unit", T_gm_f_unit, &x->field.unit, false);
	edit_check(f, "no_future", T_gm_f_no_future, &x->field.no_future);
	edit_check(f, "no_past", T_gm_f_no_past, &x->field.no_past);
	edit_number_of(f, "sensitive", T_gm_f_sensitive, &x->sensitive);
	edit_number_of(f, "hard", T_gm_f_hard, &x->hard);
	if (x->field.kind == FIELD_CHOICE || x->field.kind == FIELD_CHOICES || x->field.choices.n)
		bind_choices(f, x);
	edit_heading(f, T_gm_h_rules);
	edit_lines(f, "ask_if", T_gm_f_ask_if, &x->ask_if_text)->mono = true;
	edit_lines(f, "value", T_gm_f_computed, &x->value_text)->mono = true;
	edit_lines(f, "check", T_gm_f_check, &x->check_text)->mono = true;
	edit_text3(f, "check_message", T_gm_f_check_message, &x->check_message, false);
	bind_share(f, x);
}

static const err *fact_form(req *r, resp *out, bool new)
{
	edit_form f = { .r = r, .posted = str_eq(r->method, STR("POST")), .new = new };
	TRY(bench_open(r, &f.b));
	arena *a = r->arena;
	city_def c = *f.b.drawn;
	fact_defs all = c.facts;
	all.at = arena_alloc(a, (c.facts.n + 1) * sizeof *all.at);
	if (c.facts.n)
		memcpy(all.at, c.facts.at, c.facts.n * sizeof *all.at);
	str id = new ? str_trim(req_form(r, "id")) : req_param(r, "id");
	size_t at = 0;
	while (at < all.n && !str_eq(all.at[at].field.id, id))
		at++;
	bool taken = at < all.n;
	if (!taken && !new)
		return err_of(ERR_not_found);
	edit_items uses = new ? (edit_items){ 0 } : uses_of(&f.b, &c.facts.at[at]);
	if (new) {
		edit_input *m = edit_line(&f, "id", T_gm_f_id, &id, "short");
		if (f.posted && (!good_id(id) || taken)) {
			m->error = taken ? words_gm_err_there(a, r->lang, id) : say(r, T_gm_err_id);
			f.wrong = true;
		}
		strs files = { 0 }, names = { 0 };
		for (size_t i = 0; i < f.b.files.n; i++) {
			if (defs_path(f.b.files.at[i].path, NULL) != PATH_FACTS)
				continue;
			LIST_ADD(a, &files, f.b.files.at[i].path);
			LIST_ADD(a, &names, gm_path(r, f.b.files.at[i].path));
		}
		str file = files.n ? files.at[0] : STR("facts.yaml");
		edit_select(&f, "file", T_gm_f_file, &file, &files, &names);
		if (defs_path(file, NULL) != PATH_FACTS)
			return err_of(ERR_bad_request);
		at = all.n++;
		all.at[at] =
			(fact_def){ .field = field_plain(arena_copy(a, good_id(id) ? id : STR("new")), FIELD_YESNO),
				    .file = file };
	}
	fact_def *x = &all.at[at];
	str path = x->file;
	bool remove = f.posted && str_eq(req_form(r, "do"), STR("remove"));
	if (remove) {
		f.posted = false;
		i64 rev = -1;
		if (!str_i64(req_form(r, "rev"), &rev))
			return err_of(ERR_bad_request);
		if (uses.n == 0) {
			memmove(x, x + 1, (all.n - at - 1) * sizeof *x);
			all.n--;
			c.facts = all;
			TRY(draft_save(r, path, defs_write_facts(a, &c, path), rev, NULL));
			resp_redirect(r, out, STR("/manage/guide/facts?saved=1"));
			return NULL;
		}
	}
	bind(&f, x);
	c.facts = all;
	if (f.posted) {
		bool saved;
		TRY(gm_form_save(&f, path, "facts", x->field.id, defs_write_facts(a, &c, path), &saved));
		if (saved) {
			resp_redirect(r, out, str_format(a, "/manage/guide/fact/%.*s?saved=1", STR_ARG(x->field.id)));
			return NULL;
		}
	}
	gm_form_view v = { .action = new ? url_path(a, "/manage/guide/new-fact")
					 : url_path(a, "/manage/guide/fact/%.*s", STR_ARG(x->field.id)),
			   .inputs = f.inputs,
			   .errors = f.errors,
			   .uses = uses,
			   .of_fact = !new,
			   .may_remove = !new };
	return gm_form_reply(&f, path, &v, new || !x->name.len ? say(r, T_gm_fact_new) : x->name, "facts", remove, out);
}

static const err *fact_page(req *r, resp *out)
{
	return fact_form(r, out, false);
}

static const err *new_fact_page(req *r, resp *out)
{
	return fact_form(r, out, true);
}

const route gm_fact_routes[] = {
	{ "GET", "/manage/guide/facts", ACCESS_ADMIN, list_get },
	{ "GET", "/manage/guide/fact/:id", ACCESS_ADMIN, fact_page },
	{ "POST", "/manage/guide/fact/:id", ACCESS_ADMIN, fact_page },
	{ "GET", "/manage/guide/new-fact", ACCESS_ADMIN, new_fact_page },
	{ "POST", "/manage/guide/new-fact", ACCESS_ADMIN, new_fact_page },
	{ 0 },
};
