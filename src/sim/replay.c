#include "sim/replay.h"

#include <math.h>

#define CALIBRATION_RUNS 96
#define LAST_CALLS 16 /* whose pace is "now" */

/* --- what is measured beside the predictor ------------------------------------------------------------------------- */

typedef struct rival_ticket {
	bool walks_in, waits;
	double due; /* SIM_NEVER: none, or called */
	double since;
} rival_ticket;

/* What the rules of thumb see of a day. */
typedef struct rivals {
	double mean; /* seconds of a service, of the whole log */
	int desks_open, walk_ins;
	bool *open;
	rival_ticket *tickets;
	size_t tickets_n;
	double last_wait;
	double calls[LAST_CALLS];
	int calls_n;
	int *by_due; /* booked tickets in the order of their time */
	int booked;
} rivals;

static double mean_service(arena *a, const event_days *days)
{
	double sum = 0;
	i64 n = 0;
	for (size_t i = 0; i < days->n; i++) {
		const event_day *d = &days->at[i];
		double *start = arena_many(a, double, d->tickets.n);
		for (size_t k = 0; k < d->n; k++) {
			const event *e = &d->at[k];
			if (e->kind == EVENT_CALL)
				start[e->ticket] = e->t;
			else if (e->kind == EVENT_DONE)
				sum += e->t - start[e->ticket], n++;
		}
	}
	return n ? sum / (double)n : 0;
}

static rivals rivals_new(arena *a, const event_day *d, int desks_n, double mean)
{
	rivals r = { .mean = mean, .tickets_n = d->tickets.n };
	r.open = arena_many(a, bool, (size_t)desks_n);
	r.tickets = arena_many(a, rival_ticket, r.tickets_n);
	r.by_due = arena_many(a, int, r.tickets_n);
	for (size_t i = 0; i < r.tickets_n; i++)
		r.tickets[i].due = SIM_NEVER;
	return r;
}

static void rivals_booked(rivals *r, const event *e)
{
	if (r->tickets[e->ticket].due < SIM_NEVER) {
		r->tickets[e->ticket].due = e->from;
		return;
	}
	r->tickets[e->ticket].due = e->from;
	int k = r->booked++;
	for (; k > 0 && r->tickets[r->by_due[k - 1]].due > e->from; k--)
		r->by_due[k] = r->by_due[k - 1];
	r->by_due[k] = e->ticket;
}

static void rivals_event(rivals *r, const event *e)
{
	rival_ticket *t = e->ticket >= 0 ? &r->tickets[e->ticket] : NULL;
	if ((e->kind == EVENT_OPEN || e->kind == EVENT_CLOSE) && r->open[e->desk] != (e->kind == EVENT_OPEN)) {
		r->open[e->desk] = e->kind == EVENT_OPEN;
		r->desks_open += e->kind == EVENT_OPEN ? 1 : -1;
	} else if (e->kind == EVENT_BOOK) {
		rivals_booked(r, e);
	} else if (e->kind == EVENT_ARRIVE || e->kind == EVENT_TAKE) {
		t->walks_in = e->kind == EVENT_TAKE;
		t->waits = true;
		t->since = e->t;
		r->walk_ins += t->walks_in;
	} else if (e->kind == EVENT_CALL) {
		r->walk_ins -= t->waits && t->walks_in;
		if (t->waits && t->walks_in)
			r->last_wait = e->t - t->since;
		t->waits = false;
		t->due = SIM_NEVER;
		r->calls[r->calls_n++ % LAST_CALLS] = e->t;
	}
}

static double rule_of_thumb(const rivals *r, double t)
{
	double slot = r->mean / (r->desks_open > 1 ? r->desks_open : 1), clock = t + 120, end = slot;
	int ahead = r->walk_ins, k = 0;
	for (;;) {
		while (k < r->booked && r->tickets[r->by_due[k]].due >= SIM_NEVER)
			k++;
		if (k < r->booked && clock >= r->tickets[r->by_due[k]].due)
			k++;
		else if (ahead)
			ahead--;
		else
			return end;
		clock += slot;
		end += slot;
	}
}

static void simple_ones(const rivals *r, double t, replay_row *row)
{
	int n = 0;
	double first = t;
	for (size_t i = 0; i < r->tickets_n; i++)
		if (r->tickets[i].waits) {
			n++;
			if (r->tickets[i].walks_in)
				first = fmin(first, r->tickets[i].since);
		}
	int calls = r->calls_n < LAST_CALLS ? r->calls_n : LAST_CALLS;
	double oldest = r->calls_n < LAST_CALLS ? r->calls[0] : r->calls[r->calls_n % LAST_CALLS];
	row->rule = rule_of_thumb(r, t);
	row->les = r->last_wait;
	row->hol = t - first;
	row->ql = calls > 1 ? n * (t - oldest) / calls : n * r->mean;
}

/* --- the replay -------------------------------------------------------------------------------------------------------- */

typedef struct replay {
	arena *a;
	const office_names *names;
	replay_options with;
	double mean;
	replay_rows rows;
} replay;

static replay_row predicted(replay *r, wait_day *w, const event_day *day, size_t k)
{
	const event *e = &day->at[k];
	wait_effort effort = { r->with.runs, (u64)day->day * 1000003u + (u64)k };
	double began = r->with.clock ? r->with.clock() : 0;
	wait_answer said = wait_day_ask(w, e->service, e->t, effort);
	if (r->with.clock)
		r->rows.cpu += r->with.clock() - began;
	return (replay_row){ .day = day->day,
			     .ticket = day->tickets.at[e->ticket],
			     .p10 = said.p10,
			     .p50 = said.p50,
			     .p90 = said.p90,
			     .waited = NAN };
}

static void one_day(replay *r, office_model *m, const event_day *day)
{
	arena *keep = arena_new((size_t)64 << 20), *scratch = arena_new((size_t)64 << 20);
	wait_day w = wait_day_new(keep, scratch, m, r->names, day, r->with.early);
	rivals rule = rivals_new(keep, day, (int)r->names->desks.n, r->mean);
	size_t before = r->rows.n;
	size_t *row_of = arena_many(keep, size_t, day->tickets.n); /* index + 1 */
	for (size_t k = 0; k < day->n; k++) {
		const event *e = &day->at[k];
		if (e->kind == EVENT_TAKE && !row_of[e->ticket]) {
			replay_row row = predicted(r, &w, day, k);
			simple_ones(&rule, e->t, &row);
			row.waited = -e->t;
			LIST_ADD(r->a, &r->rows, row);
			row_of[e->ticket] = r->rows.n;
		}
		if (e->kind == EVENT_CALL && row_of[e->ticket]) {
			r->rows.at[row_of[e->ticket] - 1].waited += e->t;
			row_of[e->ticket] = 0;
		}
		rivals_event(&rule, e);
		wait_day_event(&w, e);
	}
	for (size_t i = 0; i < day->tickets.n; i++)
		if (row_of[i])
			r->rows.at[row_of[i] - 1].waited = NAN;
	for (size_t i = before; i < r->rows.n; i++) {
		const replay_row *row = &r->rows.at[i];
		model_told(m, row->p10, row->p50, row->p90, row->waited);
	}
	model_learn(m, r->names, day);
	arena_free(scratch);
	arena_free(keep);
}

replay_rows replay_predict(arena *a, office_model *m, const office_names *names, const event_days *days,
			   replay_options with)
{
	replay r = { .a = a, .names = names, .with = with, .mean = mean_service(a, days) };
	for (size_t i = 0; i < days->n; i++)
		one_day(&r, m, &days->at[i]);
	return r.rows;
}

void replay_learn(office_model *m, const office_names *names, const event_days *days, size_t calibrate, double early)
{
	size_t plain = days->n > calibrate ? days->n - calibrate : 0;
	for (size_t i = 0; i < plain; i++)
		model_learn(m, names, &days->at[i]);
	arena *a = arena_new((size_t)64 << 20);
	for (size_t i = plain; i < days->n; i++) {
		event_days one = { &days->at[i], 1 };
		(void)replay_predict(a, m, names, &one, (replay_options){ .runs = CALIBRATION_RUNS, .early = early });
		arena_reset(a);
	}
	arena_free(a);
}

replay_score replay_score_of(const replay_rows *rows, const i64 *day)
{
	replay_score s = { 0 };
	for (size_t i = 0; i < rows->n; i++) {
		const replay_row *r = &rows->at[i];
		if ((day && r->day != *day) || !(r->waited >= 0))
			continue;
		s.n++;
		s.error += fabs(r->p50 - r->waited);
		s.rule += fabs(r->rule - r->waited);
		s.les += fabs(r->les - r->waited);
		s.hol += fabs(r->hol - r->waited);
		s.ql += fabs(r->ql - r->waited);
		s.below += r->waited < r->p10;
		s.above += r->waited > r->p90;
	}
	double n = s.n ? (double)s.n : 1;
	s.ratio = s.rule > 0 ? s.error / s.rule : 0;
	s.error /= 60 * n, s.rule /= 60 * n, s.les /= 60 * n, s.hol /= 60 * n, s.ql /= 60 * n;
	s.below /= n, s.above /= n;
	s.inside = s.n ? 1 - s.below - s.above : 0;
	return s;
}
