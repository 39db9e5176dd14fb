#include "card/tlv.h"

#define TAG_BYTES 3

tlv_end tlv_head(str s, u32 *ret_tag, size_t *ret_head, size_t *ret_value)
{
	const u8 *at = (const u8 *)s.at;
	size_t i = 0;
	if (i >= s.len)
		return TLV_SHORT;
	u32 tag = at[i++];
	if ((tag & 0x1F) == 0x1F) /* more bytes, the last without the high bit */
		do {
			if (i == TAG_BYTES)
				return TLV_WRONG;
			if (i >= s.len)
				return TLV_SHORT;
			tag = tag << 8 | at[i];
		} while (at[i++] & 0x80);
	if (i >= s.len)
		return TLV_SHORT;
	size_t value = at[i++];
	if (value > 0x82 || value == 0x80)
		return TLV_WRONG;
	if (value > 0x80) {
		size_t bytes = value & 0x7F;
		value = 0;
		for (; bytes; bytes--) {
			if (i >= s.len)
				return TLV_SHORT;
			value = value << 8 | at[i++];
		}
	}
	*ret_tag = tag;
	*ret_head = i;
	*ret_value = value;
	return TLV_FOUND;
}

/* A tag is never 00, and FF begins one only with a second byte that is neither 00 nor FF. */
static bool is_filler(str s)
{
	const u8 *at = (const u8 *)s.at;
	return s.len == 0 || at[0] == 0 || (at[0] == 0xFF && (s.len == 1 || at[1] == 0 || at[1] == 0xFF));
}

tlv_end tlv_next(str *rest, tlv *ret)
{
	if (is_filler(*rest))
		return TLV_END;
	u32 tag;
	size_t head, value;
	tlv_end end = tlv_head(*rest, &tag, &head, &value);
	if (end != TLV_FOUND)
		return end;
	if (value > rest->len - head)
		return TLV_SHORT;
	*ret = (tlv){ tag, str_sub(*rest, head, head + value) };
	*rest = str_sub(*rest, head + value, rest->len);
	return TLV_FOUND;
}
