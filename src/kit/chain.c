#include "kit/chain.h"

#include <sodium.h>

/* A number is eight bytes, the lowest first; a text is its length and its bytes. So no two entries read the same. */
static void add_i64(crypto_generichash_state *s, i64 n)
{
	u8 bytes[8];
	for (int i = 0; i < 8; i++)
		bytes[i] = (u8)((u64)n >> (8 * i));
	crypto_generichash_update(s, bytes, sizeof bytes);
}

static void add_str(crypto_generichash_state *s, str text)
{
	add_i64(s, (i64)text.len);
	crypto_generichash_update(s, (const u8 *)text.at, text.len);
}

str chain_hash(arena *a, str prev, const chain_field *fields, size_t n)
{
	crypto_generichash_state s;
	u8 sum[CHAIN_HASH / 2];
	crypto_generichash_init(&s, NULL, 0, sizeof sum);
	add_str(&s, prev);
	for (size_t i = 0; i < n; i++) {
		if (fields[i].is_text)
			add_str(&s, fields[i].text);
		else
			add_i64(&s, fields[i].number);
	}
	crypto_generichash_final(&s, sum, sizeof sum);
	char *hex = arena_alloc(a, CHAIN_HASH + 1);
	sodium_bin2hex(hex, CHAIN_HASH + 1, sum, sizeof sum);
	return (str){ hex, CHAIN_HASH };
}

const char *chain_fault_text(chain_fault f)
{
	switch (f) {
	case CHAIN_HOLDS:
		break;
	case CHAIN_MISSING:
		return "the entry is missing";
	case CHAIN_LINK:
		return "does not follow from the entry before it";
	case CHAIN_ALTERED:
		return "the hash is not that of the entry";
	}
	return "holds";
}

str chain_walk_hash(const chain_walk *w)
{
	return w->any ? (str){ w->hash, CHAIN_HASH } : STR_NONE;
}

void chain_walk_from(chain_walk *w, i64 seq, str hash)
{
	w->seq = seq;
	w->any = hash.len == CHAIN_HASH;
	if (w->any)
		memcpy(w->hash, hash.at, CHAIN_HASH);
}

chain_fault chain_step(arena *a, chain_walk *w, i64 seq, const str *prev, str hash, const chain_field *fields, size_t n)
{
	chain_fault f = CHAIN_HOLDS;
	str before = chain_walk_hash(w);
	if (seq != w->seq + 1)
		f = CHAIN_MISSING;
	else if (prev && !str_eq(*prev, before))
		f = CHAIN_LINK;
	else if (hash.len != CHAIN_HASH || !str_eq(hash, chain_hash(a, before, fields, n)))
		f = CHAIN_ALTERED;
	if (f != CHAIN_HOLDS && w->faults++ == 0) {
		w->first = f;
		w->first_seq = f == CHAIN_MISSING ? w->seq + 1 : seq;
	}
	w->entries++;
	chain_walk_from(w, seq, hash);
	return f;
}

bool chain_at(const chain_walk *w, i64 seq, str hash)
{
	return w->seq == seq && str_eq(chain_walk_hash(w), hash);
}
