#include "survey/survey.h"
#include "text/csv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define HEAD                                                                                                                                        \
	"番号,局,課,係,区分,業務,作業,職種,年間件数,分毎件,コア,専門性,定型,現場以外可,根拠,媒体,システム," \
	"4月,5月,6月,7月,8月,9月,10月,11月,12月,1月,2月,3月\r\n"
#define ROW_1                                                                                                                                                              \
	"1,教育委員会,教育第6課,審査3係,固有,システム運用,形式審査,会計年度,190,23,ノンコア,要,非定型,不可,要綱,電子,表計算," \
	"10,17,17,19,22,15,23,20,16,15,9,7\r\n"
#define ROW_2                                                                                                          \
	"2,門司区役所,市民課,窓口係,窓口,住民異動届,受付,正規,1200,30,ノンコア,不要,定型,可,法令,紙,基幹,,,,,,,,,,,,\r\n"

static int make(void **state)
{
	*state = arena_new((size_t)1 << 30);
	return 0;
}

static int drop(void **state)
{
	arena_free(*state);
	return 0;
}

static const char *c_str(arena *a, str s)
{
	return arena_copy(a, s).at;
}
#define assert_str(s, literal) assert_string_equal(c_str(a, s), literal)

static survey_read_result read_ok(arena *a, str bytes)
{
	survey_read_result r;
	const err *e = survey_read(a, bytes, &r);
	if (e)
		print_message("%s: %s\n", c_str(a, e->where), c_str(a, e->detail));
	assert_null(e);
	return r;
}

static void a_survey_is_read_as_it_stands(void **state)
{
	arena *a = *state;
	survey_read_result r = read_ok(a, STR(HEAD ROW_1 ROW_2));
	assert_int_equal(r.rows, 2);
	assert_int_equal(r.bad_n, 0);
	assert_int_equal(r.items.n, 2);
	assert_str(r.encoding, "UTF-8");
	const survey_item *i = &r.items.at[0];
	assert_int_equal(i->number, 1);
	assert_int_equal(i->line, 2);
	assert_str(i->bureau, "教育委員会");
	assert_str(i->unit, "審査3係");
	assert_str(i->work, "システム運用");
	assert_str(i->system, "表計算");
	assert_int_equal(i->count, 190);
	assert_int_equal(i->each, 23);
	assert_int_equal(i->axis[AXIS_CORE], SAY_NO);
	assert_int_equal(i->axis[AXIS_EXPERTISE], SAY_YES);
	assert_int_equal(i->axis[AXIS_ROUTINE], SAY_NO);
	assert_int_equal(i->away, SAY_NO);
	assert_int_equal(i->month[0], 10);
	assert_int_equal(i->month[11], 7);
	assert_int_equal(r.items.at[1].away, SAY_YES);
	assert_int_equal(r.items.at[1].month[5], 0);
}

static void every_encoding_and_line_ending_gives_the_same_items(void **state)
{
	arena *a = *state;
	str text = STR(HEAD ROW_1 ROW_2);
	survey_read_result first = read_ok(a, text);
	str sjis;
	strs gone;
	cp932_encode(a, text, &sjis, &gone);
	assert_int_equal(gone.n, 0);
	buf lf = buf_new(a, 1 << 16), bom = buf_new(a, 1 << 16), wide = buf_new(a, 1 << 16), tabs = buf_new(a, 1 << 16);
	buf_lit(&bom, "\xEF\xBB\xBF");
	buf_put(&bom, text);
	buf_lit(&wide, "\xFF\xFE");
	for (size_t i = 0; i < text.len;) {
		u32 c = str_next(text, &i);
		if (c != '\r')
			buf_put(&lf, str_sub(text, i - (c < 0x80 ? 1 : 3), i));
		c = c == ',' ? '\t' : c; /* as Excel's "Unicode text" has it */
		char two[2] = { (char)(c & 0xFF), (char)(c >> 8) };
		buf_put(&wide, (str){ two, 2 });
	}
	str forms[] = { buf_str(&bom), buf_str(&lf), sjis, buf_str(&wide) };
	const char *names[] = { "UTF-8", "UTF-8", "CP932", "UTF-16" };
	for (size_t k = 0; k < COUNT(forms); k++) {
		survey_read_result r = read_ok(a, forms[k]);
		assert_str(r.encoding, names[k]);
		assert_int_equal(r.items.n, 2);
		assert_int_equal(r.bad_n, 0);
		buf x = buf_new(a, 1 << 16), y = buf_new(a, 1 << 16);
		survey_write(&x, &first.items, false);
		survey_write(&y, &r.items, false);
		assert_string_equal(buf_str(&x).at, buf_str(&y).at);
	}
	(void)tabs;
}

static void columns_stand_in_any_order_and_numbers_in_any_width(void **state)
{
	arena *a = *state;
	survey_read_result r =
		read_ok(a, STR("備考, 年間件数 ,分／件,業務,区分,係,課,局,コア\r\n"
			       "x,\"１２，３４５\", 7 ,　住民異動届　,窓口,\"窓口\n係\",市民課,門司区役所,ｺｱ\r\n"
			       "y,\"1,234,567\",5.0,a,b,c,d,e,\r\n"
			       ",,,,,,,,\r\n"));
	assert_int_equal(r.bad_n, 0);
	assert_int_equal(r.rows, 2);
	assert_int_equal(r.items.n, 2);
	assert_int_equal(r.items.at[0].count, 12345);
	assert_int_equal(r.items.at[0].each, 7);
	assert_int_equal(r.items.at[0].axis[AXIS_CORE], SAY_YES);
	assert_str(r.items.at[0].work, "住民異動届");
	assert_str(r.items.at[0].unit, "窓口 係");
	assert_int_equal(r.items.at[1].count, 1234567);
	assert_int_equal(r.items.at[1].each, 5);
	assert_int_equal(r.aside.n, 1);
	assert_str(r.aside.at[0], "備考");
}

#define SHORT_HEAD "番号,局,課,係,区分,業務,年間件数,分毎件,定型\n"

static void a_bad_row_is_told_by_line_column_and_reason_and_the_others_are_kept(void **state)
{
	arena *a = *state;
	static const struct {
		str row, where, column;
		err_code code;
	} bad[] = {
		{ STR_INIT("2,局,課,係,窓口,業務,x1,5,定型"), STR_INIT("3:15"), STR_INIT("年間件数 (G)"),
		  ERR_field_number },
		{ STR_INIT("2,局,課,係,窓口,業務,-1,5,定型"), STR_INIT("3:15"), STR_INIT("年間件数 (G)"),
		  ERR_field_number },
		{ STR_INIT("2,局,課,係,窓口,業務,1.5,5,定型"), STR_INIT("3:15"), STR_INIT("年間件数 (G)"),
		  ERR_field_number },
		{ STR_INIT("2,局,課,係,窓口,業務,\"1,23\",5,定型"), STR_INIT("3:15"), STR_INIT("年間件数 (G)"),
		  ERR_field_number },
		{ STR_INIT("2,局,課,係,窓口,業務,,5,定型"), STR_INIT("3:15"), STR_INIT("年間件数 (G)"), ERR_required },
		{ STR_INIT("2,局,課,係,窓口,業務,1000000001,5,定型"), STR_INIT("3:15"), STR_INIT("年間件数 (G)"),
		  ERR_field_range },
		{ STR_INIT("2,局,課,係,窓口,業務,1,100001,定型"), STR_INIT("3:17"), STR_INIT("分毎件 (H)"),
		  ERR_field_range },
		{ STR_INIT("2,局,課,係,窓口,業務,99999999999999999999,5,定型"), STR_INIT("3:15"),
		  STR_INIT("年間件数 (G)"), ERR_field_range },
		{ STR_INIT("2,局,課,係,窓口,業務,1000000000,5,定型"), STR_INIT("3:26"), STR_INIT("分毎件 (H)"),
		  ERR_survey_minutes },
		{ STR_INIT("2,局,課,係,窓口,業務,1,5,定形"), STR_INIT("3:19"), STR_INIT("定型 (I)"), ERR_field_choice },
		{ STR_INIT("2,局,課,,窓口,業務,1,5,定型"), STR_INIT("3:7"), STR_INIT("係 (D)"), ERR_required },
		{ STR_INIT("2,局,課,係,窓\x01口,業務,1,5,定型"), STR_INIT("3:9"), STR_INIT("区分 (E)"),
		  ERR_field_text },
		{ STR_INIT("1,局,課,係,窓口,業務,1,5,定型"), STR_INIT("3:1"), STR_INIT("番号 (A)"), ERR_survey_number },
		{ STR_INIT("2,局,課,係,窓口,業務,1,5"), STR_INIT("3:1"), STR_INIT(""), ERR_survey_cells },
		{ STR_INIT("2,局,課,係,窓口,業務,1,5,定型,x"), STR_INIT("3:1"), STR_INIT(""), ERR_survey_cells },
		{ STR_INIT("2,局,課,係,窓\"口,業務,1,5,定型"), STR_INIT("3:10"), STR_INIT(""), ERR_file },
		{ STR_INIT("2,局,課,\"係,窓口,業務,1,5,定型"), STR_INIT("3:7"), STR_INIT(""), ERR_file },
		{ STR_INIT("4000000001,局,課,係,窓口,業務,1,5,定型"), STR_INIT("3:1"), STR_INIT("番号 (A)"),
		  ERR_field_range },
	};
	for (size_t k = 0; k < COUNT(bad); k++) {
		buf b = buf_new(a, 4096);
		buf_lit(&b, SHORT_HEAD "1,局,課,係,窓口,業務,1,5,定型\n");
		buf_put(&b, bad[k].row);
		buf_lit(&b, "\n3,局,課,係,窓口,業務,1,5,定型\n");
		survey_read_result r = read_ok(a, buf_str(&b));
		assert_int_equal(r.bad_n, 1);
		assert_int_equal(r.rows, 3);
		assert_int_equal(r.items.n, 2);
		assert_int_equal(r.items.at[1].number, 3);
		assert_str(r.bad->where, bad[k].where.at);
		assert_str(survey_bad_column(r.bad), bad[k].column.at);
		assert_int_equal(r.bad->code, bad[k].code);
		assert_null(r.bad->next);
	}
}

static void months_that_do_not_add_up_are_told(void **state)
{
	arena *a = *state;
	survey_read_result r =
		read_ok(a, STR(HEAD "1,局,課,係,窓口,業務,受付,正規,13,1,,,,,,,,1,1,1,1,1,1,1,1,1,1,1,1\n"
				    "2,局,課,係,窓口,業務,受付,正規,12,1,,,,,,,,1,1,1,1,1,1,1,1,1,1,1,1\n"));
	assert_int_equal(r.items.n, 1);
	assert_int_equal(r.bad_n, 1);
	assert_int_equal(r.bad->code, ERR_survey_months);
	assert_str(r.bad->where, "2:21");
	assert_str(survey_bad_column(r.bad), "年間件数 (I)");
}

static void a_damaged_byte_costs_its_row_alone(void **state)
{
	arena *a = *state;
	static const char utf8[] = SHORT_HEAD "1,局,課,係,窓口,業\xFF務,1,5,定型\n2,局,課,係,窓口,業務,1,5,定型\n"
					      "3,局,課,\0係,窓口,業務,1,5,定型\n";
	survey_read_result r = read_ok(a, (str){ utf8, sizeof utf8 - 1 });
	assert_str(r.encoding, "UTF-8");
	assert_int_equal(r.items.n, 1);
	assert_int_equal(r.items.at[0].number, 2);
	assert_int_equal(r.bad_n, 2);
	assert_int_equal(r.bad->code, ERR_field_text);
	assert_str(r.bad->where, "2:12");
	assert_str(r.bad->next->where, "4:7");
	str sjis;
	strs gone;
	cp932_encode(a, STR(SHORT_HEAD "1,局,課,係,窓口,業務,1,5,定型\n2,局,課,係,窓口,業務,1,5,定型\n"), &sjis, &gone);
	char *at = (char *)(uintptr_t)sjis.at;
	size_t second = str_find(sjis, '\n') + 1;
	at[second + 2] = '\xFF';
	r = read_ok(a, sjis);
	assert_str(r.encoding, "CP932");
	assert_int_equal(r.items.n, 1);
	assert_int_equal(r.bad_n, 1);
}

static void what_cannot_be_read_at_all_says_why(void **state)
{
	arena *a = *state;
	survey_read_result r;
	const err *e = survey_read(a, STR_NONE, &r);
	assert_true(err_is(e, ERR_file));
	e = survey_read(a, STR("\xEF\xBB\xBF\r\n\r\n"), &r);
	assert_true(err_is(e, ERR_file));
	e = survey_read(a, STR("局,課,業務,4月\n"), &r);
	assert_true(err_is(e, ERR_file));
	assert_str(
		e->detail,
		"the head lacks: 係, 区分, 年間件数, 分毎件, 5月, 6月, 7月, 8月, 9月, 10月, 11月, 12月, 1月, 2月, 3月");
	e = survey_read(a, STR("局,課,係,係\n"), &r);
	assert_true(err_is(e, ERR_file));
	assert_str(e->where, "1:7");
	e = survey_read(a, STR("PK\x03\x04\x14\0\x06\0xl/worksheets"), &r); /* a workbook, not a CSV */
	assert_true(err_is(e, ERR_file));
	r = read_ok(a, STR(SHORT_HEAD));
	assert_int_equal(r.rows, 0);
	assert_int_equal(r.items.n, 0);
}

static void a_hundred_mistakes_are_told_and_all_are_counted(void **state)
{
	arena *a = *state;
	buf b = buf_new(a, 1 << 20);
	buf_lit(&b, SHORT_HEAD);
	for (int i = 1; i <= 1000; i++)
		buf_format(&b, "%d,局,課,係,窓口,業務,%s,5,定型\n", i, i % 2 ? "x" : "1");
	survey_read_result r = read_ok(a, buf_str(&b));
	assert_int_equal(r.bad_n, 500);
	assert_int_equal(r.items.n, 500);
	int told = 0;
	for (const err *e = r.bad; e; e = e->next)
		told++;
	assert_int_equal(told, SURVEY_BAD_MAX);
}

static void a_quote_that_is_never_closed_does_not_swallow_the_file(void **state)
{
	arena *a = *state;
	buf b = buf_new(a, 16 << 20);
	buf_lit(&b, SHORT_HEAD "1,局,課,\"係,窓口,業務,1,5,定型\n");
	for (int i = 2; i <= 100000; i++)
		buf_format(&b, "%d,局,課,係,窓口,業務,1,5,定型\n", i);
	survey_read_result r = read_ok(a, buf_str(&b));
	assert_int_equal(r.bad_n, 1);
	assert_str(r.bad->where, "2:7");
	assert_int_equal(r.items.n, 99999);
}

static void what_was_written_is_read_back(void **state)
{
	arena *a = *state;
	survey_item items[3] = {
		{ .number = 7,
		  .bureau = STR("=局"),
		  .section = STR("課,\"x\""),
		  .unit = STR("'+係"),
		  .category = STR("共通"),
		  .work = STR("'業務"),
		  .step = STR("＠ a"),
		  .job = STR("-"),
		  .count = 12,
		  .each = 100000,
		  .axis = { SAY_YES, SAY_NO, SAY_NOTHING },
		  .away = SAY_YES,
		  .basis = STR("''=1"),
		  .month = { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 } },
		{ .bureau = STR("局"),
		  .section = STR("課"),
		  .unit = STR("係"),
		  .category = STR("c"),
		  .work = STR("w") },
		{ .number = 4000000000,
		  .bureau = STR("局"),
		  .section = STR("課"),
		  .unit = STR("係"),
		  .category = STR("c"),
		  .work = STR("w"),
		  .count = 1000000000,
		  .each = 4 },
	};
	survey_items all = { items, 3 };
	for (int bom = 0; bom < 2; bom++) {
		buf b = buf_new(a, 1 << 16), again = buf_new(a, 1 << 16);
		survey_write(&b, &all, bom);
		survey_read_result r = read_ok(a, buf_str(&b));
		assert_int_equal(r.bad_n, 0);
		assert_int_equal(r.items.n, 3);
		assert_str(r.items.at[0].bureau, "=局");
		assert_str(r.items.at[0].unit, "'+係");
		assert_str(r.items.at[0].work, "'業務");
		assert_str(r.items.at[0].basis, "''=1");
		assert_int_equal(r.items.at[1].number, 0);
		survey_write(&again, &r.items, bom);
		assert_string_equal(buf_str(&b).at, buf_str(&again).at);
	}
}

static void a_form_is_told_all_its_mistakes_by_column(void **state)
{
	arena *a = *state;
	survey_item i = { .bureau = STR("局"),
			  .section = STR("課"),
			  .unit = STR("係"),
			  .category = STR("c"),
			  .work = STR("w"),
			  .count = 5,
			  .each = 3 };
	assert_null(survey_check_item(a, &i));
	i.month[3] = 4;
	const err *e = survey_check_item(a, &i);
	assert_true(err_is(e, ERR_survey_months));
	assert_str(e->where, "年間件数");
	i.work = STR_NONE;
	i.each = -1;
	e = survey_check_item(a, &i);
	assert_str(e->where, "業務");
	assert_true(err_is(e, ERR_required));
	assert_str(e->next->where, "分毎件");
	assert_null(e->next->next);
}

static void staff_are_read_to_the_minute(void **state)
{
	arena *a = *state;
	staff_read_result r;
	assert_null(survey_read_staff(
		a,
		STR("局,課,係,職員数,年間勤務時間\r\n政策局,第1課,総務1係,2,\"4,313\"\r\n"
		    "政策局,第1課,総務2係,3,１．２５\r\n政策局,第1課,総務1係,2,4313\r\n政策局,第1課,,x,1.234\r\n"),
		&r));
	assert_int_equal(r.units.n, 2);
	assert_int_equal(r.units.at[0].minutes, 4313 * 60);
	assert_int_equal(r.units.at[1].minutes, 75);
	assert_int_equal(r.bad_n, 2);
	assert_int_equal(r.bad->code, ERR_survey_unit);
	assert_str(r.bad->where, "4:9");
	assert_str(r.bad->next->where, "5:9");
	assert_str(survey_bad_column(r.bad->next->next), "職員数 (D)");
	assert_int_equal(r.bad->next->next->next->code, ERR_field_number);
	buf b = buf_new(a, 4096);
	survey_write_staff(&b, &r.units, true);
	staff_read_result again;
	assert_null(survey_read_staff(a, buf_str(&b), &again));
	assert_int_equal(again.units.n, 2);
	assert_int_equal(again.units.at[1].minutes, 75);
	assert_true(err_is(survey_read_staff(a, STR("局,課\n"), &r), ERR_file));
}

/* As files come from offices: other ends of rows, other separators, lines above the head, and lists beside the table (those of a unit's template). */
static void what_spreadsheets_put_around_a_table_is_no_mistake(void **state)
{
	arena *a = *state;
	static const char *const files[] = {
		"局,課,係,区分,業務,年間件数,分毎件\r甲局,乙課,丙係,窓口,受付,10,5\r", /* “CSV (Macintosh)” */
		"局;課;係;区分;業務;年間件数;分毎件\r\n甲局;乙課;丙係;窓口;受付;\"1,0\";5\r\n甲局;乙課;丙係;窓口;受付;10;5\r\n",
		"\r\n,,,,,,\r\n局,課,係,区分,業務,年間件数,分毎件\r\n甲局,乙課,丙係,窓口,受付,10,5\r\n",
		"局,課,係,区分,業務,年間件数,分毎件,,区分の選択肢\r\n甲局,乙課,丙係,窓口,受付,10,5,,窓口\r\n,,,,,,,,共通\r\n,,,,,,,,固有\r\n",
	};
	for (size_t i = 0; i < COUNT(files); i++) {
		survey_read_result r = read_ok(a, str_of(files[i]));
		assert_int_equal(r.items.n, 1);
		assert_int_equal(r.items.at[0].count, 10);
		assert_int_equal(r.bad_n, i == 1);
	}
}

static void what_is_no_table_is_named_as_what_it_is(void **state)
{
	arena *a = *state;
	static const struct {
		str bytes;
		const char *has;
	} files[] = {
		{ STR_INIT("PK\x03\x04\x14\0\x06\0\r\n\r"), "Excel workbook (.xlsx)" },
		{ STR_INIT("\xD0\xCF\x11\xE0\xA1\xB1"), "Excel workbook (.xls)" },
		{ STR_INIT("\x6A\x75\xF7\x53,\0\x40\x5C,\0\xB2\x8A\r\0\n\0"),
		  "save it as “CSV UTF-8”" }, /* UTF-16 without BOM */
		{ STR_INIT("\x1B$BHV9f\x1B(B,\x1B$B6I\x1B(B\r\n"), "save it as “CSV UTF-8”" }, /* ISO-2022-JP */
		{ STR_INIT("令和8年度 業務量調査\r\n局,課,係\r\n"), "this line is no head" },
	};
	for (size_t i = 0; i < COUNT(files); i++) {
		survey_read_result r;
		const err *e = survey_read(a, files[i].bytes, &r);
		assert_true(err_is(e, ERR_file));
		assert_str(e->where, "1:1");
		assert_true(str_has(e->detail, str_of(files[i].has)));
	}
}

static void a_category_of_no_list_is_a_mistake(void **state)
{
	arena *a = *state;
	static str list[] = { STR_INIT("窓口"), STR_INIT("コア 共通") };
	const strs categories = { list, COUNT(list) };
	survey_read_result r;
	assert_null(survey_read_within(a,
				       STR("局,課,係,区分,業務,年間件数,分毎件\r\n"
					   "甲局,乙課,丙係,窓口,受付,10,5\r\n"
					   "甲局,乙課,丙係,ｺｱ共通,受付,10,5\r\n"
					   "甲局,乙課,丙係,まどぐち,受付,10,5\r\n"),
				       &categories, &r));
	assert_int_equal(r.items.n, 2);
	assert_str(r.items.at[1].category, "コア 共通");
	assert_int_equal(r.bad_n, 1);
	assert_str(r.bad->where, "4:10");
	assert_str(r.bad->detail, "区分 (D): none of 窓口, コア 共通");
}

static void which_file_is_which_is_told_by_the_head_also_of_a_damaged_one(void **state)
{
	arena *a = *state;
	assert_true(survey_is_staff(a, STR("局,課,係,職員数,年間勤務時間\r\n甲局,\xE5\xB1,丙係,1,2\r\n")));
	assert_true(survey_is_staff(a, STR("局,課,係,職 員 数,年間 勤務時間\r\n甲\0局,乙課,丙係,1,2\r\n")));
	assert_true(survey_is_staff(a, STR("\xFF\xFE\x40\x5C\t\0w\x80\xE1T\x70\x65\r\0\n\0")));
	assert_false(survey_is_staff(a, STR(HEAD ROW_1)));
	assert_false(survey_is_staff(a, STR("局,課,係,区分,業務,年間件数,分毎件,職員数\r\n")));
	assert_false(survey_is_staff(a, STR("")));
}

static const err *count_one(void *ctx, const survey_item *i)
{
	i64 *sum = ctx;
	*sum += i->count * i->each;
	return NULL;
}

static void a_million_rows_are_read_in_the_memory_of_a_few(void **state)
{
	(void)state;
	static const char row[] = ",教育委員会,教育第6課,審査3係,固有,\"システム \"\"運用\"\"\",190,23,定型\r\n";
	size_t n = 1000000;
	char *at = malloc(n * (sizeof row + 8) + 200), *to = at;
	assert_non_null(at);
	to += snprintf(to, 200, "番号,局,課,係,区分,業務,年間件数,分毎件,定型\r\n");
	for (size_t i = 1; i <= n; i++)
		to += snprintf(to, sizeof row + 8, "%zu%s", i, row);
	arena *small = arena_new((size_t)64 << 20);
	survey_read_result r;
	i64 sum = 0;
	assert_null(survey_scan(small, (str){ at, (size_t)(to - at) }, count_one, &sum, &r));
	assert_int_equal(r.rows, n);
	assert_int_equal(r.bad_n, 0);
	assert_int_equal(sum, (i64)n * 190 * 23);
	/* and as items, which do not fit there, it is an answer and not an end */
	assert_true(err_is(survey_read(small, (str){ at, (size_t)(to - at) }, &r), ERR_too_large));
	arena_free(small);
	free(at);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_survey_is_read_as_it_stands, make, drop),
		cmocka_unit_test_setup_teardown(every_encoding_and_line_ending_gives_the_same_items, make, drop),
		cmocka_unit_test_setup_teardown(columns_stand_in_any_order_and_numbers_in_any_width, make, drop),
		cmocka_unit_test_setup_teardown(a_bad_row_is_told_by_line_column_and_reason_and_the_others_are_kept,
						make, drop),
		cmocka_unit_test_setup_teardown(months_that_do_not_add_up_are_told, make, drop),
		cmocka_unit_test_setup_teardown(a_damaged_byte_costs_its_row_alone, make, drop),
		cmocka_unit_test_setup_teardown(what_cannot_be_read_at_all_says_why, make, drop),
		cmocka_unit_test_setup_teardown(a_hundred_mistakes_are_told_and_all_are_counted, make, drop),
		cmocka_unit_test_setup_teardown(a_quote_that_is_never_closed_does_not_swallow_the_file, make, drop),
		cmocka_unit_test_setup_teardown(what_was_written_is_read_back, make, drop),
		cmocka_unit_test_setup_teardown(a_form_is_told_all_its_mistakes_by_column, make, drop),
		cmocka_unit_test_setup_teardown(staff_are_read_to_the_minute, make, drop),
		cmocka_unit_test_setup_teardown(what_spreadsheets_put_around_a_table_is_no_mistake, make, drop),
		cmocka_unit_test_setup_teardown(what_is_no_table_is_named_as_what_it_is, make, drop),
		cmocka_unit_test_setup_teardown(a_category_of_no_list_is_a_mistake, make, drop),
		cmocka_unit_test_setup_teardown(which_file_is_which_is_told_by_the_head_also_of_a_damaged_one, make,
						drop),
		cmocka_unit_test_setup_teardown(a_million_rows_are_read_in_the_memory_of_a_few, make, drop),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
