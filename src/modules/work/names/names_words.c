/* Words of a name, as they are compared. */
#include <stdlib.h>

#include "base/buf.h"
#include "modules/work/names/score.h"
#include "text/kana.h"

#define SAYS_ENDING 0.4 /* 届, 書, 者 */
#define SAYS_ACTION 0.8 /* 受付, 交付: at a counter half of all names have one of a few */
#define SAYS_WEAK 0.15

typedef struct rewriting {
	str from, to;
} rewriting;

struct names_words {
	reading *r;
	struct {
		rewriting *at; /* the longest first */
		size_t n;
	} rewrite;
	strs weak;
};

static bool kanji(u32 c)
{
	return (c >= 0x3400 && c <= 0x9fff) || (c >= 0x20000 && c <= 0x3ffff) || c == 0x3005;
}

static bool katakana(u32 c)
{
	return (c >= 0x30a1 && c <= 0x30ff);
}

static bool latin(u32 c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Where a word of katakana or letters goes on, it is another one: マイナ is not in マイナンバー. */
static bool goes_on(u32 a, u32 b)
{
	return (katakana(a) && katakana(b)) || (latin(a) && latin(b));
}

static u32 first_of(str s)
{
	size_t i = 0;
	return s.len ? str_next(s, &i) : 0;
}

static u32 last_of(str s)
{
	u32 c = 0;
	for (size_t i = 0; i < s.len;)
		c = str_next(s, &i);
	return c;
}

static int longest(const void *x, const void *y)
{
	const rewriting *p = x, *q = y;
	if (p->from.len != q->from.len)
		return p->from.len > q->from.len ? -1 : 1;
	return str_cmp(p->from, q->from);
}

static str in_width(arena *a, str s)
{
	return width_half(a, kana_full(a, s));
}

const names_words *words_make(arena *a, reading *r, const work_names_def *def, const strs *bureaus)
{
	/* spellings, not words: what the language writes in two ways */
	static const rewriting spellings[] = {
		{ STR_INIT("障がい"), STR_INIT("障害") },   { STR_INIT("障碍"), STR_INIT("障害") },
		{ STR_INIT("子ども"), STR_INIT("こども") }, { STR_INIT("子供"), STR_INIT("こども") },
		{ STR_INIT("髙"), STR_INIT("高") },         { STR_INIT("﨑"), STR_INIT("崎") },
	};
	names_words *w = arena_one(a, names_words);
	w->r = r;
	for (size_t i = 0; i < COUNT(spellings); i++)
		LIST_ADD(a, &w->rewrite, spellings[i]);
	for (size_t i = 0; bureaus && i < bureaus->n; i++) {
		str b = in_width(a, bureaus->at[i]), end = STR("役所");
		if (str_ends(b, STR("区役所")) && b.len > STR("区役所").len)
			LIST_ADD(a, &w->rewrite, (rewriting){ str_sub(b, 0, b.len - end.len), STR_NONE });
	}
	for (size_t i = 0; def && i < def->same.n; i++) {
		str to = in_width(a, def->same.at[i].at[0]);
		for (size_t k = 0; k < def->same.at[i].n; k++) /* the first one stands for itself, however long */
			LIST_ADD(a, &w->rewrite, (rewriting){ in_width(a, def->same.at[i].at[k]), to });
	}
	if (w->rewrite.n)
		qsort(w->rewrite.at, w->rewrite.n, sizeof *w->rewrite.at, longest);
	for (size_t i = 0; def && i < def->weak.n; i++)
		LIST_ADD(a, &w->weak, in_width(a, def->weak.at[i]));
	return w;
}

static const rewriting *rewriting_at(const names_words *w, str rest, u32 before)
{
	for (size_t k = 0; k < w->rewrite.n; k++) {
		const rewriting *x = &w->rewrite.at[k];
		if (!str_starts(rest, x->from))
			continue;
		u32 after = first_of(str_sub(rest, x->from.len, rest.len));
		if (!goes_on(before, first_of(x->from)) && !goes_on(last_of(x->from), after))
			return x;
	}
	return NULL;
}

/* How much of what follows a short form is the rest of the full one: 後期高齢 者… of 後期高齢者医療. */
static size_t of_full(const rewriting *x, str after)
{
	if (x->to.len <= x->from.len || !str_starts(x->to, x->from))
		return 0;
	str full = str_sub(x->to, x->from.len, x->to.len);
	size_t same = 0;
	for (size_t i = 0, j = 0; i < full.len && j < after.len;) {
		if (str_next(full, &i) != str_next(after, &j))
			break;
		same = i;
	}
	return same;
}

str words_plain(const names_words *w, arena *a, str name)
{
	str s = in_width(a, name);
	if (s.len > ALIKE_TEXT_MAX) {
		size_t to = ALIKE_TEXT_MAX;
		while (to > 0 && ((u8)s.at[to] & 0xc0) == 0x80)
			to--;
		s = str_sub(s, 0, to);
	}
	buf b = buf_new(a, 1 << 20);
	u32 before = 0;
	for (size_t i = 0; i < s.len;) {
		str rest = str_sub(s, i, s.len);
		const rewriting *x = rewriting_at(w, rest, before);
		if (x) {
			i += x->from.len;
			i += of_full(x, str_sub(s, i, s.len));
			buf_put(&b, x->to);
			before = last_of(x->from);
			continue;
		}
		size_t from = i;
		before = str_next(s, &i);
		buf_put(&b, str_sub(s, from, i));
	}
	return arena_copy(a, buf_str(&b));
}

/* --- words -------------------------------------------------------------------------------------------------------------------- */

/* Without what is inflected, where the word has a kanji at all: 申し込み and 申込み are 申込. */
static str stem(arena *a, str s)
{
	bool any = false;
	for (size_t i = 0; i < s.len;)
		any = kanji(str_next(s, &i)) || any;
	if (!any)
		return s;
	buf b = buf_new(a, 4096);
	for (size_t i = 0; i < s.len;) {
		size_t from = i;
		u32 c = str_next(s, &i);
		if (c < 0x3041 || c > 0x309f)
			buf_put(&b, str_sub(s, from, i));
	}
	return arena_copy(a, buf_str(&b));
}

static bool is_weak(const names_words *w, str s)
{
	for (size_t i = 0; i < w->weak.n; i++)
		if (str_eq(w->weak.at[i], s))
			return true;
	return false;
}

static double says_of(const names_words *w, const reading_word *x, str text)
{
	double kind = x->kind == WORD_ENDING ? SAYS_ENDING : 1;
	if (is_weak(w, text) || is_weak(w, x->base))
		return kind * SAYS_WEAK;
	return x->kind == WORD_ACTION ? SAYS_ACTION : kind;
}

/* Runs of kanji, katakana and letters; hiragana only where there is nothing else. */
static void add_runs(const names_words *w, arena *a, str s, wording_name *out)
{
	for (int turn = 0; turn < 2 && out->n == 0; turn++) {
		size_t from = 0;
		int now = 0;
		for (size_t i = 0; i <= s.len;) {
			size_t at = i;
			u32 c = i < s.len ? str_next(s, &i) : 0;
			int kind = kanji(c)                             ? 1
				   : katakana(c)                        ? 2
				   : latin(c)                           ? 3
				   : turn && c >= 0x3041 && c <= 0x309f ? 4
									: 0;
			if (kind != now && now) {
				str text = str_sub(s, from, at);
				LIST_ADD(a, out, ((wording_word){ text, STR_NONE, is_weak(w, text) ? SAYS_WEAK : 1 }));
			}
			if (kind != now)
				from = at;
			now = kind;
			if (at >= s.len)
				break;
		}
	}
}

bool words_of(const names_words *w, arena *a, str name, alike_text *text, wording_name *words)
{
	str s = words_plain(w, a, name);
	*text = (alike_text){ .text = s, .weight = 1 };
	*words = (wording_name){ 0 };
	reading_words_list l;
	bool read = w->r && reading_words(w->r, a, s, &l);
	for (size_t i = 0; read && i < l.n; i++) {
		const reading_word *x = &l.at[i];
		str as = stem(a, str_sub(s, x->at, x->to));
		LIST_ADD(a, &text->words, x->base);
		LIST_ADD(a, &text->readings, x->kana);
		if (as.len)
			LIST_ADD(a, words, ((wording_word){ as, x->kana, says_of(w, x, as) }));
	}
	if (words->n == 0)
		add_runs(w, a, s, words);
	if (words->n == 0 && s.len)
		LIST_ADD(a, words, ((wording_word){ s, STR_NONE, 1 }));
	return read;
}
