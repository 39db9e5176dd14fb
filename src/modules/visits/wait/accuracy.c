/* What came of the predictions: a day is added up when it is over, weeks are read. */
#include "modules/visits/wait/wait.h"

#include "kit/app.h"
#include "modules/visits/wait/learned.h"
#include "modules/visits/wait/wait.sql.h"

#define DAYS_A_TICK 8 /* of one office, so that a tick stays short however much there is to do */
#define DAY_ROWS 50000 /* the statement's LIMIT */

day week_of(day d)
{
	return (d + 3) / 7 * 7 - 3; /* day 0 was a Thursday */
}

/* --- sums ------------------------------------------------------------------------------------------------------- */

static i64 distance(i64 a, i64 b)
{
	return a > b ? a - b : b - a;
}

static bool within_words(const wait_range *w, i64 waited)
{
	int from, to;
	visits_wait_minutes(*w, &from, &to);
	return waited >= (i64)from * 60 && waited <= (i64)to * 60;
}

void wait_sums_add(wait_sums *s, const said_wait *said, i64 waited)
{
	const wait_range *w = &said->range;
	if (waited < 0) {
		s->uncalled++;
		return;
	}
	s->called++;
	s->assumed += w->assumed;
	s->inside += waited >= w->p10 && waited <= w->p90;
	s->kept += within_words(w, waited);
	s->p10 += w->p10;
	s->p50 += w->p50;
	s->p90 += w->p90;
	s->waited += waited;
	s->error += distance(w->p50, waited);
	s->rule += said->rule;
	s->rule_error += distance(said->rule, waited);
}

void wait_sums_join(wait_sums *s, const wait_sums *more)
{
	s->called += more->called;
	s->uncalled += more->uncalled;
	s->assumed += more->assumed;
	s->inside += more->inside;
	s->kept += more->kept;
	s->p10 += more->p10;
	s->p50 += more->p50;
	s->p90 += more->p90;
	s->waited += more->waited;
	s->error += more->error;
	s->rule += more->rule;
	s->rule_error += more->rule_error;
}

static said_band *band_of(arena *a, said_bands *list, int from, int to)
{
	for (size_t i = 0; i < list->n; i++)
		if (list->at[i].from == from && list->at[i].to == to)
			return &list->at[i];
	LIST_ADD(a, list, (said_band){ from, to, 0, 0 });
	return &list->at[list->n - 1];
}

/* --- a day ------------------------------------------------------------------------------------------------------- */

typedef struct day_work {
	i64 city;
	str office;
	i64 was; /* the cursor as it was read */
	day day; /* the next day that is to be added up; -1 none */
	wait_sums sums[2]; /* walk-ins, bookings */
	said_bands bands; /* of walk-ins */
	bool moved;
} day_work;

/* The first call that was not taken back, in the rows of one ticket; 0 none. */
static instant first_call(const wait_said_on_day_row *row, size_t n)
{
	instant first = 0, last = 0;
	for (size_t i = 0; i < n; i++) {
		if (str_eq(row[i].command, STR("call"))) {
			last = row[i].moment;
			first = first ? first : last;
		} else if (str_eq(row[i].command, STR("undo"))) {
			first = first == last ? 0 : first;
		}
	}
	return first;
}

const err *told_read(db *d, arena *a, i64 city, str office, day on, told_people *ret)
{
	*ret = (told_people){ 0 };
	wait_said_on_day_rows rows;
	TRY(wait_said_on_day(d, a, city, office, on, &rows));
	if (rows.n == DAY_ROWS)
		return err_of(ERR_too_large);
	for (size_t first = 0, end; first < rows.n; first = end) {
		const wait_said_on_day_row *row = &rows.at[first];
		for (end = first + 1; end < rows.n && str_eq(rows.at[end].ticket, row->ticket);)
			end++;
		instant called = first_call(row, end - first);
		told_person p = { .said = { true,
					    { (int)row->ahead, (int)row->p10, (int)row->p50, (int)row->p90,
					      row->assumed != 0 },
					    row->rule },
				  .booked = row->booked != 0,
				  .waited = -1 };
		if (called)
			p.waited = called > row->said_at ? (called - row->said_at) / SECOND : 0;
		LIST_ADD(a, ret, p);
	}
	return NULL;
}

static void add_person(arena *a, day_work *w, const told_person *p)
{
	wait_sums_add(&w->sums[p->booked], &p->said, p->waited);
	if (p->waited < 0 || p->booked)
		return;
	int from, to;
	visits_wait_minutes(p->said.range, &from, &to);
	said_band *band = band_of(a, &w->bands, from, to);
	band->called++;
	band->kept += within_words(&p->said.range, p->waited);
}

static const err *read_cursor(db *d, arena *a, i64 city, str office, i64 *ret)
{
	wait_cursors_rows rows;
	TRY(wait_cursors(d, a, city, &rows));
	*ret = -1;
	for (size_t i = 0; i < rows.n; i++)
		if (str_eq(rows.at[i].office, office))
			*ret = rows.at[i].scored;
	return NULL;
}

static const err *read_day(db *d, arena *a, void *arg)
{
	day_work *w = arg;
	TRY(read_cursor(d, a, w->city, w->office, &w->was));
	wait_next_day_row next;
	bool found;
	TRY(wait_next_day(d, a, w->city, w->office, w->was, &next, &found));
	day before = w->day; /* only days before this one are over */
	w->day = found && next.next >= 0 && next.next < before ? (day)next.next : -1;
	if (w->day < 0)
		return NULL;
	told_people told;
	TRY(told_read(d, a, w->city, w->office, w->day, &told));
	for (size_t i = 0; i < told.n; i++)
		add_person(a, w, &told.at[i]);
	return NULL;
}

static const err *save_sums(db *d, arena *a, const day_work *w, int booked)
{
	const wait_sums *s = &w->sums[booked];
	if (s->called + s->uncalled == 0)
		return NULL;
	return wait_add_score(d, a,
			      &(wait_add_score_in){ .city = w->city,
						    .office = w->office,
						    .day = w->day,
						    .booked = booked,
						    .called = s->called,
						    .uncalled = s->uncalled,
						    .assumed = s->assumed,
						    .inside = s->inside,
						    .kept = s->kept,
						    .p10 = s->p10,
						    .p50 = s->p50,
						    .p90 = s->p90,
						    .waited = s->waited,
						    .error = s->error,
						    .rule = s->rule,
						    .rule_error = s->rule_error },
			      NULL);
}

/* The cursor first: whoever moves it is the one who adds this day. */
static const err *save_day(db *d, arena *a, void *arg)
{
	day_work *w = arg;
	i64 changed;
	TRY(wait_move_cursor(d, a, w->city, w->office, w->was, w->day, &changed));
	w->moved = changed > 0;
	if (!w->moved)
		return NULL;
	TRY(save_sums(d, a, w, 0));
	TRY(save_sums(d, a, w, 1));
	for (size_t i = 0; i < w->bands.n; i++) {
		const said_band *b = &w->bands.at[i];
		wait_add_band_in in = { .city = w->city,
					.office = w->office,
					.week = week_of(w->day),
					.said_from = b->from,
					.said_to = b->to,
					.called = b->called,
					.kept = b->kept };
		TRY(wait_add_band(d, a, &in, NULL));
	}
	return NULL;
}

const err *wait_score_days(store *s, arena *a, i64 city, str office, instant now, int most, int *ret_days)
{
	str shard = office_shard(a, city, office);
	for (*ret_days = 0; *ret_days < most; ++*ret_days) {
		day_work w = { .city = city, .office = office, .day = day_of(now) };
		TRY(store_read(s, a, read_day, &w));
		if (w.day < 0)
			break;
		TRY(store_write(s, a, shard, save_day, &w));
		if (!w.moved)
			break; /* somebody else is at it */
	}
	return NULL;
}

const err *wait_tick(app *p, arena *a)
{
	const city_def *def = catalog_hold(p->catalog);
	const err *first = NULL;
	for (size_t i = 0; i < def->offices.n; i++) {
		const office_def *o = &def->offices.at[i];
		instant now = clock_now(p->clock);
		int days;
		const err *e = wait_score_days(p->store, a, p->city, o->id, now, DAYS_A_TICK, &days);
		const err *f = learned_tick(p->store, a, p->city, o, now, DAYS_A_TICK, &days);
		first = first ? first : e ? e : f; /* what goes wrong in one office holds up no other */
	}
	catalog_release(p->catalog, def);
	return first;
}

/* --- what is published --------------------------------------------------------------------------------------------- */

static const err *read_bands(db *d, arena *a, i64 city, str office, day from, day to, said_bands *ret)
{
	wait_bands_rows rows;
	TRY(wait_bands(d, a, city, office, from, to, ACCURACY_LEAST, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		const wait_bands_row *r = &rows.at[i];
		LIST_ADD(a, ret, (said_band){ (int)r->said_from, (int)r->said_to, r->called, r->kept });
	}
	return NULL;
}

const err *accuracy_read(db *d, arena *a, i64 city, str office, day from, day to, accuracy *ret)
{
	*ret = (accuracy){ 0 };
	from = week_of(from);
	to = week_of(to);
	if (to < from || (to - from) / 7 >= ACCURACY_WEEKS_MAX)
		return err_at(a, ERR_invalid, STR("from"), "at most %d weeks", ACCURACY_WEEKS_MAX);
	wait_weeks_rows rows;
	TRY(wait_weeks(d, a, city, from, to + 6, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		const wait_weeks_row *r = &rows.at[i];
		if (office.len && !str_eq(r->office, office))
			continue;
		week_score w = { .office = r->office,
				 .week = (day)r->week,
				 .booked = r->booked != 0,
				 .few = r->called < ACCURACY_LEAST };
		if (!w.few)
			w.sums = (wait_sums){ .called = r->called,
					      .uncalled = r->uncalled,
					      .assumed = r->assumed,
					      .inside = r->inside,
					      .kept = r->kept,
					      .p10 = r->p10,
					      .p50 = r->p50,
					      .p90 = r->p90,
					      .waited = r->waited,
					      .error = r->error,
					      .rule = r->rule,
					      .rule_error = r->rule_error };
		LIST_ADD(a, &ret->weeks, w);
	}
	return read_bands(d, a, city, office, from, to + 6, &ret->bands);
}
