/* What units said beside the hours that their people have: counted, shown, sent back. */
#include "modules/work/work_import.h"

#include "modules/work/work_private.h"

#define UNITS_AT_ONCE 100

work_reconciled work_reconcile(arena *a, const work_def *def, const work_units *units)
{
	work_reconciled out = { 0 };
	for (size_t i = 0; i < units->n; i++) {
		const work_unit *u = &units->at[i];
		if (u->rows == 0 && (u->state == SHEET_EMPTY || u->state == SHEET_FILLING)) {
			out.unanswered++;
			continue;
		}
		switch (work_balance_of(def, u->has, u->said)) {
		case BALANCE_HOLDS:
			out.holds++;
			break;
		case BALANCE_UNKNOWN:
			LIST_ADD(a, &out.no_hours, *u);
			break;
		case BALANCE_TOO_LITTLE:
			out.too_little++;
			LIST_ADD(a, &out.wrong, *u);
			break;
		case BALANCE_TOO_MUCH:
			out.too_much++;
			LIST_ADD(a, &out.wrong, *u);
			break;
		}
	}
	return out;
}

str work_balance_note(arena *a, const work_def *def, i64 has, i64 said)
{
	return words_work_balance_note(a, LANG_JA, has > 0 ? (said * 100 + has / 2) / has : 0, def->balance_least,
				       def->balance_most);
}

typedef struct sending {
	app *app;
	const who *by;
	const work_round *round;
	const work_units *wrong;
	size_t from, to, sent;
} sending;

static const err *send_some(db *d, arena *a, void *arg)
{
	sending *s = arg;
	s->sent = 0;
	for (size_t i = s->from; i < s->to; i++) {
		const work_unit *u = &s->wrong->at[i];
		if (!work_sheet_may_go(u->state, SHEET_SENT_BACK))
			continue; /* back already, or still being filled in */
		str note = work_balance_note(a, &s->round->def, u->has, u->said);
		const err *e = work_sheet_move(d, a, s->app->city, s->by, s->round->id, u->id, u->version,
					       SHEET_SENT_BACK, note, STR("work_send_back"));
		if (err_is(e, ERR_stale))
			continue; /* somebody is at it just now */
		TRY(e);
		s->sent++;
	}
	return NULL;
}

const err *work_send_back(app *p, arena *a, const who *by, const work_round *round, const work_units *wrong,
			  size_t *ret_n)
{
	sending s = { .app = p, .by = by, .round = round, .wrong = wrong };
	*ret_n = 0;
	for (s.from = 0; s.from < wrong->n; s.from = s.to) {
		s.to = s.from + UNITS_AT_ONCE < wrong->n ? s.from + UNITS_AT_ONCE : wrong->n;
		TRY(store_write(p->store, a, work_shard(a, p->city, round->id), send_some, &s));
		*ret_n += s.sent;
	}
	return NULL;
}
