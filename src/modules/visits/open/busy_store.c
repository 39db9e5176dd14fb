/* Days that are over, from the logs into the table, and from the table into the picture of a week. */
#include "modules/visits/open/busy.h"
#include "modules/visits/open/open.sql.h"
#include "modules/visits/visits_private.h"

#define SETTLED (10 * MINUTE) /* after midnight: desks that were forgotten have been closed by then */
#define LOG_MAX 200000 /* the statements' LIMIT */
#define WEEKS 8
#define KNOWN_DAYS 10 /* below which nothing is said about a week */
#define WORTH 5 /* minutes between quiet and full that are worth telling */

typedef struct adding {
	i64 city;
	const office_def *office;
	instant now;
	day day;
	bool any; /* a day is to be added up */
	busy_rows rows;
	i64 added;
} adding;

static const err *read_log(db *d, arena *a, adding *q, busy_day *to)
{
	instant from = instant_of(q->day, 0), end = from + DAY;
	open_moves_rows moves;
	open_desk_moves_rows desks;
	TRY(open_moves(d, a, q->city, q->office->id, from, end, &moves));
	TRY(open_desk_moves(d, a, q->city, q->office->id, from, end, &desks));
	if (moves.n == LOG_MAX || desks.n == LOG_MAX)
		return err_why(a, ERR_too_large, "more than %d moves in one day of %.*s", LOG_MAX,
			       STR_ARG(q->office->id));
	to->moves.at = arena_many(a, busy_move, moves.n);
	to->desks.at = arena_many(a, busy_desk_move, desks.n);
	for (size_t i = 0; i < moves.n; i++) {
		const open_moves_row *r = &moves.at[i];
		to->moves.at[to->moves.n++] =
			(busy_move){ r->ticket, r->seq, r->moment, r->service, r->command, r->becomes };
	}
	for (size_t i = 0; i < desks.n; i++) {
		const open_desk_moves_row *r = &desks.at[i];
		desk_state s = desk_state_of(r->becomes);
		to->desks.at[to->desks.n++] =
			(busy_desk_move){ r->desk, r->moment, s == DESK_OPEN || s == DESK_SERVING };
	}
	return NULL;
}

static const err *read_next_day(db *d, arena *a, void *arg)
{
	adding *q = arg;
	open_last_day_row last;
	open_first_day_row first;
	bool found;
	q->any = false;
	TRY(open_last_day(d, a, q->city, q->office->id, &last, &found));
	if (last.day.some) {
		q->day = (day)last.day.value + 1;
	} else {
		TRY(open_first_day(d, a, q->city, q->office->id, &first, &found));
		if (!first.day.some)
			return NULL;
		q->day = (day)first.day.value;
	}
	if (q->day >= day_of(q->now - SETTLED))
		return NULL;
	q->any = true;
	busy_day played = { .day = q->day, .open = office_hours(q->office, q->day, NULL) };
	TRY(read_log(d, a, q, &played));
	busy_make(a, &played, &q->rows);
	return NULL;
}

/* The day's row comes first: who finds it there leaves the day to whoever wrote it. */
static const err *save_day(db *d, arena *a, void *arg)
{
	adding *q = arg;
	TRY(open_done(d, a, q->city, q->office->id, q->day, tx_now(d), &q->added));
	for (size_t i = 0; q->added && i < q->rows.n; i++) {
		const busy_row *r = &q->rows.at[i];
		open_add_in in = { .city = q->city,
				   .office = q->office->id,
				   .day = q->day,
				   .quarter = r->quarter,
				   .service = r->service,
				   .tickets = r->tickets,
				   .called = r->called,
				   .waiting_most = r->waiting_most,
				   .desks_tenths = r->desks_tenths,
				   .wait_median = r->wait_median,
				   .wait_p90 = r->wait_p90,
				   .wait_n = r->wait_n,
				   .wait_sum = r->wait_sum };
		TRY(open_add(d, a, &in, NULL));
	}
	return NULL;
}

const err *busy_add_up(app *p, arena *a, const office_def *o, int most, int *ret_days)
{
	*ret_days = 0;
	/* a day's log is read into memory of its own, given back before the next */
	arena *scratch = arena_new((size_t)256 * 1024 * 1024);
	const err *e = NULL;
	bool more = true;
	for (int i = 0; i < most && more && !e; i++) {
		adding q = { .city = p->city, .office = o, .now = clock_now(p->clock) };
		e = store_read(p->store, scratch, read_next_day, &q);
		if (!e && q.any)
			e = store_write(p->store, scratch, office_shard(scratch, p->city, o->id), save_day, &q);
		more = !e && q.any;
		*ret_days += more && q.added > 0;
		if (e)
			e = err_why(a, e->code, "%.*s", STR_ARG(e->detail));
		arena_reset(scratch);
	}
	arena_free(scratch);
	return e;
}

/* --- the week ------------------------------------------------------------------------------------------------------- */

const err *busy_week_read(db *d, arena *a, i64 city, str office, day today, busy_week *ret)
{
	*ret = (busy_week){ .hour_from = 24 };
	open_week_rows rows;
	open_week_days_row days;
	bool found;
	day from = today - WEEKS * 7;
	TRY(open_week_days(d, a, city, office, from, today - 1, &days, &found));
	TRY(open_week(d, a, city, office, from, today - 1, &rows));
	ret->days = days.days;
	for (int w = 0; w < 7; w++)
		for (int h = 0; h < 24; h++)
			ret->at[w][h] = (busy_hour){ .weekday = w, .hour = h, .minutes = BUSY_UNTOLD };
	for (size_t i = 0; i < rows.n; i++) {
		const open_week_row *r = &rows.at[i];
		CHECK(r->weekday >= 0 && r->weekday < 7 && r->hour >= 0 && r->hour < 24);
		busy_hour *h = &ret->at[r->weekday][r->hour];
		h->days = r->days;
		h->people = r->people;
		if (r->people >= BUSY_FEW)
			h->minutes = (r->seconds / r->people + 30) / 60;
		ret->open[r->weekday] = true;
		ret->hour_from = (int)r->hour < ret->hour_from ? (int)r->hour : ret->hour_from;
		ret->hour_to = (int)r->hour + 1 > ret->hour_to ? (int)r->hour + 1 : ret->hour_to;
	}
	if (ret->hour_to <= ret->hour_from)
		ret->hour_from = ret->hour_to = 0;
	return NULL;
}

static int quiet_first(const void *x, const void *y)
{
	const busy_hour *a = *(const busy_hour *const *)x, *b = *(const busy_hour *const *)y;
	if (a->minutes != b->minutes)
		return (a->minutes > b->minutes) - (a->minutes < b->minutes);
	/* as quiet: where fewer come */
	if (a->people != b->people)
		return (a->people > b->people) - (a->people < b->people);
	return (a->weekday * 24 + a->hour) - (b->weekday * 24 + b->hour);
}

void busy_week_best(arena *a, const busy_week *w, size_t most, busy_hours *ret_quiet, busy_hours *ret_full)
{
	*ret_quiet = *ret_full = (busy_hours){ 0 };
	busy_hours all = { 0 };
	for (int d = 0; d < 7; d++)
		for (int h = 0; h < 24; h++)
			if (w->at[d][h].minutes >= 0 && w->at[d][h].people >= w->at[d][h].days)
				LIST_ADD(a, &all, &w->at[d][h]);
	if (w->days < KNOWN_DAYS || all.n < 2 * most)
		return;
	qsort(all.at, all.n, sizeof *all.at, quiet_first);
	if (all.at[all.n - 1]->minutes - all.at[0]->minutes < WORTH)
		return;
	for (size_t i = 0; i < most; i++) {
		LIST_ADD(a, ret_quiet, all.at[i]);
		LIST_ADD(a, ret_full, all.at[all.n - 1 - i]);
	}
}
