/*
 * app: the running program, put together.
 *
 *     app_open()    database, migrations, key, definitions      every command that touches data begins with this
 *     app_serve()   live hub, feed, web server, jobs            `madoguchi serve`, and tests with a server of their own
 *     app_close()   everything in the opposite order
 */
#ifndef KIT_APP_H
#define KIT_APP_H

#include "kit/kit.h"

/* A clock of NULL is the system's. ERR_usage when --city or --db is missing. */
MUST_USE const err *app_open(arena *a, const settings *set, const clock_source *clock, app **ret);
/* With the routes, jobs and statements of these modules. */
MUST_USE const err *app_serve(app *p, const module *const *modules, size_t n);
int app_port(const app *p);
/* Where the city is found from outside, without a / at the end: the setting, else the definition, else where this server
 * listens, which is right for machines in the same hall and for trying it out. */
str app_site(const app *p, arena *a, const city_def *city);
void app_close(app *p); /* NULL is fine; opened or served */

/* kit itself, the first module of every list. */
extern const module kit_module;

/* Prints an error, and those linked to it, to standard error as a command does. Returns the exit code: 2 for ERR_usage, else 1. */
int command_failed(const err *e);

/* The flags of a command: takes `--name VALUE` or `--name=VALUE` out of the list. */
typedef struct flags {
	int n;
	char **at;
} flags;
/* NULL when it is not there; "" when it is there without a value. */
const char *flag_value(flags *f, const char *name);
bool flag_given(flags *f, const char *name); /* without a value */
/* Most commands: opens the city, does the work, tells what went wrong, closes. Returns the exit code. */
typedef const err *(*command_body)(app *p, arena *a, flags *f);
int command_with_app(arena *a, const settings *set, int argc, char **argv, command_body run);
/* What a file named on the command line holds, at most CSV_SIZE_MAX bytes, with a NUL behind it. ERR_file. */
MUST_USE const err *command_text(arena *a, str path, str *ret);
/* ERR_usage when something is left. */
MUST_USE const err *flags_done(arena *a, const flags *f);

#endif
