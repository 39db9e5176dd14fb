/* /work/view/balance: what people wrote beside the hours they have, and whose sheets do not hold. */
#include "modules/work/see/see.h"

#include "modules/work/see/templates/balance.html.h"

#define BALANCE_PAGE 100

/* --- which units ---------------------------------------------------------------------------------------------------------- */

static bool holds(const survey_filter *f, survey_dim d, u32 code)
{
	return f->dim[d].n == 0 || work_filter_has(f, d, code);
}

/* A unit without a row has not answered, and is held against nothing (work_reconcile()). */
enum { UNANSWERED = BALANCE_UNKNOWN + 1, STATES };

static int state_of(const see *v, const survey_balance *b)
{
	return b->items == 0 ? UNANSWERED : (int)work_balance_of(&v->q.round.def, b->has, b->said);
}

survey_balances see_balances(see *v, see_has *ret)
{
	*ret = (see_has){ 0 };
	i64 began = clock_ticks();
	survey_balances all = survey_reconcile(v->q.s, v->r->arena), out = { 0 };
	const survey_filter *f = &v->q.seen;
	for (size_t i = 0; i < all.n; i++) {
		const survey_balance *b = &all.at[i];
		if (!holds(f, DIM_BUREAU, b->bureau) || !holds(f, DIM_SECTION, b->section) ||
		    !holds(f, DIM_UNIT, b->unit))
			continue;
		LIST_ADD(v->r->arena, &out, *b);
		ret->units++;
		ret->people += b->people;
		ret->has += b->has;
		ret->said += b->said;
		switch (state_of(v, b)) {
		case BALANCE_HOLDS:
			ret->holds++;
			break;
		case BALANCE_TOO_LITTLE:
			ret->too_little++;
			break;
		case BALANCE_TOO_MUCH:
			ret->too_much++;
			break;
		case BALANCE_UNKNOWN:
			ret->unknown++;
			break;
		case UNANSWERED:
			ret->unanswered++;
			break;
		}
	}
	v->sum += clock_ticks() - began;
	return out;
}

bool see_only_place(const survey_filter *f)
{
	for (survey_dim d = 0; d < DIMS; d++)
		if (f->dim[d].n && d != DIM_BUREAU && d != DIM_SECTION && d != DIM_UNIT)
			return false;
	return f->word.len == 0 && f->months == 0;
}

see_badge see_badge_of(see *v, work_balance b)
{
	static const struct {
		word text;
		const char *css;
	} as[] = {
		[BALANCE_HOLDS] = { T_ws_holds, "badge good" },
		[BALANCE_TOO_LITTLE] = { T_ws_too_little, "badge warn" },
		[BALANCE_TOO_MUCH] = { T_ws_too_much, "badge bad" },
		[BALANCE_UNKNOWN] = { T_ws_no_hours, "badge" },
	};
	return (see_badge){ words_text(v->r->arena, v->r->lang, as[b].text), str_of(as[b].css) };
}

/* --- lines ------------------------------------------------------------------------------------------------------------------ */

/* A section with its units added up, or one unit. */
typedef struct line {
	survey_balance b;
	i64 off; /* units of a section that do not hold */
} line;
typedef struct lines {
	line *at;
	size_t n;
} lines;

static i64 distance(const line *l)
{
	i64 d = l->b.said - l->b.has;
	return d < 0 ? -d : d;
}

static int further(const void *x, const void *y)
{
	const line *a = x, *b = y;
	if (distance(a) != distance(b))
		return distance(a) < distance(b) ? 1 : -1;
	return (a->b.unit > b->b.unit) - (a->b.unit < b->b.unit);
}

static lines lines_of(see *v, const survey_balances *all, bool by_unit)
{
	lines out = { 0 };
	arena *a = v->r->arena;
	size_t *at = arena_many(a, size_t, survey_names(v->q.s, DIM_SECTION) + 1); /* place + 1 */
	for (size_t i = 0; i < all->n; i++) {
		const survey_balance *b = &all->at[i];
		int state = state_of(v, b);
		i64 off = state == BALANCE_TOO_LITTLE || state == BALANCE_TOO_MUCH;
		if (by_unit || at[b->section] == 0) {
			LIST_ADD(a, &out, (line){ *b, off });
			at[b->section] = out.n;
			continue;
		}
		line *l = &out.at[at[b->section] - 1];
		l->b.people += b->people;
		l->b.has += b->has;
		l->b.said += b->said;
		l->b.items += b->items;
		l->off += off;
	}
	if (out.n)
		qsort(out.at, out.n, sizeof *out.at, further);
	return out;
}

static see_unit_row row_of(see *v, const line *l, bool by_unit, const work_units *units)
{
	req *r = v->r;
	const survey_balance *b = &l->b;
	survey_dim d = by_unit ? DIM_UNIT : DIM_SECTION;
	u32 code = by_unit ? b->unit : b->section;
	int state = state_of(v, b);
	see_badge badge = state == UNANSWERED ? (see_badge){ say(r, T_ws_unanswered), STR("badge") }
					      : see_badge_of(v, (work_balance)state);
	survey_filter f = work_filter_with(r->arena, v->q.s, &v->q.f, d, code);
	see_unit_row row = { .name = see_name(v, d, code),
			     .link = see_link(v, by_unit ? SEE_OVERVIEW : SEE_BALANCE, &f, STR_NONE),
			     .people = see_count(v, b->people),
			     .has = see_hours(r->arena, b->has),
			     .said = see_hours(r->arena, b->said),
			     .diff = see_signed_hours(v->r->arena, b->said - b->has),
			     .share = work_percent(r->arena, b->said, b->has),
			     .badge = badge.text,
			     .css = badge.css,
			     .items = { see_count(v, (i64)b->items), see_rows_link(v, d, code) } };
	if (b->has > 0) {
		double filled = (double)b->said / (double)b->has * 500;
		row.bar = filled > 1000 ? 1000 : (int)filled;
	}
	if (!by_unit && l->off > 0)
		row.off = see_count(v, l->off);
	str section = survey_name(v->q.s, DIM_SECTION, b->section), unit = survey_name(v->q.s, DIM_UNIT, b->unit);
	str bureau = survey_name(v->q.s, DIM_BUREAU, b->bureau);
	for (size_t i = 0; by_unit && i < units->n; i++) {
		const work_unit *u = &units->at[i];
		if (str_eq(u->name, unit) && str_eq(u->section, section) && str_eq(u->bureau, bureau))
			row.sheet = see_sheet_link(v, u->id);
	}
	return row;
}

/* --- the page ------------------------------------------------------------------------------------------------------------------ */

static const char *const states[] = { [BALANCE_HOLDS] = "holds",
				      [BALANCE_TOO_LITTLE] = "little",
				      [BALANCE_TOO_MUCH] = "much",
				      [BALANCE_UNKNOWN] = "unknown",
				      [UNANSWERED] = "unanswered" };

static void add_states(see *v, see_balance_view *view, const see_has *has, bool by_unit, str asked)
{
	static const word names[] = { [BALANCE_HOLDS] = T_ws_holds,
				      [BALANCE_TOO_LITTLE] = T_ws_too_little,
				      [BALANCE_TOO_MUCH] = T_ws_too_much,
				      [BALANCE_UNKNOWN] = T_ws_no_hours,
				      [UNANSWERED] = T_ws_unanswered };
	req *r = v->r;
	const i64 n[] = { has->holds, has->too_little, has->too_much, has->unknown, has->unanswered };
	see_link_view all = { str_format(r->arena, "%.*s (%.*s)", STR_ARG(say(r, T_ws_all)),
					 STR_ARG(see_count(v, has->units))),
			      see_link(v, SEE_BALANCE, &v->q.f, STR("&by=unit")), by_unit && asked.len == 0 };
	see_link_view sections = { say(r, T_ws_by_section), see_link(v, SEE_BALANCE, &v->q.f, STR("&by=section")),
				   !by_unit };
	if (v->q.f.dim[DIM_SECTION].n != 1)
		LIST_ADD(r->arena, &view->states, sections);
	LIST_ADD(r->arena, &view->states, all);
	for (int b = 0; b < STATES; b++) {
		if (n[b] == 0)
			continue;
		see_link_view l = {
			str_format(r->arena, "%.*s (%.*s)", STR_ARG(say(r, names[b])), STR_ARG(see_count(v, n[b]))),
			see_link(v, SEE_BALANCE, &v->q.f, str_format(r->arena, "&by=unit&state=%s", states[b])),
			str_eq(asked, str_of(states[b]))
		};
		LIST_ADD(r->arena, &view->states, l);
	}
}

const err *see_balance_get(req *r, resp *out)
{
	see v;
	TRY(see_begin(r, out, SEE_BALANCE, &v));
	str by = req_query(r, "by"), state = req_query(r, "state");
	bool by_unit = str_eq(by, STR("unit")) || (by.len == 0 && v.q.f.dim[DIM_SECTION].n == 1);
	see_keep(&v, "by", by_unit ? STR("unit") : STR("section"));
	int wanted = -1;
	for (size_t i = 0; i < COUNT(states) && by_unit; i++)
		if (str_eq(state, str_of(states[i]))) {
			wanted = (int)i;
			see_keep(&v, "state", state);
		}
	/* people have their hours whatever they do with them: other conditions say nothing here */
	survey_filter place = { 0 };
	for (survey_dim d = DIM_BUREAU; d <= DIM_UNIT; d++)
		place.dim[d] = v.q.f.dim[d];
	see_balance_view view = { .by_section = !by_unit };
	if (!see_only_place(&v.q.f))
		view.lead = say(r, T_ws_balance_place);
	v.q.f = place;
	see_has has;
	survey_balances all = see_balances(&v, &has);
	lines found = lines_of(&v, &all, by_unit);
	lines shown = { 0 };
	for (size_t i = 0; i < found.n; i++)
		if (wanted < 0 || state_of(&v, &found.at[i].b) == wanted)
			LIST_ADD(r->arena, &shown, found.at[i]);
	work_units units = { 0 };
	if (by_unit && shown.n)
		TRY(work_units_get(r, v.q.round.id, &units));
	size_t from = see_from(r);
	for (size_t i = from; i < shown.n && i < from + BALANCE_PAGE; i++)
		LIST_ADD(r->arena, &view.rows, row_of(&v, &shown.at[i], by_unit, &units));
	view.pages = see_pages_of(&v, from, BALANCE_PAGE, shown.n);
	if (view.rows.n)
		view.range = words_ws_range(r->arena, r->lang, see_count(&v, (i64)from + 1),
					    see_count(&v, (i64)(from + view.rows.n)), see_count(&v, (i64)shown.n));
	line sum = { .b = { .people = has.people, .has = has.has, .said = has.said } };
	view.all = (see_unit_row){ .name = say(r, T_ws_sum),
				   .people = see_count(&v, has.people),
				   .has = see_hours(r->arena, has.has),
				   .said = see_hours(r->arena, has.said),
				   .diff = see_signed_hours(r->arena, sum.b.said - sum.b.has),
				   .share = work_percent(r->arena, has.said, has.has) };
	view.rule = words_ws_balance_rule(r->arena, r->lang, see_count(&v, v.q.round.def.balance_least),
					  see_count(&v, v.q.round.def.balance_most));
	view.level_name = work_dim_name(r, &v.q.round.def, by_unit ? DIM_UNIT : DIM_SECTION);
	if (view.rows.n == 0)
		view.none = say(r, T_ws_none);
	add_states(&v, &view, &has, by_unit, state);
	view.head = see_head_of(&v, T_ws_view_balance);
	page_out o = page_begin(r);
	see_balance_page(&o, &view);
	return see_end(&v, &o, &view.head);
}
