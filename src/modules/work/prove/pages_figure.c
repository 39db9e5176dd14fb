/* /work/prove/measure/N/figure?kind=&source=: a figure is worked out, looked at, and kept. */
#include "modules/work/prove/prove_pages.h"
#include "modules/work/prove/sources.h"
#include "text/csv.h"

#include "modules/work/prove/templates/figure.html.h"

#include <math.h>

#define LINES_SHOWN 3
#define DETAIL_FIELDS_MAX 200

typedef struct figure_page {
	work_scope scope;
	measure m;
	const prove_source *source;
	figure_ask q;
	str kind;
	int year;
	day due;
	bool tried, may; /* may: change it; else it is only looked at */
	const prove_figure *kept; /* that is looked at; NULL: a new one */
} figure_page;

static const err *ask(req *r, figure_page *f)
{
	bool may_write;
	TRY(wp_enter(r, &f->scope, &may_write));
	TRY(wp_measure_asked(r, &f->scope, &f->m));
	f->may = work_may(&f->scope, PART_REFORM, f->m.bureau, f->m.section, STR_NONE);
	f->kind = req_query(r, "kind");
	figure_kind kind;
	if (!figure_kind_of(f->kind, &kind))
		return err_of(ERR_not_found);
	f->source = prove_source_of(req_query(r, "source"), kind);
	if (!f->source)
		return err_of(ERR_not_found);
	f->q = (figure_ask){ .r = r, .m = &f->m, .kind = kind };
	f->due = PROVE_DAY_NONE;
	return NULL;
}

/* --- working it out ----------------------------------------------------------------------------------------------------- */

static const err *work_out(figure_page *f)
{
	figure_ask *q = &f->q;
	double running;
	f->tried = true;
	if (ask_number(q, "running", 0, 1e9, &running))
		q->running = running * 60;
	if (q->kind == FIGURE_REALISED) {
		i64 year;
		int now = prove_year_of(day_of(clock_now(q->r->app->clock)));
		if (str_i64(ask_field(q, "year"), &year) && year >= 1990 && year <= now)
			f->year = (int)year;
		else
			ask_mistake(q, STR("year"), T_wp_e_year);
	}
	if (q->kind == FIGURE_PLANNED) {
		str due = ask_field(q, "due");
		if (due.len && !day_parse(due, &f->due))
			ask_mistake(q, STR("due"), T_wp_e_day);
	}
	if (str_length(ask_field(q, "reason")) > PROVE_NOTE_MAX)
		ask_mistake(q, STR("reason"), T_wp_e_long);
	TRY(f->source->work_out(q));
	if (q->known && (fabs(q->minutes.low) > PROVE_MINUTES_MAX || fabs(q->minutes.high) > PROVE_MINUTES_MAX)) {
		ask_mistake(q, STR("volume"), T_wp_e_large);
		q->known = false;
	}
	if (q->known && q->running > 0)
		ask_fact(q, T_wp_running,
			 words_wp_running_off(q->r->arena, q->r->lang, work_hours(q->r, llround(q->running))));
	return NULL;
}

static prove_figure figure_of(const figure_page *f, str detail)
{
	return (prove_figure){ .kind = f->q.kind,
			       .year = f->year,
			       .low = llround(f->q.minutes.low),
			       .likely = llround(f->q.minutes.likely),
			       .high = llround(f->q.minutes.high),
			       .running = llround(f->q.running),
			       .due = f->due,
			       .source = str_of(f->source->id),
			       .detail = detail,
			       .reason = ask_field(&f->q, "reason") };
}

/* --- the page -------------------------------------------------------------------------------------------------------------- */

static void add_lines(figure_page *f, wp_figure_view *v)
{
	static const struct {
		const char *name;
		word label;
	} cells[7] = { { "what", T_wp_line_what },   { "volume", T_wp_line_volume }, { "before", T_wp_line_before },
		       { "after", T_wp_line_after }, { "low", T_wp_line_low },       { "share", T_wp_line_share },
		       { "high", T_wp_line_high } };
	arena *a = f->q.r->arena;
	int last = LINES_SHOWN - 1;
	for (int i = 0; i < PROVE_LINES_MAX; i++)
		for (int k = 0; k < 7; k++)
			if (ask_field(&f->q, str_format(a, "%s%d", cells[k].name, i).at).len && i >= last)
				last = i + 1 < PROVE_LINES_MAX ? i + 1 : i; /* one more empty line than there are */
	for (int i = 0; i <= last; i++) {
		wp_line_row row;
		for (int k = 0; k < 7; k++) {
			str name = str_format(a, "%s%d", cells[k].name, i);
			row.cells[k] = ask_input(&f->q, k ? INPUT_NUMBER : INPUT_TEXT, name.at, cells[k].label, "");
			row.cells[k].label = words_wp_line_label(a, f->q.r->lang, i + 1, row.cells[k].label);
		}
		LIST_ADD(a, &v->lines, row);
	}
}

static void add_common(figure_page *f, wp_figure_view *v)
{
	figure_ask *q = &f->q;
	req *r = q->r;
	arena *a = r->arena;
	if (q->kind == FIGURE_REALISED) {
		wp_input year = ask_input(q, INPUT_CHOICE, "year", T_wp_year, "short");
		int now = prove_year_of(day_of(clock_now(r->app->clock)));
		i64 typed = now;
		str_i64(year.value, &typed);
		if (typed <= now - 8 && typed >= 1990) /* one that was kept long ago */
			LIST_ADD(a, &year.options, ((wp_option){ year.value, wp_year_text(r, (int)typed), true }));
		for (int y = now; y > now - 8; y--)
			LIST_ADD(a, &year.options,
				 ((wp_option){ str_format(a, "%d", y), wp_year_text(r, y), y == typed }));
		LIST_ADD(a, &v->common, year);
	}
	if (q->kind == FIGURE_PLANNED)
		LIST_ADD(a, &v->common, ask_input(q, INPUT_DATE, "due", T_wp_due, "short"));
	wp_input running = ask_input(q, INPUT_NUMBER, "running", T_wp_running, "short");
	running.unit = say(r, T_wp_unit_hours_year);
	running.help = say(r, T_wp_running_help);
	LIST_ADD(a, &v->common, running);
	wp_input reason = ask_input(q, INPUT_LINES, "reason", T_wp_reason, "wide");
	reason.required = strcmp(f->source->id, "entered") == 0;
	LIST_ADD(a, &v->common, reason);
}

static const err *show(req *r, resp *out, figure_page *f)
{
	arena *a = r->arena;
	figure_ask *q = &f->q;
	wp_figure_view v = { .nav = work_nav_of(r, WORK_PROVE, wp_round(r)),
			     .measure = f->m.title,
			     .about = say(r, f->source->about),
			     .version = str_format(a, "%lld", (long long)f->m.version),
			     .kind = f->kind,
			     .source = str_of(f->source->id),
			     .back = wp_url(r, "", "/work/prove/measure/%lld", (long long)f->m.id),
			     .mistakes = q->mistakes,
			     .has_file = strcmp(f->source->id, "sample") == 0,
			     .facts = q->facts,
			     .warnings = q->warnings,
			     .tried = f->tried && q->known,
			     .may_write = f->may };
	if (f->kept) {
		str hours = work_hours(r, f->kept->likely), range = wp_range_text(r, f->kept->low, f->kept->high);
		v.kept = words_wp_kept_figure(
			a, r->lang, range.len ? str_format(a, "%.*s（%.*s）", STR_ARG(hours), STR_ARG(range)) : hours,
			wp_when(r, f->kept->made), f->kept->by);
		if (v.tried && llround(q->minutes.likely) != f->kept->likely)
			LIST_ADD(a, &v.warnings, say(r, T_wp_w_changed));
	}
	i64 has;
	str round;
	if (v.tried && wp_work_hours(r, &f->m, &has, &round) && q->minutes.likely > (double)has)
		LIST_ADD(a, &v.warnings, words_wp_w_too_much(a, r->lang, f->m.work, round, work_hours(r, has)));
	v.title = words_wp_figure_title(a, r->lang, say(r, wp_kind_word(q->kind)), say(r, f->source->name));
	str more = str_format(a, "&kind=%.*s&source=%s", STR_ARG(f->kind), f->source->id);
	v.action = wp_url(r, more.at, "/work/prove/measure/%lld/figure", (long long)f->m.id);
	for (size_t i = 0; i < prove_sources_n; i++) {
		const prove_source *s = &prove_sources[i];
		if (!(s->kinds & 1 << q->kind))
			continue;
		str other = str_format(a, "&kind=%.*s&source=%s", STR_ARG(f->kind), s->id);
		LIST_ADD(a, &v.sources,
			 ((wp_link){ .text = say(r, s->name),
				     .link = wp_url(r, other.at, "/work/prove/measure/%lld/figure", (long long)f->m.id),
				     .here = s == f->source }));
	}
	if (f->source->inputs)
		f->source->inputs(q, &v.inputs);
	else
		add_lines(f, &v);
	add_common(f, &v);
	if (v.tried) {
		prove_figure now = figure_of(f, STR_NONE);
		v.result = work_hours(r, now.likely);
		v.range = wp_range_text(r, now.low, now.high);
		const prove_figure *list[2] = { &now, measure_figure(&f->m, q->kind, f->year) };
		str names[2] = { say(r, T_wp_this_figure), say(r, T_wp_figure_before) };
		v.chart = wp_figures_chart(r, STR("wp-now"), v.title, list, names, list[1] ? 2 : 1);
	}
	if (q->mistakes.n)
		out->status = out->status ? out->status : 422;
	page_out o = page_begin(r);
	wp_figure(&o, &v);
	page p = { .kind = PAGE_STAFF, .title = v.title, .style = WP_STYLE, .here = STR("work") };
	return page_end(&o, &p, out);
}

const err *wp_figure_get(req *r, resp *out)
{
	figure_page f = { 0 };
	TRY(ask(r, &f));
	i64 from;
	if (str_i64(req_query(r, "from"), &from)) /* one that was kept, opened again */
		for (size_t i = 0; i < f.m.figures.n; i++)
			if (f.m.figures.at[i].seq == from) {
				f.kept = &f.m.figures.at[i];
				TRY(query_parse(r->arena, f.kept->detail, DETAIL_FIELDS_MAX, &f.q.fields));
			}
	if (!f.kept && !f.may)
		return err_of(ERR_forbidden); /* how a kept figure came about everybody may read who may see it */
	if (f.q.fields.n) {
		const err *e = work_out(&f);
		if (e &&
		    !err_is(e,
			    ERR_forbidden)) /* of a survey that is not theirs: the figure stays, its working is not told */
			return e;
	}
	int status = out->status;
	const err *e = show(r, out, &f);
	out->status = status; /* what was kept once is no bad request, even if it cannot be worked out any more */
	return e;
}

/* --- keeping it --------------------------------------------------------------------------------------------------------------- */

static str detail_of(figure_page *f)
{
	arena *a = f->q.r->arena;
	buf b = buf_new(a, PROVE_DETAIL_MAX);
	for (size_t i = 0; i < f->q.fields.n; i++) {
		pair p = f->q.fields.at[i];
		if (p.value.len == 0 || str_eq(p.name, STR("csrf")) || str_eq(p.name, STR("do")) ||
		    str_eq(p.name, STR("version")))
			continue;
		buf_format(&b, "%s%.*s=%.*s", b.len ? "&" : "", STR_ARG(percent_encode(a, p.name)),
			   STR_ARG(percent_encode(a, p.value)));
	}
	return b.overflowed ? STR_NONE : buf_str(&b);
}

/* A file with two columns takes the place of what stands in the two fields. */
static void take_file(req *r, figure_page *f)
{
	if (r->files.n != 1 || r->files.at[0].data.len == 0)
		return;
	str before, after;
	const err *e = prove_two_columns(r->arena, r->files.at[0].data, &before, &after);
	if (e) {
		str rest = e->where, line = str_cut(&rest, ':');
		LIST_ADD(r->arena, &f->q.mistakes,
			 ((wp_mistake){ STR("file"),
					words_wp_row_wrong(r->arena, r->lang, line, rest, say(r, T_wp_e_number)) }));
		return;
	}
	for (size_t i = 0; i < f->q.fields.n; i++) {
		pair *p = &f->q.fields.at[i];
		if (str_eq(p->name, STR("before")))
			p->value = before;
		else if (str_eq(p->name, STR("after")))
			p->value = after;
	}
}

const err *wp_figure_post(req *r, resp *out)
{
	figure_page f = { 0 };
	TRY(ask(r, &f));
	if (!f.may)
		return err_of(ERR_forbidden);
	for (size_t i = 0; i < r->form.n && i < DETAIL_FIELDS_MAX; i++)
		LIST_ADD(r->arena, &f.q.fields, r->form.at[i]);
	if (strcmp(f.source->id, "sample") == 0)
		take_file(r, &f);
	TRY(work_out(&f));
	if (!str_eq(req_form(r, "do"), STR("save")) || f.q.mistakes.n || !f.q.known)
		return show(r, out, &f);
	str detail = detail_of(&f);
	if (detail.len == 0) {
		ask_mistake(&f.q, STR("reason"), T_wp_e_large);
		return show(r, out, &f);
	}
	i64 version = 0;
	str_i64(req_form(r, "version"), &version);
	figure_save c = { .city = r->app->city,
			  .by = r->who,
			  .scope = &f.scope,
			  .measure = f.m.id,
			  .version = version,
			  .f = figure_of(&f, detail) };
	const err *e = work_write(r, wp_shard(r), figure_save_run, &c);
	if (err_is(e, ERR_stale)) {
		LIST_ADD(r->arena, &f.q.warnings,
			 words_wp_stale(r->arena, r->lang, f.m.changed_by, wp_when(r, f.m.changed)));
		out->status = 409;
		return show(r, out, &f);
	}
	if (err_is(e, ERR_invalid)) {
		wp_mistakes_of(r, e, &f.q.mistakes);
		return show(r, out, &f);
	}
	TRY(e);
	resp_redirect(r, out, wp_url(r, "&saved=1", "/work/prove/measure/%lld", (long long)f.m.id).s);
	return NULL;
}
