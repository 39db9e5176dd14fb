/* Flows on the command line. */
#ifndef WORK_FLOWS_FLOW_COMMAND_H
#define WORK_FLOWS_FLOW_COMMAND_H

#include "kit/app.h"

extern const command flow_commands[];
/* work flow load (flow_load.c): a reform out of files; the only one that needs a city and a database. */
int flow_load_command(arena *a, const settings *set, int argc, char **argv);

#endif
