/* The papers of the city that comes with the program: asking them ends, nobody is asked twice, and the packet of every life event is made. */
#include "base/arena.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "kit/catalog.h"
#include "modules/papers/papers.h"

#define CITY "cities/kitakyushu"
#define PAGES_MOST 200

static u64 draw(u64 *s)
{
	*s ^= *s << 13;
	*s ^= *s >> 7;
	*s ^= *s << 17;
	return *s;
}

static size_t below(u64 *s, size_t n)
{
	return (size_t)(draw(s) >> 11) % n;
}

static arena *kept; /* of the city, until the tests are over */

static int close_city(void **state)
{
	(void)state;
	arena_free(kept);
	return 0;
}

static int open_city(void **state)
{
	arena *a = kept = arena_new(512 << 20);
	def_files files;
	city_def *c;
	assert_null(catalog_folder(a, STR(CITY), &files));
	for (const err *e = defs_parse(a, files, &c); e; e = e->next)
		fail_msg("%.*s: %.*s", STR_ARG(e->where), STR_ARG(e->detail));
	assert_true(c->papers.papers.n >= 40);
	*state = c;
	return 0;
}

static fact_answer some_answer(const fact_def *f, u64 *s)
{
	fact_answer x = { .id = f->field.id, .dont_know = below(s, 6) == 0 };
	if (x.dont_know)
		return x;
	if (f->field.kind == FIELD_YESNO)
		x.value = below(s, 2) ? STR("yes") : STR("no");
	else if (f->field.choices.n)
		x.value = f->field.choices.at[below(s, f->field.choices.n)].value;
	else if (f->field.kind == FIELD_DATE)
		x.value = STR("1960-06-01");
	else
		x.dont_know = true;
	return x;
}

/* How many pages it took. */
static size_t ask_all(arena *a, const city_def *c, papers_asked *asked, u64 *s)
{
	bool *was = arena_many(a, bool, c->facts.n);
	papers_question q;
	size_t pages = 0;
	for (papers *p; papers_next(p = papers_sit(a, c, asked), &q); pages++) {
		assert_true(pages < PAGES_MOST);
		assert_in_range(q.facts.n, 1, 6);
		for (size_t i = 0; i < q.facts.n; i++) {
			const fact_def *f = q.facts.at[i];
			if (was[f - c->facts.at])
				fail_msg("%.*s is asked twice", STR_ARG(f->field.id));
			was[f - c->facts.at] = true;
			LIST_ADD(a, &asked->given, some_answer(f, s));
		}
	}
	assert_int_equal(papers_missing(papers_sit(a, c, asked)).n, 0);
	return pages;
}

static void nobody_is_asked_twice_whatever_happened(void **state)
{
	const city_def *c = *state;
	u64 s = 20261121;
	size_t packets = 0;
	for (size_t i = 0; i < 12 * c->guide.events.n; i++) {
		arena *a = arena_new(512 << 20);
		papers_asked asked = { .now = instant_of(day_from(2026, 11, 21), 600) };
		LIST_ADD(a, &asked.events, c->guide.events.at[i % c->guide.events.n].id);
		size_t pages = ask_all(a, c, &asked, &s);
		packets += pages > 0;
		arena_free(a);
	}
	assert_true(packets > 12);
}

/* Every event that has papers: the packet of somebody who knows nothing is made, and is the same again. */
static void the_packet_of_every_event_is_made(void **state)
{
	const city_def *c = *state;
	size_t made_n = 0;
	for (size_t i = 0; i < c->guide.events.n; i++) {
		arena *a = arena_new(1 << 30);
		papers_asked asked = { .now = instant_of(day_from(2026, 11, 21), 600) };
		LIST_ADD(a, &asked.events, c->guide.events.at[i].id);
		papers *p = papers_sit(a, c, &asked);
		packet k = papers_packet(p);
		papers_made one, two;
		make_asked how = { .cover = true,
				   .number = STR("K7M2QX"),
				   .link = STR("https://example.jp/prepare/p/x") };
		if (k.papers) {
			assert_null(papers_make(p, &how, &one));
			assert_null(papers_make(p, &how, &two));
			assert_true(str_eq(one.pdf, two.pdf));
			assert_true(one.pages > k.sheets);
			made_n++;
		}
		arena_free(a);
	}
	assert_true(made_n >= 2);
}

/* Somebody who answered everything takes one sheet along that leads from counter to counter. */
static void the_cover_of_a_usual_packet_is_one_page(void **state)
{
	const city_def *c = *state;
	arena *a = arena_new(1 << 30);
	static const char *const ids[] = { "juumin-idou", "kokuho-shutoku", "inkan-touroku", "juuminhyou-seikyuu" };
	const sample_def *person = sample_find(&c->papers, STR("futsuu"));
	assert_non_null(person);
	papers_asked asked = { .given = person->given, .now = instant_of(day_from(2026, 11, 21), 600) };
	for (size_t i = 0; i < COUNT(ids); i++)
		LIST_ADD(a, &asked.papers, str_of(ids[i]));
	for (int l = 0; l < LANG_COUNT; l++) {
		asked.lang = (lang)l;
		papers *p = papers_sit(a, c, &asked);
		papers_made with, without;
		make_asked how = { .cover = true,
				   .number = STR("K7M2QX"),
				   .office = STR("kokurakita"),
				   .link = STR("https://madoguchi.example.jp/prepare/p/abcdefghijklmnopqrstuvwxyz") };
		assert_null(papers_make(p, &how, &with));
		how.cover = false;
		assert_null(papers_make(p, &how, &without));
		assert_int_equal(with.pages, without.pages + 1);
	}
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nobody_is_asked_twice_whatever_happened),
		cmocka_unit_test(the_packet_of_every_event_is_made),
		cmocka_unit_test(the_cover_of_a_usual_packet_is_one_page),
	};
	return cmocka_run_group_tests(tests, open_city, close_city);
}
