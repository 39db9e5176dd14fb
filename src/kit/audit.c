#include "kit/audit.h"

#include "kit/chain.h"
#include "kit/kit.sql.h"

#define PAGE 500

/* What the hash covers, in this order. */
#define ENTRY_FIELDS 8
typedef struct entry_fields {
	chain_field at[ENTRY_FIELDS];
} entry_fields;

static entry_fields fields_of(const kit_audit_add_in *e)
{
	return (entry_fields){ { CHAIN_I64(e->city), CHAIN_STR(e->chain), CHAIN_I64(e->seq), CHAIN_I64(e->made_at),
				 CHAIN_STR(e->actor), CHAIN_STR(e->action), CHAIN_STR(e->subject),
				 CHAIN_STR(e->detail) } };
}

static str actor_of(arena *a, const who *by)
{
	if (!by)
		return STR("system");
	if (by->role == ROLE_NONE)
		return STR("resident");
	return str_format(a, "%.*s%s", STR_ARG(by->login), by->token ? " (token)" : "");
}

const err *audit_add(db *d, arena *a, i64 city, str chain, const who *by, str action, str subject, str detail)
{
	kit_audit_take_row head;
	bool found;
	TRY(kit_audit_take(d, a, city, chain, &head, &found));
	kit_audit_add_in e = {
		.city = city,
		.chain = chain,
		.seq = head.last,
		.made_at = tx_now(d),
		.actor = actor_of(a, by),
		.action = action,
		.subject = subject,
		.detail = detail,
		.prev = head.hash,
	};
	entry_fields fields = fields_of(&e);
	e.hash = chain_hash(a, e.prev, fields.at, ENTRY_FIELDS);
	TRY(kit_audit_add(d, a, &e, NULL));
	return kit_audit_head(d, a, city, chain, e.hash, NULL);
}

/* --- verify ------------------------------------------------------------------------------------------------ */

typedef struct verify {
	app *app;
	audit_report *report;
} verify;

static str fault(arena *a, str chain, i64 seq, const char *what)
{
	return str_format(a, "%.*s %lld: %s", STR_ARG(chain.len ? chain : STR("(city)")), (long long)seq, what);
}

static const err *verify_chain(db *d, arena *a, verify *v, const kit_audit_heads_row *head)
{
	chain_walk walk = { 0 };
	/* what a page needed is given back before the next: a chain may be long */
	arena *scratch = arena_new(64 * 1024 * 1024);
	for (bool more = true; more && walk.faults == 0;) {
		kit_audit_page_rows rows;
		const err *e = kit_audit_page(d, scratch, v->app->city, head->chain, walk.seq, PAGE, &rows);
		if (e) {
			e = err_at(a, e->code, arena_copy(a, e->where), "%.*s", STR_ARG(e->detail));
			arena_free(scratch);
			return e;
		}
		for (size_t i = 0; i < rows.n && walk.faults == 0; i++) {
			const kit_audit_page_row *row = &rows.at[i];
			entry_fields fields = fields_of(&(kit_audit_add_in){ .city = v->app->city,
									     .chain = head->chain,
									     .seq = row->seq,
									     .made_at = row->made_at,
									     .actor = row->actor,
									     .action = row->action,
									     .subject = row->subject,
									     .detail = row->detail });
			if (!chain_step(scratch, &walk, row->seq, &row->prev, row->hash, fields.at, ENTRY_FIELDS))
				v->report->entries++;
		}
		more = rows.n == PAGE;
		arena_reset(scratch);
	}
	arena_free(scratch);
	if (v->report->fault.len)
		return NULL;
	if (walk.faults)
		v->report->fault = fault(a, head->chain, walk.first_seq, chain_fault_text(walk.first));
	else if (!chain_at(&walk, head->last, head->hash))
		v->report->fault = fault(a, head->chain, walk.seq, "is not the end that the head of the chain names");
	return NULL;
}

static const err *verify_all(db *d, arena *a, void *arg)
{
	verify *v = arg;
	kit_audit_heads_rows heads;
	TRY(kit_audit_heads(d, a, v->app->city, &heads));
	buf lines = buf_new(a, 1024 * 1024);
	for (size_t i = 0; i < heads.n; i++) {
		const kit_audit_heads_row *h = &heads.at[i];
		TRY(verify_chain(d, a, v, h));
		v->report->chains++;
		buf_format(&lines, "%.*s %lld %.*s\n", STR_ARG(h->chain.len ? h->chain : STR("(city)")),
			   (long long)h->last, STR_ARG(h->hash));
	}
	v->report->heads = buf_str(&lines);
	kit_audit_stray_rows stray;
	TRY(kit_audit_stray(d, a, v->app->city, &stray));
	if (stray.n && v->report->fault.len == 0)
		v->report->fault = fault(a, stray.at[0].chain, 0, "the chain has entries and no head");
	return NULL;
}

const err *audit_verify(app *p, arena *a, audit_report *ret)
{
	*ret = (audit_report){ 0 };
	verify v = { p, ret };
	return store_read(p->store, a, verify_all, &v);
}
