/* Drafts in the database, and the set of definitions with them. */
#include "kit/catalog.h"
#include "kit/drafts/drafts.h"
#include "kit/drafts/drafts.sql.h"
#include "print/background.h"

#define DRAFTS_MAX 100
#define DRAFT_SIZE_MAX (1024 * 1024)
#define BACKGROUND_SIZE_MAX (BACKGROUND_BYTES_MAX / 3 * 4 + 16) /* in base64 */

typedef struct drafts_question {
	i64 city, staff;
	kept_drafts_rows mine;
	kept_others_rows others;
} drafts_question;

static const err *read_drafts(db *d, arena *a, void *arg)
{
	drafts_question *q = arg;
	TRY(kept_drafts(d, a, q->city, q->staff, &q->mine));
	return kept_others(d, a, q->city, q->staff, &q->others);
}

const catalog_file *bench_file(const bench *b, str path)
{
	for (size_t i = 0; i < b->all.n; i++)
		if (str_eq(b->all.at[i].path, path))
			return &b->all.at[i];
	return NULL;
}

const draft *bench_draft(const bench *b, str path)
{
	for (size_t i = 0; i < b->mine.n; i++)
		if (str_eq(b->mine.at[i].path, path))
			return &b->mine.at[i];
	return NULL;
}

const other_draft *bench_other(const bench *b, str path)
{
	for (size_t i = 0; i < b->others.n; i++)
		if (str_eq(b->others.at[i].path, path))
			return &b->others.at[i];
	return NULL;
}

str bench_text(const bench *b, str path)
{
	const draft *d = bench_draft(b, path);
	const catalog_file *f = bench_file(b, path);
	return d ? d->body : f ? f->text : STR_NONE;
}

i64 bench_rev(const bench *b, str path)
{
	const draft *d = bench_draft(b, path);
	return d ? d->rev : 0;
}

/* Only the whole city's administrators edit what holds for all of it. */
static const err *may_edit(const req *r)
{
	return r->who->office.len ? err_of(ERR_forbidden) : NULL;
}

const err *bench_changed(req *r, bool *ret)
{
	TRY(may_edit(r));
	drafts_question q = { .city = r->app->city, .staff = r->who->staff };
	TRY(store_read(r->app->store, r->arena, read_drafts, &q));
	*ret = q.mine.n > 0;
	return NULL;
}

static int by_path(const void *x, const void *y)
{
	const def_file *a = x, *b = y;
	return str_cmp(a->path, b->path);
}

static void put_together(bench *b, bool (*wanted)(str path, str arg), str arg)
{
	arena *a = b->r->arena;
	for (size_t i = 0; i < b->all.n; i++)
		if (b->all.at[i].text.len && !bench_draft(b, b->all.at[i].path))
			LIST_ADD(a, &b->files, ((def_file){ b->all.at[i].path, b->all.at[i].text }));
	for (size_t i = 0; i < b->mine.n; i++)
		if (b->mine.at[i].body.len)
			LIST_ADD(a, &b->files, ((def_file){ b->mine.at[i].path, b->mine.at[i].body }));
	size_t n = 0;
	for (size_t i = 0; i < b->files.n; i++)
		if (!wanted || wanted(b->files.at[i].path, arg))
			b->files.at[n++] = b->files.at[i];
	b->files.n = n;
	if (b->files.n)
		qsort(b->files.at, b->files.n, sizeof *b->files.at, by_path);
}

const err *bench_open_some(req *r, bool (*wanted)(str path, str arg), str arg, bench *ret)
{
	*ret = (bench){ .r = r, .city = catalog_city(r) };
	TRY(may_edit(r));
	drafts_question q = { .city = r->app->city, .staff = r->who->staff };
	TRY(store_read(r->app->store, r->arena, read_drafts, &q));
	TRY(catalog_newest(r->app, r->arena, &ret->all));
	for (size_t i = 0; i < q.mine.n; i++) {
		const kept_drafts_row *x = &q.mine.at[i];
		const catalog_file *f = bench_file(ret, x->path);
		LIST_ADD(r->arena, &ret->mine,
			 ((draft){ x->path, x->body, x->base, x->rev, x->changed_at, f ? f->version : 0,
				   f ? f->text : STR_NONE }));
	}
	for (size_t i = 0; i < q.others.n; i++)
		LIST_ADD(r->arena, &ret->others,
			 ((other_draft){ q.others.at[i].path, q.others.at[i].name, q.others.at[i].changed_at }));
	put_together(ret, wanted, arg);
	city_def *c = NULL;
	ret->mistakes = defs_parse(r->arena, ret->files, &c);
	ret->drawn = c ? c : ret->city;
	return NULL;
}

const err *bench_open(req *r, bench *ret)
{
	return bench_open_some(r, NULL, STR_NONE, ret);
}

/* --- saving ---------------------------------------------------------------------------------------------------------- */

typedef struct saving {
	i64 city, staff, rev, base, version;
	str path, body;
	bool same; /* as what is in force: no draft is needed */
	bool rebase, drop;
	i64 ret_rev;
} saving;

static const err *save_run(db *d, arena *a, void *arg)
{
	saving *s = arg;
	kept_drafts_rows mine;
	TRY(kept_drafts(d, a, s->city, s->staff, &mine));
	const kept_drafts_row *was = NULL;
	for (size_t i = 0; i < mine.n; i++)
		if (str_eq(mine.at[i].path, s->path))
			was = &mine.at[i];
	i64 changed = 0;
	if ((was ? was->rev : 0) != s->rev)
		return err_at(a, ERR_stale, s->path, "the draft was saved in another window");
	if (s->drop || (s->same && (!was || was->base == s->version))) {
		s->ret_rev = 0;
		if (!was)
			return NULL;
		TRY(kept_drop(d, a, s->city, s->staff, s->path, s->rev, &changed));
	} else if (!was) {
		if (mine.n >= DRAFTS_MAX)
			return err_why(a, ERR_too_large, "more than %d files in one draft", DRAFTS_MAX);
		kept_add_in in = { s->city, s->staff, s->path, s->base, s->body, tx_now(d) };
		TRY(kept_add(d, a, &in, &changed));
		s->ret_rev = 1;
	} else {
		kept_save_in in = { .city = s->city,
				    .staff = s->staff,
				    .path = s->path,
				    .rev = s->rev,
				    .base = s->rebase ? s->version : was->base,
				    .body = s->rebase ? was->body : s->body,
				    .now = tx_now(d) };
		TRY(kept_save(d, a, &in, &changed));
		s->ret_rev = s->rev + 1;
	}
	return changed ? NULL : err_at(a, ERR_stale, s->path, "the draft was saved in another window");
}

static const err *save(req *r, saving *s)
{
	TRY(may_edit(r));
	if (defs_path(s->path, NULL) == PATH_NONE)
		return err_of(ERR_not_found);
	catalog_list all;
	TRY(catalog_newest(r->app, r->arena, &all));
	s->city = r->app->city;
	s->staff = r->who->staff;
	for (size_t i = 0; i < all.n; i++) {
		if (str_eq(all.at[i].path, s->path)) {
			s->version = all.at[i].version;
			s->same = str_eq(all.at[i].text, s->body);
		}
	}
	s->base = s->version;
	str shard = str_format(r->arena, "%lld/guide-drafts", (long long)s->city);
	return store_write(r->app->store, r->arena, shard, save_run, s);
}

const err *draft_save(req *r, str path, str body, i64 rev, i64 *ret_rev)
{
	if (body.len > (defs_path(path, NULL) == PATH_BACKGROUND ? BACKGROUND_SIZE_MAX : DRAFT_SIZE_MAX))
		return err_of(ERR_too_large);
	if (!str_is_utf8(body))
		return err_of(ERR_bad_request);
	saving s = { .path = path, .body = body, .rev = rev };
	TRY(save(r, &s));
	if (ret_rev)
		*ret_rev = s.ret_rev;
	return NULL;
}

const err *draft_rebase(req *r, str path, i64 rev)
{
	return save(r, &(saving){ .path = path, .rev = rev, .rebase = true });
}

const err *draft_drop(req *r, str path, i64 rev)
{
	return save(r, &(saving){ .path = path, .rev = rev, .drop = true });
}

/* --- publishing -------------------------------------------------------------------------------------------------------- */

str draft_mark(arena *a, const drafts *list)
{
	u64 sum = 0;
	for (size_t i = 0; i < list->n; i++)
		sum += str_hash(str_format(a, "%.*s %lld %lld", STR_ARG(list->at[i].path), (long long)list->at[i].rev,
					   (long long)list->at[i].base));
	return str_format(a, "%016llx", (unsigned long long)sum);
}

typedef struct finishing {
	i64 city, staff;
	const drafts *list;
} finishing;

/* In the transaction of the publication: a draft that was saved once more meanwhile refuses it. */
static const err *finish(db *d, arena *a, void *arg)
{
	const finishing *f = arg;
	for (size_t i = 0; i < f->list->n; i++) {
		i64 changed;
		TRY(kept_drop(d, a, f->city, f->staff, f->list->at[i].path, f->list->at[i].rev, &changed));
		if (!changed)
			return err_at(a, ERR_stale, f->list->at[i].path, "the draft was saved in another window");
	}
	return NULL;
}

drafts drafts_of(arena *a, const drafts *list, bool (*ours)(str path))
{
	drafts some = { 0 };
	for (size_t i = 0; i < list->n; i++)
		if (ours(list->at[i].path))
			LIST_ADD(a, &some, list->at[i]);
	return some;
}

const err *drafts_publish(req *r, bool (*ours)(str path), str seen)
{
	bench b;
	TRY(bench_open(r, &b));
	drafts mine = drafts_of(r->arena, &b.mine, ours);
	if (seen.len && !str_eq(seen, draft_mark(r->arena, &mine)))
		return err_at(r->arena, ERR_stale, STR_NONE, "the draft is another than the one that was seen");
	catalog_list list = { NULL, 0 };
	for (size_t i = 0; i < mine.n; i++)
		LIST_ADD(r->arena, &list, ((catalog_file){ mine.at[i].path, mine.at[i].body, mine.at[i].base }));
	finishing f = { r->app->city, r->who->staff, &mine };
	return catalog_publish_all(r, &list, finish, &f);
}

const module drafts_module = {
	.name = "drafts",
	.statements = drafts_statements,
	.statements_n = &drafts_statements_n,
};
