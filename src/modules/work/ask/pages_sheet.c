/* /work/ask/unit/ID: a unit's sheet, as whoever asks may see or change it. */
#include "modules/work/ask/ask_desk.h"

#include "modules/work/ask/ask.sql.h"
#include "modules/work/ask/templates/sheet.html.h"

#define TOLD_MOST 100

typedef struct reading {
	ask_desk *desk;
	i64 unit;
} reading;

static const err *read_sheet(db *d, arena *a, void *arg)
{
	reading *g = arg;
	const ask_here *h = &g->desk->here;
	return ask_sheet_read(d, a, h->r->app->city, h->round.id, g->unit, &g->desk->sheet);
}

const err *ask_desk_of(req *r, ask_desk *ret)
{
	reading g = { .desk = ret };
	*ret = (ask_desk){ 0 };
	TRY(ask_here_of(r, &ret->here));
	if (!ret->here.found || !str_i64(req_param(r, "unit"), &g.unit))
		return err_of(ERR_not_found);
	TRY(store_read(r->app->store, r->arena, read_sheet, &g));
	const work_unit *u = &ret->sheet.unit;
	ret->fill = ask_may(&ret->here, PART_FILL, u);
	ret->approve = ask_may(&ret->here, PART_APPROVE, u);
	if (!ret->fill && !ret->approve && !ask_may(&ret->here, PART_SEE | PART_REFORM, u))
		return err_of(ERR_forbidden);
	ret->open = ret->fill && ask_open(&ret->sheet.round, u, ret->here.today, ret->here.scope.all);
	return NULL;
}

ask_act ask_desk_act(ask_desk *d)
{
	req *r = d->here.r;
	return (ask_act){ .city = r->app->city,
			  .by = r->who,
			  .round = d->sheet.round.id,
			  .unit = d->sheet.unit.id,
			  .staff = d->here.scope.all,
			  .means = message_means_of(r->app, r->arena, catalog_city(r)) };
}

str ask_desk_path(const ask_desk *d, const char *more)
{
	return str_format(d->here.r->arena, "/work/ask/unit/%lld%s?round=%.*s", (long long)d->sheet.unit.id, more,
			  STR_ARG(d->sheet.round.id));
}

static url link_to(const ask_desk *d, const char *more)
{
	return url_path(d->here.r->arena, "/work/ask/unit/%lld%s?round=%.*s", (long long)d->sheet.unit.id, more,
			STR_ARG(d->sheet.round.id));
}

/* --- the form -------------------------------------------------------------------------------------------------------------- */

/* Short, for heads and labels; an axis' own name is a sentence (コア業務かどうか) and stands where there is room. */
static str column_name(const req *r, size_t c)
{
	return say(r, ask_col_word(c));
}

static void add_option(arena *a, ask_cell *c, str value, str text)
{
	LIST_ADD(a, &c->options, ((ask_option){ value, text, str_eq(value, c->value) }));
}

static void add_axis(const req *r, const work_axis_def *x, ask_cell *c)
{
	arena *a = r->arena;
	str yes = text_in(&x->yes, r->lang), no = text_in(&x->no, r->lang);
	add_option(a, c, STR_NONE, STR_NONE);
	add_option(a, c, STR("y"), yes.len ? yes : say(r, T_wa_yes));
	add_option(a, c, STR("n"), no.len ? no : say(r, T_wa_no));
	if (c->value.len > 1)
		add_option(a, c, c->value, c->value);
}

static ask_cell form_cell(const req *r, const work_def *def, const ask_row *row, str row_id, str row_name, size_t c)
{
	arena *a = r->arena;
	bool open, known = false;
	const work_choices *list = ask_choices(def, c, &open);
	ask_cell cell = { .id = str_format(a, "%.*s.%.*s", STR_ARG(row_id), STR_ARG(ask_col_id(c))),
			  .value = row->cell[c],
			  .label = str_format(a, "%.*s %.*s", STR_ARG(column_name(r, c)), STR_ARG(row_name)),
			  .number = c == COL_COUNT || c == COL_EACH || c >= COL_MONTH,
			  .css = c >= COL_MONTH ? "month" : ask_col_id(c).at };
	if (row->wrong[c].id && !ask_row_blank(row))
		cell.error = say(r, row->wrong[c]);
	if (c >= COL_CORE && c <= COL_AWAY) {
		cell.select = true;
		add_axis(r, &def->axes[c - COL_CORE], &cell);
	} else if (list && c != COL_STEP && c != COL_SYSTEM) {
		cell.select = true;
		add_option(a, &cell, STR_NONE, STR_NONE);
		for (size_t i = 0; i < list->n; i++) {
			known = known || str_eq(list->at[i].value, cell.value);
			add_option(a, &cell, list->at[i].value, text_in(&list->at[i].name, r->lang));
		}
		if (!known && cell.value.len)
			add_option(a, &cell, cell.value, cell.value);
	} else if (list) {
		cell.list = str_format(a, "dl-%.*s", STR_ARG(ask_col_id(c)));
	}
	return cell;
}

static ask_idea idea_of_row(const ask_desk *d, const ask_row *row)
{
	req *r = d->here.r;
	arena *a = r->arena;
	if (!row->complete || row->number == 0)
		return (ask_idea){ 0 };
	const survey_item *i = &row->item;
	i64 n = ideas_at_row(&d->ideas, d->sheet.round.id, i);
	return (ask_idea){ .there = true,
			   .link = n ? ideas_row_link(a, d->sheet.round.id, i) : ideas_row_new(a, d->sheet.round.id, i),
			   .text = n ? words_wi_row_n(a, r->lang, n) : say(r, T_wi_row),
			   .about = n ? words_wi_row_see(a, r->lang, i->work, i->number, n)
				      : words_wi_row_about(a, r->lang, i->work, i->number) };
}

static void add_form_row(const ask_desk *d, const ask_row *row, size_t i, str theirs, ask_sheet_view *v)
{
	req *r = d->here.r;
	arena *a = r->arena;
	ask_form_row f = { .id = str_format(a, "r%zu", v->rows.n),
			   .name = row->name,
			   .number = (i64)i + 1,
			   .theirs = theirs,
			   .idea = idea_of_row(d, row),
			   .wrong = !row->complete && !row->missing && !ask_row_blank(row) };
	str name = words_wa_row_no(a, r->lang, str_format(a, "%zu", i + 1));
	if (f.name.len == 0)
		f.name = str_format(a, "n%.*s", 20, random_token(a).at);
	for (size_t k = 0; k < d->sheet.rows.n; k++)
		if (str_eq(d->sheet.rows.at[k].name, row->name))
			f.mark = ask_row_mark(a, &d->sheet.rows.at[k]);
	if (row->complete)
		f.hours = work_hours(r, row->item.count * row->item.each);
	for (size_t c = 0; c < (size_t)(v->months ? ASK_COLS : COL_MONTH); c++)
		LIST_ADD(a, &f.cells, form_cell(r, &d->sheet.round.def, row, f.id, name, c));
	LIST_ADD(a, &v->rows, f);
}

static void put_lists(const ask_desk *d, ask_sheet_view *v)
{
	static const ask_col cols[] = { COL_STEP, COL_SYSTEM };
	bool open;
	arena *a = d->here.r->arena;
	for (size_t k = 0; k < COUNT(cols); k++) {
		const work_choices *list = ask_choices(&d->sheet.round.def, cols[k], &open);
		ask_list l = { .id = str_format(a, "dl-%.*s", STR_ARG(ask_col_id(cols[k]))) };
		for (size_t i = 0; list && i < list->n; i++)
			LIST_ADD(a, &l.values, list->at[i].value);
		if (l.values.n)
			LIST_ADD(a, &v->lists, l);
	}
}

static void put_form(const ask_desk *d, const ask_typed *t, ask_sheet_view *v)
{
	arena *a = d->here.r->arena;
	static const ask_row blank;
	size_t n = d->sheet.rows.n, from = t->from < n ? t->from - t->from % ASK_FORM_ROWS : n - n % ASK_FORM_ROWS;
	if (from == n && n > 0 && t->rows.n == 0 && t->from == 0)
		from = 0;
	size_t to = from + ASK_FORM_ROWS < n ? from + ASK_FORM_ROWS : n;
	v->months = t->months;
	/* a mistake in the months is shown with them */
	for (size_t i = from; i < to; i++)
		for (size_t m = 0; m < 12; m++)
			v->months = v->months || d->sheet.rows.at[i].wrong[COL_MONTH + m].id != 0;
	v->from = (i64)from + 1;
	v->to = (i64)to;
	if (t->rows.n)
		for (size_t i = 0; i < t->rows.n; i++)
			add_form_row(d, &t->rows.at[i], from + i, t->theirs[i], v);
	else
		for (size_t i = from; i < to; i++)
			add_form_row(d, &d->sheet.rows.at[i], i, STR_NONE, v);
	for (size_t i = 0; i < ASK_FORM_NEW && t->rows.n == 0 && to == n; i++)
		add_form_row(d, &blank, n + i, STR_NONE, v);
	const char *months = v->months ? "&months=1" : "";
	str base = ask_desk_path(d, "");
	v->has_before = from > 0;
	v->has_after = to < n;
	v->before = url_of(a, str_format(a, "%.*s&from=%zu%s", STR_ARG(base),
					 from > ASK_FORM_ROWS ? from - ASK_FORM_ROWS : 0, months));
	v->after = url_of(a, str_format(a, "%.*s&from=%zu%s", STR_ARG(base), to, months));
	v->with_months = url_of(a, str_format(a, "%.*s&from=%zu&months=1", STR_ARG(base), from));
	v->without_months = url_of(a, str_format(a, "%.*s&from=%zu", STR_ARG(base), from));
	put_lists(d, v);
}

/* --- to read -------------------------------------------------------------------------------------------------------------- */

static str shown_cell(const req *r, const work_def *def, const ask_row *row, size_t c)
{
	if (c < COL_CORE || c > COL_AWAY)
		return row->cell[c];
	const work_axis_def *x = &def->axes[c - COL_CORE];
	if (str_eq(row->cell[c], STR("y")))
		return text_in(&x->yes, r->lang).len ? text_in(&x->yes, r->lang) : say(r, T_wa_yes);
	if (str_eq(row->cell[c], STR("n")))
		return text_in(&x->no, r->lang).len ? text_in(&x->no, r->lang) : say(r, T_wa_no);
	return row->cell[c];
}

static str odd_text(req *r, const ask_odd *o)
{
	arena *a = r->arena;
	switch (o->kind) {
	case ODD_SHARE:
		return words_wa_odd_share(a, r->lang, o->figure);
	case ODD_LONG:
		return words_wa_odd_long(a, r->lang, o->figure);
	case ODD_UNSAID:
		return say(r, T_wa_odd_unsaid);
	case ODD_MORE:
		return words_wa_odd_more(a, r->lang, o->figure, o->usual);
	case ODD_LESS:
		return words_wa_odd_less(a, r->lang, o->figure, o->usual);
	}
	return STR_NONE;
}

static const err *put_plain(ask_desk *d, ask_sheet_view *v)
{
	req *r = d->here.r;
	arena *a = r->arena;
	const survey *s = NULL;
	ask_odds odds = { 0 };
	if (d->approve) {
		TRY(work_survey(r, &d->sheet.round, &s));
		TRY(ask_odd_rows(a, s, &d->sheet, &odds));
	}
	for (size_t i = 0; i < d->sheet.rows.n; i++) {
		const ask_row *row = &d->sheet.rows.at[i];
		ask_plain_row p = { .number = (i64)i + 1, .idea = idea_of_row(d, row) };
		for (size_t c = 0; c < COL_MONTH; c++)
			LIST_ADD(a, &p.cells, shown_cell(r, &d->sheet.round.def, row, c));
		if (row->complete)
			p.hours = work_hours(r, row->item.count * row->item.each);
		for (size_t k = 0; k < odds.n; k++)
			if (odds.at[k].row == i) {
				str text = odd_text(r, &odds.at[k]);
				p.odd = p.odd.len ? str_format(a, "%.*s %.*s", STR_ARG(p.odd), STR_ARG(text)) : text;
				if (v->odds.n < TOLD_MOST)
					LIST_ADD(a, &v->odds,
						 ((ask_told){ str_format(a, "%zu", i + 1),
							      str_format(a, "%.*s: %.*s", STR_ARG(row->cell[COL_WORK]),
									 STR_ARG(text)) }));
			}
		LIST_ADD(a, &v->plain, p);
	}
	return NULL;
}

/* --- beside the rows -------------------------------------------------------------------------------------------------------- */

typedef struct beside {
	const ask_desk *desk;
	work_ask_steps_rows steps;
	work_round before;
	work_units units; /* of the round before */
} beside;

static const err *read_beside(db *d, arena *a, void *arg)
{
	beside *g = arg;
	const ask_sheet *s = &g->desk->sheet;
	i64 city = g->desk->here.r->app->city;
	TRY(work_ask_steps(d, a, city, s->round.id, s->unit.id, &g->steps));
	if (!g->desk->open || s->rows.n > 0 || s->round.before.len == 0)
		return NULL;
	const err *e = work_round_of(d, a, city, s->round.before, &g->before);
	if (err_is(e, ERR_not_found))
		return NULL;
	TRY(e);
	return work_units_of(d, a, city, s->round.before, &g->units);
}

static word step_word(str action)
{
	static const struct {
		const char *action;
		word text;
	} known[] = { { "submitted", T_wa_step_submitted }, { "withdrawn", T_wa_step_withdrawn },
		      { "approved", T_wa_step_approved },   { "sent_back", T_wa_step_sent_back },
		      { "file", T_wa_step_file },           { "started", T_wa_step_started } };
	for (size_t i = 0; i < COUNT(known); i++)
		if (str_eq(action, str_of(known[i].action)))
			return known[i].text;
	return T_none;
}

static void put_steps(req *r, const work_ask_steps_rows *steps, ask_sheet_view *v)
{
	arena *a = r->arena;
	for (size_t i = 0; i < steps->n; i++) {
		const work_ask_steps_row *s = &steps->at[i];
		ask_step_line l = {
			.when = ask_when(r, s->made_at), .who = s->actor, .what = step_word(s->action), .note = s->note
		};
		l.hours = words_wa_step_hours(a, r->lang, s->items, work_hours(r, s->said), work_hours(r, s->has));
		if (v->note.len && v->note_by.len == 0 && str_eq(s->action, STR("sent_back")))
			v->note_by = str_format(a, "%.*s %.*s", STR_ARG(l.who), STR_ARG(l.when));
		LIST_ADD(a, &v->steps, l);
	}
}

static void put_starts(const ask_desk *d, const beside *b, ask_sheet_view *v)
{
	req *r = d->here.r;
	arena *a = r->arena;
	const work_unit *mine = &d->sheet.unit;
	for (size_t i = 0; i < b->units.n; i++) {
		const work_unit *u = &b->units.at[i];
		/* who fills in this sheet may copy from what they may see, and from the same unit as it was called before */
		bool same = str_eq(u->bureau, mine->bureau) && str_eq(u->section, mine->section);
		if (u->rows == 0 || (!same && !ask_may(&d->here, PART_FILL | PART_SEE | PART_APPROVE, u)))
			continue;
		str name = words_wa_start_unit_of(a, r->lang, u->section, u->name, u->rows);
		LIST_ADD(a, &v->starts, ((ask_unit_choice){ u->id, name, same && str_eq(u->name, mine->name) }));
	}
	if (v->starts.n == 0)
		return;
	v->start_label = words_wa_start(a, r->lang, b->before.name);
	buf changed = buf_new(a, 2000);
	for (size_t k = 0; k < WORK_AXES; k++)
		if (!str_eq(b->before.def.axes[k].version, d->sheet.round.def.axes[k].version))
			buf_format(&changed, "%s%.*s", changed.len ? "・" : "", STR_ARG(column_name(r, COL_CORE + k)));
	if (changed.len)
		v->start_changed = words_wa_start_changed(a, r->lang, buf_str(&changed));
}

static void put_means(const req *r, const work_def *def, ask_sheet_view *v)
{
	for (size_t k = 0; k < WORK_AXES; k++) {
		const work_axis_def *x = &def->axes[k];
		LIST_ADD(r->arena, &v->means,
			 ((ask_mean){ .name = text_in(&x->name, r->lang).len ? text_in(&x->name, r->lang)
									     : column_name(r, COL_CORE + k),
				      .ask = text_in(&x->ask, r->lang),
				      .yes = text_in(&x->yes, r->lang),
				      .no = text_in(&x->no, r->lang),
				      .means = text_in(&x->means, r->lang) }));
	}
}

static void put_file(req *r, const ask_file *f, ask_sheet_view *v)
{
	arena *a = r->arena;
	for (size_t i = 0; i < f->bad.n && i < TOLD_MOST; i++) {
		const ask_file_line *l = &f->bad.at[i];
		str where = words_wa_file_where(a, r->lang, l->line, l->column, say(r, ask_col_word(l->col)));
		str text = say(r, l->wrong);
		if (l->cell.len)
			text = str_format(a, "「%.*s」 %.*s", STR_ARG(l->cell), STR_ARG(text));
		LIST_ADD(a, &v->bad, ((ask_told){ where, text }));
	}
	v->bad_more = f->bad.n > TOLD_MOST ? (i64)f->bad.n - TOLD_MOST : 0;
}

static void put_rights(const ask_desk *d, ask_sheet_view *v)
{
	const work_unit *u = &d->sheet.unit;
	bool running = d->sheet.round.state == ROUND_OPEN;
	v->editable = d->open;
	v->may_submit = d->open;
	v->may_withdraw = d->fill && running && u->state == SHEET_SUBMITTED;
	v->may_approve = d->approve && running && u->state == SHEET_SUBMITTED;
	v->may_back = d->approve && running && u->state == SHEET_APPROVED;
	work_balance b = work_balance_of(&d->sheet.round.def, u->has, u->said);
	v->needs_reason = b == BALANCE_TOO_LITTLE || b == BALANCE_TOO_MUCH;
	v->ready = d->sheet.rows.n > 0 && d->sheet.open == 0;
	v->late = d->sheet.round.closes != DAY_NONE && d->here.today > d->sheet.round.closes;
}

const err *ask_desk_show(ask_desk *d, const ask_typed *t, resp *out)
{
	req *r = d->here.r;
	arena *a = r->arena;
	const ask_sheet *s = &d->sheet;
	beside b = { .desk = d };
	TRY(store_read(r->app->store, a, read_beside, &b));
	TRY(ideas_on_rows_get(r, s->unit.bureau, s->unit.section, s->unit.name, &d->ideas));
	ask_sheet_view v = { .nav = work_nav_of(r, WORK_ASK, s->round.id),
			     .unit = s->unit.name,
			     .where = str_format(a, "%.*s %.*s", STR_ARG(s->unit.bureau), STR_ARG(s->unit.section)),
			     .round_name = s->round.name,
			     .closes = ask_date(a, r->lang, s->round.closes),
			     .version = str_format(a, "%lld", (long long)s->unit.version),
			     .error = t->error,
			     .saved = t->saved,
			     .reason = t->reason.len ? t->reason : s->reason,
			     .note = s->unit.note,
			     .state = ask_state_word(s->unit.state),
			     .tone = ask_state_tone(s->unit.state),
			     .meter = ask_meter_of(r, &s->round.def, s->unit.has, s->unit.said),
			     .rows_n = (i64)s->rows.n,
			     .open_n = (i64)s->open,
			     .save = link_to(d, "/save"),
			     .submit = link_to(d, "/move"),
			     .move = link_to(d, "/move"),
			     .csv = link_to(d, "/sheet.csv"),
			     .upload = link_to(d, "/upload"),
			     .start = link_to(d, "/start"),
			     .names = url_path(a, "/work/ask/names?round=%.*s", STR_ARG(s->round.id)),
			     .up = url_path(a, "/work/ask?round=%.*s", STR_ARG(s->round.id)) };
	put_rights(d, &v);
	for (size_t c = 0; c < ASK_COLS; c++)
		if (c < COL_MONTH || (d->open && t->months))
			LIST_ADD(a, &v.heads,
				 ((ask_head){ .name = column_name(r, c),
					      .css = c >= COL_MONTH ? "month" : ask_col_id(c).at }));
	if (d->open) {
		put_form(d, t, &v);
		for (size_t c = COL_MONTH; v.months && !t->months && c < ASK_COLS; c++)
			LIST_ADD(a, &v.heads, ((ask_head){ .name = say(r, ask_col_word(c)), .css = "month" }));
		v.json = ask_desk_json(d);
	} else {
		TRY(put_plain(d, &v));
	}
	put_steps(r, &b.steps, &v);
	put_starts(d, &b, &v);
	put_means(r, &s->round.def, &v);
	if (t->file)
		put_file(r, t->file, &v);
	out->status = t->status;
	page_out o = page_begin(r);
	ask_sheet_page(&o, &v);
	page p = ask_page_of(s->unit.name, d->open ? "work-ask.js" : "");
	return page_end(&o, &p, out);
}

static const err *sheet_get(req *r, resp *out)
{
	ask_desk d;
	i64 from = 0, n = 0;
	TRY(ask_desk_of(r, &d));
	str_i64(req_query(r, "from"), &from);
	ask_typed t = { .from = from > 0 && from <= WORK_SHEET_ROWS_MAX ? (size_t)from : 0,
			.months = req_query(r, "months").len > 0 };
	str told = req_query(r, "told");
	if (str_eq(told, STR("saved")))
		t.saved = say(r, T_wa_told_saved);
	else if (str_eq(told, STR("submitted")))
		t.saved = say(r, T_wa_told_submitted);
	else if (str_eq(told, STR("filling")))
		t.saved = say(r, T_wa_told_withdrawn);
	else if (str_eq(told, STR("sent_back")))
		t.saved = say(r, T_wa_told_back);
	else if (str_eq(told, STR("started")) && str_i64(req_query(r, "n"), &n))
		t.saved = words_wa_told_started(r->arena, r->lang, n);
	return ask_desk_show(&d, &t, out);
}

static const err *csv_get(req *r, resp *out)
{
	ask_desk d;
	TRY(ask_desk_of(r, &d));
	out->type = STR("text/csv; charset=utf-8");
	out->body = ask_file_write(r->arena, r->lang, &d.sheet);
	resp_header(r, out, STR("Content-Disposition"),
		    str_format(r->arena, "attachment; filename=\"sheet-%.*s-%lld.csv\"", STR_ARG(d.sheet.round.id),
			       (long long)d.sheet.unit.id));
	return NULL;
}

const route work_ask_sheet_routes[] = {
	{ "GET", "/work/ask/unit/:unit", ACCESS_CLERK, sheet_get },
	{ "GET", "/work/ask/unit/:unit/sheet.csv", ACCESS_CLERK, csv_get },
	{ "GET", "/work/ask/unit/:unit/rows", ACCESS_CLERK, ask_desk_rows },
	{ "POST", "/work/ask/unit/:unit/save", ACCESS_CLERK, ask_desk_save },
	{ "POST", "/work/ask/unit/:unit/move", ACCESS_CLERK, ask_desk_move },
	{ "POST", "/work/ask/unit/:unit/start", ACCESS_CLERK, ask_desk_start },
	{ "POST", "/work/ask/unit/:unit/upload", ACCESS_CLERK, ask_desk_upload },
	{ "GET", "/work/ask/names", ACCESS_CLERK, ask_names },
	{ 0 },
};
