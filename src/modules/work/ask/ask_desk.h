/* The page of one sheet, in three files: what is shown, the grid's JSON, the forms. */
#ifndef WORK_ASK_DESK_H
#define WORK_ASK_DESK_H

#include "modules/work/ask/ask_view.h"
#include "modules/work/ideas/ideas.h"

typedef struct ask_desk {
	ask_here here;
	ask_sheet sheet;
	idea_rows ideas; /* about its rows; read for pages */
	bool fill, approve; /* theirs; who may neither sees only */
	bool open; /* they may write now */
} ask_desk;
/* ERR_forbidden for a unit that is nothing of theirs. */
MUST_USE const err *ask_desk_of(req *r, ask_desk *ret);
ask_act ask_desk_act(ask_desk *d);
str ask_desk_path(const ask_desk *d, const char *more); /* /work/ask/unit/17/save?round=2026 */

/* What a form brought back: told on the page, with what was typed in its rows. */
typedef struct ask_typed {
	ask_rows rows; /* of the form, in its order; empty: as stored */
	str *theirs; /* beside them: what somebody else wrote */
	size_t from; /* the first row shown */
	bool months;
	str error, saved, reason;
	const ask_file *file;
	int status;
} ask_typed;
MUST_USE const err *ask_desk_show(ask_desk *d, const ask_typed *typed, resp *out);
#define ASK_FORM_ROWS 25 /* with five empty ones; a form has at most a thousand fields */
#define ASK_FORM_NEW 5

str ask_desk_json(ask_desk *d);
const err *ask_desk_save_json(req *r, resp *out);
const err *ask_desk_rows(req *r, resp *out);
const err *ask_names(req *r, resp *out);
const err *ask_desk_save(req *r, resp *out);
const err *ask_desk_move(req *r, resp *out);
const err *ask_desk_start(req *r, resp *out);
const err *ask_desk_upload(req *r, resp *out);

#endif
