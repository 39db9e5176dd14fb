/*
 * The form of one step, as text: what stands in it, what somebody typed, and the step that comes of it. What was typed is shown again as it was, with what is wrong beside it.
 *
 * Durations are typed as people say them: 12, 7.5, 2時間, 3日, 2h, 3d (a day is FLOW_DAY working minutes). Who types only the likeliest has said all three. One empty share of
 * several ways is what the others leave.
 */
#ifndef WORK_FLOWS_EDIT_FORM_H
#define WORK_FLOWS_EDIT_FORM_H

#include "modules/work/flows/pages.h"

#define FL_WAYS_MAX 12 /* ways out of one step in its form */
#define FL_WAYS_MORE 2 /* empty lines below them */

typedef struct fl_way {
	str n; /* its line: 0, 1 … */
	str to, name, share, error;
	fl_options targets;
} fl_way;
typedef struct fl_ways {
	fl_way *at;
	size_t n;
} fl_ways;
typedef struct fl_typed {
	str step, name, lane, kind, standard, medium, system, note;
	str minutes[3], waiting[3]; /* low, likely, high */
	str cases; /* 3200, 3,200件: a number a year; 35%: a part of those that come by; empty: all of them */
	fl_ways ways;
} fl_typed;
typedef struct fl_mistake {
	str field, text; /* field: the id of its control; empty: the step */
} fl_mistake;
typedef struct fl_mistakes {
	fl_mistake *at;
	size_t n;
} fl_mistakes;

fl_typed fl_typed_of(req *r, const flow *f, size_t step);
fl_typed fl_typed_read(req *r); /* out of the form */
bool fl_typed_same(const fl_typed *x, const fl_typed *y);
/* Into the flow, where the step is there (ERR_stale); mistakes are added, and then nothing of it is changed. */
MUST_USE const err *fl_typed_apply(req *r, flow *f, const fl_typed *t, fl_mistakes *ret);
/* As a new step; nothing is changed. False where it cannot be one. */
bool fl_typed_step(req *r, const flow *f, const fl_typed *t, flow_step *ret, fl_mistakes *mistakes);
bool fl_duration_read(arena *a, str text, double *ret);
str fl_duration(req *r, double minutes); /* as it is read again: 15, 2時間, 3日 */

#endif
