#include "http/testing.h"

#include <pthread.h>

typedef struct kept {
	_Atomic i64 last; /* the outbox has 1 … last of every topic */
	i64 oldest;
	bool broken;
} kept;

static const err *from_outbox(void *ctx, arena *a, str topic, i64 after, int limit, hub_events *ret)
{
	const kept *k = ctx;
	assert_true(str_starts(topic, STR("t/")));
	if (k->broken)
		return err_of(ERR_store);
	if (after + 1 < k->oldest || after > k->last)
		return err_of(ERR_not_found);
	for (i64 id = after + 1; id <= k->last && ret->n < (size_t)limit; id++)
		LIST_ADD(a, ret, (hub_event){ id, STR("step"), str_format(a, "{\"n\":%lld}", (long long)id) });
	return NULL;
}

static const err *events(req *r, resp *out)
{
	out->stream = str_format(r->arena, "t/%.*s", STR_ARG(req_param(r, "topic")));
	out->stream_after = -1;
	str after = req_query(r, "after");
	if (after.len)
		str_i64(after, &out->stream_after);
	resp_header(r, out, STR("X-Frame-Options"), STR("DENY"));
	return NULL;
}

static const route routes[] = { { "GET", "/events/:topic", 1, events }, { 0 } };

typedef struct scene {
	server *s;
	hub *hub;
	kept kept;
} scene;

#define RING 16

static scene *set(hub_limits limits, bool replay)
{
	scene *c = calloc(1, sizeof *c);
	c->kept.oldest = 1;
	c->hub = hub_new(RING, replay ? from_outbox : NULL, &c->kept);
	hub_limit(c->hub, limits);
	c->s = serve((http_options){ .hub = c->hub, .idle_seconds = 2 }, routes);
	return c;
}

static void strike(scene *c)
{
	close_server(c->s);
	hub_free(c->hub);
	free(c);
}

/* Publishes the event as the feed does: it is in the outbox before. */
static void happen(scene *c, const char *topic, i64 id)
{
	if (id > c->kept.last)
		c->kept.last = id;
	arena *a = arena_new(1 << 16);
	hub_publish(c->hub, str_of(topic),
		    (hub_event){ id, STR("step"), str_format(a, "{\"n\":%lld}", (long long)id) });
	arena_free(a);
}

static void wait_for_streams(const scene *c, const char *topic, size_t n)
{
	for (int i = 0; i < 500 && hub_streams(c->hub, str_of(topic)) != n; i++)
		nap(10);
	assert_int_equal(hub_streams(c->hub, str_of(topic)), n);
}

/* Opens a stream; `last` is its Last-Event-ID, "" for none. Returns when its beginning was read. */
static int watch(const scene *c, const char *topic, const char *last, str *got)
{
	int fd = dial(c->s);
	arena *a = c->s->a;
	str header = last[0] ? str_format(a, "Last-Event-ID: %s\r\n", last) : STR_NONE;
	say(fd, str_format(a, "GET /events/%s HTTP/1.1\r\nHost: c\r\n%.*s\r\n", topic, STR_ARG(header)));
	*got = STR_NONE;
	assert_true(listen_for(a, fd, STR("retry: 2000\n\n"), 5000, got));
	return fd;
}

static void reads(const scene *c, int fd, const char *until, str *got)
{
	if (!listen_for(c->s->a, fd, str_of(until), 5000, got))
		fail_msg("waited for '%s', got:\n%.*s", until, STR_ARG(*got));
}

/* The events `from` to `to`, each once, in order, and none else. */
static void has_exactly(str got, i64 from, i64 to)
{
	i64 expected = from;
	str rest = got;
	while (rest.len > 0) {
		str line = str_cut(&rest, '\n');
		i64 id;
		if (!str_starts(line, STR("id: ")))
			continue;
		assert_true(str_i64(str_sub(line, 4, line.len), &id));
		assert_int_equal(id, expected);
		expected++;
	}
	assert_int_equal(expected, to + 1);
}

static void an_event_reaches_every_screen_of_its_topic_and_no_other(void **state)
{
	(void)state;
	scene *c = set((hub_limits){ 0 }, true);
	str a, b, other;
	int one = watch(c, "moji", "", &a), two = watch(c, "moji", "", &b), three = watch(c, "kokura", "", &other);
	has(a, "HTTP/1.1 200 OK\r\n");
	has(a, "Content-Type: text/event-stream\r\n");
	has(a, "Cache-Control: no-store\r\n");
	has(a, "X-Accel-Buffering: no\r\n");
	has(a, "X-Frame-Options: DENY\r\n");
	assert_int_equal(hub_streams(c->hub, STR("t/moji")), 2);
	assert_int_equal(hub_streams(c->hub, STR_NONE), 3);
	happen(c, "t/moji", 7);
	reads(c, one, "id: 7\nevent: step\ndata: {\"n\":7}\n\n", &a);
	reads(c, two, "id: 7\nevent: step\ndata: {\"n\":7}\n\n", &b);
	assert_false(listen_for(c->s->a, three, STR("id:"), 100, &other));
	assert_int_equal(hub_last(c->hub, STR("t/moji")), 7);
	assert_int_equal(hub_last(c->hub, STR("t/kokura")), 0);
	close(one), close(two), close(three);
	strike(c);
}

static void an_id_that_is_not_greater_is_ignored_and_a_line_break_begins_no_field(void **state)
{
	(void)state;
	scene *c = set((hub_limits){ 0 }, true);
	str got;
	int fd = watch(c, "moji", "", &got);
	happen(c, "t/moji", 5);
	happen(c, "t/moji", 5);
	happen(c, "t/moji", 4);
	hub_publish(c->hub, STR("t/moji"), (hub_event){ 6, STR("a\nid: 9"), STR("x\r\n\r\nid: 10") });
	happen(c, "t/moji", 7);
	reads(c, fd, "id: 7\n", &got);
	has_exactly(got, 5, 7);
	close(fd);
	strike(c);
}

static void who_comes_back_gets_what_was_missed_from_the_ring_each_event_once(void **state)
{
	(void)state;
	scene *c = set((hub_limits){ 0 }, false);
	str got;
	happen(c, "t/moji", 1);
	int fd = watch(c, "moji", "", &got);
	happen(c, "t/moji", 2);
	reads(c, fd, "id: 2\n", &got);
	has_exactly(got, 2, 2);
	close(fd);
	for (i64 id = 3; id <= 12; id++)
		happen(c, "t/moji", id);
	fd = watch(c, "moji", "2", &got);
	happen(c, "t/moji", 13);
	reads(c, fd, "id: 13\n", &got);
	has_exactly(got, 3, 13);
	has_not(got, "reload");
	close(fd);
	strike(c);
}

static void what_the_ring_has_no_more_comes_from_the_outbox_each_event_once(void **state)
{
	(void)state;
	scene *c = set((hub_limits){ 0 }, true);
	str got;
	for (i64 id = 1; id <= 3 * RING; id++)
		happen(c, "t/moji", id);
	int fd = watch(c, "moji", "2", &got);
	happen(c, "t/moji", 3 * RING + 1);
	reads(c, fd, "{\"n\":49}", &got);
	has_exactly(got, 3, 3 * RING + 1);
	has_not(got, "reload");
	close(fd);
	/* a server that has just started, and has published nothing */
	fd = watch(c, "wakamatsu", "40", &got);
	happen(c, "t/wakamatsu", 50);
	reads(c, fd, "{\"n\":50}", &got);
	has_exactly(got, 41, 50);
	close(fd);
	strike(c);
}

static void an_event_that_the_replay_told_is_not_told_again_by_the_hub(void **state)
{
	(void)state;
	scene *c = set((hub_limits){ 0 }, true);
	str got;
	c->kept.last = 5; /* committed, not yet published */
	int fd = watch(c, "moji", "2", &got);
	happen(c, "t/moji", 4);
	happen(c, "t/moji", 5);
	happen(c, "t/moji", 6);
	reads(c, fd, "{\"n\":6}", &got);
	has_exactly(got, 3, 6);
	close(fd);
	strike(c);
}

static void what_is_too_old_is_told_as_one_reload(void **state)
{
	(void)state;
	static const char reload[] = "id: 48\nevent: reload\ndata: {}\n\n";
	scene *c = set((hub_limits){ 0 }, true);
	str got;
	for (i64 id = 1; id <= 3 * RING; id++)
		happen(c, "t/moji", id);
	c->kept.oldest = 10;
	int fd = watch(c, "moji", "2", &got);
	reads(c, fd, reload, &got);
	happen(c, "t/moji", 49);
	reads(c, fd, "{\"n\":49}", &got);
	has_exactly(got, 48, 49);
	close(fd);
	/* an id of another database, that will not come for years */
	fd = watch(c, "moji", "100000", &got);
	reads(c, fd, "event: reload\n", &got);
	happen(c, "t/moji", 50);
	reads(c, fd, "{\"n\":50}", &got);
	close(fd);
	strike(c);
	c = set((hub_limits){ 0 }, false); /* nowhere to read from */
	fd = watch(c, "moji", "2", &got);
	reads(c, fd, "event: reload\n", &got);
	close(fd);
	strike(c);
}

static void more_than_can_be_told_at_once_is_a_reload(void **state)
{
	(void)state;
	scene *c = set((hub_limits){ 0 }, true);
	str got;
	c->kept.last = 5000;
	int fd = watch(c, "moji", "2", &got);
	reads(c, fd, "event: reload\n", &got);
	has_not(got, "step");
	close(fd);
	strike(c);
}

static void while_the_outbox_cannot_be_read_a_stream_ends_and_may_be_tried_again(void **state)
{
	(void)state;
	scene *c = set((hub_limits){ 0 }, true);
	str got;
	c->kept.broken = true;
	int fd = watch(c, "moji", "2", &got);
	assert_true(ends_within(c->s->a, fd, 3000));
	close(fd);
	wait_for_streams(c, "", 0);
	strike(c);
}

static void a_last_event_id_that_is_no_number_means_from_now_on(void **state)
{
	(void)state;
	static const char *const bad[] = { "x", "-3", "1e3", "99999999999999999999" };
	scene *c = set((hub_limits){ 0 }, true);
	happen(c, "t/moji", 1);
	for (size_t i = 0; i < COUNT(bad); i++) {
		str got;
		int fd = watch(c, "moji", bad[i], &got);
		happen(c, "t/moji", 2 + (i64)i);
		reads(c, fd, "data: ", &got);
		has_exactly(got, 2 + (i64)i, 2 + (i64)i);
		close(fd);
	}
	strike(c);
}

static void a_page_gets_what_came_after_it_was_made(void **state)
{
	(void)state;
	scene *c = set((hub_limits){ 0 }, true);
	str got;
	for (i64 id = 1; id <= 9; id++)
		happen(c, "t/moji", id);
	int fd = watch(c, "moji?after=6", "", &got);
	reads(c, fd, "{\"n\":9}", &got);
	has_exactly(got, 7, 9);
	close(fd);
	fd = watch(c, "moji?after=2", "8", &got); /* what the browser says is newer */
	reads(c, fd, "{\"n\":9}", &got);
	has_exactly(got, 9, 9);
	close(fd);
	strike(c);
}

static void a_quiet_stream_gets_heartbeats_and_is_not_ended_for_being_idle(void **state)
{
	(void)state;
	scene *c = set((hub_limits){ .heartbeat_ms = 100 }, true);
	str got;
	int fd = watch(c, "moji", "", &got);
	nap(3000); /* more than the server's idle_seconds */
	assert_true(listen_for(c->s->a, fd, STR(":\n\n:\n\n:\n\n:\n\n:\n\n"), 10000, &got));
	happen(c, "t/moji", 1);
	reads(c, fd, "id: 1\n", &got);
	close(fd);
	strike(c);
}

static void who_left_is_noticed(void **state)
{
	(void)state;
	scene *c = set((hub_limits){ 0 }, true);
	str got;
	int stays = watch(c, "moji", "", &got);
	for (int i = 0; i < 10; i++)
		close(watch(c, "moji", "", &got));
	wait_for_streams(c, "t/moji", 1);
	close(stays);
	wait_for_streams(c, "", 0);
	strike(c);
}

static void who_does_not_read_is_let_go_and_the_others_get_everything(void **state)
{
	(void)state;
	scene *c = set((hub_limits){ 0 }, true);
	str lazy, eager;
	int sleeper = dial(c->s), small = 4096;
	setsockopt(sleeper, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
	say(sleeper, STR("GET /events/moji HTTP/1.1\r\nHost: c\r\n\r\n"));
	int fd = watch(c, "moji", "", &eager);
	wait_for_streams(c, "t/moji", 2);
	arena *a = arena_new(1 << 20);
	char *large = arena_alloc(a, 20000);
	memset(large, 'x', 20000);
	for (i64 id = 1; id <= 200; id++) {
		hub_publish(c->hub, STR("t/moji"), (hub_event){ id, STR("big"), { large, 20000 } });
		char expected[32];
		snprintf(expected, sizeof expected, "id: %lld\n", (long long)id);
		eager = STR_NONE;
		reads(c, fd, expected, &eager);
		if (id % 20 == 0)
			nap(1);
	}
	wait_for_streams(c, "t/moji", 1);
	lazy = STR_NONE;
	assert_true(listen_for(c->s->a, sleeper, STR_NONE, 3000, &lazy));
	close(sleeper), close(fd);
	arena_free(a);
	strike(c);
}

static void there_are_ceilings_for_all_and_for_one_address(void **state)
{
	(void)state;
	scene *c = set((hub_limits){ .streams = 3 }, true);
	str got;
	int fd[3];
	for (int i = 0; i < 3; i++)
		fd[i] = watch(c, "moji", "", &got);
	got = ask(c->s, "GET /events/moji HTTP/1.1\r\nHost: c\r\n\r\n");
	assert_int_equal(status_of(got), 503);
	has(got, "Retry-After: ");
	close(fd[0]);
	wait_for_streams(c, "", 2);
	fd[0] = watch(c, "moji", "", &got);
	hub_limit(c->hub, (hub_limits){ .streams = 10, .per_address = 3 });
	assert_int_equal(status_of(ask(c->s, "GET /events/moji HTTP/1.1\r\nHost: c\r\n\r\n")), 503);
	for (int i = 0; i < 3; i++)
		close(fd[i]);
	wait_for_streams(c, "", 0);
	strike(c);
}

static void the_stop_ends_open_streams_and_the_next_server_takes_them_up(void **state)
{
	(void)state;
	scene *c = set((hub_limits){ 0 }, true);
	str got;
	int fd[20];
	for (size_t i = 0; i < COUNT(fd); i++)
		fd[i] = watch(c, "moji", "", &got);
	http_stop(c->s->http);
	for (size_t i = 0; i < COUNT(fd); i++) {
		assert_true(ends_within(c->s->a, fd[i], 3000));
		close(fd[i]);
	}
	assert_int_equal(hub_streams(c->hub, STR_NONE), 0);
	arena_free(c->s->a);
	happen(c, "t/moji", 1);
	c->s = serve((http_options){ .hub = c->hub }, routes);
	fd[0] = watch(c, "moji", "0", &got);
	reads(c, fd[0], "id: 1\n", &got);
	close(fd[0]);
	strike(c);
}

static void head_of_a_stream_is_a_head_only(void **state)
{
	(void)state;
	scene *c = set((hub_limits){ 0 }, true);
	int fd = dial(c->s);
	say(fd, STR("HEAD /events/moji HTTP/1.1\r\nHost: c\r\nConnection: close\r\n\r\n"));
	str got = STR_NONE;
	assert_true(listen_for(c->s->a, fd, STR_NONE, 3000, &got));
	has(got, "Content-Type: text/event-stream\r\n");
	assert_true(str_ends(got, STR("\r\n\r\n")));
	close(fd);
	strike(c);
}

/* Publishes while clients come, go and come back; nobody may miss an event or see one twice. */
typedef struct storm {
	scene *c;
	_Atomic bool over;
} storm;

static void *publish_storm(void *arg)
{
	storm *w = arg;
	for (i64 id = 1; id <= 2000; id++) {
		happen(w->c, "t/moji", id);
		if (id % 5 == 0)
			nap(1);
	}
	w->over = true;
	return NULL;
}

static void *come_and_go(void *arg)
{
	storm *w = arg;
	scene *c = w->c;
	arena *a = arena_new((size_t)256 << 20);
	i64 last = 0;
	for (int round = 0; last < 2000 && round < 500; round++) {
		int fd = dial(c->s);
		say(fd, str_format(a, "GET /events/moji HTTP/1.1\r\nHost: c\r\nLast-Event-ID: %lld\r\n\r\n",
				   (long long)last));
		str got = STR_NONE;
		listen_for(a, fd, STR("{\"n\":2000}\n\n"), 1 + round % 7 * 3, &got);
		close(fd);
		/* only whole events count, as in a browser */
		size_t whole = got.len;
		while (whole > 1 && !(got.at[whole - 1] == '\n' && got.at[whole - 2] == '\n'))
			whole--;
		str rest = str_sub(got, 0, whole);
		while (rest.len > 0) {
			str line = str_cut(&rest, '\n');
			i64 id;
			if (!str_starts(line, STR("id: ")))
				continue;
			assert_true(str_i64(str_sub(line, 4, line.len), &id));
			assert_int_equal(id, last + 1);
			last = id;
		}
		has_not(got, "reload");
		arena_reset(a);
	}
	assert_int_equal(last, 2000);
	arena_free(a);
	return NULL;
}

static void through_a_storm_of_reconnections_everyone_gets_every_event_once(void **state)
{
	(void)state;
	storm w = { .c = set((hub_limits){ 0 }, true) };
	pthread_t publisher, clients[6];
	pthread_create(&publisher, NULL, publish_storm, &w);
	for (size_t i = 0; i < COUNT(clients); i++)
		pthread_create(&clients[i], NULL, come_and_go, &w);
	for (size_t i = 0; i < COUNT(clients); i++)
		pthread_join(clients[i], NULL);
	pthread_join(publisher, NULL);
	strike(w.c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_event_reaches_every_screen_of_its_topic_and_no_other),
		cmocka_unit_test(an_id_that_is_not_greater_is_ignored_and_a_line_break_begins_no_field),
		cmocka_unit_test(who_comes_back_gets_what_was_missed_from_the_ring_each_event_once),
		cmocka_unit_test(what_the_ring_has_no_more_comes_from_the_outbox_each_event_once),
		cmocka_unit_test(an_event_that_the_replay_told_is_not_told_again_by_the_hub),
		cmocka_unit_test(what_is_too_old_is_told_as_one_reload),
		cmocka_unit_test(more_than_can_be_told_at_once_is_a_reload),
		cmocka_unit_test(while_the_outbox_cannot_be_read_a_stream_ends_and_may_be_tried_again),
		cmocka_unit_test(a_last_event_id_that_is_no_number_means_from_now_on),
		cmocka_unit_test(a_page_gets_what_came_after_it_was_made),
		cmocka_unit_test(a_quiet_stream_gets_heartbeats_and_is_not_ended_for_being_idle),
		cmocka_unit_test(who_left_is_noticed),
		cmocka_unit_test(who_does_not_read_is_let_go_and_the_others_get_everything),
		cmocka_unit_test(there_are_ceilings_for_all_and_for_one_address),
		cmocka_unit_test(the_stop_ends_open_streams_and_the_next_server_takes_them_up),
		cmocka_unit_test(head_of_a_stream_is_a_head_only),
		cmocka_unit_test(through_a_storm_of_reconnections_everyone_gets_every_event_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
