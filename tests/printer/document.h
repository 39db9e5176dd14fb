/*
 * For tests: what a program says about a document. `%s` in the command is the file's name; anything but exit code 0 fails the test.
 */
#ifndef TEST_DOCUMENT_H
#define TEST_DOCUMENT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/arena.h"

#define DOCUMENT_SAID_MAX 400000

static inline bool document_readers(void)
{
	return access("/usr/bin/pdftotext", X_OK) == 0 && access("/usr/bin/qpdf", X_OK) == 0;
}

static inline str document_ask(arena *a, str bytes, const char *command)
{
	char name[] = "/tmp/madoguchi-document.XXXXXX", line[400];
	int fd = mkstemp(name);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes.at, bytes.len), bytes.len);
	close(fd);
	snprintf(line, sizeof line, command, name, name);
	FILE *p = popen(line, "r");
	assert_non_null(p);
	char *text = arena_alloc(a, DOCUMENT_SAID_MAX + 1);
	size_t n = fread(text, 1, DOCUMENT_SAID_MAX, p);
	int code = pclose(p);
	unlink(name);
	if (code != 0)
		fail_msg("%s: exit code %d: %.*s", line, code, (int)n, text);
	return (str){ text, n };
}

#endif
