/*
 * Kana and width, by tables of our own. NFKC is not used: it also changes what people mean (髙 stays, but ﾞ after a space,
 * ①, ㈱ and the width of punctuation do not), and a name must come out as it went in.
 */
#ifndef TEXT_KANA_H
#define TEXT_KANA_H

#include "base/arena.h"

/* Half-width katakana and its punctuation (U+FF61–FF9F) to full width: ｶﾞ → ガ, ﾊﾟ → パ, ｡ → 。. A mark that voices nothing
 * becomes ゛ or ゜. Nothing else changes. */
str kana_full(arena *a, str s);
/* Full-width ASCII (！–～) and the ideographic space to half width, and back. */
str width_half(arena *a, str s);
str width_full(arena *a, str s);
/* Without spaces of either width, tabs and line breaks at both ends. */
str trim_spaces(str s);
/* ぁ–ゖ, ゝ, ゞ ↔ ァ–ヶ, ヽ, ヾ; what has no partner (ヷ, ー) stays. */
str kana_katakana(arena *a, str s);
str kana_hiragana(arena *a, str s);
/* Every character is full-width katakana, ー, ・ or a space of either width; and there is one. */
bool is_katakana(str s);
bool is_hiragana(str s); /* the same with hiragana */

#endif
