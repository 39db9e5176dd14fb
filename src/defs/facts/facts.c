#include "defs/facts/facts.h"

const fact_def *facts_find(const fact_defs *f, str id)
{
	for (size_t i = 0; i < f->n; i++)
		if (str_eq(f->at[i].field.id, id))
			return &f->at[i];
	return NULL;
}

const fact_def *facts_named(const fact_defs *f, str name)
{
	for (size_t i = 0; i < f->n; i++)
		if (str_eq(f->at[i].name, name))
			return &f->at[i];
	return NULL;
}
