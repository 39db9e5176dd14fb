/*
 * flow: how a piece of work goes (業務フロー), as it is and as it shall be. Pure: steps and numbers in; hours, a picture and a BPMN file out.
 *
 *     BPMN 2.0 XML ──flow_read()──▶ flow ──flow_write()──▶ BPMN 2.0 XML          the one format: kept in the database, exchanged with modellers
 *     flow ──flow_lay()──▶ places ──flow_svg()──▶ swim-lane chart; the same places are the diagram part of the BPMN file, and of the manual on paper
 *     flow ──flow_measure()──▶ hours by lane, FTE, yen; lead time and hours with P10, P50, P90 by drawing lots (Monte Carlo, seeded)
 *
 * A flow has lanes (who), steps (what), and links (what comes next, and for which share of the cases). Besides BPMN's own a step has, in an extension element
 * (xmlns:m="https://madoguchi.example/bpmn/1", kept by modellers that do not know it), minutes of work low – likely – high, minutes of waiting before it, the medium,
 * the system, which of the seven standard steps it is, and notes for the manual. What a file holds beyond that is kept where it can be and told where it cannot.
 *
 * A case enters at the start; where links part, each is taken by its share (they sum to 1, or flow_check() says so). Links may go back (a correction): shares on rings must let
 * cases out. Expected passes of a step are solved exactly (linear equations); only the ranges are drawn by lots.
 */
#ifndef FLOW_FLOW_H
#define FLOW_FLOW_H

#include "base/buf.h"
#include "base/err.h"

#define FLOW_LANES_MAX 12
#define FLOW_STEPS_MAX 200
#define FLOW_LINKS_MAX 400
#define FLOW_TEXT_MAX 4000 /* bytes of a note */

typedef enum flow_who { WHO_RESIDENT, WHO_COUNTER, WHO_CENTRE, WHO_SYSTEM, WHO_OTHER } flow_who;
typedef enum flow_kind {
	STEP_START,
	STEP_TASK, /* by people */
	STEP_SERVICE, /* by a system: its minutes are nobody's hours, but time passes */
	STEP_DECISION, /* exclusive gateway */
	STEP_END
} flow_kind;
/* The seven standard steps (標準的な作業), as DESIGN.md has them: 受付 形式審査 内容審査 決裁 入力 通知書発行 送付. */
typedef enum flow_standard {
	STANDARD_NONE,
	STANDARD_RECEIVE,
	STANDARD_FORM,
	STANDARD_CONTENT,
	STANDARD_DECIDE,
	STANDARD_ENTER,
	STANDARD_ISSUE,
	STANDARD_SEND,
	STANDARDS
} flow_standard;

typedef struct flow_range { /* minutes; low ≤ likely ≤ high; drawn from the triangle between them */
	double low, likely, high;
} flow_range;

typedef struct flow_lane {
	str id, name;
	flow_who who;
} flow_lane;
typedef struct flow_step {
	str id, name; /* id: an NCName of at most 64 bytes */
	size_t lane;
	flow_kind kind;
	flow_standard standard;
	flow_range minutes, waiting; /* waiting: before it begins, in working minutes */
	str medium, system; /* 紙, 電子 …; may be empty */
	str note; /* the manual: what is done, by which rule, what to mind; several lines */
} flow_step;
typedef struct flow_link {
	str id, name; /* name: 不備あり */
	size_t from, to; /* steps */
	double share; /* of the cases that leave `from`: 0–1 */
} flow_link;
typedef struct flow {
	str id, name;
	i64 volume; /* cases a year */
	i64 yen_hour; /* what an hour of staff costs; 0: not said */
	struct {
		flow_lane *at;
		size_t n;
	} lanes;
	struct {
		flow_step *at;
		size_t n;
	} steps;
	struct {
		flow_link *at;
		size_t n;
	} links;
	strs left_out; /* what the file held that this cannot keep, told once each */
} flow;

/* ERR_file with "file:line:column". */
MUST_USE const err *flow_read(arena *a, str file, str xml, flow **ret);
/* With the diagram part (BPMNDI), so that modellers show it. flow_read() gives the same flow back. */
void flow_write(buf *b, arena *a, const flow *f);
/* What does not hold: no start, a step that nobody reaches or that leads nowhere, shares that do not sum to 1, a ring without a way out, low > high. NULL, or linked ERR_invalid
 * (where: the step's or link's id). A flow with such mistakes can be drawn and kept, but not measured. */
const err *flow_check(arena *a, const flow *f);

/* --- the picture --- */

typedef struct flow_place {
	double x, y, w, h;
} flow_place;
typedef struct flow_layout {
	double width, height;
	flow_place *lanes, *steps; /* as many as the flow has */
	struct flow_way {
		double *points; /* x, y, x, y … */
		size_t n;
		double label_x, label_y;
	} * ways; /* of the links */
} flow_layout;
/* Left to right by what comes first, lanes from above to below; links in right angles; rings go back below. */
flow_layout flow_lay(arena *a, const flow *f);
typedef struct flow_words { /* texts of the reader's language */
	str minutes, waiting; /* "分" behind a number, "待ち" before it */
	str (*link_of)(void *ctx, arena *a, const flow_step *s); /* where a step leads, or NULL */
	void *ctx;
} flow_words;
void flow_svg(buf *b, arena *a, const flow *f, str id, const flow_words *w);

/* --- what it costs --- */

typedef struct flow_percentiles {
	double p10, p50, p90;
} flow_percentiles;
typedef struct flow_measures {
	double *passes; /* of each step: how often a case comes by, expected */
	double *lane_hours; /* a year */
	double staff_hours; /* lanes of counter, centre and other, without STEP_SERVICE */
	double resident_hours;
	double fte, yen; /* staff_hours / hours_fte; × yen_hour */
	double lead_minutes; /* of a case, expected: work and waiting along its way */
	flow_percentiles lead; /* of single cases */
	flow_percentiles
		hours; /* staff hours a year, where the minutes of each step are unknown within their range (drawn once a year, not a case) */
} flow_measures;
/* ERR_invalid when flow_check() says so. `draws`: 10,000 is good; the same seed gives the same numbers on every machine. */
MUST_USE const err *flow_measure(arena *a, const flow *f, double hours_fte, u64 seed, int draws, flow_measures *ret);

#endif
