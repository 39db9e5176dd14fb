/* rules eval, decide and tck, as they are called: what they print and the code they end with. */
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <unistd.h>

#include "base/buf.h"
#include "modules/decisions/decisions.h"
#include "modules/decisions/given.h"

#define MODEL                                                                                                           \
	"<definitions xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/' namespace='urn:t' name='t'>\n"               \
	"<inputData id='n' name='年齢'><variable name='年齢' typeRef='number'/></inputData>\n"                      \
	"<decision id='d' name='割引'><variable name='割引'/>"                                                      \
	"<informationRequirement><requiredInput href='#n'/></informationRequirement>"                                   \
	"<literalExpression><text>if 年齢 &gt;= 65 then \"半額\" else null</text></literalExpression></decision>\n" \
	"<decision id='e' name='今日'><literalExpression><text>today()</text></literalExpression></decision></definitions>"
#define CASES(value)                                                                                                           \
	"<testCases xmlns='http://www.omg.org/spec/DMN/20160719/testcase' xmlns:x='http://www.w3.org/2001/XMLSchema-instance'" \
	" xmlns:s='http://www.w3.org/2001/XMLSchema'><modelName>m.dmn</modelName><testCase id='1'><inputNode name='年齢'>"   \
	"<value x:type='s:decimal'>70</value></inputNode><resultNode name='割引'><expected><value x:type='s:string'>" value    \
	"</value></expected></resultNode></testCase></testCases>"

typedef struct place {
	arena *a;
	char *dir;
	str out, notes; /* what the last command wrote */
} place;

static int make(void **state)
{
	arena *a = arena_new((size_t)1 << 30);
	place *p = arena_one(a, place);
	char name[] = "/tmp/decisions-XXXXXX";
	assert_non_null(mkdtemp(name));
	*p = (place){ .a = a, .dir = arena_alloc(a, sizeof(name)) };
	memcpy(p->dir, name, sizeof(name));
	*state = p;
	return 0;
}

static int drop(void **state)
{
	place *p = *state;
	assert_int_equal(system(str_format(p->a, "rm -rf %s", p->dir).at), 0);
	arena_free(p->a);
	return 0;
}

static char *path(place *p, const char *name)
{
	size_t room = strlen(p->dir) + strlen(name) + 2;
	char *at = arena_alloc(p->a, room);
	snprintf(at, room, "%s/%s", p->dir, name);
	return at;
}

static void put(place *p, const char *name, const char *text)
{
	FILE *f = fopen(path(p, name), "w");
	assert_non_null(f);
	assert_int_equal(fwrite(text, 1, strlen(text), f), strlen(text));
	assert_int_equal(fclose(f), 0);
}

/* Runs a command with its output in files. */
static int run(place *p, int (*body)(arena *, const settings *, int, char **), int argc, const char *const *given)
{
	char **argv = arena_many(p->a, char *, (size_t)argc + 1);
	for (int i = 0; i < argc; i++) {
		size_t n = strlen(given[i]) + 1;
		argv[i] = arena_alloc(p->a, n);
		memcpy(argv[i], given[i], n);
	}
	settings set = { .now = STR("2026-04-01T12:00:00+09:00") };
	int old_out = dup(1), old_err = dup(2);
	fflush(stdout);
	assert_non_null(freopen(path(p, "out"), "w", stdout));
	assert_non_null(freopen(path(p, "err"), "w", stderr));
	int code = body(p->a, &set, argc, argv);
	fflush(stdout);
	fflush(stderr);
	assert_true(dup2(old_out, 1) == 1 && dup2(old_err, 2) == 2);
	close(old_out);
	close(old_err);
	assert_null(command_text(p->a, str_of(path(p, "out")), &p->out));
	assert_null(command_text(p->a, str_of(path(p, "err")), &p->notes));
	return code;
}

#define RUN(body, ...) run(p, body, (int)COUNT(((const char *[]){ __VA_ARGS__ })), (const char *[]){ __VA_ARGS__ })
#define assert_out(literal) assert_string_equal(p->out.at, literal)

static void eval_prints_a_literal_and_notes_with_places(void **state)
{
	place *p = *state;
	assert_int_equal(RUN(rules_eval, "0.1 + 0.2"), 0);
	assert_out("0.3\n");
	assert_int_equal(p->notes.len, 0);
	assert_int_equal(RUN(rules_eval, "[\"あ\", @\"2026-04-01\", 1 / 0]"), 0);
	assert_out("[\"あ\", @\"2026-04-01\", null]\n");
	assert_true(str_starts(p->notes, STR("1:24: ")));
	assert_int_equal(RUN(rules_eval, "1 +"), 1);
	assert_true(str_starts(p->notes, STR("1:4: ")));
	assert_int_equal(p->out.len, 0);
	assert_int_equal(RUN(rules_eval, "1", "2"), 2);
}

static void eval_takes_names_from_json_and_from_feel(void **state)
{
	place *p = *state;
	assert_int_equal(
		RUN(rules_eval, "世帯[所得 < 500000].続 柄", "--context",
		    "{\"世帯\": [{\"所得\": 300000.5, \"続 柄\": \"母\"}, {\"所得\": 900000, \"続 柄\": \"本人\"}]}"),
		0);
	assert_out("[\"母\"]\n");
	assert_int_equal(RUN(rules_eval, "due + @\"P14D\"", "--context", "{due: @\"2026-04-01\"}"), 0);
	assert_out("@\"2026-04-15\"\n");
	assert_int_equal(RUN(rules_eval, "1", "--context", "{"), 2);
	assert_int_equal(RUN(rules_eval, "1", "--context", "[1]"), 2);
}

static void eval_knows_what_day_it_is(void **state)
{
	place *p = *state;
	assert_int_equal(RUN(rules_eval, "today()"), 0);
	assert_out("@\"2026-04-01\"\n");
	assert_int_equal(RUN(rules_eval, "[today(), date(now())]", "--today", "2027-01-31"), 0);
	assert_out("[@\"2027-01-31\", @\"2027-01-31\"]\n");
	assert_int_equal(RUN(rules_eval, "today()", "--today", "soon"), 2);
}

/* What a large model takes of the memory is not taken from its decisions. */
static void a_large_table_is_decided(void **state)
{
	place *p = *state;
	buf b = buf_new(p->a, (size_t)16 << 20);
	buf_lit(&b,
		"<definitions xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/' namespace='urn:t' name='t'>"
		"<decision id='d' name='d'><decisionTable><input><inputExpression><text>39999</text></inputExpression></input>"
		"<output/>");
	for (int i = 0; i < 40000; i++)
		buf_format(
			&b,
			"<rule><inputEntry><text>%d</text></inputEntry><outputEntry><text>%d</text></outputEntry></rule>",
			i, i);
	buf_lit(&b, "</decisionTable></decision></definitions>");
	assert_false(b.overflowed);
	buf_char(&b, 0);
	put(p, "large.dmn", buf_str(&b).at);
	assert_int_equal(RUN(rules_decide, path(p, "large.dmn")), 0);
	assert_out("d: 39999\n");
}

static void decide_prints_what_a_model_says(void **state)
{
	place *p = *state;
	put(p, "m.dmn", MODEL);
	char *file = path(p, "m.dmn");
	assert_int_equal(RUN(rules_decide, file, "--context", "{\"年齢\": 70}"), 0);
	assert_out("割引: \"半額\"\n今日: @\"2026-04-01\"\n");
	assert_int_equal(RUN(rules_decide, file, "割引", "--context", "{\"年齢\": \"七十\"}"), 0);
	assert_out("割引: null\n");
	assert_true(str_has(p->notes, STR("m.dmn:2:1: ")));
	assert_int_equal(RUN(rules_decide, file, "nobody"), 2);
	assert_int_equal(RUN(rules_decide, path(p, "none.dmn")), 1);
	put(p, "bad.dmn", "<definitions/>");
	assert_int_equal(RUN(rules_decide, path(p, "bad.dmn")), 1);
	assert_true(str_has(p->notes, STR("bad.dmn:1:1: no DMN")));
}

static void tck_ends_with_0_only_when_no_case_failed(void **state)
{
	place *p = *state;
	char *csv = path(p, "results.csv");
	put(p, "m.dmn", MODEL);
	put(p, "t.xml", CASES("半額"));
	assert_int_equal(RUN(rules_tck, p->dir, "--csv", csv), 0);
	assert_true(str_has(p->out, STR("all ")));
	str rows;
	assert_null(command_text(p->a, str_of(csv), &rows));
	assert_true(str_has(rows, STR(",t.xml,1,割引,passed,no,\"\"\"半額\"\"\",\"\"\"半額\"\"\",")));
	put(p, "t.xml", CASES("無料"));
	assert_int_equal(RUN(rules_tck, p->dir, "--verbose"), 1);
	assert_true(str_has(p->out, STR("expected \"無料\", got \"半額\"")));
	assert_int_equal(RUN(rules_tck, path(p, "nowhere")), 1);
	assert_int_equal(RUN(rules_tck, p->dir, p->dir), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(eval_prints_a_literal_and_notes_with_places, make, drop),
		cmocka_unit_test_setup_teardown(eval_takes_names_from_json_and_from_feel, make, drop),
		cmocka_unit_test_setup_teardown(eval_knows_what_day_it_is, make, drop),
		cmocka_unit_test_setup_teardown(a_large_table_is_decided, make, drop),
		cmocka_unit_test_setup_teardown(decide_prints_what_a_model_says, make, drop),
		cmocka_unit_test_setup_teardown(tck_ends_with_0_only_when_no_case_failed, make, drop),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
