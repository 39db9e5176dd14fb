/*
 * Names, phone numbers and e-mail addresses as people type them.
 *
 * A contact is brought to one key, so that the same phone written in five ways is one contact: "tel:09012345678" or
 * "mail:hanako@example.jp". The key is for comparing and limits; what is shown is what the person wrote.
 */
#ifndef TEXT_CONTACT_H
#define TEXT_CONTACT_H

#include "base/arena.h"

/* A Japanese phone number in digits of either width, with hyphens, spaces or brackets of any kind, or +81. *ret: digits only:
 * ten, or eleven for 050, 060, 070, 080 and 090. 0120 and 0800 are accepted; 110 and the like are not. */
bool contact_phone(arena *a, str s, str *ret);
/* The same, with hyphens where a reader expects them when it is a number of eleven digits (090-1234-5678); fixed numbers need
 * the table of area codes and stay digits. */
str contact_phone_shown(arena *a, str digits);
/* local@domain, ASCII, at most 254 bytes; full width is accepted. *ret: domain in lower case, the local part as it is. */
bool contact_mail(arena *a, str s, str *ret);
/* Either of them as a key: tel:… or mail:… (a mail key is lower case throughout). */
bool contact_key(arena *a, str s, str *ret);

/* A person's name: 1–50 characters without surrounding spaces of either width (a variation selector or combining mark belongs
 * to its character and does not count), no control characters, line breaks or invisible direction marks. *ret: the trimmed name. */
bool contact_name(str s, str *ret);

#endif
