/*
 * The invented city, made in four steps: who is there; which work in which unit, step by step; how often and how long, as drawn; then the counts are scaled until each
 * scale_by of the city has exactly its hours.
 */
#include "modules/work/work_rehearse.h"

#include <math.h>

#include "sim/sim.h"

#define HOURS_FTE 1943
#define WORKS_MAX 64
#define NAMES_MAX 4
#define STEPS_MAX 10

/* Thousands of hours, and which part of them is in the target cell. */
typedef enum kind { COUNTER, COMMON, OWN, KINDS } kind;
static const struct {
	str name;
	i64 items, hours, target_hours;
} kinds[KINDS] = {
	[COUNTER] = { STR_INIT("窓口"), 6900, 2160000, 1209600 }, /* 56 % */
	[COMMON] = { STR_INIT("共通"), 9800, 1420000, 596400 }, /* 42 % */
	[OWN] = { STR_INIT("固有"), 42300, 9630000, 2407990 }, /* the rest of 31.9 % of all */
};
#define COUNTER_AWAY 650 /* thousandths of the minutes of counter work */

typedef struct step {
	const char *name;
	int minutes; /* usual */
	int share; /* percent of the cases that have it */
	int target, away; /* percent of such items */
	int cell; /* where it is usually when it is not the target */
} step;

/* The first seven are the standard steps; of counter work all occur, in this order. */
static const step counter_steps[] = {
	{ "受付", 6, 100, 70, 55, 2 },     { "形式審査", 7, 100, 90, 92, 5 },
	{ "内容審査", 12, 85, 12, 60, 1 }, { "決裁", 3, 80, 0, 70, 0 },
	{ "入力", 8, 100, 95, 96, 5 },     { "通知書発行", 5, 90, 92, 90, 5 },
	{ "送付", 3, 60, 95, 97, 5 },      { "電話・問い合わせ", 7, 45, 40, 90, 7 },
	{ "相談対応", 18, 25, 0, 10, 3 },  { "整理・保管", 2, 100, 90, 60, 5 },
};
static const step own_steps[] = {
	{ "資料作成", 45, 60, 15, 75, 3 }, { "受付", 6, 100, 75, 70, 2 },      { "内容審査", 25, 90, 5, 50, 0 },
	{ "現地確認", 80, 35, 0, 2, 1 },   { "連絡調整", 30, 70, 3, 40, 3 },   { "入力", 9, 100, 92, 95, 5 },
	{ "決裁", 5, 90, 0, 60, 0 },       { "通知書発行", 6, 80, 90, 92, 5 }, { "集計・報告", 40, 30, 60, 85, 2 },
	{ "相談対応", 35, 30, 0, 20, 1 },
};
static const step common_steps[] = {
	{ "資料作成", 50, 100, 30, 80, 7 },  { "照合・確認", 12, 100, 70, 85, 5 }, { "入力", 10, 100, 92, 95, 5 },
	{ "決裁", 5, 100, 0, 60, 0 },        { "連絡調整", 20, 90, 10, 60, 3 },    { "整理・保管", 5, 100, 90, 70, 5 },
	{ "集計・報告", 35, 50, 60, 90, 5 },
};

typedef struct list {
	str at[WORKS_MAX];
	size_t n;
} list;

static list split(const char *text, char by)
{
	list out = { .n = 0 };
	str rest = str_of(text);
	while (rest.len && out.n < WORKS_MAX) {
		str piece = str_cut(&rest, by);
		if (piece.len)
			out.at[out.n++] = piece;
	}
	return out;
}

/* One of the names of a work: w in the same place says it the same way. */
static str name_of(str work, u64 w)
{
	str names[NAMES_MAX];
	size_t n = 0;
	while (work.len && n < NAMES_MAX)
		names[n++] = str_cut(&work, '|');
	return names[w % n];
}

/* --- making ------------------------------------------------------------------------------------------------------------------ */

typedef struct drawn { /* beside each item */
	kind kind;
	bool target;
	double weight; /* minutes, before they are scaled */
} drawn;

typedef struct making {
	arena *a;
	work_rehearsal *r;
	sim_rng rng;
	struct rehearsed_unit *units;
	size_t units_n, sections_n;
	int *ward_of, *place_of; /* of a unit: which ward (-1: none) and which of its sections */
	const rehearse_bureau **bureau_of;
	survey_items items; /* all */
	drawn *drawn;
	size_t *unit_of;
	size_t room;
} making;

static double uniform(making *m)
{
	return sim_uniform(&m->rng);
}

static size_t below(making *m, size_t n)
{
	size_t k = (size_t)(uniform(m) * (double)n);
	return k < n ? k : n - 1;
}

static bool percent(making *m, int p)
{
	return uniform(m) * 100 < p;
}

/* Around 1, by a factor of about 1 + spread. */
static double about(making *m, double spread)
{
	double sum = 0;
	for (int i = 0; i < 12; i++)
		sum += uniform(m);
	return exp((sum - 6) * spread);
}

/* Always the same number for the same things, whatever was drawn before. */
static u64 always(const making *m, str a, u64 b)
{
	u64 h = str_hash(a) ^ (m->r->seed * 0x9e3779b97f4a7c15u) ^ (b + 1) * 0xbf58476d1ce4e5b9u;
	h ^= h >> 31;
	h *= 0x94d049bb133111ebu;
	return h ^ h >> 29;
}

static double always_about(const making *m, str a, u64 b, double spread)
{
	return exp(((double)(always(m, a, b) >> 11) / 9007199254740992.0 * 2 - 1) * spread);
}

static void add_unit(making *m, str bureau, str section, str name, int ward, int place, const rehearse_bureau *b)
{
	struct rehearsed_unit *u = &m->units[m->units_n];
	*u = (struct rehearsed_unit){ .unit = { .bureau = bureau, .section = section, .name = name } };
	m->ward_of[m->units_n] = ward;
	m->place_of[m->units_n] = place;
	m->bureau_of[m->units_n++] = b;
}

/* Sections in turn from all bureaus, so that a small survey has some of each; then their units together. */
static void make_units(making *m, size_t sections, size_t units)
{
	typedef struct chosen {
		size_t bureau, place; /* bureaus first, then wards */
	} chosen;
	chosen *list_of = arena_many(m->a, chosen, sections);
	size_t n = 0, all = rehearse_bureaus_n + REHEARSE_WARDS;
	for (size_t place = 0; n < sections && place < WORKS_MAX; place++)
		for (size_t k = 0; k < all && n < sections; k++) {
			size_t b = (k + rehearse_bureaus_n) % all; /* wards first: they have the counters */
			size_t have = b < rehearse_bureaus_n ? split(rehearse_bureaus[b].sections, ' ').n
							     : rehearse_ward_sections_n;
			if (place < have)
				list_of[n++] = (chosen){ b, place };
		}
	size_t each = units / n, more = units % n, taken = 0;
	for (size_t b = 0; b < all; b++) {
		for (size_t i = 0; i < n; i++) {
			if (list_of[i].bureau != b)
				continue;
			size_t count = each + (taken++ < more ? 1 : 0), place = list_of[i].place;
			bool ward = b >= rehearse_bureaus_n;
			list names = split(ward ? rehearse_ward_sections[place].units : rehearse_units, ' ');
			str bureau = str_of(ward ? rehearse_wards[b - rehearse_bureaus_n] : rehearse_bureaus[b].name);
			str section = ward ? str_of(rehearse_ward_sections[place].name)
					   : split(rehearse_bureaus[b].sections, ' ').at[place];
			size_t from = ward ? 0 : (size_t)always(m, section, b) % 5;
			for (size_t k = 0; k < count; k++) {
				/* the first stands for itself; the others go on from anywhere in the list */
				size_t at = k == 0 || ward ? k : from + k;
				str name = at < names.n ? names.at[at] : str_format(m->a, "第%zu係", k + 1);
				add_unit(m, bureau, section, name, ward ? (int)(b - rehearse_bureaus_n) : -1,
					 (int)place, ward ? NULL : &rehearse_bureaus[b]);
			}
		}
	}
	m->sections_n = n;
}

static void say_axes(making *m, survey_item *i, const step *s, bool target)
{
	int cell = CELL_TARGET;
	if (!target) {
		cell = percent(m, 70) ? s->cell : (int)below(m, CELLS);
		if (cell == CELL_TARGET)
			cell = s->cell;
	}
	i->axis[AXIS_CORE] = cell & 4 ? SAY_NO : SAY_YES;
	i->axis[AXIS_EXPERTISE] = cell & 2 ? SAY_NO : SAY_YES;
	i->axis[AXIS_ROUTINE] = cell & 1 ? SAY_NO : SAY_YES;
	i->away = percent(m, s->away) ? SAY_YES : SAY_NO;
}

/* `cases`: of the whole work, in a year, before scaling; `pace`: of this place. */
static void add_item(making *m, size_t unit, kind k, str work, const step *s, double cases, double pace)
{
	static const char *const bases[] = { "法令", "法令", "条例", "要綱", "なし" };
	static const char *const systems[] = { "基幹", "基幹", "個別", "表計算", "なし" };
	struct rehearsed_unit *u = &m->units[unit];
	CHECK(m->items.n < m->room);
	survey_item *i = &m->items.at[m->items.n];
	u64 w = always(m, work, unit);
	bool target = percent(m, s->target);
	const char *medium = w % 10 < 5 ? "紙" : w % 10 < 8 ? "混在" : "電子";
	double by_medium = w % 10 < 5 ? 1.25 : w % 10 < 8 ? 1.0 : 0.7;
	*i = (survey_item){ .bureau = u->unit.bureau,
			    .section = u->unit.section,
			    .unit = u->unit.name,
			    .category = kinds[k].name,
			    .work = work,
			    .step = str_of(s->name),
			    .job = target && percent(m, 40)   ? STR("会計年度")
				   : target && percent(m, 12) ? STR("委託")
							      : STR("正規"),
			    .basis = str_of(k == COMMON ? "なし" : bases[w / 16 % COUNT(bases)]),
			    .medium = str_of(medium),
			    .system = str_of(systems[w / 128 % COUNT(systems)]) };
	i->each = (i64)(s->minutes * pace * by_medium * about(m, 0.12) + 0.5);
	if (i->each < 1)
		i->each = 1;
	say_axes(m, i, s, target);
	m->drawn[m->items.n] = (drawn){ k, target, cases * s->share / 100 * (double)i->each };
	m->unit_of[m->items.n++] = unit;
}

/* How many come to the sections of a ward office, in their order. */
static double crowd(kind k, int place)
{
	static const double crowds[] = { 5, 2.5, 1.5, 2, 0.6, 2 };
	return k != COUNTER ? 1 : place < (int)COUNT(crowds) ? crowds[place] : 0.25;
}

/* A place's own way with a work: how many cases, how long. */
static void add_work(making *m, size_t unit, kind k, str work, const step *steps, size_t steps_n, size_t most,
		     u64 place)
{
	str first = work;
	str key = str_cut(&first, '|');
	double cases = 400 * always_about(m, key, 0, 1.6) * always_about(m, key, place + 1, 0.6) * about(m, 0.35);
	cases *= crowd(k, m->place_of[unit]);
	double pace = always_about(m, key, 1000 + place, 0.4);
	size_t from = steps_n > most ? (size_t)always(m, key, 77 + unit) % (steps_n - most + 1) : 0;
	for (size_t s = 0; s < most && from + s < steps_n; s++)
		add_item(m, unit, k, name_of(work, always(m, key, place)), &steps[from + s], cases, pace);
}

/* Counter work: in each ward by the units of the section that has it, one unit after the other, until there is enough. */
static void make_counter(making *m, size_t wanted)
{
	size_t end = m->items.n + wanted;
	for (int turn = 0; m->items.n < end && turn < 1000; turn++) {
		for (size_t u = 0; u < m->units_n && m->items.n < end; u++) {
			if (m->ward_of[u] < 0)
				continue;
			list works = split(rehearse_ward_sections[m->place_of[u]].works, ' ');
			/* which of the section's units this is, and which work it takes in this turn */
			size_t nth = 0;
			while (nth < u && str_eq(m->units[u - nth - 1].unit.section, m->units[u].unit.section) &&
			       m->ward_of[u - nth - 1] == m->ward_of[u])
				nth++;
			size_t k = nth + (size_t)turn * 3;
			if (works.n <= (size_t)turn && turn < 12)
				continue; /* sections with much counter work have more of it */
			size_t left = end - m->items.n;
			size_t most = 7 + (size_t)always(m, works.at[k % works.n], u) % 4;
			add_work(m, u, COUNTER, works.at[k % works.n], counter_steps, COUNT(counter_steps),
				 most < left ? most : left, (u64)m->ward_of[u]);
		}
	}
}

/* So many items for all units alike, those over for the first. */
static void make_even(making *m, kind kind_of, size_t wanted)
{
	list common = split(rehearse_common, ' '), ward = split(rehearse_ward_works, ' ');
	for (size_t u = 0; u < m->units_n; u++) {
		size_t left = wanted / m->units_n + (u < wanted % m->units_n ? 1 : 0);
		list own = ward;
		if (kind_of == COMMON)
			own = common;
		else if (m->bureau_of[u])
			own = split(m->bureau_of[u]->works, ' ');
		size_t at = (size_t)always(m, m->units[u].unit.name, u);
		for (size_t turn = 0; left > 0; turn++) {
			str work = own.at[(at + turn) % own.n];
			size_t most = kind_of == COMMON ? 1 + turn % 2 : 4 + (size_t)always(m, work, u) % 4;
			most = most < left ? most : left;
			if (kind_of == COMMON)
				add_work(m, u, COMMON, work, common_steps, COUNT(common_steps), most, u);
			else
				add_work(m, u, OWN, work, own_steps, COUNT(own_steps), most,
					 m->ward_of[u] >= 0 ? (u64)m->ward_of[u] : (u64)u);
			left -= most;
		}
	}
}

/* --- sums -------------------------------------------------------------------------------------------------------------------- */

/* Counts such that the items of one kind, in the target cell or not, have exactly so many minutes. */
static void scale(making *m, kind k, bool target, i64 minutes)
{
	double sum = 0;
	survey_item *single = NULL; /* takes up what no other can */
	for (size_t i = 0; i < m->items.n; i++) {
		if (m->drawn[i].kind != k || m->drawn[i].target != target)
			continue;
		sum += m->drawn[i].weight;
		if (!single) {
			single = &m->items.at[i];
			m->drawn[i].weight *= 1.0 / (double)single->each;
			single->each = 1;
		}
	}
	if (!single)
		return;
	i64 left = minutes;
	for (size_t i = 0; i < m->items.n; i++) {
		if (m->drawn[i].kind != k || m->drawn[i].target != target)
			continue;
		survey_item *x = &m->items.at[i];
		x->count = (i64)(m->drawn[i].weight / sum * (double)minutes / (double)x->each);
		if (x->count < 1)
			x->count = 1;
		left -= x->count * x->each;
	}
	for (int turn = 0; turn < 1000 && left != 0; turn++) {
		for (size_t i = 0; i < m->items.n && left != 0; i++) {
			survey_item *x = &m->items.at[i];
			if (m->drawn[i].kind != k || m->drawn[i].target != target)
				continue;
			i64 most = x->count / 20 + 1, change = left / x->each;
			change = change > most ? most : change < -most ? -most : change;
			if (x->count + change < 1)
				change = 1 - x->count;
			x->count += change;
			left -= change * x->each;
		}
	}
	if (single->count + left >= 1)
		single->count += left;
}

/* Of counter work, so much can be done elsewhere: answers are turned round, here and there, until it is. */
static void settle_away(making *m)
{
	i64 all = 0, away = 0;
	for (size_t i = 0; i < m->items.n; i++) {
		const survey_item *x = &m->items.at[i];
		if (m->drawn[i].kind != COUNTER)
			continue;
		all += x->count * x->each;
		away += x->away == SAY_YES ? x->count * x->each : 0;
	}
	i64 wanted = all * COUNTER_AWAY / 1000, near = all / 500;
	for (size_t i = 0; i < m->items.n * 7 && (away < wanted - near || away > wanted + near); i++) {
		size_t at = i * 7919 % m->items.n;
		survey_item *x = &m->items.at[at];
		i64 mine = x->count * x->each;
		if (m->drawn[at].kind != COUNTER || mine > near * 2)
			continue;
		if (away < wanted && x->away == SAY_NO) {
			x->away = SAY_YES;
			away += mine;
		} else if (away > wanted && x->away == SAY_YES) {
			x->away = SAY_NO;
			away -= mine;
		}
	}
}

/* Times of each month, April first: even, at the turn of the year, in early summer, or not said. */
static void spread_months(making *m, survey_item *x)
{
	static const int shapes[][12] = {
		{ 8, 8, 9, 8, 8, 8, 9, 8, 8, 8, 8, 10 },
		{ 22, 8, 6, 5, 5, 5, 5, 5, 5, 6, 8, 20 },
		{ 5, 12, 24, 16, 8, 6, 5, 5, 4, 5, 5, 5 },
		{ 5, 5, 5, 6, 6, 7, 16, 18, 12, 7, 7, 6 },
	};
	u64 w = always(m, x->work, 5);
	if (percent(m, 12))
		return;
	const int *shape = shapes[w % 8 < 4 ? 0 : w % 4];
	int sum = 0;
	i64 left = x->count;
	for (int i = 0; i < 12; i++)
		sum += shape[i];
	for (int i = 0; i < 12; i++) {
		x->month[i] = x->count * shape[i] / sum;
		left -= x->month[i];
	}
	for (int i = 0; left > 0; i = (i + 5) % 12, left--)
		x->month[i]++;
}

/* --- sheets ------------------------------------------------------------------------------------------------------------------- */

/* People that would do it in a year, some too few, some too many; and how far the unit has come. */
static void settle_unit(making *m, struct rehearsed_unit *u, size_t n)
{
	u64 w = always(m, u->unit.name, 10000 + n);
	u->unit.rows = (i64)u->items.n;
	for (size_t i = 0; i < u->items.n; i++)
		u->unit.said += u->items.at[i].count * u->items.at[i].each;
	int share = w % 100 < 84   ? 88 + (int)(w / 100 % 27)
		    : w % 100 < 92 ? 60 + (int)(w / 100 % 15)
				   : 130 + (int)(w / 100 % 40);
	u->unit.has = u->unit.said * 100 / share / 60 * 60;
	u->unit.people = (u->unit.has + HOURS_FTE * 30) / (HOURS_FTE * 60);
	if (u->unit.people < 1)
		u->unit.people = 1;
	bool holds = share >= 80 && share <= 120;
	u64 how = w / 7919 % 100;
	if (holds)
		u->unit.state = how < 78 ? SHEET_APPROVED : how < 93 ? SHEET_SUBMITTED : SHEET_FILLING;
	else
		u->unit.state = how < 50 ? SHEET_SENT_BACK : SHEET_SUBMITTED;
	if (u->unit.state == SHEET_SENT_BACK)
		u->unit.note = str_format(
			m->a, "回答の時間が、職員の勤務時間の%d%%です。件数と1件あたりの分数を確かめてください。",
			share);
}

static void make_sheets(making *m)
{
	size_t *n = arena_many(m->a, size_t, m->units_n + 1);
	for (size_t i = 0; i < m->items.n; i++)
		n[m->unit_of[i]]++;
	for (size_t u = 0; u < m->units_n; u++)
		m->units[u].items = (survey_items){ arena_many(m->a, survey_item, n[u] + 1), 0 };
	for (size_t i = 0; i < m->items.n; i++) {
		survey_items *to = &m->units[m->unit_of[i]].items;
		spread_months(m, &m->items.at[i]);
		to->at[to->n++] = m->items.at[i];
	}
	i64 number = 1;
	for (size_t u = 0; u < m->units_n; u++) {
		for (size_t i = 0; i < m->units[u].items.n; i++)
			m->units[u].items.at[i].number = number++;
		settle_unit(m, &m->units[u], u);
		m->r->minutes += m->units[u].unit.said;
	}
}

void work_rehearse(arena *a, work_rehearsal *r)
{
	making m = { .a = a, .r = r, .rng = sim_seeded(r->seed, 0x776f726b) };
	double scale_by = r->items < REHEARSE_ITEMS ? (double)r->items / REHEARSE_ITEMS : 1;
	size_t least = rehearse_bureaus_n + REHEARSE_WARDS;
	size_t sections = (size_t)(REHEARSE_SECTIONS * scale_by + 0.5),
	       units = (size_t)(REHEARSE_UNITS * scale_by + 0.5);
	sections = sections < least ? least : sections;
	units = units < sections ? sections : units;
	m.units = arena_many(a, struct rehearsed_unit, units);
	m.ward_of = arena_many(a, int, units);
	m.place_of = arena_many(a, int, units);
	m.bureau_of = arena_many(a, const rehearse_bureau *, units);
	m.room = (size_t)r->items;
	m.items.at = arena_many(a, survey_item, m.room);
	m.drawn = arena_many(a, drawn, m.room);
	m.unit_of = arena_many(a, size_t, m.room);
	make_units(&m, sections, units);
	size_t counter = (size_t)((double)kinds[COUNTER].items * (double)r->items / REHEARSE_ITEMS + 0.5),
	       common = (size_t)((double)kinds[COMMON].items * (double)r->items / REHEARSE_ITEMS + 0.5);
	make_counter(&m, counter);
	make_even(&m, COMMON, common);
	make_even(&m, OWN, m.room - m.items.n);
	for (kind k = 0; k < KINDS; k++) {
		i64 all = (i64)((double)kinds[k].hours * scale_by + 0.5) * 60,
		    target = (i64)((double)kinds[k].target_hours * scale_by + 0.5) * 60;
		scale(&m, k, true, target);
		scale(&m, k, false, all - target);
	}
	settle_away(&m);
	make_sheets(&m);
	r->units = m.units;
	r->units_n = m.units_n;
}
