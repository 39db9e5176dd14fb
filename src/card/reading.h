/*
 * The conversation with a card that is there: choose the application, ask how many tries are left, present the code, read the file.
 *
 *     SELECT application    not 9000: not a My Number card
 *     SELECT 0011 or 0015   the number by which it shall be opened
 *     tries left            63Cx; 0, 6983, 6984: locked; 1: only when the person agreed to spend it
 *     VERIFY                9000; 63Cx: wrong, x left
 *     SELECT 0002, READ BINARY to the length that the file names
 *
 * No command is sent twice because it failed: above all no VERIFY.
 */
#ifndef CARD_READING_H
#define CARD_READING_H

#include "base/clock.h"
#include "card/apdu.h"

/* The wire: sends a command and gives the answer's bytes (in the arena). Errors: ERR_card_removed and other of pcsc.h. */
typedef struct card_wire card_wire;
struct card_wire {
	const err *(*send)(card_wire *self, arena *a, str command, str *ret);
};

MUST_USE const err *reading_tries(card_wire *w, arena *a, card_by by, int *ret_left);
/* ERR_card_wrong, ERR_card_last, ERR_card_locked with *ret_left; ERR_card_code before anything is sent. */
MUST_USE const err *reading_facts(card_wire *w, arena *a, const card_ask *ask, day today, card_facts *ret,
				  int *ret_left);

#endif
