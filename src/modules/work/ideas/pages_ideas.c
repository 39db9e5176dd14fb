/* /work/ideas: ideas of staff: all of them, one, and a new one. */
#include "chart/chart.h"
#include "modules/work/ideas/ideas_view.h"
#include "modules/work/ideas/ideas_pages.h"
#include "text/csv.h"
#include "text/figures.h"
#include "text/kana.h"
#include "text/search.h"

#include "modules/work/ideas/templates/ideas.html.h"

#define CSV_MAX ((size_t)8 * 1024 * 1024)

static word state_word(idea_state s)
{
	static const word words[IDEA_STATES] = { T_wi_state_new,  T_wi_state_accepted, T_wi_state_accompanied,
						 T_wi_state_done, T_wi_state_declined, T_wi_state_withdrawn };
	return words[s];
}

static const char *state_tone(idea_state s)
{
	static const char *const tones[IDEA_STATES] = { "info", "warn", "warn", "good", "calm", "calm" };
	return tones[s];
}

str wi_step_of(arena *a, str work, str step)
{
	return step.len ? str_format(a, "%.*s・%.*s", STR_ARG(work), STR_ARG(step)) : work;
}

static str where_of(req *r, const idea *x)
{
	const str more[] = { x->section, x->unit };
	str all = x->bureau;
	for (size_t i = 0; i < COUNT(more); i++)
		if (more[i].len)
			all = str_format(r->arena, "%.*s %.*s", STR_ARG(all), STR_ARG(more[i]));
	return all;
}

static bool may_vote(const req *r, const idea *x)
{
	return x->staff != r->who->staff &&
	       (x->state == IDEA_NEW || x->state == IDEA_ACCEPTED || x->state == IDEA_ACCOMPANIED);
}

wi_row wi_row_of(req *r, const idea *x)
{
	bool mine = x->staff == r->who->staff;
	return (wi_row){ .votes = x->votes,
			 .remarks = x->remarks,
			 .link = wp_url(r, "", "/work/ideas/idea/%lld", (long long)x->id),
			 .vote = wp_url(r, "", "/work/ideas/idea/%lld/vote", (long long)x->id),
			 .title = x->title,
			 .where = where_of(r, x),
			 .work = wi_step_of(r->arena, x->work, x->step),
			 .state = say(r, state_word(x->state)),
			 .tone = state_tone(x->state),
			 .by = mine          ? say(r, T_wi_mine)
			       : x->name.len ? x->name
					     : say(r, T_wi_unnamed),
			 .when = wp_date(r, day_of(x->made)),
			 .guide = x->guide,
			 .voted = x->voted,
			 .may_vote = may_vote(r, x),
			 .button = x->voted ? words_wi_vote_back(r->arena, r->lang, x->title)
					    : words_wi_vote_for(r->arena, r->lang, x->title) };
}

/* --- all of them --------------------------------------------------------------------------------------------------------- */

typedef struct list_question {
	i64 city, asker;
	str state, bureau;
	idea_row row; /* number 0: all */
	day today;
	ideas ret;
	idea_counts counts;
} list_question;

static const err *read_list(db *d, arena *a, void *arg)
{
	list_question *q = arg;
	TRY(ideas_of(d, a, q->city, q->asker, q->state, q->bureau, q->row.number ? &q->row : NULL, &q->ret));
	return ideas_counted(d, a, q->city, q->today, &q->counts);
}

/* ?row=12: with ?round= and the row's names it says which row. */
bool wi_row_number(const req *r, wi_field_of *field, i64 *ret)
{
	*ret = 0;
	if (str_i64(field(r, "row"), ret) && *ret > 0 && wp_round(r).len > 0)
		return true;
	*ret = 0;
	return false;
}

static list_question list_asked(req *r)
{
	list_question q = { .city = r->app->city,
			    .asker = r->who->staff,
			    .state = req_query(r, "state"),
			    .bureau = req_query(r, "bureau"),
			    .today = day_of(clock_now(r->app->clock)) };
	idea_state s;
	if (wi_row_number(r, req_query, &q.row.number))
		q.row = (idea_row){ .round = wp_round(r),
				    .number = q.row.number,
				    .bureau = q.bureau,
				    .section = req_query(r, "section"),
				    .unit = req_query(r, "unit"),
				    .work = req_query(r, "work"),
				    .step = req_query(r, "step") };
	if (!idea_state_of(q.state, &s))
		q.state = STR_NONE;
	return q;
}

static void add_counts(req *r, const idea_counts *c, wi_list_view *v)
{
	arena *a = r->arena;
	for (size_t s = 0; s < IDEA_STATES; s++)
		LIST_ADD(a, &v->heads, say(r, state_word((idea_state)s)));
	for (size_t i = 0; i <= c->bureaus.n; i++) {
		const idea_count *x = i < c->bureaus.n ? &c->bureaus.at[i] : &c->all;
		wi_count_row row = { .name = i < c->bureaus.n ? x->bureau : say(r, T_wi_all_bureaus),
				     .all = x->all,
				     .votes = x->votes };
		memcpy(row.of, x->of, sizeof row.of);
		LIST_ADD(a, &v->counts, row);
	}
	const struct {
		word name;
		i64 n;
		bool meant;
	} figures[] = { { T_wi_ideas, c->all.all - c->all.of[IDEA_WITHDRAWN], false },
			{ T_wi_votes, c->all.votes, false },
			{ T_wi_state_accompanied, c->all.of[IDEA_ACCOMPANIED], false },
			{ T_wi_state_done, c->all.of[IDEA_DONE], true } };
	for (size_t i = 0; i < COUNT(figures); i++)
		LIST_ADD(a, &v->figures,
			 ((wp_fact){ .name = say(r, figures[i].name),
				     .value = figure_whole(a, figures[i].n),
				     .meant = figures[i].meant }));
}

static void add_months(req *r, const idea_counts *c, wi_list_view *v)
{
	arena *a = r->arena;
	strs months = { 0 };
	chart_parts series = { 0 }, cells = { 0 };
	LIST_ADD(a, &series, ((chart_part){ .name = say(r, T_wi_series_done), .shade = 3 }));
	LIST_ADD(a, &series, ((chart_part){ .name = say(r, T_wi_series_open), .shade = 1 }));
	i64 all = 0;
	for (size_t i = 0; i < c->months.n; i++) {
		const idea_month *m = &c->months.at[i];
		str name = str_format(a, "%d/%d", m->year, m->month);
		LIST_ADD(a, &months, name);
		i64 both[2] = { m->done, m->ideas - m->done };
		for (size_t k = 0; k < 2; k++)
			LIST_ADD(a, &cells,
				 ((chart_part){
					 .name = str_format(a, "%.*s %.*s", STR_ARG(name), STR_ARG(series.at[k].name)),
					 .value = words_wi_n(a, r->lang, both[k]),
					 .size = (double)both[k],
					 .shade = series.at[k].shade }));
		all += m->ideas;
	}
	if (!all)
		return;
	buf b = buf_new(a, 2 * CHART_ROOM);
	for (int i = 0; i < 2; i++) {
		chart_about about = { .id = i ? STR("wi-months-s") : STR("wi-months"),
				      .title = say(r, T_wi_months),
				      .desc = say(r, T_wi_months_desc),
				      .width = i ? 360 : 960,
				      .height = i ? 0 : 300 };
		chart_months(&b, &about, &months, &series, &cells, 0, STR_NONE);
	}
	v->chart = (html){ b.overflowed ? STR_NONE : buf_str(&b) };
}

/* The list is of one row. */
static void put_row(req *r, const idea_row *x, wi_list_view *v)
{
	arena *a = r->arena;
	survey_item i = { .number = x->number,
			  .bureau = x->bureau,
			  .section = x->section,
			  .unit = x->unit,
			  .work = x->work,
			  .step = x->step };
	v->has_row = true;
	v->row = wi_step_of(a, x->work, x->step);
	v->row_place = str_format(a, "%.*s %.*s %.*s", STR_ARG(x->bureau), STR_ARG(x->section), STR_ARG(x->unit));
	v->fresh = ideas_row_new(a, x->round, &i);
	v->every = wp_url(r, "", "/work/ideas");
}

static const err *list_get(req *r, resp *out)
{
	arena *a = r->arena;
	list_question q = list_asked(r);
	TRY(store_read(r->app->store, a, read_list, &q));
	wi_list_view v = { .nav = work_nav_of(r, WORK_IDEAS, wp_round(r)),
			   .round = wp_round(r),
			   .query = req_query(r, "q"),
			   .done = req_query(r, "withdrawn").len ? say(r, T_wi_withdrawn_done) : STR_NONE,
			   .action = url_path(a, "/work/ideas"),
			   .fresh = wp_url(r, "", "/work/ideas/new"),
			   .csv = wp_url(r, "", "/work/ideas/ideas.csv"),
			   .any = q.counts.all.all > 0,
			   .more = q.ret.n == IDEAS_MOST };
	LIST_ADD(a, &v.states, ((wp_option){ STR_NONE, say(r, T_wp_all), q.state.len == 0 }));
	for (size_t s = 0; s < IDEA_STATES; s++)
		LIST_ADD(a, &v.states,
			 ((wp_option){ str_of(idea_state_names[s]), say(r, state_word((idea_state)s)),
				       str_eq(q.state, str_of(idea_state_names[s])) }));
	LIST_ADD(a, &v.bureaus, ((wp_option){ STR_NONE, say(r, T_wp_all), q.bureau.len == 0 }));
	for (size_t i = 0; i < q.counts.bureaus.n; i++) {
		str name = q.counts.bureaus.at[i].bureau;
		LIST_ADD(a, &v.bureaus, ((wp_option){ name, name, str_eq(name, q.bureau) }));
	}
	if (q.row.number)
		put_row(r, &q.row, &v);
	str query = search_fold(a, v.query);
	for (size_t i = 0; i < q.ret.n; i++) {
		const idea *x = &q.ret.at[i];
		if (x->state == IDEA_WITHDRAWN && q.state.len == 0)
			continue;
		str all = search_fold(
			a, str_format(a, "%.*s %.*s %.*s", STR_ARG(x->title), STR_ARG(x->body), STR_ARG(x->work)));
		if (query.len == 0 || str_has(all, query))
			LIST_ADD(a, &v.rows, wi_row_of(r, x));
	}
	add_counts(r, &q.counts, &v);
	add_months(r, &q.counts, &v);
	page_out o = page_begin(r);
	wi_list(&o, &v);
	page p = { .kind = PAGE_STAFF, .title = say(r, T_wi_title), .style = WI_STYLE, .here = STR("work") };
	return page_end(&o, &p, out);
}

/* Without whoever proposed them, unless they said so. */
static const err *csv_get(req *r, resp *out)
{
	static const word heads[] = { T_wp_number,  T_wi_head_title, T_wi_head_body,    T_wp_bureau,   T_wp_section,
				      T_wp_work,    T_wp_state,      T_wi_head_reason,  T_wi_votes,    T_wi_remarks,
				      T_wi_head_by, T_wi_head_guide, T_wi_head_measure, T_wi_head_made };
	list_question q = list_asked(r);
	TRY(store_read(r->app->store, r->arena, read_list, &q));
	buf b = buf_new(r->arena, CSV_MAX);
	csv_writer w = csv_write(&b);
	for (size_t i = 0; i < COUNT(heads); i++)
		csv_str(&w, words_text(r->arena, LANG_JA, heads[i]));
	csv_end_row(&w);
	for (size_t i = 0; i < q.ret.n; i++) {
		const idea *x = &q.ret.at[i];
		csv_i64(&w, x->id);
		const str texts[] = { x->title,   x->body, x->bureau,
				      x->section, x->work, words_text(r->arena, LANG_JA, state_word(x->state)),
				      x->reason };
		for (size_t k = 0; k < COUNT(texts); k++)
			csv_str(&w, texts[k]);
		csv_i64(&w, x->votes);
		csv_i64(&w, x->remarks);
		csv_str(&w, x->name);
		csv_str(&w, x->guide);
		if (x->measure)
			csv_i64(&w, x->measure);
		else
			csv_str(&w, STR_NONE);
		csv_str(&w, day_text(r->arena, day_of(x->made)));
		csv_end_row(&w);
	}
	if (b.overflowed)
		return err_of(ERR_too_large);
	out->type = STR("text/csv; charset=utf-8");
	out->body = buf_str(&b);
	resp_header(r, out, STR("Content-Disposition"), STR("attachment; filename=\"ideas.csv\""));
	return NULL;
}

/* --- one ------------------------------------------------------------------------------------------------------------------------ */

typedef struct one_question {
	i64 city, asker, id;
	idea x;
	idea_remarks remarks;
} one_question;

static const err *read_one(db *d, arena *a, void *arg)
{
	one_question *q = arg;
	return idea_of(d, a, q->city, q->asker, q->id, &q->x, &q->remarks);
}

static const err *id_asked(const req *r, i64 *ret)
{
	return str_i64(req_param(r, "id"), ret) && *ret > 0 ? NULL : err_of(ERR_not_found);
}

/* What did not go: beside its field, with what was typed. */
typedef struct told {
	word say_error, move_error;
	bool say_wrong, move_wrong, stale;
	str typed, reason;
} told;

static const err *show_one(req *r, resp *out, i64 id, const told *t)
{
	arena *a = r->arena;
	one_question q = { .city = r->app->city, .asker = r->who->staff, .id = id };
	TRY(store_read(r->app->store, a, read_one, &q));
	const idea *x = &q.x;
	work_scope scope;
	TRY(work_scope_of(r, &scope));
	wi_idea_view v = { .nav = work_nav_of(r, WORK_IDEAS, wp_round(r)),
			   .back = wp_url(r, "", "/work/ideas"),
			   .vote = wp_url(r, "", "/work/ideas/idea/%lld/vote", (long long)id),
			   .say = wp_url(r, "", "/work/ideas/idea/%lld/remark", (long long)id),
			   .move = wp_url(r, "", "/work/ideas/idea/%lld/state", (long long)id),
			   .withdraw = wp_url(r, "", "/work/ideas/idea/%lld/withdraw", (long long)id),
			   .head = wi_row_of(r, x),
			   .body = x->body,
			   .version = str_format(a, "%lld", (long long)x->version),
			   .over = x->state == IDEA_WITHDRAWN,
			   .mine = x->staff == r->who->staff };
	v.may_move = work_may(&scope, PART_REFORM, x->bureau, x->section, STR_NONE);
	v.may_withdraw = v.mine && x->state == IDEA_NEW;
	v.has_measure = x->measure > 0;
	v.measure = wp_url(r, "", "/work/prove/measure/%lld", (long long)x->measure);
	v.may_measure = v.may_move && !x->measure && x->state != IDEA_WITHDRAWN;
	str more = str_format(a, "&idea=%lld&title=%.*s&bureau=%.*s&section=%.*s&work=%.*s", (long long)id,
			      STR_ARG(percent_encode(a, x->title)), STR_ARG(percent_encode(a, x->bureau)),
			      STR_ARG(percent_encode(a, x->section)), STR_ARG(percent_encode(a, x->work)));
	v.make_measure = wp_url(r, more.at, "/work/prove/new");
	v.has_origin = x->link.len > 0;
	v.origin = url_of(a, x->link);
	str saved = req_query(r, "saved");
	if (saved.len)
		v.done = say(r, str_eq(saved, STR("new"))    ? T_wi_new_done
				: str_eq(saved, STR("vote")) ? T_wi_vote_done
							     : T_wp_saved);
	const struct {
		word name;
		str value;
	} facts[] = { { T_wp_where, v.head.where },
		      { T_wp_work, wi_step_of(a, x->work, x->step) },
		      { T_wi_row_fact, x->number ? words_wi_row_of(a, r->lang, x->round, x->number) : STR_NONE },
		      { T_wi_head_by, v.head.by },
		      { T_wi_head_made, wp_when(r, x->made) },
		      { T_wi_head_guide, x->guide } };
	for (size_t i = 0; i < COUNT(facts); i++)
		if (facts[i].value.len)
			LIST_ADD(a, &v.facts, ((wp_fact){ .name = say(r, facts[i].name), .value = facts[i].value }));
	for (size_t s = 0; v.may_move && s < IDEA_STATES; s++)
		if (idea_may_become(x->state, (idea_state)s))
			LIST_ADD(
				a, &v.next,
				((wp_option){ str_of(idea_state_names[s]), say(r, state_word((idea_state)s)), false }));
	for (size_t i = 0; i < q.remarks.n; i++) {
		const idea_remark *k = &q.remarks.at[i];
		str by = k->mine ? say(r, T_wi_mine) : k->name.len ? k->name : say(r, T_wi_unnamed);
		LIST_ADD(a, &v.remarks,
			 ((wi_remark_row){ by, wp_when(r, k->made), k->text,
					   k->moved ? say(r, state_word(k->state)) : STR_NONE,
					   k->moved ? state_tone(k->state) : "" }));
	}
	if (t) {
		v.typed = t->typed;
		if (t->say_wrong)
			v.say_error = say(r, t->say_error);
		if (t->move_wrong)
			v.move_error = say(r, t->move_error);
		if (t->stale)
			v.stale = say(r, T_wi_stale);
		v.reason = t->reason;
	}
	page_out o = page_begin(r);
	wi_idea(&o, &v);
	page p = { .kind = PAGE_STAFF, .title = x->title, .style = WI_STYLE, .here = STR("work") };
	return page_end(&o, &p, out);
}

static const err *idea_get(req *r, resp *out)
{
	i64 id;
	TRY(id_asked(r, &id));
	return show_one(r, out, id, NULL);
}

static const err *vote_post(req *r, resp *out)
{
	idea_vote c = { .city = r->app->city, .by = r->who, .take_back = str_eq(req_form(r, "do"), STR("back")) };
	TRY(id_asked(r, &c.id));
	TRY(work_write(r, wp_shard(r), idea_vote_run, &c));
	resp_redirect(r, out, wp_url(r, "&saved=vote", "/work/ideas/idea/%lld", (long long)c.id).s);
	return NULL;
}

static const err *remark_post(req *r, resp *out)
{
	idea_say c = { .city = r->app->city,
		       .by = r->who,
		       .text = trim_spaces(req_form(r, "text")),
		       .show = req_form(r, "show").len > 0 };
	TRY(id_asked(r, &c.id));
	const err *e = work_write(r, wp_shard(r), idea_say_run, &c);
	if (err_is(e, ERR_invalid)) {
		out->status = 422;
		return show_one(r, out, c.id, &(told){ .say_wrong = true, .say_error = T_wi_e_text, .typed = c.text });
	}
	TRY(e);
	resp_redirect(r, out, wp_url(r, "", "/work/ideas/idea/%lld", (long long)c.id).s);
	return NULL;
}

static const err *move(req *r, resp *out, bool withdraws)
{
	work_scope scope;
	TRY(work_scope_of(r, &scope));
	idea_move c = { .city = r->app->city,
			.by = r->who,
			.scope = &scope,
			.to = IDEA_WITHDRAWN,
			.reason = trim_spaces(req_form(r, "reason")) };
	TRY(id_asked(r, &c.id));
	str_i64(req_form(r, "version"), &c.version);
	if (!withdraws && (!idea_state_of(req_form(r, "to"), &c.to) || c.to == IDEA_WITHDRAWN)) {
		out->status = 422;
		return show_one(r, out, c.id,
				&(told){ .move_wrong = true, .move_error = T_wi_e_to, .reason = c.reason });
	}
	const err *e = work_write(r, wp_shard(r), idea_move_run, &c);
	if (err_is(e, ERR_stale) || err_is(e, ERR_not_allowed_now)) {
		out->status = 409;
		return show_one(r, out, c.id, &(told){ .stale = true, .reason = c.reason });
	}
	if (err_is(e, ERR_invalid)) {
		out->status = 422;
		return show_one(r, out, c.id,
				&(told){ .move_wrong = true, .move_error = T_wi_e_reason, .reason = c.reason });
	}
	TRY(e);
	resp_redirect(r, out,
		      withdraws ? wp_url(r, "&withdrawn=1", "/work/ideas").s
				: wp_url(r, "&saved=state", "/work/ideas/idea/%lld", (long long)c.id).s);
	return NULL;
}

static const err *state_post(req *r, resp *out)
{
	return move(r, out, false);
}

static const err *withdraw_post(req *r, resp *out)
{
	return move(r, out, true);
}

const route work_ideas_routes[] = {
	{ "GET", "/work/ideas", ACCESS_CLERK, list_get },
	{ "GET", "/work/ideas/ideas.csv", ACCESS_CLERK, csv_get },
	{ "GET", "/work/ideas/new", ACCESS_CLERK, wi_new_get },
	{ "POST", "/work/ideas/new", ACCESS_CLERK, wi_new_post },
	{ "GET", "/work/ideas/idea/:id", ACCESS_CLERK, idea_get },
	{ "POST", "/work/ideas/idea/:id/vote", ACCESS_CLERK, vote_post },
	{ "POST", "/work/ideas/idea/:id/remark", ACCESS_CLERK, remark_post },
	{ "POST", "/work/ideas/idea/:id/state", ACCESS_CLERK, state_post },
	{ "POST", "/work/ideas/idea/:id/withdraw", ACCESS_CLERK, withdraw_post },
	{ 0 },
};
