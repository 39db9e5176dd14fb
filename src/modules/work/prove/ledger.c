/* The ledger: measures and their figures, read and changed. */
#include "modules/work/prove/prove.h"

#include "modules/work/ideas/ideas.h"
#include "modules/work/prove/prove.sql.h"

const char *const measure_state_names[MEASURE_STATES] = { "idea", "planned", "running", "done", "stopped" };
const char *const figure_kind_names[FIGURE_KINDS] = { "expected", "planned", "realised" };

bool measure_state_of(str name, measure_state *ret)
{
	for (size_t i = 0; i < MEASURE_STATES; i++)
		if (str_eq(name, str_of(measure_state_names[i]))) {
			*ret = (measure_state)i;
			return true;
		}
	return false;
}

bool figure_kind_of(str name, figure_kind *ret)
{
	for (size_t i = 0; i < FIGURE_KINDS; i++)
		if (str_eq(name, str_of(figure_kind_names[i]))) {
			*ret = (figure_kind)i;
			return true;
		}
	return false;
}

static day day_or_none(opt_i64 d)
{
	return d.some ? (day)d.value : PROVE_DAY_NONE;
}

static opt_i64 day_kept(day d)
{
	return d == PROVE_DAY_NONE ? NONE_I64 : SOME_I64(d);
}

/* --- reading ------------------------------------------------------------------------------------------------------------- */

static measure measure_of_row(const work_prove_measures_row *r)
{
	measure m = { .id = r->id,
		      .title = r->title,
		      .bureau = r->bureau,
		      .section = r->section,
		      .work = r->work,
		      .link = r->link,
		      .owner = r->owner,
		      .note = r->note,
		      .starts = day_or_none(r->starts),
		      .stops = day_or_none(r->stops),
		      .within = r->within,
		      .version = r->version,
		      .changed = r->changed,
		      .changed_by = r->changed_by };
	measure_state_of(r->state, &m.state);
	return m;
}

const err *prove_measures(db *d, arena *a, i64 city, measures *ret)
{
	*ret = (measures){ 0 };
	work_prove_measures_rows rows;
	work_prove_figures_now_rows figures;
	TRY(work_prove_measures(d, a, city, 0, &rows));
	TRY(work_prove_figures_now(d, a, city, &figures));
	size_t next = 0;
	for (size_t i = 0; i < rows.n; i++) {
		measure m = measure_of_row(&rows.at[i]);
		while (next < figures.n && figures.at[next].measure < m.id)
			next++;
		for (; next < figures.n && figures.at[next].measure == m.id; next++) {
			const work_prove_figures_now_row *f = &figures.at[next];
			prove_figure one = { .seq = f->seq,
					     .year = (int)f->year,
					     .low = f->low,
					     .likely = f->likely,
					     .high = f->high,
					     .running = f->running,
					     .due = day_or_none(f->due),
					     .source = f->source,
					     .detail = STR_NONE,
					     .reason = f->reason,
					     .by = f->made_by,
					     .made = f->made,
					     .counts = true };
			figure_kind_of(f->kind, &one.kind);
			LIST_ADD(a, &m.figures, one);
		}
		LIST_ADD(a, ret, m);
	}
	return NULL;
}

const err *prove_measure_of(db *d, arena *a, i64 city, i64 id, measure *ret)
{
	work_prove_measures_rows rows;
	work_prove_figures_rows figures;
	*ret = (measure){ 0 };
	if (id <= 0)
		return err_of(ERR_not_found);
	TRY(work_prove_measures(d, a, city, id, &rows));
	if (rows.n == 0)
		return err_of(ERR_not_found);
	*ret = measure_of_row(&rows.at[0]);
	TRY(work_prove_figures(d, a, city, id, &figures));
	for (size_t i = 0; i < figures.n; i++) {
		const work_prove_figures_row *f = &figures.at[i];
		prove_figure one = { .seq = f->seq,
				     .year = (int)f->year,
				     .low = f->low,
				     .likely = f->likely,
				     .high = f->high,
				     .running = f->running,
				     .due = day_or_none(f->due),
				     .source = f->source,
				     .detail = f->detail,
				     .reason = f->reason,
				     .by = f->made_by,
				     .made = f->made,
				     .counts = true };
		figure_kind_of(f->kind, &one.kind);
		for (size_t k = 0; k < i && one.counts; k++) /* the last comes first */
			one.counts = !(ret->figures.at[k].kind == one.kind && ret->figures.at[k].year == one.year);
		LIST_ADD(a, &ret->figures, one);
	}
	return NULL;
}

const err *prove_log(db *d, arena *a, i64 city, i64 id, measure_log *ret)
{
	work_prove_log_rows rows;
	*ret = (measure_log){ 0 };
	TRY(work_prove_log(d, a, city, id, &rows));
	for (size_t i = 0; i < rows.n; i++)
		LIST_ADD(a, ret,
			 ((measure_log_entry){ rows.at[i].field, rows.at[i].was, rows.at[i].becomes, rows.at[i].why,
					       rows.at[i].made_by, rows.at[i].made }));
	return NULL;
}

/* --- what may be saved ------------------------------------------------------------------------------------------------------ */

static const err *wrong(arena *a, const err *list, const char *field, const char *why)
{
	err *e = arena_one(a, err);
	*e = *err_at(a, ERR_invalid, str_of(field), "%s", why);
	e->next = list;
	return e;
}

const err *measure_check(arena *a, const measure *m)
{
	const err *e = NULL;
	const struct {
		const char *field;
		str text;
		size_t most;
		bool lines;
	} texts[] = { { "note", m->note, PROVE_NOTE_MAX, true },        { "link", m->link, PROVE_NOTE_MAX, false },
		      { "owner", m->owner, PROVE_TEXT_MAX, false },     { "work", m->work, PROVE_TEXT_MAX, false },
		      { "section", m->section, PROVE_TEXT_MAX, false }, { "bureau", m->bureau, PROVE_TEXT_MAX, false },
		      { "title", m->title, PROVE_TEXT_MAX, false } };
	if (m->within && m->within == m->id)
		e = wrong(a, e, "within", "a measure within itself");
	if (m->stops != PROVE_DAY_NONE && m->starts != PROVE_DAY_NONE && m->stops < m->starts)
		e = wrong(a, e, "stops", "before it starts");
	if (m->state == MEASURE_STOPPED && m->stops == PROVE_DAY_NONE)
		e = wrong(a, e, "stops", "since when?");
	if ((m->state == MEASURE_RUNNING || m->state == MEASURE_DONE) && m->starts == PROVE_DAY_NONE)
		e = wrong(a, e, "starts", "since when?");
	if (m->section.len && !m->bureau.len)
		e = wrong(a, e, "bureau", "of which bureau is the section?");
	if (m->link.len && !(str_eq(m->link, STR("/work")) || str_starts(m->link, STR("/work/")) ||
			     str_starts(m->link, STR("/work?"))))
		e = wrong(a, e, "link", "not a page of /work");
	for (size_t i = 0; i < COUNT(texts); i++)
		if (str_length(texts[i].text) > texts[i].most || !text_is_plain(texts[i].text, texts[i].lines))
			e = wrong(a, e, texts[i].field, "too long, or with characters that cannot be kept");
	if (m->title.len == 0)
		e = wrong(a, e, "title", "empty");
	return e;
}

static bool may_reform(const work_scope *s, const measure *m)
{
	return work_may(s, PART_REFORM, m->bureau, m->section, STR_NONE);
}

/* One level: what lies within another holds none itself, so that everything is counted once and somewhere. */
static const err *check_within(db *d, arena *a, const measure_save *c, i64 was)
{
	if (!c->m.within)
		return NULL;
	work_prove_measures_rows whole;
	TRY(work_prove_measures(d, a, c->city, c->m.within, &whole));
	if (whole.n == 0)
		return err_at(a, ERR_invalid, STR("within"), "there is no such measure");
	/* what somebody may not see is not there for them; one that stands there already may stay */
	const measure seen = measure_of_row(&whole.at[0]);
	if (!work_may(c->scope, PART_SEE | PART_APPROVE | PART_REFORM, seen.bureau, seen.section, STR_NONE) &&
	    c->m.within != was)
		return err_at(a, ERR_invalid, STR("within"), "there is no such measure");
	if (whole.at[0].within)
		return err_at(a, ERR_invalid, STR("within"), "lies within another one itself");
	work_prove_held_row held = { 0 };
	bool found;
	if (c->m.id)
		TRY(work_prove_held(d, a, c->city, c->m.id, &held, &found));
	return held.total ? err_at(a, ERR_invalid, STR("within"), "others lie within this one") : NULL;
}

/* --- saving ------------------------------------------------------------------------------------------------------------------ */

typedef struct change {
	const char *field;
	str was, becomes;
} change;

static str day_said(arena *a, day d)
{
	return d == PROVE_DAY_NONE ? STR_NONE : day_text(a, d);
}

static const err *log_changes(db *d, arena *a, const measure_save *c, const measure *old, i64 version)
{
	const measure *m = &c->m;
	const change list[] = {
		{ "title", old->title, m->title },
		{ "bureau", old->bureau, m->bureau },
		{ "section", old->section, m->section },
		{ "work", old->work, m->work },
		{ "link", old->link, m->link },
		{ "owner", old->owner, m->owner },
		{ "note", old->note, m->note },
		{ "starts", day_said(a, old->starts), day_said(a, m->starts) },
		{ "stops", day_said(a, old->stops), day_said(a, m->stops) },
		{ "state", str_of(measure_state_names[old->state]), str_of(measure_state_names[m->state]) },
		{ "within", str_format(a, "%lld", (long long)old->within),
		  str_format(a, "%lld", (long long)m->within) },
	};
	for (size_t i = 0; i < COUNT(list); i++) {
		if (str_eq(list[i].was, list[i].becomes))
			continue;
		i64 changed;
		TRY(work_prove_log_add(d, a,
				       &(work_prove_log_add_in){ .city = c->city,
								 .id = m->id,
								 .version = version,
								 .field = str_of(list[i].field),
								 .was = list[i].was,
								 .becomes = list[i].becomes,
								 .why = c->why,
								 .now = tx_now(d),
								 .who = c->by->name },
				       &changed));
	}
	return NULL;
}

const err *measure_save_run(db *d, arena *a, void *arg)
{
	measure_save *c = arg;
	measure *m = &c->m;
	measure old = { 0 };
	if (m->id)
		TRY(prove_measure_of(d, a, c->city, m->id, &old));
	if (!may_reform(c->scope, m) || (m->id && !may_reform(c->scope, &old)))
		return err_of(ERR_forbidden);
	TRY(measure_check(a, m));
	TRY(check_within(d, a, c, old.within));
	if (!m->id) {
		work_prove_measures_n_row all;
		bool found;
		TRY(work_prove_measures_n(d, a, c->city, &all, &found));
		if (all.total >= PROVE_MEASURES_MAX)
			return err_why(a, ERR_too_large, "more than %d measures", PROVE_MEASURES_MAX);
		work_prove_measure_add_row row;
		TRY(work_prove_measure_add(d, a,
					   &(work_prove_measure_add_in){ .city = c->city,
									 .title = m->title,
									 .bureau = m->bureau,
									 .section = m->section,
									 .work = m->work,
									 .link = m->link,
									 .owner = m->owner,
									 .note = m->note,
									 .starts = day_kept(m->starts),
									 .stops = day_kept(m->stops),
									 .state = str_of(measure_state_names[m->state]),
									 .within = m->within,
									 .now = tx_now(d),
									 .who = c->by->name },
					   &row, &found));
		c->ret_id = row.id;
		if (c->idea)
			TRY(idea_link(d, a, c->city, c->by, c->scope, c->idea, row.id));
		return audit_add(d, a, c->city, STR_NONE, c->by, STR("work.measure.new"),
				 str_format(a, "%lld", (long long)row.id), m->title);
	}
	i64 changed;
	TRY(work_prove_measure_set(d, a,
				   &(work_prove_measure_set_in){ .city = c->city,
								 .id = m->id,
								 .version = m->version,
								 .title = m->title,
								 .bureau = m->bureau,
								 .section = m->section,
								 .work = m->work,
								 .link = m->link,
								 .owner = m->owner,
								 .note = m->note,
								 .starts = day_kept(m->starts),
								 .stops = day_kept(m->stops),
								 .state = str_of(measure_state_names[m->state]),
								 .within = m->within,
								 .now = tx_now(d),
								 .who = c->by->name },
				   &changed));
	if (changed != 1)
		return err_of(ERR_stale);
	c->ret_id = m->id;
	TRY(log_changes(d, a, c, &old, m->version));
	return audit_add(d, a, c->city, STR_NONE, c->by, STR("work.measure.change"),
			 str_format(a, "%lld", (long long)m->id),
			 old.state == m->state ? m->title
					       : str_format(a, "%s -> %s", measure_state_names[old.state],
							    measure_state_names[m->state]));
}

static const err *check_figure(arena *a, const prove_figure *f, int now)
{
	const double most = PROVE_MINUTES_MAX;
	if (f->low > f->likely || f->likely > f->high)
		return err_at(a, ERR_invalid, STR("likely"), "low, likely and high are not in order");
	if ((double)f->high > most || (double)f->low < -most)
		return err_at(a, ERR_invalid, STR("high"), "larger than can be");
	if (f->kind == FIGURE_REALISED ? f->year < 1990 || f->year > now /* nobody measured what is to come */
				       : f->year != 0)
		return err_at(a, ERR_invalid, STR("year"), "of which fiscal year?");
	if (f->detail.len > PROVE_DETAIL_MAX)
		return err_at(a, ERR_too_large, STR("detail"), "more than %d bytes", PROVE_DETAIL_MAX);
	if (str_length(f->reason) > PROVE_NOTE_MAX || !text_is_plain(f->reason, true))
		return err_at(a, ERR_invalid, STR("reason"), "too long, or with characters that cannot be kept");
	if (str_eq(f->source, STR("entered")) && f->reason.len == 0)
		return err_at(a, ERR_invalid, STR("reason"), "a figure from elsewhere says why it is believed");
	return NULL;
}

const err *figure_save_run(db *d, arena *a, void *arg)
{
	figure_save *c = arg;
	const prove_figure *f = &c->f;
	measure m;
	TRY(prove_measure_of(d, a, c->city, c->measure, &m));
	if (!may_reform(c->scope, &m))
		return err_of(ERR_forbidden);
	TRY(check_figure(a, f, prove_year_of(day_of(tx_now(d)))));
	i64 changed;
	TRY(work_prove_measure_touch(d, a, c->city, c->measure, c->version, tx_now(d), c->by->name, &changed));
	if (changed != 1)
		return err_of(ERR_stale);
	str kind = str_of(figure_kind_names[f->kind]);
	TRY(work_prove_figure_add(d, a,
				  &(work_prove_figure_add_in){ .city = c->city,
							       .id = c->measure,
							       .kind = kind,
							       .year = f->year,
							       .low = f->low,
							       .likely = f->likely,
							       .high = f->high,
							       .running = f->running,
							       .due = day_kept(f->due),
							       .source = f->source,
							       .detail = f->detail,
							       .reason = f->reason,
							       .now = tx_now(d),
							       .who = c->by->name },
				  &changed));
	return audit_add(d, a, c->city, STR_NONE, c->by, STR("work.figure"),
			 str_format(a, "%lld", (long long)c->measure),
			 str_format(a, "%.*s %d: %lld minutes (%.*s)", STR_ARG(kind), f->year, (long long)f->likely,
				    STR_ARG(f->source)));
}
