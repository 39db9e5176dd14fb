/*
 * What people type, and what they must find among the first of it, in the city that comes with the program.
 *
 * The words are those heard at a counter: whole sentences, inflected, in kana, half width, misspelt by a habit of input, in English. A row asks
 * that one of the ids (events, schemes, services) is among the first few.
 */
#include "defs/guide/testing_city.h"
#include "defs/search.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static const struct asked {
	const char *query, *any; /* of these ids one */
	size_t among; /* the first so many */
} everyday[] = {
	/* a death */
	{ "母が亡くなった", "okuyami", 3 },
	{ "父が死んだ", "okuyami", 3 },
	{ "家族がなくなりました", "okuyami", 3 },
	{ "夫が亡くなりました。何をすればいいですか", "okuyami", 3 },
	{ "葬式 お金", "okuyami sousaihi", 3 },
	{ "お葬式", "okuyami sousaihi", 3 },
	{ "おくやみ", "okuyami", 1 },
	{ "お悔やみコーナー", "okuyami", 3 },
	{ "死亡届", "okuyami shibou-todoke", 3 },
	{ "遺族年金", "okuyami izoku-kiso izoku-kousei", 3 },
	{ "相続", "okuyami souzokuzei souzokuzei-shougai", 3 },
	{ "funeral", "okuyami sousaihi sousaihi-kokuho sousai-fujo", 3 },
	{ "my mother died", "okuyami", 3 },
	/* a birth, childcare */
	{ "子どもが生まれる", "kosodate", 3 },
	{ "赤ちゃんが生まれました", "kosodate", 3 },
	{ "子供が産まれた", "kosodate", 3 },
	{ "妊娠した", "kosodate", 3 },
	{ "母子手帳", "kosodate boshi-techou", 3 },
	{ "児童手当", "kosodate jidou-teate", 3 },
	{ "じどうてあて", "kosodate jidou-teate jidouteate-ko", 3 },
	{ "出生届", "kosodate shussei-todoke", 3 },
	{ "child allowance", "kosodate jidou-teate jidouteate-ko jidou-teate-shussei", 3 },
	{ "having a baby", "kosodate", 3 },
	/* nursery and school */
	{ "保育園に入りたい", "nyuuen", 3 },
	{ "保育所 申し込み", "nyuuen hoikusho-moushikomi", 3 },
	{ "ほいくえん", "nyuuen", 3 },
	{ "小学校に入学", "nyuuen", 3 },
	{ "nursery", "nyuuen", 3 },
	/* work */
	{ "会社を辞めた", "shigoto", 3 },
	{ "会社をやめました", "shigoto", 3 },
	{ "仕事をやめた 保険", "shigoto", 3 },
	{ "退職", "shigoto", 3 },
	{ "クビになった", "shigoto", 3 },
	{ "lost my job", "shigoto kokuho-hijihatsu", 3 },
	/* moving */
	{ "引っ越してきた", "hikkoshi juumin", 3 },
	{ "ひっこし", "hikkoshi juumin", 3 },
	{ "転入届", "hikkoshi juumin tennyuu", 3 },
	{ "転出", "hikkoshi juumin", 3 },
	{ "住所を変えたい", "hikkoshi juumin", 3 },
	{ "moving to the city", "hikkoshi", 3 },
	/* marriage */
	{ "結婚する", "kekkon", 3 },
	{ "離婚しました", "kekkon", 3 },
	{ "ひとり親", "kekkon jidou-fuyou jidou-fuyou-shougai", 3 },
	{ "母子家庭", "kekkon jidou-fuyou jidou-fuyou-shougai", 5 },
	/* age and care */
	{ "介護したい", "kourei", 3 },
	{ "親の介護", "kourei", 3 },
	{ "認知症", "kourei", 3 },
	{ "ねんきん", "kourei nenkin", 3 },
	{ "年金", "kourei nenkin", 5 },
	{ "老人ホーム", "kourei", 3 },
	/* disability: certificates */
	{ "障害者手帳", "shougai techou-shintai techou-seishin", 3 },
	{ "障がい者手帳を作りたい", "shougai techou-shintai techou-seishin", 3 },
	{ "ﾃﾁｮｳ", "shougai techou-shintai techou-seishin techou-ryouiku techou-henkou", 3 },
	{ "てちょう", "shougai techou-shintai techou-seishin techou-ryouiku techou-henkou", 3 },
	{ "手帳の更新", "techou-seishin-koushin techou-ryouiku-hantei", 1 },
	{ "手帳をなくした", "techou-saikoufu", 1 },
	{ "療育手帳", "techou-ryouiku", 3 },
	{ "精神障害者手帳", "techou-seishin techou-seishin-koushin", 3 },
	{ "disability", "shougai techou-shintai", 5 },
	{ "disability certificate", "shougai techou-shintai techou-seishin", 5 },
	{ "ヘルプマーク", "helpmark", 1 },
	/* disability: money and medical care */
	{ "車いす", "hosougu", 5 },
	{ "車椅子がほしい", "hosougu", 5 },
	{ "補聴器", "hosougu", 1 },
	{ "透析", "shougai kousei-iryou tokutei-shippei-ryouyou", 3 },
	{ "うつ病 通院", "seishin-tsuuin-iryou", 1 },
	{ "精神科の薬代", "seishin-tsuuin-iryou", 1 },
	{ "難病", "shougai shitei-nanbyou", 3 },
	{ "障害年金", "shougai-kiso shougai-kousei shougai-kiso-20", 3 },
	{ "障害ねんきん", "shougai-kiso shougai-kousei shougai-kiso-20", 5 },
	{ "医療費が高い", "kougaku-ryouyou iryouhi-koujo juudo-iryou gendogaku", 5 },
	{ "生活保護", "seikatsu-hogo-kasan seikatsu-hogo", 3 },
	/* disability: discounts, services */
	{ "バスの割引", "bus-unchin", 1 },
	{ "ばす わりびき", "bus-unchin", 3 },
	{ "電車 割引", "jr-unchin", 3 },
	{ "タクシー券", "juudo-taxi taxi-waribiki", 3 },
	{ "高速道路", "yuuryou-douro", 1 },
	{ "ＮＨＫ", "nhk-zengaku nhk-hangaku", 3 },
	{ "NHK 免除", "nhk-zengaku nhk-hangaku", 3 },
	{ "駐車場", "magokoro-chuushajou shiei-chuushajou magokoro-ninpu", 3 },
	{ "自動車税 減免", "jidoushazei-genmen keijidousha-genmen", 3 },
	{ "お風呂に入れない", "houmon-nyuuyoku", 5 },
	{ "ヘルパーに来てほしい", "kyotaku-kaigo juudo-houmon kourei", 5 },
	{ "ショートステイ", "tanki-nyuusho", 3 },
	{ "放課後デイ", "houkago-day", 1 },
	{ "手話通訳", "shuwa-tsuuyaku", 1 },
	{ "手すりをつけたい", "juutaku-kaizou", 3 },
	{ "選挙 家から投票", "yuubin-touhyou", 3 },
	{ "市営住宅", "shiei-juutaku", 1 },
	{ "bus discount", "bus-unchin", 3 },
	{ "home help", "kyotaku-kaigo", 3 },
	{ "sign language interpreter", "shuwa-tsuuyaku", 3 },
	/* services of the counters */
	{ "印鑑登録", "inkan inkan-touroku", 3 },
	{ "マイナンバーカード", "mynumber", 3 },
};

static str id_of(const found_def *f)
{
	return f->kind == FOUND_EVENT ? f->event->id : f->kind == FOUND_SCHEME ? f->scheme->id : f->service->id;
}

static bool named(str list, str id)
{
	while (list.len)
		if (str_eq(str_cut(&list, ' '), id))
			return true;
	return false;
}

static void what_people_type_finds_what_they_need(void **state)
{
	const city_def *c = *state;
	arena *a = arena_new(64 << 20);
	size_t missed = 0;
	for (size_t i = 0; i < COUNT(everyday); i++) {
		const struct asked *q = &everyday[i];
		found_defs f = defs_search(c, a, str_of(q->query), q->among);
		bool found = false;
		buf got = buf_new(a, 1000);
		for (size_t k = 0; k < f.n; k++) {
			found = found || named(str_of(q->any), id_of(&f.at[k]));
			buf_format(&got, " %.*s", STR_ARG(id_of(&f.at[k])));
		}
		if (!found)
			print_message("%s: not among the first %zu: %s; found:%s\n", q->query, q->among, q->any,
				      buf_str(&got).at);
		missed += !found;
		arena_reset(a);
	}
	arena_free(a);
	assert_int_equal(missed, 0);
}

int main(void)
{
	arena *a = arena_new(512 << 20);
	city_def *city = demo_city(a);
	if (!city)
		return 1;
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_prestate(what_people_type_finds_what_they_need, city),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_free(a);
	return failed;
}
