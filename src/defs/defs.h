/*
 * defs: what a city is, as its clerks write it.
 *
 * A city is a folder of YAML files:
 *
 *     city.yaml              code, name, limits
 *     services.yaml          every service that some office offers: name in three languages, letter, minutes, what to bring
 *     offices/ID.yaml        one office: hours, closures, the services it offers and when they can be booked, desks, call order
 *     journeys.yaml          may be missing: what happened (moving in, a birth …) and through which services it leads, in which order
 *     facts.yaml, facts/     may be missing: what may be asked, each fact once (facts/facts.h)
 *     guide.yaml, schemes/, tables/, cases/   may be missing: who is entitled to what, and why (guide/guide.h)
 *     work.yaml              may be missing: what a survey of the city's work asks, and how (work/work.h)
 *     papers/ID.yaml, papers/ID.pdf, samples.yaml   may be missing: papers, backgrounds to lay them over, people to try them with (papers/papers.h)
 *
 * The same text is what the database keeps as a published version and what /manage edits, so there is one parser, one
 * checker and one writer. Here are only those: bytes in, structs out. A mistake names file, line, column and reason,
 * and all mistakes of a set are reported together (err.next).
 *
 * Identifiers (office, service, desk) are [a-z0-9-], at most 32 bytes; they are keys in the database and in URLs.
 */
#ifndef DEFS_DEFS_H
#define DEFS_DEFS_H

#include "base/clock.h"
#include "base/err.h"
#include "defs/files.h"
#include "defs/guide/guide.h"
#include "defs/papers/papers.h"
#include "defs/work/work.h"
#include "text/search.h"

/* Half-open, minutes of the day: [from, to). */
typedef struct window {
	int from, to;
} window;
typedef struct windows {
	window *at;
	size_t n;
} windows;

typedef struct date_range {
	day from, to; /* both included */
	text3 reason;
	int line;
} date_range;
typedef struct date_ranges {
	date_range *at;
	size_t n;
} date_ranges;

/* One rule of when places are offered. A day is offered when every condition that is given holds and the office is open. */
typedef struct booking_rule {
	u8 weekdays; /* bit 0 Sunday … 6 Saturday */
	int every_weeks; /* 1 = every week; n = every nth, counted from the week (Sunday first) of `from_day` */
	u8 weeks_of_month; /* bit k: the (k+1)th such weekday of its month; 0 = all */
	day from_day, to_day; /* validity, both included; DAY_NONE where open */
	struct days {
		day *at;
		size_t n;
	} dates; /* only on these days, instead of weekdays */
	window hours; /* first slot starts at .from, the last ends by .to */
	int slot; /* minutes from one start to the next */
	int places; /* per slot, in all */
	int kept; /* of these, only staff may give away (phone, counter) */
	int line;
} booking_rule;
#define DAY_NONE INT32_MIN
typedef struct booking_rules {
	booking_rule *at;
	size_t n;
} booking_rules;

/* services.yaml: what the service is, for the whole city */
typedef struct service_def {
	str id;
	text3 name, about, bring; /* bring: what to bring, may be empty */
	str letter; /* one capital letter; the ticket's number begins with it */
	str icon; /* name of an icon in assets/icons */
	int minutes; /* how long it usually takes, until the office's own history says better */
	int line;
} service_def;
typedef struct service_defs {
	service_def *at;
	size_t n;
} service_defs;

/* A service as one office offers it. */
typedef struct offer_def {
	str service; /* id */
	const service_def *def;
	int minutes; /* the office's own, or the service's */
	bool walk_in; /* tickets are given at the machine */
	windows hours; /* reception, where it is shorter than the office's; empty = as the office */
	booking_rules booking; /* none: no bookings */
	int book_from_days, book_to_days; /* bookable from n to m days ahead; 0 = today as well */
	int book_lead_minutes; /* and at least so long before it begins */
	int overbook; /* in so many of 100 slots may more people come than there are places; 0: never book more */
	int line;
} offer_def;
typedef struct offer_defs {
	offer_def *at;
	size_t n;
} offer_defs;

typedef struct desk_def {
	str id;
	str label; /* what the screen shows: 3 */
	text3 name; /* may be empty */
	text3 place; /* "1階 東側", may be empty */
	strs services; /* serves these */
	strs also; /* and these when nobody waits for those */
	int line;
} desk_def;
typedef struct desk_defs {
	desk_def *at;
	size_t n;
} desk_defs;

/* Who is called next: the classes in their order; the first class with somebody in it decides. */
typedef enum call_class { CALL_BOOKED, CALL_PRIORITY, CALL_RETURNED, CALL_ARRIVAL } call_class;
typedef struct call_rule {
	call_class who;
	int early_minutes; /* CALL_BOOKED: their time is at most so far away; ordered by it. Others: by arrival */
} call_rule;
typedef struct call_rules {
	call_rule *at;
	size_t n;
} call_rules;

/* Places that come free are offered to those who wait for them. */
typedef struct waitlist_def {
	int offer_minutes; /* a place is kept so long for whom it is offered to; 0: there is no waiting list */
	window hours; /* only these minutes of a day count, so that nobody has to answer at night */
	int unanswered; /* after so many offers in a row without an answer, no more are made until the person asks */
} waitlist_def;

/* What people are told by mail or by the webhook, where the installation has one (docs/messages.md). */
typedef struct messages_def {
	bool booking; /* that it is booked, moved, cancelled */
	bool reminder; /* the evening before */
	int reminder_hour; /* of the clock */
	bool queue; /* who has a ticket may ask to be told before being called */
} messages_def;

typedef enum office_kind { OFFICE_WARD, OFFICE_BRANCH } office_kind;

typedef struct office_def {
	str id, file;
	office_kind kind;
	text3 name, address, access; /* access: how to get there */
	text3 notice; /* shown on its pages, may be empty */
	str phone;
	double lat, lon;
	windows week[7]; /* opening hours by weekday, Sunday first; empty = closed */
	bool holidays; /* closed on national holidays */
	date_range
		year_end; /* every year; month and day of the year 2000; from > to goes over New Year; DAY_NONE for none */
	date_ranges closures;
	struct opened {
		struct open_day {
			day day;
			windows hours;
			strs services; /* only these are served that day; none: all */
			int line;
		} * at;
		size_t n;
	} openings; /* days that are open all the same; they come before closures, year end and holidays */
	call_rules order;
	int grace_minutes; /* a missed person may come back within */
	int recall_max; /* so often is somebody called before "missed" is offered first */
	int checkin_minutes; /* check-in opens so long before the booking */
	int late_minutes; /* and a booking not checked in so long after its time is a no-show */
	waitlist_def waitlist;
	messages_def messages;
	str printer; /* tcp://HOST:PORT of the ticket printer, or empty */
	offer_defs offers;
	desk_defs desks;
} office_def;
typedef struct office_defs {
	office_def *at;
	size_t n;
} office_defs;

typedef struct limits_def {
	int hold_minutes; /* a place is held while the form is filled */
	int per_contact; /* bookings to come for one contact */
	int holds_per_address; /* holds at one time from one address */
	int bookings_per_address_hour;
	int tickets_per_address_hour; /* own tickets by the web */
	int services_per_visit;
	int keep_days; /* names and contacts are erased so long after the visit */
	int keep_preparations; /* days: what residents prepared at home is erased so long after its last change */
	int keep_calls_days; /* and entries of the calls log so long after their day */
	bool open_devices; /* kiosk and lobby screens need no sign-in (demo) */
	bool any_hour; /* walk-ins and desks at any hour, as if every office were open (demo, rehearsal) */
} limits_def;

/* journeys.yaml: a visit for something that happened, through several services. */
typedef struct journey_step {
	str service;
	strs after; /* services of the same journey that must be finished before: the legal order, without rings */
	text3 ask; /* a question: the step is needed when the answer is yes. Empty: always */
	int line;
} journey_step;
typedef struct journey_steps {
	journey_step *at;
	size_t n;
} journey_steps;
#define JOURNEY_STEPS_MAX 16
typedef struct journey_def {
	str id;
	text3 name, about;
	str icon;
	bool one_by_one; /* only one step waits at a time; else all that the order allows */
	journey_steps steps;
	int line;
} journey_def;
typedef struct journey_defs {
	journey_def *at;
	size_t n;
} journey_defs;

typedef struct city_def {
	i64 code; /* 団体コード with its check digit: 401005 */
	text3 name;
	str url; /* public address, for QR codes and calendar files; empty: as the request says */
	limits_def limits;
	service_defs services;
	office_defs offices;
	journey_defs journeys;
	fact_defs facts; /* what may be asked; empty without facts.yaml */
	guide_def guide; /* life events, schemes, eligibility; empty without guide.yaml */
	papers_def papers; /* empty without papers/ */
	work_def work; /* the work survey; .given false without work.yaml */
	const search_index *search, *search_papers; /* of all these, and of the papers alone: search.h */
	bool free_together; /* services chosen one by one wait together, too, as far as no journey orders them */
} city_def;

/* Parses and checks a whole set. On mistakes returns the first, linked to the others by `next` in the order of file and
 * line, at most 100; each has code ERR_definition, where "offices/moji.yaml:12:5" and a detail that says what to do. *ret is then
 * what could be read, with defaults in place of the rest: only for going on with a form, never to serve by. */
MUST_USE const err *defs_parse(arena *a, def_files files, city_def **ret);
/* Which city a set is of: its city.yaml alone is read, with its mistakes told. */
MUST_USE const err *defs_code(arena *a, def_files files, i64 *ret);
/* The text of one file, as defs_parse() reads it back to the same structs. */
str defs_write_city(arena *a, const city_def *c);
str defs_write_services(arena *a, const city_def *c);
str defs_write_office(arena *a, const office_def *o);
str defs_write_journeys(arena *a, const city_def *c);
str defs_write_facts(arena *a, const city_def *c, str path); /* those of that file: facts.yaml, facts/shougai.yaml */
str defs_write_guide(arena *a, const city_def *c);
str defs_write_schemes(arena *a, const city_def *c, str file); /* schemes/shougai.yaml */
str defs_write_paper(arena *a, const city_def *c, str id);
str defs_write_samples(arena *a, const city_def *c);
str defs_write_cases(arena *a, const city_def *c, str file); /* cases/shougai.csv; tables: sheet_write() */

const office_def *defs_office(const city_def *c, str id); /* NULL when there is none */
const offer_def *defs_offer(const office_def *o, str service);
const desk_def *defs_desk(const office_def *o, str id);
const service_def *defs_service(const city_def *c, str id);
const journey_def *defs_journey(const city_def *c, str id);
/* Whether service `b` of the journey must come after `a`, also by way of others; indices into its steps. */
bool journey_after(const journey_def *j, size_t b, size_t a);

/* --- days --- */

/* National holidays by rule (国民の祝日に関する法律, Act No. 178 of 1948 with its amendments), substitutes and citizens'
 * holidays included, for 1949–2099; the equinoxes by formula, as the almanac will fix them. NULL when d is none. */
typedef enum holiday_kind { HOLIDAY_NATIONAL, HOLIDAY_SUBSTITUTE, HOLIDAY_BETWEEN } holiday_kind;
typedef struct holiday {
	text3 name;
	holiday_kind kind;
} holiday;
const holiday *holiday_on(day d);

/* The opening hours of that day, closures, holidays and special openings considered. *ret_why (may be NULL) says why it is
 * closed, and is NULL when it is open. */
windows office_hours(const office_def *o, day d, const text3 **ret_why);
bool office_open_at(const office_def *o, instant t);
/* When one service is received that day: the office's hours within the offer's, and none where a special opening is for
 * other services. In the arena. */
windows offer_hours(arena *a, const office_def *o, const offer_def *f, day d);
bool offer_open_at(const office_def *o, const offer_def *f, instant t);

/* The slots of one service on one day, in order of time, as the definitions say; what is taken is not known here. */
typedef struct slot_def {
	instant start;
	int minutes; /* from this start to the next */
	int places, kept;
} slot_def;
typedef struct slot_defs {
	slot_def *at;
	size_t n;
} slot_defs;
slot_defs offer_slots(arena *a, const office_def *o, const offer_def *f, day d);
/* Whether that start may be booked now: it is a slot, from n to m days ahead, with the lead time. Staff may give away any slot
 * of the coming year that is not over yet. `ret` may be NULL. */
bool offer_bookable(const office_def *o, const offer_def *f, instant start, instant now, bool by_staff, slot_def *ret);

#endif
