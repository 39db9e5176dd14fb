/* What htmlgen makes of templates, what it refuses, and what the compiler refuses of what it makes. */
#include "kit/test_tool.h"

/* A folder with words and a view, in which templates can be compiled. */
static bench workshop(void)
{
	bench b = bench_new();
	bench_run(&b, NULL, "mkdir %s/lang %s/kit && cp tests/tools/sample* %s", b.dir, b.dir, b.dir);
	bench_file(&b, "lang/s.ja.txt",
		   STR("sample_title = 見本 & <見本>\nsample_since(n i64, who str) = {who}は{n}分前\n"));
	bench_file(&b, "lang/s.ja-easy.txt",
		   STR("sample_title = みほん & < >\nsample_since(n i64, who str) = {who} {n}\n"));
	bench_file(&b, "lang/s.en.txt", STR("sample_title = Sample & < >\nsample_since(n i64, who str) = {who} {n}\n"));
	bench_run(&b, NULL, "build/tools/langgen %s/lang %s/kit/words.c %s/kit/words.h", b.dir, b.dir, b.dir);
	return b;
}

static str translate(bench *b, int *ret_code, const char *text)
{
	bench_run(b, NULL, "rm -f %s/t.html.c %s/t.html.h", b->dir, b->dir);
	bench_file(b, "t.html", str_of(text));
	return bench_run(b, ret_code, "cd %s && \"$OLDPWD\"/build/tools/htmlgen t.html t.html.c t.html.h", b->dir);
}

/* The text as the body of a template, from line 2 on. */
static const char *in_template(bench *b, const char *body)
{
	return str_format(b->a, "{template t(const sample *v) include \"sample_view.h\"}\n%s\n{/template}\n", body).at;
}

static void what_came_from_outside_stays_text_wherever_it_is_shown(void **state)
{
	(void)state;
	bench b = workshop();
	bench_run(&b, NULL, "build/tools/htmlgen %s/sample.html %s/sample.html.c %s/sample.html.h", b.dir, b.dir,
		  b.dir);
	bench_run(&b, NULL,
		  COMPILE " -I%s -Isrc -o %s/sample %s/sample_main.c %s/sample.html.c %s/kit/words.c src/text/html.c "
			  "$(ls src/base/*.c | grep -v /test_)",
		  b.dir, b.dir, b.dir, b.dir, b.dir);
	str out = bench_run(&b, NULL, "%s/sample", b.dir);
#define EVIL "&lt;/p&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&quot;&amp;"
	assert_string_equal(
		out.at,
		"<!doctype html>\n<html lang=\"ja\">\n"
		"<head><title>" EVIL
		"</title><link rel=\"stylesheet\" href=\"/assets/app.0123456789ab.css\"></head>\n<body>\n"
		"<h1 title=\"" EVIL "\" data-x='" EVIL "'>みほん &amp; &lt; &gt;</h1>\n"
		"<p id=\"text\">" EVIL " a&lt;b <b>made</b></p>\n"
		"<p id=\"numbers\">200 18446744073709551615 -5 " EVIL " -5</p>\n"
		"<p id=\"address\"><a href=\"/call?a&amp;b\">a</a> "
		"<a href=\"/find?q=%3C%2Fp%3E%3Cscript%3Ealert%28%27x%27%29%3C%2Fscript%3E%22%26&amp;n=200\">b</a></p>\n"
		"<ul>\n<li class=\"first\"><a href=\"/a?x=1&amp;y=&quot;\">&lt;i&gt;</a> 6</li>\n"
		"<li><a href=\"/b\">北九州</a> 8</li>\n</ul>\n"
		"<form method=\"post\" action=\"/call?a&amp;b\">"
		"<input type=\"hidden\" name=\"csrf\" value=\"&lt;token&quot;&gt;\">\n"
		"<label for=\"a\">{a}</label>\n"
		"<input id=\"a\" type=\"text\" name=\"a\" autocomplete=\"name\" aria-describedby=\"h\" value=\"" EVIL
		"\" disabled>\n"
		"<textarea id=\"b\" name=\"b\">\n" EVIL "</textarea>\n"
		"<button disabled class=\"many\">ok</button>\n</form>\n"
		"<svg viewBox=\"0 0 8 8\" aria-hidden=\"true\"><path d=\"M0 0h200\"/></svg><br>\n</body>\n</html>");
	bench_end(&b);
}

static const struct sentence {
	const char *body, *message;
} refusals[] = {
	/* a value where escaping cannot help */
	{ "<p class={v->evil}>x</p>", "t.html:2:10: class: a value stands in quotes" },
	{ "<p class=x>x</p>", "2:10: class: a value stands in quotes" },
	{ "<p {v->evil}>x</p>", "2:4: attributes cannot be computed" },
	{ "<p data-{v->evil}=\"1\">x</p>", "2:9: an attribute's name cannot be computed" },
	{ "<{v->evil}>x</p>", "2:2: a tag's name cannot be computed" },
	{ "<p onclick=\"{v->evil}\">x</p>", "2:4: onclick: inline handlers" },
	{ "<p ONCLICK=\"x()\">x</p>", "ONCLICK: inline handlers" },
	{ "<p style=\"color:{v->evil}\">x</p>", "2:4: inline styles" },
	{ "<script>let x = {v->evil}</script>", "2:9: inline scripts" },
	{ "<script>{v->evil}</script>", "2:9: no value can stand in <script>" },
	{ "<style>{v->evil}</style>", "2:8: no value can stand in <style>" },
	{ "<script>{if v->closed}{/if}</script>", "2:9: nothing is computed in <script>" },
	{ "<script src=\"/x.js\">x()</script>", "inline scripts" },
	{ "<!-- {v->evil} -->", "2:6: a brace inside a comment" },
	{ "<a href=\"javascript:x()\">x</a>", "an address with code in it" },
	{ "<a href=\"/{v->evil}/x\">x</a>", "2:11: an address needs something literal" },
	{ "<a href=\"{if v->closed}/{/if}{v->evil}\">x</a>", "an address needs something literal" },
	{ "<iframe srcdoc=\"{v->evil}\"></iframe>", "no value can stand in srcdoc" },
	{ "<form method=\"{v->evil}\"></form>", "no value can stand in method" },
	{ "<textarea id=\"a\">{include x()}</textarea>", "{include} stands between tags" },
	/* HTML that a browser would mend */
	{ "<div><p>x</div>", "2:10: </div> where <p> of t.html:2:6 is open" },
	{ "<div>", "2:1: <div> is not closed" },
	{ "</div>", "2:1: </div> closes nothing" },
	{ "<b><i>x</b></i>", "</b> where <i>" },
	{ "<li>a<li>b", "<li> is not closed" },
	{ "<div/>", "<div> needs </div>" },
	{ "<dvi>x</dvi>", "2:1: <dvi> is not an element" },
	{ "<svg><div></div></svg>", "<div> is not an element of SVG" },
	{ "<p><div>x</div></p>", "2:4: <div> inside <p>" },
	{ "<a href=\"/a\"><a href=\"/b\">x</a></a>", "<a> inside another <a>" },
	{ "<p class=\"a\" id=\"b\" class=\"c\">x</p>", "2:21: class stands twice" },
	{ "<p class=\"a\"{if v->closed} class=\"c\"{/if}>x</p>", "class stands twice" },
	{ "<img src=\"/x.png\">", "2:1: <img> without alt" },
	{ "<input id=\"a\">", "<input> without type" },
	{ "<input type=\"text\">", "<input> without id" },
	{ "<p class=\"a>x</p>", "2:1: <p is not closed" },
	{ "a < b", "2:3: a bare < is written &lt;" },
	{ "<!DOCTYPE foo>", "<! begins a comment or <!doctype html>" },
	{ "<title>a<b></b></title>", "a tag inside <title>" },
	/* forms */
	{ "<form method=\"post\" action=\"/a\"></form>", "2:1: <form method=\"post\"> without {csrf}" },
	{ "<form method=\"POST\" action=\"/a\"></form>", "without {csrf}" },
	{ "<form METHOD=\"post\" action=\"/a\"></form>", "2:7: METHOD is written in small letters" },
	{ "<A HREF=\"{v->evil}\">x</A>", "2:1: <A> is written in small letters" },
	{ "<form method=\"post\" action=\"/a\">{if v->closed}{csrf}{/if}</form>", "{csrf} inside a block" },
	{ "<form method=\"post\" action=\"/a\">{csrf}{csrf}</form>", "{csrf} stands twice" },
	{ "<form action=\"/a\">{csrf}</form>", "{csrf} outside of a <form method=\"post\">" },
	/* blocks */
	{ "{if v->closed}<p>{/if}x</p>", "2:15: <p> is not closed in its block" },
	{ "<p>{if v->closed}</p>{/if}", "</p> closes an element that was opened outside of this block" },
	{ "<p>{if v->closed}</p><p>{/if}</p>", "</p> closes an element that was opened outside" },
	{ "<br {if v->closed}><br {/if}>", "a block ends in another tag" },
	{ "<p title=\"{if v->closed}\" id=\"{/if}\">x</p>", "a block ends in another tag or attribute" },
	{ "<p {for s in v->rows}a=\"b\"{/for}>x</p>", "a {for} cannot make attributes" },
	{ "{if v->closed}x", "2:1: this block is not closed" },
	{ "{/if}", "{/if} belongs to no open {if}" },
	{ "{if v->closed}{/for}{/if}", "{/for} belongs to no open {for}" },
	{ "{for s in v->rows}{else}{/for}", "{else} belongs to no open {if}" },
	{ "{if v->closed}{else}{else}{/if}", "nothing but {/if} comes after {else}" },
	{ "{if v->closed}{else if v->small}{/if}", "{else} has no condition; write {elif" },
	{ "{if v->closed}{elif}{/if}", "{elif} needs a condition" },
	{ "{if}{/if}", "{if} needs a condition" },
	{ "{for s v->rows}{/for}", "{for name in list}" },
	{ "{include x}", "{include name(arguments)}" },
	{ "{let x}", "{let name = expression}" },
	{ "{t.}", "{t.key}" },
	{ "{t.sample_title()}", "a text without arguments is written {t.sample_title}" },
	{ "{asset app.css}", "{asset \"name\"}" },
	{ "{}", "nothing stands between these braces" },
	{ "{/section}", "{/section} closes nothing" },
	{ "x { y", "2:3: this brace is not closed" },
	{ "{f(v->evil]}", "] matches nothing" },
	{ "{f(\"a)}", "this quote does not end" },
	{ "{x; y()}", "an expression has no ;" },
};

static void what_could_be_injected_into_or_would_be_mended_is_refused_with_its_place(void **state)
{
	(void)state;
	bench b = workshop();
	for (size_t i = 0; i < COUNT(refusals); i++) {
		int code;
		str said = translate(&b, &code, in_template(&b, refusals[i].body));
		expect_part(refusals[i].body, said, refusals[i].message);
		expect_part(refusals[i].body, said, "t.html:2:");
		assert_int_equal(code, 1);
		assert_false(bench_has(&b, "t.html.c") || bench_has(&b, "t.html.h"));
	}
	bench_end(&b);
}

static const struct sentence files[] = {
	{ "", "t.html:1:1: no template in this file" },
	{ "<p>x</p>", "HTML stands outside of {template" },
	{ "{v->x}", "1:1: a file is made of {template" },
	{ "{template t()}<p>x</p>", "1:1: {/template} is missing" },
	{ "{template t}x{/template}", "{template name(arguments)" },
	{ "{template t() include x.h}x{/template}", "{template name(arguments)" },
	{ "{template t()}x{/template}{template t()}x{/template}", "a second template called t" },
	{ "{template t()}{template u()}x{/template}{/template}", "a template inside a template" },
	{ "{template t()}<!-- x", "1:15: this comment does not end" },
	{ "{template t()}\xFF{/template}", "not UTF-8" },
};

static void a_file_that_is_not_made_of_templates_is_refused(void **state)
{
	(void)state;
	bench b = workshop();
	for (size_t i = 0; i < COUNT(files); i++) {
		int code;
		expect_part(files[i].body, translate(&b, &code, files[i].body), files[i].message);
		assert_int_equal(code, 1);
	}
	bench_end(&b);
}

/* What gcc says to them. */
static const struct sentence not_compiling[] = {
	{ "\n<p>{v->evl}</p>", "t.html:3:" },
	{ "<p>{v->evl}</p>", "has no member named" },
	{ "<a href=\"{v->evil}\">x</a>", "t.html:2:" },
	{ "<a href=\"{v->evil}\">x</a>", "'struct str'" },
	{ "<a href=\"{v->plain}\">x</a>", "t.html:2:" },
	{ "<a href=\"{t.sample_title}\">x</a>", "t.html:2:" },
	{ "<a href=\"/a/{v->call}\">x</a>", "t.html:2:" },
	{ "<svg><a xlink:HREF=\"{v->evil}\">x</a></svg>", "'struct str'" },
	{ "<p>{v->call}</p>", "t.html:2:" },
	{ "<p>{v->closed}</p>", "'_Bool'" },
	{ "<p>{v->rows.at}</p>", "t.html:2:" },
	{ "<p title=\"{v->made}\">x</p>", "'struct html'" },
	{ "<title>{v->made}</title>", "'struct html'" },
	{ "<p>{t.no_such_words}</p>", "T_no_such_words" },
	{ "<p>{t.sample_since}</p>", "T_sample_since" },
	{ "<p>{t.sample_since(1)}</p>", "too few arguments" },
	{ "<p>{t.sample_since(v->evil, 1)}</p>", "incompatible type" },
	{ "{include no_such_template(v)}", "no_such_template" },
	{ "{for s in v->evil}{/for}", "has no member named" },
	{ "{if v->evil}x{/if}", "t.html:2:" },
};

static void a_value_of_the_wrong_kind_does_not_compile_and_the_templates_line_is_named(void **state)
{
	(void)state;
	bench b = workshop();
	for (size_t i = 0; i < COUNT(not_compiling); i++) {
		const struct sentence *s = &not_compiling[i];
		int code;
		translate(&b, NULL, in_template(&b, str_format(b.a, "%s{v->small}", s->body).at));
		str said =
			bench_run(&b, &code, "LC_ALL=C " COMPILE " -fsyntax-only -I%s -Isrc %s/t.html.c", b.dir, b.dir);
		assert_int_not_equal(code, 0);
		expect_part(s->body, said, s->message);
	}
	bench_end(&b);
}

static const char *const fine[] = {
	"<p>{v->evil} } {{ }</p>{v->evil.len == 0 ? \"}\" : \"{\"}",
	"<p title=\"a{if v->closed}b{v->evil}{else}c{/if}\">x</p>",
	"<a{if v->closed} href=\"/a\"{else} href=\"{v->call}\"{/if} class=\"b\">x</a>{v->small}",
	"<a href=\"{v->call}#part\">x</a><a href=\"#{v->evil}\">x</a><a href=\"{if v->closed}/a{else}{v->call}{/if}\">x</a>",
	"<a href=\"tel:{v->evil}\">x</a><a hx-get=\"{v->call}\">x</a>",
	"<input type=\"hidden\" name=\"a\" value=\"{v->small}\">",
	"<p>{(sample_row){ .number = 3 }.number} {v->rows.at[0].name} {v->minutes + 1} {sizeof *v}</p>",
	"{for a in v->rows}{for b in v->rows}{a_i}{b->name}{/for}{/for}",
	"{let n = v->rows.n}{if n}<p>{n}</p>{/if}",
	"<x-chart data-n=\"{v->small}\"></x-chart>",
	"<svg><g><linearGradient id=\"a\"/><title>{v->evil}</title></g></svg>",
	"<pre>\n  {v->evil}\n</pre>",
	"<script src=\"{asset \"app.js\"}\" defer></script>{v->small}",
	"<p disabled{if v->closed} hidden{/if}>{T_sample_title}</p>",
};

static void what_is_sound_compiles_without_a_warning(void **state)
{
	(void)state;
	bench b = workshop();
	for (size_t i = 0; i < COUNT(fine); i++) {
		translate(&b, NULL, in_template(&b, fine[i]));
		bench_run(&b, NULL, COMPILE " -fsyntax-only -I%s -Isrc %s/t.html.c", b.dir, b.dir);
	}
	bench_end(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_came_from_outside_stays_text_wherever_it_is_shown),
		cmocka_unit_test(what_could_be_injected_into_or_would_be_mended_is_refused_with_its_place),
		cmocka_unit_test(a_file_that_is_not_made_of_templates_is_refused),
		cmocka_unit_test(a_value_of_the_wrong_kind_does_not_compile_and_the_templates_line_is_named),
		cmocka_unit_test(what_is_sound_compiles_without_a_warning),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
