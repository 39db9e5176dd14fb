/* What stands against printing, or should be looked at first: in words that say what to do. */
#include "modules/papers/papers_private.h"

typedef struct telling {
	const papers *p;
	papers_problems_list *to;
} telling;

static void tell(const telling *t, const fact_def *f, str told, bool stops)
{
	for (size_t i = 0; i < t->to->n; i++)
		if (t->to->at[i].fact == f && str_eq(t->to->at[i].told, told))
			return;
	LIST_ADD(t->p->arena, t->to, ((papers_problem){ f, told, stops }));
}

static str label_of(const telling *t, const fact_def *f)
{
	return text_in(&f->field.label, t->p->asked.lang);
}

/* An answer is read again as of today: a day that was to come may be past by now, a choice may be gone. */
static void look_at_answer(const telling *t, const fact_def *f)
{
	const papers *p = t->p;
	str again;
	const err *e = field_read(p->arena, &f->field, p->answer[papers_index(p, f)]->value, p->today, &again);
	for (; e; e = e->next)
		tell(t, f,
		     words_papers_problem_answer(p->arena, p->asked.lang, label_of(t, f),
						 field_told(p->arena, &f->field, e, p->asked.lang)),
		     true);
}

static void look_at_check(const telling *t, feel_run *run, const fact_def *f)
{
	const papers *p = t->p;
	size_t at = papers_index(p, f);
	if (!f->check || p->values[at].kind == FEEL_UNKNOWN || answers_hold(run, p->facts, at, p->values))
		return;
	str told = text_in(&f->check_message, p->asked.lang);
	tell(t, f,
	     told.len ? words_papers_problem_answer(p->arena, p->asked.lang, label_of(t, f), told)
		      : words_papers_problem_check(p->arena, p->asked.lang, label_of(t, f)),
	     true);
}

/* What goes to a further sheet, and letters that have to be written by hand: found by filling in. */
static void look_at_paper(const telling *t, const paper_def *d)
{
	const papers *p = t->p;
	arena *a = p->arena;
	lang l = p->asked.lang;
	fill_asked how = { .city = p->city, .given = &p->given, .now = p->asked.now };
	filled_sheets f;
	if (paper_fill(a, d, &how, &f)) /* papers_make() says so */
		return;
	for (size_t i = 0; i < f.troubles.n; i++) {
		const fill_trouble *x = &f.troubles.at[i];
		const fact_def *fact = x->mark->kind == MARK_FACT ? facts_find(p->facts, x->mark->text) : NULL;
		str label = fact ? label_of(t, fact) : x->label, name = text_in(&d->name, l);
		tell(t, fact && !fact->value ? fact : NULL,
		     x->fit == FIT_NO_GLYPH ? words_papers_problem_letter(a, l, label, name)
					    : words_papers_problem_long(a, l, label, name),
		     false);
	}
}

papers_problems_list papers_problems(const papers *p)
{
	papers_problems_list list = { 0 };
	telling t = { p, &list };
	lang l = p->asked.lang;
	feel_run run = papers_run(p, p->arena);
	papers_facts all = papers_asks(p);
	for (size_t i = 0; i < all.n; i++) {
		const fact_def *f = all.at[i];
		if (p->said[papers_index(p, f)] == SAID_VALUE) {
			look_at_answer(&t, f);
			look_at_check(&t, &run, f);
		}
	}
	for (size_t i = 0; i < p->facts->n; i++) /* of what is worked out from answers */
		if (p->facts->at[i].value)
			look_at_check(&t, &run, &p->facts->at[i]);
	for (size_t i = 0; i < all.n; i++)
		if (p->said[papers_index(p, all.at[i])] == SAID_NOTHING && !papers_optional(p, all.at[i]))
			tell(&t, all.at[i], words_papers_problem_missing(p->arena, l, label_of(&t, all.at[i])), false);
	for (size_t i = 0; i < all.n; i++)
		if (p->said[papers_index(p, all.at[i])] == SAID_DONT_KNOW && !papers_optional(p, all.at[i]))
			tell(&t, all.at[i], words_papers_problem_unknown(p->arena, l, label_of(&t, all.at[i])), false);
	chosen_papers in = papers_in_order(p);
	for (size_t i = 0; i < in.n; i++)
		look_at_paper(&t, in.at[i]->paper);
	return list;
}
