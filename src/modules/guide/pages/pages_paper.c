/* What a person takes along: a page to print, and the same as PDF. */
#include "modules/guide/pages/pages.h"
#include "print/pdf.h"

#include "modules/guide/pages/templates/result.html.h"

typedef struct takeaway {
	guide_founds must, may, open;
	guide_said_list said;
	str link;
} takeaway;

static takeaway takeaway_of(const sitting *s)
{
	guide_result found = guide_judge(s->g);
	found_options o = { 0 };
	takeaway t = { .must = guide_say_all(s, &found.must, SIZE_MAX, &o),
		       .may = guide_say_all(s, &found.may, SIZE_MAX, &o),
		       .open = guide_say_all(s, &found.open_must, SIZE_MAX, &o),
		       .said = guide_say_said(s, NULL),
		       .link = guide_full_link(s) };
	guide_founds more = guide_say_all(s, &found.open_may, SIZE_MAX, &o);
	for (size_t i = 0; i < more.n; i++)
		LIST_ADD(s->r->arena, &t.open, more.at[i]);
	return t;
}

static const err *paper_get(req *r, resp *out)
{
	sitting s;
	bool done;
	TRY(guide_open(r, out, &s, &done));
	if (done)
		return NULL;
	takeaway t = takeaway_of(&s);
	guide_paper_view v = { .today = guide_say_date(r->arena, r->lang, day_of(r->now)),
			       .event = guide_event_name(&s),
			       .must = t.must,
			       .may = t.may,
			       .open = t.open,
			       .said = t.said,
			       .link = t.link,
			       .back = guide_at(&s, "/guide/r/", ""),
			       .pdf = guide_at(&s, "/guide/r/", "/guide.pdf") };
	v.has_qr = guide_qr(r, v.link, &v.qr);
	page_out o = page_begin(r);
	guide_paper_page(&o, &v);
	page p = guide_page(r, say(r, T_guide_paper_title));
	return page_end(&o, &p, out);
}

/* --- PDF -------------------------------------------------------------------------------------------------------------- */

static str text_of(const sitting *s, word w)
{
	return words_text(s->r->arena, s->r->lang, w);
}

/* What to bring, each behind a box to tick, in as few lines as it takes. */
static str boxes(arena *a, strs bring)
{
	buf b = buf_new(a, 4096);
	for (size_t i = 0; i < bring.n; i++)
		buf_format(&b, "%s□\u00a0%.*s", i ? "　" : "", STR_ARG(bring.at[i]));
	return buf_str(&b);
}

static str joined_lacks(const sitting *s, const guide_found *f)
{
	buf b = buf_new(s->r->arena, 4096);
	for (size_t i = 0; i < f->lacks.n; i++)
		buf_format(&b, "%s%.*s",
			   i == 0                  ? ""
			   : s->r->lang == LANG_EN ? ", "
						   : "、",
			   STR_ARG(f->lacks.at[i].label));
	return buf_str(&b);
}

static str marked(const sitting *s, const guide_found *f)
{
	str sample = text_of(s, T_guide_sample);
	return f->sample ? str_format(s->r->arena, "%.*s ［%.*s］", STR_ARG(f->name), STR_ARG(sample)) : f->name;
}

static void put_scheme(const sitting *s, pdf *p, const guide_found *f)
{
	arena *a = s->r->arena;
	pdf_keep(p, true);
	pdf_heading(p, 2, marked(s, f));
	pdf_text(p, f->about);
	str when = f->due.len ? str_format(a, "%.*s　%.*s", STR_ARG(f->due), STR_ARG(f->left)) : STR_NONE;
	const str notes[] = { f->due_note, f->deadline };
	for (size_t i = 0; i < COUNT(notes); i++)
		if (notes[i].len)
			when = str_format(a, "%.*s%s%.*s", STR_ARG(when), when.len ? "\n" : "", STR_ARG(notes[i]));
	pdf_row(p, text_of(s, T_guide_by_when), when);
	pdf_row(p, text_of(s, T_guide_where), f->office);
	pdf_row(p, text_of(s, T_guide_todo), f->todo);
	pdf_row(p, text_of(s, T_guide_bring), boxes(a, f->bring));
	pdf_small(p, str_format(a, "%.*s %.*s　%.*s", STR_ARG(text_of(s, T_guide_source)), STR_ARG(f->law),
				STR_ARG(f->sample ? f->sample_about : STR_NONE)));
	pdf_keep(p, false);
}

static void put_part(const sitting *s, pdf *p, word title, const guide_founds *list)
{
	if (list->n == 0)
		return;
	pdf_heading(p, 1, text_of(s, title));
	for (size_t i = 0; i < list->n; i++)
		put_scheme(s, p, &list->at[i]);
}

/* What is not certain takes a line: in full it would be the booklet that nobody reads. */
static void put_open(const sitting *s, pdf *p, const guide_founds *list)
{
	if (list->n == 0)
		return;
	pdf_heading(p, 1, text_of(s, T_guide_open));
	pdf_small(p, text_of(s, T_guide_open_about));
	for (size_t i = 0; i < list->n; i++) {
		const guide_found *f = &list->at[i];
		str lacks = joined_lacks(s, f);
		pdf_item(p, PDF_BOX,
			 lacks.len ? str_format(s->r->arena, "%.*s　%.*s%.*s", STR_ARG(marked(s, f)),
						STR_ARG(text_of(s, T_guide_lacks)), STR_ARG(lacks))
				   : marked(s, f));
	}
}

static const err *pdf_get(req *r, resp *out)
{
	sitting s;
	bool done;
	TRY(guide_open(r, out, &s, &done));
	if (done)
		return NULL;
	takeaway t = takeaway_of(&s);
	str city = text_in(&s.city->name, r->lang), title = text_of(&s, T_guide_paper_title),
	    event = guide_event_name(&s);
	str made = words_guide_paper_made(r->arena, r->lang, guide_say_date(r->arena, r->lang, day_of(r->now)));
	pdf_about about = { .title = title,
			    .author = city,
			    .subject = event,
			    .foot = str_format(r->arena, "%.*s　%.*s", STR_ARG(city), STR_ARG(made)),
			    .lang = r->lang,
			    .made = r->now };
	pdf *p = pdf_new(r->arena, &about);
	pdf_title(p, title);
	pdf_text(p, str_format(r->arena, "%.*s%s%.*s", STR_ARG(event), event.len ? "　" : "", STR_ARG(made)));
	pdf_notice(p, text_of(&s, T_guide_sample_all));
	put_part(&s, p, T_guide_must, &t.must);
	put_part(&s, p, T_guide_may, &t.may);
	put_open(&s, p, &t.open);
	if (t.said.n)
		pdf_heading(p, 1, text_of(&s, T_guide_said_title));
	for (size_t i = 0; i < t.said.n; i++) {
		const guide_said *said = &t.said.at[i];
		pdf_wide_row(p, said->label, said->dont_know ? text_of(&s, T_guide_dont_know) : said->value);
	}
	html ignored;
	if (guide_qr(r, t.link, &ignored)) {
		pdf_keep(p, true);
		pdf_heading(p, 1, text_of(&s, T_guide_keep));
		pdf_qr(p, t.link, text_of(&s, T_guide_qr_about));
		pdf_keep(p, false);
	} else {
		pdf_small(p, text_of(&s, T_guide_qr_none));
	}
	TRY(pdf_draw(p, &out->body));
	out->type = STR("application/pdf");
	resp_header(r, out, STR("Content-Disposition"), STR("inline; filename=\"guide.pdf\""));
	return NULL;
}

const route guide_paper_routes[] = {
	{ "GET", "/guide/r/:token/paper", ACCESS_PUBLIC, paper_get },
	{ "GET", "/guide/r/:token/guide.pdf", ACCESS_PUBLIC, pdf_get },
	{ 0 },
};
