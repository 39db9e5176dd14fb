/* The place editor. */
#include "modules/papers/papers.h"

const module papers_manage_module = { .name = "papers_manage" };
