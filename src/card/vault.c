#include "card/vault.h"

#include <sodium.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#define STACK_BELOW ((size_t)32 * 1024)

void vault_harden(void)
{
	CHECK(sodium_init() >= 0);
	CHECK(prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0);
	CHECK(setrlimit(RLIMIT_CORE, &(struct rlimit){ 0, 0 }) == 0);
}

vault vault_open(void)
{
	CHECK(sodium_init() >= 0);
	vault v = { .at = sodium_malloc(VAULT_SIZE) };
	CHECK(v.at != NULL);
	/* sodium_malloc() tries this as well and does not say whether it could */
	v.locked = sodium_mlock(v.at, VAULT_SIZE) == 0;
	sodium_memzero(v.at, VAULT_SIZE);
	return v;
}

arena *vault_begin(vault *v)
{
	return arena_within(v->at, VAULT_SIZE);
}

void vault_wipe(vault *v, arena *a)
{
	arena_free(a);
	sodium_memzero(v->at, VAULT_SIZE);
	sodium_stackzero(STACK_BELOW);
}

void vault_close(vault *v)
{
	sodium_free(v->at);
	v->at = NULL;
}
