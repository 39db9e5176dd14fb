/* needs: rules fields print defs src/modules/visits/staffing/staffing_file.c src/modules/visits/staffing/staffing_days.c src/modules/visits/staffing/staffing_roster_file.c */
/* Files of counts and of rosters: whatever they hold, what is taken is sound, and a roster written is read back as it was. */
#include "modules/visits/staffing/staffing.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

static void counts(arena *a, str text, day from)
{
	arrivals h;
	const err *e = arrivals_parse(a, text, from, ARRIVALS_ALL, &h);
	if (e) {
		CHECK(err_is(e, ERR_file) && e->where.len >= 3);
		return;
	}
	CHECK(h.days_n >= 1 && h.days_n <= FORECAST_DAYS_MAX);
	CHECK(h.services.n >= 1 && h.services.n <= FORECAST_SERVICES_MAX);
	for (size_t i = 1; i < h.days_n; i++)
		CHECK(h.days[i].number > h.days[i - 1].number);
}

static void rosters(arena *a, const office_def *o, str text)
{
	roster_file f, again;
	if (roster_file_parse(a, o, text, &f))
		return;
	buf b = buf_new(a, (size_t)1 << 20);
	size_t rows = 0;
	for (size_t i = 0; i < f.n; i++) {
		rows += f.at[i].rows;
		for (size_t k = 0; k < f.at[i].roster.n; k++)
			CHECK(!desk_hours_wrong(&f.at[i].roster.desks[k]));
		roster_file_write(&b, o, f.at[i].on, &f.at[i].roster, i == 0);
	}
	CHECK(rows == f.rows && f.mistakes.n <= 100 && !b.overflowed);
	if (f.n == 0)
		return;
	CHECK(roster_file_parse(a, o, buf_str(&b), &again) == NULL);
	CHECK(again.n == f.n && again.mistakes.n == 0);
	for (size_t i = 0; i < f.n; i++)
		for (size_t k = 0; k < o->desks.n; k++) {
			const desk_hours *x = &f.at[i].roster.desks[k], *y = &again.at[i].roster.desks[k];
			bool closed = x->from == x->to && y->from == y->to;
			CHECK(closed || (x->from == y->from && x->to == y->to && x->break_from == y->break_from &&
					 x->break_to == y->break_to));
		}
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	if (size > 1 << 14)
		return 0;
	arena *a = arena_new((size_t)512 << 20);
	str text = arena_copy(a, (str){ (const char *)data, size });
	desk_def desks[] = { { .id = STR("1") }, { .id = STR("2") }, { .id = STR("3") } };
	office_def o = { .desks = { desks, 3 } };
	counts(a, text, DAY_NONE);
	counts(a, text, day_from(2026, 4, 1));
	rosters(a, &o, text);
	arena_free(a);
	return 0;
}
