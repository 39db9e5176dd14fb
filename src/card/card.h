/*
 * card: madoguchi-card, a small program beside the browser of a counter PC or kiosk. It reads the four basic facts (氏名, 住所, 生年月日,
 * 性別) of a My Number card and hands them to the city hall's page on the same machine. A program of its own: it knows neither database nor
 * definitions, stands on base, text and fields alone, and nobody stands on it.
 *
 *     serve.c    sockets on 127.0.0.1 and ::1; one request at a time; everything of it in one locked page block, wiped after the answer
 *     ask.h      a request's bytes, taken apart (the grammar of what browsers send, nothing more)
 *     desk.h     who may ask, tokens, pauses after wrong codes; what is answered (docs/card.md has the protocol)
 *     pcsc.h     readers and cards by pcsc-lite: the only file that knows winscard.h
 *     reading.h  the conversation with the card: application, tries, code, file
 *     apdu.h     commands; which commands are ever sent (the file with the My Number is not among them)
 *     facts.h    the file's TLV to facts in canonical texts
 *     tlv.h      tags and lengths
 *     vault.h    memory that is locked, kept out of core dumps, and wiped
 *
 * What is known of the card comes from public sources (docs/card.md names them); no real card was at hand.
 */
#ifndef CARD_CARD_H
#define CARD_CARD_H

#include "base/err.h"

/* By which number the card is opened. */
typedef enum card_by {
	BY_PIN, /* 券面事項入力補助用の暗証番号: 4 digits, 3 tries */
	BY_FRONT, /* 照合番号B: 14 digits that are printed on the front, 10 tries */
} card_by;

/* What lies on the readers. */
typedef enum card_state {
	CARD_NO_SERVICE, /* pcscd does not run */
	CARD_NO_READER,
	CARD_EMPTY, /* readers, no card */
	CARD_THERE, /* a card on one of them */
	CARD_TWO, /* cards on several */
} card_state;

#define CARD_TRIES_UNKNOWN (-1)

/* A fact that was left out, or should be looked at. */
typedef struct card_note {
	const char *fact; /* shimei, juusho, seinengappi, seibetsu */
	const char *code; /* unknown_day, other, placeholder, unreadable */
} card_note;
typedef struct card_notes {
	card_note *at;
	size_t n;
} card_notes;

/* Canonical texts (fields/fields.h); empty: left out, and a note says why. */
typedef struct card_facts {
	str shimei; /* family and given name as on the card, one full-width space between */
	str juusho;
	str seinengappi; /* 1960-04-01 */
	str seibetsu; /* 男, 女 */
	card_notes notes;
} card_facts;

typedef struct card_ask {
	card_by by;
	str code; /* digits */
	bool last; /* the last try may be spent */
} card_ask;

/* Whoever has the card: pcsc.h, or a test. */
typedef struct card_source card_source;
struct card_source {
	card_state (*state)(card_source *self);
	/* Opens the card for this program alone, asks, and resets it. */
	const err *(*tries)(card_source *self, arena *a, card_by by, int *ret_left);
	/* *ret_left: tries left where they are known (after a wrong code), else CARD_TRIES_UNKNOWN. */
	const err *(*read)(card_source *self, arena *a, const card_ask *ask, card_facts *ret, int *ret_left);
};

/* What to tell a person, with the number of tries where it is known. */
str card_message(arena *a, err_code code, int left, lang l);
str card_note_message(const card_note *n, lang l);
/* Facts as {"facts":{…},"notes":[…]}, at most so many bytes. */
str card_facts_json(arena *a, const card_facts *f);

#define CARD_PORT 17801

#endif
