/*
 * eventlog: an office's days as they were written down, one event a row.
 *
 *     day,t,event,ticket,service,desk,at
 *
 * | event | columns used | meaning |
 * | plan | desk, service, at | known in the morning: the desk is to be open from-to (`at`), for these services (`a|b`) |
 * | book | ticket, service, at | known in the morning: a booking for the time `at` |
 * | open, close | desk | the desk really opens or closes |
 * | arrive | ticket, service | who is booked has checked in |
 * | take | ticket, service | somebody takes a ticket |
 * | call | ticket, service, desk | is called to the desk |
 * | done, missed | ticket, service, desk | the service has ended; or the person did not come |
 *
 * Times are seconds of the day from a zero that is the same every day. Columns are found by their names, in any order; further
 * columns are passed over. A row that cannot be read is left out and named by line and column; the others are used.
 */
#ifndef SIM_EVENTLOG_H
#define SIM_EVENTLOG_H

#include "base/err.h"
#include "sim/sim.h"

#define EVENTLOG_TICKETS_MAX 20000 /* of one day */
#define EVENTLOG_FAULTS_MAX 100 /* reported one by one; more are counted */
#define EVENTLOG_SECONDS_MAX 172800

typedef enum event_kind {
	EVENT_PLAN,
	EVENT_BOOK,
	EVENT_OPEN,
	EVENT_CLOSE,
	EVENT_ARRIVE,
	EVENT_TAKE,
	EVENT_CALL,
	EVENT_DONE,
	EVENT_MISSED,
	EVENT_KINDS
} event_kind;

typedef struct event {
	event_kind kind;
	i32 t;
	i32 ticket; /* index into the day's tickets; -1 */
	i32 service, desk; /* index into the names; -1 */
	i32 from, to; /* plan; book: `from` is the booked time */
	sim_mask services; /* plan */
} event;

typedef struct event_day {
	i64 day;
	event *at; /* in the order of the file, which is the order of what happened */
	size_t n;
	strs tickets;
} event_day;
typedef struct event_days {
	event_day *at; /* in the order in which they first appear */
	size_t n;
} event_days;

/* Services and desks by index; shared by the files of one office, so that an index means the same in all of them. */
typedef struct office_names {
	strs services, desks; /* at most SIM_SERVICES_MAX, SIM_DESKS_MAX */
} office_names;

typedef struct event_fault {
	int line, column; /* column in bytes */
	str what;
} event_fault;
typedef struct event_faults {
	event_fault *at;
	size_t n;
	size_t rows; /* left out in all */
} event_faults;

/* Adds names that are new to *names. ERR_file when it is no CSV, or lacks a column. An empty text is no days. The text must
 * live as long as what is returned. */
MUST_USE const err *eventlog_read(arena *a, str csv, office_names *names, event_days *ret, event_faults *ret_faults);
/* The index of a name; -1. */
int names_find(strs names, str name);

#endif
