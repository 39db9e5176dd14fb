/*
 * For operators: is it alive, and how is it doing.
 *
 * /healthz asks the database. /metrics is Prometheus text, for the machine itself or with an administrator's API token; what came
 * through a proxy is not the machine itself.
 */
#include "kit/inside.h"

#include "kit/kit.sql.h"
#include "kit/messages/message_private.h"

static const err *ask_database(db *d, arena *a, void *arg)
{
	const app *p = arg;
	kit_definition_set_row row;
	bool found;
	return kit_definition_set(d, a, p->city, &row, &found);
}

static const err *healthz(req *r, resp *out)
{
	TRY(store_read(r->app->store, r->arena, ask_database, r->app));
	out->type = STR("text/plain; charset=utf-8");
	out->body = STR("ok\n");
	return NULL;
}

static bool from_here(const req *r)
{
	bool loopback = str_eq(r->address, STR("127.0.0.1")) || str_eq(r->address, STR("::1")) ||
			str_eq(r->address, STR("::ffff:127.0.0.1"));
	return loopback && req_header(r, "x-forwarded-for").len == 0 && req_header(r, "forwarded").len == 0;
}

static void put_metrics(buf *b, const app *p)
{
	static const int bounds[LATENCY_BUCKETS] = LATENCY_BOUNDS;
	const metrics *m = &p->kit->metrics;
	buf_lit(b, "# HELP madoguchi_requests_total Requests answered, by class of status.\n"
		   "# TYPE madoguchi_requests_total counter\n");
	for (int i = 1; i <= 5; i++)
		buf_format(b, "madoguchi_requests_total{status=\"%dxx\"} %lld\n", i, (long long)m->by_class[i]);
	buf_lit(b, "# HELP madoguchi_request_seconds Time from the gate to the finished response.\n"
		   "# TYPE madoguchi_request_seconds histogram\n");
	i64 sum = 0;
	for (int i = 0; i < LATENCY_BUCKETS; i++) {
		sum += m->buckets[i];
		buf_format(b, "madoguchi_request_seconds_bucket{le=\"%g\"} %lld\n", bounds[i] / 1000.0, (long long)sum);
	}
	sum += m->buckets[LATENCY_BUCKETS];
	buf_format(b, "madoguchi_request_seconds_bucket{le=\"+Inf\"} %lld\n", (long long)sum);
	buf_format(b, "madoguchi_request_seconds_sum %.6f\n", (double)m->nanoseconds / 1e9);
	buf_format(b, "madoguchi_request_seconds_count %lld\n", (long long)sum);
	buf_lit(b, "# HELP madoguchi_streams Live streams that are open.\n# TYPE madoguchi_streams gauge\n");
	buf_format(b, "madoguchi_streams %zu\n", hub_streams(p->hub, STR_NONE));
	buf_lit(b, "# HELP madoguchi_requests_waiting Requests that wait for a worker.\n"
		   "# TYPE madoguchi_requests_waiting gauge\n");
	buf_format(b, "madoguchi_requests_waiting %zu\n", http_waiting(p->kit->http));
	store_figures f = store_counted(p->store);
	buf_lit(b, "# HELP madoguchi_commands_total Commands that were committed.\n"
		   "# TYPE madoguchi_commands_total counter\n");
	buf_format(b, "madoguchi_commands_total %lld\n", (long long)f.commands);
	buf_lit(b,
		"# HELP madoguchi_commits_total Commits that they shared.\n# TYPE madoguchi_commits_total counter\n");
	buf_format(b, "madoguchi_commits_total %lld\n", (long long)f.commits);
	buf_lit(b, "# HELP madoguchi_commands_waiting Commands that wait for a writer.\n"
		   "# TYPE madoguchi_commands_waiting gauge\n");
	buf_format(b, "madoguchi_commands_waiting %d\n", f.waiting);
	buf_lit(b, "# HELP madoguchi_start_time_seconds When the program started.\n"
		   "# TYPE madoguchi_start_time_seconds gauge\n");
	buf_format(b, "madoguchi_start_time_seconds %lld\n", (long long)(p->kit->started / SECOND));
}

static const err *reply_metrics(req *r, resp *out)
{
	buf b = buf_new(r->arena, 64 * 1024);
	put_metrics(&b, r->app);
	TRY(messages_metrics(r->app, r->arena, &b));
	out->type = STR("text/plain; version=0.0.4; charset=utf-8");
	out->body = buf_str(&b);
	return NULL;
}

static const err *local_metrics(req *r, resp *out)
{
	return from_here(r) ? reply_metrics(r, out) : err_of(ERR_forbidden);
}

const route ops_routes[] = {
	{ "GET", "/healthz", ACCESS_PUBLIC, healthz },
	{ "GET", "/metrics", ACCESS_PUBLIC, local_metrics },
	{ "GET", "/api/v1/metrics", ACCESS_ADMIN, reply_metrics },
	{ 0 },
};
