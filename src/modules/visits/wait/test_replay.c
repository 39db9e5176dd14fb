#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "modules/visits/wait/replay.h"
#include "text/csv.h"

#include "../../tests/offices/office_maker.h"

typedef struct room {
	arena *a;
	char dir[32];
	str history, live, out;
} room;

static str in_dir(room *r, const char *name)
{
	return str_format(r->a, "%s/%s", r->dir, name);
}

static void put(str path, str text)
{
	FILE *f = fopen(path.at, "we");
	assert_non_null(f);
	assert_int_equal(fwrite(text.at, 1, text.len, f), text.len);
	assert_int_equal(fclose(f), 0);
}

static str slurp(arena *a, str path)
{
	char *at = arena_alloc(a, 1 << 20);
	FILE *f = fopen(path.at, "re");
	if (!f)
		return STR_NONE;
	size_t n = fread(at, 1, 1 << 20, f);
	fclose(f);
	return (str){ at, n };
}

static int setup(void **state)
{
	arena *a = arena_new((size_t)1 << 30);
	room *r = arena_one(a, room);
	r->a = a;
	memcpy(r->dir, "/tmp/replay-XXXXXX", sizeof "/tmp/replay-XXXXXX");
	assert_non_null(mkdtemp(r->dir));
	r->history = in_dir(r, "history.csv"), r->live = in_dir(r, "live.csv"), r->out = in_dir(r, "out.csv");
	made_office o = maker_regular_office(14);
	buf b = buf_new(a, (size_t)32 << 20), c = buf_new(a, (size_t)32 << 20);
	maker_log(&o, 0, 6, &b);
	maker_log(&o, 6, 2, &c);
	put(r->history, buf_str(&b));
	put(r->live, buf_str(&c));
	*state = r;
	return 0;
}

static int teardown(void **state)
{
	room *r = *state;
	unlink(r->history.at);
	unlink(r->live.at);
	unlink(r->out.at);
	rmdir(r->dir);
	arena_free(r->a);
	return 0;
}

/* As typed after `madoguchi visits replay`. */
static int run(room *r, const char *line)
{
	char *argv[16];
	int argc = 0;
	str rest = str_of(line);
	while (rest.len && argc < 16) {
		str typed = str_cut(&rest, ' ');
		str full = str_eq(typed, STR("HISTORY")) ? r->history
			   : str_eq(typed, STR("LIVE"))  ? r->live
			   : str_eq(typed, STR("OUT"))   ? r->out
							 : typed;
		argv[argc++] = (char *)(uintptr_t)arena_copy(r->a, full).at;
	}
	return visits_replay(r->a, NULL, argc, argv);
}

static void every_walk_in_is_predicted_in_the_columns_that_were_asked_for(void **state)
{
	room *r = *state;
	assert_int_equal(run(r, "--history HISTORY --live LIVE --out OUT --score --runs 32"), 0);
	csv_table said, live;
	assert_null(csv_parse(r->a, slurp(r->a, r->out), &said));
	assert_null(csv_parse(r->a, slurp(r->a, r->live), &live));
	size_t takes = 0;
	for (size_t i = 0; i < live.n; i++)
		takes += str_eq(live.at[i].at[2], STR("take"));
	assert_true(takes > 20);
	assert_int_equal(said.n, takes + 1);
	const char *columns[] = { "day", "ticket", "p10", "p50", "p90" };
	for (size_t c = 0; c < COUNT(columns); c++)
		assert_true(str_eq(said.at[0].at[c], str_of(columns[c])));
	for (size_t i = 1; i < said.n; i++) {
		double p10 = strtod(said.at[i].at[2].at, NULL), p50 = strtod(said.at[i].at[3].at, NULL),
		       p90 = strtod(said.at[i].at[4].at, NULL);
		assert_true(0 <= p10 && p10 <= p50 && p50 <= p90 && p90 < 1e6);
	}
}

static void a_prediction_stands_on_nothing_that_came_later(void **state)
{
	room *r = *state;
	assert_int_equal(run(r, "--history HISTORY --live LIVE --out OUT --runs 32"), 0);
	str whole = slurp(r->a, r->out);
	/* the same log, cut in the middle of its first day */
	str live = slurp(r->a, r->live);
	size_t cut = live.len / 4;
	while (live.at[cut - 1] != '\n')
		cut--;
	put(r->live, str_sub(live, 0, cut));
	assert_int_equal(run(r, "--history HISTORY --live LIVE --out OUT --runs 32"), 0);
	str half = slurp(r->a, r->out);
	put(r->live, live);
	assert_true(half.len > 200 && half.len < whole.len);
	assert_true(str_starts(whole, half));
}

static void days_of_the_history_can_be_held_back(void **state)
{
	room *r = *state;
	assert_int_equal(run(r, "--history HISTORY --learn 4 --out OUT --runs 16"), 0);
	csv_table said;
	assert_null(csv_parse(r->a, slurp(r->a, r->out), &said));
	assert_true(said.n > 20);
	for (size_t i = 1; i < said.n; i++)
		assert_true(str_eq(said.at[i].at[0], STR("4")) || str_eq(said.at[i].at[0], STR("5")));
}

static void wrong_usage_and_missing_files_have_their_exit_codes(void **state)
{
	room *r = *state;
	assert_int_equal(run(r, "--score"), 2);
	assert_int_equal(run(r, "--live LIVE"), 2);
	assert_int_equal(run(r, "--live LIVE --score --runs none"), 2);
	assert_int_equal(run(r, "--live LIVE --history HISTORY --learn 3 --score"), 2);
	assert_int_equal(run(r, "--live LIVE --score --more"), 2);
	assert_int_equal(run(r, "--live /nowhere/at/all.csv --score"), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_walk_in_is_predicted_in_the_columns_that_were_asked_for),
		cmocka_unit_test(a_prediction_stands_on_nothing_that_came_later),
		cmocka_unit_test(days_of_the_history_can_be_held_back),
		cmocka_unit_test(wrong_usage_and_missing_files_have_their_exit_codes),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
