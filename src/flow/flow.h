/*
 * flow: how a piece of work goes (業務フロー), as it is and as it shall be. Pure: steps and numbers in; hours, a picture and a BPMN file out.
 *
 *     BPMN 2.0 XML ──flow_read()──▶ flow ──flow_write()──▶ BPMN 2.0 XML          the one format: kept in the database, exchanged with modellers
 *     flow ──flow_lay()──▶ places ──flow_svg()──▶ swim-lane chart; the same places are the diagram part of the BPMN file, and of the manual on paper
 *     flow ──flow_measure()──▶ hours by lane, FTE, yen; lead time and hours with P10, P50, P90 by drawing lots (Monte Carlo, seeded)
 *     two flows ──flow_compare()──▶ which steps are gone, new, changed, and what that brings, step by step
 *
 * A flow has lanes (who), steps (what), and links (what comes next, and for which share of the cases). Besides BPMN's own a step has, in an extension element
 * (xmlns:m="https://madoguchi.example/bpmn/1", kept by modellers that do not know it), minutes of work low – likely – high, minutes of waiting before it, the medium,
 * the system and which of the seven standard steps it is; its notes for the manual are BPMN's <documentation>. docs/flows.md has the format. What a file holds beyond that is kept
 * where it can be and told where it cannot.
 *
 * A case enters at the start; where links part, each is taken by its share (they sum to 1, or flow_check() says so), except behind a parallel step, where all are taken at once.
 * Links may go back (a correction): shares on rings must let cases out. Expected passes of a step are solved exactly (linear equations); only the ranges are drawn by lots.
 */
#ifndef FLOW_FLOW_H
#define FLOW_FLOW_H

#include "base/buf.h"
#include "base/err.h"

#define FLOW_LANES_MAX 12
#define FLOW_STEPS_MAX 200
#define FLOW_LINKS_MAX 400
#define FLOW_ID_MAX 64 /* bytes */
#define FLOW_NAME_MAX 400 /* bytes of a name, a medium, a system, a condition */
#define FLOW_TEXT_MAX 4000 /* bytes of a note */
#define FLOW_LEFT_MAX 100 /* of what was left out */
#define FLOW_MINUTES_MAX 1e7
#define FLOW_VOLUME_MAX 1000000000
#define FLOW_FILE_MAX ((size_t)8 << 20) /* what flow_write() takes at most: a ceiling for its buf */
#define FLOW_SPACE "https://madoguchi.example/bpmn/1"
#define FLOW_NONE SIZE_MAX /* no such step */

typedef enum flow_who { WHO_RESIDENT, WHO_COUNTER, WHO_CENTRE, WHO_SYSTEM, WHO_OTHER, WHOS } flow_who;
typedef enum flow_kind {
	STEP_START,
	STEP_TASK, /* by people */
	STEP_SERVICE, /* by a system: its minutes are nobody's hours, but time passes */
	STEP_DECISION, /* exclusive gateway */
	STEP_END,
	STEP_PARALLEL, /* parallel gateway: all ways out at once; with several ways in it waits for all of them */
	STEP_WAIT, /* intermediate event: nothing is done, time passes (its waiting) */
	STEP_KINDS
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
/* As files and forms spell them: resident, task, receive …; empty for STANDARD_NONE. Reading gives false, and *ret untouched, for another word. */
str flow_who_code(flow_who w);
str flow_kind_code(flow_kind k);
str flow_standard_code(flow_standard s);
bool flow_who_of(str code, flow_who *ret);
bool flow_kind_of(str code, flow_kind *ret);
bool flow_standard_of(str code, flow_standard *ret);

typedef struct flow_range { /* minutes; low ≤ likely ≤ high; drawn from the triangle between them */
	double low, likely, high;
} flow_range;
static inline double flow_mean(flow_range r)
{
	return (r.low + r.likely + r.high) / 3;
}

typedef struct flow_lane {
	str id, name;
	flow_who who;
} flow_lane;
typedef struct flow_step {
	str id, name; /* id: an NCName of at most FLOW_ID_MAX bytes, of one lane, step or link alone */
	size_t lane;
	flow_kind kind;
	flow_standard standard;
	flow_range minutes, waiting; /* waiting: before it begins, in working minutes */
	/* How many it is done for, where that is not simply all that come by (tasks, services; at most one of the two): as a number a year, or as a part of those that come by (1.5:
	 * one and a half times each). 0: all that come by. */
	double cases, part;
	str medium, system; /* 紙, 電子 …; may be empty */
	str note; /* the manual: what is done, by which rule, what to mind; several lines */
	str element; /* manualTask, sendTask …, as the file had it, to be written again; empty: the usual one of its kind */
} flow_step;
typedef struct flow_link {
	str id, name; /* name: 不備あり */
	size_t from, to; /* steps */
	double share; /* of the cases that leave `from`: 0–1; of no account behind STEP_PARALLEL */
	str condition; /* conditionExpression, as the file had it; empty: the name is written as one where a decision asks for it */
	bool otherwise; /* the default way of a decision */
} flow_link;

/* What a file held that a flow cannot keep, or keeps otherwise; `what` names it (a step's name, an element …). */
typedef enum flow_left_kind {
	LEFT_ELEMENT, /* an element that is not kept */
	LEFT_ARTIFACT, /* data, associations, groups, notes without a step */
	LEFT_MESSAGE, /* a message flow between pools */
	LEFT_POOL, /* a pool without steps */
	LEFT_EXTENSION, /* extensions of another maker */
	LEFT_GATEWAY, /* an inclusive or event-based gateway: now a decision */
	LEFT_EVENT, /* what sets an event off (a message, a signal …): now without */
	LEFT_BOUNDARY, /* an event on a step's border: now a way out of the step, with share 0 where none is said */
	LEFT_OPENED, /* a subprocess: its steps now stand in the flow itself */
	LEFT_CLOSED, /* a subprocess or a called process: now one step, without its inner steps */
	LEFT_LOOP, /* that a step is repeated */
	LEFT_LINK, /* a link whose ends are no steps */
	LEFT_SHARES, /* ways part without shares: equal parts, to be corrected */
	LEFT_FORK, /* several ways out of a task, which BPMN takes all at once: now one of them, by share */
	LEFT_WHO, /* who a lane is, guessed by its name */
	LEFT_DAYS, /* a timer in days: now working days of FLOW_DAY minutes */
	LEFT_ID, /* an id that could not stay */
	LEFT_TEXT, /* a text too long: cut */
	LEFT_PLACES, /* where things stood in the picture: drawn anew */
	LEFT_KINDS
} flow_left_kind;
#define FLOW_DAY 465 /* working minutes of a day: 7 hours 45 */
typedef struct flow_left {
	flow_left_kind kind;
	str what;
} flow_left;
str flow_left_text(arena *a, const flow_left *l); /* in English, for commands and logs */

typedef struct flow {
	str id, name;
	str note; /* of the flow as a whole */
	i64 volume; /* cases a year */
	i64 yen_hour; /* what an hour of staff costs; 0: not said */
	struct {
		flow_lane *at;
		size_t n;
	} lanes; /* from above to below */
	struct {
		flow_step *at;
		size_t n;
	} steps;
	struct {
		flow_link *at;
		size_t n;
	} links;
	struct {
		flow_left *at;
		size_t n;
	} left_out; /* of the file that was read, each told once; not written */
} flow;

/* ERR_file with "file:line:column"; ERR_too_large where there is more than a flow can hold. */
MUST_USE const err *flow_read(arena *a, str file, str xml, flow **ret);
/* With the diagram part (BPMNDI), so that modellers show it. flow_read() gives the same flow back. */
void flow_write(buf *b, arena *a, const flow *f);
/* An id that no lane, step or link has yet: the prefix and a number. */
str flow_new_id(arena *a, const flow *f, const char *prefix);

/* What does not hold, for pages to say in the reader's language. A flow with such mistakes can be drawn and kept, but not measured. */
typedef enum flow_fault_kind {
	FAULT_NO_START,
	FAULT_STARTS, /* a second start; `at` that step */
	FAULT_NO_END,
	FAULT_UNREACHED, /* nothing leads from the start to this step */
	FAULT_DEAD_END, /* nothing leads on, and it is no end */
	FAULT_INTO_START,
	FAULT_OUT_OF_END,
	FAULT_SHARES, /* of what leaves the step do not sum to 1; `sum` is theirs */
	FAULT_SHARE, /* of a link is not between 0 and 1 */
	FAULT_RING, /* from this step no case ever comes to an end, or only after more than FLOW_PASSES_MAX steps */
	FAULT_RANGE, /* low ≤ likely ≤ high does not hold, or one is below 0 or beyond FLOW_MINUTES_MAX */
	FAULT_TWICE, /* an id that two have */
	FAULT_VOLUME, /* cases a year or yen: below 0 or beyond FLOW_VOLUME_MAX */
	FAULT_CASES, /* of a step, where none come by or the flow has none, or beyond FLOW_PASSES_MAX times each */
	FAULT_KINDS
} flow_fault_kind;
#define FLOW_PASSES_MAX 1000
typedef struct flow_fault {
	flow_fault_kind kind;
	str id; /* of the step or link; empty: the flow's */
	size_t step; /* FLOW_NONE: not of a step */
	double sum;
} flow_fault;
typedef struct flow_faults {
	flow_fault *at;
	size_t n;
} flow_faults;
flow_faults flow_faults_of(arena *a, const flow *f);
/* The same as linked ERR_invalid (where: the step's or link's id); NULL: all holds. */
const err *flow_check(arena *a, const flow *f);

/* --- the picture --- */

typedef struct flow_place {
	double x, y, w, h;
} flow_place;
typedef struct flow_way {
	double *points; /* x, y, x, y …: from border to border, each piece level or upright */
	size_t n; /* of numbers: twice the points */
	double label_x, label_y; /* the middle of the label's first line, at its baseline */
	strs label; /* its lines: name, share; none where there is nothing to say */
} flow_way;
typedef struct flow_layout {
	double width, height;
	double head; /* width of the lanes' heads, on their left side */
	flow_place *lanes, *steps; /* as many as the flow has; lanes with their heads */
	flow_way *ways; /* of the links */
} flow_layout;
/* Left to right by what comes first, lanes from above to below; links in right angles that run through no box; rings go back below. The same flow, the same picture. */
flow_layout flow_lay(arena *a, const flow *f);

typedef enum flow_mark { MARK_SAME, MARK_NEW, MARK_CHANGED, MARK_GONE, MARKS } flow_mark;
typedef struct flow_words { /* texts of the reader's language; all may be empty */
	str minutes, waiting; /* "分" behind a number, "待ち" before it */
	str hours, days; /* "時間", "日": for waiting of two hours and more, and of a working day (FLOW_DAY) and more */
	str who[WHOS]; /* below a lane's name, where it says more */
	str standards[STANDARDS]; /* told with the step's name */
	str kinds[STEP_KINDS]; /* what the kinds are called, for who cannot see the shape */
	str next; /* "次：" before what follows, for the same */
	const flow_mark *marks; /* of each step; NULL: no comparison */
	str mark_words[MARKS]; /* 新規 変更 廃止: on the step */
	str here; /* id of the step that is being edited; empty: none */
	const double *cases; /* of each step a year, as flow_measures has them; NULL: not told */
	str cases_unit; /* "件" behind a number */
	str (*link_of)(void *ctx, arena *a, const flow_step *s); /* where a step leads, or NULL */
	void *ctx;
} flow_words;
/* <svg> with classes of assets/flow.css, as wide as it wants to be. `id`: unique in the page. */
void flow_svg(buf *b, arena *a, const flow *f, str id, const flow_words *w);
/* The heads of its lanes alone, which stay in sight while the picture is scrolled (hidden from screen readers, who have them in the picture):
 * <div class="flow-scroll" tabindex="0" role="region" aria-label="…">{heads}{picture}</div> */
void flow_heads_svg(buf *b, arena *a, const flow *f, const flow_words *w);

/* --- what it costs --- */

typedef struct flow_percentiles {
	double p10, p50, p90;
} flow_percentiles;
typedef struct flow_measures {
	double *passes; /* of each step: how often a case comes by, expected */
	double *cases; /* of each step a year: for how many it is done; passes × volume, where the step says nothing else */
	double *step_hours; /* of each step a year, whoever's they are: cases × mean minutes */
	double *lane_hours; /* a year, without STEP_SERVICE */
	double staff_hours; /* lanes of counter, centre and other, without STEP_SERVICE */
	double resident_hours;
	double fte, yen; /* staff_hours / hours_fte; × yen_hour */
	double lead_minutes; /* of a case, expected: work and waiting along its way; with parallel steps the mean of the draws */
	double work_minutes,
		waiting_minutes; /* of a case, expected: all minutes worked, all minutes waited; what goes on side by side counts twice */
	flow_percentiles lead; /* of single cases */
	flow_percentiles
		hours; /* staff hours a year, where the minutes of each step are unknown within their range (drawn once a year, not a case) */
} flow_measures;
/*
 * ERR_invalid when flow_check() says so. `draws`: 10,000 is good, 0 leaves the ranges out (and takes the lead time of parallel ways one after the other); the same seed gives the
 * same numbers on every machine (nothing but + − × ÷ and √ of IEEE doubles). Luck is drawn by the draw's number and the step's id: flows as is and to be with the same seed meet
 * the same cases, so that what differs between their figures is what differs between the flows (common random numbers).
 */
MUST_USE const err *flow_measure(arena *a, const flow *f, double hours_fte, u64 seed, int draws, flow_measures *ret);

/* --- as is beside to be --- */

enum {
	CHANGED_NAME = 1,
	CHANGED_WHO = 2,
	CHANGED_KIND = 4,
	CHANGED_MINUTES = 8,
	CHANGED_WAITING = 16,
	CHANGED_MEDIUM = 32,
	CHANGED_SYSTEM = 64,
	CHANGED_NOTE = 128,
	CHANGED_CASES = 256
};
typedef struct flow_pair {
	size_t before, after; /* steps; FLOW_NONE: new, or gone */
	flow_mark mark;
	int changed; /* bits: CHANGED_… */
	double minutes_before,
		minutes_after; /* of a case, expected: how often it is done × mean; 0 where the flow cannot be measured */
} flow_pair;
typedef struct flow_comparison {
	flow_pair *at; /* in the order of the flow to be, what is gone where it stood */
	size_t n;
	size_t same, changed, added, gone;
	flow_mark *before, *after; /* of each step of either, for flow_words.marks */
} flow_comparison;
/* Steps are the same by their id (a flow to be begins as a copy), else by kind and name. */
flow_comparison flow_compare(arena *a, const flow *before, const flow *after);

#endif
