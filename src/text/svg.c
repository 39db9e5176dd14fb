#include "text/svg.h"

#include <math.h>
#include <unicode/uchar.h>

#include "text/html.h"

/* What is no number, or none that a picture has room for, must not get into an attribute. */
static void number(buf *b, double x)
{
	i64 tenths = isfinite(x) ? (i64)round(fmax(-1e9, fmin(x, 1e9)) * 10) : 0;
	if (tenths < 0)
		buf_char(b, '-');
	u64 size = (u64)(tenths < 0 ? -tenths : tenths);
	buf_i64(b, (i64)(size / 10));
	if (size % 10 != 0) {
		buf_char(b, '.');
		buf_char(b, (char)('0' + size % 10));
	}
}

static void attribute(buf *b, const char *name, double x)
{
	buf_char(b, ' ');
	buf_put(b, str_of(name));
	buf_lit(b, "=\"");
	number(b, x);
	buf_char(b, '"');
}

static void begin(buf *b, const char *element, const char *css)
{
	buf_char(b, '<');
	buf_put(b, str_of(element));
	if (css && *css) {
		buf_lit(b, " class=\"");
		buf_put(b, str_of(css));
		buf_char(b, '"');
	}
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
	if (text.len == 0)
		return;
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
	if (c < 0x80)
		return c == '%' || c == '@' || c == 'm' || c == 'w' || c == 'M' || c == 'W' ? 0.9
		       : c >= 'A' && c <= 'Z'                                               ? 0.7
											    : 0.56;
	if ((c >= 0x4e00 && c <= 0x9fff) || (c >= 0x3041 && c <= 0x3096) || (c >= 0x30a1 && c <= 0x30fe))
		return 1; /* nearly all there is: kanji and kana, without a look into the tables */
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

/* With … at its end; nothing below `least` em. */
static str cut(arena *a, str text, double em, double least)
{
	if (em < least)
		return STR_NONE;
	return str_format(a, "%.*s…", STR_ARG(str_sub(text, 0, within(text, em - 1))));
}

str svg_fit(arena *a, str text, double em)
{
	return svg_em(text) <= em + 1e-9 ? text : cut(a, text, em, 3); /* two letters and … */
}

/* Whether a line may end with `before` when the next begins with `after`: the usual rules of Japanese (kinsoku) by the Unicode classes of line breaking; words and numbers in
 * other letters stay whole. */
static bool may_break(u32 before, u32 after)
{
	int a = u_getIntPropertyValue((UChar32)before, UCHAR_LINE_BREAK);
	int b = u_getIntPropertyValue((UChar32)after, UCHAR_LINE_BREAK);
	if (a == U_LB_SPACE || b == U_LB_SPACE) /* it is left out at either end */
		return true;
	if (b == U_LB_CLOSE_PUNCTUATION || b == U_LB_CLOSE_PARENTHESIS || b == U_LB_EXCLAMATION ||
	    b == U_LB_INFIX_NUMERIC || b == U_LB_BREAK_SYMBOLS || b == U_LB_NONSTARTER ||
	    b == U_LB_CONDITIONAL_JAPANESE_STARTER || b == U_LB_COMBINING_MARK || b == U_LB_GLUE ||
	    b == U_LB_WORD_JOINER || b == U_LB_ZWJ || b == U_LB_POSTFIX_NUMERIC)
		return false;
	if (a == U_LB_OPEN_PUNCTUATION || a == U_LB_PREFIX_NUMERIC || a == U_LB_GLUE || a == U_LB_WORD_JOINER ||
	    a == U_LB_ZWJ)
		return false;
	bool letter_a = a == U_LB_ALPHABETIC || a == U_LB_NUMERIC || a == U_LB_INFIX_NUMERIC || a == U_LB_QUOTATION;
	bool letter_b = b == U_LB_ALPHABETIC || b == U_LB_NUMERIC || b == U_LB_QUOTATION;
	return !(letter_a && letter_b);
}

/* Where to break what fits in `most` bytes: the last place where one may; there, when there is none. */
static size_t break_at(str text, size_t most)
{
	size_t best = 0, i = 0;
	u32 before = str_next(text, &i);
	while (i <= most && i < text.len) {
		size_t at = i;
		u32 after = str_next(text, &i);
		if (may_break(before, after))
			best = at;
		before = after;
	}
	return best > 0 ? best : most;
}

static strs wrap(arena *a, str text, double em, size_t lines, bool *ret_cut)
{
	strs out = { 0 };
	*ret_cut = false;
	text = str_trim(text);
	while (text.len > 0 && out.n < lines) {
		if (svg_em(text) <= em + 1e-9) {
			LIST_ADD(a, &out, text);
			break;
		}
		if (out.n + 1 == lines) {
			*ret_cut = true;
			str last = out.n > 0 ? cut(a, text, em, 2) : svg_fit(a, text, em);
			if (last.len == 0) /* what cannot say that it is cut would be another name */
				out.n = 0;
			else
				LIST_ADD(a, &out, last);
			break;
		}
		size_t n = within(text, em);
		if (n == 0) { /* not even one letter */
			*ret_cut = true;
			return (strs){ 0 };
		}
		n = break_at(text, n);
		str line = str_trim(str_sub(text, 0, n));
		LIST_ADD(a, &out, line);
		text = str_trim(str_sub(text, n, text.len));
	}
	return out;
}

strs svg_wrap(arena *a, str text, double em, size_t lines)
{
	bool is_cut;
	strs out = wrap(a, text, em, lines, &is_cut);
	if (is_cut || out.n < 2 || em < 4 || svg_em(out.at[out.n - 1]) > 1)
		return out;
	strs even = wrap(a, text, em - 1, lines,
			 &is_cut); /* a single letter is not left alone where another has room beside it */
	return is_cut || even.n != out.n ? out : even;
}
