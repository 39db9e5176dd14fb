/*
 * edit: forms that are bound to the structs of definitions, for rooms that edit drafts (drafts.h).
 *
 *     edit_form f = { .r = r, .posted = … };
 *     edit_line(&f, "reading", T_…, &scheme->reading, "third");      shown with the struct's value; when posted, the value goes into the struct
 *     {for m in f.inputs}{include edit_form_input(m)}{/for}               templates/edit.html
 */
#ifndef KIT_DRAFTS_EDIT_H
#define KIT_DRAFTS_EDIT_H

#include "kit/drafts/drafts.h"
#include "kit/words.h"

typedef struct edit_item { /* a line of a list */
	str text, about, badge;
	const char *tone; /* of the badge: good, warn, bad, info */
	url link;
	bool here;
} edit_item;
typedef struct edit_items {
	edit_item *at;
	size_t n;
} edit_items;

typedef enum edit_kind { EDIT_LINE, EDIT_LINES, EDIT_SELECT, EDIT_CHECK, EDIT_CHECKS, EDIT_HEADING } edit_kind;
typedef struct edit_option {
	str id, value, text;
	bool chosen;
} edit_option;
typedef struct edit_input {
	edit_kind kind;
	str name, label, value, help, error;
	const char *css; /* short, third, wide */
	bool chosen, mono;
	struct {
		edit_option *at;
		size_t n;
	} options;
} edit_input;
typedef struct edit_inputs {
	edit_input *at;
	size_t n;
} edit_inputs;
typedef struct edit_form {
	bench b;
	req *r;
	bool posted; /* the inputs' values come from the request and go into the structs */
	edit_inputs inputs;
	edit_items errors;
	bool wrong; /* a value could not be read into its struct */
	bool new; /* an entry that is added: beside whatever the file says by now, so no window can be behind */
	i64 rev; /* of the draft that the posted form was made from */
	bool stale; /* it is another by now: the person chooses, until then the form keeps its rev */
} edit_form;

edit_input *edit_line(edit_form *f, const char *name, word label, str *to, const char *css);
edit_input *edit_lines(edit_form *f, const char *name, word label, str *to);
void edit_text3(edit_form *f, const char *name, word label, text3 *to, bool lines); /* NAME.ja, NAME.ja-easy, NAME.en */
edit_input *edit_number_of(edit_form *f, const char *name, word label, int *to);
edit_input *edit_check(edit_form *f, const char *name, word label, bool *to);
/* Options are given as value and text, one after the other. */
edit_input *edit_select(edit_form *f, const char *name, word label, str *to, const strs *values, const strs *texts);
void edit_checks(edit_form *f, const char *name, word label, strs *to, const strs *values, const strs *texts);
edit_input *edit_words(edit_form *f, const char *name, word label, strs *to,
		       const char *css); /* parted by 、 , or lines */
void edit_heading(edit_form *f, word label);
/* The input of a key of the file: itself, or the first of its languages; NULL. */
edit_input *edit_input_of(edit_form *f, str key);
/* A mistake at an input (NULL: of the whole form), and above the form. */
void edit_wrong(edit_form *f, edit_input *m, str text);

#endif
