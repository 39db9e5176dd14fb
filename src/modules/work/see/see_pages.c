/* What stands around every view; where its links lead; its numbers as people read them; the table that all views share. */
#include "modules/work/see/see.h"

#include "text/figures.h"

static const struct {
	const char *path;
	word name;
} kinds[SEE_KINDS] = {
	[SEE_OVERVIEW] = { "/work", T_ws_view_overview },
	[SEE_SUMS] = { "/work/view/sums", T_ws_view_sums },
	[SEE_BUBBLES] = { "/work/view/bubbles", T_ws_view_bubbles },
	[SEE_PARETO] = { "/work/view/pareto", T_ws_view_pareto },
	[SEE_TREEMAP] = { "/work/view/treemap", T_ws_view_treemap },
	[SEE_HEAT] = { "/work/view/heat", T_ws_view_heat },
	[SEE_MONTHS] = { "/work/view/months", T_ws_view_months },
	[SEE_BALANCE] = { "/work/view/balance", T_ws_view_balance },
	[SEE_ROWS] = { "/work/rows", T_ws_view_rows },
	[SEE_COMPARE] = { "/work/compare", T_ws_view_compare },
};

/* --- beginning and end ---------------------------------------------------------------------------------------------------- */

const err *see_begin(req *r, resp *out, see_kind kind, see *ret)
{
	*ret = (see){ .r = r, .out = out, .kind = kind, .began = clock_ticks() };
	bool single = kind == SEE_ROWS || kind == SEE_BALANCE;
	TRY(single ? work_ask_survey_rows(r, &ret->q) : work_ask_survey(r, &ret->q));
	/* whoever sees all sums because the results are open sees single units only where all of them are theirs */
	survey_filter rows = ret->q.f;
	bool all = true;
	ret->single =
		single || !ret->q.all || (work_may_see_rows(r, &ret->q.round, ret->q.s, &rows, &all) == NULL && all);
	if (!ret->single && ret->q.f.dim[DIM_UNIT].n)
		return err_of(ERR_forbidden);
	TRY(work_ask_months(r, &ret->q));
	if (ret->q.f.months & SURVEY_MONTHS && kind != SEE_BALANCE) {
		survey_months by;
		i64 began = clock_ticks();
		TRY(survey_by_month(ret->q.s, r->arena, &ret->q.seen, DIMS, &by));
		ret->unsaid = by.unsaid;
		ret->sum = clock_ticks() - began;
	}
	TRY(work_rounds_get(r, &ret->rounds));
	ret->asked = clock_ticks() - ret->began - ret->sum;
	return NULL;
}

void see_keep(see *v, const char *name, str value)
{
	if (value.len == 0)
		return;
	pair p = { str_of(name), value };
	LIST_ADD(v->r->arena, &v->keep, p);
	v->own = str_format(v->r->arena, "%.*s&%s=%.*s", STR_ARG(v->own), name,
			    STR_ARG(percent_encode(v->r->arena, value)));
}

/* The path of this page with its own fields, as work_link() wants it. */
static const char *own_path(see *v)
{
	str more = v->own.len ? str_sub(v->own, 1, v->own.len) : STR_NONE;
	return str_format(v->r->arena, "%s%s%.*s", kinds[v->kind].path, more.len ? "?" : "", STR_ARG(more)).at;
}

static void add_link(see *v, see_links *to, str text, url link, bool here)
{
	see_link_view l = { text, link, here };
	LIST_ADD(v->r->arena, to, l);
}

see_head see_head_of(see *v, word title)
{
	req *r = v->r;
	see_head h = { .nav = work_nav_of(r, WORK_SEE, v->q.round.id),
		       .title = say(r, title),
		       .round = v->q.round.name };
	const char *path = own_path(v);
	h.bar = work_filter_show(r, &v->q, path, v->keep);
	for (see_kind k = 0; k < SEE_KINDS; k++)
		if (k != SEE_COMPARE || v->rounds.n > 1)
			add_link(v, &h.views, say(r, kinds[k].name), see_link(v, k, &v->q.f, STR_NONE), k == v->kind);
	for (size_t i = 0; i < v->rounds.n && v->rounds.n > 1; i++) {
		if (v->rounds.at[i].state == ROUND_DRAFT || str_eq(v->rounds.at[i].id, v->q.round.id))
			continue;
		work_asked other = v->q;
		other.round.id = v->rounds.at[i].id;
		add_link(v, &h.rounds, v->rounds.at[i].name, work_link(r, &other, path, &v->q.f), false);
	}
	if (h.bar.crumbs.n > 1 || h.bar.chips.n > 0) { /* a part of the city's work: what can be done with it */
		survey_filter year = v->q.f; /* a year's work is chosen and redesigned, not a month's */
		year.months = 0;
		if (work_filter_any(&year)) {
			add_link(v, &h.actions, say(r, T_ws_to_choose), work_link(r, &v->q, "/work/choose", &year),
				 false);
			add_link(v, &h.actions, say(r, T_ws_to_flow), work_link(r, &v->q, "/work/flows-new", &year),
				 false);
		}
	}
	if (v->q.f.months & SURVEY_MONTHS && v->kind != SEE_MONTHS) {
		str names = work_months_name(r, v->q.f.months);
		h.months = v->unsaid ? words_ws_only_months_part(r->arena, r->lang, names, work_hours(r, v->unsaid))
				     : words_ws_only_months(r->arena, r->lang, names);
	}
	h.invented = v->q.round.invented;
	if (v->q.round.state != ROUND_CLOSED)
		h.state = say(r, T_ws_goes_on);
	return h;
}

static double ms(i64 nanoseconds)
{
	return (double)nanoseconds / 1e6;
}

const err *see_end(see *v, page_out *o, const see_head *head)
{
	str title = head->bar.crumbs.n > 1 ? str_format(v->r->arena, "%.*s – %.*s", STR_ARG(head->title),
							STR_ARG(head->bar.crumbs.at[head->bar.crumbs.n - 1].name))
					   : head->title;
	page p = {
		.kind = PAGE_STAFF, .title = title, .here = STR("work"), .style = STR("work.css chart.css work-see.css")
	};
	TRY(page_end(o, &p, v->out));
	i64 all = clock_ticks() - v->began;
	resp_header(v->r, v->out, STR("Server-Timing"),
		    str_format(v->r->arena, "ask;dur=%.2f, sum;dur=%.2f, draw;dur=%.2f, page;dur=%.2f, all;dur=%.2f",
			       ms(v->asked), ms(v->sum), ms(v->draw), ms(all - v->asked - v->sum - v->draw), ms(all)));
	return NULL;
}

/* --- links ------------------------------------------------------------------------------------------------------------------ */

url see_link(see *v, see_kind k, const survey_filter *f, str more)
{
	str own = more.len ? str_sub(more, 1, more.len) : STR_NONE;
	const char *path = own.len ? str_format(v->r->arena, "%s?%.*s", kinds[k].path, STR_ARG(own)).at : kinds[k].path;
	return work_link(v->r, &v->q, path, f);
}

url see_sheet_link(see *v, i64 unit)
{
	return url_path(v->r->arena, "/work/ask/unit/%lld?round=%.*s", (long long)unit, STR_ARG(v->q.round.id));
}

survey_dim see_level(const see *v, const survey_filter *f)
{
	static const survey_dim levels[] = { DIM_BUREAU, DIM_SECTION, DIM_UNIT, DIM_WORK, DIM_STEP };
	for (size_t i = 0; i < COUNT(levels); i++)
		if (f->dim[levels[i]].n != 1 && (levels[i] != DIM_UNIT || v->single))
			return levels[i];
	return DIM_CELL;
}

url see_drill(see *v, survey_dim d, u32 code)
{
	survey_filter f = work_filter_with(v->r->arena, v->q.s, &v->q.f, d, code);
	if (see_level(v, &f) == DIM_CELL || d == DIM_CELL)
		return see_link(v, SEE_ROWS, &f, STR_NONE);
	return see_link(v, v->kind, &f, STR_NONE);
}

url see_rows_link(see *v, survey_dim d, u32 code)
{
	survey_filter f = v->q.f;
	if (d != DIMS)
		f = work_filter_with(v->r->arena, v->q.s, &f, d, code);
	return see_link(v, SEE_ROWS, &f, STR_NONE);
}

static str joined(arena *a, str x, str y)
{
	char *at = arena_alloc(a, x.len + y.len + 1);
	memcpy(at, x.at, x.len);
	memcpy(at + x.len, y.at, y.len);
	return (str){ at, x.len + y.len };
}

/* One condition more at the end of the address: much cheaper than a filter and its address anew, for hundreds of rows of twelve months. */
url see_month_link(see *v, url rows, int month)
{
	char more[16];
	int n = snprintf(more, sizeof more, "&month=%d", (month + 3) % 12 + 1);
	return (url){ joined(v->r->arena, rows.s, (str){ more, (size_t)n }) };
}

url see_rows_link_two(see *v, survey_dim d, u32 a, survey_dim e, u32 b)
{
	survey_filter f = work_filter_with(v->r->arena, v->q.s, &v->q.f, d, a);
	f = work_filter_with(v->r->arena, v->q.s, &f, e, b);
	return see_link(v, SEE_ROWS, &f, STR_NONE);
}

survey_dim see_by(see *v, const char *key, survey_dim otherwise)
{
	survey_dim d = otherwise;
	if (work_dim_of(req_query(v->r, key), &d) && d == DIM_UNIT && !v->single)
		d = otherwise;
	else if (req_query(v->r, key).len && work_dim_of(req_query(v->r, key), &d))
		see_keep(v, key, str_of(work_dim_key(d)));
	return d;
}

see_links see_choose(see *v, const char *key, survey_dim here)
{
	static const survey_dim all[] = { DIM_CATEGORY, DIM_BUREAU, DIM_SECTION, DIM_UNIT,  DIM_WORK,   DIM_STEP,
					  DIM_JOB,      DIM_CELL,   DIM_AWAY,    DIM_BASIS, DIM_MEDIUM, DIM_SYSTEM };
	see_links out = { 0 };
	for (size_t i = 0; i < COUNT(all); i++) {
		if ((v->q.f.dim[all[i]].n == 1 && all[i] != here) || (all[i] == DIM_UNIT && !v->single))
			continue; /* there is but one, or it may not be seen */
		buf more = buf_new(v->r->arena, 4096);
		for (size_t k = 0; k < v->keep.n; k++)
			if (!str_eq(v->keep.at[k].name, str_of(key)) && !str_eq(v->keep.at[k].name, STR("from"))) {
				buf_format(&more, "&%.*s=", STR_ARG(v->keep.at[k].name));
				buf_put(&more, percent_encode(v->r->arena, v->keep.at[k].value));
			}
		buf_format(&more, "&%s=%s", key, work_dim_key(all[i]));
		add_link(v, &out, work_dim_name(v->r, &v->q.round.def, all[i]),
			 see_link(v, v->kind, &v->q.f, buf_str(&more)), all[i] == here);
	}
	return out;
}

str see_name(see *v, survey_dim d, u32 code)
{
	str name = work_code_name(v->r, &v->q, d, code);
	const survey *s = v->q.s;
	if (d != DIM_SECTION && d != DIM_UNIT)
		return name;
	u32 section = d == DIM_UNIT ? survey_parent(s, DIM_UNIT, code) : code;
	if (d == DIM_UNIT && work_filter_only(&v->q.f, DIM_SECTION) == WORK_NO_CODE)
		name = str_format(v->r->arena, "%.*s %.*s", STR_ARG(survey_name(s, DIM_SECTION, section)),
				  STR_ARG(name));
	if (work_filter_only(&v->q.f, DIM_BUREAU) == WORK_NO_CODE)
		name = str_format(v->r->arena, "%.*s %.*s",
				  STR_ARG(survey_name(s, DIM_BUREAU, survey_parent(s, DIM_SECTION, section))),
				  STR_ARG(name));
	return name;
}

size_t see_from(req *r)
{
	i64 from;
	return str_i64(req_query(r, "from"), &from) && from > 0 && from <= SURVEY_ROWS_MAX ? (size_t)from : 0;
}

static see_link_view page_link(see *v, word text, size_t from)
{
	return (see_link_view){
		words_text(v->r->arena, v->r->lang, text),
		see_link(v, v->kind, &v->q.f, str_format(v->r->arena, "%.*s&from=%zu", STR_ARG(v->own), from)), false
	};
}

see_links see_pages_of(see *v, size_t from, size_t most, size_t n)
{
	see_links out = { 0 };
	if (from > 0)
		LIST_ADD(v->r->arena, &out, page_link(v, T_ws_before, from > most ? from - most : 0));
	if (from + most < n)
		LIST_ADD(v->r->arena, &out, page_link(v, T_ws_after, from + most));
	return out;
}

/* --- numbers ------------------------------------------------------------------------------------------------------------------ */

const err *see_sum(see *v, survey_group *groups, size_t n)
{
	i64 began = clock_ticks();
	const err *e = survey_sum(v->q.s, v->r->arena, &v->q.seen, groups, n);
	v->sum += clock_ticks() - began;
	return e;
}

str see_hours(arena *a, i64 minutes)
{
	if (minutes >= 600 || minutes % 60 == 0)
		return figure_whole(a, (minutes + 30) / 60);
	i64 tenths = (minutes + 3) / 6;
	return str_format(a, "%lld.%lld", (long long)(tenths / 10), (long long)(tenths % 10));
}

str see_of_months(see *v, word year, str (*months)(arena *, lang, str))
{
	if (!(v->q.f.months & SURVEY_MONTHS))
		return say(v->r, year);
	return months(v->r->arena, v->r->lang, work_months_name(v->r, v->q.f.months));
}

str see_signed_hours(arena *a, i64 minutes)
{
	str size = see_hours(a, minutes < 0 ? -minutes : minutes);
	return minutes == 0 ? size : str_format(a, "%s%.*s", minutes < 0 ? "−" : "+", STR_ARG(size));
}

str see_count(see *v, i64 n)
{
	return figure_whole(v->r->arena, n);
}

struct ranked {
	const survey_sum_cell *c;
	double key;
};

static int falling(const void *x, const void *y)
{
	const struct ranked *a = x, *b = y;
	if (a->key != b->key)
		return a->key < b->key ? 1 : -1;
	if (a->c->a != b->c->a)
		return a->c->a < b->c->a ? -1 : 1;
	return (a->c->b > b->c->b) - (a->c->b < b->c->b);
}

static double key_of(const survey_sum_cell *c, see_sort by)
{
	switch (by) {
	case SORT_MINUTES:
		return (double)c->minutes;
	case SORT_ITEMS:
		return (double)c->items;
	case SORT_TARGET:
		return (double)c->target;
	case SORT_SHARE:
		return c->minutes ? (double)c->target / (double)c->minutes : 0;
	case SORT_AWAY:
		return (double)c->away;
	}
	return 0;
}

survey_sums see_sorted(arena *a, const survey_sums *s, see_sort by)
{
	survey_sums out = { .n = s->n, .all = s->all };
	if (s->n == 0)
		return out;
	struct ranked *all = arena_many(a, struct ranked, s->n);
	for (size_t i = 0; i < s->n; i++)
		all[i] = (struct ranked){ &s->at[i], key_of(&s->at[i], by) };
	qsort(all, s->n, sizeof *all, falling);
	out.at = arena_many(a, survey_sum_cell, s->n);
	for (size_t i = 0; i < s->n; i++)
		out.at[i] = *all[i].c;
	return out;
}

/* --- the table ---------------------------------------------------------------------------------------------------------------- */

static int thousandths(i64 of, i64 all)
{
	return all > 0 ? (int)((double)of * 1000 / (double)all + 0.5) : 0;
}

/* Of `rows`, those with that code as well: mostly one condition more at the end of the address, which is much cheaper than a filter and its address anew. */
static url rows_with(see *v, const survey_filter *f, url rows, survey_dim what, u32 which, const char *more,
		     i64 minutes)
{
	if (minutes == 0 || (f->dim[what].n && !work_filter_has(f, what, which)))
		return (url){ STR_NONE };
	if (f->dim[what].n == 0)
		return (url){ joined(v->r->arena, rows.s, str_of(more)) };
	survey_filter with = work_filter_with(v->r->arena, v->q.s, f, what, which);
	return see_link(v, SEE_ROWS, &with, STR_NONE);
}

/* `d` DIMS: of all. */
static see_row row_of(see *v, survey_dim d, const survey_sum_cell *c, const survey_sum_cell *all, i64 most)
{
	arena *a = v->r->arena;
	survey_filter f = v->q.f;
	if (d != DIMS)
		f = work_filter_with(a, v->q.s, &f, d, c->a);
	url rows = see_link(v, SEE_ROWS, &f, STR_NONE);
	see_row row = { .items = { see_count(v, c->items), rows },
			.hours = { see_hours(a, c->minutes), rows },
			.target = { see_hours(a, c->target),
				    rows_with(v, &f, rows, DIM_CELL, CELL_TARGET, "&cell=nny", c->target) },
			.away = { see_hours(a, c->away),
				  rows_with(v, &f, rows, DIM_AWAY, SAY_YES, "&away=yes", c->away) },
			.share = work_percent(a, c->minutes, all->minutes),
			.target_share = work_percent(a, c->target, c->minutes),
			.away_share = work_percent(a, c->away, c->minutes),
			.bar = thousandths(c->minutes, most),
			.bar_meant = thousandths(c->target, most),
			.link = rows };
	if (see_level(v, &f) != DIM_CELL && d != DIM_CELL) {
		str conditions = str_sub(rows.s, str_find(rows.s, '?'), rows.s.len);
		row.link = (url){ joined(a, str_of(kinds[v->kind].path), conditions) };
	}
	return row;
}

see_table see_table_make(see *v, const see_table_of *t)
{
	req *r = v->r;
	see_table out = { .id = str_of(t->id),
			  .caption = say(r, t->caption),
			  .first = work_dim_name(r, &v->q.round.def, t->d),
			  .running = t->running,
			  .people = t->people != NULL,
			  .target =
				  t->d != DIM_CELL && t->d != DIM_CORE && t->d != DIM_EXPERTISE && t->d != DIM_ROUTINE,
			  .bars = !t->running && !t->people };
	const survey_sums *s = t->sums;
	i64 most = 0, running = 0;
	for (size_t i = 0; i < s->n; i++)
		most = s->at[i].minutes > most ? s->at[i].minutes : most;
	size_t to = t->most && t->from + t->most < s->n ? t->from + t->most : s->n;
	for (size_t i = 0; i < to; i++) {
		const survey_sum_cell *c = &s->at[i];
		running += c->minutes;
		if (i < t->from)
			continue;
		see_row row = row_of(v, t->d, c, &s->all, most);
		row.name = see_name(v, t->d, c->a);
		row.foreign = work_code_foreign(r, &v->q, t->d, c->a);
		row.meant = t->d == DIM_CELL && c->a == CELL_TARGET;
		if (t->running)
			row.running = work_percent(r->arena, running, s->all.minutes);
		if (t->people)
			row.people = see_count(v, t->people[c->a]);
		LIST_ADD(r->arena, &out.rows, row);
	}
	out.all = row_of(v, DIMS, &s->all, &s->all, s->all.minutes);
	out.all.name = say(r, T_ws_sum);
	if (t->people) {
		i64 people = 0;
		for (size_t i = 0; i < s->n; i++)
			people += t->people[s->at[i].a];
		out.all.people = see_count(v, people);
	}
	if (s->n > to - t->from)
		out.more = words_ws_range(r->arena, r->lang, see_count(v, (i64)t->from + 1), see_count(v, (i64)to),
					  see_count(v, (i64)s->n));
	return out;
}
