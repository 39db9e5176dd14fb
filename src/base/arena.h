/*
 * An arena hands out memory that is given back all at once.
 *
 * There are three lifetimes: the program's, a connection's and a request's. What must outlive its arena is copied
 * explicitly into one that lives longer. An arena has a ceiling; asking for more is a broken invariant, because
 * everything that comes from outside is bounded before it is stored. Under AddressSanitizer, memory that was
 * given back is poisoned, so that a pointer kept too long is found.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/str.h"

typedef struct arena arena;

/* At most `ceiling` bytes in all. */
arena *arena_new(size_t ceiling);
/* All of it in memory of the caller's, aligned for any type, who keeps it out of swap and wipes it (secrets); never more. arena_free() gives
 * nothing back, and whoever wipes the memory calls it before. */
arena *arena_within(void *at, size_t size);
void arena_free(arena *a); /* NULL is fine */
/* Gives everything back; keeps one chunk for the next use. */
void arena_reset(arena *a);
size_t arena_used(const arena *a);
size_t arena_left(const arena *a); /* can still be had before the ceiling */

/* Zeroed, aligned for any type; never NULL. */
void *arena_alloc(arena *a, size_t size);
#define arena_one(a, type) ((type *)arena_alloc((a), sizeof(type)))
#define arena_many(a, type, n) ((type *)arena_array((a), sizeof(type), (n)))
void *arena_array(arena *a, size_t size, size_t n); /* checks the product */

/* A copy with a NUL behind it. */
str arena_copy(arena *a, str s);
str str_format(arena *a, const char *format, ...) PRINTF(2, 3);
str str_lower(arena *a, str s); /* ASCII */

/*
 * Appending to a list {at, n} in an arena. Grows by doubling; the capacity is the next power of two from n,
 * so that no third field is needed.   LIST_ADD(arena, &list, value);
 */
#define LIST_ADD(a, list, ...)                                                                                         \
	do {                                                                                                           \
		(list)->at = list_grow((a), (list)->at, sizeof(*(list)->at), (list)->n);                               \
		(list)->at[(list)->n++] = (__VA_ARGS__);                                                               \
	} while (0)
void *list_grow(arena *a, void *at, size_t size, size_t n);
/* How many a list of n has room for by that law: who makes one at once, for others to add to, makes it so large. */
size_t list_room(size_t n);

#endif
