/*
 * The second half of sqlgen: statements that were understood, written as C.
 */
#include "sqlgen.h"

#define OUTPUT_MAX (16 * 1024 * 1024)
#define ARGUMENTS_MAX 5 /* more become a struct */

static const char *c_type(const field *f)
{
	static const char *const plain[] = { "i64 ", "str ", "str ", "double " };
	static const char *const optional[] = { "opt_i64 ", "opt_str ", "opt_str ", "opt_f64 " };
	return f->nullable ? optional[f->kind] : plain[f->kind];
}

static void emit_struct(buf *b, const fields *list, str name, const char *suffix)
{
	buf_format(b, "typedef struct %.*s_%s {\n", STR_ARG(name), suffix);
	for (size_t i = 0; i < list->n; i++)
		buf_format(b, "\t%s%.*s;\n", c_type(&list->at[i]), STR_ARG(list->at[i].name));
	buf_format(b, "} %.*s_%s;\n", STR_ARG(name), suffix);
}

/* The function's head. In the definition, arguments get a prefix: a bare `day` would shadow a type. */
static void emit_head(buf *b, const named *s, bool definition)
{
	const char *prefix = definition ? "p_" : "";
	buf_format(b, "const err *%.*s(db *%s, arena *%s", STR_ARG(s->name), definition ? "d" : "",
		   definition ? "a" : "");
	if (s->params.n > ARGUMENTS_MAX)
		buf_format(b, ", const %.*s_in *in", STR_ARG(s->name));
	else
		for (size_t i = 0; i < s->params.n; i++)
			buf_format(b, ", %s%s%.*s", c_type(&s->params.at[i]), prefix, STR_ARG(s->params.at[i].name));
	if (s->result == CHANGED)
		buf_lit(b, ", i64 *ret_changed)");
	else if (s->result == MANY)
		buf_format(b, ", %.*s_rows *ret)", STR_ARG(s->name));
	else
		buf_format(b, ", %.*s_row *ret, bool *ret_found)", STR_ARG(s->name));
}

static void emit_declaration(buf *b, const named *s)
{
	static const char *const say[] = { "", "; *ret_found is false when there is no such row",
					   "; ret_changed may be NULL" };
	buf_format(b, "\n/* %.*s:%d%s */\n", STR_ARG(s->file), s->line, say[s->result]);
	if (s->params.n > ARGUMENTS_MAX)
		emit_struct(b, &s->params, s->name, "in");
	if (s->result != CHANGED)
		emit_struct(b, &s->columns, s->name, "row");
	if (s->result == MANY)
		buf_format(b, "typedef struct %.*s_rows {\n\t%.*s_row *at;\n\tsize_t n;\n} %.*s_rows;\n",
			   STR_ARG(s->name), STR_ARG(s->name), STR_ARG(s->name));
	buf_lit(b, "MUST_USE ");
	emit_head(b, s, false);
	buf_lit(b, ";\n");
}

static void emit_fields(buf *b, const fields *list, str name, const char *suffix)
{
	static const char *const types[] = { "SQL_I64", "SQL_STR", "SQL_BYTES", "SQL_F64" };
	if (list->n == 0)
		return;
	buf_format(b, "static const sql_param %s_of_%.*s[] = {\n", suffix, STR_ARG(name));
	for (size_t i = 0; i < list->n; i++)
		buf_format(b, "\t{ \"%.*s\", %s, %s },\n", STR_ARG(list->at[i].name), types[list->at[i].kind],
			   list->at[i].nullable ? "true" : "false");
	buf_lit(b, "};\n");
}

/* A C string, one line of SQL a line. */
static void emit_text(buf *b, const char *name, str text)
{
	buf_format(b, "\t.%s =", name);
	while (text.len) {
		str line = str_cut(&text, '\n');
		buf_lit(b, "\n\t\t\"");
		for (size_t i = 0; i < line.len; i++) {
			char c = line.at[i];
			if (c == '"' || c == '\\')
				buf_char(b, '\\');
			buf_char(b, c == '\t' ? ' ' : c);
		}
		buf_put(b, text.len ? STR("\\n\"") : STR("\""));
	}
	buf_lit(b, ",\n");
}

static void emit_statement(buf *b, const named *s)
{
	bool params = s->params.n > 0, columns = s->columns.n > 0;
	buf_format(b, "\n/* %.*s:%d */\n", STR_ARG(s->file), s->line);
	emit_fields(b, &s->params, s->name, "params");
	emit_fields(b, &s->columns, s->name, "columns");
	buf_format(b, "static const statement statement_of_%.*s = {\n\t.name = \"%.*s\",\n", STR_ARG(s->name),
		   STR_ARG(s->name));
	emit_text(b, "sqlite", s->sqlite);
	emit_text(b, "postgres", s->postgres);
	if (params)
		buf_format(b, "\t.params = params_of_%.*s,\n\t.params_n = %zu,\n", STR_ARG(s->name), s->params.n);
	if (columns)
		buf_format(b, "\t.columns = columns_of_%.*s,\n\t.columns_n = %zu,\n", STR_ARG(s->name), s->columns.n);
	buf_format(b, "\t.where = \"%.*s:%d\",\n};\n", STR_ARG(s->file), s->line);
}

/* The function that takes one row into the caller's arena. */
static void emit_take(buf *b, const named *s)
{
	bool text = false;
	for (size_t i = 0; i < s->columns.n; i++)
		text = text || s->columns.at[i].kind == STRING || s->columns.at[i].kind == BYTES;
	const char *target = s->result == MANY ? "rows" : "row";
	buf_format(b, "\nstruct taking_%.*s {\n\tarena *a;\n\t%.*s_%s *ret;\n%s};\n", STR_ARG(s->name),
		   STR_ARG(s->name), target, s->result == ONE ? "\tbool found;\n" : "");
	buf_format(b, "static const err *take_%.*s(void *ctx, const sql_value *v)\n{\n", STR_ARG(s->name));
	buf_format(b, "\tstruct taking_%.*s *t = ctx;\n", STR_ARG(s->name));
	if (s->result == MANY) {
		buf_format(b, "\tLIST_ADD(t->a, t->ret, (%.*s_row){ 0 });\n", STR_ARG(s->name));
		buf_format(b, "\t%.*s_row *row = &t->ret->at[t->ret->n - 1];\n", STR_ARG(s->name));
	} else {
		buf_lit(b, "\tif (t->found)\n\t\treturn NULL;\n\tt->found = true;\n");
		buf_format(b, "\t%.*s_row *row = t->ret;\n", STR_ARG(s->name));
	}
	for (size_t i = 0; i < s->columns.n; i++) {
		const field *f = &s->columns.at[i];
		static const char *const members[] = { "v[%zu].i", "arena_copy(t->a, v[%zu].s)",
						       "arena_copy(t->a, v[%zu].s)", "v[%zu].f" };
		char value[64];
		/* the format is one of the four above */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		snprintf(value, sizeof value, members[f->kind], i);
#pragma GCC diagnostic pop
		if (f->nullable)
			buf_format(b, "\tif (!v[%zu].null)\n\t\trow->%.*s = (%.*s){ true, %s };\n", i, STR_ARG(f->name),
				   (int)strlen(c_type(f)) - 1, c_type(f), value);
		else
			buf_format(b, "\trow->%.*s = %s;\n", STR_ARG(f->name), value);
	}
	buf_lit(b, "\treturn NULL;\n}\n");
}

static void emit_function(buf *b, const named *s)
{
	const char *from = s->params.n > ARGUMENTS_MAX ? "in->" : "p_";
	buf_lit(b, "\n");
	emit_head(b, s, true);
	buf_lit(b, "\n{\n");
	if (s->params.n)
		buf_lit(b, "\tconst sql_value params[] = {\n");
	for (size_t i = 0; i < s->params.n; i++) {
		static const char *const members[] = { "i", "s", "s", "f" };
		const field *f = &s->params.at[i];
		if (f->nullable)
			buf_format(b, "\t\t{ .null = !%s%.*s.some, .%s = %s%.*s.value },\n", from, STR_ARG(f->name),
				   members[f->kind], from, STR_ARG(f->name));
		else
			buf_format(b, "\t\t{ .%s = %s%.*s },\n", members[f->kind], from, STR_ARG(f->name));
	}
	if (s->params.n)
		buf_lit(b, "\t};\n");
	const char *params = s->params.n ? "params" : "NULL";
	if (s->result == CHANGED) {
		buf_format(b, "\treturn db_change(d, a, &statement_of_%.*s, %s, ret_changed);\n}\n", STR_ARG(s->name),
			   params);
		return;
	}
	buf_format(b, "\t*ret = (%.*s_%s){ 0 };\n", STR_ARG(s->name), s->result == MANY ? "rows" : "row");
	buf_format(b, "\tstruct taking_%.*s t = { .a = a, .ret = ret };\n", STR_ARG(s->name));
	bool many = s->result == MANY;
	buf_format(b, "\t%s(d, a, &statement_of_%.*s, %s, take_%.*s, &t)%s;\n",
		   many ? "return db_query" : "TRY(db_query", STR_ARG(s->name), params, STR_ARG(s->name),
		   many ? "" : ")");
	buf_put(b, many ? STR("}\n") : STR("\t*ret_found = t.found;\n\treturn NULL;\n}\n"));
}

/* --- the two files ---------------------------------------------------------------------------------------- */

str sqlgen_header(arena *a, str path, str base, const nameds *list)
{
	buf b = buf_new(a, OUTPUT_MAX);
	str guard = str_format(a, "%.*s_SQL_H", STR_ARG(base));
	char *upper = arena_alloc(a, guard.len + 1);
	for (size_t i = 0; i < guard.len; i++)
		upper[i] = guard.at[i] >= 'a' && guard.at[i] <= 'z' ? (char)(guard.at[i] - 32) : guard.at[i];
	buf_format(&b, "/* Made by sqlgen from %.*s; do not edit. */\n#ifndef %s\n#define %s\n\n", STR_ARG(path), upper,
		   upper);
	buf_lit(&b, "#include \"store/opt.h\"\n#include \"store/store.h\"\n\n");
	buf_format(&b, "extern const statement *const %.*s_statements[];\nextern const size_t %.*s_statements_n;\n",
		   STR_ARG(base), STR_ARG(base));
	for (size_t i = 0; i < list->n; i++)
		emit_declaration(&b, &list->at[i]);
	buf_lit(&b, "\n#endif\n");
	CHECK(!b.overflowed);
	return buf_str(&b);
}

str sqlgen_code(arena *a, str path, str base, const char *header_path, const nameds *list)
{
	buf b = buf_new(a, OUTPUT_MAX);
	const char *slash = strrchr(header_path, '/');
	buf_format(&b, "/* Made by sqlgen from %.*s; do not edit. */\n#include \"%s\"\n", STR_ARG(path),
		   slash ? slash + 1 : header_path);
	for (size_t i = 0; i < list->n; i++) {
		emit_statement(&b, &list->at[i]);
		if (list->at[i].result != CHANGED)
			emit_take(&b, &list->at[i]);
		emit_function(&b, &list->at[i]);
	}
	buf_format(&b, "\nconst statement *const %.*s_statements[] = {\n", STR_ARG(base));
	for (size_t i = 0; i < list->n; i++)
		buf_format(&b, "\t&statement_of_%.*s,\n", STR_ARG(list->at[i].name));
	buf_format(&b, "};\nconst size_t %.*s_statements_n = COUNT(%.*s_statements);\n", STR_ARG(base), STR_ARG(base));
	CHECK(!b.overflowed);
	return buf_str(&b);
}
