/* content: a preparation as one JSON text, and back. */
#ifndef PAPERS_KEEP_CONTENT_H
#define PAPERS_KEEP_CONTENT_H

#include "modules/papers/keep/keep.h"

/* Filled up with spaces to a multiple of 512 bytes, so that its length says little. ERR_too_large past KEEP_BYTES_MAX, KEEP_ANSWERS_MAX. */
MUST_USE const err *content_write(arena *a, const city_def *c, const preparation *p, str *ret);
/* All but token, rev, made and changed. */
MUST_USE const err *content_read(arena *a, const city_def *c, str text, preparation *ret);

#endif
