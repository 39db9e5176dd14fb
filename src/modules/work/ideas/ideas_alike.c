/* Whether somebody has proposed it already. */
#include "alike/alike.h"
#include "modules/work/ideas/ideas.h"
#include "reading/reading.h"

#define LIKENESS_LEAST                                                                                                 \
	0.2 /* below, two ideas share little but everyday words: staff see a short list, not every idea there is */

static alike_text text_of(arena *a, reading *r, str title, str body)
{
	alike_text t = { .text = str_format(a, "%.*s %.*s", STR_ARG(title), STR_ARG(body)), .weight = 1 };
	reading_words_list words;
	if (!r || !reading_words(r, a, t.text, &words))
		return t; /* characters alone speak */
	for (size_t i = 0; i < words.n && i < ALIKE_WORDS_MAX; i++) {
		LIST_ADD(a, &t.words, words.at[i].base);
		if (words.at[i].kana.len)
			LIST_ADD(a, &t.readings, words.at[i].kana);
	}
	return t;
}

const err *ideas_alike(arena *a, reading *r, const ideas *list, str title, str body, size_t most, idea_hits *ret)
{
	*ret = (idea_hits){ 0 };
	alike_text *texts = arena_many(a, alike_text, list->n);
	size_t *which = arena_many(a, size_t, list->n), n = 0;
	for (size_t i = 0; i < list->n; i++) {
		if (list->at[i].state == IDEA_WITHDRAWN)
			continue;
		which[n] = i;
		texts[n++] = text_of(a, r, list->at[i].title, list->at[i].body);
	}
	if (n == 0)
		return NULL;
	const alike *x;
	TRY(alike_make(a, texts, n, &x));
	alike_text asked = text_of(a, r, title, body);
	alike_hit *hits = arena_many(a, alike_hit, most);
	size_t found = alike_nearest(x, a, &asked, hits, most);
	for (size_t i = 0; i < found; i++)
		if (hits[i].likeness >= LIKENESS_LEAST)
			LIST_ADD(a, ret, which[hits[i].text]);
	return NULL;
}
