/* What a paper's sheet looks like, and what does not fit on it. */
#include "modules/papers/manage/manage.h"

#include "print/pdf.h"

fact_answers pm_answers(const city_def *c, str sample)
{
	const sample_def *s = sample.len ? sample_find(&c->papers, sample) : NULL;
	return s ? s->given : (fact_answers){ 0 };
}

static const err *fill(arena *a, const city_def *c, const paper_def *p, str sample, instant now, filled_sheets *ret)
{
	fact_answers given = pm_answers(c, sample);
	fill_asked asked = { .city = c, .given = &given, .code = STR("https://example.jp/counter/SAMPLE"), .now = now };
	return paper_fill(a, p, &asked, ret);
}

const err *pm_try(arena *a, const city_def *c, const paper_def *p, str sample, instant now, pm_troubles *ret)
{
	bool all = str_eq(sample, STR("all"));
	*ret = (pm_troubles){ 0 };
	for (size_t i = 0; i < c->papers.samples.n || (!all && i == 0); i++) {
		const sample_def *s = all ? &c->papers.samples.at[i] : sample_find(&c->papers, sample);
		filled_sheets f = { 0 };
		TRY(fill(a, c, p, s ? s->id : STR_NONE, now, &f));
		for (size_t k = 0; k < f.troubles.n; k++) {
			const fill_trouble *t = &f.troubles.at[k];
			bool there = false;
			for (size_t l = 0; l < ret->n && !there; l++)
				there = ret->at[l].sheet == t->sheet && str_eq(ret->at[l].path, t->path) &&
					str_eq(ret->at[l].sample, s ? s->id : STR_NONE);
			if (!there)
				LIST_ADD(a, ret,
					 ((pm_trouble){ .path = t->path,
							.sample = s ? s->id : STR_NONE,
							.text = t->text,
							.sheet = t->sheet,
							.fit = t->fit }));
		}
		if (!all)
			break;
	}
	return NULL;
}

/* A set of sheets may come several times (rows of a table): the first that is this one. */
static const drawing *drawn(const filled_sheets *f, const paper_sheet *sheet)
{
	for (size_t i = 0; i < f->n; i++)
		if (f->at[i].sheet == sheet)
			return f->at[i].drawing;
	return NULL;
}

const err *pm_svg(arena *a, const city_def *c, const paper_def *p, size_t sheet, str sample, instant now, str *ret)
{
	filled_sheets f = { 0 };
	TRY(fill(a, c, p, sample, now, &f));
	const drawing *d = drawn(&f, &p->sheets.at[sheet]);
	return d ? drawing_svg(a, d, text_in(&p->name, LANG_JA), ret) : err_of(ERR_not_found);
}

const err *pm_small(arena *a, const city_def *c, const paper_def *p, size_t sheet, instant now, str *ret)
{
	filled_sheets f = { 0 };
	TRY(fill(a, c, p, STR_NONE, now, &f));
	const drawing *d = drawn(&f, &p->sheets.at[sheet]);
	return d ? drawing_png(a, d, 36, ret) : err_of(ERR_not_found);
}

const err *pm_pdf(arena *a, const city_def *c, const paper_def *p, str sample, instant now, str *ret)
{
	filled_sheets f = { 0 };
	TRY(fill(a, c, p, sample, now, &f));
	pdf *doc = pdf_new(a, &(pdf_about){ .title = text_in(&p->name, LANG_JA), .lang = LANG_JA, .made = now });
	for (size_t i = 0; i < f.n; i++)
		pdf_sheet(doc, f.at[i].drawing, i ? STR_NONE : text_in(&p->name, LANG_JA));
	return pdf_draw(doc, ret);
}
