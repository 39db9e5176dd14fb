/*
 * kit: what every module needs and no module owns: the program's state, who is asking, languages, the page around the
 * content, the audit log, the feed of events, the catalog of published definitions.
 */
#ifndef KIT_KIT_H
#define KIT_KIT_H

#include "defs/defs.h"
#include "http/http.h"
#include "http/hub.h"
#include "kit/words.h"
#include "store/store.h"

typedef struct feed feed;
typedef struct catalog catalog;

/* Settings by flag, environment (MADOGUCHI_…) and file, in this order. */
typedef struct settings {
	str city_dir, db, listen, url;
	bool limits; /* --limits off turns every limit on hoarding and trying off, for benchmarks */
	bool trust_proxy;
	str now; /* serve as if it were that time: rehearsals and tests */
	int workers, writers;
	/* reaching people, see messages/message.h; a secret is the content of its _file where that is given */
	str smtp, mail_from, smtp_password, smtp_password_file;
	str webhook, webhook_secret, webhook_secret_file;
	str key_file; /* keyfile.h; empty: beside the SQLite file */
	str ca_file; /* whom mail servers and receivers of webhooks are certified by; the system's list where empty */
} settings;

/* The running program. One for each city that a process serves; made in city/, passed to everyone. */
struct app {
	const settings *set;
	store *store;
	hub *hub;
	feed *feed;
	catalog *catalog;
	const clock_source *clock;
	i64 city; /* code; the first column of every key */
	u8 secret[32]; /* the installation's key for CSRF tokens and the like, from the database */
	struct reading *reading; /* how names are read (reading/reading.h) */
	struct kit *kit; /* kit's own state; see inside.h */
};

/* --- who is asking ------------------------------------------------------------------------------------- */

/*
 * Pages know their visitor by cookies: `session` (staff and devices), `visitor` (everybody else), `lang`. A POST, PUT or
 * DELETE carries who.csrf in the field `csrf` or the header x-csrf-token, or it is refused.
 * Routes below /api/ look at no cookie at all, only at `Authorization: Bearer …`; so nothing can be forged there and no
 * token against forgery is asked for.
 */

typedef enum role { ROLE_NONE, ROLE_DEVICE, ROLE_CLERK, ROLE_FLOOR, ROLE_ADMIN } role;

/* A route's access; each includes those above it. */
typedef enum access {
	ACCESS_PUBLIC = 1,
	ACCESS_DEVICE, /* kiosk and lobby screen: open where the city says open_devices, else signed in as a device */
	ACCESS_CLERK,
	ACCESS_FLOOR,
	ACCESS_ADMIN,
} access_level;

struct who {
	role role;
	i64 staff; /* 0 for residents */
	str login, name;
	str office; /* may act in this office only; empty: in all */
	str csrf; /* the token that this visitor's forms carry */
	bool token; /* by API token, so no CSRF */
	str session; /* hash of the session, empty without one */
	struct visitor *visitor; /* kit's own notes on this request; see inside.h */
};
/* ERR_forbidden unless the asker may act in that office. */
MUST_USE const err *who_in_office(const req *r, str office);

/* --- the catalog: published definitions ------------------------------------------------------------------ */

/* The current definitions; stay valid until the request ends (an old version is kept while somebody may read it). */
const city_def *catalog_city(req *r);
/* The same inside a command or job; give back with catalog_release(). */
const city_def *catalog_hold(catalog *c);
void catalog_release(catalog *c, const city_def *held);
/* Publishes a new text of one file: parses the whole set with it, ERR_definition with line when it does not hold, else
 * saves a version, audits, and tells every process. Cases of the guide (cases/ID.csv) that fail with it refuse it as well, with what was expected and
 * found, but for those of the file that is published. `base` is the version the editor saw: ERR_stale when it is old. */
MUST_USE const err *catalog_publish(req *r, str path, str text, i64 base);
MUST_USE const err *catalog_version(req *r, str path, i64 *ret_version, str *ret_text);

/* --- what a module keeps in this process ------------------------------------------------------------------ */

/* State of a module in memory, made when it is first asked for and given to `drop` when the program closes, after requests and jobs have ended. `of`: any
 * address of the module's own, such as that of its `module`. `make` runs under a lock: it makes and does not work. */
void *app_kept(app *p, const void *of, void *(*make)(app *p), void (*drop)(void *kept));
/* Calls `run` when the request has been answered, whatever came of it: for giving back what it held. */
void req_after(req *r, void (*run)(void *arg), void *arg);

/* --- events -------------------------------------------------------------------------------------------- */

/* In a command: something happened in an office. Numbered without gaps for each office, saved with the command's
 * changes, told to the screens after the commit. `data` is one line of JSON without personal data. */
MUST_USE const err *feed_emit(db *d, arena *a, i64 city, str office, str kind, str data);
/* 401005/kokurakita */
str feed_topic(arena *a, i64 city, str office);
/* The shard of an office's commands, for store_write(). */
str office_shard(arena *a, i64 city, str office);

/* --- audit --------------------------------------------------------------------------------------------- */

/* In a command: who did what to what. Each entry carries the hash of the one before it in its chain (one for each office,
 * one, "", for the city), so that a change of any entry shows: `madoguchi audit verify`. No names of residents. */
MUST_USE const err *audit_add(db *d, arena *a, i64 city, str chain, const who *who, str action, str subject,
			      str detail);

/* --- pages --------------------------------------------------------------------------------------------- */

/* Markup that needs no escaping because a template made it. */
typedef struct html {
	str s;
} html;
/* A link: a path of this site, or tel:, mailto:, https:; anything else does not come out of url_of(). */
typedef struct url {
	str s;
} url;
url url_path(arena *a, const char *format, ...) PRINTF(2, 3); /* arguments must be identifiers or numbers */
/* Where the city is found from outside, without a / at the end: as the settings, the definitions or else the request say. */
str site_url(req *r);
url url_of(arena *a, str any); /* refuses javascript: and the like: "#" */

/* Where a template writes: what every page knows. */
typedef struct page_out {
	buf *b;
	arena *arena;
	lang lang;
	req *r;
} page_out;
/* A word in the language of who asks. */
str say(const req *r, word w);
page_out page_begin(req *r); /* a buffer of at most 8 MiB in the request's arena */

typedef enum page_kind {
	PAGE_RESIDENT, /* header with language choice, narrow column */
	PAGE_STAFF, /* dense, wide, with the staff's navigation */
	PAGE_SCREEN, /* kiosk and lobby: nothing around it, large */
	PAGE_FRAGMENT, /* the body alone */
} page_kind;
typedef struct page {
	page_kind kind;
	str title;
	str live; /* /events/offices/ID (a route of kit's feed): its events refresh the parts marked data-live; or empty */
	str script; /* assets of this page beside app.js, e.g. "display.js", with a space between them; or empty */
	str style; /* style sheets of this page beside the others, likewise; or empty */
	str here; /* staff navigation: which entry is current: desk, floor, manage … */
	str office; /* staff navigation: of which office */
	int refresh; /* seconds, for readers without JavaScript; 0 none */
} page;
/* Wraps what was written to `o` in the shell and makes it the response; ERR_too_large when it overflowed. */
MUST_USE const err *page_end(page_out *o, const page *p, resp *out);
/* The hashed address of an asset: asset_url("app.css") → /assets/app.3f2a….css */
url asset_url(const char *name);

/* JSON out: a writer that cannot write malformed JSON is in text/json.h */
MUST_USE const err *json_reply(resp *out, int status, buf *b);

/* The client's address for limits, hashed with the installation's key so that it is not kept. */
str address_key(const req *r);
/* 128 random bits as 26 letters and digits; and a code that people read out: n of 23456789ABCDEFGHJKMNPQRSTUVWXYZ. */
str random_token(arena *a);
str random_code(arena *a, int n);

/* --- modules ------------------------------------------------------------------------------------------- */

/* A command of the command line: `madoguchi NAME …`. `argv` is what follows the name, without the settings' flags.
 * Returns the exit code: 0 done, 1 failed, 2 wrong usage. app.h has what most commands begin with. */
typedef struct command {
	const char *name, *usage, *about; /* "staff add", "--login NAME --role ROLE …", "makes an account" */
	int (*run)(arena *a, const settings *set, int argc, char **argv);
} command;

/* A page of a module that stands in the header or the footer of every other: at /PAGE, or /PAGE/OFFICE where the reader's
 * office is known. Who may not open it does not see it. */
typedef enum link_place { LINK_STAFF, LINK_STAFF_MORE, LINK_RESIDENT } link_place; /* header, its menu "more", footer */
typedef struct module_link {
	const char *page; /* "floor"; what page.here says */
	word text;
	link_place place;
	access_level access;
	bool of_office;
	int rank; /* in its place, from the left; NULL in `page` ends a list */
} module_link;

/* A place on a page of one module where another one, which may know the first but not the reverse (layers.txt), has something to say. */
typedef enum aside_place {
	ASIDE_BOOKING, /* of a booking that is to come; subject: its code */
} aside_place;

/* What a module gives to the program; city/modules.c lists them. */
typedef struct module {
	const char *name;
	const module_link *links; /* may be NULL */
	const route *const *tables; /* of routes, each ended by {0} */
	size_t tables_n;
	const statement *const *statements;
	const size_t *statements_n; /* &visits_statements_n, as sqlgen writes it */
	const command *commands; /* ended by {0}; may be NULL */
	/* work that recurs: called every `period_ms` by the job runner of one process at a time; may be NULL */
	const err *(*tick)(app *app, arena *a);
	int period_ms;
	bool (*wanted)(const app *app); /* whether there can be such work, by the settings; NULL: always */
	/* writes its part, or nothing; may set headers. May be NULL */
	const err *(*aside)(req *r, resp *out, page_out *o, aside_place where, str subject);
} module;
/* What all modules have to say there. What fails is logged and left out: the page is more important. */
html page_asides(req *r, resp *out, aside_place where, str subject);

#endif
