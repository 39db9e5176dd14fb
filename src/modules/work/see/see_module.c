#include "modules/work/see/see.h"

static const route routes[] = {
	{ "GET", "/work", ACCESS_CLERK, see_overview_get },
	{ "GET", "/work/view/:kind", ACCESS_CLERK, see_view_get },
	{ "GET", "/work/rows", ACCESS_CLERK, see_rows_get },
	{ "GET", "/work/rows.csv", ACCESS_CLERK, see_rows_csv },
	{ "GET", "/work/compare", ACCESS_CLERK, see_compare_get },
	{ 0 },
};
static const route *const tables[] = { routes };

const module work_see_module = {
	.name = "work_see",
	.tables = tables,
	.tables_n = COUNT(tables),
};
