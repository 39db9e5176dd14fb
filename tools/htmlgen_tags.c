/*
 * The HTML of a template: a tokenizer with three states and a stack of open elements.
 *
 * It is stricter than a browser, which mends everything: every element is closed where HTML needs it, every attribute
 * is quoted and stands once, names are known ones, and what the content security policy would refuse at run time
 * (inline scripts, styles and handlers) is refused here.
 */
#include "htmlgen.h"

#include <stdarg.h>

static const char *const void_elements[] = { "area",  "base", "br",   "col",   "embed",  "hr",    "img",
					     "input", "link", "meta", "param", "source", "track", "wbr" };
static const char *const html_elements[] = {
	"a",          "abbr",     "address",    "article", "aside",   "audio",    "b",        "bdi",      "bdo",
	"blockquote", "body",     "button",     "canvas",  "caption", "cite",     "code",     "colgroup", "data",
	"datalist",   "dd",       "del",        "details", "dfn",     "dialog",   "div",      "dl",       "dt",
	"em",         "fieldset", "figcaption", "figure",  "footer",  "form",     "h1",       "h2",       "h3",
	"h4",         "h5",       "h6",         "head",    "header",  "hgroup",   "html",     "i",        "iframe",
	"ins",        "kbd",      "label",      "legend",  "li",      "main",     "map",      "mark",     "menu",
	"meter",      "nav",      "noscript",   "object",  "ol",      "optgroup", "option",   "output",   "p",
	"picture",    "pre",      "progress",   "q",       "rp",      "rt",       "ruby",     "s",        "samp",
	"script",     "search",   "section",    "select",  "small",   "span",     "strong",   "style",    "sub",
	"summary",    "sup",      "svg",        "table",   "tbody",   "td",       "template", "textarea", "tfoot",
	"th",         "thead",    "time",       "title",   "tr",      "u",        "ul",       "var",      "video",
};
static const char *const svg_elements[] = {
	"a",       "circle",   "clipPath",       "defs",   "desc", "ellipse", "g",
	"image",   "line",     "linearGradient", "marker", "mask", "path",    "pattern",
	"polygon", "polyline", "radialGradient", "rect",   "stop", "svg",     "symbol",
	"text",    "textPath", "title",          "tspan",  "use",
};
/* What ends a paragraph that is still open: a browser would close it silently. */
static const char *const blocks_elements[] = { "address", "article", "aside",    "blockquote", "details", "dialog",
					       "div",     "dl",      "fieldset", "figure",     "footer",  "form",
					       "h1",      "h2",      "h3",       "h4",         "h5",      "h6",
					       "header",  "hr",      "main",     "menu",       "nav",     "ol",
					       "p",       "pre",     "section",  "table",      "ul" };
static const char *const lonely_elements[] = { "a", "button", "form", "label" }; /* never inside their own kind */
static const char *const url_attributes[] = { "href",    "src",    "action",     "formaction", "poster",
					      "cite",    "data",   "xlink:href", "manifest",   "hx-get",
					      "hx-post", "hx-put", "hx-patch",   "hx-delete" };
static const char *const closed_attributes[] = { "srcdoc", "srcset", "imagesrcset", "ping", "method", "http-equiv" };

#define AMONG(list, name) among(list, COUNT(list), name)
static bool among(const char *const *list, size_t n, str name)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq_nocase(str_of(list[i]), name))
			return true;
	return false;
}

/* HTML takes any case; here there is one spelling, so that no rule is passed by in capitals. */
static bool has_capitals(str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.at[i] >= 'A' && s.at[i] <= 'Z')
			return true;
	return false;
}

const err *wrong(const tags *t, size_t offset, const char *format, ...)
{
	char text[400];
	va_list args;
	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	return err_at(t->a, ERR_definition, source_place(t->a, t->src, offset), "%s", text);
}

const err *tags_begin(tags *t, arena *a, const source *src)
{
	*t = (tags){ .a = a, .src = src, .out = buf_new(a, TOOL_OUTPUT), .at_line_start = true };
	if (!str_is_utf8(src->text))
		return err_at(a, ERR_definition, str_format(a, "%s:1:1", src->path), "not UTF-8");
	return NULL;
}

static char peek(const tags *t, size_t ahead)
{
	return t->i + ahead < t->src->text.len ? t->src->text.at[t->i + ahead] : 0;
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static element *top(tags *t)
{
	return t->open.n ? &t->open.at[t->open.n - 1] : NULL;
}

/* The nearest open element of that name, or NULL. */
static element *around(tags *t, const char *name)
{
	for (size_t i = t->open.n; i-- > 0;)
		if (str_eq(t->open.at[i].name, str_of(name)))
			return &t->open.at[i];
	return NULL;
}

static bool in_element(tags *t, const char *name)
{
	return top(t) && str_eq(top(t)->name, str_of(name));
}

static bool in_svg(tags *t)
{
	return around(t, "svg") && !around(t, "foreignObject");
}

/* Text only, in which a tag would be shown as it stands. */
static bool in_plain(tags *t)
{
	return in_element(t, "textarea") || (in_element(t, "title") && !around(t, "svg"));
}

static bool in_code(tags *t)
{
	return in_element(t, "script") || in_element(t, "style");
}

static void put(tags *t, str s)
{
	buf_put(&t->out, s);
	if (s.len)
		t->at_line_start = s.at[s.len - 1] == '\n';
}

/* --- tags ------------------------------------------------------------------------------------------------ */

static str read_name(tags *t)
{
	size_t from = t->i;
	while (is_name_char(peek(t, 0)) || peek(t, 0) == '-' || peek(t, 0) == ':' || peek(t, 0) == '.' ||
	       peek(t, 0) == '@')
		t->i++;
	return str_sub(t->src->text, from, t->i);
}

static attribute *find_attribute(tags *t, const char *name)
{
	for (size_t i = 0; i < t->attributes.n; i++)
		if (str_eq_nocase(t->attributes.at[i].name, str_of(name)))
			return &t->attributes.at[i];
	return NULL;
}

static bool has_value(tags *t, const char *name, str value)
{
	for (size_t i = 0; i < t->attributes.n; i++)
		if (str_eq_nocase(t->attributes.at[i].name, str_of(name)) &&
		    str_eq_nocase(t->attributes.at[i].value, value))
			return true;
	return false;
}

/* Where an element may not stand, because a browser would move or close something. */
static const err *check_nesting(tags *t, str name, size_t offset)
{
	bool block = AMONG(blocks_elements, name);
	for (size_t i = t->open.n; i-- > 0;) {
		str outer = t->open.at[i].name;
		if (block && str_eq(outer, STR("p")))
			return wrong(t, offset, "<%.*s> inside <p>: a browser would end the paragraph here",
				     STR_ARG(name));
		if (AMONG(lonely_elements, name) && str_eq(outer, name))
			return wrong(t, offset, "<%.*s> inside another <%.*s>", STR_ARG(name), STR_ARG(name));
		if (str_eq(outer, STR("button")) || str_eq(outer, STR("object")))
			block = false;
	}
	return NULL;
}

static const err *begin_tag(tags *t)
{
	size_t offset = t->i++;
	str name = read_name(t);
	if (name.len == 0)
		return wrong(t, t->i, "a tag's name cannot be computed");
	bool svg = in_svg(t);
	bool known = svg ? AMONG(svg_elements, name) || str_eq(name, STR("foreignObject"))
			 : AMONG(html_elements, name) || AMONG(void_elements, name) || str_find(name, '-') < name.len;
	if (!known)
		return wrong(t, offset, "<%.*s> is not an element%s", STR_ARG(name), svg ? " of SVG" : "");
	if (!svg && has_capitals(name))
		return wrong(t, offset, "<%.*s> is written in small letters", STR_ARG(name));
	TRY(check_nesting(t, name, offset));
	put(t, STR("<"));
	put(t, name);
	t->state = IN_TAG;
	t->tag_name = name;
	t->tag_offset = offset;
	t->tag++;
	t->attributes.n = 0;
	return NULL;
}

static const err *check_tag(tags *t)
{
	if (str_eq(t->tag_name, STR("img")) && !find_attribute(t, "alt"))
		return wrong(t, t->tag_offset, "<img> without alt; what only decorates has alt=\"\"");
	if (str_eq(t->tag_name, STR("input"))) {
		if (!find_attribute(t, "type"))
			return wrong(t, t->tag_offset, "<input> without type");
		if (!find_attribute(t, "id") && !has_value(t, "type", STR("hidden")))
			return wrong(t, t->tag_offset, "<input> without id, which its label needs");
	}
	return NULL;
}

static const err *finish_tag(tags *t)
{
	bool slash = peek(t, 0) == '/';
	size_t offset = t->i;
	t->i += slash ? 2 : 1;
	TRY(check_tag(t));
	t->state = IN_TEXT;
	bool svg = in_svg(t) || str_eq(t->tag_name, STR("svg"));
	if (!svg && AMONG(void_elements, t->tag_name)) {
		put(t, STR(">"));
		return NULL;
	}
	if (slash && !svg)
		return wrong(t, offset, "<%.*s> needs </%.*s>; only void elements and SVG have none",
			     STR_ARG(t->tag_name), STR_ARG(t->tag_name));
	if (slash) {
		put(t, STR("/>"));
		return NULL;
	}
	put(t, STR(">"));
	LIST_ADD(t->a, &t->open,
		 (element){ .name = t->tag_name,
			    .offset = t->tag_offset,
			    .post = str_eq(t->tag_name, STR("form")) && has_value(t, "method", STR("post")),
			    .blocks = t->blocks });
	/* A browser drops one line break here, so that one is given: a text may begin with its own. */
	if (in_element(t, "pre") || in_element(t, "textarea")) {
		put(t, STR("\n"));
		if (peek(t, 0) == '\n')
			t->i++;
	}
	return NULL;
}

static const err *close_tag(tags *t)
{
	size_t offset = t->i;
	t->i += 2;
	str name = read_name(t);
	while (is_space(peek(t, 0)))
		t->i++;
	if (peek(t, 0) != '>')
		return wrong(t, offset, "</%.*s is not closed", STR_ARG(name));
	t->i++;
	element *e = top(t);
	if (!e)
		return wrong(t, offset, "</%.*s> closes nothing", STR_ARG(name));
	if (!str_eq(e->name, name))
		return wrong(t, offset, "</%.*s> where <%.*s> of %.*s is open", STR_ARG(name), STR_ARG(e->name),
			     STR_ARG(source_place(t->a, t->src, e->offset)));
	if (t->open.n <= t->floor)
		return wrong(t, offset, "</%.*s> closes an element that was opened outside of this block",
			     STR_ARG(name));
	if (e->post && !e->csrf)
		return wrong(t, e->offset, "<form method=\"post\"> without {csrf}");
	t->open.n--;
	put(t, STR("</"));
	put(t, name);
	put(t, STR(">"));
	return NULL;
}

/* --- attributes ------------------------------------------------------------------------------------------ */

/* {if …}, {elif …}, {else} or {/if} */
static bool begins_block(const tags *t)
{
	str s = str_sub(t->src->text, t->i, t->src->text.len);
	return str_starts(s, STR("{/")) || str_starts(s, STR("{if ")) || str_starts(s, STR("{el"));
}

static const err *begin_attribute(tags *t)
{
	size_t offset = t->i;
	str name = read_name(t);
	if (name.len == 0)
		return wrong(t, offset, "an attribute's name is expected");
	if (peek(t, 0) == '{' && !begins_block(t))
		return wrong(t, t->i, "an attribute's name cannot be computed");
	if (name.len > 2 && str_eq_nocase(str_sub(name, 0, 2), STR("on")))
		return wrong(t, offset, "%.*s: inline handlers are refused by the CSP; put it in assets/",
			     STR_ARG(name));
	if (str_starts(name, STR("hx-on")))
		return wrong(t, offset, "%.*s: inline handlers are refused by the CSP; put it in assets/",
			     STR_ARG(name));
	if (str_eq_nocase(name, STR("style")))
		return wrong(t, offset, "inline styles are refused by the CSP; use a class");
	if (has_capitals(name) && !in_svg(t) && !str_eq(t->tag_name, STR("svg")))
		return wrong(t, offset, "%.*s is written in small letters", STR_ARG(name));
	for (size_t i = 0; i < t->attributes.n; i++)
		if (!t->attributes.at[i].elsewhere && str_eq_nocase(t->attributes.at[i].name, name))
			return wrong(t, offset, "%.*s stands twice in this tag", STR_ARG(name));
	LIST_ADD(t->a, &t->attributes, (attribute){ .name = name });
	t->attribute++;
	put(t, STR(" "));
	put(t, name);
	if (peek(t, 0) != '=')
		return NULL;
	t->i++;
	if (peek(t, 0) != '"' && peek(t, 0) != '\'')
		return wrong(t, t->i, "%.*s: a value stands in quotes", STR_ARG(name));
	t->quote = t->src->text.at[t->i++];
	t->state = IN_VALUE;
	put(t, STR("="));
	put(t, (str){ &t->quote, 1 });
	return NULL;
}

static attribute *present(tags *t)
{
	return &t->attributes.at[t->attributes.n - 1];
}

static const err *read_value(tags *t)
{
	size_t from = t->i;
	while (t->i < t->src->text.len && peek(t, 0) != t->quote && peek(t, 0) != '{')
		t->i++;
	str piece = str_sub(t->src->text, from, t->i);
	attribute *a = present(t);
	a->value = str_format(t->a, "%.*s%.*s", STR_ARG(a->value), STR_ARG(piece));
	put(t, piece);
	if (AMONG(url_attributes, a->name)) {
		str start = str_lower(t->a, str_trim(a->value));
		if (str_starts(start, STR("javascript:")) || str_starts(start, STR("data:")) ||
		    str_starts(start, STR("vbscript:")))
			return wrong(t, from, "an address with code in it");
	}
	if (peek(t, 0) != t->quote || t->i == t->src->text.len)
		return NULL;
	t->i++;
	put(t, (str){ &t->quote, 1 });
	t->state = IN_TAG;
	return NULL;
}

static const err *read_tag(tags *t)
{
	while (is_space(peek(t, 0)))
		t->i++;
	if (t->i == t->src->text.len || peek(t, 0) == '{')
		return NULL;
	if (peek(t, 0) == '>' || (peek(t, 0) == '/' && peek(t, 1) == '>'))
		return finish_tag(t);
	return begin_attribute(t);
}

/* --- text ------------------------------------------------------------------------------------------------ */

/* Comments are for whoever reads the template; they are not sent. */
static const err *skip_comment(tags *t)
{
	size_t offset = t->i;
	for (t->i += 4; t->i < t->src->text.len; t->i++) {
		if (peek(t, 0) == '{')
			return wrong(t, t->i, "a brace inside a comment: nothing in there is compiled; write {{");
		if (peek(t, 0) == '-' && peek(t, 1) == '-' && peek(t, 2) == '>') {
			t->i += 3;
			return NULL;
		}
	}
	return wrong(t, offset, "this comment does not end");
}

static const err *read_doctype(tags *t)
{
	size_t end = t->i + str_find(str_sub(t->src->text, t->i, t->src->text.len), '>');
	str s = str_sub(t->src->text, t->i, end + 1);
	if (!str_eq_nocase(s, STR("<!doctype html>")))
		return wrong(t, t->i, "<! begins a comment or <!doctype html>");
	t->i = end + 1;
	put(t, s);
	return NULL;
}

/* White space with a line break in it becomes one line break, and nothing where a line has just begun. */
static void read_space(tags *t)
{
	size_t from = t->i;
	while (is_space(peek(t, 0)))
		t->i++;
	str s = str_sub(t->src->text, from, t->i);
	if (around(t, "pre") || in_plain(t) || str_find(s, '\n') == s.len)
		put(t, s);
	else if (!t->at_line_start)
		put(t, STR("\n"));
}

static const err *read_text(tags *t)
{
	bool closing = peek(t, 0) == '<' && peek(t, 1) == '/';
	if (in_code(t) && !closing && !is_space(peek(t, 0)))
		return wrong(t, t->i, "inline scripts and styles are refused by the CSP; put it in assets/");
	if (in_plain(t) && !closing && peek(t, 0) == '<')
		return wrong(t, t->i, "a tag inside <%.*s>, which holds text only", STR_ARG(top(t)->name));
	if (is_space(peek(t, 0))) {
		read_space(t);
		return NULL;
	}
	if (peek(t, 0) != '<') {
		size_t from = t->i;
		while (t->i < t->src->text.len && peek(t, 0) != '<' && peek(t, 0) != '{' && !is_space(peek(t, 0)))
			t->i++;
		put(t, str_sub(t->src->text, from, t->i));
		return NULL;
	}
	if (closing)
		return close_tag(t);
	if (peek(t, 1) == '!')
		return peek(t, 2) == '-' && peek(t, 3) == '-' ? skip_comment(t) : read_doctype(t);
	if (is_name_start(peek(t, 1)) || peek(t, 1) == '{')
		return begin_tag(t);
	return wrong(t, t->i, "a bare < is written &lt;");
}

const err *tags_read(tags *t)
{
	while (t->i < t->src->text.len && peek(t, 0) != '{') {
		if (t->state == IN_TEXT)
			TRY(read_text(t));
		else if (t->state == IN_TAG)
			TRY(read_tag(t));
		else
			TRY(read_value(t));
	}
	return NULL;
}

/* --- what stands between braces --------------------------------------------------------------------------- */

const err *tags_brace(tags *t)
{
	if (t->state == IN_TAG || in_code(t))
		return wrong(t, t->i, "a brace cannot stand here");
	put(t, STR("{"));
	if (t->state == IN_VALUE)
		present(t)->value = str_format(t->a, "%.*s{", STR_ARG(present(t)->value));
	return NULL;
}

const err *tags_value(tags *t, size_t offset, html_place *ret)
{
	if (t->state == IN_TAG) {
		bool unquoted = offset > 0 && t->src->text.at[offset - 1] == '=';
		return wrong(t, offset,
			     unquoted ? "a value stands in quotes" : "attributes cannot be computed; write {if}");
	}
	t->at_line_start = false;
	if (t->state == IN_TEXT) {
		if (in_code(t))
			return wrong(t, offset, "no value can stand in <%.*s>", STR_ARG(top(t)->name));
		*ret = in_plain(t) ? PLACE_PLAIN : PLACE_TEXT;
		return NULL;
	}
	attribute *a = present(t);
	if (AMONG(closed_attributes, a->name))
		return wrong(t, offset, "no value can stand in %.*s", STR_ARG(a->name));
	if (!AMONG(url_attributes, a->name)) {
		*ret = PLACE_PLAIN;
	} else if (a->value.len == 0 && !a->computed) {
		*ret = PLACE_URL;
	} else {
		/* "/{x}" with an empty x and more behind it could become "//host" */
		if (str_eq(a->value, STR("/")) && !a->computed)
			return wrong(t, offset, "an address needs something literal behind its first /");
		*ret = PLACE_PART;
	}
	a->computed = true;
	return NULL;
}

const err *tags_markup(tags *t, size_t offset, const char *what)
{
	if (t->state != IN_TEXT || in_plain(t) || in_code(t))
		return wrong(t, offset, "%s stands between tags", what);
	t->at_line_start = false;
	return NULL;
}

const err *tags_csrf(tags *t, size_t offset)
{
	TRY(tags_markup(t, offset, "{csrf}"));
	element *form = around(t, "form");
	if (!form || !form->post)
		return wrong(t, offset, "{csrf} outside of a <form method=\"post\">");
	if (form->blocks != t->blocks)
		return wrong(t, offset, "{csrf} inside a block: it must always be sent");
	if (form->csrf)
		return wrong(t, offset, "{csrf} stands twice in this form");
	form->csrf = true;
	return NULL;
}

const err *tags_block(tags *t, size_t offset, bool loop, html_mark *ret)
{
	if (in_code(t))
		return wrong(t, offset, "nothing is computed in <%.*s>", STR_ARG(top(t)->name));
	if (loop && t->state == IN_TAG)
		return wrong(t, offset, "a {for} cannot make attributes");
	*ret = (html_mark){ .state = t->state,
			    .elements = t->open.n,
			    .attributes = t->attributes.n,
			    .floor = t->floor,
			    .tag = t->tag,
			    .attribute = t->attribute,
			    .at_line_start = t->at_line_start,
			    .all_at_line_start = true };
	if (t->state == IN_VALUE) {
		ret->value_len = present(t)->value.len;
		ret->computed = present(t)->computed;
	}
	t->floor = t->open.n;
	t->blocks++;
	return NULL;
}

/* A branch ends: is the HTML where it was when the branch began? */
static const err *check_branch(tags *t, size_t offset, const html_mark *m)
{
	if (t->open.n > m->elements)
		return wrong(t, top(t)->offset, "<%.*s> is not closed in its block", STR_ARG(top(t)->name));
	bool same = t->state == m->state && (m->state == IN_TEXT || t->tag == m->tag) &&
		    (m->state != IN_VALUE || t->attribute == m->attribute);
	if (!same)
		return wrong(t, offset, "a block ends in another tag or attribute than it began in");
	return NULL;
}

const err *tags_branch(tags *t, size_t offset, html_mark *m)
{
	TRY(check_branch(t, offset, m));
	m->all_at_line_start = m->all_at_line_start && t->at_line_start;
	t->at_line_start = m->at_line_start;
	if (m->state == IN_TAG)
		for (size_t i = m->attributes; i < t->attributes.n; i++)
			t->attributes.at[i].elsewhere = true;
	if (m->state == IN_VALUE) {
		attribute *a = present(t);
		m->any_computed = m->any_computed || a->computed;
		if (a->value.len > m->longest_value)
			m->longest_value = a->value.len;
		a->value.len = m->value_len;
		a->computed = m->computed;
	}
	return NULL;
}

const err *tags_join(tags *t, size_t offset, html_mark *m, bool exhaustive)
{
	TRY(check_branch(t, offset, m));
	t->at_line_start = t->at_line_start && m->all_at_line_start && (exhaustive || m->at_line_start);
	if (m->state == IN_TAG)
		for (size_t i = m->attributes; i < t->attributes.n; i++)
			t->attributes.at[i].elsewhere = false;
	if (m->state == IN_VALUE) {
		attribute *a = present(t);
		a->computed = a->computed || m->any_computed || m->longest_value > a->value.len;
	}
	t->floor = m->floor;
	t->blocks--;
	return NULL;
}

const err *tags_end(tags *t)
{
	if (t->state != IN_TEXT)
		return wrong(t, t->tag_offset, "<%.*s is not closed", STR_ARG(t->tag_name));
	if (t->open.n)
		return wrong(t, top(t)->offset, "<%.*s> is not closed", STR_ARG(top(t)->name));
	if (t->out.len && t->out.at[t->out.len - 1] == '\n')
		t->out.len--; /* whoever includes this writes the next line break */
	return NULL;
}
