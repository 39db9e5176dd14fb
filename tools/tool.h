/*
 * What the generators share. A generator reads whole files, says every mistake as file:line:column: message, and
 * writes its results only when there was none, each by rename, so that make never sees half a file.
 */
#ifndef TOOLS_TOOL_H
#define TOOLS_TOOL_H

#include "base/buf.h"
#include "base/err.h"

#include <dirent.h>
#include <errno.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <unistd.h>

#define TOOL_MEMORY ((size_t)1 << 30)
#define TOOL_OUTPUT ((size_t)256 << 20)

/* A file that is being compiled. */
typedef struct source {
	const char *path;
	str text;
} source;

/* file:line:column of a byte of the source, columns counted in characters. */
static inline str source_place(arena *a, const source *s, size_t offset)
{
	size_t line = 1, begin = 0;
	for (size_t i = 0; i < offset && i < s->text.len; i++)
		if (s->text.at[i] == '\n')
			line++, begin = i + 1;
	size_t column = str_length(str_sub(s->text, begin, offset)) + 1;
	return str_format(a, "%s:%zu:%zu", s->path, line, column);
}

static inline const err *source_read(arena *a, const char *path, source *ret)
{
	FILE *f = fopen(path, "rb");
	if (!f)
		return err_at(a, ERR_file, str_of(path), "cannot be read: %s", strerror(errno));
	buf b = buf_new(a, TOOL_OUTPUT);
	char piece[65536];
	for (size_t n; (n = fread(piece, 1, sizeof piece, f)) > 0;)
		buf_put(&b, (str){ piece, n });
	bool broken = ferror(f) || b.overflowed;
	fclose(f);
	if (broken)
		return err_at(a, ERR_file, str_of(path), "cannot be read whole");
	*ret = (source){ path, buf_str(&b) };
	return NULL;
}

static inline const err *file_write(arena *a, const char *path, str text)
{
	str other = str_format(a, "%s.%ld.tmp", path, (long)getpid());
	FILE *f = fopen(other.at, "wb");
	bool ok = f && fwrite(text.at, 1, text.len, f) == text.len;
	if (f)
		ok = fclose(f) == 0 && ok;
	if (ok && rename(other.at, path) == 0)
		return NULL;
	const err *e = err_at(a, ERR_file, str_of(path), "cannot be written: %s", strerror(errno));
	unlink(other.at);
	return e;
}

/* A C string literal on one line, without its quotes. UTF-8 stays readable; whatever else is not plain is escaped. */
static inline void put_c_text(buf *b, str s)
{
	for (size_t i = 0; i < s.len; i++) {
		u8 c = (u8)s.at[i];
		if (c == '\n')
			buf_lit(b, "\\n");
		else if (c == '\t')
			buf_lit(b, "\\t");
		else if (c == '"' || c == '\\' || c == '?') /* ? because of trigraphs */
			buf_format(b, "\\%c", c);
		else if (c < 0x20 || c == 0x7F)
			buf_format(b, "\\%03o", c);
		else
			buf_char(b, (char)c);
	}
}

static inline bool is_name_start(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static inline bool is_name_char(char c)
{
	return is_name_start(c) || (c >= '0' && c <= '9');
}

/* Says every mistake of the chain; the exit code. */
static inline int tool_report(const err *e)
{
	int code = e ? 1 : 0;
	for (; e; e = e->next)
		fprintf(stderr, "%.*s: %.*s\n", STR_ARG(e->where), STR_ARG(e->detail));
	return code;
}

#endif
