/* What the files of the waiting list share. */
#ifndef VISITS_WAITLIST_PRIVATE_H
#define VISITS_WAITLIST_PRIVATE_H

#include "modules/visits/visits_private.h"
#include "modules/visits/waitlist/waitlist.h"
#include "modules/visits/waitlist/waitlist.sql.h"

/* "juumin,kokuho" and back. */
str services_text(arena *a, const strs *list);
strs services_list(arena *a, str text);

/* With its offer, without `ahead`. ERR_not_found. */
MUST_USE const err *entry_load(db *d, arena *a, i64 city, str code, waiting_view *ret);
/* Moves an entry along its machine and keeps *v as it is afterwards; whoever is over loses name and contact.
 * ERR_not_allowed_now by the table; ERR_stale when somebody else was first. */
MUST_USE const err *entry_move(db *d, arena *a, const actor *by, waiting_view *v, waiting_command c);
/* Puts an entry into a state, whatever the machine says. ERR_stale. */
MUST_USE const err *entry_set(db *d, arena *a, i64 city, waiting_view *v, waiting_state becomes, i64 unanswered);
/* Leaves the list; what was offered goes on. Twice is as once. */
MUST_USE const err *entry_leave(db *d, arena *a, const actor *by, str code);
/* Ends the open offer of an entry: "accepted", "declined" or "unanswered". ERR_offer_over when it is none any more. */
MUST_USE const err *offer_end(db *d, arena *a, const actor *by, const waiting_view *v, str how);

#endif
