/* Rounds, their units, and who fills in and approves which part: what the survey's staff set up. */
#include "modules/work/ask/ask.h"

#include "modules/work/ask/ask.sql.h"
#include "text/contact.h"

const err *ask_round_put_run(db *d, arena *a, void *arg)
{
	const ask_round_put *c = arg;
	i64 changed;
	TRY(c->change ? work_round_change(d, a, c->city, c->by, &c->round)
		      : work_round_add(d, a, c->city, c->by, &c->round));
	return work_ask_remind_set(d, a, c->city, c->round.id, c->remind, &changed);
}

const err *ask_round_state_run(db *d, arena *a, void *arg)
{
	const ask_round_state *c = arg;
	return c->to == ROUND_OPEN ? work_round_open(d, a, c->city, c->by, c->id, c->def)
				   : work_round_close(d, a, c->city, c->by, c->id);
}

/* --- units --------------------------------------------------------------------------------------------------------------- */

const err *ask_units_put_run(db *d, arena *a, void *arg)
{
	ask_units_put *c = arg;
	work_units were;
	i64 known, touched;
	c->ret_added = c->ret_changed = 0;
	TRY(work_ask_hold_round(d, a, c->city, c->round, &touched));
	TRY(work_units_of(d, a, c->city, c->round, &were));
	known = 0;
	for (size_t i = 0; i < were.n; i++)
		known = were.at[i].id > known ? were.at[i].id : known;
	for (size_t i = 0; i < c->units.n; i++) {
		const survey_unit *u = &c->units.at[i];
		work_unit put = { .bureau = u->bureau,
				  .section = u->section,
				  .name = u->unit,
				  .people = u->people,
				  .has = u->minutes };
		i64 id;
		bool changed;
		TRY(work_unit_put(d, a, c->city, c->round, &put, &id, &changed));
		c->ret_added += id > known;
		c->ret_changed += changed && id <= known;
	}
	if (c->ret_added + c->ret_changed == 0)
		return NULL;
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
	TRY(work_member_set(d, a, c->city, c->by, m));
	if (c->has_mail && c->mail.len) {
		str mail;
		if (!contact_mail(a, c->mail, &mail))
			return err_at(a, ERR_field_mail, STR("mail"), "not an address");
		TRY(work_ask_set_mail(d, a, c->city, m->staff, mail, &changed));
	} else if (c->has_mail) {
		TRY(work_ask_drop_mail(d, a, c->city, m->staff, &changed));
	}
	return NULL;
}
