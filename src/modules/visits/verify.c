#include "modules/visits/verify.h"

#include "kit/app.h"
#include "modules/visits/verify.sql.h"
#include "modules/visits/wait/replay.h"

/* Each statement has a row type of its own, all of one column. */
#define COUNT_WRONG(statement, rule)                                                                                   \
	do {                                                                                                           \
		statement##_row row;                                                                                   \
		bool found;                                                                                            \
		TRY(statement(d, a, city, &row, &found));                                                              \
		LIST_ADD(a, ret, (verify_result){ rule, row.wrong });                                                  \
		ret->wrong += row.wrong;                                                                               \
	} while (0)

const err *visits_verify(db *d, arena *a, i64 city, verify_results *ret)
{
	*ret = (verify_results){ 0 };
	COUNT_WRONG(verify_places, "places given away are places that bookings have");
	COUNT_WRONG(verify_desks, "a desk that serves has somebody who is called or served there");
	COUNT_WRONG(verify_served, "whoever is called or served is at a desk");
	COUNT_WRONG(verify_one_place, "nobody is at two desks, or at one while away");
	COUNT_WRONG(verify_order, "nothing is begun before what has to come first");
	COUNT_WRONG(verify_forgotten, "what has nothing to wait for waits");
	COUNT_WRONG(verify_log, "the log of a step has no gaps and ends where the step is");
	COUNT_WRONG(verify_numbers, "every number that was counted was issued, and no other");
	COUNT_WRONG(verify_check_ins, "a booking that was checked in has its ticket, and no other has one");
	COUNT_WRONG(verify_offers, "an offer of a place has a hold, and whoever was offered one has one");
	COUNT_WRONG(verify_waiting, "whoever accepted has a booking, and no name is kept of who waits no more");
	return NULL;
}

struct question {
	i64 city;
	verify_results ret;
};

static const err *ask(db *d, arena *a, void *arg)
{
	struct question *q = arg;
	return visits_verify(d, a, q->city, &q->ret);
}

static int run_verify(arena *a, const settings *set, int argc, char **argv)
{
	flags given = { argc, argv };
	const err *e = flags_done(a, &given);
	app *p = NULL;
	if (!e)
		e = app_open(a, set, NULL, &p);
	struct question q = { 0 };
	if (!e) {
		q.city = p->city;
		e = store_read(p->store, a, ask, &q);
	}
	app_close(p);
	if (e)
		return command_failed(e);
	for (size_t i = 0; i < q.ret.n; i++)
		printf("%s  %s%s\n", q.ret.at[i].wrong ? "WRONG" : "ok   ", q.ret.at[i].rule,
		       q.ret.at[i].wrong ? str_format(a, ": %lld times", (long long)q.ret.at[i].wrong).at : "");
	return q.ret.wrong ? 1 : 0;
}

const command visits_commands[] = {
	{ "visits verify", "", "checks that places, queues, desks and logs agree with each other", run_verify },
	{ "visits replay", "--live LOG [--history LOG] [--out CSV] [--score], or --history LOG --learn DAYS …",
	  "predicts every wait of a log from what was before it, and says how far off that was", visits_replay },
	{ 0 },
};
