/* Sheets with the rows that are not complete yet, and the commands that change them. */
#include "modules/work/ask/ask.h"
#include "modules/work/ask/ask_private.h"

#include "modules/work/ask/ask.sql.h"
#include "text/json.h"

#define REST_MAX (700 * 1024) /* bytes: below the ceiling of a JSON text that is read */
#define NAMES_BYTES (24 * 1024)

bool ask_open(const work_round *round, const work_unit *u, day today, bool staff)
{
	if (round->state != ROUND_OPEN || u->state == SHEET_SUBMITTED || u->state == SHEET_APPROVED)
		return false;
	/* what was sent back keeps its reason until it is submitted again */
	bool back = u->state == SHEET_SENT_BACK || u->note.len > 0;
	return staff || back || round->closes == DAY_NONE || today <= round->closes;
}

/* --- the rest, as JSON -------------------------------------------------------------------------------------------------- */

static str write_rest(arena *a, const ask_rows *rows)
{
	buf b = buf_new(a, REST_MAX);
	json_writer w = json_write(&b);
	jw_array(&w);
	for (size_t i = 0; i < rows->n; i++) {
		const ask_row *r = &rows->at[i];
		if (r->complete)
			continue;
		jw_object(&w);
		jw_field_i64(&w, "at", (i64)i);
		jw_field_str(&w, "name", r->name);
		jw_field_i64(&w, "number", r->number);
		jw_field_array(&w, "cells");
		for (size_t c = 0; c < ASK_COLS; c++)
			jw_str(&w, r->cell[c]);
		jw_end(&w);
		jw_end(&w);
	}
	jw_end(&w);
	jw_done(&w);
	return b.overflowed ? STR_NONE : buf_str(&b);
}

/* Puts them back into their places among the complete ones. */
static const err *read_rest(arena *a, str text, ask_sheet *s)
{
	const json_value *list;
	if (text.len == 0)
		return NULL;
	TRY(json_parse(a, text, &list));
	ask_rows all = { arena_many(a, ask_row, s->rows.n + list->n), 0 };
	size_t next = 0;
	for (size_t i = 0; i < list->n; i++) {
		const json_value *v = &list->items[i], *cells = json_get(v, "cells");
		ask_row row = { 0 };
		i64 at = 0;
		json_i64(json_get(v, "at"), &at);
		json_i64(json_get(v, "number"), &row.number);
		json_str(json_get(v, "name"), &row.name);
		for (size_t c = 0; cells && c < ASK_COLS && c < cells->n; c++)
			json_str(&cells->items[c], &row.cell[c]);
		ask_row_check(a, &s->round.def, &s->unit, &row);
		/* it waits until it is written again, even if a rule was loosened meanwhile */
		row.complete = false;
		while (next < s->rows.n && (i64)all.n < at)
			all.at[all.n++] = s->rows.at[next++];
		all.at[all.n++] = row;
	}
	while (next < s->rows.n)
		all.at[all.n++] = s->rows.at[next++];
	s->open = list->n;
	s->rows = (ask_rows){ 0 };
	for (size_t i = 0; i < all.n; i++)
		LIST_ADD(a, &s->rows, all.at[i]);
	return NULL;
}

const err *ask_sheet_read(db *d, arena *a, i64 city, str round, i64 unit, ask_sheet *ret)
{
	survey_items items = { 0 };
	work_ask_sheet_row beside = { 0 };
	bool found;
	*ret = (ask_sheet){ 0 };
	TRY(work_round_of(d, a, city, round, &ret->round));
	TRY(work_unit_of(d, a, city, round, unit, &ret->unit, &items));
	TRY(work_ask_sheet(d, a, city, round, unit, &beside, &found));
	for (size_t i = 0; i < items.n; i++)
		LIST_ADD(a, &ret->rows, ask_row_of(a, &items.at[i]));
	if (!found)
		return NULL;
	ret->names = beside.names;
	ret->reason = beside.reason;
	return read_rest(a, beside.rest, ret);
}

/* --- writing ------------------------------------------------------------------------------------------------------------- */

/* The latest first; the oldest are forgotten. */
static str remember(arena *a, const ask_sheet *s, const strs *was)
{
	buf b = buf_new(a, NAMES_BYTES + 4096);
	for (size_t i = 0; i < s->rows.n && b.len < NAMES_BYTES; i++)
		if (!str_eq(was->at[i], s->rows.at[i].name))
			buf_format(&b, "%.*s %.*s\n", STR_ARG(was->at[i]), STR_ARG(s->rows.at[i].name));
	str rest = s->names;
	while (rest.len && b.len < NAMES_BYTES) {
		str line = str_cut(&rest, '\n');
		buf_format(&b, "%.*s\n", STR_ARG(line));
	}
	return buf_str(&b);
}

/* The rows as they are now; those that became complete get their numbers. */
static const err *write_sheet(db *d, arena *a, const ask_act *act, ask_sheet *s)
{
	survey_items items = { arena_many(a, survey_item, s->rows.n + 1), 0 }, back = { 0 };
	strs was = { arena_many(a, str, s->rows.n + 1), s->rows.n };
	i64 changed;
	for (size_t i = 0; i < s->rows.n; i++) {
		was.at[i] = s->rows.at[i].name;
		if (s->rows.at[i].complete)
			items.at[items.n++] = s->rows.at[i].item;
	}
	str rest = write_rest(a, &s->rows);
	if (rest.len == 0)
		return err_why(a, ERR_too_large, "rows that are not complete take more than %d bytes", REST_MAX);
	TRY(work_sheet_save(d, a, act->city, act->by, act->round, act->unit, s->unit.version, &items, SHEET_FILLING,
			    s->unit.note, STR_NONE));
	TRY(work_unit_of(d, a, act->city, act->round, act->unit, &s->unit, &back));
	if (back.n != items.n)
		return err_why(a, ERR_internal, "%zu rows written, %zu read back", items.n, back.n);
	for (size_t i = 0, k = 0; i < s->rows.n; i++)
		if (s->rows.at[i].complete)
			s->rows.at[i] = ask_row_of(a, &back.at[k++]);
	s->names = remember(a, s, &was);
	work_ask_set_sheet_in in = { act->city, act->round, act->unit, rest, s->names, s->reason };
	return work_ask_set_sheet(d, a, &in, &changed);
}

static const err *add_step(db *d, arena *a, const ask_act *act, const ask_sheet *s, str action, str note)
{
	i64 changed;
	work_ask_add_step_in in = { .city = act->city,
				    .round = act->round,
				    .unit = act->unit,
				    .now = tx_now(d),
				    .actor = act->by->name,
				    .action = action,
				    .note = note,
				    .items = s->unit.rows,
				    .said = s->unit.said,
				    .has = s->unit.has };
	return work_ask_add_step(d, a, &in, &changed);
}

const err *ask_save_run(db *d, arena *a, void *arg)
{
	ask_save *c = arg;
	const ask_act *act = &c->act;
	bool changed;
	TRY(ask_sheet_read(d, a, act->city, act->round, act->unit, &c->ret));
	ask_sheet *s = &c->ret;
	c->ret_before = s->unit.version;
	c->ret_by = s->unit.changed_by;
	if (!ask_open(&s->round, &s->unit, day_of(tx_now(d)), act->staff))
		return err_why(a, ERR_not_allowed_now, "the sheet is not open");
	TRY(ask_merge(a, s, &c->edits, &c->ret_done, &changed));
	if (!changed)
		return NULL;
	TRY(write_sheet(d, a, act, s));
	return c->step.len ? add_step(d, a, act, s, c->step, c->step_note) : NULL;
}

/* --- submitted, approved, sent back --------------------------------------------------------------------------------------- */

static const err *may_move(arena *a, const ask_move *m, const ask_sheet *s, day today)
{
	sheet_state from = s->unit.state;
	if (s->round.state != ROUND_OPEN)
		return err_why(a, ERR_not_allowed_now, "the round is not open");
	switch (m->to) {
	case SHEET_SUBMITTED:
		if (!ask_open(&s->round, &s->unit, today, m->act.staff))
			return err_why(a, ERR_not_allowed_now, "the sheet is not open");
		if (s->open > 0 || s->rows.n == 0)
			return err_at(a, ERR_invalid, STR("rows"), "%zu rows, of them %zu not complete", s->rows.n,
				      s->open);
		work_balance holds = work_balance_of(&s->round.def, s->unit.has, s->unit.said);
		if ((holds == BALANCE_TOO_LITTLE || holds == BALANCE_TOO_MUCH) && m->note.len == 0)
			return err_at(a, ERR_required, STR("note"), "hours are outside of the band");
		return NULL;
	case SHEET_FILLING:
		return from == SHEET_SUBMITTED ? NULL : err_why(a, ERR_not_allowed_now, "not submitted");
	case SHEET_APPROVED:
		return from == SHEET_SUBMITTED ? NULL : err_why(a, ERR_not_allowed_now, "not submitted");
	case SHEET_SENT_BACK:
		if (from != SHEET_SUBMITTED && from != SHEET_APPROVED)
			return err_why(a, ERR_not_allowed_now, "neither submitted nor approved");
		return m->note.len ? NULL : err_at(a, ERR_required, STR("note"), "why it is sent back");
	case SHEET_EMPTY:
		break;
	}
	return err_of(ERR_bad_request);
}

const err *ask_move_run(db *d, arena *a, void *arg)
{
	static const struct {
		str step, action;
	} said[] = { [SHEET_SUBMITTED] = { STR_INIT("submitted"), STR_INIT("work.submit") },
		     [SHEET_FILLING] = { STR_INIT("withdrawn"), STR_INIT("work.withdraw") },
		     [SHEET_APPROVED] = { STR_INIT("approved"), STR_INIT("work.approve") },
		     [SHEET_SENT_BACK] = { STR_INIT("sent_back"), STR_INIT("work.send_back") } };
	ask_move *m = arg;
	ask_sheet s;
	if (m->note.len > ASK_NOTE_MAX)
		return err_at(a, ERR_too_long, STR("note"), "more than %d bytes", ASK_NOTE_MAX);
	TRY(ask_sheet_read(d, a, m->act.city, m->act.round, m->act.unit, &s));
	if (s.unit.version != m->version)
		return err_why(a, ERR_stale, "version %lld was seen, it is %lld", (long long)m->version,
			       (long long)s.unit.version);
	TRY(may_move(a, m, &s, day_of(tx_now(d))));
	TRY(work_sheet_move(d, a, m->act.city, m->act.by, m->act.round, m->act.unit, m->version, m->to,
			    m->to == SHEET_SENT_BACK ? m->note : STR_NONE, said[m->to].action));
	if (m->to == SHEET_SUBMITTED) {
		i64 changed;
		work_ask_set_sheet_in in = { m->act.city, m->act.round, m->act.unit, STR("[]"), s.names, m->note };
		TRY(work_ask_set_sheet(d, a, &in, &changed));
	}
	TRY(add_step(d, a, &m->act, &s, said[m->to].step, m->note));
	return m->to == SHEET_SENT_BACK ? ask_tell_sent_back(d, a, &m->act, &s, m->note) : NULL;
}
