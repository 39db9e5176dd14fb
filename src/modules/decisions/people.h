/*
 * People as JSON lines: one object a line, a member for each fact that is known; what is missing nobody asked.
 *
 *     {"年齢": 67, "区": "門司", "転入日": "2024-02-08", "障害者手帳": false}
 *
 * Numbers, texts, true and false as in JSON; null is a fact that does not apply; a text of a fact that is compared with dates is a date;
 * arrays and objects become lists and contexts. Members that no table asks for are passed over. A line at fault is told by its number and
 * column, and the lines behind it are read on. Memory does not grow with the file.
 */
#ifndef DECISIONS_PEOPLE_H
#define DECISIONS_PEOPLE_H

#include <stdio.h>

#include "rules/match.h"

#define PEOPLE_LINE_MAX (1 << 20) /* bytes of one person */
#define PEOPLE_BATCH 128

typedef struct person {
	feel *values; /* as match_facts() has them */
	str wrong; /* what is wrong with the line; empty: nothing */
	i64 line;
} person;

typedef struct people {
	/* a batch: valid until the next one is read */
	person at[PEOPLE_BATCH];
	size_t n;
	/* within */
	arena *a; /* of a batch */
	FILE *in;
	char *room;
	size_t from, len, size;
	bool ended;
	i64 line;
	strs facts;
	bool *dates;
	u32 *slots, mask;
	feel *values;
	feel_moment *moments;
} people;

/* `a` keeps what lives as long as the reading. */
people *people_open(arena *a, const match *m, FILE *in);
/* Reads on; false at the end. ERR_file when the file cannot be read. */
MUST_USE const err *people_next(people *p, bool *ret_more);
void people_close(people *p); /* gives back the batch's memory; not the file */

#endif
