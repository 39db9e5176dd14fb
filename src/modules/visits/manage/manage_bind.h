/* What manage_form.c and manage_bind.c share. */
#ifndef VISITS_MANAGE_BIND_H
#define VISITS_MANAGE_BIND_H

#include "modules/visits/manage/manage_form.h"

/* The name of a field as it is shown, and as it was given. */
str bind_name(const form *f, const char *leaf);
str bind_given_name(const form *f, const char *leaf);
/* Whether there is something given for the present row. */
bool bind_given(const form *f);
/* A new field in the present group; valid until the next one. */
mf_field *bind_field(form *f, mf_kind kind, const char *leaf, str label);

#endif
