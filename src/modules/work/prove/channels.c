/* Tables of procedures by channel: reading, cross-footing, bounds. */
#include "modules/work/prove/channels.h"

#include "text/csv.h"
#include "text/figures.h"
#include "text/kana.h"

/* --- reading -------------------------------------------------------------------------------------------------------------- */

typedef enum head_kind { HEAD_GROUP, HEAD_NAME, HEAD_TOTAL, HEAD_NOTE, HEAD_WAY } head_kind;

static bool is_one_of(str s, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(s, str_of(list[i])))
			return true;
	return false;
}
#define IS(s, ...)                                                                                                     \
	is_one_of((s), (const char *const[]){ __VA_ARGS__ },                                                           \
		  sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *))

/* Without spaces and width, small letters. */
static str plain(arena *a, str s)
{
	str half = str_lower(a, width_half(a, kana_full(a, trim_spaces(s))));
	buf b = buf_new(a, half.len + 1);
	for (size_t i = 0; i < half.len; i++)
		if (half.at[i] != ' ' && half.at[i] != '\n' && half.at[i] != '\r')
			buf_char(&b, half.at[i]);
	return buf_str(&b);
}

static head_kind head_of(str s, channel_role *ret)
{
	*ret = CHANNEL_OTHER;
	if (IS(s, "区分", "分類", "グループ", "group", "category"))
		return HEAD_GROUP;
	if (IS(s, "手続", "手続名", "手続き", "手続き名", "手続の名称", "名称", "name", "procedure"))
		return HEAD_NAME;
	if (IS(s, "合計", "総数", "件数", "年間件数", "合計件数", "計", "total"))
		return HEAD_TOTAL;
	if (IS(s, "備考", "出典", "注", "note", "source"))
		return HEAD_NOTE;
	if (str_has(s, STR("オンライン")) || str_has(s, STR("電子")) || IS(s, "online"))
		*ret = CHANNEL_ONLINE;
	else if (str_has(s, STR("窓口")) || IS(s, "counter"))
		*ret = CHANNEL_COUNTER;
	else if (str_has(s, STR("郵送")) || IS(s, "mail", "post"))
		*ret = CHANNEL_MAIL;
	return HEAD_WAY;
}

static bool is_sum_name(str s)
{
	return IS(s, "計", "小計", "合計", "総計", "総数", "total", "subtotal", "sum");
}

/* A count; unknown where it is empty or a mark for "not known". */
static bool count_of(arena *a, str cell, i64 *ret)
{
	str s = plain(a, cell);
	*ret = COUNT_UNKNOWN;
	if (s.len == 0 || IS(s, "-", "–", "—", "―", "ー", "−", "…", "...", "不明", "未公表", "n/a"))
		return true;
	if (str_ends(s, STR("件")))
		s = str_sub(s, 0, s.len - STR("件").len);
	double x;
	if (!figure_read(a, s, &x) || x > CHANNEL_COUNT_MAX || x != (double)(i64)x)
		return false;
	*ret = (i64)x;
	return true;
}

/* The number of a name, from 1. */
static size_t remember(arena *a, strs *list, str name)
{
	for (size_t i = 0; i < list->n; i++)
		if (str_eq(list->at[i], name))
			return i + 1;
	LIST_ADD(a, list, name);
	return list->n;
}

typedef struct reading_state {
	arena *a;
	str text;
	const err **end; /* where the next mistake is linked */
	size_t bad;
	int group, name, total, note; /* columns; -1 none */
} reading_state;

static i64 read_count(reading_state *s, const csv_row *row, int column, str head)
{
	i64 n = COUNT_UNKNOWN;
	if (column < 0 || (size_t)column >= row->n || count_of(s->a, row->at[column], &n))
		return n;
	if (s->bad++ < 100) {
		csv_place *places = csv_places(s->a, s->text, row);
		const err *e =
			err_at(s->a, ERR_file, str_format(s->a, "%d:%d", places[column].line, places[column].column),
			       "%.*s: '%.*s' is no count", STR_ARG(head), STR_ARG(str_sub(row->at[column], 0, 60)));
		err *linked = arena_one(s->a, err);
		*linked = *e;
		*s->end = linked;
		s->end = &linked->next;
	}
	return COUNT_UNKNOWN;
}

static str cell_text(arena *a, const csv_row *row, int column)
{
	return column >= 0 && (size_t)column < row->n ? arena_copy(a, trim_spaces(row->at[column])) : STR_NONE;
}

static const err *read_heads(reading_state *s, const csv_row *head, channels *ret)
{
	s->group = s->name = s->total = s->note = -1;
	for (size_t i = 0; i < head->n; i++) {
		channel_role way;
		str name = plain(s->a, head->at[i]);
		if (name.len == 0 || (s->note >= 0 && (int)i > s->note))
			continue;
		switch (head_of(name, &way)) {
		case HEAD_GROUP:
			s->group = (int)i;
			break;
		case HEAD_NAME:
			s->name = (int)i;
			break;
		case HEAD_TOTAL:
			s->total = (int)i;
			break;
		case HEAD_NOTE:
			s->note = (int)i;
			break;
		case HEAD_WAY:
			if (ret->ways.n == CHANNELS_MAX)
				return err_at(s->a, ERR_file, str_format(s->a, "%d:1", head->line),
					      "more than %d columns of counts", CHANNELS_MAX);
			LIST_ADD(s->a, &ret->ways,
				 ((channel){ arena_copy(s->a, trim_spaces(head->at[i])), way, (int)i }));
			break;
		}
	}
	ret->total = s->total;
	if (s->name < 0 && s->group < 0)
		return err_at(s->a, ERR_file, str_format(s->a, "%d:1", head->line), "no column 手続 or 区分");
	if (s->total < 0 && ret->ways.n == 0)
		return err_at(s->a, ERR_file, str_format(s->a, "%d:1", head->line),
			      "no column of counts: 合計, 窓口, オンライン …");
	return NULL;
}

const err *channels_read(arena *a, str bytes, channels *ret)
{
	*ret = (channels){ 0 };
	reading_state s = { .a = a, .end = &ret->bad };
	csv_table t;
	TRY(text_decode(a, bytes, &s.text, &ret->encoding));
	TRY(csv_parse(a, s.text, &t));
	if (t.n < 2)
		return err_at(a, ERR_file, STR("1:1"), "no row behind the head");
	TRY(read_heads(&s, &t.at[0], ret));
	str group = STR_NONE;
	for (size_t i = 1; i < t.n; i++) {
		const csv_row *row = &t.at[i];
		str name = cell_text(a, row, s.name), said = cell_text(a, row, s.group);
		if (said.len == 0 && name.len == 0)
			continue;
		if (ret->rows.n == CHANNEL_ROWS_MAX)
			return err_at(a, ERR_too_large, str_format(a, "%d:1", row->line), "more than %d rows",
				      CHANNEL_ROWS_MAX);
		channel_row r = { .group = said, .name = name, .note = cell_text(a, row, s.note), .line = row->line };
		str folded = plain(a, name);
		bool whole =
			is_sum_name(plain(a, said)) || (said.len == 0 && IS(folded, "合計", "総計", "総数", "total"));
		if (whole) {
			r.level = LEVEL_ALL;
			r.group = STR_NONE;
		} else {
			/* of merged cells Excel writes the first: an empty group is the one above */
			r.group = said.len ? said : group;
			group = r.group;
			r.level = r.group.len && (name.len == 0 || is_sum_name(folded)) ? LEVEL_GROUP : LEVEL_PART;
			r.of = r.group.len ? remember(a, &ret->groups, r.group) : 0;
		}
		r.total = read_count(&s, row, s.total, STR("合計"));
		for (size_t k = 0; k < ret->ways.n; k++)
			r.count[k] = read_count(&s, row, ret->ways.at[k].column, ret->ways.at[k].name);
		LIST_ADD(a, &ret->rows, r);
	}
	if (ret->rows.n == 0)
		return err_at(a, ERR_file, STR("2:1"), "no row has a name");
	ret->stated = arena_many(a, bool, ret->groups.n);
	for (size_t i = 0; i < ret->rows.n; i++)
		if (ret->rows.at[i].level == LEVEL_GROUP)
			ret->stated[ret->rows.at[i].of - 1] = true;
	return NULL;
}

/* --- cross-foots ------------------------------------------------------------------------------------------------------------ */

typedef struct footing {
	arena *a;
	const channels *t;
	channel_marks *ret;
} footing;

/* Column k of a row: its ways, and behind them its total. */
static i64 value_of(const channels *t, const channel_row *r, size_t k)
{
	return k < t->ways.n ? r->count[k] : r->total;
}

static void hold(footing *f, foot_kind kind, const channel_row *r, size_t k, i64 known, bool unknown)
{
	const channels *t = f->t;
	i64 said = value_of(t, r, k);
	if (said == COUNT_UNKNOWN)
		return;
	if (unknown && known <= said) {
		f->ret->open++;
		return;
	}
	f->ret->checked++;
	if (known == said)
		return;
	channel_mark m = { .kind = kind,
			   .line = r->line,
			   .head = k < t->ways.n ? t->ways.at[k].name : STR("合計"),
			   .column = k < t->ways.n ? t->ways.at[k].column + 1 : t->total + 1,
			   .where = r->level == LEVEL_PART && r->group.len
					    ? str_format(f->a, "%.*s %.*s", STR_ARG(r->group), STR_ARG(r->name))
				    : r->group.len ? r->group
						   : r->name,
			   .said = said,
			   .found = known,
			   .off = known - said,
			   .at_least = unknown };
	LIST_ADD(f->a, f->ret, m);
}

/* Whether r is one of those that the sum `of` is of: of a group its procedures, of the whole its groups and what stands in none that is stated. */
static bool is_part(const channels *t, channel_level level, size_t of, const channel_row *r)
{
	if (level == LEVEL_GROUP)
		return r->level == LEVEL_PART && r->of == of;
	return r->level == LEVEL_GROUP || (r->level == LEVEL_PART && (r->of == 0 || !t->stated[r->of - 1]));
}

/* What the parts of a stated sum come to, in column k. *ret_n: how many parts there are. */
static i64 parts_sum(const channels *t, const channel_row *of, size_t k, bool *ret_unknown, size_t *ret_n)
{
	i64 sum = 0;
	*ret_unknown = false;
	*ret_n = 0;
	for (size_t i = 0; i < t->rows.n; i++) {
		const channel_row *r = &t->rows.at[i];
		if (!is_part(t, of->level, of->of, r))
			continue;
		++*ret_n;
		i64 n = value_of(t, r, k);
		if (n == COUNT_UNKNOWN)
			*ret_unknown = true;
		else
			sum += n;
	}
	return sum;
}

channel_marks channels_check(arena *a, const channels *t)
{
	channel_marks marks = { 0 };
	footing f = { .a = a, .t = t, .ret = &marks };
	for (size_t i = 0; i < t->rows.n; i++) {
		const channel_row *r = &t->rows.at[i];
		/* the ways of the row against its total */
		i64 known = 0;
		bool unknown = t->ways.n == 0;
		for (size_t k = 0; k < t->ways.n; k++) {
			unknown |= r->count[k] == COUNT_UNKNOWN;
			known += r->count[k] == COUNT_UNKNOWN ? 0 : r->count[k];
		}
		hold(&f, FOOT_ROW, r, t->ways.n, known, unknown);
		if (r->level == LEVEL_PART)
			continue;
		/* what is below a sum against it, column by column */
		for (size_t k = 0; k <= t->ways.n; k++) {
			size_t n;
			i64 sum = parts_sum(t, r, k, &unknown, &n);
			if (n)
				hold(&f, r->level == LEVEL_GROUP ? FOOT_GROUP : FOOT_ALL, r, k, sum, unknown);
		}
	}
	return marks;
}

/* --- bounds ------------------------------------------------------------------------------------------------------------------- */

static count_range narrowed(count_range x, count_range y)
{
	i64 least = x.least > y.least ? x.least : y.least;
	i64 most = x.most == COUNT_UNKNOWN ? y.most : y.most == COUNT_UNKNOWN || x.most < y.most ? x.most : y.most;
	if (most != COUNT_UNKNOWN && least > most)
		return x; /* they contradict each other: what is stated counts, and the mark says so */
	return (count_range){ least, most };
}

static count_range plus(count_range x, count_range y)
{
	bool open = x.most == COUNT_UNKNOWN || y.most == COUNT_UNKNOWN;
	return (count_range){ x.least + y.least, open ? COUNT_UNKNOWN : x.most + y.most };
}

/* Of one row alone. The ways of a role; `whole`: the total instead. */
static count_range row_range(const channels *t, const channel_row *r, channel_role way, bool whole)
{
	i64 of = 0, known = 0;
	bool of_unknown = false, unknown = t->ways.n == 0, any = false;
	for (size_t k = 0; k < t->ways.n; k++) {
		bool mine = whole || t->ways.at[k].role == way;
		bool missing = r->count[k] == COUNT_UNKNOWN;
		unknown |= missing;
		known += missing ? 0 : r->count[k];
		any |= mine;
		of_unknown |= mine && missing;
		of += mine && !missing ? r->count[k] : 0;
	}
	if (whole) {
		if (r->total != COUNT_UNKNOWN)
			return (count_range){ r->total, r->total };
		return (count_range){ known, unknown ? COUNT_UNKNOWN : known };
	}
	if (any && !of_unknown)
		return (count_range){ of, of };
	/* what the total leaves; a table without the column may count these under another head, or not at all */
	i64 rest = r->total == COUNT_UNKNOWN ? COUNT_UNKNOWN : r->total - (known - of);
	if (rest != COUNT_UNKNOWN && rest < of)
		rest = of; /* does not add up; marked elsewhere */
	return (count_range){ of, rest };
}

static count_range below(const channels *t, channel_level level, size_t of, channel_role way, bool whole);

/* A stated sum, narrowed by its parts. */
static count_range stated(const channels *t, const channel_row *r, channel_role way, bool whole)
{
	count_range x = row_range(t, r, way, whole);
	bool unknown;
	size_t n;
	parts_sum(t, r, t->ways.n, &unknown, &n);
	return n ? narrowed(x, below(t, r->level, r->of, way, whole)) : x;
}

/* The parts of a group, or of the whole. */
static count_range below(const channels *t, channel_level level, size_t of, channel_role way, bool whole)
{
	count_range sum = { 0 };
	for (size_t i = 0; i < t->rows.n; i++) {
		const channel_row *r = &t->rows.at[i];
		if (is_part(t, level, of, r))
			sum = plus(sum,
				   r->level == LEVEL_GROUP ? stated(t, r, way, whole) : row_range(t, r, way, whole));
	}
	return sum;
}

static count_range bounds_of(const channels *t, size_t group, channel_role way, bool whole)
{
	for (size_t i = 0; i < t->rows.n; i++) {
		const channel_row *r = &t->rows.at[i];
		if (group ? r->level == LEVEL_GROUP && r->of == group : r->level == LEVEL_ALL)
			return stated(t, r, way, whole);
	}
	return below(t, group ? LEVEL_GROUP : LEVEL_ALL, group, way, whole);
}

channel_bounds channels_bounds(const channels *t, size_t group)
{
	channel_bounds b = { .total = bounds_of(t, group, CHANNEL_OTHER, true),
			     .online = bounds_of(t, group, CHANNEL_ONLINE, false),
			     .counter = bounds_of(t, group, CHANNEL_COUNTER, false) };
	/* not all of what is not said can be both */
	if (b.total.most != COUNT_UNKNOWN) {
		i64 left = b.total.most - b.counter.least;
		if (b.online.most == COUNT_UNKNOWN || b.online.most > left)
			b.online.most = left > b.online.least ? left : b.online.least;
		left = b.total.most - b.online.least;
		if (b.counter.most == COUNT_UNKNOWN || b.counter.most > left)
			b.counter.most = left > b.counter.least ? left : b.counter.least;
	}
	b.online_known = b.online.least;
	b.counter_known = b.counter.least;
	return b;
}
