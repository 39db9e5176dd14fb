/* Sheets as they come out: as pages of a document, read back by poppler and qpdf, and as pictures. */
#include <math.h>
#include <pthread.h>

#include "../../tests/printer/document.h"
#include "../../tests/printer/zbar.h"

#include <cairo.h>

#include "base/buf.h"
#include "print/drawing.h"
#include "print/pdf.h"

#define MM (72 / 25.4)

static const pdf_about about = { .title = STR_INIT("届出書"), .lang = LANG_JA, .made = 1795226400000 };
static const draw_style label = { .size = 11, .align = DRAW_CENTRE },
			value = { .size = 12, .least = 7, .wrap = true, .role = DRAW_FILLED };

/* A form with what forms have. */
static drawing *form(arena *a)
{
	drawing *f = drawing_new(a, 210, 297);
	draw_text(f, (draw_box){ 20, 14, 170, 10 }, STR("住民異動届"),
		  &(draw_style){ .size = 18, .align = DRAW_CENTRE, .bold = true });
	draw_rect(f, (draw_box){ 20, 30, 28, 30 }, NULL, 6, 0);
	draw_rect(f, (draw_box){ 20, 30, 170, 30 }, &DRAW_THICK, -1, 0);
	draw_line(f, 20, 40, 190, 40, &DRAW_THIN);
	draw_line(f, 48, 30, 48, 60, &DRAW_LINE);
	draw_text(f, (draw_box){ 20, 30, 28, 10 }, STR("氏名"),
		  &(draw_style){ .size = 11, .align = DRAW_SPREAD, .padding = 4 });
	draw_text(f, (draw_box){ 48, 30, 80, 10 }, STR("葛󠄀城 髙子"), &value);
	draw_text(f, (draw_box){ 20, 40, 28, 20 }, STR("住所"), &label);
	draw_text(f, (draw_box){ 48, 40, 60, 20 }, STR("福岡県北九州市小倉北区城内1番1号　北九州市役所本庁舎"), &value);
	draw_rect(f, (draw_box){ 20, 70, 56, 8 }, &DRAW_LINE, -1, 0);
	draw_comb(f, (draw_box){ 20, 70, 56, 8 }, 7, &(draw_stroke){ .weight = 0.15, .dashed = true });
	draw_text(f, (draw_box){ 20, 70, 56, 8 }, STR("8030814"),
		  &(draw_style){ .size = 13, .cells = 7, .role = DRAW_FILLED });
	draw_ellipse(f, (draw_box){ 90, 70, 8, 8 }, &(draw_stroke){ .weight = 0.3, .role = DRAW_FILLED });
	draw_mark(f, (draw_box){ 110, 72, 4, 4 }, DRAW_TICK, DRAW_FILLED);
	draw_text(f, (draw_box){ 180, 70, 10, 60 }, STR("備考（ー）。"), &(draw_style){ .size = 11, .vertical = true });
	return f;
}

static str document(arena *a, int sheets)
{
	str bytes = STR_NONE;
	pdf *p = pdf_new(a, &about);
	for (int i = 0; i < sheets; i++)
		pdf_sheet(p, form(a), STR("住民異動届"));
	assert_null(pdf_draw(p, &bytes));
	return bytes;
}

static void what_was_filled_in_is_copied_out_in_the_order_in_which_it_was_made(void **state)
{
	(void)state;
	if (!document_readers())
		skip();
	arena *a = arena_new(256 << 20);
	str text = document_ask(a, document(a, 1), "pdftotext -raw '%s' - | tr -d '\\n\\f '");
	assert_string_equal(
		arena_copy(a, text).at,
		"住民異動届氏名葛󠄀城髙子住所福岡県北九州市小倉北区城内1番1号北九州市役所本庁舎8030814備考（ー）。");
	arena_free(a);
}

/* Where a word stands by poppler, in mm; fails where it stands nowhere. */
static draw_box place_of(arena *a, str words, const char *word)
{
	str found = str_format(a, ">%s</word>", word);
	const char *at = memmem(words.at, words.len, found.at, found.len);
	if (!at)
		fail_msg("no word %s in %.*s", word, STR_ARG(words));
	while (*at != '<')
		at--;
	double v[4] = { 0 };
	for (int i = 0; i < 4; i++) {
		at = strchr(at, '"') + 1;
		v[i] = strtod(at, NULL) / MM;
		at = strchr(at, '"') + 1;
	}
	return (draw_box){ v[0], v[1], v[2] - v[0], v[3] - v[1] };
}

static void letters_stand_where_they_were_said_to_a_third_of_a_millimetre(void **state)
{
	(void)state;
	if (!document_readers())
		skip();
	arena *a = arena_new(256 << 20);
	str words = document_ask(a, document(a, 1), "pdftotext -bbox '%s' -");
	static const struct {
		const char *word;
		double x, y, w; /* left edge, middle, width */
	} golden[] = {
		{ "住民異動届", 105 - 5 * 18 / MM / 2, 19, 5 * 18 / MM },
		{ "氏名", 24, 35, 20 },
		{ "葛󠄀城", 48.8, 35, 2 * 12 / MM },
		{ "住所", 34 - 11 / MM, 50, 2 * 11 / MM },
		{ "8030814", 20 + 4 - 0.31 * 13 / MM, 74, 48 + 0.62 * 13 / MM },
	};
	for (size_t i = 0; i < COUNT(golden); i++) {
		draw_box at = place_of(a, words, golden[i].word);
		/* poppler's boxes reach from the font's ascent to its descent: the square of a kanji, whose middle the ink's is nearly */
		double y = at.y + at.h / 2;
		if (fabs(at.x - golden[i].x) > 0.3 || fabs(y - golden[i].y) > 0.3 || fabs(at.w - golden[i].w) > 0.3)
			fail_msg("%s: %.2f, %.2f, %.2f wide instead of %.2f, %.2f, %.2f", golden[i].word, at.x, y, at.w,
				 golden[i].x, golden[i].y, golden[i].w);
	}
	arena_free(a);
}

static void a_packet_is_valid_small_tagged_and_has_each_font_once(void **state)
{
	(void)state;
	if (!document_readers())
		skip();
	arena *a = arena_new(256 << 20);
	str one = document(a, 1), twenty = document(a, 20), again = document(a, 20);
	assert_true(str_eq(twenty, again));
	assert_true(twenty.len < 200 * 1024);
	assert_true(twenty.len < 4 * one.len); /* fonts are shared */
	document_ask(a, twenty, "qpdf --check '%s' >/dev/null 2>&1");
	str fonts = document_ask(a, twenty, "pdffonts '%s' | grep -c 'CID TrueType.*yes yes yes'");
	assert_string_equal(arena_copy(a, str_trim(fonts)).at,
			    "1"); /* IPAex Mincho; the title's bold is made of outlines */
	str info = document_ask(a, twenty, "pdfinfo '%s'");
	assert_true(str_has(info, STR("Tagged:          yes")) && str_has(info, STR("Pages:           20")) &&
		    str_has(info, STR("届出書")));
	str parts = document_ask(a, one, "pdfinfo -struct-text '%s'");
	assert_true(str_has(parts, STR("Sect")) && str_has(parts, STR("葛󠄀城 髙子")));
	assert_true(str_has(one, STR("/Lang (ja)")));
	arena_free(a);
}

static void sheets_of_any_size_stand_between_pages_that_flow(void **state)
{
	(void)state;
	if (!document_readers())
		skip();
	arena *a = arena_new(256 << 20);
	pdf *p = pdf_new(a, &about);
	pdf_title(p, STR("受付案内票"));
	pdf_sheet(p, form(a), STR("その一"));
	drawing *small = drawing_new(a, 148, 105);
	draw_text(small, (draw_box){ 5, 5, 100, 10 }, STR("はがき"), &value);
	pdf_sheet(p, small, STR("その二"));
	pdf_sheet(p, small, STR_NONE);
	pdf_text(p, STR("おわりに"));
	str bytes;
	assert_null(pdf_draw(p, &bytes));
	document_ask(a, bytes, "qpdf --check '%s' >/dev/null 2>&1");
	str pages = document_ask(
		a, bytes, "pdfinfo -l 9 '%s' | sed -n 's/^Page *[0-9]* size: *//p' | cut -d ' ' -f 1-3 | tr '\\n' ';'");
	assert_string_equal(arena_copy(a, pages).at,
			    "595.276 x 841.89;595.276 x 841.89;419.528 x 297.638;419.528 x 297.638;595.276 x 841.89;");
	str text = document_ask(a, bytes, "pdftotext -raw '%s' -");
	str first = str_cut(&text, '\f'), second = str_cut(&text, '\f'), third = str_cut(&text, '\f');
	assert_true(str_has(first, STR("受付案内票")) && str_has(second, STR("住民異動届")) &&
		    str_has(third, STR("はがき")));
	assert_false(str_has(second, STR("2 / 5"))); /* a form has no foot of ours */
	str_cut(&text, '\f');
	assert_true(str_has(text, STR("おわりに")) && str_has(text, STR("5 / 5")));
	str outline = document_ask(a, bytes, "qpdf --json --json-key=outlines '%s'");
	assert_true(str_has(outline, STR("その一")) && str_has(outline, STR("その二")));
	arena_free(a);
}

static void a_published_form_lies_below_what_is_filled_in(void **state)
{
	(void)state;
	if (!document_readers())
		skip();
	arena *a = arena_new(256 << 20);
	drawing *old = drawing_new(a, 148, 210);
	draw_text(old, (draw_box){ 10, 10, 100, 10 }, STR("公表された様式"), &label);
	pdf *p = pdf_new(a, &about);
	pdf_sheet(p, old, STR_NONE);
	str published, bytes;
	assert_null(pdf_draw(p, &published));
	double w, h;
	drawing *f = drawing_new(a, 148, 210);
	assert_null(drawing_background(f, published, 1, &w, &h));
	assert_true(fabs(w - 148) < 0.1 && fabs(h - 210) < 0.1);
	assert_true(err_is(drawing_background(f, published, 2, NULL, NULL), ERR_file));
	assert_true(err_is(drawing_background(f, STR("no PDF"), 1, NULL, NULL), ERR_file));
	draw_text(f, (draw_box){ 10, 60, 100, 10 }, STR("葛󠄀城"), &value);
	p = pdf_new(a, &about);
	pdf_sheet(p, f, STR("様式"));
	assert_null(pdf_draw(p, &bytes));
	document_ask(a, bytes, "qpdf --check '%s' >/dev/null 2>&1");
	str text = document_ask(a, bytes, "pdftotext '%s' -");
	assert_true(str_has(text, STR("公表された様式")) && str_has(text, STR("葛󠄀城")));
	arena_free(a);
}

/* --- pictures ------------------------------------------------------------------------------------------------------- */

typedef struct bytes_read {
	str rest;
} bytes_read;

static cairo_status_t give(void *from, unsigned char *to, unsigned n)
{
	bytes_read *r = from;
	if (r->rest.len < n)
		return CAIRO_STATUS_READ_ERROR;
	memcpy(to, r->rest.at, n);
	r->rest = str_sub(r->rest, n, r->rest.len);
	return CAIRO_STATUS_SUCCESS;
}

static cairo_surface_t *picture(arena *a, const drawing *f, int dpi)
{
	str png;
	assert_null(drawing_png(a, f, dpi, &png));
	bytes_read r = { png };
	cairo_surface_t *s = cairo_image_surface_create_from_png_stream(give, &r);
	assert_int_equal(cairo_surface_status(s), CAIRO_STATUS_SUCCESS);
	return s;
}

static int grey_at(cairo_surface_t *s, int x, int y)
{
	const unsigned char *row = cairo_image_surface_get_data(s) + y * cairo_image_surface_get_stride(s);
	return row[4 * x];
}

/* The middle of all that is dark, in mm. */
static void ink_middle(cairo_surface_t *s, int dpi, double *x, double *y)
{
	int left = INT32_MAX, right = 0, top = INT32_MAX, bottom = 0;
	for (int j = 0; j < cairo_image_surface_get_height(s); j++)
		for (int i = 0; i < cairo_image_surface_get_width(s); i++)
			if (grey_at(s, i, j) < 128) {
				left = i < left ? i : left;
				right = i > right ? i : right;
				top = j < top ? j : top;
				bottom = j > bottom ? j : bottom;
			}
	assert_true(right >= left);
	*x = (left + right + 1) / 2.0 / dpi * 25.4;
	*y = (top + bottom + 1) / 2.0 / dpi * 25.4;
}

static void what_is_centred_looks_centred(void **state)
{
	(void)state;
	static const char *const texts[] = { "国", "田", "8", "H", "回国田" };
	for (size_t i = 0; i < COUNT(texts); i++)
		for (int face = 0; face < 2; face++) {
			arena *a = arena_new(64 << 20);
			drawing *f = drawing_new(a, 60, 40);
			draw_text(f, (draw_box){ 10, 10, 30, 12 }, str_of(texts[i]),
				  &(draw_style){ .size = 20, .face = (draw_face)face, .align = DRAW_CENTRE });
			cairo_surface_t *s = picture(a, f, 300);
			double x, y;
			ink_middle(s, 300, &x, &y);
			cairo_surface_destroy(s);
			if (fabs(x - 25) > 0.15 || fabs(y - 16) > 0.15)
				fail_msg("%s stands at %.2f, %.2f instead of 25, 16", texts[i], x, y);
			arena_free(a);
		}
}

static void lines_of_a_picture_fill_whole_dots(void **state)
{
	(void)state;
	arena *a = arena_new(64 << 20);
	drawing *f = drawing_new(a, 50, 50);
	for (int i = 1; i < 9; i++) {
		draw_line(f, 5, i * 5.13, 45, i * 5.13, &DRAW_THIN);
		draw_line(f, i * 5.13, 5, i * 5.13, 45, &DRAW_LINE);
	}
	draw_rect(f, (draw_box){ 3.3, 3.3, 43.1, 43.1 }, &DRAW_THICK, -1, 0);
	cairo_surface_t *s = picture(a, f, 96);
	int black = 0;
	for (int y = 0; y < cairo_image_surface_get_height(s); y++)
		for (int x = 0; x < cairo_image_surface_get_width(s); x++) {
			int grey = grey_at(s, x, y);
			black += grey == 0;
			if (grey != 0 && grey != 255)
				fail_msg("a dot of grey %d at %d, %d", grey, x, y);
		}
	assert_true(black > 1000);
	cairo_surface_destroy(s);
	arena_free(a);
}

static void a_phone_reads_the_code_of_a_sheet(void **state)
{
	(void)state;
	if (!zbar_present())
		skip();
	static const char link[] = "https://madoguchi.example.jp/counter/7KQ2M9XW4PHB3C";
	for (int dpi = 96; dpi <= 300; dpi += 51) {
		arena *a = arena_new(64 << 20);
		drawing *f = drawing_new(a, 80, 60);
		draw_rect(f, (draw_box){ 9.7, 9.7, 30.6, 30.6 }, &DRAW_THICK, -1, 0); /* close to the quiet zone */
		assert_null(draw_qr(f, (draw_box){ 10, 10, 30, 30 }, str_of(link)));
		str png, svg;
		assert_null(drawing_png(a, f, dpi, &png));
		str got = document_ask(a, png, "zbarimg -q --raw --oneshot '%s' 2>/dev/null");
		assert_string_equal(arena_copy(a, str_trim(got)).at, link);
		assert_null(drawing_svg(a, f, STR("QR"), &svg));
		assert_true(str_has(svg, STR("crispEdges")));
		char *long_text = arena_alloc(a, 1000);
		memset(long_text, 'x', 1000);
		assert_true(err_is(draw_qr(f, (draw_box){ 10, 10, 30, 30 }, (str){ long_text, 1000 }), ERR_too_long));
		arena_free(a);
	}
}

static void a_picture_for_a_page_says_what_it_is_and_cannot_be_broken_out_of(void **state)
{
	(void)state;
	arena *a = arena_new(64 << 20);
	str svg;
	assert_null(drawing_svg(a, form(a), STR("届 <b> & \"x\""), &svg));
	assert_true(str_starts(svg, STR("<svg class=\"sheet\"")) && str_ends(svg, STR("</svg>")));
	assert_true(str_has(svg, STR("<title>届 &lt;b&gt; &amp; &quot;x&quot;</title>")) &&
		    str_has(svg, STR("role=\"img\"")));
	assert_true(str_has(svg, STR("class=\"filled\"")) && str_has(svg, STR("class=\"printed\"")));
	assert_false(str_has(svg, STR("style=")) || str_has(svg, STR("<script")));
	if (access("/usr/bin/xmllint", X_OK) == 0)
		document_ask(a, svg, "xmllint --noout '%s'");
	assert_true(svg.len < 80 * 1024);
	str png;
	assert_true(err_is(drawing_png(a, form(a), 20, &png), ERR_invalid));
	assert_true(err_is(drawing_png(a, form(a), 2000, &png), ERR_invalid));
	arena_free(a);
}

/* Workers draw at the same time; each opens the fonts for itself, and all get the same bytes. */
static void *draw_in_thread(void *of)
{
	char(*ret)[64] = of;
	arena *a = arena_new(256 << 20);
	for (int i = 0; i < 3; i++) {
		str bytes = document(a, 2), png, svg;
		assert_null(drawing_svg(a, form(a), STR("x"), &svg));
		assert_null(drawing_png(a, form(a), 60, &png));
		str sum = str_format(a, "%llx %llx %llx", (unsigned long long)str_hash(bytes),
				     (unsigned long long)str_hash(svg), (unsigned long long)str_hash(png));
		memcpy(ret[i], sum.at, sum.len);
	}
	arena_free(a);
	return NULL;
}

static void workers_draw_at_the_same_time_and_get_the_same_bytes(void **state)
{
	(void)state;
	char room[4][3][64] = { 0 };
	pthread_t threads[4];
	for (int i = 0; i < 4; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, draw_in_thread, room[i]), 0);
	for (int i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
	for (int i = 0; i < 4; i++)
		for (int k = 0; k < 3; k++)
			assert_true(room[i][k][0] && strcmp(room[i][k], room[0][0]) == 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_filled_in_is_copied_out_in_the_order_in_which_it_was_made),
		cmocka_unit_test(letters_stand_where_they_were_said_to_a_third_of_a_millimetre),
		cmocka_unit_test(a_packet_is_valid_small_tagged_and_has_each_font_once),
		cmocka_unit_test(sheets_of_any_size_stand_between_pages_that_flow),
		cmocka_unit_test(a_published_form_lies_below_what_is_filled_in),
		cmocka_unit_test(what_is_centred_looks_centred),
		cmocka_unit_test(lines_of_a_picture_fill_whole_dots),
		cmocka_unit_test(a_phone_reads_the_code_of_a_sheet),
		cmocka_unit_test(a_picture_for_a_page_says_what_it_is_and_cannot_be_broken_out_of),
		cmocka_unit_test(workers_draw_at_the_same_time_and_get_the_same_bytes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
