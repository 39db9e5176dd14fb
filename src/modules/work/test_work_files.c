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
		STORE_TEST(memberships_are_set_listed_and_taken_away),
		STORE_TEST(every_statement_is_what_the_databases_take),
	};
	return store_tests("work_files", tests, COUNT(tests), migrations, migrations_n, NULL);
}
