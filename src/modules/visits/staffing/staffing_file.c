/* Counts of arrivals from a file: see staffing.h for the two forms. */
#include "modules/visits/staffing/staffing.h"
#include "text/csv.h"

#define EVENTS_FROM (8 * 60 + 30) /* t = 0 of an event log, minutes */

typedef struct reading {
	arena *a;
	arrivals *to;
} reading;

static const err *service_of(reading *r, str name, const csv_row *row, int column, size_t *ret)
{
	strs *list = &r->to->services;
	for (*ret = 0; *ret < list->n; ++*ret)
		if (str_eq(list->at[*ret], name))
			return NULL;
	if (name.len == 0 || list->n == FORECAST_SERVICES_MAX)
		return err_at(r->a, ERR_file, str_format(r->a, "%d:%d", row->line, column),
			      name.len ? "more than %d services" : "no service", FORECAST_SERVICES_MAX);
	LIST_ADD(r->a, list, name);
	return NULL;
}

typedef struct arrival {
	i32 day;
	int quarter, n;
	size_t service;
} arrival;
typedef struct arrival_list {
	arrival *at;
	size_t n;
} arrival_list;

static int by_day(const void *x, const void *y)
{
	const arrival *a = x, *b = y;
	return (a->day > b->day) - (a->day < b->day);
}

static const err *wrong_cell(arena *a, const csv_row *row, int column, const char *what)
{
	return err_at(a, ERR_file, str_format(a, "%d:%d", row->line, column), "%s", what);
}

static const err *read_events(reading *r, const csv_table *t, arrivals_of what, arrival_list *list)
{
	for (size_t i = 1; i < t->n; i++) {
		const csv_row *row = &t->at[i];
		i64 d, seconds;
		if (row->n < 5 || !str_i64(row->at[0], &d) || d < 0 || d > 100000)
			return wrong_cell(r->a, row, 1, "not a day's number");
		bool take = str_eq(row->at[2], STR("take")), arrive = str_eq(row->at[2], STR("arrive"));
		if (!(take && what != ARRIVALS_BOOKED) && !(arrive && what != ARRIVALS_WALK_IN))
			continue;
		if (!str_i64(row->at[1], &seconds))
			return wrong_cell(r->a, row, 2, "not a time in seconds");
		i64 minute = EVENTS_FROM + seconds / 60;
		minute = minute < 0 ? 0 : minute > 1439 ? 1439 : minute;
		arrival one = { .day = (i32)d, .quarter = (int)(minute / 15), .n = 1 };
		TRY(service_of(r, row->at[4], row, 5, &one.service));
		LIST_ADD(r->a, list, one);
	}
	return NULL;
}

static const err *read_counts(reading *r, const csv_table *t, arrival_list *list)
{
	for (size_t i = 1; i < t->n; i++) {
		const csv_row *row = &t->at[i];
		arrival one = { 0 };
		i64 n;
		int minute;
		if (row->n < 4 || !day_parse(row->at[0], &one.day))
			return wrong_cell(r->a, row, 1, "not a date: 2026-04-01");
		if (!minute_parse(row->at[1], &minute) || minute == 1440)
			return wrong_cell(r->a, row, 2, "not a time: 09:15");
		TRY(service_of(r, row->at[2], row, 3, &one.service));
		if (!str_i64(row->at[3], &n) || n < 0 || n > 10000)
			return wrong_cell(r->a, row, 4, "not a count");
		one.quarter = minute / 15;
		one.n = (int)n;
		LIST_ADD(r->a, list, one);
	}
	return NULL;
}

/* What is known of an office whose counts come from a file: it is closed when city halls are. */
static office_def city_hall(void)
{
	return (office_def){ .holidays = true,
			     .year_end = { .from = day_from(2000, 12, 29), .to = day_from(2000, 1, 3) } };
}

/* Weekdays one after the other; with a date to begin at, without the country's holidays. */
static void days_of_numbers(const office_def *o, i32 last, day from, forecast_day *ret)
{
	day at = from;
	for (i32 i = 0; i <= last; i++) {
		if (from == DAY_NONE) {
			ret[i] = (forecast_day){ .number = i / 5 * 7 + i % 5, .weekday = (u8)(i % 5 + 1), .year = -1 };
			continue;
		}
		while (office_hours(o, at, NULL).n == 0)
			at++;
		ret[i] = staffing_day_of(o, at++);
	}
}

const err *arrivals_parse(arena *a, str text, day from, arrivals_of what, arrivals *ret)
{
	csv_table t;
	arrival_list list = { 0 };
	*ret = (arrivals){ 0 };
	reading r = { .a = a, .to = ret };
	TRY(csv_parse(a, text, &t));
	str first = t.n && t.at[0].n ? t.at[0].at[0] : STR_NONE;
	bool events = str_eq(first, STR("day"));
	if (!events && !str_eq(first, STR("date")))
		return err_at(a, ERR_file, STR("1:1"),
			      "the first line is day,t,event,ticket,service,… or date,time,service,count");
	TRY(events ? read_events(&r, &t, what, &list) : read_counts(&r, &t, &list));
	if (list.n == 0)
		return err_at(a, ERR_file, STR("1:1"), "nobody comes in this file");
	qsort(list.at, list.n, sizeof *list.at, by_day);
	i32 last = list.at[list.n - 1].day;
	size_t days = 0, services = ret->services.n;
	for (size_t i = 0; i < list.n; i++)
		days += i == 0 || list.at[i].day != list.at[i - 1].day;
	if (days > FORECAST_DAYS_MAX)
		return err_at(a, ERR_file, STR("1:1"), "more than %d days", FORECAST_DAYS_MAX);
	ret->days = arena_many(a, forecast_day, days);
	ret->counts = arena_many(a, uint16_t, days * services * FORECAST_QUARTERS);
	office_def hall = city_hall();
	window hours = { 510, 1035 };
	for (int wd = 1; wd <= 5 && events; wd++)
		hall.week[wd] = (windows){ &hours, 1 };
	for (size_t i = 0; i < list.n && !events; i++) /* the file itself says which weekdays are usual */
		hall.week[weekday_of(list.at[i].day)] = (windows){ &hours, 1 };
	forecast_day *numbered = arena_many(a, forecast_day, events ? (size_t)last + 1 : 0);
	if (events)
		days_of_numbers(&hall, last, from, numbered);
	for (size_t i = 0; i < list.n; i++) {
		const arrival *one = &list.at[i];
		if (i == 0 || one->day != list.at[i - 1].day)
			ret->days[ret->days_n++] = events ? numbered[one->day] : staffing_day_of(&hall, one->day);
		size_t cell = ((ret->days_n - 1) * services + one->service) * FORECAST_QUARTERS + (size_t)one->quarter;
		int sum = ret->counts[cell] + one->n;
		ret->counts[cell] = (uint16_t)(sum < UINT16_MAX ? sum : UINT16_MAX);
	}
	return NULL;
}
