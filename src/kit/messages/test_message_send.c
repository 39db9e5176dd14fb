/* Carrying messages away: once, again, never, too late; two processes; a process that dies. */
#include "kit/messages/testing.h"
#include "text/json.h"

/* --- mail ------------------------------------------------------------------------------------------------------------------ */

static void what_is_due_is_sent_once_and_what_is_planned_waits(void **state)
{
	office *o = begin(state);
	outgoing now = message_of(o, 1), tomorrow = message_of(o, 2);
	tomorrow.not_before = clock_now(&o->t->clock) + HOUR;
	queue(o, &now);
	queue(o, &tomorrow);
	round_of_mail(o);
	round_of_mail(o);
	assert_int_equal(heard(o, "RCPT TO:<hanako1@"), 1);
	assert_int_equal(heard(o, "RCPT TO:<hanako2@"), 0);
	later(o, HOUR);
	round_of_mail(o);
	assert_int_equal(heard(o, "RCPT TO:<hanako2@"), 1);
	assert_int_equal(heard(o, "\r\nDate: Wed, 1 Apr 2026 10:00:00 +0900\r\n"), 1); /* when it is sent */
	assert_int_equal(heard(o, "\r\nFrom: =?UTF-8?B?6ZaA5Y+45Yy65b255omA?="), 2); /* 門司区役所 */
	outbox_list_rows rows = all(o);
	for (size_t i = 0; i < rows.n; i++)
		assert_true(str_eq(rows.at[i].state, STR("sent")) && str_eq(rows.at[i].reason, STR("250 fine")));
	end(o);
}

static void what_was_put_off_comes_back_later_and_later(void **state)
{
	(void)state;
	static const int seconds[] = { 30, 60, 120, 240, 480, 960, 1920, 3600, 3600 };
	for (size_t i = 0; i < COUNT(seconds); i++) {
		i64 wait = (i64)seconds[i] * SECOND;
		assert_int_equal(message_wait((i64)i + 1, 250), wait);
		for (u32 chance = 0; chance < 1000; chance++) {
			i64 got = message_wait((i64)i + 1, chance);
			assert_true(got >= wait * 3 / 4 && got <= wait * 5 / 4);
		}
	}
	assert_int_equal(message_wait(1000000, 250), HOUR);
}

static void a_message_that_was_put_off_is_sent_when_its_time_has_come(void **state)
{
	office *o = begin(state);
	outgoing m = message_of(o, 1);
	queue(o, &m);
	sink_says(o, "RCPT", "450 4.2.1 mailbox busy\r\n");
	round_of_mail(o);
	assert_state(o, "queued");
	assert_string_equal(only(o).reason.at, "450 4.2.1 mailbox busy");
	i64 wait = only(o).next_at - clock_now(&o->t->clock);
	assert_true(wait >= 22 * SECOND && wait <= 38 * SECOND);
	round_of_mail(o); /* not yet */
	assert_int_equal(only(o).tries, 1);
	sink_says(o, NULL, NULL);
	later(o, MINUTE);
	round_of_mail(o);
	assert_state(o, "sent");
	assert_int_equal(only(o).tries, 2);
	end(o);
}

static void what_is_too_late_is_not_sent(void **state)
{
	office *o = begin(state);
	outgoing m = message_of(o, 1);
	m.expires = clock_now(&o->t->clock) + 5 * MINUTE;
	queue(o, &m);
	later(o, 5 * MINUTE);
	round_of_mail(o);
	assert_state(o, "expired");
	assert_int_equal(heard(o, "RCPT"), 0);
	end(o);
}

static void a_message_that_is_always_put_off_ends_when_it_is_too_late(void **state)
{
	office *o = begin(state);
	outgoing m = message_of(o, 1);
	m.expires = clock_now(&o->t->clock) + HOUR;
	queue(o, &m);
	sink_says(o, "RCPT", "450 4.2.1 mailbox busy\r\n");
	for (int i = 0; i < 70; i++) {
		round_of_mail(o);
		later(o, MINUTE);
	}
	assert_state(o, "expired");
	/* after 0, ½, 1½, 3½, 7½, 15½, 31½ minutes, each a quarter more or less, and nothing after an hour */
	assert_in_range(only(o).tries, 6, 8);
	assert_string_equal(only(o).reason.at, "450 4.2.1 mailbox busy");
	end(o);
}

static void what_is_refused_for_good_is_not_tried_again(void **state)
{
	office *o = begin(state);
	outgoing m = message_of(o, 1);
	queue(o, &m);
	sink_says(o, "RCPT", "550 5.1.1 <Hanako1@Example.jp>: no such user\r\n");
	round_of_mail(o);
	later(o, HOUR);
	round_of_mail(o);
	assert_state(o, "failed");
	assert_int_equal(only(o).tries, 1);
	/* who it was is nobody's business */
	assert_string_equal(only(o).reason.at, "550 5.1.1 <h•••@example.jp>: no such user");
	end(o);
}

static void a_server_that_is_down_is_asked_once_a_round(void **state)
{
	office *o = begin(state);
	for (int i = 0; i < 5; i++) {
		outgoing m = message_of(o, i);
		queue(o, &m);
	}
	sink_says(o, "", "421 4.3.2 come back later\r\n");
	round_of_mail(o);
	outbox_list_rows rows = all(o);
	i64 tries = 0;
	for (size_t i = 0; i < rows.n; i++) {
		assert_true(str_eq(rows.at[i].state, STR("queued")));
		tries += rows.at[i].tries;
	}
	assert_int_equal(tries, 1);
	end(o);
}

/* --- processes ---------------------------------------------------------------------------------------------------------------- */

typedef struct racer {
	app *app;
	arena *a;
	pthread_t thread;
} racer;

static void *race(void *arg)
{
	racer *r = arg;
	for (int i = 0; i < 3; i++)
		assert_ok(messages_mail_tick(r->app, r->a));
	return NULL;
}

static void of_two_processes_one_sends_each_message(void **state)
{
	office *o = begin(state);
	for (int i = 0; i < 60; i++) {
		outgoing m = message_of(o, i);
		queue(o, &m);
	}
	racer racers[2] = { { .app = o->app, .a = arena_new(1 << 29) }, { .a = arena_new(1 << 29) } };
	app_start(o, &racers[1].app);
	for (int i = 0; i < 2; i++)
		CHECK(pthread_create(&racers[i].thread, NULL, race, &racers[i]) == 0);
	for (int i = 0; i < 2; i++)
		pthread_join(racers[i].thread, NULL);
	app_close(racers[1].app);
	outbox_list_rows rows = all(o);
	assert_int_equal(rows.n, 60);
	for (size_t i = 0; i < rows.n; i++) {
		assert_true(str_eq(rows.at[i].state, STR("sent")));
		assert_int_equal(heard(o, str_format(o->a, "Message-ID: <%.*s@", STR_ARG(rows.at[i].id)).at), 1);
	}
	end(o);
	for (int i = 0; i < 2; i++)
		arena_free(racers[i].a);
}

static void a_message_of_unknown_fate_is_sent_once_more_under_the_same_id(void **state)
{
	office *o = begin(state);
	outgoing m = message_of(o, 1);
	queue(o, &m);
	assert_ok(store_write(o->app->store, o->a, STR("x"), die_run, NULL));
	round_of_mail(o); /* the other may still be at it */
	assert_state(o, "sending");
	assert_int_equal(heard(o, "RCPT"), 0);
	later(o, MESSAGE_LEASE);
	round_of_mail(o);
	assert_state(o, "sent");
	str id = str_format(o->a, "Message-ID: <%.*s@city.example>", STR_ARG(only(o).id));
	assert_int_equal(heard(o, id.at), 1);
	end(o);
}

static void a_message_of_unknown_fate_twice_is_not_sent_a_third_time(void **state)
{
	office *o = begin(state);
	outgoing m = message_of(o, 1);
	queue(o, &m);
	assert_ok(store_write(o->app->store, o->a, STR("x"), die_run, NULL));
	later(o, MESSAGE_LEASE);
	assert_ok(store_write(o->app->store, o->a, STR("x"), die_run, NULL));
	later(o, MESSAGE_LEASE);
	round_of_mail(o);
	assert_state(o, "failed");
	assert_int_equal(heard(o, "RCPT"), 0);
	end(o);
}

static const err *late_run(db *d, arena *a, void *arg)
{
	i64 changed;
	TRY(outbox_again(d, a, CITY, *(str *)arg, 1, tx_now(d), STR("450 too late to say so"), &changed));
	assert_int_equal(changed, 0);
	return NULL;
}

static void an_answer_that_comes_after_the_lease_changes_nothing(void **state)
{
	office *o = begin(state);
	outgoing m = message_of(o, 1);
	queue(o, &m);
	assert_ok(store_write(o->app->store, o->a, STR("x"), die_run, NULL));
	later(o, MESSAGE_LEASE);
	assert_ok(store_write(o->app->store, o->a, STR("x"), die_run, NULL)); /* another one took over */
	str id = only(o).id;
	assert_ok(store_write(o->app->store, o->a, STR("x"), late_run, &id));
	assert_state(o, "sending");
	end(o);
}

/* --- webhooks -------------------------------------------------------------------------------------------------------------------- */

static outgoing text_message(office *o, int n)
{
	outgoing m = message_of(o, n);
	m.channel = MESSAGE_WEBHOOK;
	m.address = STR("+819012345678");
	m.lang = LANG_EN;
	return m;
}

static void a_webhook_is_given_everything_that_a_gateway_needs(void **state)
{
	office *o = begin(state);
	o->sink->http = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok";
	outgoing m = text_message(o, 1);
	queue(o, &m);
	round_of_mail(o); /* is none of mail's */
	assert_state(o, "queued");
	assert_ok(messages_webhook_tick(o->app, o->a));
	assert_state(o, "sent");
	str got = str_of(o->sink->got), id = only(o).id, head = got;
	str body = str_sub(got, (size_t)(strstr(got.at, "\r\n\r\n") + 4 - got.at), got.len);
	const json_value *v;
	assert_ok(json_parse(o->a, body, &v));
	static const struct {
		const char *key, *value;
	} wanted[] = { { "kind", "booking.reminder" },
		       { "to", "+819012345678" },
		       { "lang", "en" },
		       { "office", "Moji office" },
		       { "city", "Test City" },
		       { "subject", "明日のご予約" },
		       { "text", "お待ちしています。\n" },
		       { "link", "https://city.example/b/K7" },
		       { "made_at", "2026-04-01T09:00:00+09:00" },
		       { "expires_at", "2026-04-02T09:00:00+09:00" } };
	for (size_t i = 0; i < COUNT(wanted); i++) {
		str value = STR_NONE;
		assert_true(json_str(json_get(v, wanted[i].key), &value));
		if (!str_eq(value, str_of(wanted[i].value)))
			fail_msg("%s: %.*s", wanted[i].key, STR_ARG(value));
	}
	str stop = STR_NONE, said = STR_NONE;
	assert_true(json_str(json_get(v, "stop"), &stop));
	str path = message_stop_path(o->app, o->a, m.about);
	assert_true(str_eq(stop, str_format(o->a, "https://city.example%.*s", STR_ARG(path))));
	assert_true(json_str(json_get(v, "id"), &said) && str_eq(said, id));
	assert_has(head, str_format(o->a, "Idempotency-Key: %.*s\r\n", STR_ARG(id)).at);
	/* the receiver verifies with what it was given */
	i64 t = clock_now(&o->t->clock) / SECOND;
	str sum = webhook_signature(o->a, STR(SECRET), t, body);
	assert_has(head, str_format(o->a, "X-Madoguchi-Signature: t=%lld,v1=%.*s\r\n", (long long)t, STR_ARG(sum)).at);
	end(o);
}

static void a_gateway_that_asks_for_time_is_given_it(void **state)
{
	office *o = begin(state);
	o->sink->http = "HTTP/1.1 429 Slow down\r\nRetry-After: 600\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
	outgoing m = text_message(o, 1);
	queue(o, &m);
	assert_ok(messages_webhook_tick(o->app, o->a));
	assert_state(o, "queued");
	assert_int_equal(only(o).next_at - clock_now(&o->t->clock), 600 * SECOND);
	end(o);
}

int main(void)
{
	static const store_test_case tests[] = {
		STORE_TEST(what_is_due_is_sent_once_and_what_is_planned_waits),
		PLAIN_TEST(what_was_put_off_comes_back_later_and_later),
		STORE_TEST(a_message_that_was_put_off_is_sent_when_its_time_has_come),
		STORE_TEST(what_is_too_late_is_not_sent),
		STORE_TEST(a_message_that_is_always_put_off_ends_when_it_is_too_late),
		STORE_TEST(what_is_refused_for_good_is_not_tried_again),
		STORE_TEST(a_server_that_is_down_is_asked_once_a_round),
		STORE_TEST(of_two_processes_one_sends_each_message),
		STORE_TEST(a_message_of_unknown_fate_is_sent_once_more_under_the_same_id),
		STORE_TEST(a_message_of_unknown_fate_twice_is_not_sent_a_third_time),
		STORE_TEST(an_answer_that_comes_after_the_lease_changes_nothing),
		STORE_TEST(a_webhook_is_given_everything_that_a_gateway_needs),
		STORE_TEST(a_gateway_that_asks_for_time_is_given_it),
	};
	return store_tests("message_send", tests, COUNT(tests), migrations, migrations_n, NULL);
}
