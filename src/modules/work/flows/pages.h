/*
 * What the pages of flows share: a reform as its reader may see it, flows with their measures, figures and words.
 *
 *     pages_list.c      /work/flows: all reforms; a new one                     start.c         a flow out of the rows of the survey
 *     pages_reform.c    one reform: as is beside to be                          pages_file.c    BPMN out and in
 *     pages_edit.c      the editor; edit_form.c: a step's form, read and shown   pages_version.c versions
 *     pages_manual.c    manuals; manual.c: what stands in one; manual_pdf.c, manual_sheet.c: on paper
 *     flows_hold.c      figures that are kept
 *     say.c             figures, durations, mistakes in the reader's language
 */
#ifndef WORK_FLOWS_PAGES_H
#define WORK_FLOWS_PAGES_H

#include "modules/work/flows/edit.h"
#include "modules/work/see/filter.h"
#include "modules/work/work_view.h"

#define FLOWS_DRAWS 10000
#define FLOWS_HOURS_FTE 1943 /* of one full-time post a year, where work.yaml does not say */
#define FLOWS_NAME_MAX 200

/* --- a reform and its flows --------------------------------------------------------------------------------------------- */

typedef struct fl_at {
	req *r;
	reform f;
	bool may; /* change it */
} fl_at;
/* The reform of the address (:reform); ERR_not_found, ERR_forbidden for who may not see it. */
MUST_USE const err *fl_open(req *r, fl_at *ret);
MUST_USE const err *fl_may(const fl_at *at); /* ERR_forbidden unless they may change it */
bool fl_sees(const work_scope *s, const reform *f);
bool fl_edits(const work_scope *s, const reform *f);
flow_side fl_side(const req *r); /* of the address: …/as_is/…, …/to_be/… */

typedef struct fl_flow { /* one side, as it stands */
	bool found;
	flow_text text;
	flow *is;
	flow_faults faults;
	bool measured; /* there are no faults */
	flow_measures m;
} fl_flow;
/* rev 0: the latest. */
MUST_USE const err *fl_load(req *r, i64 id, flow_side side, i64 rev, fl_flow *ret);
MUST_USE const err *fl_load_version(req *r, i64 id, flow_side side, i64 version, fl_flow *ret);
/* Faults and measures of `is`, worked out anew: of what is typed and not saved. */
MUST_USE const err *fl_look(req *r, fl_flow *f);
/* What a list says of a flow. */
typedef struct fl_sum {
	bool found, measured;
	size_t faults;
	double staff_hours;
} fl_sum;
/* Of the latest rev, which `head` names. Takes memory for as long as it works only. */
MUST_USE const err *fl_sum_of(req *r, const flow_head *head, fl_sum *ret);
/* flows_hold.c: what was worked out, kept by the text's digest and by `by` (all else that it depends on). False: it is not there. */
bool fl_sum_held(app *p, str digest, fl_sum *ret);
void fl_sum_hold(app *p, str digest, const fl_sum *sum);
bool fl_full_held(app *p, arena *a, str digest, const double *by, size_t n, flow_measures *ret);
void fl_full_hold(app *p, str digest, const double *by, size_t n, const flow *f, const flow_measures *m);
str fl_write(arena *a, const flow *f); /* BPMN; empty where it is too large */

/* One command; `run` gets this struct. */
typedef struct fl_act {
	const err *(*run)(db *d, arena *a, struct fl_act *k);
	req *r;
	reform f;
	flow_side side;
	i64 id, rev, back, out;
	str text, other;
} fl_act;
MUST_USE const err *fl_do(fl_act *k);
const err *fl_run_text(db *d, arena *a, fl_act *k); /* flow_text_save() */

/* --- words (say.c) --------------------------------------------------------------------------------------------------------- */

str fl_hours(req *r, double hours);
str fl_yen(req *r, double yen);
str fl_minutes(req *r, double minutes);
str fl_cases(req *r, double cases); /* 3,200件 */
str fl_lead(req *r, double minutes); /* minutes, from two hours on hours, from a working day on days */
str fl_change(arena *a, double was, double is); /* −72% */
str fl_when(req *r, instant t);
str fl_day(req *r, instant t);
str fl_who_name(req *r, flow_who w);
str fl_kind_name(req *r, flow_kind k);
str fl_standard_name(req *r, flow_standard s);
str fl_side_name(req *r, flow_side s);
str fl_step_name(req *r, const flow_step *s); /* its name, or what its kind is called */
str fl_fault_text(req *r, const flow *f, const flow_fault *x);
str fl_left_text(req *r, const flow_left *l);
str fl_changed_text(req *r, int changed); /* 所要時間、担当 */
flow_words fl_words(req *r, const fl_flow *f); /* with the cases of its steps, where it is measured; NULL: without */
flow_start_words fl_start_words(req *r);
/* Steps in the order in which they are read: from left to right, then from above. */
size_t *fl_order(arena *a, const flow *f);
html fl_picture(req *r, const flow *f, const char *id, const flow_words *w);

/* --- figures -------------------------------------------------------------------------------------------------------------------- */

typedef struct fl_figure {
	str name, was, is, change;
	const char *tone; /* good, warn; empty */
	bool head; /* hours of all staff: the one that counts */
	bool first; /* said before all others */
} fl_figure;
typedef struct fl_figures {
	fl_figure *at;
	size_t n;
	bool has_was, has_is;
} fl_figures;
/* `was` or `is` may be NULL or not measured: their columns are empty. */
fl_figures fl_figures_of(req *r, const fl_flow *was, const fl_flow *is);
typedef struct fl_ranges { /* P10, P50, P90 as pictures; empty where nothing is measured */
	html wide, slim;
} fl_ranges;
fl_ranges fl_lead_ranges(req *r, const fl_flow *was, const fl_flow *is);
fl_ranges fl_hours_ranges(req *r, const fl_flow *was, const fl_flow *is);

/* --- the survey beside ------------------------------------------------------------------------------------------------------- */

typedef struct fl_survey {
	bool found;
	work_round round;
	const survey *s;
	survey_filter seen;
	bool all;
	i64 items, minutes;
	url link; /* /work?round=…&conditions */
} fl_survey;
/* The part of the survey that a reform is about; not found where there is none or it may not be seen. */
MUST_USE const err *fl_survey_of(req *r, str round, str query, fl_survey *ret);
/* The same of a survey that is at hand, in ret->round and ret->s; without its link. For lists: what it needs is taken from `work` and may be given back. */
MUST_USE const err *fl_survey_part(req *r, arena *work, str query, fl_survey *ret);
/* A flow out of those rows: steps in the standard order with their weighted minutes, volume of the cases. False where there are none. */
MUST_USE const err *fl_from_survey(req *r, const fl_survey *s, str name, flow **ret, bool *ret_any);

/* --- views ------------------------------------------------------------------------------------------------------------------------- */

typedef struct fl_option {
	str value, text;
	bool here;
} fl_option;
typedef struct fl_options {
	fl_option *at;
	size_t n;
} fl_options;
typedef struct fl_problem {
	str text;
	url link;
} fl_problem;
typedef struct fl_problems {
	fl_problem *at;
	size_t n;
} fl_problems;

typedef struct fl_head {
	work_nav_entries nav;
	url home;
	str title, part;
	str done, wrong;
} fl_head;
page fl_page(str title);
fl_head fl_begin(req *r, str round, str title);
void fl_fault_list(req *r, const flow *f, const flow_faults *faults, str base, fl_problems *ret);
/* /work/flows/3/to_be */
str fl_path(arena *a, i64 id, flow_side side);
/* Answers with a file, its name in two spellings. */
void fl_file_head(req *r, resp *out, const char *ascii, str name, bool inside);

extern const route fl_list_routes[], fl_reform_routes[], fl_edit_routes[], fl_file_routes[], fl_version_routes[],
	fl_manual_routes[];

#endif
