/*
 * Surveys in memory. A survey is built from all sheets of its round and then never changes; readers count, and what nobody reads and nobody asked for lately goes.
 *
 * Whoever asks for a revision that is not there builds it, alone: others of the same program wait at `building` and find it there. A survey that was built for a later
 * revision than the asker saw is as good. While a round is being filled in, sheets change every few seconds: so the rows of sheets that have not changed are taken out of the
 * survey before, and only the others are read and parsed.
 */
#include "modules/work/work_private.h"

#include <malloc.h>
#include <pthread.h>

#define SHEETS_AT_ONCE 64
#define BUILD_MAX ((size_t)1 << 30)
#define DEFS_HELD 16
#define DEF_MAX ((size_t)8 * 1024 * 1024)

typedef struct seen {
	i64 unit, version;
	u32 code; /* of the unit in the survey; UINT32_MAX: it has no such */
} seen;

typedef struct held {
	struct held *next;
	char round[WORK_ROUND_MAX + 1];
	i64 revision;
	survey *survey;
	seen *seen; /* by unit */
	size_t seen_n;
	int readers;
	u64 asked; /* when it was last asked for, counted */
} held;

typedef struct held_def {
	arena *arena;
	str text;
	work_def def;
} held_def;

typedef struct work_house {
	app *app;
	pthread_mutex_t lock, building;
	held *all;
	u64 clock;
	held_def defs[DEFS_HELD];
	size_t defs_n;
} work_house;

static void *house_new(app *p)
{
	work_house *h = calloc(1, sizeof *h);
	CHECK(h != NULL);
	h->app = p;
	pthread_mutex_init(&h->lock, NULL);
	pthread_mutex_init(&h->building, NULL);
	return h;
}

static void held_free(held *x)
{
	survey_free(x->survey);
	free(x->seen);
	free(x);
}

static void house_drop(void *it)
{
	work_house *h = it;
	while (h->all) {
		held *x = h->all;
		h->all = x->next;
		held_free(x);
	}
	for (size_t i = 0; i < h->defs_n; i++)
		arena_free(h->defs[i].arena);
	free(h);
}

static work_house *house_of(app *p)
{
	return app_kept(p, &work_module, house_new, house_drop);
}

/* --- definitions ------------------------------------------------------------------------------------------------------------ */

/* They are few, and never change once a round is open: kept until the program ends. */
const work_def *work_def_held(app *p, str text)
{
	work_house *h = house_of(p);
	const work_def *found = NULL;
	pthread_mutex_lock(&h->lock);
	for (size_t i = 0; i < h->defs_n && !found; i++)
		if (str_eq(h->defs[i].text, text))
			found = &h->defs[i].def;
	if (!found && h->defs_n < DEFS_HELD) {
		held_def *d = &h->defs[h->defs_n];
		d->arena = arena_new(DEF_MAX);
		d->text = arena_copy(d->arena, text);
		if (work_def_parse(d->arena, d->text, &d->def)) {
			arena_free(d->arena);
		} else {
			h->defs_n++;
			found = &d->def;
		}
	}
	pthread_mutex_unlock(&h->lock);
	return found;
}

/* --- building --------------------------------------------------------------------------------------------------------------- */

typedef struct building {
	const app *app;
	str round;
	const held *before; /* may be NULL */
	survey_builder *b;
	arena *rows, *sheet; /* given back now and then */
	work_units units;
	seen *seen;
	i64 revision;
	bool found;
	bool anew; /* all sheets were read */
} building;

static int by_unit(const void *x, const void *y)
{
	const seen *a = x, *b = y;
	return a->unit < b->unit ? -1 : a->unit > b->unit;
}

static const seen *seen_of(const seen *list, size_t n, i64 unit)
{
	seen key = { .unit = unit };
	return n ? bsearch(&key, list, n, sizeof key, by_unit) : NULL;
}

/* Whether a unit's rows in the survey before are those of now; *ret its code there. */
static bool unchanged(const building *k, const work_unit *u, u32 *ret)
{
	const seen *s = k->before ? seen_of(k->before->seen, k->before->seen_n, u->id) : NULL;
	if (!s || s->version != u->version || s->code == UINT32_MAX)
		return false;
	*ret = s->code;
	return true;
}

/* Units whose rows can be taken out of the survey before, by their codes there; NULL where reading all anew is as quick. */
static const bool *reusable(const building *k)
{
	size_t codes = k->before ? survey_names(k->before->survey, DIM_UNIT) : 0, same = 0, changed = 0;
	bool *of = arena_many(k->sheet, bool, codes + 1);
	for (size_t i = 0; i < k->units.n; i++) {
		const work_unit *u = &k->units.at[i];
		u32 code;
		if (u->rows == 0)
			continue;
		if (unchanged(k, u, &code) && code < codes) {
			of[code] = true;
			same++;
		} else {
			changed++;
		}
	}
	return same > changed ? of : NULL;
}

static const err *add_sheet(building *k, const work_unit *u, str text)
{
	survey_items items;
	arena_reset(k->sheet);
	TRY(work_sheet_items(k->sheet, text, u, &items));
	for (size_t i = 0; i < items.n; i++)
		TRY(survey_add(k->b, &items.at[i]));
	return NULL;
}

static const work_unit *unit_of(const work_units *list, i64 id)
{
	for (size_t i = 0; i < list->n; i++)
		if (list->at[i].id == id)
			return &list->at[i];
	return NULL;
}

/* All sheets, some at a time. */
static const err *read_all(building *k, db *d)
{
	/* units are in the order of their places; sheets come by their numbers */
	size_t n = k->units.n;
	i64 most = 0;
	for (size_t i = 0; i < n; i++)
		most = k->units.at[i].id > most ? k->units.at[i].id : most;
	const work_unit **by_id = arena_many(k->sheet, const work_unit *, n + 1);
	bool dense = most <= (i64)n; /* nothing is ever taken away, so numbers have no gaps */
	for (size_t i = 0; i < n && dense; i++)
		by_id[k->units.at[i].id - 1] = &k->units.at[i];
	arena *own = arena_new(BUILD_MAX), *sheet = k->sheet;
	const err *e = NULL;
	k->sheet = own;
	for (i64 after = 0; !e;) {
		work_row_sheets_rows rows;
		arena_reset(k->rows);
		e = work_row_sheets(d, k->rows, k->app->city, k->round, after, SHEETS_AT_ONCE, &rows);
		if (e || rows.n == 0)
			break;
		for (size_t i = 0; i < rows.n && !e; i++) {
			const work_unit *u = dense ? by_id[rows.at[i].unit - 1] : unit_of(&k->units, rows.at[i].unit);
			e = u ? add_sheet(k, u, rows.at[i].sheet) : NULL;
		}
		after = rows.at[rows.n - 1].unit;
	}
	e = err_kept(sheet, e);
	k->sheet = sheet;
	arena_free(own);
	return e;
}

static const err *read_changed(building *k, db *d)
{
	arena *own = arena_new(BUILD_MAX), *sheet = k->sheet;
	const err *e = NULL;
	k->sheet = own;
	for (size_t i = 0; i < k->units.n && !e; i++) {
		const work_unit *u = &k->units.at[i];
		u32 code;
		if (u->rows == 0 || unchanged(k, u, &code))
			continue;
		work_row_sheets_rows rows;
		arena_reset(k->rows);
		e = work_row_sheets(d, k->rows, k->app->city, k->round, u->id - 1, 1, &rows);
		if (!e && rows.n == 1 && rows.at[0].unit == u->id)
			e = add_sheet(k, u, rows.at[0].sheet);
	}
	e = err_kept(sheet, e);
	k->sheet = sheet;
	arena_free(own);
	return e;
}

static const err *build(db *d, arena *a, void *arg)
{
	building *k = arg;
	work_row_revision_row now;
	TRY(work_row_revision(d, a, k->app->city, k->round, &now, &k->found));
	if (!k->found)
		return err_of(ERR_not_found);
	k->revision = now.revision;
	TRY(work_units_of(d, k->sheet, k->app->city, k->round, &k->units));
	size_t items = 0;
	for (size_t i = 0; i < k->units.n; i++) {
		const work_unit *u = &k->units.at[i];
		items += (size_t)u->rows;
	}
	k->b = survey_begin(items);
	/* all units first, so that bureaus, sections and units have the codes of their order */
	for (size_t i = 0; i < k->units.n; i++) {
		const work_unit *u = &k->units.at[i];
		survey_add_unit(k->b, &(survey_unit){ .bureau = u->bureau,
						      .section = u->section,
						      .unit = u->name,
						      .people = u->people,
						      .minutes = u->has });
	}
	const bool *same = reusable(k);
	k->anew = !same;
	if (!same)
		return read_all(k, d);
	TRY(survey_add_from(k->b, k->before->survey, same));
	return read_changed(k, d);
}

/* The codes that its units have in the survey. */
static held *held_new(building *k)
{
	survey *s = survey_end(k->b);
	held *x = calloc(1, sizeof *x);
	seen *list = calloc(k->units.n + 1, sizeof *list);
	CHECK(x && list);
	for (size_t i = 0; i < k->units.n; i++) {
		const work_unit *u = &k->units.at[i];
		u32 bureau, section;
		list[i] = (seen){ u->id, u->version, UINT32_MAX };
		if (survey_code(s, DIM_BUREAU, 0, u->bureau, &bureau) &&
		    survey_code(s, DIM_SECTION, bureau, u->section, &section))
			survey_code(s, DIM_UNIT, section, u->name, &list[i].code);
	}
	qsort(list, k->units.n, sizeof *list, by_unit);
	*x = (held){ .revision = k->revision, .survey = s, .seen = list, .seen_n = k->units.n };
	memcpy(x->round, k->round.at, k->round.len);
	return x;
}

static const err *build_apart(work_house *h, arena *a, str round, const held *before, held **ret)
{
	arena *rows = arena_new(BUILD_MAX), *sheet = arena_new(BUILD_MAX), *own = arena_new(BUILD_MAX);
	building k = { .app = h->app, .round = round, .before = before, .rows = rows, .sheet = sheet };
	const err *e = err_kept(a, store_read(h->app->store, own, build, &k));
	if (!e)
		*ret = held_new(&k);
	else if (k.b)
		survey_drop(k.b);
	arena_free(rows);
	arena_free(sheet);
	arena_free(own);
	if (k.anew)
		malloc_trim(0); /* what building took is many times what it made */
	return e;
}

/* --- holding ---------------------------------------------------------------------------------------------------------------- */

static held *find(work_house *h, str round, i64 revision)
{
	held *best = NULL;
	for (held *x = h->all; x; x = x->next)
		if (str_eq(str_of(x->round), round) && x->revision >= revision &&
		    (!best || x->revision > best->revision))
			best = x;
	return best;
}

static held *take(work_house *h, str round, i64 revision)
{
	pthread_mutex_lock(&h->lock);
	held *x = find(h, round, revision);
	if (x) {
		x->readers++;
		x->asked = ++h->clock;
	}
	pthread_mutex_unlock(&h->lock);
	return x;
}

/* What nobody reads goes when a later revision of its round is there, and the one asked for longest ago when there are too many. Under the lock. */
static void sweep(work_house *h)
{
	size_t kept = 0;
	for (held **at = &h->all; *at;) {
		held *x = *at;
		if (x->readers == 0 && find(h, str_of(x->round), x->revision + 1)) {
			*at = x->next;
			held_free(x);
			continue;
		}
		kept++;
		at = &x->next;
	}
	while (kept > WORK_HELD) {
		held **oldest = NULL;
		for (held **at = &h->all; *at; at = &(*at)->next)
			if ((*at)->readers == 0 && (!oldest || (*at)->asked < (*oldest)->asked))
				oldest = at;
		if (!oldest)
			return; /* all are being read */
		held *x = *oldest;
		*oldest = x->next;
		held_free(x);
		kept--;
	}
}

static void give_back(work_house *h, held *x)
{
	pthread_mutex_lock(&h->lock);
	CHECK(x->readers > 0);
	x->readers--;
	sweep(h);
	pthread_mutex_unlock(&h->lock);
}

static const err *hold(app *p, arena *a, str round, i64 revision, held **ret)
{
	work_house *h = house_of(p);
	held *x = take(h, round, revision), *before = NULL, *made = NULL;
	*ret = x;
	if (x)
		return NULL;
	pthread_mutex_lock(&h->building);
	*ret = x = take(h, round, revision);
	const err *e = NULL;
	if (!x) {
		before = take(h, round, 0);
		e = build_apart(h, a, round, before, &made);
	}
	if (made) {
		pthread_mutex_lock(&h->lock);
		made->readers = 1;
		made->asked = ++h->clock;
		made->next = h->all;
		h->all = made;
		sweep(h);
		pthread_mutex_unlock(&h->lock);
		*ret = made;
	}
	pthread_mutex_unlock(&h->building);
	if (before)
		give_back(h, before);
	return e;
}

typedef struct lent {
	work_house *house;
	held *it;
} lent;

static void request_over(void *arg)
{
	lent *l = arg;
	give_back(l->house, l->it);
}

const err *work_survey(req *r, const work_round *round, const survey **ret)
{
	held *x;
	TRY(hold(r->app, r->arena, round->id, round->revision, &x));
	lent *l = arena_one(r->arena, lent);
	*l = (lent){ house_of(r->app), x };
	req_after(r, request_over, l);
	*ret = x->survey;
	return NULL;
}

typedef struct revising {
	i64 city;
	str round;
	i64 revision;
} revising;

static const err *read_revision(db *d, arena *a, void *arg)
{
	revising *k = arg;
	work_row_revision_row row;
	bool found;
	TRY(work_row_revision(d, a, k->city, k->round, &row, &found));
	if (!found)
		return err_at(a, ERR_not_found, STR("round"), "there is no round ‘%.*s’", STR_ARG(k->round));
	k->revision = row.revision;
	return NULL;
}

const err *work_survey_hold(app *p, arena *a, str round, const survey **ret)
{
	revising k = { .city = p->city, .round = round };
	held *x;
	TRY(store_read(p->store, a, read_revision, &k));
	TRY(hold(p, a, round, k.revision, &x));
	*ret = x->survey;
	return NULL;
}

void work_survey_release(app *p, const survey *s)
{
	work_house *h = house_of(p);
	pthread_mutex_lock(&h->lock);
	held *x = h->all;
	while (x && x->survey != s)
		x = x->next;
	pthread_mutex_unlock(&h->lock);
	CHECK(x != NULL);
	give_back(h, x);
}
