/* The waiting list for programs: what its pages do, as JSON. */
#include "kit/api.h"
#include "kit/limits.h"
#include "modules/visits/api_json.h"
#include "modules/visits/pages/pages_code.h"
#include "modules/visits/waitlist/waitlist_view.h"

static const char *const part_names[] = { "morning", "midday", "late" };

static void put_time(json_writer *w, const char *key, instant t)
{
	if (t)
		jw_field_str(w, key, instant_text(w->b->arena, t));
	else
		jw_field_null(w, key);
}

static void put_days(json_writer *w, const wishes *v)
{
	jw_field_str(w, "from", day_text(w->b->arena, v->from));
	jw_field_str(w, "to", day_text(w->b->arena, v->to));
	jw_field_array(w, "days");
	for (size_t i = 0; i < v->dates.n; i++)
		jw_str(w, day_text(w->b->arena, v->dates.at[i]));
	jw_end(w);
	jw_field_array(w, "times");
	for (size_t i = 0; i < COUNT(part_names); i++)
		if (v->parts & 1 << i)
			jw_str(w, str_of(part_names[i]));
	jw_end(w);
}

/* The schema Waiting. The hold of an open offer is nobody's business: it is accepted here. */
static void put_entry(json_writer *w, const waiting_view *v)
{
	jw_object(w);
	jw_field_str(w, "code", v->code);
	jw_field_str(w, "office", v->office);
	jw_field_str(w, "state", waiting_state_name(v->state));
	jw_field_array(w, "services");
	for (size_t i = 0; i < v->services.n; i++)
		jw_str(w, v->services.at[i]);
	jw_end(w);
	put_days(w, &v->wishes);
	jw_field_i64(w, "ahead", v->ahead);
	bool offered = v->state == WAITING_OFFERED;
	put_time(w, "start", offered || v->state == WAITING_ACCEPTED ? v->start : 0);
	put_time(w, "until", offered ? v->until : 0);
	if (v->state == WAITING_ACCEPTED)
		jw_field_str(w, "booking", v->held);
	else if (v->booking.len)
		jw_field_str(w, "booking", v->booking);
	else
		jw_field_null(w, "booking");
	jw_end(w);
}

/* --- what is asked ---------------------------------------------------------------------------------------------- */

static const err *read_object(req *r, const json_value **ret)
{
	if (!str_eq(r->type, STR("application/json")))
		return err_of(ERR_unsupported_type);
	TRY(json_parse(r->arena, r->body, ret));
	return (*ret)->kind == JV_OBJECT ? NULL : err_why(r->arena, ERR_bad_json, "an object is expected");
}

static const err *read_day_of(req *r, const json_value *body, const char *key, day otherwise, day *ret)
{
	str text = STR_NONE;
	TRY(json_may_str(r->arena, body, key, &text));
	*ret = otherwise;
	return text.len == 0 || day_parse(text, ret)
		       ? NULL
		       : err_at(r->arena, ERR_invalid, str_of(key), "a date is expected: 2026-04-01");
}

static const err *read_wishes(req *r, const json_value *body, wishes *ret)
{
	day today = day_of(clock_now(r->app->clock)), d;
	strs days = { NULL, 0 }, times = { NULL, 0 };
	TRY(read_day_of(r, body, "from", today, &ret->from));
	TRY(read_day_of(r, body, "to", today + WISH_AHEAD / 3, &ret->to));
	TRY(json_may_strs(r->arena, body, "days", &days));
	TRY(json_may_strs(r->arena, body, "times", &times));
	for (size_t i = 0; i < days.n; i++) {
		if (!day_parse(days.at[i], &d))
			return err_at(r->arena, ERR_invalid, STR("days"), "dates are expected: 2026-04-01");
		LIST_ADD(r->arena, &ret->dates, d);
	}
	ret->parts = times.n ? 0 : PARTS_ALL;
	for (size_t i = 0; i < times.n; i++) {
		size_t k = 0;
		while (k < COUNT(part_names) && !str_eq(times.at[i], str_of(part_names[k])))
			k++;
		if (k == COUNT(part_names))
			return err_at(r->arena, ERR_invalid, STR("times"), "there are morning, midday and late");
		ret->parts |= 1 << k;
	}
	return NULL;
}

typedef struct entry_question {
	i64 city;
	str code, office;
	waiting_view entry;
	booking_view booking;
} entry_question;

static const err *find_entry(db *d, arena *a, void *arg)
{
	entry_question *q = arg;
	return waitlist_entry(d, a, q->city, q->code, &q->entry);
}

static const err *find_booking(db *d, arena *a, void *arg)
{
	entry_question *q = arg;
	return visits_booking(d, a, q->city, q->code, &q->booking);
}

/* --- join ------------------------------------------------------------------------------------------------------------ */

static const err *joined(const void *arg, buf *b)
{
	json_writer w = json_write(b);
	put_entry(&w, &((const join_waitlist *)arg)->ret);
	jw_done(&w);
	return NULL;
}

const err *waiting_post_api(req *r, resp *out)
{
	const json_value *body;
	TRY(read_object(r, &body));
	actor by = visits_actor(r, "api");
	join_waitlist c = { .by = &by };
	str booking = STR_NONE;
	TRY(json_may_str(r->arena, body, "booking", &booking));
	if (booking.len) {
		/* the booking's office says which writer it is for; a code that is none costs as any other guess */
		entry_question q = { .city = r->app->city, .code = visits_code_parse(r->arena, booking) };
		TRY(code_may_ask(r));
		TRY(code_looked_up(r, store_read(r->app->store, r->arena, find_booking, &q)));
		c.booking = q.code;
		c.office = q.booking.office;
	} else {
		TRY(json_need_str(r->arena, body, "office", &c.office));
		TRY(json_may_strs(r->arena, body, "services", &c.services));
		TRY(json_need_str(r->arena, body, "name", &c.name));
		TRY(json_may_str(r->arena, body, "contact", &c.contact));
		TRY(json_may_str(r->arena, body, "note", &c.note));
		if (c.services.n == 0)
			return err_at(r->arena, ERR_required, STR("services"), "name at least one service");
	}
	if (!defs_office(by.def, c.office))
		return err_why(r->arena, ERR_not_found, "no such office");
	TRY(read_wishes(r, body, &c.wishes));
	if (r->who->role < ROLE_CLERK)
		TRY(limit_hit(r, "waiting", address_key(r), by.def->limits.bookings_per_address_hour, 3600));
	api_command join = { .shard = office_shard(r->arena, by.city, c.office),
			     .run = join_waitlist_run,
			     .arg = &c,
			     .render = joined,
			     .status = 201 };
	TRY(api_write(r, out, &join));
	if (c.ret.code.len) /* the answer to a repeated Idempotency-Key is the body alone */
		resp_header(r, out, STR("Location"),
			    str_format(r->arena, "/api/v1/waitlist/%.*s", STR_ARG(c.ret.code)));
	return NULL;
}

/* --- one entry --------------------------------------------------------------------------------------------------------- */

static const err *open_entry(req *r, entry_question *q)
{
	*q = (entry_question){ .city = r->app->city };
	TRY(code_of_address(r, &q->code));
	return code_looked_up(r, store_read(r->app->store, r->arena, find_entry, q));
}

const err *waiting_get_api(req *r, resp *out)
{
	entry_question q;
	TRY(open_entry(r, &q));
	buf b = buf_new(r->arena, API_MAX);
	json_writer w = json_write(&b);
	put_entry(&w, &q.entry);
	jw_done(&w);
	return json_reply(out, 200, &b);
}

static const err *answered(const void *arg, buf *b)
{
	json_writer w = json_write(b);
	put_entry(&w, &((const answer_waiting *)arg)->ret);
	jw_done(&w);
	return NULL;
}

static const err *answer_by(req *r, resp *out, waiting_answer how)
{
	entry_question q;
	str start = STR_NONE;
	TRY(open_entry(r, &q));
	actor by = visits_actor(r, "api");
	answer_waiting c = { .by = &by, .code = q.code, .answer = how };
	const json_value *body = NULL;
	if (r->body.len)
		TRY(read_object(r, &body));
	TRY(json_may_str(r->arena, body, "start", &start));
	if (start.len && !instant_parse(start, &c.start))
		return err_at(r->arena, ERR_invalid, STR("start"), "an RFC 3339 time with offset is expected");
	api_command act = { .shard = office_shard(r->arena, by.city, q.entry.office),
			    .run = answer_waiting_run,
			    .arg = &c,
			    .render = answered };
	return api_write(r, out, &act);
}

const err *waiting_accept_api(req *r, resp *out)
{
	return answer_by(r, out, ANSWER_ACCEPT);
}

const err *waiting_decline_api(req *r, resp *out)
{
	return answer_by(r, out, ANSWER_DECLINE);
}

const err *waiting_leave_api(req *r, resp *out)
{
	return answer_by(r, out, ANSWER_LEAVE);
}
