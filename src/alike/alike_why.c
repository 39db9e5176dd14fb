/* Evidence: what two texts have in common, in words that a reader finds in them; the least alike of a group. */
#include "alike/alike_private.h"

#include <stdlib.h>

/* The characters of one text, and what each run of them that the other has as well brings. */
typedef struct letters {
	u32 *at; /* a space: TERM_EDGE */
	size_t *byte; /* where each begins in the folded text; one more for the end */
	size_t n;
} letters;

static letters letters_of(arena *a, str folded)
{
	letters l = { .at = arena_many(a, u32, folded.len + 1), .byte = arena_many(a, size_t, folded.len + 2) };
	for (size_t i = 0; i < folded.len;) {
		l.byte[l.n] = i;
		u32 c = str_next(folded, &i);
		l.at[l.n++] = c == ' ' ? TERM_EDGE : c;
	}
	l.byte[l.n] = folded.len;
	return l;
}

typedef struct common_terms {
	const alike *x;
	size_t i, j;
	double all;
	double *part; /* of each cell of i: what it brings to the likeness; 0: not shared */
} common_terms;

static size_t cell_of(const common_terms *c, alike_term t)
{
	const alike *x = c->x;
	for (size_t k = x->from[c->i]; k < x->from[c->i + 1]; k++)
		if (x->key[x->term[k]] == t)
			return k - x->from[c->i];
	return SIZE_MAX;
}

static double part_of(const common_terms *c, alike_term t)
{
	size_t k = cell_of(c, t);
	return k == SIZE_MAX ? 0 : c->part[k];
}

/* What the term brings, once. */
static double take(common_terms *c, alike_term t)
{
	size_t k = cell_of(c, t);
	if (k == SIZE_MAX)
		return 0;
	double part = c->part[k];
	c->part[k] = 0;
	return part;
}

static void add(arena *a, alike_shareds *list, str word, double part)
{
	if (part <= 0 || word.len == 0)
		return;
	for (size_t k = 0; k < list->n; k++)
		if (str_eq(list->at[k].word, word)) {
			list->at[k].part += part;
			return;
		}
	LIST_ADD(a, list, (alike_shared){ word, part });
}

static alike_term two(u32 p, u32 q)
{
	return (u64)p << 21 | q;
}

static alike_term three(u32 p, u32 q, u32 r)
{
	return (u64)p << 42 | (u64)q << 21 | r;
}

/* One run: characters from … to (both in it), which stand in the other text as they are. */
static void add_run(common_terms *c, arena *a, alike_shareds *list, const letters *l, size_t from, size_t to)
{
	double part = 0;
	u32 before = from > 0 ? l->at[from - 1] : TERM_EDGE, behind = to + 1 < l->n ? l->at[to + 1] : TERM_EDGE;
	for (size_t k = from; k < to; k++) {
		part += take(c, two(l->at[k], l->at[k + 1]));
		if (k + 2 <= to)
			part += take(c, three(l->at[k], l->at[k + 1], l->at[k + 2]));
	}
	if (before == TERM_EDGE) {
		part += take(c, two(TERM_EDGE, l->at[from]));
		if (to > from)
			part += take(c, three(TERM_EDGE, l->at[from], l->at[from + 1]));
	}
	if (behind == TERM_EDGE) {
		part += take(c, two(l->at[to], TERM_EDGE));
		if (to > from)
			part += take(c, three(l->at[to - 1], l->at[to], TERM_EDGE));
		else if (before == TERM_EDGE)
			part += take(c, three(TERM_EDGE, l->at[from], TERM_EDGE));
	}
	str text = { c->x->folded[c->i].at + l->byte[from], l->byte[to + 1] - l->byte[from] };
	add(a, list, arena_copy(a, text), part);
}

static void add_letters(common_terms *c, arena *a, alike_shareds *list)
{
	letters l = letters_of(a, c->x->folded[c->i]);
	/* which runs there are is decided before their parts are taken */
	bool *joined = arena_many(a, bool, l.n + 1), *on = arena_many(a, bool, l.n + 1);
	for (size_t k = 0; k + 1 < l.n; k++) {
		bool gap = l.at[k] == TERM_EDGE || l.at[k + 1] == TERM_EDGE;
		joined[k] = !gap && part_of(c, two(l.at[k], l.at[k + 1])) > 0;
		on[k] = joined[k] && k + 2 < l.n && l.at[k + 2] != TERM_EDGE &&
			part_of(c, three(l.at[k], l.at[k + 1], l.at[k + 2])) > 0;
	}
	for (size_t k = 0; k + 1 < l.n;) {
		if (!joined[k]) {
			k++;
			continue;
		}
		size_t from = k;
		while (on[k])
			k++;
		add_run(c, a, list, &l, from, k + 1);
		k++;
	}
	/* a first or last character that is the same */
	for (size_t k = 0; k < l.n; k++)
		if (l.at[k] != TERM_EDGE)
			add_run(c, a, list, &l, k, k);
}

/* A word goes with the run in which it stands. */
static void add_word(arena *a, alike_shareds *list, str word, double part)
{
	for (size_t k = 0; k < list->n; k++)
		if (part > 0 && str_has(list->at[k].word, word)) {
			list->at[k].part += part;
			return;
		}
	add(a, list, word, part);
}

static int by_part(const void *x, const void *y)
{
	const alike_shared *p = x, *q = y;
	if (p->part != q->part)
		return p->part > q->part ? -1 : 1;
	return str_cmp(p->word, q->word);
}

alike_shareds alike_why(const alike *x, arena *a, size_t i, size_t j, size_t most)
{
	CHECK(i < x->n && j < x->n);
	alike_shareds list = { 0 };
	size_t cells = x->from[i + 1] - x->from[i];
	common_terms c = { .x = x, .i = i, .j = j, .part = arena_many(a, double, cells + 1) };
	for (size_t p = x->from[i], q = x->from[j]; p < x->from[i + 1] && q < x->from[j + 1];) {
		if (x->term[p] < x->term[q]) {
			p++;
		} else if (x->term[p] > x->term[q]) {
			q++;
		} else {
			double part = (double)x->weight[p] * (double)x->weight[q++];
			c.part[p++ - x->from[i]] = part;
			c.all += part;
		}
	}
	if (c.all <= 0)
		return list;
	for (size_t k = 0; k < cells; k++)
		c.part[k] /= c.all;
	add_letters(&c, a, &list);
	const strs *words = &x->words[i], *readings = &x->readings[i];
	for (size_t k = 0; k < words->n; k++)
		add_word(a, &list, words->at[k], take(&c, alike_word_term(TERM_WORD, words->at[k])));
	for (size_t k = 0; k < readings->n; k++)
		add_word(a, &list, readings->n == words->n ? words->at[k] : readings->at[k],
			 take(&c, alike_word_term(TERM_READING, readings->at[k])));
	if (list.n)
		qsort(list.at, list.n, sizeof *list.at, by_part);
	if (list.n > most)
		list.n = most;
	return list;
}

void alike_least(alike_group *g, double (*between)(const void *ctx, size_t i, size_t j), const void *ctx)
{
	g->least = 1;
	g->least_i = g->least_j = g->n ? g->at[0] : 0;
	for (size_t p = 0; p < g->n; p++)
		for (size_t q = p + 1; q < g->n; q++) {
			double likeness = between(ctx, g->at[p], g->at[q]);
			if (likeness < g->least || (p == 0 && q == 1)) {
				g->least = likeness;
				g->least_i = g->at[p];
				g->least_j = g->at[q];
			}
		}
}
