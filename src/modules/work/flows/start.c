/*
 * A flow out of the rows of the survey: what units said of each step of a piece of work becomes its steps as is.
 *
 *     volume     cases a year: the times of 受付, else those of the step that is done most often
 *     minutes    of a step: weighted by the times; low and high are the tenth and ninetieth percentile of what the rows say, and the likeliest is chosen so that the mean of the
 *                three is the weighted mean: so the flow has as many hours as the rows
 *     share      a step done for fewer than 97 % of the cases stands behind a decision; one done more often than once a case has its minutes raised
 */
#include <math.h>
#include <stdlib.h>

#include "modules/work/flows/pages.h"

#include "text/figures.h"

#define STEPS_MOST 40 /* different steps; what is smaller is one step together */
#define ALWAYS 0.97

typedef struct said { /* of one row */
	double each, count;
} said;
typedef struct told { /* a text that rows give, and how many minutes stand behind it */
	str text;
	double minutes;
} told;
typedef struct tolds {
	told *at;
	size_t n;
} tolds;
typedef struct step_of {
	str name;
	flow_standard standard;
	double count, minutes;
	struct {
		said *at;
		size_t n;
	} rows;
	tolds media, systems;
} step_of;
typedef struct steps_of {
	step_of *at;
	size_t n;
	arena *a;
} steps_of;

/* As they stand in the survey, whatever language the reader has. */
static flow_standard standard_of(str name)
{
	static const struct {
		const char *name;
		flow_standard is;
	} names[] = { { "受付", STANDARD_RECEIVE },     { "形式審査", STANDARD_FORM },
		      { "内容審査", STANDARD_CONTENT }, { "決裁", STANDARD_DECIDE },
		      { "入力", STANDARD_ENTER },       { "システム入力", STANDARD_ENTER },
		      { "通知書発行", STANDARD_ISSUE }, { "送付", STANDARD_SEND },
		      { "通知書送付", STANDARD_SEND } };
	for (size_t i = 0; i < COUNT(names); i++)
		if (str_eq(name, str_of(names[i].name)))
			return names[i].is;
	return STANDARD_NONE;
}

static void tell(arena *a, tolds *list, str text, double minutes)
{
	if (text.len == 0)
		return;
	for (size_t i = 0; i < list->n; i++)
		if (str_eq(list->at[i].text, text)) {
			list->at[i].minutes += minutes;
			return;
		}
	if (list->n < 100)
		LIST_ADD(a, list, ((told){ text, minutes }));
}

static str most_told(const tolds *list)
{
	const told *best = NULL;
	for (size_t i = 0; i < list->n; i++)
		if (!best || list->at[i].minutes > best->minutes)
			best = &list->at[i];
	return best ? best->text : STR_NONE;
}

static void add_row(steps_of *s, str name, double each, double count, str medium, str system)
{
	size_t k = 0;
	while (k < s->n && !str_eq(s->at[k].name, name))
		k++;
	if (k == s->n)
		LIST_ADD(s->a, s, ((step_of){ .name = name, .standard = standard_of(name) }));
	step_of *x = &s->at[k];
	x->count += count;
	x->minutes += count * each;
	LIST_ADD(s->a, &x->rows, ((said){ each, count }));
	tell(s->a, &x->media, medium, count * each);
	tell(s->a, &x->systems, system, count * each);
}

static const err *collect(void *ctx, const survey_item *i)
{
	steps_of *s = ctx;
	str name = i->step.len ? i->step : i->work;
	if (i->count > 0 && i->each > 0)
		add_row(s, s->n >= 500 ? STR("…") : name, (double)i->each, (double)i->count, i->medium, i->system);
	return NULL;
}

/* The standard steps in their order, then the others, the largest first; 送付 last, for nothing follows it. */
static int rank(const step_of *s)
{
	return s->standard == STANDARD_NONE   ? STANDARD_ISSUE * 2 - 1
	       : s->standard == STANDARD_SEND ? 100
					      : (int)s->standard * 2;
}

static int by_rank(const void *x, const void *y)
{
	const step_of *a = x, *b = y;
	if (rank(a) != rank(b))
		return rank(a) < rank(b) ? -1 : 1;
	if (a->minutes != b->minutes)
		return a->minutes > b->minutes ? -1 : 1;
	return str_cmp(a->name, b->name);
}

static int by_each(const void *x, const void *y)
{
	const said *a = x, *b = y;
	return a->each < b->each ? -1 : a->each > b->each;
}

static double percentile(const step_of *s, double share)
{
	double seen = 0;
	for (size_t i = 0; i < s->rows.n; i++) {
		seen += s->rows.at[i].count;
		if (seen >= share * s->count)
			return s->rows.at[i].each;
	}
	return s->rows.at[s->rows.n - 1].each;
}

static double tenth(double x)
{
	return round(x * 10) / 10;
}

/* low ≤ likely ≤ high with that mean; the ends give way where they must. */
static flow_range range_of(double low, double high, double mean)
{
	low = fmin(tenth(low), mean);
	high = fmax(tenth(high), mean);
	double likely = 3 * mean - low - high;
	if (likely < low) {
		likely = low;
		high = 3 * mean - 2 * low;
	} else if (likely > high) {
		likely = high;
		low = fmax(3 * mean - 2 * high, 0);
		if (low == 0)
			likely = high = 1.5 * mean;
	}
	return (flow_range){ low, likely, fmax(high, likely) };
}

static void link_to(arena *a, flow *f, size_t from, size_t to, double share, str name)
{
	flow_link l = { .id = flow_new_id(a, f, "link"), .name = name, .from = from, .to = to, .share = share };
	LIST_ADD(a, &f->links, l);
}

static size_t step_put(arena *a, flow *f, flow_step s)
{
	s.id = flow_new_id(a, f, "step");
	LIST_ADD(a, &f->steps, s);
	return f->steps.n - 1;
}

/* All that is behind STEPS_MOST is one step. */
static void gather(req *r, steps_of *s)
{
	if (s->n <= STEPS_MOST)
		return;
	step_of rest = s->at[STEPS_MOST - 1];
	rest.name = say(r, T_wf_rest);
	rest.standard = STANDARD_NONE;
	for (size_t i = STEPS_MOST; i < s->n; i++) {
		rest.count += s->at[i].count;
		rest.minutes += s->at[i].minutes;
		for (size_t k = 0; k < s->at[i].rows.n; k++)
			LIST_ADD(s->a, &rest.rows, s->at[i].rows.at[k]);
	}
	s->at[STEPS_MOST - 1] = rest;
	s->n = STEPS_MOST;
}

const err *fl_from_survey(req *r, const fl_survey *from, str name, flow **ret, bool *ret_any)
{
	arena *a = r->arena;
	steps_of s = { .a = a };
	*ret_any = false;
	if (!from->found)
		return NULL;
	TRY(survey_each(from->s, a, &from->seen, collect, &s));
	if (s.n == 0)
		return NULL;
	qsort(s.at, s.n, sizeof *s.at, by_rank);
	gather(r, &s);
	double cases = 0;
	for (size_t i = 0; i < s.n; i++)
		cases = s.at[i].standard == STANDARD_RECEIVE ? s.at[i].count : fmax(cases, s.at[i].count);
	for (size_t i = 0; i < s.n; i++)
		if (s.at[i].standard == STANDARD_RECEIVE)
			cases = s.at[i].count;
	flow_start_words w = fl_start_words(r);
	flow *f = edit_new(a, name, &w);
	f->volume = (i64)fmin(cases, FLOW_VOLUME_MAX);
	f->steps.n = f->links.n = 0; /* lanes stay; start and end come anew around the steps */
	size_t last = step_put(a, f, (flow_step){ .name = w.begin, .lane = WHO_RESIDENT, .kind = STEP_START });
	size_t past = FLOW_NONE; /* a decision whose way past a step is still open */
	double skip = 0;
	str skips = say(r, T_wf_not_needed);
	for (size_t i = 0; i < s.n; i++) {
		step_of *x = &s.at[i];
		double share = x->count / cases, times = fmax(share, 1);
		qsort(x->rows.at, x->rows.n, sizeof *x->rows.at, by_each);
		if (share >= ALWAYS && share < 1)
			times = share;
		double mean = x->minutes / x->count * times;
		flow_step step = { .name = x->name,
				   .lane = WHO_COUNTER,
				   .kind = STEP_TASK,
				   .standard = x->standard,
				   .minutes = range_of(percentile(x, 0.1) * times, percentile(x, 0.9) * times, mean),
				   .medium = most_told(&x->media),
				   .system = most_told(&x->systems) };
		step.note = words_wf_from_rows(a, r->lang, (i64)x->rows.n, figure_whole(a, (i64)x->count),
					       figure_decimal(a, x->minutes / x->count, 1));
		size_t before = last;
		if (share < ALWAYS) {
			before = step_put(a, f,
					  (flow_step){ .name = words_wf_needed(a, r->lang, x->name),
						       .lane = WHO_COUNTER,
						       .kind = STEP_DECISION });
			link_to(a, f, last, before, 1, STR_NONE);
			if (past != FLOW_NONE)
				link_to(a, f, past, before, skip, skips);
			past = FLOW_NONE;
		}
		size_t here = step_put(a, f, step);
		link_to(a, f, before, here, share < ALWAYS ? share : 1,
			share < ALWAYS ? say(r, T_wf_is_needed) : STR_NONE);
		if (past != FLOW_NONE)
			link_to(a, f, past, here, skip, skips);
		past = share < ALWAYS ? before : FLOW_NONE;
		skip = 1 - share;
		last = here;
	}
	size_t end = step_put(a, f, (flow_step){ .name = w.end, .lane = WHO_RESIDENT, .kind = STEP_END });
	link_to(a, f, last, end, 1, STR_NONE);
	if (past != FLOW_NONE)
		link_to(a, f, past, end, skip, skips);
	*ret = f;
	*ret_any = true;
	return NULL;
}
