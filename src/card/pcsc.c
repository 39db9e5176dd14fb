#include "card/pcsc.h"

#include <poll.h>
#include <winscard.h>

#include "base/clock.h"
#include "card/reading.h"

#define NAMES_MAX ((MAX_READERNAME + 1) * PCSCLITE_MAX_READERS_CONTEXTS + 1)
#define CONNECTS 8
#define CONNECT_PAUSE_MS 150
#define LEAVING_LOOKS 7
#define LEAVING_PAUSE_MS 100
#define PNP "\\\\?PnP?\\Notification" /* tells of readers that come and go */

static const err *told(arena *a, const char *what, LONG code)
{
	err_code e = ERR_card_garbled;
	switch ((u32)code) {
	case (u32)SCARD_E_NO_SERVICE:
	case (u32)SCARD_E_SERVICE_STOPPED:
	case (u32)SCARD_F_COMM_ERROR:
		e = ERR_card_no_service;
		break;
	case (u32)SCARD_E_NO_READERS_AVAILABLE:
	case (u32)SCARD_E_UNKNOWN_READER:
	case (u32)SCARD_E_READER_UNAVAILABLE:
		e = ERR_card_no_reader;
		break;
	case (u32)SCARD_E_NO_SMARTCARD:
		e = ERR_card_none;
		break;
	case (u32)SCARD_W_REMOVED_CARD:
	case (u32)SCARD_W_RESET_CARD:
	case (u32)SCARD_W_UNPOWERED_CARD:
	case (u32)SCARD_E_NOT_TRANSACTED:
		e = ERR_card_removed;
		break;
	case (u32)SCARD_E_SHARING_VIOLATION:
		e = ERR_card_in_use;
		break;
	case (u32)SCARD_W_SECURITY_VIOLATION:
		e = ERR_card_not_allowed;
		break;
	default:
		break;
	}
	return err_why(a, e, "%s: %08X", what, (unsigned)(u32)code);
}

/* --- readers ---------------------------------------------------------------------------------------------------------- */

static const err *list(const pcsc *p, SCARDCONTEXT context, arena *a, pcsc_readers *ret)
{
	char *names = arena_alloc(a, NAMES_MAX);
	DWORD len = NAMES_MAX;
	SCARD_READERSTATE states[PCSCLITE_MAX_READERS_CONTEXTS] = { 0 };
	*ret = (pcsc_readers){ 0 };
	LONG code = SCardListReaders(context, NULL, names, &len);
	if (code != SCARD_S_SUCCESS)
		return told(a, "SCardListReaders", code);
	for (const char *at = names; *at && ret->n < PCSCLITE_MAX_READERS_CONTEXTS; at += strlen(at) + 1)
		if (str_has(str_of(at), p->reader)) {
			states[ret->n].szReader = at;
			LIST_ADD(a, ret, (pcsc_reader){ str_of(at), false });
		}
	if (!ret->n)
		return err_why(a, ERR_card_no_reader, "no reader of that name");
	code = SCardGetStatusChange(context, 0, states, (DWORD)ret->n);
	if (code != SCARD_S_SUCCESS && code != SCARD_E_TIMEOUT)
		return told(a, "SCardGetStatusChange", code);
	for (size_t i = 0; i < ret->n; i++)
		ret->at[i].card = (states[i].dwEventState & SCARD_STATE_PRESENT) != 0;
	return NULL;
}

static const err *service(arena *a, SCARDCONTEXT *ret)
{
	LONG code = SCardEstablishContext(SCARD_SCOPE_SYSTEM, NULL, NULL, ret);
	return code == SCARD_S_SUCCESS ? NULL : told(a, "SCardEstablishContext", code);
}

const err *pcsc_list(const pcsc *p, arena *a, pcsc_readers *ret)
{
	SCARDCONTEXT context;
	TRY(service(a, &context));
	const err *e = list(p, context, a, ret);
	SCardReleaseContext(context);
	return e;
}

static card_state state(card_source *self)
{
	arena *a = arena_new((size_t)1 << 20);
	pcsc_readers readers = { 0 };
	const err *e = pcsc_list((const pcsc *)self, a, &readers);
	int cards = 0;
	for (size_t i = 0; !e && i < readers.n; i++)
		cards += readers.at[i].card;
	card_state is = !e                              ? cards == 0      ? CARD_EMPTY
							     : cards == 1 ? CARD_THERE
									  : CARD_TWO
			: err_is(e, ERR_card_no_reader) ? CARD_NO_READER
							: CARD_NO_SERVICE;
	arena_free(a);
	return is;
}

const err *pcsc_wait(const pcsc *p, arena *a, int seconds)
{
	i64 end = clock_ticks() + (i64)seconds * 1000000000;
	SCARDCONTEXT context;
	TRY(service(a, &context));
	const err *e;
	for (;;) {
		/* Lists are small, and made anew each time: the arena of a wait of minutes would not hold them. */
		arena *of = arena_new((size_t)1 << 20);
		pcsc_readers readers = { 0 };
		e = err_kept(a, list(p, context, of, &readers));
		bool there = false;
		SCARD_READERSTATE states[PCSCLITE_MAX_READERS_CONTEXTS + 1] = { { .szReader = PNP } };
		for (size_t i = 0; i < readers.n; i++) {
			there |= readers.at[i].card;
			states[i + 1] = (SCARD_READERSTATE){ .szReader = readers.at[i].name.at,
							     .dwCurrentState = readers.at[i].card ? SCARD_STATE_PRESENT
												  : SCARD_STATE_EMPTY };
		}
		i64 left = (end - clock_ticks()) / 1000000;
		bool over = there || left <= 0 || (e && !err_is(e, ERR_card_no_reader));
		if (!over) /* a second at a time: not every reader tells of changes */
			SCardGetStatusChange(context, left < 1000 ? (DWORD)left : 1000, states, (DWORD)(readers.n + 1));
		arena_free(of);
		if (over) {
			if (!e && !there)
				e = err_of(ERR_card_none);
			break;
		}
	}
	SCardReleaseContext(context);
	return e;
}

/* --- a card ----------------------------------------------------------------------------------------------------------- */

typedef struct wire {
	card_wire wire; /* first */
	SCARDCONTEXT context;
	SCARDHANDLE card;
	const char *reader;
	const SCARD_IO_REQUEST *protocol;
} wire;

static const err *transmit(card_wire *self, arena *a, str command, str *ret)
{
	const wire *w = (const wire *)self;
	CHECK(apdu_may_be_sent(command)); /* the last gate before the card */
	u8 *answer = arena_alloc(a, APDU_ANSWER_MAX);
	DWORD len = APDU_ANSWER_MAX;
	LONG code = SCardTransmit(w->card, w->protocol, (const u8 *)command.at, command.len, NULL, answer, &len);
	if (code == SCARD_E_NO_SMARTCARD)
		code = SCARD_W_REMOVED_CARD;
	if (code != SCARD_S_SUCCESS)
		return told(a, "SCardTransmit", code);
	*ret = (str){ (const char *)answer, len };
	return NULL;
}

static const err *connect_card(const pcsc *p, arena *a, wire *w)
{
	pcsc_readers readers;
	const char *with = NULL;
	DWORD protocol = 0;
	LONG code = SCARD_W_UNPOWERED_CARD;
	TRY(list(p, w->context, a, &readers));
	for (size_t i = 0; i < readers.n; i++) {
		if (readers.at[i].card && with)
			return err_why(a, ERR_card_two, "cards on more than one reader");
		if (readers.at[i].card)
			with = readers.at[i].name.at;
	}
	if (!with)
		return err_why(a, ERR_card_none, "no card on %zu readers", readers.n);
	/* A card that was just put down is seen before it has its power: no command was sent yet, so this may be tried again. */
	for (int i = 0; i < CONNECTS && (code == SCARD_W_UNPOWERED_CARD || code == SCARD_W_UNRESPONSIVE_CARD); i++) {
		if (i)
			poll(NULL, 0, CONNECT_PAUSE_MS);
		code = SCardConnect(w->context, with, SCARD_SHARE_EXCLUSIVE, SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1,
				    &w->card, &protocol);
	}
	if (code != SCARD_S_SUCCESS)
		return told(a, "SCardConnect", code);
	w->reader = with;
	w->protocol = protocol == SCARD_PROTOCOL_T0 ? SCARD_PCI_T0 : SCARD_PCI_T1;
	return NULL;
}

static const err *begin(const pcsc *p, arena *a, wire *w)
{
	*w = (wire){ .wire.send = transmit };
	TRY(service(a, &w->context));
	const err *e = connect_card(p, a, w);
	if (e)
		SCardReleaseContext(w->context);
	return e;
}

/* Whether the card leaves within a moment: readers find out a little later than the commands that it no longer answers. */
static bool is_leaving(const wire *w)
{
	for (int i = 0; i < LEAVING_LOOKS; i++) {
		SCARD_READERSTATE now = { .szReader = w->reader };
		if (SCardGetStatusChange(w->context, 0, &now, 1) != SCARD_S_SUCCESS ||
		    !(now.dwEventState & SCARD_STATE_PRESENT))
			return true;
		poll(NULL, 0, LEAVING_PAUSE_MS);
	}
	return false;
}

/* Powers the card down, and with it the right that the code gave. What looked like nonsense may have been a card on its way. */
static const err *end(wire *w, arena *a, const err *e)
{
	LONG code = SCardDisconnect(w->card, SCARD_UNPOWER_CARD);
	if (err_is(e, ERR_card_garbled) && (code == SCARD_W_REMOVED_CARD || is_leaving(w)))
		e = err_why(a, ERR_card_removed, "%.*s; then the card was gone", STR_ARG(e->detail));
	SCardReleaseContext(w->context);
	return e;
}

static const err *tries(card_source *self, arena *a, card_by by, int *ret_left)
{
	wire w;
	*ret_left = CARD_TRIES_UNKNOWN;
	TRY(begin((const pcsc *)self, a, &w));
	const err *e = reading_tries(&w.wire, a, by, ret_left);
	return end(&w, a, e);
}

static const err *read_card(card_source *self, arena *a, const card_ask *ask, card_facts *ret, int *ret_left)
{
	wire w;
	clock_source clock = clock_system();
	*ret_left = CARD_TRIES_UNKNOWN;
	TRY(begin((const pcsc *)self, a, &w));
	const err *e = reading_facts(&w.wire, a, ask, day_of(clock_now(&clock)), ret, ret_left);
	return end(&w, a, e);
}

pcsc pcsc_new(str reader)
{
	return (pcsc){ .source = { .state = state, .tries = tries, .read = read_card }, .reader = reader };
}
