#include "text/yaml.h"

#include <yaml.h>

typedef struct parse {
	yaml_parser_t parser;
	arena *a;
	str path;
	int nodes;
} parse;

static const err *mistake(parse *p, yaml_mark_t at, const char *what)
{
	str where = str_format(p->a, "%.*s:%zu:%zu", STR_ARG(p->path), at.line + 1, at.column + 1);
	return err_at(p->a, ERR_definition, where, "%s", what);
}

/* The next event; it must be given back with yaml_event_delete(). */
static const err *next(parse *p, yaml_event_t *ev)
{
	if (yaml_parser_parse(&p->parser, ev))
		return NULL;
	const char *problem = p->parser.problem ? p->parser.problem : "this is not YAML";
	str what = p->parser.context ? str_format(p->a, "%s (%s)", problem, p->parser.context) : str_of(problem);
	return mistake(p, p->parser.problem_mark, what.at);
}

static const err *node_of(parse *p, const yaml_event_t *ev, int depth, yaml_node **ret);

/* Items up to the end event; for a map, key and value in turns. */
static const err *children(parse *p, yaml_node *n, yaml_event_type_t end, int depth)
{
	for (;;) {
		yaml_event_t ev;
		yaml_node *child = NULL;
		TRY(next(p, &ev));
		yaml_mark_t at = ev.start_mark;
		bool done = ev.type == end;
		const err *e = done ? NULL : node_of(p, &ev, depth + 1, &child);
		yaml_event_delete(&ev);
		if (e || done)
			return e;
		if (n->items.n >= YAML_ENTRIES_MAX)
			return mistake(p, at, "too many entries; split the file");
		if (n->kind == YN_LIST || n->keys.n > n->items.n) {
			LIST_ADD(p->a, &n->items, child);
			continue;
		}
		if (child->kind != YN_TEXT || child->s.len == 0 || child->s.len > YAML_KEY_MAX)
			return mistake(p, at, "a key must be a plain word");
		for (size_t i = 0; i < n->keys.n; i++)
			if (str_eq(n->keys.at[i]->s, child->s)) {
				str what = str_format(p->a, "‘%.*s’ stands twice; it is first on line %d",
						      STR_ARG(child->s), n->keys.at[i]->line);
				return mistake(p, at, what.at);
			}
		LIST_ADD(p->a, &n->keys, child);
	}
}

static const err *node_of(parse *p, const yaml_event_t *ev, int depth, yaml_node **ret)
{
	if (depth > YAML_DEPTH)
		return mistake(p, ev->start_mark, "too deep");
	if (++p->nodes > YAML_NODES_MAX)
		return mistake(p, ev->start_mark, "too long; split the file");
	const yaml_char_t *anchor = NULL, *tag = NULL;
	yaml_node *n = arena_one(p->a, yaml_node);
	*n = (yaml_node){ .line = (int)ev->start_mark.line + 1, .column = (int)ev->start_mark.column + 1 };
	if (ev->type == YAML_SCALAR_EVENT) {
		anchor = ev->data.scalar.anchor;
		tag = ev->data.scalar.tag;
		n->kind = YN_TEXT;
		n->plain = ev->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
		n->block = ev->data.scalar.style == YAML_LITERAL_SCALAR_STYLE ||
			   ev->data.scalar.style == YAML_FOLDED_SCALAR_STYLE;
		n->s = arena_copy(p->a, (str){ (const char *)ev->data.scalar.value, ev->data.scalar.length });
		if (!str_is_utf8(n->s)) /* "\0" is the only way */
			return mistake(p, ev->start_mark, "a NUL character cannot stand in a text");
	} else if (ev->type == YAML_SEQUENCE_START_EVENT) {
		anchor = ev->data.sequence_start.anchor;
		tag = ev->data.sequence_start.tag;
		n->kind = YN_LIST;
	} else if (ev->type == YAML_MAPPING_START_EVENT) {
		anchor = ev->data.mapping_start.anchor;
		tag = ev->data.mapping_start.tag;
		n->kind = YN_MAP;
	} else {
		return mistake(p, ev->start_mark, "aliases (*name) are not allowed; write the text where it belongs");
	}
	if (anchor)
		return mistake(p, ev->start_mark, "anchors (&name) are not allowed; write the text where it belongs");
	if (tag)
		return mistake(p, ev->start_mark, "tags (!name) are not allowed");
	if (n->kind == YN_LIST)
		TRY(children(p, n, YAML_SEQUENCE_END_EVENT, depth));
	if (n->kind == YN_MAP)
		TRY(children(p, n, YAML_MAPPING_END_EVENT, depth));
	*ret = n;
	return NULL;
}

/* Stream start, document start, the node, document end, stream end. */
static const err *document(parse *p, yaml_node **ret)
{
	bool seen = false;
	for (;;) {
		yaml_event_t ev;
		const err *e = NULL;
		TRY(next(p, &ev));
		yaml_event_type_t type = ev.type;
		if (type == YAML_DOCUMENT_START_EVENT && seen) {
			e = mistake(p, ev.start_mark, "one file holds one document; remove the ‘---’");
		} else if (type != YAML_STREAM_START_EVENT && type != YAML_STREAM_END_EVENT &&
			   type != YAML_DOCUMENT_START_EVENT && type != YAML_DOCUMENT_END_EVENT) {
			seen = true;
			e = node_of(p, &ev, 0, ret);
		}
		yaml_event_delete(&ev);
		if (e || type == YAML_STREAM_END_EVENT)
			return e;
	}
}

const err *yaml_parse(arena *a, str path, str text, const yaml_node **ret)
{
	parse p = { .a = a, .path = path };
	if (text.len > YAML_SIZE_MAX)
		return mistake(&p, (yaml_mark_t){ 0 }, "the file is too large; split it");
	if (!str_is_utf8(text))
		return mistake(&p, (yaml_mark_t){ 0 }, "the file is not UTF-8; save it as UTF-8");
	CHECK(yaml_parser_initialize(&p.parser));
	yaml_parser_set_encoding(&p.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&p.parser, (const unsigned char *)(text.len ? text.at : ""), text.len);
	yaml_node *top = arena_one(a, yaml_node);
	*top = (yaml_node){ .kind = YN_MAP, .line = 1, .column = 1 };
	const err *e = document(&p, &top);
	yaml_parser_delete(&p.parser);
	if (!e)
		*ret = top;
	return e;
}

const yaml_node *yaml_get(const yaml_node *n, const char *key)
{
	if (!n || n->kind != YN_MAP)
		return NULL;
	str name = str_of(key);
	for (size_t i = 0; i < n->items.n; i++)
		if (str_eq(n->keys.at[i]->s, name))
			return n->items.at[i];
	return NULL;
}

/* --- writing --- */

/* Characters that YAML lets stand in a file, without the line breaks that it would fold (NEL, LS, PS) and the BOM. */
static bool printable(u32 c)
{
	return (c >= 0x20 && c <= 0x7E) || (c >= 0xA0 && c != 0x2028 && c != 0x2029 && c != 0xFEFF && c != 0xFFFE &&
					    c != 0xFFFF && !(c >= 0xD800 && c <= 0xDFFF));
}

static bool all_printable(str s, bool lines)
{
	for (size_t i = 0; i < s.len;) {
		u32 c = str_next(s, &i);
		if (!printable(c) && !(lines && c == '\n'))
			return false;
	}
	return true;
}

/* Safe without quotes: begins with a letter, digit or non-ASCII character, and has nothing that YAML reads as its own. */
static bool is_plain(str s, bool flow)
{
	if (s.len == 0 || s.at[0] == ' ' || s.at[s.len - 1] == ' ' || !all_printable(s, false))
		return false;
	char c = s.at[0];
	bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c & 0x80);
	if (!word || str_has(s, STR(": ")) || str_has(s, STR(" #")) || s.at[s.len - 1] == ':')
		return false;
	for (size_t i = 0; flow && i < s.len; i++)
		if (strchr(",[]{}", s.at[i]) || s.at[i] == ':')
			return false;
	return true;
}

/* A block `|-` keeps the text as it stands when its first line is not indented and it does not end in a line break. */
static bool is_block(str s)
{
	return s.len && str_find(s, '\n') < s.len && s.at[0] != ' ' && s.at[0] != '\n' && s.at[s.len - 1] != '\n' &&
	       all_printable(s, true);
}

static void put_block(buf *b, str s, int indent)
{
	buf_lit(b, "|-");
	while (s.len) {
		str line = str_cut(&s, '\n');
		buf_char(b, '\n');
		for (int i = 0; line.len && i < indent; i++)
			buf_char(b, ' ');
		buf_put(b, line);
	}
}

static void put_quoted(buf *b, str s)
{
	buf_char(b, '"');
	for (size_t i = 0; i < s.len;) {
		size_t at = i;
		u32 c = str_next(s, &i);
		if (c == '"' || c == '\\') {
			buf_char(b, '\\');
			buf_char(b, (char)c);
		} else if (c == '\n') {
			buf_lit(b, "\\n");
		} else if (printable(c)) {
			buf_put(b, str_sub(s, at, i));
		} else {
			buf_format(b, "\\u%04x", c); /* all that are not printable are below U+10000 */
		}
	}
	buf_char(b, '"');
}

void yaml_put(buf *b, str s, int indent, bool flow)
{
	if (is_plain(s, flow))
		buf_put(b, s);
	else if (!flow && is_block(s))
		put_block(b, s, indent);
	else
		put_quoted(b, s);
}
