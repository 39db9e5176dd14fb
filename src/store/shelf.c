#include "store/store_private.h"

#include <stdlib.h>
#include <string.h>

typedef struct thing {
	char *key;
	size_t key_len;
	i64 version;
	void *bytes;
	size_t size;
	u64 used; /* when last, by the shelf's own count */
} thing;

struct shelf {
	pthread_mutex_t lock;
	thing things[SHELF_THINGS];
	u64 count;
};

shelf *shelf_new(void)
{
	shelf *s = calloc(1, sizeof *s);
	CHECK(s != NULL);
	pthread_mutex_init(&s->lock, NULL);
	return s;
}

void shelf_free(shelf *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < SHELF_THINGS; i++) {
		free(s->things[i].key);
		free(s->things[i].bytes);
	}
	pthread_mutex_destroy(&s->lock);
	free(s);
}

static thing *find(shelf *s, str key)
{
	for (size_t i = 0; i < SHELF_THINGS; i++) {
		thing *t = &s->things[i];
		if (t->key && str_eq((str){ t->key, t->key_len }, key))
			return t;
	}
	return NULL;
}

/* A free place, else the one that was not asked for the longest. */
static thing *room(shelf *s)
{
	thing *oldest = &s->things[0];
	for (size_t i = 0; i < SHELF_THINGS && oldest->key; i++)
		if (!s->things[i].key || s->things[i].used < oldest->used)
			oldest = &s->things[i];
	return oldest;
}

bool db_shelf_get(const db *d, str key, i64 version, void *ret, size_t size)
{
	shelf *s = d->store->shelf;
	pthread_mutex_lock(&s->lock);
	thing *t = find(s, key);
	bool there = t && t->version == version && t->size == size;
	if (there) {
		memcpy(ret, t->bytes, size);
		t->used = ++s->count;
	}
	pthread_mutex_unlock(&s->lock);
	return there;
}

void db_shelf_put(const db *d, str key, i64 version, const void *bytes, size_t size)
{
	CHECK(size > 0 && size <= SHELF_SIZE_MAX && key.len > 0);
	shelf *s = d->store->shelf;
	pthread_mutex_lock(&s->lock);
	thing *t = find(s, key);
	if (!t) {
		t = room(s);
		free(t->key);
		t->key = malloc(key.len);
		CHECK(t->key != NULL);
		memcpy(t->key, key.at, key.len);
		t->key_len = key.len;
	}
	if (t->size != size) {
		free(t->bytes);
		t->bytes = malloc(size);
		CHECK(t->bytes != NULL);
		t->size = size;
	}
	memcpy(t->bytes, bytes, size);
	t->version = version;
	t->used = ++s->count;
	pthread_mutex_unlock(&s->lock);
}
