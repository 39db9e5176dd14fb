/*
 * Small files: every table of a document, its outline and its hundreds of tags, which cairo writes as plain text one by one, go together into compressed
 * streams of objects (ISO 32000-1, 7.5.7 and 7.5.8). A packet of twenty forms becomes less than half as large. Page contents and fonts, compressed already,
 * are copied as they are; the catalog stays readable.
 */
#ifndef PRINT_PDF_PACK_H
#define PRINT_PDF_PACK_H

#include "base/err.h"

/* `bytes` as pdf_finish() leaves them: plain tables of objects, none encrypted. ERR_internal where they are not. The same bytes give the same bytes. */
MUST_USE const err *pdf_pack(arena *a, str bytes, str *ret);

#endif
