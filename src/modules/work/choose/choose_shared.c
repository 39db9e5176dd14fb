/* What the pages of choose share. */
#include "modules/work/choose/choose_view.h"

#include "text/figures.h"

#define DESK_WIDTH 960
#define PHONE_WIDTH 360

const err *choose_may(req *r, bool *ret)
{
	work_scope scope;
	TRY(work_scope_of(r, &scope));
	*ret = work_may(&scope, PART_REFORM, STR_NONE, STR_NONE, STR_NONE);
	return NULL;
}

choose_head choose_head_of(req *r, const work_asked *q, int here, str title)
{
	static const struct {
		const char *path;
		word text;
	} places[] = { { "/work/choose", T_wc_candidates },
		       { "/work/choose/share", T_wc_share },
		       { "/work/choose/scenarios", T_wc_scenarios } };
	choose_head h = { .nav = work_nav_of(r, WORK_CHOOSE, q->round.id),
			  .title = title,
			  .round = q->round.name,
			  .round_id = q->round.id,
			  .invented = q->round.invented };
	for (size_t i = 0; i < COUNT(places); i++) {
		choose_link l = { work_link(r, q, places[i].path, &q->f), say(r, places[i].text), (int)i == here };
		LIST_ADD(r->arena, &h.places, l);
	}
	return h;
}

const err *choose_end(page_out *o, const choose_head *h, resp *out)
{
	page p = { .kind = PAGE_STAFF,
		   .title = h->title,
		   .style = STR("work.css chart.css work-choose.css"),
		   .here = STR("work") };
	return page_end(o, &p, out);
}

str choose_group_name(req *r, const work_asked *q, survey_dim d, u32 code)
{
	str name = work_code_name(r, q, d, code);
	if (name.len == 0)
		return say(r, T_wc_unsaid);
	if (d != DIM_SECTION)
		return name;
	return str_format(r->arena, "%.*s %.*s",
			  STR_ARG(work_code_name(r, q, DIM_BUREAU, survey_parent(q->s, DIM_SECTION, code))),
			  STR_ARG(name));
}

str choose_conditions(req *r, const work_asked *q, const survey_filter *f)
{
	buf b = buf_new(r->arena, 16 * 1024);
	for (survey_dim d = 0; d < DIMS; d++)
		for (size_t i = 0; i < f->dim[d].n; i++) {
			if (f->dim[d].at[i] == WORK_NO_CODE)
				continue;
			str name = choose_group_name(r, q, d, f->dim[d].at[i]);
			str dim = work_dim_name(r, &q->round.def, d);
			if (i == 0)
				buf_format(&b, "%s%.*s: %.*s", b.len ? " / " : "", STR_ARG(dim), STR_ARG(name));
			else
				buf_format(&b, ", %.*s", STR_ARG(name));
		}
	if (f->word.len)
		buf_format(&b, "%s「%.*s」", b.len ? " / " : "", STR_ARG(f->word));
	return b.len ? buf_str(&b) : say(r, T_wc_everything);
}

choose_figure choose_drawn(req *r, const char *id, str caption, str desc, choose_draw *draw, void *ctx)
{
	arena *a = r->arena;
	buf wide = buf_new(a, CHART_ROOM), slim = buf_new(a, CHART_ROOM);
	draw(&wide, &(chart_about){ .id = str_of(id), .title = caption, .desc = desc, .width = DESK_WIDTH }, ctx);
	draw(&slim,
	     &(chart_about){ .id = str_format(a, "%s-s", id), .title = caption, .desc = desc, .width = PHONE_WIDTH },
	     ctx);
	return (choose_figure){ caption,
				{ wide.overflowed ? STR_NONE : buf_str(&wide) },
				{ slim.overflowed ? STR_NONE : buf_str(&slim) } };
}

str choose_decimal(arena *a, double x)
{
	i64 tenths = (i64)(x * 10 + 0.5);
	return str_format(a, "%.*s.%lld", STR_ARG(figure_whole(a, tenths / 10)), (long long)(tenths % 10));
}
