/*
 * The swim-lane chart on paper: A4 across, as many sheets side by side as it takes to stay legible.
 *
 * Where a chart is low, several parts stand below each other on one sheet.
 *
 * The places are those of the picture on the page (flow_lay()), in its units, times a scale in mm. One sheet is taken when everything fits at LEAST_SCALE or more; else the chart is
 * cut between steps, each sheet with the lanes' heads again, and lines go on at the same height on the next.
 */
#include <math.h>

#include "flow/flow_sizes.h"
#include "modules/work/flows/flows_view.h"
#include "print/drawing.h"

#define WIDE 297.0
#define HIGH 210.0
#define MARGIN 11.0
#define TOP 21.0 /* below the title */
#define BOTTOM 14.0
#define SCREEN 0.2646 /* mm of a unit at full size: 96 to an inch */
#define LEAST_SCALE 0.195 /* names of 13 units are 7.2 points then */
#define POINT 0.3528
#define PARTS_MOST 40
#define GAP 9.0 /* mm between parts on one sheet */

typedef struct sheet {
	drawing *d;
	req *r;
	const flow *f;
	const flow_layout *at;
	const size_t *numbers;
	double scale, x0, x1; /* of the chart's body, in its units */
	double top;
} sheet;

static double sx(const sheet *s, double x)
{
	return MARGIN + (s->at->head + x - s->x0) * s->scale;
}
static double sy(const sheet *s, double y)
{
	return s->top + y * s->scale;
}
static double points(const sheet *s, double units)
{
	return units * s->scale / POINT;
}
static draw_box box_of(const sheet *s, flow_place p)
{
	return (draw_box){ sx(s, p.x), sy(s, p.y), p.w * s->scale, p.h * s->scale };
}
static bool within(const sheet *s, double x)
{
	return x >= s->x0 && x < s->x1;
}

static void put_lane(sheet *s, size_t i)
{
	static const int shades[WHOS] = { 6, 12, 18, 10, 4 };
	const flow_lane *l = &s->f->lanes.at[i];
	flow_place p = s->at->lanes[i];
	double head = s->at->head * s->scale, width = (s->at->head + s->x1 - s->x0) * s->scale;
	draw_box all = { MARGIN, sy(s, p.y), width, p.h * s->scale }, left = { MARGIN, all.y, head, all.h };
	draw_rect(s->d, left, NULL, shades[l->who], 0);
	draw_rect(s->d, all, &DRAW_LINE, -1, 0);
	draw_line(s->d, left.x + left.w, all.y, left.x + left.w, all.y + all.h, &DRAW_LINE);
	draw_style name = {
		.face = DRAW_GOTHIC, .bold = true, .size = points(s, 14), .least = 5, .align = DRAW_CENTRE, .wrap = true
	};
	draw_text(s->d, left, l->name, &name);
}

/* A level or upright piece, as far as it lies on this sheet. */
static void put_piece(sheet *s, double x1, double y1, double x2, double y2)
{
	double from = fmin(x1, x2), to = fmax(x1, x2);
	if (to < s->x0 || from > s->x1)
		return;
	x1 = fmin(fmax(x1, s->x0), s->x1);
	x2 = fmin(fmax(x2, s->x0), s->x1);
	draw_line(s->d, sx(s, x1), sy(s, y1), sx(s, x2), sy(s, y2), &DRAW_LINE);
}

static void put_way(sheet *s, size_t i)
{
	flow_way w = s->at->ways[i];
	for (size_t k = 0; k + 3 < w.n; k += 2)
		put_piece(s, w.points[k], w.points[k + 1], w.points[k + 2], w.points[k + 3]);
	if (w.n < 4 || !within(s, w.points[w.n - 2]))
		return;
	double x = w.points[w.n - 2], y = w.points[w.n - 1], dx = x - w.points[w.n - 4], dy = y - w.points[w.n - 3];
	double ux = dx > 0 ? 1 : dx < 0 ? -1 : 0, uy = dy > 0 ? 1 : dy < 0 ? -1 : 0;
	for (int side = -1; side <= 1; side += 2) /* an arrow's head */
		draw_line(s->d, sx(s, x), sy(s, y), sx(s, x - 8 * ux + 4.5 * side * uy),
			  sy(s, y - 8 * uy + 4.5 * side * ux), &(draw_stroke){ .weight = 0.35 });
}

static void put_label(sheet *s, size_t i)
{
	flow_way w = s->at->ways[i];
	if (!within(s, w.label_x))
		return;
	draw_style style = {
		.face = DRAW_GOTHIC, .size = points(s, FLOW_LABEL_EM), .least = 4.5, .align = DRAW_CENTRE
	};
	for (size_t k = 0; k < w.label.n; k++) {
		double y = w.label_y + (double)k * FLOW_LABEL_LINE;
		draw_text(s->d,
			  box_of(s, (flow_place){ w.label_x - 60, y - FLOW_LABEL_LINE + 3, 120, FLOW_LABEL_LINE }),
			  w.label.at[k], &style);
	}
}

static void diamond(sheet *s, flow_place p)
{
	double x = p.x + p.w / 2, y = p.y + p.h / 2;
	double c[] = { x, p.y, p.x + p.w, y, x, p.y + p.h, p.x, y };
	for (size_t k = 0; k < 8; k += 2)
		draw_line(s->d, sx(s, c[k]), sy(s, c[k + 1]), sx(s, c[(k + 2) % 8]), sy(s, c[(k + 3) % 8]), &DRAW_LINE);
}

/* A small word on a box's border. */
static void badge(sheet *s, flow_place p, str text, bool below)
{
	if (text.len == 0)
		return;
	draw_style style = { .face = DRAW_GOTHIC, .size = points(s, 10.5), .least = 4, .align = DRAW_CENTRE };
	double w = fmin(draw_text_width(s->r->arena, text, &style) / s->scale + 10, p.w - 30);
	draw_box b = box_of(s, (flow_place){ p.x + p.w - w - 6, (below ? p.y + p.h : p.y) - 8, w, 16 });
	draw_rect(s->d, b, &DRAW_THIN, 0, b.h / 2);
	draw_text(s->d, b, text, &style);
}

static void put_box(sheet *s, const flow_step *x, flow_place p, str name)
{
	draw_box b = box_of(s, p);
	draw_rect(s->d, b, &DRAW_LINE, -1, x->kind == STEP_SERVICE ? 0.4 : 1.8);
	double side = x->kind == STEP_SERVICE ? 8 : 4;
	if (x->kind == STEP_SERVICE)
		for (int k = 0; k < 2; k++) {
			double at = sx(s, k ? p.x + p.w - 6 : p.x + 6);
			draw_line(s->d, at, b.y, at, b.y + b.h, &DRAW_THIN);
		}
	bool times = x->minutes.high > 0 || x->waiting.high > 0;
	draw_style style = { .face = DRAW_GOTHIC,
			     .bold = true,
			     .size = points(s, FLOW_NAME_EM),
			     .least = 4.5,
			     .align = DRAW_CENTRE,
			     .wrap = true };
	draw_text(s->d, box_of(s, (flow_place){ p.x + side, p.y + 8, p.w - 2 * side, p.h - (times ? 28 : 16) }), name,
		  &style);
	badge(s, p, x->medium, false);
	str text = x->minutes.high > 0 ? fl_minutes(s->r, x->minutes.likely) : STR_NONE;
	if (x->waiting.high > 0)
		text = str_format(s->r->arena, "%.*s%s%.*s%.*s", STR_ARG(text), text.len ? "  " : "",
				  STR_ARG(say(s->r, T_wf_u_waiting)), STR_ARG(fl_lead(s->r, x->waiting.likely)));
	draw_style small = { .face = DRAW_GOTHIC, .size = points(s, FLOW_META_EM), .least = 4.5, .align = DRAW_CENTRE };
	draw_text(s->d, box_of(s, (flow_place){ p.x + side, p.y + p.h - 25, p.w - 2 * side, 16 }), text, &small);
	badge(s, p, x->system, true);
}

static void put_round(sheet *s, const flow_step *x, flow_place p, str name)
{
	draw_ellipse(s->d, box_of(s, p), x->kind == STEP_END ? &DRAW_THICK : &DRAW_LINE);
	if (x->kind == STEP_WAIT) {
		draw_ellipse(s->d, box_of(s, (flow_place){ p.x + 4, p.y + 4, p.w - 8, p.h - 8 }), &DRAW_THIN);
		double cx = p.x + p.w / 2, cy = p.y + p.h / 2;
		draw_line(s->d, sx(s, cx), sy(s, cy), sx(s, cx), sy(s, cy - 8), &DRAW_LINE);
		draw_line(s->d, sx(s, cx), sy(s, cy), sx(s, cx + 6), sy(s, cy), &DRAW_LINE);
	}
	draw_style style = { .face = DRAW_GOTHIC,
			     .size = points(s, 12),
			     .least = 4.5,
			     .align = DRAW_CENTRE,
			     .valign = DRAW_TOP,
			     .wrap = true };
	draw_text(s->d, box_of(s, (flow_place){ p.x + p.w / 2 - 62, p.y + p.h + 2, 124, 36 }), name, &style);
}

static void put_step(sheet *s, size_t i)
{
	const flow_step *x = &s->f->steps.at[i];
	flow_place p = s->at->steps[i];
	if (!within(s, p.x + p.w / 2))
		return;
	str name = fl_step_name(s->r, x);
	if (s->numbers[i])
		name = str_format(s->r->arena, "%zu %.*s", s->numbers[i], STR_ARG(name));
	draw_style small = { .face = DRAW_GOTHIC,
			     .size = points(s, 12),
			     .least = 6,
			     .align = DRAW_CENTRE,
			     .wrap = true,
			     .padding = 0.2 };
	switch (x->kind) {
	case STEP_TASK:
	case STEP_SERVICE:
		put_box(s, x, p, name);
		break;
	case STEP_DECISION:
		diamond(s, p);
		draw_text(s->d, box_of(s, (flow_place){ p.x + p.w * 0.16, p.y + p.h * 0.2, p.w * 0.68, p.h * 0.6 }),
			  name, &small);
		break;
	case STEP_PARALLEL: {
		double cx = p.x + p.w / 2, cy = p.y + p.h / 2;
		diamond(s, p);
		draw_line(s->d, sx(s, cx - 9), sy(s, cy), sx(s, cx + 9), sy(s, cy), &DRAW_THICK);
		draw_line(s->d, sx(s, cx), sy(s, cy - 9), sx(s, cx), sy(s, cy + 9), &DRAW_THICK);
		draw_style beside = {
			.face = DRAW_GOTHIC, .size = points(s, 12), .least = 4.5, .valign = DRAW_BOTTOM, .wrap = true
		};
		if (x->name.len > 0)
			draw_text(s->d, box_of(s, (flow_place){ cx + FLOW_FORK_NAME_X, p.y - 30, 96, 36 }), name,
				  &beside);
		break;
	}
	case STEP_START:
	case STEP_END:
	case STEP_WAIT:
	case STEP_KINDS:
		put_round(s, x, p, name);
		break;
	}
}

/* Where a sheet that begins at x0 ends: between steps. */
static double cut(const flow *f, const flow_layout *at, double x0, double room)
{
	double x1 = x0 + room;
	if (x1 >= at->width)
		return at->width;
	for (int again = 0; again < 4; again++)
		for (size_t i = 0; i < f->steps.n; i++) {
			flow_place p = at->steps[i];
			bool round = p.w < 60; /* its name is wider than it */
			double from = round ? p.x + p.w / 2 - 62 : p.x, to = round ? from + 124 : p.x + p.w;
			if (from - 6 < x1 && to + 6 > x1 && from - 6 > x0 + room / 3)
				x1 = from - 6;
		}
	return x1;
}

fl_sheets fl_manual_sheets(req *r, const flow *f, const size_t *numbers, str title, str foot)
{
	arena *a = r->arena;
	fl_sheets out = { 0 };
	flow_layout at = flow_lay(a, f);
	double wide = WIDE - 2 * MARGIN, high = HIGH - TOP - BOTTOM;
	double scale = fmin(SCREEN, high / at.height);
	if (wide / at.width >= LEAST_SCALE || wide / at.width >= scale)
		scale = fmin(scale, wide / at.width); /* one sheet is enough */
	else
		scale = fmin(scale, 0.215);
	size_t *order = fl_order(a, f);
	double cuts[PARTS_MOST + 1] = { at.head };
	size_t n = 0;
	while (n < PARTS_MOST && cuts[n] < at.width - 1) {
		cuts[n + 1] = cut(f, &at, cuts[n], wide / scale - at.head);
		n++;
	}
	double tall = at.height * scale;
	size_t rows = (size_t)fmax(1, floor((high + GAP) / (tall + GAP))), sheets = (n + rows - 1) / rows;
	for (size_t i = 0; i < n; i++) {
		if (i % rows == 0) {
			drawing *d = drawing_new(a, WIDE, HIGH);
			draw_style head = { .face = DRAW_GOTHIC, .bold = true, .size = 13, .least = 7 };
			draw_style small = { .face = DRAW_GOTHIC, .size = 8, .least = 6 };
			draw_style right = { .face = DRAW_GOTHIC, .size = 9, .least = 6, .align = DRAW_RIGHT };
			draw_text(d, (draw_box){ MARGIN, 9, wide - 30, 8 }, title, &head);
			if (sheets > 1)
				draw_text(d, (draw_box){ WIDE - MARGIN - 30, 9, 30, 8 },
					  words_wf_sheet_of(a, r->lang, (i64)(i / rows) + 1, (i64)sheets), &right);
			draw_text(d, (draw_box){ MARGIN, HIGH - 11, wide, 5 }, foot, &small);
			LIST_ADD(a, &out, d);
		}
		sheet s = { .d = out.at[out.n - 1],
			    .r = r,
			    .f = f,
			    .at = &at,
			    .numbers = numbers,
			    .scale = scale,
			    .x0 = cuts[i],
			    .x1 = cuts[i + 1],
			    .top = TOP + (double)(i % rows) * (tall + GAP) };
		for (size_t k = 0; k < f->lanes.n; k++)
			put_lane(&s, k);
		for (size_t k = 0; k < f->links.n; k++)
			put_way(&s, k);
		for (size_t k = 0; k < f->steps.n; k++)
			put_step(&s, order[k]);
		for (size_t k = 0; k < f->links.n; k++)
			put_label(&s, k);
	}
	return out;
}
