/* Answers from JSON, with all that is wrong told at once. */
#include "modules/papers/papers_json.h"

typedef struct mistakes {
	arena *a;
	err *first, *last;
} mistakes;

static void add_mistake(mistakes *m, err_code code, str where, str detail)
{
	err *e = arena_one(m->a, err);
	*e = (err){ .code = code, .where = where, .detail = detail };
	if (m->last)
		m->last->next = e;
	else
		m->first = e;
	m->last = e;
}

static bool is_label(const text3 *label, str s)
{
	for (int l = 0; l < LANG_COUNT; l++)
		if (label->in[l].len && str_eq(label->in[l], s))
			return true;
	return false;
}

/* By id, name or label; a label that several facts have is nobody's. */
static const fact_def *fact_called(const fact_defs *f, str called)
{
	const fact_def *found = facts_find(f, called);
	if (!found)
		found = facts_named(f, called);
	if (found)
		return found;
	for (size_t i = 0; i < f->n; i++)
		if (is_label(&f->at[i].field.label, called)) {
			if (found)
				return NULL;
			found = &f->at[i];
		}
	return found;
}

static str column_called(const field_def *table, str called)
{
	for (size_t i = 0; i < table->columns.n; i++)
		if (str_eq(table->columns.at[i].id, called))
			return called;
	for (size_t i = 0; i < table->columns.n; i++)
		if (is_label(&table->columns.at[i].label, called))
			return table->columns.at[i].id;
	return called; /* field_read() says that there is none */
}

/* What a person would have typed for it; false: nothing that can be typed. */
static bool plain_text(arena *a, const json_value *v, str *ret)
{
	bool yes;
	i64 whole;
	double d;
	if (json_bool(v, &yes))
		*ret = yes ? STR("yes") : STR("no");
	else if (json_i64(v, &whole))
		*ret = str_format(a, "%lld", (long long)whole);
	else if (json_f64(v, &d))
		*ret = str_format(a, "%.15g", d);
	else
		return json_str(v, ret);
	return true;
}

/* The rows as field_read() takes them: columns by id, cells as texts or lists of texts. */
static bool table_text(arena *a, const field_def *f, const json_value *v, str *ret)
{
	buf b = buf_new(a, JSON_SIZE_MAX);
	json_writer w = json_write(&b);
	jw_array(&w);
	for (size_t i = 0; i < v->n; i++) {
		const json_value *row = &v->items[i];
		if (row->kind != JV_OBJECT)
			return false;
		jw_object(&w);
		for (size_t k = 0; k < row->n; k++) {
			str text = column_called(f, row->keys[k]);
			for (size_t n = 0; n < k; n++)
				if (str_eq(column_called(f, row->keys[n]), text))
					return false;
			const json_value *cell = &row->items[k];
			if (cell->kind == JV_NULL)
				continue;
			jw_key(&w, text);
			if (cell->kind == JV_ARRAY) {
				jw_array(&w);
				for (size_t n = 0; n < cell->n; n++) {
					if (!plain_text(a, &cell->items[n], &text))
						return false;
					jw_str(&w, text);
				}
				jw_end(&w);
			} else if (plain_text(a, cell, &text)) {
				jw_str(&w, text);
			} else {
				return false;
			}
		}
		jw_end(&w);
	}
	jw_end(&w);
	jw_done(&w);
	*ret = buf_str(&b);
	return !b.overflowed;
}

static bool typed_text(arena *a, const field_def *f, const json_value *v, str *ret)
{
	if (v->kind != JV_ARRAY)
		return plain_text(a, v, ret);
	if (f->kind == FIELD_TABLE)
		return table_text(a, f, v, ret);
	buf b = buf_new(a, JSON_SIZE_MAX);
	for (size_t i = 0; f->kind == FIELD_CHOICES && i < v->n; i++) {
		str one;
		if (!plain_text(a, &v->items[i], &one))
			return false;
		buf_format(&b, "%s%.*s", i ? "\n" : "", STR_ARG(one));
	}
	*ret = buf_str(&b);
	return f->kind == FIELD_CHOICES && !b.overflowed;
}

static void read_one(mistakes *m, const fact_def *f, str called, const json_value *v, day today, lang l,
		     fact_answers *ret)
{
	arena *a = m->a;
	fact_answer x = { .id = f->field.id, .dont_know = v->kind == JV_NULL };
	str typed = STR_NONE;
	if (!x.dont_know && !typed_text(a, &f->field, v, &typed)) {
		add_mistake(m, ERR_invalid, called,
			    f->field.kind == FIELD_TABLE ? STR("a list of rows, each an object of columns, is expected")
							 : STR("text, a number, true, false or null is expected"));
		return;
	}
	const err *e = x.dont_know ? NULL : field_read(a, &f->field, typed, today, &x.value);
	for (; e; e = e->next)
		add_mistake(m, e->code, e->where.len ? e->where : called, field_told(a, &f->field, e, l));
	/* nobody else, as an answer: an empty text would be none */
	if (f->field.kind == FIELD_TABLE && !x.dont_know && x.value.len == 0)
		x.value = STR("[]");
	if (x.dont_know || x.value.len)
		LIST_ADD(a, ret, x);
}

const err *papers_read_answers(arena *a, const city_def *c, const json_value *object, day today, lang l,
			       fact_answers *ret)
{
	mistakes m = { .a = a };
	*ret = (fact_answers){ 0 };
	if (object->kind != JV_OBJECT)
		return err_why(a, ERR_bad_json, "an object is expected: the id of a fact and its answer");
	if (object->n > PAPERS_ANSWERS_MAX)
		return err_why(a, ERR_too_large, "at most %d answers", PAPERS_ANSWERS_MAX);
	for (size_t i = 0; i < object->n; i++) {
		const fact_def *f = fact_called(&c->facts, object->keys[i]);
		bool twice = false;
		for (size_t k = 0; f && k < i; k++)
			twice = twice || fact_called(&c->facts, object->keys[k]) == f;
		if (!f)
			add_mistake(&m, ERR_invalid, object->keys[i], STR("no fact has this id, name or label"));
		else if (f->value)
			add_mistake(&m, ERR_invalid, object->keys[i], STR("this is worked out from other answers"));
		else if (f->field.kind == FIELD_MY_NUMBER)
			add_mistake(&m, ERR_invalid, object->keys[i], STR("a My Number is never taken; leave it out"));
		else if (twice)
			add_mistake(&m, ERR_invalid, object->keys[i], STR("answered twice, under two names"));
		else
			read_one(&m, f, object->keys[i], &object->items[i], today, l, ret);
	}
	return m.first;
}

const err *papers_known(arena *a, const city_def *c, const papers_asked *asked, err_code code)
{
	mistakes m = { .a = a };
	for (size_t i = 0; i < asked->papers.n; i++)
		if (!paper_find(&c->papers, asked->papers.at[i]))
			add_mistake(&m, code, STR("papers"),
				    str_format(a, "there is no paper ‘%.*s’", STR_ARG(asked->papers.at[i])));
	for (size_t i = 0; i < asked->left_out.n; i++)
		if (!paper_find(&c->papers, asked->left_out.at[i]))
			add_mistake(&m, code, STR("left_out"),
				    str_format(a, "there is no paper ‘%.*s’", STR_ARG(asked->left_out.at[i])));
	for (size_t i = 0; i < asked->schemes.n; i++)
		if (!guide_scheme(&c->guide, asked->schemes.at[i]))
			add_mistake(&m, code, STR("schemes"),
				    str_format(a, "there is no scheme ‘%.*s’", STR_ARG(asked->schemes.at[i])));
	for (size_t i = 0; i < asked->events.n; i++)
		if (!guide_event(&c->guide, asked->events.at[i]))
			add_mistake(&m, code, STR("events"),
				    str_format(a, "there is no event ‘%.*s’", STR_ARG(asked->events.at[i])));
	return m.first;
}
