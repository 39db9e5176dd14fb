/* survey.csv and staff.csv. */
#include "survey/survey_table.h"
#include "text/kana.h"

/* --- numbers seen, with the line of each --- */

typedef struct seen {
	struct seen_one {
		u32 number;
		int line;
	} * at;
	size_t n, room; /* a power of two */
} seen;

/* The line in which the number stood before, or 0. */
static int seen_before(seen *t, u32 value, int line)
{
	if (t->n * 2 >= t->room) {
		size_t room = t->room ? t->room * 2 : 1024;
		struct seen_one *old = t->at;
		t->at = calloc(room, sizeof *t->at);
		CHECK(t->at != NULL);
		for (size_t i = 0; i < t->room; i++) {
			if (!old[i].number)
				continue;
			size_t k = old[i].number * 2654435769u & (room - 1);
			while (t->at[k].number)
				k = (k + 1) & (room - 1);
			t->at[k] = old[i];
		}
		free(old);
		t->room = room;
	}
	size_t k = value * 2654435769u & (t->room - 1);
	for (; t->at[k].number; k = (k + 1) & (t->room - 1))
		if (t->at[k].number == value)
			return t->at[k].line;
	t->at[k] = (struct seen_one){ value, line };
	t->n++;
	return 0;
}

/* --- items --- */

static void item_of(sheet *s, const csv_row *r, survey_item *i)
{
	*i = (survey_item){ .line = r->line };
	i->number = sheet_number(s, r, COL_NUMBER, false);
	i->bureau = sheet_text(s, r, COL_BUREAU);
	i->section = sheet_text(s, r, COL_SECTION);
	i->unit = sheet_text(s, r, COL_UNIT);
	i->category = sheet_text(s, r, COL_CATEGORY);
	i->work = sheet_text(s, r, COL_WORK);
	i->step = sheet_text(s, r, COL_STEP);
	i->job = sheet_text(s, r, COL_JOB);
	i->count = sheet_number(s, r, COL_COUNT, true);
	i->each = sheet_number(s, r, COL_EACH, true);
	for (survey_axis x = AXIS_CORE; x < AXES; x++)
		i->axis[x] = sheet_said(s, r, COL_CORE + (size_t)x, x);
	i->away = sheet_said(s, r, COL_AWAY, AXES);
	i->basis = sheet_text(s, r, COL_BASIS);
	i->medium = sheet_text(s, r, COL_MEDIUM);
	i->system = sheet_text(s, r, COL_SYSTEM);
	for (size_t m = 0; m < 12; m++)
		i->month[m] = sheet_number(s, r, COL_MONTH + m, false);
}

/* The category as the list has it, width and spaces aside; those of no list stay. */
static void category_of(sheet *s, const csv_row *r, const strs *list, survey_item *i)
{
	for (size_t k = 0; k < list->n; k++)
		if (str_eq(i->category, list->at[k]))
			return;
	str folded = folded_name(s->a, i->category);
	for (size_t k = 0; k < list->n; k++)
		if (str_eq(folded, folded_name(s->a, list->at[k]))) {
			i->category = list->at[k];
			return;
		}
	buf why = buf_new(s->a, 4096);
	buf_lit(&why, "none of ");
	for (size_t k = 0; k < list->n; k++)
		buf_format(&why, "%s%.*s", k ? ", " : "", STR_ARG(list->at[k]));
	buf_char(&why, '\0');
	sheet_tell(s, r, COL_CATEGORY, ERR_field_choice, buf_str(&why).at);
}

static const err *scan(sheet *s, seen *numbers, const strs *categories, survey_take *take, void *ctx)
{
	for (;;) {
		csv_row r;
		bool more;
		survey_item i;
		TRY(sheet_next(s, &r, &more));
		if (!more)
			return NULL;
		item_of(s, &r, &i);
		if (categories && categories->n && i.category.len)
			category_of(s, &r, categories, &i);
		survey_wrongs w = { .n = 0 };
		if (!s->row_bad)
			survey_rules(&i, &w);
		for (size_t k = 0; k < w.n; k++)
			sheet_tell(s, &r, w.at[k].at, w.at[k].code, w.at[k].why);
		if (s->row_bad)
			continue;
		int before = i.number ? seen_before(numbers, (u32)i.number, r.line) : 0;
		if (before) {
			char why[64];
			snprintf(why, sizeof why, "this number stands in line %d already", before);
			sheet_tell(s, &r, COL_NUMBER, ERR_survey_number, why);
			continue;
		}
		TRY(take(ctx, &i));
	}
}

static const err *scan_all(arena *a, str bytes, const strs *categories, survey_take *take, void *ctx,
			   survey_read_result *ret)
{
	sheet s;
	*ret = (survey_read_result){ 0 };
	TRY(sheet_begin(&s, a, bytes, survey_heads, COLS, false));
	seen numbers = { 0 };
	const err *e = scan(&s, &numbers, categories, take, ctx);
	free(numbers.at);
	ret->bad = s.bad_first;
	ret->bad_n = s.bad_n;
	ret->rows = s.rows;
	ret->encoding = s.encoding;
	ret->aside = s.aside;
	return e;
}

const err *survey_scan(arena *a, str bytes, survey_take *take, void *ctx, survey_read_result *ret)
{
	return scan_all(a, bytes, NULL, take, ctx, ret);
}

typedef struct kept {
	arena *a;
	survey_items items;
} kept;

static const err *keep(void *ctx, const survey_item *i)
{
	kept *k = ctx;
	size_t n = k->items.n;
	if ((n & (n - 1)) == 0 && arena_left(k->a) / (2 * sizeof *i) < n + 16) /* about to double */
		return err_why(k->a, ERR_too_large, "%zu rows are too many to be read at once", n);
	LIST_ADD(k->a, &k->items, *i);
	return NULL;
}

const err *survey_read_within(arena *a, str bytes, const strs *categories, survey_read_result *ret)
{
	kept k = { .a = a };
	const err *e = scan_all(a, bytes, categories, keep, &k, ret);
	ret->items = k.items;
	return e;
}

const err *survey_read(arena *a, str bytes, survey_read_result *ret)
{
	return survey_read_within(a, bytes, NULL, ret);
}

/* --- staff --- */

enum { STAFF_BUREAU, STAFF_SECTION, STAFF_UNIT, STAFF_PEOPLE, STAFF_HOURS, STAFF_COLUMNS };
#define PEOPLE_MAX 1000000
#define HOURS_MAX 1000000000

static void staff_text(sheet *s, const csv_row *r, size_t column, str *ret)
{
	err_code code;
	*ret = sheet_text(s, r, column);
	const char *why = survey_text_wrong(*ret, true, &code);
	if (why)
		sheet_tell(s, r, column, code, why);
}

static void unit_of(sheet *s, const csv_row *r, survey_unit *u)
{
	*u = (survey_unit){ .line = r->line };
	staff_text(s, r, STAFF_BUREAU, &u->bureau);
	staff_text(s, r, STAFF_SECTION, &u->section);
	staff_text(s, r, STAFF_UNIT, &u->unit);
	u->people = sheet_number(s, r, STAFF_PEOPLE, true);
	if (u->people > PEOPLE_MAX)
		sheet_tell(s, r, STAFF_PEOPLE, ERR_field_range, "at most 1,000,000 people");
	i64 hundredths;
	number n = number_of(r->at[s->at[STAFF_HOURS]], 2, &hundredths);
	if (n == NUMBER_EMPTY)
		sheet_tell(s, r, STAFF_HOURS, ERR_required, "empty; hours of a year are needed");
	else if (n == NUMBER_BAD)
		sheet_tell(s, r, STAFF_HOURS, ERR_field_number, "not a number of hours (at most two decimals)");
	else if (n == NUMBER_LARGE || hundredths / 100 > HOURS_MAX)
		sheet_tell(s, r, STAFF_HOURS, ERR_field_range, "at most 1,000,000,000 hours");
	else
		u->minutes = (hundredths * 60 + 50) / 100;
}

/* Names of a unit in one text; 1F is in no name. */
static str unit_key(arena *a, const survey_unit *u)
{
	return str_format(a, "%.*s\x1F%.*s\x1F%.*s", STR_ARG(u->bureau), STR_ARG(u->section), STR_ARG(u->unit));
}

#define UNITS_MAX 1000000

static const err *scan_staff(sheet *s, survey_units *units)
{
	/* a table of those that were seen, by hash: places in `units`, from 1 */
	size_t room = 4096;
	u32 *table = arena_many(s->a, u32, room);
	strs keys = { 0 };
	for (;;) {
		csv_row r;
		bool more;
		survey_unit u;
		TRY(sheet_next(s, &r, &more));
		if (!more)
			return NULL;
		unit_of(s, &r, &u);
		if (s->row_bad)
			continue;
		if (units->n == UNITS_MAX || arena_left(s->a) / 512 < units->n + 4096) /* lists that double */
			return err_why(s->a, ERR_too_large, "%zu units are too many", units->n + 1);
		if (units->n * 2 >= room) {
			room *= 4;
			table = arena_many(s->a, u32, room);
			for (size_t i = 0; i < keys.n; i++) {
				size_t k = str_hash(keys.at[i]) & (room - 1);
				while (table[k])
					k = (k + 1) & (room - 1);
				table[k] = (u32)i + 1;
			}
		}
		str key = unit_key(s->a, &u);
		size_t k = str_hash(key) & (room - 1);
		while (table[k] && !str_eq(keys.at[table[k] - 1], key))
			k = (k + 1) & (room - 1);
		if (table[k]) {
			char why[64];
			snprintf(why, sizeof why, "this unit stands in line %d already", units->at[table[k] - 1].line);
			sheet_tell(s, &r, STAFF_UNIT, ERR_survey_unit, why);
			continue;
		}
		table[k] = (u32)units->n + 1;
		LIST_ADD(s->a, &keys, key);
		LIST_ADD(s->a, units, u);
	}
}

static const str heads[STAFF_COLUMNS] = { STR_INIT("局"), STR_INIT("課"), STR_INIT("係"), STR_INIT("職員数"),
					  STR_INIT("年間勤務時間") };

bool survey_is_staff(arena *a, str bytes)
{
	return sheet_columns(a, bytes, heads + STAFF_PEOPLE, 2) > 0 &&
	       sheet_columns(a, bytes, survey_heads + COL_CATEGORY, COLS - COL_CATEGORY) < 4;
}

const err *survey_read_staff(arena *a, str bytes, staff_read_result *ret)
{
	sheet s;
	*ret = (staff_read_result){ 0 };
	TRY(sheet_begin(&s, a, bytes, heads, STAFF_COLUMNS, true));
	const err *e = scan_staff(&s, &ret->units);
	ret->bad = s.bad_first;
	ret->bad_n = s.bad_n;
	ret->rows = s.rows;
	ret->encoding = s.encoding;
	ret->aside = s.aside;
	return e;
}
