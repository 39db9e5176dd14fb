/* Figures, durations and mistakes in the reader's language. */
#include <math.h>
#include <stdlib.h>

#include "chart/chart.h"
#include "modules/work/flows/pages.h"
#include "text/figures.h"

/* --- numbers ---------------------------------------------------------------------------------------------------------------- */

/* Large figures without a tenth: nobody measured it. */
static str figure(arena *a, double x)
{
	return figure_decimal(a, fabs(x) >= 100 ? round(x) : x, 1);
}

str fl_hours(req *r, double hours)
{
	return words_work_hours_of(r->arena, r->lang, figure(r->arena, hours));
}

str fl_yen(req *r, double yen)
{
	return words_wf_yen_of(r->arena, r->lang, figure_whole(r->arena, (i64)llround(yen)));
}

str fl_minutes(req *r, double minutes)
{
	return words_wf_minutes_of(r->arena, r->lang, figure_decimal(r->arena, minutes, 1));
}

str fl_cases(req *r, double cases)
{
	return words_wf_cases_of(r->arena, r->lang, figure(r->arena, cases));
}

str fl_lead(req *r, double minutes)
{
	if (minutes >= FLOW_DAY)
		return words_wf_days_of(r->arena, r->lang, figure_decimal(r->arena, minutes / FLOW_DAY, 1));
	if (minutes >= 120)
		return words_work_hours_of(r->arena, r->lang, figure_decimal(r->arena, minutes / 60, 1));
	return fl_minutes(r, minutes);
}

str fl_change(arena *a, double was, double is)
{
	if (was == 0 || fabs(is - was) < 0.0005 * fabs(was))
		return was == is || was != 0 ? STR("±0") : STR("–");
	double percent = (is - was) / was * 100;
	return str_format(a, "%s%.*s%%", percent > 0 ? "+" : "",
			  STR_ARG(figure_decimal(a, fabs(percent) >= 10 ? round(percent) : percent, 1)));
}

str fl_day(req *r, instant t)
{
	civil c = civil_of(day_of(t));
	return words_wf_day(r->arena, r->lang, c.year, c.month, c.mday);
}

str fl_when(req *r, instant t)
{
	int minute = minute_of(t);
	return str_format(r->arena, "%.*s %d:%02d", STR_ARG(fl_day(r, t)), minute / 60, minute % 60);
}

/* --- what things are called ------------------------------------------------------------------------------------------------ */

str fl_who_name(req *r, flow_who w)
{
	static const word names[WHOS] = { T_wf_who_resident, T_wf_who_counter, T_wf_who_centre, T_wf_who_system,
					  T_wf_who_other };
	return say(r, names[w]);
}

str fl_kind_name(req *r, flow_kind k)
{
	static const word names[STEP_KINDS] = {
		[STEP_START] = T_wf_kind_start,     [STEP_TASK] = T_wf_kind_task,
		[STEP_SERVICE] = T_wf_kind_service, [STEP_DECISION] = T_wf_kind_decision,
		[STEP_END] = T_wf_kind_end,         [STEP_PARALLEL] = T_wf_kind_parallel,
		[STEP_WAIT] = T_wf_kind_wait,
	};
	return say(r, names[k]);
}

str fl_standard_name(req *r, flow_standard s)
{
	static const word names[STANDARDS] = {
		[STANDARD_NONE] = T_wf_standard_none,     [STANDARD_RECEIVE] = T_wf_standard_receive,
		[STANDARD_FORM] = T_wf_standard_form,     [STANDARD_CONTENT] = T_wf_standard_content,
		[STANDARD_DECIDE] = T_wf_standard_decide, [STANDARD_ENTER] = T_wf_standard_enter,
		[STANDARD_ISSUE] = T_wf_standard_issue,   [STANDARD_SEND] = T_wf_standard_send,
	};
	return say(r, names[s]);
}

str fl_side_name(req *r, flow_side s)
{
	return say(r, s == SIDE_AS_IS ? T_wf_as_is : T_wf_to_be);
}

str fl_step_name(req *r, const flow_step *s)
{
	return s->name.len ? s->name : fl_kind_name(r, s->kind);
}

str fl_fault_text(req *r, const flow *f, const flow_fault *x)
{
	arena *a = r->arena;
	str name = x->step < f->steps.n ? fl_step_name(r, &f->steps.at[x->step]) : x->id;
	switch (x->kind) {
	case FAULT_NO_START:
		return say(r, T_wf_fault_no_start);
	case FAULT_STARTS:
		return words_wf_fault_starts(a, r->lang, name);
	case FAULT_NO_END:
		return say(r, T_wf_fault_no_end);
	case FAULT_UNREACHED:
		return words_wf_fault_unreached(a, r->lang, name);
	case FAULT_DEAD_END:
		return words_wf_fault_dead_end(a, r->lang, name);
	case FAULT_INTO_START:
		return words_wf_fault_into_start(a, r->lang, name);
	case FAULT_OUT_OF_END:
		return words_wf_fault_out_of_end(a, r->lang, name);
	case FAULT_SHARES:
		return words_wf_fault_shares(a, r->lang, name, figure_decimal(a, x->sum * 100, 1));
	case FAULT_SHARE:
		return words_wf_fault_share(a, r->lang, name);
	case FAULT_RING:
		return words_wf_fault_ring(a, r->lang, name);
	case FAULT_RANGE:
		return words_wf_fault_range(a, r->lang, name);
	case FAULT_TWICE:
		return words_wf_fault_twice(a, r->lang, x->id);
	case FAULT_CASES:
		return words_wf_fault_cases(a, r->lang, name);
	case FAULT_VOLUME:
	case FAULT_KINDS:
		break;
	}
	return say(r, T_wf_fault_volume);
}

str fl_left_text(req *r, const flow_left *l)
{
	static const word texts[LEFT_KINDS] = {
		[LEFT_ELEMENT] = T_wf_left_element,
		[LEFT_ARTIFACT] = T_wf_left_artifact,
		[LEFT_MESSAGE] = T_wf_left_message,
		[LEFT_POOL] = T_wf_left_pool,
		[LEFT_EXTENSION] = T_wf_left_extension,
		[LEFT_GATEWAY] = T_wf_left_gateway,
		[LEFT_EVENT] = T_wf_left_event,
		[LEFT_BOUNDARY] = T_wf_left_boundary,
		[LEFT_OPENED] = T_wf_left_opened,
		[LEFT_CLOSED] = T_wf_left_closed,
		[LEFT_LOOP] = T_wf_left_loop,
		[LEFT_LINK] = T_wf_left_link,
		[LEFT_SHARES] = T_wf_left_shares,
		[LEFT_FORK] = T_wf_left_fork,
		[LEFT_WHO] = T_wf_left_who,
		[LEFT_DAYS] = T_wf_left_days,
		[LEFT_ID] = T_wf_left_id,
		[LEFT_TEXT] = T_wf_left_text,
		[LEFT_PLACES] = T_wf_left_places,
	};
	str what = say(r, texts[l->kind]);
	return l->what.len ? str_format(r->arena, "%.*s: %.*s", STR_ARG(l->what), STR_ARG(what)) : what;
}

str fl_changed_text(req *r, int changed)
{
	static const struct {
		int bit;
		word text;
	} bits[] = { { CHANGED_NAME, T_wf_name },       { CHANGED_WHO, T_wf_lane },
		     { CHANGED_KIND, T_wf_kind },       { CHANGED_MINUTES, T_wf_minutes },
		     { CHANGED_WAITING, T_wf_waiting }, { CHANGED_MEDIUM, T_wf_medium },
		     { CHANGED_SYSTEM, T_wf_system },   { CHANGED_NOTE, T_wf_note },
		     { CHANGED_CASES, T_wf_cases } };
	str out = STR_NONE;
	for (size_t i = 0; i < COUNT(bits); i++)
		if (changed & bits[i].bit)
			out = str_format(r->arena, "%.*s%s%.*s", STR_ARG(out),
					 out.len == 0         ? ""
					 : r->lang == LANG_EN ? ", "
							      : "・",
					 STR_ARG(say(r, bits[i].text)));
	return out;
}

/* --- the picture ------------------------------------------------------------------------------------------------------------- */

flow_words fl_words(req *r, const fl_flow *f)
{
	/* units stand close to their numbers in Japanese, with a space in English; the texts of words have none at their ends */
	bool spaced = r->lang == LANG_EN;
	flow_words w = { .minutes = spaced ? STR(" min") : say(r, T_wf_u_minutes),
			 .waiting = spaced ? STR("wait ") : say(r, T_wf_u_waiting),
			 .hours = spaced ? STR(" h") : say(r, T_wf_u_hours),
			 .days = spaced ? STR(" d") : say(r, T_wf_u_days),
			 .next = spaced ? STR("next: ") : say(r, T_wf_u_next) };
	w.cases = f && f->measured ? f->m.cases : NULL;
	w.cases_unit = spaced ? STR(" cases") : say(r, T_wf_u_cases);
	for (int i = 0; i < WHOS; i++)
		w.who[i] = i == WHO_OTHER ? STR_NONE : fl_who_name(r, (flow_who)i);
	for (int i = 1; i < STANDARDS; i++)
		w.standards[i] = fl_standard_name(r, (flow_standard)i);
	for (int i = 0; i < STEP_KINDS; i++)
		w.kinds[i] = i == STEP_TASK ? STR_NONE : fl_kind_name(r, (flow_kind)i);
	w.mark_words[MARK_NEW] = say(r, T_wf_mark_new);
	w.mark_words[MARK_CHANGED] = say(r, T_wf_mark_changed);
	w.mark_words[MARK_GONE] = say(r, T_wf_mark_gone);
	return w;
}

flow_start_words fl_start_words(req *r)
{
	flow_start_words w = { .begin = say(r, T_wf_begin),
			       .receive = say(r, T_wf_standard_receive),
			       .end = say(r, T_wf_done) };
	for (int i = 0; i < 4; i++)
		w.lanes[i] = fl_who_name(r, (flow_who)i);
	return w;
}

html fl_picture(req *r, const flow *f, const char *id, const flow_words *w)
{
	buf b = buf_new(r->arena, (size_t)4 << 20);
	flow_svg(&b, r->arena, f, str_of(id), w);
	return b.overflowed ? (html){ STR_NONE } : (html){ buf_str(&b) };
}

/* Left to right, then from above; of those that stand in one column, what leads to another comes first. */
size_t *fl_order(arena *a, const flow *f)
{
	flow_layout at = flow_lay(a, f);
	size_t *order = arena_many(a, size_t, f->steps.n + 1), *before = arena_many(a, size_t, f->steps.n + 1);
	bool *taken = arena_many(a, bool, f->steps.n + 1);
	double *x = arena_many(a, double, f->steps.n + 1);
	for (size_t i = 0; i < f->steps.n; i++)
		x[i] = at.steps[i].x + at.steps[i].w / 2;
	/* links that go back in the picture are corrections: they do not count */
	for (size_t i = 0; i < f->links.n; i++)
		before[f->links.at[i].to] +=
			f->links.at[i].to != f->links.at[i].from && x[f->links.at[i].to] > x[f->links.at[i].from] - 1;
	for (size_t n = 0; n < f->steps.n; n++) {
		size_t best = f->steps.n;
		for (int open = 1; open >= 0 && best == f->steps.n; open--) /* where a ring is left: any, by place */
			for (size_t i = 0; i < f->steps.n; i++) {
				if (taken[i] || (open && before[i] > 0))
					continue;
				if (best == f->steps.n || x[i] < x[best] - 1 ||
				    (x[i] < x[best] + 1 && at.steps[i].y < at.steps[best].y))
					best = i;
			}
		taken[best] = true;
		order[n] = best;
		for (size_t i = 0; i < f->links.n; i++)
			if (f->links.at[i].from == best && f->links.at[i].to != best && before[f->links.at[i].to] > 0 &&
			    x[f->links.at[i].to] > x[best] - 1)
				before[f->links.at[i].to]--;
	}
	return order;
}

/* --- figures -------------------------------------------------------------------------------------------------------------------- */

typedef str show_fn(req *r, double x);

static str show_number(req *r, double x)
{
	return figure(r->arena, x);
}

typedef struct row_of { /* one figure of two flows */
	req *r;
	fl_figures *to;
	const fl_flow *was, *is;
} row_of;

static void row(row_of *k, str name, double was, double is, show_fn *show, bool less_is_better, bool head)
{
	fl_figure f = { .name = name, .head = head, .first = head, .tone = "" };
	bool both = k->to->has_was && k->to->has_is;
	if (k->to->has_was)
		f.was = show(k->r, was);
	if (k->to->has_is)
		f.is = show(k->r, is);
	if (both) {
		f.change = fl_change(k->r->arena, was, is);
		if (less_is_better && is != was && fabs(is - was) >= 0.0005 * fabs(was))
			f.tone = is < was ? "good" : "warn";
	}
	LIST_ADD(k->r->arena, k->to, f);
}

static double hours_by(const fl_flow *f, flow_who whose)
{
	double sum = 0;
	for (size_t i = 0; f && f->measured && i < f->is->lanes.n; i++)
		if (f->is->lanes.at[i].who == whose)
			sum += f->m.lane_hours[i];
	return sum;
}

fl_figures fl_figures_of(req *r, const fl_flow *was, const fl_flow *is)
{
	fl_figures out = { .has_was = was && was->measured, .has_is = is && is->measured };
	static const flow_measures none = { 0 };
	const flow_measures *a = out.has_was ? &was->m : &none, *b = out.has_is ? &is->m : &none;
	row_of k = { r, &out, was, is };
	if (!out.has_was && !out.has_is)
		return out;
	row(&k, say(r, T_wf_f_volume), out.has_was ? (double)was->is->volume : 0,
	    out.has_is ? (double)is->is->volume : 0, show_number, false, false);
	row(&k, say(r, T_wf_f_hours), a->staff_hours, b->staff_hours, fl_hours, true, true);
	static const flow_who staff[] = { WHO_COUNTER, WHO_CENTRE, WHO_OTHER };
	for (size_t i = 0; i < COUNT(staff); i++) {
		double x = hours_by(out.has_was ? was : NULL, staff[i]), y = hours_by(out.has_is ? is : NULL, staff[i]);
		if (x > 0 || y > 0)
			row(&k, words_wf_f_hours_of(r->arena, r->lang, fl_who_name(r, staff[i])), x, y, fl_hours, false,
			    false);
	}
	row(&k, say(r, T_wf_f_fte), a->fte, b->fte, show_number, true, false);
	out.at[out.n - 1].first = true;
	row(&k, say(r, T_wf_f_yen), a->yen, b->yen, fl_yen, true, false);
	row(&k, say(r, T_wf_f_resident), a->resident_hours, b->resident_hours, fl_hours, true, false);
	out.at[out.n - 1].first = a->resident_hours > 0 || b->resident_hours > 0;
	row(&k, say(r, T_wf_f_work), a->work_minutes, b->work_minutes, fl_minutes, true, false);
	row(&k, say(r, T_wf_f_waiting), a->waiting_minutes, b->waiting_minutes, fl_lead, true, false);
	row(&k, say(r, T_wf_f_lead_p10), a->lead.p10, b->lead.p10, fl_lead, true, false);
	row(&k, say(r, T_wf_f_lead_p50), a->lead.p50, b->lead.p50, fl_lead, true, false);
	out.at[out.n - 1].first = true;
	row(&k, say(r, T_wf_f_lead_p90), a->lead.p90, b->lead.p90, fl_lead, true, false);
	return out;
}

/* --- ranges as pictures --------------------------------------------------------------------------------------------------------- */

static html draw(req *r, const char *id, str title, str desc, bool slim, const chart_axis *x, const chart_ranges *p)
{
	buf b = buf_new(r->arena, CHART_ROOM);
	chart_about c = { .id = str_format(r->arena, "%s%s", id, slim ? "-s" : ""),
			  .title = title,
			  .desc = desc,
			  .width = slim ? 360 : 0 };
	chart_ranges_draw(&b, &c, x, p);
	return b.overflowed ? (html){ STR_NONE } : (html){ buf_str(&b) };
}

static fl_ranges ranges(req *r, const char *id, str title, str unit, const fl_flow *was, const fl_flow *is, bool lead,
			double by, show_fn *show)
{
	arena *a = r->arena;
	chart_ranges p = { 0 };
	double most = 0;
	const fl_flow *both[] = { was, is };
	for (size_t i = 0; i < 2; i++) {
		if (!both[i] || !both[i]->measured)
			continue;
		flow_percentiles q = lead ? both[i]->m.lead : both[i]->m.hours;
		LIST_ADD(a, &p,
			 ((chart_range){
				 .name = fl_side_name(r, (flow_side)i),
				 .value = words_wf_range(a, r->lang, show(r, q.p50), show(r, q.p10), show(r, q.p90)),
				 .low = q.p10 / by,
				 .middle = q.p50 / by,
				 .high = q.p90 / by,
				 .shade = i == SIDE_AS_IS ? 1 : CHART_TARGET }));
		most = fmax(most, q.p90 / by);
	}
	if (p.n == 0 || most <= 0)
		return (fl_ranges){ 0 };
	chart_axis x = { .name = unit, .to = most * 1.05 };
	double *ticks;
	size_t n;
	chart_ticks(a, x.to, 5, &ticks, &n);
	for (size_t i = 0; i < n; i++)
		LIST_ADD(a, &x.ticks, ((struct chart_tick){ ticks[i], figure_decimal(a, ticks[i], 1) }));
	str desc = STR_NONE;
	return (fl_ranges){ .wide = draw(r, id, title, desc, false, &x, &p),
			    .slim = draw(r, id, title, desc, true, &x, &p) };
}

fl_ranges fl_lead_ranges(req *r, const fl_flow *was, const fl_flow *is)
{
	double most = 0;
	if (was && was->measured)
		most = fmax(most, was->m.lead.p90);
	if (is && is->measured)
		most = fmax(most, is->m.lead.p90);
	double by = most >= FLOW_DAY ? FLOW_DAY : most >= 120 ? 60 : 1;
	word unit = most >= FLOW_DAY ? T_wf_axis_days : most >= 120 ? T_wf_axis_hours : T_wf_axis_minutes;
	return ranges(r, "wf-lead", say(r, T_wf_lead_title), say(r, unit), was, is, true, by, fl_lead);
}

fl_ranges fl_hours_ranges(req *r, const fl_flow *was, const fl_flow *is)
{
	return ranges(r, "wf-hours", say(r, T_wf_hours_title), say(r, T_wf_axis_year), was, is, false, 1, show_number);
}
