/*
 * sqlgen IN.sql OUT.c OUT.h
 *
 * Turns named, typed SQL statements into C: a row struct and a function each, in both dialects, so that nobody
 * counts question marks or column numbers by hand. docs/developers.md says how the statements are written.
 *
 * Three passes over one text: read() cuts it into statements (name line, then one text or two variants, up to the
 * semicolon), scan() walks a statement's text token by token and writes it in both dialects, and emit_…() writes C.
 * Nothing is written unless all of it was understood.
 *
 *     file:line: message          to standard error, exit 1
 */
#include <errno.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"

#define SOURCE_MAX (1024 * 1024)
#define OUTPUT_MAX (16 * 1024 * 1024)
#define STATEMENTS_MAX 1000
#define ARGUMENTS_MAX 5 /* more become a struct */
#define FIELDS_MAX 64 /* as in store_private.h */

typedef enum kind { I64, STRING, BYTES, F64 } kind;
typedef enum result { MANY, ONE, CHANGED } result;

typedef struct field {
	str name;
	kind kind;
	bool nullable;
	bool used; /* a parameter, in the text being scanned */
} field;
typedef struct fields {
	field *at;
	size_t n;
} fields;

typedef struct named {
	str name, file;
	int line;
	fields params, columns;
	result result;
	str sqlite, postgres;
} named;
typedef struct nameds {
	named *at;
	size_t n;
} nameds;

typedef struct source {
	arena *arena;
	str file, rest; /* what was not read yet */
	int line; /* of rest's beginning */
} source;

static const err *wrong(source *s, int line, const char *message, str what)
{
	return err_at(s->arena, ERR_definition, str_format(s->arena, "%.*s:%d", STR_ARG(s->file), line), "%s%s%.*s",
		      message, what.len ? ": " : "", STR_ARG(what));
}

/* --- lines and words --------------------------------------------------------------------------------------- */

static str next_line(source *s)
{
	s->line++;
	return str_cut(&s->rest, '\n');
}

static str peek_line(const source *s)
{
	str rest = s->rest;
	return str_cut(&rest, '\n');
}

static bool lower(char c)
{
	return c >= 'a' && c <= 'z';
}

static bool letter(char c)
{
	return lower(c) || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static str take_word(str *s)
{
	size_t n = 0;
	*s = str_trim(*s);
	while (n < s->len && (letter(s->at[n]) || (n && digit(s->at[n]))))
		n++;
	str word = str_sub(*s, 0, n);
	*s = str_sub(*s, n, s->len);
	return word;
}

static bool take(str *s, str what)
{
	*s = str_trim(*s);
	if (!str_starts(*s, what))
		return false;
	*s = str_sub(*s, what.len, s->len);
	return true;
}

static bool is_name(str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!lower(s.at[i]) && s.at[i] != '_' && !(i && digit(s.at[i])))
			return false;
	return s.len > 0 && lower(s.at[0]) && s.at[s.len - 1] != '_';
}

/* Words that cannot name a field or an argument in the C we write. */
static bool is_reserved(str s)
{
	static const char words[] =
		" auto break case char const continue default do double else enum extern float for goto if inline"
		" int long register restrict return short signed sizeof static struct switch typedef union"
		" unsigned void asm typeof volatile while bool true false i64 str opt_i64 opt_str opt_f64 in ret"
		" at n ret_found ret_changed"
		" ";
	for (const char *at = words; (at = strchr(at, ' ')) && at[1]; at++)
		if (strncmp(at + 1, s.at, s.len) == 0 && at[1 + s.len] == ' ')
			return true;
	return false;
}

/* --- the name line ----------------------------------------------------------------------------------------- */

/* "city i64, note str?" up to `until`, which is taken too, or up to the end when it is empty. */
static const err *parse_fields(source *s, int line, str *text, str until, fields *ret)
{
	*ret = (fields){ 0 };
	if (until.len && take(text, until))
		return NULL;
	for (;;) {
		field f = { .name = take_word(text) };
		if (!is_name(f.name))
			return wrong(s, line, "expected a name in small letters, then its type",
				     f.name.len ? f.name : str_trim(*text));
		if (is_reserved(f.name))
			return wrong(s, line, "this name means something in C, take another", f.name);
		for (size_t i = 0; i < ret->n; i++)
			if (str_eq(ret->at[i].name, f.name))
				return wrong(s, line, "named twice", f.name);
		str type = take_word(text);
		static const char *const types[] = { "i64", "str", "bytes", "f64" };
		size_t k = 0;
		while (k < COUNT(types) && !str_eq(type, str_of(types[k])))
			k++;
		if (k == COUNT(types))
			return wrong(s, line, "unknown type (i64, str, bytes or f64)", type.len ? type : f.name);
		f.kind = (kind)k;
		f.nullable = take(text, STR("?"));
		if (ret->n == FIELDS_MAX)
			return wrong(s, line, "too many, the most is 64", f.name);
		LIST_ADD(s->arena, ret, f);
		if (until.len ? take(text, until) : str_trim(*text).len == 0)
			return NULL;
		if (!take(text, STR(",")))
			return wrong(s, line, "expected a comma here", str_trim(*text));
	}
}

/* visits_waiting(city i64, office str) -> many code str [-- every city] */
static const err *parse_name(source *s, int line, str text, named *ret)
{
	bool every_city = str_ends(text, STR("-- every city"));
	if (every_city)
		text = str_sub(text, 0, text.len - strlen("-- every city"));
	ret->name = take_word(&text);
	if (!is_name(ret->name) || is_reserved(ret->name))
		return wrong(s, line, "a statement's name is small letters, digits and underscores", ret->name);
	if (!take(&text, STR("(")))
		return wrong(s, line, "expected ( and the parameters after the name", ret->name);
	TRY(parse_fields(s, line, &text, STR(")"), &ret->params));
	if (!take(&text, STR("->")))
		return wrong(s, line, "expected -> many COLUMNS, -> one COLUMNS or -> changed", ret->name);
	str word = take_word(&text);
	if (str_eq(word, STR("changed"))) {
		ret->result = CHANGED;
		if (str_trim(text).len)
			return wrong(s, line, "nothing stands behind -> changed", str_trim(text));
	} else if (str_eq(word, STR("many")) || str_eq(word, STR("one"))) {
		ret->result = str_eq(word, STR("many")) ? MANY : ONE;
		TRY(parse_fields(s, line, &text, STR_NONE, &ret->columns));
	} else {
		return wrong(s, line, "expected many, one or changed after ->", word);
	}
	bool city = false;
	for (size_t i = 0; i < ret->params.n; i++)
		city = city || str_eq(ret->params.at[i].name, STR("city"));
	if (!city && !every_city)
		return wrong(s, line,
			     "a statement names its city: give it a parameter city, or end the line with -- every city",
			     ret->name);
	return NULL;
}

/* --- the text ---------------------------------------------------------------------------------------------- */

typedef struct scanner {
	source *source;
	named *of;
	buf *sqlite, *postgres; /* either may be NULL: a variant */
	str word; /* the last token, in small letters, for what may stand before a star */
} scanner;

static void put(scanner *c, str s)
{
	if (c->sqlite)
		buf_put(c->sqlite, s);
	if (c->postgres)
		buf_put(c->postgres, s);
}

static const err *parameter(scanner *c, str name)
{
	static const char *const casts[] = { "bigint", "text", "bytea", "double precision" };
	for (size_t i = 0; i < c->of->params.n; i++) {
		field *p = &c->of->params.at[i];
		if (!str_eq(p->name, name))
			continue;
		p->used = true;
		if (c->sqlite)
			buf_format(c->sqlite, "?%zu", i + 1);
		if (c->postgres)
			buf_format(c->postgres, "$%zu::%s", i + 1, casts[p->kind]);
		c->word = STR(":");
		return NULL;
	}
	return wrong(c->source, c->source->line, "not a declared parameter", name);
}

/* A quoted literal or identifier that begins at line[i]; quotes do not cross lines. */
static const err *quoted(scanner *c, str line, size_t *i)
{
	char quote = line.at[*i];
	size_t end = *i + 1 + str_find(str_sub(line, *i + 1, line.len), quote);
	if (end >= line.len)
		return wrong(c->source, c->source->line, "a quote is not closed on its line",
			     str_sub(line, *i, line.len));
	if (end + 1 < line.len && line.at[end + 1] == quote)
		return wrong(c->source, c->source->line, "a quote inside a literal: use a parameter",
			     str_sub(line, *i, line.len));
	if (quote == '\'' && *i && (letter(line.at[*i - 1]) || digit(line.at[*i - 1]) || line.at[*i - 1] == '&'))
		return wrong(c->source, c->source->line, "a literal with a prefix is not portable: use a parameter",
			     str_sub(line, *i - 1, end + 1));
	if (quote == '\'' && str_find(str_sub(line, *i, end), '\\') < end - *i)
		return wrong(c->source, c->source->line, "a backslash in a literal: use a parameter",
			     str_sub(line, *i, end + 1));
	put(c, str_sub(line, *i, end + 1));
	c->word = STR("'");
	*i = end + 1;
	return NULL;
}

static const err *star(scanner *c)
{
	static const char *const before[] = { "select", "distinct", "all", "returning", "as", ".", "," };
	for (size_t i = 0; i < COUNT(before); i++)
		if (str_eq(c->word, str_of(before[i])))
			return wrong(c->source, c->source->line, "name the columns instead of *", STR_NONE);
	return NULL;
}

/* One line of a statement; *ret_end when its semicolon was met. */
static const err *scan_line(scanner *c, str line, bool *ret_end)
{
	source *s = c->source;
	for (size_t i = 0; i < line.len;) {
		char ch = line.at[i], next = i + 1 < line.len ? line.at[i + 1] : 0;
		if (ch == '-' && next == '-')
			break;
		if (ch == '/' && next == '*')
			return wrong(s, s->line, "a comment begins with --", STR_NONE);
		if (ch == '\'' || ch == '"') {
			TRY(quoted(c, line, &i));
		} else if (letter(ch)) {
			size_t from = i;
			while (i < line.len && (letter(line.at[i]) || digit(line.at[i])))
				i++;
			put(c, str_sub(line, from, i));
			c->word = str_lower(s->arena, str_sub(line, from, i));
		} else if (ch == ':' && next == ':') {
			if (c->sqlite)
				return wrong(s, s->line, ":: is PostgreSQL's only: write CAST(… AS …)", STR_NONE);
			put(c, STR("::"));
			i += 2;
		} else if (ch == ':' && letter(next)) {
			str rest = str_sub(line, i + 1, line.len);
			size_t before = rest.len;
			TRY(parameter(c, take_word(&rest)));
			i += 1 + before - rest.len;
		} else if (ch == '?' || ch == '$' || ch == '`' || ch == '\\' || ch == '@') {
			return wrong(s, s->line, "this sign is not portable (parameters are written :name)",
				     str_sub(line, i, i + 1));
		} else if (ch == ';') {
			str rest = str_trim(str_sub(line, i + 1, line.len));
			if (rest.len && !str_starts(rest, STR("--")))
				return wrong(s, s->line, "one statement ends here and nothing may follow it", rest);
			*ret_end = true;
			return NULL;
		} else {
			if (ch == '*')
				TRY(star(c));
			if (!space(ch))
				c->word = str_sub(line, i, i + 1);
			put(c, str_sub(line, i, i + 1));
			i++;
		}
	}
	put(c, STR("\n"));
	return NULL;
}

static bool is_variant(str line, bool *ret_sqlite)
{
	line = str_trim(line);
	*ret_sqlite = str_eq(line, STR("-- sqlite:"));
	return *ret_sqlite || str_eq(line, STR("-- postgres:"));
}

static bool is_name_line(str line)
{
	return str_starts(str_trim(line), STR("-- name:"));
}

/* The text up to its semicolon, in the dialects whose buffers are given. */
static const err *scan(source *s, named *of, buf *sqlite, buf *postgres)
{
	scanner c = { s, of, sqlite, postgres, STR_NONE };
	bool end = false, any = false, is_sqlite;
	for (size_t i = 0; i < of->params.n; i++)
		of->params.at[i].used = false;
	while (!end) {
		str line = peek_line(s);
		if (s->rest.len == 0 || is_name_line(line) || is_variant(line, &is_sqlite))
			return wrong(s, of->line,
				     any ? "the statement does not end in a semicolon" : "the statement has no text",
				     of->name);
		next_line(s);
		str code = str_trim(line);
		if (code.len == 0 || str_starts(code, STR("--")))
			continue;
		any = true;
		while (line.len && space(line.at[line.len - 1]))
			line.len--;
		TRY(scan_line(&c, line, &end));
	}
	for (size_t i = 0; i < of->params.n; i++)
		if (!of->params.at[i].used)
			return wrong(s, of->line, "a parameter is not used", of->params.at[i].name);
	return NULL;
}

static const err *read_text(source *s, named *of)
{
	buf both[2] = { buf_new(s->arena, SOURCE_MAX * 2), buf_new(s->arena, SOURCE_MAX * 2) };
	bool given[2] = { false, false }, is_sqlite;
	/* comments and empty lines may stand before a variant */
	while (s->rest.len && !is_name_line(peek_line(s)) && !is_variant(peek_line(s), &is_sqlite)) {
		str code = str_trim(peek_line(s));
		if (code.len && !str_starts(code, STR("--"))) {
			TRY(scan(s, of, &both[0], &both[1]));
			if (s->rest.len && is_variant(peek_line(s), &is_sqlite))
				return wrong(s, s->line + 1, "a statement has one text or two variants, not both",
					     of->name);
			goto done;
		}
		next_line(s);
	}
	while (s->rest.len && is_variant(peek_line(s), &is_sqlite)) {
		int which = is_sqlite ? 0 : 1;
		next_line(s);
		if (given[which])
			return wrong(s, s->line, "this variant was given already", of->name);
		given[which] = true;
		TRY(scan(s, of, is_sqlite ? &both[0] : NULL, is_sqlite ? NULL : &both[1]));
		while (s->rest.len && str_trim(peek_line(s)).len == 0)
			next_line(s);
	}
	if (!given[0] && !given[1])
		return wrong(s, of->line, "the statement has no text", of->name);
	if (!given[0] || !given[1])
		return wrong(s, of->line,
			     given[0] ? "the variant for postgres is missing" : "the variant for sqlite is missing",
			     of->name);
done:
	of->sqlite = arena_copy(s->arena, buf_str(&both[0]));
	of->postgres = arena_copy(s->arena, buf_str(&both[1]));
	return NULL;
}

static const err *check_bytes(source *s)
{
	str rest = s->rest;
	for (int line = 1; rest.len; line++)
		if (!str_is_utf8(str_cut(&rest, '\n')))
			return wrong(s, line, "NUL, or bytes that are not UTF-8", STR_NONE);
	return NULL;
}

static const err *read_all(source *s, nameds *ret)
{
	TRY(check_bytes(s));
	*ret = (nameds){ 0 };
	while (s->rest.len) {
		str line = str_trim(next_line(s));
		bool is_sqlite;
		if (is_variant(line, &is_sqlite))
			return wrong(s, s->line, "a variant without a statement", STR_NONE);
		if (!is_name_line(line)) {
			if (line.len && !str_starts(line, STR("--")))
				return wrong(s, s->line, "text outside a statement", line);
			continue;
		}
		named of = { .file = s->file, .line = s->line };
		/* "--" and two spaces or a tab continue a long name line */
		str head = str_sub(line, strlen("-- name:"), line.len);
		while (str_starts(peek_line(s), STR("--  ")) || str_starts(peek_line(s), STR("--\t"))) {
			str more = str_trim(str_sub(next_line(s), 2, SOURCE_MAX));
			head = str_format(s->arena, "%.*s %.*s", STR_ARG(head), STR_ARG(more));
		}
		TRY(parse_name(s, of.line, head, &of));
		for (size_t i = 0; i < ret->n; i++)
			if (str_eq(ret->at[i].name, of.name))
				return wrong(s, of.line, "two statements of one name", of.name);
		if (ret->n == STATEMENTS_MAX)
			return wrong(s, of.line, "too many statements in one file", STR_NONE);
		TRY(read_text(s, &of));
		LIST_ADD(s->arena, ret, of);
	}
	return ret->n ? NULL : wrong(s, s->line ? s->line : 1, "no statement in this file", STR_NONE);
}

/* --- C ----------------------------------------------------------------------------------------------------- */

static const char *c_type(const field *f)
{
	static const char *const plain[] = { "i64 ", "str ", "str ", "double " };
	static const char *const optional[] = { "opt_i64 ", "opt_str ", "opt_str ", "opt_f64 " };
	return f->nullable ? optional[f->kind] : plain[f->kind];
}

static void emit_struct(buf *b, const fields *list, str name, const char *suffix)
{
	buf_format(b, "typedef struct %.*s_%s {\n", STR_ARG(name), suffix);
	for (size_t i = 0; i < list->n; i++)
		buf_format(b, "\t%s%.*s;\n", c_type(&list->at[i]), STR_ARG(list->at[i].name));
	buf_format(b, "} %.*s_%s;\n", STR_ARG(name), suffix);
}

/* The function's head. In the definition, arguments get a prefix: a bare `day` would shadow a type. */
static void emit_head(buf *b, const named *s, bool definition)
{
	const char *prefix = definition ? "p_" : "";
	buf_format(b, "const err *%.*s(db *%s, arena *%s", STR_ARG(s->name), definition ? "d" : "",
		   definition ? "a" : "");
	if (s->params.n > ARGUMENTS_MAX)
		buf_format(b, ", const %.*s_in *in", STR_ARG(s->name));
	else
		for (size_t i = 0; i < s->params.n; i++)
			buf_format(b, ", %s%s%.*s", c_type(&s->params.at[i]), prefix, STR_ARG(s->params.at[i].name));
	if (s->result == CHANGED)
		buf_lit(b, ", i64 *ret_changed)");
	else if (s->result == MANY)
		buf_format(b, ", %.*s_rows *ret)", STR_ARG(s->name));
	else
		buf_format(b, ", %.*s_row *ret, bool *ret_found)", STR_ARG(s->name));
}

static void emit_declaration(buf *b, const named *s)
{
	static const char *const say[] = { "", "; *ret_found is false when there is no such row",
					   "; ret_changed may be NULL" };
	buf_format(b, "\n/* %.*s:%d%s */\n", STR_ARG(s->file), s->line, say[s->result]);
	if (s->params.n > ARGUMENTS_MAX)
		emit_struct(b, &s->params, s->name, "in");
	if (s->result != CHANGED)
		emit_struct(b, &s->columns, s->name, "row");
	if (s->result == MANY)
		buf_format(b, "typedef struct %.*s_rows {\n\t%.*s_row *at;\n\tsize_t n;\n} %.*s_rows;\n",
			   STR_ARG(s->name), STR_ARG(s->name), STR_ARG(s->name));
	buf_lit(b, "MUST_USE ");
	emit_head(b, s, false);
	buf_lit(b, ";\n");
}

static void emit_fields(buf *b, const fields *list, str name, const char *suffix)
{
	static const char *const types[] = { "SQL_I64", "SQL_STR", "SQL_BYTES", "SQL_F64" };
	if (list->n == 0)
		return;
	buf_format(b, "static const sql_param %s_of_%.*s[] = {\n", suffix, STR_ARG(name));
	for (size_t i = 0; i < list->n; i++)
		buf_format(b, "\t{ \"%.*s\", %s, %s },\n", STR_ARG(list->at[i].name), types[list->at[i].kind],
			   list->at[i].nullable ? "true" : "false");
	buf_lit(b, "};\n");
}

/* A C string, one line of SQL a line. */
static void emit_text(buf *b, const char *name, str text)
{
	buf_format(b, "\t.%s =", name);
	while (text.len) {
		str line = str_cut(&text, '\n');
		buf_lit(b, "\n\t\t\"");
		for (size_t i = 0; i < line.len; i++) {
			char c = line.at[i];
			if (c == '"' || c == '\\')
				buf_char(b, '\\');
			buf_char(b, c == '\t' ? ' ' : c);
		}
		buf_put(b, text.len ? STR("\\n\"") : STR("\""));
	}
	buf_lit(b, ",\n");
}

static void emit_statement(buf *b, const named *s)
{
	bool params = s->params.n > 0, columns = s->columns.n > 0;
	buf_format(b, "\n/* %.*s:%d */\n", STR_ARG(s->file), s->line);
	emit_fields(b, &s->params, s->name, "params");
	emit_fields(b, &s->columns, s->name, "columns");
	buf_format(b, "static const statement statement_of_%.*s = {\n\t.name = \"%.*s\",\n", STR_ARG(s->name),
		   STR_ARG(s->name));
	emit_text(b, "sqlite", s->sqlite);
	emit_text(b, "postgres", s->postgres);
	if (params)
		buf_format(b, "\t.params = params_of_%.*s,\n\t.params_n = %zu,\n", STR_ARG(s->name), s->params.n);
	if (columns)
		buf_format(b, "\t.columns = columns_of_%.*s,\n\t.columns_n = %zu,\n", STR_ARG(s->name), s->columns.n);
	buf_format(b, "\t.where = \"%.*s:%d\",\n};\n", STR_ARG(s->file), s->line);
}

/* The function that takes one row into the caller's arena. */
static void emit_take(buf *b, const named *s)
{
	bool text = false;
	for (size_t i = 0; i < s->columns.n; i++)
		text = text || s->columns.at[i].kind == STRING || s->columns.at[i].kind == BYTES;
	const char *target = s->result == MANY ? "rows" : "row";
	buf_format(b, "\nstruct taking_%.*s {\n\tarena *a;\n\t%.*s_%s *ret;\n%s};\n", STR_ARG(s->name),
		   STR_ARG(s->name), target, s->result == ONE ? "\tbool found;\n" : "");
	buf_format(b, "static const err *take_%.*s(void *ctx, const sql_value *v)\n{\n", STR_ARG(s->name));
	buf_format(b, "\tstruct taking_%.*s *t = ctx;\n", STR_ARG(s->name));
	if (s->result == MANY) {
		buf_format(b, "\tLIST_ADD(t->a, t->ret, (%.*s_row){ 0 });\n", STR_ARG(s->name));
		buf_format(b, "\t%.*s_row *row = &t->ret->at[t->ret->n - 1];\n", STR_ARG(s->name));
	} else {
		buf_lit(b, "\tif (t->found)\n\t\treturn NULL;\n\tt->found = true;\n");
		buf_format(b, "\t%.*s_row *row = t->ret;\n", STR_ARG(s->name));
	}
	for (size_t i = 0; i < s->columns.n; i++) {
		const field *f = &s->columns.at[i];
		static const char *const members[] = { "v[%zu].i", "arena_copy(t->a, v[%zu].s)",
						       "arena_copy(t->a, v[%zu].s)", "v[%zu].f" };
		char value[64];
		/* the format is one of the four above */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		snprintf(value, sizeof value, members[f->kind], i);
#pragma GCC diagnostic pop
		if (f->nullable)
			buf_format(b, "\tif (!v[%zu].null)\n\t\trow->%.*s = (%.*s){ true, %s };\n", i, STR_ARG(f->name),
				   (int)strlen(c_type(f)) - 1, c_type(f), value);
		else
			buf_format(b, "\trow->%.*s = %s;\n", STR_ARG(f->name), value);
	}
	buf_lit(b, "\treturn NULL;\n}\n");
}

static void emit_function(buf *b, const named *s)
{
	const char *from = s->params.n > ARGUMENTS_MAX ? "in->" : "p_";
	buf_lit(b, "\n");
	emit_head(b, s, true);
	buf_lit(b, "\n{\n");
	if (s->params.n)
		buf_lit(b, "\tconst sql_value params[] = {\n");
	for (size_t i = 0; i < s->params.n; i++) {
		static const char *const members[] = { "i", "s", "s", "f" };
		const field *f = &s->params.at[i];
		if (f->nullable)
			buf_format(b, "\t\t{ .null = !%s%.*s.some, .%s = %s%.*s.value },\n", from, STR_ARG(f->name),
				   members[f->kind], from, STR_ARG(f->name));
		else
			buf_format(b, "\t\t{ .%s = %s%.*s },\n", members[f->kind], from, STR_ARG(f->name));
	}
	if (s->params.n)
		buf_lit(b, "\t};\n");
	const char *params = s->params.n ? "params" : "NULL";
	if (s->result == CHANGED) {
		buf_format(b, "\treturn db_change(d, a, &statement_of_%.*s, %s, ret_changed);\n}\n", STR_ARG(s->name),
			   params);
		return;
	}
	buf_format(b, "\t*ret = (%.*s_%s){ 0 };\n", STR_ARG(s->name), s->result == MANY ? "rows" : "row");
	buf_format(b, "\tstruct taking_%.*s t = { .a = a, .ret = ret };\n", STR_ARG(s->name));
	bool many = s->result == MANY;
	buf_format(b, "\t%s(d, a, &statement_of_%.*s, %s, take_%.*s, &t)%s;\n",
		   many ? "return db_query" : "TRY(db_query", STR_ARG(s->name), params, STR_ARG(s->name),
		   many ? "" : ")");
	buf_put(b, many ? STR("}\n") : STR("\t*ret_found = t.found;\n\treturn NULL;\n}\n"));
}

/* --- files ------------------------------------------------------------------------------------------------- */

/* visits.sql → visits; a name in C. */
static str base_name(arena *a, str path)
{
	for (size_t i = path.len; i-- > 0;)
		if (path.at[i] == '/') {
			path = str_sub(path, i + 1, path.len);
			break;
		}
	str s = arena_copy(a, str_sub(path, 0, str_find(path, '.')));
	char *at = arena_alloc(a, s.len + 1);
	for (size_t i = 0; i < s.len; i++)
		at[i] = letter(s.at[i]) || digit(s.at[i]) ? s.at[i] : '_';
	return (str){ at, s.len };
}

static bool read_file(arena *a, const char *path, str *ret)
{
	FILE *f = fopen(path, "rb");
	if (!f)
		return false;
	char *at = arena_alloc(a, SOURCE_MAX + 1);
	size_t n = fread(at, 1, SOURCE_MAX + 1, f);
	bool ok = !ferror(f) && n <= SOURCE_MAX;
	fclose(f);
	*ret = (str){ at, n };
	return ok;
}

static bool write_file(const char *path, str text)
{
	FILE *f = fopen(path, "wb");
	if (!f)
		return false;
	bool ok = fwrite(text.at, 1, text.len, f) == text.len;
	return fclose(f) == 0 && ok;
}

static str header(arena *a, str path, str base, const nameds *list)
{
	buf b = buf_new(a, OUTPUT_MAX);
	str guard = str_format(a, "%.*s_SQL_H", STR_ARG(base));
	char *upper = arena_alloc(a, guard.len + 1);
	for (size_t i = 0; i < guard.len; i++)
		upper[i] = lower(guard.at[i]) ? (char)(guard.at[i] - 32) : guard.at[i];
	buf_format(&b, "/* Made by sqlgen from %.*s; do not edit. */\n#ifndef %s\n#define %s\n\n", STR_ARG(path), upper,
		   upper);
	buf_lit(&b, "#include \"store/opt.h\"\n#include \"store/store.h\"\n\n");
	buf_format(&b, "extern const statement *const %.*s_statements[];\nextern const size_t %.*s_statements_n;\n",
		   STR_ARG(base), STR_ARG(base));
	for (size_t i = 0; i < list->n; i++)
		emit_declaration(&b, &list->at[i]);
	buf_lit(&b, "\n#endif\n");
	CHECK(!b.overflowed);
	return buf_str(&b);
}

static str code(arena *a, str path, str base, const char *header_path, const nameds *list)
{
	buf b = buf_new(a, OUTPUT_MAX);
	const char *slash = strrchr(header_path, '/');
	buf_format(&b, "/* Made by sqlgen from %.*s; do not edit. */\n#include \"%s\"\n", STR_ARG(path),
		   slash ? slash + 1 : header_path);
	for (size_t i = 0; i < list->n; i++) {
		emit_statement(&b, &list->at[i]);
		if (list->at[i].result != CHANGED)
			emit_take(&b, &list->at[i]);
		emit_function(&b, &list->at[i]);
	}
	buf_format(&b, "\nconst statement *const %.*s_statements[] = {\n", STR_ARG(base));
	for (size_t i = 0; i < list->n; i++)
		buf_format(&b, "\t&statement_of_%.*s,\n", STR_ARG(list->at[i].name));
	buf_format(&b, "};\nconst size_t %.*s_statements_n = COUNT(%.*s_statements);\n", STR_ARG(base), STR_ARG(base));
	CHECK(!b.overflowed);
	return buf_str(&b);
}

int main(int argc, char **argv)
{
	if (argc != 4) {
		fprintf(stderr, "usage: sqlgen IN.sql OUT.c OUT.h\n");
		return 1;
	}
	arena *a = arena_new((size_t)512 * 1024 * 1024);
	source s = { .arena = a, .file = str_of(argv[1]) };
	nameds list;
	if (!read_file(a, argv[1], &s.rest)) {
		fprintf(stderr, "%s:1: cannot be read: %s\n", argv[1], errno ? strerror(errno) : "larger than 1 MiB");
		return 1;
	}
	const err *e = read_all(&s, &list);
	if (e) {
		fprintf(stderr, "%.*s: %.*s\n", STR_ARG(e->where), STR_ARG(e->detail));
		return 1;
	}
	str base = base_name(a, s.file);
	if (!write_file(argv[2], code(a, s.file, base, argv[3], &list)) ||
	    !write_file(argv[3], header(a, s.file, base, &list))) {
		fprintf(stderr, "%s: cannot be written: %s\n", argv[2], strerror(errno));
		unlink(argv[2]);
		unlink(argv[3]);
		return 1;
	}
	arena_free(a);
	return 0;
}
