/* One group: its names and what they share, how wards do it, and what people decide about it. */
#include "modules/work/names/names_view.h"

#include <math.h>
#include <stdlib.h>

#include "chart/chart.h"
#include "modules/work/names/templates/group.html.h"

#include "modules/work/names/names.sql.h"
#include "text/figures.h"

#define NEAR_MOST 8
#define NEAR_LEAST 0.15
#define MEMBERS_SHOWN 300

static str key_text(arena *a, names_key k)
{
	return k.step.len ? str_format(a, "%.*s・%.*s", STR_ARG(k.work), STR_ARG(k.step)) : k.work;
}

static str listed(arena *a, const strs *words, size_t most)
{
	buf b = buf_new(a, 4000);
	for (size_t i = 0; i < words->n && i < most; i++)
		buf_format(&b, "%s%.*s", i ? "・" : "", STR_ARG(words->at[i]));
	return buf_str(&b);
}

static void say_for(arena *a, names_reasons *l, str text)
{
	LIST_ADD(a, l, ((names_reason){ false, text }));
}

static void say_against(arena *a, names_reasons *l, str text)
{
	LIST_ADD(a, l, ((names_reason){ true, text }));
}

#define WORDS_SHOWN 5

static void reasons_of_words(req *r, const wording_evidence *e, names_reasons *l)
{
	arena *a = r->arena;
	if (e->same.n)
		say_for(a, l, words_wn_e_same(a, r->lang, listed(a, &e->same, WORDS_SHOWN)));
	strs near = { 0 };
	for (size_t i = 0; i < e->near.n; i++)
		LIST_ADD(a, &near,
			 str_format(a, "%.*s≒%.*s", STR_ARG(e->near.at[i].mine), STR_ARG(e->near.at[i].theirs)));
	if (near.n)
		say_for(a, l, words_wn_e_near(a, r->lang, listed(a, &near, WORDS_SHOWN)));
	if (e->apart_mine.len)
		say_against(a, l, words_wn_e_apart(a, r->lang, e->apart_mine, e->apart_theirs));
	if (e->mine.n && e->theirs.n)
		say_against(a, l,
			    words_wn_e_both(a, r->lang, listed(a, &e->mine, WORDS_SHOWN),
					    listed(a, &e->theirs, WORDS_SHOWN)));
	else if (e->mine.n || e->theirs.n)
		say_against(a, l,
			    words_wn_e_one(a, r->lang, listed(a, e->mine.n ? &e->mine : &e->theirs, WORDS_SHOWN)));
}

/* What speaks for and against two names being one work, in the order in which a clerk asks: the words, then who writes them. */
static names_reasons reasons_of(req *r, const names_evidence *e)
{
	names_reasons l = { 0 };
	arena *a = r->arena;
	reasons_of_words(r, &e->work, &l);
	reasons_of_words(r, &e->step, &l);
	if (!e->homes)
		return l;
	if (e->section.len)
		say_for(a, &l,
			e->parted ? words_wn_e_parted(a, r->lang, e->section)
				  : words_wn_e_section(a, r->lang, e->section));
	else
		say_against(a, &l, say(r, e->bureau ? T_wn_e_bureau : T_wn_e_nowhere));
	if (e->units)
		say_against(a, &l, words_wn_e_units(a, r->lang, e->units));
	if (e->categories)
		say_against(a, &l, say(r, T_wn_e_categories));
	return l;
}

/* --- who belongs to it ------------------------------------------------------------------------------------------------------ */

typedef struct chosen {
	i64 common;
	names_keys members; /* the heaviest first; of a common name also those that this round does not have */
	alike_group free; /* of the tree; n 0 for a common name */
} chosen;

static str asked(req *r, const char *name)
{
	str s = req_form(r, name);
	return s.len ? s : req_query(r, name);
}

typedef struct weighed {
	names_key key;
	i64 minutes;
} weighed;

static int heaviest(const void *x, const void *y)
{
	const weighed *p = x, *q = y;
	if (p->minutes != q->minutes)
		return p->minutes > q->minutes ? -1 : 1;
	return str_cmp(p->key.work, q->key.work);
}

/* Members of a common name by their minutes in this round. */
static names_keys members_of(names_page *p, i64 common)
{
	names_keys m = names_members_of(p, common);
	const names_set *s = &p->held.base->set;
	weighed *w = arena_many(p->r->arena, weighed, m.n);
	for (size_t i = 0; i < m.n; i++) {
		size_t at = names_place(s, m.at[i].work, m.at[i].step);
		w[i] = (weighed){ m.at[i], at < s->n ? s->at[at].minutes : 0 };
	}
	if (m.n)
		qsort(w, m.n, sizeof *w, heaviest);
	for (size_t i = 0; i < m.n; i++)
		m.at[i] = w[i].key;
	return m;
}

static const err *choose(names_page *p, chosen *ret)
{
	req *r = p->r;
	arena *a = r->arena;
	*ret = (chosen){ 0 };
	const names_base *b = p->held.base;
	if (str_i64(asked(r, "common"), &ret->common) && ret->common > 0) {
		if (!names_common_by(&p->held.decided, ret->common))
			return err_of(ERR_not_found);
		ret->members = members_of(p, ret->common);
		return NULL;
	}
	ret->common = 0;
	size_t at = names_place(&b->set, asked(r, "of"), p->by == BY_STEP ? asked(r, "of_step") : STR_NONE);
	if (at == b->set.n)
		return err_of(ERR_not_found);
	if (p->held.settled[at]) { /* meanwhile it has got one */
		ret->common = p->held.settled[at];
		ret->members = members_of(p, ret->common);
		return NULL;
	}
	alike_groups cut;
	alike_cut(p->held.tree, a, p->threshold, &cut);
	for (size_t k = 0; k < cut.n && ret->free.n == 0; k++)
		for (size_t m = 0; m < cut.at[k].n; m++)
			if (cut.at[k].at[m] == at)
				ret->free = cut.at[k];
	for (size_t m = 0; m < ret->free.n; m++) {
		const names_name *n = &b->set.at[ret->free.at[m]];
		LIST_ADD(a, &ret->members, ((names_key){ n->work, n->step }));
	}
	return NULL;
}

/* --- names ------------------------------------------------------------------------------------------------------------------------ */

static names_member_row member_row(names_page *p, names_key k, const names_set *own, const char *id, size_t at)
{
	req *r = p->r;
	arena *a = r->arena;
	names_member_row x = { .id = str_format(a, "%s-%zu", id, at),
			       .value = names_key_value(a, k),
			       .name = k.work,
			       .step = k.step,
			       .cases = STR("–"),
			       .hours = STR("–"),
			       .each = STR("–") };
	size_t i = own ? names_place(own, k.work, k.step) : 0;
	if (own && i < own->n) {
		const names_name *n = &own->at[i];
		x.round = p->q.round.id;
		x.units = n->units;
		x.bureaus = n->bureaus;
		x.cases = figure_whole(a, n->count);
		x.hours = work_hours(r, n->minutes);
		x.each = n->count ? names_decimal(a, (double)n->minutes / (double)n->count) : x.each;
	}
	return x;
}

/* How alike a member is to the first one, and by what; its place in the base, or the base's n. */
static void explain(names_page *p, names_member_row *x, size_t first, size_t at)
{
	const names_base *b = p->held.base;
	if (first >= b->set.n || at >= b->set.n)
		return;
	x->first = first == at;
	if (x->first)
		return;
	names_evidence e = names_why(b, p->r->arena, at, first);
	x->likeness = names_percent(p->r->arena, names_between(b, at, first));
	x->reasons = reasons_of(p->r, &e);
}

typedef struct nearby {
	size_t at;
	double likeness;
} nearby;

static int nearest(const void *x, const void *y)
{
	const nearby *p = x, *q = y;
	if (p->likeness != q->likeness)
		return p->likeness > q->likeness ? -1 : 1;
	return p->at < q->at ? -1 : p->at > q->at;
}

static void add_near(names_page *p, const chosen *c, const size_t *places, const names_set *shown, names_group_view *v)
{
	const names_base *b = p->held.base;
	arena *a = p->r->arena;
	bool *in = arena_many(a, bool, b->set.n + 1);
	for (size_t m = 0; m < c->members.n; m++)
		in[places[m]] = true;
	struct {
		nearby *at;
		size_t n;
	} all = { 0 };
	for (size_t i = 0; i < b->set.n; i++) {
		nearby best = { i, 0 };
		if (in[i] || p->held.settled[i])
			continue;
		for (size_t m = 0; m < c->members.n && m < 30; m++)
			if (places[m] < b->set.n) {
				double x = names_between(b, i, places[m]);
				best.likeness = x > best.likeness ? x : best.likeness;
			}
		if (best.likeness >= NEAR_LEAST)
			LIST_ADD(a, &all, best);
	}
	if (all.n)
		qsort(all.at, all.n, sizeof *all.at, nearest);
	for (size_t k = 0; k < all.n && v->near.n < NEAR_MOST; k++) {
		const names_name *n = &b->set.at[all.at[k].at];
		if (names_place(shown, n->work, n->step) ==
		    shown->n) /* of a part of the city that the asker may not see */
			continue;
		names_member_row x = member_row(p, (names_key){ n->work, n->step }, shown, "near", k);
		/* by the member that it is most alike to */
		size_t best = places[0];
		for (size_t m = 0; m < c->members.n && m < 30; m++)
			if (places[m] < b->set.n && names_between(b, all.at[k].at, places[m]) >= all.at[k].likeness)
				best = places[m];
		explain(p, &x, best, all.at[k].at);
		LIST_ADD(a, &v->near, x);
	}
}

static const err *add_names(names_page *p, chosen *c, names_group_view *v)
{
	arena *a = p->r->arena;
	const names_base *b = p->held.base;
	names_set shown = b->set;
	bool some = !p->q.all || work_filter_query(a, p->q.s, &p->q.f).len > 0;
	if (some)
		TRY(names_collect(p->q.s, a, &p->q.seen, p->by, &shown));
	/* a common name's members may be works or works with a step; figures are of their own kind */
	names_set works = shown, steps = shown;
	bool mixed = false;
	for (size_t m = 0; m < c->members.n; m++)
		mixed = mixed || (c->members.at[m].step.len > 0) != (p->by == BY_STEP);
	if (mixed)
		TRY(names_collect(p->q.s, a, &p->q.seen, p->by == BY_STEP ? BY_WORK : BY_STEP,
				  p->by == BY_STEP ? &works : &steps));
	size_t *places = arena_many(a, size_t, c->members.n + 1);
	for (size_t m = 0; m < c->members.n; m++)
		places[m] = names_place(&b->set, c->members.at[m].work, c->members.at[m].step);
	for (size_t m = 0; m < c->members.n && m < MEMBERS_SHOWN; m++) {
		names_key k = c->members.at[m];
		const names_set *own = k.step.len ? &steps : &works;
		if (some && !c->common && names_place(own, k.work, k.step) == own->n)
			continue;
		names_member_row x = member_row(p, k, own, "m", m);
		explain(p, &x, places[0], places[m]);
		LIST_ADD(a, &v->members, x);
	}
	if (c->free.n > 1 && c->free.n <= MEMBERS_SHOWN && !some) {
		alike_least(&c->free, names_between, b);
		const names_name *i = &b->set.at[c->free.least_i], *j = &b->set.at[c->free.least_j];
		names_evidence e = names_why(b, a, c->free.least_i, c->free.least_j);
		v->least =
			words_wn_least(a, p->r->lang, key_text(a, (names_key){ i->work, i->step }),
				       key_text(a, (names_key){ j->work, j->step }), names_percent(a, c->free.least));
		v->least_reasons = reasons_of(p->r, &e);
	}
	add_near(p, c, places, &shown, v);
	return NULL;
}

/* --- by ward -------------------------------------------------------------------------------------------------------------------- */

static str signed_hours(req *r, double minutes)
{
	i64 m = (i64)llround(minutes);
	str s = work_hours(r, m < 0 ? -m : m);
	return m == 0 ? s : str_format(r->arena, "%s%.*s", m < 0 ? "−" : "+", STR_ARG(s));
}

static html ranges(names_page *p, const comparison *c, double width, const char *id)
{
	req *r = p->r;
	arena *a = r->arena;
	chart_ranges list = { 0 };
	chart_axis x = { .name = say(r, T_wn_minutes_each) };
	for (size_t i = 0; i < c->wards.n && i < 40; i++) {
		const compare_ward *w = &c->wards.at[i];
		chart_range one = { .name = w->bureau,
				    .value = words_wn_minutes(a, r->lang, names_decimal(a, w->middle)),
				    .low = w->low,
				    .middle = w->middle,
				    .high = w->high,
				    .shade = 1 };
		x.to = w->high > x.to ? w->high : x.to;
		LIST_ADD(a, &list, one);
	}
	double *ticks;
	size_t n;
	chart_ticks(a, x.to, width < 600 ? 4 : 8, &ticks, &n);
	for (size_t i = 0; i < n; i++) {
		LIST_ADD(a, &x.ticks, ((struct chart_tick){ ticks[i], str_format(a, "%g", ticks[i]) }));
		x.to = ticks[i] > x.to ? ticks[i] : x.to;
	}
	chart_about about = {
		.id = str_of(id), .title = say(r, T_wn_ranges), .desc = say(r, T_wn_ranges_about), .width = width
	};
	buf b = buf_new(a, CHART_ROOM);
	chart_ranges_draw(&b, &about, &x, &list);
	return (html){ buf_str(&b) };
}

/* 紙: 7区のうち5区 … as a sentence of what is mostly so where, and how long it takes there. */
static void add_trait(names_page *p, const comparison *c, const compare_trait *t, names_trait_view *v)
{
	req *r = p->r;
	arena *a = r->arena;
	v->name = work_dim_name(r, &p->q.round.def, t->dim);
	v->differs = t->differs;
	buf b = buf_new(a, 4000);
	for (size_t k = 0; k < t->values.n; k++) {
		const compare_value *x = &t->values.at[k];
		str name = x->value.len ? x->value : say(r, T_wn_not_said);
		struct names_value_row row = { name, words_wn_of_n(a, r->lang, x->mostly, (i64)c->wards.n),
					       words_wn_of_n(a, r->lang, x->wards, (i64)c->wards.n),
					       names_decimal(a, x->each) };
		LIST_ADD(a, &v->values, row);
		if (x->mostly > 0)
			buf_format(&b, "%s%.*s", b.len ? "、" : "",
				   STR_ARG(words_wn_mostly(a, r->lang, name, x->mostly, (i64)c->wards.n,
							   names_decimal(a, x->each))));
	}
	v->sentence = buf_str(&b);
}

static const err *add_comparison(names_page *p, const chosen *c, names_group_view *v)
{
	req *r = p->r;
	arena *a = r->arena;
	survey_items rows;
	TRY(names_rows_of(p, &c->members, c->common, &rows));
	bool all_bureaus = str_eq(req_query(r, "who"), STR("all"));
	comparison k;
	names_compare(a, &rows, all_bureaus ? NULL : is_ward, &k);
	v->only_wards = !all_bureaus && k.wards.n >= 2;
	if (!v->only_wards)
		names_compare(a, &rows, NULL, &k);
	i64 elsewhere = 0;
	for (size_t i = 0; i < rows.n; i++)
		elsewhere += !is_ward(rows.at[i].bureau);
	v->may_widen = elsewhere > 0 && (v->only_wards || all_bureaus);
	v->compared = k.wards.n >= 2;
	if (!v->compared)
		return NULL;
	for (size_t i = 0; i < k.wards.n; i++) {
		const compare_ward *w = &k.wards.at[i];
		names_ward_row x = { .name = w->bureau,
				     .cases = figure_whole(a, w->count),
				     .hours = work_hours(r, w->minutes),
				     .each = names_decimal(a, w->each),
				     .like = names_percent(a, w->like),
				     .more = signed_hours(r, w->more),
				     .volume = signed_hours(r, w->volume),
				     .longer = signed_hours(r, w->longer),
				     .slow = w->like >= 1.1,
				     .quick = w->like <= 0.9 };
		LIST_ADD(a, &v->wards, x);
	}
	for (size_t i = 0; i < k.steps.n && i < 30; i++) {
		const compare_step *s = &k.steps.at[i];
		struct names_step_row x = { s->step.len ? s->step : say(r, T_wn_not_said),
					    words_wn_of_n(a, r->lang, s->wards, (i64)k.wards.n),
					    figure_whole(a, (i64)(s->volume + 0.5)), names_decimal(a, s->each),
					    work_hours(r, s->minutes) };
		LIST_ADD(a, &v->steps, x);
	}
	for (size_t t = 0; t < COMPARE_TRAITS; t++)
		add_trait(p, &k, &k.traits[t], &v->traits[t]);
	v->reference = words_wn_reference(a, r->lang, work_hours(r, (i64)(k.reference + 0.5)));
	v->wide = ranges(p, &k, 960, "wards");
	v->narrow = ranges(p, &k, 360, "wards-slim");
	return NULL;
}

/* --- the page ------------------------------------------------------------------------------------------------------------------------ */

static str where_of(names_page *p, const chosen *c)
{
	arena *a = p->r->arena;
	return c->common ? str_format(a, "&common=%lld", (long long)c->common) : names_key_query(a, c->members.at[0]);
}

static const err *group_page(names_page *p, chosen *c, const err *wrong, resp *out)
{
	req *r = p->r;
	arena *a = r->arena;
	if (c->members.n == 0)
		return err_of(ERR_not_found);
	const names_common *common = names_common_by(&p->held.decided, c->common);
	names_group_view v = { .common = c->common,
			       .settled = common != NULL,
			       .may = p->may,
			       .single = c->members.n == 1,
			       .with_step = p->by == BY_STEP,
			       .round = p->q.round.id,
			       .threshold = str_format(a, "%.2f", p->threshold),
			       .by = p->by == BY_STEP ? STR("step") : STR("work") };
	v.name = common ? common->name : key_text(a, c->members.at[0]);
	v.typed = wrong ? req_form(r, "name") : v.name;
	if (wrong)
		v.wrong = err_message(wrong->code, r->lang);
	v.head = names_head_of(p, v.name);
	v.action = names_link(p, "/work/names/decide", STR_NONE);
	v.back = names_link(p, "/work/names", STR_NONE);
	v.widen = names_link(p, "/work/names/group",
			     str_format(a, "%.*s%s", STR_ARG(where_of(p, c)),
					str_eq(req_query(r, "who"), STR("all")) ? "" : "&who=all"));
	TRY(add_names(p, c, &v));
	if (v.members.n == 0)
		return err_of(ERR_not_found);
	TRY(add_comparison(p, c, &v));
	page_out o = page_begin(r);
	names_group_page(&o, &v);
	out->status = wrong ? err_status(wrong->code) : 200;
	return names_finish(p, &o, v.head.title, out);
}

static const err *group_get(req *r, resp *out)
{
	names_page p;
	chosen c;
	TRY(names_begin(r, &p));
	TRY(choose(&p, &c));
	return group_page(&p, &c, NULL, out);
}

/* --- deciding --------------------------------------------------------------------------------------------------------------------------- */

typedef struct deciding {
	req *r;
	str what, name;
	i64 common, change, undo;
	names_keys picked, rest, near;
} deciding;

static void keys_of(arena *a, strs values, names_keys *ret)
{
	for (size_t i = 0; i < values.n; i++)
		LIST_ADD(a, ret, names_key_read(values.at[i]));
}

static names_keys both(arena *a, const names_keys *p, const names_keys *q)
{
	names_keys out = { 0 };
	for (size_t i = 0; i < p->n; i++)
		LIST_ADD(a, &out, p->at[i]);
	for (size_t i = 0; i < q->n; i++)
		LIST_ADD(a, &out, q->at[i]);
	return out;
}

static const err *decide(db *d, arena *a, void *arg)
{
	deciding *k = arg;
	const who *by = k->r->who;
	i64 city = k->r->app->city;
	names_changes was, is;
	TRY(work_names_count(d, a, city,
			     NULL)); /* first of all: who else decides meanwhile, in another process, waits here */
	names_keys every = both(a, &k->picked, &k->rest), joined = both(a, &every, &k->near);
	TRY(names_changes_of(d, a, city, 1, &was));
	k->change = 0;
	if (k->undo)
		return names_undo(d, a, city, by, k->undo);
	if (str_eq(k->what, STR("settle")))
		TRY(names_settle(d, a, city, by, k->name, &k->picked, &k->common));
	else if (str_eq(k->what, STR("rename")))
		TRY(names_rename(d, a, city, by, k->common, k->name));
	else if (str_eq(k->what, STR("add")))
		TRY(names_add(d, a, city, by, k->common, &k->near));
	else if (str_eq(k->what, STR("leave")))
		TRY(names_leave(d, a, city, by, k->common, &k->picked));
	else if (str_eq(k->what, STR("dissolve")))
		TRY(names_dissolve(d, a, city, by, k->common));
	else if (str_eq(k->what, STR("join")))
		TRY(names_join(d, a, city, by, k->near.n ? &joined : &k->picked));
	else if (str_eq(k->what, STR("part")))
		TRY(names_part(d, a, city, by, &k->picked, &k->rest));
	else
		return err_of(ERR_bad_request);
	TRY(names_changes_of(d, a, city, 1, &is));
	if (is.n && (was.n == 0 || was.at[0].id != is.at[0].id))
		k->change = is.at[0].id;
	return NULL;
}

static const err *may_decide(req *r)
{
	work_scope scope;
	TRY(work_scope_of(r, &scope));
	return scope.all ? NULL : err_of(ERR_forbidden);
}

static str names_shard(req *r)
{
	return str_format(r->arena, "%lld/work-names", (long long)r->app->city);
}

static const err *decide_post(req *r, resp *out)
{
	TRY(may_decide(r));
	arena *a = r->arena;
	names_page p;
	TRY(names_begin(r, &p));
	deciding k = { .r = r, .what = req_form(r, "do"), .name = req_form(r, "name") };
	str_i64(req_form(r, "common"), &k.common);
	strs picked = req_form_all(r, "member"), every = req_form_all(r, "every");
	keys_of(a, picked, &k.picked);
	keys_of(a, req_form_all(r, "near"), &k.near);
	for (size_t i = 0; i < every.n; i++) {
		bool in = false;
		for (size_t m = 0; m < picked.n; m++)
			in = in || str_eq(every.at[i], picked.at[m]);
		if (!in)
			LIST_ADD(a, &k.rest, names_key_read(every.at[i]));
	}
	chosen c = { .common = k.common, .members = both(a, &k.picked, &k.rest) };
	const err *e = store_write(r->app->store, a, names_shard(r), decide, &k);
	if (e && e->where.len && (err_is(e, ERR_required) || err_is(e, ERR_too_long) || err_is(e, ERR_too_large))) {
		/* what was typed stays, beside what is wrong with it */
		if (c.members.n == 0)
			return e;
		return group_page(&p, &c, e, out);
	}
	TRY(e);
	str done = k.change ? str_format(a, "&done=%lld", (long long)k.change) : STR_NONE;
	if (str_eq(k.what, STR("dissolve")) || c.members.n == 0) {
		resp_redirect(r, out, names_link(&p, "/work/names", done).s);
		return NULL;
	}
	names_key first = k.rest.n && !str_eq(k.what, STR("settle")) ? k.rest.at[0] : c.members.at[0];
	str where = k.common ? str_format(a, "&common=%lld", (long long)k.common) : names_key_query(a, first);
	/* the last name of a common name has left: there is nothing to go back to */
	if (str_eq(k.what, STR("leave")) && k.rest.n == 0)
		where = names_key_query(a, c.members.at[0]);
	resp_redirect(r, out,
		      names_link(&p, "/work/names/group", str_format(a, "%.*s%.*s", STR_ARG(where), STR_ARG(done))).s);
	return NULL;
}

static const err *undo_post(req *r, resp *out)
{
	TRY(may_decide(r));
	deciding k = { .r = r };
	if (!str_i64(req_form(r, "change"), &k.undo) || k.undo < 1)
		return err_of(ERR_bad_request);
	TRY(store_write(r->app->store, r->arena, names_shard(r), decide, &k));
	/* a group may be gone with what made it: the list is always there */
	str round = req_form(r, "round");
	resp_redirect(r, out, str_format(r->arena, "/work/names?round=%.*s", STR_ARG(percent_encode(r->arena, round))));
	return NULL;
}

const route names_group_routes[] = {
	{ "GET", "/work/names/group", ACCESS_CLERK, group_get },
	{ "POST", "/work/names/decide", ACCESS_CLERK, decide_post },
	{ "POST", "/work/names/undo", ACCESS_CLERK, undo_post },
	{ 0 },
};
