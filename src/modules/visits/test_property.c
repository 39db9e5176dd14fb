/*
 * Random commands of residents, clerks and time, thousands of them, against what must always hold (verify.h) and against
 * a rule that is worked out beside the program: whom a desk calls next.
 *
 * A failure prints the seed; VISITS_SEED=… repeats the run, VISITS_STEPS=… makes it longer.
 */
#include "modules/visits/testing.h"
#include "modules/visits/verify.h"
#include "modules/visits/visits_private.h"

#define STEPS 1200
#define KNOWN_MAX 400

typedef struct run_state {
	store_test *t;
	u64 seed;
	instant now;
	str tickets[KNOWN_MAX], bookings[KNOWN_MAX];
	size_t tickets_n, bookings_n;
	int done[64]; /* how often each kind of command succeeded */
} run_state;

static u64 dice(run_state *s, u64 sides)
{
	u64 z = (s->seed += 0x9E3779B97F4A7C15u);
	z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
	z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
	return (z ^ (z >> 31)) % sides;
}

static const char *const desks[] = { "1", "2", "3" };
static const char *const services[] = { "juumin", "kokuho", "zei", "juumin,zei", "zei,kokuho", "juumin,kokuho,zei" };
static const char *const bookable[] = { "juumin", "kokuho", "juumin,kokuho" };

/* Only refusals that the rules foresee; anything else is a fault of the program. */
static bool allowed(const err *e)
{
	return !e || e->code == ERR_slot_full || e->code == ERR_slot_not_offered || e->code == ERR_too_many_bookings ||
	       e->code == ERR_hold_expired || e->code == ERR_booking_over || e->code == ERR_too_early ||
	       e->code == ERR_office_closed || e->code == ERR_nobody_waiting || e->code == ERR_stale ||
	       e->code == ERR_desk_closed || e->code == ERR_desk_taken || e->code == ERR_desk_serving ||
	       e->code == ERR_not_allowed_now || e->code == ERR_elsewhere || e->code == ERR_cannot_serve ||
	       e->code == ERR_service_closed || e->code == ERR_tickets_stopped;
}

static void know(str *list, size_t *n, str code)
{
	if (*n < KNOWN_MAX)
		list[(*n)++] = code;
}

struct next_question {
	test_world *w;
	str desk, ret;
	instant now;
};

/* Whom the desk must call: the least by the rule, found by comparing everyone with everyone. */
static const err *expect_next(db *d, arena *a, void *arg)
{
	struct next_question *q = arg;
	const office_def *o = defs_office(q->w->def, MOJI);
	board b;
	TRY(visits_board_in(d, a, q->w->def, o, q->now, false, &b));
	const desk_def *desk = defs_desk(o, q->desk);
	for (int round = 0; round < 2 && q->ret.len == 0; round++) {
		const strs *skills = round == 0 ? &desk->services : &desk->also;
		for (size_t i = 0; i < b.steps.n; i++) {
			const live_step *s = &b.steps.at[i];
			bool can = false, least = true;
			for (size_t k = 0; k < skills->n; k++)
				can = can || str_eq(skills->at[k], s->service);
			for (size_t k = 0; k < b.steps.n && can; k++) {
				const live_step *other = &b.steps.at[k];
				bool rival = false;
				for (size_t j = 0; j < skills->n; j++)
					rival = rival || str_eq(skills->at[j], other->service);
				least = least && !(k != i && rival && other->state == STEP_WAITING &&
						   visits_before(o, other, s, q->now));
			}
			if (can && least && s->state == STEP_WAITING)
				q->ret = s->ticket;
		}
	}
	return NULL;
}

static const err *random_command(run_state *s)
{
	store_test *t = s->t;
	test_world *w = WORLD(t);
	int kind = (int)dice(s, 20);
	const err *e = NULL;
	str ticket = s->tickets_n ? s->tickets[dice(s, s->tickets_n)] : STR("NOSUCHCODE");
	str booking = s->bookings_n ? s->bookings[dice(s, s->bookings_n)] : STR("NOSUCHCODE");
	instant slot = instant_of(day_of(s->now) + (day)dice(s, 2), 9 * 60 + 30 * (int)dice(s, 15));
	switch (kind) {
	case 0:
	case 1: {
		ticket_view v;
		e = take(t, services[dice(s, COUNT(services))], &v);
		if (!e)
			know(s->tickets, &s->tickets_n, v.code);
		break;
	}
	case 2: {
		booking_view v;
		e = book(t, dice(s, 4) ? &w->public : &w->staff[0], bookable[dice(s, COUNT(bookable))], slot,
			 str_format(t->arena, "u%llu@example.jp", (unsigned long long)dice(s, 1000)).at, &v);
		if (!e)
			know(s->bookings, &s->bookings_n, v.code);
		break;
	}
	case 3: {
		hold_place c = { .by = &w->public,
				 .office = MOJI,
				 .start = slot,
				 .services = services_of(t->arena, bookable[dice(s, COUNT(bookable))]) };
		e = run(t, hold_place_run, &c);
		if (!e)
			know(s->bookings, &s->bookings_n, c.ret.code);
		break;
	}
	case 4: {
		confirm_booking c = {
			.by = &w->public, .code = booking, .name = STR("山田"), .contact = STR("0935820000")
		};
		e = run(t, confirm_booking_run, &c);
		break;
	}
	case 5: {
		cancel_booking c = { .by = &w->public, .code = booking };
		e = run(t, cancel_booking_run, &c);
		break;
	}
	case 6: {
		move_booking c = { .by = &w->public, .code = booking, .start = slot };
		e = run(t, move_booking_run, &c);
		break;
	}
	case 7: {
		check_in c = { .by = &w->public, .code = booking };
		e = run(t, check_in_run, &c);
		if (!e)
			know(s->tickets, &s->tickets_n, c.ret.code);
		break;
	}
	case 8: {
		leave_queue c = { .by = &w->public, .code = ticket };
		e = run(t, leave_queue_run, &c);
		break;
	}
	case 9: {
		mark_ticket c = { .by = &w->staff[0],
				  .code = ticket,
				  .back = dice(s, 2),
				  .set_priority = dice(s, 2),
				  .priority = dice(s, 2) };
		e = run(t, mark_ticket_run, &c);
		break;
	}
	case 10:
		s->now += (i64)dice(s, 12) * MINUTE;
		if (minute_of(s->now) > 17 * 60)
			s->now = instant_of(day_of(s->now) + 1, 8 * 60 + 30);
		clock_set(&t->clock, s->now);
		break;
	case 11: {
		office_job job = { .by = { .city = TEST_CITY, .def = w->def }, .office = defs_office(w->def, MOJI) };
		static const store_fn work[] = { no_show_run, abandon_run, close_desks_run };
		e = run(t, work[dice(s, COUNT(work))], &job);
		break;
	}
	default: {
		const char *desk = desks[dice(s, COUNT(desks))];
		desk_act c = { .by = &w->staff[dice(s, 3)],
			       .office = MOJI,
			       .desk = str_of(desk),
			       .rev = -1,
			       .action = (desk_action)dice(s, ACTIONS),
			       .ticket = ticket,
			       .service = str_of(services[dice(s, 3)]),
			       .until = s->now + 10 * MINUTE };
		if (dice(s, 3) == 0)
			c.action = ACT_CALL_NEXT;
		if (dice(s, 6) == 0)
			c.action = ACT_OPEN;
		if (dice(s, 12) == 0)
			c.rev = (i64)dice(s, 5);
		struct next_question next = { .w = w, .desk = c.desk, .now = s->now };
		if (c.action == ACT_CALL_NEXT)
			assert_ok(store_read(t->store, t->arena, expect_next, &next));
		e = run(t, desk_act_run, &c);
		if (c.action == ACT_CALL_NEXT && !e)
			assert_true(str_eq(c.ret_ticket, next.ret));
		if (c.action == ACT_CALL_NEXT && err_is(e, ERR_nobody_waiting))
			assert_int_equal(next.ret.len, 0);
		break;
	}
	}
	if (err_is(e, ERR_not_found) && (s->tickets_n == 0 || s->bookings_n == 0))
		e = NULL;
	if (!e)
		s->done[kind]++;
	return e;
}

static const err *ask_verify(db *d, arena *a, void *arg)
{
	return visits_verify(d, a, TEST_CITY, arg);
}

static u64 number_from(const char *variable, u64 otherwise)
{
	i64 n;
	return str_i64(str_of(getenv(variable)), &n) ? (u64)n : otherwise;
}

static void whatever_is_commanded_the_rules_hold(void **state)
{
	store_test *t = *state;
	run_state *s = arena_one(t->arena, run_state);
	clock_source system = clock_system();
	u64 seed = number_from("VISITS_SEED", (u64)clock_now(&system));
	*s = (run_state){ .t = t, .seed = seed, .now = clock_now(&t->clock) };
	for (int i = 0; i < (int)number_from("VISITS_STEPS", STEPS); i++) {
		const err *e = random_command(s);
		if (!allowed(e)) {
			print_error("seed %llu, step %d\n", (unsigned long long)seed, i);
			assert_ok(e);
		}
		verify_results v;
		if (i % 10 == 0) {
			assert_ok(store_read(t->store, t->arena, ask_verify, &v));
			for (size_t k = 0; k < v.n; k++)
				if (v.at[k].wrong)
					print_error("seed %llu, step %d: not so: %s\n", (unsigned long long)seed, i,
						    v.at[k].rule);
			assert_int_equal(v.wrong, 0);
		}
	}
	/* a run in which nothing succeeds would show nothing */
	assert_true(s->done[0] + s->done[1] > 20 && s->done[2] > 5 && s->done[12] > 5);
}

int main(void)
{
	static const store_test_case tests[] = {
		STORE_TEST(whatever_is_commanded_the_rules_hold),
	};
	return store_tests("random commands", tests, COUNT(tests), migrations, migrations_n, &test_fixture);
}
