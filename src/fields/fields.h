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
 *     table                        JSON: a list of objects, a member for each column that was filled (its canonical text; for choices a list)
 *     file                         the file's id
 *
 * What a person typed is brought to it by field_read(), generously (full-width digits, 和暦, hyphens of any kind, half-width kana), or refused
 * with an error that says what to do. address.h tells an address apart. Bytes in, bytes out: no HTTP, no database, no FEEL.
 */
#ifndef FIELDS_FIELDS_H
#define FIELDS_FIELDS_H

#include "base/clock.h"
#include "text/json.h"
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
	/* What may be said. Without bounds of its own: a number or sum is 0 to 999,999,999,999, a text has at most 200 characters (2,000 with
	 * lines), a name 50, a table 50 rows, and a date lies between 1873 (before it the calendar was another) and a hundred years from
	 * now, one with no_future at most 130 years ago. */
	i64 least, most; /* number, money: the value; text: characters; table: rows */
	bool bounded_least, bounded_most;
	int decimals; /* number: digits behind the point, at most 6 */
	int lines; /* text: so many are offered to write on; more than 1: it may hold line breaks */
	day first, last; /* date, month: both included; DAY_NONE_FIELD where open */
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
	str autocomplete; /* what a browser may fill in (bday, name, tel …: HTML, 4.10.18.7); empty where it is not about the reader */
};
#define DAY_NONE_FIELD INT32_MIN
/* A field of that kind without bounds; a struct that was only zeroed would end its dates in 1970. */
field_def field_plain(str id, field_kind kind);

const char *field_kind_name(field_kind k); /* as it stands in definitions: my_number */
bool field_kind_of(str name, field_kind *ret);

/* What was typed, to canonical text. For choices the values one a line; a label in any language is understood as well; for a date one
 * text; for a table JSON. ERR_field_… (or ERR_required, ERR_too_long …) with where = the field's id; of a table's cells id[row].column,
 * rows from 1, all that are wrong linked by `next`. The detail is in English and holds nothing that was typed. An empty text is "" or,
 * where an answer is required, ERR_required. `today` for no_future, no_past and the bounds of dates.
 * What was read is read again to the same text. */
MUST_USE const err *field_read(arena *a, const field_def *f, str typed, day today, str *ret);
/* To show: 令和8年11月21日（2026年）, 3,000円, 3人, はい, 1級; in the reader's language. Of a My Number only that there is one and its last
 * four digits, for pages stay on screens. */
str field_show(arena *a, const field_def *f, str canonical, lang l);
/* As it goes into an input again, so that reading gives the same: 2026-11-21, 3000. */
str field_typed(arena *a, const field_def *f, str canonical);
/* What is wrong and what to do, with the field's own bounds; for a cell of a table, which row and column. */
str field_told(arena *a, const field_def *f, const err *e, lang l);

/* 個人番号 and 法人番号: digits with a check digit that holds. */
bool my_number_valid(str digits);
bool corporate_number_valid(str digits);

/* A member of a table's row as canonical text: strings as they are, a list (of choices) one a line. False for what no cell can be. */
bool field_cell(arena *a, const json_value *v, str *ret);

/* The field as JSON Schema 2020-12. Values are the canonical texts; choices are an array of values, a table an array of objects. */
void field_schema(json_writer *w, const field_def *f, lang l);
/* Fields together, as a whole schema: an object with a property for each. */
str fields_schema(arena *a, const field_def *at, size_t n, const text3 *title, lang l);

#endif
