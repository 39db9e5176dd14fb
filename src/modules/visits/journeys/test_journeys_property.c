/*
 * Random journeys with random orders, random desks, random commands: the legal order is never broken, nobody is at two desks, one
 * number serves throughout, every visit ends.
 *
 * A failure prints the seed; VISITS_SEED=… repeats the run, VISITS_STEPS=… makes it longer.
 */
#include "modules/visits/journeys/journeys.h"
#include "modules/visits/testing.h"
#include "modules/visits/verify.h"
#include "modules/visits/visits_private.h"

#define STEPS 700
#define KNOWN_MAX 300
#define SERVICES 8
#define DESKS 5
#define JOURNEYS 6

typedef struct run_state {
	store_test *t;
	arena *kept; /* the test's own; t->arena is emptied on the way */
	u64 seed;
	instant now;
	str tickets[KNOWN_MAX];
	size_t tickets_n;
	int took, called, done, parallel;
} run_state;

static u64 next(u64 *seed)
{
	u64 z = (*seed += 0x9E3779B97F4A7C15u);
	z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
	z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
	return z ^ (z >> 31);
}

static u64 dice(run_state *s, u64 sides)
{
	return next(&s->seed) % sides;
}

static u64 number_from(const char *variable, u64 otherwise)
{
	i64 n;
	return str_i64(str_of(getenv(variable)), &n) ? (u64)n : otherwise;
}

/* --- a random city -------------------------------------------------------------------------------------------------- */

/* Steps in a random order of services; each may come after any of those before it. */
static void put_journey(buf *b, int id, u64 *seed)
{
	int order[SERVICES];
	for (int i = 0; i < SERVICES; i++)
		order[i] = i;
	for (int i = SERVICES - 1; i > 0; i--) {
		int k = (int)(next(seed) % (u64)(i + 1)), was = order[i];
		order[i] = order[k];
		order[k] = was;
	}
	int n = 2 + (int)(next(seed) % (SERVICES - 1));
	buf_format(b, "  j%d:\n    name: { ja: 手続き%d }\n    wait: %s\n    steps:\n", id, id,
		   next(seed) % 3 ? "together" : "one by one");
	for (int i = 0; i < n; i++) {
		buf_format(b, "      - service: s%d\n", order[i]);
		const char *before = "        after: [";
		for (int k = 0; k < i; k++)
			if (next(seed) % 3 == 0) {
				buf_format(b, "%ss%d", before, order[k]);
				before = ", ";
			}
		if (before[0] == ',')
			buf_lit(b, "]\n");
		if (next(seed) % 4 == 0)
			buf_format(b, "        ask: 質問%d\n", order[i] / 2);
	}
}

static void random_city(store_test *t, u64 seed)
{
	test_world *w = WORLD(t);
	buf services = buf_new(t->arena, 8192), office = buf_new(t->arena, 8192), journeys = buf_new(t->arena, 65536);
	buf_lit(&services, "services:\n");
	buf_lit(&office, "office: moji\nkind: ward\nname: 門司区役所\nhours: { mon-fri: 8:30-17:15 }\nservices:\n");
	for (int i = 0; i < SERVICES; i++) {
		buf_format(&services, "  s%d: { name: 窓口%d, letter: %c, minutes: %d }\n", i, i, 'A' + i, 3 + 2 * i);
		buf_format(&office, "  s%d: {}\n", i);
	}
	buf_lit(&office, "desks:\n");
	for (int d = 0; d < DESKS; d++) {
		/* every service has a desk, and some more */
		buf_format(&office, "  - { id: \"%d\", services: [s%d", d + 1, d);
		for (int i = 0; i < SERVICES; i++)
			if (i != d && (i % DESKS == d || next(&seed) % 4 == 0))
				buf_format(&office, ", s%d", i);
		buf_lit(&office, "] }\n");
	}
	buf_format(&journeys, "freely_chosen: %s\njourneys:\n", next(&seed) % 2 ? "together" : "one by one");
	for (int i = 0; i < JOURNEYS; i++)
		put_journey(&journeys, i, &seed);
	def_file files[] = { { STR("city.yaml"), str_of(test_city) },
			     { STR("services.yaml"), buf_str(&services) },
			     { STR("journeys.yaml"), buf_str(&journeys) },
			     { STR("offices/moji.yaml"), buf_str(&office) } };
	city_def *def;
	assert_ok(defs_parse(t->arena, (def_files){ files, COUNT(files) }, &def));
	/* and written back it is the same */
	city_def *again;
	files[2].text = defs_write_journeys(t->arena, def);
	assert_ok(defs_parse(t->arena, (def_files){ files, COUNT(files) }, &again));
	assert_true(str_eq(files[2].text, defs_write_journeys(t->arena, again)));
	w->def = def;
	w->public.def = def;
	for (int i = 0; i < 3; i++)
		w->staff[i].def = def;
}

/* --- what must hold of one visit ------------------------------------------------------------------------------------ */

static bool begun(step_state s)
{
	return s != STEP_PLANNED && s != STEP_LEFT && s != STEP_ABANDONED;
}

static void check_visit(run_state *s, str code)
{
	ticket_view v = ticket_now(s->t, code);
	int at_desk = 0, waiting = 0;
	for (size_t i = 0; i < v.steps.n; i++) {
		const live_step *x = &v.steps.at[i];
		assert_true(str_eq(x->number, v.number));
		at_desk += x->state == STEP_CALLED || x->state == STEP_SERVING;
		waiting += x->state == STEP_WAITING;
		for (size_t k = 0; k < v.steps.n; k++)
			if (x->after & step_bit(v.steps.at[k].seq))
				assert_true(!begun(x->state) || step_over(v.steps.at[k].state));
	}
	assert_true(at_desk <= 1);
	/* a transfer adds a step beside the one that waits */
	s->parallel += waiting > 1;
}

/* The legal order as the definition says it, for what a ticket was given. */
static void check_against_definition(run_state *s, const ticket_view *v, const take_ticket *c)
{
	const journey_def *j = defs_journey(WORLD(s->t)->def, c->journey);
	for (size_t i = 0; i < v->steps.n; i++)
		for (size_t k = 0; k < v->steps.n; k++) {
			size_t b = 0, a = 0;
			for (size_t m = 0; m < j->steps.n; m++) {
				b = str_eq(j->steps.at[m].service, v->steps.at[i].service) ? m : b;
				a = str_eq(j->steps.at[m].service, v->steps.at[k].service) ? m : a;
			}
			assert_int_equal((v->steps.at[i].after & step_bit(v->steps.at[k].seq)) != 0,
					 journey_after(j, b, a));
		}
}

/* --- commands --------------------------------------------------------------------------------------------------------- */

static bool allowed(const err *e)
{
	return !e || e->code == ERR_nobody_waiting || e->code == ERR_stale || e->code == ERR_desk_closed ||
	       e->code == ERR_desk_taken || e->code == ERR_desk_serving || e->code == ERR_not_allowed_now ||
	       e->code == ERR_cannot_serve || e->code == ERR_office_closed || e->code == ERR_elsewhere ||
	       e->code == ERR_required || (e->code == ERR_not_found);
}

static const err *take_one(run_state *s)
{
	test_world *w = WORLD(s->t);
	take_ticket c = { .by = &w->public, .office = MOJI };
	if (dice(s, 3)) {
		c.journey = str_format(s->t->arena, "j%d", (int)dice(s, JOURNEYS));
		for (int i = 0; i < SERVICES; i++)
			if (dice(s, 2))
				LIST_ADD(s->t->arena, &c.yes, str_format(s->t->arena, "s%d", i));
	} else {
		u64 first = dice(s, SERVICES), n = 1 + dice(s, 3);
		for (u64 i = 0; i < n; i++)
			LIST_ADD(s->t->arena, &c.services,
				 str_format(s->t->arena, "s%d", (int)((first + i) % SERVICES)));
	}
	const err *e = run(s->t, take_ticket_run, &c);
	if (!e && s->tickets_n < KNOWN_MAX) {
		s->tickets[s->tickets_n++] = arena_copy(s->kept, c.ret.code);
		s->took++;
		check_visit(s, c.ret.code);
		if (c.journey.len)
			check_against_definition(s, &c.ret, &c);
	}
	return e;
}

static const err *at_a_desk(run_state *s, str ticket)
{
	static const desk_action often[] = { ACT_CALL_NEXT, ACT_CALL_NEXT, ACT_SERVE,  ACT_DONE, ACT_DONE, ACT_OPEN,
					     ACT_PARK,      ACT_RESUME,    ACT_MISSED, ACT_UNDO, ACT_CALL };
	test_world *w = WORLD(s->t);
	desk_act c = { .by = &w->staff[dice(s, 3)],
		       .office = MOJI,
		       .desk = str_format(s->t->arena, "%d", 1 + (int)dice(s, DESKS)),
		       .rev = -1,
		       .action = dice(s, 5) ? often[dice(s, COUNT(often))] : (desk_action)dice(s, ACTIONS),
		       .ticket = ticket,
		       .service = str_format(s->t->arena, "s%d", (int)dice(s, SERVICES)),
		       .until = s->now + 10 * MINUTE };
	const err *e = run(s->t, desk_act_run, &c);
	s->called += c.action == ACT_CALL_NEXT && !e;
	s->done += c.action == ACT_DONE && !e;
	if (!e && c.ret_ticket.len)
		check_visit(s, c.ret_ticket);
	return e;
}

static const err *random_command(run_state *s)
{
	test_world *w = WORLD(s->t);
	str ticket = s->tickets_n ? s->tickets[dice(s, s->tickets_n)] : STR("NOSUCHCODE");
	switch (dice(s, 16)) {
	case 0:
	case 1:
		return take_one(s);
	case 2: {
		leave_queue c = { .by = &w->public, .code = ticket };
		return dice(s, 3) ? NULL : run(s->t, leave_queue_run, &c);
	}
	case 3: {
		mark_ticket c = { .by = &w->staff[0], .code = ticket, .back = true };
		return run(s->t, mark_ticket_run, &c);
	}
	case 4:
		s->now += (i64)dice(s, 12) * MINUTE;
		if (minute_of(s->now) > 17 * 60)
			s->now = instant_of(day_of(s->now) + 1, 8 * 60 + 30);
		clock_set(&s->t->clock, s->now);
		return NULL;
	case 5: {
		office_job job = { .by = { .city = TEST_CITY, .def = w->def }, .office = defs_office(w->def, MOJI) };
		return run(s->t, dice(s, 2) ? abandon_run : close_desks_run, &job);
	}
	default:
		return at_a_desk(s, ticket);
	}
}

static const err *ask_verify(db *d, arena *a, void *arg)
{
	return visits_verify(d, a, TEST_CITY, arg);
}

static void nothing_is_wrong(run_state *s, u64 seed, int i)
{
	verify_results v;
	assert_ok(store_read(s->t->store, s->t->arena, ask_verify, &v));
	for (size_t k = 0; k < v.n; k++)
		if (v.at[k].wrong)
			print_error("seed %llu, step %d: not so: %s\n", (unsigned long long)seed, i, v.at[k].rule);
	assert_int_equal(v.wrong, 0);
}

struct board_question {
	test_world *w;
	instant now;
	board ret;
};

static const err *read_board(db *d, arena *a, void *arg)
{
	struct board_question *q = arg;
	return visits_board_in(d, a, q->w->def, defs_office(q->w->def, MOJI), q->now, false, &q->ret);
}

static board board_now(run_state *s)
{
	struct board_question q = { .w = WORLD(s->t), .now = s->now };
	assert_ok(store_read(s->t->store, s->t->arena, read_board, &q));
	return q.ret;
}

/* Everyone who is left is called and served, as on any evening. */
static void finish_the_day(run_state *s)
{
	desk_act c = { 0 };
	for (int round = 0; round < 400; round++) {
		arena_reset(s->t->arena);
		board b = board_now(s);
		if (b.steps.n == 0) {
			assert_int_equal(b.planned.n, 0); /* nothing is forgotten */
			return;
		}
		for (size_t i = 0; i < b.steps.n; i++) {
			mark_ticket back = { .by = &WORLD(s->t)->staff[0], .code = b.steps.at[i].ticket, .back = true };
			if (b.steps.at[i].state == STEP_MISSED)
				assert_ok(run(s->t, mark_ticket_run, &back));
		}
		for (size_t i = 0; i < b.desks.n; i++) {
			const live_desk *l = &b.desks.at[i];
			int clerk = l->staff ? (int)l->staff - 1 : 0;
			if (l->state == DESK_SERVING) {
				assert_ok(act(s->t, clerk, l->desk.at, ACT_DONE, NULL));
			} else if (l->state != DESK_OPEN) {
				assert_ok(act(s->t, clerk, l->desk.at, ACT_OPEN, NULL));
			} else if (!err_is(act(s->t, clerk, l->desk.at, ACT_CALL_NEXT, NULL), ERR_nobody_waiting)) {
				continue;
			} else {
				for (size_t k = 0; k < b.steps.n; k++) {
					c = (desk_act){ .ticket = b.steps.at[k].ticket };
					if (b.steps.at[k].state == STEP_PARKED &&
					    !act(s->t, clerk, l->desk.at, ACT_RESUME, &c))
						break;
				}
			}
		}
	}
	fail_msg("somebody waits for ever");
}

static void random_journeys_keep_the_order_and_end(void **state)
{
	store_test *t = *state;
	run_state *s = arena_one(t->arena, run_state);
	clock_source system = clock_system();
	u64 seed = number_from("VISITS_SEED", (u64)clock_now(&system));
	*s = (run_state){ .t = t, .kept = t->arena, .seed = seed, .now = clock_now(&t->clock) };
	random_city(t, seed);
	t->arena = arena_new(STORE_TEST_ARENA);
	for (int i = 0; i < (int)number_from("VISITS_STEPS", STEPS); i++) {
		const err *e = random_command(s);
		if (!allowed(e)) {
			print_error("seed %llu, step %d\n", (unsigned long long)seed, i);
			assert_ok(e);
		}
		if (i % 20 == 0)
			nothing_is_wrong(s, seed, i);
		arena_reset(t->arena);
	}
	finish_the_day(s);
	nothing_is_wrong(s, seed, -1);
	for (size_t i = 0; i < s->tickets_n; i++) {
		ticket_view v = ticket_now(t, s->tickets[i]);
		for (size_t k = 0; k < v.steps.n; k++)
			assert_true(step_over(v.steps.at[k].state) || v.day != day_of(s->now));
	}
	/* a run in which nothing succeeds would show nothing */
	if (s->took < 20 || s->called < 10 || s->parallel < 1)
		fail_msg("seed %llu: took %d, called %d, done %d, parallel %d", (unsigned long long)seed, s->took,
			 s->called, s->done, s->parallel);
	arena_free(t->arena);
	t->arena = s->kept;
}

int main(void)
{
	static const store_test_case tests[] = {
		STORE_TEST(random_journeys_keep_the_order_and_end),
	};
	return store_tests("random journeys", tests, COUNT(tests), migrations, migrations_n, &test_fixture);
}
