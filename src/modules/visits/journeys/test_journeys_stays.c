/*
 * What waiting side by side is worth: the same mornings, with the same people and the same work, are gone through with the
 * program's own commands three times: every visit one step after the other in the order of the definition; one by one in the
 * order that the planner chooses, again after each step; and together.
 *
 * STAYS_DAYS=… makes it longer; the means are printed.
 */
#include "modules/visits/journeys/journeys.h"
#include "modules/visits/testing.h"
#include "modules/visits/verify.h"

#include <math.h>

#define DAYS 2
#define PEOPLE 90
#define MORNING 280.0 /* minutes in which they come */
#define DESKS 8
#define STEPS_MOST 8

static const char services_yaml[] = "services:\n"
				    "  juumin: { name: 住民異動, letter: A, minutes: 15 }\n"
				    "  kokuho: { name: 国保, letter: B, minutes: 12 }\n"
				    "  kodomo: { name: 児童手当, letter: C, minutes: 10 }\n"
				    "  nenkin: { name: 年金, letter: D, minutes: 12 }\n"
				    "  kaigo: { name: 介護, letter: E, minutes: 15 }\n"
				    "  shoumei: { name: 証明, letter: F, minutes: 5 }\n";
static const char office_yaml[] =
	"office: moji\n"
	"kind: ward\n"
	"name: 門司区役所\n"
	"hours: { mon-fri: 8:30-17:15 }\n"
	"services: { juumin: {}, kokuho: {}, kodomo: {}, nenkin: {}, kaigo: {}, shoumei: {} }\n"
	"desks:\n"
	"  - { id: \"1\", services: [juumin] }\n"
	"  - { id: \"2\", services: [juumin], also: [shoumei] }\n"
	"  - { id: \"3\", services: [kokuho] }\n"
	"  - { id: \"4\", services: [kokuho, nenkin] }\n"
	"  - { id: \"5\", services: [kodomo] }\n"
	"  - { id: \"6\", services: [nenkin] }\n"
	"  - { id: \"7\", services: [kaigo] }\n"
	"  - { id: \"8\", services: [shoumei] }\n";

static const char *const services[] = { "juumin", "kokuho", "kodomo", "nenkin", "kaigo", "shoumei" };
static const double minutes[] = { 15, 12, 10, 12, 15, 5 };

/* Two journeys: moving in, which begins with the register, and a bereavement, in which nothing has to come first. */
static const char *const moving[] = { "juumin", "kokuho", "kodomo", "nenkin", "shoumei" };
static const char *const bereaved[] = { "kokuho", "nenkin", "kaigo", "kodomo", "shoumei" };

typedef enum way { IN_ORDER, PLANNED, TOGETHER, WAYS } way;

static void put_steps(buf *b, const char *const *list, size_t n, way how, bool register_first)
{
	for (size_t i = 0; i < n; i++) {
		buf_format(b, "      - service: %s\n", list[i]);
		if (i && (how == IN_ORDER || register_first))
			buf_format(b, "        after: [%s]\n", how == IN_ORDER ? list[i - 1] : list[0]);
	}
}

static void use_way(store_test *t, way how)
{
	test_world *w = WORLD(t);
	buf b = buf_new(t->arena, 8192);
	const char *wait = how == PLANNED ? "one by one" : "together";
	buf_format(&b, "journeys:\n  moving:\n    name: 転入\n    wait: %s\n    steps:\n", wait);
	put_steps(&b, moving, COUNT(moving), how, true);
	buf_format(&b, "  bereaved:\n    name: 死亡\n    wait: %s\n    steps:\n", wait);
	put_steps(&b, bereaved, COUNT(bereaved), how, false);
	def_file files[] = { { STR("city.yaml"), str_of(test_city) },
			     { STR("services.yaml"), str_of(services_yaml) },
			     { STR("journeys.yaml"), buf_str(&b) },
			     { STR("offices/moji.yaml"), str_of(office_yaml) } };
	assert_ok(defs_parse(t->arena, (def_files){ files, COUNT(files) }, &w->def));
	w->public.def = w->def;
	for (int i = 0; i < 3; i++)
		w->staff[i].def = w->def;
}

/* --- people: the same in all three ways --------------------------------------------------------------------------------- */

typedef struct visitor {
	instant comes, left;
	instant early, late; /* the expected end as it was said; 0: nothing was */
	const char *journey, *service; /* one of them */
	str code;
} visitor;

static double chance(u64 seed)
{
	u64 z = seed * 0x9E3779B97F4A7C15u + 0x632BE59BD9B4E019u;
	z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
	z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
	return ((double)((z ^ (z >> 31)) >> 11) + 0.5) / 9007199254740992.0;
}

static void make_people(visitor *list, instant from, u64 seed)
{
	double at = 0;
	for (int i = 0; i < PEOPLE; i++) {
		u64 s = seed * 100003 + (u64)i * 17;
		at += -log(chance(s)) * MORNING / PEOPLE;
		double kind = chance(s + 1);
		list[i] = (visitor){ .comes = from + (i64)(at * 60000.0) };
		if (kind < 0.16)
			list[i].journey = "moving";
		else if (kind < 0.26)
			list[i].journey = "bereaved";
		else
			list[i].service = services[(size_t)(chance(s + 2) * COUNT(services))];
	}
}

/* How long that person's service takes: spread about its mean as at real counters. */
static i64 work(const visitor *list, str code, str service, u64 seed)
{
	u64 person = 0, what = 0;
	for (u64 i = 0; i < PEOPLE; i++)
		person = str_eq(list[i].code, code) ? i : person;
	for (u64 i = 0; i < COUNT(services); i++)
		what = str_eq(service, str_of(services[i])) ? i : what;
	u64 s = seed * 777 + person * 31 + what * 7;
	double normal = sqrt(-2.0 * log(chance(s))) * cos(6.283185307179586 * chance(s + 1));
	return (i64)(minutes[what] * exp(0.55 * normal - 0.55 * 0.55 / 2) * 60000.0);
}

/* --- a morning ------------------------------------------------------------------------------------------------------------ */

struct said_question {
	store_test *t;
	visitor *v;
};

/* What the ticket's page says just after it was taken. */
static const err *read_said(db *d, arena *a, void *arg)
{
	struct said_question *q = arg;
	board b;
	instant now = clock_now(&q->t->clock);
	TRY(visits_board_in(d, a, WORLD(q->t)->def, defs_office(WORLD(q->t)->def, MOJI), now, true, &b));
	const struct visit_end *end = visit_end_of(&b, q->v->code);
	if (end) {
		q->v->early = now + end->p10 * SECOND;
		q->v->late = now + end->p90 * SECOND;
	}
	return NULL;
}

static void arrives(store_test *t, arena *keep, visitor *v)
{
	take_ticket c = { .by = &WORLD(t)->public, .office = MOJI };
	c.by = &WORLD(t)->staff[0]; /* who may give tickets whatever the hour */
	if (v->journey)
		c.journey = str_of(v->journey);
	else
		c.services = services_of(t->arena, v->service);
	assert_ok(run(t, take_ticket_run, &c));
	v->code = arena_copy(keep, c.ret.code);
	struct said_question q = { t, v };
	if (v->journey)
		assert_ok(store_read(t->store, t->arena, read_said, &q));
}

static void mark_gone(store_test *t, visitor *list, str code, instant now)
{
	ticket_view v = ticket_now(t, code);
	for (size_t i = 0; i < v.steps.n; i++)
		if (!step_over(v.steps.at[i].state))
			return;
	for (int i = 0; i < PEOPLE; i++)
		if (str_eq(list[i].code, code))
			list[i].left = now;
}

struct choice {
	store_test *t;
	bool any[DESKS];
};

static const err *read_choices(db *d, arena *a, void *arg)
{
	struct choice *q = arg;
	const office_def *o = defs_office(WORLD(q->t)->def, MOJI);
	board b;
	TRY(visits_board_in(d, a, WORLD(q->t)->def, o, clock_now(&q->t->clock), false, &b));
	for (int k = 0; k < DESKS; k++)
		q->any[k] = visits_choose(o, &o->desks.at[k], &b.steps, b.now) >= 0;
	return NULL;
}

static void morning(store_test *t, arena *keep, visitor *list, instant from, u64 seed)
{
	instant free[DESKS], now = from;
	str at_desk[DESKS];
	int come = 0, gone_at_most = 0;
	for (int d = 0; d < DESKS; d++) {
		free[d] = 0;
		assert_ok(act(t, d % 3, str_format(t->arena, "%d", d + 1).at, ACT_OPEN, NULL));
	}
	for (;; gone_at_most++) {
		assert_true(gone_at_most < PEOPLE * (STEPS_MOST + 2));
		/* the next thing that happens */
		instant next = come < PEOPLE ? list[come].comes : INT64_MAX;
		for (int d = 0; d < DESKS; d++)
			if (free[d] && free[d] < next)
				next = free[d];
		if (next == INT64_MAX)
			return;
		now = next;
		arena_reset(t->arena);
		clock_set(&t->clock, now);
		for (int d = 0; d < DESKS; d++)
			if (free[d] == now) {
				assert_ok(act(t, d % 3, str_format(t->arena, "%d", d + 1).at, ACT_DONE, NULL));
				free[d] = 0;
				mark_gone(t, list, at_desk[d], now);
			}
		while (come < PEOPLE && list[come].comes == now)
			arrives(t, keep, &list[come++]);
		for (int d = 0; d < DESKS; d++) {
			desk_act c = { 0 };
			struct choice q = { .t = t };
			if (free[d])
				continue;
			assert_ok(store_read(t->store, t->arena, read_choices, &q));
			if (!q.any[d])
				continue;
			const err *e = act(t, d % 3, str_format(t->arena, "%d", d + 1).at, ACT_CALL_NEXT, &c);
			assert_ok(e);
			at_desk[d] = arena_copy(keep, c.ret_ticket);
			free[d] = now + work(list, c.ret_ticket, c.ret.service, seed);
			free[d] += free[d] == now;
		}
	}
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

static void waiting_together_shortens_the_whole_stay(void **state)
{
	static const char *const names[WAYS] = { "one after the other", "one by one, planned", "together" };
	store_test *t = *state;
	u64 days = number_from("STAYS_DAYS", DAYS);
	double stay[WAYS] = { 0 }, other[WAYS] = { 0 };
	int journeys[WAYS] = { 0 }, others[WAYS] = { 0 }, said[WAYS] = { 0 }, inside[WAYS] = { 0 };
	day first = day_from(2026, 4, 1), on = first;
	for (u64 d = 0; d < days; d++)
		for (way how = 0; how < WAYS; how++, on++) {
			visitor *list = arena_many(t->arena, visitor, PEOPLE);
			instant from = instant_of(on, 8 * 60 + 30);
			clock_set(&t->clock, from);
			use_way(t, how);
			make_people(list, from, d + 1);
			arena *keep = t->arena;
			t->arena = arena_new(STORE_TEST_ARENA);
			morning(t, keep, list, from, d + 1);
			arena_free(t->arena);
			t->arena = keep;
			for (int i = 0; i < PEOPLE; i++) {
				assert_true(list[i].left > 0);
				double minutes_here = (double)(list[i].left - list[i].comes) / 60000.0;
				*(list[i].journey ? &stay[how] : &other[how]) += minutes_here;
				*(list[i].journey ? &journeys[how] : &others[how]) += 1;
				said[how] += list[i].early > 0;
				inside[how] +=
					list[i].early && list[i].left >= list[i].early && list[i].left <= list[i].late;
			}
			for (int k = 0; k < DESKS; k++)
				assert_ok(act(t, k % 3, str_format(t->arena, "%d", k + 1).at, ACT_CLOSE, NULL));
		}
	for (way how = 0; how < WAYS; how++) {
		stay[how] /= journeys[how];
		other[how] /= others[how];
		print_message("%-22s journeys stay %5.1f min (n %d), others %5.1f min; end within p10-p90 %d of %d\n",
			      names[how], stay[how], journeys[how], other[how], inside[how], said[how]);
	}
	assert_true(stay[TOGETHER] < stay[IN_ORDER] * 0.95);
	assert_true(stay[PLANNED] < stay[IN_ORDER]);
	/* of ten ends, eight are to lie within what was said; so few people tell that only roughly */
	assert_true(said[TOGETHER] > 10 && inside[TOGETHER] * 100 >= said[TOGETHER] * 60);
	verify_results v;
	assert_ok(store_read(t->store, t->arena, ask_verify, &v));
	assert_int_equal(v.wrong, 0);
}

int main(void)
{
	static const store_test_case tests[] = {
		STORE_TEST(waiting_together_shortens_the_whole_stay),
	};
	return store_tests("stays", tests, COUNT(tests), migrations, migrations_n, &test_fixture);
}
