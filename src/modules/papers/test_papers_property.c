/*
 * Asking comes to an end and nobody is asked twice: random facts, papers and answers, changed on the way.
 *
 * PAPERS_SEED=… PAPERS_RUNS=… repeats or lengthens it.
 */
#include "defs/testing.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <stdlib.h>

#include "modules/papers/papers.h"

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

static i64 setting(const char *name, i64 otherwise)
{
	const char *text = getenv(name);
	i64 n;
	return text && str_i64(str_of(text), &n) ? n : otherwise;
}

#define FACTS_MOST 24
#define PAPERS_MOST 8
typedef struct world {
	arena *a;
	u64 *s;
	city_def *city;
	size_t facts; /* in the catalogue */
	const char *kind[FACTS_MOST];
	bool computed[FACTS_MOST];
	papers_asked asked;
	bool asked_of[FACTS_MOST]; /* in this sitting */
} world;

static const char *const kinds[] = { "yesno", "choice", "name", "date", "table", "number" };

static str term(world *w, size_t n)
{
	size_t x = below(w->s, n);
	const char *kind = w->kind[x];
	if (strcmp(kind, "yesno") == 0)
		return str_format(w->a, "項%zu = %s", x, below(w->s, 2) ? "true" : "false");
	if (strcmp(kind, "choice") == 0)
		return str_format(w->a, "項%zu %s \"%s\"", x, below(w->s, 2) ? "=" : "!=", below(w->s, 2) ? "x" : "y");
	return str_format(w->a, "項%zu %s null", x, below(w->s, 2) ? "=" : "!=");
}

/* A condition over facts before the n-th. */
static str condition(world *w, size_t n)
{
	str one = term(w, n), other = term(w, n);
	size_t how = below(w->s, 3);
	return how == 0 ? one : str_format(w->a, "%.*s %s %.*s", STR_ARG(one), how == 1 ? "and" : "or", STR_ARG(other));
}

static str facts_text(world *w)
{
	buf b = buf_new(w->a, 1 << 20);
	buf_lit(&b, "facts:\n");
	w->facts = 2 + below(w->s, FACTS_MOST - 2);
	for (size_t i = 0; i < w->facts; i++) {
		const char *kind = kinds[below(w->s, COUNT(kinds))];
		str only = i ? condition(w, i) : STR_NONE;
		buf_format(&b, "  f%zu:\n    name: 項%zu\n    label: 項%zu\n", i, i, i);
		if (i > 1 && below(w->s, 8) == 0) {
			w->kind[i] = "yesno";
			w->computed[i] = true;
			buf_format(&b, "    type: yesno\n    value: '%.*s'\n", STR_ARG(only));
			continue;
		}
		w->kind[i] = kind;
		buf_format(&b, "    type: %s\n", kind);
		if (strcmp(kind, "choice") == 0)
			buf_lit(&b, "    choices: [ x, y, z ]\n");
		if (strcmp(kind, "table") == 0)
			buf_lit(&b,
				"    columns:\n      a: { type: name, label: 名 }\n      b: { type: yesno, label: 同居 }\n");
		if (i > 0 && below(w->s, 3) == 0)
			buf_format(&b, "    ask_if: '%.*s'\n", STR_ARG(only));
	}
	return buf_str(&b);
}

static str guide_text(world *w)
{
	buf b = buf_new(w->a, 1 << 16);
	buf_lit(&b, "events:\n  e: { name: E }\ngroups:\n");
	size_t at = 0;
	for (size_t g = 0; g < 3 && at + 3 < w->facts; g++) {
		size_t n = 2 + below(w->s, 8);
		buf_format(&b, "  - title: 組%zu\n    facts: [", g);
		const char *comma = "";
		for (size_t i = 0; i < n && at < w->facts; i++, at++)
			if (!w->computed[at]) {
				buf_format(&b, "%s項%zu", comma, at);
				comma = ", ";
			}
		buf_lit(&b, "]\n");
		at += below(w->s, 3);
	}
	return buf_str(&b);
}

static void expr(world *w, paper_expr *to, str text)
{
	to->text = text;
	assert_null(feel_parse(w->a, text, w->city->facts.names, &to->expr));
}

/* Papers that show some facts, some of them only under a condition, some for each row of a table. */
static void add_papers(world *w)
{
	static const char *const services[] = { "juumin", "koseki", "kaigo", "" };
	size_t n = 1 + below(w->s, PAPERS_MOST);
	paper_def *all = arena_many(w->a, paper_def, n);
	for (size_t i = 0; i < n; i++) {
		paper_def *d = &all[i];
		d->id = str_format(w->a, "p%zu", i);
		d->name.in[LANG_JA] = d->id;
		d->where = str_of(services[below(w->s, COUNT(services))]);
		if (below(w->s, 2))
			expr(w, &d->needed, condition(w, w->facts));
		for (size_t k = 0; k < w->facts; k++) {
			const fact_def *f = &w->city->facts.at[k];
			if (below(w->s, 3) == 0)
				LIST_ADD(w->a, &d->facts, f);
			if (f->field.kind == FIELD_TABLE && !f->value && below(w->s, 4) == 0 && d->each.len == 0) {
				d->each = f->field.id;
				expr(w, &d->each_if, below(w->s, 2) ? STR("item.同居 = true") : STR("number < 3"));
			}
		}
	}
	w->city->papers.papers.at = all;
	w->city->papers.papers.n = n;
}

/* False: the facts do not hold together (a question that can never be asked), which the checker refuses. */
static bool make_world(world *w)
{
	def_files files = small_set(w->a, NULL, NULL, NULL);
	LIST_ADD(w->a, &files, ((def_file){ STR("facts.yaml"), facts_text(w) }));
	LIST_ADD(w->a, &files, ((def_file){ STR("guide.yaml"), guide_text(w) }));
	if (defs_parse(w->a, files, &w->city))
		return false;
	add_papers(w);
	w->asked = (papers_asked){ .now = instant_of(day_from(2026, 11, 21), 600) };
	for (size_t i = 0; i < w->city->papers.papers.n; i++)
		if (below(w->s, 4))
			LIST_ADD(w->a, &w->asked.papers, w->city->papers.papers.at[i].id);
	return true;
}

static str some_value(world *w, const fact_def *f)
{
	static const char *const choices[] = { "x", "y", "z" };
	static const char *const tables[] = { "[]", "[{\"a\":\"山田　花子\",\"b\":\"yes\"}]",
					      "[{\"a\":\"山田　花子\",\"b\":\"no\"},{\"a\":\"山田　一郎\"}]" };
	field_kind k = f->field.kind;
	return k == FIELD_YESNO    ? (below(w->s, 2) ? STR("yes") : STR("no"))
	       : k == FIELD_CHOICE ? str_of(choices[below(w->s, 3)])
	       : k == FIELD_TABLE  ? str_of(tables[below(w->s, 3)])
	       : k == FIELD_DATE   ? STR("1990-06-01")
	       : k == FIELD_NUMBER ? STR("7")
				   : STR("山田　花子");
}

static void answer(world *w, const fact_def *f)
{
	fact_answer x = { .id = f->field.id };
	if (below(w->s, 8) == 0)
		x.dont_know = true;
	else
		x.value = some_value(w, f);
	for (size_t i = 0; i < w->asked.given.n; i++)
		if (str_eq(w->asked.given.at[i].id, x.id)) {
			w->asked.given.at[i] = x;
			return;
		}
	LIST_ADD(w->a, &w->asked.given, x);
}

static bool has_answer(const world *w, const fact_def *f)
{
	for (size_t i = 0; i < w->asked.given.n; i++)
		if (str_eq(w->asked.given.at[i].id, f->field.id))
			return true;
	return false;
}

static papers *sit(const world *w)
{
	return papers_sit(w->a, w->city, &w->asked);
}

static bool is_in(const papers_facts *list, const fact_def *f)
{
	for (size_t i = 0; i < list->n; i++)
		if (list->at[i] == f)
			return true;
	return false;
}

/* Nothing that is still to be asked decides whether this is asked. */
static void nothing_stands_before(const world *w, const papers_facts *missing, const fact_def *f)
{
	strs names = f->ask_if ? feel_free(w->a, f->ask_if) : (strs){ 0 };
	for (size_t i = 0; i < names.n; i++)
		assert_false(is_in(missing, facts_named(&w->city->facts, names.at[i])));
}

/* A page is short, holds nothing that was answered, a table only alone, and what comes first in the list of all that is missing. */
static void page_holds(const world *w, const papers *p, const papers_question *q)
{
	papers_facts missing = papers_missing(p), asks = papers_asks(p);
	assert_in_range(q->facts.n, 1, 6);
	for (size_t i = 0; i < q->facts.n; i++) {
		const fact_def *f = q->facts.at[i];
		papers_question again;
		assert_false(has_answer(w, f));
		assert_null(f->value);
		assert_true(f->field.kind != FIELD_TABLE || q->facts.n == 1);
		assert_ptr_equal(missing.at[i], f);
		assert_true(is_in(&asks, f));
		nothing_stands_before(w, &missing, f);
		assert_true(papers_page_of(p, f->field.id, &again));
		assert_true(is_in(&again.facts, f));
		assert_true(papers_wanting(p, f).n > 0);
		for (size_t k = 0; k < missing.n; k++)
			assert_true(k == i || missing.at[k] != f);
	}
}

/* Asks until nothing is left; each fact once at most. */
static void ask_all(world *w)
{
	papers_question q, again;
	for (size_t pages = 0;; pages++) {
		papers *p = sit(w);
		bool more = papers_next(p, &q);
		assert_int_equal(papers_next(sit(w), &again), more);
		if (!more)
			break;
		assert_true(pages < FACTS_MOST);
		page_holds(w, p, &q);
		assert_int_equal(q.facts.n, again.facts.n);
		for (size_t i = 0; i < q.facts.n; i++) {
			size_t at = (size_t)(q.facts.at[i] - w->city->facts.at);
			assert_ptr_equal(q.facts.at[i], again.facts.at[i]);
			assert_false(w->asked_of[at]);
			w->asked_of[at] = true;
			answer(w, q.facts.at[i]);
		}
	}
	assert_int_equal(papers_missing(sit(w)).n, 0);
}

/* Worked out beside the program: what a needed paper shows and applies has been answered. */
static void nothing_is_missing(const world *w)
{
	const fact_defs *f = &w->city->facts;
	feel *values = arena_many(w->a, feel, f->n);
	feel_run run = feel_begin(w->a, w->asked.now);
	answers_values(&run, f, &w->asked.given, values);
	packet k = papers_packet(sit(w));
	size_t in = 0;
	for (size_t c = 0; c < k.counters.n; c++)
		for (size_t i = 0; i < k.counters.at[c].papers.n; i++, in++) {
			const packet_paper *one = &k.counters.at[c].papers.at[i];
			assert_int_equal(one->missing, 0);
			for (size_t n = 0; n < one->paper->facts.n; n++) {
				const fact_def *x = one->paper->facts.at[n];
				bool closed = values[x - f->at].kind == FEEL_NULL;
				assert_true(x->value || closed || has_answer(w, x));
			}
		}
	assert_int_equal(in, k.papers);
	for (size_t i = 0; i < k.out_n; i++)
		assert_true(k.out[i].why.len > 0);
	assert_int_equal(k.papers + k.out_n, w->asked.papers.n);
}

/* An answer that closed others and is changed back finds them as they were. */
static void changing_loses_nothing(world *w)
{
	if (w->asked.given.n == 0)
		return;
	size_t n = w->asked.given.n, at = below(w->s, n);
	fact_answer was = w->asked.given.at[at];
	packet before = papers_packet(sit(w));
	papers_facts asks = papers_asks(sit(w));
	answer(w, facts_find(&w->city->facts, was.id));
	ask_all(w); /* asserts that nothing answered before is asked again */
	nothing_is_missing(w);
	assert_true(w->asked.given.n >= n);
	w->asked.given.at[at] = was;
	papers *p = sit(w);
	packet after = papers_packet(p);
	assert_int_equal(papers_missing(p).n, 0);
	assert_int_equal(after.papers, before.papers);
	assert_int_equal(after.sheets, before.sheets);
	papers_facts now = papers_asks(p);
	for (size_t i = 0; i < asks.n; i++)
		assert_true(is_in(&now, asks.at[i]));
}

static void asking_ends_and_nothing_is_asked_twice(void **state)
{
	(void)state;
	u64 seed = (u64)setting("PAPERS_SEED", 20261121);
	i64 runs = setting("PAPERS_RUNS", 1500);
	size_t tried = 0, answers = 0;
	for (i64 i = 0; i < runs; i++) {
		u64 s = seed + (u64)i * 0x9e3779b97f4a7c15u;
		draw(&s);
		world w = { .a = arena_new(256 << 20), .s = &s };
		if (make_world(&w)) {
			tried++;
			ask_all(&w);
			nothing_is_missing(&w);
			answers += w.asked.given.n;
			for (int k = 0; k < 3; k++)
				changing_loses_nothing(&w);
		}
		arena_free(w.a);
	}
	assert_true(tried > (size_t)runs / 3 && answers > 3 * tried); /* there are such worlds, and questions in them */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(asking_ends_and_nothing_is_asked_twice),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
