/* Forms that others published, below what we fill in; read back by qpdf and poppler. */
#include <setjmp.h>
#include <stdarg.h>
#include <unistd.h>
#include <cmocka.h>

#include <cairo-pdf.h>
#include <qpdf/qpdf-c.h>

#include "base/buf.h"
#include "print/background.h"

#define A4_W 595.28
#define A4_H 841.89

static arena *room(void)
{
	return arena_new((size_t)256 * 1024 * 1024);
}

static cairo_status_t take(void *to, const unsigned char *at, unsigned int n)
{
	buf_put(to, (str){ (const char *)at, n });
	return CAIRO_STATUS_SUCCESS;
}

/* A published form: its name in the upper left corner of each page, a black square in the lower right one. */
static str published(arena *a, double w, double h, int pages)
{
	buf *b = arena_one(a, buf);
	*b = buf_new(a, 4 << 20);
	cairo_surface_t *s = cairo_pdf_surface_create_for_stream(take, b, w, h);
	cairo_pdf_surface_set_metadata(s, CAIRO_PDF_METADATA_CREATE_DATE, "2026-11-21T00:00:00Z");
	cairo_t *cr = cairo_create(s);
	for (int i = 1; i <= pages; i++) {
		cairo_select_font_face(cr, "IPAexGothic", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
		cairo_set_font_size(cr, 14);
		cairo_move_to(cr, 40, 60);
		cairo_show_text(cr, str_format(a, "PUBLISHED-%d", i).at);
		cairo_rectangle(cr, w - 50, h - 50, 40, 40);
		cairo_fill(cr);
		cairo_show_page(cr);
	}
	cairo_destroy(cr);
	cairo_surface_destroy(s);
	return buf_str(b);
}

/* What is filled in, one page for each. */
static str filled(arena *a, double w, double h, int pages)
{
	buf *b = arena_one(a, buf);
	*b = buf_new(a, 4 << 20);
	cairo_surface_t *s = cairo_pdf_surface_create_for_stream(take, b, w, h);
	cairo_pdf_surface_set_metadata(s, CAIRO_PDF_METADATA_CREATE_DATE, "2026-11-21T00:00:00Z");
	cairo_t *cr = cairo_create(s);
	for (int i = 1; i <= pages; i++) {
		cairo_set_font_size(cr, 12);
		cairo_move_to(cr, 100, 200);
		cairo_show_text(cr, str_format(a, "FILLED-%d", i).at);
		cairo_show_page(cr);
	}
	cairo_destroy(cr);
	cairo_surface_destroy(s);
	return buf_str(b);
}

/* What a program says about the document; `%s` in the command is the file's name. */
static str ask(arena *a, str bytes, const char *command)
{
	char name[] = "/tmp/madoguchi-below.XXXXXX", line[400];
	int fd = mkstemp(name);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes.at, bytes.len), bytes.len);
	close(fd);
	snprintf(line, sizeof line, command, name);
	FILE *p = popen(line, "r");
	assert_non_null(p);
	char *text = arena_alloc(a, 4 << 20);
	size_t n = fread(text, 1, 4 << 20, p);
	assert_int_equal(pclose(p), 0);
	unlink(name);
	return (str){ text, n };
}

static bool holds(str s, const char *what)
{
	return s.len && memmem(s.at, s.len, what, strlen(what));
}

/* The file after `change` did something to it, written by libqpdf. */
static str changed(arena *a, str pdf, void (*change)(qpdf_data q))
{
	qpdf_data q = qpdf_init();
	assert_int_equal(qpdf_read_memory(q, "test", pdf.at, pdf.len, NULL) & QPDF_ERRORS, 0);
	qpdf_init_write_memory(q);
	qpdf_set_static_ID(q, QPDF_TRUE);
	change(q);
	assert_int_equal(qpdf_write(q) & QPDF_ERRORS, 0);
	str s = arena_copy(a, (str){ (const char *)qpdf_get_buffer(q), qpdf_get_buffer_length(q) });
	qpdf_cleanup(&q);
	return s;
}

static void set_page(qpdf_data q, char const *key, char const *value)
{
	qpdf_oh_replace_key(q, qpdf_get_page_n(q, 0), key, qpdf_oh_parse(q, value));
}
static void turn_right(qpdf_data q)
{
	set_page(q, "/Rotate", "90");
}
static void turn_over(qpdf_data q)
{
	set_page(q, "/Rotate", "180");
}
static void turn_left(qpdf_data q)
{
	set_page(q, "/Rotate", "-90");
}
static void cut(qpdf_data q)
{
	set_page(q, "/CropBox", "[30 500 330 820]");
}
static void add_script(qpdf_data q)
{
	qpdf_oh_replace_key(q, qpdf_get_root(q), "/OpenAction",
			    qpdf_oh_parse(q, "<< /S /JavaScript /JS (app.alert\\(1\\)) >>"));
	set_page(q, "/Annots",
		 "[<< /Type /Annot /Subtype /Link /Rect [0 0 99 99] /A << /S /URI /URI (https://evil.example) >> >>]");
	set_page(q, "/AA", "<< /O << /S /JavaScript /JS (app.alert\\(2\\)) >> >>");
}
static void lock(qpdf_data q)
{
	qpdf_set_r6_encryption_parameters2(q, "secret", "owner", 1, 1, 1, 1, 1, 1, qpdf_r3p_full, 1);
}
static void protect(qpdf_data q)
{
	qpdf_set_r6_encryption_parameters2(q, "", "owner", 1, 1, 1, 1, 1, 1, qpdf_r3p_none, 1);
}
/* Each operator in a part of its own would be legal too; two are enough to be put together. */
static void part(qpdf_data q)
{
	qpdf_oh page = qpdf_get_page_n(q, 0), list = qpdf_oh_new_array(q), first = qpdf_oh_new_stream(q);
	static const char square[] = "q 0 0 0 rg 10 10 30 30 re f Q";
	qpdf_oh_replace_stream_data(q, first, (const unsigned char *)square, sizeof square - 1, qpdf_oh_new_null(q),
				    qpdf_oh_new_null(q));
	qpdf_oh_append_item(q, list, first);
	qpdf_oh_append_item(q, list, qpdf_oh_get_key(q, page, "/Contents"));
	qpdf_oh_replace_key(q, page, "/Contents", list);
}
static void part_strangely(qpdf_data q)
{
	part(q);
	qpdf_oh list = qpdf_oh_get_key(q, qpdf_get_page_n(q, 0), "/Contents");
	qpdf_oh_append_item(q, list, qpdf_oh_new_integer(q, 7));
}

static str laid(arena *a, str ours, const background_page *list, size_t n)
{
	str out;
	assert_null(background_lay(a, ours, list, n, &out));
	assert_true(holds(ask(a, out, "qpdf --check %s 2>&1"), "No syntax or stream encoding errors found"));
	return out;
}

static void a_published_form_lies_below_what_is_filled_in(void **state)
{
	(void)state;
	arena *a = room();
	str form = published(a, A4_W, A4_H, 2), ours = filled(a, A4_W, A4_H, 2);
	background_page list[] = { { 1, form, 2 } };
	str out = laid(a, ours, list, 1);
	str first = ask(a, out, "pdftotext -l 1 %s -"), second = ask(a, out, "pdftotext -f 2 %s -");
	assert_true(holds(first, "PUBLISHED-2") && holds(first, "FILLED-1"));
	assert_false(holds(first, "PUBLISHED-1"));
	assert_true(holds(second, "FILLED-2"));
	assert_false(holds(second, "PUBLISHED"));
	arena_free(a);
}

static void the_same_form_and_facts_give_the_same_bytes(void **state)
{
	(void)state;
	arena *a = room();
	str form = published(a, A4_W, A4_H, 1), ours = filled(a, A4_W, A4_H, 1);
	background_page list[] = { { 1, form, 1 } };
	str once = laid(a, ours, list, 1), again = laid(a, ours, list, 1);
	assert_true(str_eq(once, again));
	arena_free(a);
}

static void a_form_that_is_filled_five_times_is_in_the_packet_once(void **state)
{
	(void)state;
	arena *a = room();
	str form = published(a, A4_W, A4_H, 1), ours = filled(a, A4_W, A4_H, 5);
	background_page list[5];
	for (int i = 0; i < 5; i++)
		list[i] = (background_page){ i + 1, form, 1 };
	str one = laid(a, ours, list, 1), five = laid(a, ours, list, 5);
	assert_true(five.len < one.len + form.len / 2);
	for (int i = 1; i <= 5; i++)
		assert_true(holds(ask(a, five, str_format(a, "pdftotext -f %d -l %d %%s -", i, i).at), "PUBLISHED-1"));
	arena_free(a);
}

/* Where a word stands, in points from the upper left corner. */
static void place_of(arena *a, str pdf, const char *word, double *x, double *y)
{
	str all = ask(a, pdf, "pdftotext -bbox %s -");
	while (all.len) {
		str line = str_cut(&all, '\n');
		if (!holds(line, word))
			continue;
		const char *at = memmem(line.at, line.len, "xMin=\"", 6);
		*x = strtod(at + 6, NULL);
		at = memmem(line.at, line.len, "yMin=\"", 6);
		*y = strtod(at + 6, NULL);
		return;
	}
	fail_msg("%s is not there", word);
}

static void a_page_that_lies_on_its_side_is_laid_as_it_is_shown(void **state)
{
	(void)state;
	arena *a = room();
	void (*const turns[])(qpdf_data) = { turn_right, turn_over, turn_left };
	for (size_t i = 0; i < COUNT(turns); i++) {
		str form = changed(a, published(a, A4_W, A4_H, 1), turns[i]);
		background_look look;
		assert_null(background_look_at(a, form, &look));
		bool lies = i != 1;
		assert_true(look.size[0].width > (lies ? 296.9 : 209.9) && look.size[0].width < (lies ? 297.1 : 210.1));
		background_page list[] = { { 1, form, 1 } };
		str out = laid(a, filled(a, lies ? A4_H : A4_W, lies ? A4_W : A4_H, 1), list, 1);
		str shown, ours;
		assert_null(background_png(a, form, 1, 36, &shown));
		/* the corner with the square is black in both */
		double x, y, x2, y2;
		place_of(a, form, "PUBLISHED-1", &x, &y);
		place_of(a, out, "PUBLISHED-1", &x2, &y2);
		assert_true(x - x2 < 1 && x2 - x < 1 && y - y2 < 1 && y2 - y < 1);
		assert_null(background_png(a, out, 1, 36, &ours));
	}
	arena_free(a);
}

static void what_is_cut_away_of_a_page_stays_away(void **state)
{
	(void)state;
	arena *a = room();
	str form = changed(a, published(a, A4_W, A4_H, 1), cut);
	background_look look;
	assert_null(background_look_at(a, form, &look));
	assert_true(look.size[0].width > 105.7 && look.size[0].width < 106);
	background_page list[] = { { 1, form, 1 } };
	str out = laid(a, filled(a, 300, 320, 1), list, 1);
	double x, y;
	place_of(a, out, "PUBLISHED-1", &x, &y);
	assert_true(x > 9 && x < 12); /* 40 of the page is 10 of what is shown */
	arena_free(a);
}

static void a_page_that_is_drawn_in_parts_is_put_together(void **state)
{
	(void)state;
	arena *a = room();
	str form = changed(a, published(a, A4_W, A4_H, 1), part);
	background_page list[] = { { 1, form, 1 } };
	str out = laid(a, filled(a, A4_W, A4_H, 1), list, 1);
	assert_true(holds(ask(a, out, "pdftotext %s -"), "PUBLISHED-1"));
	arena_free(a);
}

static void scripts_and_links_of_the_published_file_stay_behind(void **state)
{
	(void)state;
	arena *a = room();
	str form = changed(a, published(a, A4_W, A4_H, 1), add_script);
	background_page list[] = { { 1, form, 1 } };
	str out = laid(a, filled(a, A4_W, A4_H, 1), list, 1);
	str plain = ask(a, out, "qpdf --qdf --object-streams=disable %s -");
	assert_true(holds(plain, "PUBLISHED") || holds(ask(a, out, "pdftotext %s -"), "PUBLISHED-1"));
	assert_false(holds(plain, "JavaScript") || holds(plain, "evil.example") || holds(plain, "/Annots"));
	arena_free(a);
}

static void a_file_that_cannot_be_used_says_what_to_do(void **state)
{
	(void)state;
	arena *a = room();
	str good = published(a, A4_W, A4_H, 1);
	struct {
		str pdf;
		const char *says;
	} bad[] = {
		{ STR_NONE, "empty" },
		{ STR("PK\3\4 this is a spreadsheet"), "no PDF" },
		{ STR("%PDF-1.7\nand nothing else"), "damaged" },
		{ changed(a, good, lock), "password" },
		{ changed(a, good, protect), "protect" },
		{ published(a, A4_W, A4_H, BACKGROUND_PAGES_MAX + 1), "at most" },
		{ published(a, 3000, 3000, 1), "larger" },
	};
	for (size_t i = 0; i < COUNT(bad); i++) {
		background_look look;
		const err *e = background_look_at(a, bad[i].pdf, &look);
		assert_non_null(e);
		assert_int_equal(e->code, ERR_file);
		if (!holds(e->detail, bad[i].says))
			fail_msg("%zu: %.*s", i, STR_ARG(e->detail));
	}
	background_page strange[] = { { 1, changed(a, good, part_strangely), 1 } };
	str out;
	assert_int_equal(background_lay(a, filled(a, A4_W, A4_H, 1), strange, 1, &out)->code, ERR_file);
	background_page missing[] = { { 1, good, 2 } };
	assert_int_equal(background_lay(a, filled(a, A4_W, A4_H, 1), missing, 1, &out)->code, ERR_file);
	arena_free(a);
}

static void a_file_cut_short_anywhere_is_read_or_refused(void **state)
{
	(void)state;
	arena *a = room();
	str good = published(a, A4_W, A4_H, 1), ours = filled(a, A4_W, A4_H, 1);
	for (size_t n = 0; n < good.len; n += 37) {
		background_look look;
		str out;
		background_page list[] = { { 1, str_sub(good, 0, n), 1 } };
		if (!background_look_at(a, list[0].pdf, &look))
			(void)!background_lay(a, ours, list, 1, &out);
	}
	arena_free(a);
}

static void a_picture_of_a_page_is_made_and_of_no_pdf_is_refused(void **state)
{
	(void)state;
	arena *a = room();
	str png;
	assert_null(background_png(a, published(a, A4_W, A4_H, 2), 2, 50, &png));
	assert_true(str_starts(png, STR("\x89PNG")));
	assert_int_equal(background_png(a, STR("no pdf"), 1, 50, &png)->code, ERR_file);
	assert_int_equal(background_png(a, published(a, A4_W, A4_H, 1), 9, 50, &png)->code, ERR_file);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_published_form_lies_below_what_is_filled_in),
		cmocka_unit_test(the_same_form_and_facts_give_the_same_bytes),
		cmocka_unit_test(a_form_that_is_filled_five_times_is_in_the_packet_once),
		cmocka_unit_test(a_page_that_lies_on_its_side_is_laid_as_it_is_shown),
		cmocka_unit_test(what_is_cut_away_of_a_page_stays_away),
		cmocka_unit_test(a_page_that_is_drawn_in_parts_is_put_together),
		cmocka_unit_test(scripts_and_links_of_the_published_file_stay_behind),
		cmocka_unit_test(a_file_that_cannot_be_used_says_what_to_do),
		cmocka_unit_test(a_file_cut_short_anywhere_is_read_or_refused),
		cmocka_unit_test(a_picture_of_a_page_is_made_and_of_no_pdf_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
