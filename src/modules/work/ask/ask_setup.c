/* Rounds, their units, and who fills in and approves which part: what the survey's staff set up. */
#include "modules/work/ask/ask.h"

#include "modules/work/ask/ask.sql.h"
#include "text/contact.h"

static bool good_id(str id)
{
	for (size_t i = 0; i < id.len; i++)
		if (!((id.at[i] >= 'a' && id.at[i] <= 'z') || (id.at[i] >= '0' && id.at[i] <= '9') ||
		      (id.at[i] == '-' && i > 0)))
			return false;
	return id.len > 0 && id.len <= WORK_ROUND_MAX;
}

const err *ask_round_run(db *d, arena *a, void *arg)
{
	const ask_round_new *c = arg;
	i64 changed;
	work_round before, there;
	opt_i64 closes = c->closes == DAY_NONE ? NONE_I64 : SOME_I64(c->closes);
	if (!good_id(c->id))
		return err_at(a, ERR_invalid, STR("id"), "letters, digits and -");
	if (c->name.len == 0 || c->name.len > 200 || !text_is_plain(c->name, false))
		return err_at(a, c->name.len > 200 ? ERR_too_long : ERR_required, STR("name"), "a name");
	if (c->year < 2000 || c->year > 2100)
		return err_at(a, ERR_invalid, STR("year"), "a fiscal year");
	if (c->before.len) {
		if (str_eq(c->before, c->id) || work_round_of(d, a, c->city, c->before, &before))
			return err_at(a, ERR_invalid, STR("before"), "no such round");
	}
	if (c->change) {
		TRY(work_round_of(d, a, c->city, c->id, &there));
		TRY(work_ask_set_round(
			d, a,
			&(work_ask_set_round_in){ c->city, c->id, c->name, c->before, closes, c->results_open },
			&changed));
	} else {
		work_ask_add_round_in in = { c->city, c->id, c->name, c->year, c->before, closes };
		TRY(work_ask_add_round(d, a, &in, &changed));
		if (changed == 0)
			return err_at(a, ERR_conflict, STR("id"), "there is a round %.*s", STR_ARG(c->id));
	}
	TRY(work_ask_remind_set(d, a, c->city, c->id, c->remind, &changed));
	return audit_add(d, a, c->city, STR_NONE, c->by, c->change ? STR("work.round_change") : STR("work.round_new"),
			 c->id, c->name);
}

const err *ask_round_state_run(db *d, arena *a, void *arg)
{
	const ask_round_state *c = arg;
	work_round round;
	i64 changed = 0;
	str action = STR("work.round_open");
	TRY(work_round_of(d, a, c->city, c->id, &round));
	if (c->to == ROUND_OPEN && round.state == ROUND_DRAFT) {
		if (c->def.len == 0)
			return err_at(a, ERR_not_allowed_now, STR("def"), "the city has no work.yaml");
		TRY(work_ask_open_round(d, a, c->city, c->id, c->def, &changed));
	} else if (c->to == ROUND_OPEN) {
		action = STR("work.round_reopen");
		TRY(work_ask_reopen_round(d, a, c->city, c->id, &changed));
	} else if (c->to == ROUND_CLOSED) {
		action = STR("work.round_close");
		TRY(work_ask_close_round(d, a, c->city, c->id, &changed));
	}
	if (changed == 0)
		return err_why(a, ERR_not_allowed_now, "the round is in another state");
	return audit_add(d, a, c->city, STR_NONE, c->by, action, c->id, STR_NONE);
}

/* --- units --------------------------------------------------------------------------------------------------------------- */

const err *ask_units_put_run(db *d, arena *a, void *arg)
{
	ask_units_put *c = arg;
	work_ask_last_unit_row last = { 0 };
	bool found;
	c->ret_added = c->ret_changed = 0;
	TRY(work_ask_last_unit(d, a, c->city, c->round, &last, &found));
	for (size_t i = 0; i < c->units.n; i++) {
		const survey_unit *u = &c->units.at[i];
		i64 changed;
		work_ask_add_unit_in in = { .city = c->city,
					    .round = c->round,
					    .unit = last.last + 1,
					    .bureau = u->bureau,
					    .section = u->section,
					    .name = u->unit,
					    .people = u->people,
					    .minutes = u->minutes,
					    .now = tx_now(d) };
		TRY(work_ask_add_unit(d, a, &in, &changed));
		last.last += changed;
		c->ret_added += changed;
		if (changed)
			continue;
		work_ask_set_unit_in set = { c->city, c->round, u->bureau, u->section, u->unit, u->people, u->minutes };
		TRY(work_ask_set_unit(d, a, &set, &changed));
		c->ret_changed += changed;
	}
	if (c->ret_added + c->ret_changed == 0)
		return NULL;
	i64 touched;
	TRY(work_ask_touch_round(d, a, c->city, c->round, &touched));
	return audit_add(d, a, c->city, STR_NONE, c->by, STR("work.units"), c->round,
			 str_format(a, "+%lld ~%lld", (long long)c->ret_added, (long long)c->ret_changed));
}

/* --- members ------------------------------------------------------------------------------------------------------------- */

const err *ask_member_put_run(db *d, arena *a, void *arg)
{
	const ask_member_put *c = arg;
	const work_member *m = &c->member;
	i64 changed;
	if (m->section.len && !m->bureau.len)
		return err_at(a, ERR_required, STR("bureau"), "the bureau of the section");
	if (m->unit.len && !m->section.len)
		return err_at(a, ERR_required, STR("section"), "the section of the unit");
	if (m->parts == 0) {
		TRY(work_ask_drop_member(d, a, c->city, m->staff, m->bureau, m->section, m->unit, &changed));
	} else {
		work_ask_put_member_in in = { c->city, m->staff, m->bureau, m->section, m->unit, m->parts };
		TRY(work_ask_put_member(d, a, &in, &changed));
	}
	if (c->has_mail && c->mail.len) {
		str mail;
		if (!contact_mail(a, c->mail, &mail))
			return err_at(a, ERR_field_mail, STR("mail"), "not an address");
		TRY(work_ask_set_mail(d, a, c->city, m->staff, mail, &changed));
	} else if (c->has_mail) {
		TRY(work_ask_drop_mail(d, a, c->city, m->staff, &changed));
	}
	return audit_add(d, a, c->city, STR_NONE, c->by, STR("work.member"),
			 str_format(a, "%lld", (long long)m->staff),
			 str_format(a, "%.*s/%.*s/%.*s %d", STR_ARG(m->bureau), STR_ARG(m->section), STR_ARG(m->unit),
				    m->parts));
}
