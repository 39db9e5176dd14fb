/* How work.yaml is read: inside defs only. */
#ifndef DEFS_WORK_WORK_READ_H
#define DEFS_WORK_WORK_READ_H

#include "defs/defs_read.h"

void read_work(sources *list, city_def *c);

#endif
