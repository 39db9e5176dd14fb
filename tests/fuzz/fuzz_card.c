/* needs: fields src/card/tlv.c src/card/facts.c src/card/apdu.c src/card/reading.c src/card/ask.c src/card/say.c */
/* The card's file, a card that answers whatever it likes, and what comes to the program's port. */
#include "base/buf.h"
#include "card/ask.h"
#include "card/facts.h"
#include "card/reading.h"
#include "card/tlv.h"
#include "fields/fields.h"
#include "text/json.h"

#define TODAY 20000

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

/* What is handed over is canonical: reading it again changes nothing. */
static void is_canonical(arena *a, field_kind kind, str s)
{
	field_def f = field_plain(STR("x"), kind);
	str again;
	if (s.len)
		CHECK(field_read(a, &f, s, TODAY, &again) == NULL && str_eq(s, again));
}

static void file(arena *a, str in)
{
	card_facts f;
	size_t n;
	if (facts_length(a, in, &n) == NULL)
		CHECK(n <= FACTS_FILE_MAX);
	if (facts_parse(a, in, TODAY, &f))
		return;
	is_canonical(a, FIELD_NAME, f.shimei);
	is_canonical(a, FIELD_ADDRESS, f.juusho);
	is_canonical(a, FIELD_DATE, f.seinengappi);
	CHECK(!f.seibetsu.len || str_eq(f.seibetsu, STR("男")) || str_eq(f.seibetsu, STR("女")));
	CHECK(f.notes.n <= 4);
	const json_value *v;
	CHECK(json_parse(a, card_facts_json(a, &f), &v) == NULL);
}

static void objects(str rest)
{
	tlv t;
	size_t before = rest.len;
	while (tlv_next(&rest, &t) == TLV_FOUND) {
		CHECK(rest.len < before && t.value.len < before);
		before = rest.len;
	}
}

typedef struct babble {
	card_wire wire; /* first */
	str rest;
	int sent, verified;
} babble;

/* Each answer is as long as the byte before it says. */
static const err *answer(card_wire *self, arena *a, str command, str *ret)
{
	babble *b = (babble *)self;
	(void)a;
	CHECK(apdu_may_be_sent(command));
	CHECK(++b->sent < 500);
	b->verified += command.len > 5 && command.at[1] == 0x20;
	if (!b->rest.len)
		return err_of(ERR_card_removed);
	size_t n = (u8)b->rest.at[0];
	*ret = str_sub(b->rest, 1, 1 + n);
	b->rest = str_sub(b->rest, 1 + n, b->rest.len);
	return NULL;
}

static void card(arena *a, str in)
{
	/* as much as the vault has */
	void *memory = aligned_alloc(4096, 256 * 1024);
	arena *vault = arena_within(memory, 256 * 1024);
	babble b = { .wire.send = answer, .rest = in };
	card_ask ask = { .by = BY_PIN, .code = STR("1234"), .last = true };
	card_facts f;
	int left;
	const err *e = reading_facts(&b.wire, vault, &ask, TODAY, &f, &left);
	CHECK(b.verified <= 1 && left >= CARD_TRIES_UNKNOWN && left <= 15);
	if (!e)
		(void)card_facts_json(vault, &f);
	arena_free(vault);
	free(memory);
	(void)a;
}

static void request_of(str in)
{
	request r;
	if (ask_parse(in, &r) != ASK_WHOLE)
		return;
	CHECK(r.head <= ASK_HEAD_MAX && r.length <= ASK_BODY_MAX && r.head + r.length <= in.len);
	CHECK(r.body.len == r.length && r.method.len && r.target.len && r.target.at[0] == '/');
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	if (size < 1 || size > 1 << 14)
		return 0;
	arena *a = arena_new((size_t)64 << 20);
	str in = arena_copy(a, (str){ (const char *)data + 1, size - 1 });
	switch (data[0] % 3) {
	case 0:
		file(a, in);
		objects(in);
		break;
	case 1:
		card(a, in);
		break;
	default:
		request_of(in);
	}
	arena_free(a);
	return 0;
}
