/* madoguchi rules check: looks over a table or a model. 1 when something is wrong, 0 with warnings. */
#include <stdio.h>

#include "modules/decisions/decisions.h"
#include "modules/decisions/tables.h"
#include "rules/check.h"
#include "rules/dmn_model.h"
#include "rules/sheet.h"
#include "text/csv.h"

#define OUTPUT_MAX ((size_t)16 << 20)

typedef struct printer {
	arena *a;
	str file;
	bool csv;
	buf b;
	csv_writer w;
	int errors, warnings;
	bool incomplete;
} printer;

static void put(printer *p, str file, str line, str column, bool error, const char *kind, str what)
{
	*(error ? &p->errors : &p->warnings) += 1;
	if (!p->csv) {
		buf_format(&p->b, "%.*s:%.*s%s%.*s: %s: %s: %.*s\n", STR_ARG(file), STR_ARG(line),
			   column.len ? ":" : "", STR_ARG(column), error ? "error" : "warning", kind, STR_ARG(what));
		return;
	}
	csv_str(&p->w, file);
	csv_str(&p->w, line);
	csv_str(&p->w, column);
	csv_str(&p->w, error ? STR("error") : STR("warning"));
	csv_str(&p->w, str_of(kind));
	csv_str(&p->w, what);
	csv_end_row(&p->w);
}

/* Mistakes that reading found: where is file:line:column. */
static void put_mistakes(printer *p, const err *e)
{
	for (; e; e = e->next) {
		str where = e->where, file = p->file, line = STR("1"), column = STR("1");
		if (str_starts(where, file) && where.len > file.len) {
			where = str_sub(where, file.len + 1, where.len);
			line = str_cut(&where, ':');
			column = where;
		} else if (where.len) {
			file = where; /* of an imported model, or a file as a whole */
		}
		put(p, file, line, column, true, err_is(e, ERR_feel) ? "feel" : "file",
		    e->detail.len ? e->detail : err_message(e->code, LANG_EN));
	}
}

/* line, column: where the table begins, for what concerns all of it. */
static void check_table(printer *p, const dmn_table *t, table_around around, int line, int column)
{
	findings f = table_check(p->a, t, around);
	for (size_t i = 0; i < f.n; i++) {
		const finding *x = &f.at[i];
		put(p, p->file, str_format(p->a, "%d", x->line ? x->line : line),
		    str_format(p->a, "%d", x->column ? x->column : column), x->error, finding_name(x->kind), x->what);
	}
	p->incomplete = p->incomplete || f.incomplete;
}

/* Knowledge and services are functions where they are required: nothing is said of what they return. */
static const feel_type *value_type(const dmn_node *n)
{
	return n->kind == NODE_INPUT || n->kind == NODE_DECISION ? n->is : NULL;
}

/* The names that a decision sees: what it requires. In a model all of them stand there. */
static void check_node(printer *p, const dmn_node *n)
{
	const dmn_expr *e = n->logic;
	if (n->kind == NODE_KNOWLEDGE && e && e->kind == BOX_FUNCTION && e->items.n)
		e = e->items.at[0];
	if (!e || e->kind != BOX_TABLE)
		return;
	struct {
		feel_param *at;
		size_t n;
	} names = { NULL, 0 };
	for (size_t i = 0; i < n->needs.n; i++) {
		const dmn_need *need = &n->needs.at[i];
		if (need->under.len)
			LIST_ADD(p->a, &names, (feel_param){ need->under, NULL });
		else if (need->node)
			LIST_ADD(p->a, &names, (feel_param){ need->node->variable, value_type(need->node) });
	}
	for (size_t i = 0; n->logic != e && i < n->logic->entries.n; i++)
		LIST_ADD(p->a, &names, (feel_param){ n->logic->entries.at[i].name, n->logic->entries.at[i].is });
	table_around around = { .names = names.at,
				.names_n = names.n,
				.strict = true,
				.inputs = dmn_input_types(e),
				.outputs = dmn_output_types(e) };
	check_table(p, e->table, around, e->line, e->column);
}

static void check_xml(printer *p)
{
	dmn_model *m;
	const err *e = dmn_open(p->a, p->file, &m);
	if (e) {
		put_mistakes(p, e);
		return;
	}
	put_mistakes(p, dmn_mistakes(m));
	for (size_t i = 0; i < m->nodes.n; i++)
		check_node(p, m->nodes.at[i]);
}

static const err *check_csv(printer *p)
{
	const dmn_table *t;
	str bytes;
	TRY(command_text(p->a, p->file, &bytes));
	put_mistakes(p, sheet_read(p->a, p->file, bytes, (feel_names){ .n = 0 }, &t));
	if (t)
		check_table(p, t, (table_around){ .strict = false }, 1, 1);
	return NULL;
}

static const err *run_check(arena *a, flags *f, int *ret_errors)
{
	str format = str_of(flag_value(f, "--format"));
	printer p = { .a = a, .csv = str_eq(format, STR("csv")), .b = buf_new(a, OUTPUT_MAX) };
	if (format.len && !p.csv && !str_eq(format, STR("text")))
		return err_why(a, ERR_usage, "--format is text or csv");
	if (f->n != 1)
		return err_why(a, ERR_usage, "one file is needed");
	p.file = str_of(f->at[0]);
	if (p.csv) {
		static const char *const heads[] = { "file", "line", "column", "severity", "kind", "what" };
		p.w = csv_write(&p.b);
		for (size_t i = 0; i < COUNT(heads); i++)
			csv_str(&p.w, str_of(heads[i]));
		csv_end_row(&p.w);
	}
	if (table_is_xml(p.file))
		check_xml(&p);
	else
		TRY(check_csv(&p));
	str text = buf_str(&p.b);
	fwrite(text.at, 1, text.len, stdout);
	fprintf(stderr, "%d errors, %d warnings%s\n", p.errors, p.warnings,
		p.incomplete ? "; not everything could be looked at (too many rows or cases), or told" : "");
	*ret_errors = p.errors;
	return NULL;
}

int rules_check(arena *a, const settings *set, int argc, char **argv)
{
	(void)set;
	flags f = { argc, argv };
	int errors = 0;
	const err *e = run_check(a, &f, &errors);
	return e ? command_failed(e) : errors > 0;
}
