/* What the files of this room share with each other alone. */
#ifndef WORK_ASK_PRIVATE_H
#define WORK_ASK_PRIVATE_H

#include "modules/work/ask/ask.h"

/* In a command: who fills in this unit's sheet and has an address hears why it came back. */
MUST_USE const err *ask_tell_sent_back(db *d, arena *a, const ask_act *act, const ask_sheet *s, str why);

#endif
