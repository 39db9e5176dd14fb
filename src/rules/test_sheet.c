#include "rules/dmn_model.h"
#include "rules/sheet.h"
#include "text/csv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static int make(void **state)
{
	*state = arena_new((size_t)256 << 20);
	return 0;
}

static int drop(void **state)
{
	arena_free(*state);
	return 0;
}

static const feel_names nobody = { .n = 0 };

static const dmn_table *read_table(arena *a, str csv)
{
	const dmn_table *t;
	const err *e = sheet_read(a, STR("t.csv"), csv, nobody, &t);
	if (e)
		fail_msg("%.*s: %.*s", STR_ARG(e->where), STR_ARG(e->detail));
	return t;
}

static void same_str(str x, str y)
{
	if (!str_eq(x, y))
		fail_msg("`%.*s` is not `%.*s`", STR_ARG(x), STR_ARG(y));
}

static void same_text(const dmn_text *x, const dmn_text *y)
{
	same_str(x->text, y->text);
	same_str(x->typed, y->typed);
	assert_int_equal(x->expr != NULL, y->expr != NULL);
}

/* Everything but the places. */
static void same_table(const dmn_table *x, const dmn_table *y)
{
	same_str(x->id, y->id);
	same_str(x->name, y->name);
	assert_int_equal(x->hit, y->hit);
	assert_int_equal(x->gather, y->gather);
	assert_int_equal(x->inputs.n, y->inputs.n);
	assert_int_equal(x->outputs.n, y->outputs.n);
	assert_int_equal(x->notes.n, y->notes.n);
	assert_int_equal(x->rules.n, y->rules.n);
	for (size_t i = 0; i < x->inputs.n; i++) {
		const dmn_input *p = &x->inputs.at[i], *q = &y->inputs.at[i];
		same_str(p->id, q->id);
		same_str(p->label, q->label);
		same_str(p->type, q->type);
		same_text(&p->expression, &q->expression);
		same_text(&p->values, &q->values);
	}
	for (size_t i = 0; i < x->outputs.n; i++) {
		const dmn_output *p = &x->outputs.at[i], *q = &y->outputs.at[i];
		same_str(p->id, q->id);
		same_str(p->label, q->label);
		same_str(p->name, q->name);
		same_str(p->type, q->type);
		same_text(&p->values, &q->values);
		same_text(&p->otherwise, &q->otherwise);
	}
	for (size_t i = 0; i < x->notes.n; i++)
		same_str(x->notes.at[i], y->notes.at[i]);
	for (size_t i = 0; i < x->rules.n; i++) {
		const dmn_rule *p = &x->rules.at[i], *q = &y->rules.at[i];
		same_str(p->id, q->id);
		same_str(p->about, q->about);
		assert_int_equal(p->from, q->from);
		assert_int_equal(p->to, q->to);
		for (size_t k = 0; k < x->inputs.n; k++)
			same_text(&p->inputs[k], &q->inputs[k]);
		for (size_t k = 0; k < x->outputs.n; k++)
			same_text(&p->outputs[k], &q->outputs[k]);
		for (size_t k = 0; k < x->notes.n; k++)
			same_str(p->notes[k], q->notes[k]);
	}
}

/* The same again, where what is empty and a hyphen are one, and expressions are not looked at. */
static void same_shape(const dmn_table *x, const dmn_table *y)
{
	assert_int_equal(x->rules.n, y->rules.n);
	assert_int_equal(x->inputs.n, y->inputs.n);
	assert_int_equal(x->outputs.n, y->outputs.n);
	assert_int_equal(x->notes.n, y->notes.n);
	same_str(x->id, y->id);
	same_str(x->name, y->name);
	for (size_t i = 0; i < x->inputs.n; i++) {
		same_str(x->inputs.at[i].id, y->inputs.at[i].id);
		same_str(x->inputs.at[i].label, y->inputs.at[i].label);
		same_str(x->inputs.at[i].type, y->inputs.at[i].type);
		same_str(x->inputs.at[i].expression.text, y->inputs.at[i].expression.text);
		same_str(x->inputs.at[i].values.text, y->inputs.at[i].values.text);
	}
	for (size_t i = 0; i < x->outputs.n; i++) {
		same_str(x->outputs.at[i].id, y->outputs.at[i].id);
		same_str(x->outputs.at[i].label, y->outputs.at[i].label);
		same_str(x->outputs.at[i].name, y->outputs.at[i].name);
		same_str(x->outputs.at[i].otherwise.text, y->outputs.at[i].otherwise.text);
	}
	for (size_t i = 0; i < x->rules.n; i++) {
		const dmn_rule *p = &x->rules.at[i], *q = &y->rules.at[i];
		same_str(p->id, q->id);
		same_str(p->about, q->about);
		assert_int_equal(p->from, q->from);
		for (size_t k = 0; k < x->inputs.n; k++)
			if (!str_eq(p->inputs[k].text, STR("-")) || q->inputs[k].text.len)
				same_str(p->inputs[k].text, q->inputs[k].text);
		for (size_t k = 0; k < x->outputs.n; k++)
			same_str(p->outputs[k].text, q->outputs[k].text);
		for (size_t k = 0; k < x->notes.n; k++)
			same_str(p->notes[k], q->notes[k]);
	}
}

static void comes_back(arena *a, const dmn_table *t)
{
	str csv = sheet_write(a, t);
	const dmn_table *again = read_table(a, csv);
	same_table(t, again);
	same_str(sheet_write(a, again), csv);
}

static void the_simple_form_says_who_may_use_what(void **state)
{
	arena *a = *state;
	const dmn_table *t =
		read_table(a, STR("id,年齢,世帯所得,区,有効開始,有効終了,根拠\n"
				  "juutaku,65以上,≦３００,「門司」、「戸畑」,令和9年4月1日,R10.3.31,条例第3条\n"
				  "bus,>= 70,,,,,\n"));
	assert_int_equal(t->hit, HIT_COLLECT);
	assert_int_equal(t->inputs.n, 3);
	assert_int_equal(t->notes.n, 3);
	assert_int_equal(t->rules.n, 2);
	const dmn_rule *r = &t->rules.at[0];
	same_str(r->outputs[0].text, STR("\"juutaku\""));
	same_str(r->inputs[0].text, STR(">= 65"));
	same_str(r->inputs[0].typed, STR("65以上"));
	same_str(r->inputs[1].text, STR("<=300"));
	same_str(r->inputs[2].text, STR("\"門司\",\"戸畑\""));
	assert_int_equal(r->from, day_from(2027, 4, 1));
	assert_int_equal(r->to, day_from(2028, 3, 31));
	same_str(r->notes[2], STR("条例第3条"));
	assert_int_equal(t->rules.at[1].from, DAY_UNSET);
	assert_int_equal(t->rules.at[1].line, 3);
	assert_true(sheet_is_simple(a, t));
	assert_true(str_has(sheet_write(a, t), STR("65以上")));
	comes_back(a, t);
}

static void the_general_form_loses_nothing(void **state)
{
	arena *a = *state;
	static const char *const letters[] = { "U", "A", "P", "F", "R", "O", "C", "C+", "C#", "C<", "C>" };
	for (size_t i = 0; i < COUNT(letters); i++) {
		str csv = str_format(a,
				     "%s,(rule),おとな,？source,月数,→手当の額,→ 理由,※※※,(説明),note\n"
				     "(表),decision_1,手当\n"
				     "(id),,in1,,,out1\n"
				     "(名前),,年齢,,,手当,-\n"
				     "(式),,,,年齢 * 12,,\n"
				     "（型）,,数,string,number,number,文字列\n"
				     "(values),,[0..120],,,\"1,2\",\n"
				     "(default),,,,,0,\"\"\"なし\"\"\"\n"
				     "1,,< 18,\"\"\"a\"\"\",,１,年齢,＝x,子ども,'=1+1\n"
				     "row-7,,-,,\"> 10, 20\",2,\"\"\"b\"\"\",,,''@\n"
				     ",,,\"-\",,2,\"\"\"b\"\"\",,,\n",
				     letters[i]);
		const dmn_table *t = read_table(a, csv);
		assert_int_equal(t->inputs.n, 3);
		assert_int_equal(t->outputs.n, 2);
		assert_int_equal(t->notes.n, 2);
		assert_int_equal(t->rules.n, 3);
		same_str(t->inputs.at[0].label, STR("おとな"));
		same_str(t->inputs.at[0].expression.text, STR("年齢"));
		same_str(t->inputs.at[0].type, STR("number"));
		same_str(t->inputs.at[1].expression.text, STR("source"));
		same_str(t->inputs.at[2].label, STR("月数"));
		same_str(t->inputs.at[2].expression.text, STR("年齢 * 12"));
		same_str(t->outputs.at[0].name, STR("手当"));
		same_str(t->outputs.at[0].label, STR("手当の額"));
		same_str(t->outputs.at[1].label, STR("理由"));
		same_str(t->outputs.at[1].name, STR(""));
		same_str(t->outputs.at[1].otherwise.text, STR("\"なし\""));
		same_str(t->rules.at[0].about, STR("子ども"));
		same_str(t->rules.at[0].outputs[0].typed, STR("１"));
		same_str(t->rules.at[0].notes[0], STR("＝x"));
		same_str(t->rules.at[0].notes[1], STR("=1+1"));
		same_str(t->rules.at[1].notes[1], STR("'@"));
		comes_back(a, t);
	}
}

static void a_table_of_another_program_comes_back(void **state)
{
	arena *a = *state;
	const dmn_table *t = read_table(a, STR("id,x,(rule)\ns1,5,r-1\ns2,-,r-2\n"));
	dmn_table *other = arena_one(a, dmn_table);
	*other = *t;
	other->id = STR("_9f");
	other->name = STR("Who, \"may\"\nuse what");
	same_str(other->rules.at[1].id, STR("r-2"));
	assert_true(sheet_is_simple(a, other));
	comes_back(a, other);
	other->outputs.at[0].label = STR("=label");
	assert_false(sheet_is_simple(a, other));
	comes_back(a, other);
	other->inputs.at[0].label = STR("(values)");
	other->inputs.at[0].expression.text = STR("");
	other->inputs.at[0].expression.expr = NULL;
	comes_back(a, other);
	other = arena_one(
		a,
		dmn_table); /* names that look like expressions, an expression without a label, ids with signs in them */
	*other = *read_table(a, STR("id,a-b,所得（年）,x*\n\"\"\"(type)\"\"\",1,,> a-b\ny,,,\n"));
	assert_false(sheet_is_simple(a, other));
	comes_back(a, other);
	other->inputs.at[0].label = STR("x");
	comes_back(a, other);
	t = read_table(a, STR("U,？,→x\n(式),a * 2,\n1,5,1\n"));
	same_str(t->inputs.at[0].expression.text, STR("a * 2"));
	comes_back(a, t);
	comes_back(a, read_table(a, STR("U,(rule),a,→x\n1,7,5,1\n2,(type),6,1\n")));
	comes_back(a, read_table(a, STR("id,a\n\"j\tx\",5\n'-y,6\n''z,7\n")));
}

static u64 next(u64 *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed;
}

static str one_of(u64 *seed, const char *const *list, size_t n)
{
	return str_of(list[next(seed) % n]);
}
#define ANY(list) one_of(seed, list, COUNT(list))

/* A table such as another program may have made: names, labels, texts with every sign that CSV, XML or a spreadsheet takes for its own. */
static dmn_table *odd_table(arena *a, u64 *seed)
{
	static const char *const names[] = { "年齢", "a-b", "source", "備考", "世帯 の 所得", "x", "所得（年）", "y" };
	static const char *const labels[] = { "",     "",   "→ label", "(type)", "※", "？", "a, \"b\"\nc",
					      "<&>'", "=1", "'=1",     "id",     "1" };
	static const char *const ids[] = { "", "_1", "in-2" };
	static const char *const types[] = { "", "string", "number", "date", "tCustom" };
	static const char *const tests[] = { "",
					     "-",
					     "< 18",
					     "[1..2], \"x,y\"",
					     "not(\"<&>\")",
					     "\"quote \\\" in\"",
					     "-5",
					     "> 3",
					     "@\"2026-04-01\"",
					     "\"、，２\"",
					     "\"a\nb\"",
					     "odd(?)" };
	static const char *const outputs[] = {
		"", "\"a\"", "1 + 1", "-1", "{a: \"<\"}", "\"'\"", "[1, 2]", "@\"P1D\""
	};
	static const char *const notes[] = { "",           "根拠 <1> & 2", "=cmd",  "'=cmd", "''@x",
					     "two\nlines", "a,b",          "\"q\"", "(type)" };
	static const char *const heads[] = { "source", "Note", "(values)", "→x", "※y", "", "他" };
	static const char *const days[] = { "", "-", "2026-04-01", "令和9年3月31日", "R9.4.1" };
	dmn_table *t = arena_one(a, dmn_table);
	*t = (dmn_table){ .id = STR("table_x"), .name = STR("手当 <額>"), .file = STR("x") };
	t->hit = (dmn_hit)(next(seed) % 7);
	if (t->hit == HIT_COLLECT)
		t->gather = (dmn_gather)(next(seed) % 5);
	size_t inputs = 1 + next(seed) % 4, outs = t->hit == HIT_COLLECT ? 1 : 1 + next(seed) % 3,
	       rules = next(seed) % 6;
	for (size_t i = 0; i < inputs; i++) {
		dmn_input in = { .id = ANY(ids), .label = ANY(labels), .type = ANY(types) };
		in.expression.text =
			next(seed) % 5 ? str_of(names[(i * 2 + next(seed) % 2) % COUNT(names)]) : STR("x * 2");
		if (next(seed) % 3 == 0)
			in.values.text = STR("< 18, \"x\"");
		LIST_ADD(a, &t->inputs, in);
	}
	for (size_t i = 0; i < outs; i++) {
		dmn_output out = { .id = ANY(ids), .label = ANY(labels), .type = ANY(types) };
		out.name = outs > 1 ? str_format(a, "out %zu", i) : STR("");
		if (next(seed) % 3 == 0)
			out.otherwise.text = STR("\"none\"");
		if (next(seed) % 3 == 0)
			out.values.text = STR("\"a\", \"b\"");
		LIST_ADD(a, &t->outputs, out);
	}
	for (size_t i = next(seed) % 3; i > 0; i--)
		LIST_ADD(a, &t->notes, ANY(heads));
	bool dated = next(seed) % 2;
	if (dated)
		LIST_ADD(a, &t->notes, STR("valid from"));
	for (size_t i = 0; i < rules; i++) {
		dmn_rule r = { .from = DAY_UNSET, .to = DAY_UNSET, .about = next(seed) % 3 ? STR("") : ANY(notes) };
		static const char *const rule_ids[] = { "", "", "r", "12" };
		r.id = ANY(rule_ids);
		r.inputs = arena_many(a, dmn_text, inputs);
		r.outputs = arena_many(a, dmn_text, outs);
		r.notes = arena_many(a, str, t->notes.n);
		for (size_t k = 0; k < inputs; k++)
			r.inputs[k].text = ANY(tests);
		for (size_t k = 0; k < outs; k++)
			r.outputs[k].text = ANY(outputs);
		for (size_t k = 0; k < t->notes.n; k++)
			r.notes[k] = dated && k + 1 == t->notes.n ? ANY(days) : ANY(notes);
		LIST_ADD(a, &t->rules, r);
	}
	return t;
}

static const dmn_table *through_xml(arena *a, const dmn_table *t)
{
	str xml;
	dmn_model *m;
	const err *e = dmn_write(a, dmn_around(a, t, STR("urn:x")), &xml);
	if (!e)
		e = dmn_read(a, STR("t.dmn"), xml, &m);
	if (!e)
		e = dmn_link(a, &m, 1);
	if (e)
		fail_msg("%.*s: %.*s\n%.*s", STR_ARG(e->where), STR_ARG(e->detail), STR_ARG(xml));
	const dmn_table *ret = dmn_table_of(m, STR(""));
	assert_non_null(ret);
	return ret;
}

/* Once through XML, so that everything has been parsed; from there to CSV, to XML and back, each time the same. */
static void odd_tables_go_through_csv_and_xml_without_loss(void **state)
{
	(void)state;
	u64 seed_of = 88172645463325252ull, *seed = &seed_of;
	for (int i = 0; i < 500; i++) {
		arena *a = arena_new((size_t)256 << 20);
		const dmn_table *t = through_xml(a, odd_table(a, seed));
		str csv = sheet_write(a, t);
		const dmn_table *from_csv;
		const err *e = sheet_read(a, STR("t.csv"), csv, nobody, &from_csv);
		if (e)
			fail_msg("%.*s: %.*s\n%.*s", STR_ARG(e->where), STR_ARG(e->detail), STR_ARG(csv));
		const dmn_table *back = through_xml(a, from_csv);
		str again = sheet_write(a, back);
		if (!str_eq(csv, again))
			fail_msg("%.*s\n---\n%.*s", STR_ARG(csv), STR_ARG(again));
		same_shape(t, back);
		arena_free(a);
	}
}

static void shift_jis_is_read(void **state)
{
	arena *a = *state;
	str bytes;
	strs gone;
	cp932_encode(a, STR("id,年齢\r\nバス,７０以上\r\n"), &bytes, &gone);
	const dmn_table *t = read_table(a, bytes);
	same_str(t->inputs.at[0].expression.text, STR("年齢"));
	same_str(t->rules.at[0].inputs[0].text, STR(">= 70"));
}

static void what_people_type_becomes_feel(void **state)
{
	arena *a = *state;
	static const struct {
		const char *typed, *feel;
	} rows[] = {
		{ "", "" },
		{ "-", "-" },
		{ "－", "-" },
		{ "はい", "true" },
		{ "いいえ", "false" },
		{ "○", "true" },
		{ "×", "false" },
		{ "TRUE", "true" },
		{ "\"はい\"", "\"はい\"" },
		{ "＜＝１８", "<=18" },
		{ "≦ 18", "<= 18" },
		{ "≧18", ">=18" },
		{ "≠「門司」", "!=\"門司\"" },
		{ "「門司」、「戸畑」", "\"門司\",\"戸畑\"" },
		{ "「門司」以外", "not(\"門司\")" },
		{ "「門司」、「戸畑」以外", "not(\"門司\",\"戸畑\")" },
		{ "65以上", ">= 65" },
		{ "６５歳以上", ">= 65" },
		{ "18未満", "< 18" },
		{ "18超", "> 18" },
		{ "18以下", "<= 18" },
		{ "18以上65未満", "[18..65)" },
		{ "18歳以上、65歳未満", "[18..65)" },
		{ "65以上、18未満", ">= 65,< 18" },
		{ "18～64", "[18..64]" },
		{ "18〜64、70", "[18..64],70" },
		{ "65～", ">= 65" },
		{ "～17", "<= 17" },
		{ "20歳", "20" },
		{ "[１８．．６４］", "[18..64]" },
		{ "１２．５", "12.5" },
		{ "−5以上", ">= -5" },
		{ "2026/4/1以降", ">= date(\"2026-04-01\")" },
		{ ">= 2026-04-01", ">= date(\"2026-04-01\")" },
		{ "2026/4/15", "date(\"2026-04-15\")" },
		{ "令和8年4月1日以前", "<= date(\"2026-04-01\")" },
		{ "令和８年４月１日～令和９年３月３１日", "[date(\"2026-04-01\")..date(\"2027-03-31\")]" },
		{ "H31.4.30", "date(\"2019-04-30\")" },
		{ ">= date(\"2026-04-01\")", ">= date(\"2026-04-01\")" },
		{ "@\"2026-04-01\"", "@\"2026-04-01\"" },
		{ "\"2026/4/1\"", "\"2026/4/1\"" },
		{ "\"、，２\"", "\"、，２\"" },
		{ "\"a\\\"、b\", 5", "\"a\\\"、b\", 5" },
		{ "> 世帯_１", "> 世帯_１" },
		{ "> 所得（年）", "> 所得（年）" }, /* a name that is known */
		{ "count([1、2])", "count([1,2])" },
		{ "昭和64年1月8日", "昭和64年1月8日" }, /* never was */
	};
	str known[] = { STR("所得（年）") };
	for (size_t i = 0; i < COUNT(rows); i++)
		same_str(sheet_feel(a, str_of(rows[i].typed), (feel_names){ .at = known, .n = 1 }),
			 str_of(rows[i].feel));
}

static void every_bad_cell_is_named_and_the_good_rows_stay(void **state)
{
	arena *a = *state;
	const dmn_table *t;
	const err *e = sheet_read(a, STR("t.csv"),
				  STR("id,年齢,区,有効開始\n"
				      "a,>= ,\"\"\"門司\"\"\",\n"
				      "b,5,,2026-02-30\n"
				      "good,5,,\n"
				      ",5,,\n"
				      "\"c\nd\",5,[1..,\n"
				      "e,5,,,too much\n"
				      ",,,\n"
				      "short,7\n"),
				  nobody, &t);
	static const char *const where[] = { "t.csv:2:3", "t.csv:3:6", "t.csv:5:1", "t.csv:7:6", "t.csv:8:7" },
				 *const cell[] = { "B2: ", "D3: ", "A5: ", "C6: ", "E7: " };
	for (size_t i = 0; i < COUNT(where); i++, e = e->next) {
		assert_non_null(e);
		same_str(e->where, str_of(where[i]));
		assert_true(str_starts(e->detail, str_of(cell[i])));
	}
	assert_null(e);
	assert_non_null(t);
	assert_int_equal(t->rules.n, 2);
	same_str(t->rules.at[0].outputs[0].text, STR("\"good\""));
	same_str(t->rules.at[1].outputs[0].text, STR("\"short\""));
}

static void a_header_that_says_nothing_is_refused(void **state)
{
	arena *a = *state;
	static const char *const files[] = { "",
					     "\n",
					     "x,y\n",
					     "U,年齢\n",
					     "id,→手当\nx,1\n",
					     "U,→a\n(what),1\n",
					     "U,→a\n1,1\n(type),number\n",
					     "id,a,\nx,1,2\n",

					     "id,5\n",
					     "id,a\nx,\"<= 1,000\"\n" };
	for (size_t i = 0; i < COUNT(files); i++) {
		const dmn_table *t;
		assert_non_null(sheet_read(a, STR("t.csv"), str_of(files[i]), nobody, &t));
	}
}

static void columns_are_lettered_as_in_a_spreadsheet(void **state)
{
	arena *a = *state;
	same_str(sheet_cell_name(a, 0, 1), STR("A1"));
	same_str(sheet_cell_name(a, 25, 7), STR("Z7"));
	same_str(sheet_cell_name(a, 26, 7), STR("AA7"));
	same_str(sheet_cell_name(a, 701, 10), STR("ZZ10"));
	same_str(sheet_cell_name(a, 702, 10), STR("AAA10"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_simple_form_says_who_may_use_what, make, drop),
		cmocka_unit_test_setup_teardown(the_general_form_loses_nothing, make, drop),
		cmocka_unit_test_setup_teardown(a_table_of_another_program_comes_back, make, drop),
		cmocka_unit_test(odd_tables_go_through_csv_and_xml_without_loss),
		cmocka_unit_test_setup_teardown(shift_jis_is_read, make, drop),
		cmocka_unit_test_setup_teardown(what_people_type_becomes_feel, make, drop),
		cmocka_unit_test_setup_teardown(every_bad_cell_is_named_and_the_good_rows_stay, make, drop),
		cmocka_unit_test_setup_teardown(a_header_that_says_nothing_is_refused, make, drop),
		cmocka_unit_test_setup_teardown(columns_are_lettered_as_in_a_spreadsheet, make, drop),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
