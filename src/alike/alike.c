#include "alike/alike_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "text/search.h"

/* How much each part counts, in squares of length: measured on the names of test_alike.c. */
static const double share[ALIKE_PARTS] = { [PART_WORDS] = 0.30, [PART_READINGS] = 0.30, [PART_CHARACTERS] = 0.40 };

/* --- terms ------------------------------------------------------------------------------------------------------------- */

typedef struct term_count {
	alike_term t;
	u32 count;
} term_count;
typedef struct counts {
	term_count *at;
	size_t n;
} counts;

static int by_term(const void *x, const void *y)
{
	const term_count *p = x, *q = y;
	return p->t < q->t ? -1 : p->t > q->t;
}

alike_term alike_word_term(u64 kind, str s)
{
	return kind | (str_hash(s) >> 2);
}

/* As many as there can be of a text: two of each character and its end, and the words. */
static size_t most_terms(size_t folded, size_t words, size_t readings)
{
	return 2 * folded + 4 + words + readings;
}

static size_t up_to(size_t n, size_t most)
{
	return n < most ? n : most;
}

/* Terms of a folded text, each once, in their order. */
static counts terms_of(arena *a, str folded, const strs *words, const strs *readings)
{
	counts c = { 0 };
	size_t w = up_to(words->n, ALIKE_WORDS_MAX), r = up_to(readings->n, ALIKE_WORDS_MAX);
	c.at = arena_many(a, term_count, most_terms(folded.len, w, r));
	u64 before = 0, last = TERM_EDGE;
	for (size_t i = 0; folded.len > 0;) {
		bool end = i >= folded.len;
		u32 next = end ? TERM_EDGE : str_next(folded, &i);
		if (next == ' ')
			next = TERM_EDGE;
		if (!(last == TERM_EDGE && next == TERM_EDGE)) {
			c.at[c.n++] = (term_count){ last << 21 | next, 1 };
			if (before)
				c.at[c.n++] = (term_count){ before << 42 | last << 21 | next, 1 };
		}
		if (end)
			break;
		before = next == TERM_EDGE ? 0 : last;
		last = next;
	}
	for (size_t i = 0; i < w; i++) {
		str f = search_fold(a, words->at[i]);
		if (f.len)
			c.at[c.n++] = (term_count){ alike_word_term(TERM_WORD, f), 1 };
	}
	for (size_t i = 0; i < r; i++)
		if (readings->at[i].len)
			c.at[c.n++] = (term_count){ alike_word_term(TERM_READING, readings->at[i]), 1 };
	if (c.n == 0)
		return c;
	qsort(c.at, c.n, sizeof *c.at, by_term);
	size_t kept = 0;
	for (size_t i = 1; i < c.n; i++) {
		if (c.at[i].t == c.at[kept].t)
			c.at[kept].count++;
		else
			c.at[++kept] = c.at[i];
	}
	c.n = kept + 1;
	return c;
}

static str text_that_counts(str s)
{
	if (s.len <= ALIKE_TEXT_MAX)
		return s;
	size_t to = ALIKE_TEXT_MAX;
	while (to > 0 && ((u8)s.at[to] & 0xc0) == 0x80)
		to--;
	return str_sub(s, 0, to);
}

/* --- vectors ----------------------------------------------------------------------------------------------------------- */

/* The number of a term; x->terms where it is not known. */
static size_t term_number(const alike *x, alike_term t)
{
	if (x->slots == 0)
		return x->terms;
	u64 h = t * 0x9E3779B97F4A7C15ULL;
	for (size_t at = (size_t)(h >> 20) & (x->slots - 1);; at = (at + 1) & (x->slots - 1)) {
		u32 s = x->slot[at];
		if (s == 0)
			return x->terms;
		if (x->key[s - 1] == t)
			return s - 1;
	}
}

/* Puts a term that is not there. */
static void term_put(alike *x, alike_term t, u32 number)
{
	u64 h = t * 0x9E3779B97F4A7C15ULL;
	size_t at = (size_t)(h >> 20) & (x->slots - 1);
	while (x->slot[at])
		at = (at + 1) & (x->slots - 1);
	x->slot[at] = number + 1;
	x->key[number] = t;
}

static double idf_of(size_t n, size_t in)
{
	return log((1.0 + (double)n) / (1.0 + (double)in)) + 1.0;
}

/* Makes every part of a row as long as its share, the whole of length one. */
static void row_normal(const alike_term *key, const u32 *term, float *weight, size_t n, const double outside[])
{
	double square[ALIKE_PARTS] = { 0 }, all = 0;
	for (size_t k = 0; k < n; k++)
		square[alike_part_of(key[term[k]])] += (double)weight[k] * (double)weight[k];
	for (int p = 0; p < ALIKE_PARTS; p++) {
		square[p] += outside ? outside[p] : 0;
		all += square[p] > 0 ? share[p] : 0;
	}
	for (size_t k = 0; k < n; k++) {
		alike_part p = alike_part_of(key[term[k]]);
		weight[k] = (float)((double)weight[k] * sqrt(share[p] / all / square[p]));
	}
}

typedef struct common {
	alike_term t;
	u32 in, was;
} common;

/* The most common first; what is as common, by itself: so numbers do not depend on the order of texts. */
static int by_common(const void *x, const void *y)
{
	const common *p = x, *q = y;
	if (p->in != q->in)
		return p->in > q->in ? -1 : 1;
	return p->t < q->t ? -1 : p->t > q->t;
}

typedef struct cell {
	u32 term;
	float weight;
} cell;

static int by_number(const void *x, const void *y)
{
	const cell *p = x, *q = y;
	return p->term < q->term ? -1 : p->term > q->term;
}

/* Numbers terms by how common they are; `in`: in how many texts each is. */
static void renumber(alike *x, arena *work, const u32 *in)
{
	common *c = arena_many(work, common, x->terms);
	for (size_t t = 0; t < x->terms; t++)
		c[t] = (common){ x->key[t], in[t], (u32)t };
	qsort(c, x->terms, sizeof *c, by_common);
	u32 *now = arena_many(work, u32, x->terms);
	memset(x->slot, 0, x->slots * sizeof *x->slot);
	for (size_t t = 0; t < x->terms; t++) {
		now[c[t].was] = (u32)t;
		term_put(x, c[t].t, (u32)t);
		x->idf[t] = (float)idf_of(x->n, c[t].in);
	}
	for (size_t i = 0; i < x->cells; i++)
		x->term[i] = now[x->term[i]];
}

static void weigh(alike *x, arena *work)
{
	for (size_t i = 0; i < x->n; i++) {
		size_t from = x->from[i], n = x->from[i + 1] - from;
		arena_reset(work);
		cell *c = arena_many(work, cell, n);
		for (size_t k = 0; k < n; k++)
			c[k] = (cell){ x->term[from + k], (float)((1 + log((double)x->weight[from + k])) *
								  (double)x->idf[x->term[from + k]]) };
		qsort(c, n, sizeof *c, by_number);
		for (size_t k = 0; k < n; k++) {
			x->term[from + k] = c[k].term;
			x->weight[from + k] = c[k].weight;
		}
		row_normal(x->key, x->term + from, x->weight + from, n, NULL);
	}
}

/* The same cells by terms. */
static void turn(alike *x, arena *a)
{
	x->post_from = arena_many(a, size_t, x->terms + 1);
	x->post_text = arena_many(a, u32, x->cells);
	x->post_weight = arena_many(a, float, x->cells);
	for (size_t k = 0; k < x->cells; k++)
		x->post_from[x->term[k] + 1]++;
	for (size_t t = 0; t < x->terms; t++)
		x->post_from[t + 1] += x->post_from[t];
	for (size_t i = 0; i < x->n; i++)
		for (size_t k = x->from[i]; k < x->from[i + 1]; k++) {
			size_t at = x->post_from[x->term[k]]++;
			x->post_text[at] = (u32)i;
			x->post_weight[at] = x->weight[k];
		}
	for (size_t t = x->terms; t > 0; t--)
		x->post_from[t] = x->post_from[t - 1];
	if (x->terms)
		x->post_from[0] = 0;
}

static strs folded_words(arena *a, strs words)
{
	strs out = { .at = arena_many(a, str, up_to(words.n, ALIKE_WORDS_MAX)) };
	for (size_t i = 0; i < words.n && i < ALIKE_WORDS_MAX; i++)
		out.at[out.n++] = search_fold(a, words.at[i]);
	return out;
}

static strs copied(arena *a, strs s)
{
	strs out = { .at = arena_many(a, str, up_to(s.n, ALIKE_WORDS_MAX)) };
	for (size_t i = 0; i < s.n && i < ALIKE_WORDS_MAX; i++)
		out.at[out.n++] = arena_copy(a, s.at[i]);
	return out;
}

#define ONE_TEXT ((size_t)8 << 20)

const err *alike_make(arena *a, const alike_text *texts, size_t n, const alike **ret)
{
	if (n > ALIKE_TEXTS_MAX)
		return err_why(a, ERR_too_large, "%zu texts; %d at most", n, ALIKE_TEXTS_MAX);
	arena *one = arena_new(ONE_TEXT);
	alike *x = arena_one(a, alike);
	x->n = n;
	x->from = arena_many(a, size_t, n + 1);
	x->folded = arena_many(a, str, n);
	x->words = arena_many(a, strs, n);
	x->readings = arena_many(a, strs, n);
	x->weights = arena_many(a, double, n);
	size_t room = 0; /* of cells, at most */
	for (size_t i = 0; i < n; i++) {
		arena_reset(one);
		x->folded[i] = arena_copy(a, search_fold(one, text_that_counts(texts[i].text)));
		x->words[i] = folded_words(a, texts[i].words);
		x->readings[i] = copied(a, texts[i].readings);
		x->weights[i] = texts[i].weight;
		room += most_terms(str_length(x->folded[i]), x->words[i].n, x->readings[i].n);
		if (arena_left(a) < room * 40 + ((size_t)1 << 20)) {
			arena_free(one);
			return err_why(a, ERR_too_large, "no memory for %zu texts", n);
		}
	}
	x->rank = alike_order(a, texts, n);
	/* each distinct term gets a number as it comes, later another by how common it is */
	arena *work = arena_new((size_t)64 * 1024 * 1024 + room * 40);
	x->term = arena_many(a, u32, room);
	x->weight = arena_many(a, float, room);
	x->slots = 1024;
	while (x->slots < room * 2)
		x->slots *= 2;
	x->slot = arena_many(a, u32, x->slots);
	alike_term *key = arena_many(work, alike_term, room);
	u32 *in = arena_many(work, u32, room);
	x->key = key;
	for (size_t i = 0; i < n; i++) {
		arena_reset(one);
		counts c = terms_of(one, x->folded[i], &x->words[i], &x->readings[i]);
		for (size_t k = 0; k < c.n; k++) {
			size_t t = term_number(x, c.at[k].t);
			if (t == x->terms)
				term_put(x, c.at[k].t, (u32)x->terms++);
			in[t]++;
			x->term[x->cells] = (u32)t;
			x->weight[x->cells++] = (float)c.at[k].count;
		}
		x->from[i + 1] = x->cells;
	}
	x->key = arena_many(a, alike_term, x->terms);
	memcpy(x->key, key, x->terms * sizeof *key);
	x->idf = arena_many(a, float, x->terms);
	renumber(x, work, in);
	weigh(x, one);
	turn(x, a);
	arena_free(work);
	arena_free(one);
	*ret = x;
	return NULL;
}

size_t alike_count(const alike *x)
{
	return x->n;
}

/* --- likeness ------------------------------------------------------------------------------------------------------------ */

static u32 millionths(double v)
{
	return v <= 0 ? 0 : v >= 1 ? ALIKE_ONE : (u32)(v * ALIKE_ONE + 0.5);
}

/* In the order of terms, so that it is the same from both sides. */
static double product(const alike *x, size_t i, size_t j)
{
	double sum = 0;
	size_t p = x->from[i], q = x->from[j], p_end = x->from[i + 1], q_end = x->from[j + 1];
	while (p < p_end && q < q_end) {
		if (x->term[p] < x->term[q]) {
			p++;
		} else if (x->term[p] > x->term[q]) {
			q++;
		} else {
			sum += (double)x->weight[p++] * (double)x->weight[q++];
		}
	}
	return sum;
}

double alike_between(const alike *x, size_t i, size_t j)
{
	CHECK(i < x->n && j < x->n);
	return i == j ? 1 : (double)millionths(product(x, i, j)) / ALIKE_ONE;
}

static bool better(const alike *x, const alike_hit *p, const alike_hit *q)
{
	return p->likeness > q->likeness || (p->likeness == q->likeness && x->rank[p->text] < x->rank[q->text]);
}

size_t alike_nearest(const alike *x, arena *a, const alike_text *t, alike_hit *ret, size_t most)
{
	if (x->n == 0 || most == 0)
		return 0;
	strs words = folded_words(a, t->words), readings = copied(a, t->readings);
	counts c = terms_of(a, search_fold(a, text_that_counts(t->text)), &words, &readings);
	u32 *term = arena_many(a, u32, c.n);
	float *weight = arena_many(a, float, c.n);
	double outside[ALIKE_PARTS] = { 0 };
	size_t n = 0;
	for (size_t k = 0; k < c.n; k++) {
		size_t number = term_number(x, c.at[k].t);
		double tf = 1 + log((double)c.at[k].count);
		if (number == x->terms) { /* nobody has it, but it makes this text another one */
			double w = tf * idf_of(x->n, 0);
			outside[alike_part_of(c.at[k].t)] += w * w;
		} else {
			term[n] = (u32)number;
			weight[n++] = (float)(tf * (double)x->idf[number]);
		}
	}
	row_normal(x->key, term, weight, n, outside);
	double *sum = arena_many(a, double, x->n);
	for (size_t k = 0; k < n; k++)
		for (size_t at = x->post_from[term[k]]; at < x->post_from[term[k] + 1]; at++)
			sum[x->post_text[at]] += (double)weight[k] * (double)x->post_weight[at];
	size_t got = 0;
	for (size_t i = 0; i < x->n; i++) {
		alike_hit h = { i, (double)millionths(sum[i]) / ALIKE_ONE };
		if (h.likeness <= 0 || (got == most && !better(x, &h, &ret[got - 1])))
			continue;
		size_t at = got < most ? got++ : got - 1;
		for (; at > 0 && better(x, &h, &ret[at - 1]); at--)
			ret[at] = ret[at - 1];
		ret[at] = h;
	}
	return got;
}

/* --- pairs ---------------------------------------------------------------------------------------------------------------- */

/*
 * A text's most common terms, as long as together they are shorter than the floor, are not put into the index: whoever shares nothing else with it is below the floor (the other
 * one has length one). So the longest lists are never walked, and nothing is lost.
 */
typedef struct finder {
	const alike *x;
	double floor;
	size_t *end; /* of the index's list of each term; lists begin where they do in x->post_from */
	u32 *text;
	float *weight;
	float *left; /* of each text: the length of what is not in the index … */
	u32 *indexed; /* … and the first cell that is */
	float *sum; /* of each text so far */
	u32 *touched;
	float *now; /* the weights of the text that is compared, by term */
} finder;

/* product() of the text in f->now and another: the same terms in the same order, and nothing is added by the others. */
static double product_now(const finder *f, size_t j)
{
	const alike *x = f->x;
	double sum = 0;
	for (size_t k = x->from[j]; k < x->from[j + 1]; k++)
		sum += (double)f->now[x->term[k]] * (double)x->weight[k];
	return sum;
}

static void spread(finder *f, size_t i, bool on)
{
	const alike *x = f->x;
	for (size_t k = x->from[i]; k < x->from[i + 1]; k++)
		f->now[x->term[k]] = on ? x->weight[k] : 0;
}

static void index_text(finder *f, size_t i)
{
	const alike *x = f->x;
	double square = 0, most = f->floor * f->floor * 0.999;
	size_t k = x->from[i];
	for (; k < x->from[i + 1]; k++) {
		double w = (double)x->weight[k];
		if (square + w * w >= most)
			break;
		square += w * w;
	}
	f->left[i] = (float)sqrt(square);
	f->indexed[i] = (u32)(k - x->from[i]);
	for (; k < x->from[i + 1]; k++) {
		size_t at = f->end[x->term[k]]++;
		f->text[at] = (u32)i;
		f->weight[at] = x->weight[k];
	}
}

/* What the index does not know of the two, about. */
static float rest_now(const finder *f, size_t j)
{
	const alike *x = f->x;
	float sum = 0;
	for (size_t k = x->from[j]; k < x->from[j] + f->indexed[j]; k++)
		sum += f->now[x->term[k]] * x->weight[k];
	return sum;
}

/* Those before i that may be alike, in f->touched. */
static size_t touched_by(finder *f, size_t i)
{
	const alike *x = f->x;
	size_t n = 0;
	for (size_t k = x->from[i]; k < x->from[i + 1]; k++) {
		float w = x->weight[k];
		size_t from = x->post_from[x->term[k]], end = f->end[x->term[k]];
		for (size_t at = from; at < end; at++) {
			u32 j = f->text[at];
			if (f->sum[j] == 0)
				f->touched[n++] = j;
			f->sum[j] += w * f->weight[at];
		}
	}
	return n;
}

static int by_pair(const void *x, const void *y)
{
	const alike_edge *p = x, *q = y;
	if (p->i != q->i)
		return p->i < q->i ? -1 : 1;
	return p->j < q->j ? -1 : p->j > q->j;
}

/* Raises the floor so far that at most half of the pairs remain; false where they are all as alike as can be. */
static bool raise_floor(double *floor, alike_edge *at, size_t *n)
{
	u32 *count = calloc(ALIKE_ONE + 1, sizeof *count);
	CHECK(count);
	for (size_t k = 0; k < *n; k++)
		count[at[k].likeness]++;
	size_t above = 0;
	u32 least = ALIKE_ONE;
	for (; least > 0 && above + count[least] <= *n / 2; least--)
		above += count[least];
	free(count);
	if (++least > ALIKE_ONE)
		return false;
	size_t kept = 0;
	for (size_t k = 0; k < *n; k++)
		if (at[k].likeness >= least)
			at[kept++] = at[k];
	*n = kept;
	*floor = (double)least / ALIKE_ONE;
	return true;
}

/*
 * Of many texts, some are compared with all others first, to see how many pairs there would be: a floor that will be raised anyhow is better high from the beginning, for the higher it
 * is, the less there is to walk over. By rank, so that the same texts give the same floor.
 */
#define SAMPLE 256
#define JUDGED_EACH 50 /* of many texts, so many pairs of each are judged: the nearest of all */

static double floor_expected(const finder *f, arena *work, const u32 *in_order, double most)
{
	const alike *x = f->x;
	if (x->n < SAMPLE * 16)
		return f->floor;
	u32 *count = arena_many(work, u32, ALIKE_ONE + 1);
	for (size_t s = 0; s < SAMPLE; s++) {
		size_t i = in_order[x->n * s / SAMPLE];
		memset(f->sum, 0, x->n * sizeof *f->sum);
		for (size_t k = x->from[i]; k < x->from[i + 1]; k++)
			for (size_t at = x->post_from[x->term[k]]; at < x->post_from[x->term[k] + 1]; at++)
				f->sum[x->post_text[at]] += x->weight[k] * x->post_weight[at];
		for (size_t j = 0; j < x->n; j++)
			if (j != i)
				count[millionths((double)f->sum[j])]++;
	}
	memset(f->sum, 0, x->n * sizeof *f->sum);
	/* each pair would be met from both sides */
	double each = (double)x->n / SAMPLE / 2, above = 0;
	u32 least = ALIKE_ONE, floor = millionths(f->floor);
	while (least > floor && above + each * count[least] < most)
		above += each * count[least--];
	return least > floor ? (double)least / ALIKE_ONE : f->floor;
}

const err *alike_pairs(const alike *x, arena *a, double floor, alike_edges *ret)
{
	return alike_pairs_judged(x, a, floor, NULL, NULL, 0, ret, NULL);
}

const err *alike_pairs_judged(const alike *x, arena *a, double floor, alike_judge *judge, const void *ctx, double least,
			      alike_edges *ret, double *ret_floor)
{
	floor = floor > ALIKE_FLOOR ? floor : ALIKE_FLOOR;
	floor = floor < 1 ? floor : 1;
	arena *work = arena_new((size_t)64 * 1024 * 1024 + x->cells * 8 + x->terms * 16 + x->n * 20);
	finder f = { .x = x, .floor = floor };
	f.end = arena_many(work, size_t, x->terms + 1);
	memcpy(f.end, x->post_from, x->terms * sizeof *f.end);
	f.text = arena_many(work, u32, x->cells);
	f.weight = arena_many(work, float, x->cells);
	f.left = arena_many(work, float, x->n);
	f.indexed = arena_many(work, u32, x->n);
	f.sum = arena_many(work, float, x->n);
	f.touched = arena_many(work, u32, x->n);
	f.now = arena_many(work, float, x->terms);
	alike_edge *edges =
		malloc(sizeof *edges * ALIKE_PAIRS_MAX); /* touched page by page: as large as there are pairs */
	CHECK(edges);
	size_t n = 0;
	u32 *in_order = arena_many(work, u32, x->n);
	for (size_t i = 0; i < x->n; i++)
		in_order[x->rank[i]] = (u32)i;
	double most = 0.9 * ALIKE_PAIRS_MAX, judged = (double)x->n * JUDGED_EACH;
	f.floor = floor_expected(&f, work, in_order, judge && judged < most ? judged : most);
	bool fits = true;
	/* in the order of ranks, for where the floor is raised depends on what came before */
	for (size_t at = 0; at < x->n && fits; at++) {
		size_t i = in_order[at], touched = touched_by(&f, i);
		spread(&f, i, true);
		for (size_t k = 0; k < touched; k++) {
			u32 j = f.touched[k];
			float found = f.sum[j], enough = (float)f.floor - 1e-4F; /* more than rounding does */
			f.sum[j] = 0;
			if (found + f.left[j] < enough || found + rest_now(&f, j) < enough)
				continue;
			u32 likeness = millionths(product_now(&f, j));
			if (likeness < millionths(f.floor))
				continue;
			double *raised = judge ? &least : &f.floor;
			if (judge)
				likeness = millionths(judge(ctx, i < j ? i : j, i < j ? j : i, least));
			if (judge && likeness < millionths(least))
				continue;
			if (n == ALIKE_PAIRS_MAX)
				fits = fits && raise_floor(raised, edges, &n);
			if (fits && likeness >= millionths(*raised))
				edges[n++] = i < j ? (alike_edge){ (u32)i, j, likeness }
						   : (alike_edge){ j, (u32)i, likeness };
		}
		spread(&f, i, false);
		index_text(&f, i);
	}
	arena_free(work);
	if (!fits || arena_left(a) < n * sizeof *edges + 65536) {
		free(edges);
		return err_why(a, ERR_too_large, "%zu texts have too many pairs that are one", x->n);
	}
	qsort(edges, n, sizeof *edges, by_pair);
	*ret = (alike_edges){ .at = arena_many(a, alike_edge, n), .n = n, .floor = judge ? least : f.floor };
	if (ret_floor)
		*ret_floor = f.floor;
	if (n)
		memcpy(ret->at, edges, n * sizeof *edges);
	free(edges);
	return NULL;
}
