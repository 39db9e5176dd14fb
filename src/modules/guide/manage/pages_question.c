/* guide.yaml: life events with what is asked first, and questions that stand on one page. */
#include "modules/guide/manage/form.h"

#define PATH STR("guide.yaml")
#define GROUPS_MORE 1

/* Ids become names, for people read those. */
static strs names_of(arena *a, const fact_defs *all, const strs *ids)
{
	strs list = { 0 };
	for (size_t i = 0; i < ids->n; i++) {
		const fact_def *f = facts_find(all, ids->at[i]);
		LIST_ADD(a, &list, f ? f->name : ids->at[i]);
	}
	return list;
}

static void bind_given(edit_form *f, event_def *e, const char *name)
{
	arena *a = f->r->arena;
	strs list = { 0 };
	for (size_t i = 0; i < e->given.n; i++) {
		const fact_def *x = facts_find(&f->b.drawn->facts, e->given.at[i].id);
		LIST_ADD(a, &list,
			 str_format(a, "%.*s: %.*s", STR_ARG(x ? x->name : e->given.at[i].id),
				    STR_ARG(e->given.at[i].value)));
	}
	edit_words(f, name, T_gm_f_given, &list, "wide");
	if (!f->posted)
		return;
	e->given = (fact_answers){ 0 };
	for (size_t i = 0; i < list.n; i++) {
		str rest = list.at[i], what = str_trim(str_cut(&rest, ':'));
		LIST_ADD(a, &e->given, ((fact_answer){ .id = what, .value = str_trim(rest) }));
	}
}

static void bind(edit_form *f, city_def *c)
{
	arena *a = f->r->arena;
	const fact_defs *all = &f->b.drawn->facts;
	event_defs events = { 0 };
	for (size_t i = 0; i < c->guide.events.n; i++) {
		event_def e = c->guide.events.at[i];
		const char *id = arena_copy(a, e.id).at;
		edit_heading(f, T_gm_event);
		f->inputs.at[f->inputs.n - 1].label = text_in(&e.name, f->r->lang);
		edit_text3(f, str_format(a, "%s.name", id).at, T_gm_f_name, &e.name, false);
		edit_text3(f, str_format(a, "%s.about", id).at, T_gm_f_about, &e.about, true);
		edit_words(f, str_format(a, "%s.words", id).at, T_gm_f_words, &e.words, "wide");
		bind_given(f, &e, str_format(a, "%s.given", id).at);
		strs first = names_of(a, all, &e.first);
		edit_words(f, str_format(a, "%s.first", id).at, T_gm_f_first, &first, "wide")->help =
			say(f->r, T_gm_f_first_help);
		e.first = first;
		LIST_ADD(a, &events, e);
	}
	group_defs groups = { 0 };
	for (size_t i = 0; i < c->guide.groups.n + GROUPS_MORE; i++) {
		group_def g = i < c->guide.groups.n ? c->guide.groups.at[i] : (group_def){ 0 };
		edit_heading(f, i < c->guide.groups.n ? T_gm_group : T_gm_group_new);
		edit_text3(f, str_format(a, "group.%zu.title", i).at, T_gm_f_title, &g.title, false);
		strs facts = names_of(a, all, &g.facts);
		edit_words(f, str_format(a, "group.%zu.facts", i).at, T_gm_f_group_facts, &facts, "wide");
		g.facts = facts;
		if (g.facts.n || !text_empty(&g.title)) /* an emptied group goes */
			LIST_ADD(a, &groups, g);
	}
	c->guide.events = events;
	c->guide.groups = groups;
}

static void swap_events(city_def *c, size_t i, size_t k)
{
	if (i >= c->guide.events.n || k >= c->guide.events.n)
		return;
	event_def x = c->guide.events.at[i];
	c->guide.events.at[i] = c->guide.events.at[k];
	c->guide.events.at[k] = x;
}

static const err *questions_page(req *r, resp *out)
{
	edit_form f = { .r = r, .posted = str_eq(r->method, STR("POST")) };
	TRY(bench_open(r, &f.b));
	arena *a = r->arena;
	if (bench_text(&f.b, PATH).len == 0)
		return err_of(ERR_not_found);
	city_def c = *f.b.drawn;
	bind(&f, &c);
	if (f.posted) {
		str doing = req_form(r, "do"), rest = doing, what = str_cut(&rest, ':');
		i64 n = -1;
		if (str_i64(rest, &n) && n >= 0 && str_eq(what, STR("up")))
			swap_events(&c, (size_t)n, (size_t)n - 1);
		if (n >= 0 && str_eq(what, STR("down")))
			swap_events(&c, (size_t)n, (size_t)n + 1);
		/* the id of no entry: mistakes anywhere in the file count */
		bool saved;
		TRY(gm_form_save(&f, PATH, "-", STR_NONE, defs_write_guide(a, &c), &saved));
		if (saved) {
			resp_redirect(r, out, STR("/manage/guide/questions?saved=1"));
			return NULL;
		}
	}
	gm_form_view v = { .action = url_path(a, "/manage/guide/questions"), .inputs = f.inputs, .errors = f.errors };
	for (size_t i = 0; i < c.guide.events.n; i++)
		LIST_ADD(a, &v.order,
			 ((edit_item){ .text = text_in(&c.guide.events.at[i].name, r->lang),
				       .badge = str_format(a, "%zu", i) }));
	return gm_form_reply(&f, PATH, &v, say(r, T_gm_questions), "questions", false, out);
}

const route gm_question_routes[] = {
	{ "GET", "/manage/guide/questions", ACCESS_ADMIN, questions_page },
	{ "POST", "/manage/guide/questions", ACCESS_ADMIN, questions_page },
	{ 0 },
};
