#include "defs/defs.h"

const office_def *defs_office(const city_def *c, str id)
{
	for (size_t i = 0; i < c->offices.n; i++)
		if (str_eq(c->offices.at[i].id, id))
			return &c->offices.at[i];
	return NULL;
}

const offer_def *defs_offer(const office_def *o, str service)
{
	for (size_t i = 0; i < o->offers.n; i++)
		if (str_eq(o->offers.at[i].service, service))
			return &o->offers.at[i];
	return NULL;
}

const desk_def *defs_desk(const office_def *o, str id)
{
	for (size_t i = 0; i < o->desks.n; i++)
		if (str_eq(o->desks.at[i].id, id))
			return &o->desks.at[i];
	return NULL;
}

const journey_def *defs_journey(const city_def *c, str id)
{
	for (size_t i = 0; i < c->journeys.n; i++)
		if (str_eq(c->journeys.at[i].id, id))
			return &c->journeys.at[i];
	return NULL;
}

const service_def *defs_service(const city_def *c, str id)
{
	for (size_t i = 0; i < c->services.n; i++)
		if (str_eq(c->services.at[i].id, id))
			return &c->services.at[i];
	return NULL;
}
