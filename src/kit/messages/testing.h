/* For the tests of sending: a program that sends, a sink that hears it, and what the outbox says of it. */
#ifndef KIT_MESSAGES_TESTING_H
#define KIT_MESSAGES_TESTING_H

#include "kit/testing.h"
#include "store/testing_plans.h"
#include "send/testing.h"

#include "kit/messages/message_private.h"
#include "kit/messages/outbox.sql.h"

#define CITY 401005
#define SECRET "0123456789abcdef"

/* --- a program that sends, and a sink that hears it ------------------------------------------------------------------- */

typedef struct office {
	store_test *t;
	arena *a;
	sink *sink;
	settings set;
	app *app;
	char dir[64];
} office;

static inline void app_start(office *o, app **ret)
{
	assert_ok(app_open(o->a, &o->set, &o->t->clock, ret));
	assert_ok(messages_open(o->a, *ret));
}

static inline office *begin(void **state)
{
	store_test *t = *state;
	arena *a = arena_new((size_t)1 << 30);
	office *o = arena_one(a, office);
	*o = (office){ .t = t, .a = a, .sink = arena_one(a, sink) };
	snprintf(o->dir, sizeof o->dir, "/tmp/madoguchi-city.XXXXXX");
	CHECK(mkdtemp(o->dir) != NULL);
	web_city(o->dir, false);
	sink_begin(o->sink);
	o->set = (settings){ .limits = true,
			     .city_dir = str_of(o->dir),
			     .db = t->url,
			     .url = STR("https://city.example/"),
			     .smtp = str_format(a, "smtp://127.0.0.1:%d", o->sink->port),
			     .mail_from = STR("yoyaku@city.example"),
			     .webhook = str_format(a, "http://127.0.0.1:%d/line", o->sink->port),
			     .webhook_secret = STR(SECRET) };
	app_start(o, &o->app);
	return o;
}

static inline void end(office *o)
{
	char path[128];
	app_close(o->app);
	sink_end(o->sink);
	snprintf(path, sizeof path, "%s/offices", o->dir);
	store_test_delete(path);
	store_test_delete(o->dir);
	arena_free(o->a);
}

/* The sink answers otherwise from now on. */
static inline void sink_says(office *o, const char *begins, const char *says)
{
	o->sink->begins = begins;
	o->sink->answer = says;
}

static inline outgoing message_of(office *o, int n)
{
	return (outgoing){ .city = CITY,
			   .office = STR("moji"),
			   .kind = STR("booking.reminder"),
			   .key = str_format(o->a, "booking/K7Q2M9XYZ%d/reminder", n),
			   .about = str_format(o->a, "booking/K7Q2M9XYZ%d", n),
			   .channel = MESSAGE_MAIL,
			   .address = str_format(o->a, "hanako%d@example.jp", n),
			   .subject = STR("明日のご予約"),
			   .body = STR("お待ちしています。\n"),
			   .link = STR("https://city.example/b/K7"),
			   .expires = clock_now(&o->t->clock) + DAY };
}

static inline const err *add_run(db *d, arena *a, void *arg)
{
	return message_add(d, a, arg, NULL);
}

static inline void queue(office *o, const outgoing *m)
{
	outgoing copy = *m;
	assert_ok(store_write(o->app->store, o->a, STR("401005/moji"), add_run, &copy));
}

static inline void later(office *o, i64 by)
{
	clock_set(&o->t->clock, clock_now(&o->t->clock) + by);
}

static inline void round_of_mail(office *o)
{
	assert_ok(messages_mail_tick(o->app, o->a));
}

/* --- looking ------------------------------------------------------------------------------------------------------------- */

static inline const err *list_run(db *d, arena *a, void *arg)
{
	return outbox_list(d, a, &(outbox_list_in){ .city = CITY, .before = INT64_MAX, .most = 200 }, arg);
}

static inline outbox_list_rows all(office *o)
{
	outbox_list_rows rows;
	assert_ok(store_read(o->app->store, o->a, list_run, &rows));
	return rows;
}

static inline outbox_list_row only(office *o)
{
	outbox_list_rows rows = all(o);
	assert_int_equal(rows.n, 1);
	return rows.at[0];
}

static inline void assert_state(office *o, const char *state)
{
	outbox_list_row m = only(o);
	if (!str_eq(m.state, str_of(state)))
		fail_msg("it is %.*s, not %s: %.*s", STR_ARG(m.state), state, STR_ARG(m.reason));
}

/* How often the sink was given something that holds this. */
static inline int heard(office *o, const char *what)
{
	int n = 0;
	pthread_mutex_lock(&o->sink->lock);
	for (const char *at = o->sink->got; (at = strstr(at, what)); at += strlen(what))
		n++;
	pthread_mutex_unlock(&o->sink->lock);
	return n;
}

/* What a process leaves that is killed between the claim and the answer. */
static inline const err *die_run(db *d, arena *a, void *arg)
{
	(void)arg;
	outbox_due_row m;
	bool found;
	TRY(outbox_due(d, a, CITY, STR("mail"), tx_now(d), &m, &found));
	assert_true(found);
	outbox_claim_in in = { .city = CITY,
			       .id = m.id,
			       .was = m.state,
			       .tries = m.tries,
			       .unsure = m.unsure + str_eq(m.state, STR("sending")),
			       .until = tx_now(d) + MESSAGE_LEASE };
	return outbox_claim(d, a, &in, NULL);
}

#endif
