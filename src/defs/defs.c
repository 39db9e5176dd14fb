#include "defs/defs_read.h"

def_path defs_path(str path, str *ret_id)
{
	static const struct {
		const char *before, *behind; /* behind: NULL for a whole path */
		def_path kind;
	} known[] = {
		{ "city.yaml", NULL, PATH_CITY },         { "services.yaml", NULL, PATH_SERVICES },
		{ "journeys.yaml", NULL, PATH_JOURNEYS }, { "facts.yaml", NULL, PATH_FACTS },
		{ "guide.yaml", NULL, PATH_GUIDE },       { "offices/", ".yaml", PATH_OFFICE },
		{ "facts/", ".yaml", PATH_FACTS },        { "schemes/", ".yaml", PATH_SCHEMES },
		{ "tables/", ".csv", PATH_TABLE },        { "cases/", ".csv", PATH_CASES },
		{ "papers/", ".yaml", PATH_PAPER },       { "papers/", ".pdf", PATH_BACKGROUND },
		{ "samples.yaml", NULL, PATH_SAMPLES },   { "work.yaml", NULL, PATH_WORK },
	};
	str none;
	str *id = ret_id ? ret_id : &none;
	*id = STR_NONE;
	for (size_t i = 0; i < COUNT(known); i++) {
		str before = str_of(known[i].before), behind = str_of(known[i].behind);
		if (!known[i].behind && str_eq(path, before))
			return known[i].kind;
		if (!known[i].behind || path.len <= before.len + behind.len || !str_starts(path, before) ||
		    !str_ends(path, behind))
			continue;
		str name = str_sub(path, before.len, path.len - behind.len);
		if (!id_valid(name))
			return PATH_NONE;
		*id = name;
		return known[i].kind;
	}
	return PATH_NONE;
}

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
