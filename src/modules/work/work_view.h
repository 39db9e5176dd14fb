/* What every page of work shows. */
#ifndef WORK_WORK_VIEW_H
#define WORK_WORK_VIEW_H

#include "kit/words.h"
#include "modules/work/work.h"

typedef struct work_nav_entry {
	url link;
	word text;
	bool here;
} work_nav_entry;
typedef struct work_nav_entries {
	work_nav_entry *at;
	size_t n;
} work_nav_entries;
/* The line of links on top; `round`: kept in the links, empty for none. */
work_nav_entries work_nav_of(req *r, work_place here, str round);

#endif
