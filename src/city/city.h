/*
 * city: the program. The only place that knows every module.
 */
#ifndef CITY_CITY_H
#define CITY_CITY_H

#include "kit/app.h"

typedef struct module_list {
	const module *const *at;
	size_t n;
} module_list;
module_list city_modules(void);

/* Takes the settings' flags out of the arguments; what they do not say, the environment says, and then the file.
 * ERR_usage with file and line for a setting that is not known. */
MUST_USE const err *settings_read(arena *a, flags *f, settings *ret);
/* One line each, for --help. */
void settings_help(void);

int serve(arena *a, const settings *set, int argc, char **argv);
int doctor(arena *a, const settings *set, int argc, char **argv);

#endif
