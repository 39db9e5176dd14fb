/*
 * How definitions are written back: inside defs only. A line at `at` spaces; what is empty is left out.
 */
#ifndef DEFS_DEFS_WRITE_H
#define DEFS_DEFS_WRITE_H

#include "defs/defs_read.h"

/* Far above what a file that was read can become; whether it is still small enough to be read, the reader says. */
#define FILE_CEILING (16 * YAML_SIZE_MAX)

void put_key(buf *b, int at, const char *name); /* `key:`, no line break */
void put_str(buf *b, int at, const char *name, str s);
void put_text3(buf *b, int at, const char *name, const text3 *t);
void put_text3_flow(buf *b, const text3 *t); /* { ja: …, en: … } on the line */
void put_int(buf *b, int at, const char *name, int n, const char *unit);
void put_bool(buf *b, int at, const char *name, bool yes);
void put_ids(buf *b, const strs *ids); /* [a, b] on the line */
str written(buf *b);

#endif
