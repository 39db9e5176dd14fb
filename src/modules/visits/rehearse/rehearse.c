#include "modules/visits/rehearse/rehearse.h"

#include <math.h>

#include "kit/catalog.h"
#include "modules/visits/open/busy.h"
#include "modules/visits/rehearse/rehearse.sql.h"
#include "modules/visits/staffing/staffing.h"
#include "modules/visits/wait/wait.h"
#include "sim/sim.h"

/* What a made-up office is like. Not learned from anywhere: days that look like days. */
#define LOAD 0.62 /* of the time of its desks, by the minutes of the definitions */
#define SPREAD 0.5 /* of service times, in logarithms */
#define DESK_SPREAD 0.08
#define DAY_SPREAD 0.10
#define CROWD_SPREAD 0.15 /* of how many come, from day to day */
#define COMES 0.92 /* of those who booked */
#define BOOKED 0.5 /* of the slots, each of which is booked once at most; */
#define BOOKED_MOST 0.35 /* and of the time of the desks */
#define TWO_SERVICES 0.06
#define PATIENT (40 * MINUTE) /* who waited longer is gone more often when called */
#define GONE_SOON 0.01
#define GONE_LATE 0.10
#define LUNCH (50 * MINUTE)
#define GUESTS_MAX 4000 /* a day */
#define SCRATCH (16u << 20)

typedef struct guest {
	instant at;
	int offer, second; /* indices; second -1 */
	str booking; /* its code, or empty */
} guest;
typedef struct guests {
	guest *at;
	size_t n;
} guests;

typedef enum keeping { COMING, IDLE, BUSY, RESTING, GONE } keeping;
typedef struct keeper {
	const desk_def *desk;
	who who;
	actor by;
	double pace;
	keeping is;
	instant until; /* COMING, BUSY, RESTING: of that */
	instant lunch; /* 0: taken */
	bool absent; /* BUSY with somebody who does not come */
} keeper;

typedef struct play {
	rehearsal *r;
	app *app;
	clock_source *clock;
	arena *a, *scratch; /* of the day; of one step */
	const city_def *def;
	const office_def *o;
	who nobody, floor;
	actor public, staff;
	str shard;
	sim_rng rng;
	keeper *keepers;
	guests guests;
	size_t next_guest;
	instant closes;
	double mood; /* the day's own factor on service times */
} play;

static double chance(play *p)
{
	return sim_uniform(&p->rng);
}

static double normal(play *p)
{
	sim_dist standard = sim_normal(0, 1);
	return sim_draw(&standard, &p->rng);
}

static double factor(play *p, double spread)
{
	return exp(spread * normal(p));
}

static const err *perform(play *p, store_fn run, void *arg)
{
	return store_write(p->app->store, p->scratch, p->shard, run, arg);
}

/* --- who comes ------------------------------------------------------------------------------------------------- */

/* Share of the day's people in each part of it: two crests, as town halls have them. */
static double crest(double when)
{
	return 0.55 + 0.75 * exp(-pow((when - 0.22) / 0.13, 2)) + 0.55 * exp(-pow((when - 0.62) / 0.14, 2));
}
#define CREST_MOST 1.4

/* Minutes of desks that a service has on a day, each desk divided among all that it serves first. */
static double minutes_for(const office_def *o, str service, instant opens, instant closes)
{
	double desks = 0;
	for (size_t i = 0; i < o->desks.n; i++)
		for (size_t k = 0; k < o->desks.at[i].services.n; k++)
			if (str_eq(o->desks.at[i].services.at[k], service))
				desks += 1.0 / (double)o->desks.at[i].services.n;
	return desks * (double)(closes - opens - LUNCH) / (double)MINUTE;
}

/* Who comes without a booking, `minutes` of work in all. */
static void add_walk_ins(play *p, const offer_def *f, instant opens, double minutes)
{
	double day_long = (double)(p->closes - opens);
	/* a Poisson stream at the highest rate, thinned to the rate of its moment */
	double rate = minutes / f->minutes * CREST_MOST / day_long; /* of a mean crest of one, nearly */
	for (double t = 0; rate > 0 && p->guests.n < GUESTS_MAX;) {
		t += -log(chance(p)) / rate;
		if (t >= day_long - 10.0 * (double)MINUTE)
			break;
		if (chance(p) * CREST_MOST > crest(t / day_long))
			continue;
		guest g = { .at = opens + (instant)t, .offer = (int)(f - p->o->offers.at), .second = -1 };
		if (chance(p) < TWO_SERVICES)
			g.second = (int)(chance(p) * (double)p->o->offers.n);
		if (g.second >= 0 && (g.second == g.offer || !p->o->offers.at[g.second].walk_in))
			g.second = -1;
		LIST_ADD(p->a, &p->guests, g);
	}
}

/* Bookings are made in the morning by staff, who may use any place of the day. *ret_minutes: the work that they bring. */
static const err *add_bookings(play *p, const offer_def *f, day d, double minutes, double *ret_minutes)
{
	slot_defs slots = offer_slots(p->a, p->o, f, d);
	double booked = slots.n ? BOOKED_MOST * minutes / ((double)slots.n * f->minutes) : 0;
	booked = booked < BOOKED ? booked : BOOKED;
	*ret_minutes = 0;
	for (size_t i = 0; i < slots.n && p->guests.n < GUESTS_MAX; i++) {
		if (chance(p) > booked)
			continue;
		arena_reset(p->scratch);
		str service = f->service;
		make_booking c = { .by = &p->staff,
				   .office = p->o->id,
				   .services = { &service, 1 },
				   .start = slots.at[i].start,
				   .name = STR("練習　花子") };
		const err *e = perform(p, make_booking_run, &c);
		if (err_is(e, ERR_slot_full) || err_is(e, ERR_slot_not_offered) || err_is(e, ERR_not_bookable))
			continue;
		TRY(e);
		*ret_minutes += COMES * f->minutes;
		if (chance(p) > COMES)
			continue;
		double early = (8 + 6 * normal(p)) * (double)MINUTE;
		LIST_ADD(p->a, &p->guests,
			 (guest){ .at = slots.at[i].start - (instant)early,
				  .offer = (int)(f - p->o->offers.at),
				  .second = -1,
				  .booking = arena_copy(p->a, c.ret.code) });
	}
	return NULL;
}

static const err *invite(play *p, day d, instant opens)
{
	double crowd = factor(p, CROWD_SPREAD);
	for (size_t v = 0; v < p->o->offers.n; v++) {
		const offer_def *f = &p->o->offers.at[v];
		double minutes = minutes_for(p->o, f->service, opens, p->closes), booked;
		TRY(add_bookings(p, f, d, minutes, &booked));
		if (f->walk_in)
			add_walk_ins(p, f, opens, crowd * LOAD * minutes - booked);
	}
	return NULL;
}

static int by_time(const void *x, const void *y)
{
	const guest *a = x, *b = y;
	return (a->at > b->at) - (a->at < b->at);
}

typedef struct asked {
	play *p;
	const newcomer *who;
	said_wait ret;
} asked;

static const err *ask(db *d, arena *a, void *arg)
{
	asked *q = arg;
	return wait_expect(d, a, q->p->def, q->p->o, clock_now(q->p->clock), q->who, &q->ret);
}

static const err *arrive(play *p, const guest *g)
{
	str services[2] = { p->o->offers.at[g->offer].service };
	strs wanted = { services, 1 };
	if (g->second >= 0)
		services[wanted.n++] = p->o->offers.at[g->second].service;
	if (g->booking.len) {
		check_in c = { .by = &p->public, .code = g->booking };
		const err *e = perform(p, check_in_run, &c);
		/* who comes far too late, or too early, does without */
		if (e && !err_is(e, ERR_booking_over) && !err_is(e, ERR_too_early))
			return e;
		return NULL;
	}
	newcomer n = { .services = wanted };
	asked q = { .p = p, .who = &n };
	TRY(store_read(p->app->store, p->scratch, ask, &q));
	take_ticket c = { .by = &p->public, .office = p->o->id, .services = wanted, .said = q.ret };
	const err *e = perform(p, take_ticket_run, &c);
	if (err_is(e, ERR_service_closed) || err_is(e, ERR_office_closed))
		return NULL;
	TRY(e);
	p->r->ret_people++;
	return NULL;
}

/* --- at the desks ------------------------------------------------------------------------------------------------- */

static const err *act(play *p, keeper *k, desk_action what, instant until, live_desk *ret)
{
	desk_act c = {
		.by = &k->by, .office = p->o->id, .desk = k->desk->id, .action = what, .rev = -1, .until = until
	};
	TRY(perform(p, desk_act_run, &c));
	if (ret)
		*ret = c.ret;
	return NULL;
}

static const err *call_next(play *p, keeper *k)
{
	live_desk at;
	const err *e = act(p, k, ACT_CALL_NEXT, 0, &at);
	instant now = clock_now(p->clock);
	if (err_is(e, ERR_nobody_waiting)) {
		k->is = now < p->closes ? IDLE : GONE;
		return k->is == GONE ? act(p, k, ACT_CLOSE, 0, NULL) : NULL;
	}
	TRY(e);
	k->is = BUSY;
	p->r->ret_called++;
	/* who has waited long is no longer there more often; the desk's own service says how long it takes */
	const offer_def *f = defs_offer(p->o, at.service);
	CHECK(f != NULL);
	k->absent = chance(p) <
		    (now - p->guests.at[p->next_guest ? p->next_guest - 1 : 0].at > PATIENT ? GONE_LATE : GONE_SOON);
	double minutes = k->absent ? 1.2 : (double)f->minutes * k->pace * p->mood * factor(p, SPREAD);
	k->until = now + (instant)(minutes * (double)MINUTE);
	return k->absent ? NULL : act(p, k, ACT_SERVE, 0, NULL);
}

static const err *go_on(play *p, keeper *k)
{
	instant now = clock_now(p->clock);
	bool hungry = k->lunch && now >= k->lunch;
	if (hungry)
		k->lunch = 0;
	if (hungry && now < p->closes - LUNCH) {
		k->is = RESTING;
		k->until = now + (instant)((double)LUNCH * (1 + 0.06 * normal(p)));
		return act(p, k, ACT_BREAK, now + LUNCH, NULL);
	}
	return call_next(p, k);
}

static const err *turn(play *p, keeper *k)
{
	switch (k->is) {
	case COMING:
	case RESTING:
		TRY(act(p, k, ACT_OPEN, 0, NULL));
		break;
	case BUSY:
		TRY(act(p, k, k->absent ? ACT_MISSED : ACT_DONE, 0, NULL));
		break;
	case IDLE:
	case GONE:
		break;
	}
	return go_on(p, k);
}

/* What happens next: the guest who comes, or the desk (*ret_keeper) whose moment has come; false: nothing any more. */
static bool next_moment(const play *p, instant *ret_at, keeper **ret_keeper)
{
	instant at = INT64_MAX;
	*ret_keeper = NULL;
	if (p->next_guest < p->guests.n)
		at = p->guests.at[p->next_guest].at;
	for (size_t i = 0; i < p->o->desks.n; i++) {
		keeper *k = &p->keepers[i];
		instant idle_until = k->lunch && k->lunch < p->closes ? k->lunch : p->closes;
		instant own = k->is == GONE ? INT64_MAX : k->is == IDLE ? idle_until : k->until;
		if (own < at) {
			at = own;
			*ret_keeper = k;
		}
	}
	*ret_at = at;
	return at < INT64_MAX;
}

static void set_desks(play *p, instant opens)
{
	for (size_t i = 0; i < p->o->desks.n; i++) {
		keeper *k = &p->keepers[i];
		k->is = COMING;
		k->until = opens + (instant)(__builtin_fabs(normal(p)) * 90.0 * (double)SECOND);
		instant half = (p->closes - opens) / 2;
		k->lunch = half > 2 * HOUR ? opens + half - HOUR + (instant)(i % 3) * LUNCH : 0;
		k->absent = false;
	}
}

static const err *play_day(play *p, day d, windows hours)
{
	instant opens = instant_of(d, hours.at[0].from);
	p->closes = instant_of(d, hours.at[hours.n - 1].to);
	p->guests = (guests){ 0 };
	p->next_guest = 0;
	p->mood = factor(p, DAY_SPREAD);
	clock_set(p->clock, opens - HOUR);
	TRY(invite(p, d, opens));
	if (p->guests.n)
		qsort(p->guests.at, p->guests.n, sizeof *p->guests.at, by_time);
	set_desks(p, opens);
	instant at;
	keeper *k;
	while (next_moment(p, &at, &k) && day_of(at) == d) {
		arena_reset(p->scratch);
		if (at > clock_now(p->clock))
			clock_set(p->clock, at);
		if (k) {
			TRY(turn(p, k));
			continue;
		}
		TRY(arrive(p, &p->guests.at[p->next_guest++]));
		for (size_t i = 0; i < p->o->desks.n; i++)
			if (p->keepers[i].is == IDLE)
				TRY(go_on(p, &p->keepers[i]));
	}
	return NULL;
}

/* What the night does by itself. */
static const err *night(play *p, day d)
{
	clock_set(p->clock, instant_of(d + 1, 20));
	arena_reset(p->scratch);
	TRY(visits_tick(p->app, p->scratch));
	return wait_tick(p->app, p->scratch);
}

/* --- all of it ------------------------------------------------------------------------------------------------------ */

typedef struct untouched {
	i64 city;
	str office;
	bool ret;
} untouched;

static const err *read_untouched(db *d, arena *a, void *arg)
{
	untouched *u = arg;
	rehearse_people_row row;
	bool found;
	TRY(rehearse_people(d, a, u->city, u->office, &row, &found));
	u->ret = found && row.tickets + row.bookings == 0;
	return NULL;
}

static void people_of(play *p)
{
	p->nobody = (who){ .role = ROLE_NONE };
	p->floor = (who){ .role = ROLE_FLOOR, .staff = 900, .login = STR("rehearsal"), .name = STR("練習") };
	p->public = (actor){ .city = p->app->city, .def = p->def, .who = &p->nobody, .channel = STR("kiosk") };
	p->staff = (actor){ .city = p->app->city, .def = p->def, .who = &p->floor, .channel = STR("staff") };
	p->keepers = arena_many(p->a, keeper, p->o->desks.n);
	for (size_t i = 0; i < p->o->desks.n; i++) {
		keeper *k = &p->keepers[i];
		k->desk = &p->o->desks.at[i];
		k->who = (who){ .role = ROLE_CLERK,
				.staff = 901 + (i64)i,
				.login = STR("rehearsal"),
				.name = str_format(p->a, "練習%zu", i + 1) };
		k->by = (actor){ .city = p->app->city, .def = p->def, .who = &k->who, .channel = STR("staff") };
		k->pace = factor(p, DESK_SPREAD);
	}
}

static const err *play_days(play *p)
{
	rehearsal *r = p->r;
	day last = day_of(r->until) - 1, first = last + 1;
	const text3 *why;
	for (int open = 0; open < r->days && first > last - REHEARSAL_REACH(r->days);)
		open += office_hours(p->o, --first, &why).n > 0;
	arena *long_lived = p->a;
	const err *e = NULL;
	p->a = arena_new(SCRATCH);
	for (day d = first; d <= last && !e; d++) {
		windows hours = office_hours(p->o, d, &why);
		i64 before = r->ret_people;
		arena_reset(p->a);
		if (hours.n)
			e = play_day(p, d, hours);
		if (!e)
			e = night(p, d);
		if (!e && hours.n && r->told)
			r->told(r->ctx, d, (int)(r->ret_people - before));
	}
	arena_free(p->a);
	p->a = long_lived;
	return e;
}

const err *visits_rehearse(app *of, arena *a, clock_source *clock, rehearsal *r)
{
	const city_def *def = catalog_hold(of->catalog);
	play p = { .r = r,
		   .app = of,
		   .clock = clock,
		   .a = a,
		   .def = def,
		   .o = defs_office(def, r->office),
		   .shard = office_shard(a, of->city, r->office),
		   .rng = sim_seeded(r->seed, str_hash(r->office)) };
	untouched u = { .city = of->city, .office = r->office };
	const err *e =
		p.o ? store_read(of->store, a, read_untouched, &u) : err_at(a, ERR_usage, r->office, "no such office");
	if (!e && !u.ret)
		e = err_at(a, ERR_usage, r->office,
			   "people were here already: made-up days are not mixed with real ones");
	if (!e) {
		p.scratch = arena_new(SCRATCH);
		people_of(&p);
		e = play_days(&p);
		arena_free(p.scratch);
	}
	clock_set(clock, r->until);
	if (!e)
		e = busy_tick(of, a);
	if (!e)
		e = staffing_tick(of, a);
	catalog_release(of->catalog, def);
	return e;
}
