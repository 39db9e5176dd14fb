/* Damaged files on their way into sheets: what is good is kept, what is not is told, and nothing that was there is lost. */
#include "modules/work/testing.h"

#include "modules/work/work.sql.h"

static const module *const all[] = { &kit_module, &work_module };

#define HEAD "番号,局,課,係,区分,業務,年間件数,分毎件\r\n"
#define ROW "1,政策局,総務課,庶務係,共通,髙葛󠄀ﾊﾝｶｸ業務,12,5\r\n"

typedef struct damaged {
	const char *what;
	str bytes;
	int good, bad; /* rows; good < 0: the file cannot be read at all */
	const char *where; /* of the first mistake */
} damaged;

static void damaged_files_give_what_is_good_in_them(void **state)
{
	/* Shift_JIS has neither 葛 with a variation selector nor half of a character; the row without it is whole */
	static const damaged files[] = {
		{ "as it should be", STR_INIT(HEAD ROW), 1, 0, "" },
		{ "a BOM", STR_INIT("\xEF\xBB\xBF" HEAD ROW), 1, 0, "" },
		{ "LF alone", STR_INIT("局,課,係,区分,業務,年間件数,分毎件\n政策局,総務課,庶務係,共通,甲,12,5\n"), 1, 0,
		  "" },
		{ "no line break at its end", STR_INIT(HEAD "1,政策局,総務課,庶務係,共通,甲,12,5"), 1, 0, "" },
		{ "quoted cells",
		  STR_INIT(HEAD
			   "\"1\",\"政策局\",\"総務課\",\"庶務係\",\"共通\",\"甲,\"\"乙\"\"\",\"1,200\",\"5\"\r\n"),
		  1, 0, "" },
		{ "a row too short", STR_INIT(HEAD "7,政策局\r\n" ROW), 1, 1, "2:1" },
		{ "a row too long", STR_INIT(HEAD "7,政策局,総務課,庶務係,共通,甲,12,5,x\r\n" ROW), 1, 1, "2:1" },
		{ "a quote that is never closed", STR_INIT(HEAD ROW "\"2,政策局,総務課,庶務係,共通,乙,1,1\r\n"), 1, 1,
		  "3:1" },
		{ "a NUL", STR_INIT(HEAD "7,政策局,総務課,庶務係,共通,甲\0乙,12,5\r\n" ROW), 1, 1, "2:" },
		{ "bytes that are no UTF-8", STR_INIT(HEAD "7,政策局,総務課,庶務係,共通,\xE6\x94\xFF,12,5\r\n" ROW), 1,
		  1, "2:" },
		{ "one number twice", STR_INIT(HEAD ROW "1,政策局,総務課,庶務係,共通,乙,1,1\r\n"), 1, 1, "3:1" },
		{ "no name", STR_INIT(HEAD "7,政策局,総務課,,共通,甲,12,5\r\n" ROW), 1, 1, "2:" },
		{ "a negative count", STR_INIT(HEAD "7,政策局,総務課,庶務係,共通,甲,-12,5\r\n" ROW), 1, 1, "2:" },
		{ "more minutes than are kept", STR_INIT(HEAD "7,政策局,総務課,庶務係,共通,甲,999999999,99999\r\n" ROW),
		  1, 1, "2:" },
		{ "empty lines", STR_INIT(HEAD "\r\n,,,,,,,\r\n" ROW "\r\n"), 1, 0, "" },
		{ "nothing", STR_INIT(""), -1, 0, "" },
		{ "a head alone", STR_INIT(HEAD), 0, 0, "" },
		{ "no head", STR_INIT(ROW), -1, 0, "" },
		{ "a head that lacks a column", STR_INIT("番号,局,課,係,区分,業務,年間件数\r\n"), -1, 0, "" },
		{ "something else", STR_INIT("\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), -1, 0, "" },
	};
	web *w = work_web(*state, all, COUNT(all));
	for (size_t i = 0; i < COUNT(files); i++) {
		const damaged *f = &files[i];
		survey_read_result read;
		str id = str_format(w->a, "f%zu", i);
		const err *e = survey_read(w->a, f->bytes, &read);
		if (f->good < 0) {
			if (!err_is(e, ERR_file))
				fail_msg("%s: it was read", f->what);
			continue;
		}
		assert_ok(e);
		if ((int)read.items.n != f->good || (int)read.bad_n != f->bad)
			fail_msg("%s: %zu good, %zu bad", f->what, read.items.n, read.bad_n);
		if (f->bad && !str_starts(read.bad->where, str_of(f->where)))
			fail_msg("%s: at %.*s", f->what, STR_ARG(read.bad->where));
		work_add_round(w, id.at);
		work_import one = { .round = id, .items = &read.items, .partial = read.bad_n > 0 }, again = one;
		assert_ok(work_import_run(w->app, w->a, &one));
		assert_int_equal(one.written, f->good);
		assert_ok(work_import_run(w->app, w->a, &again));
		assert_false(again.changed);
		if (f->good == 0)
			continue;
		survey_items kept;
		work_test_unit(w, id.at, "庶務係", &kept);
		assert_int_equal(kept.n, f->good);
		assert_true(str_eq(kept.at[0].work, read.items.at[0].work));
		assert_int_equal(kept.at[0].count, read.items.at[0].count);
	}
	web_close(w);
}

static void a_sheet_that_is_too_large_is_told_and_left_out(void **state)
{
	web *w = work_web(*state, all, COUNT(all));
	buf b = buf_new(w->a, 8 << 20);
	buf_lit(&b, "局,課,係,区分,業務,作業,年間件数,分毎件\r\n政策局,総務課,短い係,共通,甲,,1,1\r\n");
	for (int i = 0; i < 1500; i++) {
		buf_lit(&b, "政策局,総務課,長い係,共通,");
		for (int k = 0; k < 120; k++)
			buf_lit(&b, "長");
		buf_format(&b, "%d,,1,1\r\n", i);
	}
	for (int i = 0; i <= WORK_SHEET_ROWS_MAX; i++)
		buf_format(&b, "政策局,総務課,多い係,共通,甲%d,,1,1\r\n", i);
	work_import i = work_import_text(w, "2026", buf_str(&b).at, NULL, false);
	assert_int_equal(i.written, 1);
	assert_int_equal(i.refused_n, 2);
	for (size_t k = 0; k < 2; k++)
		assert_int_equal(i.refused.at[k].why, IMPORT_TOO_LARGE);
	assert_int_equal(work_test_unit(w, "2026", "短い係", NULL).rows, 1);
	assert_int_equal(work_test_unit(w, "2026", "長い係", NULL).rows, 0);
	web_close(w);
}

/* --- what a file does to what is there ------------------------------------------------------------------------------------------- */

#define SHORT_HEAD "番号,局,課,係,区分,業務,年間件数,分毎件\r\n"
#define A1 "1,政策局,総務課,甲係,共通,会議,10,5\r\n"
#define A2 "2,政策局,総務課,甲係,共通,研修,20,5\r\n"
#define B3 "3,政策局,総務課,乙係,共通,会議,30,5\r\n"

static void rows_that_are_new_changed_and_gone_are_counted(void **state)
{
	web *w = work_web(*state, all, COUNT(all));
	work_add_round(w, "f");
	work_import i = work_import_text(w, "f", SHORT_HEAD A1 A2 B3, NULL, false);
	assert_int_equal(i.rows.fresh, 3);
	i = work_import_text(w, "f",
			     SHORT_HEAD "1,政策局,総務課,甲係,共通,会議,11,5\r\n4,政策局,総務課,甲係,共通,決算,1,1\r\n",
			     NULL, false);
	assert_int_equal(i.written, 1);
	assert_int_equal(i.rows.fresh, 1);
	assert_int_equal(i.rows.changed, 1);
	assert_int_equal(i.rows.gone, 1);
	/* a unit that the file does not name stays, and is told */
	assert_int_equal(i.absent, 1);
	assert_int_equal(i.absent_rows, 1);
	assert_int_equal(work_test_unit(w, "f", "乙係", NULL).rows, 1);
	web_close(w);
}

static work_import import_whole(web *w, const char *text)
{
	survey_read_result *read = arena_one(w->a, survey_read_result);
	assert_ok(survey_read(w->a, str_of(text), read));
	work_import i = { .round = STR("f"), .items = &read->items, .partial = read->bad_n > 0, .whole = true };
	assert_ok(work_import_run(w->app, w->a, &i));
	return i;
}

static void a_whole_survey_empties_units_that_it_does_not_name_unless_rows_of_it_are_bad(void **state)
{
	web *w = work_web(*state, all, COUNT(all));
	work_add_round(w, "f");
	work_import_text(w, "f", SHORT_HEAD A1 A2 B3, NULL, false);
	work_import i = import_whole(w, SHORT_HEAD A1 A2 "3,政策局,総務課,乙係,共通,会議,x,5\r\n");
	assert_false(i.changed);
	assert_int_equal(work_test_unit(w, "f", "乙係", NULL).rows, 1);
	i = import_whole(w, SHORT_HEAD A1 A2);
	assert_int_equal(i.rows.gone, 1);
	assert_int_equal(i.absent, 0);
	assert_int_equal(work_test_unit(w, "f", "乙係", NULL).rows, 0);
	assert_int_equal(work_test_unit(w, "f", "甲係", NULL).rows, 2);
	assert_false(import_whole(w, SHORT_HEAD A1 A2).changed);
	web_close(w);
}

static void rows_in_another_order_change_nothing_also_where_a_sheet_is_approved(void **state)
{
	web *w = work_web(*state, all, COUNT(all));
	work_add_round(w, "f");
	work_import_text(w, "f", SHORT_HEAD A1 A2 B3, NULL, false);
	work_unit u = work_test_unit(w, "f", "甲係", NULL);
	work_test_job j = { .round = STR("f"), .unit = u.id, .version = u.version, .state = SHEET_APPROVED };
	assert_ok(work_test_write(w, work_test_move, &j));
	work_import i = work_import_text(w, "f", SHORT_HEAD B3 A2 A1, NULL, false);
	assert_false(i.changed);
	assert_int_equal(i.refused_n, 0);
	assert_int_equal(i.same, 2);
	web_close(w);
}

static void a_file_that_counts_from_1_takes_nothing_from_another_bureau(void **state)
{
	web *w = work_web(*state, all, COUNT(all));
	work_add_round(w, "f");
	work_import_text(w, "f", SHORT_HEAD A1 A2, NULL, false);
	static const char other[] =
		SHORT_HEAD "1,環境局,業務課,丙係,共通,会議,7,5\r\n2,環境局,業務課,丙係,共通,契約,20,5\r\n";
	work_import i = work_import_text(w, "f", other, NULL, false);
	assert_int_equal(i.refused_n, 1);
	assert_int_equal(i.refused.at[0].why, IMPORT_NUMBER_TAKEN);
	assert_int_equal(work_test_unit(w, "f", "甲係", NULL).rows, 2);
	assert_int_equal(work_test_unit(w, "f", "丙係", NULL).rows, 0);
	i = import_whole(w, other); /* unless it is the whole survey */
	assert_int_equal(i.rows.moved, 2);
	assert_int_equal(work_test_unit(w, "f", "甲係", NULL).rows, 0);
	assert_int_equal(work_test_unit(w, "f", "丙係", NULL).rows, 2);
	web_close(w);
}

static void a_row_that_would_go_to_a_sheet_that_is_left_alone_stays_where_it_is(void **state)
{
	web *w = work_web(*state, all, COUNT(all));
	work_add_round(w, "f");
	work_import_text(w, "f", SHORT_HEAD A1 A2 B3, NULL, false);
	work_unit u = work_test_unit(w, "f", "乙係", NULL);
	work_test_job j = { .round = STR("f"), .unit = u.id, .version = u.version, .state = SHEET_APPROVED };
	assert_ok(work_test_write(w, work_test_move, &j));
	work_import i =
		work_import_text(w, "f", SHORT_HEAD A1 "2,政策局,総務課,乙係,共通,研修,20,5\r\n" B3, NULL, false);
	assert_int_equal(i.refused_n, 2);
	assert_false(i.changed);
	assert_int_equal(work_test_unit(w, "f", "甲係", NULL).rows, 2);
	web_close(w);
}

typedef struct twice {
	web *w;
	const survey_items *items;
	bool done;
	work_import other;
} twice;

static void another_import(void *ctx, size_t done, size_t of)
{
	twice *t = ctx;
	(void)done;
	(void)of;
	if (t->done)
		return;
	t->done = true;
	t->other = (work_import){ .round = STR("f"), .items = t->items };
	assert_ok(work_import_run(t->w->app, t->w->a, &t->other));
}

static survey_items *many_units(web *w, int each)
{
	buf b = buf_new(w->a, 1 << 20);
	survey_read_result *read = arena_one(w->a, survey_read_result);
	buf_lit(&b, SHORT_HEAD);
	for (int i = 1; i <= 150; i++)
		buf_format(&b, "%d,政策局,総務課,係%d,共通,会議,10,%d\r\n", i, i, each);
	assert_ok(survey_read(w->a, buf_str(&b), read));
	return &read->items;
}

static void two_imports_of_one_file_at_the_same_moment_both_end_well(void **state)
{
	web *w = work_web(*state, all, COUNT(all));
	work_add_round(w, "f");
	const survey_items *items = many_units(w, 5);
	twice t = { .w = w, .items = items };
	work_import i = { .round = STR("f"), .items = items, .told = another_import, .ctx = &t };
	assert_ok(work_import_run(w->app, w->a, &i));
	assert_int_equal(t.other.refused_n + i.refused_n, 0);
	assert_int_equal(t.other.written + i.written, 150);
	assert_int_equal(i.written + i.same, 150);
	assert_int_equal(work_test_unit(w, "f", "係150", NULL).rows, 1);
	web_close(w);
}

static void what_another_file_has_written_meanwhile_is_told_and_not_written_over(void **state)
{
	web *w = work_web(*state, all, COUNT(all));
	work_add_round(w, "f");
	twice t = { .w = w, .items = many_units(w, 6) };
	work_import i = { .round = STR("f"), .items = many_units(w, 5), .told = another_import, .ctx = &t };
	assert_ok(work_import_run(w->app, w->a, &i));
	assert_int_equal(t.other.refused_n, 0);
	assert_int_equal(i.refused_n, 150); /* also those that it had written itself */
	assert_int_equal(i.refused.at[0].why, IMPORT_MEANWHILE);
	assert_int_equal(work_test_unit(w, "f", "係1", NULL).said, 60);
	assert_int_equal(work_test_unit(w, "f", "係150", NULL).said, 60);
	web_close(w);
}

static void units_without_hours_and_without_rows_are_told_apart(void **state)
{
	web *w = work_web(*state, all, COUNT(all));
	work_add_round(w, "f");
	work_import_text(w, "f", SHORT_HEAD A1 A2 B3,
			 "局,課,係,職員数,年間勤務時間\r\n政策局,総務課,甲係,1,3\r\n政策局,総務課,丁係,2,3886\r\n",
			 false);
	work_test_job j = { .w = w, .round = STR("f") };
	assert_ok(store_read(w->app->store, w->a, work_test_read, &j));
	work_reconciled r = work_reconcile(w->a, &j.ret_round.def, &j.ret_units);
	assert_int_equal(r.holds + r.too_much, 1);
	assert_int_equal(r.no_hours.n, 1);
	assert_true(str_eq(r.no_hours.at[0].name, STR("乙係")));
	assert_int_equal(r.unanswered, 1);
	assert_int_equal(r.wrong.n, r.too_much);
	web_close(w);
}

static const err *members(db *d, arena *a, void *arg)
{
	return work_members_of(d, a, 401005, arg);
}

static void memberships_are_set_listed_and_taken_away(void **state)
{
	web *w = work_web(*state, all, COUNT(all));
	i64 id;
	staff_new n = { STR("mori"), STR("森"), STR("clerk"), STR_NONE, STR(TEST_PASSWORD) };
	assert_ok(staff_add(w->app, w->a, NULL, &n, &id));
	work_add_member(w, id, PART_FILL | PART_SEE, "門司区役所", "市民課", "");
	work_add_member(w, id, PART_APPROVE, "門司区役所", "市民課", "");
	work_add_member(w, id, PART_SEE, "", "", "");
	work_member_rows list;
	assert_ok(store_read(w->app->store, w->a, members, &list));
	assert_int_equal(list.n, 2);
	assert_int_equal(list.at[1].is.parts, PART_APPROVE);
	assert_true(str_eq(list.at[1].login, STR("mori")));
	work_test_job j = { .round = STR("2026"), .member = { id, STR("門司区役所"), STR("市民課"), STR_NONE, 0 } };
	assert_ok(work_test_write(w, work_test_member, &j));
	assert_refused(work_test_write(w, work_test_member, &j), ERR_not_found);
	j.member = (work_member){ id, STR_NONE, STR("市民課"), STR_NONE, PART_SEE };
	assert_refused(work_test_write(w, work_test_member, &j), ERR_invalid);
	assert_ok(store_read(w->app->store, w->a, members, &list));
	assert_int_equal(list.n, 1);
	web_close(w);
}

static void every_statement_is_what_the_databases_take(void **state)
{
	store_test *t = *state;
	assert_ok(store_check(t->store, t->arena, work_statements, work_statements_n));
}

int main(void)
{
	static const store_test_case tests[] = {
		STORE_TEST(damaged_files_give_what_is_good_in_them),
		STORE_TEST(a_sheet_that_is_too_large_is_told_and_left_out),
		STORE_TEST(rows_that_are_new_changed_and_gone_are_counted),
		STORE_TEST(a_whole_survey_empties_units_that_it_does_not_name_unless_rows_of_it_are_bad),
		STORE_TEST(rows_in_another_order_change_nothing_also_where_a_sheet_is_approved),
		STORE_TEST(a_file_that_counts_from_1_takes_nothing_from_another_bureau),
		STORE_TEST(a_row_that_would_go_to_a_sheet_that_is_left_alone_stays_where_it_is),
		STORE_TEST(two_imports_of_one_file_at_the_same_moment_both_end_well),
		STORE_TEST(what_another_file_has_written_meanwhile_is_told_and_not_written_over),
		STORE_TEST(units_without_hours_and_without_rows_are_told_apart),
		STORE_TEST(memberships_are_set_listed_and_taken_away),
		STORE_TEST(every_statement_is_what_the_databases_take),
	};
	return store_tests("work_files", tests, COUNT(tests), migrations, migrations_n, NULL);
}
