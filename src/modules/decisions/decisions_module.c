/* What the decisions give to the program. */
#include "modules/decisions/decisions.h"

static const command commands[] = {
	{ "rules eval", "EXPRESSION [--context JSON] [--today DATE]", "prints the value of an expression of FEEL",
	  rules_eval },
	{ "rules decide", "MODEL.dmn [DECISION …] [--context JSON] [--today DATE]",
	  "prints what the decisions of a DMN model say", rules_decide },
	{ "rules tck", "DIR [--csv FILE] [--verbose]", "runs the conformance suite of DMN", rules_tck },
	{ "rules match", "--table T.csv [--table …] --people P.jsonl --out R.jsonl [--as-of DATE]",
	  "writes what each person can use: {\"yes\":[…],\"unknown\":[…]}, a line a person", rules_match },
	{ "rules check", "FILE [--format text|csv]",
	  "looks a table (CSV) or model (DMN) over: mistakes, gaps, overlaps, rows that change nothing", rules_check },
	{ "rules convert", "IN OUT [--decision NAME]", "a decision table from CSV to DMN XML or back", rules_convert },
	{ 0 },
};

const module decisions_module = {
	.name = "decisions",
	.commands = commands,
};
