/* What papers give to the program. */
#include "modules/papers/papers.h"

const module papers_module = { .name = "papers", .commands = papers_commands };
