/*
 * http: requests in, responses out, and events that go on.
 *
 * An event thread of libmicrohttpd reads a request, headers and body, up to its ceilings. Then the connection is
 * suspended and the request is handed to one of a fixed number of workers through a queue with a ceiling (full: 503
 * with Retry-After). The worker finds the route, asks the gate, runs the handler, and resumes the connection with the
 * finished response. A handler may therefore block, and blocks nobody else.
 *
 * A live stream (SSE) is a response that never ends; no worker holds it. See hub.h.
 *
 * http knows neither the database nor the user. The gate, given by kit, decides who may pass a route.
 */
#ifndef HTTP_HTTP_H
#define HTTP_HTTP_H

#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "text/url.h"

typedef struct http http;
typedef struct hub hub;
/* The program behind the routes and whoever is asking; http passes both on and looks into neither. */
typedef struct app app;
typedef struct who who;

typedef struct route route;

/* A file of a multipart form. What it is called and said to be comes from outside: believe neither. */
typedef struct part {
	str name; /* of the field */
	str filename, type, data;
} part;
typedef struct parts {
	part *at;
	size_t n;
} parts;

/* A request. Everything lives in `arena`, which is the request's own. Names and values are decoded, valid UTF-8
 * without NUL; what is not was refused before the handler. */
typedef struct req {
	arena *arena;
	app *app;
	const route *route;
	const who *who; /* set by the gate */
	str method; /* GET (HEAD is answered as GET without a body), POST, PUT, DELETE */
	str path; /* decoded, without the query: /visits/kokurakita */
	str target; /* as it was sent, with the query */
	pairs params; /* the pattern's :names */
	pairs query, form, headers, cookies; /* form: urlencoded or multipart fields; header names in small letters;
						cookie values as sent, malformed ones left out */
	parts files; /* of a multipart form */
	str body; /* as it came */
	str type; /* media type of the body, without parameters, in small letters */
	str address; /* of the client; behind a trusted proxy, the last of X-Forwarded-For */
	bool secure; /* arrived by https, as far as the trusted proxy says */
	lang lang; /* set by the gate */
	instant now; /* when it arrived */
} req;

/* The first value of that name, or the empty str. */
str req_param(const req *r, const char *name);
str req_query(const req *r, const char *name);
str req_form(const req *r, const char *name);
/* All values of a repeated field, in order. */
strs req_form_all(const req *r, const char *name);
strs req_query_all(const req *r, const char *name);
str req_header(const req *r, const char *name); /* name in small letters */
str req_cookie(const req *r, const char *name);

typedef struct resp {
	int status; /* 0 is taken as 200 */
	str type; /* empty is text/html; charset=utf-8 */
	str body; /* in the request's arena, or static */
	pairs headers; /* besides those that every response carries */
	/* a live stream instead of a body: the topic and where to begin */
	str stream; /* topic of the hub; empty for an ordinary response */
	i64 stream_after; /* replay what came after this id; -1: only what comes from now on */
} resp;

/* A header that could break the response (a name that is no token, a control character in the value) is left out and
 * logged; so are those that belong to this layer: Content-Length, Transfer-Encoding, Connection, Date. */
void resp_header(req *r, resp *out, str name, str value);
/* 303 See Other, to a path of this site; the way every form's POST ends. What is not a path of this site ("//host",
 * "https:…") leads to "/". */
void resp_redirect(req *r, resp *out, str path);
/* HttpOnly, SameSite=Lax, Path=/, Secure if the request was. 0 seconds takes the cookie away; -1 keeps it until the
 * browser closes. */
void resp_cookie(req *r, resp *out, str name, str value, i64 max_age_seconds);

typedef const err *(*handler)(req *r, resp *out);

/* One row of a module's table. Patterns are literal segments and :names. `access` is the gate's business and has no
 * default: 0 is refused at start. */
struct route {
	const char *method, *pattern;
	int access;
	handler run;
};

typedef struct http_options {
	str listen; /* HOST:PORT; port 0 takes a free one */
	int threads; /* event threads; 0 = 2 */
	int workers; /* 0 = 64 */
	size_t queue_max; /* requests that may wait for a worker; 0 = 1024 */
	size_t body_max; /* bytes; 0 = 2 MiB */
	size_t files_max; /* of a form with files (multipart/form-data); 0 = as body_max */
	int connections_max; /* 0 = 12000 */
	/* an idle connection is closed, and one whose request head is not complete that long after it connected or got
	 * its last answer; a body may take 4 times, taking the answer 10 times as long; 0 = 30; streams stay */
	int idle_seconds;
	size_t arena_max; /* a request's arena; 0 = 256 MiB */
	bool trust_proxy; /* X-Forwarded-For and -Proto are believed */
	const clock_source *clock;
	app *app;
	hub *hub;
	/* Called before every handler: sets r->who and r->lang, checks CSRF and access. An error is answered. */
	const err *(*gate)(req *r, resp *out);
	/* Renders an error that the gate or a handler returned (page or JSON, in the reader's language). Also for what
	 * was refused before the gate (no such route, malformed form, too large): then r->who is NULL, r->lang is not
	 * set, and r->route may be NULL. The headers that the gate set stay; a handler's are dropped. */
	void (*fail)(req *r, resp *out, const err *e);
	/* Called after the handler, whatever came of it: security headers, access log. May be NULL. Only answers that no
	 * worker makes go without: malformed request heads (400) and a full queue (503). */
	void (*finish)(req *r, resp *out, i64 nanoseconds);
} http_options;

/* `tables` is a list of tables, each ended by a row whose method is NULL. Two routes that match one request, or a
 * route without access, are refused. Listens at once. */
MUST_USE const err *http_start(arena *a, const http_options *options, const route *const *tables, size_t n, http **ret);
int http_port(const http *h);
/* Requests that wait for a worker now. */
size_t http_waiting(http *h);
/* Takes no new requests (503), finishes those under way, ends the streams. Waits for handlers as long as they run, and
 * ten seconds for clients to take their answers. */
void http_stop(http *h);

#endif
