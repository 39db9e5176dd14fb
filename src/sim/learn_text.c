/* A model as text, and back. Names stand for indices; the filter's covariance is written as its lower triangle. */
#include "sim/learn.h"
#include "text/json.h"

#include <math.h>
#include <string.h>

#define VERSION 1

/* The measured times and shares of a model, by the names that they have in the text. */
typedef struct part {
	const char *name;
	size_t at; /* in office_model */
	int n; /* shares, or doubles, in a row; measured: 1 */
} part;

static const part measured_parts[] = {
	{ "absence", offsetof(office_model, absence), 1 }, { "offset", offsetof(office_model, offset), 1 },
	{ "gap", offsetof(office_model, gap), 1 },         { "opens", offsetof(office_model, opens), 1 },
	{ "reopens", offsetof(office_model, reopens), 1 }, { "closes", offsetof(office_model, closes), 1 },
	{ "away", offsetof(office_model, away), 1 },
};
static const part share_parts[] = {
	{ "absent_walk_in", offsetof(office_model, absent[0]), MODEL_WAIT_BINS },
	{ "absent_booked", offsetof(office_model, absent[1]), MODEL_WAIT_BINS },
	{ "shows", offsetof(office_model, shows), 1 },
	{ "stays", offsetof(office_model, stays), 1 },
	{ "unseen", offsetof(office_model, unseen), 1 },
};
static const part number_parts[] = {
	{ "away_open", offsetof(office_model, away_open), 2 * MODEL_HOURS },
	{ "away_n", offsetof(office_model, away_n), 2 * MODEL_HOURS },
	{ "beside", offsetof(office_model, beside), 2 * MODEL_BESIDE },
	{ "wider", offsetof(office_model, wider), 2 },
	{ "days", offsetof(office_model, days), 1 },
	{ "day_squares", offsetof(office_model, day_squares), 1 },
	{ "day_n", offsetof(office_model, day_n), 1 },
};

/* The filter's states in the order of the text: general, then services, then desks; `today` is not kept. */
static int kept(const office_model *m, int list[MODEL_STATES_MAX])
{
	int n = 0;
	list[n++] = MODEL_GENERAL;
	for (int s = 0; s < m->services_n; s++)
		list[n++] = MODEL_SERVICE(s);
	for (int d = 0; d < m->desks_n; d++)
		list[n++] = MODEL_DESK(d);
	for (int h = 0; h < MODEL_HOURS; h++)
		if (m->hours & SIM_BIT(h))
			list[n++] = MODEL_HOUR(h);
	return n;
}

/* --- out ---------------------------------------------------------------------------------------------------------- */

/* Six digits are more than is known of any of them. */
static void put_number(json_writer *w, double x)
{
	double unit = x != 0 ? pow(10, 5 - floor(log10(fabs(x)))) : 1;
	jw_f64(w, round(x * unit) / unit);
}

static void put_names(json_writer *w, const char *key, const char list[][MODEL_NAME_MAX], int n)
{
	jw_field_array(w, key);
	for (int i = 0; i < n; i++)
		jw_str(w, str_of(list[i]));
	jw_end(w);
}

static void put_numbers(json_writer *w, const char *key, const double *at, int n)
{
	jw_field_array(w, key);
	for (int i = 0; i < n; i++)
		put_number(w, at[i]);
	jw_end(w);
}

static void put_measured(json_writer *w, const char *key, const measured *d)
{
	jw_field_array(w, key);
	for (int k = 0; k < MODEL_BINS; k++) {
		if (d->n[k] <= 0)
			continue;
		jw_array(w);
		jw_i64(w, k);
		put_number(w, d->n[k]);
		put_number(w, d->sum[k] / d->n[k]);
		put_number(w, sqrt(fmax(d->squares[k] / d->n[k] - d->sum[k] / d->n[k] * d->sum[k] / d->n[k], 0)));
		jw_end(w);
	}
	jw_end(w);
}

void model_write(const office_model *m, buf *ret)
{
	json_writer w = json_write(ret);
	int list[MODEL_STATES_MAX], n = kept(m, list);
	jw_object(&w);
	jw_field_i64(&w, "version", VERSION);
	put_names(&w, "services", m->services, m->services_n);
	put_names(&w, "desks", m->desks, m->desks_n);
	jw_field_array(&w, "skills");
	for (int d = 0; d < m->desks_n; d++) {
		jw_array(&w);
		for (int s = 0; s < m->services_n; s++)
			if (m->skills[d] & SIM_BIT(s))
				jw_i64(&w, s);
		jw_end(&w);
	}
	jw_end(&w);
	jw_field_i64(&w, "hours", (i64)m->hours);
	jw_field_array(&w, "level");
	for (int i = 0; i < n; i++)
		put_number(&w, m->level[list[i]]);
	jw_end(&w);
	jw_field_array(&w, "covariance");
	for (int i = 0; i < n; i++)
		for (int j = 0; j <= i; j++)
			put_number(&w, m->cov[list[i]][list[j]]);
	jw_end(&w);
	put_numbers(&w, "day_memory", &m->day_last, 2);
	put_numbers(&w, "noise", m->noise, m->services_n);
	put_numbers(&w, "noise_n", m->noise_n, m->services_n);
	for (size_t i = 0; i < COUNT(measured_parts); i++)
		put_measured(&w, measured_parts[i].name, (const measured *)((const char *)m + measured_parts[i].at));
	for (size_t i = 0; i < COUNT(share_parts); i++)
		put_numbers(&w, share_parts[i].name, (const double *)((const char *)m + share_parts[i].at),
			    2 * share_parts[i].n);
	for (size_t i = 0; i < COUNT(number_parts); i++)
		put_numbers(&w, number_parts[i].name, (const double *)((const char *)m + number_parts[i].at),
			    number_parts[i].n);
	jw_end(&w);
	jw_done(&w);
}

/* --- in ----------------------------------------------------------------------------------------------------------- */

typedef enum range { ANY, COUNTS } range; /* counts: not below zero */

static const err *get_numbers(arena *a, const json_value *v, const char *key, range r, double *ret, int n)
{
	const json_value *list = json_get(v, key);
	if (!list || list->kind != JV_ARRAY || list->n != (size_t)n)
		return err_at(a, ERR_invalid, str_of(key), "is not a list of %d numbers", n);
	for (int i = 0; i < n; i++)
		if (!json_f64(&list->items[i], &ret[i]) || !(fabs(ret[i]) < 1e15) || (r == COUNTS && ret[i] < 0))
			return err_at(a, ERR_invalid, str_of(key), "number %d is out of range", i + 1);
	return NULL;
}

static const err *get_measured(arena *a, const json_value *v, const char *key, measured *ret)
{
	const json_value *list = json_get(v, key);
	if (!list || list->kind != JV_ARRAY || list->n < 1 || list->n > MODEL_BINS)
		return err_at(a, ERR_invalid, str_of(key), "is not a list of bins");
	*ret = (measured){ 0 };
	for (size_t i = 0; i < list->n; i++) {
		const json_value *bin = &list->items[i];
		i64 k;
		double n, mean, deviation;
		if (bin->kind != JV_ARRAY || bin->n != 4 || !json_i64(&bin->items[0], &k) || k < 0 || k >= MODEL_BINS ||
		    !json_f64(&bin->items[1], &n) || !json_f64(&bin->items[2], &mean) ||
		    !json_f64(&bin->items[3], &deviation) || !(n > 0 && n < 1e12) || !(fabs(mean) < 1e7) ||
		    !(deviation >= 0 && deviation < 1e7))
			return err_at(a, ERR_invalid, str_of(key), "bin %zu is [bin, n, mean, deviation]", i + 1);
		ret->n[k] += n;
		ret->sum[k] += n * mean;
		ret->squares[k] += n * (deviation * deviation + mean * mean);
	}
	return NULL;
}

static const err *get_names(arena *a, office_model *m, const json_value *v, const char *key,
			    int add(office_model *, str))
{
	strs names = { 0 };
	TRY(json_may_strs(a, v, key, &names));
	for (size_t i = 0; i < names.n; i++)
		if (add(m, names.at[i]) != (int)i)
			return err_at(a, ERR_invalid, str_of(key), "name %zu is too long, twice there, or too many",
				      i + 1);
	return NULL;
}

static const err *get_skills(arena *a, office_model *m, const json_value *v)
{
	const json_value *list = json_get(v, "skills");
	if (!list || list->kind != JV_ARRAY || list->n != (size_t)m->desks_n)
		return err_at(a, ERR_invalid, STR("skills"), "is not a list of %d", m->desks_n);
	for (int d = 0; d < m->desks_n; d++) {
		const json_value *one = &list->items[d];
		for (size_t i = 0; i < (one->kind == JV_ARRAY ? one->n : 1); i++) {
			i64 s;
			if (one->kind != JV_ARRAY || !json_i64(&one->items[i], &s) || s < 0 || s >= m->services_n)
				return err_at(a, ERR_invalid, STR("skills"), "of desk %d are no services", d + 1);
			m->skills[d] |= SIM_BIT(s);
		}
	}
	return NULL;
}

static int add_service(office_model *m, str name)
{
	return model_service(m, name, 0);
}

static const err *get_filter(arena *a, office_model *m, const json_value *v)
{
	int list[MODEL_STATES_MAX], n = kept(m, list);
	double *level = arena_many(a, double, (size_t)n), *cov = arena_many(a, double, (size_t)(n * (n + 1) / 2));
	TRY(get_numbers(a, v, "level", ANY, level, n));
	TRY(get_numbers(a, v, "covariance", ANY, cov, n * (n + 1) / 2));
	for (int i = 0, k = 0; i < n; i++) {
		if (!(fabs(level[i]) < 20))
			return err_at(a, ERR_invalid, STR("level"), "number %d is out of range", i + 1);
		m->level[list[i]] = level[i];
		for (int j = 0; j <= i; j++, k++)
			m->cov[list[i]][list[j]] = m->cov[list[j]][list[i]] = cov[k];
	}
	for (int i = 0; i < n; i++)
		for (int j = 0; j <= i; j++) {
			double c = m->cov[list[i]][list[j]], most = m->cov[list[i]][list[i]] * m->cov[list[j]][list[j]];
			if (!(m->cov[list[i]][list[i]] >= 0 && m->cov[list[i]][list[i]] < 10) ||
			    c * c > most * 1.001 + 1e-12)
				return err_at(a, ERR_invalid, STR("covariance"), "is not one");
		}
	return NULL;
}

const err *model_parse(arena *a, str text, office_model *ret)
{
	const json_value *v;
	i64 version;
	TRY(json_parse(a, text, &v));
	TRY(json_need_i64(a, v, "version", &version));
	if (version != VERSION)
		return err_at(a, ERR_invalid, STR("version"), "%lld is not known", (long long)version);
	model_init(ret);
	TRY(get_names(a, ret, v, "services", add_service));
	TRY(get_names(a, ret, v, "desks", model_desk));
	TRY(get_skills(a, ret, v));
	i64 hours;
	TRY(json_need_i64(a, v, "hours", &hours));
	if (hours < 0 || hours >= (i64)SIM_BIT(MODEL_HOURS))
		return err_at(a, ERR_invalid, STR("hours"), "is out of range");
	ret->hours = (u64)hours;
	TRY(get_filter(a, ret, v));
	TRY(get_numbers(a, v, "day_memory", ANY, &ret->day_last, 2));
	TRY(get_numbers(a, v, "noise", ANY, ret->noise, ret->services_n));
	TRY(get_numbers(a, v, "noise_n", COUNTS, ret->noise_n, ret->services_n));
	for (size_t i = 0; i < COUNT(measured_parts); i++)
		TRY(get_measured(a, v, measured_parts[i].name, (measured *)((char *)ret + measured_parts[i].at)));
	for (size_t i = 0; i < COUNT(share_parts); i++)
		TRY(get_numbers(a, v, share_parts[i].name, COUNTS, (double *)((char *)ret + share_parts[i].at),
				2 * share_parts[i].n));
	for (size_t i = 0; i < COUNT(number_parts); i++)
		TRY(get_numbers(a, v, number_parts[i].name, COUNTS, (double *)((char *)ret + number_parts[i].at),
				number_parts[i].n));
	if (ret->day_n <= 0)
		return err_at(a, ERR_invalid, STR("day_n"), "is nothing");
	return NULL;
}
