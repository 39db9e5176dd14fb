/* Published versions of a file, and what is done to a draft by the forms of every room that edits some. */
#include "kit/drafts/drafts.h"
#include "kit/drafts/drafts.sql.h"
#include "kit/words.h"

typedef struct pair_question {
	i64 city, number, before;
	str path;
	kept_version_row one, previous;
	bool found, has_previous;
} pair_question;

static const err *read_pair(db *d, arena *a, void *arg)
{
	pair_question *q = arg;
	TRY(kept_version(d, a, q->city, q->path, q->number, &q->one, &q->found));
	return kept_version(d, a, q->city, q->path, q->before, &q->previous, &q->has_previous);
}

str version_author(const req *r, opt_str name)
{
	return name.some ? name.value : say(r, T_manage_command_line);
}

const err *version_read(req *r, str path, i64 number, i64 before, file_version *ret)
{
	pair_question q = { .city = r->app->city, .path = path, .number = number, .before = before };
	TRY(store_read(r->app->store, r->arena, read_pair, &q));
	*ret = (file_version){ .path = path,
			       .number = number,
			       .found = q.found,
			       .has_previous = q.has_previous,
			       .author = version_author(r, q.found ? q.one.name : (opt_str){ 0 }) };
	if (q.found) {
		ret->body = q.one.body;
		ret->made_at = q.one.made_at;
	}
	if (q.has_previous)
		ret->previous = q.previous.body;
	return NULL;
}

const err *version_asked(req *r, bool (*ours)(str path), str path, str number, file_version *ret)
{
	i64 n;
	if (!ours(path) || !str_i64(number, &n))
		return err_of(ERR_not_found);
	TRY(version_read(r, path, n, n - 1, ret));
	return ret->found ? NULL : err_of(ERR_not_found);
}

const err *draft_command(req *r, bool (*ours)(str path))
{
	str doing = req_form(r, "do"), path = req_form(r, "path");
	i64 rev;
	if (!ours(path) || !str_i64(req_form(r, "rev"), &rev))
		return err_of(ERR_bad_request);
	if (str_eq(doing, STR("rebase")))
		return draft_rebase(r, path, rev);
	if (str_eq(doing, STR("drop")))
		return draft_drop(r, path, rev);
	return err_of(ERR_bad_request);
}

bool draft_refused(const err *e)
{
	return err_is(e, ERR_stale) || err_is(e, ERR_definition) || err_is(e, ERR_feel) || err_is(e, ERR_file);
}
