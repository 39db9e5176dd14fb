/* Prepared at home. */
#include "modules/papers/papers.h"

const module papers_prepare_module = { .name = "papers_prepare" };
