#include "modules/work/work.h"

const module work_names_module = {
	.name = "work_names",
};
