#include "modules/decisions/tables.h"

#include "kit/app.h"
#include "rules/dmn_model.h"
#include "rules/sheet.h"

bool table_is_xml(str path)
{
	return str_ends(path, STR(".dmn")) || str_ends(path, STR(".xml"));
}

str table_name(str path)
{
	for (size_t at; (at = str_find(path, '/')) < path.len;)
		path = str_sub(path, at + 1, path.len);
	return str_sub(path, 0, str_find(path, '.'));
}

static const err *from_xml(arena *a, str path, str decision, const dmn_table **ret)
{
	dmn_model *m;
	TRY(dmn_open(a, path, &m));
	*ret = dmn_table_of(m, decision);
	if (!*ret)
		return err_at(a, ERR_file, path,
			      decision.len ? "no decision of that name is a table"
					   : "name one of the decisions that are tables: --decision NAME");
	return dmn_mistakes(m);
}

const err *table_open(arena *a, str path, str decision, const dmn_table **ret)
{
	str bytes;
	*ret = NULL;
	if (table_is_xml(path))
		return from_xml(a, path, decision, ret);
	TRY(command_text(a, path, &bytes));
	return sheet_read(a, path, bytes, (feel_names){ .n = 0 }, ret);
}
