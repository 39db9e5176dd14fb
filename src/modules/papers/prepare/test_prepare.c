/* The pages of preparing at home: beginning, link and code, answers told right and wrong, two windows, other devices, what changes underneath. */
#include "modules/papers/keep/testing.h"

#include "modules/papers/prepare/prepare.h"

#include "modules/visits/visits.h"

static const module *const modules[] = { &kit_module, &papers_prepare_module, &visits_module };

static const char idou[] = "name: { ja: 住民異動届, ja-easy: ひっこしの かみ, en: Notice of move }\n"
			   "where: juumin\nconfirmed: yes\noptional: [juusho]\n"
			   "sheets:\n  - size: A4\n    marks:\n"
			   "      - { label: 住民異動届, at: [20, 10, 170, 10], size: 16 }\n"
			   "      - { fact: shimei, at: [20, 30, 80, 9], size: 12, least: 7, wrap: yes }\n"
			   "      - { fact: kana, at: [20, 40, 80, 9], size: 10, least: 6 }\n"
			   "      - { fact: juusho, at: [20, 50, 150, 9], size: 12, least: 7, wrap: yes }\n"
			   "      - { fact: umare, at: [20, 60, 80, 9], size: 10 }\n"
			   "      - { options: doukyo, choices: [有, 無], mark: circle, at: [20, 70, 60, 9] }\n";
static const char setai[] = "name: { ja: 世帯届, ja-easy: せたいの かみ, en: Household notice }\n"
			    "where: juumin\nneeded: 同居 = true\nconfirmed: yes\n"
			    "sheets:\n  - size: A4\n    marks:\n"
			    "      - { fact: shimei, at: [20, 30, 80, 9], size: 12, least: 7 }\n"
			    "      - { options: hikkoshi, choices: [転入, 転出], mark: circle, at: [20, 40, 80, 9] }\n";

static web *town(void **state)
{
	web *w = keep_web(state, modules, COUNT(modules));
	keep_publish(w, "papers/idou.yaml", idou);
	keep_publish(w, "papers/setai.yaml", setai);
	return w;
}

/* Begun with both papers; the path of the preparation: /prepare/p/TOKEN. */
static str begun(browser *b)
{
	assert_has(get(b, "/prepare/list").body, "住民異動届");
	answer a = post(b, "/prepare/begin", "paper=idou&paper=setai&paper=nothing");
	assert_int_equal(a.status, 303);
	str path = arena_copy(b->w->a, header_of(&a, "location"));
	assert_true(str_starts(path, STR("/prepare/p/")));
	return path;
}

static str at(const browser *b, str path, const char *behind)
{
	return str_format(b->w->a, "%.*s%s", STR_ARG(path), behind);
}

#define GET(b, path, behind) get((b), at((b), (path), (behind)).at)
#define POST(b, path, behind, form) post((b), at((b), (path), (behind)).at, (form))

/* The value of a hidden field of a page. */
static str hidden(web *w, str body, const char *name)
{
	str mark = str_format(w->a, "name=\"%s\" value=\"", name);
	const char *found = memmem(body.at, body.len, mark.at, mark.len);
	assert_non_null(found);
	str rest = { found + mark.len, (size_t)(body.at + body.len - found) - mark.len };
	return str_cut(&rest, '"');
}

static str code_on(str body)
{
	static const char mark[] = "<strong class=\"code\">";
	const char *found = memmem(body.at, body.len, mark, sizeof mark - 1);
	if (!found)
		return STR_NONE;
	str rest = { found + sizeof mark - 1, (size_t)(body.at + body.len - found) - (sizeof mark - 1) };
	return str_cut(&rest, '<');
}

#define NAME_FORM                                                                                                      \
	"ask=shimei&ask=kana&f-shimei=%E9%AB%99%E6%A9%8B+%E5%AD%90&f-kana=%E3%82%BF%E3%82%AB%E3%83%8F%E3%82%B7" /* 髙橋 子, タカハシ */

static preparation stored(web *w, str path)
{
	asker k = { 0 };
	preparation p;
	assert_ok(keep_open(ask(&k, w), str_sub(path, strlen("/prepare/p/"), path.len), &p));
	asked(&k);
	return p;
}

static void the_first_save_tells_link_and_code_once(void **state)
{
	web *w = town(state);
	browser b = { .w = w };
	str path = begun(&b);
	answer a = GET(&b, path, "");
	assert_has(a.body, "世帯届");
	a = GET(&b, path, "/q");
	assert_int_equal(a.status, 200);
	str form = str_format(w->a, "%s&seen=%.*s", NAME_FORM, STR_ARG(hidden(w, a.body, "seen")));
	a = POST(&b, path, "/q", form.at);
	assert_int_equal(a.status, 303);
	assert_true(str_ends(header_of(&a, "location"), STR("/link?first=1")));
	a = GET(&b, path, "/link");
	assert_int_equal(code_on(a.body).len, KEEP_CODE + 1); /* XXXX-XXXX */
	assert_has(a.body, path.at);
	assert_int_equal(code_on(GET(&b, path, "/link").body).len, KEEP_CODE + 1); /* until it was noted */
	a = POST(&b, path, "/link", "do=noted");
	assert_int_equal(a.status, 303);
	assert_int_equal(code_on(GET(&b, path, "/link").body).len, 0);
	preparation p = stored(w, path);
	assert_true(str_eq(kept_get(&p, STR("kana"))->answer.value, STR("タカハシ")));
	assert_int_equal(kept_get(&p, STR("kana"))->origin, ORIGIN_RESIDENT);
	keep_web_close(w);
}

static void the_cookie_is_for_these_pages_alone_and_for_no_script(void **state)
{
	web *w = town(state);
	browser b = { .w = w };
	get(&b, "/prepare/list");
	answer a = post(&b, "/prepare/begin", "paper=idou");
	size_t found = 0;
	for (str rest = a.head; rest.len;) {
		str line = str_trim(str_cut(&rest, '\n'));
		if (!str_has(line, STR("prep-")))
			continue;
		found++;
		assert_has(line, "; Path=/prepare; HttpOnly; SameSite=Lax; Max-Age=");
	}
	assert_int_equal(found, 2); /* the device's, and the code until it is noted */
	assert_has(header_of(&a, "referrer-policy"), "no-referrer");
	keep_web_close(w);
}

static void a_device_that_many_use_remembers_the_last_eight(void **state)
{
	web *w = town(state);
	browser b = { .w = w };
	str first = begun(&b), last = STR_NONE;
	for (int i = 0; i < PREP_DEVICE_MAX; i++)
		last = begun(&b);
	assert_has(GET(&b, last, "").body, "住民異動届");
	assert_has(GET(&b, first, "").body, "確認番号");
	str start = get(&b, "/prepare").body;
	assert_true(str_has(start, last));
	assert_false(str_has(start, first));
	keep_web_close(w);
}

static void another_device_needs_the_code(void **state)
{
	web *w = town(state);
	browser b = { .w = w }, other = { .w = w };
	str path = begun(&b);
	str code = code_on(GET(&b, path, "/link").body);
	static const char *const pages[] = { "",          "/q",      "/link", "/check", "/done", "/papers.pdf",
					     "/pdf/idou", "/delete", "/book" };
	for (size_t i = 0; i < COUNT(pages); i++) {
		answer a = GET(&other, path, pages[i]);
		assert_has(a.body, "name=\"code\"");
		assert_false(str_has(a.body, STR("%PDF")) || str_has(a.body, STR("住民異動届")));
	}
	assert_int_equal(GET(&other, path, "/sheet/idou/1").status, 404);
	GET(&other, path, "");
	assert_int_equal(POST(&other, path, "/delete", "").status, 200); /* the page that asks for the code */
	assert_int_equal(POST(&other, path, "/open", "code=AAAA-AAAA").status, 422);
	answer a = POST(&other, path, "/open", str_format(w->a, "code=%.*s", STR_ARG(str_lower(w->a, code))).at);
	assert_int_equal(a.status, 303);
	assert_has(GET(&other, path, "").body, "住民異動届");
	assert_has(get(&other, "/prepare").body, path.at); /* and goes on from the start */
	get(&other, at(&other, path, "/forget").at);
	assert_int_equal(POST(&other, path, "/forget", "").status, 303);
	assert_has(GET(&other, path, "").body, "name=\"code\"");
	assert_has(GET(&b, path, "").body, "住民異動届");
	keep_web_close(w);
}

static void what_is_wrong_is_told_at_its_field_and_nothing_is_saved(void **state)
{
	web *w = town(state);
	browser b = { .w = w };
	str path = begun(&b);
	GET(&b, path, "/q");
	answer a = POST(&b, path, "/q", "ask=shimei&ask=kana&f-shimei=%E9%AB%99%E6%A9%8B&f-kana=abc&seen=0");
	assert_int_equal(a.status, 422);
	assert_has(a.body, "カタカナで入力してください");
	assert_has(a.body, "id=\"f-kana-error\"");
	assert_has(a.body, "value=\"abc\""); /* as it was typed */
	assert_has(a.body, "value=\"髙橋\"");
	assert_int_equal(stored(w, path).answers.n, 0);
	a = POST(&b, path, "/q", "ask=shimei&f-shimei=&seen=0"); /* nothing, and neither わからない nor later */
	assert_int_equal(a.status, 422);
	keep_web_close(w);
}

static void not_knowing_and_later_are_always_possible(void **state)
{
	web *w = town(state);
	browser b = { .w = w };
	str path = begun(&b);
	GET(&b, path, "/q");
	answer a = POST(&b, path, "/q", "ask=shimei&ask=kana&f-shimei.unknown=1&f-kana=abc&later=1&seen=0");
	assert_int_equal(a.status, 303);
	preparation p = stored(w, path);
	assert_true(kept_get(&p, STR("shimei"))->answer.dont_know);
	assert_null(kept_get(&p, STR("kana")));
	assert_true(p.later.n == 1 && str_eq(p.later.at[0], STR("kana")));
	a = GET(&b, path, "/q"); /* goes on with the others, and comes to an end */
	assert_int_equal(a.status, 200);
	assert_int_equal(
		POST(&b, path, "/q", "ask=shimei&ask=kana&ask=umare&ask=juusho&ask=doukyo&ask=hikkoshi&later=1&seen=0")
			.status,
		303);
	a = GET(&b, path, "/q");
	assert_true(str_ends(header_of(&a, "location"), STR("/check")));
	assert_has(GET(&b, path, "/check").body, "空欄になるところ");
	a = POST(&b, path, "/q", "ask=kana&f-kana=%E3%82%BF%E3%82%AB&seen=0&from=c");
	assert_true(str_ends(header_of(&a, "location"), STR("/check"))); /* from there, and back there */
	p = stored(w, path);
	for (size_t i = 0; i < p.later.n; i++)
		assert_false(str_eq(p.later.at[i], STR("kana")));
	keep_web_close(w);
}

/* A browser does not send the name of a choice of which nothing is chosen. */
static void a_choice_that_was_not_made_is_told_and_not_silently_asked_again(void **state)
{
	web *w = town(state);
	browser b = { .w = w };
	str path = begun(&b);
	GET(&b, path, "/q");
	answer a = POST(&b, path, "/q", "ask=doukyo&seen=0");
	assert_int_equal(a.status, 422);
	assert_has(a.body, "まだ選ばれていません");
	preparation p = stored(w, path);
	assert_null(kept_get(&p, STR("doukyo")));
	assert_int_equal(POST(&b, path, "/q", "ask=doukyo&later=1&seen=0").status, 303);
	keep_web_close(w);
}

static void an_optional_answer_may_stay_empty(void **state)
{
	web *w = town(state);
	browser b = { .w = w };
	str path = begun(&b);
	GET(&b, path, "/q");
	assert_int_equal(POST(&b, path, "/q", "ask=juusho&f-juusho=&seen=0").status, 303);
	preparation p = stored(w, path);
	assert_true(kept_get(&p, STR("juusho"))->answer.dont_know);
	assert_false(str_has(GET(&b, path, "/check").body, STR("住所：「わからない」")));
	keep_web_close(w);
}

static void while_typing_the_same_checks_speak_and_nothing_is_saved(void **state)
{
	web *w = town(state);
	browser b = { .w = w };
	str path = begun(&b);
	GET(&b, path, "/q");
	answer a = POST(&b, path, "/try", "ask=shimei&ask=kana&ask=umare&f-shimei=&f-kana=abc&f-umare=2099-01-01");
	assert_int_equal(a.status, 200);
	assert_has(a.body, "{\"name\":\"f-kana\",\"told\":\"カタカナで");
	assert_has(a.body, "\"f-umare\"");
	assert_false(str_has(a.body, STR("f-shimei")));
	assert_int_equal(stored(w, path).answers.n, 0);
	assert_int_equal(post_bare(&b, at(&b, path, "/try").at, "ask=kana&f-kana=abc").status,
			 403); /* without the token */
	keep_web_close(w);
}

static void a_second_window_is_told_both_values_and_loses_neither(void **state)
{
	web *w = town(state);
	browser b = { .w = w };
	str path = begun(&b);
	str seen = hidden(w, GET(&b, path, "/q").body, "seen");
	clock_set(&w->t->clock, clock_now(&w->t->clock) + MINUTE);
	assert_int_equal(POST(&b, path, "/q", "ask=kana&f-kana=%E3%82%BF%E3%82%AB&seen=0").status, 303); /* タカ */
	/* the other window, made before: another fact goes through, the same one does not */
	str form = str_format(w->a, "ask=shimei&f-shimei=%%E9%%AB%%99%%E6%%A9%%8B&seen=%.*s", STR_ARG(seen));
	assert_int_equal(POST(&b, path, "/q", form.at).status, 303);
	form = str_format(w->a, "ask=kana&f-kana=%%E3%%83%%8F%%E3%%83%%8A&seen=%.*s", STR_ARG(seen)); /* ハナ */
	answer a = POST(&b, path, "/q", form.at);
	assert_int_equal(a.status, 409);
	assert_has(a.body, "「タカ」");
	assert_has(a.body, "value=\"ハナ\"");
	preparation p = stored(w, path);
	assert_true(str_eq(kept_get(&p, STR("kana"))->answer.value, STR("タカ")));
	assert_true(str_eq(kept_get(&p, STR("shimei"))->answer.value, STR("髙橋")));
	form = str_format(w->a, "ask=kana&f-kana=%%E3%%83%%8F%%E3%%83%%8A&seen=%.*s",
			  STR_ARG(hidden(w, a.body, "seen")));
	assert_int_equal(POST(&b, path, "/q", form.at).status, 303); /* meant */
	p = stored(w, path);
	assert_true(str_eq(kept_get(&p, STR("kana"))->answer.value, STR("ハナ")));
	keep_web_close(w);
}

static void an_early_answer_that_changes_tells_which_papers_it_took_or_brought(void **state)
{
	web *w = town(state);
	browser b = { .w = w };
	str path = begun(&b);
	GET(&b, path, "/q");
	assert_int_equal(POST(&b, path, "/q", "ask=doukyo&f-doukyo=yes&seen=0").status, 303);
	assert_int_equal(POST(&b, path, "/q", "ask=hikkoshi&f-hikkoshi=%E8%BB%A2%E5%85%A5&seen=0").status, 303);
	assert_int_equal(POST(&b, path, "/q", "ask=doukyo&f-doukyo=no&seen=9999999999999").status, 303);
	answer a = GET(&b, path, "");
	assert_has(a.body, "いらなくなりました");
	preparation p = stored(w, path);
	assert_non_null(kept_get(&p, STR("hikkoshi"))); /* asked for that paper alone, and not lost */
	assert_int_equal(POST(&b, path, "/q", "ask=doukyo&f-doukyo=yes&seen=9999999999999").status, 303);
	assert_has(GET(&b, path, "").body, "加わりました");
	keep_web_close(w);
}

static void definitions_that_change_are_told_and_nothing_is_lost(void **state)
{
	web *w = town(state);
	browser b = { .w = w };
	str path = begun(&b);
	GET(&b, path, "/q");
	assert_int_equal(POST(&b, path, "/q", "ask=hikkoshi&f-hikkoshi=%E8%BB%A2%E5%85%A5&seen=0").status, 303);
	buf facts = buf_new(w->a, 8192);
	str rest = str_of(keep_facts),
	    before = str_sub(rest, 0, (size_t)(strstr(keep_facts, "    choices:") - keep_facts));
	buf_put(&facts, before);
	buf_lit(&facts,
		"    choices: [ 転居: { ja: 転居, ja-easy: いどう, en: Within }, 転出: { ja: 転出, ja-easy: でる, en: Out } ] }\n");
	str moved = str_of(setai);
	size_t marks = (size_t)(strstr(setai, "      - { options: hikkoshi") - setai);
	keep_publish(w, "papers/setai.yaml", arena_copy(w->a, str_sub(moved, 0, marks)).at);
	keep_publish(w, "facts.yaml", buf_str(&facts).at);
	answer a = GET(&b, path, "");
	assert_has(a.body, "使えなくなりました");
	assert_has(a.body, "引越し");
	preparation p = stored(w, path);
	assert_true(str_eq(kept_get(&p, STR("hikkoshi"))->answer.value, STR("転入")));
	keep_web_close(w);
}

static void papers_are_taken_out_put_back_and_added(void **state)
{
	web *w = town(state);
	browser b = { .w = w };
	get(&b, "/prepare/list");
	answer a = post(&b, "/prepare/begin", "paper=idou");
	str path = arena_copy(w->a, header_of(&a, "location"));
	assert_false(str_has(GET(&b, path, "").body, STR("世帯届")));
	assert_has(GET(&b, path, "/add").body, "世帯届");
	assert_int_equal(POST(&b, path, "/add", "paper=setai").status, 303);
	assert_has(GET(&b, path, "").body, "世帯届");
	assert_int_equal(POST(&b, path, "/papers", "out=idou").status, 303);
	preparation p = stored(w, path);
	assert_true(p.left_out.n == 1 && str_eq(p.left_out.at[0], STR("idou")));
	assert_int_equal(POST(&b, path, "/papers", "back=idou").status, 303);
	assert_int_equal(stored(w, path).left_out.n, 0);
	assert_int_equal(POST(&b, path, "/papers", "out=nothing").status, 400);
	a = post(&b, "/prepare/begin", "paper=nothing");
	assert_int_equal(a.status, 422); /* nothing was ticked */
	keep_web_close(w);
}

static void the_packet_comes_as_pdf_and_the_desk_finds_it_by_its_number(void **state)
{
	web *w = town(state);
	browser b = { .w = w };
	str path = begun(&b), token, number;
	bool found;
	GET(&b, path, "/q");
	POST(&b, path, "/q", NAME_FORM "&seen=0");
	answer a = GET(&b, path, "/papers.pdf");
	assert_int_equal(a.status, 200);
	assert_true(str_starts(a.body, STR("%PDF-")));
	assert_has(header_of(&a, "cache-control"), "no-store");
	a = GET(&b, path, "/pdf/idou");
	assert_true(str_starts(a.body, STR("%PDF-")));
	assert_int_equal(GET(&b, path, "/pdf/nothing").status, 404);
	a = GET(&b, path, "/sheet/idou/1");
	assert_has(a.body, "<svg color=\"#0017c1\"");
	assert_int_equal(GET(&b, path, "/sheet/idou/9").status, 404);
	number = code_on(GET(&b, path, "/done").body);
	assert_int_equal(number.len, 6);
	asker k = { 0 };
	assert_ok(keep_attached(ask(&k, w), str_format(w->a, "packet.%.*s", STR_ARG(number)), &token, &found));
	assert_true(found && str_eq(token, str_sub(path, strlen("/prepare/p/"), path.len)));
	asked(&k);
	keep_web_close(w);
}

static void pdfs_from_one_address_have_a_limit(void **state)
{
	web *w = town(state);
	browser b = { .w = w };
	str path = begun(&b);
	int made = 0;
	answer a = { 0 };
	while (made <= 2 * PREP_PDFS_HOUR && (a = GET(&b, path, "/pdf/idou")).status == 200)
		made++;
	assert_int_equal(made, PREP_PDFS_HOUR);
	assert_int_equal(a.status, 429);
	keep_web_close(w);
}

static void deleting_is_for_good(void **state)
{
	web *w = town(state);
	browser b = { .w = w };
	str path = begun(&b);
	assert_has(GET(&b, path, "/delete").body, "消しますか");
	assert_int_equal(POST(&b, path, "/delete", "").status, 303);
	answer a = GET(&b, path, "");
	assert_int_equal(a.status, 404);
	assert_has(a.body, "見つかりません");
	assert_int_equal(POST(&b, path, "/q", NAME_FORM "&seen=0").status, 404);
	assert_false(str_has(get(&b, "/prepare").body, path));
	keep_web_close(w);
}

static void nothing_that_was_typed_is_in_any_file_of_the_database(void **state)
{
	web *w = town(state);
	if (w->t->postgres) {
		keep_web_close(w);
		skip();
	}
	browser b = { .w = w };
	str path = begun(&b);
	GET(&b, path, "/q");
	POST(&b, path, "/q", NAME_FORM "&seen=0");
	GET(&b, path, "/papers.pdf");
	const char *names[] = { "test.db", "test.db-wal" };
	static const char *const secret[] = { "髙橋", "タカハシ" };
	for (size_t i = 0; i < COUNT(names); i++) {
		str all;
		char file[128];
		snprintf(file, sizeof file, "%s/%s", w->t->dir, names[i]);
		FILE *f = fopen(file, "re");
		assert_non_null(f);
		buf whole = buf_new(w->a, 64 * 1024 * 1024);
		char some[65536];
		for (size_t n; (n = fread(some, 1, sizeof some, f)) > 0;)
			buf_put(&whole, (str){ some, n });
		fclose(f);
		all = buf_str(&whole);
		for (size_t k = 0; k < COUNT(secret); k++)
			assert_null(memmem(all.at, all.len, secret[k], strlen(secret[k])));
		str token = str_sub(path, strlen("/prepare/p/"), path.len);
		assert_null(memmem(all.at, all.len, token.at, token.len));
	}
	keep_web_close(w);
}

int main(void)
{
	static const store_test_case tests[] = {
		STORE_TEST(the_first_save_tells_link_and_code_once),
		STORE_TEST(the_cookie_is_for_these_pages_alone_and_for_no_script),
		STORE_TEST(a_device_that_many_use_remembers_the_last_eight),
		STORE_TEST(another_device_needs_the_code),
		STORE_TEST(what_is_wrong_is_told_at_its_field_and_nothing_is_saved),
		STORE_TEST(not_knowing_and_later_are_always_possible),
		STORE_TEST(a_choice_that_was_not_made_is_told_and_not_silently_asked_again),
		STORE_TEST(an_optional_answer_may_stay_empty),
		STORE_TEST(while_typing_the_same_checks_speak_and_nothing_is_saved),
		STORE_TEST(a_second_window_is_told_both_values_and_loses_neither),
		STORE_TEST(an_early_answer_that_changes_tells_which_papers_it_took_or_brought),
		STORE_TEST(definitions_that_change_are_told_and_nothing_is_lost),
		STORE_TEST(papers_are_taken_out_put_back_and_added),
		STORE_TEST(the_packet_comes_as_pdf_and_the_desk_finds_it_by_its_number),
		STORE_TEST(pdfs_from_one_address_have_a_limit),
		STORE_TEST(deleting_is_for_good),
		STORE_TEST(nothing_that_was_typed_is_in_any_file_of_the_database),
	};
	return store_tests("prepare", tests, COUNT(tests), migrations, migrations_n, NULL);
}
