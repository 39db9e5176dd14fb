/*
 * Random joins, bookings, cancellations, moves, holds, answers and jumps of time against what must always hold: no more
 * people than places, nobody with two offers, offers in the order of joining, and no place free while somebody waits
 * whom it suits. The last two are worked out here, beside the program, from what its tables say.
 *
 * A failure prints the seed; VISITS_SEED=… repeats the run, VISITS_STEPS=… makes it longer.
 */
#include "modules/visits/waitlist/testing.h"
#include "modules/visits/waitlist/waitlist.sql.h"

#define STEPS 700
#define KNOWN_MAX 300
#define THREADS 4
#define THREAD_STEPS 120

typedef struct run_state {
	store_test *t;
	arena *a;
	str shard; /* each thread's commands go their own way to the database */
	u64 seed;
	instant now;
	str bookings[KNOWN_MAX], entries[KNOWN_MAX];
	size_t bookings_n, entries_n;
	strs joined; /* the contacts of all who ever joined; the list forgets those who are over */
	int done[16]; /* how often each kind of command succeeded */
	int accepted;
} run_state;

static u64 dice(run_state *s, u64 sides)
{
	u64 z = (s->seed += 0x9E3779B97F4A7C15u);
	z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
	z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
	return (z ^ (z >> 31)) % sides;
}

static const char *const services[] = { "kokuho", "kokuho", "juumin", "juumin,kokuho", "kokuho,juumin" };

static bool allowed(const err *e)
{
	return !e || e->code == ERR_slot_full || e->code == ERR_slot_not_offered || e->code == ERR_too_many_bookings ||
	       e->code == ERR_hold_expired || e->code == ERR_booking_over || e->code == ERR_stale ||
	       e->code == ERR_not_allowed_now || e->code == ERR_offer_over || e->code == ERR_not_found ||
	       e->code == ERR_invalid;
}

static void know(str *list, size_t *n, str code)
{
	if (*n < KNOWN_MAX)
		list[(*n)++] = code;
}

static const err *do_it(run_state *s, store_fn what, void *arg)
{
	return store_write(s->t->store, s->a, s->shard, what, arg);
}

static str pick(run_state *s, const str *list, size_t n)
{
	return n ? list[dice(s, n)] : STR("NOSUCHCODE");
}

static str a_contact(run_state *s)
{
	return str_format(s->a, "u%llu@example.jp", (unsigned long long)dice(s, 200));
}

static wishes a_wish(run_state *s)
{
	day today = day_of(s->now);
	day from = today + (day)dice(s, 3);
	wishes w = { .from = from, .to = from + (day)dice(s, 4), .parts = 1 + (int)dice(s, PARTS_ALL) };
	for (u64 i = dice(s, 4) == 0 ? 1 + dice(s, 3) : 0; i > 0; i--)
		LIST_ADD(s->a, &w.dates, today + (day)dice(s, 6));
	return w;
}

static const err *random_join(run_state *s)
{
	join_waitlist c = { .by = &WORLD(s->t)->public,
			    .office = MOJI,
			    .services = services_of(s->a, services[dice(s, COUNT(services))]),
			    .wishes = a_wish(s),
			    .name = STR("待 花子"),
			    .contact = a_contact(s),
			    .booking = dice(s, 4) == 0 ? pick(s, s->bookings, s->bookings_n) : STR_NONE };
	const err *e = do_it(s, join_waitlist_run, &c);
	if (e)
		return e;
	know(s->entries, &s->entries_n, c.ret.code);
	LIST_ADD(s->a, &s->joined, c.ret.contact);
	return NULL;
}

static const err *random_answer(run_state *s, waiting_answer how)
{
	answer_waiting c = { .by = dice(s, 5) ? &WORLD(s->t)->public : &WORLD(s->t)->staff[0],
			     .code = pick(s, s->entries, s->entries_n),
			     .answer = how };
	const err *e = do_it(s, answer_waiting_run, &c);
	if (!e && how == ANSWER_ACCEPT) {
		assert_int_equal(c.ret.state, WAITING_ACCEPTED);
		know(s->bookings, &s->bookings_n, c.ret.held);
		s->accepted++;
	}
	return e;
}

static const err *random_booking(run_state *s, int kind)
{
	test_world *w = WORLD(s->t);
	instant slot = instant_of(day_of(s->now) + (day)dice(s, 3), 9 * 60 + 30 * (int)dice(s, 14));
	strs list = services_of(s->a, services[dice(s, COUNT(services))]);
	str code = pick(s, s->bookings, s->bookings_n);
	const err *e;
	if (kind == 0) {
		make_booking c = { .by = dice(s, 3) ? &w->public : &w->staff[0],
				   .office = MOJI,
				   .services = list,
				   .start = slot,
				   .name = STR("予約 太郎"),
				   .contact = a_contact(s) };
		e = do_it(s, make_booking_run, &c);
		if (!e)
			know(s->bookings, &s->bookings_n, c.ret.code);
	} else if (kind == 1) {
		hold_place c = { .by = &w->public, .office = MOJI, .services = list, .start = slot };
		e = do_it(s, hold_place_run, &c);
		if (!e)
			know(s->bookings, &s->bookings_n, c.ret.code);
	} else if (kind == 2) {
		confirm_booking c = {
			.by = &w->public, .code = code, .name = STR("予約 太郎"), .contact = a_contact(s)
		};
		e = do_it(s, confirm_booking_run, &c);
	} else if (kind == 3) {
		cancel_booking c = { .by = &w->public, .code = code };
		e = do_it(s, cancel_booking_run, &c);
	} else {
		move_booking c = { .by = &w->public, .code = code, .start = slot };
		e = do_it(s, move_booking_run, &c);
	}
	return e;
}

static const err *random_time(run_state *s)
{
	office_job job = { .by = { .city = TEST_CITY, .def = WORLD(s->t)->def, .channel = STR("staff") },
			   .office = defs_office(WORLD(s->t)->def, MOJI) };
	return do_it(s, dice(s, 3) ? waitlist_sweep_run : no_show_run, &job);
}

static const err *random_command(run_state *s)
{
	static const waiting_answer answers[] = { ANSWER_ACCEPT, ANSWER_DECLINE, ANSWER_LEAVE, ANSWER_WAKE };
	int kind = (int)dice(s, 14);
	const err *e;
	if (kind < 5)
		e = random_booking(s, kind);
	else if (kind == 5) /* mostly people take what they get */
		e = random_booking(s, 0);
	else if (kind < 9)
		e = random_join(s);
	else if (kind < 13)
		e = random_answer(s, dice(s, 2) ? ANSWER_ACCEPT : answers[dice(s, COUNT(answers))]);
	else
		e = random_time(s);
	s->done[kind] += !e;
	return e;
}

/* --- what must hold, worked out beside the program ----------------------------------------------------------------- */

typedef struct check {
	test_world *w;
	instant now;
	waiting_views list;
	waitlist_offered_before_rows *before; /* of each */
	open_slots *slots; /* free for each one's services */
	i64 over; /* slots with more people than places */
} check;

static const err *read_check(db *d, arena *a, void *arg)
{
	check *q = arg;
	const office_def *o = defs_office(q->w->def, MOJI);
	TRY(waitlist_entries(d, a, TEST_CITY, MOJI, &q->list));
	q->before = arena_many(a, waitlist_offered_before_rows, q->list.n);
	q->slots = arena_many(a, open_slots, q->list.n);
	day today = day_of(q->now);
	for (size_t i = 0; i < q->list.n; i++) {
		TRY(waitlist_offered_before(d, a, TEST_CITY, q->list.at[i].code, &q->before[i]));
		TRY(visits_slots(d, a, q->w->def, o, q->list.at[i].services, today, today + 30, false, false, q->now,
				 &q->slots[i]));
		waiting_view *v = &q->list.at[i];
		booking_view own;
		if (v->booking.len) {
			TRY(visits_booking(d, a, TEST_CITY, v->booking, &own));
			v->wishes.before = own.state == BOOKING_BOOKED ? own.start : 1;
		}
	}
	for (size_t k = 0; k < o->offers.n; k++) {
		const offer_def *f = &o->offers.at[k];
		visits_places_rows places;
		TRY(visits_places(d, a, TEST_CITY, MOJI, f->service, 0, instant_of(today + 60, 0), &places));
		for (size_t i = 0; i < places.n; i++) {
			slot_def slot;
			bool is = offer_bookable(o, f, places.at[i].start, places.at[i].start, true, &slot);
			q->over += !is || places.at[i].taken > slot.places ||
				   places.at[i].by_public > slot.places - slot.kept;
		}
	}
	return NULL;
}

static bool was_offered(const waitlist_offered_before_rows *rows, instant start)
{
	bool was = false;
	for (size_t i = 0; i < rows->n; i++)
		was = was || rows->at[i].start == start;
	return was;
}

static bool same_services(const waiting_view *x, const waiting_view *y)
{
	bool same = x->services.n == y->services.n;
	for (size_t i = 0; i < x->services.n && same; i++)
		same = str_eq(x->services.at[i], y->services.at[i]);
	return same;
}

static int entries_of(const strs *joined, str contact)
{
	int n = 0;
	for (size_t i = 0; i < joined->n; i++)
		n += str_eq(joined->at[i], contact);
	return n;
}

/* With `swept`, nobody waits for what is free. Always: whoever has an offer had no one before them who wanted it. Not asked
 * of people who ever joined twice: what they were offered by their other entry is an offer that they held at the time. */
static void nobody_is_passed_over(run_state *s, const strs *joined, bool swept)
{
	check q = { .w = WORLD(s->t), .now = s->now };
	arena *scratch = arena_new(STORE_TEST_ARENA);
	assert_ok(store_read(s->t->store, scratch, read_check, &q));
	assert_int_equal(q.over, 0);
	const waitlist_def *setting = &WORLD(s->t)->def->offices.at[0].waitlist;
	for (size_t i = 0; i < q.list.n; i++) {
		const waiting_view *v = &q.list.at[i];
		bool alone = entries_of(joined, v->contact) == 1;
		for (size_t k = 0; swept && alone && v->state == WAITING_WAITING && k < q.slots[i].n; k++) {
			instant start = q.slots[i].at[k].start;
			if (wishes_fit(&v->wishes, start) && offer_until(setting, s->now, start) &&
			    !was_offered(&q.before[i], start))
				fail_msg("%.*s waits for %.*s, which is free", STR_ARG(v->code),
					 STR_ARG(instant_text(s->a, start)));
		}
		for (size_t k = i + 1; alone && v->state == WAITING_WAITING && k < q.list.n; k++) {
			const waiting_view *w = &q.list.at[k];
			if (w->state == WAITING_OFFERED && v->since < w->since && same_services(v, w) &&
			    wishes_fit(&v->wishes, w->start) && !was_offered(&q.before[i], w->start))
				fail_msg("%.*s was before %.*s", STR_ARG(v->code), STR_ARG(w->code));
		}
	}
	arena_free(scratch);
}

static u64 number_from(const char *variable, u64 otherwise)
{
	i64 n;
	return str_i64(str_of(getenv(variable)), &n) ? (u64)n : otherwise;
}

static u64 a_seed(void)
{
	clock_source system = clock_system();
	return number_from("VISITS_SEED", (u64)clock_now(&system));
}

/* Fills a day: only then does anybody wait. */
static void fill(run_state *s, day on)
{
	for (int i = 0; i < 14 * 4; i++) {
		booking_view b;
		const err *e = book(s->t, &WORLD(s->t)->staff[0], i % 4 ? "juumin" : "kokuho",
				    instant_of(on, 9 * 60 + i / 4 * 30), "", &b);
		if (!e && dice(s, 2))
			know(s->bookings, &s->bookings_n, b.code);
	}
}

static void whatever_happens_places_are_given_once_in_order_and_never_lie_idle(void **state)
{
	store_test *t = *state;
	run_state *s = arena_one(t->arena, run_state);
	u64 seed = a_seed();
	*s = (run_state){
		.t = t, .a = t->arena, .shard = STR("401005/moji"), .seed = seed, .now = clock_now(&t->clock)
	};
	for (day d = 0; d < 3; d++)
		fill(s, day_of(s->now) + d);
	print_message("seed %llu\n", (unsigned long long)seed);
	for (int i = 0; i < (int)number_from("VISITS_STEPS", STEPS); i++) {
		/* each command has a moment of its own; now and then time jumps, and a new day forgets the old codes */
		s->now += SECOND + (dice(s, 12) == 0 ? (i64)dice(s, 60) * MINUTE : 0);
		if (minute_of(s->now) > 16 * 60) {
			s->now = instant_of(day_of(s->now) + 1, 8 * 60 + 30);
			s->bookings_n /= 2;
			s->entries_n /= 2;
			clock_set(&t->clock, s->now);
			fill(s, day_of(s->now) + 2);
		}
		clock_set(&t->clock, s->now);
		const err *e = random_command(s);
		if (!allowed(e))
			assert_ok(e);
		if (i % 10 == 0) {
			sweep(t);
			sweep(t); /* the first may end an offer of somebody who waits for something else as well */
			assert_int_equal(wrongs(t), 0);
		}
		if (i % 2 == 0)
			nobody_is_passed_over(s, &s->joined, i % 10 == 0);
	}
	/* a run in which nothing succeeds would show nothing */
	assert_true(s->accepted > 5 && s->done[3] > 5 && s->done[6] + s->done[7] + s->done[8] > 20);
}

static void *one_of_many(void *arg)
{
	run_state *s = arg;
	for (int i = 0; i < THREAD_STEPS; i++) {
		const err *e = random_command(s);
		/* two that want the same code, row or order of locks at the same moment */
		if (!allowed(e) && !err_is(e, ERR_conflict) && !err_is(e, ERR_busy))
			assert_ok(e);
	}
	return NULL;
}

static void many_at_once_lose_no_place_and_give_none_twice(void **state)
{
	store_test *t = *state;
	run_state *all = arena_many(t->arena, run_state, THREADS);
	pthread_t threads[THREADS];
	u64 seed = a_seed();
	print_message("seed %llu\n", (unsigned long long)seed);
	for (int i = 0; i < THREADS; i++) {
		all[i] = (run_state){ .t = t,
				      .a = arena_new(STORE_TEST_ARENA),
				      .shard = str_format(t->arena, "401005/moji-%d", i),
				      .seed = seed + (u64)i,
				      .now = clock_now(&t->clock) };
		/* all know the same bookings, so that they meet */
		for (int k = 0; k < 20; k++) {
			booking_view b;
			const err *e =
				book(t, &WORLD(t)->staff[0], "kokuho", at(9, 30 * (k % 14)) + k / 14 * DAY, "", &b);
			if (e)
				continue;
			for (int j = 0; j <= i; j++)
				know(all[j].bookings, &all[j].bookings_n, b.code);
		}
	}
	for (int i = 0; i < THREADS; i++)
		CHECK(pthread_create(&threads[i], NULL, one_of_many, &all[i]) == 0);
	int accepted = 0, joins = 0;
	strs joined = { NULL, 0 };
	for (int i = 0; i < THREADS; i++) {
		pthread_join(threads[i], NULL);
		accepted += all[i].accepted;
		joins += all[i].done[6] + all[i].done[7] + all[i].done[8];
		for (size_t k = 0; k < all[i].joined.n; k++)
			LIST_ADD(t->arena, &joined, all[i].joined.at[k]);
	}
	assert_true(joins > 10 && accepted > 3);
	assert_int_equal(wrongs(t), 0);
	sweep(t);
	sweep(t);
	assert_int_equal(wrongs(t), 0);
	nobody_is_passed_over(&all[0], &joined, true);
	for (int i = 0; i < THREADS; i++)
		arena_free(all[i].a);
}

int main(void)
{
	static const store_test_case tests[] = {
		STORE_TEST(whatever_happens_places_are_given_once_in_order_and_never_lie_idle),
		STORE_TEST(many_at_once_lose_no_place_and_give_none_twice),
	};
	return store_tests("random commands on the waiting list", tests, COUNT(tests), migrations, migrations_n,
			   &waitlist_fixture);
}
