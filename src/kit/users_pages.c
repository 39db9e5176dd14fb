/* The administrators' pages of accounts: list, add, change, unlock. The rules are in staff.c. */
#include "kit/inside.h"
#include "kit/staff.h"
#include "kit/users_view.h"

#include "kit/kit.sql.h"
#include "kit/templates/users.html.h"

typedef struct reading {
	req *r;
	i64 id;
	kit_staff_list_rows list;
	kit_staff_by_id_row one;
	bool found;
	kit_tries_locked_rows locked;
} reading;

static const err *read_list(db *d, arena *a, void *arg)
{
	reading *g = arg;
	TRY(kit_tries_locked(d, a, g->r->app->city, g->r->now, &g->locked));
	return kit_staff_list(d, a, g->r->app->city, &g->list);
}

static const err *read_one(db *d, arena *a, void *arg)
{
	reading *g = arg;
	TRY(kit_tries_locked(d, a, g->r->app->city, g->r->now, &g->locked));
	return kit_staff_by_id(d, a, g->r->app->city, g->id, &g->one, &g->found);
}

/* Everywhere, or at some address. */
static bool is_locked(const reading *g, str login)
{
	str key = hash_keyed(g->r->arena, g->r->app, "sign-in", login);
	for (size_t i = 0; i < g->locked.n; i++)
		if (str_starts(g->locked.at[i].who, key))
			return true;
	return false;
}

static word word_of(role r)
{
	static const word words[] = { [ROLE_NONE] = T_role_device,
				      [ROLE_DEVICE] = T_role_device,
				      [ROLE_CLERK] = T_role_clerk,
				      [ROLE_FLOOR] = T_role_floor,
				      [ROLE_ADMIN] = T_role_admin };
	return words[r];
}

static user_choices role_choices(const req *r, str chosen)
{
	static const role order[] = { ROLE_CLERK, ROLE_FLOOR, ROLE_ADMIN, ROLE_DEVICE };
	user_choices list = { 0 };
	for (size_t i = 0; i < COUNT(order); i++) {
		str name = str_of(role_name(order[i]));
		LIST_ADD(r->arena, &list, (user_choice){ name, say(r, word_of(order[i])), str_eq(name, chosen) });
	}
	return list;
}

static user_choices office_choices(req *r, str chosen)
{
	const city_def *city = catalog_city(r);
	user_choices list = { 0 };
	LIST_ADD(r->arena, &list, (user_choice){ STR_NONE, say(r, T_user_office_all), chosen.len == 0 });
	for (size_t i = 0; i < city->offices.n; i++) {
		const office_def *o = &city->offices.at[i];
		LIST_ADD(r->arena, &list, (user_choice){ o->id, text_in(&o->name, r->lang), str_eq(o->id, chosen) });
	}
	return list;
}

static str office_name(req *r, str id)
{
	const office_def *o = defs_office(catalog_city(r), id);
	if (id.len == 0)
		return say(r, T_user_office_all);
	return o ? text_in(&o->name, r->lang) : id;
}

/* What is wrong with a field, in the reader's words. */
static str wrong(const req *r, const err *e, str *ret_field)
{
	*ret_field = e->where;
	if (e->code == ERR_conflict && str_eq(e->where, STR("login")))
		return say(r, T_user_login_taken);
	if (e->code == ERR_invalid && str_eq(e->where, STR("login")))
		return say(r, T_user_login_rule);
	if (e->code == ERR_not_allowed_now)
		return say(r, T_user_last_admin);
	return err_message(e->code, r->lang);
}

static bool is_the_forms_fault(const err *e)
{
	return e && err_status(e->code) < 500 && e->code != ERR_not_found;
}

static const err *reply_users(req *r, resp *out, const err *e)
{
	reading g = { .r = r };
	TRY(store_read(r->app->store, r->arena, read_list, &g));
	str chosen = req_form(r, "role");
	users_view v = {
		.login = req_form(r, "login"),
		.name = req_form(r, "name"),
		.roles = role_choices(r, chosen.len ? chosen : STR("clerk")),
		.offices = office_choices(r, req_form(r, "office")),
		.saved = str_eq(req_query(r, "saved"), STR("1")),
	};
	if (e) {
		v.error = wrong(r, e, &v.error_field);
		out->status = err_status(e->code);
	}
	for (size_t i = 0; i < g.list.n; i++) {
		const kit_staff_list_row *s = &g.list.at[i];
		role rights = ROLE_NONE;
		role_parse(s->role, &rights);
		LIST_ADD(r->arena, &v.users,
			 (user_line){ .login = s->login,
				      .name = s->name,
				      .office = office_name(r, s->office),
				      .role = word_of(rights),
				      .active = s->active != 0,
				      .locked = is_locked(&g, s->login),
				      .edit = url_path(r->arena, "/users/%lld", (long long)s->id) });
	}
	page_out o = page_begin(r);
	users_page(&o, &v);
	page p = { .kind = PAGE_STAFF, .title = say(r, T_users_title), .here = STR("users") };
	return page_end(&o, &p, out);
}

static const err *get_users(req *r, resp *out)
{
	return reply_users(r, out, NULL);
}

static const err *post_users(req *r, resp *out)
{
	staff_new n = { .login = str_trim(req_form(r, "login")),
			.name = str_trim(req_form(r, "name")),
			.role = req_form(r, "role"),
			.office = req_form(r, "office"),
			.password = req_form(r, "password") };
	i64 id;
	const err *e = staff_add(r->app, r->arena, r->who, &n, &id);
	if (is_the_forms_fault(e))
		return reply_users(r, out, e);
	TRY(e);
	resp_redirect(r, out, STR("/users?saved=1"));
	return NULL;
}

static const err *read_user(req *r, reading *ret)
{
	*ret = (reading){ .r = r };
	if (!str_i64(req_param(r, "id"), &ret->id))
		return err_of(ERR_not_found);
	TRY(store_read(r->app->store, r->arena, read_one, ret));
	return ret->found ? NULL : err_of(ERR_not_found);
}

static const err *reply_user(req *r, resp *out, const reading *g, const err *e)
{
	user_view v = {
		.login = g->one.login,
		.name = e ? req_form(r, "name") : g->one.name,
		.rev = g->one.rev,
		.roles = role_choices(r, e ? req_form(r, "role") : g->one.role),
		.offices = office_choices(r, e ? req_form(r, "office") : g->one.office),
		.active = e ? req_form(r, "active").len > 0 : g->one.active != 0,
		.locked = is_locked(g, g->one.login),
		.save = url_path(r->arena, "/users/%lld", (long long)g->id),
		.unlock = url_path(r->arena, "/users/%lld/unlock", (long long)g->id),
	};
	if (e) {
		v.error = wrong(r, e, &v.error_field);
		out->status = err_status(e->code);
	}
	page_out o = page_begin(r);
	user_page(&o, &v);
	page p = { .kind = PAGE_STAFF, .title = say(r, T_users_title), .here = STR("users") };
	return page_end(&o, &p, out);
}

static const err *get_user(req *r, resp *out)
{
	reading g;
	TRY(read_user(r, &g));
	return reply_user(r, out, &g, NULL);
}

static const err *save_user(req *r, const reading *g)
{
	staff_change c = { .id = g->id,
			   .name = str_trim(req_form(r, "name")),
			   .role = req_form(r, "role"),
			   .office = req_form(r, "office"),
			   .active = req_form(r, "active").len > 0 };
	if (!str_i64(req_form(r, "rev"), &c.rev))
		return err_of(ERR_stale);
	str password = req_form(r, "password");
	/* looked at before anything is saved, so that a form is taken whole or not at all */
	if (password.len)
		TRY(password_acceptable(r->arena, password, g->one.login));
	TRY(staff_save(r->app, r->arena, r->who, &c));
	return password.len ? staff_set_password(r->app, r->arena, r->who, g->one.login, password) : NULL;
}

static const err *post_user(req *r, resp *out)
{
	reading g;
	TRY(read_user(r, &g));
	const err *e = save_user(r, &g);
	if (is_the_forms_fault(e))
		return reply_user(r, out, &g, e);
	TRY(e);
	resp_redirect(r, out, STR("/users?saved=1"));
	return NULL;
}

static const err *post_unlock(req *r, resp *out)
{
	reading g;
	TRY(read_user(r, &g));
	TRY(staff_unlock(r->app, r->arena, r->who, g.one.login));
	resp_redirect(r, out, STR("/users?saved=1"));
	return NULL;
}

const route users_routes[] = {
	{ "GET", "/users", ACCESS_ADMIN, get_users },
	{ "POST", "/users", ACCESS_ADMIN, post_users },
	{ "GET", "/users/:id", ACCESS_ADMIN, get_user },
	{ "POST", "/users/:id", ACCESS_ADMIN, post_user },
	{ "POST", "/users/:id/unlock", ACCESS_ADMIN, post_unlock },
	{ 0 },
};
