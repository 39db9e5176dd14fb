#include "print/ticket.h"

#include <pango/pangocairo.h>

#include "print/qr.h"

/*
 * Drawing happens in two passes over the same list of blocks: the first finds how high each one is, the second draws. In
 * between the picture is made, exactly as high as the ticket.
 *
 * A dot is 1/8 mm (203 dpi), so 24 dots are 3 mm, the smallest size that people read without effort on thermal paper.
 */
#define FONTS "IPAexGothic, Noto Sans CJK JP, Noto Sans JP, TakaoPGothic, sans-serif"
#define SMALLEST 24
#define MARGIN 8 /* dots on each side: printers do not agree exactly where the paper begins */
#define BLOCKS_MAX (8 + 2 * TICKET_LINES_MAX)
#define BAND 128 /* rows a command, so that a printer with a small buffer can print while it receives */

typedef struct block {
	str text;
	int size, lines; /* dots; at most so many lines before it shrinks */
	int before; /* dots above */
	int bold; /* dots added to each stroke */
	PangoLayout *layout;
	int height;
} block;

typedef struct blocks {
	block at[BLOCKS_MAX];
	size_t n;
} blocks;

/* On one paragraph: whatever would begin another one becomes a space, so that the limit of lines holds. */
static str one_paragraph(arena *a, str s)
{
	char *at = arena_alloc(a, s.len + 1);
	size_t n = 0;
	for (size_t i = 0; i < s.len;) {
		size_t from = i;
		u32 c = str_next(s, &i);
		if (c < 0x20 || c == 0x7f || c == 0x85 || c == 0x2028 || c == 0x2029) {
			at[n++] = ' ';
		} else {
			memcpy(at + n, s.at + from, i - from);
			n += i - from;
		}
	}
	return str_trim((str){ at, n });
}

static const err *add(arena *a, blocks *list, block b)
{
	if (b.text.len > TICKET_TEXT_MAX)
		return err_why(a, ERR_too_long, "a text of a ticket has at most %d bytes", TICKET_TEXT_MAX);
	if (!str_is_utf8(b.text))
		return err_why(a, ERR_invalid, "a text of a ticket is not UTF-8");
	b.text = one_paragraph(a, b.text);
	if (b.text.len == 0)
		return NULL;
	CHECK(list->n < BLOCKS_MAX);
	list->at[list->n++] = b;
	return NULL;
}

/* What stands above the QR code and what stands below it, from top to bottom. */
static const err *arrange(arena *a, const ticket_paper *t, blocks *top, blocks *bottom)
{
	int w = t->dots;
	if (w < 256 || w > TICKET_DOTS_MAX || w % 8)
		return err_why(a, ERR_invalid, "%d dots across the paper: a multiple of 8 from 256 to %d", w,
			       TICKET_DOTS_MAX);
	if (str_trim(t->number).len == 0)
		return err_why(a, ERR_required, "a ticket without a number");
	if (t->services.n > TICKET_LINES_MAX || t->lines.n > TICKET_LINES_MAX)
		return err_why(a, ERR_too_long, "at most %d services and %d lines", TICKET_LINES_MAX, TICKET_LINES_MAX);
	TRY(add(a, top, (block){ .text = t->office, .size = w / 15, .lines = 2 }));
	TRY(add(a, top, (block){ .text = t->title, .size = w / 19, .lines = 1, .before = 8 }));
	TRY(add(a, top, (block){ .text = t->number, .size = w * 2 / 5, .lines = 1, .bold = w / 96 }));
	for (size_t i = 0; i < t->services.n; i++)
		TRY(add(a, top,
			(block){ .text = t->services.at[i], .size = w / 17, .lines = 2, .before = 4, .bold = 1 }));
	TRY(add(a, top, (block){ .text = t->wait, .size = w / 19, .lines = 3, .before = 14 }));
	TRY(add(a, bottom, (block){ .text = t->qr_caption, .size = SMALLEST, .lines = 2 }));
	for (size_t i = 0; i < t->lines.n; i++)
		TRY(add(a, bottom,
			(block){ .text = t->lines.at[i], .size = SMALLEST + 2, .lines = 4, .before = i ? 4 : 12 }));
	return add(a, bottom, (block){ .text = t->time, .size = SMALLEST, .lines = 1, .before = 12 });
}

static void set_size(PangoLayout *layout, int dots)
{
	PangoFontDescription *font = pango_font_description_from_string(FONTS);
	/* absolute, so that no screen's resolution comes in */
	pango_font_description_set_absolute_size(font, dots * PANGO_SCALE);
	pango_layout_set_font_description(layout, font);
	pango_font_description_free(font);
}

static int ink_width(PangoLayout *layout)
{
	PangoRectangle ink;
	pango_layout_get_pixel_extents(layout, &ink, NULL);
	return ink.width;
}

/* Tries sizes from the wanted one down to the smallest allowed; true when one of them gives so many lines. */
static bool shrink(block *b, int width, int lines, int smallest)
{
	if (smallest < SMALLEST)
		smallest = SMALLEST;
	int size = b->size < smallest ? smallest : b->size;
	for (;;) {
		set_size(b->layout, size);
		if (pango_layout_get_line_count(b->layout) <= lines && ink_width(b->layout) + b->bold <= width)
			return true;
		if (size == smallest)
			return false;
		size = size * 19 / 20 < smallest ? smallest : size * 19 / 20;
	}
}

/* Pango shapes a base character and the variation selector behind it as one, and never breaks a line between them. */
static void lay_out(PangoContext *context, block *b, int width)
{
	b->layout = pango_layout_new(context);
	pango_layout_set_text(b->layout, b->text.at, (int)b->text.len);
	pango_layout_set_width(b->layout, (width - b->bold) * PANGO_SCALE);
	pango_layout_set_wrap(b->layout, PANGO_WRAP_WORD_CHAR);
	pango_layout_set_alignment(b->layout, PANGO_ALIGN_CENTER);
	/* A little smaller is better than a last line of one letter; much smaller only when there is no other way. */
	if (!shrink(b, width, 1, b->size * 4 / 5))
		shrink(b, width, b->lines, SMALLEST);
	pango_layout_set_height(b->layout, -b->lines);
	pango_layout_set_ellipsize(b->layout, PANGO_ELLIPSIZE_END);
	pango_layout_get_pixel_size(b->layout, NULL, &b->height);
}

static int lay_out_all(PangoContext *context, blocks *list, int width)
{
	int height = 0;
	for (size_t i = 0; i < list->n; i++) {
		lay_out(context, &list->at[i], width);
		height += list->at[i].before + list->at[i].height;
	}
	return height;
}

static int draw_all(cairo_t *cr, blocks *list, int y)
{
	for (size_t i = 0; i < list->n; i++) {
		block *b = &list->at[i];
		y += b->before;
		cairo_move_to(cr, MARGIN + b->bold / 2, y);
		pango_cairo_layout_path(cr, b->layout);
		if (b->bold) {
			cairo_set_line_width(cr, b->bold);
			cairo_stroke_preserve(cr);
		}
		cairo_fill(cr);
		y += b->height;
	}
	return y;
}

static void forget_all(blocks *list)
{
	for (size_t i = 0; i < list->n; i++)
		g_object_unref(list->at[i].layout);
}

/* Whole dots a module, so that every edge of the code is sharp; about half of the paper, but never less than 3 dots. */
static int module_dots(const qr *q, int width)
{
	int modules = q->size + 2 * QR_QUIET, dots = width * 11 / 20 / modules;
	return dots < 3 ? 3 : dots > 6 ? 6 : dots;
}

static void draw_qr(cairo_t *cr, const qr *q, int dots, int left, int top)
{
	for (int y = 0; y < q->size; y++)
		for (int x = 0; x < q->size; x++)
			if (qr_is_dark(q, x, y))
				cairo_rectangle(cr, left + (x + QR_QUIET) * dots, top + (y + QR_QUIET) * dots, dots,
						dots);
	cairo_set_antialias(cr, CAIRO_ANTIALIAS_NONE);
	cairo_fill(cr);
	cairo_set_antialias(cr, CAIRO_ANTIALIAS_DEFAULT);
}

/*
 * A printer looks for real-time commands (DLE EOT, DLE ENQ, DLE DC4) in everything it receives, also inside of a picture,
 * and DLE DC4 can open the drawer or switch the printer off. Where dots happen to look like one, a dot more makes them not.
 */
static void defuse(u8 *bytes, size_t n)
{
	for (size_t i = 0; i + 1 < n; i++)
		if (bytes[i] == 0x10 && (bytes[i + 1] == 0x04 || bytes[i + 1] == 0x05 || bytes[i + 1] == 0x14))
			bytes[i] = 0x30;
}

/* GS v 0: a picture of so many bytes across and rows down. Returns where the next command goes. */
static u8 *put_band(u8 *at, const u8 *shades, int stride, int across, int rows)
{
	const u8 head[] = { 0x1d, 'v', '0', 0, (u8)across, 0, (u8)rows, 0 };
	memcpy(at, head, sizeof head);
	u8 *bits = at + sizeof head; /* zero, because the arena gives zeroes */
	for (int y = 0; y < rows; y++)
		for (int x = 0; x < across * 8; x++)
			if (shades[y * stride + x] >= 128)
				bits[y * across + x / 8] |= (u8)(0x80 >> x % 8);
	size_t n = (size_t)across * (size_t)rows;
	defuse(bits, n);
	return bits + n;
}

static str bytes_of(arena *a, cairo_surface_t *picture)
{
	static const char begin[] = "\x1b@"; /* initialise: what the job before left behind is gone */
	static const char end[] =
		"\x1dVB\x10"; /* feed until the last row is past the knife, 2 mm more, cut but for a bridge */
	int across = cairo_image_surface_get_width(picture) / 8, height = cairo_image_surface_get_height(picture);
	int stride = cairo_image_surface_get_stride(picture), bands = (height + BAND - 1) / BAND;
	cairo_surface_flush(picture);
	const u8 *shades = cairo_image_surface_get_data(picture);

	size_t n = 2 + (size_t)bands * 8 + (size_t)across * (size_t)height + 4;
	u8 *bytes = arena_many(a, u8, n), *at = bytes;
	at = mempcpy(at, begin, 2);
	for (int y = 0; y < height; y += BAND)
		at = put_band(at, shades + y * stride, stride, across, height - y < BAND ? height - y : BAND);
	at = mempcpy(at, end, 4);
	CHECK(at == bytes + n);
	return (str){ (const char *)bytes, n };
}

static bool has_japanese(PangoContext *context)
{
	PangoLayout *layout = pango_layout_new(context);
	set_size(layout, SMALLEST);
	pango_layout_set_text(layout, "番号札", -1);
	bool all = pango_layout_get_unknown_glyphs_count(layout) == 0;
	g_object_unref(layout);
	return all;
}

static cairo_surface_t *draw(PangoContext *context, int dots, blocks *top, const qr *q, blocks *bottom)
{
	int width = dots - 2 * MARGIN, gap = q->size ? 8 : 0;
	int module = q->size ? module_dots(q, dots) : 0, side = q->size ? (q->size + 2 * QR_QUIET) * module : 0;
	int above = lay_out_all(context, top, width), below = lay_out_all(context, bottom, width);
	int height = above + gap + side + below;

	cairo_surface_t *picture = cairo_image_surface_create(CAIRO_FORMAT_A8, dots, height);
	cairo_t *cr = cairo_create(picture);
	CHECK(cairo_status(cr) == CAIRO_STATUS_SUCCESS);
	cairo_set_source_rgba(cr, 0, 0, 0, 1);
	int y = draw_all(cr, top, 0) + gap;
	draw_qr(cr, q, module, (dots - side) / 2, y);
	draw_all(cr, bottom, y + side);
	cairo_destroy(cr);
	forget_all(top);
	forget_all(bottom);
	return picture;
}

const err *ticket_draw(arena *a, const ticket_paper *t, str *ret)
{
	blocks top = { 0 }, bottom = { 0 };
	qr q = { 0 };
	TRY(arrange(a, t, &top, &bottom));
	if (t->qr.len)
		TRY(qr_make(a, t->qr, &q));
	if ((q.size + 2 * QR_QUIET) * 3 > t->dots)
		return err_why(a, ERR_too_long, "the QR code's text is too long for paper of %d dots", t->dots);

	/* A map of our own: Pango's default one belongs to the thread and is never given back. */
	PangoFontMap *fonts = pango_cairo_font_map_new();
	PangoContext *context = pango_font_map_create_context(fonts);
	pango_context_set_language(context, pango_language_from_string("ja"));
	const err *e = NULL;
	if (has_japanese(context)) {
		cairo_surface_t *picture = draw(context, t->dots, &top, &q, &bottom);
		*ret = bytes_of(a, picture);
		cairo_surface_destroy(picture);
	} else {
		e = err_why(a, ERR_printer, "no Japanese font on this machine: install fonts-ipaexfont");
	}
	g_object_unref(context);
	g_object_unref(fonts);
	return e;
}
