/* What the survey gives to the program beside its rooms: statements and commands. */
#include "modules/work/work.h"
#include "modules/work/work.sql.h"

const module work_module = {
	.name = "work",
	.statements = work_statements,
	.statements_n = &work_statements_n,
};
