/* What time does by itself. Each command is small and may run again; one process of an installation calls them. */
#include "modules/visits/visits_private.h"

#include "print/printer.h"
#include "print/ticket.h"

/* How the program itself acts. */
static actor clockwork(const app *p, arena *a, const city_def *def)
{
	return (actor){ .city = p->city, .def = def, .channel = STR("staff"), .means = message_means_of(p, a, def) };
}

/* Holds that ran out give their places back. */
static const err *expire_run(db *d, arena *a, void *arg)
{
	office_job *j = arg;
	return expire_holds(d, a, &j->by, j->office->id, &j->ret_n);
}

/* Booked people who did not come. Their place was theirs until the end, so it is not given back. */
const err *no_show_run(db *d, arena *a, void *arg)
{
	office_job *j = arg;
	visits_late_bookings_rows rows;
	instant before = tx_now(d) - (i64)j->office->late_minutes * MINUTE;
	TRY(visits_late_bookings(d, a, j->by.city, j->office->id, before, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		booking_view b;
		TRY(booking_load(d, a, j->by.city, rows.at[i].code, &b));
		const err *e = booking_set(d, a, &j->by, &b, BOOKING_TOO_LATE, STR_NONE);
		if (!err_is(e, ERR_stale) && !err_is(e, ERR_booking_over)) /* checked in, moved or cancelled just now */
			TRY(e);
	}
	j->ret_n = rows.n;
	return rows.n ? emit_queue(d, a, j->by.city, j->office->id, STR("booking")) : NULL;
}

/* Who was missed and did not come back in time, and who still waited when the day ended. */
const err *abandon_run(db *d, arena *a, void *arg)
{
	office_job *j = arg;
	TRY(office_lock(d, a, j->by.city, j->office->id));
	instant now = tx_now(d);
	visits_stale_steps_rows rows;
	TRY(visits_stale_steps(d, a, j->by.city, j->office->id, day_of(now),
			       now - (i64)j->office->grace_minutes * MINUTE, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		ticket_view t;
		TRY(ticket_load(d, a, j->by.city, rows.at[i].ticket, &t));
		/* the whole visit ends; its other steps stand in `rows` as well when the day is over */
		for (size_t k = 0; k < t.steps.n; k++) {
			live_step *s = &t.steps.at[k];
			step_state next;
			if (step_next(s->state, STEP_ABANDON, &next))
				TRY(step_move(d, a, &j->by, j->office->id, s, STEP_ABANDON, STR_NONE));
		}
	}
	j->ret_n = rows.n;
	return rows.n ? emit_queue(d, a, j->by.city, j->office->id, STR("abandoned")) : NULL;
}

/* Desks that were left open the evening before; whoever was still at one is done. */
const err *close_desks_run(db *d, arena *a, void *arg)
{
	office_job *j = arg;
	TRY(office_lock(d, a, j->by.city, j->office->id));
	instant midnight = instant_of(day_of(tx_now(d)), 0);
	visits_desks_left_open_rows rows;
	TRY(visits_desks_left_open(d, a, j->by.city, j->office->id, midnight, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		const visits_desks_left_open_row *r = &rows.at[i];
		if (r->ticket.len) {
			ticket_view t;
			TRY(ticket_load(d, a, j->by.city, r->ticket, &t));
			for (size_t k = 0; k < t.steps.n; k++) {
				live_step *s = &t.steps.at[k];
				if (str_eq(s->desk, r->desk) && (s->state == STEP_CALLED || s->state == STEP_SERVING))
					TRY(step_move(d, a, &j->by, j->office->id, s, STEP_FINISH, r->desk));
			}
			TRY(step_follow(d, a, &j->by, &t));
		}
		visits_set_desk_in closed = { .city = j->by.city,
					      .office = j->office->id,
					      .desk = r->desk,
					      .rev = r->rev,
					      .state = desk_state_name(DESK_CLOSED),
					      .since = tx_now(d) };
		TRY(visits_set_desk(d, a, &closed, NULL));
		visits_add_desk_log_in entry = { .city = j->by.city,
						 .office = j->office->id,
						 .desk = r->desk,
						 .rev = r->rev + 1,
						 .now = tx_now(d),
						 .command = STR("close"),
						 .becomes = closed.state };
		TRY(visits_add_desk_log(d, a, &entry, NULL));
	}
	j->ret_n = rows.n;
	return rows.n ? emit_queue(d, a, j->by.city, j->office->id, STR("desk")) : NULL;
}

/* Names and contacts are kept only as long as the city says. */
static const err *erase_run(db *d, arena *a, void *arg)
{
	actor *by = arg;
	day keep_from = day_of(tx_now(d)) - by->def->limits.keep_days;
	TRY(visits_erase_bookings(d, a, by->city, instant_of(keep_from, 0), NULL));
	return visits_erase_tickets(d, a, by->city, keep_from, NULL);
}

/* What goes wrong in one office holds up no other, and none of the works another; the first failure is told. */
static const err *each_office(app *p, arena *a, const city_def *def)
{
	static const store_fn work[] = { expire_run, no_show_run, abandon_run, close_desks_run };
	const err *first = NULL;
	for (size_t i = 0; i < def->offices.n; i++) {
		office_job j = { .by = clockwork(p, a, def), .office = &def->offices.at[i] };
		str shard = office_shard(a, p->city, j.office->id);
		for (size_t k = 0; k < COUNT(work); k++) {
			const err *e = store_write(p->store, a, shard, work[k], &j);
			first = first ? first : e;
		}
	}
	return first;
}

/* --- paper ------------------------------------------------------------------------------------------------------ */

typedef struct print_batch {
	i64 city;
	visits_prints_due_rows jobs;
	ticket_view *tickets;
	const err **result; /* of each */
} print_batch;

static const err *read_prints(db *d, arena *a, void *arg)
{
	print_batch *p = arg;
	TRY(visits_prints_due(d, a, p->city, tx_now(d), &p->jobs));
	p->tickets = arena_many(a, ticket_view, p->jobs.n);
	p->result = arena_many(a, const err *, p->jobs.n);
	for (size_t i = 0; i < p->jobs.n; i++)
		TRY(ticket_load(d, a, p->city, p->jobs.at[i].ticket, &p->tickets[i]));
	return NULL;
}

static const err *print_result(db *d, arena *a, void *arg)
{
	visits_set_print_in *in = arg;
	return visits_set_print(d, a, in, NULL);
}

/* A ticket is wanted now or not at all: four tries within half a minute. */
#define PRINT_TRIES 4
#define PRINT_WAIT (8 * SECOND)

/* How this round's last try at the printer of job `n` ended. */
static const err *printer_failed(const print_batch *b, size_t n)
{
	for (size_t i = n; i-- > 0;)
		if (str_eq(b->jobs.at[i].office, b->jobs.at[n].office))
			return b->result[i];
	return NULL;
}

const err *visits_print_tick(app *p, arena *a)
{
	print_batch batch = { .city = p->city };
	TRY(store_read(p->store, a, read_prints, &batch));
	const city_def *def = catalog_hold(p->catalog);
	const err *failed = NULL;
	for (size_t i = 0; i < batch.jobs.n && !failed; i++) {
		const visits_prints_due_row *job = &batch.jobs.at[i];
		const office_def *o = defs_office(def, job->office);
		/* a printer that does not answer costs seconds: one try a round, so that other offices get their paper */
		const err *e = printer_failed(&batch, i);
		if (!e)
			e = o ? visits_print_ticket(p, a, def, o, &batch.tickets[i]) : err_of(ERR_printer);
		batch.result[i] = e;
		bool again = e && job->tries + 1 < PRINT_TRIES;
		visits_set_print_in in = { .city = p->city,
					   .ticket = job->ticket,
					   .state = !e      ? STR("done")
						    : again ? STR("waiting")
							    : STR("failed"),
					   .tries = job->tries + 1,
					   .next_at = clock_now(p->clock) + PRINT_WAIT,
					   .reason = e ? e->detail : STR_NONE };
		failed = store_write(p->store, a, office_shard(a, p->city, job->office), print_result, &in);
	}
	catalog_release(p->catalog, def);
	return failed;
}

const err *visits_tick(app *p, arena *a)
{
	const city_def *def = catalog_hold(p->catalog);
	actor by = clockwork(p, a, def);
	const err *e = each_office(p, a, def);
	const err *erased = store_write(p->store, a, STR("erase"), erase_run, &by);
	catalog_release(p->catalog, def);
	return e ? e : erased;
}
