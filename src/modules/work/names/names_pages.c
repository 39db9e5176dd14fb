/* GET /work/names: all groups, the threshold and its curve; how every page here begins. */
#include "modules/work/names/names_view.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "modules/work/names/templates/list.html.h"
#include "text/figures.h"
#include "text/search.h"
#include "text/svg.h"

#define STEP 0.05
#define A_PAGE 50

/* --- beginning and end ------------------------------------------------------------------------------------------------------- */

static str asked(req *r, const char *name)
{
	str s = req_form(r, name);
	return s.len ? s : req_query(r, name);
}

/* Hundredths, as they stand in the address: 0.35. */
static double threshold_of(req *r)
{
	str s = asked(r, "alike"), whole = str_cut(&s, '.');
	i64 units = 0, hundredths = 0;
	if (whole.len == 0 && s.len == 0)
		return NAMES_DEFAULT;
	if (s.len == 1)
		s = str_format(r->arena, "%.*s0", STR_ARG(s));
	if (!str_i64(whole, &units) || (s.len && !str_i64(str_sub(s, 0, 2), &hundredths)) || units < 0 ||
	    hundredths < 0)
		return NAMES_DEFAULT;
	double t = units > 0 ? NAMES_CEILING : (double)hundredths / 100;
	return t < NAMES_FLOOR ? NAMES_FLOOR : t > NAMES_CEILING ? NAMES_CEILING : t;
}

const err *names_begin(req *r, names_page *ret)
{
	*ret = (names_page){ .r = r, .threshold = threshold_of(r) };
	ret->by = str_eq(asked(r, "by"), STR("step")) ? BY_STEP : BY_WORK;
	TRY(work_ask_survey(r, &ret->q));
	work_scope scope;
	TRY(work_scope_of(r, &scope));
	ret->may = scope.all;
	return names_hold(r, &ret->q.round, ret->q.s, ret->by, &ret->held);
}

str names_key_query(arena *a, names_key k)
{
	return str_format(a, "&of=%.*s&of_step=%.*s", STR_ARG(percent_encode(a, k.work)),
			  STR_ARG(percent_encode(a, k.step)));
}

str names_key_value(arena *a, names_key k)
{
	return str_format(a, "%.*s\t%.*s", STR_ARG(k.work), STR_ARG(k.step));
}

names_key names_key_read(str value)
{
	names_key k = { .work = str_cut(&value, '\t') };
	k.step = value;
	return k;
}

url names_link(names_page *p, const char *path, str more)
{
	arena *a = p->r->arena;
	str own = str_format(a, "%s?alike=%.2f%s%.*s", path, p->threshold, p->by == BY_STEP ? "&by=step" : "",
			     STR_ARG(more));
	return work_link(p->r, &p->q, own.at, &p->q.f);
}

str names_decimal(arena *a, double x)
{
	return x >= 100 ? figure_whole(a, (i64)(x + 0.5)) : str_format(a, "%.1f", x);
}

str names_percent(arena *a, double likeness)
{
	return str_format(a, "%.0f%%", likeness * 100);
}

names_head names_head_of(names_page *p, str title)
{
	req *r = p->r;
	names_head h = { .nav = work_nav_of(r, WORK_NAMES, p->q.round.id),
			 .title = title,
			 .round = p->q.round.name,
			 .id = p->q.round.id,
			 .invented = p->q.round.invented,
			 .words = p->held.base->words };
	if (str_i64(req_query(r, "done"), &h.change) && p->may)
		h.done = say(r, T_wn_saved);
	return h;
}

const err *names_finish(names_page *p, page_out *o, str title, resp *out)
{
	(void)p;
	page g = { .kind = PAGE_STAFF,
		   .title = title,
		   .here = STR("work"),
		   .style = STR("work.css chart.css work-names.css") };
	return page_end(o, &g, out);
}

/* --- rows of a group ------------------------------------------------------------------------------------------------------------ */

bool names_row_is_of(const names_page *p, const names_keys *members, i64 common, const survey_item *i)
{
	if (common) {
		i64 id;
		names_common_of(&p->held.decided, i->work, i->step, &id);
		return id == common;
	}
	for (size_t k = 0; k < members->n; k++)
		if (str_eq(members->at[k].work, i->work) &&
		    (members->at[k].step.len == 0 || str_eq(members->at[k].step, i->step)))
			return true;
	return false;
}

typedef struct gathering {
	names_page *p;
	const names_keys *members;
	i64 common;
	survey_items rows;
} gathering;

static const err *gather(void *ctx, const survey_item *i)
{
	gathering *g = ctx;
	if (names_row_is_of(g->p, g->members, g->common, i))
		LIST_ADD(g->p->r->arena, &g->rows, *i);
	return NULL;
}

const err *names_rows_of(names_page *p, const names_keys *members, i64 common, survey_items *ret)
{
	arena *a = p->r->arena;
	survey_filter f = p->q.seen;
	struct survey_any works = { 0 }, *asked_works = &p->q.seen.dim[DIM_WORK];
	for (size_t k = 0; k < members->n; k++) {
		u32 code;
		bool in = asked_works->n == 0;
		if (!survey_code(p->q.s, DIM_WORK, 0, members->at[k].work, &code))
			continue;
		for (size_t i = 0; i < asked_works->n; i++)
			in = in || asked_works->at[i] == code;
		if (in)
			LIST_ADD(a, &works, code);
	}
	if (works.n == 0)
		LIST_ADD(a, &works, WORK_NO_CODE);
	f.dim[DIM_WORK] = works;
	gathering g = { .p = p, .members = members, .common = common };
	TRY(survey_each(p->q.s, a, &f, gather, &g));
	*ret = g.rows;
	return NULL;
}

names_keys names_members_of(names_page *p, i64 common)
{
	names_keys out = { 0 };
	for (size_t i = 0; i < p->held.decided.members.n; i++) {
		const names_member *m = &p->held.decided.members.at[i];
		if (m->common == common)
			LIST_ADD(p->r->arena, &out, ((names_key){ m->work, m->step }));
	}
	return out;
}

/* --- the list ---------------------------------------------------------------------------------------------------------------------- */

typedef enum show { SHOW_SEVERAL, SHOW_OPEN, SHOW_SETTLED, SHOW_ALL } show;
static const char *const show_ids[] = { "several", "open", "settled", "all" };

typedef struct group { /* of names that the asker sees */
	str name; /* the common name, or the heaviest */
	i64 common;
	size_t *at; /* places in the set that is shown, the heaviest first */
	size_t n;
	i64 minutes, count, units;
	double least;
} group;
typedef struct groups {
	group *at;
	size_t n;
} groups;

static int heaviest_group(const void *x, const void *y)
{
	const group *p = x, *q = y;
	if (p->minutes != q->minutes)
		return p->minutes > q->minutes ? -1 : 1;
	return str_cmp(p->name, q->name);
}

static void add_to(arena *a, group *g, const names_set *s, size_t at)
{
	struct {
		size_t *at;
		size_t n;
	} list = { g->at, g->n };
	LIST_ADD(a, &list, at);
	g->at = list.at;
	g->n = list.n;
	g->minutes += s->at[at].minutes;
	g->count += s->at[at].count;
	g->units += s->at[at].units;
}

/* The groups at the threshold, of what is shown: `shown` is the round's names or those of them that the conditions leave. */
static groups grouped(names_page *p, const names_set *shown)
{
	arena *a = p->r->arena;
	const names_base *b = p->held.base;
	groups out = { 0 };
	size_t *place = arena_many(a, size_t, b->set.n); /* + 1, in `shown` */
	for (size_t i = 0, k = 0; i < b->set.n && k < shown->n; i++)
		if (str_eq(b->set.at[i].work, shown->at[k].work) && str_eq(b->set.at[i].step, shown->at[k].step))
			place[i] = ++k;
	const names_decided *d = &p->held.decided;
	for (size_t c = 0; c < d->commons.n; c++) {
		group g = { .name = d->commons.at[c].name, .common = d->commons.at[c].id, .least = 1 };
		LIST_ADD(a, &out, g);
	}
	for (size_t i = 0; i < b->set.n; i++) {
		if (!p->held.settled[i] || !place[i])
			continue;
		size_t from = 0, to = d->commons.n;
		while (to - from > 1) {
			size_t mid = (from + to) / 2;
			if (d->commons.at[mid].id <= p->held.settled[i])
				from = mid;
			else
				to = mid;
		}
		add_to(a, &out.at[from], shown, place[i] - 1);
	}
	alike_groups cut;
	alike_cut(p->held.tree, a, p->threshold, &cut);
	for (size_t k = 0; k < cut.n; k++) {
		group g = { .least = cut.at[k].least };
		for (size_t m = 0; m < cut.at[k].n; m++) {
			size_t i = cut.at[k].at[m];
			if (place[i] && !p->held.settled[i])
				add_to(a, &g, shown, place[i] - 1);
		}
		if (g.n == 0)
			continue;
		g.name = shown->at[g.at[0]].work;
		if (shown->at[g.at[0]].step.len)
			g.name = str_format(a, "%.*s・%.*s", STR_ARG(g.name), STR_ARG(shown->at[g.at[0]].step));
		LIST_ADD(a, &out, g);
	}
	if (out.n)
		qsort(out.at, out.n, sizeof *out.at, heaviest_group);
	return out;
}

static bool shown_by(names_page *p, const group *g, const names_set *s, show what, str query)
{
	if (g->n == 0 || (what == SHOW_SEVERAL && g->n < 2 && !g->common) ||
	    (what == SHOW_OPEN && (g->common || g->n < 2)) || (what == SHOW_SETTLED && !g->common))
		return false;
	if (query.len == 0)
		return true;
	arena *a = p->r->arena;
	if (str_has(search_fold(a, g->name), query))
		return true;
	for (size_t m = 0; m < g->n; m++)
		if (str_has(search_fold(a, str_format(a, "%.*s %.*s", STR_ARG(s->at[g->at[m]].work),
						      STR_ARG(s->at[g->at[m]].step))),
			    query))
			return true;
	return false;
}

static names_row row_of(names_page *p, const group *g, const names_set *s)
{
	req *r = p->r;
	arena *a = r->arena;
	const names_name *first = &s->at[g->at[0]];
	names_row x = {
		.name = g->name, .names = (i64)g->n, .units = g->units, .settled = g->common != 0, .several = g->n > 1
	};
	str more = g->common ? str_format(a, "&common=%lld", (long long)g->common)
			     : names_key_query(a, (names_key){ first->work, first->step });
	x.link = names_link(p, "/work/names/group", more);
	buf b = buf_new(a, 4000);
	size_t told = 0;
	for (size_t m = g->common ? 0 : 1; m < g->n && told < 4; m++, told++) {
		const names_name *n = &s->at[g->at[m]];
		buf_format(&b, "%s%.*s%s%.*s", told ? "、" : "", STR_ARG(n->work), n->step.len ? "・" : "",
			   STR_ARG(n->step));
	}
	x.others = buf_str(&b);
	size_t rest = g->n - told - (g->common ? 0 : 1);
	if (rest > 0)
		x.others = words_wn_and_more(a, r->lang, x.others, (i64)rest);
	x.hours = work_hours(r, g->minutes);
	x.cases = figure_whole(a, g->count);
	x.each = g->count ? names_decimal(a, (double)g->minutes / (double)g->count) : STR("–");
	x.least = g->n > 1 && !g->common ? names_percent(a, g->least) : STR_NONE;
	return x;
}

/* How many groups there are at each threshold; each bar leads there. */
static html curve_of(names_page *p, str more)
{
	req *r = p->r;
	arena *a = r->arena;
	buf b = buf_new(a, 65536);
	size_t steps = (size_t)((NAMES_CEILING - NAMES_FLOOR) / STEP + 1.5);
	double width = 46, top = 22, high = 66;
	size_t most = 1, settled = 0;
	for (size_t i = 0; i < p->held.base->set.n; i++)
		settled += p->held.settled[i] != 0;
	for (size_t k = 0; k < steps; k++) {
		size_t n = alike_cut_count(p->held.tree, NAMES_FLOOR + STEP * (double)k) - settled;
		most = n > most ? n : most;
	}
	svg_open(&b, "names-curve", STR("curve"), width * (double)steps, top + high + 24, say(r, T_wn_curve),
		 say(r, T_wn_curve_about));
	double was = p->threshold;
	for (size_t k = 0; k < steps; k++) {
		p->threshold = NAMES_FLOOR + STEP * (double)k;
		size_t n = alike_cut_count(p->held.tree, p->threshold) - settled;
		bool here = fabs(p->threshold - was) < STEP / 2;
		double h = high * (double)n / (double)most, x = width * (double)k;
		str link = names_link(p, "/work/names", more).s;
		str at = str_format(a, "%.2f", p->threshold);
		svg_link(&b, link, words_wn_groups_at(a, r->lang, at, (i64)n));
		svg_rect(&b, "names-touch", x, 0, width, top + high + 24, 0);
		svg_rect(&b, here ? "names-bar here" : "names-bar", x + 6, top + high - h, width - 12, h, 2);
		svg_text(&b, here ? "names-count here" : "names-count", x + width / 2, top + high - h - 5, SVG_MIDDLE,
			 figure_whole(a, (i64)n));
		svg_text(&b, here ? "names-at here" : "names-at", x + width / 2, top + high + 17, SVG_MIDDLE, at);
		svg_link_end(&b, link);
	}
	p->threshold = was;
	svg_close(&b);
	return (html){ buf_str(&b) };
}

static word action_word(str action)
{
	static const struct {
		const char *id;
		word text;
	} all[] = {
		{ "settled", T_wn_did_settled }, { "renamed", T_wn_did_renamed },     { "added", T_wn_did_added },
		{ "left", T_wn_did_left },       { "dissolved", T_wn_did_dissolved }, { "joined", T_wn_did_joined }
	};
	for (size_t i = 0; i < COUNT(all); i++)
		if (str_eq(action, str_of(all[i].id)))
			return all[i].text;
	return T_wn_did_parted;
}

struct changing {
	i64 city;
	names_changes ret;
};
static const err *read_changes(db *d, arena *a, void *arg)
{
	struct changing *c = arg;
	return names_changes_of(d, a, c->city, 12, &c->ret);
}

static const err *add_changes(names_page *p, names_list_view *v)
{
	req *r = p->r;
	struct changing c = { .city = r->app->city };
	TRY(store_read(r->app->store, r->arena, read_changes, &c));
	for (size_t i = 0; i < c.ret.n; i++) {
		const names_change *x = &c.ret.at[i];
		names_change_row row = {
			.id = x->id,
			.what = str_format(r->arena, "%.*s: %.*s", STR_ARG(say(r, action_word(x->action))),
					   STR_ARG(x->subject)),
			.when = str_format(r->arena, "%.*s %.*s", STR_ARG(day_text(r->arena, day_of(x->at))),
					   STR_ARG(minute_text(r->arena, minute_of(x->at)))),
			.by = x->by,
			.undone = x->undone
		};
		LIST_ADD(r->arena, &v->changes, row);
	}
	return NULL;
}

static void add_options(names_page *p, names_list_view *v, show what)
{
	static const word shows[] = { T_wn_show_several, T_wn_show_open, T_wn_show_settled, T_wn_show_all };
	arena *a = p->r->arena;
	for (size_t i = 0; i < COUNT(shows); i++)
		LIST_ADD(a, &v->shows, ((names_option){ str_of(show_ids[i]), say(p->r, shows[i]), i == (size_t)what }));
	LIST_ADD(a, &v->bys, ((names_option){ STR("work"), say(p->r, T_wn_by_work), p->by == BY_WORK }));
	LIST_ADD(a, &v->bys, ((names_option){ STR("step"), say(p->r, T_wn_by_step), p->by == BY_STEP }));
}

static void add_field(arena *a, pairs *to, const char *name, str value)
{
	if (value.len)
		LIST_ADD(a, to, ((pair){ str_of(name), value }));
}

static const err *list_get(req *r, resp *out)
{
	names_page p;
	TRY(names_begin(r, &p));
	arena *a = r->arena;
	names_list_view v = { .may = p.may, .round = p.q.round.id, .query = str_trim(req_query(r, "find")) };
	show what = SHOW_SEVERAL;
	for (size_t i = 0; i < COUNT(show_ids); i++)
		what = str_eq(req_query(r, "show"), str_of(show_ids[i])) ? (show)i : what;
	v.head = names_head_of(&p, say(r, T_wn_title));
	v.threshold = str_format(a, "%.2f", p.threshold);
	add_options(&p, &v, what);
	str own = str_format(a, "&show=%s%s%.*s", show_ids[what], v.query.len ? "&find=" : "",
			     STR_ARG(percent_encode(a, v.query)));
	pairs keep = { 0 };
	add_field(a, &keep, "alike", v.threshold);
	add_field(a, &keep, "by", p.by == BY_STEP ? STR("step") : STR_NONE);
	add_field(a, &keep, "show", str_of(show_ids[what]));
	add_field(a, &keep, "find", v.query);
	const char *path = str_format(a, "/work/names?alike=%.2f%s%.*s", p.threshold, p.by == BY_STEP ? "&by=step" : "",
				      STR_ARG(own))
				   .at;
	v.bar = work_filter_show(r, &p.q, path, keep);
	str conditions = work_filter_query(a, p.q.s, &p.q.f);
	TRY(query_parse(a, conditions.len ? str_sub(conditions, 1, conditions.len) : conditions, 1000, &v.keep));
	v.action = url_path(a, "/work/names");
	v.taxonomy = names_link(&p, "/work/names/taxonomy", STR_NONE);

	names_set shown = p.held.base->set;
	if (!p.q.all || conditions.len)
		TRY(names_collect(p.q.s, a, &p.q.seen, p.by, &shown));
	groups g = grouped(&p, &shown);
	str query = search_fold(a, v.query);
	i64 number = 1, minutes = 0;
	if (!str_i64(req_query(r, "page"), &number) || number < 1 || number > 100000)
		number = 1;
	size_t found = 0, from = (size_t)(number - 1) * A_PAGE;
	for (size_t i = 0; i < g.n; i++) {
		if (!shown_by(&p, &g.at[i], &shown, what, query))
			continue;
		minutes += g.at[i].minutes;
		if (found >= from && found < from + A_PAGE)
			LIST_ADD(a, &v.rows, row_of(&p, &g.at[i], &shown));
		found++;
	}
	v.summary = words_wn_found(a, r->lang, figure_whole(a, (i64)found), work_hours(r, minutes),
				   figure_whole(a, (i64)shown.n));
	if (found > 0)
		v.range = words_wn_range(a, r->lang, (i64)from + 1, (i64)(from + v.rows.n), (i64)found);
	v.has_before = number > 1;
	v.has_after = found > from + A_PAGE;
	v.before =
		names_link(&p, "/work/names", str_format(a, "%.*s&page=%lld", STR_ARG(own), (long long)(number - 1)));
	v.after = names_link(&p, "/work/names", str_format(a, "%.*s&page=%lld", STR_ARG(own), (long long)(number + 1)));
	v.curve = curve_of(&p, own);
	if (p.held.base->edges.floor > NAMES_FLOOR + 1e-6)
		v.raised = words_wn_raised(a, r->lang, str_format(a, "%.2f", p.held.base->edges.floor));
	TRY(add_changes(&p, &v));
	page_out o = page_begin(r);
	names_list_page(&o, &v);
	return names_finish(&p, &o, v.head.title, out);
}

const route names_routes[] = {
	{ "GET", "/work/names", ACCESS_CLERK, list_get },
	{ 0 },
};
