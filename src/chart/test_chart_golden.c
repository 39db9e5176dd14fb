/* Every kind of picture, wide and for a phone, beside the one that was looked at and kept: tests/golden/chart. MADOGUCHI_GOLDEN=write draws them anew; look at them. */
#include "chart/chart.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "chart/testing.h"

#define MEMORY ((size_t)256 << 20)

static const pair bureaus[] = {
	{ "市民文化スポーツ局", 1284300, "1,284,300時間", "9.7%", 1, 0 },
	{ "保健福祉局", 1193820, "1,193,820時間", "9.0%", 1, 0 },
	{ "教育委員会", 1010455, "1,010,455時間", "7.6%", 1, 0 },
	{ "八幡西区役所", 872110, "872,110時間", "6.6%", 1, 0 },
	{ "デジタル市役所・業務改革推進室（仮称）臨時特別給付金担当", 431902, "431,902時間", "3.3%", 1, 0 },
	{ "消防局", 98230, "98,230時間", "0.7%", 1, 0 },
	{ "交通局", 880, "880時間", "0.0%", 1, 0 },
	{ "会計室", 0, "0時間", "0.0%", 1, 0 },
};

static buf fresh(arena *a)
{
	return buf_new(a, CHART_ROOM);
}

/* Draws at both widths: NAME and NAME-slim. */
#define BOTH(name, heading, what, call)                                                                                \
	do {                                                                                                           \
		arena *a = arena_new(MEMORY);                                                                          \
		for (int slim = 0; slim < 2; slim++) {                                                                 \
			chart_about c = { .id = str_of(slim ? name "-s" : name),                                       \
					  .title = STR(heading),                                                       \
					  .desc = STR(what),                                                           \
					  .width = slim ? 360 : 0 };                                                   \
			buf b = fresh(a);                                                                              \
			call;                                                                                          \
			assert_false(b.overflowed);                                                                    \
			holds(a, buf_str(&b));                                                                         \
			golden(a, slim ? name "-slim" : name, buf_str(&b));                                            \
		}                                                                                                      \
		arena_free(a);                                                                                         \
	} while (0)

static void bars_have_names_at_the_left_and_figures_in_columns(void **state)
{
	(void)state;
	BOTH("bars", "局別の年間業務時間", "市民文化スポーツ局が最も多い", ({
		     chart_parts p = PARTS(a, bureaus, "/work?bureau=");
		     chart_bars(&b, &c, &p, NULL);
	     }));
}

static void bars_show_the_share_of_the_target_within(void **state)
{
	(void)state;
	BOTH("bars-part", "局別の年間業務時間と、うち移せる業務", "", ({
		     static const double part[] = { 0.55, 0.319, 0.12, 0.61, 1, 0, 0.5, 0 };
		     chart_parts p = PARTS(a, bureaus, "/work?bureau=");
		     chart_bars(&b, &c, &p, part);
	     }));
}

static void the_eight_cells_are_a_mosaic(void **state)
{
	(void)state;
	static const pair cells[] = {
		{ "定型", 1301200, "1,301,200時間", "9.8%", 1, 0 },
		{ "非定型", 1286000, "1,286,000時間", "9.7%", 1, 0 },
		{ "定型", 1290400, "1,290,400時間", "9.8%", 2, 1 },
		{ "非定型", 1279800, "1,279,800時間", "9.7%", 2, 1 },
		{ "定型", 1284600, "1,284,600時間", "9.7%", 4, 2 },
		{ "非定型", 1275300, "1,275,300時間", "9.7%", 4, 2 },
		{ "定型 ★移せる業務", 4213990, "4,213,990時間", "31.9%", CHART_TARGET, 3 },
		{ "非定型", 1278710, "1,278,710時間", "9.7%", 0, 3 },
	};
	BOTH("mosaic", "コア・専門性・定型の八つ", "移せる業務は31.9%", ({
		     str heads[] = { STR("コア・専門性 要"), STR("コア・専門性 不要"), STR("ノンコア・専門性 要"),
				     STR("ノンコア・専門性 不要") };
		     chart_parts p = PARTS(a, cells, "/work/rows?cell=");
		     chart_mosaic(&b, &c, &(strs){ heads, COUNT(heads) }, &p);
	     }));
}

static void a_mosaic_with_thin_columns_stays_readable(void **state)
{
	(void)state;
	static const pair cells[] = {
		{ "定型", 8213, "8,213時間", "82.1%", CHART_TARGET, 0 },
		{ "非定型", 12, "12時間", "0.1%", 1, 0 },
		{ "定型", 40, "40時間", "0.4%", 2, 1 },
		{ "非定型", 1500, "1,500時間", "15.0%", 2, 2 },
		{ "定型", 0, "0時間", "0.0%", 4, 2 },
		{ "非定型", 235, "235時間", "2.4%", 4, 3 },
	};
	BOTH("mosaic-thin", "八つのうちの三つが細い", "", ({
		     str heads[] = { STR("ノンコア・専門性 不要"), STR("コア・専門性 要"), STR("コア・専門性 不要"),
				     STR("ノンコア・専門性 要") };
		     chart_parts p = PARTS(a, cells, NULL);
		     chart_mosaic(&b, &c, &(strs){ heads, COUNT(heads) }, &p);
	     }));
}

static const char *const works[] = { "住民異動届",           "印鑑登録",           "住民票の写し交付",
				     "戸籍証明交付",         "国民健康保険資格",   "国民健康保険給付",
				     "介護保険認定申請",     "身体障害者手帳交付", "精神障害者保健福祉手帳申請",
				     "自立支援医療申請",     "児童手当認定",       "児童扶養手当",
				     "子ども医療費",         "保育所入所申込",     "就学援助認定",
				     "放課後児童クラブ減免", "生活保護医療券発行", "軽自動車申告",
				     "市民税申告",           "税証明交付",         "マイナンバーカード交付",
				     "国民年金届出",         "後期高齢者医療",     "犬の登録",
				     "おくやみ手続き" };

/* Numbers that look like a survey's: falling, and the same each time. */
static double made_up(size_t i)
{
	u64 x = (u64)(i + 1) * 0x9e3779b97f4a7c15u;
	x ^= x >> 29;
	return 400 + (double)(x % 1000) * (double)(x % 1000) / (40 + (double)(i % 7) * 30) * 3;
}

static void areas_in_frames_are_a_treemap(void **state)
{
	(void)state;
	BOTH("treemap", "区分と業務", "面積は年間業務時間", ({
		     static const pair frames[] = { { "窓口", 0, "2,160,000時間", NULL, 1, 0 },
						    { "共通", 0, "1,420,000時間", NULL, 2, 0 },
						    { "固有", 0, "9,630,000時間", NULL, 3, 0 } };
		     chart_parts groups = PARTS(a, frames, "/work?category=");
		     chart_parts p = { 0 };
		     for (size_t i = 0; i < 75; i++) {
			     double size = made_up(i) * (i % 3 == 2 ? 6 : i % 3 == 1 ? 1 : 1.5);
			     LIST_ADD(a, &p,
				      ((chart_part){
					      .name = str_of(works[i / 3]),
					      .value = str_format(a, "%.*s時間", STR_ARG(chart_number(a, floor(size)))),
					      .link = str_format(a, "/work/rows?work=%zu", i),
					      .size = size,
					      .shade = i % 9 == 4 ? CHART_TARGET : (int)(i % 3) + 1,
					      .group = i % 3 }));
		     }
		     chart_treemap(&b, &c, &groups, &p);
	     }));
}

static void bubbles_have_two_axes_and_names_where_there_is_room(void **state)
{
	(void)state;
	BOTH("bubbles", "課ごとの移せる業務", "円の面積は職員数", ({
		     chart_axis x = { .name = STR("年間業務時間（対数）"), .from = 1000, .to = 300000, .log = true };
		     chart_axis y = { .name = STR("移せる業務の割合"), .from = 0, .to = 1 };
		     static const double at_x[] = { 1000, 3000, 10000, 30000, 100000, 300000 };
		     for (size_t i = 0; i < COUNT(at_x); i++)
			     LIST_ADD(a, &x.ticks, ((struct chart_tick){ at_x[i], chart_number(a, at_x[i]) }));
		     for (int i = 0; i <= 100; i += 20)
			     LIST_ADD(a, &y.ticks, ((struct chart_tick){ i / 100.0, str_format(a, "%d%%", i) }));
		     chart_parts p = { 0 };
		     for (size_t i = 0; i < 120; i++) {
			     double hours = 900 * exp((double)(i * 7919 % 120) / 120 * 5.6),
				    share = 0.1 + 0.75 * (double)(i * 104729 % 97) / 97;
			     LIST_ADD(a, &p,
				      ((chart_part){ .name = str_format(a, "%s第%zu課",
									(const char *[]){ "市民", "保健福祉", "建設",
											  "税務" }[i % 4],
									i + 1),
						     .value = str_format(a, "%.*s時間",
									 STR_ARG(chart_number(a, floor(hours)))),
						     .note = str_format(a, "%.0f%%", share * 100),
						     .link = str_format(a, "/work?section=%zu", i),
						     .size = hours / 1943,
						     .x = hours,
						     .y = share,
						     .shade = share > 0.7 && hours > 60000 ? CHART_TARGET
											   : (int)(i % 4) + 1 }));
		     }
		     chart_bubbles(&b, &c, &x, &y, &p);
	     }));
}

static chart_parts many_works(arena *a, size_t n)
{
	chart_parts p = { 0 };
	for (size_t i = 0; i < n; i++) {
		double size = made_up(i);
		LIST_ADD(a, &p,
			 ((chart_part){ .name = n > COUNT(works) ? str_format(a, "%s %zu", works[i % COUNT(works)], i)
								 : str_of(works[i]),
					.value = str_format(a, "%.*s時間", STR_ARG(chart_number(a, floor(size)))),
					.link = str_format(a, "/work/rows?work=%zu", i),
					.size = size,
					.shade = 1 }));
	}
	return p;
}

static void most_comes_from_a_few_and_a_line_says_from_which(void **state)
{
	(void)state;
	BOTH("pareto", "業務別の累積", "", ({
		     chart_parts p = many_works(a, COUNT(works));
		     chart_pareto(&b, &c, &p, 0.8, STR("25業務のうち13業務で80%"));
	     }));
	BOTH("pareto-few", "区分別の累積", "", ({
		     chart_parts p = many_works(a, 7);
		     chart_pareto(&b, &c, &p, 0.8, STR("7業務のうち4業務で80%"));
	     }));
	BOTH("pareto-many", "作業別の累積", "", ({
		     chart_parts p = many_works(a, 120);
		     chart_pareto(&b, &c, &p, 0.8, STR("120業務のうち50業務で80%"));
	     }));
}

static void a_heat_map_has_names_on_two_sides_and_a_legend(void **state)
{
	(void)state;
	BOTH("heat", "課と業務", "", ({
		     chart_parts rows = { 0 }, columns = { 0 }, cells = { 0 };
		     size_t n = slim ? 8 : 15;
		     for (size_t i = 0; i < 10; i++)
			     LIST_ADD(a, &rows,
				      ((chart_part){ .name = str_format(a,
									i == 5 ? "子ども家庭局保育・幼児教育支援第%zu課"
									       : "市民第%zu課",
									i + 1),
						     .link = str_format(a, "/work?section=%zu", i) }));
		     for (size_t i = 0; i < n; i++)
			     LIST_ADD(a, &columns,
				      ((chart_part){ .name = str_of(works[i]),
						     .link = str_format(a, "/work?work=%zu", i) }));
		     for (size_t i = 0; i < 10 * n; i++) {
			     double size = i % 5 == 0 ? 0 : floor(made_up(i) / 7);
			     LIST_ADD(a, &cells,
				      ((chart_part){ .name = str_format(a, "%.*s・%.*s", STR_ARG(rows.at[i / n].name),
									STR_ARG(columns.at[i % n].name)),
						     .value = chart_number(a, size),
						     .link = str_format(a, "/work/rows?cell=%zu", i),
						     .size = size }));
		     }
		     double bounds[CHART_HEAT_STEPS];
		     chart_heat_bounds(&cells, bounds);
		     strs legend = { 0 };
		     for (size_t i = 0; i < CHART_HEAT_STEPS; i++)
			     LIST_ADD(a, &legend, str_format(a, "%.*s時間まで", STR_ARG(chart_number(a, bounds[i]))));
		     chart_heat(&b, &c, &rows, &columns, &cells, &legend);
	     }));
}

static void a_year_has_twelve_columns_and_a_line_across(void **state)
{
	(void)state;
	BOTH("months", "月別の業務時間", "3月と4月に多い", ({
		     static const pair kinds[] = { { "窓口", 0, NULL, NULL, 1, 0 },
						   { "共通", 0, NULL, NULL, 2, 0 },
						   { "固有", 0, NULL, NULL, 3, 0 } };
		     static const double height[] = { 1.4, 0.9, 0.85, 0.9, 0.8, 0.95, 1, 0.9, 1.05, 0.9, 1, 1.7 };
		     chart_parts series = PARTS(a, kinds, "/work?category="), cells = { 0 };
		     strs months = { 0 };
		     for (size_t m = 0; m < 12; m++) {
			     LIST_ADD(a, &months, str_format(a, "%zu月", (m + 3) % 12 + 1));
			     for (size_t s = 0; s < 3; s++) {
				     double size = floor(height[m] * (double[]){ 180000, 118000, 802000 }[s]);
				     LIST_ADD(a, &cells,
					      ((chart_part){ .name = str_format(a, "%.*s %s", STR_ARG(months.at[m]),
										kinds[s].name),
							     .value = str_format(a, "%.*s時間",
										 STR_ARG(chart_number(a, size))),
							     .link = str_format(a, "/work/rows?month=%zu&s=%zu", m, s),
							     .size = size }));
			     }
		     }
		     chart_months(&b, &c, &months, &series, &cells, 1101000, STR("職員の勤務時間 1,101,000時間/月"));
	     }));
}

static void ranges_stand_side_by_side_on_one_axis(void **state)
{
	(void)state;
	BOTH("ranges", "申請から通知までの日数", "", ({
		     chart_range of[] = {
			     { STR("いまの流れ"), STR("9.5日（6.0〜16.2日）"), 6, 9.5, 16.2, 0, STR("/work/flows/1") },
			     { STR("変えた後の流れ"), STR("3.1日（2.0〜5.4日）"), 2, 3.1, 5.4, CHART_TARGET,
			       STR("/work/flows/2") },
			     { STR("見込み"), STR("4,200時間（3,000〜5,500時間）"), 7, 7, 7, 1, STR_NONE },
		     };
		     chart_axis x = { .name = STR("日"), .from = 0, .to = 18 };
		     for (int i = 0; i <= 18; i += 2)
			     LIST_ADD(a, &x.ticks, ((struct chart_tick){ i, str_format(a, "%d", i) }));
		     chart_ranges_draw(&b, &c, &x, &(chart_ranges){ of, COUNT(of) });
	     }));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bars_have_names_at_the_left_and_figures_in_columns),
		cmocka_unit_test(bars_show_the_share_of_the_target_within),
		cmocka_unit_test(the_eight_cells_are_a_mosaic),
		cmocka_unit_test(a_mosaic_with_thin_columns_stays_readable),
		cmocka_unit_test(areas_in_frames_are_a_treemap),
		cmocka_unit_test(bubbles_have_two_axes_and_names_where_there_is_room),
		cmocka_unit_test(most_comes_from_a_few_and_a_line_says_from_which),
		cmocka_unit_test(a_heat_map_has_names_on_two_sides_and_a_legend),
		cmocka_unit_test(a_year_has_twelve_columns_and_a_line_across),
		cmocka_unit_test(ranges_stand_side_by_side_on_one_axis),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
