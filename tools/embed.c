/*
 * embed ROOT assets OUT.c OUT.h        every file below ROOT, named by its content, for /assets/
 * embed ROOT migrations OUT.c OUT.h    ROOT/0001_name.sql …, in the order of their numbers, for store_migrate()
 *
 * An asset's address holds a hash of its bytes, so that it may be kept for ever and is new when it changes. A style
 * sheet's url(name) is written with the hashed name; a name that is not there stops the build.
 */
#include "tool.h"

typedef struct file {
	str name, hashed, type; /* below ROOT: icons/call.svg; icons-call.0123456789ab.svg */
	source src;
} file;

typedef struct files {
	file *at;
	size_t n;
} files;

static const struct media {
	str ending, type;
} media[] = {
	{ STR_INIT(".css"), STR_INIT("text/css; charset=utf-8") },
	{ STR_INIT(".js"), STR_INIT("text/javascript; charset=utf-8") },
	{ STR_INIT(".json"), STR_INIT("application/json") },
	{ STR_INIT(".webmanifest"), STR_INIT("application/manifest+json") },
	{ STR_INIT(".txt"), STR_INIT("text/plain; charset=utf-8") },
	{ STR_INIT(".html"), STR_INIT("text/html; charset=utf-8") },
	{ STR_INIT(".svg"), STR_INIT("image/svg+xml") },
	{ STR_INIT(".png"), STR_INIT("image/png") },
	{ STR_INIT(".jpg"), STR_INIT("image/jpeg") },
	{ STR_INIT(".webp"), STR_INIT("image/webp") },
	{ STR_INIT(".ico"), STR_INIT("image/x-icon") },
	{ STR_INIT(".woff2"), STR_INIT("font/woff2") },
	{ STR_INIT(".mp3"), STR_INIT("audio/mpeg") },
	{ STR_INIT(".ogg"), STR_INIT("audio/ogg") },
	{ STR_INIT(".wav"), STR_INIT("audio/wav") },
	{ STR_INIT(".pdf"), STR_INIT("application/pdf") },
	{ STR_INIT(".md"), STR_INIT("") }, /* notes and licences beside the assets: not served */
};

static const err *wrong_at(arena *a, const source *src, size_t offset, const char *text, str what)
{
	return err_at(a, ERR_definition, source_place(a, src, offset), "%s: %.*s", text, STR_ARG(what));
}

static int by_name(const void *a, const void *b)
{
	const file *x = a, *y = b;
	return str_cmp(x->name, y->name);
}

/* All files below root/inner, without those that begin with a dot. */
static const err *read_folder(arena *a, const char *root, str inner, files *ret)
{
	const char *folder = str_format(a, "%s%s%.*s", root, inner.len ? "/" : "", STR_ARG(inner)).at;
	DIR *d = opendir(folder);
	if (!d)
		return err_at(a, ERR_file, str_of(folder), "cannot be read: %s", strerror(errno));
	const err *e = NULL;
	for (struct dirent *entry; !e && (entry = readdir(d));) {
		if (entry->d_name[0] == '.')
			continue;
		str name = str_format(a, "%.*s%s%s", STR_ARG(inner), inner.len ? "/" : "", entry->d_name);
		const char *path = str_format(a, "%s/%s", folder, entry->d_name).at;
		struct stat st;
		if (stat(path, &st) != 0) {
			e = err_at(a, ERR_file, str_of(path), "%s", strerror(errno));
		} else if (S_ISDIR(st.st_mode)) {
			e = read_folder(a, root, name, ret);
		} else {
			file f = { .name = name };
			e = source_read(a, path, &f.src);
			LIST_ADD(a, ret, f);
		}
	}
	closedir(d);
	return e;
}

/* Bytes as C strings, some 100 to a line: compilers read those many times faster than lists of numbers. */
static void put_bytes(buf *c, str bytes)
{
	size_t width = 0;
	buf_lit(c, "\t\"");
	for (size_t i = 0; i < bytes.len; i++) {
		u8 b = (u8)bytes.at[i];
		bool plain = b >= 0x20 && b < 0x7F && b != '"' && b != '\\' && b != '?';
		if (width > 100 || (i && bytes.at[i - 1] == '\n')) {
			buf_lit(c, "\"\n\t\"");
			width = 0;
		}
		if (plain)
			buf_char(c, (char)b);
		else
			buf_put(c, (str){ (char[]){ '\\', (char)('0' + (b >> 6)), (char)('0' + (b >> 3 & 7)),
						    (char)('0' + (b & 7)) },
					  4 });
		width += plain ? 1 : 4;
	}
	buf_lit(c, "\"");
}

/* --- assets ------------------------------------------------------------------------------------------------- */

static file *find_file(files *all, str name)
{
	for (size_t i = 0; i < all->n; i++)
		if (str_eq(all->at[i].name, name))
			return &all->at[i];
	return NULL;
}

/* icons/call.svg → icons-call.0123456789ab.svg: flat, so that one style sheet's relative address finds another */
static void name_by_hash(arena *a, file *f)
{
	u64 h = str_hash(f->src.text);
	h = (h ^ h >> 32) * 0x9E3779B97F4A7C15u; /* FNV mixes its last bytes into the low bits only */
	size_t dot = f->name.len;
	while (f->name.at[dot - 1] != '.')
		dot--;
	str stem = str_sub(f->name, 0, dot - 1), ending = str_sub(f->name, dot, f->name.len);
	f->hashed = str_format(a, "%.*s.%012llx.%.*s", STR_ARG(stem), (unsigned long long)(h >> 16), STR_ARG(ending));
	char *at = arena_many(a, char, f->hashed.len + 1);
	for (size_t i = 0; i < f->hashed.len; i++)
		at[i] = f->hashed.at[i] == '/' ? '-' : f->hashed.at[i];
	f->hashed.at = at;
}

/* url(name) in a style sheet gets the hashed name. */
static const err *rewrite_style(arena *a, files *all, file *f)
{
	str text = f->src.text;
	buf out = buf_new(a, TOOL_OUTPUT);
	size_t from = 0;
	for (size_t i = 0; i + 4 <= text.len; i++) {
		if (memcmp(text.at + i, "url(", 4) != 0)
			continue;
		size_t begin = i + 4, end = begin + str_find(str_sub(text, begin, text.len), ')');
		str name = str_trim(str_sub(text, begin, end));
		if (name.len >= 2 && (name.at[0] == '"' || name.at[0] == '\''))
			name = str_sub(name, 1, name.len - 1);
		if (str_starts(name, STR("data:")) || str_starts(name, STR("#")))
			continue;
		const file *other = find_file(all, name);
		if (!other || str_ends(name, STR(".css")))
			return wrong_at(a, &f->src, i, "no such asset for a style sheet", name);
		buf_put(&out, str_sub(text, from, begin));
		buf_format(&out, "\"%.*s\"", STR_ARG(other->hashed));
		from = end;
	}
	buf_put(&out, str_sub(text, from, text.len));
	f->src.text = buf_str(&out);
	return NULL;
}

static const err *name_assets(arena *a, files *all, files *ret)
{
	for (size_t i = 0; i < all->n; i++) {
		file *f = &all->at[i];
		size_t m = 0;
		while (m < COUNT(media) && !str_ends(f->name, media[m].ending))
			m++;
		if (m == COUNT(media))
			return wrong_at(a, &f->src, 0, "no media type is known for this ending", f->name);
		for (size_t c = 0; c < f->name.len; c++)
			if (!is_name_char(f->name.at[c]) && !strchr("-./", f->name.at[c]))
				return wrong_at(a, &f->src, 0, "a name is letters, digits and - _ .", f->name);
		f->type = media[m].type;
		name_by_hash(a, f);
	}
	for (size_t i = 0; i < all->n; i++) {
		file *f = &all->at[i];
		if (str_ends(f->name, STR(".css"))) {
			TRY(rewrite_style(a, all, f));
			name_by_hash(a, f); /* what it refers to is part of what it is */
		}
		if (f->type.len)
			LIST_ADD(a, ret, *f);
	}
	return NULL;
}

static const err *embed_assets(arena *a, files *all, buf *c, buf *h)
{
	files served = { 0 };
	TRY(name_assets(a, all, &served));
	buf_lit(h, "#ifndef KIT_ASSETS_H\n#define KIT_ASSETS_H\n\n#include \"base/str.h\"\n\n"
		   "/* A file that is part of the program. */\ntypedef struct asset {\n"
		   "\tstr name; /* icons/call.svg */\n\tstr path; /* /assets/icons-call.0123456789ab.svg */\n"
		   "\tstr hashed; /* icons-call.0123456789ab.svg */\n"
		   "\tstr type; /* its media type */\n\tstr bytes;\n} asset;\n\n"
		   "extern const asset assets[]; /* by name */\nextern const size_t assets_n;\n\n"
		   "/* By its plain name, and by the name in its address; NULL when there is none. */\n"
		   "const asset *asset_find(str name);\nconst asset *asset_by_hash(str hashed);\n\n#endif\n");
	buf_lit(c, "#include \"kit/assets.h\"\n\n");
	for (size_t i = 0; i < served.n; i++) {
		buf_format(c, "/* %.*s */\nstatic const char bytes_%zu[] =\n", STR_ARG(served.at[i].name), i);
		put_bytes(c, served.at[i].src.text);
		buf_lit(c, ";\n\n");
	}
	buf_lit(c, "const asset assets[] = {\n");
	for (size_t i = 0; i < served.n; i++) {
		const file *f = &served.at[i];
		buf_format(c,
			   "\t{ STR_INIT(\"%.*s\"), STR_INIT(\"/assets/%.*s\"), STR_INIT(\"%.*s\"), "
			   "STR_INIT(\"%.*s\"), { bytes_%zu, sizeof bytes_%zu - 1 } },\n",
			   STR_ARG(f->name), STR_ARG(f->hashed), STR_ARG(f->hashed), STR_ARG(f->type), i, i);
	}
	if (served.n == 0)
		buf_lit(c, "\t{ STR_INIT(\"\"), STR_INIT(\"\"), STR_INIT(\"\"), STR_INIT(\"\"), STR_INIT(\"\") },\n");
	buf_format(c, "};\nconst size_t assets_n = %zu;\n", served.n);
	buf_lit(c, "\nconst asset *asset_find(str name)\n{\n\tsize_t from = 0, to = assets_n;\n\twhile (from < to) {\n"
		   "\t\tsize_t middle = (from + to) / 2;\n\t\tint order = str_cmp(name, assets[middle].name);\n"
		   "\t\tif (order == 0)\n\t\t\treturn &assets[middle];\n\t\tif (order < 0)\n\t\t\tto = middle;\n"
		   "\t\telse\n\t\t\tfrom = middle + 1;\n\t}\n\treturn NULL;\n}\n"
		   "\nconst asset *asset_by_hash(str hashed)\n{\n\tfor (size_t i = 0; i < assets_n; i++)\n"
		   "\t\tif (str_eq(assets[i].hashed, hashed))\n\t\t\treturn &assets[i];\n\treturn NULL;\n}\n");
	return NULL;
}

/* --- migrations --------------------------------------------------------------------------------------------- */

/* 0001_kit.sql → 1 and kit */
static bool read_number(str name, i64 *ret_number, str *ret_rest)
{
	if (name.len < 10 || name.at[4] != '_' || !str_ends(name, STR(".sql")) || name.at[0] == '-')
		return false;
	*ret_rest = str_sub(name, 5, name.len - 4);
	for (size_t i = 0; i < ret_rest->len; i++)
		if (!is_name_char(ret_rest->at[i]))
			return false;
	return str_i64(str_sub(name, 0, 4), ret_number);
}

static const err *embed_migrations(arena *a, files *all, buf *c, buf *h)
{
	buf_lit(h, "#ifndef KIT_MIGRATIONS_H\n#define KIT_MIGRATIONS_H\n\n#include \"store/store.h\"\n\n"
		   "extern const migration migrations[];\nextern const size_t migrations_n;\n\n#endif\n");
	buf_lit(c, "#include \"kit/migrations.h\"\n\nconst migration migrations[] = {\n");
	i64 before = 0;
	size_t n = 0;
	for (size_t i = 0; i < all->n; i++) {
		const file *f = &all->at[i];
		i64 number = 0;
		str name = STR_NONE;
		if (str_ends(f->name, STR(".md")))
			continue;
		if (!read_number(f->name, &number, &name))
			return wrong_at(a, &f->src, 0, "a migration is called 0001_name.sql", f->name);
		if (number == before)
			return wrong_at(a, &f->src, 0, "a second migration with this number", f->name);
		if (!str_is_utf8(f->src.text))
			return wrong_at(a, &f->src, 0, "not UTF-8", f->name);
		buf_format(c, "\t{ %lld, STR_INIT(\"%.*s\"), STR_INIT(\n", (long long)number, STR_ARG(name));
		put_bytes(c, f->src.text);
		buf_lit(c, ") },\n");
		before = number;
		n++;
	}
	if (n == 0)
		buf_lit(c, "\t{ 0, STR_INIT(\"\"), STR_INIT(\"\") },\n");
	buf_format(c, "};\nconst size_t migrations_n = %zu;\n", n);
	return NULL;
}

static const err *embed(arena *a, char **argv)
{
	files all = { 0 };
	TRY(read_folder(a, argv[1], STR_NONE, &all));
	if (all.n)
		qsort(all.at, all.n, sizeof *all.at, by_name);
	buf c = buf_new(a, TOOL_OUTPUT), h = buf_new(a, TOOL_OUTPUT);
	buf_format(&c, "/* Made by embed from %s/. */\n", argv[1]);
	buf_format(&h, "/* Made by embed from %s/. */\n", argv[1]);
	if (str_eq(str_of(argv[2]), STR("assets")))
		TRY(embed_assets(a, &all, &c, &h));
	else if (str_eq(str_of(argv[2]), STR("migrations")))
		TRY(embed_migrations(a, &all, &c, &h));
	else
		return err_at(a, ERR_usage, str_of("embed"), "%s is neither assets nor migrations", argv[2]);
	if (c.overflowed)
		return err_at(a, ERR_too_large, str_of(argv[1]), "too much to embed");
	TRY(file_write(a, argv[3], buf_str(&c)));
	return file_write(a, argv[4], buf_str(&h));
}

int main(int argc, char **argv)
{
	if (argc != 5) {
		fprintf(stderr, "usage: embed ROOT assets|migrations OUT.c OUT.h\n");
		return 2;
	}
	arena *a = arena_new(TOOL_MEMORY);
	int code = tool_report(embed(a, argv));
	arena_free(a);
	return code;
}
