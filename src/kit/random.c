/* Random numbers that nobody can guess, from libsodium, and hashes. */
#include <arpa/inet.h>
#include <sodium.h>

#include "kit/inside.h"

str random_token(arena *a)
{
	static const char digits[] = "0123456789abcdefghjkmnpqrstvwxyz";
	u8 bytes[26];
	char *at = arena_alloc(a, sizeof bytes + 1);
	randombytes_buf(bytes, sizeof bytes);
	for (size_t i = 0; i < sizeof bytes; i++)
		at[i] = digits[bytes[i] & 31];
	return (str){ at, sizeof bytes };
}

str random_code(arena *a, int n)
{
	static const char letters[] = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"; /* no 0 O 1 I L */
	CHECK(n > 0 && n <= 64);
	char *at = arena_alloc(a, (size_t)n + 1);
	/* a byte of the last, incomplete round would favour some letters; one call for many bytes, as each is a system call */
	const int letters_n = (int)sizeof letters - 1, fair = 256 / letters_n * letters_n;
	u8 bytes[32];
	for (int i = 0; i < n;) {
		randombytes_buf(bytes, sizeof bytes);
		for (size_t k = 0; k < sizeof bytes && i < n; k++)
			if (bytes[k] < fair)
				at[i++] = letters[bytes[k] % letters_n];
	}
	return (str){ at, (size_t)n };
}

static str hex(arena *a, const u8 *bytes, size_t n)
{
	char *at = arena_alloc(a, n * 2 + 1);
	sodium_bin2hex(at, n * 2 + 1, bytes, n);
	return (str){ at, n * 2 };
}

str hash_plain(arena *a, str s)
{
	u8 sum[32];
	crypto_generichash(sum, sizeof sum, (const u8 *)s.at, s.len, NULL, 0);
	return hex(a, sum, sizeof sum);
}

str hash_keyed(arena *a, const app *p, const char *purpose, str s)
{
	u8 sum[16];
	crypto_generichash_state state;
	crypto_generichash_init(&state, p->secret, sizeof p->secret, sizeof sum);
	/* the NUL keeps the purpose apart from what follows */
	crypto_generichash_update(&state, (const u8 *)purpose, strlen(purpose) + 1);
	crypto_generichash_update(&state, (const u8 *)s.at, s.len);
	crypto_generichash_final(&state, sum, sizeof sum);
	return hex(a, sum, sizeof sum);
}

bool same_secret(str a, str b)
{
	return a.len == b.len && a.len > 0 && sodium_memcmp(a.at, b.at, a.len) == 0;
}

str address_key(const req *r)
{
	/* A household has a whole /64 of IPv6, so that is one address here. */
	u8 six[16];
	char text[INET6_ADDRSTRLEN];
	str address = r->address;
	if (address.len < sizeof text) {
		memcpy(text, address.at, address.len);
		text[address.len] = 0;
		if (inet_pton(AF_INET6, text, six) == 1) {
			static const u8 mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };
			bool four = memcmp(six, mapped, sizeof mapped) == 0;
			address = four ? (str){ (const char *)six + 12, 4 } : (str){ (const char *)six, 8 };
		} else if (inet_pton(AF_INET, text, six) == 1) {
			address = (str){ (const char *)six, 4 };
		}
	}
	return hash_keyed(r->arena, r->app, "address", address);
}
