#include "card/facts.h"

#include "card/tlv.h"
#include "fields/fields.h"
#include "text/wareki.h"

#define OUTER 0xFF20u
#define FACTS 4

static size_t lead_of(str s)
{
	for (size_t lead = 0; lead <= FACTS_LEAD; lead += FACTS_LEAD)
		if (s.len >= lead + 2 && (u8)s.at[lead] == 0xFF && s.at[lead + 1] == 0x20)
			return lead;
	return SIZE_MAX;
}

const err *facts_length(arena *a, str begin, size_t *ret)
{
	size_t lead = lead_of(begin), head, value;
	u32 tag;
	if (lead == SIZE_MAX)
		return err_why(a, ERR_card_garbled, "the file does not begin with FF20");
	if (tlv_head(str_sub(begin, lead, begin.len), &tag, &head, &value) != TLV_FOUND)
		return err_why(a, ERR_card_garbled, "no length behind FF20");
	if (lead + head + value > FACTS_FILE_MAX)
		return err_why(a, ERR_card_garbled, "a file of more than %d bytes", FACTS_FILE_MAX);
	*ret = lead + head + value;
	return NULL;
}

/* --- the facts -------------------------------------------------------------------------------------------------------- */

static void note(arena *a, card_facts *f, const char *fact, const char *code)
{
	LIST_ADD(a, &f->notes, (card_note){ fact, code });
}

/* One space between the parts of a name, full-width where the card has one. */
static str spaced(arena *a, str s)
{
	buf b = buf_new(a, s.len + 1);
	bool space = false, wide = false;
	for (size_t i = 0; i < s.len;) {
		size_t at = i;
		u32 c = str_next(s, &i);
		if (c == ' ' || c == 0x3000) {
			space = true;
			wide |= c == 0x3000;
			continue;
		}
		if (space && b.len)
			buf_put(&b, wide ? STR("\u3000") : STR(" "));
		space = wide = false;
		buf_put(&b, str_sub(s, at, i));
	}
	return buf_str(&b);
}

/* What stands where the card had no character: 〓 □ ■ ● ＊ ?, and characters that a city made for itself. */
static bool has_placeholder(str s)
{
	for (size_t i = 0; i < s.len;) {
		u32 c = str_next(s, &i);
		if (c == 0x3013 || c == 0x25A1 || c == 0x25A0 || c == 0x25CF || c == 0xFF0A || c == '*' || c == '?' ||
		    c == 0xFF1F || c == 0xFFFD || (c >= 0xE000 && c <= 0xF8FF) || c >= 0xF0000)
			return true;
	}
	return false;
}

static void read_text(arena *a, card_facts *f, const char *fact, field_kind kind, str value, day today, str *to)
{
	field_def field = field_plain(str_of(fact), kind);
	if (!str_is_utf8(value) || field_read(a, &field, spaced(a, value), today, to) || to->len == 0) {
		*to = STR_NONE;
		note(a, f, fact, "unreadable");
	} else if (has_placeholder(*to)) {
		note(a, f, fact, "placeholder");
	}
}

static int number(str digits)
{
	i64 n;
	return str_i64(digits, &n) ? (int)n : -1;
}

static bool all_digits(str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.at[i] < '0' || s.at[i] > '9')
			return false;
	return true;
}

static void read_birth(arena *a, card_facts *f, str value, day today)
{
	if (value.len != 8 || !all_digits(value)) {
		note(a, f, "seinengappi", "unreadable");
		return;
	}
	int y = number(str_sub(value, 0, 4)), m = number(str_sub(value, 4, 6)), d = number(str_sub(value, 6, 8));
	if (y == 0 || m == 0 || d == 0) { /* registers have births whose day is not known */
		note(a, f, "seinengappi", "unknown_day");
		return;
	}
	if (!civil_valid(y, m, d) || y < 1873 || day_from(y, m, d) > today) {
		note(a, f, "seinengappi", "unreadable");
		return;
	}
	f->seinengappi = day_text(a, day_from(y, m, d));
}

static void read_sex(arena *a, card_facts *f, str value)
{
	if (str_eq(value, STR("1")))
		f->seibetsu = STR("男");
	else if (str_eq(value, STR("2")))
		f->seibetsu = STR("女");
	else
		note(a, f, "seibetsu", value.len == 1 && all_digits(value) ? "other" : "unreadable");
}

const err *facts_parse(arena *a, str file, day today, card_facts *ret)
{
	str found[FACTS] = { 0 };
	bool there[FACTS] = { 0 };
	size_t lead = lead_of(file);
	tlv outer, t;
	*ret = (card_facts){ 0 };
	if (lead == SIZE_MAX)
		return err_why(a, ERR_card_garbled, "the file does not begin with FF20");
	str rest = str_sub(file, lead, file.len);
	if (file.len > FACTS_FILE_MAX || tlv_next(&rest, &outer) != TLV_FOUND || outer.tag != OUTER)
		return err_why(a, ERR_card_garbled, "FF20 is not whole");
	rest = outer.value;
	tlv_end end;
	while ((end = tlv_next(&rest, &t)) == TLV_FOUND) {
		if (t.tag < 0xDF22 || t.tag > 0xDF25)
			continue;
		size_t i = t.tag - 0xDF22;
		if (there[i])
			return err_why(a, ERR_card_garbled, "DF%02X twice", (unsigned)(t.tag & 0xFF));
		there[i] = true;
		found[i] = t.value;
	}
	if (end != TLV_END)
		return err_why(a, ERR_card_garbled, "an object within FF20 is not whole");
	if (!there[0] && !there[1] && !there[2] && !there[3])
		return err_why(a, ERR_card_garbled, "none of the four facts");
	read_text(a, ret, "shimei", FIELD_NAME, found[0], today, &ret->shimei);
	read_text(a, ret, "juusho", FIELD_ADDRESS, found[1], today, &ret->juusho);
	read_birth(a, ret, found[2], today);
	read_sex(a, ret, found[3]);
	return NULL;
}

/* --- the front -------------------------------------------------------------------------------------------------------- */

bool code_digits(arena *a, str typed, size_t n, str *ret)
{
	char *at = arena_alloc(a, n + 1);
	size_t len = 0;
	for (size_t i = 0; i < typed.len;) {
		u32 c = str_next(typed, &i);
		if (c >= 0xFF10 && c <= 0xFF19)
			c -= 0xFF10 - '0';
		if (c == ' ' || c == 0x3000 || c == '-' || c == 0xFF0D || c == 0x2212)
			continue;
		if (c < '0' || c > '9' || len == n)
			return false;
		at[len++] = (char)c;
	}
	*ret = (str){ at, len };
	return len == n;
}

static char *two(char *at, int n)
{
	*at++ = (char)('0' + n / 10 % 10);
	*at++ = (char)('0' + n % 10);
	return at;
}

const err *front_code(arena *a, str birth, str expires, str security, str *ret)
{
	day born;
	wareki w;
	str year, code;
	if (!day_parse(birth, &born) || !wareki_of(born, &w) || w.year > 99)
		return err_at(a, ERR_card_code, STR("birth"), "not a day since 1873, YYYY-MM-DD");
	if (!code_digits(a, expires, 4, &year))
		return err_at(a, ERR_card_code, STR("expires"), "not a year of 4 digits");
	if (!code_digits(a, security, 4, &code))
		return err_at(a, ERR_card_code, STR("security"), "not 4 digits");
	char *at = arena_alloc(a, 15), *end = at;
	end = two(two(two(end, w.year), w.month), w.mday);
	memcpy(end, year.at, 4);
	memcpy(end + 4, code.at, 4);
	*ret = (str){ at, 14 };
	return NULL;
}
