/* Fields as parts of forms: the gallery of all kinds in three languages, and what comes back. */
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "kit/fields/form.h"
#include "kit/fields/templates/fields.html.h"
#include "text/wareki.h"

#define TODAY day_from(2026, 11, 21)

static int make(void **state)
{
	*state = arena_new(64 << 20);
	return 0;
}

static int drop(void **state)
{
	arena_free(*state);
	return 0;
}

static field_choice choices[] = {
	{ STR_INIT("1級"), { { STR_INIT("1級"), STR_INIT("1きゅう"), STR_INIT("Grade 1") } } },
	{ STR_INIT("なし"), { { STR_INIT("持っていない"), STR_INIT("もって いない"), STR_INIT("None <b>") } } },
};
static str accepted[] = { STR_INIT("jpeg"), STR_INIT("pdf") };
static field_def columns[] = {
	{ .id = STR_INIT("shimei"),
	  .kind = FIELD_NAME,
	  .label = { { STR_INIT("氏名"), STR_INIT("なまえ"), STR_INIT("Name") } },
	  .required = true,
	  .first = DAY_NONE_FIELD,
	  .last = DAY_NONE_FIELD },
	{ .id = STR_INIT("umare"),
	  .kind = FIELD_DATE,
	  .label = { { STR_INIT("生年月日"), STR_INIT("うまれた ひ"), STR_INIT("Born") } },
	  .no_future = true,
	  .first = DAY_NONE_FIELD,
	  .last = DAY_NONE_FIELD },
	{ .id = STR_INIT("tomo"),
	  .kind = FIELD_YESNO,
	  .label = { { STR_INIT("同居"), STR_INIT("いっしょに すむ"), STR_INIT("Lives here") } },
	  .first = DAY_NONE_FIELD,
	  .last = DAY_NONE_FIELD },
};

static field_def a_field(field_kind k)
{
	field_def f = field_plain(str_of(k == FIELD_CHOICES ? "erabu" : "kotae"), k);
	f.label = (text3){ { STR("問い"), STR("とい"), STR("Question") } };
	f.help = (text3){ { STR("書き方 & 例"), STR("かきかた"), STR("How to answer") } };
	if (k == FIELD_CHOICE || k == FIELD_CHOICES) {
		f.choices.at = choices;
		f.choices.n = COUNT(choices);
	}
	if (k == FIELD_TABLE) {
		f.columns.at = columns;
		f.columns.n = COUNT(columns);
	}
	if (k == FIELD_NUMBER)
		f.unit = (text3){ { STR("人"), STR("にん"), STR("people") } };
	if (k == FIELD_FILE)
		f.accept = (strs){ accepted, COUNT(accepted) };
	return f;
}

static str rendered(arena *a, const field_view *v, lang l)
{
	buf b = buf_new(a, 1 << 20);
	page_out o = { .b = &b, .arena = a, .lang = l };
	field_widget(&o, v);
	assert_false(b.overflowed);
	return arena_copy(a, buf_str(&b));
}

static int count(str s, const char *what)
{
	int n = 0;
	for (const char *at = s.at; (at = strstr(at, what)); at++)
		n++;
	return n;
}

/* Every id that something points at is there, and no id twice. */
static void points_only_at_what_is_there(arena *a, str out)
{
	static const char *const pointers[] = { " for=\"", " aria-describedby=\"" };
	for (size_t p = 0; p < COUNT(pointers); p++)
		for (const char *at = out.at; (at = strstr(at, pointers[p]));) {
			at += strlen(pointers[p]);
			str ids = { at, (size_t)(strchr(at, '"') - at) };
			while (ids.len) {
				str id = str_cut(&ids, ' ');
				if (count(out, str_format(a, " id=\"%.*s\"", STR_ARG(id)).at) != 1)
					fail_msg("%.*s stands not once in %s", STR_ARG(id), out.at);
			}
		}
}

static void every_kind_is_a_labelled_control_in_three_languages(void **state)
{
	arena *a = *state;
	for (int k = 0; k < FIELD_KIND_COUNT; k++)
		for (int l = 0; l < LANG_COUNT; l++)
			for (int flags = 0; flags < 8; flags++) {
				field_def f = a_field((field_kind)k);
				f.required = flags & 1;
				field_look_at how = { .heading = flags & 2,
						      .ask_unknown = flags & 2,
						      .error = flags & 4 ? STR("直して <ください>") : STR_NONE };
				field_view v = field_view_of(a, &f, STR_NONE, &how, (lang)l);
				str out = rendered(a, &v, (lang)l);
				points_only_at_what_is_there(a, out);
				assert_int_equal(count(out, text_in(&f.label, (lang)l).at) >= 1, 1);
				assert_int_equal(count(out, "直して &lt;ください&gt;"), flags & 4 ? 1 : 0);
				assert_int_equal(count(out, "<h1"), flags & 2 ? 1 : 0);
				assert_int_equal(count(out, str_format(a, " id=\"%.*s\"", STR_ARG(v.id)).at), 1);
				if (flags & 2) /* わからない is always possible where it is offered */
					assert_true(count(out, text_in(&(text3){ { STR("わからない"), STR("わからない"),
										   STR("I do not know") } },
								       (lang)l)
								       .at) == 1);
				if (flags & 4 && k != FIELD_TABLE)
					assert_true(count(out, "aria-invalid=\"true\"") >= 1);
				assert_int_equal(count(out, "<b>"), 0);
			}
}

static void a_question_may_be_left_without_a_mark(void **state)
{
	arena *a = *state;
	field_def f = a_field(FIELD_NUMBER);
	field_view marked = field_view_of(a, &f, STR_NONE, &(field_look_at){ 0 }, LANG_JA),
		   bare = field_view_of(a, &f, STR_NONE, &(field_look_at){ .unmarked = true }, LANG_JA);
	assert_int_equal(count(rendered(a, &marked, LANG_JA), "任意"), 1);
	assert_int_equal(count(rendered(a, &bare, LANG_JA), "任意"), 0);
}

static void dates_are_shown_by_era_in_japanese_and_by_the_western_year_in_english(void **state)
{
	arena *a = *state;
	field_def f = a_field(FIELD_DATE);
	field_view ja = field_view_of(a, &f, STR("1960-04-01"), &(field_look_at){ 0 }, LANG_JA);
	assert_true(str_eq(ja.parts.at[0].value, STR("35")));
	str out = rendered(a, &ja, LANG_JA);
	assert_non_null(strstr(out.at, "<option value=\"昭和\" selected>"));
	field_view en = field_view_of(a, &f, STR("1960-04-01"), &(field_look_at){ 0 }, LANG_EN);
	assert_true(str_eq(en.parts.at[0].value, STR("1960")));
}

static pairs form_of(arena *a, const char *query)
{
	pairs p = { 0 };
	assert_null(query_parse(a, str_of(query), 100, &p));
	return p;
}

static str answer(arena *a, const field_def *f, const char *query, err_code *ret_code)
{
	pairs form = form_of(a, query);
	field_posted p = field_from_form(a, &form, f, STR_NONE);
	str ret;
	const err *e = field_read(a, f, p.typed, TODAY, &ret);
	*ret_code = e ? e->code : ERR_COUNT;
	return ret;
}

static void a_date_in_parts_is_one_date(void **state)
{
	static const struct {
		const char *form, *date;
		err_code code;
	} all[] = {
		{ "kotae.era=昭和&kotae.y=35&kotae.m=4&kotae.d=1", "1960-04-01", ERR_COUNT },
		{ "kotae.era=&kotae.y=１９６０&kotae.m=０４&kotae.d=１", "1960-04-01", ERR_COUNT },
		{ "kotae.era=令和&kotae.y=元&kotae.m=5&kotae.d=1", "2019-05-01", ERR_COUNT },
		{ "kotae.era=昭和&kotae.y=1960&kotae.m=4&kotae.d=1", "1960-04-01", ERR_COUNT },
		{ "kotae.era=&kotae.y=S35.4.1&kotae.m=&kotae.d=", "1960-04-01", ERR_COUNT },
		{ "kotae=R8.11.21", "2026-11-21", ERR_COUNT },
		{ "kotae.era=&kotae.y=35&kotae.m=4&kotae.d=1", "", ERR_field_era },
		{ "kotae.era=昭和&kotae.y=64&kotae.m=1&kotae.d=8", "", ERR_field_date_never },
		{ "kotae.era=昭和&kotae.y=&kotae.m=4&kotae.d=1", "", ERR_field_date },
		{ "kotae.era=昭和&kotae.y=35&kotae.m=4&kotae.d=", "", ERR_field_date },
		{ "kotae.era=昭和&kotae.y=&kotae.m=&kotae.d=", "", ERR_required },
	};
	arena *a = *state;
	field_def f = a_field(FIELD_DATE);
	f.required = true;
	for (size_t i = 0; i < COUNT(all); i++) {
		err_code code;
		str query = STR_NONE;
		/* as a browser sends it */
		for (const char *c = all[i].form; *c; c++)
			query = (u8)*c < 0x80 ? str_format(a, "%.*s%c", STR_ARG(query), *c)
					      : str_format(a, "%.*s%%%02X", STR_ARG(query), (u8)*c);
		str got = answer(a, &f, query.at, &code);
		if (code != all[i].code || !str_eq(got, str_of(all[i].date)))
			fail_msg("%s: %.*s, %d", all[i].form, STR_ARG(got), code);
	}
}

static void what_was_half_filled_in_comes_back_as_it_was(void **state)
{
	arena *a = *state;
	field_def f = a_field(FIELD_DATE);
	pairs form = form_of(a, "kotae.era=%E6%98%AD%E5%92%8C&kotae.y=&kotae.m=4&kotae.d=31");
	field_posted p = field_from_form(a, &form, &f, STR_NONE);
	field_view v = field_view_of(a, &f, p.typed, &(field_look_at){ 0 }, LANG_EN);
	assert_int_equal(v.parts.at[0].value.len, 0);
	assert_true(str_eq(v.parts.at[1].value, STR("4")));
	assert_true(str_eq(v.parts.at[2].value, STR("31")));
	assert_non_null(strstr(rendered(a, &v, LANG_EN).at, "<option value=\"昭和\" selected>Showa</option>"));
}

static void boxes_come_back_together_and_in_the_order_of_the_list(void **state)
{
	arena *a = *state;
	err_code code;
	field_def f = a_field(FIELD_CHOICES);
	str got = answer(a, &f, "erabu=%E3%81%AA%E3%81%97&erabu=1%E7%B4%9A", &code);
	assert_true(str_eq(got, STR("1級\nなし")));
	field_view v = field_view_of(a, &f, got, &(field_look_at){ 0 }, LANG_JA);
	assert_int_equal(count(rendered(a, &v, LANG_JA), " checked"), 2);
}

static void i_do_not_know_counts_whatever_else_was_typed(void **state)
{
	arena *a = *state;
	field_def n = a_field(FIELD_NUMBER), y = a_field(FIELD_YESNO), d = a_field(FIELD_DATE);
	pairs form = form_of(a, "kotae=3&kotae.unknown=1");
	field_posted p = field_from_form(a, &form, &n, STR_NONE);
	assert_true(p.unknown && p.present && p.typed.len == 0);
	form = form_of(a, "kotae=%3F");
	assert_true(field_from_form(a, &form, &y, STR_NONE).unknown);
	form = form_of(a, "kotae.era=&kotae.y=&kotae.m=&kotae.d=&kotae.unknown=1");
	assert_true(field_from_form(a, &form, &d, STR_NONE).unknown);
	form = form_of(a, "other=1");
	assert_false(field_from_form(a, &form, &y, STR_NONE).present);
	field_view v =
		field_view_of(a, &y, STR_NONE, &(field_look_at){ .ask_unknown = true, .unknown = true }, LANG_JA);
	assert_non_null(strstr(rendered(a, &v, LANG_JA).at, "value=\"?\" checked"));
}

static void rows_are_added_and_removed_without_losing_what_was_typed(void **state)
{
	arena *a = *state;
	field_def f = a_field(FIELD_TABLE);
	pairs form =
		form_of(a, "kotae.rows=2&kotae.1.shimei=Hana&kotae.1.umare.era=&kotae.1.umare.y=2020&kotae.1.umare.m=4&"
			   "kotae.1.umare.d=&kotae.2.shimei=Taro&kotae.2.tomo=yes&kotae.add=1");
	field_posted p = field_from_form(a, &form, &f, STR_NONE);
	assert_true(p.again);
	field_view v = field_view_of(a, &f, p.typed, &(field_look_at){ 0 }, LANG_JA);
	assert_int_equal(v.rows.n, 3);
	str out = rendered(a, &v, LANG_JA);
	points_only_at_what_is_there(a, out);
	assert_non_null(strstr(out.at, "name=\"kotae.rows\" value=\"3\""));
	assert_non_null(strstr(out.at, "name=\"kotae.1.shimei\" type=\"text\" value=\"Hana\""));
	assert_non_null(strstr(
		out.at, "name=\"kotae.1.umare.y\" type=\"text\" inputmode=\"numeric\" size=\"4\" value=\"2020\""));
	assert_non_null(strstr(out.at, "name=\"kotae.2.tomo\" value=\"yes\" checked"));
	form = form_of(a, "kotae.rows=2&kotae.1.shimei=Hana&kotae.2.shimei=Taro&kotae.2.tomo=yes&kotae.remove=1");
	p = field_from_form(a, &form, &f, STR_NONE);
	assert_true(p.again);
	assert_non_null(strstr(p.typed.at, "Taro"));
	assert_null(strstr(p.typed.at, "Hana"));
	str ret;
	assert_null(field_read(a, &f, p.typed, TODAY, &ret));
	assert_string_equal(ret.at, "[{\"shimei\":\"Taro\",\"tomo\":\"yes\"}]");
}

static void a_mistake_in_a_table_says_which_row(void **state)
{
	arena *a = *state;
	field_def f = a_field(FIELD_TABLE);
	pairs form =
		form_of(a, "kotae.rows=2&kotae.1.shimei=Hana&kotae.2.umare.y=2027&kotae.2.umare.m=1&kotae.2.umare.d=1");
	str ret;
	const err *e = field_read(a, &f, field_from_form(a, &form, &f, STR_NONE).typed, TODAY, &ret);
	assert_non_null(e);
	assert_true(str_eq(e->where, STR("kotae[2].shimei")));
	assert_int_equal(e->code, ERR_required);
	assert_int_equal(e->next->code, ERR_field_date_future);
	assert_non_null(strstr(field_told(a, &f, e->next, LANG_JA).at, "2行目の「生年月日」"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, make, drop)
		TEST(every_kind_is_a_labelled_control_in_three_languages),
		TEST(a_question_may_be_left_without_a_mark),
		TEST(dates_are_shown_by_era_in_japanese_and_by_the_western_year_in_english),
		TEST(a_date_in_parts_is_one_date),
		TEST(what_was_half_filled_in_comes_back_as_it_was),
		TEST(boxes_come_back_together_and_in_the_order_of_the_list),
		TEST(i_do_not_know_counts_whatever_else_was_typed),
		TEST(rows_are_added_and_removed_without_losing_what_was_typed),
		TEST(a_mistake_in_a_table_says_which_row),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
