/* The conversation with a card that is written here: what is sent, and how each answer is taken. */
#include "card/reading.h"
#include "card/testing.h"

#define TODAY 20000

typedef struct script {
	card_wire wire; /* first */
	int left; /* tries */
	const char *pin;
	str file;
	bool open;
	int selected;
	size_t piece; /* most bytes in one answer; 0: as asked */
	str instead; /* an answer to the command that begins with `on`; */
	str on;
	bool removed; /* … or the card is gone */
	strs sent;
	arena *a;
} script;

static str hex(arena *a, str s)
{
	buf b = buf_new(a, 2 * s.len + 1);
	for (size_t i = 0; i < s.len; i++)
		buf_format(&b, "%02X", (unsigned)(u8)s.at[i]);
	return buf_str(&b);
}

static str answered(arena *a, str data, u32 sw)
{
	buf b = buf_new(a, data.len + 2);
	buf_put(&b, data);
	buf_char(&b, (char)(sw >> 8));
	buf_char(&b, (char)sw);
	return buf_str(&b);
}

static str verify(script *s, arena *a, str c)
{
	if (c.len == 4)
		return answered(a, STR_NONE, 0x63C0u + (u32)s->left);
	if (s->left == 0)
		return answered(a, STR_NONE, 0x6984);
	if (str_eq(str_sub(c, 5, c.len), str_of(s->pin))) {
		s->left = 3;
		s->open = true;
		return answered(a, STR_NONE, 0x9000);
	}
	return answered(a, STR_NONE, 0x63C0u + (u32)--s->left);
}

static const err *play(card_wire *self, arena *a, str c, str *ret)
{
	script *s = (script *)self;
	str said = hex(s->a, c);
	LIST_ADD(s->a, &s->sent, said);
	if (s->on.len && str_starts(said, s->on)) {
		if (s->removed)
			return err_of(ERR_card_removed);
		*ret = s->instead;
		return NULL;
	}
	switch ((u8)c.at[1]) {
	case 0xA4:
		s->selected = c.at[2] == 4 ? 0 : c.at[6];
		*ret = answered(a, STR_NONE, 0x9000);
		return NULL;
	case 0x20:
		*ret = verify(s, a, c);
		return NULL;
	case 0xB0: {
		size_t from = (size_t)(u8)c.at[2] << 8 | (u8)c.at[3], n = (u8)c.at[4];
		if (s->piece && n > s->piece)
			n = s->piece;
		*ret = !s->open || s->selected != 2 ? answered(a, STR_NONE, 0x6982)
						    : answered(a, str_sub(s->file, from, from + n), 0x9000);
		return NULL;
	}
	default:
		*ret = answered(a, STR_NONE, 0x6D00);
		return NULL;
	}
}

static script *new_script(void)
{
	arena *a = arena_of_test();
	script *s = arena_one(a, script);
	*s = (script){ .wire.send = play, .left = 3, .pin = "1234", .a = a };
	s->file = file_of(a, "北九　花子", "福岡県北九州市小倉北区城内１－１", "19600401", "2", 0);
	return s;
}

static const err *ask(script *s, const char *code, bool last, card_facts *f, int *left)
{
	card_ask want = { .by = strlen(code) == 14 ? BY_FRONT : BY_PIN, .code = str_of(code), .last = last };
	return reading_facts(&s->wire, s->a, &want, TODAY, f, left);
}

static size_t verifies(const script *s)
{
	size_t n = 0;
	for (size_t i = 0; i < s->sent.n; i++)
		n += str_starts(s->sent.at[i], STR("00200080")) && s->sent.at[i].len > 8;
	return n;
}

static void a_card_is_read_with_the_commands_that_are_known(void **state)
{
	(void)state;
	script *s = new_script();
	card_facts f;
	int left;
	assert_null(ask(s, "1234", false, &f, &left));
	same(f.shimei, "北九　花子");
	static const char *const wanted[] = { "00A4040C0AD3921000310001010408",
					      "00A4020C020011",
					      "00200080",
					      "002000800431323334",
					      "00A4020C020002",
					      "00B0000008" };
	for (size_t i = 0; i < COUNT(wanted); i++)
		same(s->sent.at[i], wanted[i]);
	assert_int_equal(s->sent.n, 7);
	arena_free(s->a);
}

static void asking_for_the_tries_spends_none(void **state)
{
	(void)state;
	script *s = new_script();
	int left;
	for (int i = 0; i < 5; i++) {
		assert_null(reading_tries(&s->wire, s->a, BY_PIN, &left));
		assert_int_equal(left, 3);
	}
	assert_int_equal(verifies(s), 0);
	arena_free(s->a);
}

static void a_wrong_number_says_how_many_tries_are_left(void **state)
{
	(void)state;
	script *s = new_script();
	card_facts f;
	int left;
	assert_true(err_is(ask(s, "0000", false, &f, &left), ERR_card_wrong));
	assert_int_equal(left, 2);
	assert_int_equal(verifies(s), 1);
	arena_free(s->a);
}

static void the_last_try_is_spent_only_when_somebody_says_so(void **state)
{
	(void)state;
	script *s = new_script();
	card_facts f;
	int left;
	s->left = 1;
	assert_true(err_is(ask(s, "1234", false, &f, &left), ERR_card_last));
	assert_int_equal(left, 1);
	assert_int_equal(verifies(s), 0);
	assert_null(ask(s, "1234", true, &f, &left));
	s->left = 1;
	assert_true(err_is(ask(s, "9999", true, &f, &left), ERR_card_locked));
	assert_int_equal(left, 0);
	assert_true(err_is(ask(s, "1234", true, &f, &left), ERR_card_locked));
	assert_int_equal(verifies(s), 2); /* a locked card is not asked again */
	arena_free(s->a);
}

static void what_is_no_number_is_not_sent(void **state)
{
	(void)state;
	script *s = new_script();
	card_facts f;
	int left;
	static const char *const bad[] = {
		"", "123", "12345", "12a4", "1234\n5678", "5502172035228", "550217203522851"
	};
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_true(err_is(ask(s, bad[i], true, &f, &left), ERR_card_code));
	assert_int_equal(s->sent.n, 0);
	arena_free(s->a);
}

static void the_front_has_its_own_counter_file(void **state)
{
	(void)state;
	script *s = new_script();
	s->pin = "35040120301234";
	card_facts f;
	int left;
	assert_null(ask(s, "35040120301234", false, &f, &left));
	same(s->sent.at[1], "00A4020C020015");
	same(s->sent.at[3], "002000800E3335303430313230333031323334");
	arena_free(s->a);
}

static void a_file_comes_in_pieces_of_any_size(void **state)
{
	(void)state;
	for (size_t piece = 4; piece <= 64; piece += 3) {
		script *s = new_script();
		card_facts f;
		int left;
		s->piece = piece;
		assert_null(ask(s, "1234", false, &f, &left));
		same(f.juusho, "福岡県北九州市小倉北区城内１－１");
		arena_free(s->a);
	}
}

static void strange_answers_end_with_an_error(void **state)
{
	(void)state;
	const struct {
		const char *on;
		str instead;
		err_code code;
	} cases[] = {
		{ "00A404", STR_INIT("\x6A\x82"), ERR_card_other },
		{ "00A404", STR_INIT("\x6D\x00"), ERR_card_other },
		{ "00A404", STR_INIT("\x90"), ERR_card_garbled },
		{ "00A404", STR_INIT(""), ERR_card_garbled },
		{ "00A4020C020011", STR_INIT("\x6A\x82"), ERR_card_garbled },
		{ "00200080", STR_INIT("\x90\x00"), ERR_card_garbled }, /* open already: somebody else was there */
		{ "00200080", STR_INIT("\x63\x00"), ERR_card_garbled }, /* how many is not said */
		{ "00200080", STR_INIT("\x69\x84"), ERR_card_locked },
		{ "00200080", STR_INIT("\x69\x83"), ERR_card_locked },
		{ "00200080", STR_INIT("\x63\xC0"), ERR_card_locked },
		{ "0020008004", STR_INIT("\x67\x00"), ERR_card_garbled },
		{ "0020008004", STR_INIT("\x69\x83"), ERR_card_locked },
		{ "00A4020C020002", STR_INIT("\x6A\x82"), ERR_card_garbled },
		{ "00B0", STR_INIT("\x90\x00"), ERR_card_garbled }, /* no byte */
		{ "00B0", STR_INIT("\x69\x82"), ERR_card_garbled },
		{ "00B0", STR_INIT("\x62\x82"), ERR_card_garbled },
		{ "00B0", STR_INIT("x\x90\x00"), ERR_card_garbled }, /* a byte at a time */
		{ "00B0", STR_INIT("garbage!\x90\x00"), ERR_card_garbled },
		{ "00B0", STR_INIT("more than it was asked for\x90\x00"), ERR_card_garbled },
		{ "00B0", STR_INIT("\xFF\x20\x82\xFF\xFF\xDF\x21\x08\x90\x00"), ERR_card_garbled },
		{ "00B0", STR_INIT("\x61\x01"), ERR_card_garbled }, /* and GET RESPONSE is not known to it */
		{ "00B0", STR_INIT("\x6C\x01"), ERR_card_garbled }, /* asked once more with that length, and again so */
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		script *s = new_script();
		card_facts f;
		int left;
		s->on = str_of(cases[i].on);
		s->instead = cases[i].instead;
		const err *e = ask(s, "1234", false, &f, &left);
		if (!err_is(e, cases[i].code))
			fail_msg("case %zu: %.*s", i, STR_ARG(e ? err_name(e->code) : STR("read")));
		assert_true(verifies(s) <= 1);
		assert_true(s->sent.n < 60);
		arena_free(s->a);
	}
}

static void a_card_that_leaves_is_told_so_at_every_step(void **state)
{
	(void)state;
	static const char *const on[] = { "00A404",         "00A4020C020011", "00200080", "0020008004",
					  "00A4020C020002", "00B00000",       "00B00008" };
	for (size_t i = 0; i < COUNT(on); i++) {
		script *s = new_script();
		card_facts f;
		int left;
		s->on = str_of(on[i]);
		s->removed = true;
		assert_true(err_is(ask(s, "1234", false, &f, &left), ERR_card_removed));
		arena_free(s->a);
	}
}

static bool may(const char *bytes, size_t n)
{
	return apdu_may_be_sent((str){ bytes, n });
}
#define MAY(literal) may(literal, sizeof(literal) - 1)

static void the_my_number_cannot_be_asked_for(void **state)
{
	(void)state;
	assert_true(MAY("\x00\xA4\x02\x0C\x02\x00\x02"));
	assert_false(MAY("\x00\xA4\x02\x0C\x02\x00\x01")); /* the file itself */
	assert_false(MAY("\x00\xA4\x02\x00\x02\x00\x01"));
	assert_false(MAY("\x00\xA4\x02\x0C\x02\x00\x14")); /* 照合番号A is the My Number */
	assert_false(MAY("\x00\xB0\x81\x00\x11")); /* READ BINARY with its short identifier */
	assert_false(MAY("\x00\xB0\x82\x00\x11"));
	assert_false(MAY("\x00\xB1\x00\x01\x00"));
	assert_false(MAY("\x00\x20\x00\x91\x04"
			 "1234"));
	assert_false(MAY("\x00\x20\x00\x80\x0C"
			 "123456789012")); /* 照合番号A as a number */
	assert_false(MAY("\x00\xA4\x04\x0C\x0A\xD3\x92\xF0\x00\x26\x01\x00\x00\x00\x01")); /* JPKI */
	assert_false(MAY("\x00\xA4\x04\x0C\x0A\xD3\x92\x10\x00\x31\x00\x01\x01\x04\x02")); /* 券面事項確認AP */
	assert_false(MAY("\x00\x24\x01\x80\x04"
			 "1234")); /* changes the PIN */
	assert_false(MAY("\x80\x2A\x00\x80\x00"));
	assert_false(MAY("\x00\xA4"));
	assert_false(MAY(""));
	/* Of all selections of a file there are three. */
	int known = 0;
	for (unsigned id = 0; id <= 0xFFFF; id++) {
		char c[] = { 0, (char)0xA4, 2, 0x0C, 2, (char)(id >> 8), (char)id };
		known += may(c, sizeof c);
	}
	assert_int_equal(known, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_card_is_read_with_the_commands_that_are_known),
		cmocka_unit_test(asking_for_the_tries_spends_none),
		cmocka_unit_test(a_wrong_number_says_how_many_tries_are_left),
		cmocka_unit_test(the_last_try_is_spent_only_when_somebody_says_so),
		cmocka_unit_test(what_is_no_number_is_not_sent),
		cmocka_unit_test(the_front_has_its_own_counter_file),
		cmocka_unit_test(a_file_comes_in_pieces_of_any_size),
		cmocka_unit_test(strange_answers_end_with_an_error),
		cmocka_unit_test(a_card_that_leaves_is_told_so_at_every_step),
		cmocka_unit_test(the_my_number_cannot_be_asked_for),
	};
	return cmocka_run_group_tests_name("card reading", tests, NULL, NULL);
}
