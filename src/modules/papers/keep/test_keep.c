/* Preparations in the store: what is kept, what nobody can read, what time erases; on both databases. */
#include "modules/papers/keep/testing.h"

#include "modules/papers/keep/keep.sql.h"
#include "modules/visits/visits.h"
#include "store/testing_plans.h"

static const module *const modules[] = { &kit_module };

static void what_was_kept_comes_back_as_it_was(void **state)
{
	web *w = keep_web(state, modules, COUNT(modules));
	asker k = { 0 };
	str code;
	preparation p = keep_kept(w, &k, &code), q;
	assert_int_equal(code.len, KEEP_CODE);
	assert_int_equal(p.rev, 1);
	assert_true(keep_token_valid(p.token));
	assert_ok(keep_open(&k.r, p.token, &q));
	assert_int_equal(q.rev, 1);
	assert_int_equal(q.lang, LANG_JA_EASY);
	assert_true(str_eq(q.papers.at[0], STR("idou")) && q.papers.n == 1);
	assert_true(str_eq(q.schemes.at[0], STR("tennyuu")) && str_eq(q.events.at[0], STR("hikkoshi")));
	assert_true(str_eq(q.left_out.at[0], STR("jidou")));
	assert_int_equal(q.answers.n, 3);
	assert_true(str_eq(kept_get(&q, STR("shimei"))->answer.value, STR(KEEP_NAME)));
	assert_int_equal(kept_get(&q, STR("hikkoshi"))->origin, ORIGIN_GUIDE);
	assert_true(kept_get(&q, STR("umare"))->answer.dont_know);
	assert_int_equal(kept_get(&q, STR("umare"))->at, 5);
	assert_int_equal(q.lost, 0);
	assert_int_equal(kept_given(w->a, &q).n, 3);
	assert_true(q.until == q.changed + 30 * DAY);
	asked(&k);
	keep_web_close(w);
}

static void two_windows_do_not_overwrite_each_other(void **state)
{
	web *w = keep_web(state, modules, COUNT(modules));
	asker k = { 0 };
	str code;
	preparation p = keep_kept(w, &k, &code), one, two;
	assert_ok(keep_open(&k.r, p.token, &one));
	assert_ok(keep_open(&k.r, p.token, &two));
	keep_say(w, &one, "kana", "タカハシ　サキコ", ORIGIN_RESIDENT);
	assert_ok(keep_save(&k.r, &one));
	assert_int_equal(one.rev, 2);
	keep_say(w, &two, "kana", "タカハシ　ササコ", ORIGIN_RESIDENT);
	assert_refused(keep_save(&k.r, &two), ERR_stale);
	assert_ok(keep_open(&k.r, p.token, &two));
	assert_true(str_eq(kept_get(&two, STR("kana"))->answer.value, STR("タカハシ　サキコ")));
	assert_ok(keep_save(&k.r, &one));
	assert_int_equal(one.rev, 3);
	asked(&k);
	keep_web_close(w);
}

static void what_was_deleted_is_gone_with_its_visits(void **state)
{
	web *w = keep_web(state, modules, COUNT(modules));
	asker k = { 0 };
	str code, token;
	bool found;
	strs visits;
	preparation p = keep_kept(w, &k, &code), q;
	assert_ok(keep_attach(&k.r, p.token, STR("K7Q2M9XYZA")));
	assert_ok(keep_visits(&k.r, p.token, &visits));
	assert_int_equal(visits.n, 1);
	assert_ok(keep_delete(&k.r, p.token));
	assert_refused(keep_open(&k.r, p.token, &q), ERR_not_found);
	assert_refused(keep_save(&k.r, &p), ERR_not_found);
	assert_refused(keep_attach(&k.r, p.token, STR("K7Q2M9XYZA")), ERR_not_found);
	assert_refused(keep_new_code(&k.r, p.token, &code), ERR_not_found);
	assert_ok(keep_attached(&k.r, STR("K7Q2M9XYZA"), &token, &found));
	assert_false(found);
	asked(&k);
	keep_web_close(w);
}

static void a_clerk_finds_by_booking_what_was_attached_last(void **state)
{
	web *w = keep_web(state, modules, COUNT(modules));
	asker k = { 0 };
	str code, token;
	bool found;
	preparation p = keep_kept(w, &k, &code), q = keep_kept(w, &k, &code);
	assert_ok(keep_attached(&k.r, STR("K7Q2M9XYZA"), &token, &found));
	assert_false(found);
	assert_ok(keep_attach(&k.r, p.token, STR("K7Q2M9XYZA")));
	assert_ok(keep_attach(&k.r, q.token, STR("K7Q2M9XYZA")));
	assert_ok(keep_attached(&k.r, STR("K7Q2M9XYZA"), &token, &found));
	assert_true(found && str_eq(token, q.token));
	asked(&k);
	keep_web_close(w);
}

/* --- the code and the device --------------------------------------------------------------------------------------------- */

static void five_wrong_codes_close_it_for_an_hour_even_for_the_right_one(void **state)
{
	web *w = keep_web(state, modules, COUNT(modules));
	asker k = { 0 };
	str code;
	bool right;
	preparation p = keep_kept(w, &k, &code);
	assert_ok(keep_code(&k.r, p.token, code, &right));
	assert_true(right);
	str soft = str_format(w->a, " %.*s-%.*s ", STR_ARG(str_lower(w->a, str_sub(code, 0, 4))),
			      STR_ARG(str_sub(code, 4, 8)));
	assert_ok(keep_code(&k.r, p.token, soft, &right));
	assert_true(right);
	for (int i = 0; i < 5; i++) {
		assert_ok(keep_code(&k.r, p.token, STR("AAAAAAAA"), &right));
		assert_false(right);
	}
	assert_refused(keep_code(&k.r, p.token, code, &right), ERR_too_many_requests);
	assert_false(right);
	clock_set(&w->t->clock, clock_now(&w->t->clock) + HOUR - 1);
	assert_refused(keep_code(&k.r, p.token, code, &right), ERR_too_many_requests);
	clock_set(&w->t->clock, clock_now(&w->t->clock) + 1);
	assert_ok(keep_code(&k.r, p.token, code, &right));
	assert_true(right);
	assert_refused(keep_code(&k.r, STR("00000000000000000000000000"), code, &right), ERR_not_found);
	asked(&k);
	keep_web_close(w);
}

static void a_new_code_takes_the_place_of_the_old_one_and_opens_what_was_closed(void **state)
{
	web *w = keep_web(state, modules, COUNT(modules));
	asker k = { 0 };
	str code, fresh;
	bool right;
	preparation p = keep_kept(w, &k, &code);
	for (int i = 0; i < 5; i++)
		assert_ok(keep_code(&k.r, p.token, STR("AAAAAAAA"), &right));
	assert_ok(keep_new_code(&k.r, p.token, &fresh));
	assert_ok(keep_code(&k.r, p.token, fresh, &right));
	assert_true(right);
	assert_ok(keep_code(&k.r, p.token, code, &right));
	assert_false(right);
	asked(&k);
	keep_web_close(w);
}

static void a_device_is_known_by_a_mark_that_cannot_be_made_from_the_link(void **state)
{
	web *w = keep_web(state, modules, COUNT(modules));
	asker k = { 0 };
	str code, mark, token;
	bool right;
	preparation p = keep_kept(w, &k, &code), q = keep_kept(w, &k, &code);
	assert_ok(keep_mark(&k.r, p.token, &mark));
	assert_ok(keep_marked(&k.r, mark, &token, &right));
	assert_true(right && str_eq(token, p.token));
	assert_ok(keep_marked(&k.r, p.token, &token, &right));
	assert_false(right);
	str other = str_format(w->a, "%.*s%.*s", STR_ARG(q.token), STR_ARG(str_sub(mark, 26, mark.len)));
	assert_ok(keep_marked(&k.r, other, &token, &right));
	assert_false(right);
	asked(&k);
	keep_web_close(w);
}

static void one_address_makes_only_so_many_in_an_hour(void **state)
{
	web *w = keep_web(state, modules, COUNT(modules));
	asker k = { 0 };
	str code;
	preparation what = keep_example(w), p;
	ask(&k, w);
	for (int i = 0; i < KEEP_PER_ADDRESS_HOUR; i++)
		assert_ok(keep_new(&k.r, &what, &p, &code));
	assert_refused(keep_new(&k.r, &what, &p, &code), ERR_too_many_requests);
	asked(&k);
	keep_web_close(w);
}

/* --- answers --------------------------------------------------------------------------------------------------------------- */

static void a_clerks_correction_keeps_what_it_was_and_the_same_again_changes_nothing(void **state)
{
	web *w = keep_web(state, modules, COUNT(modules));
	preparation p = keep_example(w);
	instant was_at = kept_get(&p, STR("shimei"))->at;
	clock_set(&w->t->clock, clock_now(&w->t->clock) + HOUR);
	keep_say(w, &p, "shimei", KEEP_NAME, ORIGIN_RESIDENT);
	assert_true(kept_get(&p, STR("shimei"))->at == was_at);
	keep_say(w, &p, "shimei", KEEP_NAME, ORIGIN_CARD);
	assert_int_equal(kept_get(&p, STR("shimei"))->origin, ORIGIN_CARD);
	assert_int_equal(kept_get(&p, STR("shimei"))->was.len, 0);
	keep_say(w, &p, "shimei", "高橋咲子", ORIGIN_CLERK);
	assert_true(str_eq(kept_get(&p, STR("shimei"))->was, STR(KEEP_NAME)));
	keep_say(w, &p, "shimei", "高橋崎子", ORIGIN_CLERK); /* corrected twice: what the resident said first */
	assert_true(str_eq(kept_get(&p, STR("shimei"))->was, STR(KEEP_NAME)));
	keep_say(w, &p, "shimei", KEEP_NAME, ORIGIN_CLERK);
	assert_int_equal(kept_get(&p, STR("shimei"))->was.len, 0);
	assert_true(str_eq(p.answers.at[0].answer.id, STR("shimei"))); /* in the place that it had */
	keep_say(w, &p, "shimei", "", ORIGIN_RESIDENT);
	assert_null(kept_get(&p, STR("shimei")));
	assert_int_equal(p.answers.n, 2);
	keep_web_close(w);
}

static void definitions_that_change_lose_no_answer(void **state)
{
	web *w = keep_web(state, modules, COUNT(modules));
	asker k = { 0 };
	str code;
	preparation what = keep_example(w), p, q;
	keep_say(w, &what, "kana", "タカハシ　サキコ", ORIGIN_RESIDENT);
	assert_ok(keep_new(ask(&k, w), &what, &p, &code));
	asked(&k);
	/* 氏名 is a plain text now, フリガナ is gone, 転入 is called otherwise */
	keep_publish(
		w, "facts.yaml",
		"facts:\n"
		"  shimei: { name: 氏名, type: text, label: { ja: 氏名, ja-easy: なまえ, en: Name } }\n"
		"  umare: { name: 生年月日, type: date, label: { ja: 生年月日, ja-easy: ひ, en: Date of birth } }\n"
		"  hikkoshi: { name: 引越し, type: choice, label: { ja: 引越し, ja-easy: ひっこし, en: Move },\n"
		"    choices: [ 市外から: { ja: 市外から, ja-easy: きた, en: In }, 転出: { ja: 転出, ja-easy: でる, en: Out } ] }\n");
	assert_ok(keep_open(ask(&k, w), p.token, &q));
	assert_int_equal(q.lost, 3);
	assert_int_equal(kept_given(w->a, &q).n, 1);
	assert_true(str_eq(kept_get(&q, STR("shimei"))->answer.value, STR(KEEP_NAME)));
	keep_say(w, &q, "hikkoshi", "市外から", ORIGIN_RESIDENT);
	assert_int_equal(q.lost, 2);
	assert_ok(keep_save(&k.r, &q));
	asked(&k);
	keep_publish(w, "facts.yaml", keep_facts); /* and back again */
	assert_ok(keep_open(ask(&k, w), p.token, &q));
	assert_int_equal(q.lost, 1);
	assert_true(str_eq(kept_get(&q, STR("kana"))->answer.value, STR("タカハシ　サキコ")));
	assert_false(kept_get(&q, STR("shimei"))->lost);
	assert_true(kept_get(&q, STR("hikkoshi"))->lost);
	asked(&k);
	keep_web_close(w);
}

static void what_is_too_large_is_refused_and_changes_nothing(void **state)
{
	web *w = keep_web(state, modules, COUNT(modules));
	asker k = { 0 };
	str code;
	preparation p = keep_kept(w, &k, &code), q;
	for (int i = 0; i <= KEEP_ANSWERS_MAX; i++)
		keep_say(w, &p, str_format(w->a, "f%d", i).at, "x", ORIGIN_RESIDENT);
	assert_refused(keep_save(&k.r, &p), ERR_too_large);
	assert_ok(keep_open(&k.r, p.token, &q));
	char *long_text = arena_alloc(w->a, KEEP_BYTES_MAX + 1);
	memset(long_text, 'x', KEEP_BYTES_MAX);
	keep_say(w, &q, "shimei", long_text, ORIGIN_RESIDENT);
	assert_refused(keep_save(&k.r, &q), ERR_too_large);
	assert_ok(keep_open(&k.r, p.token, &q));
	assert_true(str_eq(kept_get(&q, STR("shimei"))->answer.value, STR(KEEP_NAME)));
	asked(&k);
	keep_web_close(w);
}

/* --- time -------------------------------------------------------------------------------------------------------------------- */

static void pass(web *w, i64 time)
{
	clock_set(&w->t->clock, clock_now(&w->t->clock) + time);
	assert_ok(keep_tick(w->app, w->a));
}

static void it_is_erased_after_the_citys_days_from_the_last_change(void **state)
{
	web *w = keep_web(state, modules, COUNT(modules));
	asker k = { 0 };
	str code, token;
	bool found;
	preparation p = keep_kept(w, &k, &code), q;
	assert_ok(keep_attach(&k.r, p.token, STR("K7Q2M9XYZA")));
	pass(w, 29 * DAY);
	assert_ok(keep_open(&k.r, p.token, &q));
	assert_ok(keep_save(&k.r, &q));
	pass(w, 29 * DAY);
	assert_ok(keep_open(&k.r, p.token, &q));
	assert_true(q.until == q.changed + 30 * DAY);
	pass(w, DAY + 1);
	assert_refused(keep_open(&k.r, p.token, &q), ERR_not_found);
	assert_ok(keep_attached(&k.r, STR("K7Q2M9XYZA"), &token, &found));
	assert_false(found);
	asked(&k);
	keep_web_close(w);
}

static void what_was_begun_and_never_answered_goes_after_two_days(void **state)
{
	web *w = keep_web(state, modules, COUNT(modules));
	asker k = { 0 };
	str code;
	preparation nothing = { 0 }, p, q;
	assert_ok(keep_new(ask(&k, w), &nothing, &p, &code));
	assert_true(p.until == p.changed + KEEP_NEVER_BEGUN * DAY);
	pass(w, 2 * DAY);
	assert_ok(keep_open(&k.r, p.token, &q));
	assert_true(q.until == p.until);
	pass(w, 1);
	assert_refused(keep_open(&k.r, p.token, &q), ERR_not_found);
	asked(&k);
	keep_web_close(w);
}

/* A ticket taken by the API, and its code. */
static str ticket(browser *b)
{
	answer a = post_json(b, "/api/v1/tickets", "{\"office\":\"moji\",\"services\":[\"juumin\"]}");
	assert_int_equal(a.status, 201);
	const json_value *v;
	str code;
	assert_ok(json_parse(b->w->a, a.body, &v));
	assert_true(json_str(json_get(v, "code"), &code));
	return code;
}

/* Somebody takes a ticket, is there, and goes. */
static void after_the_visit_it_goes_sooner_but_not_while_the_person_waits(void **state)
{
	static const module *const with_visits[] = { &kit_module, &visits_module };
	web *w = keep_web(state, with_visits, COUNT(with_visits));
	asker k = { 0 };
	str code;
	browser b = { .w = w };
	preparation p = keep_kept(w, &k, &code), q;
	str visit = ticket(&b);
	assert_ok(keep_attach(&k.r, p.token, visit));
	pass(w, DAY);
	assert_ok(keep_open(&k.r, p.token, &q)); /* nobody ended the visit: it may still be going on */
	assert_int_equal(post_json(&b, str_format(w->a, "/api/v1/tickets/%.*s/leave", STR_ARG(visit)).at, "{}").status,
			 200);
	for (int i = 2; i < KEEP_AFTER_VISIT; i++)
		pass(w, DAY - 1);
	assert_ok(keep_open(&k.r, p.token, &q));
	pass(w, DAY);
	assert_refused(keep_open(&k.r, p.token, &q), ERR_not_found);
	asked(&k);
	keep_web_close(w);
}

static void what_was_changed_after_a_visit_is_for_the_next_one(void **state)
{
	static const module *const with_visits[] = { &kit_module, &visits_module };
	web *w = keep_web(state, with_visits, COUNT(with_visits));
	asker k = { 0 };
	str code;
	browser b = { .w = w };
	preparation p = keep_kept(w, &k, &code), q;
	str visit = ticket(&b);
	assert_ok(keep_attach(&k.r, p.token, visit));
	assert_int_equal(post_json(&b, str_format(w->a, "/api/v1/tickets/%.*s/leave", STR_ARG(visit)).at, "{}").status,
			 200);
	pass(w, 2 * DAY);
	assert_ok(keep_save(&k.r, &p));
	for (int i = 0; i < 10; i++)
		pass(w, DAY);
	assert_ok(keep_open(&k.r, p.token, &q));
	asked(&k);
	keep_web_close(w);
}

static void every_statement_holds_and_its_rows_are_found_by_an_index(void **state)
{
	static const struct store_plan wanted[] = {
		{ "keep_drop_old", "preparation_by_age" },
		{ "keep_visits_of", "preparation_visit_of" },
		{ "keep_visits_due", "preparation_visit_due" },
	};
	store_test *t = *state;
	assert_ok(store_check(t->store, t->arena, keep_statements, keep_statements_n));
	store_plans_are(t, keep_statements, keep_statements_n, wanted, COUNT(wanted));
}

int main(void)
{
	static const store_test_case tests[] = {
		STORE_TEST(what_was_kept_comes_back_as_it_was),
		STORE_TEST(two_windows_do_not_overwrite_each_other),
		STORE_TEST(what_was_deleted_is_gone_with_its_visits),
		STORE_TEST(a_clerk_finds_by_booking_what_was_attached_last),
		STORE_TEST(five_wrong_codes_close_it_for_an_hour_even_for_the_right_one),
		STORE_TEST(a_new_code_takes_the_place_of_the_old_one_and_opens_what_was_closed),
		STORE_TEST(a_device_is_known_by_a_mark_that_cannot_be_made_from_the_link),
		STORE_TEST(one_address_makes_only_so_many_in_an_hour),
		STORE_TEST(a_clerks_correction_keeps_what_it_was_and_the_same_again_changes_nothing),
		STORE_TEST(definitions_that_change_lose_no_answer),
		STORE_TEST(what_is_too_large_is_refused_and_changes_nothing),
		STORE_TEST(it_is_erased_after_the_citys_days_from_the_last_change),
		STORE_TEST(what_was_begun_and_never_answered_goes_after_two_days),
		STORE_TEST(after_the_visit_it_goes_sooner_but_not_while_the_person_waits),
		STORE_TEST(what_was_changed_after_a_visit_is_for_the_next_one),
		STORE_TEST(every_statement_holds_and_its_rows_are_found_by_an_index),
	};
	return store_tests("keep", tests, COUNT(tests), migrations, migrations_n, NULL);
}
