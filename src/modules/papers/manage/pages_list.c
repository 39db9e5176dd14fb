/* /manage/papers: the papers there are, a new one; pictures of sheets. */
#include "modules/papers/manage/view.h"

#include "modules/papers/manage/templates/list.html.h"
#include "modules/papers/manage/paper_versions.sql.h"
#include "text/search.h"

/* --- the list ------------------------------------------------------------------------------------------------------------- */

static bool found(arena *a, const paper_def *p, str query)
{
	if (query.len == 0)
		return true;
	buf b = buf_new(a, 20000);
	for (lang l = LANG_JA; l < LANG_COUNT; l++)
		buf_format(&b, "%.*s ", STR_ARG(p->name.in[l]));
	buf_format(&b, "%.*s %.*s %.*s", STR_ARG(p->id), STR_ARG(p->reading), STR_ARG(p->law));
	for (size_t i = 0; i < p->words.n; i++)
		buf_format(&b, " %.*s", STR_ARG(p->words.at[i]));
	return str_has(search_fold(a, buf_str(&b)), query);
}

static pm_list_part *part_of(arena *a, pm_list_view *v, str title)
{
	for (size_t i = 0; i < v->parts.n; i++)
		if (str_eq(v->parts.at[i].title, title))
			return &v->parts.at[i];
	LIST_ADD(a, &v->parts, ((pm_list_part){ .title = title }));
	return &v->parts.at[v->parts.n - 1];
}

static void add_paper(const bench *b, const paper_def *p, bool check, pm_list_view *v)
{
	req *r = b->r;
	arena *a = r->arena;
	const service_def *s = p->where.len ? defs_service(b->drawn, p->where) : NULL;
	const draft *d = bench_draft(b, pm_file_of(a, p->id));
	pm_card c = { .id = p->id,
		      .name = text_in(&p->name, r->lang),
		      .about = text_in(&p->about, r->lang),
		      .sheets = words_pm_sheets_n(a, r->lang, (i64)p->sheets.n),
		      .sample = !p->confirmed,
		      .link = url_path(a, "/manage/papers/paper/%.*s", STR_ARG(p->id)) };
	bool new = d && d->version == 0;
	c.drafted = d ? say(r, new ? T_pm_state_new : T_pm_state_draft) : STR_NONE;
	str state = v->state;
	bool wrong = false;
	if (check) {
		size_t n = 0;
		wrong = papers_try(a, b->drawn, p->id, clock_now(r->app->clock), &n) != NULL;
		c.trouble = wrong ? say(r, T_pm_state_trouble) : STR_NONE;
	}
	if ((str_eq(state, STR("draft")) && !d) || (str_eq(state, STR("sample")) && p->confirmed) ||
	    (str_eq(state, STR("confirmed")) && !p->confirmed) || (str_eq(state, STR("trouble")) && !wrong))
		return;
	c.has_picture = p->sheets.n > 0;
	c.picture =
		pm_picture(a, p->id, 0, STR_NONE,
			   str_format(a, "%016llx", (unsigned long long)str_hash(bench_text(b, pm_file_of(a, p->id)))));
	pm_list_part *counter = part_of(a, v, s ? text_in(&s->name, r->lang) : say(r, T_pm_no_counter));
	LIST_ADD(a, &counter->cards, c);
	v->found++;
}

static const err *list_get(req *r, resp *out)
{
	static const struct {
		const char *id;
		word text;
	} states[] = { { "", T_pm_all },
		       { "draft", T_pm_state_draft },
		       { "sample", T_pm_state_sample },
		       { "confirmed", T_pm_state_confirmed },
		       { "trouble", T_pm_state_trouble } };
	bench b;
	TRY(bench_open(r, &b));
	arena *a = r->arena;
	pm_list_view v = { .query = str_trim(req_query(r, "q")), .state = req_query(r, "state") };
	for (size_t i = 0; i < COUNT(states); i++)
		LIST_ADD(a, &v.states,
			 ((edit_item){ .text = say(r, states[i].text),
				       .about = str_of(states[i].id),
				       .here = str_eq(str_of(states[i].id), v.state) }));
	str query = search_fold(a, v.query);
	const paper_defs *all = &b.drawn->papers.papers;
	/* in the order of the counters, those without one last */
	for (size_t k = 0; k <= b.drawn->services.n; k++) {
		str service = k < b.drawn->services.n ? b.drawn->services.at[k].id : STR_NONE;
		for (size_t i = 0; i < all->n; i++) {
			const paper_def *p = &all->at[i];
			bool known = p->where.len && defs_service(b.drawn, p->where);
			if (known ? str_eq(p->where, service) : k == b.drawn->services.n)
				if (found(a, p, query))
					add_paper(&b, p, str_eq(v.state, STR("trouble")), &v);
		}
	}
	for (size_t i = 0; i < b.mine.n; i++) {
		str id;
		if (b.mine.at[i].body.len == 0 && defs_path(b.mine.at[i].path, &id) == PATH_PAPER)
			LIST_ADD(a, &v.gone, ((edit_item){ .text = id, .link = url_path(a, "/manage/papers/draft") }));
		else if (defs_path(b.mine.at[i].path, &id) == PATH_PAPER && !paper_find(&b.drawn->papers, id))
			LIST_ADD(a, &v.gone,
				 ((edit_item){ .text = id,
					       .badge = say(r, T_pm_state_trouble),
					       .tone = "bad",
					       .link = url_path(a, "/manage/papers/paper/%.*s", STR_ARG(id)) }));
	}
	pm_begin(&b, &v.head, say(r, T_pm_papers), "list", STR_NONE);
	page_out o = page_begin(r);
	pm_list_page(&o, &v);
	page p = pm_page(v.head.title, false);
	return page_end(&o, &p, out);
}

/* --- a new one --------------------------------------------------------------------------------------------------------------- */

static const err *new_page(const bench *b, pm_new_view *v, resp *out)
{
	req *r = b->r;
	arena *a = r->arena;
	pm_begin(b, &v->head, say(r, T_pm_new), "new", STR_NONE);
	v->sizes = pm_sizes(a, r->lang, req_form(r, "size"));
	str copied = req_form(r, "copy").len ? req_form(r, "copy") : req_query(r, "copy");
	if (v->how.len == 0)
		v->how = copied.len ? STR("copy") : STR("blank");
	const paper_defs *all = &b->drawn->papers.papers;
	for (size_t i = 0; i < all->n; i++)
		LIST_ADD(a, &v->papers,
			 ((edit_item){ .text = text_in(&all->at[i].name, r->lang),
				       .about = all->at[i].id,
				       .here = str_eq(all->at[i].id, copied) }));
	page_out o = page_begin(r);
	pm_new_page(&o, v);
	page p = pm_page(v->head.title, false);
	return page_end(&o, &p, out);
}

static const err *new_get(req *r, resp *out)
{
	bench b;
	TRY(bench_open(r, &b));
	pm_new_view v = { 0 };
	return new_page(&b, &v, out);
}

static const err *new_post(req *r, resp *out)
{
	bench b;
	TRY(bench_open(r, &b));
	arena *a = r->arena;
	pm_new_view v = { .id = str_trim(req_form(r, "id")),
			  .name = str_trim(req_form(r, "name")),
			  .how = req_form(r, "how") };
	str path = pm_file_of(a, v.id), pdf_path = str_format(a, "papers/%.*s.pdf", STR_ARG(v.id)), pdf = STR_NONE;
	if (!pm_good_id(v.id))
		v.error_id = say(r, T_gm_err_id);
	else if (bench_text(&b, path).len)
		v.error_id = words_gm_err_there(a, r->lang, v.id);
	if (v.name.len == 0 || v.name.len > 200)
		v.error_name = say(r, T_pm_err_name);
	paper_def p = { .copies = 1 };
	if (str_eq(v.how, STR("copy"))) {
		const paper_def *from = paper_find(&b.drawn->papers, req_form(r, "copy"));
		if (from)
			p = *from;
		else
			v.error_file = say(r, T_pm_err_copy);
		p.confirmed = false; /* another paper than the one that was confirmed */
	} else if (str_eq(v.how, STR("pdf"))) {
		background_look look;
		TRY(pm_take_pdf(r, "file", &look, &pdf, &v.error_file));
		if (v.error_file.len == 0)
			pm_pdf_sheets(a, &p, &look, pdf_path);
	} else {
		paper_sheet s = { .background_page = 1 };
		if (!pm_set_size(&s, req_form(r, "size")))
			return err_of(ERR_bad_request);
		LIST_ADD(a, &p.sheets, s);
	}
	if (v.error_id.len || v.error_name.len || v.error_file.len) {
		out->status = 422;
		return new_page(&b, &v, out);
	}
	p.id = v.id;
	p.file = path;
	p.name = (text3){ .in = { [LANG_JA] = v.name } };
	p.reading = STR_NONE;
	if (pdf.len)
		TRY(draft_save(r, pdf_path, pdf, bench_rev(&b, pdf_path), NULL));
	TRY(draft_save(r, path, pm_written(a, b.drawn, &p), bench_rev(&b, path), NULL));
	resp_redirect(r, out, str_format(a, "/manage/papers/paper/%.*s", STR_ARG(v.id)));
	return NULL;
}

/* --- pictures ------------------------------------------------------------------------------------------------------------------ */

/* The paper of the picture, by my draft or as it is in force (`by` = force). Lists ask for many pictures at once: nothing is parsed that need not be. */
static const err *pictured(req *r, const city_def **c, const paper_def **p, size_t *sheet)
{
	bool changed;
	TRY(bench_changed(r, &changed));
	*c = catalog_city(r);
	if (changed && !str_eq(req_query(r, "by"), STR("force"))) {
		bench b;
		TRY(bench_open_some(r, pm_needed_for, req_param(r, "id"), &b));
		*c = b.drawn;
	}
	*p = paper_find(&(*c)->papers, req_param(r, "id"));
	i64 n = 1;
	str_i64(req_query(r, "s"), &n);
	if (!*p || n < 1 || (size_t)n > (*p)->sheets.n)
		return err_of(ERR_not_found);
	*sheet = (size_t)n - 1;
	return NULL;
}

/* The address says what the picture was made of: it may be kept by this browser. */
static void keepable(req *r, resp *out)
{
	if (req_query(r, "of").len)
		resp_header(r, out, STR("Cache-Control"), STR("private, max-age=86400, immutable"));
}

static const err *picture_get(req *r, resp *out)
{
	const city_def *c;
	const paper_def *p;
	size_t sheet;
	TRY(pictured(r, &c, &p, &sheet));
	bool small = str_eq(req_query(r, "as"), STR("small"));
	instant now = clock_now(r->app->clock);
	if (small)
		TRY(pm_small(r->arena, c, p, sheet, now, &out->body));
	else
		TRY(pm_svg(r->arena, c, p, sheet, req_query(r, "v"), now, &out->body));
	out->type = small ? STR("image/png") : STR("image/svg+xml");
	keepable(r, out);
	return NULL;
}

static const err *background_get(req *r, resp *out)
{
	const city_def *c;
	const paper_def *p;
	size_t sheet;
	TRY(pictured(r, &c, &p, &sheet));
	const paper_sheet *s = &p->sheets.at[sheet];
	for (size_t i = 0; i < c->papers.backgrounds.n; i++) {
		const paper_background *x = &c->papers.backgrounds.at[i];
		if (!str_eq(x->path, s->background))
			continue;
		TRY(background_png(r->arena, x->bytes, s->background_page, 110, &out->body));
		out->type = STR("image/png");
		keepable(r, out);
		return NULL;
	}
	return err_of(ERR_not_found);
}

static const err *pdf_get(req *r, resp *out)
{
	bench b;
	TRY(bench_open_some(r, pm_needed_for, req_param(r, "id"), &b));
	const paper_def *p = paper_find(&b.drawn->papers, req_param(r, "id"));
	if (!p)
		return err_of(ERR_not_found);
	TRY(pm_pdf(r->arena, b.drawn, p, req_query(r, "v"), clock_now(r->app->clock), &out->body));
	out->type = STR("application/pdf");
	resp_header(r, out, STR("Content-Disposition"),
		    str_format(r->arena, "inline; filename=\"%.*s.pdf\"", STR_ARG(p->id)));
	return NULL;
}

const route pm_list_routes[] = {
	{ "GET", "/manage/papers", ACCESS_ADMIN, list_get },
	{ "GET", "/manage/papers/new", ACCESS_ADMIN, new_get },
	{ "POST", "/manage/papers/new", ACCESS_ADMIN, new_post },
	{ "GET", "/manage/papers/picture/:id", ACCESS_ADMIN, picture_get },
	{ "GET", "/manage/papers/background/:id", ACCESS_ADMIN, background_get },
	{ "GET", "/manage/papers/pdf/:id", ACCESS_ADMIN, pdf_get },
	{ 0 },
};

static const route *const tables[] = { pm_list_routes, pm_paper_routes,  pm_about_routes, pm_sheet_routes,
				       pm_try_routes,  pm_sample_routes, pm_draft_routes };
const module papers_manage_module = {
	.name = "papers-manage",
	.tables = tables,
	.tables_n = COUNT(tables),
	.statements = paper_versions_statements,
	.statements_n = &paper_versions_statements_n,
};
