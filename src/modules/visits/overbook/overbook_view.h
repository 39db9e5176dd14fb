/* What overbooking does, in words: on the preview of a change and beside the statistics. */
#ifndef VISITS_OVERBOOK_VIEW_H
#define VISITS_OVERBOOK_VIEW_H

#include "modules/visits/overbook/overbook.h"
#include "modules/visits/pages/widgets.h"

typedef struct overbook_line {
	str service, history; /* history: 880人中 106人が来ませんでした */
	strs slots; /* one sentence for each size of slot */
} overbook_line;
typedef struct overbook_lines {
	overbook_line *at;
	size_t n;
} overbook_lines;

/* For the services of `o` that are overbooked; `o` may be a draft. */
MUST_USE const err *overbook_tell(req *r, const city_def *c, const office_def *o, overbook_lines *ret);

#endif
