/* madoguchi rules convert: a decision table from CSV to DMN XML or back; by the files' endings. */
#include <errno.h>
#include <stdio.h>

#include "modules/decisions/decisions.h"
#include "modules/decisions/tables.h"
#include "rules/dmn_model.h"
#include "rules/sheet.h"

#define SPACE "urn:madoguchi:table"

static const err *write_file(arena *a, str path, str text)
{
	FILE *out = fopen(arena_copy(a, path).at, "we");
	bool good = out && fwrite(text.at, 1, text.len, out) == text.len;
	if (out && fclose(out) != 0)
		good = false;
	return good ? NULL : err_at(a, ERR_file, path, "%s", strerror(errno));
}

/* Letters and digits; what else a file's name has becomes _. */
static str id_of(arena *a, str name)
{
	buf b = buf_new(a, name.len + 10);
	buf_lit(&b, "table_");
	for (size_t i = 0; i < name.len; i++) {
		char h = name.at[i], low = (char)(h | 32);
		bool good = (u8)h >= 0x80 || (h >= '0' && h <= '9') || (low >= 'a' && low <= 'z') || h == '-';
		buf_char(&b, good ? h : '_');
	}
	return buf_str(&b);
}

/* What a table is called in a model: what it says itself, else the file's name. */
static dmn_table named(arena *a, const dmn_table *t, str path)
{
	dmn_table copy = *t;
	if (!copy.name.len)
		copy.name = table_name(path);
	if (!copy.id.len)
		copy.id = id_of(a, copy.name);
	return copy;
}

static const err *run_convert(arena *a, flags *f)
{
	str decision = str_of(flag_value(f, "--decision")), text;
	if (f->n != 2)
		return err_why(a, ERR_usage, "two files are needed: what is read, and what is written");
	str from = str_of(f->at[0]), to = str_of(f->at[1]);
	const dmn_table *t;
	TRY(table_open(a, from, decision, &t));
	if (table_is_xml(to)) {
		dmn_table copy = named(a, t, from);
		TRY(dmn_write(a, dmn_around(a, &copy, STR(SPACE)), &text));
	} else {
		text = sheet_write(a, t);
	}
	TRY(write_file(a, to, text));
	fprintf(stderr, "%.*s: %zu rules\n", STR_ARG(to), t->rules.n);
	if (table_is_xml(from) && !table_is_xml(to))
		fprintf(stderr,
			"a table only: what else %.*s has (types, other decisions, requirements) is not in it\n",
			STR_ARG(from));
	return NULL;
}

int rules_convert(arena *a, const settings *set, int argc, char **argv)
{
	(void)set;
	flags f = { argc, argv };
	const err *e = run_convert(a, &f);
	return e ? command_failed(e) : 0;
}
