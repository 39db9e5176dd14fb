/* Sheets without JavaScript, from files and from the year before; ceilings and reminders: the whole program on both databases. */
#include "modules/work/ask/testing.h"

static void a_text_that_looks_like_a_formula_comes_back_as_it_was(void **state)
{
	hall h = open_hall(state);
	arena *a = h.w->a;
	get(&h.ichi, sheet1);
	saved(&h.ichi, save1, 0,
	      ROW(a, "n1a", STR_NONE, "固有", "=SUM(A1)", "-決裁", "正規", "1", "1", "y", "y", "n", "n", "", "", "@x"));
	const json_value *sheet = sheet_of(&h.ichi, sheet1);
	assert_text(cell_of(row_of(sheet, 0), COL_WORK), "=SUM(A1)");
	assert_text(cell_of(row_of(sheet, 0), COL_STEP), "-決裁");
	answer csv = get(&h.ichi, "/work/ask/unit/1/sheet.csv?round=" ROUND);
	assert_has(csv.body, "\xEF\xBB\xBF");
	assert_has(csv.body, "'=SUM(A1)");
	/* the file that a spreadsheet saved says nothing new */
	ask_sheet s = { .unit = { .bureau = STR("保健福祉局"), .section = STR("第1課"), .name = STR("審査1係") } };
	const city_def *city = catalog_hold(h.w->app->catalog);
	s.round.def = city->work;
	ask_row row = { .name = STR("1"), .number = 1 };
	for (size_t c = 0; c < ASK_COLS; c++)
		row.cell[c] = cell_of(row_of(sheet, 0), c);
	i64 number;
	assert_true(str_i64(field(row_of(sheet, 0), "name"), &number));
	row.number = number;
	row.name = field(row_of(sheet, 0), "name");
	ask_row_check(a, &s.round.def, &s.unit, &row);
	assert_true(row.complete);
	LIST_ADD(a, &s.rows, row);
	ask_file f;
	assert_ok(ask_file_read(a, csv.body, &s, &f));
	assert_int_equal(f.rows, 1);
	assert_int_equal(f.same, 1);
	assert_int_equal(f.edits.n, 0);
	catalog_release(h.w->app->catalog, city);
	web_close(h.w);
}

static void the_form_without_javascript_saves_and_tells_both_versions(void **state)
{
	hall h = open_hall(state);
	arena *a = h.w->a;
	answer r = get(&h.ichi, sheet1);
	assert_has(r.body, "name=\"r0.work\"");
	r = post(
		&h.ichi, save1,
		"from=1&r0.name=n1a&r0.category=%E7%AA%93%E5%8F%A3&r0.work=A&r0.count=10&r0.each=6&r1.name=n2b&r1.work=B&r1."
		"count=x");
	assert_int_equal(r.status, 200); /* kept, and told what is to be done */
	assert_has(r.body, "書きかけ");
	const json_value *seen = sheet_of(&h.ni, sheet1);
	assert_int_equal(json_get(seen, "rows")->n, 2);
	assert_text(cell_of(row_of(seen, 1), COL_COUNT), "x");
	str mark = field(row_of(seen, 0), "mark");
	const char *name = field(row_of(seen, 0), "name").at;
	saved(&h.ni, save1, count_of(seen, "version"), ROW(a, name, mark, "窓口", "A", "", "", "11", "6"));
	r = post(
		&h.ichi, save1,
		str_format(
			a,
			"from=1&r0.name=%s&r0.mark=%.*s&r0.category=%%E7%%AA%%93%%E5%%8F%%A3&r0.work=A&r0.count=12&r0.each=6",
			name, STR_ARG(mark))
			.at);
	assert_int_equal(r.status, 409);
	assert_has(r.body, "value=\"12\"");
	assert_has(r.body, "niさんが先に変えました");
	/* removed as it stands, the other row stays */
	seen = sheet_of(&h.ichi, sheet1);
	r = post(
		&h.ichi, save1,
		str_format(
			a,
			"from=1&r0.name=%s&r0.mark=%.*s&r0.remove=1&r0.category=%%E7%%AA%%93%%E5%%8F%%A3&r0.work=A&r0.count=11&r0.each=6",
			name, STR_ARG(field(row_of(seen, 0), "mark")))
			.at);
	assert_int_equal(r.status, 303);
	seen = sheet_of(&h.ichi, sheet1);
	assert_int_equal(json_get(seen, "rows")->n, 1);
	assert_text(cell_of(row_of(seen, 0), COL_WORK), "B");
	web_close(h.w);
}

static void the_rows_of_the_year_before_are_a_start(void **state)
{
	hall h = open_hall(state);
	arena *a = h.w->a;
	fill_100_percent(&h);
	making m = { &h, "2027", ROUND, day_from(2026, 4, 30) };
	publish(h.w, "work.yaml", str_format(a, "%s", work_yaml).at);
	assert_ok(store_write(h.w->app->store, a, work_shard(a, CITY, STR("2027")), make_round, &m));
	answer r = get(&h.ichi, "/work/ask/unit/1?round=2027");
	assert_has(r.body, "wa-start-unit");
	r = post(&h.ichi, "/work/ask/unit/1/start?round=2027", "unit=1");
	assert_int_equal(r.status, 303);
	get(&h.ichi, "/work/ask/unit/1?round=2027");
	post(&h.ichi, "/work/ask/unit/1/start?round=2027", "unit=1"); /* pressed twice */
	const json_value *sheet = sheet_of(&h.ichi, "/work/ask/unit/1?round=2027");
	assert_int_equal(json_get(sheet, "rows")->n, 1);
	assert_text(cell_of(row_of(sheet, 0), COL_WORK), "届出");
	assert_text(cell_of(row_of(sheet, 0), COL_CORE), "n");
	web_close(h.w);
}

static void a_file_is_read_row_by_row_and_its_bad_rows_wait(void **state)
{
	hall h = open_hall(state);
	arena *a = h.w->a;
	get(&h.ichi, sheet1);
	static const char file[] = "区分,業務,作業,年間件数,分毎件,コア\r\n窓口,届出,受付,10,6,ノンコア\r\n"
				   "窓口,証明,受付,十件,6,コア\r\n共通,会議,,12,60,\r\n,,,,,\r\n";
	str body = str_format(
		a,
		"--XX\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n%.*s\r\n--XX\r\n"
		"Content-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\nContent-Type: text/csv\r\n\r\n%s\r\n--XX--\r\n",
		STR_ARG(h.ichi.csrf), file);
	answer r = send_request(&h.ichi, "POST", "/work/ask/unit/1/upload?round=" ROUND,
				"multipart/form-data; boundary=XX", body);
	assert_int_equal(r.status, 200);
	assert_has(r.body, "3行目 10文字目");
	assert_has(r.body, "3行のうち3行");
	const json_value *sheet = sheet_of(&h.ichi, sheet1);
	assert_int_equal(json_get(sheet, "rows")->n, 3);
	assert_int_equal(count_of(sheet, "open"), 1);
	assert_int_equal(count_of(sheet, "said"), 780);
	assert_text(cell_of(row_of(sheet, 1), COL_COUNT), "十件");
	/* the same file says nothing new */
	r = send_request(&h.ichi, "POST", "/work/ask/unit/1/upload?round=" ROUND, "multipart/form-data; boundary=XX",
			 body);
	assert_int_equal(json_get(sheet_of(&h.ichi, sheet1), "rows")->n, 3);
	web_close(h.w);
}

static void a_sheet_has_a_ceiling_and_nothing_of_it_is_lost_there(void **state)
{
	hall h = open_hall(state);
	arena *a = h.w->a;
	get(&h.ichi, sheet1);
	i64 version = 0;
	for (int k = 0; k < 7; k++) {
		buf b = buf_new(a, 900 * 1024);
		for (int i = 0; i < 300; i++)
			buf_format(&b, "%s%.*s", i ? "," : "",
				   STR_ARG(ROW(a, str_format(a, "np%dr%d", k, i).at, STR_NONE, "固有",
					       str_format(a, "業務%d", k * 300 + i).at, "", "", "1", "1")));
		answer r = send_edits(&h.ichi, save1, version, buf_str(&b));
		assert_int_equal(r.status, k < 6 ? 200 : 413);
		version = k + 1;
	}
	const json_value *sheet = sheet_of(&h.ichi, sheet1);
	assert_int_equal(json_get(sheet, "rows")->n, 1800);
	assert_int_equal(count_of(sheet, "said"), 1800);
	web_close(h.w);
}

static const err *mails(db *d, arena *a, void *arg)
{
	hall *h = arg;
	i64 changed;
	TRY(work_ask_set_mail(d, a, CITY, h->ids[0], STR("ichi@example.jp"), &changed));
	return work_ask_set_mail(d, a, CITY, h->ids[3], STR("san@example.jp"), &changed);
}

static void who_has_not_submitted_is_reminded_once_a_day(void **state)
{
	hall h = open_hall(state);
	arena *a = h.w->a;
	message_means means = { .mail = true, .site = STR("https://example.jp") };
	str shard = work_shard(a, CITY, STR(ROUND));
	i64 version = fill_100_percent(&h);
	assert_int_equal(post(&h.ichi, move1, str_format(a, "to=submitted&version=%lld", (long long)version).at).status,
			 303);
	assert_ok(store_write(h.w->app->store, a, shard, mails, &h));
	ask_remind c = { .city = CITY, .means = &means, .round = STR(ROUND) };
	assert_ok(store_write(h.w->app->store, a, shard, ask_remind_run, &c));
	assert_int_equal(c.ret_written, 1); /* ichi's unit has submitted */
	assert_int_equal(c.ret_without, 0);
	assert_ok(store_write(h.w->app->store, a, shard, ask_remind_run, &c));
	assert_int_equal(c.ret_written, 0);
	clock_set(&h.w->t->clock, h.w->t->clock.fixed + DAY);
	assert_ok(store_write(h.w->app->store, a, shard, ask_remind_run, &c));
	assert_int_equal(c.ret_written, 1);
	day closes = day_from(2026, 4, 30);
	assert_true(ask_remind_day(closes - 7, closes) && ask_remind_day(closes, closes));
	assert_false(ask_remind_day(closes - 2, closes) || ask_remind_day(closes + 1, closes));
	web_close(h.w);
}

static void every_statement_holds(void **state)
{
	store_test *t = *state;
	assert_ok(store_check(t->store, t->arena, ask_statements, ask_statements_n));
}

int main(void)
{
	static const store_test_case tests[] = {
		STORE_TEST(a_text_that_looks_like_a_formula_comes_back_as_it_was),
		STORE_TEST(the_form_without_javascript_saves_and_tells_both_versions),
		STORE_TEST(the_rows_of_the_year_before_are_a_start),
		STORE_TEST(a_file_is_read_row_by_row_and_its_bad_rows_wait),
		STORE_TEST(a_sheet_has_a_ceiling_and_nothing_of_it_is_lost_there),
		STORE_TEST(who_has_not_submitted_is_reminded_once_a_day),
		STORE_TEST(every_statement_holds),
	};
	return store_tests("ask_files", tests, COUNT(tests), migrations, migrations_n, NULL);
}
