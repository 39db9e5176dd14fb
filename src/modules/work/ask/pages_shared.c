/* What the pages of asking share: who asks about which round, hours as a bar, states in words. */
#include "modules/work/ask/ask_view.h"

const err *ask_here_of(req *r, ask_here *ret)
{
	*ret = (ask_here){ .r = r, .today = day_of(clock_now(r->app->clock)) };
	TRY(work_scope_of(r, &ret->scope));
	TRY(work_rounds_get(r, &ret->rounds));
	const err *e = work_round_asked(r, &ret->round);
	if (err_is(e, ERR_not_found) && req_query(r, "round").len == 0)
		return NULL;
	ret->found = e == NULL;
	/* what is not open yet is the business of those who set it up */
	if (ret->found && ret->round.state == ROUND_DRAFT && !ret->scope.all)
		return err_of(ERR_not_found);
	return e;
}

page ask_page_of(str title, const char *script)
{
	return (page){ .kind = PAGE_STAFF,
		       .title = title,
		       .script = str_of(script),
		       .style = STR("work.css work-ask.css"),
		       .here = STR("work") };
}

bool ask_may(const ask_here *h, int wanted, const work_unit *u)
{
	return work_may(&h->scope, wanted, u->bureau, u->section, u->name);
}

str ask_when(req *r, instant t)
{
	if (t == 0)
		return STR_NONE;
	civil c = civil_of(day_of(t));
	return str_format(r->arena, "%d/%d %.*s", c.month, c.mday, STR_ARG(minute_text(r->arena, minute_of(t))));
}

str ask_date(arena *a, lang l, day d)
{
	if (d == DAY_NONE)
		return STR_NONE;
	civil c = civil_of(d);
	return words_wa_date(a, l, str_format(a, "%d", c.year), str_format(a, l == LANG_EN ? "%02d" : "%d", c.month),
			     str_format(a, l == LANG_EN ? "%02d" : "%d", c.mday));
}

str ask_fte(arena *a, const work_def *def, i64 minutes)
{
	if (def->hours_fte <= 0)
		return STR_NONE;
	return str_format(a, "%.2f", (double)minutes / 60.0 / def->hours_fte);
}

word ask_state_word(sheet_state s)
{
	static const word words[] = { [SHEET_EMPTY] = T_wa_state_empty,
				      [SHEET_FILLING] = T_wa_state_filling,
				      [SHEET_SUBMITTED] = T_wa_state_submitted,
				      [SHEET_SENT_BACK] = T_wa_state_sent_back,
				      [SHEET_APPROVED] = T_wa_state_approved };
	return words[s];
}

const char *ask_state_tone(sheet_state s)
{
	static const char *const tones[] = { [SHEET_EMPTY] = "",
					     [SHEET_FILLING] = "info",
					     [SHEET_SUBMITTED] = "info",
					     [SHEET_SENT_BACK] = "warn",
					     [SHEET_APPROVED] = "good" };
	return tones[s];
}

static int up_to(i64 percent)
{
	return percent < 0 ? 0 : percent > 200 ? 200 : (int)percent;
}

ask_meter ask_meter_of(req *r, const work_def *def, i64 has, i64 said)
{
	arena *a = r->arena;
	static const struct {
		word text;
		const char *tone;
	} says[] = { [BALANCE_HOLDS] = { T_wa_holds, "good" },
		     [BALANCE_TOO_LITTLE] = { T_wa_too_little, "warn" },
		     [BALANCE_TOO_MUCH] = { T_wa_too_much, "bad" },
		     [BALANCE_UNKNOWN] = { T_wa_unknown, "" } };
	work_balance b = work_balance_of(def, has, said);
	ask_meter m = { .known = has > 0,
			.said = work_hours(r, said),
			.has = has > 0 ? work_hours(r, has) : STR("–"),
			.percent = has > 0 ? str_format(a, "%lld%%", (long long)(said * 100 / has)) : STR("–"),
			.fte_said = ask_fte(a, def, said),
			.fte_has = has > 0 ? ask_fte(a, def, has) : STR_NONE,
			.bar = has > 0 ? up_to(said * 100 / has) : 0,
			.least = up_to(def->balance_least),
			.most = up_to(def->balance_most),
			.text = says[b].text,
			.tone = says[b].tone };
	if (m.most < m.least)
		m.most = m.least;
	m.about = words_wa_meter_about(a, r->lang, m.said, m.has, m.percent);
	return m;
}
