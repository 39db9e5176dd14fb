#include "sim/predict.h"

#include <math.h>
#include <string.h>

/* Each batch is one idea of how slow today is, and of how well services and desks are known; within it only chance differs. */
#define BATCHES 16
#define RUNS_MAX 256
#define RUNS_MIN 48
/* A crowd takes longer to play, and needs fewer plays: its sum varies little. People times runs, for half a millisecond. */
#define RUNS_WORK 10000
#define CROWD 25 /* what a run costs without anybody, in people */
#define HORIZON (16 * 3600.0)
#define GONE (-1e9F) /* did not come to an earlier step: such a play says nothing */
/* A desk that closed so near its planned end that so many do so as early, or earlier, is closed and not away. */
#define CLOSED_SHARE 0.02
#define AWAY_AHEAD 7200.0 /* seconds to look ahead for unplanned breaks */

typedef struct play {
	const office_model *m;
	const wait_now *now;
	sim_day day;
	sim_service services[SIM_SERVICES_MAX];
	sim_desk desks[SIM_DESKS_MAX];
	sim_span spans[SIM_DESKS_MAX][WAIT_SPANS_MAX];
	double level[SIM_SERVICES_MAX],
		own[SIM_SERVICES_MAX]; /* of a service: mean, and deviation of what is its own */
	bool planned; /* some desk has a plan: who has none does not come today */
	sim_mask skills[SIM_DESKS_MAX];
	int *place; /* of now->people: the first index in the day's */
	double common; /* deviation of what all have in common: the day */
	float absence[MEASURED_POINTS], offset[MEASURED_POINTS], gap[MEASURED_POINTS];
	float opens[MEASURED_POINTS], closes[MEASURED_POINTS], away[MEASURED_POINTS];
	double missing[2][MODEL_WAIT_BINS];
	double hours[MODEL_HOURS];
} play;

/* How well the levels are known, in two parts: one that all services share, and one for each. */
static void levels(play *p)
{
	const office_model *m = p->m;
	double shared = 0, variance[SIM_SERVICES_MAX], least = SIM_NEVER;
	int n = m->services_n, pairs = 0;
	for (int s = 0; s < n; s++) {
		model_level(m, s, -1, &p->level[s], &variance[s]);
		least = fmin(least, variance[s]);
	}
	for (int s = 0; s < n; s++)
		for (int t = 0; t < s; t++, pairs++)
			shared += m->cov[0][0] + m->cov[1][1] + 2 * m->cov[0][1] + m->cov[0][2 + s] + m->cov[0][2 + t] +
				  m->cov[1][2 + s] + m->cov[1][2 + t] + m->cov[2 + s][2 + t];
	shared = pairs ? fmin(fmax(shared / pairs, 0), least) : least;
	p->common = sqrt(shared);
	for (int s = 0; s < n; s++)
		p->own[s] = sqrt(fmax(variance[s] - shared, 0));
}

static sim_dist table_of(const measured *d, float table[MEASURED_POINTS])
{
	measured_table(d, table);
	return sim_table(table, MEASURED_POINTS);
}

/* Mean open seconds between unplanned breaks in the hours to come; desks that had one today have further ones at a rate of their own. */
static double breaks_every(const play *p)
{
	const office_model *m = p->m;
	double rate = 0;
	for (int again = 0; again < 2; again++) {
		double open = 0, n = 0;
		int desks = 0;
		for (double at = p->now->now; at < p->now->now + AWAY_AHEAD; at += 600) {
			int h = (int)fmin(fmax(floor(at / 3600), 0), MODEL_HOURS - 1);
			open += m->away_open[again][h];
			n += m->away_n[again][h];
		}
		for (int k = 0; k < p->now->desks_n; k++)
			desks += (p->now->desks[k].breaks > 0) == again;
		rate += open > 0 ? n / open * desks / p->now->desks_n : 0;
	}
	return rate > 0 ? 1 / rate : 0;
}

static void build_day(play *p)
{
	const office_model *m = p->m;
	sim_day *day = &p->day;
	day->services = p->services;
	day->services_n = m->services_n;
	day->desks = p->desks;
	day->desks_n = p->now->desks_n;
	day->order = p->now->order;
	day->order_n = p->now->order_n;
	sim_dist absence = table_of(&m->absence, p->absence);
	for (int s = 0; s < m->services_n; s++)
		p->services[s] = (sim_service){ .time = { SIM_LOGNORMAL, 0, p->level[s], model_chance(m, s), NULL, 0 },
						.missing = model_absent(m, false, 0),
						.missed = absence };
	for (int b = 0; b < 2; b++) {
		for (int k = 0; k < MODEL_WAIT_BINS; k++)
			p->missing[b][k] = model_absent(m, b, k * MODEL_WAIT_BIN);
		day->missing_after[b] = p->missing[b];
	}
	day->missing_n = MODEL_WAIT_BINS;
	day->missing_step = MODEL_WAIT_BIN;
	day->early = table_of(&m->offset, p->offset);
	day->gap = table_of(&m->gap, p->gap);
	double t = p->now->now, first = SIM_NEVER;
	for (int i = 0; i < p->now->desks_n; i++)
		if (p->now->desks[i].spans_n)
			first = fmin(first, p->now->desks[i].spans[0].from);
	day->opens = table_of(t < first + 1800 ? &m->opens : &m->reopens, p->opens);
	day->closes = table_of(&m->closes, p->closes);
	day->breaks.every = breaks_every(p);
	day->breaks.length = table_of(&m->away, p->away);
	for (int h = 0; h < MODEL_HOURS; h++)
		p->hours[h] = exp(m->level[MODEL_HOUR(h)]);
	day->pace = p->hours;
	day->intervals_from = -t;
	day->interval = 3600;
	day->intervals_n = MODEL_HOURS;
	day->until = HORIZON;
	day->stop = SIM_WHEN_CALLED;
}

static void build_desk(play *p, int k)
{
	const wait_desk *d = &p->now->desks[k];
	double t = p->now->now;
	sim_desk *s = &p->desks[k];
	*s = (sim_desk){
		.services = p->skills[k], .also = d->also & ~p->skills[k], .spans = p->spans[k], .spans_n = d->spans_n
	};
	int in = -1; /* the span that t is in */
	for (int i = 0; i < d->spans_n; i++) {
		p->spans[k][i] = (sim_span){ d->spans[i].from - t, d->spans[i].to - t, false };
		if (d->spans[i].from <= t && t < d->spans[i].to)
			in = i;
	}
	if (!d->spans_n && (d->open || d->since < SIM_NEVER || !p->planned)) { /* nobody knows until when */
		s->spans_n = 1;
		p->spans[k][0] = (sim_span){ d->open || d->since < SIM_NEVER ? -1 : 0, HORIZON, true };
	}
	if (d->serving >= 0) {
		s->now = d->came ? SIM_SERVING : SIM_CALLED;
		s->service = d->serving;
		s->since = fmin(d->called - t, 0);
		s->person = d->person ? p->place[d->person - 1] + 1 : 0;
		s->step = d->step;
	} else if (d->open) {
		s->now = SIM_FREE;
	} else if (d->until > t) {
		s->now = SIM_AWAY;
		s->since = fmin(d->since - t, 0);
		s->until = d->until - t;
	} else if (!d->spans_n && d->since < SIM_NEVER) {
		s->now = SIM_AWAY;
		s->since = fmin(d->since - t, 0);
	} else if (d->since >= SIM_NEVER || in < 0 || d->since < d->spans[in].from) {
		s->now = SIM_SHUT;
	} else if (d->said || 1 - measured_over(&p->m->closes, d->since - d->spans[in].to) > CLOSED_SHARE) {
		s->now = SIM_SHUT;
		p->spans[k][in].to = fmin(d->since - t, 0);
	} else {
		s->now = SIM_AWAY;
		s->since = fmin(d->since - t, 0);
	}
}

/* Desks that are late, or will not open at all, as far as such things happen here. */
static void draw_opening(play *p, int k, sim_rng *rng)
{
	const wait_desk *d = &p->now->desks[k];
	double t = p->now->now, unseen = p->m->unseen.n / p->m->unseen.of;
	for (int i = 0; i < d->spans_n; i++) {
		sim_span *s = &p->spans[k][i];
		bool late = p->desks[k].now == SIM_SHUT && s->from <= 0 && 0 < s->to;
		if (s->from < 0 && !late)
			continue;
		const measured *lateness = i ? &p->m->reopens : &p->m->opens;
		double over = late ? fmax(measured_over(lateness, -s->from), 1e-3) : 1;
		if (sim_uniform(rng) < unseen / (unseen + (1 - unseen) * over))
			s->to = s->from;
		else if (late)
			p->desks[k].until = fmax(
				d->spans[i].from - t + measured_quantile(lateness, 1 - over * sim_uniform(rng)), 1);
	}
}

static const sim_dist standard = { SIM_NORMAL, 0, 0, 1, NULL, 0 };

/* What differs from batch to batch. */
static void draw_batch(play *p, int batch, int batches, double day_end, sim_rng *rng)
{
	double common = p->common * sim_quantile(&standard, (batch + 0.5) / batches);
	for (int s = 0; s < p->m->services_n; s++)
		p->services[s].time.a = p->level[s] + common + p->own[s] * sim_draw(&standard, rng);
	double stays = p->m->stays.of > 0 ? p->m->stays.n / p->m->stays.of : 1;
	bool stay = sim_uniform(rng) < stays;
	for (int k = 0; k < p->now->desks_n; k++) {
		const wait_desk *d = &p->now->desks[k];
		build_desk(p, k);
		draw_opening(p, k, rng);
		int i = d->desk;
		int at = MODEL_DESK(i);
		p->desks[k].pace =
			i < 0 ? 1 : exp(p->m->level[at] + sqrt(fmax(p->m->cov[at][at], 0)) * sim_draw(&standard, rng));
		if (d->spans_n)
			p->spans[k][d->spans_n - 1].stays = stay && d->spans[d->spans_n - 1].to >= day_end - 60;
	}
}

static int by_value(const void *a, const void *b)
{
	float x = *(const float *)a, y = *(const float *)b;
	return (x > y) - (x < y);
}

static double quantile(const float *sorted, int n, double u)
{
	double at = u * n - 0.5;
	int i = (int)fmin(fmax(floor(at), 0), n - 1), j = i + 1 < n ? i + 1 : i;
	double part = fmin(fmax(at - i, 0), 1);
	return sorted[i] + (sorted[j] - sorted[i]) * part;
}

/* A service that no desk is known to serve: those without a plan may, where there are any, as far as they were seen to; else all. */
static void add_skills(play *p, sim_mask wanted)
{
	sim_mask known = 0;
	for (int k = 0; k < p->now->desks_n; k++) {
		const wait_desk *d = &p->now->desks[k];
		p->skills[k] = d->services;
		if (!d->spans_n && d->desk >= 0)
			p->skills[k] |= p->m->skills[d->desk];
		known |= p->skills[k] | d->also;
	}
	for (int k = 0; k < p->now->desks_n; k++)
		p->skills[k] |= wanted & ~known;
}

static wait_answer answer_of(const office_model *m, float *called, int n)
{
	qsort(called, (size_t)n, sizeof *called, by_value);
	while (n && called[0] <= GONE) {
		called++;
		n--;
	}
	if (!n)
		return (wait_answer){ SIM_NEVER, SIM_NEVER, SIM_NEVER, 0, 0 };
	int at_once = 0, yes = n;
	while (at_once < n && called[at_once] <= 0)
		at_once++;
	while (yes > 0 && called[yes - 1] >= (float)HORIZON)
		yes--;
	wait_answer w = { .called = (double)yes / n, .at_once = (double)at_once / n };
	if (!yes) {
		w.p10 = w.p50 = w.p90 = SIM_NEVER;
		return w;
	}
	w.p10 = quantile(called, yes, 0.1);
	w.p50 = quantile(called, yes, 0.5);
	w.p90 = quantile(called, yes, 0.9);
	w.p10 = fmax(w.p50 - (w.p50 - w.p10) * m->wider[0], called[0]);
	w.p90 = w.p50 + (w.p90 - w.p50) * m->wider[1];
	return w;
}

static int steps_of(const wait_person *w)
{
	return w->steps ? w->steps_n : 1;
}

static int service_of(const wait_person *w, int step)
{
	return w->steps ? w->steps[step].service : w->service;
}

/* Who is away is nobody whom a desk could have: where he or she would stand is asked, in each queue apart. */
static int build_away(const wait_person *w, sim_person as, bool all, int *watched, sim_person *to)
{
	int n = all ? steps_of(w) : 0;
	double due = as.due;
	as.probe = true;
	as.visit.steps = NULL;
	for (int k = 0; k < n; k++) {
		as.visit.service = service_of(w, k);
		as.due = w->steps && due < SIM_NEVER ? due + w->steps[k].due : due;
		as.watch = ++*watched;
		to[k] = as;
	}
	return n;
}

/* How many are watched: all steps first, if they are asked about, then the newcomers. */
static int build_people(arena *a, play *p, sim_mask ask, bool all, int *newcomer)
{
	const wait_now *now = p->now;
	int room = SIM_SERVICES_MAX, n = 0, watched = 0;
	for (int i = 0; i < now->people_n; i++)
		room += now->people[i].away ? steps_of(&now->people[i]) : 1;
	sim_person *people = arena_many(a, sim_person, (size_t)room);
	p->place = arena_many(a, int, (size_t)now->people_n);
	for (int i = 0; i < now->people_n; i++) {
		const wait_person *w = &now->people[i];
		sim_person as = { .visit = { .service = w->service,
					     .steps = w->steps,
					     .steps_n = w->steps_n,
					     .priority = w->priority,
					     .returned = w->returned },
				  .arrived = fmin(w->arrived - now->now, 0),
				  .due = w->due < SIM_NEVER ? w->due - now->now : SIM_NEVER };
		p->place[i] = n;
		if (w->away) {
			n += build_away(w, as, all, &watched, &people[n]);
			continue;
		}
		as.watch = all ? watched + 1 : 0;
		watched += all ? steps_of(w) : 0;
		people[n++] = as;
	}
	for (int s = 0; s < p->m->services_n; s++)
		if (ask & SIM_BIT(s)) {
			newcomer[s] = watched;
			people[n++] = (sim_person){
				.visit = { .service = s }, .due = SIM_NEVER, .probe = true, .watch = ++watched
			};
		}
	sim_booking *bookings = arena_many(a, sim_booking, (size_t)now->bookings_n);
	double shows = p->m->shows.of > 0 ? p->m->shows.n / p->m->shows.of : 1;
	for (int i = 0; i < now->bookings_n; i++)
		bookings[i] = (sim_booking){ .visit = { .service = now->bookings[i].service },
					     .due = now->bookings[i].due - now->now,
					     .comes = shows };
	p->day.people = people;
	p->day.people_n = n;
	p->day.bookings = bookings;
	p->day.bookings_n = now->bookings_n;
	p->day.watched = watched;
	p->day.room = n + now->bookings_n;
	return watched;
}

static bool has_end(const wait_person *w)
{
	return w->steps && !w->away;
}

/* When the last step of somebody was over. Who did not come when called: then the later ones say nothing, either. `called`: of the
 * steps in this run, `runs` apart. */
static float end_of(const sim_seen *seen, int steps_n, float *called, int runs)
{
	double last = 0;
	bool gone = false;
	for (int i = 0; i < steps_n; i++) {
		last = fmax(last, seen[i].ended);
		gone = gone || (seen[i].called < SIM_NEVER && seen[i].ended >= SIM_NEVER);
	}
	for (int i = 0; i < steps_n && gone; i++)
		if (seen[i].called >= SIM_NEVER)
			called[(size_t)i * (size_t)runs] = GONE;
	return gone ? GONE : (float)fmin(last, HORIZON);
}

void predict_waits(arena *a, const office_model *today, const wait_now *now, sim_mask ask, wait_effort effort,
		   wait_answer *newcomers, wait_answer *steps, wait_answer *ends)
{
	CHECK(now->desks_n <= SIM_DESKS_MAX && (steps || !ends));
	play *p = arena_one(a, play);
	office_model *m = arena_one(a, office_model);
	*m = *today;
	for (int k = 0; k < now->desks_n; k++)
		if (now->desks[k].serving >= 0)
			model_serving(m, now->desks[k].serving, now->desks[k].desk, now->desks[k].called,
				      now->now - now->desks[k].called);
	p->m = m;
	p->now = now;
	levels(p);
	build_day(p);
	double day_end = -SIM_NEVER;
	for (int k = 0; k < now->desks_n; k++)
		if (now->desks[k].spans_n)
			day_end = fmax(day_end, now->desks[k].spans[now->desks[k].spans_n - 1].to);
	p->planned = day_end > -SIM_NEVER;
	sim_mask wanted = ask;
	int steps_n = 0;
	for (int i = 0; i < now->people_n; i++) {
		const wait_person *w = &now->people[i];
		CHECK(steps_of(w) >= 1 && steps_of(w) <= SIM_STEPS_MAX);
		steps_n += steps_of(w);
		for (int k = 0; k < steps_of(w); k++)
			wanted |= SIM_BIT(service_of(w, k));
		if (steps && has_end(w))
			p->day.stop = SIM_WHEN_ENDED;
	}
	add_skills(p, wanted);
	int newcomer[SIM_SERVICES_MAX];
	int watched = build_people(a, p, ask, steps != NULL, newcomer);
	if (!watched)
		return;
	int crowd = steps_n + (now->bookings_n < CROWD ? now->bookings_n : CROWD) / 2 + CROWD;
	int runs = effort.runs ? effort.runs : RUNS_WORK / crowd;
	if (!effort.runs)
		runs = runs < RUNS_MIN ? RUNS_MIN : runs > RUNS_MAX ? RUNS_MAX : runs;
	int batches = runs < BATCHES ? 1 : BATCHES;
	runs = runs / batches * batches;
	float *called = arena_many(a, float, (size_t)watched *(size_t)runs);
	float *ended = arena_many(a, float, steps ? (size_t)now->people_n *(size_t)runs : 0);
	sim_rng rng = sim_seeded(effort.seed, 1);
	sim *s = NULL;
	for (int b = 0, r = 0; b < batches; b++) {
		draw_batch(p, b, batches, day_end, &rng);
		if (s)
			sim_refresh(s);
		else
			s = sim_new(a, &p->day);
		for (int i = 0; i < runs / batches; i++, r++) {
			sim_run(s, effort.seed + 1 + (u64)r, NULL);
			const sim_seen *seen = sim_seen_of(s);
			for (int k = 0; k < watched; k++)
				called[(size_t)k * (size_t)runs + (size_t)r] = (float)fmin(seen[k].called, HORIZON);
			for (int k = 0; steps && k < now->people_n; k++) {
				if (!has_end(&now->people[k]))
					continue;
				int first = p->day.people[p->place[k]].watch - 1;
				ended[(size_t)k * (size_t)runs + (size_t)r] =
					end_of(&seen[first], now->people[k].steps_n,
					       &called[(size_t)first * (size_t)runs + (size_t)r], runs);
			}
		}
	}
	for (int i = 0; steps && i < steps_n; i++)
		steps[i] = answer_of(m, &called[(size_t)i * (size_t)runs], runs);
	for (int i = 0; ends && i < now->people_n; i++)
		if (has_end(&now->people[i]))
			ends[i] = answer_of(m, &ended[(size_t)i * (size_t)runs], runs);
	for (int v = 0; v < today->services_n; v++)
		if (ask & SIM_BIT(v))
			newcomers[v] = answer_of(m, &called[(size_t)newcomer[v] * (size_t)runs], runs);
}

/* --- a day fed event by event --------------------------------------------------------------------------------------- */

wait_day wait_day_new(arena *keep, arena *scratch, const office_model *m, const office_names *names,
		      const event_day *day, double early)
{
	wait_day d = { .model = arena_one(keep, office_model), .keep = keep, .scratch = scratch };
	*d.model = *m;
	int services_n = (int)names->services.n, desks_n = (int)names->desks.n;
	d.service = arena_many(keep, int, (size_t)services_n);
	int *desk = arena_many(keep, int, (size_t)desks_n);
	for (int i = 0; i < services_n; i++)
		d.service[i] = model_service(d.model, names->services.at[i], 0);
	for (int i = 0; i < desks_n; i++)
		desk[i] = model_desk(d.model, names->desks.at[i]);
	model_day_begins(d.model);
	d.track = now_track_new(keep, day, d.service, services_n, desk, desks_n, early);
	return d;
}

void wait_day_event(wait_day *d, const event *e)
{
	now_told told = now_track_event(d->track, e);
	if (e->kind == EVENT_DONE && told.lasted >= 0)
		model_served(d->model, told.service, told.desk, told.called, told.lasted);
}

wait_answer wait_day_ask(wait_day *d, int service, double t, wait_effort effort)
{
	wait_answer w[SIM_SERVICES_MAX];
	int s = d->service[service];
	wait_now *now = now_track_state(d->track);
	now->now = fmax(now->now, t);
	arena_reset(d->scratch);
	if (s >= 0)
		predict_waits(d->scratch, d->model, now, SIM_BIT(s), effort, w, NULL, NULL);
	if (s >= 0 && w[s].called > 0)
		return w[s];
	/* No desk is in sight, and yet somebody took a ticket: as if those who are here shared the queue. */
	int open = 0;
	for (int k = 0; k < now->desks_n; k++)
		open += now->desks[k].open;
	double wait = (now->people_n + 1) * model_mean_seconds(d->model, s) / (open ? open : 1);
	return (wait_answer){ wait / 3, wait, 3 * wait, 0, 0 };
}
