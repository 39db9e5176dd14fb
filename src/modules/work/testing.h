/*
 * For tests of the work survey: a small city with a survey of four units in three sections of two bureaus, and the whole program around it.
 *
 *     web *w = work_web(*state, modules, COUNT(modules));       round "2026", open, with the sheets below
 *     browser b = work_member_in(w, "mori", PART_FILL, "門司区役所", "市民課", "証明係");
 *
 * Minutes: 門司区役所 市民課 証明係 60,000 + 30,000 + 12,000; 届出係 40,000; 保険課 給付係 90,000; 政策局 総務課 庶務係 24,000 + 36,000. In all 292,000 of 7 rows.
 */
#ifndef WORK_TESTING_H
#define WORK_TESTING_H

#include "kit/testing.h"

#include "kit/catalog.h"
#include "modules/work/work_import.h"
#include "text/csv.h"

static const char work_test_def[] =
	"work:\n"
	"  hours_fte: 1900\n"
	"  yen_hour: 3000\n"
	"  yen_source: 見本\n"
	"  balance: { least: 80, most: 120 }\n"
	"  axes:\n"
	"    core: { version: t1, name: コア, ask: コアか, yes: コア, no: ノンコア, means: 判断 }\n"
	"    expertise: { version: t1, name: 専門性, ask: 要るか, yes: 要, no: 不要, means: 資格 }\n"
	"    routine: { version: t1, name: 定型, ask: 定型か, yes: 定型, no: 非定型, means: 手順 }\n"
	"    away: { version: t1, name: 場所, ask: 離れてできるか, yes: 可, no: 不可, means: 場所 }\n"
	"  categories: [ 窓口, 共通, 固有 ]\n"
	"  steps: [ 受付, 形式審査, 内容審査, 決裁, 入力, 通知書発行, 送付 ]\n"
	"  jobs: [ 正規, 会計年度 ]\n"
	"  bases: [ 法令, なし ]\n"
	"  media: [ 紙, 電子 ]\n"
	"  systems: [ 基幹, なし ]\n"
	"  ease: { step: { 受付: 80, 決裁: 10 } }\n";

#define WORK_TEST_HEAD                                                                                                 \
	"番号,局,課,係,区分,業務,作業,職種,年間件数,分毎件,コア,専門性,定型,現場以外可,根拠,媒体,システム\r\n"
static const char work_test_survey[] = WORK_TEST_HEAD
	"1,門司区役所,市民課,証明係,窓口,住民票の写しの交付,受付,正規,6000,10,ノンコア,不要,定型,可,法令,紙,基幹\r\n"
	"2,門司区役所,市民課,証明係,窓口,住民票の写しの交付,入力,会計年度,6000,5,ノンコア,不要,定型,可,法令,紙,基幹\r\n"
	"3,門司区役所,市民課,証明係,窓口,住民票の写しの交付,決裁,正規,6000,2,コア,不要,定型,可,法令,紙,基幹\r\n"
	"4,門司区役所,市民課,届出係,窓口,転入届,受付,正規,2000,20,ノンコア,不要,定型,不可,法令,紙,基幹\r\n"
	"5,門司区役所,保険課,給付係,固有,高額療養費,内容審査,正規,3000,30,コア,要,非定型,可,法令,電子,基幹\r\n"
	"6,政策局,総務課,庶務係,共通,支出命令,入力,正規,1200,20,ノンコア,不要,定型,可,なし,電子,なし\r\n"
	"7,政策局,総務課,庶務係,共通,照会・回答,資料作成,正規,600,60,ノンコア,不要,非定型,可,なし,電子,なし\r\n";
static const char work_test_staff[] = "局,課,係,職員数,年間勤務時間\r\n"
				      "門司区役所,市民課,証明係,1,1700\r\n"
				      "門司区役所,市民課,届出係,1,700\r\n"
				      "門司区役所,保険課,給付係,1,1500\r\n"
				      "政策局,総務課,庶務係,1,1000\r\n";

/* --- commands without pages ------------------------------------------------------------------------------------------------ */

typedef struct work_test_job {
	web *w;
	const who *by;
	str round;
	work_round fresh;
	work_member member;
	str login;
	i64 unit, version;
	sheet_state state;
	str note, action;
	survey_items items;
	work_unit ret;
	work_round ret_round;
	work_units ret_units;
} work_test_job;

static inline const err *work_test_round(db *d, arena *a, void *arg)
{
	work_test_job *j = arg;
	TRY(work_round_add(d, a, j->w->app->city, j->by, &j->fresh));
	const city_def *c = catalog_hold(j->w->app->catalog);
	str def = work_def_write(a, &c->work);
	catalog_release(j->w->app->catalog, c);
	return work_round_open(d, a, j->w->app->city, j->by, j->fresh.id, def);
}

static inline const err *work_test_read(db *d, arena *a, void *arg)
{
	work_test_job *j = arg;
	TRY(work_round_of(d, a, j->w->app->city, j->round, &j->ret_round));
	TRY(work_units_of(d, a, j->w->app->city, j->round, &j->ret_units));
	return j->unit ? work_unit_of(d, a, j->w->app->city, j->round, j->unit, &j->ret, &j->items) : NULL;
}

/* The unit, the first of that name, with its rows. */
static inline work_unit work_test_unit(web *w, const char *round, const char *name, survey_items *ret_items)
{
	work_test_job j = { .w = w, .round = str_of(round) };
	assert_ok(store_read(w->app->store, w->a, work_test_read, &j));
	for (size_t i = 0; i < j.ret_units.n && j.unit == 0; i++)
		if (str_eq(j.ret_units.at[i].name, str_of(name)))
			j.unit = j.ret_units.at[i].id;
	if (!j.unit)
		fail_msg("no unit %s", name);
	assert_ok(store_read(w->app->store, w->a, work_test_read, &j));
	if (ret_items)
		*ret_items = j.items;
	return j.ret;
}

static inline const err *work_test_save(db *d, arena *a, void *arg)
{
	work_test_job *j = arg;
	return work_sheet_save(d, a, j->w->app->city, j->by, j->round, j->unit, j->version, &j->items, j->state,
			       j->note, j->action);
}

static inline const err *work_test_move(db *d, arena *a, void *arg)
{
	work_test_job *j = arg;
	return work_sheet_move(d, a, j->w->app->city, j->by, j->round, j->unit, j->version, j->state, j->note,
			       j->action);
}

static inline const err *work_test_write(web *w, store_fn run, work_test_job *j)
{
	j->w = w;
	return store_write(w->app->store, w->a, work_shard(w->a, w->app->city, j->round), run, j);
}

/* --- a round ---------------------------------------------------------------------------------------------------------------- */

static inline void work_add_round(web *w, const char *id)
{
	work_test_job j = { .round = str_of(id) };
	j.fresh = (work_round){ .id = j.round, .name = STR("試験の調査"), .year = 2026, .closes = DAY_NONE };
	assert_ok(work_test_write(w, work_test_round, &j));
}

/* Files as `madoguchi work import` reads them; either may be NULL. */
static inline work_import work_import_text(web *w, const char *round, const char *rows, const char *staff, bool replace)
{
	survey_read_result items = { 0 };
	staff_read_result units = { 0 };
	work_import i = { .round = str_of(round), .replace = replace };
	if (rows) {
		survey_items *kept = arena_one(w->a, survey_items);
		assert_ok(survey_read(w->a, str_of(rows), &items));
		*kept = items.items;
		i.items = kept;
		i.partial = items.bad_n > 0;
	}
	if (staff) {
		survey_units *kept = arena_one(w->a, survey_units);
		assert_ok(survey_read_staff(w->a, str_of(staff), &units));
		*kept = units.units;
		i.staff = kept;
	}
	assert_ok(work_import_run(w->app, w->a, &i));
	return i;
}

static inline void work_publish(web *w, const char *path, const char *text)
{
	def_files files, set = { 0 };
	i64 changed_n;
	assert_ok(catalog_files(w->app, w->a, &files));
	for (size_t i = 0; i < files.n; i++)
		if (!str_eq(files.at[i].path, str_of(path)))
			LIST_ADD(w->a, &set, files.at[i]);
	LIST_ADD(w->a, &set, (def_file){ str_of(path), arena_copy(w->a, str_of(text)) });
	assert_ok(catalog_load(w->app, w->a, set, &changed_n));
	assert_ok(catalog_reload(w->app->catalog));
}

static inline web *work_web(void *state, const module *const *modules, size_t n)
{
	web *w = web_open((store_test *)state, modules, n, false);
	work_publish(w, "work.yaml", work_test_def);
	work_add_round(w, "2026");
	work_import_text(w, "2026", work_test_survey, work_test_staff, false);
	return w;
}

/* --- people ------------------------------------------------------------------------------------------------------------------ */

static inline const err *work_test_member(db *d, arena *a, void *arg)
{
	work_test_job *j = arg;
	return work_member_set(d, a, j->w->app->city, NULL, &j->member);
}

/* Empty names: of all. */
static inline void work_add_member(web *w, i64 staff, int which, const char *bureau, const char *section,
				   const char *unit)
{
	work_test_job j = { .round = STR("2026") };
	j.member = (work_member){ staff, str_of(bureau), str_of(section), str_of(unit), which };
	assert_ok(work_test_write(w, work_test_member, &j));
}

/* A clerk with that part, signed in. */
static inline browser work_member_in(web *w, const char *login, int which, const char *bureau, const char *section,
				     const char *unit)
{
	i64 id;
	staff_new n = { str_of(login), str_of(login), STR("clerk"), STR_NONE, STR(TEST_PASSWORD) };
	assert_ok(staff_add(w->app, w->a, NULL, &n, &id));
	if (which)
		work_add_member(w, id, which, bureau, section, unit);
	return signed_in(w, login);
}

#endif
