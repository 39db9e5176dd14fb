/* The swim-lane chart. What a shape says by its colour, its form or a word says too. */
#include "flow/flow.h"

#include <math.h>

#include "flow/flow_sizes.h"
#include "text/figures.h"
#include "text/html.h"
#include "text/svg.h"

typedef struct drawing {
	buf *b;
	arena *a;
	const flow *f;
	const flow_words *w;
	flow_layout at;
} drawing;

/* --- words ------------------------------------------------------------------------------------------------------------------ */

static str number(arena *a, double x)
{
	double tenth = round(x * 10) / 10;
	return str_format(a, tenth == floor(tenth) ? "%.0f" : "%.1f", tenth);
}

static str minutes(const drawing *d, double x)
{
	return str_format(d->a, "%.*s%.*s", STR_ARG(number(d->a, x)), STR_ARG(d->w->minutes));
}

/* Waiting is long: from two hours on in hours, from a working day on in days. */
static str waiting(const drawing *d, double x)
{
	str unit = d->w->minutes;
	if (x >= FLOW_DAY && d->w->days.len > 0) {
		x /= FLOW_DAY;
		unit = d->w->days;
	} else if (x >= 120 && d->w->hours.len > 0) {
		x /= 60;
		unit = d->w->hours;
	}
	return str_format(d->a, "%.*s%.*s%.*s", STR_ARG(d->w->waiting), STR_ARG(number(d->a, x)), STR_ARG(unit));
}

static str range(const drawing *d, flow_range r)
{
	if (r.low == r.high)
		return minutes(d, r.likely);
	return str_format(d->a, "%.*s (%.*s–%.*s)", STR_ARG(minutes(d, r.likely)), STR_ARG(number(d->a, r.low)),
			  STR_ARG(number(d->a, r.high)));
}

static str cases(const drawing *d, double x)
{
	return str_format(d->a, "%.*s%.*s", STR_ARG(figure_whole(d->a, (i64)llround(x))), STR_ARG(d->w->cases_unit));
}

static str percent(arena *a, double share)
{
	return str_format(a, "%.*s%%", STR_ARG(number(a, share * 100)));
}

static void say(buf *b, str text)
{
	if (text.len == 0)
		return;
	if (b->len > 0)
		buf_lit(b, ", ");
	buf_put(b, text);
}

/* All of a step in one line, for screen readers and as its tooltip. */
static str told(const drawing *d, size_t k)
{
	const flow *f = d->f;
	const flow_step *s = &f->steps.at[k];
	buf b = buf_new(d->a, 8192);
	if (d->w->marks)
		say(&b, d->w->mark_words[d->w->marks[k]]);
	say(&b, d->w->kinds[s->kind]);
	say(&b, f->lanes.at[s->lane].name);
	say(&b, s->name);
	say(&b, d->w->standards[s->standard]);
	if (s->minutes.high > 0)
		say(&b, range(d, s->minutes));
	if (s->waiting.high > 0)
		say(&b, waiting(d, s->waiting.likely));
	say(&b, s->medium);
	say(&b, s->system);
	if (d->w->cases && (s->kind == STEP_TASK || s->kind == STEP_SERVICE))
		say(&b, cases(d, d->w->cases[k]));
	size_t ways = 0, said = 0;
	for (size_t i = 0; i < f->links.n; i++)
		ways += f->links.at[i].from == k;
	for (size_t i = 0; i < f->links.n; i++) {
		const flow_link *l = &f->links.at[i];
		if (l->from != k || d->w->next.len == 0)
			continue;
		buf_put(&b, said++ == 0 ? str_format(d->a, ". %.*s", STR_ARG(d->w->next)) : STR(" / "));
		str to = f->steps.at[l->to].name;
		buf_put(&b, to.len > 0 ? to : d->w->kinds[f->steps.at[l->to].kind]);
		if (l->name.len > 0)
			buf_put(&b, str_format(d->a, " (%.*s)", STR_ARG(l->name)));
		if (ways > 1 && s->kind != STEP_PARALLEL)
			buf_put(&b, str_format(d->a, " %.*s", STR_ARG(percent(d->a, l->share))));
	}
	return buf_str(&b);
}

/* How bad a line's end is between these two letters: best behind a particle, worst within a foreign word. */
static double break_cost(u32 before, u32 after)
{
	bool hira[] = { before >= 0x3041 && before <= 0x309F, after >= 0x3041 && after <= 0x309F };
	bool kata[] = { before >= 0x30A0 && before <= 0x30FF, after >= 0x30A0 && after <= 0x30FF };
	if (before < 0x2E80 || after < 0x2E80 || (before >= 0x3000 && before <= 0x303F) || before == 0x30FB)
		return 0;
	if (before == 0x3092 || (hira[0] && !hira[1])) /* を is always a particle */
		return 0;
	if (kata[0] && kata[1])
		return 6;
	return hira[0] == hira[1] && kata[0] == kata[1] ? 3 : 2;
}

/* In as few lines as fit, broken between words where that can be seen, and no letter alone in the last one. */
static strs wrapped(arena *a, str text, double em, size_t most)
{
	strs best = svg_wrap(a, text, em, most);
	double all = svg_em(text), least = 1e9;
	size_t lines = best.n;
	if (lines < 2 || str_ends(best.at[lines - 1], STR("…")))
		return best;
	for (double width = ceil(all / (double)lines); width <= em; width += 0.5) {
		strs now = svg_wrap(a, text, width, lines);
		if (now.n != lines || str_ends(now.at[lines - 1], STR("…")))
			continue;
		double cost = svg_em(now.at[lines - 1]) < 2.5 ? 4 : 0;
		for (size_t i = 0; i + 1 < lines; i++) {
			u32 before = 0;
			for (size_t k = 0; k < now.at[i].len;)
				before = str_next(now.at[i], &k);
			size_t k = 0;
			cost += break_cost(before, str_next(now.at[i + 1], &k));
		}
		if (cost < least) {
			least = cost;
			best = now;
		}
	}
	return best;
}

static void put_lines(drawing *d, const char *css, strs lines, double x, double middle, svg_anchor anchor, double line)
{
	double y = middle - line * (double)(lines.n > 0 ? lines.n - 1 : 0) / 2 + FLOW_NAME_EM * 0.35;
	for (size_t i = 0; i < lines.n; i++)
		svg_text(d->b, css, x, y + line * (double)i, anchor, lines.at[i]);
}

/* --- lanes -------------------------------------------------------------------------------------------------------------------- */

static void put_icon(drawing *d, flow_who who, double x, double y)
{
	buf *b = d->b;
	svg_group(b, "flow-icon");
	switch (who) {
	case WHO_RESIDENT:
		svg_circle(b, NULL, x, y - 6, 5);
		svg_rect(b, NULL, x - 8, y + 1, 16, 11, 6);
		break;
	case WHO_COUNTER: /* somebody behind a desk */
		svg_circle(b, NULL, x, y - 8, 4.5);
		svg_rect(b, NULL, x - 7, y - 2, 14, 8, 4);
		svg_rect(b, NULL, x - 13, y + 7, 26, 4, 1);
		break;
	case WHO_CENTRE: /* a house with many windows */
		svg_rect(b, "flow-icon-line", x - 10, y - 12, 20, 24, 1);
		for (int i = 0; i < 6; i++)
			svg_rect(b, NULL, x - 6 + 8 * (i % 2), y - 8 + 7 * (double)(i / 2), 4, 4, 0);
		break;
	case WHO_SYSTEM: /* a screen */
		svg_rect(b, "flow-icon-line", x - 12, y - 10, 24, 16, 2);
		svg_rect(b, NULL, x - 7, y + 9, 14, 3, 1);
		break;
	case WHO_OTHER:
	case WHOS:
		svg_circle(b, "flow-icon-line", x, y, 9);
		svg_circle(b, NULL, x, y, 3);
		break;
	}
	svg_group_end(b);
}

static void put_lane(drawing *d, size_t k, bool area)
{
	const flow_lane *l = &d->f->lanes.at[k];
	flow_place p = d->at.lanes[k];
	str word = d->w->who[l->who], code = flow_who_code(l->who);
	svg_group(d->b, str_format(d->a, "flow-lane flow-%.*s", STR_ARG(code)).at);
	if (area)
		svg_rect(d->b, "flow-lane-area", p.x, p.y, p.w, p.h, 0);
	svg_rect(d->b, "flow-lane-head", p.x, p.y, d->at.head, p.h, 0);
	bool more = word.len > 0 && !str_has(l->name, word);
	strs name = wrapped(d->a, l->name, 7.2, 3);
	double all = 30 + (double)name.n * FLOW_NAME_LINE + (more ? 16 : 0), y = p.y + (p.h - all) / 2;
	put_icon(d, l->who, p.x + d->at.head / 2, y + 12);
	put_lines(d, "flow-lane-name", name, p.x + d->at.head / 2, y + 30 + (double)name.n * FLOW_NAME_LINE / 2,
		  SVG_MIDDLE, FLOW_NAME_LINE);
	if (more)
		svg_text(d->b, "flow-lane-who", p.x + d->at.head / 2, y + all - 3, SVG_MIDDLE,
			 svg_fit(d->a, word, 8.5));
	svg_group_end(d->b);
}

/* --- links ---------------------------------------------------------------------------------------------------------------------- */

static void put_way(drawing *d, size_t k)
{
	flow_way w = d->at.ways[k];
	if (w.n < 4)
		return;
	double x = w.points[w.n - 2], y = w.points[w.n - 1], dx = x - w.points[w.n - 4], dy = y - w.points[w.n - 3];
	double ux = dx > 0 ? 1 : dx < 0 ? -1 : 0, uy = dy > 0 ? 1 : dy < 0 ? -1 : 0;
	if (ux == 0 && uy == 0)
		ux = 1;
	svg_poly(d->b, "flow-way", w.points, w.n, false);
	double head[] = {
		x, y, x - 9 * ux - 4.5 * uy, y - 9 * uy - 4.5 * ux, x - 9 * ux + 4.5 * uy, y - 9 * uy + 4.5 * ux
	};
	svg_poly(d->b, "flow-arrow", head, COUNT(head), true);
}

static void put_label(drawing *d, size_t k)
{
	flow_way w = d->at.ways[k];
	for (size_t i = 0; i < w.label.n; i++)
		svg_text(d->b, "flow-label", w.label_x, w.label_y + (double)i * FLOW_LABEL_LINE, SVG_MIDDLE,
			 w.label.at[i]);
}

/* --- steps ---------------------------------------------------------------------------------------------------------------------- */

/* A small word on the border of a box: its left side at x, or its right side. */
static void put_badge(drawing *d, const char *css, str text, double x, double y, bool right, double em)
{
	text = svg_fit(d->a, text, em);
	if (text.len == 0)
		return;
	double w = svg_em(text) * 11 + 10;
	svg_group(d->b, css);
	svg_rect(d->b, NULL, right ? x - w : x, y - 9, w, 18, 9);
	svg_text(d->b, NULL, right ? x - w / 2 : x + w / 2, y + 4, SVG_MIDDLE, text);
	svg_group_end(d->b);
}

static void put_box(drawing *d, const flow_step *s, flow_place p)
{
	svg_rect(d->b, "flow-shape", p.x, p.y, p.w, p.h, s->kind == STEP_SERVICE ? 2 : 10);
	if (s->kind == STEP_SERVICE) {
		svg_line(d->b, "flow-bar", p.x + 6, p.y, p.x + 6, p.y + p.h);
		svg_line(d->b, "flow-bar", p.x + p.w - 6, p.y, p.x + p.w - 6, p.y + p.h);
	}
	bool work = s->minutes.high > 0, wait = s->waiting.high > 0;
	strs name = wrapped(d->a, s->name, FLOW_NAME_FITS - (s->kind == STEP_SERVICE ? 1 : 0), work || wait ? 3 : 4);
	put_lines(d, "flow-name", name, p.x + p.w / 2, p.y + (work || wait ? (p.h - 20) / 2 : p.h / 2), SVG_MIDDLE,
		  FLOW_NAME_LINE);
	double room = (p.w - 24) / FLOW_META_EM;
	str waits = wait ? waiting(d, s->waiting.likely) : STR_NONE;
	str works = work ? range(d, s->minutes) : STR_NONE;
	if (svg_em(works) + svg_em(waits) + 1 > room)
		works = work ? minutes(d, s->minutes.likely) : STR_NONE;
	if (work && wait) {
		svg_text(d->b, "flow-minutes", p.x + 12, p.y + p.h - 12, SVG_START, works);
		svg_text(d->b, "flow-waiting", p.x + p.w - 12, p.y + p.h - 12, SVG_END, waits);
	} else if (work || wait) {
		svg_text(d->b, work ? "flow-minutes" : "flow-waiting", p.x + p.w / 2, p.y + p.h - 12, SVG_MIDDLE,
			 work ? works : waits);
	}
	/* told in the picture where it is not simply all that come by */
	if (d->w->cases && (s->cases > 0 || s->part > 0))
		put_badge(d, "flow-cases", cases(d, d->w->cases[s - d->f->steps.at]), p.x + 4, p.y + p.h + 3, false, 6);
	put_badge(d, "flow-medium", s->medium, p.x + p.w - 8, p.y, true, 5);
	put_badge(d, "flow-system-name", s->system, p.x + p.w - 4, p.y + p.h + 3, true, 6);
}

static void put_diamond(drawing *d, const flow_step *s, flow_place p)
{
	double x = p.x + p.w / 2, y = p.y + p.h / 2;
	double corners[] = { x, p.y, p.x + p.w, y, x, p.y + p.h, p.x, y };
	svg_poly(d->b, "flow-shape", corners, COUNT(corners), true);
	if (s->kind == STEP_PARALLEL) {
		svg_line(d->b, "flow-bar flow-plus", x - 10, y, x + 10, y);
		svg_line(d->b, "flow-bar flow-plus", x, y - 10, x, y + 10);
		return;
	}
	if (s->name.len == 0) {
		svg_line(d->b, "flow-bar flow-plus", x - 7, y - 7, x + 7, y + 7);
		svg_line(d->b, "flow-bar flow-plus", x - 7, y + 7, x + 7, y - 7);
		return;
	}
	strs name = wrapped(d->a, s->name, 7.4, 2);
	if (svg_em(s->name) > 13) /* three lines are shorter */
		name = wrapped(d->a, s->name, 6, 3);
	put_lines(d, "flow-name flow-small", name, x, y, SVG_MIDDLE, 15);
}

static void put_round(drawing *d, const flow_step *s, flow_place p)
{
	double x = p.x + p.w / 2, y = p.y + p.h / 2;
	svg_circle(d->b, "flow-shape", x, y, p.w / 2);
	if (s->kind == STEP_WAIT) { /* a clock */
		svg_circle(d->b, "flow-bar", x, y, p.w / 2 - 4);
		svg_line(d->b, "flow-bar", x, y, x, y - 9);
		svg_line(d->b, "flow-bar", x, y, x + 6, y);
		if (s->waiting.high > 0)
			svg_text(d->b, "flow-waiting", x, p.y - 5, SVG_MIDDLE, waiting(d, s->waiting.likely));
	} else if (s->kind == STEP_END) {
		svg_circle(d->b, "flow-dot", x, y, p.w / 2 - 7);
	} else {
		double go[] = { x - 5, y - 8, x + 9, y, x - 5, y + 8 };
		svg_poly(d->b, "flow-dot", go, COUNT(go), true);
	}
}

static void put_name_below(drawing *d, const flow_step *s, flow_place p)
{
	strs name = wrapped(d->a, s->name, FLOW_ROUND_NAME_EM, 2);
	put_lines(d, "flow-name flow-below", name, p.x + p.w / 2, p.y + p.h + 4 + (double)name.n * FLOW_NAME_LINE / 2,
		  SVG_MIDDLE, FLOW_NAME_LINE);
}

static void put_name_beside(drawing *d, const flow_step *s, flow_place p)
{
	strs name = svg_wrap(d->a, s->name, FLOW_FORK_NAME_EM, 2);
	for (size_t i = 0; i < name.n; i++)
		svg_text(d->b, "flow-name flow-below", p.x + p.w / 2 + FLOW_FORK_NAME_X,
			 p.y + 2 - FLOW_NAME_LINE * (double)(name.n - 1 - i), SVG_START, name.at[i]);
}

static void put_step(drawing *d, size_t k)
{
	static const char *const marks[MARKS] = { "", " flow-new", " flow-changed", " flow-gone" };
	const flow_step *s = &d->f->steps.at[k];
	flow_place p = d->at.steps[k];
	flow_mark mark = d->w->marks ? d->w->marks[k] : MARK_SAME;
	str code = flow_kind_code(s->kind), label = told(d, k);
	str href = d->w->link_of ? d->w->link_of(d->w->ctx, d->a, s) : STR_NONE;
	bool here = d->w->here.len > 0 && str_eq(d->w->here, s->id);
	buf_format(d->b, "<g class=\"flow-step flow-kind-%.*s%s%s\"", STR_ARG(code), marks[mark],
		   here ? " flow-here" : "");
	if (href.len == 0) {
		buf_lit(d->b, " role=\"img\" aria-label=\"");
		html_escape(d->b, label);
		buf_lit(d->b, "\"");
	}
	buf_char(d->b, '>');
	svg_link(d->b, href, label);
	svg_title(d->b, label);
	switch (s->kind) {
	case STEP_TASK:
	case STEP_SERVICE:
		put_box(d, s, p);
		break;
	case STEP_DECISION:
		put_diamond(d, s, p);
		break;
	case STEP_PARALLEL:
		put_diamond(d, s, p);
		put_name_beside(d, s, p);
		break;
	case STEP_START:
	case STEP_END:
	case STEP_WAIT:
	case STEP_KINDS:
		put_round(d, s, p);
		put_name_below(d, s, p);
		break;
	}
	bool box = s->kind == STEP_TASK || s->kind == STEP_SERVICE;
	if (mark != MARK_SAME)
		put_badge(d, "flow-mark", d->w->mark_words[mark], p.x + (box ? 8 : -4), box ? p.y : p.y + p.h - 4,
			  false, 5);
	svg_link_end(d->b, href);
	svg_group_end(d->b);
}

/* As svg_open() does, with its size, so that it is not squeezed into a narrow screen. */
static void open_size(buf *b, const char *css, double width, double height)
{
	buf_format(
		b,
		"<svg class=\"%s\" xmlns=\"http://www.w3.org/2000/svg\" width=\"%.0f\" height=\"%.0f\" viewBox=\"0 0 %.0f %.0f\"",
		css, ceil(width), ceil(height), ceil(width), ceil(height));
}

void flow_svg(buf *b, arena *a, const flow *f, str id, const flow_words *w)
{
	drawing d = { b, a, f, w, flow_lay(a, f) };
	open_size(b, "flow", d.at.width, d.at.height);
	buf_lit(b, " role=\"group\" aria-labelledby=\"");
	html_escape(b, id);
	buf_lit(b, "-t\"><title id=\"");
	html_escape(b, id);
	buf_lit(b, "-t\">");
	html_escape(b, f->name);
	buf_lit(b, "</title>");
	for (size_t i = 0; i < f->lanes.n; i++)
		put_lane(&d, i, true);
	for (size_t i = 0; i < f->links.n; i++)
		put_way(&d, i);
	for (size_t i = 0; i < f->steps.n; i++)
		put_step(&d, i);
	for (size_t i = 0; i < f->links.n; i++)
		put_label(&d, i);
	svg_close(b);
}

void flow_heads_svg(buf *b, arena *a, const flow *f, const flow_words *w)
{
	drawing d = { b, a, f, w, flow_lay(a, f) };
	open_size(b, "flow flow-heads", d.at.head, d.at.height);
	buf_lit(b, " aria-hidden=\"true\">");
	for (size_t i = 0; i < f->lanes.n; i++)
		put_lane(&d, i, false);
	svg_close(b);
}
