/*
 * The number ticket on paper, as bytes for an ESC/POS printer.
 *
 * A ticket is one picture. Japanese printers have letters of their own and cheap ones have not, each in another code, and none
 * has the letters of people's and places' names (葛󠄀, 髙, 𠮷); so the server draws everything, the QR code included, and
 * sends dots, which every printer understands (GS v 0). What the paper says, and in which language, the caller decides.
 *
 * The number is as large as the paper allows. Everything else wraps within the width, and what would not fit in its lines
 * becomes smaller down to 3 mm and then ends in "…"; nothing is ever drawn beyond the edge.
 */
#ifndef PRINT_TICKET_H
#define PRINT_TICKET_H

#include "base/err.h"

#define TICKET_DOTS_80MM 576
#define TICKET_DOTS_58MM 384
#define TICKET_DOTS_MAX 640
#define TICKET_TEXT_MAX 400 /* bytes of each text */
#define TICKET_LINES_MAX 10

/* Every text may be empty, and then takes no room; only the number must be there. */
typedef struct ticket_paper {
	int dots; /* across the paper: TICKET_DOTS_80MM or TICKET_DOTS_58MM; a multiple of 8, 256–TICKET_DOTS_MAX */
	str office; /* 小倉北区役所 */
	str title; /* 番号札 */
	str number; /* A012 */
	strs services; /* one a step of the visit, in order */
	str wait; /* ただいま3人待ち・およそ10〜20分 */
	strs lines; /* what else there is to say */
	str qr; /* the address of the ticket on the phone */
	str qr_caption; /* スマートフォンで順番を確認できます */
	str time; /* 2026年11月20日 9時30分 */
} ticket_paper;

/* ESC @, the picture in bands, feed and partial cut. ERR_invalid and ERR_too_long for texts no ticket can hold;
 * ERR_printer where the machine has no Japanese font. Takes some 10 ms and frees all it needed: the fonts' files stay
 * mapped by fontconfig, nothing else stays. The arena needs 512 KiB. */
MUST_USE const err *ticket_draw(arena *a, const ticket_paper *t, str *ret);

#endif
