/* The commands `madoguchi work …`, each in its file: inside this folder only. */
#ifndef WORK_WORK_COMMANDS_H
#define WORK_WORK_COMMANDS_H

#include "kit/app.h"
#include "modules/work/work_private.h"

/* Half a gigabyte of its own: surveys are large. The body as command_with_app() calls it. */
int work_command(const settings *set, int argc, char **argv, command_body run);
MUST_USE const err *work_flag(arena *a, flags *f, const char *name, str *ret); /* ERR_usage when it is missing */
/* The year that began in April. */
i64 work_year_now(const app *p);
/* The definitions in force, as a round that is opened fixes them. */
str work_definitions_now(app *p, arena *a);
MUST_USE const err *work_flag_number(arena *a, flags *f, const char *name, i64 least, i64 most, i64 *ret);

int work_run_rehearse(arena *a, const settings *set, int argc, char **argv);
int work_run_import(arena *a, const settings *set, int argc, char **argv);
int work_run_report(arena *a, const settings *set, int argc, char **argv);
int work_run_export(arena *a, const settings *set, int argc, char **argv);

extern const command work_commands[];
extern const route work_api_routes[];

#endif
