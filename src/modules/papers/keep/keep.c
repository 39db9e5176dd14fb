#include "modules/papers/keep/keep.h"

#include <sodium.h>

#include "kit/keyfile.h"
#include "kit/limits.h"
#include "modules/papers/keep/content.h"
#include "modules/visits/visits.h"

#include "modules/papers/keep/keep.sql.h"

#define TOKEN_LEN 26
#define MARK_LEN 32
#define KEY crypto_aead_xchacha20poly1305_ietf_KEYBYTES
#define NONCE crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define MAC crypto_aead_xchacha20poly1305_ietf_ABYTES
#define TRIES 5
#define CLOSED HOUR

/* --- names and keys ------------------------------------------------------------------------------------------------------ */

bool keep_token_valid(str token)
{
	for (size_t i = 0; i < token.len; i++)
		if ((token.at[i] < '0' || token.at[i] > '9') && (token.at[i] < 'a' || token.at[i] > 'z'))
			return false;
	return token.len == TOKEN_LEN;
}

static str hex_of(arena *a, const u8 *bytes, size_t n)
{
	char *text = arena_alloc(a, n * 2 + 1);
	sodium_bin2hex(text, n * 2 + 1, bytes, n);
	return (str){ text, n * 2 };
}

static bool same_text(str x, str y)
{
	return x.len == y.len && x.len > 0 && sodium_memcmp(x.at, y.at, x.len) == 0;
}

/* 128 random bits need no salt and no slowness. */
static str id_of(arena *a, str token)
{
	u8 sum[20];
	str named = str_format(a, "preparation:%.*s", STR_ARG(token));
	crypto_generichash(sum, sizeof sum, (const u8 *)named.at, named.len, NULL, 0);
	return hex_of(a, sum, sizeof sum);
}

static str shard_of(const app *p, arena *a, str id)
{
	return str_format(a, "%lld/preparation/%.*s", (long long)p->city, STR_ARG(str_sub(id, 0, 2)));
}

/* As it is read out and typed: any case, full width, with spaces or hyphens. */
static str code_parse(arena *a, str typed)
{
	char *at = arena_alloc(a, typed.len + 1);
	size_t n = 0;
	for (size_t i = 0; i < typed.len;) {
		u32 c = str_next(typed, &i);
		if (c >= 0xFF01 && c <= 0xFF5E) /* full width */
			c -= 0xFEE0;
		if (c >= 'a' && c <= 'z')
			c -= 'a' - 'A';
		if ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))
			at[n++] = (char)c;
	}
	return (str){ at, n };
}

static const err *code_hash(req *r, str token, str code, str *ret)
{
	u8 sum[32];
	str both = str_format(r->arena, "%.*s/%.*s", STR_ARG(token), STR_ARG(code_parse(r->arena, code)));
	TRY(keyfile_derive(r->app, r->arena, "preparation code", both, sum, sizeof sum));
	*ret = hex_of(r->arena, sum, sizeof sum);
	return NULL;
}

/* --- sealing ------------------------------------------------------------------------------------------------------------- */

static str locked(arena *a, const u8 key[KEY], str content, str with)
{
	u8 *bytes = arena_many(a, u8, NONCE + content.len + MAC);
	unsigned long long n;
	randombytes_buf(bytes, NONCE);
	crypto_aead_xchacha20poly1305_ietf_encrypt(bytes + NONCE, &n, (const u8 *)content.at, content.len,
						   (const u8 *)with.at, with.len, NULL, bytes, key);
	return (str){ (const char *)bytes, NONCE + (size_t)n };
}

static bool unlocked(arena *a, const u8 key[KEY], str sealed, str with, str *ret)
{
	if (sealed.len < NONCE + MAC)
		return false;
	u8 *bytes = arena_many(a, u8, sealed.len);
	unsigned long long n = 0;
	const u8 *from = (const u8 *)sealed.at;
	if (crypto_aead_xchacha20poly1305_ietf_decrypt(bytes, &n, NULL, from + NONCE, sealed.len - NONCE,
						       (const u8 *)with.at, with.len, from, key) != 0)
		return false;
	*ret = (str){ (const char *)bytes, (size_t)n };
	return true;
}

/* So that a row's content is of that row and that revision and of no other. */
static str bound_to(const app *p, arena *a, str id, i64 rev)
{
	return str_format(a, "%lld/%.*s/%lld", (long long)p->city, STR_ARG(id), (long long)rev);
}

/* --- one row ------------------------------------------------------------------------------------------------------------- */

typedef struct row {
	app *app;
	str token, id, content, code;
	i64 rev;
	bool begun;
	keep_get_row got;
	bool found;
	instant now;
	i64 changed;
} row;

static const err *get_run(db *d, arena *a, void *arg)
{
	row *w = arg;
	return keep_get(d, a, w->app->city, w->id, &w->got, &w->found);
}

static const err *add_run(db *d, arena *a, void *arg)
{
	row *w = arg;
	w->now = tx_now(d);
	keep_add_in in = { .city = w->app->city,
			   .id = w->id,
			   .content = w->content,
			   .code = w->code,
			   .begun = w->begun,
			   .now = w->now };
	return keep_add(d, a, &in, NULL);
}

static const err *set_run(db *d, arena *a, void *arg)
{
	row *w = arg;
	w->now = tx_now(d);
	keep_set_in in = { .city = w->app->city,
			   .id = w->id,
			   .rev = w->rev,
			   .content = w->content,
			   .begun = w->begun,
			   .now = w->now };
	TRY(keep_set(d, a, &in, &w->changed));
	if (w->changed == 0)
		TRY(keep_get(d, a, w->app->city, w->id, &w->got, &w->found));
	return NULL;
}

static instant until_of(const city_def *c, instant changed, bool begun)
{
	return changed + (begun ? c->limits.keep_preparations : KEEP_NEVER_BEGUN) * DAY;
}

static const err *content_key(req *r, str token, u8 key[KEY])
{
	return keyfile_derive(r->app, r->arena, "preparation content", token, key, KEY);
}

const err *keep_new(req *r, const preparation *what, preparation *ret, str *ret_code)
{
	arena *a = r->arena;
	u8 key[KEY];
	str text;
	row w = { .app = r->app, .token = random_token(a), .begun = what->answers.n > 0 };
	w.id = id_of(a, w.token);
	*ret_code = random_code(a, KEEP_CODE);
	if (r->who->role < ROLE_CLERK) /* an office has one address, and its clerks begin many a day */
		TRY(limit_hit(r, "preparation", address_key(r), KEEP_PER_ADDRESS_HOUR, 3600));
	TRY(content_write(a, catalog_city(r), what, &text));
	TRY(code_hash(r, w.token, *ret_code, &w.code));
	TRY(content_key(r, w.token, key));
	w.content = locked(a, key, text, bound_to(r->app, a, w.id, 1));
	sodium_memzero(key, sizeof key);
	TRY(store_write(r->app->store, a, shard_of(r->app, a, w.id), add_run, &w));
	*ret = *what;
	ret->token = w.token;
	ret->rev = 1;
	ret->made = ret->changed = w.now;
	ret->until = until_of(catalog_city(r), w.now, w.begun);
	return NULL;
}

const err *keep_open(req *r, str token, preparation *ret)
{
	arena *a = r->arena;
	if (!keep_token_valid(token))
		return err_of(ERR_not_found);
	row w = { .app = r->app, .id = id_of(a, token) };
	TRY(store_read(r->app->store, a, get_run, &w));
	if (!w.found)
		return err_of(ERR_not_found);
	u8 key[KEY];
	str text;
	TRY(content_key(r, token, key));
	bool good = unlocked(a, key, w.got.content, bound_to(r->app, a, w.id, w.got.rev), &text);
	sodium_memzero(key, sizeof key);
	if (!good)
		return err_why(a, ERR_key_file,
			       "a preparation of the database was altered, or comes from another installation");
	*ret = (preparation){ .token = arena_copy(a, token),
			      .rev = w.got.rev,
			      .made = w.got.made_at,
			      .changed = w.got.changed_at,
			      .until = until_of(catalog_city(r), w.got.changed_at, w.got.begun != 0) };
	const err *e = content_read(a, catalog_city(r), text, ret);
	return e ? err_why(a, ERR_internal, "the content of a preparation is not what was written") : NULL;
}

const err *keep_save(req *r, preparation *p)
{
	arena *a = r->arena;
	u8 key[KEY];
	str text;
	if (!keep_token_valid(p->token))
		return err_of(ERR_not_found);
	row w = { .app = r->app, .id = id_of(a, p->token), .rev = p->rev, .begun = p->answers.n > 0 };
	TRY(content_write(a, catalog_city(r), p, &text));
	TRY(content_key(r, p->token, key));
	w.content = locked(a, key, text, bound_to(r->app, a, w.id, p->rev + 1));
	sodium_memzero(key, sizeof key);
	TRY(store_write(r->app->store, a, shard_of(r->app, a, w.id), set_run, &w));
	if (w.changed == 0)
		return err_of(w.found ? ERR_stale : ERR_not_found);
	p->rev++;
	p->changed = w.now;
	p->until = until_of(catalog_city(r), w.now, w.begun);
	return NULL;
}

static const err *drop_in(db *d, arena *a, i64 city, str id)
{
	TRY(keep_drop_visits(d, a, city, id, NULL));
	return keep_drop(d, a, city, id, NULL);
}

static const err *drop_run(db *d, arena *a, void *arg)
{
	const row *w = arg;
	return drop_in(d, a, w->app->city, w->id);
}

const err *keep_delete(req *r, str token)
{
	if (!keep_token_valid(token))
		return err_of(ERR_not_found);
	row w = { .app = r->app, .id = id_of(r->arena, token) };
	return store_write(r->app->store, r->arena, shard_of(r->app, r->arena, w.id), drop_run, &w);
}

/* --- the code ------------------------------------------------------------------------------------------------------------- */

typedef struct trying {
	const app *app;
	str id, hash;
	bool right, closed, there;
} trying;

static const err *try_run(db *d, arena *a, void *arg)
{
	trying *t = arg;
	i64 city = t->app->city, now = tx_now(d);
	keep_try_row got;
	bool counted;
	t->right = t->closed = false;
	TRY(keep_try(d, a, city, t->id, now, &got, &counted));
	if (!counted) {
		keep_get_row other;
		TRY(keep_get(d, a, city, t->id, &other, &t->there));
		t->closed = t->there;
		return NULL;
	}
	t->there = true;
	t->right = same_text(got.code, t->hash);
	if (t->right)
		return keep_tried(d, a, city, t->id, 0, 0, NULL);
	if (t->app->set->limits && got.tries >= TRIES)
		return keep_tried(d, a, city, t->id, 0, now + CLOSED, NULL);
	return NULL;
}

const err *keep_code(req *r, str token, str code, bool *ret_right)
{
	trying t = { .app = r->app };
	*ret_right = false;
	if (!keep_token_valid(token))
		return err_of(ERR_not_found);
	t.id = id_of(r->arena, token);
	TRY(code_hash(r, token, str_sub(code, 0, 100), &t.hash));
	TRY(store_write(r->app->store, r->arena, shard_of(r->app, r->arena, t.id), try_run, &t));
	if (!t.there)
		return err_of(ERR_not_found);
	*ret_right = t.right;
	return t.closed ? err_of(ERR_too_many_requests) : NULL;
}

static const err *new_code_run(db *d, arena *a, void *arg)
{
	row *w = arg;
	return keep_set_code(d, a, w->app->city, w->id, w->code, &w->changed);
}

const err *keep_new_code(req *r, str token, str *ret_code)
{
	if (!keep_token_valid(token))
		return err_of(ERR_not_found);
	row w = { .app = r->app, .id = id_of(r->arena, token) };
	*ret_code = random_code(r->arena, KEEP_CODE);
	TRY(code_hash(r, token, *ret_code, &w.code));
	TRY(store_write(r->app->store, r->arena, shard_of(r->app, r->arena, w.id), new_code_run, &w));
	return w.changed ? NULL : err_of(ERR_not_found);
}

const err *keep_mark(req *r, str token, str *ret)
{
	u8 sum[MARK_LEN / 2];
	TRY(keyfile_derive(r->app, r->arena, "preparation device", token, sum, sizeof sum));
	*ret = str_format(r->arena, "%.*s.%.*s", STR_ARG(token), STR_ARG(hex_of(r->arena, sum, sizeof sum)));
	return NULL;
}

const err *keep_marked(req *r, str mark, str *ret_token, bool *ret_right)
{
	str token = str_sub(mark, 0, TOKEN_LEN), real;
	*ret_right = false;
	if (!keep_token_valid(token))
		return NULL;
	TRY(keep_mark(r, token, &real));
	*ret_right = same_text(real, mark);
	*ret_token = token;
	return NULL;
}

/* --- visits --------------------------------------------------------------------------------------------------------------- */

typedef struct joining {
	const app *app;
	str visit, id, link;
	bool there;
	keep_visit_row got;
	bool found;
	keep_visits_of_rows of;
} joining;

static const err *attach_run(db *d, arena *a, void *arg)
{
	joining *j = arg;
	keep_get_row got;
	TRY(keep_get(d, a, j->app->city, j->id, &got, &j->there));
	if (!j->there)
		return err_of(ERR_not_found);
	keep_set_visit_in in = { .city = j->app->city,
				 .visit = j->visit,
				 .id = j->id,
				 .link = j->link,
				 .now = tx_now(d),
				 .look_at = tx_now(d) + DAY };
	return keep_set_visit(d, a, &in, NULL);
}

static const err *link_key(req *r, u8 key[KEY])
{
	return keyfile_derive(r->app, r->arena, "preparation link", STR_NONE, key, KEY);
}

const err *keep_attach(req *r, str token, str visit)
{
	if (!keep_token_valid(token) || visit.len == 0 || visit.len > 64)
		return err_of(ERR_not_found);
	u8 key[KEY];
	joining j = { .app = r->app, .visit = visit, .id = id_of(r->arena, token) };
	TRY(link_key(r, key));
	j.link = locked(r->arena, key, token,
			str_format(r->arena, "%lld/%.*s", (long long)r->app->city, STR_ARG(visit)));
	sodium_memzero(key, sizeof key);
	return store_write(r->app->store, r->arena, shard_of(r->app, r->arena, j.id), attach_run, &j);
}

static const err *attached_run(db *d, arena *a, void *arg)
{
	joining *j = arg;
	return keep_visit(d, a, j->app->city, j->visit, &j->got, &j->found);
}

const err *keep_attached(req *r, str visit, str *ret_token, bool *ret_found)
{
	*ret_found = false;
	joining j = { .app = r->app, .visit = visit };
	TRY(store_read(r->app->store, r->arena, attached_run, &j));
	if (!j.found)
		return NULL;
	u8 key[KEY];
	str token;
	TRY(link_key(r, key));
	bool good = unlocked(r->arena, key, j.got.link,
			     str_format(r->arena, "%lld/%.*s", (long long)r->app->city, STR_ARG(visit)), &token);
	sodium_memzero(key, sizeof key);
	if (!good || !str_eq(id_of(r->arena, token), j.got.id))
		return err_why(r->arena, ERR_key_file, "what was attached to a visit was altered");
	*ret_token = token;
	*ret_found = true;
	return NULL;
}

static const err *visits_run(db *d, arena *a, void *arg)
{
	joining *j = arg;
	return keep_visits_of(d, a, j->app->city, j->id, &j->of);
}

const err *keep_visits(req *r, str token, strs *ret)
{
	joining j = { .app = r->app, .id = id_of(r->arena, token) };
	*ret = (strs){ 0 };
	TRY(store_read(r->app->store, r->arena, visits_run, &j));
	for (size_t i = 0; i < j.of.n; i++)
		if (str_find(j.of.at[i].visit, '.') == j.of.at[i].visit.len)
			LIST_ADD(r->arena, ret, j.of.at[i].visit);
	return NULL;
}

const err *keep_number(req *r, str token, str *ret)
{
	static const char letters[] = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"; /* as of every code that is read out */
	u8 sum[16];
	char *at = arena_alloc(r->arena, 7);
	u64 n = 0;
	TRY(keyfile_derive(r->app, r->arena, "preparation number", token, sum, sizeof sum));
	memcpy(&n, sum, sizeof n);
	for (int i = 0; i < 6; i++, n /= sizeof letters - 1)
		at[i] = letters[n % (sizeof letters - 1)];
	*ret = (str){ at, 6 };
	return NULL;
}

static const err *lock_key(req *r, u8 key[KEY])
{
	return keyfile_derive(r->app, r->arena, "papers lock", STR_NONE, key, KEY);
}

const err *keep_lock(req *r, str about, str bytes, str *ret)
{
	u8 key[KEY];
	TRY(lock_key(r, key));
	*ret = locked(r->arena, key, bytes, str_format(r->arena, "%lld/%.*s", (long long)r->app->city, STR_ARG(about)));
	sodium_memzero(key, sizeof key);
	return NULL;
}

const err *keep_unlock(req *r, str about, str bytes, str *ret, bool *ret_good)
{
	u8 key[KEY];
	TRY(lock_key(r, key));
	*ret_good = unlocked(r->arena, key, bytes,
			     str_format(r->arena, "%lld/%.*s", (long long)r->app->city, STR_ARG(about)), ret);
	sodium_memzero(key, sizeof key);
	return NULL;
}

/* --- what time does by itself ---------------------------------------------------------------------------------------------- */

/* Whether the visit of that booking or ticket is over, since when. */
static const err *visit_over(db *d, arena *a, i64 city, str visit, day *ret_on, bool *ret_over)
{
	booking_view b;
	ticket_view t;
	*ret_over = false;
	const err *e = visits_booking(d, a, city, visit, &b);
	if (e && !err_is(e, ERR_not_found))
		return e;
	if (!e && b.ticket.len == 0)
		return NULL;
	e = visits_ticket(d, a, city, e ? visit : b.ticket, &t);
	if (e)
		return err_is(e, ERR_not_found) ? NULL : e;
	for (size_t i = 0; i < t.steps.n; i++)
		if (!step_over(t.steps.at[i].state))
			return NULL;
	*ret_on = t.day;
	*ret_over = true;
	return NULL;
}

typedef struct sweeping {
	const app *app;
	int days;
} sweeping;

static const err *sweep_run(db *d, arena *a, void *arg)
{
	const sweeping *s = arg;
	i64 city = s->app->city, now = tx_now(d);
	TRY(keep_drop_old(d, a, city, 1, now - s->days * DAY, NULL));
	TRY(keep_drop_old(d, a, city, 0, now - KEEP_NEVER_BEGUN * DAY, NULL));
	TRY(keep_drop_orphans(d, a, city, NULL));
	keep_visits_due_rows due;
	TRY(keep_visits_due(d, a, city, now, &due));
	for (size_t i = 0; i < due.n; i++) {
		day on;
		bool over, there;
		keep_get_row got;
		TRY(visit_over(d, a, city, due.at[i].visit, &on, &over));
		TRY(keep_get(d, a, city, due.at[i].id, &got, &there));
		/* what was worked on since is for another visit */
		if (over && there && day_of(now) >= on + KEEP_AFTER_VISIT && day_of(got.changed_at) <= on)
			TRY(drop_in(d, a, city, due.at[i].id));
		else
			TRY(keep_look_again(d, a, city, due.at[i].visit, now + DAY, NULL));
	}
	return NULL;
}

const err *keep_tick(app *p, arena *a)
{
	const city_def *c = catalog_hold(p->catalog);
	sweeping s = { p, c->limits.keep_preparations };
	catalog_release(p->catalog, c);
	return store_write(p->store, a, str_format(a, "%lld/preparation", (long long)p->city), sweep_run, &s);
}
