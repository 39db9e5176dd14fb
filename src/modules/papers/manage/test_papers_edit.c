/* A paper that is changed: places moved, aligned, added and removed; rows and columns of a grid; what differs. Whatever is done, what is written can be read again. */
#include "store/testing.h"

#include "defs/papers/testing.h"
#include "modules/papers/manage/view.h"

typedef struct sheet {
	arena *a;
	city_def *c;
	paper_def *p;
} sheet;

static city_def *parsed(arena *a, const char *paper)
{
	city_def *c = NULL;
	const err *e = defs_parse(a, paper_set(a, paper, NULL), &c);
	if (e)
		fail_msg("%.*s %.*s", STR_ARG(e->where), STR_ARG(e->detail));
	return c;
}

static sheet open_sheet(const char *paper)
{
	sheet s = { .a = arena_new(64 * 1024 * 1024) };
	s.c = parsed(s.a, paper);
	s.p = pm_copy(s.a, paper_find(&s.c->papers, STR("idou")));
	return s;
}

/* Written and read again. */
static paper_def *again(sheet *s)
{
	str text = pm_written(s->a, s->c, s->p);
	s->c = parsed(s->a, text.at);
	s->p = pm_copy(s->a, paper_find(&s->c->papers, STR("idou")));
	return s->p;
}

static draw_box where(const sheet *s, const char *path)
{
	laid_marks l = paper_lay(s->a, &s->p->sheets.at[0]);
	for (size_t i = 0; i < l.n; i++)
		if (str_eq(l.at[i].path, str_of(path)))
			return l.at[i].at;
	fail_msg("no place %s", path);
	return (draw_box){ 0 };
}

#define assert_near(x, y) assert_true((x) - (y) < 0.05 && (y) - (x) < 0.05)

static size_t move(sheet *s, const char *path, double x, double y, double w, double h)
{
	pm_move one = { str_of(path), { x, y, w, h } };
	return pm_move_all(s->a, s->p, 0, &(pm_moves){ &one, 1 });
}

static void a_place_is_moved_in_tenths_and_stays_on_its_sheet(void **state)
{
	(void)state;
	sheet s = open_sheet(NULL);
	assert_int_equal(move(&s, "marks/2", 33.33, 150, 80, 8), 1);
	assert_near(where(&s, "marks/2").x, 33.3);
	assert_int_equal(move(&s, "marks/2", 205, 400, 80, 8), 1);
	assert_near(where(&s, "marks/2").x, 130);
	assert_near(where(&s, "marks/2").y, 289);
	again(&s);
	assert_near(where(&s, "marks/2").y, 289);
	assert_int_equal(move(&s, "marks/99", 0, 0, 10, 10), 0);
	assert_int_equal(move(&s, "marks/4/rows/1/cells/1", 0, 0, 10, 10), 0); /* a cell stays in its grid */
	arena_free(s.a);
}

static void what_is_in_a_cell_moves_from_its_corner(void **state)
{
	(void)state;
	sheet s = open_sheet(NULL);
	const char *path = "marks/4/rows/0/cells/3/in/0";
	draw_box was = where(&s, path);
	assert_int_equal(move(&s, path, was.x + 1, was.y + 2, 40, 6), 1);
	pm_at at;
	assert_true(pm_find(s.p, 0, str_of(path), &at));
	assert_near(at.mark->at.x, 3);
	assert_near(at.mark->at.y, 4);
	assert_near(where(&s, path).x, was.x + 1);
	arena_free(s.a);
}

static void a_grid_that_is_pulled_pulls_its_columns_and_rows(void **state)
{
	(void)state;
	sheet s = open_sheet(NULL);
	draw_box was = where(&s, "marks/4");
	assert_int_equal(move(&s, "marks/4", was.x, was.y, 85, was.h), 1);
	again(&s);
	assert_near(where(&s, "marks/4").w, 85);
	assert_near(where(&s, "marks/4/rows/1/cells/1").w, 30);
	arena_free(s.a);
}

static void several_places_follow_the_first(void **state)
{
	(void)state;
	sheet s = open_sheet(NULL);
	str list[] = { STR("marks/2"), STR("marks/3"), STR("marks/5") };
	strs paths = { list, 3 };
	pm_moves m = pm_aligned(s.a, s.p, 0, &paths, ALIGN_LEFT);
	assert_int_equal(pm_move_all(s.a, s.p, 0, &m), 3);
	assert_near(where(&s, "marks/3").x, 20);
	assert_near(where(&s, "marks/5").x, 20);
	move(&s, "marks/3", 20, 50, 80, 8);
	m = pm_aligned(s.a, s.p, 0, &paths, ALIGN_DOWN);
	pm_move_all(s.a, s.p, 0, &m);
	/* 32 … 108: 76 mm, three of 8 mm, 26 between */
	assert_near(where(&s, "marks/3").y, 66);
	arena_free(s.a);
}

static void a_fact_dropped_in_an_empty_cell_is_the_cell_and_elsewhere_a_place(void **state)
{
	(void)state;
	sheet s = open_sheet(NULL);
	str path;
	strs one = { &(str){ "marks/4/rows/1/cells/1", 22 }, 1 };
	assert_int_equal(pm_remove(s.a, s.p, 0, &one), 1); /* a cell that is removed is empty */
	draw_box cell = where(&s, "marks/4/rows/1/cells/1");
	pm_put put = { .kind = PUT_FACT, .fact = STR("shimei"), .x = cell.x + 3, .y = cell.y + 3 };
	assert_true(pm_add(s.a, s.p, s.c, 0, &put, STR_NONE, &path));
	assert_true(str_eq(path, STR("marks/4/rows/1/cells/1")));
	put = (pm_put){ .kind = PUT_FACT, .fact = STR("seibetsu"), .x = 30, .y = 200 };
	assert_true(pm_add(s.a, s.p, s.c, 0, &put, STR_NONE, &path));
	pm_at at;
	assert_true(pm_find(s.p, 0, path, &at));
	assert_int_equal(at.mark->kind, MARK_OPTIONS); /* a choice is circled */
	put = (pm_put){ .kind = PUT_FACT, .fact = STR("kazoku"), .x = -1, .y = -1 };
	assert_true(pm_add(s.a, s.p, s.c, 0, &put, STR_NONE, &path));
	assert_true(pm_find(s.p, 0, path, &at));
	assert_int_equal(at.mark->kind, MARK_GRID);
	again(&s);
	/* a My Number, a file, a fact that there is not */
	put.fact = STR("kojin");
	assert_false(pm_add(s.a, s.p, s.c, 0, &put, STR_NONE, &path));
	put.fact = STR("shorui");
	assert_false(pm_add(s.a, s.p, s.c, 0, &put, STR_NONE, &path));
	put.fact = STR("nashi");
	assert_false(pm_add(s.a, s.p, s.c, 0, &put, STR_NONE, &path));
	arena_free(s.a);
}

static void every_kind_that_is_put_on_a_sheet_can_be_written_and_read(void **state)
{
	(void)state;
	sheet s = open_sheet(NULL);
	static const pm_kind kinds[] = { PUT_LABEL, PUT_LINE, PUT_BOX,  PUT_VALUE,  PUT_SEAL,
					 PUT_QR,    PUT_GRID, PUT_TICK, PUT_OPTIONS };
	for (size_t i = 0; i < COUNT(kinds); i++) {
		str path;
		pm_put put = { .kind = kinds[i], .fact = STR_NONE, .x = 20, .y = 130 + 10.0 * (double)i };
		if (kinds[i] == PUT_TICK || kinds[i] == PUT_OPTIONS)
			put.fact = STR("seibetsu");
		assert_true(pm_add(s.a, s.p, s.c, 0, &put, STR("文字"), &path));
	}
	size_t n = s.p->sheets.at[0].marks.n;
	again(&s);
	assert_int_equal(s.p->sheets.at[0].marks.n, n);
	arena_free(s.a);
}

static void places_are_removed_together_though_each_moves_the_others(void **state)
{
	(void)state;
	sheet s = open_sheet(NULL);
	str list[] = { STR("marks/0"), STR("marks/2"), STR("marks/4/rows/0/cells/3/in/0"), STR("marks/2"),
		       STR("marks/77") };
	size_t n = s.p->sheets.at[0].marks.n;
	assert_int_equal(pm_remove(s.a, s.p, 0, &(strs){ list, COUNT(list) }), 3);
	assert_int_equal(s.p->sheets.at[0].marks.n, n - 2);
	pm_at at;
	assert_true(pm_find(s.p, 0, STR("marks/2/rows/0/cells/3"), &at)); /* the grid was the fifth, is the third */
	assert_int_equal(at.mark->in.n, 0);
	again(&s);
	arena_free(s.a);
}

static void a_copy_and_another_order_keep_what_they_are(void **state)
{
	(void)state;
	sheet s = open_sheet(NULL);
	str path;
	assert_true(pm_double(s.a, s.p, 0, STR("marks/4"), &path));
	pm_at at, was;
	assert_true(pm_find(s.p, 0, path, &at) && pm_find(s.p, 0, STR("marks/4"), &was));
	assert_near(at.mark->at.y, was.mark->at.y + 5);
	at.mark->rows.at[0].height = 11; /* a copy of its own */
	assert_near(was.mark->rows.at[0].height, 7);
	assert_true(pm_order(s.a, s.p, 0, STR("marks/1"), -1, &path));
	assert_true(str_eq(path, STR("marks/0")));
	assert_int_equal(s.p->sheets.at[0].marks.at[0].kind, MARK_LINE);
	assert_false(pm_order(s.a, s.p, 0, STR("marks/0"), -1, &path));
	arena_free(s.a);
}

static const char grid_paper[] =
	"name: { ja: 表 }\nsheets:\n  - size: A3\n    marks:\n"
	"      - grid: [10, 10, 200]\n        columns: [50, 50, 50, 50]\n        rows:\n"
	"          - { height: 8, cells: [ { label: あ, span: 2 }, { label: い, down: 2 }, { fact: shimei } ] }\n"
	"          - { height: 8, cells: [ { fact: kana }, { label: う }, { label: え } ] }\n"
	"          - { height: 8, cells: [ { label: お, down: 2, span: 2 }, {}, {} ] }\n"
	"          - { height: 8, cells: [ {}, { label: か } ] }\n";

/* Random operations on cells: after each one every row still fills all columns, and the widths make up the grid's. */
static void whatever_is_done_to_rows_and_columns_the_cells_fill_the_grid(void **state)
{
	(void)state;
	unsigned seed = 20261121;
	size_t done = 0;
	for (int round = 0; round < 12; round++) {
		sheet s = open_sheet(grid_paper);
		for (int i = 0; i < 40; i++) {
			const paper_mark *g = &s.p->sheets.at[0].marks.at[0];
			seed = seed * 1664525 + 1013904223;
			size_t r = (seed >> 8) % g->rows.n;
			if (g->rows.at[r].cells.n == 0)
				continue;
			seed = seed * 1664525 + 1013904223;
			size_t k = (seed >> 8) % g->rows.at[r].cells.n;
			seed = seed * 1664525 + 1013904223;
			cell_do what = (cell_do)((seed >> 8) % CELL_DO_COUNT);
			str path = str_format(s.a, "marks/0/rows/%zu/cells/%zu", r, k), chosen;
			if (!pm_cell(s.a, s.p, 0, path, what, &chosen))
				continue;
			done++;
			pm_at at;
			assert_true(pm_find(s.p, 0, chosen, &at));
			again(&s);
			double sum = 0;
			for (size_t c = 0; c < s.p->sheets.at[0].marks.at[0].columns.n; c++)
				sum += s.p->sheets.at[0].marks.at[0].columns.at[c];
			assert_near(sum, 200);
		}
		arena_free(s.a);
	}
	assert_true(done > 100);
}

static void what_differs_is_told_place_by_place_also_where_one_came_before(void **state)
{
	(void)state;
	sheet s = open_sheet(NULL);
	paper_def *was = pm_copy(s.a, s.p);
	str path;
	assert_true(pm_double(s.a, s.p, 0, STR("marks/7"), &path)); /* the seal */
	for (int i = 0; i < 9; i++)
		pm_order(s.a, s.p, 0, path, -1, &path); /* to the front: all others have another number now */
	move(&s, "marks/4", 112, 32, 78, 8);
	differences d = pm_differ(s.a, LANG_JA, s.c, was, s.p);
	assert_int_equal(d.n, 2);
	size_t changed = d.at[0].kind == DIFF_CHANGED ? 0 : 1;
	assert_int_equal(d.at[1 - changed].kind, DIFF_ADDED);
	assert_int_equal(d.at[changed].cells.n, 1);
	assert_true(str_has(d.at[changed].where, STR("電話番号")));
	assert_true(str_has(d.at[changed].cells.at[0].becomes, STR("112")));
	assert_int_equal(pm_differ(s.a, LANG_JA, s.c, was, was).n, 0);
	arena_free(s.a);
}

static void numbers_are_read_as_people_type_them(void **state)
{
	(void)state;
	double x = 0;
	assert_true(pm_read(STR("４２．５"), &x));
	assert_near(x, 42.5);
	assert_true(pm_read(STR("-3"), &x));
	assert_false(pm_read(STR(""), &x));
	assert_false(pm_read(STR("1e3"), &x));
	assert_false(pm_read(STR("12mm"), &x));
	assert_false(pm_read(STR("1-2"), &x));
	assert_false(pm_read(STR("nan"), &x));
	arena *a = arena_new(1024 * 1024);
	assert_true(str_eq(pm_number(a, 42.50), STR("42.5")));
	assert_true(str_eq(pm_number(a, -0.001), STR("0")));
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_place_is_moved_in_tenths_and_stays_on_its_sheet),
		cmocka_unit_test(what_is_in_a_cell_moves_from_its_corner),
		cmocka_unit_test(a_grid_that_is_pulled_pulls_its_columns_and_rows),
		cmocka_unit_test(several_places_follow_the_first),
		cmocka_unit_test(a_fact_dropped_in_an_empty_cell_is_the_cell_and_elsewhere_a_place),
		cmocka_unit_test(every_kind_that_is_put_on_a_sheet_can_be_written_and_read),
		cmocka_unit_test(places_are_removed_together_though_each_moves_the_others),
		cmocka_unit_test(a_copy_and_another_order_keep_what_they_are),
		cmocka_unit_test(whatever_is_done_to_rows_and_columns_the_cells_fill_the_grid),
		cmocka_unit_test(what_differs_is_told_place_by_place_also_where_one_came_before),
		cmocka_unit_test(numbers_are_read_as_people_type_them),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
