/*
 * JSON, out and in.
 *
 * Out: a writer that cannot write malformed JSON. It knows whether it stands in an object or in an array and whether a
 * key is due; a call that does not fit is a broken invariant. Commas and escapes are its business. What it writes is
 * safe in a <script> block and in an event stream as well: `<`, U+2028 and U+2029 are escaped and there are no line
 * breaks. Bytes that are not UTF-8 become U+FFFD, so that one bad row does not spoil a whole answer.
 *
 *     json_writer w = json_write(&b);
 *     jw_object(&w);
 *     jw_field_str(&w, "code", ticket.code);
 *     jw_key(&w, STR("wait"));
 *     jw_object(&w); jw_field_i64(&w, "p50", 300); jw_end(&w);
 *     jw_end(&w);
 *     jw_done(&w);
 *
 * In: json_parse() reads a whole text into a tree in the arena. Refused: duplicate keys, a text that is neither object nor
 * array, NUL, bytes that are not UTF-8, numbers that do not fit, and what is larger or deeper than the ceilings below.
 */
#ifndef TEXT_JSON_H
#define TEXT_JSON_H

#include "base/buf.h"
#include "base/err.h"

/* --- out --- */

#define JSON_DEPTH 32 /* objects and arrays within each other, out and in */

typedef struct json_writer {
	buf *b;
	int depth;
	bool key_due[JSON_DEPTH + 1]; /* at this depth: an object whose next word is a key */
	bool is_object[JSON_DEPTH + 1];
	bool begun[JSON_DEPTH + 1]; /* something stands there already: a comma comes first */
} json_writer;

json_writer json_write(buf *b);
/* The value is complete; nothing more may be written. */
void jw_done(json_writer *w);

void jw_object(json_writer *w);
void jw_array(json_writer *w);
void jw_end(json_writer *w); /* of the innermost object or array */
void jw_key(json_writer *w, str key); /* the caller sees to it that keys differ */

void jw_str(json_writer *w, str s);
void jw_i64(json_writer *w, i64 n);
void jw_f64(json_writer *w, double x); /* shortest text that reads back the same; NaN and infinities become null */
void jw_bool(json_writer *w, bool yes);
void jw_null(json_writer *w);
/* A complete JSON value, as this writer made it earlier. */
void jw_raw(json_writer *w, str json);

void jw_field_str(json_writer *w, const char *key, str s);
void jw_field_i64(json_writer *w, const char *key, i64 n);
void jw_field_f64(json_writer *w, const char *key, double x);
void jw_field_bool(json_writer *w, const char *key, bool yes);
void jw_field_null(json_writer *w, const char *key);
void jw_field_object(json_writer *w, const char *key); /* opens; jw_end() closes */
void jw_field_array(json_writer *w, const char *key);

/* --- in --- */

#define JSON_SIZE_MAX (1024 * 1024) /* bytes of text */

typedef enum json_kind { JV_NULL, JV_BOOL, JV_I64, JV_F64, JV_STR, JV_ARRAY, JV_OBJECT } json_kind;

typedef struct json_value json_value;
struct json_value {
	json_kind kind;
	bool yes;
	i64 i;
	double f;
	str s;
	const json_value *items; /* of an array or object, in the order of the text */
	const str *keys; /* of an object, beside items */
	size_t n;
};

/* ERR_bad_json, where "line:column", or ERR_too_large. */
MUST_USE const err *json_parse(arena *a, str text, const json_value **ret);

/* The member of that name; NULL when there is none, or when v is NULL or not an object. */
const json_value *json_get(const json_value *v, const char *key);
/* The value itself; false, and *ret untouched, when v is NULL (not there) or of another kind. */
bool json_str(const json_value *v, str *ret);
bool json_i64(const json_value *v, i64 *ret);
bool json_f64(const json_value *v, double *ret); /* whole numbers as well */
bool json_bool(const json_value *v, bool *ret);

/* A member that must be there: ERR_required when it is missing or null, ERR_invalid when it is of another kind; where = key. */
MUST_USE const err *json_need_str(arena *a, const json_value *v, const char *key, str *ret);
MUST_USE const err *json_need_i64(arena *a, const json_value *v, const char *key, i64 *ret);
/* A member that may be missing or null, and then *ret stays as it is. */
MUST_USE const err *json_may_str(arena *a, const json_value *v, const char *key, str *ret);
MUST_USE const err *json_may_i64(arena *a, const json_value *v, const char *key, i64 *ret);
MUST_USE const err *json_may_bool(arena *a, const json_value *v, const char *key, bool *ret);
/* A list of strings that may be missing: then empty. */
MUST_USE const err *json_may_strs(arena *a, const json_value *v, const char *key, strs *ret);

#endif
