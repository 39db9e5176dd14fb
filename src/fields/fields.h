/*
 * fields: the types of what a city asks people, with reading, checking and showing.
 *
 * Whatever asks something (a fact of the guide, a form, a table that staff made, a survey) asks it as one of these types, so that a date
 * or a フリガナ behaves the same everywhere. A value has one form, its *canonical text*: what is stored, sent as JSON, put into a link:
 *
 *     text, name, kana, address …  the text itself, trimmed; characters as typed (髙 stays 髙, 葛󠄀 keeps its variation selector)
 *     date                         2026-11-21        month  2026-11
 *     number, money                -12.5   3000      (decimal digits, no commas)
 *     yesno                        yes, no
 *     choice                       the choice's value        choices: values, one a line, in the order of the list
 *     postal                       8030814           phone   0935822111
 *     my_number, corporate_number  digits
 *     table                        JSON: a list of objects, a member for each column that was filled
 *     file                         the file's id
 *
 * What a person typed is brought to it by field_read(), generously (full-width digits, 和暦, hyphens of any kind, half-width kana), or refused
 * with an error that says what to do. Bytes in, bytes out: no HTTP, no database, no FEEL.
 */
#ifndef FIELDS_FIELDS_H
#define FIELDS_FIELDS_H

#include "base/clock.h"
#include "text/text3.h"

typedef enum field_kind {
	FIELD_TEXT,
	FIELD_NAME, /* of a person, variation selectors kept with their base */
	FIELD_KANA, /* フリガナ: full-width katakana; hiragana and half-width are brought to it */
	FIELD_ADDRESS, /* raw text, with ward and town where they can be told */
	FIELD_POSTAL,
	FIELD_PHONE,
	FIELD_MAIL,
	FIELD_DATE, /* Western or 和暦; refuses days that never were (昭和64年1月8日) */
	FIELD_MONTH,
	FIELD_NUMBER,
	FIELD_MONEY, /* yen */
	FIELD_YESNO,
	FIELD_CHOICE, /* one */
	FIELD_CHOICES, /* any number */
	FIELD_TABLE, /* rows of fields: the members of a household */
	FIELD_FILE,
	FIELD_MY_NUMBER, /* 個人番号 with its check digit */
	FIELD_CORPORATE_NUMBER, /* 法人番号 with its check digit */
	FIELD_KIND_COUNT,
} field_kind;

typedef struct field_choice {
	str value; /* what is stored and what rules compare with: 1級 */
	text3 label;
} field_choice;

typedef struct field_def field_def;
struct field_def {
	str id; /* [a-z0-9-]: in forms, links, JSON */
	field_kind kind;
	text3 label; /* short: 生年月日 */
	text3 help; /* may be empty */
	bool required;
	/* what may be said; 0 and NULL: as the kind has it */
	i64 least, most; /* number, money: the value; text: characters; table: rows */
	bool bounded_least, bounded_most;
	int decimals; /* number: digits behind the point */
	day first, last; /* date: both included; DAY_NONE_FIELD where open */
	bool no_future, no_past; /* date: seen from the day of asking */
	text3 unit; /* number: 人, cm */
	struct {
		field_choice *at;
		size_t n;
	} choices;
	struct {
		field_def *at;
		size_t n;
	} columns; /* of a table; no tables within */
	strs accept; /* file: pdf, jpeg, png */
};
#define DAY_NONE_FIELD INT32_MIN

const char *field_kind_name(field_kind k); /* as it stands in definitions: my_number */
bool field_kind_of(str name, field_kind *ret);

/* What was typed, to canonical text. For choices the values one a line; for a date one text. ERR_field_… with where = the field's id (for a
 * table id[row].column) and a detail in English; field_told() says it in the reader's language, with the bounds. An empty text is "" or,
 * where an answer is required, ERR_required. `today` for no_future and no_past. */
MUST_USE const err *field_read(arena *a, const field_def *f, str typed, day today, str *ret);
/* To show: 令和8年11月21日（2026年）, 3,000円, 3人, はい, 1級; in the reader's language. */
str field_show(arena *a, const field_def *f, str canonical, lang l);
/* As it goes into an input again, so that reading gives the same: 2026-11-21, 3000. */
str field_typed(arena *a, const field_def *f, str canonical);
str field_told(arena *a, const field_def *f, const err *e, lang l);

#endif
