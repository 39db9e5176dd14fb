/* Sample people: with whom papers are tried before they are published. No real person's data belongs here, and the page says so. */
#include "modules/papers/manage/view.h"

#include "modules/papers/manage/templates/forms.html.h"
#include "modules/papers/manage/templates/list.html.h"

#define SAMPLES STR("samples.yaml")
#define FIELDS_SHOWN 150

static const err *samples_get(req *r, resp *out)
{
	bench b;
	TRY(bench_open(r, &b));
	arena *a = r->arena;
	pm_samples_view v = { .mistakes = pm_mistakes(&b, b.mistakes, SAMPLES) };
	for (size_t i = 0; i < b.drawn->papers.samples.n; i++) {
		const sample_def *s = &b.drawn->papers.samples.at[i];
		LIST_ADD(a, &v.samples,
			 ((edit_item){ .text = text_in(&s->name, r->lang),
				       .about = words_pm_answers_n(a, r->lang, (i64)s->given.n),
				       .link = url_path(a, "/manage/papers/sample/%.*s", STR_ARG(s->id)) }));
	}
	pm_begin(&b, &v.head, say(r, T_pm_samples), "samples", STR_NONE);
	page_out o = page_begin(r);
	pm_samples_page(&o, &v);
	page p = pm_page(v.head.title, false);
	return page_end(&o, &p, out);
}

static bool wanted(const bench *b, const sample_def *s, const paper_def *p, const fact_def *f)
{
	if (f->field.kind == FIELD_FILE || f->field.kind == FIELD_MY_NUMBER || f->value)
		return false;
	for (size_t i = 0; i < s->given.n; i++)
		if (str_eq(s->given.at[i].id, f->field.id))
			return true;
	for (size_t i = 0; p && i < p->facts.n; i++)
		if (str_eq(p->facts.at[i]->field.id, f->field.id))
			return true;
	(void)b;
	return false;
}

static void give(arena *a, fact_answers *list, str id, str value)
{
	fact_answers out = { 0 };
	bool set = false;
	for (size_t i = 0; i < list->n; i++) {
		if (!str_eq(list->at[i].id, id)) {
			LIST_ADD(a, &out, list->at[i]);
		} else if (value.len) {
			LIST_ADD(a, &out, ((fact_answer){ .id = id, .value = value }));
			set = true;
		}
	}
	if (value.len && !set)
		LIST_ADD(a, &out, ((fact_answer){ .id = id, .value = value }));
	*list = out;
}

static str given_of(const fact_answers *list, str id)
{
	for (size_t i = 0; i < list->n; i++)
		if (str_eq(list->at[i].id, id))
			return list->at[i].value;
	return STR_NONE;
}

static const err *sample_form(req *r, resp *out, bool new)
{
	edit_form f = { .r = r, .posted = str_eq(r->method, STR("POST")), .new = new };
	TRY(bench_open(r, &f.b));
	arena *a = r->arena;
	city_def c = *f.b.drawn;
	sample_defs all = { 0 };
	for (size_t i = 0; i < c.papers.samples.n; i++)
		LIST_ADD(a, &all, c.papers.samples.at[i]);
	str id = new ? str_trim(req_form(r, "id")) : req_param(r, "id"), doing = req_form(r, "do");
	size_t at = 0;
	while (at < all.n && !str_eq(all.at[at].id, id))
		at++;
	if (!new &&at == all.n)
		return err_of(ERR_not_found);
	pm_sample_view v = { .new = new };
	if (new) {
		edit_input *m = edit_line(&f, "id", T_gm_f_id, &id, "short");
		bool taken = at < all.n;
		if (f.posted && (!pm_good_id(id) || taken)) {
			m->error = taken ? words_gm_err_there(a, r->lang, id) : say(r, T_gm_err_id);
			f.wrong = true;
		}
		at = all.n;
		LIST_ADD(a, &all, ((sample_def){ .id = arena_copy(a, pm_good_id(id) ? id : STR("new")) }));
	}
	sample_def *s = &all.at[at];
	bool overwrite = str_eq(doing, STR("overwrite"));
	if (f.posted && !str_i64(req_form(r, overwrite ? "stored" : "rev"), &f.rev))
		return err_of(ERR_bad_request);
	if (f.posted && !new &&str_eq(doing, STR("remove"))) {
		memmove(s, s + 1, (all.n - at - 1) * sizeof *s);
		all.n--;
		c.papers.samples = all;
		TRY(draft_save(r, SAMPLES, defs_write_samples(a, &c), f.rev, NULL));
		resp_redirect(r, out, STR("/manage/papers/samples?removed=1"));
		return NULL;
	}
	edit_text3(&f, "name", T_gm_f_name, &s->name, false);
	str paper = str_eq(r->method, STR("POST")) ? req_form(r, "paper") : req_query(r, "paper");
	const paper_def *p = paper_find(&c.papers, paper);
	if (!p && c.papers.papers.n && (new || s->given.n == 0))
		p = &c.papers.papers.at[0];
	v.paper = p ? p->id : STR_NONE;
	LIST_ADD(a, &v.papers, ((edit_item){ .text = say(r, T_pm_only_given), .here = !p }));
	for (size_t i = 0; i < c.papers.papers.n; i++)
		LIST_ADD(a, &v.papers,
			 ((edit_item){ .text = text_in(&c.papers.papers.at[i].name, r->lang),
				       .about = c.papers.papers.at[i].id,
				       .here = p == &c.papers.papers.at[i] }));
	bool again = false;
	day today = day_of(clock_now(r->app->clock));
	fact_answers given = s->given;
	for (size_t i = 0; i < c.facts.n && v.facts.n < FIELDS_SHOWN; i++) {
		const fact_def *x = &c.facts.at[i];
		if (!wanted(&f.b, s, p, x))
			continue;
		field_look_at how = { .unmarked = true, .label = x->name };
		str typed = field_typed(a, &x->field, given_of(&s->given, x->field.id));
		if (x->field.kind == FIELD_TABLE || x->field.kind == FIELD_CHOICES || x->field.kind == FIELD_DATE)
			typed = given_of(&s->given, x->field.id);
		if (f.posted) {
			field_posted posted = field_from_form(a, &r->form, &x->field, STR_NONE);
			again = again || posted.again;
			if (posted.present) {
				str value = STR_NONE;
				field_def loose = x->field;
				loose.required = false;
				typed = posted.typed;
				const err *e = posted.unknown || typed.len == 0
						       ? NULL
						       : field_read(a, &loose, typed, today, &value);
				if (e && !posted.again) {
					how.error = field_told(a, &x->field, e, r->lang);
					LIST_ADD(a, &f.errors,
						 ((edit_item){ .badge = x->name,
							       .text = how.error,
							       .link = url_of(a, str_format(a, "#%.*s",
											    STR_ARG(x->field.id))) }));
				} else if (!e) {
					give(a, &given, x->field.id, value);
				}
			}
		}
		LIST_ADD(a, &v.facts, field_view_of(a, &x->field, typed, &how, r->lang));
	}
	for (size_t i = 0; i < f.inputs.n && f.posted; i++)
		if (f.inputs.at[i].error.len)
			edit_wrong(&f, &f.inputs.at[i], f.inputs.at[i].error);
	if (f.posted && s->name.in[LANG_JA].len == 0)
		edit_wrong(&f, edit_input_of(&f, STR("name")), say(r, T_pm_err_name));
	if (f.posted && !again && f.errors.n == 0 && !f.wrong) {
		s->given = given;
		c.papers.samples = all;
		const err *e =
			draft_save(r, SAMPLES, defs_write_samples(a, &c), new ? bench_rev(&f.b, SAMPLES) : f.rev, NULL);
		if (!e) {
			resp_redirect(r, out,
				      str_format(a, "/manage/papers/sample/%.*s?saved=1&paper=%.*s", STR_ARG(s->id),
						 STR_ARG(v.paper)));
			return NULL;
		}
		if (!err_is(e, ERR_stale))
			return e;
		f.stale = true;
		edit_wrong(&f, NULL, say(r, T_gm_stale_window));
	}
	if (f.posted && !again)
		out->status = f.stale ? 409 : 422;
	v.action = new ? url_path(a, "/manage/papers/new-sample")
		       : url_path(a, "/manage/papers/sample/%.*s", STR_ARG(s->id));
	v.stored = bench_rev(&f.b, SAMPLES);
	v.rev = f.posted ? f.rev : v.stored;
	v.names = f.inputs;
	v.errors = f.errors;
	v.stale = f.stale;
	pm_begin(&f.b, &v.head, new ? say(r, T_pm_sample_new) : text_in(&s->name, r->lang), "samples", STR_NONE);
	page_out o = page_begin(r);
	pm_sample_page(&o, &v);
	page pg = pm_page(v.head.title, false);
	return page_end(&o, &pg, out);
}

static const err *sample_page(req *r, resp *out)
{
	return sample_form(r, out, false);
}

static const err *new_sample_page(req *r, resp *out)
{
	return sample_form(r, out, true);
}

const route pm_sample_routes[] = {
	{ "GET", "/manage/papers/samples", ACCESS_ADMIN, samples_get },
	{ "GET", "/manage/papers/sample/:id", ACCESS_ADMIN, sample_page },
	{ "POST", "/manage/papers/sample/:id", ACCESS_ADMIN, sample_page },
	{ "GET", "/manage/papers/new-sample", ACCESS_ADMIN, new_sample_page },
	{ "POST", "/manage/papers/new-sample", ACCESS_ADMIN, new_sample_page },
	{ 0 },
};
