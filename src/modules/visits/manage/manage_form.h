/*
 * A form that knows the struct it is about. Each field is said once, bound to a member:
 *
 *     bind_int(f, "grace", T_manage_grace, &o->grace_minutes, 0, 480, T_manage_unit_minutes);
 *
 * Shown for the first time, the field has the member's value. Given back, it has what was typed; what can be read goes into the
 * member, what cannot becomes an error at the field, and everything typed stays. A button that only rearranges rows (do=up:…)
 * shows the form again in the same way, without errors.
 *
 * Names of fields follow the definition's own structure (closures.0.from), so that a mistake that the checker finds at a
 * place of the YAML text leads to its field.
 */
#ifndef VISITS_MANAGE_FORM_H
#define VISITS_MANAGE_FORM_H

#include "modules/visits/pages/widgets.h"

#define MF_ROWS_MAX 120

typedef enum mf_kind { MF_LINE, MF_LINES, MF_NUMBER, MF_DATE, MF_CHECK, MF_SELECT, MF_CHECKS, MF_NOTE } mf_kind;
typedef struct mf_option {
	str id, value, text;
	bool chosen;
} mf_option;
typedef struct mf_field {
	mf_kind kind;
	str name; /* and id */
	str label, help, unit, value, error;
	const char *lang, *css; /* lang of what is typed there; css: how wide */
	bool chosen, required;
	bool more; /* seldom used: behind the group's `more` */
	i64 least, most; /* of a number */
	struct {
		mf_option *at;
		size_t n;
	} options;
} mf_field;
typedef struct mf_button {
	str value; /* of the field `do` */
	str text, label; /* label: with the row's name, for those who do not see it */
	bool off;
} mf_button;
typedef struct mf_group {
	str id, legend, error;
	str summary; /* the fields are folded away behind it; empty: they are not */
	str more; /* summary of the seldom used fields; empty: there are none */
	bool open; /* unfolded: a field is wrong, or a seldom used one is in use */
	str link_text;
	url link; /* beside the legend; empty text: none */
	struct {
		mf_field *at;
		size_t n;
	} fields;
	struct {
		mf_button *at;
		size_t n;
	} buttons;
} mf_group;

/* Check boxes, desks by services. */
typedef struct mf_cell {
	str service; /* the value of both boxes */
	str first_label, also_label;
	bool first, also;
} mf_cell;
typedef struct mf_matrix_row {
	str label, first, also, error; /* names of the fields */
	struct {
		mf_cell *at;
		size_t n;
	} cells;
} mf_matrix_row;
typedef struct mf_matrix {
	strs columns;
	struct {
		mf_matrix_row *at;
		size_t n;
	} rows;
} mf_matrix;

typedef struct mf_section {
	str id, title, help;
	const char *css;
	struct {
		mf_group *at;
		size_t n;
	} groups;
	mf_matrix matrix; /* no rows: none */
	mf_button add; /* empty text: none */
	url here; /* where its buttons lead back to: the page, at this section */
} mf_section;

typedef struct form {
	arena *a;
	lang l;
	const req *r;
	const city_def *city;
	bool posted; /* values come from the request */
	bool quiet; /* a button of a row: nothing is wrong yet */
	str doing; /* up:closures:2 */
	struct {
		mf_section *at;
		size_t n;
	} sections;
	struct {
		hidden_field *at;
		size_t n;
	} hidden;
	field_errors errors;
	/* the row that is being bound: the start of its fields' names, as shown and as given; empty outside rows */
	str row, row_given;
	bool row_fresh; /* nothing was given for it */
} form;

form form_new(const req *r, const city_def *city, bool posted);
void form_section(form *f, const char *id, word title, word help); /* help may be T_none */
mf_group *form_group(form *f, str id, str legend);
/* An error at a field, or at the group or section of that name; of the whole form where there is none. */
void form_wrong(form *f, str name, str message);
/* Whether there is such a field or group. */
bool form_has(const form *f, str name);

/* --- rows: lists in which rows can be added, moved and taken out -------------------------------------------------- */

typedef struct mf_row {
	i64 old; /* index in the struct's list when the form is shown first; -1 for a new row, and when given */
	i64 given; /* index among the rows that were given, or -1 */
} mf_row;
typedef struct mf_rows {
	const char *name;
	mf_row *at;
	size_t n;
} mf_rows;
/* `leaves`, ended by NULL: a given row in which all of these are empty is left out. `blanks` empty rows stand at the end. */
mf_rows form_rows(form *f, const char *name, size_t have, size_t blanks, const char *const *leaves);
/* What is bound from here on belongs to row i. With `moving`, it can be moved up and down; every row that is not empty can be taken out. */
void form_row(form *f, const mf_rows *rows, size_t i, str legend, bool moving);
/* The given value of a field of row i; empty when there is none. */
str form_row_value(const form *f, const mf_rows *rows, size_t i, const char *leaf);
/* Behind the last row; `add` may be T_none. */
void form_rows_end(form *f, const mf_rows *rows, word add);

/* --- fields ---------------------------------------------------------------------------------------------------------- */

mf_field *bind_line(form *f, const char *leaf, word label, str *to, size_t most, bool required);
void bind_text3(form *f, const char *leaf, word label, text3 *to, size_t most, bool lines, bool required);
mf_field *bind_int(form *f, const char *leaf, word label, int *to, int least, int most, word unit);
mf_field *bind_bool(form *f, const char *leaf, word label, bool *to);
mf_field *bind_day(form *f, const char *leaf, word label, day *to); /* DAY_NONE when empty */
mf_field *bind_days(form *f, const char *leaf, word label, struct days *to); /* 2026-12-13, 2027-01-10 */
mf_field *bind_month_day(form *f, const char *leaf, word label, day *to); /* of the year 2000 */
mf_field *bind_windows(form *f, const char *leaf, str label, windows *to);
mf_field *bind_window(form *f, const char *leaf, word label, window *to); /* from == to when it could not be read */
mf_field *bind_bits(form *f, const char *leaf, word label, u8 *to, const word *names, int first, int n);
/* Ids out of a list. */
mf_field *bind_ids(form *f, const char *leaf, word label, strs *to, const strs *ids, const strs *names);
mf_field *bind_select(form *f, const char *leaf, word label, str *to, const strs *ids, const strs *names);
void bind_hidden(form *f, const char *leaf, str *to);
void form_note(form *f, str text);

/* --- mistakes that the checker finds ------------------------------------------------------------------------------- */

/* Leads each mistake of a chain to its field by its place in `text` (the file `path`), in the reader's words, the checker's own
 * behind it. What belongs to no field of this form is returned, with `tab` saying where it can be mended. */
typedef struct elsewhere {
	str message;
	const char *tab; /* hours, services, desks …; NULL unknown */
	str service; /* of the tab services; may be empty */
} elsewhere;
typedef struct elsewheres {
	elsewhere *at;
	size_t n;
} elsewheres;
elsewheres form_mistakes(form *f, str path, str text, const err *e);

#endif
