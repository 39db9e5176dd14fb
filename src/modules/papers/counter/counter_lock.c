/* A packet and its answers at rest: readable with the key file alone, and only under the name that they were locked for. */
#include <sodium.h>

#include "kit/keyfile.h"
#include "modules/papers/counter/counter.h"

#define KEY crypto_aead_xchacha20poly1305_ietf_KEYBYTES
#define NONCE crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define MAC crypto_aead_xchacha20poly1305_ietf_ABYTES

const err *counter_lock(req *r, str about, str bytes, str *ret)
{
	u8 key[KEY], *to = arena_many(r->arena, u8, NONCE + bytes.len + MAC);
	unsigned long long n = 0;
	TRY(keyfile_derive(r->app, r->arena, "counter packet", about, key, KEY));
	randombytes_buf(to, NONCE);
	crypto_aead_xchacha20poly1305_ietf_encrypt(to + NONCE, &n, (const u8 *)bytes.at, bytes.len,
						   (const u8 *)about.at, about.len, NULL, to, key);
	sodium_memzero(key, sizeof key);
	*ret = (str){ (const char *)to, NONCE + (size_t)n };
	return NULL;
}

const err *counter_unlock(req *r, str about, str locked, str *ret)
{
	u8 key[KEY];
	unsigned long long n = 0;
	if (locked.len < NONCE + MAC)
		return err_of(ERR_not_found); /* erased */
	u8 *to = arena_many(r->arena, u8, locked.len);
	TRY(keyfile_derive(r->app, r->arena, "counter packet", about, key, KEY));
	const u8 *from = (const u8 *)locked.at;
	int wrong = crypto_aead_xchacha20poly1305_ietf_decrypt(to, &n, NULL, from + NONCE, locked.len - NONCE,
							       (const u8 *)about.at, about.len, from, key);
	sodium_memzero(key, sizeof key);
	*ret = (str){ (const char *)to, (size_t)n };
	return wrong ? err_why(r->arena, ERR_key_file,
			       "a packet of the database was altered, or comes from another installation")
		     : NULL;
}

str counter_hash(arena *a, str bytes)
{
	u8 sum[crypto_generichash_BYTES];
	crypto_generichash(sum, sizeof sum, (const u8 *)bytes.at, bytes.len, NULL, 0);
	char *text = arena_alloc(a, sizeof sum * 2 + 1);
	sodium_bin2hex(text, sizeof sum * 2 + 1, sum, sizeof sum);
	return (str){ text, sizeof sum * 2 };
}

/* A screen's secret is a cookie; what the database keeps of it, and the code that a clerk types, are worked out from it. */
static void screen_sum(const app *p, const char *purpose, str secret, u8 sum[32])
{
	crypto_generichash_state state;
	crypto_generichash_init(&state, p->secret, sizeof p->secret, 32);
	crypto_generichash_update(&state, (const u8 *)purpose, strlen(purpose) + 1);
	crypto_generichash_update(&state, (const u8 *)secret.at, secret.len);
	crypto_generichash_final(&state, sum, 32);
}

str counter_screen_code(const app *p, arena *a, str secret)
{
	static const char letters[] = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
	u8 sum[32];
	char *code = arena_alloc(a, SCREEN_CODE + 1);
	screen_sum(p, "counter screen code", secret, sum);
	for (int i = 0; i < SCREEN_CODE; i++)
		code[i] = letters[sum[i] % (sizeof letters - 1)];
	return (str){ code, SCREEN_CODE };
}

str counter_screen_holder(const app *p, arena *a, str secret)
{
	u8 sum[32];
	char *text = arena_alloc(a, sizeof sum * 2 + 1);
	screen_sum(p, "counter screen holder", secret, sum);
	sodium_bin2hex(text, sizeof sum * 2 + 1, sum, sizeof sum);
	return (str){ text, sizeof sum * 2 };
}
