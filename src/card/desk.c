#include "card/desk.h"

#include <sodium.h>

#include "card/facts.h"
#include "text/json_flat.h"

#define ANSWER_MAX ((size_t)24 * 1024)

/* --- answers ---------------------------------------------------------------------------------------------------------- */

typedef struct said {
	const err *e;
	int left, seconds; /* CARD_TRIES_UNKNOWN, 0: not said */
} said;

static void fail(arena *a, const said *s, desk_answer *ret)
{
	err_code code = s->e->code;
	buf b = buf_new(a, ANSWER_MAX);
	json_writer w = json_write(&b);
	jw_object(&w);
	jw_field_object(&w, "error");
	jw_field_str(&w, "code", err_name(code));
	jw_field_object(&w, "message");
	jw_field_str(&w, "ja", card_message(a, code, s->left, LANG_JA));
	jw_field_str(&w, "ja-easy", card_message(a, code, s->left, LANG_JA_EASY));
	jw_field_str(&w, "en", card_message(a, code, s->left, LANG_EN));
	jw_end(&w);
	if (s->left != CARD_TRIES_UNKNOWN)
		jw_field_i64(&w, "left", s->left);
	if (s->seconds)
		jw_field_i64(&w, "seconds", s->seconds);
	jw_end(&w);
	jw_end(&w);
	jw_done(&w);
	ret->status = err_status(code);
	ret->body = buf_str(&b);
}

static void fail_plainly(arena *a, const err *e, desk_answer *ret)
{
	fail(a, &(said){ .e = e, .left = CARD_TRIES_UNKNOWN }, ret);
}

void desk_refuse(arena *a, err_code code, desk_answer *ret)
{
	*ret = (desk_answer){ 0 };
	fail_plainly(a, err_of(code), ret);
}

static const char *reason(int status)
{
	switch (status) {
	case 200:
		return "OK";
	case 204:
		return "No Content";
	case 403:
		return "Forbidden";
	default:
		return status < 500 ? "Refused" : "Failed";
	}
}

str desk_bytes(arena *a, const desk_answer *r)
{
	buf b = buf_new(a, ANSWER_MAX + 2048);
	buf_format(&b, "HTTP/1.1 %d %s\r\n", r->status, reason(r->status));
	buf_lit(&b,
		"Connection: close\r\nCache-Control: no-store\r\nVary: Origin\r\nX-Content-Type-Options: nosniff\r\n"
		"Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n");
	if (r->origin.len)
		buf_format(&b, "Access-Control-Allow-Origin: %.*s\r\n", STR_ARG(r->origin));
	if (r->preflight)
		buf_lit(&b, "Access-Control-Allow-Methods: GET, POST\r\nAccess-Control-Allow-Headers: content-type\r\n"
			    "Access-Control-Max-Age: 600\r\n");
	if (r->preflight && r->private_network)
		buf_lit(&b, "Access-Control-Allow-Private-Network: true\r\n");
	if (r->allow.len)
		buf_format(&b, "Allow: %.*s\r\n", STR_ARG(r->allow));
	if (r->status != 204) {
		buf_lit(&b, "Content-Type: application/json; charset=utf-8\r\nContent-Length: ");
		buf_i64(&b, (i64)r->body.len);
		buf_lit(&b, "\r\n");
	}
	buf_lit(&b, "\r\n");
	buf_put(&b, r->body);
	CHECK(!b.overflowed);
	return buf_str(&b);
}

/* --- who asks --------------------------------------------------------------------------------------------------------- */

static bool is_port(str s)
{
	i64 n;
	return str_i64(s, &n) && n >= 1 && n <= 65535 && s.at[0] != '0' && s.at[0] != '-';
}

static bool is_this_machine(str host)
{
	return str_eq(host, STR("localhost")) || str_eq(host, STR("127.0.0.1")) || str_eq(host, STR("[::1]"));
}

/* Host and, behind a colon, port. */
static bool authority(str s, str *ret_host, str *ret_port)
{
	size_t end = s.len && s.at[0] == '[' ? str_find(s, ']') + 1 : str_find(s, ':');
	if (end > s.len)
		return false;
	*ret_host = str_sub(s, 0, end);
	*ret_port = STR_NONE;
	if (end == s.len)
		return true;
	*ret_port = str_sub(s, end + 1, s.len);
	return s.at[end] == ':' && is_port(*ret_port);
}

bool desk_origin_valid(str origin)
{
	str host, port;
	bool safe = str_starts(origin, STR("https://"));
	str rest = str_sub(origin, safe ? 8 : 7, origin.len);
	if ((!safe && !str_starts(origin, STR("http://"))) || origin.len > 300 || !authority(rest, &host, &port) ||
	    !host.len || str_eq(port, safe ? STR("443") : STR("80"))) /* browsers leave it out */
		return false;
	if (is_this_machine(host))
		return true;
	for (size_t i = 0; i < host.len; i++) {
		char c = host.at[i];
		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.'))
			return false;
	}
	return safe;
}

static bool host_is_ours(const desk *d, str said_host)
{
	str host, port;
	i64 n;
	return authority(said_host, &host, &port) && is_this_machine(host) && str_i64(port, &n) && n == d->port;
}

static bool origin_of(const desk *d, str origin, size_t *ret)
{
	for (size_t i = 0; origin.len && i < d->origins.n; i++)
		if (str_eq(d->origins.at[i], origin)) {
			*ret = i;
			return true;
		}
	return false;
}

/* --- tokens ----------------------------------------------------------------------------------------------------------- */

static str token_new(desk *d, arena *a, size_t origin, i64 now)
{
	desk_token *t = &d->tokens[d->next++ % DESK_TOKENS];
	randombytes_buf(t->bytes, sizeof t->bytes);
	t->until = now + DESK_TOKEN_SECONDS;
	t->origin = origin;
	char *hex = arena_alloc(a, 2 * DESK_TOKEN_BYTES + 1);
	sodium_bin2hex(hex, 2 * DESK_TOKEN_BYTES + 1, t->bytes, sizeof t->bytes);
	return (str){ hex, 2 * DESK_TOKEN_BYTES };
}

/* Whoever shows a token uses it up, whatever comes of the request. */
static bool token_take(desk *d, str hex, size_t origin, i64 now)
{
	u8 bytes[DESK_TOKEN_BYTES];
	size_t n;
	bool good = false;
	if (hex.len != 2 * DESK_TOKEN_BYTES ||
	    sodium_hex2bin(bytes, sizeof bytes, hex.at, hex.len, NULL, &n, NULL) != 0 || n != sizeof bytes)
		return false;
	for (size_t i = 0; i < DESK_TOKENS; i++) {
		desk_token *t = &d->tokens[i];
		if (t->until == 0 || sodium_memcmp(bytes, t->bytes, sizeof bytes) != 0)
			continue;
		good = t->until >= now && t->origin == origin;
		*t = (desk_token){ 0 };
	}
	return good;
}

/* --- what is asked ---------------------------------------------------------------------------------------------------- */

typedef struct wish {
	str token, by, code, birth, expires, security;
	bool last;
} wish;

static const err *wish_of(arena *a, str body, wish *ret)
{
	json_flat f = json_flat_begin(a, body);
	str key;
	flat_value v;
	*ret = (wish){ .by = STR("pin") };
	struct {
		const char *name;
		str *to;
	} texts[] = { { "token", &ret->token }, { "by", &ret->by },           { "code", &ret->code },
		      { "birth", &ret->birth }, { "expires", &ret->expires }, { "security", &ret->security } };
	u32 seen = 0;
	while (json_flat_next(&f, &key, &v)) {
		size_t i = 0;
		while (i < COUNT(texts) && !str_eq(key, str_of(texts[i].name)))
			i++;
		bool last = str_eq(key, STR("last"));
		if ((i == COUNT(texts) && !last) || seen & (1u << i))
			return err_why(a, ERR_bad_request, "a member that is not known, or stands twice");
		seen |= 1u << i;
		if (last ? v.kind != FLAT_TRUE && v.kind != FLAT_FALSE : v.kind != FLAT_TEXT)
			return err_why(a, ERR_bad_request, "a member of the wrong kind");
		if (last)
			ret->last = v.kind == FLAT_TRUE;
		else
			*texts[i].to = v.s;
	}
	return f.wrong ? err_why(a, ERR_bad_request, "not an object of texts") : NULL;
}

static const err *by_of(arena *a, const wish *w, card_by *ret)
{
	if (!str_eq(w->by, STR("pin")) && !str_eq(w->by, STR("front")))
		return err_why(a, ERR_bad_request, "by is pin or front");
	*ret = str_eq(w->by, STR("pin")) ? BY_PIN : BY_FRONT;
	return NULL;
}

static void hello(desk *d, arena *a, size_t origin, i64 now, desk_answer *ret)
{
	static const char *const states[] = {
		[CARD_NO_SERVICE] = "no-service",
		[CARD_NO_READER] = "no-reader",
		[CARD_EMPTY] = "empty",
		[CARD_THERE] = "card",
		[CARD_TWO] = "two",
	};
	buf b = buf_new(a, ANSWER_MAX);
	json_writer w = json_write(&b);
	jw_object(&w);
	jw_field_str(&w, "program", STR("madoguchi-card"));
	jw_field_i64(&w, "version", 1);
	jw_field_str(&w, "token", token_new(d, a, origin, now));
	jw_field_i64(&w, "seconds", DESK_TOKEN_SECONDS);
	jw_field_str(&w, "reader", str_of(states[d->source->state(d->source)]));
	jw_end(&w);
	jw_done(&w);
	ret->body = buf_str(&b);
}

static const err *tries(desk *d, arena *a, const wish *of, said *how, str *ret)
{
	card_by by;
	int left;
	TRY(by_of(a, of, &by));
	const err *e = d->source->tries(d->source, a, by, &left);
	if (e) {
		how->left = left;
		return e;
	}
	buf b = buf_new(a, ANSWER_MAX);
	json_writer w = json_write(&b);
	jw_object(&w);
	jw_field_i64(&w, "left", left);
	jw_field_str(&w, "by", of->by);
	jw_end(&w);
	jw_done(&w);
	*ret = buf_str(&b);
	return NULL;
}

static void was_wrong(desk *d, i64 now)
{
	d->wrong++;
	i64 pause = d->wrong > 5 ? DESK_PAUSE_MOST : (i64)1 << d->wrong; /* 2, 4, 8, 16, 32, 60 s */
	d->wrong_at = now;
	d->pause_until = now + pause;
}

static const err *read_facts(desk *d, arena *a, const wish *of, i64 now, said *how, str *ret)
{
	card_ask want = { .code = of->code, .last = of->last };
	card_facts facts;
	TRY(by_of(a, of, &want.by));
	bool parts = of->birth.len || of->expires.len || of->security.len;
	if (parts && (want.by != BY_FRONT || of->code.len))
		return err_why(a, ERR_bad_request, "birth, expires and security stand instead of the front's code");
	if (parts)
		TRY(front_code(a, of->birth, of->expires, of->security, &want.code));
	if (now - d->wrong_at > DESK_FORGIVEN)
		d->wrong = 0;
	if (now < d->pause_until) {
		how->seconds = (int)(d->pause_until - now);
		return err_why(a, ERR_too_many_requests, "a pause after a wrong code");
	}
	const err *e = d->source->read(d->source, a, &want, &facts, &how->left);
	if (err_is(e, ERR_card_wrong) || (err_is(e, ERR_card_locked) && how->left == 0))
		was_wrong(d, now);
	if (e)
		return e;
	d->wrong = 0;
	how->left = CARD_TRIES_UNKNOWN;
	*ret = card_facts_json(a, &facts);
	return NULL;
}

static void post(desk *d, arena *a, const request *r, size_t origin, i64 now, desk_answer *ret)
{
	wish w;
	said how = { .left = CARD_TRIES_UNKNOWN };
	str type = r->type;
	type = str_trim(str_cut(&type, ';'));
	if (!str_eq_nocase(type, STR("application/json")))
		how.e = err_why(a, ERR_unsupported_type, "not application/json");
	else if ((how.e = wish_of(a, r->body, &w)) == NULL) {
		if (!token_take(d, w.token, origin, now))
			how.e = err_why(a, ERR_card_token, "no such token");
		else if (str_eq(r->target, STR("/tries")))
			how.e = tries(d, a, &w, &how, &ret->body);
		else
			how.e = read_facts(d, a, &w, now, &how, &ret->body);
	}
	if (how.e)
		fail(a, &how, ret);
}

void desk_ask(desk *d, arena *a, const request *r, i64 now, desk_answer *ret)
{
	size_t origin;
	*ret = (desk_answer){ .status = 200 };
	if (!host_is_ours(d, r->host) || !origin_of(d, r->origin, &origin)) {
		fail_plainly(a, err_of(ERR_forbidden), ret);
		return;
	}
	ret->origin = d->origins.at[origin];
	bool is_hello = str_eq(r->target, STR("/hello"));
	if (!is_hello && !str_eq(r->target, STR("/tries")) && !str_eq(r->target, STR("/read"))) {
		fail_plainly(a, err_of(ERR_not_found), ret);
	} else if (str_eq(r->method, STR("OPTIONS"))) {
		ret->status = 204;
		ret->preflight = true;
		ret->private_network = r->private_network;
	} else if (!str_eq(r->method, is_hello ? STR("GET") : STR("POST"))) {
		fail_plainly(a, err_of(ERR_method_not_allowed), ret);
		ret->allow = is_hello ? STR("GET, OPTIONS") : STR("POST, OPTIONS");
	} else if (is_hello) {
		hello(d, a, origin, now, ret);
	} else {
		post(d, a, r, origin, now, ret);
	}
}
