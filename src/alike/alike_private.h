/* What the files of alike share. */
#ifndef ALIKE_ALIKE_PRIVATE_H
#define ALIKE_ALIKE_PRIVATE_H

#include "alike/alike.h"

/* What a text is made of: a pair or triple of characters (21 bits each), or the hash of a word or reading with the highest bits set. */
typedef u64 alike_term;
#define TERM_WORD (1ULL << 63)
#define TERM_READING (1ULL << 62)
#define TERM_EDGE 1 /* stands for the beginning and the end of a text among its characters */

typedef enum alike_part { PART_WORDS, PART_READINGS, PART_CHARACTERS, ALIKE_PARTS } alike_part;
static inline alike_part alike_part_of(alike_term t)
{
	return t & TERM_WORD ? PART_WORDS : t & TERM_READING ? PART_READINGS : PART_CHARACTERS;
}

alike_term alike_word_term(u64 kind, str s);

/* Vectors as rows of (term, weight); terms are numbered by how common they are, the most common first. */
struct alike {
	size_t n, terms, cells;
	size_t *from; /* of text i: cells from[i] up to from[i + 1] */
	u32 *term; /* rising within a row */
	float *weight;
	alike_term *key; /* of a term */
	float *idf;
	size_t *post_from; /* the same by columns: in which texts a term stands, rising */
	u32 *post_text;
	float *post_weight;
	u32 *slot; /* a table from key to term + 1 */
	size_t slots;
	str *folded;
	strs *words, *readings; /* for evidence */
	double *weights; /* of texts */
	u32 *rank;
};

#endif
