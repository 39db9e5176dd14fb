/* Values in the suite's case files, and when two are the same; tck.c's own. */
#ifndef RULES_TCK_VALUE_H
#define RULES_TCK_VALUE_H

#include "rules/feel.h"
#include "text/xml.h"

MUST_USE const err *tck_file(arena *a, str path, str *ret);
/* <value>, <list> or <component>s below a node; "" or what is wrong with it. */
const char *tck_read(arena *a, const xml_node *n, feel *ret);
bool tck_same(feel want, feel got, int depth);

#endif
