#include "kit/app.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "kit/catalog.h"
#include "kit/commands.h"
#include "kit/feed.h"
#include "kit/inside.h"
#include "kit/jobs.h"
#include "kit/keyfile.h"
#include "kit/kit.sql.h"
#include "kit/messages/message_private.h"
#include "kit/migrations.h"
#include "reading/reading.h"
#include "text/csv.h"

#define RING 256
#define FILES_MAX (5 * 1024 * 1024) /* a PDF of 4 MiB as a background, and the form around it */
#define KIT_PERIOD_MS (10 * 60 * 1000)
#define FOLDER_MAX (256 * 1024 * 1024) /* of a city's files */

/* --- the installation's key ---------------------------------------------------------------------------------------- */

typedef struct key {
	app *app;
	str fresh;
	kit_secret_row row;
	bool found;
} key;

static const err *read_key(db *d, arena *a, void *arg)
{
	key *k = arg;
	return kit_secret(d, a, k->app->city, STR("key"), &k->row, &k->found);
}

static const err *write_key(db *d, arena *a, void *arg)
{
	key *k = arg;
	return kit_secret_add(d, a, k->app->city, STR("key"), k->fresh, NULL);
}

static const err *load_key(arena *a, app *p)
{
	key k = { .app = p };
	TRY(store_read(p->store, a, read_key, &k));
	if (!k.found) {
		u8 bytes[sizeof p->secret];
		char hex[sizeof bytes * 2 + 1];
		randombytes_buf(bytes, sizeof bytes);
		sodium_bin2hex(hex, sizeof hex, bytes, sizeof bytes);
		k.fresh = str_of(hex);
		TRY(store_write(p->store, a, STR("key"), write_key, &k));
		/* another process may have been the first */
		TRY(store_read(p->store, a, read_key, &k));
	}
	size_t n;
	if (!k.found || sodium_hex2bin(p->secret, sizeof p->secret, k.row.value.at, k.row.value.len, NULL, &n, NULL) ||
	    n != sizeof p->secret)
		return err_why(a, ERR_migration, "the installation's key is not readable");
	return NULL;
}

/* --- open, serve, close ---------------------------------------------------------------------------------------------- */

static const err *open_parts(arena *a, app *p, arena *own)
{
	const settings *set = p->set;
	if (set->city_dir.len == 0 || set->db.len == 0)
		return err_why(a, ERR_usage, "--city DIR and --db URL are needed");
	def_files folder;
	TRY(err_kept(a, catalog_folder(own, set->city_dir, &folder)));
	/* what counts is what the database holds: of the folder only which city it is, unless that is new */
	TRY(err_kept(a, defs_code(own, folder, &p->city)));
	store_options options = { .writers = set->writers, .clock = p->clock };
	TRY(store_open(a, set->db, &options, &p->store));
	TRY(store_migrate(p->store, a, migrations, migrations_n));
	TRY(load_key(a, p));
	return catalog_open(a, p, folder, &p->catalog);
}

const err *app_open(arena *a, const settings *set, const clock_source *clock, app **ret)
{
	CHECK(sodium_init() >= 0);
	app *p = arena_one(a, app);
	p->kit = arena_one(a, struct kit);
	p->kit->arena = a;
	p->kit->system = clock_system();
	p->set = set;
	p->clock = clock ? clock : &p->kit->system;
	p->reading = reading_new();
	p->kit->started = clock_now(p->clock);
	turns_init(&p->kit->passwords, PASSWORDS_AT_ONCE, PASSWORDS_WAITING);
	turns_init(&p->kit->heavy, heavy_at_once(), HEAVY_WAITING);
	pthread_mutex_init(&p->kit->keyfile.lock, NULL);
	pthread_mutex_init(&p->kit->keeping, NULL);
	arena *own = arena_new(FOLDER_MAX);
	const err *e = open_parts(a, p, own);
	arena_free(own);
	malloc_trim(0); /* what starting took and gave back, several times what running takes */
	if (e) {
		app_close(p);
		return e;
	}
	*ret = p;
	return NULL;
}

const err *app_serve(app *p, const module *const *modules, size_t n)
{
	arena *a = p->kit->arena;
	p->kit->modules = modules;
	p->kit->modules_n = n;
	TRY(messages_open(a, p));
	/* everything else goes on without it; the pages that need it say so */
	const err *key_file = keyfile_check(p, a);
	if (key_file)
		log_line(LOG_ERROR, "key_file", "%.*s", STR_ARG(key_file->detail));
	p->hub = hub_new(RING, feed_replay, p);
	TRY(feed_start(a, p, &p->feed));
	struct {
		const route **at;
		size_t n;
	} tables = { 0 };
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < modules[i]->tables_n; k++)
			LIST_ADD(a, &tables, modules[i]->tables[k]);
	http_options options = {
		.listen = p->set->listen.len ? p->set->listen : STR("127.0.0.1:8080"),
		.workers = p->set->workers,
		.files_max = FILES_MAX,
		.trust_proxy = p->set->trust_proxy,
		.clock = p->clock,
		.app = p,
		.hub = p->hub,
		.gate = kit_gate,
		.fail = kit_fail,
		.finish = kit_finish,
	};
	TRY(http_start(a, &options, tables.at, tables.n, &p->kit->http));
	return jobs_start(a, p, modules, n, &p->kit->jobs);
}

void *app_kept(app *p, const void *of, void *(*make)(app *p), void (*drop)(void *kept))
{
	struct kit *k = p->kit;
	void *it = NULL;
	pthread_mutex_lock(&k->keeping);
	for (size_t i = 0; i < k->kept_n && !it; i++)
		if (k->kept[i].key == of)
			it = k->kept[i].it;
	if (!it) {
		CHECK(k->kept_n < KEPT_MAX);
		it = make(p);
		k->kept[k->kept_n++] = (kit_kept){ of, it, drop };
	}
	pthread_mutex_unlock(&k->keeping);
	return it;
}

void req_after(req *r, void (*run)(void *arg), void *arg)
{
	CHECK(r->who && r->who->visitor);
	struct after *a = arena_one(r->arena, struct after);
	*a = (struct after){ r->who->visitor->after, run, arg };
	r->who->visitor->after = a;
}

int app_port(const app *p)
{
	return http_port(p->kit->http);
}

str app_site(const app *p, arena *a, const city_def *city)
{
	str given = p->set->url.len ? p->set->url : city->url;
	if (str_ends(given, STR("/")))
		return str_sub(given, 0, given.len - 1);
	if (given.len)
		return given;
	str host = p->set->listen;
	while (host.len && host.at[host.len - 1] != ':')
		host.len--;
	if (host.len == 0 || str_starts(host, STR("0.0.0.0:")) || str_starts(host, STR("[::]:")))
		host = STR("127.0.0.1:");
	str port = str_sub(p->set->listen, host.len, p->set->listen.len);
	return p->kit->http ? str_format(a, "http://%.*s%d", STR_ARG(host), app_port(p))
			    : str_format(a, "http://%.*s%.*s", STR_ARG(host), STR_ARG(port));
}

void app_close(app *p)
{
	if (!p)
		return;
	/* first nobody asks any more, then nobody works any more, then nothing is told any more */
	if (p->kit->http)
		http_stop(p->kit->http);
	p->kit->stopping = true;
	jobs_stop(p->kit->jobs);
	messages_close(p);
	feed_stop(p->feed);
	if (p->hub)
		hub_free(p->hub);
	while (p->kit->kept_n > 0) {
		kit_kept *k = &p->kit->kept[--p->kit->kept_n];
		k->drop(k->it);
	}
	catalog_close(p->catalog);
	if (p->store)
		store_close(p->store);
	feed_free(p->feed);
	reading_free(p->reading);
	*p = (app){ .kit = p->kit };
	sodium_memzero(&p->kit->keyfile.key, sizeof p->kit->keyfile.key);
	*p->kit = (struct kit){ .arena = p->kit->arena };
}

/* --- commands -------------------------------------------------------------------------------------------------------- */

int command_failed(const err *e)
{
	for (const err *at = e; at; at = at->next) {
		str message = err_message(at->code, LANG_EN);
		fprintf(stderr, "%.*s%s%.*s\n", STR_ARG(at->where), at->where.len ? ": " : "",
			STR_ARG(at->detail.len ? at->detail : message));
	}
	return e->code == ERR_usage ? 2 : 1;
}

/* Takes `count` arguments from position i. */
static void take_out(flags *f, int i, int count)
{
	for (int k = i; k + count <= f->n; k++)
		f->at[k] = k + count < f->n ? f->at[k + count] : NULL;
	f->n -= count;
}

const char *flag_value(flags *f, const char *name)
{
	size_t len = strlen(name);
	for (int i = 0; i < f->n; i++) {
		char *arg = f->at[i];
		if (strncmp(arg, name, len) != 0)
			continue;
		if (arg[len] == '=') {
			take_out(f, i, 1);
			return arg + len + 1;
		}
		if (arg[len] != 0)
			continue;
		if (i + 1 == f->n) {
			take_out(f, i, 1);
			return "";
		}
		const char *value = f->at[i + 1];
		take_out(f, i, 2);
		return value;
	}
	return NULL;
}

bool flag_given(flags *f, const char *name)
{
	for (int i = 0; i < f->n; i++) {
		if (strcmp(f->at[i], name) == 0) {
			take_out(f, i, 1);
			return true;
		}
	}
	return false;
}

const err *flags_done(arena *a, const flags *f)
{
	return f->n ? err_why(a, ERR_usage, "unknown argument: %s", f->at[0]) : NULL;
}

static const route *const kit_tables[] = { page_routes, feed_routes, signin_routes, users_routes, ops_routes };

static const module_link kit_links[] = {
	{ "users", T_nav_users, LINK_STAFF_MORE, ACCESS_ADMIN, false, 90 },
	{ 0 },
};

const module kit_module = {
	.name = "kit",
	.links = kit_links,
	.tables = kit_tables,
	.tables_n = COUNT(kit_tables),
	.statements = kit_statements,
	.statements_n = &kit_statements_n,
	.commands = kit_commands,
	.tick = kit_tick,
	.period_ms = KIT_PERIOD_MS,
};

const err *command_text(arena *a, str path, str *ret)
{
	int fd = open(arena_copy(a, path).at, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return err_at(a, ERR_file, path, "%s", strerror(errno));
	struct stat about;
	const err *e = NULL;
	if (fstat(fd, &about) != 0 || !S_ISREG(about.st_mode))
		e = err_at(a, ERR_file, path, "is not a file");
	else if (about.st_size > CSV_SIZE_MAX)
		e = err_at(a, ERR_file, path, "larger than %d bytes", CSV_SIZE_MAX);
	size_t size = e ? 0 : (size_t)about.st_size, n = 0;
	char *text = arena_alloc(a, size + 1);
	ssize_t got;
	while (n < size && (got = read(fd, text + n, size - n)) > 0)
		n += (size_t)got;
	close(fd);
	if (!e && n < size)
		e = err_at(a, ERR_file, path, "could not be read to its end");
	*ret = (str){ text, n };
	return e;
}
