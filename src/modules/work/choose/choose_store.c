/* Scenarios in the database. */
#include "modules/work/choose/choose.h"
#include "modules/work/choose/choose.sql.h"

const err *choose_list(db *d, arena *a, i64 city, str round, choose_scenarios *ret)
{
	work_choose_list_rows rows;
	TRY(work_choose_list(d, a, city, round, &rows));
	*ret = (choose_scenarios){ arena_many(a, choose_scenario, rows.n + 1), rows.n };
	for (size_t i = 0; i < rows.n; i++) {
		const work_choose_list_row *x = &rows.at[i];
		ret->at[i] = (choose_scenario){ .id = x->scenario,
						.name = x->name,
						.query = x->query,
						.away = x->away != 0,
						.low = x->low,
						.likely = x->likely,
						.high = x->high,
						.place = x->place,
						.note = x->note,
						.version = x->version,
						.changed = x->changed,
						.changed_by = x->changed_by };
	}
	return NULL;
}

static const err *put_audit(db *d, arena *a, const choose_put *c, const char *action, i64 id)
{
	return audit_add(d, a, c->city, STR_NONE, c->by, str_of(action),
			 str_format(a, "work scenario %.*s/%lld", STR_ARG(c->round), (long long)id), c->is.name);
}

const err *choose_put_run(db *d, arena *a, void *arg)
{
	choose_put *c = arg;
	const choose_scenario *x = &c->is;
	work_round round;
	i64 changed;
	const err *e = choose_check(a, x);
	if (e)
		return e;
	TRY(work_round_of(d, a, c->city, c->round, &round));
	if (x->id > 0) {
		TRY(work_choose_change(d, a,
				       &(work_choose_change_in){ .city = c->city,
								 .round = c->round,
								 .scenario = x->id,
								 .was = x->version,
								 .name = x->name,
								 .query = x->query,
								 .away = x->away,
								 .low = x->low,
								 .likely = x->likely,
								 .high = x->high,
								 .place = x->place,
								 .note = x->note,
								 .changed = tx_now(d),
								 .changed_by = c->by->name },
				       &changed));
		if (!changed)
			return err_of(ERR_stale);
		c->ret_id = x->id;
		return put_audit(d, a, c, "work_scenario_change", x->id);
	}
	work_choose_last_row last;
	bool found;
	TRY(work_choose_last(d, a, c->city, c->round, &last, &found));
	if (found && last.kept >= CHOOSE_SCENARIOS_MAX)
		return err_why(a, ERR_too_large, "a round has at most %d scenarios", CHOOSE_SCENARIOS_MAX);
	c->ret_id = found && last.last.some ? last.last.value + 1 : 1;
	TRY(work_choose_add(d, a,
			    &(work_choose_add_in){ .city = c->city,
						   .round = c->round,
						   .scenario = c->ret_id,
						   .name = x->name,
						   .query = x->query,
						   .away = x->away,
						   .low = x->low,
						   .likely = x->likely,
						   .high = x->high,
						   .place = x->place,
						   .note = x->note,
						   .changed = tx_now(d),
						   .changed_by = c->by->name },
			    &changed));
	return put_audit(d, a, c, "work_scenario_add", c->ret_id);
}

const err *choose_drop_run(db *d, arena *a, void *arg)
{
	choose_put *c = arg;
	i64 changed;
	TRY(work_choose_drop(d, a, c->city, c->round, c->is.id, c->is.version, &changed));
	if (!changed)
		return err_of(ERR_stale);
	return put_audit(d, a, c, "work_scenario_drop", c->is.id);
}
