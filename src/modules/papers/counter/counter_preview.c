/* A paper of the packet as it stands: its sheets as drawings, what was filled in in a colour, and where each fact stands. */
#include "modules/papers/counter/counter_pages.h"

#define SHEETS_SHOWN 4
#define SPOTS_MAX 600

str counter_paper_param(req *r)
{
	str id = req_query(r, "paper");
	if (id.len == 0)
		id = req_form(r, "paper-here");
	for (size_t i = 0; i < id.len; i++)
		if (!(id.at[i] >= 'a' && id.at[i] <= 'z') && !(id.at[i] >= '0' && id.at[i] <= '9') && id.at[i] != '-')
			return STR_NONE;
	return id;
}

str counter_paper_here(const counter_sitting *s, const packet *k)
{
	str wanted = counter_paper_param(s->r), first = STR_NONE;
	for (size_t c = 0; c < k->counters.n; c++)
		for (size_t i = 0; i < k->counters.at[c].papers.n; i++) {
			str id = k->counters.at[c].papers.at[i].paper->id;
			if (str_eq(id, wanted))
				return id;
			if (first.len == 0)
				first = id;
		}
	return first;
}

static str mm(arena *a, double x)
{
	return str_format(a, "%.1f", x);
}

static void add_spot(const counter_sitting *s, const laid_mark *m, const paper_sheet *sheet, counter_sheet *ret)
{
	arena *a = s->r->arena;
	const fact_def *f = NULL;
	switch (m->mark->kind) {
	case MARK_FACT:
	case MARK_OPTIONS:
	case MARK_CHOICE:
	case MARK_POSTAL:
		f = facts_find(&s->city->facts, m->mark->text);
		break;
	case MARK_COLUMN:
		f = m->row ? facts_find(&s->city->facts, m->row->each) : NULL;
		break;
	case MARK_LABEL:
	case MARK_LINE:
	case MARK_BOX:
	case MARK_VALUE:
	case MARK_SEAL:
	case MARK_QR:
	case MARK_GRID:
	case MARK_EMPTY:
		break;
	}
	if (!f || f->value || ret->spots.n >= SPOTS_MAX || m->at.x > sheet->width)
		return;
	counter_spot spot = { .fact = f->field.id,
			      .label = text_in(&f->field.label, s->r->lang),
			      .x = mm(a, m->at.x),
			      .y = mm(a, m->at.y),
			      .w = mm(a, m->at.w > 1 ? m->at.w : 1),
			      .h = mm(a, m->at.h > 1 ? m->at.h : 1) };
	LIST_ADD(a, &ret->spots, spot);
}

static const err *draw_sheets(const counter_sitting *s, const paper_def *p, counter_preview *ret)
{
	arena *a = s->r->arena;
	fact_answers given = papers_given(s->p);
	fill_asked asked = { .city = s->city, .given = &given, .now = s->r->now };
	filled_sheets filled;
	TRY(paper_fill(a, p, &asked, &filled));
	ret->sheets = (i64)filled.n;
	for (size_t i = 0; i < filled.n && i < SHEETS_SHOWN; i++) {
		const struct filled_sheet *sheet = &filled.at[i];
		double width = drawing_width(sheet->drawing), height = drawing_height(sheet->drawing);
		counter_sheet one = { .view = str_format(a, "0 0 %.1f %.1f", width, height) };
		TRY(drawing_svg(a, sheet->drawing,
				words_counter_sheet_label(a, s->r->lang, (i64)i + 1, text_in(&p->name, s->r->lang)),
				&one.svg.s));
		if (sheet->background.len && sheet->sheet) {
			one.has_background = true;
			one.background = url_path(a, "/counter/%.*s/background/%.*s/%d", STR_ARG(s->office->id),
						  STR_ARG(p->id), (int)(sheet->sheet - p->sheets.at));
		}
		if (sheet->sheet) {
			laid_marks laid = paper_lay(a, sheet->sheet);
			for (size_t k = 0; k < laid.n; k++)
				add_spot(s, &laid.at[k], sheet->sheet, &one);
		}
		LIST_ADD(a, &ret->shown, one);
	}
	if (filled.troubles.n)
		ret->note = words_counter_troubles(a, s->r->lang, (i64)filled.troubles.n);
	return NULL;
}

counter_preview counter_preview_of(const counter_sitting *s, str paper)
{
	counter_preview ret = { .paper = paper };
	const paper_def *p = paper_find(&s->city->papers, paper);
	if (!p)
		return ret;
	ret.name = text_in(&p->name, s->r->lang);
	const err *e = draw_sheets(s, p, &ret);
	if (e) { /* a paper that cannot be drawn does not hold up the questions */
		ret.shown.n = 0;
		ret.note = words_text(s->r->arena, s->r->lang, T_counter_no_preview);
	}
	return ret;
}
