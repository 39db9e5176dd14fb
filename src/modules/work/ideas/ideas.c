/* Ideas of staff: reading, and the commands that change them. */
#include "modules/work/ideas/ideas.h"

#include "modules/work/ideas/ideas.sql.h"

const char *const idea_state_names[IDEA_STATES] = { "new", "accepted", "accompanied", "done", "declined", "withdrawn" };

bool idea_state_of(str name, idea_state *ret)
{
	for (size_t i = 0; i < IDEA_STATES; i++)
		if (str_eq(name, str_of(idea_state_names[i]))) {
			*ret = (idea_state)i;
			return true;
		}
	return false;
}

bool idea_may_become(idea_state from, idea_state to)
{
#define TO(s) (1 << (s))
	static const int ways[IDEA_STATES] = {
		[IDEA_NEW] = TO(IDEA_ACCEPTED) | TO(IDEA_ACCOMPANIED) | TO(IDEA_DECLINED),
		[IDEA_ACCEPTED] = TO(IDEA_ACCOMPANIED) | TO(IDEA_DONE) | TO(IDEA_DECLINED),
		[IDEA_ACCOMPANIED] = TO(IDEA_DONE) | TO(IDEA_DECLINED),
		[IDEA_DONE] = TO(IDEA_ACCOMPANIED), /* it was not, after all */
		[IDEA_DECLINED] = TO(IDEA_ACCEPTED),
		[IDEA_WITHDRAWN] = 0,
	};
	return ways[from] & TO(to);
#undef TO
}

static bool is_over(idea_state s)
{
	return s == IDEA_DONE || s == IDEA_DECLINED || s == IDEA_WITHDRAWN;
}

/* --- reading ------------------------------------------------------------------------------------------------------------- */

const err *ideas_of(db *d, arena *a, i64 city, i64 asker, str state, str bureau, const idea_row *row, ideas *ret)
{
	static const idea_row none;
	work_idea_list_rows rows;
	*ret = (ideas){ 0 };
	row = row ? row : &none;
	TRY(work_idea_list(d, a,
			   &(work_idea_list_in){ .city = city,
						 .asker = asker,
						 .state = state,
						 .bureau = bureau,
						 .item = row->number,
						 .round = row->round,
						 .section = row->section,
						 .unit = row->unit,
						 .work = row->work,
						 .step = row->step,
						 .most = IDEAS_MOST },
			   &rows));
	for (size_t i = 0; i < rows.n; i++) {
		const work_idea_list_row *r = &rows.at[i];
		idea x = { .id = r->id,
			   .title = r->title,
			   .body = r->body,
			   .bureau = r->bureau,
			   .section = r->section,
			   .unit = r->unit,
			   .work = r->work,
			   .step = r->step,
			   .round = r->round,
			   .number = r->item,
			   .staff = r->staff,
			   .name = r->name,
			   .reason = r->reason,
			   .guide = r->guide,
			   .measure = r->measure,
			   .votes = r->votes,
			   .version = r->version,
			   .remarks = r->remarks,
			   .voted = r->voted > 0,
			   .made = r->made,
			   .changed = r->changed };
		idea_state_of(r->state, &x.state);
		LIST_ADD(a, ret, x);
	}
	return NULL;
}

const err *idea_of(db *d, arena *a, i64 city, i64 asker, i64 id, idea *ret, idea_remarks *ret_remarks)
{
	work_idea_get_row r;
	bool found;
	TRY(work_idea_get(d, a, city, id, asker, &r, &found));
	if (!found)
		return err_of(ERR_not_found);
	*ret = (idea){ .id = id,
		       .title = r.title,
		       .body = r.body,
		       .bureau = r.bureau,
		       .section = r.section,
		       .unit = r.unit,
		       .work = r.work,
		       .step = r.step,
		       .round = r.round,
		       .number = r.item,
		       .link = r.link,
		       .staff = r.staff,
		       .name = r.name,
		       .reason = r.reason,
		       .guide = r.guide,
		       .measure = r.measure,
		       .votes = r.votes,
		       .version = r.version,
		       .voted = r.voted > 0,
		       .made = r.made,
		       .changed = r.changed };
	idea_state_of(r.state, &ret->state);
	if (!ret_remarks)
		return NULL;
	work_idea_remarks_rows rows;
	*ret_remarks = (idea_remarks){ 0 };
	TRY(work_idea_remarks(d, a, city, id, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		idea_remark x = { .seq = rows.at[i].seq,
				  .name = rows.at[i].name,
				  .text = rows.at[i].text,
				  .moved = rows.at[i].state.len > 0,
				  .mine = rows.at[i].staff == asker,
				  .made = rows.at[i].made };
		idea_state_of(rows.at[i].state, &x.state);
		ret->remarks += !x.moved;
		LIST_ADD(a, ret_remarks, x);
	}
	return NULL;
}

/* --- commands -------------------------------------------------------------------------------------------------------------- */

static const err *wrong(arena *a, const err *list, const char *field)
{
	err *e = arena_one(a, err);
	*e = *err_at(a, ERR_invalid, str_of(field), "empty, too long, or with characters that cannot be kept");
	e->next = list;
	return e;
}

static str id_text(arena *a, i64 id)
{
	return str_format(a, "%lld", (long long)id);
}

const err *idea_propose_run(db *d, arena *a, void *arg)
{
	idea_propose *c = arg;
	const err *e = NULL;
	const struct {
		const char *field;
		str text;
		size_t most;
	} names[] = {
		{ "link", c->link, IDEA_TEXT_MAX }, { "work", c->work, 200 },       { "step", c->step, 200 },
		{ "unit", c->unit, 200 },           { "section", c->section, 200 }, { "bureau", c->bureau, 200 }
	};
	for (size_t i = 0; i < COUNT(names); i++)
		if (str_length(names[i].text) > names[i].most || !text_is_plain(names[i].text, false))
			e = wrong(a, e, names[i].field);
	if (c->link.len && !(str_starts(c->link, STR("/work/")) || str_starts(c->link, STR("/work?"))))
		e = wrong(a, e, "link");
	if (c->bureau.len == 0)
		e = wrong(a, e, "bureau");
	if (c->body.len == 0 || str_length(c->body) > IDEA_TEXT_MAX || !text_is_plain(c->body, true))
		e = wrong(a, e, "body");
	if (c->title.len == 0 || str_length(c->title) > IDEA_TITLE_MAX || !text_is_plain(c->title, false))
		e = wrong(a, e, "title");
	if (e)
		return e;
	work_idea_add_row row;
	bool found;
	TRY(work_idea_add(d, a,
			  &(work_idea_add_in){ .city = c->city,
					       .title = c->title,
					       .body = c->body,
					       .bureau = c->bureau,
					       .section = c->section,
					       .unit = c->number ? c->unit : STR_NONE,
					       .work = c->work,
					       .step = c->number ? c->step : STR_NONE,
					       .round = c->number ? c->round : STR_NONE,
					       .item = c->number,
					       .link = c->link,
					       .staff = c->by->staff,
					       .name = c->show ? c->by->name : STR_NONE,
					       .now = tx_now(d) },
			  &row, &found));
	c->ret_id = row.id;
	return audit_add(d, a, c->city, STR_NONE, c->by, STR("work.idea.new"), id_text(a, row.id), c->title);
}

const err *idea_vote_run(db *d, arena *a, void *arg)
{
	idea_vote *c = arg;
	idea x;
	TRY(idea_of(d, a, c->city, c->by->staff, c->id, &x, NULL));
	if (x.staff == c->by->staff || is_over(x.state))
		return err_of(ERR_not_allowed_now);
	i64 changed, counted;
	if (c->take_back)
		TRY(work_idea_vote_drop(d, a, c->city, c->id, c->by->staff, &changed));
	else
		TRY(work_idea_vote_add(d, a, c->city, c->id, c->by->staff, tx_now(d), &changed));
	return changed == 1 ? work_idea_vote_count(d, a, c->city, c->id, c->take_back ? -1 : 1, &counted) : NULL;
}

static const err *remark(db *d, arena *a, i64 city, i64 id, const who *by, str name, str state, str text)
{
	i64 changed;
	return work_idea_remark_add(d, a,
				    &(work_idea_remark_add_in){ .city = city,
								.id = id,
								.staff = by->staff,
								.name = name,
								.state = state,
								.text = text,
								.now = tx_now(d) },
				    &changed);
}

const err *idea_say_run(db *d, arena *a, void *arg)
{
	idea_say *c = arg;
	idea x;
	if (c->text.len == 0 || str_length(c->text) > IDEA_TEXT_MAX || !text_is_plain(c->text, true))
		return wrong(a, NULL, "text");
	TRY(idea_of(d, a, c->city, c->by->staff, c->id, &x, NULL));
	return remark(d, a, c->city, c->id, c->by, c->show ? c->by->name : STR_NONE, STR_NONE, c->text);
}

static const err *set_state(db *d, arena *a, const idea *x, i64 city, idea_state to, str reason, str guide, i64 measure)
{
	i64 changed;
	TRY(work_idea_set(d, a,
			  &(work_idea_set_in){ .city = city,
					       .id = x->id,
					       .version = x->version,
					       .state = str_of(idea_state_names[to]),
					       .reason = reason,
					       .guide = guide,
					       .measure = measure,
					       .now = tx_now(d) },
			  &changed));
	return changed == 1 ? NULL : err_of(ERR_stale);
}

const err *idea_move_run(db *d, arena *a, void *arg)
{
	idea_move *c = arg;
	idea x;
	TRY(idea_of(d, a, c->city, c->by->staff, c->id, &x, NULL));
	bool withdraws = c->to == IDEA_WITHDRAWN;
	if (withdraws ? x.staff != c->by->staff
		      : !c->scope || !work_may(c->scope, PART_REFORM, x.bureau, x.section, STR_NONE))
		return err_of(ERR_forbidden);
	if (x.version != c->version)
		return err_of(ERR_stale);
	if (withdraws ? x.state != IDEA_NEW : !idea_may_become(x.state, c->to))
		return err_of(ERR_not_allowed_now);
	if (str_length(c->reason) > IDEA_TEXT_MAX || !text_is_plain(c->reason, true) ||
	    (c->to == IDEA_DECLINED && c->reason.len == 0))
		return wrong(a, NULL, "reason");
	str guide = c->to == IDEA_ACCOMPANIED ? c->by->name : x.guide;
	TRY(set_state(d, a, &x, c->city, c->to, c->reason, guide, x.measure));
	/* a withdrawn idea's last word is the proposer's, whose name is not shown unless it was */
	str name = withdraws ? x.name : c->by->name;
	TRY(remark(d, a, c->city, c->id, c->by, name, str_of(idea_state_names[c->to]), c->reason));
	return audit_add(d, a, c->city, STR_NONE, c->by, STR("work.idea.state"), id_text(a, c->id),
			 str_format(a, "%s -> %s", idea_state_names[x.state], idea_state_names[c->to]));
}

const err *idea_link(db *d, arena *a, i64 city, const who *by, const work_scope *scope, i64 id, i64 measure)
{
	idea x;
	TRY(idea_of(d, a, city, by->staff, id, &x, NULL));
	if (!work_may(scope, PART_REFORM, x.bureau, x.section, STR_NONE))
		return err_of(ERR_forbidden);
	if (x.measure || x.state == IDEA_WITHDRAWN)
		return err_of(ERR_not_allowed_now);
	bool begins = x.state == IDEA_NEW || x.state == IDEA_ACCEPTED;
	TRY(set_state(d, a, &x, city, begins ? IDEA_ACCOMPANIED : x.state, x.reason, begins ? by->name : x.guide,
		      measure));
	if (!begins)
		return NULL;
	return remark(d, a, city, id, by, by->name, str_of(idea_state_names[IDEA_ACCOMPANIED]), STR_NONE);
}

/* --- counted ------------------------------------------------------------------------------------------------------------------ */

const err *ideas_counted(db *d, arena *a, i64 city, day today, idea_counts *ret)
{
	*ret = (idea_counts){ 0 };
	work_idea_counts_rows rows;
	TRY(work_idea_counts(d, a, city, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		const work_idea_counts_row *r = &rows.at[i];
		idea_state s;
		if (!idea_state_of(r->state, &s))
			continue;
		if (ret->bureaus.n == 0 || !str_eq(ret->bureaus.at[ret->bureaus.n - 1].bureau, r->bureau))
			LIST_ADD(a, &ret->bureaus, ((idea_count){ .bureau = r->bureau }));
		idea_count *both[2] = { &ret->bureaus.at[ret->bureaus.n - 1], &ret->all };
		for (int k = 0; k < 2; k++) {
			both[k]->of[s] += r->ideas;
			both[k]->all += r->ideas;
			both[k]->votes += r->votes;
		}
	}
	civil now = civil_of(today);
	int first = now.year * 12 + now.month - 1 - 11;
	work_idea_times_rows times;
	TRY(work_idea_times(d, a, city, instant_of(day_from(first / 12, first % 12 + 1, 1), 0), &times));
	for (int m = first; m < first + 12; m++)
		LIST_ADD(a, &ret->months, ((idea_month){ .year = m / 12, .month = m % 12 + 1 }));
	for (size_t i = 0; i < times.n; i++) {
		civil c = civil_of(day_of(times.at[i].made));
		int at = c.year * 12 + c.month - 1 - first;
		if (at < 0 || at >= 12)
			continue;
		ret->months.at[at].ideas++;
		ret->months.at[at].done += str_eq(times.at[i].state, str_of(idea_state_names[IDEA_DONE]));
	}
	return NULL;
}
