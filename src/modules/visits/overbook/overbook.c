#include "modules/visits/overbook/overbook.h"

#include "modules/visits/overbook/overbook.sql.h"

#define PRIOR_SHOWS 0.95
#define PRIOR_WEIGHT 40.0

/* --- pure ------------------------------------------------------------------------------------------------------------ */

double overbook_shows(i64 came, i64 missed)
{
	return ((double)came + PRIOR_SHOWS * PRIOR_WEIGHT) / ((double)(came + missed) + PRIOR_WEIGHT);
}

/* Calls for every number of people above `places` that may come, from the most on: its probability and how many are too
 * many. From the top, because there q^booked cannot underflow as long as a tenth of people come. */
static void too_many(int booked, double shows, int places, double ret_sums[3])
{
	double q = 1 - shows, p = __builtin_pow(shows, booked);
	ret_sums[0] = ret_sums[1] = ret_sums[2] = 0;
	for (int come = booked; come > places; come--) {
		double over = come - places;
		ret_sums[0] += p;
		ret_sums[1] += p * over;
		ret_sums[2] += p * over * (over + 1) / 2;
		p *= come * q / ((booked - come + 1) * shows);
	}
}

double overbook_risk(int booked, double shows, int places)
{
	double sums[3];
	too_many(booked, shows, places, sums);
	return sums[0];
}

int overbook_ceiling(int places, double shows, int of_100)
{
	int k = places;
	while (of_100 > 0 && k < 2 * places && overbook_risk(k + 1, shows, places) <= of_100 / 100.0)
		k++;
	return k;
}

overbook_effect overbook_expect(int places, int slot_minutes, double shows, int of_100)
{
	overbook_effect e = { .bookings = overbook_ceiling(places, shows, of_100) };
	double sums[3];
	too_many(e.bookings, shows, places, sums);
	e.risk = sums[0];
	e.wait = sums[1] > 0 ? sums[2] / sums[1] * slot_minutes / places : 0;
	e.idle = places - (e.bookings * shows - sums[1]);
	e.idle_before = places * (1 - shows);
	return e;
}

/* --- the database ------------------------------------------------------------------------------------------------------ */

const err *overbook_shows_of(db *d, arena *a, i64 city, str office, const offer_def *f, double *ret)
{
	*ret = 1;
	if (!f->overbook)
		return NULL;
	overbook_get_row row;
	bool found;
	TRY(overbook_get(d, a, city, office, f->service, &row, &found));
	if (found)
		*ret = row.shows;
	return NULL;
}

const err *overbook_history(db *d, arena *a, i64 city, const office_def *o, instant now, overbook_rates *ret)
{
	*ret = (overbook_rates){ NULL, 0 };
	day today = day_of(now);
	overbook_counts_rows rows;
	TRY(overbook_counts(d, a, city, o->id, instant_of(today - OVERBOOK_DAYS, 0), instant_of(today, 0), &rows));
	for (size_t i = 0; i < o->offers.n; i++) {
		const offer_def *f = &o->offers.at[i];
		overbook_rate r = { .service = f->service };
		if (f->booking.n == 0)
			continue;
		for (size_t k = 0; k < rows.n; k++)
			if (str_eq(rows.at[k].service, f->service)) {
				r.came = rows.at[k].came;
				r.missed = rows.at[k].missed;
			}
		r.shows = overbook_shows(r.came, r.missed);
		LIST_ADD(a, ret, r);
	}
	return NULL;
}

/* --- once a day ---------------------------------------------------------------------------------------------------------- */

struct day_work {
	i64 city;
	day today;
	const office_def *office;
	overbook_days_rows done; /* of all offices */
	overbook_rates rates;
};

static const err *read_done(db *d, arena *a, void *arg)
{
	struct day_work *w = arg;
	w->today = day_of(tx_now(d));
	return overbook_days(d, a, w->city, &w->done);
}

static const err *read_rates(db *d, arena *a, void *arg)
{
	struct day_work *w = arg;
	return overbook_history(d, a, w->city, w->office, tx_now(d), &w->rates);
}

static const err *put_rates(db *d, arena *a, void *arg)
{
	struct day_work *w = arg;
	for (size_t i = 0; i < w->rates.n; i++) {
		const overbook_rate *r = &w->rates.at[i];
		overbook_put_in in = { .city = w->city,
				       .office = w->office->id,
				       .service = r->service,
				       .day = w->today,
				       .came = r->came,
				       .missed = r->missed,
				       .shows = r->shows };
		TRY(overbook_put(d, a, &in, NULL));
	}
	return NULL;
}

static bool done_today(const struct day_work *w, str office)
{
	for (size_t i = 0; i < w->done.n; i++)
		if (str_eq(w->done.at[i].office, office))
			return w->done.at[i].day >= w->today;
	return false;
}

static bool overbooks(const office_def *o)
{
	for (size_t i = 0; i < o->offers.n; i++)
		if (o->offers.at[i].overbook)
			return true;
	return false;
}

const err *overbook_tick(app *p, arena *a)
{
	struct day_work w = { .city = p->city };
	TRY(store_read(p->store, a, read_done, &w));
	const city_def *def = catalog_hold(p->catalog);
	const err *first = NULL;
	for (size_t i = 0; i < def->offices.n; i++) {
		w.office = &def->offices.at[i];
		if (!overbooks(w.office) || done_today(&w, w.office->id))
			continue;
		/* half a year of bookings is read beside the writer */
		const err *e = store_read(p->store, a, read_rates, &w);
		if (!e)
			e = store_write(p->store, a, office_shard(a, p->city, w.office->id), put_rates, &w);
		first = first ? first : e;
	}
	catalog_release(p->catalog, def);
	return first;
}

const module visits_overbook_module = { .name = "visits-overbook",
					.statements = overbook_statements,
					.statements_n = &overbook_statements_n,
					.tick = overbook_tick,
					.period_ms = 60000 };
