/* Areas in a rectangle. Within one frame, areas are as the sizes; between frames, the frames are, and what their heads take is lost to all of their tiles alike. */
#include "chart/chart_private.h"

#include <math.h>

#define HEAD 22.0
#define PAD 2.0

/* The worst ratio of sides when sizes of this sum, the largest and the smallest of them, stand in one row along `side`. */
static double worst(double sum, double most, double least, double side)
{
	double s2 = sum * sum, w2 = side * side;
	return fmax(w2 * most / s2, s2 / (w2 * least));
}

void treemap_lay(const double *size, size_t n, chart_box in, chart_box *ret)
{
	double all = 0;
	for (size_t i = 0; i < n; i++) {
		ret[i] = (chart_box){ in.x, in.y, 0, 0 };
		all += size[i];
	}
	if (!(all > 0) || !(in.w > 0) || !(in.h > 0))
		return;
	double scale = in.w * in.h / all; /* area of one */
	for (size_t i = 0; i < n && size[i] > 0;) {
		double side = fmin(in.w, in.h);
		if (!(side > 0))
			break;
		double sum = size[i] * scale;
		size_t end = i + 1;
		while (end < n && size[end] > 0) {
			double next = size[end] * scale;
			if (worst(sum + next, size[i] * scale, next, side) >
			    worst(sum, size[i] * scale, size[end - 1] * scale, side))
				break;
			sum += next;
			end++;
		}
		bool last = end == n || !(size[end] > 0);
		bool across = in.w >= in.h; /* the row stands at the left, else on top */
		double deep = last ? (across ? in.w : in.h) : fmin(sum / side, across ? in.w : in.h), at = 0;
		for (; i < end; i++) {
			double along = i + 1 == end ? side - at : fmin(size[i] * scale / sum * side, side - at);
			ret[i] = across ? (chart_box){ in.x, in.y + at, deep, along }
					: (chart_box){ in.x + at, in.y, along, deep };
			at += along;
		}
		if (across) {
			in.x += deep;
			in.w -= deep;
		} else {
			in.y += deep;
			in.h -= deep;
		}
	}
}

/* Those of `which` (by falling size) within a box. */
static void draw_parts(pen *p, str under, const chart_parts *of, const size_t *which, size_t n, chart_box in)
{
	double *size = arena_many(p->a, double, n + 1);
	for (size_t i = 0; i < n; i++)
		size[i] = chart_size(of->at[which[i]].size);
	chart_box *box = arena_many(p->a, chart_box, n + 1);
	treemap_lay(size, n, in, box);
	for (size_t i = 0; i < n; i++)
		if (box[i].w > 0 && box[i].h > 0)
			chart_tile(p, under, &of->at[which[i]], box[i]);
}

static void draw_frame(pen *p, const chart_part *group, chart_box at, chart_box *ret_inside)
{
	bool head = at.h >= HEAD * 2 && at.w >= 48;
	double pad = at.w > 12 && at.h > 12 ? PAD : 0;
	chart_part_begin(p, group->link, group->name, group->value, group->note);
	svg_rect(p->b, "c-frame", at.x + pad / 2, at.y + pad / 2, at.w - pad, at.h - pad, 0);
	if (head) {
		double value = chart_width(group->value, CHART_SMALL), room = at.w - 12;
		bool both = group->value.len > 0 && chart_width(group->name, CHART_SMALL) + value + 10 <= room;
		chart_words(p, "c-head", at.x + 6, at.y + 16, SVG_START, group->name, both ? room - value - 10 : room,
			    CHART_SMALL);
		if (both)
			svg_text(p->b, "c-head-value", at.x + at.w - 6, at.y + 16, SVG_END, group->value);
	}
	chart_part_end(p, group->link);
	double top = head ? HEAD : pad * 1.5;
	*ret_inside = (chart_box){ at.x + pad * 1.5, at.y + top, at.w - pad * 3, at.h - top - pad * 1.5 };
}

void chart_treemap(buf *b, const chart_about *c, const chart_parts *groups, const chart_parts *of)
{
	pen p = chart_pen(b, c);
	chart_begin(&p, c, c->height > 0 ? fmax(c->height, 120) : p.slim ? 620 : 560);
	chart_box all = { 1, 1, p.w - 2, p.h - 2 };
	size_t *order = chart_falling(p.a, of);
	size_t n = groups->n, parts = chart_count(of->n);
	CHECK(n <= CHART_PARTS_MAX);
	if (n == 0) {
		draw_parts(&p, STR_NONE, of, order, parts, all);
		chart_end(&p);
		return;
	}
	/* frames are as large as what is in them, whatever size the caller gave them; each has its parts one after another in `which`, from `first` */
	chart_part *sums = arena_many(p.a, chart_part, n);
	size_t *first = arena_many(p.a, size_t, n + 1), *filled = arena_many(p.a, size_t, n + 1);
	for (size_t i = 0; i < parts; i++) {
		CHECK(of->at[i].group < n);
		sums[of->at[i].group].size += chart_size(of->at[i].size);
		first[of->at[i].group + 1]++;
	}
	for (size_t i = 0; i < n; i++)
		first[i + 1] += first[i];
	size_t *which = arena_many(p.a, size_t, parts + 1);
	for (size_t i = 0; i < parts; i++) {
		size_t g = of->at[order[i]].group;
		which[first[g] + filled[g]++] = order[i];
	}
	size_t *rank = chart_falling(p.a, &(chart_parts){ sums, n });
	double *size = arena_many(p.a, double, n);
	for (size_t i = 0; i < n; i++)
		size[i] = chart_size(sums[rank[i]].size);
	chart_box *box = arena_many(p.a, chart_box, n);
	treemap_lay(size, n, all, box);
	for (size_t i = 0; i < n; i++) {
		if (!(box[i].w > 0) || !(box[i].h > 0))
			continue;
		chart_box inside;
		draw_frame(&p, &groups->at[rank[i]], box[i], &inside);
		draw_parts(&p, groups->at[rank[i]].name, of, which + first[rank[i]], filled[rank[i]], inside);
	}
	chart_end(&p);
}
