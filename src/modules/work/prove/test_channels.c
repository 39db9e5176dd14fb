/* Tables of procedures by channel, and what follows when applications move. */
#include <math.h>

#include "store/testing.h"

#include "modules/work/prove/channels.h"
#include "sim/sim.h"

static arena *fresh(void)
{
	return arena_new(256 << 20);
}

static channels read_table(arena *a, const char *csv)
{
	channels t;
	assert_ok(channels_read(a, str_of(csv), &t));
	return t;
}

static void assert_near(double x, double y, double off)
{
	if (!(fabs(x - y) <= off))
		fail_msg("%.10g, not %.10g", x, y);
}

#define HEAD "区分,手続,合計,オンライン,郵送,窓口,備考\n"

static void a_table_that_adds_up_has_no_mark(void **state)
{
	(void)state;
	arena *a = fresh();
	channels t = read_table(
		a, HEAD
		"証明,住民票,100,10,20,70,\n証明,印鑑,50,5,5,40,\n証明,計,150,15,25,110,\n合計,,150,15,25,110,市の公表\n");
	channel_marks m = channels_check(a, &t);
	assert_int_equal(m.n, 0);
	assert_int_equal(m.checked, 4 + 4 + 4);
	assert_int_equal(m.open, 0);
	channel_bounds b = channels_bounds(&t, 0);
	assert_int_equal(b.online.least, 15);
	assert_int_equal(b.online.most, 15);
	assert_int_equal(b.counter.least, 110);
	arena_free(a);
}

static void a_row_a_group_and_a_whole_that_do_not_add_up_are_told_with_line_column_and_difference(void **state)
{
	(void)state;
	arena *a = fresh();
	channels t = read_table(
		a,
		HEAD "証明,住民票,100,10,20,75,\n証明,印鑑,50,5,5,40,\n証明,計,150,16,25,110,\n合計,,160,16,25,110,\n");
	channel_marks m = channels_check(a, &t);
	assert_int_equal(m.n, 6);
	/* the first row: 105 of 100 */
	assert_int_equal(m.at[0].kind, FOOT_ROW);
	assert_int_equal(m.at[0].line, 2);
	assert_int_equal(m.at[0].column, 3);
	assert_int_equal(m.at[0].said, 100);
	assert_int_equal(m.at[0].off, 5);
	/* the group's row: 151 of 150; then its columns: online 15 of 16, counter 115 of 110 */
	assert_int_equal(m.at[1].line, 4);
	assert_int_equal(m.at[1].off, 1);
	assert_int_equal(m.at[2].kind, FOOT_GROUP);
	assert_string_equal(arena_copy(a, m.at[2].head).at, "オンライン");
	assert_int_equal(m.at[2].column, 4);
	assert_int_equal(m.at[2].off, -1);
	assert_int_equal(m.at[3].off, 5);
	/* the whole: its row 151 of 160; its total 150 of 160 */
	assert_int_equal(m.at[4].kind, FOOT_ROW);
	assert_int_equal(m.at[4].off, -9);
	assert_int_equal(m.at[5].kind, FOOT_ALL);
	assert_int_equal(m.at[5].off, -10);
	arena_free(a);
}

static void an_unknown_cell_is_not_zero_and_bounds_what_can_be_said(void **state)
{
	(void)state;
	arena *a = fresh();
	channels t = read_table(a, HEAD "証明4種,計,1000,100,,,\n窓口10手続,計,200,,,,\n");
	channel_marks m = channels_check(a, &t);
	assert_int_equal(m.n, 0);
	assert_int_equal(m.checked, 0);
	assert_int_equal(m.open, 2);
	channel_bounds b = channels_bounds(&t, 0);
	assert_int_equal(b.total.least, 1200);
	assert_int_equal(b.total.most, 1200);
	assert_int_equal(b.online.least, 100);
	assert_int_equal(b.online.most, 300); /* all of the second group may be */
	assert_int_equal(b.counter.least, 0);
	assert_int_equal(b.counter.most, 1100);
	/* known parts that are already too much are told although something is unknown */
	t = read_table(a, HEAD "証明,住民票,100,90,,20,\n");
	m = channels_check(a, &t);
	assert_int_equal(m.n, 1);
	assert_true(m.at[0].at_least);
	assert_int_equal(m.at[0].off, 10);
	arena_free(a);
}

static void parts_narrow_what_a_group_does_not_say(void **state)
{
	(void)state;
	arena *a = fresh();
	channels t = read_table(a, HEAD "証明,住民票,60,6,,,\n証明,印鑑,40,4,,30,\n証明,計,100,,,,\n");
	channel_bounds b = channels_bounds(&t, 1);
	assert_int_equal(b.online.least, 10);
	assert_int_equal(b.online.most, 10);
	assert_int_equal(b.counter.least, 30);
	assert_int_equal(b.counter.most, 84);
	arena_free(a);
}

static void tables_come_in_any_order_encoding_and_language(void **state)
{
	(void)state;
	arena *a = fresh();
	channels t = read_table(
		a,
		"\xef\xbb\xbfprocedure,counter,online,kiosk,total\r\n\"Residence, copy\",\"1,200\",３００,500件,2000\r\n");
	assert_int_equal(t.ways.n, 3);
	assert_int_equal(t.rows.at[0].count[0], 1200);
	assert_int_equal(t.rows.at[0].count[1], 300);
	assert_int_equal(t.rows.at[0].count[2], 500);
	assert_int_equal(t.ways.at[1].role, CHANNEL_ONLINE);
	assert_int_equal(channels_check(a, &t).n, 0);
	/* 手続,窓口 in Shift_JIS */
	t = read_table(a, "\x8e\xe8\x91\xb1,\x91\x8b\x8c\xfb\nx,5\n");
	assert_string_equal(arena_copy(a, t.encoding).at, "CP932");
	assert_int_equal(t.ways.at[0].role, CHANNEL_COUNTER);
	/* merged cells: a group stands in its first row only */
	t = read_table(a, "区分,手続,合計\n証明,住民票,1\n,印鑑,2\n,計,3\n");
	assert_int_equal(t.rows.at[1].of, 1);
	assert_int_equal(t.rows.at[2].level, LEVEL_GROUP);
	assert_int_equal(channels_check(a, &t).n, 0);
	arena_free(a);
}

static void a_cell_that_is_no_count_is_named_and_taken_as_unknown(void **state)
{
	(void)state;
	arena *a = fresh();
	channels t = read_table(a, HEAD "証明,住民票,100,約10,,70,\n証明,印鑑,-5,1.5,,,\n");
	assert_string_equal(arena_copy(a, t.bad->where).at, "2:12");
	assert_int_equal(t.rows.at[0].count[0], COUNT_UNKNOWN);
	assert_non_null(t.bad->next->next);
	assert_null(t.bad->next->next->next);
	channels none;
	assert_refused(channels_read(a, STR("手続,備考\nx,y\n"), &none), ERR_file);
	assert_refused(channels_read(a, STR("合計,窓口\n1,1\n"), &none), ERR_file);
	assert_refused(channels_read(a, STR("手続,窓口\n"), &none), ERR_file);
	assert_refused(channels_read(a, STR_NONE, &none), ERR_file);
	arena_free(a);
}

/* The table that comes with the demo city holds what was published and nothing else. */
static void the_citys_table_says_what_is_known_and_leaves_the_rest_open(void **state)
{
	(void)state;
	arena *a = fresh();
	FILE *f = fopen("cities/kitakyushu/work/channels-2023.csv", "r");
	assert_non_null(f);
	char bytes[8192];
	size_t n = fread(bytes, 1, sizeof bytes, f);
	fclose(f);
	channels t;
	assert_ok(channels_read(a, (str){ bytes, n }, &t));
	assert_null(t.bad);
	assert_int_equal(channels_check(a, &t).n, 0);
	assert_int_equal(t.groups.n, 3);
	channel_bounds b = channels_bounds(&t, 0);
	assert_int_equal(b.total.least, 1223148 + 282072 + 1321545);
	assert_int_equal(b.online.least, 105624);
	assert_int_equal(b.counter.least, 0);
	assert_int_equal(b.counter.most, 1223148 + 282072 + 1321545 - 105624);
	for (size_t i = 0; i < t.rows.n; i++)
		assert_true(t.rows.at[i].note.len > 0); /* its source */
	arena_free(a);
}

/* --- what if ---------------------------------------------------------------------------------------------------------------------- */

static what_if two_million(void)
{
	return (what_if){ .counter = 2000000,
			  .online_least = 105624,
			  .online_most = 826765,
			  .total = 2826765,
			  .share = { 0.5, 0.6, 0.7 },
			  .counter_minutes = 12,
			  .online_minutes = 4,
			  .resident_minutes = 60,
			  .resident_online_minutes = 15,
			  .per_visit = 1,
			  .days = 240,
			  .hours = 8,
			  .places = 10,
			  .peak = 1.5,
			  .wait = 15,
			  .hours_fte = 1943,
			  .yen_hour = 4000 };
}

static void sixty_percent_of_two_million_counter_applications_move(void **state)
{
	(void)state;
	arena *a = fresh();
	what_if q = two_million();
	assert_null(what_check(a, &q));
	what_result r = channels_what(&q);
	assert_near(r.moved.likely, 1200000, 1e-6);
	assert_near(r.counter.likely, 800000, 1e-6);
	assert_near(r.staff_now, 400000, 1e-6); /* 2,000,000 × 12 / 60 */
	assert_near(r.saved.likely, 1200000.0 * 8 / 60, 1e-6);
	assert_near(r.saved.low, 1000000.0 * 8 / 60, 1e-6);
	assert_near(r.fte.likely, 160000.0 / 1943, 1e-9);
	assert_near(r.yen.likely, 640e6, 1e-3);
	assert_near(r.share_now_least, 105624.0 / 2826765, 1e-12);
	assert_near(r.online_share.low, (105624.0 + 1000000) / 2826765, 1e-12);
	assert_near(r.online_share.high, (826765.0 + 1400000) / 2826765, 1e-12);
	assert_near(r.visits.likely, 1200000, 1e-6);
	assert_near(r.residents.likely, 1200000.0 * 45 / 60, 1e-6);
	assert_true(r.desks_now > r.desks.low && r.desks.low > r.desks.likely && r.desks.likely > r.desks.high);
	assert_int_equal(r.desks_now % 10, 0);
	arena_free(a);
}

static void a_question_that_cannot_be_is_refused_by_its_field(void **state)
{
	(void)state;
	arena *a = fresh();
	what_if q = two_million();
	q.share.low = 0.8;
	q.days = 0;
	const err *e = what_check(a, &q);
	assert_true(err_is(e, ERR_invalid));
	assert_string_equal(arena_copy(a, e->where).at, "days");
	assert_string_equal(arena_copy(a, e->next->where).at, "share_low");
	assert_null(e->next->next);
	arena_free(a);
}

/* Of one desk the probability of waiting is the load, of two 2ρ² / (1 + ρ); of three with a load of 2.4: B = 2.304 / 8.584, C = B / (1 − 0.8 (1 − B)). */
static void waiting_is_as_erlang_says(void **state)
{
	(void)state;
	assert_near(desks_waiting(1, 0.7), 0.7, 1e-12);
	assert_near(desks_waiting(2, 1.4), 2 * 0.49 / 1.7, 1e-12);
	double b = 2.304 / 8.584;
	assert_near(desks_waiting(3, 2.4), b / (1 - 0.8 * (1 - b)), 1e-12);
	assert_near(desks_waiting(3, 3), 1, 0);
	assert_int_equal(desks_needed(0, 10, 5), 0);
	assert_int_equal(desks_needed(1e9, 10, 5), 0); /* more than can be counted */
	assert_near(desks_waiting(3, 1), 1.0 / 11, 1e-12); /* B = (1/6) / (1 + 1 + 1/2 + 1/6) = 1/16 */
	assert_int_equal(desks_needed(6, 10, 0), 3); /* of two, one in three waits */
}

/* The desks that the formula asks for, played by the visits' own simulator: nine of ten are called in time, and with one desk less they are not. */
static void the_desks_that_are_needed_hold_when_an_office_is_played(void **state)
{
	(void)state;
	arena *a = fresh();
	double rate = 40, minutes = 9, wait = 6;
	int needed = desks_needed(rate, minutes, wait);
	assert_in_range(needed, 7, 12);
	for (int less = 0; less <= 1; less++) {
		sim_service service = { .time = sim_exponential(minutes * 60) };
		sim_desk desks[SIM_DESKS_MAX] = { 0 };
		for (int i = 0; i < needed - less; i++)
			desks[i] = (sim_desk){ .services = SIM_BIT(0), .now = SIM_FREE };
		double per_second = rate / 3600;
		sim_flow flow = { .rate = &per_second };
		sim_class order[] = { { SIM_PRIORITY, 0 }, { SIM_ARRIVAL, 0 } };
		sim_day played = { .services = &service,
				   .services_n = 1,
				   .order = order,
				   .order_n = 2,
				   .desks = desks,
				   .desks_n = needed - less,
				   .flows = &flow,
				   .flows_n = 1,
				   .interval = 1e15,
				   .intervals_n = 1,
				   .until = SIM_NEVER,
				   .most = 400000,
				   .room = 200000 };
		sim_stats *stats = sim_stats_new(a, &played, 0, 1e15, 1);
		sim_run(sim_new(a, &played), 2026, stats);
		double p90 = sim_stats_wait(stats, 0, 0, 0.9);
		if (less)
			assert_true(p90 > wait * 60);
		else
			assert_true(p90 <= wait * 60 * 1.03);
	}
	arena_free(a);
}

int main(void)
{
	static const store_test_case tests[] = {
		PLAIN_TEST(a_table_that_adds_up_has_no_mark),
		PLAIN_TEST(a_row_a_group_and_a_whole_that_do_not_add_up_are_told_with_line_column_and_difference),
		PLAIN_TEST(an_unknown_cell_is_not_zero_and_bounds_what_can_be_said),
		PLAIN_TEST(parts_narrow_what_a_group_does_not_say),
		PLAIN_TEST(tables_come_in_any_order_encoding_and_language),
		PLAIN_TEST(a_cell_that_is_no_count_is_named_and_taken_as_unknown),
		PLAIN_TEST(the_citys_table_says_what_is_known_and_leaves_the_rest_open),
		PLAIN_TEST(sixty_percent_of_two_million_counter_applications_move),
		PLAIN_TEST(a_question_that_cannot_be_is_refused_by_its_field),
		PLAIN_TEST(waiting_is_as_erlang_says),
		PLAIN_TEST(the_desks_that_are_needed_hold_when_an_office_is_played),
	};
	return store_tests("work: channels", tests, COUNT(tests), NULL, 0, NULL);
}
