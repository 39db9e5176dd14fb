/*
 * alike: which short texts say the same under other names. Texts with their words in, groups out; it knows no survey and no voices, and both use it.
 *
 *     texts    ── alike_make() ──▶  vectors: words, their readings, pairs and triples of characters, each by how rare it is
 *     vectors  ── alike_pairs() ─▶  the pairs that are alike at all (from a floor up), exactly, found through an inverted index
 *     pairs + what people said ── alike_link() ──▶  one tree of joins, from which alike_cut() gives the groups of any threshold above the floor at once
 *
 * A text is described by its words (base forms, given by the caller: reading_words()), by their readings, and by pairs and triples of its characters (folded as
 * search_fold() does, with a mark at both ends). Each of the three is a vector of tf-idf of length one, and counts by its share (ALIKE_WORDS …); a text without words is its
 * characters alone. Two texts are as alike as the cosine between them, 0 to 1, in millionths, so that no rounding decides.
 *
 * Texts are joined by complete linkage: in a group every pair is at least as alike as the threshold, so that nothing is chained together through something in between. What people have
 * said comes first: texts that are the same are one before anything is measured (and are as alike to others as the best of them), texts that never are the same are in
 * no group together. Where both are said of the same texts, never holds.
 *
 * The same texts in any order give the same groups: ties are broken by the texts. Evidence stands beside: which words two texts share, how alike they are, and which pair of a
 * group is the least alike.
 *
 * It does not know that 転入届 and 住民異動届 are one: words that share nothing, neither sound nor character, are strangers until somebody says so.
 */
#ifndef ALIKE_ALIKE_H
#define ALIKE_ALIKE_H

#include "base/err.h"

#define ALIKE_TEXTS_MAX 200000
#define ALIKE_TEXT_MAX 400 /* bytes that count */
#define ALIKE_WORDS_MAX 100 /* of one text that count; of its readings the same */
#define ALIKE_PAIRS_MAX 4000000 /* where there are more, the floor is raised until these are enough */
#define ALIKE_SAID_MAX 20000
#define ALIKE_FLOOR 0.05 /* what is less alike is nothing */

typedef struct alike_text {
	str text;
	strs words, readings; /* base forms and their readings; may be empty: then characters alone speak */
	double weight; /* minutes: the heaviest text of a group names it */
} alike_text;

typedef struct alike alike;
/* In the arena, which must live as long; the texts themselves are copied where they are needed. ERR_too_large past ALIKE_TEXTS_MAX or what the arena can hold. */
MUST_USE const err *alike_make(arena *a, const alike_text *texts, size_t n, const alike **ret);
size_t alike_count(const alike *x);
double alike_between(const alike *x, size_t i, size_t j);
typedef struct alike_shared {
	str word;
	double part; /* of their likeness; all parts together are 1 where nothing was left out */
} alike_shared;
typedef struct alike_shareds {
	alike_shared *at;
	size_t n;
} alike_shareds;
/* What two texts have in common, as it stands in the first of them (folded), the heaviest first, at most `most`. */
alike_shareds alike_why(const alike *x, arena *a, size_t i, size_t j, size_t most);
/* The most alike to a text that is not among them (suggestions while typing), at most `most`; the best first. */
typedef struct alike_hit {
	size_t text;
	double likeness;
} alike_hit;
size_t alike_nearest(const alike *x, arena *a, const alike_text *t, alike_hit *ret, size_t most);

/* --- pairs ------------------------------------------------------------------------------------------------------------- */

typedef struct alike_edge {
	u32 i, j; /* i < j */
	u32 likeness; /* in millionths */
} alike_edge;
typedef struct alike_edges {
	alike_edge *at; /* by i, then j */
	size_t n;
	double floor; /* every pair that is so alike is here, and none below it */
} alike_edges;
MUST_USE const err *alike_pairs(const alike *x, arena *a, double floor, alike_edges *ret);
#define ALIKE_ONE 1000000
/* Of the pairs that are so alike, those that somebody else finds alike: its judgement (0 to 1; of i < j, the same whenever it is asked) stands in the pairs, from `least` on. Below
 * `least` it may answer 0. `ret_floor`: from which likeness on pairs were judged, which is raised where there would be too many; may be NULL. */
typedef double alike_judge(const void *ctx, size_t i, size_t j, double least);
MUST_USE const err *alike_pairs_judged(const alike *x, arena *a, double floor, alike_judge *judge, const void *ctx,
				       double least, alike_edges *ret, double *ret_floor);

/* --- groups -------------------------------------------------------------------------------------------------------------- */

typedef struct alike_pair { /* what people have said: these two are the same, or never are */
	size_t i, j;
	bool same;
} alike_pair;
typedef struct alike_group {
	size_t *at; /* texts, the heaviest first: the first one names the group */
	size_t n;
	double least; /* how alike it was joined; 1 where nothing was: one text, or people said so */
	size_t least_i, least_j; /* the pair that is least alike: only by alike_group_by() and alike_least() */
} alike_group;
typedef struct alike_groups {
	alike_group *at; /* the heaviest first */
	size_t n;
} alike_groups;

/* Things that are joined, which need not be texts: how heavy they are, and in which order ties are broken (a permutation of 0 … n-1, of the things themselves and
 * not of their numbers: alike_order()). */
typedef struct alike_things {
	const double *weight;
	const u32 *rank;
	size_t n;
} alike_things;
typedef struct alike_tree alike_tree;
/* All joins down to the pairs' floor, once for all thresholds. ERR_too_large past ALIKE_SAID_MAX. */
MUST_USE const err *alike_link(arena *a, const alike_things *things, const alike_edges *pairs, const alike_pair *said,
			       size_t said_n, const alike_tree **ret);
/* The groups at a threshold, which is taken as the floor where it is below. */
void alike_cut(const alike_tree *t, arena *a, double threshold, alike_groups *ret);
size_t alike_cut_count(const alike_tree *t, double threshold); /* how many there would be, at no cost */
/* Ranks by text, then words, then weight. */
u32 *alike_order(arena *a, const alike_text *texts, size_t n);

/* All of it at once, with the least alike pair of each group. */
MUST_USE const err *alike_group_by(const alike *x, arena *a, double threshold, const alike_pair *said, size_t said_n,
				   alike_groups *ret);
/* Fills in least, least_i, least_j of one group by asking for every pair. */
void alike_least(alike_group *g, double (*between)(const void *ctx, size_t i, size_t j), const void *ctx);

#endif
