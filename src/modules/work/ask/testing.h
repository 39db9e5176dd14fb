/* For tests of asking: a round of three units, five people, and what a browser sends. */
#ifndef WORK_ASK_TESTING_H
#define WORK_ASK_TESTING_H

#include "kit/testing.h"

#include "kit/catalog.h"
#include "modules/work/ask/ask.h"
#include "modules/work/ask/ask.sql.h"
#include "text/json.h"

#define CITY 401005
#define ROUND "2026"

static const module *const modules[] = { &kit_module, &messages_module, &work_module, &work_ask_module };

#define AXIS(name, yes, no)                                                                                            \
	"    " name ": { version: 2026a, name: { ja: " name " }, ask: { ja: 問い }, yes: { ja: " yes                   \
	" }, no: { ja: " no " }, means: { ja: 説明 } }\n"
static const char work_yaml[] =
	"work:\n  hours_fte: 1943\n  yen_hour: 4000\n  yen_source: 見本\n  balance: { least: 80, most: 120 }\n  axes:\n" AXIS(
		"core", "コア", "ノンコア") AXIS("expertise", "要", "不要") AXIS("routine", "定型", "非定型")
		AXIS("away", "可",
		     "不可") "  categories:\n    - 窓口: { ja: 窓口 }\n    - 共通: { ja: 共通 }\n    - 固有: { ja: 固有 }\n"
			     "  steps:\n    - 受付: { ja: 受付 }\n    - 決裁: { ja: 決裁 }\n"
			     "  jobs:\n    - 正規: { ja: 正規職員 }\n    - 委託: { ja: 委託 }\n"
			     "  bases:\n    - 法令: { ja: 法令 }\n    - なし: { ja: なし }\n"
			     "  media:\n    - 紙: { ja: 紙 }\n    - 電子: { ja: 電子 }\n"
			     "  systems:\n    - 基幹: { ja: 基幹 }\n    - なし: { ja: なし }\n";

typedef struct hall {
	web *w;
	browser ichi, ni, head, other, admin; /* two of unit 1, their section's head, one of unit 2, everybody's */
	i64 ids[5];
} hall;

static inline void publish(web *w, const char *path, const char *text)
{
	def_files files, set = { 0 };
	i64 changed_n;
	assert_ok(catalog_files(w->app, w->a, &files));
	for (size_t i = 0; i < files.n; i++)
		if (!str_eq(files.at[i].path, str_of(path)))
			LIST_ADD(w->a, &set, files.at[i]);
	LIST_ADD(w->a, &set, (def_file){ str_of(path), str_of(text) });
	assert_ok(catalog_load(w->app, w->a, set, &changed_n));
	assert_ok(catalog_reload(w->app->catalog));
}

typedef struct making {
	hall *h;
	const char *round, *before;
	day closes;
} making;

static inline const err *make_round(db *d, arena *a, void *arg)
{
	making *m = arg;
	hall *h = m->h;
	static const who console = { .name = STR_INIT("console") };
	static const struct {
		const char *section, *unit;
		i64 people, hours;
	} units[] = { { "第1課", "審査1係", 2, 100 }, { "第1課", "給付2係", 1, 100 }, { "第2課", "管理1係", 1, 100 } };
	work_round round = { .id = str_of(m->round),
			     .name = STR("試験の調査"),
			     .year = 2026,
			     .closes = m->closes,
			     .before = str_of(m->before) };
	const city_def *city = catalog_hold(h->w->app->catalog);
	str def = work_def_write(a, &city->work);
	catalog_release(h->w->app->catalog, city);
	TRY(work_round_add(d, a, CITY, &console, &round));
	TRY(work_round_open(d, a, CITY, &console, round.id, def));
	for (size_t i = 0; i < COUNT(units); i++) {
		work_unit u = { .bureau = STR("保健福祉局"),
				.section = str_of(units[i].section),
				.name = str_of(units[i].unit),
				.people = units[i].people,
				.has = units[i].hours * 60 };
		i64 id;
		bool changed;
		TRY(work_unit_put(d, a, CITY, round.id, &u, &id, &changed));
		CHECK(id == (i64)i + 1);
	}
	return NULL;
}

static inline const err *make_members(db *d, arena *a, void *arg)
{
	hall *h = arg;
	static const struct {
		int who;
		const char *section, *unit;
		int parts;
	} list[] = { { 0, "第1課", "審査1係", PART_FILL },
		     { 1, "第1課", "審査1係", PART_FILL },
		     { 2, "第1課", "", PART_APPROVE },
		     { 3, "第1課", "給付2係", PART_FILL } };
	for (size_t i = 0; i < COUNT(list); i++) {
		work_member m = { .staff = h->ids[list[i].who],
				  .bureau = STR("保健福祉局"),
				  .section = str_of(list[i].section),
				  .unit = str_of(list[i].unit),
				  .parts = list[i].parts };
		TRY(work_member_set(d, a, CITY, NULL, &m));
	}
	return NULL;
}

static inline hall open_hall(void **state)
{
	hall h = { .w = web_open(*state, modules, COUNT(modules), false) };
	static const char *const logins[] = { "ichi", "ni", "kachou", "san", "kanri" };
	publish(h.w, "work.yaml", work_yaml);
	for (size_t i = 0; i < COUNT(logins); i++) {
		staff_new n = { str_of(logins[i]), str_of(logins[i]), i == 4 ? STR("admin") : STR("clerk"), STR_NONE,
				STR(TEST_PASSWORD) };
		assert_ok(staff_add(h.w->app, h.w->a, NULL, &n, &h.ids[i]));
	}
	making m = { &h, ROUND, "", day_from(2026, 4, 30) };
	str shard = work_shard(h.w->a, CITY, STR(ROUND));
	assert_ok(store_write(h.w->app->store, h.w->a, shard, make_round, &m));
	assert_ok(store_write(h.w->app->store, h.w->a, shard, make_members, &h));
	h.ichi = signed_in(h.w, "ichi");
	h.ni = signed_in(h.w, "ni");
	h.head = signed_in(h.w, "kachou");
	h.other = signed_in(h.w, "san");
	h.admin = signed_in(h.w, "kanri");
	return h;
}

/* --- what a browser sends ---------------------------------------------------------------------------------------------------- */

static const char sheet1[] = "/work/ask/unit/1?round=" ROUND, save1[] = "/work/ask/unit/1/save?round=" ROUND,
		  move1[] = "/work/ask/unit/1/move?round=" ROUND;

/* The grid's data of the page as the browser shows it. */
static inline const json_value *sheet_of(browser *b, const char *path)
{
	answer r = get(b, path);
	assert_int_equal(r.status, 200);
	const char *at = strstr(r.body.at, "data-sheet=\"");
	assert_non_null(at);
	at += strlen("data-sheet=\"");
	buf text = buf_new(b->w->a, 1024 * 1024);
	for (; *at != '"'; at++) {
		if (strncmp(at, "&quot;", 6) == 0) {
			buf_char(&text, '"');
			at += 5;
		} else if (strncmp(at, "&amp;", 5) == 0) {
			buf_char(&text, '&');
			at += 4;
		} else if (strncmp(at, "&#39;", 5) == 0) {
			buf_char(&text, '\'');
			at += 4;
		} else {
			buf_char(&text, *at);
		}
	}
	const json_value *v;
	assert_ok(json_parse(b->w->a, buf_str(&text), &v));
	return v;
}

static inline str field(const json_value *v, const char *key)
{
	str s = STR_NONE;
	json_str(json_get(v, key), &s);
	return s;
}

static inline i64 count_of(const json_value *v, const char *key)
{
	i64 n = -1;
	json_i64(json_get(v, key), &n);
	return n;
}

static inline const json_value *row_of(const json_value *sheet, size_t i)
{
	const json_value *rows = json_get(sheet, "rows");
	assert_true(rows && i < rows->n);
	return &rows->items[i];
}

static inline str cell_of(const json_value *row, size_t c)
{
	const json_value *cells = json_get(row, "cells");
	assert_non_null(cells);
	return cells->items[c].s;
}

/* One row: 区分, 業務, 作業, 職種, 件数, 分, コア, 専門性, 定型, 現場以外 and the rest empty. */
static inline str edit(arena *a, const char *name, str mark, const char *const *cells, size_t n)
{
	buf b = buf_new(a, 64 * 1024);
	json_writer w = json_write(&b);
	jw_object(&w);
	jw_field_str(&w, "name", str_of(name));
	jw_field_str(&w, "mark", mark);
	jw_field_array(&w, "cells");
	for (size_t c = 0; c < ASK_COLS; c++)
		jw_str(&w, c < n ? str_of(cells[c]) : STR_NONE);
	jw_end(&w);
	jw_end(&w);
	jw_done(&w);
	return buf_str(&b);
}
#define ROW(a, name, mark, ...)                                                                                        \
	edit((a), (name), (mark), (const char *const[]){ __VA_ARGS__ },                                                \
	     sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *))

static inline answer send_edits(browser *b, const char *path, i64 version, str edits)
{
	arena *a = b->w->a;
	b->headers = str_format(a, "x-csrf-token: %.*s\r\n", STR_ARG(b->csrf)).at;
	answer r = post_json(
		b, path, str_format(a, "{\"version\":%lld,\"edits\":[%.*s]}", (long long)version, STR_ARG(edits)).at);
	b->headers = NULL;
	return r;
}

static inline const json_value *saved(browser *b, const char *path, i64 version, str edits)
{
	answer r = send_edits(b, path, version, edits);
	if (r.status != 200)
		fail_msg("%d: %.*s", r.status, STR_ARG(r.body));
	const json_value *v;
	assert_ok(json_parse(b->w->a, r.body, &v));
	return v;
}

static inline const json_value *done_of(const json_value *said, size_t i)
{
	const json_value *list = json_get(said, "done");
	assert_true(list && i < list->n);
	return &list->items[i];
}

static inline bool yes(const json_value *v, const char *key)
{
	bool b = false;
	json_bool(json_get(v, key), &b);
	return b;
}

#define assert_text(s, wanted)                                                                                         \
	do {                                                                                                           \
		str s_ = (s);                                                                                          \
		if (!str_eq(s_, str_of(wanted)))                                                                       \
			fail_msg("'%.*s' is not '%s'", STR_ARG(s_), (wanted));                                         \
	} while (0)

static inline i64 fill_100_percent(hall *h)
{
	arena *a = h->w->a;
	get(&h->ichi, sheet1);
	const json_value *said =
		saved(&h->ichi, save1, 0,
		      ROW(a, "n1a", STR_NONE, "窓口", "届出", "受付", "正規", "1000", "6", "n", "n", "y", "y"));
	get(&h->ichi, sheet1);
	return count_of(said, "version");
}

#endif
