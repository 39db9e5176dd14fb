/* What stands around a paper: 別紙 for what had no room, 見本, the number and the pages. */
#include "defs/defs.h"
#include "defs/papers/paper_filling.h"
#include "print/fonts.h"

#define WIDTH 210.0 /* A4, also where the paper is smaller */
#define HEIGHT 297.0
#define MARGIN 20.0
#define INDENT 6.0
#define LINE_HEIGHT 6.0
#define LINES_MAX 36
#define TEXT_SIZE 10.5
#define APART_SHEETS_MAX 20
#define PIECE_MAX 3600 /* bytes: below what a drawing takes, and fits on a sheet in any script */

/* A new sheet with its head; *ret_y: where the first text stands. */
static void new_sheet(filling *g, double *ret_y)
{
	struct filled_sheet s = { .drawing = drawing_new(g->a, WIDTH, HEIGHT), .sheet = &g->p->sheets.at[0] };
	LIST_ADD(g->a, g->ret, s);
	g->d = s.drawing;
	draw_text(g->d, (draw_box){ MARGIN, MARGIN, WIDTH - 2 * MARGIN, 10 }, STR("別紙"),
		  &(draw_style){ .size = 16, .least = 8, .align = DRAW_CENTRE });
	draw_text(g->d, (draw_box){ MARGIN, MARGIN + 11, WIDTH - 2 * MARGIN, 7 }, g->p->name.in[LANG_JA],
		  &(draw_style){ .size = 10, .least = 6, .align = DRAW_CENTRE });
	*ret_y = MARGIN + 22;
}

/* How high a box has to be for a text. */
static double height_of(filling *g, double width, str text, const draw_style *s)
{
	int lines = 1;
	while (lines < LINES_MAX &&
	       draw_measure(g->a, (draw_box){ 0, 0, width, lines * LINE_HEIGHT }, text, s, NULL) == FIT_NOT)
		lines++;
	return lines * LINE_HEIGHT;
}

/* As much of a text as is drawn at once: whole letters, a base with what belongs to it. */
static str piece_of(str *rest)
{
	size_t end = 0;
	while (end < rest->len) {
		size_t next = fonts_letter_end(*rest, end);
		if (next > PIECE_MAX && end > 0)
			break;
		end = next;
	}
	str piece = str_sub(*rest, 0, end);
	*rest = str_sub(*rest, end, rest->len);
	return piece;
}

static void put_piece(filling *g, double *y, str head, str text)
{
	static const draw_style body = { .size = TEXT_SIZE,
					 .least = 7,
					 .face = DRAW_GOTHIC,
					 .wrap = true,
					 .valign = DRAW_TOP,
					 .role = DRAW_FILLED };
	double width = WIDTH - 2 * MARGIN, height = height_of(g, width - INDENT, text, &body);
	if (*y == 0 || *y + 7 + height > HEIGHT - MARGIN)
		new_sheet(g, y);
	draw_text(g->d, (draw_box){ MARGIN, *y, width, 6 }, head,
		  &(draw_style){ .size = 9, .least = 5, .face = DRAW_MINCHO });
	draw_text(g->d, (draw_box){ MARGIN + INDENT, *y + 7, width - INDENT, height }, text, &body);
	*y += 7 + height + 4;
}

void draw_apart(filling *g)
{
	double y = 0;
	size_t most = g->ret->n + APART_SHEETS_MAX;
	for (size_t i = 0; i < g->apart.n && g->p->sheets.n; i++) {
		const apart_text *x = &g->apart.at[i];
		str rest = x->text;
		for (bool first = true; rest.len && g->ret->n < most; first = false)
			put_piece(
				g, &y,
				str_format(g->a, "別紙%zu　%.*s%s", i + 1, STR_ARG(x->label), first ? "" : "（続き）"),
				piece_of(&rest));
	}
}

void draw_edges(filling *g)
{
	for (size_t i = 0; i < g->ret->n; i++) {
		const struct filled_sheet *s = &g->ret->at[i];
		double w = drawing_width(s->drawing), h = drawing_height(s->drawing);
		draw_style small = { .size = 6.5, .least = 4, .face = DRAW_GOTHIC, .align = DRAW_RIGHT, .grey = 45 };
		str foot = g->asked->number;
		if (g->ret->n > 1)
			foot = str_format(g->a, "%.*s%s%zu / %zu", STR_ARG(foot), foot.len ? "　" : "", i + 1,
					  g->ret->n);
		draw_text(s->drawing, (draw_box){ w - 90, h - 7, 84, 4 }, foot, &small);
		if (g->p->confirmed)
			continue;
		draw_box frame = { w - 22, 3.5, 16, 5 };
		small.align = DRAW_CENTRE;
		small.size = 7.5;
		draw_rect(s->drawing, frame, &(draw_stroke){ .weight = 0.2, .grey = 45 }, -1, 0.8);
		draw_text(s->drawing, frame, STR("見本"), &small);
	}
}
