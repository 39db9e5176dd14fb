#include "kit/api.h"

#include "kit/inside.h"
#include "kit/kit.sql.h"

#define KEY_MAX 200
#define ANSWER_MAX (256 * 1024)

typedef struct once {
	req *r;
	const api_command *c;
	str key, request; /* hashes */
	int status;
	str body;
	bool replayed;
} once;

static const err *run_and_render(db *d, arena *a, once *o)
{
	TRY(o->c->run(d, a, o->c->arg));
	buf b = buf_new(a, ANSWER_MAX);
	if (o->c->render)
		TRY(o->c->render(o->c->arg, &b));
	else
		buf_lit(&b, "{}");
	if (b.overflowed)
		return err_of(ERR_too_large);
	o->status = o->c->status ? o->c->status : 200;
	o->body = buf_str(&b);
	o->replayed = false;
	return NULL;
}

static const err *run_once(db *d, arena *a, void *arg)
{
	once *o = arg;
	i64 city = o->r->app->city, taken;
	if (o->key.len == 0)
		return run_and_render(d, a, o);
	/* Taking the key first makes a second one wait for this transaction, and then find the answer. */
	TRY(kit_idem_take(d, a, city, o->key, o->request, tx_now(d), &taken));
	if (taken) {
		TRY(run_and_render(d, a, o));
		return kit_idem_save(d, a, city, o->key, o->status, o->body, NULL);
	}
	kit_idem_row row;
	bool found;
	TRY(kit_idem(d, a, city, o->key, &row, &found));
	if (!found)
		return err_of(ERR_conflict);
	if (!str_eq(row.request, o->request))
		return err_of(ERR_idempotency_mismatch);
	o->status = (int)row.status;
	o->body = row.body;
	o->replayed = true;
	return NULL;
}

/* Who, method, path and body; none of the first three holds a line break. */
static str request_hash(req *r)
{
	str head = str_format(r->arena, "%lld\n%.*s\n%.*s\n", (long long)r->who->staff, STR_ARG(r->method),
			      STR_ARG(r->target));
	buf b = buf_new(r->arena, head.len + r->body.len + 1);
	buf_put(&b, head);
	buf_put(&b, r->body);
	return hash_plain(r->arena, buf_str(&b));
}

const err *api_write(req *r, resp *out, const api_command *c)
{
	str key = req_header(r, "idempotency-key");
	if (key.len > KEY_MAX)
		return err_at(r->arena, ERR_invalid, STR("Idempotency-Key"), "longer than %d bytes", KEY_MAX);
	once o = { .r = r, .c = c };
	if (key.len) {
		/* everyone has keys of their own */
		str own = str_format(r->arena, "%lld/%.*s", (long long)r->who->staff, STR_ARG(key));
		o.key = hash_plain(r->arena, own);
		o.request = request_hash(r);
	}
	TRY(store_write(r->app->store, r->arena, c->shard, run_once, &o));
	out->status = o.status;
	out->type = STR("application/json");
	out->body = o.body;
	if (o.replayed)
		resp_header(r, out, STR("Idempotency-Replayed"), STR("true"));
	return NULL;
}
