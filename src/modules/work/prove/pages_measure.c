/* /work/prove/measure/N: one measure with its figures and its history; making and changing one. */
#include "modules/work/ideas/ideas.h"
#include "modules/work/prove/prove_pages.h"
#include "modules/work/prove/sources.h"
#include "text/kana.h"

#include "modules/work/prove/templates/measure.html.h"

typedef struct measure_question {
	i64 city, id;
	measure m;
	measures all;
	measure_log log;
} measure_question;

static const err *read_measure(db *d, arena *a, void *arg)
{
	measure_question *q = arg;
	TRY(prove_measure_of(d, a, q->city, q->id, &q->m));
	TRY(prove_measures(d, a, q->city, &q->all));
	return prove_log(d, a, q->city, q->id, &q->log);
}

const err *wp_measure_asked(req *r, const work_scope *scope, measure *ret)
{
	measure_question q = { .city = r->app->city };
	if (!str_i64(req_param(r, "id"), &q.id))
		return err_of(ERR_not_found);
	TRY(store_read(r->app->store, r->arena, read_measure, &q));
	*ret = q.m;
	return wp_may_see(scope, &q.m) ? NULL : err_of(ERR_not_found);
}

static bool may_change(const work_scope *scope, const measure *m)
{
	return work_may(scope, PART_REFORM, m->bureau, m->section, STR_NONE);
}

/* --- the page ----------------------------------------------------------------------------------------------------------- */

static void add_fact(req *r, wp_facts *list, word name, str value)
{
	if (value.len)
		LIST_ADD(r->arena, list, ((wp_fact){ .name = say(r, name), .value = value }));
}

static void add_facts(req *r, const measure *m, wp_measure_view *v)
{
	str where =
		m->section.len ? str_format(r->arena, "%.*s %.*s", STR_ARG(m->bureau), STR_ARG(m->section)) : m->bureau;
	add_fact(r, &v->facts, T_wp_where, where.len ? where : say(r, T_wp_whole_city));
	add_fact(r, &v->facts, T_wp_work, m->work);
	add_fact(r, &v->facts, T_wp_owner, m->owner);
	add_fact(r, &v->facts, T_wp_starts, wp_date(r, m->starts));
	if (m->stops != PROVE_DAY_NONE)
		add_fact(r, &v->facts, T_wp_stops, wp_date(r, m->stops));
	add_fact(r, &v->facts, T_wp_changed,
		 words_wp_changed_by(r->arena, r->lang, wp_when(r, m->changed), m->changed_by));
}

static word source_word(str id)
{
	for (size_t i = 0; i < prove_sources_n; i++)
		if (str_eq(id, str_of(prove_sources[i].id)))
			return prove_sources[i].name;
	return T_wp_source_entered;
}

static void add_figures(req *r, const measure *m, wp_measure_view *v)
{
	arena *a = r->arena;
	static const char *const tones[FIGURE_KINDS] = { "calm", "info", "good" };
	for (size_t i = 0; i < m->figures.n; i++) {
		const prove_figure *f = &m->figures.at[i];
		str more = str_format(a, "&kind=%s&source=%.*s&from=%lld", figure_kind_names[f->kind],
				      STR_ARG(f->source), (long long)f->seq);
		LIST_ADD(a, &v->figures,
			 ((wp_figure_row){
				 .kind = say(r, wp_kind_word(f->kind)),
				 .year = f->year ? wp_year_text(r, f->year) : STR_NONE,
				 .hours = work_hours(r, f->likely),
				 .range = wp_range_text(r, f->low, f->high),
				 .running = f->running ? words_wp_running_off(a, r->lang, work_hours(r, f->running))
						       : STR_NONE,
				 .source = say(r, source_word(f->source)),
				 .reason = f->reason,
				 .by = f->by,
				 .when = wp_when(r, f->made),
				 .due = f->due != PROVE_DAY_NONE ? words_wp_until(a, r->lang, wp_date(r, f->due))
								 : STR_NONE,
				 .tone = tones[f->kind],
				 .open = wp_url(r, more.at, "/work/prove/measure/%lld/figure", (long long)m->id),
				 .counts = f->counts }));
	}
	static const word abouts[FIGURE_KINDS] = { T_wp_expected_about, T_wp_planned_about, T_wp_realised_about };
	const prove_figure *shown[FIGURE_KINDS];
	str names[FIGURE_KINDS];
	for (int k = 0; k < FIGURE_KINDS; k++) {
		const prove_figure *f = shown[k] = measure_figure(m, (figure_kind)k, 0);
		names[k] = say(r, wp_kind_word((figure_kind)k));
		struct wp_add add = { .kind = names[k],
				      .about = say(r, abouts[k]),
				      .now = f ? work_hours(r, f->likely) : STR_NONE,
				      .range = f ? wp_range_text(r, f->low, f->high) : STR_NONE };
		if (f && f->year)
			add.kind = str_format(a, "%.*s %.*s", STR_ARG(names[k]), STR_ARG(wp_year_text(r, f->year)));
		for (size_t i = 0; i < prove_sources_n; i++) {
			const prove_source *s = &prove_sources[i];
			if (!(s->kinds & 1 << k))
				continue;
			str more = str_format(a, "&kind=%s&source=%s", figure_kind_names[k], s->id);
			LIST_ADD(a, &add.sources,
				 ((wp_link){ .text = say(r, s->name),
					     .link = wp_url(r, more.at, "/work/prove/measure/%lld/figure",
							    (long long)m->id) }));
		}
		LIST_ADD(a, &v->adds, add);
	}
	v->chart = wp_figures_chart(r, STR("wp-three"), say(r, T_wp_three), shown, names, FIGURE_KINDS);
}

static word field_word(str field)
{
	static const struct {
		const char *field;
		word text;
	} all[] = { { "title", T_wp_name },  { "bureau", T_wp_bureau }, { "section", T_wp_section },
		    { "work", T_wp_work },   { "link", T_wp_origin },   { "owner", T_wp_owner },
		    { "note", T_wp_note },   { "starts", T_wp_starts }, { "stops", T_wp_stops },
		    { "state", T_wp_state }, { "within", T_wp_within } };
	for (size_t i = 0; i < COUNT(all); i++)
		if (str_eq(field, str_of(all[i].field)))
			return all[i].text;
	return T_wp_name;
}

static str state_said(req *r, str field, str value)
{
	measure_state s;
	if (str_eq(field, STR("state")) && measure_state_of(value, &s))
		return say(r, wp_state_word(s));
	if (str_eq(field, STR("within")) && str_eq(value, STR("0")))
		return STR("–");
	return value.len ? value : STR("–");
}

static void add_others(req *r, const work_scope *scope, const measure_question *q, wp_measure_view *v)
{
	for (size_t i = 0; i < q->all.n; i++) {
		const measure *x = &q->all.at[i];
		if (!wp_may_see(scope, x))
			continue;
		wp_link link = { .text = x->title,
				 .link = wp_url(r, "", "/work/prove/measure/%lld", (long long)x->id) };
		if (x->id == q->m.within)
			v->within = link;
		if (x->within == q->m.id)
			LIST_ADD(r->arena, &v->holds, link);
	}
}

const err *wp_measure_get(req *r, resp *out)
{
	arena *a = r->arena;
	work_scope scope;
	bool may_write;
	TRY(wp_enter(r, &scope, &may_write));
	measure_question q = { .city = r->app->city };
	if (!str_i64(req_param(r, "id"), &q.id))
		return err_of(ERR_not_found);
	TRY(store_read(r->app->store, a, read_measure, &q));
	if (!wp_may_see(&scope, &q.m))
		return err_of(ERR_not_found);
	const measure *m = &q.m;
	wp_measure_view v = { .nav = work_nav_of(r, WORK_PROVE, wp_round(r)),
			      .title = m->title,
			      .state = say(r, wp_state_word(m->state)),
			      .tone = wp_state_tone(m->state),
			      .note = m->note,
			      .done = req_query(r, "saved").len ? say(r, T_wp_saved) : STR_NONE,
			      .back = wp_url(r, "", "/work/prove"),
			      .edit = wp_url(r, "", "/work/prove/measure/%lld/edit", (long long)m->id),
			      .may_write = may_change(&scope, m) };
	add_facts(r, m, &v);
	if (m->link.len)
		v.origin = (wp_link){ .text = say(r, T_wp_origin_open), .link = url_of(a, m->link) };
	add_others(r, &scope, &q, &v);
	add_figures(r, m, &v);
	for (size_t i = 0; i < q.log.n; i++) {
		const measure_log_entry *e = &q.log.at[i];
		LIST_ADD(a, &v.log,
			 ((wp_log_row){ say(r, field_word(e->what)), state_said(r, e->what, e->was),
					state_said(r, e->what, e->becomes), e->why, e->by, wp_when(r, e->made) }));
	}
	page_out o = page_begin(r);
	wp_measure(&o, &v);
	page p = { .kind = PAGE_STAFF, .title = m->title, .style = WP_STYLE, .here = STR("work") };
	return page_end(&o, &p, out);
}

/* --- the form -------------------------------------------------------------------------------------------------------------- */

typedef struct edit_form {
	measure m;
	str why, starts, stops; /* as typed */
	i64 idea;
	wp_mistakes mistakes;
	str stale;
} edit_form;

static void read_day(req *r, edit_form *f, str typed, const char *field, day *ret)
{
	*ret = PROVE_DAY_NONE;
	if (typed.len && !day_parse(typed, ret))
		LIST_ADD(r->arena, &f->mistakes, ((wp_mistake){ str_of(field), say(r, T_wp_e_day) }));
}

static void read_form(req *r, str (*field)(const req *, const char *), edit_form *f)
{
	measure *m = &f->m;
	m->title = trim_spaces(field(r, "title"));
	m->bureau = trim_spaces(field(r, "bureau"));
	m->section = trim_spaces(field(r, "section"));
	m->work = trim_spaces(field(r, "work"));
	m->link = trim_spaces(field(r, "link"));
	m->owner = trim_spaces(field(r, "owner"));
	m->note = trim_spaces(field(r, "note"));
	f->why = trim_spaces(field(r, "why"));
	f->starts = field(r, "starts");
	f->stops = field(r, "stops");
	read_day(r, f, f->starts, "starts", &m->starts);
	read_day(r, f, f->stops, "stops", &m->stops);
	measure_state_of(field(r, "state"), &m->state);
	if (!str_i64(field(r, "within"), &m->within))
		m->within = 0; /* "none" is an empty value */
	str_i64(field(r, "version"), &m->version);
	str_i64(field(r, "idea"), &f->idea);
}

static wp_input text_input(req *r, const edit_form *f, wp_kind kind, const char *id, word label, str value,
			   const char *css)
{
	return (wp_input){ .kind = kind,
			   .id = str_of(id),
			   .label = say(r, label),
			   .value = value,
			   .error = wp_mistake_at(&f->mistakes, str_of(id)),
			   .css = css };
}

/* Bureaus and sections of the latest round, to choose from while typing. */
static void add_name(arena *a, strs *list, str name)
{
	for (size_t i = 0; i < list->n; i++)
		if (str_eq(list->at[i], name))
			return;
	LIST_ADD(a, list, name);
}

void wp_section_names(req *r, const work_scope *scope, strs *ret_bureaus, strs *ret_sections)
{
	work_round round;
	if (work_round_asked(r, &round))
		return; /* no round: names are typed */
	work_units units;
	if (work_units_get(r, round.id, &units))
		return;
	str last = STR_NONE;
	for (size_t i = 0; i < units.n; i++) {
		const work_unit *u = &units.at[i];
		if (scope && !work_may(scope, PART_REFORM, u->bureau, u->section, STR_NONE))
			continue;
		add_name(r->arena, ret_bureaus, u->bureau);
		if (!str_eq(last, u->section)) /* units of one section follow one another */
			add_name(r->arena, ret_sections, u->section);
		last = u->section;
	}
}

static void add_inputs(req *r, const edit_form *f, const measures *all, const work_scope *scope, wp_form_view *v)
{
	arena *a = r->arena;
	const measure *m = &f->m;
	wp_input in = text_input(r, f, INPUT_TEXT, "title", T_wp_name, m->title, "wide");
	in.required = true;
	LIST_ADD(a, &v->inputs, in);
	in = text_input(r, f, INPUT_TEXT, "bureau", T_wp_bureau, m->bureau, "");
	in.list = STR("bureaus");
	in.help = say(r, T_wp_bureau_help);
	LIST_ADD(a, &v->inputs, in);
	in = text_input(r, f, INPUT_TEXT, "section", T_wp_section, m->section, "");
	in.list = STR("sections");
	in.help = say(r, T_wp_section_help);
	LIST_ADD(a, &v->inputs, in);
	LIST_ADD(a, &v->inputs, text_input(r, f, INPUT_TEXT, "work", T_wp_work, m->work, ""));
	LIST_ADD(a, &v->inputs, text_input(r, f, INPUT_TEXT, "owner", T_wp_owner, m->owner, ""));
	in = text_input(r, f, INPUT_CHOICE, "state", T_wp_state, STR_NONE, "short");
	for (size_t i = 0; i < MEASURE_STATES; i++)
		LIST_ADD(a, &in.options,
			 ((wp_option){ str_of(measure_state_names[i]), say(r, wp_state_word((measure_state)i)),
				       (measure_state)i == m->state }));
	LIST_ADD(a, &v->inputs, in);
	in = text_input(r, f, INPUT_DATE, "starts", T_wp_starts, f->starts, "short");
	LIST_ADD(a, &v->inputs, in);
	LIST_ADD(a, &v->inputs, text_input(r, f, INPUT_DATE, "stops", T_wp_stops, f->stops, "short"));
	in = text_input(r, f, INPUT_CHOICE, "within", T_wp_within, STR_NONE, "wide");
	in.help = say(r, T_wp_within_help);
	LIST_ADD(a, &in.options, ((wp_option){ STR_NONE, say(r, T_wp_within_none), m->within == 0 }));
	for (size_t i = 0; i < all->n; i++) {
		const measure *x = &all->at[i];
		if (x->id == m->id || x->within || !wp_may_see(scope, x))
			continue;
		LIST_ADD(a, &in.options,
			 ((wp_option){ str_format(a, "%lld", (long long)x->id),
				       str_format(a, "%lld %.*s", (long long)x->id, STR_ARG(x->title)),
				       x->id == m->within }));
	}
	LIST_ADD(a, &v->inputs, in);
	in = text_input(r, f, INPUT_TEXT, "link", T_wp_origin, m->link, "wide");
	in.help = say(r, T_wp_origin_help);
	LIST_ADD(a, &v->inputs, in);
	LIST_ADD(a, &v->inputs, text_input(r, f, INPUT_LINES, "note", T_wp_note, m->note, "wide"));
	if (m->id) {
		in = text_input(r, f, INPUT_TEXT, "why", T_wp_why, f->why, "wide");
		LIST_ADD(a, &v->inputs, in);
	}
}

typedef struct all_question {
	i64 city;
	measures ret;
} all_question;

static const err *read_everything(db *d, arena *a, void *arg)
{
	all_question *q = arg;
	return prove_measures(d, a, q->city, &q->ret);
}

static const err *show_form(req *r, resp *out, const edit_form *f, const work_scope *scope)
{
	const measure *m = &f->m;
	all_question all = { .city = r->app->city };
	TRY(store_read(r->app->store, r->arena, read_everything, &all));
	wp_form_view v = { .nav = work_nav_of(r, WORK_PROVE, wp_round(r)),
			   .title = m->id ? m->title : say(r, T_wp_new),
			   .submit = say(r, m->id ? T_wp_save : T_wp_make),
			   .version = str_format(r->arena, "%lld", (long long)m->version),
			   .idea = f->idea ? str_format(r->arena, "%lld", (long long)f->idea) : STR_NONE,
			   .stale = f->stale,
			   .action = m->id ? wp_url(r, "", "/work/prove/measure/%lld/edit", (long long)m->id)
					   : wp_url(r, "", "/work/prove/new"),
			   .back = m->id ? wp_url(r, "", "/work/prove/measure/%lld", (long long)m->id)
					 : wp_url(r, "", "/work/prove"),
			   .mistakes = f->mistakes };
	add_inputs(r, f, &all.ret, scope, &v);
	wp_section_names(r, scope, &v.bureaus, &v.sections);
	page_out o = page_begin(r);
	wp_form(&o, &v);
	page p = { .kind = PAGE_STAFF, .title = v.title, .style = WP_STYLE, .here = STR("work") };
	return page_end(&o, &p, out);
}

static const err *save_form(req *r, resp *out, edit_form *f, const work_scope *scope)
{
	measure_save c = {
		.city = r->app->city, .by = r->who, .scope = scope, .m = f->m, .why = f->why, .idea = f->idea
	};
	if (f->mistakes.n == 0) {
		const err *e = work_write(r, wp_shard(r), measure_save_run, &c);
		if (!e) {
			resp_redirect(r, out, wp_url(r, "&saved=1", "/work/prove/measure/%lld", (long long)c.ret_id).s);
			return NULL;
		}
		if (err_is(e, ERR_stale)) {
			/* nothing typed is lost: the page says who was first, and the next press saves over it knowingly */
			measure now;
			TRY(wp_measure_asked(r, scope, &now));
			f->stale = words_wp_stale(r->arena, r->lang, now.changed_by, wp_when(r, now.changed));
			f->m.version = now.version;
			out->status = 409;
			return show_form(r, out, f, scope);
		}
		if (err_is(e,
			   ERR_forbidden)) /* of a part that is not theirs: told beside it, and nothing typed is lost */
			LIST_ADD(r->arena, &f->mistakes, ((wp_mistake){ STR("bureau"), say(r, T_wp_e_whose) }));
		else if (err_is(e, ERR_invalid))
			wp_mistakes_of(r, e, &f->mistakes);
		else
			return e;
	}
	out->status = 422;
	return show_form(r, out, f, scope);
}

static const err *enter_to_write(req *r, work_scope *scope)
{
	bool may_write;
	TRY(wp_enter(r, scope, &may_write));
	return may_write ? NULL : err_of(ERR_forbidden);
}

const err *wp_new_get(req *r, resp *out)
{
	work_scope scope;
	TRY(enter_to_write(r, &scope));
	edit_form f = { 0 };
	read_form(r, req_query, &f); /* what other rooms know already: …/new?work=…&bureau=…&link=… */
	f.mistakes = (wp_mistakes){ 0 };
	f.m.version = 0;
	return show_form(r, out, &f, &scope);
}

const err *wp_new_post(req *r, resp *out)
{
	work_scope scope;
	TRY(enter_to_write(r, &scope));
	edit_form f = { 0 };
	read_form(r, req_form, &f);
	return save_form(r, out, &f, &scope);
}

const err *wp_edit_get(req *r, resp *out)
{
	work_scope scope;
	TRY(enter_to_write(r, &scope));
	edit_form f = { 0 };
	TRY(wp_measure_asked(r, &scope, &f.m));
	if (!may_change(&scope, &f.m))
		return err_of(ERR_forbidden);
	f.starts = f.m.starts == PROVE_DAY_NONE ? STR_NONE : day_text(r->arena, f.m.starts);
	f.stops = f.m.stops == PROVE_DAY_NONE ? STR_NONE : day_text(r->arena, f.m.stops);
	return show_form(r, out, &f, &scope);
}

const err *wp_edit_post(req *r, resp *out)
{
	work_scope scope;
	TRY(enter_to_write(r, &scope));
	edit_form f = { 0 };
	TRY(wp_measure_asked(r, &scope, &f.m));
	if (!may_change(&scope, &f.m))
		return err_of(ERR_forbidden);
	read_form(r, req_form, &f);
	return save_form(r, out, &f, &scope);
}
