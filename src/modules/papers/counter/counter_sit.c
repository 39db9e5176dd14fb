/* A filling opened, and answers saved: each for itself, so that two windows never overwrite each other unseen. */
#include "modules/papers/counter/counter_pages.h"

#define TRIES 6 /* somebody else saved between reading and saving */
#define TYPED_MAX 20000 /* bytes of one answer */

papers *counter_papers_of(req *r, const city_def *c, const preparation *prep)
{
	papers_asked asked = { .papers = prep->papers,
			       .schemes = prep->schemes,
			       .events = prep->events,
			       .given = kept_given(r->arena, prep),
			       .left_out = prep->left_out,
			       .now = r->now,
			       .lang = r->lang };
	return papers_sit(r->arena, c, &asked);
}

void counter_judge(counter_sitting *s)
{
	s->p = counter_papers_of(s->r, s->city, &s->prep);
}

static str attached_name(arena *a, str id)
{
	return str_format(a, "filling.%.*s", STR_ARG(id));
}

const err *counter_open_sitting(req *r, counter_sitting *ret)
{
	*ret = (counter_sitting){ .r = r, .city = catalog_city(r) };
	TRY(counter_office(r, &ret->office));
	TRY(counter_filling(r, ret->office->id, req_param(r, "filling"), &ret->f));
	bool found = false;
	if (!ret->f.row.over_at)
		TRY(keep_attached(r, attached_name(r->arena, ret->f.id), &ret->token, &found));
	const err *e = found ? keep_open(r, ret->token, &ret->prep) : err_of(ERR_not_found);
	ret->gone = err_is(e, ERR_not_found) && !ret->f.row.over_at;
	if (e && !err_is(e, ERR_not_found))
		return e;
	counter_judge(ret);
	return NULL;
}

static bool same_answer(const kept_answer *k, const fact_answer *answer)
{
	if (!k)
		return answer->value.len == 0 && !answer->dont_know;
	return k->answer.dont_know == answer->dont_know && str_eq(k->answer.value, answer->value);
}

bool counter_put(arena *a, preparation *p, fact_answer answer, origin from, instant now)
{
	const kept_answer *before = kept_get(p, answer.id);
	if (same_answer(before, &answer)) {
		if (!before || before->origin == from || (from != ORIGIN_CARD && from != ORIGIN_FILE))
			return false;
		kept_set(a, p, answer, from, now); /* the same, and now it is known from where */
		return true;
	}
	str was = before ? before->answer.value : STR_NONE;
	bool had = was.len > 0, again = before && before->was.len > 0;
	kept_set(a, p, answer, from, now);
	for (size_t i = 0; i < p->answers.n; i++) {
		kept_answer *k = &p->answers.at[i];
		if (!str_eq(k->answer.id, answer.id))
			continue;
		k->confirmed = false;
		if (had && !again && k->was.len == 0)
			k->was = was;
		if (str_eq(k->was, k->answer.value))
			k->was = STR_NONE; /* it is again what it was */
	}
	return true;
}

const err *counter_act(counter_sitting *s, filling_act act, str detail)
{
	req *r = s->r;
	act_filling c = { .app = r->app,
			  .who = r->who,
			  .id = s->f.id,
			  .office = s->office->id,
			  .desk = s->f.row.desk,
			  .act = act,
			  .detail = detail };
	return store_write(r->app->store, r->arena, office_shard(r->arena, r->app->city, c.office), act_filling_run,
			   &c);
}

struct same_work {
	i64 city;
	str id, same;
};

static const err *same_run(db *d, arena *a, void *arg)
{
	const struct same_work *w = arg;
	return counter_join_same(d, a, w->city, w->id, w->same, NULL);
}

const err *counter_attach(req *r, str office, str id, str token)
{
	struct same_work w = { r->app->city, id, counter_same_key(r, token) };
	TRY(keep_attach(r, token, attached_name(r->arena, id)));
	return store_write(r->app->store, r->arena, office_shard(r->arena, w.city, office), same_run, &w);
}

/* --- what the form says -------------------------------------------------------------------------------------------------------- */

/* Rows of a table in which nothing was typed are not there. */
static str without_empty_rows(arena *a, str json)
{
	const json_value *v;
	if (json_parse(a, json, &v) || v->kind != JV_ARRAY)
		return json;
	buf b = buf_new(a, TYPED_MAX * 2);
	json_writer w = json_write(&b);
	size_t n = 0;
	jw_array(&w);
	for (size_t i = 0; i < v->n; i++) {
		const json_value *row = &v->items[i];
		bool any = false;
		for (size_t k = 0; row->kind == JV_OBJECT && k < row->n; k++)
			any = any || (row->items[k].kind == JV_STR && str_trim(row->items[k].s).len > 0);
		if (!any)
			continue;
		n++;
		jw_object(&w);
		for (size_t k = 0; k < row->n; k++) {
			jw_key(&w, row->keys[k]);
			jw_str(&w, row->items[k].kind == JV_STR ? row->items[k].s : STR_NONE);
		}
		jw_end(&w);
	}
	jw_end(&w);
	jw_done(&w);
	return n ? buf_str(&b) : STR_NONE;
}

/* False: the form has a mistake there, which is noted. */
static bool read_one(counter_sitting *s, const fact_def *f, fact_answer *ret)
{
	arena *a = s->r->arena;
	str name = str_format(a, "f-%.*s", STR_ARG(f->field.id));
	field_posted posted = field_from_form(a, &s->r->form, &f->field, name);
	*ret = (fact_answer){ .id = f->field.id };
	str typed = f->field.kind == FIELD_TABLE ? without_empty_rows(a, posted.typed) : str_trim(posted.typed);
	if (typed.len == 0 && req_form(s->r, str_format(a, "%.*s.none", STR_ARG(name)).at).len) {
		ret->value = STR("[]"); /* nobody: an answer as well */
		return true;
	}
	if (posted.unknown || str_eq(typed, STR("?")) || str_eq(typed, STR("？"))) {
		ret->dont_know = true;
		return true;
	}
	if (typed.len == 0)
		return true;
	const err *e = typed.len > TYPED_MAX ? err_at(a, ERR_too_long, f->field.id, "at most %d bytes", TYPED_MAX)
					     : field_read(a, &f->field, typed, day_of(s->r->now), &ret->value);
	if (e)
		LIST_ADD(a, &s->errors, ((field_error){ name, field_told(a, &f->field, e, s->r->lang) }));
	return !e;
}

typedef struct typed_answer {
	fact_answer answer;
	str base;
} typed_answer;
typedef struct typed_answers {
	typed_answer *at;
	size_t n;
} typed_answers;

static typed_answers read_form(counter_sitting *s)
{
	arena *a = s->r->arena;
	typed_answers ret = { 0 };
	strs asked = req_form_all(s->r, "ask");
	for (size_t i = 0; i < asked.n && ret.n < KEEP_ANSWERS_MAX; i++) {
		const fact_def *f = facts_find(&s->city->facts, asked.at[i]);
		typed_answer t;
		if (!f || f->value || !read_one(s, f, &t.answer))
			continue;
		t.base = req_form(s->r, str_format(a, "b-%.*s", STR_ARG(f->field.id)).at);
		LIST_ADD(a, &ret, t);
	}
	return ret;
}

void counter_from_form(counter_sitting *s)
{
	req *r = s->r;
	s->prep = (preparation){ .papers = req_form_all(r, "has-paper"),
				 .schemes = req_form_all(r, "has-scheme"),
				 .events = req_form_all(r, "has-event"),
				 .left_out = req_form_all(r, "has-left"),
				 .lang = s->prep.lang };
	typed_answers typed = read_form(s);
	for (size_t i = 0; i < typed.n; i++)
		if (typed.at[i].answer.value.len || typed.at[i].answer.dont_know)
			counter_put(r->arena, &s->prep, typed.at[i].answer, ORIGIN_CLERK, r->now);
	s->typed = true;
	counter_judge(s);
}

static void merge_one(counter_sitting *s, const typed_answer *t, size_t *ret_set)
{
	arena *a = s->r->arena;
	switch (counter_merge(a, t->base, kept_get(&s->prep, t->answer.id), &t->answer)) {
	case MERGE_KEEP:
		return;
	case MERGE_SET:
		*ret_set += counter_put(a, &s->prep, t->answer, ORIGIN_CLERK, s->r->now);
		return;
	case MERGE_BOTH:
		LIST_ADD(a, &s->both, ((struct counter_both){ t->answer.id, t->answer.value, t->answer.dont_know }));
		return;
	}
}

const err *counter_save(counter_sitting *s, size_t *ret_set)
{
	typed_answers typed = read_form(s);
	*ret_set = 0;
	if (s->gone) {
		counter_from_form(s);
		return NULL;
	}
	for (int tries = 0;; tries++) {
		size_t set = 0;
		s->both.n = 0;
		for (size_t i = 0; i < typed.n; i++)
			merge_one(s, &typed.at[i], &set);
		*ret_set = set;
		const err *e = set ? keep_save(s->r, &s->prep) : NULL;
		if (!e)
			break;
		if (err_is(e, ERR_stale) && tries < TRIES)
			e = keep_open(s->r, s->token, &s->prep);
		if (err_is(e, ERR_not_found)) {
			s->gone = true;
			s->errors.n = 0;
			counter_from_form(s);
			return NULL;
		}
		TRY(e);
	}
	counter_judge(s);
	return *ret_set ? counter_act(s, FILLING_CHANGED, STR_NONE) : NULL;
}

const err *counter_change_save(counter_sitting *s, counter_change change, const void *arg)
{
	for (int tries = 0;; tries++) {
		if (!change(s, &s->prep, arg))
			return NULL;
		const err *e = keep_save(s->r, &s->prep);
		if (!e)
			break;
		if (!err_is(e, ERR_stale) || tries >= TRIES)
			return e;
		TRY(keep_open(s->r, s->token, &s->prep));
	}
	counter_judge(s);
	return counter_act(s, FILLING_CHANGED, STR_NONE);
}
