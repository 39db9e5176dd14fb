/* Ranking candidates, and what a scenario comes to. No SQL. */
#include "modules/work/choose/choose.h"

#include "text/kana.h"

#include <math.h>

survey_dim choose_dim_of(work_ease_of_what of)
{
	static const survey_dim dims[EASES] = {
		[EASE_CATEGORY] = DIM_CATEGORY, [EASE_STEP] = DIM_STEP,     [EASE_JOB] = DIM_JOB,
		[EASE_BASIS] = DIM_BASIS,       [EASE_MEDIUM] = DIM_MEDIUM, [EASE_SYSTEM] = DIM_SYSTEM,
	};
	return dims[of];
}

static int by_score(const void *x, const void *y)
{
	const choose_candidate *p = x, *q = y;
	if (p->score != q->score)
		return p->score > q->score ? -1 : 1;
	if (p->minutes != q->minutes)
		return p->minutes > q->minutes ? -1 : 1;
	if (p->a != q->a)
		return p->a < q->a ? -1 : 1;
	return p->b < q->b ? -1 : p->b > q->b;
}

/* Only dimensions of which something is said. */
static size_t scales_of(const survey *s, arena *a, const work_def *def, choose_ranking *ret, survey_scale *scales)
{
	for (work_ease_of_what k = 0; k < EASES; k++) {
		bool said = false;
		for (size_t i = 0; i < def->ease.n && !said; i++)
			said = def->ease.at[i].of == k;
		if (!said)
			continue;
		survey_dim d = choose_dim_of(k);
		size_t n = survey_names(s, d);
		u8 *percent = arena_many(a, u8, n + 1);
		for (size_t c = 0; c < n; c++)
			percent[c] = (u8)work_ease_of(def, k, survey_name(s, d, (u32)c));
		scales[ret->factors] = (survey_scale){ d, percent };
		ret->of[ret->factors++] = k;
	}
	return ret->factors;
}

/* Sums of one dimension, those of a group into the first that was met. */
static void merge(arena *a, survey_weighed *w, const u32 *group, size_t codes)
{
	size_t *place = arena_many(a, size_t, codes + 1), n = 0; /* from 1 */
	for (size_t i = 0; i < w->n; i++) {
		survey_weighed_cell x = w->at[i];
		x.a = group[x.a];
		if (!place[x.a]) {
			w->at[n++] = x;
			place[x.a] = n;
			continue;
		}
		survey_weighed_cell *to = &w->at[place[x.a] - 1];
		to->items += x.items;
		to->minutes += x.minutes;
		to->target += x.target;
		to->away += x.away;
		for (size_t k = 0; k < SURVEY_SCALES_MAX; k++)
			to->scaled[k] += x.scaled[k];
	}
	w->n = n;
}

const err *choose_rank(const survey *s, arena *a, const survey_filter *f, const work_def *def, survey_dim by,
		       survey_dim and_by, const u32 *group, choose_ranking *ret)
{
	survey_scale scales[EASES];
	survey_weighed w;
	*ret = (choose_ranking){ 0 };
	_Static_assert((int)EASES <= SURVEY_SCALES_MAX, "a scale a factor");
	size_t n = scales_of(s, a, def, ret, scales);
	TRY(survey_weigh(s, a, f, by, and_by, scales, n, &w));
	if (group)
		merge(a, &w, group, survey_names(s, by));
	ret->at = arena_many(a, choose_candidate, w.n + 1);
	for (size_t i = 0; i < w.n; i++) {
		const survey_weighed_cell *x = &w.at[i];
		choose_candidate c = { .a = x->a,
				       .b = x->b,
				       .items = x->items,
				       .minutes = x->minutes,
				       .target = x->target,
				       .away = x->away,
				       .ease = 1 };
		for (size_t k = 0; k < n && x->away > 0; k++) {
			c.factor[k] = (double)x->scaled[k] / (100.0 * (double)x->away);
			c.ease *= c.factor[k];
		}
		c.score = x->away > 0 ? llround((double)x->away * c.ease) : 0;
		ret->all.items += c.items;
		ret->all.minutes += c.minutes;
		ret->all.target += c.target;
		ret->all.away += c.away;
		ret->all.score += c.score;
		if (c.score > 0)
			ret->at[ret->n++] = c;
	}
	if (ret->n > 0)
		qsort(ret->at, ret->n, sizeof *ret->at, by_score);
	ret->all.ease = ret->all.away > 0 ? (double)ret->all.score / (double)ret->all.away : 0;
	return NULL;
}

/* --- scenarios --------------------------------------------------------------------------------------------------------- */

static void wrong(arena *a, err **first, err **last, err_code code, const char *where)
{
	err *e = arena_one(a, err);
	*e = (err){ .code = code, .where = str_of(where) };
	if (*last)
		(*last)->next = e;
	else
		*first = e;
	*last = e;
}

const err *choose_check(arena *a, const choose_scenario *x)
{
	err *first = NULL, *last = NULL;
	const struct {
		const char *where;
		str text;
		size_t most;
		bool needed;
	} texts[] = { { "name", x->name, CHOOSE_NAME_MAX, true },
		      { "place", x->place, CHOOSE_NAME_MAX, false },
		      { "note", x->note, CHOOSE_NOTE_MAX, false },
		      { "query", x->query, CHOOSE_QUERY_MAX, false } };
	for (size_t i = 0; i < COUNT(texts); i++)
		if (texts[i].needed && trim_spaces(texts[i].text).len == 0)
			wrong(a, &first, &last, ERR_required, texts[i].where);
		else if (texts[i].text.len > texts[i].most)
			wrong(a, &first, &last, ERR_too_long, texts[i].where);
		else if (!text_is_plain(texts[i].text, texts[i].most == CHOOSE_NOTE_MAX))
			wrong(a, &first, &last, ERR_field_text, texts[i].where);
	if (x->low < 0 || x->low > 100)
		wrong(a, &first, &last, ERR_field_range, "low");
	if (x->likely < x->low || x->likely > 100)
		wrong(a, &first, &last, ERR_field_range, "likely");
	if (x->high < x->likely || x->high > 100)
		wrong(a, &first, &last, ERR_field_range, "high");
	return first;
}

const err *choose_effect_of(req *r, const work_round *round, const survey *s, const choose_scenario *x,
			    survey_filter *ret_f, choose_effect *ret)
{
	req as = *r; /* the conditions are read as if they had been asked */
	bool all;
	survey_filter seen;
	*ret = (choose_effect){ 0 };
	as.query = (pairs){ 0 };
	if (x->query.len > 0)
		TRY(query_parse(r->arena, str_sub(x->query, 1, x->query.len), 1000, &as.query));
	TRY(work_filter_read(&as, s, ret_f, &ret->unknown));
	seen = *ret_f;
	TRY(work_may_see(r, round, s, &seen, &all));
	survey_group g[] = { { .by = { DIM_BUREAU, DIMS } }, { .by = { DIM_SECTION, DIMS } } };
	TRY(survey_sum(s, r->arena, &seen, g, COUNT(g)));
	const survey_sum_cell *sum = &g[0].ret.all;
	ret->bureaus = g[0].ret;
	ret->sections = g[1].ret.n;
	ret->items = sum->items;
	ret->minutes = sum->minutes;
	ret->target = sum->target;
	ret->base = x->away ? sum->away : sum->minutes;
	const i64 share[3] = { x->low, x->likely, x->high };
	for (int k = 0; k < 3; k++)
		ret->moved[k] = ret->base / 100 * share[k] + (ret->base % 100 * share[k] + 50) / 100;
	return NULL;
}

double choose_fte(const work_def *def, i64 minutes)
{
	return def->hours_fte > 0 ? (double)minutes / 60 / def->hours_fte : 0;
}

i64 choose_yen(const work_def *def, i64 minutes)
{
	return llround((double)minutes / 60 * (double)def->yen_hour);
}
