/* Models in folders. */
#include "rules/dmn_inside.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static const err *read_file(arena *a, str path, str *ret)
{
	path = arena_copy(a, path);
	int fd = open(path.at, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return err_at(a, ERR_file, path, "%s", strerror(errno));
	struct stat about;
	if (fstat(fd, &about) != 0 || !S_ISREG(about.st_mode) || about.st_size > XML_SIZE_MAX) {
		close(fd);
		return err_at(a, ERR_file, path, "no file, or larger than %d bytes", XML_SIZE_MAX);
	}
	size_t size = (size_t)about.st_size, n = 0;
	char *text = arena_alloc(a, size + 1);
	ssize_t got;
	while (n < size && (got = read(fd, text + n, size - n)) > 0)
		n += (size_t)got;
	close(fd);
	*ret = (str){ text, n };
	return NULL;
}

typedef struct models {
	dmn_model **at;
	size_t n;
} models;

static int by_name(const void *a, const void *b)
{
	return str_cmp(*(const str *)a, *(const str *)b);
}

/* The other files of the folder, in the order of their names. */
static const err *other_files(arena *a, str folder, str but, strs *ret)
{
	DIR *d = opendir(folder.at);
	if (!d)
		return err_at(a, ERR_file, folder, "%s", strerror(errno));
	const struct dirent *entry;
	while ((entry = readdir(d)) && ret->n < DMN_FILES_MAX) {
		str name = str_of(entry->d_name);
		if (str_ends(name, STR(".dmn")) && !str_eq(name, but))
			LIST_ADD(a, ret, arena_copy(a, name));
	}
	closedir(d);
	if (ret->n)
		qsort(ret->at, ret->n, sizeof(str), by_name);
	return NULL;
}

static bool wanted(const models *have, const dmn_model *m)
{
	for (size_t i = 0; i < have->n; i++) {
		if (str_eq(have->at[i]->space, m->space))
			return false;
	}
	for (size_t i = 0; i < have->n; i++)
		for (size_t k = 0; k < have->at[i]->imports.n; k++)
			if (str_eq(have->at[i]->imports.at[k].space, m->space))
				return true;
	return false;
}

/* Adds from the folder what is imported, and what that imports, until nothing is added. A file that cannot be read is no model. */
static const err *add_imported(arena *a, str path, models *have)
{
	size_t slash = path.len;
	while (slash > 0 && path.at[slash - 1] != '/')
		slash--;
	str folder = arena_copy(a, slash ? str_sub(path, 0, slash) : STR("."));
	strs names = { NULL, 0 };
	models others = { NULL, 0 };
	TRY(other_files(a, folder, str_sub(path, slash, path.len), &names));
	for (size_t i = 0; i < names.n; i++) {
		str bytes;
		dmn_model *m = NULL;
		if (arena_used(a) > XML_MEMORY)
			return err_at(a, ERR_too_large, folder, "its models are too large together");
		str file = slash ? str_format(a, "%.*s%.*s", STR_ARG(folder), STR_ARG(names.at[i])) : names.at[i];
		TRY(read_file(a, file, &bytes));
		const err *e = dmn_read(a, file, bytes, &m);
		if (!e || m)
			LIST_ADD(a, &others, m);
	}
	for (bool added = true; added;) {
		added = false;
		for (size_t i = 0; i < others.n; i++) {
			if (!wanted(have, others.at[i]))
				continue;
			LIST_ADD(a, have, others.at[i]);
			added = true;
		}
	}
	return NULL;
}

const err *dmn_open(arena *a, str path, dmn_model **ret)
{
	str bytes;
	models have = { NULL, 0 };
	*ret = NULL;
	TRY(read_file(a, path, &bytes));
	const err *e = dmn_read(a, path, bytes, ret);
	if (!*ret)
		return e;
	LIST_ADD(a, &have, *ret);
	if ((*ret)->imports.n)
		TRY(add_imported(a, path, &have));
	TRY(dmn_link(a, have.at, have.n));
	return e;
}
