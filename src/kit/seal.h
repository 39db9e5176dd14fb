/*
 * seal: what is given into somebody's hands and must come back as it was: a link that carries its own state.
 *
 *     str token = seal(app, a, "guide/1", bytes);            letters, digits, - and _: fits into a path
 *     if (unseal(app, a, "guide/1", token, &bytes)) …        false: of another key, another purpose, or altered
 *
 * XChaCha20-Poly1305 under a key derived from the installation's for this purpose. The nonce is a keyed hash of the content, so that the
 * same content gives the same token (an address that stays the same when nothing changed) and no two contents share one. Whoever holds two
 * tokens sees whether they say the same, and nothing more; whoever holds one can have the server open it, for that is what it is for.
 */
#ifndef KIT_SEAL_H
#define KIT_SEAL_H

#include "kit/kit.h"

#define SEAL_MORE 28 /* bytes besides the content, before they become letters: 4 for 3 */

str seal(const app *p, arena *a, const char *purpose, str content);
bool unseal(const app *p, arena *a, const char *purpose, str token, str *ret);

#endif
