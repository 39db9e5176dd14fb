/* samples.yaml: people to try papers with. */
#include "defs/papers/papers_read.h"
#include "defs/guide/guide_read.h"
#include "text/json.h"

/* What a field is given: a text, a list of choices one a line, the rows of a table as JSON. */
static bool typed_of(reader *r, const yaml_node *n, const field_def *f, str *ret)
{
	buf b = buf_new(r->work, JSON_SIZE_MAX);
	if (n->kind == YN_TEXT)
		return text_of(r, n, ret);
	if (f->kind == FIELD_CHOICES && n->kind == YN_LIST) {
		for (size_t i = 0; i < n->items.n; i++) {
			str s = STR_NONE;
			text_of(r, n->items.at[i], &s);
			buf_put(&b, i ? STR("\n") : STR_NONE);
			buf_put(&b, s);
		}
		*ret = buf_str(&b);
		return true;
	}
	if (f->kind != FIELD_TABLE || n->kind != YN_LIST) {
		note(r, n,
		     f->kind == FIELD_TABLE ? "write a list of rows: [{ shimei: 小倉 花子, zokugara: 子 }]"
					    : "write one text here");
		return false;
	}
	json_writer w = json_write(&b);
	jw_array(&w);
	for (size_t i = 0; i < n->items.n; i++) {
		const yaml_node *row = n->items.at[i];
		strs known = { NULL, 0 };
		for (size_t c = 0; c < f->columns.n; c++)
			LIST_ADD(r->work, &known, f->columns.at[c].id);
		jw_object(&w);
		if (row->kind != YN_MAP)
			note(r, row, "write a row: { shimei: 小倉 花子, zokugara: 子 }");
		for (size_t k = 0; k < row->keys.n; k++) {
			const field_def *col = NULL;
			str cell = STR_NONE;
			for (size_t c = 0; c < f->columns.n; c++)
				if (str_eq(f->columns.at[c].id, row->keys.at[k]->s) ||
				    str_eq(f->columns.at[c].label.in[LANG_JA], row->keys.at[k]->s))
					col = &f->columns.at[c];
			if (!col) {
				note(r, row->keys.at[k], "the table has no column ‘%.*s’%s",
				     STR_ARG(shown(row->keys.at[k]->s)),
				     did_you_mean(r->work, row->keys.at[k]->s, &known));
				continue;
			}
			if (typed_of(r, row->items.at[k], col, &cell)) {
				jw_key(&w, col->id);
				jw_str(&w, cell);
			}
		}
		jw_end(&w);
	}
	jw_end(&w);
	jw_done(&w);
	*ret = buf_str(&b);
	if (b.overflowed)
		note(r, n, "too many rows");
	return !b.overflowed;
}

typedef struct raw_sample {
	sample_def s;
	const yaml_node *facts;
} raw_sample;

static void read_node(reader *r, const yaml_node *n, void *to, const field *f)
{
	(void)r;
	(void)f;
	*(const yaml_node **)to = n;
}

/* The day on which a sample is read must not matter: neither whether a date lies behind it, nor how far. */
static field_def on_any_day(arena *a, const field_def *f)
{
	field_def any = *f;
	any.no_future = any.no_past = false;
	if (f->columns.n)
		any.columns.at = arena_many(a, field_def, f->columns.n);
	for (size_t i = 0; i < f->columns.n; i++)
		any.columns.at[i] = on_any_day(a, &f->columns.at[i]);
	return any;
}

static void read_given(reader *r, const yaml_node *n, const city_def *c, sample_def *s)
{
	if (n->kind != YN_MAP) {
		note(r, n, "write what this person answers: { shimei: 勅使河原 龍之介左衛門 }");
		return;
	}
	for (size_t i = 0; i < n->keys.n; i++) {
		const yaml_node *at = n->keys.at[i], *value = n->items.at[i];
		const fact_def *f = fact_called(&c->facts, at->s);
		str typed, text = STR_NONE;
		if (!f) {
			note(r, at, "there is no fact ‘%.*s’%s; facts are defined in facts.yaml and facts/",
			     STR_ARG(shown(at->s)), fact_meant(r, &c->facts, at->s));
			continue;
		}
		if (f->value || f->field.kind == FIELD_MY_NUMBER) {
			note(r, at,
			     f->value ? "‘%.*s’ is computed; write the facts that it comes from"
				      : "‘%.*s’ is a My Number; papers never have it",
			     STR_ARG(f->name));
			continue;
		}
		for (size_t k = 0; k < s->given.n; k++)
			if (str_eq(s->given.at[k].id, f->field.id))
				note(r, at, "‘%.*s’ stands twice", STR_ARG(f->name));
		if (!typed_of(r, value, &f->field, &typed))
			continue;
		field_def any = on_any_day(r->work, &f->field);
		const err *e = field_read(r->a, &any, typed, day_from(2099, 12, 31), &text);
		if (e)
			note(r, value, "this is no answer to ‘%.*s’%s%.*s%s%.*s", STR_ARG(f->name),
			     e->where.len > f->field.id.len ? ", " : "",
			     e->where.len > f->field.id.len ? (int)e->where.len : 0, e->where.at,
			     e->detail.len ? ": " : "", STR_ARG(e->detail));
		else if (text.len)
			LIST_ADD(r->a, &s->given,
				 ((fact_answer){ .id = f->field.id, .value = arena_copy(r->a, text) }));
	}
}

static void read_list(reader *r, const yaml_node *n, void *to, const field *f)
{
	static const field fields[] = {
		FIELD(raw_sample, s.name, "name", read_text3, .required = true, .most = NAME_MAX_BYTES),
		FIELD(raw_sample, facts, "facts", read_node, .required = true),
	};
	city_def *c = to;
	if (n->kind != YN_MAP && !(n->kind == YN_TEXT && n->plain && n->s.len == 0)) {
		note(r, n, "write `ID:` and below it who this is");
		return;
	}
	for (size_t i = 0; i < n->keys.n; i++) {
		raw_sample raw = { .s = { .line = n->keys.at[i]->line } };
		if (i == SAMPLES_MAX) {
			note(r, n->keys.at[i], "at most %d samples", SAMPLES_MAX);
			return;
		}
		read_id(r, n->keys.at[i], &raw.s.id, f);
		read_map(r, n->items.at[i], &raw, fields, COUNT(fields));
		if (raw.facts)
			read_given(r, raw.facts, c, &raw.s);
		LIST_ADD(r->a, &c->papers.samples, raw.s);
	}
}

void read_samples(source *s, city_def *c)
{
	static const field fields[] = { { .key = "samples", .read = read_list, .required = true } };
	read_map(&s->r, s->root, c, fields, COUNT(fields));
}
