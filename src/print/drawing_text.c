#include "print/drawing_marks.h"

#include <math.h>
#include <unicode/ubidi.h>
#include <unicode/ubrk.h>
#include <unicode/utext.h>

/*
 * A text becomes letters (a base with all that belongs to it, its glyphs and its width in ems), letters become lines, lines get places. How wide a text
 * is at some size is then a product: all sizes are tried without asking a font again.
 */
#define MM DRAWN_MM
#define STEP 0.25 /* points from one size to the next smaller one */
#define WRAP_STEP 0.5
#define INK 0.92 /* of a kanji's square, from the upper edge of its ink to the lower */
#define LEADING 1.35 /* ems from line to line where there is room */
#define TIGHT 1.15 /* and where there is not */
#define APART (0.35 * MM) /* of several lines from the edge of their box: one line alone is far from it by itself */
#define SIZE_MAX_POINTS 400
#define SLACK 0.05 /* points: nobody sees that it is too wide by so little */

typedef struct letter {
	str as; /* what is copied out */
	u32 from, base; /* from: bytes of the text before it */
	int glyph, n; /* glyphs from here */
	int font;
	float advance; /* ems */
	bool space, turned, breaks, newline; /* breaks: a line may end before it */
} letter;

typedef struct letters {
	arena *arena;
	str text;
	struct {
		letter *at;
		size_t n;
	};
	struct {
		font_glyph *at;
		size_t n;
	} glyphs;
	bool unknown, backward, digits, broken, cut;
	size_t newlines;
	double width; /* of all, in ems */
} letters;

typedef struct line {
	size_t from, to; /* letters; spaces at the end are not in it */
	double width; /* ems */
} line;
typedef struct lines {
	line *at;
	size_t n;
} lines;

/* --- letters ------------------------------------------------------------------------------------------------------ */

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

static letters read_letters(arena *a, fonts *f, str text, const draw_style *s)
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
	if (mixed)
		even_out(&l, f, s->vertical);
	return l;
}

/* Where lines may end, by the rules of Japanese typesetting (行頭・行末禁則) and of Unicode. */
static void find_breaks(letters *l)
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

static void add_line(letters *l, lines *to, size_t from, size_t end)
{
	while (end > from && l->at[end - 1].space)
		end--;
	line one = { from, end, 0 };
	for (size_t i = from; i < end; i++)
		one.width += (double)l->at[i].advance;
	LIST_ADD(l->arena, to, one);
}

/* Lines of at most `width` ems; without wrap only where the text has line breaks. */
static lines break_lines(letters *l, double width, bool wrap)
{
	lines ret = { 0 };
	size_t from = 0, last = 0;
	double sum = 0;
	for (size_t i = 0; i < l->n; i++) {
		const letter *t = &l->at[i];
		if (t->newline) {
			add_line(l, &ret, from, i);
			from = last = i + 1;
			sum = 0;
			continue;
		}
		if (wrap && t->breaks && i > from)
			last = i;
		if (wrap && !t->space && i > from && sum + (double)t->advance > width) {
			size_t end = last > from ? last : i;
			add_line(l, &ret, from, end);
			from = end;
			while (from < i && l->at[from].space)
				from++;
			last = from;
			sum = 0;
			for (size_t k = from; k < i; k++)
				sum += (double)l->at[k].advance;
		}
		sum += (double)t->advance;
	}
	add_line(l, &ret, from, l->n);
	return ret;
}

static double widest(const lines *s)
{
	double w = 0;
	for (size_t i = 0; i < s->n; i++)
		w = fmax(w, s->at[i].width);
	return w;
}

/* --- how large ----------------------------------------------------------------------------------------------------- */

typedef struct room {
	double along, across; /* points: in the direction of a line; of the lines */
} room;

static double usual_padding(double w)
{
	return fmin(0.8 * MM, w * 0.08);
}

static bool lines_fit(const lines *s, double size, room r)
{
	double high = size * (INK + TIGHT * (double)(s->n - 1)) + (s->n > 1 ? 2 * APART : 0);
	return widest(s) * size <= r.along + SLACK && high <= r.across + SLACK;
}

/* The largest size on one line (or on the lines that the text itself has), in steps; at least `least`. 0 when there is none. */
static double size_of(const lines *s, room r, double wished, double least)
{
	if (lines_fit(s, wished, r))
		return wished;
	double w = widest(s), high = INK + TIGHT * (double)(s->n - 1);
	double across = r.across - (s->n > 1 ? 2 * APART : 0);
	double size = floor(fmin(w > 0 ? r.along / w : wished, across / high) / STEP) * STEP;
	if (size > wished)
		size = wished;
	if (size >= least)
		return size;
	return lines_fit(s, least, r) ? least : 0;
}

typedef struct choice {
	draw_fit fit;
	double size;
	lines lines;
} choice;

/* What is too long is cut where the box ends, and "…" says that there is more. */
static void cut_lines(letters *l, fonts *f, const draw_style *s, room r, choice *c)
{
	size_t most = 1;
	double size = c->size;
	while (most < c->lines.n && size * (INK + TIGHT * (double)most) <= r.across + SLACK)
		most++;
	bool more = most < c->lines.n;
	if (more)
		c->lines.n = most;
	for (size_t k = 0; k < c->lines.n; k++) {
		line *one = &c->lines.at[k];
		bool ends = k + 1 == c->lines.n && more;
		if (one->width * size <= r.along + SLACK && !ends)
			continue;
		font_letter dots =
			fonts_letter(f, s->face == DRAW_GOTHIC ? FONT_GOTHIC : FONT_MINCHO, s->vertical, STR("…"));
		double room_left = r.along / size - dots.advance;
		while (one->to > one->from && one->width > room_left) {
			one->to--;
			one->width -= (double)l->at[one->to].advance;
		}
		/* the letter behind the line becomes the dots; it is not drawn elsewhere, for lines only lose letters at their end */
		if (one->to < l->n && dots.known && room_left >= 0) {
			letter *t = &l->at[one->to];
			t->as = STR("…");
			t->font = dots.font;
			t->turned = dots.turned;
			t->advance = (float)dots.advance;
			t->glyph = (int)l->glyphs.n;
			t->n = dots.n;
			t->space = t->newline = false;
			for (int i = 0; i < dots.n; i++)
				LIST_ADD(l->arena, &l->glyphs, dots.glyphs[i]);
			one->to++;
			one->width += dots.advance;
		}
	}
}

static choice choose(letters *l, const draw_style *s, room r)
{
	double least = s->least > 0 && s->least < s->size ? s->least : s->size;
	choice c = { .fit = FIT_WELL, .lines = break_lines(l, 0, false) };
	c.size = size_of(&c.lines, r, s->size, least);
	if (c.size > 0) {
		c.fit = c.size < s->size ? FIT_SHRUNK : FIT_WELL;
		return c;
	}
	c.fit = FIT_NOT;
	c.size = least;
	if (!s->wrap || r.along <= 0)
		return c;
	find_breaks(l);
	for (double size = s->size;; size = fmax(size - WRAP_STEP, least)) {
		c.lines = break_lines(l, (r.along + SLACK) / size, true);
		if (lines_fit(&c.lines, size, r)) {
			c.size = size;
			c.fit = FIT_WRAPPED;
			return c;
		}
		if (size <= least)
			return c;
	}
}

/* --- places -------------------------------------------------------------------------------------------------------- */

/* A run being made: its glyphs, its clusters and its text stand at the end of three lists. */
typedef struct setter {
	letters *letters;
	const draw_style *style;
	double size;
	drawn_text *ret;
	cairo_glyph_t *glyphs;
	cairo_text_cluster_t *clusters;
	char *text;
	size_t n_glyphs, n_clusters, n_text;
	size_t next; /* the letter that would go on with the run */
	bool apart; /* letters stand apart, and yet are one word to whoever copies or hears them */
} setter;

static setter setter_new(letters *l, const draw_style *s, double size, drawn_text *ret)
{
	arena *a = l->arena;
	return (setter){ .letters = l,
			 .style = s,
			 .size = size,
			 .ret = ret,
			 .glyphs = arena_many(a, cairo_glyph_t, l->glyphs.n + 1),
			 .clusters = arena_many(a, cairo_text_cluster_t, l->n + 1),
			 .text = arena_alloc(a, l->text.len + 3 * (l->newlines + 2)),
			 .next = SIZE_MAX };
}

/* The letter with its place on the line at x, y; in vertical text with the middle of its upper edge there. */
static void put_letter(setter *w, size_t i, double x, double y)
{
	const letter *t = &w->letters->at[i];
	if (t->n == 0)
		return;
	drawn_runs *runs = &w->ret->runs;
	drawn_run *r = runs->n ? &runs->at[runs->n - 1] : NULL;
	if (!r || i != w->next || r->font != t->font || r->turned != t->turned || r->size != w->size) {
		drawn_run fresh = { .font = t->font,
				    .bold = w->style->bold,
				    .turned = t->turned,
				    .size = w->size,
				    .glyphs = w->glyphs + w->n_glyphs,
				    .clusters = w->clusters + w->n_clusters,
				    .text = { w->text + w->n_text, 0 } };
		LIST_ADD(w->letters->arena, runs, fresh);
		r = &runs->at[runs->n - 1];
	}
	w->next = i + 1;
	for (int k = 0; k < t->n; k++) {
		const font_glyph *g = &w->letters->glyphs.at[t->glyph + k];
		double gx = (double)g->x * w->size, gy = (double)g->y * w->size;
		if (t->turned) { /* its own x goes down, its own y to the left; the middle of a kanji is the line's */
			double turned_x = (FONTS_ASCENT - 0.5) * w->size;
			w->glyphs[w->n_glyphs++] = (cairo_glyph_t){ g->id, x - turned_x - gy, y + gx };
		} else {
			w->glyphs[w->n_glyphs++] = (cairo_glyph_t){ g->id, x + gx, y + gy };
		}
	}
	size_t bytes = t->as.len;
	memcpy(w->text + w->n_text, t->as.at, bytes);
	w->n_text += bytes;
	if (w->apart && r->n_clusters) {
		w->clusters[w->n_clusters - 1].num_bytes += (int)bytes;
		w->clusters[w->n_clusters - 1].num_glyphs += t->n;
	} else {
		w->clusters[w->n_clusters++] = (cairo_text_cluster_t){ (int)bytes, t->n };
		r->n_clusters++;
	}
	r->n += t->n;
	r->text.len += bytes;
}

/* In which order the letters of a line stand from the left; NULL: as they are. */
static i32 *visual_order(const letters *l, const line *one)
{
	size_t n = one->to - one->from;
	if (!l->backward || n == 0)
		return NULL;
	UChar *as = arena_many(l->arena, UChar, n);
	for (size_t i = 0; i < n; i++) {
		u32 c = l->at[one->from + i].base;
		UCharDirection way = u_charDirection((UChar32)c);
		as[i] = c < 0x10000 ? (UChar)c : way == U_RIGHT_TO_LEFT ? 0x5D0 : way == U_LEFT_TO_RIGHT ? 'a' : '!';
	}
	UErrorCode e = U_ZERO_ERROR;
	UBiDi *b = ubidi_openSized((i32)n, 0, &e);
	ubidi_setPara(b, as, (i32)n, UBIDI_DEFAULT_LTR, NULL, &e);
	i32 *order = arena_many(l->arena, i32, n);
	ubidi_getVisualMap(b, order, &e);
	ubidi_close(b);
	return U_SUCCESS(e) ? order : NULL;
}

static double put_line(setter *w, const line *one, draw_box b, double pad, double across)
{
	const draw_style *s = w->style;
	size_t n = one->to - one->from;
	double along = s->vertical ? b.h : b.w, from = s->vertical ? b.y : b.x;
	double width = one->width * w->size, spare = along - 2 * pad - width, gap = 0;
	double at = from + pad;
	if (s->align == DRAW_SPREAD && n > 1 && spare > 0)
		gap = spare / (double)(n - 1);
	else if (s->align == DRAW_CENTRE || s->align == DRAW_SPREAD)
		at += spare / 2;
	else if (s->align == DRAW_RIGHT)
		at += spare;
	double begin = at;
	w->apart = gap > 0.1 * w->size;
	i32 *order = s->vertical ? NULL : visual_order(w->letters, one);
	for (size_t k = 0; k < n; k++) {
		size_t i = one->from + (order ? (size_t)order[k] : k);
		put_letter(w, i, s->vertical ? across : at, s->vertical ? at : across);
		at += (double)w->letters->at[i].advance * w->size + gap;
	}
	w->next = SIZE_MAX;
	return begin;
}

static void put_rules(setter *w, const lines *s, const double *begin, const double *across)
{
	const draw_style *st = w->style;
	w->ret->rules = arena_many(w->letters->arena, struct drawn_rule, s->n);
	for (size_t i = 0; i < s->n; i++) {
		double length = s->at[i].width * w->size, off = st->vertical ? -0.6 * w->size : 0.16 * w->size;
		w->ret->rules[i] = st->vertical ? (struct drawn_rule){ across[i] - off, begin[i], length, true }
						: (struct drawn_rule){ begin[i], across[i] + off, length, false };
	}
	w->ret->n_rules = s->n;
}

static void put_lines(setter *w, fonts *f, const choice *c, draw_box b, double pad)
{
	const draw_style *s = w->style;
	double room_across = s->vertical ? b.w : b.h, n = (double)c->lines.n, size = c->size, leading = 0;
	if (c->lines.n > 1)
		leading = fmax(fmin(LEADING * size, (room_across - 2 * APART - INK * size) / (n - 1)), TIGHT * size);
	double block = leading * (n - 1);
	double middle = fonts_middle(f, s->face == DRAW_GOTHIC ? FONT_GOTHIC : FONT_MINCHO, w->letters->digits) * size;
	double edge = fmin(0.3 * MM, room_across * 0.05), first;
	if (s->vertical) { /* lines go from the right; "top" is the right edge */
		first = s->valign == DRAW_TOP      ? b.x + b.w - edge - size / 2
			: s->valign == DRAW_BOTTOM ? b.x + edge + size / 2 + block
						   : b.x + b.w / 2 + block / 2;
		leading = -leading;
	} else {
		first = s->valign == DRAW_TOP      ? b.y + edge + FONTS_ASCENT * size
			: s->valign == DRAW_BOTTOM ? b.y + b.h - edge - (1 - FONTS_ASCENT) * size - block
						   : b.y + b.h / 2 + middle - block / 2;
	}
	double *begin = arena_many(w->letters->arena, double, c->lines.n);
	double *across = arena_many(w->letters->arena, double, c->lines.n);
	for (size_t i = 0; i < c->lines.n; i++) {
		across[i] = first + leading * (double)i;
		begin[i] = put_line(w, &c->lines.at[i], b, pad, across[i]);
	}
	if (s->underline || s->bold_line)
		put_rules(w, &c->lines, begin, across);
}

/* --- combs --------------------------------------------------------------------------------------------------------- */

/* One letter in each cell. A number of which the end is missing would be another number: with cells_right, too many letters are not drawn at all. */
static drawn_text set_comb(letters *l, fonts *f, draw_box b, const draw_style *s, bool place)
{
	drawn_text ret = { .fit = FIT_WELL, .size = s->size };
	double along = (s->vertical ? b.h : b.w) / s->cells, across = s->vertical ? b.w : b.h, widest_letter = 0;
	for (size_t i = 0; i < l->n; i++)
		widest_letter = fmax(widest_letter, (double)l->at[i].advance);
	if (widest_letter <= 0)
		return ret;
	double fits = fmin(along / widest_letter, across / INK) + SLACK, least = s->least > 0 ? s->least : s->size;
	if (fits < s->size) {
		ret.size = fmax(floor(fits / STEP) * STEP, fmin(least, s->size));
		ret.fit = fits >= ret.size ? FIT_SHRUNK : FIT_NOT;
	}
	size_t n = l->n, cells = (size_t)s->cells;
	if (n > cells || l->cut) {
		ret.fit = FIT_NOT;
		n = s->cells_right ? 0 : n < cells ? n : cells;
	}
	if (l->unknown)
		ret.fit = FIT_NO_GLYPH;
	if (!place)
		return ret;
	setter w = setter_new(l, s, ret.size, &ret);
	w.apart = true;
	size_t skip = s->cells_right ? cells - n : 0;
	double middle = fonts_middle(f, s->face == DRAW_GOTHIC ? FONT_GOTHIC : FONT_MINCHO, l->digits) * ret.size;
	for (size_t i = 0; i < n; i++) {
		double cell = along * (double)(i + skip), half = (double)l->at[i].advance * ret.size / 2;
		if (s->vertical)
			put_letter(&w, i, b.x + b.w / 2, b.y + cell + along / 2 - half);
		else
			put_letter(&w, i, b.x + cell + along / 2 - half, b.y + b.h / 2 + middle);
	}
	return ret;
}

/* --- all ----------------------------------------------------------------------------------------------------------- */

static double sensible(double v, double low, double high, double otherwise)
{
	return isfinite(v) ? v < low ? low : v > high ? high : v : otherwise;
}

draw_style drawing_style(const draw_style *s)
{
	draw_style t = s ? *s : (draw_style){ 0 };
	t.size = t.size > 0 ? sensible(t.size, 1, SIZE_MAX_POINTS, 10.5) : 10.5;
	t.least = t.least > 0 ? sensible(t.least, 1, SIZE_MAX_POINTS, 0) : 0;
	t.padding = t.padding > 0 ? sensible(t.padding, 0, 100, 0) : 0;
	t.cells = t.cells < 0 ? 0 : t.cells > 200 ? 200 : t.cells;
	t.grey = t.grey < 0 ? 0 : t.grey > 100 ? 100 : t.grey;
	return t;
}

drawn_text drawing_set(arena *a, fonts *f, draw_box b, str text, const draw_style *s, bool place)
{
	drawn_text ret = { .fit = FIT_WELL, .size = s->size };
	letters l = read_letters(a, f, text, s);
	if (l.n == 0) {
		if (l.unknown)
			ret.fit = FIT_NO_GLYPH;
		return ret;
	}
	if (s->cells)
		return set_comb(&l, f, b, s, place);
	double along = s->vertical ? b.h : b.w, across = s->vertical ? b.w : b.h;
	double pad = s->padding > 0 ? fmin(s->padding * MM, along / 2) : usual_padding(along);
	room r = { along - 2 * pad, across };
	choice c = choose(&l, s, r);
	if (l.cut)
		c.fit = FIT_NOT;
	ret.fit = l.unknown ? FIT_NO_GLYPH : c.fit;
	ret.size = c.size;
	if (!place || r.along <= 0 || r.across <= 0)
		return ret;
	if (c.fit == FIT_NOT)
		cut_lines(&l, f, s, r, &c);
	setter w = setter_new(&l, s, c.size, &ret);
	put_lines(&w, f, &c, b, pad);
	return ret;
}

double drawing_width_of(arena *a, fonts *f, str text, const draw_style *s)
{
	draw_style one = *s;
	one.wrap = false;
	one.role = DRAW_FILLED; /* on one line */
	return read_letters(a, f, text, &one).width * s->size;
}
