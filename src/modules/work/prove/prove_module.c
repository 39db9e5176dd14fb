#include "modules/work/prove/prove_pages.h"
#include "modules/work/prove/prove.sql.h"

static const route routes[] = {
	{ "GET", "/work/prove", ACCESS_CLERK, wp_ledger_get },
	{ "GET", "/work/prove/measures.csv", ACCESS_CLERK, wp_ledger_csv },
	{ "POST", "/work/prove/import", ACCESS_CLERK, wp_import },
	{ "GET", "/work/prove/new", ACCESS_CLERK, wp_new_get },
	{ "POST", "/work/prove/new", ACCESS_CLERK, wp_new_post },
	{ "GET", "/work/prove/measure/:id", ACCESS_CLERK, wp_measure_get },
	{ "GET", "/work/prove/measure/:id/edit", ACCESS_CLERK, wp_edit_get },
	{ "POST", "/work/prove/measure/:id/edit", ACCESS_CLERK, wp_edit_post },
	{ "GET", "/work/prove/measure/:id/figure", ACCESS_CLERK, wp_figure_get },
	{ "POST", "/work/prove/measure/:id/figure", ACCESS_CLERK, wp_figure_post },
	{ "GET", "/work/prove/channels", ACCESS_CLERK, wp_channels_get },
	{ "POST", "/work/prove/channels/load", ACCESS_CLERK, wp_channels_load },
	{ "POST", "/work/prove/channels/keep", ACCESS_CLERK, wp_channels_keep },
	{ "POST", "/work/prove/channels/drop", ACCESS_CLERK, wp_channels_drop },
	{ 0 },
};
static const route *const tables[] = { routes };

const module work_prove_module = {
	.name = "work_prove",
	.tables = tables,
	.tables_n = COUNT(tables),
	.statements = prove_statements,
	.statements_n = &prove_statements_n,
};
