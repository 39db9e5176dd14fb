#include "modules/work/flows/edit.h"

#include <math.h>
#include <string.h>

#define NAME_MAX_BYTES 200

/* --- finding, numbering, copying ------------------------------------------------------------------------------------ */

size_t edit_step_at(const flow *f, str id)
{
	size_t i = 0;
	while (i < f->steps.n && !str_eq(f->steps.at[i].id, id))
		i++;
	return i;
}

size_t edit_lane_at(const flow *f, str id)
{
	size_t i = 0;
	while (i < f->lanes.n && !str_eq(f->lanes.at[i].id, id))
		i++;
	return i;
}

static bool id_taken(const flow *f, str id)
{
	if (edit_step_at(f, id) < f->steps.n || edit_lane_at(f, id) < f->lanes.n || str_eq(f->id, id))
		return true;
	for (size_t i = 0; i < f->links.n; i++)
		if (str_eq(f->links.at[i].id, id))
			return true;
	return false;
}

/* step-7: the first that nobody has. */
static str id_new(arena *a, const flow *f, const char *kind)
{
	for (size_t n = f->steps.n + f->links.n + f->lanes.n + 1;; n++) {
		str id = str_format(a, "%s-%zu", kind, n);
		if (!id_taken(f, id))
			return id;
	}
}

flow *edit_copy(arena *a, const flow *f)
{
	flow *out = arena_one(a, flow);
	*out = *f;
	out->lanes.at = arena_many(a, flow_lane, list_room(f->lanes.n));
	out->steps.at = arena_many(a, flow_step, list_room(f->steps.n));
	out->links.at = arena_many(a, flow_link, list_room(f->links.n));
	/* an empty list may have no array at all */
	if (f->lanes.n > 0)
		memcpy(out->lanes.at, f->lanes.at, f->lanes.n * sizeof *f->lanes.at);
	if (f->steps.n > 0)
		memcpy(out->steps.at, f->steps.at, f->steps.n * sizeof *f->steps.at);
	if (f->links.n > 0)
		memcpy(out->links.at, f->links.at, f->links.n * sizeof *f->links.at);
	return out;
}

static void link_add(arena *a, flow *f, size_t from, size_t to, double share, str name)
{
	flow_link l = { .id = id_new(a, f, "link"), .name = name, .from = from, .to = to, .share = share };
	LIST_ADD(a, &f->links, l);
}

static void link_drop(flow *f, size_t i)
{
	memmove(&f->links.at[i], &f->links.at[i + 1], (f->links.n - i - 1) * sizeof *f->links.at);
	f->links.n--;
}

/* The first link out of a step, or the number there are. */
static size_t link_out(const flow *f, size_t step, size_t from)
{
	while (from < f->links.n && f->links.at[from].from != step)
		from++;
	return from;
}

static const err *step_found(arena *a, const flow *f, str id, size_t *ret)
{
	*ret = edit_step_at(f, id);
	return *ret < f->steps.n ? NULL : err_at(a, ERR_stale, id, "that step is gone");
}

static const err *lane_found(arena *a, const flow *f, str id, size_t *ret)
{
	*ret = edit_lane_at(f, id);
	return *ret < f->lanes.n ? NULL : err_at(a, ERR_stale, id, "that lane is gone");
}

/* --- steps ---------------------------------------------------------------------------------------------------------- */

static bool range_holds(const flow_range *r)
{
	return r->low >= 0 && r->low <= r->likely && r->likely <= r->high && r->high <= 1e7 && isfinite(r->high);
}

static const err *step_holds(arena *a, const flow *f, const flow_step *s)
{
	if (s->lane >= f->lanes.n)
		return err_at(a, ERR_invalid, STR("lane"), "no such lane");
	if ((s->kind == STEP_TASK || s->kind == STEP_SERVICE) && str_trim(s->name).len == 0)
		return err_at(a, ERR_invalid, STR("name"), "a step needs a name");
	if (s->name.len > NAME_MAX_BYTES || s->medium.len > NAME_MAX_BYTES || s->system.len > NAME_MAX_BYTES)
		return err_at(a, ERR_invalid, STR("name"), "at most %d bytes", NAME_MAX_BYTES);
	if (s->note.len > FLOW_TEXT_MAX)
		return err_at(a, ERR_invalid, STR("note"), "at most %d bytes", FLOW_TEXT_MAX);
	if (!(s->cases >= 0 && s->cases <= FLOW_VOLUME_MAX) || !(s->part >= 0 && s->part <= FLOW_PASSES_MAX) ||
	    (s->cases > 0 && s->part > 0))
		return err_at(a, ERR_invalid, STR("cases"), "a number a year, or a part of those that come by");
	if (!range_holds(&s->minutes))
		return err_at(a, ERR_invalid, STR("minutes"), "low, likely and high must rise");
	if (!range_holds(&s->waiting))
		return err_at(a, ERR_invalid, STR("waiting"), "low, likely and high must rise");
	return NULL;
}

const err *edit_add(arena *a, flow *f, str after, const flow_step *step, str *ret_id)
{
	size_t before;
	TRY(step_found(a, f, after, &before));
	if (f->steps.n >= FLOW_STEPS_MAX || f->links.n >= FLOW_LINKS_MAX)
		return err_why(a, ERR_too_large, "a flow has at most %d steps", FLOW_STEPS_MAX);
	TRY(step_holds(a, f, step));
	flow_step s = *step;
	s.id = id_new(a, f, "step");
	if (ret_id)
		*ret_id = s.id;
	LIST_ADD(a, &f->steps, s);
	size_t mine = f->steps.n - 1;
	if (s.kind == STEP_END) { /* one more way to end: nothing follows it */
		link_add(a, f, before, mine, link_out(f, before, 0) < f->links.n ? 0 : 1, STR_NONE);
		return NULL;
	}
	if (f->steps.at[before].kind == STEP_DECISION ||
	    f->steps.at[before].kind == STEP_PARALLEL) { /* into its first way; the others stay */
		size_t first = link_out(f, before, 0);
		if (first < f->links.n) {
			size_t next = f->links.at[first].to;
			f->links.at[first].to = mine;
			link_add(a, f, mine, next, 1, STR_NONE);
			return NULL;
		}
	}
	for (size_t i = 0; i < f->links.n; i++)
		if (f->links.at[i].from == before)
			f->links.at[i].from = mine;
	link_add(a, f, before, mine, 1, STR_NONE);
	return NULL;
}

const err *edit_change(arena *a, flow *f, str id, const flow_step *to)
{
	size_t at;
	TRY(step_found(a, f, id, &at));
	TRY(step_holds(a, f, to));
	flow_step s = *to;
	s.id = f->steps.at[at].id;
	s.element = s.kind == f->steps.at[at].kind ? f->steps.at[at].element : STR_NONE;
	if (f->steps.at[at].kind == STEP_START)
		s.kind = STEP_START;
	else if (s.kind == STEP_START)
		return err_at(a, ERR_invalid, STR("kind"), "a flow has one start");
	f->steps.at[at] = s;
	return NULL;
}

const err *edit_remove(arena *a, flow *f, str id)
{
	size_t at, ends = 0;
	TRY(step_found(a, f, id, &at));
	for (size_t i = 0; i < f->steps.n; i++)
		ends += f->steps.at[i].kind == STEP_END;
	if (f->steps.at[at].kind == STEP_START || (f->steps.at[at].kind == STEP_END && ends == 1))
		return err_at(a, ERR_invalid, id, "a flow needs its start and an end");
	double *shares = arena_many(a, double, f->steps.n); /* that leave each step, before */
	for (size_t i = 0; i < f->links.n; i++)
		shares[f->links.at[i].from] += f->links.at[i].share;
	/* every way in is joined with every way out; what only led back to the step itself is nothing */
	double out_sum = 0;
	for (size_t i = 0; i < f->links.n; i++)
		if (f->links.at[i].from == at && f->links.at[i].to != at)
			out_sum += f->links.at[i].share;
	size_t n = f->links.n;
	for (size_t i = 0; i < n; i++) {
		flow_link in = f->links.at[i];
		if (in.to != at || in.from == at)
			continue;
		for (size_t j = 0; j < n; j++) {
			flow_link out = f->links.at[j];
			if (out.from != at || out.to == at || f->links.n >= FLOW_LINKS_MAX + FLOW_STEPS_MAX)
				continue;
			double share = out_sum > 0 ? in.share * out.share / out_sum : in.share;
			bool joined = false;
			for (size_t k = 0; k < f->links.n && !joined; k++)
				if (f->links.at[k].from == in.from && f->links.at[k].to == out.to && k != i &&
				    f->links.at[k].from != at) {
					f->links.at[k].share += share;
					joined = true;
				}
			if (!joined)
				link_add(a, f, in.from, out.to, share, in.name.len > 0 ? in.name : out.name);
		}
	}
	for (size_t i = f->links.n; i-- > 0;)
		if (f->links.at[i].from == at || f->links.at[i].to == at)
			link_drop(f, i);
	if (f->links.n > FLOW_LINKS_MAX)
		return err_why(a, ERR_too_large, "a flow has at most %d links", FLOW_LINKS_MAX);
	/* where a way led nowhere else, the others of the same step take its share */
	double *left = arena_many(a, double, f->steps.n);
	for (size_t i = 0; i < f->links.n; i++)
		left[f->links.at[i].from] += f->links.at[i].share;
	for (size_t i = 0; i < f->links.n; i++)
		if (left[f->links.at[i].from] > 0)
			f->links.at[i].share *= shares[f->links.at[i].from] / left[f->links.at[i].from];
	memmove(&f->steps.at[at], &f->steps.at[at + 1], (f->steps.n - at - 1) * sizeof *f->steps.at);
	f->steps.n--;
	for (size_t i = 0; i < f->links.n; i++) {
		f->links.at[i].from -= f->links.at[i].from > at;
		f->links.at[i].to -= f->links.at[i].to > at;
	}
	return NULL;
}

/* The only link into (or out of) a step; false where there are none or several. */
static bool only_link(const flow *f, size_t step, bool out, size_t *ret)
{
	size_t n = 0;
	for (size_t i = 0; i < f->links.n; i++)
		if ((out ? f->links.at[i].from : f->links.at[i].to) == step) {
			*ret = i;
			n++;
		}
	return n == 1;
}

const err *edit_move(arena *a, flow *f, str id, bool earlier)
{
	size_t at, in = 0, out = 0, beyond = 0;
	TRY(step_found(a, f, id, &at));
	const err *no = err_at(a, ERR_invalid, id, "there is no step on a straight way to change places with");
	/* … ─in─▶ first ─out─▶ second ─beyond─▶ …  becomes  … ─▶ second ─▶ first ─▶ … */
	size_t first = at, second = at;
	if (earlier) {
		if (!only_link(f, at, false, &in))
			return no;
		first = f->links.at[in].from;
	} else {
		if (!only_link(f, at, true, &out))
			return no;
		second = f->links.at[out].to;
	}
	if (!only_link(f, first, true, &out) || f->links.at[out].to != second || !only_link(f, second, true, &beyond) ||
	    !only_link(f, second, false, &in) || f->steps.at[first].kind == STEP_START ||
	    f->steps.at[second].kind == STEP_END || f->steps.at[first].kind == STEP_DECISION ||
	    f->steps.at[second].kind == STEP_DECISION)
		return no;
	for (size_t i = 0; i < f->links.n; i++)
		if (i != out && f->links.at[i].to == first)
			f->links.at[i].to = second;
	size_t next = f->links.at[beyond].to == first ? second : f->links.at[beyond].to;
	f->links.at[out].from = second;
	f->links.at[out].to = first;
	f->links.at[beyond].from = first;
	f->links.at[beyond].to = next;
	return NULL;
}

const err *edit_ways_set(arena *a, flow *f, str id, const edit_ways *ways)
{
	size_t at;
	TRY(step_found(a, f, id, &at));
	size_t wanted = 0;
	for (size_t i = 0; i < ways->n; i++) {
		const edit_way *w = &ways->at[i];
		if (w->to.len == 0)
			continue;
		size_t to;
		TRY(step_found(a, f, w->to, &to));
		if (f->steps.at[to].kind == STEP_START)
			return err_at(a, ERR_invalid, STR("to"), "nothing leads to the start");
		if (!(w->share >= 0 && w->share <= 100))
			return err_at(a, ERR_invalid, STR("share"), "a share is 0 to 100 percent");
		if (w->name.len > NAME_MAX_BYTES)
			return err_at(a, ERR_invalid, STR("way"), "at most %d bytes", NAME_MAX_BYTES);
		wanted++;
	}
	if (f->steps.at[at].kind == STEP_END && wanted > 0)
		return err_at(a, ERR_invalid, STR("to"), "nothing follows an end");
	if (f->links.n + wanted > FLOW_LINKS_MAX)
		return err_why(a, ERR_too_large, "a flow has at most %d links", FLOW_LINKS_MAX);
	flow_link *was = arena_many(a, flow_link,
				    f->links.n + 1); /* a way that stays keeps its id, and what a file said of it */
	size_t was_n = 0;
	for (size_t i = f->links.n; i-- > 0;)
		if (f->links.at[i].from == at) {
			was[was_n++] = f->links.at[i];
			link_drop(f, i);
		}
	for (size_t i = 0; i < ways->n; i++) {
		if (ways->at[i].to.len == 0)
			continue;
		size_t to = edit_step_at(f, ways->at[i].to);
		link_add(a, f, at, to, ways->at[i].share / 100, ways->at[i].name);
		flow_link *now = &f->links.at[f->links.n - 1];
		for (size_t k = was_n; k-- > 0;)
			if (was[k].to == to && was[k].id.len > 0) {
				if (!id_taken(f, was[k].id))
					now->id = was[k].id;
				now->condition = was[k].condition;
				now->otherwise = was[k].otherwise;
				was[k].id = STR_NONE;
				break;
			}
	}
	return NULL;
}

/* --- lanes ---------------------------------------------------------------------------------------------------------- */

static const err *lane_holds(arena *a, str name)
{
	return str_trim(name).len > 0 && name.len <= NAME_MAX_BYTES
		       ? NULL
		       : err_at(a, ERR_invalid, STR("lane_name"), "1 to %d bytes", NAME_MAX_BYTES);
}

const err *edit_lane_add(arena *a, flow *f, str name, flow_who kind)
{
	if (f->lanes.n >= FLOW_LANES_MAX)
		return err_why(a, ERR_too_large, "a flow has at most %d lanes", FLOW_LANES_MAX);
	TRY(lane_holds(a, name));
	flow_lane l = { .id = id_new(a, f, "lane"), .name = name, .who = kind };
	LIST_ADD(a, &f->lanes, l);
	return NULL;
}

const err *edit_lane_change(arena *a, flow *f, str id, str name, flow_who kind)
{
	size_t at;
	TRY(lane_found(a, f, id, &at));
	TRY(lane_holds(a, name));
	f->lanes.at[at].name = name;
	f->lanes.at[at].who = kind;
	return NULL;
}

const err *edit_lane_remove(arena *a, flow *f, str id)
{
	size_t at;
	TRY(lane_found(a, f, id, &at));
	for (size_t i = 0; i < f->steps.n; i++)
		if (f->steps.at[i].lane == at)
			return err_at(a, ERR_invalid, id, "a step is in this lane");
	memmove(&f->lanes.at[at], &f->lanes.at[at + 1], (f->lanes.n - at - 1) * sizeof *f->lanes.at);
	f->lanes.n--;
	for (size_t i = 0; i < f->steps.n; i++)
		f->steps.at[i].lane -= f->steps.at[i].lane > at;
	return NULL;
}

const err *edit_lane_move(arena *a, flow *f, str id, bool up)
{
	size_t at;
	TRY(lane_found(a, f, id, &at));
	if (up ? at == 0 : at + 1 >= f->lanes.n)
		return NULL; /* it is there already */
	size_t other = up ? at - 1 : at + 1;
	flow_lane l = f->lanes.at[at];
	f->lanes.at[at] = f->lanes.at[other];
	f->lanes.at[other] = l;
	for (size_t i = 0; i < f->steps.n; i++)
		f->steps.at[i].lane = f->steps.at[i].lane == at      ? other
				      : f->steps.at[i].lane == other ? at
								     : f->steps.at[i].lane;
	return NULL;
}

/* --- to begin with ---------------------------------------------------------------------------------------------------- */

flow *edit_new(arena *a, str name, const flow_start_words *w)
{
	flow *f = arena_one(a, flow);
	f->id = STR("flow");
	f->name = name;
	static const char *const lanes[] = { "resident", "counter", "centre", "system" };
	for (size_t i = 0; i < COUNT(lanes); i++) {
		flow_lane l = { .id = str_of(lanes[i]), .name = w->lanes[i], .who = (flow_who)i };
		LIST_ADD(a, &f->lanes, l);
	}
	const flow_step steps[] = {
		{ .id = STR("start"), .name = w->begin, .lane = WHO_RESIDENT, .kind = STEP_START },
		{ .id = STR("receive"),
		  .name = w->receive,
		  .lane = WHO_COUNTER,
		  .kind = STEP_TASK,
		  .standard = STANDARD_RECEIVE,
		  .minutes = { 5, 10, 20 } },
		{ .id = STR("end"), .name = w->end, .lane = WHO_RESIDENT, .kind = STEP_END },
	};
	for (size_t i = 0; i < COUNT(steps); i++)
		LIST_ADD(a, &f->steps, steps[i]);
	link_add(a, f, 0, 1, 1, STR_NONE);
	link_add(a, f, 1, 2, 1, STR_NONE);
	return f;
}
