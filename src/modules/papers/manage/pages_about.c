/* What a paper is: its name, where it is handed in, when it is needed, whose it is. And its sheets. */
#include "modules/papers/manage/view.h"

#include "modules/papers/manage/templates/forms.html.h"
#include "text/yaml.h"

static void expression(edit_form *f, const char *name, word label, word help, paper_expr *to)
{
	edit_input *m = edit_lines(f, name, label, &to->text);
	m->mono = true;
	m->help = say(f->r, help);
}

/* Facts by their names; what is stored are ids. */
static void facts(edit_form *f, const char *name, word label, word help, strs *to)
{
	arena *a = f->r->arena;
	const fact_defs *all = &f->b.drawn->facts;
	strs names = { 0 };
	for (size_t i = 0; i < to->n; i++) {
		const fact_def *x = facts_find(all, to->at[i]);
		LIST_ADD(a, &names, x ? x->name : to->at[i]);
	}
	edit_words(f, name, label, &names, "wide")->help = say(f->r, help);
	if (!f->posted)
		return;
	*to = (strs){ 0 };
	for (size_t i = 0; i < names.n; i++) {
		const fact_def *x = facts_named(all, names.at[i]);
		LIST_ADD(a, to, x ? x->field.id : names.at[i]);
	}
}

static void bind(edit_form *f, paper_def *p)
{
	arena *a = f->r->arena;
	const city_def *c = f->b.drawn;
	edit_text3(f, "name", T_gm_f_name, &p->name, false);
	edit_line(f, "reading", T_gm_f_reading, &p->reading, "third");
	edit_words(f, "words", T_gm_f_words, &p->words, "wide");
	edit_text3(f, "about", T_gm_f_about, &p->about, true);
	edit_heading(f, T_gm_h_where);
	strs services = { 0 }, service_names = { 0 };
	LIST_ADD(a, &services, STR_NONE);
	LIST_ADD(a, &service_names, say(f->r, T_manage_none));
	for (size_t i = 0; i < c->services.n; i++) {
		LIST_ADD(a, &services, c->services.at[i].id);
		LIST_ADD(a, &service_names, text_in(&c->services.at[i].name, f->r->lang));
	}
	edit_select(f, "where", T_gm_f_where, &p->where, &services, &service_names);
	edit_text3(f, "bring", T_gm_f_bring, &p->bring, true);
	edit_heading(f, T_pm_h_when);
	edit_input *m = edit_words(f, "schemes", T_pm_f_schemes, &p->schemes, "wide");
	m->help = say(f->r, T_pm_f_schemes_help);
	strs events = { 0 }, event_names = { 0 };
	for (size_t i = 0; i < c->guide.events.n; i++) {
		LIST_ADD(a, &events, c->guide.events.at[i].id);
		LIST_ADD(a, &event_names, text_in(&c->guide.events.at[i].name, f->r->lang));
	}
	edit_checks(f, "events", T_gm_events, &p->events, &events, &event_names);
	expression(f, "needed", T_pm_f_needed, T_pm_f_needed_help, &p->needed);
	edit_heading(f, T_pm_h_filling);
	edit_number_of(f, "copies", T_pm_f_copies, &p->copies);
	strs tables = { 0 }, table_names = { 0 };
	LIST_ADD(a, &tables, STR_NONE);
	LIST_ADD(a, &table_names, say(f->r, T_pm_none));
	for (size_t i = 0; i < c->facts.n; i++)
		if (c->facts.at[i].field.kind == FIELD_TABLE) {
			LIST_ADD(a, &tables, c->facts.at[i].field.id);
			LIST_ADD(a, &table_names, c->facts.at[i].name);
		}
	edit_select(f, "each", T_pm_f_paper_each, &p->each, &tables, &table_names);
	expression(f, "each_if", T_pm_f_each_if, T_pm_f_if_help, &p->each_if);
	facts(f, "asks", T_pm_f_asks, T_pm_f_asks_help, &p->asks);
	facts(f, "optional", T_pm_f_optional, T_pm_f_optional_help, &p->optional);
	edit_heading(f, T_gm_h_source);
	edit_line(f, "source", T_gm_f_law, &p->law, "wide");
	edit_line(f, "source.url", T_gm_f_law_url, &p->law_url, "wide");
	edit_text3(f, "section", T_gm_f_section, &p->section, false);
	edit_check(f, "along", T_pm_f_along, &p->along)->help = say(f->r, T_pm_f_along_help);
	edit_check(f, "confirmed", T_pm_f_confirmed, &p->confirmed)->help = say(f->r, T_pm_f_confirmed_help);
	if (p->each.len == 0)
		p->each_if = (paper_expr){ 0 };
}

/* Mistakes of the new text that stand at a key of the paper itself. */
static bool mistakes(edit_form *f, str path, str written)
{
	arena *a = f->r->arena;
	for (size_t i = 0; i < f->inputs.n; i++)
		if (f->inputs.at[i].error.len)
			edit_wrong(f, &f->inputs.at[i], f->inputs.at[i].error);
	def_files files = { NULL, 0 };
	for (size_t i = 0; i < f->b.files.n; i++)
		if (!str_eq(f->b.files.at[i].path, path))
			LIST_ADD(a, &files, f->b.files.at[i]);
	LIST_ADD(a, &files, ((def_file){ path, written }));
	city_def *c = NULL;
	const yaml_node *root = NULL;
	const err *wrong = defs_parse(a, files, &c);
	if (yaml_parse(a, path, written, &root) || !root || root->kind != YN_MAP)
		return f->errors.n > 0;
	for (const err *e = wrong; e; e = e->next) {
		str rest = e->where, key = STR_NONE;
		i64 line;
		if (!str_eq(str_cut(&rest, ':'), path) || !str_i64(str_cut(&rest, ':'), &line))
			continue;
		for (size_t i = 0; i < root->keys.n; i++)
			if (root->keys.at[i]->line <= line)
				key = root->keys.at[i]->s;
		if (key.len == 0 || str_eq(key, STR("sheets")))
			continue;
		err one = { e->code, e->where, e->detail, NULL };
		edit_items told = pm_mistakes(&f->b, &one, STR_NONE);
		edit_wrong(f, edit_input_of(f, key), told.n ? told.at[0].text : e->detail);
	}
	return f->errors.n > 0;
}

static const err *about_page(req *r, resp *out)
{
	edit_form f = { .r = r, .posted = str_eq(r->method, STR("POST")) };
	TRY(bench_open_some(r, pm_needed_for, req_param(r, "id"), &f.b));
	arena *a = r->arena;
	str id = req_param(r, "id"), path = pm_file_of(a, id);
	const paper_def *old = paper_find(&f.b.drawn->papers, id);
	if (!old)
		return err_of(ERR_not_found);
	paper_def *p = pm_copy(a, old);
	str doing = req_form(r, "do");
	bool overwrite = str_eq(doing, STR("overwrite"));
	if (f.posted && !str_i64(req_form(r, overwrite ? "stored" : "rev"), &f.rev))
		return err_of(ERR_bad_request);
	if (f.posted && str_eq(doing, STR("remove"))) {
		TRY(draft_save(r, path, STR_NONE, f.rev, NULL));
		str pdf = str_format(a, "papers/%.*s.pdf", STR_ARG(id));
		if (bench_text(&f.b, pdf).len)
			TRY(draft_save(r, pdf, STR_NONE, bench_rev(&f.b, pdf), NULL));
		resp_redirect(r, out, STR("/manage/papers?removed=1"));
		return NULL;
	}
	bind(&f, p);
	if (f.posted) {
		str written = pm_written(a, f.b.drawn, p);
		if (!mistakes(&f, path, written) && !f.wrong) {
			const err *e = draft_save(r, path, written, f.rev, NULL);
			if (!e) {
				resp_redirect(r, out,
					      str_format(a, "/manage/papers/paper/%.*s/about?saved=1", STR_ARG(id)));
				return NULL;
			}
			if (!err_is(e, ERR_stale))
				return e;
			f.stale = true;
			edit_wrong(&f, NULL, say(r, T_gm_stale_window));
		}
		out->status = f.stale ? 409 : 422;
	}
	pm_form_view v = { .action = url_path(a, "/manage/papers/paper/%.*s/about", STR_ARG(id)),
			   .stored = bench_rev(&f.b, path),
			   .rev = f.posted ? f.rev : bench_rev(&f.b, path),
			   .inputs = f.inputs,
			   .errors = f.errors,
			   .stale = f.stale,
			   .may_remove = true,
			   .remove_help = say(r, T_pm_remove_help) };
	pm_begin(&f.b, &v.head, text_in(&old->name, r->lang), "about", id);
	page_out o = page_begin(r);
	pm_form_page(&o, &v);
	page pg = pm_page(v.head.title, false);
	return page_end(&o, &pg, out);
}

const route pm_about_routes[] = {
	{ "GET", "/manage/papers/paper/:id/about", ACCESS_ADMIN, about_page },
	{ "POST", "/manage/papers/paper/:id/about", ACCESS_ADMIN, about_page },
	{ 0 },
};
