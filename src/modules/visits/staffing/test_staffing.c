/* Counts, rosters, plans and a day played forward, on both databases. */
#include <math.h>

#include "modules/visits/staffing/staffing.h"
#include "modules/visits/staffing/staffing.sql.h"
#include "modules/visits/testing.h"
#include "modules/visits/visits_private.h"
#include "sim/sim.h"

#define APRIL_1 day_from(2026, 4, 1)

static const office_def *moji(store_test *t)
{
	return defs_office(WORLD(t)->def, MOJI);
}

static size_t count(store_test *t)
{
	count_days c = { .by = &WORLD(t)->staff[0], .office = moji(t) };
	assert_ok(run(t, count_days_run, &c));
	return c.ret_n;
}

struct counts_question {
	const office_def *office;
	day until;
	office_counts ret;
};

static const err *read_counts(db *d, arena *a, void *arg)
{
	struct counts_question *q = arg;
	return staffing_counts_of(d, a, TEST_CITY, q->office, q->until, &q->ret);
}

static office_counts counts_of(store_test *t, day until)
{
	struct counts_question q = { .office = moji(t), .until = until };
	assert_ok(store_read(t->store, t->arena, read_counts, &q));
	return q.ret;
}

static int cell(const arrivals *h, size_t on, size_t service, int hour, int minute)
{
	return h->counts[(on * h->services.n + service) * FORECAST_QUARTERS + (size_t)(hour * 4 + minute / 15)];
}

static void a_day_that_is_over_is_counted_once(void **state)
{
	store_test *t = *state;
	booking_view b;
	assert_ok(book(t, &WORLD(t)->public, "juumin", at(10, 0), "a@example.jp", &b));
	assert_ok(book(t, &WORLD(t)->public, "juumin", at(11, 0), "b@example.jp", NULL));
	assert_ok(take(t, "zei", NULL)); /* 9:00 */
	assert_ok(take(t, "zei", NULL));
	clock_set(&t->clock, at(9, 46));
	check_in c = { .by = &WORLD(t)->public, .code = b.code };
	assert_ok(run(t, check_in_run, &c));
	clock_set(&t->clock, at(11, 40));
	office_job late = { .by = WORLD(t)->staff[0], .office = moji(t) };
	assert_ok(run(t, no_show_run, &late));
	assert_int_equal(count(t), 0); /* today is not over */
	clock_set(&t->clock, at(24 + 8, 0));
	assert_int_equal(count(t), 1);
	assert_int_equal(count(t), 0);
	office_counts counts = counts_of(t, APRIL_1);
	assert_int_equal(counts.walk_ins.days_n, 1);
	assert_int_equal(counts.walk_ins.days[0].number, APRIL_1);
	assert_int_equal(cell(&counts.walk_ins, 0, 2, 9, 0), 2);
	assert_int_equal(cell(&counts.walk_ins, 0, 0, 9, 45), 0);
	assert_int_equal(cell(&counts.booked, 0, 0, 9, 45), 1);
	assert_int_equal(counts.bookings, 2);
	assert_true(counts.comes > 0.8 && counts.comes < 0.87); /* one of two came: a little less than usual */
}

static void many_days_are_counted_in_pieces_and_in_order(void **state)
{
	store_test *t = *state;
	for (int i = 0; i < 50; i++) {
		clock_set(&t->clock, instant_of(APRIL_1 + i, 10 * 60));
		take_ticket c = { .by = &WORLD(t)->staff[0], .office = MOJI, .services = services_of(t->arena, "zei") };
		assert_ok(run(t, take_ticket_run, &c));
	}
	clock_set(&t->clock, instant_of(APRIL_1 + 60, 600));
	assert_int_equal(count(t), 40);
	assert_int_equal(count(t), 10);
	assert_int_equal(count(t), 0);
	assert_int_equal(counts_of(t, APRIL_1 + 60).walk_ins.days_n, 50);
}

struct roster_question {
	const office_def *office;
	day on;
	roster_day ret;
	bool found;
};

static const err *read_roster(db *d, arena *a, void *arg)
{
	struct roster_question *q = arg;
	return staffing_roster(d, a, TEST_CITY, q->office, q->on, &q->ret);
}

static const err *read_plan(db *d, arena *a, void *arg)
{
	struct roster_question *q = arg;
	return staffing_plan(d, a, TEST_CITY, q->office, q->on, &q->ret, &q->found);
}

static roster_day plan_of(store_test *t, day on)
{
	struct roster_question q = { .office = moji(t), .on = on };
	assert_ok(store_read(t->store, t->arena, read_roster, &q));
	return q.ret;
}

static void a_roster_is_the_plan_else_what_is_usual_else_the_hours(void **state)
{
	store_test *t = *state;
	roster_day r = plan_of(t, APRIL_1);
	assert_int_equal(r.source, ROSTER_HOURS);
	assert_int_equal(r.n, 3);
	assert_int_equal(r.desks[2].from, 510);
	assert_int_equal(r.desks[2].to, 1035);
	/* two Wednesdays: desk 1 from 8:58 to 17:01 with a break at noon */
	for (int week = 0; week < 2; week++) {
		i64 off = week * 7 * DAY;
		clock_set(&t->clock, at(8, 58) + off);
		assert_ok(act(t, 0, "1", ACT_OPEN, NULL));
		assert_ok(take(t, "juumin", NULL));
		clock_set(&t->clock, at(12, 0) + off);
		desk_act pause = { .until = at(13, 0) + off };
		assert_ok(act(t, 0, "1", ACT_BREAK, &pause));
		clock_set(&t->clock, at(13, 1) + off);
		assert_ok(act(t, 0, "1", ACT_OPEN, NULL));
		clock_set(&t->clock, at(17, 1) + off);
		assert_ok(act(t, 0, "1", ACT_CLOSE, NULL));
	}
	clock_set(&t->clock, at(9, 0) + 10 * DAY);
	assert_int_equal(count(t), 2);
	r = plan_of(t, APRIL_1 + 14);
	assert_int_equal(r.source, ROSTER_USUAL);
	assert_int_equal(r.desks[0].from, 540); /* to five minutes */
	assert_int_equal(r.desks[0].to, 1020);
	assert_int_equal(r.desks[0].break_from, 720);
	assert_int_equal(r.desks[0].break_to, 780);
	assert_int_equal(r.desks[1].to, 0);
	assert_int_equal(plan_of(t, APRIL_1 + 15).source, ROSTER_HOURS); /* no Thursday was seen */
}

static void a_plan_is_saved_for_a_day_and_nobody_overwrites_what_they_did_not_see(void **state)
{
	store_test *t = *state;
	desk_hours desks[] = { { 510, 1035, 720, 780 }, { 0 }, { 540, 1020, 0, 0 } };
	save_plan c = {
		.by = &WORLD(t)->staff[0], .office = moji(t), .on = APRIL_1 + 1, .roster = { desks, 3, ROSTER_TYPED, 0 }
	};
	assert_ok(run(t, save_plan_run, &c));
	assert_refused(run(t, save_plan_run, &c), ERR_stale); /* it has a first version by now */
	roster_day r = plan_of(t, APRIL_1 + 1);
	assert_int_equal(r.source, ROSTER_PLAN);
	assert_int_equal(r.rev, 1);
	assert_int_equal(r.desks[0].break_to, 780);
	assert_int_equal(r.desks[1].to, 0);
	assert_int_equal(r.desks[2].from, 540);
	desks[1] = (desk_hours){ 660, 870, 0, 0 };
	c.rev = 1;
	assert_ok(run(t, save_plan_run, &c));
	r = plan_of(t, APRIL_1 + 1);
	assert_int_equal(r.rev, 2);
	assert_int_equal(r.desks[1].to, 870);
	struct roster_question q = { .office = moji(t), .on = APRIL_1 };
	assert_ok(store_read(t->store, t->arena, read_plan, &q));
	assert_false(q.found);
	c.drop = true;
	assert_refused(run(t, save_plan_run, &c), ERR_stale);
	c.rev = 2;
	assert_ok(run(t, save_plan_run, &c));
	assert_int_equal(plan_of(t, APRIL_1 + 1).source, ROSTER_HOURS);
}

static void hours_that_cannot_be_are_refused_at_their_field(void **state)
{
	store_test *t = *state;
	static const struct {
		desk_hours h;
		const char *where;
	} bad[] = {
		{ { 600, 540, 0, 0 }, "2.to" },
		{ { -5, 540, 0, 0 }, "2.from" },
		{ { 540, 1441, 0, 0 }, "2.to" },
		{ { 540, 1020, 500, 600 }, "2.break_from" },
		{ { 540, 1020, 720, 720 }, "2.break_to" },
		{ { 540, 1020, 720, 1030 }, "2.break_to" },
	};
	for (size_t i = 0; i < COUNT(bad); i++) {
		desk_hours desks[] = { { 0 }, bad[i].h, { 0 } };
		save_plan c = { .by = &WORLD(t)->staff[0],
				.office = moji(t),
				.on = APRIL_1,
				.roster = { desks, 3, ROSTER_TYPED, 0 } };
		const err *e = run(t, save_plan_run, &c);
		assert_refused(e, ERR_invalid);
		if (!str_eq(e->where, str_of(bad[i].where)))
			fail_msg("%zu: %.*s", i, STR_ARG(e->where));
	}
	assert_int_equal(plan_of(t, APRIL_1).source, ROSTER_HOURS);
}

static void a_file_of_rosters_keeps_its_good_rows_and_names_the_others(void **state)
{
	store_test *t = *state;
	roster_file f;
	assert_ok(roster_file_parse(t->arena, moji(t),
				    STR("date,desk,opens,closes,break_from,break_to\n"
					"2026-04-06,1,8:30,17:15,12:00,13:00\n"
					"2026-04-06,9,8:30,17:15,,\n"
					"2026-04-06,2,,,,\n"
					"2026-04-07,1,9:00,8:00,,\n"
					"2026-04-07,3,9:00,17:00,,\n"
					"2026-04-07,3,9:00,16:00,,\n"
					"2026-4-31,3,9:00,16:00,,\n"
					"2026-04-07,2,9:00,16:00,8:00,8:30\n"),
				    &f));
	assert_int_equal(f.rows, 3);
	assert_int_equal(f.n, 2);
	assert_int_equal(f.at[0].roster.desks[0].break_from, 720);
	assert_int_equal(f.at[0].roster.desks[1].to, 0);
	assert_int_equal(f.at[1].roster.desks[2].to, 1020);
	static const struct {
		int line, column;
		const char *what;
	} wrong[] = {
		{ 3, 2, "desk" }, { 5, 4, "closes" }, { 7, 2, "twice" }, { 8, 1, "date" }, { 9, 5, "break_from" }
	};
	assert_int_equal(f.mistakes.n, COUNT(wrong));
	for (size_t i = 0; i < COUNT(wrong); i++) {
		assert_int_equal(f.mistakes.at[i].line, wrong[i].line);
		assert_int_equal(f.mistakes.at[i].column, wrong[i].column);
		assert_string_equal(f.mistakes.at[i].what, wrong[i].what);
	}
	/* what is written is read back as it was */
	buf b = buf_new(t->arena, 65536);
	roster_file_write(&b, moji(t), f.at[0].on, &f.at[0].roster, true);
	roster_file_write(&b, moji(t), f.at[1].on, &f.at[1].roster, false);
	roster_file again;
	assert_ok(roster_file_parse(t->arena, moji(t), buf_str(&b), &again));
	assert_int_equal(again.mistakes.n, 0);
	assert_int_equal(again.n, 2);
	for (size_t i = 0; i < 2; i++)
		assert_memory_equal(again.at[i].roster.desks, f.at[i].roster.desks, 3 * sizeof(desk_hours));
	assert_refused(roster_file_parse(t->arena, moji(t), STR("date,desk\n"), &f), ERR_file);
}

struct expect_question {
	test_world *w;
	day on;
	instant now;
	expectation ret;
	habits how;
};

static const err *read_expectation(db *d, arena *a, void *arg)
{
	struct expect_question *q = arg;
	const office_def *o = defs_office(q->w->def, MOJI);
	TRY(staffing_expect(d, a, TEST_CITY, o, q->on, q->now, &q->ret));
	return staffing_habits(d, a, q->w->def, o, q->on, q->now, &q->how);
}

static struct expect_question expect(store_test *t, day on)
{
	struct expect_question q = { .w = WORLD(t), .on = on, .now = clock_now(&t->clock) };
	assert_ok(store_read(t->store, t->arena, read_expectation, &q));
	return q;
}

static void load(store_test *t, int days, int a_day)
{
	buf b = buf_new(t->arena, 1 << 20);
	buf_lit(&b, "date,time,service,count\n");
	for (int i = days; i > 0; i--) {
		day on = APRIL_1 - i;
		if (office_hours(moji(t), on, NULL).n == 0)
			continue;
		for (int q = 36; q < 68; q++)
			buf_format(&b, "%s,%02d:%02d,zei,%d\n", day_text(t->arena, on).at, q / 4, q % 4 * 15,
				   a_day / 32 + (q % 7 == i % 7));
		buf_format(&b, "%s,09:00,mystery,1\n", day_text(t->arena, on).at);
	}
	arrivals h;
	assert_ok(arrivals_parse(t->arena, buf_str(&b), DAY_NONE, ARRIVALS_ALL, &h));
	load_counts c = { .city = TEST_CITY, .office = moji(t), .from = &h };
	assert_ok(run(t, load_counts_run, &c));
	assert_int_equal(c.ret_days, h.days_n);
	assert_int_equal(c.ret_unknown.n, 1);
	assert_ok(run(t, load_counts_run, &c)); /* twice is as once */
	assert_int_equal(c.ret_days, 0);
}

static void counts_of_days_that_are_not_over_are_not_taken_over(void **state)
{
	store_test *t = *state;
	arrivals h;
	assert_ok(arrivals_parse(
		t->arena,
		STR("date,time,service,count\n2026-03-31,9:00,zei,3\n2026-04-01,9:00,zei,3\n2026-04-02,9:00,zei,3\n"),
		DAY_NONE, ARRIVALS_ALL, &h));
	load_counts c = { .city = TEST_CITY, .office = moji(t), .from = &h };
	assert_ok(run(t, load_counts_run, &c));
	assert_int_equal(c.ret_days, 1);
	assert_ok(take(t, "zei", NULL));
	clock_set(&t->clock, at(24 + 9, 0));
	assert_int_equal(count(t), 1); /* the first of April, as it really was */
	office_counts counts = counts_of(t, APRIL_1);
	assert_int_equal(counts.walk_ins.days_n, 2);
	assert_int_equal(cell(&counts.walk_ins, 1, 2, 9, 0), 1);
}

static void without_history_it_is_a_guess_and_with_it_what_came(void **state)
{
	store_test *t = *state;
	struct expect_question q = expect(t, APRIL_1 + 1);
	assert_int_equal(q.ret.days, 0);
	assert_true(q.ret.people > 10 && q.ret.people < 400);
	assert_true(q.ret.p90 > 1.1 * q.ret.people && q.ret.p90 < 1.5 * q.ret.people);
	assert_true(q.ret.walk_ins.mean[2 * FORECAST_QUARTERS + 20] == 0); /* 5:00: closed */
	load(t, 90, 128);
	q = expect(t, APRIL_1 + 1);
	assert_true(q.ret.days > 55);
	assert_true(q.ret.walk_ins.total > 120 && q.ret.walk_ins.total < 150);
	assert_true(q.ret.p90 < 1.4 * q.ret.people);
	assert_int_equal(expect(t, APRIL_1 + 3).ret.hours.n, 0); /* Saturday */
	assert_true(expect(t, APRIL_1 + 3).ret.walk_ins.total == 0);
}

static void bookings_that_are_known_are_expected_at_their_time(void **state)
{
	store_test *t = *state;
	load(t, 90, 64);
	double before = expect(t, APRIL_1 + 1).ret.people;
	for (int i = 0; i < 3; i++)
		assert_ok(book(t, &WORLD(t)->staff[0], "juumin", at(24 + 10, i * 30), "", NULL));
	struct expect_question q = expect(t, APRIL_1 + 1);
	assert_int_equal(q.ret.bookings.n, 3);
	assert_int_equal(q.ret.bookings.at[0].minute, 600);
	assert_true(q.ret.people >= before - 0.01);
	assert_true(q.ret.people < before + 3);
}

static void another_desk_shortens_the_waits_and_no_desk_serves_nobody(void **state)
{
	store_test *t = *state;
	load(t, 120, 192);
	struct expect_question q = expect(t, APRIL_1 + 1);
	/* tax certificates at desk 3, five minutes each, 24 an hour: too many for one */
	desk_hours one[] = { { 0 }, { 0 }, { 510, 1035, 0, 0 } },
		   two[] = { { 660, 870, 0, 0 }, { 0 }, { 510, 1035, 0, 0 } }, none[3] = { { 0 } };
	roster_day r = { one, 3, ROSTER_TYPED, 0 };
	day_outlook lone, both, closed;
	staffing_play(t->arena, &q.ret, &q.how, &r, 200, 1, &lone);
	r.desks = two;
	staffing_play(t->arena, &q.ret, &q.how, &r, 200, 1, &both);
	r.desks = none;
	staffing_play(t->arena, &q.ret, &q.how, &r, 20, 1, &closed);
	assert_true(lone.sim.day.people > 150);
	assert_true(fabs(lone.sim.day.people - both.sim.day.people) < 0.01 * lone.sim.day.people); /* the same people */
	assert_true(lone.sim.services[2].p90 > 1800);
	assert_true(both.sim.services[2].p90 < 0.7 * lone.sim.services[2].p90);
	assert_true(fabs(lone.desk_hours - 8.75) < 0.01 && fabs(both.desk_hours - 12.25) < 0.01);
	assert_true(lone.load[2] > 0.8);
	assert_true(lone.longest_queue > 10);
	int noon = (13 * 60 - lone.from) / 15;
	assert_true(both.sim.waits[noon].p90 < lone.sim.waits[noon].p90);
	assert_true(both.sim.queue[noon] < lone.sim.queue[noon]);
	assert_true(closed.sim.day.unserved > 0.99 * closed.sim.day.people);
	/* the same seed, the same answer */
	day_outlook again;
	r.desks = one;
	staffing_play(t->arena, &q.ret, &q.how, &r, 200, 1, &again);
	assert_true(again.sim.day.p90 == lone.sim.day.p90 && again.sim.day.mean == lone.sim.day.mean);
}

struct floor_question {
	test_world *w;
	instant now;
	board board;
	expectation expected;
	habits how;
	roster_day roster;
	hints kept;
};

static const err *read_floor(db *d, arena *a, void *arg)
{
	struct floor_question *q = arg;
	const office_def *o = defs_office(q->w->def, MOJI);
	TRY(visits_board_in(d, a, q->w->def, o, q->now, false, &q->board));
	TRY(staffing_expect(d, a, TEST_CITY, o, q->board.today, q->now, &q->expected));
	TRY(staffing_roster(d, a, TEST_CITY, o, q->board.today, &q->roster));
	TRY(staffing_habits(d, a, q->w->def, o, q->board.today, q->now, &q->how));
	return staffing_read_hints(d, a, &q->board, &q->kept);
}

static struct floor_question look_at(store_test *t)
{
	struct floor_question q = { .w = WORLD(t), .now = clock_now(&t->clock) };
	assert_ok(store_read(t->store, t->arena, read_floor, &q));
	return q;
}

static hints suggest(store_test *t)
{
	struct floor_question q = look_at(t);
	hints h;
	staffing_suggest(t->arena, &q.board, &q.expected, &q.how, &q.roster, 60, 5, &h);
	return h;
}

static void a_closed_desk_is_suggested_when_it_helps_and_only_then(void **state)
{
	store_test *t = *state;
	load(t, 60, 32);
	assert_int_equal(suggest(t).n, 0); /* nobody waits */
	assert_ok(act(t, 0, "3", ACT_OPEN, NULL));
	assert_ok(take(t, "zei", NULL));
	assert_int_equal(suggest(t).n, 0); /* nobody waits long */
	for (int i = 0; i < 14; i++) {
		take_ticket c = { .by = &WORLD(t)->staff[0], .office = MOJI, .services = services_of(t->arena, "zei") };
		assert_ok(run(t, take_ticket_run, &c));
	}
	hints h = suggest(t);
	assert_int_equal(h.n, 1); /* desk 1 has tax certificates beside; desk 2 has not */
	assert_int_equal(h.at[0].desk, 0);
	assert_int_equal(h.at[0].offer, 2);
	assert_int_equal(h.at[0].until, 11 * 60); /* two hours */
	assert_true(h.at[0].before > 3000 && h.at[0].before < 8000); /* fifteen people of five minutes each */
	assert_true(h.at[0].after < 0.7 * h.at[0].before);
	hints again = suggest(t);
	assert_int_equal(again.at[0].after, h.at[0].after);
	/* it helps no more when that desk is open: then there is nobody left to open */
	assert_ok(act(t, 1, "1", ACT_OPEN, NULL));
	assert_int_equal(suggest(t).n, 0);
	/* on a break it could come back */
	desk_act pause = { .until = at(11, 0) };
	assert_ok(act(t, 1, "1", ACT_BREAK, &pause));
	assert_int_equal(suggest(t).n, 1);
}

static const err *keep_hints(db *d, arena *a, void *arg)
{
	(void)arg;
	TRY(staffing_add_hint(d, a,
			      &(staffing_add_hint_in){ .city = TEST_CITY,
						       .office = MOJI,
						       .place = 1,
						       .desk = STR("1"),
						       .until = 660,
						       .service = STR("zei"),
						       .before = 2400,
						       .after = 1200,
						       .now = tx_now(d) },
			      NULL));
	return staffing_add_hint(d, a,
				 &(staffing_add_hint_in){ .city = TEST_CITY,
							  .office = MOJI,
							  .place = 2,
							  .desk = STR("gone"),
							  .service = STR("zei"),
							  .now = tx_now(d) },
				 NULL);
}

static void a_suggestion_goes_when_it_has_come_true_or_is_old(void **state)
{
	store_test *t = *state;
	assert_ok(run(t, keep_hints, NULL));
	struct floor_question q = look_at(t);
	assert_int_equal(q.kept.n, 1); /* a desk that is not there any more is left out */
	assert_int_equal(q.kept.at[0].before, 2400);
	assert_ok(act(t, 0, "1", ACT_OPEN, NULL));
	assert_int_equal(look_at(t).kept.n, 0);
	assert_ok(act(t, 0, "1", ACT_CLOSE, NULL));
	assert_int_equal(look_at(t).kept.n, 1);
	clock_set(&t->clock, at(9, 4));
	assert_int_equal(look_at(t).kept.n, 0);
}

static void every_statement_of_staffing_is_understood(void **state)
{
	store_test *t = *state;
	assert_ok(store_check(t->store, t->arena, staffing_statements, staffing_statements_n));
}

int main(void)
{
	static const store_test_case tests[] = {
		STORE_TEST(a_day_that_is_over_is_counted_once),
		STORE_TEST(many_days_are_counted_in_pieces_and_in_order),
		STORE_TEST(a_roster_is_the_plan_else_what_is_usual_else_the_hours),
		STORE_TEST(a_plan_is_saved_for_a_day_and_nobody_overwrites_what_they_did_not_see),
		STORE_TEST(hours_that_cannot_be_are_refused_at_their_field),
		STORE_TEST(a_file_of_rosters_keeps_its_good_rows_and_names_the_others),
		STORE_TEST(counts_of_days_that_are_not_over_are_not_taken_over),
		STORE_TEST(without_history_it_is_a_guess_and_with_it_what_came),
		STORE_TEST(bookings_that_are_known_are_expected_at_their_time),
		STORE_TEST(another_desk_shortens_the_waits_and_no_desk_serves_nobody),
		STORE_TEST(a_closed_desk_is_suggested_when_it_helps_and_only_then),
		STORE_TEST(a_suggestion_goes_when_it_has_come_true_or_is_old),
		STORE_TEST(every_statement_of_staffing_is_understood),
	};
	return store_tests("staffing", tests, COUNT(tests), migrations, migrations_n, &test_fixture);
}
