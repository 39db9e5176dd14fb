#include "modules/work/work.h"

const module work_flows_module = {
	.name = "work_flows",
};
