/* What a paper names: looked up among facts, columns, services, schemes and events. Inside defs/papers only. */
#ifndef DEFS_PAPERS_PAPER_CHECKS_H
#define DEFS_PAPERS_PAPER_CHECKS_H

#include "defs/papers/papers_read.h"

/* What is the same for all papers: types of the facts, names. */
typedef struct paper_checks {
	city_def *c;
	const service_defs *services; /* NULL when services.yaml could not be read */
	feel_param *types; /* of the facts, then item and number */
	strs names; /* the same */
} paper_checks;
paper_checks *paper_checks_new(arena *work, city_def *c, const service_defs *services);
void check_paper(paper_checks *k, source *s, paper_def *p);

/* One paper on the way. */
typedef struct checking {
	const paper_checks *k;
	reader *r;
	paper_def *p;
	const fact_def *row; /* whose row `item` is; NULL outside */
	bool *asked, *opened; /* facts that are in p->facts, computed ones that were followed */
} checking;

/* paper_deps.c. A fact by id or FEEL name; NULL, and the mistake noted, where there is none. */
const fact_def *fact_there(checking *g, const yaml_node *at, str name);
/* The fact, or all that it is computed from, into p->facts. */
void depend(checking *g, const yaml_node *at, const fact_def *f);
/* Parses, checks and notes what it depends on. `want`: what it must give; TYPE_ANY: what can be printed. */
void check_expr(checking *g, const yaml_node *at, paper_expr *e, feel_type_is want);

/* paper_marks_check.c */
void check_marks(checking *g, const yaml_node *n, paper_marks *marks);
/* Whether all stand on their sheet, and what is within cells within them. */
void check_places(checking *g, const yaml_node *n, const paper_sheet *s);

#endif
