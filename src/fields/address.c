#include "fields/address.h"
#include "base/buf.h"
#include "fields/fields_private.h"
#include "text/kana.h"
#include "text/utf8.h"

static const char *const prefectures[47] = {
	"北海道", "青森県", "岩手県", "宮城県",   "秋田県", "山形県",   "福島県", "茨城県", "栃木県", "群馬県",
	"埼玉県", "千葉県", "東京都", "神奈川県", "新潟県", "富山県",   "石川県", "福井県", "山梨県", "長野県",
	"岐阜県", "静岡県", "愛知県", "三重県",   "滋賀県", "京都府",   "大阪府", "兵庫県", "奈良県", "和歌山県",
	"鳥取県", "島根県", "岡山県", "広島県",   "山口県", "徳島県",   "香川県", "愛媛県", "高知県", "福岡県",
	"佐賀県", "長崎県", "熊本県", "大分県",   "宮崎県", "鹿児島県", "沖縄県",
};

/* Cities and towns in whose names 市, 町 or 村 stands before the end, so that the first one does not end them. */
static const char *const long_names[] = { "四日市市", "廿日市市", "野々市市", "市川市",     "市原市",   "町田市",
					  "十日町市", "大町市",   "村山市",   "村上市",     "東村山市", "武蔵村山市",
					  "羽村市",   "大村市",   "田村市",   "玉村町",     "余市町",   "余市郡余市町",
					  "高市郡",   "市貝町",   "市川町",   "市川三郷町", "村田町",   "大町町" };

static bool take(str *s, str head)
{
	if (head.len == 0 || !str_starts(*s, head))
		return false;
	*s = str_sub(*s, head.len, s->len);
	return true;
}

/* Up to and with the first of these signs, behind at least one character and within so many. */
static bool take_to(str *s, const char *sign, size_t most, str *ret)
{
	str end = str_of(sign);
	size_t n = 0;
	for (size_t i = 0; i < s->len && n <= most; n++) {
		if (n && str_starts(str_sub(*s, i, s->len), end)) {
			*ret = str_sub(*s, 0, i + end.len);
			*s = str_sub(*s, i + end.len, s->len);
			return true;
		}
		u32 c = str_next(*s, &i);
		if (c < 0x80) /* digits, spaces: the name is over */
			return false;
	}
	return false;
}

static bool take_one(str *s, const strs *names, str *ret)
{
	str best = STR_NONE; /* the longest that fits: 城内 before 城 */
	for (size_t i = 0; i < names->n; i++)
		if (names->at[i].len > best.len && str_starts(*s, names->at[i]))
			best = names->at[i];
	*ret = best;
	return take(s, best);
}

/* Half-width digits and letters, one kind of hyphen between digits, no spaces but one where the building begins. */
static str plain(arena *a, str s)
{
	buf b = buf_new(a, 4000);
	bool digit = false, space = false;
	s = width_half(a, str_sub(s, 0, 1000));
	for (size_t i = 0; i < s.len;) {
		u32 c = str_next(s, &i);
		if (c == ' ' || c == '\t' || c == '\n') {
			space = b.len > 0;
			continue;
		}
		if (digit && is_hyphen(c)) {
			buf_char(&b, '-');
			continue;
		}
		if (space)
			buf_char(&b, ' ');
		space = false;
		digit = c >= '0' && c <= '9';
		utf8_put(&b, c);
	}
	return buf_str(&b);
}

static void skip_spaces(str *s)
{
	while (s->len && s->at[0] == ' ')
		*s = str_sub(*s, 1, s->len);
}

/* 二十一 → 21 where 丁目, 番 or 号 follows; a town may have such a character in its name. */
static bool number_at(str s, size_t *i, int *ret)
{
	size_t at = *i;
	int value = 0, now = -1, n = 0;
	if (at < s.len && s.at[at] >= '0' && s.at[at] <= '9') {
		for (; at < s.len && s.at[at] >= '0' && s.at[at] <= '9' && n < 6; at++, n++)
			value = value * 10 + (s.at[at] - '0');
		*i = at;
		*ret = value;
		return true;
	}
	while (at < s.len && n < 4) {
		size_t next = at;
		u32 c = str_next(s, &next);
		int digit = kanji_digit(c);
		if (digit >= 0 && now < 0)
			now = digit;
		else if (c == 0x5341 && value == 0) {
			value = 10 * (now < 0 ? 1 : now);
			now = -1;
		} else
			break;
		at = next;
		n++;
	}
	str behind = str_sub(s, at, s.len);
	if (str_starts(behind, STR("番町")) || str_starts(behind, STR("番丁"))) /* 一番町 is a town */
		return false;
	if (n == 0 ||
	    !(str_starts(behind, STR("丁目")) || str_starts(behind, STR("番")) || str_starts(behind, STR("号"))))
		return false;
	*ret = value + (now < 0 ? 0 : now);
	*i = at;
	return true;
}

/* 3丁目1番1号, 3-1-1, 12番地の3 → 3-1-1, 12-3. */
static str take_number(arena *a, str *s)
{
	static const char *const signs[] = { "丁目", "番地の", "番地ノ", "番地", "番", "号", "-", "の", "ノ" };
	buf b = buf_new(a, 100);
	size_t i = 0;
	int n;
	for (int parts = 0; parts < 5; parts++) {
		size_t at = i;
		if (!number_at(*s, &at, &n))
			break;
		if (parts)
			buf_char(&b, '-');
		buf_i64(&b, n);
		i = at;
		bool joined = false;
		for (size_t k = 0; k < COUNT(signs) && !joined; k++)
			if (str_starts(str_sub(*s, i, s->len), str_of(signs[k]))) {
				size_t behind = i + strlen(signs[k]);
				int next;
				size_t try = behind;
				/* a hyphen or の belongs to the number only with another one behind it */
				if (k >= 6 && !number_at(*s, &try, &next))
					break;
				i = behind;
				joined = true;
			}
		if (!joined)
			break;
	}
	*s = str_sub(*s, i, s->len);
	return arena_copy(a, buf_str(&b));
}

static void take_city(str *s, address *ret)
{
	str county;
	for (size_t i = 0; i < COUNT(long_names) && ret->city.len == 0; i++)
		if (!str_ends(str_of(long_names[i]), STR("郡")) && take(s, str_of(long_names[i])))
			ret->city = str_of(long_names[i]);
	if (ret->city.len)
		return;
	str before = *s;
	if (str_eq(ret->prefecture, STR("東京都")) && take_to(s, "区", 4, &ret->city))
		return; /* a special ward is a city of its own */
	if (take_to(s, "郡", 6, &county)) {
		str town;
		if (take_to(s, "町", 7, &town) || take_to(s, "村", 7, &town)) {
			ret->city = (str){ before.at, county.len + town.len };
			return;
		}
		*s = before;
	}
	if (take_to(s, "市", 7, &ret->city))
		return;
	if (ret->prefecture.len && !take_to(s, "町", 6, &ret->city))
		(void)take_to(s, "村", 6, &ret->city);
}

/* Up to the first number, or the first space. */
static str take_town(str *s)
{
	size_t i = 0;
	while (i < s->len && s->at[i] != ' ') {
		size_t at = i;
		int n;
		if (number_at(*s, &at, &n)) {
			str behind = str_sub(*s, at, s->len);
			if (!str_starts(behind, STR("条")) && !str_starts(behind, STR("線"))) /* 北1条西2丁目 */
				break;
			i = at;
		}
		str_next(*s, &i);
	}
	str town = str_sub(*s, 0, i);
	*s = str_sub(*s, i, s->len);
	return town;
}

address address_parse(arena *a, str s, const address_home *home)
{
	address ret = { 0 };
	static const strs none = { NULL, 0 };
	s = plain(a, trim_spaces(s));
	take(&s, STR("〒"));
	skip_spaces(&s);
	if (s.len > 8 && s.at[3] == '-' && s.at[8] != '-') {
		str rest = str_sub(s, 8, s.len), digits = str_format(a, "%.3s%.4s", s.at, s.at + 4);
		i64 n;
		if (str_i64(digits, &n) && digits.at[0] != '-') {
			ret.postal = digits;
			s = rest;
			skip_spaces(&s);
		}
	}
	for (size_t i = 0; i < COUNT(prefectures) && ret.prefecture.len == 0; i++)
		if (take(&s, str_of(prefectures[i])))
			ret.prefecture = str_of(prefectures[i]);
	skip_spaces(&s);
	bool here =
		home && (ret.prefecture.len == 0 || str_eq(ret.prefecture, home->prefecture)) && take(&s, home->city);
	if (here)
		ret.city = home->city;
	else if (home && ret.prefecture.len == 0 && take_one(&s, &home->wards, &ret.ward))
		here = true; /* 小倉北区城内1-1 */
	if (here) {
		ret.prefecture = home->prefecture;
		ret.city = home->city;
	} else {
		take_city(&s, &ret);
	}
	skip_spaces(&s);
	if (here && ret.ward.len == 0)
		take_one(&s, &home->wards, &ret.ward);
	else if (ret.ward.len == 0 && str_ends(ret.city, STR("市")))
		(void)take_to(&s, "区", 5, &ret.ward);
	skip_spaces(&s);
	ret.town_known = take_one(&s, here ? &home->towns : &none, &ret.town);
	if (!ret.town_known && ret.city.len)
		ret.town = take_town(&s);
	skip_spaces(&s);
	if (ret.town.len)
		ret.number = take_number(a, &s);
	skip_spaces(&s);
	ret.rest = s;
	ret.level = ret.number.len       ? ADDRESS_NUMBER
		    : ret.town.len       ? ADDRESS_TOWN
		    : ret.ward.len       ? ADDRESS_WARD
		    : ret.city.len       ? ADDRESS_CITY
		    : ret.prefecture.len ? ADDRESS_PREFECTURE
					 : ADDRESS_NONE;
	return ret;
}
