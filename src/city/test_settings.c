/* Settings: which of flag, environment and file decides, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <unistd.h>

#include "city/city.h"

typedef struct trial {
	arena *a;
	char path[64];
	settings set;
	const err *e;
} trial;

/* Reads settings from a file with this text, this environment and these flags. */
static trial read_settings(const char *file, char *variable, int argc, const char **argv)
{
	trial t = { .a = arena_new(1024 * 1024) };
	snprintf(t.path, sizeof t.path, "/tmp/madoguchi-settings.XXXXXX");
	int fd = mkstemp(t.path);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, file, strlen(file)), (ssize_t)strlen(file));
	close(fd);
	char **before = environ, *config = arena_alloc(t.a, 128);
	snprintf(config, 128, "MADOGUCHI_CONFIG=%s", t.path);
	char **variables = arena_many(t.a, char *, 3);
	variables[0] = config;
	variables[1] = variable;
	char **args = arena_many(t.a, char *, (size_t)argc + 1);
	for (int i = 0; i < argc; i++) {
		args[i] = arena_alloc(t.a, 256);
		snprintf(args[i], 256, "%s", argv[i]);
	}
	environ = variables;
	flags f = { argc, args };
	t.e = settings_read(t.a, &f, &t.set);
	environ = before;
	unlink(t.path);
	return t;
}

static void end(trial *t)
{
	arena_free(t->a);
}

static void a_flag_comes_before_the_environment_and_that_before_the_file(void **state)
{
	(void)state;
	static char variable[] = "MADOGUCHI_DB=sqlite:environment.db";
	const char *flag[] = { "--db", "sqlite:flag.db", "--limits=off" };
	trial t = read_settings("# a comment\n\ndb = sqlite:file.db\n listen = 0.0.0.0:80 \n", variable, 3, flag);
	assert_null(t.e);
	assert_string_equal(t.set.db.at, "sqlite:flag.db");
	assert_string_equal(t.set.listen.at, "0.0.0.0:80");
	assert_false(t.set.limits);
	end(&t);
	t = read_settings("db = sqlite:file.db\n", variable, 0, NULL);
	assert_string_equal(t.set.db.at, "sqlite:environment.db");
	end(&t);
	t = read_settings("db = sqlite:file.db\n", NULL, 0, NULL);
	assert_string_equal(t.set.db.at, "sqlite:file.db");
	assert_true(t.set.limits);
	end(&t);
}

static void a_setting_that_nobody_knows_is_refused_with_its_line(void **state)
{
	(void)state;
	trial t = read_settings("db = sqlite:x\nlimit = off\n", NULL, 0, NULL);
	assert_true(err_is(t.e, ERR_usage));
	assert_true(str_ends(t.e->where, STR(":2")));
	assert_true(str_has(t.e->detail, STR("limit")));
	end(&t);
	t = read_settings("a line that is none\n", NULL, 0, NULL);
	assert_true(err_is(t.e, ERR_usage));
	end(&t);
}

static void a_value_that_does_not_fit_is_refused(void **state)
{
	(void)state;
	static const char *const files[] = { "limits = maybe\n", "workers = many\n", "workers = 0\n",
					     "workers = 5000\n" };
	for (size_t i = 0; i < COUNT(files); i++) {
		trial t = read_settings(files[i], NULL, 0, NULL);
		assert_true(err_is(t.e, ERR_usage));
		end(&t);
	}
	const char *flag[] = { "--db" };
	trial t = read_settings("", NULL, 1, flag);
	assert_true(err_is(t.e, ERR_usage));
	end(&t);
}

static void a_file_that_was_named_must_be_there(void **state)
{
	(void)state;
	const char *flag[] = { "--config", "/nowhere/madoguchi.conf" };
	trial t = read_settings("", NULL, 2, flag);
	assert_true(err_is(t.e, ERR_file));
	end(&t);
}

static void what_is_no_setting_is_left_to_the_command(void **state)
{
	(void)state;
	arena *a = arena_new(64 * 1024);
	char args[5][16] = { "staff", "--city", "dir", "--login", "mori" };
	char *argv[] = { args[0], args[1], args[2], args[3], args[4], NULL };
	flags f = { 5, argv };
	settings set;
	assert_null(settings_read(a, &f, &set));
	assert_int_equal(f.n, 3);
	assert_string_equal(f.at[0], "staff");
	assert_string_equal(flag_value(&f, "--login"), "mori");
	assert_null(flag_value(&f, "--log"));
	assert_int_equal(f.n, 1);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_flag_comes_before_the_environment_and_that_before_the_file),
		cmocka_unit_test(a_setting_that_nobody_knows_is_refused_with_its_line),
		cmocka_unit_test(a_value_that_does_not_fit_is_refused),
		cmocka_unit_test(a_file_that_was_named_must_be_there),
		cmocka_unit_test(what_is_no_setting_is_left_to_the_command),
	};
	return cmocka_run_group_tests_name("settings", tests, NULL, NULL);
}
