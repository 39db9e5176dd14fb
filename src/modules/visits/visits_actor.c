/* Who acts, from a request. */
#include "modules/visits/visits_commands.h"

actor visits_actor(req *r, const char *channel)
{
	/* Limits by address are for residents: a kiosk or a clerk stands for everybody in the hall. */
	bool resident = r->who->role == ROLE_NONE;
	return (actor){ .city = r->app->city,
			.def = catalog_city(r),
			.who = r->who,
			.address = resident ? address_key(r) : STR_NONE,
			.limits = r->app->set->limits,
			.lang = r->lang,
			.channel = str_of(channel) };
}
