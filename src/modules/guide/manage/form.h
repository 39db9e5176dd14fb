/* Forms of one entry of a YAML file (a scheme, a fact): inputs bound to the definitions' structs. */
#ifndef GUIDE_MANAGE_FORM_H
#define GUIDE_MANAGE_FORM_H

#include "modules/guide/manage/view.h"

typedef struct gm_form {
	bench b;
	req *r;
	bool posted; /* the inputs' values come from the request and go into the structs */
	gm_inputs inputs;
	gm_items errors;
	bool wrong; /* a value could not be read into its struct */
	bool new; /* an entry that is added: beside whatever the file says by now, so no window can be behind */
	i64 rev; /* of the draft that the posted form was made from */
	bool stale; /* it is another by now: the person chooses, until then the form keeps its rev */
} gm_form;

gm_input *gm_line(gm_form *f, const char *name, word label, str *to, const char *css);
gm_input *gm_lines(gm_form *f, const char *name, word label, str *to);
void gm_text3(gm_form *f, const char *name, word label, text3 *to, bool lines); /* NAME.ja, NAME.ja-easy, NAME.en */
gm_input *gm_number_of(gm_form *f, const char *name, word label, int *to);
gm_input *gm_check(gm_form *f, const char *name, word label, bool *to);
/* Options are given as value and text, one after the other. */
gm_input *gm_select(gm_form *f, const char *name, word label, str *to, const strs *values, const strs *texts);
void gm_checks(gm_form *f, const char *name, word label, strs *to, const strs *values, const strs *texts);
gm_input *gm_words(gm_form *f, const char *name, word label, strs *to, const char *css); /* parted by 、 , or lines */
void gm_heading(gm_form *f, word label);

/* Which draft the form was made from: once posted it stays the same, however often there is something to mend. */
void gm_form_revs(const gm_form *f, str path, gm_form_view *v);

/* The text of a file as this form makes it: saved in the draft when the entry at `list`.`id` has no mistakes; else false, with the mistakes at
 * the inputs and above the form. */
MUST_USE const err *gm_form_save(gm_form *f, str path, const char *list, str id, str text, bool *ret_saved);

/* The page of a form: the revs, who else edits the file, the head with `title` and its tab, the inputs. `used`: the entry was to go and is in use, so it
 * stays. 422 with mistakes, 409 where the form is stale. */
MUST_USE const err *gm_form_reply(gm_form *f, str path, gm_form_view *v, str title, const char *tab, bool used,
				  resp *out);

#endif
