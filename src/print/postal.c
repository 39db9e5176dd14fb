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

/* --- the number of an address -------------------------------------------------------------------------------------- */

typedef struct signs_of {
	u32 *at;
	size_t n;
} signs_of;

/* One width, capitals, one hyphen; without the signs that the rules leave out before all else. */
static signs_of normal(arena *a, str address)
{
	signs_of s = { .at = arena_many(a, u32, address.len + 1) };
	for (size_t i = 0; i < address.len;) {
		u32 c = str_next(address, &i);
		if (c >= 0xFF01 && c <= 0xFF5E)
			c -= 0xFEE0;
		if (c >= 'a' && c <= 'z')
			c -= 'a' - 'A';
		if ((c >= 0x2010 && c <= 0x2015) || c == 0x2212)
			c = '-';
		if (c == 0x30FC && s.n && s.at[s.n - 1] >= '0' && s.at[s.n - 1] <= '9')
			c = '-'; /* ー typed for a hyphen */
		if (c != '&' && c != '/' && c != '.' && c != 0x30FB && c != 0xFF65)
			s.at[s.n++] = c;
	}
	return s;
}

/* 0–9 of a kanji numeral, 10, 100, 1000; -1. */
static int numeral(u32 c)
{
	static const u32 kanji[] = { 0x3007, 0x4E00, 0x4E8C, 0x4E09, 0x56DB, 0x4E94, 0x516D, 0x4E03, 0x516B, 0x4E5D };
	for (size_t i = 0; i < COUNT(kanji); i++)
		if (c == kanji[i])
			return (int)i;
	return c == 0x5341 ? 10 : c == 0x767E ? 100 : c == 0x5343 ? 1000 : -1;
}

/* 丁 (目), 番 (地), 号, 地割, 線, の, ノ behind a numeral make it a number. */
static bool makes_a_number(const signs_of *s, size_t i)
{
	u32 c = i < s->n ? s->at[i] : 0;
	return c == 0x4E01 || c == 0x756A || c == 0x53F7 || c == 0x7DDA || c == 0x306E || c == 0x30CE ||
	       (c == 0x5730 && i + 1 < s->n && s->at[i + 1] == 0x5272);
}

/* The numeral that begins at `*i`, which moves behind it; -1 where it is none that counts. */
static int read_numeral(const signs_of *s, size_t *i)
{
	int whole = 0, part = 0;
	size_t k = *i;
	for (; k < s->n && numeral(s->at[k]) >= 0 && k < *i + 8; k++) {
		int v = numeral(s->at[k]);
		if (v < 10) {
			part = part * 10 + v;
		} else {
			whole += (part ? part : 1) * v;
			part = 0;
		}
	}
	if (k == *i || !makes_a_number(s, k))
		return -1;
	*i = k;
	return whole + part;
}

static bool is_letter(const signs_of *s, size_t i)
{
	return i < s->n && s->at[i] >= 'A' && s->at[i] <= 'Z';
}

static bool digit_before(const buf *b)
{
	return b->len && b->at[b->len - 1] >= '0' && b->at[b->len - 1] <= '9';
}

/* What is taken stands as it is, whatever lies between becomes a hyphen. */
static str taken(arena *a, const signs_of *s)
{
	buf b = buf_new(a, s->n * 5 + 1);
	for (size_t i = 0; i < s->n;) {
		u32 c = s->at[i];
		size_t letters = 0;
		while (is_letter(s, i + letters))
			letters++;
		int number = read_numeral(s, &i);
		if (number >= 0) {
			buf_format(&b, "-%d", number);
		} else if (c >= '0' && c <= '9') {
			buf_char(&b, (char)c);
			i++;
		} else if (letters == 1 && !(c == 'F' && digit_before(&b))) { /* 10F: a floor, not a letter */
			buf_char(&b, (char)c);
			i++;
		} else {
			buf_char(&b, '-');
			i += letters ? letters : 1;
		}
	}
	return buf_str(&b);
}

str postal_number(arena *a, str address)
{
	signs_of s = normal(a, str_sub(address, 0, ADDRESS_MAX));
	str all = taken(a, &s);
	buf b = buf_new(a, all.len + 1);
	for (size_t i = 0; i < all.len; i++) {
		char c = all.at[i];
		if (c == '-') { /* one between digits; none beside a letter or at the ends */
			size_t next = i;
			while (next < all.len && all.at[next] == '-')
				next++;
			bool between = digit_before(&b) && next < all.len && all.at[next] >= '0' && all.at[next] <= '9';
			if (between)
				buf_char(&b, '-');
			i = next - 1;
		} else {
			buf_char(&b, c);
		}
	}
	return buf_str(&b);
}
