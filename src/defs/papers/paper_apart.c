/* What stands around a paper: 別紙 for what had no room, 見本, the number and the pages. */
#include "defs/defs.h"
#include "defs/papers/paper_filling.h"

#define MARGIN 20.0
#define LINE_HEIGHT 6.0
#define TEXT_SIZE 10.5

/* A new sheet of the size of the paper's first, with its head; *ret_y: where the first text stands. */
static void new_sheet(filling *g, double *ret_y)
{
	const paper_sheet *first = &g->p->sheets.at[0];
	struct filled_sheet s = { .drawing = drawing_new(g->a, first->width, first->height), .sheet = first };
	LIST_ADD(g->a, g->ret, s);
	g->d = s.drawing;
	double width = first->width - 2 * MARGIN;
	draw_text(g->d, (draw_box){ MARGIN, MARGIN, width, 10 }, STR("別紙"),
		  &(draw_style){ .size = 16, .least = 8, .align = DRAW_CENTRE });
	draw_text(g->d, (draw_box){ MARGIN, MARGIN + 11, width, 7 }, g->p->name.in[LANG_JA],
		  &(draw_style){ .size = 10, .least = 6, .align = DRAW_CENTRE });
	*ret_y = MARGIN + 22;
}

/* How high a box has to be for a text, in lines. */
static double height_of(filling *g, double width, str text, const draw_style *s)
{
	for (int lines = 1; lines < 400; lines++) {
		draw_fit fit = draw_measure(g->a, (draw_box){ 0, 0, width, lines * LINE_HEIGHT }, text, s, NULL);
		if (fit != FIT_NOT)
			return lines * LINE_HEIGHT;
	}
	return 400 * LINE_HEIGHT;
}

void draw_apart(filling *g)
{
	double y = 0;
	if (g->apart.n == 0 || g->p->sheets.n == 0)
		return;
	const paper_sheet *first = &g->p->sheets.at[0];
	double width = first->width - 2 * MARGIN, end = first->height - MARGIN;
	for (size_t i = 0; i < g->apart.n; i++) {
		const apart_text *x = &g->apart.at[i];
		draw_style head = { .size = 9, .least = 5, .face = DRAW_MINCHO };
		draw_style body = { .size = TEXT_SIZE,
				    .least = 7,
				    .face = DRAW_GOTHIC,
				    .wrap = true,
				    .valign = DRAW_TOP,
				    .role = DRAW_FILLED };
		double height = height_of(g, width - 6, x->text, &body);
		if (y == 0 || y + 7 + height > end) {
			if (g->ret->n >= SHEETS_FILLED_MAX + 20)
				return;
			new_sheet(g, &y);
		}
		if (height > end - y - 7)
			height = end - y - 7;
		draw_text(g->d, (draw_box){ MARGIN, y, width, 6 },
			  str_format(g->a, "別紙%zu　%.*s", i + 1, STR_ARG(x->label)), &head);
		draw_text(g->d, (draw_box){ MARGIN + 6, y + 7, width - 6, height }, x->text, &body);
		y += 7 + height + 4;
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
