/*
 * /manage/guide/table/ID and /manage/guide/cases/ID: a CSV as a grid of cells.
 *
 * Without JavaScript it is a form of inputs, as many rows a page as fit into a form. With it the page asks for `data`, draws a grid of its own and
 * gives the whole text to `save` while the clerk types; both ways end in draft_save(). What is wrong is told at its cell.
 */
#include "modules/guide/manage/view.h"

#include "rules/check.h"
#include "rules/dmn_model.h"
#include "rules/sheet.h"

#include "modules/guide/manage/templates/grid.html.h"

#define CELLS_A_PAGE 700 /* inputs; a form has at most a thousand fields */
#define JSON_MAX (16 * 1024 * 1024)
#define HINTS_MAX 50

typedef struct sheet {
	req *r;
	bench b;
	str path, id, text;
	bool of_cases;
	csv_table raw, t; /* raw: as parsed, for places */
	const err *broken; /* the text is no table */
} sheet;

static const err *sheet_open(req *r, sheet *ret)
{
	*ret = (sheet){ .r = r,
			.id = req_param(r, "id"),
			.of_cases = str_starts(r->path, STR("/manage/guide/cases/")) };
	ret->path = str_format(r->arena, "%s/%.*s.csv", ret->of_cases ? "cases" : "tables", STR_ARG(ret->id));
	if (defs_path(ret->path, NULL) == PATH_NONE)
		return err_of(ERR_not_found);
	TRY(bench_open(r, &ret->b));
	ret->text = bench_text(&ret->b, ret->path);
	if (ret->text.len == 0)
		return err_of(ERR_not_found);
	ret->broken = csv_parse(r->arena, ret->text, &ret->raw);
	if (!ret->broken)
		ret->broken = grid_read(r->arena, ret->text, &ret->t);
	return NULL;
}

/* A table that says the same cell by cell as the one in force keeps its text. */
static str text_of(const sheet *s, const csv_table *t)
{
	arena *a = s->r->arena;
	const catalog_file *f = bench_file(&s->b, s->path);
	str made = grid_write(a, t);
	csv_table was;
	if (f && f->text.len && !grid_read(a, f->text, &was) && str_eq(grid_write(a, &was), made))
		return f->text;
	return made;
}

static const fact_def *fact_of(const sheet *s, size_t column)
{
	if (grid_role_of(s->t.at[0].at[column], column, s->of_cases) != ROLE_FACT)
		return NULL;
	return facts_named(&s->b.drawn->facts, s->t.at[0].at[column]);
}

/* --- what is wrong and what is odd -------------------------------------------------------------------------------------- */

typedef struct told {
	grid_place at;
	str text;
} told;
typedef struct tellings {
	told *at;
	size_t n;
} tellings;

static tellings mistakes_of(const sheet *s)
{
	tellings list = { 0 };
	for (const err *e = s->b.mistakes; e; e = e->next) {
		grid_place p;
		if (grid_place_of(s->r->arena, s->path, s->text, &s->raw, e->where, &p))
			LIST_ADD(s->r->arena, &list, ((told){ p, gm_mistake(s->r, e) }));
	}
	return list;
}

static str hint_text(const sheet *s, const finding *f)
{
	static const word words[] = { [FINDING_GAP] = T_gm_hint_gap,
				      [FINDING_OVERLAP] = T_gm_hint_overlap,
				      [FINDING_UNREACHABLE] = T_gm_hint_unreachable,
				      [FINDING_NEVER] = T_gm_hint_never,
				      [FINDING_NAME] = T_gm_hint_name,
				      [FINDING_KIND] = T_gm_hint_kind };
	return s->r->lang == LANG_EN ? f->what : say(s->r, words[f->kind]);
}

static tellings hints_of(const sheet *s)
{
	tellings list = { 0 };
	arena *a = s->r->arena;
	const dmn_table *t = NULL;
	if (s->of_cases || s->broken)
		return list;
	const err *e = sheet_read(a, s->path, s->text, s->b.drawn->facts.names, &t);
	(void)e; /* told by the set's own mistakes */
	if (!t)
		return list;
	findings f = table_check(a, t, (table_around){ 0 });
	for (size_t i = 0; i < f.n && list.n < HINTS_MAX; i++) {
		grid_place p = { 0, 0 };
		str where = str_format(a, "%.*s:%d:%d", STR_ARG(s->path), f.at[i].line,
				       f.at[i].column ? f.at[i].column : 1);
		if (f.at[i].kind == FINDING_NAME || f.at[i].kind == FINDING_KIND || f.at[i].kind == FINDING_FEEL)
			continue; /* these are mistakes and told as such */
		if (f.at[i].line)
			grid_place_of(a, s->path, s->text, &s->raw, where, &p);
		LIST_ADD(a, &list, ((told){ p, hint_text(s, &f.at[i]) }));
	}
	return list;
}

static str words_of(const sheet *s, size_t row, size_t column)
{
	arena *a = s->r->arena;
	const fact_def *f = s->of_cases ? NULL : fact_of(s, column);
	str cell = s->t.at[row].at[column];
	if (!f || str_trim(cell).len == 0)
		return STR_NONE;
	return guide_words(a, f, STR_NONE, sheet_feel(a, cell, s->b.drawn->facts.names), s->r->lang);
}

static const char *state_name(row_state x)
{
	return x == ROW_LATER ? "later" : x == ROW_PAST ? "past" : "now";
}

/* --- for the grid with JavaScript ---------------------------------------------------------------------------------------- */

static void put_tellings(json_writer *w, const char *key, const tellings *list)
{
	jw_field_array(w, key);
	for (size_t i = 0; i < list->n; i++) {
		jw_object(w);
		jw_field_i64(w, "row", (i64)list->at[i].at.row);
		jw_field_i64(w, "column", (i64)list->at[i].at.column);
		jw_field_str(w, "text", list->at[i].text);
		jw_end(w);
	}
	jw_end(w);
}

static void put_items(json_writer *w, const char *key, const edit_items *list)
{
	jw_field_array(w, key);
	for (size_t i = 0; i < list->n; i++) {
		jw_object(w);
		jw_field_str(w, "where", list->at[i].badge);
		jw_field_str(w, "text", list->at[i].text);
		jw_field_str(w, "link", list->at[i].link.s);
		jw_end(w);
	}
	jw_end(w);
}

static void put_state(json_writer *w, const sheet *s)
{
	req *r = s->r;
	tellings mistakes = mistakes_of(s), hints = hints_of(s);
	i64 tried;
	edit_items failed = gm_failing(&s->b, &tried);
	const other_draft *other = bench_other(&s->b, s->path);
	const draft *d = bench_draft(&s->b, s->path);
	jw_field_i64(w, "rev", bench_rev(&s->b, s->path));
	jw_field_bool(w, "changed", d != NULL);
	jw_field_bool(w, "behind", d && d->base != d->version);
	jw_field_i64(w, "drafts", (i64)gm_mine(&s->b).n);
	jw_field_str(w, "other", other ? other->name : STR_NONE);
	put_tellings(w, "mistakes", &mistakes);
	put_tellings(w, "hints", &hints);
	jw_field_i64(w, "tried", tried);
	put_items(w, "failed", &failed);
	jw_field_array(w, "states");
	for (size_t i = 1; i < s->t.n; i++)
		jw_str(w, str_of(state_name(grid_state(r->arena, &s->t, i, gm_today(r)))));
	jw_end(w);
}

static void put_column(json_writer *w, const sheet *s, size_t k)
{
	static const char *const roles[] = { "id", "fact", "from", "to", "source", "note", "expected", "day" };
	const fact_def *f = fact_of(s, k);
	jw_object(w);
	jw_field_str(w, "name", s->t.at[0].at[k]);
	jw_field_str(w, "role", str_of(roles[grid_role_of(s->t.at[0].at[k], k, s->of_cases)]));
	jw_field_str(w, "about", f ? text_in(&f->field.label, s->r->lang) : STR_NONE);
	jw_field_array(w, "choices");
	if (f && f->field.kind == FIELD_YESNO) {
		jw_str(w, STR("はい"));
		jw_str(w, STR("いいえ"));
	}
	for (size_t i = 0; f && i < f->field.choices.n; i++) {
		str v = f->field.choices.at[i].value;
		jw_str(w, s->of_cases ? v : str_format(s->r->arena, "「%.*s」", STR_ARG(v)));
	}
	if (k == 0 && !s->of_cases)
		for (size_t i = 0; i < s->b.drawn->guide.schemes.n; i++)
			jw_str(w, s->b.drawn->guide.schemes.at[i].id);
	jw_end(w);
	jw_end(w);
}

static void put_cells(json_writer *w, const sheet *s)
{
	jw_field_array(w, "columns");
	for (size_t k = 0; k < s->t.at[0].n; k++)
		put_column(w, s, k);
	jw_end(w);
	jw_field_array(w, "rows");
	for (size_t i = 1; i < s->t.n; i++) {
		jw_array(w);
		for (size_t k = 0; k < s->t.at[i].n; k++)
			jw_str(w, s->t.at[i].at[k]);
		jw_end(w);
	}
	jw_end(w);
}

static const err *data_get(req *r, resp *out)
{
	sheet s;
	TRY(sheet_open(r, &s));
	TRY(s.broken);
	buf b = buf_new(r->arena, JSON_MAX);
	json_writer w = json_write(&b);
	jw_object(&w);
	put_cells(&w, &s);
	put_state(&w, &s);
	jw_end(&w);
	jw_done(&w);
	return json_reply(out, 200, &b);
}

/* csv and rev in, what is wrong out. 409: the draft was saved in another window, with what it says there. */
static const err *save_post(req *r, resp *out)
{
	sheet s;
	TRY(sheet_open(r, &s));
	i64 rev = -1;
	csv_table t;
	if (!str_i64(req_form(r, "rev"), &rev))
		return err_of(ERR_bad_request);
	buf b = buf_new(r->arena, JSON_MAX);
	json_writer w = json_write(&b);
	jw_object(&w);
	int status = 200;
	const err *e = grid_read(r->arena, req_form(r, "csv"), &t);
	if (!e)
		e = draft_save(r, s.path, text_of(&s, &t), rev, NULL);
	if (err_is(e, ERR_stale)) {
		status = 409;
		jw_field_str(&w, "wrong", say(r, T_gm_stale_window));
		put_cells(&w, &s);
		put_state(&w, &s);
	} else if (e) {
		status = err_status(e->code);
		jw_field_str(&w, "wrong", gm_mistake(r, e));
	} else {
		TRY(sheet_open(r, &s));
		put_state(&w, &s);
		if (str_eq(req_form(r, "columns"), STR("1")))
			put_cells(&w, &s);
	}
	jw_end(&w);
	jw_done(&w);
	return json_reply(out, status, &b);
}

/* One cell in words: ?column=年齢&cell=65以上 */
static const err *words_get(req *r, resp *out)
{
	bench b;
	TRY(bench_open(r, &b));
	const fact_def *f = facts_named(&b.drawn->facts, req_query(r, "column"));
	str cell = str_trim(req_query(r, "cell")), said = STR_NONE;
	if (f && cell.len)
		said = guide_words(r->arena, f, STR_NONE, sheet_feel(r->arena, cell, b.drawn->facts.names), r->lang);
	buf j = buf_new(r->arena, JSON_MAX);
	json_writer w = json_write(&j);
	jw_object(&w);
	jw_field_str(&w, "words", said);
	jw_end(&w);
	jw_done(&w);
	return json_reply(out, 200, &j);
}

/* --- the page -------------------------------------------------------------------------------------------------------------- */

static size_t rows_a_page(const sheet *s)
{
	size_t n = CELLS_A_PAGE / (s->t.at[0].n ? s->t.at[0].n : 1);
	return n < 5 ? 5 : n;
}

static str cell_id(arena *a, size_t row, size_t column)
{
	return str_format(a, "c%zu.%zu", row, column);
}

static url at_row(req *r, const gm_grid_view *v, size_t from)
{
	return url_of(r->arena, str_format(r->arena, "%.*s?from=%zu", STR_ARG(v->action.s), from));
}

static void fill_rows(const sheet *s, gm_grid_view *v, const tellings *mistakes)
{
	req *r = s->r;
	arena *a = r->arena;
	for (size_t i = (size_t)v->from; i <= (size_t)v->to; i++) {
		gm_row row = { .number = (i64)i, .state = grid_state(a, &s->t, i, gm_today(r)) };
		for (size_t k = 0; k < s->t.at[0].n; k++) {
			gm_cell c = { .id = cell_id(a, i, k),
				      .label = words_gm_cell_label(a, r->lang, (i64)i, s->t.at[0].at[k]),
				      .value = s->t.at[i].at[k] };
			for (size_t m = 0; m < mistakes->n && c.error.len == 0; m++)
				if (mistakes->at[m].at.row == i && mistakes->at[m].at.column == k)
					c.error = mistakes->at[m].text;
			if (c.error.len == 0)
				c.words = words_of(s, i, k);
			row.wrong = row.wrong || c.error.len;
			LIST_ADD(a, &row.cells, c);
		}
		LIST_ADD(a, &v->rows, row);
	}
}

static edit_items listed(const sheet *s, const gm_grid_view *v, const tellings *list)
{
	edit_items items = { 0 };
	req *r = s->r;
	size_t per = rows_a_page(s);
	for (size_t i = 0; i < list->n; i++) {
		const told *x = &list->at[i];
		str column = s->t.n && x->at.column < s->t.at[0].n ? s->t.at[0].at[x->at.column] : STR_NONE;
		size_t from = x->at.row ? (x->at.row - 1) / per * per + 1 : 1;
		LIST_ADD(r->arena, &items,
			 ((edit_item){
				 .text = x->text,
				 .badge = x->at.row ? words_gm_cell_label(r->arena, r->lang, (i64)x->at.row, column)
						    : say(r, T_gm_whole_table),
				 .link = url_of(r->arena,
						str_format(r->arena, "%.*s?from=%zu#c%zu.%zu", STR_ARG(v->action.s),
							   from, x->at.row ? x->at.row : 1, x->at.column)) }));
	}
	return items;
}

static void fill_columns(const sheet *s, gm_grid_view *v)
{
	req *r = s->r;
	for (size_t k = 0; k < s->t.at[0].n; k++) {
		const fact_def *f = fact_of(s, k);
		LIST_ADD(r->arena, &v->columns,
			 ((gm_column){ s->t.at[0].at[k], f ? text_in(&f->field.label, r->lang) : STR_NONE, (i64)k,
				       k > 0 }));
	}
	static const char *const notes[] = { "有効開始", "有効終了", "根拠", "備考" };
	static const char *const expected[] = { "as_of", "yes", "open", "no", "note" };
	strs names = { 0 };
	for (size_t i = 0; i < s->b.drawn->facts.n; i++)
		if (!s->of_cases || !s->b.drawn->facts.at[i].value_text.len)
			LIST_ADD(r->arena, &names, s->b.drawn->facts.at[i].name);
	for (size_t i = 0; i < (s->of_cases ? COUNT(expected) : COUNT(notes)); i++)
		LIST_ADD(r->arena, &names, str_of(s->of_cases ? expected[i] : notes[i]));
	for (size_t i = 0; i < names.n; i++) {
		bool there = false;
		for (size_t k = 0; k < s->t.at[0].n && !there; k++)
			there = str_eq(s->t.at[0].at[k], names.at[i]) ||
				(!s->of_cases && sheet_note_of(names.at[i]) != NOTE_OTHER &&
				 sheet_note_of(s->t.at[0].at[k]) == sheet_note_of(names.at[i]));
		if (!there)
			LIST_ADD(r->arena, &v->facts, names.at[i]);
	}
}

static const err *grid_page(sheet *s, resp *out, size_t from, gm_grid_view *v)
{
	req *r = s->r;
	arena *a = r->arena;
	TRY(s->broken);
	const char *kind = s->of_cases ? "cases" : "table";
	size_t per = rows_a_page(s), rows = s->t.n - 1;
	v->path = s->path;
	v->id = s->id;
	v->of_cases = s->of_cases;
	v->action = gm_link(r, s->path);
	v->data = url_path(a, "/manage/guide/%s/%.*s/data", kind, STR_ARG(s->id));
	v->save = url_path(a, "/manage/guide/%s/%.*s/save", kind, STR_ARG(s->id));
	v->words = url_path(a, "/manage/guide/words");
	v->csv = url_path(a, "/manage/guide/%s/%.*s/csv", kind, STR_ARG(s->id));
	v->xml = url_path(a, "/manage/guide/%s/%.*s/dmn", kind, STR_ARG(s->id));
	v->upload = url_path(a, "/manage/guide/%s/%.*s/upload", kind, STR_ARG(s->id));
	v->attempt = s->of_cases ? url_path(a, "/manage/guide/try")
				 : url_path(a, "/manage/guide/try?table=%.*s", STR_ARG(s->id));
	v->stored = bench_rev(&s->b, s->path);
	if (!v->stale)
		v->rev = v->stored;
	const draft *d = bench_draft(&s->b, s->path);
	v->changed = d != NULL;
	v->behind = d && d->base != d->version;
	const other_draft *other = bench_other(&s->b, s->path);
	v->other = other ? words_gm_other_edits(a, r->lang, other->name, gm_time(a, r->lang, other->changed_at))
			 : STR_NONE;
	if (from < 1 || from > rows)
		from = 1;
	v->from = (i64)from;
	v->to = (i64)(from + per - 1 < rows ? from + per - 1 : rows);
	v->total = (i64)rows;
	v->has_before = from > 1;
	v->has_after = (size_t)v->to < rows;
	v->before = at_row(r, v, from > per ? from - per : 1);
	v->after = at_row(r, v, from + per);
	tellings mistakes = mistakes_of(s), hints = hints_of(s);
	fill_columns(s, v);
	if (rows)
		fill_rows(s, v, &mistakes);
	v->mistakes = listed(s, v, &mistakes);
	v->hints = listed(s, v, &hints);
	v->failed = gm_failing(&s->b, &v->tried);
	gm_begin(&s->b, &v->head, gm_path(r, s->path), s->of_cases ? "cases" : "tables");
	page_out o = page_begin(r);
	gm_grid_page(&o, v);
	page p = gm_page(v->head.title);
	p.script = STR("guide-manage.js");
	return page_end(&o, &p, out);
}

static size_t from_of(str s)
{
	i64 n;
	return str_i64(s, &n) && n > 0 && n <= GRID_ROWS_MAX ? (size_t)n : 1;
}

static const err *grid_get(req *r, resp *out)
{
	sheet s;
	TRY(sheet_open(r, &s));
	gm_grid_view v = { 0 };
	return grid_page(&s, out, from_of(req_query(r, "from")), &v);
}

/* --- the form without JavaScript --------------------------------------------------------------------------------------------- */

/* Lays what was typed over the cells. What lies outside, and (where the draft is another by now) what differs, is listed. */
static void lay_over(sheet *s, edit_items *differing)
{
	req *r = s->r;
	for (size_t i = 0; i < r->form.n; i++) {
		str rest = r->form.at[i].name, value = r->form.at[i].value;
		if (rest.len < 4 || rest.at[0] != 'c')
			continue;
		rest = str_sub(rest, 1, rest.len);
		str first = str_cut(&rest, '.');
		i64 row, column;
		if (!str_i64(first, &row) || !str_i64(rest, &column) || row < 1 || column < 0)
			continue;
		bool there = (size_t)row < s->t.n && (size_t)column < s->t.at[0].n;
		str was = there ? s->t.at[row].at[column] : STR_NONE;
		if (there)
			s->t.at[row].at[column] = value;
		if (!str_eq(was, value))
			LIST_ADD(r->arena, differing,
				 ((edit_item){
					 .text = value,
					 .about = was,
					 .badge = words_gm_cell_label(r->arena, r->lang, row,
								      there ? s->t.at[0].at[column] : STR("?")) }));
	}
}

/* do = save, overwrite (what another window stored meanwhile), add:N, copy:N, delete:N, up:N, down:N, add-column, delete-column:K */
static void apply(sheet *s, str doing, size_t *from)
{
	arena *a = s->r->arena;
	str rest = doing, what = str_cut(&rest, ':');
	i64 n = 0;
	if (rest.len && !str_i64(rest, &n))
		return;
	static const struct {
		const char *name;
		grid_do what;
	} rows[] = { { "add", GRID_ADD },
		     { "copy", GRID_COPY },
		     { "delete", GRID_DELETE },
		     { "up", GRID_UP },
		     { "down", GRID_DOWN } };
	for (size_t i = 0; i < COUNT(rows); i++)
		if (str_eq(what, str_of(rows[i].name)) && n >= 0)
			grid_row(a, &s->t, rows[i].what, (size_t)n);
	if (str_eq(what, STR("add")) && (size_t)n >= *from + rows_a_page(s))
		*from = (size_t)n + 1;
	if (str_eq(what, STR("add-column")))
		grid_add_column(a, &s->t, str_trim(req_form(s->r, "fact")), s->of_cases);
	if (str_eq(what, STR("delete-column")) && n > 0)
		grid_delete_column(&s->t, (size_t)n);
}

static const err *grid_post(req *r, resp *out)
{
	sheet s;
	TRY(sheet_open(r, &s));
	TRY(s.broken);
	str doing = req_form(r, "do");
	i64 rev = -1;
	if (!str_i64(req_form(r, str_eq(doing, STR("overwrite")) ? "stored" : "rev"), &rev))
		return err_of(ERR_bad_request);
	size_t from = from_of(req_form(r, "from"));
	if (str_eq(doing, STR("drop"))) {
		TRY(draft_drop(r, s.path, rev));
		bool stays = bench_file(&s.b, s.path) && bench_file(&s.b, s.path)->text.len;
		resp_redirect(r, out, stays ? gm_link(r, s.path).s : STR("/manage/guide"));
		return NULL;
	}
	edit_items differing = { 0 };
	lay_over(&s, &differing);
	const err *e = rev == bench_rev(&s.b, s.path) ? NULL : err_of(ERR_stale);
	if (!e) {
		apply(&s, doing, &from);
		e = draft_save(r, s.path, text_of(&s, &s.t), rev, NULL);
	}
	if (err_is(e, ERR_stale)) {
		gm_grid_view v = { .stale = true, .rev = rev, .differing = differing };
		v.head.wrong = say(r, T_gm_stale_window);
		out->status = 409;
		return grid_page(&s, out, from, &v);
	}
	TRY(e);
	resp_redirect(r, out, str_format(r->arena, "%.*s?from=%zu#grid", STR_ARG(gm_link(r, s.path).s), from));
	return NULL;
}

/* --- files ----------------------------------------------------------------------------------------------------------------------- */

static void attachment(req *r, resp *out, const char *type, str id, const char *ending, str body)
{
	out->type = str_of(type);
	out->body = body;
	resp_header(r, out, STR("Content-Disposition"),
		    str_format(r->arena, "attachment; filename=\"%.*s.%s\"", STR_ARG(id), ending));
}

static const err *csv_get(req *r, resp *out)
{
	sheet s;
	TRY(sheet_open(r, &s));
	TRY(s.broken);
	attachment(r, out, "text/csv; charset=utf-8", s.id, "csv", grid_sheet(r->arena, &s.t));
	return NULL;
}

static const err *dmn_get(req *r, resp *out)
{
	sheet s;
	TRY(sheet_open(r, &s));
	const dmn_table *t = NULL;
	const err *e = sheet_read(r->arena, s.path, s.text, s.b.drawn->facts.names, &t);
	if (e || !t)
		return e ? e : err_of(ERR_not_found);
	str space = str_format(r->arena, "urn:madoguchi:%lld:%.*s", (long long)r->app->city, STR_ARG(s.id));
	str xml;
	TRY(dmn_write(r->arena, dmn_around(r->arena, t, space), &xml));
	attachment(r, out, "application/xml; charset=utf-8", s.id, "dmn", xml);
	return NULL;
}

/* A file from a spreadsheet becomes the draft, as it is: what is wrong in it is told at its cells. */
static const err *upload_post(req *r, resp *out)
{
	sheet s;
	TRY(sheet_open(r, &s));
	i64 rev = -1;
	str encoding, text = STR_NONE;
	csv_table t = { 0 };
	const err *e = r->files.n == 1 && r->files.at[0].data.len
			       ? text_decode(r->arena, r->files.at[0].data, &text, &encoding)
			       : err_of(ERR_required);
	if (!e)
		e = grid_read(r->arena, text, &t);
	for (size_t i = 0; !e && i < t.n; i++) {
		for (size_t k = 0; k < t.at[i].n; k++) {
			str c = t.at[i].at
					[k]; /* the apostrophe that grid_sheet() put before what looks like a formula */
			if (c.len > 1 && c.at[0] == '\'' &&
			    (c.at[1] == '=' || c.at[1] == '+' || c.at[1] == '-' || c.at[1] == '@'))
				t.at[i].at[k] = str_sub(c, 1, c.len);
		}
	}
	if (!str_i64(req_form(r, "rev"), &rev))
		return err_of(ERR_bad_request);
	if (!e)
		e = draft_save(r, s.path, text_of(&s, &t), rev, NULL);
	if (e) {
		gm_grid_view v = { .stale = false };
		v.head.wrong = err_is(e, ERR_stale) ? say(r, T_gm_stale_window)
			       : e->where.len       ? str_format(r->arena, "%.*s: %.*s", STR_ARG(e->where),
								 STR_ARG(gm_mistake(r, e)))
						    : gm_mistake(r, e);
		out->status = err_status(e->code);
		return grid_page(&s, out, 1, &v);
	}
	resp_redirect(r, out, str_format(r->arena, "%.*s#mistakes", STR_ARG(gm_link(r, s.path).s)));
	return NULL;
}

const route gm_grid_routes[] = {
	{ "GET", "/manage/guide/table/:id", ACCESS_ADMIN, grid_get },
	{ "POST", "/manage/guide/table/:id", ACCESS_ADMIN, grid_post },
	{ "GET", "/manage/guide/table/:id/data", ACCESS_ADMIN, data_get },
	{ "POST", "/manage/guide/table/:id/save", ACCESS_ADMIN, save_post },
	{ "GET", "/manage/guide/table/:id/csv", ACCESS_ADMIN, csv_get },
	{ "GET", "/manage/guide/table/:id/dmn", ACCESS_ADMIN, dmn_get },
	{ "POST", "/manage/guide/table/:id/upload", ACCESS_ADMIN, upload_post },
	{ "GET", "/manage/guide/cases/:id", ACCESS_ADMIN, grid_get },
	{ "POST", "/manage/guide/cases/:id", ACCESS_ADMIN, grid_post },
	{ "GET", "/manage/guide/cases/:id/data", ACCESS_ADMIN, data_get },
	{ "POST", "/manage/guide/cases/:id/save", ACCESS_ADMIN, save_post },
	{ "GET", "/manage/guide/cases/:id/csv", ACCESS_ADMIN, csv_get },
	{ "POST", "/manage/guide/cases/:id/upload", ACCESS_ADMIN, upload_post },
	{ "GET", "/manage/guide/words", ACCESS_ADMIN, words_get },
	{ 0 },
};
