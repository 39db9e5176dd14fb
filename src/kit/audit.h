/*
 * audit: who did what to what, in chains (kit/chain.h), each with a head that holds its length and its last hash. What
 * this cannot show is somebody who rewrites a whole chain and its head: against that, keep the printed heads of
 * `madoguchi audit verify` somewhere else.
 */
#ifndef KIT_AUDIT_H
#define KIT_AUDIT_H

#include "kit/kit.h"

typedef struct audit_report {
	i64 entries, chains;
	str fault; /* the first place that does not fit, "moji 17: the hash is not that of the entry"; empty when all fits */
	str heads; /* one line a chain: CHAIN LENGTH HASH */
} audit_report;

MUST_USE const err *audit_verify(app *p, arena *a, audit_report *ret);

#endif
