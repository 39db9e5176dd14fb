/*
 * Lots: random numbers for simulations, the same for the same seed on every machine. Never for secrets.
 *
 * SplitMix64 (Steele, Lea, Flood 2014): one word, so that everything can have a stream of its own.
 */
#ifndef BASE_LOTS_H
#define BASE_LOTS_H

#include "base/base.h"

typedef struct lots {
	u64 s;
} lots;

static inline u64 lots_mixed(u64 z)
{
	z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
	z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
	return z ^ (z >> 31);
}

/* Any numbers; neighbouring ones give unrelated streams. */
static inline lots lots_seeded(u64 seed, u64 stream)
{
	return (lots){ lots_mixed(seed + lots_mixed(stream * 0x9E3779B97F4A7C15u + 1)) };
}

static inline u64 lots_bits(lots *l)
{
	return lots_mixed(l->s += 0x9E3779B97F4A7C15u);
}

/* In (0, 1). */
static inline double lots_uniform(lots *l)
{
	return ((double)(lots_bits(l) >> 11) + 0.5) * 0x1p-53;
}

#endif
