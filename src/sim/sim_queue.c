/* Queues and timers of a run. A queue is a list in order, linked both ways, so that whoever leaves, is promoted to a better
 * class or goes to another desk is taken out at once; who comes is put in from the end where his or her place nearly
 * always is. Timers are a heap that knows where each entry's stands. */
#include "sim/sim_run.h"

/* --- timers -------------------------------------------------------------------------------------------------------- */

static void put_timer(sim *s, int i, timer t)
{
	s->timers[i] = t;
	if (t.entry >= 0)
		s->entries[t.entry].timer = i;
}

static void timer_up(sim *s, int i, timer t)
{
	while (i > 0 && s->timers[(i - 1) / 2].at > t.at) {
		put_timer(s, i, s->timers[(i - 1) / 2]);
		i = (i - 1) / 2;
	}
	put_timer(s, i, t);
}

static void timer_down(sim *s, int i, timer t)
{
	for (;;) {
		int k = 2 * i + 1;
		if (k >= s->timers_n)
			break;
		if (k + 1 < s->timers_n && s->timers[k + 1].at < s->timers[k].at)
			k++;
		if (s->timers[k].at >= t.at)
			break;
		put_timer(s, i, s->timers[k]);
		i = k;
	}
	put_timer(s, i, t);
}

void timer_slot(sim *s)
{
	double next = s->timers_n ? s->timers[0].at : SIM_NEVER;
	if (s->coming_at < s->coming_n && s->coming[s->coming_at].least < next)
		next = s->coming[s->coming_at].least;
	s->at[SLOT_TIMER] = next;
}

void timer_add(sim *s, timer t)
{
	CHECK(s->timers_n < s->timers_max);
	timer_up(s, s->timers_n++, t);
	timer_slot(s);
}

void timer_remove(sim *s, int i)
{
	if (s->timers[i].entry >= 0)
		s->entries[s->timers[i].entry].timer = NOBODY;
	timer last = s->timers[--s->timers_n];
	if (i < s->timers_n) {
		if (i > 0 && s->timers[(i - 1) / 2].at > last.at)
			timer_up(s, i, last);
		else
			timer_down(s, i, last);
	}
	timer_slot(s);
}

/* --- queues -------------------------------------------------------------------------------------------------------- */

void length_flush(sim *s, int service)
{
	s->area[service] += s->length[service] * (s->now - s->length_since[service]);
	s->length_since[service] = s->now;
}

static bool before(const entry *a, const entry *b)
{
	return a->key < b->key || (a->key == b->key && a->order < b->order);
}

/* Into the queue of its class. */
static void link_in(sim *s, i32 index)
{
	entry *e = &s->entries[index];
	queue *q = &s->queues[e->class * s->services_n + e->service];
	i32 behind = q->tail; /* whom it will stand behind */
	while (behind >= 0 && before(e, &s->entries[behind]))
		behind = s->entries[behind].prev;
	e->prev = behind;
	e->next = behind >= 0 ? s->entries[behind].next : q->head;
	if (e->next >= 0)
		s->entries[e->next].prev = index;
	else
		q->tail = index;
	if (behind >= 0)
		s->entries[behind].next = index;
	else
		q->head = index;
	s->waiting[e->class] |= SIM_BIT(e->service);
}

static void link_out(sim *s, const entry *e)
{
	queue *q = &s->queues[e->class * s->services_n + e->service];
	if (e->prev >= 0)
		s->entries[e->prev].next = e->next;
	else
		q->head = e->next;
	if (e->next >= 0)
		s->entries[e->next].prev = e->prev;
	else
		q->tail = e->prev;
	if (q->head < 0)
		s->waiting[e->class] &= ~SIM_BIT(e->service);
}

/* Its class now, and a timer for when something about it changes by itself. */
static void classify(sim *s, i32 index)
{
	entry *e = &s->entries[index];
	double changes = SIM_NEVER;
	if (e->due < SIM_NEVER)
		e->class = (u8)class_at(s, e->priority, e->returned, e->due, s->now, &changes);
	else
		e->class = s->walk_class[e->priority | e->returned << 1];
	bool booked = e->class < s->day->order_n && s->day->order[e->class].who == SIM_BOOKED;
	e->key = booked ? e->due : e->arrived;
	if (e->leaves < changes)
		changes = e->leaves;
	if (changes < SIM_NEVER)
		timer_add(s, (timer){ .at = changes, .entry = index, .coming = NOBODY });
	link_in(s, index);
}

i32 queue_add(sim *s, const entry *e)
{
	bool single = e->journey < 0;
	if (single && s->singles >= s->room)
		return NOBODY;
	s->singles += single;
	i32 index = s->free_entry;
	if (index >= 0)
		s->free_entry = s->entries[index].next;
	else
		index = s->entries_n++; /* there is one for each step of everybody for whom there is room */
	s->entries[index] = *e;
	s->entries[index].timer = NOBODY;
	length_flush(s, e->service);
	s->length[e->service] += !e->probe;
	classify(s, index);
	return index;
}

void queue_remove(sim *s, i32 index)
{
	entry *e = &s->entries[index];
	length_flush(s, e->service);
	s->length[e->service] -= !e->probe;
	link_out(s, e);
	if (e->timer >= 0)
		timer_remove(s, e->timer);
	s->singles -= e->journey < 0;
	e->next = s->free_entry;
	s->free_entry = index;
}

void queue_promote(sim *s, i32 index)
{
	link_out(s, &s->entries[index]);
	classify(s, index);
}

i32 queue_first(const sim *s, sim_mask services)
{
	for (int c = 0; c < s->classes_n; c++) {
		sim_mask left = s->waiting[c] & services;
		if (!left)
			continue;
		const queue *of_class = &s->queues[c * s->services_n];
		i32 best = NOBODY;
		for (; left; left &= left - 1) {
			i32 head = of_class[__builtin_ctzll(left)].head;
			if (best < 0 || before(&s->entries[head], &s->entries[best]))
				best = head;
		}
		return best;
	}
	return NOBODY;
}
