#include "defs/search.h"

/* How heavily a part counts. */
#define NAME 4
#define WORDS 4
#define EVENT_NAME 6 /* who asks in a sentence mostly says what happened */
#define EVENT_FIRST 1.6 /* and from the event all the rest is found */
#define SERVICE_FIRST 1.4 /* what a counter does is wider than a scheme of the same name */
#define ABOUT 1
#define DETAIL 0.4
#define OF_EVENT 1.5
#define OF_SCHEME 2.5

static void add(arena *a, search_doc *d, str text, double weight)
{
	if (text.len)
		LIST_ADD(a, d, (search_part){ text, weight });
}

static void add3(arena *a, search_doc *d, const text3 *t, double weight)
{
	for (size_t l = 0; l < LANG_COUNT; l++)
		add(a, d, t->in[l], weight);
}

static void add_words(arena *a, search_doc *d, const strs *words, double weight)
{
	for (size_t i = 0; i < words->n; i++)
		add(a, d, words->at[i], weight);
}

static search_doc of_event(arena *a, const event_def *e)
{
	search_doc d = { 0 };
	add3(a, &d, &e->name, EVENT_NAME);
	add_words(a, &d, &e->words, EVENT_NAME);
	add3(a, &d, &e->about, ABOUT);
	d.first = EVENT_FIRST;
	return d;
}

static search_doc of_scheme(arena *a, const guide_def *g, const scheme_def *s)
{
	search_doc d = { 0 };
	add3(a, &d, &s->name, NAME);
	add(a, &d, s->reading, NAME);
	add_words(a, &d, &s->words, WORDS);
	add3(a, &d, &s->about, ABOUT);
	add3(a, &d, &s->todo, DETAIL);
	add(a, &d, s->law, DETAIL);
	for (size_t i = 0; i < s->events.n; i++) {
		const event_def *e = guide_event(g, s->events.at[i]);
		if (!e)
			continue;
		add3(a, &d, &e->name, OF_EVENT);
		add_words(a, &d, &e->words, OF_EVENT);
	}
	return d;
}

static search_doc of_service(arena *a, const service_def *s)
{
	search_doc d = { 0 };
	add3(a, &d, &s->name, NAME);
	add3(a, &d, &s->about, ABOUT);
	d.first = SERVICE_FIRST;
	return d;
}

static search_doc of_paper(arena *a, const city_def *c, const paper_def *p)
{
	search_doc d = { 0 };
	add3(a, &d, &p->name, NAME);
	add(a, &d, p->reading, NAME);
	add_words(a, &d, &p->words, WORDS);
	add3(a, &d, &p->about, ABOUT);
	add(a, &d, p->law, DETAIL);
	for (size_t i = 0; i < p->schemes.n; i++) {
		const scheme_def *s = guide_scheme(&c->guide, p->schemes.at[i]);
		if (!s)
			continue;
		add3(a, &d, &s->name, OF_SCHEME);
		add(a, &d, s->reading, OF_SCHEME);
		add_words(a, &d, &s->words, OF_SCHEME);
	}
	for (size_t i = 0; i < p->events.n; i++) {
		const event_def *e = guide_event(&c->guide, p->events.at[i]);
		if (!e)
			continue;
		add3(a, &d, &e->name, OF_EVENT);
		add_words(a, &d, &e->words, OF_EVENT);
	}
	return d;
}

static void index_papers(arena *a, arena *work, city_def *c)
{
	struct {
		search_doc *at;
		size_t n;
	} docs = { 0 };
	for (size_t i = 0; i < c->papers.papers.n; i++)
		LIST_ADD(work, &docs, of_paper(work, c, &c->papers.papers.at[i]));
	c->search_papers = search_make(a, docs.at, docs.n);
}

found_papers defs_search_papers(const city_def *c, arena *a, str query, size_t most)
{
	found_papers list = { 0 };
	search_hits hits = search_find(c->search_papers, a, query, most);
	for (size_t i = 0; i < hits.n; i++)
		LIST_ADD(a, &list, &c->papers.papers.at[hits.at[i].doc]);
	return list;
}

void defs_index(arena *a, arena *work, city_def *c)
{
	struct {
		search_doc *at;
		size_t n;
	} docs = { 0 };
	const guide_def *g = &c->guide;
	for (size_t i = 0; i < g->events.n; i++)
		LIST_ADD(work, &docs, of_event(work, &g->events.at[i]));
	for (size_t i = 0; i < g->schemes.n; i++)
		LIST_ADD(work, &docs, of_scheme(work, g, &g->schemes.at[i]));
	for (size_t i = 0; i < c->services.n; i++)
		LIST_ADD(work, &docs, of_service(work, &c->services.at[i]));
	c->search = search_make(a, docs.at, docs.n);
	index_papers(a, work, c);
}

found_defs defs_search(const city_def *c, arena *a, str query, size_t most)
{
	found_defs list = { 0 };
	search_hits hits = search_find(c->search, a, query, most);
	size_t events = c->guide.events.n, schemes = c->guide.schemes.n;
	for (size_t i = 0; i < hits.n; i++) {
		size_t at = hits.at[i].doc;
		found_def f = { 0 };
		if (at < events)
			f = (found_def){ .kind = FOUND_EVENT, .event = &c->guide.events.at[at] };
		else if (at < events + schemes)
			f = (found_def){ .kind = FOUND_SCHEME, .scheme = &c->guide.schemes.at[at - events] };
		else
			f = (found_def){ .kind = FOUND_SERVICE, .service = &c->services.at[at - events - schemes] };
		LIST_ADD(a, &list, f);
	}
	return list;
}
