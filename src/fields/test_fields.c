/* Texts, names, codes of digits, choices, tables; what is shown and told. */
#include "fields/testing.h"

static void names_come_out_as_they_went_in(void **state)
{
	field_def f = field_plain(STR("shimei"), FIELD_NAME);
	static const typed all[] = {
		{ "髙橋　一郎", "髙橋　一郎" },
		{ "　山田 花子 ", "山田 花子" },
		{ "葛\U000E0100城", "葛\U000E0100城" }, /* base and variation selector stay together */
		{ "\U000E0100", "!bad_name" },
		{ "山田\n花子", "!bad_name" },
		{ "Nguyễn Văn A", "Nguyễn Văn A" },
		{ "山\u202E田", "!bad_name" },
		{ "", "" },
	};
	EXPECT(*state, &f, all);
	f.most = 3;
	f.bounded_most = true;
	static const typed bounded[] = {
		{ "葛\U000E0100葛\U000E0100葛\U000E0100",
		  "葛\U000E0100葛\U000E0100葛\U000E0100" }, /* three characters */
		{ "葛葛葛葛", "!too_long" },
	};
	EXPECT(*state, &f, bounded);
}

static void furigana_becomes_full_width_katakana_and_small_kana_stay_small(void **state)
{
	field_def f = field_plain(STR("furigana"), FIELD_KANA);
	static const typed all[] = {
		{ "やまだ はなこ", "ヤマダ　ハナコ" },
		{ "ﾔﾏﾀﾞ ﾊﾅｺ", "ヤマダ　ハナコ" },
		{ "キヨウコ", "キヨウコ" },
		{ "キョウコ", "キョウコ" },
		{ "ﾏﾂﾓﾄ", "マツモト" },
		{ "ﾏｯﾓﾄ", "マッモト" },
		{ "ジェ-ムズ", "ジェームズ" },
		{ "ジェ－ムズ　・　スミス", "ジェームズ　・　スミス" },
		{ "カ\u3099ク", "ガク" },
		{ "ハ  ナ", "ハ　ナ" },
		{ "山田", "!field_kana" },
		{ "YAMADA", "!field_kana" },
		{ "ー", "!field_kana" },
	};
	EXPECT(*state, &f, all);
}

static void texts_keep_their_lines_only_where_there_are_lines(void **state)
{
	field_def f = field_plain(STR("memo"), FIELD_TEXT);
	static const typed one[] = { { "一行\r\n二行", "一行 二行" },
				     { "a\tb", "a b" },
				     { "a\u202Eb", "!field_text" },
				     { "a\x01", "!field_text" } };
	EXPECT(*state, &f, one);
	f.lines = 4;
	f.most = 6;
	f.least = 2;
	f.bounded_most = f.bounded_least = true;
	static const typed many[] = { { "一\r\n二\r\n", "一\n二" },
				      { "一二三四五六七", "!too_long" },
				      { "一", "!field_short" },
				      { "👨‍👩‍👧家族", "👨‍👩‍👧家族" } };
	EXPECT(*state, &f, many);
	str ret;
	assert_true(err_is(field_read(*state, &f, (str){ "\xFF", 1 }, TODAY, &ret), ERR_field_text));
	char *large = arena_alloc(*state, 40000);
	memset(large, 'a', 40000);
	assert_true(err_is(field_read(*state, &f, (str){ large, 40000 }, TODAY, &ret), ERR_too_long));
}

static void codes_of_digits_are_read_with_any_hyphen_and_width(void **state)
{
	field_def postal = field_plain(STR("yuubin"), FIELD_POSTAL), phone = field_plain(STR("tel"), FIELD_PHONE),
		  mail = field_plain(STR("mail"), FIELD_MAIL);
	static const typed postals[] = { { "803-0814", "8030814" },       { "〒８０３ー０８１４", "8030814" },
					 { "8030814", "8030814" },        { "803−081", "!field_postal" },
					 { "80308145", "!field_postal" }, { "000-0000", "!field_postal" },
					 { "803x0814", "!field_postal" } };
	static const typed phones[] = { { "（０９３）５８２－２１１１", "0935822111" },
					{ "090-1234-5678", "09012345678" },
					{ "110", "!field_phone" } };
	static const typed mails[] = { { "ｈａｎａｋｏ＠Example.JP", "hanako@example.jp" },
				       { "hanako", "!field_mail" } };
	EXPECT(*state, &postal, postals);
	EXPECT(*state, &phone, phones);
	EXPECT(*state, &mail, mails);
	assert_string_equal(field_show(*state, &postal, STR("8030814"), LANG_JA).at, "〒803-0814");
}

/* Worked out by hand from the rule: 12345678901 weighs 1·6+2·5+3·4+4·3+5·2+6·7+7·6+8·5+9·4+0·3+1·2 = 212 = 11·19 + 3, so 11 − 3 = 8. */
static void a_my_number_holds_its_check_digit_and_is_never_repeated(void **state)
{
	field_def f = field_plain(STR("kojin"), FIELD_MY_NUMBER);
	static const typed all[] = {
		{ "123456789018", "123456789018" },    { "１２３４ ５６７８ ９０１８", "123456789018" },
		{ "1234-5678-9018", "123456789018" },  { "123456789012", "!field_my_number" },
		{ "12345678901", "!field_my_number" }, { "1234567890188", "!field_my_number" },
	};
	EXPECT(*state, &f, all);
	/* a rest of 0 and of 1 both give 0: 2 in the first place weighs 12, rest 1; 11 zeros weigh nothing */
	assert_true(my_number_valid(STR("200000000000")));
	assert_true(my_number_valid(STR("000000000000")));
	for (char c = '0'; c <= '9'; c++) {
		char number[] = "123456789010";
		number[11] = c;
		assert_int_equal(my_number_valid(str_of(number)), c == '8');
	}
	for (int l = 0; l < LANG_COUNT; l++) {
		str shown = field_show(*state, &f, STR("123456789018"), (lang)l);
		assert_true(str_has(shown, STR("9018")));
		assert_false(str_has(shown, STR("78901")));
	}
	str ret;
	const err *e = field_read(*state, &f, STR("123456789012"), TODAY, &ret);
	assert_false(str_has(e->detail, STR("1234")) || str_has(e->where, STR("1234")) || ret.len);
	assert_false(str_has(field_told(*state, &f, e, LANG_JA), STR("1234")));
}

static void a_corporate_number_holds_its_first_digit(void **state)
{
	field_def f = field_plain(STR("houjin"), FIELD_CORPORATE_NUMBER);
	/* 700110005901: 1 + 2·0 + 9 + 2·5 + 0 + 2·0 + 0 + 2·1 + 1 + 2·0 + 0 + 2·7 = 37; 37 mod 9 = 1; 9 − 1 = 8 */
	static const typed all[] = { { "8700110005901", "8700110005901" },
				     { "８７００１１０００５９０１", "8700110005901" },
				     { "7700110005901", "!field_corporate_number" },
				     { "700110005901", "!field_corporate_number" } };
	EXPECT(*state, &f, all);
	int holds = 0;
	for (char c = '0'; c <= '9'; c++) {
		char number[] = "0700110005901";
		number[0] = c;
		holds += corporate_number_valid(str_of(number));
	}
	assert_int_equal(holds, 1);
}

static field_choice grades[] = {
	{ STR_INIT("1級"), { { STR_INIT("1級"), STR_INIT("1きゅう"), STR_INIT("Grade 1") } } },
	{ STR_INIT("2級"), { { STR_INIT("2級"), STR_INIT("2きゅう"), STR_INIT("Grade 2") } } },
	{ STR_INIT("なし"), { { STR_INIT("持っていない"), STR_INIT(""), STR_INIT("None") } } },
};

static void choices_are_known_by_value_and_by_label(void **state)
{
	field_def one = field_plain(STR("toukyuu"), FIELD_CHOICE), any = field_plain(STR("toukyuu"), FIELD_CHOICES),
		  yes = field_plain(STR("umu"), FIELD_YESNO);
	one.choices.at = any.choices.at = grades;
	one.choices.n = any.choices.n = COUNT(grades);
	static const typed ones[] = { { "1級", "1級" },
				      { "１級", "1級" },
				      { "持っていない", "なし" },
				      { "grade 2", "2級" },
				      { "3級", "!field_choice" } };
	static const typed anys[] = { { "2級\n1級", "1級\n2級" },
				      { "なし、1級", "1級\nなし" },
				      { "1級\n1級", "1級" },
				      { "1級,3級", "!field_choice" },
				      { "", "" } };
	static const typed yeses[] = { { "はい", "yes" }, { "いいえ", "no" }, { "ＹＥＳ", "yes" },
				       { "有", "yes" },   { "×", "no" },      { "たぶん", "!field_yesno" } };
	EXPECT(*state, &one, ones);
	EXPECT(*state, &any, anys);
	EXPECT(*state, &yes, yeses);
	assert_string_equal(field_show(*state, &any, STR("1級\nなし"), LANG_JA).at, "1級、持っていない");
	assert_string_equal(field_show(*state, &any, STR("1級\nなし"), LANG_EN).at, "Grade 1, None");
}

static void what_is_required_cannot_be_left_out(void **state)
{
	for (int k = 0; k < FIELD_KIND_COUNT; k++) {
		field_def f = field_plain(STR("x"), (field_kind)k);
		static const typed may[] = { { "", "" }, { " 　\n", "" } },
				   must[] = { { "", "!required" }, { " 　\n", "!required" } };
		EXPECT(*state, &f, may);
		f.required = true;
		EXPECT(*state, &f, must);
	}
}

static void every_kind_has_a_name_that_reads_back(void **state)
{
	(void)state;
	for (int k = 0; k < FIELD_KIND_COUNT; k++) {
		field_kind again;
		assert_true(field_kind_of(str_of(field_kind_name((field_kind)k)), &again));
		assert_int_equal(again, k);
	}
	field_kind none;
	assert_false(field_kind_of(STR("colour"), &none));
}

/* --- tables --------------------------------------------------------------------------------------------------------------- */

static field_def household(arena *a)
{
	field_def f = field_plain(STR("setai"), FIELD_TABLE), name = field_plain(STR("shimei"), FIELD_NAME),
		  born = field_plain(STR("umare"), FIELD_DATE), grade = field_plain(STR("toukyuu"), FIELD_CHOICES);
	name.required = true;
	name.label = (text3){ { STR("氏名"), STR_NONE, STR("Name") } };
	born.label = (text3){ { STR("生年月日"), STR_NONE, STR("Born") } };
	grade.label = (text3){ { STR("等級"), STR_NONE, STR("Grade") } };
	grade.choices.at = grades;
	grade.choices.n = COUNT(grades);
	LIST_ADD(a, &f.columns, name);
	LIST_ADD(a, &f.columns, born);
	LIST_ADD(a, &f.columns, grade);
	f.most = 2;
	f.bounded_most = true;
	return f;
}

static void a_table_is_read_cell_by_cell_and_empty_rows_are_none(void **state)
{
	field_def f = household(*state);
	static const typed all[] = {
		{ "[{\"shimei\":\" 小倉 花子 \",\"umare\":\"R2.4.1\",\"toukyuu\":[\"2級\",\"1級\"]},{\"shimei\":\"\"},{}]",
		  "[{\"shimei\":\"小倉 花子\",\"umare\":\"2020-04-01\",\"toukyuu\":[\"1級\",\"2級\"]}]" },
		{ "[]", "" },
		{ "[{\"umare\":\"R2.4.1\"}]", "!required" },
		{ "[{\"shimei\":\"a\"},{\"shimei\":\"b\"},{\"shimei\":\"c\"}]", "!field_rows" },
		{ "[{\"shimei\":{}}]", "!invalid" },
		{ "[3]", "!invalid" },
		{ "{}", "!invalid" },
		{ "[", "!invalid" },
	};
	EXPECT(*state, &f, all);
	assert_string_equal(field_show(*state, &f, str_of(all[0].comes), LANG_JA).at,
			    "氏名：小倉 花子、生年月日：令和2年4月1日（2020年）、等級：1級、2級");
}

static void all_mistakes_of_a_table_are_told_with_row_and_column(void **state)
{
	field_def f = household(*state);
	str ret;
	const err *e = field_read(
		*state, &f, STR("[{\"shimei\":\"a\",\"umare\":\"2月30日\"},{\"umare\":\"2021-02-30\"}]"), TODAY, &ret);
	assert_string_equal(e->where.at, "setai[1].umare");
	assert_string_equal(e->next->where.at, "setai[2].shimei");
	assert_string_equal(e->next->next->where.at, "setai[2].umare");
	assert_null(e->next->next->next);
	assert_string_equal(field_told(*state, &f, e->next, LANG_EN).at, "Row 2, Name: Enter an answer here.");
}

/* --- what is told ------------------------------------------------------------------------------------------------------------ */

static void bounds_are_told_with_their_numbers(void **state)
{
	field_def f = field_plain(STR("ninzuu"), FIELD_NUMBER);
	f.unit = (text3){ { STR("人"), STR("にん"), STR("people") } };
	f.least = 1;
	f.most = 20000;
	f.bounded_least = f.bounded_most = true;
	str ret;
	const err *e = field_read(*state, &f, STR("0"), TODAY, &ret);
	assert_string_equal(field_told(*state, &f, e, LANG_JA).at, "1から20,000人までの数を入力してください。");
	assert_string_equal(field_told(*state, &f, e, LANG_EN).at, "Enter a number from 1 to 20,000.");
	field_def d = field_plain(STR("hi"), FIELD_DATE);
	d.first = day_from(2020, 4, 1);
	e = field_read(*state, &d, STR("2020-03-31"), TODAY, &ret);
	assert_string_equal(field_told(*state, &d, e, LANG_JA).at,
			    "令和2年4月1日（2020年）からあとの日付を入力してください。");
	for (int l = 0; l < LANG_COUNT; l++)
		for (int code = 0; code < ERR_COUNT; code++)
			assert_true(field_told(*state, &f, err_of((err_code)code), (lang)l).len > 0);
}

static void a_schema_says_what_json_schema_can_say(void **state)
{
	field_def all[FIELD_KIND_COUNT];
	for (int k = 0; k < FIELD_KIND_COUNT; k++) {
		all[k] = k == FIELD_TABLE ? household(*state)
					  : field_plain(str_of(field_kind_name((field_kind)k)), (field_kind)k);
		all[k].required = k == FIELD_NAME;
		if (k == FIELD_CHOICE || k == FIELD_CHOICES) {
			all[k].choices.at = grades;
			all[k].choices.n = COUNT(grades);
		}
	}
	text3 title = { { STR("申請"), STR_NONE, STR("Application") } };
	str text = fields_schema(*state, all, FIELD_KIND_COUNT, &title, LANG_EN);
	const json_value *v, *props;
	assert_null(json_parse(*state, text, &v));
	props = json_get(v, "properties");
	assert_int_equal(props->n, FIELD_KIND_COUNT);
	str s;
	assert_true(json_str(json_get(json_get(props, "date"), "format"), &s) && str_eq(s, STR("date")));
	assert_int_equal(json_get(json_get(props, "choice"), "oneOf")->n, 3);
	assert_int_equal(json_get(json_get(json_get(props, "setai"), "items"), "properties")->n, 3);
	assert_int_equal(json_get(v, "required")->n, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(names_come_out_as_they_went_in),
		TEST(furigana_becomes_full_width_katakana_and_small_kana_stay_small),
		TEST(texts_keep_their_lines_only_where_there_are_lines),
		TEST(codes_of_digits_are_read_with_any_hyphen_and_width),
		TEST(a_my_number_holds_its_check_digit_and_is_never_repeated),
		TEST(a_corporate_number_holds_its_first_digit),
		TEST(choices_are_known_by_value_and_by_label),
		TEST(what_is_required_cannot_be_left_out),
		TEST(every_kind_has_a_name_that_reads_back),
		TEST(a_table_is_read_cell_by_cell_and_empty_rows_are_none),
		TEST(all_mistakes_of_a_table_are_told_with_row_and_column),
		TEST(bounds_are_told_with_their_numbers),
		TEST(a_schema_says_what_json_schema_can_say),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
