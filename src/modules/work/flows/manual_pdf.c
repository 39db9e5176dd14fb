/* A manual on paper. The same version in the same language gives the same bytes: nothing in it is of the day on which it is printed, or of a later version. */
#include "modules/work/flows/flows_view.h"
#include "print/drawing.h"
#include "print/pdf.h"

static void put_pieces(pdf *p, const fl_pieces *list)
{
	for (size_t i = 0; i < list->n; i++) {
		if (list->at[i].item)
			pdf_item(p, PDF_BULLET, list->at[i].text);
		else
			pdf_text(p, list->at[i].text);
	}
}

static void put_step(req *r, pdf *p, const fl_manual_step *s)
{
	arena *a = r->arena;
	pdf_keep(p, true);
	pdf_heading(p, 2, str_format(a, "%.*s　%.*s", STR_ARG(s->number), STR_ARG(s->name)));
	pdf_row(p, say(r, T_wf_lane), s->who);
	pdf_row(p, say(r, T_wf_kind), s->kind);
	pdf_row(p, say(r, T_wf_standard), s->standard);
	pdf_row(p, say(r, T_wf_cases), s->cases);
	pdf_row(p, say(r, T_wf_minutes), s->minutes);
	pdf_row(p, say(r, T_wf_waiting), s->waiting);
	pdf_row(p, say(r, T_wf_medium), s->medium);
	pdf_row(p, say(r, T_wf_system), s->system);
	put_pieces(p, &s->note);
	for (size_t i = 0; i < s->ways.n; i++) {
		const fl_manual_way *w = &s->ways.at[i];
		pdf_row(p, i == 0 ? say(r, T_wf_next) : STR("　"),
			str_format(a, "%.*s%s%.*s%s→ %.*s", STR_ARG(w->name), w->name.len ? " " : "", STR_ARG(w->share),
				   w->share.len ? " " : "", STR_ARG(w->to)));
	}
	pdf_keep(p, false);
}

const err *fl_manual_pdf(req *r, const fl_manual_view *v, const reform *f, const fl_flow *is, str *ret)
{
	arena *a = r->arena;
	str city = text_in(&catalog_city(r)->name, r->lang);
	str of = str_format(a, "%.*s　%.*s　%.*s", STR_ARG(v->title), STR_ARG(v->side_name), STR_ARG(v->version));
	pdf_about about = { .title = str_format(a, "%.*s %.*s", STR_ARG(v->title), STR_ARG(say(r, T_wf_manual))),
			    .author = city,
			    .subject = of,
			    .foot = str_format(a, "%.*s　%.*s", STR_ARG(city), STR_ARG(of)),
			    .lang = r->lang,
			    .made = is->text.saved_at };
	pdf *p = pdf_new(a, &about);
	pdf_title(p, about.title);
	pdf_row(p, say(r, T_wf_whose), v->whose);
	pdf_row(p, say(r, T_wf_version), str_format(a, "%.*s　%.*s", STR_ARG(v->side_name), STR_ARG(v->version)));
	pdf_row(p, say(r, T_wf_when_by), str_format(a, "%.*s　%.*s", STR_ARG(v->when), STR_ARG(v->made_by)));
	pdf_row(p, say(r, T_wf_f_volume), v->volume);
	pdf_row(p, say(r, T_wf_f_work), v->minutes);
	pdf_row(p, say(r, T_wf_f_lead_p50), v->lead);
	if (v->purpose.n) {
		pdf_heading(p, 1, say(r, T_wf_purpose));
		put_pieces(p, &v->purpose);
	}
	pdf_heading(p, 1, say(r, T_wf_who_does));
	for (size_t i = 0; i < v->lanes.n; i++)
		pdf_row(p, v->lanes.at[i].name,
			str_format(a, "%.*s%s%.*s", STR_ARG(v->lanes.at[i].who), v->lanes.at[i].who.len ? "　" : "",
				   STR_ARG(words_wf_steps_n(a, r->lang, v->lanes.at[i].steps))));
	pdf_heading(p, 1, say(r, T_wf_history));
	for (size_t i = 0; i < v->history.n; i++) /* those that were there when this one was made */
		if (v->history.at[i].number <= v->number)
			pdf_row(p, v->history.at[i].version,
				str_format(a, "%.*s　%.*s\n%.*s", STR_ARG(v->history.at[i].when),
					   STR_ARG(v->history.at[i].who), STR_ARG(v->history.at[i].note)));
	str picture = say(r, T_wf_picture);
	fl_sheets sheets =
		fl_manual_sheets(r, is->is, fl_numbers(a, is->is),
				 str_format(a, "%.*s　%.*s", STR_ARG(v->title), STR_ARG(picture)), about.foot);
	for (size_t i = 0; i < sheets.n; i++)
		pdf_sheet(p, sheets.at[i], i == 0 ? picture : STR_NONE);
	pdf_heading(p, 1, say(r, T_wf_steps));
	for (size_t i = 0; i < v->steps.n; i++)
		put_step(r, p, &v->steps.at[i]);
	(void)f;
	return pdf_draw(p, ret);
}
