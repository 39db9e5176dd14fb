#include "print/drawing_letters.h"

#include <unicode/ubrk.h>
#include <unicode/utext.h>

/* Well-formed, without controls; a line break stays where several lines are wanted. What is not UTF-8 becomes U+FFFD. */
static str cleaned(arena *a, str s, bool several, bool *ret_bad)
{
	bool easy = s.len <= DRAW_TEXT_MAX;
	for (size_t i = 0; i < s.len && easy; i++)
		easy = (u8)s.at[i] >= 0x20 && (u8)s.at[i] < 0x7f;
	if (easy)
		return s;
	s = str_sub(s, 0, DRAW_TEXT_MAX);
	buf b = buf_new(a, DRAW_TEXT_MAX * 3 + 8);
	for (size_t i = 0; i < s.len;) {
		size_t from = i;
		u32 c = str_next(s, &i);
		if (c == 0xFFFD) {
			*ret_bad = true;
			buf_lit(&b, "\xef\xbf\xbd");
		} else if (c == '\r') {
			if (i == s.len || s.at[i] != '\n')
				buf_char(&b, several ? '\n' : ' ');
		} else if (c == '\n' || c == 0x85 || c == 0x2028 || c == 0x2029 || c == '\v' || c == '\f') {
			buf_char(&b, several ? '\n' : ' ');
		} else if (c < 0x20 || (c >= 0x7f && c < 0xa0)) {
			buf_char(&b, ' ');
		} else if (c == 0xFEFF || c == 0xAD || (c >= 0x200E && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
			   (c >= 0x2060 && c <= 0x206F)) {
			continue; /* steers the direction or joins: nobody sees it */
		} else {
			buf_put(&b, str_sub(s, from, i));
		}
	}
	return buf_str(&b);
}

static bool from_the_right(u32 c)
{
	return (c >= 0x590 && c < 0x900) || (c >= 0xFB1D && c < 0xFE00) || (c >= 0xFE70 && c < 0xFEFF) ||
	       (c >= 0x10800 && c < 0x11000) || (c >= 0x1E800 && c < 0x1F000);
}

static void take_letter(letters *l, letter *t, const font_letter *g)
{
	l->width += g->advance - (double)t->advance;
	t->font = g->font;
	t->turned = g->turned;
	t->advance = (float)g->advance;
	t->glyph = (int)l->glyphs.n;
	t->n = g->n;
	for (int k = 0; k < g->n; k++)
		LIST_ADD(l->arena, &l->glyphs, g->glyphs[k]);
}

static bool is_digit(str s, size_t at)
{
	return at < s.len && s.at[at] >= '0' && s.at[at] <= '9';
}

/* In vertical text two digits stand beside each other, as in 12月. */
static size_t read_pair(letters *l, fonts *f, font_kind kind, size_t i)
{
	bool alone = i == 0 || !is_digit(l->text, i - 1);
	if (!alone || !is_digit(l->text, i) || !is_digit(l->text, i + 1) || is_digit(l->text, i + 2))
		return 0;
	str two = str_sub(l->text, i, i + 2);
	font_letter g = fonts_digit_pair(f, kind, two);
	if (!g.known)
		return 0;
	letter *t = &l->at[l->n++];
	*t = (letter){ .as = two, .from = (u32)i, .base = (u32)(u8)two.at[0] };
	take_letter(l, t, &g);
	return 2;
}

/* What a foreign name is written with, the signs between its words included. */
static bool is_latin(const letter *t)
{
	return t->base == ' ' || t->base == '-' || t->base == '.' || t->base == '\'' ||
	       (t->base >= 'A' && t->base <= 'z' && (t->base <= 'Z' || t->base >= 'a')) ||
	       (t->base >= 0xC0 && t->base < 0x250) || (t->base >= 0x1E00 && t->base < 0x1F00);
}

/* A name of which the first font has only some letters (Nguyễn) is set in one that has all. */
static void even_out(letters *l, fonts *f, bool vertical)
{
	for (size_t from = 0; from < l->n;) {
		size_t to = from;
		bool mixed = false;
		for (; to < l->n && is_latin(&l->at[to]); to++)
			mixed = mixed || l->at[to].font != l->at[from].font;
		for (size_t by = from; mixed && by < to; by++) {
			int font = l->at[by].font;
			bool all = true;
			for (size_t i = from; i < to && all; i++)
				all = fonts_letter_of(f, font, vertical, l->at[i].as).known;
			if (!all)
				continue;
			for (size_t i = from; i < to; i++) {
				font_letter g = fonts_letter_of(f, font, vertical, l->at[i].as);
				take_letter(l, &l->at[i], &g);
			}
			break;
		}
		from = to > from ? to : from + 1;
	}
}

/* The rare kanji of names are there in mincho only: a name that holds one is set in mincho as a whole, not in two faces. */
static bool lacks_kanji(const letters *l, fonts *f)
{
	int usual = fonts_letter(f, FONT_GOTHIC, false, STR("国")).font;
	for (size_t i = 0; i < l->n; i++) {
		u32 c = l->at[i].base;
		bool kanji =
			(c >= 0x3400 && c < 0xA000) || (c >= 0xF900 && c < 0xFB00) || (c >= 0x20000 && c < 0x40000);
		if (kanji && l->at[i].font != usual)
			return true;
	}
	return false;
}

letters drawing_letters(arena *a, fonts *f, str text, const draw_style *s)
{
	letters l = { .arena = a, .digits = true };
	bool several = s->wrap || s->role == DRAW_PRINTED, mixed = false;
	l.cut = text.len > DRAW_TEXT_MAX;
	l.text = str_trim(cleaned(a, text, several && s->cells == 0, &l.unknown));
	font_kind kind = s->face == DRAW_GOTHIC ? FONT_GOTHIC : FONT_MINCHO;
	l.at = arena_many(a, letter, l.text.len + 1);
	for (size_t i = 0; i < l.text.len;) {
		size_t pair = s->vertical && s->cells == 0 ? read_pair(&l, f, kind, i) : 0;
		i += pair;
		if (pair)
			continue;
		size_t end = fonts_letter_end(l.text, i), at = i;
		letter *t = &l.at[l.n++];
		*t = (letter){ .as = str_sub(l.text, i, end), .from = (u32)i, .base = str_next(l.text, &at) };
		i = end;
		if (t->base == '\n') {
			t->newline = true;
			l.newlines++;
			continue;
		}
		font_letter g = fonts_letter(f, kind, s->vertical, t->as);
		l.unknown = l.unknown || !g.known;
		l.backward = l.backward || from_the_right(t->base);
		l.digits = l.digits && t->base < 0x80;
		t->space = t->base == ' ' || t->base == 0x3000 || (t->base >= 0x2000 && t->base <= 0x200B);
		take_letter(&l, t, &g);
		mixed = mixed || t->font != l.at[0].font;
	}
	if (mixed && kind == FONT_GOTHIC && lacks_kanji(&l, f)) {
		draw_style other = *s;
		other.face = DRAW_MINCHO;
		return drawing_letters(a, f, text, &other);
	}
	if (mixed)
		even_out(&l, f, s->vertical);
	return l;
}

void drawing_find_breaks(letters *l)
{
	if (l->broken)
		return;
	l->broken = true;
	UErrorCode e = U_ZERO_ERROR;
	UText bytes = UTEXT_INITIALIZER;
	utext_openUTF8(&bytes, l->text.at, (i64)l->text.len, &e);
	UBreakIterator *i = ubrk_open(UBRK_LINE, "ja@lb=strict", NULL, 0, &e);
	ubrk_setUText(i, &bytes, &e);
	if (U_SUCCESS(e)) {
		size_t k = 0;
		for (i32 at = ubrk_first(i); at != UBRK_DONE; at = ubrk_next(i)) {
			while (k < l->n && l->at[k].from < (u32)at)
				k++;
			if (k < l->n && l->at[k].from == (u32)at)
				l->at[k].breaks = true;
		}
	}
	ubrk_close(i);
	utext_close(&bytes);
}
