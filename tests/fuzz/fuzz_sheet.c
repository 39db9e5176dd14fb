/* needs: rules */
/* A table as CSV: what is read is written and reads back the same, is checked, compiled and judged, and what the sets say is what FEEL says. */
#include "rules/check.h"
#include "rules/match.h"
#include "rules/sheet.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

static bool same(const dmn_table *x, const dmn_table *y)
{
	bool same = x->hit == y->hit && x->gather == y->gather && x->inputs.n == y->inputs.n &&
		    x->outputs.n == y->outputs.n && x->notes.n == y->notes.n && x->rules.n == y->rules.n;
	for (size_t i = 0; same && i < x->rules.n; i++) {
		for (size_t k = 0; same && k < x->inputs.n; k++)
			same = str_eq(x->rules.at[i].inputs[k].text, y->rules.at[i].inputs[k].text) &&
			       str_eq(x->rules.at[i].inputs[k].typed, y->rules.at[i].inputs[k].typed);
		for (size_t k = 0; same && k < x->outputs.n; k++)
			same = str_eq(x->rules.at[i].outputs[k].text, y->rules.at[i].outputs[k].text);
		for (size_t k = 0; same && k < x->notes.n; k++)
			same = str_eq(x->rules.at[i].notes[k], y->rules.at[i].notes[k]);
	}
	return same;
}

/* Each fact in turn with values of each kind; the others nobody asked, or as the one before. */
static void judge(arena *a, const match *m)
{
	strs facts = match_facts(m), schemes = match_schemes(m);
	truth *got = arena_many(a, truth, schemes.n), *why = arena_many(a, truth, schemes.n);
	feel *values = arena_many(a, feel, facts.n);
	for (size_t i = 0; i < facts.n; i++)
		values[i].kind = FEEL_UNKNOWN;
	for (size_t i = 0; i < facts.n && i < 6; i++) {
		feel_list parts = match_parts(m, a, i, 4);
		const feel some[] = { FEEL_NOTHING, feel_bool(true), feel_int(17), feel_text(STR("a")),
				      feel_day(a, 20000) };
		for (size_t k = 0; k < COUNT(some) + parts.n; k++) {
			values[i] = k < COUNT(some) ? some[k] : parts.at[k - COUNT(some)];
			feel_run run = feel_begin(a, 0);
			run.steps = 100000;
			match_judge(m, &run, values, 20000, got);
			if (run.steps <= 0)
				return; /* out of breath: all is null from there, in both, but not from the same place */
			match_rows rows = match_why(m, &run, values, 20000);
			if (run.steps <= 0)
				return;
			memset(why, 0, schemes.n * sizeof *why);
			for (size_t r = 0; r < rows.n; r++)
				if (rows.at[r].holds > why[rows.at[r].scheme])
					why[rows.at[r].scheme] = rows.at[r].holds;
			CHECK(memcmp(got, why, schemes.n * sizeof *got) == 0);
		}
	}
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	if (size > 1 << 13)
		return 0;
	arena *a = arena_new((size_t)1 << 30);
	const dmn_table *t, *again;
	const feel_names nobody = { .n = 0 };
	const err *e = sheet_read(a, STR("t.csv"), arena_copy(a, (str){ (const char *)data, size }), nobody, &t);
	CHECK(e == NULL || e->where.len > 6);
	CHECK(e != NULL || t != NULL);
	if (t && !e) {
		e = sheet_read(a, STR("t.csv"), sheet_write(a, t), nobody, &again);
		CHECK(e == NULL && again && same(t, again));
		findings f = table_check(a, t, (table_around){ .strict = false });
		CHECK(f.n <= CHECK_FINDINGS_MAX);
		match *m;
		if (match_compile(a, &t, 1, &m) == NULL)
			judge(a, m);
	}
	arena_free(a);
	return 0;
}
