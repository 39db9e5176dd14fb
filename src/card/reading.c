#include "card/reading.h"

#include "base/buf.h"
#include "card/facts.h"

#define OK 0x9000u
#define PIECE 0xE0 /* bytes in one READ BINARY: readers with short buffers take it */
#define BEGIN 8 /* lead, tag and length */
#define PIECES_MAX 40 /* of one file: a card that gives a byte at a time would not come to an end within the vault */
#define MORE_MAX 8 /* GET RESPONSE after one command */

static const err *garbled(arena *a, const char *what, u32 status)
{
	return err_why(a, ERR_card_garbled, "%s: status %04X", what, (unsigned)status);
}

/* One command and its whole answer: 61xx is fetched, 6Cxx asked again with that length (nothing but reading is answered so). */
static const err *send(card_wire *w, arena *a, str command, apdu_answer *ret)
{
	str bytes;
	CHECK(apdu_may_be_sent(command));
	TRY(w->send(w, a, command, &bytes));
	if (!apdu_answer_of(bytes, ret))
		return err_why(a, ERR_card_garbled, "an answer of %zu bytes", bytes.len);
	if (ret->status >> 8 == 0x6C && command.len == 5 && (command.at[1] == (char)0xB0) && (ret->status & 0xFF)) {
		char *again = arena_alloc(a, command.len);
		memcpy(again, command.at, command.len);
		again[4] = (char)ret->status;
		TRY(w->send(w, a, (str){ again, command.len }, &bytes));
		if (!apdu_answer_of(bytes, ret))
			return err_why(a, ERR_card_garbled, "an answer of %zu bytes", bytes.len);
	}
	buf whole = buf_new(a, FACTS_FILE_MAX);
	buf_put(&whole, ret->data);
	for (int i = 0; ret->status >> 8 == 0x61; i++) {
		if (i == MORE_MAX)
			return err_why(a, ERR_card_garbled, "an answer without end");
		str more = apdu_more(a, (u8)ret->status);
		CHECK(apdu_may_be_sent(more));
		TRY(w->send(w, a, more, &bytes));
		if (!apdu_answer_of(bytes, ret))
			return err_why(a, ERR_card_garbled, "an answer of %zu bytes", bytes.len);
		buf_put(&whole, ret->data);
	}
	ret->data = buf_str(&whole);
	return whole.overflowed ? err_why(a, ERR_card_garbled, "an answer of too many bytes") : NULL;
}

static const err *open(card_wire *w, arena *a, card_by by)
{
	apdu_answer r;
	TRY(send(w, a, apdu_select_application(a), &r));
	if (r.status != OK)
		return err_why(a, ERR_card_other, "the application answers %04X", (unsigned)r.status);
	TRY(send(w, a, apdu_select_file(a, by == BY_PIN ? FILE_PIN : FILE_FRONT), &r));
	return r.status == OK ? NULL : garbled(a, "selecting the number", r.status);
}

static bool locked(u32 status)
{
	return status == 0x63C0 || status == 0x6983 || status == 0x6984;
}

/* 63Cx: x left. */
static bool left_of(u32 status, int *ret)
{
	if ((status & 0xFFF0) != 0x63C0 && !locked(status))
		return false;
	*ret = locked(status) ? 0 : (int)(status & 0xF);
	return true;
}

static const err *ask_tries(card_wire *w, arena *a, int *ret_left)
{
	apdu_answer r;
	TRY(send(w, a, apdu_tries(a), &r));
	return left_of(r.status, ret_left) ? NULL : garbled(a, "asking for the tries", r.status);
}

const err *reading_tries(card_wire *w, arena *a, card_by by, int *ret_left)
{
	*ret_left = CARD_TRIES_UNKNOWN;
	TRY(open(w, a, by));
	return ask_tries(w, a, ret_left);
}

/* The file, piece by piece, to the length that it names. */
static const err *read_file(card_wire *w, arena *a, str *ret)
{
	buf file = buf_new(a, FACTS_FILE_MAX);
	size_t want = BEGIN;
	for (int i = 0; file.len < want; i++) {
		if (i == PIECES_MAX)
			return err_why(a, ERR_card_garbled, "a file in too small pieces");
		size_t n = want - file.len < PIECE ? want - file.len : PIECE;
		apdu_answer r;
		TRY(send(w, a, apdu_read(a, file.len, n), &r));
		if (r.status != OK && r.status != 0x6282) /* 6282: the file ends before */
			return garbled(a, "reading", r.status);
		if (r.data.len == 0 || r.data.len > n)
			return err_why(a, ERR_card_garbled, "%zu bytes instead of %zu", r.data.len, n);
		buf_put(&file, r.data);
		if (want == BEGIN && (file.len >= BEGIN || r.status != OK))
			TRY(facts_length(a, buf_str(&file), &want));
		if (r.status != OK && file.len < want)
			return err_why(a, ERR_card_garbled, "the file ends at %zu of %zu bytes", file.len, want);
	}
	*ret = str_sub(buf_str(&file), 0, want);
	return NULL;
}

const err *reading_facts(card_wire *w, arena *a, const card_ask *ask, day today, card_facts *ret, int *ret_left)
{
	str digits, file;
	apdu_answer r;
	*ret_left = CARD_TRIES_UNKNOWN;
	if (!code_digits(a, ask->code, ask->by == BY_PIN ? 4 : 14, &digits))
		return err_why(a, ERR_card_code, "not so many digits");
	TRY(open(w, a, ask->by));
	TRY(ask_tries(w, a, ret_left));
	if (*ret_left == 0)
		return err_why(a, ERR_card_locked, "no try is left");
	if (*ret_left == 1 && !ask->last)
		return err_why(a, ERR_card_last, "one try is left");
	*ret_left = CARD_TRIES_UNKNOWN;
	TRY(send(w, a, apdu_verify(a, digits), &r));
	if (r.status != OK) {
		if (!left_of(r.status, ret_left))
			return garbled(a, "presenting the number", r.status);
		return err_why(a, *ret_left ? ERR_card_wrong : ERR_card_locked, "%d tries left", *ret_left);
	}
	TRY(send(w, a, apdu_select_file(a, FILE_FACTS), &r));
	if (r.status != OK)
		return garbled(a, "selecting the facts", r.status);
	TRY(read_file(w, a, &file));
	return facts_parse(a, file, today, ret);
}
