#include "modules/guide/guide.h"

struct guide {
	arena *arena;
	const city_def *city;
	guide_asked asked;
};

guide *guide_sit(arena *a, const city_def *c, const guide_asked *asked)
{
	guide *g = arena_one(a, guide);
	*g = (guide){ a, c, *asked };
	return g;
}

guide_result guide_judge(const guide *g)
{
	(void)g;
	return (guide_result){ 0 };
}

bool guide_judge_one(const guide *g, str scheme, guide_finding *ret)
{
	const scheme_def *s = guide_scheme(&g->city->guide, scheme);
	*ret = (guide_finding){ .scheme = s, .holds = TRUTH_OPEN, .due = DAY_UNSET };
	return s != NULL;
}

str guide_words(arena *a, const fact_defs *facts, const fact_def *f, str label, str cell, lang l)
{
	(void)facts;
	str name = f ? text_in(&f->field.label, l) : label;
	return str_format(a, "%.*s: %.*s", STR_ARG(name), STR_ARG(cell));
}

bool guide_next(const guide *g, guide_question *ret)
{
	(void)g;
	*ret = (guide_question){ 0 };
	return false;
}

bool guide_may_ask(const guide *g, const fact_def *f)
{
	(void)g;
	return !f->value;
}

guide_facts guide_answered(const guide *g)
{
	(void)g;
	return (guide_facts){ 0 };
}

fact_answers guide_given(const guide *g)
{
	return g->asked.given;
}

guide_progress guide_how_far(const guide *g)
{
	return (guide_progress){ .asked = g->asked.given.n };
}

guide_doubts guide_doubted(const guide *g)
{
	(void)g;
	return (guide_doubts){ 0 };
}
