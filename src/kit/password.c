/*
 * Passwords: Argon2id as libsodium does it, with its "interactive" limits (64 MiB, two passes).
 *
 * The memory is what makes guessing dear, for us as well: so only a few are worked out at one time, a few more wait
 * their turn, and the rest are told that we are busy. A flood of sign-ins costs the residents neither memory nor workers.
 */
#include <sodium.h>

#include "kit/inside.h"

#define PASSWORD_MIN 8 /* characters */
#define PASSWORD_MAX 200 /* bytes */

const err *password_acceptable(arena *a, str password, str login)
{
	if (str_length(password) < PASSWORD_MIN || password.len > PASSWORD_MAX || !str_is_utf8(password) ||
	    str_eq(password, login))
		return err_at(a, ERR_weak_password, STR("password"), "at least %d characters, not the login",
			      PASSWORD_MIN);
	return NULL;
}

const err *password_hash(app *p, arena *a, str password, str *ret)
{
	char *out = arena_alloc(a, crypto_pwhash_STRBYTES);
	TRY(turn_take(&p->kit->passwords));
	bool cheap = p->kit->cheap_passwords;
	int failed = crypto_pwhash_str(out, password.at, password.len,
				       cheap ? crypto_pwhash_OPSLIMIT_MIN : crypto_pwhash_OPSLIMIT_INTERACTIVE,
				       cheap ? crypto_pwhash_MEMLIMIT_MIN : crypto_pwhash_MEMLIMIT_INTERACTIVE);
	turn_end(&p->kit->passwords);
	if (failed)
		return err_why(a, ERR_busy, "no memory for a password's hash");
	*ret = str_of(out);
	return NULL;
}

/* A hash of the same cost, of a password that nobody has: so that an unknown login takes as long as a known one. */
#define NOBODYS "$argon2id$v=19$m=65536,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

const err *password_right(app *p, arena *a, str hash, str password, bool *ret)
{
	bool known = hash.len > 0 && hash.len < crypto_pwhash_STRBYTES;
	char stored[crypto_pwhash_STRBYTES] = { 0 };
	memcpy(stored, known ? hash.at : NOBODYS, known ? hash.len : sizeof NOBODYS - 1);
	*ret = false;
	if (password.len > PASSWORD_MAX)
		return NULL;
	TRY(turn_take(&p->kit->passwords));
	bool right = crypto_pwhash_str_verify(stored, password.at, password.len) == 0;
	turn_end(&p->kit->passwords);
	(void)a;
	*ret = known && right;
	return NULL;
}
