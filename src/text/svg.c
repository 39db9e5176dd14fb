#include "text/svg.h"

#include <math.h>
#include <unicode/uchar.h>

#include "text/html.h"

static void number(buf *b, double x)
{
	double tenth = round(x * 10) / 10;
	if (tenth == 0)
		tenth = 0; /* -0 */
	if (tenth == floor(tenth))
		buf_format(b, "%.0f", tenth);
	else
		buf_format(b, "%.1f", tenth);
}

static void attribute(buf *b, const char *name, double x)
{
	buf_format(b, " %s=\"", name);
	number(b, x);
	buf_char(b, '"');
}

static void begin(buf *b, const char *element, const char *css)
{
	buf_format(b, "<%s", element);
	if (css && *css)
		buf_format(b, " class=\"%s\"", css);
}

void svg_open(buf *b, const char *css, str id, double width, double height, str title, str desc)
{
	begin(b, "svg", css);
	buf_lit(b, " xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ");
	number(b, width);
	buf_char(b, ' ');
	number(b, height);
	buf_lit(b, "\" role=\"group\" aria-labelledby=\"");
	html_escape(b, id);
	buf_lit(b, "-t");
	if (desc.len > 0) {
		buf_char(b, ' ');
		html_escape(b, id);
		buf_lit(b, "-d");
	}
	buf_lit(b, "\"><title id=\"");
	html_escape(b, id);
	buf_lit(b, "-t\">");
	html_escape(b, title);
	buf_lit(b, "</title>");
	if (desc.len > 0) {
		buf_lit(b, "<desc id=\"");
		html_escape(b, id);
		buf_lit(b, "-d\">");
		html_escape(b, desc);
		buf_lit(b, "</desc>");
	}
}

void svg_close(buf *b)
{
	buf_lit(b, "</svg>");
}

void svg_group(buf *b, const char *css)
{
	begin(b, "g", css);
	buf_char(b, '>');
}

void svg_group_end(buf *b)
{
	buf_lit(b, "</g>");
}

void svg_link(buf *b, str href, str label)
{
	if (href.len == 0)
		return;
	CHECK(href.at[0] == '/' || href.at[0] == '?' || href.at[0] == '#');
	buf_lit(b, "<a href=\"");
	html_escape(b, href);
	buf_lit(b, "\" aria-label=\"");
	html_escape(b, label);
	buf_lit(b, "\">");
}

void svg_link_end(buf *b, str href)
{
	if (href.len > 0)
		buf_lit(b, "</a>");
}

void svg_title(buf *b, str text)
{
	buf_lit(b, "<title>");
	html_escape(b, text);
	buf_lit(b, "</title>");
}

void svg_rect(buf *b, const char *css, double x, double y, double w, double h, double radius)
{
	begin(b, "rect", css);
	attribute(b, "x", x);
	attribute(b, "y", y);
	attribute(b, "width", w > 0 ? w : 0);
	attribute(b, "height", h > 0 ? h : 0);
	if (radius > 0)
		attribute(b, "rx", radius);
	buf_lit(b, "/>");
}

void svg_circle(buf *b, const char *css, double x, double y, double r)
{
	begin(b, "circle", css);
	attribute(b, "cx", x);
	attribute(b, "cy", y);
	attribute(b, "r", r);
	buf_lit(b, "/>");
}

void svg_line(buf *b, const char *css, double x1, double y1, double x2, double y2)
{
	begin(b, "line", css);
	attribute(b, "x1", x1);
	attribute(b, "y1", y1);
	attribute(b, "x2", x2);
	attribute(b, "y2", y2);
	buf_lit(b, "/>");
}

void svg_poly(buf *b, const char *css, const double *points, size_t n, bool closed)
{
	begin(b, closed ? "polygon" : "polyline", css);
	buf_lit(b, " points=\"");
	for (size_t i = 0; i + 1 < n; i += 2) {
		if (i > 0)
			buf_char(b, ' ');
		number(b, points[i]);
		buf_char(b, ',');
		number(b, points[i + 1]);
	}
	buf_lit(b, "\"/>");
}

void svg_text(buf *b, const char *css, double x, double y, svg_anchor anchor, str text)
{
	static const char *const anchors[] = { "start", "middle", "end" };
	begin(b, "text", css);
	attribute(b, "x", x);
	attribute(b, "y", y);
	if (anchor != SVG_START)
		buf_format(b, " text-anchor=\"%s\"", anchors[anchor]);
	buf_char(b, '>');
	html_escape(b, text);
	buf_lit(b, "</text>");
}

static double letter_em(u32 c)
{
	if (u_hasBinaryProperty((UChar32)c, UCHAR_VARIATION_SELECTOR) || u_charType((UChar32)c) == U_NON_SPACING_MARK)
		return 0;
	int wide = u_getIntPropertyValue((UChar32)c, UCHAR_EAST_ASIAN_WIDTH);
	return wide == U_EA_WIDE || wide == U_EA_FULLWIDTH || wide == U_EA_AMBIGUOUS ? 1 : 0.56;
}

double svg_em(str text)
{
	double em = 0;
	for (size_t i = 0; i < text.len;)
		em += letter_em(str_next(text, &i));
	return em;
}

/* How many bytes of it take at most so many em. */
static size_t within(str text, double em)
{
	size_t i = 0, good = 0;
	double used = 0;
	while (i < text.len) {
		used += letter_em(str_next(text, &i));
		if (used > em + 1e-9)
			break;
		good = i;
	}
	return good;
}

str svg_fit(arena *a, str text, double em)
{
	if (svg_em(text) <= em + 1e-9)
		return text;
	if (em < 3) /* two letters and … */
		return STR_NONE;
	return str_format(a, "%.*s…", STR_ARG(str_sub(text, 0, within(text, em - 1))));
}

strs svg_wrap(arena *a, str text, double em, size_t lines)
{
	strs out = { 0 };
	while (text.len > 0 && out.n < lines) {
		if (out.n + 1 == lines) {
			str last = svg_fit(a, text, em);
			LIST_ADD(a, &out, last);
			break;
		}
		size_t n = within(text, em);
		if (n == 0)
			break;
		str line = str_sub(text, 0, n);
		LIST_ADD(a, &out, line);
		text = str_sub(text, n, text.len);
	}
	return out;
}
