#include "modules/guide/pages/link.h"

#include "kit/seal.h"
#include "modules/guide/guide.h"

#define PURPOSE "guide/1"
#define VERSION 1
#define KEY 3 /* bytes */
#define LIST_MAX 500
#define CONTENT_MAX (GUIDE_LINK_MAX * 3 / 4 - SEAL_MORE)

typedef enum shape { DONT_KNOW, YES, NO, NUMBER, DATE, CHOICE, CHOICES, TEXT, SHAPES } shape;
#define IN_FULL 0x80

/* --- writing ------------------------------------------------------------------------------------------------------ */

static u32 key_of(str id)
{
	u64 h = str_hash(id);
	return (u32)((h ^ h >> 24 ^ h >> 48) & 0xffffff);
}

static void put_key(buf *b, u32 key)
{
	buf_char(b, (char)(key >> 16));
	buf_char(b, (char)(key >> 8));
	buf_char(b, (char)key);
}

static void put_varint(buf *b, u64 n)
{
	for (; n >= 0x80; n >>= 7)
		buf_char(b, (char)(n | 0x80));
	buf_char(b, (char)n);
}

/* Small numbers of either sign are short. */
static u64 zigzag(i64 n)
{
	return (u64)n << 1 ^ (u64)(n >> 63);
}

static i64 unzigzag(u64 n)
{
	return (i64)(n >> 1) ^ -(i64)(n & 1);
}

static void put_text(buf *b, str s)
{
	put_varint(b, s.len);
	buf_put(b, s);
}

static void put_keys(buf *b, strs ids)
{
	put_varint(b, ids.n);
	for (size_t i = 0; i < ids.n; i++)
		put_key(b, key_of(ids.at[i]));
}

/* The only fact, choice, event … with that key; NULL where there is none or several. */
static const fact_def *fact_of(const city_def *c, u32 key)
{
	const fact_def *found = NULL;
	for (size_t i = 0; i < c->facts.n; i++) {
		if (key_of(c->facts.at[i].field.id) != key)
			continue;
		if (found)
			return NULL;
		found = &c->facts.at[i];
	}
	return found;
}

static const field_choice *choice_of(const field_def *f, u32 key)
{
	const field_choice *found = NULL;
	for (size_t i = 0; i < f->choices.n; i++) {
		if (key_of(f->choices.at[i].value) != key)
			continue;
		if (found)
			return NULL;
		found = &f->choices.at[i];
	}
	return found;
}

/* Whether every line of the value is a choice whose key says which. */
static bool all_choices(const field_def *f, str value)
{
	while (value.len) {
		str line = str_cut(&value, '\n');
		const field_choice *found = choice_of(f, key_of(line));
		if (!found || !str_eq(found->value, line))
			return false;
	}
	return true;
}

static size_t lines_in(str value)
{
	size_t n = 0;
	for (; value.len; n++)
		str_cut(&value, '\n');
	return n;
}

static shape shape_of(arena *a, const field_def *f, const fact_answer *answer)
{
	i64 n;
	day d;
	if (answer->dont_know)
		return DONT_KNOW;
	switch (f->kind) {
	case FIELD_YESNO:
		return str_eq(answer->value, STR("yes")) ? YES : str_eq(answer->value, STR("no")) ? NO : TEXT;
	case FIELD_NUMBER:
	case FIELD_MONEY: /* only what comes back letter by letter */
		return str_i64(answer->value, &n) && str_eq(str_format(a, "%lld", (long long)n), answer->value) ? NUMBER
														: TEXT;
	case FIELD_DATE:
		return day_parse(answer->value, &d) ? DATE : TEXT;
	case FIELD_CHOICE:
		return lines_in(answer->value) == 1 && all_choices(f, answer->value) ? CHOICE : TEXT;
	case FIELD_CHOICES:
		return all_choices(f, answer->value) ? CHOICES : TEXT;
	case FIELD_TEXT:
	case FIELD_NAME:
	case FIELD_KANA:
	case FIELD_ADDRESS:
	case FIELD_POSTAL:
	case FIELD_PHONE:
	case FIELD_MAIL:
	case FIELD_MONTH:
	case FIELD_TABLE:
	case FIELD_FILE:
	case FIELD_MY_NUMBER:
	case FIELD_CORPORATE_NUMBER:
	case FIELD_KIND_COUNT:
		break;
	}
	return TEXT;
}

static void put_answer(buf *b, const city_def *c, const fact_answer *answer)
{
	const fact_def *f = facts_find(&c->facts, answer->id);
	if (!f)
		return;
	bool in_full = fact_of(c, key_of(answer->id)) == NULL;
	shape s = shape_of(b->arena, &f->field, answer);
	buf_char(b, (char)((int)s | (in_full ? IN_FULL : 0)));
	if (in_full)
		put_text(b, answer->id);
	else
		put_key(b, key_of(answer->id));
	i64 n = 0;
	day d = 0;
	str rest = answer->value;
	switch (s) {
	case NUMBER:
		CHECK(str_i64(answer->value, &n));
		put_varint(b, zigzag(n));
		return;
	case DATE:
		CHECK(day_parse(answer->value, &d));
		put_varint(b, zigzag(d));
		return;
	case CHOICE:
		put_key(b, key_of(answer->value));
		return;
	case CHOICES:
		put_varint(b, lines_in(rest));
		while (rest.len)
			put_key(b, key_of(str_cut(&rest, '\n')));
		return;
	case TEXT:
		put_text(b, answer->value);
		return;
	case DONT_KNOW:
	case YES:
	case NO:
	case SHAPES:
		return;
	}
}

const err *guide_link_token(const app *p, arena *a, const city_def *c, const guide_link *l, str *ret)
{
	buf b = buf_new(a, CONTENT_MAX);
	buf_char(&b, VERSION);
	put_keys(&b, l->events);
	put_keys(&b, l->schemes);
	size_t known = 0;
	for (size_t i = 0; i < l->given.n; i++)
		known += facts_find(&c->facts, l->given.at[i].id) != NULL;
	put_varint(&b, known);
	for (size_t i = 0; i < l->given.n; i++)
		put_answer(&b, c, &l->given.at[i]);
	if (b.overflowed || known > LIST_MAX)
		return err_why(a, ERR_too_long, "these answers do not fit into an address");
	*ret = seal(p, a, PURPOSE, buf_str(&b));
	return NULL;
}

/* --- reading ------------------------------------------------------------------------------------------------------ */

/* What is left of the content; `bad` once something was missing. */
typedef struct reader {
	str rest;
	bool bad;
} reader;

static str take(reader *r, size_t n)
{
	if (n > r->rest.len) {
		r->bad = true;
		r->rest = STR_NONE;
		return STR_NONE;
	}
	str s = str_sub(r->rest, 0, n);
	r->rest = str_sub(r->rest, n, r->rest.len);
	return s;
}

static u8 take_byte(reader *r)
{
	str s = take(r, 1);
	return s.len ? (u8)s.at[0] : 0;
}

static u32 take_key(reader *r)
{
	str s = take(r, KEY);
	return s.len ? (u32)(u8)s.at[0] << 16 | (u32)(u8)s.at[1] << 8 | (u8)s.at[2] : 0;
}

static u64 take_varint(reader *r)
{
	u64 n = 0;
	for (int shift = 0; shift < 64; shift += 7) {
		u8 byte = take_byte(r);
		n |= (u64)(byte & 0x7f) << shift;
		if (!(byte & 0x80))
			return n;
	}
	r->bad = true;
	return 0;
}

static size_t take_count(reader *r)
{
	u64 n = take_varint(r);
	if (n > LIST_MAX)
		r->bad = true;
	return r->bad ? 0 : (size_t)n;
}

static str take_text(reader *r)
{
	u64 n = take_varint(r);
	return take(r, n > r->rest.len ? r->rest.len + 1 : (size_t)n);
}

/* The value of a fact of today's definitions; false where it has no place there any more. */
static bool take_value(reader *r, arena *a, const fact_def *f, shape s, fact_answer *ret)
{
	const field_kind kind = f ? f->field.kind : FIELD_KIND_COUNT;
	const field_choice *one;
	bool good = false;
	size_t n;
	i64 number;
	buf b;
	switch (s) {
	case DONT_KNOW:
		ret->dont_know = true;
		return f != NULL;
	case YES:
	case NO:
		ret->value = s == YES ? STR("yes") : STR("no");
		return kind == FIELD_YESNO;
	case NUMBER:
		ret->value = str_format(a, "%lld", (long long)unzigzag(take_varint(r)));
		good = kind == FIELD_NUMBER || kind == FIELD_MONEY;
		break;
	case DATE:
		number = unzigzag(take_varint(r));
		good = kind == FIELD_DATE && number > -800000 && number < 3000000;
		if (good)
			ret->value = day_text(a, (day)number);
		break;
	case CHOICE:
		one = choice_of(f ? &f->field : &(field_def){ 0 }, take_key(r));
		ret->value = one ? one->value : STR_NONE;
		return one && kind == FIELD_CHOICE;
	case CHOICES:
		b = buf_new(a, 64 * 1024);
		n = take_count(r);
		good = kind == FIELD_CHOICES;
		for (size_t i = 0; i < n; i++) {
			one = choice_of(f ? &f->field : &(field_def){ 0 }, take_key(r));
			good = good && one;
			buf_put(&b, i ? STR("\n") : STR_NONE);
			buf_put(&b, one ? one->value : STR_NONE);
		}
		ret->value = buf_str(&b);
		break;
	case TEXT:
		ret->value = take_text(r);
		good = f != NULL && ret->value.len <= GUIDE_ANSWER_MAX;
		break;
	case SHAPES:
		r->bad = true;
		break;
	}
	return good;
}

static void take_answer(reader *r, arena *a, const city_def *c, day today, guide_link *l, size_t *lost)
{
	u8 head = take_byte(r);
	shape s = (head & 0x7f) < SHAPES ? (shape)(head & 0x7f) : SHAPES;
	const fact_def *f = head & IN_FULL ? facts_find(&c->facts, take_text(r)) : fact_of(c, take_key(r));
	fact_answer answer = { .id = f ? f->field.id : STR_NONE };
	bool good = take_value(r, a, f, s, &answer) && f->value == NULL;
	/* what a person could not type today (out of new bounds) is not taken either */
	str same;
	if (good && !answer.dont_know && f->field.kind != FIELD_TABLE)
		good = field_read(a, &f->field, field_typed(a, &f->field, answer.value), today, &same) == NULL &&
		       same.len;
	if (good)
		guide_link_set(a, l, answer);
	else
		++*lost;
}

bool guide_link_open(const app *p, arena *a, const city_def *c, str token, day today, guide_link *ret, size_t *ret_lost)
{
	str content;
	*ret = (guide_link){ 0 };
	*ret_lost = 0;
	if (token.len > GUIDE_LINK_MAX || !unseal(p, a, PURPOSE, token, &content))
		return false;
	reader r = { .rest = content };
	if (take_byte(&r) != VERSION)
		return false;
	for (size_t n = take_count(&r); n > 0; n--) {
		u32 key = take_key(&r);
		for (size_t i = 0; i < c->guide.events.n; i++)
			if (key_of(c->guide.events.at[i].id) == key)
				LIST_ADD(a, &ret->events, c->guide.events.at[i].id);
	}
	for (size_t n = take_count(&r); n > 0; n--) {
		u32 key = take_key(&r);
		for (size_t i = 0; i < c->guide.schemes.n; i++)
			if (key_of(c->guide.schemes.at[i].id) == key)
				LIST_ADD(a, &ret->schemes, c->guide.schemes.at[i].id);
	}
	for (size_t n = take_count(&r); n > 0 && !r.bad; n--)
		take_answer(&r, a, c, today, ret, ret_lost);
	return !r.bad && r.rest.len == 0;
}

/* --- changing ------------------------------------------------------------------------------------------------------ */

void guide_link_set(arena *a, guide_link *l, fact_answer answer)
{
	bool none = answer.value.len == 0 && !answer.dont_know;
	for (size_t i = 0; i < l->given.n; i++) {
		if (!str_eq(l->given.at[i].id, answer.id))
			continue;
		if (none)
			memmove(&l->given.at[i], &l->given.at[i + 1], (--l->given.n - i) * sizeof *l->given.at);
		else
			l->given.at[i] = answer;
		return;
	}
	if (!none)
		LIST_ADD(a, &l->given, answer);
}

const fact_answer *guide_link_get(const guide_link *l, str id)
{
	for (size_t i = 0; i < l->given.n; i++)
		if (str_eq(l->given.at[i].id, id))
			return &l->given.at[i];
	return NULL;
}

bool guide_token_read(req *r, str token, guide_asked *ret)
{
	guide_link l;
	size_t lost;
	if (token.len > GUIDE_LINK_MAX ||
	    !guide_link_open(r->app, r->arena, catalog_city(r), token, day_of(r->now), &l, &lost))
		return false;
	*ret = (guide_asked){ .given = l.given,
			      .events = l.events,
			      .schemes = l.schemes,
			      .now = r->now,
			      .as_of = DAY_UNSET,
			      .lang = r->lang };
	return true;
}
