/* needs: sim */
/* Typed rates, rosters and changes, and logs as demand: any bytes are read, or refused; what was read is played, and nobody gets lost. */
#include "sim/demand.h"
#include "sim/roster.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

static void play(arena *a, const demand *d, const day_plan *p)
{
	if (!(d->people <= 2000)) /* a day of millions takes its time */
		return;
	sim_day today = plan_day(a, d, p);
	sim *s = sim_new(a, &today);
	for (u64 seed = 0; seed < 2; seed++) {
		sim_totals t = sim_run(s, seed, NULL);
		CHECK(t.came == t.called + t.left + t.waiting + t.turned_away);
		CHECK(t.called == t.served + t.missed && t.waited >= 0 && t.busy >= 0);
	}
	sim_outlook o;
	sim_outlook_play(a, &today, (sim_outlook_want){ .bucket = 3600, .buckets_n = 24, .runs = 2 }, &o);
	for (int b = 0; b < 24; b++)
		CHECK(!(o.waits[b].p10 > o.waits[b].p90) && o.queue[b] >= 0);
}

static str part(str *rest)
{
	str all = *rest;
	size_t i = 0;
	while (i < all.len && !str_starts(str_sub(all, i, all.len), STR("---\n")))
		i++;
	*rest = str_sub(all, i + 4, all.len);
	return str_sub(all, 0, i);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	if (size > 1 << 13)
		return 0;
	arena *a = arena_new((size_t)512 << 20);
	str rest = arena_copy(a, (str){ (const char *)data, size }), all = rest;
	str rates = part(&rest), roster_text = part(&rest), change = part(&rest);
	event_faults faults = { 0 };
	demand d;
	day_plan p;
	if (demand_rates(a, rates, &d, &faults) == NULL && plan_parse(a, roster_text, &d, NULL, &p, &faults) == NULL) {
		const err *e = plan_change(a, &p, &d, change);
		CHECK(!e || err_is(e, ERR_usage));
		play(a, &d, &p);
	}
	office_names names = { 0 };
	event_days days;
	if (eventlog_read(a, all, &names, &days, &faults) == NULL && days.n <= 8 &&
	    demand_history(a, &names, &days, 8 * 3600, &d, &p) == NULL)
		play(a, &d, &p);
	arena_free(a);
	return 0;
}
