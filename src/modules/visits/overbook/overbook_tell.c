#include "modules/visits/overbook/overbook_view.h"

#define SIZES_SHOWN 4

typedef struct history_question {
	i64 city;
	const office_def *office;
	instant now;
	overbook_rates ret;
} history_question;

static const err *read_history(db *d, arena *a, void *arg)
{
	history_question *q = arg;
	return overbook_history(d, a, q->city, q->office, q->now, &q->ret);
}

static i64 whole(double x)
{
	return (i64)(x + 0.5);
}

static i64 percent(double share)
{
	return whole(share * 100);
}

/* 8人の枠：9人まで予約を受けます。100枠のうち32枠で … */
static str tell_size(req *r, const booking_rule *rule, double shows, int of_100)
{
	overbook_effect e = overbook_expect(rule->places, rule->slot, shows, of_100);
	if (e.bookings == rule->places)
		return words_overbook_same(r->arena, r->lang, rule->places,
					   percent(overbook_risk(rule->places + 1, shows, rule->places)));
	str idle = str_format(r->arena, "%.1f", e.idle), before = str_format(r->arena, "%.1f", e.idle_before);
	return words_overbook_more(r->arena, r->lang, rule->places, e.bookings, percent(e.risk), whole(e.wait), before,
				   idle);
}

static strs tell_sizes(req *r, const offer_def *f, double shows)
{
	strs list = { NULL, 0 };
	for (size_t i = 0; i < f->booking.n && list.n < SIZES_SHOWN; i++) {
		bool told = false;
		for (size_t k = 0; k < i; k++)
			told = told || (f->booking.at[k].places == f->booking.at[i].places &&
					f->booking.at[k].slot == f->booking.at[i].slot);
		if (!told)
			LIST_ADD(r->arena, &list, tell_size(r, &f->booking.at[i], shows, f->overbook));
	}
	return list;
}

const err *overbook_tell(req *r, const city_def *c, const office_def *o, overbook_lines *ret)
{
	*ret = (overbook_lines){ NULL, 0 };
	bool any = false;
	for (size_t i = 0; i < o->offers.n; i++)
		any = any || o->offers.at[i].overbook;
	if (!any)
		return NULL;
	history_question q = { .city = c->code, .office = o, .now = clock_now(r->app->clock) };
	TRY(store_read(r->app->store, r->arena, read_history, &q));
	for (size_t i = 0; i < q.ret.n; i++) {
		const overbook_rate *rate = &q.ret.at[i];
		const offer_def *f = defs_offer(o, rate->service);
		if (!f || !f->overbook)
			continue;
		overbook_line line = { .service = say_service(r->arena, r->lang, c, rate->service),
				       .history = words_overbook_history(r->arena, r->lang, OVERBOOK_DAYS,
									 rate->came + rate->missed, rate->missed,
									 percent(1 - rate->shows)),
				       .slots = tell_sizes(r, f, rate->shows) };
		LIST_ADD(r->arena, ret, line);
	}
	return NULL;
}
