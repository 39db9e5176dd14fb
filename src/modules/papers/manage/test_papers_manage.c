/* The place editor as pages: forms without JavaScript, two windows, a PDF as background, what refuses a publication, versions. */
#include "kit/testing.h"

#include "defs/papers/testing.h"
#include "modules/papers/manage/view.h"
#include "print/pdf.h"

static const module *const modules[] = { &kit_module, &drafts_module, &papers_manage_module };

static web *papers_web(void **state)
{
	web *w = web_open(*state, modules, COUNT(modules), false);
	def_files files, more = paper_set(w->a, NULL, NULL), set = { 0 };
	assert_ok(catalog_files(w->app, w->a, &files));
	for (size_t i = 0; i < files.n; i++) /* its code stays the installation's */
		if (str_eq(files.at[i].path, STR("city.yaml")))
			LIST_ADD(w->a, &set, files.at[i]);
	for (size_t i = 0; i < more.n; i++)
		if (!str_eq(more.at[i].path, STR("city.yaml")))
			LIST_ADD(w->a, &set, more.at[i]);
	i64 changed_n;
	assert_ok(catalog_load(w->app, w->a, set, &changed_n));
	assert_ok(catalog_reload(w->app->catalog));
	add_account(w, "mori", "admin", "");
	add_account(w, "hara", "admin", "");
	add_account(w, "moji", "admin", "moji");
	return w;
}

#define PAPER "/manage/papers/paper/idou"

/* The n-th text between the two marks. */
static str between(str s, const char *from, const char *to)
{
	const char *at = strstr(s.at, from);
	if (!at)
		return STR_NONE;
	at += strlen(from);
	const char *end = strstr(at, to);
	return end ? (str){ at, (size_t)(end - at) } : STR_NONE;
}

static answer send_form(browser *b, const char *path, const char *format, int rev)
{
	str form = str_format(b->w->a, "rev=%d&%s", rev, format);
	return post(b, path, form.at);
}

static str in_force(web *w, const char *path)
{
	def_files files;
	assert_ok(catalog_files(w->app, w->a, &files));
	for (size_t i = 0; i < files.n; i++)
		if (str_eq(files.at[i].path, str_of(path)))
			return files.at[i].text;
	return STR_NONE;
}

static answer publish(browser *b)
{
	answer r = get(b, "/manage/papers/draft");
	str form =
		str_format(b->w->a, "do=publish&seen=%.*s", STR_ARG(between(r.body, "name=\"seen\" value=\"", "\"")));
	return post(b, "/manage/papers/draft", form.at);
}

static answer upload(browser *b, const char *path, const char *fields, str bytes)
{
	buf m = buf_new(b->w->a, 8 * 1024 * 1024);
	str rest = str_of(fields);
	buf_format(&m, "--XX\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n%.*s\r\n", STR_ARG(b->csrf));
	while (rest.len) {
		str value = str_cut(&rest, '&'), name = str_cut(&value, '=');
		buf_format(&m, "--XX\r\nContent-Disposition: form-data; name=\"%.*s\"\r\n\r\n%.*s\r\n", STR_ARG(name),
			   STR_ARG(value));
	}
	buf_lit(&m,
		"--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x.pdf\"\r\nContent-Type: application/pdf\r\n\r\n");
	buf_put(&m, bytes);
	buf_lit(&m, "\r\n--XX--\r\n");
	return send_request(b, "POST", path, "multipart/form-data; boundary=XX", buf_str(&m));
}

static str small_pdf(arena *a)
{
	str bytes;
	pdf *p = pdf_new(a, &(pdf_about){ .title = STR("背景"), .lang = LANG_JA });
	pdf_title(p, STR("申請書"));
	assert_ok(pdf_draw(p, &bytes));
	return bytes;
}

static void a_place_is_changed_by_its_form_and_published(void **state)
{
	web *w = papers_web(state);
	browser b = signed_in(w, "mori");
	answer r = get(&b, PAPER "?s=1&p=marks/3");
	assert_int_equal(r.status, 200);
	assert_has(r.body, "電話番号");
	assert_has(r.body, "name=\"format\" value=\"({1}) {2} - {3}\"");
	r = send_form(&b, PAPER "/place",
		      "s=1&p=marks/3&do=save&fact=denwa&x=112&y=32.5&w=70&h=8&size=10&least=6&align=1&valign=0&face=1",
		      0);
	assert_int_equal(r.status, 303);
	assert_true(!str_has(in_force(w, "papers/idou.yaml"), STR("[112, 32.5, 70, 8]")));
	r = get(&b, "/manage/papers/draft");
	assert_has(r.body, "左112 上32.5 幅70 高さ8");
	assert_has(r.body, "中央");
	assert_int_equal(publish(&b).status, 303);
	assert_true(str_has(in_force(w, "papers/idou.yaml"), STR("112, 32.5, 70, 8")));
	assert_has(get(&b, "/manage/papers/draft").body, "下書きはありません");
	web_close(w);
}

static void what_is_wrong_stands_at_its_input_and_what_was_typed_stays(void **state)
{
	web *w = papers_web(state);
	browser b = signed_in(w, "mori");
	get(&b, PAPER);
	answer r = send_form(
		&b, PAPER "/place",
		"s=1&p=marks/2&do=save&fact=yobina&x=20&y=32&w=80&h=8&size=10&least=6&align=0&valign=0&face=1&if=nashi%20%3D",
		0);
	assert_int_equal(r.status, 422);
	assert_has(r.body, "id=\"if-e\"");
	assert_has(r.body, "nashi =");
	r = send_form(&b, PAPER "/place",
		      "s=1&p=marks/2&do=save&fact=yobina&x=abc&y=32&w=80&h=8&size=10&least=6&align=0&valign=0&face=1",
		      0);
	assert_int_equal(r.status, 422);
	assert_has(r.body, "id=\"x-e\"");
	assert_has(r.body, "value=\"abc\"");
	/* outside of the sheet */
	r = send_form(&b, PAPER "/place",
		      "s=1&p=marks/2&do=save&fact=yobina&x=190&y=32&w=80&h=8&size=10&least=6&align=0&valign=0&face=1",
		      0);
	assert_int_equal(r.status, 422);
	assert_has(r.body, "id=\"x-e\"");
	assert_has(get(&b, "/manage/papers/draft").body, "下書きはありません");
	web_close(w);
}

static void a_window_that_is_behind_is_told_and_may_save_all_the_same(void **state)
{
	web *w = papers_web(state);
	browser b = signed_in(w, "mori");
	get(&b, PAPER);
	assert_int_equal(send_form(&b, PAPER "/add", "s=1&fact=juusho", 0).status, 303);
	answer r = send_form(&b, PAPER "/place", "s=1&p=marks/1&do=save&x=20&y=31&x2=190&y2=31&weight=0.5&dash=0", 0);
	assert_int_equal(r.status, 409);
	assert_has(r.body, "value=\"overwrite\"");
	assert_has(r.body, "name=\"stored\" value=\"1\"");
	assert_has(r.body, "value=\"31\"");
	r = post(&b, PAPER "/place",
		 "rev=0&stored=1&s=1&p=marks/1&do=overwrite&x=20&y=31&x2=190&y2=31&weight=0.5&dash=0");
	assert_int_equal(r.status, 303);
	r = get(&b, PAPER);
	assert_has(r.body, "data-rev=\"2\"");
	assert_has(r.body, "住所");
	/* what is dragged in an old window is not saved over it either */
	assert_int_equal(send_form(&b, PAPER "/places", "s=1&do=move&m=marks/2%201%202%203%204", 1).status, 409);
	/* nor by somebody else: their draft is their own */
	browser c = signed_in(w, "hara");
	r = get(&c, PAPER);
	assert_has(r.body, "data-rev=\"0\"");
	assert_has(r.body, "mori");
	web_close(w);
}

static void several_places_are_dragged_aligned_and_removed(void **state)
{
	web *w = papers_web(state);
	browser b = signed_in(w, "mori");
	get(&b, PAPER);
	assert_int_equal(send_form(&b, PAPER "/places",
				   "s=1&do=move&m=marks/2%2025%2033%2080%208&m=marks/3%20110%2033%2080%208", 0)
				 .status,
			 303);
	answer r = get(&b, PAPER);
	assert_has(r.body, "data-x=\"25\" data-y=\"33\"");
	assert_int_equal(send_form(&b, PAPER "/places", "s=1&do=align:0&m=marks/2&m=marks/3", 1).status, 303);
	assert_int_equal(send_form(&b, PAPER "/places", "s=1&do=align:0&m=marks/2", 2).status, 422);
	assert_int_equal(send_form(&b, PAPER "/places", "s=1&do=move&m=nonsense", 2).status, 400);
	assert_int_equal(send_form(&b, PAPER "/places", "s=1&do=remove&m=marks/2&m=marks/3", 2).status, 303);
	assert_true(!str_has(between(get(&b, PAPER).body, "<svg id=\"pm-svg\"", "</svg>"), STR("電話番号")));
	/* and undone by the text that stood there */
	str was = in_force(w, "papers/idou.yaml");
	str form = str_format(w->a, "do=save&s=1&text=%.*s", STR_ARG(percent_encode(w->a, was)));
	assert_int_equal(send_form(&b, PAPER "/text", form.at, 3).status, 303);
	assert_has(get(&b, PAPER).body, "data-rev=\"0\"");
	web_close(w);
}

static void a_paper_is_made_over_a_pdf_and_a_bad_pdf_is_refused_in_words(void **state)
{
	web *w = papers_web(state);
	browser b = signed_in(w, "mori");
	get(&b, "/manage/papers/new");
	answer r = upload(&b, "/manage/papers/new", "id=pdf-shiki&name=PDFの様式&how=pdf", STR("これはPDFではない"));
	assert_int_equal(r.status, 422);
	assert_has(r.body, "PDFではありません");
	assert_has(r.body, "value=\"PDFの様式\"");
	str good = small_pdf(w->a);
	r = upload(&b, "/manage/papers/new", "id=pdf-shiki&name=PDFの様式&how=pdf", str_sub(good, 0, 200));
	assert_int_equal(r.status, 422);
	assert_has(r.body, "壊れて");
	r = upload(&b, "/manage/papers/new", "id=idou&name=同じ名前&how=pdf", good);
	assert_int_equal(r.status, 422);
	r = upload(&b, "/manage/papers/new", "id=pdf-shiki&name=PDFの様式&how=pdf", good);
	assert_int_equal(r.status, 303);
	r = get(&b, "/manage/papers/paper/pdf-shiki");
	assert_int_equal(r.status, 200);
	assert_has(r.body, "id=\"pm-back\"");
	assert_has(r.body, "viewBox=\"0 0 210 297\"");
	r = get(&b, "/manage/papers/pdf/pdf-shiki");
	assert_int_equal(r.status, 200);
	assert_true(str_starts(r.body, STR("%PDF-")));
	assert_int_equal(publish(&b).status, 303);
	assert_true(in_force(w, "papers/pdf-shiki.pdf").len > good.len);
	web_close(w);
}

static void a_sample_that_does_not_fit_refuses_the_publication_with_the_place_linked(void **state)
{
	web *w = papers_web(state);
	browser b = signed_in(w, "mori");
	get(&b, PAPER);
	/* so narrow that the name of the sample does not go into it */
	assert_int_equal(
		send_form(
			&b, PAPER "/place",
			"s=1&p=marks/2&do=save&fact=shimei&x=112&y=32.5&w=5&h=5&size=10&least=9&align=1&valign=0&face=1",
			0)
			.status,
		303);
	answer r = get(&b, PAPER "?v=mijikai");
	assert_has(r.body, "文字が入りません");
	r = get(&b, PAPER "/try?v=all");
	assert_has(r.body, "pm-wrong");
	r = publish(&b);
	assert_int_equal(r.status, 422);
	assert_has(r.body, "短い名前の人");
	assert_has(r.body, "p=marks%2F2#place");
	assert_true(!str_has(in_force(w, "papers/idou.yaml"), STR("112, 32.5")));
	r = send_form(&b, PAPER "/place",
		      "s=1&p=marks/2&do=save&fact=shimei&x=112&y=32.5&w=50&h=8&size=10&least=6&align=1&valign=0&face=1",
		      1);
	assert_int_equal(r.status, 303);
	assert_int_equal(publish(&b).status, 303);
	web_close(w);
}

static void samples_are_forms_and_a_version_comes_back(void **state)
{
	web *w = papers_web(state);
	browser b = signed_in(w, "mori");
	answer r = get(&b, "/manage/papers/new-sample?paper=idou");
	assert_has(r.body, "name=\"shimei\"");
	r = send_form(
		&b, "/manage/papers/new-sample",
		"id=nagai&name.ja=%E9%95%B7%E3%81%84%E4%BA%BA&shimei=%E5%8B%85%E4%BD%BF%E6%B2%B3%E5%8E%9F%20%E9%BE%8D%E4%B9%8B%E4%BB%8B&denwa=12",
		0);
	assert_int_equal(r.status, 422);
	assert_has(r.body, "id=\"denwa-error\"");
	r = send_form(
		&b, "/manage/papers/new-sample",
		"paper=idou&id=nagai&name.ja=%E9%95%B7%E3%81%84%E4%BA%BA&shimei=%E5%8B%85%E4%BD%BF%E6%B2%B3%E5%8E%9F%20%E9%BE%8D%E4%B9%8B%E4%BB%8B",
		0);
	assert_int_equal(r.status, 303);
	assert_has(get(&b, "/manage/papers/samples").body, "長い人");
	assert_int_equal(publish(&b).status, 303);
	assert_true(str_has(in_force(w, "samples.yaml"), STR("勅使河原 龍之介")));
	r = get(&b, "/manage/papers/version?path=samples.yaml&version=1");
	assert_int_equal(r.status, 200);
	assert_int_equal(post(&b, "/manage/papers/version", "path=samples.yaml&version=1").status, 303);
	assert_int_equal(publish(&b).status, 303);
	assert_true(!str_has(in_force(w, "samples.yaml"), STR("勅使河原")));
	/* only papers and samples are restored here */
	assert_int_equal(post(&b, "/manage/papers/version", "path=city.yaml&version=1").status, 404);
	web_close(w);
}

static void what_the_paper_is_and_its_sheets_are_forms(void **state)
{
	web *w = papers_web(state);
	browser b = signed_in(w, "mori");
	answer r = get(&b, PAPER "/about");
	assert_has(r.body, "転入届");
	r = send_form(&b, PAPER "/about", "do=save&name.ja=%E5%B1%8A&copies=1&needed=%E8%BB%8A%20%3D", 0);
	assert_int_equal(r.status, 422);
	assert_has(r.body, "id=\"needed-e\"");
	r = send_form(&b, PAPER "/about", "do=save&name.ja=%E5%B1%8A&copies=2&where=juumin&confirmed=1", 0);
	assert_int_equal(r.status, 303);
	r = get(&b, PAPER "/sheets");
	assert_int_equal(r.status, 200);
	assert_int_equal(send_form(&b, PAPER "/sheets", "do=add&size=A5%20landscape", 1).status, 303);
	assert_int_equal(send_form(&b, PAPER "/sheets", "do=up&n=2", 2).status, 303);
	r = get(&b, PAPER "?s=1");
	assert_has(r.body, "viewBox=\"0 0 210 148\"");
	assert_int_equal(send_form(&b, PAPER "/sheets", "do=remove&n=1", 3).status, 303);
	/* the paper goes, and is gone once that is published */
	assert_int_equal(send_form(&b, PAPER "/about", "do=remove", 4).status, 303);
	assert_int_equal(publish(&b).status, 303);
	assert_int_equal(in_force(w, "papers/idou.yaml").len, 0);
	assert_int_equal(get(&b, PAPER).status, 404);
	web_close(w);
}

static void only_the_whole_citys_administrators_come_in(void **state)
{
	web *w = papers_web(state);
	browser b = signed_in(w, "moji");
	assert_int_equal(get(&b, "/manage/papers").status, 403);
	assert_int_equal(get(&b, PAPER).status, 403);
	assert_int_equal(get(&b, "/manage/papers/picture/idou?s=1").status, 403);
	browser nobody = { .w = w };
	assert_int_not_equal(get(&nobody, PAPER).status, 200);
	browser c = signed_in(w, "mori");
	assert_int_equal(get(&c, "/manage/papers/paper/City").status, 404);
	assert_int_equal(get(&c, "/manage/papers/picture/idou?s=9").status, 404);
	web_close(w);
}

int main(void)
{
	static const store_test_case tests[] = {
		STORE_TEST(a_place_is_changed_by_its_form_and_published),
		STORE_TEST(what_is_wrong_stands_at_its_input_and_what_was_typed_stays),
		STORE_TEST(a_window_that_is_behind_is_told_and_may_save_all_the_same),
		STORE_TEST(several_places_are_dragged_aligned_and_removed),
		STORE_TEST(a_paper_is_made_over_a_pdf_and_a_bad_pdf_is_refused_in_words),
		STORE_TEST(a_sample_that_does_not_fit_refuses_the_publication_with_the_place_linked),
		STORE_TEST(samples_are_forms_and_a_version_comes_back),
		STORE_TEST(what_the_paper_is_and_its_sheets_are_forms),
		STORE_TEST(only_the_whole_citys_administrators_come_in),
	};
	return store_tests("papers_manage", tests, COUNT(tests), migrations, migrations_n, NULL);
}
