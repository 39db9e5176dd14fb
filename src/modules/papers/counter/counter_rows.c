/* The questions of a packet as dense rows: staff wording, one control each, where an answer comes from. */
#include "modules/lookup/lookup.h"
#include "modules/papers/counter/counter_pages.h"

#define LIST_FROM 8 /* so many choices become a list */
#define PLACES_MAX 4000

static bool is_line_of(str value, str wanted)
{
	while (value.len)
		if (str_eq(str_cut(&value, '\n'), wanted))
			return true;
	return false;
}

static const char *mode_of(field_kind k)
{
	switch (k) {
	case FIELD_NUMBER:
	case FIELD_MONEY:
	case FIELD_POSTAL:
	case FIELD_PHONE:
	case FIELD_MY_NUMBER:
	case FIELD_CORPORATE_NUMBER:
		return "numeric";
	case FIELD_MAIL:
		return "email";
	case FIELD_TEXT:
	case FIELD_NAME:
	case FIELD_KANA:
	case FIELD_ADDRESS:
	case FIELD_DATE:
	case FIELD_MONTH:
	case FIELD_YESNO:
	case FIELD_CHOICE:
	case FIELD_CHOICES:
	case FIELD_TABLE:
	case FIELD_FILE:
	case FIELD_KIND_COUNT:
		return "text";
	}
	return "text";
}

static void add_option(arena *a, counter_cell *c, str value, str text, bool chosen)
{
	int nth = (int)c->options.n + 1;
	LIST_ADD(a, &c->options,
		 ((cell_option){ str_format(a, "%.*s-%d", STR_ARG(c->id), nth), value, text, chosen,
				 nth <= 9 ? nth : 0 }));
	c->empty = c->empty && !chosen;
}

/* `value`: canonical, or what was typed. */
static counter_cell make_cell(arena *a, const field_def *f, str name, str value, bool in_table, lang l)
{
	counter_cell c = { .id = name,
			   .name = name,
			   .label = text_in(&f->label, l),
			   .unit = text_in(&f->unit, l),
			   .mode = mode_of(f->kind),
			   .empty = true };
	switch (f->kind) {
	case FIELD_YESNO:
		c.control = in_table ? CELL_LIST : CELL_ONE;
		add_option(a, &c, STR("yes"), words_text(a, l, T_yes), str_eq(value, STR("yes")));
		add_option(a, &c, STR("no"), words_text(a, l, T_no), str_eq(value, STR("no")));
		return c;
	case FIELD_CHOICE:
	case FIELD_CHOICES:
		c.control = f->kind == FIELD_CHOICES                ? CELL_MANY
			    : in_table || f->choices.n >= LIST_FROM ? CELL_LIST
								    : CELL_ONE;
		for (size_t i = 0; i < f->choices.n; i++)
			add_option(a, &c, f->choices.at[i].value, text_in(&f->choices.at[i].label, l),
				   is_line_of(value, f->choices.at[i].value));
		return c;
	case FIELD_DATE:
		c.example = words_text(a, l, T_counter_date_example);
		c.size = 14;
		break;
	case FIELD_MONTH:
		c.example = words_text(a, l, T_guide_month_example);
		c.size = 10;
		break;
	case FIELD_POSTAL:
	case FIELD_NUMBER:
		c.size = 9;
		break;
	case FIELD_PHONE:
	case FIELD_MONEY:
		c.size = 15;
		break;
	case FIELD_TEXT:
		c.control = f->lines > 1 && !in_table ? CELL_LINES : CELL_TEXT;
		break;
	case FIELD_NAME:
	case FIELD_KANA:
		c.size = 24;
		break;
	case FIELD_ADDRESS:
	case FIELD_MAIL:
	case FIELD_TABLE:
	case FIELD_FILE:
	case FIELD_MY_NUMBER:
	case FIELD_CORPORATE_NUMBER:
	case FIELD_KIND_COUNT:
		break;
	}
	c.value = field_typed(a, f, value);
	return c;
}

static void add_table_row(arena *a, const field_def *f, str name, const json_value *row, int no, lang l,
			  counter_row *ret)
{
	counter_table_row t = { .no = no, .remove = words_counter_row_remove(a, l, no) };
	for (size_t c = 0; c < f->columns.n; c++) {
		const field_def *col = &f->columns.at[c];
		str value = STR_NONE;
		const json_value *v = row ? json_get(row, arena_copy(a, col->id).at) : NULL;
		if (v && !field_cell(a, v, &value))
			value = STR_NONE;
		str at = str_format(a, "%.*s.%d.%.*s", STR_ARG(name), no, STR_ARG(col->id));
		counter_cell cell = make_cell(a, col, at, value, true, l);
		cell.label = words_counter_cell_of(a, l, no, cell.label);
		LIST_ADD(a, &t.cells, cell);
	}
	LIST_ADD(a, &ret->rows, t);
}

/* One row more than there are, so that the next one is typed at once. */
static void make_table(arena *a, const field_def *f, str name, str value, lang l, counter_row *ret)
{
	const json_value *v = NULL;
	int no = 0;
	ret->table = true;
	for (size_t c = 0; c < f->columns.n; c++)
		LIST_ADD(a, &ret->heads, text_in(&f->columns.at[c].label, l));
	if (value.len == 0 || json_parse(a, value, &v) || v->kind != JV_ARRAY)
		v = NULL;
	for (size_t i = 0; v && i < v->n; i++)
		add_table_row(a, f, name, &v->items[i], ++no, l, ret);
	add_table_row(a, f, name, NULL, ++no, l, ret);
}

/* What stands in the control: the answer, or what was typed where that was wrong or contested. */
static str value_of(const counter_sitting *s, const fact_def *f, str name, const kept_answer *k, bool *ret_unknown)
{
	bool wrong = field_message(&s->errors, name.at).len > 0;
	*ret_unknown = k && k->answer.dont_know;
	for (size_t i = 0; i < s->both.n; i++)
		if (str_eq(s->both.at[i].fact, f->field.id)) {
			*ret_unknown = s->both.at[i].unknown;
			return s->both.at[i].typed;
		}
	if (wrong) {
		field_posted posted = field_from_form(s->r->arena, &s->r->form, &f->field, name);
		*ret_unknown = posted.unknown;
		return posted.typed;
	}
	return k ? k->answer.value : STR_NONE;
}

/* --- where a fact stands first ------------------------------------------------------------------------------------------------- */

typedef struct fact_place {
	str fact, paper;
} fact_place;
typedef struct fact_places {
	fact_place *at;
	size_t n;
} fact_places;

static fact_places find_places(arena *a, const packet *k)
{
	fact_places ret = { 0 };
	for (size_t c = 0; c < k->counters.n; c++)
		for (size_t i = 0; i < k->counters.at[c].papers.n; i++) {
			const paper_def *p = k->counters.at[c].papers.at[i].paper;
			for (size_t f = 0; f < p->facts.n && ret.n < PLACES_MAX; f++)
				LIST_ADD(a, &ret, ((fact_place){ p->facts.at[f]->field.id, p->id }));
		}
	return ret;
}

static str place_of(const fact_places *places, str fact)
{
	for (size_t i = 0; i < places->n; i++)
		if (str_eq(places->at[i].fact, fact))
			return places->at[i].paper;
	return STR_NONE;
}

/* --- a row ------------------------------------------------------------------------------------------------------------------------ */

static void say_kept(const counter_sitting *s, const fact_def *f, const kept_answer *k, counter_row *ret)
{
	arena *a = s->r->arena;
	lang l = s->r->lang;
	ret->answered = true;
	ret->confirmed = k->confirmed;
	ret->origin = counter_say_origin(a, l, k->origin);
	ret->origin_css = counter_origin_css(k->origin);
	if (k->was.len)
		ret->was = counter_show(a, &f->field, &(fact_answer){ .id = f->field.id, .value = k->was }, l);
}

static counter_row make_row(const counter_sitting *s, const fact_def *f, const fact_places *places,
			    const papers_problems_list *problems)
{
	arena *a = s->r->arena;
	lang l = s->r->lang;
	str name = str_format(a, "f-%.*s", STR_ARG(f->field.id));
	const kept_answer *k = kept_get(&s->prep, f->field.id);
	counter_row row = { .fact = f->field.id,
			    .id = name,
			    .base = counter_mark(a, k),
			    .label = text_in(&f->field.label, l),
			    .help = text_in(&f->field.help, l),
			    .error = field_message(&s->errors, name.at),
			    .optional = papers_optional(s->p, f),
			    .sheet = place_of(places, f->field.id),
			    .origin_css = "" };
	str value = value_of(s, f, name, k, &row.unknown);
	if (f->field.kind == FIELD_TABLE)
		make_table(a, &f->field, name, value, l, &row);
	else
		row.cell = make_cell(a, &f->field, name, value, false, l);
	row.cell.label = STR_NONE; /* it stands beside */
	if (f->field.kind == FIELD_DATE && k && str_eq(value, k->answer.value) && value.len)
		row.cell.unit = field_show(a, &f->field, value, l); /* as it will stand on the paper */
	if (k && (k->answer.value.len || k->answer.dont_know))
		say_kept(s, f, k, &row);
	for (size_t i = 0; i < s->both.n; i++)
		if (str_eq(s->both.at[i].fact, row.fact))
			row.theirs =
				k ? counter_show(a, &f->field, &k->answer, l) : words_text(a, l, T_counter_taken_away);
	for (size_t i = 0; i < problems->n; i++)
		if (problems->at[i].fact == f && (row.answered || problems->at[i].stops)) {
			row.problem = problems->at[i].told;
			row.stops = problems->at[i].stops;
		}
	row.pointed = s->f.has_screen && str_eq(s->f.screen.filling, s->f.id) && str_eq(s->f.screen.pointed, row.fact);
	return row;
}

static bool take_fact(arena *a, papers_facts *done, const fact_def *f)
{
	for (size_t i = 0; i < done->n; i++)
		if (done->at[i] == f)
			return false;
	LIST_ADD(a, done, f);
	return true;
}

/* The answer of that kind before it in its part: 氏名 … フリガナ, 郵便番号 … 住所. */
static str answered_before(const counter_sitting *s, const counter_part *p, size_t i, field_kind kind)
{
	while (i-- > 0) {
		const fact_def *f = facts_find(&s->city->facts, p->rows.at[i].fact);
		const kept_answer *k = f && f->field.kind == kind ? kept_get(&s->prep, f->field.id) : NULL;
		if (f && f->field.kind == kind)
			return k && !k->lost ? k->answer.value : STR_NONE;
	}
	return STR_NONE;
}

static str proposal_of(const counter_sitting *s, const counter_part *p, size_t i)
{
	const counter_row *row = &p->rows.at[i];
	const fact_def *f = facts_find(&s->city->facts, row->fact);
	if (!f || row->answered || row->error.len)
		return STR_NONE;
	if (f->field.kind == FIELD_KANA) {
		str name = answered_before(s, p, i, FIELD_NAME);
		return name.len ? lookup_kana(s->r, name) : STR_NONE;
	}
	str postal = f->field.kind == FIELD_ADDRESS ? answered_before(s, p, i, FIELD_POSTAL) : STR_NONE;
	lookup_towns towns;
	if (postal.len == 0 || lookup_postal(s->r, postal, &towns) || towns.n == 0)
		return STR_NONE;
	return towns.at[0].address;
}

static size_t index_of(const papers_facts *list, const fact_def *f)
{
	size_t i = 0;
	while (i < list->n && list->at[i] != f)
		i++;
	return i;
}

static papers_facts facts_of(arena *a, const papers_pages *pages)
{
	papers_facts ret = { 0 };
	for (size_t i = 0; i < pages->n; i++)
		for (size_t k = 0; k < pages->at[i].facts.n; k++)
			LIST_ADD(a, &ret, pages->at[i].facts.at[k]);
	return ret;
}

static papers_question page_with(const papers_pages *pages, const fact_def *f)
{
	for (size_t i = 0; i < pages->n; i++)
		if (index_of(&pages->at[i].facts, f) < pages->at[i].facts.n)
			return pages->at[i];
	return (papers_question){ 0 };
}

/* The order in which they would be asked if nothing were answered: it stays the same while answers come in. What only an answer brings about follows what
 * stands before it now. */
static papers_facts stable_order(const counter_sitting *s, const papers_pages *pages)
{
	arena *a = s->r->arena;
	preparation nothing = s->prep;
	nothing.answers.n = 0;
	papers_facts now = facts_of(a, pages), first = papers_asks(counter_papers_of(s->r, s->city, &nothing)),
		     ret = { 0 };
	for (size_t i = 0; i < first.n; i++)
		if (index_of(&now, first.at[i]) < now.n)
			LIST_ADD(a, &ret, first.at[i]);
	for (size_t i = 0; i < now.n; i++) {
		if (index_of(&ret, now.at[i]) < ret.n)
			continue;
		size_t at = i ? index_of(&ret, now.at[i - 1]) + 1 : 0;
		LIST_ADD(a, &ret, now.at[i]);
		for (size_t k = ret.n - 1; k > at; k--)
			ret.at[k] = ret.at[k - 1];
		ret.at[at] = now.at[i];
	}
	return ret;
}

counter_parts counter_rows(const counter_sitting *s)
{
	arena *a = s->r->arena;
	counter_parts ret = { 0 };
	papers_pages pages = papers_asks_pages(s->p);
	papers_facts asks = stable_order(s, &pages), done = { 0 };
	packet k = papers_packet(s->p);
	fact_places places = find_places(a, &k);
	papers_problems_list problems = papers_problems(s->p);
	for (size_t i = 0; i < asks.n; i++) {
		if (index_of(&done, asks.at[i]) < done.n)
			continue;
		papers_question q = page_with(&pages, asks.at[i]);
		counter_part made = { .title = text_in(&q.title, s->r->lang) };
		for (size_t f = 0; f < q.facts.n; f++)
			if (take_fact(a, &done, q.facts.at[f]))
				LIST_ADD(a, &made.rows, make_row(s, q.facts.at[f], &places, &problems));
		if (take_fact(a, &done, asks.at[i]))
			LIST_ADD(a, &made.rows, make_row(s, asks.at[i], &places, &problems));
		if (made.rows.n == 0)
			continue;
		counter_part *last = ret.n ? &ret.at[ret.n - 1] : NULL;
		if (last && str_eq(last->title, made.title))
			for (size_t f = 0; f < made.rows.n; f++)
				LIST_ADD(a, &last->rows, made.rows.at[f]);
		else
			LIST_ADD(a, &ret, made);
	}
	for (size_t i = 0; i < ret.n; i++)
		for (size_t f = 0; f < ret.at[i].rows.n; f++)
			ret.at[i].rows.at[f].proposal = proposal_of(s, &ret.at[i], f);
	return ret;
}
