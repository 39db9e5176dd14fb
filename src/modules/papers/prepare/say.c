/* What the pages of a preparation say in words, and what is asked next. */
#include "kit/assets.h"
#include "modules/papers/prepare/prepare.h"

str prep_date(arena *a, lang l, day d)
{
	static const word months[] = { T_month_1, T_month_2, T_month_3, T_month_4,  T_month_5,  T_month_6,
				       T_month_7, T_month_8, T_month_9, T_month_10, T_month_11, T_month_12 };
	static const word weekdays[] = { T_weekday_0, T_weekday_1, T_weekday_2, T_weekday_3,
					 T_weekday_4, T_weekday_5, T_weekday_6 };
	civil c = civil_of(d);
	return words_date_text(a, l, words_text(a, l, months[c.month - 1]), c.mday,
			       words_text(a, l, weekdays[weekday_of(d)]));
}

url prep_icon(str name)
{
	char file[64];
	int n = snprintf(file, sizeof file, "icons/%.*s.svg", STR_ARG(name));
	bool known = n > 0 && n < (int)sizeof file && asset_find(str_of(file));
	return asset_url(known ? file : "icons/certificate.svg");
}

bool prep_among(strs list, str id)
{
	for (size_t i = 0; i < list.n; i++)
		if (str_eq(list.at[i], id))
			return true;
	return false;
}

void prep_without(strs *list, str id)
{
	size_t n = 0;
	for (size_t i = 0; i < list->n; i++)
		if (!str_eq(list->at[i], id))
			list->at[n++] = list->at[i];
	list->n = n;
}

str prep_question_of(const fact_def *f, lang l)
{
	str asked = text_in(&f->question, l);
	return asked.len ? asked : text_in(&f->field.label, l);
}

/* --- papers by name --------------------------------------------------------------------------------------------------------- */

str prep_names(const prep *s, const papers_list *list, size_t most)
{
	arena *a = s->r->arena;
	lang l = s->r->lang;
	buf b = buf_new(a, 64 * 1024);
	for (size_t i = 0; i < list->n && i < most; i++) {
		if (i)
			buf_put(&b, l == LANG_EN ? STR(", ") : STR("、"));
		buf_put(&b, text_in(&list->at[i]->name, l));
	}
	str names = buf_str(&b);
	return list->n > most ? words_prepare_and_more(a, l, names, (i64)(list->n - most)) : names;
}

static papers_list in_packet(const prep *s)
{
	papers_list list = { 0 };
	packet k = papers_packet(s->sit);
	for (size_t c = 0; c < k.counters.n; c++)
		for (size_t i = 0; i < k.counters.at[c].papers.n; i++)
			LIST_ADD(s->r->arena, &list, k.counters.at[c].papers.at[i].paper);
	return list;
}

str prep_name(const prep *s)
{
	arena *a = s->r->arena;
	buf b = buf_new(a, 4096);
	for (size_t i = 0; i < s->p.events.n; i++) {
		const event_def *e = guide_event(&s->city->guide, s->p.events.at[i]);
		if (e)
			buf_format(&b, "%s%.*s", b.len ? "・" : "", STR_ARG(text_in(&e->name, s->r->lang)));
	}
	if (b.len)
		return buf_str(&b);
	papers_list all = in_packet(s);
	return all.n ? prep_names(s, &all, 1) : words_text(a, s->r->lang, T_prepare_title);
}

/* For the sake of a scheme, of what happened, or because it was chosen. */
str prep_why(const prep *s, const paper_def *d)
{
	arena *a = s->r->arena;
	lang l = s->r->lang;
	for (size_t i = 0; i < d->schemes.n; i++)
		if (prep_among(s->p.schemes, d->schemes.at[i])) {
			const scheme_def *m = guide_scheme(&s->city->guide, d->schemes.at[i]);
			if (m)
				return words_prepare_why_scheme(a, l, text_in(&m->name, l));
		}
	for (size_t i = 0; i < d->events.n; i++)
		if (prep_among(s->p.events, d->events.at[i])) {
			const event_def *e = guide_event(&s->city->guide, d->events.at[i]);
			if (e) /* of one event alone the heading says so */
				return s->p.events.n == 1 ? STR_NONE
							  : words_prepare_why_event(a, l, text_in(&e->name, l));
		}
	return words_text(a, l,
			  d->along && !prep_among(s->p.papers, d->id) ? T_prepare_why_along : T_prepare_why_chosen);
}

/* --- how far ---------------------------------------------------------------------------------------------------------------- */

prep_where prep_where_of(const prep *s)
{
	papers_facts all = papers_asks(s->sit), missing = papers_missing(s->sit);
	packet k = papers_packet(s->sit);
	prep_where w = { .left = (i64)missing.n, .papers = (i64)k.papers, .counters = (i64)k.counters.n };
	w.asked = all.n > missing.n ? (i64)(all.n - missing.n) : 0;
	w.percent = w.asked + w.left ? 100 * w.asked / (w.asked + w.left) : 0;
	return w;
}

bool prep_next(const prep *s, papers_question *ret)
{
	if (s->p.later.n == 0)
		return papers_next(s->sit, ret);
	papers_facts missing = papers_missing(s->sit);
	for (size_t i = 0; i < missing.n; i++) {
		str id = missing.at[i]->field.id;
		if (!prep_among(s->p.later, id) && papers_page_of(s->sit, id, ret))
			return true;
	}
	return false;
}

/* --- what was said ------------------------------------------------------------------------------------------------------------ */

static str origin_of(const prep *s, const kept_answer *k)
{
	static const word names[] = { [ORIGIN_GUIDE] = T_prepare_from_origin_guide,
				      [ORIGIN_CLERK] = T_prepare_from_origin_clerk,
				      [ORIGIN_CARD] = T_prepare_from_origin_card,
				      [ORIGIN_FILE] = T_prepare_from_origin_file };
	return k->origin == ORIGIN_RESIDENT ? STR_NONE : words_text(s->r->arena, s->r->lang, names[k->origin]);
}

static prep_said said_of(const prep *s, const fact_def *f, const char *from)
{
	const kept_answer *k = kept_get(&s->p, f->field.id);
	prep_said said = { .label = text_in(&f->field.label, s->r->lang),
			   .change = prep_ask(s, f->field.id, from),
			   .later = !k && prep_among(s->p.later, f->field.id) };
	if (!k || k->lost)
		return said;
	said.dont_know = k->answer.dont_know;
	said.value = k->answer.dont_know ? STR_NONE : field_show(s->r->arena, &f->field, k->answer.value, s->r->lang);
	said.from = origin_of(s, k);
	return said;
}

prep_said_list prep_said_of(const prep *s, const papers_facts *facts, const char *from)
{
	prep_said_list list = { 0 };
	for (size_t i = 0; i < facts->n; i++)
		LIST_ADD(s->r->arena, &list, said_of(s, facts->at[i], from));
	return list;
}

prep_said_list prep_said_all(const prep *s, const char *from)
{
	prep_said_list list = { 0 };
	papers_facts all = papers_asks(s->sit);
	for (size_t i = 0; i < all.n; i++) {
		const kept_answer *k = kept_get(&s->p, all.at[i]->field.id);
		if (k && !k->lost)
			LIST_ADD(s->r->arena, &list, said_of(s, all.at[i], from));
	}
	return list;
}

/* --- what changed --------------------------------------------------------------------------------------------------------------- */

strs prep_ids(const prep *s)
{
	strs ids = { 0 };
	papers_list all = in_packet(s);
	for (size_t i = 0; i < all.n; i++)
		LIST_ADD(s->r->arena, &ids, all.at[i]->id);
	return ids;
}

void prep_tell_change(prep *s, strs before)
{
	arena *a = s->r->arena;
	strs now = prep_ids(s);
	s->p.news = (strs){ 0 };
	for (size_t i = 0; i < now.n; i++)
		if (!prep_among(before, now.at[i]))
			LIST_ADD(a, &s->p.news, str_format(a, "+%.*s", STR_ARG(now.at[i])));
	for (size_t i = 0; i < before.n; i++)
		if (!prep_among(now, before.at[i]) && !prep_among(s->p.left_out, before.at[i]))
			LIST_ADD(a, &s->p.news, str_format(a, "-%.*s", STR_ARG(before.at[i])));
}

prep_news prep_news_of(const prep *s)
{
	arena *a = s->r->arena;
	prep_news n = { 0 };
	for (size_t i = 0; i < s->p.news.n; i++) {
		str one = s->p.news.at[i];
		const paper_def *d = paper_find(&s->city->papers, str_sub(one, 1, one.len));
		if (d && one.at[0] == '+')
			LIST_ADD(a, &n.come, text_in(&d->name, s->r->lang));
		else if (d)
			LIST_ADD(a, &n.gone, text_in(&d->name, s->r->lang));
	}
	for (size_t i = 0; i < s->p.answers.n; i++) {
		const kept_answer *k = &s->p.answers.at[i];
		const fact_def *f = facts_find(&s->city->facts, k->answer.id);
		if (k->lost)
			LIST_ADD(a, &n.lost,
				 f && !f->value ? text_in(&f->field.label, s->r->lang)
						: words_text(a, s->r->lang, T_prepare_lost_unnamed));
	}
	for (size_t i = 0; i < s->p.papers.n; i++)
		if (!paper_find(&s->city->papers, s->p.papers.at[i]))
			LIST_ADD(a, &n.vanished, s->p.papers.at[i]);
	return n;
}
