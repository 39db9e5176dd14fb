#include "modules/work/work.h"

const module work_choose_module = {
	.name = "work_choose",
};
