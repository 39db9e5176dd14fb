/* guide.yaml, schemes/ID.yaml and cases/ID.csv written back, as a clerk would have written them. Tables: rules/sheet.h. */
#include "defs/defs_write.h"
#include "text/csv.h"

static void put_words(buf *b, int at, const char *name, const strs *words)
{
	if (words->n == 0)
		return;
	put_key(b, at, name);
	buf_lit(b, " [");
	for (size_t i = 0; i < words->n; i++) {
		buf_put(b, i ? STR(", ") : STR_NONE);
		yaml_put(b, words->at[i], 0, true);
	}
	buf_lit(b, "]\n");
}

/* The FEEL name says more than the id. */
static str name_of(const city_def *c, str id)
{
	const fact_def *f = facts_find(&c->facts, id);
	return f ? f->name : id;
}

static strs names_of(arena *a, const city_def *c, const strs *ids)
{
	strs names = { NULL, 0 };
	for (size_t i = 0; i < ids->n; i++)
		LIST_ADD(a, &names, name_of(c, ids->at[i]));
	return names;
}

static void put_event(buf *b, const city_def *c, const event_def *e)
{
	put_key(b, 2, e->id.at);
	buf_char(b, '\n');
	put_text3(b, 4, "name", &e->name);
	put_text3(b, 4, "about", &e->about);
	put_str(b, 4, "icon", e->icon);
	put_words(b, 4, "words", &e->words);
	if (e->given.n)
		put_key(b, 4, "given");
	for (size_t i = 0; i < e->given.n; i++) {
		buf_put(b, i ? STR(", ") : STR(" { "));
		yaml_put(b, name_of(c, e->given.at[i].id), 0, true);
		buf_lit(b, ": ");
		yaml_put(b, e->given.at[i].value, 0, true);
	}
	buf_put(b, e->given.n ? STR(" }\n") : STR_NONE);
	strs first = names_of(b->arena, c, &e->first);
	put_words(b, 4, "first", &first);
}

str defs_write_guide(arena *a, const city_def *c)
{
	buf b = buf_new(a, FILE_CEILING);
	buf_lit(&b, "events:\n");
	for (size_t i = 0; i < c->guide.events.n; i++)
		put_event(&b, c, &c->guide.events.at[i]);
	if (c->guide.groups.n)
		buf_lit(&b, "groups:\n");
	for (size_t i = 0; i < c->guide.groups.n; i++) {
		const group_def *g = &c->guide.groups.at[i];
		buf_lit(&b, "  - title: ");
		put_text3_flow(&b, &g->title);
		buf_char(&b, '\n');
		strs facts = names_of(a, c, &g->facts);
		put_words(&b, 4, "facts", &facts);
	}
	return written(&b);
}

static void put_scheme(buf *b, const scheme_def *s)
{
	put_key(b, 2, s->id.at);
	buf_char(b, '\n');
	put_text3(b, 4, "name", &s->name);
	put_str(b, 4, "reading", s->reading);
	put_words(b, 4, "words", &s->words);
	put_str(b, 4, "kind", s->kind == SCHEME_DUTY ? STR("duty") : STR("right"));
	put_text3(b, 4, "about", &s->about);
	put_text3(b, 4, "todo", &s->todo);
	put_int(b, 4, "worth", s->worth, NULL);
	put_words(b, 4, "events", &s->events);
	put_text3(b, 4, "deadline", &s->deadline);
	if (s->due_from.len) {
		put_key(b, 4, "due");
		buf_lit(b, " { from: ");
		yaml_put(b, s->due_from, 0, true);
		if (s->due_months)
			buf_format(b, ", months: %d", s->due_months);
		if (s->due_days || !s->due_months)
			buf_format(b, ", days: %d", s->due_days);
		buf_put(b, s->due_with_first ? STR(", with_first: yes }\n") : STR(" }\n"));
	}
	put_str(b, 4, "where", s->where);
	put_text3(b, 4, "office", &s->office);
	put_text3(b, 4, "bring", &s->bring);
	put_str(b, 4, "online", s->online);
	put_key(b, 4, "source");
	buf_char(b, '\n');
	put_str(b, 6, "law", s->law);
	put_str(b, 6, "url", s->law_url);
	put_text3(b, 4, "section", &s->section);
	put_bool(b, 4, "confirmed", s->confirmed);
}

str defs_write_schemes(arena *a, const city_def *c, str file)
{
	buf b = buf_new(a, FILE_CEILING);
	buf_lit(&b, "schemes:\n");
	for (size_t i = 0; i < c->guide.schemes.n; i++)
		if (str_eq(c->guide.schemes.at[i].file, file))
			put_scheme(&b, &c->guide.schemes.at[i]);
	return written(&b);
}

/* --- cases ------------------------------------------------------------------------------------------------------------------- */

static str expected(arena *a, const strs *ids, bool more)
{
	buf b = buf_new(a, FILE_CEILING);
	for (size_t i = 0; i < ids->n; i++)
		buf_format(&b, "%s%.*s", i ? " " : "", STR_ARG(ids->at[i]));
	if (more)
		buf_put(&b, b.len ? STR(" *") : STR("*"));
	return written(&b);
}

static const fact_answer *given(const case_def *x, str id)
{
	for (size_t i = 0; i < x->given.n; i++)
		if (str_eq(x->given.at[i].id, id))
			return &x->given.at[i];
	return NULL;
}

static void put_answer(csv_writer *w, const fact_def *f, const fact_answer *x)
{
	i64 n;
	if (!x)
		csv_str(w, STR_NONE);
	else if (x->dont_know)
		csv_str(w, STR("わからない"));
	else if ((f->field.kind == FIELD_NUMBER || f->field.kind == FIELD_MONEY) && str_i64(x->value, &n))
		csv_i64(w, n); /* a number stays one, below zero as well */
	else
		csv_str(w, x->value);
}

str defs_write_cases(arena *a, const city_def *c, str file)
{
	const case_defs *all = &c->guide.cases;
	buf b = buf_new(a, FILE_CEILING);
	csv_writer w = csv_write(&b);
	bool *used = arena_many(a, bool, c->facts.n + 1);
	bool notes = false, dated = false;
	for (size_t i = 0; i < all->n; i++) {
		const case_def *x = &all->at[i];
		if (!str_eq(x->file, file))
			continue;
		notes = notes || x->note.len;
		dated = dated || x->as_of != DAY_UNSET;
		for (size_t k = 0; k < x->given.n; k++) {
			const fact_def *f = facts_find(&c->facts, x->given.at[k].id);
			if (f)
				used[f - c->facts.at] = true;
		}
	}
	csv_str(&w, STR("case"));
	if (dated)
		csv_str(&w, STR("as_of"));
	for (size_t k = 0; k < c->facts.n; k++)
		if (used[k])
			csv_str(&w, c->facts.at[k].name);
	csv_str(&w, STR("yes"));
	csv_str(&w, STR("open"));
	csv_str(&w, STR("no"));
	if (notes)
		csv_str(&w, STR("note"));
	csv_end_row(&w);
	for (size_t i = 0; i < all->n; i++) {
		const case_def *x = &all->at[i];
		if (!str_eq(x->file, file))
			continue;
		csv_str(&w, x->name);
		if (dated)
			csv_str(&w, x->as_of == DAY_UNSET ? STR_NONE : day_text(a, x->as_of));
		for (size_t k = 0; k < c->facts.n; k++)
			if (used[k])
				put_answer(&w, &c->facts.at[k], given(x, c->facts.at[k].field.id));
		csv_str(&w, expected(a, &x->yes, x->yes_more));
		csv_str(&w, expected(a, &x->open, x->open_more));
		csv_str(&w, expected(a, &x->no, false));
		if (notes)
			csv_str(&w, x->note);
		csv_end_row(&w);
	}
	return written(&b);
}
