/*
 * What cairo does not write: the document's language (a screen reader's voice goes by it) and that the window's head shows the title instead
 * of the file's name. Both stand in the catalog, which is written once more behind the end, as PDF provides for changes (ISO 32000-1, 7.5.6).
 */
#ifndef PRINT_PDF_FINISH_H
#define PRINT_PDF_FINISH_H

#include "base/err.h"

/* `bytes` as cairo wrote them. ERR_internal where they are not a PDF with a plain table of its objects. */
MUST_USE const err *pdf_finish(arena *a, str bytes, const char *language, str *ret);

#endif
