#include "rules/parts.h"
#include "rules/decimal.h"
#include "rules/feel_shape.h"
#include "rules/moment.h"

#define DIRECT_MAX 16384 /* 64 KiB a line */

/* --- the literals of a cell ---------------------------------------------------------------------------------------- */

#define SHAPE_DEPTH_MAX 50

/* Numbers up to 10^18 with up to 12 digits behind the point: what lies between two such is exact as well. */
static bool add_number(arena *a, parts *p, decimal d)
{
	decimal most = decimal_of(1000000000000000000), rounded;
	if (decimal_cmp(d, most) > 0 || decimal_cmp(d, decimal_neg(most)) < 0 ||
	    !decimal_round(d, 12, ROUND_FLOOR, &rounded) || decimal_cmp(d, rounded) != 0)
		return false;
	LIST_ADD(a, &p->numbers, d);
	return true;
}

static bool add_literal(arena *a, parts *p, feel v, bool ordered)
{
	i64 days;
	switch (v.kind) {
	case FEEL_NULL:
		return true;
	case FEEL_BOOLEAN:
		p->booleans = true;
		return true;
	case FEEL_NUMBER:
		return add_number(a, p, v.number);
	case FEEL_STRING:
		if (ordered)
			return false; /* the order of texts has parts that we do not know */
		LIST_ADD(a, &p->texts, arena_copy(a, v.string));
		return true;
	case FEEL_DATE:
		days = moment_days(v.moment);
		if (v.moment->year < 1 || v.moment->year > 9999)
			return false;
		LIST_ADD(a, &p->dates, (day)days);
		return true;
	case FEEL_UNKNOWN:
	case FEEL_TIME:
	case FEEL_DATE_TIME:
	case FEEL_SPAN:
	case FEEL_MONTHS:
	case FEEL_LIST:
	case FEEL_CONTEXT:
	case FEEL_RANGE:
	case FEEL_FUNCTION:
		break;
	}
	return false;
}

static bool add_shape(arena *a, parts *p, const feel_shape *s, bool ordered, int depth)
{
	if (depth == SHAPE_DEPTH_MAX)
		return false;
	switch (s->is) {
	case SHAPE_ANY:
		return true;
	case SHAPE_LITERAL:
		return add_literal(a, p, s->value, ordered);
	case SHAPE_NAME:
		return str_eq(s->name, STR("?"));
	case SHAPE_COMPARE:
		ordered = ordered || !(s->op == COMPARE_EQ || s->op == COMPARE_NE);
		break;
	case SHAPE_RANGE:
		ordered = true;
		break;
	case SHAPE_LIST:
	case SHAPE_NOT:
	case SHAPE_AND:
	case SHAPE_OR:
		break;
	case SHAPE_OTHER:
		return false;
	}
	for (size_t i = 0; i < s->n; i++)
		if (!add_shape(a, p, &s->at[i], ordered, depth + 1))
			return false;
	return true;
}

bool parts_add(arena *a, parts *p, const feel_expr *test)
{
	parts found = { .booleans = false };
	feel_shape shape = feel_shape_of(a, test);
	if (!add_shape(a, &found, &shape, false, 0))
		return false;
	for (size_t i = 0; i < found.texts.n; i++)
		LIST_ADD(a, &p->texts, found.texts.at[i]);
	for (size_t i = 0; i < found.numbers.n; i++)
		LIST_ADD(a, &p->numbers, found.numbers.at[i]);
	for (size_t i = 0; i < found.dates.n; i++)
		LIST_ADD(a, &p->dates, found.dates.at[i]);
	p->booleans |= found.booleans;
	return true;
}

/* --- lines ----------------------------------------------------------------------------------------------------------- */

/* How many points lie before x: a search without branches. */
static size_t points_before(const parts_line *l, i64 x)
{
	const i64 *at = l->floors;
	for (size_t n = l->n; n > 0;) {
		size_t half = n / 2;
		bool right = at[half] < x;
		at = right ? at + half + 1 : at;
		n = right ? n - half - 1 : half;
	}
	return (size_t)(at - l->floors);
}

static u32 line_search(const parts_line *l, i64 x)
{
	size_t k = points_before(l, x); /* of points with one floor the whole one comes first */
	return (u32)(2 * k + (k < l->n && l->floors[k] == x && l->whole[k]));
}

static void line_seal(arena *a, parts_line *l)
{
	if (l->n == 0)
		return;
	u64 span = (u64)l->floors[l->n - 1] - (u64)l->floors[0];
	if (span >= DIRECT_MAX)
		return;
	l->direct = arena_many(a, u32, (size_t)span + 1);
	for (size_t i = 0; i <= (size_t)span; i++)
		l->direct[i] = line_search(l, l->floors[0] + (i64)i);
}

static inline u32 line_part(const parts_line *l, i64 x)
{
	if (l->n == 0 || x < l->floors[0])
		return 0;
	if (!l->direct)
		return line_search(l, x);
	u64 i = (u64)x - (u64)l->floors[0];
	return x > l->floors[l->n - 1] ? (u32)(2 * l->n) : l->direct[i];
}

/* --- making ---------------------------------------------------------------------------------------------------------- */

static int by_text(const void *x, const void *y)
{
	return str_cmp(*(const str *)x, *(const str *)y);
}

static int by_number(const void *x, const void *y)
{
	return decimal_cmp(*(const decimal *)x, *(const decimal *)y);
}

static int by_day(const void *x, const void *y)
{
	day a = *(const day *)x, b = *(const day *)y;
	return (a > b) - (a < b);
}

/* Sorts, each once. */
static size_t sorted(void *at, size_t n, size_t size, int (*order)(const void *, const void *))
{
	char *c = at;
	size_t kept = 0;
	if (n > 1)
		qsort(at, n, size, order);
	for (size_t i = 0; i < n; i++)
		if (kept == 0 || order(c + (kept - 1) * size, c + i * size) != 0)
			memmove(c + kept++ * size, c + i * size, size);
	return kept;
}

static void seal_texts(arena *a, parts *p)
{
	u32 room = 4;
	while (room < 2 * p->texts.n)
		room *= 2;
	p->slots = arena_many(a, u32, room);
	p->slots_mask = room - 1;
	for (u32 i = 0; i < p->texts.n; i++) {
		u32 k = (u32)str_hash(p->texts.at[i]) & p->slots_mask;
		while (p->slots[k])
			k = (k + 1) & p->slots_mask;
		p->slots[k] = i + 1;
	}
}

static u32 find_text(const parts *p, str s)
{
	if (p->texts.n == 0)
		return PART_TEXT;
	for (u32 k = (u32)str_hash(s) & p->slots_mask; p->slots[k]; k = (k + 1) & p->slots_mask)
		if (str_eq(p->texts.at[p->slots[k] - 1], s))
			return PART_FIRST + p->slots[k] - 1;
	return PART_TEXT;
}

void parts_seal(arena *a, parts *p)
{
	p->texts.n = sorted(p->texts.at, p->texts.n, sizeof(str), by_text);
	p->numbers.n = sorted(p->numbers.at, p->numbers.n, sizeof(decimal), by_number);
	p->dates.n = sorted(p->dates.at, p->dates.n, sizeof(day), by_day);
	seal_texts(a, p);
	p->other = STR("…");
	for (int k = 1; find_text(p, p->other) != PART_TEXT; k++)
		p->other = str_format(a, "…%d", k);
	p->numbers_from = PART_FIRST + (u32)p->texts.n;
	p->dates_from = p->numbers_from + 2 * (u32)p->numbers.n + 1;
	p->n = p->dates_from + 2 * (u32)p->dates.n + 1;

	parts_line *l = &p->number_line;
	*l = (parts_line){ arena_many(a, i64, p->numbers.n), arena_many(a, bool, p->numbers.n), p->numbers.n, NULL };
	for (size_t i = 0; i < l->n; i++) {
		decimal floor;
		l->whole[i] = decimal_is_int(p->numbers.at[i]);
		if (!decimal_round(p->numbers.at[i], 0, ROUND_FLOOR, &floor) || !decimal_i64(floor, &l->floors[i]))
			p->numbers_far = true;
	}
	if (!p->numbers_far)
		line_seal(a, l);
	l = &p->date_line;
	*l = (parts_line){ arena_many(a, i64, p->dates.n), arena_many(a, bool, p->dates.n), p->dates.n, NULL };
	for (size_t i = 0; i < l->n; i++) {
		l->floors[i] = p->dates.at[i];
		l->whole[i] = true;
	}
	line_seal(a, l);
}

/* --- looking up ------------------------------------------------------------------------------------------------------ */

static u32 number_search(const parts *p, decimal d)
{
	size_t from = 0, to = p->numbers.n;
	while (from < to) {
		size_t mid = (from + to) / 2;
		int order = decimal_cmp(p->numbers.at[mid], d);
		if (order == 0)
			return (u32)(2 * mid + 1);
		if (order < 0)
			from = mid + 1;
		else
			to = mid;
	}
	return (u32)(2 * from);
}

/* A whole number that is written as one, which most are: in the binary integer encoding the exponent 0 is 0x3040… */
static inline bool plain_i64(decimal d, i64 *ret)
{
	if ((d.w[1] << 1) != 0x3040000000000000ULL << 1 || d.w[0] > INT64_MAX)
		return false;
	*ret = d.w[1] >> 63 ? -(i64)d.w[0] : (i64)d.w[0];
	return true;
}

u32 parts_of(const parts *p, const feel *v)
{
	i64 n;
	switch (v->kind) {
	case FEEL_NULL:
		return PART_NULL;
	case FEEL_BOOLEAN:
		return v->boolean ? PART_TRUE : PART_FALSE;
	case FEEL_STRING:
		return find_text(p, v->string);
	case FEEL_NUMBER:
		if (!p->numbers_far && (plain_i64(v->number, &n) || decimal_i64(v->number, &n)))
			return p->numbers_from + line_part(&p->number_line, n);
		return p->numbers_from + number_search(p, v->number);
	case FEEL_DATE:
		return p->dates_from + line_part(&p->date_line, moment_days(v->moment));
	case FEEL_UNKNOWN:
	case FEEL_TIME:
	case FEEL_DATE_TIME:
	case FEEL_SPAN:
	case FEEL_MONTHS:
	case FEEL_LIST:
	case FEEL_CONTEXT:
	case FEEL_RANGE:
	case FEEL_FUNCTION:
		break;
	}
	return PART_NONE;
}

/* Both lines in their order: `own` has points wherever `order` finds one of them in `whole`. */
static void map_line(const parts *whole, const parts *own, bool dates, u32 *ret)
{
	size_t n = dates ? whole->dates.n : whole->numbers.n, m = dates ? own->dates.n : own->numbers.n, k = 0;
	u32 from = dates ? own->dates_from : own->numbers_from;
	for (size_t i = 0; i < n; i++) {
		*ret++ = from + (u32)(2 * k);
		bool met = k < m && (dates ? own->dates.at[k] == whole->dates.at[i]
					   : decimal_cmp(own->numbers.at[k], whole->numbers.at[i]) == 0);
		*ret++ = from + (u32)(2 * k + met);
		k += met;
	}
	*ret = from + (u32)(2 * k);
}

u32 *parts_map(arena *a, const parts *whole, const parts *own)
{
	u32 *ret = arena_many(a, u32, whole->n);
	for (u32 p = 0; p < PART_FIRST; p++)
		ret[p] = p;
	for (size_t i = 0; i < whole->texts.n; i++)
		ret[PART_FIRST + i] = find_text(own, whole->texts.at[i]);
	map_line(whole, own, false, ret + whole->numbers_from);
	map_line(whole, own, true, ret + whole->dates_from);
	return ret;
}

/* A number beyond d: as far again as it is from 0, so that it is another one at any size; d has at most 30 digits. */
static decimal beyond(decimal d, bool up)
{
	decimal one = decimal_of(1), far = d, ret = d;
	if (decimal_cmp(d, decimal_of(0)) < 0)
		far = decimal_neg(d);
	if (decimal_cmp(far, one) < 0)
		far = one;
	bool fits = up ? decimal_add(d, far, &ret) : decimal_sub(d, far, &ret);
	CHECK(fits);
	return ret;
}

/* Between two numbers, a whole one where there is one. */
static decimal between(decimal x, decimal y)
{
	decimal one = decimal_of(1), up, sum, half;
	if (decimal_round(x, 0, ROUND_FLOOR, &up) && decimal_add(up, one, &up) && decimal_cmp(up, y) < 0)
		return up;
	CHECK(decimal_add(x, y, &sum) && decimal_div(sum, decimal_of(2), &half));
	return half;
}

static feel number_value(const parts *p, u32 k)
{
	size_t i = k / 2, n = p->numbers.n;
	if (n == 0)
		return feel_int(0);
	if (k % 2)
		return feel_number(p->numbers.at[i]);
	if (i == 0)
		return feel_number(beyond(p->numbers.at[0], false));
	if (i == n)
		return feel_number(beyond(p->numbers.at[n - 1], true));
	return feel_number(between(p->numbers.at[i - 1], p->numbers.at[i]));
}

static feel date_value(arena *a, const parts *p, u32 k)
{
	size_t i = k / 2, n = p->dates.n;
	if (n == 0)
		return feel_day(a, 0);
	if (k % 2)
		return feel_day(a, p->dates.at[i]);
	/* between two days that follow each other there is none; who asks for it gets the first and never meets it */
	return feel_day(a, i == 0                                              ? p->dates.at[0] - 1
			   : i == n || p->dates.at[i - 1] + 1 < p->dates.at[i] ? p->dates.at[i - 1] + 1
									       : p->dates.at[i - 1]);
}

feel parts_value(arena *a, const parts *p, u32 part)
{
	CHECK(part < p->n);
	switch (part) {
	case PART_NULL:
		return FEEL_NOTHING;
	case PART_FALSE:
	case PART_TRUE:
		return feel_bool(part == PART_TRUE);
	case PART_TEXT:
		return feel_text(p->other);
	default:
		break;
	}
	if (part < p->numbers_from)
		return feel_text(p->texts.at[part - PART_FIRST]);
	return part < p->dates_from ? number_value(p, part - p->numbers_from) : date_value(a, p, part - p->dates_from);
}

static bool between_wholes(const parts_line *l, u32 k)
{
	size_t i = k / 2;
	if (k % 2 || i == 0 || i == l->n)
		return false;
	for (size_t m = 0; m < l->n; m++)
		if (!l->whole[m])
			return false;
	return l->floors[i - 1] + 1 >= l->floors[i];
}

bool parts_inhabited(const parts *p, u32 part)
{
	if (part >= p->dates_from)
		return !between_wholes(&p->date_line, part - p->dates_from);
	if (part >= p->numbers_from)
		return p->numbers_far || !between_wholes(&p->number_line, part - p->numbers_from);
	return true;
}
