#include "text/xml.h"

#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>

#define REFERENCE_MAX 12 /* &#x10FFFF; */

/* Building one tree from libxml2's events. */
typedef struct reader {
	arena *a;
	str file, source;
	xmlParserCtxtPtr parser;
	xml_node *root, *here;
	int depth;
	size_t elements;
	const err *mistake; /* the first */
	bool utf8; /* the source is UTF-8, so that offsets of the parser are offsets of the source */
	size_t seen; /* offset up to which line and column are counted */
	int line, column;
} reader;

static bool blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* --- places ------------------------------------------------------------------------------------------------------ */

/* Where the parser stands. Its own columns count bytes in one way and characters in another, so they are counted here. */
static void place(reader *r, size_t offset, int *line, int *column)
{
	if (offset > r->source.len)
		offset = r->source.len;
	if (offset < r->seen) {
		r->seen = 0;
		r->line = r->column = 1;
	}
	for (; r->seen < offset; r->seen++) {
		u8 c = (u8)r->source.at[r->seen];
		if (c == '\n') {
			r->line++;
			r->column = 1;
		} else if ((c & 0xC0) != 0x80) {
			r->column++;
		}
	}
	*line = r->line;
	*column = r->column;
}

static size_t offset_now(const reader *r)
{
	const xmlParserInput *in = r->parser->input;
	return in ? (size_t)(in->cur - in->base) + in->consumed : 0;
}

static void here_is(reader *r, int *line, int *column)
{
	const xmlParserInput *in = r->parser->input;
	if (r->utf8) {
		place(r, offset_now(r), line, column);
	} else {
		*line = in ? in->line : 0;
		*column = in ? in->col : 0;
	}
}

static void refuse(reader *r, err_code code, const char *what)
{
	if (r->mistake)
		return;
	int line = 0, column = 0;
	here_is(r, &line, &column);
	r->mistake = err_at(r->a, code, str_format(r->a, "%.*s:%d:%d", STR_ARG(r->file), line, column), "%s", what);
	xmlStopParser(r->parser);
}

/* --- events ------------------------------------------------------------------------------------------------------ */

static str copy(reader *r, const xmlChar *c)
{
	return c ? arena_copy(r->a, str_of((const char *)c)) : STR_NONE;
}

/* Names and namespaces repeat: the parser has each once, and so has the tree. */
static str same(reader *r, const xmlChar *c, str like)
{
	return c && str_eq(str_of((const char *)c), like) ? like : copy(r, c);
}

/* References in the text that begins there, so that a place in the text can be told as one in the file. */
static void find_references(reader *r, xml_node *n, str rest)
{
	int line = n->text_line, column = n->text_column;
	for (size_t i = 0; i < rest.len && rest.at[i] != '<'; i++) {
		u8 c = (u8)rest.at[i];
		if (c == '\n') {
			line++;
			column = 0;
		}
		size_t width = c == '&' ? str_find(str_sub(rest, i, i + REFERENCE_MAX), ';') + 1 : 1;
		if (c == '&' && width <= REFERENCE_MAX) {
			LIST_ADD(r->a, &n->references, (xml_reference){ line, column, (int)width });
			i += width - 1;
		}
		column += (c & 0xC0) == 0x80 ? 0 : c == '&' ? (int)(width <= REFERENCE_MAX ? width : 1) : 1;
	}
}

/* Where the tag that the parser has just read begins, and where the text behind it does. What is counted moves forward only. */
static void tag_place(reader *r, xml_node *n)
{
	size_t at = offset_now(r);
	if (!r->utf8 || at >= r->source.len) {
		here_is(r, &n->line, &n->column);
		n->text_line = n->line;
		n->text_column = n->column;
		return;
	}
	size_t open = at;
	while (open > 0 && r->source.at[open] != '<')
		open--;
	place(r, open, &n->line, &n->column);
	str rest = str_sub(r->source, at + 1, r->source.len);
	while (rest.len && (blank(rest.at[0]) || str_starts(rest, STR("<![CDATA["))))
		rest = str_sub(rest, blank(rest.at[0]) ? 1 : 9, rest.len);
	if (!rest.len || rest.at[0] == '<' || r->source.at[at] == '/')
		return;
	place(r, r->source.len - rest.len, &n->text_line, &n->text_column);
	find_references(r, n, rest);
}

static void add_attributes(reader *r, xml_node *n, int count, const xmlChar **attributes)
{
	n->attributes.at = arena_many(r->a, xml_attribute, (size_t)count);
	for (int i = 0; i < count; i++, attributes += 5) {
		str value = { (const char *)attributes[3], (size_t)(attributes[4] - attributes[3]) };
		n->attributes.at[n->attributes.n++] =
			(xml_attribute){ attributes[2] ? same(r, attributes[2], n->space) : STR_NONE,
					 copy(r, attributes[0]), arena_copy(r->a, value) };
	}
}

static void on_start(void *ctx, const xmlChar *name, const xmlChar *prefix, const xmlChar *address, int spaces_n,
		     const xmlChar **spaces, int attributes_n, int defaulted, const xmlChar **attributes)
{
	(void)prefix, (void)defaulted;
	reader *r = ctx;
	if (r->mistake)
		return;
	if (++r->depth > XML_DEPTH_MAX) {
		refuse(r, ERR_file, "elements are nested too deeply");
		return;
	}
	r->elements += 1 + (size_t)attributes_n + (size_t)spaces_n;
	if (r->elements > XML_ELEMENTS_MAX) {
		refuse(r, ERR_too_large, "too many elements or attributes");
		return;
	}
	xml_node *n = arena_one(r->a, xml_node);
	n->space = same(r, address, r->here ? r->here->space : STR_NONE);
	n->name = copy(r, name);
	n->parent = r->here;
	tag_place(r, n);
	add_attributes(r, n, attributes_n, attributes);
	for (int i = 0; i < spaces_n; i++)
		LIST_ADD(r->a, &n->spaces, (xml_space){ copy(r, spaces[2 * i]), copy(r, spaces[2 * i + 1]) });
	if (r->here)
		LIST_ADD(r->a, &r->here->children, n);
	else
		r->root = n;
	r->here = n;
}

/* While an element is open its text grows by doubling: .text.len of the bytes are used. */
static void add_text(reader *r, xml_node *n, str s)
{
	size_t room = 0;
	if (n->text.len)
		for (room = 32; room < n->text.len; room *= 2)
			;
	if (n->text.len + s.len > room) {
		size_t more = room ? room : 32;
		while (more < n->text.len + s.len)
			more *= 2;
		char *at = arena_alloc(r->a, more + 1);
		if (n->text.len)
			memcpy(at, n->text.at, n->text.len);
		n->text.at = at;
	}
	char *end = (char *)(uintptr_t)n->text.at + n->text.len; /* made above */
	memcpy(end, s.at, s.len);
	n->text.len += s.len;
}

static void on_text(void *ctx, const xmlChar *at, int len)
{
	reader *r = ctx;
	xml_node *n = r->here;
	if (r->mistake || !n || len <= 0)
		return;
	str s = { (const char *)at, (size_t)len };
	if (!n->text_line && str_trim(s).len)
		here_is(r, &n->text_line, &n->text_column); /* behind a comment or a child: where it ends */
	add_text(r, n, s);
}

static void on_end(void *ctx, const xmlChar *name, const xmlChar *prefix, const xmlChar *address)
{
	(void)name, (void)prefix, (void)address;
	reader *r = ctx;
	if (r->mistake || !r->here)
		return;
	r->depth--;
	r->here = (xml_node *)(uintptr_t)r->here->parent; /* ours, being built */
}

static void on_doctype(void *ctx, const xmlChar *name, const xmlChar *id, const xmlChar *system)
{
	(void)name, (void)id, (void)system;
	refuse(ctx, ERR_file, "a document type (<!DOCTYPE …>) is not accepted");
}

static xmlEntityPtr on_entity(void *ctx, const xmlChar *name)
{
	reader *r = ctx;
	xmlEntityPtr known = xmlGetPredefinedEntity(name);
	if (!known)
		refuse(r, ERR_file, "an entity that is not one of the five of XML");
	return known;
}

static void on_mistake(void *ctx, xmlErrorPtr e)
{
	reader *r = ctx;
	if (r->mistake || !e || e->level < XML_ERR_ERROR)
		return;
	char text[200];
	snprintf(text, sizeof(text), "%s", e->message ? e->message : "not well-formed");
	size_t n = strlen(text);
	while (n && blank(text[n - 1]))
		text[--n] = 0;
	refuse(r, ERR_file, text);
}

static void say_nothing(void *ctx, const char *text, ...)
{
	(void)ctx, (void)text;
}

/* --- reading ----------------------------------------------------------------------------------------------------- */

/* Without a declaration, or with encoding="UTF-8": the parser reads the bytes as they are. */
static bool is_plain_utf8(str text)
{
	if (!str_is_utf8(text))
		return false;
	if (!str_starts(text, STR("<?xml")))
		return true;
	size_t end = str_find(text, '>');
	str declaration = str_sub(text, 0, end);
	for (size_t i = 0; i + 8 < declaration.len; i++) {
		if (!str_starts(str_sub(declaration, i, declaration.len), STR("encoding")))
			continue;
		str rest = str_sub(declaration, i + 8, declaration.len);
		while (rest.len && (blank(rest.at[0]) || rest.at[0] == '=' || rest.at[0] == '"' || rest.at[0] == '\''))
			rest = str_sub(rest, 1, rest.len);
		return str_eq_nocase(str_sub(rest, 0, 5), STR("utf-8"));
	}
	return true;
}

const err *xml_parse(arena *a, str file, str text, const xml_node **ret)
{
	if (text.len > XML_SIZE_MAX)
		return err_at(a, ERR_too_large, file, "%zu bytes of XML; at most %d", text.len, XML_SIZE_MAX);
	if (str_starts(text, STR("\xEF\xBB\xBF")))
		text = str_sub(text, 3, text.len);
	if (str_trim(text).len == 0)
		return err_at(a, ERR_file, file, "empty");
	reader r = { .a = a, .file = file, .source = text, .line = 1, .column = 1, .utf8 = is_plain_utf8(text) };
	xmlSAXHandler sax = { .initialized = XML_SAX2_MAGIC,
			      .startElementNs = on_start,
			      .endElementNs = on_end,
			      .characters = on_text,
			      .ignorableWhitespace = on_text,
			      .cdataBlock = on_text,
			      .internalSubset = on_doctype,
			      .externalSubset = on_doctype,
			      .getEntity = on_entity,
			      .serror = on_mistake };
	xmlInitParser();
	xmlSetGenericErrorFunc(NULL, say_nothing); /* of this thread: on_mistake() is told, nothing is printed */
	xmlParserCtxtPtr parser = xmlCreateMemoryParserCtxt(r.source.at, (int)r.source.len);
	CHECK(parser != NULL);
	*parser->sax = sax;
	parser->userData = &r;
	r.parser = parser;
	/* NOENT: &amp; in an attribute is told as &, not as &#38;. There are no other entities: a document type is refused. */
	xmlCtxtUseOptions(parser, XML_PARSE_NONET | XML_PARSE_NOENT | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
	xmlParseDocument(parser);
	if (!r.mistake && (!parser->wellFormed || !r.root))
		refuse(&r, ERR_file, "not well-formed");
	if (parser->myDoc)
		xmlFreeDoc(parser->myDoc);
	parser->myDoc = NULL;
	xmlFreeParserCtxt(parser);
	*ret = r.root;
	return r.mistake;
}

/* --- looking ----------------------------------------------------------------------------------------------------- */

bool xml_is(const xml_node *n, const char *name)
{
	return str_eq(n->name, str_of(name));
}

str xml_attr_of(const xml_node *n, const char *space, const char *name, bool *ret_found)
{
	for (size_t i = 0; i < n->attributes.n; i++) {
		const xml_attribute *x = &n->attributes.at[i];
		if (str_eq(x->name, str_of(name)) && str_eq(x->space, str_of(space))) {
			if (ret_found)
				*ret_found = true;
			return x->value;
		}
	}
	if (ret_found)
		*ret_found = false;
	return STR_NONE;
}

str xml_attr(const xml_node *n, const char *name)
{
	return xml_attr_of(n, "", name, NULL);
}

const xml_node *xml_child(const xml_node *n, const char *name)
{
	for (size_t i = 0; i < n->children.n; i++)
		if (xml_is(n->children.at[i], name) && str_eq(n->children.at[i]->space, n->space))
			return n->children.at[i];
	return NULL;
}

str xml_space_of(const xml_node *n, str prefix)
{
	for (; n; n = n->parent)
		for (size_t i = 0; i < n->spaces.n; i++)
			if (str_eq(n->spaces.at[i].prefix, prefix))
				return n->spaces.at[i].address;
	return STR_NONE;
}

/* --- writing ----------------------------------------------------------------------------------------------------- */

static void put(buf *b, str text, bool attribute)
{
	size_t from = 0;
	for (size_t i = 0; i < text.len;) {
		size_t at = i;
		u32 c = str_next(text, &i);
		bool broken =
			(c == 0xFFFD && i == at + 1) || (c < ' ' && !blank((char)c)) || c == 0xFFFE || c == 0xFFFF;
		const char *as = c == '<'                 ? "&lt;"
				 : c == '>'               ? "&gt;"
				 : c == '&'               ? "&amp;"
				 : c == '"' && attribute  ? "&quot;"
				 : c == '\n' && attribute ? "&#10;"
				 : c == '\r'              ? "&#13;"
				 : c == '\t' && attribute ? "&#9;"
				 : broken                 ? "\xEF\xBF\xBD"
							  : NULL;
		if (!as)
			continue;
		buf_put(b, str_sub(text, from, at));
		buf_put(b, str_of(as));
		from = i;
	}
	buf_put(b, str_sub(text, from, text.len));
}

void xml_put(buf *b, str text)
{
	put(b, text, false);
}

void xml_put_attribute(buf *b, const char *name, str value)
{
	buf_format(b, " %s=\"", name);
	put(b, value, true);
	buf_char(b, '"');
}
