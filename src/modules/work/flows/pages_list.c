/* All reforms, and a new one. */
#include "modules/work/flows/flows_view.h"
#include "modules/work/flows/templates/list.html.h"
#include "text/figures.h"
#include "text/url.h"

typedef struct reading_all {
	i64 city;
	reforms *ret;
} reading_all;

static const err *read_all(db *d, arena *a, void *arg)
{
	reading_all *k = arg;
	return reforms_of(d, a, k->city, k->ret);
}

static const err *all_of(req *r, reforms *ret)
{
	reading_all k = { r->app->city, ret };
	return store_read(r->app->store, r->arena, read_all, &k);
}

static str whose(req *r, const reform *f)
{
	if (f->bureau.len == 0)
		return say(r, T_wf_whole_city);
	return str_format(r->arena, "%.*s%s%.*s", STR_ARG(f->bureau), f->section.len ? " " : "", STR_ARG(f->section));
}

#define LIST_MEMORY ((size_t)64 << 20)

/* --- the list ------------------------------------------------------------------------------------------------------------------- */

typedef struct reading_heads {
	i64 city;
	flow_heads *ret;
} reading_heads;

static const err *read_heads(db *d, arena *a, void *arg)
{
	reading_heads *k = arg;
	return flow_heads_of(d, a, k->city, k->ret);
}

typedef struct listing {
	req *r;
	fl_list_view *v;
	flow_heads heads; /* by reform */
	struct {
		fl_survey *at;
		size_t n;
	} rounds; /* those that reforms are about, each held once */
	arena *work; /* emptied after each line */
	double saved;
} listing;

static const err *sums_of(listing *k, i64 id, fl_sum sums[2])
{
	size_t lo = 0, hi = k->heads.n;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		if (k->heads.at[mid].reform < id)
			lo = mid + 1;
		else
			hi = mid;
	}
	for (; lo < k->heads.n && k->heads.at[lo].reform == id; lo++)
		TRY(fl_sum_of(k->r, &k->heads.at[lo], &sums[k->heads.at[lo].side]));
	return NULL;
}

/* The round of that id and its rows; found is false where there is none, and where nothing of it may be seen. */
static const err *part_of(listing *k, const reform *f, fl_survey *ret)
{
	req *r = k->r;
	*ret = (fl_survey){ 0 };
	if (!work_round_id_good(f->round))
		return NULL;
	size_t i = 0;
	while (i < k->rounds.n && !str_eq(k->rounds.at[i].round.id, f->round))
		i++;
	if (i == k->rounds.n) {
		fl_survey s = { .round = { .id = f->round } };
		const err *e = work_round_get(r, f->round, &s.round);
		if (!err_is(e, ERR_not_found)) {
			TRY(e);
			TRY(work_survey(r, &s.round, &s.s));
		}
		LIST_ADD(r->arena, &k->rounds, s);
	}
	*ret = k->rounds.at[i];
	return ret->s ? fl_survey_part(r, k->work, f->query, ret) : NULL;
}

static const err *add_line(listing *k, const reform *f)
{
	req *r = k->r;
	arena *a = r->arena;
	fl_sum sums[2] = { 0 };
	const fl_sum *was = &sums[SIDE_AS_IS], *is = &sums[SIDE_TO_BE];
	fl_survey s;
	TRY(sums_of(k, f->id, sums));
	const err *e = part_of(k, f, &s);
	bool found = !e && s.found;
	i64 minutes = found ? s.minutes : 0;
	if (e)
		e = err_why(a, e->code, "reform %lld", (long long)f->id);
	arena_reset(k->work);
	TRY(e);
	fl_line l = { .link = url_path(a, "/work/flows/%lld", (long long)f->id),
		      .name = f->name,
		      .about = f->about,
		      .whose = whose(r, f),
		      .tone = "" };
	if (found)
		l.survey = fl_hours(r, (double)minutes / 60);
	if (was->measured)
		l.was = fl_hours(r, was->staff_hours);
	if (is->measured)
		l.is = fl_hours(r, is->staff_hours);
	if (was->measured && is->measured) {
		l.saved = fl_hours(r, was->staff_hours - is->staff_hours);
		l.change = fl_change(a, was->staff_hours, is->staff_hours);
		if (!f->archived) {
			k->saved += was->staff_hours - is->staff_hours;
			k->v->counted++;
		}
	}
	if (was->faults > 0 || is->faults > 0) {
		l.state = say(r, T_wf_state_faults);
		l.tone = "warn";
	} else if (!was->found) {
		l.state = say(r, T_wf_state_no_as_is);
		l.tone = "info";
	} else if (!is->found) {
		l.state = say(r, T_wf_state_no_to_be);
		l.tone = "info";
	}
	fl_lines *list = f->archived ? &k->v->archived : &k->v->open;
	LIST_ADD(a, list, l);
	return NULL;
}

static const err *add_lines(listing *k, const work_scope *scope, const reforms *all)
{
	for (size_t i = 0; i < all->n; i++)
		if (fl_sees(scope, &all->at[i]))
			TRY(add_line(k, &all->at[i]));
	return NULL;
}

static bool may_anywhere(const work_scope *s)
{
	for (size_t i = 0; i < s->of.n; i++)
		if (s->of.at[i].parts & PART_REFORM)
			return true;
	return s->all;
}

static const err *list_get(req *r, resp *out)
{
	reforms all;
	work_scope scope;
	TRY(work_scope_of(r, &scope));
	TRY(all_of(r, &all));
	fl_list_view v = { .head = fl_begin(r, req_query(r, "round"), say(r, T_wf_title)),
			   .may_add = may_anywhere(&scope) };
	listing k = { .r = r, .v = &v };
	reading_heads h = { r->app->city, &k.heads };
	TRY(store_read(r->app->store, r->arena, read_heads, &h));
	k.work = arena_new(LIST_MEMORY);
	const err *e = add_lines(&k, &scope, &all);
	arena_free(k.work);
	TRY(e);
	if (v.counted)
		v.saved_all = fl_hours(r, k.saved);
	page_out o = page_begin(r);
	fl_list_page(&o, &v);
	page p = fl_page(v.head.title);
	return page_end(&o, &p, out);
}

/* --- a new one ------------------------------------------------------------------------------------------------------------------ */

/* ?query=… as one text, or the conditions themselves in the address as other pages have them. */
static str query_of(req *r)
{
	str q = req_query(r, "query");
	if (q.len)
		return str_starts(q, STR("?")) || str_starts(q, STR("&")) ? str_sub(q, 1, q.len) : q;
	buf b = buf_new(r->arena, 64 * 1024);
	for (size_t i = 0; i < r->query.n; i++) {
		survey_dim d;
		const pair *p = &r->query.at[i];
		if (!work_dim_of(p->name, &d) && !str_eq(p->name, STR("q")))
			continue;
		buf_format(&b, "%s%.*s=%.*s", b.len ? "&" : "", STR_ARG(p->name),
			   STR_ARG(percent_encode(r->arena, p->value)));
	}
	return buf_str(&b);
}

static void offer(req *r, fl_new_view *v, const reforms *all, const work_scope *scope)
{
	for (size_t i = 0; i < all->n; i++)
		if (fl_sees(scope, &all->at[i]))
			LIST_ADD(r->arena, &v->copies,
				 ((fl_option){
					 .value = str_format(r->arena, "%lld", (long long)all->at[i].id),
					 .text = all->at[i].name,
					 .here = str_eq(req_form(r, "copy"),
							str_format(r->arena, "%lld", (long long)all->at[i].id)) }));
}

static void names_of(req *r, const survey *s, survey_dim d, fl_options *to)
{
	size_t n = survey_names(s, d);
	for (u32 i = 0; i < n && i < 1000; i++) {
		str name = survey_name(s, d, i);
		bool there = false;
		for (size_t k = 0; k < to->n && !there; k++)
			there = str_eq(to->at[k].value, name);
		if (!there && name.len)
			LIST_ADD(r->arena, to, ((fl_option){ .value = name, .text = name }));
	}
}

/* What the conditions find, and names to choose from. */
static const err *survey_shown(req *r, fl_new_view *v)
{
	fl_survey s;
	if (v->round.len == 0) {
		work_round latest;
		const err *e = work_round_asked(r, &latest);
		if (err_is(e, ERR_not_found))
			return NULL;
		TRY(e);
		TRY(fl_survey_of(r, latest.id, STR_NONE, &s));
	} else {
		TRY(fl_survey_of(r, v->round, v->query, &s));
	}
	if (!s.found)
		return NULL;
	names_of(r, s.s, DIM_BUREAU, &v->bureaus);
	names_of(r, s.s, DIM_SECTION, &v->sections);
	if (v->round.len == 0 || (v->query.len == 0 && v->new))
		return NULL;
	v->has_survey = s.items > 0;
	v->survey = words_wf_survey_found(r->arena, r->lang, s.round.name, figure_whole(r->arena, s.items),
					  fl_hours(r, (double)s.minutes / 60));
	return NULL;
}

static const err *new_shown(req *r, fl_new_view *v, resp *out)
{
	reforms all;
	work_scope scope;
	TRY(work_scope_of(r, &scope));
	if (!may_anywhere(&scope))
		return err_of(ERR_forbidden);
	TRY(all_of(r, &all));
	offer(r, v, &all, &scope);
	TRY(survey_shown(r, v));
	if (v->from.len == 0)
		v->from = v->has_survey ? STR("survey") : STR("standard");
	v->new = true;
	v->head = fl_begin(r, v->round, say(r, T_wf_new_title));
	v->action = url_path(r->arena, "/work/flows-new");
	v->back = url_path(r->arena, "/work/flows");
	page_out o = page_begin(r);
	fl_new_page(&o, v);
	page p = fl_page(v->head.title);
	out->status = v->errors.n ? 422 : 200;
	return page_end(&o, &p, out);
}

static str only_value(pairs q, const char *name)
{
	str found = STR_NONE;
	for (size_t i = 0; i < q.n; i++)
		if (str_eq(q.at[i].name, str_of(name))) {
			if (found.len)
				return STR_NONE;
			found = q.at[i].value;
		}
	return found;
}

static const err *new_get(req *r, resp *out)
{
	fl_new_view v = { .new = true, .round = req_query(r, "round"), .query = query_of(r) };
	pairs q;
	if (query_parse(r->arena, v.query, 500, &q) == NULL) {
		v.bureau = only_value(q, "bureau");
		v.section = only_value(q, "section");
		if (str_has(v.section, STR(">"))) {
			str way = v.section;
			v.bureau = str_cut(&way, '>');
			v.section = way;
		}
		v.name = only_value(q, "work");
	}
	return new_shown(r, &v, out);
}

static void problem(req *r, fl_new_view *v, str *at, word text, const char *field)
{
	*at = say(r, text);
	LIST_ADD(r->arena, &v->errors,
		 ((fl_problem){ .text = *at, .link = url_of(r->arena, str_format(r->arena, "#%s", field)) }));
}

static void check(req *r, fl_new_view *v, const work_scope *scope, const reform *f)
{
	if (f->name.len == 0)
		problem(r, v, &v->err_name, T_wf_err_reform_name, "name");
	else if (f->name.len > FLOWS_NAME_MAX)
		problem(r, v, &v->err_name, T_wf_err_long, "name");
	if (f->about.len > FLOW_TEXT_MAX)
		problem(r, v, &v->err_name, T_wf_err_long, "about");
	if (f->section.len && f->bureau.len == 0)
		problem(r, v, &v->err_whose, T_wf_err_section, "bureau");
	else if (f->bureau.len > FLOWS_NAME_MAX || f->section.len > FLOWS_NAME_MAX)
		problem(r, v, &v->err_whose, T_wf_err_long, "bureau");
	else if (!fl_edits(scope, f))
		problem(r, v, &v->err_whose, T_wf_err_whose, "bureau");
}

static fl_new_view typed(req *r)
{
	return (fl_new_view){ .name = str_trim(req_form(r, "name")),
			      .about = str_trim(req_form(r, "about")),
			      .bureau = str_trim(req_form(r, "bureau")),
			      .section = str_trim(req_form(r, "section")),
			      .round = req_form(r, "round"),
			      .query = req_form(r, "query"),
			      .from = req_form(r, "from") };
}

typedef struct begun { /* what a reform begins with */
	str as_is, to_be;
	flow *read; /* of a file: what was left out is told */
} begun;

/* Mistakes of a file: where it stands and what it says. */
static void file_problem(req *r, fl_new_view *v, const err *e)
{
	for (; e; e = e->next) {
		str text = str_format(r->arena, "%.*s %.*s %.*s", STR_ARG(e->where),
				      STR_ARG(err_message(e->code, r->lang)), STR_ARG(e->detail));
		if (v->err_from.len == 0)
			v->err_from = text;
		LIST_ADD(r->arena, &v->errors,
			 ((fl_problem){ .text = text, .link = url_of(r->arena, STR("#from-file")) }));
		if (v->errors.n > 20)
			break;
	}
}

static const err *begin_with(req *r, fl_new_view *v, const work_scope *scope, begun *ret)
{
	arena *a = r->arena;
	*ret = (begun){ 0 };
	if (str_eq(v->from, STR("copy"))) {
		i64 id;
		reforms all;
		TRY(all_of(r, &all));
		for (size_t i = 0; str_i64(req_form(r, "copy"), &id) && i < all.n; i++) {
			if (all.at[i].id != id || !fl_sees(scope, &all.at[i]))
				continue;
			fl_flow was, is;
			TRY(fl_load(r, id, SIDE_AS_IS, 0, &was));
			TRY(fl_load(r, id, SIDE_TO_BE, 0, &is));
			ret->as_is = was.found ? was.text.bpmn : STR_NONE;
			ret->to_be = is.found ? is.text.bpmn : STR_NONE;
			return NULL;
		}
		problem(r, v, &v->err_from, T_wf_err_copy, "from-copy");
	} else if (str_eq(v->from, STR("file"))) {
		const part *file = NULL;
		for (size_t i = 0; i < r->files.n; i++)
			if (str_eq(r->files.at[i].name, STR("file")))
				file = &r->files.at[i];
		if (!file || file->data.len == 0) {
			problem(r, v, &v->err_from, T_wf_err_file, "from-file");
			return NULL;
		}
		const err *e = flow_read(a, file->filename, file->data, &ret->read);
		if (e) {
			if (err_status(e->code) >= 500)
				return e;
			file_problem(r, v, e);
			return NULL;
		}
		ret->as_is = fl_write(a, ret->read);
	} else if (str_eq(v->from, STR("survey"))) {
		fl_survey s;
		flow *f;
		bool any;
		TRY(fl_survey_of(r, v->round, v->query, &s));
		TRY(fl_from_survey(r, &s, v->name, &f, &any));
		if (any)
			ret->as_is = fl_write(a, f);
		else
			problem(r, v, &v->err_from, T_wf_err_survey, "from-survey");
	} else {
		flow_start_words w = fl_start_words(r);
		flow *f = edit_new(a, v->name, &w);
		str after = STR("receive");
		for (int k = STANDARD_FORM; k < STANDARDS; k++) {
			flow_step s = { .name = fl_standard_name(r, (flow_standard)k),
					.lane = WHO_COUNTER,
					.kind = STEP_TASK,
					.standard = (flow_standard)k };
			TRY(edit_add(a, f, after, &s, &after));
		}
		ret->as_is = fl_write(a, f);
	}
	return NULL;
}

static const err *run_add(db *d, arena *a, fl_act *k)
{
	i64 city = k->r->app->city;
	TRY(reform_add(d, a, city, k->r->who, &k->f, &k->id));
	if (k->text.len)
		TRY(flow_text_save(d, a, city, k->r->who, k->id, SIDE_AS_IS, 0, k->text, NULL));
	if (k->other.len)
		TRY(flow_text_save(d, a, city, k->r->who, k->id, SIDE_TO_BE, 0, k->other, NULL));
	return NULL;
}

static const err *new_post(req *r, resp *out)
{
	fl_new_view v = typed(r);
	work_scope scope;
	TRY(work_scope_of(r, &scope));
	reform f = { .name = v.name, .about = v.about, .bureau = v.bureau, .section = v.section };
	if (work_round_id_good(v.round)) {
		f.round = v.round;
		f.query = v.query;
	}
	check(r, &v, &scope, &f);
	begun b;
	TRY(begin_with(r, &v, &scope, &b));
	if (v.errors.n)
		return new_shown(r, &v, out);
	fl_act k = { .run = run_add, .r = r, .f = f, .text = b.as_is, .other = b.to_be };
	TRY(fl_do(&k));
	str go = str_format(r->arena, "/work/flows/%lld?done=added", (long long)k.id);
	if (!b.read || b.read->left_out.n == 0) {
		resp_redirect(r, out, go);
		return NULL;
	}
	fl_taken_view t = { .head = fl_begin(r, f.round, f.name),
			    .go = url_of(r->arena, go),
			    .go_text = say(r, T_wf_go_reform) };
	for (size_t i = 0; i < b.read->left_out.n; i++)
		LIST_ADD(r->arena, &t.left, fl_left_text(r, &b.read->left_out.at[i]));
	page_out o = page_begin(r);
	fl_taken_page(&o, &t);
	page p = fl_page(f.name);
	return page_end(&o, &p, out);
}

/* --- settings of one --------------------------------------------------------------------------------------------------------------- */

static const err *settings_shown(const fl_at *at, fl_new_view *v, resp *out)
{
	req *r = at->r;
	v->new = false;
	TRY(survey_shown(r, v));
	v->head = fl_begin(r, at->f.round, words_wf_settings_of(r->arena, r->lang, at->f.name));
	v->action = url_path(r->arena, "/work/flows/%lld/settings", (long long)at->f.id);
	v->back = url_path(r->arena, "/work/flows/%lld", (long long)at->f.id);
	page_out o = page_begin(r);
	fl_new_page(&o, v);
	page p = fl_page(v->head.title);
	out->status = v->stale ? 409 : v->errors.n ? 422 : 200;
	return page_end(&o, &p, out);
}

static const err *settings_get(req *r, resp *out)
{
	fl_at at;
	TRY(fl_open(r, &at));
	TRY(fl_may(&at));
	fl_new_view v = { .rev = at.f.rev,
			  .archived = at.f.archived,
			  .name = at.f.name,
			  .about = at.f.about,
			  .bureau = at.f.bureau,
			  .section = at.f.section,
			  .round = at.f.round,
			  .query = at.f.query };
	return settings_shown(&at, &v, out);
}

static const err *run_settings(db *d, arena *a, fl_act *k)
{
	return reform_save(d, a, k->r->app->city, k->r->who, &k->f);
}

static const err *settings_post(req *r, resp *out)
{
	fl_at at;
	TRY(fl_open(r, &at));
	TRY(fl_may(&at));
	fl_new_view v = typed(r);
	if (!str_i64(req_form(r, "rev"), &v.rev))
		return err_of(ERR_bad_request);
	v.archived = req_form(r, "archived").len > 0;
	work_scope scope;
	TRY(work_scope_of(r, &scope));
	reform f = at.f;
	f.name = v.name, f.about = v.about, f.bureau = v.bureau, f.section = v.section, f.archived = v.archived;
	f.rev = v.rev;
	f.round = work_round_id_good(v.round) ? v.round : STR_NONE;
	f.query = f.round.len ? v.query : STR_NONE;
	check(r, &v, &scope, &f);
	if (v.errors.n)
		return settings_shown(&at, &v, out);
	fl_act k = { .run = run_settings, .r = r, .f = f };
	const err *e = fl_do(&k);
	if (err_is(e, ERR_stale)) { /* what was typed stays; saving once more saves it over what is there now */
		v.stale = true;
		v.rev = at.f.rev;
		return settings_shown(&at, &v, out);
	}
	TRY(e);
	resp_redirect(r, out, str_format(r->arena, "/work/flows/%lld?done=saved", (long long)f.id));
	return NULL;
}

const route fl_list_routes[] = {
	{ "GET", "/work/flows", ACCESS_CLERK, list_get },
	{ "GET", "/work/flows-new", ACCESS_CLERK, new_get },
	{ "POST", "/work/flows-new", ACCESS_CLERK, new_post },
	{ "GET", "/work/flows/:reform/settings", ACCESS_CLERK, settings_get },
	{ "POST", "/work/flows/:reform/settings", ACCESS_CLERK, settings_post },
	{ 0 },
};
