/* Names that others use for the same work: the index, and one pass over it. */
#include "modules/work/ask/ask_names.h"

#include "text/kana.h"
#include "text/search.h"

#include <stdlib.h>
#include <string.h>

#define KNOWN_MAX 400000 /* texts */
#define KNOWN_BYTES ((size_t)512 << 20)
#define BETWEEN '\x1f' /* words */

/* --- texts as they are compared --------------------------------------------------------------------------------------------- */

typedef struct shape {
	str text; /* as it is written */
	str folded, kana; /* kana: hiragana of its words, without particles; empty where one is not known */
	str words; /* folded, BETWEEN words */
	/* a bit for each letter of folded and kana, and for each pair of neighbouring letters: most texts are left aside by these alone */
	u64 letters, sounds, pairs;
} shape;

static u64 bit_of(u32 c)
{
	return (u64)1 << ((c * 0x9E3779B1U) >> 26);
}

static u64 bits_of(str s)
{
	u64 bits = 0;
	for (size_t i = 0; i < s.len;)
		bits |= bit_of(str_next(s, &i));
	return bits;
}

static u64 pairs_of(str s)
{
	u64 bits = 0;
	u32 before = 0;
	for (size_t i = 0; i < s.len;) {
		u32 c = str_next(s, &i);
		if (before)
			bits |= bit_of(before * 31 + c);
		before = c;
	}
	return bits;
}

/* の stands between words, and words are what is read. */
static str without_no(arena *a, str kana)
{
	buf b = buf_new(a, kana.len + 1);
	for (size_t i = 0; i < kana.len;) {
		size_t from = i;
		if (str_next(kana, &i) != 0x306E)
			buf_put(&b, str_sub(kana, from, i));
	}
	return buf_str(&b);
}

static shape shape_of(arena *a, reading *r, str text)
{
	shape s = { .text = text, .folded = search_fold(a, text) };
	reading_words_list words;
	s.letters = bits_of(s.folded);
	s.pairs = pairs_of(s.folded);
	s.words = s.folded;
	if (is_hiragana(s.folded)) {
		s.kana = without_no(a, s.folded);
	} else if (r && reading_words(r, a, text, &words) && words.n > 0) {
		buf kana = buf_new(a, 8 * text.len + 64), cut = buf_new(a, 4 * text.len + 64);
		bool all = true;
		for (size_t i = 0; i < words.n; i++) {
			const reading_word *w = &words.at[i];
			str as_is = str_sub(text, w->at, w->to);
			all = all && w->kana.len > 0;
			buf_put(&kana, w->kana);
			buf_format(&cut, "%s%.*s", i ? "\x1f" : "", STR_ARG(search_fold(a, as_is)));
		}
		if (all && !kana.overflowed)
			s.kana = search_fold(a, buf_str(&kana));
		if (!cut.overflowed)
			s.words = buf_str(&cut);
	}
	s.sounds = bits_of(s.kana);
	return s;
}

struct ask_names_known {
	arena *arena;
	shape *at;
	size_t n, room;
	u32 *slots; /* + 1 */
	size_t slots_n;
};

ask_names_known *ask_names_known_new(void)
{
	ask_names_known *k = calloc(1, sizeof *k);
	CHECK(k != NULL);
	k->arena = arena_new(KNOWN_BYTES);
	k->slots_n = (size_t)1 << 20;
	k->slots = calloc(k->slots_n, sizeof *k->slots);
	CHECK(k->slots != NULL);
	return k;
}

void ask_names_known_free(ask_names_known *k)
{
	if (!k)
		return;
	arena_free(k->arena);
	free(k->at);
	free(k->slots);
	free(k);
}

static shape known(ask_names_known *k, arena *a, reading *r, str text)
{
	size_t slot = str_hash(text) & (k->slots_n - 1);
	for (; k->slots[slot]; slot = (slot + 1) & (k->slots_n - 1))
		if (str_eq(k->at[k->slots[slot] - 1].text, text))
			return k->at[k->slots[slot] - 1];
	if (k->n >= KNOWN_MAX || arena_left(k->arena) < KNOWN_BYTES / 8)
		return shape_of(a, r, text);
	if (k->n == k->room) {
		k->room = k->room ? 2 * k->room : 4096;
		k->at = realloc(k->at, k->room * sizeof *k->at);
		CHECK(k->at != NULL);
	}
	k->at[k->n] = shape_of(k->arena, r, arena_copy(k->arena, text));
	k->slots[slot] = (u32)++k->n;
	return k->at[k->n - 1];
}

/* --- the index --------------------------------------------------------------------------------------------------------------- */

struct ask_names_index {
	struct {
		shape *at;
		size_t n;
	} texts;
	u32 *meant; /* of each text: which name is offered */
	struct {
		ask_name *at;
		size_t n;
	} names;
};

typedef struct offered {
	str text;
	u32 name; /* + 1; 0: a free slot */
} offered;
typedef struct making {
	arena *a, *work;
	ask_names_known *known;
	reading *reading;
	const names_decided *decided;
	ask_names_index *x;
	size_t most; /* texts */
	offered *table; /* texts that the index has, and what they mean */
	size_t table_n;
} making;
#define NONE (UINT32_MAX - 1) /* no name: the index is full */

static void add_text(making *m, str text, u32 name)
{
	if (m->x->texts.n >= m->most || text.len == 0)
		return;
	size_t at = str_hash(text) & (m->table_n - 1);
	for (; m->table[at].name; at = (at + 1) & (m->table_n - 1))
		if (str_eq(m->table[at].text, text))
			return;
	shape s = known(m->known, m->a, m->reading, text);
	m->table[at] = (offered){ s.text, name + 1 };
	m->x->meant[m->x->texts.n] = name;
	m->x->texts.at[m->x->texts.n++] = s;
}

/* Which name a work is offered as. */
static u32 name_of(making *m, str work)
{
	ask_names_index *x = m->x;
	for (size_t at = str_hash(work) & (m->table_n - 1); m->table[at].name; at = (at + 1) & (m->table_n - 1))
		if (str_eq(m->table[at].text, work))
			return m->table[at].name - 1;
	if (x->texts.n >= m->most || work.len == 0)
		return NONE;
	x->names.at[x->names.n] = (ask_name){ .work = arena_copy(m->a, work) };
	add_text(m, x->names.at[x->names.n].work, (u32)x->names.n);
	return (u32)x->names.n++;
}

/* Common names, with the works that belong to them whole; those of single steps are of another kind. */
static void add_commons(making *m)
{
	const names_decided *d = m->decided;
	ask_names_index *x = m->x;
	u32 *place = arena_many(m->work, u32, d->commons.n + 1); /* of a common name: its name + 1 */
	for (size_t i = 0; i < d->members.n; i++) {
		const names_member *member = &d->members.at[i];
		const names_common *c = member->step.len ? NULL : names_common_by(d, member->common);
		if (!c || x->texts.n + 1 >= m->most)
			continue;
		u32 *at = &place[c - d->commons.at];
		if (!*at) {
			x->names.at[x->names.n] = (ask_name){ .work = arena_copy(m->a, c->name), .common = true };
			*at = (u32)++x->names.n;
			add_text(m, x->names.at[*at - 1].work, *at - 1);
		}
		add_text(m, member->work, *at - 1);
	}
}

/* Several works may be one common name: what is said of each of them is brought together by sorting. */
typedef struct belonging {
	u32 name, of; /* a unit, or a step */
	i64 items;
} belonging;
typedef struct belongings {
	belonging *at;
	size_t n;
} belongings;

static int by_belonging(const void *x, const void *y)
{
	const belonging *a = x, *b = y;
	if (a->name != b->name)
		return a->name < b->name ? -1 : 1;
	return a->of < b->of ? -1 : a->of > b->of;
}

static void together(belongings *list)
{
	size_t n = 0;
	if (list->n)
		qsort(list->at, list->n, sizeof *list->at, by_belonging);
	for (size_t i = 0; i < list->n; i++)
		if (n > 0 && by_belonging(&list->at[n - 1], &list->at[i]) == 0)
			list->at[n - 1].items += list->at[i].items;
		else
			list->at[n++] = list->at[i];
	list->n = n;
}

/* Of one round. */
typedef struct counted {
	i64 units, items, most; /* most: rows of its usual step */
	u32 step;
} counted;

static void add_unit(counted *c, i64 items)
{
	c->units++;
	c->items += items;
}

static void add_step(counted *c, u32 step, i64 items)
{
	if (items > c->most) {
		c->most = items;
		c->step = step;
	}
}

/* How many units and rows of a round use each name, and which step goes with it. Of two rounds, that in which more units do. */
static const err *count_round(making *m, const survey *s)
{
	survey_filter all = { 0 };
	survey_group g[] = { { .by = { DIM_WORK, DIM_UNIT } }, { .by = { DIM_WORK, DIM_STEP } } };
	TRY(survey_sum(s, m->work, &all, g, COUNT(g)));
	u32 *of = arena_many(m->work, u32, survey_names(s, DIM_WORK) + 1); /* of a work: its name + 1 */
	for (size_t i = 0; i < g[0].ret.n; i++)
		if (!of[g[0].ret.at[i].a])
			of[g[0].ret.at[i].a] = name_of(m, survey_name(s, DIM_WORK, g[0].ret.at[i].a)) + 1;
	ask_names_index *x = m->x;
	counted *counts = arena_many(m->work, counted, x->names.n + 1);
	for (int k = 0; k < 2; k++) {
		belongings many = { arena_many(m->work, belonging, g[k].ret.n + 1), 0 };
		for (size_t i = 0; i < g[k].ret.n; i++) {
			const survey_sum_cell *c = &g[k].ret.at[i];
			u32 name = of[c->a] - 1;
			if (name == NONE)
				continue;
			if (x->names.at[name].common)
				many.at[many.n++] = (belonging){ name, c->b, c->items };
			else if (k == 0)
				add_unit(&counts[name], c->items);
			else
				add_step(&counts[name], c->b, c->items);
		}
		together(&many);
		for (size_t i = 0; i < many.n; i++)
			if (k == 0)
				add_unit(&counts[many.at[i].name], many.at[i].items);
			else
				add_step(&counts[many.at[i].name], many.at[i].of, many.at[i].items);
	}
	for (size_t i = 0; i < x->names.n; i++) {
		ask_name *n = &x->names.at[i];
		const counted *c = &counts[i];
		if (c->units <= n->units)
			continue;
		n->units = c->units;
		n->items = c->items;
		n->step = 2 * c->most >= c->items ? arena_copy(m->a, survey_name(s, DIM_STEP, c->step)) : STR_NONE;
	}
	return NULL;
}

const err *ask_names_make(arena *a, ask_names_known *known_texts, reading *r, const survey *now, const survey *earlier,
			  const names_decided *decided, const ask_names_index **ret)
{
	size_t most = survey_names(now, DIM_WORK) + (earlier ? survey_names(earlier, DIM_WORK) : 0) +
		      decided->members.n + decided->commons.n;
	most = most < ASK_NAMES_TEXTS_MAX ? most : ASK_NAMES_TEXTS_MAX;
	ask_names_index *x = arena_one(a, ask_names_index);
	x->texts.at = arena_many(a, shape, most + 1);
	x->meant = arena_many(a, u32, most + 1);
	x->names.at = arena_many(a, ask_name, most + 1);
	making m = {
		.a = a, .known = known_texts, .reading = r, .decided = decided, .x = x, .most = most, .table_n = 64
	};
	while (m.table_n < 2 * most + 2)
		m.table_n *= 2;
	m.work = arena_new((size_t)1 << 30);
	m.table = arena_many(m.work, offered, m.table_n);
	add_commons(&m);
	const err *e = count_round(&m, now);
	if (!e && earlier)
		e = count_round(&m, earlier);
	e = err_kept(a, e);
	arena_free(m.work);
	*ret = x;
	return e;
}

size_t ask_names_count(const ask_names_index *x)
{
	return x->texts.n;
}

/* --- asking -------------------------------------------------------------------------------------------------------------------- */

/* Letters of q in their order, each at the beginning of a word or beside the one before it. Where one letter begins two words, the first is taken. */
static bool abbreviates(str q, str words)
{
	size_t at = 0;
	bool may = true; /* the next letter begins a word, or follows the letter that was met */
	for (size_t i = 0; i < words.len && at < q.len;) {
		size_t next = at;
		if (words.at[i] == BETWEEN) {
			may = true;
			i++;
			continue;
		}
		if (str_next(words, &i) == str_next(q, &next) && may)
			at = next;
		else
			may = false;
	}
	return at == q.len;
}

typedef struct query {
	shape s;
	size_t letters_n, sounds_n;
	bool sounds; /* it may be met by how it is read */
} query;

/* How many pairs of neighbouring letters of what was typed stand in the name. */
static double shared(const query *q, const shape *t)
{
	double of = 0, in = 0;
	if (2 * __builtin_popcountll(q->s.pairs & t->pairs) < __builtin_popcountll(q->s.pairs))
		return 0;
	for (size_t i = 0, begins = 0; i < q->s.folded.len;) {
		size_t at = i;
		str_next(q->s.folded, &i);
		if (at > 0) {
			of++;
			in += str_has(t->folded, str_sub(q->s.folded, begins, i));
		}
		begins = at;
	}
	return of > 0 ? in / of : 0;
}

typedef enum rank { RANK_SAME, RANK_BEGINS, RANK_HOLDS, RANK_READ, RANK_SHORT, RANK_LIKE, RANK_NONE } rank;

static rank rank_of(const query *q, const shape *t, double *likeness)
{
	bool letters = (q->s.letters & ~t->letters) == 0;
	*likeness = 1;
	if (letters && str_eq(t->folded, q->s.folded))
		return RANK_SAME;
	if (letters && str_starts(t->folded, q->s.folded))
		return RANK_BEGINS;
	if (letters && str_has(t->folded, q->s.folded))
		return RANK_HOLDS;
	if (q->sounds && (q->s.sounds & ~t->sounds) == 0 && str_has(t->kana, q->s.kana)) {
		*likeness = q->s.kana.len == t->kana.len ? 1 : 0.5; /* read the same, or in part */
		return RANK_READ;
	}
	if (letters && q->letters_n >= 2 && abbreviates(q->s.folded, t->words))
		return RANK_SHORT;
	if (q->letters_n >= 2 && (*likeness = shared(q, t)) >= 0.5)
		return RANK_LIKE;
	return RANK_NONE;
}

typedef struct hit {
	u32 name;
	int score; /* the smaller, the better */
	double likeness;
} hit;

static bool better(const ask_names_index *x, const hit *p, const hit *q)
{
	const ask_name *a = &x->names.at[p->name], *b = &x->names.at[q->name];
	if (p->score != q->score)
		return p->score < q->score;
	if (p->likeness < q->likeness || p->likeness > q->likeness)
		return p->likeness > q->likeness;
	if (a->units != b->units)
		return a->units > b->units;
	if (a->items != b->items)
		return a->items > b->items;
	return str_cmp(a->work, b->work) < 0;
}

/* Among the best so far, which are in order; the same name once. */
static void keep(const ask_names_index *x, hit *best, size_t *n, const hit *h)
{
	size_t was = 0;
	if (*n == ASK_NAMES_MOST && !better(x, h, &best[*n - 1]))
		return;
	while (was < *n && best[was].name != h->name)
		was++;
	if (was < *n && !better(x, h, &best[was]))
		return;
	if (was == *n && *n < ASK_NAMES_MOST)
		(*n)++;
	else if (was == *n)
		was--;
	for (; was > 0 && better(x, h, &best[was - 1]); was--)
		best[was] = best[was - 1];
	best[was] = *h;
}

static size_t count_letters(str s)
{
	size_t n = 0;
	for (size_t i = 0; i < s.len; n++)
		str_next(s, &i);
	return n;
}

ask_names_hits ask_names_find(const ask_names_index *x, arena *a, reading *r, str typed)
{
	ask_names_hits ret = { 0 };
	query q = { .s = shape_of(a, r, typed) };
	if (q.s.folded.len == 0)
		return ret;
	q.letters_n = count_letters(q.s.folded);
	q.sounds = count_letters(q.s.kana) >= 2;
	hit best[ASK_NAMES_MOST];
	size_t n = 0;
	for (size_t i = 0; i < x->texts.n; i++) {
		hit h = { .name = x->meant[i] };
		rank of = rank_of(&q, &x->texts.at[i], &h.likeness);
		if (of == RANK_NONE)
			continue;
		h.score = 2 * (int)of - (x->names.at[h.name].common ? 3 : 0);
		keep(x, best, &n, &h);
	}
	for (size_t i = 0; i < n; i++)
		ret.at[ret.n++] = x->names.at[best[i].name];
	return ret;
}
