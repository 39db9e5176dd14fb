/*
 * For tests: the whole program on a free port, and browsers that keep cookies.
 *
 *     web *w = web_open(t, modules, COUNT(modules), false);
 *     browser b = { .w = w };
 *     answer a = post(&b, "/sign-in", "login=mori&password=…");      the token of the last page is sent along
 *     web_close(w);
 *
 * `t` is the store's test (store/testing.h): the program opens the same database once more, as a process of its own.
 */
#ifndef KIT_TESTING_H
#define KIT_TESTING_H

#include "store/testing.h"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "kit/app.h"
#include "kit/inside.h"
#include "kit/migrations.h"
#include "kit/staff.h"

#define TEST_PASSWORD "correct-horse-battery"

typedef struct web {
	store_test *t;
	arena *a; /* the program's, and for what a test keeps; one thread */
	settings set;
	app *app;
	char dir[64];
} web;

typedef struct browser {
	web *w;
	pairs jar;
	str csrf; /* of the last page that had a form */
	const char *headers; /* more of them, each ended by \r\n */
} browser;

typedef struct answer {
	int status;
	str head, body;
} answer;

static inline void web_file(const char *dir, const char *name, const char *text)
{
	char path[256];
	snprintf(path, sizeof path, "%s/%s", dir, name);
	FILE *f = fopen(path, "w");
	CHECK(f != NULL && fputs(text, f) >= 0 && fclose(f) == 0);
}

/* A city of two offices and two services. */
static inline void web_city(const char *dir, bool open_devices)
{
	char offices[256], city[512];
	snprintf(offices, sizeof offices, "%s/offices", dir);
	CHECK(mkdir(offices, 0700) == 0);
	snprintf(city, sizeof city,
		 "city: \"401005\"\nname: { ja: 試験市, ja-easy: しけんし, en: Test City }\n"
		 "limits:\n  open_devices: %s\n",
		 open_devices ? "yes" : "no");
	web_file(dir, "city.yaml", city);
	web_file(
		dir, "services.yaml",
		"services:\n"
		"  juumin:\n    name: { ja: 住民異動, ja-easy: ひっこし, en: Moving }\n    letter: A\n    icon: move\n"
		"    minutes: 20\n"
		"  zei:\n    name: { ja: 税, ja-easy: ぜい, en: Tax }\n    letter: B\n    icon: tax\n    minutes: 10\n");
	static const char office[] =
		"office: %s\nkind: ward\nname: { ja: %s区役所, en: %s office }\naddress:\n  ja: 試験市\n"
		"hours:\n  mon-fri: 8:30-17:15\ncall_order:\n  - booked: 5 minutes early\n  - arrival\n"
		"services:\n  juumin: {}\n  zei: {}\n"
		"desks:\n  - id: \"1\"\n    services: [juumin, zei]\n";
	char text[1024];
	snprintf(text, sizeof text, office, "moji", "門司", "Moji");
	web_file(dir, "offices/moji.yaml", text);
	snprintf(text, sizeof text, office, "tobata", "戸畑", "Tobata");
	web_file(dir, "offices/tobata.yaml", text);
}

/* `more`: settings besides those that a test needs; may be NULL. */
static inline web *web_open_with(store_test *t, const module *const *modules, size_t n, bool open_devices,
				 const settings *more)
{
	arena *a = arena_new((size_t)1 << 30);
	web *w = arena_one(a, web);
	*w = (web){ .t = t, .a = a, .set = more ? *more : (settings){ .limits = true } };
	snprintf(w->dir, sizeof w->dir, "/tmp/madoguchi-city.XXXXXX");
	CHECK(mkdtemp(w->dir) != NULL);
	web_city(w->dir, open_devices);
	w->set.city_dir = str_of(w->dir);
	w->set.db = t->url;
	w->set.listen = STR("127.0.0.1:0");
	assert_ok(app_open(a, &w->set, &t->clock, &w->app));
	w->app->kit->cheap_passwords = true;
	assert_ok(app_serve(w->app, modules, n));
	return w;
}

#define web_open(t, modules, n, open_devices) web_open_with((t), (modules), (n), (open_devices), NULL)

static inline void web_close(web *w)
{
	char path[128];
	app_close(w->app);
	snprintf(path, sizeof path, "%s/offices", w->dir);
	store_test_delete(path);
	store_test_delete(w->dir);
	arena_free(w->a);
}

/* Nothing of the answer may be lost when a test waits too long: five seconds are enough for everything here. */
static inline int web_dial(const web *w)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)app_port(w->app)) };
	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	CHECK(fd >= 0 && connect(fd, (struct sockaddr *)&to, sizeof to) == 0);
	return fd;
}

static inline void web_send(int fd, str bytes)
{
	while (bytes.len) {
		ssize_t n = send(fd, bytes.at, bytes.len, MSG_NOSIGNAL);
		CHECK(n > 0);
		bytes = str_sub(bytes, (size_t)n, bytes.len);
	}
}

/* Reads until `wanted` has come; false after `ms` without it or at the end. */
static inline bool web_wait(arena *a, int fd, str wanted, int ms, str *got)
{
	i64 end = clock_ticks() + (i64)ms * 1000000;
	while (wanted.len == 0 || !str_has(*got, wanted)) {
		struct pollfd p = { .fd = fd, .events = POLLIN };
		i64 left = (end - clock_ticks()) / 1000000;
		char some[8192];
		ssize_t n = left > 0 && poll(&p, 1, (int)left) > 0 ? recv(fd, some, sizeof some, 0) : -1;
		if (n <= 0)
			return n == 0 && wanted.len == 0;
		*got = str_format(a, "%.*s%.*s", STR_ARG(*got), (int)n, some);
	}
	return true;
}

/* The value of a header of the answer; the first. */
static inline str header_of(const answer *r, const char *name)
{
	str rest = r->head;
	while (rest.len) {
		str line = str_cut(&rest, '\n'), value = line;
		if (str_eq_nocase(str_cut(&value, ':'), str_of(name)))
			return str_trim(value);
	}
	return STR_NONE;
}

static inline void jar_put(browser *b, str name, str value)
{
	for (size_t i = 0; i < b->jar.n; i++) {
		if (str_eq(b->jar.at[i].name, name)) {
			b->jar.at[i].value = value;
			return;
		}
	}
	LIST_ADD(b->w->a, &b->jar, (pair){ name, value });
}

static inline str jar_get(const browser *b, const char *name)
{
	for (size_t i = 0; i < b->jar.n; i++)
		if (str_eq(b->jar.at[i].name, str_of(name)))
			return b->jar.at[i].value;
	return STR_NONE;
}

static inline void take_cookies(browser *b, str head)
{
	while (head.len) {
		str line = str_cut(&head, '\n'), value = line;
		if (!str_eq_nocase(str_cut(&value, ':'), STR("set-cookie")))
			continue;
		value = str_trim(value);
		str pair_text = str_cut(&value, ';');
		str name = str_cut(&pair_text, '=');
		jar_put(b, name, pair_text);
	}
}

static inline void take_csrf(browser *b, str body)
{
	static const char mark[] = "name=\"csrf\" value=\"";
	const char *at = body.len ? memmem(body.at, body.len, mark, sizeof mark - 1) : NULL;
	if (!at)
		return;
	at += sizeof mark - 1;
	str rest = { at, (size_t)(body.at + body.len - at) };
	b->csrf = str_cut(&rest, '"');
}

static inline answer send_request(browser *b, const char *method, const char *path, const char *type, str body)
{
	arena *a = b->w->a;
	buf m = buf_new(a, 1024 * 1024);
	buf_format(&m, "%s %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n", method, path);
	bool any = false;
	for (size_t i = 0; i < b->jar.n; i++) {
		if (b->jar.at[i].value.len == 0)
			continue;
		buf_format(&m, "%s%.*s=%.*s", any ? "; " : "Cookie: ", STR_ARG(b->jar.at[i].name),
			   STR_ARG(b->jar.at[i].value));
		any = true;
	}
	if (any)
		buf_lit(&m, "\r\n");
	if (b->headers)
		buf_put(&m, str_of(b->headers));
	if (type)
		buf_format(&m, "Content-Type: %s\r\nContent-Length: %zu\r\n", type, body.len);
	buf_lit(&m, "\r\n");
	buf_put(&m, body);
	int fd = web_dial(b->w);
	web_send(fd, buf_str(&m));
	str got = STR_NONE;
	bool complete = web_wait(a, fd, STR_NONE, 20000, &got);
	close(fd);
	CHECK(complete);
	const char *end = strstr(got.at, "\r\n\r\n");
	CHECK(end != NULL);
	answer r = { .head = { got.at, (size_t)(end - got.at) } };
	r.body = str_sub(got, r.head.len + 4, got.len);
	i64 status;
	CHECK(str_i64(str_sub(got, 9, 12), &status));
	r.status = (int)status;
	take_cookies(b, r.head);
	take_csrf(b, r.body);
	return r;
}

static inline answer get(browser *b, const char *path)
{
	return send_request(b, "GET", path, NULL, STR_NONE);
}

/* A form as it is given, without a token. */
static inline answer post_bare(browser *b, const char *path, const char *form)
{
	return send_request(b, "POST", path, "application/x-www-form-urlencoded", str_of(form));
}

static inline answer post(browser *b, const char *path, const char *form)
{
	str whole = str_format(b->w->a, "%s%scsrf=%.*s", form, *form ? "&" : "", STR_ARG(b->csrf));
	return post_bare(b, path, whole.at);
}

static inline answer post_json(browser *b, const char *path, const char *json)
{
	return send_request(b, "POST", path, "application/json", str_of(json));
}

static inline void assert_has(str text, const char *wanted)
{
	if (!str_has(text, str_of(wanted)))
		fail_msg("no '%s' in:\n%.*s", wanted, STR_ARG(text));
}

static inline void add_account(web *w, const char *login, const char *rights, const char *office)
{
	i64 id;
	staff_new n = { str_of(login), str_of(login), str_of(rights), str_of(office), STR(TEST_PASSWORD) };
	assert_ok(staff_add(w->app, w->a, NULL, &n, &id));
}

/* A browser in which that person is signed in; its next form carries the session's token. */
static inline browser signed_in(web *w, const char *login)
{
	browser b = { .w = w };
	get(&b, "/sign-in");
	str form = str_format(w->a, "login=%s&password=" TEST_PASSWORD, login);
	answer r = post(&b, "/sign-in", form.at);
	assert_int_equal(r.status, 303);
	get(&b, "/sign-in");
	return b;
}

/* An API client with a new token of that account. */
static inline browser with_token(web *w, const char *login)
{
	str token;
	assert_ok(token_new(w->app, w->a, str_of(login), STR("test"), 1, &token));
	return (browser){ .w = w, .headers = str_format(w->a, "Authorization: Bearer %.*s\r\n", STR_ARG(token)).at };
}

#endif
