/* A PDF that somebody gives as a background. */
#include "modules/papers/manage/view.h"

#include <sodium.h>

str pm_told_pdf(req *r, const err *e)
{
	static const struct {
		const char *part;
		word text;
	} known[] = { { "protected", T_pm_pdf_protected }, { "damaged", T_pm_pdf_damaged },
		      { "no PDF", T_pm_pdf_none },         { "is empty", T_pm_pdf_empty },
		      { "more than", T_pm_pdf_large },     { "a form has at most", T_pm_pdf_pages },
		      { "no page", T_pm_pdf_damaged },     { "says no size", T_pm_pdf_damaged },
		      { "larger than", T_pm_pdf_wide } };
	for (size_t i = 0; i < COUNT(known); i++)
		if (str_has(e->detail, str_of(known[i].part)))
			return say(r, known[i].text);
	return r->lang == LANG_EN && e->detail.len ? e->detail : say(r, T_pm_pdf_damaged);
}

const err *pm_take_pdf(req *r, const char *field, background_look *ret, str *ret_text, str *ret_wrong)
{
	arena *a = r->arena;
	const part *file = NULL;
	*ret_wrong = STR_NONE;
	for (size_t i = 0; i < r->files.n; i++)
		if (str_eq(r->files.at[i].name, str_of(field)))
			file = &r->files.at[i];
	if (!file || file->data.len == 0) {
		*ret_wrong = words_text(a, r->lang, T_pm_pdf_choose);
		return NULL;
	}
	const err *e = background_look_at(a, file->data, ret);
	if (err_is(e, ERR_file) || err_is(e, ERR_too_large)) {
		*ret_wrong = pm_told_pdf(r, e);
		return NULL;
	}
	TRY(e);
	if (ret->pages > PAPER_SHEETS_MAX) {
		*ret_wrong = words_pm_pdf_sheets(a, r->lang, ret->pages, PAPER_SHEETS_MAX);
		return NULL;
	}
	size_t room = sodium_base64_encoded_len(file->data.len, sodium_base64_VARIANT_ORIGINAL);
	char *text = arena_alloc(a, room);
	sodium_bin2base64(text, room, (const u8 *)file->data.at, file->data.len, sodium_base64_VARIANT_ORIGINAL);
	*ret_text = str_of(text);
	return NULL;
}

void pm_pdf_sheets(arena *a, paper_def *p, const background_look *look, str path)
{
	for (int i = 0; i < look->pages && p->sheets.n < PAPER_SHEETS_MAX; i++)
		LIST_ADD(a, &p->sheets,
			 ((paper_sheet){ .width = pm_tenths(look->size[i].width),
					 .height = pm_tenths(look->size[i].height),
					 .background = path,
					 .background_page = i + 1 }));
}
