/* needs: rules fields print defs */
/*
 * Definitions: one file of a small city is the input, the first byte says which. What holds is written back, holds again,
 * and is then written as the same text; hours and slots of any day can be asked for.
 */
#include "defs/testing.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

static const char small_work[] = "work:\n  hours_fte: 1943\n  axes:\n"
				 "    core: { version: a, name: a, ask: a, yes: コア, no: ノンコア, means: a }\n"
				 "    expertise: { version: a, name: a, ask: a, yes: 要, no: 不要, means: a }\n"
				 "    routine: { version: a, name: a, ask: a, yes: 定型, no: 非定型, means: a }\n"
				 "    away: { version: a, name: a, ask: a, yes: 可, no: 不可, means: a }\n"
				 "  categories: [ 窓口 ]\n";

static def_files written(arena *a, const city_def *c)
{
	def_files files = { NULL, 0 };
	LIST_ADD(a, &files, ((def_file){ STR("city.yaml"), defs_write_city(a, c) }));
	LIST_ADD(a, &files, ((def_file){ STR("services.yaml"), defs_write_services(a, c) }));
	LIST_ADD(a, &files, ((def_file){ STR("journeys.yaml"), defs_write_journeys(a, c) }));
	LIST_ADD(a, &files, ((def_file){ STR("facts.yaml"), defs_write_facts(a, c, STR("facts.yaml")) }));
	if (c->work.given)
		LIST_ADD(a, &files, ((def_file){ STR("work.yaml"), work_def_write(a, &c->work) }));
	for (size_t i = 0; i < c->offices.n; i++)
		LIST_ADD(a, &files, ((def_file){ c->offices.at[i].file, defs_write_office(a, &c->offices.at[i]) }));
	return files;
}

static void ask(arena *a, const office_def *o)
{
	for (day d = day_from(2026, 11, 1); d < day_from(2027, 3, 1); d += 5)
		for (size_t i = 0; i < o->offers.n && i < 5; i++) {
			slot_defs s = offer_slots(a, o, &o->offers.at[i], d);
			for (size_t k = 0; k < s.n; k++) {
				slot_def one;
				CHECK(s.at[k].places >= 1 && s.at[k].kept <= s.at[k].places);
				CHECK(k == 0 || s.at[k - 1].start < s.at[k].start);
				CHECK(office_open_at(o, s.at[k].start));
				CHECK(offer_open_at(o, &o->offers.at[i], s.at[k].start));
				CHECK(offer_bookable(o, &o->offers.at[i], s.at[k].start, s.at[k].start, true, &one));
			}
		}
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	if (size < 1 || size > 1 << 14)
		return 0;
	arena *a = arena_new((size_t)512 << 20);
	def_files files = small_set(a, NULL, NULL, NULL);
	LIST_ADD(a, &files, ((def_file){ STR("journeys.yaml"), STR("journeys: {}\n") }));
	LIST_ADD(a, &files, ((def_file){ STR("facts.yaml"), STR("facts: {}\n") }));
	LIST_ADD(a, &files, ((def_file){ STR("work.yaml"), str_of(small_work) }));
	files.at[data[0] % files.n].text = arena_copy(a, (str){ (const char *)data + 1, size - 1 });
	city_def *c = NULL, *again = NULL;
	const err *e = defs_parse(a, files, &c);
	int told = 0;
	for (const err *each = e; each; each = each->next, told++)
		CHECK(each->code == ERR_definition && each->where.len && each->detail.len && str_is_utf8(each->detail));
	CHECK(told <= 100);
	if (!e) {
		ask(a, &c->offices.at[0]);
		def_files once = written(a, c);
		CHECK(defs_parse(a, once, &again) == NULL);
		def_files twice = written(a, again);
		for (size_t i = 0; i < once.n; i++)
			CHECK(str_eq(once.at[i].text, twice.at[i].text));
	}
	arena_free(a);
	return 0;
}
