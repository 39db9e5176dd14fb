/* For the charts' tests: parts in one line, pictures kept to compare with, and what must hold for every picture. Include after cmocka.h. */
#ifndef CHART_TESTING_H
#define CHART_TESTING_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "chart/chart_private.h"
#include "text/xml.h"

#define UNUSED __attribute__((unused))

typedef struct pair {
	const char *name;
	double size;
	const char *value, *note;
	int shade;
	size_t group;
} pair;
#define PARTS(a, list, link) parts_of((a), (list), COUNT(list), (link))

/* With `link`, each has one: link and its place in the list. */
static UNUSED chart_parts parts_of(arena *a, const pair *of, size_t n, const char *link)
{
	chart_parts p = { 0 };
	for (size_t i = 0; i < n; i++)
		LIST_ADD(a, &p,
			 ((chart_part){ .name = str_of(of[i].name),
					.value = str_of(of[i].value),
					.note = str_of(of[i].note),
					.size = of[i].size,
					.shade = of[i].shade,
					.group = of[i].group,
					.link = link ? str_format(a, "%s%zu", link, i + 1) : STR_NONE }));
	return p;
}

/* A line a tag, so that a difference is a line. */
static UNUSED str by_lines(arena *a, str svg)
{
	buf out = buf_new(a, svg.len * 2 + 16);
	for (size_t i = 0; i < svg.len; i++) {
		buf_char(&out, svg.at[i]);
		if (svg.at[i] == '>' && i + 1 < svg.len && svg.at[i + 1] == '<')
			buf_char(&out, '\n');
	}
	buf_char(&out, '\n');
	return buf_str(&out);
}

static UNUSED str file_of(arena *a, const char *path)
{
	FILE *f = fopen(path, "rb");
	if (!f)
		return STR_NONE;
	buf b = buf_new(a, 8 << 20);
	char part[4096];
	for (size_t n; (n = fread(part, 1, sizeof part, f)) > 0;)
		buf_put(&b, (str){ part, n });
	fclose(f);
	return buf_str(&b);
}

/* Compares a picture with tests/golden/chart/NAME.svg and shows the first lines that differ; with MADOGUCHI_GOLDEN=write in the environment it writes the file. */
static UNUSED void golden(arena *a, const char *name, str svg)
{
	str path = str_format(a, "tests/golden/chart/%s.svg", name), now = by_lines(a, svg);
	if (str_eq(str_of(getenv("MADOGUCHI_GOLDEN")), STR("write"))) {
		FILE *f = fopen(path.at, "wb");
		assert_non_null(f);
		assert_int_equal(fwrite(now.at, 1, now.len, f), now.len);
		assert_int_equal(fclose(f), 0);
		return;
	}
	str kept = file_of(a, path.at);
	if (str_eq(kept, now))
		return;
	print_message("%s is another picture (MADOGUCHI_GOLDEN=write keeps the new one):\n", path.at);
	int shown = 0, line = 0;
	for (str old = kept, new = now; (old.len > 0 || new.len > 0) && shown < 12;) {
		str was = str_cut(&old, '\n'), is = str_cut(&new, '\n');
		line++;
		if (str_eq(was, is))
			continue;
		print_message("%d\n- %.*s\n+ %.*s\n", line, STR_ARG(was), STR_ARG(is));
		shown++;
	}
	fail();
}

static UNUSED double number_of(const xml_node *n, const char *name)
{
	str s = xml_attr(n, name);
	assert_true(s.len > 0);
	char *end;
	str c = { 0 };
	char text[64];
	assert_true(s.len < sizeof text);
	memcpy(text, s.at, s.len);
	text[s.len] = '\0';
	c.len = s.len;
	double x = strtod(text, &end);
	assert_true(end == text + c.len && isfinite(x));
	return x;
}

typedef struct paper {
	double w, h;
	strs ids;
} paper;

static UNUSED void within_paper(const paper *of, double x, double y, double w, double h)
{
	if (x < -0.11 || y < -0.11 || x + w > of->w + 0.11 || y + h > of->h + 0.11)
		fail_msg("%g,%g %g×%g lies outside %g×%g", x, y, w, h, of->w, of->h);
}

static UNUSED void node_holds(arena *a, paper *of, const xml_node *n)
{
	str id = xml_attr(n, "id");
	for (size_t i = 0; id.len > 0 && i < of->ids.n; i++)
		assert_false(str_eq(of->ids.at[i], id));
	if (id.len > 0)
		LIST_ADD(a, &of->ids, id);
	if (xml_is(n, "rect")) {
		double w = number_of(n, "width"), h = number_of(n, "height");
		assert_true(w >= 0 && h >= 0);
		within_paper(of, number_of(n, "x"), number_of(n, "y"), w, h);
	} else if (xml_is(n, "circle")) {
		double r = number_of(n, "r");
		within_paper(of, number_of(n, "cx") - r, number_of(n, "cy") - r, 2 * r, 2 * r);
	} else if (xml_is(n, "line")) {
		within_paper(of, number_of(n, "x1"), number_of(n, "y1"), 0, 0);
		within_paper(of, number_of(n, "x2"), number_of(n, "y2"), 0, 0);
	} else if (xml_is(n, "polyline") || xml_is(n, "polygon")) {
		str points = xml_attr(n, "points");
		assert_false(str_has(points, STR("nan")));
	} else if (xml_is(n, "text")) {
		str css = xml_attr(n, "class"), anchor = xml_attr(n, "text-anchor");
		bool small = str_starts(css, STR("c-small")) || str_starts(css, STR("c-tick")) ||
			     str_starts(css, STR("c-legend")) || str_starts(css, STR("c-axis-name")) ||
			     str_starts(css, STR("c-head")) || str_starts(css, STR("c-on-heat")) ||
			     str_starts(css, STR("c-down"));
		double letter = small ? CHART_SMALL : CHART_LETTER, w = svg_em(n->text) * letter;
		double before = str_eq(anchor, STR("end")) ? w : str_eq(anchor, STR("middle")) ? w / 2 : 0;
		double x = number_of(n, "x"), y = number_of(n, "y");
		assert_true(n->text.len > 0);
		if (str_starts(css, STR("c-down")))
			within_paper(of, x - letter / 2, y - before, letter, w);
		else
			within_paper(of, x - before, y - letter * 0.85, w, letter);
	} else if (xml_is(n, "a")) {
		assert_true(xml_attr(n, "href").len > 0 && xml_attr(n, "aria-label").len > 0);
	}
	for (size_t i = 0; i < n->children.n; i++)
		node_holds(a, of, n->children.at[i]);
}

/* Well-formed, every number a number, nothing outside the viewBox (texts by their estimated width), every id once, every link with a name. */
static UNUSED void holds(arena *a, str svg)
{
	const xml_node *root;
	assert_null(xml_parse(a, STR("picture"), svg, &root));
	assert_true(xml_is(root, "svg"));
	str box = xml_attr(root, "viewBox");
	assert_true(str_starts(box, STR("0 0 ")));
	str rest = str_sub(box, 4, box.len), w = str_cut(&rest, ' ');
	i64 width, height;
	assert_true(str_i64(w, &width) && str_i64(rest, &height) && width > 0 && height > 0);
	paper of = { (double)width, (double)height, { 0 } };
	node_holds(a, &of, root);
}

#endif
