/* Proposals: an address begun from its postal code, a フリガナ from a name. Put into the field, where the reader changes and sends them; never counted as an
 * answer before. */
#include "modules/lookup/lookup.h"
#include "modules/papers/prepare/prepare.h"

/* The fact of the other kind before it on the same page: 郵便番号 … 住所, 氏名 … フリガナ. */
static const fact_def *before(const papers_question *q, size_t i, field_kind kind)
{
	while (i-- > 0)
		if (q->facts.at[i]->field.kind == kind)
			return q->facts.at[i];
	return NULL;
}

static const fact_def *source_of(const papers_question *q, size_t i)
{
	field_kind kind = q->facts.at[i]->field.kind;
	return kind == FIELD_ADDRESS ? before(q, i, FIELD_POSTAL)
	       : kind == FIELD_KANA  ? before(q, i, FIELD_NAME)
				     : NULL;
}

bool prep_assists(const prep *s, const papers_question *q, size_t i, prep_asked *ret)
{
	const fact_def *from = source_of(q, i), *to = q->facts.at[i];
	if (!from)
		return false;
	bool kana = to->field.kind == FIELD_KANA;
	ret->help_name = STR("assist");
	ret->help_value = to->field.id;
	ret->help_kind = kana ? STR("kana") : STR("postal");
	ret->help_source = from->field.id;
	ret->help_text = words_text(s->r->arena, s->r->lang, kana ? T_prepare_assist_kana : T_prepare_assist_postal);
	return true;
}

static const err *address_of(prep *s, str typed, str *ret, str *ret_told)
{
	req *r = s->r;
	str postal;
	lookup_towns towns;
	field_def f = field_plain(STR("p"), FIELD_POSTAL);
	*ret_told = say(r, T_prepare_assist_postal_bad);
	if (typed.len == 0 || field_read(r->arena, &f, typed, day_of(r->now), &postal) || postal.len == 0)
		return NULL;
	TRY(lookup_postal(r, postal, &towns));
	if (towns.n == 0) {
		*ret_told = words_text(r->arena, r->lang,
				       towns.loaded ? T_prepare_assist_postal_none : T_prepare_assist_postal_off);
		return NULL;
	}
	*ret = towns.at[0].address;
	*ret_told = say(r, T_prepare_assist_postal_done);
	return NULL;
}

const err *prep_assist(prep *s, const papers_question *q, str fact, str *ret_value, str *ret_told)
{
	req *r = s->r;
	*ret_value = *ret_told = STR_NONE;
	for (size_t i = 0; i < q->facts.n; i++) {
		const fact_def *from = source_of(q, i);
		if (!from || !str_eq(q->facts.at[i]->field.id, fact))
			continue;
		str typed = str_trim(req_form(r, str_format(r->arena, "f-%.*s", STR_ARG(from->field.id)).at));
		if (q->facts.at[i]->field.kind == FIELD_ADDRESS)
			return address_of(s, typed, ret_value, ret_told);
		*ret_value = lookup_kana(r, typed);
		*ret_told = words_text(r->arena, r->lang,
				       ret_value->len ? T_prepare_assist_kana_done : T_prepare_assist_kana_none);
		return NULL;
	}
	return NULL;
}
