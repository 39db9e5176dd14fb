#include "fields/address.h"
#include "fields/testing.h"

static str wards[] = { STR_INIT("門司区"),   STR_INIT("小倉北区"), STR_INIT("小倉南区"), STR_INIT("若松区"),
		       STR_INIT("八幡東区"), STR_INIT("八幡西区"), STR_INIT("戸畑区") };
static str towns[] = { STR_INIT("城内"), STR_INIT("三萩野"), STR_INIT("大手町"), STR_INIT("黒崎") };

static const address_home home = {
	STR_INIT("福岡県"), STR_INIT("北九州市"), { wards, COUNT(wards) }, { towns, COUNT(towns) }
};

static const struct sample {
	const char *text, *parts; /* postal|prefecture|city|ward|town|number|rest */
	address_level level;
} samples[] = {
	{ "福岡県北九州市小倉北区城内1-1", "|福岡県|北九州市|小倉北区|城内|1-1|", ADDRESS_NUMBER },
	{ "〒803-8501　福岡県北九州市小倉北区城内１番１号　市役所ビル３階",
	  "8038501|福岡県|北九州市|小倉北区|城内|1-1|市役所ビル3階", ADDRESS_NUMBER },
	{ "北九州市小倉北区大手町１２ー３", "|福岡県|北九州市|小倉北区|大手町|12-3|", ADDRESS_NUMBER },
	{ "小倉北区三萩野一丁目2番3号", "|福岡県|北九州市|小倉北区|三萩野|1-2-3|", ADDRESS_NUMBER },
	{ "八幡西区黒崎三丁目15−3 コムシティ", "|福岡県|北九州市|八幡西区|黒崎|3-15-3|コムシティ", ADDRESS_NUMBER },
	{ "北九州市門司区清滝1丁目1番1号", "|福岡県|北九州市|門司区|清滝|1-1-1|", ADDRESS_NUMBER },
	{ "福岡県北九州市", "|福岡県|北九州市||||", ADDRESS_CITY },
	{ "福岡県北九州市戸畑区", "|福岡県|北九州市|戸畑区|||", ADDRESS_WARD },
	{ "戸畑区千防", "|福岡県|北九州市|戸畑区|千防||", ADDRESS_TOWN },
	{ "福岡県京都郡苅田町富久町1-19-1", "|福岡県|京都郡苅田町||富久町|1-19-1|", ADDRESS_NUMBER },
	{ "福岡県福岡市中央区天神1の8の1", "|福岡県|福岡市|中央区|天神|1-8-1|", ADDRESS_NUMBER },
	{ "東京都千代田区霞が関2-1-2", "|東京都|千代田区||霞が関|2-1-2|", ADDRESS_NUMBER },
	{ "三重県四日市市諏訪町1番5号", "|三重県|四日市市||諏訪町|1-5|", ADDRESS_NUMBER },
	{ "京都府京都市中京区寺町通御池上る上本能寺前町488番地",
	  "|京都府|京都市|中京区|寺町通御池上る上本能寺前町|488|", ADDRESS_NUMBER },
	{ "千葉県市川市八幡1丁目1番1号", "|千葉県|市川市||八幡|1-1-1|", ADDRESS_NUMBER },
	{ "北海道札幌市中央区北1条西2丁目", "|北海道|札幌市|中央区|北1条西|2|", ADDRESS_NUMBER },
	{ "東京都千代田区一番町3-1", "|東京都|千代田区||一番町|3-1|", ADDRESS_NUMBER },
	{ "福岡県", "|福岡県|||||", ADDRESS_PREFECTURE },
	{ "うちのとなり", "||||||うちのとなり", ADDRESS_NONE },
	{ "", "||||||", ADDRESS_NONE },
};

static void addresses_are_told_apart_as_far_as_they_can(void **state)
{
	for (size_t i = 0; i < COUNT(samples); i++) {
		address d = address_parse(*state, str_of(samples[i].text), &home);
		str got = str_format(*state, "%.*s|%.*s|%.*s|%.*s|%.*s|%.*s|%.*s", STR_ARG(d.postal),
				     STR_ARG(d.prefecture), STR_ARG(d.city), STR_ARG(d.ward), STR_ARG(d.town),
				     STR_ARG(d.number), STR_ARG(d.rest));
		if (!str_eq(got, str_of(samples[i].parts)) || d.level != samples[i].level)
			fail_msg("%s: %.*s (%d)", samples[i].text, STR_ARG(got), d.level);
	}
}

static void a_town_is_known_only_where_it_is_one_of_the_city(void **state)
{
	assert_true(address_parse(*state, STR("小倉北区城内1-1"), &home).town_known);
	assert_false(address_parse(*state, STR("小倉北区どこか1-1"), &home).town_known);
	assert_false(address_parse(*state, STR("福岡県福岡市中央区城内1-1"), &home).town_known);
	/* without a city of one's own, the text alone has to do */
	address d = address_parse(*state, STR("小倉北区城内1-1"), NULL);
	assert_int_equal(d.level, ADDRESS_NONE);
}

static void the_text_of_an_address_is_kept_as_it_was_typed(void **state)
{
	field_def f = field_plain(STR("juusho"), FIELD_ADDRESS);
	static const typed all[] = { { " 北九州市小倉北区城内１ー１　辻\U000E0101ビル ",
				       "北九州市小倉北区城内１ー１　辻\U000E0101ビル" } };
	EXPECT(*state, &f, all);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(addresses_are_told_apart_as_far_as_they_can),
		TEST(a_town_is_known_only_where_it_is_one_of_the_city),
		TEST(the_text_of_an_address_is_kept_as_it_was_typed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
