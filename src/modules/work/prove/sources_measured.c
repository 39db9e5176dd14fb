/* Where figures come from: what other parts of the program measure. */
#include "modules/visits/visits.h"
#include "modules/work/prove/sources.h"
#include "text/figures.h"

#include <math.h>

#define COUNT_TYPED_MAX 1e12

/* --- visits: what the counters measured ---------------------------------------------------------------------------------------- */

static bool may_office(const req *r, str office)
{
	return r->who->office.len == 0 || str_eq(r->who->office, office);
}

void inputs_visits(const figure_ask *q, wp_inputs *ret)
{
	req *r = q->r;
	arena *a = r->arena;
	const city_def *city = catalog_city(r);
	wp_input office = ask_input(q, INPUT_CHOICE, "office", T_wp_office, "");
	if (r->who->office.len == 0)
		LIST_ADD(a, &office.options,
			 ((wp_option){ STR_NONE, say(r, T_wp_all_offices), office.value.len == 0 }));
	for (size_t i = 0; i < city->offices.n; i++) {
		const office_def *o = &city->offices.at[i];
		if (may_office(r, o->id))
			LIST_ADD(a, &office.options,
				 ((wp_option){ o->id, text_in(&o->name, r->lang), str_eq(o->id, office.value) }));
	}
	LIST_ADD(a, ret, office);
	wp_input service = ask_input(q, INPUT_CHOICE, "service", T_wp_service, "");
	LIST_ADD(a, &service.options, ((wp_option){ STR_NONE, say(r, T_wp_all_services), service.value.len == 0 }));
	for (size_t i = 0; i < city->services.n; i++) {
		const service_def *s = &city->services.at[i];
		LIST_ADD(a, &service.options,
			 ((wp_option){ s->id, text_in(&s->name, r->lang), str_eq(s->id, service.value) }));
	}
	LIST_ADD(a, ret, service);
	static const struct {
		const char *name;
		word label;
	} days[] = { { "before_from", T_wp_before_from },
		     { "before_to", T_wp_before_to },
		     { "after_from", T_wp_after_from },
		     { "after_to", T_wp_after_to } };
	for (size_t i = 0; i < COUNT(days); i++) {
		wp_input in = ask_input(q, INPUT_DATE, days[i].name, days[i].label, "short");
		in.required = true;
		LIST_ADD(a, ret, in);
	}
	wp_input volume = ask_input(q, INPUT_NUMBER, "volume", T_wp_volume, "short");
	volume.unit = say(r, T_wp_unit_cases);
	volume.help = say(r, T_wp_volume_counted);
	LIST_ADD(a, ret, volume);
}

typedef struct visits_question {
	const city_def *city;
	str office, service;
	day from[2], to[2];
	visits_measure ret[2];
} visits_question;

static const err *read_visits(db *d, arena *a, void *arg)
{
	visits_question *v = arg;
	for (int i = 0; i < 2; i++)
		TRY(visits_measured(d, a, v->city, v->office, v->service, v->from[i], v->to[i], &v->ret[i]));
	return NULL;
}

static bool ask_days(figure_ask *q, const char *from, const char *to, day *ret_from, day *ret_to)
{
	const char *names[2] = { from, to };
	day *days[2] = { ret_from, ret_to };
	bool good = true;
	for (int i = 0; i < 2; i++) {
		str typed = ask_field(q, names[i]);
		if (day_parse(typed, days[i]))
			continue;
		ask_mistake(q, str_of(names[i]), typed.len ? T_wp_e_day : T_wp_e_required);
		good = false;
	}
	if (good && (*ret_to < *ret_from || (i64)*ret_to - *ret_from >= VISITS_MEASURED_DAYS)) {
		ask_mistake(q, str_of(to), T_wp_e_days);
		return false;
	}
	return good;
}

const err *work_out_visits(figure_ask *q)
{
	req *r = q->r;
	arena *a = r->arena;
	visits_question v = { .city = catalog_city(r),
			      .office = ask_field(q, "office"),
			      .service = ask_field(q, "service") };
	bool known = (v.office.len == 0 && r->who->office.len == 0) ||
		     (defs_office(v.city, v.office) && may_office(r, v.office));
	if (!known)
		ask_mistake(q, STR("office"), T_wp_e_choice);
	bool good = ask_days(q, "before_from", "before_to", &v.from[0], &v.to[0]);
	good = ask_days(q, "after_from", "after_to", &v.from[1], &v.to[1]) && good;
	if (good && v.from[1] <= v.to[0]) {
		ask_mistake(q, STR("after_from"), T_wp_e_after);
		good = false;
	}
	double volume;
	good = ask_number(q, "volume", -1, COUNT_TYPED_MAX, &volume) && good;
	if (!good || !known)
		return NULL;
	TRY(store_read(r->app->store, a, read_visits, &v));
	prove_sample samples[2];
	i64 left_out = 0;
	for (int i = 0; i < 2; i++) {
		samples[i] = (prove_sample){ .n = v.ret[i].steps,
					     .mean = v.ret[i].mean / 60,
					     .deviation = v.ret[i].deviation / 60 };
		left_out += v.ret[i].left_out;
		if (v.ret[i].steps < 2)
			ask_mistake(q, str_of(i ? "after_from" : "before_from"), T_wp_e_no_visits);
	}
	if (q->mistakes.n)
		return NULL;
	if (volume < 0) {
		i64 days = (i64)v.to[1] - v.from[1] + 1;
		volume = (double)v.ret[1].steps * 365 / (double)days;
		ask_fact(q, T_wp_volume,
			 words_wp_volume_of_days(a, r->lang, v.ret[1].steps, days, figure_decimal(a, volume, 0)));
		if (days < 300)
			LIST_ADD(a, &q->warnings, say(r, T_wp_w_season));
	}
	ask_difference(q, &samples[0], &samples[1], volume);
	if (left_out)
		LIST_ADD(a, &q->warnings, words_wp_w_left_out(a, r->lang, left_out));
	return NULL;
}

/* --- two rounds of the survey ----------------------------------------------------------------------------------------------------- */

void inputs_survey(const figure_ask *q, wp_inputs *ret)
{
	req *r = q->r;
	arena *a = r->arena;
	work_rounds x;
	if (work_rounds_get(r, &x)) /* the page says more than a list that cannot be read */
		x = (work_rounds){ 0 };
	static const struct {
		const char *name;
		word label;
	} both[] = { { "round_before", T_wp_round_before }, { "round_after", T_wp_round_after } };
	for (size_t i = 0; i < COUNT(both); i++) {
		wp_input in = ask_input(q, INPUT_CHOICE, both[i].name, both[i].label, "");
		LIST_ADD(a, &in.options, ((wp_option){ STR_NONE, say(r, T_wp_choose), in.value.len == 0 }));
		for (size_t k = 0; k < x.n; k++)
			if (x.at[k].state != ROUND_DRAFT)
				LIST_ADD(a, &in.options,
					 ((wp_option){ x.at[k].id, x.at[k].name, str_eq(x.at[k].id, in.value) }));
		in.required = true;
		LIST_ADD(a, ret, in);
	}
	wp_input work = ask_input(q, INPUT_TEXT, "work", T_wp_work, "wide");
	work.required = true;
	work.help = say(r, T_wp_work_exactly);
	if (work.value.len == 0)
		work.value = q->m->work;
	LIST_ADD(a, ret, work);
}

/* The rows of that work, in the measure's section where it has one. *ret_found: the survey has such. */
static const err *sum_of(req *r, const measure *m, const work_round *round, str name, survey_sum_cell *ret,
			 bool *ret_found)
{
	arena *a = r->arena;
	const survey *s;
	TRY(work_survey(r, round, &s));
	survey_filter f = { 0 };
	u32 code, bureau, section;
	*ret_found = survey_code(s, DIM_WORK, 0, name, &code);
	if (!*ret_found)
		return NULL;
	LIST_ADD(a, &f.dim[DIM_WORK], code);
	if (m->bureau.len) {
		*ret_found = survey_code(s, DIM_BUREAU, 0, m->bureau, &bureau);
		if (!*ret_found)
			return NULL;
		LIST_ADD(a, &f.dim[DIM_BUREAU], bureau);
		if (m->section.len) {
			*ret_found = survey_code(s, DIM_SECTION, bureau, m->section, &section);
			if (!*ret_found)
				return NULL;
			LIST_ADD(a, &f.dim[DIM_SECTION], section);
		}
	}
	bool all;
	TRY(work_may_see(r, round, s, &f, &all));
	survey_group g = { .by = { DIMS, DIMS } };
	TRY(survey_sum(s, a, &f, &g, 1));
	*ret = g.ret.all;
	*ret_found = g.ret.all.items > 0;
	return NULL;
}

bool wp_work_hours(req *r, const measure *m, i64 *ret_minutes, str *ret_round)
{
	work_rounds x;
	*ret_minutes = 0;
	if (m->work.len == 0 || work_rounds_get(r, &x))
		return false;
	for (size_t i = 0, looked = 0; i < x.n && looked < WORK_HELD; i++) {
		survey_sum_cell sum;
		bool found;
		if (x.at[i].state == ROUND_DRAFT)
			continue;
		looked++;
		/* of a round of which they may see nothing nothing is said */
		if (sum_of(r, m, &x.at[i], m->work, &sum, &found) || !found || sum.minutes <= *ret_minutes)
			continue;
		*ret_minutes = sum.minutes;
		*ret_round = x.at[i].name;
	}
	return *ret_minutes > 0;
}

const err *work_out_survey(figure_ask *q)
{
	req *r = q->r;
	arena *a = r->arena;
	static const char *const names[2] = { "round_before", "round_after" };
	work_rounds x;
	TRY(work_rounds_get(r, &x));
	const work_round *rounds[2] = { NULL, NULL };
	for (int i = 0; i < 2; i++) {
		str id = ask_field(q, names[i]);
		for (size_t k = 0; k < x.n; k++)
			if (str_eq(x.at[k].id, id) && x.at[k].state != ROUND_DRAFT)
				rounds[i] = &x.at[k];
		if (!rounds[i])
			ask_mistake(q, str_of(names[i]), id.len ? T_wp_e_choice : T_wp_e_required);
	}
	str name = ask_field(q, "work");
	if (name.len == 0)
		ask_mistake(q, STR("work"), T_wp_e_required);
	if (rounds[0] && rounds[0] == rounds[1])
		ask_mistake(q, STR("round_after"), T_wp_e_rounds);
	if (q->mistakes.n)
		return NULL;
	survey_sum_cell sums[2];
	for (int i = 0; i < 2; i++) {
		bool found;
		TRY(sum_of(r, q->m, rounds[i], name, &sums[i], &found));
		if (!found) {
			LIST_ADD(a, &q->mistakes,
				 ((wp_mistake){ STR("work"), words_wp_e_not_in_round(a, r->lang, rounds[i]->name) }));
			return NULL;
		}
		ask_fact(q, i ? T_wp_after : T_wp_before,
			 words_wp_round_says(a, r->lang, rounds[i]->name, sums[i].items,
					     work_hours(r, sums[i].minutes)));
	}
	double saved = (double)(sums[0].minutes - sums[1].minutes) - q->running;
	q->minutes = (prove_range){ saved, saved, saved };
	q->known = true;
	LIST_ADD(a, &q->warnings, say(r, T_wp_w_survey));
	return NULL;
}
