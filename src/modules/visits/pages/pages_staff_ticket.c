/* /desk/OFFICE/ticket/CODE: one ticket for staff: what happened to it, a note, priority, back in line, gone home. */
#include "modules/visits/pages/desk_view.h"
#include "modules/visits/pages/pages.h"
#include "modules/visits/stats/stats.sql.h"
#include "modules/visits/visits_commands.h"

#include "modules/visits/pages/templates/desk.html.h"

static const err *find_office(req *r, const office_def **ret)
{
	str id = req_param(r, "office");
	TRY(who_in_office(r, id));
	*ret = defs_office(catalog_city(r), id);
	return *ret ? NULL : err_of(ERR_not_found);
}

struct ticket_question {
	i64 city;
	str code;
	ticket_view ticket;
	stats_history_rows history;
};

static const err *read_ticket(db *d, arena *a, void *arg)
{
	struct ticket_question *q = arg;
	TRY(visits_ticket(d, a, q->city, q->code, &q->ticket));
	return stats_history(d, a, q->city, q->code, &q->history);
}

str say_command(req *r, str name)
{
	static const struct {
		const char *command;
		word text;
	} all[] = {
		{ "take", T_history_take },         { "check_in", T_history_check_in },
		{ "ready", T_history_ready },       { "call", T_history_call },
		{ "recall", T_history_recall },     { "serve", T_history_serve },
		{ "done", T_history_done },         { "undo", T_history_undo },
		{ "missed", T_history_missed },     { "return", T_history_return },
		{ "park", T_history_park },         { "resume", T_history_resume },
		{ "transfer", T_history_transfer }, { "leave", T_history_leave },
		{ "abandon", T_history_abandon },
	};
	for (size_t i = 0; i < COUNT(all); i++)
		if (str_eq(name, str_of(all[i].command)))
			return say(r, all[i].text);
	return name;
}

static const err *show_ticket(req *r, resp *out, const err *wrong)
{
	const office_def *office;
	TRY(find_office(r, &office));
	const city_def *city = catalog_city(r);
	struct ticket_question q = { .city = city->code, .code = req_param(r, "code") };
	TRY(store_read(r->app->store, r->arena, read_ticket, &q));
	const ticket_view *t = &q.ticket;
	if (!str_eq(t->office, office->id))
		return err_of(ERR_not_found);
	staff_ticket_view v = {
		.number = t->number,
		.name = t->name,
		.note = t->note,
		.arrived = say_when(r->arena, r->lang, t->arrived),
		.priority = t->priority,
		.rev = t->rev,
		.here = url_path(r->arena, "/desk/%.*s/ticket/%.*s", STR_ARG(office->id), STR_ARG(t->code)),
		.back = url_path(r->arena, "/desk/%.*s", STR_ARG(office->id)),
		.papers = url_path(r->arena, "/counter/%.*s/visit/%.*s/papers", STR_ARG(office->id), STR_ARG(t->code)),
		.steps = visit_step_lines(r->arena, r->lang, city, office, &t->steps)
	};
	bool busy = false;
	for (size_t i = 0; i < t->steps.n; i++) {
		step_state s = t->steps.at[i].state, next;
		busy |= s == STEP_CALLED || s == STEP_SERVING;
		v.can_leave |= step_next(s, STEP_LEAVE, &next);
		v.can_back |= s == STEP_MISSED;
	}
	v.can_leave &= !busy;
	for (size_t i = 0; i < q.history.n; i++) {
		const stats_history_row *h = &q.history.at[i];
		const desk_def *d = h->desk.len ? defs_desk(office, h->desk) : NULL;
		LIST_ADD(r->arena, &v.history,
			 (history_row){ .when = say_time(r->arena, h->moment),
					.what = say_command(r, h->command),
					.service = say_service(r->arena, r->lang, city, h->service),
					.desk = d ? say_desk(r->arena, r->lang, d) : h->desk,
					.who = h->staff ? h->staff_name : STR_NONE });
	}
	if (wrong) {
		v.message = err_message(wrong->code, r->lang);
		out->status = err_status(wrong->code);
	}
	page_out o = page_begin(r);
	staff_ticket_page(&o, &v);
	page p = { .kind = PAGE_STAFF,
		   .title = words_ticket_staff_title(r->arena, r->lang, t->number),
		   .here = STR("desk"),
		   .office = office->id,
		   .live = str_format(r->arena, "/events/offices/%.*s", STR_ARG(office->id)) };
	return page_end(&o, &p, out);
}

static const err *ticket_get(req *r, resp *out)
{
	return show_ticket(r, out, NULL);
}

static const err *ticket_post(req *r, resp *out)
{
	const office_def *office;
	TRY(find_office(r, &office));
	actor by = visits_actor(r, "staff");
	str code = req_param(r, "code"), shard = office_shard(r->arena, by.city, office->id);
	struct ticket_question q = { .city = by.city, .code = code };
	TRY(store_read(r->app->store, r->arena, read_ticket, &q));
	if (!str_eq(q.ticket.office, office->id))
		return err_of(ERR_not_found);
	str what = req_form(r, "action");
	const err *e;
	if (str_eq(what, STR("leave"))) {
		leave_queue c = { .by = &by, .code = code };
		e = store_write(r->app->store, r->arena, shard, leave_queue_run, &c);
	} else {
		bool note = str_eq(what, STR("note")), on = str_eq(what, STR("priority-on"));
		mark_ticket c = { .by = &by,
				  .code = code,
				  .set_note = note,
				  .note = req_form(r, "note"),
				  .set_priority = on || str_eq(what, STR("priority-off")),
				  .priority = on,
				  .back = str_eq(what, STR("back")) };
		if (!c.set_note && !c.set_priority && !c.back)
			return err_of(ERR_bad_request);
		e = store_write(r->app->store, r->arena, shard, mark_ticket_run, &c);
	}
	if (e)
		return show_ticket(r, out, e);
	resp_redirect(r, out,
		      str_format(r->arena, "/desk/%.*s/ticket/%.*s", STR_ARG(office->id), STR_ARG(q.ticket.code)));
	return NULL;
}

const route visits_staff_ticket_routes[] = {
	{ "GET", "/desk/:office/ticket/:code", ACCESS_CLERK, ticket_get },
	{ "POST", "/desk/:office/ticket/:code", ACCESS_CLERK, ticket_post },
	{ 0 },
};
