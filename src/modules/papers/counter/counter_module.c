/* At the counter. */
#include "modules/papers/papers.h"

const module papers_counter_module = { .name = "papers_counter" };
