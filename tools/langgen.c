/*
 * langgen DIR OUT.c OUT.h: the words of every page, from DIR/NAME.LANGUAGE.txt, as C that is checked.
 *
 *     waiting_title = お待ちの方
 *     waits_since(minutes i64) = {minutes}分前から
 *     people(n i64) = {n} person | {n} people             in English: one | several, by the first i64
 *     waits_since(minutes i64) = {minutes}ふん まえから       in plain Japanese: ふん or ぷん, as the number is read
 *
 * A key has the same arguments in all three languages, and each text uses all of them; so a page that compiles has
 * its words in every language. A key without arguments becomes T_key, a `word`; one with arguments becomes a
 * function words_key(). Files of one language are one list: a module brings its own.
 */
#include "tool.h"

typedef struct param {
	str name;
	bool number; /* i64; else str */
} param;

typedef struct params {
	param *at;
	size_t n;
} params;

/* One text of one key in one language. */
typedef struct entry {
	str key, one, many; /* `one` is empty without a plural */
	params params;
	const source *src;
	size_t offset; /* of its line */
	lang lang;
} entry;

typedef struct entries {
	entry *at;
	size_t n;
} entries;

typedef struct gen {
	arena *a;
	entries all;
	const err *first, **last; /* every mistake, in order */
} gen;

static const str suffixes[LANG_COUNT] = {
	[LANG_JA] = STR_INIT(".ja.txt"), [LANG_JA_EASY] = STR_INIT(".ja-easy.txt"), [LANG_EN] = STR_INIT(".en.txt")
};
static const char *const lang_names[LANG_COUNT] = { "LANG_JA", "LANG_JA_EASY", "LANG_EN" };

/* Remembers a mistake and goes on, so that a translator sees all of them at once. */
static void PRINTF(4, 5) wrong(gen *g, const source *src, size_t offset, const char *format, ...)
{
	va_list args;
	char text[500];
	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	err *e = arena_one(g->a, err);
	*e = (err){ ERR_definition, source_place(g->a, src, offset), arena_copy(g->a, str_of(text)), NULL };
	*g->last = e;
	g->last = &e->next;
}

static bool is_key(str s)
{
	bool ok = s.len > 0 && s.len <= 60 && s.at[0] >= 'a' && s.at[0] <= 'z';
	for (size_t i = 0; i < s.len; i++)
		ok = ok && (s.at[i] == '_' || (s.at[i] >= 'a' && s.at[i] <= 'z') || (s.at[i] >= '0' && s.at[i] <= '9'));
	return ok;
}

/* "minutes i64, name str" */
static bool read_params(gen *g, const source *src, size_t offset, str list, params *ret)
{
	while (list.len) {
		str type = str_trim(str_cut(&list, ','));
		str name = str_cut(&type, ' ');
		type = str_trim(type);
		if (!is_key(name) || (!str_eq(type, STR("i64")) && !str_eq(type, STR("str")))) {
			wrong(g, src, offset, "an argument is written `name i64` or `name str`");
			return false;
		}
		for (size_t i = 0; i < ret->n; i++)
			if (str_eq(ret->at[i].name, name)) {
				wrong(g, src, offset, "two arguments are called %.*s", STR_ARG(name));
				return false;
			}
		LIST_ADD(g->a, ret, (param){ name, str_eq(type, STR("i64")) });
	}
	return true;
}

static bool same_params(params a, params b)
{
	bool same = a.n == b.n;
	for (size_t i = 0; same && i < a.n; i++)
		same = a.at[i].number == b.at[i].number && str_eq(a.at[i].name, b.at[i].name);
	return same;
}

static const param *find_param(params p, str name)
{
	for (size_t i = 0; i < p.n; i++)
		if (str_eq(p.at[i].name, name))
			return &p.at[i];
	return NULL;
}

/* Holds one form of a text against its arguments; notes in `used` which of them stand in it. */
static void check_text(gen *g, const entry *e, str text, bool *used)
{
	size_t at = (size_t)(text.at - e->src->text.at);
	for (size_t i = 0; i < text.len; i++) {
		char c = text.at[i], next = i + 1 < text.len ? text.at[i + 1] : 0;
		if (c == '<' && (is_name_start(next) || next == '/' || next == '!')) {
			wrong(g, e->src, at + i, "words hold no markup; it belongs in the template");
		} else if (c == '&' && (is_name_start(next) || next == '#')) {
			size_t semicolon = str_find(str_sub(text, i, i + 12), ';');
			if (i + semicolon < text.len && semicolon < 12)
				wrong(g, e->src, at + i, "write the character itself, it is escaped where it is shown");
		} else if (c == '{' && next == '{') {
			i++;
		} else if (c == '{') {
			size_t end = str_find(str_sub(text, i, text.len), '}');
			str name = str_sub(text, i + 1, i + end);
			const param *p = find_param(e->params, name);
			if (!p) {
				wrong(g, e->src, at + i, "%.*s has no argument {%.*s}; a brace is written {{",
				      STR_ARG(e->key), STR_ARG(name));
				return;
			}
			used[p - e->params.at] = true;
			i += end;
		}
	}
}

static void read_text(gen *g, entry *e, str text)
{
	size_t at = (size_t)(text.at - e->src->text.at), bar = text.len;
	bool number = false;
	for (size_t i = 0; i < e->params.n; i++)
		number = number || e->params.at[i].number;
	for (size_t i = 0; i + 3 <= text.len; i++)
		if (memcmp(text.at + i, " | ", 3) == 0) {
			if (e->lang != LANG_EN || !number)
				wrong(g, e->src, at + i, "only English texts with an i64 argument have a plural");
			else if (bar < text.len)
				wrong(g, e->src, at + i, "there are two forms, one | several");
			bar = i;
		}
	if (bar < text.len) {
		e->one = str_trim(str_sub(text, 0, bar));
		text = str_trim(str_sub(text, bar + 3, text.len));
	}
	e->many = text;
	bool lost = str_starts(text, STR("| ")) || str_starts(e->one, STR("| ")) || str_ends(text, STR(" |"));
	if (text.len == 0 || lost) {
		wrong(g, e->src, e->offset, "%.*s has no text", STR_ARG(e->key));
		return;
	}
	bool *used = arena_many(g->a, bool, e->params.n + 1);
	check_text(g, e, e->one, used);
	check_text(g, e, e->many, used);
	for (size_t i = 0; i < e->params.n; i++)
		if (!used[i])
			wrong(g, e->src, e->offset, "%.*s does not use {%.*s}", STR_ARG(e->key),
			      STR_ARG(e->params.at[i].name));
}

static void read_line(gen *g, const source *src, lang l, size_t offset, str line)
{
	str rest = line;
	if (str_find(line, '=') == line.len) {
		wrong(g, src, offset, "a line is `key = text`");
		return;
	}
	str head = str_trim(str_cut(&rest, '='));
	bool parens = str_find(head, '(') < head.len;
	entry e = { .src = src, .offset = offset, .lang = l };
	e.key = str_trim(str_cut(&head, '('));
	if (!is_key(e.key) || str_eq(e.key, STR("text")) || str_eq(e.key, STR("none"))) {
		wrong(g, src, offset, "a key is small letters, digits and _, and neither `text` nor `none`");
		return;
	}
	if (parens) {
		if (!str_ends(head, STR(")"))) {
			wrong(g, src, offset, "the arguments of %.*s do not end with )", STR_ARG(e.key));
			return;
		}
		if (!read_params(g, src, offset, str_sub(head, 0, head.len - 1), &e.params))
			return;
	}
	for (size_t i = 0; i < g->all.n; i++)
		if (g->all.at[i].lang == l && str_eq(g->all.at[i].key, e.key)) {
			str there = source_place(g->a, g->all.at[i].src, g->all.at[i].offset);
			wrong(g, src, offset, "%.*s is already at %.*s", STR_ARG(e.key), STR_ARG(there));
			return;
		}
	read_text(g, &e, str_trim(rest));
	LIST_ADD(g->a, &g->all, e);
}

static void read_file(gen *g, const source *src, lang l)
{
	if (!str_is_utf8(src->text)) {
		size_t i = 0;
		while (i < src->text.len && str_is_utf8(str_sub(src->text, 0, i)))
			i++;
		wrong(g, src, i ? i - 1 : 0, "not UTF-8");
		return;
	}
	for (str rest = src->text; rest.len;) {
		size_t offset = (size_t)(rest.at - src->text.at);
		str line = str_trim(str_cut(&rest, '\n'));
		if (line.len && line.at[0] != '#')
			read_line(g, src, l, offset, line);
	}
}

static int by_name(const void *a, const void *b)
{
	return str_cmp(*(const str *)a, *(const str *)b);
}

static const err *read_all(gen *g, const char *dir)
{
	DIR *d = opendir(dir);
	if (!d)
		return err_at(g->a, ERR_file, str_of(dir), "cannot be read: %s", strerror(errno));
	strs names = { 0 };
	for (struct dirent *f; (f = readdir(d));)
		if (f->d_name[0] != '.' && str_ends(str_of(f->d_name), STR(".txt")))
			LIST_ADD(g->a, &names, arena_copy(g->a, str_of(f->d_name)));
	closedir(d);
	if (names.n)
		qsort(names.at, names.n, sizeof *names.at, by_name);
	for (size_t i = 0; i < names.n; i++) {
		lang l = LANG_JA;
		while (l < LANG_COUNT && !str_ends(names.at[i], suffixes[l]))
			l++;
		source *src = arena_one(g->a, source);
		TRY(source_read(g->a, str_format(g->a, "%s/%s", dir, names.at[i].at).at, src));
		if (l == LANG_COUNT)
			wrong(g, src, 0, "a file is called NAME.ja.txt, NAME.ja-easy.txt or NAME.en.txt");
		else
			read_file(g, src, l);
	}
	return NULL;
}

static int by_key(const void *a, const void *b)
{
	const entry *x = a, *y = b;
	int order = str_cmp(x->key, y->key);
	return order ? order : (int)x->lang - (int)y->lang;
}

/* After sorting, the three languages of a key stand together. */
static void check_languages(gen *g)
{
	for (size_t i = 0; i < g->all.n;) {
		const entry *first = &g->all.at[i];
		bool has[LANG_COUNT] = { false };
		for (; i < g->all.n && str_eq(g->all.at[i].key, first->key); i++) {
			const entry *e = &g->all.at[i];
			has[e->lang] = true;
			if (!same_params(e->params, first->params))
				wrong(g, e->src, e->offset, "%.*s has other arguments at %.*s", STR_ARG(e->key),
				      STR_ARG(source_place(g->a, first->src, first->offset)));
		}
		for (lang l = 0; l < LANG_COUNT; l++)
			if (!has[l])
				wrong(g, first->src, first->offset, "%.*s is missing in NAME%.*s", STR_ARG(first->key),
				      STR_ARG(suffixes[l]));
	}
}

/* 2, 5, 7 and 9 are read with ふん (nifun), all others with ぷん (ippun, juppun): the bits of the last digits of the former. */
enum { FUN = 1 << 2 | 1 << 5 | 1 << 7 | 1 << 9 };

/* return str_format(a, "…", …); for one form of a text */
static void put_format(buf *c, const entry *e, str text)
{
	buf arguments = buf_new(c->arena, 65536);
	buf_lit(c, "return str_format(arena_, \"");
	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] == '{' && i + 1 < text.len && text.at[i + 1] != '{') {
			size_t end = str_find(str_sub(text, i, text.len), '}');
			const param *p = find_param(e->params, str_sub(text, i + 1, i + end));
			CHECK(p != NULL);
			buf_put(c, p->number ? STR("%lld") : STR("%.*s"));
			buf_format(&arguments, p->number ? ", (long long)%.*s" : ", STR_ARG(%.*s)", STR_ARG(p->name));
			i += end;
			if (e->lang == LANG_JA_EASY && p->number &&
			    str_starts(str_sub(text, i + 1, text.len), STR("ふん"))) {
				buf_lit(c, "%s");
				buf_format(&arguments, ", %d >> (%.*s %% 10) & 1 ? \"ふん\" : \"ぷん\"", FUN,
					   STR_ARG(p->name));
				i += STR("ふん").len;
			}
			continue;
		}
		if (text.at[i] == '%')
			buf_char(c, '%');
		put_c_text(c, (str){ text.at + i, 1 });
		i += text.at[i] == '{';
	}
	buf_format(c, "\"%s);\n", buf_str(&arguments).at);
}

static void put_plain(buf *c, str text)
{
	for (size_t i = 0; i < text.len; i++) {
		put_c_text(c, (str){ text.at + i, 1 });
		i += text.at[i] == '{';
	}
}

static void put_signature(buf *b, const entry *e)
{
	buf_format(b, "str words_%.*s(arena *arena_, lang lang_", STR_ARG(e->key));
	for (size_t i = 0; i < e->params.n; i++)
		buf_format(b, ", %s %.*s", e->params.at[i].number ? "i64" : "str", STR_ARG(e->params.at[i].name));
	buf_char(b, ')');
}

static void put_function(buf *c, const entry *three)
{
	buf_char(c, '\n');
	put_signature(c, three);
	buf_lit(c, "\n{\n\tswitch (lang_) {\n");
	for (const entry *e = three; e < three + LANG_COUNT; e++) {
		buf_format(c, "\tcase %s:\n", lang_names[e->lang]);
		if (e->one.len) {
			size_t i = 0;
			while (!e->params.at[i].number)
				i++;
			buf_format(c, "\t\tif (%.*s == 1)\n\t\t\t", STR_ARG(e->params.at[i].name));
			put_format(c, e, e->one);
		}
		buf_lit(c, "\t\t");
		put_format(c, e, e->many);
	}
	buf_lit(c, "\t}\n\treturn STR_NONE;\n}\n");
}

static void put_all(gen *g, buf *c, buf *h)
{
	buf_lit(h,
		"/* Made by langgen from lang/. */\n#ifndef KIT_WORDS_H\n#define KIT_WORDS_H\n\n#include \"base/err.h\"\n\n"
		"/* A text without arguments, in every language; {0} is none. */\n"
		"typedef struct word {\n\tu32 id;\n} word;\n"
		"#define T_none ((word){ 0 })\n\nstr words_text(arena *a, lang l, word w);\n\n");
	buf_lit(c,
		"/* Made by langgen from lang/. */\n#include \"kit/words.h\"\n\nstatic const str texts[][LANG_COUNT] = {\n"
		"\t{ STR_INIT(\"\"), STR_INIT(\"\"), STR_INIT(\"\") },\n");
	u32 id = 0;
	for (size_t i = 0; i < g->all.n; i += LANG_COUNT) {
		const entry *e = &g->all.at[i];
		if (e->params.n) {
			put_signature(h, e);
			buf_lit(h, ";\n");
			continue;
		}
		buf_format(h, "#define T_%.*s ((word){ %u })\n", STR_ARG(e->key), ++id);
		buf_lit(c, "\t{ ");
		for (lang l = 0; l < LANG_COUNT; l++) {
			buf_format(c, "%sSTR_INIT(\"", l ? ", " : "");
			put_plain(c, e[l].many);
			buf_lit(c, "\")");
		}
		buf_lit(c, " },\n");
	}
	buf_lit(c, "};\n\nstr words_text(arena *a, lang l, word w)\n{\n\t(void)a; /* every words_…() takes one */\n"
		   "\tCHECK(w.id < COUNT(texts) && l < LANG_COUNT);\n\treturn texts[w.id][l];\n}\n");
	for (size_t i = 0; i < g->all.n; i += LANG_COUNT)
		if (g->all.at[i].params.n)
			put_function(c, &g->all.at[i]);
	buf_lit(h, "\n#endif\n");
}

int main(int argc, char **argv)
{
	if (argc != 4) {
		fprintf(stderr, "usage: langgen DIR OUT.c OUT.h\n");
		return 2;
	}
	arena *a = arena_new(TOOL_MEMORY);
	gen g = { .a = a };
	g.last = &g.first;
	const err *e = read_all(&g, argv[1]);
	if (!e && g.all.n)
		qsort(g.all.at, g.all.n, sizeof *g.all.at, by_key);
	if (!e)
		check_languages(&g);
	if (!e)
		e = g.first;
	if (!e) {
		buf c = buf_new(a, TOOL_OUTPUT), h = buf_new(a, TOOL_OUTPUT);
		put_all(&g, &c, &h);
		e = file_write(a, argv[2], buf_str(&c));
		if (!e)
			e = file_write(a, argv[3], buf_str(&h));
	}
	int code = tool_report(e);
	arena_free(a);
	return code;
}
