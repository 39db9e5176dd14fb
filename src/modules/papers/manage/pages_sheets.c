/* The sheets of a paper: added, removed, put in order, their size, the page of a PDF below them. */
#include "modules/papers/manage/view.h"

#include "modules/papers/manage/templates/forms.html.h"

static const paper_background *background_of(const city_def *c, str path)
{
	for (size_t i = 0; i < c->papers.backgrounds.n; i++)
		if (str_eq(c->papers.backgrounds.at[i].path, path))
			return &c->papers.backgrounds.at[i];
	return NULL;
}

static size_t places_on(const paper_marks *list)
{
	size_t n = 0;
	for (size_t i = 0; i < list->n; i++) {
		n += list->at[i].kind != MARK_EMPTY && list->at[i].kind != MARK_GRID;
		n += places_on(&list->at[i].in);
		for (size_t k = 0; k < list->at[i].rows.n; k++)
			n += places_on(&list->at[i].rows.at[k].cells);
	}
	return n;
}

static const err *sheets_show(const bench *b, const paper_def *p, pm_sheets_view *v, resp *out)
{
	req *r = b->r;
	arena *a = r->arena;
	str path = pm_file_of(a, p->id);
	v->id = p->id;
	v->rev = bench_rev(b, path);
	v->action = url_path(a, "/manage/papers/paper/%.*s/sheets", STR_ARG(p->id));
	v->sizes = pm_sizes(a, r->lang, STR_NONE);
	str of = str_format(a, "%016llx", (unsigned long long)str_hash(bench_text(b, path)));
	v->pdf = str_format(a, "papers/%.*s.pdf", STR_ARG(p->id));
	const paper_background *pdf = background_of(b->drawn, v->pdf);
	background_look look = { 0 };
	v->has_pdf = pdf && !background_look_at(a, pdf->bytes, &look);
	for (size_t i = 0; i < p->sheets.n; i++) {
		const paper_sheet *s = &p->sheets.at[i];
		str size = s->size.len ? s->size
				       : str_format(a, "%.*s × %.*s mm", STR_ARG(pm_number(a, s->width)),
						    STR_ARG(pm_number(a, s->height)));
		pm_sheet_view x = { .number = (i64)i + 1,
				    .size = size,
				    .places = words_pm_places_n(a, r->lang, (i64)places_on(&s->marks)),
				    .picture = pm_picture(a, p->id, i, STR_NONE, of),
				    .has_picture = true,
				    .has_background = s->background.len > 0,
				    .link = url_path(a, "/manage/papers/paper/%.*s?s=%zu", STR_ARG(p->id), i + 1),
				    .first = i == 0,
				    .last = i + 1 == p->sheets.n,
				    .only = p->sheets.n == 1,
				    .sizes = pm_sizes(a, r->lang, size) };
		if (x.has_background) {
			x.background = words_pm_page_of(a, r->lang, s->background_page, s->background);
			x.background_picture = pm_background_picture(
				a, p->id, i,
				str_format(a, "%016llx-%d", (unsigned long long)str_hash(bench_text(b, s->background)),
					   s->background_page));
		}
		LIST_ADD(a, &x.pages,
			 ((edit_item){
				 .text = say(r, T_pm_no_background), .about = STR("0"), .here = !x.has_background }));
		for (int k = 0; k < look.pages; k++)
			LIST_ADD(a, &x.pages,
				 ((edit_item){ .text = words_pm_page_of(a, r->lang, k + 1, v->pdf),
					       .about = str_format(a, "%d", k + 1),
					       .here = x.has_background && s->background_page == k + 1 }));
		LIST_ADD(a, &v->sheets, x);
	}
	str wrong = v->head.wrong;
	pm_begin(b, &v->head, text_in(&p->name, r->lang), "sheets", p->id);
	v->head.wrong = wrong;
	page_out o = page_begin(r);
	pm_sheets_page(&o, v);
	page pg = pm_page(v->head.title, false);
	return page_end(&o, &pg, out);
}

static const err *sheets_get(req *r, resp *out)
{
	bench b;
	TRY(bench_open_some(r, pm_needed_for, req_param(r, "id"), &b));
	const paper_def *p = paper_find(&b.drawn->papers, req_param(r, "id"));
	if (!p)
		return err_of(ERR_not_found);
	pm_sheets_view v = { 0 };
	return sheets_show(&b, p, &v, out);
}

/* What lies outside the smaller sheet comes in, so that nothing is lost. */
static void bring_in(arena *a, paper_def *p, size_t sheet)
{
	paper_sheet *s = &p->sheets.at[sheet];
	pm_moves moves = { 0 };
	for (size_t i = 0; i < s->marks.n; i++) {
		draw_box b = s->marks.at[i].at;
		if (b.x + b.w > s->width || b.y + b.h > s->height)
			LIST_ADD(a, &moves, ((pm_move){ str_format(a, "marks/%zu", i), b }));
	}
	pm_move_all(a, p, sheet, &moves);
}

static bool change(req *r, const bench *b, paper_def *p, str doing, size_t i)
{
	arena *a = r->arena;
	if (str_eq(doing, STR("add"))) {
		paper_sheet s = { .background_page = 1 };
		if (p->sheets.n >= PAPER_SHEETS_MAX || !pm_set_size(&s, req_form(r, "size")))
			return false;
		LIST_ADD(a, &p->sheets, s);
		return true;
	}
	if (i >= p->sheets.n)
		return false;
	paper_sheet *at = p->sheets.at;
	if (str_eq(doing, STR("remove")) && p->sheets.n > 1) {
		memmove(&at[i], &at[i + 1], (p->sheets.n - i - 1) * sizeof *at);
		p->sheets.n--;
		return true;
	}
	if (str_eq(doing, STR("copy")) && p->sheets.n < PAPER_SHEETS_MAX) {
		paper_sheet s = pm_copy(a, p)->sheets.at[i];
		LIST_ADD(a, &p->sheets, s);
		return true;
	}
	size_t other = str_eq(doing, STR("up")) ? i - 1 : i + 1;
	if ((str_eq(doing, STR("up")) && i > 0) || (str_eq(doing, STR("down")) && i + 1 < p->sheets.n)) {
		paper_sheet s = at[i];
		at[i] = at[other];
		at[other] = s;
		return true;
	}
	if (!str_eq(doing, STR("save")))
		return false;
	i64 number = 0;
	str_i64(req_form(r, "page"), &number);
	str pdf = str_format(a, "papers/%.*s.pdf", STR_ARG(p->id));
	const paper_background *back = number > 0 ? background_of(b->drawn, pdf) : NULL;
	background_look look = { 0 };
	if (back && !background_look_at(a, back->bytes, &look) && number <= look.pages) {
		at[i].background = pdf;
		at[i].background_page = (int)number;
		at[i].width = pm_tenths(look.size[number - 1].width); /* a background's size is the sheet's */
		at[i].height = pm_tenths(look.size[number - 1].height);
		at[i].size = STR_NONE;
	} else {
		at[i].background = STR_NONE;
		at[i].background_page = 1;
		pm_set_size(&at[i], req_form(r, "size"));
	}
	bring_in(a, p, i);
	return true;
}

static const err *sheets_post(req *r, resp *out)
{
	bench b;
	TRY(bench_open_some(r, pm_needed_for, req_param(r, "id"), &b));
	arena *a = r->arena;
	const paper_def *old = paper_find(&b.drawn->papers, req_param(r, "id"));
	i64 rev, n = 0;
	if (!old || !str_i64(req_form(r, "rev"), &rev))
		return err_of(old ? ERR_bad_request : ERR_not_found);
	str doing = req_form(r, "do"), pdf = STR_NONE;
	str_i64(req_form(r, "n"), &n);
	pm_sheets_view v = { 0 };
	paper_def *p = pm_copy(a, old);
	str pdf_path = str_format(a, "papers/%.*s.pdf", STR_ARG(p->id));
	if (str_eq(doing, STR("upload"))) {
		background_look look;
		bool fresh = !background_of(b.drawn, pdf_path);
		TRY(pm_take_pdf(r, "file", &look, &pdf, &v.error_file));
		for (size_t i = 0; i < p->sheets.n && v.error_file.len == 0; i++)
			if (str_eq(p->sheets.at[i].background, pdf_path) &&
			    p->sheets.at[i].background_page > look.pages)
				v.error_file = words_pm_pdf_fewer(a, r->lang, look.pages);
		if (v.error_file.len) {
			out->status = 422;
			return sheets_show(&b, old, &v, out);
		}
		TRY(draft_save(r, pdf_path, pdf, bench_rev(&b, pdf_path), NULL));
		if (fresh)
			pm_pdf_sheets(a, p, &look, pdf_path);
	} else if (!change(r, &b, p, doing, n > 0 ? (size_t)n - 1 : SIZE_MAX)) {
		v.head.wrong = say(r, T_pm_cannot);
		out->status = 422;
		return sheets_show(&b, old, &v, out);
	}
	const err *e = draft_save(r, pm_file_of(a, p->id), pm_written(a, b.drawn, p), rev, NULL);
	if (err_is(e, ERR_stale)) {
		v.head.wrong = say(r, T_pm_stale_window);
		out->status = 409;
		return sheets_show(&b, old, &v, out);
	}
	TRY(e);
	resp_redirect(r, out, str_format(a, "/manage/papers/paper/%.*s/sheets?saved=1", STR_ARG(p->id)));
	return NULL;
}

const route pm_sheet_routes[] = {
	{ "GET", "/manage/papers/paper/:id/sheets", ACCESS_ADMIN, sheets_get },
	{ "POST", "/manage/papers/paper/:id/sheets", ACCESS_ADMIN, sheets_post },
	{ 0 },
};
