/* Mistakes of one input, gathered in the order in which they were found; internal to rules. */
#ifndef RULES_MISTAKES_H
#define RULES_MISTAKES_H

#include "base/err.h"

#define MISTAKES_MAX 200

typedef struct mistakes {
	const err *first;
	err *last;
	int n;
} mistakes;

/* Keeps a copy; further ones than MISTAKES_MAX are counted only. A linked one brings all that follow it. */
static inline void mistakes_add(arena *a, mistakes *m, const err *e)
{
	for (; e; e = e->next) {
		if (m->n++ >= MISTAKES_MAX)
			continue;
		err *copy = arena_one(a, err);
		*copy = *e;
		copy->next = NULL;
		if (m->last)
			m->last->next = copy;
		else
			m->first = copy;
		m->last = copy;
	}
}

#endif
