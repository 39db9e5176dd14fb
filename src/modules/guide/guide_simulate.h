/*
 * How well the guide asks: people who never were, drawn by the `share` of the facts, are asked in three orders, and after so many questions it is
 * counted how many schemes are still open.
 *
 *     in order     the facts as they stand in the files, those that apply and on which some scheme depends
 *     by number    the fact on which most open schemes depend
 *     guide        guide_next(), one question at a time
 */
#ifndef GUIDE_GUIDE_SIMULATE_H
#define GUIDE_GUIDE_SIMULATE_H

#include "modules/guide/guide.h"

typedef enum ask_order { ORDER_FILE, ORDER_NUMBER, ORDER_GUIDE } ask_order;
#define ASK_ORDERS 3
#define SIMULATE_POINTS 8

typedef struct simulate_in {
	const city_def *city;
	str event; /* id; empty: for each event in turn, or none where the city has none */
	i64 people, seed;
	int points[SIMULATE_POINTS]; /* after so many questions, rising */
	size_t points_n;
	instant now;
} simulate_in;
typedef struct simulate_out {
	double schemes; /* that count, on average */
	double before; /* open before the first question */
	double open[ASK_ORDERS][SIMULATE_POINTS]; /* on average */
	double questions
		[ASK_ORDERS]; /* until nothing can be decided any more, on average; at most SIMULATE_QUESTIONS_MAX */
	double next_ms, next_ms_most; /* of a core: a guide_sit() with its guide_next() */
} simulate_out;
#define SIMULATE_QUESTIONS_MAX 60

void guide_simulate(const simulate_in *in, simulate_out *ret);
/* A city made of a table alone (a COLLECT table of ids), its facts guessed from its cells, their values drawn evenly. */
MUST_USE const err *guide_city_of_table(arena *a, str file, str bytes, const city_def **ret);

#endif
