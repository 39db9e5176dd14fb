/* Reforms and the texts of their flows in the store, on both databases. */
#include "store/testing.h"

#include "kit/migrations.h"
#include "modules/work/flows/flows.h"

typedef struct ask {
	const err *(*run)(db *, arena *, struct ask *);
	reform f;
	flow_side side;
	i64 id, rev, out;
	str text;
	flow_text got;
	bool found;
	flow_texts list;
	reforms all;
} ask;

static const who clerk = { .role = ROLE_ADMIN, .staff = 1, .login = STR_INIT("admin"), .name = STR_INIT("守恒 四郎") };

static const err *run(db *d, arena *a, void *arg)
{
	ask *k = arg;
	return k->run(d, a, k);
}
static const err *add(db *d, arena *a, ask *k)
{
	return reform_add(d, a, 401005, &clerk, &k->f, &k->id);
}
static const err *change(db *d, arena *a, ask *k)
{
	return reform_save(d, a, 401005, &clerk, &k->f);
}
static const err *save(db *d, arena *a, ask *k)
{
	return flow_text_save(d, a, 401005, &clerk, k->id, k->side, k->rev, k->text, &k->out);
}
static const err *number(db *d, arena *a, ask *k)
{
	return flow_version_make(d, a, 401005, &clerk, k->id, k->side, k->rev, k->text, &k->out);
}
static const err *get(db *d, arena *a, ask *k)
{
	TRY(flow_text_of(d, a, 401005, k->id, k->side, k->rev, &k->got, &k->found));
	TRY(reforms_of(d, a, 401005, &k->all));
	return flow_texts_of(d, a, 401005, k->id, k->side, &k->list);
}

#define DO_OF(t, what, k) ((k)->run = (what), store_write((t)->store, (t)->arena, STR("401005/work"), run, (k)))
#define DO(t, what) DO_OF(t, what, &k)

static void two_people_do_not_overwrite_each_others_flow(void **state)
{
	store_test *t = *state;
	ask k = { .f = { .name = STR("児童手当の認定"), .bureau = STR("子ども家庭局") }, .side = SIDE_TO_BE };
	assert_ok(DO(t, add));
	assert_int_equal(k.id, 1);
	k.text = STR("<a/>");
	assert_ok(DO(t, save));
	assert_int_equal(k.out, 1);
	k.rev = 0; /* a second window that saw nothing yet */
	assert_refused(DO(t, save), ERR_stale);
	k.rev = 1;
	k.text = STR("<b/>");
	assert_ok(DO(t, save));
	k.rev = 0;
	assert_ok(DO(t, get));
	assert_true(k.found && k.got.rev == 2 && str_eq(k.got.bpmn, STR("<b/>")));
	assert_true(str_eq(k.got.saved_by, STR("守恒 四郎")));
	/* the other side is another flow */
	k.side = SIDE_AS_IS;
	assert_ok(DO(t, get));
	assert_false(k.found);
	/* the reform's own row likewise */
	k.f.id = 1, k.f.rev = 1, k.f.name = STR("児童手当");
	assert_ok(DO(t, change));
	assert_refused(DO(t, change), ERR_stale);
}

static void a_version_stays_while_old_revs_go(void **state)
{
	store_test *t = *state;
	ask k = { .f = { .name = STR("就学援助") }, .side = SIDE_AS_IS };
	assert_ok(DO(t, add));
	for (int i = 0; i < 3; i++) {
		k.text = str_format(t->arena, "<f n=\"%d\"/>", i);
		k.rev = i;
		assert_ok(DO(t, save));
	}
	k.rev = 3;
	k.text = STR("はじめての版");
	assert_ok(DO(t, number));
	assert_int_equal(k.out, 1);
	assert_refused(DO(t, number), ERR_conflict); /* the same text has one number */
	k.rev = 2;
	assert_refused(DO(t, number), ERR_stale);
	for (int i = 3; i < 3 + FLOWS_KEPT + 5; i++) {
		k.text = str_format(t->arena, "<f n=\"%d\"/>", i);
		k.rev = i;
		assert_ok(DO(t, save));
	}
	k.rev = 3;
	assert_ok(DO(t, get));
	assert_true(k.found && k.got.version == 1 && str_eq(k.got.bpmn, STR("<f n=\"2\"/>")));
	assert_int_equal(k.list.n, FLOWS_KEPT + 1);
	k.rev = 2;
	assert_ok(DO(t, get));
	assert_false(k.found);
}

static const err *back(db *d, arena *a, ask *k)
{
	return flow_text_back(d, a, 401005, &clerk, k->id, k->side, k->rev, k->list.at[0].version, &k->out);
}

/* Presses undo (or redo) as the page does; what is shown then. */
static str press(store_test *t, ask *k, bool undo)
{
	k->rev = 0;
	assert_ok(DO_OF(t, get, k));
	flow_text wanted = { .version = undo ? flow_undo_of(&k->list) : flow_redo_of(&k->list) };
	if (wanted.version == 0)
		return STR("none");
	k->rev = k->got.rev;
	k->list = (flow_texts){ &wanted, 1 };
	assert_ok(DO_OF(t, back, k));
	k->rev = 0;
	assert_ok(DO_OF(t, get, k));
	return k->got.bpmn;
}

static void undo_goes_back_step_by_step_and_redo_forth_until_something_new_is_done(void **state)
{
	store_test *t = *state;
	ask k = { .f = { .name = STR("就学援助") }, .side = SIDE_TO_BE };
	assert_ok(DO(t, add));
	static const char *const texts[] = { "a", "b", "c" };
	for (int i = 0; i < 3; i++) {
		k.text = str_of(texts[i]);
		k.rev = i;
		assert_ok(DO(t, save));
	}
	assert_true(str_eq(press(t, &k, false), STR("none")));
	assert_true(str_eq(press(t, &k, true), STR("b")));
	assert_true(str_eq(press(t, &k, true), STR("a")));
	assert_true(str_eq(press(t, &k, true), STR("none")));
	assert_true(str_eq(press(t, &k, false), STR("b")));
	k.rev = k.got.rev; /* something new, from b */
	k.text = STR("d");
	assert_ok(DO(t, save));
	assert_true(str_eq(press(t, &k, false), STR("none")));
	assert_true(str_eq(press(t, &k, true), STR("b")));
	assert_true(str_eq(press(t, &k, true), STR("a")));
	assert_true(str_eq(press(t, &k, false), STR("b")));
	assert_true(str_eq(press(t, &k, false), STR("d"))); /* the latest way on, not the one left */
	assert_true(str_eq(press(t, &k, false), STR("none")));
}

int main(void)
{
	static const store_test_case tests[] = {
		STORE_TEST(two_people_do_not_overwrite_each_others_flow),
		STORE_TEST(a_version_stays_while_old_revs_go),
		STORE_TEST(undo_goes_back_step_by_step_and_redo_forth_until_something_new_is_done),
	};
	return store_tests("flows", tests, COUNT(tests), migrations, migrations_n, NULL);
}
