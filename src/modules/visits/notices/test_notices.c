/* What people are told of a booking and of their place in the queue. */
#include "modules/visits/testing.h"

#include <sys/stat.h>

#include "kit/app.h"
#include "kit/messages/outbox.sql.h"
#include "modules/visits/notices/notices.h"
#include "modules/visits/notices/notices.sql.h"

static const message_means mail_only = { .mail = true, .site = STR_INIT("https://city.example") };
static const message_means both = { .mail = true, .webhook = true, .site = STR_INIT("https://city.example") };

static const err *list_run(db *d, arena *a, void *arg)
{
	return outbox_list(d, a, &(outbox_list_in){ .city = TEST_CITY, .before = INT64_MAX, .most = 200 }, arg);
}

static outbox_list_rows queued(store_test *t)
{
	outbox_list_rows rows;
	assert_ok(store_read(t->store, t->arena, list_run, &rows));
	return rows;
}

/* The only message of that kind and state. */
static outbox_list_row message_of(store_test *t, const char *kind, const char *state)
{
	outbox_list_rows rows = queued(t);
	outbox_list_row found = { 0 };
	int n = 0;
	for (size_t i = 0; i < rows.n; i++) {
		if (!str_eq(rows.at[i].kind, str_of(kind)) || !str_eq(rows.at[i].state, str_of(state)))
			continue;
		found = rows.at[i];
		n++;
	}
	if (n != 1)
		fail_msg("%d messages %s that are %s", n, kind, state);
	return found;
}

static int count_of(store_test *t, const char *kind)
{
	outbox_list_rows rows = queued(t);
	int n = 0;
	for (size_t i = 0; i < rows.n; i++)
		n += str_eq(rows.at[i].kind, str_of(kind));
	return n;
}

struct body_question {
	str channel, id, ret;
};

/* The text of a message that is due at the end of time. */
static const err *body_run(db *d, arena *a, void *arg)
{
	struct body_question *q = arg;
	outbox_due_row m;
	bool found;
	TRY(outbox_due(d, a, TEST_CITY, q->channel, INT64_MAX, &m, &found));
	for (int i = 0; found && i < 100 && !str_eq(m.id, q->id); i++) {
		TRY(outbox_claim(
			d, a,
			&(outbox_claim_in){
				.city = TEST_CITY, .id = m.id, .was = m.state, .tries = m.tries, .until = INT64_MAX },
			NULL));
		TRY(outbox_end(d, a,
			       &(outbox_end_in){ .city = TEST_CITY,
						 .id = m.id,
						 .was = STR("sending"),
						 .tries = m.tries + 1,
						 .becomes = STR("sent"),
						 .now = 1,
						 .reason = STR("") },
			       NULL));
		TRY(outbox_due(d, a, TEST_CITY, q->channel, INT64_MAX, &m, &found));
	}
	q->ret = found ? m.body : STR_NONE;
	return err_of(ERR_not_allowed_now); /* everything is as before */
}

static str body_of(store_test *t, const outbox_list_row *m)
{
	struct body_question q = { .channel = m->channel, .id = m->id };
	assert_refused(store_write(t->store, t->arena, STR("x"), body_run, &q), ERR_not_allowed_now);
	return q.ret;
}

static void assert_has(str text, const char *wanted)
{
	if (!str_has(text, str_of(wanted)))
		fail_msg("no '%s' in:\n%.*s", wanted, STR_ARG(text));
}

static void with_means(store_test *t, const message_means *m)
{
	WORLD(t)->public.means = m;
	for (int i = 0; i < 3; i++)
		WORLD(t)->staff[i].means = m;
}

/* A booking of tomorrow or later: 2026-04-01 is a Wednesday. */
static instant on_day(int mday, int hour)
{
	return instant_of(day_from(2026, 4, mday), hour * 60);
}

/* --- bookings ------------------------------------------------------------------------------------------------------- */

static void who_books_with_an_address_is_told_and_reminded_the_evening_before(void **state)
{
	store_test *t = *state;
	booking_view b;
	with_means(t, &mail_only);
	assert_ok(book(t, &WORLD(t)->public, "juumin,kokuho", on_day(3, 10), "hanako@example.jp", &b));
	outbox_list_row now = message_of(t, "booking.confirmed", "queued");
	assert_string_equal(now.subject.at, "【門司区役所】ご予約を受け付けました（4月3日（金） 10:00）");
	assert_int_equal(now.next_at, at(9, 0));
	str text = body_of(t, &now);
	assert_has(text, "山田 花子 様\n");
	assert_has(text, "日時：令和8年4月3日（金） 10:00\n場所：門司区役所\n");
	assert_has(text, "  10:00  住民異動\n  10:30  国保\n");
	assert_has(text, str_format(t->arena, "https://city.example/b/%.*s\n", STR_ARG(b.code)).at);
	assert_has(text, str_format(t->arena, "https://city.example/b/%.*s/calendar.ics\n", STR_ARG(b.code)).at);
	assert_false(str_has(now.subject, b.code));
	outbox_list_row later = message_of(t, "booking.reminder", "queued");
	assert_int_equal(later.next_at, on_day(2, 17));
	assert_int_equal(later.expires_at, on_day(2, 22));
	assert_has(body_of(t, &later), "明日のご予約のお知らせです。");
	assert_false(str_has(later.subject, b.code));
}

static void a_booking_is_spoken_of_in_the_bookers_language(void **state)
{
	store_test *t = *state;
	with_means(t, &mail_only);
	actor english = WORLD(t)->public;
	english.lang = LANG_EN;
	booking_view b;
	assert_ok(book(t, &english, "juumin", on_day(3, 10), "hanako@example.jp", &b));
	outbox_list_row m = message_of(t, "booking.confirmed", "queued");
	assert_string_equal(m.subject.at, "Your booking is confirmed: April 3 (Fri) 10:00, 門司区役所");
	assert_has(body_of(t, &m), "Dear 山田 花子,\n\nYour booking is confirmed.\n");
	/* a clerk who reads Japanese moves it, and the booker still reads English */
	move_booking c = { .by = &WORLD(t)->staff[0], .code = b.code, .start = on_day(3, 11) };
	assert_ok(run(t, move_booking_run, &c));
	m = message_of(t, "booking.moved", "queued");
	assert_string_equal(m.subject.at, "Your booking was moved: April 3 (Fri) 11:00, 門司区役所");
}

static void who_gave_a_telephone_number_is_told_by_the_webhook_where_there_is_one(void **state)
{
	store_test *t = *state;
	with_means(t, &mail_only);
	assert_ok(book(t, &WORLD(t)->public, "juumin", on_day(3, 10), "090-1234-5678", NULL));
	assert_int_equal(queued(t).n, 0);
	with_means(t, &both);
	assert_ok(book(t, &WORLD(t)->public, "juumin", on_day(3, 11), "090-1234-5679", NULL));
	outbox_list_row m = message_of(t, "booking.confirmed", "queued");
	assert_string_equal(m.channel.at, "webhook");
	assert_string_equal(m.address.at, "+819012345679");
}

static void without_anything_to_send_with_nothing_is_queued(void **state)
{
	store_test *t = *state;
	assert_ok(book(t, &WORLD(t)->public, "juumin", on_day(3, 10), "hanako@example.jp", NULL));
	assert_int_equal(queued(t).n, 0);
}

static void a_place_that_is_only_held_is_not_spoken_of_until_it_is_booked(void **state)
{
	store_test *t = *state;
	with_means(t, &mail_only);
	hold_place h = { .by = &WORLD(t)->public,
			 .office = MOJI,
			 .services = services_of(t->arena, "juumin"),
			 .start = on_day(3, 10) };
	assert_ok(run(t, hold_place_run, &h));
	assert_int_equal(queued(t).n, 0);
	confirm_booking c = { .by = &WORLD(t)->public,
			      .code = h.ret.code,
			      .name = STR("山田 花子"),
			      .contact = STR("hanako@example.jp") };
	assert_ok(run(t, confirm_booking_run, &c));
	assert_int_equal(count_of(t, "booking.confirmed"), 1);
	hold_place second = h;
	assert_ok(run(t, hold_place_run, &second));
	cancel_booking x = { .by = &WORLD(t)->public, .code = second.ret.code };
	assert_ok(run(t, cancel_booking_run, &x));
	assert_int_equal(count_of(t, "booking.cancelled"), 0);
}

static void who_moves_a_booking_is_reminded_of_the_new_time_alone(void **state)
{
	store_test *t = *state;
	booking_view b;
	with_means(t, &mail_only);
	assert_ok(book(t, &WORLD(t)->public, "juumin", on_day(3, 10), "hanako@example.jp", &b));
	instant times[] = { on_day(8, 10), on_day(3, 10) }; /* there and back again */
	for (size_t i = 0; i < COUNT(times); i++) {
		move_booking c = { .by = &WORLD(t)->public, .code = b.code, .start = times[i] };
		assert_ok(run(t, move_booking_run, &c));
		outbox_list_row m = message_of(t, "booking.reminder", "queued");
		assert_int_equal(m.next_at, instant_of(day_of(times[i]) - 1, 17 * 60));
	}
	assert_int_equal(count_of(t, "booking.moved"), 2);
	message_of(t, "booking.moved", "queued"); /* the first was overtaken before it was sent */
}

static void who_cancels_is_told_once_and_not_reminded(void **state)
{
	store_test *t = *state;
	booking_view b;
	with_means(t, &mail_only);
	assert_ok(book(t, &WORLD(t)->public, "juumin", on_day(3, 10), "hanako@example.jp", &b));
	cancel_booking c = { .by = &WORLD(t)->public, .code = b.code };
	assert_ok(run(t, cancel_booking_run, &c));
	assert_ok(run(t, cancel_booking_run, &c));
	message_of(t, "booking.reminder", "cancelled");
	message_of(t, "booking.confirmed", "cancelled");
	outbox_list_row m = message_of(t, "booking.cancelled", "queued");
	assert_has(body_of(t, &m), "https://city.example/book/moji\n");
	assert_false(str_has(body_of(t, &m), b.code));
}

static void who_books_after_the_hour_of_reminders_is_not_reminded(void **state)
{
	store_test *t = *state;
	with_means(t, &mail_only);
	clock_set(&t->clock, at(17, 0));
	assert_ok(book(t, &WORLD(t)->public, "juumin", on_day(2, 10), "hanako@example.jp", NULL));
	assert_int_equal(count_of(t, "booking.confirmed"), 1);
	assert_int_equal(count_of(t, "booking.reminder"), 0);
}

static void an_office_says_which_messages_it_sends(void **state)
{
	store_test *t = *state;
	with_means(t, &mail_only);
	messages_def *m = &WORLD(t)->def->offices.at[0].messages;
	*m = (messages_def){ .reminder = true, .reminder_hour = 18 };
	assert_ok(book(t, &WORLD(t)->public, "juumin", on_day(3, 10), "hanako@example.jp", NULL));
	assert_int_equal(count_of(t, "booking.confirmed"), 0);
	assert_int_equal(message_of(t, "booking.reminder", "queued").next_at, on_day(2, 18));
	ticket_view k;
	assert_ok(take(t, "juumin", &k));
	watch_ticket c = { .by = &WORLD(t)->public, .code = k.code, .contact = STR("a@example.jp"), .ahead = 3 };
	assert_refused(run(t, watch_ticket_run, &c), ERR_not_allowed_now);
}

/* --- the queue: when something is said -------------------------------------------------------------------------------- */

static void each_thing_is_said_once_and_in_its_order(void **state)
{
	(void)state;
	static const struct {
		step_state state;
		int ahead, p10, said;
		bool assumed, elsewhere;
		told wanted;
	} cases[] = {
		{ STEP_WAITING, 5, 1500, 0, false, false, TOLD_NOTHING },
		{ STEP_WAITING, 3, 900, 0, false, false, TOLD_AHEAD },
		{ STEP_WAITING, 2, 900, TOLD_AHEAD, false, false, TOLD_NOTHING },
		{ STEP_WAITING, 2, 300, TOLD_AHEAD, false, false, TOLD_SOON },
		{ STEP_WAITING, 2, 300, 0, false, false, TOLD_SOON },
		{ STEP_WAITING, 2, 400, TOLD_SOON, false, false, TOLD_NOTHING }, /* it takes longer after all */
		{ STEP_WAITING, 0, 900, TOLD_AHEAD, false, false, TOLD_SOON },
		{ STEP_WAITING, 5, -1, 0, false, false, TOLD_NOTHING },
		{ STEP_WAITING, 3, -1, 0, false, false, TOLD_AHEAD },
		{ STEP_WAITING, 1, 60, 0, true, false, TOLD_AHEAD }, /* no desk is open */
		{ STEP_WAITING, 1, 60, 0, false, true, TOLD_NOTHING }, /* is at another desk */
		{ STEP_CALLED, 0, 0, 0, false, false, TOLD_NOTHING },
		{ STEP_MISSED, 0, 0, TOLD_AHEAD | TOLD_SOON, false, false, TOLD_MISSED },
		{ STEP_MISSED, 0, 0, TOLD_MISSED, false, false, TOLD_NOTHING },
		{ STEP_DONE, 0, 0, 0, false, false, TOLD_NOTHING },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		live_step s = { .state = cases[i].state, .elsewhere = cases[i].elsewhere };
		wait_range w = { .ahead = cases[i].ahead, .p10 = cases[i].p10, .assumed = cases[i].assumed };
		if (notice_due(&s, &w, 3, cases[i].said) != cases[i].wanted)
			fail_msg("case %zu", i);
	}
}

/* --- the queue: the job ----------------------------------------------------------------------------------------------- */

typedef struct hall {
	store_test *t;
	arena *a;
	settings set;
	app *app;
	char dir[64];
} hall;

static void put_file(const char *dir, const char *name, const char *text)
{
	char path[256];
	snprintf(path, sizeof path, "%s/%s", dir, name);
	FILE *f = fopen(path, "w");
	CHECK(f && fputs(text, f) >= 0 && fclose(f) == 0);
}

static hall *open_hall(store_test *t)
{
	arena *a = arena_new((size_t)1 << 30);
	hall *h = arena_one(a, hall);
	*h = (hall){ .t = t, .a = a };
	char offices[128];
	snprintf(h->dir, sizeof h->dir, "/tmp/madoguchi-notices.XXXXXX");
	CHECK(mkdtemp(h->dir) != NULL);
	snprintf(offices, sizeof offices, "%s/offices", h->dir);
	CHECK(mkdir(offices, 0700) == 0);
	put_file(h->dir, "city.yaml", test_city);
	put_file(h->dir, "services.yaml", test_services);
	put_file(h->dir, "offices/moji.yaml", test_office);
	h->set = (settings){ .city_dir = str_of(h->dir),
			     .db = t->url,
			     .url = STR("https://city.example"),
			     .smtp = STR("smtp://localhost"),
			     .mail_from = STR("yoyaku@city.example") };
	assert_ok(app_open(a, &h->set, &t->clock, &h->app));
	with_means(t, &mail_only);
	return h;
}

static void close_hall(hall *h)
{
	char path[128];
	app_close(h->app);
	snprintf(path, sizeof path, "%s/offices", h->dir);
	store_test_delete(path);
	store_test_delete(h->dir);
	arena_free(h->a);
}

static void tick(hall *h)
{
	assert_ok(notices_tick(h->app, h->a));
}

static const err *ask(store_test *t, str code, const char *contact, int ahead)
{
	watch_ticket c = { .by = &WORLD(t)->public, .code = code, .contact = str_of(contact), .ahead = ahead };
	return run(t, watch_ticket_run, &c);
}

/* Everybody at desk 2 takes 15 minutes, as the definition says: with five before, nobody is called soon. */
static ticket_view line_up(store_test *t, int before)
{
	ticket_view k;
	for (int i = 0; i <= before; i++)
		assert_ok(take(t, "kokuho", &k));
	assert_ok(act(t, 1, "2", ACT_OPEN, NULL));
	return k;
}

static void call_next(store_test *t)
{
	clock_set(&t->clock, clock_now(&t->clock) + MINUTE);
	assert_ok(act(t, 1, "2", ACT_CALL_NEXT, NULL));
}

static void done(store_test *t)
{
	clock_set(&t->clock, clock_now(&t->clock) + 14 * MINUTE);
	assert_ok(act(t, 1, "2", ACT_DONE, NULL));
}

static void who_asked_is_told_three_before_and_when_it_is_near(void **state)
{
	store_test *t = *state;
	hall *h = open_hall(t);
	ticket_view k = line_up(t, 5);
	assert_ok(ask(t, k.code, "hanako@example.jp", 3));
	tick(h);
	assert_int_equal(queued(t).n, 0);
	call_next(t); /* four wait before */
	tick(h);
	assert_int_equal(queued(t).n, 0);
	done(t);
	call_next(t); /* three */
	tick(h);
	tick(h);
	outbox_list_row m = message_of(t, "ticket.ahead", "queued");
	assert_string_equal(m.subject.at,
			    str_format(t->arena, "【門司区役所】番号札 %.*s：あと3人です", STR_ARG(k.number)).at);
	assert_int_equal(m.expires_at, clock_now(&t->clock) + 10 * MINUTE);
	str text = body_of(t, &m);
	assert_has(text, "の順番まで、あと3人です。");
	assert_has(text, "門司区役所：国保\n");
	assert_has(text, str_format(t->arena, "https://city.example/t/%.*s\n", STR_ARG(k.code)).at);
	for (int i = 0; i < 3; i++) { /* until nobody is before */
		done(t);
		call_next(t);
		tick(h);
	}
	assert_int_equal(count_of(t, "ticket.ahead"), 1);
	assert_int_equal(count_of(t, "ticket.soon"), 1);
	done(t);
	call_next(t); /* it is the ticket itself */
	clock_set(&t->clock, clock_now(&t->clock) + MINUTE);
	tick(h);
	assert_int_equal(queued(t).n, 2);
	close_hall(h);
}

static void who_was_called_and_did_not_come_is_told_where_and_until_when(void **state)
{
	store_test *t = *state;
	hall *h = open_hall(t);
	ticket_view k = line_up(t, 0);
	actor english = WORLD(t)->public;
	english.lang = LANG_EN;
	watch_ticket c = { .by = &english, .code = k.code, .contact = STR("hanako@example.jp"), .ahead = 1 };
	assert_ok(run(t, watch_ticket_run, &c));
	call_next(t);
	assert_ok(act(t, 1, "2", ACT_MISSED, NULL));
	tick(h);
	clock_set(&t->clock, clock_now(&t->clock) + MINUTE);
	tick(h);
	outbox_list_row m = message_of(t, "ticket.missed", "queued");
	assert_string_equal(
		m.subject.at,
		str_format(t->arena, "Ticket %.*s: you were called and did not come, 門司区役所", STR_ARG(k.number))
			.at);
	assert_has(body_of(t, &m), "by 9:31,"); /* called at 9:01, half an hour's grace */
	assert_int_equal(m.expires_at, at(9, 31));
	close_hall(h);
}

static void who_was_called_meanwhile_is_not_told_to_come_back(void **state)
{
	store_test *t = *state;
	hall *h = open_hall(t);
	ticket_view k = line_up(t, 0);
	call_next(t);
	assert_ok(ask(t, k.code, "hanako@example.jp", 3));
	tick(h);
	assert_int_equal(queued(t).n, 0);
	close_hall(h);
}

static void who_asks_for_no_more_hears_no_more(void **state)
{
	store_test *t = *state;
	hall *h = open_hall(t);
	ticket_view k = line_up(t, 4);
	assert_ok(ask(t, k.code, "hanako@example.jp", 3));
	assert_ok(ask(t, k.code, "", 0));
	for (int i = 0; i < 3; i++) {
		call_next(t);
		tick(h);
		done(t);
	}
	assert_int_equal(queued(t).n, 0);
	close_hall(h);
}

static void another_address_is_told_too_and_the_same_one_not_twice(void **state)
{
	store_test *t = *state;
	hall *h = open_hall(t);
	ticket_view k = line_up(t, 3);
	assert_ok(ask(t, k.code, "hanako@example.jp", 3));
	tick(h);
	assert_int_equal(count_of(t, "ticket.ahead"), 1);
	clock_set(&t->clock, clock_now(&t->clock) + MINUTE);
	assert_ok(ask(t, k.code, "hanako@example.jp", 5));
	tick(h);
	assert_int_equal(count_of(t, "ticket.ahead"), 1);
	clock_set(&t->clock, clock_now(&t->clock) + MINUTE);
	assert_ok(ask(t, k.code, "taro@example.jp", 5));
	tick(h);
	assert_int_equal(count_of(t, "ticket.ahead"), 2);
	close_hall(h);
}

static void what_cannot_be_reached_or_is_over_is_refused(void **state)
{
	store_test *t = *state;
	hall *h = open_hall(t);
	ticket_view k = line_up(t, 1);
	assert_refused(ask(t, k.code, "090-1234-5678", 3), ERR_bad_contact);
	assert_refused(ask(t, k.code, "hanako", 3), ERR_bad_contact);
	assert_refused(ask(t, k.code, "hanako@example.jp", 21), ERR_invalid);
	assert_refused(ask(t, STR("K7Q2M9XYZA"), "hanako@example.jp", 3), ERR_not_found);
	leave_queue c = { .by = &WORLD(t)->public, .code = k.code };
	assert_ok(run(t, leave_queue_run, &c));
	assert_refused(ask(t, k.code, "hanako@example.jp", 3), ERR_not_allowed_now);
	close_hall(h);
}

static const err *read_watch(db *d, arena *a, void *arg)
{
	struct {
		str code;
		watch_view ret;
	} *q = arg;
	return watch_read(d, a, TEST_CITY, q->code, &q->ret);
}

/* As if all had been sent now. */
static const err *end_run(db *d, arena *a, void *arg)
{
	(void)arg;
	outbox_due_row m;
	bool found;
	TRY(outbox_due(d, a, TEST_CITY, STR("mail"), INT64_MAX, &m, &found));
	for (int i = 0; found && i < 100; i++) {
		TRY(outbox_end(d, a,
			       &(outbox_end_in){ .city = TEST_CITY,
						 .id = m.id,
						 .was = m.state,
						 .tries = m.tries,
						 .becomes = STR("sent"),
						 .now = tx_now(d),
						 .reason = STR("") },
			       NULL));
		TRY(outbox_due(d, a, TEST_CITY, STR("mail"), INT64_MAX, &m, &found));
	}
	return NULL;
}

static void end_all(store_test *t)
{
	assert_ok(store_write(t->store, t->arena, STR("x"), end_run, NULL));
}

static void contacts_are_gone_when_the_day_is_over(void **state)
{
	store_test *t = *state;
	hall *h = open_hall(t);
	ticket_view k = line_up(t, 3);
	assert_ok(ask(t, k.code, "hanako@example.jp", 3));
	struct {
		str code;
		watch_view ret;
	} q = { .code = k.code };
	assert_ok(store_read(t->store, t->arena, read_watch, &q));
	assert_true(q.ret.some && str_eq(q.ret.contact, STR("h•••@example.jp")));
	tick(h);
	assert_ok(book(t, &WORLD(t)->public, "juumin", on_day(3, 10), "taro@example.jp", NULL));
	assert_int_equal(count_of(t, "ticket.ahead"), 1);
	end_all(t);
	assert_ok(notices_forget_tick(h->app, h->a));
	assert_int_equal(count_of(t, "ticket.ahead"), 1);
	clock_set(&t->clock, on_day(2, 0));
	assert_ok(notices_forget_tick(h->app, h->a));
	assert_ok(store_read(t->store, t->arena, read_watch, &q));
	assert_false(q.ret.some);
	assert_int_equal(count_of(t, "ticket.ahead"), 0);
	assert_int_equal(count_of(t, "booking.confirmed"), 1); /* is kept for the city's days */
	close_hall(h);
}

static void every_statement_means_the_same_to_both_databases(void **state)
{
	store_test *t = *state;
	assert_ok(store_check(t->store, t->arena, notices_statements, notices_statements_n));
}

int main(void)
{
	static const store_test_case tests[] = {
		STORE_TEST(who_books_with_an_address_is_told_and_reminded_the_evening_before),
		STORE_TEST(a_booking_is_spoken_of_in_the_bookers_language),
		STORE_TEST(who_gave_a_telephone_number_is_told_by_the_webhook_where_there_is_one),
		STORE_TEST(without_anything_to_send_with_nothing_is_queued),
		STORE_TEST(a_place_that_is_only_held_is_not_spoken_of_until_it_is_booked),
		STORE_TEST(who_moves_a_booking_is_reminded_of_the_new_time_alone),
		STORE_TEST(who_cancels_is_told_once_and_not_reminded),
		STORE_TEST(who_books_after_the_hour_of_reminders_is_not_reminded),
		STORE_TEST(an_office_says_which_messages_it_sends),
		PLAIN_TEST(each_thing_is_said_once_and_in_its_order),
		STORE_TEST(who_asked_is_told_three_before_and_when_it_is_near),
		STORE_TEST(who_was_called_and_did_not_come_is_told_where_and_until_when),
		STORE_TEST(who_was_called_meanwhile_is_not_told_to_come_back),
		STORE_TEST(who_asks_for_no_more_hears_no_more),
		STORE_TEST(another_address_is_told_too_and_the_same_one_not_twice),
		STORE_TEST(what_cannot_be_reached_or_is_over_is_refused),
		STORE_TEST(contacts_are_gone_when_the_day_is_over),
		STORE_TEST(every_statement_means_the_same_to_both_databases),
	};
	return store_tests("notices", tests, COUNT(tests), migrations, migrations_n, &test_fixture);
}
