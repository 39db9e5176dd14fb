/* A sheet without JavaScript; submitting, approving, sending back; last year's rows; files. */
#include "modules/work/ask/ask_desk.h"

static const err *write(ask_desk *d, store_fn run, void *what)
{
	req *r = d->here.r;
	return store_write(r->app->store, r->arena, work_shard(r->arena, r->app->city, d->sheet.round.id), run, what);
}

/* What a person is told, where the error's own words do not say it. */
static str told(const req *r, const err *e)
{
	if (e->code == ERR_not_allowed_now)
		return say(r, T_wa_closed_now);
	if (e->code == ERR_too_large)
		return say(r, T_wa_js_full);
	if (e->code == ERR_stale)
		return say(r, T_wa_stale);
	if (e->code == ERR_required && str_eq(e->where, STR("note")))
		return say(r, T_wa_reason_needed);
	if (e->code == ERR_invalid && str_eq(e->where, STR("rows")))
		return say(r, T_wa_not_ready);
	return err_message(e->code, r->lang);
}

static bool the_forms_fault(const err *e)
{
	return e && err_status(e->code) < 500 && e->code != ERR_not_found && e->code != ERR_forbidden;
}

/* --- the form's rows --------------------------------------------------------------------------------------------------------- */

static str field(const req *r, size_t i, const char *name)
{
	return req_form(r, str_format(r->arena, "r%zu.%s", i, name).at);
}

static const ask_row *stored(const ask_sheet *s, str name)
{
	for (size_t i = 0; i < s->rows.n; i++)
		if (str_eq(s->rows.at[i].name, name))
			return &s->rows.at[i];
	return NULL;
}

/* All rows of the form, whether changed or not: what is as it was does nothing. */
static void read_form(ask_desk *d, bool months, ask_edits *ret)
{
	req *r = d->here.r;
	for (size_t i = 0; i < ASK_FORM_ROWS + ASK_FORM_NEW; i++) {
		ask_edit e = { .name = field(r, i, "name"), .mark = field(r, i, "mark") };
		if (e.name.len == 0)
			break;
		const ask_row *was = stored(&d->sheet, e.name);
		e.remove = field(r, i, "remove").len > 0;
		for (size_t c = 0; c < ASK_COLS; c++) {
			bool shown = c < COL_MONTH || months;
			e.cell[c] = shown ? field(r, i, ask_col_id(c).at) : was ? was->cell[c] : STR_NONE;
		}
		LIST_ADD(r->arena, ret, e);
	}
}

/* The row in one line, for the person who typed another. */
static str in_words(const req *r, const ask_row *row)
{
	buf b = buf_new(r->arena, 8000);
	for (size_t c = 0; c < COL_MONTH; c++)
		if (row->cell[c].len)
			buf_format(&b, "%s%.*s", b.len ? " / " : "", STR_ARG(row->cell[c]));
	return buf_str(&b);
}

/* Typed rows as they were typed, with what is wrong with them and, where somebody else was sooner, what that one wrote. */
static const err *show_typed(ask_desk *d, const ask_edits *edits, const ask_save *c, ask_typed *t, resp *out)
{
	req *r = d->here.r;
	arena *a = r->arena;
	t->theirs = arena_many(a, str, edits->n + 1);
	for (size_t i = 0; i < edits->n; i++) {
		const ask_outcome *o = c && i < c->ret_done.n ? &c->ret_done.at[i] : NULL;
		ask_row row = { .name = edits->at[i].name };
		for (size_t k = 0; k < ASK_COLS; k++)
			row.cell[k] = edits->at[i].cell[k];
		if (o && o->there && !o->conflict)
			row = d->sheet.rows.at[o->row];
		ask_row_check(a, &d->sheet.round.def, &d->sheet.unit, &row);
		if (o && o->conflict && o->there)
			t->theirs[t->rows.n] = words_wa_theirs(a, r->lang, d->sheet.unit.changed_by,
							       in_words(r, &d->sheet.rows.at[o->row]));
		else if (o && o->conflict)
			t->theirs[t->rows.n] = say(r, T_wa_js_gone);
		if (o && !o->there && !o->conflict && edits->at[i].remove)
			continue;
		LIST_ADD(a, &t->rows, row);
	}
	return ask_desk_show(d, t, out);
}

static const err *save_form(req *r, resp *out)
{
	ask_desk d;
	i64 from = 1;
	TRY(ask_desk_of(r, &d));
	if (!d.fill)
		return err_of(ERR_forbidden);
	ask_typed t = { .months = req_form(r, "months").len > 0 };
	str_i64(req_form(r, "from"), &from);
	t.from = from > 0 && from <= WORK_SHEET_ROWS_MAX ? (size_t)from - 1 : 0;
	ask_save c = { .act = ask_desk_act(&d) };
	read_form(&d, t.months, &c.edits);
	const err *e = write(&d, ask_save_run, &c);
	if (the_forms_fault(e)) {
		t.error = told(r, e);
		t.status = err_status(e->code);
		return show_typed(&d, &c.edits, NULL, &t, out);
	}
	TRY(e);
	d.sheet = c.ret;
	size_t conflicts = 0, wrong = 0;
	for (size_t i = 0; i < c.ret_done.n; i++) {
		const ask_outcome *o = &c.ret_done.at[i];
		conflicts += o->conflict;
		wrong += o->there && !o->conflict && !c.ret.rows.at[o->row].complete;
	}
	if (conflicts) {
		t.error = words_wa_conflicts(r->arena, r->lang, (i64)conflicts);
		t.status = 409;
		return show_typed(&d, &c.edits, &c, &t, out);
	}
	if (wrong) {
		/* kept all the same; the page shows where */
		t.saved = words_wa_told_open(r->arena, r->lang, (i64)wrong);
		return ask_desk_show(&d, &t, out);
	}
	resp_redirect(r, out,
		      str_format(r->arena, "%.*s&told=saved&from=%zu%s", STR_ARG(ask_desk_path(&d, "")), t.from,
				 t.months ? "&months=1" : ""));
	return NULL;
}

const err *ask_desk_save(req *r, resp *out)
{
	return str_eq(r->type, STR("application/json")) ? ask_desk_save_json(r, out) : save_form(r, out);
}

/* --- submitted, taken back, approved, sent back --------------------------------------------------------------------------------- */

static const struct {
	str name;
	sheet_state state;
	int part;
} moves[] = { { STR_INIT("submitted"), SHEET_SUBMITTED, PART_FILL },
	      { STR_INIT("filling"), SHEET_FILLING, PART_FILL },
	      { STR_INIT("approved"), SHEET_APPROVED, PART_APPROVE },
	      { STR_INIT("sent_back"), SHEET_SENT_BACK, PART_APPROVE } };

const err *ask_desk_move(req *r, resp *out)
{
	ask_desk d;
	TRY(ask_desk_of(r, &d));
	ask_move m = { .act = ask_desk_act(&d), .note = str_trim(req_form(r, "note")) };
	size_t k = 0;
	while (k < COUNT(moves) && !str_eq(moves[k].name, req_form(r, "to")))
		k++;
	if (k == COUNT(moves) || !str_i64(req_form(r, "version"), &m.version))
		return err_of(ERR_bad_request);
	if (!ask_may(&d.here, moves[k].part, &d.sheet.unit))
		return err_of(ERR_forbidden);
	m.to = moves[k].state;
	const err *e = write(&d, ask_move_run, &m);
	if (the_forms_fault(e)) {
		ask_typed t = { .error = told(r, e), .reason = m.note, .status = err_status(e->code) };
		TRY(ask_desk_of(r, &d));
		return ask_desk_show(&d, &t, out);
	}
	TRY(e);
	if (m.to == SHEET_APPROVED)
		resp_redirect(r, out,
			      str_format(r->arena, "/work/ask/approve?round=%.*s&told=1", STR_ARG(d.sheet.round.id)));
	else
		resp_redirect(
			r, out,
			str_format(r->arena, "%.*s&told=%.*s", STR_ARG(ask_desk_path(&d, "")), STR_ARG(moves[k].name)));
	return NULL;
}

/* --- a start, files ---------------------------------------------------------------------------------------------------------------- */

typedef struct starting {
	ask_desk *desk;
	i64 unit;
	work_unit from;
	ask_edits edits;
	bool changed[WORK_AXES];
} starting;

static const err *read_start(db *d, arena *a, void *arg)
{
	starting *g = arg;
	const ask_here *h = &g->desk->here;
	const work_round *round = &g->desk->sheet.round;
	TRY(work_unit_of(d, a, h->r->app->city, round->before, g->unit, &g->from, NULL));
	return ask_start_rows(d, a, h->r->app->city, round, g->unit, &g->edits, g->changed);
}

const err *ask_desk_start(req *r, resp *out)
{
	ask_desk d;
	TRY(ask_desk_of(r, &d));
	starting g = { .desk = &d };
	if (!d.fill)
		return err_of(ERR_forbidden);
	if (d.sheet.round.before.len == 0 || !str_i64(req_form(r, "unit"), &g.unit))
		return err_of(ERR_bad_request);
	TRY(store_read(r->app->store, r->arena, read_start, &g));
	const work_unit *mine = &d.sheet.unit;
	bool near = str_eq(g.from.bureau, mine->bureau) && str_eq(g.from.section, mine->section);
	if (!near && !ask_may(&d.here, PART_FILL | PART_SEE | PART_APPROVE, &g.from))
		return err_of(ERR_forbidden);
	ask_save c = { .act = ask_desk_act(&d), .edits = g.edits, .step = STR("started") };
	c.step_note = str_format(r->arena, "%.*s %.*s", STR_ARG(g.from.section), STR_ARG(g.from.name));
	const err *e = write(&d, ask_save_run, &c);
	if (the_forms_fault(e)) {
		ask_typed t = { .error = told(r, e), .status = err_status(e->code) };
		return ask_desk_show(&d, &t, out);
	}
	TRY(e);
	resp_redirect(r, out,
		      str_format(r->arena, "%.*s&told=started&n=%zu", STR_ARG(ask_desk_path(&d, "")), g.edits.n));
	return NULL;
}

/* Why a file was not read at all, in the reader's words. */
static str told_file(const req *r, const err *e)
{
	if (e->code == ERR_file && str_starts(e->detail, STR("columns")))
		return words_wa_file_columns(r->arena, r->lang, e->where);
	if (e->code == ERR_file)
		return words_wa_file_broken(r->arena, r->lang, e->where);
	return told(r, e);
}

const err *ask_desk_upload(req *r, resp *out)
{
	ask_desk d;
	ask_file f;
	TRY(ask_desk_of(r, &d));
	if (!d.fill)
		return err_of(ERR_forbidden);
	str bytes = STR_NONE, name = STR_NONE;
	for (size_t i = 0; i < r->files.n; i++)
		if (str_eq(r->files.at[i].name, STR("file"))) {
			bytes = r->files.at[i].data;
			name = r->files.at[i].filename;
		}
	ask_save c = { .act = ask_desk_act(&d), .step = STR("file"), .step_note = str_sub(name, 0, 200) };
	const err *e = bytes.len == 0 ? err_of(ERR_field_file) : ask_file_read(r->arena, bytes, &d.sheet, &f);
	if (!str_is_utf8(c.step_note))
		c.step_note = STR_NONE;
	if (!e) {
		c.edits = f.edits;
		e = write(&d, ask_save_run, &c);
	}
	if (the_forms_fault(e)) {
		ask_typed t = { .error = told_file(r, e), .status = err_status(e->code) };
		return ask_desk_show(&d, &t, out);
	}
	TRY(e);
	size_t conflicts = 0;
	for (size_t i = 0; i < c.ret_done.n; i++)
		conflicts += c.ret_done.at[i].conflict;
	d.sheet = c.ret;
	ask_typed t = { .saved = words_wa_told_file(r->arena, r->lang, (i64)f.rows, (i64)f.edits.n, (i64)f.same),
			.file = &f };
	if (conflicts)
		t.error = words_wa_conflicts(r->arena, r->lang, (i64)conflicts);
	return ask_desk_show(&d, &t, out);
}
