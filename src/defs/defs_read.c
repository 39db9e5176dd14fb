#include "defs/defs_read.h"

#include <stdarg.h>

const char *const weekday_words[7] = { "sun", "mon", "tue", "wed", "thu", "fri", "sat" };

/* --- mistakes --- */

bool mistakes_wanted(const reader *r)
{
	return r->found->n < MISTAKES_KEPT;
}

static void keep(reader *r, int line, int column, str where, str detail)
{
	if (!mistakes_wanted(r))
		return;
	err *e = arena_one(r->a, err);
	*e = (err){ .code = ERR_definition, .where = where, .detail = detail };
	LIST_ADD(r->a, r->found, ((mistake){ r->file, line, column, e }));
}

str shown(str s)
{
	size_t end = 0, i = 0;
	while (i < s.len && i <= 60) {
		end = i;
		str_next(s, &i);
	}
	return str_sub(s, 0, i <= 60 ? i : end);
}

void note(reader *r, const yaml_node *at, const char *what, ...)
{
	char text[1000];
	va_list args;
	if (!mistakes_wanted(r))
		return;
	va_start(args, what);
	vsnprintf(text, sizeof text, what, args);
	va_end(args);
	str detail = str_of(text);
	while (!str_is_utf8(detail)) /* cut short within a character */
		detail.len--;
	str where = str_format(r->a, "%.*s:%d:%d", STR_ARG(r->path), at->line, at->column);
	keep(r, at->line, at->column, where, arena_copy(r->a, detail));
}

void note_err(reader *r, const err *e)
{
	keep(r, 0, 0, arena_copy(r->a, e->where), arena_copy(r->a, e->detail));
}

static int by_place(const void *x, const void *y)
{
	const mistake *a = x, *b = y;
	if (a->file != b->file)
		return a->file < b->file ? -1 : 1;
	if (a->line != b->line)
		return a->line < b->line ? -1 : 1;
	if (a->column != b->column)
		return a->column < b->column ? -1 : 1;
	return str_cmp(a->e->detail, b->e->detail);
}

const err *mistakes_told(mistakes *m)
{
	if (m->n == 0)
		return NULL;
	qsort(m->at, m->n, sizeof *m->at, by_place);
	for (size_t i = 0; i + 1 < m->n && i + 1 < MISTAKES_MAX; i++)
		m->at[i].e->next = m->at[i + 1].e;
	return m->at[0].e;
}

#define WORD_MAX 32 /* characters; longer words are not compared */

/* A word's characters; false when it is too long. */
static bool characters_of(str s, u32 *at, size_t *n)
{
	*n = 0;
	for (size_t i = 0; i < s.len;) {
		if (*n == WORD_MAX)
			return false;
		at[(*n)++] = str_next(s, &i);
	}
	return true;
}

/* Edits (insert, delete, change) from one word to the other, by characters; 99 when they are too long. */
static int distance(str x, str y)
{
	int row[WORD_MAX + 1];
	u32 a[WORD_MAX], b[WORD_MAX];
	size_t n, m;
	if (!characters_of(x, a, &n) || !characters_of(y, b, &m))
		return 99;
	for (size_t j = 0; j <= m; j++)
		row[j] = (int)j;
	for (size_t i = 0; i < n; i++) {
		int diagonal = row[0];
		row[0] = (int)i + 1;
		for (size_t j = 0; j < m; j++) {
			int change = diagonal + (a[i] != b[j]);
			diagonal = row[j + 1];
			int least = row[j] < row[j + 1] ? row[j] + 1 : row[j + 1] + 1;
			row[j + 1] = change < least ? change : least;
		}
	}
	return row[m];
}

/* The word that is only a slip away, or empty. */
static str nearest(str word, const strs *words)
{
	int best = str_length(word) < 4 ? 2 : 3; /* fewer edits than this */
	str found = STR_NONE;
	for (size_t i = 0; i < words->n; i++) {
		int d = distance(word, words->at[i]);
		if (d < best) {
			best = d;
			found = words->at[i];
		}
	}
	return found;
}

const char *did_you_mean(arena *a, str word, const strs *words)
{
	str near = nearest(word, words);
	return near.len ? str_format(a, "; did you mean ‘%.*s’?", STR_ARG(near)).at : "";
}

/* --- maps and texts --- */

bool text_of(reader *r, const yaml_node *n, str *ret)
{
	if (n->kind != YN_TEXT) {
		note(r, n, "write one text here, not a %s", n->kind == YN_MAP ? "map" : "list");
		return false;
	}
	*ret = n->s.len ? arena_copy(r->a, n->s) : STR_NONE;
	return true;
}

bool contains(const strs *list, str s)
{
	for (size_t i = 0; i < list->n; i++)
		if (str_eq(list->at[i], s))
			return true;
	return false;
}

bool read_map(reader *r, const yaml_node *n, void *to, const field *fields, size_t count)
{
	/* `juumin:` with nothing behind it is an empty map */
	if (n->kind != YN_MAP && !(n->kind == YN_TEXT && n->plain && n->s.len == 0)) {
		note(r, n, "write `key: value` pairs here, such as `%s: …`", fields[0].key);
		return false;
	}
	strs keys = { NULL, 0 }, misspelt = { NULL, 0 };
	for (size_t i = 0; i < count; i++)
		LIST_ADD(r->work, &keys, str_of(fields[i].key));
	for (size_t i = 0; i < n->keys.n; i++) {
		str key = n->keys.at[i]->s;
		const field *f = fields, *end = fields + count;
		while (f < end && !str_eq(key, str_of(f->key)))
			f++;
		if (f < end) {
			f->read(r, n->items.at[i], (char *)to + f->at, f);
			continue;
		}
		note(r, n->keys.at[i], "unknown key ‘%.*s’%s", STR_ARG(shown(key)), did_you_mean(r->work, key, &keys));
		LIST_ADD(r->work, &misspelt, nearest(key, &keys));
	}
	for (const field *f = fields; f < fields + count; f++)
		if (f->required && !yaml_get(n, f->key) && !contains(&misspelt, str_of(f->key)))
			note(r, n, "‘%s:’ is missing; add it", f->key);
	return true;
}

/* Whether a text is fit to be shown: not too long, no control characters. */
static bool fit(reader *r, const yaml_node *n, i64 most, bool lines)
{
	if (n->s.len > (size_t)most) {
		note(r, n, "too long: %zu bytes, at most %lld", n->s.len, (long long)most);
		return false;
	}
	for (size_t i = 0; i < n->s.len; i++) {
		u8 c = (u8)n->s.at[i];
		if (c == '\n' && lines)
			continue;
		if (c < 0x20 || c == 0x7F) {
			note(r, n, c == '\n' ? "write this on one line" : "remove the control character");
			return false;
		}
	}
	return true;
}

void read_line(reader *r, const yaml_node *n, void *to, const field *f)
{
	str s;
	if (text_of(r, n, &s) && fit(r, n, f->most, false))
		*(str *)to = str_trim(s);
}

bool link_plain(str s)
{
	bool plain = str_starts(s, STR("https://")) || str_starts(s, STR("http://"));
	for (size_t i = 0; i < s.len; i++)
		plain = plain && s.at[i] > ' ' && s.at[i] != '"' && s.at[i] != '<' && s.at[i] != '>';
	return plain;
}

void read_link(reader *r, const yaml_node *n, void *to, const field *f)
{
	str s = STR_NONE;
	read_line(r, n, &s, f);
	if (s.len && !link_plain(s))
		note(r, n, "write an address that begins with https://");
	else
		*(str *)to = s;
}

void read_texts(reader *r, const yaml_node *n, void *to, const field *f)
{
	strs *list = to;
	if (n->kind != YN_LIST) {
		note(r, n, "write a list: [医療費, 助成]");
		return;
	}
	for (size_t i = 0; i < n->items.n; i++) {
		str s = STR_NONE;
		read_line(r, n->items.at[i], &s, f);
		LIST_ADD(r->a, list, s);
	}
}

void read_text3(reader *r, const yaml_node *n, void *to, const field *f)
{
	static const char *const keys[LANG_COUNT] = { "ja", "ja-easy", "en" };
	text3 *t = to;
	bool lines = f->most > 200;
	if (n->kind == YN_TEXT) { /* Japanese only */
		str s;
		if (text_of(r, n, &s) && fit(r, n, f->most, lines))
			t->in[LANG_JA] = str_trim(s);
	} else if (n->kind == YN_LIST) {
		note(r, n, "write a text, or `ja: …`, `ja-easy: …`, `en: …`");
		return;
	}
	for (size_t i = 0; i < n->keys.n; i++) {
		const yaml_node *v = n->items.at[i];
		size_t l = 0;
		while (l < LANG_COUNT && !str_eq(n->keys.at[i]->s, str_of(keys[l])))
			l++;
		str s;
		if (l == LANG_COUNT)
			note(r, n->keys.at[i], "unknown language ‘%.*s’; there are ja, ja-easy and en%s",
			     STR_ARG(n->keys.at[i]->s),
			     v->kind == YN_TEXT && v->s.len == 0 ? " (a text with a comma needs quotes here)" : "");
		else if (text_of(r, v, &s) && fit(r, v, f->most, lines))
			t->in[l] = str_trim(s);
	}
	bool any = t->in[LANG_JA_EASY].len || t->in[LANG_EN].len;
	if (t->in[LANG_JA].len == 0 && (f->required || any))
		note(r, n, "the Japanese text (ja) is missing; add it");
}

bool id_valid(str s)
{
	if (s.len == 0 || s.len > 32 || s.at[0] == '-' || s.at[s.len - 1] == '-')
		return false;
	for (size_t i = 0; i < s.len; i++) {
		char c = s.at[i];
		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'))
			return false;
	}
	return true;
}

void read_id(reader *r, const yaml_node *n, void *to, const field *f)
{
	(void)f;
	str s;
	if (!text_of(r, n, &s))
		return;
	if (id_valid(s))
		*(str *)to = s;
	else
		note(r, n, "‘%.*s’ cannot be an identifier; use a–z, 0–9 and -, at most 32", STR_ARG(shown(s)));
}

void read_ids(reader *r, const yaml_node *n, void *to, const field *f)
{
	strs *list = to;
	if (n->kind != YN_LIST) {
		note(r, n, "write a list: [juumin, koseki]");
		return;
	}
	for (size_t i = 0; i < n->items.n; i++) {
		str id = STR_NONE;
		read_id(r, n->items.at[i], &id, f);
		for (size_t k = 0; k < list->n; k++)
			if (id.len && str_eq(list->at[k], id))
				note(r, n->items.at[i], "‘%.*s’ stands twice in this list", STR_ARG(id));
		LIST_ADD(r->a, list, id); /* the empty one as well: places in the list and in the file agree */
	}
}

/* --- numbers, times, days --- */

void read_int(reader *r, const yaml_node *n, void *to, const field *f)
{
	str s;
	i64 value;
	if (!text_of(r, n, &s))
		return;
	str number = str_trim(str_cut(&s, ' '));
	str unit = str_trim(s);
	str want = str_of(f->unit);
	bool unit_fits = unit.len == 0 || str_eq(unit, want) ||
			 (want.len && str_eq(unit, str_sub(want, 0, want.len - 1))); /* 1 minute */
	if (!str_i64(number, &value) || !unit_fits)
		note(r, n, "write a whole number%s%s here, such as `%lld%s%s`", f->unit ? " of " : "",
		     f->unit ? f->unit : "", (long long)(f->least > 1 ? f->least : 1), f->unit ? " " : "",
		     f->unit ? f->unit : "");
	else if (value < f->least || value > f->most)
		note(r, n, "%lld is out of range; it must be %lld to %lld", (long long)value, (long long)f->least,
		     (long long)f->most);
	else
		*(int *)to = (int)value;
}

void read_bool(reader *r, const yaml_node *n, void *to, const field *f)
{
	(void)f;
	str s;
	if (!text_of(r, n, &s))
		return;
	if (str_eq(s, STR("yes")) || str_eq(s, STR("true")))
		*(bool *)to = true;
	else if (str_eq(s, STR("no")) || str_eq(s, STR("false")))
		*(bool *)to = false;
	else
		note(r, n, "write yes or no");
}

void read_day_between(reader *r, const yaml_node *n, int first, int last, day *ret)
{
	str s;
	day d;
	if (!text_of(r, n, &s))
		return;
	if (!day_parse(s, &d))
		note(r, n, "‘%.*s’ is not a date; write it as 2026-04-01", STR_ARG(shown(s)));
	else if (d < day_from(first, 1, 1) || d > day_from(last, 12, 31))
		note(r, n, "the year must be %d to %d", first, last);
	else
		*ret = d;
}

void read_day(reader *r, const yaml_node *n, void *to, const field *f)
{
	(void)f;
	read_day_between(r, n, 1949, 2099, to);
}

static bool window_of(str s, window *ret)
{
	str from = str_trim(str_cut(&s, '-'));
	window w;
	if (!minute_parse(from, &w.from) || !minute_parse(str_trim(s), &w.to))
		return false;
	*ret = w;
	return true;
}

static bool window_noted(reader *r, const yaml_node *n, str s, window *ret)
{
	window w;
	if (!window_of(s, &w)) {
		note(r, n, "‘%.*s’ is not a time; write it as 8:30-17:15", STR_ARG(shown(s)));
		return false;
	}
	if (w.from >= w.to) {
		note(r, n, "‘%.*s’ ends before it begins", STR_ARG(s));
		return false;
	}
	*ret = w;
	return true;
}

void read_window(reader *r, const yaml_node *n, void *to, const field *f)
{
	(void)f;
	str s;
	if (text_of(r, n, &s))
		window_noted(r, n, str_trim(s), to);
}

void read_windows(reader *r, const yaml_node *n, void *to, const field *f)
{
	(void)f;
	windows *list = to;
	str s;
	*list = (windows){ NULL, 0 };
	if (!text_of(r, n, &s) || str_eq(s, STR("closed")))
		return;
	do {
		str part = str_trim(str_cut(&s, ','));
		window w;
		if (!window_noted(r, n, part, &w))
			return;
		if (list->n && w.from <= list->at[list->n - 1].to) {
			note(r, n, "‘%.*s’ must begin after the one before it has ended", STR_ARG(part));
			return;
		}
		if (list->n == 8) {
			note(r, n, "at most 8 times in a day");
			return;
		}
		LIST_ADD(r->a, list, w);
	} while (s.len);
}

static int weekday_word(str s)
{
	for (int i = 0; i < 7; i++)
		if (str_eq(s, str_of(weekday_words[i])))
			return i;
	return -1;
}

u8 weekdays_of(str s)
{
	unsigned bits = 0;
	do {
		str part = str_trim(str_cut(&s, ','));
		str rest = part;
		str first = str_trim(str_cut(&rest, '-'));
		int from = weekday_word(first);
		int to = first.len == part.len ? from : weekday_word(str_trim(rest));
		if (from < 0 || to < 0)
			return 0;
		for (int i = from;; i = (i + 1) % 7) {
			if (bits & 1u << i)
				return 0;
			bits |= 1u << i;
			if (i == to)
				break;
		}
	} while (s.len);
	return (u8)bits;
}

void read_weekdays(reader *r, const yaml_node *n, void *to, const field *f)
{
	(void)f;
	str s;
	if (!text_of(r, n, &s))
		return;
	u8 bits = weekdays_of(s);
	if (bits)
		*(u8 *)to = bits;
	else
		note(r, n, "‘%.*s’ are not weekdays; write mon-fri or mon, wed", STR_ARG(shown(s)));
}
