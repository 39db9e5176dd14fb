/* Commands and reads of fillings, packets and screens. */
#include <sodium.h>

#include "kit/feed.h"
#include "modules/papers/counter/counter.h"
#include "text/json.h"

#define FACTS_MAX (2 * KEEP_BYTES_MAX)

str counter_topic(arena *a, str office, str desk)
{
	str key = str_format(a, "%.*s/%.*s", STR_ARG(office), STR_ARG(desk));
	if (key.len < COUNTER_KEY_MAX)
		return key;
	u8 sum[16]; /* longer than the feed's names: still one for each desk */
	crypto_generichash(sum, sizeof sum, (const u8 *)key.at, key.len, NULL, 0);
	buf b = buf_new(a, 64);
	buf_lit(&b, "desk/");
	for (size_t i = 0; i < sizeof sum; i++)
		buf_format(&b, "%02x", sum[i]);
	return buf_str(&b);
}

str counter_events(req *r, str office, str desk)
{
	i64 seen = feed_seen(r->app->feed, counter_topic(r->arena, office, desk), r->now);
	return str_format(r->arena, "/counter/%.*s/%.*s/events?after=%lld", STR_ARG(office), STR_ARG(desk),
			  (long long)seen);
}

str counter_same_key(req *r, str token)
{
	u8 sum[16];
	crypto_generichash_state state;
	crypto_generichash_init(&state, r->app->secret, sizeof r->app->secret, sizeof sum);
	crypto_generichash_update(&state, (const u8 *)"counter same", 13);
	crypto_generichash_update(&state, (const u8 *)token.at, token.len);
	crypto_generichash_final(&state, sum, sizeof sum);
	buf b = buf_new(r->arena, 64);
	for (size_t i = 0; i < sizeof sum; i++)
		buf_format(&b, "%02x", sum[i]);
	return buf_str(&b);
}

/* The desk's pages hear that something is new, and no more. */
static const err *tell(db *d, arena *a, i64 city, str office, str desk)
{
	return desk.len ? feed_emit(d, a, city, counter_topic(a, office, desk), STR("changed"), STR("{}")) : NULL;
}

const err *begin_filling_run(db *d, arena *a, void *arg)
{
	const begin_filling *c = arg;
	i64 city = c->app->city;
	counter_add_in row = { .city = city,
			       .id = c->id,
			       .office = c->office,
			       .desk = c->desk,
			       .staff = c->who->staff,
			       .visit = c->visit,
			       .number = c->number,
			       .same = c->same,
			       .came = c->came,
			       .about = c->about,
			       .day = day_of(tx_now(d)),
			       .now = tx_now(d) };
	TRY(counter_add(d, a, &row, NULL));
	TRY(tell(d, a, city, c->office, c->desk));
	return audit_add(d, a, city, c->office, c->who, STR("counter.open"), c->id, str_of(c->by));
}

static const err *join_screen(db *d, arena *a, const act_filling *c)
{
	TRY(counter_screen_join(d, a, c->app->city, c->office, c->desk, c->detail, NULL));
	return audit_add(d, a, c->app->city, c->office, c->who, STR("counter.screen"), c->desk, STR("joined"));
}

static const err *act_one(db *d, arena *a, const act_filling *c)
{
	i64 city = c->app->city, changed, now = tx_now(d);
	switch (c->act) {
	case FILLING_CHANGED:
		return counter_screen_stay(d, a,
					   &(counter_screen_stay_in){ .city = city,
								      .office = c->office,
								      .desk = c->desk,
								      .filling = c->id,
								      .now = now,
								      .until_at = now + SCREEN_IDLE },
					   NULL);
	case FILLING_SHOW:
		TRY(counter_screen_show(d, a, city, c->office, c->desk, c->id, now + SCREEN_IDLE, &changed));
		return changed ? NULL : err_of(ERR_not_found);
	case FILLING_BLANK:
		return counter_screen_blank(d, a, city, c->office, c->desk, c->id, NULL);
	case FILLING_OVER:
		TRY(counter_screen_blank(d, a, city, c->office, c->desk, c->id, NULL));
		TRY(counter_over(d, a, city, c->id, now, &changed));
		return audit_add(d, a, city, c->office, c->who, STR("counter.over"), c->id, c->detail);
	case FILLING_CARD:
		return audit_add(d, a, city, c->office, c->who, STR("counter.card"), c->id, STR_NONE);
	case FILLING_FILE:
		return audit_add(d, a, city, c->office, c->who, STR("counter.file"), c->detail, c->id);
	case FILLING_JOIN:
		return join_screen(d, a, c);
	}
	return NULL;
}

const err *act_filling_run(db *d, arena *a, void *arg)
{
	const act_filling *c = arg;
	TRY(act_one(d, a, c));
	return c->act == FILLING_CARD || c->act == FILLING_FILE ? NULL : tell(d, a, c->app->city, c->office, c->desk);
}

const err *print_packet_run(db *d, arena *a, void *arg)
{
	const print_packet *c = arg;
	counter_add_packet_in row = c->row;
	row.city = c->app->city;
	row.now = tx_now(d);
	row.day = day_of(row.now);
	row.erase_at = row.now + c->keep_days * DAY;
	i64 changed;
	TRY(counter_printed(d, a, row.city, row.filling, row.now, c->about, &changed));
	if (!changed)
		return err_of(ERR_not_allowed_now); /* it is over */
	TRY(counter_add_packet(d, a, &row, NULL));
	TRY(tell(d, a, row.city, row.office, row.desk));
	buf ids = buf_new(a, 64 * 1024);
	for (str rest = row.papers; rest.len;) {
		if (ids.len)
			buf_char(&ids, ' ');
		buf_put(&ids, str_cut(&rest, '\n'));
	}
	return audit_add(d, a, row.city, row.office, c->who, STR("counter.print"), row.number, buf_str(&ids));
}

const err *act_screen_run(db *d, arena *a, void *arg)
{
	act_screen *c = arg;
	i64 city = c->app->city, now = tx_now(d), changed = 0;
	switch (c->act) {
	case SCREEN_STAY:
		TRY(counter_screen_stay(d, a,
					&(counter_screen_stay_in){ .city = city,
								   .office = c->office,
								   .desk = c->desk,
								   .filling = c->filling,
								   .now = now,
								   .until_at = now + SCREEN_IDLE },
					&changed));
		break;
	case SCREEN_CONFIRM:
		TRY(counter_screen_confirm(d, a,
					   &(counter_screen_confirm_in){ .city = city,
									 .office = c->office,
									 .desk = c->desk,
									 .filling = c->filling,
									 .now = now,
									 .until_at = now + SCREEN_THANKS },
					   &changed));
		if (changed)
			TRY(counter_confirmed(d, a, city, c->filling, now, NULL));
		break;
	case SCREEN_POINT:
		TRY(counter_screen_point(d, a,
					 &(counter_screen_point_in){ .city = city,
								     .office = c->office,
								     .desk = c->desk,
								     .filling = c->filling,
								     .now = now,
								     .pointed = c->pointed,
								     .until_at = now + SCREEN_IDLE },
					 &changed));
		break;
	}
	c->ret_done = changed > 0;
	return changed ? tell(d, a, city, c->office, c->desk) : NULL;
}

/* --- reading ---------------------------------------------------------------------------------------------------------------- */

struct filling_question {
	i64 city;
	str office;
	filling *f;
};

static const err *read_filling(db *d, arena *a, void *arg)
{
	struct filling_question *q = arg;
	filling *f = q->f;
	bool found;
	TRY(counter_get(d, a, q->city, f->id, &f->row, &found));
	if (!found || !str_eq(f->row.office, q->office))
		return err_of(ERR_not_found);
	f->same = (counter_same_rows){ 0 };
	if (f->row.same.len)
		TRY(counter_same(d, a, q->city, f->row.same, &f->same));
	TRY(counter_packets_of_filling(d, a, q->city, f->id, &f->packets));
	f->has_screen = false;
	if (f->row.desk.len)
		TRY(counter_screen_get(d, a, q->city, q->office, f->row.desk, &f->screen, &f->has_screen));
	return NULL;
}

const err *counter_filling(req *r, str office, str id, filling *ret)
{
	*ret = (filling){ .id = id };
	struct filling_question q = { .city = r->app->city, .office = office, .f = ret };
	return store_read(r->app->store, r->arena, read_filling, &q);
}

struct screen_question {
	i64 city;
	str office, desk;
	counter_screen_get_row *row;
	bool *found;
};

static const err *read_screen(db *d, arena *a, void *arg)
{
	struct screen_question *q = arg;
	return counter_screen_get(d, a, q->city, q->office, q->desk, q->row, q->found);
}

const err *counter_screen(req *r, str office, str desk, counter_screen_get_row *ret, bool *ret_found)
{
	struct screen_question q = { r->app->city, office, desk, ret, ret_found };
	return store_read(r->app->store, r->arena, read_screen, &q);
}

/* --- the answers of a packet -------------------------------------------------------------------------------------------------- */

str counter_facts_text(arena *a, const preparation *p)
{
	buf b = buf_new(a, FACTS_MAX);
	json_writer w = json_write(&b);
	jw_array(&w);
	for (size_t i = 0; i < p->answers.n; i++) {
		const kept_answer *k = &p->answers.at[i];
		jw_object(&w);
		jw_field_str(&w, "id", k->answer.id);
		jw_field_str(&w, "value", k->answer.value);
		jw_field_bool(&w, "unknown", k->answer.dont_know);
		jw_field_i64(&w, "origin", k->origin);
		jw_field_i64(&w, "at", k->at);
		jw_field_str(&w, "was", k->was);
		jw_field_bool(&w, "confirmed", k->confirmed);
		jw_end(&w);
	}
	jw_end(&w);
	jw_done(&w);
	return b.overflowed ? STR("[]") : buf_str(&b);
}

const err *counter_facts_read(arena *a, str text, kept_answers *ret)
{
	const json_value *v;
	*ret = (kept_answers){ 0 };
	TRY(json_parse(a, text, &v));
	for (size_t i = 0; v->kind == JV_ARRAY && i < v->n; i++) {
		kept_answer k = { 0 };
		i64 origin_no = 0, at = 0;
		TRY(json_need_str(a, &v->items[i], "id", &k.answer.id));
		TRY(json_need_str(a, &v->items[i], "value", &k.answer.value));
		TRY(json_may_bool(a, &v->items[i], "unknown", &k.answer.dont_know));
		TRY(json_may_i64(a, &v->items[i], "origin", &origin_no));
		TRY(json_may_i64(a, &v->items[i], "at", &at));
		TRY(json_may_str(a, &v->items[i], "was", &k.was));
		TRY(json_may_bool(a, &v->items[i], "confirmed", &k.confirmed));
		k.origin = origin_no >= 0 && origin_no <= ORIGIN_FILE ? (origin)origin_no : ORIGIN_CLERK;
		k.at = at;
		LIST_ADD(a, ret, k);
	}
	return NULL;
}
