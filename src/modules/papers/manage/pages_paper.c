/* The editor: the sheet with a rectangle over each place, the facts that can be put on it, and the chosen place as a form. */
#include "modules/papers/manage/view.h"

#include "modules/papers/manage/templates/paper.html.h"
#include "text/search.h"

#define FACTS_SHOWN 2000
#define TROUBLES_SHOWN 40

/* One request to the editor of one paper. */
typedef struct desk {
	req *r;
	bench b;
	const paper_def *p; /* as my draft has it; NULL: its file cannot be read as a paper */
	str id, path, sample, place;
	size_t sheet; /* from 0 */
	i64 rev;
	instant now;
	str wrong;
	const edit_form *form; /* of the chosen place, posted with mistakes; else NULL */
	paper_def *typed; /* what the form would make of the paper */
} desk;

static str asked(const req *r, const char *name)
{
	str s = req_form(r, name);
	return s.len || str_eq(r->method, STR("POST")) ? s : req_query(r, name);
}

static const err *desk_open(req *r, desk *d)
{
	*d = (desk){ .r = r, .id = req_param(r, "id"), .now = clock_now(r->app->clock) };
	TRY(bench_open_some(r, pm_needed_for, d->id, &d->b));
	d->path = pm_file_of(r->arena, d->id);
	if (!pm_good_id(d->id) || bench_text(&d->b, d->path).len == 0)
		return err_of(ERR_not_found);
	d->p = paper_find(&d->b.drawn->papers, d->id);
	d->rev = bench_rev(&d->b, d->path);
	d->place = asked(r, "p");
	d->sample = asked(r, "v");
	if (d->sample.len && !sample_find(&d->b.drawn->papers, d->sample))
		d->sample = STR_NONE;
	i64 n = 1;
	str_i64(asked(r, "s"), &n);
	d->sheet = d->p && n >= 1 && (size_t)n <= d->p->sheets.n ? (size_t)n - 1 : 0;
	return NULL;
}

static str here(const desk *d, size_t sheet, str place)
{
	arena *a = d->r->arena;
	str link = str_format(a, "/manage/papers/paper/%.*s?s=%zu", STR_ARG(d->id), sheet + 1);
	if (d->sample.len)
		link = str_format(a, "%.*s&v=%.*s", STR_ARG(link), STR_ARG(d->sample));
	if (place.len)
		link = str_format(a, "%.*s&p=%.*s", STR_ARG(link), STR_ARG(percent_encode(a, place)));
	return link;
}

/* --- the places ----------------------------------------------------------------------------------------------------------------- */

typedef struct ordered {
	const laid_mark *m;
	size_t index;
} ordered;

/* As they are read: lines from the top, what is around before what is in it. */
static int reading_order(const void *x, const void *y)
{
	const ordered *a = x, *b = y;
	double ay = a->m->at.h < 0 ? a->m->at.y + a->m->at.h : a->m->at.y,
	       by = b->m->at.h < 0 ? b->m->at.y + b->m->at.h : b->m->at.y;
	if (ay < by - 1.5 || ay > by + 1.5)
		return ay < by ? -1 : 1;
	if (a->m->at.x < b->m->at.x || a->m->at.x > b->m->at.x)
		return a->m->at.x < b->m->at.x ? -1 : 1;
	return (a->index > b->index) - (a->index < b->index);
}

static const char *css_of(const paper_mark *m)
{
	static const char *const names[] = {
		[MARK_LABEL] = "label", [MARK_LINE] = "rule",   [MARK_BOX] = "box",      [MARK_FACT] = "fact",
		[MARK_VALUE] = "fact",  [MARK_COLUMN] = "fact", [MARK_OPTIONS] = "fact", [MARK_CHOICE] = "fact",
		[MARK_SEAL] = "label",  [MARK_QR] = "label",    [MARK_POSTAL] = "fact",  [MARK_GRID] = "grid",
		[MARK_EMPTY] = "empty"
	};
	return names[m->kind];
}

/* So much of the name as its box has room for, in mm. */
static void write_name(arena *a, pm_place_view *v, const laid_mark *m)
{
	double size = m->at.h * 0.55 > 3.4 ? 3.4 : m->at.h * 0.55;
	bool shown = m->mark->kind == MARK_FACT || m->mark->kind == MARK_VALUE || m->mark->kind == MARK_COLUMN ||
		     (m->mark->kind == MARK_POSTAL);
	if (!shown || size < 1.2)
		return;
	double room = m->at.w - 1;
	size_t i = 0;
	while (i < v->name.len) {
		size_t next = i;
		u32 c = str_next(v->name, &next);
		room -= c < 0x300 ? size * 0.6 : size;
		if (room < 0)
			break;
		i = next;
	}
	v->shown = str_sub(v->name, 0, i);
	v->size = pm_number(a, size);
	v->tx = pm_number(a, m->at.x + 0.8);
	v->ty = pm_number(a, m->at.y + m->at.h / 2 + size * 0.36);
}

static void add_places(const desk *d, const paper_def *p, const pm_troubles *troubles, pm_paper_view *v)
{
	arena *a = d->r->arena;
	const paper_sheet *s = &p->sheets.at[d->sheet];
	laid_marks laid = paper_lay(a, s);
	ordered *list = arena_many(a, ordered, laid.n + 1);
	size_t n = 0;
	for (size_t i = 0; i < laid.n; i++)
		if (laid.at[i].row_no == 0)
			list[n++] = (ordered){ &laid.at[i], i };
	qsort(list, n, sizeof *list, reading_order);
	for (size_t i = 0; i < n; i++) {
		const laid_mark *m = list[i].m;
		pm_place_view x = { .path = m->path,
				    .name = pm_name(a, d->r->lang, d->b.drawn, m->mark),
				    .x = pm_number(a, m->at.x),
				    .y = pm_number(a, m->at.y),
				    .w = pm_number(a, m->at.w),
				    .h = pm_number(a, m->at.h),
				    .x2 = pm_number(a, m->at.x + m->at.w),
				    .y2 = pm_number(a, m->at.y + m->at.h),
				    .css = css_of(m->mark),
				    .line = m->mark->kind == MARK_LINE,
				    .chosen = str_eq(m->path, d->place),
				    .link = url_of(a,
						   str_format(a, "%.*s#place", STR_ARG(here(d, d->sheet, m->path)))) };
		pm_at at;
		x.fixed = pm_find((paper_def *)(uintptr_t)p, d->sheet, m->path, &at) && at.grid && !at.cell;
		x.about = words_pm_place_about(a, d->r->lang, pm_kind_name(a, d->r->lang, m->mark), x.x, x.y, x.w, x.h);
		for (size_t k = 0; k < troubles->n; k++)
			if (troubles->at[k].sheet == d->sheet && str_eq(troubles->at[k].path, m->path))
				x.trouble =
					say(d->r, troubles->at[k].fit == FIT_NO_GLYPH ? T_pm_no_glyph : T_pm_not_fit);
		if (d->sample.len == 0)
			write_name(a, &x, m);
		LIST_ADD(a, &v->list, x);
	}
	/* what is drawn already, to snap to */
	buf b = buf_new(a, 60000);
	for (size_t i = 0; i < laid.n; i++) {
		const laid_mark *m = &laid.at[i];
		if (m->mark->kind == MARK_LINE || m->mark->kind == MARK_BOX || m->mark->kind == MARK_GRID ||
		    m->row_no || css_of(m->mark)[0] == 'e')
			buf_format(&b, "%s%.2f %.2f %.2f %.2f", b.len ? ";" : "", m->at.x, m->at.y, m->at.w, m->at.h);
	}
	v->lines = buf_str(&b);
}

static void add_troubles(const desk *d, const pm_troubles *troubles, pm_paper_view *v)
{
	arena *a = d->r->arena;
	for (size_t i = 0; i < troubles->n && i < TROUBLES_SHOWN; i++) {
		const pm_trouble *t = &troubles->at[i];
		pm_at at;
		if (!pm_find((paper_def *)(uintptr_t)d->p, t->sheet, t->path, &at))
			continue;
		LIST_ADD(a, &v->troubles,
			 ((edit_item){ .badge = pm_name(a, d->r->lang, d->b.drawn, at.mark),
				       .text = say(d->r, t->fit == FIT_NO_GLYPH ? T_pm_no_glyph : T_pm_not_fit),
				       .about = t->text,
				       .link = url_of(
					       a, str_format(a, "%.*s#place", STR_ARG(here(d, t->sheet, t->path)))) }));
	}
}

/* --- what can be put there -------------------------------------------------------------------------------------------------------- */

static bool shown_on(const paper_marks *list, str fact)
{
	for (size_t i = 0; i < list->n; i++) {
		const paper_mark *m = &list->at[i];
		if (str_eq(m->text, fact) && m->kind != MARK_LABEL && m->kind != MARK_COLUMN && !m->of_row)
			return true;
		if (shown_on(&m->in, fact))
			return true;
		for (size_t k = 0; k < m->rows.n; k++)
			if (str_eq(m->rows.at[k].each, fact) || shown_on(&m->rows.at[k].cells, fact))
				return true;
	}
	return false;
}

static void add_facts(const desk *d, pm_paper_view *v)
{
	arena *a = d->r->arena;
	const city_def *c = d->b.drawn;
	v->query = str_trim(asked(d->r, "q"));
	str query = search_fold(a, v->query);
	for (size_t i = 0; i < c->facts.n && v->facts.n < FACTS_SHOWN; i++) {
		const fact_def *f = &c->facts.at[i];
		if (f->field.kind == FIELD_MY_NUMBER || f->field.kind == FIELD_FILE)
			continue;
		pm_fact_view x = { .id = f->field.id, .name = f->name };
		x.words = search_fold(a, str_format(a, "%.*s %.*s %.*s %.*s %.*s", STR_ARG(f->name),
						    STR_ARG(f->field.id), STR_ARG(f->field.label.in[LANG_JA]),
						    STR_ARG(f->field.label.in[LANG_EN]),
						    STR_ARG(f->question.in[LANG_JA])));
		if (query.len && !str_has(x.words, query))
			continue;
		for (size_t s = 0; s < d->p->sheets.n && !x.used; s++)
			x.used = shown_on(&d->p->sheets.at[s].marks, f->field.id);
		x.kind = f->field.kind == FIELD_TABLE ? say(d->r, T_pm_fact_table)
			 : f->value                   ? say(d->r, T_pm_fact_computed)
						      : STR_NONE;
		LIST_ADD(a, &v->facts, x);
	}
	v->facts_found = (i64)v->facts.n;
	static const struct {
		pm_kind kind;
		word text;
	} kinds[] = { { PUT_LABEL, T_pm_kind_label }, { PUT_LINE, T_pm_kind_line }, { PUT_BOX, T_pm_kind_box },
		      { PUT_GRID, T_pm_kind_grid },   { PUT_SEAL, T_pm_kind_seal }, { PUT_QR, T_pm_kind_qr },
		      { PUT_VALUE, T_pm_kind_value } };
	for (size_t i = 0; i < COUNT(kinds); i++)
		LIST_ADD(a, &v->kinds,
			 ((pm_button){ .value = str_format(a, "%d", (int)kinds[i].kind),
				       .text = say(d->r, kinds[i].text) }));
	static const word aligns[] = { T_pm_al_left,   T_pm_al_centre, T_pm_al_right,  T_pm_al_top,    T_pm_al_middle,
				       T_pm_al_bottom, T_pm_al_width,  T_pm_al_height, T_pm_al_across, T_pm_al_down };
	for (size_t i = 0; i < COUNT(aligns); i++)
		LIST_ADD(a, &v->aligns,
			 ((pm_button){ .value = str_format(a, "align:%zu", i), .text = say(d->r, aligns[i]) }));
}

/* --- the chosen place ------------------------------------------------------------------------------------------------------------------ */

static str parent_of(const pm_at *at, str path)
{
	size_t end = path.len;
	if (!at->grid)
		return STR_NONE;
	for (int i = 0; i < (at->cell ? 2 : 4) && end; i++) { /* in/0, or rows/2/cells/1 */
		while (end && path.at[end - 1] != '/')
			end--;
		end -= end > 0;
	}
	return str_sub(path, 0, end);
}

static void add_panel(desk *d, pm_paper_view *v)
{
	static const word cell_words[CELL_DO_COUNT] = { T_pm_cell_row_add,    T_pm_cell_row_remove,
							T_pm_cell_column_add, T_pm_cell_column_remove,
							T_pm_cell_join_right, T_pm_cell_join_down,
							T_pm_cell_part_right, T_pm_cell_part_down };
	arena *a = d->r->arena;
	pm_panel *x = &v->panel;
	paper_def *p = d->typed ? d->typed : pm_copy(a, d->p);
	pm_at at;
	if (d->place.len == 0 || !pm_find(p, d->sheet, d->place, &at))
		return;
	edit_form fresh = { .r = d->r, .b = d->b };
	const edit_form *f = d->form;
	if (!f) {
		pm_bind(&fresh, p, &at);
		f = &fresh;
	}
	*x = (pm_panel){ .some = true,
			 .path = d->place,
			 .title = pm_name(a, d->r->lang, d->b.drawn, at.mark),
			 .kind = pm_kind_name(a, d->r->lang, at.mark),
			 .inputs = f->inputs,
			 .errors = f->errors,
			 .stale = f->stale,
			 .stored = d->rev,
			 .cell = at.grid && !at.cell,
			 .grid = at.mark->kind == MARK_GRID,
			 .may_order = !at.grid || at.cell };
	str up = parent_of(&at, d->place);
	if (up.len) {
		x->up = url_of(a, str_format(a, "%.*s#place", STR_ARG(here(d, d->sheet, up))));
		x->up_text = say(d->r, at.cell ? T_pm_up_cell : T_pm_up_grid);
	}
	for (int i = 0; x->cell && i < CELL_DO_COUNT; i++) {
		bool can = true;
		if (i == CELL_PART_RIGHT)
			can = at.mark->span > 1;
		if (i == CELL_PART_DOWN)
			can = at.mark->down > 1;
		if (can)
			LIST_ADD(a, &x->cells,
				 ((pm_button){ .value = str_format(a, "cell:%d", i),
					       .text = say(d->r, cell_words[i]) }));
	}
	const fact_def *fact = at.mark->kind == MARK_FACT ? facts_find(&d->b.drawn->facts, at.mark->text) : NULL;
	if (fact)
		x->example = pm_example(a, d->b.drawn, fact, at.mark->format, d->sample, d->now);
}

/* --- the page ------------------------------------------------------------------------------------------------------------------------------ */

static void add_sheet(const desk *d, pm_paper_view *v)
{
	arena *a = d->r->arena;
	const paper_sheet *s = &d->p->sheets.at[d->sheet];
	v->width = pm_number(a, s->width);
	v->height = pm_number(a, s->height);
	v->view_box = str_format(a, "0 0 %.*s %.*s", STR_ARG(v->width), STR_ARG(v->height));
	/* the address of the picture says which texts it was made of, so that it may be kept */
	str of = str_format(a, "%016llx",
			    (unsigned long long)(str_hash(bench_text(&d->b, d->path)) ^
						 str_hash(bench_text(&d->b, STR("samples.yaml"))) * 3));
	v->picture = pm_picture(a, d->id, d->sheet, d->sample, of);
	v->has_picture = true;
	v->has_background = s->background.len > 0;
	if (v->has_background)
		v->background = pm_background_picture(
			a, d->id, d->sheet,
			str_format(a, "%016llx-%d", (unsigned long long)str_hash(bench_text(&d->b, s->background)),
				   s->background_page));
	for (size_t i = 0; i < d->p->sheets.n; i++)
		LIST_ADD(a, &v->sheet_tabs,
			 ((edit_item){ .text = words_pm_sheet_n(a, d->r->lang, (i64)i + 1),
				       .link = url_of(a, here(d, i, STR_NONE)),
				       .here = i == d->sheet }));
}

static const err *show(desk *d, resp *out)
{
	req *r = d->r;
	arena *a = r->arena;
	const city_def *c = d->b.drawn;
	pm_paper_view v = { .id = d->id, .sample = d->sample, .rev = d->rev, .sheet = (i64)d->sheet + 1 };
	str title = d->p ? text_in(&d->p->name, r->lang) : d->id;
	pm_begin(&d->b, &v.head, title, "places", d->id);
	v.head.wrong = d->wrong;
	str base = str_format(a, "/manage/papers/paper/%.*s", STR_ARG(d->id));
	v.here = url_of(a, base);
	v.place = url_of(a, str_format(a, "%.*s/place", STR_ARG(base)));
	v.places = url_of(a, str_format(a, "%.*s/places", STR_ARG(base)));
	v.add = url_of(a, str_format(a, "%.*s/add", STR_ARG(base)));
	v.source = url_of(a, str_format(a, "%.*s/text", STR_ARG(base)));
	v.draft = url_path(a, "/manage/papers/draft");
	v.pdf = url_of(a, str_format(a, "/manage/papers/pdf/%.*s?v=%.*s", STR_ARG(d->id), STR_ARG(d->sample)));
	v.text = bench_text(&d->b, d->path);
	v.changed = bench_draft(&d->b, d->path) != NULL;
	v.mistakes = pm_mistakes(&d->b, d->b.mistakes, d->path);
	LIST_ADD(a, &v.samples, ((edit_item){ .text = say(d->r, T_pm_sample_none), .here = d->sample.len == 0 }));
	for (size_t i = 0; i < c->papers.samples.n; i++) {
		const sample_def *s = &c->papers.samples.at[i];
		LIST_ADD(a, &v.samples,
			 ((edit_item){ .text = text_in(&s->name, r->lang),
				       .about = s->id,
				       .here = str_eq(s->id, d->sample) }));
	}
	if (!d->p || d->p->sheets.n == 0) {
		v.unreadable = true;
	} else {
		v.sheets = (i64)d->p->sheets.n;
		pm_troubles troubles = { 0 };
		if (d->sample.len)
			TRY(pm_try(a, c, d->p, d->sample, d->now, &troubles));
		add_sheet(d, &v);
		add_places(d, d->p, &troubles, &v);
		add_troubles(d, &troubles, &v);
		add_facts(d, &v);
		add_panel(d, &v);
	}
	page_out o = page_begin(r);
	pm_paper_page(&o, &v);
	page p = pm_page(title, true);
	return page_end(&o, &p, out);
}

static const err *paper_get(req *r, resp *out)
{
	desk d;
	TRY(desk_open(r, &d));
	return show(&d, out);
}

/* --- changing ---------------------------------------------------------------------------------------------------------------------------------- */

static const err *posted_rev(const desk *d, i64 *ret)
{
	bool overwrite = str_eq(req_form(d->r, "do"), STR("overwrite"));
	return str_i64(req_form(d->r, overwrite ? "stored" : "rev"), ret) ? NULL : err_of(ERR_bad_request);
}

/* Saves the changed paper and goes back to the page; where the draft is another by now, the page as it is, with a word. */
static const err *keep(desk *d, const paper_def *p, str place, resp *out)
{
	i64 rev;
	TRY(posted_rev(d, &rev));
	const err *e = draft_save(d->r, d->path, pm_written(d->r->arena, d->b.drawn, p), rev, NULL);
	if (err_is(e, ERR_stale)) {
		d->wrong = say(d->r, T_pm_stale_window);
		out->status = 409;
		return show(d, out);
	}
	TRY(e);
	resp_redirect(d->r, out, here(d, d->sheet, place));
	return NULL;
}

static const err *refuse(desk *d, word w, resp *out)
{
	d->wrong = say(d->r, w);
	out->status = 422;
	return show(d, out);
}

static const err *place_save(desk *d, paper_def *p, const pm_at *at, resp *out)
{
	req *r = d->r;
	edit_form f = { .r = r, .b = d->b, .posted = true };
	TRY(posted_rev(d, &f.rev));
	pm_bind(&f, p, at);
	f.posted = true;
	str written = pm_written(r->arena, d->b.drawn, p);
	d->form = &f;
	d->typed = p;
	if (pm_bind_mistakes(&f, d->path, written, d->sheet, d->place) || f.wrong) {
		d->rev = f.rev; /* the form goes on from what it was made from */
		out->status = 422;
		return show(d, out);
	}
	const err *e = draft_save(r, d->path, written, f.rev, NULL);
	if (err_is(e, ERR_stale)) {
		f.stale = true;
		edit_wrong(&f, NULL, say(d->r, T_gm_stale_window));
		out->status = 409;
		return show(d, out);
	}
	TRY(e);
	resp_redirect(r, out, here(d, d->sheet, d->place));
	return NULL;
}

static const err *place_post(req *r, resp *out)
{
	desk d;
	TRY(desk_open(r, &d));
	if (!d.p)
		return err_of(ERR_not_found);
	arena *a = r->arena;
	paper_def *p = pm_copy(a, d.p);
	str doing = req_form(r, "do"), place = d.place;
	pm_at at;
	if (!pm_find(p, d.sheet, d.place, &at))
		return refuse(&d, T_pm_gone, out);
	i64 n;
	if (str_eq(doing, STR("remove"))) {
		strs one = { &place, 1 };
		pm_remove(a, p, d.sheet, &one);
		return keep(&d, p, parent_of(&at, place).len ? place : STR_NONE, out);
	}
	if (str_eq(doing, STR("double")))
		return pm_double(a, p, d.sheet, d.place, &place) ? keep(&d, p, place, out)
								 : refuse(&d, T_pm_cannot, out);
	if (str_eq(doing, STR("earlier")) || str_eq(doing, STR("later")))
		return pm_order(a, p, d.sheet, d.place, str_eq(doing, STR("later")) ? 1 : -1, &place)
			       ? keep(&d, p, place, out)
			       : refuse(&d, T_pm_cannot, out);
	if (str_starts(doing, STR("cell:"))) {
		bool known = str_i64(str_sub(doing, 5, doing.len), &n) && n >= 0 && n < CELL_DO_COUNT;
		return known && pm_cell(a, p, d.sheet, d.place, (cell_do)n, &place) ? keep(&d, p, place, out)
										    : refuse(&d, T_pm_cannot, out);
	}
	return place_save(&d, p, &at, out);
}

/* "marks/3 48 42 80 9": where a place was dragged to. */
static bool read_move(str s, pm_move *ret)
{
	double *to[] = { &ret->to.x, &ret->to.y, &ret->to.w, &ret->to.h };
	ret->path = str_cut(&s, ' ');
	for (size_t i = 0; i < COUNT(to); i++)
		if (!pm_read(str_cut(&s, ' '), to[i]))
			return false;
	return true;
}

static const err *places_post(req *r, resp *out)
{
	desk d;
	TRY(desk_open(r, &d));
	if (!d.p)
		return err_of(ERR_not_found);
	arena *a = r->arena;
	paper_def *p = pm_copy(a, d.p);
	strs chosen = req_form_all(r, "m");
	str doing = req_form(r, "do");
	if (chosen.n == 0 || chosen.n > PM_PLACES_MAX)
		return refuse(&d, T_pm_choose_some, out);
	i64 n;
	if (str_eq(doing, STR("move"))) {
		pm_moves moves = { 0 };
		for (size_t i = 0; i < chosen.n; i++) {
			pm_move m;
			if (!read_move(chosen.at[i], &m))
				return err_of(ERR_bad_request);
			LIST_ADD(a, &moves, m);
		}
		pm_move_all(a, p, d.sheet, &moves);
	} else if (str_eq(doing, STR("remove"))) {
		pm_remove(a, p, d.sheet, &chosen);
		d.place = STR_NONE;
	} else if (str_starts(doing, STR("align:")) && str_i64(str_sub(doing, 6, doing.len), &n) && n >= 0 &&
		   n < ALIGN_COUNT) {
		pm_moves moves = pm_aligned(a, p, d.sheet, &chosen, (pm_align)n);
		if (moves.n < 2)
			return refuse(&d, T_pm_choose_two, out);
		pm_move_all(a, p, d.sheet, &moves);
	} else {
		return err_of(ERR_bad_request);
	}
	return keep(&d, p, d.place, out);
}

static const err *add_post(req *r, resp *out)
{
	desk d;
	TRY(desk_open(r, &d));
	if (!d.p)
		return err_of(ERR_not_found);
	paper_def *p = pm_copy(r->arena, d.p);
	i64 kind = PUT_FACT;
	str path;
	pm_put put = { .kind = PUT_FACT, .fact = req_form(r, "fact"), .x = -1, .y = -1 };
	if (req_form(r, "kind").len && (!str_i64(req_form(r, "kind"), &kind) || kind < 0 || kind >= PUT_COUNT))
		return err_of(ERR_bad_request);
	put.kind = put.fact.len ? PUT_FACT : (pm_kind)kind;
	if (!pm_read(req_form(r, "x"), &put.x) || !pm_read(req_form(r, "y"), &put.y))
		put.x = put.y = -1;
	if (!pm_add(r->arena, p, d.b.drawn, d.sheet, &put, say(r, T_pm_new_label), &path))
		return refuse(&d, T_pm_cannot_add, out);
	return keep(&d, p, path, out);
}

/* The whole text: what undoing sends, and what somebody who reads YAML may write. */
static const err *text_post(req *r, resp *out)
{
	desk d;
	TRY(desk_open(r, &d));
	i64 rev;
	TRY(posted_rev(&d, &rev));
	str text = req_form(r, "text");
	buf b = buf_new(r->arena, text.len + 2);
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] != '\r')
			buf_char(&b, text.at[i]);
	if (b.len && b.at[b.len - 1] != '\n')
		buf_char(&b, '\n');
	if (b.len < 2)
		return refuse(&d, T_pm_text_empty, out);
	const err *e = draft_save(r, d.path, buf_str(&b), rev, NULL);
	if (err_is(e, ERR_stale)) {
		d.wrong = say(r, T_pm_stale_window);
		out->status = 409;
		return show(&d, out);
	}
	TRY(e);
	resp_redirect(r, out, here(&d, d.sheet, d.place));
	return NULL;
}

/* How a format reads, while it is typed. */
static const err *example_get(req *r, resp *out)
{
	bench b;
	TRY(bench_open_some(r, pm_needed_for, STR_NONE, &b));
	const fact_def *f = facts_find(&b.drawn->facts, req_query(r, "fact"));
	if (!f)
		return err_of(ERR_not_found);
	str format = req_query(r, "format");
	if (format.len > 400)
		return err_of(ERR_too_long);
	out->type = STR("text/plain; charset=utf-8");
	out->body = pm_example(r->arena, b.drawn, f, format, req_query(r, "v"), clock_now(r->app->clock));
	return NULL;
}

const route pm_paper_routes[] = {
	{ "GET", "/manage/papers/paper/:id", ACCESS_ADMIN, paper_get },
	{ "POST", "/manage/papers/paper/:id/place", ACCESS_ADMIN, place_post },
	{ "POST", "/manage/papers/paper/:id/places", ACCESS_ADMIN, places_post },
	{ "POST", "/manage/papers/paper/:id/add", ACCESS_ADMIN, add_post },
	{ "POST", "/manage/papers/paper/:id/text", ACCESS_ADMIN, text_post },
	{ "GET", "/manage/papers/example", ACCESS_ADMIN, example_get },
	{ 0 },
};
