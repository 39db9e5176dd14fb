/* For the tests of the generators: a folder of their own, and running a command in the shell. */
#ifndef KIT_TEST_TOOL_H
#define KIT_TEST_TOOL_H

#include "base/buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

/* How the program itself is compiled, as far as it matters here. */
#define COMPILE "cc -std=gnu17 -Wall -Wextra -Wconversion -Wshadow -Werror -D_GNU_SOURCE -include src/base/banned.h"

typedef struct bench {
	arena *a;
	char dir[32];
} bench;

static inline bench bench_new(void)
{
	bench b = { arena_new(64 << 20), "/tmp/madoguchi-test-XXXXXX" };
	assert_non_null(mkdtemp(b.dir));
	return b;
}

/* Runs a command; what it printed, both ways. *ret_code may be NULL, then it must succeed. */
static inline str PRINTF(3, 4) bench_run(bench *b, int *ret_code, const char *format, ...)
{
	char command[4000];
	va_list args;
	va_start(args, format);
	int n = vsnprintf(command, sizeof command, format, args);
	va_end(args);
	assert_in_range(n, 1, (int)sizeof command - 10);
	FILE *p = popen(str_format(b->a, "{ %s ; } 2>&1", command).at, "r");
	assert_non_null(p);
	buf out = buf_new(b->a, 1 << 20);
	char piece[4096];
	for (size_t got; (got = fread(piece, 1, sizeof piece, p)) > 0;)
		buf_put(&out, (str){ piece, got });
	int code = WEXITSTATUS(pclose(p));
	str text = buf_str(&out);
	if (ret_code)
		*ret_code = code;
	else if (code != 0)
		fail_msg("%s\n%s", command, text.at);
	return text;
}

static inline void bench_file(bench *b, const char *name, str text)
{
	FILE *f = fopen(str_format(b->a, "%s/%s", b->dir, name).at, "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(text.at, 1, text.len, f), text.len);
	assert_int_equal(fclose(f), 0);
}

static inline bool bench_has(bench *b, const char *name)
{
	return access(str_format(b->a, "%s/%s", b->dir, name).at, F_OK) == 0;
}

static inline void bench_end(bench *b)
{
	bench_run(b, NULL, "rm -r %s", b->dir);
	arena_free(b->a);
}

/* The text must contain the part. */
static inline void expect_part(const char *about, str text, const char *part)
{
	if (!str_has(text, str_of(part)))
		fail_msg("%s\nexpected: %s\ngot:      %.*s", about, part, STR_ARG(text));
}

#endif
