/* A small city with papers, for the tests of defs. */
#ifndef DEFS_PAPERS_TESTING_H
#define DEFS_PAPERS_TESTING_H

#include "defs/guide/testing.h"

static const char paper_facts[] =
	"facts:\n" /* 1 */
	"  shimei: { name: 氏名, type: name, label: 氏名 }\n"
	"  kana: { name: フリガナ, type: kana, label: フリガナ }\n"
	"  yuubin: { name: 郵便番号, type: postal, label: 郵便番号 }\n"
	"  juusho: { name: 住所, type: address, label: 住所 }\n" /* 5 */
	"  denwa: { name: 電話番号, type: phone, label: 電話番号 }\n"
	"  seibetsu: { name: 性別, type: choice, label: 性別, choices: [男, 女, 回答しない: { ja: こたえない }] }\n"
	"  kojin: { name: 個人番号, type: my_number, label: 個人番号 }\n"
	"  shorui: { name: 書類, type: file, label: 書類, accept: [pdf] }\n"
	"  kazoku:\n" /* 10 */
	"    name: 家族\n"
	"    type: table\n"
	"    label: ご家族\n"
	"    columns:\n"
	"      shimei: { type: name, label: 氏名 }\n" /* 15 */
	"      zokugara: { type: choice, label: 続柄, choices: [妻, 夫, 子] }\n"
	"      umare: { type: date, label: 誕生日 }\n"
	"      doukyo: { type: yesno, label: 同居 }\n"
	"      bangou: { type: my_number, label: 番号 }\n"
	"  kata: { name: 敬称, type: text, label: 敬称, value: 'if 性別 = \"男\" then \"くん\" else \"さん\"' }\n" /* 20 */
	"  yobina: { name: 呼び名, type: text, label: 呼び名, value: 氏名 + 敬称 }\n";

static const char small_paper[] =
	"name: { ja: 住民異動届, en: Notice of change of residence }\n" /* 1 */
	"reading: じゅうみんいどうとどけ\n"
	"words: [転入届]\n"
	"where: juumin\n"
	"schemes: [todoke]\n" /* 5 */
	"events: [okuyami]\n"
	"needed: 車 = true\n"
	"asks: [ku]\n"
	"optional: [denwa]\n"
	"source: { law: 住民基本台帳法, url: https://example.jp/1 }\n" /* 10 */
	"sheets:\n"
	"  - size: A4\n"
	"    marks:\n"
	"      - { label: 住民異動届, at: [20, 14, 170, 10], size: 18, align: centre }\n"
	"      - { line: [20, 30, 190, 30], dash: yes }\n" /* 15 */
	"      - { fact: yobina, at: [20, 32, 80, 8], if: 性別 != null }\n"
	"      - { fact: denwa, at: [110, 32, 80, 8], format: \"({1}) {2} - {3}\" }\n"
	"      - grid: [20, 40, 170]\n"
	"        columns: [30, 60, 30, 50]\n"
	"        rows:\n" /* 20 */
	"          - height: 7\n"
	"            cells: [ { label: フリガナ, fill: 6 }, { fact: kana }, { label: 誕生日, down: 2 }, { down: 2, in: [ { fact: seinen, at: [2, 2, 46, 8] } ] } ]\n"
	"          - height: 9\n"
	"            cells: [ { label: 氏名 }, { fact: 氏名, least: 7 } ]\n"
	"          - { height: 8, each: kazoku, most: 2, if: item.同居 = true, cells: [ { value: string(number) }, { column: shimei }, { column: zokugara, choices: [妻, 夫, 子] }, { down: 2 } ] }\n"
	/* 25 */
	"      - { options: seibetsu, choices: [男, 女], at: [20, 100, 40, 8] }\n"
	"      - { choice: techou, is: yes, mark: tick, at: [70, 100, 6, 6] }\n"
	"      - { seal: 印, at: [180, 60, 10, 10] }\n"
	"      - { qr: code, at: [170, 250, 20, 20] }\n";

static const char small_samples[] =
	"samples:\n" /* 1 */
	"  mijikai:\n"
	"    name: { ja: 短い名前の人 }\n"
	"    facts: { shimei: 小倉 花, seibetsu: 女, seinen: 2019-05-01, 車: yes, kazoku: [ { shimei: 小倉 一, zokugara: 子, doukyo: yes }, { shimei: 小倉 二, 続柄: 夫 } ] }\n";

/* The set with these in place of the good ones where they are not NULL. */
static inline def_files paper_set(arena *a, const char *paper, const char *samples)
{
	def_files files = guide_set(a, NULL, NULL, NULL, NULL, NULL);
	LIST_ADD(a, &files, ((def_file){ STR("facts/papers.yaml"), str_of(paper_facts) }));
	LIST_ADD(a, &files, ((def_file){ STR("papers/idou.yaml"), str_of(paper ? paper : small_paper) }));
	LIST_ADD(a, &files, ((def_file){ STR("samples.yaml"), str_of(samples ? samples : small_samples) }));
	return files;
}

#endif
