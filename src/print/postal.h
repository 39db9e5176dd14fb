/*
 * postal: カスタマバーコード, the four-state bars by which Japan Post sorts letters.
 *
 *     postal_number(a, STR("千葉市稲毛区緑町3丁目30-8　郵便ビル403号"))      3-30-8-403
 *     postal_bars(a, STR("263-0023"), STR("3-30-8-403"), &bars)          67 of '1' long, '2' upper, '3' lower, '4' short
 *
 * Between a start and a stop: seven digits of the postal code, thirteen signs of the address number (a letter takes two; what is more is left out,
 * what is less is filled up) and a check digit that makes the sum of all signs a multiple of 19. By the rules that Japan Post publishes
 * (カスタマバーコード: バーコードに必要な文字情報の抜き出し法). In letters of 10 points a bar is 0.6 mm wide, the next one follows after 1.2 mm, the
 * longest is 3.6 mm high; 2 mm around must be white, which is the caller's to keep.
 */
#ifndef PRINT_POSTAL_H
#define PRINT_POSTAL_H

#include "print/drawing.h"

#define POSTAL_BARS 67
#define POSTAL_SIGNS 20
#define POSTAL_WIDTH (POSTAL_BARS * 1.2 - 0.6) /* mm */
#define POSTAL_HEIGHT 3.6

/* ERR_invalid where the postal code has not seven digits, or the number holds other than digits, hyphens and letters A–Z. */
MUST_USE const err *postal_bars(arena *a, str postal, str number, const char **ret);
/* The number of an address. Where `address` begins with what the postal code says already (prefecture, city, town), its digits would come twice:
 * give what stands behind it, where that is known. */
str postal_number(arena *a, str address);

/* The bar of a sign at a place from 0, in mm from the upper left corner. */
draw_box postal_bar(char bar, int at);

#endif
