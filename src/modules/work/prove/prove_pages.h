/* The pages of this room, and the columns of the ledger's CSV. */
#ifndef WORK_PROVE_PROVE_PAGES_H
#define WORK_PROVE_PROVE_PAGES_H

#include "modules/work/prove/prove_view.h"

#define WP_STYLE STR("work.css chart.css work-prove.css")

/* measures.csv: written by pages_ledger.c, read by ledger_file.c; in Japanese, for it is the city's file whoever takes it out. Hours with two decimals give the same minutes back. */
enum {
	COLUMN_ID,
	COLUMN_TITLE,
	COLUMN_BUREAU,
	COLUMN_SECTION,
	COLUMN_WORK,
	COLUMN_OWNER,
	COLUMN_STATE,
	COLUMN_STARTS,
	COLUMN_STOPS,
	COLUMN_WITHIN,
	COLUMN_EXPECTED, /* low, likely, high */
	COLUMN_PLANNED = COLUMN_EXPECTED + 3,
	COLUMN_DUE = COLUMN_PLANNED + 3,
	COLUMN_REALISED,
	COLUMN_YEAR = COLUMN_REALISED + 3,
	COLUMN_REASON,
	COLUMN_NOTE,
	COLUMN_VERSION,
	LEDGER_COLUMNS
};
extern const char *const ledger_heads[LEDGER_COLUMNS];

typedef struct ledger_file {
	i64 city;
	const who *by;
	const work_scope *scope;
	str text; /* UTF-8 */
	lang l; /* of the details of bad rows: whoever sent the file reads them */
	size_t ret_changed, ret_same;
	const err *ret_bad; /* rows left out: linked, "line:column" */
	size_t ret_bad_n;
} ledger_file;
/* For store_write(): good rows are kept, the same file again changes nothing. ERR_file when it is no such file. */
const err *ledger_file_run(db *d, arena *a, void *arg);

/* The measure of the address, when the asker may see it; ERR_not_found else. */
MUST_USE const err *wp_measure_asked(req *r, const work_scope *scope, measure *ret);

const err *wp_ledger_get(req *r, resp *out);
const err *wp_ledger_page(req *r, resp *out, const wp_mistakes *mistakes, i64 bad_n, str done);
const err *wp_ledger_csv(req *r, resp *out);
const err *wp_import(req *r, resp *out);
const err *wp_new_get(req *r, resp *out);
const err *wp_new_post(req *r, resp *out);
const err *wp_measure_get(req *r, resp *out);
const err *wp_edit_get(req *r, resp *out);
const err *wp_edit_post(req *r, resp *out);
const err *wp_figure_get(req *r, resp *out);
const err *wp_figure_post(req *r, resp *out);
/* A table that did not come in: what was typed, and what is wrong with it. */
typedef struct wp_loading {
	wp_mistakes mistakes;
	str name, source, typed;
} wp_loading;
const err *wp_channels_show(req *r, resp *out, const wp_loading *l); /* l may be NULL */
/* The question in one form, each field with & before it: what an address and a kept what-if hold. */
str wp_what_query(arena *a, const pairs *typed);
/* Files channels-*.csv in the folder work of the city's definitions. */
strs wp_city_files(req *r);
const err *wp_channels_get(req *r, resp *out);
const err *wp_channels_load(req *r, resp *out);
const err *wp_channels_keep(req *r, resp *out);
const err *wp_channels_drop(req *r, resp *out);

#endif
