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

const err *fl_look(req *r, fl_flow *f)
{
	f->faults = flow_faults_of(r->arena, f->is);
	f->measured = f->faults.n == 0;
	if (!f->measured)
		return NULL;
	const work_def *w = &catalog_city(r)->work;
	flow copy = *f->is;
	if (copy.yen_hour == 0)
		copy.yen_hour = w->yen_hour;
	/* one seed for all: two flows that differ in one step differ in their figures by that step */
	return flow_measure(r->arena, &copy, w->given ? w->hours_fte : FLOWS_HOURS_FTE, 1, FLOWS_DRAWS, &f->m);
}

static const err *load(req *r, reading_text *k)
{
	*k->ret = (fl_flow){ 0 };
	TRY(store_read(r->app->store, r->arena, read_text, k));
	if (!k->ret->found)
		return NULL;
	TRY(flow_read(r->arena, STR("flow"), k->ret->text.bpmn, &k->ret->is));
	return fl_look(r, k->ret);
}

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

const err *fl_survey_of(req *r, str round, str query, fl_survey *ret)
{
	*ret = (fl_survey){ 0 };
	if (!work_round_id_good(round))
		return NULL;
	const err *e = work_round_get(r, round, &ret->round);
	if (err_is(e, ERR_not_found))
		return NULL;
	TRY(e);
	req asked = *r; /* the conditions kept with the reform, read as if they stood in the address */
	e = query_parse(r->arena, query, 500, &asked.query);
	if (err_is(e, ERR_bad_request) || err_is(e, ERR_too_large))
		return NULL;
	TRY(e);
	survey_filter f;
	TRY(work_survey(r, &ret->round, &ret->s));
	TRY(work_filter_read(&asked, ret->s, &f, NULL));
	ret->seen = f;
	e = work_may_see(r, &ret->round, ret->s, &ret->seen, &ret->all);
	if (err_is(e, ERR_forbidden))
		return NULL;
	TRY(e);
	survey_group all = { .by = { DIMS, DIMS } };
	TRY(survey_sum(ret->s, r->arena, &ret->seen, &all, 1));
	ret->items = all.ret.all.items;
	ret->minutes = all.ret.all.minutes;
	work_asked q = { .round = ret->round, .s = ret->s };
	ret->link = work_link(r, &q, "/work", &f);
	ret->found = true;
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
