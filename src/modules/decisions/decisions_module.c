/* What the decisions give to the program. */
#include "modules/decisions/decisions.h"

static const command commands[] = {
	{ "rules match", "--table T.csv [--table …] --people P.jsonl --out R.jsonl [--as-of DATE]",
	  "writes what each person can use: {\"yes\":[…],\"unknown\":[…]}, a line a person", rules_match },
	{ 0 },
};

const module decisions_module = {
	.name = "decisions",
	.commands = commands,
};
