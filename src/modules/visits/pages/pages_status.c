/* /status and /status/:office: how busy it is, for everybody. */
#include "modules/visits/pages/pages.h"
#include "modules/visits/pages/status_view.h"
#include "modules/visits/visits_commands.h"

#include "modules/visits/pages/templates/status.html.h"

/* Seconds until called, in the middle of the estimate, up to which an office counts as quiet and as not crowded. */
#define QUIET (10 * 60)
#define SOME (30 * 60)
#define BAR_LEAST 10 /* people: the shortest full bar, so that a queue of two does not look like a crowd */

typedef struct boards_question {
	const city_def *city;
	instant now;
	board *ret;
} boards_question;

static const err *read_boards(db *d, arena *a, void *arg)
{
	boards_question *q = arg;
	for (size_t i = 0; i < q->city->offices.n; i++)
		TRY(visits_board_in(d, a, q->city, &q->city->offices.at[i], q->now, true, &q->ret[i]));
	return NULL;
}

static badge make_badge(req *r, word text, const char *tone)
{
	return (badge){ say(r, text), tone };
}

/* Where no desk is open at all the page says so once. */
static bool any_desk_open(const board *b)
{
	for (size_t i = 0; i < b->desks.n; i++)
		if (b->desks.at[i].state == DESK_OPEN || b->desks.at[i].state == DESK_SERVING)
			return true;
	return false;
}

static service_row make_service(req *r, const board *b, const struct service_load *l)
{
	service_row row = { .name = text_in(&l->offer->def->name, r->lang),
			    .icon = l->offer->def->icon,
			    .waiting = l->waiting,
			    .desks = l->desks };
	bool now = b->city->limits.any_hour || offer_open_at(b->office, l->offer, b->now);
	row.open = now && l->offer->walk_in && !l->stopped;
	if (row.open) {
		row.state = make_badge(r, T_status_taking, "good");
		row.wait = (any_desk_open(b) ? say_wait_now : say_wait)(r->arena, r->lang, l->wait);
	} else if (!l->offer->walk_in) {
		row.state = make_badge(r, T_status_booking_only, "calm");
	} else if (now) {
		row.state = make_badge(r, T_status_stopped, "warn");
	} else {
		row.state = make_badge(r, T_status_not_now, "calm");
	}
	return row;
}

/* Among the services that people wait for, the one where somebody who comes now waits longest; NULL when nobody waits, or
 * nothing can be said. */
static const struct service_load *longest_of(const board *b)
{
	const struct service_load *longest = NULL;
	for (size_t i = 0; i < b->services_n; i++) {
		const struct service_load *l = &b->services[i];
		if (l->waiting == 0 || l->wait.p50 < 0)
			continue;
		if (!longest || l->wait.p50 > longest->wait.p50)
			longest = l;
	}
	return longest;
}

static badge make_level(req *r, const board *b, const struct service_load *longest, int waiting, bool active)
{
	if (!active)
		return make_badge(r, T_office_closed_now, "calm");
	if (b->open && b->tickets_stopped)
		return make_badge(r, T_status_stopped, "warn");
	if (!longest)
		return make_badge(r, waiting ? T_status_level_unknown : T_status_level_quiet,
				  waiting ? "calm" : "good");
	if (longest->wait.p50 < QUIET)
		return make_badge(r, T_status_level_quiet, "good");
	return longest->wait.p50 < SOME ? make_badge(r, T_status_level_some, "warn")
					: make_badge(r, T_status_level_busy, "bad");
}

static office_row make_office(req *r, const board *b)
{
	const office_def *o = b->office;
	office_row row = { .id = o->id,
			   .name = text_in(&o->name, r->lang),
			   .link = url_path(r->arena, "/status/%.*s", STR_ARG(o->id)),
			   .book = url_path(r->arena, "/book/%.*s", STR_ARG(o->id)),
			   .hours = office_opening(r->arena, r->lang, o, b->now),
			   .waiting = b->people };
	for (size_t i = 0; i < b->services_n; i++)
		LIST_ADD(r->arena, &row.services, make_service(r, b, &b->services[i]));
	for (size_t i = 0; i < b->desks.n; i++)
		row.desks += b->desks.at[i].state == DESK_OPEN || b->desks.at[i].state == DESK_SERVING;
	const struct service_load *longest = longest_of(b);
	row.active = row.hours.open || row.waiting;
	row.level = make_level(r, b, longest, row.waiting, row.active);
	if (longest && longest->wait.p90 > 60)
		row.longest = say_wait(r->arena, r->lang, longest->wait);
	return row;
}

static int most_waiting(const office_rows *rows, int most)
{
	for (size_t i = 0; i < rows->n; i++)
		most = rows->at[i].waiting > most ? rows->at[i].waiting : most;
	return most;
}

static void scale_bars(office_rows *rows, int most)
{
	for (size_t i = 0; i < rows->n; i++)
		rows->at[i].bar = rows->at[i].waiting * 100 / most;
}

static void scale_services(service_rows *rows)
{
	int most = BAR_LEAST;
	for (size_t i = 0; i < rows->n; i++)
		most = rows->at[i].waiting > most ? rows->at[i].waiting : most;
	for (size_t i = 0; i < rows->n; i++)
		rows->at[i].bar = rows->at[i].waiting * 100 / most;
}

const err *visits_office_rows(req *r, office_rows *ret_wards, office_rows *ret_branches)
{
	const city_def *city = catalog_city(r);
	boards_question q = { city, clock_now(r->app->clock), arena_many(r->arena, board, city->offices.n) };
	TRY(store_read(r->app->store, r->arena, read_boards, &q));
	*ret_wards = *ret_branches = (office_rows){ 0 };
	for (size_t i = 0; i < city->offices.n; i++) {
		office_rows *list = city->offices.at[i].kind == OFFICE_WARD ? ret_wards : ret_branches;
		LIST_ADD(r->arena, list, make_office(r, &q.ret[i]));
	}
	int most = most_waiting(ret_branches, most_waiting(ret_wards, BAR_LEAST));
	scale_bars(ret_wards, most);
	scale_bars(ret_branches, most);
	return NULL;
}

static const err *status_page_get(req *r, resp *out)
{
	status_view v = { .at = say_time(r->arena, clock_now(r->app->clock)) };
	TRY(visits_office_rows(r, &v.wards, &v.branches));
	page_out o = page_begin(r);
	status_page(&o, &v);
	page p = {
		.kind = PAGE_RESIDENT, .title = say(r, T_status_title), .script = STR("resident.js"), .refresh = 60
	};
	return page_end(&o, &p, out);
}

static const err *status_office_get(req *r, resp *out)
{
	board b;
	TRY(visits_board(r, req_param(r, "office"), true, &b));
	const office_def *def = b.office;
	office_row row = make_office(r, &b);
	scale_services(&row.services);
	status_office_view v = {
		.office = &row,
		.address = text_in(&def->address, r->lang),
		.access = text_in(&def->access, r->lang),
		.notice = text_in(&def->notice, r->lang),
		.phone = def->phone,
		.tel = url_of(r->arena, str_format(r->arena, "tel:%.*s", STR_ARG(def->phone))),
		.hours = say_hours(r->arena, r->lang, office_hours(def, b.today, NULL)),
		.at = say_time(r->arena, b.now),
		.api = url_path(r->arena, "/api/v1/offices/%.*s/status", STR_ARG(def->id)),
		.book = row.book,
		.journeys = url_path(r->arena, "/journey/%.*s", STR_ARG(def->id)),
		.has_journeys = b.city->journeys.n > 0,
	};
	page_out o = page_begin(r);
	status_office_page(&o, &v);
	page p = { .kind = PAGE_RESIDENT,
		   .title = words_status_office_title(r->arena, r->lang, row.name),
		   .live = str_format(r->arena, "/events/offices/%.*s", STR_ARG(def->id)),
		   .refresh = 60 };
	return page_end(&o, &p, out);
}

const route visits_status_routes[] = {
	{ "GET", "/status", ACCESS_PUBLIC, status_page_get },
	{ "GET", "/status/:office", ACCESS_PUBLIC, status_office_get },
	{ 0 },
};
