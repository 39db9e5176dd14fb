/* The routes of this room. */
#ifndef WORK_IDEAS_IDEAS_PAGES_H
#define WORK_IDEAS_IDEAS_PAGES_H

#include "modules/work/ideas/ideas.h"

extern const route work_ideas_routes[];

#endif
