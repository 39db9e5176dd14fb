#include "defs/papers/papers.h"

const paper_def *paper_find(const papers_def *p, str id)
{
	for (size_t i = 0; i < p->papers.n; i++)
		if (str_eq(p->papers.at[i].id, id))
			return &p->papers.at[i];
	return NULL;
}

const sample_def *sample_find(const papers_def *p, str id)
{
	for (size_t i = 0; i < p->samples.n; i++)
		if (str_eq(p->samples.at[i].id, id))
			return &p->samples.at[i];
	return NULL;
}
