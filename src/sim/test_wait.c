#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "sim/replay.h"

#include "../../tests/offices/office_maker.h"

static int setup(void **state)
{
	*state = arena_new((size_t)1 << 30);
	return 0;
}

static int teardown(void **state)
{
	arena_free(*state);
	return 0;
}

#define HEAD "day,t,event,ticket,service,desk,at\n"

static event_days days_of(arena *a, str csv, office_names *names)
{
	event_days days;
	event_faults faults;
	assert_null(eventlog_read(a, csv, names, &days, &faults));
	assert_int_equal(faults.rows, 0);
	return days;
}

static office_model *learned(arena *a, const office_names *names, const event_days *days)
{
	office_model *m = arena_one(a, office_model);
	model_init(m);
	for (size_t i = 0; i < days->n; i++)
		model_learn(m, names, &days->at[i]);
	return m;
}

/* --- the log ------------------------------------------------------------------------------------------------------ */

static void a_bad_row_is_named_and_left_out(void **state)
{
	arena *a = *state;
	office_names names = { 0 };
	event_days days;
	event_faults faults;
	str csv = STR("t,day,event,ticket,service,desk,at,more\n"
		      "0,3,plan,,a|b,1,0-100,x\n"
		      "5,3,take,W1,a,,,\n"
		      "soon,3,take,W2,a,,,\n"
		      "6,3,dance,W2,a,,,\n"
		      "7,3,call,W1,a,,,\n"
		      "8,3,plan,,a,1,100-100,\n"
		      "9,3,call,W1,a,1,,\n");
	assert_null(eventlog_read(a, csv, &names, &days, &faults));
	assert_int_equal(days.n, 1);
	assert_int_equal(days.at[0].day, 3);
	assert_int_equal(days.at[0].n, 3);
	assert_int_equal(names.services.n, 2);
	assert_int_equal(days.at[0].at[0].services, 3);
	assert_int_equal(faults.rows, 4);
	assert_int_equal(faults.at[0].line, 4);
	assert_int_equal(faults.at[0].column, 1);
	assert_int_equal(faults.at[1].line, 5);
	assert_int_equal(faults.at[1].column, 5);
	assert_int_equal(faults.at[2].column, 15);
	assert_true(str_eq(faults.at[2].what, STR("is missing")));
	assert_true(str_eq(faults.at[3].what, STR("ends before it begins")));
}

static void a_log_without_its_columns_is_refused_and_an_empty_one_is_no_days(void **state)
{
	arena *a = *state;
	office_names names = { 0 };
	event_days days;
	event_faults faults;
	assert_true(err_is(eventlog_read(a, STR("day,t,event\n1,2,take\n"), &names, &days, &faults), ERR_file));
	assert_null(eventlog_read(a, STR(""), &names, &days, &faults));
	assert_int_equal(days.n, 0);
}

/* --- learning -------------------------------------------------------------------------------------------------------- */

static made_office plain_office(void)
{
	made_office o = { .seed = 5, .services = 3, .desks = 4, .hours = 8 };
	const double mu[] = { 300, 700, 1100 };
	for (int i = 0; i < 3; i++) {
		o.mu[i] = log(mu[i]);
		o.sigma[i] = 0.4 + 0.1 * i;
		o.share[i] = 1.0 / 3;
	}
	for (int k = 0; k < 4; k++) {
		o.skills[k] = 7;
		o.pace[k] = 0.1 * k - 0.15;
	}
	o.day_sd = 0.15;
	o.close_sd = 60;
	o.late_mean = 60, o.late_sd = 60;
	o.lunch = true;
	o.breaks = 0.2, o.break_mean = 1000;
	o.missed = 0.02, o.missed_late = 0.2, o.patience = 1800, o.missed_seconds = 75;
	o.booking_every = 900, o.shows = 0.8;
	o.early_mean = -300, o.early_sd = 200;
	o.load = 0.98, o.load_sd = 0.15;
	return o;
}

static event_days made_days(arena *a, const made_office *o, int first, int n, office_names *names)
{
	buf b = buf_new(a, (size_t)64 << 20);
	maker_log(o, first, n, &b);
	return days_of(a, buf_str(&b), names);
}

static void the_learner_finds_what_was_put_into_an_office(void **state)
{
	arena *a = *state;
	made_office o = plain_office();
	office_names names = { 0 };
	event_days days = made_days(a, &o, 0, 80, &names);
	office_model *m = learned(a, &names, &days);
	double mean[3], variance, pace[4];
	for (int i = 0; i < 3; i++) {
		int s = model_service(m, str_format(a, "s%d", i), 0);
		m->level[MODEL_TODAY] = 0;
		model_level(m, s, -1, &mean[i], &variance);
		assert_true(fabs(model_chance(m, s) - o.sigma[i]) < 0.04);
		assert_true(sqrt(variance) > 0.01);
	}
	for (int k = 0; k < 4; k++)
		pace[k] = m->level[MODEL_DESK(model_desk(m, str_format(a, "%d", k + 1)))];
	/* the general level and the mean of the desks can hide in each other; differences cannot */
	for (int i = 1; i < 3; i++)
		assert_true(fabs(mean[i] - mean[0] - (o.mu[i] - o.mu[0])) < 0.06);
	for (int k = 1; k < 4; k++)
		assert_true(fabs(pace[k] - pace[0] - 0.1 * k) < 0.04);
	assert_true(fabs(mean[0] + pace[0] - o.mu[0] - o.pace[0]) < 0.08);
	assert_true(fabs(sqrt(m->day_squares / m->day_n) - o.day_sd) < 0.05);
	assert_true(fabs(m->shows.n / m->shows.of - o.shows) < 0.03);
	assert_true(fabs(measured_quantile(&m->absence, 0.5) - 75) < 3);
	assert_true(fabs(measured_quantile(&m->offset, 0.5) - o.early_mean) < 60);
	assert_true(fabs(measured_quantile(&m->reopens, 0.5) - 60) < 25);
	assert_true(fabs(measured_quantile(&m->away, 0.5) - 1000) < 150);
	assert_true(fabs(measured_quantile(&m->closes, 0.5)) < 60);
	assert_true(fabs(model_absent(m, false, 300) - 0.02) < 0.015);
	assert_true(fabs(model_absent(m, false, 2700) - 0.2) < 0.07);
	assert_true(measured_quantile(&m->gap, 0.9) < 1);
}

static void a_slow_day_is_noticed_while_it_goes_on(void **state)
{
	arena *a = *state;
	office_model *m = arena_one(a, office_model);
	model_init(m);
	int s = model_service(m, STR("a"), 600), d = model_desk(m, STR("1"));
	for (int day = 0; day < 20; day++) {
		model_day_begins(m);
		for (int i = 0; i < 50; i++)
			model_served(m, s, d, 3600, i % 2 ? 450 : 800);
		m->day_n++;
		m->day_squares += 0.02;
	}
	model_day_begins(m);
	double usual = model_mean_seconds(m, s);
	for (int i = 0; i < 10; i++)
		model_served(m, s, d, 3600, i % 2 ? 900 : 1600);
	assert_true(model_mean_seconds(m, s) > usual * 1.15);
	model_day_begins(m);
	double next = model_mean_seconds(m, s);
	assert_true(next < usual * 1.1);
	/* and who is there for very long says the same */
	model_serving(m, s, d, 3600, 3000);
	assert_true(model_mean_seconds(m, s) > next * 1.01);
}

static void a_service_that_nobody_saw_is_like_the_others_here(void **state)
{
	arena *a = *state;
	office_model *m = arena_one(a, office_model);
	model_init(m);
	for (int k = 0; k < 6; k++)
		model_service(m, str_format(a, "known %d", k), 0);
	model_day_begins(m);
	for (int i = 0; i < 240; i++)
		model_served(m, i % 6, -1, 3600, 1800);
	int fresh = model_service(m, STR("new"), 0);
	double mean, variance, known;
	model_level(m, fresh, -1, &mean, &variance);
	assert_true(exp(mean) > 1200 && exp(mean) < 2000);
	model_level(m, 0, -1, &mean, &known);
	assert_true(known < variance / 4);
}

static void a_model_reads_back_as_it_was_written(void **state)
{
	arena *a = *state;
	made_office o = plain_office();
	office_names names = { 0 };
	event_days days = made_days(a, &o, 0, 5, &names);
	office_model *m = learned(a, &names, &days), *again = arena_one(a, office_model);
	buf b = buf_new(a, 1 << 20), c = buf_new(a, 1 << 20);
	model_write(m, &b);
	assert_false(b.overflowed);
	assert_null(model_parse(a, buf_str(&b), again));
	model_write(again, &c);
	assert_true(b.len < 24 * 1024);
	assert_int_equal(again->services_n, 3);
	double x, y, vx, vy;
	model_day_begins(m);
	model_day_begins(again);
	for (int s = 0; s < 3; s++)
		for (int d = 0; d < 4; d++) {
			model_level(m, s, d, &x, &vx);
			model_level(again, s, d, &y, &vy);
			assert_true(fabs(x - y) < 1e-4 && fabs(vx - vy) < 1e-5);
		}
	for (double u = 0.05; u < 1; u += 0.1)
		assert_true(fabs(measured_quantile(&m->away, u) - measured_quantile(&again->away, u)) < 1);
	assert_true(fabs(model_absent(m, false, 2000) - model_absent(again, false, 2000)) < 1e-5);
}

static void a_text_that_is_no_model_is_refused(void **state)
{
	arena *a = *state;
	office_model *m = arena_one(a, office_model);
	model_init(m);
	buf b = buf_new(a, 1 << 20);
	model_service(m, STR("a"), 0);
	model_write(m, &b);
	str good = arena_copy(a, buf_str(&b));
	assert_null(model_parse(a, good, m));
	assert_true(err_is(model_parse(a, STR("{"), m), ERR_bad_json));
	assert_non_null(model_parse(a, STR("{}"), m));
	assert_non_null(model_parse(a, STR("{\"version\":99}"), m));
	for (size_t cut = 1; cut < good.len; cut += 97)
		assert_non_null(model_parse(a, str_sub(good, 0, cut), m));
}

/* --- predicting --------------------------------------------------------------------------------------------------------- */

/* Everything takes ten minutes, to the second nearly, and everybody comes. */
static office_model *exact_model(arena *a, int services)
{
	office_model *m = arena_one(a, office_model);
	model_init(m);
	for (int s = 0; s < services; s++) {
		model_service(m, str_format(a, "s%d", s), 0);
		m->level[MODEL_SERVICE(s)] = 0;
		m->cov[MODEL_SERVICE(s)][MODEL_SERVICE(s)] = 1e-8;
		m->noise_n[s] = 1e9;
	}
	for (int d = 1; d <= 2; d++) {
		int k = model_desk(m, str_format(a, "%d", d));
		m->cov[MODEL_DESK(k)][MODEL_DESK(k)] = 1e-8;
	}
	m->level[MODEL_GENERAL] = log(600);
	m->cov[MODEL_GENERAL][MODEL_GENERAL] = m->cov[MODEL_TODAY][MODEL_TODAY] = 1e-8;
	for (int b = 0; b < 2; b++) {
		for (int k = 0; k < MODEL_WAIT_BINS; k++)
			m->absent[b][k] = (share){ 1e9, 0 };
		for (int h = 0; h < MODEL_HOURS; h++)
			m->away_n[b][h] = 0;
	}
	m->day_squares = 1e-8;
	m->shows = (share){ 1, 1 };
	m->unseen = (share){ 1e9, 0 };
	m->offset = m->opens = m->reopens = m->closes = (measured){ 0 };
	measured_add(&m->offset, 0, 1);
	measured_add(&m->opens, 0, 1);
	measured_add(&m->reopens, 0, 1);
	measured_add(&m->closes, 0, 1);
	return m;
}

static wait_answer asked(arena *a, const office_model *m, const char *rows, double t, const char *service)
{
	office_names names = { 0 };
	for (int s = 0; s < m->services_n; s++)
		LIST_ADD(a, &names.services, str_of(m->services[s]));
	str csv = str_format(a, HEAD "%s", rows);
	event_days days = days_of(a, csv, &names);
	arena *scratch = arena_new((size_t)64 << 20);
	wait_day w = wait_day_new(a, scratch, m, &names, &days.at[0], 300);
	for (size_t i = 0; i < days.at[0].n; i++)
		wait_day_event(&w, &days.at[0].at[i]);
	wait_answer said = wait_day_ask(&w, names_find(names.services, str_of(service)), t, (wait_effort){ 64, 7 });
	arena_free(scratch);
	return said;
}

static bool near(double x, double y, double within)
{
	return fabs(x - y) <= within;
}

static void tiny_offices_come_out_as_by_hand(void **state)
{
	arena *a = *state;
	office_model *m = exact_model(a, 2);
	const char *one_desk = "0,0,plan,,s0|s1,1,0-30000\n0,0,open,,,1,\n";
	assert_true(near(asked(a, m, one_desk, 50, "s0").p50, 0, 0));
	/* somebody is there for 100 seconds of his 600 */
	str busy = str_format(a, "%s0,0,take,W1,s0,,\n0,0,call,W1,s0,1,\n", one_desk);
	wait_answer w = asked(a, m, busy.at, 100, "s1");
	assert_true(near(w.p50, 500, 60));
	/* one more is ahead */
	str queue = str_format(a, "%s0,10,take,W2,s1,,\n", busy.at);
	assert_true(near(asked(a, m, queue.at, 100, "s1").p50, 1100, 90));
	/* and somebody booked for 10:00 after, who comes on the minute: called first, for it is near by then */
	str booked = str_format(a, "%s0,0,book,B1,s0,,800\n%s", "", queue.at);
	assert_true(near(asked(a, m, booked.at, 100, "s1").p50, 1700, 120));
	/* a booking much later harms nobody */
	str later = str_format(a, "0,0,book,B1,s0,,9000\n%s", queue.at);
	assert_true(near(asked(a, m, later.at, 100, "s1").p50, 1100, 90));
	/* a desk that opens soon */
	str second = str_format(a, "%s0,0,plan,,s1,2,300-30000\n", queue.at);
	assert_true(near(asked(a, m, second.at, 100, "s1").p50, 500, 90));
}

static void a_desk_that_closes_ends_with_whom_it_has(void **state)
{
	arena *a = *state;
	office_model *m = exact_model(a, 1);
	m->stays = (share){ 1e9, 0 };
	wait_answer w = asked(a, m,
			      "0,0,plan,,s0,1,0-500\n0,0,plan,,s0,1,5000-9000\n0,0,plan,,s0,2,0-9000\n0,0,open,,,1,\n"
			      "0,0,take,W1,s0,,\n0,0,call,W1,s0,1,\n",
			      100, "s0");
	/* desk 2 is late already, and opens any moment */
	assert_true(w.p50 < 60);
	w = asked(
		a, m,
		"0,0,plan,,s0,1,0-500\n0,0,plan,,s0,1,5000-9000\n0,0,open,,,1,\n0,0,take,W1,s0,,\n0,0,call,W1,s0,1,\n",
		100, "s0");
	assert_true(near(w.p50, 4900, 60));
	/* nobody is called after the last one closes */
	w = asked(a, m, "0,0,plan,,s0,1,0-500\n0,0,open,,,1,\n0,0,take,W1,s0,,\n0,0,call,W1,s0,1,\n", 100, "s0");
	assert_true(w.called == 0);
}

/* Two desks, one for each of two services, both free at 0 unless a test says otherwise. */
static wait_now two_desks(arena *a, wait_person *people, int n)
{
	static const sim_class order[] = { { SIM_BOOKED, 300 }, { SIM_ARRIVAL, 0 } };
	wait_now now = { .people = people, .people_n = n, .order = order, .order_n = 2, .desks_n = 2 };
	now.desks = arena_many(a, wait_desk, 2);
	for (int k = 0; k < 2; k++)
		now.desks[k] = (wait_desk){ .services = SIM_BIT(k),
					    .desk = k,
					    .spans = { { -3600, 30000 } },
					    .spans_n = 1,
					    .open = true,
					    .since = -3600,
					    .serving = -1 };
	return now;
}

static const wait_effort some_plays = { 64, 7 };

static void who_stands_in_two_lines_is_one_person(void **state)
{
	arena *a = *state;
	office_model *m = exact_model(a, 2);
	sim_step both[] = { { .service = 0 }, { .service = 1 } };
	wait_person people[] = { { .steps = both, .steps_n = 2, .arrived = -100, .due = SIM_NEVER },
				 { .service = 1, .arrived = -50, .due = SIM_NEVER } };
	wait_now now = two_desks(a, people, 2);
	wait_answer fresh[2], w[3], ends[2];
	predict_waits(a, m, &now, 3, some_plays, fresh, w, ends);
	/* the first desk has him, so the second takes her at once, and him ten minutes later */
	assert_true(near(w[0].p50, 0, 1) && near(w[2].p50, 0, 1));
	assert_true(near(w[1].p50, 600, 30) && w[1].p10 > 500);
	assert_true(near(ends[0].p50, 1200, 60) && ends[0].called == 1);
	assert_true(near(fresh[0].p50, 600, 30) && near(fresh[1].p50, 1200, 60));
}

static void a_step_that_comes_after_another_is_called_when_that_is_over(void **state)
{
	arena *a = *state;
	office_model *m = exact_model(a, 2);
	sim_step row[] = { { .service = 0 }, { .service = 1, .after = 1 } };
	wait_person one = { .steps = row, .steps_n = 2, .arrived = -100, .due = SIM_NEVER };
	wait_now now = two_desks(a, &one, 1);
	wait_answer fresh[2], w[2], end;
	predict_waits(a, m, &now, 2, some_plays, fresh, w, &end);
	assert_true(near(w[0].p50, 0, 1) && near(w[1].p50, 600, 30) && near(end.p50, 1200, 60));
	assert_true(near(fresh[1].p50, 0, 1)); /* nobody is in front of that desk yet */
}

static void who_is_at_another_desk_keeps_the_place_and_is_not_called_meanwhile(void **state)
{
	arena *a = *state;
	office_model *m = exact_model(a, 2);
	sim_step both[] = { { .service = 0 }, { .service = 1 } };
	wait_person people[] = { { .steps = both, .steps_n = 2, .arrived = -900, .due = SIM_NEVER },
				 { .service = 1, .arrived = -50, .due = SIM_NEVER },
				 { .service = 1, .arrived = -40, .due = SIM_NEVER } };
	wait_now now = two_desks(a, people, 3);
	now.desks[0].serving = 0;
	now.desks[0].called = -200;
	now.desks[0].came = true;
	now.desks[0].person = 1;
	wait_answer fresh[2], w[4], ends[3];
	predict_waits(a, m, &now, 3, some_plays, fresh, w, ends);
	/* he is free in 400 seconds: she was called at once, and he goes before the third */
	assert_true(near(w[2].p50, 0, 1));
	assert_true(near(w[1].p50, 600, 30) && near(w[3].p50, 1200, 60));
	assert_true(near(ends[0].p50, 1200, 60));
	assert_true(near(fresh[0].p50, 400, 60) && near(fresh[1].p50, 1800, 90));
}

static void who_was_missed_is_in_nobodys_way(void **state)
{
	arena *a = *state;
	office_model *m = exact_model(a, 2);
	sim_step both[] = { { .service = 0 }, { .service = 1 } };
	wait_person people[] = { { .steps = both, .steps_n = 2, .arrived = -900, .due = SIM_NEVER, .away = true },
				 { .service = 1, .arrived = -50, .due = SIM_NEVER },
				 { .service = 1, .arrived = -950, .due = SIM_NEVER } };
	wait_now now = two_desks(a, people, 3);
	wait_answer fresh[2], w[4], ends[3];
	predict_waits(a, m, &now, 3, some_plays, fresh, w, ends);
	assert_true(near(w[0].p50, 0, 1) && near(w[1].p50, 600, 30)); /* as if back now, at the old place */
	assert_true(near(w[3].p50, 0, 1) && near(w[2].p50, 600, 30) && near(fresh[1].p50, 1200, 60));
}

static void without_any_history_there_is_an_answer(void **state)
{
	arena *a = *state;
	office_model *m = arena_one(a, office_model);
	model_init(m);
	model_service(m, STR("s0"), 0);
	/* without a plan as well; then a desk that nobody has heard of */
	wait_answer w = asked(a, m, "0,0,open,,,1,\n0,5,take,W1,s0,,\n0,6,call,W1,s0,1,\n0,7,take,W2,s0,,\n", 60, "s0");
	assert_true(w.called > 0.99 && w.p10 < w.p50 && w.p50 < w.p90);
	assert_true(w.p50 > 600 && w.p50 < 2400);
	w = asked(a, m, "0,0,open,,,9,\n0,5,take,W1,s9,,\n0,6,call,W1,s9,9,\n", 60, "s9");
	assert_true(w.p50 > 120 && w.p50 < 1800);
	w = asked(a, m, "0,5,take,W1,s0,,\n", 60, "s0");
	assert_true(w.called == 0 && w.p50 > 60 && w.p50 < 7200);
}

static void nonsense_in_a_log_is_passed_over(void **state)
{
	arena *a = *state;
	office_model *m = exact_model(a, 1);
	wait_answer w =
		asked(a, m,
		      "0,0,plan,,s0,1,0-9000\n0,0,open,,,1,\n0,0,open,,,1,\n0,1,call,W9,s0,1,\n0,2,done,W9,s0,1,\n"
		      "0,3,close,,,2,\n0,4,take,W1,s0,,\n0,4,take,W1,s0,,\n0,5,call,W1,s0,1,\n0,2,done,W1,s0,2,\n"
		      "0,5,close,,,1,\n",
		      100, "s0");
	assert_true(near(w.p50, 505, 60));
}

/* --- whole offices ---------------------------------------------------------------------------------------------------------- */

static replay_score replayed(arena *a, const made_office *o, int history, int live)
{
	office_names names = { 0 };
	event_days before = made_days(a, o, 0, history, &names), after = made_days(a, o, history, live, &names);
	office_model *m = arena_one(a, office_model);
	model_init(m);
	replay_learn(m, &names, &before, 10, 300);
	replay_rows rows = replay_predict(a, m, &names, &after, (replay_options){ .runs = 48, .early = 300 });
	return replay_score_of(&rows, NULL);
}

static void replay_beats_the_rule_of_thumb_in_made_up_offices(void **state)
{
	made_office o = plain_office();
	replay_score s = replayed(*state, &o, 40, 10);
	assert_true(s.n > 300);
	assert_true(s.ratio < 0.6);
	assert_true(s.inside > 0.7 && s.inside < 0.93);
	assert_true(s.error < s.les && s.error < s.hol && s.error < s.ql);
	made_office other = maker_office(14);
	s = replayed(*state, &other, 40, 10);
	assert_true(s.n > 100 && s.ratio < 0.7);
}

static void one_day_of_history_is_better_than_none_and_none_is_no_crash(void **state)
{
	made_office o = plain_office();
	replay_score none = replayed(*state, &o, 0, 5), some = replayed(*state, &o, 20, 5);
	assert_true(none.n > 100 && some.n > 100);
	assert_true(none.ratio < 1);
	assert_true(some.ratio < 0.8);
}

static str slurp(arena *a, const char *path)
{
	FILE *f = fopen(path, "re");
	if (!f)
		return STR_NONE;
	char *at = arena_alloc(a, (size_t)4 << 20);
	size_t n = fread(at, 1, (size_t)4 << 20, f);
	fclose(f);
	return (str){ at, n };
}

static void the_practice_days_hold(void **state)
{
	arena *a = *state;
	str history = slurp(a, "../shared/eta/history.csv"), live = slurp(a, "../shared/eta/live.csv");
	if (!history.len || !live.len) {
		print_message("../shared/eta is not there: the practice days are left out\n");
		skip();
	}
	office_names names = { 0 };
	event_days before = days_of(a, history, &names), after = days_of(a, live, &names);
	office_model *m = arena_one(a, office_model);
	model_init(m);
	replay_learn(m, &names, &before, 10, 300);
	replay_rows rows = replay_predict(a, m, &names, &after, (replay_options){ .runs = 64, .early = 300 });
	replay_score s = replay_score_of(&rows, NULL);
	assert_int_equal(s.n, 1372);
	assert_true(s.ratio < 0.28);
	assert_true(s.inside > 0.77 && s.inside < 0.86);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_bad_row_is_named_and_left_out),
		cmocka_unit_test(a_log_without_its_columns_is_refused_and_an_empty_one_is_no_days),
		cmocka_unit_test(the_learner_finds_what_was_put_into_an_office),
		cmocka_unit_test(a_slow_day_is_noticed_while_it_goes_on),
		cmocka_unit_test(a_service_that_nobody_saw_is_like_the_others_here),
		cmocka_unit_test(a_model_reads_back_as_it_was_written),
		cmocka_unit_test(a_text_that_is_no_model_is_refused),
		cmocka_unit_test(tiny_offices_come_out_as_by_hand),
		cmocka_unit_test(a_desk_that_closes_ends_with_whom_it_has),
		cmocka_unit_test(who_stands_in_two_lines_is_one_person),
		cmocka_unit_test(a_step_that_comes_after_another_is_called_when_that_is_over),
		cmocka_unit_test(who_is_at_another_desk_keeps_the_place_and_is_not_called_meanwhile),
		cmocka_unit_test(who_was_missed_is_in_nobodys_way),
		cmocka_unit_test(without_any_history_there_is_an_answer),
		cmocka_unit_test(nonsense_in_a_log_is_passed_over),
		cmocka_unit_test(replay_beats_the_rule_of_thumb_in_made_up_offices),
		cmocka_unit_test(one_day_of_history_is_better_than_none_and_none_is_no_crash),
		cmocka_unit_test(the_practice_days_hold),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
