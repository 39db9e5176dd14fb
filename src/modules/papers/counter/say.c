/* What the counter's pages have in common: words, addresses, lines of what was printed. */
#include "modules/papers/counter/counter_pages.h"

const err *counter_office(req *r, const office_def **ret)
{
	str id = req_param(r, "office");
	TRY(who_in_office(r, id));
	*ret = defs_office(catalog_city(r), id);
	return *ret ? NULL : err_of(ERR_not_found);
}

str counter_at(const counter_sitting *s, const char *behind)
{
	return str_format(s->r->arena, "/counter/%.*s/filling/%.*s%s", STR_ARG(s->office->id), STR_ARG(s->f.id),
			  behind);
}

str counter_say_time(arena *a, instant t)
{
	return minute_text(a, minute_of(t));
}

str counter_say_day(arena *a, lang l, day d)
{
	field_def f = field_plain(STR("day"), FIELD_DATE);
	return field_show(a, &f, day_text(a, d), l);
}

str counter_say_seconds(arena *a, lang l, i64 seconds)
{
	if (seconds < 0)
		return STR("–");
	return words_counter_seconds(a, l, seconds / 60, seconds % 60);
}

static word origin_word(origin o)
{
	switch (o) {
	case ORIGIN_RESIDENT:
		return T_counter_from_resident;
	case ORIGIN_GUIDE:
		return T_counter_from_guide;
	case ORIGIN_CLERK:
		return T_counter_from_clerk;
	case ORIGIN_CARD:
		return T_counter_from_card;
	case ORIGIN_FILE:
		return T_counter_from_file;
	}
	return T_counter_from_clerk;
}

str counter_say_origin(arena *a, lang l, origin o)
{
	return words_text(a, l, origin_word(o));
}

const char *counter_origin_css(origin o)
{
	static const char *const css[] = { [ORIGIN_RESIDENT] = "resident",
					   [ORIGIN_GUIDE] = "guide",
					   [ORIGIN_CLERK] = "clerk",
					   [ORIGIN_CARD] = "card",
					   [ORIGIN_FILE] = "file" };
	return css[o];
}

str counter_say_about(req *r, const city_def *c, str about)
{
	str rest = about, kind = str_cut(&rest, ':');
	if (str_eq(kind, STR("event"))) {
		const event_def *e = guide_event(&c->guide, rest);
		return e ? text_in(&e->name, r->lang) : rest;
	}
	if (str_eq(kind, STR("paper"))) {
		const paper_def *p = paper_find(&c->papers, rest);
		return p ? text_in(&p->name, r->lang) : rest;
	}
	return say(r, T_counter_about_papers);
}

str counter_about_of(arena *a, const preparation *p, const packet *k)
{
	if (p->events.n)
		return str_format(a, "event:%.*s", STR_ARG(p->events.at[0]));
	for (size_t i = 0; k->papers == 1 && i < k->counters.n; i++)
		if (k->counters.at[i].papers.n)
			return str_format(a, "paper:%.*s", STR_ARG(k->counters.at[i].papers.at[0].paper->id));
	return STR("papers");
}

str counter_say_papers(req *r, const city_def *c, str lines)
{
	buf b = buf_new(r->arena, 64 * 1024);
	while (lines.len) {
		str id = str_cut(&lines, '\n');
		const paper_def *p = paper_find(&c->papers, id);
		if (b.len)
			buf_put(&b, r->lang == LANG_EN ? STR(", ") : STR("、"));
		buf_put(&b, p ? text_in(&p->name, r->lang) : id);
	}
	return buf_str(&b);
}

str counter_desk_name(arena *a, lang l, const office_def *o, str desk)
{
	const desk_def *d = desk.len ? defs_desk(o, desk) : NULL;
	return d ? words_counter_desk(a, l, d->label) : desk;
}

static void row_text(arena *a, buf *b, const field_def *f, const json_value *row, lang l)
{
	bool any = false;
	for (size_t c = 0; c < f->columns.n; c++) {
		const field_def *col = &f->columns.at[c];
		str value;
		const json_value *v = json_get(row, arena_copy(a, col->id).at);
		if (!v || !field_cell(a, v, &value) || value.len == 0)
			continue;
		if (any)
			buf_lit(b, " ・ ");
		any = true;
		buf_put(b, field_show(a, col, value, l));
	}
}

strs counter_show_rows(arena *a, const field_def *f, str canonical, lang l)
{
	strs ret = { 0 };
	const json_value *v;
	if (f->kind != FIELD_TABLE || canonical.len == 0 || json_parse(a, canonical, &v) || v->kind != JV_ARRAY)
		return ret;
	for (size_t i = 0; i < v->n; i++) {
		buf b = buf_new(a, 16 * 1024);
		row_text(a, &b, f, &v->items[i], l);
		LIST_ADD(a, &ret, buf_str(&b));
	}
	return ret;
}

str counter_show(arena *a, const field_def *f, const fact_answer *answer, lang l)
{
	if (answer->dont_know)
		return words_text(a, l, T_counter_unknown);
	if (f->kind != FIELD_TABLE)
		return field_show(a, f, answer->value, l);
	strs rows = counter_show_rows(a, f, answer->value, l);
	buf b = buf_new(a, 64 * 1024);
	for (size_t i = 0; i < rows.n; i++) {
		if (i)
			buf_lit(&b, " ／ ");
		buf_put(&b, rows.at[i]);
	}
	return buf_str(&b);
}

str counter_number_show(arena *a, str number)
{
	return number.len != 8
		       ? number
		       : str_format(a, "%.*s-%.*s", STR_ARG(str_sub(number, 0, 4)), STR_ARG(str_sub(number, 4, 8)));
}

str counter_facts_about(arena *a, str number)
{
	return str_format(a, "facts of packet %.*s", STR_ARG(number));
}

str counter_pdf_about(arena *a, str number)
{
	return str_format(a, "packet %.*s", STR_ARG(number));
}

const err *counter_unlocked(req *r, str about, str locked, str *ret)
{
	bool good = false;
	if (locked.len == 0)
		return err_of(ERR_not_found);
	TRY(keep_unlock(r, about, locked, ret, &good));
	return good ? NULL
		    : err_why(r->arena, ERR_key_file,
			      "a packet of the database was altered, or comes from another installation");
}

/* --- what was printed ---------------------------------------------------------------------------------------------------------- */

struct facts_question {
	i64 city;
	str number;
	counter_packet_facts_row row;
	bool found;
};

static const err *read_facts(db *d, arena *a, void *arg)
{
	struct facts_question *q = arg;
	return counter_packet_facts(d, a, q->city, q->number, &q->row, &q->found);
}

static const err *add_corrections(req *r, const city_def *c, str number, counter_packet_line *ret)
{
	struct facts_question q = { .city = c->code, .number = number };
	TRY(store_read(r->app->store, r->arena, read_facts, &q));
	str text;
	kept_answers answers;
	if (!q.found || !q.row.erase_at)
		return NULL;
	TRY(counter_unlocked(r, counter_facts_about(r->arena, number), q.row.facts, &text));
	TRY(counter_facts_read(r->arena, text, &answers));
	for (size_t i = 0; i < answers.n; i++) {
		const kept_answer *k = &answers.at[i];
		const fact_def *f = k->was.len ? facts_find(&c->facts, k->answer.id) : NULL;
		if (!f)
			continue;
		fact_answer was = { .id = k->answer.id, .value = k->was };
		struct counter_correction line = { .label = text_in(&f->field.label, r->lang),
						   .was = counter_show(r->arena, &f->field, &was, r->lang),
						   .now = counter_show(r->arena, &f->field, &k->answer, r->lang),
						   .by = counter_say_origin(r->arena, r->lang, k->origin) };
		LIST_ADD(r->arena, &ret->corrections, line);
	}
	return NULL;
}

counter_packets_of_visit_rows counter_as_visit_rows(arena *a, const counter_packets_of_filling_rows *rows)
{
	counter_packets_of_visit_rows ret = { 0 };
	for (size_t i = 0; i < rows->n; i++) {
		const counter_packets_of_filling_row *f = &rows->at[i];
		LIST_ADD(a, &ret,
			 (counter_packets_of_visit_row){ .number = f->number,
							 .filling = f->filling,
							 .desk = f->desk,
							 .staff_name = f->staff_name,
							 .made_at = f->made_at,
							 .papers = f->papers,
							 .version = f->version,
							 .hash = f->hash,
							 .pages = f->pages,
							 .corrected = f->corrected,
							 .confirmed_at = f->confirmed_at,
							 .erase_at = f->erase_at });
	}
	return ret;
}

const err *counter_packet_lines_of(req *r, const city_def *c, const office_def *o,
				   const counter_packets_of_visit_rows *rows, bool corrections,
				   counter_packet_lines *ret)
{
	arena *a = r->arena;
	for (size_t i = 0; i < rows->n; i++) {
		const counter_packets_of_visit_row *p = &rows->at[i];
		counter_packet_line line = {
			.number = counter_number_show(a, p->number),
			.when = str_format(a, "%.*s %.*s", STR_ARG(counter_say_day(a, r->lang, day_of(p->made_at))),
					   STR_ARG(counter_say_time(a, p->made_at))),
			.who = p->staff_name,
			.desk = counter_desk_name(a, r->lang, o, p->desk),
			.papers = counter_say_papers(r, c, p->papers),
			.version = str_sub(p->version, 0, 12),
			.hash = p->hash,
			.pages = p->pages,
			.corrected = p->corrected,
			.has_pdf = p->erase_at > 0,
			.pdf = url_path(a, "/counter/%.*s/packet/%.*s/packet.pdf", STR_ARG(o->id), STR_ARG(p->number)),
		};
		if (p->erase_at)
			line.kept = counter_say_day(a, r->lang, day_of(p->erase_at));
		if (p->confirmed_at)
			line.confirmed = counter_say_time(a, p->confirmed_at);
		if (corrections && p->corrected)
			TRY(add_corrections(r, c, p->number, &line));
		LIST_ADD(a, ret, line);
	}
	return NULL;
}

void counter_private(req *r, resp *out)
{
	resp_header(r, out, STR("Referrer-Policy"), STR("no-referrer"));
	resp_header(r, out, STR("Cache-Control"), STR("no-store"));
}

page counter_page(const office_def *o, str title)
{
	return (page){ .kind = PAGE_STAFF,
		       .title = title,
		       .style = STR("counter.css"),
		       .script = STR("counter.js"),
		       .here = STR("counter"),
		       .office = o ? o->id : STR_NONE };
}
