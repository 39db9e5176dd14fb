/* What nobody can read who carries the database away; and the key file: missing, another one, none named. */
#include "modules/papers/keep/testing.h"

#include "kit/keyfile.h"
#include "modules/papers/keep/keep.sql.h"

static const module *const modules[] = { &kit_module };

static bool file_has(arena *a, const char *path, str wanted)
{
	FILE *f = fopen(path, "re");
	assert_non_null(f);
	buf b = buf_new(a, 64 * 1024 * 1024);
	char some[65536];
	for (size_t n; (n = fread(some, 1, sizeof some, f)) > 0;)
		buf_put(&b, (str){ some, n });
	fclose(f);
	assert_false(b.overflowed);
	str all = buf_str(&b);
	return all.len >= wanted.len && memmem(all.at, all.len, wanted.at, wanted.len) != NULL;
}

static void no_file_of_the_database_holds_what_was_typed_nor_the_link(void **state)
{
	store_test *t = *state;
	if (t->postgres)
		skip(); /* its files are the server's; its columns are looked at below */
	web *w = keep_web(state, modules, COUNT(modules));
	asker k = { 0 };
	str code;
	preparation p = keep_kept(w, &k, &code);
	keep_say(w, &p, "juusho", KEEP_HOME, ORIGIN_RESIDENT);
	assert_ok(keep_save(&k.r, &p));
	assert_ok(keep_attach(&k.r, p.token, STR("K7Q2M9XYZA")));
	const char *names[] = { "test.db", "test.db-wal" };
	bool visit_there = false;
	for (size_t i = 0; i < COUNT(names); i++) {
		char path[128];
		snprintf(path, sizeof path, "%s/%s", t->dir, names[i]);
		assert_false(file_has(w->a, path, STR(KEEP_NAME)));
		assert_false(file_has(w->a, path, STR(KEEP_HOME)));
		assert_false(file_has(w->a, path, STR("城内")));
		assert_false(file_has(w->a, path, p.token));
		assert_false(file_has(w->a, path, code));
		assert_false(file_has(w->a, path, STR("tennyuu"))); /* nor what it is about */
		visit_there = visit_there || file_has(w->a, path, STR("K7Q2M9XYZA"));
	}
	assert_true(visit_there); /* the search does find what is there */
	asked(&k);
	keep_web_close(w);
}

typedef struct peek {
	i64 city;
	keep_visits_due_rows rows;
	keep_get_row row;
	bool found;
} peek;

static const err *peek_run(db *d, arena *a, void *arg)
{
	peek *p = arg;
	TRY(keep_visits_due(d, a, p->city, INT64_MAX / 2, &p->rows));
	return keep_get(d, a, p->city, p->rows.at[0].id, &p->row, &p->found);
}

static void a_row_is_sealed_and_its_length_says_little(void **state)
{
	web *w = keep_web(state, modules, COUNT(modules));
	asker k = { 0 };
	str code;
	preparation p = keep_kept(w, &k, &code);
	assert_ok(keep_attach(&k.r, p.token, STR("K7Q2M9XYZA")));
	peek one = { .city = w->app->city }, two = one;
	assert_ok(store_read(w->app->store, w->a, peek_run, &one));
	assert_true(one.found);
	assert_null(memmem(one.row.content.at, one.row.content.len, KEEP_NAME, strlen(KEEP_NAME)));
	keep_say(w, &p, "kana", "タカハシ", ORIGIN_RESIDENT);
	assert_ok(keep_save(&k.r, &p));
	assert_ok(store_read(w->app->store, w->a, peek_run, &two));
	assert_int_equal(one.row.content.len % 512, two.row.content.len % 512);
	asked(&k);
	keep_web_close(w);
}

static const err *spoil_run(db *d, arena *a, void *arg)
{
	const peek *p = arg;
	keep_set_in in = { .city = p->city,
			   .id = p->rows.at[0].id,
			   .rev = p->row.rev,
			   .content = p->row.content, /* of that revision: not of the next */
			   .begun = 1,
			   .now = tx_now(d) };
	return keep_set(d, a, &in, NULL);
}

static void an_older_content_put_under_a_newer_revision_is_not_taken(void **state)
{
	web *w = keep_web(state, modules, COUNT(modules));
	asker k = { 0 };
	str code;
	preparation p = keep_kept(w, &k, &code), q;
	assert_ok(keep_attach(&k.r, p.token, STR("K7Q2M9XYZA")));
	peek one = { .city = w->app->city };
	assert_ok(store_read(w->app->store, w->a, peek_run, &one));
	assert_ok(store_write(w->app->store, w->a, STR("x"), spoil_run, &one));
	assert_refused(keep_open(&k.r, p.token, &q), ERR_key_file);
	asked(&k);
	keep_web_close(w);
}

/* --- the key file ------------------------------------------------------------------------------------------------------------ */

static void swap_key(const char *path, const char *text)
{
	FILE *f = fopen(path, "we");
	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	fclose(f);
}

/* The same program, started anew. */
static const err *open_anew(web *w, str token, preparation *ret, const err **ret_check)
{
	arena *a = arena_new((size_t)256 << 20);
	app *p;
	asker k = { 0 };
	assert_ok(app_open(a, &w->set, &w->t->clock, &p));
	const err *check = keyfile_check(p, a);
	*ret_check = check ? err_of(check->code) : NULL;
	ask(&k, w);
	k.r.arena = a;
	k.r.app = p;
	const err *e = keep_open(&k.r, token, ret);
	e = e ? err_kept(w->a, e) : NULL;
	ret->token = arena_copy(w->a, ret->token);
	asked(&k);
	app_close(p);
	arena_free(a);
	return e;
}

static void another_or_no_key_file_opens_nothing_and_loses_nothing(void **state)
{
	web *w = keep_web(state, modules, COUNT(modules));
	asker k = { 0 };
	str code;
	const err *check;
	assert_ok(keyfile_check(w->app, w->a)); /* none is needed yet, and none is made */
	str path = keep_key_path(w->t, w->a);
	assert_int_not_equal(access(path.at, F_OK), 0);
	preparation p = keep_kept(w, &k, &code), q;
	struct stat about;
	assert_int_equal(stat(path.at, &about), 0);
	assert_int_equal(about.st_mode & 0777, 0600);
	char good[128] = "";
	FILE *f = fopen(path.at, "re");
	assert_non_null(f);
	assert_non_null(fgets(good, sizeof good, f));
	fclose(f);
	assert_ok(open_anew(w, p.token, &q, &check));
	assert_null(check);
	swap_key(path.at, "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\n");
	const err *e = open_anew(w, p.token, &q, &check);
	assert_refused(e, ERR_key_file);
	assert_has(e->detail, "is not the key that this database knows");
	assert_refused(check, ERR_key_file);
	swap_key(path.at, "not a key\n");
	e = open_anew(w, p.token, &q, &check);
	assert_has(e->detail, "64 hexadecimal digits");
	unlink(path.at);
	e = open_anew(w, p.token, &q, &check);
	assert_refused(e, ERR_key_file);
	assert_has(e->detail, "is missing");
	assert_int_not_equal(access(path.at, F_OK), 0); /* none was made in its place */
	swap_key(path.at, good);
	assert_ok(open_anew(w, p.token, &q, &check));
	assert_null(check);
	assert_true(str_eq(q.token, p.token));
	asked(&k);
	keep_web_close(w);
}

static void bytes_are_locked_to_what_they_are_about(void **state)
{
	web *w = keep_web(state, modules, COUNT(modules));
	asker k = { 0 };
	str code, shut, open_again, number, same;
	bool good;
	preparation p = keep_kept(w, &k, &code), q = keep_kept(w, &k, &code);
	assert_ok(keep_lock(&k.r, STR("packet/1"), STR(KEEP_NAME), &shut));
	assert_null(memmem(shut.at, shut.len, KEEP_NAME, strlen(KEEP_NAME)));
	assert_ok(keep_unlock(&k.r, STR("packet/1"), shut, &open_again, &good));
	assert_true(good && str_eq(open_again, STR(KEEP_NAME)));
	assert_ok(keep_unlock(&k.r, STR("packet/2"), shut, &open_again, &good));
	assert_false(good);
	assert_ok(keep_number(&k.r, p.token, &number));
	assert_ok(keep_number(&k.r, p.token, &same));
	assert_true(number.len == 6 && str_eq(number, same));
	assert_ok(keep_number(&k.r, q.token, &same));
	assert_false(str_eq(number, same));
	asked(&k);
	keep_web_close(w);
}

static void with_postgresql_the_key_file_has_to_be_named(void **state)
{
	store_test *t = *state;
	web *w = web_open(t, modules, COUNT(modules), false);
	asker k = { 0 };
	str code;
	preparation nothing = { 0 }, p;
	const err *e = keep_new(ask(&k, w), &nothing, &p, &code);
	assert_refused(e, ERR_key_file);
	assert_has(e->detail, "--key-file");
	asked(&k);
	web_close(w);
}

int main(void)
{
	static const store_test_case tests[] = {
		STORE_TEST(no_file_of_the_database_holds_what_was_typed_nor_the_link),
		STORE_TEST(a_row_is_sealed_and_its_length_says_little),
		STORE_TEST(an_older_content_put_under_a_newer_revision_is_not_taken),
		STORE_TEST(another_or_no_key_file_opens_nothing_and_loses_nothing),
		STORE_TEST(bytes_are_locked_to_what_they_are_about),
		POSTGRES_TEST(with_postgresql_the_key_file_has_to_be_named),
	};
	return store_tests("sealed", tests, COUNT(tests), migrations, migrations_n, NULL);
}
