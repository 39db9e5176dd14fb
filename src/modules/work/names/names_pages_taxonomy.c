/* Taxonomies: ours as a file, those of other cities, and which of theirs is which of ours. */
#include "modules/work/names/names_view.h"

#include <math.h>
#include <stdlib.h>

#include "modules/work/names/exchange.h"
#include "modules/work/names/names.sql.h"
#include "text/figures.h"
#include "modules/work/names/templates/taxonomy.html.h"

#define PROPOSALS 3 /* of theirs for one of ours */
#define TAXONOMIES_MAX 50
#define WORKING ((size_t)256 << 20)

/* --- ours ---------------------------------------------------------------------------------------------------------------- */

typedef struct ours {
	names_page *p;
	taxonomy_rows **of; /* by place in decided.commons */
} ours;

static const err *our_row(void *ctx, const survey_item *i)
{
	ours *o = ctx;
	const names_decided *d = &o->p->held.decided;
	i64 id;
	names_common_of(d, i->work, i->step, &id);
	const names_common *c = id ? names_common_by(d, id) : NULL;
	if (c)
		taxonomy_rows_add(o->of[c - d->commons.at], i);
	return NULL;
}

/* Of the whole round, with what fewer units do left out: `least` 1 for looking at one's own. */
static const err *our_taxonomy(names_page *p, i64 least, taxonomy *ret)
{
	req *r = p->r;
	arena *a = r->arena;
	const names_decided *d = &p->held.decided;
	const city_def *city = catalog_city(r);
	*ret = (taxonomy){ .code = str_format(a, "%06lld", (long long)r->app->city),
			   .name = text_in(&city->name, LANG_JA),
			   .year = p->q.round.year,
			   .made = day_text(a, day_of(clock_now(r->app->clock))),
			   .least_units = least };
	for (int k = 0; k < WORK_AXES; k++)
		ret->axes[k] = p->q.round.def.axes[k].version;
	ours o = { .p = p, .of = arena_many(a, taxonomy_rows *, d->commons.n) };
	for (size_t i = 0; i < d->commons.n; i++)
		o.of[i] = taxonomy_rows_new(a);
	survey_filter all = { 0 };
	TRY(survey_each(p->q.s, a, &all, our_row, &o));
	for (size_t i = 0; i < d->commons.n; i++)
		LIST_ADD(a, &ret->works,
			 taxonomy_work_of(a, o.of[i], str_format(a, "%lld", (long long)d->commons.at[i].id),
					  d->commons.at[i].name, least));
	return NULL;
}

static const err *need_all(const names_page *p)
{
	return p->q.all ? NULL : err_of(ERR_forbidden);
}

static const err *file_get(req *r, resp *out)
{
	names_page p;
	taxonomy t;
	TRY(names_begin(r, &p));
	TRY(need_all(&p));
	TRY(our_taxonomy(&p, TAXONOMY_LEAST_UNITS, &t));
	if (t.works.n > TAXONOMY_WORKS_MAX)
		return err_of(ERR_too_large);
	buf b = buf_new(r->arena, JSON_SIZE_MAX);
	taxonomy_write(&b, &t);
	if (b.overflowed)
		return err_of(ERR_too_large);
	out->type = STR("application/json; charset=utf-8");
	resp_header(r, out, STR("Content-Disposition"),
		    str_format(r->arena, "attachment; filename=\"work-taxonomy-%.*s-%lld.json\"", STR_ARG(t.code),
			       (long long)t.year));
	out->body = buf_str(&b);
	return NULL;
}

/* --- the list of theirs ------------------------------------------------------------------------------------------------------ */

typedef struct listing {
	i64 city, id;
	work_names_taxonomies_rows all;
	work_names_taxonomy_row one;
	work_names_maps_rows maps;
	bool found;
} listing;

static const err *read_all(db *d, arena *a, void *arg)
{
	listing *l = arg;
	return work_names_taxonomies(d, a, l->city, &l->all);
}

static const err *read_one(db *d, arena *a, void *arg)
{
	listing *l = arg;
	TRY(work_names_taxonomy(d, a, l->city, l->id, &l->one, &l->found));
	return work_names_maps(d, a, l->city, l->id, &l->maps);
}

static str when_text(arena *a, instant t)
{
	return day_text(a, day_of(t));
}

static const err *list_page(names_page *p, const err *wrong, resp *out)
{
	req *r = p->r;
	arena *a = r->arena;
	listing l = { .city = r->app->city };
	TRY(store_read(r->app->store, a, read_all, &l));
	names_taxonomies_view v = { .may = p->may,
				    .may_export = p->q.all,
				    .commons = (i64)p->held.decided.commons.n,
				    .round = p->q.round.id,
				    .file = names_link(p, "/work/names/taxonomy.json", STR_NONE),
				    .back = names_link(p, "/work/names", STR_NONE) };
	v.head = names_head_of(p, say(r, T_wn_taxonomies));
	if (wrong) {
		v.wrong = err_message(wrong->code, r->lang);
		v.wrong_where = wrong->where;
		v.wrong_detail = wrong->detail;
	}
	for (size_t i = 0; i < l.all.n; i++) {
		work_names_taxonomies_row *t = &l.all.at[i];
		names_taxonomy_row x = {
			.name = t->name, .year = t->year, .when = when_text(a, t->made_at), .by = t->made_by
		};
		x.link = names_link(p, str_format(a, "/work/names/taxonomy/%lld", (long long)t->taxonomy).at, STR_NONE);
		LIST_ADD(a, &v.rows, x);
	}
	page_out o = page_begin(r);
	names_taxonomies_page(&o, &v);
	out->status = wrong ? err_status(wrong->code) : 200;
	return names_finish(p, &o, v.head.title, out);
}

static const err *list_get(req *r, resp *out)
{
	names_page p;
	TRY(names_begin(r, &p));
	return list_page(&p, NULL, out);
}

typedef struct adding {
	req *r;
	str text;
	taxonomy t;
	i64 id;
} adding;

static str shard(req *r)
{
	return str_format(r->arena, "%lld/work-names", (long long)r->app->city);
}

static const err *add(db *d, arena *a, void *arg)
{
	adding *k = arg;
	i64 city = k->r->app->city;
	TRY(work_names_count(d, a, city,
			     NULL)); /* first of all: who else decides meanwhile, in another process, waits here */
	work_names_taxonomies_rows all;
	work_names_last_taxonomy_row last;
	bool found;
	TRY(work_names_taxonomies(d, a, city, &all));
	if (all.n >= TAXONOMIES_MAX)
		return err_at(a, ERR_too_large, STR("file"), "%d taxonomies at most: remove one", TAXONOMIES_MAX);
	TRY(work_names_last_taxonomy(d, a, city, &last, &found));
	k->id = last.last + 1;
	work_names_add_taxonomy_in in = { .city = city,
					  .taxonomy = k->id,
					  .name = k->t.name,
					  .year = k->t.year,
					  .text = k->text,
					  .made_at = tx_now(d),
					  .made_by = k->r->who->name };
	TRY(work_names_add_taxonomy(d, a, &in, NULL));
	return audit_add(d, a, city, STR_NONE, k->r->who, STR("work_taxonomy_added"),
			 str_format(a, "%lld", (long long)k->id), k->t.name);
}

static const err *add_post(req *r, resp *out)
{
	names_page p;
	TRY(names_begin(r, &p));
	if (!p.may)
		return err_of(ERR_forbidden);
	adding k = { .r = r };
	for (size_t i = 0; i < r->files.n; i++)
		if (str_eq(r->files.at[i].name, STR("file")))
			k.text = r->files.at[i].data;
	const err *e = k.text.len ? taxonomy_read(r->arena, k.text, &k.t)
				  : err_at(r->arena, ERR_required, STR("file"), "a file");
	if (!e)
		e = store_write(r->app->store, r->arena, shard(r), add, &k);
	if (e)
		return list_page(&p, e, out);
	const char *path = str_format(r->arena, "/work/names/taxonomy/%lld", (long long)k.id).at;
	resp_redirect(r, out, names_link(&p, path, STR_NONE).s);
	return NULL;
}

/* --- which is which -------------------------------------------------------------------------------------------------------------- */

typedef struct proposal {
	size_t theirs, text; /* which of theirs, by which of their names */
	double likeness;
} proposal;

static int best_first(const void *x, const void *y)
{
	const proposal *p = x, *q = y;
	if (p->likeness != q->likeness)
		return p->likeness > q->likeness ? -1 : 1;
	return p->theirs < q->theirs ? -1 : p->theirs > q->theirs;
}

typedef struct mapping {
	names_page *p;
	arena *work;
	arena *one; /* of one search, given back after it */
	const taxonomy *mine, *theirs;
	const work_names_maps_rows *maps;
	const alike *x; /* over all names of theirs */
	struct {
		size_t *at;
		size_t n;
	} owner; /* whose a text is */
	struct {
		alike_text *at;
		size_t n;
	} texts;
	bool comparable[WORK_AXES], any;
} mapping;

static alike_text described(mapping *m, str s)
{
	alike_text t = { .text = s, .weight = 1 };
	reading_words_list l;
	if (reading_words(m->p->r->app->reading, m->work, s, &l))
		for (size_t i = 0; i < l.n; i++) {
			LIST_ADD(m->work, &t.words, l.at[i].base);
			LIST_ADD(m->work, &t.readings, l.at[i].kana);
		}
	return t;
}

static void add_text(mapping *m, size_t owner, str s)
{
	LIST_ADD(m->work, &m->texts, described(m, s));
	LIST_ADD(m->work, &m->owner, owner);
}

static const err *index_theirs(mapping *m)
{
	for (size_t i = 0; i < m->theirs->works.n; i++) {
		const taxonomy_work *w = &m->theirs->works.at[i];
		add_text(m, i, w->name);
		for (size_t k = 0; k < w->names.n && k < 20; k++)
			if (!str_eq(w->names.at[k], w->name))
				add_text(m, i, w->names.at[k]);
	}
	return alike_make(m->work, m->texts.at, m->texts.n, &m->x);
}

typedef struct proposals {
	proposal *at;
	size_t n;
} proposals;

/* Of another city there are names alone, without who writes them: they are as alike as alike.h has it, on whose scale the default threshold is 0.40. */
#define OF_THRESHOLD 0.8

/* The works of theirs that are most like one of ours, by its best name. */
static proposals proposed(mapping *m, const taxonomy_work *w, i64 common)
{
	arena *a = m->work;
	proposals list = { 0 };
	strs own = { 0 };
	LIST_ADD(a, &own, w->name);
	names_keys members = names_members_of(m->p, common);
	for (size_t i = 0; i < members.n && i < 12; i++)
		LIST_ADD(a, &own, members.at[i].work);
	for (size_t i = 0; i < own.n; i++) {
		alike_text t = described(m, own.at[i]);
		alike_hit hits[8];
		size_t n = alike_nearest(m->x, m->one, &t, hits, COUNT(hits));
		arena_reset(m->one); /* each search takes a place for every text of theirs */
		for (size_t h = 0; h < n; h++) {
			proposal x = { m->owner.at[hits[h].text], hits[h].text, hits[h].likeness };
			size_t k = 0;
			while (k < list.n && list.at[k].theirs != x.theirs)
				k++;
			if (k == list.n)
				LIST_ADD(a, &list, x);
			else if (x.likeness > list.at[k].likeness)
				list.at[k] = x;
		}
	}
	if (list.n)
		qsort(list.at, list.n, sizeof *list.at, best_first);
	return list;
}

static int verdict_of(const mapping *m, str theirs, i64 common) /* 1 same, 0 other, −1 nothing said */
{
	for (size_t i = 0; i < m->maps->n; i++)
		if (m->maps->at[i].common == common && str_eq(m->maps->at[i].theirs, theirs))
			return m->maps->at[i].same != 0;
	return -1;
}

static str minutes_or(const mapping *m, i64 n)
{
	return n < 0 ? STR("–") : words_wn_minutes(m->p->r->arena, m->p->r->lang, figure_whole(m->p->r->arena, n));
}

/* Minutes a case, only by axes that mean the same in both cities. */
static void compare_row(mapping *m, const taxonomy_work *own, const taxonomy_work *their, names_pair_row *x)
{
	req *r = m->p->r;
	arena *a = r->arena;
	x->ours_each = x->theirs_each = STR("–");
	if (!m->any)
		return;
	x->ours_each = minutes_or(m, own->p50);
	x->theirs_each = minutes_or(m, their->p50);
	if (own->p50 >= 0 && their->p50 > 0)
		x->diff = str_format(a, "%s%lld%%",
				     own->p50 > their->p50   ? "+"
				     : own->p50 < their->p50 ? "−"
							     : "±",
				     (long long)llround(fabs((double)own->p50 / (double)their->p50 - 1) * 100));
	buf b = buf_new(a, 2000);
	for (int k = 0; k < WORK_AXES; k++) {
		const work_axis_def *axis = &m->p->q.round.def.axes[k];
		if (!m->comparable[k])
			continue;
		const taxonomy_side *sides[2][2] = { { &own->yes[k], &their->yes[k] }, { &own->no[k], &their->no[k] } };
		for (int s = 0; s < 2; s++) {
			if (sides[s][0]->p50 < 0 || sides[s][1]->p50 < 0)
				continue;
			buf_format(&b, "%s%.*s %lld / %lld", b.len ? "、" : "",
				   STR_ARG(text_in(s == 0 ? &axis->yes : &axis->no, r->lang)),
				   (long long)sides[s][0]->p50, (long long)sides[s][1]->p50);
		}
	}
	x->axes = buf_str(&b);
}

static void map_rows(mapping *m, names_map_view *v)
{
	arena *a = m->p->r->arena;
	const names_decided *d = &m->p->held.decided;
	for (size_t i = 0; i < m->mine->works.n; i++) {
		const taxonomy_work *own = &m->mine->works.at[i];
		i64 common = d->commons.at[i].id;
		proposals list = proposed(m, own, common);
		/* what was said comes whatever the threshold */
		for (size_t k = 0; k < m->maps->n; k++)
			for (size_t t = 0; m->maps->at[k].common == common && t < m->theirs->works.n; t++) {
				bool in = !str_eq(m->theirs->works.at[t].id, m->maps->at[k].theirs);
				for (size_t n = 0; n < list.n && !in; n++)
					in = list.at[n].theirs == t;
				if (!in)
					LIST_ADD(m->work, &list, ((proposal){ t, SIZE_MAX, 0 }));
			}
		size_t told = 0;
		for (size_t k = 0; k < list.n; k++) {
			const proposal *c = &list.at[k];
			const taxonomy_work *their = &m->theirs->works.at[c->theirs];
			int verdict = verdict_of(m, their->id, common);
			if (verdict < 0 && (told >= PROPOSALS || c->likeness < m->p->threshold * OF_THRESHOLD))
				continue;
			names_pair_row x = { .id = str_format(a, "c%lld-%zu", (long long)common, told),
					     .name = own->name,
					     .theirs_name = their->name,
					     .theirs = their->id,
					     .common = common,
					     .likeness = c->likeness > 0 ? names_percent(a, c->likeness) : STR("–"),
					     .same = verdict == 1,
					     .other = verdict == 0,
					     .first = told == 0 };
			x.link =
				names_link(m->p, "/work/names/group", str_format(a, "&common=%lld", (long long)common));
			if (c->text != SIZE_MAX && !str_eq(m->texts.at[c->text].text, their->name))
				x.shared = m->texts.at[c->text].text;
			compare_row(m, own, their, &x);
			v->mapped += x.same;
			told++;
			LIST_ADD(a, &v->rows, x);
		}
		if (told == 0)
			LIST_ADD(a, &v->alone, own->name);
	}
}

static const err *taxonomy_id(req *r, i64 *ret)
{
	return str_i64(req_param(r, "id"), ret) && *ret > 0 ? NULL : err_of(ERR_not_found);
}

static const err *map_get(req *r, resp *out)
{
	arena *a = r->arena;
	names_page p;
	listing l = { .city = r->app->city };
	TRY(taxonomy_id(r, &l.id));
	TRY(names_begin(r, &p));
	TRY(need_all(&p));
	TRY(store_read(r->app->store, a, read_one, &l));
	if (!l.found)
		return err_of(ERR_not_found);
	taxonomy mine, theirs;
	TRY(taxonomy_read(a, l.one.text, &theirs));
	TRY(our_taxonomy(&p, 1, &mine));
	mapping m = { .p = &p,
		      .work = arena_new(WORKING),
		      .one = arena_new(WORKING / 4),
		      .mine = &mine,
		      .theirs = &theirs,
		      .maps = &l.maps };
	names_map_view v = { .id = l.id, .may = p.may, .round = p.q.round.id, .theirs = (i64)theirs.works.n };
	v.head = names_head_of(&p, words_wn_map_title(a, r->lang, l.one.name, l.one.year));
	v.threshold = str_format(a, "%.2f", p.threshold);
	v.action = url_path(a, "/work/names/taxonomy/%lld", (long long)l.id);
	v.back = names_link(&p, "/work/names/taxonomy", STR_NONE);
	for (int k = 0; k < WORK_AXES; k++) {
		m.comparable[k] = mine.axes[k].len > 0 && str_eq(mine.axes[k], theirs.axes[k]);
		m.any = m.any || m.comparable[k];
		struct names_axis_row x = { text_in(&p.q.round.def.axes[k].name, r->lang),
					    mine.axes[k].len ? mine.axes[k] : STR("–"),
					    theirs.axes[k].len ? theirs.axes[k] : STR("–"), m.comparable[k] };
		LIST_ADD(a, &v.axes, x);
	}
	v.comparable = m.any;
	const err *e = index_theirs(&m);
	if (!e)
		map_rows(&m, &v);
	else
		e = err_kept(a, e);
	/* names in the view are of the request, those of the index may go only after the page is written */
	page_out o = page_begin(r);
	if (!e)
		names_map_page(&o, &v);
	arena_free(m.one);
	arena_free(m.work);
	TRY(e);
	return names_finish(&p, &o, v.head.title, out);
}

typedef struct saying {
	req *r;
	i64 id, common;
	str theirs, what;
} saying;

static const err *say_it(db *d, arena *a, void *arg)
{
	saying *k = arg;
	i64 city = k->r->app->city;
	work_names_taxonomy_row row;
	work_names_common_row common;
	bool found;
	TRY(work_names_taxonomy(d, a, city, k->id, &row, &found));
	if (!found)
		return err_of(ERR_not_found);
	if (str_eq(k->what, STR("drop"))) {
		TRY(work_names_drop_maps(d, a, city, k->id, NULL));
		TRY(work_names_drop_taxonomy(d, a, city, k->id, NULL));
		return audit_add(d, a, city, STR_NONE, k->r->who, STR("work_taxonomy_removed"),
				 str_format(a, "%lld", (long long)k->id), row.name);
	}
	TRY(work_names_common(d, a, city, k->common, &common, &found));
	if (!found)
		return err_of(ERR_stale);
	if (str_eq(k->what, STR("forget"))) {
		TRY(work_names_drop_map(d, a, city, k->id, k->theirs, k->common, NULL));
	} else {
		taxonomy t;
		bool there = false;
		TRY(taxonomy_read(a, row.text, &t));
		for (size_t i = 0; i < t.works.n; i++)
			there = there || str_eq(t.works.at[i].id, k->theirs);
		if (!there || !(str_eq(k->what, STR("same")) || str_eq(k->what, STR("other"))))
			return err_of(ERR_bad_request);
		work_names_put_map_in in = { .city = city,
					     .taxonomy = k->id,
					     .theirs = k->theirs,
					     .common = k->common,
					     .same = str_eq(k->what, STR("same")),
					     .made_at = tx_now(d),
					     .made_by = k->r->who->name };
		TRY(work_names_put_map(d, a, &in, NULL));
	}
	return audit_add(d, a, city, STR_NONE, k->r->who, str_format(a, "work_taxonomy_%.*s", STR_ARG(k->what)),
			 str_format(a, "%lld:%.*s", (long long)k->id, STR_ARG(k->theirs)), common.name);
}

static const err *map_post(req *r, resp *out)
{
	names_page p;
	saying k = { .r = r, .theirs = req_form(r, "theirs"), .what = req_form(r, "do") };
	TRY(taxonomy_id(r, &k.id));
	TRY(names_begin(r, &p));
	if (!p.may)
		return err_of(ERR_forbidden);
	str_i64(req_form(r, "common"), &k.common);
	TRY(store_write(r->app->store, r->arena, shard(r), say_it, &k));
	if (str_eq(k.what, STR("drop"))) {
		resp_redirect(r, out, names_link(&p, "/work/names/taxonomy", STR_NONE).s);
		return NULL;
	}
	const char *path = str_format(r->arena, "/work/names/taxonomy/%lld", (long long)k.id).at;
	resp_redirect(
		r, out,
		str_format(r->arena, "%.*s#c%lld", STR_ARG(names_link(&p, path, STR_NONE).s), (long long)k.common));
	return NULL;
}

const route names_taxonomy_routes[] = {
	{ "GET", "/work/names/taxonomy", ACCESS_CLERK, list_get },
	{ "POST", "/work/names/taxonomy", ACCESS_CLERK, add_post },
	{ "GET", "/work/names/taxonomy.json", ACCESS_CLERK, file_get },
	{ "GET", "/work/names/taxonomy/:id", ACCESS_CLERK, map_get },
	{ "POST", "/work/names/taxonomy/:id", ACCESS_CLERK, map_post },
	{ 0 },
};
