/* /work/ideas/new: an idea is proposed, about a row of the survey or about what somebody says. */
#include "modules/work/ideas/ideas_view.h"
#include "text/kana.h"

#include "modules/work/ideas/templates/ideas.html.h"

static const struct {
	const char *field;
	word label, wrong;
	wp_kind kind;
	bool required;
	const char *css, *list;
} fields[] = {
	{ "title", T_wi_field_title, T_wi_e_title, INPUT_TEXT, true, "wide", "" },
	{ "body", T_wi_field_body, T_wi_e_body, INPUT_LINES, true, "wide", "" },
	{ "bureau", T_wp_bureau, T_wi_e_bureau, INPUT_TEXT, true, "", "bureaus" },
	{ "section", T_wp_section, T_wi_e_long, INPUT_TEXT, false, "", "sections" },
	{ "work", T_wp_work, T_wi_e_long, INPUT_TEXT, false, "wide", "" },
};

#define FIELDS_OF_ROW 2 /* of a row, the place and the work are known */

static void put_form_row(req *r, const idea_propose *c, wi_form_view *v)
{
	arena *a = r->arena;
	v->has_row = true;
	v->row = str_format(a, "%lld", (long long)c->number);
	v->unit = c->unit;
	v->step = c->step;
	v->bureau = c->bureau;
	v->section = c->section;
	v->work = c->work;
	v->row_text = words_wi_row_text(a, r->lang, c->number, wi_step_of(a, c->work, c->step));
	v->row_place = str_format(a, "%.*s %.*s %.*s", STR_ARG(c->bureau), STR_ARG(c->section), STR_ARG(c->unit));
	v->without_row =
		wp_url(r,
		       str_format(a, "&bureau=%.*s&section=%.*s&work=%.*s", STR_ARG(percent_encode(a, c->bureau)),
				  STR_ARG(percent_encode(a, c->section)), STR_ARG(percent_encode(a, c->work)))
			       .at,
		       "/work/ideas/new");
}

static const err *show_form(req *r, resp *out, const idea_propose *c, const wp_mistakes *mistakes, const ideas *alike)
{
	arena *a = r->arena;
	wi_form_view v = { .nav = work_nav_of(r, WORK_IDEAS, wp_round(r)),
			   .action = wp_url(r, "", "/work/ideas/new"),
			   .back = wp_url(r, "", "/work/ideas"),
			   .link = c->link,
			   .show = c->show };
	if (mistakes)
		v.mistakes = *mistakes;
	const str values[] = { c->title, c->body, c->bureau, c->section, c->work };
	if (c->number)
		put_form_row(r, c, &v);
	for (size_t i = 0; i < (c->number ? FIELDS_OF_ROW : COUNT(fields)); i++)
		LIST_ADD(a, &v.inputs,
			 ((wp_input){ .kind = fields[i].kind,
				      .id = str_of(fields[i].field),
				      .label = say(r, fields[i].label),
				      .value = values[i],
				      .error = mistakes ? wp_mistake_at(mistakes, str_of(fields[i].field)) : STR_NONE,
				      .list = str_of(fields[i].list),
				      .required = fields[i].required,
				      .css = fields[i].css }));
	for (size_t i = 0; alike && i < alike->n; i++)
		LIST_ADD(a, &v.alike, wi_row_of(r, &alike->at[i]));
	wp_section_names(r, NULL, &v.bureaus, &v.sections);
	page_out o = page_begin(r);
	wi_form(&o, &v);
	page p = { .kind = PAGE_STAFF, .title = say(r, T_wi_new), .style = WI_STYLE, .here = STR("work") };
	return page_end(&o, &p, out);
}

/* The row as the survey has it, if there is one and they may see it; else the idea is of what was said: a section, a work. */
static const err *look_up(req *r, idea_propose *c)
{
	work_scope scope;
	work_round round;
	const survey *s;
	survey_items items;
	size_t all;
	u32 bureau, section, unit;
	i64 number = c->number;
	c->number = 0;
	TRY(work_scope_of(r, &scope));
	if (!work_may(&scope, PART_FILL | PART_APPROVE | PART_SEE | PART_REFORM, c->bureau, c->section, c->unit))
		return NULL;
	const err *e = work_round_get(r, wp_round(r), &round);
	if (err_is(e, ERR_not_found))
		return NULL;
	TRY(e);
	TRY(work_survey(r, &round, &s));
	if (!survey_code(s, DIM_BUREAU, 0, c->bureau, &bureau) ||
	    !survey_code(s, DIM_SECTION, bureau, c->section, &section) ||
	    !survey_code(s, DIM_UNIT, section, c->unit, &unit))
		return NULL;
	survey_filter f = { .dim[DIM_UNIT] = { &unit, 1 } };
	TRY(survey_rows(s, r->arena, &f, ORDER_NUMBER, 0, WORK_SHEET_ROWS_MAX, &items, &all));
	for (size_t i = 0; i < items.n; i++) {
		const survey_item *x = &items.at[i];
		if (x->number != number)
			continue;
		arena *a = r->arena;
		c->number = number;
		c->round = round.id;
		c->work = x->work;
		c->step = x->step;
		c->link = str_format(a, "/work/rows?round=%.*s&bureau=%.*s&section=%.*s&unit=%.*s&work=%.*s",
				     STR_ARG(round.id), STR_ARG(percent_encode(a, x->bureau)),
				     STR_ARG(percent_encode(a, x->section)), STR_ARG(percent_encode(a, x->unit)),
				     STR_ARG(percent_encode(a, x->work)));
	}
	return NULL;
}

static const err *asked(req *r, wi_field_of *field, idea_propose *ret)
{
	*ret = (idea_propose){ .city = r->app->city,
			       .by = r->who,
			       .title = trim_spaces(field(r, "title")),
			       .body = trim_spaces(field(r, "body")),
			       .bureau = trim_spaces(field(r, "bureau")),
			       .section = trim_spaces(field(r, "section")),
			       .work = trim_spaces(field(r, "work")),
			       .link = trim_spaces(field(r, "link")),
			       .unit = field(r, "unit"),
			       .step = field(r, "step"),
			       .show = field(r, "show").len > 0 };
	return wi_row_number(r, field, &ret->number) ? look_up(r, ret) : NULL;
}

const err *wi_new_get(req *r, resp *out)
{
	idea_propose c;
	TRY(asked(r, req_query, &c)); /* from a row: …/new?round=…&row=…&bureau=…&section=…&unit=…&work=…&step=… */
	return show_form(r, out, &c, NULL, NULL);
}

typedef struct everything {
	i64 city, asker;
	ideas ret;
} everything;

static const err *read_all(db *d, arena *a, void *arg)
{
	everything *q = arg;
	return ideas_of(d, a, q->city, q->asker, STR_NONE, STR_NONE, NULL, &q->ret);
}

/* Before it is kept, once: is it there already? */
static const err *find_alike(req *r, const idea_propose *c, ideas *ret)
{
	everything q = { .city = r->app->city, .asker = r->who->staff };
	TRY(store_read(r->app->store, r->arena, read_all, &q));
	idea_hits hits;
	TRY(ideas_alike(r->arena, r->app->reading, &q.ret, c->title, c->body, 5, &hits));
	*ret = (ideas){ 0 };
	for (size_t i = 0; i < hits.n; i++)
		LIST_ADD(r->arena, ret, q.ret.at[hits.at[i]]);
	return NULL;
}

const err *wi_new_post(req *r, resp *out)
{
	idea_propose c;
	TRY(asked(r, req_form, &c));
	if (!str_eq(req_form(r, "do"), STR("anyway")) && c.title.len && c.body.len && c.bureau.len) {
		ideas alike;
		TRY(find_alike(r, &c, &alike));
		if (alike.n)
			return show_form(r, out, &c, NULL, &alike);
	}
	const err *e = work_write(r, wp_shard(r), idea_propose_run, &c);
	if (!e) {
		resp_redirect(r, out, wp_url(r, "&saved=new", "/work/ideas/idea/%lld", (long long)c.ret_id).s);
		return NULL;
	}
	if (!err_is(e, ERR_invalid))
		return e;
	wp_mistakes mistakes = { 0 };
	for (; e; e = e->next) {
		word text = T_wi_e_long;
		for (size_t i = 0; i < COUNT(fields); i++)
			if (str_eq(e->where, str_of(fields[i].field)))
				text = fields[i].wrong;
		LIST_ADD(r->arena, &mistakes, ((wp_mistake){ e->where, say(r, text) }));
	}
	out->status = 422;
	return show_form(r, out, &c, &mistakes, NULL);
}
