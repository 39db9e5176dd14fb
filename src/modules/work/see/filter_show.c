/* Conditions as people read them: names, breadcrumbs, chips, the form. */
#include "modules/work/see/filter.h"

#define CHOOSE_MAX 300 /* names of a dimension that a list offers; more are written */

static const word dim_words[DIMS] = {
	[DIM_CATEGORY] = T_ws_dim_category,
	[DIM_BUREAU] = T_ws_dim_bureau,
	[DIM_SECTION] = T_ws_dim_section,
	[DIM_UNIT] = T_ws_dim_unit,
	[DIM_WORK] = T_ws_dim_work,
	[DIM_STEP] = T_ws_dim_step,
	[DIM_JOB] = T_ws_dim_job,
	[DIM_BASIS] = T_ws_dim_basis,
	[DIM_MEDIUM] = T_ws_dim_medium,
	[DIM_SYSTEM] = T_ws_dim_system,
	[DIM_CELL] = T_ws_dim_cell,
	[DIM_CORE] = T_ws_dim_core,
	[DIM_EXPERTISE] = T_ws_dim_expertise,
	[DIM_ROUTINE] = T_ws_dim_routine,
	[DIM_AWAY] = T_ws_dim_away,
};

static const work_axis_def *axis_of(const work_def *def, survey_dim d)
{
	return d >= DIM_CORE && d < DIMS ? &def->axes[WORK_CORE + (d - DIM_CORE)] : NULL;
}

str work_dim_name(req *r, const work_def *def, survey_dim d)
{
	(void)def;
	return say(r, dim_words[d]);
}

str work_said(req *r, const work_def *def, survey_dim d, u32 code)
{
	const work_axis_def *axis = axis_of(def, d);
	if (code == SAY_YES)
		return text_empty(&axis->yes) ? say(r, T_ws_yes) : text_in(&axis->yes, r->lang);
	if (code == SAY_NO)
		return text_empty(&axis->no) ? say(r, T_ws_no) : text_in(&axis->no, r->lang);
	return say(r, T_ws_unsaid);
}

static const work_choices *choices_of(const work_def *def, survey_dim d)
{
	const work_choices *const of[DIMS] = {
		[DIM_CATEGORY] = &def->categories, [DIM_STEP] = &def->steps,   [DIM_JOB] = &def->jobs,
		[DIM_BASIS] = &def->bases,         [DIM_MEDIUM] = &def->media, [DIM_SYSTEM] = &def->systems
	};
	return of[d];
}

/* The definitions' name for what stands in the survey, or NULL. */
static const text3 *defined(const work_asked *q, survey_dim d, u32 code)
{
	const work_choices *c = choices_of(&q->round.def, d);
	str name = c ? survey_name(q->s, d, code) : STR_NONE;
	for (size_t i = 0; c && i < c->n; i++)
		if (str_eq(c->at[i].value, name) && !text_empty(&c->at[i].name))
			return &c->at[i].name;
	return NULL;
}

str work_code_name(req *r, const work_asked *q, survey_dim d, u32 code)
{
	const work_def *def = &q->round.def;
	if (code == WORK_NO_CODE)
		return say(r, T_ws_nothing);
	if (axis_of(def, d))
		return work_said(r, def, d, code);
	if (d == DIM_CELL)
		return code == CELL_NONE ? say(r, T_ws_cell_none)
					 : words_ws_cell(r->arena, r->lang,
							 work_said(r, def, DIM_CORE, code & 4 ? SAY_NO : SAY_YES),
							 say(r, T_ws_dim_expertise),
							 work_said(r, def, DIM_EXPERTISE, code & 2 ? SAY_NO : SAY_YES),
							 work_said(r, def, DIM_ROUTINE, code & 1 ? SAY_NO : SAY_YES));
	const text3 *known = defined(q, d, code);
	str name = known ? text_in(known, r->lang) : survey_name(q->s, d, code);
	return name.len ? name : say(r, T_ws_unsaid);
}

bool work_code_foreign(req *r, const work_asked *q, survey_dim d, u32 code)
{
	return r->lang == LANG_EN && d != DIM_CELL && !axis_of(&q->round.def, d) && code != WORK_NO_CODE &&
	       !defined(q, d, code) && survey_name(q->s, d, code).len > 0;
}

str work_month_name(req *r, int month)
{
	str names = say(r, T_ws_months_short), name = STR_NONE;
	for (int m = 0; m <= month; m++)
		name = str_cut(&names, ' ');
	return name;
}

str work_months_name(req *r, unsigned months)
{
	if (months & SURVEY_MONTH_NONE)
		return say(r, T_ws_nothing);
	str all = STR_NONE;
	for (int m = 0; m < 12; m++)
		if (months >> m & 1) {
			str name = work_month_name(r, m);
			all = all.len ? words_ws_month_and(r->arena, r->lang, all, name) : name;
		}
	return all;
}

/* --- breadcrumbs, chips ---------------------------------------------------------------------------------------------------- */

/* 市 → 局 → 課 → 係, as far as there is one of each. Says how many of them are shown that way. */
static int add_crumbs(req *r, const work_asked *q, const char *path, work_filter_bar *v)
{
	static const survey_dim way[] = { DIM_BUREAU, DIM_SECTION, DIM_UNIT };
	survey_filter at = q->f;
	for (size_t i = 0; i < COUNT(way); i++)
		at.dim[way[i]] = (struct survey_any){ 0 };
	work_crumb city = { .name = say(r, T_ws_city), .link = work_link(r, q, path, &at) };
	LIST_ADD(r->arena, &v->crumbs, city);
	int depth = 0;
	for (; depth < (int)COUNT(way); depth++) {
		u32 code = work_filter_only(&q->f, way[depth]);
		if (code == WORK_NO_CODE)
			break;
		at = work_filter_with(r->arena, q->s, &at, way[depth], code);
		work_crumb c = { .name = survey_name(q->s, way[depth], code), .link = work_link(r, q, path, &at) };
		LIST_ADD(r->arena, &v->crumbs, c);
	}
	v->crumbs.at[v->crumbs.n - 1].here = true;
	return depth;
}

static void add_chip(req *r, work_filter_bar *v, str dim, str name, url remove)
{
	work_chip c = {
		.dim = dim, .name = name, .label = words_ws_remove(r->arena, r->lang, dim, name), .remove = remove
	};
	LIST_ADD(r->arena, &v->chips, c);
}

/* `depth`: how much of 局 → 課 → 係 the breadcrumbs say already. */
static void add_chips(req *r, const work_asked *q, const char *path, int depth, work_filter_bar *v)
{
	for (survey_dim d = 0; d < DIMS; d++)
		for (size_t i = 0; i < q->f.dim[d].n; i++) {
			if (d >= DIM_BUREAU && d < DIM_BUREAU + (survey_dim)depth)
				continue;
			u32 code = q->f.dim[d].at[i];
			survey_filter less = work_filter_without(r->arena, q->s, &q->f, d, code);
			add_chip(r, v, work_dim_name(r, &q->round.def, d), work_code_name(r, q, d, code),
				 work_link(r, q, path, &less));
		}
	if (q->f.months) {
		survey_filter less = q->f;
		less.months = 0;
		add_chip(r, v, say(r, T_ws_month), work_months_name(r, q->f.months), work_link(r, q, path, &less));
	}
	if (q->f.word.len) {
		survey_filter less = q->f;
		less.word = STR_NONE;
		add_chip(r, v, say(r, T_ws_word), q->f.word, work_link(r, q, path, &less));
	}
}

/* --- the form ---------------------------------------------------------------------------------------------------------------- */

/* What the address says of one code: the form's fields are read as the address is. */
static str value_of(arena *a, const survey *s, survey_dim d, u32 code)
{
	survey_filter one = { 0 };
	LIST_ADD(a, &one.dim[d], code);
	str text = work_filter_query(a, s, &one), plain;
	str_cut(&text, '=');
	if (str_has(text, STR("&")) || !path_decode(a, text, &plain))
		return STR_NONE;
	return plain;
}

/* Of a part of the city alone, only the names that stand in it are offered: what others call their work is theirs. */
typedef struct theirs {
	bool *of[DIMS]; /* by code; NULL: all of them */
} theirs;

static const theirs *theirs_of(req *r, const work_asked *q)
{
	theirs *t = arena_one(r->arena, theirs);
	static const survey_dim named[] = { DIM_BUREAU, DIM_SECTION, DIM_UNIT,  DIM_CATEGORY, DIM_WORK,
					    DIM_STEP,   DIM_JOB,     DIM_BASIS, DIM_MEDIUM,   DIM_SYSTEM };
	survey_filter mine = { 0 };
	bool all;
	if (q->all) {
		/* because results are open: those are sums of sections, and who asks for a unit is refused */
		bool rows = work_may_see_rows(r, &q->round, q->s, &mine, &all) == NULL && all;
		if (!rows)
			t->of[DIM_UNIT] = arena_many(r->arena, bool, survey_names(q->s, DIM_UNIT) + 1);
		return t;
	}
	const err *e = work_may_see(r, &q->round, q->s, &mine, &all);
	for (size_t i = 0; i < COUNT(named); i++) {
		survey_dim d = named[i];
		survey_group g = { .by = { d, DIMS } };
		t->of[d] = arena_many(r->arena, bool, survey_names(q->s, d) + 1);
		if (e || survey_sum(q->s, r->arena, &mine, &g, 1))
			continue; /* nothing is offered then; names can be typed */
		for (size_t k = 0; k < g.ret.n; k++)
			t->of[d][g.ret.at[k].a] = true;
	}
	return t;
}

static bool offered(const work_asked *q, const theirs *t, survey_dim d, u32 code)
{
	if (t->of[d] && !t->of[d][code])
		return false;
	if (d == DIM_SECTION)
		return survey_parent(q->s, d, code) == work_filter_only(&q->f, DIM_BUREAU);
	if (d == DIM_UNIT)
		return survey_parent(q->s, d, code) == work_filter_only(&q->f, DIM_SECTION);
	return true;
}

static str form_way(req *r, const work_asked *q, survey_dim d, u32 code)
{
	return str_format(r->arena, ">%.*s", STR_ARG(work_way_of(r->arena, q->s, d, code)));
}

static void add_options(req *r, const work_asked *q, const theirs *t, survey_dim d, work_field *f)
{
	bool several = q->f.dim[d].n > 1;
	work_option all = { .value = STR_NONE,
			    .text = several ? words_ws_chosen(r->arena, r->lang, (i64)q->f.dim[d].n)
					    : say(r, T_ws_all) };
	LIST_ADD(r->arena, &f->options, all);
	if (work_filter_has(
		    &q->f, d,
		    WORK_NO_CODE)) { /* a name that is not there goes on matching nothing until another is chosen */
		work_option none = { .value = STR("?"), .text = say(r, T_ws_nothing), .here = true };
		LIST_ADD(r->arena, &f->options, none);
	}
	size_t n = d == DIM_CELL ? CELLS + 1 : d >= DIM_CORE ? 3 : survey_names(q->s, d);
	for (u32 code = 0; code < n; code++) {
		if (!offered(q, t, d, code) || (several && work_filter_has(&q->f, d, code)))
			continue;
		str name = d < DIM_CELL ? survey_name(q->s, d, code) : STR_NONE;
		/* a section or unit by its whole way: it falls away when another bureau is chosen beside it */
		work_option o = { .value = d == DIM_SECTION || d == DIM_UNIT ? form_way(r, q, d, code)
					   : d < DIM_CELL                    ? name
									     : value_of(r->arena, q->s, d, code),
				  .text = work_code_name(r, q, d, code),
				  .here = !several && work_filter_has(&q->f, d, code) };
		if (o.value.len)
			LIST_ADD(r->arena, &f->options, o);
	}
}

static void add_field(req *r, const work_asked *q, const theirs *t, survey_dim d, work_filter_bar *v)
{
	if (d == DIM_SECTION && work_filter_only(&q->f, DIM_BUREAU) == WORK_NO_CODE && q->f.dim[d].n == 0)
		return; /* hundreds, and many of one name: the bureau first */
	if (d == DIM_UNIT && work_filter_only(&q->f, DIM_SECTION) == WORK_NO_CODE && q->f.dim[d].n == 0)
		return;
	const char *key = work_dim_key(d);
	work_field f = { .key = str_of(key), .id = str_format(r->arena, "f-%s", key) };
	f.name = work_dim_name(r, &q->round.def, d);
	f.choose = d >= DIM_CELL || survey_names(q->s, d) <= CHOOSE_MAX || d == DIM_SECTION || d == DIM_UNIT;
	if (f.choose && d < DIM_CELL && survey_names(q->s, d) < 2 && q->f.dim[d].n == 0)
		return; /* nothing to choose */
	if (f.choose) {
		add_options(r, q, t, d, &f);
		if (t->of[d] && f.options.n < 2 && q->f.dim[d].n == 0)
			return; /* none of them is theirs */
	} else if (q->f.dim[d].n == 1) {
		f.value = value_of(r->arena, q->s, d, q->f.dim[d].at[0]);
	}
	for (size_t i = 0; i < q->f.dim[d].n && q->f.dim[d].n > 1; i++)
		LIST_ADD(r->arena, &f.keep, value_of(r->arena, q->s, d, q->f.dim[d].at[i]));
	LIST_ADD(r->arena, &v->fields, f);
}

/* One of twelve; several, as an address may ask for, stay together until one is chosen. */
static void add_months_field(req *r, const work_asked *q, work_filter_bar *v)
{
	unsigned months = q->f.months & SURVEY_MONTHS;
	bool several = (months & (months - 1)) != 0;
	work_field f = { .id = STR("f-month"), .key = STR("month"), .name = say(r, T_ws_month), .choose = true };
	work_option year = { .text = several ? words_ws_chosen(r->arena, r->lang, __builtin_popcount(months))
					     : say(r, T_ws_all) };
	LIST_ADD(r->arena, &f.options, year);
	for (int m = 0; m < 12; m++) {
		str value = str_format(r->arena, "%d", (m + 3) % 12 + 1);
		if (several && (months >> m & 1)) {
			LIST_ADD(r->arena, &f.keep, value);
			continue;
		}
		work_option o = { .value = value, .text = work_month_name(r, m), .here = months == 1u << m };
		LIST_ADD(r->arena, &f.options, o);
	}
	LIST_ADD(r->arena, &v->fields, f);
}

bool work_filter_any(const survey_filter *f)
{
	for (survey_dim d = 0; d < DIMS; d++)
		if (f->dim[d].n)
			return true;
	return f->word.len > 0 || f->months;
}

work_filter_bar work_filter_show(req *r, const work_asked *q, const char *path, pairs keep)
{
	static const survey_dim order[] = { DIM_BUREAU,    DIM_SECTION, DIM_UNIT,  DIM_CATEGORY, DIM_WORK,
					    DIM_STEP,      DIM_JOB,     DIM_CELL,  DIM_AWAY,     DIM_CORE,
					    DIM_EXPERTISE, DIM_ROUTINE, DIM_BASIS, DIM_MEDIUM,   DIM_SYSTEM };
	work_filter_bar v = { .round = q->round.id, .keep = keep, .unknown = q->unknown };
	str only = str_of(path);
	v.action = url_of(r->arena, str_cut(&only, '?'));
	survey_filter none = { 0 };
	v.clear = work_link(r, q, path, &none);
	v.any = work_filter_any(&q->f);
	add_chips(r, q, path, add_crumbs(r, q, path, &v), &v);
	const theirs *t = theirs_of(r, q);
	for (size_t i = 0; i < COUNT(order); i++)
		add_field(r, q, t, order[i], &v);
	if (q->months)
		add_months_field(r, q, &v);
	work_field word_field = { .id = STR("f-q"),
				  .key = STR("q"),
				  .name = say(r, T_ws_word),
				  .value = q->f.word,
				  .about = say(r, T_ws_word_about) };
	LIST_ADD(r->arena, &v.fields, word_field);
	if (!q->all)
		v.part = say(r, T_ws_only_part);
	return v;
}
