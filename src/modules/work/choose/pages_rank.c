/* /work/choose: candidates in their order; /work/choose/share: how much of each category can be done elsewhere, the counter's first. */
#include "modules/work/choose/choose_view.h"
#include "modules/work/choose/templates/rank.html.h"
#include "modules/work/names/names.h"
#include "text/csv.h"
#include "text/figures.h"

#define LINES_MOST 50
#define BARS_MOST 15
#define WORKS_MOST 30
#define CSV_MAX ((size_t)16 << 20)

/* By what candidates are made. */
static const struct by {
	const char *key;
	word text;
	survey_dim a, b;
	bool common; /* works of one common name are one */
} bys[] = { { "step", T_wc_by_step, DIM_WORK, DIM_STEP, false },
	    { "work", T_wc_by_work, DIM_WORK, DIMS, false },
	    { "common", T_wc_by_common, DIM_WORK, DIMS, true },
	    { "section", T_wc_by_section, DIM_SECTION, DIM_WORK, false } };

static const struct by *by_of(const req *r)
{
	str key = req_query(r, "by");
	for (size_t i = 0; i < COUNT(bys); i++)
		if (str_eq(key, str_of(bys[i].key)))
			return &bys[i];
	return &bys[0];
}

static str percent(arena *a, double x)
{
	return str_format(a, "%.0f%%", x * 100);
}

/* What stands behind a page of candidates. */
typedef struct ranked {
	work_asked q;
	const struct by *by;
	choose_ranking k;
	u32 *group; /* of each work the one that stands for it; NULL: none is another's */
	str *common; /* of that one: their common name, or empty */
} ranked;

typedef struct decided_ask {
	i64 city;
	names_decided is;
} decided_ask;

static const err *read_decided(db *d, arena *a, void *arg)
{
	decided_ask *k = arg;
	return names_decided_of(d, a, k->city, &k->is);
}

/* Works that people have given one name are one. */
static const err *group_works(req *r, ranked *k)
{
	size_t n = survey_names(k->q.s, DIM_WORK), ids_n = 0;
	struct {
		i64 id;
		u32 first;
	} *ids = arena_array(r->arena, sizeof *ids, n + 1);
	decided_ask decided = { .city = r->app->city };
	TRY(store_read(r->app->store, r->arena, read_decided, &decided));
	k->group = arena_many(r->arena, u32, n + 1);
	k->common = arena_many(r->arena, str, n + 1);
	for (u32 c = 0; c < n; c++) {
		i64 id = 0;
		str name = names_common_of(&decided.is, survey_name(k->q.s, DIM_WORK, c), STR_NONE, &id);
		size_t i = 0;
		k->group[c] = c;
		if (name.len == 0)
			continue;
		while (i < ids_n && ids[i].id != id)
			i++;
		if (i == ids_n) {
			ids[ids_n].id = id;
			ids[ids_n++].first = c;
			k->common[c] = name;
		}
		k->group[c] = ids[i].first;
	}
	return NULL;
}

static survey_filter narrowed(req *r, const ranked *k, const choose_candidate *c)
{
	const work_asked *q = &k->q;
	const struct by *by = k->by;
	if (k->group) {
		survey_filter all = work_filter_without(r->arena, q->s, &q->f, DIM_WORK, WORK_NO_CODE);
		size_t most = WORK_FILTER_MAX;
		for (u32 w = 0; w < survey_names(q->s, DIM_WORK) && all.dim[DIM_WORK].n < most; w++)
			if (k->group[w] == c->a && (q->f.dim[DIM_WORK].n == 0 || work_filter_has(&q->f, DIM_WORK, w)))
				LIST_ADD(r->arena, &all.dim[DIM_WORK], w);
		return all;
	}
	survey_filter f = work_filter_with(r->arena, q->s, &q->f, by->a, c->a);
	return by->b < DIMS ? work_filter_with(r->arena, q->s, &f, by->b, c->b) : f;
}

static str name_of(req *r, const ranked *k, const choose_candidate *c)
{
	const work_asked *q = &k->q;
	const struct by *by = k->by;
	if (k->common && k->common[c->a].len > 0)
		return k->common[c->a];
	str name = choose_group_name(r, q, by->a, c->a);
	if (by->b >= DIMS)
		return name;
	return str_format(r->arena, "%.*s ／ %.*s", STR_ARG(name), STR_ARG(choose_group_name(r, q, by->b, c->b)));
}

struct bars {
	chart_parts parts;
	double *part;
};

static void draw_bars(buf *b, const chart_about *c, void *ctx)
{
	struct bars *x = ctx;
	chart_bars(b, c, &x->parts, x->part);
}

static choose_figure rank_figure(req *r, const ranked *shown)
{
	const work_asked *q = &shown->q;
	const choose_ranking *k = &shown->k;
	struct bars x = { .part = arena_many(r->arena, double, BARS_MOST) };
	for (size_t i = 0; i < k->n && i < BARS_MOST; i++) {
		const choose_candidate *c = &k->at[i];
		survey_filter f = narrowed(r, shown, c), away = work_filter_with(r->arena, q->s, &f, DIM_AWAY, SAY_YES);
		chart_part p = { .name = name_of(r, shown, c),
				 .value = work_hours(r, c->score),
				 .note = words_wc_bar_note(r->arena, r->lang, percent(r->arena, c->ease)),
				 .link = work_link(r, q, "/work/rows", &away).s,
				 .size = (double)c->away / 60,
				 .shade = 1 };
		x.part[i] = c->ease;
		LIST_ADD(r->arena, &x.parts, p);
	}
	return choose_drawn(r, "rank", say(r, T_wc_rank_figure), say(r, T_wc_rank_about), draw_bars, &x);
}

static void tell_ease(req *r, const work_def *def, const choose_ranking *k, choose_page_view *v)
{
	for (size_t i = 0; i < k->factors; i++) {
		buf b = buf_new(r->arena, 16 * 1024);
		for (size_t e = 0; e < def->ease.n; e++)
			if (def->ease.at[e].of == k->of[i])
				buf_format(&b, "%s%.*s %d%%", b.len ? "、" : "", STR_ARG(def->ease.at[e].value),
					   def->ease.at[e].percent);
		choose_told t = { work_dim_name(r, def, choose_dim_of(k->of[i])), buf_str(&b) };
		LIST_ADD(r->arena, &v->told, t);
		LIST_ADD(r->arena, &v->factors, t.dim);
	}
}

static const err *rank_asked(req *r, ranked *ret)
{
	*ret = (ranked){ .by = by_of(r) };
	TRY(work_ask_survey(r, &ret->q));
	if (ret->by->common)
		TRY(group_works(r, ret));
	return choose_rank(ret->q.s, r->arena, &ret->q.seen, &ret->q.round.def, ret->by->a, ret->by->b, ret->group,
			   &ret->k);
}

static const err *rank_get(req *r, resp *out)
{
	ranked all;
	choose_page_view v = { 0 };
	arena *a = r->arena;
	TRY(rank_asked(r, &all));
	const work_asked q = all.q;
	const choose_ranking k = all.k;
	const struct by *by = all.by;
	pair keep = { STR("by"), str_of(by->key) };
	TRY(choose_may(r, &v.may));
	v.head = choose_head_of(r, &q, 0, say(r, T_wc_title));
	v.bar = work_filter_show(r, &q, "/work/choose", (pairs){ &keep, 1 });
	for (size_t i = 0; i < COUNT(bys); i++) {
		const char *path = str_format(a, "/work/choose?by=%s", bys[i].key).at;
		choose_link l = { work_link(r, &q, path, &q.f), say(r, bys[i].text), by == &bys[i] };
		LIST_ADD(a, &v.by, l);
	}
	survey_filter away = work_filter_with(a, q.s, &q.f, DIM_AWAY, SAY_YES);
	v.hours = work_hours(r, k.all.minutes);
	v.away = work_hours(r, k.all.away);
	v.away_share = work_percent(a, k.all.away, k.all.minutes);
	v.away_link = work_link(r, &q, "/work/rows", &away);
	v.score = work_hours(r, k.all.score);
	v.ease = percent(a, k.all.ease);
	v.fte = choose_decimal(a, choose_fte(&q.round.def, k.all.score));
	tell_ease(r, &q.round.def, &k, &v);
	for (size_t i = 0; i < k.n && i < LINES_MOST; i++) {
		const choose_candidate *c = &k.at[i];
		survey_filter f = narrowed(r, &all, c), moves = work_filter_with(a, q.s, &f, DIM_AWAY, SAY_YES);
		choose_line l = { .rank = (int)i + 1,
				  .name = name_of(r, &all, c),
				  .foreign = work_code_foreign(r, &q, by->a, c->a),
				  .link = work_link(r, &q, "/work/rows", &f),
				  .movable = work_link(r, &q, "/work/rows", &moves),
				  .items = figure_whole(a, c->items),
				  .hours = figure_whole(a, (c->minutes + 30) / 60),
				  .share = work_percent(a, c->away, c->minutes),
				  .away = figure_whole(a, (c->away + 30) / 60),
				  .target = work_percent(a, c->target, c->minutes),
				  .ease = percent(a, c->ease),
				  .score = figure_whole(a, (c->score + 30) / 60) };
		for (size_t x = 0; x < k.factors; x++)
			LIST_ADD(a, &l.factors, percent(a, c->factor[x]));
		LIST_ADD(a, &v.lines, l);
	}
	v.shown = words_wc_shown(a, r->lang, (i64)v.lines.n, (i64)k.n);
	v.csv = work_link(r, &q, str_format(a, "/work/choose.csv?by=%s", by->key).at, &q.f);
	v.scenario = work_link(r, &q, "/work/choose/make", &q.f);
	v.share_page = work_link(r, &q, "/work/choose/share", &q.f);
	if (k.n > 0)
		v.figure = rank_figure(r, &all);
	page_out o = page_begin(r);
	choose_rank_page(&o, &v);
	return choose_end(&o, &v.head, out);
}

static const err *rank_csv(req *r, resp *out)
{
	ranked all;
	TRY(rank_asked(r, &all));
	const work_asked q = all.q;
	const choose_ranking k = all.k;
	const struct by *by = all.by;
	buf b = buf_new(r->arena, CSV_MAX);
	csv_writer w = csv_write(&b);
	csv_str(&w, say(r, T_wc_rank));
	csv_str(&w, work_dim_name(r, &q.round.def, by->a));
	if (by->b < DIMS)
		csv_str(&w, work_dim_name(r, &q.round.def, by->b));
	const word heads[] = { T_wc_items, T_wc_hours, T_wc_target, T_wc_away };
	for (size_t i = 0; i < COUNT(heads); i++)
		csv_str(&w, say(r, heads[i]));
	for (size_t x = 0; x < k.factors; x++)
		csv_str(&w,
			words_wc_ease_of(r->arena, r->lang, work_dim_name(r, &q.round.def, choose_dim_of(k.of[x]))));
	csv_str(&w, say(r, T_wc_ease));
	csv_str(&w, say(r, T_wc_score));
	csv_end_row(&w);
	for (size_t i = 0; i < k.n; i++) {
		const choose_candidate *c = &k.at[i];
		csv_i64(&w, (i64)i + 1);
		csv_str(&w,
			all.common && all.common[c->a].len ? all.common[c->a] : choose_group_name(r, &q, by->a, c->a));
		if (by->b < DIMS)
			csv_str(&w, choose_group_name(r, &q, by->b, c->b));
		csv_i64(&w, c->items);
		csv_f64(&w, (double)c->minutes / 60, 2);
		csv_f64(&w, (double)c->target / 60, 2);
		csv_f64(&w, (double)c->away / 60, 2);
		for (size_t x = 0; x < k.factors; x++)
			csv_f64(&w, c->factor[x], 4);
		csv_f64(&w, c->ease, 4);
		csv_f64(&w, (double)c->score / 60, 2);
		csv_end_row(&w);
	}
	if (b.overflowed)
		return err_of(ERR_too_large);
	out->type = STR("text/csv; charset=utf-8");
	out->body = buf_str(&b);
	resp_header(r, out, STR("Content-Disposition"),
		    str_format(r->arena, "attachment; filename=\"work-candidates-%.*s.csv\"", STR_ARG(q.round.id)));
	return NULL;
}

/* --- the share that can be done elsewhere ----------------------------------------------------------------------------------- */

static int by_minutes(const void *x, const void *y)
{
	const survey_sum_cell *p = x, *q = y;
	if (p->minutes != q->minutes)
		return p->minutes > q->minutes ? -1 : 1;
	return p->a < q->a ? -1 : p->a > q->a;
}

static choose_share_lines share_lines(req *r, const work_asked *q, survey_sums *s, survey_dim d, const char *path,
				      const survey_filter *f, u32 here)
{
	choose_share_lines out = { 0 };
	arena *a = r->arena;
	if (s->n > 0)
		qsort(s->at, s->n, sizeof *s->at, by_minutes);
	for (size_t i = 0; i < s->n && i < WORKS_MOST; i++) {
		const survey_sum_cell *c = &s->at[i];
		survey_filter one = work_filter_with(a, q->s, f, d, c->a),
			      away = work_filter_with(a, q->s, &one, DIM_AWAY, SAY_YES);
		choose_share_line l = { .name = choose_group_name(r, q, d, c->a),
					.foreign = work_code_foreign(r, q, d, c->a),
					.here = c->a == here,
					.link = work_link(r, q, path, &one),
					.away_link = work_link(r, q, "/work/rows", &away),
					.items = figure_whole(a, c->items),
					.hours = figure_whole(a, (c->minutes + 30) / 60),
					.away = figure_whole(a, (c->away + 30) / 60),
					.share = work_percent(a, c->away, c->minutes),
					.permille = c->minutes > 0
							    ? (1000 * (c->away / 60) + 500) / (c->minutes / 60 + 1)
							    : 0 };
		LIST_ADD(a, &out, l);
	}
	return out;
}

/* What the page and its file are made of: one category, the one asked for, else the counter's; all of them beside it. */
typedef struct shares {
	work_asked q;
	u32 category; /* WORK_NO_CODE: all */
	survey_filter linked; /* what addresses say of it */
	survey_group all, work, step;
} shares;

static const str counter = STR_INIT("窓口");

static const err *shares_asked(req *r, shares *ret)
{
	*ret = (shares){ .all.by = { DIM_CATEGORY, DIMS },
			 .work.by = { DIM_WORK, DIMS },
			 .step.by = { DIM_STEP, DIMS } };
	work_asked *q = &ret->q;
	arena *a = r->arena;
	TRY(work_ask_survey(r, q));
	ret->category = work_filter_only(&q->f, DIM_CATEGORY);
	if (q->f.dim[DIM_CATEGORY].n == 0 && !survey_code(q->s, DIM_CATEGORY, 0, counter, &ret->category))
		ret->category = WORK_NO_CODE;
	survey_filter every = q->seen, one = q->seen;
	ret->linked = q->f;
	every.dim[DIM_CATEGORY].n = 0;
	if (ret->category != WORK_NO_CODE) {
		one = work_filter_with(a, q->s, &q->seen, DIM_CATEGORY, ret->category);
		ret->linked = work_filter_with(a, q->s, &q->f, DIM_CATEGORY, ret->category);
	}
	survey_group g[] = { ret->work, ret->step };
	TRY(survey_sum(q->s, a, &every, &ret->all, 1));
	TRY(survey_sum(q->s, a, &one, g, COUNT(g)));
	ret->work = g[0];
	ret->step = g[1];
	return NULL;
}

static const err *share_get(req *r, resp *out)
{
	shares k;
	choose_share_view v = { 0 };
	arena *a = r->arena;
	TRY(shares_asked(r, &k));
	TRY(choose_may(r, &v.may));
	const work_asked q = k.q;
	const u32 category = k.category;
	const survey_filter linked = k.linked;
	survey_sums *works = &k.work.ret;
	v.category =
		category == WORK_NO_CODE ? say(r, T_wc_all_categories) : work_code_name(r, &q, DIM_CATEGORY, category);
	v.head = choose_head_of(r, &q, 1, say(r, T_wc_share_title));
	v.bar = work_filter_show(r, &q, "/work/choose/share", (pairs){ 0 });
	const survey_sum_cell *sum = &works->all;
	v.lead = words_wc_share_lead(a, r->lang, v.category, work_hours(r, sum->minutes), work_hours(r, sum->away),
				     work_percent(a, sum->away, sum->minutes));
	v.published = category != WORK_NO_CODE && str_eq(survey_name(q.s, DIM_CATEGORY, category), counter);
	double share = sum->minutes ? (double)sum->away / (double)sum->minutes : 0;
	v.said = say(r, share < 0.595 ? T_wc_below : share >= 0.705 ? T_wc_above : T_wc_within);
	v.categories = share_lines(r, &q, &k.all.ret, DIM_CATEGORY, "/work/choose/share", &q.f, category);
	v.works = share_lines(r, &q, works, DIM_WORK, "/work/rows", &linked, WORK_NO_CODE);
	v.steps = share_lines(r, &q, &k.step.ret, DIM_STEP, "/work/rows", &linked, WORK_NO_CODE);
	v.names[0] = work_dim_name(r, &q.round.def, DIM_CATEGORY);
	v.names[1] = work_dim_name(r, &q.round.def, DIM_STEP);
	v.names[2] = work_dim_name(r, &q.round.def, DIM_WORK);
	survey_filter away = work_filter_with(a, q.s, &linked, DIM_AWAY, SAY_YES);
	v.scenario = work_link(r, &q, "/work/choose/make", &away);
	v.csv = work_link(r, &q, "/work/choose/share.csv", &q.f);
	struct bars x = { .part = arena_many(a, double, BARS_MOST) };
	for (size_t i = 0; i < works->n && i < BARS_MOST; i++) {
		const survey_sum_cell *c = &works->at[i];
		chart_part p = { .name = v.works.at[i].name,
				 .value = work_hours(r, c->minutes),
				 .note = words_wc_share_note(a, r->lang, work_percent(a, c->away, c->minutes)),
				 .link = v.works.at[i].link.s,
				 .size = (double)c->minutes / 60,
				 .shade = 1 };
		x.part[i] = c->minutes ? (double)c->away / (double)c->minutes : 0;
		LIST_ADD(a, &x.parts, p);
	}
	if (x.parts.n > 0 && sum->minutes > 0)
		v.figure =
			choose_drawn(r, "share", words_wc_share_figure(a, r->lang, v.category), v.lead, draw_bars, &x);
	page_out o = page_begin(r);
	choose_share_page(&o, &v);
	return choose_end(&o, &v.head, out);
}

/* The three tables of the page one below the other, whole: what a line is about stands in front. */
static const err *share_csv(req *r, resp *out)
{
	shares k;
	arena *a = r->arena;
	TRY(shares_asked(r, &k));
	str one = k.category == WORK_NO_CODE ? say(r, T_wc_all_categories)
					     : work_code_name(r, &k.q, DIM_CATEGORY, k.category);
	const struct {
		survey_dim d;
		survey_sums *sums;
	} tables[] = { { DIM_CATEGORY, &k.all.ret }, { DIM_STEP, &k.step.ret }, { DIM_WORK, &k.work.ret } };
	buf b = buf_new(a, CSV_MAX);
	csv_writer w = csv_write(&b);
	const word heads[] = { T_wc_category, T_wc_by, T_wc_what, T_wc_items, T_wc_hours, T_wc_away, T_wc_away_share };
	for (size_t i = 0; i < COUNT(heads); i++)
		csv_str(&w, say(r, heads[i]));
	csv_end_row(&w);
	for (size_t i = 0; i < COUNT(tables); i++) {
		survey_sums *s = tables[i].sums;
		survey_dim d = tables[i].d;
		if (s->n > 0)
			qsort(s->at, s->n, sizeof *s->at, by_minutes);
		for (size_t n = 0; n < s->n; n++) {
			const survey_sum_cell *c = &s->at[n];
			str name = choose_group_name(r, &k.q, d, c->a);
			csv_str(&w, d == DIM_CATEGORY ? name : one);
			csv_str(&w, work_dim_name(r, &k.q.round.def, d));
			csv_str(&w, name);
			csv_i64(&w, c->items);
			csv_f64(&w, (double)c->minutes / 60, 2);
			csv_f64(&w, (double)c->away / 60, 2);
			csv_f64(&w, c->minutes ? (double)c->away / (double)c->minutes : 0, 4);
			csv_end_row(&w);
		}
	}
	if (b.overflowed)
		return err_of(ERR_too_large);
	out->type = STR("text/csv; charset=utf-8");
	out->body = buf_str(&b);
	resp_header(r, out, STR("Content-Disposition"),
		    str_format(a, "attachment; filename=\"work-elsewhere-%.*s.csv\"", STR_ARG(k.q.round.id)));
	return NULL;
}

const route choose_routes[] = {
	{ "GET", "/work/choose", ACCESS_CLERK, rank_get },
	{ "GET", "/work/choose.csv", ACCESS_CLERK, rank_csv },
	{ "GET", "/work/choose/share", ACCESS_CLERK, share_get },
	{ "GET", "/work/choose/share.csv", ACCESS_CLERK, share_csv },
	{ 0 },
};
