#include "print/drawing_letters.h"

#include <math.h>
#include <unicode/ubidi.h>

/* Letters become lines, lines get places. */
#define MM DRAWN_MM
#define STEP 0.25 /* points from one size to the next smaller one */
#define WRAP_STEP 0.5
#define INK 0.92 /* of a kanji's square, from the upper edge of its ink to the lower */
#define LEADING 1.35 /* ems from line to line where there is room */
#define TIGHT 1.15 /* and where there is not */
#define LARGER 1.25 /* several lines are worth it where their letters are larger than on one by so much */
#define APART (0.6 * MM) /* of several lines from the edge of their box: one line alone is far from it by itself */
#define SIZE_MAX_POINTS 400
#define SLACK 0.05 /* points: nobody sees that it is too wide by so little */

typedef struct line {
	size_t from, to; /* letters; spaces at the end are not in it */
	double width; /* ems */
} line;
typedef struct lines {
	line *at;
	size_t n;
} lines;

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
static lines break_lines(letters *l, double width, bool wrap, bool at_spaces)
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
		if (wrap && t->breaks && i > from && (!at_spaces || l->at[i - 1].space))
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

/* Whether no word is parted: a name ends its line where it is written with a space, before what stands apart. */
static bool between_words(const letters *l, const lines *s)
{
	for (size_t k = 1; k < s->n; k++) {
		size_t from = s->at[k].from;
		if (from && !l->at[from - 1].space && !l->at[from - 1].newline)
			return false;
	}
	return true;
}

/* The largest size in which the text goes into the room on as many lines as that takes, from `from` down to `least`; false: none. */
static bool wrap_at(letters *l, room r, double from, double least, choice *ret)
{
	drawing_find_breaks(l);
	for (double size = from;; size = fmax(size - WRAP_STEP, least)) {
		ret->lines = break_lines(l, (r.along + SLACK) / size, true, false);
		ret->size = size;
		if (lines_fit(&ret->lines, size, r)) {
			lines whole = break_lines(l, (r.along + SLACK) / size, true, true);
			if (between_words(l, &whole) && lines_fit(&whole, size, r))
				ret->lines = whole;
			return true;
		}
		if (size <= least)
			return false;
	}
}

static choice choose(letters *l, const draw_style *s, room r)
{
	double least = s->least > 0 && s->least < s->size ? s->least : s->size;
	bool wraps = s->wrap && r.along > 0;
	choice c = { .fit = FIT_WELL, .lines = break_lines(l, 0, false, false) };
	c.size = size_of(&c.lines, r, s->size, least);
	if (c.size >= s->size)
		return c;
	choice wrapped = { .fit = FIT_WRAPPED };
	if (c.size > 0) {
		c.fit = FIT_SHRUNK;
		double worth = c.size * LARGER;
		return wraps && worth <= s->size && wrap_at(l, r, s->size, worth, &wrapped) ? wrapped : c;
	}
	if (wraps && wrap_at(l, r, s->size, least, &wrapped))
		return wrapped;
	if (wraps)
		c.lines = wrapped.lines;
	c.fit = FIT_NOT;
	c.size = least;
	return c;
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
	letters l = drawing_letters(a, f, text, s);
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
	return drawing_letters(a, f, text, &one).width * s->size;
}
