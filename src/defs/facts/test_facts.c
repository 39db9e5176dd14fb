#include "defs/testing.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static int make(void **state)
{
	*state = arena_new(256 << 20);
	return 0;
}

static int drop(void **state)
{
	arena_free(*state);
	return 0;
}

static const char common[] = "facts:\n" /* 1 */
			     "  umare:\n"
			     "    name: 生年月日\n"
			     "    type: date\n"
			     "    label: { ja: 生年月日, en: Date of birth }\n" /* 5 */
			     "    no_future: yes\n"
			     "    first: 1900-01-01\n"
			     "    autocomplete: bday\n"
			     "    share: { \"[date(\\\"1990-01-01\\\")..date(\\\"2026-01-01\\\")]\": 3 }\n"
			     "  nenrei:\n" /* 10 */
			     "    name: 年齢\n"
			     "    type: number\n"
			     "    label: 年齢\n"
			     "    unit: { ja: 歳, en: years }\n"
			     "    value: years and months duration(生年月日, today()).years\n" /* 15 */
			     "  techou:\n"
			     "    name: 障害者手帳\n"
			     "    type: yesno\n"
			     "    label: 手帳\n"
			     "    question: { ja: 手帳を持っていますか, en: Do you have a certificate? }\n" /* 20 */
			     "    sensitive: 2\n"
			     "    share: { yes: 8, no: 92.5 }\n";

static const char section[] = "facts:\n" /* 1 */
			      "  toukyuu:\n"
			      "    name: 手帳の等級\n"
			      "    type: choice\n"
			      "    label: 等級\n" /* 5 */
			      "    choices:\n"
			      "      - 1級: { ja-easy: 1きゅう, en: Grade 1 }\n"
			      "      - 2級\n"
			      "      - なし: { ja: 持っていない }\n"
			      "    hard: 1\n" /* 10 */
			      "    ask_if: 障害者手帳 = true\n"
			      "    share: { 1級: 3, なし: 90 }\n"
			      "  omoi:\n"
			      "    name: 重度\n"
			      "    type: yesno\n" /* 15 */
			      "    label: 重度\n"
			      "    value: >-\n"
			      "      手帳の等級 = \"1級\"\n"
			      "      or 手帳の等級 = \"2級\"\n"
			      "  setai:\n" /* 20 */
			      "    name: 世帯\n"
			      "    type: table\n"
			      "    label: 世帯の方\n"
			      "    most: 9\n"
			      "    columns:\n" /* 25 */
			      "      shimei: { type: name, label: 氏名, required: yes }\n"
			      "      umare: { type: date, label: { ja: 誕生日, en: Born } }\n"
			      "  kodomo:\n"
			      "    name: 子どもの人数\n"
			      "    type: number\n" /* 30 */
			      "    label: 人数\n"
			      "    check: 子どもの人数 <= count(世帯)\n"
			      "    check_message: { ja: 世帯の人数より多くなっています。 }\n";

/* The small city with two files of facts, in one of which a text stands in the place of another. */
static def_files with(arena *a, const char *from, const char *to)
{
	def_files files = small_set(a, NULL, NULL, NULL);
	const char *texts[] = { common, section }, *paths[] = { "facts.yaml", "facts/shougai.yaml" };
	bool found = !from;
	for (size_t i = 0; i < COUNT(texts); i++) {
		const char *hit = from ? strstr(texts[i], from) : NULL;
		str text = str_of(texts[i]);
		if (hit) {
			CHECK(!found && !strstr(hit + 1, from));
			found = true;
			text = str_format(a, "%.*s%s%s", (int)(hit - texts[i]), texts[i], to, hit + strlen(from));
		}
		LIST_ADD(a, &files, ((def_file){ str_of(paths[i]), text }));
	}
	CHECK(found);
	return files;
}

static const fact_defs *good(arena *a)
{
	city_def *c;
	const err *e = defs_parse(a, with(a, NULL, NULL), &c);
	if (e)
		fail_msg("%.*s: %.*s", STR_ARG(e->where), STR_ARG(e->detail));
	return &c->facts;
}

static void facts_of_all_files_are_one_catalogue(void **state)
{
	const fact_defs *f = good(*state);
	assert_int_equal(f->n, 7);
	assert_int_equal(f->names.n, 7);
	const fact_def *grade = facts_named(f, STR("手帳の等級"));
	assert_ptr_equal(grade, facts_find(f, STR("toukyuu")));
	assert_true(str_eq(grade->file, STR("facts/shougai.yaml")));
	assert_int_equal(grade->line, 2);
	assert_int_equal(grade->hard, 1);
	assert_int_equal(grade->field.choices.n, 3);
	assert_true(str_eq(text_in(&grade->field.choices.at[0].label, LANG_JA), STR("1級")));
	assert_true(str_eq(text_in(&grade->field.choices.at[0].label, LANG_EN), STR("Grade 1")));
	assert_true(str_eq(text_in(&grade->field.choices.at[1].label, LANG_EN), STR("2級")));
	assert_true(str_eq(text_in(&grade->field.choices.at[2].label, LANG_JA), STR("持っていない")));
	const fact_def *born = facts_find(f, STR("umare"));
	assert_true(born->field.no_future && born->field.first == day_from(1900, 1, 1));
	assert_true(born->field.last == DAY_NONE_FIELD);
	assert_int_equal(facts_find(f, STR("setai"))->field.columns.n, 2);
	assert_true(facts_find(f, STR("techou"))->share.at[1].weight > 92);
	assert_null(facts_find(f, STR("techo")));
}

static fact_answers say(arena *a, const char *const (*pairs)[2])
{
	fact_answers all = { NULL, 0 };
	for (; (*pairs)[0]; pairs++)
		LIST_ADD(a, &all, ((fact_answer){ str_of((*pairs)[0]), str_of((*pairs)[1]), (*pairs)[1][0] == '?' }));
	return all;
}

/* The value of one fact as FEEL writes it, for these answers; "unknown" for what is. */
static const char *value(arena *a, const fact_defs *f, const char *id, const char *const (*pairs)[2])
{
	feel *values = arena_many(a, feel, f->n);
	feel_run run = feel_begin(a, instant_of(day_from(2026, 11, 21), 600));
	fact_answers given = say(a, pairs);
	answers_values(&run, f, &given, values);
	feel v = values[facts_find(f, str_of(id)) - f->at];
	return v.kind == FEEL_UNKNOWN ? "unknown" : feel_literal(a, v).at;
}
#define VALUE(id, ...) value(a, f, id, (const char *const[][2]){ __VA_ARGS__ __VA_OPT__(, ){ NULL, NULL } })

static void what_nobody_asked_stays_unknown_and_what_does_not_apply_is_null(void **state)
{
	arena *a = *state;
	const fact_defs *f = good(a);
	assert_string_equal(VALUE("techou"), "unknown");
	assert_string_equal(VALUE("techou", { "techou", "?" }), "unknown");
	assert_string_equal(VALUE("techou", { "techou", "yes" }), "true");
	/* the grade is asked of those who have a certificate */
	assert_string_equal(VALUE("toukyuu"), "unknown");
	assert_string_equal(VALUE("toukyuu", { "techou", "yes" }), "unknown");
	assert_string_equal(VALUE("toukyuu", { "techou", "no" }), "null");
	assert_string_equal(VALUE("toukyuu", { "techou", "no" }, { "toukyuu", "1級" }), "null");
	assert_string_equal(VALUE("toukyuu", { "techou", "yes" }, { "toukyuu", "1級" }), "\"1級\"");
	assert_string_equal(VALUE("toukyuu", { "toukyuu", "1級" }), "\"1級\"");
	assert_string_equal(VALUE("toukyuu", { "techou", "yes" }, { "toukyuu", "9級" }), "unknown");
}

static void computed_facts_follow_from_others_and_are_unknown_as_long_as_those_are(void **state)
{
	arena *a = *state;
	const fact_defs *f = good(a);
	assert_string_equal(VALUE("nenrei"), "unknown");
	assert_string_equal(VALUE("nenrei", { "umare", "1960-11-21" }), "66");
	assert_string_equal(VALUE("nenrei", { "umare", "1960-11-22" }), "65");
	assert_string_equal(VALUE("nenrei", { "nenrei", "3" }), "unknown"); /* nobody can answer what is computed */
	assert_string_equal(VALUE("omoi"), "unknown");
	assert_string_equal(VALUE("omoi", { "techou", "yes" }, { "toukyuu", "2級" }), "true");
	assert_string_equal(VALUE("omoi", { "techou", "yes" }, { "toukyuu", "なし" }), "false");
	assert_string_equal(VALUE("omoi", { "techou", "no" }), "false"); /* of what does not apply */
}

static void a_table_is_a_list_of_contexts_by_its_columns_labels(void **state)
{
	arena *a = *state;
	const fact_defs *f = good(a);
	assert_string_equal(
		VALUE("setai",
		      { "setai", "[{\"shimei\":\"小倉 花子\",\"umare\":\"2020-04-01\"},{\"shimei\":\"太郎\"}]" }),
		"[{氏名: \"小倉 花子\", 誕生日: @\"2020-04-01\"}, {氏名: \"太郎\", 誕生日: null}]");
	assert_string_equal(VALUE("setai", { "setai", "" }), "[]");
	assert_string_equal(VALUE("setai", { "setai", "[" }), "unknown");
}

static void a_check_is_told_only_where_it_is_false(void **state)
{
	arena *a = *state;
	const fact_defs *f = good(a);
	feel *values = arena_many(a, feel, f->n);
	size_t i = (size_t)(facts_find(f, STR("kodomo")) - f->at);
	const char *const cases[][3] = { { "1", "[{\"shimei\":\"a\"}]", "y" },
					 { "2", "[{\"shimei\":\"a\"}]", "n" },
					 { "2", "x", "y" } };
	for (size_t k = 0; k < COUNT(cases); k++) {
		feel_run run = feel_begin(a, instant_of(day_from(2026, 11, 21), 600));
		fact_answers given =
			say(a, (const char *const[][2]){
				       { "kodomo", cases[k][0] }, { "setai", cases[k][1] }, { NULL, NULL } });
		answers_values(&run, f, &given, values);
		assert_int_equal(answers_hold(&run, f, i, values), cases[k][2][0] == 'y');
	}
}

static void facts_are_written_back_as_they_are_read(void **state)
{
	arena *a = *state;
	city_def *c, *again;
	assert_null(defs_parse(a, with(a, NULL, NULL), &c));
	def_files files = small_set(a, NULL, NULL, NULL);
	const char *paths[] = { "facts.yaml", "facts/shougai.yaml" };
	for (size_t i = 0; i < COUNT(paths); i++)
		LIST_ADD(a, &files, ((def_file){ str_of(paths[i]), defs_write_facts(a, c, str_of(paths[i])) }));
	const err *e = defs_parse(a, files, &again);
	if (e)
		fail_msg("%.*s: %.*s", STR_ARG(e->where), STR_ARG(e->detail));
	assert_int_equal(again->facts.n, c->facts.n);
	for (size_t i = 0; i < COUNT(paths); i++)
		assert_string_equal(defs_write_facts(a, again, str_of(paths[i])).at, files.at[files.n - 2 + i].text.at);
	for (size_t i = 0; i < c->facts.n; i++) {
		const fact_def *x = &c->facts.at[i], *y = &again->facts.at[i];
		assert_true(str_eq(x->field.id, y->field.id) && str_eq(x->name, y->name) &&
			    str_eq(x->value_text, y->value_text) && str_eq(x->ask_if_text, y->ask_if_text) &&
			    str_eq(x->check_text, y->check_text));
		assert_true(x->field.kind == y->field.kind && x->field.first == y->field.first &&
			    x->field.most == y->field.most && x->field.choices.n == y->field.choices.n &&
			    x->field.columns.n == y->field.columns.n && x->share.n == y->share.n &&
			    x->hard == y->hard && x->sensitive == y->sensitive);
		for (size_t k = 0; k < x->field.choices.n; k++)
			for (int l = 0; l < LANG_COUNT; l++)
				assert_true(str_eq(text_in(&x->field.choices.at[k].label, (lang)l),
						   text_in(&y->field.choices.at[k].label, (lang)l)));
	}
}

static const struct mistake_made {
	const char *from, *to, *where, *says;
} mistakes_made[] = {
	{ "    no_future: yes", "    no_futur: yes", "facts.yaml:6:5", "did you mean ‘no_future’?" },
	{ "type: date\n", "type: dates\n", "facts.yaml:4:11", "‘dates’ is not a type; did you mean ‘date’?" },
	{ "    name: 生年月日\n", "", "facts.yaml:3:5", "‘name:’ is missing" },
	{ "  nenrei:", "  umare:", "facts.yaml:10:3", "stands twice" },
	{ "  toukyuu:", "  techou:", "facts/shougai.yaml:2:3",
	  "the id ‘techou’ is there already: facts.yaml, line 16" },
	{ "name: 重度\n", "name: 年齢\n", "facts/shougai.yaml:14:11",
	  "the name ‘年齢’ is there already: facts.yaml, line 10" },
	{ "ask_if: 障害者手帳 = true", "ask_if: 障害手帳 = true", "facts/shougai.yaml:11:13",
	  "there is no fact called ‘障害手帳’; did you mean ‘障害者手帳’?" },
	{ "ask_if: 障害者手帳 = true", "ask_if: \"true and 手帳\"", "facts/shougai.yaml:11:23",
	  "no fact called ‘手帳’" },
	{ "ask_if: 障害者手帳 = true", "ask_if: 障害者手帳 = \"はい\"", "facts/shougai.yaml:11:", "" },
	{ "ask_if: 障害者手帳 = true", "ask_if: 年齢", "facts/shougai.yaml:11:13",
	  "this gives a number; it must give a boolean" },
	{ "手帳の等級 = \"2級\"", "手帳の等級 = \"4級\"", "facts/shougai.yaml:17:12", "4級" },
	{ ").years", ")", "facts.yaml:15:12", "it must give a number" },
	{ "ask_if: 障害者手帳 = true", "ask_if: 障害者手帳 = = true", "facts/shougai.yaml:11:2", "" },
	{ "手帳の等級 = \"1級\"", "手帳の等級 = (", "facts/shougai.yaml:17:12", "of the expression" },
	{ "(生年月日, today())", "(年齢, today())", "facts.yaml:15:12", "in a ring: 年齢 → 年齢" },
	{ "ask_if: 障害者手帳 = true", "ask_if: 重度", "facts/shougai.yaml:11:13",
	  "in a ring: 手帳の等級 → 重度 → 手帳の等級" },
	{ "ask_if: 障害者手帳 = true", "value: 障害者手帳", "facts/shougai.yaml:10:11",
	  "a computed fact is never asked" },
	{ "    most: 9", "    unit: 人", "facts/shougai.yaml:24:11", "‘unit’ goes with numbers only" },
	{ "    most: 9", "    most: 900", "facts/shougai.yaml:24:11", "must be 0 to 200" },
	{ "      - 2級\n", "      - 1級\n", "facts/shougai.yaml:8:9", "the choice ‘1級’ stands twice" },
	{ "      - 2級\n", "      - \"?\"\n", "facts/shougai.yaml:8:9", "cannot be called ?" },
	{ "share: { 1級: 3", "share: { 3級: 3", "facts/shougai.yaml:12:14", "‘3級’ is no answer of this fact" },
	{ "no: 92.5 }", "no: many }", "facts.yaml:22:26", "how common" },
	{ "shimei: { type: name", "shimei: { type: file", "facts/shougai.yaml:26:23",
	  "a column cannot be a table or a file" },
	{ "name: 重度\n", "name: count\n", "facts/shougai.yaml:14:11", "a word of the expressions" },
	{ "name: 重度\n", "name: 3人\n", "facts/shougai.yaml:14:11", "cannot be a name" },
	{ "    check_message: { ja: 世帯の人数より多くなっています。 }\n", "", "facts/shougai.yaml:32:12",
	  "‘check_message:’ is missing" },
	{ "first: 1900-01-01", "first: 1900-02-29", "facts.yaml:7:12", "not a date" },
	{ "facts:\n  umare", "fakts:\n  umare", "facts.yaml:1:1", "did you mean ‘facts’?" },
};

static void every_mistake_is_told_with_its_place_and_what_to_do(void **state)
{
	for (size_t i = 0; i < COUNT(mistakes_made); i++) {
		const struct mistake_made *m = &mistakes_made[i];
		city_def *c;
		const err *e = defs_parse(*state, with(*state, m->from, m->to), &c);
		bool found = false;
		for (const err *each = e; each; each = each->next)
			found = found ||
				(str_starts(each->where, str_of(m->where)) && str_has(each->detail, str_of(m->says)));
		if (!found)
			fail_msg("%s: %.*s: %.*s", m->to, STR_ARG(e ? e->where : STR("nothing")),
				 STR_ARG(e ? e->detail : STR_NONE));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, make, drop)
		TEST(facts_of_all_files_are_one_catalogue),
		TEST(what_nobody_asked_stays_unknown_and_what_does_not_apply_is_null),
		TEST(computed_facts_follow_from_others_and_are_unknown_as_long_as_those_are),
		TEST(a_table_is_a_list_of_contexts_by_its_columns_labels),
		TEST(a_check_is_told_only_where_it_is_false),
		TEST(facts_are_written_back_as_they_are_read),
		TEST(every_mistake_is_told_with_its_place_and_what_to_do),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
