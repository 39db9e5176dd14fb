/* Opening hours and slots, on days that are easy to get wrong. */
#include "defs/testing.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static int make(void **state)
{
	*state = arena_new(64 << 20);
	return 0;
}

static int drop(void **state)
{
	arena_free(*state);
	return 0;
}

/* The small city's office, with one text in the place of another. */
static const office_def *office(arena *a, const char *from, const char *to)
{
	city_def *c = NULL;
	const err *e = defs_parse(a, small_set(a, from ? "offices/moji.yaml" : NULL, from, to), &c);
	for (const err *each = e; each; each = each->next)
		print_message("%.*s: %.*s\n", STR_ARG(each->where), STR_ARG(each->detail));
	assert_null(e);
	return &c->offices.at[0];
}

/* koseki with one booking rule of the test's. */
static const office_def *with_rule(arena *a, const char *rule)
{
	const char *from = "      - { days: tue, weeks_of_month: [1, 5], hours: 9:00-10:00, every: 20, places: 2 }\n";
	return office(a, from, str_format(a, "      - { %s }\n", rule).at);
}

#define AT(y, m, d, h, min) instant_of(day_from(y, m, d), (h)*60 + (min))

/* The starts of koseki on a day, as "09:00 09:20". */
static const char *starts(arena *a, const office_def *o, const char *service, day d)
{
	slot_defs s = offer_slots(a, o, defs_offer(o, str_of(service)), d);
	buf b = buf_new(a, 10000);
	for (size_t i = 0; i < s.n; i++) {
		assert_int_equal(day_of(s.at[i].start), d);
		buf_format(&b, "%s%02d:%02d", i ? " " : "", minute_of(s.at[i].start) / 60,
			   minute_of(s.at[i].start) % 60);
	}
	return buf_str(&b).at;
}

static void same_slot(slot_def x, slot_def y)
{
	assert_true(x.start == y.start && x.minutes == y.minutes && x.places == y.places && x.kept == y.kept);
}

static void closed_days_say_why(void **state)
{
	arena *a = *state;
	const office_def *o = office(a, NULL, NULL);
	static const struct {
		int y, m, d;
		const char *why; /* NULL: open */
	} days[] = {
		{ 2026, 11, 20, NULL },
		{ 2026, 11, 21, "休みの曜日です" }, /* Saturday */
		{ 2026, 11, 23, "勤労感謝の日" },
		{ 2026, 11, 24, "工事" },
		{ 2026, 11, 25, "工事" },
		{ 2026, 11, 26, NULL },
		{ 2026, 12, 1, "臨時の休みです" },
		{ 2026, 12, 6, "休みの曜日です" },
		{ 2026, 12, 13, NULL }, /* a Sunday that is open */
		{ 2026, 12, 28, NULL },
		{ 2026, 12, 29, "年末年始の休みです" },
		{ 2027, 1, 1, "年末年始の休みです" },
		{ 2027, 1, 3, "年末年始の休みです" },
		{ 2027, 1, 4, NULL },
		{ 2026, 9, 22, "国民の休日" },
		{ 2026, 5, 6, "振替休日" },
		{ 2028, 2, 29, NULL },
	};
	for (size_t i = 0; i < COUNT(days); i++) {
		const text3 *why = NULL;
		windows hours = office_hours(o, day_from(days[i].y, days[i].m, days[i].d), &why);
		if ((why == NULL) != (days[i].why == NULL))
			print_message("%d-%02d-%02d\n", days[i].y, days[i].m, days[i].d);
		assert_int_equal(why == NULL, days[i].why == NULL);
		assert_int_equal(hours.n > 0, days[i].why == NULL);
		if (why)
			assert_string_equal(why->in[LANG_JA].at, days[i].why);
	}
}

static void an_office_may_be_open_on_holidays(void **state)
{
	arena *a = *state;
	const office_def *o = office(a, "closed_on_holidays: yes", "closed_on_holidays: no");
	assert_int_equal(office_hours(o, day_from(2026, 11, 23), NULL).n, 2);
}

static void a_special_opening_comes_before_holidays_and_closures(void **state)
{
	arena *a = *state;
	const office_def *o = office(a, "openings:\n",
				     "openings:\n  - { on: 2026-11-23, hours: 9:00-10:00 }\n"
				     "  - { on: 2026-11-25, hours: 9:00-10:00 }\n"
				     "  - { on: 2027-01-01, hours: 9:00-10:00 }\n");
	static const int days[][3] = { { 2026, 11, 23 }, { 2026, 11, 25 }, { 2027, 1, 1 } };
	for (size_t i = 0; i < COUNT(days); i++) {
		const text3 *why = NULL;
		windows hours = office_hours(o, day_from(days[i][0], days[i][1], days[i][2]), &why);
		assert_null(why);
		assert_int_equal(hours.n, 1);
		assert_int_equal(hours.at[0].to, 600);
	}
	assert_int_equal(office_hours(o, day_from(2026, 11, 24), NULL).n, 0);
}

static void it_is_open_from_the_first_minute_until_before_the_last(void **state)
{
	arena *a = *state;
	const office_def *o = office(a, NULL, NULL);
	assert_false(office_open_at(o, AT(2026, 11, 20, 8, 29)));
	assert_true(office_open_at(o, AT(2026, 11, 20, 8, 30)));
	assert_true(office_open_at(o, AT(2026, 11, 20, 11, 59)));
	assert_false(office_open_at(o, AT(2026, 11, 20, 12, 0)));
	assert_true(office_open_at(o, AT(2026, 11, 20, 17, 14)));
	assert_false(office_open_at(o, AT(2026, 11, 20, 17, 15)));
	assert_true(office_open_at(o, AT(2026, 11, 19, 18, 59))); /* Thursday */
	assert_true(office_open_at(o, AT(2026, 11, 20, 8, 30) + 59 * SECOND));
}

static void a_service_is_received_within_the_offices_hours_and_its_own(void **state)
{
	arena *a = *state;
	const office_def *o = office(a, NULL, NULL);
	const offer_def *f = defs_offer(o, STR("juumin"));
	windows w = offer_hours(a, o, f, day_from(2026, 11, 26)); /* Thursday, 8:30-19:00 */
	assert_int_equal(w.n, 2);
	assert_int_equal(w.at[0].to, 720);
	assert_int_equal(w.at[1].from, 780);
	assert_int_equal(w.at[1].to, 16 * 60 + 45);
	assert_false(offer_open_at(o, f, AT(2026, 11, 26, 12, 30)));
	assert_true(offer_open_at(o, f, AT(2026, 11, 26, 16, 44)));
	assert_false(offer_open_at(o, f, AT(2026, 11, 26, 17, 0)));
	assert_int_equal(offer_hours(a, o, f, day_from(2026, 12, 13)).n, 0); /* open for koseki only */
	assert_int_equal(offer_hours(a, o, defs_offer(o, STR("koseki")), day_from(2026, 12, 13)).n, 1);
}

static void open_until_midnight_and_from_midnight_on(void **state)
{
	arena *a = *state;
	const office_def *o = office(a, "  thu: 8:30-19:00\n", "  thu: 8:30-24:00\n  sat: 0:00-1:00\n");
	assert_true(office_open_at(o, AT(2026, 11, 19, 23, 59)));
	assert_false(office_open_at(o, AT(2026, 11, 19, 24, 0)));
	assert_true(office_open_at(o, AT(2026, 11, 21, 0, 0)));
	assert_false(office_open_at(o, AT(2026, 11, 21, 1, 0)));
}

static void the_last_slot_ends_by_the_end_of_the_rule(void **state)
{
	arena *a = *state;
	const office_def *o = office(a, NULL, NULL);
	day friday = day_from(2026, 11, 20);
	assert_string_equal(starts(a, o, "juumin", friday), "09:00 09:30 10:00 10:30 11:00");
	slot_defs s = offer_slots(a, o, defs_offer(o, STR("juumin")), friday);
	assert_int_equal(s.at[4].minutes, 30);
	assert_int_equal(s.at[4].places, 3);
	assert_int_equal(s.at[4].kept, 1);
}

static void slots_fall_out_where_the_office_is_closed(void **state)
{
	arena *a = *state;
	const office_def *o = office(a, NULL, NULL);
	assert_string_equal(starts(a, o, "juumin", day_from(2026, 11, 21)), ""); /* Saturday */
	assert_string_equal(starts(a, o, "juumin", day_from(2026, 11, 23)), ""); /* holiday */
	assert_string_equal(starts(a, o, "juumin", day_from(2026, 11, 24)), ""); /* closure */
	assert_string_equal(starts(a, o, "juumin", day_from(2026, 12, 29)), ""); /* year end */
	assert_string_equal(starts(a, o, "juumin", day_from(2026, 12, 13)), ""); /* open for others */
	assert_string_equal(starts(a, o, "koseki", day_from(2026, 12, 13)), "09:00 10:00 11:00");
	o = office(a, "hours: 9:00-12:00, services", "hours: 9:30-11:30, services");
	assert_string_equal(starts(a, o, "koseki", day_from(2026, 12, 13)), "10:00"); /* the opening is shorter */
}

static void the_fifth_week_of_a_month_is_not_in_every_month(void **state)
{
	arena *a = *state;
	const office_def *o = office(a, NULL, NULL); /* tue, weeks 1 and 5 */
	assert_string_equal(starts(a, o, "koseki", day_from(2027, 3, 2)), "09:00 09:20 09:40");
	for (int d = 9; d <= 23; d += 7)
		assert_string_equal(starts(a, o, "koseki", day_from(2027, 3, d)), "");
	assert_string_equal(starts(a, o, "koseki", day_from(2027, 3, 30)), "09:00 09:20 09:40");
	assert_string_equal(starts(a, o, "koseki", day_from(2027, 2, 23)), ""); /* fourth and last, and a holiday */
	assert_string_equal(starts(a, o, "koseki", day_from(2027, 2, 16)), "");
	assert_string_equal(starts(a, o, "koseki", day_from(2027, 4, 6)), "09:00 09:20 09:40");
}

static void every_second_week_goes_on_over_new_year(void **state)
{
	arena *a = *state;
	const office_def *o = office(a, NULL, NULL); /* thu, every 2 weeks from 2026-12-03 to 2027-03-31 */
	for (day d = day_from(2026, 11, 1); d <= day_from(2027, 4, 30); d++) {
		if (weekday_of(d) != 4)
			continue;
		int weeks = (int)(d - day_from(2026, 12, 3)) / 7;
		bool in_time = d >= day_from(2026, 12, 3) && d <= day_from(2027, 3, 31);
		bool closed = d == day_from(2026, 12, 31) || d == day_from(2027, 2, 11);
		const char *want = in_time && weeks % 2 == 0 && !closed ? "17:00 18:00" : "";
		assert_string_equal(starts(a, o, "koseki", d), want);
	}
	assert_string_equal(starts(a, o, "koseki", day_from(2027, 1, 14)), "17:00 18:00"); /* six weeks on */
	/* weeks are counted from Sunday, whichever weekday `from` is */
	o = with_rule(a, "days: mon-fri, every_weeks: 3, from: 2026-12-04, hours: 9:00-10:00, every: 60, places: 1");
	assert_string_equal(starts(a, o, "koseki", day_from(2026, 12, 3)),
			    "17:00 18:00"); /* before it: only the other rule */
	assert_string_equal(starts(a, o, "koseki", day_from(2026, 12, 4)), "09:00");
	assert_string_equal(starts(a, o, "koseki", day_from(2026, 12, 7)), "");
	assert_string_equal(starts(a, o, "koseki", day_from(2026, 12, 21)), "09:00");
	assert_string_equal(starts(a, o, "koseki", day_from(2027, 1, 15)), "09:00");
}

static void two_rules_with_one_start_give_one_slot(void **state)
{
	arena *a = *state;
	const office_def *o = with_rule(a, "days: thu, hours: 16:00-18:00, every: 30, places: 3, kept: 1");
	day d = day_from(2026, 12, 3);
	assert_string_equal(starts(a, o, "koseki", d), "16:00 16:30 17:00 17:30 18:00");
	slot_defs s = offer_slots(a, o, defs_offer(o, STR("koseki")), d);
	assert_int_equal(s.at[2].places, 5);
	assert_int_equal(s.at[2].kept, 1);
	assert_int_equal(s.at[2].minutes, 60);
	slot_def one;
	assert_true(offer_bookable(o, defs_offer(o, STR("koseki")), s.at[2].start, s.at[2].start - DAY, false, &one));
	same_slot(one, s.at[2]);
}

static void every_slot_is_bookable_at_its_time_and_no_other_start(void **state)
{
	arena *a = *state;
	const office_def *o = office(a, NULL, NULL);
	for (size_t i = 0; i < o->offers.n; i++)
		for (day d = day_from(2026, 11, 20); d < day_from(2027, 1, 20); d++) {
			const offer_def *f = &o->offers.at[i];
			slot_defs s = offer_slots(a, o, f, d);
			size_t found = 0;
			for (int minute = 0; minute < 24 * 60; minute++) {
				slot_def one = { 0 };
				instant start = instant_of(d, minute);
				if (!offer_bookable(o, f, start, start - DAY, false, &one))
					continue;
				assert_true(found < s.n);
				same_slot(one, s.at[found]);
				found++;
			}
			assert_int_equal(found, s.n);
		}
}

static void days_ahead_are_counted_by_the_calendar_not_by_hours(void **state)
{
	arena *a = *state;
	const office_def *o = office(a, NULL, NULL); /* juumin: 1-14 days ahead, 90 minutes before */
	const offer_def *f = defs_offer(o, STR("juumin"));
	instant start = AT(2026, 11, 20, 9, 0);
	slot_def s;
	assert_true(offer_bookable(o, f, start, AT(2026, 11, 19, 23, 59), false, &s));
	assert_false(offer_bookable(o, f, start, AT(2026, 11, 20, 0, 0), false, &s)); /* the same day */
	assert_true(offer_bookable(o, f, start, AT(2026, 11, 6, 0, 0), false, &s));
	assert_false(offer_bookable(o, f, start, AT(2026, 11, 5, 23, 59), false, &s));
	assert_false(offer_bookable(o, f, start + MINUTE, AT(2026, 11, 19, 9, 0), false, &s));
	assert_false(offer_bookable(o, f, start + 1, AT(2026, 11, 19, 9, 0), false, &s));
}

static void a_lead_time_ends_to_the_minute(void **state)
{
	arena *a = *state;
	const office_def *o = office(a, "bookable: 1-14 days", "bookable: 0-14 days");
	const offer_def *f = defs_offer(o, STR("juumin"));
	instant start = AT(2026, 11, 20, 10, 30);
	slot_def s;
	assert_true(offer_bookable(o, f, start, AT(2026, 11, 20, 9, 0), false, &s));
	assert_false(offer_bookable(o, f, start, AT(2026, 11, 20, 9, 0) + 1, false, &s));
}

static void staff_may_give_away_a_slot_until_it_is_over(void **state)
{
	arena *a = *state;
	const office_def *o = office(a, NULL, NULL);
	const offer_def *f = defs_offer(o, STR("juumin"));
	instant start = AT(2026, 11, 20, 9, 0);
	slot_def s = { 0 };
	assert_true(offer_bookable(o, f, start, start + 29 * MINUTE, true, &s));
	assert_int_equal(s.places, 3);
	assert_false(offer_bookable(o, f, start, start + 30 * MINUTE, true, &s));
	assert_true(offer_bookable(o, f, start, start - 366 * DAY, true, NULL));
	assert_false(offer_bookable(o, f, start, start - 367 * DAY, true, &s));
	assert_false(
		offer_bookable(o, f, AT(2026, 11, 23, 9, 0), AT(2026, 11, 20, 9, 0), true, &s)); /* closed for all */
}

static void the_day_an_era_changed_was_a_holiday_like_others(void **state)
{
	arena *a = *state;
	const office_def *o = office(a, NULL, NULL);
	const text3 *why = NULL;
	for (int d = 27; d <= 30; d++)
		assert_int_equal(office_hours(o, day_from(2019, 4, d), NULL).n, 0);
	assert_int_equal(office_hours(o, day_from(2019, 5, 1), &why).n, 0);
	assert_string_equal(why->in[LANG_JA].at, "天皇の即位の日");
	assert_int_equal(office_hours(o, day_from(2019, 5, 7), NULL).n, 2);
	assert_string_equal(starts(a, o, "juumin", day_from(2019, 4, 26)), "09:00 09:30 10:00 10:30 11:00");
	assert_string_equal(starts(a, o, "juumin", day_from(2019, 5, 1)), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(closed_days_say_why, make, drop),
		cmocka_unit_test_setup_teardown(an_office_may_be_open_on_holidays, make, drop),
		cmocka_unit_test_setup_teardown(a_special_opening_comes_before_holidays_and_closures, make, drop),
		cmocka_unit_test_setup_teardown(it_is_open_from_the_first_minute_until_before_the_last, make, drop),
		cmocka_unit_test_setup_teardown(a_service_is_received_within_the_offices_hours_and_its_own, make, drop),
		cmocka_unit_test_setup_teardown(open_until_midnight_and_from_midnight_on, make, drop),
		cmocka_unit_test_setup_teardown(the_last_slot_ends_by_the_end_of_the_rule, make, drop),
		cmocka_unit_test_setup_teardown(slots_fall_out_where_the_office_is_closed, make, drop),
		cmocka_unit_test_setup_teardown(the_fifth_week_of_a_month_is_not_in_every_month, make, drop),
		cmocka_unit_test_setup_teardown(every_second_week_goes_on_over_new_year, make, drop),
		cmocka_unit_test_setup_teardown(two_rules_with_one_start_give_one_slot, make, drop),
		cmocka_unit_test_setup_teardown(every_slot_is_bookable_at_its_time_and_no_other_start, make, drop),
		cmocka_unit_test_setup_teardown(days_ahead_are_counted_by_the_calendar_not_by_hours, make, drop),
		cmocka_unit_test_setup_teardown(a_lead_time_ends_to_the_minute, make, drop),
		cmocka_unit_test_setup_teardown(staff_may_give_away_a_slot_until_it_is_over, make, drop),
		cmocka_unit_test_setup_teardown(the_day_an_era_changed_was_a_holiday_like_others, make, drop),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
