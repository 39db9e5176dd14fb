/*
 * The characters and words of FEEL (DMN 1.5, 10.3.1): white space and comments, names, numbers, texts. Private to FEEL.
 *
 * There are no tokens in advance: what a word is depends on the names that are known where it stands (`Terms and conditions`).
 */
#ifndef RULES_FEEL_LEX_H
#define RULES_FEEL_LEX_H

#include "rules/feel.h"

bool lex_is_space(u32 c);
bool lex_is_name_start(u32 c);
bool lex_is_name_part(u32 c); /* start characters, digits, combining marks */
/* The code point at i, and how many bytes it has; 0 at the end. */
u32 lex_at(str s, size_t i, size_t *ret_len);
/* Behind white space and comments. False when a comment is not closed: then *i stands at its beginning. */
bool lex_skip(str s, size_t *i);

/* The end of a word (letters, digits …) that begins at i; i when there is none. */
size_t lex_word(str s, size_t i);
/* The end of the known name at i, 0 when it is not there. White space within counts as one space, around signs it does not count. */
size_t lex_name(str s, size_t i, str name);
/* The end of words and signs (. / - ' + *) as a new name may have them, from i up to what can be in no name; trailing space is left out. */
size_t lex_new_name(str s, size_t i);
/* One space for each stretch of white space. */
str lex_tidy(arena *a, str name);

size_t lex_number(str s, size_t i); /* its end; i when there is none */
/* The text in quotes at i: *ret_end behind it. NULL, or what is wrong with it, then *ret_end is where. */
const char *lex_string(arena *a, str s, size_t i, str *ret, size_t *ret_end);

/* if, then, and, …: no name of a single word. */
bool lex_is_reserved(str word);

#endif
