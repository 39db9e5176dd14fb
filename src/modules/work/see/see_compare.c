/* /work/compare: two rounds side by side, where they mean the same. The same word with another definition is another thing: such an axis is not compared, and the page says why. */
#include "modules/work/see/see.h"

#include "modules/work/see/templates/compare.html.h"

#define COMPARE_MOST 200

/* The other round: ?with=, else the one that this one began with, else the one before it. */
static str other_round(see *v)
{
	str asked = req_query(v->r, "with");
	if (asked.len)
		return asked;
	str found = STR_NONE;
	for (size_t i = 0; i < v->rounds.n; i++) {
		const work_round *o = &v->rounds.at[i];
		if (o->state == ROUND_DRAFT || str_eq(o->id, v->q.round.id))
			continue;
		if (str_eq(o->id, v->q.round.before))
			return o->id;
		if (found.len == 0 && o->year <= v->q.round.year)
			found = o->id;
	}
	for (size_t i = 0; i < v->rounds.n && found.len == 0; i++)
		if (v->rounds.at[i].state != ROUND_DRAFT && !str_eq(v->rounds.at[i].id, v->q.round.id))
			found = v->rounds.at[i].id;
	return found;
}

/* --- axes ------------------------------------------------------------------------------------------------------------------ */

static bool same_axis(const work_def *a, const work_def *b, work_axis x)
{
	return a->axes[x].version.len > 0 && str_eq(a->axes[x].version, b->axes[x].version);
}

static const survey_dim axis_dims[WORK_AXES] = {
	[WORK_CORE] = DIM_CORE, [WORK_EXPERTISE] = DIM_EXPERTISE, [WORK_ROUTINE] = DIM_ROUTINE, [WORK_AWAY] = DIM_AWAY
};

static bool same_cells(const work_def *a, const work_def *b)
{
	return same_axis(a, b, WORK_CORE) && same_axis(a, b, WORK_EXPERTISE) && same_axis(a, b, WORK_ROUTINE);
}

/* A condition on what means another thing in the other round. */
static bool refused(const survey_filter *f, const work_def *a, const work_def *b)
{
	for (work_axis x = 0; x < WORK_AXES; x++)
		if (f->dim[axis_dims[x]].n && !same_axis(a, b, x))
			return true;
	return f->dim[DIM_CELL].n && !same_cells(a, b);
}

static void add_axes(see *v, const work_def *left, const work_def *right, see_compare_view *view)
{
	req *r = v->r;
	for (work_axis x = 0; x < WORK_AXES; x++) {
		see_axis_row row = { .name = work_dim_name(r, left, axis_dims[x]),
				     .left = left->axes[x].version,
				     .right = right->axes[x].version,
				     .same = same_axis(left, right, x) };
		if (!row.same) {
			row.means_left = text_in(&left->axes[x].means, r->lang);
			row.means_right = text_in(&right->axes[x].means, r->lang);
		}
		LIST_ADD(r->arena, &view->axes, row);
	}
}

/* --- pairs ------------------------------------------------------------------------------------------------------------------ */

struct pair_of {
	str name;
	u32 codes[2];
	bool in[2];
	i64 minutes[2];
};
struct pairs_of {
	struct pair_of *at;
	size_t n;
};

static i64 larger(const struct pair_of *p)
{
	return p->minutes[0] > p->minutes[1] ? p->minutes[0] : p->minutes[1];
}

static int by_size(const void *x, const void *y)
{
	const struct pair_of *a = x, *b = y;
	if (larger(a) != larger(b))
		return larger(a) < larger(b) ? 1 : -1;
	return str_cmp(a->name, b->name);
}

/* What both surveys call the thing: axes and cells have the same codes everywhere, names are names. */
static str key_of(req *r, const work_asked *q, survey_dim d, u32 code)
{
	return d >= DIM_CELL ? str_format(r->arena, "%u", code) : survey_name(q->s, d, code);
}

static struct pair_of *pair_named(arena *a, struct pairs_of *all, str key)
{
	for (size_t i = 0; i < all->n; i++)
		if (str_eq(all->at[i].name, key))
			return &all->at[i];
	LIST_ADD(a, all, (struct pair_of){ .name = key });
	return &all->at[all->n - 1];
}

static see_number pair_number(see *v, const work_asked *q, survey_dim d, const struct pair_of *p, int side)
{
	arena *a = v->r->arena;
	if (!p->in[side])
		return (see_number){ STR("–"), { STR_NONE } };
	survey_filter f = work_filter_with(a, q->s, &q->f, d, p->codes[side]);
	return (see_number){ see_hours(a, p->minutes[side]), work_link(v->r, q, "/work/rows", &f) };
}

static str change_of(arena *a, i64 from, i64 to)
{
	if (from == 0)
		return STR("–");
	double by = 100.0 * (double)(to - from) / (double)from;
	return str_format(a, "%s%.1f%%", by < 0 ? "−" : "+", by < 0 ? -by : by);
}

static const err *compare_by(see *v, const work_asked *other, survey_dim d, const char *id, see_compare_view *view)
{
	req *r = v->r;
	arena *a = r->arena;
	const work_asked *side[2] = { &v->q, other };
	survey_group g[2] = { { .by = { d, DIMS } }, { .by = { d, DIMS } } };
	struct pairs_of all = { 0 };
	i64 began = clock_ticks();
	for (int k = 0; k < 2; k++) {
		TRY(survey_sum(side[k]->s, a, &side[k]->seen, &g[k], 1));
		for (size_t i = 0; i < g[k].ret.n; i++) {
			const survey_sum_cell *c = &g[k].ret.at[i];
			struct pair_of *p = pair_named(a, &all, key_of(r, side[k], d, c->a));
			p->codes[k] = c->a;
			p->in[k] = true;
			p->minutes[k] += c->minutes;
		}
	}
	v->sum += clock_ticks() - began;
	if (all.n == 0)
		return NULL;
	qsort(all.at, all.n, sizeof *all.at, by_size);
	see_pair_table t = { .id = str_of(id), .first = work_dim_name(r, &v->q.round.def, d) };
	t.caption = words_ws_by(a, r->lang, t.first);
	i64 most = larger(&all.at[0]);
	for (size_t i = 0; i < all.n && i < COMPARE_MOST; i++) {
		const struct pair_of *p = &all.at[i];
		int from = p->in[0] ? 0 : 1;
		see_pair_row row = { .name = work_code_name(r, side[from], d, p->codes[from]),
				     .foreign = work_code_foreign(r, side[from], d, p->codes[from]),
				     .left = pair_number(v, other, d, p, 1),
				     .right = pair_number(v, &v->q, d, p, 0),
				     .diff = see_signed_hours(a, p->minutes[0] - p->minutes[1]),
				     .change = change_of(a, p->minutes[1], p->minutes[0]),
				     .bar_left = most ? (int)((double)p->minutes[1] * 1000 / (double)most) : 0,
				     .bar_right = most ? (int)((double)p->minutes[0] * 1000 / (double)most) : 0 };
		if (!p->in[0] || !p->in[1])
			row.only = words_ws_only_in(a, r->lang, side[from]->round.name);
		LIST_ADD(a, &t.rows, row);
	}
	i64 sums[2] = { g[0].ret.all.minutes, g[1].ret.all.minutes };
	t.all = (see_pair_row){ .name = words_text(a, r->lang, T_ws_sum),
				.left = { see_hours(a, sums[1]), work_link(r, other, "/work/rows", &other->f) },
				.right = { see_hours(a, sums[0]), work_link(r, &v->q, "/work/rows", &v->q.f) },
				.diff = see_signed_hours(a, sums[0] - sums[1]),
				.change = change_of(a, sums[1], sums[0]) };
	LIST_ADD(a, &view->tables, t);
	return NULL;
}

static const err *compare(see *v, see_compare_view *view)
{
	req *r = v->r;
	str id = other_round(v);
	if (id.len == 0 || str_eq(id, v->q.round.id)) {
		view->none = say(r, T_ws_no_other);
		return NULL;
	}
	work_asked other;
	TRY(work_ask_survey_of(r, id, &other));
	other.f.months = other.seen.months = v->q.f.months;
	if (!v->single && other.f.dim[DIM_UNIT].n)
		return err_of(ERR_forbidden);
	see_keep(v, "with", id);
	view->left = other.round.name;
	view->right = v->q.round.name;
	const work_def *left = &other.round.def, *right = &v->q.round.def;
	add_axes(v, left, right, view);
	for (size_t i = 0; i < other.unknown.n; i++) {
		bool known = true;
		for (size_t k = 0; k < v->q.unknown.n; k++)
			known = known && !str_eq(other.unknown.at[i], v->q.unknown.at[k]);
		if (known)
			view->part = words_ws_not_there(r->arena, r->lang, other.unknown.at[i], other.round.name);
	}
	if (refused(&v->q.f, left, right)) {
		view->refused = say(r, T_ws_refused);
		return NULL;
	}
	TRY(compare_by(v, &other, DIM_CATEGORY, "category", view));
	TRY(compare_by(v, &other, see_level(v, &v->q.f), "level", view));
	if (same_cells(left, right) && see_level(v, &v->q.f) != DIM_CELL)
		TRY(compare_by(v, &other, DIM_CELL, "cell", view));
	for (work_axis x = 0; x < WORK_AXES; x++)
		if (same_axis(left, right, x))
			TRY(compare_by(v, &other, axis_dims[x], work_dim_key(axis_dims[x]), view));
	if (view->tables.n == 0)
		view->none = say(r, T_ws_none);
	return NULL;
}

const err *see_compare_get(req *r, resp *out)
{
	see v;
	TRY(see_begin(r, out, SEE_COMPARE, &v));
	see_compare_view view = { 0 };
	TRY(compare(&v, &view));
	for (size_t i = 0; i < v.rounds.n; i++) {
		const work_round *o = &v.rounds.at[i];
		if (o->state == ROUND_DRAFT || str_eq(o->id, v.q.round.id))
			continue;
		see_link_view l = {
			o->name, see_link(&v, SEE_COMPARE, &v.q.f, str_format(r->arena, "&with=%.*s", STR_ARG(o->id))),
			str_eq(o->name, view.left)
		};
		LIST_ADD(r->arena, &view.with, l);
	}
	view.head = see_head_of(&v, T_ws_view_compare);
	page_out o = page_begin(r);
	see_compare_page(&o, &view);
	return see_end(&v, &o, &view.head);
}
