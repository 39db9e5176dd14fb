/* A city's folder as files. */
#include "kit/catalog.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include "print/background.h"
#include "text/csv.h"

#define FILE_MAX (1024 * 1024)
#define FILES_MAX 6000 /* a paper may have two */

size_t catalog_text_most(str path)
{
	bool pdf = defs_path(path, NULL) == PATH_BACKGROUND;
	return pdf ? sodium_base64_ENCODED_LEN(BACKGROUND_BYTES_MAX, sodium_base64_VARIANT_ORIGINAL) : FILE_MAX;
}

str catalog_pdf_text(arena *a, str bytes)
{
	size_t room = sodium_base64_ENCODED_LEN(bytes.len, sodium_base64_VARIANT_ORIGINAL);
	char *text = arena_alloc(a, room);
	sodium_bin2base64(text, room, (const u8 *)bytes.at, bytes.len, sodium_base64_VARIANT_ORIGINAL);
	return str_of(text);
}

static const err *read_file(arena *a, str dir, str name, def_files *list)
{
	str path = str_format(a, "%.*s/%.*s", STR_ARG(dir), STR_ARG(name));
	int fd = open(path.at, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return err_at(a, ERR_file, path, "%s", strerror(errno));
	struct stat about;
	bool pdf = str_ends(name, STR(".pdf"));
	int most = pdf ? BACKGROUND_BYTES_MAX : FILE_MAX;
	if (fstat(fd, &about) != 0 || about.st_size > most) {
		close(fd);
		return err_at(a, ERR_file, path, "larger than %d bytes", most);
	}
	size_t size = (size_t)about.st_size, n = 0;
	char *text = arena_alloc(a, size + 1);
	ssize_t got;
	while (n < size && (got = read(fd, text + n, size - n)) > 0)
		n += (size_t)got;
	close(fd);
	if (list->n == FILES_MAX)
		return err_at(a, ERR_file, dir, "more than %d files", FILES_MAX);
	def_file f = { arena_copy(a, name), { text, n } };
	if (pdf)
		f.text = catalog_pdf_text(a, f.text);
	if (str_ends(name, STR(".csv"))) { /* a spreadsheet in Japan may have saved it as Shift_JIS */
		str encoding;
		const err *e = text_decode(a, f.text, &f.text, &encoding);
		if (e)
			return err_at(a, ERR_file, str_format(a, "%.*s:%.*s", STR_ARG(path), STR_ARG(e->where)), "%.*s",
				      STR_ARG(e->detail));
	}
	size_t together = f.text.len;
	for (size_t i = 0; i < list->n; i++)
		together += list->at[i].text.len;
	if (together > CATALOG_TEXTS_MAX)
		return err_at(a, ERR_file, dir, "more than %d MiB in all", CATALOG_TEXTS_MAX / 1024 / 1024);
	LIST_ADD(a, list, f);
	return NULL;
}

static int by_path(const void *a, const void *b)
{
	const def_file *x = a, *y = b;
	return str_cmp(x->path, y->path);
}

/* The files of one of its folders that belong to a city; a folder that is not there has none, unless it must be there. */
static const err *read_below(arena *a, str dir, const char *below, bool must, def_files *ret)
{
	str path = str_format(a, "%.*s/%s", STR_ARG(dir), below);
	DIR *d = opendir(path.at);
	if (!d)
		return must || errno != ENOENT ? err_at(a, ERR_file, path, "%s", strerror(errno)) : NULL;
	const err *e = NULL;
	for (struct dirent *entry; !e && (entry = readdir(d));) {
		str name = str_of(entry->d_name);
		bool ours = str_ends(name, STR(".yaml")) || str_ends(name, STR(".csv")) ||
			    (str_ends(name, STR(".pdf")) && strcmp(below, "papers") == 0);
		if (ours && name.at[0] != '.') /* one whose name is not good is refused by defs_parse() with a reason */
			e = read_file(a, dir, str_format(a, "%s/%.*s", below, STR_ARG(name)), ret);
	}
	closedir(d);
	return e;
}

const err *catalog_folder(arena *a, str dir, def_files *ret)
{
	static const struct {
		const char *name;
		bool must;
	} files[] = { { "city.yaml", true },   { "services.yaml", true }, { "journeys.yaml", false },
		      { "facts.yaml", false }, { "guide.yaml", false },   { "samples.yaml", false },
		      { "work.yaml", false } },
	  folders[] = {
		  { "offices", true }, { "facts", false }, { "schemes", false },
		  { "tables", false }, { "cases", false }, { "papers", false },
	  };
	*ret = (def_files){ 0 };
	for (size_t i = 0; i < COUNT(files); i++)
		if (files[i].must || access(str_format(a, "%.*s/%s", STR_ARG(dir), files[i].name).at, F_OK) == 0)
			TRY(read_file(a, dir, str_of(files[i].name), ret));
	for (size_t i = 0; i < COUNT(folders); i++)
		TRY(read_below(a, dir, folders[i].name, folders[i].must, ret));
	qsort(ret->at, ret->n, sizeof *ret->at, by_path);
	return NULL;
}
