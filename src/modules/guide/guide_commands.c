/* The guide at the command line: definitions, cases and how well it asks. Without a database. */
#include "modules/guide/guide.h"

const command guide_commands[] = { { 0 } };
