#include "rules/sheet_private.h"
#include <stdarg.h>
#include "rules/feel_shape.h"
#include "rules/mistakes.h"
#include "text/csv.h"
#include "text/kana.h"

#define WORK_MAX ((size_t)256 << 20) /* a cell has at most SHEET_BYTES_MAX, and becomes several times as much */

typedef enum role { COL_EMPTY, COL_FIRST, COL_INPUT, COL_OUTPUT, COL_NOTE, COL_ABOUT, COL_RULE } role;

typedef struct column {
	role role;
	size_t at; /* among the inputs, outputs or notes */
} column;

/* One sheet being read. */
typedef struct reader {
	arena *a;
	arena *work; /* of one cell */
	size_t floor; /* what reading leaves of the arena */
	str file, text;
	const csv_row *row;
	csv_place *places; /* of the row's cells */
	int number; /* of the row as a spreadsheet shows it; rows are counted, lines within cells are not */
	dmn_table *t;
	bool simple;
	bool *expressions; /* of the inputs: it is an expression, not a name */
	column *columns;
	size_t columns_n;
	feel_names known;
	mistakes wrong;
	bool full; /* there is no room: what follows is not read */
} reader;

/* Without the spaces around and without the apostrophe that keeps a spreadsheet from taking the text for a formula. */
static str clean(str s)
{
	s = sheet_trim(s);
	return sheet_kept(s) ? str_sub(s, 1, s.len) : s;
}

static str cell(const reader *r, size_t i)
{
	return i < r->row->n ? clean(r->row->at[i]) : STR("");
}

static void mistake(reader *r, size_t i, err_code code, const char *what, ...) PRINTF(4, 5);
static void mistake(reader *r, size_t i, err_code code, const char *what, ...)
{
	va_list args;
	va_start(args, what);
	char text[500];
	int n = vsnprintf(text, sizeof text, what, args);
	va_end(args);
	csv_place p = i < r->row->n ? r->places[i] : (csv_place){ r->row->line, 1 };
	str name = sheet_cell_name(r->a, i, r->number);
	str detail = { text, n < 0 ? 0 : (size_t)n < sizeof text ? (size_t)n : sizeof text - 1 };
	while (detail.len && !str_is_utf8(detail)) /* cut within a character */
		detail.len--;
	mistakes_add(r->a, &r->wrong,
		     err_at(r->a, code, str_format(r->a, "%.*s:%d:%d", STR_ARG(r->file), p.line, p.column),
			    "%.*s: %.*s", STR_ARG(name), STR_ARG(detail)));
}

typedef enum reading { READ_TESTS, READ_EXPRESSION } reading;

/* What was typed in a cell, as FEEL; the same text where it is that already. */
static str as_feel(reader *r, str typed, reading how)
{
	if (typed.len == 0)
		return typed;
	str s = how == READ_TESTS ? sheet_feel(r->work, typed, r->known) : sheet_feel_plain(r->work, typed, r->known);
	if (how == READ_TESTS && str_eq(s, STR("-")))
		s = STR(""); /* as the cells are that say nothing */
	s = str_eq(s, typed) ? typed : arena_copy(r->a, s);
	arena_reset(r->work);
	return s;
}

/* A cell of FEEL; a mistake is told. */
static dmn_text feel_cell(reader *r, size_t i, reading how)
{
	str typed = cell(r, i);
	csv_place p = i < r->row->n ? r->places[i] : (csv_place){ r->row->line, 1 };
	dmn_text x = { .text = as_feel(r, typed, how), .line = p.line, .column = p.column };
	if (!str_eq(x.text, typed))
		x.typed = typed;
	if (x.text.len == 0)
		return x;
	str wide = how == READ_TESTS ? sheet_thousands(x.text) : STR("");
	if (wide.len)
		mistake(r, i, ERR_file, "%.*s would be two numbers; write a number without commas", STR_ARG(wide));
	const err *e = how == READ_TESTS ? feel_parse_tests(r->a, x.text, r->known, &x.expr)
					 : feel_parse(r->a, x.text, r->known, &x.expr);
	if (e)
		mistake(r, i, ERR_feel, "%.*s: %.*s (at %.*s)", STR_ARG(typed), STR_ARG(e->detail), STR_ARG(e->where));
	return x;
}

/* --- words of the header ---------------------------------------------------------------------------------------------- */

sheet_note sheet_note_of(str name)
{
	static const struct {
		str name;
		sheet_note means;
	} names[] = {
		{ STR_INIT("valid from"), NOTE_FROM }, { STR_INIT("有効開始"), NOTE_FROM },
		{ STR_INIT("valid to"), NOTE_TO },     { STR_INIT("有効終了"), NOTE_TO },
		{ STR_INIT("source"), NOTE_SOURCE },   { STR_INIT("根拠"), NOTE_SOURCE },
		{ STR_INIT("note"), NOTE_REMARK },     { STR_INIT("備考"), NOTE_REMARK },
	};
	for (size_t i = 0; i < COUNT(names); i++)
		if (str_eq_nocase(name, names[i].name))
			return names[i].means;
	return NOTE_OTHER;
}

str sheet_bracketed(arena *a, str s)
{
	s = clean(width_half(a, s));
	if (s.len < 3 || s.at[0] != '(' || s.at[s.len - 1] != ')')
		return STR("");
	return str_lower(a, clean(str_sub(s, 1, s.len - 1)));
}

static bool is_one_of(str s, const char *en, const char *ja)
{
	return str_eq(s, str_of(en)) || str_eq(s, str_of(ja));
}

static bool marked(str *s, str mark)
{
	if (!str_starts(*s, mark))
		return false;
	*s = sheet_trim(str_sub(*s, mark.len, s->len)); /* an apostrophe there is the text's own */
	return true;
}

static bool hit_policy(reader *r, str first)
{
	static const struct {
		const char *letter, *word;
		dmn_hit hit;
		dmn_gather gather;
	} policies[] = {
		{ "u", "unique", HIT_UNIQUE, GATHER_LIST },
		{ "a", "any", HIT_ANY, GATHER_LIST },
		{ "p", "priority", HIT_PRIORITY, GATHER_LIST },
		{ "f", "first", HIT_FIRST, GATHER_LIST },
		{ "r", "rule order", HIT_RULE_ORDER, GATHER_LIST },
		{ "o", "output order", HIT_OUTPUT_ORDER, GATHER_LIST },
		{ "c", "collect", HIT_COLLECT, GATHER_LIST },
		{ "c+", "collect+", HIT_COLLECT, GATHER_SUM },
		{ "c#", "collect#", HIT_COLLECT, GATHER_COUNT },
		{ "c<", "collect<", HIT_COLLECT, GATHER_MIN },
		{ "c>", "collect>", HIT_COLLECT, GATHER_MAX },
	};
	first = str_lower(r->a, width_half(r->a, first));
	r->simple = str_eq(first, STR("id"));
	r->t->hit = HIT_COLLECT;
	for (size_t i = 0; i < COUNT(policies); i++)
		if (is_one_of(first, policies[i].letter, policies[i].word)) {
			r->t->hit = policies[i].hit;
			r->t->gather = policies[i].gather;
			return true;
		}
	return r->simple;
}

static str type_of(str s)
{
	static const str types[][2] = {
		{ STR_INIT("文字"), STR_INIT("string") }, { STR_INIT("文字列"), STR_INIT("string") },
		{ STR_INIT("数"), STR_INIT("number") },   { STR_INIT("数値"), STR_INIT("number") },
		{ STR_INIT("金額"), STR_INIT("number") }, { STR_INIT("真偽"), STR_INIT("boolean") },
		{ STR_INIT("日付"), STR_INIT("date") },
	};
	for (size_t i = 0; i < COUNT(types); i++)
		if (str_eq(s, types[i][0]))
			return types[i][1];
	return s;
}

/* --- the header ------------------------------------------------------------------------------------------------------- */

static void add_output(reader *r, str name)
{
	dmn_output out = { .name = name };
	LIST_ADD(r->a, &r->t->outputs, out);
}

static column header_cell(reader *r, size_t i)
{
	dmn_table *t = r->t;
	str s = cell(r, i), word = sheet_bracketed(r->a, s);
	if (i == 0)
		return (column){ COL_FIRST, 0 };
	if (is_one_of(word, "about", "説明"))
		return (column){ COL_ABOUT, 0 };
	if (is_one_of(word, "rule", "行"))
		return (column){ COL_RULE, 0 };
	if (marked(&s, STR("→")) || marked(&s, STR("⇒")) || marked(&s, STR("->")) || marked(&s, STR("=>"))) {
		if (r->simple)
			mistake(r, i, ERR_file, "a table headed `id` has no other output");
		add_output(r, s);
		return (column){ COL_OUTPUT, t->outputs.n - 1 };
	}
	if (marked(&s, STR("※")) || sheet_note_of(s) != NOTE_OTHER) {
		LIST_ADD(r->a, &t->notes, s);
		return (column){ COL_NOTE, t->notes.n - 1 };
	}
	bool input = marked(&s, STR("？")) || marked(&s, STR("?"));
	if (s.len == 0 && !input)
		return (column){ COL_EMPTY, 0 };
	dmn_input in = { .expression = { .text = s, .line = r->places[i].line, .column = r->places[i].column } };
	LIST_ADD(r->a, &t->inputs, in);
	return (column){ COL_INPUT, t->inputs.n - 1 };
}

/* The names that cells may use: those known besides, and the columns', for a header is a name whatever stands in it. */
static void learn_names(reader *r)
{
	strs list = { NULL, 0 };
	for (size_t i = 0; i < r->known.n; i++)
		LIST_ADD(r->a, &list, r->known.at[i]);
	for (size_t i = 0; i < r->t->inputs.n; i++) {
		str s = r->t->inputs.at[i].expression.text;
		if (s.len && !r->expressions[i])
			LIST_ADD(r->a, &list, s);
	}
	r->known.at = list.at;
	r->known.n = list.n;
}

static bool header(reader *r)
{
	str first = cell(r, 0);
	if (!hit_policy(r, first)) {
		mistake(r, 0, ERR_file,
			"the first cell of a decision table is `id`, or the letter of its hit policy: U A P F R O C C+ C# C< C>");
		return false;
	}
	r->columns_n = r->row->n;
	r->columns = arena_many(r->a, column, r->columns_n);
	if (r->simple) {
		add_output(r, STR("id"));
		r->t->outputs.at[0].type = STR("string");
	}
	for (size_t i = 0; i < r->columns_n; i++)
		r->columns[i] = header_cell(r, i);
	if (r->t->outputs.n == 0)
		mistake(r, 0, ERR_file, "no column is an output; mark it with → (→手当)");
	r->expressions = arena_many(r->a, bool, r->columns_n);
	learn_names(r);
	return r->t->outputs.n > 0;
}

/* --- rows of settings ------------------------------------------------------------------------------------------------- */

typedef enum setting {
	SET_NONE,
	SET_TABLE,
	SET_ID,
	SET_NAME,
	SET_EXPRESSION,
	SET_TYPE,
	SET_VALUES,
	SET_DEFAULT
} setting;

static setting setting_of(str word)
{
	if (is_one_of(word, "table", "表"))
		return SET_TABLE;
	if (str_eq(word, STR("id")))
		return SET_ID;
	if (is_one_of(word, "name", "名前"))
		return SET_NAME;
	if (is_one_of(word, "expression", "式"))
		return SET_EXPRESSION;
	if (is_one_of(word, "type", "型"))
		return SET_TYPE;
	if (is_one_of(word, "values", "値"))
		return SET_VALUES;
	return is_one_of(word, "default", "既定") ? SET_DEFAULT : SET_NONE;
}

static void set_input(reader *r, setting what, size_t i, dmn_input *in)
{
	str s = cell(r, i);
	if (what == SET_ID)
		in->id = s;
	else if (what == SET_TYPE)
		in->type = type_of(s);
	else if (what == SET_VALUES)
		in->values = feel_cell(r, i, READ_TESTS);
	else if (what == SET_DEFAULT && s.len)
		mistake(r, i, ERR_file, "an input has no default");
	else if ((what == SET_NAME || what == SET_EXPRESSION) && s.len) {
		in->label = in->label.len ? in->label : in->expression.text;
		r->expressions[in - r->t->inputs.at] = what == SET_EXPRESSION;
		in->expression = (dmn_text){ .text = str_eq(s, STR("-")) ? STR("") : s, /* a label alone */
					     .line = r->places[i].line,
					     .column = r->places[i].column };
	}
}

static void set_output(reader *r, setting what, size_t i, dmn_output *out)
{
	str s = cell(r, i);
	if (what == SET_ID)
		out->id = s;
	else if (what == SET_TYPE)
		out->type = type_of(s);
	else if (what == SET_VALUES)
		out->values = feel_cell(r, i, READ_TESTS);
	else if (what == SET_DEFAULT)
		out->otherwise = feel_cell(r, i, READ_EXPRESSION);
	else if (what == SET_EXPRESSION && s.len)
		mistake(r, i, ERR_file, "an output has its expressions in its cells");
	else if (what == SET_NAME && s.len) {
		out->label = out->name;
		out->name = str_eq(s, STR("-")) ? STR("") : s; /* a label and no name */
	}
}

static void set(reader *r, setting what)
{
	if (what == SET_TABLE) {
		r->t->id = cell(r, 1);
		r->t->name = cell(r, 2);
		return;
	}
	for (size_t i = 1; i < r->row->n; i++) {
		column c = i < r->columns_n ? r->columns[i] : (column){ COL_EMPTY, 0 };
		if (c.role == COL_INPUT)
			set_input(r, what, i, &r->t->inputs.at[c.at]);
		else if (c.role == COL_OUTPUT)
			set_output(r, what, i, &r->t->outputs.at[c.at]);
		else if (cell(r, i).len)
			mistake(r, i, ERR_file, "this column has no such setting");
	}
}

/* After the settings: what stands at the heads of columns, as FEEL. */
static void read_expressions(reader *r)
{
	learn_names(r); /* settings may have renamed them */
	for (size_t i = 0; i < r->columns_n; i++) {
		if (r->columns[i].role != COL_INPUT)
			continue;
		dmn_text *x = &r->t->inputs.at[r->columns[i].at].expression;
		if (x->text.len == 0)
			continue;
		const err *e = feel_parse(r->a, x->text, r->known, &x->expr);
		if (e)
			mistake(r, i, ERR_feel, "%.*s: %.*s (at %.*s)", STR_ARG(x->text), STR_ARG(e->detail),
				STR_ARG(e->where));
		else if (!r->expressions[r->columns[i].at] && feel_shape_of(r->a, x->expr).is != SHAPE_NAME)
			mistake(r, i, ERR_file,
				"%.*s cannot be the name of a fact; an expression stands in a row of its own, headed (expression)",
				STR_ARG(x->text));
	}
}

/* --- rules ------------------------------------------------------------------------------------------------------------ */

bool sheet_counts(arena *a, str s)
{
	s = width_half(a, s);
	for (size_t i = 0; i < s.len; i++)
		if (s.at[i] < '0' || s.at[i] > '9')
			return false;
	return true;
}

static void first_cell(reader *r, dmn_rule *rule)
{
	str s = cell(r, 0), id;
	if (!r->simple) {
		rule->id = sheet_counts(r->a, s) ? STR("") : s;
		return;
	}
	if (s.len == 0) {
		mistake(r, 0, ERR_file, "the id is missing");
		return;
	}
	if (!sheet_unquote(r->a, s, &id))
		id = s;
	rule->outputs[0] =
		(dmn_text){ .text = sheet_quote(r->a, id), .line = r->places[0].line, .column = r->places[0].column };
	const err *e = feel_parse(r->a, rule->outputs[0].text, r->known, &rule->outputs[0].expr);
	if (e)
		mistake(r, 0, ERR_feel, "%.*s", STR_ARG(e->detail));
}

static bool validity(arena *a, str s, day *ret)
{
	*ret = DAY_UNSET;
	return s.len == 0 || str_eq(s, STR("-")) || sheet_day(a, s, ret);
}

static void note_cell(reader *r, size_t i, dmn_rule *rule, size_t at)
{
	str s = cell(r, i);
	sheet_note means = sheet_note_of(r->t->notes.at[at]);
	rule->notes[at] = s;
	if (means == NOTE_FROM || means == NOTE_TO)
		if (!validity(r->a, s, means == NOTE_FROM ? &rule->from : &rule->to))
			mistake(r, i, ERR_file, "%.*s is no date; write it as 2026-04-01 or 令和8年4月1日", STR_ARG(s));
}

static bool blank(const reader *r)
{
	for (size_t i = 0; i < r->row->n; i++)
		if (cell(r, i).len)
			return false;
	return true;
}

static void rule_row(reader *r)
{
	dmn_table *t = r->t;
	int before = r->wrong.n;
	dmn_rule rule = { .inputs = arena_many(r->a, dmn_text, t->inputs.n),
			  .outputs = arena_many(r->a, dmn_text, t->outputs.n),
			  .notes = arena_many(r->a, str, t->notes.n),
			  .from = DAY_UNSET,
			  .to = DAY_UNSET,
			  .line = r->row->line };
	first_cell(r, &rule);
	for (size_t i = 1; i < r->row->n || i < r->columns_n; i++) {
		column c = i < r->columns_n ? r->columns[i] : (column){ COL_EMPTY, 0 };
		if (c.role == COL_INPUT)
			rule.inputs[c.at] = feel_cell(r, i, READ_TESTS);
		else if (c.role == COL_OUTPUT)
			rule.outputs[c.at] = feel_cell(r, i, READ_EXPRESSION);
		else if (c.role == COL_NOTE)
			note_cell(r, i, &rule, c.at);
		else if (c.role == COL_ABOUT)
			rule.about = cell(r, i);
		else if (c.role == COL_RULE)
			rule.id = cell(r, i);
		else if (cell(r, i).len)
			mistake(r, i, ERR_file, "this column has no header");
	}
	if (rule.from != DAY_UNSET && rule.to != DAY_UNSET && rule.to < rule.from)
		mistake(r, 0, ERR_file, "this row ends before it begins");
	if (r->wrong.n == before && (t->rules.n == SHEET_RULES_MAX || t->rules.n * r->columns_n > SHEET_CELLS_MAX))
		mistake(r, 0, ERR_too_large, "more than %d rules, or than %d cells", SHEET_RULES_MAX, SHEET_CELLS_MAX);
	if (r->wrong.n == before && arena_left(r->a) < r->floor) {
		mistake(r, 0, ERR_too_large, "the table has more in it than there is room for");
		r->full = true;
	}
	if (r->wrong.n == before)
		LIST_ADD(r->a, &t->rules, rule);
}

static const err *read_sheet(arena *a, arena *work, str file, str bytes, feel_names known, const dmn_table **ret)
{
	str text, from;
	csv_table csv;
	*ret = NULL;
	if (bytes.len > SHEET_BYTES_MAX)
		return err_at(a, ERR_too_large, file, "%zu bytes; a table has at most %d", bytes.len, SHEET_BYTES_MAX);
	const err *e = text_decode(a, bytes, &text, &from);
	if (!e)
		e = csv_parse(a, text, &csv);
	if (e)
		return err_at(a, e->code, str_format(a, "%.*s:%.*s", STR_ARG(file), STR_ARG(e->where)), "%.*s",
			      STR_ARG(e->detail));
	if (csv.n == 0)
		return err_at(a, ERR_file, str_format(a, "%.*s:1:1", STR_ARG(file)), "the file is empty");
	dmn_table *t = arena_one(a, dmn_table);
	reader r = {
		.a = a, .work = work, .floor = arena_left(a) / 2, .file = file, .text = text, .t = t, .known = known
	};
	t->file = file;
	bool ready = false; /* the settings are behind us */
	for (size_t i = 0; i < csv.n && !r.full; i++) {
		r.row = &csv.at[i];
		r.places = csv_places(a, text, r.row);
		r.number = (int)i + 1;
		str word = i > 0 ? sheet_bracketed(a, cell(&r, 0)) : STR("");
		setting what = setting_of(word);
		if (i == 0) {
			if (!header(&r))
				return r.wrong.first;
		} else if (word.len && (what == SET_NONE || ready)) {
			mistake(&r, 0, ERR_file,
				ready ? "settings stand above the rules"
				      : "there is no such setting; there are (table) (id) (name) (expression) (type) (values) (default)");
		} else if (word.len) {
			set(&r, what);
		} else if (!blank(&r)) {
			if (!ready) {
				const csv_row *row = r.row;
				csv_place *places = r.places;
				r.row = &csv.at[0]; /* mistakes in a header are told there */
				r.places = csv_places(a, text, r.row);
				r.number = 1;
				read_expressions(&r);
				r.row = row;
				r.places = places;
				r.number = (int)i + 1;
			}
			ready = true;
			rule_row(&r);
		}
	}
	if (!ready) {
		r.row = &csv.at[0];
		r.places = csv_places(a, text, r.row);
		r.number = 1;
		read_expressions(&r);
	}
	*ret = t;
	return r.wrong.first;
}

const err *sheet_read(arena *a, str file, str bytes, feel_names known, const dmn_table **ret)
{
	arena *work = arena_new(WORK_MAX);
	const err *e = read_sheet(a, work, file, bytes, known, ret);
	arena_free(work);
	return e;
}

const err *sheet_validity(arena *a, dmn_table *t)
{
	mistakes wrong = { .n = 0 };
	for (size_t i = 0; i < t->rules.n; i++) {
		dmn_rule *rule = &t->rules.at[i];
		rule->from = rule->to = DAY_UNSET;
		for (size_t k = 0; k < t->notes.n; k++) {
			sheet_note means = sheet_note_of(t->notes.at[k]);
			if ((means == NOTE_FROM || means == NOTE_TO) &&
			    !validity(a, str_trim(rule->notes[k]), means == NOTE_FROM ? &rule->from : &rule->to))
				mistakes_add(a, &wrong,
					     err_at(a, ERR_file,
						    str_format(a, "%.*s:%d:1", STR_ARG(t->file), rule->line),
						    "%.*s is no date", STR_ARG(rule->notes[k])));
		}
	}
	return wrong.first;
}
