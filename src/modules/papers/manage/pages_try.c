/* Trying a paper with sample people: the filled sheets, what does not fit outlined and told; and the samples themselves. */
#include "modules/papers/manage/view.h"

#include "modules/papers/manage/templates/forms.html.h"

#define SAMPLES_TRIED 12 /* whose sheets are drawn together */

static void add_sheets(const bench *b, const paper_def *p, str sample, str name, const pm_troubles *troubles,
		       pm_try_view *v)
{
	req *r = b->r;
	arena *a = r->arena;
	str of = str_format(a, "%016llx",
			    (unsigned long long)(str_hash(bench_text(b, pm_file_of(a, p->id))) ^
						 str_hash(bench_text(b, STR("samples.yaml"))) * 3));
	for (size_t i = 0; i < p->sheets.n; i++) {
		const paper_sheet *s = &p->sheets.at[i];
		pm_try_sheet x = { .width = pm_number(a, s->width),
				   .height = pm_number(a, s->height),
				   .label = words_pm_try_sheet(a, r->lang, name, (i64)i + 1),
				   .picture = pm_picture(a, p->id, i, sample, of),
				   .has_background = s->background.len > 0 };
		x.view_box = str_format(a, "0 0 %.*s %.*s", STR_ARG(x.width), STR_ARG(x.height));
		if (x.has_background)
			x.background = pm_background_picture(
				a, p->id, i,
				str_format(a, "%016llx-%d", (unsigned long long)str_hash(bench_text(b, s->background)),
					   s->background_page));
		laid_marks laid = paper_lay(a, s);
		for (size_t k = 0; k < troubles->n; k++) {
			const pm_trouble *t = &troubles->at[k];
			if (t->sheet != i || !str_eq(t->sample, sample))
				continue;
			for (size_t m = 0; m < laid.n; m++) {
				if (!str_eq(laid.at[m].path, t->path))
					continue;
				draw_box box = laid.at[m].at;
				LIST_ADD(a, &x.wrong,
					 ((pm_place_view){ .name = pm_name(a, r->lang, b->drawn, laid.at[m].mark),
							   .x = pm_number(a, box.x),
							   .y = pm_number(a, box.y),
							   .w = pm_number(a, box.w),
							   .h = pm_number(a, box.h) }));
				LIST_ADD(a, &v->troubles,
					 ((edit_item){
						 .badge = str_format(
							 a, "%.*s %.*s", STR_ARG(name),
							 STR_ARG(pm_name(a, r->lang, b->drawn, laid.at[m].mark))),
						 .text = say(r, t->fit == FIT_NO_GLYPH ? T_pm_no_glyph : T_pm_not_fit),
						 .about = t->text,
						 .link = url_of(
							 a,
							 str_format(
								 a,
								 "/manage/papers/paper/%.*s?s=%zu&v=%.*s&p=%.*s#place",
								 STR_ARG(p->id), i + 1, STR_ARG(sample),
								 STR_ARG(percent_encode(a, t->path)))) }));
				break;
			}
		}
		LIST_ADD(a, &v->sheets, x);
	}
}

static const err *try_get(req *r, resp *out)
{
	bench b;
	TRY(bench_open_some(r, pm_needed_for, req_param(r, "id"), &b));
	arena *a = r->arena;
	const city_def *c = b.drawn;
	const paper_def *p = paper_find(&c->papers, req_param(r, "id"));
	if (!p)
		return err_of(ERR_not_found);
	pm_try_view v = { .sample = req_query(r, "v"),
			  .action = url_path(a, "/manage/papers/paper/%.*s/try", STR_ARG(p->id)) };
	v.all = v.sample.len == 0 || str_eq(v.sample, STR("all"));
	LIST_ADD(a, &v.samples, ((edit_item){ .text = say(r, T_pm_try_all), .about = STR("all"), .here = v.all }));
	LIST_ADD(
		a, &v.samples,
		((edit_item){ .text = say(r, T_pm_try_empty), .about = STR("-"), .here = str_eq(v.sample, STR("-")) }));
	for (size_t i = 0; i < c->papers.samples.n; i++) {
		const sample_def *s = &c->papers.samples.at[i];
		LIST_ADD(a, &v.samples,
			 ((edit_item){ .text = text_in(&s->name, r->lang),
				       .about = s->id,
				       .here = str_eq(s->id, v.sample) }));
	}
	str shown = v.all || str_eq(v.sample, STR("-")) ? STR_NONE : v.sample;
	v.pdf = url_of(a, str_format(a, "/manage/papers/pdf/%.*s?v=%.*s", STR_ARG(p->id), STR_ARG(shown)));
	pm_troubles troubles = { 0 };
	TRY(pm_try(a, c, p, v.all ? STR("all") : shown, clock_now(r->app->clock), &troubles));
	v.tried = v.all ? (i64)c->papers.samples.n : 1;
	if (v.all)
		for (size_t i = 0; i < c->papers.samples.n && i < SAMPLES_TRIED; i++)
			add_sheets(&b, p, c->papers.samples.at[i].id, text_in(&c->papers.samples.at[i].name, r->lang),
				   &troubles, &v);
	else
		add_sheets(&b, p, shown,
			   shown.len && sample_find(&c->papers, shown)
				   ? text_in(&sample_find(&c->papers, shown)->name, r->lang)
				   : say(r, T_pm_try_empty),
			   &troubles, &v);
	pm_begin(&b, &v.head, text_in(&p->name, r->lang), "try", p->id);
	page_out o = page_begin(r);
	pm_try_page(&o, &v);
	page pg = pm_page(v.head.title, false);
	return page_end(&o, &pg, out);
}

const route pm_try_routes[] = {
	{ "GET", "/manage/papers/paper/:id/try", ACCESS_ADMIN, try_get },
	{ 0 },
};
