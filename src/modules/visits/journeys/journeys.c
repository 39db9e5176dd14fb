/* From definitions to the steps of one visit. Pure. */
#include "modules/visits/journeys/journeys.h"

static bool among(const strs *list, str s)
{
	for (size_t i = 0; i < list->n; i++)
		if (str_eq(list->at[i], s))
			return true;
	return false;
}

/* The first step with the same question; `i` itself when there is none before. */
static size_t first_asking(const journey_def *j, size_t i)
{
	size_t k = 0;
	while (k < i && !str_eq(j->steps.at[k].ask.in[LANG_JA], j->steps.at[i].ask.in[LANG_JA]))
		k++;
	return k;
}

journey_questions journey_ask(arena *a, const journey_def *j, const office_def *o)
{
	journey_questions list = { 0 };
	strs asked = { 0 };
	for (size_t i = 0; i < j->steps.n; i++) {
		const journey_step *s = &j->steps.at[i];
		if (text_empty(&s->ask) || !defs_offer(o, s->service))
			continue;
		str id = j->steps.at[first_asking(j, i)].service;
		if (among(&asked, id))
			continue;
		LIST_ADD(a, &asked, id);
		LIST_ADD(a, &list, ((journey_question){ id, &s->ask }));
	}
	return list;
}

bool journey_offered(const journey_def *j, const office_def *o)
{
	for (size_t i = 0; i < j->steps.n; i++) {
		const offer_def *f = defs_offer(o, j->steps.at[i].service);
		if (f && f->walk_in)
			return true;
	}
	return false;
}

strs journey_closed(arena *a, const board *b)
{
	strs list = { 0 };
	for (size_t i = 0; i < b->services_n; i++) {
		const struct service_load *l = &b->services[i];
		bool now = b->city->limits.any_hour || offer_open_at(b->office, l->offer, b->now);
		if (!l->offer->walk_in || l->stopped || !now)
			LIST_ADD(a, &list, l->offer->service);
	}
	return list;
}

journey_path journey_steps_of(arena *a, const journey_def *j, const office_def *o, strs yes, strs now_closed)
{
	journey_path p = { 0 };
	size_t n = j->steps.n < JOURNEY_STEPS_MAX ? j->steps.n : JOURNEY_STEPS_MAX;
	bool needed[JOURNEY_STEPS_MAX] = { false }, can[JOURNEY_STEPS_MAX] = { false };
	for (size_t i = 0; i < n; i++) {
		const journey_step *s = &j->steps.at[i];
		needed[i] = text_empty(&s->ask) || among(&yes, j->steps.at[first_asking(j, i)].service);
		can[i] = needed[i] && defs_offer(o, s->service) && !among(&now_closed, s->service);
	}
	/* what comes after something that is needed and cannot be done here cannot be done either */
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < n && can[i]; k++)
			if (needed[k] && !can[k] && journey_after(j, i, k))
				can[i] = false;
	size_t at[JOURNEY_STEPS_MAX] = { 0 };
	for (size_t i = 0; i < n; i++) {
		if (can[i]) {
			at[i] = p.services.n;
			LIST_ADD(a, &p.services, j->steps.at[i].service);
		} else if (needed[i]) {
			LIST_ADD(a, &p.missing, j->steps.at[i].service);
		}
	}
	p.after = arena_many(a, i64, p.services.n);
	/* by way of others, too: a step that this visit does not need still keeps those around it in order */
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < n; k++)
			if (can[i] && can[k] && journey_after(j, i, k))
				p.after[at[i]] |= step_bit((i64)at[k] + 1);
	return p;
}

/* --- services picked one by one ------------------------------------------------------------------------------------ */

/* The journey says that b comes after a. */
static bool ordered_in(const journey_def *j, str a, str b)
{
	size_t ia = j->steps.n, ib = j->steps.n;
	for (size_t k = 0; k < j->steps.n; k++) {
		ia = str_eq(j->steps.at[k].service, a) ? k : ia;
		ib = str_eq(j->steps.at[k].service, b) ? k : ib;
	}
	return ia < j->steps.n && ib < j->steps.n && journey_after(j, ib, ia);
}

/* Some journey of the city says so. */
static bool ordered(const city_def *c, str a, str b)
{
	for (size_t i = 0; i < c->journeys.n; i++)
		if (ordered_in(&c->journeys.at[i], a, b))
			return true;
	return false;
}

i64 *journey_free_order(arena *a, const city_def *c, strs services)
{
	if (!c->free_together)
		return NULL;
	size_t n = services.n;
	CHECK(n <= STEP_SEQ_MAX);
	i64 *before = arena_many(a, i64, n), *after = arena_many(a, i64, n), placed = 0;
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < n; k++)
			if (i != k && ordered(c, services.at[k], services.at[i]))
				before[i] |= step_bit((i64)k + 1);
	/* one after the other is put behind those that are placed; where journeys contradict one another, the first that was picked */
	for (size_t done = 0; done < n; done++) {
		size_t next = n, first = n;
		for (size_t i = n; i-- > 0;) {
			if (placed & step_bit((i64)i + 1))
				continue;
			first = i;
			next = (before[i] & ~placed) == 0 ? i : next;
		}
		next = next < n ? next : first;
		after[next] = before[next] & placed;
		placed |= step_bit((i64)next + 1);
	}
	return after;
}

i64 journey_instead(const city_def *c, const ticket_view *t, i64 seq, str service)
{
	const journey_def *j = t->journey.len ? defs_journey(c, t->journey) : NULL;
	if (!j && (t->journey.len || !c->free_together))
		return 0;
	/* what waits for the old step will wait for the new one, which therefore cannot wait for it */
	i64 behind = step_bit(seq), before = 0;
	for (size_t round = 0; round < t->steps.n; round++)
		for (size_t i = 0; i < t->steps.n; i++)
			behind |= t->steps.at[i].after & behind ? step_bit(t->steps.at[i].seq) : 0;
	for (size_t i = 0; i < t->steps.n; i++) {
		const live_step *s = &t->steps.at[i];
		bool first = j ? ordered_in(j, s->service, service) : ordered(c, s->service, service);
		if (first && !step_over(s->state) && !(behind & step_bit(s->seq)))
			before |= step_bit(s->seq);
	}
	return before;
}

live_steps journey_live(arena *a, const journey_path *p, bool one_by_one, instant now)
{
	live_steps list = { arena_many(a, live_step, p->services.n), p->services.n };
	bool waits = false;
	for (size_t i = 0; i < list.n; i++) {
		bool first = p->after[i] == 0 && !(one_by_one && waits);
		list.at[i] = (live_step){ .seq = (i64)i + 1,
					  .service = p->services.at[i],
					  .after = p->after[i],
					  .state = first ? STEP_WAITING : STEP_PLANNED,
					  .since = now,
					  .arrived = now };
		waits = waits || first;
	}
	return list;
}
