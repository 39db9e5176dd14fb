#include "rules/check.h"
#include "rules/sheet.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static int make(void **state)
{
	*state = arena_new((size_t)1 << 30);
	return 0;
}

static int drop(void **state)
{
	arena_free(*state);
	return 0;
}

static const dmn_table *table(arena *a, const char *csv)
{
	const dmn_table *t;
	const err *e = sheet_read(a, STR("t.csv"), str_of(csv), (feel_names){ .n = 0 }, &t);
	if (e)
		fail_msg("%.*s: %.*s", STR_ARG(e->where), STR_ARG(e->detail));
	return t;
}

static findings checked(arena *a, const char *csv)
{
	return table_check(a, table(a, csv), (table_around){ .strict = false });
}

/* The findings are exactly these: kind, line, a part of the text. */
typedef struct want {
	finding_kind kind;
	int line;
	const char *part;
} want;

static void found(findings f, const want *list, size_t n)
{
	for (size_t i = 0; i < n || i < f.n; i++) {
		if (i >= f.n)
			fail_msg("not found: %s %s", finding_name(list[i].kind), list[i].part);
		if (i >= n || f.at[i].kind != list[i].kind || f.at[i].line != list[i].line ||
		    !str_has(f.at[i].what, str_of(list[i].part)))
			fail_msg("%s at line %d: %.*s", finding_name(f.at[i].kind), f.at[i].line,
				 STR_ARG(f.at[i].what));
	}
	assert_false(f.incomplete);
}
#define FOUND(csv, ...)                                                                                                \
	do {                                                                                                           \
		const want list_[] = { __VA_ARGS__ };                                                                  \
		found(checked(a, csv), list_, COUNT(list_));                                                           \
	} while (0)

static void a_table_that_covers_everything_once_is_fine(void **state)
{
	arena *a = *state;
	found(checked(a, "U,年齢,障害,→手当\n1,< 18,-,1\n2,[18..64],true,2\n3,[18..64],false,3\n4,>= 65,,4\n"), NULL,
	      0);
	found(checked(a, "F,年齢,→手当\n1,< 18,1\n2,-,2\n"), NULL, 0);
	found(checked(a, "U,区,→手当\n(values),\"\"\"門司\"\", \"\"戸畑\"\"\",\n1,「門司」,1\n2,「戸畑」,2\n"), NULL,
	      0);
}

static void a_cell_for_what_does_not_apply_is_no_cell_that_never_holds(void **state)
{
	arena *a = *state;
	found(checked(a, "id,年齢\nx,null\ny,>= 65\n"), NULL, 0);
	FOUND("id,年齢\nx,\"? > 5 and ? < 3\"\n", { FINDING_NEVER, 2, "年齢" });
}

static void an_output_that_gives_another_kind_is_told(void **state)
{
	arena *a = *state;
	FOUND("C,年齢,→手当\n(type),number,number\n1,> 5,年齢 * 2\n2,> 6,string(年齢)\n3,> 7,\"if 年齢 > 8 then 1 else null\"\n",
	      { FINDING_KIND, 4, "gives a string; this output is a number" });
}

static void gaps_are_named_by_their_values(void **state)
{
	arena *a = *state;
	FOUND("U,年齢,→手当\n1,< 18,1\n2,[20..64],2\n", { FINDING_GAP, 0, "年齢: [18..20), > 64" });
	FOUND("U,年齢,→手当\n1,< 18.5,1\n2,>= 19,2\n", { FINDING_GAP, 0, "年齢: [18.5..19)" });
	FOUND("U,年齢,障害,→手当\n1,< 18,true,1\n2,>= 18,,2\n", { FINDING_GAP, 0, "年齢: < 18; 障害: false" });
	FOUND("U,区,→手当\n1,「門司」,1\n", { FINDING_GAP, 0, "区: any other text" });
	FOUND("U,区,→手当\n(values),\"\"\"門司\"\", \"\"戸畑\"\"\",\n1,「門司」,1\n",
	      { FINDING_GAP, 0, "区: \"戸畑\"" });
	FOUND("U,年齢,→手当\n(values),[0..120],\n1,[0..64],1\n", { FINDING_GAP, 0, "年齢: (64..120]" });
	FOUND("F,転入日,→手当\n1,2026-04-01以降,1\n", { FINDING_GAP, 0, "転入日: < @\"2026-04-01\"" });
	found(checked(a, "F,転入日,→手当\n(default),,0\n1,2026-04-01以降,1\n"), NULL, 0);
	found(checked(a, "C,年齢,→手当\n1,< 18,1\n"), NULL, 0);
}

static void overlaps_are_told_with_what_both_hold_for(void **state)
{
	arena *a = *state;
	FOUND("U,年齢,→手当\n1,<= 18,1\n2,>= 18,2\n", { FINDING_OVERLAP, 3, "line 2 both hold for: 年齢: 18" });
	FOUND("A,年齢,→手当\n1,<= 18,1\n2,>= 18,2\n", { FINDING_OVERLAP, 3, "年齢: 18" });
	found(checked(a, "A,年齢,→手当\n1,<= 18,1\n2,>= 18,1\n"), NULL, 0);
	found(checked(a, "U,年齢,→手当,有効開始,有効終了\n1,-,1,,2027-03-31\n2,-,2,2027-04-01,\n"), NULL, 0);
	FOUND("U,年齢,→手当,有効開始,有効終了\n1,-,1,,2027-04-01\n2,-,2,2027-04-01,\n",
	      { FINDING_OVERLAP, 3, "everything" });
}

static void rows_that_change_nothing_are_told(void **state)
{
	arena *a = *state;
	FOUND("F,年齢,障害,→手当\n1,< 18,,1\n2,>= 18,true,2\n3,[10..40],true,3\n4,-,,4\n",
	      { FINDING_UNREACHABLE, 4, "" });
	FOUND("id,年齢,障害\nx,>= 65,\ny,>= 70,\nx,>= 70,true\n", { FINDING_UNREACHABLE, 4, "adds nothing" });
	FOUND("F,年齢,→手当\n(values),[0..120],\n1,> 120,1\n2,[64..18],2\n3,-,3\n",
	      { FINDING_FEEL, 4, "ends before it begins" }, { FINDING_NEVER, 3, "never holds" },
	      { FINDING_NEVER, 4, "never holds" });
}

static void what_is_not_plain_hides_a_gap_and_proves_nothing(void **state)
{
	arena *a = *state;
	found(checked(a, "U,年齢,→手当\n1,< 18,1\n2,odd(?),2\n"), NULL, 0);
}

static void kinds_and_names_that_do_not_fit_are_told(void **state)
{
	arena *a = *state;
	FOUND("C,年齢,→手当\n1,< 18,1\n2,\"\"\"18\"\"\",1\n",
	      { FINDING_KIND, 3, "is compared with a string here, and with a number in a row before" });
	FOUND("C,年齢,→手当\n(type),number,number\n1,5,\"\"\"x\"\"\"\n",
	      { FINDING_KIND, 3, "this output is a number" });
	FOUND("P,年齢,→手当\n(values),,\"\"\"a\"\", \"\"b\"\"\"\n1,-,\"\"\"c\"\"\"\n",
	      { FINDING_KIND, 3, "not among the values allowed" });
	FOUND("id,年齢,区\nx,> 収入,門司\n", { FINDING_NAME, 2, "`収入`" }, { FINDING_NAME, 2, "`門司`" });
	FOUND("C,年齢,→手当\n(type),number,number\n1,odd(),1\n", { FINDING_FEEL, 3, "odd" });
	feel_param names[] = { { STR("収入"), feel_type_plain(TYPE_NUMBER) },
			       { STR("年齢"), NULL },
			       { STR("区"), NULL } };
	findings f = table_check(a, table(a, "id,年齢,区\nx,> 収入,門司\n"),
				 (table_around){ .names = names, .names_n = 3, .strict = true });
	assert_int_equal(f.n, 1);
	assert_true(f.at[0].error);
	assert_int_equal(f.at[0].column, 8);
}

static void work_has_a_ceiling_and_says_so(void **state)
{
	arena *a = *state;
	/* rows that each leave many boxes: the cells lie across each other */
	str csv = STR("F,a,b,c,d,e,f,g,h,→x\n");
	for (int i = 0; i < 300; i++) {
		csv = str_format(a, "%.*s%d", STR_ARG(csv), i);
		for (int k = 0; k < 8; k++)
			csv = (i * 7 + k * 3) % 5 ? str_format(a, "%.*s,[%d..%d]", STR_ARG(csv), (i * 37 + k * 11) % 90,
							       (i * 37 + k * 11) % 90 + 9)
						  : str_format(a, "%.*s,", STR_ARG(csv));
		csv = str_format(a, "%.*s,%d\n", STR_ARG(csv), i);
	}
	assert_true(checked(a, csv.at).incomplete);
}

/* Every value between -1 and 21 of two columns against the findings of random tables. */
static void random_tables_are_checked_as_their_values_say(void **state)
{
	(void)state;
	u64 seed = 88172645463325252ull;
	for (int round = 0; round < 150; round++) {
		arena *a = arena_new((size_t)256 << 20);
		int box[12][4], n = 0;
		str csv = STR("U,a,b,→x\n");
		for (n = 0; n < 2 + round % 10; n++) {
			for (int k = 0; k < 4; k++) {
				seed = seed * 6364136223846793005ull + 1442695040888963407ull;
				box[n][k] = (int)(seed >> 33) % (k % 2 ? 12 : 14);
			}
			box[n][1] += box[n][0];
			box[n][3] += box[n][2];
			csv = str_format(a, "%.*s%d,[%d..%d],[%d..%d],%d\n", STR_ARG(csv), n, box[n][0], box[n][1],
					 box[n][2], box[n][3], n);
		}
		bool gap = false, overlap[12] = { false };
		for (int x = -1; x < 27; x++)
			for (int y = -1; y < 27; y++) {
				int holds = 0;
				for (int i = 0; i < n; i++)
					if (x >= box[i][0] && x <= box[i][1] && y >= box[i][2] && y <= box[i][3]) {
						overlap[i] |= holds > 0;
						holds++;
					}
				gap |= holds == 0;
			}
		findings f = checked(a, csv.at);
		bool got_gap = false, got[12] = { false };
		for (size_t i = 0; i < f.n; i++) {
			got_gap |= f.at[i].kind == FINDING_GAP;
			if (f.at[i].kind == FINDING_OVERLAP)
				got[f.at[i].line - 2] = true;
		}
		assert_int_equal(got_gap, gap);
		for (int i = 0; i < n; i++)
			assert_int_equal(got[i], overlap[i]);
		arena_free(a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_table_that_covers_everything_once_is_fine, make, drop),
		cmocka_unit_test_setup_teardown(a_cell_for_what_does_not_apply_is_no_cell_that_never_holds, make, drop),
		cmocka_unit_test_setup_teardown(an_output_that_gives_another_kind_is_told, make, drop),
		cmocka_unit_test_setup_teardown(gaps_are_named_by_their_values, make, drop),
		cmocka_unit_test_setup_teardown(overlaps_are_told_with_what_both_hold_for, make, drop),
		cmocka_unit_test_setup_teardown(rows_that_change_nothing_are_told, make, drop),
		cmocka_unit_test_setup_teardown(what_is_not_plain_hides_a_gap_and_proves_nothing, make, drop),
		cmocka_unit_test_setup_teardown(kinds_and_names_that_do_not_fit_are_told, make, drop),
		cmocka_unit_test_setup_teardown(work_has_a_ceiling_and_says_so, make, drop),
		cmocka_unit_test_setup_teardown(random_tables_are_checked_as_their_values_say, make, drop),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
