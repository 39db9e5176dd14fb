/* Schemes: the list by file, and one scheme's texts. */
#include "modules/guide/manage/form.h"

#include "modules/guide/manage/templates/form.html.h"

static bool matches(str query, const text3 *name, str id, str reading)
{
	if (query.len == 0 || str_has(id, query) || str_has(reading, query))
		return true;
	for (lang l = LANG_JA; l < LANG_COUNT; l++)
		if (str_has(name->in[l], query))
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
			   .action = url_path(a, "/manage/guide/schemes"),
			   .add = url_path(a, "/manage/guide/new-scheme"),
			   .add_text = say(r, T_gm_scheme_new) };
	const scheme_defs *all = &b.drawn->guide.schemes;
	str file = STR_NONE;
	for (size_t i = 0; i < all->n; i++) {
		const scheme_def *s = &all->at[i];
		if (!matches(v.query, &s->name, s->id, s->reading))
			continue;
		if (!str_eq(file, s->file)) {
			file = s->file;
			LIST_ADD(a, &v, ((struct gm_list_part){ .title = gm_path(r, file) }));
		}
		v.found++;
		LIST_ADD(a, &v.at[v.n - 1].items,
			 ((edit_item){ .text = text_in(&s->name, r->lang),
				       .about = s->law,
				       .badge = s->confirmed ? STR_NONE : say(r, T_gm_sample),
				       .tone = "warn",
				       .link = url_path(a, "/manage/guide/scheme/%.*s", STR_ARG(s->id)) }));
	}
	gm_begin(&b, &v.head, say(r, T_gm_schemes), "schemes");
	page_out o = page_begin(r);
	gm_list_page(&o, &v);
	page p = gm_page(v.head.title);
	return page_end(&o, &p, out);
}

static void bind(edit_form *f, scheme_def *s)
{
	arena *a = f->r->arena;
	const city_def *c = f->b.drawn;
	edit_text3(f, "name", T_gm_f_name, &s->name, false);
	edit_line(f, "reading", T_gm_f_reading, &s->reading, "third");
	edit_words(f, "words", T_gm_f_words, &s->words, "wide");
	str kind = s->kind == SCHEME_DUTY ? STR("duty") : STR("right");
	str kinds[] = { STR("right"), STR("duty") };
	str kind_texts[] = { say(f->r, T_gm_kind_right), say(f->r, T_gm_kind_duty) };
	edit_select(f, "kind", T_gm_f_kind, &kind, &(strs){ kinds, 2 }, &(strs){ kind_texts, 2 });
	s->kind = str_eq(kind, STR("duty")) ? SCHEME_DUTY : SCHEME_RIGHT;
	edit_number_of(f, "worth", T_gm_f_worth, &s->worth);
	edit_text3(f, "about", T_gm_f_about, &s->about, true);
	edit_text3(f, "todo", T_gm_f_todo, &s->todo, true);
	strs ids = { 0 }, names = { 0 };
	for (size_t i = 0; i < c->guide.events.n; i++) {
		LIST_ADD(a, &ids, c->guide.events.at[i].id);
		LIST_ADD(a, &names, text_in(&c->guide.events.at[i].name, f->r->lang));
	}
	edit_checks(f, "events", T_gm_events, &s->events, &ids, &names);
	edit_heading(f, T_gm_h_due);
	edit_text3(f, "deadline", T_gm_f_deadline, &s->deadline, false);
	strs dates = { 0 }, date_names = { 0 };
	LIST_ADD(a, &dates, STR_NONE);
	LIST_ADD(a, &date_names, say(f->r, T_manage_none));
	for (size_t i = 0; i < c->facts.n; i++) {
		if (c->facts.at[i].field.kind != FIELD_DATE)
			continue;
		LIST_ADD(a, &dates, c->facts.at[i].name);
		LIST_ADD(a, &date_names, c->facts.at[i].name);
	}
	edit_select(f, "due", T_gm_f_due_from, &s->due_from, &dates, &date_names);
	edit_number_of(f, "due.days", T_gm_f_due_days, &s->due_days);
	edit_number_of(f, "due.months", T_gm_f_due_months, &s->due_months);
	edit_check(f, "due.with_first", T_gm_f_due_first, &s->due_with_first);
	edit_heading(f, T_gm_h_where);
	strs services = { 0 }, service_names = { 0 };
	LIST_ADD(a, &services, STR_NONE);
	LIST_ADD(a, &service_names, say(f->r, T_manage_none));
	for (size_t i = 0; i < c->services.n; i++) {
		LIST_ADD(a, &services, c->services.at[i].id);
		LIST_ADD(a, &service_names, text_in(&c->services.at[i].name, f->r->lang));
	}
	edit_select(f, "where", T_gm_f_where, &s->where, &services, &service_names);
	edit_text3(f, "office", T_gm_f_office, &s->office, false);
	edit_text3(f, "bring", T_gm_f_bring, &s->bring, true);
	edit_line(f, "online", T_gm_f_online, &s->online, "wide");
	edit_heading(f, T_gm_h_source);
	edit_line(f, "source", T_gm_f_law, &s->law, "wide");
	edit_line(f, "source.url", T_gm_f_law_url, &s->law_url, "wide");
	edit_text3(f, "section", T_gm_f_section, &s->section, false);
	edit_check(f, "confirmed", T_gm_f_confirmed, &s->confirmed);
}

static bool good_id(str s)
{
	bool good = s.len > 0 && s.len <= 32;
	for (size_t i = 0; i < s.len && good; i++)
		good = (s.at[i] >= 'a' && s.at[i] <= 'z') || (s.at[i] >= '0' && s.at[i] <= '9') || s.at[i] == '-';
	return good;
}

/* Rows of tables and cases that name the scheme. */
static edit_items uses_of(const bench *b, str id)
{
	arena *a = b->r->arena;
	edit_items list = { 0 };
	for (size_t i = 0; i < b->files.n; i++) {
		const def_file *x = &b->files.at[i];
		csv_table t = { 0 };
		if (!str_ends(x->path, STR(".csv")) || csv_parse(a, x->text, &t))
			continue;
		bool cases = str_starts(x->path, STR("cases/"));
		size_t n = 0;
		for (size_t k = 1; k < t.n; k++) {
			bool here = !cases && t.at[k].n && str_eq(t.at[k].at[0], id);
			for (size_t c = 0; cases && c < t.at[k].n && c < t.at[0].n && !here; c++) {
				str rest = t.at[k].at[c];
				while (grid_role_of(t.at[0].at[c], c, true) == ROLE_EXPECTED && rest.len && !here)
					here = str_eq(str_cut(&rest, ' '), id);
			}
			n += here;
		}
		if (n)
			LIST_ADD(a, &list,
				 ((edit_item){ .badge = gm_path(b->r, x->path),
					       .text = words_gm_rows_n(a, b->r->lang, (i64)n),
					       .link = gm_link(b->r, x->path) }));
	}
	return list;
}

static const err *scheme_form(req *r, resp *out, bool new)
{
	edit_form f = { .r = r, .posted = str_eq(r->method, STR("POST")), .new = new };
	TRY(bench_open(r, &f.b));
	arena *a = r->arena;
	city_def c = *f.b.drawn;
	scheme_defs all = { 0 };
	for (size_t i = 0; i < c.guide.schemes.n; i++)
		LIST_ADD(a, &all, c.guide.schemes.at[i]);
	size_t at = 0;
	str id = new ? str_trim(req_form(r, "id")) : req_param(r, "id");
	while (at < all.n && !str_eq(all.at[at].id, id))
		at++;
	bool taken = at < all.n;
	if (!taken && !new)
		return err_of(ERR_not_found);
	if (new) {
		str file = all.n ? all.at[0].file : STR("schemes/common.yaml");
		strs files = { 0 }, names = { 0 };
		for (size_t i = 0; i < all.n; i++) {
			bool there = false;
			for (size_t k = 0; k < files.n; k++)
				there = there || str_eq(files.at[k], all.at[i].file);
			if (there)
				continue;
			LIST_ADD(a, &files, all.at[i].file);
			LIST_ADD(a, &names, gm_path(r, all.at[i].file));
		}
		edit_input *m = edit_line(&f, "id", T_gm_f_id, &id, "short");
		if (f.posted && (!good_id(id) || taken)) {
			m->error = taken ? words_gm_err_there(a, r->lang, id) : say(r, T_gm_err_id);
			f.wrong = true;
		}
		edit_select(&f, "file", T_gm_f_file, &file, &files, &names);
		for (size_t i = 0; i < files.n; i++)
			if (str_eq(files.at[i], file))
				at = all.n;
		if (at != all.n || !gm_ours(file))
			return err_of(ERR_bad_request);
		LIST_ADD(a, &all,
			 ((scheme_def){
				 .id = arena_copy(a, good_id(id) ? id : STR("new")), .file = file, .worth = 10 }));
	}
	scheme_def *s = &all.at[at];
	str path = s->file;
	edit_items uses = new ? (edit_items){ 0 } : uses_of(&f.b, s->id);
	bool remove = f.posted && str_eq(req_form(r, "do"), STR("remove"));
	if (remove) {
		f.posted = false;
		if (uses.n == 0) {
			memmove(s, s + 1, (all.n - at - 1) * sizeof *s);
			all.n--;
			c.guide.schemes = all;
			i64 rev = -1;
			if (!str_i64(req_form(r, "rev"), &rev))
				return err_of(ERR_bad_request);
			TRY(draft_save(r, path, defs_write_schemes(a, &c, path), rev, NULL));
			resp_redirect(r, out, STR("/manage/guide/schemes?saved=1"));
			return NULL;
		}
	}
	bind(&f, s);
	c.guide.schemes = all;
	if (f.posted) {
		bool saved;
		TRY(gm_form_save(&f, path, "schemes", s->id, defs_write_schemes(a, &c, path), &saved));
		if (saved) {
			resp_redirect(r, out, str_format(a, "/manage/guide/scheme/%.*s?saved=1", STR_ARG(s->id)));
			return NULL;
		}
	}
	gm_form_view v = { .action = new ? url_path(a, "/manage/guide/new-scheme")
					 : url_path(a, "/manage/guide/scheme/%.*s", STR_ARG(s->id)),
			   .inputs = f.inputs,
			   .errors = f.errors,
			   .uses = uses,
			   .of_fact = !new,
			   .may_remove = !new };
	str title = new ? say(r, T_gm_scheme_new) : text_in(&s->name, r->lang);
	return gm_form_reply(&f, path, &v, title.len ? title : s->id, "schemes", remove, out);
}

static const err *scheme_page(req *r, resp *out)
{
	return scheme_form(r, out, false);
}

static const err *new_scheme_page(req *r, resp *out)
{
	return scheme_form(r, out, true);
}

const route gm_scheme_routes[] = {
	{ "GET", "/manage/guide/schemes", ACCESS_ADMIN, list_get },
	{ "GET", "/manage/guide/scheme/:id", ACCESS_ADMIN, scheme_page },
	{ "POST", "/manage/guide/scheme/:id", ACCESS_ADMIN, scheme_page },
	{ "GET", "/manage/guide/new-scheme", ACCESS_ADMIN, new_scheme_page },
	{ "POST", "/manage/guide/new-scheme", ACCESS_ADMIN, new_scheme_page },
	{ 0 },
};
