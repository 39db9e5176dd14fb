#include "kit/catalog.h"

#include <pthread.h>

#include "base/log.h"
#include "kit/feed.h"
#include "kit/inside.h"
#include "kit/kit.sql.h"

#define SNAPSHOT_MAX (256 * 1024 * 1024)
#define TRIES 5

typedef struct snapshot {
	struct snapshot *next;
	arena *arena;
	city_def *city;
	i64 set; /* its number */
	int readers;
} snapshot;

struct catalog {
	app *app;
	pthread_mutex_t lock;
	snapshot *all; /* the one in force first */
	pthread_mutex_t loading; /* one load at a time */
};

/* --- snapshots --------------------------------------------------------------------------------------------------- */

static def_files files_in_force(arena *a, const kit_definitions_rows *rows)
{
	def_files files = { 0 };
	for (size_t i = 0; i < rows->n; i++)
		if (rows->at[i].body.len)
			LIST_ADD(a, &files, (def_file){ rows->at[i].path, rows->at[i].body });
	return files;
}

/* The same for a set that is parsed to stay while these texts go: of tables, parts of the text itself are kept. */
static def_files files_to_keep(arena *a, const kit_definitions_rows *rows)
{
	def_files files = files_in_force(a, rows);
	for (size_t i = 0; i < files.n; i++)
		if (str_ends(files.at[i].path, STR(".csv")))
			files.at[i].text = arena_copy(a, files.at[i].text);
	return files;
}

typedef struct set_reading {
	i64 city, unless; /* the set that is held already */
	kit_definition_set_row set;
	bool found;
	kit_definitions_rows files;
} set_reading;

static const err *read_set(db *d, arena *a, void *arg)
{
	set_reading *g = arg;
	TRY(kit_definition_set(d, a, g->city, &g->set, &g->found));
	if (!g->found || g->set.last == g->unless)
		return NULL;
	return kit_definitions(d, a, g->city, &g->files);
}

/* Frees what nobody reads any more. Under the lock. */
static void sweep(catalog *c)
{
	if (!c->all)
		return;
	for (snapshot **at = &c->all->next; *at;) {
		snapshot *s = *at;
		if (s->readers > 0) {
			at = &s->next;
			continue;
		}
		*at = s->next;
		arena_free(s->arena);
	}
}

static const err *reload(catalog *c)
{
	pthread_mutex_lock(&c->lock);
	i64 held = c->all ? c->all->set : 0;
	pthread_mutex_unlock(&c->lock);
	arena *a = arena_new(SNAPSHOT_MAX), *texts = arena_new(SNAPSHOT_MAX);
	set_reading g = { .city = c->app->city, .unless = held };
	const err *e = store_read(c->app->store, texts, read_set, &g);
	if (!e && !g.found)
		e = err_why(a, ERR_definition, "the database has no definitions of city %lld", (long long)c->app->city);
	if (e || g.set.last == held) {
		/* what went wrong is told from an arena that lasts: the program's */
		e = e ? err_of(e->code) : NULL;
		arena_free(texts);
		arena_free(a);
		return e;
	}
	snapshot *s = arena_one(a, snapshot);
	*s = (snapshot){ .arena = a, .set = g.set.last };
	e = defs_parse(a, files_to_keep(a, &g.files), &s->city);
	if (!e && s->city->code != c->app->city)
		e = err_of(ERR_definition);
	arena_free(texts);
	if (e) {
		/* published by a program that knew less or more than this one: the old set stays */
		log_line(LOG_ERROR, "definitions", "where=%.*s detail=%.*s", STR_ARG(e->where), STR_ARG(e->detail));
		arena_free(a);
		return err_of(ERR_definition);
	}
	pthread_mutex_lock(&c->lock);
	s->next = c->all;
	c->all = s;
	sweep(c);
	pthread_mutex_unlock(&c->lock);
	return NULL;
}

const err *catalog_reload(catalog *c)
{
	pthread_mutex_lock(&c->loading);
	const err *e = reload(c);
	pthread_mutex_unlock(&c->loading);
	return e;
}

static const snapshot *hold(catalog *c)
{
	pthread_mutex_lock(&c->lock);
	snapshot *s = c->all;
	s->readers++;
	pthread_mutex_unlock(&c->lock);
	return s;
}

const city_def *catalog_hold(catalog *c)
{
	return hold(c)->city;
}

void catalog_release(catalog *c, const city_def *held)
{
	pthread_mutex_lock(&c->lock);
	snapshot *s = c->all;
	while (s && s->city != held)
		s = s->next;
	CHECK(s && s->readers > 0);
	s->readers--;
	sweep(c);
	pthread_mutex_unlock(&c->lock);
}

const city_def *catalog_city(req *r)
{
	CHECK(r->who && r->who->visitor);
	visitor *v = r->who->visitor;
	if (!v->held)
		v->held = catalog_hold(r->app->catalog);
	return v->held;
}

const err *catalog_files(app *p, arena *a, def_files *ret)
{
	set_reading g = { .city = p->city, .unless = -1 };
	TRY(store_read(p->store, a, read_set, &g));
	*ret = files_in_force(a, &g.files);
	return NULL;
}

const err *catalog_version(req *r, str path, i64 *ret_version, str *ret_text)
{
	set_reading g = { .city = r->app->city, .unless = -1 };
	TRY(store_read(r->app->store, r->arena, read_set, &g));
	for (size_t i = 0; i < g.files.n; i++) {
		if (str_eq(g.files.at[i].path, path) && g.files.at[i].body.len) {
			*ret_version = g.files.at[i].version;
			*ret_text = g.files.at[i].body;
			return NULL;
		}
	}
	return err_of(ERR_not_found);
}

static int by_path(const void *a, const void *b)
{
	const def_file *x = a, *y = b;
	return str_cmp(x->path, y->path);
}

/* --- publishing --------------------------------------------------------------------------------------------------- */

/* New texts of some files, checked against the set `seen`. */
typedef struct publication {
	app *app;
	const who *who; /* NULL: the command line */
	i64 seen;
	kit_definition_add_in *at;
	size_t n;
	store_fn also; /* in the same transaction; may be NULL */
	void *arg;
} publication;

static const err *save(db *d, arena *a, void *arg)
{
	const publication *p = arg;
	i64 changed, city = p->app->city;
	if (p->seen)
		TRY(kit_definition_set_next(d, a, city, p->seen, &changed));
	else
		TRY(kit_definition_set_first(d, a, city, &changed));
	if (!changed)
		return err_of(ERR_stale);
	for (size_t i = 0; i < p->n; i++) {
		kit_definition_add_in in = p->at[i];
		in.made_at = tx_now(d);
		TRY(kit_definition_add(d, a, &in, NULL));
		TRY(audit_add(d, a, city, STR_NONE, p->who, in.body.len ? STR("publish") : STR("remove"), in.path,
			      str_format(a, "version %lld", (long long)in.version)));
	}
	if (p->also)
		TRY(p->also(d, a, p->arg));
	return tx_touch(d, a, definitions_topic(a, city));
}

static i64 version_of(const kit_definitions_rows *rows, str path, str *ret_body)
{
	for (size_t i = 0; i < rows->n; i++) {
		if (str_eq(rows->at[i].path, path)) {
			*ret_body = rows->at[i].body;
			return rows->at[i].version;
		}
	}
	*ret_body = STR_NONE;
	return 0;
}

/* Whether the mistake stands in one of these files. */
static bool stands_in(const err *e, const strs *files)
{
	for (size_t i = 0; i < files->n; i++)
		if (str_starts(e->where, files->at[i]) && e->where.len > files->at[i].len &&
		    e->where.at[files->at[i].len] == ':')
			return true;
	return false;
}

/* The cases that fail; those of files that are being published themselves are their author's affair. */
static const err *try_cases(app *p, arena *a, const city_def *city, const strs *changed)
{
	const err *first = NULL;
	err *last = NULL;
	for (const err *e = guide_try_cases(a, city, clock_now(p->clock), NULL); e; e = e->next) {
		if (stands_in(e, changed))
			continue;
		err *copy = arena_one(a, err);
		*copy = (err){ e->code, e->where, e->detail, NULL };
		if (last)
			last->next = copy;
		else
			first = copy;
		last = copy;
	}
	return first;
}

/* Whether papers may come out other than they were when they were last tried. */
static bool papers_touched(const strs *changed)
{
	for (size_t i = 0; i < changed->n; i++) {
		def_path kind = defs_path(changed->at[i], NULL);
		if (kind == PATH_PAPER || kind == PATH_BACKGROUND || kind == PATH_SAMPLES || kind == PATH_FACTS)
			return true;
	}
	return false;
}

/* `changed`: the files that are published; `lenient`: those of them whose cases may fail. */
static const err *check_set(app *p, arena *a, def_files files, const strs *changed, const strs *lenient)
{
	city_def *city;
	TRY(defs_parse(a, files, &city));
	if (city->code != p->city)
		return err_at(a, ERR_definition, STR("city.yaml"), "the code of a city cannot be changed: it is %lld",
			      (long long)p->city);
	if (papers_touched(changed))
		TRY(papers_try(a, city, STR_NONE, clock_now(p->clock), NULL));
	return try_cases(p, a, city, lenient);
}

/* A parsed set is many times its text, and a publication may be tried several times: it is checked in memory of its own. */
static const err *check_apart(app *p, arena *a, def_files files, const strs *changed, const strs *lenient)
{
	arena *own = arena_new(SNAPSHOT_MAX);
	const err *e = err_kept(a, check_set(p, own, files, changed, lenient));
	arena_free(own);
	return e;
}

/* One try at publishing; ERR_stale with *ret_again when only other files have changed meanwhile. */
static const err *publish_once(req *r, arena *own, const catalog_list *list, const strs *lenient, store_fn also,
			       void *arg, bool *ret_again)
{
	arena *a = r->arena;
	set_reading g = { .city = r->app->city, .unless = -1 };
	*ret_again = false;
	TRY(err_kept(a, store_read(r->app->store, own, read_set, &g)));
	def_files files = { 0 };
	strs changed = { NULL, 0 };
	publication p = { .app = r->app, .who = r->who, .seen = g.set.last, .also = also, .arg = arg };
	p.at = arena_alloc(a, list->n * sizeof *p.at);
	for (size_t i = 0; i < list->n; i++) {
		const catalog_file *f = &list->at[i];
		str body;
		if (version_of(&g.files, f->path, &body) != f->version)
			return err_at(a, ERR_stale, f->path, "a newer version is in force");
		if (f->text.len)
			LIST_ADD(own, &files, ((def_file){ f->path, f->text }));
		LIST_ADD(own, &changed, f->path);
		p.at[p.n++] = (kit_definition_add_in){ .city = r->app->city,
						       .path = f->path,
						       .version = f->version + 1,
						       .body = f->text,
						       .staff = r->who->staff };
	}
	for (size_t i = 0; i < g.files.n; i++) {
		bool given = g.files.at[i].body.len == 0;
		for (size_t k = 0; k < list->n && !given; k++)
			given = str_eq(list->at[k].path, g.files.at[i].path);
		if (!given)
			LIST_ADD(own, &files, ((def_file){ g.files.at[i].path, g.files.at[i].body }));
	}
	size_t together = 0;
	for (size_t i = 0; i < files.n; i++)
		together += files.at[i].text.len;
	if (together > CATALOG_TEXTS_MAX)
		return err_why(a, ERR_too_large, "more than %d MiB in all", CATALOG_TEXTS_MAX / 1024 / 1024);
	if (files.n)
		qsort(files.at, files.n, sizeof *files.at, by_path);
	TRY(check_apart(r->app, a, files, &changed, lenient));
	const err *e = store_write(r->app->store, a, definitions_topic(a, r->app->city), save, &p);
	*ret_again = err_is(e, ERR_stale);
	return e;
}

static const err *publish(req *r, const catalog_list *list, const strs *lenient, store_fn also, void *arg)
{
	for (size_t i = 0; i < list->n; i++) {
		const catalog_file *f = &list->at[i];
		if (defs_path(f->path, NULL) == PATH_NONE)
			return err_of(ERR_not_found);
		if (!str_is_utf8(f->text))
			return err_at(r->arena, ERR_required, STR("text"), "a definition is UTF-8");
		if (f->text.len > catalog_text_most(f->path))
			return err_of(ERR_too_large);
	}
	const err *e = NULL;
	bool again = true;
	for (int i = 0; i < TRIES && again; i++) {
		arena *own = arena_new(SNAPSHOT_MAX); /* the texts of a whole set */
		e = publish_once(r, own, list, lenient, also, arg, &again);
		arena_free(own);
	}
	TRY(e);
	return catalog_reload(r->app->catalog);
}

const err *catalog_publish(req *r, str path, str text, i64 base)
{
	if (text.len == 0)
		return err_at(r->arena, ERR_required, STR("text"), "a definition is not empty");
	catalog_file f = { path, text, base };
	return publish(r, &(catalog_list){ &f, 1 }, &(strs){ &path, 1 }, NULL, NULL);
}

const err *catalog_publish_all(req *r, const catalog_list *list, store_fn also, void *arg)
{
	if (list->n == 0)
		return err_at(r->arena, ERR_required, STR_NONE, "nothing to publish");
	return publish(r, list, &(strs){ NULL, 0 }, also, arg);
}

const err *catalog_newest(app *p, arena *a, catalog_list *ret)
{
	set_reading g = { .city = p->city, .unless = -1 };
	TRY(store_read(p->store, a, read_set, &g));
	*ret = (catalog_list){ NULL, 0 };
	for (size_t i = 0; i < g.files.n; i++)
		LIST_ADD(a, ret, ((catalog_file){ g.files.at[i].path, g.files.at[i].body, g.files.at[i].version }));
	return NULL;
}

const err *catalog_load(app *p, arena *a, def_files folder, i64 *ret_changed)
{
	set_reading g = { .city = p->city, .unless = -1 };
	TRY(store_read(p->store, a, read_set, &g));
	strs differ = { NULL, 0 };
	for (size_t i = 0; i < folder.n; i++) {
		str body;
		version_of(&g.files, folder.at[i].path, &body);
		if (!str_eq(body, folder.at[i].text))
			LIST_ADD(a, &differ, folder.at[i].path);
	}
	TRY(check_apart(p, a, folder, &differ, &differ));
	struct {
		kit_definition_add_in *at;
		size_t n;
	} list = { 0 };
	for (size_t i = 0; i < folder.n; i++) {
		str body;
		i64 version = version_of(&g.files, folder.at[i].path, &body);
		if (!str_eq(body, folder.at[i].text))
			LIST_ADD(a, &list,
				 (kit_definition_add_in){ .city = p->city,
							  .path = folder.at[i].path,
							  .version = version + 1,
							  .body = folder.at[i].text });
	}
	for (size_t i = 0; i < g.files.n; i++) {
		bool kept = g.files.at[i].body.len == 0;
		for (size_t k = 0; k < folder.n && !kept; k++)
			kept = str_eq(folder.at[k].path, g.files.at[i].path);
		if (!kept)
			LIST_ADD(a, &list,
				 (kit_definition_add_in){ .city = p->city,
							  .path = g.files.at[i].path,
							  .version = g.files.at[i].version + 1 });
	}
	*ret_changed = (i64)list.n;
	if (list.n == 0)
		return NULL;
	publication pub = { .app = p, .seen = g.found ? g.set.last : 0, .at = list.at, .n = list.n };
	return store_write(p->store, a, definitions_topic(a, p->city), save, &pub);
}

/* A city that is new to the database gets its first set. */
static const err *first_set(app *p, arena *a, def_files folder)
{
	set_reading g = { .city = p->city, .unless = -1 };
	TRY(store_read(p->store, a, read_set, &g));
	if (g.found)
		return NULL;
	i64 changed;
	const err *e = catalog_load(p, a, folder, &changed);
	/* another process was here at the same moment */
	return err_is(e, ERR_stale) ? NULL : e;
}

const err *catalog_open(arena *a, app *p, def_files folder, catalog **ret)
{
	catalog *c = arena_one(a, catalog);
	c->app = p;
	pthread_mutex_init(&c->lock, NULL);
	pthread_mutex_init(&c->loading, NULL);
	*ret = c;
	arena *own = arena_new(SNAPSHOT_MAX);
	const err *e = err_kept(a, first_set(p, own, folder));
	arena_free(own);
	TRY(e);
	return catalog_reload(c);
}

void catalog_close(catalog *c)
{
	if (!c)
		return;
	while (c->all) {
		snapshot *s = c->all;
		c->all = s->next;
		CHECK(s->readers == 0);
		arena_free(s->arena);
	}
}
