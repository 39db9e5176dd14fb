/*
 * reading: how a name is probably read (フリガナ), by MeCab and its dictionary (ipadic-utf8).
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
void reading_free(reading *r); /* NULL is fine */

/* Full-width katakana with a full-width space between the parts; empty where no part is to be guessed: an unknown word, letters of the
 * alphabet, no dictionary on this machine. */
str reading_of_name(reading *r, arena *a, str name);
/* Whether the dictionary is there; opens it. */
bool reading_ready(reading *r);

#endif
