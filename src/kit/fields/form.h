/*
 * form: fields (fields/fields.h) as parts of a form, and what comes back from it.
 *
 *     field_def + what was typed + what is wrong ── field_view_of() ──▶ field_view ── {include field_widget(&view)} ──▶ HTML
 *     the form's fields ── field_from_form() ──▶ what was typed ── field_read() ──▶ canonical text
 *
 * Everything works without JavaScript. Label, help and mistake are tied to the control; a group is a fieldset; touch targets are at least 48 px;
 * fields.css has the looks and is on residents' and staff's pages.
 *
 * A date is asked by era and three numbers, for that is how people know their birthdays and how papers have it: the era's list begins with
 * the Western calendar, so that a year of four digits needs no choice. A whole date typed into the first number is understood as well.
 *
 * The rows of a table are posted back to be added and removed (`NAME.add`, `NAME.remove`): field_from_form() does it and says that the form is
 * to be shown again.
 *
 *     kind            controls and their names
 *     yesno, choice   radio buttons NAME; many choices: a list         choices   boxes NAME
 *     date, month     NAME.era, NAME.y, NAME.m, NAME.d                  table     NAME.rows, NAME.1.COLUMN …, NAME.add, NAME.remove
 *     all others      NAME, one input                                   「わからない」 NAME.unknown, or the value ? of a radio button
 */
#ifndef KIT_FIELDS_FORM_H
#define KIT_FIELDS_FORM_H

#include "fields/fields.h"
#include "kit/kit.h"
#include "kit/words.h"

#define FIELD_UNKNOWN                                                                                                  \
	"?" /* わからない among radio buttons; no choice can be called so by what facts_read.c lets through */
#define FIELD_CARDS_MAX 12 /* more choices become a list */

/* --- what was wrong with a form ---------------------------------------------------------------------------------------- */

typedef struct field_error {
	str field; /* id of the input; empty: of the form as a whole */
	str message;
} field_error;
typedef struct field_errors {
	field_error *at;
	size_t n;
} field_errors;
/* The message at a field; empty when it is right. */
str field_message(const field_errors *e, const char *field);

/* --- showing ------------------------------------------------------------------------------------------------------------ */

typedef struct field_option {
	str id, value, label;
	bool checked;
} field_option;
typedef struct field_options {
	field_option *at;
	size_t n;
} field_options;

/* One of the inputs of a date. */
typedef struct field_part {
	str id, name, value, label;
	const char *autocomplete; /* empty: none */
	int size; /* digits */
} field_part;

typedef struct field_view field_view;
typedef struct field_rows {
	struct field_row {
		str title; /* 1人目 */
		str remove; /* 1人目を消す */
		int number; /* from 1 */
		struct {
			field_view *at;
			size_t n;
		} cells;
	} * at;
	size_t n;
} field_rows;

typedef enum field_look { LOOK_INPUT, LOOK_LINES, LOOK_CARDS, LOOK_LIST, LOOK_DATE, LOOK_TABLE, LOOK_FILE } field_look;

struct field_view {
	field_look look;
	str id, name; /* of the first control: where a summary of mistakes links to */
	str label, help, error, unit;
	str described; /* for aria-describedby: ids of help and error; may be empty */
	bool heading; /* the label is the page's <h1> */
	bool must; /* an answer is required, and わからない is none */
	bool optional; /* say that it may be left empty */
	str value;
	const char *type, *inputmode; /* of an input; inputmode may be empty */
	str autocomplete;
	str accept; /* of a file: .pdf,.jpg */
	int lines, size; /* size: characters that an input is wide; 0: all there is */
	bool several; /* cards: boxes, not radio buttons */
	bool side_by_side; /* cards: はい and いいえ */
	field_options options; /* cards, list; eras of a date */
	struct {
		field_part *at;
		size_t n;
	} parts; /* date: year, month, day */
	field_rows rows;
	bool may_add;
	bool asks_unknown; /* a box わからない below an input */
	bool unknown; /* it is ticked */
	str unknown_id, unknown_name, unknown_label;
};

/* How a page wants it. */
typedef struct field_look_at {
	str name; /* of the controls, and their id; empty: the field's id */
	str label; /* instead of the field's: a question; may be empty */
	str error; /* field_told(); empty: right */
	bool heading;
	bool ask_unknown; /* offers わからない */
	bool unknown; /* that was the answer */
	bool unmarked; /* neither 必須 nor 任意: the page says otherwise how one goes on without an answer */
} field_look_at;

/* `typed`: a canonical text, or what was typed, as field_from_form() gave it. */
field_view field_view_of(arena *a, const field_def *f, str typed, const field_look_at *how, lang l);

/* --- reading ------------------------------------------------------------------------------------------------------------ */

typedef struct field_posted {
	str typed; /* for field_read(); for field_view_of() when something is wrong */
	bool unknown; /* わからない: it counts, whatever else was typed */
	bool again; /* a row was added or removed: show the form again, without mistakes */
	bool present; /* the form had this field */
} field_posted;
/* `name` as in field_look_at; empty: the field's id. A file's part is the page's business: here is only the id that was posted. */
field_posted field_from_form(arena *a, const pairs *form, const field_def *f, str name);

#endif
