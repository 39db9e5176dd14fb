/* What people are told when they take a ticket. */
#include "modules/visits/wait/wait.h"

#include "modules/visits/journeys/journeys.h"
#include "modules/visits/wait/wait.sql.h"

static const struct service_load *load_of(const board *b, str service)
{
	for (size_t i = 0; i < b->services_n; i++)
		if (str_eq(b->services[i].offer->service, service))
			return &b->services[i];
	return NULL;
}

static i64 rule_of_thumb(const struct service_load *l, int ahead)
{
	return (i64)(l->mean * ahead / (l->desks ? l->desks : 1));
}

/* Which steps would wait at once: those that come after no other. */
static strs first_steps(arena *a, const board *b, const newcomer *n)
{
	strs services = n->services, ret = { 0 };
	i64 *after = NULL;
	const journey_def *j = n->journey.len ? defs_journey(b->city, n->journey) : NULL;
	if (j) {
		journey_path p = journey_steps_of(a, j, b->office, n->yes, journey_closed(a, b));
		services = p.services;
		after = p.after;
	} else if (services.n <= (size_t)b->city->limits.services_per_visit && n->due == 0) {
		after = journey_free_order(a, b->city, services);
	}
	bool one_by_one = !after || (j && j->one_by_one);
	for (size_t i = 0; i < services.n; i++)
		if (defs_offer(b->office, services.at[i]) && (after ? after[i] == 0 : i == 0) && !(one_by_one && ret.n))
			LIST_ADD(a, &ret, services.at[i]);
	return ret;
}

/* The newcomer stands in the queue as everybody else would see it, behind those who came at the same moment. */
static live_step standing(const newcomer *n, str service, size_t seq, instant now)
{
	return (live_step){ .ticket = STR_NONE,
			    .seq = (i64)seq,
			    .number = STR("~"),
			    .service = service,
			    .state = STEP_WAITING,
			    .since = now,
			    .arrived = now,
			    .due = n->due,
			    .priority = n->priority };
}

const err *wait_expect(db *d, arena *a, const city_def *city, const office_def *o, instant now, const newcomer *n,
		       said_wait *ret)
{
	board b;
	*ret = (said_wait){ 0 };
	TRY(visits_board_in(d, a, city, o, now, false, &b));
	strs mine = first_steps(a, &b, n);
	size_t before = b.steps.n;
	live_step *steps = arena_many(a, live_step, before + mine.n);
	for (size_t i = 0; i < before; i++)
		steps[i] = b.steps.at[i];
	for (size_t i = 0; i < mine.n; i++)
		steps[before + i] = standing(n, mine.at[i], i + 1, now);
	b.steps = (live_steps){ steps, before + mine.n };
	TRY(visits_board_foresee(d, a, &b));
	for (size_t i = before; i < b.steps.n; i++) {
		wait_range w = b.waits[i];
		if (w.p50 < 0 || (ret->some && w.p50 >= ret->range.p50))
			continue;
		*ret = (said_wait){ .some = true,
				    .range = w,
				    .rule = rule_of_thumb(load_of(&b, steps[i].service), w.ahead) };
	}
	return NULL;
}

struct question {
	const city_def *city;
	const office_def *office;
	instant now;
	const newcomer *who;
	said_wait *ret;
};

static const err *ask(db *d, arena *a, void *arg)
{
	struct question *q = arg;
	return wait_expect(d, a, q->city, q->office, q->now, q->who, q->ret);
}

const err *wait_expect_now(req *r, str office, const newcomer *n, said_wait *ret)
{
	struct question q = { catalog_city(r), NULL, clock_now(r->app->clock), n, ret };
	*ret = (said_wait){ 0 };
	q.office = defs_office(q.city, office);
	return q.office ? store_read(r->app->store, r->arena, ask, &q) : NULL;
}

const err *wait_expect_booked(req *r, const booking_view *b, said_wait *ret)
{
	newcomer n = { 0 };
	for (size_t i = 0; i < b->steps_n; i++)
		LIST_ADD(r->arena, &n.services, b->steps[i].service);
	n.due = b->steps_n && b->state != BOOKING_NO_SHOW ? b->steps[0].start : 0;
	return wait_expect_now(r, b->office, &n, ret);
}

const err *wait_keep(db *d, arena *a, i64 city, str ticket, bool booked, const said_wait *said)
{
	if (!said || !said->some)
		return NULL;
	return wait_add_said(d, a,
			     &(wait_add_said_in){ .city = city,
						  .ticket = ticket,
						  .said_at = tx_now(d),
						  .booked = booked,
						  .ahead = said->range.ahead,
						  .p10 = said->range.p10,
						  .p50 = said->range.p50,
						  .p90 = said->range.p90,
						  .rule = said->rule,
						  .assumed = said->range.assumed },
			     NULL);
}

const err *wait_said_of(db *d, arena *a, i64 city, str ticket, said_wait *ret)
{
	wait_get_said_row row;
	bool found;
	TRY(wait_get_said(d, a, city, ticket, &row, &found));
	*ret = (said_wait){ .some = found };
	if (found) {
		ret->range = (wait_range){ (int)row.ahead, (int)row.p10, (int)row.p50, (int)row.p90, row.assumed != 0 };
		ret->rule = row.rule;
	}
	return NULL;
}
