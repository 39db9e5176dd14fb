/*
 * A decision model as DMN 1.5 has it: read from XML (dmn_xml.c), written to it (dmn_write.c), evaluated (dmn_eval.c).
 *
 * Here is the part that others share: the decision table, which also comes from a spreadsheet (sheet.h) and is compiled for eligibility
 * (match.h). Everything a table's author wrote is kept as text with its place, so that it goes out as it came in, and so that a mistake is
 * told where it stands.
 */
#ifndef RULES_DMN_H
#define RULES_DMN_H

#include "rules/feel.h"

typedef enum dmn_hit {
	HIT_UNIQUE,
	HIT_FIRST,
	HIT_PRIORITY,
	HIT_ANY,
	HIT_COLLECT,
	HIT_RULE_ORDER,
	HIT_OUTPUT_ORDER
} dmn_hit;
typedef enum dmn_gather { GATHER_LIST, GATHER_SUM, GATHER_COUNT, GATHER_MIN, GATHER_MAX } dmn_gather;

/* A text of FEEL in a table or model. */
typedef struct dmn_text {
	str text;
	int line, column; /* where it stands in its file; 0: made here */
	const feel_expr *expr; /* NULL until parsed, and for an empty text */
	str typed; /* of a spreadsheet: what the clerk typed (`６５以上`), where `text` is FEEL made of it (`>= 65`); else empty */
	const struct xml_reference *references; /* characters written as &lt; in it, for places */
	size_t references_n;
	str wrong; /* of a model that was linked: why there is no `expr`; empty when nothing is wrong */
} dmn_text;

typedef struct dmn_input {
	str id, label;
	dmn_text expression; /* mostly a name */
	str type; /* typeRef; may be empty */
	dmn_text values; /* allowed, as unary tests; may be empty */
} dmn_input;
typedef struct dmn_output {
	str id, label, name; /* name: of the component, where there are several outputs */
	str type;
	dmn_text values; /* allowed, in their order of priority */
	dmn_text otherwise; /* when no rule holds */
} dmn_output;
typedef struct dmn_rule {
	str id, about;
	dmn_text *inputs; /* as many as the table has */
	dmn_text *outputs;
	str *notes; /* the annotations, as many as the table has columns of them */
	day from,
		to; /* the row holds on these days, both included; DAY_UNSET where open. From the annotations `valid from`, `valid to` */
	int line;
} dmn_rule;
typedef struct dmn_table {
	str id, name, file;
	dmn_hit hit;
	dmn_gather gather;
	struct {
		dmn_input *at;
		size_t n;
	} inputs;
	struct {
		dmn_output *at;
		size_t n;
	} outputs;
	struct {
		str *at;
		size_t n;
	} notes; /* names of the annotation columns; `valid from`, `valid to`, `source` have a meaning here */
	struct {
		dmn_rule *at;
		size_t n;
	} rules;
} dmn_table;

#endif
