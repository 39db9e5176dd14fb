/*
 * Commands to the card (ISO/IEC 7816-4), as short APDUs, and its answers.
 *
 *     SELECT application   00 A4 04 0C 0A D3 92 10 00 31 00 01 01 04 08      券面事項入力補助AP
 *     SELECT file          00 A4 02 0C 02 00 ee                              0011 PIN, 0015 照合番号B, 0002 the four facts
 *     tries left           00 20 00 80                                       63 Cx; none is spent
 *     VERIFY               00 20 00 80 nn digits
 *     READ BINARY          00 B0 hh ll nn
 *     GET RESPONSE         00 C0 00 00 nn                                    where a reader speaks T=0
 *
 * apdu_may_be_sent() is asked before every transmission, whoever made the command. It knows these forms and no other: above all no way to
 * select file 0001, which holds the My Number (also not by a short identifier in READ BINARY).
 */
#ifndef CARD_APDU_H
#define CARD_APDU_H

#include "base/arena.h"
#include "card/card.h"

#define APDU_MAX 261 /* 4 + 1 + 255 + 1 */
#define APDU_ANSWER_MAX 258

typedef enum card_file { FILE_FACTS = 0x0002, FILE_PIN = 0x0011, FILE_FRONT = 0x0015 } card_file;

str apdu_select_application(arena *a);
str apdu_select_file(arena *a, card_file file);
str apdu_tries(arena *a);
str apdu_verify(arena *a, str digits); /* 4 or 14 */
str apdu_read(arena *a, size_t from, size_t n); /* n 1–255, from below 32768 */
str apdu_more(arena *a, u8 n); /* GET RESPONSE */

bool apdu_may_be_sent(str command);

typedef struct apdu_answer {
	str data;
	u32 status; /* 0x9000 */
} apdu_answer;
/* False for what is too short for a status, or too long. */
bool apdu_answer_of(str bytes, apdu_answer *ret);

#endif
