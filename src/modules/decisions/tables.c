#include "modules/decisions/tables.h"

#include "kit/app.h"
#include "rules/sheet.h"

bool table_is_xml(str path)
{
	return str_ends(path, STR(".dmn")) || str_ends(path, STR(".xml"));
}

const err *table_open(arena *a, str path, str decision, const dmn_table **ret)
{
	str bytes;
	(void)decision;
	*ret = NULL;
	if (table_is_xml(path))
		return err_why(a, ERR_file, "%.*s: DMN XML is not read yet", STR_ARG(path));
	TRY(command_text(a, path, &bytes));
	return sheet_read(a, path, bytes, (feel_names){ .n = 0 }, ret);
}
