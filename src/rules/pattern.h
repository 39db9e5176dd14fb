/*
 * Regular expressions as FEEL has them: those of XPath (XQuery 1.0 and XPath 2.0 Functions and Operators, 7.6.1), which are those of XML
 * Schema with ^, $, reluctant quantifiers, groups and back-references. They are done by ICU's, whose language differs in what `.`, `$`, \w,
 * white space and subtracted classes mean, and which knows much that XPath does not; so a pattern is read here and written anew for ICU.
 */
#ifndef RULES_PATTERN_H
#define RULES_PATTERN_H

#include "base/arena.h"

typedef struct pattern_flags {
	bool dot_all; /* s: the point is also a line's end */
	bool lines; /* m: ^ and $ are also at the ends of lines */
	bool no_case; /* i */
	bool spaced; /* x: white space in the pattern says nothing */
} pattern_flags;

/* "smix"; false for another letter. */
bool pattern_flags_read(str s, pattern_flags *ret);
/* False, with *ret_why, for what is no pattern of XPath. *ret is one for ICU with UREGEX_UNIX_LINES. */
bool pattern_read(arena *a, str s, pattern_flags flags, str *ret, const char **ret_why);

#endif
