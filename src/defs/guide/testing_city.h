/* The city that comes with the program, for tests that run in the repository's root. */
#ifndef DEFS_GUIDE_TESTING_CITY_H
#define DEFS_GUIDE_TESTING_CITY_H

#include <dirent.h>
#include <sodium.h>

#include "base/buf.h"
#include "defs/defs.h"

static inline str file_text(arena *a, const char *path)
{
	FILE *f = fopen(path, "rb");
	CHECK(f);
	buf b = buf_new(a, 4 << 20);
	char part[4096];
	for (size_t n; (n = fread(part, 1, sizeof part, f)) > 0;)
		buf_put(&b, (str){ part, n });
	fclose(f);
	return buf_str(&b);
}

static inline void add_folder(arena *a, def_files *files, const char *folder)
{
	DIR *dir = opendir(str_format(a, "cities/kitakyushu%s", folder).at);
	if (!dir)
		return; /* what a city may be without */
	for (struct dirent *e; (e = readdir(dir));) {
		str path = str_format(a, "%s/%s", folder, e->d_name);
		path = str_sub(path, 1, path.len);
		if (defs_path(path, NULL) == PATH_NONE)
			continue;
		str full = str_format(a, "cities/kitakyushu/%.*s", STR_ARG(path));
		str text = file_text(a, full.at);
		if (str_ends(path, STR(".pdf"))) {
			size_t room = sodium_base64_ENCODED_LEN(text.len, sodium_base64_VARIANT_ORIGINAL);
			char *letters = arena_alloc(a, room);
			sodium_bin2base64(letters, room, (const u8 *)text.at, text.len, sodium_base64_VARIANT_ORIGINAL);
			text = str_of(letters);
		}
		LIST_ADD(a, files, ((def_file){ path, text }));
	}
	closedir(dir);
}

/* NULL, and the mistakes printed, when it does not hold. */
static inline city_def *demo_city(arena *a)
{
	static const char *const folders[] = { "", "/facts", "/offices", "/schemes", "/tables", "/cases", "/papers" };
	def_files files = { NULL, 0 };
	for (size_t i = 0; i < COUNT(folders); i++)
		add_folder(a, &files, folders[i]);
	city_def *c = NULL;
	for (const err *e = defs_parse(a, files, &c); e; e = e->next)
		printf("%.*s: %.*s\n", STR_ARG(e->where), STR_ARG(e->detail));
	return c;
}

#endif
