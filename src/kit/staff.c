#include "kit/staff.h"

#include "kit/inside.h"
#include "kit/kit.sql.h"

#define NAME_MAX_CHARS 100

typedef struct change {
	app *app;
	const who *by;
	const staff_new *new;
	const staff_change *change;
	str login, hash, try_sign_in, try_password, name;
	i64 id, days;
} change;

static const err *good_login(arena *a, str login)
{
	bool good = login.len >= 2 && login.len <= 32;
	for (size_t i = 0; i < login.len && good; i++) {
		char c = login.at[i];
		good = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
	}
	return good ? NULL : err_at(a, ERR_invalid, STR("login"), "2 to 32 of a-z 0-9 - .");
}

static const err *good_rest(app *p, arena *a, str name, str role_text, str office)
{
	role parsed;
	if (!role_parse(role_text, &parsed))
		return err_at(a, ERR_invalid, STR("role"), "one of device, clerk, floor, admin");
	if (name.len == 0 || str_length(name) > NAME_MAX_CHARS || !str_is_utf8(name))
		return err_at(a, ERR_invalid, STR("name"), "1 to %d characters", NAME_MAX_CHARS);
	if (office.len == 0)
		return NULL;
	const city_def *city = catalog_hold(p->catalog);
	bool known = defs_office(city, office) != NULL;
	catalog_release(p->catalog, city);
	return known ? NULL : err_at(a, ERR_invalid, STR("office"), "no such office: %.*s", STR_ARG(office));
}

static const err *write_staff(db *d, arena *a, void *arg)
{
	change *c = arg;
	i64 city = c->app->city;
	kit_staff_by_login_row row;
	bool found;
	TRY(kit_staff_by_login(d, a, city, c->new->login, &row, &found));
	if (found)
		return err_at(a, ERR_conflict, STR("login"), "there is an account with this login: %.*s",
			      STR_ARG(c->new->login));
	kit_staff_add_in in = {
		.city = city,
		.login = c->new->login,
		.name = c->new->name,
		.role = c->new->role,
		.office = c->new->office,
		.password = c->hash,
		.made_at = tx_now(d),
	};
	kit_staff_add_row added;
	TRY(kit_staff_add(d, a, &in, &added, &found));
	c->id = added.id;
	return audit_add(d, a, city, STR_NONE, c->by, STR("staff-add"), in.login,
			 str_format(a, "%.*s %.*s", STR_ARG(in.role), STR_ARG(in.office)));
}

const err *staff_add(app *p, arena *a, const who *by, const staff_new *n, i64 *ret_id)
{
	TRY(good_login(a, n->login));
	TRY(good_rest(p, a, n->name, n->role, n->office));
	TRY(password_acceptable(a, n->password, n->login));
	change c = { .app = p, .by = by, .new = n };
	TRY(password_hash(p, a, n->password, &c.hash));
	TRY(store_write(p->store, a, STR("staff"), write_staff, &c));
	*ret_id = c.id;
	return NULL;
}

static const err *write_password(db *d, arena *a, void *arg)
{
	const change *c = arg;
	i64 city = c->app->city;
	kit_staff_by_login_row row;
	bool found;
	TRY(kit_staff_by_login(d, a, city, c->login, &row, &found));
	if (!found)
		return err_at(a, ERR_not_found, STR("login"), "no such account: %.*s", STR_ARG(c->login));
	TRY(kit_staff_password(d, a, city, row.id, c->hash, NULL));
	TRY(kit_sessions_end(d, a, city, row.id, STR_NONE, NULL));
	TRY(kit_try_clear_all(d, a, city, c->try_sign_in, NULL));
	TRY(kit_try_clear_all(d, a, city, c->try_password, NULL));
	return audit_add(d, a, city, STR_NONE, c->by, STR("staff-password"), c->login, STR_NONE);
}

static change change_of(app *p, arena *a, const who *by, str login)
{
	return (change){ .app = p,
			 .by = by,
			 .login = login,
			 .try_sign_in = hash_keyed(a, p, "sign-in", login),
			 .try_password = hash_keyed(a, p, "password", login) };
}

const err *staff_set_password(app *p, arena *a, const who *by, str login, str password)
{
	TRY(password_acceptable(a, password, login));
	change c = change_of(p, a, by, login);
	TRY(password_hash(p, a, password, &c.hash));
	return store_write(p->store, a, STR("staff"), write_password, &c);
}

static const err *write_unlock(db *d, arena *a, void *arg)
{
	const change *c = arg;
	i64 city = c->app->city;
	TRY(kit_try_clear_all(d, a, city, c->try_sign_in, NULL));
	TRY(kit_try_clear_all(d, a, city, c->try_password, NULL));
	return audit_add(d, a, city, STR_NONE, c->by, STR("staff-unlock"), c->login, STR_NONE);
}

const err *staff_unlock(app *p, arena *a, const who *by, str login)
{
	change c = change_of(p, a, by, login);
	return store_write(p->store, a, STR("staff"), write_unlock, &c);
}

static const err *write_change(db *d, arena *a, void *arg)
{
	const change *c = arg;
	const staff_change *s = c->change;
	i64 city = c->app->city, changed;
	kit_staff_by_id_row row;
	bool found;
	TRY(kit_staff_by_id(d, a, city, s->id, &row, &found));
	if (!found)
		return err_of(ERR_not_found);
	bool admin_lost =
		str_eq(row.role, STR("admin")) && row.active && (!s->active || !str_eq(s->role, STR("admin")));
	kit_admins_besides_row others = { 0 };
	if (admin_lost)
		TRY(kit_admins_besides(d, a, city, s->id, &others, &found));
	if (admin_lost && others.total == 0)
		return err_at(a, ERR_not_allowed_now, STR("role"), "no administrator would be left");
	kit_staff_save_in in = {
		.city = city,
		.id = s->id,
		.rev = s->rev,
		.name = s->name,
		.role = s->role,
		.office = s->office,
		.active = s->active,
	};
	TRY(kit_staff_save(d, a, &in, &changed));
	if (!changed)
		return err_of(ERR_stale);
	if (!s->active)
		TRY(kit_sessions_end(d, a, city, s->id, STR_NONE, NULL));
	return audit_add(
		d, a, city, STR_NONE, c->by, STR("staff-save"), row.login,
		str_format(a, "%.*s %.*s %s", STR_ARG(s->role), STR_ARG(s->office), s->active ? "active" : "inactive"));
}

const err *staff_save(app *p, arena *a, const who *by, const staff_change *s)
{
	TRY(good_rest(p, a, s->name, s->role, s->office));
	change c = { .app = p, .by = by, .change = s };
	return store_write(p->store, a, STR("staff"), write_change, &c);
}

static const err *write_token(db *d, arena *a, void *arg)
{
	const change *c = arg;
	i64 city = c->app->city;
	kit_staff_by_login_row row;
	bool found;
	TRY(kit_staff_by_login(d, a, city, c->login, &row, &found));
	if (!found || !row.active)
		return err_at(a, ERR_not_found, STR("login"), "no such account: %.*s", STR_ARG(c->login));
	kit_token_add_in in = {
		.city = city,
		.hash = c->hash,
		.staff = row.id,
		.name = c->name,
		.made_at = tx_now(d),
		.expires_at = tx_now(d) + c->days * DAY,
	};
	TRY(kit_token_add(d, a, &in, NULL));
	return audit_add(d, a, city, STR_NONE, c->by, STR("token-new"), c->login, c->name);
}

const err *token_new(app *p, arena *a, str login, str name, i64 days, str *ret_token)
{
	if (days < 1 || days > 3650)
		return err_at(a, ERR_invalid, STR("days"), "1 to 3650");
	if (name.len == 0 || name.len > 100 || !str_is_utf8(name))
		return err_at(a, ERR_invalid, STR("name"), "1 to 100 bytes");
	*ret_token = random_token(a);
	change c = { .app = p, .login = login, .name = name, .days = days, .hash = hash_plain(a, *ret_token) };
	return store_write(p->store, a, STR("staff"), write_token, &c);
}
