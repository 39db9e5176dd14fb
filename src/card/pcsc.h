/*
 * Readers and cards by pcsc-lite. Each call opens the service anew and closes it, so that pcscd may come and go. A card is opened exclusively
 * (no other program can use what the code unlocked) and powered down at the end, which makes it forget that a code was presented.
 */
#ifndef CARD_PCSC_H
#define CARD_PCSC_H

#include "card/card.h"

typedef struct pcsc {
	card_source source; /* first */
	str reader; /* only readers whose name contains this; empty: any */
} pcsc;

pcsc pcsc_new(str reader);

typedef struct pcsc_reader {
	str name;
	bool card;
} pcsc_reader;
typedef struct pcsc_readers {
	pcsc_reader *at;
	size_t n;
} pcsc_readers;
/* ERR_card_no_service, ERR_card_no_reader … */
MUST_USE const err *pcsc_list(const pcsc *p, arena *a, pcsc_readers *ret);
/* Until a card lies on one of the readers, at most so many seconds: then ERR_card_none, or why none can. */
MUST_USE const err *pcsc_wait(const pcsc *p, arena *a, int seconds);

#endif
