/* Papers, packets and pages as JSON. */
#include "modules/papers/papers_json.h"
#include "modules/papers/papers_private.h"

static void field_strs(json_writer *w, const char *key, strs list)
{
	jw_field_array(w, key);
	for (size_t i = 0; i < list.n; i++)
		jw_str(w, list.at[i]);
	jw_end(w);
}

static void field_facts(json_writer *w, const char *key, papers_facts list)
{
	jw_field_array(w, key);
	for (size_t i = 0; i < list.n; i++)
		jw_str(w, list.at[i]->field.id);
	jw_end(w);
}

void papers_json_list(json_writer *w, const city_def *c, lang l)
{
	jw_field_array(w, "papers");
	for (size_t i = 0; i < c->papers.papers.n; i++) {
		const paper_def *d = &c->papers.papers.at[i];
		jw_object(w);
		jw_field_str(w, "id", d->id);
		jw_field_str(w, "name", text_in(&d->name, l));
		jw_field_str(w, "about", text_in(&d->about, l));
		jw_field_str(w, "service", d->where);
		field_strs(w, "schemes", d->schemes);
		field_strs(w, "events", d->events);
		jw_field_i64(w, "sheets", (i64)d->sheets.n);
		field_facts(w, "facts", (papers_facts){ d->facts.at, d->facts.n });
		jw_field_str(w, "source", d->law);
		jw_field_str(w, "source_url", d->law_url);
		jw_field_bool(w, "confirmed", d->confirmed);
		jw_end(w);
	}
	jw_end(w);
}

static void packet_json(json_writer *w, const papers *p)
{
	packet k = papers_packet(p);
	lang l = p->asked.lang;
	jw_field_object(w, "packet");
	jw_field_i64(w, "papers", (i64)k.papers);
	jw_field_i64(w, "sheets", (i64)k.sheets);
	jw_field_array(w, "counters");
	for (size_t i = 0; i < k.counters.n; i++) {
		const packet_counter *c = &k.counters.at[i];
		jw_object(w);
		jw_field_str(w, "service", c->service ? c->service->id : STR_NONE);
		jw_field_str(w, "name", c->service ? text_in(&c->service->name, l) : STR_NONE);
		jw_field_array(w, "papers");
		for (size_t n = 0; n < c->papers.n; n++) {
			jw_object(w);
			jw_field_str(w, "id", c->papers.at[n].paper->id);
			jw_field_str(w, "name", text_in(&c->papers.at[n].paper->name, l));
			jw_field_bool(w, "open", c->papers.at[n].open);
			jw_field_i64(w, "missing", (i64)c->papers.at[n].missing);
			jw_field_i64(w, "sheets", (i64)c->papers.at[n].sheets);
			jw_end(w);
		}
		jw_end(w);
		field_strs(w, "bring", c->bring);
		jw_end(w);
	}
	jw_end(w);
	jw_field_array(w, "out");
	for (size_t i = 0; i < k.out_n; i++) {
		jw_object(w);
		jw_field_str(w, "id", k.out[i].paper->id);
		jw_field_str(w, "name", text_in(&k.out[i].paper->name, l));
		jw_field_str(w, "why", k.out[i].why);
		jw_end(w);
	}
	jw_end(w);
	jw_end(w);
}

static void fact_json(json_writer *w, const papers *p, const fact_def *f)
{
	lang l = p->asked.lang;
	str question = text_in(&f->question, l);
	jw_object(w);
	jw_field_str(w, "id", f->field.id);
	jw_field_str(w, "name", f->name);
	jw_field_str(w, "type", str_of(field_kind_name(f->field.kind)));
	jw_field_str(w, "label", text_in(&f->field.label, l));
	jw_field_str(w, "question", question.len ? question : text_in(&f->field.label, l));
	jw_field_bool(w, "optional", papers_optional(p, f));
	papers_list list = papers_wanting(p, f);
	jw_field_array(w, "papers");
	for (size_t i = 0; i < list.n; i++)
		jw_str(w, list.at[i]->id);
	jw_end(w);
	jw_end(w);
}

static void problems_json(json_writer *w, const papers *p)
{
	papers_problems_list list = papers_problems(p);
	jw_field_array(w, "problems");
	for (size_t i = 0; i < list.n; i++) {
		jw_object(w);
		if (list.at[i].fact)
			jw_field_str(w, "fact", list.at[i].fact->field.id);
		else
			jw_field_null(w, "fact");
		jw_field_str(w, "told", list.at[i].told);
		jw_field_bool(w, "stops", list.at[i].stops);
		jw_end(w);
	}
	jw_end(w);
}

void papers_json_sitting(json_writer *w, const papers *p)
{
	papers_pages pages = papers_missing_pages(p);
	jw_field_array(w, "pages");
	for (size_t i = 0; i < pages.n; i++) {
		jw_object(w);
		jw_field_str(w, "title", text_in(&pages.at[i].title, p->asked.lang));
		jw_field_array(w, "facts");
		for (size_t k = 0; k < pages.at[i].facts.n; k++)
			fact_json(w, p, pages.at[i].facts.at[k]);
		jw_end(w);
		jw_end(w);
	}
	jw_end(w);
	packet_json(w, p);
	problems_json(w, p);
}
