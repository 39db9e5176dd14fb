/* The published sums, as JSON. */
#include "survey/survey.h"
#include "text/json.h"

static void axis(json_writer *w, const char *key, u32 cell, u32 bit)
{
	if (cell == CELL_NONE)
		jw_field_null(w, key);
	else
		jw_field_bool(w, key, (cell & bit) == 0);
}

const err *survey_report(const survey *s, arena *a, buf *b)
{
	survey_group g[] = { { .by = { DIM_CATEGORY, DIMS } }, { .by = { DIM_CELL, DIMS } } };
	TRY(survey_sum(s, a, NULL, g, COUNT(g)));
	const survey_sum_cell *all = &g[1].ret.all;
	json_writer w = json_write(b);
	jw_object(&w);
	jw_field_i64(&w, "items", all->items);
	jw_field_i64(&w, "minutes", all->minutes);
	jw_field_i64(&w, "sections", (i64)survey_names(s, DIM_SECTION));
	jw_field_i64(&w, "units", (i64)survey_names(s, DIM_UNIT));
	jw_field_object(&w, "categories");
	for (size_t i = 0; i < g[0].ret.n; i++) {
		const survey_sum_cell *c = &g[0].ret.at[i];
		jw_key(&w, survey_name(s, DIM_CATEGORY, c->a));
		jw_object(&w);
		jw_field_i64(&w, "items", c->items);
		jw_field_i64(&w, "minutes", c->minutes);
		jw_end(&w);
	}
	jw_end(&w);
	jw_field_array(&w, "cells");
	for (size_t i = 0; i < g[1].ret.n; i++) {
		const survey_sum_cell *c = &g[1].ret.at[i];
		jw_object(&w);
		axis(&w, "core", c->a, 4);
		axis(&w, "expertise", c->a, 2);
		axis(&w, "routine", c->a, 1);
		jw_field_i64(&w, "items", c->items);
		jw_field_i64(&w, "minutes", c->minutes);
		jw_end(&w);
	}
	jw_end(&w);
	jw_field_object(&w, "target");
	jw_field_i64(&w, "minutes", all->target);
	jw_field_f64(&w, "share", all->minutes ? (double)all->target / (double)all->minutes : 0);
	jw_end(&w);
	jw_end(&w);
	jw_done(&w);
	return b->overflowed ? err_of(ERR_too_large) : NULL;
}
