/* What the readers of single kinds share: inside fields only. */
#ifndef FIELDS_FIELDS_PRIVATE_H
#define FIELDS_FIELDS_PRIVATE_H

#include "fields/fields.h"

#define FIELD_BYTES_MAX (32 * 1024) /* of one typed text */
#define FIELD_TABLE_BYTES_MAX (256 * 1024)
#define FIELD_ROWS_MAX 50 /* of a table, where the field says nothing */
#define FIELD_NUMBER_MAX 999999999999 /* a number without bounds: 0 to this */
#define FIELD_DECIMALS_MAX 6
#define FIELD_OLDEST_YEARS 130 /* a date that is not in the future, without bounds: at most so long ago */

/* What every reader gets: trimmed, well-formed and not empty. `where` is the field's id, or its place in a table. */
typedef struct reading {
	arena *a;
	const field_def *f;
	str where;
	day today;
} reading;

MUST_USE const err *refused(const reading *r, err_code code, const char *detail);

/* Hyphens, dashes, minus signs and the long vowel mark, as people put them between digits. */
bool is_hyphen(u32 c);
/* 一 … 九, 〇: 0 to 9; -1 for any other. */
int kanji_digit(u32 c);

const err *read_words(const reading *r, str s, str *ret); /* text, address */
const err *read_name(const reading *r, str s, str *ret);
const err *read_kana(const reading *r, str s, str *ret);
const err *read_postal(const reading *r, str s, str *ret);
const err *read_phone(const reading *r, str s, str *ret);
const err *read_mail(const reading *r, str s, str *ret);
const err *read_my_number(const reading *r, str s, str *ret);
const err *read_corporate_number(const reading *r, str s, str *ret);
const err *read_file_id(const reading *r, str s, str *ret);
const err *read_date(const reading *r, str s, str *ret);
const err *read_month(const reading *r, str s, str *ret);
const err *read_number(const reading *r, str s, str *ret); /* and money */
const err *read_yesno(const reading *r, str s, str *ret);
const err *read_choice(const reading *r, str s, str *ret);
const err *read_choices(const reading *r, str s, str *ret);
const err *read_table(const reading *r, str s, str *ret);

/* field_read() at a place of its own. */
const err *read_at(const reading *r, str typed, str *ret);

/* The bounds that count: the field's, else the kind's. */
i64 field_least(const field_def *f);
i64 field_most(const field_def *f);
day field_first(const field_def *f, day today);
day field_last(const field_def *f, day today);

#endif
