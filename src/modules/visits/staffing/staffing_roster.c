/* When desks are planned to be open: read, guessed from what was, saved. */
#include "modules/visits/staffing/staffing_private.h"
#include "modules/visits/staffing/staffing.sql.h"
#include "modules/visits/visits_private.h"

#define USUAL_WEEKS 6

#define ROW_HOURS(r) ((desk_hours){ (int)(r)->opens, (int)(r)->closes, (int)(r)->break_from, (int)(r)->break_to })

const err *staffing_plan(db *d, arena *a, i64 city, const office_def *o, day on, roster_day *ret, bool *ret_found)
{
	staffing_get_plan_row plan;
	staffing_rosters_rows rows;
	*ret = staffing_empty_roster(a, o, ROSTER_PLAN);
	TRY(staffing_get_plan(d, a, city, o->id, on, &plan, ret_found));
	if (!*ret_found)
		return NULL;
	ret->rev = plan.rev;
	TRY(staffing_rosters(d, a, city, o->id, STR("plan"), on, on, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		int k = staffing_desk(o, rows.at[i].desk);
		if (k >= 0)
			ret->desks[k] = ROW_HOURS(&rows.at[i]);
	}
	return NULL;
}

static int by_number(const void *x, const void *y)
{
	const int *a = x, *b = y;
	return (*a > *b) - (*a < *b);
}

/* The middle one, to five minutes. */
static int median(int *at, size_t n)
{
	qsort(at, n, sizeof *at, by_number);
	return (at[n / 2] + 2) / 5 * 5;
}

/* Of one desk on the last same weekdays; closed unless most of them had it open. */
static desk_hours usual_of(const staffing_rosters_rows *rows, str desk, day on, size_t days)
{
	int from[USUAL_WEEKS], to[USUAL_WEEKS], break_from[USUAL_WEEKS], break_to[USUAL_WEEKS];
	size_t n = 0, breaks = 0;
	for (size_t i = 0; i < rows->n && n < USUAL_WEEKS; i++) {
		const staffing_rosters_row *r = &rows->at[i];
		if ((on - (day)r->on_day) % 7 != 0 || !str_eq(r->desk, desk))
			continue;
		from[n] = (int)r->opens;
		to[n++] = (int)r->closes;
		if (r->break_to) {
			break_from[breaks] = (int)r->break_from;
			break_to[breaks++] = (int)r->break_to;
		}
	}
	if (n == 0 || n * 2 < days)
		return (desk_hours){ 0 };
	desk_hours h = { .from = median(from, n), .to = median(to, n) };
	if (breaks * 2 >= n) {
		h.break_from = median(break_from, breaks);
		h.break_to = median(break_to, breaks);
	}
	if (desk_hours_wrong(&h))
		h.break_from = h.break_to = 0;
	return desk_hours_wrong(&h) ? (desk_hours){ 0 } : h;
}

const err *staffing_roster(db *d, arena *a, i64 city, const office_def *o, day on, roster_day *ret)
{
	bool found;
	TRY(staffing_plan(d, a, city, o, on, ret, &found));
	if (found)
		return NULL;
	staffing_rosters_rows rows;
	TRY(staffing_rosters(d, a, city, o->id, STR("was"), on - 7 * USUAL_WEEKS, on - 1, &rows));
	*ret = staffing_empty_roster(a, o, ROSTER_USUAL);
	size_t days = 0;
	for (size_t i = 0; i < rows.n; i++)
		days += (on - (day)rows.at[i].on_day) % 7 == 0 &&
			(i == 0 || rows.at[i].on_day != rows.at[i - 1].on_day);
	for (size_t k = 0; k < ret->n && days; k++)
		ret->desks[k] = usual_of(&rows, o->desks.at[k].id, on, days);
	if (days)
		return NULL;
	ret->source = ROSTER_HOURS;
	windows hours = office_hours(o, on, NULL);
	for (size_t k = 0; k < ret->n && hours.n; k++)
		ret->desks[k] = (desk_hours){ .from = hours.at[0].from, .to = hours.at[hours.n - 1].to };
	return NULL;
}

/* --- saving ---------------------------------------------------------------------------------------------------------- */

const err *save_plan_run(db *d, arena *a, void *arg)
{
	save_plan *c = arg;
	i64 city = c->by->city, changed;
	const office_def *o = c->office;
	TRY(office_may(c->by, o->id));
	CHECK(c->drop || c->roster.n == o->desks.n);
	for (size_t i = 0; i < c->roster.n && !c->drop; i++) {
		const char *wrong = desk_hours_wrong(&c->roster.desks[i]);
		if (wrong)
			return err_at(a, ERR_invalid, str_format(a, "%.*s.%s", STR_ARG(o->desks.at[i].id), wrong),
				      "hours of a desk");
	}
	if (c->drop)
		TRY(staffing_unset_plan(d, a, city, o->id, c->on, c->rev, &changed));
	else
		TRY(staffing_set_plan(d, a,
				      &(staffing_set_plan_in){ .city = city,
							       .office = o->id,
							       .day = c->on,
							       .rev = c->rev,
							       .now = tx_now(d),
							       .staff = c->by->who->staff },
				      &changed));
	if (!changed)
		return err_of(ERR_stale);
	TRY(staffing_drop_plan(d, a, city, o->id, c->on, NULL));
	int open = 0;
	for (size_t i = 0; i < c->roster.n && !c->drop; i++) {
		const desk_hours *h = &c->roster.desks[i];
		if (h->to == h->from)
			continue;
		open++;
		TRY(staffing_add_roster(d, a,
					&(staffing_add_roster_in){ .city = city,
								   .office = o->id,
								   .kind = STR("plan"),
								   .day = c->on,
								   .desk = o->desks.at[i].id,
								   .opens = h->from,
								   .closes = h->to,
								   .break_from = h->break_from,
								   .break_to = h->break_to },
					NULL));
	}
	return staff_audit(d, a, c->by, o->id, c->drop ? STR("plan.drop") : STR("plan.save"), day_text(a, c->on),
			   str_format(a, "%d desks", open));
}
