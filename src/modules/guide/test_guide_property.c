/*
 * What is judged while something is unknown holds whatever the truth of it is: random tables, random people, every completion of few facts.
 *
 * An answer says that its question applies: a completion in which an answer that counted falls away contradicts the person, and is passed over.
 */
#include "defs/testing.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "modules/guide/guide.h"
#include "rules/sheet.h"

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

#define FACTS 6
/* What may be answered to each: few values, so that all completions can be tried. */
static const char *const ids[FACTS] = { "a", "b", "c", "d", "e", "g" };
static const char *const values[FACTS][4] = {
	{ "yes", "no" }, { "x", "y", "z" }, { "0", "5", "18", "65" },
	{ "yes", "no" }, { "x", "y" },      { "1950-06-01", "1990-06-01", "2020-06-01" },
};
static const char *const cells[FACTS + 1][8] = {
	{ "true", "false", "-" },
	{ "\"x\"", "\"x\",\"y\"", "not(\"z\")", "not(\"x\",\"y\")", "-" },
	{ ">= 18", "[5..18]", "< 5", "0", "not(5)", "< 5, > 20", "> 年", "-" },
	{ "true", "false", "-" },
	{ "\"x\"", "not(\"x\")", "null", "not(null)", "-" },
	{ "-", ">= date(\"1990-01-01\")", "< date(\"1960-01-01\")" },
	{ ">= 30", "< 18", "[6..75]", "-" }, /* of the computed age */
};

static const char facts[] =
	"facts:\n"
	"  a: { name: エー, type: yesno, label: A }\n"
	"  b: { name: ビー, type: choice, label: B, choices: [ x, y, z ], ask_if: エー = true }\n"
	"  c: { name: シー, type: number, label: C }\n"
	"  d: { name: ディー, type: yesno, label: D, ask_if: 'ビー = \"x\" or シー > 10' }\n"
	"  e: { name: イー, type: choice, label: E, choices: [ x, y ], ask_if: not(ディー = true) }\n"
	"  g: { name: 生まれ, type: date, label: G }\n"
	"  n: { name: 年, type: number, label: N, value: \"years and months duration(生まれ, today()).years\" }\n";

static void quoted(buf *b, const char *cell)
{
	buf_char(b, '"');
	for (; *cell; cell++) {
		if (*cell == '"')
			buf_char(b, '"');
		buf_char(b, *cell);
	}
	buf_char(b, '"');
}

static const city_def *random_city(arena *a, u64 *seed)
{
	buf table = buf_new(a, 1 << 20), schemes = buf_new(a, 1 << 20);
	buf_lit(&table, "id,エー,ビー,シー,ディー,イー,生まれ,年\n");
	buf_lit(&schemes, "schemes:\n");
	for (int s = 0; s < 4; s++) {
		buf_format(&schemes, "  s%d: { name: S, kind: right, about: A, events: [v], source: { law: L } }\n", s);
		for (size_t row = 0; row < 1 + below(seed, 3); row++) {
			buf_format(&table, "s%d", s);
			for (size_t k = 0; k < FACTS + 1; k++) {
				size_t n = 0;
				while (n < 8 && cells[k][n])
					n++;
				buf_char(&table, ',');
				if (below(seed, 3) != 0)
					quoted(&table, cells[k][below(seed, n)]);
			}
			buf_char(&table, '\n');
		}
	}
	def_files files = small_set(a, NULL, NULL, NULL);
	LIST_ADD(a, &files, ((def_file){ STR("facts.yaml"), str_of(facts) }));
	LIST_ADD(a, &files, ((def_file){ STR("guide.yaml"), STR("events:\n  v: { name: V }\n") }));
	LIST_ADD(a, &files, ((def_file){ STR("schemes/s.yaml"), buf_str(&schemes) }));
	LIST_ADD(a, &files, ((def_file){ STR("tables/t.csv"), buf_str(&table) }));
	city_def *c;
	for (const err *e = defs_parse(a, files, &c); e; e = e->next)
		fail_msg("%.*s: %.*s\n%s", STR_ARG(e->where), STR_ARG(e->detail), buf_str(&table).at);
	return c;
}

static void answers(arena *a, const int *value, guide_asked *asked)
{
	for (size_t i = 0; i < FACTS; i++)
		if (value[i] >= 0)
			LIST_ADD(a, &asked->given,
				 ((fact_answer){ .id = str_of(ids[i]), .value = str_of(values[i][value[i]]) }));
		else if (value[i] == -2)
			LIST_ADD(a, &asked->given, ((fact_answer){ .id = str_of(ids[i]), .dont_know = true }));
}

static size_t count_of(size_t fact)
{
	size_t n = 0;
	while (n < 4 && values[fact][n])
		n++;
	return n;
}

/* The judgement of all four schemes, and which answers counted. */
static void judged(const city_def *c, const int *value, truth *ret, bool *counted)
{
	arena *a = arena_new(64 << 20);
	guide_asked asked = { .now = instant_of(day_from(2026, 11, 21), 600), .as_of = DAY_UNSET };
	answers(a, value, &asked);
	guide *g = guide_sit(a, c, &asked);
	for (int s = 0; s < 4; s++) {
		guide_finding f;
		assert_true(guide_judge_one(g, str_format(a, "s%d", s), &f));
		ret[s] = f.holds;
	}
	guide_facts said = guide_answered(g);
	for (size_t i = 0; i < FACTS; i++) {
		counted[i] = false;
		for (size_t k = 0; k < said.n; k++)
			counted[i] = counted[i] || str_eq(said.at[k]->field.id, str_of(ids[i]));
	}
	arena_free(a);
}

static void what_is_judged_early_never_turns_out_wrong(void **state)
{
	(void)state;
	u64 seed = 20261121;
	size_t decided = 0, kept_open = 0;
	for (int round = 0; round < 60; round++) {
		arena *a = arena_new(64 << 20);
		const city_def *c = random_city(a, &seed);
		for (int person = 0; person < 4; person++) {
			int early[FACTS], whole[FACTS];
			for (size_t i = 0; i < FACTS; i++)
				early[i] = below(&seed, 2) ? (int)below(&seed, count_of(i)) : below(&seed, 2) ? -1 : -2;
			truth then[4], now[4];
			bool counted[FACTS], still[FACTS];
			judged(c, early, then, counted);
			size_t all = 1;
			for (size_t i = 0; i < FACTS; i++)
				all *= early[i] < 0 ? count_of(i) : 1;
			for (size_t n = 0; n < all; n++) {
				size_t rest = n;
				for (size_t i = 0; i < FACTS; i++) {
					whole[i] = early[i] < 0 ? (int)(rest % count_of(i)) : early[i];
					rest /= early[i] < 0 ? count_of(i) : 1;
				}
				judged(c, whole, now, still);
				bool contradicts = false;
				for (size_t i = 0; i < FACTS; i++)
					contradicts = contradicts || (early[i] >= 0 && counted[i] && !still[i]);
				if (contradicts)
					continue;
				for (int s = 0; s < 4; s++) {
					assert_int_not_equal(now[s], TRUTH_OPEN); /* with all answers nothing is open */
					if (then[s] != TRUTH_OPEN && now[s] != then[s]) {
						print_error("%.*s", STR_ARG(sheet_write(a, c->guide.tables.at[0])));
						for (size_t i = 0; i < FACTS; i++)
							print_error("%s: %d, whole %d\n", ids[i], early[i], whole[i]);
						fail_msg("s%d was judged %d and turns out %d", s, then[s], now[s]);
					}
				}
			}
			for (int s = 0; s < 4; s++)
				then[s] == TRUTH_OPEN ? kept_open++ : decided++;
		}
		arena_free(a);
	}
	assert_true(decided > 100 && kept_open > 100); /* else nothing was tried */
}

/* Whoever answers every question of the guide is told all of it. */
static void asking_to_the_end_decides_everything(void **state)
{
	(void)state;
	u64 seed = 7;
	for (int round = 0; round < 60; round++) {
		arena *a = arena_new(256 << 20);
		const city_def *c = random_city(a, &seed);
		guide_asked asked = { .now = instant_of(day_from(2026, 11, 21), 600), .as_of = DAY_UNSET };
		guide_question q;
		guide *g = guide_sit(a, c, &asked);
		for (int n = 0; guide_next(g, &q); n++) {
			assert_true(n < FACTS);
			size_t i = 0;
			while (!str_eq(q.facts.at[0]->field.id, str_of(ids[i])))
				i++;
			assert_true(q.waiting.n > 0);
			LIST_ADD(a, &asked.given,
				 ((fact_answer){ .id = str_of(ids[i]),
						 .value = str_of(values[i][below(&seed, count_of(i))]) }));
			g = guide_sit(a, c, &asked);
		}
		if (guide_how_far(g).open) {
			print_error("%.*s", STR_ARG(sheet_write(a, c->guide.tables.at[0])));
			for (size_t i = 0; i < asked.given.n; i++)
				print_error("%.*s = %.*s\n", STR_ARG(asked.given.at[i].id),
					    STR_ARG(asked.given.at[i].value));
			fail_msg("still open");
		}
		arena_free(a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_judged_early_never_turns_out_wrong),
		cmocka_unit_test(asking_to_the_end_decides_everything),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
