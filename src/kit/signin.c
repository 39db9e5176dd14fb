/*
 * Signing in and out, and changing one's password.
 *
 * A try is counted before the password is looked at, in one statement, so that a thousand tries at one moment count as a
 * thousand. Five from one address are free; then the name is locked there for one minute, and each further miss doubles that, up
 * to an hour. So nobody locks somebody else out of his own machine. Against many addresses the name has a count of its own, with
 * a ceiling ten times as high, whose lock holds everywhere.
 * What was typed as a name is counted as a keyed hash, whether there is such a person or not: neither the answer, nor the
 * lock, nor the time that the answer takes tells which names exist.
 */
#include "kit/inside.h"
#include "kit/limits.h"
#include "kit/signin_view.h"
#include "kit/words.h"

#include "kit/kit.sql.h"
#include "kit/templates/sign_in.html.h"

#define TRIES_FREE 5
#define TRIES_FREE_ANYWHERE 50
#define FIRST_LOCK MINUTE
#define LONGEST_LOCK HOUR
#define STAFF_SESSION (12 * HOUR)
#define DEVICE_SESSION (365 * DAY)
#define LOGIN_MAX 64
#define MISSES_PER_ADDRESS                                                                                             \
	60 /* in ten minutes; a whole city hall that signs in at half past eight may share an address */
#define MISSES_WINDOW 600

typedef struct entry {
	req *r;
	str login, who; /* as typed; its keyed hash */
	str pair; /* HASH:ADDRESS, the name from this address */
	kit_staff_by_login_row staff;
	bool found;
	str hash; /* of the new session */
	bool device;
} entry;

static const err *count_for(db *d, arena *a, i64 city, str whom, i64 free)
{
	i64 now = tx_now(d);
	kit_try_row row;
	bool counted;
	TRY(kit_try(d, a, city, whom, now, &row, &counted));
	if (!counted)
		return err_of(ERR_locked_out);
	if (row.fails < free)
		return NULL;
	i64 doubled = row.fails - free;
	i64 lock = doubled > 6 ? LONGEST_LOCK : FIRST_LOCK << doubled;
	return kit_try_lock(d, a, city, whom, now + (lock > LONGEST_LOCK ? LONGEST_LOCK : lock), NULL);
}

/* Who is locked at his address adds nothing to the name's own count: the error undoes it. */
static const err *count_try(db *d, arena *a, void *arg)
{
	const entry *n = arg;
	i64 city = n->r->app->city;
	TRY(count_for(d, a, city, n->who, TRIES_FREE_ANYWHERE));
	return count_for(d, a, city, n->pair, TRIES_FREE);
}

static const err *find_staff(db *d, arena *a, void *arg)
{
	entry *n = arg;
	return kit_staff_by_login(d, a, n->r->app->city, n->login, &n->staff, &n->found);
}

static const err *begin_session(db *d, arena *a, void *arg)
{
	entry *n = arg;
	app *p = n->r->app;
	who person = { .staff = n->staff.id, .login = n->staff.login };
	if (!role_parse(n->staff.role, &person.role))
		return err_of(ERR_forbidden);
	n->device = person.role == ROLE_DEVICE;
	TRY(kit_try_clear(d, a, p->city, n->who, NULL));
	TRY(kit_try_clear(d, a, p->city, n->pair, NULL));
	kit_session_add_in in = {
		.city = p->city,
		.hash = n->hash,
		.staff = n->staff.id,
		.kind = n->device ? STR("device") : STR("staff"),
		.now = tx_now(d),
		.expires_at = tx_now(d) + (n->device ? DEVICE_SESSION : STAFF_SESSION),
	};
	TRY(kit_session_add(d, a, &in, NULL));
	/* an old session of this browser ends here */
	if (n->r->who->session.len)
		TRY(kit_session_end(d, a, p->city, n->r->who->session, NULL));
	return audit_add(d, a, p->city, STR_NONE, &person, STR("sign-in"), n->staff.login, STR_NONE);
}

static const err *sign_in(req *r, entry *n)
{
	app *p = r->app;
	if (n->login.len == 0 || n->login.len > LOGIN_MAX)
		return err_of(ERR_wrong_password);
	TRY(limit_look(r, "sign-in", address_key(r), MISSES_PER_ADDRESS, MISSES_WINDOW));
	n->who = hash_keyed(r->arena, p, "sign-in", n->login);
	n->pair = str_format(r->arena, "%.*s:%.*s", STR_ARG(n->who), STR_ARG(address_key(r)));
	TRY(store_write(p->store, r->arena, STR("sign-in"), count_try, n));
	TRY(store_read(p->store, r->arena, find_staff, n));
	bool right;
	bool known = n->found && n->staff.active;
	TRY(password_right(p, r->arena, known ? n->staff.password : STR_NONE, req_form(r, "password"), &right));
	if (!right) {
		TRY(limit_hit(r, "sign-in", address_key(r), MISSES_PER_ADDRESS, MISSES_WINDOW));
		return err_of(ERR_wrong_password);
	}
	str token = random_token(r->arena);
	n->hash = hash_plain(r->arena, token);
	TRY(store_write(p->store, r->arena, STR("sessions"), begin_session, n));
	n->hash = token;
	return NULL;
}

static const err *show_sign_in(req *r, resp *out, const sign_in_view *v)
{
	page_out o = page_begin(r);
	sign_in_page(&o, v);
	page p = { .kind = PAGE_RESIDENT, .title = say(r, T_sign_in_title) };
	return page_end(&o, &p, out);
}

static const err *get_sign_in(req *r, resp *out)
{
	sign_in_view v = { .next = local_path(req_query(r, "next")) };
	return show_sign_in(r, out, &v);
}

/* Where a person of this role begins, when nothing else was asked for. */
static str first_page(const entry *n)
{
	if (n->device)
		return STR("/");
	return str_eq(n->staff.role, STR("clerk")) ? STR("/desk") : STR("/");
}

static const err *post_sign_in(req *r, resp *out)
{
	entry n = { .r = r, .login = str_trim(req_form(r, "login")) };
	const err *e = sign_in(r, &n);
	str next = local_path(req_form(r, "next"));
	if (err_is(e, ERR_wrong_password) || err_is(e, ERR_locked_out) || err_is(e, ERR_too_many_requests)) {
		out->status = err_status(e->code);
		sign_in_view v = { .login = n.login.len <= LOGIN_MAX ? n.login : STR_NONE,
				   .next = next,
				   .error = err_message(e->code, r->lang) };
		return show_sign_in(r, out, &v);
	}
	TRY(e);
	resp_cookie(r, out, STR("session"), n.hash, n.device ? DEVICE_SESSION / SECOND : -1);
	resp_redirect(r, out, str_eq(next, STR("/")) ? first_page(&n) : next);
	return NULL;
}

static const err *end_session(db *d, arena *a, void *arg)
{
	const req *r = arg;
	TRY(kit_session_end(d, a, r->app->city, r->who->session, NULL));
	return audit_add(d, a, r->app->city, STR_NONE, r->who, STR("sign-out"), r->who->login, STR_NONE);
}

static const err *post_sign_out(req *r, resp *out)
{
	if (r->who->session.len)
		TRY(store_write(r->app->store, r->arena, STR("sessions"), end_session, r));
	resp_cookie(r, out, STR("session"), STR_NONE, 0);
	resp_redirect(r, out, STR("/"));
	return NULL;
}

/* --- password ---------------------------------------------------------------------------------------------------- */

static const err *show_password(req *r, resp *out, const password_view *v)
{
	page_out o = page_begin(r);
	password_page(&o, v);
	page p = { .kind = PAGE_STAFF, .title = say(r, T_password_title), .here = STR("password") };
	return page_end(&o, &p, out);
}

static const err *get_password(req *r, resp *out)
{
	password_view v = { .done = str_eq(req_query(r, "done"), STR("1")) };
	return show_password(r, out, &v);
}

static const err *save_password(db *d, arena *a, void *arg)
{
	const entry *n = arg;
	const req *r = n->r;
	i64 city = r->app->city;
	TRY(kit_staff_password(d, a, city, r->who->staff, n->hash, NULL));
	TRY(kit_sessions_end(d, a, city, r->who->staff, r->who->session, NULL));
	TRY(kit_try_clear_all(d, a, city, n->who, NULL));
	return audit_add(d, a, city, STR_NONE, r->who, STR("change-password"), r->who->login, STR_NONE);
}

static const err *change_password(req *r)
{
	app *p = r->app;
	entry n = { .r = r, .login = r->who->login };
	n.who = hash_keyed(r->arena, p, "password", n.login);
	n.pair = str_format(r->arena, "%.*s:%.*s", STR_ARG(n.who), STR_ARG(address_key(r)));
	str password = req_form(r, "password");
	TRY(password_acceptable(r->arena, password, n.login));
	TRY(store_write(p->store, r->arena, STR("sign-in"), count_try, &n));
	TRY(store_read(p->store, r->arena, find_staff, &n));
	bool right;
	TRY(password_right(p, r->arena, n.found ? n.staff.password : STR_NONE, req_form(r, "old"), &right));
	if (!right)
		return err_of(ERR_wrong_password);
	TRY(password_hash(p, r->arena, password, &n.hash));
	return store_write(p->store, r->arena, STR("sessions"), save_password, &n);
}

static const err *post_password(req *r, resp *out)
{
	const err *e = change_password(r);
	if (e && e->code != ERR_store && e->code != ERR_busy) {
		out->status = err_status(e->code);
		password_view v = { .error = err_message(e->code, r->lang) };
		return show_password(r, out, &v);
	}
	TRY(e);
	resp_redirect(r, out, STR("/password?done=1"));
	return NULL;
}

const route signin_routes[] = {
	{ "GET", "/sign-in", ACCESS_PUBLIC, get_sign_in },     { "POST", "/sign-in", ACCESS_PUBLIC, post_sign_in },
	{ "POST", "/sign-out", ACCESS_PUBLIC, post_sign_out }, { "GET", "/password", ACCESS_CLERK, get_password },
	{ "POST", "/password", ACCESS_CLERK, post_password },  { 0 },
};
