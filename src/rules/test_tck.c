/* The whole conformance suite, where it lies beside the project or where DMN_TCK says; and the judging of it. */
#include "rules/tck.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define NOW ((instant)1775000000000) /* 2026-04-01 in Japan */

static int make(void **state)
{
	*state = arena_new((size_t)1 << 30);
	return 0;
}

static int drop(void **state)
{
	arena_free(*state);
	return 0;
}

static void every_case_of_the_suite_passes_but_those_that_call_java(void **state)
{
	arena *a = *state;
	const char *given = getenv("DMN_TCK"), *dir = given && *given ? given : "../shared/dmn-tck";
	if (access(dir, R_OK) != 0) {
		fprintf(stderr, "skipped: %s is not there\n", dir);
		skip();
	}
	tck_report r;
	assert_null(tck_run(a, str_of(dir), NOW, &r));
	for (size_t i = 0; i < r.results.n; i++) {
		const tck_result *x = &r.results.at[i];
		if (x->state == TCK_FAILED)
			print_error("%.*s %.*s %.*s: expected %.*s, got %.*s %.*s\n", STR_ARG(x->folder),
				    STR_ARG(x->test), STR_ARG(x->node), STR_ARG(x->expected), STR_ARG(x->got),
				    STR_ARG(x->note));
		if (x->state == TCK_SKIPPED)
			assert_true(str_has(x->folder, STR("java")));
	}
	assert_int_equal(r.failed, 0);
	assert_true(r.passed > 0);
	assert_int_equal(r.unnoted, 0); /* what is an error says why */
}

/* --- a small suite of our own -------------------------------------------------------------------------------------- */

static void put(const char *dir, const char *name, const char *text)
{
	char path[300];
	snprintf(path, sizeof(path), "%s/%s", dir, name);
	FILE *f = fopen(path, "we");
	assert_non_null(f);
	assert_int_equal(fwrite(text, 1, strlen(text), f), strlen(text));
	assert_int_equal(fclose(f), 0);
}

#define MODEL                                                                                                          \
	"<definitions xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/' namespace='urn:t' name='t'>"                \
	"<inputData id='n' name='年齢'><variable name='年齢' typeRef='number'/></inputData>"                       \
	"<decision id='d' name='D'><variable name='D'/>"                                                               \
	"<informationRequirement><requiredInput href='#n'/></informationRequirement>"                                  \
	"<literalExpression><text>{ next: 年齢 + 1, when: date(\"2026-04-01\"), all: [1, 0.1 + 0.2] }</text>"        \
	"</literalExpression></decision>"                                                                              \
	"<decision id='j' name='J'><variable name='J'/><literalExpression>"                                            \
	"<text>function(x) external { java: { class: \"java.lang.Math\", method signature: \"cos(double)\" } }</text>" \
	"</literalExpression></decision></definitions>"

#define CASES(body)                                                                                                             \
	"<testCases xmlns='http://www.omg.org/spec/DMN/20160719/testcase' xmlns:x='http://www.w3.org/2001/XMLSchema-instance' " \
	"xmlns:s='http://www.w3.org/2001/XMLSchema'><modelName>m.dmn</modelName>" body "</testCases>"

#define ONE(id, age, expected)                                                                                         \
	"<testCase id='" id "'><inputNode name='年齢'><value x:type='s:decimal'>" age                                  \
	"</value></inputNode><resultNode name='D'><expected>" expected "</expected></resultNode></testCase>"

#define WANT(next, when, second)                                                                                       \
	"<component name='next'><value x:type='s:decimal'>" next "</value></component>"                                \
	"<component name='when'><value x:type='s:date'>" when "</value></component>"                                   \
	"<component name='all'><list><item><value x:type='s:decimal'>1</value></item><item>"                           \
	"<value x:type='s:double'>" second "</value></item></list></component>"

static void a_wrong_expectation_fails_and_a_right_one_passes(void **state)
{
	arena *a = *state;
	char dir[] = "/tmp/tckXXXXXX";
	assert_non_null(mkdtemp(dir));
	put(dir, "m.dmn", MODEL);
	put(dir, "other.xml", "<notes/>");
	put(dir, "t.xml",
	    CASES(ONE("good", "40", WANT("41", "2026-04-01", "0.3")) ONE(
		    "near", "40",
		    WANT("41.000000001", "2026-04-01", "0.3")) ONE("far", "40", WANT("41.0000001", "2026-04-01", "0.3"))
			  ONE("day", "40", WANT("41", "2026-04-02", "0.3")) ONE(
				  "list", "40", WANT("41", "2026-04-01", "0.4")) ONE("null", "40",
										     "<value x:nil='true'/>")
				  ONE("text", "40", "<value x:type='s:string'>41</value>") ONE(
					  "more", "40",
					  WANT("41", "2026-04-01",
					       "0.3") "<component name='z'><value x:nil='true'/></component>")
					  ONE("broken", "forty", WANT("41", "2026-04-01", "0.3")) ONE(
						  "none", "40",
						  "") "<testCase id='who'><resultNode name='Nobody'><expected><value x:nil='true'/></expected></resultNode></testCase>"
						      "<testCase id='java'><resultNode name='J'><expected><value x:nil='true'/></expected></resultNode></testCase>"));
	tck_report r;
	assert_null(tck_run(a, str_of(dir), NOW, &r));
	static const struct {
		const char *test;
		tck_state state;
	} want[] = {
		{ "good", TCK_PASSED },   { "near", TCK_PASSED }, { "far", TCK_FAILED },  { "day", TCK_FAILED },
		{ "list", TCK_FAILED },   { "null", TCK_FAILED }, { "text", TCK_FAILED }, { "more", TCK_FAILED },
		{ "broken", TCK_FAILED }, { "none", TCK_FAILED }, { "who", TCK_FAILED },  { "java", TCK_SKIPPED }
	};
	assert_int_equal(r.results.n, COUNT(want));
	for (size_t i = 0; i < COUNT(want); i++) {
		assert_true(str_eq(r.results.at[i].test, str_of(want[i].test)));
		assert_int_equal(r.results.at[i].state, want[i].state);
	}
	assert_int_equal(r.passed, 2);
	assert_int_equal(r.failed, 9);
	assert_int_equal(r.skipped, 1);
	assert_int_equal(r.folders.n, 1);
	put(dir, "m.dmn", "<definitions/>");
	assert_null(tck_run(a, str_of(dir), NOW, &r));
	assert_int_equal(r.failed, 12); /* without a model nothing passes */
	unlink(str_format(a, "%s/m.dmn", dir).at);
	unlink(str_format(a, "%s/t.xml", dir).at);
	assert_non_null(tck_run(a, str_of(dir), NOW, &r)); /* no cases */
	unlink(str_format(a, "%s/other.xml", dir).at);
	rmdir(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(every_case_of_the_suite_passes_but_those_that_call_java, make, drop),
		cmocka_unit_test_setup_teardown(a_wrong_expectation_fails_and_a_right_one_passes, make, drop),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
