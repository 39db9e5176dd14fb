/*
 * …/card and …/file: what a My Number card or an earlier packet says, beside what stands there. Nothing is taken over unseen: where they differ, the clerk
 * chooses, fact by fact.
 *
 * The card is read by the small program madoguchi-card on the clerk's own machine; the page's script (counter.js) asks it and posts the four basic facts
 * here. They are compared, shown, and posted once more with what was chosen; in between they are on the page and nowhere else.
 */
#include "modules/papers/counter/counter_pages.h"

#include "modules/papers/counter/templates/offer.html.h"

static const char *const card_facts[] = { "shimei", "kana", "juusho", "seinengappi", "seibetsu" };

/* One fact that is proposed. */
static void add_offer(const counter_sitting *s, const fact_def *f, const fact_answer *answer, counter_offers_view *v)
{
	arena *a = s->r->arena;
	lang l = s->r->lang;
	const kept_answer *k = kept_get(&s->prep, f->field.id);
	bool has = k && (k->answer.value.len || k->answer.dont_know);
	counter_offer o = { .fact = f->field.id,
			    .id = str_format(a, "o-%.*s", STR_ARG(f->field.id)),
			    .label = text_in(&f->field.label, l),
			    .value = counter_show(a, &f->field, answer, l),
			    .typed = answer->value,
			    .none = !has,
			    .same = has && !k->answer.dont_know && str_eq(k->answer.value, answer->value),
			    .now = has ? counter_show(a, &f->field, &k->answer, l) : STR_NONE,
			    .origin = has ? counter_say_origin(a, l, k->origin) : STR_NONE };
	/* an earlier paper may be old: what was said since counts, unless the clerk chooses otherwise */
	o.take = o.none || o.same || v->card;
	v->same += o.same;
	LIST_ADD(a, &v->offers, o);
}

static const err *show_offers(counter_sitting *s, resp *out, counter_offers_view *v)
{
	v->back = url_of(s->r->arena, counter_at(s, "/answers"));
	counter_private(s->r, out);
	page_out o = page_begin(s->r);
	counter_offers_page(&o, v);
	page p = counter_page(s->office, v->title);
	return page_end(&o, &p, out);
}

/* --- taking over --------------------------------------------------------------------------------------------------------------------- */

typedef struct taken {
	fact_answers answers;
	origin from;
} taken;

static bool take_all(counter_sitting *s, preparation *p, const void *arg)
{
	const taken *t = arg;
	bool any = false;
	for (size_t i = 0; i < t->answers.n; i++)
		any |= counter_put(s->r->arena, p, t->answers.at[i], t->from, s->r->now);
	return any;
}

static bool chosen(const req *r, str fact)
{
	strs take = req_form_all(r, "take");
	for (size_t i = 0; i < take.n; i++)
		if (str_eq(take.at[i], fact))
			return true;
	return false;
}

static const err *gone(counter_sitting *s, resp *out)
{
	resp_redirect(s->r, out, counter_at(s, "/answers"));
	return NULL;
}

/* --- the card ---------------------------------------------------------------------------------------------------------------------------- */

/* What the card says of `fact`, in its one form; false where it says nothing or what no such fact can be. */
static bool card_says(const counter_sitting *s, const char *name, str prefix, const fact_def **ret_fact,
		      fact_answer *ret)
{
	arena *a = s->r->arena;
	str typed = req_form(s->r, str_format(a, "card-%s", name).at);
	str id = str_format(a, "%.*s%s", STR_ARG(prefix), name);
	*ret_fact = facts_find(&s->city->facts, id);
	*ret = (fact_answer){ .id = id };
	return typed.len && *ret_fact && !(*ret_fact)->value &&
	       !field_read(a, &(*ret_fact)->field, typed, day_of(s->r->now), &ret->value) && ret->value.len;
}

static const err *card_post(req *r, resp *out)
{
	counter_sitting s;
	TRY(counter_open_sitting(r, &s));
	if (s.gone || s.f.row.over_at)
		return gone(&s, out);
	str prefix = str_eq(req_form(r, "for"), STR("dairi-")) ? STR("dairi-") : STR_NONE;
	bool take = req_form(r, "do").len > 0;
	counter_offers_view v = { .title = say(r, T_counter_card_title),
				  .lead = say(r, T_counter_card_lead),
				  .card = true,
				  .number = prefix,
				  .here = url_of(r->arena, counter_at(&s, "/card")) };
	taken t = { .from = ORIGIN_CARD };
	for (size_t i = 0; i < COUNT(card_facts); i++) {
		const fact_def *f;
		fact_answer answer;
		if (!card_says(&s, card_facts[i], prefix, &f, &answer))
			continue;
		if (take && chosen(r, f->field.id))
			LIST_ADD(r->arena, &t.answers, answer);
		add_offer(&s, f, &answer, &v);
		v.offers.at[v.offers.n - 1].posted = str_format(r->arena, "card-%s", card_facts[i]);
	}
	v.notes = req_form_all(r, "note");
	if (!take) {
		TRY(counter_act(&s, FILLING_CARD, STR_NONE));
		if (v.offers.n == 0)
			v.message = say(r, T_counter_card_nothing);
		return show_offers(&s, out, &v);
	}
	TRY(counter_change_save(&s, take_all, &t));
	resp_redirect(r, out, counter_at(&s, "/answers"));
	return NULL;
}

/* --- an earlier packet ---------------------------------------------------------------------------------------------------------------------- */

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

/* The answers of a packet of this office that are still kept. */
static const err *open_packet(const counter_sitting *s, str number, kept_answers *ret, word *ret_wrong)
{
	req *r = s->r;
	struct facts_question q = { .city = r->app->city, .number = number };
	str text;
	*ret_wrong = T_counter_no_packet;
	*ret = (kept_answers){ 0 };
	TRY(store_read(r->app->store, r->arena, read_facts, &q));
	if (!q.found)
		return err_of(ERR_not_found);
	bool elsewhere = !str_eq(q.row.office, s->office->id);
	if (elsewhere || !q.row.erase_at) {
		*ret_wrong = elsewhere ? T_counter_packet_elsewhere : T_counter_packet_erased;
		return err_of(ERR_not_found);
	}
	TRY(counter_unlocked(r, counter_facts_about(r->arena, number), q.row.facts, &text));
	return counter_facts_read(r->arena, text, ret);
}

static const err *offer_file(counter_sitting *s, resp *out, str number, const kept_answers *all, word wrong)
{
	req *r = s->r;
	counter_offers_view v = { .title = say(r, T_counter_file_title),
				  .lead = say(r, T_counter_file_lead),
				  .number = number,
				  .here = url_of(r->arena, counter_at(s, "/file")) };
	for (size_t i = 0; i < all->n; i++) {
		const kept_answer *k = &all->at[i];
		const fact_def *f = k->answer.value.len ? facts_find(&s->city->facts, k->answer.id) : NULL;
		str again;
		if (!f || f->value || papers_wanting(s->p, f).n == 0 ||
		    field_read(r->arena, &f->field, k->answer.value, day_of(r->now), &again))
			continue;
		add_offer(s, f, &k->answer, &v);
		v.offers.at[v.offers.n - 1].day = counter_say_day(r->arena, r->lang, day_of(k->at));
	}
	if (v.offers.n == 0) {
		v.message = say(r, wrong);
		out->status = all->n ? 0 : 404;
	}
	return show_offers(s, out, &v);
}

static const err *file_get(req *r, resp *out)
{
	counter_sitting s;
	TRY(counter_open_sitting(r, &s));
	if (s.gone || s.f.row.over_at)
		return gone(&s, out);
	asked_for q = counter_understand(r->arena, req_query(r, "number"));
	kept_answers all;
	word wrong;
	const err *e = open_packet(&s, q.text, &all, &wrong);
	if (e && !err_is(e, ERR_not_found))
		return e;
	if (!e) {
		TRY(counter_act(&s, FILLING_FILE, q.text));
		wrong = T_counter_file_nothing;
	}
	return offer_file(&s, out, q.text, &all, wrong);
}

static const err *file_post(req *r, resp *out)
{
	counter_sitting s;
	TRY(counter_open_sitting(r, &s));
	if (s.gone || s.f.row.over_at)
		return gone(&s, out);
	kept_answers all;
	word wrong;
	TRY(open_packet(&s, req_form(r, "number"), &all, &wrong));
	taken t = { .from = ORIGIN_FILE };
	for (size_t i = 0; i < all.n; i++)
		if (chosen(r, all.at[i].answer.id) && facts_find(&s.city->facts, all.at[i].answer.id))
			LIST_ADD(r->arena, &t.answers, all.at[i].answer);
	TRY(counter_change_save(&s, take_all, &t));
	resp_redirect(r, out, counter_at(&s, "/answers"));
	return NULL;
}

const route counter_offer_routes[] = {
	{ "POST", "/counter/:office/filling/:filling/card", ACCESS_CLERK, card_post },
	{ "GET", "/counter/:office/filling/:filling/file", ACCESS_CLERK, file_get },
	{ "POST", "/counter/:office/filling/:filling/file", ACCESS_CLERK, file_post },
	{ 0 },
};
