/* How text is set into boxes: what fits and how, where lines end, where letters stand. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

#include "print/drawing_marks.h"

#define assert_near(a, b, by) assert_true(fabs((a) - (b)) <= (by))
#define POINTS(mm) ((mm)*DRAWN_MM)

static drawn_text set(arena *a, draw_box b, const char *text, draw_style s)
{
	draw_style style = drawing_style(&s);
	draw_box at = { POINTS(b.x), POINTS(b.y), POINTS(b.w), POINTS(b.h) };
	return drawing_set(a, fonts_here(), at, str_of(text), &style, true);
}

static draw_fit fit(const char *text, double w, double h, draw_style s)
{
	arena *a = arena_new(8 << 20);
	draw_fit as = draw_measure(a, (draw_box){ 0, 0, w, h }, str_of(text), &s, NULL);
	drawing *f = drawing_new(a, 210, 297);
	assert_int_equal(draw_text(f, (draw_box){ 20, 20, w, h }, str_of(text), &s), as); /* measured is drawn */
	arena_free(a);
	return as;
}

/* The lines of a text as they were set: runs at one height, joined. */
static strs lines_of(arena *a, const drawn_text *t)
{
	strs lines = { 0 };
	double y = -1;
	for (size_t i = 0; i < t->runs.n; i++) {
		const drawn_run *r = &t->runs.at[i];
		if (lines.n == 0 || fabs(r->glyphs[0].y - y) > 0.01)
			LIST_ADD(a, &lines, r->text);
		else
			lines.at[lines.n - 1] =
				str_format(a, "%.*s%.*s", STR_ARG(lines.at[lines.n - 1]), STR_ARG(r->text));
		y = r->glyphs[0].y;
	}
	return lines;
}

static void a_text_is_as_wished_then_smaller_then_on_several_lines_and_then_does_not_fit(void **state)
{
	(void)state;
	draw_style s = { .size = 12, .least = 7, .wrap = true, .role = DRAW_FILLED };
	static const char *const ten = "一二三四五六七八九十"; /* 120 points and paddings: 44 mm */
	assert_int_equal(fit(ten, 45, 10, s), FIT_WELL);
	assert_int_equal(fit(ten, 40, 10, s), FIT_SHRUNK);
	assert_int_equal(fit(ten, 28, 6, s), FIT_SHRUNK); /* 7 points: 24.7 mm */
	assert_int_equal(fit(ten, 20, 10, s), FIT_WRAPPED);
	assert_int_equal(fit(ten, 7, 10, s), FIT_NOT);
	s.wrap = false;
	assert_int_equal(fit(ten, 20, 10, s), FIT_NOT);
	s.least = 0;
	assert_int_equal(fit(ten, 40, 10, s), FIT_NOT);
	assert_int_equal(fit(ten, 45, 3.8, s), FIT_NOT); /* the box is not high enough for 12 points */
	assert_int_equal(fit("", 1, 1, s), FIT_WELL);
	assert_int_equal(fit(" ", 1, 1, s), FIT_WELL);
}

/* An address that one line would shrink to half its size stands on two lines where the box has room for them; one that only shrinks a little does not. */
static void letters_that_are_clearly_larger_on_two_lines_stand_on_two(void **state)
{
	(void)state;
	arena *a = arena_new(1 << 20);
	draw_style s = { .size = 12, .least = 5, .wrap = true, .role = DRAW_FILLED };
	const char *ten = "一二三四五六七八九十";
	drawn_text t = set(a, (draw_box){ 0, 0, 28, 10 }, ten, s);
	assert_int_equal(t.fit, FIT_WRAPPED);
	assert_near(t.size, 12, 0.01);
	t = set(a, (draw_box){ 0, 0, 36, 10 }, ten,
		s); /* 9.75 points on one line, 12 on two: less than a quarter more */
	assert_int_equal(t.fit, FIT_SHRUNK);
	t = set(a, (draw_box){ 0, 0, 28, 6 }, ten, s); /* two lines would be smaller than one */
	assert_int_equal(t.fit, FIT_SHRUNK);
	assert_true(t.size > 7 && t.size < 8);
	for (double w = 12; w < 50; w += 0.5)
		for (double h = 4; h < 20; h += 1) {
			draw_style one = s;
			one.wrap = false;
			drawn_text wide = set(a, (draw_box){ 0, 0, w, h }, ten, one),
				   free = set(a, (draw_box){ 0, 0, w, h }, ten, s);
			if (wide.fit != FIT_NOT) { /* leave to wrap never makes it smaller, and never lets it go */
				assert_int_not_equal(free.fit, FIT_NOT);
				assert_true(free.size >= wide.size);
				assert_true(free.fit != FIT_WRAPPED || free.size >= wide.size * 1.25 - 0.01);
			}
			arena_reset(a);
		}
	arena_free(a);
}

/* A Japanese name may break anywhere, but does so at its space where that takes no more room. */
static void names_break_at_their_spaces(void **state)
{
	(void)state;
	arena *a = arena_new(1 << 20);
	draw_style s = { .size = 12, .wrap = true, .role = DRAW_FILLED };
	drawn_text t = set(a, (draw_box){ 0, 0, 36, 11 }, "リュウノスケ　マリアンヌ", s);
	strs lines = lines_of(a, &t);
	assert_int_equal(lines.n, 2);
	assert_true(str_eq(str_trim(lines.at[1]), STR("マリアンヌ")));
	t = set(a, (draw_box){ 0, 0, 36, 11 }, "リュウノスケ　マリアンヌマリアヌ",
		s); /* the second word needs two lines */
	lines = lines_of(a, &t);
	assert_int_equal(lines.n, 2);
	assert_int_equal(t.fit, FIT_WRAPPED);
	arena_free(a);
}

static void what_fits_stands_within_its_box(void **state)
{
	(void)state;
	arena *a = arena_new(64 << 20);
	static const char *const texts[] = { "氏名",
					     "勅使河原龍之介左衛門之丞",
					     "福岡県北九州市小倉北区城内1番1号　本庁舎「東館」5階、市民課。",
					     "Maria Fernanda dos Santos Oliveira",
					     "ﾔﾏﾀﾞ ﾊﾅｺ",
					     "葛󠄀城󠄀",
					     "مرحبا" };
	for (size_t i = 0; i < COUNT(texts); i++)
		for (int w = 8; w < 120; w += 7)
			for (int h = 4; h < 30; h += 5)
				for (int k = 0; k < 12; k++) {
					draw_style s = { .size = 12,
							 .least = 5,
							 .wrap = k & 1,
							 .align = (draw_align)(k / 3),
							 .valign = (draw_valign)(k % 3),
							 .vertical = k > 9 };
					drawn_text t = set(a, (draw_box){ 10, 20, w, h }, texts[i], s);
					if (t.fit == FIT_NOT)
						continue;
					for (size_t r = 0; r < t.runs.n; r++)
						for (int g = 0; g < t.runs.at[r].n; g++) {
							const cairo_glyph_t *at = &t.runs.at[r].glyphs[g];
							bool within = at->x > POINTS(10) - t.size / 2 &&
								      at->x < POINTS(10 + w) && at->y > POINTS(20) &&
								      at->y < POINTS(20 + h) + t.size / 10;
							if (!within)
								fail_msg("%s in %d x %d mm (%d): a letter at %g, %g",
									 texts[i], w, h, k, at->x / DRAWN_MM,
									 at->y / DRAWN_MM);
						}
					arena_reset(a);
				}
	arena_free(a);
}

static void no_line_begins_or_ends_with_what_must_not_stand_there(void **state)
{
	(void)state;
	arena *a = arena_new(64 << 20);
	static const char text[] =
		"届出（転入、転出）は、「十四日以内」にしてください。きょう、カードをもっていない人は、ちょっと待ってください。";
	static const char *const not_first[] = { "。", "、", "）", "」", "ょ", "っ", "ー" }, *const not_last[] = {
		"（", "「"
	};
	int wrapped = 0;
	for (double w = 16; w < 90; w += 1.3) {
		drawn_text t = set(a, (draw_box){ 0, 0, w, 200 }, text, (draw_style){ .size = 12, .wrap = true });
		strs lines = lines_of(a, &t);
		wrapped += lines.n > 1;
		size_t sum = 0;
		for (size_t i = 0; i < lines.n; i++) {
			sum += lines.at[i].len;
			for (size_t k = 0; k < COUNT(not_first); k++)
				if (i && str_starts(lines.at[i], str_of(not_first[k])))
					fail_msg("%g mm: a line begins with %s", w, not_first[k]);
			for (size_t k = 0; k < COUNT(not_last); k++)
				if (i + 1 < lines.n && str_ends(lines.at[i], str_of(not_last[k])))
					fail_msg("%g mm: a line ends with %s", w, not_last[k]);
		}
		assert_int_equal(sum, sizeof text - 1); /* nothing is lost */
		arena_reset(a);
	}
	assert_true(wrapped > 40);
	arena_free(a);
}

static void words_and_numbers_are_not_parted_but_a_run_without_end_is(void **state)
{
	(void)state;
	arena *a = arena_new(8 << 20);
	draw_style s = { .size = 12, .wrap = true };
	drawn_text t = set(a, (draw_box){ 0, 0, 40, 60 }, "Please call 093-582-2525 before noon", s);
	strs lines = lines_of(a, &t);
	assert_int_equal(t.fit, FIT_WRAPPED);
	for (size_t i = 0; i < lines.n; i++)
		assert_false(str_starts(lines.at[i], STR(" ")) || str_ends(lines.at[i], STR(" ")));
	bool whole = false;
	for (size_t i = 0; i < lines.n; i++)
		whole = whole || str_has(lines.at[i], STR("093-582-2525"));
	assert_true(whole);
	t = set(a, (draw_box){ 0, 0, 40, 60 },
		"Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft", s);
	assert_int_equal(t.fit, FIT_WRAPPED);
	assert_true(lines_of(a, &t).n > 3);
	t = set(a, (draw_box){ 0, 0, 40, 60 }, "上の行\n下の行", s); /* a line break of its own */
	assert_int_equal(t.fit, FIT_WELL);
	assert_int_equal(lines_of(a, &t).n, 2);
	s.wrap = false;
	s.role = DRAW_FILLED;
	t = set(a, (draw_box){ 0, 0, 40, 60 }, "上の行\r\n下の行", s);
	assert_int_equal(lines_of(a, &t).n, 1);
	arena_free(a);
}

static void a_base_and_its_selector_are_never_parted(void **state)
{
	(void)state;
	arena *a = arena_new(8 << 20);
	static const char text[] = "葛󠄀辻󠄀葛󠄀辻󠄀葛󠄀辻󠄀葛󠄀辻󠄀";
	for (double w = 5; w < 40; w += 0.7) {
		drawn_text t = set(a, (draw_box){ 0, 0, w, 200 }, text, (draw_style){ .size = 12, .wrap = true });
		assert_int_not_equal(t.fit, FIT_NO_GLYPH);
		for (size_t i = 0; i < t.runs.n; i++) {
			const drawn_run *r = &t.runs.at[i];
			assert_int_equal(r->n, r->n_clusters);
			for (int k = 0; k < r->n_clusters; k++)
				assert_int_equal(r->clusters[k].num_bytes, 7);
		}
	}
	/* in a comb it takes one cell */
	assert_int_equal(fit("葛󠄀城", 10, 8, (draw_style){ .size = 12, .cells = 2 }), FIT_WELL);
	arena_free(a);
}

static void what_is_cut_ends_with_dots_within_its_box(void **state)
{
	(void)state;
	arena *a = arena_new(8 << 20);
	draw_style s = { .size = 12, .role = DRAW_FILLED };
	drawn_text t = set(a, (draw_box){ 0, 0, 30, 8 }, "とても長い文字列が入りきらない", s);
	assert_int_equal(t.fit, FIT_NOT);
	strs lines = lines_of(a, &t);
	assert_int_equal(lines.n, 1);
	assert_true(str_starts(lines.at[0], STR("とても")) && str_ends(lines.at[0], STR("…")));
	const drawn_run *last = &t.runs.at[t.runs.n - 1];
	assert_true(last->glyphs[last->n - 1].x + 12 <= POINTS(30) + 0.1);
	s.wrap = true;
	t = set(a, (draw_box){ 0, 0, 30, 12 }, "とても長い文字列が入りきらないので二行目で終わるはずです", s);
	lines = lines_of(a, &t);
	assert_int_equal(t.fit, FIT_NOT);
	assert_int_equal(lines.n, 2);
	assert_true(str_ends(lines.at[1], STR("…")));
	arena_free(a);
}

static void spread_text_goes_from_edge_to_edge(void **state)
{
	(void)state;
	arena *a = arena_new(1 << 20);
	drawn_text t = set(a, (draw_box){ 0, 0, 40, 8 }, "生年月日",
			   (draw_style){ .size = 11, .align = DRAW_SPREAD, .padding = 2 });
	const drawn_run *r = &t.runs.at[0];
	assert_int_equal(r->n, 4);
	assert_near(r->glyphs[0].x, POINTS(2), 0.01);
	assert_near(r->glyphs[3].x + 11, POINTS(38), 0.01);
	assert_near(r->glyphs[1].x - r->glyphs[0].x, r->glyphs[3].x - r->glyphs[2].x, 0.01);
	t = set(a, (draw_box){ 0, 0, 40, 8 }, "印", (draw_style){ .size = 11, .align = DRAW_SPREAD });
	assert_near(t.runs.at[0].glyphs[0].x + 5.5, POINTS(20), 0.01); /* one letter: in the middle */
	arena_free(a);
}

static void each_letter_of_a_comb_stands_in_the_middle_of_its_cell(void **state)
{
	(void)state;
	arena *a = arena_new(1 << 20);
	draw_style s = { .size = 13, .cells = 7 };
	drawn_text t = set(a, (draw_box){ 20, 10, 56, 8 }, "8030814", s);
	assert_int_equal(t.fit, FIT_WELL);
	assert_int_equal(t.runs.at[0].n, 7);
	double half = fonts_letter(fonts_here(), FONT_MINCHO, false, STR("8")).advance * 13 / 2;
	for (int i = 0; i < 7; i++)
		assert_near(t.runs.at[0].glyphs[i].x + half, POINTS(20 + 8 * i + 4), 0.01);
	s.cells_right = true;
	t = set(a, (draw_box){ 20, 10, 56, 8 }, "123", s);
	assert_near(t.runs.at[0].glyphs[2].x + half, POINTS(20 + 8 * 6 + 4), 0.01);
	/* a sum whose end is missing is another sum */
	t = set(a, (draw_box){ 20, 10, 56, 8 }, "12345678", s);
	assert_int_equal(t.fit, FIT_NOT);
	assert_int_equal(t.runs.n, 0);
	s.cells_right = false;
	t = set(a, (draw_box){ 20, 10, 56, 8 }, "12345678", s);
	assert_int_equal(t.fit, FIT_NOT);
	assert_int_equal(t.runs.at[0].n, 7);
	assert_int_equal(fit("山田花子山田花子", 24, 8, (draw_style){ .size = 13, .least = 6, .cells = 8 }),
			 FIT_SHRUNK);
	arena_free(a);
}

static void vertical_lines_go_down_and_from_the_right(void **state)
{
	(void)state;
	arena *a = arena_new(1 << 20);
	draw_style s = { .size = 12, .vertical = true, .wrap = true };
	drawn_text t = set(a, (draw_box){ 100, 20, 20, 30 }, "戸籍の届出は、お早めに。カード", s);
	assert_int_equal(t.fit, FIT_WRAPPED);
	const drawn_run *first = &t.runs.at[0], *last = &t.runs.at[t.runs.n - 1];
	assert_true(first->glyphs[1].y > first->glyphs[0].y + 11);
	assert_near(first->glyphs[1].x, first->glyphs[0].x, 0.01);
	assert_true(last->glyphs[0].x < first->glyphs[0].x - 11);
	/* 12 beside each other in 12月 */
	t = set(a, (draw_box){ 100, 20, 10, 60 }, "十12月3日", s);
	const drawn_run *r = &t.runs.at[0];
	assert_int_equal(r->n, 6);
	assert_int_equal(r->n_clusters, 5);
	assert_near(r->glyphs[1].y, r->glyphs[2].y, 0.01);
	arena_free(a);
}

static void what_stands_from_the_right_is_put_in_the_order_of_the_eye(void **state)
{
	(void)state;
	arena *a = arena_new(1 << 20);
	drawn_text t = set(a, (draw_box){ 0, 0, 60, 8 }, "שלום 123", (draw_style){ .size = 12 });
	assert_int_equal(t.fit, FIT_WELL);
	double word = -1, number = -1;
	for (size_t i = 0; i < t.runs.n; i++) {
		if (str_has(t.runs.at[i].text, STR("ש")))
			word = t.runs.at[i].glyphs[0].x;
		if (str_has(t.runs.at[i].text, STR("123")))
			number = t.runs.at[i].glyphs[0].x;
	}
	assert_true(number >= 0 && word > number);
	arena_free(a);
}

static void a_letter_of_no_font_is_said(void **state)
{
	(void)state;
	draw_style s = { .size = 12, .least = 6, .role = DRAW_FILLED };
	assert_int_equal(fit("山田\U0010FFFD", 60, 8, s), FIT_NO_GLYPH);
	assert_int_equal(fit("花\U000E01EF子", 60, 8, s), FIT_NO_GLYPH);
	assert_int_equal(fit("bad \xff\xfe", 60, 8, s), FIT_NO_GLYPH);
	assert_int_equal(fit("髙橋 﨑 𠮷 鄧 葛󠄀 辻󠄀 ｶﾞ か\u3099 ①㈱ Nguyễn", 90, 8, s),
			 FIT_WELL);
}

static void a_name_is_set_in_one_face(void **state)
{
	(void)state;
	arena *a = arena_new(1 << 20);
	fonts *f = fonts_here();
	static const struct {
		const char *text, *family; /* of the first letter */
	} names[] = { { "山田花子", "IPAexGothic" },
		      { "山田𠮷子", "IPAexMincho" },
		      { "Nguyễn Thị Minh Khai", "DejaVu Sans" } };
	for (size_t i = 0; i < COUNT(names); i++) {
		drawn_text t = set(a, (draw_box){ 0, 0, 90, 8 }, names[i].text,
				   (draw_style){ .size = 12, .face = DRAW_GOTHIC });
		assert_int_equal(t.fit, FIT_WELL);
		assert_string_equal(fonts_family(f, t.runs.at[0].font), names[i].family);
		if (i != 1)
			assert_int_equal(t.runs.n, 1);
	}
	arena_free(a);
}

static void controls_are_not_seen_and_nothing_is_drawn_of_them(void **state)
{
	(void)state;
	arena *a = arena_new(1 << 20);
	drawn_text t = set(a, (draw_box){ 0, 0, 60, 8 }, "\t山\x01田\x7f\n\u202E花\uFEFF子\u200E",
			   (draw_style){ .size = 12, .role = DRAW_FILLED });
	assert_int_equal(t.fit, FIT_WELL);
	strs lines = lines_of(a, &t);
	assert_int_equal(lines.n, 1);
	assert_string_equal(str_format(a, "%.*s", STR_ARG(lines.at[0])).at, "山 田  花子");
	arena_free(a);
}

static void nonsense_is_drawn_without_harm(void **state)
{
	(void)state;
	static const double odd[] = { 0, -5, 0.01, 3, 1e9, -1e9, NAN, INFINITY };
	arena *a = arena_new(512 << 20);
	buf long_text = buf_new(a, 10000);
	for (int i = 0; i < 2000; i++)
		buf_lit(&long_text, "あ");
	const str texts[] = { STR("あ"), STR("葛󠄀 A\xff"), buf_str(&long_text), STR("\n\n\n"),
			      STR("。。。。。。。。") };
	for (size_t i = 0; i < COUNT(odd); i++)
		for (size_t k = 0; k < COUNT(odd); k++)
			for (size_t t = 0; t < COUNT(texts); t++)
				for (int how = 0; how < 8; how++) {
					drawing *f = drawing_new(a, odd[i], odd[k]);
					draw_style s = { .size = odd[k],
							 .least = odd[i],
							 .padding = odd[k],
							 .wrap = how & 1,
							 .vertical = how & 2,
							 .cells = how & 4 ? (int)(i * 50) : 0,
							 .align = (draw_align)(t % 4),
							 .underline = true,
							 .grey = 500 };
					draw_fit as = draw_text(f, (draw_box){ odd[i], 5, odd[k], odd[(i + k) % 8] },
								texts[t], &s);
					assert_true(as >= FIT_WELL && as <= FIT_NO_GLYPH);
					draw_stroke line = { .weight = odd[k], .dashed = how & 1, .grey = -7 };
					draw_line(f, odd[i], odd[k], 1, 1, &line);
					draw_rect(f, (draw_box){ odd[k], 1, odd[i], 1 }, &line, 1000, odd[i]);
					draw_ellipse(f, (draw_box){ 1, odd[k], 1, odd[i] }, &line);
					draw_comb(f, (draw_box){ 1, 1, odd[i], odd[k] }, (int)i * 40, &line);
					draw_mark(f, (draw_box){ odd[i], 1, odd[k], 1 }, DRAW_TICK, DRAW_FILLED);
					str svg;
					if (how == 0 && t == 0)
						assert_null(drawing_svg(a, f, STR("?"), &svg));
					assert_true(drawing_width(f) >= 10 && drawing_width(f) <= DRAW_SIDE_MAX);
				}
	arena_free(a);
}

static void a_sheet_holds_so_many_marks_and_no_more(void **state)
{
	(void)state;
	arena *a = arena_new(64 << 20);
	drawing *f = drawing_new(a, 210, 297);
	for (int i = 0; i < DRAW_MARKS_MAX + 100; i++)
		draw_line(f, 1, 1, 2, 2, &DRAW_LINE);
	assert_int_equal(drawing_marks(f), DRAW_MARKS_MAX);
	str svg;
	assert_null(drawing_svg(a, f, STR_NONE, &svg));
	arena_free(a);
}

static void a_text_is_as_wide_as_it_is_measured(void **state)
{
	(void)state;
	arena *a = arena_new(1 << 20);
	draw_style s = { .size = 72 / 25.4 * 4 }; /* a kanji is 4 mm */
	assert_near(draw_text_width(a, STR("山田花子"), &s), 16, 0.01);
	assert_near(draw_text_width(a, STR_NONE, &s), 0, 0.01);
	double size;
	assert_int_equal(draw_measure(a, (draw_box){ 0, 0, 30, 10 }, STR("一二三四五六七八九十"),
				      &(draw_style){ .size = 12, .least = 6 }, &size),
			 FIT_SHRUNK);
	assert_true(size < 12 && size >= 6);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_text_is_as_wished_then_smaller_then_on_several_lines_and_then_does_not_fit),
		cmocka_unit_test(letters_that_are_clearly_larger_on_two_lines_stand_on_two),
		cmocka_unit_test(names_break_at_their_spaces),
		cmocka_unit_test(what_fits_stands_within_its_box),
		cmocka_unit_test(no_line_begins_or_ends_with_what_must_not_stand_there),
		cmocka_unit_test(words_and_numbers_are_not_parted_but_a_run_without_end_is),
		cmocka_unit_test(a_base_and_its_selector_are_never_parted),
		cmocka_unit_test(what_is_cut_ends_with_dots_within_its_box),
		cmocka_unit_test(spread_text_goes_from_edge_to_edge),
		cmocka_unit_test(each_letter_of_a_comb_stands_in_the_middle_of_its_cell),
		cmocka_unit_test(vertical_lines_go_down_and_from_the_right),
		cmocka_unit_test(what_stands_from_the_right_is_put_in_the_order_of_the_eye),
		cmocka_unit_test(a_letter_of_no_font_is_said),
		cmocka_unit_test(a_name_is_set_in_one_face),
		cmocka_unit_test(controls_are_not_seen_and_nothing_is_drawn_of_them),
		cmocka_unit_test(nonsense_is_drawn_without_harm),
		cmocka_unit_test(a_sheet_holds_so_many_marks_and_no_more),
		cmocka_unit_test(a_text_is_as_wide_as_it_is_measured),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
