/*
 * Pages whose address holds a code. Guessing is slow: after some codes that do not exist, an address is not answered for
 * a while, whether the next one exists or not.
 */
#ifndef VISITS_PAGES_CODE_H
#define VISITS_PAGES_CODE_H

#include "kit/kit.h"

/* ERR_too_many_requests after too many misses. */
MUST_USE const err *code_may_ask(req *r);
/* The address's :code in its one form, when the asker may ask; ERR_not_found when it cannot be a code. */
MUST_USE const err *code_of_address(req *r, str *ret);
/* Tells search engines to keep out of the page; that it is not stored anywhere, kit tells everybody. */
void code_private(req *r, resp *out);
/* Passes on what came of looking up a code, and counts ERR_not_found. */
MUST_USE const err *code_looked_up(req *r, const err *e);

#endif
