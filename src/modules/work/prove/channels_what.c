/* What if: applications that move from the counter online. */
#include "modules/work/prove/channels.h"

#include <math.h>

/* --- desks ------------------------------------------------------------------------------------------------------------------ */

double desks_waiting(int desks, double load)
{
	if (load >= desks)
		return 1;
	double blocked = 1; /* Erlang B, by recursion from no desk on */
	for (int k = 1; k <= desks; k++)
		blocked = load * blocked / (k + load * blocked);
	return blocked / (1 - load / desks * (1 - blocked));
}

int desks_needed(double rate, double minutes, double wait)
{
	double load = rate * minutes / 60;
	if (load <= 0)
		return 0;
	if (load >= DESKS_MAX)
		return 0;
	for (int c = (int)floor(load) + 1; c <= DESKS_MAX; c++) {
		/* P(W > t) = C · exp(−(c − load) · t / mean) */
		double longer = desks_waiting(c, load) * exp(-(c - load) * wait / minutes);
		if (longer <= 0.1)
			return c;
	}
	return 0;
}

/* --- the question ------------------------------------------------------------------------------------------------------------- */

static const err *wrong(arena *a, const err *list, const char *field, const char *why)
{
	err *e = arena_one(a, err);
	*e = *err_at(a, ERR_invalid, str_of(field), "%s", why);
	e->next = list;
	return e;
}

const err *what_check(arena *a, const what_if *q)
{
	const err *e = NULL;
	const struct {
		const char *field;
		double value, least, most;
	} all[] = {
		{ "counter", q->counter, 0, 1e10 },
		{ "minutes", q->counter_minutes, 0.1, 1000 },
		{ "online_minutes", q->online_minutes, 0, 1000 },
		{ "resident", q->resident_minutes, 0, 1000 },
		{ "resident_online", q->resident_online_minutes, 0, 1000 },
		{ "per_visit", q->per_visit, 1, 20 },
		{ "days", q->days, 1, 366 },
		{ "hours", q->hours, 0.5, 24 },
		{ "places", q->places, 1, 1000 },
		{ "peak", q->peak, 1, 20 },
		{ "wait", q->wait, 0, 240 },
		{ "share", q->share.likely, 0, 1 },
		{ "share_low", q->share.low, 0, q->share.likely },
		{ "share_high", q->share.high, q->share.likely, 1 },
	};
	for (size_t i = COUNT(all); i-- > 0;)
		if (!(all[i].value >= all[i].least && all[i].value <= all[i].most))
			e = wrong(a, e, all[i].field, "out of its range");
	return e;
}

static int desks_of(const what_if *q, double applications)
{
	double visits = applications / q->per_visit / q->places / (q->days * q->hours) * q->peak;
	int each = desks_needed(visits, q->counter_minutes * q->per_visit, q->wait);
	return each * q->places;
}

static double staff_of(const what_if *q, double counter, double moved)
{
	return (counter * q->counter_minutes + moved * q->online_minutes) / 60;
}

what_result channels_what(const what_if *q)
{
	what_result r = { .online_share = { NAN, NAN, NAN }, .share_now_least = NAN, .share_now_most = NAN };
	r.moved = (prove_range){ q->counter * q->share.low, q->counter * q->share.likely, q->counter * q->share.high };
	r.counter = (prove_range){ q->counter - r.moved.low, q->counter - r.moved.likely, q->counter - r.moved.high };
	double online = (q->online_least + q->online_most) / 2;
	r.online =
		(prove_range){ q->online_least + r.moved.low, online + r.moved.likely, q->online_most + r.moved.high };
	if (q->total > 0) {
		r.share_now_least = q->online_least / q->total;
		r.share_now_most = q->online_most / q->total;
		r.online_share = (prove_range){ fmin(1, r.online.low / q->total), fmin(1, r.online.likely / q->total),
						fmin(1, r.online.high / q->total) };
	}
	r.staff_now = staff_of(q, q->counter, 0);
	r.staff = (prove_range){ staff_of(q, r.counter.low, r.moved.low), staff_of(q, r.counter.likely, r.moved.likely),
				 staff_of(q, r.counter.high, r.moved.high) };
	r.saved = (prove_range){ r.staff_now - r.staff.low, r.staff_now - r.staff.likely, r.staff_now - r.staff.high };
	if (q->hours_fte > 0)
		r.fte = (prove_range){ r.saved.low / q->hours_fte, r.saved.likely / q->hours_fte,
				       r.saved.high / q->hours_fte };
	if (q->yen_hour > 0)
		r.yen = (prove_range){ r.saved.low * q->yen_hour, r.saved.likely * q->yen_hour,
				       r.saved.high * q->yen_hour };
	r.desks_now = desks_of(q, q->counter);
	r.desks.low = desks_of(q, r.counter.low);
	r.desks.likely = desks_of(q, r.counter.likely);
	r.desks.high = desks_of(q, r.counter.high);
	r.visits_now = q->counter / q->per_visit;
	double each = q->resident_minutes / q->per_visit - q->resident_online_minutes;
	r.visits =
		(prove_range){ r.moved.low / q->per_visit, r.moved.likely / q->per_visit, r.moved.high / q->per_visit };
	r.residents = (prove_range){ r.moved.low * each / 60, r.moved.likely * each / 60, r.moved.high * each / 60 };
	return r;
}
