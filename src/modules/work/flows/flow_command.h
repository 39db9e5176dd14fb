/* Flows on the command line; but for loading one, no city and no database are needed. */
#ifndef WORK_FLOWS_FLOW_COMMAND_H
#define WORK_FLOWS_FLOW_COMMAND_H

#include "kit/app.h"

extern const command flow_commands[];

#endif
