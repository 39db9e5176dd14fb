/* What names give to the program. */
#include "modules/work/names/names.h"

#include "modules/work/names/names.sql.h"

const module work_names_module = {
	.name = "work_names",
	.statements = names_statements,
	.statements_n = &names_statements_n,
};
