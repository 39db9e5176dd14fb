/* staff: accounts, as the command line and the users' page change them. */
#ifndef KIT_STAFF_H
#define KIT_STAFF_H

#include "kit/kit.h"

typedef struct staff_new {
	str login, name, role, office, password;
} staff_new;

/* ERR_conflict when the login is taken, ERR_invalid (where: the field) when something does not fit. `by` NULL: the command line. */
MUST_USE const err *staff_add(app *p, arena *a, const who *by, const staff_new *n, i64 *ret_id);
MUST_USE const err *staff_set_password(app *p, arena *a, const who *by, str login, str password);
/* Takes a lock after wrong passwords away. */
MUST_USE const err *staff_unlock(app *p, arena *a, const who *by, str login);

typedef struct staff_change {
	i64 id, rev; /* rev: what the editor saw; ERR_stale when it is old */
	str name, role, office;
	bool active;
} staff_change;
/* Ends the sessions of somebody whose rights change. ERR_not_allowed_now when no administrator would be left. */
MUST_USE const err *staff_save(app *p, arena *a, const who *by, const staff_change *c);

/* A new API token of that account, shown this once. */
MUST_USE const err *token_new(app *p, arena *a, str login, str name, i64 days, str *ret_token);

#endif
