#include "modules/lookup/lookup.h"

#include "modules/lookup/lookup.sql.h"
#include "reading/reading.h"

#define A_COMMIT 2000 /* rows; others' commands wait no longer than for these */
#define SHARD "postal"

/* --- looking up ----------------------------------------------------------------------------------------------------------- */

typedef struct search {
	i64 city;
	str postal;
	postal_towns_rows rows;
	postal_edition_row edition;
	bool loaded;
} search;

static const err *find(db *d, arena *a, void *arg)
{
	search *s = arg;
	TRY(postal_edition(d, a, s->city, &s->edition, &s->loaded));
	return postal_towns(d, a, s->city, s->postal, &s->rows);
}

const err *lookup_postal(req *r, str postal, lookup_towns *ret)
{
	arena *a = r->arena;
	const app *p = r->app;
	search s = { .city = p->city, .postal = postal };
	TRY(store_read(p->store, a, find, &s));
	str home = text_in(&catalog_city(r)->name, LANG_JA);
	*ret = (lookup_towns){ .loaded = s.loaded };
	for (size_t i = 0; i < s.rows.n; i++) {
		const postal_towns_row *row = &s.rows.at[i];
		bool here = str_starts(row->municipality, home);
		lookup_town t = { row->prefecture, row->municipality, row->town,
				  str_format(a, "%.*s%.*s%.*s", STR_ARG(here ? STR_NONE : row->prefecture),
					     STR_ARG(row->municipality), STR_ARG(row->town)) };
		LIST_ADD(a, ret, t);
	}
	return NULL;
}

str lookup_kana(req *r, str name)
{
	return reading_of_name(((const app *)r->app)->reading, r->arena, name);
}

/* --- loading -------------------------------------------------------------------------------------------------------------- */

typedef struct load {
	i64 city, edition;
	const postal_rows *rows;
	size_t from, to;
	i64 seq; /* of the row before `from`, within its code */
	bool gone; /* nothing old is left */
} load;

static const err *begin(db *d, arena *a, void *arg)
{
	load *l = arg;
	postal_edition_row now;
	bool found;
	TRY(postal_edition(d, a, l->city, &now, &found));
	l->edition = tx_now(d);
	if (found && l->edition <= now.edition)
		l->edition = now.edition + 1;
	return NULL;
}

static const err *add_some(db *d, arena *a, void *arg)
{
	load *l = arg;
	i64 seq = l->seq;
	for (size_t i = l->from; i < l->to; i++) {
		const postal_row *r = &l->rows->at[i];
		/* a code may come back later in the file: its rows are counted through the file, and so in its order */
		seq++;
		postal_add_in in = { l->city, l->edition, r->postal, seq, r->prefecture, r->municipality, r->town };
		TRY(postal_add(d, a, &in, NULL));
	}
	return NULL;
}

static const err *enforce(db *d, arena *a, void *arg)
{
	const load *l = arg;
	i64 changed;
	TRY(postal_enforce(d, a, l->city, l->edition, (i64)l->rows->n, tx_now(d), &changed));
	return changed ? NULL : err_why(a, ERR_conflict, "another load came into force meanwhile");
}

static const err *drop_some(db *d, arena *a, void *arg)
{
	load *l = arg;
	postal_old_row old;
	bool found;
	TRY(postal_old(d, a, l->city, l->edition, &old, &found));
	l->gone = !found;
	if (!found)
		return NULL;
	/* the codes that begin with the same two digits: some 1,500 towns */
	str top = str_format(a, "%.*s99999", 2, old.postal.at);
	return postal_drop(d, a, l->city, old.edition, old.postal, top, NULL);
}

const err *postal_load(app *p, arena *a, const postal_rows *rows, void (*told)(size_t done, size_t all))
{
	load l = { .city = p->city, .rows = rows };
	TRY(store_write(p->store, a, STR(SHARD), begin, &l));
	arena *work = arena_new((size_t)64 * 1024 * 1024);
	const err *e = NULL;
	for (l.from = 0; !e && l.from < rows->n; l.from = l.to) {
		l.to = l.from + A_COMMIT < rows->n ? l.from + A_COMMIT : rows->n;
		l.seq = (i64)l.from;
		e = store_write(p->store, work, STR(SHARD), add_some, &l);
		if (e)
			e = err_kept(a, e);
		arena_reset(work);
		if (told && !e)
			told(l.to, rows->n);
	}
	if (!e)
		e = store_write(p->store, a, STR(SHARD), enforce, &l);
	while (!e && !l.gone)
		e = store_write(p->store, a, STR(SHARD), drop_some, &l);
	arena_free(work);
	return e;
}
