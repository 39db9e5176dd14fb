/* Visits through several counters: what waits when, who may be called where, and what ends a visit. */
#include "modules/visits/journeys/journeys.h"
#include "modules/visits/testing.h"
#include "modules/visits/testing_rivals.h"
#include "modules/visits/verify.h"
#include "modules/visits/visits_private.h"
#include "modules/visits/wait/learned.h"
#include "modules/visits/wait/wait.sql.h"

/* moving in: first the register; then insurance, the child's allowance (if there is one) and tax, side by side; school last. */
static const char services_yaml[] = "services:\n"
				    "  juumin: { name: 住民異動, letter: A, minutes: 20 }\n"
				    "  kokuho: { name: 国保, letter: B, minutes: 15 }\n"
				    "  kodomo: { name: 児童手当, letter: C, minutes: 10 }\n"
				    "  zei: { name: 税証明, letter: D, minutes: 5 }\n"
				    "  gakkou: { name: 学校, letter: E, minutes: 10 }\n";
static const char journeys_yaml[] = "freely_chosen: together\n"
				    "journeys:\n"
				    "  tennyuu:\n"
				    "    name: { ja: 引っ越してきた }\n"
				    "    steps:\n"
				    "      - service: juumin\n"
				    "      - { service: kokuho, after: [juumin] }\n"
				    "      - { service: kodomo, after: [juumin], ask: お子さんがいますか }\n"
				    "      - { service: gakkou, after: [kodomo], ask: お子さんがいますか }\n"
				    "      - { service: zei }\n"
				    "  hitotsu:\n"
				    "    name: { ja: ひとつずつ }\n"
				    "    wait: one by one\n"
				    "    steps:\n"
				    "      - service: zei\n"
				    "      - service: kokuho\n"
				    "      - { service: kodomo, after: [kokuho] }\n";
static const char office_yaml[] = "office: moji\n"
				  "kind: ward\n"
				  "name: { ja: 門司区役所 }\n"
				  "hours: { mon-fri: 8:30-17:15 }\n"
				  "missed: { recalls: 2, grace: 30 minutes }\n";
static const char offers_yaml[] =
	"services: { juumin: {}, kokuho: {}, kodomo: {}, zei: {}, gakkou: { hours: 13:00-17:00 } }\n"
	"desks:\n"
	"  - { id: \"1\", services: [juumin] }\n"
	"  - { id: \"2\", services: [kokuho] }\n"
	"  - { id: \"3\", services: [zei, kodomo] }\n"
	"  - { id: \"4\", services: [gakkou] }\n";

/* From now on the office has these services and desks. */
static void use_office(store_test *t, const char *offers)
{
	test_world *w = WORLD(t);
	def_file files[] = { { STR("city.yaml"), str_of(test_city) },
			     { STR("services.yaml"), str_of(services_yaml) },
			     { STR("journeys.yaml"), str_of(journeys_yaml) },
			     { STR("offices/moji.yaml"), str_format(t->arena, "%s%s", office_yaml, offers) } };
	assert_ok(defs_parse(t->arena, (def_files){ files, COUNT(files) }, &w->def));
	w->public.def = w->def;
	for (int i = 0; i < 3; i++)
		w->staff[i].def = w->def;
}

static void setup(store_test *t)
{
	test_world_setup(t);
	use_office(t, offers_yaml);
}

static ticket_view arrive(store_test *t, const char *journey, const char *yes)
{
	take_ticket c = {
		.by = &WORLD(t)->public, .office = MOJI, .journey = str_of(journey), .yes = services_of(t->arena, yes)
	};
	assert_ok(run(t, take_ticket_run, &c));
	return c.ret;
}

/* The states of a visit's steps, each by its first letters: "waiting planned". */
static const char *states(store_test *t, str code)
{
	ticket_view v = ticket_now(t, code);
	buf b = buf_new(t->arena, 512);
	for (size_t i = 0; i < v.steps.n; i++) {
		str name = step_state_name(v.steps.at[i].state);
		buf_format(&b, "%s%.*s:%.*s", i ? " " : "", STR_ARG(v.steps.at[i].service), STR_ARG(name));
	}
	return arena_copy(t->arena, buf_str(&b)).at;
}

static void open_desks(store_test *t)
{
	static const char *const desks[] = { "1", "2", "3", "4" };
	for (size_t i = 0; i < COUNT(desks); i++)
		assert_ok(act(t, (int)i % 3, desks[i], ACT_OPEN, NULL));
}

static const err *count_wrong(db *d, arena *a, void *arg)
{
	return visits_verify(d, a, TEST_CITY, arg);
}

static void nothing_is_wrong(store_test *t)
{
	verify_results found;
	assert_ok(store_read(t->store, t->arena, count_wrong, &found));
	for (size_t i = 0; i < found.n; i++)
		if (found.at[i].wrong)
			print_error("wrong: %s\n", found.at[i].rule);
	assert_int_equal(found.wrong, 0);
}

static void serve(store_test *t, int clerk, const char *desk)
{
	assert_ok(act(t, clerk, desk, ACT_CALL_NEXT, NULL));
	assert_ok(act(t, clerk, desk, ACT_SERVE, NULL));
	assert_ok(act(t, clerk, desk, ACT_DONE, NULL));
}

static void what_need_not_come_later_waits_at_once_and_the_rest_when_its_turn_comes(void **state)
{
	store_test *t = *state;
	clock_set(&t->clock, at(13, 30));
	ticket_view v = arrive(t, "tennyuu", "kodomo");
	assert_string_equal(states(t, v.code),
			    "juumin:waiting kokuho:planned kodomo:planned gakkou:planned zei:waiting");
	open_desks(t);
	serve(t, 0, "1");
	assert_string_equal(states(t, v.code), "juumin:done kokuho:waiting kodomo:waiting gakkou:planned zei:waiting");
	serve(t, 1, "2");
	serve(t, 2, "3");
	/* the children's allowance leads on to the school, so it went before tax */
	assert_string_equal(states(t, v.code), "juumin:done kokuho:done kodomo:done gakkou:waiting zei:waiting");
	serve(t, 0, "4");
	serve(t, 2, "3");
	assert_string_equal(states(t, v.code), "juumin:done kokuho:done kodomo:done gakkou:done zei:done");
	nothing_is_wrong(t);
}

static void a_question_that_was_not_answered_with_yes_leaves_its_steps_out(void **state)
{
	store_test *t = *state;
	ticket_view v = arrive(t, "tennyuu", "");
	assert_string_equal(states(t, v.code), "juumin:waiting kokuho:planned zei:waiting");
	assert_true(str_eq(v.journey, STR("tennyuu")));
}

static void what_cannot_be_done_now_is_left_out(void **state)
{
	store_test *t = *state;
	clock_set(&t->clock, at(9, 0)); /* schools are dealt with in the afternoon */
	ticket_view v = arrive(t, "tennyuu", "kodomo");
	assert_string_equal(states(t, v.code), "juumin:waiting kokuho:planned kodomo:planned zei:waiting");
	/* and what comes after something that cannot be done is left out with it */
	stop_tickets stop = { .by = &WORLD(t)->staff[0], .office = MOJI, .service = STR("juumin"), .stop = true };
	assert_ok(run(t, stop_tickets_run, &stop));
	v = arrive(t, "tennyuu", "kodomo");
	assert_string_equal(states(t, v.code), "zei:waiting");
}

static void whoever_is_at_one_desk_is_passed_over_by_the_others_and_keeps_the_place(void **state)
{
	store_test *t = *state;
	ticket_view first = arrive(t, "tennyuu", ""), second = arrive(t, "tennyuu", "");
	open_desks(t);
	assert_ok(act(t, 0, "1", ACT_CALL_NEXT, NULL));
	assert_string_equal(states(t, first.code), "juumin:called kokuho:planned zei:waiting");
	desk_act c = { 0 };
	assert_ok(act(t, 2, "3", ACT_CALL_NEXT, &c));
	assert_true(str_eq(c.ret_ticket, second.code));
	assert_ok(act(t, 2, "3", ACT_UNDO, NULL));
	c = (desk_act){ .ticket = first.code };
	assert_refused(act(t, 2, "3", ACT_CALL, &c), ERR_elsewhere);
	assert_ok(act(t, 0, "1", ACT_UNDO, NULL));
	c = (desk_act){ 0 };
	assert_ok(act(t, 2, "3", ACT_CALL_NEXT, &c));
	assert_true(str_eq(c.ret_ticket, first.code));
	nothing_is_wrong(t);
}

static void who_was_missed_is_called_nowhere_until_back(void **state)
{
	store_test *t = *state;
	ticket_view v = arrive(t, "tennyuu", "");
	open_desks(t);
	assert_ok(act(t, 0, "1", ACT_CALL_NEXT, NULL));
	assert_ok(act(t, 0, "1", ACT_MISSED, NULL));
	assert_refused(act(t, 2, "3", ACT_CALL_NEXT, NULL), ERR_nobody_waiting);
	mark_ticket back = { .by = &WORLD(t)->staff[0], .code = v.code, .back = true };
	assert_ok(run(t, mark_ticket_run, &back));
	assert_string_equal(states(t, v.code), "juumin:waiting kokuho:planned zei:waiting");
	assert_ok(act(t, 2, "3", ACT_CALL_NEXT, NULL));
	nothing_is_wrong(t);
}

static void who_was_missed_and_stands_at_another_desk_is_back(void **state)
{
	store_test *t = *state;
	ticket_view v = arrive(t, "tennyuu", "");
	open_desks(t);
	assert_ok(act(t, 0, "1", ACT_CALL_NEXT, NULL));
	assert_ok(act(t, 0, "1", ACT_MISSED, NULL));
	desk_act c = { .ticket = v.code };
	assert_ok(act(t, 2, "3", ACT_CALL, &c));
	assert_string_equal(states(t, v.code), "juumin:waiting kokuho:planned zei:called");
	assert_true(ticket_now(t, v.code).steps.at[0].returned);
	nothing_is_wrong(t);
}

static void who_does_not_come_back_in_time_ends_the_whole_visit(void **state)
{
	store_test *t = *state;
	ticket_view v = arrive(t, "tennyuu", "");
	open_desks(t);
	assert_ok(act(t, 0, "1", ACT_CALL_NEXT, NULL));
	assert_ok(act(t, 0, "1", ACT_MISSED, NULL));
	clock_set(&t->clock, at(9, 31));
	office_job job = { .by = { .city = TEST_CITY, .def = WORLD(t)->def, .channel = STR("staff") },
			   .office = defs_office(WORLD(t)->def, MOJI) };
	assert_ok(run(t, abandon_run, &job));
	assert_string_equal(states(t, v.code), "juumin:abandoned kokuho:abandoned zei:abandoned");
	nothing_is_wrong(t);
}

static void who_is_parked_may_be_called_elsewhere_and_is_resumed_after_that(void **state)
{
	store_test *t = *state;
	ticket_view v = arrive(t, "tennyuu", "");
	open_desks(t);
	assert_ok(act(t, 0, "1", ACT_CALL_NEXT, NULL));
	assert_ok(act(t, 0, "1", ACT_PARK, NULL));
	assert_string_equal(states(t, v.code), "juumin:parked kokuho:planned zei:waiting");
	assert_ok(act(t, 2, "3", ACT_CALL_NEXT, NULL));
	desk_act c = { .ticket = v.code };
	assert_refused(act(t, 0, "1", ACT_RESUME, &c), ERR_elsewhere);
	assert_ok(act(t, 2, "3", ACT_DONE, NULL));
	c = (desk_act){ .ticket = v.code };
	assert_ok(act(t, 0, "1", ACT_RESUME, &c));
	assert_string_equal(states(t, v.code), "juumin:serving kokuho:planned zei:done");
	nothing_is_wrong(t);
}

static void what_waited_for_a_step_waits_for_the_one_that_it_was_transferred_to(void **state)
{
	store_test *t = *state;
	ticket_view v = arrive(t, "tennyuu", "");
	open_desks(t);
	assert_ok(act(t, 0, "1", ACT_CALL_NEXT, NULL));
	desk_act c = { .service = STR("kodomo") };
	assert_ok(act(t, 0, "1", ACT_TRANSFER, &c));
	assert_string_equal(states(t, v.code), "juumin:transferred kokuho:planned zei:waiting kodomo:waiting");
	/* which leads on to insurance, so it goes before tax */
	serve(t, 2, "3");
	assert_string_equal(states(t, v.code), "juumin:transferred kokuho:waiting zei:waiting kodomo:done");
	nothing_is_wrong(t);
}

static void who_is_transferred_waits_there_for_what_has_to_come_first(void **state)
{
	store_test *t = *state;
	ticket_view v = arrive(t, "tennyuu", "");
	open_desks(t);
	assert_ok(act(t, 2, "3", ACT_CALL_NEXT, NULL)); /* tax, while the register is waited for */
	desk_act c = { .service = STR("kodomo") };
	assert_ok(act(t, 2, "3", ACT_TRANSFER, &c));
	assert_string_equal(states(t, v.code), "juumin:waiting kokuho:planned zei:transferred kodomo:planned");
	assert_refused(act(t, 2, "3", ACT_CALL_NEXT, NULL), ERR_nobody_waiting);
	serve(t, 0, "1");
	assert_string_equal(states(t, v.code), "juumin:done kokuho:waiting zei:transferred kodomo:waiting");
	nothing_is_wrong(t);
}

static void two_steps_never_wait_for_each_other_after_a_transfer(void **state)
{
	store_test *t = *state;
	clock_set(&t->clock, at(13, 30));
	ticket_view v = arrive(t, "tennyuu", "kodomo");
	open_desks(t);
	assert_ok(act(t, 0, "1", ACT_CALL_NEXT, NULL));
	/* school comes after the child's allowance, which now waits for school in the register's place */
	desk_act c = { .service = STR("gakkou") };
	assert_ok(act(t, 0, "1", ACT_TRANSFER, &c));
	assert_string_equal(
		states(t, v.code),
		"juumin:transferred kokuho:planned kodomo:planned gakkou:planned zei:waiting gakkou:waiting");
	serve(t, 0, "4");
	assert_string_equal(states(t, v.code),
			    "juumin:transferred kokuho:waiting kodomo:waiting gakkou:planned zei:waiting gakkou:done");
	nothing_is_wrong(t);
}

static void who_leaves_ends_every_step_but_not_while_at_a_desk(void **state)
{
	store_test *t = *state;
	ticket_view v = arrive(t, "tennyuu", "");
	open_desks(t);
	assert_ok(act(t, 0, "1", ACT_CALL_NEXT, NULL));
	leave_queue c = { .by = &WORLD(t)->public, .code = v.code };
	assert_refused(run(t, leave_queue_run, &c), ERR_not_allowed_now);
	assert_ok(act(t, 0, "1", ACT_UNDO, NULL));
	assert_ok(run(t, leave_queue_run, &c));
	assert_string_equal(states(t, v.code), "juumin:left kokuho:left zei:left");
	assert_ok(run(t, leave_queue_run, &c));
	nothing_is_wrong(t);
}

static void one_by_one_only_one_step_waits(void **state)
{
	store_test *t = *state;
	ticket_view v = arrive(t, "hitotsu", "");
	open_desks(t);
	int waiting = 0;
	for (int round = 0; round < 3; round++) {
		ticket_view now = ticket_now(t, v.code);
		waiting = 0;
		for (size_t i = 0; i < now.steps.n; i++)
			waiting += now.steps.at[i].state == STEP_WAITING;
		assert_int_equal(waiting, 1);
		const live_step *s = visit_present_step(&now.steps);
		serve(t, 0, str_eq(s->service, STR("kokuho")) ? "2" : "3");
	}
	assert_string_equal(states(t, v.code), "zei:done kokuho:done kodomo:done");
	nothing_is_wrong(t);
}

static void one_by_one_the_counter_that_is_quickest_now_comes_first(void **state)
{
	store_test *t = *state;
	open_desks(t);
	ticket_view v = { 0 }, crowd[6];
	for (int i = 0; i < 6; i++)
		assert_ok(take(t, "zei", &crowd[i]));
	v = arrive(t, "hitotsu", "");
	assert_string_equal(states(t, v.code), "zei:planned kokuho:waiting kodomo:planned");
	leave_queue gone = { .by = &WORLD(t)->public, .code = v.code };
	assert_ok(run(t, leave_queue_run, &gone));
	for (int i = 0; i < 6; i++) {
		gone.code = crowd[i].code;
		assert_ok(run(t, leave_queue_run, &gone));
	}
	for (int i = 0; i < 6; i++)
		assert_ok(take(t, "kokuho", NULL));
	v = arrive(t, "hitotsu", "");
	assert_string_equal(states(t, v.code), "zei:waiting kokuho:planned kodomo:planned");
	/* and it is planned again when that is done: kokuho is what is left before kodomo */
	serve(t, 2, "3");
	assert_string_equal(states(t, v.code), "zei:done kokuho:waiting kodomo:planned");
	nothing_is_wrong(t);
}

static void one_by_one_a_service_that_is_no_longer_offered_is_not_waited_for_first(void **state)
{
	store_test *t = *state;
	open_desks(t);
	for (int i = 0; i < 6; i++)
		assert_ok(take(t, "zei", NULL));
	ticket_view v = arrive(t, "hitotsu", "");
	assert_string_equal(states(t, v.code), "zei:planned kokuho:waiting kodomo:planned");
	assert_ok(act(t, 1, "2", ACT_CALL_NEXT, NULL));
	use_office(t, "services: { kokuho: {}, kodomo: {} }\n"
		      "desks:\n"
		      "  - { id: \"2\", services: [kokuho] }\n"
		      "  - { id: \"3\", services: [kodomo] }\n");
	assert_ok(act(t, 1, "2", ACT_DONE, NULL));
	assert_string_equal(states(t, v.code), "zei:planned kokuho:done kodomo:waiting");
}

static void services_picked_one_by_one_are_put_in_order_by_the_journeys(void **state)
{
	store_test *t = *state;
	ticket_view v = { 0 };
	assert_ok(take(t, "kokuho,zei,juumin", &v));
	assert_string_equal(states(t, v.code), "kokuho:planned zei:waiting juumin:waiting");
	/* by way of a service that was not picked */
	clock_set(&t->clock, at(13, 30));
	assert_ok(take(t, "gakkou,juumin", &v));
	assert_string_equal(states(t, v.code), "gakkou:planned juumin:waiting");
}

struct board_question {
	store_test *t;
	board ret;
};

static const err *read_board(db *d, arena *a, void *arg)
{
	struct board_question *q = arg;
	const city_def *def = WORLD(q->t)->def;
	return visits_board_in(d, a, def, defs_office(def, MOJI), clock_now(&q->t->clock), true, &q->ret);
}

static void people_are_counted_not_steps(void **state)
{
	store_test *t = *state;
	struct board_question q = { .t = t };
	arrive(t, "tennyuu", "");
	arrive(t, "tennyuu", "");
	open_desks(t);
	assert_ok(act(t, 0, "1", ACT_CALL_NEXT, NULL));
	assert_ok(store_read(t->store, t->arena, read_board, &q));
	assert_int_equal(q.ret.people, 1); /* the other is at a desk */
	assert_int_equal(q.ret.steps.n, 4);
	assert_int_equal(q.ret.planned.n, 2);
	assert_true(q.ret.steps.at[1].elsewhere);
	assert_false(q.ret.steps.at[2].elsewhere);
	assert_int_equal(q.ret.steps.at[2].chain, (20 + 15) * 60);
	/* both visits have an expected end, and who is at a desk already is through first */
	const struct visit_end *a = visit_end_of(&q.ret, q.ret.steps.at[0].ticket),
			       *b = visit_end_of(&q.ret, q.ret.steps.at[2].ticket);
	assert_true(a && b && a->p10 <= a->p50 && a->p50 <= a->p90 && a->p50 < b->p50);
	assert_in_range(a->p50, 25 * 60, 60 * 60); /* 20 + 15 + 5 minutes of work, nobody in the way */
}

static board board_of(store_test *t)
{
	struct board_question q = { .t = t };
	assert_ok(store_read(t->store, t->arena, read_board, &q));
	return q.ret;
}

static int wait_of(const board *b, str ticket, const char *service)
{
	for (size_t i = 0; i < b->steps.n; i++)
		if (str_eq(b->steps.at[i].ticket, ticket) && str_eq(b->steps.at[i].service, str_of(service)))
			return b->waits[i].p50;
	assert_true(false); /* not on the board */
	return -1;
}

static int wait_for(const board *b, const char *service)
{
	for (size_t i = 0; i < b->services_n; i++)
		if (str_eq(b->services[i].offer->service, str_of(service)))
			return b->services[i].wait.p50;
	assert_true(false); /* not on the board */
	return -1;
}

static void who_waits_in_two_lines_or_is_elsewhere_holds_up_one_desk_at_a_time(void **state)
{
	store_test *t = *state;
	ticket_view both = arrive(t, "tennyuu", ""), one;
	assert_ok(take(t, "zei", &one));
	open_desks(t);
	board b = board_of(t);
	/* juumin takes the first, and insurance then, 35 minutes about; tax takes the second at once */
	assert_int_equal(wait_of(&b, both.code, "juumin"), 0);
	assert_int_equal(wait_of(&b, one.code, "zei"), 0);
	assert_in_range(wait_of(&b, both.code, "zei"), 25 * 60, 45 * 60);
	assert_in_range(wait_for(&b, "zei"), 2 * 60, 7 * 60);
	/* the same when the clerk at juumin has called: the place is kept, and nobody waits for who is elsewhere */
	assert_ok(act(t, 0, "1", ACT_CALL_NEXT, NULL));
	b = board_of(t);
	assert_int_equal(wait_of(&b, one.code, "zei"), 0);
	assert_in_range(wait_of(&b, both.code, "zei"), 25 * 60, 45 * 60);
	assert_non_null(visit_end_of(&b, both.code));
	/* who was missed has no end that could be said, and is told the wait of who is back now */
	assert_ok(act(t, 0, "1", ACT_MISSED, NULL));
	b = board_of(t);
	assert_int_equal(wait_of(&b, one.code, "zei"), 0);
	assert_int_equal(wait_of(&b, both.code, "zei"), 0);
	assert_null(visit_end_of(&b, both.code));
}

/* Everything takes twice as long as the definitions say. */
static const err *store_slow_model(db *d, arena *a, void *arg)
{
	store_test *t = arg;
	const city_def *def = WORLD(t)->def;
	board b;
	i64 changed;
	TRY(visits_board_in(d, a, def, defs_office(def, MOJI), clock_now(&t->clock), false, &b));
	office_learned *m = arena_one(a, office_learned);
	learned_init(m);
	learned_names(m, &b);
	model_day_begins(&m->model);
	for (int round = 0; round < 50; round++)
		for (size_t i = 0; i < b.services_n; i++)
			model_served(&m->model, model_service(&m->model, b.services[i].offer->service, 0), -1, 9 * 3600,
				     b.services[i].mean * (round % 2 ? 1.6 : 2.4));
	buf plan = buf_new(a, 1 << 16), model = buf_new(a, 1 << 17);
	desk_plan_write(&m->plan, &plan);
	model_write(&m->model, &model);
	return wait_set_model(d, a,
			      &(wait_set_model_in){ .city = TEST_CITY,
						    .office = MOJI,
						    .upto = b.today - 1,
						    .now = b.now,
						    .plan = buf_str(&plan),
						    .model = buf_str(&model) },
			      &changed);
}

static void the_end_of_a_visit_is_told_from_what_the_office_has_learned(void **state)
{
	store_test *t = *state;
	ticket_view v = arrive(t, "tennyuu", "");
	open_desks(t);
	board b = board_of(t);
	int by_definition = visit_end_of(&b, v.code)->p50; /* 20 + 15 + 5 minutes */
	assert_in_range(by_definition, 25 * 60, 50 * 60);
	assert_ok(run(t, store_slow_model, t));
	b = board_of(t);
	const struct visit_end *end = visit_end_of(&b, v.code);
	assert_in_range(end->p50, 60 * 60, 95 * 60);
	assert_true(end->p10 < end->p50 && end->p50 < end->p90);
	/* and so is that of somebody who would come now: behind the first at every desk */
	i64 after[] = { 0, step_bit(1), 0 };
	journey_path p = { .services = services_of(t->arena, "juumin,kokuho,zei"), .after = after };
	live_steps steps = journey_live(t->arena, &p, false, b.now);
	struct visit_end later;
	assert_true(visits_estimate_end(&b, &steps, 0, &later));
	assert_true(later.p50 > end->p50 + 20 * 60);
}

static void two_desks_that_call_the_same_person_at_once_get_one_each(void **state)
{
	store_test *t = *state;
	ticket_view first = arrive(t, "tennyuu", ""), second = arrive(t, "tennyuu", "");
	open_desks(t);
	desk_act one = { .by = &WORLD(t)->staff[0],
			 .office = MOJI,
			 .desk = STR("1"),
			 .action = ACT_CALL_NEXT,
			 .rev = -1 },
		 two = one;
	two.desk = STR("3");
	two.by = &WORLD(t)->staff[2];
	rival a = { .run = desk_act_run, .arg = &one }, b = { .run = desk_act_run, .arg = &two };
	both_at_once(t, &a, &b);
	assert_ok(a.result);
	assert_ok(b.result);
	assert_true(str_eq(one.ret_ticket, first.code));
	assert_true(str_eq(two.ret_ticket, second.code));
	nothing_is_wrong(t);
	arena_free(a.a);
	arena_free(b.a);
}

/* --- without a database ------------------------------------------------------------------------------------------------ */

static void picked_services_have_an_order_without_rings_whatever_the_journeys_say(void **state)
{
	(void)state;
	arena *a = arena_new(1 << 20);
	journey_step ab[] = { { .service = STR("a") }, { .service = STR("b") } };
	journey_step ba[] = { { .service = STR("b") }, { .service = STR("a") } };
	str first_a[] = { STR("a") }, first_b[] = { STR("b") };
	ab[1].after = (strs){ first_a, 1 };
	ba[1].after = (strs){ first_b, 1 };
	journey_def list[] = { { .steps = { ab, 2 } }, { .steps = { ba, 2 } } };
	city_def c = { .journeys = { list, 2 }, .free_together = true };
	str picked[] = { STR("b"), STR("a") };
	i64 *after = journey_free_order(a, &c, (strs){ picked, 2 });
	assert_int_equal(after[0], 0);
	assert_int_equal(after[1], step_bit(1));
	c.free_together = false;
	assert_null(journey_free_order(a, &c, (strs){ picked, 2 }));
	arena_free(a);
}

int main(void)
{
	static const store_fixture fixture = { .setup = setup };
	static const store_test_case tests[] = {
		STORE_TEST(what_need_not_come_later_waits_at_once_and_the_rest_when_its_turn_comes),
		STORE_TEST(a_question_that_was_not_answered_with_yes_leaves_its_steps_out),
		STORE_TEST(what_cannot_be_done_now_is_left_out),
		STORE_TEST(whoever_is_at_one_desk_is_passed_over_by_the_others_and_keeps_the_place),
		STORE_TEST(who_was_missed_is_called_nowhere_until_back),
		STORE_TEST(who_was_missed_and_stands_at_another_desk_is_back),
		STORE_TEST(who_does_not_come_back_in_time_ends_the_whole_visit),
		STORE_TEST(who_is_parked_may_be_called_elsewhere_and_is_resumed_after_that),
		STORE_TEST(what_waited_for_a_step_waits_for_the_one_that_it_was_transferred_to),
		STORE_TEST(who_is_transferred_waits_there_for_what_has_to_come_first),
		STORE_TEST(two_steps_never_wait_for_each_other_after_a_transfer),
		STORE_TEST(who_leaves_ends_every_step_but_not_while_at_a_desk),
		STORE_TEST(one_by_one_only_one_step_waits),
		STORE_TEST(one_by_one_the_counter_that_is_quickest_now_comes_first),
		STORE_TEST(one_by_one_a_service_that_is_no_longer_offered_is_not_waited_for_first),
		STORE_TEST(services_picked_one_by_one_are_put_in_order_by_the_journeys),
		STORE_TEST(people_are_counted_not_steps),
		STORE_TEST(who_waits_in_two_lines_or_is_elsewhere_holds_up_one_desk_at_a_time),
		STORE_TEST(the_end_of_a_visit_is_told_from_what_the_office_has_learned),
		POSTGRES_TEST(two_desks_that_call_the_same_person_at_once_get_one_each),
	};
	static const struct CMUnitTest pure[] = {
		cmocka_unit_test(picked_services_have_an_order_without_rings_whatever_the_journeys_say),
	};
	int failed = cmocka_run_group_tests_name("orders", pure, NULL, NULL);
	return store_tests("journeys", tests, COUNT(tests), migrations, migrations_n, &fixture) + failed;
}
