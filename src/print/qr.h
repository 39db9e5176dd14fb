/*
 * QR codes: as markup for a page, and as a grid of modules for whoever draws dots (the ticket printer).
 *
 * A code here carries an address (a ticket, a booking) that a phone reads from a screen across the kiosk or from thermal
 * paper, so error correction is M (15 %) and the text is short: a longer one makes modules too small for an old phone. Some
 * 50 letters take 33 modules a side, 300 take 65, 600 take 93: who places a long one gives it 0.4 mm a module on paper.
 * Around the modules there must be four light ones on each side (ISO/IEC 18004, 6.3.8); the markup contains them, the grid
 * does not.
 */
#ifndef PRINT_QR_H
#define PRINT_QR_H

#include "base/err.h"

#define QR_TEXT_MAX 600 /* bytes */
#define QR_TITLE_MAX 200 /* bytes */
#define QR_QUIET 4 /* light modules on each side */

typedef struct qr {
	int size; /* modules a side, without the quiet zone */
	const u8 *dark; /* size * size, row by row: 1 dark, 0 light */
} qr;

/* ERR_invalid for text that is empty, not UTF-8 or contains NUL; ERR_too_long past QR_TEXT_MAX. */
MUST_USE const err *qr_make(arena *a, str text, qr *ret);
bool qr_is_dark(const qr *q, int x, int y); /* outside of the code everything is light */

/* An <svg> with one path, black on white whatever the page's colours are, without style or id, so that it stands under a
 * strict CSP and any number of times in a page. `title` is plain text, what a screen reader says; it is escaped here. */
MUST_USE const err *qr_svg(arena *a, str text, str title, str *ret);

#endif
