/* Ideas: one vote a person, names only where they are shown, states, and which ideas say the same. */
#include "kit/testing.h"

#include "modules/work/ideas/ideas.h"
#include "modules/work/ideas/ideas.sql.h"

#define CITY 401005
#define SHARD STR("401005/work/prove")

static const who anna = { .role = ROLE_CLERK, .staff = 1, .login = STR_INIT("anna"), .name = STR_INIT("安部 杏奈") };
static const who ben = { .role = ROLE_CLERK, .staff = 2, .login = STR_INIT("ben"), .name = STR_INIT("馬場 勉") };
static const who chie = { .role = ROLE_CLERK, .staff = 3, .login = STR_INIT("chie"), .name = STR_INIT("千葉 千恵") };
static const work_scope everything = { .all = true };

static i64 propose(store_test *t, const who *by, const char *title, const char *bureau, bool show)
{
	idea_propose c = { .city = CITY,
			   .by = by,
			   .title = str_of(title),
			   .body = STR("いまは手で書いている。"),
			   .bureau = str_of(bureau),
			   .section = STR("市民課"),
			   .show = show };
	assert_ok(store_write(t->store, t->arena, SHARD, idea_propose_run, &c));
	return c.ret_id;
}

static const err *vote(store_test *t, const who *by, i64 id, bool back)
{
	idea_vote c = { .city = CITY, .id = id, .by = by, .take_back = back };
	return store_write(t->store, t->arena, SHARD, idea_vote_run, &c);
}

static const err *move(store_test *t, const who *by, const work_scope *scope, i64 id, i64 version, idea_state to,
		       const char *reason)
{
	idea_move c = {
		.city = CITY, .id = id, .version = version, .by = by, .scope = scope, .to = to, .reason = str_of(reason)
	};
	return store_write(t->store, t->arena, SHARD, idea_move_run, &c);
}

typedef struct look_up {
	i64 id, asker;
	idea x;
	idea_remarks remarks;
	ideas all;
	idea_counts counts;
} look_up;

static const err *read_all(db *d, arena *a, void *arg)
{
	look_up *q = arg;
	TRY(ideas_of(d, a, CITY, q->asker, STR_NONE, STR_NONE, NULL, &q->all));
	TRY(ideas_counted(d, a, CITY, day_of(tx_now(d)), &q->counts));
	return idea_of(d, a, CITY, q->asker, q->id, &q->x, &q->remarks);
}

static look_up look(store_test *t, i64 id, i64 asker)
{
	look_up q = { .id = id, .asker = asker };
	assert_ok(store_read(t->store, t->arena, read_all, &q));
	return q;
}

static void everybody_has_one_vote_and_may_take_it_back(void **state)
{
	store_test *t = *state;
	i64 id = propose(t, &anna, "封筒をやめる", "門司区役所", false);
	assert_ok(vote(t, &ben, id, false));
	assert_ok(vote(t, &ben, id, false)); /* twice is once */
	assert_ok(vote(t, &chie, id, false));
	look_up q = look(t, id, 2);
	assert_int_equal(q.x.votes, 2);
	assert_true(q.x.voted);
	assert_false(look(t, id, 1).x.voted);
	assert_ok(vote(t, &ben, id, true));
	assert_ok(vote(t, &ben, id, true));
	assert_int_equal(look(t, id, 2).x.votes, 1);
	assert_refused(vote(t, &anna, id, false), ERR_not_allowed_now); /* her own */
	assert_refused(vote(t, &ben, 99, false), ERR_not_found);
	assert_ok(move(t, &chie, &everything, id, 1, IDEA_DECLINED, "法令で決まっている"));
	assert_refused(vote(t, &ben, id, false), ERR_not_allowed_now);
}

static void a_name_is_shown_only_where_its_bearer_said_so(void **state)
{
	store_test *t = *state;
	i64 hidden = propose(t, &anna, "封筒をやめる", "門司区役所", false),
	    shown = propose(t, &ben, "押印をやめる", "門司区役所", true);
	assert_int_equal(look(t, hidden, 3).x.name.len, 0);
	assert_string_equal(arena_copy(t->arena, look(t, shown, 3).x.name).at, "馬場 勉");
	idea_say c = { .city = CITY, .id = hidden, .by = &anna, .text = STR("補足です") };
	assert_ok(store_write(t->store, t->arena, SHARD, idea_say_run, &c));
	c.by = &ben;
	c.show = true;
	assert_ok(store_write(t->store, t->arena, SHARD, idea_say_run, &c));
	look_up q = look(t, hidden, 1);
	assert_int_equal(q.remarks.n, 2);
	assert_int_equal(q.remarks.at[0].name.len, 0);
	assert_true(q.remarks.at[0].mine);
	assert_string_equal(arena_copy(t->arena, q.remarks.at[1].name).at, "馬場 勉");
	/* who withdraws is not told either */
	assert_ok(move(t, &anna, &everything, hidden, 1, IDEA_WITHDRAWN, ""));
	q = look(t, hidden, 3);
	assert_int_equal(q.x.state, IDEA_WITHDRAWN);
	assert_int_equal(q.remarks.at[2].name.len, 0);
}

static void states_go_their_way_by_who_may_and_one_at_a_time(void **state)
{
	store_test *t = *state;
	i64 id = propose(t, &anna, "封筒をやめる", "門司区役所", false);
	work_member member = { .staff = 2,
			       .bureau = STR("門司区役所"),
			       .section = STR("市民課"),
			       .unit = STR_NONE,
			       .parts = PART_REFORM };
	work_member elsewhere = member;
	elsewhere.section = STR("税務課");
	work_scope scope = { .of = { &member, 1 } }, other = { .of = { &elsewhere, 1 } };
	assert_refused(move(t, &chie, &other, id, 1, IDEA_ACCEPTED, ""), ERR_forbidden);
	assert_refused(move(t, &ben, &scope, id, 1, IDEA_WITHDRAWN, ""), ERR_forbidden); /* not his */
	assert_refused(move(t, &ben, &scope, id, 1, IDEA_DECLINED, ""), ERR_invalid); /* why? */
	assert_refused(move(t, &ben, &scope, id, 1, IDEA_DONE, ""), ERR_not_allowed_now);
	assert_ok(move(t, &ben, &scope, id, 1, IDEA_ACCEPTED, "やりましょう"));
	assert_refused(move(t, &ben, &scope, id, 1, IDEA_ACCOMPANIED, ""), ERR_stale); /* another tab */
	assert_refused(move(t, &anna, &everything, id, 2, IDEA_WITHDRAWN, ""), ERR_not_allowed_now); /* no longer new */
	assert_ok(move(t, &ben, &scope, id, 2, IDEA_ACCOMPANIED, ""));
	assert_string_equal(arena_copy(t->arena, look(t, id, 1).x.guide).at, "馬場 勉");
	assert_ok(move(t, &ben, &scope, id, 3, IDEA_DONE, ""));
	look_up q = look(t, id, 1);
	assert_int_equal(q.remarks.n, 3);
	assert_true(q.remarks.at[2].moved);
	assert_int_equal(q.remarks.at[2].state, IDEA_DONE);
}

static void ideas_are_counted_by_bureau_state_and_month(void **state)
{
	store_test *t = *state;
	i64 first = propose(t, &anna, "一", "門司区役所", false);
	propose(t, &anna, "二", "戸畑区役所", false);
	clock_set(&t->clock, instant_of(day_from(2026, 6, 2), 600));
	propose(t, &ben, "三", "門司区役所", false);
	assert_ok(vote(t, &ben, first, false));
	assert_ok(move(t, &chie, &everything, first, 1, IDEA_ACCEPTED, ""));
	assert_ok(move(t, &chie, &everything, first, 2, IDEA_DONE, ""));
	look_up q = look(t, first, 1);
	assert_int_equal(q.counts.all.all, 3);
	assert_int_equal(q.counts.all.votes, 1);
	assert_int_equal(q.counts.all.of[IDEA_DONE], 1);
	assert_int_equal(q.counts.bureaus.n, 2);
	i64 moji = 0;
	for (size_t i = 0; i < q.counts.bureaus.n; i++)
		if (str_eq(q.counts.bureaus.at[i].bureau, STR("門司区役所")))
			moji = q.counts.bureaus.at[i].all;
	assert_int_equal(moji, 2);
	assert_int_equal(q.counts.months.n, 12);
	assert_int_equal(q.counts.months.at[11].month, 6);
	assert_int_equal(q.counts.months.at[11].ideas, 1);
	assert_int_equal(q.counts.months.at[9].ideas, 2);
	assert_int_equal(q.counts.months.at[9].done, 1);
	assert_int_equal(q.all.at[0].id, first); /* the most votes first */
}

static void what_is_empty_or_too_long_is_refused_by_its_field(void **state)
{
	store_test *t = *state;
	idea_propose c = { .city = CITY, .by = &anna, .link = STR("https://elsewhere.example/") };
	const err *e = store_write(t->store, t->arena, SHARD, idea_propose_run, &c);
	static const char *const wanted[] = { "title", "body", "bureau", "link" };
	for (size_t i = 0; i < COUNT(wanted); i++, e = e->next)
		assert_string_equal(arena_copy(t->arena, e->where).at, wanted[i]);
	assert_null(e);
	idea_say s = { .city = CITY, .id = 1, .by = &anna, .text = STR_NONE };
	assert_refused(store_write(t->store, t->arena, SHARD, idea_say_run, &s), ERR_invalid);
}

static void an_idea_that_was_proposed_before_is_found_by_its_words(void **state)
{
	(void)state;
	arena *a = arena_new(64 << 20);
	idea list[] = {
		{ .title = STR("住民票の申請書を電子化する"),
		  .body = STR("手書きの申請書を読みやすくする"),
		  .state = IDEA_NEW },
		{ .title = STR("会議を30分にする"), .body = STR("長い会議を減らす"), .state = IDEA_NEW },
		{ .title = STR("住民票申請書の電子化"), .body = STR("申請書をなくす"), .state = IDEA_WITHDRAWN }
	};
	idea_hits hits;
	assert_ok(ideas_alike(a, NULL, &(ideas){ list, 3 }, STR("申請書の電子化"),
			      STR("住民票の申請書を手書きでなくす"), 5, &hits));
	assert_int_equal(hits.n, 1);
	assert_int_equal(hits.at[0], 0);
	assert_ok(ideas_alike(a, NULL, &(ideas){ list, 3 }, STR("駐車場の白線"), STR("線を引きなおす"), 5, &hits));
	assert_int_equal(hits.n, 0);
	assert_ok(ideas_alike(a, NULL, &(ideas){ list, 0 }, STR("x"), STR("y"), 5, &hits));
	assert_int_equal(hits.n, 0);
	arena_free(a);
}

typedef struct at_row {
	const char *round;
	survey_item item;
	i64 n;
	ideas list;
} at_row;

static const err *count_at_row(db *d, arena *a, void *arg)
{
	at_row *q = arg;
	idea_rows rows;
	TRY(ideas_on_rows(d, a, CITY, STR_NONE, STR_NONE, STR_NONE, &rows));
	q->n = ideas_at_row(&rows, str_of(q->round), &q->item);
	idea_row row = { .round = str_of(q->round),
			 .number = q->item.number,
			 .bureau = q->item.bureau,
			 .section = q->item.section,
			 .unit = q->item.unit,
			 .work = q->item.work,
			 .step = q->item.step };
	return ideas_of(d, a, CITY, 1, STR_NONE, STR_NONE, &row, &q->list);
}

static i64 ideas_there(store_test *t, const char *round, i64 number, const char *work)
{
	at_row q = { .round = round,
		     .item = { .number = number,
			       .bureau = STR("市民局"),
			       .section = STR("市民課"),
			       .unit = STR("1係"),
			       .work = str_of(work),
			       .step = STR("受付") } };
	assert_ok(store_read(t->store, t->arena, count_at_row, &q));
	assert_int_equal(q.n, q.list.n); /* the number at the row is that of the list behind it */
	return q.n;
}

static void an_idea_stays_with_its_row_by_number_in_the_round_and_by_name_in_the_next(void **state)
{
	store_test *t = *state;
	idea_propose c = { .city = CITY,
			   .by = &anna,
			   .title = STR("写しをまとめて刷る"),
			   .body = STR("いまは1枚ずつ刷っている。"),
			   .bureau = STR("市民局"),
			   .section = STR("市民課"),
			   .unit = STR("1係"),
			   .work = STR("住民票の写し"),
			   .step = STR("受付"),
			   .round = STR("2026"),
			   .number = 17 };
	assert_ok(store_write(t->store, t->arena, SHARD, idea_propose_run, &c));
	propose(t, &anna, "行のない提案", "市民局", false);
	assert_int_equal(ideas_there(t, "2026", 17, "住民票の写し"), 1);
	assert_int_equal(ideas_there(t, "2026", 17, "住民票の写しの交付"), 1); /* renamed meanwhile */
	assert_int_equal(ideas_there(t, "2026", 18, "住民票の写し"), 0); /* another row of that name */
	assert_int_equal(ideas_there(t, "2027", 3, "住民票の写し"), 1); /* taken over from last year */
	assert_int_equal(ideas_there(t, "2027", 17, "印鑑登録"), 0);
	/* what is withdrawn counts no more, but is read by whoever asks for it */
	look_up found = look(t, c.ret_id, anna.staff);
	assert_true(str_eq(found.x.unit, STR("1係")) && found.x.number == 17);
	assert_ok(move(t, &anna, NULL, c.ret_id, found.x.version, IDEA_WITHDRAWN, ""));
	at_row q = { .round = "2026", .item = { .number = 17 } };
	assert_ok(store_read(t->store, t->arena, count_at_row, &q));
	assert_int_equal(q.n, 0);
}

int main(void)
{
	static const store_test_case tests[] = {
		STORE_TEST(an_idea_stays_with_its_row_by_number_in_the_round_and_by_name_in_the_next),
		STORE_TEST(everybody_has_one_vote_and_may_take_it_back),
		STORE_TEST(a_name_is_shown_only_where_its_bearer_said_so),
		STORE_TEST(states_go_their_way_by_who_may_and_one_at_a_time),
		STORE_TEST(ideas_are_counted_by_bureau_state_and_month),
		STORE_TEST(what_is_empty_or_too_long_is_refused_by_its_field),
		PLAIN_TEST(an_idea_that_was_proposed_before_is_found_by_its_words),
	};
	return store_tests("work: ideas", tests, COUNT(tests), migrations, migrations_n, NULL);
}
