/*
 * wording: how alike two short names are, word by word: 国民健康保険料の減免申請 and 国保料減免受付.
 *
 *     names as words ── wording_make() ──▶ each word with how much it says    wording_between() ─▶ 0 to 1    wording_why() ─▶ which words met, which are left over
 *
 * Where alike.h asks how much of two texts is the same (and finds those worth asking about among very many), this asks whether what is left over makes them two things. Words are laid beside each other, the
 * best first:
 *
 *     the same word, or the same sound with a character in common      1
 *     some of the same kanji (出動, 出場), or one word within the other      up to 0.6
 *
 * A word says the more the rarer it is among the names, and as much of that as its kind does (the caller's `says`: 届 and 事務 say little). With S what met and U, V what is left over of each:
 *
 *     S / (S + 2.2 · min(U, V) + 0.3 · |U − V|)
 *
 * for 児童手当 is often short for 児童手当の認定請求 (one side says more: 0.3), but where each says something that the other does not, they are two (2.2, on both sides at once). Words that are said to be apart
 * (新規, 更新), one on each side, are told beside it. It is the same from both sides, and pure: the same names give the same figures.
 */
#ifndef ALIKE_WORDING_H
#define ALIKE_WORDING_H

#include "base/err.h"

#define WORDING_WORDS_MAX 24 /* of one name that count */
#define WORDING_APART_MAX 64

typedef struct wording_word {
	str text; /* as it is compared: without inflection (申し込み: 申込) */
	str kana; /* empty: not known */
	double says; /* 0–1: of what its rareness gives it, how much its kind does */
} wording_word;
typedef struct wording_name {
	wording_word *at;
	size_t n;
} wording_name;
typedef struct wording_rules {
	const strs *apart; /* of each list, any two words are apart; WORDING_APART_MAX lists count */
	size_t apart_n;
	bool whole; /* words are runs of characters, for want of a dictionary: some of the same kanji is as much as that */
} wording_rules;

typedef struct wording wording;
/* In the arena; nothing of the names is kept but copies. Places are those of the names. */
const wording *wording_make(arena *a, const wording_name *names, size_t n, const wording_rules *rules);
double wording_between(const wording *x, size_t i, size_t j, bool *apart); /* apart: words that are, one on each side */
/* No less than that, at a tenth of its cost. */
double wording_at_most(const wording *x, size_t i, size_t j);

typedef struct wording_evidence {
	strs same; /* in the order of the first name */
	struct {
		struct wording_near {
			str mine, theirs;
		} * at;
		size_t n;
	} near; /* partly the same */
	strs mine, theirs; /* left over */
	str apart_mine, apart_theirs; /* empty: none are */
} wording_evidence;
wording_evidence wording_why(const wording *x, arena *a, size_t i, size_t j);

#endif
