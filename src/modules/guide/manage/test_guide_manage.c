/* Drafts of the guide's files: saving, two administrators, what refuses a publication; cells of a CSV, and what differs between two texts. */
#include "kit/testing.h"

#include "defs/guide/testing.h"
#include "modules/guide/manage/manage.h"
#include "rules/dmn_model.h"

static const module *const modules[] = { &kit_module, &drafts_module, &guide_manage_module };

/* The small city with its guide, two administrators. */
static web *guide_web(void **state)
{
	web *w = web_open(*state, modules, COUNT(modules), false);
	def_files files, more = guide_set(w->a, NULL, NULL, NULL, NULL, NULL);
	assert_ok(catalog_files(w->app, w->a, &files));
	def_files set = { 0 };
	for (size_t i = 0; i < more.n; i++)
		if (gm_ours(more.at[i].path) || str_eq(more.at[i].path, STR("services.yaml")))
			LIST_ADD(w->a, &set, more.at[i]);
	for (size_t i = 0; i < files.n; i++)
		if (str_eq(files.at[i].path, STR("city.yaml")))
			LIST_ADD(w->a, &set, files.at[i]);
	for (size_t i = 0; i < more.n; i++)
		if (str_starts(more.at[i].path, STR("offices/")))
			LIST_ADD(w->a, &set, more.at[i]);
	i64 changed_n;
	assert_ok(catalog_load(w->app, w->a, set, &changed_n));
	assert_ok(catalog_reload(w->app->catalog));
	add_account(w, "mori", "admin", "");
	add_account(w, "hara", "admin", "");
	add_account(w, "moji", "admin", "moji");
	return w;
}

#define TABLE_PAGE "/manage/guide/table/alle"

static answer save(browser *b, const char *csv, int rev)
{
	str form = str_format(b->w->a, "rev=%d&csv=%.*s", rev, STR_ARG(percent_encode(b->w->a, str_of(csv))));
	return post(b, TABLE_PAGE "/save", form.at);
}

static str in_force(web *w, const char *path)
{
	def_files files;
	assert_ok(catalog_files(w->app, w->a, &files));
	for (size_t i = 0; i < files.n; i++)
		if (str_eq(files.at[i].path, str_of(path)))
			return files.at[i].text;
	return STR_NONE;
}

static browser editor(web *w, const char *login)
{
	browser b = signed_in(w, login);
	get(&b, TABLE_PAGE);
	return b;
}

static void a_draft_is_saved_with_its_mistakes_told_at_their_cells_and_changes_nothing_yet(void **state)
{
	web *w = guide_web(state);
	browser b = editor(w, "mori");
	answer r = save(&b, changed(w->a, small_table, "kippu,,,>= 70", "kippu,,,\"「何」\""), 0);
	assert_int_equal(r.status, 200);
	assert_has(r.body, "\"rev\":1");
	assert_has(r.body, "\"row\":3,\"column\":3");
	assert_true(str_eq(in_force(w, "tables/alle.csv"), str_of(small_table)));
	assert_has(get(&b, TABLE_PAGE).body, "「何」");
	/* back to what is in force: no draft is left */
	r = save(&b, small_table, 1);
	assert_has(r.body, "\"changed\":false");
	web_close(w);
}

static void a_window_that_is_behind_is_told_and_shown_what_is_stored(void **state)
{
	web *w = guide_web(state);
	browser b = editor(w, "mori");
	assert_int_equal(save(&b, changed(w->a, small_table, ">= 70", ">= 75"), 0).status, 200);
	answer r = save(&b, changed(w->a, small_table, ">= 70", ">= 80"), 0);
	assert_int_equal(r.status, 409);
	assert_has(r.body, ">= 75");
	assert_has(r.body, "\"rev\":1");
	assert_int_equal(save(&b, changed(w->a, small_table, ">= 70", ">= 80"), 1).status, 200);
	/* the form keeps what was typed, too */
	str form = str_format(w->a, "rev=1&from=1&do=save&c3.3=%%3E%%3D+90");
	r = post(&b, TABLE_PAGE, form.at);
	assert_int_equal(r.status, 409);
	assert_has(r.body, "value=\"&gt;= 90\"");
	assert_has(r.body, "&gt;= 80");
	assert_has(r.body, "name=\"rev\" value=\"1\"><input type=\"hidden\" name=\"from\"");
	assert_int_equal(post(&b, TABLE_PAGE, form.at).status, 409); /* not by pressing once more */
	form = str_format(w->a, "rev=1&stored=2&from=1&do=overwrite&c3.3=%%3E%%3D+90");
	assert_int_equal(post(&b, TABLE_PAGE, form.at).status, 303);
	assert_has(get(&b, TABLE_PAGE).body, "value=\"&gt;= 90\"");
	web_close(w);
}

static void files_of_a_draft_are_published_together_or_not_at_all(void **state)
{
	web *w = guide_web(state);
	browser b = editor(w, "mori");
	/* the case "若い1級" expects that kippu is refused at 36: with this row it is not */
	assert_int_equal(save(&b, changed(w->a, small_table, "kippu,,,>= 70", "kippu,,,>= 30"), 0).status, 200);
	answer r = post(&b, "/manage/guide/draft", "do=publish");
	assert_int_equal(r.status, 422);
	assert_has(r.body, "/manage/guide/cases/alle");
	assert_true(str_eq(in_force(w, "tables/alle.csv"), str_of(small_table)));
	const char *cases =
		changed(w->a, small_cases, "iryou,,zei kippu todoke kokuho", "iryou kippu,,zei todoke kokuho");
	str form = str_format(w->a, "rev=0&csv=%.*s", STR_ARG(percent_encode(w->a, str_of(cases))));
	assert_int_equal(post(&b, "/manage/guide/cases/alle/save", form.at).status, 200);
	r = post(&b, "/manage/guide/draft", "do=publish");
	assert_int_equal(r.status, 303);
	assert_has(in_force(w, "tables/alle.csv"), ">= 30");
	assert_has(in_force(w, "cases/alle.csv"), "iryou kippu");
	assert_has(get(&b, "/manage/guide/history").body, "mori");
	/* the draft is gone with the publication */
	assert_false(str_has(get(&b, "/manage/guide/draft").body, STR("value=\"publish\"")));
	web_close(w);
}

static void of_two_administrators_the_second_is_shown_both_changes(void **state)
{
	web *w = guide_web(state);
	browser one = editor(w, "mori"), two = editor(w, "hara");
	assert_int_equal(save(&one, changed(w->a, small_table, ">= 70", ">= 75"), 0).status, 200);
	answer r = save(&two, changed(w->a, small_table, "<= 3604000,,,,条例", "<= 4000000,,,,条例"), 0);
	assert_has(r.body, "\"other\":\"mori\"");
	assert_int_equal(post(&one, "/manage/guide/draft", "do=publish").status, 303);
	r = post(&two, "/manage/guide/draft", "do=publish");
	assert_int_equal(r.status, 409);
	assert_has(r.body, "&gt;= 75");
	assert_has(r.body, "4000000");
	assert_has(in_force(w, "tables/alle.csv"), ">= 75");
	/* having seen both, the second goes on */
	assert_int_equal(post(&two, "/manage/guide/draft", "do=rebase&path=tables/alle.csv&rev=1").status, 303);
	assert_int_equal(post(&two, "/manage/guide/draft", "do=publish").status, 303);
	assert_has(in_force(w, "tables/alle.csv"), "4000000");
	web_close(w);
}

static void a_draft_that_changed_since_it_was_looked_at_is_not_published(void **state)
{
	web *w = guide_web(state);
	browser b = editor(w, "mori");
	assert_int_equal(save(&b, changed(w->a, small_table, ">= 70", ">= 75"), 0).status, 200);
	assert_int_equal(post(&b, "/manage/guide/draft", "do=publish&seen=0123456789abcdef").status, 409);
	assert_has(in_force(w, "tables/alle.csv"), ">= 70");
	web_close(w);
}

static void an_administrator_of_one_office_may_not_edit_what_holds_for_all(void **state)
{
	web *w = guide_web(state);
	browser b = signed_in(w, "moji");
	assert_int_equal(get(&b, "/manage/guide").status, 403);
	assert_int_equal(get(&b, TABLE_PAGE).status, 403);
	assert_int_equal(save(&b, small_table, 0).status, 403);
	web_close(w);
}

static void a_fact_that_is_used_is_not_deleted_and_its_uses_are_listed(void **state)
{
	web *w = guide_web(state);
	browser b = editor(w, "mori");
	answer r = post(&b, "/manage/guide/fact/techou", "do=remove&rev=0");
	assert_int_equal(r.status, 422);
	assert_has(r.body, TABLE_PAGE);
	assert_has(r.body, "/manage/guide/fact/toukyuu");
	web_close(w);
}

/* What a form's page must carry to be posted as a new scheme. */
#define NEW_SCHEME(id, name)                                                                                           \
	"do=save&rev=0&id=" id "&file=schemes/alle.yaml&name.ja=" name                                                 \
	"&kind=right&about.ja=x&worth=10&events=shougai&source=x"

static void a_scheme_and_a_fact_are_made_and_an_unused_one_is_deleted(void **state)
{
	web *w = guide_web(state);
	browser b = editor(w, "mori");
	assert_has(get(&b, "/manage/guide/new-scheme").body, "value=\"schemes/alle.yaml\"");
	assert_int_equal(post(&b, "/manage/guide/new-scheme", NEW_SCHEME("Not-Good", "taxi")).status, 422);
	assert_int_equal(post(&b, "/manage/guide/new-scheme", NEW_SCHEME("kippu", "taxi")).status, 422);
	answer r = post(&b, "/manage/guide/new-scheme", NEW_SCHEME("taxi", "taxi-ken"));
	assert_int_equal(r.status, 303);
	assert_has(get(&b, "/manage/guide/scheme/taxi").body, "taxi-ken");
	assert_has(get(&b, "/manage/guide/draft").body, "taxi-ken");
	/* made on a page from before that draft: nothing of it is lost, so nobody is asked */
	assert_int_equal(post(&b, "/manage/guide/new-scheme", NEW_SCHEME("basu", "basu-ken")).status, 303);
	assert_has(get(&b, "/manage/guide/schemes").body, "taxi-ken");
	assert_int_equal(post(&b, "/manage/guide/scheme/taxi", "do=remove&rev=2").status, 303);
	assert_int_equal(get(&b, "/manage/guide/scheme/taxi").status, 404);
	assert_has(get(&b, "/manage/guide/schemes").body, "basu-ken");

	r = post(&b, "/manage/guide/new-fact", "do=save&rev=0&id=inu&file=facts.yaml&name=inu&type=yesno&label.ja=dog");
	assert_int_equal(r.status, 303);
	assert_has(get(&b, "/manage/guide/facts").body, "/manage/guide/fact/inu");
	/* choices: asked for once the kind is known */
	r = post(&b, "/manage/guide/new-fact",
		 "do=save&rev=1&id=iro&file=facts.yaml&name=iro&type=choice&label.ja=colour");
	assert_int_equal(r.status, 422);
	assert_has(r.body, "name=\"choice.0\"");
	r = post(&b, "/manage/guide/new-fact",
		 "do=save&rev=1&id=iro&file=facts.yaml&name=iro&type=choice&label.ja=colour&choice.0=aka&choice.1=ao");
	assert_int_equal(r.status, 303);
	assert_has(get(&b, "/manage/guide/fact/iro").body, "value=\"ao\"");
	assert_int_equal(post(&b, "/manage/guide/fact/inu", "do=remove&rev=2").status, 303);
	assert_int_equal(get(&b, "/manage/guide/fact/inu").status, 404);
	assert_int_equal(post(&b, "/manage/guide/draft", "do=publish").status, 303);
	assert_has(in_force(w, "schemes/alle.yaml"), "basu-ken");
	assert_has(in_force(w, "facts.yaml"), "aka");
	web_close(w);
}

static void a_form_that_is_behind_saves_only_after_the_choice(void **state)
{
	web *w = guide_web(state);
	browser b = editor(w, "mori");
	const char *first = "&name.ja=kippu&kind=right&about.ja=first&worth=20&events=shougai&source=x";
	const char *second = "&name.ja=kippu&kind=right&about.ja=second&worth=20&events=shougai&source=x";
	const char *at = "/manage/guide/scheme/kippu";
	assert_int_equal(post(&b, at, str_format(w->a, "do=save&rev=0%s", first).at).status, 303);
	for (int again = 0; again < 2; again++) {
		answer r = post(&b, at, str_format(w->a, "do=save&rev=0%s", second).at);
		assert_int_equal(r.status, 409);
		assert_has(r.body, "name=\"rev\" value=\"0\"");
		assert_has(r.body, "name=\"stored\" value=\"1\"");
		assert_has(r.body, "second");
	}
	/* a mistake does not make an old page a new one */
	answer r = post(&b, at, str_format(w->a, "do=save&rev=0&online=nowhere%s", second).at);
	assert_int_equal(r.status, 422);
	assert_has(r.body, "name=\"rev\" value=\"0\"");
	assert_has(get(&b, at).body, "first");
	assert_int_equal(post(&b, at, str_format(w->a, "do=overwrite&rev=0&stored=1%s", second).at).status, 303);
	assert_has(get(&b, at).body, "second");
	web_close(w);
}

static void an_old_version_is_restored_as_a_draft_but_over_none(void **state)
{
	web *w = guide_web(state);
	browser b = editor(w, "mori");
	const char *restore = "path=tables/alle.csv&version=1";
	assert_int_equal(save(&b, changed(w->a, small_table, ">= 70", ">= 75"), 0).status, 200);
	assert_int_equal(post(&b, "/manage/guide/draft", "do=publish").status, 303);
	assert_has(get(&b, "/manage/guide/version?path=tables/alle.csv&version=1").body, "/manage/guide/version");
	assert_int_equal(save(&b, changed(w->a, small_table, ">= 70", ">= 80"), 0).status, 200);
	assert_int_equal(post(&b, "/manage/guide/version", restore).status, 409);
	assert_has(get(&b, TABLE_PAGE).body, "&gt;= 80");
	assert_int_equal(post(&b, "/manage/guide/draft", "do=drop&path=tables/alle.csv&rev=1").status, 303);
	assert_int_equal(post(&b, "/manage/guide/version", restore).status, 303);
	assert_has(in_force(w, "tables/alle.csv"), ">= 75");
	assert_int_equal(post(&b, "/manage/guide/draft", "do=publish").status, 303);
	assert_true(str_eq(in_force(w, "tables/alle.csv"), str_of(small_table)));
	assert_int_equal(post(&b, "/manage/guide/version", "path=city.yaml&version=1").status, 404);
	assert_int_equal(get(&b, "/manage/guide/version?path=tables/alle.csv&version=9").status, 404);
	web_close(w);
}

static void a_table_is_given_out_as_dmn_with_the_draft_in_it(void **state)
{
	web *w = guide_web(state);
	browser b = editor(w, "mori");
	assert_int_equal(save(&b, changed(w->a, small_table, ">= 70", ">= 75"), 0).status, 200);
	answer r = get(&b, TABLE_PAGE "/dmn");
	assert_int_equal(r.status, 200);
	assert_has(r.body, "&gt;= 75");
	dmn_model *m = NULL;
	assert_ok(dmn_read(w->a, STR("alle.dmn"), r.body, &m));
	assert_ok(dmn_link(w->a, &m, 1));
	web_close(w);
}

/* --- cells ------------------------------------------------------------------------------------------------------------------ */

static void cells_are_written_as_they_were_read(void **state)
{
	arena *a = ((store_test *)*state)->arena;
	csv_table t;
	assert_ok(grid_read(a, STR("id,年齢,根拠\nx,\"「a」,「b」\",\"a \"\"b\"\"\"\ny\n"), &t));
	assert_int_equal(t.at[2].n, 3);
	assert_true(str_eq(grid_write(a, &t), STR("id,年齢,根拠\nx,\"「a」,「b」\",\"a \"\"b\"\"\"\ny,,\n")));
	assert_true(grid_row(a, &t, GRID_COPY, 1));
	assert_true(grid_row(a, &t, GRID_DOWN, 2));
	assert_true(str_eq(t.at[2].at[0], STR("y")));
	assert_false(grid_row(a, &t, GRID_UP, 1));
	assert_false(grid_row(a, &t, GRID_DELETE, 0));
	assert_true(grid_add_column(a, &t, STR("所得"), false));
	assert_true(str_eq(t.at[0].at[2], STR("所得")));
	assert_false(grid_add_column(a, &t, STR("所得"), false));
	assert_false(grid_delete_column(&t, 0));
	assert_refused(grid_read(a, STR("id\na,b\n"), &t), ERR_file);
}

static void rows_are_told_to_hold_now_later_or_no_more(void **state)
{
	arena *a = ((store_test *)*state)->arena;
	csv_table t;
	assert_ok(grid_read(a, STR("id,有効開始,有効終了\na,,\nb,2027-04-01,\nc,,令和8年3月31日\n"), &t));
	day today = day_from(2026, 11, 21);
	assert_int_equal(grid_state(a, &t, 1, today), ROW_NOW);
	assert_int_equal(grid_state(a, &t, 2, today), ROW_LATER);
	assert_int_equal(grid_state(a, &t, 3, today), ROW_PAST);
}

static void a_difference_names_rows_added_removed_and_changed(void **state)
{
	arena *a = ((store_test *)*state)->arena;
	differences d = differ(a, LANG_JA, STR("tables/x.csv"), STR("id,a\np,1\nq,2\nr,3\n"),
			       STR("id,b,a\nq,,2\np,,1\nr,,4\ns,,5\n"));
	/* the new column; p elsewhere; r changed; s added */
	size_t added = 0, removed = 0, other = 0;
	for (size_t i = 0; i < d.n; i++) {
		added += d.at[i].kind == DIFF_ADDED;
		removed += d.at[i].kind == DIFF_REMOVED;
		other += d.at[i].kind == DIFF_CHANGED;
		if (d.at[i].kind == DIFF_CHANGED)
			assert_true(str_has(d.at[i].where, STR("r")) && str_eq(d.at[i].cells.at[0].was, STR("3")) &&
				    str_eq(d.at[i].cells.at[0].becomes, STR("4")));
	}
	assert_int_equal(other, 1);
	assert_int_equal(removed, 1);
	assert_int_equal(added, 3);
	d = differ(a, LANG_JA, STR("schemes/x.yaml"), STR("schemes:\n  p:\n    name: { ja: あ }\n  q:\n    name: い\n"),
		   STR("schemes:\n  p:\n    name: { ja: う }\n"));
	assert_int_equal(d.n, 2);
	assert_int_equal(d.at[0].kind, DIFF_CHANGED);
	assert_true(str_eq(d.at[0].cells.at[0].what, STR("name.ja")));
	assert_int_equal(d.at[1].kind, DIFF_REMOVED);
}

int main(void)
{
	static const store_test_case tests[] = {
		STORE_TEST(a_draft_is_saved_with_its_mistakes_told_at_their_cells_and_changes_nothing_yet),
		STORE_TEST(a_window_that_is_behind_is_told_and_shown_what_is_stored),
		STORE_TEST(files_of_a_draft_are_published_together_or_not_at_all),
		STORE_TEST(of_two_administrators_the_second_is_shown_both_changes),
		STORE_TEST(a_draft_that_changed_since_it_was_looked_at_is_not_published),
		STORE_TEST(an_administrator_of_one_office_may_not_edit_what_holds_for_all),
		STORE_TEST(a_fact_that_is_used_is_not_deleted_and_its_uses_are_listed),
		STORE_TEST(a_scheme_and_a_fact_are_made_and_an_unused_one_is_deleted),
		STORE_TEST(a_form_that_is_behind_saves_only_after_the_choice),
		STORE_TEST(an_old_version_is_restored_as_a_draft_but_over_none),
		STORE_TEST(a_table_is_given_out_as_dmn_with_the_draft_in_it),
		STORE_TEST(cells_are_written_as_they_were_read),
		STORE_TEST(rows_are_told_to_hold_now_later_or_no_more),
		STORE_TEST(a_difference_names_rows_added_removed_and_changed),
	};
	return store_tests("guide_manage", tests, COUNT(tests), migrations, migrations_n, NULL);
}
