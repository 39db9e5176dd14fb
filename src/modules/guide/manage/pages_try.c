/*
 * Trying out: some facts are given, and each scheme is judged by what is published and by the draft, side by side, with why. The facts are in
 * the address, so that a try can be kept as a link; nothing is saved.
 */
#include "modules/guide/manage/view.h"

#include "modules/guide/manage/templates/try.html.h"

#define FACTS_SHOWN 60

static bool has(const strs *list, str s)
{
	for (size_t i = 0; i < list->n; i++)
		if (str_eq(list->at[i], s))
			return true;
	return false;
}

static void add_once(arena *a, strs *list, str s)
{
	if (!has(list, s))
		LIST_ADD(a, list, s);
}

/* The facts that are asked for the sake of this one: itself, or what a computed one is made of. */
static void add_asked(arena *a, const fact_defs *all, const fact_def *f, strs *ids, int depth)
{
	if (!f || depth > 8)
		return;
	if (!f->value) {
		add_once(a, ids, f->field.id);
		return;
	}
	strs free = feel_free(a, f->value);
	for (size_t i = 0; i < free.n; i++)
		add_asked(a, all, facts_named(all, free.at[i]), ids, depth + 1);
}

typedef struct wanted {
	strs facts, schemes;
} wanted;

/* What a table asks and decides; without one everything. */
static wanted wanted_of(const bench *b, str table)
{
	wanted w = { 0 };
	arena *a = b->r->arena;
	const city_def *c = b->drawn;
	for (size_t i = 0; i < c->guide.tables.n; i++) {
		const dmn_table *t = c->guide.tables.at[i];
		if (table.len && !str_eq(t->file, str_format(a, "tables/%.*s.csv", STR_ARG(table))))
			continue;
		for (size_t k = 0; k < t->inputs.n; k++)
			add_asked(a, &c->facts, facts_named(&c->facts, t->inputs.at[k].expression.text), &w.facts, 0);
		for (size_t k = 0; k < t->rules.n; k++) {
			str text = t->rules.at[k].outputs[0].text, id = text;
			if (text.len > 1 && text.at[0] == '"')
				id = str_sub(text, 1, text.len - 1);
			add_once(a, &w.schemes, id);
		}
	}
	return w;
}

static word truth_word(truth t)
{
	return t == TRUTH_YES ? T_gm_yes : t == TRUTH_NO ? T_gm_no : T_gm_open;
}
static const char *truth_tone(truth t)
{
	return t == TRUTH_YES ? "good" : t == TRUTH_NO ? "" : "info";
}

/* Conditions of the way that says most, in words. */
static strs why_of(req *r, const guide_finding *f)
{
	strs list = { 0 };
	if (f->ways.n == 0)
		return list;
	const guide_way *w = &f->ways.at[0];
	for (size_t i = 0; i < w->conditions.n; i++) {
		const guide_condition *c = &w->conditions.at[i];
		const char *sign = c->holds == TRUTH_YES ? "✓" : c->holds == TRUTH_NO ? "×" : "?";
		LIST_ADD(r->arena, &list, str_format(r->arena, "%s %.*s", sign, STR_ARG(c->words)));
	}
	return list;
}

static void fill_schemes(const bench *b, const fact_answers *given, const wanted *w, day as_of, gm_try_view *v)
{
	req *r = b->r;
	arena *a = r->arena;
	guide_asked ask = { .given = *given, .now = clock_now(r->app->clock), .as_of = as_of, .lang = r->lang };
	guide *was = guide_sit(a, b->city, &ask), *becomes = guide_sit(a, b->drawn, &ask);
	for (size_t i = 0; i < w->schemes.n; i++) {
		guide_finding x, y;
		bool old = guide_judge_one(was, w->schemes.at[i], &x);
		bool new = guide_judge_one(becomes, w->schemes.at[i], &y);
		if (!new && !old)
			continue;
		if (!new)
			y = x;
		gm_tried line = { .id = w->schemes.at[i],
				  .name = text_in(&y.scheme->name, r->lang),
				  .was = old ? say(r, truth_word(x.holds)) : say(r, T_gm_none_yet),
				  .was_tone = old ? truth_tone(x.holds) : "",
				  .becomes = new ? say(r, truth_word(y.holds)) : say(r, T_gm_none_yet),
				  .becomes_tone = new ? truth_tone(y.holds) : "",
				  .differs = !old || !new || x.holds != y.holds,
				  .why = new ? why_of(r, &y) : (strs){ NULL, 0 },
				  .link = url_path(a, "/manage/guide/scheme/%.*s", STR_ARG(w->schemes.at[i])) };
		v->differing += line.differs;
		LIST_ADD(a, &v->schemes, line);
	}
}

static int by_difference(const void *x, const void *y)
{
	const gm_tried *a = x, *b = y;
	return b->differs - a->differs;
}

static const err *try_get(req *r, resp *out)
{
	bench b;
	TRY(bench_open(r, &b));
	arena *a = r->arena;
	gm_try_view v = { .table = req_query(r, "table") };
	wanted w = wanted_of(&b, v.table);
	fact_answers given = { 0 };
	day today = gm_today(r), as_of = DAY_UNSET;
	if (!day_parse(req_query(r, "as_of"), &as_of))
		as_of = today;
	v.day = day_text(a, as_of);
	for (size_t i = 0; i < w.facts.n && v.facts.n < FACTS_SHOWN; i++) {
		const fact_def *f = facts_find(&b.drawn->facts, w.facts.at[i]);
		if (f->field.kind == FIELD_TABLE || f->field.kind == FIELD_FILE)
			continue;
		field_posted p = field_from_form(a, &r->query, &f->field, STR_NONE);
		field_look_at how = { .ask_unknown = true, .unknown = p.unknown };
		field_def def = f->field;
		def.required = false;
		str value = STR_NONE;
		const err *e = p.typed.len && !p.unknown ? field_read(a, &def, p.typed, today, &value) : NULL;
		if (e)
			how.error = field_told(a, &def, e, r->lang);
		else if (p.unknown || value.len)
			LIST_ADD(a, &given, ((fact_answer){ f->field.id, value, p.unknown }));
		LIST_ADD(a, &v.facts, field_view_of(a, &def, p.typed, &how, r->lang));
	}
	fill_schemes(&b, &given, &w, as_of, &v);
	v.given = (i64)given.n;
	if (v.schemes.n)
		qsort(v.schemes.at, v.schemes.n, sizeof *v.schemes.at, by_difference);
	gm_begin(&b, &v.head, say(r, T_gm_try), "try");
	v.mistakes = gm_mistakes(&b, STR_NONE);
	LIST_ADD(a, &v.tables,
		 ((edit_item){
			 .text = say(r, T_gm_all), .link = url_path(a, "/manage/guide/try"), .here = !v.table.len }));
	for (size_t i = 0; i < b.files.n; i++) {
		str id;
		if (defs_path(b.files.at[i].path, &id) == PATH_TABLE)
			LIST_ADD(a, &v.tables,
				 ((edit_item){ .text = id,
					       .link = url_path(a, "/manage/guide/try?table=%.*s", STR_ARG(id)),
					       .here = str_eq(id, v.table) }));
	}
	page_out o = page_begin(r);
	gm_try_page(&o, &v);
	page p = gm_page(v.head.title);
	p.script = STR("guide-manage.js");
	return page_end(&o, &p, out);
}

const route gm_try_routes[] = { { "GET", "/manage/guide/try", ACCESS_ADMIN, try_get }, { 0 } };
