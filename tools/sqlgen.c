/*
 * sqlgen IN.sql OUT.c OUT.h
 *
 * Turns named, typed SQL statements into C: a row struct and a function each, in both dialects, so that nobody
 * counts question marks or column numbers by hand. docs/developers.md says how the statements are written.
 *
 * Three passes over one text: read() cuts it into statements (name line, then one text or two variants, up to the
 * semicolon), scan() walks a statement's text token by token and writes it in both dialects, and sqlgen_write.c writes
 * C. Nothing is written unless all of it was understood.
 *
 *     file:line: message          to standard error, exit 1
 */
#include <errno.h>
#include <unistd.h>

#include "sqlgen.h"

#define SOURCE_MAX (1024 * 1024)
#define STATEMENTS_MAX 1000
#define FIELDS_MAX 64 /* as in store_private.h */

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

/* Beside it, then in its place, so that make never sees half a file. */
static bool write_file(arena *a, const char *path, str text)
{
	str beside = str_format(a, "%s.tmp", path);
	FILE *f = fopen(beside.at, "wb");
	if (!f)
		return false;
	bool ok = fwrite(text.at, 1, text.len, f) == text.len;
	ok = fclose(f) == 0 && ok;
	return ok && rename(beside.at, path) == 0;
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
	if (!write_file(a, argv[2], sqlgen_code(a, s.file, base, argv[3], &list)) ||
	    !write_file(a, argv[3], sqlgen_header(a, s.file, base, &list))) {
		fprintf(stderr, "%s: cannot be written: %s\n", argv[2], strerror(errno));
		unlink(argv[2]);
		unlink(argv[3]);
		return 1;
	}
	arena_free(a);
	return 0;
}
