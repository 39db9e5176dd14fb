#include "text/search.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "text/kana.h"
#include "text/utf8.h"

/* --- folding --------------------------------------------------------------------------------------------------- */

/* Characters that a reader takes for one. */
static u32 same_character(u32 c)
{
	switch (c) {
	case 0x9AD9: /* 髙 */
		return 0x9AD8;
	case 0xFA11: /* 﨑 */
		return 0x5D0E;
	case 0x6FF5: /* 濵 濱 → 浜 */
	case 0x6FF1:
		return 0x6D5C;
	case 0x908A: /* 邊 邉 → 辺 */
	case 0x9089:
		return 0x8FBA;
	case 0x9F4B: /* 齋 齊 → 斎 斉 */
		return 0x658E;
	case 0x9F4A:
		return 0x6589;
	case 0x7919: /* 礙 碍 → 害 */
	case 0x788D:
		return 0x5BB3;
	default:
		return c;
	}
}

/* Words of several spellings, after the folding of characters. */
typedef struct spelling {
	str from, to;
} spelling;
static const spelling same_words[] = {
	/* longer ones before their beginnings */
	{ STR_INIT("なくなり"), STR_INIT("なくなった") },
	{ STR_INIT("なくなる"), STR_INIT("なくなった") },
	{ STR_INIT("亡くなり"), STR_INIT("なくなった") },
	{ STR_INIT("亡くなる"), STR_INIT("なくなった") },
	{ STR_INIT("障がい"), STR_INIT("障害") },
	{ STR_INIT("しょう害"), STR_INIT("障害") },
	{ STR_INIT("子供"), STR_INIT("こども") },
	{ STR_INIT("子ども"), STR_INIT("こども") },
	{ STR_INIT("御悔"), STR_INIT("おくや") },
	{ STR_INIT("お悔"), STR_INIT("おくや") },
	{ STR_INIT("引っ越"), STR_INIT("引越") },
	{ STR_INIT("引っこ"), STR_INIT("引越") },
	{ STR_INIT("ひっこ"), STR_INIT("引越") },
	{ STR_INIT("無くな"), STR_INIT("なくな") },
	{ STR_INIT("亡くな"), STR_INIT("なくな") },
	{ STR_INIT("申し込"), STR_INIT("申込") },
	{ STR_INIT("手続き"), STR_INIT("手続") },
	{ STR_INIT("届け出"), STR_INIT("届出") },
	{ STR_INIT("受け取"), STR_INIT("受取") },
	{ STR_INIT("住い"), STR_INIT("住まい") },
	{ STR_INIT("一人"), STR_INIT("ひとり") },
	{ STR_INIT("1人"), STR_INIT("ひとり") },
	{ STR_INIT("死んだ"), STR_INIT("なくなった") },
	{ STR_INIT("死にま"), STR_INIT("なくなったま") },
	{ STR_INIT("死んで"), STR_INIT("なくなって") },
	{ STR_INIT("を変え"), STR_INIT("変更") },
	{ STR_INIT("産まれ"), STR_INIT("生まれ") },
	{ STR_INIT("車椅子"), STR_INIT("車いす") },
	{ STR_INIT("辞め"), STR_INIT("やめ") },
	{ STR_INIT("くびにな"), STR_INIT("失業") },
	{ STR_INIT("母子家庭"), STR_INIT("ひとり親") },
	{ STR_INIT("父子家庭"), STR_INIT("ひとり親") },
	{ STR_INIT("しんぐるまざー"), STR_INIT("ひとり親") },
	{ STR_INIT("ひとりおや"), STR_INIT("ひとり親") },
};

/* What only asks, longest first where one begins like another; in a query it stands for a gap. */
static const spelling asking[] = {
	{ STR_INIT("何をすればいいですか"), STR_INIT(" ") },
	{ STR_INIT("何をしたらいいですか"), STR_INIT(" ") },
	{ STR_INIT("何をすればいい"), STR_INIT(" ") },
	{ STR_INIT("どうすればいいですか"), STR_INIT(" ") },
	{ STR_INIT("どうすればいい"), STR_INIT(" ") },
	{ STR_INIT("どうしたらいいですか"), STR_INIT(" ") },
	{ STR_INIT("どうしたらいい"), STR_INIT(" ") },
	{ STR_INIT("について"), STR_INIT(" ") },
	{ STR_INIT("に来てほしい"), STR_INIT(" ") },
	{ STR_INIT("にきてほしい"), STR_INIT(" ") },
	{ STR_INIT("してほしい"), STR_INIT(" ") },
	{ STR_INIT("がほしい"), STR_INIT(" ") },
	{ STR_INIT("を教えて"), STR_INIT(" ") },
	{ STR_INIT("ください"), STR_INIT(" ") },
	{ STR_INIT("でしょうか"), STR_INIT(" ") },
	{ STR_INIT("ですか"), STR_INIT(" ") },
	{ STR_INIT("ました"), STR_INIT(" ") },
	{ STR_INIT("りたい"), STR_INIT(" ") },
	{ STR_INIT("したい"), STR_INIT(" ") },
};

static bool is_mark(u32 c)
{
	return (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0xE0100 && c <= 0xE01EF) || c == 0x200B || c == 0x200D;
}

static bool is_kanji(u32 c)
{
	return (c >= 0x3400 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x3FFFF) ||
	       c == 0x3005 || c == 0x3006;
}

static bool is_kana(u32 c)
{
	return (c >= 0x3041 && c <= 0x3096) || (c >= 0x30A1 && c <= 0x30FA) || c == 0x30FC || c == 0x309D ||
	       c == 0x309E;
}

static bool is_japanese(u32 c)
{
	return is_kanji(c) || is_kana(c);
}

static bool is_latin(u32 c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c >= 0xC0 && c <= 0x24F && c != 0xD7 && c != 0xF7);
}

/* The word of several spellings that begins at i; n when there is none. */
static size_t same_word(str s, size_t i, const spelling *words, size_t n)
{
	const char *at = s.at + i;
	size_t k = 0, left = s.len - i;
	/* the second and third byte tell nearly all apart, and every text of a city comes through here */
	for (; k < n; k++) {
		str w = words[k].from;
		if (left >= w.len && at[1] == w.at[1] && at[2] == w.at[2] && memcmp(at, w.at, w.len) == 0)
			break;
	}
	return k;
}

static str words_folded(arena *a, str s, const spelling *words, size_t n)
{
	buf b = buf_new(a, s.len * 3 + 1);
	size_t kept = 0; /* up to here it is put already */
	for (size_t i = 0; i < s.len;) {
		size_t k = same_word(s, i, words, n);
		if (k == n) {
			str_next(s, &i);
			continue;
		}
		buf_put(&b, str_sub(s, kept, i));
		buf_put(&b, words[k].to);
		kept = i += words[k].from.len;
	}
	buf_put(&b, str_sub(s, kept, s.len));
	return buf_str(&b);
}

str search_fold(arena *a, str s)
{
	str t = kana_hiragana(a, str_lower(a, width_half(a, kana_full(a, s))));
	buf b = buf_new(a, t.len * 3 + 1);
	u32 before = 0;
	bool gap = false; /* something that is no letter stood since `before` */
	bool hard = false; /* and it was more than a space */
	for (size_t i = 0; i < t.len;) {
		u32 c = same_character(str_next(t, &i));
		if (is_mark(c))
			continue;
		if (!is_japanese(c) && !is_latin(c)) {
			gap = true;
			hard = hard || (c != ' ' && c != 0x30FB); /* 身体・知的 and やさしい にほんご run on */
			continue;
		}
		if (gap && before && (hard || !is_japanese(c) || !is_japanese(before)))
			buf_char(&b, ' ');
		utf8_put(&b, c == 0xFFFD ? '?' : c);
		before = c;
		gap = hard = false;
	}
	return words_folded(a, buf_str(&b), same_words, COUNT(same_words));
}

/* --- terms ------------------------------------------------------------------------------------------------------ */

/* A pair of characters, a single kanji (second 0), or the hash of a Latin word (the highest bit). */
typedef u64 term;
#define TERM_WORD (1ULL << 63)

typedef struct term_of {
	term t;
	double weight; /* how much meaning such a term carries */
} term_of;
typedef struct terms {
	term_of *at;
	size_t n;
} terms;

#define WEIGHT_KANA 0.35 /* of a pair of hiragana beside kanji */
#define WEIGHT_MIXED 0.8
#define WEIGHT_KANJI 1.0
#define WEIGHT_SINGLE 0.6
#define WEIGHT_WORD 1.5

/* An English word without the ending of its plural, so that certificate finds certificates. */
static str singular(str w)
{
	if (w.len > 4 && str_ends(w, STR("ies")))
		return str_sub(w, 0, w.len - 3);
	if (w.len > 3 && w.at[w.len - 1] == 's' && w.at[w.len - 2] != 's')
		return str_sub(w, 0, w.len - 1);
	if (w.len > 4 && w.at[w.len - 1] == 'y')
		return str_sub(w, 0, w.len - 1);
	return w;
}

static bool says_nothing(str w)
{
	static const char *const words[] = { "a",    "an", "the",  "of",   "to",     "in",  "on",   "for",  "and",
					     "or",   "i",  "my",   "me",   "is",     "are", "be",   "can",  "how",
					     "what", "do", "with", "have", "having", "get", "got",  "need", "want",
					     "need", "am", "has",  "had",  "was",    "it",  "there" };
	for (size_t i = 0; i < COUNT(words); i++)
		if (str_eq(w, str_of(words[i])))
			return true;
	return false;
}

/* The terms of a folded text. */
static terms terms_of(arena *a, str s)
{
	terms list = { 0 };
	for (size_t i = 0; i < s.len;) {
		size_t at = i;
		u32 c = str_next(s, &i);
		if (is_latin(c)) {
			size_t end = i;
			for (size_t k = i; k < s.len && is_latin(str_next(s, &k));)
				end = k;
			str w = str_sub(s, at, end);
			if (!says_nothing(w))
				LIST_ADD(a, &list, (term_of){ TERM_WORD | str_hash(singular(w)), WEIGHT_WORD });
			i = end;
			continue;
		}
		if (!is_japanese(c))
			continue;
		if (is_kanji(c))
			LIST_ADD(a, &list, (term_of){ (term)c << 32, WEIGHT_SINGLE });
		size_t k = i;
		u32 d = k < s.len ? str_next(s, &k) : 0;
		if (!is_japanese(d))
			continue;
		double weight = is_kanji(c) && is_kanji(d)   ? WEIGHT_KANJI
				: is_kanji(c) || is_kanji(d) ? WEIGHT_MIXED
							     : WEIGHT_KANA;
		LIST_ADD(a, &list, (term_of){ (term)c << 32 | d, weight });
	}
	return list;
}

#define WORK_MAX ((size_t)256 << 20) /* of all while they are read, and of one document */

/* --- the index -------------------------------------------------------------------------------------------------- */

/* What of a term stands in a document; while the index is made, with the term. */
typedef struct place {
	u32 doc;
	float weight; /* of all the places in the document together */
} place;
typedef struct posting {
	term t;
	place p;
} posting;

struct search_index {
	term *terms; /* in their order, each once */
	u32 *from; /* of terms[i]: places[from[i]] up to places[from[i + 1]], in the order of documents */
	place *places;
	size_t n; /* terms */
	double *first; /* search_doc.first */
	str *names; /* folded text of the heaviest parts of each document, for a query that stands there word by word */
	size_t docs;
};

static int by_term(const void *x, const void *y)
{
	const posting *p = x, *q = y;
	if (p->t != q->t)
		return p->t < q->t ? -1 : 1;
	return p->p.doc < q->p.doc ? -1 : p->p.doc > q->p.doc;
}

typedef struct postings {
	posting *at;
	size_t n;
} postings;

/* Sorts them, and makes one of those of one term and document. */
static void merge(postings *p)
{
	if (p->n == 0)
		return;
	qsort(p->at, p->n, sizeof *p->at, by_term);
	size_t kept = 0;
	for (size_t i = 1; i < p->n; i++) {
		if (p->at[kept].t == p->at[i].t && p->at[kept].p.doc == p->at[i].p.doc)
			p->at[kept].p.weight += p->at[i].p.weight;
		else
			p->at[++kept] = p->at[i];
	}
	p->n = kept + 1;
}

/* The postings of one document; *ret_name: its heaviest parts, folded. */
static postings postings_of(arena *a, const search_doc *d, u32 number, str *ret_name)
{
	postings list = { 0 };
	size_t size = 1;
	double heaviest = 0;
	for (size_t p = 0; p < d->n; p++) {
		heaviest = d->at[p].weight > heaviest ? d->at[p].weight : heaviest;
		size += d->at[p].text.len * 4 + 1;
	}
	buf name = buf_new(a, size);
	for (size_t p = 0; p < d->n; p++) {
		str folded = search_fold(a, d->at[p].text);
		if (d->at[p].weight == heaviest && folded.len) {
			buf_put(&name, folded);
			buf_char(&name, '\n');
		}
		terms t = terms_of(a, folded);
		for (size_t i = 0; i < t.n; i++)
			LIST_ADD(a, &list, ((posting){ t.at[i].t, { number, (float)d->at[p].weight } }));
	}
	merge(&list);
	*ret_name = buf_str(&name);
	return list;
}

/* The postings as they are asked for, in exactly as much memory as they need. */
static search_index *packed(arena *a, const postings *all)
{
	search_index *x = arena_one(a, search_index);
	for (size_t i = 0; i < all->n; i++)
		x->n += i == 0 || all->at[i].t != all->at[i - 1].t;
	x->terms = arena_many(a, term, x->n);
	x->from = arena_many(a, u32, x->n + 1);
	x->places = arena_many(a, place, all->n);
	size_t n = 0;
	for (size_t i = 0; i < all->n; i++) {
		if (i == 0 || all->at[i].t != all->at[i - 1].t) {
			x->from[n] = (u32)i;
			x->terms[n++] = all->at[i].t;
		}
		x->places[i] = all->at[i].p;
	}
	x->from[n] = (u32)all->n;
	return x;
}

const search_index *search_make(arena *a, const search_doc *docs, size_t n)
{
	CHECK(n < UINT32_MAX);
	arena *work = arena_new(WORK_MAX), *one = arena_new(WORK_MAX);
	postings all = { 0 };
	str *names = arena_many(a, str, n);
	double *first = arena_many(a, double, n);
	for (size_t d = 0; d < n; d++) {
		postings own = postings_of(one, &docs[d], (u32)d, &names[d]);
		names[d] = arena_copy(a, names[d]);
		first[d] = docs[d].first > 0 ? docs[d].first : 1;
		for (size_t i = 0; i < own.n; i++)
			LIST_ADD(work, &all, own.at[i]);
		arena_reset(one);
	}
	arena_free(one);
	merge(&all);
	CHECK(all.n < UINT32_MAX);
	search_index *x = packed(a, &all);
	x->names = names;
	x->first = first;
	x->docs = n;
	arena_free(work);
	return x;
}

/* The first term that is not before t. */
static size_t lowest(const search_index *x, term t)
{
	size_t from = 0, to = x->n;
	while (from < to) {
		size_t mid = from + (to - from) / 2;
		if (x->terms[mid] < t)
			from = mid + 1;
		else
			to = mid;
	}
	return from;
}

/* --- asking ------------------------------------------------------------------------------------------------------ */

#define SATURATION 6.0 /* so much weight of a term in a document counts half of what endless weight would */
#define FULL 4.0 /* weight of a name: there a term stands in earnest */
#define BEHIND 0.25 /* of the best: what scores less is left out */
#define FOUND_LEAST 0.3
#define TWO 6 /* bytes of two Japanese characters: what is shorter stands in anything */
#define IN_NAME 1.6 /* all of the query stands in a name or word of the document … */
#define IS_NAME 4.5 /* … and is all of it */
#define HAS_NAME                                                                                                       \
	1.0 /* a name or word of the document stands in the query: so much more, by how much of the query it is */

static int by_score(const void *x, const void *y)
{
	const search_hit *p = x, *q = y;
	if (p->score != q->score)
		return p->score > q->score ? -1 : 1;
	return p->doc < q->doc ? -1 : p->doc > q->doc;
}

static int by_term_of(const void *x, const void *y)
{
	const term_of *p = x, *q = y;
	return p->t < q->t ? -1 : p->t > q->t;
}

/* Each term once, and pairs of hiragana at full weight where there is nothing else. */
static terms query_terms(arena *a, str folded)
{
	terms t = terms_of(a, folded), once = { 0 };
	bool only_kana = true;
	for (size_t i = 0; i < t.n; i++)
		only_kana = only_kana && t.at[i].weight == WEIGHT_KANA;
	if (t.n)
		qsort(t.at, t.n, sizeof *t.at, by_term_of);
	for (size_t i = 0; i < t.n; i++) {
		if (once.n && once.at[once.n - 1].t == t.at[i].t)
			continue;
		if (only_kana)
			t.at[i].weight = WEIGHT_KANJI;
		LIST_ADD(a, &once, t.at[i]);
	}
	return once;
}

/* The query with nothing but what it is about. */
static str asked_for(arena *a, str query)
{
	str folded = search_fold(a, query), rest = search_fold(a, words_folded(a, folded, asking, COUNT(asking)));
	return rest.len ? rest : folded;
}

/* Whether all of `part` stands in s: from two Japanese characters on, and Latin words only as words. */
static bool stands_in(str part, str s)
{
	if (part.len == 0)
		return false;
	bool latin = (u8)part.at[0] < 0x80;
	if (part.len < (latin ? 3 : TWO))
		return false;
	for (size_t i = 0; i + part.len <= s.len; i++) {
		size_t end = i + part.len;
		if (memcmp(s.at + i, part.at, part.len) != 0)
			continue;
		if (!latin || ((i == 0 || s.at[i - 1] == ' ') && (end == s.len || s.at[end] == ' ')))
			return true;
	}
	return false;
}

/* How far the document's names and words are what was asked: 引越 is in 引越し, and 母がなくなった has なくなった. *ret_found: how much of the query
 * stands in them word by word. */
static double name_bonus(str names, str folded, double *ret_found)
{
	double best = 1;
	*ret_found = 0;
	while (names.len && folded.len) {
		str line = str_cut(&names, '\n');
		double bonus = 1, share = 0;
		if (stands_in(folded, line)) {
			share = (double)folded.len / (double)line.len;
			bonus = IN_NAME + (IS_NAME - IN_NAME) * share * share;
			share = 1;
		} else if (stands_in(line, folded)) {
			share = (double)line.len / (double)folded.len;
			bonus = 1 + HAS_NAME * share;
		}
		best = bonus > best ? bonus : best;
		*ret_found = share > *ret_found ? share : *ret_found;
	}
	return best;
}

search_hits search_find(const search_index *x, arena *a, str query, size_t most)
{
	search_hits hits = { 0 };
	query = str_sub(query, 0, SEARCH_QUERY_MAX);
	str folded = asked_for(a, query);
	terms asked = query_terms(a, folded);
	if (x->n == 0 || asked.n == 0 || most == 0)
		return hits;
	double *score = arena_many(a, double, x->docs), *found = arena_many(a, double, x->docs), all = 0;
	for (size_t i = 0; i < asked.n; i++) {
		term_of q = asked.at[i];
		size_t t = lowest(x, q.t);
		bool there = t < x->n && x->terms[t] == q.t;
		size_t from = there ? x->from[t] : 0, to = there ? x->from[t + 1] : 0;
		double in = 0; /* so many documents; those where it stands faintly count for a part */
		for (size_t k = from; k < to; k++)
			in += fmin(1, (double)x->places[k].weight / FULL);
		/* what no document has says little about which is meant: an ending, a name */
		double rare = to > from ? log(1 + (double)x->docs / in) : 1;
		all += q.weight * rare;
		for (size_t k = from; k < to; k++) {
			double w = (double)x->places[k].weight;
			score[x->places[k].doc] += q.weight * rare * w / (w + SATURATION);
			found[x->places[k].doc] += q.weight * rare;
		}
	}
	double most_plain = 0;
	for (size_t d = 0; d < x->docs; d++) {
		if (found[d] == 0)
			continue;
		double named, part = found[d] / all;
		double bonus = name_bonus(x->names[d], folded, &named);
		part = named > part ? named : part;
		if (part < FOUND_LEAST)
			continue;
		score[d] *= part;
		most_plain = fmax(most_plain, score[d]);
		LIST_ADD(a, &hits, (search_hit){ d, score[d] * x->first[d] * bonus, part });
	}
	if (hits.n == 0)
		return hits;
	qsort(hits.at, hits.n, sizeof *hits.at, by_score);
	size_t n = 0;
	for (size_t i = 0; i < hits.n && n < most; i++)
		if (score[hits.at[i].doc] >= most_plain * BEHIND) /* without what only orders them */
			hits.at[n++] = hits.at[i];
	hits.n = n;
	return hits;
}
