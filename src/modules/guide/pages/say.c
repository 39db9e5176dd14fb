/* Findings in words of the reader's language. */
#include "kit/assets.h"
#include "modules/guide/pages/pages.h"
#include "print/qr.h"

#define ROADS_MAX 4 /* ways that are shown of one scheme */
#define SOON 14 /* days */

url guide_icon(str name)
{
	char file[64];
	int n = snprintf(file, sizeof file, "icons/%.*s.svg", STR_ARG(name));
	bool known = n > 0 && n < (int)sizeof file && asset_find(str_of(file));
	return asset_url(known ? file : "icons/certificate.svg");
}

str guide_say_date(arena *a, lang l, day d)
{
	static const word months[] = { T_month_1, T_month_2, T_month_3, T_month_4,  T_month_5,  T_month_6,
				       T_month_7, T_month_8, T_month_9, T_month_10, T_month_11, T_month_12 };
	static const word weekdays[] = { T_weekday_0, T_weekday_1, T_weekday_2, T_weekday_3,
					 T_weekday_4, T_weekday_5, T_weekday_6 };
	civil c = civil_of(d);
	str date = words_date_text(a, l, words_text(a, l, months[c.month - 1]), c.mday,
				   words_text(a, l, weekdays[weekday_of(d)]));
	return words_date_year_text(a, l, words_year_text(a, l, c.year), date);
}

str guide_site(const sitting *s)
{
	return site_url(s->r);
}

str guide_full_link(const sitting *s)
{
	return str_format(s->r->arena, "%.*s/guide/r/%.*s", STR_ARG(guide_site(s)), STR_ARG(s->token));
}

bool guide_qr(req *r, str link, html *ret)
{
	return link.len <= QR_TEXT_MAX && qr_svg(r->arena, link, say(r, T_guide_qr_title), &ret->s) == NULL;
}

str guide_event_name(const sitting *s)
{
	buf b = buf_new(s->r->arena, 4096);
	for (size_t i = 0; i < s->link.events.n; i++) {
		const event_def *e = guide_event(&s->city->guide, s->link.events.at[i]);
		if (e)
			buf_format(&b, "%s%.*s", b.len ? "・" : "", STR_ARG(text_in(&e->name, s->r->lang)));
	}
	if (b.len == 0 && s->link.schemes.n == 1) {
		const scheme_def *d = guide_scheme(&s->city->guide, s->link.schemes.at[0]);
		return d ? text_in(&d->name, s->r->lang) : STR_NONE;
	}
	return buf_str(&b);
}

strs guide_lines(arena *a, str text)
{
	static const str bullets[] = { STR_INIT("・"), STR_INIT("- "), STR_INIT("* "), STR_INIT("•"), STR_INIT("　") };
	strs list = { 0 };
	while (text.len) {
		str line = str_trim(str_cut(&text, '\n'));
		for (size_t i = 0; i < COUNT(bullets); i++)
			if (str_starts(line, bullets[i]))
				line = str_trim(str_sub(line, bullets[i].len, line.len));
		if (line.len)
			LIST_ADD(a, &list, line);
	}
	return list;
}

url guide_ask(const sitting *s, str fact, const char *from)
{
	if (from && *from == 'd') /* the clerk's page has every question already */
		return url_of(s->r->arena,
			      str_format(s->r->arena, "/counter-guide/%.*s#f-%.*s", STR_ARG(s->token), STR_ARG(fact)));
	return url_of(s->r->arena, str_format(s->r->arena, "/guide/q/%.*s?ask=%.*s%s%s", STR_ARG(s->token),
					      STR_ARG(fact), from ? "&from=" : "", from ? from : ""));
}

str guide_question_of(const fact_def *f, lang l)
{
	return text_in(text_empty(&f->question) ? &f->field.label : &f->question, l);
}

/* --- conditions ------------------------------------------------------------------------------------------------------- */

typedef struct truth_words {
	const char *css, *sign;
	word mark;
} truth_words;
static truth_words words_of(truth t)
{
	switch (t) {
	case TRUTH_YES:
		return (truth_words){ "yes", "✓", T_guide_holds_yes };
	case TRUTH_NO:
		return (truth_words){ "no", "×", T_guide_holds_no };
	case TRUTH_OPEN:
		break;
	}
	return (truth_words){ "open", "？", T_guide_holds_open };
}

static guide_term say_term(const sitting *s, const guide_condition *c, const found_options *o)
{
	arena *a = s->r->arena;
	lang l = s->r->lang;
	truth_words w = words_of(c->holds);
	guide_term t = {
		.css = w.css, .sign = str_of(w.sign), .mark = words_text(a, l, w.mark), .words = c->words, .has = c->has
	};
	if (c->holds == TRUTH_NO && c->change == CHANGE_TIME)
		t.hope = words_text(a, l, T_guide_change_time);
	if (c->holds == TRUTH_NO && c->change == CHANGE_MAY)
		t.hope = words_text(a, l, T_guide_change_may);
	if (o->ask && c->fact && !c->fact->value && guide_may_ask(s->g, c->fact))
		t.ask = guide_ask(s, c->fact->field.id, o->from);
	return t;
}

static str say_valid(const sitting *s, const guide_way *w)
{
	arena *a = s->r->arena;
	lang l = s->r->lang;
	if (w->from == DAY_UNSET && w->to == DAY_UNSET)
		return STR_NONE;
	if (w->to == DAY_UNSET)
		return words_guide_valid_from(a, l, guide_say_date(a, l, w->from));
	if (w->from == DAY_UNSET)
		return words_guide_valid_to(a, l, guide_say_date(a, l, w->to));
	return words_guide_valid_between(a, l, guide_say_date(a, l, w->from), guide_say_date(a, l, w->to));
}

static void say_roads(const sitting *s, const guide_finding *f, const found_options *o, guide_found *ret)
{
	arena *a = s->r->arena;
	bool sure = f->holds == TRUTH_YES; /* one way is enough: the others are no reason */
	size_t n = sure && f->ways.n ? 1 : f->ways.n < ROADS_MAX ? f->ways.n : ROADS_MAX;
	for (size_t i = 0; i < n; i++) {
		const guide_way *w = &f->ways.at[i];
		guide_road road = { .css = words_of(w->holds).css, .about = w->about, .valid = say_valid(s, w) };
		if (n > 1)
			road.title = words_guide_way(a, s->r->lang, (i64)i + 1);
		if (!str_eq(w->source, f->scheme->law)) {
			road.source = w->source;
			if (w->source_url.len)
				road.source_link = url_of(a, w->source_url);
		}
		for (size_t k = 0; k < w->conditions.n; k++)
			LIST_ADD(a, &road.terms, say_term(s, &w->conditions.at[k], o));
		LIST_ADD(a, &ret->roads, road);
	}
	ret->roads_more = (i64)(f->ways.n - n);
}

/* What would have to change: the conditions of the nearest way that fail. */
static str say_nearest(const sitting *s, const guide_way *w)
{
	buf b = buf_new(s->r->arena, 4096);
	for (size_t i = 0; i < w->conditions.n; i++)
		if (w->conditions.at[i].holds == TRUTH_NO)
			buf_format(&b, "%s%.*s",
				   b.len == 0              ? ""
				   : s->r->lang == LANG_EN ? "; "
							   : "、",
				   STR_ARG(w->conditions.at[i].words));
	return b.len ? words_guide_nearest(s->r->arena, s->r->lang, buf_str(&b)) : STR_NONE;
}

/* --- deadlines ---------------------------------------------------------------------------------------------------------- */

static void say_due(const sitting *s, const guide_finding *f, const found_options *o, guide_found *ret)
{
	arena *a = s->r->arena;
	lang l = s->r->lang;
	ret->urgency = "calm";
	ret->deadline = text_in(&f->scheme->deadline, l);
	if (f->due == DAY_UNSET) {
		if (f->due_missing && f->holds != TRUTH_NO) {
			ret->due_note = words_guide_due_missing(a, l, text_in(&f->due_missing->field.label, l));
			if (o->ask)
				ret->due_ask = guide_ask(s, f->due_missing->field.id, o->from);
		}
		return;
	}
	ret->due = words_guide_until(a, l, guide_say_date(a, l, f->due));
	ret->left = f->days_left < 0    ? words_guide_days_over(a, l, -f->days_left)
		    : f->days_left == 0 ? words_text(a, l, T_guide_today_last)
					: words_guide_days_left(a, l, f->days_left);
	ret->urgency = f->days_left < 0 ? "bad" : f->days_left <= SOON ? "warn" : "calm";
	if (f->due_closed)
		ret->due_note = words_text(a, l, T_guide_due_closed);
}

/* --- a finding ------------------------------------------------------------------------------------------------------------ */

static word state_word(const guide_finding *f)
{
	bool duty = f->scheme->kind == SCHEME_DUTY;
	if (f->holds == TRUTH_YES)
		return duty ? T_guide_state_must : T_guide_state_may;
	if (f->holds == TRUTH_OPEN)
		return duty ? T_guide_state_open_must : T_guide_state_open_may;
	return T_guide_state_no;
}

static bool bookable(const city_def *c, str service)
{
	for (size_t i = 0; i < c->offices.n; i++) {
		const offer_def *f = defs_offer(&c->offices.at[i], service);
		if (f && f->booking.n)
			return true;
	}
	return false;
}

guide_found guide_say(const sitting *s, const guide_finding *f, const found_options *o)
{
	arena *a = s->r->arena;
	lang l = s->r->lang;
	const scheme_def *d = f->scheme;
	bool must = f->holds == TRUTH_YES && d->kind == SCHEME_DUTY;
	truth_words w = words_of(f->holds);
	guide_found ret = {
		.id = d->id,
		.name = text_in(&d->name, l),
		.about = text_in(&d->about, l),
		.todo = text_in(&d->todo, l),
		.css = must ? "duty" : w.css,
		.sign = must ? "！" : w.sign,
		.state = words_text(a, l, state_word(f)),
		.kind = words_text(a, l, d->kind == SCHEME_DUTY ? T_guide_kind_duty : T_guide_kind_right),
		.office = text_in(&d->office, l),
		.section = text_in(&d->section, l),
		.bring = guide_lines(a, text_in(&d->bring, l)),
		.law = d->law,
		.sample = !d->confirmed,
		.own = url_path(a, "/guide/scheme/%.*s", STR_ARG(d->id)),
	};
	if (d->law_url.len)
		ret.law_link = url_of(a, d->law_url);
	if (d->online.len)
		ret.online = url_of(a, d->online);
	if (d->where.len && bookable(s->city, d->where))
		ret.book = url_path(a, "/guide/book?service=%.*s", STR_ARG(d->where));
	if (ret.sample)
		ret.sample_about = ret.section.len ? words_guide_sample_about(a, l, ret.section)
						   : words_text(a, l, T_guide_sample_about_none);
	say_due(s, f, o, &ret);
	for (size_t i = 0; i < f->missing.n; i++)
		LIST_ADD(
			a, &ret.lacks,
			(guide_lack){ text_in(&f->missing.at[i]->field.label, l),
				      o->ask ? guide_ask(s, f->missing.at[i]->field.id, o->from) : (url){ STR_NONE } });
	if (f->holds == TRUTH_NO && f->nearest)
		ret.nearest = say_nearest(s, f->nearest);
	if (o->why)
		say_roads(s, f, o, &ret);
	return ret;
}

guide_founds guide_say_all(const sitting *s, const guide_findings *f, size_t most, const found_options *o)
{
	guide_founds list = { 0 };
	for (size_t i = 0; i < f->n && i < most; i++)
		LIST_ADD(s->r->arena, &list, guide_say(s, &f->at[i], o));
	return list;
}

guide_said_list guide_say_said(const sitting *s, const char *from)
{
	guide_said_list list = { 0 };
	guide_facts facts = guide_answered(s->g);
	for (size_t i = 0; i < facts.n; i++) {
		const fact_def *f = facts.at[i];
		const fact_answer *answer = guide_link_get(&s->link, f->field.id);
		if (!answer)
			continue;
		guide_said said = { .label = text_in(&f->field.label, s->r->lang),
				    .dont_know = answer->dont_know,
				    .change = guide_ask(s, f->field.id, from) };
		if (!answer->dont_know)
			said.value = field_show(s->r->arena, &f->field, answer->value, s->r->lang);
		LIST_ADD(s->r->arena, &list, said);
	}
	return list;
}

guide_doubt_lines guide_say_doubts(const sitting *s, const char *from)
{
	guide_doubt_lines list = { 0 };
	guide_doubts doubts = guide_doubted(s->g);
	for (size_t i = 0; i < doubts.n; i++)
		LIST_ADD(s->r->arena, &list,
			 (guide_doubt_line){ doubts.at[i].told, guide_ask(s, doubts.at[i].fact->field.id, from) });
	return list;
}

strs guide_services(const sitting *s, const guide_result *found)
{
	strs list = { 0 };
	const guide_findings *lists[] = { &found->must, &found->may };
	for (size_t p = 0; p < COUNT(lists); p++) {
		for (size_t i = 0; i < lists[p]->n; i++) {
			str where = lists[p]->at[i].scheme->where;
			bool known = where.len == 0 || !bookable(s->city, where);
			for (size_t k = 0; k < list.n && !known; k++)
				known = str_eq(list.at[k], where);
			if (!known)
				LIST_ADD(s->r->arena, &list, where);
		}
	}
	return list;
}
