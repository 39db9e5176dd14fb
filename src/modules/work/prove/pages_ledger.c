/* /work/prove: the ledger: sums of the years, every measure with its three figures; as CSV, out and in. */
#include "chart/chart.h"
#include "modules/work/prove/prove_pages.h"
#include "modules/work/prove/sources.h"
#include "text/csv.h"
#include "text/search.h"

#include "modules/work/prove/templates/ledger.html.h"

#define BARS_MAX 12
#define CSV_MAX ((size_t)8 * 1024 * 1024)

typedef struct ledger_question {
	i64 city;
	measures all, seen; /* seen: what the asker may see */
} ledger_question;

static const err *read_all(db *d, arena *a, void *arg)
{
	ledger_question *q = arg;
	return prove_measures(d, a, q->city, &q->all);
}

static const err *read_ledger(req *r, const work_scope *scope, ledger_question *q)
{
	*q = (ledger_question){ .city = r->app->city };
	TRY(store_read(r->app->store, r->arena, read_all, q));
	for (size_t i = 0; i < q->all.n; i++)
		if (wp_may_see(scope, &q->all.at[i]))
			LIST_ADD(r->arena, &q->seen, q->all.at[i]);
	return NULL;
}

static str hours_or_dash(req *r, const prove_figure *f)
{
	return f ? work_hours(r, f->likely) : STR("–");
}

static str where_of(req *r, const measure *m)
{
	if (m->bureau.len == 0)
		return say(r, T_wp_whole_city);
	return m->section.len ? str_format(r->arena, "%.*s %.*s", STR_ARG(m->bureau), STR_ARG(m->section)) : m->bureau;
}

static wp_row row_of(req *r, const measure *m)
{
	wp_row row = { .id = m->id,
		       .link = wp_url(r, "", "/work/prove/measure/%lld", (long long)m->id),
		       .title = m->title,
		       .where = where_of(r, m),
		       .owner = m->owner,
		       .starts = wp_date(r, m->starts),
		       .state = say(r, wp_state_word(m->state)),
		       .tone = wp_state_tone(m->state),
		       .expected = hours_or_dash(r, measure_figure(m, FIGURE_EXPECTED, 0)),
		       .planned = hours_or_dash(r, measure_figure(m, FIGURE_PLANNED, 0)),
		       .realised = hours_or_dash(r, measure_figure(m, FIGURE_REALISED, 0)) };
	if (m->within)
		row.within = str_format(r->arena, "%lld", (long long)m->within);
	return row;
}

/* --- what is chosen ------------------------------------------------------------------------------------------------------- */

static bool chosen(req *r, const measure *m, str query)
{
	str state = req_query(r, "state"), bureau = req_query(r, "bureau");
	if (state.len && !str_eq(state, str_of(measure_state_names[m->state])))
		return false;
	if (bureau.len && !str_eq(bureau, m->bureau))
		return false;
	if (query.len == 0)
		return true;
	const str in[] = { m->title, m->work, m->section, m->owner };
	for (size_t i = 0; i < COUNT(in); i++)
		if (str_has(search_fold(r->arena, in[i]), query))
			return true;
	return false;
}

static void add_options(req *r, const measures *all, wp_ledger_view *v)
{
	arena *a = r->arena;
	str state = req_query(r, "state"), bureau = req_query(r, "bureau");
	LIST_ADD(a, &v->states, ((wp_option){ STR_NONE, say(r, T_wp_all), state.len == 0 }));
	for (size_t i = 0; i < MEASURE_STATES; i++) {
		str name = str_of(measure_state_names[i]);
		LIST_ADD(a, &v->states,
			 ((wp_option){ name, say(r, wp_state_word((measure_state)i)), str_eq(name, state) }));
	}
	LIST_ADD(a, &v->bureaus, ((wp_option){ STR_NONE, say(r, T_wp_all), bureau.len == 0 }));
	for (size_t i = 0; i < all->n; i++) {
		str name = all->at[i].bureau;
		bool known = name.len == 0;
		for (size_t k = 0; k < v->bureaus.n; k++)
			known = known || str_eq(v->bureaus.at[k].value, name);
		if (!known)
			LIST_ADD(a, &v->bureaus, ((wp_option){ name, name, str_eq(name, bureau) }));
	}
}

/* --- sums and pictures ------------------------------------------------------------------------------------------------------- */

static void add_years(req *r, const measures *list, int now, wp_ledger_view *v)
{
	arena *a = r->arena;
	prove_totals t = prove_totals_of(a, list, now + 1);
	v->within = (i64)t.within;
	v->undated = (i64)t.undated;
	v->unsure = (i64)t.unsure;
	v->idle = (i64)t.idle;
	for (size_t i = 0; i < t.years.n; i++) {
		const prove_year_sums *y = &t.years.at[i];
		const prove_sum *done = &y->of[FIGURE_REALISED];
		str texts[FIGURE_KINDS];
		for (int k = 0; k < FIGURE_KINDS; k++)
			texts[k] = y->of[k].measures ? work_hours(r, y->of[k].likely) : STR("–");
		LIST_ADD(a, &v->years,
			 ((wp_year){ .year = wp_year_text(r, y->year),
				     .expected = texts[FIGURE_EXPECTED],
				     .planned = texts[FIGURE_PLANNED],
				     .realised = texts[FIGURE_REALISED],
				     .range = done->measures ? wp_range_text(r, done->low, done->high) : STR_NONE,
				     .measured = (i64)done->measures,
				     .here = y->year == now }));
		if (y->year != now)
			continue;
		static const word names[] = { T_wp_expected, T_wp_planned, T_wp_realised };
		for (int k = 0; k < FIGURE_KINDS; k++)
			LIST_ADD(a, &v->figures,
				 ((wp_fact){
					 .name = words_wp_in_year(a, r->lang, say(r, names[k]), wp_year_text(r, now)),
					 .value = texts[k],
					 .meant = k == FIGURE_REALISED }));
	}
}

static int by_expected(const void *x, const void *y)
{
	const measure *const *a = x, *const *b = y;
	const prove_figure *f = measure_figure(*a, FIGURE_EXPECTED, 0), *g = measure_figure(*b, FIGURE_EXPECTED, 0);
	i64 m = f ? f->likely : 0, n = g ? g->likely : 0;
	if (m != n)
		return m < n ? 1 : -1;
	return (*a)->id < (*b)->id ? -1 : (*a)->id > (*b)->id;
}

/* The largest expected effects, and how much of each was realised. */
static void add_chart(req *r, const measures *list, wp_ledger_view *v)
{
	arena *a = r->arena;
	const measure **order = arena_many(a, const measure *, list->n);
	size_t n = 0;
	for (size_t i = 0; i < list->n; i++) {
		const prove_figure *f = measure_figure(&list->at[i], FIGURE_EXPECTED, 0);
		if (f && f->likely > 0 && !list->at[i].within)
			order[n++] = &list->at[i];
	}
	if (n < 2)
		return;
	qsort(order, n, sizeof *order, by_expected);
	chart_parts bars = { 0 };
	double *done = arena_many(a, double, n);
	for (size_t i = 0; i < n && i < BARS_MAX; i++) {
		const prove_figure *f = measure_figure(order[i], FIGURE_EXPECTED, 0),
				   *g = measure_figure(order[i], FIGURE_REALISED, 0);
		double share = g && g->likely > 0 ? (double)g->likely / (double)f->likely : 0;
		done[i] = share > 1 ? 1 : share;
		LIST_ADD(a, &bars,
			 ((chart_part){ .name = order[i]->title,
					.value = work_hours(r, f->likely),
					.note = g ? words_wp_bar_realised(a, r->lang, work_hours(r, g->likely))
						  : say(r, T_wp_not_measured),
					.link = wp_url(r, "", "/work/prove/measure/%lld", (long long)order[i]->id).s,
					.size = (double)f->likely / 60,
					.shade = 1 }));
	}
	buf b = buf_new(a, 2 * CHART_ROOM);
	for (int i = 0; i < 2; i++) { /* a desk's, a phone's */
		chart_about about = { .id = i ? STR("wp-bars-s") : STR("wp-bars"),
				      .title = say(r, T_wp_bars_title),
				      .desc = say(r, T_wp_bars_desc),
				      .width = i ? 360 : 960 };
		chart_bars(&b, &about, &bars, done);
	}
	v->chart = (html){ b.overflowed ? STR_NONE : buf_str(&b) };
}

/* --- what an auditor would ask ---------------------------------------------------------------------------------------------------- */

#define DOUBTS_SHOWN 10
#define WORKS_LOOKED 60

/* Measures of one work in one section that save more than the survey has for it. */
static void add_too_much(req *r, const measures *list, wp_ledger_view *v)
{
	arena *a = r->arena;
	size_t looked = 0;
	for (size_t i = 0; i < list->n && looked < WORKS_LOOKED && v->doubts.n < DOUBTS_SHOWN; i++) {
		const measure *m = &list->at[i];
		bool first = m->work.len && !m->within;
		prove_sum sums[FIGURE_KINDS] = { 0 };
		for (size_t k = 0; k < list->n && first; k++) {
			const measure *x = &list->at[k];
			if (x->within || !str_eq(x->work, m->work) || !str_eq(x->bureau, m->bureau) ||
			    !str_eq(x->section, m->section))
				continue;
			first = k >= i;
			for (int kind = 0; kind < FIGURE_KINDS; kind++) {
				const prove_figure *f = measure_figure(x, (figure_kind)kind, 0);
				sums[kind].likely += f ? f->likely : 0;
				sums[kind].measures += f != NULL;
			}
		}
		i64 has;
		str round;
		if (!first || sums[0].measures + sums[1].measures + sums[2].measures == 0)
			continue;
		looked++;
		if (!wp_work_hours(r, m, &has, &round))
			continue;
		for (int kind = 0; kind < FIGURE_KINDS; kind++)
			if (sums[kind].likely > has)
				LIST_ADD(a, &v->doubts,
					 ((wp_link){ .text = words_wp_too_much(a, r->lang, where_of(r, m), m->work,
									       say(r, wp_kind_word((figure_kind)kind)),
									       work_hours(r, sums[kind].likely), round,
									       work_hours(r, has)),
						     .link = wp_url(r, "", "/work/prove/measure/%lld",
								    (long long)m->id) }));
	}
}

static void add_doubts(req *r, const measures *list, wp_ledger_view *v)
{
	arena *a = r->arena;
	measure_parts inner = prove_parts(a, list);
	for (size_t i = 0; i < inner.n && v->doubts.n < DOUBTS_SHOWN; i++) {
		const struct measure_part *p = &inner.at[i];
		str kind = say(r, wp_kind_word(p->kind)), hours = work_hours(r, p->figure->likely);
		LIST_ADD(a, &v->doubts,
			 ((wp_link){ .text = p->of ? words_wp_part_larger(a, r->lang, p->inner->title, kind, hours,
									  p->whole->title, work_hours(r, p->of->likely))
						   : words_wp_part_alone(a, r->lang, p->inner->title, kind, hours,
									 p->whole->title),
				     .link = wp_url(r, "", "/work/prove/measure/%lld", (long long)p->inner->id) }));
	}
	add_too_much(r, list, v);
}

/* --- the page -------------------------------------------------------------------------------------------------------------------- */

const err *wp_ledger_page(req *r, resp *out, const wp_mistakes *mistakes, i64 bad_n, str done)
{
	arena *a = r->arena;
	work_scope scope;
	bool may_write;
	TRY(wp_enter(r, &scope, &may_write));
	ledger_question q;
	TRY(read_ledger(r, &scope, &q));
	int now = prove_year_of(day_of(clock_now(r->app->clock)));
	wp_ledger_view v = { .nav = work_nav_of(r, WORK_PROVE, wp_round(r)),
			     .rooms = wp_rooms(r, false),
			     .round = wp_round(r),
			     .query = req_query(r, "q"),
			     .done = done,
			     .action = url_path(a, "/work/prove"),
			     .csv = wp_url(r, "", "/work/prove/measures.csv"),
			     .fresh = wp_url(r, "", "/work/prove/new"),
			     .import = wp_url(r, "", "/work/prove/import"),
			     .may_write = may_write,
			     .any = q.seen.n > 0,
			     .bad_n = bad_n };
	if (mistakes)
		v.mistakes = *mistakes;
	v.chosen = v.query.len || req_query(r, "state").len || req_query(r, "bureau").len;
	str query = search_fold(a, v.query);
	measures list = { 0 };
	for (size_t i = 0; i < q.seen.n; i++)
		if (chosen(r, &q.seen.at[i], query))
			LIST_ADD(a, &list, q.seen.at[i]);
	add_options(r, &q.seen, &v);
	for (size_t i = 0; i < list.n; i++)
		LIST_ADD(a, &v.rows, row_of(r, &list.at[i]));
	add_years(r, &list, now, &v);
	add_chart(r, &list, &v);
	measure_pairs twice = prove_alike(a, &list);
	for (size_t i = 0; i < twice.n && i < 10; i++)
		LIST_ADD(a, &v.doubles,
			 ((wp_link){ .text = words_wp_double(a, r->lang, twice.at[i].one->title,
							     twice.at[i].other->title, twice.at[i].one->work),
				     .link = wp_url(r, "", "/work/prove/measure/%lld/edit",
						    (long long)twice.at[i].other->id) }));
	v.all = (i64)q.seen.n;
	add_doubts(r, &list, &v);
	page_out o = page_begin(r);
	wp_ledger(&o, &v);
	page p = { .kind = PAGE_STAFF, .title = say(r, T_wp_title), .style = WP_STYLE, .here = STR("work") };
	return page_end(&o, &p, out);
}

const err *wp_ledger_get(req *r, resp *out)
{
	str done = STR_NONE;
	i64 n, same;
	if (str_i64(req_query(r, "imported"), &n) && str_i64(req_query(r, "same"), &same))
		done = words_wp_imported(r->arena, r->lang, n, same);
	return wp_ledger_page(r, out, NULL, 0, done);
}

/* --- CSV out ------------------------------------------------------------------------------------------------------------------------ */

static void csv_day(csv_writer *w, arena *a, day d)
{
	csv_str(w, d == PROVE_DAY_NONE ? STR_NONE : day_text(a, d));
}

static void csv_figure(csv_writer *w, const prove_figure *f)
{
	i64 minutes[3] = { f ? f->low : 0, f ? f->likely : 0, f ? f->high : 0 };
	for (int i = 0; i < 3; i++) {
		if (f)
			csv_f64(w, (double)minutes[i] / 60, 2);
		else
			csv_str(w, STR_NONE);
	}
}

const err *wp_ledger_csv(req *r, resp *out)
{
	work_scope scope;
	bool may_write;
	TRY(wp_enter(r, &scope, &may_write));
	ledger_question q;
	TRY(read_ledger(r, &scope, &q));
	buf b = buf_new(r->arena, CSV_MAX);
	csv_writer w = csv_write(&b);
	for (size_t i = 0; i < LEDGER_COLUMNS; i++)
		csv_str(&w, str_of(ledger_heads[i]));
	csv_end_row(&w);
	for (size_t i = 0; i < q.seen.n; i++) {
		const measure *m = &q.seen.at[i];
		const prove_figure *planned = measure_figure(m, FIGURE_PLANNED, 0),
				   *done = measure_figure(m, FIGURE_REALISED, 0);
		csv_i64(&w, m->id);
		const str texts[] = { m->title, m->bureau, m->section,
				      m->work,  m->owner,  words_text(r->arena, LANG_JA, wp_state_word(m->state)) };
		for (size_t k = 0; k < COUNT(texts); k++)
			csv_str(&w, texts[k]);
		csv_day(&w, r->arena, m->starts);
		csv_day(&w, r->arena, m->stops);
		if (m->within)
			csv_i64(&w, m->within);
		else
			csv_str(&w, STR_NONE);
		csv_figure(&w, measure_figure(m, FIGURE_EXPECTED, 0));
		csv_figure(&w, planned);
		csv_day(&w, r->arena, planned ? planned->due : PROVE_DAY_NONE);
		csv_figure(&w, done);
		if (done)
			csv_i64(&w, done->year);
		else
			csv_str(&w, STR_NONE);
		csv_str(&w, STR_NONE); /* the reason of a change: for who brings it back */
		csv_str(&w, m->note);
		csv_i64(&w, m->version);
		csv_end_row(&w);
	}
	if (b.overflowed)
		return err_of(ERR_too_large);
	out->type = STR("text/csv; charset=utf-8");
	out->body = buf_str(&b);
	resp_header(r, out, STR("Content-Disposition"), STR("attachment; filename=\"measures.csv\""));
	return NULL;
}
