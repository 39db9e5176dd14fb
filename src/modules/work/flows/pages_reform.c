/* One reform: as is beside to be. */
#include <math.h>

#include "modules/work/flows/flows_view.h"

#include "text/figures.h"
#include "modules/work/flows/templates/reform.html.h"

typedef struct pair_lines {
	fl_pair_line *at;
	size_t n;
} pair_lines;

/* `list`: any {at, n} of fl_pair_line. Steps that are the same are left out. */
void fl_pairs(req *r, const flow *was, const flow *is, const flow_comparison *c, void *list, str *ret_sum)
{
	arena *a = r->arena;
	pair_lines lines = { 0 };
	static const word marks[MARKS] = { T_wf_mark_same, T_wf_mark_new, T_wf_mark_changed, T_wf_mark_gone };
	static const char *const tones[MARKS] = { "", "good", "warn", "bad" };
	for (size_t i = 0; i < c->n; i++) {
		const flow_pair *p = &c->at[i];
		if (p->mark == MARK_SAME)
			continue;
		const flow_step *old = p->before != FLOW_NONE ? &was->steps.at[p->before] : NULL;
		const flow_step *new = p->after != FLOW_NONE ? &is->steps.at[p->after] : NULL;
		fl_pair_line l = { .what = fl_step_name(r, new ? new : old),
				   .mark = say(r, marks[p->mark]),
				   .tone = tones[p->mark],
				   .how = p->mark == MARK_CHANGED ? fl_changed_text(r, p->changed) : STR_NONE };
		if (old && new && (p->changed & CHANGED_WHO))
			l.how = str_format(a, "%.*s（%.*s → %.*s）", STR_ARG(l.how),
					   STR_ARG(was->lanes.at[old->lane].name),
					   STR_ARG(is->lanes.at[new->lane].name));
		if (old && (p->minutes_before > 0 || p->minutes_after > 0))
			l.was = fl_minutes(r, p->minutes_before);
		if (new && (p->minutes_before > 0 || p->minutes_after > 0))
			l.is = fl_minutes(r, p->minutes_after);
		LIST_ADD(a, &lines, l);
	}
	*(pair_lines *)list = lines;
	if (ret_sum)
		*ret_sum = words_wf_pairs_sum(a, r->lang, (i64)c->same, (i64)c->changed, (i64)c->added, (i64)c->gone);
}

typedef struct link_ctx {
	str base;
} link_ctx;

static str link_of(void *ctx, arena *a, const flow_step *s)
{
	const link_ctx *k = ctx;
	return str_format(a, "%.*s?step=%.*s#step-%.*s", STR_ARG(k->base), STR_ARG(s->id), STR_ARG(s->id));
}

static void side_of(const fl_at *at, flow_side side, const fl_flow *f, const flow_mark *marks, fl_side_view *v)
{
	req *r = at->r;
	arena *a = r->arena;
	str base = fl_path(a, at->f.id, side);
	*v = (fl_side_view){ .name = fl_side_name(r, side),
			     .id = str_of(flow_side_id(side)),
			     .edit = url_of(a, base),
			     .file = url_of(a, str_format(a, "%.*s/file", STR_ARG(base))),
			     .versions = url_of(a, str_format(a, "%.*s/versions", STR_ARG(base))),
			     .found = f->found,
			     .label =
				     str_format(a, "%.*s: %.*s", STR_ARG(at->f.name), STR_ARG(fl_side_name(r, side))) };
	if (!f->found)
		return;
	if (f->text.version > 0)
		v->versioned = words_wf_version_n(a, r->lang, f->text.version);
	link_ctx ctx = { base };
	flow_words w = fl_words(r, f);
	w.marks = marks;
	w.link_of = link_of;
	w.ctx = &ctx;
	v->picture = fl_picture(r, f->is, side == SIDE_AS_IS ? "wf-as-is" : "wf-to-be", &w);
	fl_fault_list(r, f->is, &f->faults, base, &v->faults);
	v->faults_n = (i64)f->faults.n;
}

static void survey_of(req *r, const fl_survey *s, const fl_flow *was, fl_reform_view *v)
{
	if (!s->found || s->items == 0)
		return;
	v->has_survey = true;
	v->survey_part = !s->all;
	v->invented = s->round.invented;
	v->survey_name = s->round.name;
	v->survey_link = s->link;
	v->survey_hours = work_hours(r, s->minutes);
	v->flow_hours = say(r, T_wf_not_counted);
	v->survey_tone = "info";
	if (!was->measured)
		return;
	v->flow_hours = fl_hours(r, was->m.staff_hours);
	double share = was->m.staff_hours * 60 / (double)s->minutes;
	v->survey_share = str_format(r->arena, "%.*s%%", STR_ARG(figure_decimal(r->arena, round(share * 100), 1)));
	bool good = share >= 0.9 && share <= 1.1;
	v->survey_tone = good ? "good" : "warn";
	v->survey_says = say(r, good ? T_wf_survey_agrees : share < 0.9 ? T_wf_survey_more : T_wf_survey_less);
}

static str done_text(req *r)
{
	str done = req_query(r, "done");
	return str_eq(done, STR("added"))    ? say(r, T_wf_done_added)
	       : str_eq(done, STR("saved"))  ? say(r, T_wf_done_saved)
	       : str_eq(done, STR("copied")) ? say(r, T_wf_done_copied)
					     : STR_NONE;
}

static const err *reform_get(req *r, resp *out)
{
	arena *a = r->arena;
	fl_at at;
	fl_flow was, is;
	fl_survey s;
	TRY(fl_open(r, &at));
	TRY(fl_load(r, at.f.id, SIDE_AS_IS, 0, &was));
	TRY(fl_load(r, at.f.id, SIDE_TO_BE, 0, &is));
	TRY(fl_survey_of(r, at.f.round, at.f.query, &s));
	fl_reform_view v = { .head = fl_begin(r, at.f.round, at.f.name),
			     .about = at.f.about,
			     .name = at.f.name,
			     .bureau = at.f.bureau,
			     .section = at.f.section,
			     .self = str_format(a, "/work/flows/%lld", (long long)at.f.id),
			     .whose = at.f.bureau.len
					      ? str_format(a, "%.*s %.*s", STR_ARG(at.f.bureau), STR_ARG(at.f.section))
					      : say(r, T_wf_whole_city),
			     .may = at.may,
			     .archived = at.f.archived,
			     .settings = url_path(a, "/work/flows/%lld/settings", (long long)at.f.id),
			     .copy = url_path(a, "/work/flows/%lld/copy", (long long)at.f.id) };
	v.head.done = done_text(r);
	flow_comparison c = { 0 };
	if (was.found && is.found) {
		c = flow_compare(a, was.is, is.is);
		fl_pairs(r, was.is, is.is, &c, &v.pairs, &v.pairs_sum);
	}
	side_of(&at, SIDE_AS_IS, &was, c.before, &v.sides[0]);
	side_of(&at, SIDE_TO_BE, &is, c.after, &v.sides[1]);
	v.figures = fl_figures_of(r, &was, &is);
	for (size_t i = 0; i < v.figures.n && v.figures.has_was && v.figures.has_is; i++)
		if (v.figures.at[i].first)
			LIST_ADD(a, &v.glance, v.figures.at[i]);
	v.no_volume[0] = was.measured && was.is->volume == 0;
	v.no_volume[1] = is.measured && is.is->volume == 0;
	v.lead = fl_lead_ranges(r, &was, &is);
	v.hours = fl_hours_ranges(r, &was, &is);
	survey_of(r, &s, &was, &v);
	page_out o = page_begin(r);
	fl_reform_page(&o, &v);
	page p = fl_page(at.f.name);
	return page_end(&o, &p, out);
}

/* A side that is not there yet: to be begins with a copy of the flow as is, where there is one. */
static const err *copy_post(req *r, resp *out)
{
	fl_at at;
	fl_flow was, is;
	TRY(fl_open(r, &at));
	TRY(fl_may(&at));
	TRY(fl_load(r, at.f.id, SIDE_AS_IS, 0, &was));
	TRY(fl_load(r, at.f.id, SIDE_TO_BE, 0, &is));
	flow_side side;
	if (!flow_side_read(req_form(r, "side"), &side))
		return err_of(ERR_bad_request);
	if (side == SIDE_TO_BE ? is.found : was.found) /* somebody began it meanwhile: it is not written over */
		return err_of(ERR_conflict);
	bool copied = side == SIDE_TO_BE && was.found;
	flow_start_words w = fl_start_words(r);
	fl_act k = { .run = fl_run_text,
		     .r = r,
		     .id = at.f.id,
		     .side = side,
		     .text = copied ? was.text.bpmn : fl_write(r->arena, edit_new(r->arena, at.f.name, &w)) };
	TRY(fl_do(&k));
	resp_redirect(r, out,
		      str_format(r->arena, "%.*s%s", STR_ARG(fl_path(r->arena, at.f.id, side)),
				 copied ? "?done=copied" : ""));
	return NULL;
}

const route fl_reform_routes[] = {
	{ "GET", "/work/flows/:reform", ACCESS_CLERK, reform_get },
	{ "POST", "/work/flows/:reform/copy", ACCESS_CLERK, copy_post },
	{ 0 },
};
