/* When desks are usually open, learned from when they were. */
#include "modules/visits/wait/learned.h"

#include <string.h>

#include "text/json.h"

#define SEEN_LEAST 2 /* such weekdays before they say something */
#define DAYS_LEAST 3 /* else all weekdays together, from so many on */
#define HALF 32
#define FIRST_CHAR '0' /* of 64 that a level is written as */

static int find(const office_plan *p, str desk)
{
	for (int i = 0; i < p->desks_n; i++)
		if (str_eq(str_of(p->desks[i].desk), desk))
			return i;
	return -1;
}

static desk_plan *find_or_add(office_plan *p, str desk)
{
	int i = find(p, desk);
	if (i >= 0)
		return &p->desks[i];
	if (p->desks_n == SIM_DESKS_MAX || desk.len == 0 || desk.len >= MODEL_NAME_MAX)
		return NULL;
	desk_plan *d = &p->desks[p->desks_n++];
	*d = (desk_plan){ 0 };
	memcpy(d->desk, desk.at, desk.len);
	return d;
}

void desk_plan_learn(office_plan *p, str desk, int weekday, const bool open[PLAN_BINS])
{
	desk_plan *d = find_or_add(p, desk);
	if (!d)
		return;
	for (int k = 0; k < PLAN_BINS; k++) {
		int is = open[k] ? PLAN_ALWAYS : 0, was = d->open[weekday][k];
		int step = (is - was) / 3;
		d->open[weekday][k] = (u8)(d->seen[weekday] ? was + step : is);
	}
	if (d->seen[weekday] < UINT8_MAX)
		d->seen[weekday]++;
}

/* What is known of that weekday, else of all; false when that is too little. */
static bool levels(const desk_plan *d, int weekday, int ret[PLAN_BINS])
{
	int days = 0, weekdays = 0;
	for (int w = 0; w < 7; w++) {
		days += d->seen[w];
		weekdays += d->seen[w] > 0;
	}
	for (int k = 0; k < PLAN_BINS; k++) {
		int sum = 0;
		for (int w = 0; w < 7; w++)
			sum += d->open[w][k];
		ret[k] = d->seen[weekday] >= SEEN_LEAST ? d->open[weekday][k] : weekdays ? sum / weekdays : 0;
	}
	return d->seen[weekday] >= SEEN_LEAST || days >= DAYS_LEAST;
}

int desk_plan_spans(const office_plan *p, str desk, int weekday, wait_span ret[WAIT_SPANS_MAX])
{
	int level[PLAN_BINS], n = 0, i = find(p, desk);
	if (i < 0 || !levels(&p->desks[i], weekday, level))
		return 0;
	for (int k = 0; k < PLAN_BINS; k++) {
		if (level[k] < HALF)
			continue;
		int end = k;
		while (end < PLAN_BINS && level[end] >= HALF)
			end++;
		if (n == WAIT_SPANS_MAX)
			break;
		ret[n++] = (wait_span){ k * 900.0, end * 900.0 };
		k = end;
	}
	return n;
}

/* --- text ------------------------------------------------------------------------------------------------------ */

void desk_plan_write(const office_plan *p, buf *ret)
{
	json_writer w = json_write(ret);
	jw_object(&w);
	jw_field_i64(&w, "version", 1);
	jw_field_array(&w, "desks");
	for (int i = 0; i < p->desks_n; i++) {
		const desk_plan *d = &p->desks[i];
		jw_object(&w);
		jw_field_str(&w, "desk", str_of(d->desk));
		jw_field_array(&w, "weekdays");
		for (int k = 0; k < 7; k++) {
			char text[PLAN_BINS];
			for (int b = 0; b < PLAN_BINS; b++)
				text[b] = (char)(FIRST_CHAR + d->open[k][b]);
			jw_object(&w);
			jw_field_i64(&w, "seen", d->seen[k]);
			jw_field_str(&w, "open", (str){ text, sizeof text });
			jw_end(&w);
		}
		jw_end(&w);
		jw_end(&w);
	}
	jw_end(&w);
	jw_end(&w);
	jw_done(&w);
}

static const err *not_a_plan(arena *a)
{
	return err_why(a, ERR_invalid, "not a plan of desks");
}

static bool read_weekday(const json_value *v, desk_plan *d, int weekday)
{
	i64 seen;
	str open;
	if (!json_i64(json_get(v, "seen"), &seen) || seen < 0 || seen > UINT8_MAX)
		return false;
	if (!json_str(json_get(v, "open"), &open) || open.len != PLAN_BINS)
		return false;
	d->seen[weekday] = (u8)seen;
	for (int b = 0; b < PLAN_BINS; b++) {
		int level = open.at[b] - FIRST_CHAR;
		if (level < 0 || level > PLAN_ALWAYS)
			return false;
		d->open[weekday][b] = (u8)level;
	}
	return true;
}

const err *desk_plan_parse(arena *a, str text, office_plan *ret)
{
	const json_value *v;
	i64 version;
	*ret = (office_plan){ 0 };
	TRY(json_parse(a, text, &v));
	const json_value *desks = json_get(v, "desks");
	if (!json_i64(json_get(v, "version"), &version) || version != 1 || !desks || desks->kind != JV_ARRAY)
		return not_a_plan(a);
	for (size_t i = 0; i < desks->n; i++) {
		str name;
		const json_value *weekdays = json_get(&desks->items[i], "weekdays");
		if (!json_str(json_get(&desks->items[i], "desk"), &name) || !weekdays || weekdays->kind != JV_ARRAY ||
		    weekdays->n != 7)
			return not_a_plan(a);
		desk_plan *d = find_or_add(ret, name);
		for (int k = 0; k < 7; k++)
			if (!d || !read_weekday(&weekdays->items[k], d, k))
				return not_a_plan(a);
	}
	return NULL;
}
