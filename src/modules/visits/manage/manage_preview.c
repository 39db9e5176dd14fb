/*
 * The page between a form and its publication: what changes, what that does to the coming days, and which bookings already made
 * would lose their slot. Nothing is kept on the server meanwhile: the text travels in the form and is checked again.
 */
#include "modules/visits/manage/manage_work.h"

#include "modules/visits/manage/manage.sql.h"
#include "modules/visits/manage/templates/manage.html.h"
#include "modules/visits/visits_private.h"

#define CALENDAR_DAYS 14
#define LOOK_AHEAD 120 /* days, for the first one that differs */
#define ROWS_SHOWN 20
#define LOST_SHOWN 300
#define PICTURE_FROM (7 * 60)
#define PICTURE_WIDTH 130

/* --- what changes ------------------------------------------------------------------------------------------------------- */

static facts facts_of(req *r, str path, const city_def *c)
{
	str office = work_office(path);
	if (office.len) {
		const office_def *o = defs_office(c, office);
		return o ? manage_office_facts(r->arena, r->lang, c, o) : (facts){ NULL, 0 };
	}
	if (str_eq(path, STR("journeys.yaml")))
		return manage_journeys_facts(r->arena, r->lang, c);
	return str_eq(path, STR("services.yaml")) ? manage_services_facts(r->arena, r->lang, c)
						  : manage_city_facts(r->arena, r->lang, c);
}

changes work_changes(req *r, str path, const city_def *was, const city_def *now)
{
	facts x = facts_of(r, path, was), y = facts_of(r, path, now);
	return manage_changes(r->arena, &x, &y);
}

/* --- the coming days ----------------------------------------------------------------------------------------------------- */

static void add_tick(arena *a, manage_ticks *list, int from, int minutes)
{
	int x = (from - PICTURE_FROM) / 6, width = minutes / 6 - 1;
	if (x < 0 || x >= PICTURE_WIDTH)
		return;
	if (width < 1)
		width = 1;
	LIST_ADD(a, list, ((manage_tick){ x, x + width > PICTURE_WIDTH ? PICTURE_WIDTH - x : width }));
}

/* 9:00〜16:30 45人; "–" for none */
static str slots_text(req *r, const office_def *o, str service, day d, manage_ticks *ret_ticks)
{
	const offer_def *f = defs_offer(o, service);
	slot_defs slots = f ? offer_slots(r->arena, o, f, d) : (slot_defs){ NULL, 0 };
	int places = 0;
	for (size_t i = 0; i < slots.n; i++) {
		places += slots.at[i].places;
		add_tick(r->arena, ret_ticks, minute_of(slots.at[i].start), slots.at[i].minutes);
	}
	if (slots.n == 0)
		return STR("–");
	window w = { minute_of(slots.at[0].start),
		     minute_of(slots.at[slots.n - 1].start) + slots.at[slots.n - 1].minutes };
	return words_manage_cell(r->arena, r->lang, say_hours(r->arena, r->lang, (windows){ &w, 1 }), places);
}

static str open_text(req *r, const office_def *o, day d, manage_ticks *ret_ticks)
{
	windows hours = office_hours(o, d, NULL);
	for (size_t i = 0; i < hours.n; i++)
		add_tick(r->arena, ret_ticks, hours.at[i].from, hours.at[i].to - hours.at[i].from);
	return hours.n ? say_hours(r->arena, r->lang, hours) : say(r, T_manage_closed);
}

/* A row for the hours (service empty) or one service; added when some day differs. */
static bool add_row(req *r, manage_calendar *c, const office_def *was, const office_def *now, str service, str name,
		    day from)
{
	manage_calendar_row row = { .name = name };
	bool same = true;
	for (day d = from; d < from + CALENDAR_DAYS; d++) {
		manage_calendar_cell cell = { 0 };
		cell.was = service.len ? slots_text(r, was, service, d, &cell.ticks_was)
				       : open_text(r, was, d, &cell.ticks_was);
		cell.now = service.len ? slots_text(r, now, service, d, &cell.ticks_now)
				       : open_text(r, now, d, &cell.ticks_now);
		cell.same = str_eq(cell.was, cell.now) &&
			    (service.len == 0 || manage_same_slots(r->arena, was, now, service, d));
		same = same && cell.same;
		LIST_ADD(r->arena, &row.cells, cell);
	}
	if (same)
		return false;
	if (c->rows.n < ROWS_SHOWN)
		LIST_ADD(r->arena, &c->rows, row);
	else
		c->more++;
	return true;
}

static void fill_calendar(req *r, const city_def *c, const office_def *was, const office_def *now, manage_calendar *ret)
{
	day today = day_of(clock_now(r->app->clock));
	day first = manage_first_difference(r->arena, was, now, today, LOOK_AHEAD);
	if (first == DAY_NONE)
		return;
	if (first < today + CALENDAR_DAYS)
		first = today;
	static const word weekdays[7] = { T_weekday_0, T_weekday_1, T_weekday_2, T_weekday_3,
					  T_weekday_4, T_weekday_5, T_weekday_6 };
	for (day d = first; d < first + CALENDAR_DAYS; d++) {
		civil v = civil_of(d);
		manage_calendar_day head = { say(r, weekdays[weekday_of(d)]),
					     str_format(r->arena, "%d/%d", v.month, v.mday), STR_NONE };
		LIST_ADD(r->arena, &ret->days, head);
	}
	add_row(r, ret, was, now, STR_NONE, say(r, T_manage_hours_row), first);
	for (size_t i = 0; i < now->offers.n; i++) {
		str id = now->offers.at[i].service;
		add_row(r, ret, was, now, id, say_service(r->arena, r->lang, c, id), first);
	}
	for (size_t i = 0; i < was->offers.n; i++) {
		str id = was->offers.at[i].service;
		if (!defs_offer(now, id))
			add_row(r, ret, was, now, id, say_service(r->arena, r->lang, c, id), first);
	}
}

/* --- bookings ------------------------------------------------------------------------------------------------------------- */

typedef struct booked_question {
	i64 city;
	str office;
	instant now;
	booked_steps ret;
} booked_question;

static const err *read_booked(db *d, arena *a, void *arg)
{
	booked_question *q = arg;
	return manage_booked(d, a, q->city, q->office, q->now, &q->ret);
}

static str why_text(const req *r, lost_why why)
{
	switch (why) {
	case LOST_SERVICE:
		return say(r, T_manage_lost_service);
	case LOST_CLOSED:
		return say(r, T_manage_lost_closed);
	case LOST_PLACES:
		return say(r, T_manage_lost_places);
	case LOST_TIME:
	case LOST_NOT:
		return say(r, T_manage_lost_time);
	}
	return STR_NONE;
}

void manage_lost_lines(req *r, const city_def *c, const lost_steps *list, bool before, manage_lost_view *ret)
{
	for (size_t i = 0; i < list->n; i++) {
		const lost_step *x = &list->at[i];
		if (x->before && !before) {
			ret->before++;
			continue;
		}
		ret->total++;
		if (ret->lines.n == LOST_SHOWN)
			continue;
		LIST_ADD(r->arena, &ret->lines,
			 ((manage_lost_line){ say_code(r->arena, x->code), say_when(r->arena, r->lang, x->start),
					      say_service(r->arena, r->lang, c, x->service), why_text(r, x->why),
					      (url){ STR_NONE } }));
	}
}

/* What the reader of the preview has seen, in short: another booking makes another number. */
static str seen_mark(arena *a, const lost_steps *list)
{
	u64 sum = 0;
	for (size_t i = 0; i < list->n; i++)
		if (!list->at[i].before)
			sum += str_hash(str_format(a, "%.*s %.*s %lld", STR_ARG(list->at[i].code),
						   STR_ARG(list->at[i].service), (long long)list->at[i].start));
	return str_format(a, "%016llx", (unsigned long long)sum);
}

/* The bookings that the change concerns; none for a file that is no office. */
static const err *lost_by(const work *w, const city_def *now, lost_steps *ret)
{
	req *r = w->r;
	str id = work_office(w->path);
	const office_def *old = id.len ? defs_office(w->city, id) : NULL, *new = old ? defs_office(now, id) : NULL;
	*ret = (lost_steps){ NULL, 0 };
	if (!old || !new)
		return NULL;
	booked_question q = { .city = r->app->city, .office = id, .now = clock_now(r->app->clock) };
	TRY(store_read(r->app->store, r->arena, read_booked, &q));
	*ret = manage_lost(r->arena, old, new, &q.ret);
	return NULL;
}

/* Whom the change would leave standing: people at a desk, or waiting for a service, that it takes away. Nobody could call
 * or help them any more, so it waits until they are gone. */
static const err *in_use(const work *w, const city_def *now, manage_onwards *ret)
{
	req *r = w->r;
	str id = work_office(w->path);
	const office_def *old = id.len ? defs_office(w->city, id) : NULL, *new = old ? defs_office(now, id) : NULL;
	if (!old || !new)
		return NULL;
	board b;
	TRY(visits_board(r, id, false, &b));
	for (size_t i = 0; i < b.desks.n; i++)
		if (b.desks.at[i].state != DESK_CLOSED && !defs_desk(new, b.desks.at[i].desk))
			LIST_ADD(r->arena, ret,
				 ((manage_onward){ .message = words_manage_desk_in_use(r->arena, r->lang,
										       b.desks.at[i].def->label) }));
	for (size_t i = 0; i < b.services_n; i++) {
		const offer_def *f = b.services[i].offer;
		i64 people = 0;
		for (size_t k = 0; k < b.steps.n; k++)
			people += str_eq(b.steps.at[k].service, f->service);
		if (people && !defs_offer(new, f->service))
			LIST_ADD(r->arena, ret,
				 ((manage_onward){
					 .message = words_manage_service_in_use(
						 r->arena, r->lang, text_in(&f->def->name, r->lang), people) }));
	}
	return NULL;
}

/* --- the page --------------------------------------------------------------------------------------------------------------- */

typedef struct version_question {
	i64 city, version;
	str path;
	manage_version_row ret;
	bool found;
} version_question;

static const err *read_version(db *d, arena *a, void *arg)
{
	version_question *q = arg;
	return manage_version(d, a, q->city, q->path, q->version, &q->ret, &q->found);
}

/* What others have published since the editor began. */
static const err *fill_stale(const work *w, manage_stale *ret)
{
	req *r = w->r;
	version_question q = { .city = r->app->city, .version = w->version, .path = w->path };
	TRY(store_read(r->app->store, r->arena, read_version, &q));
	if (q.found) {
		ret->who = q.ret.name.some ? q.ret.name.value : say(r, T_manage_command_line);
		ret->when = say_when(r->arena, r->lang, q.ret.made_at);
	}
	q.version = w->base;
	TRY(store_read(r->app->store, r->arena, read_version, &q));
	if (q.found && q.ret.body.len) {
		const city_def *then = work_with(r, w->files, w->path, q.ret.body, NULL);
		if (then)
			ret->theirs = work_changes(r, w->path, then, w->city);
	}
	return NULL;
}

const err *manage_preview(resp *out, const preview *p)
{
	const work *w = p->w;
	req *r = w->r;
	arena *a = r->arena;
	const err *mistakes;
	const city_def *now = work_with(r, w->files, w->path, p->text, &mistakes);
	if (!now)
		return err_of(ERR_bad_request);
	str id = work_office(w->path);
	const office_def *old = id.len ? defs_office(w->city, id) : NULL, *new = id.len ? defs_office(now, id) : NULL;
	manage_preview_view v = {
		.what = work_name(r, w->city, w->path),
		.publish = url_path(a, "/manage/publish"),
		.edit = work_edit(r, w->path, p->tab),
		.path = w->path,
		.draft = p->text,
		.tab = p->tab,
		.base = w->version, /* who publishes from here has seen what is in force */
		.changes = work_changes(r, w->path, w->city, now),
		/* what could not be read has no slots to be shown */
		.of_office = old && new && !mistakes,
		.restores = p->restores,
		.choose = p->choose,
		.lost_grew = p->lost_grew,
	};
	v.head.title = words_manage_preview_title(a, r->lang, v.what);
	manage_way(r, &v.head, v.what, v.edit);
	for (const err *e = mistakes; e; e = e->next)
		LIST_ADD(a, &v.mistakes,
			 ((manage_onward){
				 .message = str_format(a, "%.*s: %.*s", STR_ARG(e->where), STR_ARG(e->detail)) }));
	if (v.of_office) {
		TRY(in_use(w, now, &v.mistakes));
		lost_steps lost;
		TRY(lost_by(w, now, &lost));
		v.seen = seen_mark(a, &lost);
		manage_lost_lines(r, now, &lost, false, &v.lost);
		fill_calendar(r, now, old, new, &v.calendar);
		TRY(overbook_tell(r, now, new, &v.overbook));
		for (const manage_tab *t = manage_tabs; t->id; t++)
			LIST_ADD(a, &v.onward,
				 ((manage_onward){ .text = say(r, t->title),
						   .action = work_edit(r, w->path, str_of(t->id)) }));
	}
	manage_stale stale = { 0 };
	if (p->stale) {
		TRY(fill_stale(w, &stale));
		v.stale = &stale;
		out->status = 409;
	}
	if (v.mistakes.n || p->choose)
		out->status = 422;
	page_out o = page_begin(r);
	manage_preview_page(&o, &v);
	page shell = manage_page(r, v.head.title);
	return page_end(&o, &shell, out);
}

/* Administrators of one office change that office alone. */
static const err *may_change(req *r, str path)
{
	str office = work_office(path);
	if (office.len)
		return who_in_office(r, office);
	return r->who->office.len ? err_of(ERR_forbidden) : NULL;
}

const err *manage_preview_post(req *r, resp *out)
{
	str path = req_form(r, "path");
	work w;
	TRY(may_change(r, path));
	TRY(work_open(r, path, &w));
	version_question q = { .city = r->app->city, .path = path };
	if (!str_i64(req_form(r, "version"), &q.version))
		return err_of(ERR_bad_request);
	TRY(store_read(r->app->store, r->arena, read_version, &q));
	if (!q.found || q.ret.body.len == 0)
		return err_of(ERR_not_found);
	return manage_preview(out, &(preview){ .w = &w,
					       .text = q.ret.body,
					       .restores = words_manage_version_n(r->arena, r->lang, q.version),
					       .stale = w.base != w.version });
}

/* Who chose to keep bookings outside the slots is in the office's log. */
typedef struct keep_note {
	req *r;
	str office, detail;
} keep_note;

static const err *note_kept(db *d, arena *a, void *arg)
{
	const keep_note *k = arg;
	return audit_add(d, a, k->r->app->city, k->office, k->r->who, STR("keep-bookings"), k->office, k->detail);
}

static const err *publish(work *w, str text, size_t kept, resp *out, str tab)
{
	req *r = w->r;
	TRY(catalog_publish(r, w->path, text, w->base));
	i64 version = w->base + 1;
	str office = work_office(w->path);
	if (kept) {
		keep_note k = { r, office,
				str_format(r->arena, "version %lld: %zu booked services outside the slots are kept",
					   (long long)version, kept) };
		TRY(store_write(r->app->store, r->arena, office_shard(r->arena, r->app->city, office), note_kept, &k));
	}
	url back = work_edit(r, w->path, tab);
	resp_redirect(r, out,
		      str_format(r->arena, "%.*s?published=%lld&kept=%zu", STR_ARG(back.s), (long long)version, kept));
	return NULL;
}

const err *manage_publish_post(req *r, resp *out)
{
	str path = req_form(r, "path"), text = req_form(r, "draft"), tab = req_form(r, "tab");
	work w;
	TRY(may_change(r, path));
	TRY(work_open(r, path, &w));
	if (text.len == 0)
		return err_of(ERR_bad_request);
	preview p = { .w = &w, .text = text, .tab = tab };
	if (str_eq(req_form(r, "affected"), STR("stop"))) {
		resp_redirect(r, out, STR("/manage"));
		return NULL;
	}
	const err *mistakes;
	const city_def *now = work_with(r, w.files, path, text, &mistakes);
	p.stale = w.base != w.version;
	manage_onwards used = { 0 };
	if (!mistakes)
		TRY(in_use(&w, now, &used));
	if (mistakes || p.stale || used.n)
		return manage_preview(out, &p);
	lost_steps lost;
	TRY(lost_by(&w, now, &lost));
	size_t kept = 0;
	for (size_t i = 0; i < lost.n; i++)
		kept += !lost.at[i].before;
	p.lost_grew = kept && !str_eq(req_form(r, "seen"), seen_mark(r->arena, &lost));
	p.choose = kept && !str_eq(req_form(r, "affected"), STR("keep"));
	if (p.lost_grew || p.choose)
		return manage_preview(out, &p);
	const err *e = publish(&w, text, kept, out, tab);
	if (!err_is(e, ERR_stale))
		return e;
	/* somebody was quicker, a moment ago */
	i64 base = w.base;
	TRY(work_open(r, path, &w));
	w.base = base;
	p.stale = true;
	return manage_preview(out, &p);
}
