/* The packet: which papers, counter by counter, and why others are not in it. */
#include "modules/guide/guide.h"
#include "modules/papers/papers_private.h"

#define NO_COUNTER SIZE_MAX

/* --- the order of the counters ------------------------------------------------------------------------------------------------------- */

/* Whether one of the events has a journey in which `b` must come after `a`. */
static bool must_follow(const papers *p, size_t b, size_t a)
{
	for (size_t i = 0; i < p->asked.events.n; i++) {
		const journey_def *j = defs_journey(p->city, p->asked.events.at[i]);
		size_t at_a = SIZE_MAX, at_b = SIZE_MAX;
		for (size_t k = 0; j && k < j->steps.n; k++) {
			if (str_eq(j->steps.at[k].service, p->city->services.at[a].id))
				at_a = k;
			if (str_eq(j->steps.at[k].service, p->city->services.at[b].id))
				at_b = k;
		}
		if (at_a != SIZE_MAX && at_b != SIZE_MAX && journey_after(j, at_b, at_a))
			return true;
	}
	return false;
}

/* The services in the city's order, but each behind all that must come before it. Two journeys may ask for opposite orders: then the city's counts. */
void papers_order_counters(papers *p)
{
	size_t n = p->city->services.n;
	bool *done = arena_many(p->arena, bool, n + 1);
	p->counters = arena_many(p->arena, size_t, n + 1);
	for (size_t k = 0; k < n; k++) {
		size_t next = SIZE_MAX, first = SIZE_MAX;
		for (size_t i = 0; i < n && next == SIZE_MAX; i++) {
			bool waits = false;
			if (done[i])
				continue;
			first = first == SIZE_MAX ? i : first;
			for (size_t a = 0; a < n && !waits; a++)
				waits = !done[a] && a != i && must_follow(p, i, a);
			if (!waits)
				next = i;
		}
		p->counters[k] = next == SIZE_MAX ? first : next;
		done[p->counters[k]] = true;
	}
}

static size_t counter_of(const papers *p, const paper_def *d)
{
	for (size_t i = 0; i < p->city->services.n; i++)
		if (str_eq(p->city->services.at[i].id, d->where))
			return i;
	return NO_COUNTER;
}

static void of_counter(const papers *p, size_t counter, chosen_papers *ret)
{
	for (size_t i = 0; i < p->chosen.n; i++) {
		const chosen_paper *c = &p->chosen.at[i];
		if (c->needed != TRUTH_NO && counter_of(p, c->paper) == counter)
			LIST_ADD(p->arena, ret, c);
	}
}

chosen_papers papers_in_order(const papers *p)
{
	chosen_papers list = { 0 };
	for (size_t i = 0; i < p->city->services.n; i++)
		of_counter(p, p->counters[i], &list);
	of_counter(p, NO_COUNTER, &list);
	return list;
}

/* --- how many sheets ------------------------------------------------------------------------------------------------------------------- */

/* So often does the sheet come, that all rows of its tables have a place. */
static size_t times(const papers *p, const paper_sheet *s)
{
	size_t most = 1;
	for (size_t i = 0; i < s->marks.n; i++) {
		const paper_mark *m = &s->marks.at[i];
		for (size_t k = 0; m->kind == MARK_GRID && k < m->rows.n; k++) {
			const paper_row *r = &m->rows.at[k];
			if (r->each.len == 0 || r->most < 1)
				continue;
			size_t rows = papers_rows(p, r->each, &r->only);
			size_t n = rows == SIZE_MAX ? 1 : (rows + (size_t)r->most - 1) / (size_t)r->most;
			most = n > most ? n : most;
		}
	}
	return most;
}

static size_t sheets_of(const papers *p, const chosen_paper *c)
{
	size_t n = 0;
	for (size_t i = 0; i < c->paper->sheets.n; i++)
		n += times(p, &c->paper->sheets.at[i]);
	return n * c->copies_of_each * (size_t)(c->paper->copies > 1 ? c->paper->copies : 1);
}

static size_t missing_of(const papers *p, const chosen_paper *c)
{
	size_t n = 0;
	for (size_t i = 0; i < c->facts.n; i++)
		n += p->asks[c->facts.at[i]] && p->said[c->facts.at[i]] == SAID_NOTHING;
	return n;
}

/* --- why not ------------------------------------------------------------------------------------------------------------------------------- */

/* Whether the paper's condition would be no longer false if nobody knew this fact. */
static bool decides(const papers *p, const paper_def *d, size_t fact)
{
	feel_entry none = { p->facts->at[fact].name, { .kind = FEEL_UNKNOWN } };
	feel_context one = { &none, 1 };
	feel_scope facts = { &p->scope, NULL }, scope = { &one, &facts };
	feel_run run = papers_run(p, p->arena);
	feel v = feel_eval(&run, d->needed.expr, &scope);
	return v.kind == FEEL_UNKNOWN;
}

static str has_words(const papers *p, size_t fact)
{
	const fact_def *f = &p->facts->at[fact];
	lang l = p->asked.lang;
	if (p->said[fact] == SAID_VALUE && !f->value)
		return words_papers_why(p->arena, l, text_in(&f->field.label, l),
					field_show(p->arena, &f->field, p->answer[fact]->value, l));
	if (p->values[fact].kind == FEEL_NULL)
		return words_reason_no_such(p->arena, l, text_in(&f->field.label, l));
	return guide_words(p->arena, f, f->name, feel_literal(p->arena, p->values[fact]), l);
}

static str why_not(const papers *p, const chosen_paper *c)
{
	const paper_def *d = c->paper;
	lang l = p->asked.lang;
	if (c->no_rows) {
		const fact_def *table = facts_find(p->facts, d->each);
		return words_papers_why_no_rows(p->arena, l, table ? text_in(&table->field.label, l) : d->each);
	}
	strs names = feel_free(p->arena, d->needed.expr);
	size_t found = SIZE_MAX;
	for (size_t i = 0; i < names.n; i++) {
		const fact_def *f = facts_named(p->facts, names.at[i]);
		size_t at = f ? papers_index(p, f) : 0;
		if (!f || p->values[at].kind == FEEL_UNKNOWN)
			continue;
		if (decides(p, d, at))
			return has_words(p, at);
		found = found == SIZE_MAX ? at : found;
	}
	return found == SIZE_MAX ? words_text(p->arena, l, T_papers_why_not) : has_words(p, found);
}

/* --- the packet ---------------------------------------------------------------------------------------------------------------------------- */

static void add_lines(const papers *p, strs *list, str lines)
{
	while (lines.len) {
		str line = str_trim(str_cut(&lines, '\n'));
		bool there = line.len == 0;
		for (size_t i = 0; i < list->n && !there; i++)
			there = str_eq(list->at[i], line);
		if (!there)
			LIST_ADD(p->arena, list, line);
	}
}

/* What the papers say, else what the service says in general. */
static void bring(const papers *p, packet_counter *c)
{
	for (size_t i = 0; i < c->papers.n; i++)
		add_lines(p, &c->bring, text_in(&c->papers.at[i].paper->bring, p->asked.lang));
	if (c->bring.n == 0 && c->service)
		add_lines(p, &c->bring, text_in(&c->service->bring, p->asked.lang));
}

static void add_paper(const papers *p, packet *k, const chosen_paper *c)
{
	size_t at = counter_of(p, c->paper);
	const service_def *service = at == NO_COUNTER ? NULL : &p->city->services.at[at];
	if (k->counters.n == 0 || k->counters.at[k->counters.n - 1].service != service)
		LIST_ADD(p->arena, &k->counters, ((packet_counter){ .service = service }));
	packet_counter *to = &k->counters.at[k->counters.n - 1];
	packet_paper one = { c->paper, c->needed == TRUTH_OPEN, missing_of(p, c), sheets_of(p, c) };
	LIST_ADD(p->arena, &to->papers, one);
	k->papers++;
	k->sheets += one.sheets;
}

packet papers_packet(const papers *p)
{
	packet k = { 0 };
	chosen_papers all = papers_in_order(p);
	for (size_t i = 0; i < all.n; i++)
		add_paper(p, &k, all.at[i]);
	for (size_t i = 0; i < k.counters.n; i++)
		bring(p, &k.counters.at[i]);
	struct {
		struct packet_out *at;
		size_t n;
	} out = { 0 };
	for (size_t i = 0; i < p->chosen.n; i++)
		if (p->chosen.at[i].needed == TRUTH_NO)
			LIST_ADD(p->arena, &out,
				 ((struct packet_out){ p->chosen.at[i].paper, why_not(p, &p->chosen.at[i]) }));
	k.out = out.at;
	k.out_n = out.n;
	return k;
}
