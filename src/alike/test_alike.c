/* Which names are the same: properties that must hold on any texts, and how well it does on names of ward work that we wrote down. */
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "alike/alike.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

#define MEMORY ((size_t)1 << 30)

/* --- names that we know ------------------------------------------------------------------------------------------------- */

typedef struct named {
	int kind; /* names of one kind are the same work to a clerk */
	const char *text, *words, *readings; /* as MeCab with ipadic gives them; -: none */
} named;
/* Written for this test: 15 kinds of work at a ward's counter, under the names that units might give them. */
static const named names[] = {
	{ 1, "住民異動届の受付", "住民 異動 届 受付", "ジュウミン イドウ トドケ ウケツケ" },
	{ 1, "住民異動届受理", "住民 異動 届 受理", "ジュウミン イドウ トドケ ジュリ" },
	{ 1, "転入・転出・転居届の受付", "転入 転出 転居 届 受付", "テンニュウ テンシュツ テンキョ トドケ ウケツケ" },
	{ 1, "住所異動の届出", "住所 異動 届出", "ジュウショ イドウ トドケデ" },
	{ 1, "住民異動（転入・転出）", "住民 異動 転入 転出", "ジュウミン イドウ テンニュウ テンシュツ" },
	{ 2, "印鑑登録", "印鑑 登録", "インカン トウロク" },
	{ 2, "印鑑の登録申請", "印鑑 登録 申請", "インカン トウロク シンセイ" },
	{ 2, "印鑑登録・廃止", "印鑑 登録 廃止", "インカン トウロク ハイシ" },
	{ 2, "印鑑登録事務", "印鑑 登録 事務", "インカン トウロク ジム" },
	{ 3, "住民票の写しの交付", "住民 票 写し 交付", "ジュウミン ヒョウ ウツシ コウフ" },
	{ 3, "住民票写し等交付", "住民 票 写し 交付", "ジュウミン ヒョウ ウツシ コウフ" },
	{ 3, "住民票発行", "住民 票 発行", "ジュウミン ヒョウ ハッコウ" },
	{ 3, "住民票等証明書の発行", "住民 票 証明 書 発行", "ジュウミン ヒョウ ショウメイ ショ ハッコウ" },
	{ 4, "戸籍証明書の交付", "戸籍 証明 書 交付", "コセキ ショウメイ ショ コウフ" },
	{ 4, "戸籍謄抄本の発行", "戸籍 謄 抄本 発行", "コセキ - ショウホン ハッコウ" },
	{ 4, "戸籍全部事項証明書等の交付", "戸籍 全部 事項 証明 書 交付",
	  "コセキ ゼンブ ジコウ ショウメイ ショ コウフ" },
	{ 4, "戸籍証明交付", "戸籍 証明 交付", "コセキ ショウメイ コウフ" },
	{ 5, "国民健康保険資格取得・喪失", "国民 健康 保険 資格 取得 喪失",
	  "コクミン ケンコウ ホケン シカク シュトク ソウシツ" },
	{ 5, "国保資格の異動届", "国保 資格 異動 届", "コクホ シカク イドウ トドケ" },
	{ 5, "国民健康保険の資格管理", "国民 健康 保険 資格 管理", "コクミン ケンコウ ホケン シカク カンリ" },
	{ 5, "国保加入・脱退手続", "国保 加入 脱退 手続", "コクホ カニュウ ダッタイ テツヅキ" },
	{ 6, "国民健康保険高額療養費支給", "国民 健康 保険 高額 療養 費 支給",
	  "コクミン ケンコウ ホケン コウガク リョウヨウ ヒ シキュウ" },
	{ 6, "国保高額療養費の支給申請", "国保 高額 療養 費 支給 申請",
	  "コクホ コウガク リョウヨウ ヒ シキュウ シンセイ" },
	{ 6, "国保給付（療養費）", "国保 給付 療養 費", "コクホ キュウフ リョウヨウ ヒ" },
	{ 6, "高額療養費支給決定（国保）", "高額 療養 費 支給 決定 国保",
	  "コウガク リョウヨウ ヒ シキュウ ケッテイ コクホ" },
	{ 7, "介護保険認定申請", "介護 保険 認定 申請", "カイゴ ホケン ニンテイ シンセイ" },
	{ 7, "要介護認定申請の受付", "介護 認定 申請 受付", "カイゴ ニンテイ シンセイ ウケツケ" },
	{ 7, "介護認定の申請受付け", "介護 認定 申請 受付ける", "カイゴ ニンテイ シンセイ ウケツケ" },
	{ 7, "要介護・要支援認定申請", "介護 支援 認定 申請", "カイゴ シエン ニンテイ シンセイ" },
	{ 8, "身体障害者手帳の交付", "身体 障害 者 手帳 交付", "シンタイ ショウガイ シャ テチョウ コウフ" },
	{ 8, "身体障がい者手帳交付", "身体 障る 者 手帳 交付", "シンタイ サワ シャ テチョウ コウフ" },
	{ 8, "身障手帳の申請・交付", "身障 手帳 申請 交付", "シンショウ テチョウ シンセイ コウフ" },
	{ 8, "身体障害者手帳交付事務", "身体 障害 者 手帳 交付 事務", "シンタイ ショウガイ シャ テチョウ コウフ ジム" },
	{ 9, "精神障害者保健福祉手帳の申請", "精神 障害 者 保健 福祉 手帳 申請",
	  "セイシン ショウガイ シャ ホケン フクシ テチョウ シンセイ" },
	{ 9, "精神保健福祉手帳", "精神 保健 福祉 手帳", "セイシン ホケン フクシ テチョウ" },
	{ 9, "精神障がい者保健福祉手帳交付", "精神 障る 者 保健 福祉 手帳 交付",
	  "セイシン サワ シャ ホケン フクシ テチョウ コウフ" },
	{ 9, "精神手帳の更新申請", "精神 手帳 更新 申請", "セイシン テチョウ コウシン シンセイ" },
	{ 10, "児童手当認定", "児童 手当 認定", "ジドウ テアテ ニンテイ" },
	{ 10, "児童手当の認定請求", "児童 手当 認定 請求", "ジドウ テアテ ニンテイ セイキュウ" },
	{ 10, "児童手当認定請求受付", "児童 手当 認定 請求 受付", "ジドウ テアテ ニンテイ セイキュウ ウケツケ" },
	{ 10, "児童手当事務", "児童 手当 事務", "ジドウ テアテ ジム" },
	{ 11, "児童扶養手当", "児童 扶養 手当", "ジドウ フヨウ テアテ" },
	{ 11, "児童扶養手当の認定", "児童 扶養 手当 認定", "ジドウ フヨウ テアテ ニンテイ" },
	{ 11, "児童扶養手当現況届", "児童 扶養 手当 現況 届", "ジドウ フヨウ テアテ ゲンキョウ トドケ" },
	{ 11, "児扶手の認定請求", "児 扶手 認定 請求", "コ - ニンテイ セイキュウ" },
	{ 12, "子ども医療費助成", "子ども 医療 費 助成", "コドモ イリョウ ヒ ジョセイ" },
	{ 12, "こども医療証の交付", "こども 医療 証 交付", "コドモ イリョウ ショウ コウフ" },
	{ 12, "子ども医療費の支給", "子ども 医療 費 支給", "コドモ イリョウ ヒ シキュウ" },
	{ 12, "乳幼児医療費助成", "乳幼児 医療 費 助成", "ニュウヨウジ イリョウ ヒ ジョセイ" },
	{ 13, "保育所入所申込", "保育 所 入所 申込", "ホイク ショ ニュウショ モウシコミ" },
	{ 13, "保育所等の入所申込受付", "保育 所 入所 申込 受付", "ホイク ショ ニュウショ モウシコミ ウケツケ" },
	{ 13, "保育園入園申込み", "保育園 入園 申込む", "ホイクエン ニュウエン モウシコミ" },
	{ 13, "保育所入所選考", "保育 所 入所 選考", "ホイク ショ ニュウショ センコウ" },
	{ 14, "マイナンバーカード交付", "マイナンバーカード 交付", "- コウフ" },
	{ 14, "個人番号カードの交付", "個人 番号 カード 交付", "コジン バンゴウ カード コウフ" },
	{ 14, "マイナンバーカードの受け取り", "マイナンバーカード 受け取り", "- ウケトリ" },
	{ 14, "個人番号カード交付事務", "個人 番号 カード 交付 事務", "コジン バンゴウ カード コウフ ジム" },
	{ 15, "おくやみ手続き", "くやむ 手続き", "クヤミ テツヅキ" },
	{ 15, "お悔やみコーナー", "お悔やみ コーナー", "オクヤミ コーナー" },
	{ 15, "おくやみコーナーの受付", "くやむ コーナー 受付", "クヤミ コーナー ウケツケ" },
	{ 15, "死亡後の手続き案内（おくやみ）", "死亡 後 手続き 案内 くやむ", "シボウ ゴ テツヅキ アンナイ クヤミ" },
};
#define NAMES COUNT(names)

static strs split(arena *a, const char *s)
{
	strs out = { 0 };
	for (str rest = str_of(s); rest.len;) {
		str w = str_cut(&rest, ' ');
		LIST_ADD(a, &out, str_eq(w, STR("-")) ? STR_NONE : w);
	}
	return out;
}

static alike_text *known(arena *a)
{
	alike_text *t = arena_many(a, alike_text, NAMES);
	for (size_t i = 0; i < NAMES; i++)
		t[i] = (alike_text){ str_of(names[i].text), split(a, names[i].words), split(a, names[i].readings),
				     (double)(1 + i % 7) };
	return t;
}

static const alike *made(arena *a, const alike_text *t, size_t n)
{
	const alike *x;
	assert_null(alike_make(a, t, n, &x));
	return x;
}

static size_t at_of(const char *text)
{
	for (size_t i = 0; i < NAMES; i++)
		if (strcmp(names[i].text, text) == 0)
			return i;
	fail_msg("no name %s", text);
	return 0;
}

typedef struct quality {
	size_t groups;
	double precision, recall, f1; /* of pairs */
} quality;
static quality measured(const alike_groups *g)
{
	size_t of[NAMES], right = 0, wrong = 0, missed = 0;
	for (size_t k = 0; k < g->n; k++)
		for (size_t m = 0; m < g->at[k].n; m++)
			of[g->at[k].at[m]] = k;
	for (size_t i = 0; i < NAMES; i++)
		for (size_t j = i + 1; j < NAMES; j++) {
			bool same = names[i].kind == names[j].kind, got = of[i] == of[j];
			right += same && got;
			wrong += !same && got;
			missed += same && !got;
		}
	quality q = { .groups = g->n };
	q.precision = right + wrong ? (double)right / (double)(right + wrong) : 1;
	q.recall = (double)right / (double)(right + missed);
	q.f1 = q.precision + q.recall > 0 ? 2 * q.precision * q.recall / (q.precision + q.recall) : 0;
	return q;
}

/* The figures of docs/work.md. */
static void names_of_ward_work_are_grouped_as_a_clerk_would(void **state)
{
	(void)state;
	arena *a = arena_new(MEMORY);
	const alike *x = made(a, known(a), NAMES);
	quality at[100];
	for (int t = 20; t <= 70; t += 5) {
		alike_groups g;
		assert_null(alike_group_by(x, a, t / 100.0, NULL, 0, &g));
		at[t] = measured(&g);
		print_message("%.2f: %2zu groups, precision %.2f, recall %.2f, F1 %.3f\n", t / 100.0, at[t].groups,
			      at[t].precision, at[t].recall, at[t].f1);
	}
	assert_true(at[25].f1 >= 0.72 && at[25].precision >= 0.94);
	assert_true(at[40].f1 >= 0.67 && at[40].precision == 1); /* the default: of these, nothing is joined wrongly */
	for (int t = 25; t <= 70; t += 5) /* higher: more groups, of names that are more alike */
		assert_true(at[t].groups >= at[t - 5].groups);
	/* characters alone do worse, which is why there are words */
	alike_text *bare = known(a);
	for (size_t i = 0; i < NAMES; i++)
		bare[i].words = bare[i].readings = (strs){ 0 };
	const alike *y = made(a, bare, NAMES);
	double best = 0;
	for (int t = 20; t <= 70; t += 5) {
		alike_groups g;
		assert_null(alike_group_by(y, a, t / 100.0, NULL, 0, &g));
		double f1 = measured(&g).f1;
		best = f1 > best ? f1 : best;
	}
	print_message("characters alone: F1 %.3f at best\n", best);
	assert_true(best < at[25].f1);
	arena_free(a);
}

static void spellings_meet(void **state)
{
	(void)state;
	arena *a = arena_new(MEMORY);
	alike_text t[] = { { .text = STR("ﾏｲﾅﾝﾊﾞｰｶｰﾄﾞ交付") },  { .text = STR("マイナンバーカード交付") },
			   { .text = STR("身体障がい者手帳") }, { .text = STR("身体障害者手帳") },
			   { .text = STR("髙齢者相談") },       { .text = STR("高齢者相談") },
			   { .text = STR("ＰＤＦ作成") },       { .text = STR("pdf 作成") },
			   { .text = STR("道路占用") },         { .text = STR("") } };
	const alike *x = made(a, t, COUNT(t));
	for (size_t i = 0; i < 6; i += 2)
		assert_true(alike_between(x, i, i + 1) == 1);
	assert_true(alike_between(x, 6, 7) > 0.5);
	assert_true(alike_between(x, 0, 8) == 0);
	assert_true(alike_between(x, 0, 9) == 0 && alike_between(x, 9, 9) == 1);
	/* a reading joins what is written in another way */
	alike_text u[] = { { .text = STR("受付"), .readings = split(a, "ウケツケ") },
			   { .text = STR("うけつけ"), .readings = split(a, "ウケツケ") },
			   { .text = STR("決裁"), .readings = split(a, "ケッサイ") } };
	x = made(a, u, COUNT(u));
	assert_true(alike_between(x, 0, 1) > 0.2);
	assert_true(alike_between(x, 0, 2) == 0);
	arena_free(a);
}

static void evidence_is_found_in_the_text(void **state)
{
	(void)state;
	arena *a = arena_new(MEMORY);
	const alike *x = made(a, known(a), NAMES);
	alike_shareds s = alike_why(x, a, at_of("身体障害者手帳の交付"), at_of("身体障害者手帳交付事務"), 10);
	assert_int_equal(s.n, 2);
	assert_true(str_eq(s.at[0].word, STR("身体障害者手帳")));
	assert_true(str_eq(s.at[1].word, STR("交付")));
	assert_true(s.at[0].part > 0.8);
	assert_true(fabs(s.at[0].part + s.at[1].part - 1) < 1e-6);
	/* whatever two names share is accounted for, and stands in the first one or is a word of it */
	for (size_t i = 0; i < NAMES; i++)
		for (size_t j = 0; j < NAMES; j++) {
			double all = 0;
			s = alike_why(x, a, i, j, 100);
			for (size_t k = 0; k < s.n; k++) {
				assert_true(s.at[k].part > 0 && s.at[k].word.len > 0);
				assert_true(k == 0 || s.at[k].part <= s.at[k - 1].part);
				all += s.at[k].part;
			}
			assert_true(alike_between(x, i, j) == 0 ? s.n == 0 : fabs(all - 1) < 1e-6);
			assert_true(alike_between(x, i, j) == alike_between(x, j, i));
		}
	assert_int_equal(alike_why(x, a, 0, 1, 1).n, 1);
	arena_free(a);
}

static void the_nearest_of_a_new_name_come_first(void **state)
{
	(void)state;
	arena *a = arena_new(MEMORY);
	const alike *x = made(a, known(a), NAMES);
	alike_text t = { STR("児童手当の現況届"), split(a, "児童 手当 現況 届"),
			 split(a, "ジドウ テアテ ゲンキョウ トドケ"), 1 };
	alike_hit hit[5];
	assert_int_equal(alike_nearest(x, a, &t, hit, COUNT(hit)), COUNT(hit));
	assert_string_equal(names[hit[0].text].text, "児童扶養手当現況届");
	for (size_t k = 1; k < COUNT(hit); k++) {
		assert_true(hit[k].likeness <= hit[k - 1].likeness);
		assert_true(names[hit[k].text].kind == 10 || names[hit[k].text].kind == 11);
	}
	/* one that is there already is as alike as can be */
	t = known(a)[20];
	assert_int_equal(alike_nearest(x, a, &t, hit, 1), 1);
	assert_int_equal(hit[0].text, 20);
	assert_true(hit[0].likeness > 0.99999);
	t = (alike_text){ .text = STR("zzz") };
	assert_int_equal(alike_nearest(x, a, &t, hit, COUNT(hit)), 0);
	arena_free(a);
}

/* --- what must hold of any texts --------------------------------------------------------------------------------------- */

static u64 next(u64 *seed)
{
	*seed = *seed * 6364136223846793005ULL + 1442695040888963407ULL;
	return *seed >> 33;
}

/* Names of a few words each, so that many are alike and several are the same. */
static alike_text *random_texts(arena *a, u64 seed, size_t n, size_t most_words)
{
	static const char *const some[] = { "住民", "異動", "届",   "受付", "児童", "手当", "認定",
					    "申請", "交付", "証明", "国保", "資格", "給付", "道路",
					    "占用", "許可", "補助", "金",   "審査", "通知" };
	alike_text *t = arena_many(a, alike_text, n);
	for (size_t i = 0; i < n; i++) {
		buf b = buf_new(a, 400);
		size_t words = 1 + next(&seed) % most_words;
		for (size_t k = 0; k < words; k++) {
			str w = str_of(some[next(&seed) % COUNT(some)]);
			buf_put(&b, w);
			if (next(&seed) % 4)
				LIST_ADD(a, &t[i].words, w);
		}
		t[i].text = buf_str(&b);
		t[i].weight = (double)(next(&seed) % 5);
	}
	return t;
}

/* Groups as one text: names in order, groups in order, so that two groupings can be compared. */
static int by_bytes(const void *x, const void *y)
{
	return str_cmp(*(const str *)x, *(const str *)y);
}

static str shape(arena *a, const alike_groups *g, const alike_text *t)
{
	strs all = { 0 };
	for (size_t k = 0; k < g->n; k++) {
		strs members = { 0 };
		for (size_t m = 0; m < g->at[k].n; m++)
			LIST_ADD(a, &members, t[g->at[k].at[m]].text);
		qsort(members.at, members.n, sizeof *members.at, by_bytes);
		buf b = buf_new(a, 1 << 20);
		buf_format(&b, "%.6f %.*s|", g->at[k].least, STR_ARG(t[g->at[k].at[0]].text));
		for (size_t m = 0; m < members.n; m++)
			buf_format(&b, " %.*s", STR_ARG(members.at[m]));
		LIST_ADD(a, &all, buf_str(&b));
	}
	qsort(all.at, all.n, sizeof *all.at, by_bytes);
	buf b = buf_new(a, 1 << 22);
	for (size_t k = 0; k < all.n; k++)
		buf_format(&b, "%.*s\n", STR_ARG(all.at[k]));
	return buf_str(&b);
}

static void the_order_of_texts_does_not_matter(void **state)
{
	(void)state;
	u64 seed = 5;
	for (int round = 0; round < 20; round++) {
		arena *a = arena_new(MEMORY);
		size_t n = 120;
		alike_text *t = random_texts(a, (u64)round, n, 4), *u = arena_many(a, alike_text, n);
		size_t *to = arena_many(a, size_t, n);
		for (size_t i = 0; i < n; i++)
			to[i] = i;
		for (size_t i = n; i > 1; i--) {
			size_t k = next(&seed) % i, kept = to[i - 1];
			to[i - 1] = to[k];
			to[k] = kept;
		}
		for (size_t i = 0; i < n; i++)
			u[to[i]] = t[i];
		alike_pair said[12], said_u[12];
		for (size_t k = 0; k < COUNT(said); k++) {
			said[k] = (alike_pair){ next(&seed) % n, next(&seed) % n, k % 3 > 0 };
			/* said the other way round, in another order */
			said_u[COUNT(said) - 1 - k] = (alike_pair){ to[said[k].j], to[said[k].i], said[k].same };
		}
		alike_groups g, h;
		double threshold = 0.2 + 0.03 * round;
		assert_null(alike_group_by(made(a, t, n), a, threshold, said, COUNT(said), &g));
		assert_null(alike_group_by(made(a, u, n), a, threshold, said_u, COUNT(said_u), &h));
		assert_string_equal(shape(a, &g, t).at, shape(a, &h, u).at);
		arena_free(a);
	}
}

static void pairs_are_those_that_comparing_all_finds(void **state)
{
	(void)state;
	for (u64 seed = 0; seed < 10; seed++) {
		arena *a = arena_new(MEMORY);
		size_t n = 150, k = 0;
		const alike *x = made(a, random_texts(a, seed, n, 5), n);
		alike_edges e;
		double floor = 0.1 + 0.08 * (double)seed;
		assert_null(alike_pairs(x, a, floor, &e));
		for (size_t i = 0; i < n; i++)
			for (size_t j = i + 1; j < n; j++) {
				double likeness = alike_between(x, i, j);
				if (likeness < floor - 1e-9)
					continue;
				assert_true(k < e.n);
				assert_int_equal(e.at[k].i, i);
				assert_int_equal(e.at[k].j, j);
				assert_true(fabs(e.at[k++].likeness / (double)ALIKE_ONE - likeness) < 1e-9);
			}
		assert_int_equal(k, e.n);
		arena_free(a);
	}
}

/* Complete linkage as it is written in books: look for the best pair of groups, join, again. */
static void by_the_book(arena *a, const alike *x, const u32 *rank, double threshold, const alike_pair *said,
			size_t said_n, size_t *of)
{
	size_t n = alike_count(x);
	double *d = arena_many(a, double, n *n);
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < n; j++)
			d[rank[i] * n + rank[j]] = alike_between(x, i, j);
	for (size_t k = 0; k < said_n; k++)
		d[rank[said[k].i] * n + rank[said[k].j]] = d[rank[said[k].j] * n + rank[said[k].i]] = -1;
	size_t *group = arena_many(a, size_t, n);
	for (size_t i = 0; i < n; i++)
		group[i] = i;
	for (;;) {
		size_t p = 0, q = 0;
		double best = -1;
		for (size_t i = 0; i < n; i++)
			for (size_t j = i + 1; j < n; j++) {
				if (group[i] != i || group[j] != j || d[i * n + j] <= best)
					continue;
				best = d[i * n + j];
				p = i;
				q = j;
			}
		if (best < threshold - 1e-9)
			break;
		for (size_t k = 0; k < n; k++) {
			double least = d[p * n + k] < d[q * n + k] ? d[p * n + k] : d[q * n + k];
			d[p * n + k] = d[k * n + p] = least;
			if (group[k] == q)
				group[k] = p;
		}
	}
	for (size_t i = 0; i < n; i++)
		of[i] = group[rank[i]];
}

static void groups_are_those_of_complete_linkage(void **state)
{
	(void)state;
	u64 dice = 11;
	for (u64 seed = 0; seed < 25; seed++) {
		arena *a = arena_new(MEMORY);
		size_t n = 90, of[90], mine[90];
		alike_text *t = random_texts(a, seed, n, 4);
		const alike *x = made(a, t, n);
		double threshold = 0.15 + 0.02 * (double)seed;
		alike_pair never[8];
		for (size_t k = 0; k < COUNT(never); k++)
			never[k] = (alike_pair){ next(&dice) % 45, 45 + next(&dice) % 45, false };
		by_the_book(a, x, alike_order(a, t, n), threshold, never, COUNT(never), of);
		alike_groups g;
		assert_null(alike_group_by(x, a, threshold, never, COUNT(never), &g));
		for (size_t k = 0; k < g.n; k++)
			for (size_t m = 0; m < g.at[k].n; m++)
				mine[g.at[k].at[m]] = k;
		for (size_t i = 0; i < n; i++)
			for (size_t j = 0; j < n; j++)
				if ((of[i] == of[j]) != (mine[i] == mine[j]))
					fail_msg("seed %d: %s and %s", (int)seed, t[i].text.at, t[j].text.at);
		arena_free(a);
	}
}

static void one_tree_serves_every_threshold(void **state)
{
	(void)state;
	arena *a = arena_new(MEMORY);
	size_t n = 300;
	alike_text *t = random_texts(a, 3, n, 5);
	const alike *x = made(a, t, n);
	double *weight = arena_many(a, double, n);
	for (size_t i = 0; i < n; i++)
		weight[i] = t[i].weight;
	alike_things things = { weight, alike_order(a, t, n), n };
	alike_edges e;
	const alike_tree *tree;
	assert_null(alike_pairs(x, a, 0.2, &e));
	assert_null(alike_link(a, &things, &e, NULL, 0, &tree));
	for (double threshold = 0.2; threshold <= 1; threshold += 0.05) {
		alike_groups g, h;
		alike_cut(tree, a, threshold, &g);
		assert_int_equal(alike_cut_count(tree, threshold), g.n);
		assert_null(alike_group_by(x, a, threshold, NULL, 0, &h));
		assert_string_equal(shape(a, &g, t).at, shape(a, &h, t).at);
		double before = INFINITY;
		for (size_t k = 0; k < g.n; k++) {
			double all = 0;
			assert_true(g.at[k].least >= threshold - 1e-6);
			for (size_t m = 0; m < g.at[k].n; m++) {
				assert_true(m == 0 || t[g.at[k].at[m]].weight <= t[g.at[k].at[m - 1]].weight);
				all += t[g.at[k].at[m]].weight;
			}
			assert_true(all <= before);
			before = all;
		}
	}
	arena_free(a);
}

static bool together(const alike_groups *g, size_t i, size_t j)
{
	for (size_t k = 0; k < g->n; k++) {
		bool has_i = false, has_j = false;
		for (size_t m = 0; m < g->at[k].n; m++) {
			has_i = has_i || g->at[k].at[m] == i;
			has_j = has_j || g->at[k].at[m] == j;
		}
		if (has_i)
			return has_j;
	}
	return false;
}

static void what_people_said_comes_first(void **state)
{
	(void)state;
	arena *a = arena_new(MEMORY);
	const alike *x = made(a, known(a), NAMES);
	size_t moved = at_of("住所異動の届出"), juki = at_of("住民異動届の受付"), juri = at_of("住民異動届受理");
	size_t dead = at_of("死亡後の手続き案内（おくやみ）"), counter = at_of("おくやみコーナーの受付");
	alike_groups g;
	assert_null(alike_group_by(x, a, 0.4, NULL, 0, &g));
	assert_false(together(&g, moved, juki));
	assert_true(together(&g, juki, juri));
	alike_pair said[] = { { moved, juki, true }, { dead, counter, true }, { dead, juki, false } };
	assert_null(alike_group_by(x, a, 0.4, said, 2, &g));
	assert_true(together(&g, moved, juki) && together(&g, dead, counter));
	/* who joined it before still does, although it is not alike to what people added */
	assert_true(together(&g, juki, juri) && alike_between(x, moved, juri) < 0.4);
	/* never holds, even where a chain of the same says otherwise */
	alike_pair chain[] = { { juki, moved, true }, { moved, dead, true }, { dead, juki, false } };
	assert_null(alike_group_by(x, a, 0.4, chain, 3, &g));
	assert_false(together(&g, dead, juki));
	/* what is one by its text can be kept apart as well */
	alike_pair apart = { juki, juri, false };
	assert_null(alike_group_by(x, a, 0.05, &apart, 1, &g));
	assert_false(together(&g, juki, juri));
	alike_pair too_many = { 0, 1, true };
	assert_true(err_is(alike_group_by(x, a, 0.4, &too_many, ALIKE_SAID_MAX + 1, &g), ERR_too_large));
	arena_free(a);
}

static void nothing_and_too_much_are_answered(void **state)
{
	(void)state;
	arena *a = arena_new(MEMORY);
	const alike *x = made(a, NULL, 0);
	alike_groups g;
	assert_null(alike_group_by(x, a, 0.4, NULL, 0, &g));
	assert_int_equal(g.n, 0);
	alike_hit hit;
	alike_text t = { .text = STR("住民異動届") };
	assert_int_equal(alike_nearest(x, a, &t, &hit, 1), 0);
	assert_true(err_is(alike_make(a, &t, ALIKE_TEXTS_MAX + 1, &x), ERR_too_large));
	arena *small = arena_new(1 << 16);
	assert_true(err_is(alike_make(small, &t, 1, &x), ERR_too_large));
	arena_free(small);
	/* a text of any length, of no letters, of no UTF-8 */
	buf b = buf_new(a, 100000);
	for (int i = 0; i < 20000; i++)
		buf_lit(&b, "あ");
	alike_text odd[] = { { .text = buf_str(&b) },
			     { .text = STR("・・・") },
			     { .text = STR("\xff\xfe住民") },
			     { .text = STR("住") } };
	x = made(a, odd, COUNT(odd));
	for (double threshold = -1; threshold < 3; threshold += 0.5) {
		assert_null(alike_group_by(x, a, threshold, NULL, 0, &g));
		size_t all = 0;
		for (size_t k = 0; k < g.n; k++)
			all += g.at[k].n;
		assert_int_equal(all, COUNT(odd));
	}
	arena_free(a);
}

/* 4,500 texts of the same words are 10 million pairs that are all somewhat alike: more than are kept. */
static void where_there_are_too_many_pairs_the_floor_is_raised(void **state)
{
	(void)state;
	arena *a = arena_new(MEMORY);
	size_t n = 4500;
	alike_text *t = arena_many(a, alike_text, n);
	for (size_t i = 0; i < n; i++)
		t[i] = (alike_text){ .text = str_format(a, "住民異動届の受付及び審査%zu", i), .weight = 1 };
	const alike *x = made(a, t, n);
	alike_edges e;
	assert_null(alike_pairs(x, a, 0.05, &e));
	assert_true(e.n < ALIKE_PAIRS_MAX);
	assert_true(e.floor > 0.05);
	for (size_t k = 0; k < e.n; k += 1000)
		assert_true(e.at[k].likeness >= (u32)(e.floor * ALIKE_ONE));
	for (size_t i = 0; i < n; i++)
		t[i].text = STR("住民異動届");
	x = made(a, t, n);
	assert_true(err_is(alike_pairs(x, a, 0.05, &e), ERR_too_large));
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_of_ward_work_are_grouped_as_a_clerk_would),
		cmocka_unit_test(spellings_meet),
		cmocka_unit_test(evidence_is_found_in_the_text),
		cmocka_unit_test(the_nearest_of_a_new_name_come_first),
		cmocka_unit_test(the_order_of_texts_does_not_matter),
		cmocka_unit_test(pairs_are_those_that_comparing_all_finds),
		cmocka_unit_test(groups_are_those_of_complete_linkage),
		cmocka_unit_test(one_tree_serves_every_threshold),
		cmocka_unit_test(what_people_said_comes_first),
		cmocka_unit_test(nothing_and_too_much_are_answered),
		cmocka_unit_test(where_there_are_too_many_pairs_the_floor_is_raised),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
