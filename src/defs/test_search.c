#include "defs/search.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static const text3 nothing = { { { "", 0 }, { "", 0 }, { "", 0 } } };

static text3 said(const char *ja, const char *en)
{
	text3 t = nothing;
	t.in[LANG_JA] = str_of(ja);
	t.in[LANG_EN] = str_of(en);
	return t;
}

static scheme_def scheme(const char *id, const char *ja, const char *en, const char *reading, str *event)
{
	return (scheme_def){ .id = str_of(id),
			     .name = said(ja, en),
			     .reading = str_of(reading),
			     .about = nothing,
			     .todo = nothing,
			     .law = STR_NONE,
			     .events = { event, 1 } };
}

/* Two events, three schemes, one service. */
static city_def *small(arena *a)
{
	city_def *c = arena_one(a, city_def);
	str *okuyami = arena_one(a, str), *kosodate = arena_one(a, str), *words = arena_many(a, str, 2);
	*okuyami = STR("okuyami");
	*kosodate = STR("kosodate");
	words[0] = STR("亡くなった");
	words[1] = STR("葬式");
	LIST_ADD(a, &c->guide.events,
		 (event_def){ .id = *okuyami,
			      .name = said("死亡（おくやみ）", "A death in the family"),
			      .about = nothing,
			      .words = { words, 2 } });
	LIST_ADD(a, &c->guide.events,
		 (event_def){ .id = *kosodate, .name = said("出生・子育て", "Birth"), .about = nothing });
	LIST_ADD(a, &c->guide.schemes, scheme("sousaihi", "葬祭費", "Funeral grant", "そうさいひ", okuyami));
	LIST_ADD(a, &c->guide.schemes, scheme("teate", "児童手当", "Child allowance", "じどうてあて", kosodate));
	LIST_ADD(a, &c->guide.schemes, scheme("nenkin", "未支給年金", "Unpaid pension", "みしきゅうねんきん", okuyami));
	LIST_ADD(a, &c->services,
		 (service_def){ .id = STR("inkan"), .name = said("印鑑登録", "Seal registration"), .about = nothing });
	defs_index(a, a, c);
	return c;
}

static void the_event_comes_first_and_then_what_belongs_to_it(void **state)
{
	(void)state;
	arena *a = arena_new(16 << 20);
	const city_def *c = small(a);
	found_defs f = defs_search(c, a, STR("母が亡くなった"), 10);
	assert_int_equal(f.n, 3);
	assert_int_equal(f.at[0].kind, FOUND_EVENT);
	assert_string_equal(f.at[0].event->id.at, "okuyami");
	for (size_t i = 1; i < f.n; i++)
		assert_string_equal(f.at[i].scheme->events.at[0].at, "okuyami");
	arena_free(a);
}

static void schemes_and_services_are_found_by_name_reading_and_in_english(void **state)
{
	(void)state;
	arena *a = arena_new(16 << 20);
	const city_def *c = small(a);
	assert_string_equal(defs_search(c, a, STR("みしきゅう"), 10).at[0].scheme->id.at, "nenkin");
	assert_string_equal(defs_search(c, a, STR("allowances"), 10).at[0].scheme->id.at, "teate");
	found_defs f = defs_search(c, a, STR("印鑑"), 10);
	assert_int_equal(f.at[0].kind, FOUND_SERVICE);
	assert_int_equal(defs_search(c, a, STR(" "), 10).n, 0);
	arena_free(a);
}

/* Of papers alone, by their own words and by those of the schemes and events they belong to. */
static void papers_are_found_by_their_words_and_by_what_they_belong_to(void **state)
{
	(void)state;
	arena *a = arena_new(16 << 20);
	city_def *c = small(a);
	str sousaihi = STR("sousaihi"), kosodate = STR("kosodate"), words[] = { STR("引越し") };
	paper_def papers[] = {
		{ .id = STR("seikyuu"), .name = said("葬祭費支給申請書", "Claim"), .schemes = { &sousaihi, 1 } },
		{ .id = STR("nintei"), .name = said("認定請求書", "Request"), .events = { &kosodate, 1 } },
		{ .id = STR("idou"),
		  .name = said("住民異動届", "Change"),
		  .reading = STR("じゅうみんいどうとどけ"),
		  .words = { words, 1 } },
	};
	for (size_t i = 0; i < COUNT(papers); i++) {
		papers[i].about = nothing;
		papers[i].law = STR_NONE;
		LIST_ADD(a, &c->papers.papers, papers[i]);
	}
	defs_index(a, a, c);
	assert_string_equal(defs_search_papers(c, a, STR("引っ越し"), 5).at[0]->id.at, "idou");
	assert_string_equal(defs_search_papers(c, a, STR("いどうとどけ"), 5).at[0]->id.at, "idou");
	assert_string_equal(defs_search_papers(c, a, STR("子育て"), 5).at[0]->id.at, "nintei");
	assert_string_equal(defs_search_papers(c, a, STR("funeral"), 5).at[0]->id.at, "seikyuu");
	assert_int_equal(defs_search_papers(c, a, STR("印鑑"), 5).n, 0);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_event_comes_first_and_then_what_belongs_to_it),
		cmocka_unit_test(papers_are_found_by_their_words_and_by_what_they_belong_to),
		cmocka_unit_test(schemes_and_services_are_found_by_name_reading_and_in_english),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
