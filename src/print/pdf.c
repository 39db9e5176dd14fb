#include "print/pdf_blocks.h"

#include <cairo-pdf.h>

#include "base/buf.h"
#include "print/background.h"
#include "print/pdf_finish.h"
#include "print/pdf_pack.h"

/* --- what stands there ------------------------------------------------------------------------------------------- */

pdf *pdf_new(arena *a, const pdf_about *about)
{
	pdf *p = arena_one(a, pdf);
	*p = (pdf){ .arena = a, .about = *about };
	return p;
}

static const err *acceptable(arena *a, str s)
{
	if (s.len > PDF_TEXT_MAX)
		return err_why(a, ERR_too_long, "a text of a document has at most %d bytes", PDF_TEXT_MAX);
	if (!str_is_utf8(s))
		return err_why(a, ERR_invalid, "a text of a document is not UTF-8");
	return NULL;
}

/* Lines may break; other control characters, which Pango would draw as boxes, become spaces. */
static str cleaned(arena *a, str s)
{
	char *at = arena_alloc(a, s.len + 1);
	for (size_t i = 0; i < s.len; i++)
		at[i] = ((u8)s.at[i] < 0x20 && s.at[i] != '\n') || s.at[i] == 0x7f ? ' ' : s.at[i];
	return str_trim((str){ at, s.len });
}

static void add(pdf *p, block b)
{
	const err *e = acceptable(p->arena, b.text);
	if (!e)
		e = acceptable(p->arena, b.label);
	if (!e && p->blocks.n == PDF_BLOCKS_MAX)
		e = err_why(p->arena, ERR_too_long, "a document has at most %d blocks", PDF_BLOCKS_MAX);
	if (p->wrong)
		return;
	p->wrong = e;
	if (e)
		return;
	b.text = cleaned(p->arena, b.text);
	b.label = cleaned(p->arena, b.label);
	b.group = p->group;
	if (b.text.len || b.kind == RULE || b.kind == SPACE || b.kind == SHEET)
		LIST_ADD(p->arena, &p->blocks, b);
}

void pdf_title(pdf *p, str text)
{
	add(p, (block){ .kind = TITLE, .text = text });
}

void pdf_heading(pdf *p, int level, str text)
{
	add(p, (block){ .kind = HEADING, .level = level < 1 ? 1 : level > 3 ? 3 : level, .text = text });
}

void pdf_text(pdf *p, str text)
{
	add(p, (block){ .kind = TEXT, .text = text });
}

void pdf_small(pdf *p, str text)
{
	add(p, (block){ .kind = SMALL, .text = text });
}

void pdf_notice(pdf *p, str text)
{
	add(p, (block){ .kind = NOTICE, .text = text });
}

void pdf_row(pdf *p, str label, str text)
{
	add(p, (block){ .kind = ROW, .label = label, .text = text });
}

void pdf_wide_row(pdf *p, str label, str text)
{
	add(p, (block){ .kind = ROW, .level = 1, .label = label, .text = text });
}

void pdf_item(pdf *p, pdf_mark mark, str text)
{
	add(p, (block){ .kind = ITEM, .level = (int)mark, .text = text });
}

void pdf_rule(pdf *p)
{
	add(p, (block){ .kind = RULE });
}

void pdf_space(pdf *p, double mm)
{
	add(p, (block){ .kind = SPACE, .gap = mm * MM });
}

void pdf_qr(pdf *p, str text, str beside)
{
	add(p, (block){ .kind = CODE, .text = text, .label = beside });
}

void pdf_keep(pdf *p, bool keep)
{
	p->group = keep ? ++p->groups : 0;
}

void pdf_sheet(pdf *p, const drawing *f, str name)
{
	add(p, (block){ .kind = SHEET, .label = name, .sheet = f });
}

/* The outline: headings of the second level within the first. */
static void add_outline(pdf *p, cairo_surface_t *s)
{
	int above[4] = { CAIRO_PDF_OUTLINE_ROOT, CAIRO_PDF_OUTLINE_ROOT, CAIRO_PDF_OUTLINE_ROOT,
			 CAIRO_PDF_OUTLINE_ROOT };
	for (size_t i = 0; i < p->blocks.n; i++) {
		const block *b = &p->blocks.at[i];
		if (b->kind == SHEET && b->label.len) {
			str to = str_format(p->arena, "page=%d pos=[0 0]", b->page + 1);
			above[1] = cairo_pdf_surface_add_outline(s, CAIRO_PDF_OUTLINE_ROOT,
								 arena_copy(p->arena, b->label).at, to.at,
								 CAIRO_PDF_OUTLINE_FLAG_OPEN);
			above[2] = above[3] = above[1];
		}
		if (b->kind != HEADING)
			continue;
		str link = str_format(p->arena, "page=%d pos=[%.1f %.1f]", b->page + 1, LEFT, b->y);
		str name = arena_copy(p->arena, b->text);
		int id = cairo_pdf_surface_add_outline(s, above[b->level - 1], name.at, link.at,
						       CAIRO_PDF_OUTLINE_FLAG_OPEN);
		for (int k = b->level; k < 4; k++)
			above[k] = id;
	}
}

static void add_about(pdf *p, cairo_surface_t *s)
{
	const pdf_about *about = &p->about;
	str made = instant_text(p->arena, about->made);
	cairo_pdf_surface_set_metadata(s, CAIRO_PDF_METADATA_TITLE, arena_copy(p->arena, about->title).at);
	if (about->author.len)
		cairo_pdf_surface_set_metadata(s, CAIRO_PDF_METADATA_AUTHOR, arena_copy(p->arena, about->author).at);
	if (about->subject.len)
		cairo_pdf_surface_set_metadata(s, CAIRO_PDF_METADATA_SUBJECT, arena_copy(p->arena, about->subject).at);
	cairo_pdf_surface_set_metadata(s, CAIRO_PDF_METADATA_CREATOR, "madoguchi");
	cairo_pdf_surface_set_metadata(s, CAIRO_PDF_METADATA_CREATE_DATE, made.at);
}

static cairo_status_t take_bytes(void *to, const unsigned char *bytes, unsigned n)
{
	buf *b = to;
	buf_put(b, (str){ (const char *)bytes, n });
	return b->overflowed ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

static const err *draw_on(pdf *p, cairo_surface_t *s, PangoContext *context)
{
	TRY(pdf_lay_out(p, context));
	p->used = pdf_fonts_new(p->arena, p->fonts);
	pdf_use_fonts(p, context);
	cairo_t *cr = cairo_create(s);
	add_about(p, s);
	add_outline(p, s);
	pdf_paint(p, s, cr, context);
	cairo_surface_finish(s);
	pdf_fonts_free(p->used);
	cairo_status_t status = cairo_status(cr);
	if (status == CAIRO_STATUS_SUCCESS)
		status = cairo_surface_status(s);
	cairo_destroy(cr);
	if (status == CAIRO_STATUS_WRITE_ERROR)
		return err_why(p->arena, ERR_too_long, "a document has at most %d bytes", PDF_BYTES_MAX);
	if (status != CAIRO_STATUS_SUCCESS)
		return err_why(p->arena, ERR_internal, "cairo: %s", cairo_status_to_string(status));
	return NULL;
}

static const err *lay_backgrounds(const pdf *p, str ours, str *ret)
{
	struct {
		background_page *at;
		size_t n;
	} list = { 0 };
	for (size_t i = 0; i < p->blocks.n; i++) {
		const block *b = &p->blocks.at[i];
		if (b->kind == SHEET && b->sheet->background.len)
			LIST_ADD(p->arena, &list,
				 (background_page){ b->page + 1, b->sheet->background, b->sheet->background_page });
	}
	*ret = ours;
	return list.n ? background_lay(p->arena, ours, list.at, list.n, ret) : NULL;
}

int pdf_pages(const pdf *p)
{
	return p->pages;
}

const err *pdf_draw(pdf *p, str *ret)
{
	TRY(p->wrong);
	TRY(acceptable(p->arena, p->about.title));
	TRY(acceptable(p->arena, p->about.foot));
	if (p->about.title.len == 0 || p->blocks.n == 0)
		return err_why(p->arena, ERR_invalid, "a document needs a title and something in it");
	p->fonts = fonts_here();
	if (!p->fonts)
		return err_why(p->arena, ERR_printer, "no Japanese font on this machine: install fonts-ipaexfont");
	buf bytes = buf_new(p->arena, PDF_BYTES_MAX);
	cairo_surface_t *s = cairo_pdf_surface_create_for_stream(take_bytes, &bytes, PAGE_WIDTH, PAGE_HEIGHT);
	PangoContext *context = pango_font_map_create_context(fonts_map(p->fonts));
	pango_context_set_language(context, pango_language_from_string(p->about.lang == LANG_EN ? "en" : "ja"));
	pango_context_set_round_glyph_positions(context, FALSE);
	cairo_font_options_t *plain = cairo_font_options_create();
	cairo_font_options_set_hint_style(plain, CAIRO_HINT_STYLE_NONE);
	cairo_font_options_set_hint_metrics(plain, CAIRO_HINT_METRICS_OFF);
	pango_cairo_context_set_font_options(context, plain);
	cairo_font_options_destroy(plain);

	const err *e = draw_on(p, s, context);
	for (size_t i = 0; i < p->blocks.n; i++) {
		block *b = &p->blocks.at[i];
		g_clear_object(&b->layout);
		g_clear_object(&b->beside);
	}
	cairo_surface_destroy(s);
	g_object_unref(context);
	TRY(e);
	str ours;
	TRY(pdf_finish(p->arena, buf_str(&bytes), p->about.lang == LANG_EN ? "en" : "ja", &ours));
	TRY(pdf_pack(p->arena, ours, &ours));
	return lay_backgrounds(p, ours, ret);
}
