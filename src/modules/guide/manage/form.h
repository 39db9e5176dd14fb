/* Forms of one entry of a YAML file (a scheme, a fact): inputs bound to the definitions' structs. */
#ifndef GUIDE_MANAGE_FORM_H
#define GUIDE_MANAGE_FORM_H

#include "kit/drafts/edit.h"
#include "modules/guide/manage/view.h"

/* Which draft the form was made from: once posted it stays the same, however often there is something to mend. */
void gm_form_revs(const edit_form *f, str path, gm_form_view *v);

/* The text of a file as this form makes it: saved in the draft when the entry at `list`.`id` has no mistakes; else false, with the mistakes at
 * the inputs and above the form. */
MUST_USE const err *gm_form_save(edit_form *f, str path, const char *list, str id, str text, bool *ret_saved);

/* The page of a form: the revs, who else edits the file, the head with `title` and its tab, the inputs. `used`: the entry was to go and is in use, so it
 * stays. 422 with mistakes, 409 where the form is stale. */
MUST_USE const err *gm_form_reply(edit_form *f, str path, gm_form_view *v, str title, const char *tab, bool used,
				  resp *out);

#endif
