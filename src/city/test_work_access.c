/*
 * Who gets what of the work survey: every route of it for every kind of asker, and what those who may see little are never told.
 *
 * The table below holds one line for each route. A route without a line fails: whoever adds one decides here who may.
 */
#include "modules/work/testing.h"

#include "city/city.h"

/* --- who asks ---------------------------------------------------------------------------------------------------------- */

typedef enum asker {
	NOBODY, /* not signed in */
	DEVICE, /* a kiosk */
	STRANGER, /* a clerk without any part of the survey */
	FILLS, /* fills in 門司区役所 市民課 証明係 */
	HEAD, /* approves 門司区役所 市民課 */
	OTHER, /* may reform another bureau, and see nothing else */
	REFORM, /* the reform office: all of the city */
	ADMIN,
	ASKERS
} asker;
static const char *const asker_names[ASKERS] = { "nobody", "device", "stranger", "fills",
						 "head",   "other",  "reform",   "admin" };

/*
 * What is answered, one letter for each asker in the order above:
 *   s  sent to sign in      F 403      N 404      p  the page, or what it redirects to
 *   w  a mistake is told (400 to 422): they may, but what is sent here is no good on purpose
 */
typedef struct decision {
	const char *method, *pattern, *path; /* path NULL: the pattern itself */
	const char *form; /* what is posted */
	const char *answers;
} decision;

static const decision decisions[] = {
	{ "GET", "/work/ask", NULL, NULL, "sFpppppp" },
	{ "GET", "/work/ask/approve", NULL, NULL, "sFpppppp" },
	{ "POST", "/work/ask/approve", NULL, "do=approve&u=1-99", "sFwwwwww" },
	{ "GET", "/work/ask/rounds", NULL, NULL, "sFFFFFpp" },
	{ "POST", "/work/ask/rounds", NULL, "", "sFFFFFww" },
	{ "GET", "/work/ask/round/:round", "/work/ask/round/2026", NULL, "sFFFFFpp" },
	{ "POST", "/work/ask/round/:round", "/work/ask/round/2026", "", "sFFFFFww" },
	{ "POST", "/work/ask/round/:round/open", "/work/ask/round/none/open", "", "sFFFFFNN" },
	{ "POST", "/work/ask/round/:round/close", "/work/ask/round/none/close", "", "sFFFFFNN" },
	{ "POST", "/work/ask/round/:round/units", "/work/ask/round/2026/units", "", "sFFFFFww" },
	{ "POST", "/work/ask/round/:round/remind", "/work/ask/round/2026/remind", "", "sFFFFFww" },
	{ "GET", "/work/ask/members", NULL, NULL, "sFFFFFpp" },
	{ "POST", "/work/ask/members", NULL, "", "sFFFFFww" },
	{ "GET", "/work/ask/unit/:unit", "/work/ask/unit/1", NULL, "sFFppFpp" },
	{ "GET", "/work/ask/unit/:unit/sheet.csv", "/work/ask/unit/1/sheet.csv", NULL, "sFFppFpp" },
	{ "GET", "/work/ask/unit/:unit/rows", "/work/ask/unit/1/rows", NULL, "sFFppFpp" },
	{ "POST", "/work/ask/unit/:unit/save", "/work/ask/unit/1/save", "", "sFFwFFww" },
	{ "POST", "/work/ask/unit/:unit/move", "/work/ask/unit/1/move", "", "sFFwwFww" },
	{ "POST", "/work/ask/unit/:unit/start", "/work/ask/unit/1/start", "", "sFFwFFww" },
	{ "POST", "/work/ask/unit/:unit/upload", "/work/ask/unit/1/upload", "", "sFFwFFww" },
	{ "GET", "/work/ask/names", NULL, NULL, "sFFppppp" },
	{ "GET", "/work/choose", NULL, NULL, "sFFppppp" },
	{ "GET", "/work/choose.csv", NULL, NULL, "sFFppppp" },
	{ "GET", "/work/choose/share.csv", NULL, NULL, "sFFppppp" },
	{ "POST", "/work/choose/conditions", NULL, "", "sFFFFFww" },
	{ "GET", "/work/choose/share", NULL, NULL, "sFFppppp" },
	{ "GET", "/work/choose/share.csv", NULL, NULL, "sFFppppp" },
	{ "GET", "/work/choose/scenarios", NULL, NULL, "sFFppppp" },
	{ "GET", "/work/choose/scenarios.csv", NULL, NULL, "sFFppppp" },
	{ "GET", "/work/choose/make", NULL, NULL, "sFFFFFpp" },
	{ "GET", "/work/choose/scenario/:id", "/work/choose/scenario/1", NULL, "sFFFFFpp" },
	{ "POST", "/work/choose/scenario", NULL, "", "sFFFFFww" },
	{ "POST", "/work/choose/conditions", NULL, "", "sFFFFFww" },
	{ "POST", "/work/choose/scenario/:id/drop", "/work/choose/scenario/1/drop", "", "sFFFFFww" },
	{ "GET", "/work/flows/:reform/as_is", "/work/flows/1/as_is", NULL, "sFFFFFpp" },
	{ "GET", "/work/flows/:reform/to_be", "/work/flows/1/to_be", NULL, "sFFFFFpp" },
	{ "POST", "/work/flows/:reform/as_is", "/work/flows/1/as_is", "", "sFFFFFww" },
	{ "POST", "/work/flows/:reform/to_be", "/work/flows/1/to_be", "", "sFFFFFww" },
	{ "POST", "/work/flows/:reform/as_is/figures", "/work/flows/1/as_is/figures", "", "sFFFFFww" },
	{ "POST", "/work/flows/:reform/to_be/figures", "/work/flows/1/to_be/figures", "", "sFFFFFNN" },
	{ "GET", "/work/flows/:reform/as_is/file", "/work/flows/1/as_is/file", NULL, "sFFFFFpp" },
	{ "GET", "/work/flows/:reform/to_be/file", "/work/flows/1/to_be/file", NULL, "sFFFFFNN" },
	{ "POST", "/work/flows/:reform/as_is/file", "/work/flows/1/as_is/file", "", "sFFFFFww" },
	{ "POST", "/work/flows/:reform/to_be/file", "/work/flows/1/to_be/file", "", "sFFFFFww" },
	{ "GET", "/work/flows", NULL, NULL, "sFpppppp" },
	{ "GET", "/work/flows-new", NULL, NULL, "sFFFFppp" },
	{ "POST", "/work/flows-new", NULL, "", "sFFFFwww" },
	{ "GET", "/work/flows/:reform/settings", "/work/flows/1/settings", NULL, "sFFFFFpp" },
	{ "POST", "/work/flows/:reform/settings", "/work/flows/1/settings", "", "sFFFFFww" },
	{ "GET", "/work/manuals", NULL, NULL, "sFpppppp" },
	{ "GET", "/work/manuals/:reform/:version", "/work/manuals/2/as_is-1", NULL, "sFpppppp" },
	{ "GET", "/work/manuals/:reform/:version/pdf", "/work/manuals/2/as_is-1/pdf", NULL, "sFpppppp" },
	{ "GET", "/work/flows/:reform", "/work/flows/1", NULL, "sFFFFFpp" },
	{ "POST", "/work/flows/:reform/copy", "/work/flows/1/copy", "", "sFFFFFww" },
	{ "GET", "/work/flows/:reform/as_is/versions", "/work/flows/1/as_is/versions", NULL, "sFFFFFpp" },
	{ "GET", "/work/flows/:reform/to_be/versions", "/work/flows/1/to_be/versions", NULL, "sFFFFFpp" },
	{ "POST", "/work/flows/:reform/as_is/versions", "/work/flows/1/as_is/versions", "", "sFFFFFww" },
	{ "POST", "/work/flows/:reform/to_be/versions", "/work/flows/1/to_be/versions", "", "sFFFFFww" },
	{ "GET", "/work/flows/:reform/as_is/versions/:version", "/work/flows/2/as_is/versions/1", NULL, "sFFFFFpp" },
	{ "GET", "/work/flows/:reform/to_be/versions/:version", "/work/flows/1/to_be/versions/1", NULL, "sFFFFFNN" },
	{ "POST", "/work/flows/:reform/as_is/versions/:version", "/work/flows/1/as_is/versions/1", "", "sFFFFFww" },
	{ "POST", "/work/flows/:reform/to_be/versions/:version", "/work/flows/1/to_be/versions/1", "", "sFFFFFww" },
	{ "GET", "/work/ideas", NULL, NULL, "sFpppppp" },
	{ "GET", "/work/ideas/ideas.csv", NULL, NULL, "sFpppppp" },
	{ "GET", "/work/ideas/new", NULL, NULL, "sFpppppp" },
	{ "POST", "/work/ideas/new", NULL, "", "sFwwwwww" },
	{ "GET", "/work/ideas/idea/:id", "/work/ideas/idea/1", NULL, "sFpppppp" },
	{ "POST", "/work/ideas/idea/:id/vote", "/work/ideas/idea/1/vote", "", "sFwppppp" },
	{ "POST", "/work/ideas/idea/:id/remark", "/work/ideas/idea/1/remark", "", "sFwwwwww" },
	{ "POST", "/work/ideas/idea/:id/state", "/work/ideas/idea/1/state", "to=accepted&version=99", "sFFFFFww" },
	{ "POST", "/work/ideas/idea/:id/withdraw", "/work/ideas/idea/1/withdraw", "", "sFwFFFFF" },
	{ "GET", "/work/names", NULL, NULL, "sFFppppp" },
	{ "GET", "/work/names/group", "/work/names/group?name=x", NULL, "sFFNNNNN" },
	{ "POST", "/work/names/decide", NULL, "", "sFFFFFww" },
	{ "POST", "/work/names/undo", NULL, "", "sFFFFFww" },
	{ "GET", "/work/names/taxonomy", NULL, NULL, "sFFppppp" },
	{ "POST", "/work/names/taxonomy", NULL, "", "sFFFFFww" },
	{ "GET", "/work/names/taxonomy.json", NULL, NULL, "sFFFFFpp" },
	{ "GET", "/work/names/taxonomy/:id", "/work/names/taxonomy/1", NULL, "sFFFFFNN" },
	{ "POST", "/work/names/taxonomy/:id", "/work/names/taxonomy/1", "", "sFFFFFNN" },
	{ "GET", "/work/prove", NULL, NULL, "sFFppppp" },
	{ "GET", "/work/prove/measures.csv", NULL, NULL, "sFFppppp" },
	{ "POST", "/work/prove/import", NULL, "", "sFFFFwww" },
	{ "GET", "/work/prove/new", NULL, NULL, "sFFFFppp" },
	{ "POST", "/work/prove/new", NULL, "", "sFFFFwww" },
	{ "GET", "/work/prove/measure/:id", "/work/prove/measure/1", NULL, "sFFNNNpp" },
	{ "GET", "/work/prove/measure/:id/edit", "/work/prove/measure/1/edit", NULL, "sFFFFNpp" },
	{ "POST", "/work/prove/measure/:id/edit", "/work/prove/measure/1/edit", "", "sFFFFNww" },
	{ "GET", "/work/prove/measure/:id/figure", "/work/prove/measure/1/figure?kind=expected&source=lines", NULL,
	  "sFFNNNpp" },
	{ "POST", "/work/prove/measure/:id/figure", "/work/prove/measure/1/figure?kind=expected&source=lines", "",
	  "sFFNNNww" },
	{ "GET", "/work/prove/channels", NULL, NULL, "sFFppppp" },
	{ "POST", "/work/prove/channels/load", NULL, "", "sFFFFwww" },
	{ "POST", "/work/prove/channels/keep", NULL, "", "sFFwwwww" },
	{ "POST", "/work/prove/channels/drop", NULL, "", "sFFFFNNN" },
	{ "GET", "/work", NULL, NULL, "sFFppppp" },
	{ "GET", "/work/view/:kind", "/work/view/pareto", NULL, "sFFppppp" },
	{ "GET", "/work/rows", NULL, NULL, "sFFppppp" },
	{ "GET", "/work/rows.csv", NULL, NULL, "sFFppppp" },
	{ "GET", "/work/compare", NULL, NULL, "sFFppppp" },
	{ "GET", "/api/v1/work/rounds/:round/report", "/api/v1/work/rounds/2026/report", NULL, "ssFFFFpp" },
};

/* --- the survey, and what is in it that few may see -------------------------------------------------------------------------- */

#define SECRET "秘密" /* stands in every name that is of 保険課 alone */

static const char more_rows[] = WORK_TEST_HEAD
	"5,門司区役所,保険課,給付係,固有,高額療養費,内容審査,正規,3000,30,コア,要,非定型,可,法令,電子,基幹\r\n"
	"8,門司区役所,保険課,給付係,固有,秘密の審査,内容審査,正規,77711,31,コア,要,非定型,可,法令,電子,基幹\r\n"
	"9,門司区役所,保険課,秘密係,固有,秘密の調査,内容審査,正規,100,60,コア,要,非定型,可,法令,電子,基幹\r\n";

typedef struct hall {
	web *w;
	browser who[ASKERS], token[ASKERS]; /* the API looks at no cookie */
} hall;

static void give(browser *b, const char *path, const char *form)
{
	answer r = post(b, path, form);
	if (r.status != 303)
		fail_msg("%s: %d\n%.*s", path, r.status, STR_ARG(r.body));
}

static hall open_hall(void **state)
{
	module_list all = city_modules();
	hall h = { .w = work_web(*state, all.at, all.n) };
	web *w = h.w;
	work_import_text(w, "2026", more_rows, NULL, false);
	add_account(w, "kiosk", "device", "moji");
	add_account(w, "admin", "admin", "");
	h.who[NOBODY] = (browser){ .w = w };
	h.who[DEVICE] = signed_in(w, "kiosk");
	h.who[STRANGER] = work_member_in(w, "stranger", 0, "", "", "");
	h.who[FILLS] = work_member_in(w, "fills", PART_FILL, "門司区役所", "市民課", "証明係");
	h.who[HEAD] = work_member_in(w, "head", PART_APPROVE, "門司区役所", "市民課", "");
	h.who[OTHER] = work_member_in(w, "other", PART_REFORM, "政策局", "", "");
	h.who[REFORM] = work_member_in(w, "reform", PART_REFORM, "", "", "");
	h.who[ADMIN] = signed_in(w, "admin");
	for (int k = 0; k < ASKERS; k++)
		h.token[k] = k < STRANGER ? (browser){ .w = w } : with_token(w, asker_names[k]);
	browser *b = &h.who[REFORM];
	give(b, "/work/flows-new", "from=standard&bureau=門司区役所&section=保険課&name=秘密の流れ");
	/* a version is a manual, and manuals are read by all staff */
	give(b, "/work/flows-new", "from=standard&bureau=門司区役所&section=保険課&name=皆の流れ");
	give(b, "/work/flows/2/as_is/versions", "rev=1&note=版");
	give(b, "/work/prove/new",
	     "title=秘密の施策&bureau=門司区役所&section=保険課&work=秘密の審査&state=running&starts=2026-04-01&owner=秘密&note=秘密");
	give(b, "/work/prove/measure/1/figure?kind=expected&source=entered",
	     "likely=77&reason=秘密の根拠&do=save&version=1");
	give(b, "/work/choose/scenario",
	     "id=0&version=0&name=全部の案&low=50&likely=60&high=70&place=&note=&round=2026&query=");
	give(&h.who[STRANGER], "/work/ideas/new", "title=提案&body=本文&bureau=門司区役所&section=市民課&do=anyway");
	return h;
}

static char answered(const answer *r)
{
	if (r->status == 303 && str_has(header_of(r, "location"), STR("/sign-in")))
		return 's';
	switch (r->status) {
	case 200:
	case 303:
		return 'p';
	case 401:
		return 's';
	case 403:
		return 'F';
	case 404:
		return 'N';
	case 400:
	case 409:
	case 413:
	case 422:
		return 'w';
	default:
		return '?';
	}
}

static const decision *decided(const route *r)
{
	for (size_t i = 0; i < COUNT(decisions); i++)
		if (strcmp(decisions[i].method, r->method) == 0 && strcmp(decisions[i].pattern, r->pattern) == 0)
			return &decisions[i];
	return NULL;
}

static answer ask(browser *b, const decision *d)
{
	const char *path = d->path ? d->path : d->pattern;
	return strcmp(d->method, "GET") == 0 ? get(b, path) : post(b, path, d->form ? d->form : "");
}

static bool of_the_survey(const route *r)
{
	return str_starts(str_of(r->pattern), STR("/work")) || str_has(str_of(r->pattern), STR("/work/"));
}

/* --- tests --------------------------------------------------------------------------------------------------------------------- */

static void every_route_answers_each_asker_as_was_decided(void **state)
{
	hall h = open_hall(state);
	module_list all = city_modules();
	size_t routes = 0;
	buf wrong = buf_new(h.w->a, 64 * 1024);
	for (size_t m = 0; m < all.n; m++)
		for (size_t t = 0; t < all.at[m]->tables_n; t++)
			for (const route *r = all.at[m]->tables[t]; r->method; r++) {
				if (!of_the_survey(r))
					continue;
				routes++;
				const decision *d = decided(r);
				if (!d) {
					buf_format(&wrong, "%s %s: nobody has decided who may\n", r->method,
						   r->pattern);
					continue;
				}
				char got[ASKERS + 1] = "";
				for (int k = 0; k < ASKERS; k++) {
					answer x = ask(str_starts(str_of(r->pattern), STR("/api/")) ? &h.token[k]
												    : &h.who[k],
						       d);
					got[k] = answered(&x);
				}
				if (strcmp(got, d->answers) != 0)
					buf_format(&wrong, "%s %s: %s, not %s\n", r->method, r->pattern, got,
						   d->answers);
			}
	assert_true(routes > 90);
	if (wrong.len) {
		fputs(arena_copy(h.w->a, buf_str(&wrong)).at, stderr); /* a message of cmocka's is cut off */
		fail();
	}
	web_close(h.w);
}

static bool routed(const decision *d)
{
	module_list all = city_modules();
	for (size_t m = 0; m < all.n; m++)
		for (size_t t = 0; t < all.at[m]->tables_n; t++)
			for (const route *r = all.at[m]->tables[t]; r->method; r++)
				if (strcmp(r->method, d->method) == 0 && strcmp(r->pattern, d->pattern) == 0)
					return true;
	return false;
}

static void nothing_is_done_without_the_token_of_the_askers_own_pages(void **state)
{
	hall h = open_hall(state);
	browser *b = &h.who[ADMIN];
	size_t posts = 0;
	for (size_t i = 0; i < COUNT(decisions); i++) {
		const decision *d = &decisions[i];
		if (strcmp(d->method, "POST") != 0 || !routed(d))
			continue;
		posts++;
		const char *path = d->path ? d->path : d->pattern;
		str theirs = str_format(h.w->a, "%s&csrf=%.*s", d->form ? d->form : "", STR_ARG(h.who[REFORM].csrf));
		int bare = post_bare(b, path, d->form ? d->form : "").status,
		    stolen = post_bare(b, path, theirs.at).status;
		if (bare != 403 || stolen != 403)
			fail_msg("POST %s: %d without a token, %d with another's", path, bare, stolen);
	}
	assert_true(posts > 30);
	web_close(h.w);
}

/* --- what is never told ---------------------------------------------------------------------------------------------------------- */

typedef struct walk {
	strs paths; /* those seen, and those still to be asked for */
	size_t next;
} walk;
#define WALK_MAX 700
#define SECRET_NAMES 4 /* of the secrets; figures follow */

static void walk_to(arena *a, walk *k, str path)
{
	/* signing out ends the walk; what is not of the survey is not looked at here */
	if (!str_starts(path, STR("/work")) || path.len > 1500 || k->paths.n == WALK_MAX)
		return;
	for (size_t i = 0; i < k->paths.n; i++)
		if (str_eq(k->paths.at[i], path))
			return;
	LIST_ADD(a, &k->paths, path);
}

/* Every address of the survey that stands in a page: of links, pictures, files. */
static void links_of(arena *a, walk *k, str body)
{
	static const char *const marks[] = { "href=\"", "action=\"", "data-rows=\"", "data-names=\"", "src=\"" };
	for (size_t m = 0; m < COUNT(marks); m++)
		for (str rest = body;;) {
			size_t at = 0, n = strlen(marks[m]);
			const char *found = rest.len ? memmem(rest.at, rest.len, marks[m], n) : NULL;
			if (!found)
				break;
			at = (size_t)(found - rest.at) + n;
			rest = str_sub(rest, at, rest.len);
			str link = str_cut(&rest, '"');
			buf b = buf_new(a, link.len + 1); /* stays: the page's own room is given back */
			for (size_t i = 0; i < link.len; i++) {
				buf_char(&b, link.at[i]);
				if (str_starts(str_sub(link, i, link.len), STR("&amp;")))
					i += 4;
			}
			str plain = buf_str(&b);
			walk_to(a, k, str_cut(&plain, '#'));
		}
}

/* What an address asks for is said again in its page: there only figures tell something. */
static bool names_it(str path)
{
	static const char *const names[] = { "秘",   "%E7%A7%98",          "給付", "%E7%B5%A6",
					     "高額", "%E9%AB%98%E9%A1%8D", "保険", "%E4%BF%9D%E9%99%BA" };
	for (size_t i = 0; i < COUNT(names); i++)
		if (str_has(path, str_of(names[i])))
			return true;
	return false;
}

static void told_where(const char *name, str path, str body, str secret)
{
	const char *at = memmem(body.at, body.len, secret.at, secret.len);
	size_t from = (size_t)(at - body.at);
	fail_msg("%s, %.*s: %.*s", name, STR_ARG(path),
		 STR_ARG(str_sub(body, from > 200 ? from - 200 : 0, from + 100)));
}

/* Everything that this asker reaches, and `more`; none of it may say one of `secrets`. */
static size_t walk_all(const char *name, browser *b, const char *const *more, size_t more_n, const char *const *secrets,
		       size_t n)
{
	arena *a = b->w->a;
	walk k = { 0 };
	for (size_t i = 0; i < COUNT(decisions); i++)
		if (strcmp(decisions[i].method, "GET") == 0)
			walk_to(a, &k, str_of(decisions[i].path ? decisions[i].path : decisions[i].pattern));
	for (size_t i = 0; i < more_n; i++)
		walk_to(a, &k, str_of(more[i]));
	size_t read = 0;
	while (k.next < k.paths.n) {
		str path = k.paths.at[k.next++];
		/* an answer takes room: each has its own, given back at once */
		web here = *b->w;
		here.a = arena_new(256 << 20);
		browser once = *b;
		once.w = &here;
		answer r = get(&once, arena_copy(a, path).at);
		if (r.status >= 500)
			fail_msg("%.*s: %d", STR_ARG(path), r.status);
		if (r.status != 200 ||
		    str_starts(path, STR("/work/ask/names?"))) /* names of works are offered to all who fill in */
			r.body = STR_NONE;
		else
			read++;
		for (size_t i = 0; i < n; i++)
			if (str_has(r.body, str_of(secrets[i])) && !(names_it(path) && i < SECRET_NAMES))
				told_where(name, path, r.body, str_of(secrets[i]));
		links_of(a, &k, r.body);
		arena_free(here.a);
	}
	return read;
}

static void nobody_is_told_of_a_part_of_the_city_that_is_not_theirs(void **state)
{
	hall h = open_hall(state);
	/* names of 保険課's units, rows, measure and flow; hours of the whole city and of 保険課 */
	static const char *const secrets[] = {
		SECRET, "%E7%A7%98%E5%AF%86", "給付係", "高額療養費", "45,117", "41,751", "40,151", "77,711", "77711"
	};
	assert_string_equal(secrets[SECRET_NAMES], "45,117");
	static const char *const more[] = {
		"/work?unit=給付係",
		"/work?q=秘密",
		"/work/rows?work=秘密の審査",
		"/work/rows?section=門司区役所>保険課",
		"/work/rows.csv?section=門司区役所>保険課",
		"/work/compare?before=2026&after=2026",
		"/work/choose?by=unit",
		"/work/names?find=秘",
		"/work/names?find=%25",
		"/work/ask/names?q=秘",
		"/work/ask/names?q=高額&unit=1",
		"/work/ask/names?work=高額療養費&unit=1",
		"/work/ask/unit/3",
		"/work/ask/unit/5/sheet.csv",
		"/work/ask/unit/3/rows",
		"/work/flows-new?round=2026&query=section%3D門司区役所>保険課",
		"/work/prove?q=秘",
		"/work/prove?bureau=門司区役所",
		"/work/ideas?q=秘",
	};
	static const asker few[] = { STRANGER, FILLS, HEAD, OTHER };
	for (size_t i = 0; i < COUNT(few); i++) {
		size_t read = walk_all(asker_names[few[i]], &h.who[few[i]], more, COUNT(more), secrets, COUNT(secrets));
		assert_true(read >= (few[i] == STRANGER ? 5 : 20));
	}
	/* and the reform office is told: the walk does find such things */
	assert_has(get(&h.who[REFORM], "/work/prove").body, SECRET);
	assert_has(get(&h.who[REFORM], "/work/rows").body, SECRET);
	assert_has(get(&h.who[REFORM], "/work").body, "45,117");
	web_close(h.w);
}

/* Sums of a closed round are open to all staff where it says so; names and hours of single units are not. */
static void open_results_tell_sums_of_sections_and_nothing_of_a_unit(void **state)
{
	hall h = open_hall(state);
	browser *b = &h.who[REFORM];
	get(b, "/work/ask/round/2026");
	give(b, "/work/ask/round/2026/close", "");
	answer r = post(b, "/work/ask/round/2026", "name=試験の調査&year=2026&closes=&results=on");
	if (r.status != 303)
		fail_msg("%d %.*s", r.status, STR_ARG(r.body));
	static const char *const secrets[] = { "秘密係", "%E7%A7%98%E5%AF%86%E4%BF%82", "給付係", "証明係" };
	static const char *const more[] = { "/work/view/sums?by=unit",
					    "/work/view/pareto?by=unit",
					    "/work/view/treemap?by=unit",
					    "/work/view/heat?by=unit",
					    "/work/view/bubbles?by=unit",
					    "/work?bureau=門司区役所&section=門司区役所>保険課",
					    "/work/choose?by=unit",
					    "/work/compare?by=unit",
					    "/work/rows",
					    "/work/rows.csv" };
	size_t read = walk_all("stranger", &h.who[STRANGER], more, COUNT(more), secrets, COUNT(secrets));
	assert_true(read >= 20);
	assert_has(get(&h.who[STRANGER], "/work").body, "45,117");
	assert_int_equal(get(&h.who[STRANGER], "/work/rows").status, 403);
	web_close(h.w);
}

int main(void)
{
	static const store_test_case tests[] = {
		STORE_TEST(every_route_answers_each_asker_as_was_decided),
		STORE_TEST(nothing_is_done_without_the_token_of_the_askers_own_pages),
		STORE_TEST(open_results_tell_sums_of_sections_and_nothing_of_a_unit),
		STORE_TEST(nobody_is_told_of_a_part_of_the_city_that_is_not_theirs),
	};
	return store_tests("city: who may what of the work survey", tests, COUNT(tests), migrations, migrations_n,
			   NULL);
}
