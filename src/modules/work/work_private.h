/* What the files of work's top level share: inside this folder only. */
#ifndef WORK_WORK_PRIVATE_H
#define WORK_WORK_PRIVATE_H

#include "modules/work/work.h"
#include "modules/work/work.sql.h"

/* work_store.c: rows as the rest of the program knows them */
const err *work_round_from(arena *a, const work_row_round_row *row, work_round *ret);
bool sheet_state_read(str s, sheet_state *ret);
/* A sheet as text and back; its rows carry the unit's names whatever the text says. */
str work_sheet_text(arena *a, const survey_items *items);
MUST_USE const err *work_sheet_items(arena *a, str text, const work_unit *u, survey_items *ret);
i64 work_minutes(const survey_items *items);

/* work_hold.c: the definitions of a round from the process's memory; NULL when they must be parsed by the caller */
const work_def *work_def_held(app *p, str text);

#endif
