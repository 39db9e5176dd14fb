/*
 * office_maker: made-up offices, each unlike the next, and their days as event logs (sim/eventlog.h), for tests and measurements.
 *
 * A plain model of its own, second by second where it matters, which shares nothing with src/sim: what the learner finds must
 * be what was put in here. Same seed, same office.
 */
#ifndef TESTS_OFFICE_MAKER_H
#define TESTS_OFFICE_MAKER_H

#include "base/buf.h"

#include <math.h>
#include <string.h>

#define MAKER_SERVICES 8
#define MAKER_DESKS 16
#define MAKER_PEOPLE 3000
#define MAKER_NEVER 1000000

typedef struct made_office {
	u64 seed;
	int services, desks, hours;
	double mu[MAKER_SERVICES], sigma[MAKER_SERVICES], share[MAKER_SERVICES];
	bool gamma; /* service times are not log-normal */
	u32 skills[MAKER_DESKS];
	double pace[MAKER_DESKS]; /* logarithm */
	double day_sd, day_memory; /* how slow a day is, and how much of that stays till tomorrow */
	double noon; /* how much slower the middle of the day is; logarithm */
	double drift; /* of all times over a hundred days; logarithm */
	int gap; /* mean seconds between two people */
	int late_mean, late_sd; /* opening */
	int close_sd;
	bool lunch;
	double breaks; /* unplanned, a desk and day */
	int break_mean;
	double absent; /* a desk is not in the plan */
	double unseen; /* a desk is in the plan and never opens */
	double leaves_early; /* a desk goes home in the middle of its last span */
	double missed, missed_late; /* called and not there; after long waits */
	int patience; /* what a long wait is, seconds */
	int missed_seconds;
	int booking_every; /* seconds between booked times; 0: none */
	double shows;
	int early_mean, early_sd; /* of the booked */
	double load; /* work beside desks */
	double load_sd; /* from day to day */
	int burst; /* so many come at once, twice a day */
} made_office;

static inline u64 maker_bits(u64 *s)
{
	u64 z = (*s += 0x9E3779B97F4A7C15u);
	z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
	z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
	return z ^ (z >> 31);
}

static inline double maker_uniform(u64 *s)
{
	return ((double)(maker_bits(s) >> 11) + 0.5) / 9007199254740992.0;
}

static inline double maker_between(u64 *s, double a, double b)
{
	return a + (b - a) * maker_uniform(s);
}

static inline double maker_normal(u64 *s)
{
	double r = sqrt(-2 * log(maker_uniform(s)));
	return r * cos(6.283185307179586 * maker_uniform(s));
}

/* Any office: sizes, speeds and habits from wide ranges. */
static inline made_office maker_office(u64 seed)
{
	u64 s = seed * 7919 + 17, *r = &s;
	made_office o = { .seed = seed };
	o.services = 1 + (int)(maker_uniform(r) * 8);
	o.desks = 2 + (int)(maker_uniform(r) * 14);
	o.hours = 4 + (int)(maker_uniform(r) * 6);
	double all = 0;
	for (int i = 0; i < o.services; i++) {
		o.mu[i] = log(maker_between(r, 150, 1500));
		o.sigma[i] = maker_between(r, 0.35, 0.75);
		all += o.share[i] = maker_between(r, 0.2, 1);
	}
	for (int i = 0; i < o.services; i++)
		o.share[i] /= all;
	double pace = maker_between(r, 0, 0.18);
	for (int k = 0; k < o.desks; k++) {
		o.pace[k] = pace * maker_normal(r);
		for (int i = 0; i < o.services; i++)
			if (maker_uniform(r) < 0.7)
				o.skills[k] |= 1u << i;
		o.skills[k] |= 1u << (k % o.services);
	}
	for (int i = o.desks; i < o.services; i++)
		o.skills[i % o.desks] |= 1u << i;
	o.gamma = maker_uniform(r) < 0.25;
	o.day_sd = maker_between(r, 0, 0.2);
	o.day_memory = maker_uniform(r) < 0.3 ? maker_between(r, 0.3, 0.8) : 0;
	o.noon = maker_uniform(r) < 0.4 ? maker_between(r, -0.15, 0.25) : 0;
	o.drift = maker_uniform(r) < 0.4 ? maker_between(r, -0.3, 0.3) : 0;
	o.gap = maker_uniform(r) < 0.5 ? 0 : (int)maker_between(r, 5, 60);
	o.late_mean = (int)maker_between(r, -30, 120);
	o.late_sd = (int)maker_between(r, 0, 300);
	o.close_sd = (int)maker_between(r, 0, 300);
	o.lunch = o.hours >= 6 && maker_uniform(r) < 0.8;
	o.breaks = maker_between(r, 0, 0.5);
	o.break_mean = (int)maker_between(r, 300, 1800);
	o.absent = maker_uniform(r) < 0.5 ? 0 : maker_between(r, 0, 0.1);
	o.unseen = maker_uniform(r) < 0.7 ? 0 : maker_between(r, 0, 0.03);
	o.leaves_early = maker_uniform(r) < 0.7 ? 0 : maker_between(r, 0, 0.05);
	o.missed = maker_between(r, 0, 0.05);
	o.missed_late = maker_uniform(r) < 0.3 ? o.missed : maker_between(r, 0.05, 0.3);
	o.patience = (int)maker_between(r, 900, 4200);
	o.missed_seconds = (int)maker_between(r, 20, 180);
	o.booking_every = maker_uniform(r) < 0.2 ? 0 : (int)maker_between(r, 240, 1800);
	o.shows = maker_between(r, 0.75, 0.98);
	o.early_mean = (int)maker_between(r, -700, 60);
	o.early_sd = (int)maker_between(r, 60, 450);
	o.load = maker_between(r, 0.8, 1.02);
	o.load_sd = maker_between(r, 0.05, 0.3);
	o.burst = maker_uniform(r) < 0.25 ? (int)maker_between(r, 5, 20) : 0;
	return o;
}

/* An office of the kind of the practice log: nothing drifts, nobody dawdles between two people; sizes, speeds and habits differ. */
static inline made_office maker_regular_office(u64 seed)
{
	made_office o = maker_office(seed);
	o.gamma = false;
	o.day_memory = o.noon = o.drift = o.unseen = o.leaves_early = 0;
	o.gap = o.burst = 0;
	o.hours = o.hours < 6 ? o.hours + 3 : o.hours;
	o.lunch = true;
	return o;
}

typedef struct maker_desk {
	int from[2], to[2]; /* planned */
	int opens[2], closes[2]; /* as it goes */
	int spans, span;
	int away_at, away_for;
	bool open;
	int busy_until, free_until, person;
} maker_desk;
typedef struct maker_person {
	int service, due, comes, called;
	bool there, gone, missed;
} maker_person;

typedef struct maker_day {
	const made_office *o;
	buf *out;
	int day, now;
	u64 rng;
	double level; /* of today, logarithm */
	maker_desk desks[MAKER_DESKS];
	maker_person people[MAKER_PEOPLE];
	int people_n;
} maker_day;

static inline void maker_row(maker_day *d, int t, const char *what, int person, int service, int desk, int from, int to)
{
	buf_format(d->out, "%d,%d,%s,", d->day, t, what);
	if (person >= 0)
		buf_format(d->out, "%s%03d", d->people[person].due < MAKER_NEVER ? "B" : "W", person + 1);
	buf_char(d->out, ',');
	if (service >= 0)
		buf_format(d->out, "s%d", service);
	else if (service < -1 && desk >= 0)
		for (int i = 0, n = 0; i < d->o->services; i++)
			if (d->o->skills[desk] >> i & 1)
				buf_format(d->out, "%ss%d", n++ ? "|" : "", i);
	buf_char(d->out, ',');
	if (desk >= 0)
		buf_format(d->out, "%d", desk + 1);
	buf_char(d->out, ',');
	if (from < MAKER_NEVER)
		buf_format(d->out, to < MAKER_NEVER ? "%d-%d" : "%d", from, to);
	buf_char(d->out, '\n');
}

static inline double maker_chance(maker_day *d, int service)
{
	double sigma = d->o->sigma[service];
	if (!d->o->gamma)
		return exp(sigma * maker_normal(&d->rng));
	/* a sum of exponentials whose spread is near the same, with mean 1 */
	int k = (int)(1 / (exp(sigma * sigma) - 1) + 0.5);
	double sum = 0;
	for (int i = 0; i < (k < 1 ? 1 : k); i++)
		sum -= log(maker_uniform(&d->rng));
	return sum / (k < 1 ? 1 : k);
}

static inline int maker_seconds(maker_day *d, int desk, const maker_person *p)
{
	const made_office *o = d->o;
	double middle = sin(3.14159265 * d->now / (o->hours * 3600.0));
	double level = o->mu[p->service] + o->pace[desk] + d->level + o->drift * d->day / 100 +
		       o->noon * (middle > 0 ? middle : 0);
	int t = (int)(exp(level) * maker_chance(d, p->service));
	return t < 10 ? 10 : t;
}

static inline void maker_roster(maker_day *d)
{
	const made_office *o = d->o;
	int end = o->hours * 3600, here = 0;
	for (int k = 0; k < o->desks; k++) {
		maker_desk *w = &d->desks[k];
		*w = (maker_desk){ .person = -1, .away_at = MAKER_NEVER, .spans = o->lunch ? 2 : 1 };
		bool absent = maker_uniform(&d->rng) < o->absent && (here || k + 1 < o->desks);
		int noon = end / 2 + (k % 2 ? -1800 : 1800);
		w->from[0] = 0, w->to[0] = o->lunch ? noon - 1800 : end;
		w->from[1] = noon + 1800, w->to[1] = end;
		if (absent)
			w->spans = 0;
		here += w->spans > 0;
		for (int i = 0; i < w->spans; i++) {
			w->opens[i] = w->from[i] + (int)(o->late_mean + o->late_sd * maker_normal(&d->rng));
			if (w->opens[i] < 0)
				w->opens[i] = 0;
			w->closes[i] = w->to[i] + (int)(o->close_sd * maker_normal(&d->rng));
			if (w->to[i] == end)
				w->closes[i] = MAKER_NEVER; /* stays while somebody waits */
			if (i && w->opens[i] < w->closes[i - 1] + 60)
				w->opens[i] = w->closes[i - 1] + 60;
			maker_row(d, 0, "plan", -1, -2, k, w->from[i], w->to[i]);
		}
		if (w->spans && maker_uniform(&d->rng) < o->unseen)
			w->spans = 0;
		if (maker_uniform(&d->rng) < o->leaves_early && w->spans)
			w->closes[w->spans - 1] = end - (int)(maker_uniform(&d->rng) * 7200);
		if (maker_uniform(&d->rng) < o->breaks) {
			w->away_at = (int)(maker_uniform(&d->rng) * end);
			w->away_for = (int)(o->break_mean * maker_between(&d->rng, 0.4, 1.6));
		}
	}
}

static inline int maker_service(maker_day *d)
{
	double u = maker_uniform(&d->rng);
	int i = 0;
	while (i + 1 < d->o->services && u > d->o->share[i])
		u -= d->o->share[i++];
	return i;
}

static inline void maker_comes(maker_day *d, int service, int due, int comes)
{
	if (d->people_n < MAKER_PEOPLE)
		d->people[d->people_n++] = (maker_person){ .service = service, .due = due, .comes = comes };
}

static inline void maker_people(maker_day *d)
{
	const made_office *o = d->o;
	int end = o->hours * 3600, opens = 0, n = 0;
	double work = 0;
	d->people_n = 0;
	for (int t = 0; o->booking_every && t < end; t += o->booking_every) {
		bool shows = maker_uniform(&d->rng) < o->shows;
		int at = t + (int)(o->early_mean + o->early_sd * maker_normal(&d->rng));
		maker_comes(d, maker_service(d), t, shows ? (at < 0 ? 0 : at) : MAKER_NEVER);
		maker_row(d, 0, "book", d->people_n - 1, d->people[d->people_n - 1].service, -1, t, MAKER_NEVER);
	}
	for (int k = 0; k < o->desks; k++)
		for (int i = 0; i < d->desks[k].spans; i++)
			opens += d->desks[k].to[i] - d->desks[k].from[i];
	for (int i = 0; i < o->services; i++)
		work += o->share[i] * exp(o->mu[i] + o->sigma[i] * o->sigma[i] / 2);
	double load = o->load * exp(o->load_sd * maker_normal(&d->rng) - o->load_sd * o->load_sd / 2);
	n = (int)(load * opens / (work + o->gap)) - d->people_n;
	for (int i = 0; i < n; i++) {
		/* two hills, in the morning and in the afternoon */
		double at = maker_uniform(&d->rng) < 0.55 ? 0.25 + 0.12 * maker_normal(&d->rng)
							  : 0.65 + 0.15 * maker_normal(&d->rng);
		if (maker_uniform(&d->rng) < 0.3 || at < 0 || at > 0.97)
			at = 0.97 * maker_uniform(&d->rng);
		maker_comes(d, maker_service(d), MAKER_NEVER, (int)(at * end));
	}
	for (int i = 0; i < 2 * o->burst; i++)
		maker_comes(d, maker_service(d), MAKER_NEVER, (int)(end * (i % 2 ? 0.3 : 0.7)) + i);
}

/* The log's rule, for a desk that is free now: an index of people, or -1. */
static inline int maker_next(maker_day *d, int desk)
{
	int best = -1;
	for (int i = 0; i < d->people_n; i++) {
		const maker_person *p = &d->people[i], *b = best < 0 ? NULL : &d->people[best];
		if (!p->there || !(d->o->skills[desk] >> p->service & 1))
			continue;
		bool first = p->due <= d->now + 300, other = b && b->due <= d->now + 300;
		if (!b || first > other || (first && other && p->due < b->due) ||
		    (!first && !other && p->comes < b->comes))
			best = i;
	}
	return best;
}

static inline void maker_desk_now(maker_day *d, int k)
{
	const made_office *o = d->o;
	maker_desk *w = &d->desks[k];
	if (w->person >= 0 && d->now >= w->busy_until) {
		maker_person *p = &d->people[w->person];
		maker_row(d, d->now, p->missed ? "missed" : "done", w->person, p->service, k, MAKER_NEVER, 0);
		w->free_until = d->now + (o->gap ? (int)(-o->gap * log(maker_uniform(&d->rng))) : 0);
		w->person = -1;
	}
	if (w->person >= 0)
		return;
	if (w->open && (d->now >= w->closes[w->span] || (d->now >= w->away_at && w->away_for > 0))) {
		maker_row(d, d->now, "close", -1, -1, k, MAKER_NEVER, 0);
		w->open = false;
		if (d->now >= w->closes[w->span])
			w->span++;
		else
			w->opens[w->span] = d->now + w->away_for, w->away_for = 0;
	}
	if (!w->open && w->span < w->spans && d->now >= w->opens[w->span] && d->now < w->closes[w->span]) {
		maker_row(d, d->now, "open", -1, -1, k, MAKER_NEVER, 0);
		w->open = true;
	}
	int i = w->open && d->now >= w->free_until ? maker_next(d, k) : -1;
	if (i < 0)
		return;
	maker_person *p = &d->people[i];
	int waited = d->now - p->comes;
	p->there = false;
	p->missed =
		maker_uniform(&d->rng) < (p->due == MAKER_NEVER && waited > o->patience ? o->missed_late : o->missed);
	w->person = i;
	w->busy_until = d->now + (p->missed ? o->missed_seconds : maker_seconds(d, k, p));
	maker_row(d, d->now, "call", i, p->service, k, MAKER_NEVER, 0);
}

/* Days first … first + n - 1 of an office, as CSV with the line of names. */
static inline void maker_log(const made_office *o, int first, int n, buf *out)
{
	maker_day *d = arena_one(out->arena, maker_day);
	double level = 0;
	buf_put(out, STR("day,t,event,ticket,service,desk,at\n"));
	d->o = o, d->out = out;
	for (d->day = first; d->day < first + n; d->day++) {
		d->rng = o->seed * 1000003 + (u64)d->day;
		level = o->day_memory * level +
			o->day_sd * sqrt(1 - o->day_memory * o->day_memory) * maker_normal(&d->rng);
		d->level = level;
		d->now = 0;
		maker_roster(d);
		maker_people(d);
		int here = 0;
		for (d->now = 0; d->now < o->hours * 3600 + 6 * 3600 && (d->now < o->hours * 3600 || here); d->now++) {
			for (int i = 0; i < d->people_n; i++)
				if (d->people[i].comes == d->now) {
					bool booked = d->people[i].due < MAKER_NEVER;
					d->people[i].there = true;
					maker_row(d, d->now, booked ? "arrive" : "take", i, d->people[i].service, -1,
						  MAKER_NEVER, 0);
				}
			int from = (int)(maker_bits(&d->rng) % (u64)o->desks);
			for (int k = 0; k < o->desks; k++)
				maker_desk_now(d, (from + k) % o->desks);
			here = 0;
			for (int i = 0; i < d->people_n && !here; i++)
				here = d->people[i].there;
			for (int k = 0; k < o->desks && !here; k++)
				here = d->desks[k].person >= 0;
		}
	}
}

#endif
