/* A small city with a guide, for the tests of defs and of the guide. */
#ifndef DEFS_GUIDE_TESTING_H
#define DEFS_GUIDE_TESTING_H

#include "defs/testing.h"

static const char small_facts[] =
	"facts:\n" /* 1 */
	"  shibou: { name: 死亡, type: yesno, label: { ja: 死亡, en: A death } }\n"
	"  shibou-bi: { name: 死亡日, type: date, label: { ja: 亡くなった日, en: Day of death }, ask_if: 死亡 = true }\n"
	"  seinen: { name: 生年月日, type: date, label: { ja: 生年月日, en: Date of birth } }\n"
	"  nenrei:\n" /* 5 */
	"    name: 年齢\n"
	"    type: number\n"
	"    label: { ja: 年齢, ja-easy: とし, en: Age }\n"
	"    unit: { ja: 歳, ja-easy: さい, en: years }\n"
	"    value: years and months duration(生年月日, today()).years\n" /* 10 */
	"  techou: { name: 手帳, type: yesno, label: { ja: 障害者手帳, ja-easy: てちょう, en: Certificate }, share: { yes: 10, no: 90 } }\n"
	"  toukyuu:\n"
	"    name: 等級\n"
	"    type: choice\n"
	"    label: { ja: 手帳の等級, ja-easy: とうきゅう, en: Grade }\n" /* 15 */
	"    choices:\n"
	"      - 1級: { ja-easy: 1きゅう, en: Grade 1 }\n"
	"      - 2級: { ja-easy: 2きゅう, en: Grade 2 }\n"
	"      - 3級: { ja-easy: 3きゅう, en: Grade 3 }\n"
	"    ask_if: 手帳 = true\n" /* 20 */
	"  shotoku: { name: 所得, type: money, label: { ja: 所得, en: Income }, sensitive: 3, hard: 2 }\n"
	"  ku: { name: 区, type: choice, label: { ja: 区, en: Ward }, choices: [ 門司, 戸畑 ] }\n"
	"  kuruma: { name: 車, type: yesno, label: { ja: 車を持っている, en: Car } }\n";

static const char small_guide[] = "events:\n" /* 1 */
				  "  shougai: { name: { ja: 障害, en: Disability }, words: [手帳], first: [手帳] }\n"
				  "  okuyami: { name: おくやみ, given: { 死亡: yes }, first: [死亡日] }\n"
				  "groups:\n"
				  "  - title: { ja: ご本人, en: You }\n" /* 5 */
				  "    facts: [生年月日, 区]\n";

static const char small_schemes[] = "schemes:\n" /* 1 */
				    "  iryou:\n"
				    "    name: { ja: 医療費の助成, en: Medical costs }\n"
				    "    kind: right\n"
				    "    about: 医療費を助成します。\n" /* 5 */
				    "    worth: 60\n"
				    "    events: [shougai]\n"
				    "    where: kaigo\n"
				    "    source: { law: 条例第1条, url: https://example.jp/1 }\n"
				    "  kippu:\n" /* 10 */
				    "    name: 敬老きっぷ\n"
				    "    kind: right\n"
				    "    about: 割引\n"
				    "    worth: 20\n"
				    "    events: [shougai]\n" /* 15 */
				    "    source: { law: 要綱 }\n"
				    "  zei:\n"
				    "    name: 自動車税の減免\n"
				    "    kind: right\n"
				    "    about: 減免\n" /* 20 */
				    "    worth: 40\n"
				    "    events: [shougai]\n"
				    "    source: { law: 県税条例 }\n"
				    "  todoke:\n"
				    "    name: 死亡届\n" /* 25 */
				    "    kind: duty\n"
				    "    about: 届け出\n"
				    "    events: [okuyami]\n"
				    "    due: { from: 死亡日, days: 7, with_first: yes }\n"
				    "    source: { law: 戸籍法86条 }\n" /* 30 */
				    "  kokuho:\n"
				    "    name: 世帯主の変更\n"
				    "    kind: duty\n"
				    "    about: 届け出\n"
				    "    events: [okuyami]\n" /* 35 */
				    "    due: { from: 死亡日, days: 14 }\n"
				    "    source: { law: 国民健康保険法施行規則 }\n";

static const char small_table[] = "id,手帳,等級,年齢,所得,車,死亡,有効開始,根拠\n" /* 1 */
				  "iryou,true,\"\"\"1級\"\",\"\"2級\"\"\",,<= 3604000,,,,条例第2条\n"
				  "iryou,true,\"\"\"3級\"\"\",>= 65,<= 3604000,,,,\n"
				  "kippu,,,>= 70,,,,,\n"
				  "zei,true,\"\"\"1級\"\",\"\"2級\"\"\",,,true,,,\n" /* 5 */
				  "zei,true,\"\"\"3級\"\"\",,,true,,2027-04-01,\n"
				  "todoke,,,,,,true,,\n"
				  "kokuho,,,,,,true,,\n";

static const char small_cases[] =
	"case,as_of,生年月日,手帳,等級,所得,車,死亡,yes,open,no\n" /* 1 */
	"若い1級,2026-11-21,1990-01-01,はい,1級,100,いいえ,いいえ,iryou,,zei kippu todoke kokuho\n"
	"年が分からない,2026-11-21,わからない,いいえ,,,,いいえ,,kippu,iryou zei todoke kokuho\n"
	"何も聞いていない,2026-11-21,,,,,,,,*,\n"; /* 4 */

/* The set with these texts in place of the good ones where they are not NULL. */
static inline def_files guide_set(arena *a, const char *facts, const char *guide, const char *schemes,
				  const char *table, const char *cases)
{
	def_files files = small_set(a, NULL, NULL, NULL);
	LIST_ADD(a, &files, ((def_file){ STR("facts.yaml"), str_of(facts ? facts : small_facts) }));
	LIST_ADD(a, &files, ((def_file){ STR("guide.yaml"), str_of(guide ? guide : small_guide) }));
	LIST_ADD(a, &files, ((def_file){ STR("schemes/alle.yaml"), str_of(schemes ? schemes : small_schemes) }));
	LIST_ADD(a, &files, ((def_file){ STR("tables/alle.csv"), str_of(table ? table : small_table) }));
	LIST_ADD(a, &files, ((def_file){ STR("cases/alle.csv"), str_of(cases ? cases : small_cases) }));
	return files;
}

/* A text with its first `from` replaced. */
static inline const char *changed(arena *a, const char *text, const char *from, const char *to)
{
	const char *at = strstr(text, from);
	CHECK(at);
	return str_format(a, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from)).at;
}

#endif
