/*
 * inside: what the files of kit share with each other and with nobody else.
 */
#ifndef KIT_INSIDE_H
#define KIT_INSIDE_H

#include <pthread.h>

#include "kit/kit.h"

#define PASSWORDS_AT_ONCE 2 /* each takes 64 MiB while it is worked out */
#define PASSWORDS_WAITING 8 /* more are told to come again */
#define HEAVY_WAITING 24 /* each holds a worker (http.h: 64) while it waits */
int heavy_at_once(void); /* as many as there are processors, 2 to 16 */

/* Turns for what costs much: so many at once, so many more that wait, the rest are told to come again. */
typedef struct turns {
	pthread_mutex_t lock;
	pthread_cond_t freed;
	int at_once, may_wait;
	int busy, waiting;
} turns;
void turns_init(turns *t, int at_once, int may_wait);
MUST_USE const err *turn_take(turns *t); /* ERR_busy */
void turn_end(turns *t);

/* Requests since the start, for /metrics. */
#define LATENCY_BOUNDS                                                                                                 \
	{                                                                                                              \
		1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000                                                   \
	} /* milliseconds */
#define LATENCY_BUCKETS 12
typedef struct metrics {
	_Atomic i64 by_class[6]; /* 1xx … 5xx, by the first digit */
	_Atomic i64 buckets[LATENCY_BUCKETS + 1];
	_Atomic i64 nanoseconds;
} metrics;

typedef struct asset_list asset_list;

/* keyfile.h: read when it is first needed. */
struct kit_keyfile {
	pthread_mutex_t lock;
	bool open;
	u8 key[32];
};

#define KEPT_MAX 32
typedef struct kit_kept {
	const void *key;
	void *it;
	void (*drop)(void *);
} kit_kept;

struct kit {
	arena *arena;
	pthread_mutex_t keeping;
	kit_kept kept[KEPT_MAX]; /* app_kept() */
	size_t kept_n;
	clock_source system;
	turns passwords, heavy;
	bool cheap_passwords; /* set by tests only, which sign in thousands of times: hashes that cost nothing */
	struct kit_keyfile keyfile;
	metrics metrics;
	http *http;
	struct jobs *jobs;
	struct senders *senders; /* messages/message_private.h; NULL until it serves */
	_Atomic bool stopping; /* long work ends soon */
	const module *const *modules;
	size_t modules_n;
	instant started;
};

/* What kit notes on a request: the asker, and what is to be given back when it ends. */
typedef struct visitor {
	who who;
	const city_def *held; /* of the catalog */
	str fresh; /* the value of a `visitor` cookie that is to be set by the first page that holds a form */
	bool api; /* below /api/ */
	struct after {
		struct after *next;
		void (*run)(void *);
		void *arg;
	} * after; /* req_after(), the last first */
} visitor;

/* The gate, the answer to errors, and the end of every request: for http_options. */
const err *kit_gate(req *r, resp *out);
void kit_fail(req *r, resp *out, const err *e);
void kit_finish(req *r, resp *out, i64 nanoseconds);

/* For a request that met no gate: a resident, in his or her language. */
void visitor_begin(req *r, resp *out);
/* A path of this site and not //elsewhere; else "/". */
str local_path(str path);
const char *role_name(role r);
role role_needed(access_level a); /* at least; ACCESS_DEVICE without regard to open_devices */
bool role_parse(str s, role *ret);

/* BLAKE2b in hex: 64 digits of a plain hash; 32 of one that nobody without the installation's key can work out. */
str hash_plain(arena *a, str s);
str hash_keyed(arena *a, const app *p, const char *purpose, str s);
bool same_secret(str a, str b); /* takes as long whatever the difference */

/* Argon2id, in its turn: ERR_busy when too many wait. An empty hash is worked out all the same and never right. */
MUST_USE const err *password_hash(app *p, arena *a, str password, str *ret);
MUST_USE const err *password_right(app *p, arena *a, str hash, str password, bool *ret);
MUST_USE const err *password_acceptable(arena *a, str password, str login);

/* The statements of /metrics and /healthz, of the clean-up, and the routes of each file. */
extern const route signin_routes[], users_routes[], page_routes[], feed_routes[], ops_routes[];

/* Deletes what is over: sessions, events, counters, keys. */
const err *kit_tick(app *p, arena *a);

/* What has changed under this topic of the store's; given by the feed's thread. */
void feed_heard(void *ctx, str topic);

#endif
