/* madoguchi visits replay; in the list of visits' commands. */
#ifndef VISITS_WAIT_REPLAY_H
#define VISITS_WAIT_REPLAY_H

#include "kit/kit.h"

int visits_replay(arena *a, const settings *set, int argc, char **argv);

#endif
