/* Rosters as CSV, and what hours a desk can have. Pure. */
#include "modules/visits/staffing/staffing_private.h"
#include "text/csv.h"

#include <string.h>

#define FILE_DAYS_MAX 31
#define MISTAKES_MAX 100

const char *desk_hours_wrong(const desk_hours *h)
{
	if (h->from == h->to && h->break_from == h->break_to)
		return NULL;
	if (h->from < 0 || h->from > 1439)
		return "from";
	if (h->to <= h->from || h->to > 1440)
		return "to";
	if (h->break_from == 0 && h->break_to == 0)
		return NULL;
	if (h->break_from <= h->from || h->break_from >= h->to)
		return "break_from";
	return h->break_to <= h->break_from || h->break_to >= h->to ? "break_to" : NULL;
}

int staffing_desk(const office_def *o, str desk)
{
	for (size_t i = 0; i < o->desks.n; i++)
		if (str_eq(o->desks.at[i].id, desk))
			return (int)i;
	return -1;
}

roster_day staffing_empty_roster(arena *a, const office_def *o, roster_source source)
{
	return (roster_day){ arena_many(a, desk_hours, o->desks.n), o->desks.n, source, 0 };
}

static const str columns[] = { STR_INIT("date"),   STR_INIT("desk"),       STR_INIT("opens"),
			       STR_INIT("closes"), STR_INIT("break_from"), STR_INIT("break_to") };

static void put_time(csv_writer *w, arena *a, int minute, bool any)
{
	csv_str(w, any ? minute_text(a, minute) : STR_NONE);
}

void roster_file_write(buf *b, const office_def *o, day on, const roster_day *r, bool head)
{
	csv_writer w = { .b = b };
	if (head) {
		w = csv_write(b);
		for (size_t i = 0; i < COUNT(columns); i++)
			csv_str(&w, columns[i]);
		csv_end_row(&w);
	}
	for (size_t k = 0; k < r->n; k++) {
		const desk_hours *h = &r->desks[k];
		bool open = h->to > h->from, pause = open && h->break_to > 0;
		csv_str(&w, day_text(b->arena, on));
		csv_str(&w, o->desks.at[k].id);
		put_time(&w, b->arena, h->from, open);
		put_time(&w, b->arena, h->to, open);
		put_time(&w, b->arena, h->break_from, pause);
		put_time(&w, b->arena, h->break_to, pause);
		csv_end_row(&w);
	}
}

static bool read_time(str cell, int *ret)
{
	cell = str_trim(cell);
	*ret = 0;
	return cell.len == 0 || minute_parse(cell, ret);
}

/* Column (from 1) of what is wrong, or 0. */
static int read_row(const office_def *o, const csv_row *row, day *ret_on, int *ret_desk, desk_hours *ret)
{
	if (!day_parse(str_trim(row->at[0]), ret_on))
		return 1;
	*ret_desk = staffing_desk(o, str_trim(row->at[1]));
	if (*ret_desk < 0)
		return 2;
	int *times[] = { &ret->from, &ret->to, &ret->break_from, &ret->break_to };
	for (int i = 0; i < 4; i++)
		if (!read_time(row->at[i + 2], times[i]))
			return i + 3;
	const char *wrong = desk_hours_wrong(ret);
	if (!wrong)
		return 0;
	return strcmp(wrong, "from") == 0 ? 3 : strcmp(wrong, "to") == 0 ? 4 : strcmp(wrong, "break_from") == 0 ? 5 : 6;
}

static struct roster_file_day *file_day(arena *a, const office_def *o, roster_file *f, day on, int line)
{
	for (size_t i = 0; i < f->n; i++)
		if (f->at[i].on == on)
			return &f->at[i];
	if (f->n == FILE_DAYS_MAX)
		return NULL;
	LIST_ADD(a, f, (struct roster_file_day){ on, staffing_empty_roster(a, o, ROSTER_TYPED), line, 0 });
	return &f->at[f->n - 1];
}

const err *roster_file_parse(arena *a, const office_def *o, str text, roster_file *ret)
{
	csv_table t;
	*ret = (roster_file){ 0 };
	TRY(csv_parse(a, text, &t));
	if (t.n == 0 || t.at[0].n < COUNT(columns))
		return err_at(a, ERR_file, STR("1:1"), "date,desk,opens,closes,break_from,break_to");
	for (size_t i = 0; i < COUNT(columns); i++)
		if (!str_eq(str_trim(t.at[0].at[i]), columns[i]))
			return err_at(a, ERR_file, str_format(a, "1:%zu", i + 1), "this column is %.*s",
				      STR_ARG(columns[i]));
	bool *seen = arena_many(a, bool, o->desks.n *FILE_DAYS_MAX);
	for (size_t i = 1; i < t.n; i++) {
		const csv_row *row = &t.at[i];
		day on = 0;
		int desk = 0, wrong = row->n < COUNT(columns) ? (int)row->n + 1 : 0;
		desk_hours h = { 0 };
		if (!wrong)
			wrong = read_row(o, row, &on, &desk, &h);
		struct roster_file_day *of = wrong ? NULL : file_day(a, o, ret, on, row->line);
		if (!wrong && !of)
			return err_at(a, ERR_file, str_format(a, "%d:1", row->line), "more than %d days",
				      FILE_DAYS_MAX);
		bool twice = of && seen[(size_t)(of - ret->at) * o->desks.n + (size_t)desk];
		if (wrong || twice) {
			if (ret->mistakes.n == MISTAKES_MAX)
				continue;
			int column = twice ? 2 : wrong;
			LIST_ADD(a, &ret->mistakes,
				 (roster_mistake){ row->line, column, twice ? "twice" : columns[column - 1].at,
						   (size_t)column <= row->n ? row->at[column - 1] : STR_NONE });
			continue;
		}
		seen[(size_t)(of - ret->at) * o->desks.n + (size_t)desk] = true;
		of->roster.desks[desk] = h;
		of->rows++;
		ret->rows++;
	}
	return NULL;
}
