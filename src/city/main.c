/*
 * madoguchi: a digital city hall in one program.
 *
 *     madoguchi COMMAND [settings] [arguments]
 *
 * 0 done, 1 failed, 2 wrong usage.
 */
#include <malloc.h>

#include "city/city.h"

#ifndef MADOGUCHI_VERSION
#define MADOGUCHI_VERSION "0.1"
#endif

static const command own[] = {
	{ "serve", "", "serves the city", serve },
	{ "doctor", "", "checks statements, definitions and the audit log", doctor },
	{ 0 },
};

static void help_of(const char *title, const command *list)
{
	printf("\n%s\n", title);
	for (const command *c = list; c->name; c++) {
		printf("  %s%s%s\n", c->name, *c->usage ? " " : "", c->usage);
		printf("      %s\n", c->about);
	}
}

static void help(void)
{
	printf("madoguchi COMMAND [settings] [arguments]\n\nA digital city hall: bookings, tickets, calls.\n");
	help_of("The program", own);
	module_list modules = city_modules();
	for (size_t i = 0; i < modules.n; i++)
		if (modules.at[i]->commands)
			help_of(modules.at[i]->name, modules.at[i]->commands);
	printf("\nSettings, as flags of every command, as MADOGUCHI_… in the environment, or in a file\n");
	settings_help();
	printf("\n--help, --version. Exit codes: 0 done, 1 failed, 2 wrong usage.\n");
}

/* Whether the words of a command's name and those that were typed say the same as far as both go. */
static bool is_asked(const command *c, const flags *f)
{
	str name = str_of(c->name);
	int words = 0;
	while (name.len && words < f->n && f->at[words][0] != '-')
		if (!str_eq(str_cut(&name, ' '), str_of(f->at[words++])))
			return false;
	return words > 0;
}

/* `madoguchi work import --help`, `madoguchi work --help`: those commands alone; false when there is none. */
static bool help_on(const flags *f)
{
	module_list modules = city_modules();
	bool any = false;
	for (size_t i = 0; i <= modules.n; i++)
		for (const command *c = i ? modules.at[i - 1]->commands : own; c && c->name; c++) {
			if (!is_asked(c, f))
				continue;
			printf("madoguchi %s%s%s\n    %s\n", c->name, *c->usage ? " " : "", c->usage, c->about);
			any = true;
		}
	if (any)
		printf("\nSettings (--city, --db …): madoguchi --help. Exit codes: 0 done, 1 failed, 2 wrong usage.\n");
	return any;
}

/* How many arguments name the command: "staff add" is two; 0 when it is another one. */
static int matches(const command *c, const flags *f)
{
	str name = str_of(c->name);
	int words = 0;
	while (name.len) {
		str piece = str_cut(&name, ' ');
		if (words == f->n || !str_eq(piece, str_of(f->at[words])))
			return 0;
		words++;
	}
	return words;
}

static const command *find(const flags *f, int *ret_words)
{
	for (const command *c = own; c->name; c++)
		if ((*ret_words = matches(c, f)) > 0)
			return c;
	module_list modules = city_modules();
	for (size_t i = 0; i < modules.n; i++)
		for (const command *c = modules.at[i]->commands; c && c->name; c++)
			if ((*ret_words = matches(c, f)) > 0)
				return c;
	return NULL;
}

/* Large chunks of arenas (definitions, a page that weighed many questions) go back to the system as soon as they are freed. Left to itself, glibc
 * takes the first that is freed for a habit, and keeps as much in each thread from then on. */
static void give_back_what_is_freed(void)
{
	mallopt(M_MMAP_THRESHOLD, 256 * 1024);
}

int main(int argc, char **argv)
{
	give_back_what_is_freed();
	flags f = { argc - 1, argv + 1 };
	if (f.n == 0 || flag_given(&f, "--help") || strcmp(f.at[0], "help") == 0) {
		if (!help_on(&f))
			help();
		return argc > 1 ? 0 : 2;
	}
	if (flag_given(&f, "--version")) {
		printf("madoguchi %s\n", MADOGUCHI_VERSION);
		return 0;
	}
	/* 1 GiB: definitions, lists of accounts, and what the program keeps while it runs */
	arena *a = arena_new((size_t)1 << 30);
	settings set;
	const err *e = settings_read(a, &f, &set);
	int words = 0;
	const command *c = e ? NULL : find(&f, &words);
	if (!e && !c)
		e = err_why(a, ERR_usage, "unknown command: %s%s%s (see madoguchi --help)", f.n ? f.at[0] : "",
			    f.n > 1 ? " " : "", f.n > 1 ? f.at[1] : "");
	int code = e ? command_failed(e) : c->run(a, &set, f.n - words, f.at + words);
	arena_free(a);
	return code;
}
