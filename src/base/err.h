/*
 * A failure is a value. NULL is success; everything else says what went wrong, in a form that a program
 * can act on (code), that HTTP can carry (status) and that a person can read in his or her language (message).
 *
 * errors.def is the one list: codes, statuses and messages in three languages come from it.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include "base/arena.h"

typedef enum lang { LANG_JA, LANG_JA_EASY, LANG_EN } lang;
#define LANG_COUNT 3

typedef enum err_code {
#define ERROR(code, status, ja, ja_easy, en) ERR_##code,
#include "base/errors.def"
#undef ERROR
	ERR_COUNT
} err_code;

typedef struct err {
	err_code code;
	str where; /* the field, or file:line:column; empty where there is none */
	str detail; /* for the log and for whoever wrote the file at fault: English, never personal data */
	const struct err *next; /* further mistakes of the same input, or NULL */
} err;

/* The error without particulars. */
const err *err_of(err_code code);
/* With particulars; all of it lives in the arena. */
const err *err_at(arena *a, err_code code, str where, const char *detail, ...) PRINTF(4, 5);
const err *err_why(arena *a, err_code code, const char *detail, ...) PRINTF(3, 4);

/* A copy with those linked to it, out of an arena that goes; NULL for NULL. */
const err *err_kept(arena *a, const err *e);

bool err_is(const err *e, err_code code); /* false for NULL */
/* The code as it stands in the API: slot_full. */
str err_name(err_code code);
int err_status(err_code code);
/* What to tell a person, and what to do about it. */
str err_message(err_code code, lang l);

#define TRY(call)                                                                                                      \
	do {                                                                                                           \
		const err *try_error_ = (call);                                                                        \
		if (try_error_)                                                                                        \
			return try_error_;                                                                             \
	} while (0)

#endif
