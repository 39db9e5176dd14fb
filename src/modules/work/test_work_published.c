/*
 * The published sums, out of a survey that another program made: read in three encodings, imported on both databases, reported. That program, gen.py, is not part of this one: its
 * path is MADOGUCHI_WORK_GEN or ../shared/work/gen.py; without it these tests are skipped and say so.
 */
#include "modules/work/testing.h"

#include <math.h>
#include <sys/wait.h>

#include "text/json.h"

static const module *const all[] = { &kit_module, &work_module };

typedef struct generated {
	str survey, staff;
} generated;

static str file_of(arena *a, str path)
{
	str text;
	assert_ok(command_text(a, path, &text));
	return text;
}

static bool generate(arena *a, generated *ret)
{
	const char *gen = getenv("MADOGUCHI_WORK_GEN");
	char dir[] = "/tmp/madoguchi-survey.XXXXXX";
	if (!gen)
		gen = "../shared/work/gen.py";
	if (access(gen, R_OK) != 0) {
		print_message("SKIPPED: %s is not there (MADOGUCHI_WORK_GEN names another place)\n", gen);
		return false;
	}
	CHECK(mkdtemp(dir) != NULL);
	pid_t child = fork();
	if (child == 0) {
		execlp("python3", "python3", gen, "7", dir, (char *)NULL);
		_exit(127);
	}
	int status = 0;
	assert_true(child > 0 && waitpid(child, &status, 0) == child);
	assert_int_equal(status, 0);
	*ret = (generated){ file_of(a, str_format(a, "%s/survey.csv", dir)),
			    file_of(a, str_format(a, "%s/staff.csv", dir)) };
	store_test_delete(dir);
	return true;
}

static i64 number(const json_value *v, const char *key)
{
	i64 n = -1;
	if (!json_i64(json_get(v, key), &n))
		fail_msg("no number %s", key);
	return n;
}

/* The generator rounds each item to whole cases, so its sums are near the published hours, and never exactly there; the items are. */
static void near(i64 minutes, i64 hours)
{
	double off = fabs((double)minutes / 60 - (double)hours) / (double)hours;
	if (off > 0.001)
		fail_msg("%lld minutes are not %lld hours", (long long)minutes, (long long)hours);
}

static void check_report(arena *a, const survey *s)
{
	const json_value *r;
	buf b = buf_new(a, 1 << 20);
	assert_ok(survey_report(s, a, &b));
	assert_ok(json_parse(a, buf_str(&b), &r));
	assert_int_equal(number(r, "items"), 59000);
	assert_int_equal(number(r, "sections"), 354);
	assert_int_equal(number(r, "units"), 1474);
	near(number(r, "minutes"), 13210000);
	static const struct {
		const char *name;
		i64 items, hours;
	} published[] = { { "窓口", 6900, 2160000 }, { "共通", 9800, 1420000 }, { "固有", 42300, 9630000 } };
	i64 minutes = 0, items = 0;
	for (size_t i = 0; i < COUNT(published); i++) {
		const json_value *c = json_get(json_get(r, "categories"), published[i].name);
		assert_int_equal(number(c, "items"), published[i].items);
		near(number(c, "minutes"), published[i].hours);
		minutes += number(c, "minutes");
	}
	assert_int_equal(minutes, number(r, "minutes"));
	const json_value *cells = json_get(r, "cells"), *target = json_get(r, "target");
	assert_int_equal(cells->n, 8);
	minutes = 0;
	for (size_t i = 0; i < cells->n; i++) {
		items += number(&cells->items[i], "items");
		minutes += number(&cells->items[i], "minutes");
	}
	assert_int_equal(items, 59000);
	assert_int_equal(minutes, number(r, "minutes"));
	double share = 0;
	assert_true(json_f64(json_get(target, "share"), &share));
	assert_true(fabs(share - 0.319) < 0.0005);
	near(number(target, "minutes"), (i64)13210000 * 319 / 1000);
}

static void import(web *w, const survey_items *items, const survey_units *staff, work_import *ret)
{
	*ret = (work_import){ .round = STR("2026"), .items = items, .staff = staff };
	assert_ok(work_import_run(w->app, w->a, ret));
}

static void the_published_sums_come_out_of_a_generated_survey(void **state)
{
	store_test *t = *state;
	arena *a = arena_new((size_t)4 << 30);
	generated g;
	if (!generate(a, &g)) {
		arena_free(a);
		skip();
	}
	web *w = web_open(t, all, COUNT(all), false);
	work_publish(w, "work.yaml", work_test_def);
	work_add_round(w, "2026");
	str bom = str_format(a, "\xEF\xBB\xBF%.*s", STR_ARG(g.survey)), sjis;
	strs missing;
	cp932_encode(a, g.survey, &sjis, &missing);
	assert_int_equal(missing.n, 0);
	const str files[] = { g.survey, bom, sjis };
	static const char *const encodings[] = { "UTF-8", "UTF-8", "CP932" };
	staff_read_result staff;
	assert_ok(survey_read_staff(a, g.staff, &staff));
	assert_int_equal(staff.units.n, 1474);
	for (size_t i = 0; i < COUNT(files); i++) {
		survey_read_result read;
		work_import done;
		i64 begun = clock_ticks();
		assert_ok(survey_read(a, files[i], &read));
		assert_true(str_eq(read.encoding, str_of(encodings[i])));
		assert_int_equal(read.items.n, 59000);
		assert_int_equal(read.bad_n, 0);
		import(w, &read.items, &staff.units, &done);
		print_message("%s: %lld ms\n", encodings[i], (long long)((clock_ticks() - begun) / 1000000));
		assert_int_equal(done.written, i == 0 ? 1474 : 0); /* the same rows in other bytes change nothing */
		assert_int_equal(done.changed, i == 0);
	}
	const survey *s;
	assert_ok(work_survey_hold(w->app, a, STR("2026"), &s));
	check_report(a, s);
	work_survey_release(w->app, s);
	/* a sixth of the units have 0.6 of the hours that they say, a sixth 1.6 times as many */
	work_test_job j = { .w = w, .round = STR("2026") };
	assert_ok(store_read(w->app->store, w->a, work_test_read, &j));
	work_reconciled r = work_reconcile(a, &j.ret_round.def, &j.ret_units);
	assert_int_equal(r.holds + r.too_little + r.too_much, 1474);
	assert_true(r.too_little > 180 && r.too_little < 310 && r.too_much > 180 && r.too_much < 310);
	web_close(w);
	arena_free(a);
}

int main(void)
{
	static const store_test_case tests[] = { STORE_TEST(the_published_sums_come_out_of_a_generated_survey) };
	return store_tests("work_published", tests, COUNT(tests), migrations, migrations_n, NULL);
}
