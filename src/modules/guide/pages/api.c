/*
 * The guide for programs: events, facts, schemes, and the judgement of answers. Nothing is kept. Described by assets/openapi.json.
 *
 *     POST /api/v1/guide/judge   { "events": ["okuyami"], "answers": { "kenkouhoken": "国民健康保険", "nenkin": null } }
 *
 * An answer is the canonical text of its fact (fields.h), or what a person would type; null: that he or she does not know.
 */
#include "modules/guide/pages/pages.h"
#include "text/json.h"

#define API_MAX (4 * 1024 * 1024)

static const char *truth_name(truth t)
{
	return t == TRUTH_YES ? "yes" : t == TRUTH_NO ? "no" : "open";
}

static void field_day(json_writer *w, const char *key, day d, arena *a)
{
	if (d == DAY_UNSET)
		jw_field_null(w, key);
	else
		jw_field_str(w, key, day_text(a, d));
}

static void field_strs(json_writer *w, const char *key, strs list)
{
	jw_field_array(w, key);
	for (size_t i = 0; i < list.n; i++)
		jw_str(w, list.at[i]);
	jw_end(w);
}

static void field_facts(json_writer *w, const char *key, const guide_facts *facts)
{
	jw_field_array(w, key);
	for (size_t i = 0; i < facts->n; i++)
		jw_str(w, facts->at[i]->field.id);
	jw_end(w);
}

/* --- definitions ------------------------------------------------------------------------------------------------------ */

static const err *events_get(req *r, resp *out)
{
	const guide_def *g = &catalog_city(r)->guide;
	buf b = buf_new(r->arena, API_MAX);
	json_writer w = json_write(&b);
	jw_object(&w);
	jw_field_array(&w, "events");
	for (size_t i = 0; i < g->events.n; i++) {
		const event_def *e = &g->events.at[i];
		jw_object(&w);
		jw_field_str(&w, "id", e->id);
		jw_field_str(&w, "name", text_in(&e->name, r->lang));
		jw_field_str(&w, "about", text_in(&e->about, r->lang));
		field_strs(&w, "words", e->words);
		jw_end(&w);
	}
	jw_end(&w);
	jw_end(&w);
	jw_done(&w);
	return json_reply(out, 200, &b);
}

static void fact_json(json_writer *w, const fact_def *f, lang l)
{
	jw_object(w);
	jw_field_str(w, "id", f->field.id);
	jw_field_str(w, "name", f->name);
	jw_field_str(w, "type", str_of(field_kind_name(f->field.kind)));
	jw_field_str(w, "label", text_in(&f->field.label, l));
	jw_field_str(w, "question", guide_question_of(f, l));
	jw_field_str(w, "help", text_in(&f->field.help, l));
	jw_field_bool(w, "computed", f->value != NULL);
	if (f->field.choices.n) {
		jw_field_array(w, "choices");
		for (size_t i = 0; i < f->field.choices.n; i++) {
			jw_object(w);
			jw_field_str(w, "value", f->field.choices.at[i].value);
			jw_field_str(w, "label", text_in(&f->field.choices.at[i].label, l));
			jw_end(w);
		}
		jw_end(w);
	}
	jw_end(w);
}

static const err *facts_get(req *r, resp *out)
{
	const fact_defs *facts = &catalog_city(r)->facts;
	buf b = buf_new(r->arena, API_MAX);
	json_writer w = json_write(&b);
	jw_object(&w);
	jw_field_array(&w, "facts");
	for (size_t i = 0; i < facts->n; i++)
		fact_json(&w, &facts->at[i], r->lang);
	jw_end(&w);
	jw_end(&w);
	jw_done(&w);
	return json_reply(out, 200, &b);
}

static void scheme_fields(json_writer *w, arena *a, const scheme_def *d, lang l)
{
	jw_field_str(w, "id", d->id);
	jw_field_str(w, "name", text_in(&d->name, l));
	jw_field_str(w, "kind", d->kind == SCHEME_DUTY ? STR("duty") : STR("right"));
	jw_field_str(w, "about", text_in(&d->about, l));
	jw_field_str(w, "todo", text_in(&d->todo, l));
	jw_field_str(w, "deadline", text_in(&d->deadline, l));
	jw_field_str(w, "office", text_in(&d->office, l));
	jw_field_str(w, "section", text_in(&d->section, l));
	field_strs(w, "bring", guide_lines(a, text_in(&d->bring, l)));
	field_strs(w, "events", d->events);
	jw_field_str(w, "service", d->where);
	jw_field_str(w, "online", d->online);
	jw_field_str(w, "source", d->law);
	jw_field_str(w, "source_url", d->law_url);
	jw_field_bool(w, "confirmed", d->confirmed);
}

static const err *schemes_get(req *r, resp *out)
{
	const guide_def *g = &catalog_city(r)->guide;
	str event = req_query(r, "event");
	if (event.len && !guide_event(g, event))
		return err_at(r->arena, ERR_invalid, STR("event"), "no such event");
	buf b = buf_new(r->arena, API_MAX);
	json_writer w = json_write(&b);
	jw_object(&w);
	jw_field_array(&w, "schemes");
	for (size_t i = 0; i < g->schemes.n; i++) {
		bool wanted = event.len == 0;
		for (size_t k = 0; k < g->schemes.at[i].events.n && !wanted; k++)
			wanted = str_eq(g->schemes.at[i].events.at[k], event);
		if (!wanted)
			continue;
		jw_object(&w);
		scheme_fields(&w, r->arena, &g->schemes.at[i], r->lang);
		jw_end(&w);
	}
	jw_end(&w);
	jw_end(&w);
	jw_done(&w);
	return json_reply(out, 200, &b);
}

/* --- findings --------------------------------------------------------------------------------------------------------- */

static void ways_json(json_writer *w, arena *a, const guide_ways *ways)
{
	jw_field_array(w, "ways");
	for (size_t i = 0; i < ways->n; i++) {
		const guide_way *way = &ways->at[i];
		jw_object(w);
		jw_field_str(w, "holds", str_of(truth_name(way->holds)));
		jw_field_str(w, "source", way->source);
		field_day(w, "from", way->from, a);
		field_day(w, "to", way->to, a);
		jw_field_array(w, "conditions");
		for (size_t k = 0; k < way->conditions.n; k++) {
			const guide_condition *c = &way->conditions.at[k];
			jw_object(w);
			if (c->fact)
				jw_field_str(w, "fact", c->fact->field.id);
			else
				jw_field_null(w, "fact");
			jw_field_str(w, "words", c->words);
			jw_field_str(w, "feel", c->feel);
			jw_field_str(w, "has", c->has);
			jw_field_str(w, "holds", str_of(truth_name(c->holds)));
			jw_end(w);
		}
		jw_end(w);
		jw_end(w);
	}
	jw_end(w);
}

static void finding_json(json_writer *w, arena *a, const guide_finding *f, lang l, bool whole)
{
	jw_object(w);
	if (whole) {
		scheme_fields(w, a, f->scheme, l);
	} else {
		jw_field_str(w, "id", f->scheme->id);
		jw_field_str(w, "name", text_in(&f->scheme->name, l));
		jw_field_str(w, "kind", f->scheme->kind == SCHEME_DUTY ? STR("duty") : STR("right"));
		jw_field_bool(w, "confirmed", f->scheme->confirmed);
	}
	jw_field_str(w, "holds", str_of(truth_name(f->holds)));
	field_day(w, "due", f->due, a);
	field_facts(w, "missing", &f->missing);
	ways_json(w, a, &f->ways);
	jw_end(w);
}

static const err *scheme_get(req *r, resp *out)
{
	guide_asked asked = { .now = r->now, .as_of = DAY_UNSET, .lang = r->lang };
	guide *g = guide_sit(r->arena, catalog_city(r), &asked);
	guide_finding f;
	if (!guide_judge_one(g, req_param(r, "id"), &f))
		return err_why(r->arena, ERR_not_found, "no such scheme");
	buf b = buf_new(r->arena, API_MAX);
	json_writer w = json_write(&b);
	finding_json(&w, r->arena, &f, r->lang, true);
	jw_done(&w);
	return json_reply(out, 200, &b);
}

/* --- judging ---------------------------------------------------------------------------------------------------------- */

static const err *read_answers(req *r, const json_value *body, fact_answers *ret)
{
	const json_value *given = json_get(body, "answers");
	if (!given)
		return NULL;
	if (given->kind != JV_OBJECT)
		return err_at(r->arena, ERR_invalid, STR("answers"), "an object: the id of a fact and its answer");
	for (size_t i = 0; i < given->n; i++) {
		const fact_def *f = facts_find(&catalog_city(r)->facts, given->keys[i]);
		const json_value *v = &given->items[i];
		if (!f || f->value)
			return err_at(r->arena, ERR_invalid, given->keys[i], "no fact that is asked has this id");
		fact_answer answer = { .id = f->field.id, .dont_know = v->kind == JV_NULL };
		str typed = STR_NONE;
		bool yes;
		i64 n;
		if (json_bool(v, &yes))
			typed = yes ? STR("yes") : STR("no");
		else if (json_i64(v, &n))
			typed = str_format(r->arena, "%lld", (long long)n);
		else if (!answer.dont_know && !json_str(v, &typed) && !field_cell(r->arena, v, &typed))
			return err_at(r->arena, ERR_invalid, f->field.id,
				      "text, a number, true, false or null is expected");
		if (!answer.dont_know)
			TRY(field_read(r->arena, &f->field, typed, day_of(r->now), &answer.value));
		LIST_ADD(r->arena, ret, answer);
	}
	return NULL;
}

static void findings_json(json_writer *w, arena *a, const char *key, const guide_findings *list, lang l)
{
	jw_field_array(w, key);
	for (size_t i = 0; i < list->n; i++)
		finding_json(w, a, &list->at[i], l, false);
	jw_end(w);
}

static void next_json(json_writer *w, const guide *g, lang l)
{
	guide_question q;
	if (!guide_next(g, &q)) {
		jw_field_null(w, "next");
		return;
	}
	jw_field_object(w, "next");
	jw_field_array(w, "facts");
	for (size_t i = 0; i < q.facts.n; i++)
		fact_json(w, q.facts.at[i], l);
	jw_end(w);
	jw_field_array(w, "waiting");
	for (size_t i = 0; i < q.waiting.n; i++)
		jw_str(w, q.waiting.at[i]->id);
	jw_end(w);
	jw_end(w);
}

static const err *judge_post(req *r, resp *out)
{
	const json_value *body;
	if (!str_eq(r->type, STR("application/json")))
		return err_of(ERR_unsupported_type);
	TRY(json_parse(r->arena, r->body, &body));
	if (body->kind != JV_OBJECT)
		return err_why(r->arena, ERR_bad_json, "an object is expected");
	const city_def *c = catalog_city(r);
	guide_asked asked = { .now = r->now, .as_of = DAY_UNSET, .lang = r->lang };
	str as_of = STR_NONE;
	TRY(json_may_strs(r->arena, body, "events", &asked.events));
	TRY(json_may_strs(r->arena, body, "schemes", &asked.schemes));
	TRY(json_may_str(r->arena, body, "as_of", &as_of));
	for (size_t i = 0; i < asked.events.n; i++)
		if (!guide_event(&c->guide, asked.events.at[i]))
			return err_at(r->arena, ERR_invalid, STR("events"), "no such event");
	for (size_t i = 0; i < asked.schemes.n; i++)
		if (!guide_scheme(&c->guide, asked.schemes.at[i]))
			return err_at(r->arena, ERR_invalid, STR("schemes"), "no such scheme");
	if (as_of.len && !day_parse(as_of, &asked.as_of))
		return err_at(r->arena, ERR_invalid, STR("as_of"), "a day is expected: 2026-04-01");
	TRY(read_answers(r, body, &asked.given));
	guide *g = guide_sit(r->arena, c, &asked);
	guide_result found = guide_judge(g);
	guide_progress far = guide_how_far(g);
	buf b = buf_new(r->arena, API_MAX);
	json_writer w = json_write(&b);
	jw_object(&w);
	findings_json(&w, r->arena, "must", &found.must, r->lang);
	findings_json(&w, r->arena, "may", &found.may, r->lang);
	findings_json(&w, r->arena, "open_must", &found.open_must, r->lang);
	findings_json(&w, r->arena, "open_may", &found.open_may, r->lang);
	findings_json(&w, r->arena, "no", &found.no, r->lang);
	next_json(&w, g, r->lang);
	jw_field_object(&w, "progress");
	jw_field_i64(&w, "asked", (i64)far.asked);
	jw_field_i64(&w, "left", (i64)far.left);
	jw_field_i64(&w, "percent", far.percent);
	jw_end(&w);
	jw_end(&w);
	jw_done(&w);
	return json_reply(out, 200, &b);
}

const route guide_api_routes[] = {
	{ "GET", "/api/v1/guide/events", ACCESS_PUBLIC, events_get },
	{ "GET", "/api/v1/guide/facts", ACCESS_PUBLIC, facts_get },
	{ "GET", "/api/v1/guide/schemes", ACCESS_PUBLIC, schemes_get },
	{ "GET", "/api/v1/guide/schemes/:id", ACCESS_PUBLIC, scheme_get },
	{ "POST", "/api/v1/guide/judge", ACCESS_PUBLIC, judge_post },
	{ 0 },
};
