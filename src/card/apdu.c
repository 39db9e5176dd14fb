#include "card/apdu.h"

/* D3 92 10 00 31 00 01 01 04 08 */
static const u8 application[] = { 0xD3, 0x92, 0x10, 0x00, 0x31, 0x00, 0x01, 0x01, 0x04, 0x08 };

static str made(arena *a, const u8 *head, size_t head_n, const void *data, size_t n)
{
	char *at = arena_alloc(a, head_n + (n ? 1 + n : 0));
	memcpy(at, head, head_n);
	if (n) {
		at[head_n] = (char)n;
		memcpy(at + head_n + 1, data, n);
		head_n += 1 + n;
	}
	return (str){ at, head_n };
}

str apdu_select_application(arena *a)
{
	return made(a, (const u8[]){ 0x00, 0xA4, 0x04, 0x0C }, 4, application, sizeof application);
}

str apdu_select_file(arena *a, card_file file)
{
	u8 id[] = { (u8)(file >> 8), (u8)file };
	return made(a, (const u8[]){ 0x00, 0xA4, 0x02, 0x0C }, 4, id, sizeof id);
}

str apdu_tries(arena *a)
{
	return made(a, (const u8[]){ 0x00, 0x20, 0x00, 0x80 }, 4, NULL, 0);
}

str apdu_verify(arena *a, str digits)
{
	CHECK(digits.len == 4 || digits.len == 14);
	return made(a, (const u8[]){ 0x00, 0x20, 0x00, 0x80 }, 4, digits.at, digits.len);
}

str apdu_read(arena *a, size_t from, size_t n)
{
	CHECK(from < 0x8000 && n >= 1 && n <= 255);
	return made(a, (const u8[]){ 0x00, 0xB0, (u8)(from >> 8), (u8)from, (u8)n }, 5, NULL, 0);
}

str apdu_more(arena *a, u8 n)
{
	return made(a, (const u8[]){ 0x00, 0xC0, 0x00, 0x00, n }, 5, NULL, 0);
}

static bool is_verify(const u8 *c, size_t n)
{
	if (c[2] != 0x00 || c[3] != 0x80)
		return false;
	if (n == 4)
		return true;
	if (n < 5 || (c[4] != 4 && c[4] != 14) || n != 5 + (size_t)c[4])
		return false;
	for (size_t i = 5; i < n; i++)
		if (c[i] < '0' || c[i] > '9')
			return false;
	return true;
}

static bool is_select(const u8 *c, size_t n)
{
	if (c[3] != 0x0C)
		return false;
	if (c[2] == 0x04)
		return n == 5 + sizeof application && c[4] == sizeof application &&
		       memcmp(c + 5, application, sizeof application) == 0;
	return c[2] == 0x02 && n == 7 && c[4] == 2 && c[5] == 0x00 &&
	       (c[6] == FILE_FACTS || c[6] == FILE_PIN || c[6] == FILE_FRONT);
}

bool apdu_may_be_sent(str command)
{
	const u8 *c = (const u8 *)command.at;
	size_t n = command.len;
	if (n < 4 || c[0] != 0x00)
		return false;
	switch (c[1]) {
	case 0xA4:
		return is_select(c, n);
	case 0x20:
		return is_verify(c, n);
	case 0xB0: /* the high bit of P1 would name a file */
		return n == 5 && c[2] < 0x80 && c[4] > 0;
	case 0xC0:
		return n == 5 && c[2] == 0 && c[3] == 0;
	default:
		return false;
	}
}

bool apdu_answer_of(str bytes, apdu_answer *ret)
{
	if (bytes.len < 2 || bytes.len > APDU_ANSWER_MAX)
		return false;
	const u8 *at = (const u8 *)bytes.at + bytes.len - 2;
	*ret = (apdu_answer){ str_sub(bytes, 0, bytes.len - 2), (u32)at[0] << 8 | at[1] };
	return true;
}
