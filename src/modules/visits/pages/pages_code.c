#include "modules/visits/pages/pages_code.h"

#include "kit/limits.h"
#include "modules/visits/visits.h"

#define KIND "code"
#define MISSES 30
#define WINDOW 600 /* seconds */

const err *code_may_ask(req *r)
{
	/* staff and the machines in the hall look up codes all day long */
	return r->who->role == ROLE_NONE ? limit_look(r, KIND, address_key(r), MISSES, WINDOW) : NULL;
}

const err *code_of_address(req *r, str *ret)
{
	TRY(code_may_ask(r));
	*ret = visits_code_parse(r->arena, req_param(r, "code"));
	return ret->len ? NULL : err_of(ERR_not_found);
}

void code_private(req *r, resp *out)
{
	resp_header(r, out, STR("X-Robots-Tag"), STR("noindex, nofollow"));
}

const err *code_looked_up(req *r, const err *e)
{
	if (err_is(e, ERR_not_found) && r->who->role == ROLE_NONE)
		TRY(limit_hit(r, KIND, address_key(r), MISSES, WINDOW));
	return e;
}
