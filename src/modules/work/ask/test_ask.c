/* Sheets are filled in by two people at once, submitted, approved and sent back: the whole program on both databases. */
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

static void publish(web *w, const char *path, const char *text)
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

static const err *make_round(db *d, arena *a, void *arg)
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

static const err *make_members(db *d, arena *a, void *arg)
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

static hall open_hall(void **state)
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
static const json_value *sheet_of(browser *b, const char *path)
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

static str field(const json_value *v, const char *key)
{
	str s = STR_NONE;
	json_str(json_get(v, key), &s);
	return s;
}

static i64 count_of(const json_value *v, const char *key)
{
	i64 n = -1;
	json_i64(json_get(v, key), &n);
	return n;
}

static const json_value *row_of(const json_value *sheet, size_t i)
{
	const json_value *rows = json_get(sheet, "rows");
	assert_true(rows && i < rows->n);
	return &rows->items[i];
}

static str cell_of(const json_value *row, size_t c)
{
	const json_value *cells = json_get(row, "cells");
	assert_non_null(cells);
	return cells->items[c].s;
}

/* One row: 区分, 業務, 作業, 職種, 件数, 分, コア, 専門性, 定型, 現場以外 and the rest empty. */
static str edit(arena *a, const char *name, str mark, const char *const *cells, size_t n)
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

static answer send_edits(browser *b, const char *path, i64 version, str edits)
{
	arena *a = b->w->a;
	b->headers = str_format(a, "x-csrf-token: %.*s\r\n", STR_ARG(b->csrf)).at;
	answer r = post_json(
		b, path, str_format(a, "{\"version\":%lld,\"edits\":[%.*s]}", (long long)version, STR_ARG(edits)).at);
	b->headers = NULL;
	return r;
}

static const json_value *saved(browser *b, const char *path, i64 version, str edits)
{
	answer r = send_edits(b, path, version, edits);
	if (r.status != 200)
		fail_msg("%d: %.*s", r.status, STR_ARG(r.body));
	const json_value *v;
	assert_ok(json_parse(b->w->a, r.body, &v));
	return v;
}

static const json_value *done_of(const json_value *said, size_t i)
{
	const json_value *list = json_get(said, "done");
	assert_true(list && i < list->n);
	return &list->items[i];
}

static bool yes(const json_value *v, const char *key)
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

/* --- tests ---------------------------------------------------------------------------------------------------------------------- */

static void what_was_typed_is_understood_kept_and_counted(void **state)
{
	hall h = open_hall(state);
	arena *a = h.w->a;
	get(&h.ichi, sheet1);
	const json_value *said = saved(&h.ichi, save1, 0,
				       ROW(a, "naaaa", STR_NONE, "窓口", "ｶﾞｽ・髙木 葛\U000E0100飾", "受付", "正規職員",
					   "１，２００件", "5.0", "ﾉﾝｺｱ", "×", "Y", "可"));
	const json_value *row = json_get(done_of(said, 0), "row");
	assert_text(cell_of(row, COL_WORK), "ｶﾞｽ・髙木 葛\U000E0100飾"); /* a name stays as it was written */
	assert_text(cell_of(row, COL_COUNT), "1200");
	assert_text(cell_of(row, COL_EACH), "5");
	assert_text(cell_of(row, COL_JOB), "正規");
	assert_text(cell_of(row, COL_CORE), "n");
	assert_text(cell_of(row, COL_EXPERTISE), "n");
	assert_text(cell_of(row, COL_ROUTINE), "y");
	assert_text(cell_of(row, COL_AWAY), "y");
	assert_int_equal(count_of(said, "said"), 6000);
	/* and so it stands there tomorrow */
	const json_value *again = sheet_of(&h.ichi, sheet1);
	assert_text(cell_of(row_of(again, 0), COL_WORK), "ｶﾞｽ・髙木 葛\U000E0100飾");
	assert_text(field(row_of(again, 0), "name"), field(row, "name").at);
	web_close(h.w);
}

static void what_is_not_complete_is_kept_as_typed_and_counts_nowhere(void **state)
{
	hall h = open_hall(state);
	arena *a = h.w->a;
	get(&h.ichi, sheet1);
	const json_value *said =
		saved(&h.ichi, save1, 0,
		      str_format(a, "%.*s,%.*s,%.*s",
				 STR_ARG(ROW(a, "n1a", STR_NONE, "窓口", "届出", "受付", "正規", "10", "6")),
				 STR_ARG(ROW(a, "n2b", STR_NONE, "まどぐち?", "途中", "", "", "たくさん", "-3")),
				 STR_ARG(ROW(a, "n3c", STR_NONE, "共通", "会議", "", "", "12", "60"))));
	const json_value *half = json_get(done_of(said, 1), "row");
	assert_text(cell_of(half, COL_COUNT), "たくさん");
	assert_true(field(json_get(half, "wrong"), "count").len > 0);
	assert_true(field(json_get(half, "wrong"), "category").len > 0);
	assert_true(field(json_get(half, "wrong"), "each").len > 0);
	assert_int_equal(count_of(said, "said"), 60 + 720);
	assert_int_equal(count_of(said, "open"), 1);
	/* in its place, and a sheet that has it is not submitted */
	const json_value *sheet = sheet_of(&h.ichi, sheet1);
	assert_text(cell_of(row_of(sheet, 1), COL_WORK), "途中");
	assert_text(cell_of(row_of(sheet, 2), COL_WORK), "会議");
	answer r = post(&h.ichi, move1,
			str_format(a, "to=submitted&version=%lld&note=x", (long long)count_of(sheet, "version")).at);
	assert_int_equal(r.status, 422);
	/* completed, it gets a number and counts */
	said = saved(&h.ichi, save1, count_of(sheet, "version"),
		     ROW(a, "n2b", field(row_of(sheet, 1), "mark"), "窓口", "途中", "", "", "1", "1"));
	assert_int_equal(count_of(said, "open"), 0);
	assert_int_equal(count_of(said, "said"), 60 + 720 + 1);
	assert_true(field(json_get(done_of(said, 0), "row"), "name").at[0] != 'n');
	web_close(h.w);
}

static void a_text_that_looks_like_a_formula_comes_back_as_it_was(void **state)
{
	hall h = open_hall(state);
	arena *a = h.w->a;
	get(&h.ichi, sheet1);
	saved(&h.ichi, save1, 0,
	      ROW(a, "n1a", STR_NONE, "固有", "=SUM(A1)", "-決裁", "正規", "1", "1", "y", "y", "n", "n", "", "", "@x"));
	const json_value *sheet = sheet_of(&h.ichi, sheet1);
	assert_text(cell_of(row_of(sheet, 0), COL_WORK), "=SUM(A1)");
	assert_text(cell_of(row_of(sheet, 0), COL_STEP), "-決裁");
	answer csv = get(&h.ichi, "/work/ask/unit/1/sheet.csv?round=" ROUND);
	assert_has(csv.body, "\xEF\xBB\xBF");
	assert_has(csv.body, "'=SUM(A1)");
	/* the file that a spreadsheet saved says nothing new */
	ask_sheet s = { .unit = { .bureau = STR("保健福祉局"), .section = STR("第1課"), .name = STR("審査1係") } };
	const city_def *city = catalog_hold(h.w->app->catalog);
	s.round.def = city->work;
	ask_row row = { .name = STR("1"), .number = 1 };
	for (size_t c = 0; c < ASK_COLS; c++)
		row.cell[c] = cell_of(row_of(sheet, 0), c);
	i64 number;
	assert_true(str_i64(field(row_of(sheet, 0), "name"), &number));
	row.number = number;
	row.name = field(row_of(sheet, 0), "name");
	ask_row_check(a, &s.round.def, &s.unit, &row);
	assert_true(row.complete);
	LIST_ADD(a, &s.rows, row);
	ask_file f;
	assert_ok(ask_file_read(a, csv.body, &s, &f));
	assert_int_equal(f.rows, 1);
	assert_int_equal(f.same, 1);
	assert_int_equal(f.edits.n, 0);
	catalog_release(h.w->app->catalog, city);
	web_close(h.w);
}

static void two_people_change_different_rows_and_nothing_is_lost(void **state)
{
	hall h = open_hall(state);
	arena *a = h.w->a;
	get(&h.ichi, sheet1);
	saved(&h.ichi, save1, 0,
	      str_format(a, "%.*s,%.*s", STR_ARG(ROW(a, "n1a", STR_NONE, "窓口", "届出", "", "", "10", "6")),
			 STR_ARG(ROW(a, "n2b", STR_NONE, "窓口", "証明", "", "", "20", "3"))));
	const json_value *seen = sheet_of(&h.ichi, sheet1), *seen2 = sheet_of(&h.ni, sheet1);
	i64 version = count_of(seen, "version");
	const char *first = field(row_of(seen, 0), "name").at, *second = field(row_of(seen, 1), "name").at;
	saved(&h.ichi, save1, version,
	      ROW(a, first, field(row_of(seen, 0), "mark"), "窓口", "届出", "", "", "11", "6"));
	const json_value *said =
		saved(&h.ni, save1, version,
		      ROW(a, second, field(row_of(seen2, 1), "mark"), "窓口", "証明", "", "", "21", "3"));
	assert_false(yes(done_of(said, 0), "conflict"));
	assert_int_equal(count_of(said, "said"), 11 * 6 + 21 * 3);
	/* who was behind hears of the other's rows */
	assert_text(cell_of(row_of(said, 0), COL_COUNT), "11");
	web_close(h.w);
}

static void two_people_change_one_row_and_the_second_decides(void **state)
{
	hall h = open_hall(state);
	arena *a = h.w->a;
	get(&h.ichi, sheet1);
	saved(&h.ichi, save1, 0, ROW(a, "n1a", STR_NONE, "窓口", "届出", "", "", "10", "6"));
	const json_value *seen = sheet_of(&h.ichi, sheet1);
	sheet_of(&h.ni, sheet1);
	i64 version = count_of(seen, "version");
	str mark = field(row_of(seen, 0), "mark");
	const char *name = field(row_of(seen, 0), "name").at;
	saved(&h.ichi, save1, version, ROW(a, name, mark, "窓口", "届出", "", "", "11", "6"));
	const json_value *said = saved(&h.ni, save1, version, ROW(a, name, mark, "窓口", "届出", "", "", "12", "6"));
	assert_true(yes(done_of(said, 0), "conflict"));
	const json_value *theirs = json_get(done_of(said, 0), "row");
	assert_text(cell_of(theirs, COL_COUNT), "11");
	assert_text(field(said, "by"), "ichi");
	/* what was sent twice is done once; what is decided in sight of the other's is done */
	said = saved(&h.ni, save1, version, ROW(a, name, field(theirs, "mark"), "窓口", "届出", "", "", "12", "6"));
	assert_false(yes(done_of(said, 0), "conflict"));
	said = saved(&h.ni, save1, version, ROW(a, name, field(theirs, "mark"), "窓口", "届出", "", "", "12", "6"));
	assert_false(yes(done_of(said, 0), "conflict"));
	assert_int_equal(count_of(said, "said"), 72);
	/* a row that somebody removed is not brought back unseen */
	seen = sheet_of(&h.ichi, sheet1);
	saved(&h.ichi, save1, count_of(seen, "version"),
	      str_format(a, "{\"name\":\"%s\",\"mark\":\"%.*s\",\"remove\":true}", name,
			 STR_ARG(field(row_of(seen, 0), "mark"))));
	said = saved(&h.ni, save1, version,
		     ROW(a, name, field(row_of(seen, 0), "mark"), "窓口", "届出", "", "", "13", "6"));
	assert_true(yes(done_of(said, 0), "conflict"));
	assert_null(json_get(done_of(said, 0), "row"));
	assert_int_equal(count_of(said, "said"), 0);
	web_close(h.w);
}

static void a_save_whose_answer_was_lost_makes_no_second_row(void **state)
{
	hall h = open_hall(state);
	arena *a = h.w->a;
	get(&h.ichi, sheet1);
	str edits = ROW(a, "nlost1", STR_NONE, "窓口", "届出", "", "", "10", "6");
	const json_value *said = saved(&h.ichi, save1, 0, edits);
	str number = field(json_get(done_of(said, 0), "row"), "name");
	said = saved(&h.ichi, save1, 0, edits);
	assert_text(field(json_get(done_of(said, 0), "row"), "name"), number.at);
	assert_int_equal(json_get(sheet_of(&h.ichi, sheet1), "rows")->n, 1);
	assert_int_equal(count_of(said, "said"), 60);
	web_close(h.w);
}

static void a_unit_opens_its_own_sheet_and_no_other(void **state)
{
	hall h = open_hall(state);
	arena *a = h.w->a;
	static const char *const paths[] = { "", "/sheet.csv", "/rows" };
	for (size_t i = 0; i < COUNT(paths); i++) {
		const char *of1 = str_format(a, "/work/ask/unit/1%s?round=" ROUND, paths[i]).at;
		const char *of3 = str_format(a, "/work/ask/unit/3%s?round=" ROUND, paths[i]).at;
		assert_int_equal(get(&h.other, of1).status, 403);
		assert_int_equal(get(&h.head, of1).status, 200);
		assert_int_equal(get(&h.head, of3).status, 403);
		assert_int_equal(get(&h.admin, of3).status, 200);
	}
	get(&h.other, "/work/ask/unit/2?round=" ROUND);
	assert_int_equal(
		send_edits(&h.other, save1, 0, ROW(a, "n1a", STR_NONE, "窓口", "届出", "", "", "1", "1")).status, 403);
	assert_int_equal(post(&h.other, save1, "r0.name=n1a&r0.work=x").status, 403);
	/* the head reads and approves; she does not write */
	get(&h.head, sheet1);
	assert_int_equal(
		send_edits(&h.head, save1, 0, ROW(a, "n1a", STR_NONE, "窓口", "届出", "", "", "1", "1")).status, 403);
	browser nobody = { .w = h.w };
	assert_int_not_equal(get(&nobody, sheet1).status, 200);
	/* a number of another unit's row is nobody's to take */
	get(&h.ichi, sheet1);
	const json_value *mine = saved(&h.ichi, save1, 0, ROW(a, "n1a", STR_NONE, "窓口", "届出", "", "", "1", "1"));
	const char *number = field(json_get(done_of(mine, 0), "row"), "name").at;
	get(&h.other, "/work/ask/unit/2?round=" ROUND);
	const json_value *theirs = saved(&h.other, "/work/ask/unit/2/save?round=" ROUND, 0,
					 ROW(a, number, STR_NONE, "窓口", "届出", "", "", "1", "1"));
	assert_false(str_eq(field(json_get(done_of(theirs, 0), "row"), "name"), str_of(number)));
	/* setting up is for the survey's staff */
	static const char *const setups[] = { "/work/ask/rounds", "/work/ask/round/" ROUND, "/work/ask/members" };
	for (size_t i = 0; i < COUNT(setups); i++) {
		assert_int_equal(get(&h.ichi, setups[i]).status, 403);
		assert_int_equal(get(&h.head, setups[i]).status, 403);
		assert_int_equal(get(&h.admin, setups[i]).status, 200);
		get(&h.ichi, sheet1);
		assert_int_equal(post(&h.ichi, setups[i], "name=x").status, 403);
	}
	web_close(h.w);
}

static i64 fill_100_percent(hall *h)
{
	arena *a = h->w->a;
	get(&h->ichi, sheet1);
	const json_value *said =
		saved(&h->ichi, save1, 0,
		      ROW(a, "n1a", STR_NONE, "窓口", "届出", "受付", "正規", "1000", "6", "n", "n", "y", "y"));
	get(&h->ichi, sheet1);
	return count_of(said, "version");
}

static void a_sheet_is_submitted_sent_back_with_a_reason_and_approved(void **state)
{
	hall h = open_hall(state);
	arena *a = h.w->a;
	i64 version = fill_100_percent(&h);
	const char *submit = str_format(a, "to=submitted&version=%lld", (long long)version).at;
	assert_int_equal(post(&h.head, move1, submit).status, 403);
	assert_int_equal(post(&h.ichi, move1, submit).status, 303);
	/* not by the unit itself, and nothing is written meanwhile */
	const char *approve = str_format(a, "to=approved&version=%lld", (long long)version + 1).at;
	get(&h.ichi, sheet1);
	assert_int_equal(post(&h.ichi, move1, approve).status, 403);
	assert_int_equal(send_edits(&h.ichi, save1, 0, ROW(a, "n9z", STR_NONE, "窓口", "x", "", "", "1", "1")).status,
			 409);
	/* without a reason it does not go back; with one, the unit reads it */
	get(&h.head, sheet1);
	const char *back = str_format(a, "to=sent_back&version=%lld&note=", (long long)version + 1).at;
	assert_int_equal(post(&h.head, move1, back).status, 422);
	get(&h.head, sheet1);
	assert_int_equal(post(&h.head, move1, str_format(a, "%s%s", back, "%E4%BB%B6%E6%95%B0%E3%82%92").at).status,
			 303);
	answer r = get(&h.ichi, sheet1);
	assert_has(r.body, "件数を");
	/* corrected after the last day as well, the reason stays on top while it is */
	clock_set(&h.w->t->clock, instant_of(day_from(2026, 5, 2), 600));
	h.ichi = signed_in(h.w, "ichi");
	h.head = signed_in(h.w, "kachou");
	const json_value *seen = sheet_of(&h.ichi, sheet1);
	saved(&h.ichi, save1, count_of(seen, "version"),
	      ROW(a, field(row_of(seen, 0), "name").at, field(row_of(seen, 0), "mark"), "窓口", "届出", "受付", "正規",
		  "1010", "6", "n", "n", "y", "y"));
	r = get(&h.ichi, sheet1);
	assert_has(r.body, "件数を");
	seen = sheet_of(&h.ichi, sheet1);
	version = count_of(seen, "version");
	assert_int_equal(post(&h.ichi, move1, str_format(a, "to=submitted&version=%lld", (long long)version).at).status,
			 303);
	/* the head approves what she saw and nothing else */
	get(&h.head, sheet1);
	assert_int_equal(post(&h.head, move1, str_format(a, "to=approved&version=%lld", (long long)version).at).status,
			 409);
	get(&h.head, sheet1);
	assert_int_equal(
		post(&h.head, move1, str_format(a, "to=approved&version=%lld", (long long)version + 1).at).status, 303);
	r = get(&h.head, sheet1);
	assert_has(r.body, "承認済み");
	web_close(h.w);
}

static void hours_outside_of_the_band_need_a_reason_that_the_head_reads(void **state)
{
	hall h = open_hall(state);
	arena *a = h.w->a;
	get(&h.ichi, sheet1);
	const json_value *said = saved(&h.ichi, save1, 0, ROW(a, "n1a", STR_NONE, "窓口", "届出", "", "", "790", "6"));
	const char *submit = str_format(a, "to=submitted&version=%lld&note=", (long long)count_of(said, "version")).at;
	get(&h.ichi, sheet1);
	answer r = post(&h.ichi, move1, submit);
	assert_int_equal(r.status, 422);
	assert_has(r.body, "理由を入力してから");
	assert_int_equal(post(&h.ichi, move1, str_format(a, "%sOUEN-1", submit).at).status, 303);
	assert_has(get(&h.head, sheet1).body, "OUEN-1");
	assert_has(get(&h.head, "/work/ask/approve?round=" ROUND).body, "OUEN-1");
	/* taken back, it can be changed again */
	get(&h.ichi, sheet1);
	const json_value *v = count_of(said, "version") > 0 ? said : NULL;
	assert_int_equal(
		post(&h.ichi, move1, str_format(a, "to=filling&version=%lld", (long long)count_of(v, "version") + 1).at)
			.status,
		303);
	sheet_of(&h.ichi, sheet1);
	web_close(h.w);
}

static void after_the_last_day_only_the_surveys_staff_write(void **state)
{
	hall h = open_hall(state);
	arena *a = h.w->a;
	clock_set(&h.w->t->clock, instant_of(day_from(2026, 5, 1), 0));
	h.ichi = signed_in(h.w, "ichi");
	h.admin = signed_in(h.w, "kanri");
	get(&h.ichi, sheet1);
	str row = ROW(a, "n1a", STR_NONE, "窓口", "届出", "", "", "1", "1");
	answer r = send_edits(&h.ichi, save1, 0, row);
	assert_int_equal(r.status, 409);
	assert_has(r.body, "not_allowed_now");
	get(&h.admin, sheet1);
	saved(&h.admin, save1, 0, row);
	web_close(h.w);
}

static void the_form_without_javascript_saves_and_tells_both_versions(void **state)
{
	hall h = open_hall(state);
	arena *a = h.w->a;
	answer r = get(&h.ichi, sheet1);
	assert_has(r.body, "name=\"r0.work\"");
	r = post(
		&h.ichi, save1,
		"from=1&r0.name=n1a&r0.category=%E7%AA%93%E5%8F%A3&r0.work=A&r0.count=10&r0.each=6&r1.name=n2b&r1.work=B&r1."
		"count=x");
	assert_int_equal(r.status, 200); /* kept, and told what is to be done */
	assert_has(r.body, "書きかけ");
	const json_value *seen = sheet_of(&h.ni, sheet1);
	assert_int_equal(json_get(seen, "rows")->n, 2);
	assert_text(cell_of(row_of(seen, 1), COL_COUNT), "x");
	str mark = field(row_of(seen, 0), "mark");
	const char *name = field(row_of(seen, 0), "name").at;
	saved(&h.ni, save1, count_of(seen, "version"), ROW(a, name, mark, "窓口", "A", "", "", "11", "6"));
	r = post(
		&h.ichi, save1,
		str_format(
			a,
			"from=1&r0.name=%s&r0.mark=%.*s&r0.category=%%E7%%AA%%93%%E5%%8F%%A3&r0.work=A&r0.count=12&r0.each=6",
			name, STR_ARG(mark))
			.at);
	assert_int_equal(r.status, 409);
	assert_has(r.body, "value=\"12\"");
	assert_has(r.body, "niさんが先に変えました");
	/* removed as it stands, the other row stays */
	seen = sheet_of(&h.ichi, sheet1);
	r = post(
		&h.ichi, save1,
		str_format(
			a,
			"from=1&r0.name=%s&r0.mark=%.*s&r0.remove=1&r0.category=%%E7%%AA%%93%%E5%%8F%%A3&r0.work=A&r0.count=11&r0.each=6",
			name, STR_ARG(field(row_of(seen, 0), "mark")))
			.at);
	assert_int_equal(r.status, 303);
	seen = sheet_of(&h.ichi, sheet1);
	assert_int_equal(json_get(seen, "rows")->n, 1);
	assert_text(cell_of(row_of(seen, 0), COL_WORK), "B");
	web_close(h.w);
}

static void the_rows_of_the_year_before_are_a_start(void **state)
{
	hall h = open_hall(state);
	arena *a = h.w->a;
	fill_100_percent(&h);
	making m = { &h, "2027", ROUND, day_from(2026, 4, 30) };
	publish(h.w, "work.yaml", str_format(a, "%s", work_yaml).at);
	assert_ok(store_write(h.w->app->store, a, work_shard(a, CITY, STR("2027")), make_round, &m));
	answer r = get(&h.ichi, "/work/ask/unit/1?round=2027");
	assert_has(r.body, "wa-start-unit");
	r = post(&h.ichi, "/work/ask/unit/1/start?round=2027", "unit=1");
	assert_int_equal(r.status, 303);
	get(&h.ichi, "/work/ask/unit/1?round=2027");
	post(&h.ichi, "/work/ask/unit/1/start?round=2027", "unit=1"); /* pressed twice */
	const json_value *sheet = sheet_of(&h.ichi, "/work/ask/unit/1?round=2027");
	assert_int_equal(json_get(sheet, "rows")->n, 1);
	assert_text(cell_of(row_of(sheet, 0), COL_WORK), "届出");
	assert_text(cell_of(row_of(sheet, 0), COL_CORE), "n");
	web_close(h.w);
}

static void a_file_is_read_row_by_row_and_its_bad_rows_wait(void **state)
{
	hall h = open_hall(state);
	arena *a = h.w->a;
	get(&h.ichi, sheet1);
	static const char file[] = "区分,業務,作業,年間件数,分毎件,コア\r\n窓口,届出,受付,10,6,ノンコア\r\n"
				   "窓口,証明,受付,十件,6,コア\r\n共通,会議,,12,60,\r\n,,,,,\r\n";
	str body = str_format(
		a,
		"--XX\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n%.*s\r\n--XX\r\n"
		"Content-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\nContent-Type: text/csv\r\n\r\n%s\r\n--XX--\r\n",
		STR_ARG(h.ichi.csrf), file);
	answer r = send_request(&h.ichi, "POST", "/work/ask/unit/1/upload?round=" ROUND,
				"multipart/form-data; boundary=XX", body);
	assert_int_equal(r.status, 200);
	assert_has(r.body, "3行目 10文字目");
	assert_has(r.body, "3行のうち3行");
	const json_value *sheet = sheet_of(&h.ichi, sheet1);
	assert_int_equal(json_get(sheet, "rows")->n, 3);
	assert_int_equal(count_of(sheet, "open"), 1);
	assert_int_equal(count_of(sheet, "said"), 780);
	assert_text(cell_of(row_of(sheet, 1), COL_COUNT), "十件");
	/* the same file says nothing new */
	r = send_request(&h.ichi, "POST", "/work/ask/unit/1/upload?round=" ROUND, "multipart/form-data; boundary=XX",
			 body);
	assert_int_equal(json_get(sheet_of(&h.ichi, sheet1), "rows")->n, 3);
	web_close(h.w);
}

static void a_sheet_has_a_ceiling_and_nothing_of_it_is_lost_there(void **state)
{
	hall h = open_hall(state);
	arena *a = h.w->a;
	get(&h.ichi, sheet1);
	i64 version = 0;
	for (int k = 0; k < 7; k++) {
		buf b = buf_new(a, 900 * 1024);
		for (int i = 0; i < 300; i++)
			buf_format(&b, "%s%.*s", i ? "," : "",
				   STR_ARG(ROW(a, str_format(a, "np%dr%d", k, i).at, STR_NONE, "固有",
					       str_format(a, "業務%d", k * 300 + i).at, "", "", "1", "1")));
		answer r = send_edits(&h.ichi, save1, version, buf_str(&b));
		assert_int_equal(r.status, k < 6 ? 200 : 413);
		version = k + 1;
	}
	const json_value *sheet = sheet_of(&h.ichi, sheet1);
	assert_int_equal(json_get(sheet, "rows")->n, 1800);
	assert_int_equal(count_of(sheet, "said"), 1800);
	web_close(h.w);
}

static const err *mails(db *d, arena *a, void *arg)
{
	hall *h = arg;
	i64 changed;
	TRY(work_ask_set_mail(d, a, CITY, h->ids[0], STR("ichi@example.jp"), &changed));
	return work_ask_set_mail(d, a, CITY, h->ids[3], STR("san@example.jp"), &changed);
}

static void who_has_not_submitted_is_reminded_once_a_day(void **state)
{
	hall h = open_hall(state);
	arena *a = h.w->a;
	message_means means = { .mail = true, .site = STR("https://example.jp") };
	str shard = work_shard(a, CITY, STR(ROUND));
	i64 version = fill_100_percent(&h);
	assert_int_equal(post(&h.ichi, move1, str_format(a, "to=submitted&version=%lld", (long long)version).at).status,
			 303);
	assert_ok(store_write(h.w->app->store, a, shard, mails, &h));
	ask_remind c = { .city = CITY, .means = &means, .round = STR(ROUND) };
	assert_ok(store_write(h.w->app->store, a, shard, ask_remind_run, &c));
	assert_int_equal(c.ret_written, 1); /* ichi's unit has submitted */
	assert_int_equal(c.ret_without, 0);
	assert_ok(store_write(h.w->app->store, a, shard, ask_remind_run, &c));
	assert_int_equal(c.ret_written, 0);
	clock_set(&h.w->t->clock, h.w->t->clock.fixed + DAY);
	assert_ok(store_write(h.w->app->store, a, shard, ask_remind_run, &c));
	assert_int_equal(c.ret_written, 1);
	day closes = day_from(2026, 4, 30);
	assert_true(ask_remind_day(closes - 7, closes) && ask_remind_day(closes, closes));
	assert_false(ask_remind_day(closes - 2, closes) || ask_remind_day(closes + 1, closes));
	web_close(h.w);
}

static void every_statement_holds(void **state)
{
	store_test *t = *state;
	assert_ok(store_check(t->store, t->arena, ask_statements, ask_statements_n));
}

int main(void)
{
	static const store_test_case tests[] = {
		STORE_TEST(every_statement_holds),
		STORE_TEST(what_was_typed_is_understood_kept_and_counted),
		STORE_TEST(what_is_not_complete_is_kept_as_typed_and_counts_nowhere),
		STORE_TEST(a_text_that_looks_like_a_formula_comes_back_as_it_was),
		STORE_TEST(two_people_change_different_rows_and_nothing_is_lost),
		STORE_TEST(two_people_change_one_row_and_the_second_decides),
		STORE_TEST(a_save_whose_answer_was_lost_makes_no_second_row),
		STORE_TEST(a_unit_opens_its_own_sheet_and_no_other),
		STORE_TEST(a_sheet_is_submitted_sent_back_with_a_reason_and_approved),
		STORE_TEST(hours_outside_of_the_band_need_a_reason_that_the_head_reads),
		STORE_TEST(after_the_last_day_only_the_surveys_staff_write),
		STORE_TEST(the_form_without_javascript_saves_and_tells_both_versions),
		STORE_TEST(the_rows_of_the_year_before_are_a_start),
		STORE_TEST(a_file_is_read_row_by_row_and_its_bad_rows_wait),
		STORE_TEST(a_sheet_has_a_ceiling_and_nothing_of_it_is_lost_there),
		STORE_TEST(who_has_not_submitted_is_reminded_once_a_day),
	};
	return store_tests("ask", tests, COUNT(tests), migrations, migrations_n, NULL);
}
