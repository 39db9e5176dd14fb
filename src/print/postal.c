#include "print/postal.h"

#include "base/buf.h"

#define FILL 14 /* CC4 */
#define ADDRESS_MAX 2000 /* bytes that are looked at */

/* The bars of a sign: 0–9, hyphen, CC1–CC8. */
static const char signs[19][4] = { "144", "114", "132", "312", "123", "141", "321", "213", "231", "411",
				   "414", "324", "342", "234", "432", "243", "423", "441", "111" };

typedef struct coded {
	u8 at[POSTAL_SIGNS + 1];
	int n;
} coded;

static void put(coded *c, int sign)
{
	if (c->n < POSTAL_SIGNS)
		c->at[c->n++] = (u8)sign;
}

static bool put_char(coded *c, char ch)
{
	if (ch >= '0' && ch <= '9') {
		put(c, ch - '0');
	} else if (ch == '-') {
		put(c, 10);
	} else if (ch >= 'A' && ch <= 'Z') { /* a sign for ten letters, a digit for which of them */
		put(c, 11 + (ch - 'A') / 10);
		put(c, (ch - 'A') % 10);
	} else {
		return false;
	}
	return true;
}

const err *postal_bars(arena *a, str postal, str number, const char **ret)
{
	coded c = { 0 };
	for (size_t i = 0; i < postal.len; i++)
		if (postal.at[i] != '-' && (postal.at[i] < '0' || postal.at[i] > '9' || !put_char(&c, postal.at[i])))
			return err_why(a, ERR_invalid, "a postal code has seven digits");
	if (c.n != 7)
		return err_why(a, ERR_invalid, "a postal code has seven digits");
	for (size_t i = 0; i < number.len; i++)
		if (!put_char(&c, number.at[i]))
			return err_why(a, ERR_invalid,
				       "the number of an address has digits, hyphens and letters A to Z");
	while (c.n < POSTAL_SIGNS)
		put(&c, FILL);
	int sum = 0;
	for (int i = 0; i < POSTAL_SIGNS; i++)
		sum += c.at[i];
	buf b = buf_new(a, POSTAL_BARS);
	buf_lit(&b, "13");
	for (int i = 0; i < POSTAL_SIGNS; i++)
		buf_put(&b, (str){ signs[c.at[i]], 3 });
	buf_put(&b, (str){ signs[(19 - sum % 19) % 19], 3 });
	buf_lit(&b, "31");
	CHECK(b.len == POSTAL_BARS);
	*ret = buf_str(&b).at;
	return NULL;
}

draw_box postal_bar(char bar, int at)
{
	double x = at * 1.2, third = POSTAL_HEIGHT / 3;
	double top = bar == '1' || bar == '2' ? 0 : third, end = bar == '1' || bar == '3' ? POSTAL_HEIGHT : 2 * third;
	return (draw_box){ x, top, 0.6, end - top };
}

str postal_number(arena *a, str address)
{
	(void)a;
	return str_sub(address, 0, 0);
}
