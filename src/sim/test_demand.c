/* Files of people and desks: what is good is used, what is not is named by row and column. */
#include "base/buf.h"
#include "sim/demand.h"
#include "sim/testing.h"

static int make(void **state)
{
	*state = arena_new(512 << 20);
	return 0;
}

static int drop(void **state)
{
	arena_free(*state);
	return 0;
}

static void assert_fault(const event_faults *f, size_t i, int line, int column, const char *what)
{
	assert_true(i < f->n);
	assert_int_equal(f->at[i].line, line);
	assert_int_equal(f->at[i].column, column);
	if (!str_has(f->at[i].what, str_of(what)))
		fail_msg("%d:%d: \"%.*s\" does not say \"%s\"", line, column, STR_ARG(f->at[i].what), what);
}

static void typed_rates_fill_the_quarter_hours_they_cover(void **state)
{
	arena *a = *state;
	demand d;
	event_faults f = { 0 };
	assert_null(demand_rates(a,
				 STR("minutes,service,per_hour,from,to,spread\r\n6,juumin,12,09:00,10:10,0.5\r\n"
				     ",juumin,6,10:00,11:00,\r\n20,zeimu,1.5,09:00,10:00,0\r\n"),
				 &d, &f));
	assert_int_equal(f.rows, 0);
	assert_int_equal(d.services.n, 2);
	const double *rate = d.day.flows[0].rate;
	assert_near(rate[36] * 3600, 12);
	assert_near(rate[40] * 3600, 12 * 10 / 15.0 + 6); /* 10:00–10:10, and the next row */
	assert_near(rate[41] * 3600, 6);
	assert_near(rate[44], 0);
	assert_near(d.people, 12 + 2 + 6 + 1.5);
	assert_near(d.from, 9 * 3600);
	assert_near(d.to, 11 * 3600);
	assert_near(sim_mean(&d.day.services[0].time), 360);
	assert_within(sqrt(sim_variance(&d.day.services[0].time)), 180, 1e-9);
	assert_near(sim_variance(&d.day.services[1].time), 0);
}

static void rows_that_cannot_be_used_are_named_and_the_others_used(void **state)
{
	arena *a = *state;
	demand d;
	event_faults f = { 0 };
	assert_null(demand_rates(a,
				 STR("service,from,to,per_hour,minutes,spread\n"
				     ",09:00,10:00,5,5,1\n"
				     "a,9 o'clock,10:00,5,5,1\n"
				     "a,10:00,09:00,5,5,1\n"
				     "a,09:00,10:00,many,5,1\n"
				     "a,09:00,10:00,-1,5,1\n"
				     "a,09:00,10:00,nan,5,1\n"
				     "a,09:00,10:00,5,,1\n"
				     "a,09:00,10:00,5,5,99\n"
				     "a,09:00,10:00,5,5,1\n"
				     "a,10:00,11:00,5,6,1\n"
				     "a,10:00\n"),
				 &d, &f));
	assert_int_equal(f.rows, 10);
	assert_fault(&f, 0, 2, 1, "missing");
	assert_fault(&f, 1, 3, 2, "time");
	assert_fault(&f, 2, 4, 3, "after");
	assert_fault(&f, 3, 5, 4, "number");
	assert_fault(&f, 4, 6, 4, "number");
	assert_fault(&f, 5, 7, 4, "number");
	assert_fault(&f, 6, 8, 5, "missing");
	assert_fault(&f, 7, 9, 6, "spread");
	assert_fault(&f, 8, 11, 5, "other minutes");
	assert_fault(&f, 9, 12, 3, "time");
	assert_near(d.people, 5);
}

static void files_without_columns_or_people_are_refused(void **state)
{
	arena *a = *state;
	demand d;
	day_plan p;
	event_faults f = { 0 };
	const err *e = demand_rates(a, STR("service,from,to\na,09:00,10:00\n"), &d, &f);
	assert_true(err_is(e, ERR_file));
	assert_true(str_has(e->detail, STR("per_hour")));
	assert_true(err_is(demand_rates(a, STR(""), &d, &f), ERR_file));
	assert_true(err_is(demand_rates(a, STR("service,from,to,per_hour,minutes\na,09:00,10:00,0,5\n"), &d, &f),
			   ERR_file));
	assert_null(demand_rates(a, STR("service,from,to,per_hour,minutes\na,09:00,10:00,1,5\n"), &d, &f));
	assert_true(err_is(plan_parse(a, STR("desk,services,from,to\n1,x,09:00,10:00\n"), &d, NULL, &p, &f), ERR_file));
	assert_fault(&f, 0, 2, 2, "nobody comes");
}

static void a_roster_has_breaks_and_stays_for_those_who_wait_at_the_end(void **state)
{
	arena *a = *state;
	demand d;
	day_plan p;
	event_faults f = { 0 };
	assert_null(demand_rates(a, STR("service,from,to,per_hour,minutes\na,09:00,17:00,1,5\nb,09:00,17:00,1,5\n"), &d,
				 &f));
	assert_null(
		plan_parse(a,
			   STR("desk,services,from,to,also\n1,a,09:00,12:00,b\n1,a,13:00,17:00,b\n2,a|b,09:00,16:00,\n"
			       "1,b,17:00,18:00,\n"),
			   &d, NULL, &p, &f));
	assert_fault(&f, 0, 5, 2, "other services");
	sim_day day = plan_day(a, &d, &p);
	assert_int_equal(day.desks_n, 2);
	assert_int_equal(day.desks[0].services, 1);
	assert_int_equal(day.desks[0].also, 2);
	assert_int_equal(day.desks[0].spans_n, 2);
	assert_near(day.desks[0].spans[0].to, 12 * 3600);
	assert_near(day.desks[0].spans[1].from, 13 * 3600);
	assert_false(day.desks[0].spans[0].stays);
	assert_true(day.desks[0].spans[1].stays);
	assert_false(day.desks[1].spans[0].stays); /* goes home before the end of the day */

	assert_null(plan_change(a, &p, &d, STR("desk 1 closed 14:00-15:00")));
	assert_null(plan_change(a, &p, &d, STR("desk 9 open 10:00-11:00 for b")));
	day = plan_day(a, &d, &p);
	assert_int_equal(day.desks_n, 3);
	assert_int_equal(day.desks[0].spans_n, 3);
	assert_int_equal(day.desks[2].services, 2);
	static const char *const wrong[] = { "desk 1",
					     "open desk 1",
					     "desk 1 open 9",
					     "desk 1 open 12:00-11:00",
					     "desk 8 open 11:00-12:00",
					     "desk 8 open 11:00-12:00 for c",
					     "desk 1 open 11:00-12:00 for b",
					     "desk 1 sleeps 11:00-12:00" };
	for (size_t i = 0; i < COUNT(wrong); i++)
		assert_true(err_is(plan_change(a, &p, &d, str_of(wrong[i])), ERR_usage));
}

static void a_log_becomes_its_mean_day(void **state)
{
	arena *a = *state;
	/* 20 days; zero is 09:00. Every day a booking at 10:00, on half of them one at 11:00; 4 or 8 walk-ins from 09:30 on; ten minutes each */
	buf b = buf_new(a, 1 << 20);
	buf_lit(&b, "day,t,event,ticket,service,desk,at\n");
	for (int day = 0; day < 20; day++) {
		buf_format(&b, "%d,0,plan,,a|b,1,0-7200\n%d,0,plan,,a|b,1,10800-14400\n%d,0,book,B1,b,,3600\n", day,
			   day, day);
		if (day % 2)
			buf_format(&b, "%d,0,book,B2,b,,7200\n", day);
		buf_format(&b, "%d,0,open,,,1,\n", day);
		for (int i = 0; i < (day % 2 ? 8 : 4); i++) {
			int t = 1800 + i * 700;
			buf_format(&b, "%d,%d,take,W%d,a,,\n%d,%d,call,W%d,a,1,\n%d,%d,done,W%d,a,1,\n", day, t, i, day,
				   t, i, day, t + 600, i);
		}
		buf_format(&b, "%d,7300,close,,,1,\n", day);
	}
	office_names names = { 0 };
	event_days days;
	event_faults f = { 0 };
	demand d;
	day_plan p;
	assert_null(eventlog_read(a, buf_str(&b), &names, &days, &f));
	assert_int_equal(f.rows, 0);
	assert_null(demand_history(a, &names, &days, 9 * 3600, &d, &p));
	int va = names_find(d.services, STR("a"));
	double walk_ins = 0;
	for (int q = 0; q < DEMAND_QUARTERS; q++)
		walk_ins += d.day.flows[va].rate[q] * 900;
	assert_near(walk_ins, 6);
	assert_near(d.day.flows[va].rate[38] * 900, 2); /* 09:30 and 09:41 */
	assert_int_equal(d.day.bookings_n, 2);
	assert_near(d.day.bookings[0].due, 10 * 3600);
	assert_near(d.day.bookings[1].comes / d.day.bookings[0].comes, 0.5);
	assert_within(sim_mean(&d.day.services[va].time), 600, 0.1);
	assert_int_equal(p.n, 1);
	sim_day day = plan_day(a, &d, &p);
	assert_near(day.desks[0].spans[0].from, 9 * 3600);
	assert_near(day.desks[0].spans[0].to, 11 * 3600);
	assert_near(day.desks[0].spans[1].from, 12 * 3600);
	sim_totals t = sim_run(sim_new(a, &day), 1, NULL);
	assert_true(t.came > 0 && t.called > 0);
	event_days none = { 0 };
	assert_true(err_is(demand_history(a, &names, &none, 0, &d, &p), ERR_file));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(typed_rates_fill_the_quarter_hours_they_cover, make, drop),
		cmocka_unit_test_setup_teardown(rows_that_cannot_be_used_are_named_and_the_others_used, make, drop),
		cmocka_unit_test_setup_teardown(files_without_columns_or_people_are_refused, make, drop),
		cmocka_unit_test_setup_teardown(a_roster_has_breaks_and_stays_for_those_who_wait_at_the_end, make,
						drop),
		cmocka_unit_test_setup_teardown(a_log_becomes_its_mean_day, make, drop),
	};
	return cmocka_run_group_tests_name("demand", tests, NULL, NULL);
}
