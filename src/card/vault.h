/*
 * Memory for secrets: what a request, a code and a card's answer are kept in while they are needed. Locked against swap, left out of core
 * dumps, between guard pages (libsodium's sodium_malloc), and overwritten as soon as the answer is out.
 */
#ifndef CARD_VAULT_H
#define CARD_VAULT_H

#include "base/arena.h"

#define VAULT_SIZE ((size_t)256 * 1024)

typedef struct vault {
	void *at;
	bool locked; /* false: the system's limit (ulimit -l) was too small; then it may be swapped */
} vault;

/* No core dumps, and no other process of the same user may look into this one. Once, at the beginning. */
void vault_harden(void);
vault vault_open(void);
/* An arena that is the whole vault. */
arena *vault_begin(vault *v);
/* Ends the arena; nothing of it is left, neither there nor in the stack below. */
void vault_wipe(vault *v, arena *a);
void vault_close(vault *v);

#endif
