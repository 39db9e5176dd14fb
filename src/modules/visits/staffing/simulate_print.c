/* What visits simulate says: a table for people, JSON and CSV for machines. Times in tables are minutes, in JSON and CSV seconds. */
#include <math.h>

#include "modules/visits/staffing/simulate.h"
#include "text/csv.h"
#include "text/json.h"

#define OUT_MAX (32 << 20)

static const sim_outlook *answer(const simulation *s)
{
	return s->changed ? &s->after : &s->before;
}

static int minute_at(const sim_outlook *o, int bucket)
{
	return (int)(o->want.from / 60) + bucket * (int)(o->want.bucket / 60);
}

/* --- for people ------------------------------------------------------------------------------------------------------- */

static void print_minutes(double seconds)
{
	if (isnan(seconds))
		printf("%7s", "-");
	else if (seconds >= SIM_NEVER)
		printf("%7s", "never");
	else
		printf("%7.1f", seconds / 60);
}

static void print_band(const sim_band *w)
{
	print_minutes(w->p10);
	print_minutes(w->p50);
	print_minutes(w->p90);
}

static void print_by_time(const simulation *s)
{
	const sim_outlook *o = answer(s);
	printf("%5s %8s %7s%7s%7s", "", "people", "p10", "p50", "p90");
	if (s->changed)
		printf("%14s", "p90 before");
	printf("%10s %7s %6s\n", "waiting", "desks", "busy");
	for (int b = 0; b < o->want.buckets_n; b++) {
		int m = minute_at(o, b);
		printf("%02d:%02d %8.1f ", m / 60, m % 60, o->waits[b].people);
		print_band(&o->waits[b]);
		if (s->changed) {
			printf("%7s", "");
			print_minutes(s->before.waits[b].p90);
		}
		printf("%10.1f %7.1f", o->queue[b], o->open[b]);
		if (isnan(o->busy[b]))
			printf(" %6s\n", "-");
		else
			printf(" %5.0f%%\n", 100 * o->busy[b]);
	}
}

/* Twenty columns; what is not Latin takes two on a terminal. */
static void print_name(str name)
{
	int columns = 0;
	for (size_t i = 0; i < name.len;)
		columns += str_next(name, &i) >= 0x1100 ? 2 : 1;
	printf("%.*s%*s", STR_ARG(name), columns < 20 ? 20 - columns : 1, "");
}

static void print_services(const simulation *s)
{
	const sim_outlook *o = answer(s);
	printf("\n%-20s %8s %7s%7s%7s%7s", "service", "people", "p10", "p50", "p90", "mean");
	printf(s->changed ? "%14s\n" : "\n", "p90 before");
	for (int v = -1; v < o->services_n; v++) {
		const sim_band *w = v < 0 ? &o->day : &o->services[v];
		print_name(v < 0 ? STR("all") : s->demand.services.at[v]);
		printf(" %8.1f ", w->people);
		print_band(w);
		print_minutes(w->mean);
		if (s->changed) {
			printf("%7s", "");
			print_minutes(v < 0 ? s->before.day.p90 : s->before.services[v].p90);
		}
		if (w->unserved >= 0.05)
			printf("   %.1f are not served", w->unserved);
		printf("\n");
	}
}

static void print_spans(const plan_desk *d)
{
	for (int m = 0; m < DEMAND_MINUTES; m++) {
		if (!d->open[m])
			continue;
		int from = m;
		while (m < DEMAND_MINUTES && d->open[m])
			m++;
		printf(" %02d:%02d-%02d:%02d", from / 60, from % 60, m / 60, m % 60);
	}
}

static void print_desks(const simulation *s)
{
	const sim_outlook *o = answer(s);
	printf("\n%-20s %8s %6s  %s\n", "desk", "hours", "busy", "open");
	for (int k = 0; k < o->desks_n; k++) {
		double open = 0, busy = 0;
		for (int b = 0; b < o->want.buckets_n; b++) {
			open += o->desk_open[k * o->want.buckets_n + b] * o->want.bucket;
			busy += o->desk_busy[k * o->want.buckets_n + b] * o->want.bucket;
		}
		print_name(s->plan.at[k].name);
		printf(" %8.1f", open / 3600);
		if (open > 0)
			printf(" %5.0f%% ", 100 * busy / open);
		else
			printf(" %6s ", "-");
		print_spans(&s->plan.at[k]);
		printf("\n");
	}
}

static double planned_hours(const sim_outlook *o)
{
	double hours = 0;
	for (int b = 0; b < o->want.buckets_n; b++)
		hours += o->open[b] * o->want.bucket / 3600;
	return hours;
}

void simulation_text(const simulation *s)
{
	const sim_outlook *o = answer(s);
	printf("%.0f people a day; %d days played, seed %llu. Waits in minutes; by when they begin.\n\n", o->came,
	       o->want.runs, (unsigned long long)o->want.seed);
	if (s->target > 0 && s->found.reached)
		printf("The smallest roster found that keeps p90 at %.0f minutes: %.2f desk hours (given: %.2f); %s, %d rosters played\n\n",
		       s->target / 60, roster_count(&s->found.roster) / 4.0, planned_hours(&s->before),
		       s->found.least ? "nothing of it can be left out" : "the search was cut short", s->found.plays);
	else if (s->target > 0)
		printf("No roster of these desks keeps p90 at %.0f minutes; with all of them open:\n\n",
		       s->target / 60);
	print_by_time(s);
	print_services(s);
	print_desks(s);
}

/* --- for machines ------------------------------------------------------------------------------------------------------ */

static void json_seconds(json_writer *w, const char *key, double seconds)
{
	if (seconds >= SIM_NEVER)
		jw_field_null(w, key);
	else
		jw_field_f64(w, key, isnan(seconds) ? seconds : round(seconds * 10) / 10);
}

static void json_share(json_writer *w, const char *key, double x)
{
	jw_field_f64(w, key, isnan(x) ? x : round(x * 1000) / 1000);
}

static void json_band(json_writer *w, const sim_band *b)
{
	json_share(w, "people", b->people);
	json_seconds(w, "p10", b->p10);
	json_seconds(w, "p50", b->p50);
	json_seconds(w, "p90", b->p90);
	json_seconds(w, "mean", b->mean);
	json_share(w, "unserved", b->unserved);
}

static void json_time(arena *a, json_writer *w, const char *key, int minute)
{
	jw_field_str(w, key, minute_text(a, minute));
}

static void json_outlook(arena *a, json_writer *w, const char *key, const simulation *s, const sim_outlook *o)
{
	int n = o->want.buckets_n;
	jw_field_object(w, key);
	json_band(w, &o->day);
	jw_field_array(w, "by_time");
	for (int b = 0; b < n; b++) {
		jw_object(w);
		json_time(a, w, "time", minute_at(o, b));
		json_band(w, &o->waits[b]);
		json_share(w, "queue", o->queue[b]);
		json_share(w, "queue_p10", o->queue_p10[b]);
		json_share(w, "queue_p90", o->queue_p90[b]);
		json_share(w, "open", o->open[b]);
		json_share(w, "busy", o->busy[b]);
		jw_end(w);
	}
	jw_end(w);
	jw_field_array(w, "services");
	for (int v = 0; v < o->services_n; v++) {
		jw_object(w);
		jw_field_str(w, "service", s->demand.services.at[v]);
		json_band(w, &o->services[v]);
		jw_field_array(w, "by_time");
		for (int b = 0; b < n; b++) {
			jw_object(w);
			json_time(a, w, "time", minute_at(o, b));
			json_band(w, &o->service_waits[v * n + b]);
			json_share(w, "queue", o->service_queue[v * n + b]);
			jw_end(w);
		}
		jw_end(w);
		jw_end(w);
	}
	jw_end(w);
	jw_field_array(w, "desks");
	for (int k = 0; k < o->desks_n; k++) {
		jw_object(w);
		jw_field_str(w, "desk", s->plan.at[k].name);
		jw_field_array(w, "by_time");
		for (int b = 0; b < n; b++) {
			jw_object(w);
			json_time(a, w, "time", minute_at(o, b));
			json_share(w, "open", o->desk_open[k * n + b]);
			json_share(w, "busy", o->desk_busy[k * n + b]);
			jw_end(w);
		}
		jw_end(w);
		jw_end(w);
	}
	jw_end(w);
	jw_end(w);
}

static void json_roster(arena *a, json_writer *w, const day_plan *p)
{
	jw_field_array(w, "roster");
	for (size_t k = 0; k < p->n; k++) {
		jw_object(w);
		jw_field_str(w, "desk", p->at[k].name);
		jw_field_array(w, "open");
		for (int m = 0; m < DEMAND_MINUTES; m++) {
			if (!p->at[k].open[m])
				continue;
			jw_object(w);
			json_time(a, w, "from", m);
			while (m < DEMAND_MINUTES && p->at[k].open[m])
				m++;
			json_time(a, w, "to", m);
			jw_end(w);
		}
		jw_end(w);
		jw_end(w);
	}
	jw_end(w);
}

void simulation_json(arena *a, const simulation *s)
{
	buf b = buf_new(a, OUT_MAX);
	json_writer w = json_write(&b);
	jw_object(&w);
	jw_field_i64(&w, "seed", (i64)s->want.seed);
	jw_field_i64(&w, "runs", s->want.runs);
	jw_field_f64(&w, "people", round(s->before.came * 100) / 100);
	if (s->target > 0) {
		jw_field_f64(&w, "target_p90", s->target);
		jw_field_bool(&w, "reached", s->found.reached);
		jw_field_bool(&w, "least", s->found.least);
		jw_field_i64(&w, "rosters_played", s->found.plays);
		jw_field_f64(&w, "desk_hours", roster_count(&s->found.roster) / 4.0);
	}
	json_roster(a, &w, &s->plan);
	json_outlook(a, &w, "before", s, &s->before);
	if (s->changed)
		json_outlook(a, &w, "after", s, &s->after);
	jw_end(&w);
	jw_done(&w);
	printf("%.*s\n", STR_ARG(buf_str(&b)));
}

static void csv_number(csv_writer *w, double x, int decimals)
{
	if (isnan(x) || x >= SIM_NEVER)
		csv_str(w, STR_NONE);
	else
		csv_f64(w, x, decimals);
}

static void csv_band(csv_writer *w, const sim_band *b)
{
	csv_number(w, b->people, 3);
	csv_number(w, b->p10, 1);
	csv_number(w, b->p50, 1);
	csv_number(w, b->p90, 1);
	csv_number(w, b->mean, 1);
	csv_number(w, b->unserved, 3);
}

/* The first cells of a row: which outlook, of what, when. */
static void csv_begin(arena *a, csv_writer *w, str which, const char *kind, str name, int minute)
{
	csv_str(w, which);
	csv_str(w, str_of(kind));
	csv_str(w, name);
	csv_str(w, minute_text(a, minute));
}

static void csv_outlook(arena *a, csv_writer *w, str which, const simulation *s, const sim_outlook *o)
{
	int n = o->want.buckets_n;
	const sim_band nobody = { NAN, NAN, NAN, NAN, NAN, NAN };
	for (int b = 0; b < n; b++) {
		csv_begin(a, w, which, "all", STR_NONE, minute_at(o, b));
		csv_band(w, &o->waits[b]);
		csv_number(w, o->queue[b], 3);
		csv_number(w, o->open[b], 3);
		csv_number(w, o->busy[b], 3);
		csv_end_row(w);
	}
	for (int v = 0; v < o->services_n; v++)
		for (int b = 0; b < n; b++) {
			csv_begin(a, w, which, "service", s->demand.services.at[v], minute_at(o, b));
			csv_band(w, &o->service_waits[v * n + b]);
			csv_number(w, o->service_queue[v * n + b], 3);
			csv_number(w, NAN, 0);
			csv_number(w, NAN, 0);
			csv_end_row(w);
		}
	for (int k = 0; k < o->desks_n; k++)
		for (int b = 0; b < n; b++) {
			csv_begin(a, w, which, "desk", s->plan.at[k].name, minute_at(o, b));
			csv_band(w, &nobody);
			csv_number(w, NAN, 0);
			csv_number(w, o->desk_open[k * n + b], 3);
			csv_number(w, o->desk_busy[k * n + b], 3);
			csv_end_row(w);
		}
}

void simulation_csv(arena *a, const simulation *s)
{
	static const char *const columns[] = { "roster", "of",   "name",     "time",  "people", "p10", "p50",
					       "p90",    "mean", "unserved", "queue", "open",   "busy" };
	buf b = buf_new(a, OUT_MAX);
	csv_writer w = csv_write(&b);
	for (size_t i = 0; i < COUNT(columns); i++)
		csv_str(&w, str_of(columns[i]));
	csv_end_row(&w);
	csv_outlook(a, &w, STR("before"), s, &s->before);
	if (s->changed)
		csv_outlook(a, &w, STR("after"), s, &s->after);
	printf("%.*s", STR_ARG(buf_str(&b)));
}
