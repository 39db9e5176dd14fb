/* Sheets are filled in by two people at once, submitted, approved and sent back: the whole program on both databases. */
#include "modules/work/ask/testing.h"

static void what_was_typed_is_understood_kept_and_counted(void **state)
{
	hall h = open_hall(state);
	arena *a = h.w->a;
	get(&h.ichi, sheet1);
	const json_value *said = saved(&h.ichi, save1, 0,
				       ROW(a, "naaaa", STR_NONE, "窓口", "ｶﾞｽ・髙木 葛\U000E0100飾", "受付", "正規職員",
					   "１，２００件", "5.0", "ﾉﾝｺｱ", "×", "Y", "可"));
	const json_value *row = json_get(done_of(said, 0), "row");
	assert_text(cell_of(row, COL_WORK), "ｶﾞｽ・髙木 葛\U000E0100飾"); /* a name stays as it was written */
	assert_text(cell_of(row, COL_COUNT), "1200");
	assert_text(cell_of(row, COL_EACH), "5");
	assert_text(cell_of(row, COL_JOB), "正規");
	assert_text(cell_of(row, COL_CORE), "n");
	assert_text(cell_of(row, COL_EXPERTISE), "n");
	assert_text(cell_of(row, COL_ROUTINE), "y");
	assert_text(cell_of(row, COL_AWAY), "y");
	assert_int_equal(count_of(said, "said"), 6000);
	/* and so it stands there tomorrow */
	const json_value *again = sheet_of(&h.ichi, sheet1);
	assert_text(cell_of(row_of(again, 0), COL_WORK), "ｶﾞｽ・髙木 葛\U000E0100飾");
	assert_text(field(row_of(again, 0), "name"), field(row, "name").at);
	web_close(h.w);
}

static void what_is_not_complete_is_kept_as_typed_and_counts_nowhere(void **state)
{
	hall h = open_hall(state);
	arena *a = h.w->a;
	get(&h.ichi, sheet1);
	const json_value *said =
		saved(&h.ichi, save1, 0,
		      str_format(a, "%.*s,%.*s,%.*s",
				 STR_ARG(ROW(a, "n1a", STR_NONE, "窓口", "届出", "受付", "正規", "10", "6")),
				 STR_ARG(ROW(a, "n2b", STR_NONE, "まどぐち?", "途中", "", "", "たくさん", "-3")),
				 STR_ARG(ROW(a, "n3c", STR_NONE, "共通", "会議", "", "", "12", "60"))));
	const json_value *half = json_get(done_of(said, 1), "row");
	assert_text(cell_of(half, COL_COUNT), "たくさん");
	assert_true(field(json_get(half, "wrong"), "count").len > 0);
	assert_true(field(json_get(half, "wrong"), "category").len > 0);
	assert_true(field(json_get(half, "wrong"), "each").len > 0);
	assert_int_equal(count_of(said, "said"), 60 + 720);
	assert_int_equal(count_of(said, "open"), 1);
	/* in its place, and a sheet that has it is not submitted */
	const json_value *sheet = sheet_of(&h.ichi, sheet1);
	assert_text(cell_of(row_of(sheet, 1), COL_WORK), "途中");
	assert_text(cell_of(row_of(sheet, 2), COL_WORK), "会議");
	answer r = post(&h.ichi, move1,
			str_format(a, "to=submitted&version=%lld&note=x", (long long)count_of(sheet, "version")).at);
	assert_int_equal(r.status, 422);
	/* completed, it gets a number and counts */
	said = saved(&h.ichi, save1, count_of(sheet, "version"),
		     ROW(a, "n2b", field(row_of(sheet, 1), "mark"), "窓口", "途中", "", "", "1", "1"));
	assert_int_equal(count_of(said, "open"), 0);
	assert_int_equal(count_of(said, "said"), 60 + 720 + 1);
	assert_true(field(json_get(done_of(said, 0), "row"), "name").at[0] != 'n');
	web_close(h.w);
}

static void two_people_change_different_rows_and_nothing_is_lost(void **state)
{
	hall h = open_hall(state);
	arena *a = h.w->a;
	get(&h.ichi, sheet1);
	saved(&h.ichi, save1, 0,
	      str_format(a, "%.*s,%.*s", STR_ARG(ROW(a, "n1a", STR_NONE, "窓口", "届出", "", "", "10", "6")),
			 STR_ARG(ROW(a, "n2b", STR_NONE, "窓口", "証明", "", "", "20", "3"))));
	const json_value *seen = sheet_of(&h.ichi, sheet1), *seen2 = sheet_of(&h.ni, sheet1);
	i64 version = count_of(seen, "version");
	const char *first = field(row_of(seen, 0), "name").at, *second = field(row_of(seen, 1), "name").at;
	saved(&h.ichi, save1, version,
	      ROW(a, first, field(row_of(seen, 0), "mark"), "窓口", "届出", "", "", "11", "6"));
	const json_value *said =
		saved(&h.ni, save1, version,
		      ROW(a, second, field(row_of(seen2, 1), "mark"), "窓口", "証明", "", "", "21", "3"));
	assert_false(yes(done_of(said, 0), "conflict"));
	assert_int_equal(count_of(said, "said"), 11 * 6 + 21 * 3);
	/* who was behind hears of the other's rows, and whose they are */
	assert_text(field(said, "by"), "ichi");
	assert_text(cell_of(row_of(said, 0), COL_COUNT), "11");
	web_close(h.w);
}

static void two_people_change_one_row_and_the_second_decides(void **state)
{
	hall h = open_hall(state);
	arena *a = h.w->a;
	get(&h.ichi, sheet1);
	saved(&h.ichi, save1, 0, ROW(a, "n1a", STR_NONE, "窓口", "届出", "", "", "10", "6"));
	const json_value *seen = sheet_of(&h.ichi, sheet1);
	sheet_of(&h.ni, sheet1);
	i64 version = count_of(seen, "version");
	str mark = field(row_of(seen, 0), "mark");
	const char *name = field(row_of(seen, 0), "name").at;
	saved(&h.ichi, save1, version, ROW(a, name, mark, "窓口", "届出", "", "", "11", "6"));
	const json_value *said = saved(&h.ni, save1, version, ROW(a, name, mark, "窓口", "届出", "", "", "12", "6"));
	assert_true(yes(done_of(said, 0), "conflict"));
	const json_value *theirs = json_get(done_of(said, 0), "row");
	assert_text(cell_of(theirs, COL_COUNT), "11");
	assert_text(field(said, "by"), "ichi");
	/* what was sent twice is done once; what is decided in sight of the other's is done */
	said = saved(&h.ni, save1, version, ROW(a, name, field(theirs, "mark"), "窓口", "届出", "", "", "12", "6"));
	assert_false(yes(done_of(said, 0), "conflict"));
	said = saved(&h.ni, save1, version, ROW(a, name, field(theirs, "mark"), "窓口", "届出", "", "", "12", "6"));
	assert_false(yes(done_of(said, 0), "conflict"));
	assert_int_equal(count_of(said, "said"), 72);
	/* a row that somebody removed is not brought back unseen */
	seen = sheet_of(&h.ichi, sheet1);
	saved(&h.ichi, save1, count_of(seen, "version"),
	      str_format(a, "{\"name\":\"%s\",\"mark\":\"%.*s\",\"remove\":true}", name,
			 STR_ARG(field(row_of(seen, 0), "mark"))));
	said = saved(&h.ni, save1, version,
		     ROW(a, name, field(row_of(seen, 0), "mark"), "窓口", "届出", "", "", "13", "6"));
	assert_true(yes(done_of(said, 0), "conflict"));
	assert_null(json_get(done_of(said, 0), "row"));
	assert_int_equal(count_of(said, "said"), 0);
	web_close(h.w);
}

static void a_save_whose_answer_was_lost_makes_no_second_row(void **state)
{
	hall h = open_hall(state);
	arena *a = h.w->a;
	get(&h.ichi, sheet1);
	str edits = ROW(a, "nlost1", STR_NONE, "窓口", "届出", "", "", "10", "6");
	const json_value *said = saved(&h.ichi, save1, 0, edits);
	str number = field(json_get(done_of(said, 0), "row"), "name");
	said = saved(&h.ichi, save1, 0, edits);
	assert_text(field(json_get(done_of(said, 0), "row"), "name"), number.at);
	assert_int_equal(json_get(sheet_of(&h.ichi, sheet1), "rows")->n, 1);
	assert_int_equal(count_of(said, "said"), 60);
	web_close(h.w);
}

static void a_unit_opens_its_own_sheet_and_no_other(void **state)
{
	hall h = open_hall(state);
	arena *a = h.w->a;
	static const char *const paths[] = { "", "/sheet.csv", "/rows" };
	for (size_t i = 0; i < COUNT(paths); i++) {
		const char *of1 = str_format(a, "/work/ask/unit/1%s?round=" ROUND, paths[i]).at;
		const char *of3 = str_format(a, "/work/ask/unit/3%s?round=" ROUND, paths[i]).at;
		assert_int_equal(get(&h.other, of1).status, 403);
		assert_int_equal(get(&h.head, of1).status, 200);
		assert_int_equal(get(&h.head, of3).status, 403);
		assert_int_equal(get(&h.admin, of3).status, 200);
	}
	get(&h.other, "/work/ask/unit/2?round=" ROUND);
	assert_int_equal(
		send_edits(&h.other, save1, 0, ROW(a, "n1a", STR_NONE, "窓口", "届出", "", "", "1", "1")).status, 403);
	assert_int_equal(post(&h.other, save1, "r0.name=n1a&r0.work=x").status, 403);
	/* the head reads and approves; she does not write */
	get(&h.head, sheet1);
	assert_int_equal(
		send_edits(&h.head, save1, 0, ROW(a, "n1a", STR_NONE, "窓口", "届出", "", "", "1", "1")).status, 403);
	browser nobody = { .w = h.w };
	assert_int_not_equal(get(&nobody, sheet1).status, 200);
	/* a number of another unit's row is nobody's to take */
	get(&h.ichi, sheet1);
	const json_value *mine = saved(&h.ichi, save1, 0, ROW(a, "n1a", STR_NONE, "窓口", "届出", "", "", "1", "1"));
	const char *number = field(json_get(done_of(mine, 0), "row"), "name").at;
	get(&h.other, "/work/ask/unit/2?round=" ROUND);
	const json_value *theirs = saved(&h.other, "/work/ask/unit/2/save?round=" ROUND, 0,
					 ROW(a, number, STR_NONE, "窓口", "届出", "", "", "1", "1"));
	assert_false(str_eq(field(json_get(done_of(theirs, 0), "row"), "name"), str_of(number)));
	/* setting up is for the survey's staff */
	static const char *const setups[] = { "/work/ask/rounds", "/work/ask/round/" ROUND, "/work/ask/members" };
	for (size_t i = 0; i < COUNT(setups); i++) {
		assert_int_equal(get(&h.ichi, setups[i]).status, 403);
		assert_int_equal(get(&h.head, setups[i]).status, 403);
		assert_int_equal(get(&h.admin, setups[i]).status, 200);
		get(&h.ichi, sheet1);
		assert_int_equal(post(&h.ichi, setups[i], "name=x").status, 403);
	}
	web_close(h.w);
}

static void a_sheet_is_submitted_sent_back_with_a_reason_and_approved(void **state)
{
	hall h = open_hall(state);
	arena *a = h.w->a;
	i64 version = fill_100_percent(&h);
	const char *submit = str_format(a, "to=submitted&version=%lld", (long long)version).at;
	assert_int_equal(post(&h.head, move1, submit).status, 403);
	assert_int_equal(post(&h.ichi, move1, submit).status, 303);
	/* not by the unit itself, and nothing is written meanwhile */
	const char *approve = str_format(a, "to=approved&version=%lld", (long long)version + 1).at;
	get(&h.ichi, sheet1);
	assert_int_equal(post(&h.ichi, move1, approve).status, 403);
	assert_int_equal(send_edits(&h.ichi, save1, 0, ROW(a, "n9z", STR_NONE, "窓口", "x", "", "", "1", "1")).status,
			 409);
	/* without a reason it does not go back; with one, the unit reads it */
	get(&h.head, sheet1);
	const char *back = str_format(a, "to=sent_back&version=%lld&note=", (long long)version + 1).at;
	assert_int_equal(post(&h.head, move1, back).status, 422);
	get(&h.head, sheet1);
	assert_int_equal(post(&h.head, move1, str_format(a, "%s%s", back, "%E4%BB%B6%E6%95%B0%E3%82%92").at).status,
			 303);
	answer r = get(&h.ichi, sheet1);
	assert_has(r.body, "件数を");
	/* corrected after the last day as well, the reason stays on top while it is */
	clock_set(&h.w->t->clock, instant_of(day_from(2026, 5, 2), 600));
	h.ichi = signed_in(h.w, "ichi");
	h.head = signed_in(h.w, "kachou");
	const json_value *seen = sheet_of(&h.ichi, sheet1);
	saved(&h.ichi, save1, count_of(seen, "version"),
	      ROW(a, field(row_of(seen, 0), "name").at, field(row_of(seen, 0), "mark"), "窓口", "届出", "受付", "正規",
		  "1010", "6", "n", "n", "y", "y"));
	r = get(&h.ichi, sheet1);
	assert_has(r.body, "件数を");
	seen = sheet_of(&h.ichi, sheet1);
	version = count_of(seen, "version");
	assert_int_equal(post(&h.ichi, move1, str_format(a, "to=submitted&version=%lld", (long long)version).at).status,
			 303);
	/* the head approves what she saw and nothing else */
	get(&h.head, sheet1);
	assert_int_equal(post(&h.head, move1, str_format(a, "to=approved&version=%lld", (long long)version).at).status,
			 409);
	get(&h.head, sheet1);
	assert_int_equal(
		post(&h.head, move1, str_format(a, "to=approved&version=%lld", (long long)version + 1).at).status, 303);
	r = get(&h.head, sheet1);
	assert_has(r.body, "承認済み");
	web_close(h.w);
}

static void hours_outside_of_the_band_need_a_reason_that_the_head_reads(void **state)
{
	hall h = open_hall(state);
	arena *a = h.w->a;
	get(&h.ichi, sheet1);
	const json_value *said = saved(&h.ichi, save1, 0, ROW(a, "n1a", STR_NONE, "窓口", "届出", "", "", "790", "6"));
	const char *submit = str_format(a, "to=submitted&version=%lld&note=", (long long)count_of(said, "version")).at;
	get(&h.ichi, sheet1);
	answer r = post(&h.ichi, move1, submit);
	assert_int_equal(r.status, 422);
	assert_has(r.body, "理由を入力してから");
	assert_int_equal(post(&h.ichi, move1, str_format(a, "%sOUEN-1", submit).at).status, 303);
	assert_has(get(&h.head, sheet1).body, "OUEN-1");
	assert_has(get(&h.head, "/work/ask/approve?round=" ROUND).body, "OUEN-1");
	/* taken back, it can be changed again */
	get(&h.ichi, sheet1);
	const json_value *v = count_of(said, "version") > 0 ? said : NULL;
	assert_int_equal(
		post(&h.ichi, move1, str_format(a, "to=filling&version=%lld", (long long)count_of(v, "version") + 1).at)
			.status,
		303);
	sheet_of(&h.ichi, sheet1);
	web_close(h.w);
}

static void after_the_last_day_only_the_surveys_staff_write(void **state)
{
	hall h = open_hall(state);
	arena *a = h.w->a;
	clock_set(&h.w->t->clock, instant_of(day_from(2026, 5, 1), 0));
	h.ichi = signed_in(h.w, "ichi");
	h.admin = signed_in(h.w, "kanri");
	get(&h.ichi, sheet1);
	str row = ROW(a, "n1a", STR_NONE, "窓口", "届出", "", "", "1", "1");
	answer r = send_edits(&h.ichi, save1, 0, row);
	assert_int_equal(r.status, 409);
	assert_has(r.body, "not_allowed_now");
	get(&h.admin, sheet1);
	saved(&h.admin, save1, 0, row);
	web_close(h.w);
}

int main(void)
{
	static const store_test_case tests[] = {
		STORE_TEST(what_was_typed_is_understood_kept_and_counted),
		STORE_TEST(what_is_not_complete_is_kept_as_typed_and_counts_nowhere),
		STORE_TEST(two_people_change_different_rows_and_nothing_is_lost),
		STORE_TEST(two_people_change_one_row_and_the_second_decides),
		STORE_TEST(a_save_whose_answer_was_lost_makes_no_second_row),
		STORE_TEST(a_unit_opens_its_own_sheet_and_no_other),
		STORE_TEST(a_sheet_is_submitted_sent_back_with_a_reason_and_approved),
		STORE_TEST(hours_outside_of_the_band_need_a_reason_that_the_head_reads),
		STORE_TEST(after_the_last_day_only_the_surveys_staff_write),
	};
	return store_tests("ask", tests, COUNT(tests), migrations, migrations_n, NULL);
}
