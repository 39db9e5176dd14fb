/*
 * The file with the four facts (EF 0002), and the number on the front.
 *
 *     FF20 { DF21 table of offsets (not used)  DF22 氏名  DF23 住所  DF24 生年月日 YYYYMMDD  DF25 性別 1 男, 2 女 }      texts in UTF-8
 *
 * Two bytes before FF20, as some cards are said to have, are passed over. Each object at most once; others are passed over. A fact that is
 * missing or cannot be read is left out with a note; without any, the file is ERR_card_garbled.
 */
#ifndef CARD_FACTS_H
#define CARD_FACTS_H

#include "base/clock.h"
#include "card/card.h"

#define FACTS_FILE_MAX 2048 /* bytes; 112 are usual */
#define FACTS_LEAD 2 /* bytes that may stand before FF20 */

MUST_USE const err *facts_parse(arena *a, str file, day today, card_facts *ret);

/* How long the file is, by its first bytes (at least 8, or all there are): lead, tag, length and value. ERR_card_garbled. */
MUST_USE const err *facts_length(arena *a, str begin, size_t *ret);

/*
 * 照合番号B: 生年月日 as YYMMDD with the year of the era (昭和55年2月17日: 550217), the year in which the card expires, and the security code
 * beside it, all on the front. `birth` is 1980-02-17. ERR_card_code.
 */
MUST_USE const err *front_code(arena *a, str birth, str expires, str security, str *ret);
/* n digits and nothing else, full-width ones and spaces and hyphens between them forgiven. */
bool code_digits(arena *a, str typed, size_t n, str *ret);

#endif
