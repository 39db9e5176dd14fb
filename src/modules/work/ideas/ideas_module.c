#include "modules/work/work.h"

const module work_ideas_module = {
	.name = "work_ideas",
};
