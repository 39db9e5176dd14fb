#include "alike/wording.h"

#include <math.h>
#include <string.h>

#define BOTH_SIDES 2.2 /* what each says and the other does not; … */
#define ONE_SIDE 0.3 /* … and what only one says: measured in test_names_held.c and test_names.c */
#define PARTLY 0.6
#define LEAST_SAYS 0.25 /* of the most common word */
#define KANA_LEAST 9 /* bytes: shorter ones sound alike by chance */
#define CHARACTERS_MAX 32 /* of a word */

typedef struct word {
	str text, kana;
	float says; /* how much, 0–1 */
	u32 kana_id; /* 0: none */
	u64 characters; /* a bit for each, by hash: no bit in common, no character in common */
	u64 kanji; /* the same of kanji alone */
	u64 apart; /* in which lists it stands */
	u32 at[CHARACTERS_MAX]; /* its kanji, each once, rising */
	u32 n, length; /* length: of all its characters */
} word;

struct wording {
	word *words; /* distinct ones */
	size_t words_n;
	size_t *from; /* of name i: words from[i] up to from[i + 1] */
	u32 *at;
	double partly;
	u64 *characters; /* of name i, of all its words; all bits where one is read and has no kanji */
};

/* --- words ------------------------------------------------------------------------------------------------------------------- */

static bool is_kanji(u32 c)
{
	return (c >= 0x3400 && c <= 0x9fff) || (c >= 0x20000 && c <= 0x3ffff) || c == 0x3005;
}

static u64 bit_of(u32 c)
{
	return 1ULL << ((c * 0x9E3779B1U) >> 26);
}

static void take_characters(word *w)
{
	for (size_t i = 0; i < w->text.len;) {
		u32 c = str_next(w->text, &i);
		w->length++;
		w->characters |= bit_of(c);
		if (!is_kanji(c) || w->n == CHARACTERS_MAX)
			continue;
		w->kanji |= bit_of(c);
		size_t to = 0;
		while (to < w->n && w->at[to] < c)
			to++;
		if (to < w->n && w->at[to] == c)
			continue;
		memmove(&w->at[to + 1], &w->at[to], (w->n - to) * sizeof *w->at);
		w->at[to] = c;
		w->n++;
	}
}

typedef struct numbering { /* texts to numbers from 1 on */
	u32 *slot;
	size_t slots;
	str *text;
	u32 n;
} numbering;

static numbering numbering_of(arena *a, size_t most)
{
	numbering t = { .slots = 16 };
	while (t.slots < most * 2)
		t.slots *= 2;
	t.slot = arena_many(a, u32, t.slots);
	t.text = arena_many(a, str, most + 1);
	return t;
}

/* 0 where it is not there and `add` is false. */
static u32 number_of(numbering *t, str s, bool add)
{
	size_t at = (size_t)(str_hash(s) * 0x9E3779B97F4A7C15ULL >> 20) & (t->slots - 1);
	for (; t->slot[at]; at = (at + 1) & (t->slots - 1))
		if (str_eq(t->text[t->slot[at]], s))
			return t->slot[at];
	if (!add)
		return 0;
	t->text[++t->n] = s;
	t->slot[at] = t->n;
	return t->n;
}

static void say_apart(word *words, numbering *known, const wording_rules *rules)
{
	for (size_t g = 0; g < rules->apart_n && g < WORDING_APART_MAX; g++)
		for (size_t k = 0; k < rules->apart[g].n; k++) {
			u32 w = number_of(known, rules->apart[g].at[k], false);
			if (w)
				words[w - 1].apart |= 1ULL << g;
		}
}

const wording *wording_make(arena *a, const wording_name *names, size_t n, const wording_rules *rules)
{
	wording *x = arena_one(a, wording);
	size_t all = 0;
	for (size_t i = 0; i < n; i++)
		all += names[i].n < WORDING_WORDS_MAX ? names[i].n : WORDING_WORDS_MAX;
	arena *work = arena_new(all * 160 + ((size_t)16 << 20));
	x->from = arena_many(a, size_t, n + 1);
	x->at = arena_many(a, u32, all);
	x->partly = rules->whole ? 1 : PARTLY;
	numbering known = numbering_of(work, all), sounds = numbering_of(work, all);
	u32 *in = arena_many(work, u32, all + 1), *last = arena_many(work, u32, all + 1);
	float *says = arena_many(work, float, all + 1);
	str *kana = arena_many(work, str, all + 1);
	for (size_t i = 0, at = 0; i < n; i++) {
		for (size_t k = 0; k < names[i].n && k < WORDING_WORDS_MAX; k++) {
			const wording_word *w = &names[i].at[k];
			u32 id = number_of(&known, w->text, true);
			if (last[id] != i + 1)
				in[id]++;
			last[id] = (u32)i + 1;
			/* a word that is read in two ways, or is of two kinds: the smaller reading, the kind that says more */
			says[id] = (float)w->says > says[id] ? (float)w->says : says[id];
			if (w->kana.len && (kana[id].len == 0 || str_cmp(w->kana, kana[id]) < 0))
				kana[id] = w->kana;
			x->at[at++] = id - 1;
		}
		x->from[i + 1] = at;
	}
	x->words_n = known.n;
	x->words = arena_many(a, word, x->words_n);
	for (u32 id = 1; id <= known.n; id++) {
		word *w = &x->words[id - 1];
		double rare = log(((double)n + 1) / (in[id] + 0.5)) / log((double)n + 1);
		w->text = arena_copy(a, known.text[id]);
		w->kana = arena_copy(a, kana[id]);
		w->says = (float)((rare > LEAST_SAYS ? rare : LEAST_SAYS) * (double)says[id]);
		if (w->kana.len >= KANA_LEAST)
			w->kana_id = number_of(&sounds, w->kana, true);
		take_characters(w);
	}
	x->characters = arena_many(a, u64, n);
	for (size_t i = 0; i < n; i++)
		for (size_t k = x->from[i]; k < x->from[i + 1]; k++) {
			const word *w = &x->words[x->at[k]];
			x->characters[i] |= w->kana_id && !w->n ? ~0ULL : w->characters;
		}
	say_apart(x->words, &known, rules);
	arena_free(work);
	return x;
}

/* --- two names ----------------------------------------------------------------------------------------------------------------- */

static double words_alike(const wording *x, u32 i, u32 j)
{
	if (i == j)
		return 1;
	const word *p = &x->words[i], *q = &x->words[j];
	if (p->kana_id && p->kana_id == q->kana_id && ((p->characters & q->characters) || !p->n || !q->n))
		return 1;
	if (!(p->characters & q->characters))
		return 0;
	if (p->kanji & q->kanji) {
		u32 k = 0, m = 0, common = 0;
		while (k < p->n && m < q->n) {
			if (p->at[k] == q->at[m]) {
				common++;
				k++;
				m++;
			} else if (p->at[k] < q->at[m]) {
				k++;
			} else {
				m++;
			}
		}
		if (common)
			return x->partly * 2 * common / (p->n + q->n);
	}
	if (p->length >= 2 && q->length >= 2 && (str_has(p->text, q->text) || str_has(q->text, p->text)))
		return x->partly;
	return 0;
}

typedef struct met {
	double alike;
	u8 p, q, distance;
} met;

/* The more alike first, then those that stand in about the same place. */
static bool sooner(const met *a, const met *b)
{
	if (a->alike != b->alike)
		return a->alike > b->alike;
	if (a->distance != b->distance)
		return a->distance < b->distance;
	return a->p != b->p ? a->p < b->p : a->q < b->q;
}

typedef struct beside { /* two names laid beside each other */
	met at[WORDING_WORDS_MAX];
	size_t n;
	double mine[WORDING_WORDS_MAX], theirs[WORDING_WORDS_MAX]; /* how much of each word met another */
	double met, left_mine, left_theirs;
} beside;

static void lay(const wording *x, size_t i, size_t j, beside *b)
{
	met all[WORDING_WORDS_MAX * WORDING_WORDS_MAX];
	const u32 *mine = x->at + x->from[i], *theirs = x->at + x->from[j];
	size_t m = x->from[i + 1] - x->from[i], t = x->from[j + 1] - x->from[j], n = 0;
	b->n = 0;
	b->met = b->left_mine = b->left_theirs = 0;
	memset(b->mine, 0, m * sizeof *b->mine);
	memset(b->theirs, 0, t * sizeof *b->theirs);
	for (size_t p = 0; p < m; p++)
		for (size_t q = 0; q < t; q++) {
			double alike = words_alike(x, mine[p], theirs[q]);
			if (alike <= 0)
				continue;
			met one = { alike, (u8)p, (u8)q, (u8)(p > q ? p - q : q - p) };
			size_t at = n++;
			for (; at > 0 && sooner(&one, &all[at - 1]); at--)
				all[at] = all[at - 1];
			all[at] = one;
		}
	for (size_t k = 0; k < n; k++) {
		const met *one = &all[k];
		if (b->mine[one->p] > 0 || b->theirs[one->q] > 0)
			continue;
		b->mine[one->p] = b->theirs[one->q] = one->alike;
		b->met +=
			one->alike * sqrt((double)x->words[mine[one->p]].says * (double)x->words[theirs[one->q]].says);
		b->at[b->n++] = *one;
	}
	for (size_t p = 0; p < m; p++)
		b->left_mine += (1 - b->mine[p]) * (double)x->words[mine[p]].says;
	for (size_t q = 0; q < t; q++)
		b->left_theirs += (1 - b->theirs[q]) * (double)x->words[theirs[q]].says;
}

/* A word on each side that stands in the same list, neither of which the other name has as well. */
static bool apart_of(const wording *x, size_t i, size_t j, const beside *b, u32 *mine, u32 *theirs)
{
	for (size_t p = x->from[i]; p < x->from[i + 1]; p++) {
		u64 lists = x->words[x->at[p]].apart;
		for (size_t q = x->from[j]; lists && b->mine[p - x->from[i]] < 1 && q < x->from[j + 1]; q++)
			if (x->words[x->at[q]].apart & lists && b->theirs[q - x->from[j]] < 1) {
				*mine = x->at[p];
				*theirs = x->at[q];
				return true;
			}
	}
	return false;
}

static double formula(double sum, double mine, double theirs)
{
	double less = mine < theirs ? mine : theirs;
	return sum <= 0 ? 0 : sum / (sum + BOTH_SIDES * less + ONE_SIDE * fabs(mine - theirs));
}

/* Words that have no character in common with the other name are left over for certain. */
static void could_meet(const wording *x, size_t i, size_t j, double *meet, double *left)
{
	for (size_t k = x->from[i]; k < x->from[i + 1]; k++) {
		const word *w = &x->words[x->at[k]];
		bool may = (w->characters & x->characters[j]) || (w->kana_id && !w->n);
		*(may ? meet : left) += (double)w->says;
	}
}

double wording_at_most(const wording *x, size_t i, size_t j)
{
	double meet_mine = 0, meet_theirs = 0, left_mine = 0, left_theirs = 0;
	if (i == j)
		return 1;
	could_meet(x, i, j, &meet_mine, &left_mine);
	could_meet(x, j, i, &meet_theirs, &left_theirs);
	/* what two words bring is the root of their product, at most the mean of both */
	return formula((meet_mine + meet_theirs) / 2, left_mine, left_theirs);
}

double wording_between(const wording *x, size_t i, size_t j, bool *apart)
{
	*apart = false;
	if (i == j)
		return 1;
	if (i > j) { /* ties are broken by place, so always from the same side */
		size_t kept = i;
		i = j;
		j = kept;
	}
	beside b;
	u32 mine, theirs;
	lay(x, i, j, &b);
	*apart = apart_of(x, i, j, &b, &mine, &theirs);
	return formula(b.met, b.left_mine, b.left_theirs);
}

wording_evidence wording_why(const wording *x, arena *a, size_t i, size_t j)
{
	wording_evidence e = { 0 };
	beside b;
	u32 mine, theirs;
	bool turned = i > j;
	size_t first = turned ? j : i, second = turned ? i : j;
	lay(x, first, second, &b);
	double *of_i = turned ? b.theirs : b.mine, *of_j = turned ? b.mine : b.theirs;
	for (size_t p = x->from[i]; p < x->from[i + 1]; p++) {
		str text = x->words[x->at[p]].text;
		if (of_i[p - x->from[i]] >= 1)
			LIST_ADD(a, &e.same, text);
		else if (of_i[p - x->from[i]] <= 0)
			LIST_ADD(a, &e.mine, text);
		for (size_t k = 0; k < b.n; k++) {
			size_t at = turned ? b.at[k].q : b.at[k].p, other = turned ? b.at[k].p : b.at[k].q;
			if (b.at[k].alike < 1 && at == p - x->from[i])
				LIST_ADD(a, &e.near,
					 ((struct wording_near){ text, x->words[x->at[x->from[j] + other]].text }));
		}
	}
	for (size_t q = x->from[j]; q < x->from[j + 1]; q++)
		if (of_j[q - x->from[j]] <= 0)
			LIST_ADD(a, &e.theirs, x->words[x->at[q]].text);
	if (apart_of(x, first, second, &b, &mine, &theirs)) {
		e.apart_mine = x->words[turned ? theirs : mine].text;
		e.apart_theirs = x->words[turned ? mine : theirs].text;
	}
	return e;
}
