/*
 * /compare?service=ID&m-OFFICE=MINUTES: where is it fastest, travel included? And the same for programs.
 *
 * The minutes stand in the address, so that it can be sent to somebody, and in a cookie `travel` that holds nothing else, so that
 * they need not be named again.
 */
#include "modules/visits/api_json.h"
#include "modules/visits/open/compare.h"
#include "modules/visits/open/compare_view.h"
#include "modules/visits/pages/pages.h"

#include "modules/visits/open/templates/compare.html.h"

#define BAR 600 /* the width of a bar */
#define SCALE_MOST 180 /* minutes */
#define COOKIE_SECONDS (180 * 24 * 3600)

typedef struct asked {
	const city_def *city;
	strs services;
	int *travel; /* by office: named ones, and 0 where one is */
	int *named; /* those that somebody named */
	str *typed;
	bool any_travel, wrong_travel, wrong_services;
	str here;
} asked;

static void take_service(req *r, asked *q, str id)
{
	for (size_t i = 0; i < q->services.n; i++)
		if (str_eq(q->services.at[i], id))
			return;
	if (!defs_service(q->city, id) || q->services.n == COMPARE_SERVICES_MAX)
		q->wrong_services = true;
	else
		LIST_ADD(r->arena, &q->services, id);
}

static void ask_services(req *r, asked *q)
{
	strs all = req_query_all(r, "service");
	for (size_t i = 0; i < all.n; i++)
		for (str rest = all.at[i]; rest.len;) {
			str id = str_cut(&rest, ',');
			if (id.len)
				take_service(r, q, id);
		}
}

/* Full-width digits are digits, too. */
static str plain_digits(arena *a, str typed)
{
	buf b = buf_new(a, 64);
	for (size_t i = 0; i < typed.len;) {
		u32 c = str_next(typed, &i);
		if (c >= 0xff10 && c <= 0xff19)
			c = c - 0xff10 + '0';
		if (c < 128)
			buf_char(&b, (char)c);
		else
			buf_char(&b, '?');
	}
	return str_trim(buf_str(&b));
}

/* The address comes before the cookie; at one's own office one is already. */
static void ask_travel(req *r, asked *q)
{
	const city_def *city = q->city;
	q->travel = arena_many(r->arena, int, city->offices.n);
	q->named = arena_many(r->arena, int, city->offices.n);
	q->typed = arena_many(r->arena, str, city->offices.n);
	travel_parse(city, req_query(r, "travel").len ? req_query(r, "travel") : req_cookie(r, "travel"), q->travel);
	for (size_t i = 0; i < city->offices.n; i++) {
		const office_def *o = &city->offices.at[i];
		str name = str_format(r->arena, "m-%.*s", STR_ARG(o->id));
		bool given = false;
		for (size_t k = 0; k < r->query.n; k++)
			given |= str_eq(r->query.at[k].name, name);
		i64 n;
		if (given) {
			str typed = req_query(r, name.at), digits = plain_digits(r->arena, typed);
			q->typed[i] = typed;
			q->travel[i] = TRAVEL_UNKNOWN;
			if (str_i64(digits, &n) && n >= 0 && n <= TRAVEL_MAX)
				q->travel[i] = (int)n;
			else
				q->wrong_travel |= digits.len > 0;
		} else if (q->travel[i] >= 0) {
			q->typed[i] = str_format(r->arena, "%d", q->travel[i]);
		}
		q->any_travel |= q->travel[i] >= 0;
		q->named[i] = q->travel[i];
		if (q->travel[i] < 0 && str_eq(o->id, q->here))
			q->travel[i] = 0;
	}
}

static void ask(req *r, asked *q)
{
	*q = (asked){ .city = catalog_city(r), .here = req_query(r, "here") };
	if (!defs_office(q->city, q->here))
		q->here = STR_NONE;
	ask_services(r, q);
	ask_travel(r, q);
}

/* --- words -------------------------------------------------------------------------------------------------------- */

static wait_range with_travel(const compare_office *c)
{
	int travel = c->travel > 0 ? c->travel * 60 : 0;
	return (wait_range){ .p10 = c->wait.p10 + travel, .p50 = c->wait.p50 + travel, .p90 = c->wait.p90 + travel };
}

static str say_reason(req *r, const compare_office *c)
{
	static const word reasons[] = {
		[COMPARE_OPEN] = T_none,
		[COMPARE_CLOSED] = T_compare_closed,
		[COMPARE_TOO_LATE] = T_compare_too_late,
		[COMPARE_STOPPED] = T_status_stopped,
		[COMPARE_BOOKING_ONLY] = T_status_booking_only,
		[COMPARE_UNKNOWN] = T_wait_unknown,
	};
	return say(r, reasons[c->state]);
}

/* Where so many seconds stand on a bar of so many minutes; what is longer ends with it. */
static int on_bar(int seconds, int scale)
{
	i64 x = (i64)seconds * BAR / 60 / scale;
	return x > BAR ? BAR : (int)x;
}

static compare_row make_row(req *r, const asked *q, const compare_office *c, day today, int scale)
{
	arena *a = r->arena;
	compare_row row = { .name = text_in(&c->office->name, r->lang),
			    .link = url_path(a, "/status/%.*s", STR_ARG(c->office->id)),
			    .here = str_eq(c->office->id, q->here) };
	if (c->next) {
		buf b = buf_new(a, 1000);
		buf_format(&b, "/book/%.*s/times?day=%.*s", STR_ARG(c->office->id),
			   STR_ARG(day_text(a, day_of(c->next))));
		for (size_t i = 0; i < q->services.n; i++)
			buf_format(&b, "&service=%.*s", STR_ARG(q->services.at[i]));
		row.book = url_of(a, buf_str(&b));
		row.next = str_format(a, "%.*s %.*s", STR_ARG(say_day_near(a, r->lang, day_of(c->next), today)),
				      STR_ARG(say_time(a, c->next)));
	}
	if (c->state != COMPARE_OPEN) {
		row.reason = say_reason(r, c);
		return row;
	}
	wait_range total = with_travel(c);
	str wait = say_wait(a, r->lang, c->wait);
	row.travel_said = c->travel >= 0 ? say_minutes(a, r->lang, c->travel) : STR("–");
	row.wait_said = wait;
	row.total = total.p90 <= 60 ? words_text(a, r->lang, T_compare_at_once)
				    : words_compare_called(a, r->lang, say_wait(a, r->lang, total));
	row.parts = c->travel < 0 && q->any_travel ? words_compare_apart(a, r->lang, wait)
		    : c->travel > 0                ? words_compare_parts(a, r->lang, row.travel_said, wait)
						   : words_compare_only_wait(a, r->lang, wait);
	if (c->wait.assumed)
		row.until = words_text(a, r->lang, T_compare_assumed);
	else if (c->until)
		row.until = words_compare_until(a, r->lang, say_time(a, c->until));
	row.travel = on_bar((c->travel > 0 ? c->travel : 0) * 60, scale);
	row.from = on_bar(total.p10, scale);
	row.to = on_bar(total.p90, scale);
	row.middle = on_bar(total.p50, scale);
	row.middle = row.middle > BAR - 4 ? BAR - 4 : row.middle;
	return row;
}

static void fill(req *r, const asked *q, const compare_question *found, compare_view *v)
{
	arena *a = r->arena;
	day today = day_of(found->now);
	int scale = 30; /* minutes of a full bar, at least: a short wait does not look like a long one */
	for (size_t i = 0; i < found->ret_open; i++) {
		int to = (with_travel(&found->ret.at[i]).p90 + 59) / 60;
		scale = to > scale ? to : scale;
	}
	scale = scale > SCALE_MOST ? SCALE_MOST : scale; /* one that is hopeless does not make the others look alike */
	for (size_t i = 0; i < found->ret.n; i++) {
		compare_row row = make_row(r, q, &found->ret.at[i], today, scale);
		row.first = i == 0 && found->ret_open > 1 && !found->ret.at[i].apart;
		/* those that cannot be compared come last; where none can, all stand in one list */
		if (i < found->ret_open && found->ret.at[i].apart && !found->ret.at[0].apart)
			LIST_ADD(a, &v->apart, row);
		else if (i < found->ret_open)
			LIST_ADD(a, &v->reached, row);
		else
			LIST_ADD(a, &v->others, row);
	}
	v->asked = true;
	v->at = say_time(a, found->now);
	v->no_travel = !q->any_travel;
	v->answer = words_text(a, r->lang, found->ret.n ? T_compare_none_open : T_compare_nowhere);
	if (found->ret_open)
		v->answer = words_compare_answer(a, r->lang, v->reached.at[0].name, v->reached.at[0].total);
	v->honest = words_text(a, r->lang, found->services.n > 1 ? T_compare_honest_many : T_compare_honest);
}

static int offices_with(const city_def *city, str service)
{
	int n = 0;
	for (size_t i = 0; i < city->offices.n; i++)
		n += defs_offer(&city->offices.at[i], service) != NULL;
	return n;
}

static const err *compare_get(req *r, resp *out)
{
	asked q;
	ask(r, &q);
	const city_def *city = q.city;
	compare_view v = { .here = q.here, .open_travel = !q.any_travel || q.wrong_travel };
	for (size_t i = 0; i < city->services.n; i++) {
		const service_def *s = &city->services.at[i];
		if (offices_with(city, s->id) < 2)
			continue; /* there is nothing to compare */
		bool chosen = false;
		for (size_t k = 0; k < q.services.n; k++)
			chosen |= str_eq(q.services.at[k], s->id);
		LIST_ADD(r->arena, &v.services, (compare_choice){ s->id, text_in(&s->name, r->lang), chosen });
	}
	for (size_t i = 0; i < city->offices.n; i++) {
		const office_def *o = &city->offices.at[i];
		bool wrong = q.typed[i].len && q.travel[i] < 0;
		LIST_ADD(r->arena, &v.offices, (compare_field){ o->id, text_in(&o->name, r->lang), q.typed[i], wrong });
	}
	if (q.wrong_travel || q.wrong_services) {
		v.message = say(r, q.wrong_travel ? T_compare_wrong : T_compare_wrong_services);
		out->status = 422;
	} else if (q.services.n) {
		compare_question found = { .city = city,
					   .services = q.services,
					   .travel = q.travel,
					   .named = q.any_travel,
					   .now = clock_now(r->app->clock) };
		TRY(store_read(r->app->store, r->arena, compare_read, &found));
		fill(r, &q, &found, &v);
		str minutes = travel_text(r->arena, city, q.named);
		if (!str_eq(minutes, req_cookie(r, "travel")) && r->query.n > 1)
			resp_cookie(r, out, STR("travel"), minutes, minutes.len ? COOKIE_SECONDS : 0);
	}
	page_out o = page_begin(r);
	compare_page(&o, &v);
	page p = { .kind = PAGE_RESIDENT,
		   .style = STR("open.css"),
		   .title = say(r, T_compare_title),
		   .here = STR("compare"),
		   .refresh = v.asked ? 120 : 0 };
	return page_end(&o, &p, out);
}

/* --- for a ticket's own page --------------------------------------------------------------------------------------- */

const err *compare_hint(req *r, const office_def *here, str service, int p10, str *ret_text, url *ret_link)
{
	const city_def *city = catalog_city(r);
	faster f = { .city = city->code,
		     .def = city,
		     .here = here->id,
		     .service = service,
		     .from = p10 / 60,
		     .now = clock_now(r->app->clock) };
	*ret_text = STR_NONE;
	if (f.from <= COMPARE_CLEARLY)
		return NULL;
	*ret_link = url_path(r->arena, "/compare?service=%.*s&here=%.*s", STR_ARG(service), STR_ARG(here->id));
	int *travel = arena_many(r->arena, int, city->offices.n);
	travel_parse(city, req_cookie(r, "travel"), travel);
	f.travel = travel;
	TRY(store_read(r->app->store, r->arena, compare_faster, &f));
	if (!f.ret)
		return NULL;
	int to = (f.ret_to + 4) / 5 * 5;
	*ret_text =
		words_compare_faster(r->arena, r->lang, text_in(&f.ret->name, r->lang),
				     say_minutes(r->arena, r->lang, f.ret_trip), say_minutes(r->arena, r->lang, to));
	return NULL;
}

/* --- for programs ------------------------------------------------------------------------------------------------- */

static str state_name(compare_state s)
{
	static const char *const names[] = { [COMPARE_OPEN] = "open",
					     [COMPARE_CLOSED] = "closed",
					     [COMPARE_TOO_LATE] = "too_late",
					     [COMPARE_STOPPED] = "stopped",
					     [COMPARE_BOOKING_ONLY] = "booking_only",
					     [COMPARE_UNKNOWN] = "unknown" };
	return str_of(names[s]);
}

static void put_office(req *r, json_writer *w, const compare_office *c)
{
	jw_object(w);
	jw_field_str(w, "office", c->office->id);
	jw_field_str(w, "name", text_in(&c->office->name, r->lang));
	jw_field_str(w, "state", state_name(c->state));
	if (c->travel >= 0)
		jw_field_i64(w, "travel", c->travel);
	else
		jw_field_null(w, "travel");
	if (c->state == COMPARE_OPEN) {
		wait_range total = with_travel(c);
		jw_field_object(w, "wait");
		jw_field_i64(w, "p10", c->wait.p10);
		jw_field_i64(w, "p50", c->wait.p50);
		jw_field_i64(w, "p90", c->wait.p90);
		jw_field_bool(w, "assumed", c->wait.assumed);
		jw_end(w);
		jw_field_object(w, "total");
		jw_field_i64(w, "p10", total.p10);
		jw_field_i64(w, "p50", total.p50);
		jw_field_i64(w, "p90", total.p90);
		jw_end(w);
	} else {
		jw_field_null(w, "wait");
		jw_field_null(w, "total");
	}
	if (c->next)
		jw_field_str(w, "next_booking", instant_text(r->arena, c->next));
	else
		jw_field_null(w, "next_booking");
	jw_end(w);
}

const err *compare_api(req *r, resp *out)
{
	asked q;
	ask(r, &q);
	if (q.wrong_services)
		return err_at(r->arena, ERR_invalid, STR("service"), "services of this city, %d at most",
			      COMPARE_SERVICES_MAX);
	if (q.services.n == 0)
		return err_at(r->arena, ERR_required, STR("service"), "name a service");
	compare_question found = { .city = q.city,
				   .services = q.services,
				   .travel = q.travel,
				   .named = q.any_travel,
				   .now = clock_now(r->app->clock) };
	TRY(store_read(r->app->store, r->arena, compare_read, &found));
	buf b = buf_new(r->arena, API_MAX);
	json_writer w = json_write(&b);
	jw_object(&w);
	jw_field_str(&w, "now", instant_text(r->arena, found.now));
	jw_field_array(&w, "offices");
	for (size_t i = 0; i < found.ret.n; i++)
		put_office(r, &w, &found.ret.at[i]);
	jw_end(&w);
	jw_end(&w);
	jw_done(&w);
	return json_reply(out, 200, &b);
}

const route visits_compare_routes[] = {
	{ "GET", "/compare", ACCESS_PUBLIC, compare_get },
	{ 0 },
};
