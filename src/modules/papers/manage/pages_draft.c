/* What has been changed of papers and is not published yet: place by place, with the pictures side by side; published together; and the versions there were. */
#include "modules/papers/manage/view.h"

#include "modules/papers/manage/paper_versions.sql.h"
#include "modules/papers/manage/templates/draft.html.h"

#define VERSIONS_SHOWN 200

static str file_name(const bench *b, str path)
{
	req *r = b->r;
	str id;
	def_path kind = defs_path(path, &id);
	const paper_def *p = paper_find(&b->drawn->papers, id);
	if (!p)
		p = paper_find(&b->city->papers, id);
	if (kind == PATH_SAMPLES)
		return say(r, T_pm_samples);
	str name = p ? text_in(&p->name, r->lang) : id;
	return kind == PATH_BACKGROUND ? words_pm_background_of(r->arena, r->lang, name) : name;
}

static url file_link(const bench *b, str path)
{
	str id;
	def_path kind = defs_path(path, &id);
	if (kind == PATH_SAMPLES)
		return url_path(b->r->arena, "/manage/papers/samples");
	return url_path(b->r->arena, "/manage/papers/paper/%.*s%s", STR_ARG(id),
			kind == PATH_BACKGROUND ? "/sheets" : "");
}

/* Of the paper itself by its keys, of its sheets place by place. */
static differences paper_differs(const bench *b, str path, str id, str was, str becomes)
{
	req *r = b->r;
	arena *a = r->arena;
	differences all = differ(a, r->lang, path, was, becomes), d = { 0 };
	for (size_t i = 0; i < all.n; i++)
		if (!str_starts(all.at[i].where, STR("sheets")))
			LIST_ADD(a, &d, all.at[i]);
	differences places =
		pm_differ(a, r->lang, b->drawn, paper_find(&b->city->papers, id), paper_find(&b->drawn->papers, id));
	for (size_t i = 0; i < places.n; i++)
		LIST_ADD(a, &d, places.at[i]);
	return d;
}

static void add_pairs(const bench *b, str id, pm_file *f)
{
	arena *a = b->r->arena;
	const paper_def *was = paper_find(&b->city->papers, id), *becomes = paper_find(&b->drawn->papers, id);
	size_t n = was ? was->sheets.n : 0;
	if (becomes && becomes->sheets.n > n)
		n = becomes->sheets.n;
	str path = pm_file_of(a, id);
	const catalog_file *force = bench_file(b, path);
	for (size_t i = 0; i < n; i++) {
		pm_pair p = { .number = (i64)i + 1,
			      .has_was = was && i < was->sheets.n,
			      .has_becomes = becomes && i < becomes->sheets.n };
		if (p.has_was)
			p.was = url_of(a, str_format(a, "/manage/papers/picture/%.*s?s=%zu&by=force&of=f%lld",
						     STR_ARG(id), i + 1, force ? (long long)force->version : 0));
		if (p.has_becomes)
			p.becomes =
				pm_picture(a, id, i, STR_NONE,
					   str_format(a, "%016llx", (unsigned long long)str_hash(bench_text(b, path))));
		LIST_ADD(a, &f->pairs, p);
	}
}

static const err *add_file(const bench *b, const draft *d, pm_draft_view *v)
{
	req *r = b->r;
	arena *a = r->arena;
	str id;
	def_path kind = defs_path(d->path, &id);
	const other_draft *other = bench_other(b, d->path);
	pm_file f = { .name = file_name(b, d->path),
		      .path = d->path,
		      .link = file_link(b, d->path),
		      .rev = d->rev,
		      .stale = d->base != d->version,
		      .gone = d->body.len == 0,
		      .fresh = d->theirs.len == 0 };
	if (other)
		f.other = words_gm_other_edits(a, r->lang, other->name, pm_time(a, r->lang, other->changed_at));
	if (f.stale) {
		file_version q;
		TRY(version_read(r, d->path, d->version, d->base, &q));
		f.theirs_who = q.author;
		f.theirs_when = q.found ? pm_time(a, r->lang, q.made_at) : STR_NONE;
	}
	if (kind == PATH_PAPER && !f.gone) {
		f.mine = paper_differs(b, d->path, id, d->theirs, d->body);
		add_pairs(b, id, &f);
	} else if (kind == PATH_SAMPLES) {
		f.mine = differ(a, r->lang, d->path, d->theirs, d->body);
	}
	LIST_ADD(a, &v->files, f);
	return NULL;
}

/* What stands against publishing my papers: what the checker says, then each changed paper with each sample. */
static void check(const bench *b, const drafts *mine, pm_draft_view *v)
{
	arena *a = b->r->arena;
	for (size_t i = 0; i < mine->n; i++) {
		edit_items some = pm_mistakes(b, b->mistakes, mine->at[i].path);
		for (size_t k = 0; k < some.n; k++)
			LIST_ADD(a, &v->mistakes, some.at[k]);
	}
	if (v->mistakes.n)
		return;
	bool samples = false;
	for (size_t i = 0; i < mine->n; i++)
		samples = samples || defs_path(mine->at[i].path, NULL) == PATH_SAMPLES;
	for (size_t i = 0; i < b->drawn->papers.papers.n; i++) {
		const paper_def *p = &b->drawn->papers.papers.at[i];
		bool changed = samples;
		for (size_t k = 0; k < mine->n && !changed; k++) {
			str id;
			defs_path(mine->at[k].path, &id);
			changed = str_eq(id, p->id);
		}
		if (!changed)
			continue;
		size_t n = 0;
		edit_items some =
			pm_mistakes(b, papers_try(a, b->drawn, p->id, clock_now(b->r->app->clock), &n), STR_NONE);
		v->tried += (i64)n;
		for (size_t k = 0; k < some.n; k++)
			LIST_ADD(a, &v->mistakes, some.at[k]);
	}
}

static const err *draft_page(const bench *b, resp *out, pm_draft_view *v)
{
	req *r = b->r;
	arena *a = r->arena;
	str wrong = v->head.wrong;
	drafts mine = drafts_of(a, &b->mine, pm_ours);
	pm_begin(b, &v->head, say(r, T_pm_draft), "draft", STR_NONE);
	v->head.wrong = wrong;
	bool stale = false;
	for (size_t i = 0; i < mine.n; i++) {
		TRY(add_file(b, &mine.at[i], v));
		stale = stale || v->files.at[i].stale;
	}
	check(b, &mine, v);
	v->others = mine.n < b->mine.n;
	v->mark = draft_mark(a, &mine);
	v->may_publish = !stale && v->mistakes.n == 0;
	page_out o = page_begin(r);
	pm_draft_page(&o, v);
	page p = pm_page(v->head.title, false);
	return page_end(&o, &p, out);
}

static const err *draft_get(req *r, resp *out)
{
	bench b;
	TRY(bench_open(r, &b));
	pm_draft_view v = { 0 };
	return draft_page(&b, out, &v);
}

static const err *draft_post(req *r, resp *out)
{
	bench b;
	TRY(bench_open(r, &b));
	const err *e;
	pm_draft_view v = { 0 };
	if (str_eq(req_form(r, "do"), STR("publish"))) {
		drafts mine = drafts_of(r->arena, &b.mine, pm_ours);
		pm_draft_view tried = { 0 };
		check(&b, &mine, &tried);
		e = tried.mistakes.n ? err_of(ERR_definition) : drafts_publish(r, pm_ours, req_form(r, "seen"));
		if (!e) {
			resp_redirect(r, out, str_format(r->arena, "/manage/papers?published=%zu", mine.n));
			return NULL;
		}
		v.head.wrong = say(r, err_is(e, ERR_stale) ? T_gm_refused_stale : T_pm_refused);
		if (err_is(e, ERR_definition) &&
		    tried.mistakes.n == 0) /* of another file than those here: said as the checker says it */
			v.mistakes = pm_mistakes(&b, e, STR_NONE);
	} else {
		e = draft_command(r, pm_ours);
	}
	if (!e) {
		resp_redirect(r, out, STR("/manage/papers/draft"));
		return NULL;
	}
	if (!draft_refused(e))
		return e;
	TRY(bench_open(r, &b));
	if (v.head.wrong.len == 0)
		v.head.wrong = say(r, T_gm_refused_stale);
	out->status = err_is(e, ERR_stale) ? 409 : 422;
	return draft_page(&b, out, &v);
}

/* --- versions ------------------------------------------------------------------------------------------------------------ */

typedef struct history_question {
	i64 city;
	str path;
	pm_versions_rows rows;
} history_question;

static const err *read_versions(db *d, arena *a, void *arg)
{
	history_question *q = arg;
	return pm_versions(d, a, q->city, q->path, VERSIONS_SHOWN, &q->rows);
}

static const err *history_get(req *r, resp *out)
{
	bench b;
	TRY(bench_open(r, &b));
	arena *a = r->arena;
	history_question q = { r->app->city, req_query(r, "path"), { 0 } };
	if (q.path.len && !pm_ours(q.path))
		return err_of(ERR_not_found);
	TRY(store_read(r->app->store, a, read_versions, &q));
	pm_history_view v = { 0 };
	pm_begin(&b, &v.head, say(r, T_pm_history), "history", STR_NONE);
	for (size_t i = 0; i < q.rows.n; i++) {
		const pm_versions_row *x = &q.rows.at[i];
		str name = file_name(&b, x->path);
		LIST_ADD(a, &v.lines,
			 ((pm_version_line){
				 .what = x->empty ? words_manage_of(a, r->lang, name, say(r, T_manage_gone)) : name,
				 .when = pm_time(a, r->lang, x->made_at),
				 .who = version_author(r, x->name),
				 .number = words_manage_version_n(a, r->lang, x->version),
				 .link = url_of(a, str_format(a, "/manage/papers/version?path=%.*s&version=%lld",
							      STR_ARG(percent_encode(a, x->path)),
							      (long long)x->version)) }));
	}
	page_out o = page_begin(r);
	pm_history_page(&o, &v);
	page p = pm_page(v.head.title, false);
	return page_end(&o, &p, out);
}

static const err *version_get(req *r, resp *out)
{
	bench b;
	TRY(bench_open(r, &b));
	arena *a = r->arena;
	file_version q;
	TRY(version_asked(r, pm_ours, req_query(r, "path"), req_query(r, "version"), &q));
	const catalog_file *f = bench_file(&b, q.path);
	bool text = defs_path(q.path, NULL) != PATH_BACKGROUND;
	pm_version_view v = { .path = q.path,
			      .when = pm_time(a, r->lang, q.made_at),
			      .who = q.author,
			      .body = q.body,
			      .version = q.number,
			      .in_force = f && f->version == q.number,
			      .first = !q.has_previous,
			      .text = text && q.body.len };
	if (q.has_previous && text)
		v.changes = differ(a, r->lang, q.path, q.previous, q.body);
	pm_begin(&b, &v.head,
		 words_manage_of(a, r->lang, file_name(&b, q.path), words_manage_version_n(a, r->lang, q.number)),
		 "history", STR_NONE);
	page_out o = page_begin(r);
	pm_version_page(&o, &v);
	page p = pm_page(v.head.title, false);
	return page_end(&o, &p, out);
}

/* An old version becomes the draft; a draft that there is already is not overwritten. */
static const err *version_post(req *r, resp *out)
{
	bench b;
	TRY(bench_open(r, &b));
	file_version q;
	TRY(version_asked(r, pm_ours, req_form(r, "path"), req_form(r, "version"), &q));
	if (bench_draft(&b, q.path)) {
		pm_draft_view v = { 0 };
		v.head.wrong = words_gm_restore_draft(r->arena, r->lang, file_name(&b, q.path));
		out->status = 409;
		return draft_page(&b, out, &v);
	}
	TRY(draft_save(r, q.path, q.body, 0, NULL));
	resp_redirect(r, out, STR("/manage/papers/draft"));
	return NULL;
}

const route pm_draft_routes[] = {
	{ "GET", "/manage/papers/draft", ACCESS_ADMIN, draft_get },
	{ "POST", "/manage/papers/draft", ACCESS_ADMIN, draft_post },
	{ "GET", "/manage/papers/history", ACCESS_ADMIN, history_get },
	{ "GET", "/manage/papers/version", ACCESS_ADMIN, version_get },
	{ "POST", "/manage/papers/version", ACCESS_ADMIN, version_post },
	{ 0 },
};
