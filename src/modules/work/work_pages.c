/* What all pages of work share: the links on top, hours and shares as people read them. */
#include "modules/work/work_view.h"

#include "text/figures.h"

work_nav_entries work_nav_of(req *r, work_place here, str round)
{
	static const struct {
		const char *path;
		word text;
	} places[] = {
		[WORK_SEE] = { "/work", T_work_nav_see },
		[WORK_ASK] = { "/work/ask", T_work_nav_ask },
		[WORK_NAMES] = { "/work/names", T_work_nav_names },
		[WORK_CHOOSE] = { "/work/choose", T_work_nav_choose },
		[WORK_FLOWS] = { "/work/flows", T_work_nav_flows },
		[WORK_PROVE] = { "/work/prove", T_work_nav_prove },
		[WORK_IDEAS] = { "/work/ideas", T_work_nav_ideas },
	};
	work_nav_entries out = { 0 };
	for (size_t i = 0; i < COUNT(places); i++) {
		work_nav_entry e = { .text = places[i].text, .here = i == (size_t)here };
		e.link = round.len > 0 ? url_path(r->arena, "%s?round=%.*s", places[i].path, STR_ARG(round))
				       : url_path(r->arena, "%s", places[i].path);
		LIST_ADD(r->arena, &out, e);
	}
	return out;
}

str work_hours(req *r, i64 minutes)
{
	i64 size = minutes < 0 ? -minutes : minutes;
	if (size >= 600 || size % 60 == 0)
		return words_work_hours_of(r->arena, r->lang,
					   figure_whole(r->arena, (minutes < 0 ? -1 : 1) * ((size + 30) / 60)));
	i64 tenths = (size + 3) / 6;
	return words_work_hours_of(r->arena, r->lang,
				   str_format(r->arena, "%s%lld.%lld", minutes < 0 ? "-" : "", (long long)(tenths / 10),
					      (long long)(tenths % 10)));
}

str work_percent(arena *a, i64 of, i64 all)
{
	if (all == 0)
		return STR("–");
	double share = 100.0 * (double)of / (double)all;
	return str_format(a, "%.1f%%", share);
}

const err *work_write(req *r, str shard, store_fn run, void *arg)
{
	const err *e = NULL;
	for (int i = 0; i < 3; i++) {
		e = store_write(r->app->store, r->arena, shard, run, arg);
		if (!err_is(e, ERR_conflict))
			break;
	}
	return e;
}
