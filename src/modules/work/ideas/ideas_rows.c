/* Ideas about rows of the survey: which are of this row, and where they are. */
#include "modules/work/ideas/ideas.h"

#include "modules/work/ideas/ideas.sql.h"

const err *ideas_on_rows(db *d, arena *a, i64 city, str bureau, str section, str unit, idea_rows *ret)
{
	work_idea_rows_rows rows;
	*ret = (idea_rows){ 0 };
	TRY(work_idea_rows(d, a, city, bureau, section, unit, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		const work_idea_rows_row *r = &rows.at[i];
		LIST_ADD(a, ret,
			 ((struct idea_rows_one){
				 { r->round, r->item, r->bureau, r->section, r->unit, r->work, r->step }, r->ideas }));
	}
	return NULL;
}

typedef struct asking {
	i64 city;
	str bureau, section, unit;
	idea_rows *ret;
} asking;

static const err *read_rows(db *d, arena *a, void *arg)
{
	asking *k = arg;
	return ideas_on_rows(d, a, k->city, k->bureau, k->section, k->unit, k->ret);
}

const err *ideas_on_rows_get(req *r, str bureau, str section, str unit, idea_rows *ret)
{
	asking k = { r->app->city, bureau, section, unit, ret };
	return store_read(r->app->store, r->arena, read_rows, &k);
}

/* In its own round a row is its number, whatever it is called by now; in another it is its names. */
static bool is_row(const idea_row *x, str round, const survey_item *i)
{
	if (str_eq(x->round, round))
		return x->number == i->number;
	return str_eq(x->work, i->work) && str_eq(x->unit, i->unit) && str_eq(x->step, i->step) &&
	       str_eq(x->section, i->section) && str_eq(x->bureau, i->bureau);
}

i64 ideas_at_row(const idea_rows *list, str round, const survey_item *i)
{
	i64 n = 0;
	for (size_t k = 0; k < list->n; k++)
		n += is_row(&list->at[k].row, round, i) ? list->at[k].ideas : 0;
	return n;
}

static url link_to(arena *a, const char *path, str round, const survey_item *i)
{
	return url_of(a, str_format(a, "%s?round=%.*s&row=%lld&bureau=%.*s&section=%.*s&unit=%.*s&work=%.*s&step=%.*s",
				    path, STR_ARG(round), (long long)i->number, STR_ARG(percent_encode(a, i->bureau)),
				    STR_ARG(percent_encode(a, i->section)), STR_ARG(percent_encode(a, i->unit)),
				    STR_ARG(percent_encode(a, i->work)), STR_ARG(percent_encode(a, i->step))));
}

url ideas_row_link(arena *a, str round, const survey_item *i)
{
	return link_to(a, "/work/ideas", round, i);
}

url ideas_row_new(arena *a, str round, const survey_item *i)
{
	return link_to(a, "/work/ideas/new", round, i);
}
