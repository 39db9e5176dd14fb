#include "kit/seal.h"

#include <sodium.h>

#define NONCE 12 /* bytes of the nonce that are sent along; the rest is zero */
#define MAC crypto_aead_xchacha20poly1305_ietf_ABYTES
_Static_assert(SEAL_MORE == NONCE + MAC, "what is said in the header");

typedef struct seal_keys {
	u8 content[crypto_aead_xchacha20poly1305_ietf_KEYBYTES], nonce[crypto_generichash_KEYBYTES];
} seal_keys;

/* Two keys for a purpose, from the installation's. */
static seal_keys keys_for(const app *p, const char *purpose)
{
	seal_keys k;
	u8 both[64];
	crypto_generichash_state state;
	crypto_generichash_init(&state, p->secret, sizeof p->secret, sizeof both);
	/* the NULs keep the parts apart */
	crypto_generichash_update(&state, (const u8 *)"seal", 5);
	crypto_generichash_update(&state, (const u8 *)purpose, strlen(purpose) + 1);
	crypto_generichash_final(&state, both, sizeof both);
	memcpy(k.content, both, sizeof k.content);
	memcpy(k.nonce, both + sizeof k.content, sizeof k.nonce);
	sodium_memzero(both, sizeof both);
	return k;
}

str seal(const app *p, arena *a, const char *purpose, str content)
{
	seal_keys k = keys_for(p, purpose);
	u8 nonce[crypto_aead_xchacha20poly1305_ietf_NPUBBYTES] = { 0 };
	u8 sum[16];
	crypto_generichash(sum, sizeof sum, (const u8 *)content.at, content.len, k.nonce, sizeof k.nonce);
	memcpy(nonce, sum, NONCE);
	u8 *bytes = arena_many(a, u8, content.len + SEAL_MORE);
	memcpy(bytes, nonce, NONCE);
	unsigned long long n;
	crypto_aead_xchacha20poly1305_ietf_encrypt(bytes + NONCE, &n, (const u8 *)content.at, content.len, NULL, 0,
						   NULL, nonce, k.content);
	sodium_memzero(&k, sizeof k);
	size_t letters = sodium_base64_encoded_len(NONCE + (size_t)n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	char *text = arena_alloc(a, letters);
	sodium_bin2base64(text, letters, bytes, NONCE + (size_t)n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	return str_of(text);
}

bool unseal(const app *p, arena *a, const char *purpose, str token, str *ret)
{
	u8 *bytes = arena_many(a, u8, token.len + 1);
	size_t len;
	if (sodium_base642bin(bytes, token.len + 1, token.at, token.len, NULL, &len, NULL,
			      sodium_base64_VARIANT_URLSAFE_NO_PADDING) ||
	    len < SEAL_MORE)
		return false;
	seal_keys k = keys_for(p, purpose);
	u8 nonce[crypto_aead_xchacha20poly1305_ietf_NPUBBYTES] = { 0 };
	memcpy(nonce, bytes, NONCE);
	u8 *content = arena_many(a, u8, len);
	unsigned long long n = 0;
	int wrong = crypto_aead_xchacha20poly1305_ietf_decrypt(content, &n, NULL, bytes + NONCE, len - NONCE, NULL, 0,
							       nonce, k.content);
	sodium_memzero(&k, sizeof k);
	*ret = (str){ (const char *)content, (size_t)n };
	return !wrong;
}
