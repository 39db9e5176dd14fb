#include "modules/visits/wait/bind.h"

#include <string.h>

#define LATE 2700.0 /* seconds */
#define LONG (12 * 3600.0) /* a desk that works now is there for so long */
#define STAYS (2 * 3600.0) /* after the closing time */
/* A desk that is assumed to open does so around then. */
#define ASSUMED_AT 750.0
#define BOOKING_LATE 600.0 /* who is booked and later than this does not come */

static double seconds_of(const board *b, instant t)
{
	return (double)(t - instant_of(b->today, 0)) / 1000.0;
}

/* Of what has happened: not later than now, although a clock may have been set back. */
static double past_of(const board *b, instant t)
{
	return seconds_of(b, t < b->now ? t : b->now);
}

static int offer_index(const board *b, str service)
{
	for (size_t i = 0; i < b->services_n; i++)
		if (str_eq(b->services[i].offer->service, service))
			return (int)i;
	return -1;
}

static int name_index(const char list[][MODEL_NAME_MAX], int n, str name)
{
	for (int i = 0; i < n; i++)
		if (str_eq(str_of(list[i]), name))
			return i;
	return -1;
}

static int service_of(const binding *x, str service)
{
	int i = offer_index(x->b, service);
	return i < 0 ? -1 : x->service[i];
}

static sim_mask mask_of(const binding *x, const strs *services)
{
	sim_mask mask = 0;
	for (size_t i = 0; i < services->n; i++) {
		int s = service_of(x, services->at[i]);
		mask |= s >= 0 ? SIM_BIT(s) : 0;
	}
	return mask;
}

/* --- desks ---------------------------------------------------------------------------------------------------- */

static bool works_now(const live_desk *l)
{
	return l->state == DESK_OPEN || l->state == DESK_SERVING || l->state == DESK_BREAK;
}

/* Spans that are over are dropped. */
static void drop_past(wait_desk *d, double now)
{
	int n = 0;
	for (int i = 0; i < d->spans_n; i++)
		if (d->spans[i].to > now)
			d->spans[n++] = d->spans[i];
	d->spans_n = n;
}

/* It is in a span now, and in the last one until everybody is served. */
static void plan_present(wait_desk *d, double now)
{
	drop_past(d, now);
	if (d->spans_n == 0)
		d->spans[d->spans_n++] = (wait_span){ now, now };
	if (d->spans[0].from > now - 1)
		d->spans[0].from = now - 1;
	if (d->since < SIM_NEVER && d->spans[0].from > d->since - 1)
		d->spans[0].from = d->since - 1;
	d->spans[d->spans_n - 1].to = now + LONG;
}

/* It may open by its plan, unless it is too late for that, or somebody has closed it within that span. True: it should be here by now,
 * and is too late. */
static bool plan_absent(const binding *x, wait_desk *d, bool closed_today)
{
	drop_past(d, x->now);
	bool late = x->b->open && d->spans_n && d->spans[0].from + LATE < x->now && !closed_today;
	while (d->spans_n &&
	       (!x->b->open || d->spans[0].from + LATE < x->now || (closed_today && d->spans[0].from <= x->now))) {
		for (int i = 1; i < d->spans_n; i++)
			d->spans[i - 1] = d->spans[i];
		d->spans_n--;
	}
	if (d->spans_n)
		d->spans[d->spans_n - 1].to = x->now + LONG;
	return late;
}

/* The roster of the day where there is one, else what is usual. */
static void plan_today(const binding *x, const live_desk *l, wait_desk *d)
{
	size_t i = (size_t)(l - x->b->desks.at);
	if (!x->m->rostered) {
		d->spans_n = desk_plan_spans(&x->m->plan, l->desk, weekday_of(x->b->today), d->spans);
		return;
	}
	d->spans_n = x->m->roster[i].n;
	for (int k = 0; k < d->spans_n; k++)
		d->spans[k] = x->m->roster[i].spans[k];
}

/* True: closed, although by its plan it should be here. */
static bool bind_desk(const binding *x, const live_desk *l, wait_desk *d)
{
	const board *b = x->b;
	*d = (wait_desk){ .services = mask_of(x, &l->def->services),
			  .also = mask_of(x, &l->def->also),
			  .desk = name_index(x->m->model.desks, x->m->model.desks_n, l->desk),
			  .open = l->state == DESK_OPEN || l->state == DESK_SERVING,
			  .since = WAIT_SHUT,
			  .serving = -1 };
	plan_today(x, l, d);
	bool today = l->since && day_of(l->since) == b->today;
	if (!works_now(l)) {
		bool closed = today && (l->state == DESK_BACK_OFFICE ||
					(d->spans_n && seconds_of(b, l->since) > d->spans[0].from));
		return plan_absent(x, d, closed);
	}
	d->since = today ? past_of(b, l->since) : 0;
	if (l->state == DESK_BREAK && l->until > b->now)
		d->until = seconds_of(b, l->until);
	if (l->state == DESK_SERVING) {
		d->serving = service_of(x, l->service);
		d->called = past_of(b, l->called_at ? l->called_at : l->since);
		d->came = l->step_state == STEP_SERVING || l->served_at;
	}
	plan_present(d, x->now);
	return false;
}

/* How likely a closed desk is the one that will serve: it is to open soon; it should have, and will; it is to open later; who knows. */
typedef enum prospect { SOON, OVERDUE, LATER, UNKNOWN } prospect;
typedef struct closed_desk {
	sim_mask may; /* what it could serve */
	prospect prospect;
	int taken; /* services that it was taken for */
} closed_desk;

/* Where it is not known when it opens, it does so soon, and for nothing else: what is assumed for one service must not make the
 * others look better. */
static void assume_desk(const binding *x, closed_desk *c, wait_desk *d, sim_mask service)
{
	bool guess = c->prospect == OVERDUE || c->prospect == UNKNOWN;
	if (guess && c->taken == 0) {
		d->services = d->also = 0;
		d->spans_n = 1;
		d->spans[0] = (wait_span){ x->now + ASSUMED_AT, x->now + LONG };
	}
	d->services |= d->also & service ? 0 : service;
	c->taken++;
}

/* For each service that nobody serves now, some desk that could will soon, as far as its plan allows. */
static void assume_desks(arena *a, binding *x, const bool *overdue)
{
	closed_desk *closed = arena_many(a, closed_desk, (size_t)x->to.desks_n);
	for (int i = 0; i < x->to.desks_n; i++) {
		const wait_desk *d = &x->to.desks[i];
		bool soon = d->spans_n && d->spans[0].from < x->now + 2 * ASSUMED_AT;
		closed[i].may = d->services | d->also;
		closed[i].prospect = soon ? SOON : overdue[i] ? OVERDUE : d->spans_n ? LATER : UNKNOWN;
	}
	for (int v = 0; v < x->services_n; v++) {
		int best = -1;
		bool served = false;
		if (x->service[v] < 0)
			continue;
		sim_mask service = SIM_BIT(x->service[v]);
		for (int i = 0; i < x->to.desks_n && !served; i++) {
			const closed_desk *c = &closed[i], *than = best >= 0 ? &closed[best] : NULL;
			if (!(c->may & service))
				continue;
			served = works_now(&x->b->desks.at[i]);
			if (!than || c->prospect < than->prospect ||
			    (c->prospect == than->prospect && c->taken < than->taken))
				best = i;
		}
		x->assumed[v] = !served && best >= 0;
		if (!x->assumed[v])
			continue;
		x->guessed[v] = closed[best].prospect == OVERDUE || closed[best].prospect == UNKNOWN;
		assume_desk(x, &closed[best], &x->to.desks[best], service);
	}
}

bool bound_comes(const binding *x, int i)
{
	const wait_desk *d = &x->to.desks[i];
	return d->spans_n && d->spans[d->spans_n - 1].to > x->now;
}

/* A desk that does not come today was to be here earlier: without any span the predictor would suppose that nobody knows. */
static void close_for_today(binding *x)
{
	for (int i = 0; i < x->to.desks_n; i++) {
		wait_desk *d = &x->to.desks[i];
		if (d->spans_n == 0)
			d->spans[d->spans_n++] = (wait_span){ x->now - 7200, x->now - 3600 };
	}
}

static void bind_desks(arena *a, binding *x)
{
	const board *b = x->b;
	x->to.desks_n = b->desks.n < SIM_DESKS_MAX ? (int)b->desks.n : SIM_DESKS_MAX;
	x->to.desks = arena_many(a, wait_desk, (size_t)x->to.desks_n);
	bool *overdue = arena_many(a, bool, (size_t)x->to.desks_n);
	for (int i = 0; i < x->to.desks_n; i++)
		overdue[i] = bind_desk(x, &b->desks.at[i], &x->to.desks[i]);
	if (b->open)
		assume_desks(a, x, overdue);
	close_for_today(x);
}

/* --- people ----------------------------------------------------------------------------------------------------- */

/* The steps that must be over before. A visit that goes one by one has in front of its next step all that goes on. */
static void bind_after(const live_step *const *open, sim_step *steps, int n)
{
	sim_mask before = 0;
	for (int i = 0; i < n; i++) {
		bool planned = open[i]->state == STEP_PLANNED; /* what goes on already waits for nothing */
		for (int j = 0; j < n && planned; j++)
			steps[i].after |= open[i]->after & step_bit(open[j]->seq) ? SIM_BIT(j) : 0;
		before |= planned ? 0 : SIM_BIT(i);
	}
	for (int i = 0; i < n; i++)
		if (open[i]->state == STEP_PLANNED && steps[i].after == 0) {
			steps[i].after = before;
			before |= SIM_BIT(i);
		}
}

static void bind_at_desk(binding *x, const live_step *s, int step)
{
	for (int i = 0; i < x->to.desks_n; i++) {
		const live_desk *l = &x->b->desks.at[i];
		if (l->state != DESK_SERVING || l->step != s->seq || !str_eq(l->ticket, s->ticket))
			continue;
		x->to.desks[i].person = x->to.people_n + 1;
		x->to.desks[i].step = step;
	}
}

/* The steps of one visit that are not over. Of those who have none to wait for, the desk that has them knows. */
static void bind_visit(arena *a, binding *x, const live_step *const *list, size_t n, bool newcomer)
{
	/* of somebody on the board, the first step there tells who it is */
	wait_person p = { .due = SIM_NEVER, .key = newcomer ? -1 : (int)(list[0] - x->b->steps.at) };
	const live_step *open[SIM_STEPS_MAX];
	sim_step steps[SIM_STEPS_MAX] = { 0 };
	bool to_come = false, at_desk = false;
	for (size_t i = 0; i < n; i++) {
		step_state s = list[i]->state;
		to_come = to_come || s == STEP_WAITING || s == STEP_PLANNED;
		at_desk = at_desk || s == STEP_CALLED || s == STEP_SERVING;
		p.away = p.away || s == STEP_MISSED;
	}
	p.away = p.away && !at_desk;
	if (!to_come || x->to.people_n == WAIT_PEOPLE_MAX)
		return;
	int k = 0;
	for (size_t i = 0; i < n && k < SIM_STEPS_MAX; i++) {
		const live_step *s = list[i];
		int service = service_of(x, s->service);
		if (service < 0 || (p.away && s->state != STEP_WAITING))
			continue;
		double due = s->due ? seconds_of(x->b, s->due) : SIM_NEVER;
		p.due = p.due < SIM_NEVER ? p.due : due;
		p.arrived = past_of(x->b, s->arrived);
		p.priority = p.priority || s->priority;
		p.returned = p.returned || s->returned;
		steps[k] = (sim_step){ .service = service, .due = s->due ? due - p.due : 2 * SIM_NEVER };
		open[k++] = s;
	}
	if (k == 0)
		return;
	for (int i = 0; i < k; i++) {
		if (open[i]->state == STEP_CALLED || open[i]->state == STEP_SERVING)
			bind_at_desk(x, open[i], i);
		if (open[i]->state == STEP_WAITING && !newcomer)
			x->asked[x->asked_n++] = (asked){ .step = (size_t)(open[i] - x->b->steps.at),
							  .service = steps[i].service,
							  .person = x->to.people_n,
							  .answer = x->answers_n + i };
	}
	x->answers_n += k;
	p.service = steps[0].service;
	if (k > 1 || newcomer) {
		bind_after(open, steps, k);
		sim_step *kept = arena_many(a, sim_step, (size_t)k);
		memcpy(kept, steps, (size_t)k * sizeof *steps);
		p.steps = kept;
		p.steps_n = k;
	}
	x->to.people[x->to.people_n++] = p;
}

/* Of each visit of the board what goes on, and behind that what is planned: both lists have the visits in the same order. */
static void bind_people(arena *a, binding *x, const live_steps *newcomer)
{
	const board *b = x->b;
	size_t more = newcomer ? newcomer->n : 0, from = 0;
	const live_step **open = arena_many(a, const live_step *, b->steps.n + b->planned.n + more);
	x->to.people = arena_many(a, wait_person, b->steps.n + 1);
	x->asked = arena_many(a, asked, b->steps.n);
	for (size_t i = 0, end; i < b->steps.n; i = end) {
		const live_step *first = &b->steps.at[i];
		size_t n = 0;
		for (end = i; end < b->steps.n && str_eq(b->steps.at[end].ticket, first->ticket); end++)
			open[n++] = &b->steps.at[end];
		while (from < b->planned.n && (b->planned.at[from].arrived < first->arrived ||
					       (b->planned.at[from].arrived == first->arrived &&
						str_cmp(b->planned.at[from].number, first->number) < 0)))
			from++;
		for (; from < b->planned.n && str_eq(b->planned.at[from].ticket, first->ticket); from++)
			open[n++] = &b->planned.at[from];
		bind_visit(a, x, open, n, false);
	}
	for (size_t i = 0; i < more; i++)
		open[i] = &newcomer->at[i];
	if (newcomer)
		bind_visit(a, x, open, more, true);
}

static void bind_bookings(arena *a, binding *x)
{
	const board *b = x->b;
	x->to.bookings = arena_many(a, wait_booking, b->due.n);
	for (size_t i = 0; i < b->due.n && x->to.bookings_n < WAIT_PEOPLE_MAX; i++) {
		int service = service_of(x, b->due.at[i].service);
		double due = seconds_of(b, b->due.at[i].start);
		if (service >= 0 && due > x->now - BOOKING_LATE && due < x->now + LONG)
			x->to.bookings[x->to.bookings_n++] = (wait_booking){ service, due, (int)i };
	}
}

static void bind_order(arena *a, binding *x)
{
	static const sim_who classes[] = { [CALL_BOOKED] = SIM_BOOKED,
					   [CALL_PRIORITY] = SIM_PRIORITY,
					   [CALL_RETURNED] = SIM_RETURNED,
					   [CALL_ARRIVAL] = SIM_ARRIVAL };
	const call_rules *rules = &x->b->office->order;
	int n = rules->n < SIM_CLASSES_MAX ? (int)rules->n : SIM_CLASSES_MAX;
	sim_class *order = arena_many(a, sim_class, (size_t)n);
	for (int i = 0; i < n; i++)
		order[i] = (sim_class){ classes[rules->at[i].who], rules->at[i].early_minutes * 60.0 };
	x->to.order = order;
	x->to.order_n = n;
}

static void bind_services(arena *a, binding *x)
{
	const office_model *m = &x->m->model;
	x->services_n = (int)x->b->services_n;
	x->service = arena_many(a, int, x->b->services_n);
	x->back = arena_many(a, int, SIM_SERVICES_MAX);
	x->assumed = arena_many(a, bool, x->b->services_n);
	x->guessed = arena_many(a, bool, x->b->services_n);
	for (int i = 0; i < SIM_SERVICES_MAX; i++)
		x->back[i] = -1;
	for (int i = 0; i < x->services_n; i++) {
		x->service[i] = name_index(m->services, m->services_n, x->b->services[i].offer->service);
		if (x->service[i] >= 0)
			x->back[x->service[i]] = i;
	}
}

/* --- the board --------------------------------------------------------------------------------------------------- */

/* Until when somebody may still be called today: staff stay for who has a ticket, but not into the night. */
static double last_call(const board *b, double now)
{
	windows w = office_hours(b->office, b->today, NULL);
	double end = w.n ? w.at[w.n - 1].to * 60.0 + STAYS : 0;
	return end > now + STAYS / 2 ? end : now + LONG / 2;
}

static const office_learned *without_history(arena *a, const board *b)
{
	office_learned *m = arena_one(a, office_learned);
	learned_init(m);
	learned_names(m, b);
	model_day_begins(&m->model);
	return m;
}

binding bind_board(arena *a, const board *b, const live_steps *newcomer)
{
	binding x = { .b = b, .m = b->learned ? b->learned : without_history(a, b) };
	x.now = x.to.now = seconds_of(b, b->now);
	x.last = last_call(b, x.now);
	bind_services(a, &x);
	bind_order(a, &x);
	bind_desks(a, &x);
	bind_people(a, &x, newcomer);
	bind_bookings(a, &x);
	return x;
}
