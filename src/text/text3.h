/*
 * A text in the languages of the house: Japanese, plain Japanese (やさしい日本語), English.
 */
#ifndef TEXT_TEXT3_H
#define TEXT_TEXT3_H

#include "base/err.h"

/* ja is required where a text is; where ja-easy or en is missing, ja stands in. */
typedef struct text3 {
	str in[LANG_COUNT];
} text3;

str text_in(const text3 *t, lang l);
/* Without any text. */
bool text_empty(const text3 *t);

#endif
