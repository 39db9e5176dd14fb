#include "modules/work/flows/edit_form.h"

#include <math.h>
#include <stdlib.h>

#include "text/figures.h"
#include "text/kana.h"

/* --- numbers ---------------------------------------------------------------------------------------------------------------- */

bool fl_duration_read(arena *a, str text, double *ret)
{
	static const struct {
		const char *unit;
		double minutes;
	} units[] = { { "分", 1 },          { "時間", 60 },      { "日", FLOW_DAY }, { "minutes", 1 },
		      { "min", 1 },         { "hours", 60 },     { "hour", 60 },     { "h", 60 },
		      { "days", FLOW_DAY }, { "day", FLOW_DAY }, { "d", FLOW_DAY },  { "m", 1 } };
	text = str_trim(width_half(a, text));
	double by = 1;
	for (size_t i = 0; i < COUNT(units); i++)
		if (str_ends(text, str_of(units[i].unit))) {
			by = units[i].minutes;
			text = str_sub(text, 0, text.len - str_of(units[i].unit).len);
			break;
		}
	double x;
	if (!figure_read(a, text, &x))
		return false;
	*ret = x * by;
	return true;
}

/* Exactly, as far as two decimals go: what is shown is what is kept. */
static str plain(arena *a, double x)
{
	str s = str_format(a, "%.2f", x);
	while (s.len && s.at[s.len - 1] == '0')
		s.len--;
	if (s.len && s.at[s.len - 1] == '.')
		s.len--;
	return s;
}

str fl_duration(req *r, double minutes)
{
	if (minutes >= FLOW_DAY && fabs(fmod(minutes * 2 / FLOW_DAY, 1)) < 1e-9)
		return words_wf_days_of(r->arena, r->lang, plain(r->arena, minutes / FLOW_DAY));
	if (minutes >= 120 && fabs(fmod(minutes * 2 / 60, 1)) < 1e-9)
		return words_work_hours_of(r->arena, r->lang, plain(r->arena, minutes / 60));
	return plain(r->arena, minutes);
}

/* --- shown ------------------------------------------------------------------------------------------------------------------- */

static void range_text(req *r, str to[3], flow_range x)
{
	if (x.high == 0)
		return;
	to[0] = fl_duration(r, x.low);
	to[1] = fl_duration(r, x.likely);
	to[2] = fl_duration(r, x.high);
}

/* Steps that say for how many they are done. */
static bool is_counted(flow_kind k)
{
	return k == STEP_TASK || k == STEP_SERVICE;
}

static str cases_text(arena *a, const flow_step *s)
{
	if (!is_counted(s->kind))
		return STR_NONE;
	if (s->part > 0)
		return str_format(a, "%.*s%%", STR_ARG(plain(a, s->part * 100)));
	return s->cases > 0 ? figure_groups(a, plain(a, s->cases)) : STR_NONE;
}

fl_typed fl_typed_of(req *r, const flow *f, size_t step)
{
	arena *a = r->arena;
	const flow_step *s = &f->steps.at[step];
	fl_typed t = { .step = s->id,
		       .name = s->name,
		       .lane = f->lanes.at[s->lane].id,
		       .kind = flow_kind_code(s->kind),
		       .standard = flow_standard_code(s->standard),
		       .medium = s->medium,
		       .system = s->system,
		       .note = s->note,
		       .cases = cases_text(a, s) };
	range_text(r, t.minutes, s->minutes);
	range_text(r, t.waiting, s->waiting);
	for (size_t i = 0; i < f->links.n && t.ways.n < FL_WAYS_MAX; i++)
		if (f->links.at[i].from == step)
			LIST_ADD(a, &t.ways,
				 ((fl_way){ .n = str_format(a, "%zu", t.ways.n),
					    .to = f->steps.at[f->links.at[i].to].id,
					    .name = f->links.at[i].name,
					    .share = plain(a, f->links.at[i].share * 100) }));
	return t;
}

/* Line breaks as they are kept: forms send CR LF. */
static str lines_of(arena *a, str s)
{
	buf b = buf_new(a, s.len + 1);
	for (size_t i = 0; i < s.len; i++)
		if (s.at[i] != '\r')
			buf_char(&b, s.at[i]);
	return str_trim(buf_str(&b));
}

fl_typed fl_typed_read(req *r)
{
	arena *a = r->arena;
	static const char *const minutes[] = { "min_low", "min_likely", "min_high" }, *const waiting[] = {
		"wait_low", "wait_likely", "wait_high"
	};
	fl_typed t = { .step = req_form(r, "step"),
		       .name = str_trim(req_form(r, "name")),
		       .lane = req_form(r, "lane"),
		       .kind = req_form(r, "kind"),
		       .standard = req_form(r, "standard"),
		       .medium = str_trim(req_form(r, "medium")),
		       .system = str_trim(req_form(r, "system")),
		       .cases = str_trim(req_form(r, "cases")),
		       .note = lines_of(a, req_form(r, "note")) };
	for (int i = 0; i < 3; i++) {
		t.minutes[i] = str_trim(req_form(r, minutes[i]));
		t.waiting[i] = str_trim(req_form(r, waiting[i]));
	}
	for (size_t i = 0; i < FL_WAYS_MAX + FL_WAYS_MORE; i++) {
		fl_way w = { .n = str_format(a, "%zu", i),
			     .to = req_form(r, str_format(a, "to.%zu", i).at),
			     .name = str_trim(req_form(r, str_format(a, "way.%zu", i).at)),
			     .share = str_trim(req_form(r, str_format(a, "share.%zu", i).at)) };
		if (w.to.len || w.name.len || w.share.len)
			LIST_ADD(a, &t.ways, w);
	}
	return t;
}

bool fl_typed_same(const fl_typed *x, const fl_typed *y)
{
	bool same = str_eq(x->step, y->step) && str_eq(x->name, y->name) && str_eq(x->lane, y->lane) &&
		    str_eq(x->kind, y->kind) && str_eq(x->standard, y->standard) && str_eq(x->medium, y->medium) &&
		    str_eq(x->system, y->system) && str_eq(x->cases, y->cases) && str_eq(x->note, y->note) &&
		    x->ways.n == y->ways.n;
	for (int i = 0; i < 3 && same; i++)
		same = str_eq(x->minutes[i], y->minutes[i]) && str_eq(x->waiting[i], y->waiting[i]);
	for (size_t i = 0; i < x->ways.n && same; i++)
		same = str_eq(x->ways.at[i].to, y->ways.at[i].to) && str_eq(x->ways.at[i].name, y->ways.at[i].name) &&
		       str_eq(x->ways.at[i].share, y->ways.at[i].share);
	return same;
}

/* --- into a step ------------------------------------------------------------------------------------------------------------- */

static void wrong(req *r, fl_mistakes *to, const char *field, word text)
{
	LIST_ADD(r->arena, to, ((fl_mistake){ str_of(field), say(r, text) }));
}

/* Empty ends are the likeliest; a likeliest that is empty is the middle of the ends, or the one that is there. */
static void range_read(req *r, const str from[3], const char *field, flow_range *to, fl_mistakes *mistakes)
{
	double x[3] = { 0 };
	bool has[3];
	for (int i = 0; i < 3; i++) {
		has[i] = from[i].len > 0;
		if (has[i] && !fl_duration_read(r->arena, from[i], &x[i])) {
			wrong(r, mistakes, field, T_wf_err_duration);
			return;
		}
	}
	if (!has[1])
		x[1] = has[0] && has[2] ? (x[0] + x[2]) / 2 : has[0] ? x[0] : x[2];
	if (!has[0])
		x[0] = x[1];
	if (!has[2])
		x[2] = x[1];
	if (!(x[0] <= x[1] && x[1] <= x[2]) || x[2] > FLOW_MINUTES_MAX) {
		wrong(r, mistakes, field, T_wf_err_range);
		return;
	}
	*to = (flow_range){ x[0], x[1], x[2] };
}

static void cases_read(req *r, str text, flow_step *to, fl_mistakes *mistakes)
{
	static const char *const units[] = { "件/年", "件", "cases", "回" };
	text = str_trim(width_half(r->arena, text));
	if (text.len == 0)
		return;
	bool percent = str_ends(text, STR("%"));
	if (percent)
		text.len--;
	for (size_t i = 0; i < COUNT(units) && !percent; i++)
		if (str_ends(text, str_of(units[i]))) {
			text.len -= str_of(units[i]).len;
			break;
		}
	double x;
	if (!figure_read(r->arena, str_trim(text), &x) || x > (percent ? 100 * FLOW_PASSES_MAX : FLOW_VOLUME_MAX))
		wrong(r, mistakes, "cases", T_wf_err_cases);
	else if (x == 0)
		wrong(r, mistakes, "cases", T_wf_err_cases_none);
	else if (percent)
		to->part = x / 100;
	else
		to->cases = x;
}

bool fl_typed_step(req *r, const flow *f, const fl_typed *t, flow_step *ret, fl_mistakes *mistakes)
{
	flow_step s = { .name = t->name, .medium = t->medium, .system = t->system, .note = t->note };
	size_t before = mistakes->n;
	s.lane = edit_lane_at(f, t->lane);
	if (s.lane == f->lanes.n)
		wrong(r, mistakes, "lane", T_wf_err_lane);
	if (!flow_kind_of(t->kind, &s.kind))
		wrong(r, mistakes, "kind", T_wf_err_kind);
	if (t->standard.len && !flow_standard_of(t->standard, &s.standard))
		wrong(r, mistakes, "standard", T_wf_err_kind);
	if ((s.kind == STEP_TASK || s.kind == STEP_SERVICE) && t->name.len == 0)
		wrong(r, mistakes, "name", T_wf_err_name);
	if (t->name.len > FLOWS_NAME_MAX)
		wrong(r, mistakes, "name", T_wf_err_long);
	if (t->medium.len > FLOWS_NAME_MAX)
		wrong(r, mistakes, "medium", T_wf_err_long);
	if (t->system.len > FLOWS_NAME_MAX)
		wrong(r, mistakes, "system", T_wf_err_long);
	if (t->note.len > FLOW_TEXT_MAX)
		wrong(r, mistakes, "note", T_wf_err_long);
	range_read(r, t->minutes, "min_likely", &s.minutes, mistakes);
	range_read(r, t->waiting, "wait_likely", &s.waiting, mistakes);
	if (is_counted(s.kind))
		cases_read(r, t->cases, &s, mistakes);
	*ret = s;
	return mistakes->n == before;
}

static void ways_read(req *r, const flow *f, const fl_typed *t, size_t step, edit_ways *ret, fl_mistakes *mistakes)
{
	arena *a = r->arena;
	double sum = 0;
	size_t open = 0, at = 0;
	for (size_t i = 0; i < t->ways.n; i++) {
		const fl_way *w = &t->ways.at[i];
		edit_way x = { .to = w->to, .name = w->name };
		str field = str_format(a, "to.%.*s", STR_ARG(w->n));
		if (w->to.len == 0) { /* a line without a target is taken out */
			continue;
		}
		size_t to = edit_step_at(f, w->to);
		if (to == f->steps.n) {
			LIST_ADD(a, mistakes, ((fl_mistake){ field, say(r, T_wf_err_gone) }));
			return;
		}
		if (f->steps.at[to].kind == STEP_START || f->steps.at[step].kind == STEP_END) {
			LIST_ADD(a, mistakes, ((fl_mistake){ field, say(r, T_wf_err_way) }));
			return;
		}
		if (w->name.len > FLOWS_NAME_MAX) {
			LIST_ADD(a, mistakes, ((fl_mistake){ field, say(r, T_wf_err_long) }));
			return;
		}
		str share = w->share;
		if (str_ends(share, STR("%")))
			share.len--;
		if (share.len == 0) {
			open++;
			at = ret->n;
		} else if (!figure_read(a, share, &x.share) || x.share > 100) {
			LIST_ADD(a, mistakes,
				 ((fl_mistake){ str_format(a, "share.%.*s", STR_ARG(w->n)), say(r, T_wf_err_share) }));
			return;
		}
		sum += x.share;
		LIST_ADD(a, ret, x);
	}
	if (open == 1)
		ret->at[at].share = sum < 100 ? 100 - sum : 0;
}

static bool ways_same(const fl_ways *x, const fl_ways *y)
{
	bool same = x->n == y->n;
	for (size_t i = 0; i < x->n && same; i++)
		same = str_eq(x->at[i].to, y->at[i].to) && str_eq(x->at[i].name, y->at[i].name) &&
		       str_eq(x->at[i].share, y->at[i].share);
	return same;
}

const err *fl_typed_apply(req *r, flow *f, const fl_typed *t, fl_mistakes *ret)
{
	size_t at = edit_step_at(f, t->step);
	if (at == f->steps.n)
		return err_at(r->arena, ERR_stale, t->step, "that step is gone");
	fl_typed is = fl_typed_of(r, f, at);
	if (fl_typed_same(&is, t))
		return NULL;
	const flow_step *was = &f->steps.at[at];
	flow_step s;
	edit_ways ways = { 0 };
	size_t before = ret->n;
	fl_typed_step(r, f, t, &s, ret);
	if (was->kind != STEP_START && s.kind == STEP_START)
		wrong(r, ret, "kind", T_wf_err_start);
	ways_read(r, f, t, at, &ways, ret);
	if (ret->n > before)
		return NULL;
	/* what was not touched stays as it was to the last digit */
	if (is_counted(s.kind) && str_eq(is.cases, t->cases)) {
		s.cases = was->cases;
		s.part = was->part;
	}
	bool same = true;
	for (int i = 0; i < 3; i++)
		same = same && str_eq(is.minutes[i], t->minutes[i]);
	if (same)
		s.minutes = was->minutes;
	same = true;
	for (int i = 0; i < 3; i++)
		same = same && str_eq(is.waiting[i], t->waiting[i]);
	if (same)
		s.waiting = was->waiting;
	TRY(edit_change(r->arena, f, t->step, &s));
	if (ways_same(&is.ways, &t->ways))
		return NULL;
	return edit_ways_set(r->arena, f, t->step, &ways);
}
