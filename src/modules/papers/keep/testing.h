/*
 * For tests of preparations: the whole program with a small city that asks some facts, a key file of its own, and requests without HTTP.
 *
 *     web *w = keep_web(state, modules, COUNT(modules));
 *     asker k = { 0 };
 *     req *r = ask(&k, w);                 arena, city and address of somebody at home
 *     assert_ok(keep_new(r, &p, &p, &code));
 *     asked(&k);
 *     keep_web_close(w);
 */
#ifndef PAPERS_KEEP_TESTING_H
#define PAPERS_KEEP_TESTING_H

#include "kit/testing.h"

#include "kit/catalog.h"
#include "modules/papers/keep/keep.h"

static const char keep_facts[] =
	"facts:\n"
	"  shimei: { name: 氏名, type: name, label: { ja: 氏名, ja-easy: なまえ, en: Name } }\n"
	"  kana: { name: フリガナ, type: kana, label: { ja: フリガナ, ja-easy: よみかた, en: Kana } }\n"
	"  umare: { name: 生年月日, type: date, no_future: yes, label: { ja: 生年月日, ja-easy: うまれた ひ, en: Date of birth } }\n"
	"  juusho: { name: 住所, type: address, label: { ja: 住所, ja-easy: じゅうしょ, en: Address } }\n"
	"  doukyo: { name: 同居, type: yesno, label: { ja: 同居, ja-easy: いっしょに すむ, en: Lives together } }\n"
	"  hikkoshi: { name: 引越し, type: choice, label: { ja: 引越し, ja-easy: ひっこし, en: Move },\n"
	"    choices: [ 転入: { ja: 転入, ja-easy: きた, en: Moving in }, 転出: { ja: 転出, ja-easy: でる, en: Moving out } ] }\n";

/* Publishes one file of the city as it stands in the database. */
static inline void keep_publish(web *w, const char *path, const char *text)
{
	def_files files, set = { 0 };
	i64 changed_n;
	assert_ok(catalog_files(w->app, w->a, &files));
	for (size_t i = 0; i < files.n; i++)
		if (!str_eq(files.at[i].path, str_of(path)))
			LIST_ADD(w->a, &set, files.at[i]);
	LIST_ADD(w->a, &set, (def_file){ str_of(path), arena_copy(w->a, str_of(text)) });
	assert_ok(catalog_load(w->app, w->a, set, &changed_n));
	assert_ok(catalog_reload(w->app->catalog));
}

static inline str keep_key_path(const store_test *t, arena *a)
{
	return t->postgres ? str_format(a, "/tmp/madoguchi-test-%d.key", (int)getpid())
			   : str_format(a, "%s/test.db.key", t->dir);
}

static inline web *keep_web(void **state, const module *const *modules, size_t n)
{
	store_test *t = *state;
	settings more = { .limits = true };
	if (t->postgres) {
		more.key_file = keep_key_path(t, t->arena);
		unlink(more.key_file.at); /* of a test that was killed */
	}
	web *w = web_open_with(t, modules, n, false, &more);
	keep_publish(w, "facts.yaml", keep_facts);
	return w;
}

static inline void keep_web_close(web *w)
{
	unlink(keep_key_path(w->t, w->a).at);
	web_close(w);
}

/* Somebody who asks, without HTTP; zeroed before its first use. */
typedef struct asker {
	req r;
	visitor v;
} asker;

/* The request ends. */
static inline void asked(asker *k)
{
	if (k->v.held)
		catalog_release(k->r.app->catalog, k->v.held);
	k->v.held = NULL;
}

static inline req *ask(asker *k, web *w)
{
	if (k->r.app)
		asked(k);
	*k = (asker){ .r = { .arena = w->a,
			     .app = w->app,
			     .address = STR("192.0.2.7"),
			     .now = clock_now(&w->t->clock),
			     .method = STR("GET") } };
	k->v.who.visitor = &k->v;
	k->r.who = &k->v.who;
	return &k->r;
}

#define KEEP_NAME "髙橋﨑子"
#define KEEP_HOME "福岡県北九州市小倉北区城内1番1号"

static inline void keep_say(web *w, preparation *p, const char *fact, const char *value, origin from)
{
	kept_set(w->a, p, (fact_answer){ .id = str_of(fact), .value = str_of(value) }, from, clock_now(&w->t->clock));
}

/* Somebody who moves in. */
static inline preparation keep_example(web *w)
{
	preparation p = { .lang = LANG_JA_EASY };
	LIST_ADD(w->a, &p.papers, STR("idou"));
	LIST_ADD(w->a, &p.schemes, STR("tennyuu"));
	LIST_ADD(w->a, &p.events, STR("hikkoshi"));
	LIST_ADD(w->a, &p.left_out, STR("jidou"));
	keep_say(w, &p, "shimei", KEEP_NAME, ORIGIN_RESIDENT);
	keep_say(w, &p, "hikkoshi", "転入", ORIGIN_GUIDE);
	kept_set(w->a, &p, (fact_answer){ .id = STR("umare"), .dont_know = true }, ORIGIN_RESIDENT, 5);
	return p;
}

static inline preparation keep_kept(web *w, asker *k, str *ret_code)
{
	preparation what = keep_example(w), p;
	assert_ok(keep_new(ask(k, w), &what, &p, ret_code));
	return p;
}

#endif
