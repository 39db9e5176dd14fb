/*
 * An address in its parts, as far as they can be told from the text: 福岡県北九州市小倉北区城内1番1号 市役所ビル3階 →
 *
 *     prefecture 福岡県   city 北九州市   ward 小倉北区   town 城内   number 1-1   rest 市役所ビル3階   level ADDRESS_NUMBER
 *
 * The text itself stays what is kept and printed; the parts are for finding the office in charge and for comparing. There is no list of all
 * towns of the country here: what is known of one's own city (wards, towns) may be given, which also lets people leave out the city. What
 * the level says was understood; `town_known` says that the town is one of those given, not only where one would stand.
 */
#ifndef FIELDS_ADDRESS_H
#define FIELDS_ADDRESS_H

#include "base/arena.h"

typedef enum address_level {
	ADDRESS_NONE,
	ADDRESS_PREFECTURE,
	ADDRESS_CITY, /* of a designated city without its ward, too */
	ADDRESS_WARD,
	ADDRESS_TOWN,
	ADDRESS_NUMBER,
} address_level;

/* One's own city. Names as they are written in addresses. */
typedef struct address_home {
	str prefecture, city;
	strs wards; /* none: a city without wards */
	strs towns; /* may be empty */
} address_home;

typedef struct address {
	str postal; /* 7 digits, where the text begins with a postal code */
	str prefecture, city; /* city: with its 郡, where it has one */
	str ward, town;
	str number; /* 丁目, 番, 号: digits with hyphens: 3-1-1 */
	str rest; /* building, room */
	address_level level;
	bool town_known;
} address;

/* `home` may be NULL. At most 1,000 bytes are looked at. */
address address_parse(arena *a, str s, const address_home *home);

#endif
