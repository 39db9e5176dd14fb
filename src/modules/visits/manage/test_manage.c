/* What a change of definitions does to bookings, what it is called in words, and forms bound to definitions. */
#include "modules/visits/testing.h"

#include "kit/catalog.h"
#include "modules/visits/manage/manage.h"
#include "modules/visits/manage/manage.sql.h"
#include "modules/visits/manage/manage_forms.h"

/* --- impact --------------------------------------------------------------------------------------------------------- */

static const office_def *moji(store_test *t)
{
	return defs_office(WORLD(t)->def, MOJI);
}

static office_def copy(store_test *t)
{
	office_def o = manage_copy_office(t->arena, moji(t));
	return o;
}

struct booked_now {
	booked_steps list;
	lost_steps kept;
	const office_def *o;
};

static const err *read_booked(db *d, arena *a, void *arg)
{
	struct booked_now *q = arg;
	TRY(manage_booked(d, a, TEST_CITY, MOJI, tx_now(d), &q->list));
	return manage_kept(d, a, TEST_CITY, q->o, tx_now(d), &q->kept);
}

static lost_steps lost_by(store_test *t, const office_def *was, const office_def *now, lost_steps *ret_kept)
{
	struct booked_now q = { .o = now };
	assert_ok(store_read(t->store, t->arena, read_booked, &q));
	if (ret_kept)
		*ret_kept = q.kept;
	return manage_lost(t->arena, was, now, &q.list);
}

static void booked_at(store_test *t, const char *service, instant start, booking_view *ret)
{
	assert_ok(book(t, &WORLD(t)->staff[0], service, start, "", ret));
}

static void closing_a_day_lists_exactly_the_bookings_of_that_day(void **state)
{
	store_test *t = *state;
	booking_view mine[4];
	booked_at(t, "juumin", at(10, 0) + DAY, &mine[0]);
	booked_at(t, "kokuho", at(11, 0) + DAY, &mine[1]);
	booked_at(t, "juumin", at(10, 0), &mine[2]);
	booked_at(t, "juumin", at(10, 0) + 2 * DAY, &mine[3]);
	office_def now = copy(t);
	day closed = day_from(2026, 4, 2);
	LIST_ADD(t->arena, &now.closures, ((date_range){ .from = closed, .to = closed }));
	lost_steps lost = lost_by(t, moji(t), &now, NULL);
	assert_int_equal(lost.n, 2);
	for (size_t i = 0; i < 2; i++) {
		assert_true(str_eq(lost.at[i].code, mine[i].code));
		assert_int_equal(lost.at[i].why, LOST_CLOSED);
		assert_false(lost.at[i].before);
	}
	assert_int_equal(manage_first_difference(t->arena, moji(t), &now, day_from(2026, 4, 1), 30), closed);
	assert_int_equal(lost_by(t, moji(t), moji(t), NULL).n, 0);
}

static void fewer_places_concern_those_who_booked_last(void **state)
{
	store_test *t = *state;
	booking_view mine[3];
	for (int i = 0; i < 3; i++) {
		clock_set(&t->clock, at(9, i));
		booked_at(t, "juumin", at(10, 0), &mine[i]);
	}
	office_def now = copy(t);
	booking_rule rule = now.offers.at[0].booking.at[0];
	rule.places = 2;
	now.offers.at[0].booking = (booking_rules){ &rule, 1 };
	lost_steps lost = lost_by(t, moji(t), &now, NULL);
	assert_int_equal(lost.n, 1);
	assert_true(str_eq(lost.at[0].code, mine[2].code));
	assert_int_equal(lost.at[0].why, LOST_PLACES);
	rule.places = 0;
	assert_int_equal(lost_by(t, moji(t), &now, NULL).n, 3);
}

static void a_service_or_a_time_that_goes_is_said_as_such(void **state)
{
	store_test *t = *state;
	booked_at(t, "kokuho", at(10, 0), NULL);
	booked_at(t, "juumin", at(10, 30), NULL);
	office_def now = copy(t);
	now.offers.n = 1; /* 住民異動 alone */
	booking_rule rule = now.offers.at[0].booking.at[0];
	rule.slot = 60;
	now.offers.at[0].booking = (booking_rules){ &rule, 1 };
	lost_steps lost = lost_by(t, moji(t), &now, NULL);
	assert_int_equal(lost.n, 2);
	assert_int_equal(lost.at[0].why, LOST_SERVICE);
	assert_int_equal(lost.at[1].why, LOST_TIME);
}

static void bookings_outside_since_an_earlier_change_are_told_apart(void **state)
{
	store_test *t = *state;
	booked_at(t, "juumin", at(10, 0) + DAY, NULL);
	booked_at(t, "juumin", at(10, 0) + 2 * DAY, NULL);
	office_def once = copy(t), twice = copy(t);
	date_range days[] = { { .from = day_from(2026, 4, 2), .to = day_from(2026, 4, 2) },
			      { .from = day_from(2026, 4, 3), .to = day_from(2026, 4, 3) } };
	once.closures = (date_ranges){ days, 1 };
	twice.closures = (date_ranges){ days, 2 };
	lost_steps lost = lost_by(t, &once, &twice, NULL);
	assert_int_equal(lost.n, 2);
	assert_true(lost.at[0].before);
	assert_false(lost.at[1].before);
}

static void a_booking_that_was_kept_is_listed_for_staff_and_checks_in(void **state)
{
	store_test *t = *state;
	booking_view mine;
	booked_at(t, "juumin", at(15, 0), &mine);
	office_def now = copy(t);
	window hours = { 9 * 60, 12 * 60 };
	booking_rule rule = now.offers.at[0].booking.at[0];
	rule.hours = hours;
	now.offers.at[0].booking = (booking_rules){ &rule, 1 };
	city_def city = *WORLD(t)->def;
	city.offices = (office_defs){ &now, 1 };
	actor by = WORLD(t)->public, clerk = WORLD(t)->staff[0];
	by.def = clerk.def = &city;
	lost_steps kept;
	assert_int_equal(lost_by(t, moji(t), &now, &kept).n, 1);
	assert_int_equal(kept.n, 1);
	assert_true(str_eq(kept.at[0].code, mine.code));
	assert_refused(book(t, &by, "juumin", at(15, 0), "093-000-0001", NULL), ERR_slot_not_offered);
	clock_set(&t->clock, at(14, 30));
	check_in c = { .by = &by, .code = mine.code };
	assert_ok(run(t, check_in_run, &c));
	assert_int_equal(lost_by(t, NULL, &now, &kept).n, 0);
	/* and it can still be cancelled or moved into a slot that there is */
	booked_at(t, "juumin", at(15, 30), &mine);
	move_booking move = { .by = &by, .code = mine.code, .start = at(9, 0) + DAY };
	assert_ok(run(t, move_booking_run, &move));
}

static void every_statement_of_settings_holds(void **state)
{
	store_test *t = *state;
	assert_ok(store_check(t->store, t->arena, manage_statements, manage_statements_n));
}

/* --- words ------------------------------------------------------------------------------------------------------------ */

static changes told(store_test *t, const office_def *now)
{
	facts x = manage_office_facts(t->arena, LANG_JA, WORLD(t)->def, moji(t));
	facts y = manage_office_facts(t->arena, LANG_JA, WORLD(t)->def, now);
	return manage_changes(t->arena, &x, &y);
}

static void a_change_is_told_in_words_and_nothing_else_is(void **state)
{
	store_test *t = *state;
	office_def now = copy(t);
	assert_int_equal(told(t, &now).n, 0);
	window thursday = { 8 * 60 + 30, 19 * 60 };
	now.week[4] = (windows){ &thursday, 1 };
	changes list = told(t, &now);
	assert_int_equal(list.n, 1);
	assert_true(str_eq(list.at[0].what, STR("開庁時間（木）")));
	assert_true(str_eq(list.at[0].was, STR("8:30〜17:15")));
	assert_true(str_eq(list.at[0].becomes, STR("8:30〜19:00")));
	now = copy(t);
	now.name.in[LANG_EN] = STR("Moji Ward Office");
	list = told(t, &now);
	assert_int_equal(list.n, 1);
	assert_true(str_eq(list.at[0].what, STR("名前（英語）")));
	assert_int_equal(list.at[0].was.len, 0);
	now = copy(t);
	booking_rule rule = now.offers.at[1].booking.at[0];
	rule.places = 2;
	now.offers.at[1].booking = (booking_rules){ &rule, 1 };
	list = told(t, &now);
	assert_int_equal(list.n, 1);
	assert_true(str_eq(list.at[0].what, STR("国保：予約枠")));
	assert_true(str_eq(list.at[0].was, STR("月・火・水・木・金、9:00〜16:00、30分ごと、1人ずつ")));
	assert_true(str_eq(list.at[0].becomes, STR("月・火・水・木・金、9:00〜16:00、30分ごと、2人ずつ")));
	now = copy(t);
	now.desks.n--;
	list = told(t, &now);
	assert_true(list.n >= 3); /* the list of desks, and each thing that was said about the desk */
	for (size_t i = 0; i < list.n; i++)
		assert_false(str_eq(list.at[i].was, list.at[i].becomes));
}

static void two_rules_that_say_the_same_count_as_two(void **state)
{
	store_test *t = *state;
	office_def now = copy(t);
	booking_rule twice[2] = { now.offers.at[1].booking.at[0], now.offers.at[1].booking.at[0] };
	now.offers.at[1].booking = (booking_rules){ twice, 2 };
	changes list = told(t, &now);
	assert_int_equal(list.n, 1);
	assert_int_equal(list.at[0].was.len, 0);
}

/* --- rules and hours ----------------------------------------------------------------------------------------------------- */

static void rules_are_cut_to_shorter_hours_on_the_days_concerned(void **state)
{
	store_test *t = *state;
	office_def now = copy(t);
	window wednesday = { 8 * 60 + 30, 12 * 60 };
	window lunch[2] = { { 8 * 60 + 45, 12 * 60 }, { 13 * 60, 17 * 60 } };
	now.week[3] = (windows){ &wednesday, 1 };
	now.week[5] = (windows){ NULL, 0 };
	now.week[1] = (windows){ lunch, 2 };
	manage_fit_rules(t->arena, &now);
	const booking_rules *rules = &now.offers.at[0].booking;
	/* Monday to noon as Wednesday, Monday from one, Tuesday and Thursday as before */
	assert_int_equal(rules->n, 3);
	assert_int_equal(rules->at[0].weekdays, 1u << 1 | 1u << 3);
	assert_int_equal(rules->at[0].hours.to, 12 * 60);
	assert_int_equal(rules->at[1].weekdays, 1u << 1);
	assert_int_equal(rules->at[1].hours.from, 13 * 60);
	assert_int_equal(rules->at[2].weekdays, 1u << 2 | 1u << 4);
	assert_int_equal(rules->at[2].hours.to, 16 * 60);
	str text = defs_write_office(t->arena, &now);
	def_file files[] = { { STR("city.yaml"), str_of(test_city) },
			     { STR("services.yaml"), str_of(test_services) },
			     { STR("offices/moji.yaml"), text } };
	city_def *c;
	assert_ok(defs_parse(t->arena, (def_files){ files, COUNT(files) }, &c));
	now = copy(t);
	manage_fit_rules(t->arena, &now);
	assert_int_equal(told(t, &now).n, 0);
}

/* --- forms -------------------------------------------------------------------------------------------------------------- */

static void give(arena *a, pairs *list, str name, str value)
{
	LIST_ADD(a, list, ((pair){ name, value }));
}

/* What a browser would send of a form as it is shown. */
static pairs given_back(arena *a, const form *f)
{
	pairs list = { NULL, 0 };
	for (size_t i = 0; i < f->hidden.n; i++)
		give(a, &list, f->hidden.at[i].name, f->hidden.at[i].value);
	for (size_t i = 0; i < f->sections.n; i++) {
		const mf_section *s = &f->sections.at[i];
		for (size_t k = 0; k < s->matrix.rows.n; k++) {
			const mf_matrix_row *row = &s->matrix.rows.at[k];
			for (size_t j = 0; j < row->cells.n; j++) {
				if (row->cells.at[j].first)
					give(a, &list, row->first, row->cells.at[j].service);
				if (row->cells.at[j].also)
					give(a, &list, row->also, row->cells.at[j].service);
			}
		}
		for (size_t k = 0; k < s->groups.n; k++)
			for (size_t j = 0; j < s->groups.at[k].fields.n; j++) {
				const mf_field *m = &s->groups.at[k].fields.at[j];
				if (m->kind == MF_CHECK && m->chosen)
					give(a, &list, m->name, STR("1"));
				for (size_t o = 0; o < m->options.n && m->kind == MF_CHECKS; o++)
					if (m->options.at[o].chosen)
						give(a, &list, m->name, m->options.at[o].value);
				if (m->kind != MF_CHECK && m->kind != MF_CHECKS && m->kind != MF_NOTE)
					give(a, &list, m->name, m->value);
			}
	}
	return list;
}

static void replace(pairs *list, const char *name, const char *value)
{
	for (size_t i = 0; i < list->n; i++)
		if (str_eq(list->at[i].name, str_of(name))) {
			list->at[i].value = str_of(value);
			return;
		}
	fail_msg("the form has no %s", name);
}

static req asked(store_test *t, pairs given)
{
	return (req){ .arena = t->arena, .lang = LANG_JA, .form = given };
}

static pairs shown(store_test *t, const char *tab, const city_def *c, const office_def *o)
{
	req r = asked(t, (pairs){ NULL, 0 });
	office_def now = manage_copy_office(t->arena, o);
	form f = form_new(&r, c, false);
	manage_tab_of(str_of(tab))->bind(&f, &now);
	return given_back(t->arena, &f);
}

static form bound(store_test *t, const char *tab, const city_def *c, office_def *o, pairs given)
{
	req *r = arena_one(t->arena, req);
	*r = asked(t, given);
	form f = form_new(r, c, true);
	manage_tab_of(str_of(tab))->bind(&f, o);
	return f;
}

static void assert_same(store_test *t, const city_def *c, const office_def *was, const office_def *now, const char *tab)
{
	facts x = manage_office_facts(t->arena, LANG_EN, c, was), y = manage_office_facts(t->arena, LANG_EN, c, now);
	changes list = manage_changes(t->arena, &x, &y);
	if (list.n)
		fail_msg("%.*s, %s, %.*s: %.*s became %.*s", STR_ARG(was->id), tab, STR_ARG(list.at[0].what),
			 STR_ARG(list.at[0].was), STR_ARG(list.at[0].becomes));
}

static void a_form_given_back_unchanged_changes_nothing(void **state)
{
	store_test *t = *state;
	def_files files;
	city_def *c;
	assert_ok(catalog_folder(t->arena, STR("cities/kitakyushu"), &files));
	assert_ok(defs_parse(t->arena, files, &c));
	for (size_t i = 0; i < c->offices.n; i++) {
		const office_def *o = &c->offices.at[i];
		for (const manage_tab *tab = manage_tabs; tab->id; tab++) {
			office_def now = manage_copy_office(t->arena, o);
			form f = bound(t, tab->id, c, &now, shown(t, tab->id, c, o));
			assert_int_equal(f.errors.n, 0);
			assert_same(t, c, o, &now, tab->id);
		}
		for (size_t k = 0; k < o->offers.n; k++) {
			req r = asked(t, (pairs){ NULL, 0 });
			office_def now = manage_copy_office(t->arena, o);
			form f = form_new(&r, c, false);
			manage_bind_offer(&f, &now.offers.at[k]);
			r = asked(t, given_back(t->arena, &f));
			f = form_new(&r, c, true);
			manage_bind_offer(&f, &now.offers.at[k]);
			assert_int_equal(f.errors.n, 0);
			assert_same(t, c, o, &now, "offer");
		}
	}
}

static const mf_field *field_named(const form *f, const char *name)
{
	for (size_t i = 0; i < f->sections.n; i++)
		for (size_t k = 0; k < f->sections.at[i].groups.n; k++) {
			const mf_group *g = &f->sections.at[i].groups.at[k];
			for (size_t j = 0; j < g->fields.n; j++)
				if (str_eq(g->fields.at[j].name, str_of(name)))
					return &g->fields.at[j];
		}
	fail_msg("no field %s", name);
	return NULL;
}

static void what_cannot_be_read_is_said_at_its_field_and_stays(void **state)
{
	store_test *t = *state;
	office_def now = copy(t);
	pairs given = shown(t, "hours", WORLD(t)->def, moji(t));
	replace(&given, "week.2", "8:30-25:00");
	replace(&given, "week.3", "９：００〜１２：００、１３：００～１７：００");
	replace(&given, "year_end.from", "12/29");
	form f = bound(t, "hours", WORLD(t)->def, &now, given);
	assert_int_equal(f.errors.n, 2); /* Tuesday; and the year's end has no last day */
	assert_true(str_eq(field_named(&f, "week.2")->value, STR("8:30-25:00")));
	assert_true(field_named(&f, "week.2")->error.len > 0);
	assert_int_equal(field_named(&f, "week.3")->error.len, 0);
	assert_int_equal(now.week[3].n, 2);
	assert_int_equal(now.week[3].at[1].from, 13 * 60);
	assert_int_equal(field_named(&f, "year_end.from")->error.len, 0);
	assert_true(str_eq(field_named(&f, "year_end.from")->value, STR("12/29")));
	assert_true(field_named(&f, "year_end.to")->error.len > 0);
}

static void rows_move_and_go_without_anything_being_wrong(void **state)
{
	store_test *t = *state;
	office_def now = copy(t);
	pairs given = shown(t, "calling", WORLD(t)->def, moji(t));
	give(t->arena, &given, STR("do"), STR("up:order:1"));
	replace(&given, "missed.grace", "oops");
	form f = bound(t, "calling", WORLD(t)->def, &now, given);
	assert_int_equal(f.errors.n, 0);
	assert_int_equal(now.order.at[0].who, CALL_PRIORITY);
	assert_int_equal(now.order.at[1].who, CALL_BOOKED);
	assert_int_equal(now.order.at[1].early_minutes, 5);
	assert_true(str_eq(field_named(&f, "missed.grace")->value, STR("oops")));
	now = copy(t);
	given = shown(t, "desks", WORLD(t)->def, moji(t));
	give(t->arena, &given, STR("do"), STR("remove:desks:0"));
	f = bound(t, "desks", WORLD(t)->def, &now, given);
	assert_int_equal(now.desks.n, 2);
	assert_true(str_eq(now.desks.at[0].id, STR("2")));
	/* what a browser sends is not believed: rows that are not there, numbers that are none */
	replace(&given, "n.desks", "999999999");
	give(t->arena, &given, STR("do"), STR("remove:desks:777"));
	bound(t, "desks", WORLD(t)->def, &now, given);
	assert_int_equal(now.desks.n, 0);
}

static elsewheres checked(store_test *t, form *f, const office_def *o)
{
	str text = defs_write_office(t->arena, o);
	def_file files[] = { { STR("city.yaml"), str_of(test_city) },
			     { STR("services.yaml"), str_of(test_services) },
			     { STR("offices/moji.yaml"), text } };
	city_def *c;
	return form_mistakes(f, STR("offices/moji.yaml"), text,
			     defs_parse(t->arena, (def_files){ files, COUNT(files) }, &c));
}

static void a_draft_that_is_nonsense_breaks_nothing(void **state)
{
	store_test *t = *state;
	static const char *const drafts[] = {
		"",
		"x",
		"office: moji\nservices: { juumin: { booking: [ {} , { every: 0, hours: 9:00-12:00 } ] } }",
		"office: moji\nclosures: [ {}, { from: never } ]\nopenings: [ {} ]\nyear_end: soon\ndesks: [ {}, 3 ]",
		"office: moji\ncall_order: [ nobody ]\nservices: { a: { booking: [ { dates: [ x ] } ] } }",
	};
	for (size_t i = 0; i < COUNT(drafts); i++) {
		def_file files[] = { { STR("city.yaml"), str_of(test_city) },
				     { STR("services.yaml"), str_of(test_services) },
				     { STR("offices/moji.yaml"), str_of(drafts[i]) } };
		city_def *c = NULL;
		assert_non_null(defs_parse(t->arena, (def_files){ files, COUNT(files) }, &c));
		assert_non_null(c);
		const office_def *o = defs_office(c, MOJI);
		if (!o)
			continue;
		manage_office_facts(t->arena, LANG_EN, c, o);
		for (const manage_tab *tab = manage_tabs; tab->id; tab++) {
			office_def now = manage_copy_office(t->arena, o);
			bound(t, tab->id, c, &now, shown(t, tab->id, c, o));
			manage_fit_rules(t->arena, &now);
			defs_write_office(t->arena, &now);
		}
	}
}

static void removing_the_only_desk_of_a_service_is_refused_in_plain_words(void **state)
{
	store_test *t = *state;
	office_def now = copy(t);
	pairs given = shown(t, "desks", WORLD(t)->def, moji(t));
	give(t->arena, &given, STR("do"), STR("remove:desks:1"));
	bound(t, "desks", WORLD(t)->def, &now, given);
	/* 国保 was served at desk 2 alone */
	given = shown(t, "desks", WORLD(t)->def, &now);
	form f = bound(t, "desks", WORLD(t)->def, &now, given);
	assert_int_equal(f.errors.n, 0);
	assert_int_equal(checked(t, &f, &now).n, 0);
	assert_int_equal(f.errors.n, 1);
	assert_true(str_eq(f.errors.at[0].field, STR("desks")));
	assert_true(str_starts(f.errors.at[0].message, STR("国保：このサービスを受け付ける窓口がなくなります。")));
}

static void a_mistake_that_the_checker_finds_leads_to_its_field(void **state)
{
	store_test *t = *state;
	office_def now = copy(t);
	req r = asked(t, (pairs){ NULL, 0 });
	form f = form_new(&r, WORLD(t)->def, false);
	manage_bind_offer(&f, &now.offers.at[0]);
	pairs given = given_back(t->arena, &f);
	replace(&given, "services.juumin.booking.0.kept", "9");
	r = asked(t, given);
	f = form_new(&r, WORLD(t)->def, true);
	manage_bind_offer(&f, &now.offers.at[0]);
	assert_int_equal(f.errors.n, 0);
	assert_int_equal(checked(t, &f, &now).n, 0);
	assert_int_equal(f.errors.n, 1);
	assert_true(str_eq(f.errors.at[0].field, STR("services.juumin.booking.0.kept")));
	assert_true(field_named(&f, "services.juumin.booking.0.kept")->error.len > 0);
}

static void what_does_not_fit_another_form_says_where_to_mend_it(void **state)
{
	store_test *t = *state;
	office_def now = copy(t);
	pairs given = shown(t, "hours", WORLD(t)->def, moji(t));
	replace(&given, "week.1", "8:30-12:00");
	form f = bound(t, "hours", WORLD(t)->def, &now, given);
	elsewheres list = checked(t, &f, &now);
	assert_int_equal(list.n, 2);
	assert_string_equal(list.at[0].tab, "services");
	assert_true(str_eq(list.at[0].service, STR("juumin")));
	assert_true(str_eq(list.at[1].service, STR("kokuho")));
}

int main(void)
{
	static const store_test_case tests[] = {
		STORE_TEST(closing_a_day_lists_exactly_the_bookings_of_that_day),
		STORE_TEST(fewer_places_concern_those_who_booked_last),
		STORE_TEST(a_service_or_a_time_that_goes_is_said_as_such),
		STORE_TEST(bookings_outside_since_an_earlier_change_are_told_apart),
		STORE_TEST(a_booking_that_was_kept_is_listed_for_staff_and_checks_in),
		STORE_TEST(every_statement_of_settings_holds),
		STORE_TEST(a_change_is_told_in_words_and_nothing_else_is),
		STORE_TEST(two_rules_that_say_the_same_count_as_two),
		STORE_TEST(rules_are_cut_to_shorter_hours_on_the_days_concerned),
		STORE_TEST(a_form_given_back_unchanged_changes_nothing),
		STORE_TEST(what_cannot_be_read_is_said_at_its_field_and_stays),
		STORE_TEST(rows_move_and_go_without_anything_being_wrong),
		STORE_TEST(a_draft_that_is_nonsense_breaks_nothing),
		STORE_TEST(removing_the_only_desk_of_a_service_is_refused_in_plain_words),
		STORE_TEST(a_mistake_that_the_checker_finds_leads_to_its_field),
		STORE_TEST(what_does_not_fit_another_form_says_where_to_mend_it),
	};
	return store_tests("settings without code", tests, COUNT(tests), migrations, migrations_n, &test_fixture);
}
