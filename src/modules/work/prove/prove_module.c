#include "modules/work/work.h"

const module work_prove_module = {
	.name = "work_prove",
};
