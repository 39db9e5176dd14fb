#include "defs/guide/guide.h"

const scheme_def *guide_scheme(const guide_def *g, str id)
{
	for (size_t i = 0; i < g->schemes.n; i++)
		if (str_eq(g->schemes.at[i].id, id))
			return &g->schemes.at[i];
	return NULL;
}

const event_def *guide_event(const guide_def *g, str id)
{
	for (size_t i = 0; i < g->events.n; i++)
		if (str_eq(g->events.at[i].id, id))
			return &g->events.at[i];
	return NULL;
}
