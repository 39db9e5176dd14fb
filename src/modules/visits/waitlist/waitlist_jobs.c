/* What time does by itself with the waiting list, and what it gives to the program. */
#include "kit/messages/message.h"
#include "modules/visits/waitlist/waitlist_private.h"

/* The last day is past, or the booking that was to become earlier is over. */
static const err *end_entries(db *d, arena *a, office_job *j)
{
	waitlist_ended_rows rows;
	TRY(waitlist_ended(d, a, j->by.city, j->office->id, day_of(tx_now(d)), tx_now(d), &rows));
	for (size_t i = 0; i < rows.n; i++) {
		waiting_view v;
		TRY(entry_load(d, a, j->by.city, rows.at[i].code, &v));
		const err *e = entry_move(d, a, &j->by, &v, WAITING_END);
		if (err_is(e, ERR_stale) || err_is(e, ERR_not_allowed_now))
			continue; /* left or was offered something just now */
		TRY(e);
		TRY(waitlist_tell(d, a, &j->by, &v, NEWS_OVER));
	}
	j->ret_n += rows.n;
	return NULL;
}

const err *waitlist_sweep_run(db *d, arena *a, void *arg)
{
	office_job *j = arg;
	size_t expired, offers;
	j->ret_n = 0;
	TRY(expire_holds(d, a, &j->by, j->office->id, &expired));
	TRY(end_entries(d, a, j));
	day today = day_of(tx_now(d));
	TRY(waitlist_offer(d, a, &j->by, j->office, today, today + WISH_AHEAD, &offers));
	j->ret_n += expired + offers;
	return NULL;
}

const err *waitlist_erase_run(db *d, arena *a, void *arg)
{
	const actor *by = arg;
	return waitlist_erase_past(d, a, by->city, day_of(tx_now(d)) - by->def->limits.keep_days, NULL);
}

struct offices_question {
	i64 city;
	waitlist_offices_rows ret;
};

static const err *read_offices(db *d, arena *a, void *arg)
{
	struct offices_question *q = arg;
	return waitlist_offices(d, a, q->city, &q->ret);
}

const err *waitlist_tick(app *p, arena *a)
{
	struct offices_question q = { .city = p->city };
	TRY(store_read(p->store, a, read_offices, &q));
	const city_def *def = catalog_hold(p->catalog);
	const err *first = NULL;
	for (size_t i = 0; i < q.ret.n; i++) {
		office_job j = { .by = { .city = p->city,
					 .def = def,
					 .channel = STR("staff"),
					 .means = message_means_of(p, a, def) },
				 .office = defs_office(def, q.ret.at[i].office) };
		if (!j.office)
			continue; /* taken off the city's list */
		const err *e = store_write(p->store, a, office_shard(a, p->city, j.office->id), waitlist_sweep_run, &j);
		first = first ? first : e;
	}
	actor by = { .city = p->city, .def = def };
	const err *e = store_write(p->store, a, STR("erase"), waitlist_erase_run, &by);
	catalog_release(p->catalog, def);
	return first ? first : e;
}
