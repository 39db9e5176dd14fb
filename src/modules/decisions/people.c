#include "modules/decisions/people.h"

#include "modules/decisions/given.h"
#include "rules/decimal.h"
#include "text/json_flat.h"

#define ROOM (4 * PEOPLE_LINE_MAX)
#define BATCH_MEMORY ((size_t)1 << 30) /* what is nested, and what FEEL makes, is bounded by the length of a line */

people *people_open(arena *a, const match *m, FILE *in)
{
	people *p = arena_one(a, people);
	p->in = in;
	p->a = arena_new(BATCH_MEMORY);
	p->size = ROOM;
	p->room = arena_alloc(a, ROOM);
	p->facts = match_facts(m);
	size_t n = p->facts.n;
	p->dates = arena_many(a, bool, n);
	p->values = arena_many(a, feel, n * PEOPLE_BATCH);
	p->moments = arena_many(a, feel_moment, n * PEOPLE_BATCH);
	for (p->mask = 15; p->mask < 4 * n; p->mask = 2 * p->mask + 1)
		;
	p->slots = arena_many(a, u32, p->mask + 1);
	for (u32 i = 0; i < n; i++) {
		p->dates[i] = match_is_date(m, i);
		u32 k = (u32)str_hash(p->facts.at[i]) & p->mask;
		while (p->slots[k])
			k = (k + 1) & p->mask;
		p->slots[k] = i + 1;
	}
	return p;
}

void people_close(people *p)
{
	arena_free(p->a);
}

/* The fact of a name: first the one that stood behind the last, for lines are mostly alike. n: none. */
static size_t fact_of(const people *p, str name, size_t guess)
{
	if (guess < p->facts.n && str_eq(p->facts.at[guess], name))
		return guess;
	for (u32 k = (u32)str_hash(name) & p->mask; p->slots[k]; k = (k + 1) & p->mask)
		if (str_eq(p->facts.at[p->slots[k] - 1], name))
			return p->slots[k] - 1;
	return p->facts.n;
}

static int two(str s, size_t i)
{
	return (s.at[i] - '0') * 10 + (s.at[i + 1] - '0');
}

/* A text as a date, where the fact is one. */
static feel text_value(str s, bool date, feel_moment *m)
{
	day d;
	if (!date || s.len != 10 || !day_parse(s, &d))
		return feel_text(s);
	*m = (feel_moment){ .year = two(s, 0) * 100 + two(s, 2), .month = (u8)two(s, 5), .day = (u8)two(s, 8) };
	return (feel){ .kind = FEEL_DATE, .moment = m };
}

/* `before`: of the line. */
static str trouble(people *p, str before, const char *what)
{
	return str_format(p->a, "%lld:%zu: %s", (long long)p->line, str_length(before) + 1, what);
}

static void read_person(people *p, str line)
{
	size_t n = p->facts.n;
	person *someone = &p->at[p->n];
	*someone = (person){ .values = p->values + p->n * n, .line = p->line };
	feel_moment *moments = p->moments + p->n * n;
	p->n++;
	for (size_t i = 0; i < n; i++)
		someone->values[i].kind = FEEL_UNKNOWN;
	json_flat f = json_flat_begin(p->a, line);
	str key;
	flat_value v;
	const json_value *tree;
	for (size_t guess = 0; json_flat_next(&f, &key, &v);) {
		size_t fact = fact_of(p, key, guess);
		if (fact == n)
			continue;
		guess = fact + 1;
		feel *to = &someone->values[fact];
		decimal d;
		switch (v.kind) {
		case FLAT_NULL:
			*to = FEEL_NOTHING;
			break;
		case FLAT_FALSE:
		case FLAT_TRUE:
			*to = feel_bool(v.kind == FLAT_TRUE);
			break;
		case FLAT_NUMBER:
			if (v.whole)
				*to = feel_int(v.n);
			else if (decimal_read(v.s, &d))
				*to = feel_number(d);
			else
				f.wrong = "a number that is too large";
			break;
		case FLAT_TEXT:
			*to = text_value(v.s, p->dates[fact], &moments[fact]);
			break;
		case FLAT_NESTED:
			if (json_parse(p->a, v.s, &tree) != NULL)
				f.wrong = "an array or object within that is no JSON";
			else
				*to = given_json(p->a, tree);
			break;
		}
	}
	if (f.wrong)
		someone->wrong = trouble(p, str_sub(line, 0, f.i), f.wrong);
}

static void read_too_long(people *p)
{
	p->at[p->n] = (person){ .line = p->line, .wrong = trouble(p, STR(""), "the line is longer than 1 MB") };
	p->n++;
}

/* Moves what is left to the front and reads on behind it. */
static const err *refill(people *p)
{
	memmove(p->room, p->room + p->from, p->len - p->from);
	p->len -= p->from;
	p->from = 0;
	size_t got = fread(p->room + p->len, 1, p->size - p->len, p->in);
	if (got < p->size - p->len) {
		if (ferror(p->in))
			return err_of(ERR_file);
		p->ended = true;
	}
	p->len += got;
	return NULL;
}

/* The line that begins here; false when its end has not been read yet. */
static bool next_line(people *p, str *ret)
{
	const char *from = p->room + p->from;
	const char *end = p->len > p->from ? memchr(from, '\n', p->len - p->from) : NULL;
	if (!end && !(p->ended && p->len > p->from))
		return false;
	size_t n = end ? (size_t)(end - from) : p->len - p->from;
	*ret = (str){ from, n };
	p->from += n + (end != NULL);
	return true;
}

const err *people_next(people *p, bool *ret_more)
{
	arena_reset(p->a);
	p->n = 0;
	str line;
	while (p->n < PEOPLE_BATCH) {
		if (next_line(p, &line)) {
			p->line++;
			if (p->line == 1 && str_starts(line, STR("\xEF\xBB\xBF"))) /* as some editors begin a file */
				line = str_sub(line, 3, line.len);
			if (line.len > PEOPLE_LINE_MAX)
				read_too_long(p);
			else
				read_person(p, line);
			continue;
		}
		if (p->n > 0 || p->ended)
			break; /* values are slices of the room: it is filled again when they are done with */
		if (p->len - p->from > PEOPLE_LINE_MAX) { /* pass over the rest of it */
			p->line++;
			read_too_long(p);
			bool found = false;
			do {
				p->from = p->len;
				TRY(refill(p));
				const char *end = memchr(p->room, '\n', p->len);
				found = end != NULL;
				p->from = end ? (size_t)(end - p->room) + 1 : p->len;
			} while (!found && !p->ended);
			break;
		}
		TRY(refill(p));
	}
	*ret_more = p->n > 0;
	return NULL;
}
