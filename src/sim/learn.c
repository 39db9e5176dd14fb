#include "sim/learn.h"

#include "sim/now.h"

#include <math.h>
#include <string.h>

/* --- priors: what an office is like that nobody knows ------------------------------------------------------------- */

#define SECONDS_PRIOR 600.0 /* of a service */
#define GENERAL_DEVIATION 0.8
#define SERVICE_DEVIATION 0.6
#define SAID_DEVIATION 0.4 /* of a service whose time somebody gave */
#define DESK_DEVIATION 0.1
#define CHANCE 0.55
#define CHANCE_N 30.0 /* how much the prior counts beside what was seen */
#define CHANCE_POOL 20.0
#define DAY_DEVIATION 0.12
#define DAY_N 4.0
#define MEMORY_N 20.0 /* days of no memory that the prior counts */
#define ABSENT 0.03
#define ABSENT_N 30.0
/* A service and a desk change by so much from one day to the next. */
#define DRIFT 0.007
/* What is a day older counts so much less: half after two months. */
#define KEEP 0.982
#define LATE_MAX 1800.0 /* opened so much too early, or closed so much, is still meant for this span */
#define OUTLIER 3.5
#define HOUR_DEVIATION 0.04
#define PARTS 5 /* what a time is made of */
#define BESIDE_N 60.0 /* how much the prior counts, that ranges are right as they are */
#define NARROWEST 0.4
#define WIDEST 2.5

void model_init(office_model *m)
{
	memset(m, 0, sizeof *m);
	m->level[MODEL_GENERAL] = log(SECONDS_PRIOR);
	m->cov[MODEL_GENERAL][MODEL_GENERAL] = GENERAL_DEVIATION * GENERAL_DEVIATION;
	for (int h = 0; h < MODEL_HOURS; h++)
		m->cov[MODEL_HOUR(h)][MODEL_HOUR(h)] = HOUR_DEVIATION * HOUR_DEVIATION;
	m->day_n = DAY_N;
	m->day_squares = DAY_N * DAY_DEVIATION * DAY_DEVIATION;
	m->shows = (share){ 10, 8.5 };
	m->stays = (share){ 5, 4 };
	m->unseen = (share){ 20, 0.3 };
	static const double spread[] = { -1.5, -0.9, -0.45, -0.1, 0.1, 0.45, 0.9, 1.5 };
	for (size_t i = 0; i < COUNT(spread); i++) {
		measured_add(&m->offset, -400 + 350 * spread[i], 0.5);
		measured_add(&m->opens, 60 + 90 * spread[i], 0.5);
		measured_add(&m->reopens, 60 + 120 * spread[i], 0.5);
		measured_add(&m->closes, 120 * spread[i], 0.5);
		measured_add(&m->away, 900 + 350 * spread[i], 0.5);
	}
	measured_add(&m->absence, 60, 2);
	measured_add(&m->gap, 0, 1);
	for (int side = 0; side < 2; side++) {
		for (int k = 0; k < 40; k++)
			m->beside[side][k] = BESIDE_N / 20 * (k < 20 ? 1 + MODEL_INSIDE : 1 - MODEL_INSIDE) / 2;
		m->wider[side] = 1;
	}
	/* an unplanned break in about forty open hours, and further ones as often */
	for (int h = 0; h < MODEL_HOURS; h++)
		for (int again = 0; again < 2; again++) {
			m->away_n[again][h] = again ? 0.1 : 0.2;
			m->away_open[again][h] = m->away_n[again][h] * 40 * 3600;
		}
}

static void widths(office_model *m)
{
	for (int side = 0; side < 2; side++) {
		double all = 0, tail = 0;
		for (int k = 0; k < MODEL_BESIDE; k++)
			all += m->beside[side][k];
		int k = MODEL_BESIDE;
		double most = (1 - MODEL_INSIDE) / 2 * all;
		while (k > 1 && tail + m->beside[side][k - 1] <= most)
			tail += m->beside[side][--k];
		double part = m->beside[side][k - 1] > 0 ? (most - tail) / m->beside[side][k - 1] : 0;
		m->wider[side] = fmin(fmax((k - part) * 0.05, NARROWEST), WIDEST);
	}
}

void model_told(office_model *m, double p10, double p50, double p90, double waited)
{
	if (!(waited >= 0) || !(p50 < SIM_NEVER))
		return;
	for (int side = 0; side < 2; side++) {
		double off = side ? waited - p50 : p50 - waited, reach = side ? p90 - p50 : p50 - p10;
		double k = off <= 0 ? 0 : reach > 0 ? off / reach * m->wider[side] * 20 : MODEL_BESIDE;
		m->beside[side][k < MODEL_BESIDE - 1 ? (int)k : MODEL_BESIDE - 1]++;
	}
}

static int named(char list[][MODEL_NAME_MAX], int n, str name)
{
	for (int i = 0; i < n; i++)
		if (str_eq(str_of(list[i]), name))
			return i;
	return -1;
}

static bool name_put(char at[MODEL_NAME_MAX], str name)
{
	if (!name.len || name.len >= MODEL_NAME_MAX)
		return false;
	memcpy(at, name.at, name.len);
	at[name.len] = 0;
	return true;
}

int model_service(office_model *m, str name, double seconds)
{
	int s = named(m->services, m->services_n, name);
	if (s >= 0 || m->services_n == SIM_SERVICES_MAX || !name_put(m->services[m->services_n], name))
		return s;
	s = m->services_n++;
	double deviation = seconds > 0 ? SAID_DEVIATION : SERVICE_DEVIATION;
	m->level[MODEL_SERVICE(s)] = seconds > 0 ? log(seconds) - m->level[MODEL_GENERAL] : 0;
	m->cov[MODEL_SERVICE(s)][MODEL_SERVICE(s)] = deviation * deviation;
	return s;
}

int model_desk(office_model *m, str name)
{
	int d = named(m->desks, m->desks_n, name);
	if (d >= 0 || m->desks_n == SIM_DESKS_MAX || !name_put(m->desks[m->desks_n], name))
		return d;
	d = m->desks_n++;
	m->cov[MODEL_DESK(d)][MODEL_DESK(d)] = DESK_DEVIATION * DESK_DEVIATION;
	return d;
}

/* --- how long: the filter -------------------------------------------------------------------------------------------- */

static int hour_of(double t)
{
	int h = (int)floor(t / 3600.0);
	return h < 0 ? 0 : h >= MODEL_HOURS ? MODEL_HOURS - 1 : h;
}

/* The numbers of the states in use. */
static int states(const office_model *m, int list[MODEL_STATES_MAX])
{
	int n = 0;
	list[n++] = MODEL_GENERAL;
	list[n++] = MODEL_TODAY;
	for (int s = 0; s < m->services_n; s++)
		list[n++] = MODEL_SERVICE(s);
	for (int d = 0; d < m->desks_n; d++)
		list[n++] = MODEL_DESK(d);
	for (int h = 0; h < MODEL_HOURS; h++)
		if (m->hours & SIM_BIT(h))
			list[n++] = MODEL_HOUR(h);
	return n;
}

static double pooled_noise(const office_model *m)
{
	double squares = CHANCE_N * CHANCE * CHANCE, n = CHANCE_N;
	for (int s = 0; s < m->services_n; s++)
		squares += m->noise[s], n += m->noise_n[s];
	return fmax(squares / n, 0.01);
}

static double noise_of(const office_model *m, int service)
{
	double pooled = pooled_noise(m);
	if (service < 0 || service >= m->services_n)
		return pooled;
	return fmax((m->noise[service] + CHANCE_POOL * pooled) / (m->noise_n[service] + CHANCE_POOL), 0.0025);
}

double model_chance(const office_model *m, int service)
{
	return sqrt(noise_of(m, service));
}

static int parts_of(const office_model *m, int service, int desk, int hour, int part[PARTS])
{
	int n = 0;
	part[n++] = MODEL_GENERAL;
	part[n++] = MODEL_TODAY;
	if (service >= 0 && service < m->services_n)
		part[n++] = MODEL_SERVICE(service);
	if (desk >= 0 && desk < m->desks_n)
		part[n++] = MODEL_DESK(desk);
	if (hour >= 0)
		part[n++] = MODEL_HOUR(hour);
	return n;
}

static void level_at(const office_model *m, int service, int desk, int hour, double *ret_mean, double *ret_variance)
{
	int part[PARTS], n = parts_of(m, service, desk, hour, part);
	*ret_mean = *ret_variance = 0;
	for (int i = 0; i < n; i++) {
		*ret_mean += m->level[part[i]];
		for (int j = 0; j < n; j++)
			*ret_variance += m->cov[part[i]][part[j]];
	}
	*ret_variance = fmax(*ret_variance, 0);
}

void model_level(const office_model *m, int service, int desk, double *ret_mean, double *ret_variance)
{
	level_at(m, service, desk, -1, ret_mean, ret_variance);
}

double model_mean_seconds(const office_model *m, int service)
{
	double mean, variance;
	model_level(m, service, -1, &mean, &variance);
	return exp(mean + (variance + noise_of(m, service)) / 2);
}

/* What has been seen of log(seconds) moves the levels by `shift`, of which `known` of the variance is gone (of 1 at most): both in
 * units of the deviation of what was expected. */
static void moved(office_model *m, int service, int desk, int hour, double all, double shift, double known)
{
	int part[PARTS], parts = parts_of(m, service, desk, hour, part);
	m->hours |= SIM_BIT(hour);
	int list[MODEL_STATES_MAX], n = states(m, list);
	double gain[MODEL_STATES_MAX];
	for (int i = 0; i < n; i++) {
		gain[i] = 0;
		for (int j = 0; j < parts; j++)
			gain[i] += m->cov[list[i]][part[j]];
	}
	for (int i = 0; i < n; i++) {
		m->level[list[i]] += gain[i] / sqrt(all) * shift;
		for (int j = 0; j < n; j++)
			m->cov[list[i]][list[j]] -= gain[i] * gain[j] / all * known;
	}
}

void model_served(office_model *m, int service, int desk, double called, double seconds)
{
	if (service < 0 || service >= m->services_n || !(seconds >= 0))
		return;
	int hour = hour_of(called);
	double mean, variance, chance = noise_of(m, service);
	level_at(m, service, desk, hour, &mean, &variance);
	double all = variance + chance, off = (log(fmax(seconds, 1)) - mean) / sqrt(all);
	off = fmin(fmax(off, -OUTLIER), OUTLIER);
	/* what of the surprise is chance: it counts as far as the level was known */
	double weight = chance / all * (chance / all);
	m->noise[service] += weight * (off * off * all - variance);
	m->noise_n[service] += weight;
	moved(m, service, desk, hour, all, off, 1);
}

void model_serving(office_model *m, int service, int desk, double called, double seconds)
{
	if (service < 0 || service >= m->services_n || !(seconds > 1))
		return;
	int hour = hour_of(called);
	double mean, variance;
	level_at(m, service, desk, hour, &mean, &variance);
	double all = variance + noise_of(m, service), z = fmin((log(seconds) - mean) / sqrt(all), OUTLIER);
	/* the normal distribution above z: its mean, and what is gone of its variance */
	double above = exp(-z * z / 2) / sqrt(2 * 3.14159265358979323846) / (0.5 * erfc(z / sqrt(2)));
	moved(m, service, desk, hour, all, above, above * (above - z));
}

static void fade(measured *d)
{
	for (int k = 0; k < MODEL_BINS; k++)
		d->n[k] *= KEEP, d->sum[k] *= KEEP, d->squares[k] *= KEEP;
}

static void fade_share(share *s)
{
	s->of *= KEEP;
	s->n *= KEEP;
}

void model_day_begins(office_model *m)
{
	int list[MODEL_STATES_MAX], n = states(m, list);
	for (int i = 0; i < n; i++)
		m->cov[list[i]][MODEL_TODAY] = m->cov[MODEL_TODAY][list[i]] = 0;
	/* what stays of yesterday: nothing, unless neighbouring days were seen to be alike */
	double squares = m->day_squares / m->day_n;
	double stays = fmin(fmax(m->day_pairs / (m->day_squares + MEMORY_N * squares), 0), 0.9);
	m->level[MODEL_TODAY] = stays * m->day_last;
	m->cov[MODEL_TODAY][MODEL_TODAY] = squares * (1 - stays * stays);
	for (int i = 0; i < n; i++)
		if (list[i] != MODEL_TODAY && list[i] < MODEL_HOUR(0))
			m->cov[list[i]][list[i]] += DRIFT * DRIFT;
}

/* --- what desks and people do ------------------------------------------------------------------------------------------- */

double model_absent(const office_model *m, bool booked, double waited)
{
	/* each bin leans on the one before it */
	double p = ABSENT;
	for (int k = 0; k < MODEL_WAIT_BINS && (k == 0 || k * MODEL_WAIT_BIN <= waited); k++) {
		const share *s = &m->absent[booked][k];
		p = (s->n + ABSENT_N * p) / (s->of + ABSENT_N);
	}
	return p;
}

static void fade_all(office_model *m)
{
	for (int s = 0; s < m->services_n; s++)
		m->noise[s] *= KEEP, m->noise_n[s] *= KEEP;
	m->day_squares *= KEEP, m->day_n *= KEEP, m->day_pairs *= KEEP;
	m->days *= KEEP;
	for (int b = 0; b < 2; b++) {
		for (int k = 0; k < MODEL_WAIT_BINS; k++)
			fade_share(&m->absent[b][k]);
		for (int h = 0; h < MODEL_HOURS; h++)
			m->away_n[b][h] *= KEEP, m->away_open[b][h] *= KEEP;
	}
	for (int side = 0; side < 2; side++)
		for (int k = 0; k < MODEL_BESIDE; k++)
			m->beside[side][k] *= KEEP;
	fade_share(&m->shows), fade_share(&m->stays), fade_share(&m->unseen);
	measured *all[] = { &m->absence, &m->offset, &m->gap, &m->opens, &m->reopens, &m->closes, &m->away };
	for (size_t i = 0; i < COUNT(all); i++)
		fade(all[i]);
}

/* When a desk was open, as far as its day is known; and what stood at the ends. */
typedef struct stretch {
	double from, to; /* to: SIM_NEVER: it never closed */
	double last_call; /* of who was finished at `to`; SIM_NEVER: it was idle then */
	bool waiting; /* at `to`: somebody waits whom it could serve */
} stretch;
typedef struct stretches {
	stretch *at;
	size_t n;
} stretches;

/* The seconds from a to b, by the hour. */
static void exposed(double by_hour[MODEL_HOURS], double a, double b)
{
	for (int h = hour_of(a); a < b; h++) {
		double end = h < MODEL_HOURS - 1 ? fmin(b, (h + 1) * 3600.0) : b;
		if (end > a)
			by_hour[h] += end - a;
		a = fmax(a, end);
		if (h >= MODEL_HOURS - 1)
			break;
	}
}

/* It was to close between a and b, who knows when: as the closing times that are known say. */
static void closed_between(office_model *m, double a, double b)
{
	double over_a = measured_over(&m->closes, a), over_b = measured_over(&m->closes, b);
	if (over_a - over_b < 1e-6) {
		measured_add(&m->closes, over_a > 0.5 ? b : fmax(a, fmin(b, 0)), 1);
		return;
	}
	double at[4];
	for (int i = 0; i < 4; i++)
		at[i] = measured_quantile(&m->closes, 1 - over_a + (over_a - over_b) * (i + 0.5) / 4);
	for (int i = 0; i < 4; i++)
		measured_add(&m->closes, fmin(fmax(at[i], a), b), 0.25);
}

static void learn_desk(office_model *m, const wait_desk *d, const stretches *list, double day_end)
{
	int breaks = 0;
	for (int i = 0; i < d->spans_n; i++) {
		double from = d->spans[i].from, to = d->spans[i].to;
		double next = i + 1 < d->spans_n ? d->spans[i + 1].from : SIM_NEVER;
		double before = i > 0 ? (d->spans[i - 1].to + from) / 2 : -SIM_NEVER;
		bool opened = false, last = to >= day_end - 60;
		for (size_t k = 0; k < list->n; k++) {
			const stretch *s = &list->at[k];
			if (s->to <= fmax(before, from - LATE_MAX) || s->from >= to)
				continue;
			if (!opened && s->from >= fmax(before, from - LATE_MAX))
				measured_add(i ? &m->reopens : &m->opens, s->from - from, 1);
			opened = true;
			exposed(m->away_open[breaks > 0], fmax(s->from, from), fmin(s->to, to - LATE_MAX / 2));
			double again = k + 1 < list->n ? list->at[k + 1].from : SIM_NEVER;
			if (s->to < to && again < to) {
				m->away_n[breaks > 0][hour_of(s->to)]++;
				measured_add(&m->away, again - s->to, 1);
				breaks++;
				continue;
			}
			if (s->to >= SIM_NEVER || s->to > next) {
				if (last)
					m->stays.n++, m->stays.of++;
				continue;
			}
			if (s->to < to - LATE_MAX) {
				/* went, and did not come back */
				m->away_n[breaks > 0][hour_of(s->to)]++;
				measured_add(&m->away, to - s->to, 1);
				breaks++;
				continue;
			}
			if (last && s->waiting)
				m->stays.of++;
			else if (last && s->last_call < SIM_NEVER && s->last_call > to + 900)
				m->stays.n++, m->stays.of++;
			if (s->last_call >= SIM_NEVER)
				measured_add(&m->closes, s->to - to, 1);
			else if (!last)
				closed_between(m, s->last_call - to, s->to - to);
		}
		m->unseen.of++;
		m->unseen.n += !opened;
	}
}

static bool could_serve(const wait_now *now, const wait_desk *d)
{
	for (int i = 0; i < now->people_n; i++)
		if (d->services & SIM_BIT(now->people[i].service))
			return true;
	return false;
}

typedef struct desk_log {
	stretches list;
	double last_call, free_at;
} desk_log;

static void learn_people(office_model *m, const event *e, const now_told *told)
{
	if (e->kind == EVENT_CALL && told->service >= 0 && told->desk >= 0)
		m->skills[told->desk] |= SIM_BIT(told->service);
	if (told->gap >= 0)
		measured_add(&m->gap, fmin(told->gap, 1800), 1);
	if (told->lasted >= 0) {
		int bin = (int)fmin(told->waited / MODEL_WAIT_BIN, MODEL_WAIT_BINS - 1);
		share *s = &m->absent[told->booked][bin < 0 ? 0 : bin];
		s->of++;
		s->n += e->kind == EVENT_MISSED;
		if (e->kind == EVENT_MISSED)
			measured_add(&m->absence, told->lasted, 1);
		else
			model_served(m, told->service, told->desk, told->called, told->lasted);
	}
}

static void learn_desk_event(arena *a, const event *e, const wait_now *now, const wait_desk *d, desk_log *log)
{
	if (e->kind == EVENT_CALL)
		log->last_call = now->now;
	if (e->kind == EVENT_DONE || e->kind == EVENT_MISSED)
		log->free_at = now->now;
	bool is_open = log->list.n && log->list.at[log->list.n - 1].to >= SIM_NEVER;
	if (!is_open && d->open)
		LIST_ADD(a, &log->list, (stretch){ d->since, SIM_NEVER, SIM_NEVER, false });
	if (is_open && !d->open) {
		stretch *s = &log->list.at[log->list.n - 1];
		s->to = now->now;
		s->last_call = log->free_at == now->now ? log->last_call : SIM_NEVER;
		s->waiting = could_serve(now, d);
	}
}

static void learn_day(arena *a, office_model *m, const office_names *names, const event_day *day)
{
	int services_n = (int)names->services.n, desks_n = (int)names->desks.n;
	int *service = arena_many(a, int, (size_t)services_n), *desk = arena_many(a, int, (size_t)desks_n);
	for (int i = 0; i < services_n; i++)
		service[i] = model_service(m, names->services.at[i], 0);
	for (int i = 0; i < desks_n; i++)
		desk[i] = model_desk(m, names->desks.at[i]);
	now_track *k = now_track_new(a, day, service, services_n, desk, desks_n, 0);
	const wait_now *now = now_track_state(k);
	desk_log *logs = arena_many(a, desk_log, (size_t)desks_n);
	double *due = arena_many(a, double, day->tickets.n);
	for (size_t i = 0; i < day->tickets.n; i++)
		due[i] = SIM_NEVER;
	fade_all(m);
	model_day_begins(m);
	double served = 0, day_end = 0;
	for (size_t i = 0; i < day->n; i++) {
		const event *e = &day->at[i];
		now_told told = now_track_event(k, e);
		learn_people(m, e, &told);
		served += e->kind == EVENT_DONE;
		if (e->kind == EVENT_PLAN)
			day_end = fmax(day_end, e->to);
		if (e->kind == EVENT_BOOK && e->ticket >= 0)
			due[e->ticket] = e->from, m->shows.of++;
		if (e->kind == EVENT_ARRIVE && e->ticket >= 0 && due[e->ticket] < SIM_NEVER) {
			measured_add(&m->offset, e->t - due[e->ticket], 1);
			due[e->ticket] = SIM_NEVER;
			m->shows.n++;
		}
		if (e->desk >= 0)
			learn_desk_event(a, e, now, &now->desks[e->desk], &logs[e->desk]);
	}
	widths(m);
	for (int i = 0; i < desks_n; i++)
		learn_desk(m, &now->desks[i], &logs[i].list, day_end);
	if (served > 0) {
		m->days++;
		m->day_n++;
		m->day_pairs += m->level[MODEL_TODAY] * m->day_last;
		m->day_last = m->level[MODEL_TODAY];
		m->day_squares += m->level[MODEL_TODAY] * m->level[MODEL_TODAY] + m->cov[MODEL_TODAY][MODEL_TODAY];
	}
}

void model_learn(office_model *m, const office_names *names, const event_day *day)
{
	arena *a = arena_new((size_t)64 << 20);
	learn_day(a, m, names, day);
	arena_free(a);
}
