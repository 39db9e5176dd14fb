/* The editor of one side: the chart, the palette, one step's form, figures beside. Every act is one POST, one new rev, and the same page again. */
#include "modules/work/flows/edit_form.h"
#include "modules/work/flows/flows_view.h"
#include "text/figures.h"
#include "modules/work/flows/templates/edit.html.h"

typedef struct editing { /* one request */
	fl_at at;
	req *r;
	flow_side side;
	str base; /* its address */
	fl_flow now, other; /* now: what is shown */
	flow_texts texts;
	fl_typed typed;
	bool has_typed;
	fl_mistakes mistakes;
	str step, wrong;
	bool stale, gone;
	fl_flow seen; /* stale: what the page was made from */
} editing;

typedef struct reading_texts {
	i64 city, reform;
	flow_side side;
	flow_texts *ret;
} reading_texts;

static const err *read_texts(db *d, arena *a, void *arg)
{
	reading_texts *k = arg;
	return flow_texts_of(d, a, k->city, k->reform, k->side, k->ret);
}

static const err *open_edit(req *r, editing *e)
{
	*e = (editing){ .r = r, .side = fl_side(r) };
	TRY(fl_open(r, &e->at));
	e->base = fl_path(r->arena, e->at.f.id, e->side);
	TRY(fl_load(r, e->at.f.id, e->side, 0, &e->now));
	TRY(fl_load(r, e->at.f.id, e->side == SIDE_AS_IS ? SIDE_TO_BE : SIDE_AS_IS, 0, &e->other));
	reading_texts k = { r->app->city, e->at.f.id, e->side, &e->texts };
	return store_read(r->app->store, r->arena, read_texts, &k);
}

/* --- shown ---------------------------------------------------------------------------------------------------------------------- */

static str step_link(arena *a, str base, str id)
{
	return str_format(a, "%.*s?step=%.*s#step-%.*s", STR_ARG(base), STR_ARG(id), STR_ARG(id));
}

static str link_of(void *ctx, arena *a, const flow_step *s)
{
	const editing *e = ctx;
	return step_link(a, e->base, s->id);
}

static bool faulty(const flow_faults *faults, size_t step)
{
	for (size_t i = 0; i < faults->n; i++)
		if (faults->at[i].step == step)
			return true;
	return false;
}

static void steps_shown(const editing *e, fl_edit_view *v)
{
	req *r = e->r;
	const flow *f = e->now.is;
	size_t *order = fl_order(r->arena, f);
	static const char *const kinds[STEP_KINDS] = {
		"start", "task", "service", "decision", "end", "parallel", "wait"
	};
	for (size_t i = 0; i < f->steps.n; i++) {
		const flow_step *s = &f->steps.at[order[i]];
		fl_step_line l = { .id = s->id,
				   .name = fl_step_name(r, s),
				   .who = f->lanes.at[s->lane].name,
				   .link = url_of(r->arena, step_link(r->arena, e->base, s->id)),
				   .here = str_eq(s->id, e->step),
				   .wrong = faulty(&e->now.faults, order[i]),
				   .kind = kinds[s->kind] };
		if (s->minutes.high > 0)
			l.minutes = fl_minutes(r, flow_mean(s->minutes));
		if (s->part > 0 && !e->now.measured)
			l.cases = str_format(r->arena, "%.*s%%", STR_ARG(figure_decimal(r->arena, s->part * 100, 1)));
		else if (s->part > 0 || s->cases > 0)
			l.cases = fl_cases(r, e->now.measured ? e->now.m.cases[order[i]] : s->cases);
		LIST_ADD(r->arena, &v->steps, l);
	}
}

static void option(req *r, fl_options *to, str value, str text, str chosen)
{
	LIST_ADD(r->arena, to, ((fl_option){ value, text, str_eq(value, chosen) }));
}

static void palette_shown(req *r, fl_edit_view *v)
{
	arena *a = r->arena;
	for (int i = 1; i < STANDARDS; i++)
		LIST_ADD(a, &v->palette,
			 ((struct fl_put){
				 .value = str_format(a, "add:%.*s", STR_ARG(flow_standard_code((flow_standard)i))),
				 .text = fl_standard_name(r, (flow_standard)i),
				 .key = str_format(a, "%d", i) }));
	static const struct {
		const char *value, *key;
		word text;
	} more[] = { { "add:task", "t", T_wf_put_task },
		     { "add:decision", "d", T_wf_kind_decision },
		     { "add:service", "s", T_wf_put_service },
		     { "add:end", "e", T_wf_kind_end } };
	for (size_t i = 0; i < COUNT(more); i++)
		LIST_ADD(a, &v->palette,
			 ((struct fl_put){ str_of(more[i].value), say(r, more[i].text), str_of(more[i].key) }));
}

/* The step's form: what was typed, else what the step says. */
static void form_shown(const editing *e, fl_edit_view *v)
{
	req *r = e->r;
	arena *a = r->arena;
	const flow *f = e->now.is;
	size_t at = edit_step_at(f, e->step);
	v->form = e->has_typed ? e->typed : fl_typed_of(r, f, at);
	fl_typed *t = &v->form;
	flow_kind kind = STEP_TASK;
	flow_kind_of(t->kind, &kind);
	v->gone = e->gone;
	v->here_name = at < f->steps.n ? fl_step_name(r, &f->steps.at[at]) : t->name;
	v->fixed_kind = kind == STEP_START;
	v->timed = kind == STEP_TASK || kind == STEP_SERVICE || kind == STEP_WAIT;
	v->leads = kind != STEP_END;
	v->counted = kind == STEP_TASK || kind == STEP_SERVICE;
	v->cases_help = say(r, T_wf_cases_help);
	if (e->now.measured && at < f->steps.n)
		v->cases_help =
			words_wf_cases_help_of(a, r->lang, fl_cases(r, e->now.m.passes[at] * (double)f->volume));
	for (size_t i = 0; i < f->lanes.n; i++)
		option(r, &v->lanes_of, f->lanes.at[i].id, f->lanes.at[i].name, t->lane);
	for (int i = 0; i < STEP_KINDS; i++)
		if (i != STEP_START)
			option(r, &v->kinds, flow_kind_code((flow_kind)i), fl_kind_name(r, (flow_kind)i), t->kind);
	for (int i = 0; i < STANDARDS; i++)
		option(r, &v->standards, flow_standard_code((flow_standard)i), fl_standard_name(r, (flow_standard)i),
		       t->standard);
	if (!v->leads)
		return;
	fl_ways ways = { 0 };
	for (size_t i = 0; i < t->ways.n; i++)
		LIST_ADD(a, &ways, t->ways.at[i]);
	size_t more = kind == STEP_DECISION || kind == STEP_PARALLEL || ways.n == 0 ? FL_WAYS_MORE : 1;
	for (size_t i = 0; i < more && ways.n < FL_WAYS_MAX + FL_WAYS_MORE; i++)
		LIST_ADD(a, &ways, ((fl_way){ 0 }));
	size_t *order = fl_order(a, f);
	for (size_t i = 0; i < ways.n; i++) {
		ways.at[i].n = str_format(a, "%zu", i);
		for (size_t k = 0; k < f->steps.n; k++) {
			const flow_step *s = &f->steps.at[order[k]];
			if (s->kind != STEP_START && !str_eq(s->id, e->step))
				option(r, &ways.at[i].targets, s->id, fl_step_name(r, s), ways.at[i].to);
		}
	}
	t->ways = ways;
}

static void whole_shown(const editing *e, fl_edit_view *v)
{
	req *r = e->r;
	arena *a = r->arena;
	const flow *f = e->now.is;
	bool typed = req_form(r, "volume").len || req_form(r, "flow_name").len;
	v->name = typed ? req_form(r, "flow_name") : f->name;
	v->volume = typed ? req_form(r, "volume") : figure_whole(a, f->volume);
	v->yen = typed ? req_form(r, "yen") : f->yen_hour > 0 ? figure_whole(a, f->yen_hour) : STR_NONE;
	v->about = typed ? req_form(r, "flow_note") : f->note;
	v->yen_default = figure_whole(a, catalog_city(r)->work.yen_hour);
	for (size_t i = 0; i < f->lanes.n; i++) {
		const flow_lane *l = &f->lanes.at[i];
		fl_lane_line x = {
			.id = l->id, .name = l->name, .label = l->name, .first = i == 0, .last = i + 1 == f->lanes.n
		};
		for (size_t k = 0; k < f->steps.n; k++)
			x.used = x.used || f->steps.at[k].lane == i;
		for (int k = 0; k < WHOS; k++)
			option(r, &x.who, flow_who_code((flow_who)k), fl_who_name(r, (flow_who)k),
			       flow_who_code(l->who));
		LIST_ADD(a, &v->lanes, x);
	}
	for (int k = 0; k < WHOS; k++)
		option(r, &v->whos, flow_who_code((flow_who)k), fl_who_name(r, (flow_who)k), flow_who_code(WHO_OTHER));
}

static void figures_shown(const editing *e, fl_edit_view *v)
{
	const fl_flow *was = e->side == SIDE_AS_IS ? &e->now : &e->other,
		      *is = e->side == SIDE_AS_IS ? &e->other : &e->now;
	v->measured = e->now.measured;
	v->no_volume = e->now.is->volume == 0;
	v->mistakes = e->mistakes;
	v->figures = fl_figures_of(e->r, was, is);
	fl_fault_list(e->r, e->now.is, &e->now.faults, e->base, &v->faults);
}

static void stale_shown(const editing *e, fl_edit_view *v)
{
	req *r = e->r;
	v->stale = e->stale;
	if (!e->stale)
		return;
	v->stale_text = words_wf_stale_text(r->arena, r->lang, e->now.text.saved_by, fl_when(r, e->now.text.saved_at));
	if (!e->seen.found)
		return;
	flow_comparison c = flow_compare(r->arena, e->seen.is, e->now.is);
	fl_pairs(r, e->seen.is, e->now.is, &c, &v->theirs, NULL);
}

static const err *show(editing *e, resp *out)
{
	req *r = e->r;
	arena *a = r->arena;
	const flow *f = e->now.is;
	if (!e->gone && edit_step_at(f, e->step) == f->steps.n) { /* none asked for, or one that is gone */
		size_t *order = fl_order(a, f);
		e->step = f->steps.n ? f->steps.at[order[0]].id : STR_NONE;
		e->has_typed = false;
	}
	if (f->steps.n == 0)
		return err_why(a, ERR_definition, "a flow without a step");
	fl_edit_view v = { .head = fl_begin(r, e->at.f.round, e->at.f.name),
			   .action = url_of(a, e->base),
			   .reform = url_path(a, "/work/flows/%lld", (long long)e->at.f.id),
			   .file = url_of(a, str_format(a, "%.*s/file", STR_ARG(e->base))),
			   .upload = url_of(a, str_format(a, "%.*s/file", STR_ARG(e->base))),
			   .versions = url_of(a, str_format(a, "%.*s/versions", STR_ARG(e->base))),
			   .figures_at = url_of(a, str_format(a, "%.*s/figures", STR_ARG(e->base))),
			   .side_name = fl_side_name(r, e->side),
			   .side = str_of(flow_side_id(e->side)),
			   .rev = e->now.text.rev,
			   .may = e->at.may,
			   .may_undo = flow_undo_of(&e->texts) > 0,
			   .may_redo = flow_redo_of(&e->texts) > 0,
			   .removed = str_eq(req_query(r, "done"), STR("removed")) };
	flow_side other = e->side == SIDE_AS_IS ? SIDE_TO_BE : SIDE_AS_IS;
	v.other = url_of(a, fl_path(a, e->at.f.id, other));
	v.other_name = fl_side_name(r, other);
	v.head.part = say(r, T_wf_both);
	v.head.wrong = e->wrong;
	v.picture_label = str_format(a, "%.*s: %.*s", STR_ARG(e->at.f.name), STR_ARG(v.side_name));
	if (str_eq(req_query(r, "done"), STR("copied")))
		v.head.done = say(r, T_wf_done_copied);
	flow_words w = fl_words(r, &e->now);
	w.here = e->step;
	w.link_of = link_of;
	w.ctx = e;
	if (e->side == SIDE_TO_BE && e->other.found)
		w.marks = flow_compare(a, e->other.is, f).after;
	v.picture = fl_picture(r, f, "wf-flow", &w);
	steps_shown(e, &v);
	palette_shown(r, &v);
	form_shown(e, &v);
	figures_shown(e, &v);
	whole_shown(e, &v);
	stale_shown(e, &v);
	page_out o = page_begin(r);
	fl_edit_page(&o, &v);
	page p = fl_page(str_format(a, "%.*s %.*s", STR_ARG(e->at.f.name), STR_ARG(v.side_name)));
	out->status = e->stale ? 409 : e->mistakes.n || e->wrong.len ? 422 : 200;
	return page_end(&o, &p, out);
}

static const err *edit_get(req *r, resp *out)
{
	editing e;
	TRY(open_edit(r, &e));
	if (!e.now.found) {
		resp_redirect(r, out, str_format(r->arena, "/work/flows/%lld", (long long)e.at.f.id));
		return NULL;
	}
	e.step = req_query(r, "step");
	return show(&e, out);
}

/* --- acts --------------------------------------------------------------------------------------------------------------------------- */

static size_t lane_for(const flow *f, size_t after, flow_who wanted)
{
	for (size_t i = 0; i < f->lanes.n; i++)
		if (f->lanes.at[i].who == wanted)
			return i;
	return f->steps.at[after].lane;
}

/* add:receive, add:decision … behind the step. */
static const err *add(editing *e, flow *f, str what, str *ret_id)
{
	req *r = e->r;
	size_t after = edit_step_at(f, e->step);
	if (after == f->steps.n)
		return err_of(ERR_stale);
	flow_step s = { .lane = f->steps.at[after].lane, .kind = STEP_TASK };
	flow_who there = f->lanes.at[s.lane].who;
	if (flow_standard_of(what, &s.standard) && s.standard != STANDARD_NONE)
		s.name = fl_standard_name(r, s.standard);
	else if (!flow_kind_of(what, &s.kind) || s.kind == STEP_START)
		return err_of(ERR_bad_request);
	if (f->steps.at[after].kind == STEP_END)
		return err_at(r->arena, ERR_invalid, STR("end"), "nothing follows an end");
	if (s.kind == STEP_SERVICE)
		s.lane = lane_for(f, after, WHO_SYSTEM);
	if (s.name.len == 0)
		s.name = say(r, s.kind == STEP_SERVICE    ? T_wf_new_service
				: s.kind == STEP_END      ? T_wf_done
				: s.kind == STEP_DECISION ? T_wf_new_decision
							  : T_wf_new_task);
	if (s.kind != STEP_SERVICE && s.kind != STEP_END && (there == WHO_RESIDENT || there == WHO_SYSTEM))
		s.lane = lane_for(f, after, WHO_COUNTER); /* staff's work is not put into a resident's lane unasked */
	return edit_add(r->arena, f, e->step, &s, ret_id);
}

/* The step before, to stand on when this one goes. */
static str before(const flow *f, str id)
{
	size_t at = edit_step_at(f, id);
	for (size_t i = 0; i < f->links.n; i++)
		if (f->links.at[i].to == at && f->links.at[i].from != at)
			return f->steps.at[f->links.at[i].from].id;
	return STR_NONE;
}

static void mistake(req *r, fl_mistakes *to, const char *field, word text)
{
	LIST_ADD(r->arena, to, ((fl_mistake){ str_of(field), say(r, text) }));
}

static bool flow_fields(editing *e, flow *f)
{
	req *r = e->r;
	double volume = 0, yen = 0;
	str v = str_trim(req_form(r, "volume")), y = str_trim(req_form(r, "yen")),
	    name = str_trim(req_form(r, "flow_name"));
	size_t n = e->mistakes.n;
	if (v.len && (!figure_read(r->arena, v, &volume) || volume > FLOW_VOLUME_MAX))
		mistake(r, &e->mistakes, "volume", T_wf_err_number);
	if (y.len && (!figure_read(r->arena, y, &yen) || yen > FLOW_VOLUME_MAX))
		mistake(r, &e->mistakes, "yen", T_wf_err_number);
	if (name.len > FLOWS_NAME_MAX || req_form(r, "flow_note").len > FLOW_TEXT_MAX)
		mistake(r, &e->mistakes, "volume", T_wf_err_long);
	if (e->mistakes.n > n)
		return false;
	f->volume = (i64)volume;
	f->yen_hour = (i64)yen;
	if (name.len)
		f->name = name;
	f->note = str_trim(req_form(r, "flow_note"));
	return true;
}

static const err *lane_fields(editing *e, flow *f)
{
	req *r = e->r;
	arena *a = r->arena;
	for (size_t i = 0; i < f->lanes.n; i++) {
		flow_lane *l = &f->lanes.at[i];
		str name = str_trim(req_form(r, str_format(a, "lane.%.*s", STR_ARG(l->id)).at));
		flow_who kind = l->who;
		flow_who_of(req_form(r, str_format(a, "who.%.*s", STR_ARG(l->id)).at), &kind);
		TRY(edit_lane_change(a, f, l->id, name, kind));
	}
	str name = str_trim(req_form(r, "lane_new"));
	flow_who kind = WHO_OTHER;
	flow_who_of(req_form(r, "who_new"), &kind);
	return name.len ? edit_lane_add(a, f, name, kind) : NULL;
}

/* What stood there is put behind another step, as a new one. */
static const err *put_gone(editing *e, flow *f)
{
	flow_step s;
	if (!fl_typed_step(e->r, f, &e->typed, &s, &e->mistakes))
		return NULL;
	return edit_add(e->r->arena, f, req_form(e->r, "after"), &s, &e->step);
}

/* One act upon `f`. Mistakes of the form are in e->mistakes, refusals in e->wrong; then nothing is saved. */
static const err *act(editing *e, flow *f, str what, bool *ret_removed)
{
	req *r = e->r;
	arena *a = r->arena;
	str rest = what, verb = str_cut(&rest, ':');
	bool of_step = e->has_typed && !str_eq(verb, STR("put"));
	if (of_step)
		TRY(fl_typed_apply(r, f, &e->typed, &e->mistakes));
	if (e->mistakes.n)
		return NULL;
	const err *x = NULL;
	word no = T_wf_err_bad;
	if (str_eq(verb, STR("add"))) {
		no = T_wf_palette_end;
		x = add(e, f, rest, &e->step);
	} else if (str_eq(verb, STR("put"))) {
		return put_gone(e, f);
	} else if (str_eq(verb, STR("remove"))) {
		str left = before(f, e->step);
		no = T_wf_err_remove;
		x = edit_remove(a, f, e->step);
		if (!x) {
			e->step = left;
			*ret_removed = true;
		}
	} else if (str_eq(verb, STR("earlier")) || str_eq(verb, STR("later"))) {
		no = T_wf_err_move;
		x = edit_move(a, f, e->step, str_eq(verb, STR("earlier")));
	} else if (str_eq(verb, STR("flow"))) {
		flow_fields(e, f);
	} else if (str_starts(verb, STR("lane"))) {
		no = T_wf_err_lane_name;
		x = lane_fields(e, f);
		if (!x && str_eq(verb, STR("lane-remove")))
			x = edit_lane_remove(a, f, rest);
		else if (!x && !str_eq(verb, STR("lanes")))
			x = edit_lane_move(a, f, rest, str_eq(verb, STR("lane-up")));
	} else if (!str_eq(verb, STR("save"))) {
		return err_of(ERR_bad_request);
	}
	if (err_is(x, ERR_invalid) || err_is(x, ERR_too_large)) {
		e->wrong = err_is(x, ERR_invalid) ? say(r, no) : say(r, T_wf_err_full);
		return NULL;
	}
	return x;
}

static const err *run_back(db *d, arena *a, fl_act *k)
{
	return flow_text_back(d, a, k->r->app->city, k->r->who, k->id, k->side, k->rev, k->back, &k->out);
}

/* Somebody saved meanwhile: theirs is shown, and what was typed stays, to be saved upon it. */
static const err *show_stale(editing *e, i64 rev, resp *out)
{
	req *r = e->r;
	TRY(fl_load(r, e->at.f.id, e->side, 0, &e->now));
	TRY(fl_load(r, e->at.f.id, e->side, rev, &e->seen));
	reading_texts k = { r->app->city, e->at.f.id, e->side, &e->texts };
	TRY(store_read(r->app->store, r->arena, read_texts, &k));
	e->stale = true;
	e->step = req_form(r, "step");
	e->gone = e->has_typed && edit_step_at(e->now.is, e->typed.step) == e->now.is->steps.n;
	e->mistakes = (fl_mistakes){ 0 };
	return show(e, out);
}

static const err *edit_post(req *r, resp *out)
{
	editing e;
	i64 rev;
	TRY(open_edit(r, &e));
	TRY(fl_may(&e.at));
	if (!e.now.found || !str_i64(req_form(r, "rev"), &rev))
		return err_of(ERR_bad_request);
	str what = req_form(r, "do"), go = req_form(r, "go");
	e.step = req_form(r, "step");
	e.has_typed = req_form(r, "kind").len > 0; /* the step's form came along */
	if (e.has_typed)
		e.typed = fl_typed_read(r);
	if (rev != e.now.text.rev)
		return show_stale(&e, rev, out);
	fl_act k = { .run = fl_run_text, .r = r, .id = e.at.f.id, .side = e.side, .rev = rev };
	bool removed = false, back = str_eq(what, STR("undo")) || str_eq(what, STR("redo"));
	if (back) {
		k.run = run_back;
		k.back = str_eq(what, STR("undo")) ? flow_undo_of(&e.texts) : flow_redo_of(&e.texts);
	} else {
		flow *f = edit_copy(r->arena, e.now.is);
		const err *x = act(&e, f, what, &removed);
		if (err_is(x, ERR_stale))
			return show_stale(&e, rev, out);
		TRY(x);
		if (e.mistakes.n || e.wrong.len) {
			e.gone = str_eq(what, STR("put"));
			return show(&e, out);
		}
		k.text = fl_write(r->arena, f);
	}
	if (back ? k.back > 0 : !str_eq(k.text, e.now.text.bpmn)) {
		const err *x = fl_do(&k);
		if (err_is(x, ERR_stale))
			return show_stale(&e, rev, out);
		TRY(x);
	}
	if (go.len)
		e.step = go;
	resp_redirect(r, out,
		      str_format(r->arena, "%.*s?step=%.*s%s#step-%.*s", STR_ARG(e.base),
				 STR_ARG(percent_encode(r->arena, e.step)), removed ? "&done=removed" : "",
				 STR_ARG(percent_encode(r->arena, e.step))));
	return NULL;
}

/* What the figures would be with what is typed; nothing is saved. */
static const err *figures_post(req *r, resp *out)
{
	editing e;
	TRY(open_edit(r, &e));
	i64 rev;
	if (!e.now.found)
		return err_of(ERR_not_found);
	if (!str_i64(req_form(r, "rev"), &rev) || rev != e.now.text.rev)
		return err_of(ERR_stale);
	flow *f = edit_copy(r->arena, e.now.is);
	if (req_form(r, "kind").len) {
		fl_typed t = fl_typed_read(r);
		const err *x = fl_typed_apply(r, f, &t, &e.mistakes);
		if (x && !err_is(x, ERR_stale))
			return x;
	} else if (req_form(r, "volume").len) {
		flow_fields(&e, f);
	}
	e.now.is = f;
	TRY(fl_look(r, &e.now));
	fl_edit_view v = { 0 };
	figures_shown(&e, &v);
	page_out o = page_begin(r);
	fl_edit_figures(&o, &v);
	page p = { .kind = PAGE_FRAGMENT, .title = STR("figures") };
	return page_end(&o, &p, out);
}

const route fl_edit_routes[] = {
	{ "GET", "/work/flows/:reform/as_is", ACCESS_CLERK, edit_get },
	{ "GET", "/work/flows/:reform/to_be", ACCESS_CLERK, edit_get },
	{ "POST", "/work/flows/:reform/as_is", ACCESS_CLERK, edit_post },
	{ "POST", "/work/flows/:reform/to_be", ACCESS_CLERK, edit_post },
	{ "POST", "/work/flows/:reform/as_is/figures", ACCESS_CLERK, figures_post },
	{ "POST", "/work/flows/:reform/to_be/figures", ACCESS_CLERK, figures_post },
	{ 0 },
};
