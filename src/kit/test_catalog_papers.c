/* Papers in the catalog: published only when every sample fits, in force with their backgrounds. */
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "kit/catalog.h"
#include "kit/testing.h"
#include "print/pdf.h"

static const char facts[] = "facts:\n"
			    "  shimei: { name: 氏名, type: name, label: 氏名 }\n"
			    "  kana: { name: フリガナ, type: kana, label: フリガナ }\n";
static const char samples[] =
	"samples:\n"
	"  nagai: { name: 長い名前の人, facts: { shimei: 勅使河原 龍之介左衛門, kana: テシガワラ } }\n";
static const char paper[] = "name: 届\n"
			    "sheets:\n"
			    "  - background: { file: papers/todoke.pdf }\n"
			    "    marks:\n"
			    "      - { fact: shimei, at: [20, 20, 60, 8] }\n";

static def_files with(web *w, const char *paper_text, const char *samples_text)
{
	def_files files;
	str bytes;
	pdf *p = pdf_new(w->a, &(pdf_about){ .title = STR("用紙"), .lang = LANG_JA, .made = clock_now(&w->t->clock) });
	pdf_title(p, STR("様式"));
	assert_ok(pdf_draw(p, &bytes));
	assert_ok(catalog_folder(w->a, str_of(w->dir), &files));
	LIST_ADD(w->a, &files, ((def_file){ STR("facts.yaml"), str_of(facts) }));
	LIST_ADD(w->a, &files, ((def_file){ STR("papers/todoke.yaml"), str_of(paper_text) }));
	LIST_ADD(w->a, &files, ((def_file){ STR("papers/todoke.pdf"), catalog_pdf_text(w->a, bytes) }));
	LIST_ADD(w->a, &files, ((def_file){ STR("samples.yaml"), str_of(samples_text) }));
	return files;
}

static web *open_web(void **state)
{
	return web_open(*state, NULL, 0, true);
}

static void a_paper_is_in_force_with_its_background(void **state)
{
	web *w = open_web(state);
	i64 changed;
	assert_ok(catalog_load(w->app, w->a, with(w, paper, samples), &changed));
	assert_int_equal(changed, 4);
	assert_ok(catalog_reload(w->app->catalog));
	const city_def *c = catalog_hold(w->app->catalog);
	const paper_def *p = paper_find(&c->papers, STR("todoke"));
	assert_non_null(p);
	assert_int_equal(p->facts.n, 1);
	assert_int_equal(c->papers.backgrounds.n, 1);
	assert_true(str_starts(c->papers.backgrounds.at[0].bytes, STR("%PDF-")));
	fact_answers none = { NULL, 0 };
	filled_sheets sheets;
	fill_asked asked = { .city = c, .given = &none, .now = clock_now(&w->t->clock) };
	assert_ok(paper_fill(w->a, p, &asked, &sheets));
	assert_true(str_eq(sheets.at[0].background, c->papers.backgrounds.at[0].bytes));
	catalog_release(w->app->catalog, c);
	web_close(w);
}

static void a_paper_on_which_a_sample_does_not_fit_is_not_published(void **state)
{
	web *w = open_web(state);
	i64 changed;
	str narrow = str_format(w->a, "%s      - { fact: kana, cells: 4, at: [20, 30, 40, 8] }\n", paper);
	const err *e = catalog_load(w->app, w->a, with(w, narrow.at, samples), &changed);
	assert_true(err_is(e, ERR_definition));
	assert_true(str_eq(e->where, STR("papers/todoke.yaml:6:9")));
	assert_true(str_has(e->detail, STR("フリガナ, sample ‘長い名前の人’: ‘テシガワラ’")));
	assert_null(e->next);
	/* nothing of it is in force */
	const city_def *c = catalog_hold(w->app->catalog);
	assert_int_equal(c->papers.papers.n, 0);
	catalog_release(w->app->catalog, c);
	/* nor with a sample that comes later */
	str first = str_format(w->a, "%s      - { fact: kana, cells: 5, at: [20, 30, 40, 8] }\n", paper);
	assert_ok(catalog_load(w->app, w->a, with(w, first.at, samples), &changed));
	str more =
		str_format(w->a, "%s  motto: { name: もっと長い人, facts: { kana: テシガワラサブロウ } }\n", samples);
	e = catalog_load(w->app, w->a, with(w, first.at, more.at), &changed);
	assert_true(err_is(e, ERR_definition));
	assert_true(str_has(e->detail, STR("もっと長い人")));
	web_close(w);
}

int main(void)
{
	static const store_test_case tests[] = {
		STORE_TEST(a_paper_is_in_force_with_its_background),
		STORE_TEST(a_paper_on_which_a_sample_does_not_fit_is_not_published),
	};
	return store_tests("papers", tests, COUNT(tests), migrations, migrations_n, NULL);
}
