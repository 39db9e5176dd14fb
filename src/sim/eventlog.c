#include "sim/eventlog.h"

#include "text/csv.h"

typedef enum column { C_DAY, C_T, C_EVENT, C_TICKET, C_SERVICE, C_DESK, C_AT, COLUMNS } column;

static const str column_names[COLUMNS] = { STR_INIT("day"),     STR_INIT("t"),    STR_INIT("event"), STR_INIT("ticket"),
					   STR_INIT("service"), STR_INIT("desk"), STR_INIT("at") };
static const str kind_names[EVENT_KINDS] = { STR_INIT("plan"),  STR_INIT("book"),   STR_INIT("open"),
					     STR_INIT("close"), STR_INIT("arrive"), STR_INIT("take"),
					     STR_INIT("call"),  STR_INIT("done"),   STR_INIT("missed") };

/* Tickets of a day by name: an open table, at most half full. */
typedef struct ticket_table {
	i32 *at; /* index + 1 */
	size_t room;
} ticket_table;

typedef struct day_tables {
	ticket_table *at; /* one beside each day */
	size_t n;
} day_tables;

typedef struct reader {
	arena *a;
	office_names *names;
	event_days *days;
	day_tables tables;
	event_faults *faults;
	const csv_row *row;
	int where[COLUMNS];
} reader;

int names_find(strs names, str name)
{
	for (size_t i = 0; i < names.n; i++)
		if (str_eq(names.at[i], name))
			return (int)i;
	return -1;
}

static str cell(const reader *r, column c)
{
	return (size_t)r->where[c] < r->row->n ? r->row->at[r->where[c]] : STR_NONE;
}

static bool fault(reader *r, column c, const char *what)
{
	r->faults->rows++;
	if (r->faults->n < EVENTLOG_FAULTS_MAX) {
		size_t k = (size_t)r->where[c];
		bool there = k < r->row->n;
		/* cells are slices of the line, except those with doubled quotes */
		size_t from = 1;
		for (size_t i = 0; there && i < k; i++)
			from += r->row->at[i].len + 1;
		LIST_ADD(r->a, r->faults, (event_fault){ r->row->line, (int)from, str_of(what) });
	}
	return false;
}

static bool seconds(reader *r, column c, str s, i32 *ret)
{
	i64 n;
	if (!str_i64(s, &n) || n < -EVENTLOG_SECONDS_MAX || n > EVENTLOG_SECONDS_MAX)
		return fault(r, c, "not seconds of a day");
	*ret = (i32)n;
	return true;
}

static bool known(reader *r, column c, strs *list, size_t most, str name, i32 *ret)
{
	if (!name.len)
		return fault(r, c, "is missing");
	*ret = names_find(*list, name);
	if (*ret >= 0)
		return true;
	if (list->n == most)
		return fault(r, c, "is one more than can be kept apart");
	*ret = (i32)list->n;
	LIST_ADD(r->a, list, name);
	return true;
}

static bool plan_services(reader *r, sim_mask *ret)
{
	str rest = cell(r, C_SERVICE);
	*ret = 0;
	if (!rest.len)
		return fault(r, C_SERVICE, "is missing");
	while (rest.len) {
		i32 k;
		if (!known(r, C_SERVICE, &r->names->services, SIM_SERVICES_MAX, str_cut(&rest, '|'), &k))
			return false;
		*ret |= SIM_BIT(k);
	}
	return true;
}

static void put(ticket_table *t, strs tickets, i32 index)
{
	size_t i = str_hash(tickets.at[index]) & (t->room - 1);
	while (t->at[i])
		i = (i + 1) & (t->room - 1);
	t->at[i] = index + 1;
}

static bool ticket(reader *r, event_day *day, ticket_table *t, i32 *ret)
{
	str name = cell(r, C_TICKET);
	if (!name.len)
		return fault(r, C_TICKET, "is missing");
	for (size_t i = str_hash(name); t->room && t->at[i & (t->room - 1)]; i++) {
		i32 k = t->at[i & (t->room - 1)] - 1;
		if (str_eq(day->tickets.at[k], name)) {
			*ret = k;
			return true;
		}
	}
	if (day->tickets.n == EVENTLOG_TICKETS_MAX)
		return fault(r, C_TICKET, "is one more than a day may have");
	*ret = (i32)day->tickets.n;
	LIST_ADD(r->a, &day->tickets, name);
	if (day->tickets.n * 2 > t->room) {
		t->room = t->room ? t->room * 2 : 64;
		t->at = arena_many(r->a, i32, t->room);
		for (i32 k = 0; k < *ret; k++)
			put(t, day->tickets, k);
	}
	put(t, day->tickets, *ret);
	return true;
}

static event_day *day_of(reader *r, i64 number, ticket_table **ret_table)
{
	size_t n = r->days->n;
	if (!n || r->days->at[n - 1].day != number)
		for (n = 0; n < r->days->n && r->days->at[n].day != number; n++)
			;
	else
		n--;
	if (n == r->days->n) {
		LIST_ADD(r->a, r->days, (event_day){ .day = number });
		LIST_ADD(r->a, &r->tables, (ticket_table){ 0 });
	}
	*ret_table = &r->tables.at[n];
	return &r->days->at[n];
}

static bool read_row(reader *r)
{
	str kind = cell(r, C_EVENT);
	event e = { .kind = EVENT_PLAN, .ticket = -1, .service = -1, .desk = -1 };
	while (e.kind < EVENT_KINDS && !str_eq(kind_names[e.kind], kind))
		e.kind++;
	if (e.kind == EVENT_KINDS)
		return fault(r, C_EVENT, "no such event");
	i64 number;
	if (!str_i64(cell(r, C_DAY), &number))
		return fault(r, C_DAY, "not the number of a day");
	if (!seconds(r, C_T, cell(r, C_T), &e.t))
		return false;
	if (e.kind == EVENT_PLAN) {
		str to = cell(r, C_AT), from = str_cut(&to, '-');
		if (!seconds(r, C_AT, from, &e.from) || !seconds(r, C_AT, to, &e.to))
			return false;
		if (e.from >= e.to)
			return fault(r, C_AT, "ends before it begins");
		if (!plan_services(r, &e.services))
			return false;
	}
	if (e.kind == EVENT_BOOK && !seconds(r, C_AT, cell(r, C_AT), &e.from))
		return false;
	bool has_desk = e.kind == EVENT_PLAN || e.kind == EVENT_OPEN || e.kind == EVENT_CLOSE || e.kind >= EVENT_CALL;
	if (has_desk && !known(r, C_DESK, &r->names->desks, SIM_DESKS_MAX, cell(r, C_DESK), &e.desk))
		return false;
	ticket_table *t;
	event_day *day = day_of(r, number, &t);
	if (e.kind != EVENT_PLAN && e.kind != EVENT_OPEN && e.kind != EVENT_CLOSE &&
	    (!known(r, C_SERVICE, &r->names->services, SIM_SERVICES_MAX, cell(r, C_SERVICE), &e.service) ||
	     !ticket(r, day, t, &e.ticket)))
		return false;
	LIST_ADD(r->a, day, e);
	return true;
}

const err *eventlog_read(arena *a, str csv, office_names *names, event_days *ret, event_faults *ret_faults)
{
	*ret = (event_days){ 0 };
	*ret_faults = (event_faults){ 0 };
	csv_table table;
	TRY(csv_parse(a, csv, &table));
	if (!table.n)
		return NULL;
	reader r = { .a = a, .names = names, .days = ret, .faults = ret_faults };
	for (column c = 0; c < COLUMNS; c++) {
		r.where[c] = -1;
		for (size_t i = 0; i < table.at[0].n; i++)
			if (str_eq(str_trim(table.at[0].at[i]), column_names[c]))
				r.where[c] = (int)i;
		if (r.where[c] < 0)
			return err_at(a, ERR_file, STR("1:1"), "no column is called %.*s", STR_ARG(column_names[c]));
	}
	for (size_t i = 1; i < table.n; i++) {
		r.row = &table.at[i];
		(void)read_row(&r);
	}
	return NULL;
}
