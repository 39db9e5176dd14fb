/* /work/ask/rounds, /work/ask/round/ID, /work/ask/members: what the survey's staff set up. */
#include "modules/work/ask/ask_setup_view.h"

#include "modules/work/ask/ask.sql.h"
#include "modules/work/ask/templates/setup.html.h"

#define TOLD_MOST 50

typedef struct setup {
	req *r;
	work_scope scope;
	work_rounds rounds;
	work_round round;
	bool has_round;
	work_units units;
	i64 *counts; /* units, beside the rounds */
	work_ask_remind_row remind;
	work_ask_reminders_rows reminders;
	work_ask_members_rows members;
	work_ask_staff_all_rows staff;
} setup;

static const err *read_setup(db *d, arena *a, void *arg)
{
	setup *g = arg;
	bool found;
	i64 city = g->r->app->city;
	str id = req_param(g->r, "round");
	TRY(work_rounds_of(d, a, city, &g->rounds));
	g->counts = arena_many(a, i64, g->rounds.n + 1);
	for (size_t i = 0; i < g->rounds.n; i++) {
		work_units units;
		TRY(work_units_of(d, a, city, g->rounds.at[i].id, &units));
		g->counts[i] = (i64)units.n;
		if (str_eq(g->rounds.at[i].id, id) || (id.len == 0 && i == 0))
			g->units = units;
	}
	if (id.len) {
		TRY(work_round_of(d, a, city, id, &g->round));
		g->has_round = true;
		TRY(work_ask_remind(d, a, city, id, &g->remind, &found));
		TRY(work_ask_reminders(d, a, city, id, &g->reminders));
	}
	TRY(work_ask_members(d, a, city, &g->members));
	return work_ask_staff_all(d, a, city, &g->staff);
}

/* Only who may everything in the survey. */
static const err *setup_of(req *r, setup *ret)
{
	*ret = (setup){ .r = r };
	TRY(work_scope_of(r, &ret->scope));
	if (!ret->scope.all)
		return err_of(ERR_forbidden);
	return store_read(r->app->store, r->arena, read_setup, ret);
}

static const err *run(req *r, str round, store_fn what, void *arg)
{
	return work_write(r, work_shard(r->arena, r->app->city, round), what, arg);
}

static bool the_forms_fault(const err *e)
{
	return e && err_status(e->code) < 500 && e->code != ERR_not_found && e->code != ERR_forbidden;
}

static word state_word(round_state s)
{
	return s == ROUND_DRAFT ? T_wa_round_draft : s == ROUND_OPEN ? T_wa_round_open : T_wa_round_closed;
}

static const char *state_tone(round_state s)
{
	return s == ROUND_DRAFT ? "" : s == ROUND_OPEN ? "good" : "info";
}

static str versions(arena *a, const work_def *def)
{
	buf b = buf_new(a, 2000);
	for (size_t k = 0; k < WORK_AXES; k++)
		if (def->axes[k].version.len)
			buf_format(&b, "%s%.*s %.*s", b.len ? "、" : "", STR_ARG(def->axes[k].name.in[LANG_JA]),
				   STR_ARG(def->axes[k].version));
	return buf_str(&b);
}

static ask_options rounds_before(const setup *g, str chosen, str without)
{
	ask_options list = { 0 };
	for (size_t i = 0; i < g->rounds.n; i++)
		if (!str_eq(g->rounds.at[i].id, without))
			LIST_ADD(g->r->arena, &list,
				 ((ask_option){ g->rounds.at[i].id, g->rounds.at[i].name,
						str_eq(g->rounds.at[i].id, chosen) }));
	return list;
}

static str told_round(const req *r, const err *e)
{
	if (e->code == ERR_conflict)
		return say(r, T_wa_round_there);
	if (e->code == ERR_invalid && str_eq(e->where, STR("id")))
		return say(r, T_wa_round_id_help);
	if (e->code == ERR_invalid && str_eq(e->where, STR("year")))
		return say(r, T_wa_round_year_wrong);
	if (e->code == ERR_invalid && str_eq(e->where, STR("name")))
		return say(r, T_wa_round_name_wrong);
	return err_message(e->code, r->lang);
}

/* --- rounds -------------------------------------------------------------------------------------------------------------------- */

static const err *show_rounds(req *r, const err *e, resp *out)
{
	setup g;
	arena *a = r->arena;
	TRY(setup_of(r, &g));
	civil today = civil_of(day_of(clock_now(r->app->clock)));
	int year = today.month >= 4 ? today.year : today.year - 1;
	bool posted = e != NULL;
	ask_rounds_view v = { .nav = work_nav_of(r, WORK_ASK, STR_NONE),
			      .id = posted ? req_form(r, "id") : str_format(a, "%d", year),
			      .name = posted ? req_form(r, "name")
					     : words_wa_round_usual(a, r->lang, str_format(a, "%d", year)),
			      .year = posted ? req_form(r, "year") : str_format(a, "%d", year),
			      .closes = req_form(r, "closes") };
	v.before = rounds_before(&g,
				 posted       ? req_form(r, "before")
				 : g.rounds.n ? g.rounds.at[0].id
					      : STR_NONE,
				 STR_NONE);
	if (e) {
		v.error = told_round(r, e);
		out->status = err_status(e->code);
	}
	for (size_t i = 0; i < g.rounds.n; i++) {
		const work_round *x = &g.rounds.at[i];
		LIST_ADD(a, &v.rounds,
			 ((ask_round_line){ .name = x->name,
					    .id = x->id,
					    .closes = ask_date(a, r->lang, x->closes),
					    .version = x->state == ROUND_DRAFT ? STR_NONE : versions(a, &x->def),
					    .year = x->year,
					    .units = g.counts[i],
					    .state = state_word(x->state),
					    .tone = state_tone(x->state),
					    .link = url_path(a, "/work/ask/round/%.*s", STR_ARG(x->id)) }));
	}
	page_out o = page_begin(r);
	ask_rounds_page(&o, &v);
	page p = ask_page_of(say(r, T_wa_rounds), "");
	return page_end(&o, &p, out);
}

static const err *rounds_get(req *r, resp *out)
{
	return show_rounds(r, NULL, out);
}

/* False for a day that is none. */
static bool read_day(const req *r, day *ret)
{
	str text = req_form(r, "closes");
	*ret = DAY_NONE;
	return text.len == 0 || day_parse(text, ret);
}

static const err *rounds_post(req *r, resp *out)
{
	setup g;
	TRY(setup_of(r, &g));
	ask_round_put c = { .city = r->app->city, .by = r->who, .remind = true };
	c.round.id = str_trim(req_form(r, "id"));
	c.round.name = str_trim(req_form(r, "name"));
	c.round.before = req_form(r, "before");
	const err *e =
		read_day(r, &c.round.closes) ? NULL : err_at(r->arena, ERR_field_date, STR("closes"), "not a day");
	if (!e && !str_i64(str_trim(req_form(r, "year")), &c.round.year))
		e = err_at(r->arena, ERR_invalid, STR("year"), "not a year");
	if (!e)
		e = run(r, c.round.id, ask_round_put_run, &c);
	if (the_forms_fault(e))
		return show_rounds(r, e, out);
	TRY(e);
	resp_redirect(r, out, str_format(r->arena, "/work/ask/round/%.*s?told=made", STR_ARG(c.round.id)));
	return NULL;
}

/* --- one round ------------------------------------------------------------------------------------------------------------------- */

/* The definitions that it has, or, before it is opened, would get; and what differs from the round before. */
static void put_means(const setup *g, ask_round_view *v)
{
	req *r = g->r;
	const work_def *def = g->round.state == ROUND_DRAFT ? &catalog_city(r)->work : &g->round.def;
	const work_def *before = NULL;
	for (size_t i = 0; i < g->rounds.n; i++)
		if (g->round.before.len && str_eq(g->rounds.at[i].id, g->round.before) &&
		    g->rounds.at[i].state != ROUND_DRAFT)
			before = &g->rounds.at[i].def;
	v->has_def = catalog_city(r)->work.given;
	v->means_version = versions(r->arena, def);
	for (size_t k = 0; def->given && k < WORK_AXES; k++) {
		const work_axis_def *x = &def->axes[k];
		LIST_ADD(r->arena, &v->means,
			 ((ask_mean){ .name = str_format(r->arena, "%.*s (%.*s)", STR_ARG(text_in(&x->name, r->lang)),
							 STR_ARG(x->version)),
				      .ask = text_in(&x->ask, r->lang),
				      .yes = text_in(&x->yes, r->lang),
				      .no = text_in(&x->no, r->lang),
				      .means = text_in(&x->means, r->lang),
				      .changed = before && !str_eq(before->axes[k].version, x->version) }));
	}
}

static const err *show_round(req *r, const err *e, str told, const err *bad, size_t bad_n, resp *out)
{
	setup g;
	arena *a = r->arena;
	TRY(setup_of(r, &g));
	const work_round *x = &g.round;
	const message_means *means = message_means_of(r->app, a, catalog_city(r));
	bool typed = e != NULL && req_form(r, "name").len > 0;
	ask_round_view v = { .nav = work_nav_of(r, WORK_ASK, x->state == ROUND_DRAFT ? STR_NONE : x->id),
			     .id = x->id,
			     .name = typed ? req_form(r, "name") : x->name,
			     .closes = typed                   ? req_form(r, "closes")
				       : x->closes == DAY_NONE ? STR_NONE
							       : day_text(a, x->closes),
			     .told = told,
			     .year = x->year,
			     .units = (i64)g.units.n,
			     .draft = x->state == ROUND_DRAFT,
			     .open = x->state == ROUND_OPEN,
			     .closed = x->state == ROUND_CLOSED,
			     .results_open = x->results_open,
			     .remind = g.remind.remind != 0,
			     .has_mail = means && means->mail,
			     .state = state_word(x->state),
			     .tone = state_tone(x->state),
			     .save = url_path(a, "/work/ask/round/%.*s", STR_ARG(x->id)),
			     .open_it = url_path(a, "/work/ask/round/%.*s/open", STR_ARG(x->id)),
			     .close_it = url_path(a, "/work/ask/round/%.*s/close", STR_ARG(x->id)),
			     .reopen_it = url_path(a, "/work/ask/round/%.*s/open", STR_ARG(x->id)),
			     .units_post = url_path(a, "/work/ask/round/%.*s/units", STR_ARG(x->id)),
			     .remind_post = url_path(a, "/work/ask/round/%.*s/remind", STR_ARG(x->id)),
			     .members = url_path(a, "/work/ask/members") };
	i64 minutes = 0;
	for (size_t i = 0; i < g.units.n; i++) {
		v.people += g.units.at[i].people;
		minutes += g.units.at[i].has;
	}
	v.hours = work_hours(r, minutes);
	v.before = rounds_before(&g, typed ? req_form(r, "before") : x->before, x->id);
	put_means(&g, &v);
	for (size_t i = 0; i < g.reminders.n; i++)
		LIST_ADD(
			a, &v.reminded,
			((ask_reminded){ ask_date(a, r->lang, (day)g.reminders.at[i].day), g.reminders.at[i].people }));
	for (; bad && v.bad.n < TOLD_MOST; bad = bad->next)
		LIST_ADD(a, &v.bad,
			 ((ask_told){ words_wa_units_where(a, r->lang, bad->where, survey_bad_column(bad)),
				      err_message(bad->code, r->lang) }));
	v.bad_more = bad_n > v.bad.n ? (i64)(bad_n - v.bad.n) : 0;
	if (e) {
		v.error = e->code == ERR_file ? words_wa_file_broken(a, r->lang, e->detail.len ? e->detail : e->where)
					      : told_round(r, e);
		out->status = err_status(e->code);
	}
	page_out o = page_begin(r);
	ask_round_page(&o, &v);
	page p = ask_page_of(x->name, "");
	return page_end(&o, &p, out);
}

static const err *round_get(req *r, resp *out)
{
	i64 n = 0, m = 0;
	str told = req_query(r, "told"), text = STR_NONE;
	if (str_eq(told, STR("made")))
		text = say(r, T_wa_told_made);
	else if (str_eq(told, STR("saved")))
		text = say(r, T_wa_told_saved);
	else if (str_eq(told, STR("state")))
		text = say(r, T_wa_told_state);
	else if (str_i64(req_query(r, "added"), &n) && str_i64(req_query(r, "changed"), &m))
		text = words_wa_told_units(r->arena, r->lang, n, m);
	return show_round(r, NULL, text, NULL, 0, out);
}

static const err *round_post(req *r, resp *out)
{
	setup g;
	TRY(setup_of(r, &g));
	ask_round_put c = { .city = r->app->city,
			    .by = r->who,
			    .round = g.round,
			    .remind = req_form(r, "remind").len > 0,
			    .change = true };
	c.round.name = str_trim(req_form(r, "name"));
	c.round.results_open = req_form(r, "results").len > 0;
	if (g.round.state == ROUND_DRAFT)
		c.round.before = req_form(r, "before");
	const err *e = read_day(r, &c.round.closes) ? run(r, g.round.id, ask_round_put_run, &c)
						    : err_at(r->arena, ERR_field_date, STR("closes"), "not a day");
	if (the_forms_fault(e))
		return show_round(r, e, STR_NONE, NULL, 0, out);
	TRY(e);
	resp_redirect(r, out, str_format(r->arena, "/work/ask/round/%.*s?told=saved", STR_ARG(g.round.id)));
	return NULL;
}

static const err *move_round(req *r, round_state to, resp *out)
{
	setup g;
	TRY(setup_of(r, &g));
	ask_round_state c = { .city = r->app->city, .by = r->who, .id = g.round.id, .to = to };
	if (catalog_city(r)->work.given)
		c.def = work_def_write(r->arena, &catalog_city(r)->work);
	const err *e = run(r, c.id, ask_round_state_run, &c);
	if (the_forms_fault(e))
		return show_round(r, e, STR_NONE, NULL, 0, out);
	TRY(e);
	resp_redirect(r, out, str_format(r->arena, "/work/ask/round/%.*s?told=state", STR_ARG(c.id)));
	return NULL;
}

static const err *open_post(req *r, resp *out)
{
	return move_round(r, ROUND_OPEN, out);
}

static const err *close_post(req *r, resp *out)
{
	return move_round(r, ROUND_CLOSED, out);
}

static const err *units_post(req *r, resp *out)
{
	setup g;
	staff_read_result f = { 0 };
	str bytes = STR_NONE;
	TRY(setup_of(r, &g));
	for (size_t i = 0; i < r->files.n; i++)
		if (str_eq(r->files.at[i].name, STR("file")))
			bytes = r->files.at[i].data;
	ask_units_put c = { .city = r->app->city, .by = r->who, .round = g.round.id };
	const err *e = bytes.len == 0 ? err_of(ERR_field_file) : survey_read_staff(r->arena, bytes, &f);
	if (!e) {
		c.units = f.units;
		e = run(r, c.round, ask_units_put_run, &c);
	}
	if (the_forms_fault(e))
		return show_round(r, e, STR_NONE, NULL, 0, out);
	TRY(e);
	if (f.bad_n)
		return show_round(r, NULL, words_wa_told_units(r->arena, r->lang, c.ret_added, c.ret_changed), f.bad,
				  f.bad_n, out);
	resp_redirect(r, out,
		      str_format(r->arena, "/work/ask/round/%.*s?added=%lld&changed=%lld", STR_ARG(c.round),
				 (long long)c.ret_added, (long long)c.ret_changed));
	return NULL;
}

static const err *remind_post(req *r, resp *out)
{
	setup g;
	TRY(setup_of(r, &g));
	ask_remind c = { .city = r->app->city,
			 .by = r->who,
			 .def = catalog_city(r),
			 .means = message_means_of(r->app, r->arena, catalog_city(r)),
			 .round = g.round.id };
	if (!c.means || !c.means->mail)
		return err_of(ERR_not_allowed_now);
	TRY(run(r, c.round, ask_remind_run, &c));
	resp_redirect(r, out,
		      str_format(r->arena, "/work/ask?round=%.*s&reminded=%lld&without=%lld", STR_ARG(c.round),
				 (long long)c.ret_written, (long long)c.ret_without));
	return NULL;
}

/* --- members ---------------------------------------------------------------------------------------------------------------------- */

static void add_once(arena *a, strs *list, str s)
{
	for (size_t i = list->n; i > 0; i--)
		if (str_eq(list->at[i - 1], s))
			return;
	LIST_ADD(a, list, s);
}

static const err *show_members(req *r, const err *e, resp *out)
{
	setup g;
	arena *a = r->arena;
	TRY(setup_of(r, &g));
	bool posted = e != NULL;
	strs ticked = req_form_all(r, "part");
	ask_members_view v = { .nav = work_nav_of(r, WORK_ASK, STR_NONE),
			       .login = posted ? req_form(r, "login") : STR_NONE,
			       .bureau = posted ? req_form(r, "bureau") : STR_NONE,
			       .section = posted ? req_form(r, "section") : STR_NONE,
			       .unit = posted ? req_form(r, "unit") : STR_NONE,
			       .mail = posted ? req_form(r, "mail") : STR_NONE,
			       .fill = !posted };
	for (size_t i = 0; posted && i < ticked.n; i++) {
		v.fill = v.fill || str_eq(ticked.at[i], STR("1"));
		v.approve = v.approve || str_eq(ticked.at[i], STR("2"));
		v.see = v.see || str_eq(ticked.at[i], STR("4"));
		v.reform = v.reform || str_eq(ticked.at[i], STR("8"));
	}
	if (e) {
		v.error = e->code == ERR_not_found  ? say(r, T_wa_member_unknown)
			  : e->code == ERR_invalid  ? say(r, T_wa_member_nowhere)
			  : e->code == ERR_required ? say(r, T_wa_member_lacks)
						    : err_message(e->code, r->lang);
		out->status = err_status(e->code) == 404 ? 422 : err_status(e->code);
	} else if (req_query(r, "told").len) {
		v.told = say(r, T_wa_told_saved);
	}
	for (size_t i = 0; i < g.staff.n; i++)
		LIST_ADD(a, &v.staff, ((ask_option){ .value = g.staff.at[i].login, .text = g.staff.at[i].name }));
	for (size_t i = 0; i < g.units.n; i++) {
		add_once(a, &v.bureaus, g.units.at[i].bureau);
		add_once(a, &v.sections, g.units.at[i].section);
		add_once(a, &v.units, g.units.at[i].name);
	}
	for (size_t i = 0; i < g.members.n; i++) {
		const work_ask_members_row *m = &g.members.at[i];
		LIST_ADD(a, &v.members,
			 ((ask_member_line){ .name = m->name,
					     .login = m->login,
					     .bureau = m->bureau,
					     .section = m->section,
					     .unit = m->unit,
					     .mail = m->mail.some ? m->mail.value : STR_NONE,
					     .staff = m->staff,
					     .fill = m->parts & PART_FILL,
					     .approve = m->parts & PART_APPROVE,
					     .see = m->parts & PART_SEE,
					     .reform = m->parts & PART_REFORM }));
	}
	page_out o = page_begin(r);
	ask_members_page(&o, &v);
	page p = ask_page_of(say(r, T_wa_members), "");
	return page_end(&o, &p, out);
}

static const err *members_get(req *r, resp *out)
{
	return show_members(r, NULL, out);
}

typedef struct naming {
	i64 city;
	str login;
	work_ask_staff_row staff;
	bool found;
} naming;

static const err *read_staff(db *d, arena *a, void *arg)
{
	naming *n = arg;
	return work_ask_staff(d, a, n->city, n->login, &n->staff, &n->found);
}

/* A part of the city that no unit of the latest round is in is a slip of the pen. */
static const err *known_place(arena *a, const setup *g, const work_member *m)
{
	if (m->bureau.len == 0)
		return NULL;
	for (size_t i = 0; i < g->units.n; i++) {
		const work_unit *u = &g->units.at[i];
		if (str_eq(u->bureau, m->bureau) && (m->section.len == 0 || str_eq(u->section, m->section)) &&
		    (m->unit.len == 0 || str_eq(u->name, m->unit)))
			return NULL;
	}
	return err_at(a, ERR_invalid, STR("bureau"), "no such part");
}

static const err *members_post(req *r, resp *out)
{
	setup g;
	TRY(setup_of(r, &g));
	naming n = { .city = r->app->city, .login = str_trim(req_form(r, "login")) };
	bool drop = req_form(r, "drop").len > 0;
	strs ticked = req_form_all(r, "part");
	TRY(store_read(r->app->store, r->arena, read_staff, &n));
	ask_member_put c = { .city = r->app->city, .by = r->who, .mail = str_trim(req_form(r, "mail")) };
	c.has_mail = c.mail.len > 0;
	c.member = (work_member){ .staff = n.staff.id,
				  .bureau = str_trim(req_form(r, "bureau")),
				  .section = str_trim(req_form(r, "section")),
				  .unit = str_trim(req_form(r, "unit")) };
	for (size_t i = 0; !drop && i < ticked.n; i++) {
		i64 bit;
		if (str_i64(ticked.at[i], &bit) &&
		    (bit == PART_FILL || bit == PART_APPROVE || bit == PART_SEE || bit == PART_REFORM))
			c.member.parts |= (int)bit;
	}
	const err *e = !n.found              ? err_at(r->arena, ERR_not_found, STR("login"), "no such account")
		       : drop                ? NULL
		       : c.member.parts == 0 ? err_at(r->arena, ERR_required, STR("part"), "a part")
					     : known_place(r->arena, &g, &c.member);
	if (!e)
		e = run(r, STR("members"), ask_member_put_run, &c);
	if (e && (the_forms_fault(e) || e->code == ERR_not_found))
		return show_members(r, e, out);
	TRY(e);
	resp_redirect(r, out, STR("/work/ask/members?told=1"));
	return NULL;
}

const route work_ask_setup_routes[] = {
	{ "GET", "/work/ask/rounds", ACCESS_CLERK, rounds_get },
	{ "POST", "/work/ask/rounds", ACCESS_CLERK, rounds_post },
	{ "GET", "/work/ask/round/:round", ACCESS_CLERK, round_get },
	{ "POST", "/work/ask/round/:round", ACCESS_CLERK, round_post },
	{ "POST", "/work/ask/round/:round/open", ACCESS_CLERK, open_post },
	{ "POST", "/work/ask/round/:round/close", ACCESS_CLERK, close_post },
	{ "POST", "/work/ask/round/:round/units", ACCESS_CLERK, units_post },
	{ "POST", "/work/ask/round/:round/remind", ACCESS_CLERK, remind_post },
	{ "GET", "/work/ask/members", ACCESS_CLERK, members_get },
	{ "POST", "/work/ask/members", ACCESS_CLERK, members_post },
	{ 0 },
};
