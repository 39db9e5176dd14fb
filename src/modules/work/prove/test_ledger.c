/* The ledger: measures, figures that are never overwritten, who may, and CSV in. */
#include "kit/audit.h"
#include "kit/testing.h"

#include "modules/work/ideas/ideas.h"
#include "modules/work/ideas/ideas.sql.h"
#include "modules/work/prove/prove_pages.h"
#include "modules/work/prove/prove.sql.h"

#define CITY 401005
#define SHARD STR("401005/work/prove")

static const who anna = { .role = ROLE_CLERK, .staff = 1, .login = STR_INIT("anna"), .name = STR_INIT("安部 杏奈") };
static const who ben = { .role = ROLE_CLERK, .staff = 2, .login = STR_INIT("ben"), .name = STR_INIT("馬場 勉") };
static const work_scope everything = { .all = true };
static const work_scope nothing = { 0 };

static measure a_measure(const char *title)
{
	return (measure){ .title = str_of(title),
			  .bureau = STR("門司区役所"),
			  .section = STR("市民課"),
			  .work = STR("住民票の写し"),
			  .starts = day_from(2026, 4, 1),
			  .stops = PROVE_DAY_NONE,
			  .state = MEASURE_RUNNING };
}

static const err *save(store_test *t, const who *by, const work_scope *scope, measure m, i64 *ret_id)
{
	measure_save c = { .city = CITY, .by = by, .scope = scope, .m = m };
	const err *e = store_write(t->store, t->arena, SHARD, measure_save_run, &c);
	if (ret_id)
		*ret_id = c.ret_id;
	return e;
}

static const err *set_figure(store_test *t, const who *by, i64 id, i64 version, figure_kind kind, int year, i64 minutes)
{
	figure_save c = { .city = CITY,
			  .by = by,
			  .scope = &everything,
			  .measure = id,
			  .version = version,
			  .f = { .kind = kind,
				 .year = year,
				 .low = minutes,
				 .likely = minutes,
				 .high = minutes,
				 .due = PROVE_DAY_NONE,
				 .source = STR("entered"),
				 .detail = STR_NONE,
				 .reason = STR("見積もり") } };
	return store_write(t->store, t->arena, SHARD, figure_save_run, &c);
}

typedef struct one_read {
	i64 id;
	measure m;
	measure_log log;
	measures all;
} one_read;

static const err *read_one(db *d, arena *a, void *arg)
{
	one_read *q = arg;
	TRY(prove_measures(d, a, CITY, &q->all));
	TRY(prove_log(d, a, CITY, q->id, &q->log));
	return prove_measure_of(d, a, CITY, q->id, &q->m);
}

static one_read look(store_test *t, i64 id)
{
	one_read q = { .id = id };
	assert_ok(store_read(t->store, t->arena, read_one, &q));
	return q;
}

static void every_statement_is_understood(void **state)
{
	store_test *t = *state;
	assert_ok(store_check(t->store, t->arena, prove_statements, prove_statements_n));
	assert_ok(store_check(t->store, t->arena, ideas_statements, ideas_statements_n));
}

static void a_new_figure_takes_the_place_of_the_old_one_which_stays(void **state)
{
	store_test *t = *state;
	i64 id;
	assert_ok(save(t, &anna, &everything, a_measure("受付の見直し"), &id));
	assert_ok(set_figure(t, &anna, id, 1, FIGURE_EXPECTED, 0, 6000));
	clock_set(&t->clock, clock_now(&t->clock) + DAY);
	assert_ok(set_figure(t, &ben, id, 2, FIGURE_EXPECTED, 0, 4800));
	assert_ok(set_figure(t, &ben, id, 3, FIGURE_REALISED, 2026, 3000));
	assert_ok(set_figure(t, &ben, id, 4, FIGURE_REALISED, 2025, 1));
	one_read q = look(t, id);
	assert_int_equal(q.m.figures.n, 4);
	assert_int_equal(measure_figure(&q.m, FIGURE_EXPECTED, 0)->likely, 4800);
	assert_int_equal(measure_figure(&q.m, FIGURE_REALISED, 0)->likely, 3000); /* the latest year */
	assert_int_equal(measure_figure(&q.m, FIGURE_REALISED, 2025)->likely, 1);
	assert_null(measure_figure(&q.m, FIGURE_PLANNED, 0));
	const prove_figure *old = &q.m.figures.at[3];
	assert_false(old->counts);
	assert_int_equal(old->likely, 6000);
	assert_string_equal(arena_copy(t->arena, old->by).at, "安部 杏奈");
	assert_true(q.m.figures.at[2].made == old->made + DAY);
	/* the list has those that count */
	assert_int_equal(q.all.at[0].figures.n, 3);
	assert_int_equal(measure_figure(&q.all.at[0], FIGURE_EXPECTED, 0)->likely, 4800);
}

static void of_two_editors_the_second_is_told_and_changes_nothing(void **state)
{
	store_test *t = *state;
	i64 id;
	assert_ok(save(t, &anna, &everything, a_measure("受付の見直し"), &id));
	measure m = look(t, id).m, other = m;
	m.title = STR("受付の見直し（改）");
	assert_ok(save(t, &anna, &everything, m, NULL));
	other.title = STR("別の名前");
	assert_refused(save(t, &ben, &everything, other, NULL), ERR_stale);
	assert_refused(set_figure(t, &ben, id, 1, FIGURE_EXPECTED, 0, 10), ERR_stale);
	one_read q = look(t, id);
	assert_string_equal(arena_copy(t->arena, q.m.title).at, "受付の見直し（改）");
	assert_int_equal(q.m.figures.n, 0);
	assert_int_equal(q.log.n, 1);
	assert_string_equal(arena_copy(t->arena, q.log.at[0].was).at, "受付の見直し");
}

static void who_may_not_reform_a_section_changes_nothing_of_it(void **state)
{
	store_test *t = *state;
	work_member sees = {
		.staff = 2, .bureau = STR("門司区役所"), .section = STR_NONE, .unit = STR_NONE, .parts = PART_SEE
	};
	work_member reforms = { .staff = 2,
				.bureau = STR("門司区役所"),
				.section = STR("市民課"),
				.unit = STR_NONE,
				.parts = PART_REFORM };
	work_scope see = { .of = { &sees, 1 } }, reform = { .of = { &reforms, 1 } };
	i64 id;
	assert_refused(save(t, &ben, &nothing, a_measure("x"), NULL), ERR_forbidden);
	assert_refused(save(t, &ben, &see, a_measure("x"), NULL), ERR_forbidden);
	assert_ok(save(t, &ben, &reform, a_measure("受付の見直し"), &id));
	measure m = look(t, id).m;
	m.section = STR("税務課"); /* away into a section that is not theirs */
	assert_refused(save(t, &ben, &reform, m, NULL), ERR_forbidden);
	m.section = STR_NONE;
	assert_refused(save(t, &ben, &reform, m, NULL), ERR_forbidden);
	/* nor a measure of another section into their own */
	measure tax = a_measure("税の見直し");
	tax.section = STR("税務課");
	assert_ok(save(t, &anna, &everything, tax, &id));
	tax = look(t, id).m;
	tax.section = STR("市民課");
	assert_refused(save(t, &ben, &reform, tax, NULL), ERR_forbidden);
	assert_true(wp_may_see(&see, &tax));
	assert_false(wp_may_see(&nothing, &tax));
}

static void a_measure_within_another_is_one_level_deep(void **state)
{
	store_test *t = *state;
	i64 one, two, three;
	assert_ok(save(t, &anna, &everything, a_measure("一"), &one));
	measure m = a_measure("二");
	m.within = one;
	assert_ok(save(t, &anna, &everything, m, &two));
	m = a_measure("三");
	m.within = two;
	assert_refused(save(t, &anna, &everything, m, &three), ERR_invalid);
	m.within = 99;
	assert_refused(save(t, &anna, &everything, m, &three), ERR_invalid);
	m.within = 0;
	assert_ok(save(t, &anna, &everything, m, &three));
	m = look(t, one).m;
	m.within = three; /* it holds another one itself */
	assert_refused(save(t, &anna, &everything, m, NULL), ERR_invalid);
	m.within = one;
	assert_refused(save(t, &anna, &everything, m, NULL), ERR_invalid);
}

static void what_cannot_be_is_named_by_its_field(void **state)
{
	store_test *t = *state;
	measure m = a_measure("");
	m.starts = PROVE_DAY_NONE;
	m.bureau = STR_NONE;
	m.link = STR("https://elsewhere.example/");
	const err *e = measure_check(t->arena, &m);
	const char *wanted[] = { "title", "link", "bureau", "starts" };
	for (size_t i = 0; i < COUNT(wanted); i++, e = e->next) {
		assert_true(err_is(e, ERR_invalid));
		assert_string_equal(arena_copy(t->arena, e->where).at, wanted[i]);
	}
	assert_null(e);
	figure_save c = { .city = CITY,
			  .by = &anna,
			  .scope = &everything,
			  .f = { .kind = FIGURE_EXPECTED,
				 .low = 5,
				 .likely = 4,
				 .high = 6,
				 .due = PROVE_DAY_NONE,
				 .source = STR("lines") } };
	i64 id;
	assert_ok(save(t, &anna, &everything, a_measure("一"), &id));
	c.measure = id;
	c.version = 1;
	assert_refused(store_write(t->store, t->arena, SHARD, figure_save_run, &c), ERR_invalid);
	c.f.low = 4;
	c.f.source = STR("entered"); /* from elsewhere, without a reason */
	assert_refused(store_write(t->store, t->arena, SHARD, figure_save_run, &c), ERR_invalid);
	c.f.kind = FIGURE_REALISED;
	c.f.reason = STR("実測");
	assert_refused(store_write(t->store, t->arena, SHARD, figure_save_run, &c), ERR_invalid); /* of no year */
	assert_int_equal(look(t, id).m.version, 1);
}

static void an_idea_that_becomes_a_measure_is_accompanied(void **state)
{
	store_test *t = *state;
	idea_propose p = { .city = CITY,
			   .by = &ben,
			   .title = STR("封筒をやめる"),
			   .body = STR("窓あき封筒にする"),
			   .bureau = STR("門司区役所") };
	assert_ok(store_write(t->store, t->arena, SHARD, idea_propose_run, &p));
	measure_save c = {
		.city = CITY, .by = &anna, .scope = &everything, .m = a_measure("封筒の見直し"), .idea = p.ret_id
	};
	assert_ok(store_write(t->store, t->arena, SHARD, measure_save_run, &c));
	c.m.id = 0;
	assert_refused(store_write(t->store, t->arena, SHARD, measure_save_run, &c), ERR_not_allowed_now); /* once */
	assert_int_equal(look(t, 1).all.n, 1);
}

/* --- CSV ---------------------------------------------------------------------------------------------------------------------- */

static ledger_file bring(store_test *t, const work_scope *scope, const char *csv)
{
	ledger_file c = { .city = CITY, .by = &anna, .scope = scope, .text = str_of(csv), .l = LANG_JA };
	assert_ok(store_write(t->store, t->arena, SHARD, ledger_file_run, &c));
	return c;
}

#define HEAD "番号,施策名,局,課,業務,状態,開始日,見込み下限,見込み時間,見込み上限,実績時間,実績年度,変更の理由\n"

static void a_file_adds_and_changes_and_the_same_again_changes_nothing(void **state)
{
	store_test *t = *state;
	static const char file[] = HEAD ",受付の見直し,門司区役所,市民課,住民票,実施中,2026/4/1,90,100.5,120,,,当初\n"
					",電子申請,門司区役所,税務課,税証明,計画,2026-10-01,,50,,,,当初\n";
	ledger_file c = bring(t, &everything, file);
	assert_int_equal(c.ret_changed, 2);
	assert_int_equal(c.ret_bad_n, 0);
	one_read q = look(t, 1);
	assert_int_equal(q.m.state, MEASURE_RUNNING);
	assert_int_equal(q.m.starts, day_from(2026, 4, 1));
	assert_int_equal(measure_figure(&q.m, FIGURE_EXPECTED, 0)->likely, 6030);
	static const char again[] = HEAD "1,受付の見直し,門司区役所,市民課,住民票,実施中,2026-04-01,90,100.50,120,,,\n"
					 "2,電子申請,門司区役所,税務課,税証明,計画,2026-10-01,50,50,50,,,\n";
	c = bring(t, &everything, again);
	assert_int_equal(c.ret_changed, 0);
	assert_int_equal(c.ret_same, 2);
	assert_int_equal(look(t, 1).m.version, q.m.version);
	static const char changed[] =
		HEAD "1,受付の見直し,門司区役所,市民課,住民票,完了,2026-04-01,90,100.50,120,80,2026,実測\n";
	c = bring(t, &everything, changed);
	assert_int_equal(c.ret_changed, 1);
	q = look(t, 1);
	assert_int_equal(q.m.state, MEASURE_DONE);
	assert_int_equal(measure_figure(&q.m, FIGURE_REALISED, 2026)->likely, 4800);
	assert_int_equal(q.all.n, 2);
}

static void bad_rows_are_named_by_line_and_column_and_the_others_are_kept(void **state)
{
	store_test *t = *state;
	static const char file[] = HEAD ",,門司区役所,市民課,x,構想,,,,,,,\n" /* 2: no title */
					",良い行,門司区役所,市民課,x,構想,,,,,,,\n"
					",日付,門司区役所,市民課,x,構想,2026/2/30,,,,,,\n" /* 4 */
					",状態,門司区役所,市民課,x,たぶん,,,,,,,\n" /* 5 */
					",数,門司区役所,市民課,x,構想,,,百,,,,当初\n" /* 6 */
					",順,門司区役所,市民課,x,構想,,9,5,6,,,当初\n" /* 7 */
					",理由,門司区役所,市民課,x,構想,,,5,,,,\n" /* 8 */
					"77,ない番号,門司区役所,市民課,x,構想,,,,,,,\n" /* 9 */
					",年度,門司区役所,市民課,x,構想,,,,,5,,当初\n"; /* 10 */
	ledger_file c = bring(t, &everything, file);
	assert_int_equal(c.ret_changed, 1);
	static const char *const lines[] = { "2:", "4:", "5:", "6:", "7:", "8:", "9:", "10:" };
	const err *e = c.ret_bad;
	for (size_t i = 0; i < COUNT(lines); i++, e = e->next) {
		assert_non_null(e);
		if (!str_starts(e->where, str_of(lines[i])))
			fail_msg("%.*s, not %s", STR_ARG(e->where), lines[i]);
		assert_true(e->detail.len > 0);
	}
	assert_null(e);
	assert_int_equal(c.ret_bad_n, COUNT(lines));
	assert_int_equal(look(t, 1).all.n, 1);
	/* where the column is */
	assert_string_equal(arena_copy(t->arena, c.ret_bad->where).at, "2:2");
	ledger_file none = { .city = CITY, .by = &anna, .scope = &everything, .text = STR("a,b\n1,2\n") };
	assert_refused(store_write(t->store, t->arena, SHARD, ledger_file_run, &none), ERR_file);
}

static void a_file_changes_nothing_that_its_bringer_may_not(void **state)
{
	store_test *t = *state;
	i64 id;
	assert_ok(save(t, &anna, &everything, a_measure("受付の見直し"), &id));
	work_member other = { .staff = 1,
			      .bureau = STR("門司区役所"),
			      .section = STR("税務課"),
			      .unit = STR_NONE,
			      .parts = PART_REFORM };
	work_scope scope = { .of = { &other, 1 } };
	ledger_file c = bring(
		t, &scope,
		HEAD
		"1,別の名前,門司区役所,税務課,住民票,実施中,2026-04-01,,,,,,\n,新しい,門司区役所,市民課,x,構想,,,,,,,\n");
	assert_int_equal(c.ret_changed, 0);
	assert_int_equal(c.ret_bad_n, 2);
	assert_string_equal(arena_copy(t->arena, look(t, id).m.title).at, "受付の見直し");
	assert_int_equal(look(t, id).all.n, 1);
}

static void a_row_that_somebody_else_has_changed_meanwhile_overwrites_nothing(void **state)
{
	store_test *t = *state;
	i64 id;
	assert_ok(save(t, &anna, &everything, a_measure("受付の見直し"), &id));
	measure m = look(t, id).m;
	m.owner = STR("別の人");
	assert_ok(save(t, &anna, &everything, m, &id)); /* after the file was taken out at version 1 */
	static const char file[] = "番号,施策名,担当,版\n1,新しい名前,古い担当,1\n";
	ledger_file c = bring(t, &everything, file);
	assert_int_equal(c.ret_changed, 0);
	assert_int_equal(c.ret_bad_n, 1);
	assert_string_equal(arena_copy(t->arena, c.ret_bad->where).at, "2:14");
	assert_string_equal(arena_copy(t->arena, look(t, id).m.owner).at, "別の人");
	static const char fresh[] = "番号,施策名,担当,版\n1,新しい名前,古い担当,2\n";
	assert_int_equal(bring(t, &everything, fresh).ret_changed, 1);
	/* the same file again: nothing is left to change, and nobody is told off */
	c = bring(t, &everything, fresh);
	assert_int_equal(c.ret_same, 1);
	assert_int_equal(c.ret_bad_n, 0);
}

static void a_file_drops_no_figure_in_silence_and_takes_none_of_a_year_to_come(void **state)
{
	store_test *t = *state;
	static const char file[] = HEAD ",下限だけ,門司区役所,市民課,x,構想,,9,,,,,当初\n"
					",先の年度,門司区役所,市民課,x,実施中,2026-04-01,,,,5,2199,当初\n";
	ledger_file c = bring(t, &everything, file);
	assert_int_equal(c.ret_changed, 0);
	assert_int_equal(c.ret_bad_n, 2);
}

int main(void)
{
	static const store_test_case tests[] = {
		STORE_TEST(every_statement_is_understood),
		STORE_TEST(a_new_figure_takes_the_place_of_the_old_one_which_stays),
		STORE_TEST(of_two_editors_the_second_is_told_and_changes_nothing),
		STORE_TEST(who_may_not_reform_a_section_changes_nothing_of_it),
		STORE_TEST(a_measure_within_another_is_one_level_deep),
		STORE_TEST(what_cannot_be_is_named_by_its_field),
		STORE_TEST(an_idea_that_becomes_a_measure_is_accompanied),
		STORE_TEST(a_file_adds_and_changes_and_the_same_again_changes_nothing),
		STORE_TEST(bad_rows_are_named_by_line_and_column_and_the_others_are_kept),
		STORE_TEST(a_row_that_somebody_else_has_changed_meanwhile_overwrites_nothing),
		STORE_TEST(a_file_drops_no_figure_in_silence_and_takes_none_of_a_year_to_come),
		STORE_TEST(a_file_changes_nothing_that_its_bringer_may_not),
	};
	return store_tests("work: ledger", tests, COUNT(tests), migrations, migrations_n, NULL);
}
