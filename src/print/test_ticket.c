#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include <pthread.h>

#include "print/qr.h"
#include "print/ticket.h"

#include "../../tests/printer/escpos.h"
#include "../../tests/printer/zbar.h"

#define ADDRESS "https://madoguchi.example.jp/t/7KQ2M9XW4PHB3C"

/* What came out of the printer. */
typedef struct paper {
	arena *arena;
	int width, rows;
	u8 *dots;
	char code[400]; /* what the QR code says */
} paper;

static void keep(escpos *p)
{
	paper *k = p->owner;
	k->rows = p->rows;
	k->dots = arena_many(k->arena, u8, (size_t)p->width * (size_t)p->rows);
	memcpy(k->dots, p->dots, (size_t)p->width * (size_t)p->rows);
	char name[] = "/tmp/madoguchi-ticket-XXXXXX";
	FILE *f = fdopen(mkstemp(name), "w");
	assert_non_null(f);
	assert_true(escpos_save(p, f));
	fclose(f);
	if (zbar_present())
		zbar_read(name, k->code, sizeof k->code);
	unlink(name);
}

static paper printed(arena *a, const ticket_paper *t)
{
	str bytes;
	assert_null(ticket_draw(a, t, &bytes));
	paper k = { .arena = a, .width = t->dots };
	escpos p = { .width = t->dots, .cut = keep, .owner = &k };
	escpos_feed(&p, bytes.at, bytes.len);
	escpos_end(&p);
	assert_string_equal(p.error, "");
	assert_int_equal(p.tickets, 1);
	return k;
}

static int dark(const paper *k, int from, int to)
{
	int n = 0;
	for (int i = from * k->width; i < to * k->width; i++)
		n += k->dots[i];
	return n;
}

static ticket_paper ticket(int dots)
{
	return (ticket_paper){
		.dots = dots,
		.office = STR("北九州市 小倉北区役所"),
		.title = STR("番号札"),
		.number = STR("A012"),
		.wait = STR("ただいま3人待ち・およそ10〜20分"),
		.qr = STR(ADDRESS),
		.qr_caption = STR("スマートフォンで順番を確認できます"),
		.time = STR("2026年11月20日（金） 9時30分"),
	};
}

static void a_phone_reads_the_code_from_either_width_of_paper(void **state)
{
	(void)state;
	if (!zbar_present())
		skip();
	static const int widths[] = { TICKET_DOTS_80MM, TICKET_DOTS_58MM };
	for (size_t i = 0; i < COUNT(widths); i++) {
		arena *a = arena_new(8 << 20);
		ticket_paper t = ticket(widths[i]);
		paper k = printed(a, &t);
		assert_string_equal(k.code, ADDRESS);
		arena_free(a);
	}
}

/* The number alone on the paper: how high, how wide and how black it is. */
static void the_number_fills_the_paper_and_stays_on_it(void **state)
{
	(void)state;
	static const char *const numbers[] = { "A012", "1", "AB1234-5", "W9999999999" };
	for (size_t i = 0; i < COUNT(numbers); i++) {
		arena *a = arena_new(8 << 20);
		ticket_paper t = { .dots = TICKET_DOTS_80MM, .number = str_of(numbers[i]) };
		paper k = printed(a, &t);
		int left = k.width, right = 0, top = k.rows, bottom = 0;
		for (int y = 0; y < k.rows; y++)
			for (int x = 0; x < k.width; x++)
				if (k.dots[y * k.width + x]) {
					left = x < left ? x : left;
					right = x > right ? x : right;
					top = y < top ? y : top;
					bottom = y > bottom ? y : bottom;
				}
		assert_in_range(left, 8, k.width / 2);
		assert_in_range(right, k.width / 2, k.width - 9);
		assert_in_range(left + right, k.width - 40, k.width + 40); /* in the middle */
		if (i == 0) {
			assert_true(right - left > k.width * 8 / 10);
			assert_true(bottom - top > 140); /* 17 mm */
		}
		int box = (right - left) * (bottom - top), black = dark(&k, 0, k.rows);
		assert_in_range(black * 100 / box, 12, 60);
		arena_free(a);
	}
}

static bool edges_are_white(const paper *k)
{
	for (int y = 0; y < k->rows; y++)
		for (int x = 0; x < 4; x++)
			if (k->dots[y * k->width + x] || k->dots[(y + 1) * k->width - 1 - x])
				return false;
	return true;
}

static void long_names_wrap_and_never_run_out_of_the_paper(void **state)
{
	(void)state;
	static const int widths[] = { TICKET_DOTS_80MM, TICKET_DOTS_58MM };
	for (size_t i = 0; i < COUNT(widths); i++) {
		arena *a = arena_new(8 << 20);
		str one[] = { STR("国保") };
		str many[] = {
			STR("後期高齢者医療・国民健康保険・国民年金の資格取得喪失届出及び各種給付申請受付窓口（総合案内）"),
			STR("Certificatesofresidenceandsealregistrationwithoutanyspacebetweenthewords"),
			STR("葛󠄀城髙橋辻󠄀"),
		};
		ticket_paper t = ticket(widths[i]);
		t.services = (strs){ one, 1 };
		paper small = printed(a, &t);
		t.services = (strs){ many, COUNT(many) };
		paper large = printed(a, &t);
		assert_true(large.rows > small.rows + 3 * 24);
		assert_true(edges_are_white(&small));
		assert_true(edges_are_white(&large));
		arena_free(a);
	}
}

/* If the selector were shaped apart from its character it would show as a box or take a cell of its own. */
static void a_variation_selector_stays_with_its_character(void **state)
{
	(void)state;
	arena *a = arena_new(8 << 20);
	str plain[] = { STR("葛城市") }, selected[] = { STR("葛\xf3\xa0\x84\x80城市") };
	ticket_paper t = { .dots = TICKET_DOTS_80MM, .number = STR("1"), .lines = { plain, 1 } };
	paper first = printed(a, &t);
	t.lines = (strs){ selected, 1 };
	paper second = printed(a, &t);
	assert_int_equal(first.rows, second.rows);
	int from = first.rows - 30, difference = dark(&first, from, first.rows) - dark(&second, from, first.rows);
	assert_in_range(difference + 40, 0, 80);
	arena_free(a);
}

static void the_fullest_ticket_fits_its_arena(void **state)
{
	(void)state;
	arena *a = arena_new(512 * 1024);
	char text[TICKET_TEXT_MAX + 1] = "";
	for (size_t i = 0; i + 3 <= TICKET_TEXT_MAX; i += 3)
		memcpy(text + i, "\xe9\xbe\x98", 3);
	str long_text = str_of(text);
	str all[TICKET_LINES_MAX];
	for (size_t i = 0; i < COUNT(all); i++)
		all[i] = long_text;
	char address[QR_TEXT_MAX + 1];
	memset(address, 'x', sizeof address);
	ticket_paper t = { .dots = TICKET_DOTS_MAX,
			   .office = long_text,
			   .title = long_text,
			   .number = long_text,
			   .services = { all, COUNT(all) },
			   .wait = long_text,
			   .lines = { all, COUNT(all) },
			   .qr = { address, QR_TEXT_MAX },
			   .qr_caption = long_text,
			   .time = long_text };
	str bytes;
	assert_null(ticket_draw(a, &t, &bytes));
	escpos p = { .width = TICKET_DOTS_MAX };
	escpos_feed(&p, bytes.at, bytes.len);
	escpos_end(&p);
	assert_string_equal(p.error, "");
	arena_free(a);
}

static void a_line_break_in_a_text_gives_no_lines_of_its_own(void **state)
{
	(void)state;
	arena *a = arena_new(8 << 20);
	str plain[] = { STR("一 二 三 四") }, broken[] = { STR("一\n二\r三\xe2\x80\xa9四\n") };
	ticket_paper t = { .dots = TICKET_DOTS_80MM, .number = STR("1"), .lines = { plain, 1 } };
	paper first = printed(a, &t);
	t.lines = (strs){ broken, 1 };
	paper second = printed(a, &t);
	assert_int_equal(first.rows, second.rows);
	assert_memory_equal(first.dots, second.dots, (size_t)first.rows * (size_t)first.width);
	arena_free(a);
}

/* Dots that look like DLE DC4 would open the drawer; the emulator fails on them, so it must meet some on the way. */
static void dots_never_look_like_a_real_time_command(void **state)
{
	(void)state;
	escpos p = { .width = 64 };
	static const u8 bad[] = { 0x1b, '@', 0x1d, 'v', '0', 0, 2, 0, 1, 0, 0x10, 0x14 };
	escpos_feed(&p, bad, sizeof bad);
	escpos_end(&p);
	assert_true(str_has(str_of(p.error), STR("real-time")));
	arena *a = arena_new(64 << 20);
	for (int i = 0; i < 30; i++) {
		ticket_paper t = ticket(i % 2 ? TICKET_DOTS_58MM : TICKET_DOTS_80MM);
		t.number = str_format(a, "%c%03d", 'A' + i % 26, i * 31 % 1000);
		t.qr = str_format(a, "https://madoguchi.example.jp/t/%d", i * 7919);
		printed(a, &t); /* checks the emulator's error */
		arena_reset(a);
	}
	arena_free(a);
}

typedef struct sheaf {
	arena *arena;
	str bytes;
	pthread_t thread;
} sheaf;

static void *draw_many(void *arg)
{
	sheaf *s = arg;
	for (int i = 0; i < 6; i++) {
		ticket_paper t = ticket(TICKET_DOTS_58MM);
		arena_reset(s->arena);
		if (ticket_draw(s->arena, &t, &s->bytes))
			return NULL;
	}
	return s;
}

static void machines_in_several_offices_may_print_at_once(void **state)
{
	(void)state;
	sheaf sheaves[4];
	for (size_t i = 0; i < COUNT(sheaves); i++) {
		sheaves[i] = (sheaf){ .arena = arena_new(1 << 20) };
		assert_int_equal(pthread_create(&sheaves[i].thread, NULL, draw_many, &sheaves[i]), 0);
	}
	for (size_t i = 0; i < COUNT(sheaves); i++) {
		void *done;
		pthread_join(sheaves[i].thread, &done);
		assert_non_null(done);
		assert_true(str_eq(sheaves[i].bytes, sheaves[0].bytes));
	}
	for (size_t i = 0; i < COUNT(sheaves); i++)
		arena_free(sheaves[i].arena);
}

static void what_no_ticket_can_hold_is_refused(void **state)
{
	(void)state;
	arena *a = arena_new(1 << 20);
	str bytes;
	ticket_paper t = ticket(TICKET_DOTS_80MM);
	t.dots = 577;
	assert_true(err_is(ticket_draw(a, &t, &bytes), ERR_invalid));
	t = ticket(TICKET_DOTS_80MM);
	t.number = STR(" ");
	assert_true(err_is(ticket_draw(a, &t, &bytes), ERR_required));
	t = ticket(TICKET_DOTS_80MM);
	t.office = STR("\xff");
	assert_true(err_is(ticket_draw(a, &t, &bytes), ERR_invalid));
	t = ticket(TICKET_DOTS_80MM);
	t.services.n = TICKET_LINES_MAX + 1;
	assert_true(err_is(ticket_draw(a, &t, &bytes), ERR_too_long));
	char much[TICKET_TEXT_MAX + 1];
	memset(much, 'x', sizeof much);
	t = ticket(TICKET_DOTS_80MM);
	t.wait = (str){ much, sizeof much };
	assert_true(err_is(ticket_draw(a, &t, &bytes), ERR_too_long));
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_phone_reads_the_code_from_either_width_of_paper),
		cmocka_unit_test(the_number_fills_the_paper_and_stays_on_it),
		cmocka_unit_test(long_names_wrap_and_never_run_out_of_the_paper),
		cmocka_unit_test(a_variation_selector_stays_with_its_character),
		cmocka_unit_test(the_fullest_ticket_fits_its_arena),
		cmocka_unit_test(a_line_break_in_a_text_gives_no_lines_of_its_own),
		cmocka_unit_test(dots_never_look_like_a_real_time_command),
		cmocka_unit_test(machines_in_several_offices_may_print_at_once),
		cmocka_unit_test(what_no_ticket_can_hold_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
