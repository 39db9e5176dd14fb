/*
 * One JSON object read member by member, without a tree: for files of a million lines (JSONL).
 *
 *     json_flat f = json_flat_begin(a, line);
 *     while (json_flat_next(&f, &key, &value)) …
 *     if (f.wrong) … at byte f.i: f.wrong
 *
 * Texts are slices of the line where nothing in them is escaped, else copies in the arena. Arrays and objects within come as their text, for
 * json_parse(); they are checked there. Keys are not compared with each other: a key that comes twice comes twice.
 */
#ifndef TEXT_JSON_FLAT_H
#define TEXT_JSON_FLAT_H

#include "text/json.h"

typedef enum flat_kind { FLAT_NULL, FLAT_FALSE, FLAT_TRUE, FLAT_NUMBER, FLAT_TEXT, FLAT_NESTED } flat_kind;

typedef struct flat_value {
	flat_kind kind;
	str s; /* a number's digits, a text, or the text of an array or object */
	bool whole; /* a number that is `n` */
	i64 n;
} flat_value;

typedef struct json_flat {
	arena *a;
	str s;
	size_t i; /* the next byte; of a mistake, where it is */
	bool begun;
	const char *wrong; /* NULL: fine so far */
} json_flat;

json_flat json_flat_begin(arena *a, str line);
/* False at the end, and for a mistake. */
bool json_flat_next(json_flat *f, str *key, flat_value *ret);

#endif
