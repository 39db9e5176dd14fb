/* Who may what: membership of parts of the city. */
#include "modules/work/work_private.h"

#define SCOPE_MAX 2000 /* memberships of one person that are looked at */

static const struct {
	int part;
	const char *name;
} part_names[] = { { PART_FILL, "fill" }, { PART_APPROVE, "approve" }, { PART_SEE, "see" }, { PART_REFORM, "reform" } };

str work_parts_text(arena *a, int bits)
{
	str out = STR_NONE;
	for (size_t i = 0; i < COUNT(part_names); i++)
		if (bits & part_names[i].part)
			out = str_format(a, "%.*s%s%s", STR_ARG(out), out.len ? "," : "", part_names[i].name);
	return out;
}

bool work_parts_read(str s, int *ret)
{
	*ret = 0;
	while (s.len) {
		str piece = str_trim(str_cut(&s, ','));
		size_t i = 0;
		while (i < COUNT(part_names) && !str_eq(piece, str_of(part_names[i].name)))
			i++;
		if (i == COUNT(part_names))
			return false;
		*ret |= part_names[i].part;
	}
	return true;
}

typedef struct asking {
	i64 city, staff;
	work_row_member_of_rows rows;
} asking;

static const err *read_scope(db *d, arena *a, void *arg)
{
	asking *k = arg;
	return work_row_member_of(d, a, k->city, k->staff, &k->rows);
}

const err *work_scope_of(req *r, work_scope *ret)
{
	*ret = (work_scope){ .all = r->who->role == ROLE_ADMIN };
	if (ret->all || r->who->staff == 0)
		return NULL;
	asking k = { .city = r->app->city, .staff = r->who->staff };
	TRY(store_read(r->app->store, r->arena, read_scope, &k));
	for (size_t i = 0; i < k.rows.n && i < SCOPE_MAX; i++) {
		const work_row_member_of_row *m = &k.rows.at[i];
		LIST_ADD(r->arena, &ret->of,
			 (work_member){ r->who->staff, m->bureau, m->section, m->unit, (int)m->parts });
		ret->all = ret->all || ((m->parts & PART_REFORM) && m->bureau.len == 0);
	}
	return NULL;
}

/* What is named narrower than the membership lies within it. */
static bool covers(const work_member *m, str bureau, str section, str unit)
{
	return (m->bureau.len == 0 || str_eq(m->bureau, bureau)) &&
	       (m->section.len == 0 || str_eq(m->section, section)) && (m->unit.len == 0 || str_eq(m->unit, unit));
}

bool work_may(const work_scope *s, int any, str bureau, str section, str unit)
{
	if (s->all)
		return true;
	for (size_t i = 0; i < s->of.n; i++)
		if (((s->of.at[i].parts & any) || (s->of.at[i].parts & PART_REFORM)) &&
		    covers(&s->of.at[i], bureau, section, unit))
			return true;
	return false;
}

/* --- what of a survey ------------------------------------------------------------------------------------------------------ */

#define ANY_PART (PART_FILL | PART_APPROVE | PART_SEE | PART_REFORM)

/* The units that somebody may see, as codes: of what was asked for, only those; none left: a code that nothing has. */
static void narrow(arena *a, const survey *s, const bool *visible, size_t units, survey_filter *f)
{
	struct survey_any *any = &f->dim[DIM_UNIT];
	struct survey_any out = { arena_many(a, u32, units + 1), 0 };
	if (any->n) {
		for (size_t i = 0; i < any->n; i++)
			if (any->at[i] < units && visible[any->at[i]])
				out.at[out.n++] = any->at[i];
	} else {
		for (size_t i = 0; i < units; i++)
			if (visible[i])
				out.at[out.n++] = (u32)i;
	}
	if (out.n == 0)
		out.at[out.n++] = UINT32_MAX;
	(void)s;
	*any = out;
}

static const err *may_see(req *r, const survey *s, survey_filter *f, bool *ret_all)
{
	work_scope scope;
	TRY(work_scope_of(r, &scope));
	size_t units = survey_names(s, DIM_UNIT), seen = 0;
	bool *visible = arena_many(r->arena, bool, units + 1);
	*ret_all = work_may(&scope, ANY_PART, STR_NONE, STR_NONE, STR_NONE);
	if (*ret_all)
		return NULL;
	for (u32 i = 0; i < units; i++) {
		u32 section = survey_parent(s, DIM_UNIT, i), bureau = survey_parent(s, DIM_SECTION, section);
		visible[i] = work_may(&scope, ANY_PART, survey_name(s, DIM_BUREAU, bureau),
				      survey_name(s, DIM_SECTION, section), survey_name(s, DIM_UNIT, i));
		seen += visible[i];
	}
	if (seen == 0)
		return err_why(r->arena, ERR_forbidden, "no part of this survey is theirs");
	*ret_all = seen == units;
	if (!*ret_all)
		narrow(r->arena, s, visible, units, f);
	return NULL;
}

const err *work_may_see(req *r, const work_round *round, const survey *s, survey_filter *f, bool *ret_all)
{
	/* what is open to all staff are sums of sections and larger: who asks for units needs a part there */
	*ret_all = round->state == ROUND_CLOSED && round->results_open && r->who->role >= ROLE_CLERK &&
		   f->dim[DIM_UNIT].n == 0;
	return *ret_all ? NULL : may_see(r, s, f, ret_all);
}

const err *work_may_see_rows(req *r, const work_round *round, const survey *s, survey_filter *f, bool *ret_all)
{
	(void)round;
	return may_see(r, s, f, ret_all);
}

/* --- memberships ------------------------------------------------------------------------------------------------------------ */

const err *work_members_of(db *d, arena *a, i64 city, work_member_rows *ret)
{
	work_row_members_rows rows;
	TRY(work_row_members(d, a, city, &rows));
	*ret = (work_member_rows){ 0 };
	for (size_t i = 0; i < rows.n; i++) {
		const work_row_members_row *m = &rows.at[i];
		LIST_ADD(a, ret,
			 ((struct work_member_row){
				 { m->staff, m->bureau, m->section, m->unit, (int)m->parts }, m->login, m->name }));
	}
	return NULL;
}

const err *work_member_set(db *d, arena *a, i64 city, const who *by, const work_member *m)
{
	i64 changed;
	if ((m->unit.len && !m->section.len) || (m->section.len && !m->bureau.len))
		return err_at(a, ERR_invalid, STR("section"), "a section is one of a bureau, a unit one of a section");
	if (m->bureau.len > SURVEY_TEXT_MAX || m->section.len > SURVEY_TEXT_MAX || m->unit.len > SURVEY_TEXT_MAX)
		return err_at(a, ERR_too_long, STR("bureau"), "at most %d bytes", SURVEY_TEXT_MAX);
	if (m->parts & ~ANY_PART)
		return err_at(a, ERR_invalid, STR("parts"), "fill, approve, see, reform");
	if (m->parts)
		TRY(work_row_member_set(d, a,
					&(work_row_member_set_in){ .city = city,
								   .staff = m->staff,
								   .bureau = m->bureau,
								   .section = m->section,
								   .unit = m->unit,
								   .parts = m->parts },
					&changed));
	else
		TRY(work_row_member_drop(d, a, city, m->staff, m->bureau, m->section, m->unit, &changed));
	if (!changed)
		return err_of(ERR_not_found);
	return audit_add(d, a, city, STR_NONE, by, STR("work_member"), str_format(a, "staff %lld", (long long)m->staff),
			 str_format(a, "%.*s/%.*s/%.*s: %.*s", STR_ARG(m->bureau), STR_ARG(m->section),
				    STR_ARG(m->unit), m->parts ? (int)work_parts_text(a, m->parts).len : 4,
				    m->parts ? work_parts_text(a, m->parts).at : "none"));
}
