/*
 * chain: a log that cannot be altered unseen.
 *
 * An entry's hash (BLAKE2b, 64 hex digits) covers the entry and the hash of the one before it. So an entry that was changed, put
 * in, taken out or moved no longer fits what follows; and one that was cut off at the end is missed by whoever kept an end: its
 * number and its hash. The entries, and the present end, stay in tables of their owner: the audit log (kit/audit.h), the calls
 * of an office (modules/visits/calls). Here is what makes them a chain, and what walks along it.
 *
 * What a chain cannot show is somebody who rewrites all of it and every end that was kept: keep ends where he cannot write.
 */
#ifndef KIT_CHAIN_H
#define KIT_CHAIN_H

#include "base/arena.h"

#define CHAIN_HASH 64 /* characters */

typedef struct chain_field {
	bool is_text;
	i64 number;
	str text;
} chain_field;
#define CHAIN_I64(x) ((chain_field){ .number = (x) })
#define CHAIN_STR(x) ((chain_field){ .is_text = true, .text = (x) })

/* Of an entry's fields (its number in the chain among them) behind the entry with the hash `prev`, empty for the first. */
str chain_hash(arena *a, str prev, const chain_field *fields, size_t n);

typedef enum chain_fault {
	CHAIN_HOLDS,
	CHAIN_MISSING, /* numbers are left out */
	CHAIN_LINK, /* it names another entry before it than the one that is there */
	CHAIN_ALTERED /* the hash is not that of the entry behind the one before it */
} chain_fault;
/* In a sentence, "the entry is missing". */
const char *chain_fault_text(chain_fault f);

/* A walk along a chain: begins as {0}, or behind an entry that is known. */
typedef struct chain_walk {
	i64 seq; /* of the last entry that was seen */
	char hash[CHAIN_HASH]; /* its hash, as it is stored; nothing before the first */
	bool any;
	i64 entries; /* seen */
	i64 faults; /* entries that do not fit */
	chain_fault first; /* what was wrong with the first of them */
	i64 first_seq;
} chain_walk;

/* Where the walk stands: what the next entry follows. */
str chain_walk_hash(const chain_walk *w);
void chain_walk_from(chain_walk *w, i64 seq, str hash);
/* The next entry by its number. `prev`: what it says stands before it, or NULL where entries do not say so. The walk goes on
 * behind it as it is, so that one altered entry is one fault. */
chain_fault chain_step(arena *a, chain_walk *w, i64 seq, const str *prev, str hash, const chain_field *fields,
		       size_t n);
/* Whether the walk has come to the end that somebody kept. */
bool chain_at(const chain_walk *w, i64 seq, str hash);

#endif
