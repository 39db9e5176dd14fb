/* The controls of questions, and what came back from them. */
#include "modules/guide/pages/pages.h"

/* The hidden fields `ask` and the controls are called f-ID: no fact's id can collide with a field of the page itself. */
str guide_name_of(arena *a, const fact_def *f)
{
	return str_format(a, "f-%.*s", STR_ARG(f->field.id));
}

static bool is_line_of(str value, str wanted)
{
	while (value.len)
		if (str_eq(str_cut(&value, '\n'), wanted))
			return true;
	return false;
}

static void add_option(arena *a, guide_input *ret, str value, str text, bool chosen)
{
	int nth = (int)ret->options.n + 1;
	guide_option o = { .id = str_format(a, "%.*s-%d", STR_ARG(ret->id), nth),
			   .value = value,
			   .text = text,
			   .chosen = chosen,
			   .key = nth <= 9 ? nth : 0 };
	LIST_ADD(a, &ret->options, o);
}

guide_input guide_input_of(const sitting *s, const fact_def *f, const req *typed)
{
	arena *a = s->r->arena;
	lang l = s->r->lang;
	const fact_answer *answer = guide_link_get(&s->link, f->field.id);
	guide_input ret = { .name = guide_name_of(a, f),
			    .id = guide_name_of(a, f),
			    .question = guide_question_of(f, l),
			    .help = text_in(&f->field.help, l),
			    .control = CONTROL_TEXT,
			    .mode = STR("text"),
			    .unit = text_in(&f->field.unit, l) };
	strs given = typed ? req_form_all(typed, ret.name.at) : (strs){ 0 };
	str value = given.n ? given.at[0] : answer && !typed ? answer->value : STR_NONE;
	ret.dont_know = typed ? str_eq(value, STR("?")) : answer && answer->dont_know;
	switch (f->field.kind) {
	case FIELD_YESNO:
		ret.control = CONTROL_ONE;
		add_option(a, &ret, STR("yes"), words_text(a, l, T_yes), str_eq(value, STR("yes")));
		add_option(a, &ret, STR("no"), words_text(a, l, T_no), str_eq(value, STR("no")));
		break;
	case FIELD_CHOICE:
	case FIELD_CHOICES:
		ret.control = f->field.kind == FIELD_CHOICE ? CONTROL_ONE : CONTROL_MANY;
		for (size_t i = 0; i < f->field.choices.n; i++) {
			const field_choice *c = &f->field.choices.at[i];
			bool chosen = !typed && is_line_of(value, c->value);
			for (size_t k = 0; k < given.n; k++)
				chosen = chosen || str_eq(given.at[k], c->value);
			add_option(a, &ret, c->value, text_in(&c->label, l), chosen);
		}
		break;
	case FIELD_DATE:
		ret.example = words_text(a, l, T_guide_date_example);
		break;
	case FIELD_MONTH:
		ret.example = words_text(a, l, T_guide_month_example);
		break;
	case FIELD_NUMBER:
	case FIELD_MONEY:
	case FIELD_POSTAL:
	case FIELD_PHONE:
	case FIELD_MY_NUMBER:
	case FIELD_CORPORATE_NUMBER:
		ret.mode = STR("numeric");
		break;
	case FIELD_TEXT:
	case FIELD_NAME:
	case FIELD_KANA:
	case FIELD_ADDRESS:
	case FIELD_MAIL:
	case FIELD_TABLE:
	case FIELD_FILE:
	case FIELD_KIND_COUNT:
		break;
	}
	ret.brief = ret.options.n > 0;
	for (size_t i = 0; i < ret.options.n; i++)
		ret.brief = ret.brief && str_length(ret.options.at[i].text) <= (l == LANG_EN ? 12 : 7);
	if (ret.control == CONTROL_TEXT)
		ret.value = typed || value.len == 0 ? value : field_typed(a, &f->field, value);
	return ret;
}

field_view guide_widget_of(const sitting *s, const fact_def *f, const req *typed, const field_errors *errors,
			   bool heading)
{
	arena *a = s->r->arena;
	const fact_answer *answer = guide_link_get(&s->link, f->field.id);
	str name = guide_name_of(a, f);
	field_look_at how = { .name = name,
			      .label = guide_question_of(f, s->r->lang),
			      .heading = heading,
			      .ask_unknown = !heading, /* a question alone on its page has a button for that */
			      .unmarked = true,
			      .unknown = answer && answer->dont_know };
	str value = answer ? answer->value : STR_NONE;
	if (typed) {
		field_posted posted = field_from_form(a, &typed->form, &f->field, name);
		value = posted.typed;
		how.unknown = posted.unknown;
		how.error = field_message(errors, name.at);
	}
	return field_view_of(a, &f->field, value, &how, s->r->lang);
}

static void take_one(sitting *s, const fact_def *f, guide_empty empty, field_errors *ret)
{
	arena *a = s->r->arena;
	str name = guide_name_of(a, f), value;
	field_posted posted = field_from_form(a, &s->r->form, &f->field, name);
	bool skipped = empty == EMPTY_UNKNOWN || req_form(s->r, "skip").len > 0;
	if (posted.unknown || str_eq(posted.typed, STR(FIELD_UNKNOWN)) ||
	    (str_trim(posted.typed).len == 0 && skipped)) {
		guide_link_set(a, &s->link, (fact_answer){ .id = f->field.id, .dont_know = true });
		return;
	}
	const err *e = posted.typed.len > GUIDE_ANSWER_MAX
			       ? err_at(a, ERR_too_long, f->field.id, "at most %d bytes", GUIDE_ANSWER_MAX)
			       : field_read(a, &f->field, posted.typed, day_of(s->r->now), &value);
	if (e && str_trim(posted.typed).len) {
		LIST_ADD(a, ret, ((field_error){ name, field_told(a, &f->field, e, s->r->lang) }));
		return;
	}
	guide_link_set(a, &s->link, (fact_answer){ .id = f->field.id, .value = e ? STR_NONE : value });
}

void guide_take(sitting *s, guide_empty empty, field_errors *ret)
{
	strs asked = req_form_all(s->r, "ask");
	for (size_t i = 0; i < asked.n; i++) {
		str id = str_starts(asked.at[i], STR("f-")) ? str_sub(asked.at[i], 2, asked.at[i].len) : STR_NONE;
		const fact_def *f = facts_find(&s->city->facts, id);
		if (f && !f->value)
			take_one(s, f, empty, ret);
	}
}
