/* A reform as its reader may see it; flows read, looked over and measured; the survey beside. */
#include "modules/work/flows/pages.h"

#include "text/url.h"

/* --- who ------------------------------------------------------------------------------------------------------------------ */

bool fl_sees(const work_scope *s, const reform *f)
{
	return work_may(s, PART_SEE | PART_APPROVE | PART_REFORM, f->bureau, f->section, STR_NONE);
}

bool fl_edits(const work_scope *s, const reform *f)
{
	return work_may(s, PART_REFORM, f->bureau, f->section, STR_NONE);
}

typedef struct reading_one {
	i64 city, id;
	reform *ret;
} reading_one;

static const err *read_one(db *d, arena *a, void *arg)
{
	reading_one *k = arg;
	return reform_of(d, a, k->city, k->id, k->ret);
}

const err *fl_open(req *r, fl_at *ret)
{
	*ret = (fl_at){ .r = r };
	i64 id;
	if (!str_i64(req_param(r, "reform"), &id))
		return err_of(ERR_not_found);
	reading_one k = { r->app->city, id, &ret->f };
	TRY(store_read(r->app->store, r->arena, read_one, &k));
	work_scope scope;
	TRY(work_scope_of(r, &scope));
	if (!fl_sees(&scope, &ret->f))
		return err_of(ERR_forbidden);
	ret->may = fl_edits(&scope, &ret->f);
	return NULL;
}

const err *fl_may(const fl_at *at)
{
	return at->may ? NULL : err_of(ERR_forbidden);
}

flow_side fl_side(const req *r)
{
	return str_has(r->path, STR("/to_be")) ? SIDE_TO_BE : SIDE_AS_IS;
}

str fl_path(arena *a, i64 id, flow_side side)
{
	return str_format(a, "/work/flows/%lld/%s", (long long)id, flow_side_id(side));
}

/* --- flows ------------------------------------------------------------------------------------------------------------------ */

typedef struct reading_text {
	i64 city, reform, rev, version;
	flow_side side;
	fl_flow *ret;
} reading_text;

static const err *read_text(db *d, arena *a, void *arg)
{
	reading_text *k = arg;
	if (k->version > 0)
		return flow_numbered(d, a, k->city, k->reform, k->side, k->version, &k->ret->text, &k->ret->found);
	return flow_text_of(d, a, k->city, k->reform, k->side, k->rev, &k->ret->text, &k->ret->found);
}

/* What figures depend on besides the flow. */
typedef struct settings_of {
	double hours_fte, yen, seed, draws;
} settings_of;

static settings_of settings_now(req *r)
{
	const work_def *w = &catalog_city(r)->work;
	/* one seed for all: two flows that differ in one step differ in their figures by that step */
	return (settings_of){ w->given ? w->hours_fte : FLOWS_HOURS_FTE, (double)w->yen_hour, 1, FLOWS_DRAWS };
}

static const err *measure(req *r, const settings_of *s, fl_flow *f)
{
	flow copy = *f->is;
	if (copy.yen_hour == 0)
		copy.yen_hour = (i64)s->yen;
	return flow_measure(r->arena, &copy, s->hours_fte, (u64)s->seed, (int)s->draws, &f->m);
}

const err *fl_look(req *r, fl_flow *f)
{
	settings_of s = settings_now(r);
	f->faults = flow_faults_of(r->arena, f->is);
	f->measured = f->faults.n == 0;
	return f->measured ? measure(r, &s, f) : NULL;
}

static const err *load(req *r, reading_text *k)
{
	fl_flow *f = k->ret;
	*f = (fl_flow){ 0 };
	TRY(store_read(r->app->store, r->arena, read_text, k));
	if (!f->found)
		return NULL;
	TRY(flow_read(r->arena, STR("flow"), f->text.bpmn, &f->is));
	settings_of s = settings_now(r);
	const double by[] = { s.hours_fte, s.yen, s.seed, s.draws };
	if (fl_full_held(r->app, r->arena, f->text.digest, by, COUNT(by), &f->m)) {
		f->measured = true; /* so it has no faults */
		return NULL;
	}
	TRY(fl_look(r, f));
	if (f->measured)
		fl_full_hold(r->app, f->text.digest, by, COUNT(by), f->is, &f->m);
	return NULL;
}

/* --- of lists ------------------------------------------------------------------------------------------------------------------ */

#define SUM_MEMORY ((size_t)256 << 20)

typedef struct summing {
	req *r;
	const flow_head *head;
	flow_text text;
	bool found;
} summing;

static const err *read_head(db *d, arena *a, void *arg)
{
	summing *k = arg;
	return flow_text_of(d, a, k->r->app->city, k->head->reform, k->head->side, k->head->rev, &k->text, &k->found);
}

/* Sums need no lots: hours are expected ones. */
static const err *sum_up(req *r, arena *a, const flow_head *head, fl_sum *ret)
{
	summing k = { .r = r, .head = head };
	flow *f;
	flow_measures m;
	*ret = (fl_sum){ 0 };
	TRY(store_read(r->app->store, a, read_head, &k));
	if (!k.found || fl_sum_held(r->app, k.text.digest, ret)) /* saved by an older version of the program */
		return NULL;
	TRY(flow_read(a, STR("flow"), k.text.bpmn, &f));
	*ret = (fl_sum){ .found = true, .faults = flow_faults_of(a, f).n };
	ret->measured = ret->faults == 0;
	if (ret->measured) {
		TRY(flow_measure(a, f, 0, 1, 0, &m));
		ret->staff_hours = m.staff_hours;
	}
	fl_sum_hold(r->app, k.text.digest, ret);
	return NULL;
}

const err *fl_sum_of(req *r, const flow_head *head, fl_sum *ret)
{
	if (head->digest.len && fl_sum_held(r->app, head->digest, ret))
		return NULL;
	arena *a = arena_new(SUM_MEMORY);
	const err *e = sum_up(r, a, head, ret);
	if (e) /* its words lie in what is given back */
		e = err_why(r->arena, e->code, "reform %lld", (long long)head->reform);
	arena_free(a);
	return e;
}

/* --- one ------------------------------------------------------------------------------------------------------------------------- */

const err *fl_load(req *r, i64 id, flow_side side, i64 rev, fl_flow *ret)
{
	reading_text k = { .city = r->app->city, .reform = id, .rev = rev, .side = side, .ret = ret };
	return load(r, &k);
}

const err *fl_load_version(req *r, i64 id, flow_side side, i64 version, fl_flow *ret)
{
	reading_text k = { .city = r->app->city, .reform = id, .version = version, .side = side, .ret = ret };
	if (version <= 0)
		return err_of(ERR_not_found);
	TRY(load(r, &k));
	return ret->found ? NULL : err_of(ERR_not_found);
}

str fl_write(arena *a, const flow *f)
{
	buf b = buf_new(a, FLOW_FILE_MAX);
	flow_write(&b, a, f);
	return b.overflowed ? STR_NONE : buf_str(&b);
}

static const err *run_act(db *d, arena *a, void *arg)
{
	fl_act *k = arg;
	return k->run(d, a, k);
}

const err *fl_do(fl_act *k)
{
	req *r = k->r;
	str shard = str_format(r->arena, "%lld/work-flows", (long long)r->app->city);
	return work_write(r, shard, run_act, k);
}

const err *fl_run_text(db *d, arena *a, fl_act *k)
{
	if (k->text.len == 0)
		return err_of(ERR_too_large);
	return flow_text_save(d, a, k->r->app->city, k->r->who, k->id, k->side, k->rev, k->text, &k->out);
}

/* --- the survey beside --------------------------------------------------------------------------------------------------------- */

const err *fl_survey_part(req *r, arena *work, str query, fl_survey *ret)
{
	req asked = *r; /* the conditions kept with the reform, read as if they stood in the address */
	asked.arena = work;
	const err *e = query_parse(work, query, 500, &asked.query);
	if (err_is(e, ERR_bad_request) || err_is(e, ERR_too_large))
		return NULL;
	TRY(e);
	TRY(work_filter_read(&asked, ret->s, &ret->seen, NULL));
	e = work_may_see(&asked, &ret->round, ret->s, &ret->seen, &ret->all);
	if (err_is(e, ERR_forbidden))
		return NULL;
	TRY(e);
	survey_group all = { .by = { DIMS, DIMS } };
	TRY(survey_sum(ret->s, work, &ret->seen, &all, 1));
	ret->items = all.ret.all.items;
	ret->minutes = all.ret.all.minutes;
	ret->found = true;
	return NULL;
}

const err *fl_survey_of(req *r, str round, str query, fl_survey *ret)
{
	*ret = (fl_survey){ 0 };
	if (!work_round_id_good(round))
		return NULL;
	const err *e = work_round_get(r, round, &ret->round);
	if (err_is(e, ERR_not_found))
		return NULL;
	TRY(e);
	TRY(work_survey(r, &ret->round, &ret->s));
	TRY(fl_survey_part(r, r->arena, query, ret));
	if (!ret->found)
		return NULL;
	req asked = *r;
	survey_filter f;
	TRY(query_parse(r->arena, query, 500, &asked.query));
	TRY(work_filter_read(&asked, ret->s, &f, NULL)); /* the link has what was asked, not what may be seen of it */
	work_asked q = { .round = ret->round, .s = ret->s };
	ret->link = work_link(r, &q, "/work", &f);
	return NULL;
}

/* --- pages ------------------------------------------------------------------------------------------------------------------------ */

page fl_page(str title)
{
	return (page){ .kind = PAGE_STAFF,
		       .title = title,
		       .here = STR("work"),
		       .style = STR("work.css chart.css flow.css work-flows.css"),
		       .script = STR("work-flows.js") };
}

fl_head fl_begin(req *r, str round, str title)
{
	return (fl_head){ .nav = work_nav_of(r, WORK_FLOWS, round),
			  .home = round.len ? url_path(r->arena, "/work/flows?round=%.*s", STR_ARG(round))
					    : url_path(r->arena, "/work/flows"),
			  .title = title };
}

void fl_fault_list(req *r, const flow *f, const flow_faults *faults, str base, fl_problems *ret)
{
	for (size_t i = 0; i < faults->n; i++) {
		const flow_fault *x = &faults->at[i];
		str link = base;
		if (x->step < f->steps.n) {
			str id = f->steps.at[x->step].id;
			link = str_format(r->arena, "%.*s?step=%.*s#step-%.*s", STR_ARG(base), STR_ARG(id),
					  STR_ARG(id));
		}
		LIST_ADD(r->arena, ret,
			 ((fl_problem){ .text = fl_fault_text(r, f, x), .link = url_of(r->arena, link) }));
	}
}

void fl_file_head(req *r, resp *out, const char *ascii, str name, bool inside)
{
	resp_header(r, out, STR("Content-Disposition"),
		    str_format(r->arena, "%s; filename=\"%s\"; filename*=UTF-8''%.*s", inside ? "inline" : "attachment",
			       ascii, STR_ARG(percent_encode(r->arena, name))));
}
