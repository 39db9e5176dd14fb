/*
 * reading: how a name is probably read (フリガナ), and of which words a text is made, by MeCab and its dictionary (ipadic-utf8).
 *
 *     reading *r = reading_new();
 *     str kana = reading_of_name(r, a, STR("北九州　花子"));        キタキュウシュウ　ハナコ
 *     reading_free(r);
 *
 * A proposal and never more: 五十嵐 is イガラシ or イカラシ, and only who bears a name knows. Whoever shows one leaves it to be confirmed. Where
 * the dictionary does not know a part, nothing is proposed at all, for half a name is filled in wrongly sooner than an empty field.
 *
 * The dictionary (50 MB, mapped from its file, a few MB of it touched) is opened when the first name comes. May be used by several
 * threads at once.
 */
#ifndef READING_READING_H
#define READING_READING_H

#include "base/err.h"

#define READING_NAME_MAX 200 /* bytes */

typedef struct reading reading;
reading *reading_new(void);
reading *reading_new_in(const char *dictionary); /* a folder of another dictionary; what is given must live as long */
void reading_free(reading *r); /* NULL is fine */

/* Full-width katakana with a full-width space between the parts; empty where no part is to be guessed: an unknown word, letters of the
 * alphabet, no dictionary on this machine. */
str reading_of_name(reading *r, arena *a, str name);
/* Whether the dictionary is there; opens it. */
bool reading_ready(reading *r);

/* --- words ---------------------------------------------------------------------------------------------------------------- */

/* What a word is good for; particles, auxiliaries, pronouns, marks and words that only help others (する, こと) are left out. */
typedef enum reading_kind {
	WORD_NOUN,
	WORD_ACTION, /* a noun that does: 受付, 交付 */
	WORD_NAME, /* of people, places, bodies */
	WORD_ENDING, /* 届, 書, 者 */
	WORD_NUMBER,
	WORD_VERB,
	WORD_QUALITY, /* adjectives, adverbs, and nouns that are used as such: 高い, 急に, 困難 */
	WORD_UNKNOWN, /* the dictionary does not know it: taken as a noun */
	WORD_KINDS
} reading_kind;
typedef struct reading_word {
	str base; /* base form, as the dictionary writes it: 受け付け → 受け付ける */
	str kana; /* how it is read as it stands in the text, in katakana, so that 受け付け, 受付け and 受付 meet; empty where the dictionary does not know */
	reading_kind kind;
	size_t at, to; /* where it stands in the text: bytes */
} reading_word;
typedef struct reading_words_list {
	reading_word *at;
	size_t n;
} reading_words_list;
/* The words of a text of any length that carry its meaning, in their order; only the first READING_TEXT_MAX bytes count. False, and no words, where there is no dictionary
 * on this machine: characters alone have to speak then. What is no UTF-8 has no words. */
#define READING_TEXT_MAX 20000
bool reading_words(reading *r, arena *a, str text, reading_words_list *ret);

#endif
