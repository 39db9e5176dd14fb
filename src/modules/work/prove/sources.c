/* Where figures come from: what is typed. */
#include "modules/work/prove/sources.h"

#include "text/figures.h"
#include "text/kana.h"

#include <math.h>

#define HOURS_MAX 1e10
#define COUNT_TYPED_MAX 1e12
#define MINUTES_TYPED_MAX 100000.0

/* --- what all share --------------------------------------------------------------------------------------------------------- */

str ask_field(const figure_ask *q, const char *name)
{
	return trim_spaces(pairs_get(q->fields, str_of(name)));
}

void ask_mistake(figure_ask *q, str field, word text)
{
	LIST_ADD(q->r->arena, &q->mistakes, ((wp_mistake){ field, say(q->r, text) }));
}

void ask_fact(figure_ask *q, word name, str value)
{
	LIST_ADD(q->r->arena, &q->facts, ((wp_fact){ .name = say(q->r, name), .value = value }));
}

/* figure_read() knows no sign; an effect may be below 0. */
static bool signed_read(arena *a, str typed, double *ret)
{
	str s = trim_spaces(width_half(a, typed));
	static const char *const signs[] = { "-", "−", "▲", "△" }; /* as city accounts write them */
	for (size_t i = 0; i < COUNT(signs); i++)
		if (str_starts(s, str_of(signs[i]))) {
			bool good = figure_read(a, str_sub(s, strlen(signs[i]), s.len), ret);
			*ret = -*ret;
			return good;
		}
	return figure_read(a, s, ret);
}

static bool ask_signed(figure_ask *q, const char *name, double empty, double most, double *ret)
{
	str typed = ask_field(q, name);
	*ret = empty;
	if (typed.len == 0 && !isnan(empty))
		return true;
	if (typed.len == 0)
		ask_mistake(q, str_of(name), T_wp_e_required);
	else if (!signed_read(q->r->arena, typed, ret))
		ask_mistake(q, str_of(name), T_wp_e_number);
	else if (fabs(*ret) > most)
		ask_mistake(q, str_of(name), T_wp_e_large);
	else
		return true;
	return false;
}

bool ask_number(figure_ask *q, const char *name, double empty, double most, double *ret)
{
	str typed = ask_field(q, name);
	*ret = empty;
	if (typed.len == 0 && !isnan(empty))
		return true;
	if (typed.len == 0)
		ask_mistake(q, str_of(name), T_wp_e_required);
	else if (!figure_read(q->r->arena, typed, ret))
		ask_mistake(q, str_of(name), T_wp_e_number);
	else if (*ret > most)
		ask_mistake(q, str_of(name), T_wp_e_large);
	else
		return true;
	return false;
}

wp_input ask_input(const figure_ask *q, wp_kind kind, const char *name, word label, const char *css)
{
	return (wp_input){ .kind = kind,
			   .id = str_of(name),
			   .label = say(q->r, label),
			   .value = pairs_get(q->fields, str_of(name)),
			   .error = wp_mistake_at(&q->mistakes, str_of(name)),
			   .css = css };
}

static str minutes_text(const figure_ask *q, double x)
{
	return words_wp_minutes(q->r->arena, q->r->lang, figure_decimal(q->r->arena, x, 2));
}

/* --- lines: Σ volume × (before − after) × share ------------------------------------------------------------------------------ */

static bool line_number(figure_ask *q, const char *name, int i, double empty, double most, double *ret)
{
	return ask_number(q, str_format(q->r->arena, "%s%d", name, i).at, empty, most, ret);
}

static bool line_empty(const figure_ask *q, int i)
{
	static const char *const names[] = { "what", "volume", "before", "after", "share", "low", "high" };
	for (size_t k = 0; k < COUNT(names); k++)
		if (ask_field(q, str_format(q->r->arena, "%s%d", names[k], i).at).len)
			return false;
	return true;
}

static const err *work_out_lines(figure_ask *q)
{
	arena *a = q->r->arena;
	prove_lines lines = { 0 };
	bool good = true;
	for (int i = 0; i < PROVE_LINES_MAX; i++) {
		if (line_empty(q, i))
			continue;
		prove_line l = { .what = ask_field(q, str_format(a, "what%d", i).at) };
		double share, low, high;
		bool fine = line_number(q, "volume", i, NAN, COUNT_TYPED_MAX, &l.volume);
		fine = line_number(q, "before", i, NAN, MINUTES_TYPED_MAX, &l.before) && fine;
		fine = line_number(q, "after", i, NAN, MINUTES_TYPED_MAX, &l.after) && fine;
		fine = line_number(q, "share", i, 100, 100, &share) && fine;
		fine = line_number(q, "low", i, share, 100, &low) && fine;
		fine = line_number(q, "high", i, share, 100, &high) && fine;
		if (fine && !(low <= share && share <= high)) {
			ask_mistake(q, str_format(a, "share%d", i), T_wp_e_order);
			fine = false;
		}
		good = good && fine;
		l.share = (prove_range){ low / 100, share / 100, high / 100 };
		if (fine)
			LIST_ADD(a, &lines, l);
	}
	if (good && lines.n == 0)
		ask_mistake(q, STR("volume0"), T_wp_e_no_line);
	if (!good || lines.n == 0)
		return NULL;
	q->minutes = prove_effect(&lines, q->running);
	q->known = true;
	for (size_t i = 0; i < lines.n; i++) {
		const prove_line *l = &lines.at[i];
		str sum = words_wp_line_sum(
			a, q->r->lang, figure_decimal(a, l->volume, 1), figure_decimal(a, l->before - l->after, 2),
			figure_decimal(a, l->share.likely * 100, 1),
			work_hours(q->r, llround(l->volume * (l->before - l->after) * l->share.likely)));
		LIST_ADD(a, &q->facts,
			 ((wp_fact){ .name = l->what.len ? l->what : say(q->r, T_wp_line), .value = sum }));
		if (l->after > l->before)
			LIST_ADD(a, &q->warnings, words_wp_w_longer(a, q->r->lang, l->what));
	}
	return NULL;
}

/* --- entered ----------------------------------------------------------------------------------------------------------------- */

static void inputs_entered(const figure_ask *q, wp_inputs *ret)
{
	static const struct {
		const char *name;
		word label;
	} all[] = { { "likely", T_wp_hours_likely }, { "low", T_wp_hours_low }, { "high", T_wp_hours_high } };
	for (size_t i = 0; i < COUNT(all); i++) {
		wp_input in = ask_input(q, INPUT_NUMBER, all[i].name, all[i].label, "short");
		in.unit = say(q->r, T_wp_unit_hours);
		in.required = i == 0;
		if (i)
			in.help = say(q->r, T_wp_hours_same);
		LIST_ADD(q->r->arena, ret, in);
	}
}

static const err *work_out_entered(figure_ask *q)
{
	double low, likely, high;
	if (!ask_signed(q, "likely", NAN, HOURS_MAX, &likely))
		return NULL;
	bool good = ask_signed(q, "low", likely, HOURS_MAX, &low);
	good = ask_signed(q, "high", likely, HOURS_MAX, &high) && good;
	if (!good)
		return NULL;
	if (!(low <= likely && likely <= high)) {
		ask_mistake(q, STR("likely"), T_wp_e_order);
		return NULL;
	}
	q->minutes = (prove_range){ low * 60 - q->running, likely * 60 - q->running, high * 60 - q->running };
	q->known = true;
	if (ask_field(q, "reason").len == 0)
		ask_mistake(q, STR("reason"), T_wp_e_reason);
	return NULL;
}

/* --- a sample before and after ------------------------------------------------------------------------------------------------- */

static void inputs_sample(const figure_ask *q, wp_inputs *ret)
{
	wp_input before = ask_input(q, INPUT_LINES, "before", T_wp_sample_before, "half");
	wp_input after = ask_input(q, INPUT_LINES, "after", T_wp_sample_after, "half");
	before.help = after.help = say(q->r, T_wp_sample_help);
	before.required = after.required = true;
	LIST_ADD(q->r->arena, ret, before);
	LIST_ADD(q->r->arena, ret, after);
	wp_input volume = ask_input(q, INPUT_NUMBER, "volume", T_wp_volume, "short");
	volume.unit = say(q->r, T_wp_unit_cases);
	volume.required = true;
	LIST_ADD(q->r->arena, ret, volume);
}

static bool values_of(figure_ask *q, const char *name, prove_sample *ret)
{
	double *values;
	size_t n;
	const err *e = prove_values(q->r->arena, ask_field(q, name), &values, &n);
	if (e) {
		str rest = e->where, line = str_cut(&rest, ':');
		LIST_ADD(q->r->arena, &q->mistakes,
			 ((wp_mistake){ str_of(name),
					err_is(e, ERR_too_large)
						? say(q->r, T_wp_e_large)
						: words_wp_e_value(q->r->arena, q->r->lang, line, rest) }));
		return false;
	}
	*ret = prove_sample_of(values, n);
	if (n >= 2)
		return true;
	ask_mistake(q, str_of(name), T_wp_e_two);
	return false;
}

void ask_difference(figure_ask *q, const prove_sample *before, const prove_sample *after, double volume)
{
	arena *a = q->r->arena;
	lang l = q->r->lang;
	prove_difference d;
	const err *e = prove_welch(a, before, after, &d);
	if (e) {
		ask_mistake(q, STR("before"), T_wp_e_two);
		return;
	}
	q->minutes = (prove_range){ d.low * volume - q->running, d.saved * volume - q->running,
				    d.high * volume - q->running };
	q->known = true;
	ask_fact(q, T_wp_before,
		 words_wp_sample_says(a, l, before->n, minutes_text(q, before->mean),
				      minutes_text(q, before->deviation)));
	ask_fact(q, T_wp_after,
		 words_wp_sample_says(a, l, after->n, minutes_text(q, after->mean), minutes_text(q, after->deviation)));
	ask_fact(q, T_wp_difference, minutes_text(q, d.saved));
	ask_fact(q, T_wp_interval,
		 words_wp_interval_says(a, l, minutes_text(q, d.low), minutes_text(q, d.high),
					figure_decimal(a, d.degrees, 1)));
	ask_fact(q, T_wp_times_volume,
		 words_wp_volume_says(a, l, figure_decimal(a, volume, 0), work_hours(q->r, llround(d.saved * volume))));
	if (d.small)
		LIST_ADD(a, &q->warnings, words_wp_w_small(a, l, PROVE_SAMPLE_SMALL));
	if (!d.certain)
		LIST_ADD(a, &q->warnings, say(q->r, d.high < 0 ? T_wp_w_worse : T_wp_w_uncertain));
}

static const err *work_out_sample(figure_ask *q)
{
	prove_sample before, after;
	double volume;
	bool good = values_of(q, "before", &before);
	good = values_of(q, "after", &after) && good;
	good = ask_number(q, "volume", NAN, COUNT_TYPED_MAX, &volume) && good;
	if (good)
		ask_difference(q, &before, &after, volume);
	return NULL;
}

/* --- the list -------------------------------------------------------------------------------------------------------------------- */

#define OF_PLANS (1 << FIGURE_EXPECTED | 1 << FIGURE_PLANNED)
#define OF_REALISED (1 << FIGURE_REALISED)

/* Whoever measures something else (applications, cases) adds a line. */
const prove_source prove_sources[] = {
	{ "lines", T_wp_source_lines, T_wp_source_lines_about, OF_PLANS, NULL, work_out_lines },
	{ "visits", T_wp_source_visits, T_wp_source_visits_about, OF_REALISED, inputs_visits, work_out_visits },
	{ "sample", T_wp_source_sample, T_wp_source_sample_about, OF_REALISED, inputs_sample, work_out_sample },
	{ "survey", T_wp_source_survey, T_wp_source_survey_about, OF_REALISED, inputs_survey, work_out_survey },
	{ "entered", T_wp_source_entered, T_wp_source_entered_about, OF_PLANS | OF_REALISED, inputs_entered,
	  work_out_entered },
};
const size_t prove_sources_n = COUNT(prove_sources);

const prove_source *prove_source_of(str id, figure_kind kind)
{
	for (size_t i = 0; i < prove_sources_n; i++)
		if (str_eq(id, str_of(prove_sources[i].id)) && prove_sources[i].kinds & 1 << kind)
			return &prove_sources[i];
	return NULL;
}
