#include "print/qr.h"

#include <qrencode.h>

#include "base/buf.h"

#define SVG_MAX (64 * 1024)

const err *qr_make(arena *a, str text, qr *ret)
{
	if (text.len > QR_TEXT_MAX)
		return err_why(a, ERR_too_long, "a QR code holds at most %d bytes here, not %zu", QR_TEXT_MAX,
			       text.len);
	if (text.len == 0 || !str_is_utf8(text))
		return err_why(a, ERR_invalid, "the text of a QR code must be UTF-8, not empty, without NUL");

	/* libqrencode chooses among digits, capitals and bytes, so that an address in capitals is a smaller code. */
	QRcode *code = QRcode_encodeString(arena_copy(a, text).at, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
	if (!code)
		return err_why(a, ERR_internal, "libqrencode could not encode %zu bytes", text.len);
	size_t modules = (size_t)code->width * (size_t)code->width;
	u8 *dark = arena_many(a, u8, modules);
	for (size_t i = 0; i < modules; i++)
		dark[i] = code->data[i] & 1;
	*ret = (qr){ .size = code->width, .dark = dark };
	QRcode_free(code);
	return NULL;
}

bool qr_is_dark(const qr *q, int x, int y)
{
	return x >= 0 && y >= 0 && x < q->size && y < q->size && q->dark[y * q->size + x];
}

static void put_escaped(buf *b, str s)
{
	for (size_t i = 0; i < s.len; i++) {
		switch (s.at[i]) {
		case '&':
			buf_lit(b, "&amp;");
			break;
		case '<':
			buf_lit(b, "&lt;");
			break;
		case '>':
			buf_lit(b, "&gt;");
			break;
		case '"':
			buf_lit(b, "&quot;");
			break;
		default:
			buf_char(b, s.at[i]);
		}
	}
}

/* One bar for each horizontal run of dark modules. */
static void put_path(buf *b, const qr *q)
{
	for (int y = 0; y < q->size; y++) {
		for (int x = 0; x < q->size;) {
			int run = 0;
			while (qr_is_dark(q, x + run, y))
				run++;
			if (run)
				buf_format(b, "M%d %dh%dv1h-%dz", x + QR_QUIET, y + QR_QUIET, run, run);
			x += run ? run : 1;
		}
	}
}

const err *qr_svg(arena *a, str text, str title, str *ret)
{
	if (title.len > QR_TITLE_MAX)
		return err_why(a, ERR_too_long, "the title of a QR code has at most %d bytes", QR_TITLE_MAX);
	qr q;
	TRY(qr_make(a, text, &q));
	int side = q.size + 2 * QR_QUIET;
	buf b = buf_new(a, SVG_MAX);
	buf_format(&b,
		   "<svg class=\"qr\" xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" "
		   "shape-rendering=\"crispEdges\" role=\"img\"><title>",
		   side, side);
	put_escaped(&b, title);
	buf_format(&b, "</title><rect width=\"%d\" height=\"%d\" fill=\"#fff\"/><path fill=\"#000\" d=\"", side, side);
	put_path(&b, &q);
	buf_lit(&b, "\"/></svg>");
	CHECK(!b.overflowed); /* the longest text fits: see the tests */
	*ret = buf_str(&b);
	return NULL;
}
