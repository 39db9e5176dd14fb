/* Last year's rows as a start. */
#include "modules/work/ask/ask.h"

const err *ask_start_rows(db *d, arena *a, i64 city, const work_round *round, i64 unit, ask_edits *ret,
			  bool ret_changed[WORK_AXES])
{
	work_round before;
	work_unit of;
	survey_items items = { 0 };
	*ret = (ask_edits){ 0 };
	TRY(work_round_of(d, a, city, round->before, &before));
	TRY(work_unit_of(d, a, city, before.id, unit, &of, &items));
	for (size_t k = 0; k < WORK_AXES; k++)
		ret_changed[k] = !str_eq(before.def.axes[k].version, round->def.axes[k].version);
	for (size_t i = 0; i < items.n && i < WORK_SHEET_ROWS_MAX; i++) {
		ask_row row = ask_row_of(a, &items.at[i]);
		ask_edit e = { .name = str_format(a, "nbefore%lld", (long long)items.at[i].number) };
		for (size_t c = 0; c < ASK_COLS; c++)
			e.cell[c] = row.cell[c];
		for (size_t k = 0; k < WORK_AXES; k++)
			if (ret_changed[k])
				e.cell[COL_CORE + k] = STR_NONE;
		LIST_ADD(a, ret, e);
	}
	return NULL;
}
