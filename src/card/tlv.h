/*
 * BER-TLV as the card's files are written: a tag of one to three bytes, a length of one to three (00–7F, 81 xx, 82 xx xx), the value.
 *
 *     FF 20 65
 *        DF 21 08 …   DF 22 0F …   DF 23 36 …   DF 24 08 …   DF 25 01 31
 *
 * Lengths that are longer than they need be are read; the indefinite length (80), longer ones, and values that run past the end are refused.
 */
#ifndef CARD_TLV_H
#define CARD_TLV_H

#include "base/str.h"

typedef struct tlv {
	u32 tag; /* its bytes as a number: 0xFF20 */
	str value;
} tlv;

typedef enum tlv_end {
	TLV_FOUND,
	TLV_END, /* nothing more, or filler (00 or FF 00, FF FF …) to the end */
	TLV_SHORT, /* the text ends within a tag or a length */
	TLV_WRONG,
} tlv_end;

/* The next object of *rest, which moves behind it. */
tlv_end tlv_next(str *rest, tlv *ret);
/* Of a text that may end within the value: how long tag and length are, and the value. TLV_FOUND, TLV_SHORT or TLV_WRONG. */
tlv_end tlv_head(str s, u32 *ret_tag, size_t *ret_head, size_t *ret_value);

#endif
