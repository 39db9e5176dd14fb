/* Rounds, sheets, who may what, the survey in memory, files in. */
#include "modules/work/testing.h"

#include <pthread.h>

static const module *const all[] = { &kit_module, &work_module };

static i64 minutes_of(web *w, const char *round, i64 *ret_items)
{
	const survey *s;
	survey_group g = { .by = { DIMS, DIMS } };
	assert_ok(work_survey_hold(w->app, w->a, str_of(round), &s));
	assert_ok(survey_sum(s, w->a, NULL, &g, 1));
	work_survey_release(w->app, s);
	if (ret_items)
		*ret_items = g.ret.all.items;
	return g.ret.all.minutes;
}

static survey_item item(const char *work, i64 number, i64 count, i64 each)
{
	return (survey_item){ .number = number,
			      .category = STR("固有"),
			      .work = str_of(work),
			      .step = STR("入力"),
			      .job = STR("正規"),
			      .count = count,
			      .each = each,
			      .axis = { SAY_NO, SAY_NO, SAY_YES },
			      .away = SAY_YES };
}

/* --- sheets ------------------------------------------------------------------------------------------------------------------ */

static void a_sheet_is_kept_as_it_was_given_in_its_order(void **state)
{
	web *w = work_web(*state, all, COUNT(all));
	survey_items rows, again;
	work_unit u = work_test_unit(w, "2026", "証明係", &rows);
	assert_int_equal(rows.n, 3);
	assert_int_equal(u.said, 102000);
	assert_int_equal(u.has, 1700 * 60);
	assert_int_equal(u.state, SHEET_SUBMITTED);
	assert_true(u.brought);
	work_test_job back = { .round = STR("2026"),
			       .unit = u.id,
			       .version = u.version,
			       .state = SHEET_SENT_BACK,
			       .note = STR("件数を確かめてください"),
			       .action = STR("t") };
	assert_ok(work_test_write(w, work_test_move, &back));
	survey_item now[] = { rows.at[2], item("新しい業務", 0, 10, 3), rows.at[0],
			      item("=SUM(A1) 髙葛󠄀ﾊﾝｶｸ", 0, 1, 1) };
	work_test_job j = { .round = STR("2026"),
			    .unit = u.id,
			    .version = u.version + 1,
			    .state = SHEET_FILLING,
			    .items = { now, COUNT(now) } };
	assert_ok(work_test_write(w, work_test_save, &j));
	u = work_test_unit(w, "2026", "証明係", &again);
	assert_int_equal(again.n, 4);
	assert_int_equal(again.at[0].number, 3);
	assert_int_equal(again.at[1].number, 8); /* the next of the round */
	assert_int_equal(again.at[2].number, 1);
	assert_int_equal(again.at[3].number, 9);
	assert_true(str_eq(again.at[3].work, STR("=SUM(A1) 髙葛󠄀ﾊﾝｶｸ")));
	assert_true(str_eq(again.at[1].unit, STR("証明係")));
	assert_int_equal(u.rows, 4);
	assert_int_equal(u.said, 12000 + 30 + 60000 + 1);
	assert_false(u.brought);
	web_close(w);
}

static void the_last_writer_does_not_win(void **state)
{
	web *w = work_web(*state, all, COUNT(all));
	work_add_round(w, "leer");
	work_import_text(w, "leer", NULL, work_test_staff, false);
	work_unit u = work_test_unit(w, "leer", "届出係", NULL);
	survey_item mine = item("甲", 0, 5, 5), theirs = item("乙", 0, 7, 7);
	work_test_job a = {
		.round = STR("leer"), .unit = u.id, .version = 0, .state = SHEET_FILLING, .items = { &mine, 1 }
	};
	work_test_job b = a;
	b.items.at = &theirs;
	assert_ok(work_test_write(w, work_test_save, &a));
	assert_refused(work_test_write(w, work_test_save, &b), ERR_stale);
	survey_items rows;
	u = work_test_unit(w, "leer", "届出係", &rows);
	assert_int_equal(rows.n, 1);
	assert_true(str_eq(rows.at[0].work, STR("甲")));
	b.version = u.version;
	assert_ok(work_test_write(w, work_test_save, &b));
	web_close(w);
}

static void numbers_that_belong_to_others_become_new_ones(void **state)
{
	web *w = work_web(*state, all, COUNT(all));
	work_add_round(w, "neu");
	work_import_text(w, "neu", NULL, work_test_staff, false);
	work_unit u = work_test_unit(w, "neu", "届出係", NULL), v = work_test_unit(w, "neu", "証明係", NULL);
	survey_item rows[] = { item("甲", 7, 5, 5), item("乙", 7, 7, 7) };
	work_test_job j = { .round = STR("neu"), .unit = u.id, .state = SHEET_FILLING, .items = { rows, 2 } };
	assert_ok(work_test_write(w, work_test_save, &j));
	j.unit = v.id; /* copied from a colleague */
	assert_ok(work_test_write(w, work_test_save, &j));
	survey_items a, b;
	work_test_unit(w, "neu", "届出係", &a);
	work_test_unit(w, "neu", "証明係", &b);
	for (size_t i = 0; i < 2; i++)
		for (size_t k = 0; k < 2; k++)
			assert_int_not_equal(a.at[i].number, b.at[k].number);
	assert_int_not_equal(a.at[0].number, a.at[1].number);
	web_close(w);
}

static void a_row_that_does_not_hold_is_told_with_its_place_and_nothing_is_kept(void **state)
{
	web *w = work_web(*state, all, COUNT(all));
	work_add_round(w, "neu");
	work_import_text(w, "neu", NULL, work_test_staff, false);
	work_unit u = work_test_unit(w, "neu", "届出係", NULL);
	survey_item rows[] = { item("甲", 0, 5, 5), item("", 0, 7, 7), item("丙", 0, 1000000, 100000) };
	work_test_job j = { .round = STR("neu"), .unit = u.id, .state = SHEET_FILLING, .items = { rows, 3 } };
	const err *e = work_test_write(w, work_test_save, &j);
	assert_refused(e, ERR_invalid);
	assert_true(str_starts(e->where, STR("2:業務")));
	assert_non_null(e->next);
	assert_true(str_starts(e->next->where, STR("3:")));
	u = work_test_unit(w, "neu", "届出係", NULL);
	assert_int_equal(u.version, 0);
	web_close(w);
}

static void a_sheet_goes_only_the_ways_that_there_are(void **state)
{
	web *w = work_web(*state, all, COUNT(all));
	work_unit u = work_test_unit(w, "2026", "給付係", NULL);
	work_test_job j = { .round = STR("2026"), .unit = u.id, .version = u.version, .state = SHEET_SENT_BACK };
	assert_refused(work_test_write(w, work_test_move, &j), ERR_required); /* a reason */
	j.state = SHEET_APPROVED;
	assert_ok(work_test_write(w, work_test_move, &j));
	j.version++;
	survey_item one = item("甲", 0, 1, 1);
	j.items = (survey_items){ &one, 1 };
	j.state = SHEET_FILLING;
	assert_refused(work_test_write(w, work_test_save, &j), ERR_not_allowed_now);
	j.state = SHEET_SENT_BACK;
	j.note = STR("もう一度");
	assert_ok(work_test_write(w, work_test_move, &j));
	u = work_test_unit(w, "2026", "給付係", NULL);
	assert_int_equal(u.state, SHEET_SENT_BACK);
	assert_true(str_eq(u.note, STR("もう一度")));
	web_close(w);
}

static const err *close_round(db *d, arena *a, void *arg)
{
	work_test_job *j = arg;
	return work_round_close(d, a, j->w->app->city, j->by, j->round);
}

static void a_closed_round_takes_nothing_any_more(void **state)
{
	web *w = work_web(*state, all, COUNT(all));
	work_unit u = work_test_unit(w, "2026", "給付係", NULL);
	work_test_job j = { .round = STR("2026"), .unit = u.id, .version = u.version, .state = SHEET_APPROVED };
	assert_ok(work_test_write(w, close_round, &j));
	assert_refused(work_test_write(w, close_round, &j), ERR_not_allowed_now);
	assert_refused(work_test_write(w, work_test_move, &j), ERR_not_allowed_now);
	work_import i = { .round = STR("2026") };
	assert_refused(work_import_run(w->app, w->a, &i), ERR_not_allowed_now);
	web_close(w);
}

static void a_round_keeps_the_definitions_that_it_was_opened_with(void **state)
{
	web *w = work_web(*state, all, COUNT(all));
	str later = arena_copy(w->a, STR(""));
	buf b = buf_new(w->a, 1 << 16);
	for (str rest = str_of(work_test_def); rest.len;) {
		str line = str_cut(&rest, '\n');
		bool core = str_has(line, STR("core: { version: t1"));
		buf_format(
			&b, "%s\n",
			core ? "    core: { version: t2, name: コア, ask: コアか, yes: コア, no: ノンコア, means: 別の定義 }"
			     : str_format(w->a, "%.*s", STR_ARG(line)).at);
	}
	later = buf_str(&b);
	work_publish(w, "work.yaml", later.at);
	work_add_round(w, "2027");
	work_test_job j = { .w = w, .round = STR("2026") };
	assert_ok(store_read(w->app->store, w->a, work_test_read, &j));
	assert_true(str_eq(j.ret_round.def.axes[WORK_CORE].version, STR("t1")));
	j.round = STR("2027");
	assert_ok(store_read(w->app->store, w->a, work_test_read, &j));
	assert_true(str_eq(j.ret_round.def.axes[WORK_CORE].version, STR("t2")));
	assert_int_equal(work_ease_of(&j.ret_round.def, EASE_STEP, STR("決裁")), 10);
	assert_int_equal(work_ease_of(&j.ret_round.def, EASE_STEP, STR("入力")), 100);
	web_close(w);
}

static void units_stand_together_by_bureau_and_section(void **state)
{
	web *w = work_web(*state, all, COUNT(all));
	work_import_text(
		w, "2026", NULL,
		"局,課,係,職員数,年間勤務時間\r\n門司区役所,市民課,総合案内係,2,3000\r\n門司区役所,総務課,庶務係,2,3000\r\n",
		false);
	work_test_job j = { .w = w, .round = STR("2026") };
	assert_ok(store_read(w->app->store, w->a, work_test_read, &j));
	static const char *const names[] = { "証明係", "届出係", "総合案内係", "給付係", "庶務係", "庶務係" };
	assert_int_equal(j.ret_units.n, COUNT(names));
	for (size_t i = 0; i < COUNT(names); i++)
		assert_true(str_eq(j.ret_units.at[i].name, str_of(names[i])));
	assert_true(str_eq(j.ret_units.at[4].bureau, STR("門司区役所")));
	web_close(w);
}

/* --- the survey in memory ------------------------------------------------------------------------------------------------------ */

static void the_survey_is_that_of_the_latest_change(void **state)
{
	web *w = work_web(*state, all, COUNT(all));
	i64 items;
	assert_int_equal(minutes_of(w, "2026", &items), 292000);
	assert_int_equal(items, 7);
	for (int turn = 0; turn < 5; turn++) {
		survey_items rows;
		work_unit u = work_test_unit(w, "2026", "給付係", &rows);
		work_test_job j = { .round = STR("2026"),
				    .unit = u.id,
				    .version = u.version,
				    .state = SHEET_SENT_BACK,
				    .note = STR("再") };
		if (u.state == SHEET_SUBMITTED) {
			assert_ok(work_test_write(w, work_test_move, &j));
			j.version++;
		}
		rows.at[0].count += 1;
		j.items = rows;
		j.state = SHEET_FILLING;
		assert_ok(work_test_write(w, work_test_save, &j));
		assert_int_equal(minutes_of(w, "2026", &items), 292000 + (turn + 1) * 30);
		assert_int_equal(items, 7);
	}
	/* a sheet that lost its rows, and one that had none */
	work_unit u = work_test_unit(w, "2026", "給付係", NULL);
	work_test_job j = { .round = STR("2026"), .unit = u.id, .version = u.version, .state = SHEET_FILLING };
	assert_ok(work_test_write(w, work_test_save, &j));
	assert_int_equal(minutes_of(w, "2026", &items), 292000 - 90000);
	assert_int_equal(items, 6);
	survey_item one = item("甲", 0, 3, 2);
	j.items = (survey_items){ &one, 1 };
	j.version++;
	assert_ok(work_test_write(w, work_test_save, &j));
	assert_int_equal(minutes_of(w, "2026", &items), 292000 - 90000 + 6);
	web_close(w);
}

static void it_does_not_matter_how_many_sheets_have_changed(void **state)
{
	web *w = work_web(*state, all, COUNT(all));
	static const char *const names[] = { "証明係", "届出係", "給付係", "庶務係" };
	i64 items, minutes = 292000;
	for (size_t most = 1; most <= COUNT(names); most++) {
		assert_int_equal(minutes_of(w, "2026", &items), minutes);
		assert_int_equal(items, 7);
		for (size_t i = 0; i < most; i++) {
			survey_items rows;
			work_unit u = work_test_unit(w, "2026", names[i], &rows);
			work_test_job j = { .round = STR("2026"),
					    .unit = u.id,
					    .version = u.version,
					    .state = SHEET_FILLING,
					    .items = rows };
			rows.at[0].count += 10;
			minutes += 10 * rows.at[0].each;
			assert_ok(work_test_write(w, work_test_save, &j));
		}
	}
	assert_int_equal(minutes_of(w, "2026", &items), minutes);
	assert_int_equal(items, 7);
	web_close(w);
}

static void what_is_held_is_lent_again_and_goes_when_nobody_reads_it(void **state)
{
	web *w = work_web(*state, all, COUNT(all));
	const survey *a, *b, *c;
	assert_ok(work_survey_hold(w->app, w->a, STR("2026"), &a));
	assert_ok(work_survey_hold(w->app, w->a, STR("2026"), &b));
	assert_ptr_equal(a, b);
	work_unit u = work_test_unit(w, "2026", "給付係", NULL);
	work_test_job j = { .round = STR("2026"), .unit = u.id, .version = u.version, .state = SHEET_APPROVED };
	assert_ok(work_test_write(w, work_test_move, &j));
	assert_ok(work_survey_hold(w->app, w->a, STR("2026"), &c));
	assert_ptr_not_equal(a, c);
	assert_int_equal(survey_count(a), 7); /* still read by two */
	work_survey_release(w->app, a);
	work_survey_release(w->app, b);
	work_survey_release(w->app, c);
	for (int i = 0; i < WORK_HELD * 2; i++) {
		str id = str_format(w->a, "r%d", i);
		work_add_round(w, id.at);
		work_import_text(w, id.at, work_test_survey, NULL, false);
		assert_int_equal(minutes_of(w, id.at, NULL), 292000);
	}
	assert_int_equal(minutes_of(w, "2026", NULL), 292000);
	assert_refused(work_survey_hold(w->app, w->a, STR("keine"), &a), ERR_not_found);
	web_close(w);
}

typedef struct reader {
	web *w;
	_Atomic int *stop;
	i64 asked;
} reader;

static void *read_on(void *arg)
{
	reader *r = arg;
	while (!*r->stop) {
		arena *a = arena_new((size_t)256 << 20);
		const survey *s;
		survey_group g = { .by = { DIMS, DIMS } };
		CHECK(!work_survey_hold(r->w->app, a, STR("2026"), &s));
		CHECK(!survey_sum(s, a, NULL, &g, 1));
		/* 90,000 of that unit are counts of 30 minutes each */
		CHECK(g.ret.all.items == 7 && (g.ret.all.minutes - 292000) % 30 == 0 && g.ret.all.minutes >= 292000);
		work_survey_release(r->w->app, s);
		arena_free(a);
		r->asked++;
	}
	return NULL;
}

static void many_read_while_one_writes(void **state)
{
	web *w = work_web(*state, all, COUNT(all));
	_Atomic int stop = 0;
	pthread_t threads[4];
	reader readers[COUNT(threads)];
	for (size_t i = 0; i < COUNT(threads); i++) {
		readers[i] = (reader){ w, &stop, 0 };
		assert_int_equal(pthread_create(&threads[i], NULL, read_on, &readers[i]), 0);
	}
	survey_items rows;
	work_unit u = work_test_unit(w, "2026", "給付係", &rows);
	work_test_job j = {
		.round = STR("2026"), .unit = u.id, .version = u.version, .state = SHEET_SENT_BACK, .note = STR("再")
	};
	assert_ok(work_test_write(w, work_test_move, &j));
	j.state = SHEET_FILLING;
	for (int i = 0; i < 40; i++) {
		rows.at[0].count++;
		j.items = rows;
		j.version++;
		assert_ok(work_test_write(w, work_test_save, &j));
	}
	assert_int_equal(minutes_of(w, "2026", NULL), 292000 + 40 * 30);
	stop = 1;
	for (size_t i = 0; i < COUNT(threads); i++) {
		pthread_join(threads[i], NULL);
		assert_true(readers[i].asked > 0);
	}
	web_close(w);
}

/* --- files in -------------------------------------------------------------------------------------------------------------------- */

static i64 revision_of(web *w, const char *round)
{
	work_test_job j = { .w = w, .round = str_of(round) };
	assert_ok(store_read(w->app->store, w->a, work_test_read, &j));
	return j.ret_round.revision;
}

static void the_same_file_again_changes_nothing(void **state)
{
	web *w = work_web(*state, all, COUNT(all));
	i64 before = revision_of(w, "2026");
	work_import i = work_import_text(w, "2026", work_test_survey, work_test_staff, false);
	assert_false(i.changed);
	assert_int_equal(i.same, 4);
	assert_int_equal(i.written + i.units_new + i.staff_changed + i.refused_n, 0);
	assert_int_equal(revision_of(w, "2026"), before);
	/* nor does one that was saved by another program: other bytes, the same rows */
	str sjis;
	strs missing;
	cp932_encode(w->a, str_of(work_test_survey), &sjis, &missing);
	assert_int_equal(missing.n, 0);
	i = work_import_text(w, "2026", arena_copy(w->a, sjis).at, NULL, false);
	assert_false(i.changed);
	web_close(w);
}

static void rows_without_numbers_find_theirs_again(void **state)
{
	web *w = work_web(*state, all, COUNT(all));
	static const char rows[] = "局,課,係,区分,業務,作業,年間件数,分毎件\r\n"
				   "政策局,財政課,予算係,固有,予算編成,入力,10,5\r\n"
				   "政策局,財政課,予算係,固有,予算編成,入力,10,5\r\n"
				   "政策局,財政課,予算係,固有,決算,集計,20,5\r\n";
	work_import i = work_import_text(w, "2026", rows, NULL, false);
	assert_int_equal(i.written, 1);
	assert_int_equal(i.units_new, 1);
	i = work_import_text(w, "2026", rows, NULL, false);
	assert_false(i.changed);
	survey_items items;
	work_test_unit(w, "2026", "予算係", &items);
	assert_int_equal(items.n, 3);
	assert_int_equal(items.at[0].number, 8);
	assert_int_equal(items.at[2].number, 10);
	web_close(w);
}

static void a_row_moves_to_the_unit_that_has_it_now(void **state)
{
	web *w = work_web(*state, all, COUNT(all));
	static const char moved[] = WORK_TEST_HEAD
		"4,門司区役所,保険課,給付係,窓口,転入届,受付,正規,2000,20,ノンコア,不要,定型,不可,法令,紙,基幹\r\n"
		"5,門司区役所,保険課,給付係,固有,高額療養費,内容審査,正規,3000,30,コア,要,非定型,可,法令,電子,基幹\r\n";
	work_import i = work_import_text(w, "2026", moved, NULL, false);
	assert_int_equal(i.rows.moved, 1);
	assert_int_equal(i.written, 2);
	survey_items items;
	work_unit u = work_test_unit(w, "2026", "届出係", &items);
	assert_int_equal(items.n, 0);
	assert_int_equal(u.said, 0);
	work_test_unit(w, "2026", "給付係", &items);
	assert_int_equal(items.n, 2);
	i64 n;
	assert_int_equal(minutes_of(w, "2026", &n), 292000);
	assert_int_equal(n, 7);
	i = work_import_text(w, "2026", moved, NULL, false);
	assert_false(i.changed);
	web_close(w);
}

static void bad_rows_are_left_out_and_take_nothing_away(void **state)
{
	web *w = work_web(*state, all, COUNT(all));
	static const char bad[] = WORK_TEST_HEAD
		"1,門司区役所,市民課,証明係,窓口,住民票の写しの交付,受付,正規,7000,10,ノンコア,不要,定型,可,法令,紙,基幹\r\n"
		"2,門司区役所,市民課,証明係,窓口,住民票の写しの交付,入力,会計年度,たくさん,5,ノンコア,不要,定型,可,法令,紙,基幹\r\n";
	work_import i = work_import_text(w, "2026", bad, NULL, false);
	assert_int_equal(i.written, 1);
	assert_int_equal(i.rows.kept, 2);
	survey_items items;
	work_unit u = work_test_unit(w, "2026", "証明係", &items);
	assert_int_equal(items.n, 3);
	assert_int_equal(u.said, 70000 + 30000 + 12000);
	i = work_import_text(w, "2026", bad, NULL, false);
	assert_false(i.changed);
	web_close(w);
}

static void what_people_have_worked_on_is_not_overwritten_unseen(void **state)
{
	web *w = work_web(*state, all, COUNT(all));
	survey_items rows;
	work_unit u = work_test_unit(w, "2026", "証明係", &rows), v = work_test_unit(w, "2026", "届出係", NULL);
	work_test_job j = {
		.round = STR("2026"), .unit = u.id, .version = u.version, .state = SHEET_SENT_BACK, .note = STR("再")
	};
	assert_ok(work_test_write(w, work_test_move, &j));
	rows.at[1].count = 5999;
	j = (work_test_job){
		.round = STR("2026"), .unit = u.id, .version = u.version + 1, .state = SHEET_SUBMITTED, .items = rows
	};
	assert_ok(work_test_write(w, work_test_save, &j));
	j = (work_test_job){ .round = STR("2026"), .unit = v.id, .version = v.version, .state = SHEET_APPROVED };
	assert_ok(work_test_write(w, work_test_move, &j));
	static const char file[] = WORK_TEST_HEAD
		"1,門司区役所,市民課,証明係,窓口,住民票の写しの交付,受付,正規,6000,10,ノンコア,不要,定型,可,法令,紙,基幹\r\n"
		"4,門司区役所,市民課,届出係,窓口,転入届,受付,正規,2500,20,ノンコア,不要,定型,不可,法令,紙,基幹\r\n"
		"3,政策局,総務課,庶務係,窓口,住民票の写しの交付,決裁,正規,6000,2,コア,不要,定型,可,法令,紙,基幹\r\n";
	work_import i = work_import_text(w, "2026", file, NULL, false);
	assert_int_equal(i.refused_n, 3);
	assert_int_equal(i.refused.at[0].why, IMPORT_TOUCHED);
	assert_int_equal(i.refused.at[1].why, IMPORT_APPROVED);
	assert_int_equal(i.refused.at[2].why,
			 IMPORT_ROWS_ELSEWHERE); /* row 3 stands in the sheet that people have worked on */
	assert_false(i.changed);
	work_test_unit(w, "2026", "証明係", &rows);
	assert_int_equal(rows.at[1].count, 5999);
	i = work_import_text(w, "2026", file, NULL, true);
	assert_int_equal(i.written, 3);
	assert_int_equal(i.rows.moved, 1);
	v = work_test_unit(w, "2026", "届出係", &rows);
	assert_int_equal(rows.at[0].count, 2500);
	assert_int_equal(v.state, SHEET_SUBMITTED);
	web_close(w);
}

static void hours_too_much_and_too_little_are_sent_back_once(void **state)
{
	web *w = work_web(*state, all, COUNT(all));
	work_import_text(
		w, "2026", NULL,
		"局,課,係,職員数,年間勤務時間\r\n門司区役所,市民課,証明係,1,1000\r\n門司区役所,市民課,届出係,1,2000\r\n政策局,総務課,庶務係,0,0\r\n",
		false);
	work_test_job j = { .w = w, .round = STR("2026") };
	assert_ok(store_read(w->app->store, w->a, work_test_read, &j));
	work_reconciled r = work_reconcile(w->a, &j.ret_round.def, &j.ret_units);
	assert_int_equal(r.too_much, 1);
	assert_int_equal(r.too_little, 1);
	assert_int_equal(r.unanswered + r.no_hours.n, 1);
	assert_int_equal(r.holds, 1);
	size_t sent;
	assert_ok(work_send_back(w->app, w->a, NULL, &j.ret_round, &r.wrong, &sent));
	assert_int_equal(sent, 2);
	work_unit u = work_test_unit(w, "2026", "証明係", NULL);
	assert_int_equal(u.state, SHEET_SENT_BACK);
	assert_has(u.note, "170％");
	assert_ok(store_read(w->app->store, w->a, work_test_read, &j));
	r = work_reconcile(w->a, &j.ret_round.def, &j.ret_units);
	assert_ok(work_send_back(w->app, w->a, NULL, &j.ret_round, &r.wrong, &sent));
	assert_int_equal(sent, 0);
	/* what came from a file may come once more, mended */
	work_import i = work_import_text(
		w, "2026",
		WORK_TEST_HEAD
		"1,門司区役所,市民課,証明係,窓口,住民票の写しの交付,受付,正規,6000,10,ノンコア,不要,定型,可,法令,紙,基幹\r\n",
		NULL, false);
	assert_int_equal(i.written, 1);
	u = work_test_unit(w, "2026", "証明係", NULL);
	assert_int_equal(u.state, SHEET_SUBMITTED);
	assert_int_equal(u.note.len, 0);
	web_close(w);
}

static void balance_is_of_the_hours_that_are_there(void **state)
{
	(void)state;
	work_def d = { .balance_least = 80, .balance_most = 120 };
	assert_int_equal(work_balance_of(&d, 0, 100), BALANCE_UNKNOWN);
	assert_int_equal(work_balance_of(&d, 100, 79), BALANCE_TOO_LITTLE);
	assert_int_equal(work_balance_of(&d, 100, 80), BALANCE_HOLDS);
	assert_int_equal(work_balance_of(&d, 100, 120), BALANCE_HOLDS);
	assert_int_equal(work_balance_of(&d, 100, 121), BALANCE_TOO_MUCH);
	assert_int_equal(work_balance_of(&d, 4000000000, 4800000001), BALANCE_TOO_MUCH);
}

/* --- who may what ------------------------------------------------------------------------------------------------------------------ */

static void memberships_cover_what_lies_within_them(void **state)
{
	(void)state;
	work_member list[] = { { 1, STR("門司区役所"), STR("市民課"), STR("証明係"), PART_FILL },
			       { 1, STR("門司区役所"), STR_NONE, STR_NONE, PART_SEE },
			       { 1, STR("政策局"), STR("総務課"), STR_NONE, PART_REFORM } };
	work_scope s = { .of = { list, COUNT(list) } };
	str moji = STR("門司区役所"), seisaku = STR("政策局");
	assert_true(work_may(&s, PART_FILL, moji, STR("市民課"), STR("証明係")));
	assert_false(work_may(&s, PART_FILL, moji, STR("市民課"), STR("届出係")));
	assert_false(work_may(&s, PART_FILL, moji, STR("市民課"), STR_NONE));
	assert_false(work_may(&s, PART_APPROVE, moji, STR("市民課"), STR("証明係")));
	assert_true(work_may(&s, PART_SEE, moji, STR("保険課"), STR("給付係")));
	assert_true(work_may(&s, PART_SEE, moji, STR_NONE, STR_NONE));
	assert_false(work_may(&s, PART_SEE, STR_NONE, STR_NONE, STR_NONE));
	assert_true(work_may(&s, PART_APPROVE, seisaku, STR("総務課"), STR("庶務係"))); /* reform includes it */
	assert_false(work_may(&s, PART_SEE, seisaku, STR("財政課"), STR_NONE));
	int which;
	assert_true(work_parts_read(STR("fill, see"), &which) && which == (PART_FILL | PART_SEE));
	assert_false(work_parts_read(STR("fill,everything"), &which));
}

static void the_report_is_for_whoever_may_see_the_whole_city(void **state)
{
	web *w = work_web(*state, all, COUNT(all));
	work_member_in(w, "kakari", PART_FILL, "門司区役所", "市民課", "証明係");
	work_member_in(w, "kaikaku", PART_REFORM, "", "", "");
	work_member_in(w, "niemand", 0, "", "", "");
	add_account(w, "kanri", "admin", "");
	static const char path[] = "/api/v1/work/rounds/2026/report";
	browser nobody = { .w = w }, kakari = with_token(w, "kakari"), kaikaku = with_token(w, "kaikaku"),
		niemand = with_token(w, "niemand"), kanri = with_token(w, "kanri");
	assert_int_equal(get(&nobody, path).status, 401);
	assert_int_equal(get(&kakari, path).status, 403);
	assert_int_equal(get(&niemand, path).status, 403);
	assert_int_equal(get(&kanri, path).status, 200);
	answer r = get(&kaikaku, path);
	assert_int_equal(r.status, 200);
	assert_has(r.body, "{\"items\":7,\"minutes\":292000,\"sections\":3,\"units\":4,");
	assert_has(r.body, "\"窓口\":{\"items\":4,\"minutes\":142000}");
	assert_has(r.body, "{\"core\":false,\"expertise\":false,\"routine\":true,\"items\":4,\"minutes\":154000}");
	assert_has(r.body, "\"target\":{\"minutes\":154000,\"share\":0.52739726");
	assert_int_equal(get(&kaikaku, "/api/v1/work/rounds/keine/report").status, 404);
	web_close(w);
}

int main(void)
{
	static const store_test_case tests[] = {
		STORE_TEST(a_sheet_is_kept_as_it_was_given_in_its_order),
		STORE_TEST(the_last_writer_does_not_win),
		STORE_TEST(numbers_that_belong_to_others_become_new_ones),
		STORE_TEST(a_row_that_does_not_hold_is_told_with_its_place_and_nothing_is_kept),
		STORE_TEST(a_sheet_goes_only_the_ways_that_there_are),
		STORE_TEST(a_closed_round_takes_nothing_any_more),
		STORE_TEST(a_round_keeps_the_definitions_that_it_was_opened_with),
		STORE_TEST(units_stand_together_by_bureau_and_section),
		STORE_TEST(the_survey_is_that_of_the_latest_change),
		STORE_TEST(it_does_not_matter_how_many_sheets_have_changed),
		STORE_TEST(what_is_held_is_lent_again_and_goes_when_nobody_reads_it),
		STORE_TEST(many_read_while_one_writes),
		STORE_TEST(the_same_file_again_changes_nothing),
		STORE_TEST(rows_without_numbers_find_theirs_again),
		STORE_TEST(a_row_moves_to_the_unit_that_has_it_now),
		STORE_TEST(bad_rows_are_left_out_and_take_nothing_away),
		STORE_TEST(what_people_have_worked_on_is_not_overwritten_unseen),
		STORE_TEST(hours_too_much_and_too_little_are_sent_back_once),
		STORE_TEST(the_report_is_for_whoever_may_see_the_whole_city),
		PLAIN_TEST(balance_is_of_the_hours_that_are_there),
		PLAIN_TEST(memberships_cover_what_lies_within_them),
	};
	return store_tests("work", tests, COUNT(tests), migrations, migrations_n, NULL);
}
