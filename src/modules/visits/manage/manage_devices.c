/* An office's devices: the ticket printer (a look, a test ticket), the addresses of its screens, the accounts of devices. */
#include "modules/visits/manage/manage_work.h"

#include "modules/visits/manage/manage.sql.h"
#include "print/printer.h"
#include "print/ticket.h"

typedef struct device_question {
	i64 city;
	str office;
	manage_prints_rows prints;
	manage_print_failed_row failed;
	bool any_failed;
	manage_devices_rows accounts;
} device_question;

static const err *read_devices(db *d, arena *a, void *arg)
{
	device_question *q = arg;
	TRY(manage_prints(d, a, q->city, q->office, &q->prints));
	TRY(manage_print_failed(d, a, q->city, q->office, &q->failed, &q->any_failed));
	return manage_devices(d, a, q->city, q->office, &q->accounts);
}

const err *manage_devices_read(req *r, const office_def *o, manage_devices_view *ret)
{
	device_question q = { .city = r->app->city, .office = o->id };
	TRY(store_read(r->app->store, r->arena, read_devices, &q));
	const office_def *live = defs_office(catalog_city(r), o->id);
	ret->open_devices = catalog_city(r)->limits.open_devices;
	ret->has_printer = live && live->printer.len > 0;
	ret->test = url_path(r->arena, "/manage/office/%.*s/devices/test", STR_ARG(o->id));
	ret->status = url_path(r->arena, "/manage/office/%.*s/devices/look", STR_ARG(o->id));
	ret->users = url_path(r->arena, "/users");
	for (size_t i = 0; i < q.prints.n; i++) {
		if (str_eq(q.prints.at[i].state, STR("waiting")))
			ret->waiting = q.prints.at[i].total;
		if (str_eq(q.prints.at[i].state, STR("failed")))
			ret->failed = q.prints.at[i].total;
	}
	if (q.any_failed && ret->failed)
		ret->reason = q.failed.reason;
	static const struct {
		const char *path;
		word text;
	} screens[] = { { "kiosk", T_manage_kiosk }, { "display", T_manage_display } };
	for (size_t i = 0; i < COUNT(screens); i++) {
		url link = url_path(r->arena, "/%s/%.*s", screens[i].path, STR_ARG(o->id));
		str address = str_format(r->arena, "%.*s%.*s", STR_ARG(site_url(r)), STR_ARG(link.s));
		LIST_ADD(r->arena, &ret->screens,
			 ((manage_link){ .text = say(r, screens[i].text), .about = address, .link = link }));
	}
	for (size_t i = 0; i < q.accounts.n; i++)
		LIST_ADD(r->arena, &ret->accounts,
			 ((manage_link){ .text = q.accounts.at[i].name, .about = q.accounts.at[i].login }));
	return NULL;
}

/* The printer in force, not one that is being typed. */
static const err *find_printer(req *r, const office_def **ret)
{
	str id = req_param(r, "office");
	TRY(who_in_office(r, id));
	*ret = defs_office(catalog_city(r), id);
	return *ret ? NULL : err_of(ERR_not_found);
}

static const err *say_result(req *r, resp *out, const err *e, word good)
{
	if (e && e->code != ERR_printer && e->code != ERR_invalid)
		return e;
	if (!e)
		return manage_devices_form(r, out, say(r, good), "good");
	return manage_devices_form(r, out, words_manage_printer_failed(r->arena, r->lang, e->detail), "bad");
}

const err *manage_printer_look_post(req *r, resp *out)
{
	const office_def *o;
	TRY(find_printer(r, &o));
	return say_result(r, out, printer_ready(r->arena, o->printer, PRINTER_LIMITS), T_manage_printer_ready);
}

const err *manage_printer_test_post(req *r, resp *out)
{
	const office_def *o;
	TRY(find_printer(r, &o));
	instant now = clock_now(r->app->clock);
	ticket_paper paper = { .dots = TICKET_DOTS_80MM,
			       .office = text_in(&o->name, r->lang),
			       .title = say(r, T_manage_printer_test),
			       .number = STR("TEST"),
			       .time = say_when(r->arena, r->lang, now) };
	LIST_ADD(r->arena, &paper.lines, say(r, T_manage_printer_test_line));
	str bytes;
	const err *e = ticket_draw(r->arena, &paper, &bytes);
	if (!e)
		e = printer_send(r->arena, o->printer, bytes, PRINTER_LIMITS);
	return say_result(r, out, e, T_manage_printer_sent);
}
