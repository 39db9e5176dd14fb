/* Decisions on names in the store, on both databases: made, seen, taken back. */
#include "store/testing.h"

#include "kit/migrations.h"
#include "modules/work/names/names.h"
#include "modules/work/names/names.sql.h"

static const who clerk = { .role = ROLE_ADMIN, .staff = 1, .login = STR_INIT("admin"), .name = STR_INIT("守恒 四郎") };

typedef struct ask {
	const err *(*run)(db *, arena *, struct ask *);
	str name;
	i64 id;
	names_keys members, rest;
	names_decided got;
	names_changes changes;
} ask;

#define CITY 401005
static const err *run(db *d, arena *a, void *arg)
{
	ask *k = arg;
	return k->run(d, a, k);
}
static const err *settle(db *d, arena *a, ask *k)
{
	return names_settle(d, a, CITY, &clerk, k->name, &k->members, &k->id);
}
static const err *rename_it(db *d, arena *a, ask *k)
{
	return names_rename(d, a, CITY, &clerk, k->id, k->name);
}
static const err *add(db *d, arena *a, ask *k)
{
	return names_add(d, a, CITY, &clerk, k->id, &k->members);
}
static const err *leave(db *d, arena *a, ask *k)
{
	return names_leave(d, a, CITY, &clerk, k->id, &k->members);
}
static const err *dissolve(db *d, arena *a, ask *k)
{
	return names_dissolve(d, a, CITY, &clerk, k->id);
}
static const err *join(db *d, arena *a, ask *k)
{
	return names_join(d, a, CITY, &clerk, &k->members);
}
static const err *part_them(db *d, arena *a, ask *k)
{
	return names_part(d, a, CITY, &clerk, &k->members, &k->rest);
}
static const err *undo(db *d, arena *a, ask *k)
{
	return names_undo(d, a, CITY, &clerk, k->id);
}
static const err *look(db *d, arena *a, ask *k)
{
	TRY(names_changes_of(d, a, CITY, 100, &k->changes));
	return names_decided_of(d, a, CITY, &k->got);
}
#define DO(t, what) (k.run = (what), store_write((t)->store, (t)->arena, STR("401005/work"), run, &k))

static names_keys keys(arena *a, const char *works)
{
	names_keys out = { 0 };
	for (str rest = str_of(works); rest.len;) {
		str w = str_cut(&rest, ' ');
		LIST_ADD(a, &out, ((names_key){ w, STR_NONE }));
	}
	return out;
}

/* 1:名前=甲,乙 … as one line */
static const char *seen(store_test *t)
{
	ask k = { 0 };
	assert_ok(DO(t, look));
	buf b = buf_new(t->arena, 10000);
	for (size_t i = 0; i < k.got.commons.n; i++) {
		buf_format(&b, "%lld:%.*s=", (long long)k.got.commons.at[i].id, STR_ARG(k.got.commons.at[i].name));
		for (size_t m = 0; m < k.got.members.n; m++)
			if (k.got.members.at[m].common == k.got.commons.at[i].id)
				buf_format(&b, "%.*s,", STR_ARG(k.got.members.at[m].work));
		buf_lit(&b, " ");
	}
	for (size_t i = 0; i < k.got.said.n; i++)
		buf_format(&b, "%.*s%s%.*s ", STR_ARG(k.got.said.at[i].p.work), k.got.said.at[i].same ? "~" : "/",
			   STR_ARG(k.got.said.at[i].q.work));
	return buf_str(&b).at;
}

static void a_common_name_is_given_changed_and_taken_back(void **state)
{
	store_test *t = *state;
	ask k = { .name = STR(" 児童手当の認定 "), .members = keys(t->arena, "A B") };
	assert_ok(DO(t, settle));
	assert_int_equal(k.id, 1);
	assert_string_equal(seen(t), "1:児童手当の認定=A,B, ");
	k.name = STR("児童手当");
	assert_ok(DO(t, rename_it));
	k.members = keys(t->arena, "C");
	assert_ok(DO(t, add));
	assert_string_equal(seen(t), "1:児童手当=A,B,C, ");
	k.members = keys(t->arena, "A");
	assert_ok(DO(t, leave));
	assert_refused(DO(t, leave), ERR_stale); /* it is gone from there already */
	assert_string_equal(seen(t), "1:児童手当=B,C, ");
	/* in any order, as long as nothing later spoke of the same */
	k.id = 2;
	assert_ok(DO(t, undo));
	assert_string_equal(seen(t), "1:児童手当の認定=B,C, ");
	assert_refused(DO(t, undo), ERR_stale); /* once */
	k.id = 4;
	assert_ok(DO(t, undo));
	assert_string_equal(seen(t), "1:児童手当の認定=A,B,C, ");
	k.id = 99;
	assert_refused(DO(t, undo), ERR_not_found);
	k.id = 1;
	assert_ok(DO(t, dissolve));
	assert_string_equal(seen(t), "");
	k.id = 1;
	assert_refused(DO(t, rename_it), ERR_stale);
	assert_refused(DO(t, undo), ERR_stale); /* what it made has changed since */
	k.id = 5;
	assert_ok(DO(t, undo));
	assert_string_equal(seen(t), "1:児童手当の認定=A,B,C, ");
	assert_ok(DO(t, look));
	assert_int_equal(k.changes.n, 5);
	assert_true(k.changes.at[0].undone && str_eq(k.changes.at[0].action, STR("dissolved")));
	assert_true(str_eq(k.changes.at[0].by, STR("守恒 四郎")));
	assert_int_equal(k.got.revision, 8); /* five decisions, three taken back */
}

static void a_name_has_one_common_name_and_a_number_is_not_given_twice(void **state)
{
	store_test *t = *state;
	ask k = { .name = STR("一"), .members = keys(t->arena, "A B") };
	assert_ok(DO(t, settle));
	k.name = STR("二");
	k.members = keys(t->arena, "B C");
	assert_ok(DO(t, settle));
	assert_string_equal(seen(t), "1:一=A, 2:二=B,C, ");
	k.id = 2;
	assert_ok(DO(t, undo));
	assert_string_equal(seen(t), "1:一=A,B, ");
	k.members = keys(t->arena, "D");
	assert_ok(DO(t, settle));
	assert_int_equal(k.id, 3);
	k.members = keys(t->arena, "D");
	assert_ok(DO(t, leave)); /* the last one: the name goes as well */
	assert_string_equal(seen(t), "1:一=A,B, ");
	k.id = 4;
	assert_ok(DO(t, undo));
	assert_string_equal(seen(t), "1:一=A,B, 3:二=D, ");
}

static void what_was_said_of_names_is_kept_turned_and_taken_back(void **state)
{
	store_test *t = *state;
	ask k = { .members = keys(t->arena, "C A B") };
	assert_ok(DO(t, join));
	assert_string_equal(seen(t), "A~B A~C ");
	/* B is another thing: what the others were through it, they are by themselves */
	k.members = keys(t->arena, "A");
	k.rest = keys(t->arena, "B C");
	assert_ok(DO(t, part_them));
	assert_string_equal(seen(t), "A/B A/C B~C ");
	/* and the other way round */
	k.members = keys(t->arena, "A B");
	assert_ok(DO(t, join));
	assert_string_equal(seen(t), "A~B A/C B~C ");
	k.id = 3;
	assert_ok(DO(t, undo));
	k.id = 2;
	assert_ok(DO(t, undo));
	k.id = 1;
	assert_ok(DO(t, undo));
	assert_string_equal(seen(t), "");
}

static void what_cannot_be_is_refused(void **state)
{
	store_test *t = *state;
	ask k = { .name = STR("  "), .members = keys(t->arena, "A") };
	assert_refused(DO(t, settle), ERR_required);
	buf b = buf_new(t->arena, 1000);
	for (int i = 0; i < 100; i++)
		buf_lit(&b, "児童");
	k.name = buf_str(&b);
	assert_refused(DO(t, settle), ERR_too_long);
	k.name = STR("一");
	k.members = (names_keys){ 0 };
	assert_refused(DO(t, settle), ERR_required);
	for (int i = 0; i <= NAMES_MEMBERS_MAX; i++)
		LIST_ADD(t->arena, &k.members, ((names_key){ str_format(t->arena, "業務%d", i), STR_NONE }));
	assert_refused(DO(t, settle), ERR_too_large);
	k.members = keys(t->arena, "A");
	assert_refused(DO(t, join), ERR_required);
	k.id = 5;
	assert_refused(DO(t, add), ERR_stale);
	assert_string_equal(seen(t), "");
	/* nothing done is nothing noted */
	assert_ok(DO(t, look));
	assert_int_equal(k.changes.n, 0);
	assert_int_equal(k.got.revision, 0);
}

static void every_statement_fits_the_tables(void **state)
{
	store_test *t = *state;
	assert_ok(store_check(t->store, t->arena, names_statements, names_statements_n));
}

int main(void)
{
	static const store_test_case tests[] = {
		STORE_TEST(a_common_name_is_given_changed_and_taken_back),
		STORE_TEST(a_name_has_one_common_name_and_a_number_is_not_given_twice),
		STORE_TEST(what_was_said_of_names_is_kept_turned_and_taken_back),
		STORE_TEST(what_cannot_be_is_refused),
		STORE_TEST(every_statement_fits_the_tables),
	};
	return store_tests("names", tests, COUNT(tests), migrations, migrations_n, NULL);
}
