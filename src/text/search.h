/*
 * Finding short texts by words, in Japanese as people type it and in English.
 *
 * Japanese is not written in words, so an index of words would depend on a dictionary that knows them. Here every pair of neighbouring
 * characters is a term, so that 手帳 and 年金 are found as they are, a word of any length is found by its pairs, and an inflected one
 * (亡くなった for 亡くなり) still shares most of them. Kanji and katakana carry the meaning of a sentence, so pairs of hiragana count less where there is
 * anything else. Latin letters and digits are whole words.
 *
 * Before that, texts are folded, so that spellings meet: width, case, katakana to hiragana, half-width kana, variation selectors, and characters and
 * words that are one to a reader (髙 and 高, 障がい and 障害, 子供 and 子ども). Spaces between Japanese characters say nothing. Readings are found where the
 * author of a text gives one: it is one more part.
 *
 * A document is ranked by how rare the found terms are, how heavily the part counts in which they stand, how much of what was asked is found, and
 * how much of its name was asked for: 印鑑登録 finds the registration before its end. Of a sentence, what only asks (…したい, 何をすればいいですか) says nothing.
 * Everything is in memory, in the arena of the index, and never changes; any number of threads may ask.
 */
#ifndef TEXT_SEARCH_H
#define TEXT_SEARCH_H

#include "base/arena.h"

typedef struct search_part {
	str text;
	double weight; /* a name 4, a description 1 */
} search_part;
typedef struct search_doc {
	search_part *at;
	size_t n;
	double first; /* how much sooner than others it comes where it is found as well: 2; 0 is 1 */
} search_doc;

typedef struct search_index search_index;
/* Documents are numbered as they come. */
const search_index *search_make(arena *a, const search_doc *docs, size_t n);

typedef struct search_hit {
	size_t doc;
	double score; /* only for comparing hits of one query */
	double found; /* 0–1: how much of what was asked, by weight */
} search_hit;
typedef struct search_hits {
	search_hit *at;
	size_t n;
} search_hits;
/* At most `most`, the best first; those far behind the best are left out. Of a query, the first SEARCH_QUERY_MAX bytes count. */
#define SEARCH_QUERY_MAX 300
search_hits search_find(const search_index *x, arena *a, str query, size_t most);

/* As texts are compared: for tests, and for marking what was found. */
str search_fold(arena *a, str s);

#endif
