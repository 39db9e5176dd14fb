#include "base/arena.h"

#include <stdarg.h>

#if defined(__SANITIZE_ADDRESS__)
#define ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ASAN 1
#endif
#endif
#ifdef ASAN
#include <sanitizer/asan_interface.h>
#define POISON(at, n) ASAN_POISON_MEMORY_REGION(at, n)
#define UNPOISON(at, n) ASAN_UNPOISON_MEMORY_REGION(at, n)
#else
#define POISON(at, n) ((void)(at), (void)(n))
#define UNPOISON(at, n) ((void)(at), (void)(n))
#endif

#define FIRST_CHUNK (16 * 1024)
#define ALIGN 16

typedef struct chunk {
	struct chunk *before;
	size_t size, used;
	_Alignas(ALIGN) char bytes[];
} chunk;

struct arena {
	chunk *top;
	size_t ceiling, taken; /* bytes of all chunks */
	bool within; /* memory of the caller's */
};

_Noreturn void check_failed(const char *condition, const char *file, int line)
{
	fprintf(stderr, "broken invariant: %s at %s:%d\n", condition, file, line);
	abort();
}

arena *arena_new(size_t ceiling)
{
	arena *a = calloc(1, sizeof *a);
	CHECK(a != NULL);
	a->ceiling = ceiling;
	return a;
}

arena *arena_within(void *at, size_t size)
{
	size_t head = (sizeof(arena) + ALIGN - 1) & ~(size_t)(ALIGN - 1);
	CHECK((uintptr_t)at % ALIGN == 0 && size > head + sizeof(chunk));
	arena *a = at;
	chunk *c = (chunk *)(void *)((char *)at + head);
	size_t room = size - head - sizeof *c;
	*c = (chunk){ .size = room };
	*a = (arena){ .top = c, .ceiling = room, .taken = room, .within = true };
	POISON(c->bytes, room);
	return a;
}

static void chunks_free(chunk *c)
{
	while (c) {
		chunk *before = c->before;
		UNPOISON(c->bytes, c->size);
		free(c);
		c = before;
	}
}

void arena_free(arena *a)
{
	if (!a)
		return;
	if (a->within) {
		UNPOISON(a->top->bytes, a->top->size);
		return;
	}
	chunks_free(a->top);
	free(a);
}

void arena_reset(arena *a)
{
	/* The first chunk stays: most requests fit in it, and a busy worker then never calls malloc. */
	while (a->top && a->top->before) {
		chunk *c = a->top;
		a->top = c->before;
		c->before = NULL;
		a->taken -= c->size;
		chunks_free(c);
	}
	if (a->top) {
		a->top->used = 0;
		POISON(a->top->bytes, a->top->size);
	}
}

size_t arena_used(const arena *a)
{
	size_t n = 0;
	for (const chunk *c = a->top; c; c = c->before)
		n += c->used;
	return n;
}

size_t arena_left(const arena *a)
{
	if (a->within)
		return a->top->size - a->top->used;
	return a->ceiling > a->taken ? a->ceiling - a->taken : 0;
}

void *arena_alloc(arena *a, size_t size)
{
	CHECK(size <= a->ceiling);
	size_t rounded = (size + ALIGN - 1) & ~(size_t)(ALIGN - 1);
	chunk *c = a->top;
	if (!c || c->size - c->used < rounded) {
		size_t room = c ? c->size * 2 : FIRST_CHUNK;
		if (room > 1024 * 1024)
			room = 1024 * 1024;
		if (room < rounded)
			room = rounded;
		CHECK(!a->within && a->taken + rounded <= a->ceiling);
		c = malloc(sizeof *c + room);
		CHECK(c != NULL);
		*c = (chunk){ .before = a->top, .size = room };
		POISON(c->bytes, room);
		a->top = c;
		a->taken += room;
	}
	void *at = c->bytes + c->used;
	c->used += rounded;
	UNPOISON(at, size);
	memset(at, 0, size);
	return at;
}

void *arena_array(arena *a, size_t size, size_t n)
{
	size_t bytes;
	CHECK(!__builtin_mul_overflow(size, n, &bytes));
	return arena_alloc(a, bytes);
}

str arena_copy(arena *a, str s)
{
	char *at = arena_alloc(a, s.len + 1);
	if (s.len)
		memcpy(at, s.at, s.len);
	return (str){ at, s.len };
}

str str_format(arena *a, const char *format, ...)
{
	va_list args, again;
	va_start(args, format);
	va_copy(again, args);
	int n = vsnprintf(NULL, 0, format, args);
	va_end(args);
	CHECK(n >= 0);
	char *at = arena_alloc(a, (size_t)n + 1);
	vsnprintf(at, (size_t)n + 1, format, again);
	va_end(again);
	return (str){ at, (size_t)n };
}

str str_lower(arena *a, str s)
{
	char *at = arena_alloc(a, s.len + 1);
	for (size_t i = 0; i < s.len; i++)
		at[i] = s.at[i] >= 'A' && s.at[i] <= 'Z' ? (char)(s.at[i] + 32) : s.at[i];
	return (str){ at, s.len };
}

size_t list_room(size_t n)
{
	size_t room = 4;
	while (room < n)
		room *= 2;
	return room;
}

void *list_grow(arena *a, void *at, size_t size, size_t n)
{
	/* full exactly when n is zero or a power of two from 4 on */
	if (n != 0 && (n < 4 || (n & (n - 1)) != 0))
		return at;
	void *more = arena_array(a, size, n ? n * 2 : 4);
	if (n)
		memcpy(more, at, size * n);
	return more;
}
