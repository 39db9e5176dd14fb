/* The log of calls: what is entered, and that every kind of tampering is found. */
#include "modules/visits/testing.h"

#include "kit/chain.h"
#include "modules/visits/calls/calls.h"
#include "modules/visits/calls/calls.sql.h"

static calls_report check(store_test *t, day keep_from, call_ends saved)
{
	calls_check c = { .city = TEST_CITY, .keep_from = keep_from, .saved = saved };
	assert_ok(store_read(t->store, t->arena, calls_verify, &c));
	return c.ret;
}

static calls_report check_now(store_test *t)
{
	return check(t, day_from(2020, 1, 1), (call_ends){ 0 });
}

/* What somebody does who has the database and not the program. */
static const err *run_sql(db *d, arena *a, void *arg)
{
	return db_change(d, a, arg, NULL, NULL);
}

static void tamper(store_test *t, const char *sql)
{
	static const sql_param none[] = { { NULL, SQL_I64, false } };
	statement *st = arena_one(t->arena, statement);
	*st = (statement){
		.name = "tamper", .sqlite = sql, .postgres = sql, .params = none, .columns = none, .where = "test"
	};
	assert_ok(store_write(t->store, t->arena, STR("tamper"), run_sql, st));
}

static void holds(store_test *t, i64 entries)
{
	calls_report r = check_now(t);
	if (r.faults)
		fail_msg("%.*s", STR_ARG(r.told.at[0]));
	assert_int_equal(r.entries, entries);
}

static void broken(store_test *t, const char *first, i64 faults)
{
	calls_report r = check_now(t);
	assert_true(r.told.n > 0);
	if (!str_starts(r.told.at[0], str_of(first)))
		fail_msg("not '%s' but '%.*s'", first, STR_ARG(r.told.at[0]));
	assert_int_equal(r.faults, faults);
}

/* Two people, one called three times: A001 call, recall, recall, missed; A002 call, serve, done. Entries 1 to 7. */
static void a_morning(store_test *t)
{
	assert_ok(take(t, "juumin", NULL));
	assert_ok(take(t, "juumin", NULL));
	assert_ok(act(t, 0, "1", ACT_OPEN, NULL));
	static const desk_action actions[] = { ACT_CALL_NEXT, ACT_RECALL, ACT_RECALL, ACT_MISSED,
					       ACT_CALL_NEXT, ACT_SERVE,  ACT_DONE };
	for (size_t i = 0; i < COUNT(actions); i++) {
		clock_set(&t->clock, clock_now(&t->clock) + MINUTE);
		assert_ok(act(t, 0, "1", actions[i], NULL));
	}
}

static void end_of_day(store_test *t, day keep_from, i64 expected)
{
	calls_work w = { .city = TEST_CITY, .office = MOJI, .keep_from = keep_from };
	assert_ok(run(t, calls_work_run, &w));
	assert_int_equal(w.ret_n, expected);
}

struct day_question {
	str number;
	calls_of_day_rows rows;
};

static const err *read_day(db *d, arena *a, void *arg)
{
	struct day_question *q = arg;
	return calls_of_day(d, a,
			    &(calls_of_day_in){ .city = TEST_CITY,
						.office = MOJI,
						.day = day_from(2026, 4, 1),
						.number = q->number,
						.most = 100 },
			    &q->rows);
}

static void the_log_says_when_and_where_a_number_was_called_and_how_often(void **state)
{
	store_test *t = *state;
	a_morning(t);
	struct day_question q = { .number = STR("A001") };
	assert_ok(store_read(t->store, t->arena, read_day, &q));
	assert_int_equal(q.rows.n, 4);
	static const char *const commands[] = { "call", "recall", "recall", "missed" };
	for (size_t i = 0; i < 4; i++) {
		const calls_of_day_row *r = &q.rows.at[i];
		assert_string_equal(arena_copy(t->arena, r->command).at, commands[i]);
		assert_true(str_eq(r->desk, STR("1")) && str_eq(r->service, STR("juumin")));
		assert_int_equal(r->staff, 1);
		assert_int_equal(r->calls, i < 3 ? (i64)i + 1 : 3);
	}
	assert_true(q.rows.at[1].moment == q.rows.at[0].moment + MINUTE);
	holds(t, 7);
}

static void who_goes_before_being_called_is_not_in_the_log(void **state)
{
	store_test *t = *state;
	ticket_view one;
	assert_ok(take(t, "juumin", &one));
	leave_queue c = { .by = &WORLD(t)->public, .code = one.code };
	assert_ok(run(t, leave_queue_run, &c));
	holds(t, 0);
}

static void a_command_that_is_refused_leaves_no_entry_and_no_gap(void **state)
{
	store_test *t = *state;
	a_morning(t);
	assert_refused(act(t, 0, "1", ACT_RECALL, NULL), ERR_not_allowed_now);
	assert_refused(act(t, 0, "1", ACT_CALL_NEXT, NULL), ERR_nobody_waiting);
	holds(t, 7);
	assert_ok(take(t, "juumin", NULL));
	assert_ok(act(t, 0, "1", ACT_CALL_NEXT, NULL));
	holds(t, 8);
}

/* A command that fails when it has entered what it did. */
static const err *call_and_fail(db *d, arena *a, void *arg)
{
	TRY(desk_act_run(d, a, arg));
	return err_of(ERR_internal);
}

static void what_is_rolled_back_was_never_entered(void **state)
{
	store_test *t = *state;
	a_morning(t);
	ticket_view one = { 0 };
	assert_ok(take(t, "juumin", &one));
	desk_act c = {
		.by = &WORLD(t)->staff[0], .office = MOJI, .desk = STR("1"), .action = ACT_CALL_NEXT, .rev = -1
	};
	assert_refused(run(t, call_and_fail, &c), ERR_internal);
	assert_int_equal(ticket_now(t, one.code).steps.at[0].state, STEP_WAITING);
	holds(t, 7);
	assert_ok(run(t, desk_act_run, &c));
	holds(t, 8);
}

/* --- tampering ---------------------------------------------------------------------------------------------------- */

#define OF_MOJI " WHERE office = 'moji' AND "

static void an_altered_entry_is_named_whatever_was_altered(void **state)
{
	store_test *t = *state;
	a_morning(t);
	static const char *const columns[] = {
		"number = 'A009'", "at = at - 60000",  "desk = '2'",    "staff = 2",
		"calls = 9",       "command = 'call'", "day = day - 1", "service = 'zei'"
	};
	for (size_t i = 0; i < COUNT(columns); i++) {
		tamper(t, "CREATE TABLE kept AS SELECT * FROM call_log");
		tamper(t, str_format(t->arena, "UPDATE call_log SET %s" OF_MOJI "seq = 3", columns[i]).at);
		broken(t, "moji 3: the hash is not that of the entry", 1);
		tamper(t, "DELETE FROM call_log");
		tamper(t, "INSERT INTO call_log SELECT * FROM kept");
		tamper(t, "DROP TABLE kept");
		holds(t, 7);
	}
}

static void an_entry_that_was_taken_out_is_missed(void **state)
{
	store_test *t = *state;
	a_morning(t);
	tamper(t, "DELETE FROM call_log" OF_MOJI "seq = 2");
	broken(t, "moji 2: the entry is missing", 1);
	/* and so it is when the others move up; the end is not where it was, either */
	for (int i = 3; i <= 7; i++)
		tamper(t, str_format(t->arena, "UPDATE call_log SET seq = %d" OF_MOJI "seq = %d", i - 1, i).at);
	calls_report r = check_now(t);
	assert_true(str_starts(r.told.at[0], STR("moji 2: the hash is not that of the entry")));
	assert_int_equal(r.faults, 6);
}

static void an_entry_that_was_put_in_is_found(void **state)
{
	store_test *t = *state;
	a_morning(t);
	for (int i = 7; i >= 4; i--)
		tamper(t, str_format(t->arena, "UPDATE call_log SET seq = %d" OF_MOJI "seq = %d", i + 1, i).at);
	tamper(t,
	       "INSERT INTO call_log SELECT city, office, 4, day, at, number, service, desk, 'recall', calls, staff, hash "
	       "FROM call_log" OF_MOJI "seq = 3");
	calls_report r = check_now(t);
	assert_true(str_starts(r.told.at[0], STR("moji 4: the hash is not that of the entry")));
	/* an entry behind the end */
	tamper(t, "DELETE FROM call_log");
	tamper(t, "DELETE FROM call_head");
	holds(t, 0);
	a_morning(t);
	tamper(t,
	       "INSERT INTO call_log SELECT city, office, 8, day, at, number, service, desk, command, calls, staff, hash "
	       "FROM call_log" OF_MOJI "seq = 7");
	broken(t, "moji 8: the hash is not that of the entry", 2);
}

static void entries_that_changed_places_are_found(void **state)
{
	store_test *t = *state;
	a_morning(t);
	tamper(t, "UPDATE call_log SET seq = 100" OF_MOJI "seq = 2");
	tamper(t, "UPDATE call_log SET seq = 2" OF_MOJI "seq = 3");
	tamper(t, "UPDATE call_log SET seq = 3" OF_MOJI "seq = 100");
	broken(t, "moji 2: the hash is not that of the entry", 3);
}

static void a_log_that_was_cut_off_is_not_at_its_end(void **state)
{
	store_test *t = *state;
	a_morning(t);
	tamper(t, "DELETE FROM call_log" OF_MOJI "seq > 5");
	broken(t, "moji 5: is the last entry, and not the end that the log names", 1);
	tamper(t, "DELETE FROM call_head");
	broken(t, "moji 0: the office has entries, and its end is missing", 1);
}

/* Cuts the log off behind an entry as somebody does who knows how it is made. */
static void cut_cleanly(store_test *t, int last)
{
	tamper(t, str_format(t->arena, "DELETE FROM call_log" OF_MOJI "seq > %d", last).at);
	tamper(t, str_format(t->arena,
			     "UPDATE call_head SET last = %d, hash = (SELECT hash FROM call_log" OF_MOJI "seq = %d)",
			     last, last)
			  .at);
}

static void a_log_that_was_cut_off_with_its_end_contradicts_the_end_of_the_day(void **state)
{
	store_test *t = *state;
	a_morning(t);
	clock_set(&t->clock, at(24, 1));
	end_of_day(t, day_from(2020, 1, 1), 1);
	end_of_day(t, day_from(2020, 1, 1), 0); /* once */
	holds(t, 7);
	cut_cleanly(t, 5);
	broken(t, "moji 7: the log has been cut off: it had this entry when the day ended (2026-04-01)", 1);
}

static void a_log_that_was_written_anew_contradicts_the_copy_that_others_saved(void **state)
{
	store_test *t = *state;
	a_morning(t);
	clock_set(&t->clock, at(24, 1));
	end_of_day(t, day_from(2020, 1, 1), 1);
	calls_report before = check_now(t);
	str hash = str_sub(before.heads.at[0], before.heads.at[0].len - CHAIN_HASH, before.heads.at[0].len);
	str csv = str_format(t->arena, "office,date,last_entry,hash\r\nmoji,2026-04-01,7,%.*s\r\n", STR_ARG(hash));
	call_ends saved;
	assert_ok(calls_ends_parse(t->arena, csv, &saved));
	assert_int_equal(check(t, 0, saved).faults, 0);
	/* all of it, with every end that the database has: another morning, with as many entries */
	tamper(t, "DELETE FROM call_log");
	tamper(t, "DELETE FROM call_head");
	tamper(t, "DELETE FROM call_day");
	clock_set(&t->clock, at(24 + 9, 0));
	a_morning(t);
	clock_set(&t->clock, at(48, 1));
	end_of_day(t, day_from(2020, 1, 1), 1);
	holds(t, 7);
	calls_report r = check(t, day_from(2020, 1, 1), saved);
	assert_int_equal(r.faults, 1);
	assert_true(str_starts(r.told.at[0], STR("moji 7: is not what stood here when the day ended")));
	/* nothing at all */
	tamper(t, "DELETE FROM call_log");
	tamper(t, "DELETE FROM call_head");
	r = check(t, day_from(2020, 1, 1), saved);
	assert_true(str_starts(r.told.at[0], STR("moji 7: the log of the office is missing")));
}

static void a_saved_copy_that_is_none_is_refused_with_its_line(void **state)
{
	store_test *t = *state;
	call_ends saved;
	const err *e = calls_ends_parse(t->arena, STR("office,date,last_entry,hash\nmoji,yesterday,7,abc\n"), &saved);
	assert_refused(e, ERR_file);
	assert_true(str_eq(e->where, STR("2:1")));
}

/* --- years ------------------------------------------------------------------------------------------------------- */

static void days_that_are_too_old_go_and_the_rest_still_holds(void **state)
{
	store_test *t = *state;
	a_morning(t);
	clock_set(&t->clock, at(24 + 9, 1));
	a_morning(t);
	clock_set(&t->clock, at(48, 1));
	end_of_day(t, day_from(2026, 4, 2), 3); /* two ends, and the first day goes */
	calls_report r = check(t, day_from(2026, 4, 2), (call_ends){ 0 });
	assert_int_equal(r.faults, 0);
	assert_int_equal(r.entries, 7);
	/* also when the city keeps more days from now on: the audit log says how far the program erased it, and that it did */
	holds(t, 7);
	/* the second day, cut at its beginning */
	tamper(t, "DELETE FROM call_log" OF_MOJI "seq <= 9");
	r = check(t, day_from(2026, 4, 2), (call_ends){ 0 });
	assert_true(str_starts(r.told.at[0], STR("moji 1: the entry is missing")) ||
		    str_starts(r.told.at[0], STR("moji 8: the entry is missing")));
	/* and when all is too old, nothing is left and the end still stands */
	tamper(t, "DELETE FROM call_log");
	r = check(t, day_from(2026, 4, 3), (call_ends){ 0 });
	assert_int_equal(r.faults, 0);
	/* what went too early is missed */
	broken(t, "moji 14: the entries up to this end of a day are missing (2026-04-02)", 1);
}

static void days_end_although_the_clock_was_ahead_for_a_while(void **state)
{
	store_test *t = *state;
	a_morning(t);
	clock_set(&t->clock, at(24, 1));
	end_of_day(t, day_from(2020, 1, 1), 1);
	clock_set(&t->clock, at(24 + 9, 1));
	a_morning(t);
	/* its first entry was made by another process, a month ahead: a store's own time does not go back */
	tamper(t, "UPDATE call_log SET day = day + 30" OF_MOJI "seq = 8");
	clock_set(&t->clock, at(48, 1));
	end_of_day(t, day_from(2020, 1, 1), 1);
}

struct hold_question {
	i64 first, last;
	bool ret;
	str hash;
};

static const err *read_hold(db *d, arena *a, void *arg)
{
	struct hold_question *q = arg;
	return calls_hold(d, a, TEST_CITY, MOJI, q->first, q->last, &q->ret, &q->hash);
}

static void a_part_of_the_log_can_be_held_against_itself(void **state)
{
	store_test *t = *state;
	a_morning(t);
	struct hold_question whole = { 1, 7, false, STR_NONE }, middle = { 3, 5, false, STR_NONE };
	assert_ok(store_read(t->store, t->arena, read_hold, &whole));
	assert_ok(store_read(t->store, t->arena, read_hold, &middle));
	assert_true(whole.ret && middle.ret);
	tamper(t, "UPDATE call_log SET desk = '2'" OF_MOJI "seq = 4");
	assert_ok(store_read(t->store, t->arena, read_hold, &middle));
	assert_false(middle.ret);
}

/* --- many at once ---------------------------------------------------------------------------------------------------- */

#define ROUNDS 20

struct clerk_thread {
	store_test *t;
	int clerk;
	const char *desk;
	i64 entered;
};

/* Each has an arena of its own; the test's is one thread's. */
static void *call_on_and_on(void *arg)
{
	struct clerk_thread *c = arg;
	arena *a = arena_new((size_t)64 * 1024 * 1024);
	static const desk_action actions[] = { ACT_CALL_NEXT, ACT_RECALL, ACT_SERVE, ACT_DONE };
	for (int i = 0; i < ROUNDS; i++)
		for (size_t k = 0; k < COUNT(actions); k++) {
			desk_act act = { .by = &WORLD(c->t)->staff[c->clerk],
					 .office = MOJI,
					 .desk = str_of(c->desk),
					 .action = actions[k],
					 .rev = -1 };
			/* by shards of their own, so that PostgreSQL's writers really meet */
			str shard = str_format(a, "401005/moji/%d", c->clerk);
			c->entered += store_write(c->t->store, a, shard, desk_act_run, &act) == NULL;
		}
	arena_free(a);
	return NULL;
}

static void clerks_who_call_at_once_keep_the_chain_whole(void **state)
{
	store_test *t = *state;
	for (int i = 0; i < 2 * ROUNDS; i++)
		assert_ok(take(t, "juumin", NULL));
	struct clerk_thread clerks[] = { { t, 0, "1", 0 }, { t, 1, "2", 0 } };
	pthread_t threads[COUNT(clerks)];
	for (size_t i = 0; i < COUNT(clerks); i++)
		assert_ok(act(t, clerks[i].clerk, clerks[i].desk, ACT_OPEN, NULL));
	for (size_t i = 0; i < COUNT(clerks); i++)
		assert_int_equal(pthread_create(&threads[i], NULL, call_on_and_on, &clerks[i]), 0);
	i64 entered = 0;
	for (size_t i = 0; i < COUNT(clerks); i++) {
		pthread_join(threads[i], NULL);
		entered += clerks[i].entered;
	}
	assert_int_equal(entered, 2 * ROUNDS * 4);
	holds(t, entered);
}

static void every_statement_of_the_log_is_understood(void **state)
{
	store_test *t = *state;
	assert_ok(store_check(t->store, t->arena, calls_statements, calls_statements_n));
}

int main(void)
{
	static const store_test_case tests[] = {
		STORE_TEST(the_log_says_when_and_where_a_number_was_called_and_how_often),
		STORE_TEST(who_goes_before_being_called_is_not_in_the_log),
		STORE_TEST(a_command_that_is_refused_leaves_no_entry_and_no_gap),
		STORE_TEST(what_is_rolled_back_was_never_entered),
		STORE_TEST(an_altered_entry_is_named_whatever_was_altered),
		STORE_TEST(an_entry_that_was_taken_out_is_missed),
		STORE_TEST(an_entry_that_was_put_in_is_found),
		STORE_TEST(entries_that_changed_places_are_found),
		STORE_TEST(a_log_that_was_cut_off_is_not_at_its_end),
		STORE_TEST(a_log_that_was_cut_off_with_its_end_contradicts_the_end_of_the_day),
		STORE_TEST(a_log_that_was_written_anew_contradicts_the_copy_that_others_saved),
		STORE_TEST(a_saved_copy_that_is_none_is_refused_with_its_line),
		STORE_TEST(days_that_are_too_old_go_and_the_rest_still_holds),
		STORE_TEST(days_end_although_the_clock_was_ahead_for_a_while),
		STORE_TEST(a_part_of_the_log_can_be_held_against_itself),
		STORE_TEST(clerks_who_call_at_once_keep_the_chain_whole),
		STORE_TEST(every_statement_of_the_log_is_understood),
	};
	return store_tests("calls", tests, COUNT(tests), migrations, migrations_n, &test_fixture);
}
