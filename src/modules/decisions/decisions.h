/*
 * decisions: rules on the command line. A file a command; rules/ does the work.
 */
#ifndef DECISIONS_DECISIONS_H
#define DECISIONS_DECISIONS_H

#include "kit/app.h"

extern const module decisions_module;

int rules_eval(arena *a, const settings *set, int argc, char **argv);
int rules_decide(arena *a, const settings *set, int argc, char **argv);
int rules_tck(arena *a, const settings *set, int argc, char **argv);
int rules_match(arena *a, const settings *set, int argc, char **argv);
int rules_check(arena *a, const settings *set, int argc, char **argv);
int rules_convert(arena *a, const settings *set, int argc, char **argv);

#endif
