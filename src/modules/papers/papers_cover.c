/*
 * The cover sheet (受付案内票): counter by counter what is handed in, what is taken along, what is still to be asked. It leads the resident and is read
 * by clerks, so what a clerk looks for stands in Japanese as well.
 */
#include "modules/papers/papers_private.h"
#include "print/pdf.h"
#include "text/wareki.h"

typedef struct cover {
	const papers *p;
	pdf *to;
	lang lang;
	const office_def *office; /* NULL: not told */
	packet packet;
	strs everywhere; /* what several counters want to see stands above, once */
	bool *told; /* of each fact: an earlier counter asks for it */
} cover;

static str text_of(const cover *c, word w)
{
	return words_text(c->p->arena, c->lang, w);
}

/* In the reader's language, the Japanese behind it where that is another text. */
static str both(const cover *c, str in, str ja)
{
	if (c->lang == LANG_JA || str_eq(in, ja) || ja.len == 0)
		return in;
	return str_format(c->p->arena, "%.*s（%.*s）", STR_ARG(in), STR_ARG(ja));
}

static str both_words(const cover *c, word w)
{
	return both(c, text_of(c, w), words_text(c->p->arena, LANG_JA, w));
}

static str both_names(const cover *c, const text3 *t)
{
	return both(c, text_in(t, c->lang), text_in(t, LANG_JA));
}

/* Behind boxes to tick, in as few lines as it takes. */
static str boxes(arena *a, const strs *things)
{
	buf b = buf_new(a, PDF_TEXT_MAX);
	for (size_t i = 0; i < things->n; i++)
		buf_format(&b, "%s□\u00a0%.*s", i ? "　" : "", STR_ARG(things->at[i]));
	return buf_str(&b);
}

static str paper_line(const cover *c, const packet_paper *one)
{
	arena *a = c->p->arena;
	str name = both_names(c, &one->paper->name), open = one->open ? text_of(c, T_papers_cover_open) : STR_NONE;
	str sheets = one->sheets > 1 ? words_papers_sheets(a, c->lang, (i64)one->sheets) : STR_NONE;
	return str_format(a, "%.*s%s%.*s%.*s", STR_ARG(name), sheets.len ? " " : "", STR_ARG(sheets), STR_ARG(open));
}

/* Desks of the office that serve it: 3番（1階 東側）. */
static str place_of(const cover *c, const service_def *s)
{
	arena *a = c->p->arena;
	buf b = buf_new(a, PDF_TEXT_MAX);
	if (!c->office || !s)
		return STR_NONE;
	for (size_t i = 0; i < c->office->desks.n; i++) {
		const desk_def *d = &c->office->desks.at[i];
		bool serves = false;
		for (size_t k = 0; k < d->services.n && !serves; k++)
			serves = str_eq(d->services.at[k], s->id);
		if (!serves)
			continue;
		str place = text_in(&d->place, c->lang), desk = words_papers_cover_desk(a, c->lang, d->label);
		bool en = c->lang == LANG_EN;
		buf_format(&b, "%s%.*s%s%.*s",
			   b.len == 0 ? ""
			   : en       ? "; "
				      : "、",
			   STR_ARG(desk),
			   place.len == 0 ? ""
			   : en           ? ", "
					  : " ",
			   STR_ARG(place));
	}
	return buf_str(&b);
}

static bool has(const strs *list, str s)
{
	for (size_t i = 0; i < list->n; i++)
		if (str_eq(list->at[i], s))
			return true;
	return false;
}

static strs wanted_everywhere(const cover *c)
{
	strs list = { 0 };
	for (size_t i = 0; i < c->packet.counters.n; i++)
		for (size_t k = 0; k < c->packet.counters.at[i].bring.n; k++) {
			str thing = c->packet.counters.at[i].bring.at[k];
			bool again = false;
			for (size_t n = i + 1; n < c->packet.counters.n && !again; n++)
				again = has(&c->packet.counters.at[n].bring, thing);
			if (again && !has(&list, thing))
				LIST_ADD(c->p->arena, &list, thing);
		}
	return list;
}

static strs wanted_here(const cover *c, const packet_counter *k)
{
	strs list = { 0 };
	for (size_t i = 0; i < k->bring.n; i++)
		if (!has(&c->everywhere, k->bring.at[i]))
			LIST_ADD(c->p->arena, &list, k->bring.at[i]);
	return list;
}

/* What the papers of this counter want to know and nobody said: each where it is asked first. */
static strs to_ask(const cover *c, const packet_counter *k, const papers_facts *facts)
{
	const papers *p = c->p;
	strs list = { 0 };
	for (size_t i = 0; i < facts->n; i++) {
		const fact_def *f = facts->at[i];
		size_t at = papers_index(p, f);
		if (p->said[at] == SAID_VALUE || c->told[at] || papers_optional(p, f))
			continue;
		bool here = false;
		for (size_t n = 0; n < k->papers.n && !here; n++) {
			const chosen_paper *one = papers_chosen(p, k->papers.at[n].paper->id);
			here = papers_among(&one->facts, at) || papers_among(&one->deciders, at);
		}
		if (here)
			LIST_ADD(p->arena, &list, both_names(c, &f->field.label));
		c->told[at] = here;
	}
	return list;
}

static void put_counter(const cover *c, const packet_counter *k, size_t number, const papers_facts *facts)
{
	arena *a = c->p->arena;
	str name = k->service ? both_names(c, &k->service->name) : both_words(c, T_papers_cover_no_counter);
	pdf_keep(c->to, true);
	str place = place_of(c, k->service);
	pdf_heading(c->to, 3,
		    str_format(a, "%zu　%.*s%s%.*s", number, STR_ARG(name), place.len ? "　→ " : "", STR_ARG(place)));
	strs hand_in = { 0 };
	for (size_t i = 0; i < k->papers.n; i++)
		LIST_ADD(a, &hand_in, paper_line(c, &k->papers.at[i]));
	pdf_row(c->to, text_of(c, T_papers_cover_papers), boxes(a, &hand_in));
	strs bring = wanted_here(c, k);
	pdf_row(c->to, text_of(c, T_papers_cover_bring), boxes(a, &bring));
	strs open = to_ask(c, k, facts);
	pdf_row(c->to, text_of(c, T_papers_cover_ask), boxes(a, &open));
	pdf_keep(c->to, false);
}

void papers_cover(const papers *p, struct pdf *to, const make_asked *asked)
{
	arena *a = p->arena;
	cover c = { .p = p,
		    .to = to,
		    .lang = p->asked.lang,
		    .office = asked->office.len ? defs_office(p->city, asked->office) : NULL,
		    .packet = papers_packet(p),
		    .told = arena_many(a, bool, p->facts->n + 1) };
	c.everywhere = wanted_everywhere(&c);
	const packet *k = &c.packet;
	papers_facts facts = papers_asks(p);
	str title = both_words(&c, T_papers_cover_title);
	pdf_title(to, asked->number.len ? str_format(a, "%.*s　%.*s", STR_ARG(asked->number), STR_ARG(title)) : title);
	str city = both_names(&c, &p->city->name);
	if (c.office)
		city = str_format(a, "%.*s　%.*s", STR_ARG(city), STR_ARG(both_names(&c, &c.office->name)));
	str date = field_show(a, &(field_def){ .kind = FIELD_DATE }, day_text(a, p->today), c.lang);
	pdf_text(to, str_format(a, "%.*s　%.*s　%.*s", STR_ARG(city), STR_ARG(date),
				STR_ARG(words_papers_cover_count(a, c.lang, (i64)k->papers, (i64)k->sheets))));
	if (asked->link.len)
		pdf_qr(to, asked->link, text_of(&c, T_papers_cover_qr));
	pdf_row(to, text_of(&c, T_papers_cover_everywhere), boxes(a, &c.everywhere));
	for (size_t i = 0; i < k->counters.n; i++)
		put_counter(&c, &k->counters.at[i], i + 1, &facts);
	pdf_small(to, text_of(&c, T_papers_cover_pen));
}
