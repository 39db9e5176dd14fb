/* A paper that is changed: copied, its places found, moved, aligned, added and removed. */
#include <math.h>
#include <stdlib.h>

#include "defs/papers/papers_read.h"
#include "modules/papers/manage/manage.h"

#define DEPTH_MAX 4
#define STEP_ASIDE 5.0

/* --- copying --------------------------------------------------------------------------------------------------------------- */

/* Lists get the room that LIST_ADD counts on: any of them may be added to. */
static paper_marks copy_marks(arena *a, const paper_marks *list, int depth)
{
	paper_marks out = { arena_alloc(a, list_room(list->n) * sizeof *out.at), list->n };
	for (size_t i = 0; i < list->n; i++) {
		paper_mark *m = &out.at[i];
		*m = list->at[i];
		if (depth >= DEPTH_MAX)
			continue;
		m->in = copy_marks(a, &list->at[i].in, depth + 1);
		m->columns.at = arena_alloc(a, list_room(m->columns.n) * sizeof *m->columns.at);
		for (size_t k = 0; k < m->columns.n; k++)
			m->columns.at[k] = list->at[i].columns.at[k];
		m->rows.at = arena_alloc(a, list_room(m->rows.n) * sizeof *m->rows.at);
		for (size_t k = 0; k < m->rows.n; k++) {
			m->rows.at[k] = list->at[i].rows.at[k];
			m->rows.at[k].cells = copy_marks(a, &list->at[i].rows.at[k].cells, depth + 1);
		}
	}
	return out;
}

paper_def *pm_copy(arena *a, const paper_def *p)
{
	paper_def *out = arena_one(a, paper_def);
	*out = *p;
	out->sheets.at = arena_alloc(a, list_room(p->sheets.n) * sizeof *out->sheets.at);
	for (size_t i = 0; i < p->sheets.n; i++) {
		out->sheets.at[i] = p->sheets.at[i];
		out->sheets.at[i].marks = copy_marks(a, &p->sheets.at[i].marks, 0);
	}
	return out;
}

/* --- finding ----------------------------------------------------------------------------------------------------------------- */

static bool step(str *path, const char *name, size_t *ret)
{
	str rest = *path, first = str_cut(&rest, '/');
	i64 n;
	if (!str_eq(first, str_of(name)) || !str_i64(str_cut(&rest, '/'), &n) || n < 0)
		return false;
	*ret = (size_t)n;
	*path = rest;
	return true;
}

bool pm_find(paper_def *p, size_t sheet, str path, pm_at *ret)
{
	*ret = (pm_at){ 0 };
	size_t i;
	if (sheet >= p->sheets.n || !step(&path, "marks", &i))
		return false;
	ret->sheet = &p->sheets.at[sheet];
	ret->list = &ret->sheet->marks;
	if (i >= ret->list->n)
		return false;
	ret->index = i;
	ret->mark = &ret->list->at[i];
	if (path.len && ret->mark->kind == MARK_GRID) {
		size_t row, cell;
		ret->grid = ret->mark;
		if (!step(&path, "rows", &row) || !step(&path, "cells", &cell) || row >= ret->grid->rows.n ||
		    cell >= ret->grid->rows.at[row].cells.n)
			return false;
		ret->row = row;
		ret->list = &ret->grid->rows.at[row].cells;
		ret->index = cell;
		ret->mark = &ret->list->at[cell];
	}
	if (path.len) {
		size_t in;
		ret->cell = ret->mark;
		if (!step(&path, "in", &in) || in >= ret->cell->in.n)
			return false;
		ret->list = &ret->cell->in;
		ret->index = in;
		ret->mark = &ret->list->at[in];
	}
	return path.len == 0;
}

static const laid_mark *laid_at(const laid_marks *l, str path)
{
	for (size_t i = 0; i < l->n; i++)
		if (str_eq(l->at[i].path, path))
			return &l->at[i];
	return NULL;
}

/* --- moving -------------------------------------------------------------------------------------------------------------------- */

static double within(double x, double least, double most)
{
	return x < least ? least : x > most ? most : x;
}

/* What is in cells goes with them. */
static void pull_inside(paper_row *row, double x, double y)
{
	for (size_t i = 0; i < row->cells.n; i++)
		for (size_t k = 0; k < row->cells.at[i].in.n; k++) {
			draw_box *b = &row->cells.at[i].in.at[k].at;
			*b = (draw_box){ floor(b->x * x * 10) / 10, floor(b->y * y * 10) / 10,
					 floor(b->w * x * 10) / 10, floor(b->h * y * 10) / 10 };
		}
}

/* A grid is pulled by its columns and rows. */
static void resize_grid(paper_mark *m, double w, double h)
{
	double width = 0, height = 0;
	for (size_t i = 0; i < m->columns.n; i++)
		width += m->columns.at[i];
	for (size_t i = 0; i < m->rows.n; i++)
		height += m->rows.at[i].height * (m->rows.at[i].most > 1 ? m->rows.at[i].most : 1);
	if (width > 0 && fabs(width - w) > 0.05 && w >= 2.0 * (double)m->columns.n) {
		double sum = 0;
		for (size_t i = 0; i + 1 < m->columns.n; i++)
			sum += m->columns.at[i] = pm_tenths(m->columns.at[i] * w / width);
		m->columns.at[m->columns.n - 1] = pm_tenths(w - sum);
		m->at.w = pm_tenths(w);
		for (size_t i = 0; i < m->rows.n; i++)
			pull_inside(&m->rows.at[i], w / width, 1);
	}
	if (height > 0 && fabs(height - h) > 0.05 && h >= 2.0 * (double)m->rows.n)
		for (size_t i = 0; i < m->rows.n; i++) {
			m->rows.at[i].height = pm_tenths(m->rows.at[i].height * h / height);
			pull_inside(&m->rows.at[i], 1, h / height);
		}
}

size_t pm_move_all(arena *a, paper_def *p, size_t sheet, const pm_moves *moves)
{
	if (sheet >= p->sheets.n)
		return 0;
	laid_marks laid = paper_lay(a, &p->sheets.at[sheet]);
	size_t n = 0;
	for (size_t i = 0; i < moves->n && i < PM_PLACES_MAX; i++) {
		const pm_move *v = &moves->at[i];
		const laid_mark *l = laid_at(&laid, v->path);
		pm_at at;
		if (!l || !pm_find(p, sheet, v->path, &at) || (at.grid && !at.cell))
			continue;
		paper_mark *m = at.mark;
		double right = at.sheet->width, bottom = at.sheet->height;
		draw_box to = v->to;
		if (m->kind == MARK_LINE) { /* its width and height may be negative */
			to.x = within(to.x, 0, right);
			to.y = within(to.y, 0, bottom);
			to.w = within(to.x + to.w, 0, right) - to.x;
			to.h = within(to.y + to.h, 0, bottom) - to.y;
		} else {
			to.w = within(to.w, 1, right);
			to.h = within(to.h, 1, bottom);
			to.x = within(to.x, 0, right - to.w);
			to.y = within(to.y, 0, bottom - to.h);
		}
		m->at.x = pm_tenths(m->at.x + to.x - l->at.x);
		m->at.y = pm_tenths(m->at.y + to.y - l->at.y);
		if (m->kind == MARK_GRID) {
			resize_grid(m, to.w, to.h);
		} else if (m->kind != MARK_POSTAL) {
			m->at.w = pm_tenths(to.w);
			m->at.h = pm_tenths(to.h);
		}
		n++;
	}
	return n;
}

static int by_x(const void *x, const void *y)
{
	const pm_move *a = x, *b = y;
	return (a->to.x > b->to.x) - (a->to.x < b->to.x);
}

static int by_y(const void *x, const void *y)
{
	const pm_move *a = x, *b = y;
	return (a->to.y > b->to.y) - (a->to.y < b->to.y);
}

/* The first and the last stay. */
static void spread(pm_moves *m, bool across)
{
	if (m->n < 3)
		return;
	qsort(m->at, m->n, sizeof *m->at, across ? by_x : by_y);
	const draw_box *first = &m->at[0].to, *last = &m->at[m->n - 1].to;
	double room = across ? last->x + last->w - first->x : last->y + last->h - first->y;
	for (size_t i = 0; i < m->n; i++)
		room -= across ? m->at[i].to.w : m->at[i].to.h;
	room /= (double)(m->n - 1);
	for (size_t i = 1; i + 1 < m->n; i++) {
		const draw_box *before = &m->at[i - 1].to;
		if (across)
			m->at[i].to.x = before->x + before->w + room;
		else
			m->at[i].to.y = before->y + before->h + room;
	}
}

pm_moves pm_aligned(arena *a, const paper_def *p, size_t sheet, const strs *paths, pm_align how)
{
	pm_moves m = { 0 };
	if (sheet >= p->sheets.n)
		return m;
	laid_marks laid = paper_lay(a, &p->sheets.at[sheet]);
	for (size_t i = 0; i < paths->n && i < PM_PLACES_MAX; i++) {
		const laid_mark *l = laid_at(&laid, paths->at[i]);
		if (l)
			LIST_ADD(a, &m, ((pm_move){ paths->at[i], l->at }));
	}
	if (how == ALIGN_ACROSS || how == ALIGN_DOWN) {
		spread(&m, how == ALIGN_ACROSS);
		return m;
	}
	for (size_t i = 1; i < m.n; i++) {
		const draw_box *first = &m.at[0].to;
		draw_box *b = &m.at[i].to;
		if (how == ALIGN_LEFT)
			b->x = first->x;
		else if (how == ALIGN_CENTRE)
			b->x = first->x + first->w / 2 - b->w / 2;
		else if (how == ALIGN_RIGHT)
			b->x = first->x + first->w - b->w;
		else if (how == ALIGN_TOP)
			b->y = first->y;
		else if (how == ALIGN_MIDDLE)
			b->y = first->y + first->h / 2 - b->h / 2;
		else if (how == ALIGN_BOTTOM)
			b->y = first->y + first->h - b->h;
		else if (how == ALIGN_WIDTH)
			b->w = first->w;
		else
			b->h = first->h;
	}
	return m;
}

/* --- adding, removing ------------------------------------------------------------------------------------------------------------ */

static bool is_choice(const fact_def *f)
{
	return f->field.kind == FIELD_CHOICE || f->field.kind == FIELD_CHOICES || f->field.kind == FIELD_YESNO;
}

static void give_choices(arena *a, paper_mark *m, const fact_def *f)
{
	m->choices = (strs){ 0 };
	m->answers = (strs){ 0 };
	if (f->field.kind == FIELD_YESNO) {
		LIST_ADD(a, &m->choices, STR("はい"));
		LIST_ADD(a, &m->choices, STR("いいえ"));
	}
	for (size_t i = 0; i < f->field.choices.n && i < 20; i++) {
		const field_choice *c = &f->field.choices.at[i];
		LIST_ADD(a, &m->choices, c->label.in[LANG_JA].len ? c->label.in[LANG_JA] : c->value);
	}
	for (size_t i = 0; i < m->choices.n; i++)
		LIST_ADD(a, &m->answers, f->field.kind == FIELD_YESNO ? STR_NONE : f->field.choices.at[i].value);
}

static paper_mark plain(mark_kind kind, double w, double h)
{
	paper_mark m = mark_usual(kind, PLACE_SHEET);
	m.at = (draw_box){ 0, 0, w, h };
	return m;
}

/* A ruled table: three columns, a head and one row; of a table fact its columns, and a row for each of its rows. */
static paper_mark new_grid(arena *a, const fact_def *f)
{
	paper_mark g = plain(MARK_GRID, 150, 0);
	size_t n = f ? f->field.columns.n : 3;
	if (n > 8)
		n = 8;
	paper_row head = { .height = 6, .most = 1 }, row = { .height = 9, .most = 1 };
	for (size_t i = 0; i < n; i++) {
		LIST_ADD(a, &g.columns, i + 1 < n ? pm_tenths(150.0 / (double)n) : 0);
		/* a My Number is written by hand: its box stays empty */
		bool shown = f && f->field.columns.at[i].kind != FIELD_MY_NUMBER &&
			     f->field.columns.at[i].kind != FIELD_FILE;
		paper_mark label = mark_usual(f ? MARK_LABEL : MARK_EMPTY, PLACE_CELL),
			   place = mark_usual(shown ? MARK_COLUMN : MARK_EMPTY, PLACE_CELL);
		if (f) {
			label.text = f->field.columns.at[i].label.in[LANG_JA];
			label.fill = 6;
		}
		if (shown) {
			place.text = f->field.columns.at[i].id;
			place.style.wrap = true;
		}
		LIST_ADD(a, &head.cells, label);
		LIST_ADD(a, &row.cells, place);
	}
	double sum = 0;
	for (size_t i = 0; i + 1 < n; i++)
		sum += g.columns.at[i];
	g.columns.at[n - 1] = pm_tenths(150 - sum);
	if (f) {
		row.each = f->field.id;
		row.most = 4;
	}
	LIST_ADD(a, &g.rows, head);
	LIST_ADD(a, &g.rows, row);
	g.at.h = head.height + row.height * row.most;
	return g;
}

static paper_mark new_fact(arena *a, const fact_def *f)
{
	if (f->field.kind == FIELD_TABLE)
		return new_grid(a, f);
	paper_mark m = plain(MARK_FACT, 60, 8);
	if (is_choice(f) && (f->field.kind == FIELD_YESNO || (f->field.choices.n >= 2 && f->field.choices.n <= 6))) {
		m = plain(MARK_OPTIONS, 60, 8);
		give_choices(a, &m, f);
	}
	m.text = f->field.id;
	field_kind k = f->field.kind;
	if (k == FIELD_ADDRESS) {
		m.at.w = 110;
		m.at.h = 10;
		m.style.wrap = true;
	} else if (k == FIELD_POSTAL) {
		m.at.w = 35;
		m.at.h = 7;
	} else if (k == FIELD_DATE || k == FIELD_MONTH || k == FIELD_PHONE) {
		m.at.w = 50;
	} else if (k == FIELD_KANA) {
		m.at.h = 6;
		m.style.size = 9;
		m.style.least = 6;
	} else if (k == FIELD_NUMBER || k == FIELD_MONEY) {
		m.at.w = 35;
		m.style.align = DRAW_RIGHT;
	}
	return m;
}

static paper_mark new_mark(arena *a, const city_def *c, const fact_def *f, const pm_put *put, str label)
{
	paper_mark m;
	switch (put->kind) {
	case PUT_FACT:
		return new_fact(a, f);
	case PUT_LABEL:
		m = plain(MARK_LABEL, 40, 7);
		m.text = label;
		return m;
	case PUT_LINE:
		return plain(MARK_LINE, 60, 0);
	case PUT_BOX:
		m = plain(MARK_BOX, 60, 20);
		return m;
	case PUT_VALUE:
		m = plain(MARK_VALUE, 40, 8);
		m.value.text = f ? f->name : STR("\"計算\"");
		return m;
	case PUT_OPTIONS:
		m = plain(MARK_OPTIONS, 60, 8);
		m.text = f->field.id;
		give_choices(a, &m, f);
		return m;
	case PUT_TICK:
		m = plain(MARK_CHOICE, 5, 5);
		m.sign = SIGN_TICK;
		m.text = f->field.id;
		m.is = f->field.kind == FIELD_YESNO ? STR("yes")
		       : f->field.choices.n         ? f->field.choices.at[0].value
						    : STR_NONE;
		return m;
	case PUT_SEAL:
		m = plain(MARK_SEAL, 12, 12);
		m.text = STR("印");
		return m;
	case PUT_QR:
		m = plain(MARK_QR, 22, 22);
		m.text = STR("code");
		return m;
	case PUT_POSTAL:
		m = plain(MARK_POSTAL, 0, 0);
		m.text = f->field.id;
		for (size_t i = 0; i < c->facts.n && m.address.len == 0; i++) /* the first address behind it */
			if (c->facts.at[i].field.kind == FIELD_ADDRESS && &c->facts.at[i] > f)
				m.address = c->facts.at[i].field.id;
		return m;
	case PUT_GRID:
	case PUT_COUNT:
		break;
	}
	return new_grid(a, NULL);
}

void pm_as_cell(paper_mark *m, const paper_mark *cell)
{
	m->span = cell->span;
	m->down = cell->down;
	m->bare = cell->bare;
	m->fill = cell->fill;
	m->stroke = cell->stroke;
}

static bool overlaps(draw_box a, draw_box b)
{
	return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

/* The first free room, from the top, on the grid of 5 mm. */
static void find_room(const paper_sheet *s, const laid_marks *laid, draw_box *b)
{
	for (double y = 20; y + b->h < s->height - 10; y += 5) {
		b->x = 20;
		b->y = y;
		bool free = true;
		for (size_t i = 0; i < laid->n && free; i++)
			free = laid->at[i].mark->kind == MARK_BOX || !overlaps(*b, laid->at[i].at);
		if (free)
			return;
	}
	b->x = 20;
	b->y = 20;
}

static bool room_for_more(const laid_marks *laid)
{
	return laid->n + 1 < PAPER_MARKS_MAX;
}

bool pm_add(arena *a, paper_def *p, const city_def *c, size_t sheet, const pm_put *put, str label, str *ret_path)
{
	if (sheet >= p->sheets.n)
		return false;
	paper_sheet *s = &p->sheets.at[sheet];
	const fact_def *f = put->fact.len ? facts_find(&c->facts, put->fact) : NULL;
	bool needs =
		put->kind == PUT_FACT || put->kind == PUT_OPTIONS || put->kind == PUT_TICK || put->kind == PUT_POSTAL;
	if (needs && (!f || f->field.kind == FIELD_MY_NUMBER || f->field.kind == FIELD_FILE))
		return false;
	if ((put->kind == PUT_OPTIONS || put->kind == PUT_TICK) && !is_choice(f))
		return false;
	laid_marks laid = paper_lay(a, s);
	if (!room_for_more(&laid))
		return false;
	paper_mark m = new_mark(a, c, f, put, label);
	bool placed = put->x >= 0 && put->y >= 0;
	if (placed && m.kind != MARK_GRID && m.kind != MARK_LINE && m.kind != MARK_BOX) {
		for (size_t i = laid.n; i-- > 0;) {
			const laid_mark *l = &laid.at[i];
			bool here = put->x >= l->at.x && put->x < l->at.x + l->at.w && put->y >= l->at.y &&
				    put->y < l->at.y + l->at.h;
			pm_at at;
			if (!here || l->mark->kind != MARK_EMPTY || !pm_find(p, sheet, l->path, &at) || !at.grid ||
			    at.cell)
				continue;
			if (at.mark->in.n) { /* among the others in it, from its corner */
				m.at.x = within(pm_tenths(put->x - l->at.x), 0, fmax(0, l->at.w - 5));
				m.at.y = within(pm_tenths(put->y - l->at.y), 0, fmax(0, l->at.h - 3));
				m.at.w = fmin(m.at.w, l->at.w - m.at.x);
				m.at.h = fmin(m.at.h, l->at.h - m.at.y);
				LIST_ADD(a, &at.mark->in, m);
				*ret_path = str_format(a, "%.*s/in/%zu", STR_ARG(l->path), at.mark->in.n - 1);
				return true;
			}
			m.at = (draw_box){ 0, 0, 0, 0 };
			pm_as_cell(&m, at.mark);
			*at.mark = m;
			*ret_path = l->path;
			return true;
		}
	}
	m.at.w = fmin(m.at.w, s->width);
	m.at.h = fmin(m.at.h, s->height);
	if (placed) {
		m.at.x = pm_tenths(within(put->x, 0, s->width - m.at.w));
		m.at.y = pm_tenths(within(put->y, 0, s->height - m.at.h));
	} else {
		find_room(s, &laid, &m.at);
	}
	LIST_ADD(a, &s->marks, m);
	*ret_path = str_format(a, "marks/%zu", s->marks.n - 1);
	return true;
}

static void take_out(paper_marks *list, size_t i)
{
	memmove(&list->at[i], &list->at[i + 1], (list->n - i - 1) * sizeof *list->at);
	list->n--;
}

static int later_first(const void *x, const void *y)
{
	const pm_at *a = x, *b = y;
	if (a->list == b->list)
		return (a->index < b->index) - (a->index > b->index);
	bool in_a = a->cell != NULL, in_b = b->cell != NULL, cell_a = a->grid != NULL, cell_b = b->grid != NULL;
	/* what is in something goes before what it is in, whose address would move */
	return in_a != in_b ? (in_b ? 1 : -1) : cell_a != cell_b ? (cell_b ? 1 : -1) : 0;
}

size_t pm_remove(arena *a, paper_def *p, size_t sheet, const strs *paths)
{
	struct {
		pm_at *at;
		size_t n;
	} list = { 0 };
	for (size_t i = 0; i < paths->n && i < PM_PLACES_MAX; i++) {
		pm_at at;
		bool twice = false;
		for (size_t k = 0; k < i && !twice; k++)
			twice = str_eq(paths->at[k], paths->at[i]);
		if (!twice && pm_find(p, sheet, paths->at[i], &at))
			LIST_ADD(a, &list, at);
	}
	if (list.n)
		qsort(list.at, list.n, sizeof *list.at, later_first);
	for (size_t i = 0; i < list.n; i++) {
		const pm_at *x = &list.at[i];
		if (x->grid && !x->cell) {
			paper_mark empty = mark_usual(MARK_EMPTY, PLACE_CELL);
			empty.span = x->mark->span;
			empty.down = x->mark->down;
			empty.bare = x->mark->bare;
			*x->mark = empty;
		} else {
			take_out(x->list, x->index);
		}
	}
	return list.n;
}

static str sibling(arena *a, str path, size_t index)
{
	size_t cut = path.len;
	while (cut && path.at[cut - 1] != '/')
		cut--;
	return str_format(a, "%.*s%zu", STR_ARG(str_sub(path, 0, cut)), index);
}

bool pm_double(arena *a, paper_def *p, size_t sheet, str path, str *ret_path)
{
	pm_at at;
	if (!pm_find(p, sheet, path, &at) || (at.grid && !at.cell))
		return false;
	laid_marks laid = paper_lay(a, at.sheet);
	if (!room_for_more(&laid))
		return false;
	paper_marks one = { at.mark, 1 };
	paper_mark m = copy_marks(a, &one, 0).at[0];
	m.id = STR_NONE;
	m.at.x = pm_tenths(m.at.x + STEP_ASIDE);
	m.at.y = pm_tenths(m.at.y + STEP_ASIDE);
	if (!at.cell && m.kind != MARK_LINE) {
		m.at.x = within(m.at.x, 0, fmax(0, at.sheet->width - m.at.w));
		m.at.y = within(m.at.y, 0, fmax(0, at.sheet->height - m.at.h));
	}
	LIST_ADD(a, at.list, m);
	*ret_path = sibling(a, path, at.list->n - 1);
	return true;
}

bool pm_order(arena *a, paper_def *p, size_t sheet, str path, int by, str *ret_path)
{
	pm_at at;
	if (!pm_find(p, sheet, path, &at) || (at.grid && !at.cell))
		return false;
	if ((by < 0 && at.index == 0) || (by > 0 && at.index + 1 >= at.list->n))
		return false;
	size_t other = by < 0 ? at.index - 1 : at.index + 1;
	paper_mark m = at.list->at[other];
	at.list->at[other] = at.list->at[at.index];
	at.list->at[at.index] = m;
	*ret_path = sibling(a, path, other);
	return true;
}
