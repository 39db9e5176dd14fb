#include "modules/work/work.h"

const module work_see_module = {
	.name = "work_see",
};
