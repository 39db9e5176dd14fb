#include "print/pdf.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

#include "base/buf.h"
#include "print/pdf_finish.h"
#include "print/qr.h"

/*
 * Three passes over one list of blocks: each is laid out (Pango breaks its lines), each is put on a page, each is drawn. Lengths
 * are points, 1/72 inch, from the upper left corner.
 */
#define MM (72 / 25.4)
#define PAGE_WIDTH (210 * MM)
#define PAGE_HEIGHT (297 * MM)
#define LEFT (18 * MM) /* also at the right; a hole punch and most printers' edges are within */
#define TOP (16 * MM)
#define BOTTOM (18 * MM)
#define WIDTH (PAGE_WIDTH - 2 * LEFT)
#define LABEL (30 * MM) /* of a row */
#define INDENT (7 * MM) /* of an item */
#define QR_SIDE (34 * MM) /* at least */
#define QR_MODULE (0.42 * MM) /* at least: what a phone's camera still tells apart */
#define WIDE_LABEL (WIDTH * 0.55)
#define FRAME (3 * MM)
#define FONTS "IPAexGothic, Noto Sans CJK JP, Noto Sans JP, TakaoPGothic, sans-serif"

typedef enum block_kind { TITLE, HEADING, TEXT, SMALL, NOTICE, ROW, ITEM, RULE, SPACE, CODE } block_kind;

typedef struct block {
	block_kind kind;
	int level; /* of a heading; the mark of an item */
	int group; /* blocks of one group stay together; 0 none */
	double gap; /* of SPACE */
	str label, text;
	/* laid out */
	PangoLayout *layout, *beside; /* text; label */
	double before, height, inset; /* inset: of the text from the left */
	qr code;
	/* placed */
	int page, split_line; /* split_line: the first line that stands on the next page; 0 none */
	double y;
} block;

struct pdf {
	arena *arena;
	pdf_about about;
	struct {
		block *at;
		size_t n;
	} blocks;
	int group, groups;
	const err *wrong; /* the first */
	int pages;
};

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
	if (b.text.len || b.kind == RULE || b.kind == SPACE)
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

/* How wide a code is drawn, its light edge included. */
static double side_of(const qr *q)
{
	double side = (q->size + 2 * QR_QUIET) * QR_MODULE;
	return side > QR_SIDE ? side : QR_SIDE;
}

/* --- how large it is --------------------------------------------------------------------------------------------- */

static double font_size(const block *b)
{
	static const double headings[] = { 0, 16, 13, 11.5 };
	switch (b->kind) {
	case TITLE:
		return 21;
	case HEADING:
		return headings[b->level];
	case SMALL:
		return 8.5;
	case TEXT:
	case NOTICE:
	case ROW:
	case ITEM:
	case CODE:
	case RULE:
	case SPACE:
		break;
	}
	return 10.5;
}

static double room_before(const block *b)
{
	static const double headings[] = { 0, 9 * MM, 6 * MM, 4 * MM };
	switch (b->kind) {
	case HEADING:
		return headings[b->level];
	case TEXT:
	case SMALL:
	case ROW:
	case ITEM:
		return 1.8 * MM;
	case NOTICE:
	case RULE:
	case CODE:
		return 4 * MM;
	case TITLE:
	case SPACE:
		break;
	}
	return 0;
}

static PangoLayout *lines_of(PangoContext *context, str text, double size, double width)
{
	PangoLayout *l = pango_layout_new(context);
	PangoFontDescription *font = pango_font_description_from_string(FONTS);
	pango_font_description_set_absolute_size(font, size * PANGO_SCALE);
	pango_layout_set_font_description(l, font);
	pango_font_description_free(font);
	pango_layout_set_text(l, text.at, (int)text.len);
	pango_layout_set_width(l, (int)(width * PANGO_SCALE));
	pango_layout_set_wrap(l, PANGO_WRAP_WORD_CHAR);
	pango_layout_set_line_spacing(l, 1.3F);
	return l;
}

static double height_of(PangoLayout *l)
{
	int height;
	pango_layout_get_size(l, NULL, &height);
	return (double)height / PANGO_SCALE;
}

static const err *lay_out(pdf *p, PangoContext *context, block *b)
{
	b->before = room_before(b);
	double size = font_size(b);
	switch (b->kind) {
	case RULE:
		b->height = 3 * MM;
		return NULL;
	case SPACE:
		b->height = b->gap;
		return NULL;
	case CODE:
		TRY(qr_make(p->arena, b->text, &b->code));
		b->inset = side_of(&b->code) + 5 * MM;
		b->beside = lines_of(context, b->label, size, WIDTH - b->inset);
		b->height = side_of(&b->code) > height_of(b->beside) ? side_of(&b->code) : height_of(b->beside);
		return NULL;
	case ROW:
		b->inset = b->level ? WIDE_LABEL : LABEL;
		b->beside = lines_of(context, b->label, 9, b->inset - 2 * MM);
		break;
	case ITEM:
		b->inset = INDENT;
		break;
	case NOTICE:
		b->inset = FRAME;
		break;
	case TITLE:
	case HEADING:
	case TEXT:
	case SMALL:
		break;
	}
	double width = WIDTH - b->inset - (b->kind == NOTICE ? FRAME : 0);
	b->layout = lines_of(context, b->text, size, width);
	b->height = height_of(b->layout) + (b->kind == NOTICE ? 2 * FRAME : b->kind == TITLE ? 4 * MM : 0);
	if (b->beside && height_of(b->beside) > b->height)
		b->height = height_of(b->beside);
	return NULL;
}

/* --- on which page ------------------------------------------------------------------------------------------------ */

#define BODY_BOTTOM (PAGE_HEIGHT - BOTTOM)

/* The top of a line within its layout. */
static double line_top(PangoLayout *l, int line)
{
	double top = 0;
	PangoLayoutIter *i = pango_layout_get_iter(l);
	for (int n = 0; n < line; n++)
		if (!pango_layout_iter_next_line(i))
			break;
	int y0;
	pango_layout_iter_get_line_yrange(i, &y0, NULL);
	top = (double)y0 / PANGO_SCALE;
	pango_layout_iter_free(i);
	return top;
}

/* How high the blocks from `from` to the end of their group are; a heading counts with what follows it. */
static double group_height(const pdf *p, size_t from)
{
	double sum = 0;
	for (size_t i = from; i < p->blocks.n; i++) {
		const block *b = &p->blocks.at[i];
		sum += (i == from ? 0 : b->before) + b->height;
		bool on = i + 1 < p->blocks.n &&
			  ((b->group && p->blocks.at[i + 1].group == b->group) || b->kind == HEADING);
		if (!on)
			break;
	}
	return sum;
}

/* The longest part of a block of plain lines that fits; 0 when it is not worth it. */
static int lines_that_fit(const block *b, double room)
{
	if (b->kind != TEXT && b->kind != SMALL && b->kind != ITEM && b->kind != ROW)
		return 0;
	int n = pango_layout_get_line_count(b->layout), fit = 0;
	while (fit + 1 < n && line_top(b->layout, fit + 1) <= room)
		fit++;
	return fit < 2 || n - fit < 2 ? 0 : fit; /* no line stands alone */
}

static const err *place(pdf *p)
{
	double y = TOP;
	int page = 0;
	for (size_t i = 0; i < p->blocks.n; i++) {
		block *b = &p->blocks.at[i];
		bool first = i == 0 || y <= TOP;
		double top = first ? y : y + b->before;
		bool leads = b->group && (i == 0 || p->blocks.at[i - 1].group != b->group);
		double whole = leads || b->kind == HEADING ? group_height(p, i) : b->height;
		bool could = whole <= BODY_BOTTOM - TOP; /* one page is enough for it */
		double needed = could ? whole : b->kind == HEADING ? b->height + 20 * MM : b->height;
		if (!first && top + needed > BODY_BOTTOM) {
			int fit = whole > b->height ? 0 : lines_that_fit(b, BODY_BOTTOM - top);
			b->split_line = fit;
			page++;
			if (fit == 0)
				top = TOP;
		} else if (first && b->height > BODY_BOTTOM - TOP) {
			b->split_line = lines_that_fit(b, BODY_BOTTOM - top);
			page += b->split_line > 0;
		}
		b->page = page - (b->split_line > 0);
		b->y = top;
		y = b->split_line ? TOP + b->height - line_top(b->layout, b->split_line) : top + b->height;
		if (y > BODY_BOTTOM + 1 && b->split_line)
			return err_why(p->arena, ERR_too_long, "a text of a document is longer than two pages");
	}
	p->pages = page + 1;
	if (p->pages > PDF_PAGES_MAX)
		return err_why(p->arena, ERR_too_long, "a document has at most %d pages", PDF_PAGES_MAX);
	return NULL;
}

/* --- on the paper -------------------------------------------------------------------------------------------------- */

static void draw_lines(cairo_t *cr, PangoLayout *l, double x, double y, int from, int to)
{
	double start = line_top(l, from);
	PangoLayoutIter *i = pango_layout_get_iter(l);
	int n = 0;
	do {
		if (n >= from && n < to) {
			double baseline = (double)pango_layout_iter_get_baseline(i) / PANGO_SCALE;
			PangoRectangle where;
			pango_layout_iter_get_line_extents(i, NULL, &where);
			cairo_move_to(cr, x + (double)where.x / PANGO_SCALE, y + baseline - start);
			pango_cairo_show_layout_line(cr, pango_layout_iter_get_line_readonly(i));
		}
		n++;
	} while (pango_layout_iter_next_line(i));
	pango_layout_iter_free(i);
}

static void draw_all_lines(cairo_t *cr, PangoLayout *l, double x, double y)
{
	draw_lines(cr, l, x, y, 0, pango_layout_get_line_count(l));
}

static void draw_code(cairo_t *cr, const qr *q, double x, double y)
{
	double module = side_of(q) / (q->size + 2 * QR_QUIET);
	for (int row = 0; row < q->size; row++) {
		for (int from = 0; from < q->size; from++) {
			int to = from;
			while (qr_is_dark(q, to, row))
				to++;
			if (to > from)
				cairo_rectangle(cr, x + (from + QR_QUIET) * module, y + (row + QR_QUIET) * module,
						(to - from) * module, module);
			from = to;
		}
	}
	cairo_fill(cr);
}

static void draw_mark(cairo_t *cr, pdf_mark mark, double x, double y)
{
	cairo_set_line_width(cr, 0.8);
	cairo_new_path(cr);
	if (mark == PDF_BOX)
		cairo_rectangle(cr, x + 1 * MM, y + 0.2 * MM, 3.4 * MM, 3.4 * MM);
	else
		cairo_arc(cr, x + 2.7 * MM, y + 1.9 * MM, 0.7 * MM, 0, 6.2832);
	if (mark == PDF_BOX)
		cairo_stroke(cr);
	else
		cairo_fill(cr);
}

static const char *tag_of(const block *b)
{
	static const char *const headings[] = { "", "H2", "H3", "H4" };
	switch (b->kind) {
	case TITLE:
		return "H1";
	case HEADING:
		return headings[b->level];
	case ITEM:
		return "LI";
	case TEXT:
	case SMALL:
	case NOTICE:
	case ROW:
	case CODE:
	case RULE:
	case SPACE:
		break;
	}
	return "P";
}

static void line_across(cairo_t *cr, double y, double width)
{
	cairo_set_line_width(cr, width);
	cairo_move_to(cr, LEFT, y);
	cairo_line_to(cr, LEFT + WIDTH, y);
	cairo_stroke(cr);
}

/* Lines [from, to) of a block, its decoration with the first of them. */
static void draw_block(cairo_t *cr, const block *b, double y, int from, int to)
{
	if (b->kind == SPACE)
		return;
	if (b->kind == RULE) {
		line_across(cr, y + b->height / 2, 0.5);
		return;
	}
	cairo_tag_begin(cr, tag_of(b), NULL);
	if (from == 0) {
		if (b->kind == ITEM)
			draw_mark(cr, (pdf_mark)b->level, LEFT, y);
		if (b->kind == NOTICE) {
			cairo_set_line_width(cr, 0.8);
			cairo_rectangle(cr, LEFT, y, WIDTH, b->height);
			cairo_stroke(cr);
		}
		if (b->kind == CODE)
			draw_code(cr, &b->code, LEFT, y);
		if (b->beside)
			draw_all_lines(cr, b->beside, LEFT + (b->kind == CODE ? b->inset : 0),
				       y + (b->kind == CODE ? 4 * MM : 0.45 * MM));
	}
	if (b->layout)
		draw_lines(cr, b->layout, LEFT + b->inset, y + (b->kind == NOTICE ? FRAME : 0), from, to);
	cairo_tag_end(cr, tag_of(b));
	if (b->kind == TITLE)
		line_across(cr, y + b->height - 2.5 * MM, 1.5);
}

static void draw_foot(pdf *p, cairo_t *cr, PangoContext *context, int page)
{
	double y = PAGE_HEIGHT - 12 * MM;
	PangoLayout *l = lines_of(context, p->about.foot, 8, WIDTH - 20 * MM);
	pango_layout_set_height(l, -1);
	pango_layout_set_ellipsize(l, PANGO_ELLIPSIZE_END);
	draw_all_lines(cr, l, LEFT, y);
	g_object_unref(l);
	str number = str_format(p->arena, "%d / %d", page + 1, p->pages);
	l = lines_of(context, number, 8, 20 * MM);
	pango_layout_set_alignment(l, PANGO_ALIGN_RIGHT);
	draw_all_lines(cr, l, LEFT + WIDTH - 20 * MM, y);
	g_object_unref(l);
}

/* The outline: headings of the second level within the first. */
static void add_outline(pdf *p, cairo_surface_t *s)
{
	int above[4] = { CAIRO_PDF_OUTLINE_ROOT, CAIRO_PDF_OUTLINE_ROOT, CAIRO_PDF_OUTLINE_ROOT,
			 CAIRO_PDF_OUTLINE_ROOT };
	for (size_t i = 0; i < p->blocks.n; i++) {
		const block *b = &p->blocks.at[i];
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

static void draw_pages(pdf *p, cairo_t *cr, PangoContext *context)
{
	cairo_tag_begin(cr, "Document", NULL);
	bool list = false;
	size_t begin = 0;
	for (int page = 0; page < p->pages; page++) {
		if (begin > 0) { /* the rest of what began on the page before */
			const block *b = &p->blocks.at[begin - 1];
			if (b->split_line && b->page == page - 1)
				draw_block(cr, b, TOP, b->split_line, pango_layout_get_line_count(b->layout));
		}
		size_t i = begin;
		for (; i < p->blocks.n && p->blocks.at[i].page == page; i++) {
			const block *b = &p->blocks.at[i];
			if (list != (b->kind == ITEM)) {
				list = !list;
				if (list)
					cairo_tag_begin(cr, "L", NULL);
				else
					cairo_tag_end(cr, "L");
			}
			draw_block(cr, b, b->y, 0,
				   b->split_line ? b->split_line
				   : b->layout   ? pango_layout_get_line_count(b->layout)
						 : 0);
		}
		if (list)
			cairo_tag_end(cr, "L");
		list = false;
		begin = i;
		draw_foot(p, cr, context, page);
		cairo_show_page(cr);
	}
	cairo_tag_end(cr, "Document");
}

static cairo_status_t take_bytes(void *to, const unsigned char *bytes, unsigned n)
{
	buf *b = to;
	buf_put(b, (str){ (const char *)bytes, n });
	return b->overflowed ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

static bool has_japanese(PangoContext *context)
{
	PangoLayout *l = lines_of(context, STR("手続き"), 10, WIDTH);
	bool all = pango_layout_get_unknown_glyphs_count(l) == 0;
	g_object_unref(l);
	return all;
}

static const err *draw_on(pdf *p, cairo_surface_t *s, PangoContext *context)
{
	if (!has_japanese(context))
		return err_why(p->arena, ERR_printer, "no Japanese font on this machine: install fonts-ipaexfont");
	for (size_t i = 0; i < p->blocks.n; i++)
		TRY(lay_out(p, context, &p->blocks.at[i]));
	TRY(place(p));
	cairo_t *cr = cairo_create(s);
	add_about(p, s);
	add_outline(p, s);
	draw_pages(p, cr, context);
	cairo_surface_finish(s);
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

const err *pdf_draw(pdf *p, str *ret)
{
	TRY(p->wrong);
	TRY(acceptable(p->arena, p->about.title));
	TRY(acceptable(p->arena, p->about.foot));
	if (p->about.title.len == 0 || p->blocks.n == 0)
		return err_why(p->arena, ERR_invalid, "a document needs a title and something in it");
	buf bytes = buf_new(p->arena, PDF_BYTES_MAX);
	cairo_surface_t *s = cairo_pdf_surface_create_for_stream(take_bytes, &bytes, PAGE_WIDTH, PAGE_HEIGHT);
	/* A map of our own: Pango's default one belongs to the thread and is never given back. */
	PangoFontMap *fonts = pango_cairo_font_map_new();
	pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(fonts), 72);
	PangoContext *context = pango_font_map_create_context(fonts);
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
	g_object_unref(fonts);
	TRY(e);
	return pdf_finish(p->arena, buf_str(&bytes), p->about.lang == LANG_EN ? "en" : "ja", ret);
}
