/* Decisions in the database: each is a list of rows with what was and what is, made here, put there, and kept so that it can be taken back. */
#include "modules/work/names/names.h"

#include <stdlib.h>

#include "modules/work/names/names.sql.h"
#include "text/json.h"

/* --- reading --------------------------------------------------------------------------------------------------------------- */

static int by_member(const void *x, const void *y)
{
	const names_member *p = x, *q = y;
	int c = str_cmp(p->work, q->work);
	return c ? c : str_cmp(p->step, q->step);
}

static int key_cmp(names_key p, names_key q)
{
	int c = str_cmp(p.work, q.work);
	return c ? c : str_cmp(p.step, q.step);
}

static int by_pair(const void *x, const void *y)
{
	const names_said *p = x, *q = y;
	int c = key_cmp(p->p, q->p);
	return c ? c : key_cmp(p->q, q->q);
}

const err *names_decided_of(db *d, arena *a, i64 city, names_decided *ret)
{
	*ret = (names_decided){ 0 };
	work_names_revision_row revision;
	bool found;
	TRY(work_names_revision(d, a, city, &revision, &found));
	ret->revision = found ? revision.revision : 0;
	work_names_commons_rows commons;
	work_names_members_rows members;
	work_names_pairs_rows said;
	TRY(work_names_commons(d, a, city, NAMES_COMMONS_MAX, &commons));
	TRY(work_names_members(d, a, city, &members));
	TRY(work_names_pairs(d, a, city, &said));
	for (size_t i = 0; i < commons.n; i++)
		LIST_ADD(a, &ret->commons, ((names_common){ commons.at[i].common, commons.at[i].name }));
	for (size_t i = 0; i < members.n; i++)
		LIST_ADD(a, &ret->members,
			 ((names_member){ members.at[i].work, members.at[i].step, members.at[i].common }));
	/* the two databases order texts in their own ways */
	if (ret->members.n)
		qsort(ret->members.at, ret->members.n, sizeof *ret->members.at, by_member);
	for (size_t i = 0; i < said.n; i++) {
		work_names_pairs_row *p = &said.at[i];
		LIST_ADD(a, &ret->said,
			 ((names_said){ { p->work_a, p->step_a }, { p->work_b, p->step_b }, p->same != 0 }));
	}
	if (ret->said.n)
		qsort(ret->said.at, ret->said.n, sizeof *ret->said.at, by_pair);
	return NULL;
}

static int by_id(const void *x, const void *y)
{
	const names_common *p = x, *q = y;
	return p->id < q->id ? -1 : p->id > q->id;
}

const names_common *names_common_by(const names_decided *d, i64 id)
{
	names_common key = { .id = id };
	return d->commons.n ? bsearch(&key, d->commons.at, d->commons.n, sizeof key, by_id) : NULL;
}

str names_common_of(const names_decided *d, str work, str step, i64 *ret_id)
{
	names_member key = { .work = work, .step = step };
	const names_member *m = d->members.n ? bsearch(&key, d->members.at, d->members.n, sizeof key, by_member) : NULL;
	if (!m && step.len && d->members.n) {
		key.step = STR_NONE;
		m = bsearch(&key, d->members.at, d->members.n, sizeof key, by_member);
	}
	const names_common *c = m ? names_common_by(d, m->common) : NULL;
	if (ret_id)
		*ret_id = c ? c->id : 0;
	return c ? c->name : STR_NONE;
}

const err *names_changes_of(db *d, arena *a, i64 city, i64 most, names_changes *ret)
{
	*ret = (names_changes){ 0 };
	work_names_changes_rows rows;
	TRY(work_names_changes(d, a, city, most, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		work_names_changes_row *r = &rows.at[i];
		LIST_ADD(a, ret,
			 ((names_change){ r->change, r->action, r->subject, r->made_by, r->made_at, r->undone != 0 }));
	}
	return NULL;
}

/* --- rows as they are ------------------------------------------------------------------------------------------------------- */

/* Fills in what the row of an op is now. */
static const err *now_of(db *d, arena *a, i64 city, const names_op *o, bool *ret_is, i64 *ret_value, str *ret_name)
{
	*ret_is = false;
	*ret_value = 0;
	*ret_name = STR_NONE;
	switch (o->kind) {
	case OP_COMMON: {
		work_names_common_row row;
		TRY(work_names_common(d, a, city, o->id, &row, ret_is));
		*ret_name = *ret_is ? row.name : STR_NONE;
		return NULL;
	}
	case OP_NAME: {
		work_names_member_row row;
		TRY(work_names_member(d, a, city, o->p.work, o->p.step, &row, ret_is));
		*ret_value = *ret_is ? row.common : 0;
		return NULL;
	}
	case OP_SAID: {
		work_names_pair_row row;
		TRY(work_names_pair(d, a, city, o->p.work, o->p.step, o->q.work, o->q.step, &row, ret_is));
		*ret_value = *ret_is ? row.same : 0;
		return NULL;
	}
	default:
		CHECK(!"a kind of op");
		return NULL;
	}
}

static const err *put(db *d, arena *a, i64 city, const names_op *o, bool is, i64 value, str name)
{
	switch (o->kind) {
	case OP_COMMON:
		return is ? work_names_put_common(d, a, city, o->id, name, NULL)
			  : work_names_drop_common(d, a, city, o->id, NULL);
	case OP_NAME:
		return is ? work_names_put_member(d, a, city, o->p.work, o->p.step, value, NULL)
			  : work_names_drop_member(d, a, city, o->p.work, o->p.step, NULL);
	case OP_SAID: {
		work_names_put_pair_in in = { city, o->p.work, o->p.step, o->q.work, o->q.step, value };
		return is ? work_names_put_pair(d, a, &in, NULL)
			  : work_names_drop_pair(d, a, city, o->p.work, o->p.step, o->q.work, o->q.step, NULL);
	}
	default:
		CHECK(!"a kind of op");
		return NULL;
	}
}

/* --- as text ------------------------------------------------------------------------------------------------------------------ */

#define OPS_TEXT_MAX ((size_t)JSON_SIZE_MAX)

static void write_key(json_writer *w, const char *name, names_key k)
{
	jw_field_array(w, name);
	jw_str(w, k.work);
	jw_str(w, k.step);
	jw_end(w);
}

static void write_value(json_writer *w, const char *name, const names_op *o, bool is, i64 value, str text)
{
	if (!is)
		jw_field_null(w, name);
	else if (o->kind == OP_COMMON)
		jw_field_str(w, name, text);
	else
		jw_field_i64(w, name, value);
}

static const err *ops_write(arena *a, const names_ops *ops, str *ret)
{
	buf b = buf_new(a, OPS_TEXT_MAX);
	json_writer w = json_write(&b);
	jw_array(&w);
	for (size_t i = 0; i < ops->n; i++) {
		const names_op *o = &ops->at[i];
		jw_object(&w);
		if (o->kind == OP_COMMON)
			jw_field_i64(&w, "common", o->id);
		else
			write_key(&w, o->kind == OP_NAME ? "name" : "pair", o->p);
		if (o->kind == OP_SAID)
			write_key(&w, "with", o->q);
		write_value(&w, "before", o, o->was, o->before, o->name_before);
		write_value(&w, "after", o, o->is, o->after, o->name_after);
		jw_end(&w);
	}
	jw_end(&w);
	jw_done(&w);
	if (b.overflowed)
		return err_of(ERR_too_large);
	*ret = buf_str(&b);
	return NULL;
}

static bool read_key(const json_value *v, names_key *ret)
{
	return v && v->kind == JV_ARRAY && v->n == 2 && json_str(&v->items[0], &ret->work) &&
	       json_str(&v->items[1], &ret->step);
}

static void read_value(const json_value *v, bool *is, i64 *value, str *text)
{
	*is = json_i64(v, value) || json_str(v, text);
}

static const err *ops_read(arena *a, str text, names_ops *ret)
{
	const json_value *v;
	TRY(json_parse(a, text, &v));
	*ret = (names_ops){ 0 };
	for (size_t i = 0; v->kind == JV_ARRAY && i < v->n; i++) {
		const json_value *x = &v->items[i];
		names_op o = { 0 };
		bool good = true;
		if (json_i64(json_get(x, "common"), &o.id)) {
			o.kind = OP_COMMON;
		} else if (read_key(json_get(x, "name"), &o.p)) {
			o.kind = OP_NAME;
		} else {
			o.kind = OP_SAID;
			good = read_key(json_get(x, "pair"), &o.p) && read_key(json_get(x, "with"), &o.q);
		}
		if (!good)
			return err_why(a, ERR_internal, "a change that cannot be read");
		read_value(json_get(x, "before"), &o.was, &o.before, &o.name_before);
		read_value(json_get(x, "after"), &o.is, &o.after, &o.name_after);
		LIST_ADD(a, ret, o);
	}
	return NULL;
}

/* --- deciding ------------------------------------------------------------------------------------------------------------------ */

typedef struct decision {
	db *d;
	arena *a;
	i64 city;
	names_ops ops;
} decision;

/* A row becomes something; nothing where it is that already. */
static const err *become(decision *k, names_op o, bool is, i64 value, str name)
{
	TRY(now_of(k->d, k->a, k->city, &o, &o.was, &o.before, &o.name_before));
	if (o.was == is && (!is || (o.before == value && str_eq(o.name_before, name))))
		return NULL;
	o.is = is;
	o.after = is ? value : 0;
	o.name_after = is ? name : STR_NONE;
	TRY(put(k->d, k->a, k->city, &o, is, value, name));
	for (size_t i = 0; i < k->ops.n; i++) { /* the same row a second time: only its end counts */
		names_op *x = &k->ops.at[i];
		if (x->kind == o.kind && x->id == o.id && key_cmp(x->p, o.p) == 0 && key_cmp(x->q, o.q) == 0) {
			x->is = o.is;
			x->after = o.after;
			x->name_after = o.name_after;
			return NULL;
		}
	}
	LIST_ADD(k->a, &k->ops, o);
	return NULL;
}

static const err *become_name(decision *k, names_key key, i64 common)
{
	return become(k, (names_op){ .kind = OP_NAME, .p = key }, common != 0, common, STR_NONE);
}

typedef enum verdict { SAY_GONE, SAY_SAME, SAY_NEVER } verdict;

static const err *become_said(decision *k, names_key p, names_key q, verdict v)
{
	int c = key_cmp(p, q);
	if (c == 0)
		return NULL;
	names_op o = { .kind = OP_SAID, .p = c < 0 ? p : q, .q = c < 0 ? q : p };
	return become(k, o, v != SAY_GONE, v == SAY_SAME, STR_NONE);
}

static const err *finish(decision *k, const who *by, str action, str subject)
{
	if (k->ops.n == 0)
		return NULL;
	str text;
	TRY(ops_write(k->a, &k->ops, &text));
	work_names_last_change_row last;
	bool found;
	TRY(work_names_last_change(k->d, k->a, k->city, &last, &found));
	work_names_note_in in = { .city = k->city,
				  .change = last.last + 1,
				  .action = action,
				  .subject = subject,
				  .ops = text,
				  .made_at = tx_now(k->d),
				  .made_by = by->name };
	TRY(work_names_note(k->d, k->a, &in, NULL));
	TRY(work_names_count(k->d, k->a, k->city, NULL));
	return audit_add(k->d, k->a, k->city, STR_NONE, by, str_format(k->a, "work_names_%.*s", STR_ARG(action)),
			 str_format(k->a, "%lld", (long long)in.change), subject);
}

static const err *check_name(arena *a, str *name)
{
	*name = str_trim(*name);
	if (name->len == 0)
		return err_at(a, ERR_required, STR("name"), "a common name");
	if (name->len > NAMES_COMMON_MAX)
		return err_at(a, ERR_too_long, STR("name"), "%d bytes at most", NAMES_COMMON_MAX);
	return NULL;
}

static const err *check_members(arena *a, const names_keys *m, size_t least)
{
	if (m->n < least)
		return err_at(a, ERR_required, STR("member"), "%zu names at least", least);
	if (m->n > NAMES_MEMBERS_MAX)
		return err_at(a, ERR_too_large, STR("member"), "%d names at most", NAMES_MEMBERS_MAX);
	return NULL;
}

/* ERR_stale where it is gone. */
static const err *common_name(db *d, arena *a, i64 city, i64 common, str *ret)
{
	work_names_common_row row;
	bool found;
	TRY(work_names_common(d, a, city, common, &row, &found));
	if (!found)
		return err_of(ERR_stale);
	*ret = row.name;
	return NULL;
}

const err *names_settle(db *d, arena *a, i64 city, const who *by, str name, const names_keys *members, i64 *ret_id)
{
	TRY(check_name(a, &name));
	TRY(check_members(a, members, 1));
	decision k = { d, a, city, { 0 } };
	work_names_last_common_row last;
	bool found;
	TRY(work_names_last_common(d, a, city, &last, &found));
	/* a number is not given again while a change that could be taken back speaks of it: numbers only rise in what is noted */
	work_names_last_change_row change;
	TRY(work_names_last_change(d, a, city, &change, &found));
	*ret_id = (last.last > change.last ? last.last : change.last) + 1;
	TRY(become(&k, (names_op){ .kind = OP_COMMON, .id = *ret_id }, true, 0, name));
	for (size_t i = 0; i < members->n; i++)
		TRY(become_name(&k, members->at[i], *ret_id));
	return finish(&k, by, STR("settled"), name);
}

const err *names_rename(db *d, arena *a, i64 city, const who *by, i64 common, str name)
{
	TRY(check_name(a, &name));
	str was = STR_NONE;
	TRY(common_name(d, a, city, common, &was));
	decision k = { d, a, city, { 0 } };
	TRY(become(&k, (names_op){ .kind = OP_COMMON, .id = common }, true, 0, name));
	return finish(&k, by, STR("renamed"), str_format(a, "%.*s → %.*s", STR_ARG(was), STR_ARG(name)));
}

const err *names_add(db *d, arena *a, i64 city, const who *by, i64 common, const names_keys *members)
{
	TRY(check_members(a, members, 1));
	str name = STR_NONE;
	TRY(common_name(d, a, city, common, &name));
	decision k = { d, a, city, { 0 } };
	for (size_t i = 0; i < members->n; i++)
		TRY(become_name(&k, members->at[i], common));
	return finish(&k, by, STR("added"), name);
}

const err *names_leave(db *d, arena *a, i64 city, const who *by, i64 common, const names_keys *members)
{
	TRY(check_members(a, members, 1));
	str name = STR_NONE;
	TRY(common_name(d, a, city, common, &name));
	decision k = { d, a, city, { 0 } };
	for (size_t i = 0; i < members->n; i++) {
		work_names_member_row row;
		bool found;
		TRY(work_names_member(d, a, city, members->at[i].work, members->at[i].step, &row, &found));
		if (!found || row.common != common)
			return err_of(ERR_stale);
		TRY(become_name(&k, members->at[i], 0));
	}
	work_names_members_of_rows left;
	TRY(work_names_members_of(d, a, city, common, &left));
	if (left.n == 0) /* a name for nothing */
		TRY(become(&k, (names_op){ .kind = OP_COMMON, .id = common }, false, 0, STR_NONE));
	return finish(&k, by, STR("left"), name);
}

const err *names_dissolve(db *d, arena *a, i64 city, const who *by, i64 common)
{
	str name = STR_NONE;
	TRY(common_name(d, a, city, common, &name));
	decision k = { d, a, city, { 0 } };
	work_names_members_of_rows rows;
	TRY(work_names_members_of(d, a, city, common, &rows));
	for (size_t i = 0; i < rows.n; i++)
		TRY(become_name(&k, (names_key){ rows.at[i].work, rows.at[i].step }, 0));
	TRY(become(&k, (names_op){ .kind = OP_COMMON, .id = common }, false, 0, STR_NONE));
	return finish(&k, by, STR("dissolved"), name);
}

/* --- the same, not the same ---------------------------------------------------------------------------------------------------- */

static str key_text(arena *a, names_key k)
{
	return k.step.len ? str_format(a, "%.*s・%.*s", STR_ARG(k.work), STR_ARG(k.step)) : k.work;
}

const err *names_join(db *d, arena *a, i64 city, const who *by, const names_keys *members)
{
	TRY(check_members(a, members, 2));
	decision k = { d, a, city, { 0 } };
	names_decided now;
	TRY(names_decided_of(d, a, city, &now));
	/* what was said to be apart is so no longer */
	for (size_t s = 0; s < now.said.n; s++) {
		const names_said *x = &now.said.at[s];
		bool p = false, q = false;
		for (size_t i = 0; i < members->n && !x->same; i++) {
			p = p || key_cmp(members->at[i], x->p) == 0;
			q = q || key_cmp(members->at[i], x->q) == 0;
		}
		if (p && q)
			TRY(become_said(&k, x->p, x->q, SAY_GONE));
	}
	for (size_t i = 1; i < members->n; i++)
		TRY(become_said(&k, members->at[i - 1], members->at[i], SAY_SAME));
	return finish(&k, by, STR("joined"), key_text(a, members->at[0]));
}

static size_t place_of(const names_keys *of, names_key key)
{
	for (size_t i = 0; i < of->n; i++)
		if (key_cmp(of->at[i], key) == 0)
			return i;
	return of->n;
}

/* Those of one side that were said to be the same, also through the other side, are so from now on by themselves. */
static const err *keep_same(decision *k, const names_keys *side, const size_t *parent)
{
	for (size_t i = 0; i < side->n; i++)
		for (size_t j = i + 1; j < side->n; j++)
			if (parent[i] == parent[j]) {
				TRY(become_said(k, side->at[i], side->at[j], SAY_SAME));
				break;
			}
	return NULL;
}

static size_t root(size_t *parent, size_t i)
{
	while (parent[i] != i)
		i = parent[i] = parent[parent[i]];
	return i;
}

#define PARTED_MAX 5000 /* pairs of one decision */

const err *names_part(db *d, arena *a, i64 city, const who *by, const names_keys *apart, const names_keys *rest)
{
	TRY(check_members(a, apart, 1));
	TRY(check_members(a, rest, 1));
	if (apart->n * rest->n > PARTED_MAX)
		return err_at(a, ERR_too_large, STR("member"), "%d pairs at most", PARTED_MAX);
	decision k = { d, a, city, { 0 } };
	names_decided now;
	TRY(names_decided_of(d, a, city, &now));
	size_t n = apart->n + rest->n, *parent = arena_many(a, size_t, n);
	for (size_t i = 0; i < n; i++)
		parent[i] = i;
	for (size_t s = 0; s < now.said.n; s++) {
		const names_said *x = &now.said.at[s];
		size_t p = place_of(apart, x->p), q = place_of(apart, x->q);
		p = p < apart->n ? p : apart->n + place_of(rest, x->p);
		q = q < apart->n ? q : apart->n + place_of(rest, x->q);
		if (x->same && p < n && q < n)
			parent[root(parent, q)] = root(parent, p);
	}
	for (size_t i = 0; i < n; i++)
		parent[i] = root(parent, i);
	TRY(keep_same(&k, apart, parent));
	TRY(keep_same(&k, rest, parent + apart->n));
	for (size_t i = 0; i < apart->n; i++)
		for (size_t j = 0; j < rest->n; j++)
			TRY(become_said(&k, apart->at[i], rest->at[j], SAY_NEVER));
	return finish(&k, by, STR("parted"), key_text(a, apart->at[0]));
}

/* --- taking back ------------------------------------------------------------------------------------------------------------------ */

const err *names_undo(db *d, arena *a, i64 city, const who *by, i64 change)
{
	work_names_change_of_row row;
	bool found;
	TRY(work_names_change_of(d, a, city, change, &row, &found));
	if (!found)
		return err_of(ERR_not_found);
	i64 changed;
	TRY(work_names_undone(d, a, city, change, &changed));
	if (!changed)
		return err_of(ERR_stale);
	names_ops ops;
	TRY(ops_read(a, row.ops, &ops));
	for (size_t i = 0; i < ops.n; i++) {
		const names_op *o = &ops.at[i];
		bool is;
		i64 value;
		str name;
		TRY(now_of(d, a, city, o, &is, &value, &name));
		if (is != o->is || (is && (value != o->after || !str_eq(name, o->name_after))))
			return err_of(ERR_stale);
	}
	for (size_t i = ops.n; i-- > 0;)
		TRY(put(d, a, city, &ops.at[i], ops.at[i].was, ops.at[i].before, ops.at[i].name_before));
	TRY(work_names_count(d, a, city, NULL));
	return audit_add(d, a, city, STR_NONE, by, STR("work_names_undone"), str_format(a, "%lld", (long long)change),
			 row.subject);
}
