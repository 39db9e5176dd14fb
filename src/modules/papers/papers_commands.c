/* Papers at the command line: what there is, what is missing, the packet as PDF. Without a database, from the folder of a city. */
#include <errno.h>
#include <stdio.h>

#include "kit/app.h"
#include "kit/catalog.h"
#include "modules/papers/papers_json.h"
#include "modules/papers/papers_private.h"
#include "print/background.h"
#include "print/pdf.h"

#define OUT_MAX (4 * 1024 * 1024)

typedef struct given {
	const city_def *city;
	papers_asked asked;
	bool json;
	bool lenient; /* mistakes of other files than the paper's are told and passed over */
} given;

static void print_mistakes(const err *e)
{
	for (; e; e = e->next)
		fprintf(stderr, "%.*s: %.*s\n", STR_ARG(e->where), STR_ARG(e->detail));
}

/* 1, told with each mistake's place; 2 for wrong usage. */
static int failed(const err *e)
{
	if (!e)
		return 0;
	if (e->where.len == 0 || e->code == ERR_usage)
		return command_failed(e);
	print_mistakes(e);
	return 1;
}

/* Mistakes of other files are told and passed over where one paper is looked at: several people write at once. */
static bool elsewhere(arena *a, const err *e, str paper)
{
	str file = str_format(a, "papers/%.*s.yaml:", STR_ARG(paper));
	bool here = !err_is(e, ERR_definition) || paper.len == 0;
	for (const err *x = e; x; x = x->next)
		here = here || str_starts(x->where, file);
	return !here;
}

static const err *read_city(arena *a, const settings *set, const char *dir, str paper, const city_def **ret)
{
	str path = dir ? str_of(dir) : set->city_dir;
	if (path.len == 0)
		return err_why(a, ERR_usage, "--city DIR is missing: the city's folder of definitions");
	def_files files;
	city_def *c;
	TRY(catalog_folder(a, path, &files));
	const err *e = defs_parse(a, files, &c);
	*ret = c;
	if (!e || !elsewhere(a, e, paper))
		return e;
	print_mistakes(e);
	return NULL;
}

static strs ids_of(arena *a, const char *list)
{
	strs ids = { 0 };
	str rest = str_of(list);
	while (rest.len) {
		str id = str_trim(str_cut(&rest, ','));
		if (id.len)
			LIST_ADD(a, &ids, id);
	}
	return ids;
}

static const err *moment(arena *a, const settings *set, const char *now, instant *ret)
{
	clock_source clock = clock_system();
	str text = now ? str_of(now) : set->now;
	*ret = clock_now(&clock);
	if (text.len && !instant_parse(text, ret))
		return err_at(a, ERR_usage, STR("--now"), "no time; one is written 2026-11-21T10:00:00+09:00");
	return NULL;
}

static const err *language(arena *a, const char *name, lang *ret)
{
	static const char *const names[] = { [LANG_JA] = "ja", [LANG_JA_EASY] = "ja-easy", [LANG_EN] = "en" };
	*ret = LANG_JA;
	for (int l = 0; name && l < LANG_COUNT; l++)
		if (strcmp(name, names[l]) == 0) {
			*ret = (lang)l;
			return NULL;
		}
	return name ? err_at(a, ERR_usage, STR("--lang"), "ja, ja-easy or en") : NULL;
}

static const err *read_facts(arena *a, const char *path, given *g)
{
	str text;
	const json_value *object;
	TRY(command_text(a, str_of(path), &text));
	const err *e = json_parse(a, text, &object);
	if (e)
		return err_at(a, e->code, str_format(a, "%s:%.*s", path, STR_ARG(e->where)), "%.*s",
			      STR_ARG(e->detail));
	fact_answers answers;
	TRY(papers_read_answers(a, g->city, object, day_of(g->asked.now), g->asked.lang, &answers));
	for (size_t i = 0; i < answers.n; i++)
		LIST_ADD(a, &g->asked.given, answers.at[i]);
	return NULL;
}

/* The flags that all commands share, and the city; what is left belongs to nobody. */
static const err *read_given(arena *a, const settings *set, flags *f, bool choosing, given *g)
{
	const char *dir = flag_value(f, "--city-dir"), *now = flag_value(f, "--now"), *l = flag_value(f, "--lang");
	const char *facts = NULL, *sample = NULL;
	g->json = flag_given(f, "--json");
	if (choosing) {
		g->asked.papers = ids_of(a, flag_value(f, "--papers"));
		g->asked.schemes = ids_of(a, flag_value(f, "--schemes"));
		g->asked.events = ids_of(a, flag_value(f, "--events"));
		facts = flag_value(f, "--facts");
		sample = flag_value(f, "--sample");
	}
	TRY(flags_done(a, f));
	TRY(moment(a, set, now, &g->asked.now));
	TRY(language(a, l, &g->asked.lang));
	if (choosing && g->asked.papers.n + g->asked.schemes.n + g->asked.events.n == 0)
		return err_why(a, ERR_usage, "which papers? --papers ID,… or --schemes ID,… or --events ID,…");
	TRY(read_city(a, set, dir, g->lenient && g->asked.papers.n ? g->asked.papers.at[0] : STR_NONE, &g->city));
	TRY(papers_known(a, g->city, &g->asked, ERR_usage));
	if (sample) {
		const sample_def *s = sample_find(&g->city->papers, str_of(sample));
		if (!s)
			return err_at(a, ERR_usage, STR("--sample"), "there is no sample ‘%s’", sample);
		g->asked.given = (fact_answers){ 0 };
		for (size_t i = 0; i < s->given.n; i++)
			LIST_ADD(a, &g->asked.given, s->given.at[i]);
	}
	return facts ? read_facts(a, facts, g) : NULL;
}

static void print_json(buf *b)
{
	str s = buf_str(b);
	fwrite(s.at, 1, s.len, stdout);
	putchar('\n');
}

static const err *write_file(arena *a, str path, str bytes)
{
	FILE *out = fopen(arena_copy(a, path).at, "we");
	bool good = out && fwrite(bytes.at, 1, bytes.len, out) == bytes.len;
	if (out && fclose(out) != 0)
		good = false;
	return good ? NULL : err_at(a, ERR_file, path, "%s", strerror(errno));
}

/* --- list ----------------------------------------------------------------------------------------------------------------------------- */

static const err *list_papers(arena *a, const settings *set, flags *f)
{
	given g = { 0 };
	TRY(read_given(a, set, f, false, &g));
	const paper_defs *all = &g.city->papers.papers;
	if (g.json) {
		buf b = buf_new(a, OUT_MAX);
		json_writer w = json_write(&b);
		jw_object(&w);
		papers_json_list(&w, g.city, g.asked.lang);
		jw_end(&w);
		jw_done(&w);
		print_json(&b);
		return NULL;
	}
	for (size_t i = 0; i < all->n; i++) {
		const paper_def *d = &all->at[i];
		str name = text_in(&d->name, g.asked.lang);
		printf("%-28.*s %.*s  (%zu sheets, %zu facts%s%.*s)\n", STR_ARG(d->id), STR_ARG(name), d->sheets.n,
		       d->facts.n, d->where.len ? ", at " : "", STR_ARG(d->where));
	}
	fprintf(stderr, "%zu papers\n", all->n);
	return NULL;
}

static int run_list(arena *a, const settings *set, int argc, char **argv)
{
	flags f = { argc, argv };
	return failed(list_papers(a, set, &f));
}

/* --- missing -------------------------------------------------------------------------------------------------------------------------- */

static void print_packet(const papers *p)
{
	packet k = papers_packet(p);
	lang l = p->asked.lang;
	printf("%zu papers, %zu sheets\n", k.papers, k.sheets);
	for (size_t i = 0; i < k.counters.n; i++) {
		const packet_counter *c = &k.counters.at[i];
		str name = c->service ? text_in(&c->service->name, l) : STR("(no counter)");
		printf("  %.*s\n", STR_ARG(name));
		for (size_t n = 0; n < c->papers.n; n++) {
			const packet_paper *one = &c->papers.at[n];
			str title = text_in(&one->paper->name, l);
			printf("    %-26.*s %.*s%s", STR_ARG(one->paper->id), STR_ARG(title),
			       one->open ? "  (may not be needed)" : "");
			if (one->missing)
				printf("  %zu to ask", one->missing);
			putchar('\n');
		}
	}
	for (size_t i = 0; i < k.out_n; i++)
		printf("  not needed: %.*s: %.*s\n", STR_ARG(k.out[i].paper->id), STR_ARG(k.out[i].why));
}

static void print_pages(const papers *p)
{
	papers_pages pages = papers_missing_pages(p);
	lang l = p->asked.lang;
	size_t n = 0;
	for (size_t i = 0; i < pages.n; i++)
		n += pages.at[i].facts.n;
	printf("%zu facts to ask, on %zu pages\n", n, pages.n);
	for (size_t i = 0; i < pages.n; i++) {
		str title = text_in(&pages.at[i].title, l);
		printf("  %zu%s%.*s\n", i + 1, title.len ? " " : "", STR_ARG(title));
		for (size_t k = 0; k < pages.at[i].facts.n; k++) {
			const fact_def *d = pages.at[i].facts.at[k];
			str label = text_in(&d->field.label, l);
			printf("    %-26.*s %.*s%s\n", STR_ARG(d->field.id), STR_ARG(label),
			       papers_optional(p, d) ? "  (optional)" : "");
		}
	}
}

static bool print_problems(const papers *p, FILE *out, bool all)
{
	papers_problems_list list = papers_problems(p);
	bool stops = false;
	for (size_t i = 0; i < list.n; i++) {
		stops = stops || list.at[i].stops;
		if (all || list.at[i].stops)
			fprintf(out, "%s %.*s\n", list.at[i].stops ? "!" : "-", STR_ARG(list.at[i].told));
	}
	return stops;
}

static const err *missing(arena *a, const settings *set, flags *f)
{
	given g = { 0 };
	TRY(read_given(a, set, f, true, &g));
	papers *p = papers_sit(a, g.city, &g.asked);
	if (!g.json) {
		print_packet(p);
		print_pages(p);
		print_problems(p, stdout, false);
		return NULL;
	}
	buf b = buf_new(a, OUT_MAX);
	json_writer w = json_write(&b);
	jw_object(&w);
	papers_json_sitting(&w, p);
	jw_end(&w);
	jw_done(&w);
	print_json(&b);
	return NULL;
}

static int run_missing(arena *a, const settings *set, int argc, char **argv)
{
	flags f = { argc, argv };
	return failed(missing(a, set, &f));
}

/* --- make ------------------------------------------------------------------------------------------------------------------------------ */

static void print_troubles(const papers_made *made)
{
	for (size_t i = 0; i < made->troubles.n; i++) {
		const fill_trouble *t = &made->troubles.at[i];
		fprintf(stderr, "- %.*s: %s\n", STR_ARG(t->label),
			t->fit == FIT_NO_GLYPH ? "no font has one of its letters; it is to be written by hand"
					       : "does not fit its place and stands on a further sheet");
	}
}

static const err *make(arena *a, const settings *set, flags *f)
{
	given g = { 0 };
	const char *out = flag_value(f, "--out"), *only = flag_value(f, "--only"), *link = flag_value(f, "--link"),
		   *number = flag_value(f, "--number"), *office = flag_value(f, "--office");
	bool anyway = flag_given(f, "--anyway"), no_cover = flag_given(f, "--no-cover");
	TRY(read_given(a, set, f, true, &g));
	if (!out)
		return err_why(a, ERR_usage, "--out P.pdf is missing");
	if (office && !defs_office(g.city, str_of(office)))
		return err_at(a, ERR_usage, STR("--office"), "there is no office ‘%s’", office);
	if (only && !paper_find(&g.city->papers, str_of(only)))
		return err_at(a, ERR_usage, STR("--only"), "there is no paper ‘%s’", only);
	papers *p = papers_sit(a, g.city, &g.asked);
	if (print_problems(p, stderr, true) && !anyway)
		return err_why(a, ERR_invalid,
			       "nothing was made: what is marked ! is to be mended first, or --anyway given");
	make_asked how = { .link = str_of(link),
			   .number = str_of(number),
			   .only = str_of(only),
			   .office = str_of(office),
			   .cover = !no_cover };
	papers_made made;
	TRY(papers_make(p, &how, &made));
	TRY(write_file(a, str_of(out), made.pdf));
	print_troubles(&made);
	fprintf(stderr, "%s: %zu pages, %zu bytes, version %.*s\n", out, made.pages, made.pdf.len,
		STR_ARG(made.version));
	return NULL;
}

static int run_make(arena *a, const settings *set, int argc, char **argv)
{
	flags f = { argc, argv };
	return failed(make(a, set, &f));
}

/* --- check ------------------------------------------------------------------------------------------------------------------------------- */

static const err *check(arena *a, const settings *set, flags *f)
{
	const char *only = flag_value(f, "--papers");
	given g = { 0 };
	TRY(read_given(a, set, f, false, &g));
	strs ids = ids_of(a, only);
	g.asked.papers = ids;
	TRY(papers_known(a, g.city, &g.asked, ERR_usage));
	size_t tried = 0, wrong = 0;
	for (size_t i = 0; i < (ids.n ? ids.n : 1); i++) {
		size_t n = 0;
		const err *e = papers_try(a, g.city, ids.n ? ids.at[i] : STR_NONE, g.asked.now, &n);
		print_mistakes(e);
		for (; e; e = e->next)
			wrong++;
		tried += n;
	}
	printf("%zu papers, %zu samples, %zu tries: %s\n", ids.n ? ids.n : g.city->papers.papers.n,
	       g.city->papers.samples.n, tried, wrong ? "mistakes are above" : "all fit");
	return wrong ? err_why(a, ERR_definition, "%zu mistakes", wrong) : NULL;
}

static int run_check(arena *a, const settings *set, int argc, char **argv)
{
	flags f = { argc, argv };
	return failed(check(a, set, &f));
}

/* --- draw --------------------------------------------------------------------------------------------------------------------------------- */

/* A sheet that lies over a background goes the way of the PDF, so that both are seen. */
static const err *picture(arena *a, const struct filled_sheet *s, str name, instant now, int dpi, str *ret)
{
	if (s->background.len == 0)
		return drawing_png(a, s->drawing, dpi, ret);
	pdf *one = pdf_new(a, &(pdf_about){ .title = name, .lang = LANG_JA, .made = now });
	str bytes;
	pdf_sheet(one, s->drawing, name);
	TRY(pdf_draw(one, &bytes));
	return background_png(a, bytes, 1, dpi, ret);
}

/* X.png, X-2.png … for several sheets. */
static str numbered(arena *a, str path, size_t n)
{
	size_t dot = str_ends(path, STR(".png")) ? path.len - 4 : path.len;
	return n == 0 ? path : str_format(a, "%.*s-%zu.png", (int)dot, path.at, n + 1);
}

static const err *draw(arena *a, const settings *set, flags *f)
{
	given g = { .lenient = true };
	const char *out = flag_value(f, "--out"), *sheet = flag_value(f, "--sheet"), *dots = flag_value(f, "--dpi");
	i64 only = 0, dpi = 100;
	TRY(read_given(a, set, f, true, &g));
	if (!out)
		return err_why(a, ERR_usage, "--out X.png is missing");
	if ((sheet && !str_i64(str_of(sheet), &only)) || only < 0)
		return err_at(a, ERR_usage, STR("--sheet"), "the number of a sheet, from 1");
	if ((dots && !str_i64(str_of(dots), &dpi)) || dpi < 36 || dpi > 300)
		return err_at(a, ERR_usage, STR("--dpi"), "36 … 300");
	if (g.asked.papers.n != 1)
		return err_at(a, ERR_usage, STR("--papers"), "one paper is drawn at a time");
	const paper_def *d = paper_find(&g.city->papers, g.asked.papers.at[0]);
	fill_asked how = {
		.city = g.city, .given = &g.asked.given, .code = STR("https://example.jp/"), .now = g.asked.now
	};
	filled_sheets filled;
	TRY(paper_fill(a, d, &how, &filled));
	if (filled.n == 0) /* a paper for each of a table's rows */
		return err_why(a, ERR_usage, "nothing to draw: no row of %.*s gets this paper", STR_ARG(d->each));
	if ((size_t)only > filled.n)
		return err_at(a, ERR_usage, STR("--sheet"), "there are %zu", filled.n);
	for (size_t i = 0; i < filled.troubles.n; i++) {
		const fill_trouble *t = &filled.troubles.at[i];
		fprintf(stderr, "sheet %zu, %.*s: %s: %.*s\n", t->sheet + 1, STR_ARG(t->path),
			t->fit == FIT_NO_GLYPH ? "no font has a letter of it" : "does not fit", STR_ARG(t->text));
	}
	for (size_t i = 0; i < filled.n; i++) {
		str png, path = numbered(a, str_of(out), only ? 0 : i);
		if (only && i + 1 != (size_t)only)
			continue;
		TRY(picture(a, &filled.at[i], text_in(&d->name, LANG_JA), g.asked.now, (int)dpi, &png));
		TRY(write_file(a, path, png));
		fprintf(stderr, "%.*s: sheet %zu of %zu\n", STR_ARG(path), i + 1, filled.n);
	}
	return NULL;
}

static int run_draw(arena *a, const settings *set, int argc, char **argv)
{
	flags f = { argc, argv };
	return failed(draw(a, set, &f));
}

#define WHICH                                                                                                          \
	"--papers ID,… [--schemes ID,…] [--events ID,…] [--facts F.json | --sample S] [--city-dir DIR] [--now T] [--lang L]"
const command papers_commands[] = {
	{ "papers list", "[--json] [--city-dir DIR] [--lang L]", "the papers of a city", run_list },
	{ "papers missing", WHICH " [--json]", "what is still to be asked for these papers, each fact once, in order",
	  run_missing },
	{ "papers make",
	  WHICH " --out P.pdf [--only ID] [--link URL] [--number N] [--office ID] [--no-cover] [--anyway]",
	  "the papers as one PDF, counter by counter, behind a cover sheet", run_make },
	{ "papers check", "[--papers ID,…] [--city-dir DIR] [--now T]",
	  "fills each paper with each sample: what does not fit is told with its place", run_check },
	{ "papers draw",
	  "--papers ID [--facts F.json | --sample S] --out X.png [--sheet N] [--dpi N] [--city-dir DIR] [--now T]",
	  "a paper as pictures, empty or filled", run_draw },
	{ 0 },
};
