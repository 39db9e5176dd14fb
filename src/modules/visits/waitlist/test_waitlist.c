/* The waiting list: who is offered what, until when, and what comes of it. */
#include "kit/messages/message.h"
#include "kit/messages/outbox.sql.h"
#include "modules/visits/waitlist/testing.h"
#include "modules/visits/waitlist/waitlist.sql.h"
#include "store/testing_plans.h"

#define TODAY day_from(2026, 4, 1)

/* --- rules --- */

static void the_machine_is_the_drawing(void **state)
{
	(void)state;
	waiting_state next;
	int allowed = 0;
	for (int s = 0; s < WAITING_STATES; s++)
		for (int c = 0; c < WAITING_COMMANDS; c++) {
			bool may = waiting_next((waiting_state)s, (waiting_command)c, &next);
			allowed += may;
			if (!waiting_is_open((waiting_state)s))
				assert_false(may); /* what is over stays over */
		}
	assert_int_equal(allowed, 11);
	assert_true(waiting_next(WAITING_OFFERED, WAITING_ACCEPT, &next) && next == WAITING_ACCEPTED);
	assert_false(waiting_next(WAITING_WAITING, WAITING_ACCEPT, &next));
	assert_false(waiting_next(WAITING_OFFERED, WAITING_END, &next)); /* first the offer ends */
	for (int s = 0; s < WAITING_STATES; s++)
		assert_int_equal(waiting_state_of(waiting_state_name((waiting_state)s)), s);
}

static void a_wish_is_days_and_times_of_the_day(void **state)
{
	arena *a = arena_new(1024 * 1024);
	(void)state;
	wishes w = { .from = TODAY, .to = TODAY + 7, .parts = PART_MORNING | PART_LATE };
	assert_true(wishes_fit(&w, at(9, 0)) && wishes_fit(&w, at(11, 59)) && wishes_fit(&w, at(15, 0)));
	assert_false(wishes_fit(&w, at(12, 0)) || wishes_fit(&w, at(14, 59)));
	assert_true(wishes_fit(&w, at(9, 0) + 7 * DAY));
	assert_false(wishes_fit(&w, at(9, 0) + 8 * DAY) || wishes_fit(&w, at(9, 0) - DAY));
	w.before = at(9, 0) + 2 * DAY;
	assert_true(wishes_fit(&w, w.before - MINUTE));
	assert_false(wishes_fit(&w, w.before));
	w.dates = wishes_dates_of(a, STR("2026-04-03,nonsense,2026-04-02"));
	w.before = 0;
	assert_int_equal(w.dates.n, 2);
	assert_true(str_eq(wishes_dates_text(a, &w), STR("2026-04-03,2026-04-02")));
	assert_true(wishes_fit(&w, at(9, 0) + DAY) && wishes_fit(&w, at(9, 0) + 2 * DAY));
	assert_false(wishes_fit(&w, at(9, 0)));
	arena_free(a);
}

static void nobody_has_to_answer_at_night(void **state)
{
	(void)state;
	waitlist_def w = { .offer_minutes = 60, .hours = { 8 * 60, 21 * 60 } };
	instant next_week = at(10, 0) + 7 * DAY;
	assert_int_equal(offer_until(&w, at(10, 15), next_week), at(11, 15));
	assert_int_equal(offer_until(&w, at(20, 0), next_week), at(21, 0));
	assert_int_equal(offer_until(&w, at(20, 30), next_week), at(8, 30) + DAY);
	assert_int_equal(offer_until(&w, at(23, 0), next_week), at(9, 0) + DAY);
	assert_int_equal(offer_until(&w, at(3, 0), next_week), at(9, 0));
	/* half of the time that is left when the visit is near */
	assert_int_equal(offer_until(&w, at(10, 0), at(11, 0)), at(10, 30));
	assert_int_equal(offer_until(&w, at(10, 0), at(10, 20)), at(10, 10));
	assert_int_equal(offer_until(&w, at(10, 0), at(10, 19)), 0);
	assert_int_equal(offer_until(&w, at(22, 0), at(9, 0) + DAY), at(8, 30) + DAY);
	assert_int_equal(offer_until(&w, at(22, 0), at(8, 15) + DAY), 0);
	assert_int_equal(offer_until(&w, at(10, 0), at(9, 0)), 0);
	/* whatever the times: within the hours, after now and before the visit */
	for (int from = 0; from < 24 * 60; from += 7)
		for (int ahead = 0; ahead < 3 * 24 * 60; ahead += 31) {
			instant now = at(0, 0) + from * MINUTE, start = now + ahead * MINUTE;
			instant until = offer_until(&w, now, start);
			if (!until)
				continue;
			assert_true(until >= now + 10 * MINUTE && until <= start);
			assert_true(minute_of(until) >= 8 * 60 && minute_of(until) <= 21 * 60);
		}
}

/* --- one place --- */

static void a_cancelled_place_is_offered_in_order_and_goes_on_until_somebody_takes_it(void **state)
{
	store_test *t = *state;
	booking_view b;
	waiting_view first, second, third;
	wishes today = on_days(TODAY, TODAY);

	for (int i = 0; i < 14; i++) /* the whole day is full: one place every half hour */
		assert_ok(book(t, &WORLD(t)->staff[0], "kokuho", at(9, 0) + i * 30 * MINUTE, "", i == 6 ? &b : NULL));
	assert_ok(join(t, "kokuho", today, "093-000-0001", &first));
	assert_ok(join(t, "kokuho", today, "093-000-0002", &second));
	assert_ok(join(t, "kokuho", today, "093-000-0003", &third));
	assert_int_equal(first.ahead, 0);
	assert_int_equal(third.ahead, 2);
	assert_int_equal(first.state, WAITING_WAITING);
	/* 12:00 is free: the first has it, and nobody else can take it */
	assert_ok(cancel(t, b.code));
	first = entry_now(t, first.code);
	assert_int_equal(first.state, WAITING_OFFERED);
	assert_int_equal(first.start, at(12, 0));
	assert_int_equal(first.until, at(10, 0));
	assert_int_equal(left_at(t, "kokuho", at(12, 0), true), 0);
	assert_refused(book(t, &WORLD(t)->staff[0], "kokuho", at(12, 0), "", NULL), ERR_slot_full);
	assert_int_equal(entry_now(t, second.code).state, WAITING_WAITING);
	/* no: the second has it */
	assert_ok(answer(t, first.code, ANSWER_DECLINE, &first));
	assert_int_equal(first.state, WAITING_WAITING);
	second = entry_now(t, second.code);
	assert_int_equal(second.start, at(12, 0));
	/* no answer: the third has it, as soon as anybody looks */
	clock_set(&t->clock, second.until);
	assert_refused(answer(t, second.code, ANSWER_ACCEPT, NULL), ERR_offer_over);
	assert_refused(book(t, &WORLD(t)->public, "kokuho", at(12, 0), "093-000-0009", NULL), ERR_slot_full);
	assert_int_equal(sweep(t), 1);
	assert_int_equal(entry_now(t, second.code).state, WAITING_WAITING);
	assert_int_equal(entry_now(t, second.code).unanswered, 1);
	assert_ok(answer(t, third.code, ANSWER_ACCEPT, &third));
	assert_int_equal(third.state, WAITING_ACCEPTED);
	assert_int_equal(booking_now(t, third.held).state, BOOKING_BOOKED);
	assert_true(str_eq(booking_now(t, third.held).name, STR("待 花子")));
	assert_int_equal(third.name.len, 0);
	assert_ok(answer(t, third.code, ANSWER_ACCEPT, NULL)); /* twice is as once */
	/* given up once more: those two said no to 12:00, so it is open to all */
	assert_ok(cancel(t, third.held));
	assert_int_equal(left_at(t, "kokuho", at(12, 0), false), 1);
	assert_int_equal(sweep(t), 0);
	assert_int_equal(wrongs(t), 0);
}

static void an_offer_is_answered_once_and_for_the_time_that_was_seen(void **state)
{
	store_test *t = *state;
	waiting_view v = { 0 };

	assert_ok(join(t, "kokuho", on_days(TODAY + 1, TODAY + 1), "093-000-0001", &v));
	/* what is free when one joins is offered at once */
	assert_int_equal(v.state, WAITING_OFFERED);
	answer_waiting c = {
		.by = &WORLD(t)->public, .code = v.code, .answer = ANSWER_ACCEPT, .start = v.start + MINUTE
	};
	assert_refused(run(t, answer_waiting_run, &c), ERR_offer_over);
	/* the hold cannot be confirmed beside the list */
	confirm_booking beside = {
		.by = &WORLD(t)->public, .code = v.held, .name = STR("別の人"), .contact = STR("093-000-0009")
	};
	assert_refused(run(t, confirm_booking_run, &beside), ERR_not_allowed_now);
	/* but released: that is a no */
	assert_ok(cancel(t, v.held));
	waiting_view after = entry_now(t, v.code);
	assert_int_equal(after.state, WAITING_OFFERED); /* the next time of that day */
	assert_int_equal(after.start, v.start + 30 * MINUTE);
	c = (answer_waiting){ .by = &WORLD(t)->public, .code = v.code, .answer = ANSWER_DECLINE, .start = v.start };
	assert_refused(run(t, answer_waiting_run, &c), ERR_offer_over);
	assert_ok(answer(t, v.code, ANSWER_LEAVE, &after));
	assert_int_equal(after.state, WAITING_LEFT);
	assert_int_equal(after.name.len + after.contact.len, 0);
	assert_ok(book(t, &WORLD(t)->public, "kokuho", v.start + 30 * MINUTE, "093-000-0009", NULL));
	assert_refused(answer(t, v.code, ANSWER_ACCEPT, NULL), ERR_offer_over);
	assert_int_equal(wrongs(t), 0);
}

static void who_does_not_answer_falls_asleep_and_can_be_woken(void **state)
{
	store_test *t = *state;
	waiting_view v = { 0 };

	assert_ok(join(t, "kokuho", on_days(TODAY + 1, TODAY + 1), "093-000-0001", &v));
	clock_set(&t->clock, v.until);
	sweep(t);
	v = entry_now(t, v.code);
	assert_int_equal(v.state, WAITING_OFFERED); /* one more try */
	clock_set(&t->clock, v.until + MINUTE);
	sweep(t);
	v = entry_now(t, v.code);
	assert_int_equal(v.state, WAITING_ASLEEP);
	assert_int_equal(sweep(t), 0);
	assert_ok(answer(t, v.code, ANSWER_WAKE, &v));
	assert_int_equal(v.state, WAITING_OFFERED);
	assert_int_equal(v.unanswered, 0);
	assert_ok(answer(t, v.code, ANSWER_DECLINE, NULL));
	assert_int_equal(wrongs(t), 0);
}

static void one_person_holds_one_offer(void **state)
{
	store_test *t = *state;
	waiting_view v, w;

	assert_ok(join(t, "kokuho", on_days(TODAY + 1, TODAY + 1), "093-000-0001", &v));
	assert_ok(join(t, "juumin", on_days(TODAY + 1, TODAY + 1), "０９３－０００－０００１", &w));
	assert_int_equal(v.state, WAITING_OFFERED);
	assert_int_equal(w.state, WAITING_WAITING);
	assert_refused(join(t, "kokuho", on_days(TODAY + 1, TODAY + 1), "0930000001", NULL), ERR_too_many_bookings);
	assert_ok(answer(t, v.code, ANSWER_ACCEPT, NULL));
	sweep(t);
	assert_int_equal(entry_now(t, w.code).state, WAITING_OFFERED);
	assert_int_equal(wrongs(t), 0);
}

static void joining_needs_days_times_services_and_a_person(void **state)
{
	store_test *t = *state;
	wishes w = on_days(TODAY, TODAY + 5);
	assert_refused(join(t, "zei", w, "093-000-0001", NULL), ERR_not_bookable);
	assert_refused(join(t, "kokuho,kokuho", w, "093-000-0001", NULL), ERR_invalid);
	assert_refused(join(t, "kokuho", w, "none", NULL), ERR_bad_contact);
	assert_refused(join(t, "kokuho", on_days(TODAY + 5, TODAY), "093-000-0001", NULL), ERR_invalid);
	assert_refused(join(t, "kokuho", on_days(TODAY - 5, TODAY - 1), "093-000-0001", NULL), ERR_invalid);
	assert_refused(join(t, "kokuho", on_days(TODAY, TODAY + 200), "093-000-0001", NULL), ERR_invalid);
	w.parts = 0;
	assert_refused(join(t, "kokuho", w, "093-000-0001", NULL), ERR_invalid);
	w.parts = PARTS_ALL;
	WORLD(t)->def->offices.at[0].waitlist.offer_minutes = 0;
	assert_refused(join(t, "kokuho", w, "093-000-0001", NULL), ERR_waitlist_off);
}

/* --- several places, and an earlier one --- */

static void a_visit_of_two_services_waits_for_both(void **state)
{
	store_test *t = *state;
	waiting_view v = { 0 };
	booking_view last;

	/* kokuho (after 20 minutes of juumin) is full but for nothing */
	for (int i = 0; i < 14; i++)
		assert_ok(
			book(t, &WORLD(t)->staff[0], "kokuho", at(9, 0) + i * 30 * MINUTE, "", i == 13 ? &last : NULL));
	assert_ok(join(t, "juumin,kokuho", on_days(TODAY, TODAY), "093-000-0001", &v));
	assert_int_equal(v.state, WAITING_WAITING);
	assert_ok(cancel(t, last.code)); /* kokuho at 15:30 */
	v = entry_now(t, v.code);
	assert_int_equal(v.state, WAITING_OFFERED);
	booking_view held = booking_now(t, v.held);
	assert_int_equal(held.steps_n, 2);
	assert_int_equal(held.steps[1].start, at(15, 30));
	assert_int_equal(v.start,
			 at(10, 0)); /* the first that is an hour ahead; the second service waits for its place */
	assert_ok(answer(t, v.code, ANSWER_ACCEPT, NULL));
	assert_int_equal(wrongs(t), 0);
}

struct hold_question {
	const actor *by;
	place_hold hold;
	booking_view ret;
	bool taken;
};

static const err *try_hold(db *d, arena *a, void *arg)
{
	struct hold_question *q = arg;
	return booking_hold(d, a, q->by, &q->hold, &q->ret, &q->taken);
}

static void a_hold_that_finds_half_of_its_places_keeps_none(void **state)
{
	store_test *t = *state;
	actor resident = { .city = TEST_CITY, .def = WORLD(t)->def, .channel = STR("web") };
	for (int i = 0; i < 14; i++)
		assert_ok(book(t, &WORLD(t)->staff[0], "kokuho", at(9, 0) + i * 30 * MINUTE, "", NULL));
	struct hold_question q = { .by = &resident,
				   .hold = { .office = defs_office(WORLD(t)->def, MOJI),
					     .services = services_of(t->arena, "juumin,kokuho"),
					     .start = at(11, 0),
					     .until = at(10, 0),
					     .one = { STR("待 花子"), STR_NONE, STR_NONE, STR_NONE } } };
	assert_ok(run(t, try_hold, &q));
	assert_false(q.taken);
	assert_int_equal(left_at(t, "juumin", at(11, 0), true), 3);
	assert_int_equal(wrongs(t), 0);
}

static void an_earlier_place_moves_the_booking_and_the_old_one_goes_on(void **state)
{
	store_test *t = *state;
	booking_view ten, noon, late;
	waiting_view mine, other;

	for (int i = 0; i < 14; i++)
		assert_ok(book(t, &WORLD(t)->staff[0], "kokuho", at(9, 0) + i * 30 * MINUTE, "",
			       i == 2   ? &ten
			       : i == 6 ? &noon
					: &late));
	join_waitlist c = {
		.by = &WORLD(t)->public, .booking = noon.code, .wishes = on_days(TODAY, TODAY + 3), .name = STR("x")
	};
	assert_ok(run(t, join_waitlist_run, &c));
	mine = c.ret;
	assert_int_equal(mine.wishes.to, TODAY); /* later than the booking is not earlier */
	assert_ok(run(t, join_waitlist_run, &c));
	assert_true(str_eq(c.ret.code, mine.code)); /* twice is as once */
	assert_ok(join(t, "kokuho", on_days(TODAY, TODAY), "093-000-0002", &other));
	/* a later place is not for who has noon already */
	assert_ok(cancel(t, late.code));
	assert_int_equal(entry_now(t, mine.code).state, WAITING_WAITING);
	assert_int_equal(entry_now(t, other.code).start, late.start);
	assert_ok(answer(t, other.code, ANSWER_DECLINE, NULL));
	/* ten is, and noon goes to the other */
	assert_ok(cancel(t, ten.code));
	mine = entry_now(t, mine.code);
	assert_int_equal(mine.start, at(10, 0));
	assert_int_equal(booking_now(t, noon.code).start, at(12, 0)); /* until it is accepted, the booking stays */
	assert_ok(answer(t, mine.code, ANSWER_ACCEPT, &mine));
	assert_true(str_eq(mine.held, noon.code));
	assert_int_equal(booking_now(t, noon.code).start, at(10, 0));
	assert_int_equal(booking_now(t, noon.code).steps[0].start, at(10, 0));
	assert_int_equal(entry_now(t, other.code).state, WAITING_OFFERED);
	assert_int_equal(entry_now(t, other.code).start, at(12, 0));
	assert_int_equal(wrongs(t), 0);
	/* who cancels the booking does not wait with it */
	c = (join_waitlist){ .by = &WORLD(t)->public, .booking = noon.code, .wishes = on_days(TODAY, TODAY) };
	assert_ok(run(t, join_waitlist_run, &c));
	assert_ok(cancel(t, noon.code));
	assert_int_equal(entry_now(t, c.ret.code).state, WAITING_LEFT);
	assert_int_equal(wrongs(t), 0);
}

static void places_that_a_new_definition_or_a_day_brings_are_found_by_the_tick(void **state)
{
	store_test *t = *state;
	waiting_view v = { 0 };

	for (int i = 0; i < 14; i++)
		assert_ok(book(t, &WORLD(t)->staff[0], "kokuho", at(9, 0) + i * 30 * MINUTE, "", NULL));
	assert_ok(join(t, "kokuho", on_days(TODAY, TODAY), "093-000-0001", &v));
	assert_int_equal(sweep(t), 0);
	offer_defs *offers = &WORLD(t)->def->offices.at[0].offers;
	for (size_t i = 0; i < offers->n; i++)
		if (str_eq(offers->at[i].service, STR("kokuho")))
			offers->at[i].booking.at[0].places = 2;
	assert_int_equal(sweep(t), 1);
	assert_int_equal(entry_now(t, v.code).state, WAITING_OFFERED);
	/* when the last day is past, it is over */
	assert_ok(answer(t, v.code, ANSWER_DECLINE, NULL));
	clock_set(&t->clock, at(9, 0) + DAY);
	for (int i = 0; i < 3; i++)
		sweep(t);
	assert_int_equal(entry_now(t, v.code).state, WAITING_OVER);
	assert_int_equal(wrongs(t), 0);
}

static void staff_of_another_office_see_and_do_nothing(void **state)
{
	store_test *t = *state;
	waiting_view v = { 0 };

	assert_ok(join(t, "kokuho", on_days(TODAY + 1, TODAY + 1), "093-000-0001", &v));
	who stranger = { .role = ROLE_CLERK, .staff = 9, .office = STR("tobata") };
	actor by = { .city = TEST_CITY, .def = WORLD(t)->def, .who = &stranger, .channel = STR("staff") };
	answer_waiting c = { .by = &by, .code = v.code, .answer = ANSWER_ACCEPT };
	assert_refused(run(t, answer_waiting_run, &c), ERR_forbidden);
	c = (answer_waiting){ .by = &WORLD(t)->public, .code = v.code, .answer = ANSWER_PHONED };
	assert_refused(run(t, answer_waiting_run, &c), ERR_forbidden);
	c.by = &WORLD(t)->staff[0];
	assert_ok(run(t, answer_waiting_run, &c));
	assert_int_equal(c.ret.phoned, at(9, 0));
	c.answer = ANSWER_ACCEPT;
	assert_ok(run(t, answer_waiting_run, &c));
	assert_int_equal(c.ret.state, WAITING_ACCEPTED);
}

/* --- what is told, and what fails ------------------------------------------------------------------------------------- */

struct due_mail {
	message_channel channel;
	outbox_due_row row;
	bool found;
};

static const err *read_mail(db *d, arena *a, void *arg)
{
	struct due_mail *m = arg;
	return outbox_due(d, a, TEST_CITY, message_channel_name(m->channel), tx_now(d), &m->row, &m->found);
}

static void an_offer_is_told_by_mail_and_taken_back_when_somebody_leaves(void **state)
{
	store_test *t = *state;
	WORLD(t)->public.means = &(message_means){ .mail = true, .site = STR("https://city.example") };
	WORLD(t)->public.lang = LANG_EN;
	waiting_view v = { 0 }, silent = { 0 };
	struct due_mail mail = { .channel = MESSAGE_MAIL };
	assert_ok(join(t, "kokuho", on_days(TODAY + 1, TODAY + 1), "hanako@example.jp", &v));
	assert_ok(join(t, "kokuho", on_days(TODAY + 1, TODAY + 1), "093-000-0001",
		       &silent)); /* nothing reaches a telephone */
	assert_int_equal(silent.state, WAITING_OFFERED);
	assert_ok(store_read(t->store, t->arena, read_mail, &mail));
	assert_true(mail.found);
	assert_true(str_eq(mail.row.kind, STR("waitlist.offer")));
	assert_true(str_eq(mail.row.address, STR("hanako@example.jp")));
	assert_int_equal(mail.row.expires_at, v.until); /* too late is not sent */
	str link = str_format(t->arena, "https://city.example/w/%.*s", STR_ARG(v.code));
	assert_true(str_has(mail.row.body, link) && str_has(mail.row.body, STR("Please answer by")));
	assert_false(str_has(mail.row.subject, v.code) || str_has(mail.row.body, v.held));
	assert_ok(answer(t, v.code, ANSWER_LEAVE, NULL));
	assert_ok(store_read(t->store, t->arena, read_mail, &mail));
	assert_false(mail.found);
}

static void an_offer_that_was_declined_before_its_mail_went_is_not_mailed(void **state)
{
	store_test *t = *state;
	WORLD(t)->public.means = &(message_means){ .mail = true, .site = STR("https://city.example") };
	waiting_view v = { 0 };
	struct due_mail mail = { .channel = MESSAGE_MAIL };
	assert_ok(join(t, "kokuho", on_days(TODAY + 1, TODAY + 1), "hanako@example.jp", &v));
	instant first = v.start;
	assert_ok(answer(t, v.code, ANSWER_DECLINE, &v));
	assert_int_equal(v.state, WAITING_OFFERED); /* the next time: that alone is told */
	assert_true(v.start > first);
	assert_ok(store_read(t->store, t->arena, read_mail, &mail));
	assert_true(mail.found);
	assert_true(str_has(mail.row.body,
			    str_format(t->arena, "%d:%02d", minute_of(v.start) / 60, minute_of(v.start) % 60)));
	assert_ok(answer(t, v.code, ANSWER_LEAVE, NULL));
	assert_ok(store_read(t->store, t->arena, read_mail, &mail));
	assert_false(mail.found);
}

static void nobodys_telephone_rings_at_night(void **state)
{
	store_test *t = *state;
	waitlist_def w = { .offer_minutes = 60, .hours = { 8 * 60, 21 * 60 } };
	assert_int_equal(offer_told_from(&w, at(10, 0)), at(10, 0));
	assert_int_equal(offer_told_from(&w, at(3, 0)), at(8, 0));
	assert_int_equal(offer_told_from(&w, at(23, 0)), at(8, 0) + DAY);
	WORLD(t)->public.means = &(message_means){ .webhook = true, .site = STR("https://city.example") };
	waiting_view v = { 0 };
	clock_set(&t->clock, at(23, 30));
	assert_ok(join(t, "kokuho", on_days(TODAY + 2, TODAY + 2), "090-1234-5678", &v));
	assert_int_equal(v.state, WAITING_OFFERED);
	struct due_mail m = { .channel = MESSAGE_WEBHOOK };
	assert_ok(store_read(t->store, t->arena, read_mail, &m));
	assert_false(m.found);
	clock_set(&t->clock, at(8, 0) + DAY);
	assert_ok(store_read(t->store, t->arena, read_mail, &m));
	assert_true(m.found);
	assert_int_equal(v.until, at(9, 0) + DAY); /* and there is the whole hour to answer */
}

static void an_offer_that_was_not_taken_leaves_no_name(void **state)
{
	store_test *t = *state;
	waiting_view v = { 0 };
	assert_ok(join(t, "kokuho", on_days(TODAY + 1, TODAY + 1), "093-000-0001", &v));
	str held = v.held;
	assert_true(booking_now(t, held).name.len > 0);
	assert_ok(answer(t, v.code, ANSWER_LEAVE, NULL));
	booking_view b = booking_now(t, held);
	assert_int_equal(b.state, BOOKING_EXPIRED);
	assert_int_equal(b.name.len + b.contact.len + b.note.len, 0);
}

static void names_of_an_office_that_is_no_more_are_erased_with_the_others(void **state)
{
	store_test *t = *state;
	waiting_view v = { 0 };
	for (int i = 0; i < 14; i++)
		assert_ok(book(t, &WORLD(t)->staff[0], "kokuho", at(9, 0) + i * 30 * MINUTE, "", NULL));
	assert_ok(join(t, "kokuho", on_days(TODAY, TODAY), "093-000-0001", &v));
	actor by = WORLD(t)->public;
	clock_set(&t->clock, at(9, 0) + 30 * DAY); /* the city keeps names for 30 days; no sweep came by */
	assert_ok(run(t, waitlist_erase_run, &by));
	assert_true(entry_now(t, v.code).name.len > 0);
	clock_set(&t->clock, at(9, 0) + 31 * DAY);
	assert_ok(run(t, waitlist_erase_run, &by));
	v = entry_now(t, v.code);
	assert_int_equal(v.name.len + v.contact.len, 0);
}

/* Everything that a cancellation does, and then the end of it. */
static const err *cancel_and_fail(db *d, arena *a, void *arg)
{
	TRY(cancel_booking_run(d, a, arg));
	return err_of(ERR_internal);
}

static void what_breaks_off_between_writes_has_changed_nothing(void **state)
{
	store_test *t = *state;
	booking_view b = { 0 };
	waiting_view v = { 0 };
	for (int i = 0; i < 14; i++)
		assert_ok(book(t, &WORLD(t)->staff[0], "kokuho", at(9, 0) + i * 30 * MINUTE, "", &b));
	assert_ok(join(t, "kokuho", on_days(TODAY, TODAY), "093-000-0001", &v));
	cancel_booking c = { .by = &WORLD(t)->public, .code = b.code };
	assert_refused(run(t, cancel_and_fail, &c), ERR_internal);
	assert_int_equal(booking_now(t, b.code).state, BOOKING_BOOKED);
	assert_int_equal(entry_now(t, v.code).state, WAITING_WAITING);
	assert_int_equal(entry_now(t, v.code).rev, v.rev);
	assert_int_equal(wrongs(t), 0);
	assert_ok(cancel(t, b.code)); /* and nothing of it is in the way */
	assert_int_equal(entry_now(t, v.code).state, WAITING_OFFERED);
	assert_int_equal(wrongs(t), 0);
}

/* --- after years ------------------------------------------------------------------------------------------------------- */

static void what_is_over_is_not_read_for_what_is_open(void **state)
{
	static const struct store_plan waiting[] = { { "waitlist_candidates", "waiting_open" },
						     { "waitlist_list", "waiting_open" },
						     { "waitlist_ended", "waiting_open" },
						     { "waitlist_count_office", "waiting_open" },
						     { "waitlist_count_contact", "waiting_contact" } };
	static const struct store_plan queue[] = { { "visits_live_steps", "step_open" },
						   { "visits_stale_steps", "step_open" },
						   { "visits_expired_holds", "booking_held" },
						   { "visits_late_bookings", "booking_open" } };
	store_test *t = *state;
	store_plans_are(t, waitlist_statements, waitlist_statements_n, waiting, COUNT(waiting));
	store_plans_are(t, visits_statements, visits_statements_n, queue, COUNT(queue));
}

int main(void)
{
	static const store_test_case tests[] = {
		PLAIN_TEST(the_machine_is_the_drawing),
		PLAIN_TEST(a_wish_is_days_and_times_of_the_day),
		PLAIN_TEST(nobody_has_to_answer_at_night),
		STORE_TEST(a_cancelled_place_is_offered_in_order_and_goes_on_until_somebody_takes_it),
		STORE_TEST(an_offer_is_answered_once_and_for_the_time_that_was_seen),
		STORE_TEST(who_does_not_answer_falls_asleep_and_can_be_woken),
		STORE_TEST(one_person_holds_one_offer),
		STORE_TEST(joining_needs_days_times_services_and_a_person),
		STORE_TEST(a_visit_of_two_services_waits_for_both),
		STORE_TEST(a_hold_that_finds_half_of_its_places_keeps_none),
		STORE_TEST(an_earlier_place_moves_the_booking_and_the_old_one_goes_on),
		STORE_TEST(places_that_a_new_definition_or_a_day_brings_are_found_by_the_tick),
		STORE_TEST(an_offer_is_told_by_mail_and_taken_back_when_somebody_leaves),
		STORE_TEST(an_offer_that_was_declined_before_its_mail_went_is_not_mailed),
		STORE_TEST(nobodys_telephone_rings_at_night),
		STORE_TEST(an_offer_that_was_not_taken_leaves_no_name),
		STORE_TEST(names_of_an_office_that_is_no_more_are_erased_with_the_others),
		STORE_TEST(what_breaks_off_between_writes_has_changed_nothing),
		STORE_TEST(staff_of_another_office_see_and_do_nothing),
		STORE_TEST(what_is_over_is_not_read_for_what_is_open),
	};
	return store_tests("waiting list", tests, COUNT(tests), migrations, migrations_n, &waitlist_fixture);
}
