/* What an office has learned: stored, made, and kept at hand for estimates. */
#include "modules/visits/wait/learned.h"

#include <math.h>
#include <string.h>

#include "modules/visits/staffing/staffing.h"
#include "modules/visits/wait/wait.h"
#include "modules/visits/wait/wait.sql.h"

#define TEXT_MAX ((size_t)1024 * 1024)
/* A city that wrote down how long its services take knows its offices that well (standard deviations of the logarithm: of all
 * services together, of each); the rest is learned. */
#define GENERAL_KNOWN 0.2
#define SERVICE_KNOWN 0.25

void learned_init(office_learned *m)
{
	memset(m, 0, sizeof *m);
	model_init(&m->model);
	m->model.cov[0][0] = GENERAL_KNOWN * GENERAL_KNOWN;
}

void learned_names(office_learned *m, const board *b)
{
	double chance = model_chance(&m->model, -1);
	for (size_t i = 0; i < b->services_n; i++) {
		int before = m->model.services_n;
		/* the model's number is a median, ours a mean */
		int s = model_service(&m->model, b->services[i].offer->service,
				      b->services[i].mean * exp(-chance * chance / 2));
		if (s >= before)
			m->model.cov[MODEL_SERVICE(s)][MODEL_SERVICE(s)] = SERVICE_KNOWN * SERVICE_KNOWN;
	}
	for (size_t i = 0; i < b->desks.n; i++)
		model_desk(&m->model, b->desks.at[i].desk);
}

/* --- stored --------------------------------------------------------------------------------------------------- */

typedef struct stored {
	i64 version;
	day upto; /* -1: nothing */
	office_learned *learned;
} stored;

/* A text that this program cannot read is as none: it is learned anew. */
static const err *load(db *d, arena *a, i64 city, str office, stored *ret)
{
	wait_get_model_row row;
	bool found;
	learned_init(ret->learned);
	ret->version = 0;
	ret->upto = -1;
	TRY(wait_get_model(d, a, city, office, &row, &found));
	if (!found)
		return NULL;
	ret->version = row.version;
	if (desk_plan_parse(a, row.plan, &ret->learned->plan) || model_parse(a, row.model, &ret->learned->model)) {
		learned_init(ret->learned);
		return NULL;
	}
	ret->upto = (day)row.upto;
	return NULL;
}

const err *learned_stored(db *d, arena *a, i64 city, str office, office_learned *ret, i64 *ret_version)
{
	stored s = { .learned = ret };
	TRY(load(d, a, city, office, &s));
	*ret_version = s.version;
	return NULL;
}

/* --- learning --------------------------------------------------------------------------------------------------- */

/* One office's days, from where the model stands to yesterday. */
typedef struct learning {
	i64 city;
	const office_def *office;
	day today;
	stored stored;
	day next; /* -1: none */
	office_day day;
	told_people told; /* what was said on that day */
	str plan, model;
	bool saved;
} learning;

static const err *read_stored(db *d, arena *a, void *arg)
{
	learning *l = arg;
	return load(d, a, l->city, l->office->id, &l->stored);
}

static const err *read_next_day(db *d, arena *a, void *arg)
{
	learning *l = arg;
	wait_next_day_row next;
	bool found;
	day after = l->stored.upto > l->today - HISTORY_DAYS ? l->stored.upto : l->today - HISTORY_DAYS;
	TRY(wait_next_day(d, a, l->city, l->office->id, after, &next, &found));
	l->next = found && next.next >= 0 && next.next < l->today ? (day)next.next : -1;
	if (l->next < 0)
		return NULL;
	TRY(told_read(d, a, l->city, l->office->id, l->next, &l->told));
	return history_read(d, a, l->city, l->office, l->next, &l->day);
}

static const err *save(db *d, arena *a, void *arg)
{
	learning *l = arg;
	wait_set_model_in in = { .city = l->city,
				 .office = l->office->id,
				 .was = l->stored.version,
				 .upto = l->stored.upto,
				 .now = tx_now(d),
				 .plan = l->plan,
				 .model = l->model };
	i64 changed;
	TRY(wait_set_model(d, a, &in, &changed));
	l->saved = changed > 0;
	return NULL;
}

/* How well what was said on that day held: the model makes its ranges wider or narrower. Who was told while no desk was open
 * was told an assumption. */
static void learn_told(learning *l)
{
	for (size_t i = 0; i < l->told.n; i++) {
		const told_person *p = &l->told.at[i];
		const wait_range *w = &p->said.range;
		if (!p->booked && !w->assumed && p->waited >= 0)
			model_told(&l->stored.learned->model, w->p10, w->p50, w->p90, (double)p->waited);
	}
}

static const err *learn_days(store *s, arena *a, learning *l, int most, bool told, int *ret_days)
{
	arena *one = arena_new((size_t)256 << 20); /* a day's */
	const err *e = NULL;
	for (*ret_days = 0; *ret_days < most; ++*ret_days) {
		e = store_read(s, one, read_next_day, l);
		if (e || l->next < 0)
			break;
		if (told)
			learn_told(l);
		learned_day(one, l->stored.learned, l->office, &l->day);
		l->stored.upto = l->next;
		arena_reset(one);
	}
	if (e)
		e = err_why(a, e->code, "%.*s", STR_ARG(e->detail)); /* which lived in the other arena */
	arena_free(one);
	return e;
}

static const err *store_learned(store *s, arena *a, learning *l)
{
	buf plan = buf_new(a, TEXT_MAX), model = buf_new(a, TEXT_MAX);
	desk_plan_write(&l->stored.learned->plan, &plan);
	model_write(&l->stored.learned->model, &model);
	if (plan.overflowed || model.overflowed)
		return err_of(ERR_too_large);
	l->plan = buf_str(&plan);
	l->model = buf_str(&model);
	return store_write(s, a, office_shard(a, l->city, l->office->id), save, l);
}

static learning begin(arena *a, i64 city, const office_def *o, instant now)
{
	return (learning){
		.city = city, .office = o, .today = day_of(now), .stored = { .learned = arena_one(a, office_learned) }
	};
}

const err *learned_tick(store *s, arena *a, i64 city, const office_def *o, instant now, int most, int *ret_days)
{
	learning l = begin(a, city, o, now);
	TRY(store_read(s, a, read_stored, &l));
	TRY(learn_days(s, a, &l, most, true, ret_days));
	return *ret_days ? store_learned(s, a, &l) : NULL;
}

const err *learned_anew(store *s, arena *a, i64 city, const office_def *o, instant now, office_learned *ret,
			int *ret_days)
{
	learning l = begin(a, city, o, now);
	TRY(store_read(s, a, read_stored, &l));
	/* how wide ranges must be was learned from what was said, which came from the models of then: that is kept */
	office_model *m = &l.stored.learned->model, before = *m;
	l.stored.upto = -1;
	learned_init(l.stored.learned);
	TRY(learn_days(s, a, &l, HISTORY_DAYS + 1, false, ret_days));
	memcpy(m->beside, before.beside, sizeof m->beside);
	memcpy(m->wider, before.wider, sizeof m->wider);
	TRY(store_learned(s, a, &l));
	*ret = *l.stored.learned;
	return l.saved ? NULL : err_of(ERR_conflict);
}

/* --- for estimates ------------------------------------------------------------------------------------------------ */

/* What lies on the shelf for one office and day. */
typedef struct at_hand {
	instant upto; /* what ended until then is in the model */
	office_learned learned;
} at_hand;

static const err *fetch(db *d, arena *a, const board *b, at_hand *ret)
{
	i64 version;
	TRY(learned_stored(d, a, b->city->code, b->office->id, &ret->learned, &version));
	model_day_begins(&ret->learned.model);
	ret->upto = instant_of(b->today, 0) - 1;
	return NULL;
}

static const err *take_in(db *d, arena *a, const board *b, at_hand *h, bool *ret_changed)
{
	wait_ended_rows rows;
	TRY(wait_ended(d, a, b->city->code, b->office->id, b->today, h->upto, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		const wait_ended_row *r = &rows.at[i];
		office_model *m = &h->learned.model;
		if (r->called_at && r->ended_at > r->called_at)
			model_served(m, model_service(m, r->service, 0), model_desk(m, r->desk),
				     (double)(r->called_at - instant_of(b->today, 0)) / 1000.0,
				     (double)(r->ended_at - r->called_at) / 1000.0);
		h->upto = r->ended_at;
	}
	*ret_changed = rows.n > 0;
	return NULL;
}

/* Hours with a break are two spans. */
static const err *read_roster(db *d, arena *a, const board *b, office_learned *m)
{
	roster_day plan;
	TRY(staffing_plan(d, a, b->city->code, b->office, b->today, &plan, &m->rostered));
	for (size_t i = 0; m->rostered && i < plan.n && i < SIM_DESKS_MAX; i++) {
		const desk_hours *h = &plan.desks[i];
		bool pause = h->break_from < h->break_to;
		m->roster[i].n = h->from >= h->to ? 0 : pause ? 2 : 1;
		m->roster[i].spans[0] = (wait_span){ h->from * 60.0, (pause ? h->break_from : h->to) * 60.0 };
		m->roster[i].spans[1] = (wait_span){ h->break_to * 60.0, h->to * 60.0 };
	}
	return NULL;
}

const err *learned_today(db *d, arena *a, const board *b, const office_learned **ret)
{
	wait_model_version_row row;
	bool found, changed;
	TRY(wait_model_version(d, a, b->city->code, b->office->id, &row, &found));
	i64 version = (found ? row.version : 0) * 1000000 + b->today;
	str key = str_format(a, "wait/%lld/%.*s", (long long)b->city->code, STR_ARG(b->office->id));
	at_hand *h = arena_one(a, at_hand);
	bool there = db_shelf_get(d, key, version, h, sizeof *h);
	if (!there)
		TRY(fetch(d, a, b, h));
	learned_names(&h->learned, b); /* the definitions may have changed since */
	TRY(take_in(d, a, b, h, &changed));
	if (!there || changed)
		db_shelf_put(d, key, version, h, sizeof *h);
	TRY(read_roster(d, a, b, &h->learned));
	*ret = &h->learned;
	return NULL;
}
