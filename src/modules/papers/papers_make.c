/* One PDF of the packet, or of one paper. */
#include <sodium.h>

#include "modules/papers/papers_private.h"
#include "print/pdf.h"

#define VERSION_BYTES 16

/* The texts of the definitions and their backgrounds: what was printed by them is told apart from what is printed by others. */
static str version_of(const papers *p, const chosen_papers *list)
{
	arena *a = p->arena;
	crypto_generichash_state state;
	u8 sum[VERSION_BYTES];
	char *hex = arena_alloc(a, 2 * VERSION_BYTES + 1);
	crypto_generichash_init(&state, NULL, 0, sizeof sum);
	for (size_t i = 0; i < list->n; i++) {
		const paper_def *d = list->at[i]->paper;
		str text = defs_write_paper(a, p->city, d->id);
		crypto_generichash_update(&state, (const u8 *)text.at, text.len);
		for (size_t s = 0; s < d->sheets.n; s++)
			for (size_t k = 0; k < p->city->papers.backgrounds.n; k++) {
				const paper_background *b = &p->city->papers.backgrounds.at[k];
				if (str_eq(b->path, d->sheets.at[s].background))
					crypto_generichash_update(&state, (const u8 *)b->bytes.at, b->bytes.len);
			}
	}
	crypto_generichash_final(&state, sum, sizeof sum);
	sodium_bin2hex(hex, 2 * VERSION_BYTES + 1, sum, sizeof sum);
	return (str){ hex, 2 * VERSION_BYTES };
}

static const err *put_paper(const papers *p, pdf *to, const paper_def *d, const make_asked *asked, papers_made *ret)
{
	fill_asked how = {
		.city = p->city, .given = &p->given, .code = asked->link, .number = asked->number, .now = p->asked.now
	};
	filled_sheets f;
	TRY(paper_fill(p->arena, d, &how, &f));
	for (int copy = 0; copy < (d->copies > 1 ? d->copies : 1); copy++)
		for (size_t i = 0; i < f.n; i++)
			pdf_sheet(to, f.at[i].drawing, copy == 0 && i == 0 ? text_in(&d->name, LANG_JA) : STR_NONE);
	for (size_t i = 0; i < f.troubles.n; i++)
		LIST_ADD(p->arena, &ret->troubles, f.troubles.at[i]);
	return NULL;
}

const err *papers_make(const papers *p, const make_asked *asked, papers_made *ret)
{
	arena *a = p->arena;
	*ret = (papers_made){ 0 };
	chosen_papers list = { 0 };
	if (asked->only.len) {
		const chosen_paper *one = papers_chosen(p, asked->only);
		if (!one)
			return err_at(a, ERR_not_found, STR("only"), "no such paper in the packet");
		LIST_ADD(a, &list, one);
	} else {
		list = papers_in_order(p);
	}
	if (list.n == 0)
		return err_at(a, ERR_invalid, STR("papers"), "no paper is needed by these answers");
	str title = asked->only.len ? text_in(&list.at[0]->paper->name, LANG_JA)
				    : words_text(a, LANG_JA, T_papers_packet_title);
	pdf_about about = {
		.title = title, .author = text_in(&p->city->name, LANG_JA), .lang = LANG_JA, .made = p->asked.now
	};
	pdf *to = pdf_new(a, &about);
	if (asked->cover && asked->only.len == 0)
		papers_cover(p, to, asked);
	for (size_t i = 0; i < list.n; i++)
		TRY(put_paper(p, to, list.at[i]->paper, asked, ret));
	TRY(pdf_draw(to, &ret->pdf));
	ret->pages = (size_t)pdf_pages(to);
	ret->version = version_of(p, &list);
	return NULL;
}
