/*
 * counter: 書かない窓口 in a clerk's hands.
 *
 *     QR, booking, ticket, packet number, or life event ──▶ a filling ──▶ asked, read from a card or an earlier paper ──▶ the resident confirms on the screen
 *                                                             │                                                              │
 *                                                             └── begun_at ──────────── measured ──────────── printed_at ◀──┘
 *
 * A *filling* is one resident at one desk, from being brought up to the end. Its answers are those of a preparation (keep.h), whether that was made at home
 * or is begun here; the filling holds no answers and no name. What it was attached to is found under `filling.ID`.
 *
 * Two windows never overwrite each other unseen: a form carries, for each answer, what it was made from (counter_mark()), and counter_merge() decides each
 * answer alone. So two clerks may fill different answers of one preparation at once, and where both changed the same one, the second is told.
 *
 * A *packet* is what was printed: its papers, their version, the hash, by whom, and, locked for as long as the city keeps preparations, the PDF and
 * the answers. These can be brought up again by its number: an earlier paper on file.
 *
 * The *screen* that faces the resident belongs to a desk. It is a browser with a secret of its own (a cookie) of which it shows a short code; a clerk
 * joins the two by typing that code. Only then, and only while a clerk shows a filling there, does it get anything personal, and it goes blank by
 * itself. Its events say that something changed and nothing more, under a topic of the desk's own (office/desk), so that no other page hears them.
 */
#ifndef PAPERS_COUNTER_H
#define PAPERS_COUNTER_H

#include "modules/papers/counter/counter.sql.h"
#include "modules/papers/keep/keep.h"
#include "modules/visits/visits.h"

#define COUNTER_CARD_PORT 17801 /* madoguchi-card on the same machine */
#define SCREEN_IDLE (3 * MINUTE) /* nobody touched anything: blank */
#define SCREEN_THANKS (8 * SECOND) /* after the confirmation; nothing personal is shown then */
#define SCREEN_CODE 6 /* letters, which say nothing without the secret that they come from */
#define COUNTER_KEY_MAX 64 /* of office/desk, the topic */

/* --- what was typed or scanned (counter.c) --------------------------------------------------------------------------------- */

typedef enum asked_kind { ASKED_NOTHING, ASKED_LINK, ASKED_TICKET, ASKED_CODE, ASKED_UNKNOWN } asked_kind;
typedef struct asked_for {
	asked_kind kind;
	str text; /* the token of a link; A012; a code of a booking, ticket or packet in its one form */
} asked_for;
/* One field understands all: a link (as a scanner types it, full-width letters too), a ticket's number, a code. */
asked_for counter_understand(arena *a, str typed);

/* Letters and digits in capitals, without spaces and hyphens; empty where something else is among them. */
str counter_letters(arena *a, str typed);

/* --- answers of two windows (counter.c) ---------------------------------------------------------------------------------------- */

/* What an answer was when a form was made: a short hash; the empty str where there was none. */
str counter_mark(arena *a, const kept_answer *k);
typedef enum merged {
	MERGE_KEEP, /* nothing was typed, or what stands there already */
	MERGE_SET,
	MERGE_BOTH, /* somebody else changed it as well, to something else */
} merged;
/* `base`: the mark that the form had; `now`: the answer as it is; `typed`: what the form says; an empty one takes the answer away. */
merged counter_merge(arena *a, str base, const kept_answer *now, const fact_answer *typed);

/* --- times (counter_times.c) --------------------------------------------------------------------------------------------------- */

typedef struct time_line {
	int year, month; /* 0: all */
	str about, came; /* empty: all */
	size_t n;
	i64 median, p90; /* seconds, by nearest rank; -1 without any */
} time_line;
typedef struct time_lines {
	time_line *at;
	size_t n;
} time_lines;
typedef struct times {
	time_line all, home, here;
	time_lines months; /* of each month: all, then home, then begun here; those without a print left out */
	time_lines abouts; /* most first */
} times;
times counter_times_make(arena *a, const counter_times_rows *rows);

/* --- commands (counter_store.c): functions for store_write() with the office's shard ---------------------------------------------- */

/* Brought up. */
typedef struct begin_filling {
	const app *app;
	const who *who;
	str id, office, desk, visit, number, same, came, about;
	const char *by; /* for the audit: link, ticket, code, new, file */
} begin_filling;
const err *begin_filling_run(db *d, arena *a, void *arg);

/* What a clerk does with the filling besides its answers. */
typedef enum filling_act {
	FILLING_CHANGED, /* answers were saved: the screen is told */
	FILLING_SHOW, /* on the screen; ERR_not_found where the desk has none */
	FILLING_BLANK,
	FILLING_OVER,
	FILLING_CARD, /* a card was read: for the audit */
	FILLING_FILE, /* an earlier packet was read */
	FILLING_JOIN, /* a screen with this code belongs to the desk now */
} filling_act;
typedef struct act_filling {
	const app *app;
	const who *who;
	str id, office, desk;
	filling_act act;
	str detail; /* of FILLING_FILE the packet's number, of FILLING_JOIN the code */
} act_filling;
const err *act_filling_run(db *d, arena *a, void *arg);

typedef struct print_packet {
	const app *app;
	const who *who;
	counter_add_packet_in row; /* `city` … as they are to be kept; day, now, erase_at from the transaction */
	str about;
	int keep_days;
} print_packet;
const err *print_packet_run(db *d, arena *a, void *arg);

/* By the resident, at the screen. */
typedef enum screen_act { SCREEN_STAY, SCREEN_CONFIRM, SCREEN_POINT } screen_act;
typedef struct act_screen {
	const app *app;
	str office, desk, filling, pointed;
	screen_act act;
	bool ret_done; /* false: it does not show that any more */
} act_screen;
const err *act_screen_run(db *d, arena *a, void *arg);

/* --- reading -------------------------------------------------------------------------------------------------------------------- */

typedef struct filling {
	str id;
	counter_get_row row;
	counter_same_rows same; /* everybody who has the preparation open, this one included */
	counter_packets_of_filling_rows packets;
	counter_screen_get_row screen;
	bool has_screen; /* one is joined */
} filling;
/* ERR_not_found, also for one of another office. */
MUST_USE const err *counter_filling(req *r, str office, str id, filling *ret);
MUST_USE const err *counter_screen(req *r, str office, str desk, counter_screen_get_row *ret, bool *ret_found);

/* The office/desk under which events of a desk go. */
str counter_topic(arena *a, str office, str desk);
str counter_events(req *r, str office, str desk); /* where a page listens, from what it has seen on */
/* A keyed hash: the same for the same preparation, and says nothing of it. */
str counter_same_key(req *r, str token);
/* counter_hash.c */
str counter_hash(arena *a, str bytes);
str counter_screen_code(const app *p, arena *a, str secret); /* the code that a screen with this secret shows */
str counter_screen_holder(const app *p, arena *a, str secret);
/* The facts of a packet, as they are kept with it. */
str counter_facts_text(arena *a, const preparation *p);
MUST_USE const err *counter_facts_read(arena *a, str text, kept_answers *ret);

extern const route counter_start_routes[], counter_fill_routes[], counter_offer_routes[], counter_print_routes[],
	counter_screen_routes[], counter_report_routes[];

#endif
