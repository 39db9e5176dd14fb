/*
 * Pictures for pages (SVG), written on the server.
 *
 * Colours, strokes and fonts come from classes in the style sheet, because the CSP allows no style in the page, and so that dark paper, forced colours and printing can say their own.
 * Lengths are units of the viewBox; numbers are written with at most one decimal, and what is no number as 0. Every text is escaped here. A picture is a <figure>'s or stands beside a table that says
 * the same, and its links and titles are reachable by keyboard.
 */
#ifndef TEXT_SVG_H
#define TEXT_SVG_H

#include "base/buf.h"

/* `id` is unique in the page: <svg role="group" aria-labelledby="ID-t ID-d"> with <title> and <desc> (desc may be empty). */
void svg_open(buf *b, const char *css, str id, double width, double height, str title, str desc);
void svg_close(buf *b);
void svg_group(buf *b, const char *css); /* <g class>; ended by svg_group_end() */
void svg_group_end(buf *b);
/* <a href> around what follows, with its name for screen readers; nothing where href is empty (svg_link_end() the same). href: a path of this site. */
void svg_link(buf *b, str href, str label);
void svg_link_end(buf *b, str href);
void svg_title(buf *b, str text); /* the tooltip of the element around it */
void svg_rect(buf *b, const char *css, double x, double y, double w, double h, double radius);
void svg_circle(buf *b, const char *css, double x, double y, double r);
void svg_line(buf *b, const char *css, double x1, double y1, double x2, double y2);
/* points: x, y, x, y …; `closed` a polygon. */
void svg_poly(buf *b, const char *css, const double *points, size_t n, bool closed);
typedef enum svg_anchor { SVG_START, SVG_MIDDLE, SVG_END } svg_anchor;
/* Nothing for an empty text. */
void svg_text(buf *b, const char *css, double x, double y, svg_anchor anchor, str text);

/* Width of a text in em: 1 for a wide character, 0.56 for the others (capitals 0.7, % m w 0.9), nothing for marks that sit on the letter before (an estimate: the reader's font is not known here). */
double svg_em(str text);
/* As much of it as fits into so many em, with … where it is cut; empty where not even two letters fit. A base and its variation selector stay together. */
str svg_fit(arena *a, str text, double em);
/* Broken into lines of at most so many em, at most `lines`; the last one is cut with …, and where not even that has room there are none. No line begins with 。、）ー and the like or ends with an opening bracket, and words and
 * numbers in Latin letters stay whole, unless a single one is too long for a line; a last letter is not left alone. */
strs svg_wrap(arena *a, str text, double em, size_t lines);

#endif
