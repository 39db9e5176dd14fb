/*
 * keyfile: a key that no copy of the database holds.
 *
 * app.secret lives in the database, for what a session or a link is worth. What must stay closed to somebody who carries the database away is sealed
 * with a key of its own, in a file:
 *
 *     --key-file FILE      64 hexadecimal digits; without it FILE.key beside the database, for sqlite:FILE
 *
 * It is made, mode 0600, the first time that it is needed and is not there; the database then keeps its fingerprint (from which it cannot be worked out).
 * A key that is missing, or another than that, is never made anew or used: ERR_key_file, whose detail tells the operator what to do. Nothing is
 * lost by it: with the right file back in its place everything opens again. Several processes on one PostgreSQL need a copy of one file.
 */
#ifndef KIT_KEYFILE_H
#define KIT_KEYFILE_H

#include "kit/kit.h"

#define KEYFILE_BYTES 32

/* `n` (16 … 64) bytes worked out from the key for a purpose, and of `more`. Nobody without the file can work them out. */
MUST_USE const err *keyfile_derive(app *p, arena *a, const char *purpose, str more, u8 *ret, size_t n);
/* Whether the file is the one that this database knows, or none was needed yet; makes nothing. For `doctor`, and for the start. */
MUST_USE const err *keyfile_check(app *p, arena *a);

#endif
