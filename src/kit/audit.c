#include "kit/audit.h"

#include <sodium.h>

#include "kit/kit.sql.h"

#define PAGE 500

/* A number is eight bytes, the lowest first; a text is its length and its bytes. So no two entries read the same. */
static void add_i64(crypto_generichash_state *s, i64 n)
{
	u8 bytes[8];
	for (int i = 0; i < 8; i++)
		bytes[i] = (u8)((u64)n >> (8 * i));
	crypto_generichash_update(s, bytes, sizeof bytes);
}

static void add_str(crypto_generichash_state *s, str text)
{
	add_i64(s, (i64)text.len);
	crypto_generichash_update(s, (const u8 *)text.at, text.len);
}

static str entry_hash(arena *a, const kit_audit_add_in *e)
{
	crypto_generichash_state s;
	u8 sum[32];
	crypto_generichash_init(&s, NULL, 0, sizeof sum);
	add_str(&s, e->prev);
	add_i64(&s, e->city);
	add_str(&s, e->chain);
	add_i64(&s, e->seq);
	add_i64(&s, e->made_at);
	add_str(&s, e->actor);
	add_str(&s, e->action);
	add_str(&s, e->subject);
	add_str(&s, e->detail);
	crypto_generichash_final(&s, sum, sizeof sum);
	char *hex = arena_alloc(a, 65);
	sodium_bin2hex(hex, 65, sum, sizeof sum);
	return (str){ hex, 64 };
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
	e.hash = entry_hash(a, &e);
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
	str last = STR_NONE;
	i64 seq = 0;
	/* what a page needed is given back before the next: a chain may be long */
	arena *scratch = arena_new(64 * 1024 * 1024);
	char last_hex[65] = { 0 };
	for (bool more = true; more && v->report->fault.len == 0;) {
		kit_audit_page_rows rows;
		const err *e = kit_audit_page(d, scratch, v->app->city, head->chain, seq, PAGE, &rows);
		if (e) {
			e = err_at(a, e->code, arena_copy(a, e->where), "%.*s", STR_ARG(e->detail));
			arena_free(scratch);
			return e;
		}
		for (size_t i = 0; i < rows.n && v->report->fault.len == 0; i++) {
			const kit_audit_page_row *row = &rows.at[i];
			kit_audit_add_in entry = {
				.city = v->app->city,
				.chain = head->chain,
				.seq = row->seq,
				.made_at = row->made_at,
				.actor = row->actor,
				.action = row->action,
				.subject = row->subject,
				.detail = row->detail,
				.prev = row->prev,
			};
			if (row->seq != seq + 1)
				v->report->fault = fault(a, head->chain, seq + 1, "the entry is missing");
			else if (!str_eq(row->prev, last))
				v->report->fault =
					fault(a, head->chain, row->seq, "does not follow from the entry before it");
			else if (!str_eq(row->hash, entry_hash(scratch, &entry)) || row->hash.len != 64)
				v->report->fault = fault(a, head->chain, row->seq, "the hash is not that of the entry");
			else {
				memcpy(last_hex, row->hash.at, 64);
				last = (str){ last_hex, 64 };
				v->report->entries++;
			}
			seq = row->seq;
		}
		more = rows.n == PAGE;
		arena_reset(scratch);
	}
	arena_free(scratch);
	if (v->report->fault.len == 0 && (seq != head->last || !str_eq(last, head->hash)))
		v->report->fault = fault(a, head->chain, seq, "is not the end that the head of the chain names");
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
