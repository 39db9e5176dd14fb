#include "print/font_part.h"

#include <hb.h>
#include <stdlib.h>
#include <string.h>

#define TABLES 9
#define COMPOSITE_MAX 64 /* parts of a glyph */

typedef struct table {
	const u8 *at;
	size_t n;
	hb_blob_t *blob;
} table;

static table open_table(hb_face_t *face, hb_tag_t tag)
{
	table t = { .blob = hb_face_reference_table(face, tag) };
	unsigned n;
	t.at = (const u8 *)hb_blob_get_data(t.blob, &n);
	t.n = n;
	return t;
}

static u32 get16(const u8 *at)
{
	return (u32)at[0] << 8 | at[1];
}

static u32 get32(const u8 *at)
{
	return get16(at) << 16 | get16(at + 2);
}

static void put16(u8 *at, u32 v)
{
	at[0] = (u8)(v >> 8);
	at[1] = (u8)v;
}

static void put32(u8 *at, u32 v)
{
	put16(at, v >> 16);
	put16(at + 2, v);
}

typedef struct part {
	table head, hhea, maxp, hmtx, loca, glyf, name, os2;
	u32 glyphs; /* of the whole font */
	u8 *kept; /* a bit for each */
	u32 *todo; /* kept, but its parts were not looked at */
	size_t n_todo;
} part;

static void keep(part *p, u32 glyph)
{
	if (glyph >= p->glyphs || p->kept[glyph / 8] >> glyph % 8 & 1)
		return;
	p->kept[glyph / 8] |= (u8)(1 << glyph % 8);
	p->todo[p->n_todo++] = glyph;
}

/* The outline of a glyph; n = 0 where it is empty, or lies outside of its table. */
static table outline(const part *p, u32 glyph)
{
	bool wide = get16(p->head.at + 50) != 0;
	size_t entry = wide ? 4 : 2;
	table none = { 0 };
	if ((glyph + 2) * entry > p->loca.n)
		return none;
	const u8 *at = p->loca.at + glyph * entry;
	size_t from = wide ? get32(at) : 2 * get16(at), to = wide ? get32(at + 4) : 2 * get16(at + 2);
	if (to < from + 10 || to > p->glyf.n)
		return none;
	return (table){ .at = p->glyf.at + from, .n = to - from };
}

/* Where the description of a part of a composite glyph ends; 0: not within the glyph. */
static size_t part_end(table g, size_t at)
{
	if (at + 4 > g.n)
		return 0;
	u32 flags = get16(g.at + at);
	size_t end = at + 4 + (flags & 1 ? 4 : 2) + (flags & 0x08 ? 2 : flags & 0x40 ? 4 : flags & 0x80 ? 8 : 0);
	return end <= g.n ? end : 0;
}

/* A composite glyph needs its parts. */
static void keep_parts(part *p)
{
	while (p->n_todo) {
		table g = outline(p, p->todo[--p->n_todo]);
		if (g.n == 0 || !(g.at[0] & 0x80))
			continue;
		size_t at = 10;
		for (int i = 0; i < COMPOSITE_MAX; i++) {
			size_t end = part_end(g, at);
			if (end == 0)
				break;
			keep(p, get16(g.at + at + 2));
			if (!(get16(g.at + at) & 0x20))
				break;
			at = end;
		}
	}
}

/* Without its instructions; returns how many bytes were written, 0 for a glyph that is damaged: it stays empty. */
static size_t put_outline(table g, u8 *to)
{
	if (g.at[0] & 0x80) { /* of parts */
		size_t at = 10;
		memcpy(to, g.at, g.n);
		for (int i = 0; i < COMPOSITE_MAX; i++) {
			size_t end = part_end(g, at);
			if (end == 0)
				return 0;
			u32 flags = get16(g.at + at);
			put16(to + at, flags & ~0x100U);
			at = end;
			if (!(flags & 0x20))
				return at;
		}
		return 0;
	}
	size_t contours = get16(g.at), length = 10 + 2 * contours;
	if (length + 2 > g.n)
		return 0;
	size_t instructions = get16(g.at + length), rest = length + 2 + instructions;
	if (rest > g.n)
		return 0;
	memcpy(to, g.at, length);
	put16(to + length, 0);
	memcpy(to + length + 2, g.at + rest, g.n - rest);
	return length + 2 + g.n - rest;
}

/* --- letters back from glyphs ---------------------------------------------------------------------------------------- */

static int by_letter(const void *a, const void *b)
{
	const font_used *p = a, *q = b;
	return p->letter != q->letter ? (p->letter > q->letter) - (p->letter < q->letter)
				      : (p->glyph > q->glyph) - (p->glyph < q->glyph);
}

/* Letters of the first plane, one in each segment (format 4, for Windows: where a reader looks). Returns its length. */
static size_t put_letters(font_used *used, size_t n, u8 *to)
{
	qsort(used, n, sizeof *used, by_letter);
	size_t segments = 1;
	u32 last = 0;
	for (size_t i = 0; i < n; i++)
		if (used[i].letter > last && used[i].letter < 0xFFFF) {
			last = used[i].letter;
			segments++;
		}
	if (segments > 8000)
		segments = 1;
	size_t ends = 12 + 14, begins = ends + 2 * segments + 2, deltas = begins + 2 * segments,
	       ranges = deltas + 2 * segments;
	size_t length = ranges + 2 * segments;
	memset(to, 0, length);
	put16(to + 2, 1); /* one table: platform 3, encoding 1 */
	put16(to + 4, 3);
	put16(to + 6, 1);
	put32(to + 8, 12);
	put16(to + 12, 4);
	put16(to + 14, (u32)(length - 12));
	put16(to + 18, (u32)(2 * segments));
	size_t k = 0;
	last = 0;
	for (size_t i = 0; i < n && k + 1 < segments; i++) {
		u32 letter = used[i].letter;
		if (letter <= last || letter >= 0xFFFF)
			continue;
		last = letter;
		put16(to + ends + 2 * k, letter);
		put16(to + begins + 2 * k, letter);
		put16(to + deltas + 2 * k, used[i].glyph - letter);
		k++;
	}
	put16(to + ends + 2 * k, 0xFFFF);
	put16(to + begins + 2 * k, 0xFFFF);
	put16(to + deltas + 2 * k, 1);
	return length;
}

/* --- all ----------------------------------------------------------------------------------------------------------------- */

static bool sound(const part *p)
{
	return p->head.n >= 54 && p->hhea.n >= 36 && p->maxp.n >= 32 && p->hmtx.n > 0 && p->glyf.n > 0 &&
	       p->glyphs > 0 && p->loca.n >= ((size_t)p->glyphs + 1) * (get16(p->head.at + 50) ? 4 : 2);
}

static size_t put_table(u8 *file, size_t at, int *slot, const char *tag, const u8 *bytes, size_t n)
{
	u8 *entry = file + 12 + 16 * (*slot)++;
	memcpy(entry, tag, 4);
	put32(entry + 8, (u32)at);
	put32(entry + 12, (u32)n);
	if (bytes && n)
		memcpy(file + at, bytes, n);
	return (at + n + 3) / 4 * 4;
}

static u8 *write_part(part *p, font_used *used, size_t n, size_t *ret_n)
{
	size_t outlines = 0;
	for (u32 i = 0; i < p->glyphs; i++)
		if (p->kept[i / 8] >> i % 8 & 1)
			outlines += outline(p, i).n + 4;
	size_t locations = ((size_t)p->glyphs + 1) * 4, letters = 64 + 8 * (n + 2);
	size_t room = 12 + 16 * TABLES + outlines + locations + letters + p->head.n + p->hhea.n + p->maxp.n +
		      p->hmtx.n + p->name.n + p->os2.n + 4 * TABLES;
	u8 *file = calloc(1, room);
	if (!file)
		return NULL;
	put32(file, 0x00010000);
	put16(file + 4, TABLES);
	int slot = 0;
	/* in the order of their names */
	size_t at = put_table(file, 12 + 16 * TABLES, &slot, "OS/2", p->os2.at, p->os2.n);
	size_t length = put_letters(used, n, file + at);
	at = put_table(file, at, &slot, "cmap", NULL, length);
	size_t glyf = at, to = 0, loca = (at + outlines + 3) / 4 * 4;
	for (u32 i = 0; i < p->glyphs; i++) {
		put32(file + loca + 4 * i, (u32)to);
		if (!(p->kept[i / 8] >> i % 8 & 1))
			continue;
		table g = outline(p, i);
		if (g.n)
			to = (to + put_outline(g, file + glyf + to) + 3) / 4 * 4;
	}
	put32(file + loca + 4 * p->glyphs, (u32)to);
	put_table(file, glyf, &slot, "glyf", NULL, to);
	size_t head = loca + locations;
	at = put_table(file, head, &slot, "head", p->head.at, p->head.n);
	put16(file + head + 50, 1);
	at = put_table(file, at, &slot, "hhea", p->hhea.at, p->hhea.n);
	at = put_table(file, at, &slot, "hmtx", p->hmtx.at, p->hmtx.n);
	put_table(file, loca, &slot, "loca", NULL, locations);
	size_t maxp = at;
	at = put_table(file, at, &slot, "maxp", p->maxp.at, p->maxp.n);
	put16(file + maxp + 26, 0); /* instructions of a glyph, at most */
	at = put_table(file, at, &slot, "name", p->name.at, p->name.n);
	*ret_n = at;
	return file;
}

void *font_part(hb_face_t *face, font_used *used, size_t n, size_t *ret_n)
{
	part p = { .head = open_table(face, HB_TAG('h', 'e', 'a', 'd')),
		   .hhea = open_table(face, HB_TAG('h', 'h', 'e', 'a')),
		   .maxp = open_table(face, HB_TAG('m', 'a', 'x', 'p')),
		   .hmtx = open_table(face, HB_TAG('h', 'm', 't', 'x')),
		   .loca = open_table(face, HB_TAG('l', 'o', 'c', 'a')),
		   .glyf = open_table(face, HB_TAG('g', 'l', 'y', 'f')),
		   .name = open_table(face, HB_TAG('n', 'a', 'm', 'e')),
		   .os2 = open_table(face, HB_TAG('O', 'S', '/', '2')),
		   .glyphs = hb_face_get_glyph_count(face) };
	u8 *file = NULL;
	if (sound(&p)) {
		p.kept = calloc(1, p.glyphs / 8 + 1);
		p.todo = calloc(p.glyphs, sizeof *p.todo);
		if (p.kept && p.todo) {
			keep(&p, 0);
			for (size_t i = 0; i < n; i++)
				keep(&p, used[i].glyph);
			keep_parts(&p);
			file = write_part(&p, used, n, ret_n);
		}
		free(p.kept);
		free(p.todo);
	}
	const table *const all[] = { &p.head, &p.hhea, &p.maxp, &p.hmtx, &p.loca, &p.glyf, &p.name, &p.os2 };
	for (size_t i = 0; i < COUNT(all); i++)
		hb_blob_destroy(all[i]->blob);
	return file;
}
