#include "modules/visits/open/busy.h"

/* --- a day played back -------------------------------------------------------------------------------------------- */

#define QUARTER (15 * MINUTE)

typedef struct seconds {
	i64 *at;
	size_t n;
} seconds;

typedef struct cell {
	i64 tickets, called, most;
	seconds waits;
} cell;

/* One service in every quarter hour; the first of the list is all of them. */
typedef struct line {
	str service;
	int waiting; /* now */
	cell at[BUSY_QUARTERS];
} line;

typedef enum place { ELSEWHERE, QUEUE, DESK } place;
/* A step of somebody's visit. */
typedef struct step {
	i64 seq;
	size_t line;
	place place;
	instant began; /* to wait */
	bool counted; /* its wait is known; who comes back after a missed call is not counted twice */
	int quarter; /* of `began`, and which value there: an undone call takes it back */
	size_t value[2];
} step;
typedef struct person {
	str ticket;
	struct {
		step *at;
		size_t n;
	} steps;
} person;

typedef struct play {
	arena *a;
	instant midnight;
	line *lines[BUSY_SERVICES_MAX + 1];
	size_t lines_n;
	person *people;
	size_t *table; /* of people, by the hash of the ticket: index + 1 */
	size_t people_n, slots;
	int now; /* quarter hour that goes on */
} play;

static int quarter_of(const play *p, instant t)
{
	i64 q = (t - p->midnight) / QUARTER;
	return q < 0 ? 0 : q >= BUSY_QUARTERS ? BUSY_QUARTERS - 1 : (int)q;
}

static size_t line_of(play *p, str service)
{
	for (size_t i = 1; i < p->lines_n; i++)
		if (str_eq(p->lines[i]->service, service))
			return i;
	if (p->lines_n > BUSY_SERVICES_MAX)
		return 0; /* more services than an office has: they count in the whole only */
	line *l = arena_one(p->a, line);
	l->service = service;
	p->lines[p->lines_n] = l;
	return p->lines_n++;
}

static person *person_of(play *p, str ticket)
{
	size_t i = (size_t)str_hash(ticket) & (p->slots - 1);
	while (p->table[i] && !str_eq(p->people[p->table[i] - 1].ticket, ticket))
		i = (i + 1) & (p->slots - 1);
	if (!p->table[i]) {
		p->people[p->people_n] = (person){ .ticket = ticket };
		p->table[i] = ++p->people_n;
	}
	return &p->people[p->table[i] - 1];
}

static step *step_of(play *p, person *one, const busy_move *m)
{
	for (size_t i = 0; i < one->steps.n; i++)
		if (one->steps.at[i].seq == m->seq)
			return &one->steps.at[i];
	LIST_ADD(p->a, &one->steps, (step){ .seq = m->seq, .line = line_of(p, m->service) });
	return &one->steps.at[one->steps.n - 1];
}

/* A person waits who stands in some queue and is at no desk. */
static bool waits(const person *one)
{
	bool queued = false, served = false;
	for (size_t i = 0; i < one->steps.n; i++) {
		queued |= one->steps.at[i].place == QUEUE;
		served |= one->steps.at[i].place == DESK;
	}
	return queued && !served;
}

static void add_waiting(play *p, size_t l, int more)
{
	line *to = p->lines[l];
	to->waiting += more;
	if (to->waiting > to->at[p->now].most)
		to->at[p->now].most = to->waiting;
}

/* Who waits when a quarter hour begins, waits in it. */
static void go_on(play *p, int quarter)
{
	while (p->now < quarter) {
		p->now++;
		for (size_t i = 0; i < p->lines_n; i++)
			p->lines[i]->at[p->now].most = p->lines[i]->waiting;
	}
}

static void count_wait(play *p, step *s, instant called)
{
	if (s->counted)
		return;
	s->counted = true;
	s->quarter = quarter_of(p, s->began);
	size_t in[2] = { 0, s->line };
	for (size_t k = 0; k < (s->line ? 2u : 1u); k++) {
		seconds *list = &p->lines[in[k]]->at[s->quarter].waits;
		s->value[k] = list->n;
		LIST_ADD(p->a, list, called > s->began ? (called - s->began) / SECOND : 0);
	}
}

/* The call was a mistake: it was nobody's wait. The value stays in its place, so that others keep theirs. */
static void uncount_wait(play *p, step *s)
{
	if (!s->counted)
		return;
	s->counted = false;
	p->lines[0]->at[s->quarter].waits.at[s->value[0]] = -1;
	if (s->line)
		p->lines[s->line]->at[s->quarter].waits.at[s->value[1]] = -1;
}

static place place_of(str becomes)
{
	if (str_eq(becomes, STR("waiting")))
		return QUEUE;
	return str_eq(becomes, STR("called")) || str_eq(becomes, STR("serving")) ? DESK : ELSEWHERE;
}

static void count_events(play *p, const busy_move *m, step *s)
{
	cell *all = &p->lines[0]->at[p->now], *own = &p->lines[s->line]->at[p->now];
	bool taken = str_eq(m->command, STR("take")) || str_eq(m->command, STR("check_in"));
	if (taken && m->seq == 1) {
		all->tickets++;
		own->tickets += own != all;
	}
	if (str_eq(m->command, STR("call"))) {
		all->called++;
		own->called += own != all;
		count_wait(p, s, m->at);
	} else if (str_eq(m->command, STR("undo"))) {
		uncount_wait(p, s);
	}
}

static void move(play *p, const busy_move *m)
{
	go_on(p, quarter_of(p, m->at));
	person *one = person_of(p, m->ticket);
	bool waited = waits(one);
	step *s = step_of(p, one, m);
	place to = place_of(m->becomes), from = s->place;
	if (to == QUEUE && s->began == 0)
		s->began = m->at;
	count_events(p, m, s);
	s->place = to;
	if (s->line)
		add_waiting(p, s->line, (to == QUEUE) - (from == QUEUE));
	add_waiting(p, 0, waits(one) - waited);
	/* what else is waited for is waited for from now on */
	for (size_t i = 0; i < one->steps.n && from == DESK && to != DESK; i++)
		if (one->steps.at[i].place == QUEUE && !one->steps.at[i].counted && &one->steps.at[i] != s)
			one->steps.at[i].began = m->at;
}

/* --- desks ------------------------------------------------------------------------------------------------------------ */

/* Tenths of desks that were open, on the mean of each quarter hour. */
static void count_desks(arena *a, const busy_day *d, i64 *ret)
{
	i64 *open = arena_many(a, i64, BUSY_QUARTERS); /* milliseconds */
	instant midnight = instant_of(d->day, 0);
	for (size_t i = 0; i < d->desks.n; i++) {
		const busy_desk_move *m = &d->desks.at[i];
		if (!m->open)
			continue;
		instant end = midnight + DAY;
		for (size_t k = i + 1; k < d->desks.n; k++)
			if (str_eq(d->desks.at[k].desk, m->desk)) {
				end = d->desks.at[k].at;
				break;
			}
		for (int q = 0; q < BUSY_QUARTERS; q++) {
			instant from = midnight + q * QUARTER, to = from + QUARTER;
			i64 begin = m->at > from ? m->at : from, stop = end < to ? end : to;
			open[q] += stop > begin ? stop - begin : 0;
		}
	}
	for (int q = 0; q < BUSY_QUARTERS; q++)
		ret[q] = (open[q] * 10 + QUARTER / 2) / QUARTER;
}

/* --- what is told ------------------------------------------------------------------------------------------------------ */

static int ascending(const void *x, const void *y)
{
	i64 a = *(const i64 *)x, b = *(const i64 *)y;
	return (a > b) - (a < b);
}

static void tell_waits(cell *c, busy_row *to)
{
	size_t n = 0;
	i64 sum = 0;
	for (size_t i = 0; i < c->waits.n; i++)
		if (c->waits.at[i] >= 0) {
			c->waits.at[n++] = c->waits.at[i];
			sum += c->waits.at[n - 1];
		}
	to->wait_median = to->wait_p90 = BUSY_UNTOLD;
	if (to->service.len == 0) {
		to->wait_n = (i64)n;
		to->wait_sum = sum;
	}
	if (n < BUSY_FEW)
		return;
	qsort(c->waits.at, n, sizeof *c->waits.at, ascending);
	to->wait_median = n % 2 ? c->waits.at[n / 2] : (c->waits.at[n / 2 - 1] + c->waits.at[n / 2]) / 2;
	to->wait_p90 = c->waits.at[(n * 9 + 9) / 10 - 1];
}

/* The counts of one measure by service: few people are not told, nor can they be found by subtraction from the whole. */
static void protect(i64 whole, i64 *counts, size_t n)
{
	i64 told = 0;
	for (size_t i = 0; i < n; i++) {
		if (counts[i] > 0 && counts[i] < BUSY_FEW)
			counts[i] = BUSY_UNTOLD;
		told += counts[i] > 0 ? counts[i] : 0;
	}
	while (whole - told > 0 && whole - told < BUSY_FEW) {
		size_t least = n;
		for (size_t i = 0; i < n; i++)
			if (counts[i] > 0 && (least == n || counts[i] < counts[least]))
				least = i;
		if (least == n)
			break; /* none is told: the whole alone says nothing about services */
		told -= counts[least];
		counts[least] = BUSY_UNTOLD;
	}
}

static void tell_services(play *p, int quarter, busy_rows *ret)
{
	size_t n = p->lines_n - 1;
	cell *all = &p->lines[0]->at[quarter];
	i64 tickets[BUSY_SERVICES_MAX], called[BUSY_SERVICES_MAX];
	for (size_t i = 0; i < n; i++) {
		tickets[i] = p->lines[i + 1]->at[quarter].tickets;
		called[i] = p->lines[i + 1]->at[quarter].called;
	}
	protect(all->tickets, tickets, n);
	protect(all->called, called, n);
	for (size_t i = 0; i < n; i++) {
		cell *own = &p->lines[i + 1]->at[quarter];
		busy_row row = { .quarter = quarter,
				 .service = p->lines[i + 1]->service,
				 .tickets = tickets[i],
				 .called = called[i],
				 .waiting_most = own->most > 0 && own->most < BUSY_FEW ? BUSY_UNTOLD : own->most,
				 .desks_tenths = BUSY_UNTOLD };
		tell_waits(own, &row);
		if (row.tickets > 0 || row.called > 0 || row.waiting_most > 0)
			LIST_ADD(p->a, ret, row);
	}
}

static bool is_open(const busy_day *d, int quarter)
{
	for (size_t i = 0; i < d->open.n; i++)
		if (d->open.at[i].from < (quarter + 1) * 15 && d->open.at[i].to > quarter * 15)
			return true;
	return false;
}

void busy_make(arena *a, const busy_day *d, busy_rows *ret)
{
	*ret = (busy_rows){ 0 };
	play p = { .a = a, .midnight = instant_of(d->day, 0), .slots = 16 };
	while (p.slots < d->moves.n * 2)
		p.slots *= 2;
	p.table = arena_many(a, size_t, p.slots);
	p.people = arena_many(a, person, d->moves.n);
	p.lines[p.lines_n++] = arena_one(a, line);
	for (size_t i = 0; i < d->moves.n; i++)
		move(&p, &d->moves.at[i]);
	go_on(&p, BUSY_QUARTERS - 1);
	i64 desks[BUSY_QUARTERS];
	count_desks(a, d, desks);
	for (int q = 0; q < BUSY_QUARTERS; q++) {
		cell *c = &p.lines[0]->at[q];
		bool happened = c->tickets || c->called || c->waits.n || desks[q];
		if (!happened && !is_open(d, q))
			continue;
		busy_row row = { .quarter = q,
				 .tickets = c->tickets,
				 .called = c->called,
				 .waiting_most = c->most,
				 .desks_tenths = desks[q] };
		tell_waits(c, &row);
		LIST_ADD(a, ret, row);
		tell_services(&p, q, ret);
	}
}
