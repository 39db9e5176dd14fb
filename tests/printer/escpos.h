/*
 * A receipt printer that exists only in memory: takes the bytes a printer would take and draws what would be on the paper.
 *
 * It is strict where real printers are silent or print rubbish: an unknown command, a raster wider than the paper, dots
 * before ESC @, a real-time command hidden in raster data and paper that is never cut off are errors, and the first one is
 * kept in `error`. It answers DLE EOT the way Epson's TM printers do, from the state it is told to be in.
 *
 * Knows: LF, printable ASCII, ESC @, ESC d, ESC J, ESC 2, ESC 3, ESC a, GS v 0, GS V (0 1 48 49 65 66), DLE EOT 1–4.
 * Needs nothing but libc. Used by emulator.c and by the tests of src/print.
 */
#ifndef TEST_ESCPOS_H
#define TEST_ESCPOS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define ESCPOS_ROWS_MAX 8000 /* a metre of paper */
#define ESCPOS_LINE 34 /* dots from one line of text to the next after ESC @ */

typedef struct escpos {
	/* set by the owner */
	int width; /* dots */
	bool paper_out, paper_low, cover_open, cutter_jammed;
	bool silent; /* never answers, as many cheap printers */
	void (*cut)(struct escpos *); /* called with the paper still there; may be NULL */
	void *owner;

	/* the paper since the last cut: one byte a dot */
	uint8_t *dots;
	int rows;
	int tickets; /* cut off so far */
	char error[160]; /* the first mistake, or "" */

	/* a command that is not complete yet */
	uint8_t command[16];
	int have;
	long data, seen; /* bytes of raster expected and seen */
	int raster_width, column; /* bytes a row; for text: the next character's x */
	int line;
	uint8_t before; /* the byte before, within raster data */
	bool initialised;
	uint8_t reply[64];
	int replies;
} escpos;

static inline void escpos_fail(escpos *p, const char *what, int value)
{
	if (!p->error[0])
		snprintf(p->error, sizeof p->error, what, value);
}

static inline void escpos_room(escpos *p, int rows)
{
	if (rows <= p->rows)
		return;
	if (rows > ESCPOS_ROWS_MAX) {
		escpos_fail(p, "more than %d rows without a cut", ESCPOS_ROWS_MAX);
		return;
	}
	uint8_t *more = realloc(p->dots, (size_t)rows * (size_t)p->width);
	if (!more)
		abort();
	memset(more + (size_t)p->rows * (size_t)p->width, 0, (size_t)(rows - p->rows) * (size_t)p->width);
	p->dots = more;
	p->rows = rows;
}

static inline void escpos_line_end(escpos *p)
{
	if (!p->column) /* characters made room for themselves already */
		escpos_room(p, p->rows + p->line);
	p->column = 0;
}

/* A frame for each character: the printer's own letters are not needed to see that text is there. */
static inline void escpos_letter(escpos *p)
{
	if (p->column + 12 > p->width)
		escpos_line_end(p);
	if (!p->column)
		escpos_room(p, p->rows + p->line);
	for (int y = 0; y < 24; y++)
		for (int x = 1; x < 11; x++)
			if (p->rows >= p->line && (y == 0 || y == 23 || x == 1 || x == 10))
				p->dots[(size_t)(p->rows - p->line + y) * (size_t)p->width + (size_t)(p->column + x)] =
					1;
	p->column += 12;
}

static inline void escpos_status(escpos *p, int n)
{
	bool stopped = p->paper_out || p->cover_open || p->cutter_jammed;
	int b = 0x12;
	if (n == 1)
		b |= stopped ? 0x08 : 0;
	else if (n == 2)
		b |= (p->cover_open ? 0x04 : 0) | (p->paper_out ? 0x20 : 0) | (p->cutter_jammed ? 0x40 : 0);
	else if (n == 3)
		b |= p->cutter_jammed ? 0x08 : 0;
	else if (n == 4)
		b |= (p->paper_low ? 0x0c : 0) | (p->paper_out ? 0x60 : 0);
	else
		escpos_fail(p, "DLE EOT %d", n);
	if (!p->silent && p->replies < (int)sizeof p->reply)
		p->reply[p->replies++] = (uint8_t)b;
}

static inline void escpos_cut(escpos *p)
{
	if (!p->rows)
		escpos_fail(p, "a cut without anything printed%.0d", 0);
	if (p->cut)
		p->cut(p);
	p->tickets++;
	free(p->dots);
	p->dots = NULL;
	p->rows = 0;
	p->column = 0;
}

/* The length of the command whose first bytes are in p->command, 0 while that is not known yet, -1 when there is none. */
static inline int escpos_length(const escpos *p)
{
	const uint8_t *c = p->command;
	if (c[0] == 0x10 || c[0] == 0x1b || c[0] == 0x1d) {
		if (p->have < 2)
			return 0;
		if (c[0] == 0x10)
			return c[1] == 0x04 ? 3 : -1;
		if (c[0] == 0x1b)
			return c[1] == '@' || c[1] == '2'                                 ? 2
			       : c[1] == 'd' || c[1] == 'J' || c[1] == '3' || c[1] == 'a' ? 3
											  : -1;
		if (c[1] == 'v')
			return 8;
		if (c[1] == 'V' && p->have < 3)
			return 0;
		if (c[1] == 'V')
			return c[2] == 65 || c[2] == 66                             ? 4
			       : c[2] == 0 || c[2] == 1 || c[2] == 48 || c[2] == 49 ? 3
										    : -1;
		return -1;
	}
	return c[0] == '\n' || (c[0] >= 0x20 && c[0] < 0x7f) ? 1 : -1;
}

static inline void escpos_raster(escpos *p)
{
	const uint8_t *c = p->command;
	int bytes = c[4] | c[5] << 8, rows = c[6] | c[7] << 8;
	if (c[2] != '0' || c[3] != 0)
		escpos_fail(p, "GS v with a mode other than 0 0 (%d)", c[3]);
	if (bytes == 0 || rows == 0 || rows > 2303)
		escpos_fail(p, "GS v 0 of %d rows", rows);
	if (bytes * 8 > p->width)
		escpos_fail(p, "a raster of %d dots is wider than the paper", bytes * 8);
	if (!p->silent && (p->paper_out || p->cover_open || p->cutter_jammed))
		escpos_fail(p, "%d rows sent to a printer that said it cannot print", rows);
	p->raster_width = bytes;
	p->data = (long)bytes * rows;
	p->seen = 0;
	p->before = 0;
	escpos_room(p, p->rows + rows);
}

static inline void escpos_raster_byte(escpos *p, uint8_t b)
{
	if (p->before == 0x10 && (b == 0x04 || b == 0x05 || b == 0x14))
		escpos_fail(p, "a real-time command (DLE %d) inside raster data", b);
	p->before = b;
	long rows = p->data / p->raster_width, y = p->rows - rows + p->seen / p->raster_width;
	long x = p->seen % p->raster_width * 8;
	for (int bit = 0; bit < 8; bit++)
		if (b & (0x80 >> bit) && y >= 0 && y < p->rows && x + bit < p->width)
			p->dots[(size_t)y * (size_t)p->width + (size_t)(x + bit)] = 1;
	if (++p->seen == p->data)
		p->data = p->seen = 0;
}

static inline void escpos_do(escpos *p)
{
	const uint8_t *c = p->command;
	if (c[0] == 0x10) {
		escpos_status(p, c[2]);
		return;
	}
	if (c[0] == 0x1b && c[1] == '@') {
		p->initialised = true;
		p->line = ESCPOS_LINE;
		return;
	}
	if (!p->initialised)
		escpos_fail(p, "byte %d before ESC @", c[0]);
	if (c[0] == 0x1b && c[1] == '2')
		p->line = ESCPOS_LINE;
	else if (c[0] == 0x1b && c[1] == '3')
		p->line = c[2] < 24 ? 24 : c[2];
	else if (c[0] == 0x1b && c[1] == 'J')
		escpos_room(p, p->rows + c[2]);
	else if (c[0] == 0x1b && c[1] == 'd')
		escpos_room(p, p->rows + c[2] * p->line);
	else if (c[0] == 0x1d && c[1] == 'v')
		escpos_raster(p);
	else if (c[0] == 0x1d && c[1] == 'V')
		escpos_cut(p);
	else if (c[0] == '\n')
		escpos_line_end(p);
	else if (c[0] != 0x1b)
		escpos_letter(p);
}

static inline void escpos_feed(escpos *p, const void *bytes, size_t n)
{
	if (!p->line)
		p->line = ESCPOS_LINE;
	for (size_t i = 0; i < n; i++) {
		uint8_t b = ((const uint8_t *)bytes)[i];
		if (p->data) {
			escpos_raster_byte(p, b);
			continue;
		}
		p->command[p->have++] = b;
		int length = escpos_length(p);
		if (length < 0) {
			escpos_fail(p,
				    p->have > 1 ? "an unknown command whose second byte is %d" : "an unknown byte %d",
				    b);
			p->have = 0;
		} else if (length == p->have) {
			escpos_do(p);
			p->have = 0;
		}
	}
}

/* The sender is done. */
static inline void escpos_end(escpos *p)
{
	if (p->data)
		escpos_fail(p, "the raster ended %d bytes early", (int)(p->data - p->seen));
	else if (p->have)
		escpos_fail(p, "an unfinished command of %d bytes", p->have);
	else if (p->rows)
		escpos_fail(p, "%d rows were never cut off", p->rows);
	p->have = 0;
	p->data = 0;
	p->initialised = false;
	free(p->dots);
	p->dots = NULL;
	p->rows = 0;
}

/* Speaks with one sender until it closes. */
static inline void escpos_serve(escpos *p, int fd)
{
	uint8_t bytes[4096];
	ssize_t n;
	while ((n = read(fd, bytes, sizeof bytes)) > 0) {
		escpos_feed(p, bytes, (size_t)n);
		if (p->replies && send(fd, p->reply, (size_t)p->replies, MSG_NOSIGNAL) < 0)
			break;
		p->replies = 0;
	}
	escpos_end(p);
}

/* The paper as a picture (PBM). False when it cannot be written. */
static inline bool escpos_save(const escpos *p, FILE *f)
{
	fprintf(f, "P4\n%d %d\n", p->width, p->rows);
	for (int y = 0; y < p->rows; y++) {
		for (int x = 0; x < p->width; x += 8) {
			int b = 0;
			for (int bit = 0; bit < 8; bit++)
				if (x + bit < p->width && p->dots[(size_t)y * (size_t)p->width + (size_t)(x + bit)])
					b |= 0x80 >> bit;
			putc(b, f);
		}
	}
	return !ferror(f);
}

#endif
