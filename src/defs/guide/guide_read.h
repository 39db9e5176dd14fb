/*
 * How guide.yaml, schemes/, tables/ and cases/ are read: inside defs only.
 *
 * All files are read first, then checked against each other and against the facts: so a mistake is told once, where it stands.
 */
#ifndef DEFS_GUIDE_GUIDE_READ_H
#define DEFS_GUIDE_GUIDE_READ_H

#include "defs/defs_read.h"

#define EVENTS_MAX 40
#define GROUPS_MAX 200
#define SCHEMES_MAX 2000
#define CASES_MAX 5000

/* All of it; the facts are complete, and `services` NULL when services.yaml could not be read. */
void read_guide(sources *list, const service_defs *services, city_def *c);

/* guide_cells.c: tables/ID.csv, what their columns and cells say checked against the facts and the schemes, and compiled into c->guide.match. */
void read_tables(sources *list, city_def *c);
/* guide_reach.c: questions that can never be asked. */
void check_asked(sources *list, const city_def *c);
/* guide_cases.c */
void read_cases(sources *list, city_def *c);

/* A fact by its id or by its FEEL name. */
const fact_def *fact_called(const fact_defs *f, str s);
/* "; did you mean …" among names and ids of facts. */
const char *fact_meant(reader *r, const fact_defs *f, str s);
/* The same among the schemes. */
const char *scheme_meant(reader *r, const guide_def *g, str id);
/* A place in a file that is no YAML. */
#define PLACE(line_, column_) (&(yaml_node){ .line = (line_), .column = (column_) })

#endif
