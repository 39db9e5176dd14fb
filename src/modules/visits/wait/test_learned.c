/* An office learns from its own days, and what it then says holds about as often as promised. */
#include <math.h>

#include "modules/visits/staffing/staffing.h"
#include "modules/visits/testing.h"
#include "modules/visits/wait/learned.h"
#include "modules/visits/wait/wait.h"
#include "modules/visits/wait/wait.sql.h"

static const office_def *office_of(store_test *t)
{
	return defs_office(WORLD(t)->def, MOJI);
}

/* --- questions ------------------------------------------------------------------------------------------------------- */

struct expect_question {
	store_test *t;
	newcomer who;
	said_wait ret;
};

static const err *ask_expected(db *d, arena *a, void *arg)
{
	struct expect_question *q = arg;
	return wait_expect(d, a, WORLD(q->t)->def, office_of(q->t), clock_now(&q->t->clock), &q->who, &q->ret);
}

static said_wait expected(store_test *t, const char *service)
{
	struct expect_question q = { .t = t, .who = { .services = services_of(t->arena, service) } };
	arena *one = arena_new(1 << 26); /* an estimate is a megabyte; a test asks hundreds of times */
	assert_ok(store_read(t->store, one, ask_expected, &q));
	arena_free(one);
	return q.ret;
}

struct history_question {
	const office_def *office;
	day day;
	office_day ret;
};

static const err *read_history(db *d, arena *a, void *arg)
{
	struct history_question *q = arg;
	return history_read(d, a, TEST_CITY, q->office, q->day, &q->ret);
}

static office_day history_of(store_test *t, day on)
{
	struct history_question q = { .office = office_of(t), .day = on };
	assert_ok(store_read(t->store, t->arena, read_history, &q));
	return q.ret;
}

struct text_question {
	wait_get_model_row row;
	bool found;
};

static const err *read_text(db *d, arena *a, void *arg)
{
	struct text_question *q = arg;
	return wait_get_model(d, a, TEST_CITY, MOJI, &q->row, &q->found);
}

static wait_get_model_row stored_text(store_test *t)
{
	struct text_question q = { 0 };
	assert_ok(store_read(t->store, t->arena, read_text, &q));
	assert_true(q.found);
	return q.row;
}

static const err *read_accuracy(db *d, arena *a, void *arg)
{
	return accuracy_read(d, a, TEST_CITY, STR_NONE, day_from(2026, 4, 1), day_from(2026, 5, 31), arg);
}

static int learn_until(store_test *t, instant now)
{
	int days;
	assert_ok(learned_tick(t->store, t->arena, TEST_CITY, office_of(t), now, 100, &days));
	return days;
}

static int anew(store_test *t, instant now, office_learned *ret)
{
	int days;
	assert_ok(learned_anew(t->store, t->arena, TEST_CITY, office_of(t), now, ret, &days));
	return days;
}

/* --- a made-up office, played through the commands -------------------------------------------------------------------- */

static u64 next_random(u64 *s)
{
	u64 z = (*s += 0x9E3779B97F4A7C15u);
	z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
	z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
	return z ^ (z >> 31);
}

static double uniform(u64 *s)
{
	return ((double)(next_random(s) >> 11) + 0.5) / 9007199254740992.0;
}

static double normal(u64 *s)
{
	return sqrt(-2 * log(uniform(s))) * cos(6.283185307179586 * uniform(s));
}

/* Desks 1 and 2 serve juumin from 8:30 on. People come until `end`; all are served. A free desk calls at once. */
#define DESKS 2
typedef struct playing {
	store_test *t;
	u64 seed;
	double minutes; /* of a service, the median */
	double every; /* minutes between two who come, the mean */
	day day;
	int until; /* people come until this minute of the day */
	instant free_at[DESKS]; /* 0: is free now */
	int waiting;
} playing;

static const char *const desk_names[DESKS] = { "1", "2" };

static void somebody_comes(playing *p)
{
	store_test *t = p->t;
	take_ticket c = { .by = &WORLD(t)->public,
			  .office = MOJI,
			  .services = services_of(t->arena, "juumin"),
			  .said = expected(t, "juumin") };
	assert_true(c.said.some);
	assert_ok(run(t, take_ticket_run, &c));
	p->waiting++;
}

static void call_who_can_be(playing *p, double mood)
{
	for (int i = 0; i < DESKS; i++) {
		if (p->free_at[i] || p->waiting == 0)
			continue;
		assert_ok(act(p->t, i, desk_names[i], ACT_CALL_NEXT, NULL));
		assert_ok(act(p->t, i, desk_names[i], ACT_SERVE, NULL));
		p->waiting--;
		double seconds = 60 * p->minutes * exp(0.5 * normal(&p->seed) + mood);
		p->free_at[i] = clock_now(&p->t->clock) + (instant)(seconds * 1000);
	}
}

static void play_day(playing *p)
{
	store_test *t = p->t;
	double mood = 0.1 * normal(&p->seed);
	instant comes = instant_of(p->day, 8 * 60 + 40), last = instant_of(p->day, p->until);
	clock_set(&t->clock, instant_of(p->day, 8 * 60 + 30));
	for (int i = 0; i < DESKS; i++)
		assert_ok(act(t, i, desk_names[i], ACT_OPEN, NULL));
	for (;;) {
		int first = -1;
		for (int i = 0; i < DESKS; i++)
			if (p->free_at[i] && (first < 0 || p->free_at[i] < p->free_at[first]))
				first = i;
		if (comes > last && first < 0)
			break;
		if (first >= 0 && (comes > last || p->free_at[first] <= comes)) {
			clock_set(&t->clock, p->free_at[first]);
			assert_ok(act(t, first, desk_names[first], ACT_DONE, NULL));
			p->free_at[first] = 0;
		} else {
			clock_set(&t->clock, comes);
			somebody_comes(p);
			comes += (instant)(-log(uniform(&p->seed)) * p->every * 60000);
		}
		call_who_can_be(p, mood);
	}
	for (int i = 0; i < DESKS; i++)
		assert_ok(act(t, i, desk_names[i], ACT_CLOSE, NULL));
	p->day++;
	while (weekday_of(p->day) == 0 || weekday_of(p->day) == 6)
		p->day++;
}

static playing office_at(store_test *t, double minutes)
{
	return (playing){
		.t = t, .seed = 11, .minutes = minutes, .every = 6, .day = day_from(2026, 4, 2), .until = 12 * 60
	};
}

/* --- tests ------------------------------------------------------------------------------------------------------------- */

static void what_is_said_holds_about_as_often_as_promised(void **state)
{
	store_test *t = *state;
	playing p = office_at(t, 11);
	p.until = 14 * 60;
	for (int i = 0; i < 8; i++) {
		play_day(&p);
		learn_until(t, instant_of(p.day, 0));
	}
	int days;
	assert_ok(wait_score_days(t->store, t->arena, TEST_CITY, MOJI, instant_of(p.day, 0), 100, &days));
	assert_int_equal(days, 8);
	accuracy a;
	assert_ok(store_read(t->store, t->arena, read_accuracy, &a));
	wait_sums all = { 0 };
	for (size_t i = 0; i < a.weeks.n; i++)
		wait_sums_join(&all, &a.weeks.at[i].sums);
	print_message("%lld people, %.0f %% inside, off by %.1f min, rule of thumb by %.1f\n", (long long)all.called,
		      100.0 * (double)all.inside / (double)all.called, (double)all.error / (double)all.called / 60,
		      (double)all.rule_error / (double)all.called / 60);
	assert_true(all.called > 300);
	assert_true(all.inside * 100 > all.called * 70);
	assert_true(all.inside * 100 < all.called * 92);
	assert_true(all.error < all.rule_error);
}

static void a_model_made_anew_is_the_one_that_was_learned_day_by_day(void **state)
{
	store_test *t = *state;
	playing p = office_at(t, 8);
	p.until = 10 * 60;
	for (int i = 0; i < 3; i++) {
		play_day(&p);
		assert_int_equal(learn_until(t, instant_of(p.day, 0)), 1);
		assert_int_equal(learn_until(t, instant_of(p.day, 0)), 0); /* up to date */
	}
	wait_get_model_row before = stored_text(t);
	office_learned one, two;
	assert_int_equal(anew(t, instant_of(p.day, 0), &one), 3);
	wait_get_model_row after = stored_text(t);
	assert_int_equal(after.version, before.version + 1);
	assert_true(str_eq(before.plan, after.plan));
	/* each night the numbers are rounded once, when they become text */
	office_model nightly, at_once;
	assert_ok(model_parse(t->arena, before.model, &nightly));
	assert_ok(model_parse(t->arena, after.model, &at_once));
	int service = model_service(&nightly, STR("juumin"), 0);
	double seconds = model_mean_seconds(&at_once, service);
	assert_in_range(seconds, 7 * 60, 11 * 60); /* the median is eight minutes */
	assert_true(fabs(model_mean_seconds(&nightly, service) - seconds) < seconds / 10000);
	/* twice anew is the same to the last digit */
	assert_int_equal(anew(t, instant_of(p.day, 0), &two), 3);
	assert_true(str_eq(stored_text(t).model, after.model));
	assert_true(str_eq(stored_text(t).plan, after.plan));
}

static void an_office_that_takes_longer_than_was_written_down_is_believed(void **state)
{
	store_test *t = *state;
	assert_ok(act(t, 0, "1", ACT_OPEN, NULL));
	assert_ok(act(t, 1, "2", ACT_OPEN, NULL));
	for (int i = 0; i < 6; i++)
		assert_ok(take(t, "juumin", NULL));
	said_wait before = expected(t, "juumin"); /* 20 minutes by the definition */
	assert_in_range(before.range.p50, 35 * 60, 80 * 60);
	assert_ok(act(t, 0, "1", ACT_CLOSE, NULL));
	assert_ok(act(t, 1, "2", ACT_CLOSE, NULL));
	clock_set(&t->clock, at(23, 0));
	playing p = office_at(t, 5);
	p.every = 4;
	p.day++;
	for (int i = 0; i < 4; i++)
		play_day(&p);
	learn_until(t, instant_of(p.day, 0));
	clock_set(&t->clock, instant_of(p.day, 9 * 60));
	assert_ok(act(t, 0, "1", ACT_OPEN, NULL));
	assert_ok(act(t, 1, "2", ACT_OPEN, NULL));
	for (int i = 0; i < 6; i++)
		assert_ok(take(t, "juumin", NULL));
	said_wait after = expected(t, "juumin"); /* five minutes, really */
	assert_int_equal(after.range.ahead, 6);
	assert_true(after.range.p50 * 2 < before.range.p50);
	/* what is known better is said more narrowly */
	assert_true((after.range.p90 - after.range.p10) * before.range.p50 <
		    (before.range.p90 - before.range.p10) * after.range.p50);
}

static void a_slow_day_is_noticed_while_it_goes_on(void **state)
{
	store_test *t = *state;
	playing p = office_at(t, 10);
	p.until = 11 * 60;
	for (int i = 0; i < 3; i++)
		play_day(&p);
	learn_until(t, instant_of(p.day, 0));
	clock_set(&t->clock, instant_of(p.day, 9 * 60));
	assert_ok(act(t, 0, "1", ACT_OPEN, NULL));
	for (int i = 0; i < 10; i++)
		assert_ok(take(t, "juumin", NULL));
	assert_ok(act(t, 0, "1", ACT_CALL_NEXT, NULL));
	int before = expected(t, "juumin").range.p50;
	for (int i = 1; i <= 5; i++) { /* each takes 25 minutes */
		clock_set(&t->clock, instant_of(p.day, 9 * 60 + 25 * i));
		assert_ok(act(t, 0, "1", ACT_DONE, NULL));
		assert_ok(take(t, "juumin", NULL)); /* as many wait as before */
		assert_ok(act(t, 0, "1", ACT_CALL_NEXT, NULL));
	}
	assert_true(expected(t, "juumin").range.p50 > before * 5 / 4);
}

static void a_desk_on_a_break_is_waited_for_until_the_time_that_was_said(void **state)
{
	store_test *t = *state;
	assert_ok(act(t, 0, "3", ACT_OPEN, NULL));
	desk_act pause = { .until = at(9, 30) };
	assert_ok(act(t, 0, "3", ACT_BREAK, &pause));
	said_wait w = expected(t, "zei");
	assert_false(w.range.assumed);
	assert_in_range(w.range.p10, 28 * 60, 32 * 60);
	assert_in_range(w.range.p90, 28 * 60, 36 * 60);
	/* when it is over, it is as if there had been none */
	clock_set(&t->clock, at(9, 30));
	assert_ok(act(t, 0, "3", ACT_OPEN, NULL));
	assert_true(expected(t, "zei").range.p50 < 60);
}

static void a_desk_that_is_planned_to_open_later_is_waited_for_until_then(void **state)
{
	store_test *t = *state;
	clock_set(&t->clock, at(9, 0));
	said_wait guess = expected(t, "zei"); /* some desk, soon */
	assert_true(guess.range.assumed);
	assert_in_range(guess.range.p50, 5 * 60, 20 * 60);
	desk_hours hours[3] = { { 0 }, { 0 }, { 10 * 60, 17 * 60, 0, 0 } };
	save_plan c = { .by = &WORLD(t)->staff[0],
			.office = office_of(t),
			.on = day_from(2026, 4, 1),
			.roster = { .desks = hours, .n = 3 },
			.rev = -1 };
	assert_ok(run(t, save_plan_run, &c));
	said_wait w = expected(t, "zei");
	assert_true(w.range.assumed); /* nobody is there yet, and the page says so */
	assert_in_range(w.range.p50, 55 * 60, 75 * 60);
}

static void the_usual_hours_of_a_desk_are_its_plan(void **state)
{
	(void)state;
	arena *a = arena_new(1 << 22);
	office_plan p = { 0 };
	bool open[PLAN_BINS] = { false };
	for (int k = 34; k < 69; k++)
		open[k] = k < 48 || k >= 52; /* 8:30 to 12:00, 13:00 to 17:15 */
	wait_span spans[WAIT_SPANS_MAX];
	assert_int_equal(desk_plan_spans(&p, STR("1"), 3, spans), 0);
	desk_plan_learn(&p, STR("1"), 3, open);
	assert_int_equal(desk_plan_spans(&p, STR("1"), 3, spans), 0); /* once is no habit */
	desk_plan_learn(&p, STR("1"), 3, open);
	assert_int_equal(desk_plan_spans(&p, STR("1"), 3, spans), 2);
	assert_float_equal(spans[0].from, 8.5 * 3600, 0.1);
	assert_float_equal(spans[0].to, 12 * 3600, 0.1);
	assert_float_equal(spans[1].to, 17.25 * 3600, 0.1);
	assert_int_equal(desk_plan_spans(&p, STR("1"), 4, spans), 0); /* two days say little of another weekday */
	desk_plan_learn(&p, STR("1"), 4, open);
	assert_int_equal(desk_plan_spans(&p, STR("1"), 5, spans), 2);
	/* the habit changes: after a few weeks the plan does */
	bool never[PLAN_BINS] = { false };
	for (int i = 0; i < 4; i++)
		desk_plan_learn(&p, STR("1"), 3, never);
	assert_int_equal(desk_plan_spans(&p, STR("1"), 3, spans), 0);
	/* text and back */
	buf b = buf_new(a, 1 << 16);
	desk_plan_write(&p, &b);
	office_plan again;
	assert_null(desk_plan_parse(a, buf_str(&b), &again));
	assert_memory_equal(&p, &again, sizeof p);
	static const char *const wrong[] = {
		"",
		"[]",
		"{\"version\":2,\"desks\":[]}",
		"{\"version\":1}",
		"{\"version\":1,\"desks\":[{\"desk\":\"1\",\"weekdays\":[]}]}",
		"{\"version\":1,\"desks\":[{\"desk\":\"\",\"weekdays\":[1,2,3,4,5,6,7]}]}"
	};
	for (size_t i = 0; i < COUNT(wrong); i++)
		assert_non_null(desk_plan_parse(a, str_of(wrong[i]), &again));
	arena_free(a);
}

static int count_events(const office_day *on, event_kind kind)
{
	int n = 0;
	for (size_t i = 0; i < on->events.n; i++)
		n += on->events.at[i].kind == kind;
	return n;
}

static void a_day_of_the_log_is_told_in_events(void **state)
{
	store_test *t = *state;
	assert_ok(act(t, 0, "3", ACT_OPEN, NULL));
	for (int i = 0; i < 4; i++)
		assert_ok(take(t, "zei", NULL));
	clock_set(&t->clock, at(9, 5));
	assert_ok(act(t, 0, "3", ACT_CALL_NEXT, NULL));
	assert_ok(act(t, 0, "3", ACT_UNDO, NULL)); /* was no call */
	clock_set(&t->clock, at(9, 10));
	assert_ok(act(t, 0, "3", ACT_CALL_NEXT, NULL));
	clock_set(&t->clock, at(9, 20));
	assert_ok(act(t, 0, "3", ACT_DONE, NULL));
	assert_ok(act(t, 0, "3", ACT_CALL_NEXT, NULL));
	clock_set(&t->clock, at(9, 22));
	assert_ok(act(t, 0, "3", ACT_MISSED, NULL));
	assert_ok(act(t, 0, "3", ACT_CALL_NEXT, NULL));
	assert_ok(act(t, 0, "3", ACT_PARK, NULL)); /* says nothing about how long it takes */
	assert_ok(act(t, 0, "3", ACT_BREAK, NULL));
	clock_set(&t->clock, at(9, 40));
	assert_ok(act(t, 0, "3", ACT_OPEN, NULL));
	clock_set(&t->clock, at(10, 0));
	assert_ok(act(t, 0, "3", ACT_CLOSE, NULL));
	office_day on = history_of(t, day_from(2026, 4, 1));
	assert_true(on.any);
	assert_int_equal(count_events(&on, EVENT_TAKE), 2);
	assert_int_equal(count_events(&on, EVENT_CALL), 2);
	assert_int_equal(count_events(&on, EVENT_DONE), 1);
	assert_int_equal(count_events(&on, EVENT_MISSED), 1);
	assert_int_equal(count_events(&on, EVENT_OPEN), 2);
	assert_int_equal(count_events(&on, EVENT_CLOSE), 2);
	for (size_t i = 0; i < on.events.n; i++) {
		const event *e = &on.events.at[i];
		assert_true(i == 0 || on.events.at[i - 1].t <= e->t);
		if (e->kind == EVENT_DONE)
			assert_int_equal(e->t, 9 * 3600 + 20 * 60);
	}
	assert_true(on.desks[2].open[36]); /* 9:00 */
	assert_false(on.desks[2].open[37]); /* a break from 9:22 to 9:40: its middle is 9:37:30 … */
	assert_true(on.desks[2].open[39]);
	assert_false(on.desks[2].open[40]); /* 10:00 */
	assert_false(history_of(t, day_from(2026, 4, 2)).any);
}

static void the_booked_are_told_with_their_time_and_those_who_did_not_come_too(void **state)
{
	store_test *t = *state;
	booking_view came, missing;
	assert_ok(book(t, &WORLD(t)->public, "juumin", at(11, 0), "093-582-0000", &came));
	assert_ok(book(t, &WORLD(t)->public, "juumin", at(11, 0), "093-582-0001", &missing));
	clock_set(&t->clock, at(10, 50));
	check_in c = { .by = &WORLD(t)->public, .code = came.code };
	assert_ok(run(t, check_in_run, &c));
	assert_ok(act(t, 0, "1", ACT_OPEN, NULL));
	clock_set(&t->clock, at(11, 1));
	assert_ok(act(t, 0, "1", ACT_CALL_NEXT, NULL));
	clock_set(&t->clock, at(11, 9));
	assert_ok(act(t, 0, "1", ACT_DONE, NULL));
	office_day on = history_of(t, day_from(2026, 4, 1));
	assert_int_equal(count_events(&on, EVENT_BOOK), 2);
	assert_int_equal(count_events(&on, EVENT_ARRIVE), 1);
	assert_int_equal(on.events.at[0].kind, EVENT_BOOK);
	assert_int_equal(on.events.at[0].from, 11 * 3600);
	i32 arrived = -1, booked = 0;
	for (size_t i = 0; i < on.events.n; i++)
		if (on.events.at[i].kind == EVENT_ARRIVE)
			arrived = on.events.at[i].ticket;
	for (size_t i = 0; i < on.events.n; i++)
		booked += on.events.at[i].kind == EVENT_BOOK && on.events.at[i].ticket == arrived;
	assert_int_equal(booked, 1);
}

static void the_same_moment_asked_twice_is_answered_alike(void **state)
{
	store_test *t = *state;
	assert_ok(act(t, 0, "3", ACT_OPEN, NULL));
	for (int i = 0; i < 5; i++)
		assert_ok(take(t, "zei", NULL));
	said_wait one = expected(t, "zei"), two = expected(t, "zei");
	assert_int_equal(one.range.p10, two.range.p10);
	assert_int_equal(one.range.p90, two.range.p90);
}

int main(void)
{
	static const store_test_case tests[] = {
		STORE_TEST(what_is_said_holds_about_as_often_as_promised),
		STORE_TEST(a_model_made_anew_is_the_one_that_was_learned_day_by_day),
		STORE_TEST(an_office_that_takes_longer_than_was_written_down_is_believed),
		STORE_TEST(a_slow_day_is_noticed_while_it_goes_on),
		STORE_TEST(a_desk_on_a_break_is_waited_for_until_the_time_that_was_said),
		STORE_TEST(a_desk_that_is_planned_to_open_later_is_waited_for_until_then),
		PLAIN_TEST(the_usual_hours_of_a_desk_are_its_plan),
		STORE_TEST(a_day_of_the_log_is_told_in_events),
		STORE_TEST(the_booked_are_told_with_their_time_and_those_who_did_not_come_too),
		STORE_TEST(the_same_moment_asked_twice_is_answered_alike),
	};
	return store_tests("learned", tests, COUNT(tests), migrations, migrations_n, &test_fixture);
}
