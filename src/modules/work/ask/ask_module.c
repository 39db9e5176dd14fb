#include "modules/work/work.h"

const module work_ask_module = {
	.name = "work_ask",
};
