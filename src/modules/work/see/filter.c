/* Conditions between the address and the survey. */
#include "modules/work/see/filter.h"

static const char *const keys[DIMS] = {
	[DIM_CATEGORY] = "category",   [DIM_BUREAU] = "bureau",   [DIM_SECTION] = "section", [DIM_UNIT] = "unit",
	[DIM_WORK] = "work",           [DIM_STEP] = "step",       [DIM_JOB] = "job",         [DIM_BASIS] = "basis",
	[DIM_MEDIUM] = "medium",       [DIM_SYSTEM] = "system",   [DIM_CELL] = "cell",       [DIM_CORE] = "core",
	[DIM_EXPERTISE] = "expertise", [DIM_ROUTINE] = "routine", [DIM_AWAY] = "away",
};
static const char *const says[] = { [SAY_NOTHING] = "unsaid", [SAY_YES] = "yes", [SAY_NO] = "no" };
static const char *const cells[] = { "yyy", "yyn", "yny", "ynn", "nyy", "nyn", "nny", "nnn", [CELL_NONE] = "none" };

static bool is_axis(survey_dim d)
{
	return d == DIM_CORE || d == DIM_EXPERTISE || d == DIM_ROUTINE || d == DIM_AWAY;
}

const char *work_dim_key(survey_dim d)
{
	return keys[d];
}

bool work_dim_of(str key, survey_dim *ret)
{
	for (survey_dim d = 0; d < DIMS; d++)
		if (str_eq(key, str_of(keys[d]))) {
			*ret = d;
			return true;
		}
	return false;
}

/* --- reading ----------------------------------------------------------------------------------------------------------- */

static bool has_code(const struct survey_any *any, u32 code)
{
	for (size_t i = 0; i < any->n; i++)
		if (any->at[i] == code)
			return true;
	return false;
}

bool work_filter_has(const survey_filter *f, survey_dim d, u32 code)
{
	return has_code(&f->dim[d], code);
}

u32 work_filter_only(const survey_filter *f, survey_dim d)
{
	return f->dim[d].n == 1 ? f->dim[d].at[0] : WORK_NO_CODE;
}

static void add_code(arena *a, struct survey_any *any, u32 code)
{
	if (!has_code(any, code))
		LIST_ADD(a, any, code);
}

static bool among(const char *const *names, size_t n, str value, u32 *ret)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(value, str_of(names[i]))) {
			*ret = (u32)i;
			return true;
		}
	return false;
}

/* 門司区役所>市民課: from the bureau down. */
static bool code_of_way(const survey *s, survey_dim d, str way, u32 *ret)
{
	u32 at;
	if (!survey_code(s, DIM_BUREAU, 0, str_cut(&way, '>'), &at) || way.len == 0)
		return false;
	if (!survey_code(s, DIM_SECTION, at, d == DIM_SECTION ? way : str_cut(&way, '>'), &at))
		return false;
	if (d == DIM_UNIT && (way.len == 0 || !survey_code(s, DIM_UNIT, at, way, &at)))
		return false;
	*ret = at;
	return true;
}

/* Every section or unit of that name below what was asked for above it. */
static bool codes_below(arena *a, const survey *s, const survey_filter *f, survey_dim d, str name,
			struct survey_any *ret)
{
	survey_dim above = d == DIM_UNIT ? DIM_SECTION : DIM_BUREAU;
	const struct survey_any *of = &f->dim[above];
	bool found = false;
	size_t n = of->n ? of->n : survey_names(s, above);
	for (size_t i = 0; i < n; i++) {
		u32 code, parent = of->n ? of->at[i] : (u32)i;
		if (parent == WORK_NO_CODE)
			continue;
		if (d == DIM_UNIT && f->dim[DIM_BUREAU].n &&
		    !work_filter_has(f, DIM_BUREAU, survey_parent(s, DIM_SECTION, parent)))
			continue;
		if (survey_code(s, d, parent, name, &code)) {
			add_code(a, ret, code);
			found = true;
		}
	}
	return found;
}

/* Whether what is asked for above it, if anything, leads to that section or unit. */
static bool stands_below(const survey *s, const survey_filter *f, survey_dim d, u32 code)
{
	u32 section = d == DIM_UNIT ? survey_parent(s, DIM_UNIT, code) : code;
	return (d != DIM_UNIT || f->dim[DIM_SECTION].n == 0 || work_filter_has(f, DIM_SECTION, section)) &&
	       (f->dim[DIM_BUREAU].n == 0 || work_filter_has(f, DIM_BUREAU, survey_parent(s, DIM_SECTION, section)));
}

static bool read_value(arena *a, const survey *s, const survey_filter *f, survey_dim d, str value,
		       struct survey_any *ret)
{
	u32 code;
	bool found;
	if (d == DIM_SECTION || d == DIM_UNIT) {
		if (codes_below(a, s, f, d, value, ret))
			return true;
		bool form = str_starts(value, STR(">"));
		found = code_of_way(s, d, str_sub(value, form, value.len), &code);
		if (found && form && !stands_below(s, f, d, code))
			return true;
	} else if (d == DIM_CELL) {
		found = among(cells, COUNT(cells), value, &code);
	} else if (is_axis(d)) {
		found = among(says, COUNT(says), value, &code);
	} else {
		found = survey_code(s, d, 0, value, &code);
	}
	if (found)
		add_code(a, ret, code);
	return found;
}

const err *work_filter_read(req *r, const survey *s, survey_filter *ret, strs *unknown)
{
	/* what is above first: a section is looked for below its bureau */
	static const survey_dim order[DIMS] = { DIM_BUREAU, DIM_SECTION, DIM_UNIT,      DIM_CATEGORY, DIM_WORK,
						DIM_STEP,   DIM_JOB,     DIM_BASIS,     DIM_MEDIUM,   DIM_SYSTEM,
						DIM_CELL,   DIM_CORE,    DIM_EXPERTISE, DIM_ROUTINE,  DIM_AWAY };
	*ret = (survey_filter){ 0 };
	for (size_t i = 0; i < DIMS; i++) {
		survey_dim d = order[i];
		strs values = req_query_all(r, keys[d]);
		if (values.n > WORK_FILTER_MAX)
			return err_at(r->arena, ERR_too_large, str_of(keys[d]), "at most %d values", WORK_FILTER_MAX);
		bool missing = false;
		for (size_t k = 0; k < values.n; k++) {
			str value = str_trim(values.at[k]);
			if (value.len == 0 || read_value(r->arena, s, ret, d, value, &ret->dim[d]))
				continue;
			missing = true;
			if (unknown)
				LIST_ADD(r->arena, unknown, value);
		}
		if (missing && ret->dim[d].n == 0)
			LIST_ADD(r->arena, &ret->dim[d], WORK_NO_CODE);
	}
	ret->word = str_trim(req_query(r, "q"));
	ret->word = str_sub(ret->word, 0, SURVEY_TEXT_MAX);
	return NULL;
}

const err *work_ask_months(req *r, work_asked *q)
{
	strs values = req_query_all(r, "month");
	if (values.n > WORK_FILTER_MAX)
		return err_at(r->arena, ERR_too_large, STR("month"), "at most %d values", WORK_FILTER_MAX);
	q->months = true;
	q->f.months = 0;
	for (size_t i = 0; i < values.n; i++) {
		i64 month;
		str value = str_trim(values.at[i]);
		if (value.len == 0)
			continue;
		if (str_i64(value, &month) && month >= 1 && month <= 12) {
			q->f.months |= 1u << (month + 8) % 12;
		} else {
			q->f.months |= SURVEY_MONTH_NONE;
			LIST_ADD(r->arena, &q->unknown, value);
		}
	}
	if (q->f.months & SURVEY_MONTHS)
		q->f.months &= SURVEY_MONTHS;
	q->seen.months = q->f.months;
	return NULL;
}

static const err *ask(req *r, work_asked *q)
{
	TRY(work_survey(r, &q->round, &q->s));
	TRY(work_filter_read(r, q->s, &q->f, &q->unknown));
	q->seen = q->f;
	return NULL;
}

const err *work_ask_survey(req *r, work_asked *ret)
{
	*ret = (work_asked){ 0 };
	TRY(work_round_asked(r, &ret->round));
	TRY(ask(r, ret));
	return work_may_see(r, &ret->round, ret->s, &ret->seen, &ret->all);
}

const err *work_ask_survey_rows(req *r, work_asked *ret)
{
	*ret = (work_asked){ 0 };
	TRY(work_round_asked(r, &ret->round));
	TRY(ask(r, ret));
	return work_may_see_rows(r, &ret->round, ret->s, &ret->seen, &ret->all);
}

const err *work_ask_survey_of(req *r, str round, work_asked *ret)
{
	*ret = (work_asked){ 0 };
	TRY(work_round_get(r, round, &ret->round));
	TRY(ask(r, ret));
	return work_may_see(r, &ret->round, ret->s, &ret->seen, &ret->all);
}

/* --- writing ----------------------------------------------------------------------------------------------------------- */

static void put(buf *b, const char *key, str value)
{
	buf_format(b, "&%s=", key);
	buf_put(b, percent_encode(b->arena, value));
}

str work_way_of(arena *a, const survey *s, survey_dim d, u32 code)
{
	u32 section = d == DIM_UNIT ? survey_parent(s, DIM_UNIT, code) : code;
	str bureau = survey_name(s, DIM_BUREAU, survey_parent(s, DIM_SECTION, section));
	str name = survey_name(s, DIM_SECTION, section);
	if (d == DIM_SECTION)
		return str_format(a, "%.*s>%.*s", STR_ARG(bureau), STR_ARG(name));
	return str_format(a, "%.*s>%.*s>%.*s", STR_ARG(bureau), STR_ARG(name), STR_ARG(survey_name(s, d, code)));
}

/* Whether the names alone, read below what stands above them, give these codes and no others. */
static bool names_say_it(arena *a, const survey *s, const survey_filter *f, survey_dim d)
{
	struct survey_any again = { 0 };
	for (size_t i = 0; i < f->dim[d].n; i++)
		codes_below(a, s, f, d, survey_name(s, d, f->dim[d].at[i]), &again);
	for (size_t i = 0; i < f->dim[d].n; i++)
		if (!has_code(&again, f->dim[d].at[i]))
			return false;
	return again.n == f->dim[d].n;
}

str work_filter_query(arena *a, const survey *s, const survey_filter *f)
{
	buf b = buf_new(a, 256 * 1024);
	for (survey_dim d = 0; d < DIMS; d++) {
		bool ways = (d == DIM_SECTION || d == DIM_UNIT) && f->dim[d].n && f->dim[d].at[0] != WORK_NO_CODE &&
			    !names_say_it(a, s, f, d);
		for (size_t i = 0; i < f->dim[d].n; i++) {
			u32 code = f->dim[d].at[i];
			if (code == WORK_NO_CODE)
				put(&b, keys[d], STR("?"));
			else if (d == DIM_CELL)
				put(&b, keys[d], str_of(cells[code]));
			else if (is_axis(d))
				put(&b, keys[d], str_of(says[code]));
			else
				put(&b, keys[d], ways ? work_way_of(a, s, d, code) : survey_name(s, d, code));
		}
	}
	if (f->word.len)
		put(&b, "q", f->word);
	for (int m = 0; m < 12; m++)
		if (f->months >> m & 1)
			buf_format(&b, "&month=%d", (m + 3) % 12 + 1);
	if (f->months & SURVEY_MONTH_NONE)
		put(&b, "month", STR("?"));
	return buf_str(&b);
}

url work_link(req *r, const work_asked *q, const char *path, const survey_filter *f)
{
	return url_of(r->arena,
		      str_format(r->arena, "%s%cround=%.*s%.*s", path, str_has(str_of(path), STR("?")) ? '&' : '?',
				 STR_ARG(q->round.id), STR_ARG(work_filter_query(r->arena, q->s, f))));
}

/* --- with and without -------------------------------------------------------------------------------------------------------- */

static void set_only(arena *a, survey_filter *f, survey_dim d, u32 code)
{
	f->dim[d] = (struct survey_any){ 0 };
	LIST_ADD(a, &f->dim[d], code);
}

survey_filter work_filter_with(arena *a, const survey *s, const survey_filter *f, survey_dim d, u32 code)
{
	survey_filter out = *f;
	if (d == DIM_BUREAU && work_filter_only(f, DIM_BUREAU) != code)
		out.dim[DIM_SECTION] = out.dim[DIM_UNIT] = (struct survey_any){ 0 };
	if (d == DIM_SECTION && work_filter_only(f, DIM_SECTION) != code)
		out.dim[DIM_UNIT] = (struct survey_any){ 0 };
	set_only(a, &out, d, code);
	if (d == DIM_UNIT)
		set_only(a, &out, DIM_SECTION, code = survey_parent(s, DIM_UNIT, code));
	if (d == DIM_UNIT || d == DIM_SECTION)
		set_only(a, &out, DIM_BUREAU, survey_parent(s, DIM_SECTION, code));
	return out;
}

/* Those that stand below what is (still) asked for. */
static void keep_below(arena *a, const survey *s, survey_filter *f, survey_dim d, survey_dim above)
{
	struct survey_any kept = { 0 };
	for (size_t i = 0; i < f->dim[d].n; i++) {
		u32 code = f->dim[d].at[i];
		if (code != WORK_NO_CODE && work_filter_has(f, above, survey_parent(s, d, code)))
			LIST_ADD(a, &kept, code);
	}
	f->dim[d] = kept;
}

survey_filter work_filter_without(arena *a, const survey *s, const survey_filter *f, survey_dim d, u32 code)
{
	survey_filter out = *f;
	out.dim[d] = (struct survey_any){ 0 };
	for (size_t i = 0; i < f->dim[d].n && code != WORK_NO_CODE; i++)
		if (f->dim[d].at[i] != code)
			LIST_ADD(a, &out.dim[d], f->dim[d].at[i]);
	if (d == DIM_BUREAU)
		keep_below(a, s, &out, DIM_SECTION, DIM_BUREAU);
	if (d == DIM_BUREAU || d == DIM_SECTION)
		keep_below(a, s, &out, DIM_UNIT, DIM_SECTION);
	return out;
}
