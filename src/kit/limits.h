/*
 * limits: how often somebody may do something, counted in the database so that it holds over several processes.
 *
 * A window begins at a multiple of its length. `--limits off` turns every limit off, for benchmarks.
 */
#ifndef KIT_LIMITS_H
#define KIT_LIMITS_H

#include "kit/kit.h"

/* Counts once more what `who` does; ERR_too_many_requests above `max` in the window. A write of its own.
 *     TRY(limit_hit(r, "ticket", address_key(r), city->limits.tickets_per_address_hour, 3600)); */
MUST_USE const err *limit_hit(req *r, const char *kind, str who, i64 max, i64 window_seconds);
/* The same inside a command, counted only when the command succeeds. For what one shard's commands count: two shards
 * that count the same `who` wait for each other on PostgreSQL. */
MUST_USE const err *limit_in(db *d, arena *a, const app *p, const char *kind, str who, i64 max, i64 window_seconds);

/* Only looks: ERR_too_many_requests when `who` has been counted `max` times in the window already. */
MUST_USE const err *limit_look(req *r, const char *kind, str who, i64 max, i64 window_seconds);

/* Around work that takes a processor for a noticeable time and much memory (a packet of papers as PDF): as many at once as there are processors, a few more wait
 * their turn, the rest get ERR_busy. So whoever asks for a hundred of them keeps nobody from booking a visit. Each begin needs its end.
 *     TRY(heavy_begin(r)); const err *e = papers_make(…); heavy_end(r); TRY(e); */
MUST_USE const err *heavy_begin(req *r);
void heavy_end(req *r);

#endif
