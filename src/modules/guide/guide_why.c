/* Why: the rows of a scheme, their conditions in words, what is missing, what would make it yes, by when. */
#include "kit/words.h"
#include "modules/guide/guide_private.h"
#include "rules/decimal.h"
#include "rules/sheet.h"

#include <stdlib.h>

/* --- what the person has ---------------------------------------------------------------------------------------------------- */

static str has_words(const guide *g, const fact_def *f)
{
	size_t at = (size_t)(f - g->facts->at);
	const feel *v = &g->values[at];
	lang l = g->asked.lang;
	if (v->kind == FEEL_UNKNOWN)
		return guide_lost(g, at) ? words_text(g->arena, l, T_reason_not_known) : STR_NONE;
	if (v->kind == FEEL_NULL)
		return words_text(g->arena, l, T_reason_null);
	for (size_t i = 0; i < g->given.n; i++)
		if (str_eq(g->given.at[i].id, f->field.id))
			return field_show(g->arena, &f->field, g->given.at[i].value, l);
	if (v->kind == FEEL_BOOLEAN)
		return words_text(g->arena, l, v->boolean ? T_reason_yes : T_reason_no);
	return field_show(g->arena, &f->field, feel_string(g->arena, *v), l);
}

/* --- what could change -------------------------------------------------------------------------------------------------------- */

/* Whether a date stands behind a fact: an age moves with the calendar and not by anybody's doing. */
static bool from_date(const guide *g, size_t fact, int depth)
{
	const fact_def *f = &g->facts->at[fact];
	if (!f->value)
		return f->field.kind == FIELD_DATE;
	for (size_t i = 0; depth < 10 && i < g->needs[fact].n; i++)
		if (from_date(g, g->needs[fact].at[i], depth + 1))
			return true;
	return false;
}

/* A number that grows with time (an age, the years since) reaches what lies above it, and never comes back to what lies below. */
static guide_change change_of(const guide *g, const fact_def *f, bool grows)
{
	if (!f)
		return CHANGE_MAY;
	size_t at = (size_t)(f - g->facts->at);
	if (!f->value && f->field.kind == FIELD_DATE)
		return CHANGE_NEVER;
	if (!f->value || !from_date(g, at, 0) || g->values[at].kind != FEEL_NUMBER)
		return CHANGE_MAY;
	return grows ? CHANGE_TIME : CHANGE_NEVER;
}

/* Whether a larger number would be accepted: asked of the cell itself, at a hundred and twenty steps on. */
static bool grows_into(const guide *g, const match_cell *c, const feel *now)
{
	if (now->kind != FEEL_NUMBER || !c->test.expr)
		return false;
	arena *own = arena_new(4 << 20);
	feel_run run = guide_run(g, own);
	feel_scope scope = { &g->scope, NULL };
	decimal one = decimal_of(1), n = now->number;
	bool found = false;
	for (int i = 0; i < 120 && !found && decimal_add(n, one, &n); i++) {
		feel ok = feel_test(&run, c->test.expr, feel_number(n), &scope);
		found = ok.kind == FEEL_BOOLEAN && ok.boolean;
	}
	arena_free(own);
	return found;
}

/* --- rows --------------------------------------------------------------------------------------------------------------------- */

static void sources_of(const scheme_def *s, const match_row *row, guide_way *w)
{
	w->source = s ? s->law : STR_NONE;
	w->source_url = s ? s->law_url : STR_NONE;
	for (size_t i = 0; i < row->table->notes.n; i++) {
		str text = row->rule->notes ? str_trim(row->rule->notes[i]) : STR_NONE;
		sheet_note kind = sheet_note_of(row->table->notes.at[i]);
		if (text.len == 0)
			continue;
		if (kind == NOTE_REMARK && w->about.len == 0)
			w->about = text;
		if (kind != NOTE_SOURCE)
			continue;
		bool link = str_starts(text, STR("https://")) || str_starts(text, STR("http://"));
		if (link)
			w->source_url = text;
		else
			w->source = text;
	}
}

static guide_way way_of(const guide *g, const scheme_def *s, const match_row *row)
{
	guide_way w = { .holds = row->holds,
			.about = row->rule->about,
			.from = row->rule->from,
			.to = row->rule->to,
			.file = row->table->file,
			.line = row->rule->line };
	sources_of(s, row, &w);
	w.reachable = row->holds == TRUTH_NO;
	for (size_t i = 0; i < row->cells.n; i++) {
		const match_cell *c = &row->cells.at[i];
		size_t fact = g->column_fact[c->fact];
		const fact_def *f = fact == SIZE_MAX ? NULL : &g->facts->at[fact];
		guide_condition x = { .fact = f, .feel = c->test.text, .holds = c->holds };
		x.words = guide_words(g->arena, f, g->columns.at[c->fact], c->test.text, g->asked.lang);
		x.has = f ? has_words(g, f) : STR_NONE;
		if (c->holds == TRUTH_NO) {
			x.change = change_of(g, f, f && grows_into(g, c, &g->values[fact]));
			w.failed++;
			w.reachable = w.reachable && x.change != CHANGE_NEVER;
		}
		w.unknown += c->holds == TRUTH_OPEN;
		LIST_ADD(g->arena, &w.conditions, x);
	}
	return w;
}

static int by_promise(const void *x, const void *y)
{
	const guide_way *a = x, *b = y;
	if (a->holds != b->holds)
		return (int)b->holds - (int)a->holds;
	if (a->holds == TRUTH_NO && a->reachable != b->reachable)
		return a->reachable ? -1 : 1;
	if (a->failed != b->failed)
		return a->failed < b->failed ? -1 : 1;
	if (a->unknown != b->unknown)
		return a->unknown < b->unknown ? -1 : 1;
	return a->line - b->line;
}

/* --- deadlines ---------------------------------------------------------------------------------------------------------------- */

/* Days on which offices of the administration are closed: besides holidays, 29 December to 3 January (行政機関の休日に関する法律1条, 地方自治法4条の2). */
static bool is_closed(day d)
{
	civil c = civil_of(d);
	int weekday = weekday_of(d);
	bool year_end = (c.month == 12 && c.mday >= 29) || (c.month == 1 && c.mday <= 3);
	return weekday == 0 || weekday == 6 || year_end || holiday_on(d) != NULL;
}

static void due_of(const guide *g, guide_finding *f)
{
	const scheme_def *s = f->scheme;
	f->due = DAY_UNSET;
	if (s->due_from.len == 0 || f->holds == TRUTH_NO)
		return;
	const fact_def *date = facts_named(g->facts, s->due_from);
	if (!date)
		return;
	const feel *v = &g->values[date - g->facts->at];
	if (v->kind == FEEL_UNKNOWN)
		f->due_missing = date;
	if (v->kind != FEEL_DATE)
		return;
	const feel_moment *m = v->moment;
	if (m->year < 1800 || m->year > 2300 || !civil_valid(m->year, m->month, m->day))
		return;
	f->due = guide_last_day(day_from(m->year, m->month, m->day), s->due_days, s->due_months, s->due_with_first);
	f->days_left = f->due - g->today;
	f->due_closed = is_closed(f->due);
}

guide_finding guide_find(const guide *g, size_t scheme)
{
	guide_finding f = { .scheme = g->defs[scheme], .holds = g->holds[scheme] };
	bool *missing = arena_many(g->arena, bool, g->facts->n + 1);
	for (size_t i = 0; i < g->rows.n; i++) {
		const match_row *row = &g->rows.at[i];
		if (row->scheme != scheme)
			continue;
		LIST_ADD(g->arena, &f.ways, way_of(g, f.scheme, row));
		for (size_t k = 0; f.holds == TRUTH_OPEN && row->holds == TRUTH_OPEN && k < row->cells.n; k++) {
			const match_cell *c = &row->cells.at[k];
			if (c->holds != TRUTH_OPEN)
				continue;
			if (g->column_fact[c->fact] != SIZE_MAX)
				guide_leaves(g, g->column_fact[c->fact], true, missing);
			indices named = guide_named(g, c);
			for (size_t m = 0; m < named.n; m++)
				guide_leaves(g, named.at[m], true, missing);
		}
	}
	for (size_t i = 0; i < g->facts->n; i++)
		if (missing[i])
			LIST_ADD(g->arena, &f.missing, &g->facts->at[i]);
	if (f.ways.n)
		qsort(f.ways.at, f.ways.n, sizeof *f.ways.at, by_promise);
	if (f.holds == TRUTH_NO && f.ways.n && f.ways.at[0].reachable)
		f.nearest = &f.ways.at[0];
	due_of(g, &f);
	return f;
}
