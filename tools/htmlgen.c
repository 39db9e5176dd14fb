/*
 * htmlgen IN.html OUT.c OUT.h: templates become C functions that write pages.
 *
 * This half reads what stands between braces and writes C; htmlgen_tags.c reads the HTML around it and says what may
 * stand where. Expressions are C and go to the compiler as they are, behind a #line, so that it names the
 * template's line when a field is misspelt or a type cannot be shown there (kit/markup.h). docs/developers.md has
 * the language.
 */
#include "htmlgen.h"

#include <stdarg.h>

#define BLOCKS_MAX 40

typedef struct block {
	bool loop, has_else;
	size_t offset;
	html_mark mark;
} block;

typedef struct gen {
	arena *a;
	source src;
	tags t;
	buf code, header;
	strs names; /* of the templates so far */
	block blocks[BLOCKS_MAX];
	int depth; /* blocks open */
	size_t line_offset, line; /* the line of an offset, counted on from the last one asked for */
	size_t next_line; /* what the compiler takes the next line of C for; 0 is unknown */
} gen;

/* --- writing C -------------------------------------------------------------------------------------------- */

static void PRINTF(2, 3) emit(gen *g, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	va_list again;
	va_copy(again, args);
	int n = vsnprintf(NULL, 0, format, args);
	va_end(args);
	CHECK(n >= 0);
	char *text = arena_alloc(g->a, (size_t)n + 1);
	vsnprintf(text, (size_t)n + 1, format, again);
	va_end(again);
	for (int i = 0; i <= g->depth; i++)
		buf_char(&g->code, '\t');
	buf_put(&g->code, (str){ text, (size_t)n });
	buf_char(&g->code, '\n');
	for (const char *c = text; g->next_line && *c; c++)
		g->next_line += *c == '\n';
	g->next_line += g->next_line != 0;
}

static size_t line_of(gen *g, size_t offset)
{
	if (offset < g->line_offset)
		g->line = 1, g->line_offset = 0;
	for (; g->line_offset < offset; g->line_offset++)
		g->line += g->src.text.at[g->line_offset] == '\n';
	return g->line;
}

/* What comes next was written on that line of the template. */
static void mark_line(gen *g, size_t offset)
{
	size_t line = line_of(g, offset);
	if (g->next_line == line)
		return;
	buf_format(&g->code, "#line %zu \"%s\"\n", line, g->src.path);
	g->next_line = line;
}

/* The literal HTML that was read so far. */
static void flush(gen *g)
{
	str s = buf_str(&g->t.out);
	if (s.len == 0)
		return;
	buf c = buf_new(g->a, TOOL_OUTPUT);
	buf_lit(&c, "markup_raw(o, \"");
	for (str rest = s; rest.len;) {
		size_t end = str_find(rest, '\n');
		end = end < rest.len ? end + 1 : end;
		put_c_text(&c, str_sub(rest, 0, end));
		rest = str_sub(rest, end, rest.len);
		if (rest.len)
			buf_lit(&c, "\"\n\t\t\"");
	}
	buf_lit(&c, "\");");
	emit(g, "%s", buf_str(&c).at);
	g->t.out.len = 0;
}

/* --- reading braces ---------------------------------------------------------------------------------------- */

/* The offset of the `}` that belongs to the `{` before `from`: C's strings, characters and brackets are stepped over. */
static const err *find_end(gen *g, size_t from, size_t *ret)
{
	char open[64];
	size_t n = 0;
	str s = g->src.text;
	for (size_t i = from; i < s.len; i++) {
		char c = s.at[i];
		if (c == '"' || c == '\'') {
			size_t begin = i++;
			while (i < s.len && s.at[i] != c && s.at[i] != '\n')
				i += s.at[i] == '\\' ? 2 : 1;
			if (i >= s.len || s.at[i] != c)
				return wrong(&g->t, begin, "this quote does not end");
		} else if (c == '(' || c == '[' || c == '{') {
			if (n == sizeof open)
				return wrong(&g->t, i, "nested too deeply");
			open[n++] = (char)(c == '(' ? ')' : c == '[' ? ']' : '}');
		} else if (c == '}' && n == 0) {
			*ret = i;
			return NULL;
		} else if (c == ')' || c == ']' || c == '}') {
			if (n == 0 || open[--n] != c)
				return wrong(&g->t, i, "%c matches nothing", c);
		} else if (c == ';' && n == 0) {
			return wrong(&g->t, i, "an expression has no ;");
		}
	}
	return wrong(&g->t, from - 1, "this brace is not closed; a brace is written {{");
}

/* A C name at the start of *s, which is cut off. */
static str take_name(str *s)
{
	size_t n = 0;
	if (s->len && is_name_start(s->at[0]))
		while (n < s->len && is_name_char(s->at[n]))
			n++;
	str name = str_sub(*s, 0, n);
	*s = str_trim(str_sub(*s, n, s->len));
	return name;
}

/* "word" at the start of *s as a whole word; cut off. */
static bool take_word(str *s, const char *word)
{
	str rest = *s;
	if (!str_eq(take_name(&rest), str_of(word)))
		return false;
	*s = rest;
	return true;
}

static const err *write_value(gen *g, size_t offset, str expression)
{
	static const char *const writers[] = { [PLACE_TEXT] = "markup_text",
					       [PLACE_PLAIN] = "markup_plain",
					       [PLACE_URL] = "markup_url",
					       [PLACE_PART] = "markup_part" };
	html_place place;
	TRY(tags_value(&g->t, offset, &place));
	mark_line(g, offset);
	emit(g, "%s(o, %.*s);", writers[place], STR_ARG(expression));
	return NULL;
}

/* {t.key} {t.key(arguments)} */
static const err *write_words(gen *g, size_t offset, str body)
{
	body = str_sub(body, 2, body.len);
	str key = take_name(&body);
	if (key.len == 0)
		return wrong(&g->t, offset, "{t.key} or {t.key(arguments)}");
	if (body.len == 0)
		return write_value(g, offset, str_format(g->a, "words_text(o->arena, o->lang, T_%.*s)", STR_ARG(key)));
	str arguments = str_trim(str_sub(body, 1, body.len - 1));
	if (body.at[0] != '(' || !str_ends(body, STR(")")))
		return wrong(&g->t, offset, "{t.key} or {t.key(arguments)}");
	if (arguments.len == 0)
		return wrong(&g->t, offset, "a text without arguments is written {t.%.*s}", STR_ARG(key));
	return write_value(g, offset,
			   str_format(g->a, "words_%.*s(o->arena, o->lang, %.*s)", STR_ARG(key), STR_ARG(arguments)));
}

static const err *write_asset(gen *g, size_t offset, str rest)
{
	if (rest.len < 3 || rest.at[0] != '"' || str_find(str_sub(rest, 1, rest.len), '"') != rest.len - 2)
		return wrong(&g->t, offset, "{asset \"name\"}");
	html_place place;
	TRY(tags_value(&g->t, offset, &place));
	if (place == PLACE_PART)
		return wrong(&g->t, offset, "an asset's address stands alone");
	mark_line(g, offset);
	emit(g, "markup_url(o, asset_url(%.*s));", STR_ARG(rest));
	return NULL;
}

static const err *write_lang(gen *g, size_t offset)
{
	html_place place;
	TRY(tags_value(&g->t, offset, &place));
	if (place == PLACE_URL)
		return wrong(&g->t, offset, "{lang} is not an address");
	emit(g, "markup_lang(o);");
	return NULL;
}

static const err *write_include(gen *g, size_t offset, str rest)
{
	TRY(tags_markup(&g->t, offset, "{include}"));
	str name = take_name(&rest);
	if (name.len == 0 || rest.len < 2 || rest.at[0] != '(' || rest.at[rest.len - 1] != ')')
		return wrong(&g->t, offset, "{include name(arguments)}");
	str arguments = str_trim(str_sub(rest, 1, rest.len - 1));
	mark_line(g, offset);
	emit(g, "%.*s(o%s%.*s);", STR_ARG(name), arguments.len ? ", " : "", STR_ARG(arguments));
	return NULL;
}

static const err *write_let(gen *g, size_t offset, str rest)
{
	str name = take_name(&rest);
	if (name.len == 0 || rest.len < 2 || rest.at[0] != '=' || rest.at[1] == '=')
		return wrong(&g->t, offset, "{let name = expression}");
	mark_line(g, offset);
	emit(g, "const __auto_type %.*s = %.*s;", STR_ARG(name), STR_ARG(str_trim(str_sub(rest, 1, rest.len))));
	return NULL;
}

/* --- blocks ------------------------------------------------------------------------------------------------ */

static const err *open_block(gen *g, size_t offset, bool loop)
{
	if (g->depth == BLOCKS_MAX)
		return wrong(&g->t, offset, "nested too deeply");
	block *b = &g->blocks[g->depth];
	*b = (block){ .loop = loop, .offset = offset };
	TRY(tags_block(&g->t, offset, loop, &b->mark));
	g->depth++;
	return NULL;
}

static const err *write_if(gen *g, size_t offset, str condition)
{
	if (condition.len == 0)
		return wrong(&g->t, offset, "{if} needs a condition");
	mark_line(g, offset);
	emit(g, "if (%.*s) {", STR_ARG(condition));
	return open_block(g, offset, false);
}

static const err *write_for(gen *g, size_t offset, str rest)
{
	str x = take_name(&rest);
	if (x.len == 0 || !take_word(&rest, "in") || rest.len == 0)
		return wrong(&g->t, offset, "{for name in list}");
	mark_line(g, offset);
	/* on one line, so that all of it is the template's; the list is evaluated once */
	const char *n = arena_copy(g->a, x).at;
	emit(g,
	     "{ const __auto_type %s_all_ = %.*s; for (size_t %s_i = 0; %s_i < %s_all_.n; %s_i++) "
	     "{ const __auto_type %s = &%s_all_.at[%s_i]; (void)%s;",
	     n, STR_ARG(rest), n, n, n, n, n, n, n, n);
	return open_block(g, offset, true);
}

/* The open block, for a directive that belongs to one of that kind. */
static const err *block_of(gen *g, size_t offset, bool loop, const char *directive, block **ret)
{
	if (g->depth == 0 || g->blocks[g->depth - 1].loop != loop)
		return wrong(&g->t, offset, "%s belongs to no open %s", directive, loop ? "{for}" : "{if}");
	*ret = &g->blocks[g->depth - 1];
	return NULL;
}

static const err *write_else(gen *g, size_t offset, bool elif, str condition)
{
	block *b = NULL;
	TRY(block_of(g, offset, false, elif ? "{elif}" : "{else}", &b));
	if (b->has_else)
		return wrong(&g->t, offset, "nothing but {/if} comes after {else}");
	if (elif != (condition.len > 0))
		return wrong(&g->t, offset,
			     elif ? "{elif} needs a condition" : "{else} has no condition; write {elif …}");
	TRY(tags_branch(&g->t, offset, &b->mark));
	g->depth--;
	if (elif) {
		emit(g, "}");
		mark_line(g, offset);
		emit(g, "else if (%.*s) {", STR_ARG(condition));
	} else {
		emit(g, "} else {");
	}
	g->depth++;
	b->has_else = !elif;
	return NULL;
}

static const err *close_block(gen *g, size_t offset, bool loop)
{
	block *b = NULL;
	TRY(block_of(g, offset, loop, loop ? "{/for}" : "{/if}", &b));
	TRY(tags_join(&g->t, offset, &b->mark, b->has_else));
	g->depth--;
	emit(g, loop ? "} }" : "}");
	return NULL;
}

/* --- templates ---------------------------------------------------------------------------------------------- */

/* What stands between { and } at the present place; moves behind it. */
static const err *read_braces(gen *g, str *ret)
{
	size_t from = g->t.i + 1, end = 0;
	TRY(find_end(g, from, &end));
	*ret = str_trim(str_sub(g->src.text, from, end));
	if (ret->len == 0)
		return wrong(&g->t, g->t.i, "nothing stands between these braces; a brace is written {{");
	g->t.i = end + 1;
	return NULL;
}

/* name(arguments) include "header" … */
static const err *begin_template(gen *g, size_t offset, str rest)
{
	str name = take_name(&rest);
	size_t close = str_find(rest, ')');
	if (name.len == 0 || rest.len == 0 || rest.at[0] != '(' || close == rest.len)
		return wrong(&g->t, offset, "{template name(arguments) include \"header\"}");
	for (size_t i = 0; i < g->names.n; i++)
		if (str_eq(g->names.at[i], name))
			return wrong(&g->t, offset, "a second template called %.*s", STR_ARG(name));
	LIST_ADD(g->a, &g->names, name);
	str arguments = str_trim(str_sub(rest, 1, close));
	rest = str_trim(str_sub(rest, close + 1, rest.len));
	while (rest.len) {
		size_t end = 0;
		if (take_word(&rest, "include") && rest.len && rest.at[0] == '"')
			end = str_find(str_sub(rest, 1, rest.len), '"') + 1;
		if (end == 0 || end == rest.len)
			return wrong(&g->t, offset, "{template name(arguments) include \"header\"}");
		str line = str_format(g->a, "#include %.*s\n", STR_ARG(str_sub(rest, 0, end + 1)));
		if (!str_has(buf_str(&g->header), line))
			buf_put(&g->header, line);
		rest = str_trim(str_sub(rest, end + 1, rest.len));
	}
	str signature = str_format(g->a, "void %.*s(page_out *o%s%.*s)", STR_ARG(name), arguments.len ? ", " : "",
				   STR_ARG(arguments));
	buf_format(&g->header, "%.*s;\n", STR_ARG(signature));
	buf_char(&g->code, '\n');
	g->next_line = 0;
	mark_line(g, offset);
	buf_format(&g->code, "%.*s\n{\n\t(void)o;\n", STR_ARG(signature));
	g->next_line += 3;
	return NULL;
}

static const err *end_template(gen *g)
{
	if (g->depth)
		return wrong(&g->t, g->blocks[g->depth - 1].offset, "this block is not closed");
	TRY(tags_end(&g->t));
	flush(g);
	buf_lit(&g->code, "}\n");
	return NULL;
}

/* One pair of braces inside a template. */
static const err *directive(gen *g, bool *ret_ended)
{
	size_t offset = g->t.i;
	if (offset + 1 < g->src.text.len && g->src.text.at[offset + 1] == '{') {
		g->t.i += 2;
		return tags_brace(&g->t);
	}
	str body;
	TRY(read_braces(g, &body));
	*ret_ended = str_eq(body, STR("/template"));
	if (*ret_ended)
		return end_template(g);
	flush(g);
	str rest = body;
	if (take_word(&rest, "if"))
		return write_if(g, offset, rest);
	if (take_word(&rest, "elif"))
		return write_else(g, offset, true, rest);
	if (take_word(&rest, "else"))
		return write_else(g, offset, false, rest);
	if (str_eq(body, STR("/if")) || str_eq(body, STR("/for")))
		return close_block(g, offset, body.at[1] == 'f' && body.at[2] == 'o');
	if (take_word(&rest, "for"))
		return write_for(g, offset, rest);
	if (take_word(&rest, "include"))
		return write_include(g, offset, rest);
	if (take_word(&rest, "let"))
		return write_let(g, offset, rest);
	if (take_word(&rest, "asset"))
		return write_asset(g, offset, rest);
	if (str_eq(body, STR("lang")))
		return write_lang(g, offset);
	if (str_eq(body, STR("csrf"))) {
		TRY(tags_csrf(&g->t, offset));
		emit(g, "markup_csrf(o);");
		return NULL;
	}
	if (str_starts(body, STR("t.")))
		return write_words(g, offset, body);
	if (body.at[0] == '/')
		return wrong(&g->t, offset, "{%.*s} closes nothing", STR_ARG(body));
	if (take_word(&rest, "template"))
		return wrong(&g->t, offset, "a template inside a template");
	return write_value(g, offset, body);
}

static const err *read_templates(gen *g)
{
	TRY(tags_begin(&g->t, g->a, &g->src));
	for (;;) {
		/* between templates: white space and comments */
		TRY(tags_read(&g->t));
		if (str_trim(buf_str(&g->t.out)).len)
			return wrong(&g->t, 0, "HTML stands outside of {template …} in this file");
		if (g->t.i == g->src.text.len)
			break;
		size_t offset = g->t.i;
		str body;
		TRY(read_braces(g, &body));
		if (!take_word(&body, "template"))
			return wrong(&g->t, offset, "a file is made of {template name(arguments)} … {/template}");
		TRY(begin_template(g, offset, body));
		g->t.out.len = 0;
		g->t.at_line_start = true;
		for (bool ended = false; !ended;) {
			TRY(tags_read(&g->t));
			if (g->t.i == g->src.text.len)
				return wrong(&g->t, offset, "{/template} is missing");
			TRY(directive(g, &ended));
		}
	}
	if (g->names.n == 0)
		return wrong(&g->t, 0, "no template in this file");
	return NULL;
}

/* "a/b/board.html.h" → board.html.h */
static str file_name(const char *path)
{
	str s = str_of(path);
	while (str_find(s, '/') < s.len)
		str_cut(&s, '/');
	return s;
}

static const err *generate(arena *a, char **argv)
{
	gen g = { .a = a, .line = 1, .code = buf_new(a, TOOL_OUTPUT), .header = buf_new(a, TOOL_OUTPUT) };
	TRY(source_read(a, argv[1], &g.src));
	size_t n = strlen(argv[1]);
	char *guard = arena_many(a, char, n + 1);
	for (size_t i = 0; i < n; i++)
		guard[i] = is_name_char(argv[1][i]) ? argv[1][i] : '_';
	buf_format(&g.header,
		   "/* Made by htmlgen from %s. */\n#ifndef MADE_%s\n#define MADE_%s\n\n#include \"kit/kit.h\"\n",
		   argv[1], guard, guard);
	buf_format(&g.code, "/* Made by htmlgen from %s. */\n#include \"%.*s\"\n#include \"kit/markup.h\"\n", argv[1],
		   STR_ARG(file_name(argv[3])));
	TRY(read_templates(&g));
	buf_lit(&g.header, "\n#endif\n");
	CHECK(!g.code.overflowed && !g.header.overflowed && !g.t.out.overflowed);
	TRY(file_write(a, argv[2], buf_str(&g.code)));
	return file_write(a, argv[3], buf_str(&g.header));
}

int main(int argc, char **argv)
{
	if (argc != 4) {
		fprintf(stderr, "usage: htmlgen IN.html OUT.c OUT.h\n");
		return 2;
	}
	arena *a = arena_new(TOOL_MEMORY);
	int code = tool_report(generate(a, argv));
	arena_free(a);
	return code;
}
