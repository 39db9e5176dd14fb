/* What stands in a manual (業務マニュアル): a version's title, picture, who does what, each step with its notes, and where it leads. */
#include <math.h>

#include "modules/work/flows/flows_view.h"

#include "text/figures.h"

/* --- notes: paragraphs and lists ------------------------------------------------------------------------------------------- */

/* "- ", "* ", "・", "•" at a line's start: an item of a list. */
static bool item_of(str line, str *ret)
{
	static const char *const marks[] = { "- ", "* ", "・", "• ", "•" };
	for (size_t i = 0; i < COUNT(marks); i++)
		if (str_starts(line, str_of(marks[i]))) {
			*ret = str_trim(str_sub(line, str_of(marks[i]).len, line.len));
			return ret->len > 0;
		}
	return false;
}

fl_pieces fl_pieces_of(arena *a, str note)
{
	fl_pieces out = { 0 };
	bool open = false; /* a paragraph that goes on */
	while (note.len) {
		str line = str_trim(str_cut(&note, '\n')), text;
		if (line.len == 0) {
			open = false;
		} else if (item_of(line, &text)) {
			LIST_ADD(a, &out, ((fl_piece){ .text = text, .item = true }));
			open = false;
		} else if (open) {
			fl_piece *p = &out.at[out.n - 1];
			p->text = str_format(a, "%.*s\n%.*s", STR_ARG(p->text), STR_ARG(line));
		} else {
			LIST_ADD(a, &out, ((fl_piece){ .text = line }));
			open = true;
		}
	}
	return out;
}

/* --- steps ------------------------------------------------------------------------------------------------------------------------ */

static str range_text(req *r, flow_range x, bool lead)
{
	if (x.high == 0)
		return STR_NONE;
	str likely = lead ? fl_lead(r, x.likely) : fl_minutes(r, x.likely);
	if (x.low == x.high)
		return likely;
	return words_wf_range(r->arena, r->lang, likely, lead ? fl_lead(r, x.low) : fl_minutes(r, x.low),
			      lead ? fl_lead(r, x.high) : fl_minutes(r, x.high));
}

size_t *fl_numbers(arena *a, const flow *f)
{
	size_t *order = fl_order(a, f), *numbers = arena_many(a, size_t, f->steps.n + 1), n = 0;
	for (size_t i = 0; i < f->steps.n; i++)
		if (f->steps.at[order[i]].kind != STEP_START && f->steps.at[order[i]].kind != STEP_END)
			numbers[order[i]] = ++n;
	return numbers;
}

static void ways_of(req *r, const flow *f, size_t at, const size_t *numbers, fl_manual_step *to)
{
	arena *a = r->arena;
	size_t n = 0;
	for (size_t i = 0; i < f->links.n; i++)
		n += f->links.at[i].from == at;
	for (size_t i = 0; i < f->links.n; i++) {
		const flow_link *l = &f->links.at[i];
		if (l->from != at)
			continue;
		str name = fl_step_name(r, &f->steps.at[l->to]);
		fl_manual_way w = { .name = l->name,
				    .to = numbers[l->to] ? str_format(a, "%zu %.*s", numbers[l->to], STR_ARG(name))
							 : name,
				    .anchor = numbers[l->to] ? str_format(a, "step-%zu", numbers[l->to]) : STR_NONE };
		if (n > 1 && f->steps.at[at].kind != STEP_PARALLEL)
			w.share = str_format(a, "%.*s%%", STR_ARG(figure_decimal(a, l->share * 100, 1)));
		LIST_ADD(a, &to->ways, w);
	}
}

static void steps_of(req *r, const fl_flow *is, fl_manual_view *v)
{
	arena *a = r->arena;
	const flow *f = is->is;
	size_t *order = fl_order(a, f), *numbers = fl_numbers(a, f);
	for (size_t i = 0; i < f->steps.n; i++) {
		size_t at = order[i];
		const flow_step *s = &f->steps.at[at];
		if (numbers[at] == 0)
			continue;
		fl_manual_step m = { .number = str_format(a, "%zu", numbers[at]),
				     .anchor = str_format(a, "step-%zu", numbers[at]),
				     .name = fl_step_name(r, s),
				     .who = f->lanes.at[s->lane].name,
				     .minutes = range_text(r, s->minutes, false),
				     .waiting = range_text(r, s->waiting, true),
				     .medium = s->medium,
				     .system = s->system,
				     .note = fl_pieces_of(a, s->note),
				     .decides = s->kind == STEP_DECISION };
		if ((s->cases > 0 || s->part > 0) && is->measured)
			m.cases = fl_cases(r, is->m.cases[at]);
		if (s->kind != STEP_TASK)
			m.kind = fl_kind_name(r, s->kind);
		if (s->standard != STANDARD_NONE && !str_eq(fl_standard_name(r, s->standard), s->name))
			m.standard = fl_standard_name(r, s->standard);
		ways_of(r, f, at, numbers, &m);
		LIST_ADD(a, &v->steps, m);
	}
	for (size_t i = 0; i < f->lanes.n; i++) {
		fl_manual_lane l = { .name = f->lanes.at[i].name };
		str name = fl_who_name(r, f->lanes.at[i].who);
		if (f->lanes.at[i].who != WHO_OTHER && !str_has(l.name, name))
			l.who = name;
		for (size_t k = 0; k < f->steps.n; k++)
			l.steps += f->steps.at[k].lane == i && numbers[k];
		if (l.steps)
			LIST_ADD(a, &v->lanes, l);
	}
}

/* --- all of it ---------------------------------------------------------------------------------------------------------------------- */

typedef struct reading_manual {
	i64 city, id;
	flow_side side;
	reform *f;
	flow_texts *list;
} reading_manual;

static const err *read_manual(db *d, arena *a, void *arg)
{
	reading_manual *k = arg;
	TRY(reform_of(d, a, k->city, k->id, k->f));
	return flow_versions_of(d, a, k->city, k->id, k->side, k->list);
}

const err *fl_manual_of(req *r, i64 id, flow_side side, i64 version, fl_manual_view *ret, reform *f, fl_flow *is)
{
	arena *a = r->arena;
	flow_texts list;
	reading_manual k = { r->app->city, id, side, f, &list };
	TRY(store_read(r->app->store, a, read_manual, &k));
	TRY(fl_load_version(r, id, side, version, is));
	const char *s = flow_side_id(side);
	*ret = (fl_manual_view){
		.head = fl_begin(r, STR_NONE, f->name),
		.title = f->name,
		.version = words_wf_version_n(a, r->lang, version),
		.side_name = fl_side_name(r, side),
		.whose = f->bureau.len ? str_format(a, "%.*s %.*s", STR_ARG(f->bureau), STR_ARG(f->section))
				       : say(r, T_wf_whole_city),
		.when = fl_day(r, is->text.saved_at),
		.made_by = is->text.saved_by,
		.note = is->text.note,
		.label = str_format(a, "%.*s: %.*s", STR_ARG(f->name), STR_ARG(fl_side_name(r, side))),
		.purpose = fl_pieces_of(a, is->is->note),
		.pdf = url_path(a, "/work/manuals/%lld/%s-%lld/pdf", (long long)id, s, (long long)version),
		.list = url_path(a, "/work/manuals"),
		.reform = url_path(a, "/work/flows/%lld", (long long)id),
		.volume = figure_decimal(a, (double)is->is->volume, 1),
		.minutes = is->measured ? fl_minutes(r, is->m.work_minutes) : STR_NONE,
		.lead = is->measured ? fl_lead(r, is->m.lead.p50) : STR_NONE
	};
	steps_of(r, is, ret);
	for (size_t i = 0; i < list.n; i++) {
		const flow_text *t = &list.at[i];
		LIST_ADD(a, &ret->history,
			 ((fl_manual_entry){ .version = words_wf_version_n(a, r->lang, t->version),
					     .when = fl_day(r, t->saved_at),
					     .who = t->saved_by,
					     .note = t->note,
					     .number = t->version,
					     .link = url_path(a, "/work/manuals/%lld/%s-%lld", (long long)id, s,
							      (long long)t->version),
					     .here = t->version == version }));
	}
	ret->number = version;
	ret->old = list.n > 0 && list.at[0].version > version;
	if (ret->old)
		ret->newest = ret->history.at[0].link;
	return NULL;
}
