/* What has been changed and is not published yet: looked at as a whole, published together, thrown away; and the versions there were. */
#include "modules/guide/manage/view.h"

#include "modules/guide/manage/templates/draft.html.h"
#include "modules/guide/manage/versions.sql.h"

#define VERSIONS_SHOWN 200
#define LOOK_SHOWN 30

static const err *add_file(const bench *b, const draft *d, gm_draft_view *v)
{
	req *r = b->r;
	arena *a = r->arena;
	const other_draft *other = bench_other(b, d->path);
	gm_file f = { .name = gm_path(r, d->path),
		      .path = d->path,
		      .link = gm_link(r, d->path),
		      .rev = d->rev,
		      .stale = d->base != d->version,
		      .gone = d->body.len == 0,
		      .fresh = d->theirs.len == 0 };
	if (other)
		f.other = words_gm_other_edits(a, r->lang, other->name, gm_time(a, r->lang, other->changed_at));
	str began = d->theirs;
	if (f.stale) {
		file_version q;
		TRY(version_read(r, d->path, d->version, d->base, &q));
		began = q.has_previous ? q.previous : STR_NONE;
		f.theirs_who = q.author;
		f.theirs_when = q.found ? gm_time(a, r->lang, q.made_at) : STR_NONE;
		f.theirs = differ(a, r->lang, d->path, began, d->theirs);
	}
	f.mine = differ(a, r->lang, d->path, began, d->body);
	LIST_ADD(a, &v->files, f);
	return NULL;
}

static const err *draft_page(const bench *b, resp *out, gm_draft_view *v)
{
	req *r = b->r;
	gm_begin(b, &v->head, say(r, T_gm_draft), "draft");
	bool stale = false;
	drafts mine = gm_mine(b);
	for (size_t i = 0; i < mine.n; i++) {
		TRY(add_file(b, &mine.at[i], v));
		stale = stale || v->files.at[i].stale;
	}
	v->mistakes = gm_mistakes(b, STR_NONE);
	v->mistakes_n = (i64)v->mistakes.n;
	v->failed = gm_failing(b, &v->tried);
	v->failed_n = (i64)v->failed.n;
	i64 n;
	v->look = gm_look(b, LOOK_SHOWN, &n);
	v->mark = draft_mark(r->arena, &mine);
	v->may_publish = !stale && v->mistakes.n == 0 && v->failed.n == 0;
	page_out o = page_begin(r);
	gm_draft_page(&o, v);
	page p = gm_page(v->head.title);
	return page_end(&o, &p, out);
}

static const err *draft_get(req *r, resp *out)
{
	bench b;
	TRY(bench_open(r, &b));
	gm_draft_view v = { 0 };
	return draft_page(&b, out, &v);
}

static const err *draft_post(req *r, resp *out)
{
	bench b;
	TRY(bench_open(r, &b));
	const err *e;
	if (str_eq(req_form(r, "do"), STR("publish"))) {
		size_t n = gm_mine(&b).n;
		e = drafts_publish(r, gm_ours, req_form(r, "seen"));
		if (!e) {
			resp_redirect(r, out, str_format(r->arena, "/manage/guide?published=%zu", n));
			return NULL;
		}
	} else {
		e = draft_command(r, gm_ours);
	}
	if (!e) {
		resp_redirect(r, out, STR("/manage/guide/draft"));
		return NULL;
	}
	if (!draft_refused(e))
		return e;
	/* why it was refused is on the page itself: what is wrong, which cases fail, who published meanwhile */
	TRY(bench_open(r, &b));
	gm_draft_view v = { 0 };
	v.head.wrong = say(r, err_is(e, ERR_stale) ? T_gm_refused_stale : T_gm_refused);
	out->status = err_is(e, ERR_stale) ? 409 : 422;
	return draft_page(&b, out, &v);
}

/* --- versions ------------------------------------------------------------------------------------------------------------ */

typedef struct history_question {
	i64 city;
	str path;
	gm_versions_rows rows;
} history_question;

static const err *read_versions(db *d, arena *a, void *arg)
{
	history_question *q = arg;
	return gm_versions(d, a, q->city, q->path, VERSIONS_SHOWN, &q->rows);
}

static const err *history_get(req *r, resp *out)
{
	bench b;
	TRY(bench_open(r, &b));
	arena *a = r->arena;
	history_question q = { r->app->city, req_query(r, "path"), { 0 } };
	TRY(store_read(r->app->store, a, read_versions, &q));
	gm_history_view v = { 0 };
	gm_begin(&b, &v.head, say(r, T_gm_history), "history");
	for (size_t i = 0; i < q.rows.n; i++) {
		const gm_versions_row *x = &q.rows.at[i];
		str name = gm_path(r, x->path);
		LIST_ADD(a, &v.lines,
			 ((gm_version_line){
				 .what = x->empty ? words_manage_of(a, r->lang, name, say(r, T_manage_gone)) : name,
				 .when = gm_time(a, r->lang, x->made_at),
				 .who = version_author(r, x->name),
				 .number = words_manage_version_n(a, r->lang, x->version),
				 .link = url_of(a, str_format(a, "/manage/guide/version?path=%.*s&version=%lld",
							      STR_ARG(percent_encode(a, x->path)),
							      (long long)x->version)) }));
	}
	page_out o = page_begin(r);
	gm_history_page(&o, &v);
	page p = gm_page(v.head.title);
	return page_end(&o, &p, out);
}

static const err *version_get(req *r, resp *out)
{
	bench b;
	TRY(bench_open(r, &b));
	arena *a = r->arena;
	file_version q;
	TRY(version_asked(r, gm_ours, req_query(r, "path"), req_query(r, "version"), &q));
	const catalog_file *f = bench_file(&b, q.path);
	gm_version_view v = { .path = q.path,
			      .when = gm_time(a, r->lang, q.made_at),
			      .who = q.author,
			      .body = q.body,
			      .version = q.number,
			      .in_force = f && f->version == q.number,
			      .first = !q.has_previous };
	if (q.has_previous)
		v.changes = differ(a, r->lang, q.path, q.previous, q.body);
	gm_begin(&b, &v.head,
		 words_manage_of(a, r->lang, gm_path(r, q.path), words_manage_version_n(a, r->lang, q.number)),
		 "history");
	page_out o = page_begin(r);
	gm_version_page(&o, &v);
	page p = gm_page(v.head.title);
	return page_end(&o, &p, out);
}

/* An old version becomes the draft; a draft that there is already is not overwritten. */
static const err *version_post(req *r, resp *out)
{
	bench b;
	TRY(bench_open(r, &b));
	file_version q;
	TRY(version_asked(r, gm_ours, req_form(r, "path"), req_form(r, "version"), &q));
	if (bench_draft(&b, q.path)) {
		gm_draft_view v = { 0 };
		v.head.wrong = words_gm_restore_draft(r->arena, r->lang, gm_path(r, q.path));
		out->status = 409;
		return draft_page(&b, out, &v);
	}
	TRY(draft_save(r, q.path, q.body, 0, NULL));
	resp_redirect(r, out, STR("/manage/guide/draft"));
	return NULL;
}

const route gm_draft_routes[] = {
	{ "GET", "/manage/guide/draft", ACCESS_ADMIN, draft_get },
	{ "POST", "/manage/guide/draft", ACCESS_ADMIN, draft_post },
	{ "GET", "/manage/guide/history", ACCESS_ADMIN, history_get },
	{ "GET", "/manage/guide/version", ACCESS_ADMIN, version_get },
	{ "POST", "/manage/guide/version", ACCESS_ADMIN, version_post },
	{ 0 },
};
