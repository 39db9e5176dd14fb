/* A decision table from a file: CSV, or DMN XML (*.dmn, *.xml). */
#ifndef DECISIONS_TABLES_H
#define DECISIONS_TABLES_H

#include "rules/dmn.h"

bool table_is_xml(str path);
str table_name(str path); /* the file's, without folder and ending */
/* `decision`: which one of a model with several; may be empty. Every mistake of the file is linked, each with file:line:column; with mistakes *ret
 * may still be there (the good rows), else NULL. */
MUST_USE const err *table_open(arena *a, str path, str decision, const dmn_table **ret);

#endif
