/*
 * background: existing PDF files, as sheets to write on.
 *
 * An official form that a ministry or a section publishes as PDF stays as it is; what is filled in lies over it. libqpdf does the reading: a
 * page becomes one picture (form XObject) below the page that print/pdf.h makes, an artifact for screen readers, its own fonts with it.
 *
 *     background_look(a, bytes, &look)                            is it a PDF, how many pages, how large
 *     background_lay(a, ours, list, n, &together)                 pages of others below pages of ours
 *     background_png(a, bytes, page, dpi, &png)                   what it looks like, for the editor
 */
#ifndef PRINT_BACKGROUND_H
#define PRINT_BACKGROUND_H

#include "base/err.h"

#define BACKGROUND_BYTES_MAX (4 * 1024 * 1024)
#define BACKGROUND_PAGES_MAX 20

typedef struct background_look {
	int pages;
	struct background_size {
		double width, height; /* mm, as it is shown (turned by /Rotate) */
	} size[BACKGROUND_PAGES_MAX];
} background_look;
/* ERR_file with a reason that says what to do: no PDF, damaged, encrypted, too large, too many pages. Scripts, forms and attachments of the file
 * are not taken over. */
MUST_USE const err *background_look_at(arena *a, str pdf, background_look *ret);

typedef struct background_page {
	int page; /* of ours, from 1 */
	str pdf; /* of the other */
	int pdf_page; /* from 1 */
} background_page;
/* Our document with those pages below; the same input gives the same bytes. A file that is used several times is in it once. */
MUST_USE const err *background_lay(arena *a, str ours, const background_page *list, size_t n, str *ret);

/* By poppler's pdftocairo, a program of its own with limits on time and memory. ERR_unavailable where it is not installed. */
MUST_USE const err *background_png(arena *a, str pdf, int page, int dpi, str *ret);

#endif
