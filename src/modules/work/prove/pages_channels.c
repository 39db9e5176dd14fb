/* /work/prove/channels: a table of procedures by channel, held against its own sums; and what follows when applications move online. The address holds the whole question. */
#include "chart/chart.h"
#include "modules/work/prove/prove_pages.h"
#include "modules/work/prove/prove.sql.h"
#include "text/figures.h"
#include "text/kana.h"

#include "modules/work/prove/templates/channels.html.h"

#include <math.h>

#define ROWS_SHOWN 300

/* --- the question ------------------------------------------------------------------------------------------------------ */

/* Where nothing is typed. Assumptions, told as such on the page: the city measures its own. */
static const struct {
	const char *field;
	double empty;
	word label, unit;
	bool first; /* above, not among the details */
} fields[] = {
	{ "share", 60, T_wp_q_share, T_wp_unit_percent, true },
	{ "spread", 10, T_wp_q_spread, T_wp_unit_points, true }, /* the share, less and more by so much */
	{ "minutes", 10, T_wp_q_minutes, T_wp_unit_minutes, true },
	{ "online_minutes", 5, T_wp_q_online_minutes, T_wp_unit_minutes, true },
	{ "resident", 60, T_wp_q_resident, T_wp_unit_minutes, false },
	{ "resident_online", 15, T_wp_q_resident_online, T_wp_unit_minutes, false },
	{ "per_visit", 1.2, T_wp_q_per_visit, T_wp_unit_cases, false },
	{ "days", 243, T_wp_q_days, T_wp_unit_days, false },
	{ "hours", 8.75, T_wp_q_hours, T_wp_unit_hours, false },
	{ "places", 0, T_wp_q_places, T_wp_unit_places, false }, /* 0: as many as the city has */
	{ "peak", 1.5, T_wp_q_peak, T_wp_unit_times, false },
	{ "wait", 15, T_wp_q_wait, T_wp_unit_minutes, false },
};

typedef struct kept_table {
	i64 id;
	str name, source, by;
	instant made;
	channels t;
	channel_bounds bounds;
	bool found;
} kept_table;

typedef struct question {
	req *r;
	pairs typed;
	double value[COUNT(fields)];
	double counter; /* NAN: not said, and the table does not say either */
	what_if what;
	bool known; /* `what` can be worked out */
	wp_mistakes mistakes;
} question;

static double value_of(const question *q, const char *field)
{
	for (size_t i = 0; i < COUNT(fields); i++)
		if (strcmp(fields[i].field, field) == 0)
			return q->value[i];
	return NAN;
}

static void mistake(question *q, const char *field, word text)
{
	LIST_ADD(q->r->arena, &q->mistakes, ((wp_mistake){ str_of(field), say(q->r, text) }));
}

static void read_fields(question *q)
{
	const city_def *city = catalog_city(q->r);
	for (size_t i = 0; i < COUNT(fields); i++) {
		str typed = trim_spaces(pairs_get(q->typed, str_of(fields[i].field)));
		q->value[i] = fields[i].empty > 0 ? fields[i].empty : (double)(city->offices.n ? city->offices.n : 1);
		if (typed.len && !figure_read(q->r->arena, typed, &q->value[i]))
			mistake(q, fields[i].field, T_wp_e_number);
	}
}

/* What is asked of a table (may be NULL). */
static void work_out(question *q, const kept_table *t)
{
	const work_def *def = &catalog_city(q->r)->work;
	channel_bounds b = { .total = { 0, COUNT_UNKNOWN },
			     .online = { 0, COUNT_UNKNOWN },
			     .counter = { 0, COUNT_UNKNOWN } };
	if (t && t->found)
		b = t->bounds;
	str typed = trim_spaces(pairs_get(q->typed, STR("counter")));
	q->counter = NAN;
	if (typed.len && !figure_read(q->r->arena, typed, &q->counter))
		mistake(q, "counter", T_wp_e_number);
	else if (!typed.len && b.counter.least == b.counter.most)
		q->counter = (double)b.counter.least;
	if (typed.len && !isnan(q->counter) &&
	    ((b.counter.most != COUNT_UNKNOWN && q->counter > (double)b.counter.most) ||
	     q->counter < (double)b.counter.least))
		mistake(q, "counter", T_wp_e_outside);
	read_fields(q);
	what_if *w = &q->what;
	*w = (what_if){ .counter = isnan(q->counter) ? 0 : q->counter,
			.share = { fmax(0, value_of(q, "share") - value_of(q, "spread")) / 100,
				   value_of(q, "share") / 100,
				   fmin(100, value_of(q, "share") + value_of(q, "spread")) / 100 },
			.counter_minutes = value_of(q, "minutes"),
			.online_minutes = value_of(q, "online_minutes"),
			.resident_minutes = value_of(q, "resident"),
			.resident_online_minutes = value_of(q, "resident_online"),
			.per_visit = value_of(q, "per_visit"),
			.days = value_of(q, "days"),
			.hours = value_of(q, "hours"),
			.places = value_of(q, "places") < 100000 ? (int)value_of(q, "places") : 100000,
			.peak = value_of(q, "peak"),
			.wait = value_of(q, "wait"),
			.hours_fte = def->given ? def->hours_fte : 0,
			.yen_hour = def->given ? (double)def->yen_hour : 0 };
	if (b.total.most != COUNT_UNKNOWN && b.total.least == b.total.most) {
		w->total = (double)b.total.most;
		w->online_least = (double)b.online.least;
		double rest = w->total - w->counter,
		       most = b.online.most == COUNT_UNKNOWN ? rest : (double)b.online.most;
		w->online_most = most > rest ? rest : most; /* what is done at a counter is not done online */
		if (w->online_most < w->online_least)
			w->online_most = w->online_least;
	}
	if (q->mistakes.n == 0)
		for (const err *e = what_check(q->r->arena, w); e; e = e->next) {
			bool end = str_starts(e->where, STR("share_")); /* of the range: said at the share */
			if (!end || !wp_mistake_at(&q->mistakes, STR("share")).len)
				LIST_ADD(q->r->arena, &q->mistakes,
					 ((wp_mistake){ end ? STR("share") : e->where,
							say(q->r, T_wp_e_outside_range) }));
		}
	q->known = q->mistakes.n == 0 && !isnan(q->counter);
}

/* The question in one form: what an address and a kept what-if hold. */
str wp_what_query(arena *a, const pairs *typed)
{
	buf b = buf_new(a, 8192);
	for (size_t i = 0; i <= COUNT(fields); i++) {
		const char *name = i ? fields[i - 1].field : "counter";
		str value = trim_spaces(pairs_get(*typed, str_of(name)));
		if (value.len && value.len < 60)
			buf_format(&b, "&%s=%.*s", name, STR_ARG(percent_encode(a, value)));
	}
	return buf_str(&b);
}

/* --- reading ------------------------------------------------------------------------------------------------------------- */

typedef struct page_question {
	i64 city, id; /* id: of the table; 0: the last one */
	bool none; /* no table is wanted */
	work_prove_channels_list_rows tables;
	work_prove_whats_rows kept;
	kept_table t;
} page_question;

static const err *read_table(db *d, arena *a, i64 city, i64 id, kept_table *ret)
{
	work_prove_channels_get_row row;
	*ret = (kept_table){ .id = id };
	if (!id)
		return NULL;
	TRY(work_prove_channels_get(d, a, city, id, &row, &ret->found));
	if (!ret->found)
		return NULL;
	TRY(channels_read(a, row.csv, &ret->t));
	ret->bounds = channels_bounds(&ret->t, 0);
	ret->name = row.name;
	ret->source = row.source;
	ret->by = row.made_by;
	ret->made = row.made;
	return NULL;
}

static const err *read_page(db *d, arena *a, void *arg)
{
	page_question *q = arg;
	TRY(work_prove_channels_list(d, a, q->city, &q->tables));
	TRY(work_prove_whats(d, a, q->city, &q->kept));
	if (!q->id && q->tables.n)
		q->id = q->tables.at[0].id;
	return read_table(d, a, q->city, q->id, &q->t);
}

/* --- the table on the page ---------------------------------------------------------------------------------------------------- */

static str count_text(req *r, i64 n)
{
	return n == COUNT_UNKNOWN ? say(r, T_wp_unknown) : figure_whole(r->arena, n);
}

static str bound_text(req *r, count_range x)
{
	if (x.least == x.most)
		return words_wp_cases(r->arena, r->lang, figure_whole(r->arena, x.least));
	if (x.most == COUNT_UNKNOWN)
		return words_wp_at_least(r->arena, r->lang, figure_whole(r->arena, x.least));
	return words_wp_between(r->arena, r->lang, figure_whole(r->arena, x.least), figure_whole(r->arena, x.most));
}

static void add_table(req *r, const kept_table *k, wp_channels_view *v)
{
	arena *a = r->arena;
	const channels *t = &k->t;
	channel_marks marks = channels_check(a, t);
	v->has_table = true;
	v->table_id = str_format(a, "%lld", (long long)k->id);
	v->table_name = k->name;
	v->table_source = k->source;
	v->table_by = words_wp_changed_by(a, r->lang, wp_when(r, k->made), k->by);
	v->checked = (i64)marks.checked;
	v->open = (i64)marks.open;
	for (size_t i = 0; i < marks.n && i < 200; i++) {
		const channel_mark *m = &marks.at[i];
		static const word kinds[] = {
			[FOOT_ROW] = T_wp_foot_row, [FOOT_GROUP] = T_wp_foot_group, [FOOT_ALL] = T_wp_foot_all
		};
		str off = figure_whole(a, m->off);
		LIST_ADD(a, &v->marks,
			 ((wp_mark_row){ .place = words_wp_place(a, r->lang, m->line, m->column),
					 .where = m->where,
					 .head = words_wp_foot(a, r->lang, m->head, say(r, kinds[m->kind])),
					 .said = figure_whole(a, m->said),
					 .found = m->at_least ? words_wp_at_least(a, r->lang, figure_whole(a, m->found))
							      : figure_whole(a, m->found),
					 .off = m->off > 0 ? str_format(a, "+%.*s", STR_ARG(off)) : off }));
	}
	for (size_t i = 0; i < t->ways.n; i++)
		LIST_ADD(a, &v->heads, t->ways.at[i].name);
	for (size_t i = 0; i < t->rows.n && i < ROWS_SHOWN; i++) {
		const channel_row *row = &t->rows.at[i];
		wp_channel_row x = { .note = row->note,
				     .sum = row->level == LEVEL_GROUP,
				     .whole = row->level == LEVEL_ALL };
		x.name = row->level == LEVEL_PART
				 ? (row->group.len
					    ? str_format(a, "%.*s › %.*s", STR_ARG(row->group), STR_ARG(row->name))
					    : row->name)
			 : row->level == LEVEL_GROUP ? row->group
						     : say(r, T_wp_foot_total);
		LIST_ADD(a, &x.cells, count_text(r, row->total));
		for (size_t c = 0; c < t->ways.n; c++)
			LIST_ADD(a, &x.cells, count_text(r, row->count[c]));
		for (size_t m = 0; m < marks.n; m++)
			x.marked |= marks.at[m].line == row->line;
		LIST_ADD(a, &v->rows, x);
	}
	const struct {
		word name;
		count_range range;
	} bounds[] = { { T_wp_b_total, k->bounds.total },
		       { T_wp_b_online, k->bounds.online },
		       { T_wp_b_counter, k->bounds.counter } };
	for (size_t i = 0; i < COUNT(bounds); i++)
		LIST_ADD(a, &v->bounds,
			 ((wp_fact){ .name = say(r, bounds[i].name), .value = bound_text(r, bounds[i].range) }));
	for (const err *e = t->bad; e; e = e->next) {
		str rest = e->where, line = str_cut(&rest, ':');
		LIST_ADD(a, &v->bad,
			 ((wp_mistake){ STR_NONE, words_wp_row_wrong(a, r->lang, line, rest, say(r, T_wp_f_count)) }));
	}
}

/* --- results ---------------------------------------------------------------------------------------------------------------------- */

static str number(req *r, double x, int decimals)
{
	return isnan(x) ? say(r, T_wp_unknown) : figure_decimal(r->arena, x, decimals);
}

static str percent(req *r, double x)
{
	return isnan(x) ? say(r, T_wp_unknown)
			: str_format(r->arena, "%.*s%%", STR_ARG(figure_decimal(r->arena, x * 100, 1)));
}

static str percents(req *r, double low, double high)
{
	if (isnan(low) || fabs(low - high) < 0.0005)
		return percent(r, low);
	return words_wp_percents(r->arena, r->lang, percent(r, low), percent(r, high));
}

static void add_row(req *r, wp_channels_view *v, word name, str now, str low, str likely, str high, bool meant)
{
	LIST_ADD(r->arena, &v->results, ((wp_what_row){ say(r, name), now, low, likely, high, meant }));
}

static void add_range(req *r, wp_channels_view *v, word name, double now, prove_range x, int decimals, bool meant)
{
	add_row(r, v, name, isnan(now) ? STR("–") : number(r, now, decimals), number(r, x.low, decimals),
		number(r, x.likely, decimals), number(r, x.high, decimals), meant);
}

static void add_chart(req *r, const what_result *x, wp_channels_view *v)
{
	arena *a = r->arena;
	if (isnan(x->online_share.likely))
		return;
	chart_axis axis = { .name = say(r, T_wp_r_share), .from = 0, .to = 100 };
	for (int i = 0; i <= 100; i += 20)
		LIST_ADD(a, &axis.ticks, ((struct chart_tick){ i, str_format(a, "%d%%", i) }));
	chart_ranges ranges = { 0 };
	double now = (x->share_now_least + x->share_now_most) / 2;
	LIST_ADD(a, &ranges,
		 ((chart_range){ .name = say(r, T_wp_now),
				 .value = percents(r, x->share_now_least, x->share_now_most),
				 .low = x->share_now_least * 100,
				 .middle = now * 100,
				 .high = x->share_now_most * 100,
				 .shade = 1 }));
	LIST_ADD(a, &ranges,
		 ((chart_range){ .name = say(r, T_wp_then),
				 .value = percents(r, x->online_share.low, x->online_share.high),
				 .low = x->online_share.low * 100,
				 .middle = x->online_share.likely * 100,
				 .high = x->online_share.high * 100,
				 .shade = 3 }));
	buf b = buf_new(a, 2 * CHART_ROOM);
	for (int i = 0; i < 2; i++) {
		chart_about about = { .id = i ? STR("wp-share-s") : STR("wp-share"),
				      .title = say(r, T_wp_r_share),
				      .desc = say(r, T_wp_share_desc),
				      .width = i ? 360 : 960 };
		chart_ranges_draw(&b, &about, &axis, &ranges);
	}
	v->chart = (html){ b.overflowed ? STR_NONE : buf_str(&b) };
}

static void add_results(req *r, const question *q, wp_channels_view *v)
{
	arena *a = r->arena;
	what_result x = channels_what(&q->what);
	v->tried = true;
	v->headline =
		words_wp_headline(a, r->lang, number(r, q->what.counter, 0), number(r, q->what.share.likely * 100, 1),
				  number(r, x.moved.likely, 0), number(r, x.saved.likely, 0));
	add_range(r, v, T_wp_r_counter, q->what.counter, x.counter, 0, false);
	add_row(r, v, T_wp_r_share, percents(r, x.share_now_least, x.share_now_most), percent(r, x.online_share.low),
		percent(r, x.online_share.likely), percent(r, x.online_share.high), true);
	add_range(r, v, T_wp_r_staff, x.staff_now, x.staff, 0, false);
	add_range(r, v, T_wp_r_saved, NAN, x.saved, 0, true);
	if (q->what.hours_fte > 0)
		add_range(r, v, T_wp_r_fte, q->what.hours_fte > 0 ? x.staff_now / q->what.hours_fte : NAN,
			  (prove_range){ x.staff.low / q->what.hours_fte, x.staff.likely / q->what.hours_fte,
					 x.staff.high / q->what.hours_fte },
			  1, false);
	if (q->what.yen_hour > 0) {
		add_range(r, v, T_wp_r_yen, NAN,
			  (prove_range){ x.yen.low / 10000, x.yen.likely / 10000, x.yen.high / 10000 }, 0, false);
		const work_def *def = &catalog_city(r)->work;
		v->yen_source = words_wp_yen_source(a, r->lang, figure_whole(a, def->yen_hour),
						    figure_whole(a, def->hours_fte), def->yen_source);
	}
	if (x.desks_now)
		add_range(r, v, T_wp_r_desks, x.desks_now, (prove_range){ x.desks.low, x.desks.likely, x.desks.high },
			  0, false);
	v->desks_note = x.desks_now ? words_wp_desks_note(a, r->lang, number(r, q->what.places, 0),
							  number(r, q->what.peak, 1), number(r, q->what.wait, 1))
				    : say(r, T_wp_desks_too_many);
	add_range(r, v, T_wp_r_visits, NAN, x.visits, 0, false);
	add_range(r, v, T_wp_r_residents, NAN, x.residents, 0, false);
	add_chart(r, &x, v);
}

static void add_inputs(req *r, const question *q, const kept_table *t, wp_channels_view *v)
{
	arena *a = r->arena;
	wp_input counter = { .kind = INPUT_NUMBER,
			     .id = STR("counter"),
			     .label = say(r, T_wp_q_counter),
			     .value = pairs_get(q->typed, STR("counter")),
			     .unit = say(r, T_wp_unit_cases),
			     .error = wp_mistake_at(&q->mistakes, STR("counter")),
			     .css = "short" };
	if (t->found)
		counter.help = t->bounds.counter.least == t->bounds.counter.most
				       ? words_wp_counter_known(a, r->lang, figure_whole(a, t->bounds.counter.least))
				       : words_wp_counter_open(a, r->lang, bound_text(r, t->bounds.counter));
	LIST_ADD(a, &v->inputs, counter);
	for (size_t i = 0; i < COUNT(fields); i++) {
		str id = str_of(fields[i].field), typed = pairs_get(q->typed, id);
		wp_input in = { .kind = INPUT_NUMBER,
				.id = id,
				.label = say(r, fields[i].label),
				.unit = say(r, fields[i].unit),
				.value = typed.len ? typed : figure_decimal(a, q->value[i], 2),
				.error = wp_mistake_at(&q->mistakes, id),
				.css = "short" };
		if (fields[i].first)
			LIST_ADD(a, &v->inputs, in);
		else
			LIST_ADD(a, &v->details, in);
	}
}

/* --- what was kept, side by side ---------------------------------------------------------------------------------------------------- */

typedef struct others_question {
	i64 city;
	const work_prove_whats_rows *kept;
	kept_table *ret; /* of each */
} others_question;

static const err *read_others(db *d, arena *a, void *arg)
{
	others_question *q = arg;
	for (size_t i = 0; i < q->kept->n; i++) {
		i64 id = q->kept->at[i].channels;
		size_t k = 0;
		while (k < i && q->ret[k].id != id)
			k++;
		if (k < i)
			q->ret[i] = q->ret[k];
		else
			TRY(read_table(d, a, q->city, id, &q->ret[i]));
	}
	return NULL;
}

static const err *add_kept(req *r, const page_question *p, bool all, str here, wp_channels_view *v)
{
	arena *a = r->arena;
	others_question others = { p->city, &p->kept, arena_many(a, kept_table, p->kept.n) };
	TRY(store_read(r->app->store, a, read_others, &others));
	for (size_t i = 0; i < p->kept.n; i++) {
		const work_prove_whats_row *k = &p->kept.at[i];
		question q = { .r = r };
		if (query_parse(a, k->query, 60, &q.typed))
			continue; /* written by this program alone */
		work_out(&q, &others.ret[i]);
		str more = str_format(a, "&table=%lld%s%.*s", (long long)k->channels, k->query.len ? "&" : "",
				      STR_ARG(k->query));
		wp_kept_row row = { .id = k->id,
				    .name = k->name,
				    .by = k->made_by,
				    .counter = STR("–"),
				    .share = STR("–"),
				    .saved = STR("–"),
				    .online = STR("–"),
				    .desks = STR("–"),
				    .link = wp_url(r, more.at, "/work/prove/channels"),
				    .here = here.len && str_eq(str_format(a, "&%.*s", STR_ARG(k->query)), here) &&
					    k->channels == p->t.id,
				    .may_drop = all || k->staff == r->who->staff };
		if (q.known) {
			what_result x = channels_what(&q.what);
			row.counter = number(r, q.what.counter, 0);
			row.share = percent(r, q.what.share.likely);
			row.saved = words_wp_saved_range(a, r->lang, number(r, x.saved.likely, 0),
							 number(r, x.saved.low, 0), number(r, x.saved.high, 0));
			row.online = percents(r, x.online_share.low, x.online_share.high);
			row.desks = x.desks_now ? str_format(a, "%d → %d", x.desks_now, x.desks.likely) : STR("–");
		}
		LIST_ADD(a, &v->kept, row);
	}
	return NULL;
}

/* --- the page -------------------------------------------------------------------------------------------------------------------------------- */

const err *wp_channels_show(req *r, resp *out, const wp_loading *l)
{
	arena *a = r->arena;
	work_scope scope;
	bool may_write;
	TRY(wp_enter(r, &scope, &may_write));
	page_question p = { .city = r->app->city };
	str_i64(req_query(r, "table"), &p.id);
	TRY(store_read(r->app->store, a, read_page, &p));
	question q = { .r = r, .typed = r->query };
	str query = wp_what_query(a, &q.typed);
	work_out(&q, &p.t);
	wp_channels_view v = { .nav = work_nav_of(r, WORK_PROVE, wp_round(r)),
			       .rooms = wp_rooms(r, true),
			       .round = wp_round(r),
			       .action = url_path(a, "/work/prove/channels"),
			       .load = wp_url(r, "", "/work/prove/channels/load"),
			       .keep = wp_url(r, "", "/work/prove/channels/keep"),
			       .drop = wp_url(r, "", "/work/prove/channels/drop"),
			       .may_write = may_write,
			       .query = query,
			       .mistakes = q.mistakes };
	if (l) {
		v.load_mistakes = l->mistakes;
		v.typed = l->typed;
		v.load_name = l->name;
		v.load_source = l->source;
	}
	if (req_query(r, "loaded").len)
		v.done = say(r, T_wp_loaded);
	else if (req_query(r, "kept").len)
		v.done = say(r, T_wp_kept_done);
	if (p.t.found)
		add_table(r, &p.t, &v);
	else
		v.table_id = STR("0");
	for (size_t i = 0; i < p.tables.n; i++) {
		str more = str_format(a, "&table=%lld%.*s", (long long)p.tables.at[i].id, STR_ARG(query));
		LIST_ADD(a, &v.tables,
			 ((wp_link){ .text = p.tables.at[i].name,
				     .link = wp_url(r, more.at, "/work/prove/channels"),
				     .here = p.tables.at[i].id == p.t.id }));
	}
	strs files = wp_city_files(r);
	if (may_write)
		v.city_files = files;
	add_inputs(r, &q, &p.t, &v);
	if (q.known)
		add_results(r, &q, &v);
	else if (isnan(q.counter) && q.mistakes.n == 0 && p.t.found && p.t.bounds.counter.most >= 2000000 &&
		 p.t.bounds.counter.least <= 2000000) {
		str more = str_format(a, "&table=%lld&counter=2000000&share=60", (long long)p.t.id);
		v.example =
			(wp_link){ .text = say(r, T_wp_example), .link = wp_url(r, more.at, "/work/prove/channels") };
	}
	TRY(add_kept(r, &p, scope.all, query, &v));
	if (q.mistakes.n)
		out->status = 422;
	page_out o = page_begin(r);
	wp_channels_page(&o, &v);
	page pg = { .kind = PAGE_STAFF, .title = say(r, T_wp_channels), .style = WP_STYLE, .here = STR("work") };
	return page_end(&o, &pg, out);
}

const err *wp_channels_get(req *r, resp *out)
{
	return wp_channels_show(r, out, NULL);
}
