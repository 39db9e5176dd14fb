/* Who acts, from a request. */
#include "modules/visits/visits_commands.h"

actor visits_actor(req *r, const char *channel)
{
	/* Who is signed in as staff and uses the residents' pages or the ticket machine does what everybody can do there. */
	const who *by = r->who;
	bool web = strcmp(channel, "web") == 0, kiosk = strcmp(channel, "kiosk") == 0;
	if (by->role >= ROLE_CLERK && (web || kiosk)) {
		who *plain = arena_one(r->arena, who);
		plain->role = kiosk ? ROLE_DEVICE : ROLE_NONE;
		by = plain;
	}
	/* Limits by address are for residents: a kiosk or a clerk stands for everybody in the hall. */
	bool resident = by->role == ROLE_NONE;
	return (actor){ .city = r->app->city,
			.def = catalog_city(r),
			.who = by,
			.address = resident ? address_key(r) : STR_NONE,
			.limits = r->app->set->limits,
			.lang = r->lang,
			.channel = str_of(channel),
			.means = message_means_of(r->app, r->arena, catalog_city(r)) };
}
