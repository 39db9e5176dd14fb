/* A small city with papers, for the tests of the engine, its commands and its API. */
#ifndef PAPERS_TESTING_H
#define PAPERS_TESTING_H

#include "defs/testing.h"

static const char facts_of_papers[] =
	"facts:\n"
	"  kuru: { name: 来る人, type: choice, label: { ja: 来る人, en: Who comes }, choices: [ 本人, 代理人: { en: Proxy } ] }\n"
	"  shimei: { name: 氏名, type: name, label: { ja: 氏名, en: Name }, autocomplete: name }\n"
	"  kana: { name: フリガナ, type: kana, label: フリガナ }\n"
	"  seinen: { name: 生年月日, type: date, label: 生年月日, no_future: yes }\n"
	"  yuubin: { name: 郵便番号, type: postal, label: 郵便番号 }\n"
	"  juusho: { name: 住所, type: address, label: 住所 }\n"
	"  denwa: { name: 電話番号, type: phone, label: 電話番号 }\n"
	"  mail: { name: メール, type: mail, label: メール }\n"
	"  d-shimei: { name: 代理人の氏名, type: name, label: 代理人の氏名, ask_if: '来る人 != \"本人\"' }\n"
	"  d-juusho: { name: 代理人の住所, type: address, label: 代理人の住所, ask_if: '来る人 != \"本人\"' }\n"
	"  d-denwa: { name: 代理人の電話, type: phone, label: 代理人の電話, ask_if: '来る人 != \"本人\"' }\n"
	"  todoke: { name: 届出人の氏名, type: name, label: 届出人, value: 'if 来る人 = \"本人\" then 氏名 else 代理人の氏名' }\n"
	"  nenrei: { name: 年齢, type: number, label: { ja: 年齢, en: Age }, unit: { ja: 歳, en: years }, value: 'years and months duration(生年月日, today()).years' }\n"
	"  hoken: { name: 保険, type: choice, label: { ja: 健康保険, en: Health insurance }, choices: [ 国保, 社保 ] }\n"
	"  kokuho-bangou: { name: 国保の番号, type: text, label: 国保の番号, ask_if: '保険 = \"国保\"' }\n"
	"  idoubi: { name: 異動日, type: date, label: 異動日 }\n"
	"  umarebi: { name: 生まれ日, type: date, label: 生まれ日, check: '生まれ日 <= 異動日', check_message: 引越しより後に生まれています。 }\n"
	"  kibou: { name: 希望日, type: date, label: 希望日, no_past: yes }\n"
	"  bikou: { name: 備考, type: text, label: 備考 }\n"
	"  kazoku:\n"
	"    name: 家族\n"
	"    type: table\n"
	"    label: { ja: ご家族, en: Family }\n"
	"    columns:\n"
	"      shimei: { type: name, label: 氏名 }\n"
	"      zokugara: { type: choice, label: 続柄, choices: [ 妻, 夫, 子 ] }\n"
	"      doukyo: { type: yesno, label: 同居 }\n";

static const char papers_guide[] = "events:\n"
				   "  hikkoshi: { name: 引越し }\n"
				   "  okuyami: { name: おくやみ, given: { 保険: 国保 } }\n"
				   "groups:\n"
				   "  - title: { ja: ご本人のこと, en: You }\n"
				   "    facts: [ shimei, kana, seinen ]\n"
				   "  - title: 連絡先\n"
				   "    facts: [ yuubin, juusho, denwa, mail ]\n";

/* At the counters of a death the family register comes before residence; the city lists them the other way round. */
static const char papers_journeys[] = "journeys:\n"
				      "  okuyami:\n"
				      "    name: おくやみ\n"
				      "    about: 亡くなったとき\n"
				      "    icon: family\n"
				      "    steps:\n"
				      "      - service: koseki\n"
				      "      - service: juumin\n"
				      "        after: [koseki]\n";

/* A sheet with a place for each of these facts, one below the other. */
static inline str paper_of(arena *a, const char *head, const char *const *facts, size_t n)
{
	buf b = buf_new(a, 1 << 16);
	buf_format(&b, "%ssource: { law: 見本法 }\nsheets:\n  - size: A4\n    marks:\n", head);
	for (size_t i = 0; i < n; i++)
		buf_format(&b, "      - { fact: %s, at: [20, %zu, 150, 8] }\n", facts[i], 20 + 10 * i);
	return buf_str(&b);
}
#define PAPER(a, head, ...)                                                                                            \
	paper_of((a), (head), (const char *const[]){ __VA_ARGS__ }, COUNT(((const char *const[]){ __VA_ARGS__ })))

static inline def_files papers_set(arena *a)
{
	def_files files = small_set(a, NULL, NULL, NULL);
	const struct {
		const char *path;
		str text;
	} all[] = {
		{ "facts.yaml", str_of(facts_of_papers) },
		{ "guide.yaml", str_of(papers_guide) },
		{ "journeys.yaml", str_of(papers_journeys) },
		{ "papers/idou.yaml",
		  PAPER(a,
			"name: { ja: 住民異動届, en: Notice of moving }\nwhere: juumin\nevents: [hikkoshi, okuyami]\nbring: { ja: \"本人確認書類\\n転出証明書\", en: \"Identification\\nCertificate\" }\noptional: [mail]\n",
			"todoke", "idoubi", "kana", "shimei", "seinen", "juusho", "yuubin", "denwa", "mail") },
		{ "papers/kokuho.yaml", PAPER(a,
					      "name: { ja: 国保の届, en: Insurance notice }\nwhere: kaigo\nevents: "
					      "[hikkoshi]\nneeded: 保険 = \"国保\"\nbring: 本人確認書類\n",
					      "shimei", "kokuho-bangou", "umarebi") },
		{ "papers/koseki.yaml",
		  PAPER(a, "name: 戸籍の届\nwhere: koseki\nevents: [okuyami]\n", "shimei", "bikou") },
		{ "papers/inin.yaml", PAPER(a,
					    "name: { ja: 委任状, en: Letter of proxy }\nevents: [hikkoshi]\nneeded: "
					    "来る人 = \"代理人\"\n",
					    "shimei", "d-shimei", "d-juusho", "d-denwa") },
		{ "papers/kaigo.yaml",
		  PAPER(a, "name: 介護の申請\nwhere: kaigo\nneeded: 年齢 >= 65\n", "shimei", "seinen") },
		{ "papers/kodomo.yaml",
		  STR("name: 子どもの届\nwhere: koseki\neach: kazoku\neach_if: item.続柄 = \"子\"\nsource: { law: 見本法 }\ncopies: 2\n"
		      "sheets:\n  - size: A5\n    marks:\n      - { value: item.氏名, at: [20, 20, 100, 8] }\n      - { fact: shimei, at: [20, 40, 100, 8] }\n") },
		{ "papers/setai.yaml",
		  STR("name: 世帯の届\nwhere: juumin\nsource: { law: 見本法 }\nsheets:\n  - size: A4\n    marks:\n"
		      "      - grid: [20, 20, 100]\n        columns: [60, 40]\n        rows:\n"
		      "          - { height: 9, each: kazoku, most: 2, cells: [ { column: shimei }, { column: zokugara } ] }\n") },
		{ "papers/kibou.yaml", PAPER(a, "name: 希望の届\nwhere: kaigo\n", "kibou", "bikou") },
		{ "samples.yaml",
		  STR("samples:\n  hitori: { name: 一人の人, facts: { shimei: 小倉　花, 来る人: 本人 } }\n") },
	};
	for (size_t i = 0; i < COUNT(all); i++)
		LIST_ADD(a, &files, ((def_file){ str_of(all[i].path), all[i].text }));
	return files;
}

#endif
