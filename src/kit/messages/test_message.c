/* Queueing: in the change's own commit, once, stopped, cancelled. */
#include "store/testing.h"

#include "kit/messages/message.h"
#include "kit/messages/outbox.sql.h"
#include "kit/migrations.h"

#define CITY 401005

static outgoing reminder(void)
{
	return (outgoing){ .city = CITY,
			   .office = STR("moji"),
			   .kind = STR("booking.reminder"),
			   .key = STR("booking/K7Q2M9XYZA/reminder"),
			   .about = STR("booking/K7Q2M9XYZA"),
			   .channel = MESSAGE_MAIL,
			   .address = STR("hanako@example.jp"),
			   .subject = STR("明日のご予約"),
			   .body = STR("門司区役所でお待ちしています。\n"),
			   .expires = instant_of(day_from(2026, 4, 2), 0) };
}

typedef struct add {
	outgoing m;
	bool added, then_fail;
} add;

static const err *add_run(db *d, arena *a, void *arg)
{
	add *x = arg;
	TRY(message_add(d, a, &x->m, &x->added));
	return x->then_fail ? err_of(ERR_slot_full) : NULL;
}

static const err *put(store_test *t, add *x)
{
	return store_write(t->store, t->arena, STR("401005/moji"), add_run, x);
}

typedef struct listing {
	str state;
	outbox_list_rows rows;
} listing;

static const err *list_run(db *d, arena *a, void *arg)
{
	listing *l = arg;
	return outbox_list(d, a, &(outbox_list_in){ .city = CITY, .state = l->state, .before = INT64_MAX, .most = 100 },
			   &l->rows);
}

static size_t how_many(store_test *t, const char *state)
{
	listing l = { .state = str_of(state) };
	assert_ok(store_read(t->store, t->arena, list_run, &l));
	return l.rows.n;
}

static const err *cancel_run(db *d, arena *a, void *arg)
{
	return message_cancel(d, a, CITY, STR("booking/K7Q2M9XYZA"), str_of(arg));
}

static const err *stop_run(db *d, arena *a, void *arg)
{
	(void)arg;
	return outbox_stop(d, a, CITY, STR("booking/K7Q2M9XYZA"), tx_now(d), NULL);
}

static void a_message_is_queued_with_the_change_and_not_without_it(void **state)
{
	store_test *t = *state;
	add x = { .m = reminder(), .then_fail = true };
	assert_refused(put(t, &x), ERR_slot_full);
	assert_int_equal(how_many(t, ""), 0);
	x.then_fail = false;
	assert_ok(put(t, &x));
	assert_true(x.added);
	assert_int_equal(how_many(t, "queued"), 1);
}

static void one_key_is_queued_once(void **state)
{
	store_test *t = *state;
	add x = { .m = reminder() };
	assert_ok(put(t, &x));
	assert_ok(put(t, &x));
	assert_false(x.added);
	assert_int_equal(how_many(t, ""), 1);
	x.m.key = STR("booking/K7Q2M9XYZA/moved");
	assert_ok(put(t, &x));
	assert_true(x.added);
	assert_int_equal(how_many(t, ""), 2);
}

static void a_cancelled_kind_is_not_sent_and_others_are(void **state)
{
	store_test *t = *state;
	add x = { .m = reminder() }, y = { .m = reminder() };
	y.m.key = STR("booking/K7Q2M9XYZA/confirmed");
	y.m.kind = STR("booking.confirmed");
	assert_ok(put(t, &x));
	assert_ok(put(t, &y));
	char kind[] = "booking.reminder";
	assert_ok(store_write(t->store, t->arena, STR("401005/moji"), cancel_run, kind));
	assert_int_equal(how_many(t, "cancelled"), 1);
	assert_int_equal(how_many(t, "queued"), 1);
}

static void who_stopped_messages_about_a_thing_gets_no_more_about_it(void **state)
{
	store_test *t = *state;
	assert_ok(store_write(t->store, t->arena, STR("401005/moji"), stop_run, NULL));
	add x = { .m = reminder() };
	assert_ok(put(t, &x));
	assert_false(x.added);
	x.m.about = STR("booking/OTHER23456");
	assert_ok(put(t, &x));
	assert_true(x.added);
}

static void what_could_not_be_sent_is_refused(void **state)
{
	store_test *t = *state;
	add x = { .m = reminder() };
	x.m.subject = STR("明日のご予約\r\nBcc: all@example.jp");
	assert_refused(put(t, &x), ERR_invalid);
	x.m = reminder();
	x.m.address = STR("hanako@example.jp\r\nRCPT TO:<x@example.jp>");
	assert_refused(put(t, &x), ERR_invalid);
	x.m = reminder();
	x.m.about = STR("booking/../../etc");
	assert_refused(put(t, &x), ERR_invalid);
	x.m = reminder();
	char *long_text = arena_alloc(t->arena, MESSAGE_BODY_MAX + 1);
	memset(long_text, 'a', MESSAGE_BODY_MAX + 1);
	x.m.body = (str){ long_text, MESSAGE_BODY_MAX + 1 };
	assert_refused(put(t, &x), ERR_too_long);
	assert_int_equal(how_many(t, ""), 0);
}

static void an_address_goes_by_mail_and_a_telephone_number_by_the_webhook(void **state)
{
	(void)state;
	arena *a = arena_new(1 << 20);
	message_means both = { .mail = true, .webhook = true }, mail = { .mail = true };
	outgoing m = { 0 };
	assert_true(message_to(&both, a, STR("ｈａｎａｋｏ@Example.JP"), &m));
	assert_int_equal(m.channel, MESSAGE_MAIL);
	assert_true(str_eq(m.address, STR("hanako@example.jp")));
	assert_true(message_to(&both, a, STR("０９０－１２３４－５６７８"), &m));
	assert_int_equal(m.channel, MESSAGE_WEBHOOK);
	assert_true(str_eq(m.address, STR("+819012345678")));
	assert_false(message_to(&mail, a, STR("090-1234-5678"), &m));
	assert_false(message_to(&both, a, STR("花子"), &m));
	assert_false(message_to(NULL, a, STR("hanako@example.jp"), &m));
	arena_free(a);
}

static void an_address_is_shown_so_that_only_its_owner_knows_it(void **state)
{
	(void)state;
	arena *a = arena_new(1 << 20);
	assert_string_equal(message_masked(a, STR("hanako@example.jp")).at, "h•••@example.jp");
	assert_string_equal(message_masked(a, STR("+819012345678")).at, "•••5678");
	assert_string_equal(message_masked(a, STR("")).at, "•••");
	arena_free(a);
}

static void every_statement_means_the_same_to_both_databases(void **state)
{
	store_test *t = *state;
	assert_ok(store_check(t->store, t->arena, outbox_statements, outbox_statements_n));
}

int main(void)
{
	static const store_test_case tests[] = {
		STORE_TEST(a_message_is_queued_with_the_change_and_not_without_it),
		STORE_TEST(one_key_is_queued_once),
		STORE_TEST(a_cancelled_kind_is_not_sent_and_others_are),
		STORE_TEST(who_stopped_messages_about_a_thing_gets_no_more_about_it),
		STORE_TEST(what_could_not_be_sent_is_refused),
		STORE_TEST(every_statement_means_the_same_to_both_databases),
		PLAIN_TEST(an_address_goes_by_mail_and_a_telephone_number_by_the_webhook),
		PLAIN_TEST(an_address_is_shown_so_that_only_its_owner_knows_it),
	};
	return store_tests("message", tests, COUNT(tests), migrations, migrations_n, NULL);
}
