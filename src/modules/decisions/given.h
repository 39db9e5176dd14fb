/* What the commands are given: values as JSON or FEEL, and the day they are asked on; the module's own. */
#ifndef DECISIONS_GIVEN_H
#define DECISIONS_GIVEN_H

#include <stdio.h>

#include "modules/decisions/decisions.h"
#include "rules/feel.h"
#include "text/json.h"

feel given_json(arena *a, const json_value *v);
/* An object of JSON, or a context of FEEL, which can say dates as well. ERR_usage. */
MUST_USE const err *given_context(feel_run *run, str text, const feel_context **ret);
/* A run by --today and --now. ERR_usage. */
MUST_USE const err *given_run(arena *a, const settings *set, flags *f, feel_run *ret);
/* To standard error, each with its place. */
void given_notes(const feel_run *run);

#endif
