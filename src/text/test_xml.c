#include "base/clock.h"
#include "text/xml.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static int make(void **state)
{
	*state = arena_new(512 << 20);
	return 0;
}

static int drop(void **state)
{
	arena_free(*state);
	return 0;
}

#define assert_str(s, literal) assert_string_equal(str_format(a, "%.*s", STR_ARG(s)).at, literal)

static const xml_node *good(arena *a, str text)
{
	const xml_node *n = NULL;
	const err *e = xml_parse(a, STR("t.xml"), text, &n);
	if (e)
		print_error("%.*s: %.*s\n", STR_ARG(e->where), STR_ARG(e->detail));
	assert_null(e);
	return n;
}

static const err *bad(arena *a, str text)
{
	const xml_node *n;
	const err *e = xml_parse(a, STR("t.xml"), text, &n);
	assert_non_null(e);
	return e;
}

static void elements_have_namespaces_attributes_texts_and_places(void **state)
{
	arena *a = *state;
	const xml_node *n =
		good(a, STR("<?xml version=\"1.0\"?>\n<!-- one -->\n<m xmlns=\"urn:a\" xmlns:q='urn:b' id='1'>\n"
			    "  <x q:id=\"2\" id=\"3\">\n    氏名 &lt; &#x3042;\n  </x><q:y/>\n</m>"));
	assert_str(n->space, "urn:a");
	assert_str(n->name, "m");
	assert_str(xml_attr(n, "id"), "1");
	assert_int_equal(n->line, 3);
	assert_int_equal(n->column, 1);
	assert_int_equal(n->children.n, 2);
	const xml_node *x = xml_child(n, "x");
	assert_str(xml_attr(x, "id"), "3");
	bool found;
	assert_str(xml_attr_of(x, "urn:b", "id", &found), "2");
	assert_true(found);
	assert_str(str_trim(x->text), "氏名 < あ");
	assert_int_equal(x->line, 4);
	assert_int_equal(x->column, 3);
	assert_int_equal(x->text_line, 5);
	assert_int_equal(x->text_column, 5);
	const xml_node *y = n->children.at[1];
	assert_str(y->space, "urn:b");
	assert_int_equal(y->column, 7);
	assert_null(xml_child(n, "y")); /* of another namespace */
	assert_str(xml_space_of(x, STR("q")), "urn:b");
	assert_str(xml_space_of(x, STR("r")), "");
}

static void a_text_in_cdata_is_a_text(void **state)
{
	arena *a = *state;
	const xml_node *n = good(a, STR("<t> <![CDATA[ a < b ]]>&amp; c</t>"));
	assert_str(str_trim(n->text), "a < b & c");
	assert_int_equal(n->text_column, 15);
}

static void references_in_a_text_are_remembered_with_their_places(void **state)
{
	arena *a = *state;
	const xml_node *n = good(a, STR("<t>\n 年 &lt; 5 &amp;\n&#x3042; x</t>"));
	assert_int_equal(n->references.n, 3);
	static const xml_reference want[] = { { 2, 4, 4 }, { 2, 11, 5 }, { 3, 1, 8 } };
	for (size_t i = 0; i < COUNT(want); i++) {
		assert_int_equal(n->references.at[i].line, want[i].line);
		assert_int_equal(n->references.at[i].column, want[i].column);
		assert_int_equal(n->references.at[i].width, want[i].width);
	}
	assert_int_equal(good(a, STR("<t><a/>&lt;</t>"))->children.at[0]->references.n, 0);
}

static void a_text_behind_a_comment_is_whole(void **state)
{
	arena *a = *state;
	assert_str(str_trim(good(a, STR("<t><!-- why -->a<!-- b -->c</t>"))->text), "ac");
}

static void a_document_type_is_refused(void **state)
{
	arena *a = *state;
	const err *e = bad(a, STR("<?xml version=\"1.0\"?>\n<!DOCTYPE m [<!ENTITY a \"b\">]>\n<m>&a;</m>"));
	assert_true(str_has(e->detail, STR("DOCTYPE")));
	assert_true(str_starts(e->where, STR("t.xml:2:")));
	bad(a, STR("<!DOCTYPE m SYSTEM \"file:///etc/passwd\"><m/>"));
	bad(a, STR("<!DOCTYPE m SYSTEM \"http://127.0.0.1:1/m.dtd\"><m/>"));
}

static void a_billion_laughs_are_refused_before_the_first(void **state)
{
	arena *a = *state;
	size_t before = arena_used(a);
	const err *e = bad(
		a, STR("<!DOCTYPE l [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">"
		       "<!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;\"><!ENTITY d \"&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;\">"
		       "<!ENTITY e \"&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;\"><!ENTITY f \"&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;\">]>"
		       "<l>&f;&f;&f;&f;&f;&f;&f;&f;&f;&f;</l>"));
	assert_true(str_has(e->detail, STR("DOCTYPE")));
	assert_true(arena_used(a) - before < 10000);
}

static void an_entity_that_nobody_made_is_refused(void **state)
{
	bad(*state, STR("<m>&nbsp;</m>"));
}

static void what_is_not_well_formed_is_refused_with_its_place(void **state)
{
	arena *a = *state;
	assert_str(bad(a, STR("<m>\n  <x></y>\n</m>"))->where, "t.xml:2:10");
	bad(a, STR("<m>"));
	bad(a, STR("<m/><n/>"));
	bad(a, STR("hello"));
	bad(a, STR(""));
	bad(a, STR("\xEF\xBB\xBF"));
	bad(a, STR(" \n"));
	bad(a, STR("<m>\x01</m>"));
	bad(a, STR("<m>\xFF\xFE</m>"));
	bad(a, (str){ "<m>\0</m>", 8 });
}

static void deep_nesting_is_refused(void **state)
{
	arena *a = *state;
	buf b = buf_new(a, 1 << 20);
	for (int i = 0; i < 100; i++)
		buf_lit(&b, "<a>");
	for (int i = 0; i < 100; i++)
		buf_lit(&b, "</a>");
	good(a, arena_copy(a, buf_str(&b)));
	b = buf_new(a, 1 << 20);
	for (int i = 0; i < 100000; i++)
		buf_lit(&b, "<a>");
	assert_true(str_has(bad(a, buf_str(&b))->detail, STR("deep")));
}

static void too_many_elements_are_refused_within_the_memory_said(void **state)
{
	arena *a = *state;
	buf b = buf_new(a, 32 << 20);
	buf_lit(&b, "<m>");
	while (b.len < XML_SIZE_MAX - 100)
		buf_lit(&b, "<a b=\"c\"/>");
	buf_lit(&b, "</m>");
	size_t before = arena_used(a);
	assert_true(err_is(bad(a, buf_str(&b)), ERR_too_large));
	assert_true(arena_used(a) - before < XML_MEMORY);
}

static void a_text_of_references_takes_no_more_memory_than_said(void **state)
{
	arena *a = *state;
	buf b = buf_new(a, XML_SIZE_MAX + 100);
	buf_lit(&b, "<m>");
	while (b.len < XML_SIZE_MAX - 10)
		buf_lit(&b, "&lt;");
	buf_lit(&b, "</m>");
	size_t before = arena_used(a);
	assert_int_equal(good(a, buf_str(&b))->text.len, (XML_SIZE_MAX - 10) / 4);
	assert_true(arena_used(a) - before < XML_MEMORY);
}

static void ampersands_without_end_are_refused_soon(void **state)
{
	arena *a = *state;
	size_t n = XML_SIZE_MAX;
	char *at = arena_alloc(a, n);
	memset(at, '&', n);
	memcpy(at, "<m>", 3);
	i64 began = clock_ticks();
	bad(a, (str){ at, n });
	assert_true(clock_ticks() - began < (i64)10 * 1000 * 1000 * 1000);
}

static void a_large_text_is_read_and_more_than_ten_megabytes_are_not(void **state)
{
	arena *a = *state;
	size_t n = XML_SIZE_MAX;
	char *at = arena_alloc(a, n + 2);
	memset(at, 'x', n + 1);
	memcpy(at, "<m>", 3);
	memcpy(at + n - 4, "</m>", 4);
	size_t before = arena_used(a);
	assert_int_equal(good(a, (str){ at, n })->text.len, n - 7);
	assert_true(arena_used(a) - before < XML_MEMORY);
	memcpy(at + n - 4, "xxxxx", 5);
	memcpy(at + n - 3, "</m>", 4);
	assert_true(err_is(bad(a, (str){ at, n + 1 }), ERR_too_large));
}

static void shift_jis_and_utf_16_are_read_as_declared(void **state)
{
	arena *a = *state;
	assert_str(good(a, STR("<?xml version=\"1.0\" encoding=\"Shift_JIS\"?><m n=\"\x93\xFA\">\x96\x7B</m>"))->text,
		   "本");
	static const char utf16[] = "\xFF\xFE<\0m\0>\0\xE5\x65<\0/\0m\0>\0";
	assert_str(good(a, (str){ utf16, sizeof(utf16) - 1 })->text, "日");
}

static void what_is_written_reads_back(void **state)
{
	arena *a = *state;
	str text = STR("a < b & \"c\" > d\r\n\t氏名]]>&lt;");
	buf b = buf_new(a, 10000);
	buf_lit(&b, "<m");
	xml_put_attribute(&b, "x", text);
	buf_lit(&b, ">");
	xml_put(&b, text);
	buf_lit(&b, "</m>");
	const xml_node *n = good(a, buf_str(&b));
	assert_true(str_eq(n->text, text));
	assert_true(str_eq(xml_attr(n, "x"), text));
	b = buf_new(a, 100);
	xml_put(&b, STR("a\x01"
			"b\xFF"));
	assert_str(buf_str(&b), "a\xEF\xBF\xBD"
				"b\xEF\xBF\xBD");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(elements_have_namespaces_attributes_texts_and_places, make, drop),
		cmocka_unit_test_setup_teardown(a_text_in_cdata_is_a_text, make, drop),
		cmocka_unit_test_setup_teardown(references_in_a_text_are_remembered_with_their_places, make, drop),
		cmocka_unit_test_setup_teardown(a_text_behind_a_comment_is_whole, make, drop),
		cmocka_unit_test_setup_teardown(a_document_type_is_refused, make, drop),
		cmocka_unit_test_setup_teardown(a_billion_laughs_are_refused_before_the_first, make, drop),
		cmocka_unit_test_setup_teardown(an_entity_that_nobody_made_is_refused, make, drop),
		cmocka_unit_test_setup_teardown(what_is_not_well_formed_is_refused_with_its_place, make, drop),
		cmocka_unit_test_setup_teardown(deep_nesting_is_refused, make, drop),
		cmocka_unit_test_setup_teardown(too_many_elements_are_refused_within_the_memory_said, make, drop),
		cmocka_unit_test_setup_teardown(a_text_of_references_takes_no_more_memory_than_said, make, drop),
		cmocka_unit_test_setup_teardown(ampersands_without_end_are_refused_soon, make, drop),
		cmocka_unit_test_setup_teardown(a_large_text_is_read_and_more_than_ten_megabytes_are_not, make, drop),
		cmocka_unit_test_setup_teardown(shift_jis_and_utf_16_are_read_as_declared, make, drop),
		cmocka_unit_test_setup_teardown(what_is_written_reads_back, make, drop),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
