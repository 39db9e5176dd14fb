#include "text/yaml.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static int make(void **state)
{
	*state = arena_new(256 << 20);
	return 0;
}

static int drop(void **state)
{
	arena_free(*state);
	return 0;
}

#define assert_str(s, literal) assert_string_equal(str_format(a, "%.*s", STR_ARG(s)).at, literal)

static void every_node_knows_its_place(void **state)
{
	arena *a = *state;
	const yaml_node *n;
	assert_null(yaml_parse(a, STR("x.yaml"),
			       STR("name: 窓口\nlist:\n  - { 市: no, b: 12:30 }\n  - \"q\"\nempty:\n"), &n));
	assert_int_equal(n->kind, YN_MAP);
	assert_int_equal(n->items.n, 3);
	const yaml_node *list = yaml_get(n, "list");
	assert_int_equal(list->kind, YN_LIST);
	const yaml_node *b = yaml_get(list->items.at[0], "b");
	assert_str(b->s, "12:30");
	assert_int_equal(b->line, 3);
	assert_int_equal(b->column, 17);
	assert_true(b->plain);
	assert_false(list->items.at[1]->plain);
	assert_str(yaml_get(list->items.at[0], "市")->s, "no");
	assert_str(yaml_get(n, "empty")->s, "");
	assert_null(yaml_get(yaml_get(n, "nowhere"), "x"));
}

static void what_hides_or_repeats_meaning_is_refused_where_it_stands(void **state)
{
	arena *a = *state;
	static const struct {
		str text, where;
	} bad[] = {
		{ STR_INIT("a: 1\nb: &x 2\n"), STR_INIT("f:2:4") },
		{ STR_INIT("a: &x 1\nb: *x\n"), STR_INIT("f:1:4") },
		{ STR_INIT("a: *x\n"), STR_INIT("f:1:4") },
		{ STR_INIT("a: !!str 1\n"), STR_INIT("f:1:4") },
		{ STR_INIT("a: !x {}\n"), STR_INIT("f:1:4") },
		{ STR_INIT("a: 1\nb: 2\na: 3\n"), STR_INIT("f:3:1") },
		{ STR_INIT("{ a: 1, a: 2 }"), STR_INIT("f:1:9") },
		{ STR_INIT("[a]: 1\n"), STR_INIT("f:1:1") },
		{ STR_INIT("? \n: 1\n"), STR_INIT("f:1:2") },
		{ STR_INIT("---\na: 1\n---\nb: 1\n"), STR_INIT("f:3:1") },
		{ STR_INIT("a: \"\\0\"\n"), STR_INIT("f:1:4") },
		{ STR_INIT("a: \xFF\n"), STR_INIT("f:1:1") },
		{ STR_INIT("a:\n\t- b\n"), STR_INIT("f:2:1") },
		{ STR_INIT("<<: { a: 1 }\n<<: 2"), STR_INIT("f:2:1") },
	};
	for (size_t i = 0; i < COUNT(bad); i++) {
		const yaml_node *n = NULL;
		const err *e = yaml_parse(a, STR("f"), bad[i].text, &n);
		if (!err_is(e, ERR_definition))
			print_message("not refused: %s\n", bad[i].text.at);
		assert_true(err_is(e, ERR_definition));
		assert_str(e->where, bad[i].where.at);
		assert_true(e->detail.len > 0);
	}
}

static void depth_length_and_size_have_ceilings(void **state)
{
	arena *a = *state;
	const yaml_node *n;
	for (int depth = YAML_DEPTH; depth <= YAML_DEPTH + 1; depth++) {
		buf b = buf_new(a, 1000);
		for (int i = 0; i <= depth; i++)
			buf_char(&b, '[');
		for (int i = 0; i <= depth; i++)
			buf_char(&b, ']');
		const err *e = yaml_parse(a, STR("f"), buf_str(&b), &n);
		assert_true((e == NULL) == (depth <= YAML_DEPTH));
	}
	for (int many = YAML_ENTRIES_MAX; many <= YAML_ENTRIES_MAX + 1; many++) {
		buf b = buf_new(a, 100000);
		for (int i = 0; i < many; i++)
			buf_format(&b, "k%d: x\n", i);
		assert_true((yaml_parse(a, STR("f"), buf_str(&b), &n) == NULL) == (many <= YAML_ENTRIES_MAX));
	}
	char *big = arena_alloc(a, YAML_SIZE_MAX + 1);
	memset(big, '\n', YAML_SIZE_MAX + 1);
	assert_null(yaml_parse(a, STR("f"), (str){ big, YAML_SIZE_MAX }, &n));
	assert_int_equal(n->items.n, 0);
	assert_non_null(yaml_parse(a, STR("f"), (str){ big, YAML_SIZE_MAX + 1 }, &n));
}

static void any_text_is_written_so_that_it_reads_back(void **state)
{
	arena *a = *state;
	static const str texts[] = {
		STR_INIT("a"),
		STR_INIT(""),
		STR_INIT("窓口 1"),
		STR_INIT("1: 2"),
		STR_INIT("a #b"),
		STR_INIT("a:"),
		STR_INIT("- x"),
		STR_INIT("'"),
		STR_INIT("\"\\"),
		STR_INIT("8:30-17:15"),
		STR_INIT("a, b"),
		STR_INIT("{a}"),
		STR_INIT("a[0]"),
		STR_INIT("*x"),
		STR_INIT("&x"),
		STR_INIT("!x"),
		STR_INIT("|"),
		STR_INIT("two\nlines"),
		STR_INIT("two\n\n  lines: x\n # no comment"),
		STR_INIT("ends\n"),
		STR_INIT(" begins\nx"),
		STR_INIT("\nx"),
		STR_INIT("a\tb"),
		STR_INIT("a\r\nb"),
		STR_INIT("~"),
		STR_INIT("\x01\x7f\xC2\x85\xE2\x80\xA8\xEF\xBB\xBF"),
		STR_INIT("葛󠄀城"),
		STR_INIT("%x"),
		STR_INIT("@x"),
		STR_INIT("`x"),
		STR_INIT("?"),
		STR_INIT("---"),
		STR_INIT("..."),
		STR_INIT("trailing "),
		STR_INIT("x\n \ny"),
		STR_INIT("- a\n- b"),
		STR_INIT("a\n---\nb"),
		STR_INIT("a\n...\n"),
		STR_INIT("　全角"),
		STR_INIT("a\n\n\nb"),
	};
	for (int flow = 0; flow < 2; flow++)
		for (size_t i = 0; i < COUNT(texts); i++) {
			buf b = buf_new(a, 10000);
			buf_put(&b, flow ? STR("k: { x: ") : STR("k:\n  x: "));
			yaml_put(&b, texts[i], 4, flow);
			buf_put(&b, flow ? STR(", y: z }\n") : STR("\n  y: z\n"));
			const yaml_node *n = NULL;
			const err *e = yaml_parse(a, STR("f"), buf_str(&b), &n);
			if (e)
				print_message("%.*s in:\n%s\n", STR_ARG(e->detail), buf_str(&b).at);
			assert_null(e);
			const yaml_node *x = yaml_get(yaml_get(n, "k"), "x");
			assert_non_null(x);
			if (!str_eq(x->s, texts[i]))
				print_message("wrong:\n%s\n", buf_str(&b).at);
			assert_true(str_eq(x->s, texts[i]));
			assert_str(yaml_get(yaml_get(n, "k"), "y")->s, "z");
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(every_node_knows_its_place, make, drop),
		cmocka_unit_test_setup_teardown(what_hides_or_repeats_meaning_is_refused_where_it_stands, make, drop),
		cmocka_unit_test_setup_teardown(depth_length_and_size_have_ceilings, make, drop),
		cmocka_unit_test_setup_teardown(any_text_is_written_so_that_it_reads_back, make, drop),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
