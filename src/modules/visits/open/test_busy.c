/* Quarter hours, played back; who is protected; days without anybody; the week. */
#include "modules/visits/testing.h"

#include "kit/testing.h"
#include "modules/visits/open/busy.h"
#include "modules/visits/open/open.sql.h"

/* --- made-up days -------------------------------------------------------------------------------------------------- */

typedef struct made {
	arena *a;
	busy_day d;
	busy_rows rows;
} made;

static made a_day(void)
{
	made m = { .a = arena_new((size_t)256 * 1024 * 1024), .d = { .day = day_from(2026, 4, 1) } };
	return m;
}

static instant clock_at(const made *m, int hour, int minute)
{
	return instant_of(m->d.day, hour * 60 + minute);
}

static void moved(made *m, const char *ticket, i64 seq, instant t, const char *service, const char *how,
		  const char *becomes)
{
	LIST_ADD(m->a, &m->d.moves,
		 (busy_move){ str_of(ticket), seq, t, str_of(service), str_of(how), str_of(becomes) });
}

/* Somebody takes a ticket and is called so many minutes later. */
static void came(made *m, const char *ticket, const char *service, instant t)
{
	moved(m, ticket, 1, t, service, "take", "waiting");
}

static void was_called(made *m, const char *ticket, const char *service, instant t)
{
	moved(m, ticket, 1, t, service, "call", "called");
}

static const busy_row *row_of(made *m, int hour, int quarter, const char *service)
{
	for (size_t i = 0; i < m->rows.n; i++)
		if (m->rows.at[i].quarter == hour * 4 + quarter && str_eq(m->rows.at[i].service, str_of(service)))
			return &m->rows.at[i];
	return NULL;
}

static void a_quarter_hour_says_who_came_who_was_called_and_how_long_they_waited(void **state)
{
	(void)state;
	made m = a_day();
	static const char *const tickets[] = { "A", "B", "C", "D", "E" };
	for (int i = 0; i < 5; i++)
		came(&m, tickets[i], "juumin", clock_at(&m, 9, i));
	for (int i = 0; i < 5; i++)
		was_called(&m, tickets[i], "juumin", clock_at(&m, 9, 10 + 4 * i)); /* waits 10, 13, 16, 19, 22 */
	busy_make(m.a, &m.d, &m.rows);
	const busy_row *first = row_of(&m, 9, 0, ""), *second = row_of(&m, 9, 1, ""), *own = row_of(&m, 9, 0, "juumin");
	assert_non_null(first);
	assert_int_equal(first->tickets, 5);
	assert_int_equal(first->called, 2);
	assert_int_equal(first->waiting_most, 5);
	assert_int_equal(first->wait_median, 16 * 60);
	assert_int_equal(first->wait_p90, 22 * 60);
	assert_int_equal(first->wait_n, 5);
	assert_int_equal(first->wait_sum, 80 * 60);
	assert_int_equal(second->tickets, 0);
	assert_int_equal(second->called, 3);
	assert_int_equal(second->waiting_most, 3);
	assert_int_equal(second->wait_median, BUSY_UNTOLD);
	assert_int_equal(own->tickets, 5);
	assert_int_equal(own->called, BUSY_UNTOLD); /* two people */
	assert_null(row_of(&m, 10, 0, ""));
	arena_free(m.a);
}

static void an_undone_call_was_nobodys_wait_and_a_return_is_not_a_second_one(void **state)
{
	(void)state;
	made m = a_day();
	static const char *const tickets[] = { "A", "B", "C" };
	for (int i = 0; i < 3; i++)
		came(&m, tickets[i], "juumin", clock_at(&m, 9, 0));
	was_called(&m, "A", "juumin", clock_at(&m, 9, 1));
	moved(&m, "A", 1, clock_at(&m, 9, 2), "juumin", "undo", "waiting");
	was_called(&m, "A", "juumin", clock_at(&m, 9, 30));
	was_called(&m, "B", "juumin", clock_at(&m, 9, 40));
	moved(&m, "B", 1, clock_at(&m, 9, 41), "juumin", "missed", "missed");
	moved(&m, "B", 1, clock_at(&m, 9, 50), "juumin", "return", "waiting");
	was_called(&m, "B", "juumin", clock_at(&m, 10, 0));
	was_called(&m, "C", "juumin", clock_at(&m, 10, 50));
	busy_make(m.a, &m.d, &m.rows);
	const busy_row *r = row_of(&m, 9, 0, "");
	assert_int_equal(r->wait_n, 3);
	assert_int_equal(r->wait_sum, (30 + 40 + 110) * 60);
	assert_int_equal(r->wait_median, 40 * 60);
	arena_free(m.a);
}

static void a_person_in_two_queues_is_one_person_and_waits_for_the_second_from_the_end_of_the_first(void **state)
{
	(void)state;
	made m = a_day();
	moved(&m, "A", 1, clock_at(&m, 9, 0), "juumin", "take", "waiting");
	moved(&m, "A", 2, clock_at(&m, 9, 0), "kokuho", "take", "waiting");
	moved(&m, "A", 1, clock_at(&m, 9, 5), "juumin", "call", "called");
	moved(&m, "A", 1, clock_at(&m, 9, 20), "juumin", "done", "done");
	moved(&m, "A", 2, clock_at(&m, 9, 24), "kokuho", "call", "called");
	busy_make(m.a, &m.d, &m.rows);
	assert_int_equal(row_of(&m, 9, 0, "")->waiting_most, 1);
	assert_int_equal(row_of(&m, 9, 0, "")->tickets, 1);
	assert_int_equal(row_of(&m, 9, 0, "")->wait_sum, 5 * 60);
	assert_int_equal(row_of(&m, 9, 1, "")->wait_sum, 4 * 60);
	assert_int_equal(row_of(&m, 9, 1, "")->waiting_most, 1);
	arena_free(m.a);
}

static void desks_are_counted_by_the_time_that_they_were_open(void **state)
{
	(void)state;
	made m = a_day();
	windows open = { arena_one(m.a, window), 1 };
	open.at[0] = (window){ 9 * 60, 10 * 60 };
	m.d.open = open;
	LIST_ADD(m.a, &m.d.desks, (busy_desk_move){ STR("1"), clock_at(&m, 9, 0), true });
	LIST_ADD(m.a, &m.d.desks, (busy_desk_move){ STR("2"), clock_at(&m, 9, 15), true });
	LIST_ADD(m.a, &m.d.desks, (busy_desk_move){ STR("1"), clock_at(&m, 9, 18), true }); /* serves */
	LIST_ADD(m.a, &m.d.desks, (busy_desk_move){ STR("2"), clock_at(&m, 9, 21), false });
	LIST_ADD(m.a, &m.d.desks, (busy_desk_move){ STR("1"), clock_at(&m, 9, 45), false });
	busy_make(m.a, &m.d, &m.rows);
	assert_int_equal(m.rows.n, 4); /* the hours that it was open by its definition */
	assert_int_equal(row_of(&m, 9, 0, "")->desks_tenths, 10);
	assert_int_equal(row_of(&m, 9, 1, "")->desks_tenths, 14);
	assert_int_equal(row_of(&m, 9, 2, "")->desks_tenths, 10);
	assert_int_equal(row_of(&m, 9, 3, "")->desks_tenths, 0);
	arena_free(m.a);
}

static void few_people_are_not_told_apart_nor_found_by_subtraction(void **state)
{
	(void)state;
	made m = a_day();
	/* 4 for a, 3 for b, 2 for c: c is not told, and neither is b, from which c would follow */
	for (int i = 0; i < 9; i++)
		came(&m, str_format(m.a, "T%d", i).at, i < 4 ? "a" : i < 7 ? "b" : "c", clock_at(&m, 9, i));
	busy_make(m.a, &m.d, &m.rows);
	assert_int_equal(row_of(&m, 9, 0, "")->tickets, 9);
	assert_int_equal(row_of(&m, 9, 0, "a")->tickets, 4);
	const busy_row *b = row_of(&m, 9, 0, "b");
	assert_true(b == NULL || b->tickets == BUSY_UNTOLD);
	const busy_row *c = row_of(&m, 9, 0, "c");
	assert_true(c == NULL || c->tickets == BUSY_UNTOLD);
	arena_free(m.a);
}

/* What is told of one measure of one quarter hour, held against the rule itself. */
static void hold_rule(i64 whole, i64 told, i64 least)
{
	assert_true(least < 0 || least >= BUSY_FEW);
	i64 rest = whole - told;
	/* all is told, or the rest is not so few that somebody could be picked out; where none is told, nothing can be */
	assert_true(rest == 0 || rest >= BUSY_FEW || told == 0);
}

static void on_a_thousand_days_of_chance_nobody_can_be_picked_out(void **state)
{
	(void)state;
	u64 random = 88172645463325252ull;
	for (int round = 0; round < 1000; round++) {
		made m = a_day();
		static const char *const services[] = { "a", "b", "c", "d" };
		for (int i = 0; i < 40; i++) {
			random ^= random << 13;
			random ^= random >> 7;
			random ^= random << 17;
			const char *ticket = str_format(m.a, "T%d", i).at, *service = services[random % 16 % 5 % 4];
			came(&m, ticket, service, clock_at(&m, 9, i));
			if (random >> 20 & 1)
				was_called(&m, ticket, service, clock_at(&m, 9, i) + 20 * SECOND);
		}
		busy_make(m.a, &m.d, &m.rows);
		i64 sum = 0;
		for (int q = 36; q < 40; q++) {
			const busy_row *all = row_of(&m, 9, q - 36, "");
			i64 tickets = 0, called = 0, least_tickets = -1, least_called = -1;
			for (size_t i = 0; i < m.rows.n; i++) {
				const busy_row *r = &m.rows.at[i];
				if (r->quarter != q || !r->service.len)
					continue;
				if (r->tickets > 0) {
					tickets += r->tickets;
					least_tickets = least_tickets < 0 || r->tickets < least_tickets ? r->tickets
													: least_tickets;
				}
				if (r->called > 0) {
					called += r->called;
					least_called =
						least_called < 0 || r->called < least_called ? r->called : least_called;
				}
				assert_true(r->waiting_most == BUSY_UNTOLD || r->waiting_most == 0 ||
					    r->waiting_most >= BUSY_FEW);
				assert_int_equal(r->desks_tenths, BUSY_UNTOLD);
			}
			if (!all)
				continue;
			sum += all->tickets;
			hold_rule(all->tickets, tickets, least_tickets);
			hold_rule(all->called, called, least_called);
			assert_true((all->wait_median >= 0) == (all->wait_n >= BUSY_FEW));
		}
		assert_int_equal(sum, 40);
		arena_free(m.a);
	}
}

/* --- the table ------------------------------------------------------------------------------------------------------------ */

struct rows_question {
	open_rows_rows rows;
	busy_week week;
	day today;
};

static const err *read_table(db *d, arena *a, void *arg)
{
	struct rows_question *q = arg;
	TRY(open_rows(d, a, TEST_CITY, day_from(2026, 1, 1), day_from(2026, 12, 31), 10000, &q->rows));
	return busy_week_read(d, a, TEST_CITY, STR("moji"), q->today, &q->week);
}

static struct rows_question table(store_test *t, day today)
{
	struct rows_question q = { .today = today };
	assert_ok(store_read(t->store, t->arena, read_table, &q));
	return q;
}

static int add_up(store_test *t, int most)
{
	int days;
	app p = { .city = TEST_CITY, .store = t->store, .clock = &t->clock };
	assert_ok(busy_add_up(&p, t->arena, defs_office(WORLD(t)->def, MOJI), most, &days));
	return days;
}

static void a_day_is_added_up_once_when_it_is_over(void **state)
{
	store_test *t = *state;
	assert_int_equal(add_up(t, 7), 0); /* nobody has ever been here */
	for (int i = 0; i < 4; i++)
		assert_ok(take(t, "juumin", NULL));
	assert_ok(act(t, 0, "1", ACT_OPEN, NULL));
	clock_set(&t->clock, at(9, 20));
	assert_ok(act(t, 0, "1", ACT_CALL_NEXT, NULL));
	assert_int_equal(add_up(t, 7), 0); /* it is still today */
	clock_set(&t->clock, at(24, 5));
	assert_int_equal(add_up(t, 7), 0); /* and not settled */
	clock_set(&t->clock, at(24, 11));
	assert_int_equal(add_up(t, 7), 1);
	assert_int_equal(add_up(t, 7), 0);
	struct rows_question q = table(t, day_from(2026, 4, 2));
	const open_rows_row *nine = NULL, *own = NULL;
	for (size_t i = 0; i < q.rows.n; i++) {
		const open_rows_row *r = &q.rows.at[i];
		if (r->quarter == 36)
			*(r->service.len ? &own : &nine) = r;
	}
	assert_non_null(nine);
	assert_int_equal(nine->tickets, 4);
	assert_int_equal(nine->waiting_most, 4);
	assert_int_equal(nine->desks_tenths, 10);
	assert_non_null(own);
	assert_int_equal(own->tickets, 4);
	/* 8:30 to 17:15 are 35 quarter hours, and it stayed open until midnight */
	assert_int_equal(q.rows.at[0].quarter, 34);
}

static void days_without_anybody_are_days_and_those_that_were_missed_are_caught_up(void **state)
{
	store_test *t = *state;
	assert_ok(take(t, "juumin", NULL));
	clock_set(&t->clock, at(24 * 9, 11)); /* Friday the 10th */
	assert_int_equal(add_up(t, 4), 4); /* at most so many at once */
	assert_int_equal(add_up(t, 7), 5);
	assert_int_equal(add_up(t, 7), 0);
	struct rows_question q = table(t, day_from(2026, 4, 10));
	/* 1, 2, 3, 6, 7, 8, 9 April are working days of 35 quarter hours; nothing on Saturday and Sunday */
	assert_int_equal(q.rows.n, 7 * 35);
	for (size_t i = 0; i < q.rows.n; i++)
		assert_true(q.rows.at[i].day == day_from(2026, 4, 1) || q.rows.at[i].tickets == 0);
	assert_int_equal(q.week.days, 7);
	assert_true(q.week.open[3] && !q.week.open[0] && !q.week.open[6]);
	assert_int_equal(q.week.hour_from, 8);
	assert_int_equal(q.week.hour_to, 18);
	assert_int_equal(q.week.at[3][9].days, 2);
	assert_int_equal(q.week.at[3][9].minutes, BUSY_UNTOLD);
}

static void a_quiet_hour_is_named_when_enough_is_known(void **state)
{
	(void)state;
	arena *a = arena_new(1 << 20);
	busy_week w = { .days = 9 };
	for (int d = 0; d < 7; d++)
		for (int h = 0; h < 24; h++)
			w.at[d][h] =
				(busy_hour){ d, h, 8, 40, d >= 1 && d <= 5 && h >= 9 && h < 17 ? 20 : BUSY_UNTOLD };
	w.at[2][15].minutes = 4;
	w.at[1][9].minutes = 55;
	busy_hours quiet, full;
	busy_week_best(a, &w, 3, &quiet, &full);
	assert_int_equal(quiet.n, 0); /* nine days are not enough */
	w.days = 40;
	busy_week_best(a, &w, 3, &quiet, &full);
	assert_int_equal(quiet.n, 3);
	assert_int_equal(quiet.at[0]->weekday, 2);
	assert_int_equal(quiet.at[0]->hour, 15);
	assert_int_equal(full.at[0]->weekday, 1);
	assert_int_equal(full.at[0]->hour, 9);
	w.at[2][15].minutes = w.at[1][9].minutes = 21;
	busy_week_best(a, &w, 3, &quiet, &full);
	assert_int_equal(quiet.n, 0); /* it is the same at all hours */
	arena_free(a);
}

static void every_statement_of_open_data_is_understood(void **state)
{
	store_test *t = *state;
	assert_ok(store_check(t->store, t->arena, open_statements, open_statements_n));
}

int main(void)
{
	static const store_test_case tests[] = {
		PLAIN_TEST(a_quarter_hour_says_who_came_who_was_called_and_how_long_they_waited),
		PLAIN_TEST(an_undone_call_was_nobodys_wait_and_a_return_is_not_a_second_one),
		PLAIN_TEST(a_person_in_two_queues_is_one_person_and_waits_for_the_second_from_the_end_of_the_first),
		PLAIN_TEST(desks_are_counted_by_the_time_that_they_were_open),
		PLAIN_TEST(few_people_are_not_told_apart_nor_found_by_subtraction),
		PLAIN_TEST(on_a_thousand_days_of_chance_nobody_can_be_picked_out),
		STORE_TEST(a_day_is_added_up_once_when_it_is_over),
		STORE_TEST(days_without_anybody_are_days_and_those_that_were_missed_are_caught_up),
		PLAIN_TEST(a_quiet_hour_is_named_when_enough_is_known),
		STORE_TEST(every_statement_of_open_data_is_understood),
	};
	return store_tests("busy", tests, COUNT(tests), migrations, migrations_n, &test_fixture);
}
