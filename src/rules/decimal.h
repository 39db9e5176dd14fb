/*
 * Decimal arithmetic of FEEL's numbers: IEEE 754-2008 decimal128, 34 digits, round half even (DMN 1.5, 10.3.2.3.1).
 *
 * Done by Intel's decimal library. There is no infinity and no not-a-number in FEEL: what would give one is false here, and null there.
 */
#ifndef RULES_DECIMAL_H
#define RULES_DECIMAL_H

#include "rules/feel.h"

decimal decimal_of(i64 n);
decimal decimal_of_double(
	double x); /* the shortest decimal that reads back as x; for statistics at the border, not for money */
/* Digits with an optional sign, point and exponent: -12.50, .5, 1e3. False for anything else. */
bool decimal_read(str s, decimal *ret);
/* Without exponent and without zeros that say nothing, as string() shows it: 12.5, -0.001, 0. */
str decimal_text(arena *a, decimal d);

bool decimal_add(decimal a, decimal b, decimal *ret);
bool decimal_sub(decimal a, decimal b, decimal *ret);
bool decimal_mul(decimal a, decimal b, decimal *ret);
bool decimal_div(decimal a, decimal b, decimal *ret); /* false for b = 0 */
bool decimal_pow(decimal a, decimal b,
		 decimal *ret); /* of a whole b all digits are right; else within some units of the last one */
decimal decimal_neg(decimal a);
int decimal_cmp(decimal a, decimal b); /* < 0, 0, > 0 by value: 1.0 = 1 */
bool decimal_is_int(decimal a);
/* False when it is not a whole number of 64 bits. */
bool decimal_i64(decimal a, i64 *ret);
double decimal_double(decimal a);

typedef enum decimal_way {
	ROUND_FLOOR,
	ROUND_CEILING,
	ROUND_UP,
	ROUND_DOWN,
	ROUND_HALF_UP,
	ROUND_HALF_DOWN,
	ROUND_HALF_EVEN
} decimal_way;
/* To so many digits behind the point; negative: before it. False when `scale` is outside -6111 to 6176. */
bool decimal_round(decimal a, i64 scale, decimal_way way, decimal *ret);
bool decimal_sqrt(decimal a, decimal *ret);
bool decimal_exp(decimal a, decimal *ret); /* this and the next: within two units of the last digit */
bool decimal_log(decimal a, decimal *ret);
bool decimal_modulo(decimal a, decimal b, decimal *ret); /* a - b * floor(a / b) */

#endif
