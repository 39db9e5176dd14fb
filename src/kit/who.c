/*
 * The gate: before a handler runs, this says who is asking and in which language, and whether the route is open to them.
 *
 *     below /api/     bearer token or nobody; cookies are not looked at
 *     elsewhere       session cookie or nobody; what changes something carries the visitor's token against forgery
 *
 * A resident needs no account: the random `visitor` cookie says nothing about them and is only there so that their forms can
 * be told from forms that somebody else's site sends in their name.
 */
#include "kit/inside.h"

#include "kit/kit.sql.h"

#define STAFF_IDLE (2 * HOUR)
#define SEEN_EVERY MINUTE /* a session's last use is written down so often */
#define COOKIE_MAX 64

static const char *const role_names[] = { "none", "device", "clerk", "floor", "admin" };

const char *role_name(role r)
{
	return role_names[r];
}

bool role_parse(str s, role *ret)
{
	for (role r = ROLE_DEVICE; r <= ROLE_ADMIN; r++) {
		if (str_eq(s, str_of(role_names[r]))) {
			*ret = r;
			return true;
		}
	}
	return false;
}

str local_path(str path)
{
	if (path.len == 0 || path.len > 1000 || path.at[0] != '/')
		return STR("/");
	/* browsers take a backslash for a slash, and // for another site */
	if (path.len > 1 && (path.at[1] == '/' || path.at[1] == '\\'))
		return STR("/");
	for (size_t i = 0; i < path.len; i++)
		if ((u8)path.at[i] <= ' ' || path.at[i] == '\\' || (u8)path.at[i] >= 0x7f)
			return STR("/");
	return path;
}

/* --- language -------------------------------------------------------------------------------------------- */

static bool lang_parse(str s, lang *ret)
{
	if (str_eq(s, STR("ja")))
		*ret = LANG_JA;
	else if (str_eq(s, STR("ja-easy")))
		*ret = LANG_JA_EASY;
	else if (str_eq(s, STR("en")))
		*ret = LANG_EN;
	else
		return false;
	return true;
}

/* Thousandths of a q-value; 1000 where there is none. */
static int quality(str params)
{
	while (params.len) {
		str p = str_trim(str_cut(&params, ';'));
		if (!str_starts(p, STR("q=")))
			continue;
		int q = 0, unit = 1000;
		for (size_t i = 2; i < p.len && unit; i++) {
			if (p.at[i] == '.')
				continue;
			if (p.at[i] < '0' || p.at[i] > '9')
				return 0;
			q += (p.at[i] - '0') * unit;
			unit /= 10;
		}
		return q;
	}
	return 1000;
}

/* The best of what the browser asks for. Who reads neither Japanese nor English is given English. */
static lang lang_accepted(str header)
{
	if (header.len == 0)
		return LANG_JA;
	lang best = LANG_EN;
	int best_q = 0;
	while (header.len) {
		str item = str_cut(&header, ',');
		str tag = str_trim(str_cut(&item, ';'));
		int q = quality(item);
		str primary = str_cut(&tag, '-');
		if (q <= best_q)
			continue;
		if (str_eq_nocase(primary, STR("ja")) || str_eq(primary, STR("*")))
			best = LANG_JA;
		else if (str_eq_nocase(primary, STR("en")))
			best = LANG_EN;
		else
			continue;
		best_q = q;
	}
	return best;
}

static lang lang_of(const req *r)
{
	lang l;
	if (lang_parse(req_query(r, "lang"), &l) || lang_parse(req_cookie(r, "lang"), &l))
		return l;
	return lang_accepted(req_header(r, "accept-language"));
}

/* --- who --------------------------------------------------------------------------------------------------- */

void visitor_begin(req *r, resp *out)
{
	(void)out;
	visitor *v = arena_one(r->arena, visitor);
	v->who.visitor = v;
	v->api = str_starts(r->path, STR("/api/"));
	r->lang = lang_of(r);
	r->who = &v->who;
	if (v->api)
		return;
	str known = req_cookie(r, "visitor");
	if (known.len < 20 || known.len > COOKIE_MAX)
		known = v->fresh = random_token(r->arena);
	v->who.csrf = hash_keyed(r->arena, r->app, "csrf of a visitor", known);
}

typedef struct lookup {
	const req *r;
	str hash;
	kit_session_row session;
	kit_token_row token;
	bool found;
} lookup;

static const err *read_session(db *d, arena *a, void *arg)
{
	lookup *l = arg;
	return kit_session(d, a, l->r->app->city, l->hash, &l->session, &l->found);
}

static const err *read_token(db *d, arena *a, void *arg)
{
	lookup *l = arg;
	return kit_token(d, a, l->r->app->city, l->hash, &l->token, &l->found);
}

static const err *write_seen(db *d, arena *a, void *arg)
{
	lookup *l = arg;
	return kit_session_seen(d, a, l->r->app->city, l->hash, tx_now(d), NULL);
}

static const err *by_session(req *r, visitor *v)
{
	str cookie = req_cookie(r, "session");
	if (cookie.len == 0 || cookie.len > COOKIE_MAX)
		return NULL;
	lookup l = { .r = r, .hash = hash_plain(r->arena, cookie) };
	TRY(store_read(r->app->store, r->arena, read_session, &l));
	bool staff = str_eq(l.session.kind, STR("staff"));
	if (!l.found || r->now >= l.session.expires_at || (staff && r->now >= l.session.seen_at + STAFF_IDLE))
		return NULL;
	role now;
	/* a machine's session lasts a year: it ends when the account becomes a person's, and the other way round */
	if (!role_parse(l.session.role, &now) || staff != (now != ROLE_DEVICE))
		return NULL;
	v->who.role = now;
	v->who.staff = l.session.staff;
	v->who.login = l.session.login;
	v->who.name = l.session.name;
	v->who.office = l.session.office;
	v->who.session = l.hash;
	v->who.csrf = hash_keyed(r->arena, r->app, "csrf of a session", l.hash);
	v->fresh = STR_NONE;
	if (r->now >= l.session.seen_at + SEEN_EVERY)
		return store_write(r->app->store, r->arena, STR("sessions"), write_seen, &l);
	return NULL;
}

static const err *by_token(req *r, visitor *v)
{
	str header = req_header(r, "authorization");
	if (header.len == 0)
		return NULL;
	str kind = str_cut(&header, ' '), token = str_trim(header);
	if (!str_eq_nocase(kind, STR("bearer")) || token.len == 0 || token.len > COOKIE_MAX)
		return err_why(r->arena, ERR_sign_in, "Authorization is not Bearer");
	lookup l = { .r = r, .hash = hash_plain(r->arena, token) };
	TRY(store_read(r->app->store, r->arena, read_token, &l));
	if (!l.found || r->now >= l.token.expires_at || !role_parse(l.token.role, &v->who.role))
		return err_why(r->arena, ERR_sign_in, "no such token");
	v->who.staff = l.token.staff;
	v->who.login = l.token.login;
	v->who.name = l.token.name;
	v->who.office = l.token.office;
	v->who.token = true;
	return NULL;
}

role role_needed(access_level a)
{
	switch (a) {
	case ACCESS_PUBLIC:
		return ROLE_NONE;
	case ACCESS_DEVICE:
		return ROLE_DEVICE;
	case ACCESS_CLERK:
		return ROLE_CLERK;
	case ACCESS_FLOOR:
		return ROLE_FLOOR;
	case ACCESS_ADMIN:
		return ROLE_ADMIN;
	}
	CHECK(!"a route without access");
	return ROLE_ADMIN;
}

static const err *may_pass(req *r)
{
	access_level access = (access_level)r->route->access;
	if (access == ACCESS_DEVICE && catalog_city(r)->limits.open_devices)
		return NULL;
	if (r->who->role >= role_needed(access))
		return NULL;
	return err_of(r->who->role == ROLE_NONE ? ERR_sign_in : ERR_forbidden);
}

static bool changes_something(str method)
{
	return !str_eq(method, STR("GET")) && !str_eq(method, STR("HEAD"));
}

static const err *not_forged(const req *r)
{
	/* What a browser says itself, where it does; then the token, which every browser sends. */
	str site = req_header(r, "sec-fetch-site");
	if (str_eq(site, STR("cross-site")))
		return err_of(ERR_csrf);
	str token = req_header(r, "x-csrf-token");
	if (token.len == 0)
		token = req_form(r, "csrf");
	return same_secret(token, r->who->csrf) ? NULL : err_of(ERR_csrf);
}

const err *kit_gate(req *r, resp *out)
{
	visitor_begin(r, out);
	visitor *v = r->who->visitor;
	if (v->api) {
		TRY(by_token(r, v));
		return may_pass(r);
	}
	if (!str_starts(r->path, STR("/assets/")))
		TRY(by_session(r, v));
	TRY(may_pass(r));
	return changes_something(r->method) ? not_forged(r) : NULL;
}

const err *who_in_office(const req *r, str office)
{
	if (r->who->role == ROLE_NONE)
		return err_of(ERR_sign_in);
	return r->who->office.len == 0 || str_eq(r->who->office, office) ? NULL : err_of(ERR_forbidden);
}
