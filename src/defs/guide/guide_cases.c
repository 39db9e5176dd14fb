/* cases/ID.csv: what clerks expect, read and tried. */
#include "defs/guide/guide_read.h"
#include "text/csv.h"

typedef enum case_role {
	CASE_FACT,
	CASE_NAME,
	CASE_AS_OF,
	CASE_YES,
	CASE_OPEN,
	CASE_NO,
	CASE_REMARK,
	CASE_LOST
} case_role;
typedef struct case_column {
	case_role role;
	const fact_def *fact;
} case_column;

static case_role role_of(str head)
{
	static const struct {
		const char *name;
		case_role role;
	} roles[] = { { "case", CASE_NAME }, { "例", CASE_NAME },   { "as_of", CASE_AS_OF }, { "基準日", CASE_AS_OF },
		      { "yes", CASE_YES },   { "該当", CASE_YES },  { "open", CASE_OPEN },   { "不明", CASE_OPEN },
		      { "no", CASE_NO },     { "非該当", CASE_NO }, { "note", CASE_REMARK }, { "備考", CASE_REMARK } };
	for (size_t i = 0; i < COUNT(roles); i++)
		if (str_eq(head, str_of(roles[i].name)))
			return roles[i].role;
	return CASE_FACT;
}

/* Ids parted by spaces, commas, 、 or line breaks; a lone `*` lets others be there. */
static void read_expected(reader *r, const yaml_node *at, str cell, const city_def *c, strs *ret, bool *ret_more)
{
	for (size_t i = 0; i < cell.len;) {
		size_t from = i, to = i;
		while (to < cell.len) {
			size_t next = to;
			u32 u = str_next(cell, &next);
			i = next;
			if (u == ' ' || u == ',' || u == '\n' || u == '\r' || u == '\t' || u == 0x3001 || u == 0x3000)
				break;
			to = next;
		}
		str id = str_sub(cell, from, to);
		if (id.len == 0)
			continue;
		const scheme_def *s = guide_scheme(&c->guide, id);
		if (str_eq(id, STR("*")) && ret_more)
			*ret_more = true;
		else if (!s)
			note(r, at, "there is no scheme ‘%.*s’%s", STR_ARG(shown(id)), scheme_meant(r, &c->guide, id));
		else
			LIST_ADD(r->a, ret, s->id);
	}
}

static bool says_unknown(str s)
{
	return str_eq(s, STR("わからない")) || str_eq(s, STR("分からない")) || str_eq(s, STR("不明")) ||
	       str_eq(s, STR("?"));
}

static void read_cell(reader *r, const yaml_node *at, str cell, const case_column *col, const city_def *c,
		      case_def *ret)
{
	if (col->role == CASE_NAME)
		ret->name = arena_copy(r->a, cell);
	else if (col->role == CASE_REMARK)
		ret->note = arena_copy(r->a, cell);
	else if (col->role == CASE_YES)
		read_expected(r, at, cell, c, &ret->yes, &ret->yes_more);
	else if (col->role == CASE_OPEN)
		read_expected(r, at, cell, c, &ret->open, &ret->open_more);
	else if (col->role == CASE_NO)
		read_expected(r, at, cell, c, &ret->no, NULL);
	if (col->role == CASE_AS_OF && cell.len) {
		str text;
		field_def date = field_plain(STR("as-of"), FIELD_DATE);
		if (field_read(r->work, &date, cell, day_from(2026, 4, 1), &text) || !day_parse(text, &ret->as_of))
			note(r, at, "‘%.*s’ is not a date; write it as 2026-04-01", STR_ARG(shown(cell)));
	}
	if (col->role != CASE_FACT || cell.len == 0)
		return;
	fact_answer x = { .id = col->fact->field.id, .dont_know = says_unknown(cell) };
	const err *e = x.dont_know
			       ? NULL
			       : field_read(r->work, &col->fact->field, cell,
					    ret->as_of == DAY_UNSET ? day_from(2099, 12, 31) : ret->as_of, &x.value);
	if (e)
		note(r, at, "‘%.*s’ is no answer to ‘%.*s’%s%.*s", STR_ARG(shown(cell)), STR_ARG(col->fact->name),
		     e->detail.len ? ": " : "", STR_ARG(e->detail));
	else if (x.dont_know || x.value.len) {
		x.value = arena_copy(r->a, x.value);
		LIST_ADD(r->a, &ret->given, x);
	}
}

static case_column column_of(reader *r, str head, int column, const city_def *c)
{
	case_column col = { .role = role_of(head) };
	if (col.role != CASE_FACT)
		return col;
	col.fact = fact_called(&c->facts, head);
	if (col.fact && !col.fact->value)
		return col;
	if (!col.fact)
		note(r, PLACE(1, column),
		     "there is no fact ‘%.*s’%s; a column is `case`, `as_of`, `yes`, `open`, `no`, `note` or a fact",
		     STR_ARG(shown(head)), fact_meant(r, &c->facts, head));
	else
		note(r, PLACE(1, column), "‘%.*s’ is computed; write the facts that it comes from",
		     STR_ARG(col.fact->name));
	col.role = CASE_LOST;
	return col;
}

static void read_file(source *s, city_def *c)
{
	reader *r = &s->r;
	csv_table t;
	str text, from;
	const err *e = text_decode(r->work, s->text, &text, &from);
	e = e ? e : csv_parse(r->work, text, &t);
	if (e) {
		note(r, PLACE(1, 1), "%.*s: %.*s", STR_ARG(e->where), STR_ARG(e->detail));
		return;
	}
	if (t.n == 0)
		return;
	case_column *columns = arena_many(r->work, case_column, t.at[0].n);
	bool expects = false, about_open = false;
	for (size_t k = 0; k < t.at[0].n; k++) {
		columns[k] = column_of(r, str_trim(t.at[0].at[k]), (int)k + 1, c);
		expects = expects || columns[k].role == CASE_YES || columns[k].role == CASE_NO ||
			  columns[k].role == CASE_OPEN;
		about_open = about_open || columns[k].role == CASE_OPEN;
		for (size_t m = 0; m < k; m++)
			if (columns[k].role == columns[m].role && columns[k].fact == columns[m].fact &&
			    columns[k].role != CASE_REMARK && columns[k].role != CASE_LOST)
				note(r, PLACE(1, (int)k + 1), "this column stands twice: ‘%.*s’",
				     STR_ARG(shown(t.at[0].at[k])));
	}
	if (!expects)
		note(r, PLACE(1, 1), "a case says what it expects: add a column `yes`, `open` or `no`");
	bool about_yes = false;
	for (size_t k = 0; k < t.at[0].n; k++)
		about_yes = about_yes || columns[k].role == CASE_YES;
	for (size_t i = 1; i < t.n; i++) {
		const csv_row *row = &t.at[i];
		case_def x = { .file = r->path,
			       .line = row->line,
			       .as_of = DAY_UNSET,
			       .open_more = !about_open,
			       .yes_more = !about_yes };
		if (c->guide.cases.n == CASES_MAX) {
			note(r, PLACE(row->line, 1), "at most %d cases", CASES_MAX);
			return;
		}
		if (row->n != t.at[0].n)
			note(r, PLACE(row->line, 1), "this row has %zu cells, the first row %zu", row->n, t.at[0].n);
		for (int round = 0; round < 2; round++) /* the day first: dates are read as of it */
			for (size_t k = 0; k < row->n && k < t.at[0].n; k++)
				if ((columns[k].role == CASE_AS_OF) == (round == 0))
					read_cell(r, PLACE(row->line, (int)k + 1), str_trim(row->at[k]), &columns[k], c,
						  &x);
		LIST_ADD(r->a, &c->guide.cases, x);
	}
}

void read_cases(sources *list, city_def *c)
{
	for (size_t i = 0; i < list->n; i++)
		if (list->at[i].kind == PATH_CASES)
			read_file(&list->at[i], c);
}

/* --- trying them ---------------------------------------------------------------------------------------------------------- */

guide_values guide_values_of(feel_run *run, const fact_defs *f, const guide_def *g, const fact_answers *given)
{
	strs names = g->match ? match_facts(g->match) : (strs){ NULL, 0 };
	guide_values v = { arena_many(run->arena, feel, f->n + 1), arena_many(run->arena, feel, names.n + 1) };
	answers_values(run, f, given, v.facts);
	for (size_t i = 0; i < names.n; i++) {
		const fact_def *def = facts_named(f, names.at[i]);
		v.columns[i] = def ? v.facts[def - f->at] : (feel){ .kind = FEEL_UNKNOWN };
	}
	return v;
}

static const char *truth_name(truth t)
{
	return t == TRUTH_YES ? "yes" : t == TRUTH_OPEN ? "open" : "no";
}

/* What differs: "expected yes, found open: teate, kouan; …". Empty when the case holds. */
static str difference(arena *a, const case_def *x, const strs *ids, const truth *found)
{
	buf b = buf_new(a, 2000);
	for (int want = TRUTH_YES; want >= TRUTH_NO; want--)
		for (int got = TRUTH_NO; got <= TRUTH_YES; got++) {
			const strs *listed = want == TRUTH_YES ? &x->yes : want == TRUTH_OPEN ? &x->open : &x->no;
			bool begun = false;
			for (size_t i = 0; want != got && i < ids->n; i++) {
				if ((int)found[i] != got || !contains(listed, ids->at[i]))
					continue;
				if (!begun)
					buf_format(&b, "%sexpected %s, found %s: ", b.len ? "; " : "",
						   truth_name((truth)want), truth_name((truth)got));
				buf_format(&b, "%s%.*s", begun ? ", " : "", STR_ARG(ids->at[i]));
				begun = true;
			}
		}
	return buf_str(&b);
}

/* Yes or open though nobody listed it. */
static void surplus(buf *b, truth got, const case_def *x, const strs *ids, const truth *found)
{
	bool begun = false;
	for (size_t i = 0; i < ids->n; i++) {
		str id = ids->at[i];
		if (found[i] != got || contains(&x->yes, id) || contains(&x->open, id) || contains(&x->no, id))
			continue;
		if (!begun)
			buf_format(b, "%snot expected, but %s: ", b->len ? "; " : "", truth_name(got));
		buf_format(b, "%s%.*s", begun ? ", " : "", STR_ARG(id));
		begun = true;
	}
}

const err *guide_try_cases(arena *a, const city_def *c, instant now, size_t *ret_n)
{
	const guide_def *g = &c->guide;
	const err *first = NULL;
	err *last = NULL;
	if (ret_n)
		*ret_n = 0;
	if (!g->match)
		return NULL;
	strs ids = match_schemes(g->match);
	for (size_t i = 0; i < g->cases.n; i++) {
		const case_def *x = &g->cases.at[i];
		arena *own = arena_new(64 << 20); /* a case's values go with it */
		feel_run run = feel_begin(own, now);
		run.as_of = x->as_of;
		guide_values v = guide_values_of(&run, &c->facts, g, &x->given);
		truth *found = arena_many(own, truth, ids.n + 1);
		match_judge(g->match, &run, v.columns, x->as_of == DAY_UNSET ? day_of(now) : x->as_of, found);
		buf b = buf_new(own, 2000);
		buf_put(&b, difference(own, x, &ids, found));
		if (!x->yes_more)
			surplus(&b, TRUTH_YES, x, &ids, found);
		if (!x->open_more)
			surplus(&b, TRUTH_OPEN, x, &ids, found);
		if (b.len) {
			err *e = arena_one(a, err);
			*e = (err){ .code = ERR_definition,
				    .where = str_format(a, "%.*s:%d:1", STR_ARG(x->file), x->line),
				    .detail = str_format(a, "%.*s: %.*s%s", STR_ARG(x->name), STR_ARG(buf_str(&b)),
							 b.overflowed ? " …" : "") };
			if (last)
				last->next = e;
			else
				first = e;
			last = e;
		}
		arena_free(own);
		if (ret_n)
			++*ret_n;
	}
	return first;
}
