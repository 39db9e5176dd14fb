/*
 * alike: which short texts say the same under other names. Texts with their words in, groups out; it knows no survey and no voices, and both use it.
 *
 * A text is described by its words (base forms, given by the caller: reading_words()), by their readings, and by pairs and triples of its characters (folded as
 * search_fold() does), each weighted by how rare it is (tf-idf); two texts are as alike as the cosine between them, 0 to 1. Texts are joined by complete linkage: in a group every pair is at
 * least as alike as the threshold, so that nothing is chained together through something in between. On 422 opinions of a city, 0.45 gave 322 groups.
 *
 * The same texts in any order give the same groups. Evidence stands beside: which words two texts share, how alike they are, and which pair of a group is the least alike.
 */
#ifndef ALIKE_ALIKE_H
#define ALIKE_ALIKE_H

#include "base/err.h"

#define ALIKE_TEXTS_MAX 200000
#define ALIKE_TEXT_MAX 400 /* bytes that count */

typedef struct alike_text {
	str text;
	strs words, readings; /* base forms and their readings; may be empty: then characters alone speak */
	double weight; /* minutes: the heaviest text of a group names it */
} alike_text;

typedef struct alike alike;
/* In the arena, which must live as long. ERR_too_large past ALIKE_TEXTS_MAX. */
MUST_USE const err *alike_make(arena *a, const alike_text *texts, size_t n, const alike **ret);
double alike_between(const alike *x, size_t i, size_t j);
typedef struct alike_shared {
	str word;
	double part; /* of their likeness */
} alike_shared;
typedef struct alike_shareds {
	alike_shared *at;
	size_t n;
} alike_shareds;
/* What two texts have in common, the heaviest first, at most `most`. */
alike_shareds alike_why(const alike *x, arena *a, size_t i, size_t j, size_t most);

typedef struct
	alike_pair { /* what people have said: these two are the same, or never are; it comes before any measure */
	size_t i, j;
	bool same;
} alike_pair;
typedef struct alike_group {
	size_t *at; /* texts, the heaviest first: the first one names the group */
	size_t n;
	double least; /* the likeness of the pair that is least alike; 1 for one text */
	size_t least_i, least_j;
} alike_group;
typedef struct alike_groups {
	alike_group *at; /* the heaviest first */
	size_t n;
} alike_groups;
MUST_USE const err *alike_group_by(const alike *x, arena *a, double threshold, const alike_pair *said, size_t said_n,
				   alike_groups *ret);
/* The most alike to a text that is not among them (suggestions while typing), at most `most`. */
typedef struct alike_hit {
	size_t text;
	double likeness;
} alike_hit;
size_t alike_nearest(const alike *x, arena *a, const alike_text *t, alike_hit *ret, size_t most);

#endif
