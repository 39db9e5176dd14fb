/* However an expression is written, it ends soon and takes a bounded amount of everything. */
#include "rules/testing.h"

#include <pthread.h>

/* What a worker's thread has; ThreadSanitizer's frames are several times as large as those that are shipped. */
#ifdef __SANITIZE_THREAD__
#define WORKER_STACK ((size_t)16 * 1024 * 1024)
#else
#define WORKER_STACK ((size_t)1024 * 1024)
#endif

static str repeated(arena *a, const char *what, size_t n, const char *middle, const char *after)
{
	size_t len = strlen(what), m = strlen(middle), tail = strlen(after), at = 0;
	char *all = arena_alloc(a, len * n + m + tail * n + 1);
	for (size_t i = 0; i < n; i++, at += len)
		memcpy(all + at, what, len);
	memcpy(all + at, middle, m);
	at += m;
	for (size_t i = 0; i < n; i++, at += tail)
		memcpy(all + at, after, tail);
	return (str){ all, at };
}

static const char *tried(arena *a, str text)
{
	feel_run run = feel_begin(a, TEST_NOW);
	feel v;
	run.steps = 4000000;
	const err *wrong = feel_once(&run, text, &v);
	if (wrong)
		return str_format(a, "!%.*s", STR_ARG(wrong->detail)).at;
	if (run.notes)
		return str_format(a, "%.*s", STR_ARG(run.notes->what)).at;
	return feel_literal(a, v).at;
}

static void *deep_texts(void *of)
{
	arena *a = of;
	static const struct {
		const char *before, *middle, *after, *want;
	} all[] = {
		{ "(", "1", ")", "!this is nested too deeply" },
		{ "[", "1", "]", "!this is nested too deeply" },
		{ "{a:", "1", "}", "!this is nested too deeply" },
		{ "abs(", "1", ")", "!this is nested too deeply" },
		{ "[1][", "1", "]", "!this is nested too deeply" },
		{ "if true then ", "1", " else 2", "!this is nested too deeply" },
		{ "for i in [1] return ", "1", "", "!this is nested too deeply" },
		{ "function() ", "1", "", "!this is nested too deeply" },
		{ "1 in (", "1", ")", "!this is nested too deeply" },
		{ "[1..", "1", "]", "!this is nested too deeply" },
		{ "1+", "1", "", "!this is too long or nested too deeply; split it into smaller parts" },
		{ "{a:1}", "", ".a", "!this is too long" },
		{ "1 instance of list<", "number", ">", "!this is nested too deeply" },
		{ "not(", "true", ")", "!this is nested too deeply" },
		{ "@\"P1D\" - ", "1", "", "!this is too long" },
	};
	for (size_t i = 0; i < COUNT(all); i++) {
		arena *own = arena_new((size_t)512 << 20);
		size_t n = i == 11 ? 1 : 5000;
		str text = i == 11 ? str_format(own, "{a:1}%.*s", STR_ARG(repeated(own, ".a", 5000, "", "")))
				   : repeated(own, i == 12 ? "list<" : all[i].before, n, all[i].middle, all[i].after);
		if (i == 12)
			text = str_format(own, "1 instance of %.*s", STR_ARG(text));
		const char *got = tried(own, text);
		if (strncmp(got, all[i].want, strlen(all[i].want)) != 0) {
			print_error("%s: %s\n", all[i].before, got);
			arena_free(own);
			return a;
		}
		arena_free(own);
	}
	return NULL;
}

/* In a thread with as little of a stack as a request's. */
static void depth_is_refused_before_the_stack_ends(void **state)
{
	pthread_attr_t attr;
	pthread_t thread;
	void *failed;
	assert_int_equal(pthread_attr_init(&attr), 0);
	assert_int_equal(pthread_attr_setstacksize(&attr, WORKER_STACK), 0);
	assert_int_equal(pthread_create(&thread, &attr, deep_texts, *state), 0);
	assert_int_equal(pthread_join(thread, &failed), 0);
	pthread_attr_destroy(&attr);
	assert_null(failed);
}

static feel given_itself(arena *a, const char *n, bool *ret_noted)
{
	feel_run run = feel_begin(a, TEST_NOW);
	feel v = FEEL_NOTHING;
	const err *e = feel_once(
		&run,
		str_format(a, "{f: function(g, n) if n = 0 then 0 else 1 + (1 + (1 + g(g, n - 1))), r: f(f, %s)}.r", n),
		&v);
	CHECK(!e && run.depth == 0);
	*ret_noted = run.notes != NULL;
	return v;
}

static void *deep_calls(void *of)
{
	arena *a = of;
	bool noted;
	feel shallow = given_itself(a, "30", &noted);
	if (noted || !str_eq(feel_literal(a, shallow), STR("90")))
		return a;
	return given_itself(a, "100000", &noted).kind == FEEL_NULL && noted ? NULL : a;
}

static void calls_without_end_end(void **state)
{
	pthread_attr_t attr;
	pthread_t thread;
	void *failed;
	assert_int_equal(pthread_attr_init(&attr), 0);
	assert_int_equal(pthread_attr_setstacksize(&attr, WORKER_STACK), 0);
	assert_int_equal(pthread_create(&thread, &attr, deep_calls, *state), 0);
	assert_int_equal(pthread_join(thread, &failed), 0);
	pthread_attr_destroy(&attr);
	assert_null(failed);
}

static void long_lists_and_loops_end_with_null(void **state)
{
	arena *a = *state;
	assert_string_equal(tried(a, STR("for i in 1..10**9 return i")), "a list of more than 1000000 members");
	assert_string_equal(tried(a, STR("count(for i in 1..1000 return i)")), "1000");
	assert_string_equal(tried(a, STR("some i in 1..10**12 satisfies false")),
			    "the expression takes too many steps");
	assert_string_equal(tried(a, STR("every i in 1..10**30 satisfies i > 0")),
			    "the expression takes too many steps");
	assert_string_equal(tried(a, STR("count(for i in @\"1926-01-01\"..@\"2026-12-31\" return i) > 100")), "true");
}

static void texts_and_memory_have_an_end(void **state)
{
	arena *a = *state;
	assert_string_equal(
		tried(a, STR("for i in 1..100 return if i = 1 then \"0123456789\" else partial[-1] + partial[-1]")),
		"a text of more than 1048576 bytes");
	assert_string_equal(
		tried(a,
		      STR("{s: \"0123456789\", t: for i in 1..16 return if i = 1 then s else partial[-1] + partial[-1], "
			  "r: for i in 1..100000 return t[-1] + string(i)}.r")),
		"the expression needs more memory than it may have");
	assert_string_equal(tried(a, STR("for i in 1..10000 return for j in 1..10000 return [i, j]")),
			    "the expression needs more memory than it may have");
	assert_string_equal(tried(a, repeated(a, " ", FEEL_TEXT_MAX, "1", "")),
			    "!1048577 bytes are too long for an expression");
}

static void a_small_arena_is_not_overrun(void **state)
{
	(void)state;
	arena *small = arena_new((size_t)512 * 1024);
	assert_string_equal(tried(small, STR("for i in 1..100000 return \"a\" + string(i)")),
			    "the expression needs more memory than it may have");
	arena_free(small);
	small = arena_new((size_t)4 * 1024 * 1024);
	str list = repeated(*state, "[],", 150000, "[]", ""), all = str_format(*state, "[%.*s]", STR_ARG(list));
	assert_string_equal(tried(small, all), "!this expression is too long for the memory there is");
	arena_free(small);
	small = arena_new((size_t)1024 * 1024);
	assert_string_equal(tried(small, all), "!450004 bytes are too long for an expression");
	arena_free(small);
}

static void steps_that_ran_out_leave_null_behind(void **state)
{
	arena *a = *state;
	feel_run run = feel_begin(a, TEST_NOW);
	const feel_expr *e;
	assert_null(feel_parse(a, STR("[1 + 1, 2 + 2]"), (feel_names){ 0 }, &e));
	run.steps = 4;
	assert_int_equal(feel_eval(&run, e, NULL).kind, FEEL_NULL);
	assert_int_equal(run.notes_n, 1);
	run.steps = 100;
	assert_int_equal(feel_eval(&run, e, NULL).kind, FEEL_LIST);
	assert_null(run.stack);
}

static void notes_have_an_end(void **state)
{
	arena *a = *state;
	feel_run run = feel_begin(a, TEST_NOW);
	feel v;
	assert_null(feel_once(&run, STR("for i in 1..1000 return 1 / 0"), &v));
	assert_int_equal(v.list->n, 1000);
	assert_int_equal(run.notes_n, FEEL_NOTES_MAX);
	int n = 0;
	for (const feel_note *note = run.notes; note; note = note->next)
		n++;
	assert_int_equal(n, FEEL_NOTES_MAX);
}

static void bytes_that_are_no_text_are_refused(void **state)
{
	arena *a = *state;
	assert_string_equal(tried(a, STR("\"a\xFF\"")), "!this is not UTF-8");
	assert_string_equal(tried(a, (str){ "1\0", 2 }), "!this is not UTF-8");
	assert_string_equal(tried(a, STR("\xEF\xBF\xBD")), "nothing is called \xEF\xBF\xBD here");
	assert_string_equal(tried(a, STR("")), "!something is missing at the end");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, testing_make, testing_drop)
		T(depth_is_refused_before_the_stack_ends),
		T(calls_without_end_end),
		T(long_lists_and_loops_end_with_null),
		T(texts_and_memory_have_an_end),
		T(a_small_arena_is_not_overrun),
		T(steps_that_ran_out_leave_null_behind),
		T(notes_have_an_end),
		T(bytes_that_are_no_text_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
