/* Reforms, revs and versions in the database. */
#include "modules/work/flows/flows.h"

#include <sodium.h>

#include "modules/work/flows/flows.sql.h"

static const char *const sides[] = { "as_is", "to_be" };

const char *flow_side_id(flow_side s)
{
	return sides[s];
}

bool flow_side_read(str id, flow_side *ret)
{
	for (size_t i = 0; i < COUNT(sides); i++)
		if (str_eq(id, str_of(sides[i]))) {
			*ret = (flow_side)i;
			return true;
		}
	return false;
}

#define REFORM_OF(row)                                                                                                 \
	(reform)                                                                                                       \
	{                                                                                                              \
		.id = (row).reform, .name = (row).name, .about = (row).about, .bureau = (row).bureau,                  \
		.section = (row).section, .round = (row).round, .query = (row).query, .archived = (row).archived != 0, \
		.rev = (row).rev, .made_at = (row).made_at, .made_by = (row).made_by                                   \
	}

const err *reforms_of(db *d, arena *a, i64 city, reforms *ret)
{
	work_flows_reforms_rows rows;
	TRY(work_flows_reforms(d, a, city, &rows));
	*ret = (reforms){ arena_many(a, reform, rows.n), rows.n };
	for (size_t i = 0; i < rows.n; i++)
		ret->at[i] = REFORM_OF(rows.at[i]);
	return NULL;
}

const err *reform_of(db *d, arena *a, i64 city, i64 id, reform *ret)
{
	work_flows_reform_row row;
	bool found;
	TRY(work_flows_reform(d, a, city, id, &row, &found));
	if (!found)
		return err_why(a, ERR_not_found, "no reform %lld", (long long)id);
	*ret = REFORM_OF(row);
	return NULL;
}

const err *flow_text_of(db *d, arena *a, i64 city, i64 id, flow_side side, i64 rev, flow_text *ret, bool *ret_found)
{
	work_flows_text_row row;
	TRY(work_flows_text(d, a, city, id, str_of(sides[side]), rev, &row, ret_found));
	if (*ret_found)
		*ret = (flow_text){ .rev = row.rev,
				    .version = row.version,
				    .bpmn = row.bpmn,
				    .digest = row.digest.len ? row.digest : flow_digest(a, row.bpmn),
				    .note = row.note,
				    .back = row.back,
				    .saved_at = row.saved_at,
				    .saved_by = row.saved_by };
	return NULL;
}

str flow_digest(arena *a, str bpmn)
{
	u8 sum[crypto_generichash_BYTES];
	char *hex = arena_alloc(a, 2 * sizeof sum + 1);
	crypto_generichash(sum, sizeof sum, (const u8 *)bpmn.at, bpmn.len, NULL, 0);
	sodium_bin2hex(hex, 2 * sizeof sum + 1, sum, sizeof sum);
	return (str){ hex, 2 * sizeof sum };
}

const err *flow_heads_of(db *d, arena *a, i64 city, flow_heads *ret)
{
	work_flows_heads_rows rows;
	TRY(work_flows_heads(d, a, city, &rows));
	*ret = (flow_heads){ arena_many(a, flow_head, rows.n), rows.n };
	for (size_t i = 0; i < rows.n; i++) {
		const work_flows_heads_row *w = &rows.at[i];
		ret->at[i] = (flow_head){ .reform = w->reform, .rev = w->rev, .digest = w->digest };
		if (!flow_side_read(w->side, &ret->at[i].side))
			return err_why(a, ERR_store, "no side %.*s", STR_ARG(w->side));
	}
	return NULL;
}

#define TEXTS_OF(a, rows, ret)                                                                                         \
	do {                                                                                                           \
		*(ret) = (flow_texts){ arena_many((a), flow_text, (rows).n), (rows).n };                               \
		for (size_t i = 0; i < (rows).n; i++)                                                                  \
			(ret)->at[i] = (flow_text){ .rev = (rows).at[i].rev,                                           \
						    .version = (rows).at[i].version,                                   \
						    .note = (rows).at[i].note,                                         \
						    .back = (rows).at[i].back,                                         \
						    .saved_at = (rows).at[i].saved_at,                                 \
						    .saved_by = (rows).at[i].saved_by };                               \
	} while (0)

const err *flow_texts_of(db *d, arena *a, i64 city, i64 id, flow_side side, flow_texts *ret)
{
	work_flows_texts_rows rows;
	TRY(work_flows_texts(d, a, city, id, str_of(sides[side]), FLOWS_KEPT * 2, &rows));
	TEXTS_OF(a, rows, ret);
	return NULL;
}

const err *flow_versions_of(db *d, arena *a, i64 city, i64 id, flow_side side, flow_texts *ret)
{
	work_flows_versions_rows rows;
	TRY(work_flows_versions(d, a, city, id, str_of(sides[side]), &rows));
	TEXTS_OF(a, rows, ret);
	return NULL;
}

const err *flow_numbered(db *d, arena *a, i64 city, i64 id, flow_side side, i64 version, flow_text *ret,
			 bool *ret_found)
{
	work_flows_numbered_row row;
	TRY(work_flows_numbered(d, a, city, id, str_of(sides[side]), version, &row, ret_found));
	if (*ret_found)
		*ret = (flow_text){ .rev = row.rev,
				    .version = row.version,
				    .bpmn = row.bpmn,
				    .digest = row.digest.len ? row.digest : flow_digest(a, row.bpmn),
				    .note = row.note,
				    .back = row.back,
				    .saved_at = row.saved_at,
				    .saved_by = row.saved_by };
	return NULL;
}

const err *flow_manuals_of(db *d, arena *a, i64 city, flow_manuals *ret)
{
	work_flows_manuals_rows rows;
	TRY(work_flows_manuals(d, a, city, &rows));
	*ret = (flow_manuals){ arena_many(a, flow_manual, rows.n), rows.n };
	for (size_t i = 0; i < rows.n; i++) {
		const work_flows_manuals_row *w = &rows.at[i];
		ret->at[i] = (flow_manual){ .reform = w->reform,
					    .version = w->version,
					    .name = w->name,
					    .bureau = w->bureau,
					    .section = w->section,
					    .note = w->note,
					    .saved_by = w->saved_by,
					    .archived = w->archived != 0,
					    .saved_at = w->saved_at };
		if (!flow_side_read(w->side, &ret->at[i].side))
			return err_why(a, ERR_store, "no side %.*s", STR_ARG(w->side));
	}
	return NULL;
}

/* --- undo and redo: the latest is first in the list ---------------------------------------------------------------------- */

/* Whose text a rev has: its own, or that of the rev it brought back. */
static i64 state_of(const flow_text *t)
{
	return t->back > 0 ? t->back : t->rev;
}

static const flow_text *text_at(const flow_texts *list, i64 rev)
{
	for (size_t i = 0; i < list->n; i++)
		if (list->at[i].rev == rev)
			return &list->at[i];
	return NULL;
}

i64 flow_undo_of(const flow_texts *list)
{
	if (list->n == 0)
		return 0;
	/* what is shown was made from what stood there just before it was made */
	const flow_text *before = text_at(list, state_of(&list->at[0]) - 1);
	return before && text_at(list, state_of(before)) ? state_of(before) : 0;
}

i64 flow_redo_of(const flow_texts *list)
{
	if (list->n == 0 || list->at[0].back == 0)
		return 0;
	i64 here = state_of(&list->at[0]);
	for (size_t i = 0; i < list->n; i++) { /* the latest that was made from what is shown */
		const flow_text *t = &list->at[i], *before = text_at(list, t->rev - 1);
		if (t->back == 0 && before && state_of(before) == here)
			return t->rev;
	}
	return 0;
}

/* NULL: the command line, as the audit log has it. */
static str name_of(const who *by)
{
	return by ? by->name : STR("system");
}

/* --- commands --------------------------------------------------------------------------------------------------------- */

const err *reform_add(db *d, arena *a, i64 city, const who *by, const reform *f, i64 *ret_id)
{
	work_flows_last_row last;
	bool found;
	TRY(work_flows_last(d, a, city, &last, &found));
	*ret_id = last.last + 1;
	/* two at once get the same number; the second is refused by the key and run again */
	work_flows_add_in in = { .city = city,
				 .reform = *ret_id,
				 .name = f->name,
				 .bureau = f->bureau,
				 .section = f->section,
				 .round = f->round,
				 .query = f->query,
				 .about = f->about,
				 .now = tx_now(d),
				 .made_by = name_of(by) };
	TRY(work_flows_add(d, a, &in, NULL));
	return audit_add(d, a, city, STR_NONE, by, STR("work_reform_added"), str_format(a, "%lld", (long long)*ret_id),
			 f->name);
}

const err *reform_save(db *d, arena *a, i64 city, const who *by, const reform *f)
{
	work_flows_set_in in = { .city = city,
				 .reform = f->id,
				 .rev = f->rev,
				 .name = f->name,
				 .bureau = f->bureau,
				 .section = f->section,
				 .round = f->round,
				 .query = f->query,
				 .about = f->about,
				 .archived = f->archived };
	i64 changed;
	TRY(work_flows_set(d, a, &in, &changed));
	if (changed == 0)
		return err_of(ERR_stale);
	return audit_add(d, a, city, STR_NONE, by,
			 f->archived ? STR("work_reform_archived") : STR("work_reform_changed"),
			 str_format(a, "%lld", (long long)f->id), f->name);
}

static const err *put_text(db *d, arena *a, i64 city, const who *by, i64 id, flow_side side, i64 rev, str bpmn,
			   i64 back, i64 *ret_rev)
{
	if (bpmn.len > FLOWS_BPMN_MAX)
		return err_of(ERR_too_large);
	str side_id = str_of(sides[side]);
	work_flows_top_row top;
	bool found;
	TRY(work_flows_top(d, a, city, id, side_id, &top, &found));
	if (top.rev != rev)
		return err_of(ERR_stale);
	work_flows_put_in in = { .city = city,
				 .reform = id,
				 .side = side_id,
				 .rev = rev + 1,
				 .bpmn = bpmn,
				 .digest = flow_digest(a, bpmn),
				 .back = back,
				 .now = tx_now(d),
				 .saved_by = name_of(by) };
	i64 changed;
	TRY(work_flows_put(d, a, &in, &changed));
	if (changed == 0) /* another writer was sooner */
		return err_of(ERR_stale);
	TRY(work_flows_forget(d, a, city, id, side_id, rev + 2 - FLOWS_KEPT, NULL));
	if (ret_rev)
		*ret_rev = rev + 1;
	return NULL;
}

const err *flow_text_save(db *d, arena *a, i64 city, const who *by, i64 id, flow_side side, i64 rev, str bpmn,
			  i64 *ret_rev)
{
	return put_text(d, a, city, by, id, side, rev, bpmn, 0, ret_rev);
}

const err *flow_text_back(db *d, arena *a, i64 city, const who *by, i64 id, flow_side side, i64 rev, i64 back,
			  i64 *ret_rev)
{
	flow_text t;
	bool found = false;
	if (back > 0)
		TRY(flow_text_of(d, a, city, id, side, back, &t, &found));
	if (!found)
		return err_why(a, ERR_not_found, "rev %lld is not kept any more", (long long)back);
	return put_text(d, a, city, by, id, side, rev, t.bpmn, t.back > 0 ? t.back : t.rev, ret_rev);
}

const err *flow_version_make(db *d, arena *a, i64 city, const who *by, i64 id, flow_side side, i64 rev, str note,
			     i64 *ret_version)
{
	str side_id = str_of(sides[side]);
	work_flows_top_row top;
	bool found;
	TRY(work_flows_top(d, a, city, id, side_id, &top, &found));
	if (top.rev != rev || rev == 0)
		return err_of(ERR_stale);
	*ret_version = top.version + 1;
	work_flows_number_in in = {
		.city = city, .reform = id, .side = side_id, .rev = rev, .version = *ret_version, .note = note
	};
	i64 changed;
	TRY(work_flows_number(d, a, &in, &changed));
	if (changed == 0)
		return err_of(ERR_conflict);
	return audit_add(d, a, city, STR_NONE, by, STR("work_flow_version"),
			 str_format(a, "%lld/%s/%lld", (long long)id, sides[side], (long long)*ret_version), note);
}
