/* The pages of flows, whole: who may, what every button saves, what is refused and keeps what was typed, manuals. On both databases. */
#include "kit/testing.h"

#include "modules/work/flows/edit_form.h"
#include "modules/work/flows/flows_view.h"

static const module *const modules[] = { &kit_module, &work_module, &work_flows_module };

typedef struct membering {
	i64 staff;
	int bits;
	const char *bureau;
} membering;

static const err *set_member(db *d, arena *a, void *arg)
{
	const membering *k = arg;
	work_member m = { .staff = k->staff, .bureau = str_of(k->bureau), .parts = k->bits };
	return work_member_set(d, a, 401005, NULL, &m);
}

static void member(web *w, i64 staff, const char *bureau, int bits)
{
	membering k = { staff, bits, bureau };
	assert_ok(store_write(w->app->store, w->a, STR("401005/work"), set_member, &k));
}

static i64 add_staff(web *w, const char *login)
{
	i64 id;
	staff_new n = { str_of(login), str_of(login), STR("clerk"), STR_NONE, STR(TEST_PASSWORD) };
	assert_ok(staff_add(w->app, w->a, NULL, &n, &id));
	return id;
}

static web *open_web(void **state)
{
	web *w = web_open(*state, modules, COUNT(modules), false);
	add_account(w, "mori", "admin", "");
	return w;
}

#define NEW "from=standard&bureau=%%E5%%B8%%82%%E6%%B0%%91%%E5%%B1%%80&name=" /* 市民局 */

static answer begin(browser *b, const char *name)
{
	get(b, "/work/flows-new");
	return post(b, "/work/flows-new", str_format(b->w->a, NEW "%s", name).at);
}

/* The value of a hidden field of a page. */
static str rev_of(const answer *r)
{
	static const char mark[] = "data-rev=\"";
	const char *at = memmem(r->body.at, r->body.len, mark, sizeof mark - 1);
	assert_non_null(at);
	at += sizeof mark - 1;
	str rest = { at, (size_t)(r->body.at + r->body.len - at) };
	return str_cut(&rest, '"');
}

#define AS_IS "/work/flows/1/as_is"
/* The form of 受付 as a browser sends it. */
#define RECEIVE(rev, act, name, minutes)                                                                               \
	"rev=" rev "&do=" act "&step=receive&name=" name                                                               \
	"&lane=counter&kind=task&standard=receive&min_likely=" minutes "&to.0=step-10&share.0=100"

static void who_may_reform_edits_who_may_see_looks_and_others_are_refused(void **state)
{
	web *w = open_web(state);
	i64 sees = add_staff(w, "sees"), edits = add_staff(w, "edits"), other = add_staff(w, "other");
	member(w, sees, "市民局", PART_SEE);
	member(w, edits, "市民局", PART_REFORM);
	member(w, other, "環境局", PART_REFORM);
	browser b = signed_in(w, "edits");
	answer r = begin(&b, "a");
	assert_int_equal(r.status, 303);
	assert_has(header_of(&r, "location"), "/work/flows/1");
	assert_int_equal(get(&b, AS_IS).status, 200);
	browser s = signed_in(w, "sees");
	r = get(&s, AS_IS);
	assert_int_equal(r.status, 200);
	assert_false(str_has(r.body, STR("wf-form")));
	assert_int_equal(post(&s, AS_IS, RECEIVE("1", "save", "x", "9")).status, 403);
	assert_int_equal(post(&s, AS_IS "/versions", "rev=1&note=x").status, 403);
	assert_int_equal(begin(&s, "b").status, 403);
	browser o = signed_in(w, "other");
	assert_int_equal(get(&o, "/work/flows/1").status, 403);
	assert_int_equal(get(&o, AS_IS).status, 403);
	assert_int_equal(get(&o, AS_IS "/file").status, 403);
	assert_int_equal(post(&o, AS_IS, RECEIVE("1", "save", "x", "9")).status, 403);
	assert_false(str_has(get(&o, "/work/flows").body, STR("/work/flows/1\"")));
	/* of another bureau nobody begins one */
	r = begin(&o, "c");
	assert_int_equal(r.status, 422);
	assert_has(r.body, "value=\"c\"");
	web_close(w);
}

static void every_act_is_one_rev_and_what_changes_nothing_is_none(void **state)
{
	web *w = open_web(state);
	browser b = signed_in(w, "mori");
	assert_int_equal(begin(&b, "a").status, 303);
	answer r = get(&b, AS_IS "?step=receive");
	assert_true(str_eq(rev_of(&r), STR("1")));
	assert_int_equal(post(&b, AS_IS, RECEIVE("1", "save", "uketsuke", "9")).status, 303);
	r = get(&b, AS_IS "?step=receive");
	assert_true(str_eq(rev_of(&r), STR("2")));
	assert_has(r.body, "value=\"uketsuke\"");
	/* an act takes along what was typed */
	r = post(&b, AS_IS, RECEIVE("2", "add:decision", "madoguchi", "9"));
	assert_int_equal(r.status, 303);
	assert_has(header_of(&r, "location"), "?step=step-");
	r = get(&b, AS_IS "?step=receive");
	assert_true(str_eq(rev_of(&r), STR("3")));
	assert_has(r.body, "value=\"madoguchi\"");
	assert_int_equal(post(&b, AS_IS, "rev=3&do=undo&step=receive").status, 303);
	assert_int_equal(post(&b, AS_IS, "rev=4&do=redo&step=receive").status, 303);
	r = get(&b, AS_IS "?step=receive");
	assert_true(str_eq(rev_of(&r), STR("5")));
	assert_has(r.body, "value=\"madoguchi\"");
	/* nothing to redo, and a save that changes nothing */
	assert_int_equal(post(&b, AS_IS, "rev=5&do=redo&step=receive").status, 303);
	assert_int_equal(
		post(&b, AS_IS,
		     "rev=5&do=lanes&lane.resident=%E4%BD%8F%E6%B0%91&lane.counter=%E7%AA%93%E5%8F%A3"
		     "&lane.centre=%E3%82%BB%E3%83%B3%E3%82%BF%E3%83%BC&lane.system=%E3%82%B7%E3%82%B9%E3%83%86%E3%83%A0")
			.status,
		303);
	r = get(&b, AS_IS);
	assert_true(str_eq(rev_of(&r), STR("5")));
	web_close(w);
}

static void what_is_wrong_is_told_and_stays_typed(void **state)
{
	web *w = open_web(state);
	browser b = signed_in(w, "mori");
	assert_int_equal(begin(&b, "a").status, 303);
	answer r = post(&b, AS_IS, RECEIVE("1", "save", "typed", "nine"));
	assert_int_equal(r.status, 422);
	assert_has(r.body, "value=\"nine\"");
	assert_has(r.body, "value=\"typed\"");
	/* another window was sooner: told, and the typed name stays over the newer flow */
	assert_int_equal(post(&b, AS_IS, RECEIVE("1", "save", "sooner", "9")).status, 303);
	r = post(&b, AS_IS, RECEIVE("1", "save", "later", "8"));
	assert_int_equal(r.status, 409);
	assert_has(r.body, "value=\"later\"");
	assert_true(str_eq(rev_of(&r), STR("2")));
	/* figures of what is typed save nothing, and are refused for an older flow */
	r = post(&b, AS_IS "/figures", RECEIVE("2", "", "x", "600"));
	assert_int_equal(r.status, 200);
	assert_has(r.body, "wf-figures");
	assert_int_equal(post(&b, AS_IS "/figures", RECEIVE("1", "", "x", "600")).status, 409);
	r = get(&b, AS_IS);
	assert_true(str_eq(rev_of(&r), STR("2")));
	assert_int_equal(post(&b, AS_IS, "rev=2&do=remove&step=start").status, 422);
	assert_int_equal(post(&b, AS_IS, "rev=2&do=nonsense&step=receive").status, 400);
	assert_int_equal(post(&b, AS_IS, "rev=2&do=add:receive&step=end").status, 422);
	/* without what is new there is no version */
	assert_int_equal(post(&b, AS_IS "/versions", "rev=2&note=").status, 422);
	assert_int_equal(get(&b, "/work/manuals/1/as_is-1").status, 404);
	web_close(w);
}

static void a_manual_stays_as_its_version_was(void **state)
{
	web *w = open_web(state);
	browser b = signed_in(w, "mori");
	assert_int_equal(begin(&b, "a").status, 303);
	assert_int_equal(post(&b, AS_IS, RECEIVE("1", "save", "first", "9") "&note=one%0A-%20two%0A-%20three").status,
			 303);
	assert_int_equal(post(&b, AS_IS "/versions", "rev=2&note=begin").status, 303);
	answer one = get(&b, "/work/manuals/1/as_is-1/pdf");
	assert_int_equal(one.status, 200);
	assert_true(str_starts(one.body, STR("%PDF-")));
	assert_int_equal(post(&b, AS_IS, RECEIVE("2", "save", "second", "9")).status, 303);
	assert_int_equal(post(&b, AS_IS "/versions", "rev=3&note=more").status, 303);
	answer two = get(&b, "/work/manuals/1/as_is-1/pdf");
	assert_true(str_eq(one.body, two.body));
	assert_false(str_eq(one.body, get(&b, "/work/manuals/1/as_is-2/pdf").body));
	assert_has(get(&b, "/work/manuals/1/as_is-1").body, "<p class=\"wf-item\">two</p>");
	assert_has(get(&b, AS_IS "/versions/2").body, "second");
	/* the first version brought back can be taken back */
	assert_int_equal(post(&b, AS_IS "/versions/1", "rev=3").status, 303);
	assert_has(get(&b, AS_IS "?step=receive").body, "value=\"first\"");
	assert_int_equal(post(&b, AS_IS, "rev=4&do=undo&step=receive").status, 303);
	assert_has(get(&b, AS_IS "?step=receive").body, "value=\"second\"");
	web_close(w);
}

/* --- what is kept in memory ------------------------------------------------------------------------------------------- */

#define SHOWN(n) "<td class=\"num\">" n "時間</td>"
#define LIST(b) (get((b), "/work/flows").body)

static const err *forget_digests(db *d, arena *a, void *arg)
{
	static const sql_param none[] = { { NULL, SQL_I64, false } };
	static const char sql[] = "UPDATE work_flow SET digest = ''";
	static const statement st = {
		.name = "forget", .sqlite = sql, .postgres = sql, .params = none, .columns = none, .where = "test"
	};
	(void)arg;
	return db_change(d, a, &st, NULL, NULL);
}

static void a_change_is_never_shown_with_the_figures_of_before(void **state)
{
	web *w = open_web(state);
	browser b = signed_in(w, "mori");
	assert_int_equal(begin(&b, "a").status, 303);
	assert_int_equal(begin(&b, "b").status, 303);
	assert_int_equal(post(&b, AS_IS, "rev=1&do=flow&step=receive&volume=1200").status, 303);
	for (int turn = 0; turn < 2; turn++) { /* the second time it is there already */
		assert_int_equal(post(&b, AS_IS, RECEIVE("2", "save", "x", "9")).status, turn ? 409 : 303);
		assert_has(LIST(&b), SHOWN("180"));
		assert_has(get(&b, "/work/flows/1").body, ">180時間<");
		assert_has(get(&b, AS_IS).body, ">180時間<");
	}
	/* the other reform is another flow, however alike it was */
	assert_int_equal(post(&b, "/work/flows/2/as_is", "rev=1&do=flow&step=receive&volume=1200").status, 303);
	assert_int_equal(post(&b, "/work/flows/2/as_is", RECEIVE("2", "save", "x", "7")).status, 303);
	assert_has(LIST(&b), SHOWN("140"));
	assert_has(LIST(&b), SHOWN("180"));
	/* changed, changed back, changed in what stands around the steps */
	assert_int_equal(post(&b, AS_IS, RECEIVE("3", "save", "x", "6")).status, 303);
	assert_has(LIST(&b), SHOWN("120"));
	assert_false(str_has(LIST(&b), STR(SHOWN("180"))));
	assert_has(get(&b, "/work/flows/1").body, ">120時間<");
	assert_int_equal(post(&b, AS_IS, "rev=4&do=undo&step=receive").status, 303);
	assert_has(LIST(&b), SHOWN("180"));
	assert_false(str_has(LIST(&b), STR(SHOWN("120"))));
	assert_has(get(&b, AS_IS).body, ">180時間<");
	assert_int_equal(post(&b, AS_IS, "rev=5&do=flow&step=receive&volume=2400").status, 303);
	assert_has(LIST(&b), SHOWN("360"));
	assert_has(get(&b, "/work/flows/1").body, ">360時間<");
	/* a flow with a mistake has no figures any more, and the list says so */
	assert_int_equal(post(&b, AS_IS, RECEIVE("6", "add:decision", "x", "9")).status, 303);
	answer r = get(&b, AS_IS);
	assert_true(str_eq(rev_of(&r), STR("7")));
	assert_int_equal(post(&b, AS_IS,
			      "rev=7&do=save&step=receive&name=x&lane=counter&kind=task&standard=receive&min_likely=9"
			      "&to.0=step-10&share.0=60")
				 .status,
			 303);
	assert_false(str_has(LIST(&b), STR(SHOWN("360"))));
	assert_has(LIST(&b), "badge warn");
	/* texts of an older version of the program have no digest: they are looked at themselves */
	assert_ok(store_write(w->app->store, w->a, STR("401005/work-flows"), forget_digests, NULL));
	assert_has(LIST(&b), SHOWN("140"));
	assert_has(get(&b, "/work/flows/2").body, ">140時間<");
	assert_int_equal(post(&b, "/work/flows/2/as_is", RECEIVE("3", "save", "x", "8")).status, 303);
	assert_has(LIST(&b), SHOWN("160"));
	web_close(w);
}

static void what_is_kept_is_of_all_that_it_depends_on_and_has_an_end(void **state)
{
	web *w = open_web(state);
	flow_start_words words = { .lanes = { STR("a"), STR("b"), STR("c"), STR("d") } };
	flow *f = edit_new(w->a, STR("x"), &words);
	f->volume = 600;
	flow_measures m, got;
	assert_ok(flow_measure(w->a, f, 1943, 1, 100, &m));
	const double by[] = { 1943, 3000 }, other[] = { 1900, 3000 };
	fl_full_hold(w->app, STR("one"), by, 2, f, &m);
	assert_false(fl_full_held(w->app, w->a, STR("one"), other, 2, &got));
	assert_false(fl_full_held(w->app, w->a, STR("two"), by, 2, &got));
	assert_true(fl_full_held(w->app, w->a, STR("one"), by, 2, &got));
	assert_true(got.staff_hours == m.staff_hours && got.lead.p90 == m.lead.p90);
	for (size_t i = 0; i < f->steps.n; i++)
		assert_true(got.passes[i] == m.passes[i] && got.cases[i] == m.cases[i] &&
			    got.step_hours[i] == m.step_hours[i]);
	for (size_t i = 0; i < f->lanes.n; i++)
		assert_true(got.lane_hours[i] == m.lane_hours[i]);
	/* more than there is room for: the oldest give way, what is there is right */
	size_t there = 0;
	for (int i = 0; i < 40000; i++)
		fl_sum_hold(w->app, str_format(w->a, "flow %d", i), &(fl_sum){ .found = true, .staff_hours = i });
	for (int i = 0; i < 40000; i++) {
		fl_sum sum;
		bool held = fl_sum_held(w->app, str_format(w->a, "flow %d", i), &sum);
		assert_true(!held || sum.staff_hours == i);
		there += held;
	}
	assert_in_range(there, 8000, 16384);
	for (int i = 0; i < 600; i++)
		fl_full_hold(w->app, str_format(w->a, "flow %d", i), by, 2, f, &m);
	there = 0;
	for (int i = 0; i < 600; i++)
		there += fl_full_held(w->app, w->a, str_format(w->a, "flow %d", i), by, 2, &got);
	assert_in_range(there, 128, 256);
	web_close(w);
}

/* --- cases a year of a step --------------------------------------------------------------------------------------------- */

static void a_step_says_for_how_many_it_is_done_and_keeps_it(void **state)
{
	web *w = open_web(state);
	browser b = signed_in(w, "mori");
	assert_int_equal(begin(&b, "a").status, 303);
	assert_int_equal(post(&b, AS_IS, "rev=1&do=flow&step=receive&volume=1200").status, 303);
	assert_has(get(&b, AS_IS "?step=receive").body, "（1,200件）");
	static const struct {
		const char *typed, *shown, *hours;
	} good[] = { { "400", "400", "60" },
		     { "%EF%BC%94%EF%BC%90%EF%BC%90%E4%BB%B6", "400", "60" }, /* ４００件 */
		     { "1%2C200.5", "1,200.5", "180" },
		     { "50%25", "50%", "90" },
		     { "33.33%25", "33.33%", "60" },
		     { "150%EF%BC%85", "150%", "270" },
		     { "", "", "180" } };
	int rev = 2;
	for (size_t i = 0; i < COUNT(good); i++, rev++) {
		if (i == 2)
			rev--; /* the same again was no rev */
		answer r = post(&b, AS_IS,
				str_format(w->a, RECEIVE("%d", "save", "x", "9") "&cases=%s", rev, good[i].typed).at);
		assert_int_equal(r.status, 303);
		str shown = get(&b, AS_IS "?step=receive").body;
		assert_has(shown, str_format(w->a, "name=\"cases\" value=\"%s\"", good[i].shown).at);
		assert_has(LIST(&b), str_format(w->a, SHOWN("%s"), good[i].hours).at);
	}
	static const char *const bad[] = { "many", "-3", "0", "0%25", "1e9", "9999999999", "30%25%25" };
	for (size_t i = 0; i < COUNT(bad); i++) {
		answer r = post(&b, AS_IS,
				str_format(w->a, RECEIVE("%d", "save", "typed", "9") "&cases=%s", rev, bad[i]).at);
		assert_int_equal(r.status, 422);
		assert_has(r.body, "id=\"cases-e\"");
		assert_has(r.body, "value=\"typed\"");
	}
	/* kept when other things change, told in the picture and in the list of steps */
	assert_int_equal(
		post(&b, AS_IS, str_format(w->a, RECEIVE("%d", "save", "x", "9") "&cases=400", rev++).at).status, 303);
	assert_int_equal(post(&b, AS_IS, str_format(w->a, "rev=%d&do=flow&step=receive&volume=2400", rev++).at).status,
			 303);
	assert_int_equal(
		post(&b, AS_IS, str_format(w->a, RECEIVE("%d", "add:task", "y", "9") "&cases=400", rev++).at).status,
		303);
	str shown = get(&b, AS_IS "?step=receive").body;
	assert_has(shown, "name=\"cases\" value=\"400\"");
	assert_has(shown, "（2,400件）");
	assert_has(shown, "<g class=\"flow-cases\">");
	assert_has(shown, " · 400件</small>");
	assert_has(LIST(&b), SHOWN("60"));
	/* more than the flow can bear is a mistake of the flow, told with its step */
	assert_int_equal(post(&b, AS_IS, str_format(w->a, "rev=%d&do=flow&step=receive&volume=0", rev++).at).status,
			 303);
	assert_has(get(&b, AS_IS).body, "年間件数が流れと合いません");
	web_close(w);
}

static void durations_are_read_as_people_write_them(void **state)
{
	store_test *t = *state;
	static const struct {
		const char *text;
		double minutes;
	} good[] = { { "12", 12 },       { "７．５", 7.5 },       { "2時間", 120 },
		     { "0.5日", 232.5 }, { "3 d", 3 * FLOW_DAY }, { "1,200分", 1200 },
		     { "2h", 120 },      { "15 min", 15 } };
	static const char *const bad[] = { "", ".", "-1", "1e5", "十分", "1.2.3", "nan", "12x", "時間" };
	double x;
	for (size_t i = 0; i < COUNT(good); i++) {
		assert_true(fl_duration_read(t->arena, str_of(good[i].text), &x));
		assert_float_equal(x, good[i].minutes, 1e-9);
	}
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_false(fl_duration_read(t->arena, str_of(bad[i]), &x));
	fl_pieces p = fl_pieces_of(t->arena, STR("a\nb\n\nc\n・d\n- e\n・\nf"));
	assert_int_equal(p.n, 5);
	assert_true(str_eq(p.at[0].text, STR("a\nb")) && p.at[2].item && p.at[3].item && !p.at[4].item);
}

int main(void)
{
	static const store_test_case tests[] = {
		STORE_TEST(who_may_reform_edits_who_may_see_looks_and_others_are_refused),
		STORE_TEST(every_act_is_one_rev_and_what_changes_nothing_is_none),
		STORE_TEST(what_is_wrong_is_told_and_stays_typed),
		STORE_TEST(a_manual_stays_as_its_version_was),
		STORE_TEST(a_change_is_never_shown_with_the_figures_of_before),
		STORE_TEST(what_is_kept_is_of_all_that_it_depends_on_and_has_an_end),
		STORE_TEST(a_step_says_for_how_many_it_is_done_and_keeps_it),
		STORE_TEST(durations_are_read_as_people_write_them),
	};
	return store_tests("flows_pages", tests, COUNT(tests), migrations, migrations_n, NULL);
}
