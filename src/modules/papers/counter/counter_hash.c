/* Hashes: of what was printed, and of the secret of a screen. */
#include <sodium.h>

#include "modules/papers/counter/counter.h"

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
